//! Up and down the tree of tables, and which rows are missing from it.

use std::ops::Range;

use crate::facts::Facts;
use crate::semantics::{CheckedPack, EntityIx, Expect};

/// Rows that should be there and are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Incomplete {
    /// The entity's table was not supplied.
    Table(EntityIx),
    /// The entity has no row below this row of another.
    Below { entity: EntityIx, parent: EntityIx, row: u32 },
}

/// The county's table.
pub(super) const COUNTY: EntityIx = EntityIx(0);

/// The entities from below `ancestor` down to `entity`; none where it does not stand below.
fn path(pack: &CheckedPack, ancestor: EntityIx, entity: EntityIx) -> Option<Vec<EntityIx>> {
    let mut path = Vec::new();
    let mut at = entity;
    while at != ancestor {
        path.push(at);
        at = pack.entity(at)?.parent?;
    }
    path.reverse();
    Some(path)
}

/// The row of `ancestor` that a row is or stands below.
pub(super) fn ancestor_row(
    pack: &CheckedPack,
    facts: &Facts,
    entity: EntityIx,
    row: u32,
    ancestor: EntityIx,
) -> Option<u32> {
    let (mut at, mut row) = (entity, row);
    while at != ancestor {
        row = *facts.table(at)?.parent.get(row as usize)?;
        at = pack.entity(at)?.parent?;
    }
    Some(row)
}

/// The rows of `entity` below (or at) a row of `ancestor`.
pub(super) fn rows_below(
    pack: &CheckedPack,
    facts: &Facts,
    ancestor: EntityIx,
    row: u32,
    entity: EntityIx,
) -> Range<u32> {
    let Some(path) = path(pack, ancestor, entity) else { return 0..0 };
    let rows = row..row.saturating_add(1);
    path.into_iter().fold(rows, |rows, e| facts.table(e).map_or(0..0, |t| t.children(rows)))
}

/// What is missing among the rows of `entity` below a row of `ancestor`.
pub(super) fn completeness(
    pack: &CheckedPack,
    facts: &Facts,
    ancestor: EntityIx,
    row: u32,
    entity: EntityIx,
) -> Vec<Incomplete> {
    let mut found = Vec::new();
    let county = ancestor_row(pack, facts, ancestor, row, COUNTY).unwrap_or(row);
    let (mut parent, mut parents) = (ancestor, row..row.saturating_add(1));
    for at in path(pack, ancestor, entity).unwrap_or_default() {
        let Some((table, expect)) = facts.table(at).zip(pack.entity(at).map(|e| e.expect)) else { break };
        if !table.supplied {
            found.push(Incomplete::Table(at));
            break;
        }
        if expect != Expect::None && rows_below(pack, facts, COUNTY, county, at).is_empty() {
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
