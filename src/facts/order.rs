//! The order of rows: below each parent by key, so that nothing that is put out depends on how the data were laid out.
//!
//! Texts stand in the order of their characters, values of kinds as the pack declares them, numbers and dates by size. A personal part
//! of a key says nothing of a row's place: rows that differ in nothing else stay as they were read.

use std::cmp::Ordering;

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

/// Whether the rows of a table in place stand in order below each parent. Codes that were not kept are those of rows that nothing names.
pub(super) fn stands(entity: &Entity, table: &Table) -> bool {
    let found: Vec<&ColumnData> = columns(entity).iter().filter_map(|c| table.columns.get(c.ix())).collect();
    let kept = |column: &&ColumnData| column.valid.len() == table.len && held(&column.values) == table.len;
    if found.is_empty() || !found.iter().all(kept) {
        return true;
    }
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
