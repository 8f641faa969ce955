//! Tools over the layers above, each by itself.

pub mod gap;
pub mod show;
pub mod test;
