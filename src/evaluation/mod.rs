//! Plan × facts → outcomes: the exact interpreter and the explanations it gives.
//!
//! Doors: `evaluate(&CheckedPack, &Facts, &Options) -> Evaluation`; `explain(…) -> Derivation`.

mod outcome;

pub use outcome::*;
