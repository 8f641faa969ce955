//! Comparisons of two columns of numbers: both sides over one line, sixty-four rows at a time, in 64 bits where no row can overflow them.

use std::cmp::Ordering;

use super::calculate::reduced;
use super::numbers::{Numbers, Side};
use super::words::ROWS;
use crate::plan::Relation;

/// Both sides stay below this, so that their difference has its own sign.
const BOUND: u128 = 1 << 62;

/// What a comparison says of sixty-four rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it holds.
    pub holds: u64,
    /// Where the numbers are too large to tell.
    pub exact: u64,
}

/// Compares so many rows; what comes of rows that are not known means nothing.
pub(super) fn compare(relation: Relation, x: &Numbers<'_>, y: &Numbers<'_>, len: usize) -> Vec<Found> {
    narrow(relation, x, y, len).unwrap_or_else(|| wide(relation, x, y, len))
}

/// One side over the common line: a factor and the numbers of two columns.
struct Product<'c, 'f> {
    factor: i64,
    sides: [&'c Side<'f>; 2],
}

impl<'c, 'f> Product<'c, 'f> {
    /// None where a row could come to the bound.
    fn new(factor: i64, a: &'c Side<'f>, b: &'c Side<'f>) -> Option<Self> {
        let most = u128::from(a.magnitude()).checked_mul(u128::from(b.magnitude()))?;
        let most = most.checked_mul(u128::from(factor.unsigned_abs()))?;
        (most < BOUND).then_some(Product { factor, sides: [a, b] })
    }

    /// The products of the rows from `first` on.
    fn fill(&self, first: usize, out: &mut [i64; ROWS]) {
        let mut factor = self.factor;
        let mut empty = true;
        for side in self.sides {
            match side {
                Side::One => {}
                Side::Cells { cells, .. } => {
                    let cells = cells.all().get(first..).unwrap_or_default();
                    take(out, cells.iter().copied(), &mut empty);
                }
                Side::Chosen { index, table } => {
                    let index = index.all().get(first..).unwrap_or_default();
                    // The factor goes into what is chosen from, which is short.
                    let scaled: Vec<i64> = table.iter().map(|n| n.wrapping_mul(factor)).collect();
                    factor = 1;
                    let one = |kind: &u16| scaled.get(usize::from(*kind)).copied().unwrap_or_default();
                    take(out, index.iter().map(one), &mut empty);
                }
            }
        }
        if empty {
            *out = [factor; ROWS];
        } else if factor != 1 {
            out.iter_mut().for_each(|out| *out = out.wrapping_mul(factor));
        }
    }
}

/// Takes a column's numbers, or multiplies by them.
fn take(out: &mut [i64; ROWS], cells: impl Iterator<Item = i64>, empty: &mut bool) {
    if std::mem::take(empty) {
        out.iter_mut().zip(cells).for_each(|(out, cell)| *out = cell);
    } else {
        out.iter_mut().zip(cells).for_each(|(out, cell)| *out = out.wrapping_mul(cell));
    }
}

/// In 64 bits; none where that may not be enough.
fn narrow(relation: Relation, x: &Numbers<'_>, y: &Numbers<'_>, len: usize) -> Option<Vec<Found>> {
    let (p, q) = factors(x, y)?;
    let left = Product::new(p, &x.above, &y.below)?;
    let right = Product::new(q, &y.above, &x.below)?;
    let (mut a, mut b) = ([0i64; ROWS], [0i64; ROWS]);
    let word = |w: usize| {
        left.fill(w * ROWS, &mut a);
        right.fill(w * ROWS, &mut b);
        let holds = match relation {
            Relation::Lt => less(&a, &b),
            Relation::Ge => !less(&a, &b),
            Relation::Gt => less(&b, &a),
            Relation::Le => !less(&b, &a),
            Relation::Eq => same(&a, &b),
            Relation::Ne => !same(&a, &b),
        };
        Found { holds, exact: 0 }
    };
    Some((0..len.div_ceil(ROWS)).map(word).collect())
}

/// The factors of both sides, without what they have in common.
fn factors(x: &Numbers<'_>, y: &Numbers<'_>) -> Option<(i64, i64)> {
    let p = i128::from(x.factor.0) * i128::from(y.factor.1);
    let q = i128::from(y.factor.0) * i128::from(x.factor.1);
    // Signs stay on their sides.
    let divisor = num_integer::gcd(p, q).max(1);
    Some((i64::try_from(p / divisor).ok()?, i64::try_from(q / divisor).ok()?))
}

/// Where the first is below the second: the sign of the difference.
fn less(a: &[i64; ROWS], b: &[i64; ROWS]) -> u64 {
    let mut bits = 0;
    for (i, (a, b)) in a.iter().zip(b).enumerate() {
        bits |= (a.wrapping_sub(*b) as u64 >> 63) << i;
    }
    bits
}

fn same(a: &[i64; ROWS], b: &[i64; ROWS]) -> u64 {
    let mut bits = 0;
    for (i, (a, b)) in a.iter().zip(b).enumerate() {
        bits |= u64::from(a == b) << i;
    }
    bits
}

/// Row by row, in wider numbers.
fn wide(relation: Relation, x: &Numbers<'_>, y: &Numbers<'_>, len: usize) -> Vec<Found> {
    let word = |w: usize| {
        let mut found = Found::default();
        for (bit, row) in (w * ROWS..len.min((w + 1) * ROWS)).enumerate() {
            match order(x.parts(row), y.parts(row)) {
                Some(order) => found.holds |= u64::from(relation.holds(order)) << bit,
                None => found.exact |= 1 << bit,
            }
        }
        found
    };
    (0..len.div_ceil(ROWS)).map(word).collect()
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
    use super::super::numbers::Cells;
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
        let index = Cells::Given(kinds.as_slice());
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
                let bit = |found: &[Found]| found[row / ROWS].holds >> (row % ROWS) & 1 == 1;
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
        assert_eq!(found, [Found { holds: 3, exact: 0 }]);
        assert_eq!(order((i128::MAX, 3), (i128::MAX - 1, 5)), None);
        assert_eq!(order((i128::MAX - 1, i128::MAX - 1), (1, 2)), Some(Ordering::Greater));
    }
}
