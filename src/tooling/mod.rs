//! Tools over the layers above, each by itself.

pub mod gap;
pub mod lsp;
pub mod show;
pub mod test;
