//! What if: one county judged again, as far as changed cells reach.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::Group;
use super::county::County;
use super::eval::Eval;
use super::reach::{Reach, Rows, related};
use super::scope::{Place, Scope};
use crate::facts::{Cell, Facts, FindingResult};
use crate::semantics::{
    CheckedPack, ColumnIx, EntityIx, Frame, GroupFilter, ItemIx, KindIx, KindValue, Read, Step, TExpr, TRows,
};
use crate::value::Date;

/// One cell of the county tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellAt {
    /// Of which entity.
    pub entity: EntityIx,
    /// In which row.
    pub row: u32,
    /// In which column.
    pub column: ColumnIx,
}

/// Where an expression is evaluated: the item that holds it, its group, and the row of each frame, the subject first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standpoint {
    /// The item; none for the formula of a derived column.
    pub item: Option<ItemIx>,
    /// The `by` group.
    pub group: Group,
    /// Entity and row of frame 0, 1, …
    pub frames: Vec<(EntityIx, u32)>,
}

impl Standpoint {
    /// At an item's subject.
    pub fn subject(item: ItemIx, entity: EntityIx, row: u32, group: Group) -> Self {
        Standpoint { item: Some(item), group, frames: vec![(entity, row)] }
    }

    /// With one more frame, as in the body of an aggregate or quantifier.
    pub fn within(&self, frame: Frame, entity: EntityIx, row: u32) -> Self {
        let mut frames = self.frames.clone();
        frames.truncate(frame as usize);
        frames.push((entity, row));
        Standpoint { frames, ..self.clone() }
    }
}

/// A county under trial: cells and findings may be supposed to be other than they are, and whatever depends on them is judged again
/// when it is asked for.
pub struct Trial<'a> {
    county: County<'a>,
    order: Rc<Order<'a>>,
    /// Steps whose results are out of date, and for which rows.
    stale: Rows,
}

/// The order of computation, to look up in.
struct Order<'a> {
    reach: Reach<'a>,
    /// For each step, the steps that it needs, itself the last: as far as that was asked for.
    needs: RefCell<HashMap<usize, Rc<[usize]>>>,
}

impl<'a> Order<'a> {
    fn new(pack: &'a CheckedPack) -> Self {
        Order { reach: Reach::new(pack), needs: RefCell::default() }
    }

    fn needs(&self, pack: &CheckedPack, position: usize) -> Rc<[usize]> {
        let mut known = self.needs.borrow_mut();
        let found = known.entry(position).or_insert_with(|| {
            let step = pack.order.get(position).map(|s| Read::from(*s));
            let needs = pack.reads.needs(step);
            let mut all: Vec<usize> = needs.iter().filter_map(|r| self.reach.position(*r)).collect();
            all.sort_unstable();
            all.into()
        });
        found.clone()
    }
}

impl<'a> Trial<'a> {
    /// Judges a county as it is.
    pub fn new(pack: &'a CheckedPack, facts: &'a Facts, as_of: Date, county: u32) -> Self {
        let mut county = County::new(pack, facts, as_of, county);
        county.run();
        Trial { county, order: Rc::new(Order::new(pack)), stale: Rows::new() }
    }

    /// A cell as it is supposed to be, or as it was supplied; [`Cell::Missing`] also where it is computed.
    pub fn cell(&self, at: CellAt) -> Cell {
        let supposed = self.county.supposed.cells.get(&(at.entity, at.row, at.column)).cloned();
        supposed.unwrap_or_else(|| self.county.facts.cell(at.entity, at.row, at.column))
    }

    /// Supposes a cell to be so; with nothing, as it was supplied.
    pub fn suppose(&mut self, at: CellAt, cell: Option<Cell>) {
        let key = (at.entity, at.row, at.column);
        match cell {
            Some(cell) => self.county.supposed.cells.insert(key, cell),
            None => self.county.supposed.cells.remove(&key),
        };
        self.mark(Read::Column(at.entity, at.column), at.entity, at.row..at.row.saturating_add(1));
    }

    /// Supposes a finding to be so; with nothing, as it was supplied.
    pub fn suppose_finding(&mut self, item: ItemIx, row: u32, result: Option<FindingResult>) {
        match result {
            Some(result) => self.county.supposed.findings.insert((item, row), result),
            None => self.county.supposed.findings.remove(&(item, row)),
        };
        if let Some(entity) = self.county.pack.item(item).map(|i| i.entity) {
            self.mark(Read::Finding(item), entity, row..row.saturating_add(1));
        }
    }

    /// How many items and derived columns read a column, directly or not.
    pub fn reach(&self, entity: EntityIx, column: ColumnIx) -> usize {
        let read = Read::Column(entity, column);
        let users = self.county.pack.reads.users([read]);
        users.into_iter().filter(|user| *user != read && self.order.reach.position(*user).is_some()).count()
    }

    /// The items that read a column, directly or through a derived column or a define.
    pub fn readers(&self, entity: EntityIx, column: ColumnIx) -> Vec<ItemIx> {
        let users = self.county.pack.reads.users([Read::Column(entity, column)]);
        users.into_iter().filter_map(Read::item).collect()
    }

    /// Marks the rows of what is read as out of date, and those of what reads it.
    fn mark(&mut self, read: Read, entity: EntityIx, rows: Range<u32>) {
        self.order.reach.spread(self.county.facts, &mut self.stale, read, entity, rows);
    }

