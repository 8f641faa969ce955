//! The rows of two sets of data that are the same by key, and what differs between them.

use std::collections::{HashMap, HashSet};

use super::Renamed;
use crate::facts::{COUNTY, Cell, Facts, FindingResult, Reason, key_of};
use crate::semantics::{CheckedPack, ColumnIx, EntityIx, FindingCell, ItemIx};

/// One county in one set of data.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side<'a> {
    pub facts: &'a Facts,
    /// Its row in the county table.
    pub county: u32,
}

/// Something that differs: what can be undone by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    /// A cell of a row that both have; the row in A and in B.
    Cell { entity: EntityIx, column: ColumnIx, rows: [u32; 2] },
    /// A finding about a row that both have.
    Finding { item: ItemIx, rows: [u32; 2] },
    /// A row that only one has, with all rows below it: 0 is A, 1 is B.
    Row { entity: EntityIx, row: u32, of: usize },
}

/// Two sets of data of a county side by side.
#[derive(Debug, Default)]
pub(super) struct Pair {
    /// By entity, the rows that both have: of B, of A, in the order of B.
    matched: Vec<Vec<(u32, u32)>>,
    pub changes: Vec<Change>,
    /// How many cells both have.
    pub compared: usize,
    /// By pair of codes, whether the old one is in A and the new one in B.
    pub renamed: Vec<[bool; 2]>,
    /// A new code of a renamed row that A has for another row, too.
    pub taken: Option<String>,
}

impl Pair {
    /// The row of A that a row of B is.
    pub fn in_a(&self, entity: EntityIx, row: u32) -> Option<u32> {
        let rows = self.matched.get(entity.ix())?;
        let at = rows.binary_search_by_key(&row, |(b, _)| *b).ok()?;
        rows.get(at).map(|(_, a)| *a)
    }

    /// The row of B that a row of A is.
    pub fn in_b(&self, entity: EntityIx, row: u32) -> Option<u32> {
        let rows = self.matched.get(entity.ix())?;
        rows.iter().find(|(_, a)| *a == row).map(|(b, _)| *b)
    }

    /// The rows of A that B has, too.
    pub fn kept(&self, entity: EntityIx) -> HashSet<u32> {
        self.matched.get(entity.ix()).into_iter().flatten().map(|(_, a)| *a).collect()
    }

