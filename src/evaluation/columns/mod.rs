//! The plan's operations over whole tables: quotients of small whole numbers, comparisons by cross-multiplying in wide ones,
//! three-valued truth as codes. Nothing is rounded and nothing guessed: what does not fit is left to the exact interpreter.

mod below;
mod calculate;
mod fold;
mod run;
mod variation;

pub(super) use run::run;

use crate::plan::{NodeIx, Ratio};

use crate::semantics::KindValue;

/// Truth is a code, and so is what there is to know of any other value: [`FALSE`] stands only for truth.
pub(super) const FALSE: u8 = 0;
/// True; of another value: known.
pub(super) const TRUE: u8 = 1;
/// Not known.
pub(super) const UNKNOWN: u8 = 2;
/// Does not apply.
pub(super) const NOT_APPLICABLE: u8 = 3;
/// The exact interpreter decides.
pub(super) const EXACT: u8 = 4;

/// One node's values; one alone is the same for all rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    pub codes: Vec<u8>,
    pub above: Vec<i64>,
    pub below: Vec<i64>,
    pub kinds: Vec<KindValue>,
}

fn at<T: Copy + Default>(list: &[T], row: usize) -> T {
    match list {
        [only] => *only,
        _ => list.get(row).copied().unwrap_or_default(),
    }
}

impl Column {
    /// Codes alone, all the same.
    fn all(code: u8) -> Self {
        Column { codes: vec![code], above: vec![0], below: vec![1], kinds: vec![0] }
    }

    /// What there is to know of a row's value.
    pub fn code(&self, row: usize) -> u8 {
        match self.codes.as_slice() {
            [only] => *only,
            all => all.get(row).copied().unwrap_or(EXACT),
        }
    }

    /// A row's number.
    pub fn ratio(&self, row: usize) -> Ratio {
        (at(&self.above, row), at(&self.below, row))
    }

    /// A row's kind's value.
    pub fn kind(&self, row: usize) -> KindValue {
        at(&self.kinds, row)
    }

    /// Numbers one after the other; nothing where there is none.
    fn numbers(len: usize, each: impl Fn(usize) -> Result<Ratio, u8>) -> Self {
        let mut column = Column::default();
        column.codes.reserve(len);
        column.above.reserve(len);
        column.below.reserve(len);
        for row in 0..len {
            let ((above, below), code) = match each(row) {
                Ok(ratio) => (ratio, TRUE),
                Err(code) => ((0, 1), code),
            };
            column.codes.push(code);
            column.above.push(above);
            column.below.push(below);
        }
        column
    }

    /// Codes one after the other.
    fn truths(len: usize, each: impl Fn(usize) -> u8) -> Self {
        Column { codes: (0..len).map(each).collect(), ..Column::default() }
    }
}

/// The values of all nodes.
#[derive(Debug, Default)]
pub(super) struct Columns {
    list: Vec<Column>,
}

impl Columns {
    /// A node's.
    pub fn get(&self, node: NodeIx) -> Option<&Column> {
        self.list.get(node.0 as usize)
    }
}
