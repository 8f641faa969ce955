//! Intervals of exact numbers: where a value must lie when it is known.

use std::cmp::Ordering;

use crate::semantics::checked::BinaryOp;
use crate::value::Number;

/// One end: the number, and whether it is itself left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    pub number: Number,
    pub open: bool,
}

/// Where a number lies; an end that is missing is infinite.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Interval {
    pub low: Option<End>,
    pub high: Option<End>,
}

/// Ends with more bits than this are given up, so that defines that multiply one another stay cheap.
const MOST_BITS: u64 = 4_096;

fn closed(number: Number) -> Option<End> {
    Some(End { number, open: false })
}

fn bounded(end: Option<End>) -> Option<End> {
    end.filter(|e| e.number.numerator().bits() <= MOST_BITS && e.number.denominator().bits() <= MOST_BITS)
}

impl Interval {
    /// Any number.
    pub fn any() -> Self {
        Interval::default()
    }

    /// One number.
    pub fn point(number: Number) -> Self {
        Interval { low: closed(number.clone()), high: closed(number) }
    }

    /// From `low` to `high`, both included.
    pub fn between(low: Option<Number>, high: Option<Number>) -> Self {
        Interval { low: low.and_then(closed), high: high.and_then(closed) }
    }

    /// From zero.
    pub fn not_negative() -> Self {
        Interval::between(Some(Number::zero()), None)
    }

    /// The only number it holds.
    pub fn only(&self) -> Option<&Number> {
        match (&self.low, &self.high) {
            (Some(a), Some(b)) if a.number == b.number && !a.open && !b.open => Some(&a.number),
            _ => None,
        }
    }

    fn bounded(self) -> Interval {
        Interval { low: bounded(self.low), high: bounded(self.high) }
    }

    fn is_not_negative(&self) -> bool {
        self.low.as_ref().is_some_and(|l| !l.number.is_negative())
    }

    /// The least interval that holds both.
    pub fn hull(&self, other: &Interval) -> Interval {
        let low = match (&self.low, &other.low) {
            (Some(a), Some(b)) => Some(match a.number.cmp(&b.number) {
                Ordering::Less => a.clone(),
                Ordering::Greater => b.clone(),
                Ordering::Equal => End { number: a.number.clone(), open: a.open && b.open },
            }),
            _ => None,
        };
        let high = match (&self.high, &other.high) {
            (Some(a), Some(b)) => Some(match a.number.cmp(&b.number) {
                Ordering::Greater => a.clone(),
                Ordering::Less => b.clone(),
                Ordering::Equal => End { number: a.number.clone(), open: a.open && b.open },
            }),
            _ => None,
        };
        Interval { low, high }
    }

    /// The least of a value of each.
    pub fn least(&self, other: &Interval) -> Interval {
        let hull = self.hull(other);
        let high = match (&self.high, &other.high) {
            (Some(a), Some(b)) => Some(if a.number <= b.number { a.clone() } else { b.clone() }),
            (Some(a), None) | (None, Some(a)) => Some(a.clone()),
            (None, None) => None,
        };
        Interval { low: hull.low, high }
    }

    /// The greatest of a value of each.
    pub fn greatest(&self, other: &Interval) -> Interval {
        self.negate().least(&other.negate()).negate()
    }

    pub fn negate(&self) -> Interval {
        let turn = |e: &Option<End>| e.as_ref().map(|e| End { number: -&e.number, open: e.open });
        Interval { low: turn(&self.high), high: turn(&self.low) }
    }

    pub fn abs(&self) -> Interval {
        if self.is_not_negative() {
            return self.clone();
        }
        let turned = self.negate();
        if turned.is_not_negative() {
            return turned;
        }
        let high = match (&self.high, &turned.high) {
            (Some(a), Some(b)) => Some(if a.number >= b.number { a.clone() } else { b.clone() }),
            _ => None,
        };
        Interval { low: closed(Number::zero()), high }
    }

    pub fn plus(&self, other: &Interval) -> Interval {
        let add = |a: &Option<End>, b: &Option<End>| match (a, b) {
            (Some(a), Some(b)) => Some(End { number: &a.number + &b.number, open: a.open || b.open }),
            _ => None,
        };
        Interval { low: add(&self.low, &other.low), high: add(&self.high, &other.high) }.bounded()
    }

    /// The product, where one side is one number or both are not negative; else any number.
    pub fn times(&self, other: &Interval) -> Interval {
        if let Some(factor) = self.only() {
            return other.scaled(factor);
        }
        if let Some(factor) = other.only() {
            return self.scaled(factor);
        }
        if !self.is_not_negative() || !other.is_not_negative() {
            return Interval::any();
        }
        let multiply = |a: &Option<End>, b: &Option<End>| match (a, b) {
            (Some(a), Some(b)) => Some(End {
                number: &a.number * &b.number,
                // Zero times anything is zero itself.
                open: (a.open && !b.number.is_zero()) || (b.open && !a.number.is_zero()),
            }),
            _ => None,
        };
        Interval { low: multiply(&self.low, &other.low), high: multiply(&self.high, &other.high) }.bounded()
    }

    fn scaled(&self, factor: &Number) -> Interval {
        if factor.is_zero() {
            return Interval::point(Number::zero());
        }
        if factor.is_negative() {
            return self.negate().scaled(&factor.abs());
        }
        let scale = |e: &Option<End>| e.as_ref().map(|e| End { number: &e.number * factor, open: e.open });
        Interval { low: scale(&self.low), high: scale(&self.high) }.bounded()
    }