    /// Puts two sets of data of a county side by side. `grounded` are the cells beside a finding's result by which the pack judges.
    pub fn new(
        pack: &CheckedPack,
        sides: [Side<'_>; 2],
        renamed: &Renamed,
        grounded: &[(ItemIx, FindingCell)],
    ) -> Pair {
        let [a, b] = sides;
        let mut pair = Pair { renamed: vec![[false; 2]; renamed.pairs.len()], ..Pair::default() };
        for (ix, entity) in (0u32..).map(EntityIx).zip(&pack.entities) {
            let Some(parent) = entity.parent else {
                let own = if ix == COUNTY { vec![(b.county, a.county)] } else { Vec::new() };
                pair.matched.push(own);
                continue;
            };
            let above = pair.matched.get(parent.ix()).cloned().unwrap_or_default();
            let key = pack.key_below(parent, ix);
            let mut rows = Vec::new();
            for (of_b, of_a) in above {
                pair.children((pack, ix, &key), sides, renamed, [of_a, of_b], &mut rows);
            }
            rows.sort_unstable();
            pair.matched.push(rows);
        }
        for (ix, entity) in (0u32..).map(EntityIx).zip(&pack.entities) {
            for (column, declared) in (0u32..).map(ColumnIx).zip(&entity.columns) {
                let supplied = sides.iter().any(|side| {
                    let data = side.facts.table(ix).and_then(|t| t.columns.get(column.ix()));
                    data.is_some_and(|d| d.supplied)
                });
                let rows = pair.matched.get(ix.ix()).map(Vec::as_slice).unwrap_or_default();
                if !supplied || entity.key.contains(&column) || rows.is_empty() {
                    continue;
                }
                pair.compared += rows.len();
                // What names the row above says the same where that row is the same.
                if entity.parent_link.contains(&column) && declared.derive.is_none() {
                    continue;
                }
                let differs =
                    |(of_b, of_a): &&(u32, u32)| !a.facts.same_cell(ix, column, *of_a, (b.facts, *of_b));
                let cell =
                    |(of_b, of_a): &(u32, u32)| Change::Cell { entity: ix, column, rows: [*of_a, *of_b] };
                pair.changes.extend(rows.iter().filter(differs).map(cell));
            }
        }
        pair.findings(pack, sides, grounded);
        let place = |change: &Change| match *change {
            Change::Cell { entity, column, rows } => {
                (entity, key_of(pack, b.facts, entity, rows[1]), Some(column), 0)
            }
            Change::Row { entity, row, of } => {
                let facts = if of == 0 { a.facts } else { b.facts };
                (entity, key_of(pack, facts, entity, row), None, of)
            }
            Change::Finding { item, rows } => {
                let key = pack.item(item).map(|i| key_of(pack, b.facts, i.entity, rows[1]));
                (EntityIx(u32::MAX), key.unwrap_or_default(), Some(ColumnIx(item.0)), 0)
            }
        };
        pair.changes.sort_by_cached_key(place);
        pair
    }

    /// Finds the rows of A and B below one row of the table above that both have.
    fn children(
        &mut self,
        (pack, entity, key): (&CheckedPack, EntityIx, &[ColumnIx]),
        [a, b]: [Side<'_>; 2],
        renamed: &Renamed,
        [of_a, of_b]: [u32; 2],
        rows: &mut Vec<(u32, u32)>,
    ) {
        let below = |side: Side<'_>, row: u32| {
            side.facts.table(entity).map_or(0..0, |t| t.children(row..row.saturating_add(1)))
        };
        let (in_a, in_b) = (below(a, of_a), below(b, of_b));
        let same = |row: u32, at: u32| key.iter().all(|c| a.facts.same_cell(entity, *c, row, (b.facts, at)));
        // Mostly they stand in the same order.
        if renamed.pairs.is_empty()
            && in_a.len() == in_b.len()
            && in_a.clone().zip(in_b.clone()).all(|(row, at)| same(row, at))
        {
            rows.extend(in_b.zip(in_a));
            return;
        }
        let own = |side: Side<'_>, row: u32| -> Vec<String> {
            key.iter().map(|c| cell_key(&side.facts.cell(entity, row, *c))).collect()
        };
        let (mut by_key, mut by_name) = (HashMap::new(), HashMap::new());
        for row in in_a {
            let whole = if renamed.pairs.is_empty() {
                None
            } else {
                Some(key_of(pack, a.facts, entity, row).join("/"))
            };
            let new = whole.and_then(|old| renamed.pairs.iter().position(|(from, _)| *from == old));
            match new.and_then(|i| Some((i, &renamed.pairs.get(i)?.1))) {
                Some((i, to)) => {
                    if let Some(found) = self.renamed.get_mut(i) {
                        found[0] = true;
                    }
                    by_name.insert(to.clone(), (row, i));
                }
                None => {
                    by_key.insert(own(a, row), row);
                }
            }
        }
        for row in in_b {
            let whole = || key_of(pack, b.facts, entity, row).join("/");
            let found = if by_name.is_empty() { None } else { by_name.remove(&whole()) };
            if let Some((of_a, i)) = found {
                if let Some(found) = self.renamed.get_mut(i) {
                    found[1] = true;
                }
                if by_key.contains_key(&own(b, row)) {
                    self.taken = Some(whole());
                }
                rows.push((row, of_a));
                continue;
            }
            match by_key.remove(&own(b, row)) {
                Some(of_a) => rows.push((row, of_a)),
                None => self.changes.push(Change::Row { entity, row, of: 1 }),
            }
        }
        let rest = by_key.into_values().chain(by_name.into_values().map(|(row, _)| row));
        self.changes.extend(rest.map(|row| Change::Row { entity, row, of: 0 }));
    }

    fn findings(&mut self, pack: &CheckedPack, [a, b]: [Side<'_>; 2], grounded: &[(ItemIx, FindingCell)]) {
        let judged = (0u32..).map(ItemIx).zip(&pack.items).filter(|(_, item)| item.judged().is_some());
        for (ix, item) in judged {
            for (of_b, of_a) in self.matched.get(item.entity.ix()).into_iter().flatten() {
                let find = |facts: &'_ Facts, row: u32| facts.findings.by_subject.get(&(ix, row)).cloned();
                let change = Change::Finding { item: ix, rows: [*of_a, *of_b] };
                match (find(a.facts, *of_a), find(b.facts, *of_b)) {
                    (None, None) => {}
                    (Some(was), Some(is)) => {
                        self.compared += 1;
                        let filled = |f: &crate::facts::Finding, cell| match cell {
                            FindingCell::Evidence => f.evidence.is_some(),
                            FindingCell::Assessor => f.assessor.is_some(),
                            FindingCell::Date => f.date.is_some(),
                        };
                        let mut cells = grounded.iter().filter(|(item, _)| *item == ix);
                        let other = cells.any(|(_, cell)| filled(&was, *cell) != filled(&is, *cell));
                        if said(was.result) != said(is.result) || other {
                            self.changes.push(change);
                        }
                    }
                    (Some(_), None) | (None, Some(_)) => self.changes.push(change),
                }
            }
        }
    }
}

/// A result, where that nothing is known counts as one whatever the reason.
fn said(result: FindingResult) -> FindingResult {
    match result {
        FindingResult::Missing(_) => FindingResult::Missing(Reason::Empty),
        FindingResult::Flag(_) | FindingResult::Grade(_) => result,
    }
}

/// A key's cell, such that different cells are different texts.
fn cell_key(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.to_string(),
        Cell::Number(number) => number.exact(),
        Cell::Flag(flag) => flag.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Kind(value) => value.to_string(),
        Cell::Missing(_) => String::new(),
    }
}
