//! A count that is not known lies between the rows that meet its condition and those that may: often that decides.

use std::cmp::Ordering;

use super::Value;
use super::eval::Eval;
use super::expression::always_applies;
use super::rows::Membership;
use super::scope::{Place, Scope};
use crate::semantics::{Aggregate, BinaryOp, ItemBody, Member, Reach, TExpr, TExprKind, TRows};
use crate::value::{Number, Surd, Unit};

impl Scope<'_> {
    /// A comparison of a count that is not known with a number that is; none where its bounds do not decide, or there are none.
    pub(super) fn decided_between(
        &self,
        op: BinaryOp,
        counted: &TExpr,
        count: &Eval,
        against: &Eval,
    ) -> Option<Eval> {
        let (Eval::Unknown(_), Eval::Known(Value::Number(number))) = (count, against) else { return None };
        let (least, most) = self.count_between(counted)?;
        let ends = [&least, &most].map(|end| Surd::from(end.clone()).cmp(number));
        let outside = ends == [Ordering::Less; 2] || ends == [Ordering::Greater; 2];
        let holds = |holds: fn(Ordering) -> bool| {
            let [low, high] = ends.map(holds);
            (low == high).then_some(low)
        };
        let decided = match op {
            BinaryOp::Ge => holds(Ordering::is_ge),
            BinaryOp::Gt => holds(Ordering::is_gt),
            BinaryOp::Le => holds(Ordering::is_le),
            BinaryOp::Lt => holds(Ordering::is_lt),
            // Between the ends lies every whole number.
            BinaryOp::Eq => outside.then_some(false),
            BinaryOp::Ne => outside.then_some(true),
            BinaryOp::And | BinaryOp::Or | BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {
                None
            }
        };
        decided.map(Eval::truth)
    }

    /// Between which numbers a count lies, or a define that is nothing but that count; none where rows are missing.
    pub(super) fn count_between(&self, expr: &TExpr) -> Option<(Number, Number)> {
        match &expr.kind {
            TExprKind::Aggregate { function: Aggregate::Count, rows, .. } => self.rows_between(rows),
            TExprKind::Value { item, frame } => {
                let row = self.subject_of(*item, *frame)?;
                self.county.memo.only(*item, row, self.group)?.between.clone()
            }
            TExprKind::CountOf(members) => {
                let tally = self.tally(members);
                // Where no member may apply after all, the count may not.
                let applies = tally.met + tally.unmet > 0 || members.iter().any(|m| self.surely_applies(m));
                applies.then(|| (Number::from(tally.met), Number::from(tally.met + tally.open)))
            }
            TExprKind::Constant(_)
            | TExprKind::Column { .. }
            | TExprKind::Group(_)
            | TExprKind::Limit { .. }
            | TExprKind::Outcome { .. }
            | TExprKind::Threshold { .. }
            | TExprKind::Judged
            | TExprKind::JudgedCell(_)
            | TExprKind::AsOf
            | TExprKind::TargetYear
            | TExprKind::Call(..)
            | TExprKind::Aggregate { .. }
            | TExprKind::Quantified { .. }
            | TExprKind::NumberOf { .. }
            | TExprKind::AllOf(_)
            | TExprKind::NoneOf(_)
            | TExprKind::In { .. }
            | TExprKind::Not(_)
            | TExprKind::Negate(_)
            | TExprKind::Binary(..)
            | TExprKind::If(..) => None,
        }
    }

    /// Whether a member of a set, undetermined as it may be, cannot turn out not to apply.
    fn surely_applies(&self, member: &Member) -> bool {
        let TExprKind::Outcome { item, frame, reach: Reach::Up, .. } = member.condition.kind else {
            return always_applies(&member.condition);
        };
        let Some(row) = self.subject_of(item, frame) else { return false };
        let applied = self.county.memo.only(item, row, self.group).is_some_and(|result| result.applied);
        applied
            && self.county.pack.item(item).is_some_and(|item| match &item.body {
                ItemBody::Indicator(indicator) => always_applies(&indicator.value),
                ItemBody::Rule { requirements, .. } => requirements.iter().all(|r| always_applies(&r.expr)),
                ItemBody::Define { value, .. } => always_applies(value),
            })
    }

    fn rows_between(&self, rows: &TRows) -> Option<(Number, Number)> {
        let set = self.rows_below(rows.within, rows.entity, &rows.group);
        if set.missing.is_some() {
            return None;
        }
        let (mut sure, mut open, mut left_out) = (0i64, 0i64, false);
        for row in set.range {
            let place = Place { frame: rows.frame, entity: rows.entity, row, outer: Some(self.place) };
            match self.at(&place).membership(&rows.group, rows.filter.as_deref()) {
                Membership::In => sure += 1,
                Membership::Maybe(_) => open += 1,
                Membership::NotApplicable => left_out = true,
                Membership::Out => {}
            }
        }
        // Where no row may count after all, the count may not apply.
        let applies = rows.filter.as_deref().is_none_or(always_applies) && !left_out;
        if sure == 0 && !applies {
            return None;
        }
        let unit = self.county.pack.entity(rows.entity).map_or_else(Unit::none, |e| e.unit.clone());
        Some((unit.to_base(&Number::from(sure)), unit.to_base(&Number::from(sure + open))))
    }
}
