//! Up and down the tree of tables, and which rows are missing from it.

use std::ops::Range;

use super::{Cell, Facts};
use crate::semantics::{CheckedPack, ColumnType, EntityIx, Expect};

/// The county's table.
pub const COUNTY: EntityIx = EntityIx(0);

/// Rows that should be there and are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incomplete {
    /// The entity's table was not supplied.
    Table(EntityIx),
    /// The entity has no row below this row of another.
    Below {
        /// The entity.
        entity: EntityIx,
        /// Below a row of which.
        parent: EntityIx,
        /// Which row.
        row: u32,
    },
}

/// The entities from below `ancestor` down to `entity`; none where it does not stand below.
pub(crate) fn way_down(pack: &CheckedPack, ancestor: EntityIx, entity: EntityIx) -> Option<Vec<EntityIx>> {
    let mut path = Vec::new();
    let mut at = entity;
    while at != ancestor {
        path.push(at);
        at = pack.entity(at)?.parent?;
    }
    path.reverse();
    Some(path)
}

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
        let Some(path) = way_down(pack, ancestor, entity) else { return 0..0 };
        let rows = row..row.saturating_add(1);
        path.into_iter().fold(rows, |rows, e| self.table(e).map_or(0..0, |t| t.children(rows)))
    }

    /// What is missing among the rows of `entity` below a row of `ancestor`, on each level between them: a table that was not
    /// supplied; a county without a row, unless none is expected; with [`Expect::Parent`] each parent without a row.
    pub fn completeness(
        &self,
        pack: &CheckedPack,
        ancestor: EntityIx,
        row: u32,
        entity: EntityIx,
    ) -> Vec<Incomplete> {
        let mut found = Vec::new();
        let county = self.ancestor_row(pack, ancestor, row, COUNTY).unwrap_or(row);
        let (mut parent, mut parents) = (ancestor, row..row.saturating_add(1));
        for at in way_down(pack, ancestor, entity).unwrap_or_default() {
            let Some((table, expect)) = self.table(at).zip(pack.entity(at).map(|e| e.expect)) else { break };
            if !table.supplied {
                found.push(Incomplete::Table(at));
                break;
            }
            if expect != Expect::None && self.rows_below(pack, COUNTY, county, at).is_empty() {
                found.push(Incomplete::Below { entity: at, parent: COUNTY, row: county });
                break;
            }
            if expect == Expect::Parent {
                let childless = |p: &u32| table.children(*p..p.saturating_add(1)).is_empty();
                let below = parents.clone().filter(childless);
                found.extend(below.map(|row| Incomplete::Below { entity: at, parent, row }));
            }
            (parent, parents) = (at, table.children(parents));
        }
        found
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
