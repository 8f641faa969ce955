//! Aggregates over rows.

use std::cmp::Ordering;

use super::eval::{Eval, Gather};
use super::rows::Membership;
use super::scope::{Place, Scope};
use super::{Missing, MissingAt, Value, arithmetic};
use crate::facts::Reason;
use crate::semantics::{Aggregate, BinaryOp, ColumnIx, Frame, TExpr, TExprKind, TRows};
use crate::value::{Moments, Number, Surd};

/// What one row brings to an aggregate.
pub(super) struct Contribution {
    pub(super) row: u32,
    pub(super) value: Eval,
    pub(super) weight: Option<Eval>,
}

/// The parts of a coefficient of variation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variation {
    /// W = Σ wᵢ.
    pub weights: Number,
    /// X̄ = Σ wᵢxᵢ / W.
    pub mean: Number,
    /// Σ wᵢ (xᵢ − X̄)².
    pub squares: Number,
    /// CV² = Σ wᵢ (xᵢ − X̄)² / W / X̄².
    pub cv_squared: Number,
}

impl Variation {
    /// Of pairs of value and weight.
    pub(super) fn of(pairs: &[(Number, Number)]) -> Result<Variation, Reason> {
        let moments = moments(pairs)?;
        let parts = || {
            let (weights, mean, squares) = (moments.weights()?, moments.mean()?, moments.squares()?);
            Some(Variation { weights, mean, squares, cv_squared: moments.cv_squared()? })
        };
        parts().ok_or(Reason::DivisionByZero)
    }
}

fn moments(pairs: &[(Number, Number)]) -> Result<Moments, Reason> {
    if pairs.iter().any(|(_, w)| w.is_negative()) {
        return Err(Reason::Undefined);
    }
    Ok(Moments::of(pairs))
}

