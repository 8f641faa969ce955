//! Up and down the tree of tables.

use std::ops::Range;

use super::{Cell, Facts};
use crate::semantics::{CheckedPack, ColumnType, EntityIx};

/// The county's table.
pub const COUNTY: EntityIx = EntityIx(0);

impl Facts {
    /// The row of `ancestor` that a row is or stands below.
    pub fn ancestor_row(
        &self,
        pack: &CheckedPack,
        entity: EntityIx,
        row: u32,
        ancestor: EntityIx,
    ) -> Option<u32> {
        let (mut at, mut row) = (entity, row);
        while at != ancestor {
            row = *self.table(at)?.parent.get(row as usize)?;
            at = pack.entity(at)?.parent?;
        }
        Some(row)
    }

    /// The rows of `entity` below (or at) a row of `ancestor`.
    pub fn rows_below(
        &self,
        pack: &CheckedPack,
        ancestor: EntityIx,
        row: u32,
        entity: EntityIx,
    ) -> Range<u32> {
        let Some(path) = pack.way_down(ancestor, entity) else { return 0..0 };
        let rows = row..row.saturating_add(1);
        path.into_iter().fold(rows, |rows, e| self.table(e).map_or(0..0, |t| t.children(rows)))
    }

    /// The key of a row as outputs give it: ids of kinds' values, codes as text. A personal part is the row's number in its file.
    pub fn key_of(&self, pack: &CheckedPack, entity: EntityIx, row: u32) -> Vec<String> {
        let Some(declared) = pack.entity(entity) else { return Vec::new() };
        let place = self.table(entity).and_then(|t| t.places.get(row as usize)).map_or(0, |p| p.row);
        let part = |column: &crate::semantics::ColumnIx| {
            let spec = declared.columns.get(column.ix());
            if spec.is_some_and(|c| c.personal) {
                return format!("#{place}");
            }
            match self.cell(entity, row, *column) {
                Cell::Text(text) => text.to_string(),
                Cell::Number(number) => number.to_string(),
                Cell::Flag(flag) => flag.to_string(),
                Cell::Date(date) => date.to_string(),
                Cell::Kind(value) => {
                    let kind = match spec.map(|c| c.ty) {
                        Some(ColumnType::Kind(kind)) => pack.kind(kind),
                        _ => None,
                    };
                    let found = kind.and_then(|k| k.values.get(usize::from(value)));
                    found.map_or_else(String::new, |(id, _)| id.clone())
                }
                Cell::Missing(_) => String::new(),
            }
        };
        declared.key.iter().map(part).collect()
    }
}
