//! Coefficients of variation against a limit, by bounds in whole numbers.

use std::cmp::Ordering;
use std::ops::Range;

use super::fold::{Set, counted};
use super::numbers::Numbers;
use super::states::States;
use super::{Column, EXACT, FALSE, TRUE};
use crate::plan::{Ratio, Relation};
use crate::value::{Moments, Number, Surd};

/// Bits behind the point are chosen so that the greatest value takes no more than this: its square fits in 64.
const VALUE_BITS: u32 = 31;

/// Most values whose fractions are brought over one denominator here.
const MOST_FRACTIONS: usize = 1_000;

/// A value with its weight.
type Pair = (Ratio, i64);

/// A column's numbers, if there is one and it has such.
type Numbered<'c, 'f> = Option<Option<&'c Numbers<'f>>>;

/// Whether the coefficient of some rows stands in a relation to a limit. By the moments of lower and upper bounds of the values;
/// where the limit lies between, by fractions. What there is no coefficient of, or too many fractions for, is for the interpreter.
pub(super) fn compare(
    of: &Set<'_, '_>,
    given: &States,
    (rows, missing): (Range<u32>, bool),
    relation: Relation,
    limit: Result<Ratio, u8>,
) -> u8 {
    let found = counted(given, rows.clone(), missing);
    let limit = match (found, limit) {
        (Err(code), Err(other)) => return code.max(other),
        (Err(code), _) | (_, Err(code)) => return code,
        (Ok(_), Ok(limit)) => limit,
    };
    let mut pairs = Vec::with_capacity(rows.len());
    let (body, weight) = (of.body.map(Column::numbers), of.weight.map(Column::numbers));
    for row in given.yes.rows(rows) {
        let Some(pair) = pair(body, weight, row) else { return EXACT };
        pairs.push(pair);
    }
    match against(&pairs, limit).or_else(|| exactly(&pairs, limit)) {
        Some(order) if relation.holds(order) => TRUE,
        Some(_) => FALSE,
        None => EXACT,
    }
}

/// A row's value and weight. Weights must be whole, they are numbers of people; neither may be below zero.
fn pair(body: Numbered<'_, '_>, weight: Numbered<'_, '_>, row: usize) -> Option<Pair> {
    let number = |numbers: Numbered<'_, '_>| match numbers {
        Some(numbers) => numbers?.ratio(row).ok(),
        None => Some((1, 1)),
    };
    let (value, weight) = (number(body)?, number(weight)?);
    let whole = match weight {
        (w, 1) => w,
        (w, e) if w % e == 0 => w / e,
        _ => return None,
    };
    (value.0 >= 0 && whole >= 0).then_some((value, whole))
}

/// The order of the coefficient and the limit; none where the bounds do not decide.
fn against(pairs: &[Pair], (p, q): Ratio) -> Option<Ordering> {
    if p < 0 {
        return None;
    }
    let greatest = pairs.iter().map(|((a, b), _)| a / b).max()?;
    let bits = VALUE_BITS.checked_sub(64 - greatest.leading_zeros())?;
    let (mut weights, mut first, mut second) = (0u128, [0u128; 2], [0u128; 2]);
    for ((a, b), w) in pairs {
        let (low, rest) = scaled(*a, bits, *b)?;
        let w = u64::try_from(*w).ok()?;
        weights += u128::from(w);
        for ((x, first), second) in [low, low + u64::from(rest)].into_iter().zip(&mut first).zip(&mut second)
        {
            // With a weight of 63 bits the square's product has 126: a sum of many may not fit.
            *first += u128::from(w) * u128::from(x);
            *second = second.checked_add(u128::from(w) * u128::from(x * x))?;
        }
    }
    let whole = |n: u128| i128::try_from(n).ok();
    let ([first_low, first_high], [second_low, second_high]) = (first.map(whole), second.map(whole));
    let (first_low, first_high, second_low, second_high) =
        (first_low?, first_high?, second_low?, second_high?);
    let weights = whole(weights)?;
    // The coefficient's square is spread / first². Without any value there is none.
    if weights == 0 || first_low == 0 {
        return None;
    }
    let spread_low = weights.checked_mul(second_low)?.checked_sub(first_high.checked_mul(first_high)?)?;
    let spread_high = weights.checked_mul(second_high)?.checked_sub(first_low.checked_mul(first_low)?)?;
    let (p, q) = (i128::from(p), i128::from(q));
    let (p, q) = (p.checked_mul(p)?, q.checked_mul(q)?);
    let square = |x: i128| x.checked_mul(x)?.checked_mul(p);
    if spread_low.checked_mul(q)? > square(first_high)? {
        return Some(Ordering::Greater);
    }
    (spread_high.checked_mul(q)? < square(first_low)?).then_some(Ordering::Less)
}

