//! Facts with other cells, findings or rows than were supplied: for asking what would be if.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Bits, Cell, ColumnData, Facts, Finding, FindingResult, Table, Values};
use crate::semantics::{CheckedPack, ColumnIx, EntityIx, ItemIx};
use crate::value::{Date, Number};

impl Facts {
    /// Puts a cell into a row that there is. A cell of another type than the column's counts as empty.
    pub fn set_cell(&mut self, entity: EntityIx, row: u32, column: ColumnIx, cell: Cell) {
        let Some(table) = self.tables.get_mut(entity.ix()).filter(|t| (row as usize) < t.len) else { return };
        let Some(data) = table.columns.get_mut(column.ix()) else { return };
        data.supplied = true;
        data.bad.remove(&row);
        let known = data.values.put(row, cell);
        data.valid.set(row as usize, known);
    }

    /// Puts a finding in the place of the one there is, if any.
    pub fn set_finding(&mut self, item: ItemIx, row: u32, result: FindingResult) {
        self.findings.supplied = true;
        let new = Finding { result, evidence: None, assessor: None, date: None, file: Arc::from(""), row: 0 };
        self.findings.by_subject.entry((item, row)).or_insert(new).result = result;
    }

    /// Adds an empty row below a row of the parent's table, after those that are there, and gives its number; rows behind it, of this
    /// table, move up by one. Nothing where there is no such parent.
    pub fn insert_row(&mut self, pack: &CheckedPack, entity: EntityIx, parent: u32) -> Option<u32> {
        let table = self.tables.get_mut(entity.ix())?;
        let at = *table.offsets.get(parent as usize + 1)?;
        table.supplied = true;
        table.len += 1;
        table.parent.insert(at as usize, parent);
        table.offsets.iter_mut().skip(parent as usize + 1).for_each(|o| *o += 1);
        table.places.insert((at as usize).min(table.places.len()), super::RowPlace { file: 0, row: 0 });
        table.columns.iter_mut().for_each(|c| c.insert(at));
        let below = |e: &crate::semantics::Entity| e.parent == Some(entity);
        let children = pack.entities.iter().enumerate().filter(|(_, e)| below(e)).map(|(i, _)| i);
        for child in children.collect::<Vec<_>>() {
            if let Some(table) = self.tables.get_mut(child) {
                table.open_parent(at);
            }
        }
        let moved = std::mem::take(&mut self.findings.by_subject);
        self.findings.by_subject = moved
            .into_iter()
            .map(|((item, row), finding)| {
                let moves = row >= at && pack.item(item).is_some_and(|i| i.entity == entity);
                ((item, row + u32::from(moves)), finding)
            })
            .collect();
        Some(at)
    }
}

impl Table {
    /// Makes room for a new row of the parent's table that has no rows here.
    fn open_parent(&mut self, at: u32) {
        if let Some(start) = self.offsets.get(at as usize).copied() {
            self.offsets.insert(at as usize, start);
        }
        self.parent.iter_mut().filter(|p| **p >= at).for_each(|p| *p += 1);
    }
}

impl ColumnData {
    /// Inserts an empty cell.
    fn insert(&mut self, at: u32) {
        let i = at as usize;
        self.valid = self.valid.with_inserted(i, false);
        let moved = |row: u32| if row >= at { row + 1 } else { row };
        self.bad = std::mem::take(&mut self.bad)
            .into_iter()
            .map(|(r, id)| (moved(r), id))
            .collect::<HashMap<_, _>>();
        match &mut self.values {
            Values::Decimal { mantissas, wide, .. } => {
                mantissas.insert(i.min(mantissas.len()), 0);
                *wide = std::mem::take(wide).into_iter().map(|(r, n)| (moved(r), n)).collect();
            }
            Values::Flag(bits) => *bits = bits.with_inserted(i, false),
            Values::Kind(list) => list.insert(i.min(list.len()), 0),
            Values::Text(list) => list.insert(i.min(list.len()), Arc::from("")),
            Values::Date(list) => list.insert(i.min(list.len()), Date::ZERO),
        }
    }
}

impl Bits {
    fn with_inserted(&self, at: usize, value: bool) -> Bits {
        let mut bits = Bits::default();
        (0..at).for_each(|i| bits.push(self.get(i)));
        bits.push(value);
        (at..self.len()).for_each(|i| bits.push(self.get(i)));
        bits
    }
}

impl Values {
    /// Puts a value at a row; whether it is of this type.
    fn put(&mut self, row: u32, cell: Cell) -> bool {
        let i = row as usize;
        match (self, cell) {
            (Values::Decimal { scale, mantissas, wide }, Cell::Number(number)) => {
                wide.remove(&row);
                match (mantissa(&number, *scale), mantissas.get_mut(i)) {
                    (Some(m), Some(slot)) => *slot = m,
                    _ => {
                        wide.insert(row, number);
                    }
                }
                true
            }
            (Values::Flag(bits), Cell::Flag(flag)) => {
                bits.set(i, flag);
                true
            }
            (Values::Kind(list), Cell::Kind(kind)) => put(list, i, kind),
            (Values::Text(list), Cell::Text(text)) => put(list, i, text),
            (Values::Date(list), Cell::Date(date)) => put(list, i, date),
            _ => false,
        }
    }
}

fn put<T>(list: &mut [T], i: usize, value: T) -> bool {
    list.get_mut(i).map(|slot| *slot = value).is_some()
}

/// The number as a mantissa of a scale, where it is one in 64 bits.
fn mantissa(number: &Number, scale: u32) -> Option<i64> {
    let factor = Number::scaled(10i64.checked_pow(scale)?, 0);
    let whole = number * &factor;
    if whole.is_integer() { whole.to_i64() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_open_up() {
        let mut bits = Bits::default();
        [true, false, true].into_iter().for_each(|b| bits.push(b));
        let wider = bits.with_inserted(1, true);
        assert_eq!((0..4).map(|i| wider.get(i)).collect::<Vec<_>>(), [true, true, false, true]);
    }

    #[test]
    fn a_number_that_no_decimal_writes_stands_aside() {
        let mut values = Values::Decimal { scale: 1, mantissas: vec![5, 7], wide: Default::default() };
        let third = Number::ratio(1, 3).unwrap();
        assert!(values.put(0, Cell::Number(third.clone())));
        let Values::Decimal { wide, .. } = &values else { panic!() };
        assert_eq!(wide.get(&0), Some(&third));
        assert!(values.put(0, Cell::Number(Number::scaled(12, 1))));
        let Values::Decimal { wide, mantissas, .. } = &values else { panic!() };
        assert!(wide.is_empty());
        assert_eq!(mantissas, &[12, 7]);
    }
}
