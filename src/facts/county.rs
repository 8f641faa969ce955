//! One county's facts by themselves, counties put behind one another, and cells of different facts held against each other.

use std::collections::{BTreeSet, HashMap};

use super::{Bits, COUNTY, Cell, ColumnData, Facts, Findings, Table, Values};
use crate::semantics::{CheckedPack, ColumnIx, EntityIx, ItemIx};

/// One county's facts, and which row of the whole each of their rows was.
#[derive(Debug, Clone)]
pub struct Cut {
    /// The facts: one county, its tables, its findings; what is wrong with the data is not told.
    pub facts: Facts,
    /// By entity, for each row the one that it was.
    pub rows: Vec<Vec<u32>>,
}

impl Cut {
    /// Where a row of the whole is now.
    pub fn row(&self, entity: EntityIx, row: u32) -> Option<u32> {
        // Rows keep their order.
        let found = self.rows.get(entity.ix())?.binary_search(&row).ok()?;
        u32::try_from(found).ok()
    }
}

impl Facts {
    /// A county by itself, without rows that are left out and all that stands below these. Cells are there of the wanted columns only.
    pub fn cut(
        &self,
        pack: &CheckedPack,
        county: u32,
        wanted: &BTreeSet<(EntityIx, ColumnIx)>,
        left_out: impl Fn(EntityIx, u32) -> bool,
    ) -> Cut {
        let mut rows: Vec<Vec<u32>> = Vec::with_capacity(self.tables.len());
        let mut tables = Vec::with_capacity(self.tables.len());
        for (ix, table) in (0u32..).map(EntityIx).zip(&self.tables) {
            let (mut own, mut parent, mut offsets) = (Vec::new(), Vec::new(), Vec::new());
            if ix == COUNTY {
                own.push(county);
                parent.push(0);
            } else {
                let above = pack.entity(ix).and_then(|e| e.parent).and_then(|p| rows.get(p.ix()));
                offsets.push(0);
                for (at, row) in (0u32..).zip(above.map(Vec::as_slice).unwrap_or_default()) {
                    let kept = table.children(*row..row.saturating_add(1)).filter(|r| !left_out(ix, *r));
                    own.extend(kept);
                    parent.resize(own.len(), at);
                    offsets.push(u32::try_from(own.len()).unwrap_or(u32::MAX));
                }
            }
            let columns = (0u32..).map(ColumnIx).zip(&table.columns);
            tables.push(Table {
                supplied: table.supplied,
                len: own.len(),
                columns: columns
                    .map(|(c, data)| if wanted.contains(&(ix, c)) { data.picked(&own) } else { data.none() })
                    .collect(),
                parent,
                offsets,
                places: own.iter().filter_map(|r| table.places.get(*r as usize).copied()).collect(),
                files: table.files.clone(),
            });
            rows.push(own);
        }
        let mut findings = Findings { supplied: self.findings.supplied, by_subject: HashMap::new() };
        let judged = (0u32..).map(ItemIx).zip(&pack.items).filter(|(_, i)| i.judged().is_some());
        for (item, entity) in judged.map(|(ix, item)| (ix, item.entity)) {
            for (at, row) in (0u32..).zip(rows.get(entity.ix()).map(Vec::as_slice).unwrap_or_default()) {
                if let Some(found) = self.findings.by_subject.get(&(item, *row)) {
                    findings.by_subject.insert((item, at), found.clone());
                }
            }
        }
        let counties = self.counties.get(county as usize).cloned().into_iter().collect();
        let facts = Facts { tables, findings, counties, ..Facts::default() };
        Cut { facts, rows }
    }

    /// Puts the counties of other facts behind these; both must have been cut from the same facts, with the same columns.
    pub fn append(&mut self, pack: &CheckedPack, other: &Facts) {
        let lengths: Vec<u32> =
            self.tables.iter().map(|t| u32::try_from(t.len).unwrap_or(u32::MAX)).collect();
        let length = |entity: EntityIx| lengths.get(entity.ix()).copied().unwrap_or_default();
        for (ix, (table, more)) in (0u32..).map(EntityIx).zip(self.tables.iter_mut().zip(&other.tables)) {
            let above = pack.entity(ix).and_then(|e| e.parent).map_or(0, length);
            let own = length(ix);
            table.supplied |= more.supplied;
            table.parent.extend(more.parent.iter().map(|p| p + above));
            table.offsets.extend(more.offsets.iter().skip(1).map(|o| o + own));
            table.places.extend(&more.places);
            for (column, more) in table.columns.iter_mut().zip(&more.columns) {
                column.append(own, more);
            }
            table.len += more.len;
        }
        for ((item, row), finding) in &other.findings.by_subject {
            let shift = pack.item(*item).map_or(0, |i| length(i.entity));
            self.findings.by_subject.insert((*item, row + shift), finding.clone());
        }
        self.counties.extend(other.counties.iter().cloned());
    }

