//! People do not vanish: those whom a plan takes from one row go to others like it.

use std::collections::BTreeSet;

use super::goal::Solver;
use super::levers::Lever;
use super::trim::{Judged, judging};
use super::{Move, step};
use crate::evaluation::CellAt;
use crate::facts::{COUNTY, Cell};
use crate::semantics::{CheckedPack, ColumnIx, ColumnType, EntityIx, ItemIx, KindIx, TExprKind};
use crate::value::Number;

/// Most rows that are tried for those who leave one row.
const MOST_TRIED: usize = 60;

/// Columns whose sum stays as it is.
pub(super) type Conserved = BTreeSet<(EntityIx, ColumnIx)>;

/// The columns that a pack adds up against each other: the pupils of classes, which must come to those of their division, and these.
pub(super) fn conserved(pack: &CheckedPack) -> Conserved {
    let mut out = Conserved::new();
    let counts = |entity, column| pack.column(entity, column).is_some_and(|c| c.ty == ColumnType::Count);
    for (entity, declared) in (0u32..).map(EntityIx).zip(&pack.entities) {
        for (column, whole) in declared.expect.iter().flat_map(|e| &e.total) {
            out.insert((entity, *column));
            if let TExprKind::Column { entity, column, .. } = whole.kind {
                out.insert((entity, column));
            }
        }
    }
    out.retain(|(entity, column)| *entity != COUNTY && counts(*entity, *column));
    out
}

impl Solver<'_> {
    /// Brings those who leave a row to others of the same sort, as many as these can take without failing.
    pub fn conserve(&mut self, roots: &[ItemIx]) {
        let judging = judging(self.pack, roots);
        let left: Vec<(CellAt, Number)> = self.cells.keys().filter_map(|at| self.leaving(*at)).collect();
        let leaving: BTreeSet<CellAt> = left.iter().map(|(at, _)| *at).collect();
        for (from, mut amount) in left {
            for row in self.alike(from) {
                let to = CellAt { row, ..from };
                if leaving.contains(&to) || amount <= Number::zero() {
                    continue;
                }
                let Some(taken) = self.taken(to, &amount, &judging) else { continue };
                amount = &amount - &taken;
                self.moves.push(Move { from, to: Some(to), amount: taken });
            }
            if amount > Number::zero() {
                self.moves.push(Move { from, to: None, amount });
            }
        }
    }

    /// By how much a conserved cell is less than it was.
    fn leaving(&self, at: CellAt) -> Option<(CellAt, Number)> {
        if !self.conserved.contains(&(at.entity, at.column)) {
            return None;
        }
        match (self.facts.cell(at.entity, at.row, at.column), self.trial.cell(at)) {
            (Cell::Number(was), Cell::Number(is)) if is < was => Some((at, &was - &is)),
            _ => None,
        }
    }

    /// How many of so many a cell takes; none where it takes nobody.
    fn taken(&mut self, to: CellAt, amount: &Number, judging: &[ItemIx]) -> Option<Number> {
        if !matches!(self.trial.cell(to), Cell::Number(_)) {
            return None;
        }
        let unit = step(self.pack, to.entity, to.column);
        let most = amount.checked_div(&unit)?.floor().to_i64().and_then(|n| u64::try_from(n).ok())?;
        let concerned = super::trim::concerned(self, judging, to, &mut super::trim::Ranks::new());
        // Who is in a row that fails already is not given more.
        let fails = |j: &Judged| j.rank == 0 && self.pack.item(j.item).is_some_and(|i| i.entity != COUNTY);
        if concerned.iter().any(fails) {
            return None;
        }
        let doubted = self.new_doubt(to).is_some();
        let lever = Lever { at: to, up: true };
        let mut harm = |s: &mut Self| {
            concerned.iter().any(|j| j.rank > 0 && j.rank_now(s) == 0)
                || (!doubted && s.new_doubt(to).is_some())
        };
        let steps = match self.least_within(lever, most, &mut harm) {
            Some(first) => first - 1,
            None => most,
        };
        let cell = self.moved(lever, steps).filter(|_| steps > 0)?;
        self.set(to, cell);
        Some(&Number::from(i64::try_from(steps).ok()?) * &unit)
    }

    /// The county's other rows of a table with the same kinds in their keys, those of the same parent first, then the next in order.
    fn alike(&self, at: CellAt) -> Vec<u32> {
        let kinds = self.kinds(at.entity, at.row);
        let parent = |row: u32| self.facts.table(at.entity).and_then(|t| t.parent.get(row as usize)).copied();
        let own = parent(at.row);
        let rows = self.facts.rows_below(self.pack, COUNTY, self.trial.county(), at.entity);
        let mut rows: Vec<u32> =
            rows.filter(|row| *row != at.row && self.kinds(at.entity, *row) == kinds).collect();
        rows.sort_by_key(|row| (parent(*row) != own, row.abs_diff(at.row), *row));
        rows.truncate(MOST_TRIED);
        rows
    }

    /// The kinds in the keys of a row and of those that it stands below.
    fn kinds(&self, entity: EntityIx, row: u32) -> BTreeSet<(KindIx, u16)> {
        let mut out = BTreeSet::new();
        let (mut entity, mut row) = (entity, row);
        while let Some(found) = self.pack.entity(entity) {
            for column in &found.key {
                if let Some(ColumnType::Kind(kind)) = found.columns.get(column.ix()).map(|c| c.ty)
                    && let Cell::Kind(value) = self.facts.cell(entity, row, *column)
                {
                    out.insert((kind, value));
                }
            }
            let above = self.facts.table(entity).and_then(|t| t.parent.get(row as usize)).copied();
            let Some((parent, above)) = found.parent.zip(above) else { break };
            (entity, row) = (parent, above);
        }
        out
    }
}
