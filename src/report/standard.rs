//! The standard's parts as a pack's conclusions name them: schools by indicators, coefficients, lists of items. What a pack is made of says it; no
//! id is known here.

use crate::evaluation::{Detail, SubjectResult};
use crate::facts::COUNTY;
use crate::semantics::*;
use crate::value::{Number, Outcome};

use super::findings::{Findings, fails, is_kind};
use super::wording::share;

/// Deepest chain of parts that name parts.
const MAX_DEPTH: usize = 8;

/// A part of the standard.
pub(super) struct Part<'a> {
    pub ix: ItemIx,
    pub item: &'a Item,
    pub holds: Holds,
}

/// What a part consists of.
#[derive(Default)]
pub(super) struct Holds {
    /// Rules that hold each subject below the county to a set of indicators.
    pub matrices: Vec<Matrix>,
    /// Rules that bound coefficients of variation.
    pub coefficients: Vec<ItemIx>,
    /// Everything else that it gathers, in its order.
    pub items: Vec<ItemIx>,
}

/// A rule that asks for so many of a set of indicators.
pub(super) struct Matrix {
    pub rule: ItemIx,
    pub members: Vec<ItemIx>,
    /// What part of its threshold every other indicator must reach; an expression of the rule.
    pub floor: Option<Floor>,
}

/// Where a rule says what part of a threshold must be reached: the requirement and the member.
#[derive(Clone, Copy)]
pub(super) struct Floor {
    requirement: usize,
}

impl Floor {
    /// The expression.
    pub fn expr(self, item: &Item) -> Option<&TExpr> {
        let ItemBody::Rule { requirements, .. } = &item.body else { return None };
        floor_of(&requirements.get(self.requirement)?.expr)
    }
}

/// The factor in `i.value ≥ factor * i.limit`, asked of each member of a set.
fn floor_of(expr: &TExpr) -> Option<&TExpr> {
    let TExprKind::AllOf(members) = &expr.kind else { return None };
    let TExprKind::Binary(BinaryOp::Ge, a, b) = &members.first()?.condition.kind else { return None };
    let TExprKind::Binary(BinaryOp::Mul, x, y) = &b.kind else { return None };
    let threshold = |e: &TExpr| matches!(e.kind, TExprKind::Threshold { .. });
    match (matches!(a.kind, TExprKind::Value { .. }), threshold(x), threshold(y)) {
        (true, true, false) => Some(y),
        (true, false, true) => Some(x),
        _ => None,
    }
}

