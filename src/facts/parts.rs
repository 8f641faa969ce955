//! Parts that exceed their whole: what a school's divisions state of an area that they share, against what the school states of it.
//!
//! A column that is computed as a share of a column of its parent (`学校.合用面积 * 折算份额`) is a part of that. Where both were given
//! and the parts add up to more than the whole, one of them is wrong. The parts that were given count: that is what evaluation reads.

use std::sync::Arc;

use super::issues::At;
use super::link::Linker;
use super::table::HIDDEN;
use super::{Cell, Table};
use crate::diagnostic::{Message, codes};
use crate::semantics::{BinaryOp, CheckedPack, Column, ColumnIx, EntityIx, TExpr, TExprKind};
use crate::value::Number;

/// A column that is a share of one of its parent.
struct Part {
    entity: EntityIx,
    part: ColumnIx,
    parent: EntityIx,
    whole: ColumnIx,
}

/// A whole that its parts exceed.
pub(super) struct Exceeding {
    entity: EntityIx,
    part: ColumnIx,
    parent: EntityIx,
    whole: ColumnIx,
    row: u32,
    sum: Number,
    stated: Number,
}

/// The columns of a pack that are shares of their parents'.
fn parts(pack: &CheckedPack) -> Vec<Part> {
    let mut out = Vec::new();
    for (ix, entity) in (0u32..).map(EntityIx).zip(&pack.entities) {
        let Some(parent) = entity.parent else { continue };
        for (part, column) in (0u32..).map(ColumnIx).zip(&entity.columns) {
            let Some(TExprKind::Binary(BinaryOp::Mul, left, right)) = column.derive.as_ref().map(|d| &d.kind)
            else {
                continue;
            };
            let of_parent = |e: &TExpr| {
                if let TExprKind::Column { entity, column, .. } = &e.kind
                    && *entity == parent
                {
                    Some(*column)
                } else {
                    None
                }
            };
            if let Some(whole) = of_parent(left).or(of_parent(right)) {
                out.push(Part { entity: ix, part, parent, whole });
            }
        }
    }
    out
}

/// All wholes that their parts exceed.
pub(super) fn exceeding(pack: &CheckedPack, tables: &[Table]) -> Vec<Exceeding> {
    let mut out = Vec::new();
    for Part { entity, part, parent, whole } in parts(pack) {
        let (Some(below), Some(above)) = (tables.get(entity.ix()), tables.get(parent.ix())) else { continue };
        let stated =
            |table: &Table, column: ColumnIx| table.columns.get(column.ix()).is_some_and(|c| c.supplied);
        if !stated(below, part) || !stated(above, whole) {
            continue;
        }
        for row in 0..u32::try_from(above.len).unwrap_or(u32::MAX) {
            let Cell::Number(total) = above.cell(row, whole) else { continue };
            let mut sum = Number::zero();
            for child in below.children(row..row.saturating_add(1)) {
                if let Cell::Number(own) = below.cell(child, part) {
                    sum = &sum + &own;
                }
            }
            if sum > total {
                out.push(Exceeding { entity, part, parent, whole, row, sum, stated: total });
            }
        }
    }
    out
}

impl Linker<'_> {
    /// Reports wholes that their parts exceed, each at its own cell.
    pub fn report_exceeding(&mut self, found: Vec<Exceeding>) {
        for Exceeding { entity, part, parent, whole, row, sum, stated } in found {
            let (Some(below), Some(above)) =
                (self.pack.column(entity, part), self.pack.column(parent, whole))
            else {
                continue;
            };
            let Some(at) = self.at(parent, row, whole, &above.label) else { continue };
            let hidden = below.personal || above.personal;
            let shown = |column: &Column, number: &Number| {
                let symbol = &column.unit.symbol;
                let space = if symbol.is_empty() { "" } else { " " };
                if hidden {
                    HIDDEN.to_owned()
                } else {
                    format!("{}{space}{symbol}", column.unit.from_base(number))
                }
            };
            let message = Message::new(codes::PARTS_EXCEED.key)
                .arg("whole_name", &above.label)
                .arg("part_name", &below.label)
                .arg("table", self.pack.entity(entity).map_or("", |e| &e.label))
                .arg("whole", shown(above, &stated))
                .arg("sum", shown(below, &sum));
            self.issues.push(&codes::PARTS_EXCEED, at, message);
        }
    }

    /// Where a cell of a table in place stands.
    fn at(&self, entity: EntityIx, row: u32, column: ColumnIx, label: &str) -> Option<At> {
        let place = self.tables.get(entity.ix())?.places.get(row as usize)?;
        let (files, positions) = self.origins.get(entity.ix())?;
        let file = files.get(place.file as usize)?;
        let position = positions.get(place.file as usize)?.get(column.ix()).copied().flatten();
        let label: Arc<str> = label.into();
        Some(At::row(*file, place.row).column(position.unwrap_or(column.0), &label).cell(position))
    }
}