    /// The rows of `target` that have a common ancestor with rows of `entity`: those that may read them.
    pub fn related(&self, entity: EntityIx, rows: Range<u32>, target: EntityIx) -> Range<u32> {
        related(self.county.pack, self.county.facts, entity, rows, target)
    }

    /// Judges again what an item needs and is out of date.
    fn refresh(&mut self, position: usize) {
        self.refresh_below(position);
        self.refresh_some(&[position]);
    }

    /// The same, but for the item itself: for an expression of its own.
    fn refresh_below(&mut self, position: usize) {
        if self.stale.is_empty() {
            return;
        }
        let needs = self.order.needs(self.county.pack, position);
        let below: Vec<usize> =
            needs.iter().copied().filter(|p| *p != position && self.stale.contains_key(p)).collect();
        self.refresh_some(&below);
    }

    fn refresh_some(&mut self, positions: &[usize]) {
        for needed in positions {
            let Some(rows) = self.stale.remove(needed) else { continue };
            match self.county.pack.order.get(*needed) {
                Some(Step::Column(entity, column)) => {
                    rows.for_each(|row| self.county.derive_again(*entity, row, *column));
                }
                Some(Step::Item(item)) => self.county.judge_again(*item, rows),
                Some(Step::List(_)) | None => {}
            }
        }
    }

    fn refresh_for(&mut self, at: &Standpoint) {
        match at.item.and_then(|item| self.order.reach.position(Read::Item(item))) {
            Some(position) => self.refresh_below(position),
            // A derived column's formula: whatever any derived column needs.
            None => {
                let steps = self.county.pack.order.iter().enumerate();
                let columns = steps.filter(|(_, s)| matches!(s, Step::Column(..)));
                columns.for_each(|(position, _)| self.refresh(position));
            }
        }
    }

    /// Does something in the scope of a standpoint.
    fn scoped<T>(&mut self, at: &Standpoint, act: impl FnOnce(&Scope<'_>) -> T) -> Option<T> {
        self.refresh_for(at);
        let (first, rest) = at.frames.split_first()?;
        let place = Place::subject(first.0, first.1);
        Some(nested(&self.county, at, 1, rest, &place, Box::new(act)))
    }

    /// What an expression comes to.
    pub fn eval(&mut self, at: &Standpoint, expr: &TExpr) -> Eval {
        self.scoped(at, |scope| scope.eval(expr)).unwrap_or(Eval::NotApplicable)
    }

    /// What an item comes to for a row, for all groups that `group` leaves open.
    pub fn outcome(&mut self, item: ItemIx, row: u32, group: &[(KindIx, KindValue)]) -> Eval {
        if let Some(position) = self.order.reach.position(Read::Item(item)) {
            self.refresh(position);
        }
        self.county.outcome(item, row, group)
    }

    /// An indicator's value and threshold for a row and group.
    pub fn indicator(
        &mut self,
        item: ItemIx,
        row: u32,
        group: &[(KindIx, KindValue)],
    ) -> Option<(Eval, Eval)> {
        if let Some(position) = self.order.reach.position(Read::Item(item)) {
            self.refresh(position);
        }
        self.county.memo.only(item, row, group).map(|r| (r.value.clone(), r.limit.clone()))
    }

    /// The groups of an item's subjects that agree with a group.
    pub fn groups(&self, item: ItemIx, group: &[(KindIx, KindValue)]) -> Vec<Group> {
        let agrees = |own: &&Group| own.iter().all(|(k, v)| group.iter().all(|(l, w)| k != l || v == w));
        self.county.memo.groups(item).iter().filter(agrees).cloned().collect()
    }

    /// The rows that an aggregate or quantifier certainly goes over.
    pub fn rows(&mut self, at: &Standpoint, rows: &TRows) -> Vec<u32> {
        self.rows_where(at, rows.within, rows.entity, &rows.group, Some(rows))
    }

    /// The subjects of an item below a frame's row.
    pub fn subjects_below(
        &mut self,
        at: &Standpoint,
        frame: Frame,
        entity: EntityIx,
        group: &[GroupFilter],
    ) -> Vec<u32> {
        self.rows_where(at, frame, entity, group, None)
    }

    fn rows_where(
        &mut self,
        at: &Standpoint,
        within: Frame,
        entity: EntityIx,
        group: &[GroupFilter],
        rows: Option<&TRows>,
    ) -> Vec<u32> {
        let asked = |scope: &Scope<'_>| scope.certain_rows(within, entity, group, rows);
        self.scoped(at, asked).unwrap_or_default()
    }

    /// The row of `entity` that a frame's row is or stands below.
    pub fn ancestor(&self, at: &Standpoint, frame: Frame, entity: EntityIx) -> Option<u32> {
        let (from, row) = *at.frames.get(frame as usize)?;
        self.county.facts.ancestor_row(self.county.pack, from, row, entity)
    }

    /// The row of the county under trial.
    pub fn county(&self) -> u32 {
        self.county.row
    }
}

/// Builds the chain of places and acts in it.
pub(super) fn nested<'a, T>(
    county: &'a County<'a>,
    at: &'a Standpoint,
    frame: Frame,
    rest: &[(EntityIx, u32)],
    place: &'a Place<'a>,
    act: Box<dyn FnOnce(&Scope<'_>) -> T + '_>,
) -> T {
    match rest.split_first() {
        None => act(&Scope { county, item: at.item, group: &at.group, place }),
        Some(((entity, row), rest)) => {
            let inner = Place { frame, entity: *entity, row: *row, outer: Some(place) };
            nested(county, at, frame.saturating_add(1), rest, &inner, act)
        }
    }
}
