//! Suggested cases: for each side of a threshold that no case gives, facts that give it, found by solving the formula.
//!
//! A world with one row of each table is made, the kinds of its rows are tried until the comparison is reached, then one column is moved
//! until both sides are equal; below and above are a step aside. Every suggestion is evaluated before it is written.

mod solve;
mod words;
mod world;

pub use solve::{SuggestedCell, Suggestion, Suggestions, suggest};
pub use words::{SuggestionJson, SuggestionsJson, json, yaml};
