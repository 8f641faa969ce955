//! Tools over the layers above, each by itself.

pub mod gap;
pub mod template;
pub mod test;
