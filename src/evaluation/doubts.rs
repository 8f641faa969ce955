//! What is in doubt about a county's data, whatever its conclusions come to.

use super::CountyResult;
use crate::facts::Facts;

/// How many places of a county's data are in doubt. A conclusion is shown with these beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Doubts {
    /// Audits that found something.
    pub audits: usize,
    /// Lists with more rows than were declared, totals that are exceeded.
    pub surplus: usize,
    /// Errors in the county's data; those that may be of any county are counted in each.
    pub errors: usize,
}

impl Doubts {
    /// The doubts about a county's result on these data.
    pub fn new(facts: &Facts, result: &CountyResult) -> Self {
        let errors = facts.errors_of(result.county).count() + result.bad_counts.len();
        let errors = errors + usize::from(result.overrun.is_some());
        Doubts { audits: result.audits.len(), surplus: result.surplus.len(), errors }
    }

    /// How many there are.
    pub fn total(self) -> usize {
        self.audits + self.surplus + self.errors
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.total() == 0
    }
}
