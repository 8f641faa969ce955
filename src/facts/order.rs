//! The order of rows: below each parent by key, so that nothing that is put out depends on how the data were laid out.
//!
//! Texts stand in the order of their characters, values of kinds as the pack declares them, numbers and dates by size. A personal part
//! of a key says nothing of a row's place: rows that differ in nothing else stay as they were read.

use std::cmp::Ordering;

use super::column::ColumnBuilder;
use super::{ColumnData, Table, Values};
use crate::semantics::{ColumnIx, Entity};
use crate::value::Number;

/// The columns by which rows of one parent are ordered: the key's, without those that name the parent.
pub(super) fn columns(entity: &Entity) -> Vec<ColumnIx> {
    let own = |c: &&ColumnIx| {
        let personal = entity.columns.get(c.ix()).is_some_and(|c| c.personal);
        !personal && !entity.parent_link.contains(c)
    };
    entity.key.iter().filter(own).copied().collect()
}

/// Puts rows of one parent in the order of their whole key, where a part of it is personal.
pub(super) fn by_whole_key(entity: &Entity, table: &Table, rows: &mut [u32]) {
    let own = || entity.key.iter().filter(|c| !entity.parent_link.contains(c));
    if own().all(|c| entity.columns.get(c.ix()).is_none_or(|c| !c.personal)) {
        return;
    }
    let columns: Vec<&ColumnData> = own().filter_map(|c| table.columns.get(c.ix())).collect();
    rows.sort_by(|a, b| compare(&columns, *a, *b));
}

/// Which of two rows goes first by these columns.
pub(super) fn compare(columns: &[&ColumnData], a: u32, b: u32) -> Ordering {
    let each = columns.iter().map(|column| in_column(column, a, b));
    each.fold(Ordering::Equal, Ordering::then)
}

fn in_column(column: &ColumnData, a: u32, b: u32) -> Ordering {
    let (x, y) = (a as usize, b as usize);
    let known = column.valid.get(x).cmp(&column.valid.get(y));
    if known != Ordering::Equal || !column.valid.get(x) {
        return known;
    }
    match &column.values {
        Values::Text(list) => list.get(x).cmp(&list.get(y)),
        Values::Kind(list) => list.get(x).cmp(&list.get(y)),
        Values::Date(list) => list.get(x).cmp(&list.get(y)),
        Values::Flag(bits) => bits.get(x).cmp(&bits.get(y)),
        Values::Decimal { mantissas, wide, .. } if wide.is_empty() => mantissas.get(x).cmp(&mantissas.get(y)),
        Values::Decimal { scale, mantissas, wide } => {
            let number = |row: u32| match wide.get(&row) {
                Some(number) => Some(number.clone()),
                None => mantissas.get(row as usize).map(|m| Number::scaled(*m, *scale)),
            };
            number(a).cmp(&number(b))
        }
    }
}

/// Puts the rows below each parent in order; `order` has those of one parent together.
pub(super) fn by_key(order: &mut [u32], parents: &[Option<u32>], columns: &[&ColumnData]) {
    if columns.is_empty() {
        return;
    }
    let parent = |row: u32| parents.get(row as usize).copied().flatten();
    for below in order.chunk_by_mut(|a, b| parent(*a) == parent(*b)) {
        if !below.is_sorted_by(|a, b| compare(columns, *a, *b).is_le()) {
            below.sort_by(|a, b| compare(columns, *a, *b));
        }
    }
}

/// Puts the rows of tables in place in order, each below its parent. Parents stand before what hangs on them. Codes that were not kept
/// are those of rows that nothing names: such tables stay as they are. None where a table is not in place.
pub(super) fn settle<'e>(entities: impl Iterator<Item = &'e Entity>, tables: &mut [Table]) -> Option<()> {
    // Where each row of a table went, for tables of which one moved.
    let mut moved: Vec<Option<Vec<u32>>> = Vec::with_capacity(tables.len());
    for (ix, entity) in entities.enumerate() {
        let above = entity.parent.and_then(|p| moved.get(p.ix())).and_then(Option::as_ref);
        let table = tables.get_mut(ix)?;
        let order = match above {
            // The counties' own order is that of the parts, and seen to by whoever writes them.
            None if entity.parent.is_none() || stands(entity, table) => None,
            None => Some(in_order(entity, table)),
            Some(above) => {
                for parent in &mut table.parent {
                    *parent = *above.get(*parent as usize)?;
                }
                Some(in_order(entity, table))
            }
        };
        let went = order.as_ref().map(|order| {
            let mut went = vec![0; order.len()];
            for (row, place) in order.iter().zip(0u32..) {
                if let Some(slot) = went.get_mut(*row as usize) {
                    *slot = place;
                }
            }
            went
        });
        if let Some(order) = &order {
            arrange(table, order);
        }
        moved.push(went);
    }
    Some(())
}

/// The rows of a table in order, those of one parent together.
fn in_order(entity: &Entity, table: &Table) -> Vec<u32> {
    let mut order: Vec<u32> = (0..u32::try_from(table.len).unwrap_or(u32::MAX)).collect();
    let parents: Vec<Option<u32>> = table.parent.iter().copied().map(Some).collect();
    order.sort_by_key(|row| parents.get(*row as usize).copied().flatten());
    by_key(&mut order, &parents, &codes(entity, table).unwrap_or_default());
    order
}

/// A table's rows in another order, by which those of one parent stay together.
fn arrange(table: &mut Table, order: &[u32]) {
    for column in table.columns.iter_mut().filter(|column| is_kept(column, table.len)) {
        *column = ColumnBuilder::of(std::mem::take(column)).arranged(order);
    }
    table.parent = order.iter().filter_map(|row| table.parent.get(*row as usize).copied()).collect();
    let above = table.offsets.len().saturating_sub(1);
    let begins = |parent: usize| table.parent.partition_point(|p| (*p as usize) < parent);
    table.offsets = (0..=above).map(|parent| u32::try_from(begins(parent)).unwrap_or(u32::MAX)).collect();
}

/// The columns that order an entity's rows, where they were kept and are any.
fn codes<'t>(entity: &Entity, table: &'t Table) -> Option<Vec<&'t ColumnData>> {
    let found: Vec<&ColumnData> = columns(entity).iter().filter_map(|c| table.columns.get(c.ix())).collect();
    (!found.is_empty() && found.iter().all(|column| is_kept(column, table.len))).then_some(found)
}

/// Whether a column has a cell for each of so many rows.
fn is_kept(column: &ColumnData, rows: usize) -> bool {
    column.valid.len() == rows && held(&column.values) == rows
}

/// Whether the rows of a table in place stand in order below each parent. Codes that were not kept are those of rows that nothing names.
fn stands(entity: &Entity, table: &Table) -> bool {
    let Some(found) = codes(entity, table) else { return true };
    let rows = u32::try_from(table.len).unwrap_or(u32::MAX);
    let same = |a: u32, b: u32| table.parent.get(a as usize) == table.parent.get(b as usize);
    (1..rows).all(|row| !same(row - 1, row) || compare(&found, row - 1, row).is_le())
}

/// How many values there are.
fn held(values: &Values) -> usize {
    match values {
        Values::Decimal { mantissas, .. } => mantissas.len(),
        Values::Flag(bits) => bits.len(),
        Values::Kind(list) => list.len(),
        Values::Text(list) => list.len(),
        Values::Date(list) => list.len(),
    }
}
