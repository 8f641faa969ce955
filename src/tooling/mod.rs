//! Tools over the layers above, each by itself.

mod beside;
pub mod compare;
pub mod doc;
pub mod explain;
pub mod fmt;
pub mod gap;
pub mod impact;
pub mod new;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod render;
#[cfg(feature = "schema")]
pub mod schema;
pub mod set;
pub mod show;
pub mod strict;
pub mod template;
pub mod test;
pub mod verify;
