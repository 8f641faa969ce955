//! Numbers of a column: a factor, and for each row what stands above and below the line. Cells of the facts are borrowed, and a quotient
//! of two columns is the two columns.

use std::rc::Rc;

use super::calculate::{fit, reduced};
use super::kinds::Kinds;
use super::lanes;
use crate::plan::Ratio;

/// Rows that choose from more numbers than this are gone through one by one.
const FEW: usize = 8;

/// Whole numbers of a column's rows.
#[derive(Debug, Clone)]
pub(in super::super) enum Side<'f> {
    /// One for every row.
    One,
    /// A number for each row, none of them beyond these two.
    Cells { cells: Cells<'f, i64>, least: i64, greatest: i64 },
    /// A number for each value of a kind, which each row has.
    Chosen { index: Kinds<'f>, table: Rc<[i64]> },
}

/// The facts' own cells, or such that were computed.
#[derive(Debug, Clone)]
pub(in super::super) enum Cells<'f, T> {
    Given(&'f [T]),
    Made(Rc<Vec<T>>),
}

impl<T: Copy + Default> Cells<'_, T> {
    /// All of them.
    pub fn all(&self) -> &[T] {
        match self {
            Cells::Given(cells) => cells,
            Cells::Made(cells) => cells,
        }
    }

    /// A row's.
    #[inline]
    pub fn get(&self, row: usize) -> T {
        self.all().get(row).copied().unwrap_or_default()
    }
}

impl<'f> Side<'f> {
    /// These cells.
    pub fn cells(cells: Cells<'f, i64>) -> Self {
        let (least, greatest) = lanes::range(cells.all());
        Side::Cells { cells, least, greatest }
    }

    /// A row's number.
    #[inline]
    pub fn get(&self, row: usize) -> i64 {
        match self {
            Side::One => 1,
            Side::Cells { cells, .. } => cells.get(row),
            Side::Chosen { index, table } => {
                table.get(usize::from(index.get(row))).copied().unwrap_or_default()
            }
        }
    }

    /// Whether it is one for every row.
    pub fn is_one(&self) -> bool {
        matches!(self, Side::One)
    }

    /// No row's number is farther from zero.
    pub fn magnitude(&self) -> u64 {
        match self {
            Side::One => 1,
            Side::Cells { least, greatest, .. } => least.unsigned_abs().max(greatest.unsigned_abs()),
            Side::Chosen { table, .. } => table.iter().map(|n| n.unsigned_abs()).max().unwrap_or(0),
        }
    }

    /// No row's number is below.
    pub fn least(&self) -> i64 {
        match self {
            Side::One => 1,
            Side::Cells { least, .. } => *least,
            Side::Chosen { table, .. } => table.iter().copied().min().unwrap_or(0),
        }
    }
}

/// A column's numbers: `factor × above / below`. Below is above zero in every row that is known.
#[derive(Debug, Clone)]
pub(in super::super) struct Numbers<'f> {
    pub factor: Ratio,
    pub above: Side<'f>,
    pub below: Side<'f>,
}

impl<'f> Numbers<'f> {
    /// The same for all rows.
    pub fn same(number: Ratio) -> Self {
        Numbers { factor: number, above: Side::One, below: Side::One }
    }

    /// The number, if it is the same for all rows.
    pub fn constant(&self) -> Option<Ratio> {
        (self.above.is_one() && self.below.is_one()).then_some(self.factor)
    }

    /// What stands above and below the line in a row, not cancelled.
    pub fn parts(&self, row: usize) -> (i128, i128) {
        let part = |factor: i64, side: &Side<'_>| i128::from(factor) * i128::from(side.get(row));
        (part(self.factor.0, &self.above), part(self.factor.1, &self.below))
    }

    /// A row's number in small numbers; [`super::EXACT`] where it does not fit.
    #[inline]
    pub fn ratio(&self, row: usize) -> Result<Ratio, u8> {
        let above = self.factor.0.checked_mul(self.above.get(row));
        let below = self.factor.1.checked_mul(self.below.get(row));
        match above.zip(below).filter(|(a, b)| *a != i64::MIN && *b > 0) {
            Some(small) => Ok(small),
            None => {
                let (above, below) = self.parts(row);
                fit(above, below)
            }
        }
    }

    /// The product, if its two lines hold one column each.
    pub fn times(&self, other: &Numbers<'f>) -> Option<Self> {
        let one = |a: &Side<'f>, b: &Side<'f>| match (a.is_one(), b.is_one()) {
            (true, _) => Some(b.clone()),
            (_, true) => Some(a.clone()),
            _ => None,
        };
        let ((a, b), (c, d)) = (self.factor, other.factor);
        let factor = reduced(i128::from(a) * i128::from(c), i128::from(b) * i128::from(d))?;
        Some(Numbers {
            factor,
            above: one(&self.above, &other.above)?,
            below: one(&self.below, &other.below)?,
        })
    }

    /// One by these numbers, if none is zero or below in a row that counts.
    pub fn inverse(&self) -> Option<Self> {
        let (above, below) = self.factor;
        let sound = above > 0 && self.above.least() > 0;
        sound.then(|| Numbers {
            factor: (below, above),
            above: self.below.clone(),
            below: self.above.clone(),
        })
    }

    /// The numbers for each of a few values of a kind, if the rows choose by one; none for a value where they do not fit.
    pub fn each(&self) -> Option<(&Kinds<'f>, impl Iterator<Item = Option<Numbers<'f>>>)> {
        let (above, (index, table)) = match (&self.above, &self.below) {
            (Side::Chosen { index, table }, _) => (true, (index, table)),
            (_, Side::Chosen { index, table }) => (false, (index, table)),
            _ => return None,
        };
        let each = table.iter().map(move |number| {
            let mut one = self.clone();
            let (factor, side) = match above {
                true => (&mut one.factor.0, &mut one.above),
                false => (&mut one.factor.1, &mut one.below),
            };
            (*factor, *side) = (factor.checked_mul(*number)?, Side::One);
            (one.factor.1 > 0).then_some(one)
        });
        (table.len() <= FEW).then_some((index, each))
    }

    /// As cells over a denominator, if there are cells or constants above and nothing below.
    pub fn whole(&self) -> Option<(Ratio, &Side<'f>)> {
        self.below.is_one().then_some((self.factor, &self.above))
    }
}
