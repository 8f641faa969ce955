//! Comparisons of two columns of numbers: both sides over one line, sixty-four rows at a time, in 64 bits where no row can overflow them.

use std::cmp::Ordering;
use std::rc::Rc;

use super::calculate::reduced;
use super::lanes::{self, Lane};
use super::numbers::{Cells, Numbers, Side};
use super::planes::ROWS;
use crate::plan::Relation;

/// Both sides stay below this: no product overflows.
const BOUND: u128 = 1 << 62;

/// What a comparison says of all rows, sixty-four a word.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it holds.
    pub holds: Vec<u64>,
    /// Where the numbers are too large to tell; empty where all do.
    pub exact: Vec<u64>,
}

/// Compares so many rows; what comes of rows that are not known means nothing.
pub(super) fn compare(relation: Relation, x: &Numbers<'_>, y: &Numbers<'_>, len: usize) -> Found {
    narrow(relation, x, y, len).unwrap_or_else(|| wide(relation, x, y, len))
}

/// In 64 bits; none where that may not be enough. Where the rows choose numbers by a kind, all rows are compared with each of these.
fn narrow(relation: Relation, x: &Numbers<'_>, y: &Numbers<'_>, len: usize) -> Option<Found> {
    for (x_chooses, numbers) in [(true, x), (false, y)] {
        let Some((kinds, each)) = numbers.each() else { continue };
        let mut holds = vec![0; len.div_ceil(ROWS)];
        for (value, one) in (0..).zip(each) {
            let here = kinds.are(value);
            if here.is_empty() {
                continue;
            }
            let one = one?;
            let (x, y) = if x_chooses { (&one, y) } else { (x, &one) };
            let found = narrow(relation, x, y, len)?;
            for (w, (holds, found)) in holds.iter_mut().zip(found.holds).enumerate() {
                *holds |= found & here.word(w);
            }
        }
        return Some(Found { holds, exact: Vec::new() });
    }
    let (p, q) = factors(x, y)?;
    let (left, right) = (Product::of(p, &x.above, &y.below, len)?, Product::of(q, &y.above, &x.below, len)?);
    let (left, right) = (left.scaled(), right.scaled());
    let mut holds = match relation {
        Relation::Lt | Relation::Ge => lanes::less(left, right, len),
        Relation::Gt | Relation::Le => lanes::less(right, left, len),
        Relation::Eq | Relation::Ne => lanes::same(left, right, len),
    };
    if matches!(relation, Relation::Ge | Relation::Le | Relation::Ne) {
        holds.iter_mut().for_each(|word| *word = !*word);
    }
    Some(Found { holds, exact: Vec::new() })
}

/// One side over the common line.
struct Product<'f> {
    factor: i64,
    half: bool,
    cells: Option<Cells<'f, i64>>,
}

impl<'f> Product<'f> {
    /// None where a row could come to the bound.
    fn of(factor: i64, a: &Side<'f>, b: &Side<'f>, len: usize) -> Option<Self> {
        let most = u128::from(a.magnitude()).checked_mul(u128::from(b.magnitude()))?;
        if most.checked_mul(u128::from(factor.unsigned_abs()))? >= BOUND {
            return None;
        }
        let cells = match (a, b) {
            (Side::One, Side::One) => None,
            (Side::Cells { cells, .. }, Side::One) | (Side::One, Side::Cells { cells, .. }) => {
                Some(cells.clone())
            }
            _ => Some(Cells::Made(Rc::new((0..len).map(|i| a.get(i).wrapping_mul(b.get(i))).collect()))),
        };
        let half = a.least() >= 0 && b.least() >= 0 && most <= u128::from(u32::MAX);
        Some(Product { factor, half: half && u32::try_from(factor).is_ok(), cells })
    }

    fn scaled(&self) -> lanes::Product<'_> {
        let lane = self.cells.as_ref().map_or(Lane::One, |cells| Lane::Cells(cells.all()));
        lanes::Product { lane, factor: self.factor, half: self.half }
    }
}