impl Scope<'_> {
    /// What each row brings, the rows left out by condition or group apart.
    pub(super) fn contributions(
        &self,
        rows: &TRows,
        range: std::ops::Range<u32>,
        body: Option<&TExpr>,
        weight: Option<&TExpr>,
    ) -> Vec<Contribution> {
        let contribution = |row| {
            let place = Place { frame: rows.frame, entity: rows.entity, row, outer: Some(self.place) };
            let scope = self.at(&place);
            let evaluated = |expr: &TExpr| scope.eval(expr);
            match scope.membership(&rows.group, rows.filter.as_deref()) {
                Membership::Out => None,
                Membership::NotApplicable => Some((Eval::NotApplicable, None)),
                Membership::Maybe(reasons) => Some((Eval::Unknown(reasons), None)),
                Membership::In => Some((body.map_or(Eval::truth(true), evaluated), weight.map(evaluated))),
            }
            .map(|(value, weight)| Contribution { row, value, weight })
        };
        range.filter_map(contribution).collect()
    }

    /// An aggregate: unknown if any row's part in it is, not applicable if no row's part applies.
    pub(super) fn aggregate(
        &self,
        function: Aggregate,
        rows: &TRows,
        body: Option<&TExpr>,
        weight: Option<&TExpr>,
    ) -> Eval {
        if let (Aggregate::The, Some(body)) = (function, body) {
            return self.the(rows, body);
        }
        let set = self.rows_below(rows.within, rows.entity, &rows.group);
        let contributions = self.contributions(rows, set.range, body, weight);
        let mut missing = Gather::default();
        let (mut known, mut left_out) = (Vec::with_capacity(contributions.len()), false);
        for Contribution { value, weight, .. } in contributions {
            match (value, weight) {
                (Eval::NotApplicable, _) | (_, Some(Eval::NotApplicable)) => left_out = true,
                (Eval::Known(x), None) => known.push((x, None)),
                (Eval::Known(x), Some(Eval::Known(w))) => known.push((x, Some(w))),
                (x, w) => {
                    missing.take(x);
                    w.into_iter().for_each(|w| missing.take(w));
                }
            }
        }
        set.missing.into_iter().for_each(|reasons| missing.add(reasons));
        if let Some(reasons) = missing.finish() {
            return Eval::Unknown(reasons);
        }
        if known.is_empty() && left_out {
            return Eval::NotApplicable;
        }
        match self.combine(function, rows, &known) {
            Ok(value) => Eval::Known(value),
            Err(reason) => self.unknown_over(rows, reason),
        }
    }

    /// The value in the one row that is asked for. Unknown where there is none, where there are several, and where another may be
    /// the one: a row whose condition is unknown, or one that is missing.
    fn the(&self, rows: &TRows, body: &TExpr) -> Eval {
        let set = self.rows_below(rows.within, rows.entity, &rows.group);
        let (mut found, mut left_out) = (Vec::new(), false);
        let mut others = Gather::default();
        for row in set.range {
            let place = Place { frame: rows.frame, entity: rows.entity, row, outer: Some(self.place) };
            let scope = self.at(&place);
            match scope.membership(&rows.group, rows.filter.as_deref()) {
                Membership::Out => {}
                Membership::NotApplicable => left_out = true,
                Membership::Maybe(reasons) => others.add(reasons),
                Membership::In => match scope.eval(body) {
                    Eval::NotApplicable => left_out = true,
                    value @ (Eval::Known(_) | Eval::Unknown(_)) => found.push(value),
                },
            }
        }
        let fixes = || {
            let mut known = self.county.fixing.borrow_mut();
            *known.entry(std::ptr::from_ref(rows)).or_insert_with(|| self.fixes_key(rows))
        };
        let alone = matches!(found.as_slice(), [_]) && fixes();
        if let Some(missing) = set.missing.filter(|_| !alone) {
            others.add(missing);
        }
        if found.len() > 1 {
            others.take(self.unknown_over(rows, Reason::SeveralRows));
        }
        match (found.pop(), others.finish()) {
            (_, Some(reasons)) => Eval::Unknown(reasons),
            (Some(value), None) => value,
            (None, None) if left_out => Eval::NotApplicable,
            (None, None) => self.unknown_over(rows, Reason::NoRow),
        }
    }

    /// Whether the condition on rows says of every key column below the parent which value it has: then a missing row, whose key is
    /// another, is not asked for where a row is there.
    fn fixes_key(&self, rows: &TRows) -> bool {
        let pack = self.county.pack;
        let key = pack.key_below(self.frame(rows.within).entity, rows.entity);
        let mut fixed: Vec<ColumnIx> = rows.group.iter().map(|g| g.column).collect();
        let mut stack: Vec<&TExpr> = rows.filter.as_deref().into_iter().collect();
        while let Some(condition) = stack.pop() {
            // No other condition names one value of a column.
            match condition.binary() {
                Some((BinaryOp::And, a, b)) => stack.extend([a, b]),
                Some((BinaryOp::Eq, a, b)) => {
                    for (side, other) in [(a, b), (b, a)] {
                        if let Some((entity, column)) = side.column_in(rows.frame)
                            && entity == rows.entity
                            && !reads_frame(other, rows.frame)
                        {
                            fixed.push(column);
                        }
                    }
                }
                Some(_) | None => {}
            }
        }
        !key.is_empty() && key.iter().all(|column| fixed.contains(column))
    }

    fn combine(
        &self,
        function: Aggregate,
        rows: &TRows,
        known: &[(Value, Option<Value>)],
    ) -> Result<Value, Reason> {
        let count = Number::from(known.len() as i64);
        let none = if known.is_empty() { Err(Reason::NoRows) } else { Ok(()) };
        let number = |n: Number| Ok(Value::Number(n.into()));
        match function {
            Aggregate::Count => {
                let unit = self.county.pack.entity(rows.entity).map(|e| &e.unit);
                number(unit.map_or_else(|| count.clone(), |unit| unit.to_base(&count)))
            }
            Aggregate::Sum => sum(known).map(Value::Number),
            Aggregate::Avg => {
                none?;
                let mean = sum(known)?.over(&count.into()).ok_or(Reason::NoRows)?;
                Ok(Value::Number(mean))
            }
            Aggregate::Min => best(known, Ordering::Less),
            Aggregate::Max => best(known, Ordering::Greater),
            Aggregate::Median => median(known).map(Value::Number),
            Aggregate::Distinct => {
                let mut seen: Vec<&Value> = known.iter().map(|(value, _)| value).collect();
                seen.sort_by(|a, b| arithmetic::order(a, b).unwrap_or(Ordering::Equal));
                seen.dedup();
                number(Number::from(seen.len() as i64))
            }
            Aggregate::Share => {
                let met = known.iter().filter(|(v, _)| *v == Value::Bool(true)).count();
                number(Number::from(met as i64).checked_div(&count).ok_or(Reason::NoRows)?)
            }
            // Not a number of rows: see [`Scope::the`].
            Aggregate::The => Err(Reason::Undefined),
            Aggregate::Stdev => {
                none?;
                let moments = moments(&pairs(known).ok_or(Reason::Undefined)?)?;
                let variance = moments.squares().zip(moments.weights()).and_then(|(s, w)| s.checked_div(&w));
                variance.and_then(Surd::sqrt).map(Value::Number).ok_or(Reason::DivisionByZero)
            }
            Aggregate::Cv => {
                none?;
                let moments = moments(&pairs(known).ok_or(Reason::Undefined)?)?;
                moments.coefficient().map(Value::Number).ok_or(Reason::DivisionByZero)
            }
        }
    }

    /// Unknown for a reason that lies in the rows as a whole.
    fn unknown_over(&self, rows: &TRows, reason: Reason) -> Eval {
        let within = self.frame(rows.within);
        let at = MissingAt::Below(within.entity, within.row);
        Eval::missing(Missing { entity: rows.entity, at, column: None, reason })
    }
}

