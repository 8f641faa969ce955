//! `junheng test`: a pack's own cases, facts and the verdicts that they must give.

mod judged;
mod outcome;
mod rows;
mod subject;
mod suite;

pub use outcome::{CaseJson, ProblemJson, SuiteJson, json, summary};
pub use subject::{subject_named, subject_text};
pub use suite::{Case, EQUIVALENT, Expectation, Problem, Suite, Wanted, run_cases};