/// The factors of both sides, without what they have in common.
fn factors(x: &Numbers<'_>, y: &Numbers<'_>) -> Option<(i64, i64)> {
    let p = i128::from(x.factor.0) * i128::from(y.factor.1);
    let q = i128::from(y.factor.0) * i128::from(x.factor.1);
    // Signs stay on their sides.
    let divisor = num_integer::gcd(p, q).max(1);
    Some((i64::try_from(p / divisor).ok()?, i64::try_from(q / divisor).ok()?))
}

/// Row by row, in wider numbers.
fn wide(relation: Relation, x: &Numbers<'_>, y: &Numbers<'_>, len: usize) -> Found {
    let word = |w: usize| {
        let (mut holds, mut exact) = (0, 0);
        for (bit, row) in (w * ROWS..len.min((w + 1) * ROWS)).enumerate() {
            match order(x.parts(row), y.parts(row)) {
                Some(order) => holds |= u64::from(relation.holds(order)) << bit,
                None => exact |= 1 << bit,
            }
        }
        (holds, exact)
    };
    let (holds, exact) = (0..len.div_ceil(ROWS)).map(word).unzip();
    Found { holds, exact }
}

/// The order of two quotients, the lower lines above zero; none where their products do not fit.
pub(super) fn order((a, b): (i128, i128), (c, d): (i128, i128)) -> Option<Ordering> {
    if b == d {
        return Some(a.cmp(&c));
    }
    if let Some((left, right)) = a.checked_mul(d).zip(c.checked_mul(b)) {
        return Some(left.cmp(&right));
    }
    let ((a, b), (c, d)) = (reduced(a, b)?, reduced(c, d)?);
    Some((i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b))))
}

#[cfg(test)]
mod tests {
    use super::super::kinds::Kinds;
    use super::*;

    const RELATIONS: [Relation; 6] =
        [Relation::Ge, Relation::Le, Relation::Gt, Relation::Lt, Relation::Eq, Relation::Ne];

    #[test]
    fn narrow_and_wide_agree_on_and_beside_the_limit() {
        // 42, 41 and 43 of 1000, and the same of 500, against 4.2 and 5.3 of a hundred, which the rows choose.
        let above: Vec<i64> = (0..130).map(|i| [42, 41, 43, 53, 52, 54][i % 6]).collect();
        let below: Vec<i64> = (0..130).map(|i| if i % 5 < 4 { 1000 } else { 500 }).collect();
        let kinds: Vec<u16> = (0..130).map(|i| u16::from(i % 6 > 2)).collect();
        let value = Numbers {
            factor: (1, 1),
            above: Side::cells(Cells::Given(&above)),
            below: Side::cells(Cells::Given(&below)),
        };
        let index = Kinds::given(&kinds);
        let limit = Numbers {
            factor: (1, 1000),
            above: Side::Chosen { index, table: [42, 53].as_slice().into() },
            below: Side::One,
        };
        for relation in RELATIONS {
            let found = narrow(relation, &value, &limit, 130).unwrap();
            let slow = wide(relation, &value, &limit, 130);
            for row in 0..130 {
                let left = i128::from(above[row]) * 1000;
                let right = [42, 53][usize::from(kinds[row])] * i128::from(below[row]);
                let bit = |found: &Found| found.holds[row / ROWS] >> (row % ROWS) & 1 == 1;
                assert_eq!(bit(&found), relation.holds(left.cmp(&right)), "{relation:?} {row}");
                assert_eq!(bit(&slow), bit(&found), "{relation:?} {row}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_left_or_cancelled() {
        let great = [i64::MAX, i64::MAX - 1];
        let cells = || Side::cells(Cells::Given(great.as_slice()));
        let (x, y) = (
            Numbers { factor: (1, 1), above: cells(), below: Side::One },
            Numbers { factor: (1, i64::MAX), above: cells(), below: cells() },
        );
        assert!(narrow(Relation::Gt, &x, &y, 2).is_none());
        let found = wide(Relation::Gt, &x, &y, 2);
        assert_eq!(found, Found { holds: vec![3], exact: vec![0] });
        assert_eq!(order((i128::MAX, 3), (i128::MAX - 1, 5)), None);
        assert_eq!(order((i128::MAX - 1, i128::MAX - 1), (1, 2)), Some(Ordering::Greater));
    }
}