    /// The quotient by a number that is not zero, or of two that are not negative; else any number. A quotient by zero is unknown.
    pub fn over(&self, other: &Interval) -> Interval {
        if let Some(divisor) = other.only() {
            return Number::one().checked_div(divisor).map_or_else(Interval::any, |f| self.scaled(&f));
        }
        if !self.is_not_negative() || !other.is_not_negative() {
            return Interval::any();
        }
        let low = match (&self.low, &other.high) {
            (Some(a), Some(b)) => a
                .number
                .checked_div(&b.number)
                .map(|number| End { number, open: a.open || (b.open && !a.number.is_zero()) }),
            (Some(_), None) => closed(Number::zero()),
            (None, _) => None,
        };
        let high = match (&self.high, &other.low) {
            (Some(a), Some(b)) => {
                a.number.checked_div(&b.number).map(|number| End { number, open: a.open || b.open })
            }
            _ => None,
        };
        Interval { low: bounded(low).or_else(|| closed(Number::zero())), high: bounded(high) }
    }

    /// With each end moved out by `slack`, for roundings; what is not negative stays so.
    pub fn widened(&self, slack: &Number) -> Interval {
        let low = self.low.as_ref().map(|e| {
            let moved = &e.number - slack;
            let kept = !e.number.is_negative() && moved.is_negative();
            End { number: if kept { Number::zero() } else { moved }, open: false }
        });
        let high = self.high.as_ref().map(|e| End { number: &e.number + slack, open: false });
        Interval { low, high }
    }

    /// Whether `self op other` holds for all values (`true`), for none (`false`), or for some.
    pub fn decides(&self, op: BinaryOp, other: &Interval) -> Option<bool> {
        match op {
            BinaryOp::Ge => self.at_least(other),
            BinaryOp::Lt => self.at_least(other).map(|holds| !holds),
            BinaryOp::Le => other.at_least(self),
            BinaryOp::Gt => other.at_least(self).map(|holds| !holds),
            BinaryOp::Eq => self.equals(other),
            BinaryOp::Ne => self.equals(other).map(|holds| !holds),
            BinaryOp::Or | BinaryOp::And | BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {
                None
            }
        }
    }

    fn at_least(&self, other: &Interval) -> Option<bool> {
        if let (Some(a), Some(b)) = (&self.low, &other.high)
            && a.number >= b.number
        {
            return Some(true);
        }
        if let (Some(a), Some(b)) = (&self.high, &other.low)
            && (a.number < b.number || (a.number == b.number && (a.open || b.open)))
        {
            return Some(false);
        }
        None
    }

    fn equals(&self, other: &Interval) -> Option<bool> {
        if let (Some(a), Some(b)) = (self.only(), other.only()) {
            return Some(a == b);
        }
        let apart = self.at_least(other) == Some(false) || other.at_least(self) == Some(false);
        apart.then_some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(i: i64) -> Number {
        Number::from(i)
    }

    fn from(low: i64) -> Interval {
        Interval::between(Some(n(low)), None)
    }

    fn within(low: i64, high: i64) -> Interval {
        Interval::between(Some(n(low)), Some(n(high)))
    }

    #[test]
    fn comparisons_are_decided_only_where_all_values_agree() {
        assert_eq!(from(0).decides(BinaryOp::Ge, &Interval::point(n(0))), Some(true));
        assert_eq!(from(0).decides(BinaryOp::Gt, &Interval::point(n(0))), None);
        assert_eq!(from(0).decides(BinaryOp::Lt, &Interval::point(n(0))), Some(false));
        assert_eq!(within(0, 1).decides(BinaryOp::Le, &Interval::point(n(1))), Some(true));
        assert_eq!(within(0, 1).decides(BinaryOp::Gt, &Interval::point(n(1))), Some(false));
        assert_eq!(within(0, 1).decides(BinaryOp::Eq, &Interval::point(n(2))), Some(false));
        assert_eq!(within(0, 1).decides(BinaryOp::Ne, &Interval::point(n(2))), Some(true));
        assert_eq!(Interval::any().decides(BinaryOp::Ge, &Interval::point(n(0))), None);
        let open = Interval { low: None, high: Some(End { number: n(1), open: true }) };
        assert_eq!(open.decides(BinaryOp::Ge, &Interval::point(n(1))), Some(false));
    }

    #[test]
    fn arithmetic_holds_every_result() {
        assert_eq!(within(1, 2).plus(&within(10, 20)), within(11, 22));
        assert_eq!(within(1, 2).times(&Interval::point(n(-3))), within(-6, -3));
        assert_eq!(within(2, 3).times(&within(4, 5)), within(8, 15));
        assert_eq!(within(-2, 3).times(&within(4, 5)), Interval::any());
        assert_eq!(within(2, 6).over(&within(1, 2)), within(1, 6));
        assert_eq!(from(0).over(&from(0)), from(0));
        assert_eq!(within(-2, 1).abs(), within(0, 2));
        assert_eq!(within(1, 5).least(&from(3)), within(1, 5));
        assert_eq!(within(1, 5).greatest(&from(3)), from(3));
        assert_eq!(within(0, 5).widened(&n(1)), within(0, 6));
    }
}
