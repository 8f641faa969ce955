//! Coefficients of variation against a limit, by bounds in whole numbers.

use std::cmp::Ordering;
use std::ops::Range;

use super::fold::Set;
use super::{EXACT, FALSE, TRUE};
use crate::plan::{Ratio, Relation};

/// Bits behind the point are chosen so that the greatest value takes no more than this.
const VALUE_BITS: u32 = 36;

/// Whether the coefficient of some rows stands in a relation to a limit. By the moments of lower and upper bounds of the values:
/// where the limit lies between, and wherever a number does not fit, the interpreter decides.
pub(super) fn compare(
    set: &Set<'_>,
    rows: Range<u32>,
    missing: bool,
    relation: Relation,
    limit: Result<Ratio, u8>,
) -> u8 {
    let mut pairs: Vec<(Ratio, Ratio)> = Vec::new();
    let found = set.known(rows, missing, |row| {
        let one = (1, 1);
        pairs.push((set.body.map_or(one, |b| b.ratio(row)), set.weight.map_or(one, |w| w.ratio(row))));
        Ok(())
    });
    match (found, limit) {
        (Err(code), Err(other)) => code.max(other),
        (Err(code), _) | (_, Err(code)) => code,
        (Ok(_), Ok(limit)) => match against(&pairs, limit) {
            Some(order) => {
                if relation.holds(order) {
                    TRUE
                } else {
                    FALSE
                }
            }
            None => EXACT,
        },
    }
}

/// The order of the coefficient and the limit; none where the bounds do not decide.
fn against(pairs: &[(Ratio, Ratio)], (p, q): Ratio) -> Option<Ordering> {
    // Weights must be whole: they are numbers of people. No value may be below zero.
    let sound = |((a, _), (w, e)): &(Ratio, Ratio)| *a >= 0 && *w >= 0 && *e == 1;
    if p < 0 || pairs.is_empty() || !pairs.iter().all(sound) {
        return None;
    }
    let whole = |(a, b): &Ratio| a / b;
    let greatest = pairs.iter().map(|(x, _)| whole(x)).max()?;
    let bits = VALUE_BITS.checked_sub(64 - greatest.leading_zeros())?;
    let (mut weights, mut first, mut second) = (0i128, [0i128; 2], [0i128; 2]);
    for ((a, b), (w, _)) in pairs {
        let (scaled, below, w) = (i128::from(*a) << bits, i128::from(*b), i128::from(*w));
        let low = scaled / below;
        let high = if scaled % below == 0 { low } else { low + 1 };
        weights = weights.checked_add(w)?;
        for ((x, first), second) in [low, high].into_iter().zip(&mut first).zip(&mut second) {
            *first = first.checked_add(w.checked_mul(x)?)?;
            *second = second.checked_add(w.checked_mul(x.checked_mul(x)?)?)?;
        }
    }
    let [first_low, first_high] = first;
    let [second_low, second_high] = second;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[i64]) -> Vec<(Ratio, Ratio)> {
        values.iter().map(|v| ((*v, 3), (7, 1))).collect()
    }

    #[test]
    fn bounds_decide_close_by_and_not_at_the_limit() {
        // 1 and 3: mean 2, deviation 1.
        assert_eq!(against(&of(&[1, 3]), (1, 2)), None);
        assert_eq!(against(&of(&[1, 3]), (499_999, 1_000_000)), Some(Ordering::Greater));
        assert_eq!(against(&of(&[1, 3]), (500_001, 1_000_000)), Some(Ordering::Less));
        assert_eq!(against(&of(&[0, 0]), (1, 2)), None);
        assert_eq!(against(&of(&[-1, 3]), (1, 2)), None);
        assert_eq!(against(&of(&[i64::MAX, 3]), (1, 2)), None);
    }
}
