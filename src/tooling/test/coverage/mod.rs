//! Coverage: what of a pack its cases exercise, and by name what they do not.
//!
//! Only passing cases count, and of each only what its expectations can depend on: a case that computes a rule and expects nothing of
//! it does not cover it.

pub(super) mod observed;
pub(super) mod places;
mod run;
mod words;

pub(super) use run::SIDES;
pub use run::{Branch, Coverage, Entry, RuleCoverage, SideCoverage, cover};
pub use words::{CoverageJson, GapJson, PartJson, json, text};
