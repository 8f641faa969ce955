//! A bound to the work of one evaluation: formulas over rows within rows within rows end, too.

use std::cell::Cell;

use super::county::County;
use super::scope::Scope;
use crate::diagnostic::{Message, codes};
use crate::facts::{DataIssue, Facts};
use crate::semantics::{CheckedPack, ColumnIx, EntityIx, ItemIx, Step};
use crate::source::MAX_EVALUATION_STEPS;

/// How many steps a county's evaluation has left: expressions, and rows that these go over.
#[derive(Debug)]
pub(super) struct Budget(Cell<u64>);

impl Default for Budget {
    fn default() -> Self {
        Budget(Cell::new(MAX_EVALUATION_STEPS))
    }
}

impl Budget {
    /// Of so many steps.
    #[cfg(test)]
    pub fn of(steps: u64) -> Self {
        Budget(Cell::new(steps))
    }

    /// Whether nothing is left.
    pub fn is_spent(&self) -> bool {
        self.0.get() == 0
    }

    fn step(&self) -> bool {
        self.0.set(self.0.get().saturating_sub(1));
        !self.is_spent()
    }
}

/// What was being computed when the steps were spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overrun {
    /// An item.
    Item(ItemIx),
    /// A derived column.
    Column(EntityIx, ColumnIx),
}

impl Scope<'_> {
    /// Takes a step; false where none is left, and nothing more is to be computed.
    pub(super) fn may_go_on(&self) -> bool {
        self.county.budget.step()
    }
}

impl County<'_> {
    /// Notes which step of the pack's order spent the budget, the first time.
    pub(super) fn note_overrun(&mut self, step: Step) {
        if self.overrun.is_some() || !self.budget.is_spent() {
            return;
        }
        self.overrun = match step {
            Step::Item(item) => Some(Overrun::Item(item)),
            Step::Column(entity, column) => Some(Overrun::Column(entity, column)),
            Step::List(_) => None,
        };
    }
}

/// That the steps were not enough for a county, with what needed more.
pub(super) fn issue(pack: &CheckedPack, facts: &Facts, county: u32, overrun: Overrun) -> DataIssue {
    let name = match overrun {
        Overrun::Item(item) => pack.item(item).map(|i| i.id.clone()),
        Overrun::Column(entity, column) => pack.column(entity, column).map(|c| c.label.clone()),
    };
    let message = Message::new(codes::TOO_MANY_STEPS.key)
        .arg("name", name.unwrap_or_default())
        .count("steps", usize::try_from(MAX_EVALUATION_STEPS).unwrap_or(usize::MAX));
    DataIssue::at_row(facts, crate::facts::COUNTY, county, &codes::TOO_MANY_STEPS, message)
}
