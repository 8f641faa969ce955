//! Tools over the layers above, each by itself.

pub mod doc;
pub mod gap;
pub mod new;
pub mod lsp;
pub mod schema;
pub mod show;
pub mod template;
pub mod test;
