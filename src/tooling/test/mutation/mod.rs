//! Mutation: would a pack's cases notice if a small part of it were otherwise?
//!
//! Each mutant is the checked pack with one change. It is killed when a case that passes comes out differently, and survives when
//! none does; a surviving one may be declared equivalent, with the reason, in the tests folder's `equivalent.yaml`.

mod edit;
mod generate;
mod mutant;
mod run;
mod words;

pub use mutant::{Mutant, Owner};
pub use run::{Fate, Mutation, mutate};
pub use words::{MutantJson, MutationJson, json, text};
