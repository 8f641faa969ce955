//! Loops over many rows, compiled for each width of vectors that processors have; the widest is taken.

#![allow(
    clippy::indexing_slicing,
    clippy::needless_range_loop,
    reason = "blocks have as many places as the loops have turns, and of iterators side by side come no vectors"
)]

use pulp::{Arch, NullaryFnOnce};

use super::planes::ROWS;
use crate::semantics::KindValue;

type Block<T> = [T; ROWS];

/// The lower half: of numbers that fit there it changes nothing, and two of them are multiplied in one step.
const HALF: u64 = u32::MAX as u64;

/// A bit for each row of a word.
const BITS: Block<u64> = {
    let mut bits = [0; ROWS];
    let mut i = 0;
    while i < ROWS {
        bits[i] = 1 << i;
        i += 1;
    }
    bits
};

/// A number for each row, or one for all.
#[derive(Debug, Clone, Copy)]
pub(super) enum Lane<'c> {
    /// One for all.
    One,
    /// These.
    Cells(&'c [i64]),
}

/// A lane times a factor; no product may overflow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Product<'c> {
    pub lane: Lane<'c>,
    pub factor: i64,
    /// Whether all numbers and the factor are from 0 to 32 bits.
    pub half: bool,
}

/// Sixty-four rows at a time; what is past the end means nothing.
struct Blocks<'c, T> {
    whole: &'c [Block<T>],
    rest: Block<T>,
}

impl<'c, T: Copy + Default> Blocks<'c, T> {
    fn new(cells: &'c [T]) -> Self {
        let (whole, end) = cells.as_chunks();
        let mut rest = [T::default(); ROWS];
        rest.iter_mut().zip(end).for_each(|(rest, cell)| *rest = *cell);
        Blocks { whole, rest }
    }

    fn same(value: T) -> Self {
        Blocks { whole: &[], rest: [value; ROWS] }
    }

    #[inline(always)]
    fn at(&self, word: usize) -> &Block<T> {
        self.whole.get(word).unwrap_or(&self.rest)
    }
}

impl<'c> From<Lane<'c>> for Blocks<'c, i64> {
    fn from(lane: Lane<'c>) -> Self {
        match lane {
            Lane::One => Blocks::same(1),
            Lane::Cells(cells) => Blocks::new(cells),
        }
    }
}

#[inline(always)]
fn times<const HALVES: bool>(a: i64, b: i64) -> i64 {
    if HALVES { ((a as u64 & HALF) * (b as u64 & HALF)) as i64 } else { a.wrapping_mul(b) }
}

/// Where the first is below the second, or both are equal.
struct Compare<'c, const HALVES: bool, const EQUAL: bool> {
    sides: [Blocks<'c, i64>; 2],
    factors: [i64; 2],
    found: &'c mut [u64],
}

impl<const HALVES: bool, const EQUAL: bool> NullaryFnOnce for Compare<'_, HALVES, EQUAL> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let ([a, b], [p, q]) = (&self.sides, self.factors);
        for (w, found) in self.found.iter_mut().enumerate() {
            let (x, y) = (a.at(w), b.at(w));
            let mut bits = 0;
            for i in 0..ROWS {
                let (x, y) = (times::<HALVES>(x[i], p), times::<HALVES>(y[i], q));
                let holds = if EQUAL { x == y } else { x < y };
                bits |= if holds { BITS[i] } else { 0 };
            }
            *found = bits;
        }
    }
}

fn compared<const EQUAL: bool>(a: Product<'_>, b: Product<'_>, len: usize) -> Vec<u64> {
    let mut found = vec![0; len.div_ceil(ROWS)];
    let (sides, factors) = ([a.lane.into(), b.lane.into()], [a.factor, b.factor]);
    if a.half && b.half {
        Arch::new().dispatch(Compare::<true, EQUAL> { sides, factors, found: &mut found });
    } else {
        Arch::new().dispatch(Compare::<false, EQUAL> { sides, factors, found: &mut found });
    }
    found
}

/// Where the first is below the second.
pub(super) fn less(a: Product<'_>, b: Product<'_>, len: usize) -> Vec<u64> {
    compared::<false>(a, b, len)
}

/// Where both are equal.
pub(super) fn same(a: Product<'_>, b: Product<'_>, len: usize) -> Vec<u64> {
    compared::<true>(a, b, len)
}

struct Is<'c> {
    kinds: Blocks<'c, KindValue>,
    value: KindValue,
    found: &'c mut [u64],
}

impl NullaryFnOnce for Is<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (w, found) in self.found.iter_mut().enumerate() {
            let kinds = self.kinds.at(w);
            let mut bits = 0;
            for i in 0..ROWS {
                bits |= if kinds[i] == self.value { BITS[i] } else { 0 };
            }
            *found = bits;
        }
    }
}

/// Where a kind has a value.
pub(super) fn is(kinds: &[KindValue], value: KindValue) -> Vec<u64> {
    let mut found = vec![0; kinds.len().div_ceil(ROWS)];
    Arch::new().dispatch(Is { kinds: Blocks::new(kinds), value, found: &mut found });
    found
}

struct Ranged<'c>(&'c [i64]);

impl NullaryFnOnce for Ranged<'_> {
    type Output = (i64, i64);

    #[inline(always)]
    fn call(self) -> (i64, i64) {
        let (mut least, mut greatest) = (i64::MAX, i64::MIN);
        for cell in self.0 {
            least = least.min(*cell);
            greatest = greatest.max(*cell);
        }
        (least.min(greatest), greatest.max(least))
    }
}

/// The least and the greatest.
pub(super) fn range(cells: &[i64]) -> (i64, i64) {
    Arch::new().dispatch(Ranged(cells))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEN: usize = 150;

    fn bit(found: &[u64], row: usize) -> bool {
        found[row / ROWS] >> (row % ROWS) & 1 == 1
    }

    #[test]
    fn sides_are_compared_row_by_row() {
        let a: Vec<i64> = (0..LEN as i64).map(|i| i * 37 % 101).collect();
        let b: Vec<i64> = (0..LEN as i64).map(|i| i * 53 % 97).collect();
        let mut sides = Vec::new();
        for lane in [Lane::One, Lane::Cells(&a), Lane::Cells(&b)] {
            for (factor, half) in [(1, true), (3, true), (40, true), (-3, false), (1 << 50, false)] {
                sides.push(Product { factor, lane, half });
            }
        }
        let of = |p: &Product<'_>, row: usize| match p.lane {
            Lane::One => p.factor,
            Lane::Cells(cells) => p.factor * cells[row],
        };
        for x in &sides {
            for y in &sides {
                let (below, equal) = (less(*x, *y, LEN), same(*x, *y, LEN));
                for row in 0..LEN {
                    assert_eq!(bit(&below, row), of(x, row) < of(y, row), "{row}, {x:?}, {y:?}");
                    assert_eq!(bit(&equal, row), of(x, row) == of(y, row), "{row}, {x:?}, {y:?}");
                }
            }
        }
    }

    #[test]
    fn kinds_are_where_they_are() {
        let kinds: Vec<KindValue> = (0..LEN).map(|i| (i * 7 % 6) as KindValue).collect();
        for value in 0..8 {
            let found = is(&kinds, value);
            assert!((0..LEN).all(|row| bit(&found, row) == (kinds[row] == value)), "{value}");
        }
    }

    #[test]
    fn ranges_hold_all() {
        let cells: Vec<i64> = (0..77).map(|i| (i - 30) * 11).collect();
        assert_eq!(range(&cells), (-330, 506));
        assert_eq!(range(&cells[..1]), (-330, -330));
    }
}
