//! Comparisons, arithmetic and functions of known values.

use std::cmp::Ordering;

use super::Value;
use super::eval::{Eval, Gather};
use super::scope::Scope;
use crate::facts::Reason;
use crate::semantics::{BinaryOp, Function, TExpr, Type};
use crate::source::MAX_NUMBER_BITS;
use crate::value::{Date, Number, Surd, Unit, years_between};

/// Most places that `round` rounds to, either way: past that no datum has digits.
const MAX_PLACES: i64 = 200;

/// The order of two values of one type.
pub(super) fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Kind(k, a), Value::Kind(l, b)) if k == l => Some(a.cmp(b)),
        _ => None,
    }
}

/// Whether a comparison holds.
pub(super) fn compare(op: BinaryOp, a: &Value, b: &Value) -> Result<bool, Reason> {
    let order = order(a, b).ok_or(Reason::Undefined)?;
    if op.is_comparison() { Ok(op.holds(order)) } else { Err(Reason::Undefined) }
}

/// Sum, difference, product or quotient. Unlike roots have no sum of this shape; the checker lets none through.
pub(super) fn calculate(op: BinaryOp, a: &Value, b: &Value) -> Result<Value, Reason> {
    let (Value::Number(a), Value::Number(b)) = (a, b) else { return Err(Reason::Undefined) };
    let result = match op {
        BinaryOp::Add => a.plus(b).ok_or(Reason::Undefined)?,
        BinaryOp::Sub => a.plus(&b.negated()).ok_or(Reason::Undefined)?,
        BinaryOp::Mul => a.times(b),
        BinaryOp::Div => a.over(b).ok_or(Reason::DivisionByZero)?,
        BinaryOp::Or
        | BinaryOp::And
        | BinaryOp::Ge
        | BinaryOp::Le
        | BinaryOp::Gt
        | BinaryOp::Lt
        | BinaryOp::Eq
        | BinaryOp::Ne => return Err(Reason::Undefined),
    };
    if result.bits() > MAX_NUMBER_BITS {
        return Err(Reason::Undefined);
    }
    Ok(Value::Number(result))
}

/// Rounds in a unit a value that is in base units.
fn round_in(unit: &Unit, value: &Surd, round: impl Fn(&Surd) -> Number) -> Option<Value> {
    let shown = value.over(&Surd::from(unit.scale.clone()))?;
    Some(Value::Number(unit.to_base(&round(&shown)).into()))
}

impl Scope<'_> {
    /// A function of its arguments. `ty` is the result's, whose unit is the one that is rounded in.
    pub(super) fn call(&self, function: Function, arguments: &[TExpr], ty: &Type) -> Eval {
        let mut given = arguments.iter().map(|argument| self.eval(argument));
        // What rows that are missing would tell is not known to be unknown.
        if function == Function::Known {
            return match given.next() {
                Some(Eval::Known(_)) => Eval::truth(true),
                Some(Eval::Unknown(reasons)) if reasons.rows() => Eval::Unknown(reasons),
                Some(Eval::Unknown(_) | Eval::NotApplicable) | None => Eval::truth(false),
            };
        }
        if function == Function::ValueOr {
            let first = given.find(|argument| match argument {
                Eval::Known(_) => true,
                Eval::Unknown(reasons) => reasons.rows(),
                Eval::NotApplicable => false,
            });
            return first.or_else(|| self.eval_last(arguments)).unwrap_or(Eval::NotApplicable);
        }
        let given: Vec<Eval> = given.collect();
        if given.contains(&Eval::NotApplicable) {
            return Eval::NotApplicable;
        }
        let (mut known, mut missing) = (Vec::with_capacity(given.len()), Gather::default());
        for argument in given {
            match argument {
                Eval::Known(value) => known.push(value),
                other @ (Eval::Unknown(_) | Eval::NotApplicable) => missing.take(other),
            }
        }
        match missing.finish() {
            Some(reasons) => Eval::Unknown(reasons),
            None => apply(function, &known, ty).map_or_else(|| self.unknown(Reason::Undefined), Eval::Known),
        }
    }

    fn eval_last(&self, arguments: &[TExpr]) -> Option<Eval> {
        arguments.last().map(|argument| self.eval(argument))
    }
}

fn apply(function: Function, arguments: &[Value], ty: &Type) -> Option<Value> {
    let none = Unit::none();
    let unit = if let Type::Number(unit) = ty { unit } else { &none };
    match (function, arguments) {
        (Function::Abs, [Value::Number(n)]) => Some(Value::Number(n.abs())),
        (Function::Round, [Value::Number(n)]) => round_in(unit, n, |n| n.round_half_away(0)),
        (Function::Round, [Value::Number(n), Value::Number(places)]) => {
            let places = places.as_number()?.to_i64().filter(|p| p.abs() <= MAX_PLACES)?;
            round_in(unit, n, |n| n.round_half_away(places as i32))
        }
        (Function::Ceil, [Value::Number(n)]) => round_in(unit, n, Surd::ceil),
        (Function::Floor, [Value::Number(n)]) => round_in(unit, n, Surd::floor),
        (Function::Least, [first, rest @ ..]) => extreme(first, rest, Ordering::Less),
        (Function::Greatest, [first, rest @ ..]) => extreme(first, rest, Ordering::Greater),
        (Function::Year, [Value::Date(date)]) => {
            Some(Value::Number(Number::from(i64::from(date.year())).into()))
        }
        (Function::Years, [Value::Date(from), Value::Date(to)]) => {
            Some(Value::Number(Number::from(years_between(*from, *to)).into()))
        }
        (Function::Months, [Value::Date(from), Value::Date(to)]) => {
            // Whole months passed, as anniversaries are: on the same day of the month, or the first of the next where it has none.
            let between = |a: &Date, b: &Date| {
                let months = (i64::from(b.year()) - i64::from(a.year())) * 12;
                let months = months + i64::from(b.month()) - i64::from(a.month());
                if b.day() >= a.day() { months } else { months - 1 }
            };
            let months = if to < from { -between(to, from) } else { between(from, to) };
            Some(Value::Number(Number::from(months).into()))
        }
        (Function::Days, [Value::Date(from), Value::Date(to)]) => {
            let days = from.until(*to).ok()?.get_days();
            Some(Value::Number(Number::from(i64::from(days)).into()))
        }
        (Function::Contains, [Value::Text(text), Value::Text(part)]) => {
            Some(Value::Bool(text.contains(&**part)))
        }
        (Function::StartsWith, [Value::Text(text), Value::Text(start)]) => {
            Some(Value::Bool(text.starts_with(&**start)))
        }
        _ => None,
    }
}

/// The least or the greatest.
pub(super) fn extreme(first: &Value, rest: &[Value], wanted: Ordering) -> Option<Value> {
    let mut best = first;
    for value in rest {
        if order(value, best)? == wanted {
            best = value;
        }
    }
    Some(best.clone())
}
