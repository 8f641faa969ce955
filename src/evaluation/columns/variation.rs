//! Coefficients of variation against a limit, by bounds in whole numbers.

use std::cmp::Ordering;
use std::ops::Range;

use super::fold::{Set, counted};
use super::numbers::Numbers;
use super::states::States;
use super::{Column, EXACT};
use crate::plan::{Ratio, Relation};
use crate::value::{Moments, Number, Surd};

/// Bits behind the point are chosen so that the greatest value takes no more than this: its square fits in 64.
const VALUE_BITS: i64 = 31;

/// More bits than that are not put behind the point.
const MOST_BITS: i64 = 62;

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
    let (count, limit) = match (found, limit) {
        (Err(code), Err(other)) => return code.max(other),
        (Err(code), _) | (_, Err(code)) => return code,
        (Ok(count), Ok(limit)) => (count as usize, limit),
    };
    let body = of.body.map(Column::numbers);
    let weight = of.weight.map(Column::numbers);
    match bounds(body, weight, given, rows.clone(), limit) {
        Some(order) => return u8::from(relation.holds(order)),
        None if count > MOST_FRACTIONS => return EXACT,
        None => {}
    }
    let pairs: Option<Vec<Pair>> = given.yes.rows(rows).map(|row| pair(body, weight, row)).collect();
    match pairs.and_then(|pairs| exactly(&pairs, limit)) {
        Some(order) => u8::from(relation.holds(order)),
        None => EXACT,
    }
}

/// The order of the coefficient and the limit by bounds. A factor that all values have, or all weights, changes nothing of it: of
/// numbers of one table only what differs is looked at.
fn bounds(
    body: Numbered<'_, '_>,
    weight: Numbered<'_, '_>,
    given: &States,
    rows: Range<u32>,
    limit: Ratio,
) -> Option<Ordering> {
    let one = Numbers::same((1, 1));
    let numbers = |numbers| match numbers {
        Some(numbers) => numbers,
        None => Some(&one),
    };
    let (body, weight) = (numbers(body)?, numbers(weight)?);
    if body.factor.0 <= 0 || weight.factor.0 <= 0 {
        return None;
    }
    let (_, weights) = weight.whole()?;
    let rows = given.yes.rows(rows);
    against(rows.map(|row| ((body.above.get(row), body.below.get(row)), weights.get(row))), limit)
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

/// The order of the coefficient and the limit; none where the bounds do not decide, or a number is below zero.
fn against(mut pairs: impl Iterator<Item = Pair> + Clone, (p, q): Ratio) -> Option<Ordering> {
    if p < 0 {
        return None;
    }
    let digits = |n: u64| i64::from(u64::BITS - n.leading_zeros());
    // A quotient has no more digits than this; below zero, where it begins with so many behind the point.
    let mut most = i64::MIN;
    // Sums go over all rows from within: the rows' words and their bits are two loops.
    pairs.clone().try_for_each(|((a, b), w)| {
        let (a, b) = (u64::try_from(a).ok()?, u64::try_from(b).ok().filter(|b| *b > 0)?);
        u64::try_from(w).ok()?;
        most = most.max(digits(a) + 1 - digits(b));
        Some(())
    })?;
    let bits = VALUE_BITS.saturating_sub(most).min(MOST_BITS);
    let bits = u32::try_from(bits).ok()?;
    let mut weights = 0u128;
    let (mut first_low, mut first_high, mut second_low, mut second_high) = (0u128, 0u128, 0u128, 0u128);
    pairs.try_for_each(|((a, b), w)| {
        let (low, rest) = scaled(a, bits, b)?;
        let (w, rest) = (u128::from(w as u64), u64::from(rest));
        weights += w;
        // With a weight of 63 bits the square's product has 126: a sum of many may not fit.
        let (one, square) = (w * u128::from(low), w * u128::from(low * low));
        let over = w * u128::from(rest);
        first_low += one;
        first_high += one + over;
        second_low = second_low.checked_add(square)?;
        second_high = second_high.checked_add(square + over * u128::from(2 * low + 1))?;
        Some(())
    })?;
    let whole = |n: u128| i128::try_from(n).ok();
    let (first_low, first_high) = (whole(first_low)?, whole(first_high)?);
    let (second_low, second_high, weights) = (whole(second_low)?, whole(second_high)?, whole(weights)?);
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
    if pairs.is_empty() {
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
        assert_eq!(against(of(&[1, 3]).into_iter(), (1, 2)), None);
        assert_eq!(against(of(&[1, 3]).into_iter(), (499_999, 1_000_000)), Some(Ordering::Greater));
        assert_eq!(against(of(&[1, 3]).into_iter(), (500_001, 1_000_000)), Some(Ordering::Less));
        assert_eq!(against(of(&[0, 0]).into_iter(), (1, 2)), None);
        assert_eq!(against(of(&[i64::MAX, 3]).into_iter(), (1, 2)), None);
        assert_eq!(against([].into_iter(), (1, 2)), None);
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
