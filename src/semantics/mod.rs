//! Inheritance → names → types and units → typed rules, then lints.
//!
//! Door: `check(PackChain) -> Checked` (the pack, if it has no errors, with all diagnostics).

mod checked;

pub use checked::*;