/// The order by fractions over a common denominator.
fn exactly(pairs: &[Pair], (p, q): Ratio) -> Option<Ordering> {
    if pairs.is_empty() || pairs.len() > MOST_FRACTIONS {
        return None;
    }
    let numbers = |((a, b), w): &Pair| Some((Number::ratio(*a, *b)?, Number::from(*w)));
    let pairs: Vec<(Number, Number)> = pairs.iter().map(numbers).collect::<Option<_>>()?;
    Some(Moments::of(&pairs).coefficient()?.cmp(&Surd::from(Number::ratio(p, q)?)))
}

/// A quotient with so many bits behind the point, cut off, and whether anything was.
fn scaled(above: i64, bits: u32, below: i64) -> Option<(u64, bool)> {
    let (above, below) = (u64::try_from(above).ok()?, u64::try_from(below).ok()?);
    if above.leading_zeros() >= bits {
        let above = above << bits;
        return Some((above.checked_div(below)?, above.checked_rem(below)? != 0));
    }
    let (above, below) = (u128::from(above) << bits, u128::from(below));
    let low = above.checked_div(below)?;
    Some((u64::try_from(low).ok()?, low * below != above))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[i64]) -> Vec<Pair> {
        values.iter().map(|v| ((*v, 3), 7)).collect()
    }

    #[test]
    fn bounds_decide_close_by_and_not_at_the_limit() {
        // 1 and 3: mean 2, deviation 1.
        assert_eq!(against(&of(&[1, 3]), (1, 2)), None);
        assert_eq!(against(&of(&[1, 3]), (499_999, 1_000_000)), Some(Ordering::Greater));
        assert_eq!(against(&of(&[1, 3]), (500_001, 1_000_000)), Some(Ordering::Less));
        assert_eq!(against(&of(&[0, 0]), (1, 2)), None);
        assert_eq!(against(&of(&[i64::MAX, 3]), (1, 2)), None);
        assert_eq!(against(&[], (1, 2)), None);
    }

    #[test]
    fn fractions_decide_at_the_limit() {
        for (limit, order) in [
            ((1, 2), Ordering::Equal),
            ((499_999_999_999, 1_000_000_000_000), Ordering::Greater),
            ((500_000_000_001, 1_000_000_000_000), Ordering::Less),
        ] {
            assert_eq!(exactly(&of(&[1, 3]), limit), Some(order));
        }
        assert_eq!(exactly(&of(&[0, 0]), (1, 2)), None);
        assert_eq!(exactly(&[], (1, 2)), None);
    }

    #[test]
    fn quotients_are_cut_off_at_a_bit() {
        assert_eq!(scaled(1, 3, 3), Some((2, true)));
        assert_eq!(scaled(3, 3, 3), Some((8, false)));
        assert_eq!(scaled(i64::MAX, 36, i64::MAX), Some((1 << 36, false)));
        assert_eq!(scaled(i64::MAX - 1, 36, i64::MAX), Some(((1 << 36) - 1, true)));
        assert_eq!(scaled(-1, 3, 3), None);
    }
}
