//! Keywords in traditional script.

pub use crate::diagnostic::simplified;
