//! How the counties of a run stand: what keeps their conclusions from being met, and what is in doubt.

use super::findings::is_kind;
use super::json::ReportInput;
use crate::evaluation::{CountyResult, Doubts};
use crate::facts::key_of;
use crate::semantics::{EntityIx, RuleKind};
use crate::value::Outcome;

/// How counties stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// How many were judged.
    pub judged: usize,
    /// Those of which not every conclusion is met, or that have none.
    pub unmet: Vec<String>,
    /// Those about whose data anything is in doubt.
    pub in_doubt: Vec<(String, Doubts)>,
    /// Those that errors left out.
    pub left_out: Vec<String>,
}

impl Standing {
    /// Of an evaluation; `asked` are the counties that it was to judge, where it was not all.
    pub fn new(input: &ReportInput<'_>, asked: Option<&[String]>) -> Self {
        let mut standing = Standing::default();
        for county in &input.evaluation.counties {
            standing.add(input, county);
        }
        let wanted = |code: &str| asked.is_none_or(|codes| codes.iter().any(|c| c == code));
        let left_out = input.facts.counties.iter().filter(|c| c.left_out && wanted(&c.code));
        standing.left_out = left_out.map(|c| c.code.to_string()).collect();
        standing
    }

    fn add(&mut self, input: &ReportInput<'_>, result: &CountyResult) {
        let code = || key_of(input.pack, input.facts, EntityIx(0), result.county).join("/");
        let concludes = |item| input.pack.item(item).is_some_and(|i| is_kind(i, RuleKind::Conclusion));
        let mut conclusions = result.subjects.iter().filter(|s| concludes(s.item)).peekable();
        let any = conclusions.peek().is_some();
        if !any || !conclusions.all(|s| s.outcome == Outcome::Met) {
            self.unmet.push(code());
        }
        let doubts = Doubts::new(input.facts, result);
        if !doubts.is_empty() {
            self.in_doubt.push((code(), doubts));
        }
        self.judged += 1;
    }

    /// With those of a further part of the data.
    pub fn append(&mut self, other: Standing) {
        let Standing { judged, unmet, in_doubt, left_out } = other;
        self.judged += judged;
        self.unmet.extend(unmet);
        self.in_doubt.extend(in_doubt);
        self.left_out.extend(left_out);
    }

    /// The counties in the order of their codes.
    pub fn sort(&mut self) {
        self.unmet.sort();
        self.left_out.sort();
        self.in_doubt.sort_by(|(a, _), (b, _)| a.cmp(b));
    }

    /// Whether counties were judged, none was left out, and every conclusion is met.
    pub fn all_met(&self) -> bool {
        self.judged > 0 && self.unmet.is_empty() && self.left_out.is_empty()
    }

    /// How many doubts there are about all of them together.
    pub fn doubts(&self) -> usize {
        self.in_doubt.iter().map(|(_, doubts)| doubts.total()).sum()
    }
}
