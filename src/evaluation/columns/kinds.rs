//! Kinds' values of a column's rows.

use std::cell::RefCell;
use std::rc::Rc;

use super::lanes;
use super::numbers::Cells;
use super::planes::Plane;
use crate::semantics::KindValue;

/// A kind's value for each row.
#[derive(Debug, Clone)]
pub(in super::super) struct Kinds<'f> {
    cells: Cells<'f, KindValue>,
    /// Where a value that was asked for stands.
    planes: Rc<RefCell<Vec<(KindValue, Plane)>>>,
}

impl<'f> Kinds<'f> {
    /// The facts' own.
    pub fn given(cells: &'f [KindValue]) -> Self {
        Kinds { cells: Cells::Given(cells), planes: Rc::default() }
    }

    /// These.
    pub fn made(cells: Vec<KindValue>) -> Self {
        Kinds { cells: Cells::Made(cells.into()), planes: Rc::default() }
    }

    /// A row's.
    #[inline]
    pub fn get(&self, row: usize) -> KindValue {
        self.cells.get(row)
    }

    /// Which rows have a value.
    pub fn are(&self, value: KindValue) -> Plane {
        let mut planes = self.planes.borrow_mut();
        if let Some((_, found)) = planes.iter().find(|(known, _)| *known == value) {
            return found.clone();
        }
        let found = Plane::of(lanes::is(self.cells.all(), value));
        planes.push((value, found.clone()));
        found
    }
}
