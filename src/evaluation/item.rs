//! One item for one subject.

use super::eval::{Eval, every, values};
use super::scope::Scope;
use super::{MemberResult, RequirementResult, Value, arithmetic};
use crate::facts::Reason;
use crate::semantics::{
    BinaryOp, Indicator, Item, ItemBody, ItemIx, Reach, Requirement, TExpr, TExprKind, ThresholdRef,
};
use crate::value::{Number, Surd};

/// What an item comes to for one subject.
#[derive(Debug, Clone)]
pub(super) struct ItemResult {
    /// Whether it applies: true, or the outcome's reason.
    pub(super) outcome: Eval,
    /// An indicator's or a define's value.
    pub(super) value: Eval,
    /// An indicator's threshold.
    pub(super) limit: Eval,
    /// Between which numbers lies the value of a define that is a count, where it is not known.
    pub(super) between: Option<(Number, Number)>,
    /// Whether its `when` is known to hold.
    pub(super) applied: bool,
    /// A rule's requirements; empty where it does not apply or that is unknown.
    pub(super) requirements: Vec<RequirementResult>,
}

impl ItemResult {
    /// The same for all its parts.
    fn all(eval: Eval) -> Self {
        let [outcome, value] = [eval.clone(), eval.clone()];
        ItemResult { outcome, value, limit: eval, between: None, applied: false, requirements: Vec::new() }
    }
}

impl Scope<'_> {
    /// Whether an item applies to the subject: all of its `when` hold.
    pub(super) fn applies(&self, item: &Item) -> Eval {
        every(item.when.iter().map(|when| self.eval(&when.expr)))
    }

    /// Judges the item for the subject, which is the innermost row of this scope.
    pub(super) fn judge(&self, item: &Item) -> ItemResult {
        match self.applies(item) {
            Eval::Known(Value::Bool(true)) => {}
            Eval::Unknown(reasons) => return ItemResult::all(Eval::Unknown(reasons)),
            Eval::Known(_) | Eval::NotApplicable => return ItemResult::all(Eval::NotApplicable),
        }
        match &item.body {
            ItemBody::Indicator(indicator) => {
                let (value, limit) = (self.eval(&indicator.value), self.threshold(indicator));
                let outcome = self.held_against(indicator, &value, &limit);
                ItemResult { outcome, value, limit, between: None, applied: true, requirements: Vec::new() }
            }
            ItemBody::Rule { requirements, .. } => {
                let outcomes: Vec<Eval> = requirements.iter().map(|r| self.eval(&r.expr)).collect();
                let requirements =
                    requirements.iter().zip(&outcomes).map(|(r, o)| self.requirement(r, o)).collect();
                ItemResult { applied: true, requirements, ..ItemResult::all(every(outcomes)) }
            }
            ItemBody::Define { value, .. } => {
                let found = self.eval(value);
                let between = if let Eval::Unknown(_) = found { self.count_between(value) } else { None };
                ItemResult { applied: true, between, ..ItemResult::all(found) }
            }
        }
    }

    /// An indicator's threshold for the subject.
    pub(super) fn threshold(&self, indicator: &Indicator) -> Eval {
        let limit = match &indicator.threshold {
            ThresholdRef::Own(limit) => Some(&**limit),
            ThresholdRef::Limit(limit) => self.county.pack.limit(*limit),
        };
        match limit {
            Some(limit) => self.limit_value(limit, &indicator.index),
            None => self.unknown(Reason::NoLimit),
        }
    }

    fn held_against(&self, indicator: &Indicator, value: &Eval, limit: &Eval) -> Eval {
        let op = indicator.comparison.operator();
        match values([value.clone(), limit.clone()]) {
            Ok([value, limit]) => {
                let seen = self.county.observer.zip(self.item);
                let turned = seen.is_some_and(|(observer, ix)| observer.held(ix, &value, &limit));
                let holds = arithmetic::compare(op, &value, &limit);
                holds.map_or_else(|reason| self.unknown(reason), |holds| Eval::truth(holds != turned))
            }
            Err(other) => self.decided_between(op, &indicator.value, value, limit).unwrap_or(other),
        }
    }

    fn requirement(&self, requirement: &Requirement, outcome: &Eval) -> RequirementResult {
        let mut members = Vec::new();
        self.members(&requirement.expr, &mut members);
        RequirementResult { outcome: outcome.outcome(), members }
    }

    /// The items that a condition names for the subject itself, each with what came of it.
    fn members(&self, expr: &TExpr, found: &mut Vec<MemberResult>) {
        match &expr.kind {
            TExprKind::NumberOf { members, .. }
            | TExprKind::AllOf(members)
            | TExprKind::NoneOf(members)
            | TExprKind::CountOf(members) => {
                found.extend(members.iter().map(|m| self.member(m.item, &m.condition)));
            }
            TExprKind::Outcome { item, .. } => found.push(self.member(*item, expr)),
            TExprKind::Not(operand) => self.members(operand, found),
            TExprKind::Binary(BinaryOp::And | BinaryOp::Or, a, b) => {
                self.members(a, found);
                self.members(b, found);
            }
            TExprKind::Constant(_)
            | TExprKind::Column { .. }
            | TExprKind::Group(_)
            | TExprKind::Limit { .. }
            | TExprKind::Value { .. }
            | TExprKind::Threshold { .. }
            | TExprKind::Judged
            | TExprKind::JudgedCell(_)
            | TExprKind::AsOf
            | TExprKind::TargetYear
            | TExprKind::Call(..)
            | TExprKind::Aggregate { .. }
            | TExprKind::Quantified { .. }
            | TExprKind::In { .. }
            | TExprKind::Negate(_)
            | TExprKind::Binary(..)
            | TExprKind::If(..) => {}
        }
    }

    fn member(&self, item: ItemIx, condition: &TExpr) -> MemberResult {
        let outcome = self.eval(condition).outcome();
        let below = matches!(condition.kind, TExprKind::Outcome { reach: Reach::Down, .. });
        let subject = if below { None } else { self.subject_of(item, self.place.frame) };
        let result = subject.and_then(|row| self.county.memo.only(item, row, self.group));
        let indicator = self.county.pack.item(item).is_some_and(|i| matches!(i.body, ItemBody::Indicator(_)));
        let number = |part: fn(&ItemResult) -> &Eval| -> Option<Surd> {
            result.filter(|_| indicator).and_then(|r| part(r).as_number()).cloned()
        };
        MemberResult { item, outcome, value: number(|r| &r.value), limit: number(|r| &r.limit) }
    }
}