/// Whether an expression depends on a frame's row.
fn reads_frame(expr: &TExpr, of: Frame) -> bool {
    let mut found = false;
    expr.walk(&mut |e| {
        found |= match &e.kind {
            TExprKind::Column { frame, .. }
            | TExprKind::Outcome { frame, .. }
            | TExprKind::Value { frame, .. }
            | TExprKind::Threshold { frame, .. } => *frame >= of,
            TExprKind::Aggregate { rows, .. } | TExprKind::Quantified { rows, .. } => rows.within >= of,
            TExprKind::Constant(_)
            | TExprKind::Group(_)
            | TExprKind::Limit { .. }
            | TExprKind::Judged
            | TExprKind::JudgedCell(_)
            | TExprKind::AsOf
            | TExprKind::TargetYear
            | TExprKind::Call(..)
            | TExprKind::NumberOf { .. }
            | TExprKind::AllOf(_)
            | TExprKind::NoneOf(_)
            | TExprKind::CountOf(_)
            | TExprKind::In { .. }
            | TExprKind::Not(_)
            | TExprKind::Negate(_)
            | TExprKind::Binary(..)
            | TExprKind::If(..) => false,
        };
    });
    found
}

fn sum(known: &[(Value, Option<Value>)]) -> Result<Surd, Reason> {
    known.iter().try_fold(Surd::from(Number::zero()), |total, (value, _)| match value {
        Value::Number(n) => total.plus(n).ok_or(Reason::Undefined),
        Value::Bool(_) | Value::Kind(..) | Value::Text(_) | Value::Date(_) => Err(Reason::Undefined),
    })
}

/// The middle of an odd number of values, the mean of the two in the middle of an even one.
fn median(known: &[(Value, Option<Value>)]) -> Result<Surd, Reason> {
    let of = |(value, _): &(Value, Option<Value>)| match value {
        Value::Number(n) => Some(n.clone()),
        Value::Bool(_) | Value::Kind(..) | Value::Text(_) | Value::Date(_) => None,
    };
    let mut all = known.iter().map(of).collect::<Option<Vec<Surd>>>().ok_or(Reason::Undefined)?;
    all.sort();
    let upper = all.get(all.len() / 2).ok_or(Reason::NoRows)?;
    if all.len() % 2 == 1 {
        return Ok(upper.clone());
    }
    let lower = all.get(all.len() / 2 - 1).ok_or(Reason::NoRows)?;
    let both = lower.plus(upper).ok_or(Reason::Undefined)?;
    both.over(&Number::from(2).into()).ok_or(Reason::Undefined)
}

fn best(known: &[(Value, Option<Value>)], wanted: Ordering) -> Result<Value, Reason> {
    let all: Vec<Value> = known.iter().map(|(value, _)| value.clone()).collect();
    let (first, rest) = all.split_first().ok_or(Reason::NoRows)?;
    arithmetic::extreme(first, rest, wanted).ok_or(Reason::Undefined)
}

/// Values and weights; without weights, each weighs one.
pub(super) fn pairs(known: &[(Value, Option<Value>)]) -> Option<Vec<(Number, Number)>> {
    let rational = |value: &Value| match value {
        Value::Number(n) => n.as_number().cloned(),
        Value::Bool(_) | Value::Kind(..) | Value::Text(_) | Value::Date(_) => None,
    };
    let pair = |(value, weight): &(Value, Option<Value>)| {
        Some((rational(value)?, weight.as_ref().map_or_else(|| Some(Number::one()), rational)?))
    };
    known.iter().map(pair).collect()
}
