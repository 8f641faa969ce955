//! `junheng test`: a pack's own cases, facts and the verdicts that they must give.

pub mod coverage;
mod declared;
mod extent;
mod judged;
pub mod mutation;
mod outcome;
mod rows;
mod subject;
pub mod suggest;
mod suite;

pub use declared::{Declared, read_declared, read_declared_from};
pub use extent::{Extent, Part};
pub use outcome::{CaseJson, ProblemJson, SuiteJson, json, summary};
pub use subject::{subject_named, subject_text};
pub use suite::{Case, EQUIVALENT, Expectation, Problem, Suite, Wanted, run_cases, run_cases_from};

use serde::Serialize;

use crate::diagnostic::DiagnosticJson;
use crate::semantics::{Member, TExprKind};

/// Whether a set's members are the copies of `each`'s body.
fn is_each(members: &[Member]) -> bool {
    members.iter().any(|m| !matches!(m.condition.kind, TExprKind::Outcome { item, .. } if item == m.item))
}

/// What `test --format json` gives for one pack.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestReport {
    /// The cases.
    #[serde(flatten)]
    pub suite: SuiteJson,
    /// With `--coverage`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<coverage::CoverageJson>,
    /// With `--suggest`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestions: Option<suggest::SuggestionsJson>,
    /// With `--mutate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutation: Option<mutation::MutationJson>,
    /// Mistakes in the lists of equivalent mutants.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub declared: Vec<DiagnosticJson>,
}