impl<'a> Findings<'a> {
    /// The parts that the conclusions name, vetoes aside.
    pub fn standard(&self) -> Vec<Part<'a>> {
        let parts = self.parts().into_iter().filter(|(_, item)| !is_kind(item, RuleKind::Veto));
        parts
            .map(|(ix, item)| {
                let mut holds = Holds::default();
                self.gather(ix, &mut holds, 0);
                Part { ix, item, holds }
            })
            .collect()
    }

    /// The vetoes that the conclusions name.
    pub fn vetoes(&self) -> Vec<(ItemIx, &'a Item)> {
        self.parts().into_iter().filter(|(_, item)| is_kind(item, RuleKind::Veto)).collect()
    }

    fn gather(&self, ix: ItemIx, holds: &mut Holds, depth: usize) {
        let Some(item) = self.input.pack.item(ix) else { return };
        let ItemBody::Rule { requirements, .. } = &item.body else {
            holds.items.push(ix);
            return;
        };
        if let Some(matrix) = self.matrix(ix, item, requirements) {
            holds.matrices.push(matrix);
        } else if requirements.iter().any(|r| has_variation(&r.expr)) {
            holds.coefficients.push(ix);
        } else if let Some(named) = item.gathers().filter(|_| depth < MAX_DEPTH) {
            for item in named {
                self.gather(item, holds, depth + 1);
            }
        } else {
            holds.items.push(ix);
        }
    }

    fn matrix(&self, rule: ItemIx, item: &Item, requirements: &[Requirement]) -> Option<Matrix> {
        if item.entity == COUNTY {
            return None;
        }
        let indicators = |members: &[Member]| -> Option<Vec<ItemIx>> {
            let indicator = |m: &Member| {
                let found = self.input.pack.item(m.item)?;
                (matches!(found.body, ItemBody::Indicator(_)) && found.entity == item.entity)
                    .then_some(m.item)
            };
            members.iter().map(indicator).collect()
        };
        let members = requirements.iter().find_map(|r| {
            let TExprKind::NumberOf { bound: CountBound::AtLeast, members, .. } = &r.expr.kind else {
                return None;
            };
            indicators(members)
        })?;
        let floor = requirements.iter().position(|r| floor_of(&r.expr).is_some());
        Some(Matrix { rule, members, floor: floor.map(|requirement| Floor { requirement }) })
    }

    /// What fails and says something of its own, with the subjects: what only gathers other items is said by these, and a set's indicators
    /// by the rule that may excuse them.
    pub fn failing_alone(&self) -> Vec<(ItemIx, &'a Item, Vec<&'a SubjectResult>)> {
        let standard = self.standard();
        let members: Vec<ItemIx> =
            standard.iter().flat_map(|p| &p.holds.matrices).flat_map(|m| m.members.iter().copied()).collect();
        let mut failing = self.failing();
        failing.retain(|(ix, item, _)| {
            let gathers = is_kind(item, RuleKind::Rule) && item.gathers().is_some();
            !gathers && !members.contains(ix)
        });
        failing
    }

    /// The indicators that fall short in subjects that pass all the same, or of which that is not known yet: subject, indicator, value, what
    /// is required, the share of it.
    pub fn excused(&self) -> Vec<[String; 5]> {
        let mut out = Vec::new();
        for matrix in self.standard().iter().flat_map(|p| &p.holds.matrices) {
            for s in self.subjects_of(matrix.rule).filter(|s| s.outcome != Outcome::Unmet) {
                for member in &matrix.members {
                    let Some(item) = self.input.pack.item(*member) else { continue };
                    let ItemBody::Indicator(indicator) = &item.body else { continue };
                    let short = |m: &&SubjectResult| m.row == s.row && m.outcome == Outcome::Unmet;
                    let Some(result) = self.subjects_of(*member).find(short) else { continue };
                    let Detail::Indicator { value: Some(value), limit: Some(limit) } = &result.detail else {
                        continue;
                    };
                    let said = self.words.indicator(indicator, value, limit);
                    let share = share(value, limit, &[Number::one()]);
                    out.push([
                        self.subject(item, result),
                        self.words.item(item),
                        said.now,
                        said.required,
                        share.map_or_else(String::new, |s| s + "%"),
                    ]);
                }
            }
        }
        out
    }

    /// What an item comes to for the county: unmet where a subject fails, else undetermined where one is, else met.
    pub fn outcome_of(&self, ix: ItemIx) -> Outcome {
        let Some(item) = self.input.pack.item(ix) else { return Outcome::NotApplicable };
        let veto = is_kind(item, RuleKind::Veto);
        let (bad, good) = if veto { (Outcome::Met, Outcome::Unmet) } else { (Outcome::Unmet, Outcome::Met) };
        let mut found = Outcome::NotApplicable;
        for s in self.subjects_of(ix) {
            match s.outcome {
                o if fails(item, o) => return bad,
                Outcome::Undetermined => found = Outcome::Undetermined,
                Outcome::Met | Outcome::Unmet if found == Outcome::NotApplicable => found = good,
                Outcome::Met | Outcome::Unmet | Outcome::NotApplicable => {}
            }
        }
        found
    }
}

/// Whether a condition bounds a coefficient of variation.
fn has_variation(expr: &TExpr) -> bool {
    let mut found = false;
    expr.walk(&mut |e| found |= matches!(e.kind, TExprKind::Aggregate { function: Aggregate::Cv, .. }));
    found
}