    /// Whether a cell says the same as one of other facts of the same pack. What has no value says the same whatever the reason.
    pub fn same_cell(
        &self,
        entity: EntityIx,
        column: ColumnIx,
        row: u32,
        (other, at): (&Facts, u32),
    ) -> bool {
        let [a, b] = [self, other].map(|f| f.table(entity).and_then(|t| t.columns.get(column.ix())));
        let (Some(a), Some(b)) = (a, b) else {
            let known = |facts: &Facts, row| !matches!(facts.cell(entity, row, column), Cell::Missing(_));
            return !known(self, row) && !known(other, at);
        };
        let (i, j) = (row as usize, at as usize);
        match (a.valid.get(i), b.valid.get(j)) {
            (false, false) => return true,
            (true, true) => {}
            (true, false) | (false, true) => return false,
        }
        match (&a.values, &b.values) {
            (
                Values::Decimal { scale: s, mantissas: m, wide: w },
                Values::Decimal { scale: t, mantissas: n, wide: v },
            ) if s == t && w.is_empty() && v.is_empty() => m.get(i) == n.get(j),
            (Values::Flag(m), Values::Flag(n)) => m.get(i) == n.get(j),
            (Values::Kind(m), Values::Kind(n)) => m.get(i) == n.get(j),
            (Values::Text(m), Values::Text(n)) => m.get(i) == n.get(j),
            (Values::Date(m), Values::Date(n)) => m.get(i) == n.get(j),
            _ => self.cell(entity, row, column) == other.cell(entity, at, column),
        }
    }
}

impl ColumnData {
    /// The cells of some rows.
    fn picked(&self, rows: &[u32]) -> ColumnData {
        let mut valid = Bits::default();
        rows.iter().for_each(|row| valid.push(self.valid.get(*row as usize)));
        let at = |row: &u32| *row as usize;
        let values = match &self.values {
            Values::Decimal { scale, mantissas, wide } => Values::Decimal {
                scale: *scale,
                mantissas: rows.iter().map(|r| mantissas.get(at(r)).copied().unwrap_or_default()).collect(),
                wide: if wide.is_empty() {
                    Default::default()
                } else {
                    (0u32..).zip(rows).filter_map(|(i, r)| Some((i, wide.get(r)?.clone()))).collect()
                },
            },
            Values::Flag(bits) => {
                let mut picked = Bits::default();
                rows.iter().for_each(|row| picked.push(bits.get(at(row))));
                Values::Flag(picked)
            }
            Values::Kind(list) => {
                Values::Kind(rows.iter().map(|r| list.get(at(r)).copied().unwrap_or_default()).collect())
            }
            Values::Text(list) => {
                Values::Text(rows.iter().map(|r| list.get(at(r)).cloned().unwrap_or_default()).collect())
            }
            Values::Date(list) => {
                Values::Date(rows.iter().map(|r| list.get(at(r)).copied().unwrap_or_default()).collect())
            }
        };
        let bad = if self.bad.is_empty() {
            HashMap::new()
        } else {
            (0u32..).zip(rows).filter_map(|(i, r)| Some((i, *self.bad.get(r)?))).collect()
        };
        ColumnData { supplied: self.supplied, values, valid, bad }
    }

    /// The same sort of column without any cell.
    fn none(&self) -> ColumnData {
        self.picked(&[])
    }

    /// Puts cells behind these, which are `len`.
    fn append(&mut self, len: u32, more: &ColumnData) {
        self.supplied |= more.supplied;
        self.valid.append(&more.valid);
        self.bad.extend(more.bad.iter().map(|(row, issue)| (row + len, *issue)));
        match (&mut self.values, &more.values) {
            (
                Values::Decimal { scale, mantissas, wide },
                Values::Decimal { scale: other, mantissas: more, wide: wider },
            ) if scale == other => {
                mantissas.extend(more);
                wide.extend(wider.iter().map(|(row, n)| (row + len, n.clone())));
            }
            (Values::Flag(bits), Values::Flag(more)) => bits.append(more),
            (Values::Kind(list), Values::Kind(more)) => list.extend(more),
            (Values::Text(list), Values::Text(more)) => list.extend(more.iter().cloned()),
            (Values::Date(list), Values::Date(more)) => list.extend(more),
            (
                Values::Decimal { .. }
                | Values::Flag(_)
                | Values::Kind(_)
                | Values::Text(_)
                | Values::Date(_),
                _,
            ) => {}
        }
    }
}

impl Bits {
    /// Puts bits behind these.
    fn append(&mut self, more: &Bits) {
        (0..more.len()).for_each(|i| self.push(more.get(i)));
    }
}
