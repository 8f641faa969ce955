//! The plan's operations over whole tables: quotients of small whole numbers, comparisons by cross-multiplying in integers that are wide
//! enough for the columns' ranges, three-valued truth as bits. Nothing is rounded and nothing guessed: what does not fit is left to
//! the exact interpreter.

mod below;
mod calculate;
mod compare;
mod fold;
mod kinds;
mod lanes;
mod listed;
mod numbers;
mod planes;
mod rowwise;
mod run;
mod states;
mod variation;
mod window;

pub(super) use planes::Plane;
pub(super) use run::{Again, run};
pub(super) use window::Window;

use kinds::Kinds;
use numbers::Numbers;
use states::States;

use std::rc::Rc;

use crate::plan::{NodeIx, Sort};
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

/// One node's values.
#[derive(Debug, Clone)]
pub(super) struct Column<'f> {
    /// What there is to know of each row.
    pub states: States,
    /// The values of the rows that are known.
    pub values: Values<'f>,
}

/// The values of a column.
#[derive(Debug, Clone)]
pub(super) enum Values<'f> {
    /// Truth: the states say it.
    Truth,
    /// Numbers.
    Numbers(Numbers<'f>),
    /// Positions in a kind's values.
    Kinds(Kinds<'f>),
}

impl<'f> Column<'f> {
    /// Without values.
    fn truth(states: States) -> Self {
        Column { states, values: Values::Truth }
    }

    /// The same code for all rows; no row's value matters.
    fn all(code: u8, sort: Sort, len: usize) -> Self {
        let values = match sort {
            Sort::Truth => Values::Truth,
            Sort::Number => Values::Numbers(Numbers::same((0, 1))),
            Sort::Kind => Values::Kinds(Kinds::given(&[])),
        };
        Column { states: States::all(code, len), values }
    }

    /// What there is to know of a row's value.
    pub fn code(&self, row: usize) -> u8 {
        self.states.code(row)
    }

    /// The numbers, if it has such.
    pub fn numbers(&self) -> Option<&Numbers<'f>> {
        match &self.values {
            Values::Numbers(numbers) => Some(numbers),
            Values::Truth | Values::Kinds(_) => None,
        }
    }

    /// A row's number as what stands above and below the line.
    pub fn parts(&self, row: usize) -> Option<(i128, i128)> {
        self.numbers().filter(|_| self.code(row) == TRUE).map(|n| n.parts(row))
    }

    /// Which rows have a kind's value.
    fn are(&self, value: KindValue) -> Plane {
        match &self.values {
            Values::Kinds(kinds) => kinds.are(value),
            Values::Truth | Values::Numbers(_) => Plane::Empty,
        }
    }

    /// A row's kind's value.
    fn kind(&self, row: usize) -> KindValue {
        match &self.values {
            Values::Kinds(kinds) => kinds.get(row),
            Values::Truth | Values::Numbers(_) => 0,
        }
    }
}

/// The values of all nodes.
#[derive(Debug, Default)]
pub(super) struct Columns<'f> {
    list: Vec<Rc<Column<'f>>>,
}

impl<'f> Columns<'f> {
    /// A node's.
    pub fn get(&self, node: NodeIx) -> Option<&Column<'f>> {
        self.list.get(node.0 as usize).map(Rc::as_ref)
    }
}
