//! What the names of an expression are read from.

use super::county::County;
use super::eval::Eval;
use super::{Missing, MissingAt, Value};
use crate::facts::{Cell, Reason};
use crate::semantics::{ColumnIx, ColumnType, EntityIx, Frame, ItemIx, KindIx, KindValue};

/// A row that names are read from: the subject, or the current row of an aggregate or quantifier.
pub(super) struct Place<'a> {
    pub(super) frame: Frame,
    pub(super) entity: EntityIx,
    pub(super) row: u32,
    pub(super) outer: Option<&'a Place<'a>>,
}

/// Where an expression is evaluated.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) county: &'a County<'a>,
    /// The item whose expression it is; none for a derived column.
    pub(super) item: Option<ItemIx>,
    pub(super) group: &'a [(KindIx, KindValue)],
    /// The innermost row.
    pub(super) place: &'a Place<'a>,
}

impl<'a> Place<'a> {
    /// A subject.
    pub(super) fn subject(entity: EntityIx, row: u32) -> Self {
        Place { frame: 0, entity, row, outer: None }
    }
}

impl<'a> Scope<'a> {
    /// The same scope with `place` as the innermost row.
    pub(super) fn at<'b>(&self, place: &'b Place<'b>) -> Scope<'b>
    where
        'a: 'b,
    {
        Scope { county: self.county, item: self.item, group: self.group, place }
    }

    /// The row of a frame.
    pub(super) fn frame(&self, frame: Frame) -> &'a Place<'a> {
        let mut place = self.place;
        while let (true, Some(outer)) = (place.frame > frame, place.outer) {
            place = outer;
        }
        place
    }

    /// The row of `entity` that a frame's row is or stands below.
    pub(super) fn ancestor(&self, frame: Frame, entity: EntityIx) -> Option<u32> {
        let place = self.frame(frame);
        let County { pack, facts, .. } = self.county;
        facts.ancestor_row(pack, place.entity, place.row, entity)
    }

    /// The group's value of a kind.
    pub(super) fn group_value(&self, kind: KindIx) -> Option<KindValue> {
        self.group.iter().find(|(k, _)| *k == kind).map(|(_, v)| *v)
    }

    /// A column of a frame's row or of an ancestor.
    pub(super) fn column(&self, frame: Frame, entity: EntityIx, column: ColumnIx) -> Eval {
        match self.ancestor(frame, entity) {
            Some(row) => {
                let cell = self.county.cell(entity, row, column);
                if let Some(observer) = self.county.observer {
                    observer.cell_read(entity, row, column, &cell);
                }
                cell
            }
            None => self.unknown(Reason::NoRow),
        }
    }

    /// Unknown for a reason that lies in no one cell.
    pub(super) fn unknown(&self, reason: Reason) -> Eval {
        let Place { entity, row, .. } = *self.place;
        Eval::missing(Missing { entity, at: MissingAt::Row(row), column: None, reason })
    }
}

impl County<'_> {
    /// A cell, derived where that applies.
    pub(super) fn cell(&self, entity: EntityIx, row: u32, column: ColumnIx) -> Eval {
        self.memo.cell(entity, row, column).unwrap_or_else(|| self.given(entity, row, column))
    }

    /// A cell as it was supplied.
    pub(super) fn given(&self, entity: EntityIx, row: u32, column: ColumnIx) -> Eval {
        let supposed = match self.supposed.cells.is_empty() {
            true => None,
            false => self.supposed.cells.get(&(entity, row, column)).cloned(),
        };
        Eval::Known(match supposed.unwrap_or_else(|| self.facts.cell(entity, row, column)) {
            Cell::Number(n) => Value::Number(n.into()),
            Cell::Flag(b) => Value::Bool(b),
            Cell::Text(t) => Value::Text(t),
            Cell::Date(d) => Value::Date(d),
            Cell::Kind(value) => match self.pack.column(entity, column).map(|c| c.ty) {
                Some(ColumnType::Kind(kind)) => Value::Kind(kind, value),
                _ => return missing_cell(entity, row, column, Reason::Bad),
            },
            Cell::Missing(reason) => return missing_cell(entity, row, column, reason),
        })
    }
}

/// Unknown for want of a cell.
pub(super) fn missing_cell(entity: EntityIx, row: u32, column: ColumnIx, reason: Reason) -> Eval {
    Eval::missing(Missing { entity, at: MissingAt::Row(row), column: Some(column), reason })
}
