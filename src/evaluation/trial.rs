//! What if: one county judged again, as far as changed cells reach.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;

use super::Group;
use super::county::County;
use super::eval::Eval;
use super::rows::Membership;
use super::scope::{Place, Scope};
use crate::facts::{COUNTY, Cell, Facts, FindingResult};
use crate::semantics::{
    CheckedPack, ColumnIx, EntityIx, Frame, GroupFilter, ItemIx, KindIx, KindValue, Reach, Step, TExpr,
    TExprKind, TRows,
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
    graph: Rc<Graph>,
    /// Steps whose results are out of date, and for which rows.
    stale: BTreeMap<usize, Range<u32>>,
}

/// What reads what, over the pack's order of computation.
struct Graph {
    /// The position of each item and derived column in the order.
    positions: HashMap<Node, usize>,
    steps: Vec<Step>,
    /// For each column and item, the steps that read it.
    readers: HashMap<Node, Vec<usize>>,
    /// For each step, all steps that it needs, directly or not, itself included.
    needs: Vec<BTreeSet<usize>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Node {
    Column(EntityIx, ColumnIx),
    Item(ItemIx),
    List(EntityIx),
}

fn node_of(step: Step) -> Node {
    match step {
        Step::Column(entity, column) => Node::Column(entity, column),
        Step::Item(item) => Node::Item(item),
        Step::List(entity) => Node::List(entity),
    }
}

impl Graph {
    fn new(pack: &CheckedPack) -> Self {
        let steps = pack.order.clone();
        let positions: HashMap<Node, usize> =
            steps.iter().enumerate().map(|(i, step)| (node_of(*step), i)).collect();
        let mut readers: HashMap<Node, Vec<usize>> = HashMap::new();
        let mut needs: Vec<BTreeSet<usize>> = Vec::with_capacity(steps.len());
        for (i, step) in steps.iter().enumerate() {
            let mut own = BTreeSet::from([i]);
            for read in reads(pack, *step) {
                let list = readers.entry(read).or_default();
                if list.last() != Some(&i) {
                    list.push(i);
                }
                // The order puts what is needed first.
                if let Some(all) = positions.get(&read).and_then(|p| needs.get(*p)) {
                    own.extend(all);
                }
            }
            needs.push(own);
        }
        Graph { positions, steps, readers, needs }
    }
}

/// The columns and items that a step reads directly.
fn reads(pack: &CheckedPack, step: Step) -> Vec<Node> {
    let mut found = Vec::new();
    let mut visit = |expr: &TExpr| {
        expr.walk(&mut |e| match &e.kind {
            TExprKind::Column { entity, column, .. } => found.push(Node::Column(*entity, *column)),
            TExprKind::Outcome { item, reach, .. } => {
                found.push(Node::Item(*item));
                if let Some(item) = pack.item(*item).filter(|_| *reach == Reach::Down) {
                    found.extend(pack.lists_of(item.entity).into_iter().map(Node::List));
                }
            }
            TExprKind::Value { item, .. } | TExprKind::Threshold { item, .. } => {
                found.push(Node::Item(*item));
            }
            TExprKind::Aggregate { rows, .. } | TExprKind::Quantified { rows, .. } => {
                found.extend(pack.lists_of(rows.entity).into_iter().map(Node::List));
            }
            _ => {}
        });
    };
    match step {
        Step::Column(entity, column) => {
            pack.column(entity, column).and_then(|c| c.derive.as_ref()).into_iter().for_each(&mut visit);
        }
        Step::Item(item) => {
            pack.item(item).iter().flat_map(|i| i.expressions()).for_each(&mut visit);
        }
        Step::List(entity) => {
            pack.list_expressions(entity).for_each(&mut visit);
            found.extend(pack.list_columns(entity).map(|c| Node::Column(entity, c)));
        }
    }
    found
}

impl<'a> Trial<'a> {
    /// Judges a county as it is.
    pub fn new(pack: &'a CheckedPack, facts: &'a Facts, as_of: Date, county: u32) -> Self {
        let mut county = County::new(pack, facts, as_of, county);
        county.run();
        Trial { county, graph: Rc::new(Graph::new(pack)), stale: BTreeMap::new() }
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
        let rows = at.row..at.row.saturating_add(1);
        let node = Node::Column(at.entity, at.column);
        if let Some(position) = self.graph.positions.get(&node).copied() {
            self.mark(position, rows);
        } else {
            self.spread(node, at.entity, rows);
        }
    }

    /// Supposes a finding to be so; with nothing, as it was supplied.
    pub fn suppose_finding(&mut self, item: ItemIx, row: u32, result: Option<FindingResult>) {
        match result {
            Some(result) => self.county.supposed.findings.insert((item, row), result),
            None => self.county.supposed.findings.remove(&(item, row)),
        };
        if let Some(position) = self.graph.positions.get(&Node::Item(item)).copied() {
            self.mark(position, row..row.saturating_add(1));
        }
    }

    /// How many items read a column, directly or not.
    pub fn reach(&self, entity: EntityIx, column: ColumnIx) -> usize {
        let node = Node::Column(entity, column);
        let direct = self.graph.readers.get(&node).map_or(&[][..], Vec::as_slice);
        self.graph.needs.iter().filter(|needs| direct.iter().any(|r| needs.contains(r))).count()
    }

    /// The items that read a column, directly or through a derived column or a define.
    pub fn readers(&self, entity: EntityIx, column: ColumnIx) -> Vec<ItemIx> {
        let node = Node::Column(entity, column);
        let direct = self.graph.readers.get(&node).map_or(&[][..], Vec::as_slice);
        let steps = self.graph.steps.iter().zip(&self.graph.needs);
        let reading = steps.filter(|(_, needs)| direct.iter().any(|r| needs.contains(r)));
        reading.filter_map(|(step, _)| if let Step::Item(item) = step { Some(*item) } else { None }).collect()
    }

    /// Marks a step's rows as out of date, and what depends on them.
    fn mark(&mut self, position: usize, rows: Range<u32>) {
        if rows.is_empty() {
            return;
        }
        let joined = match self.stale.get(&position) {
            Some(old) if old.start <= rows.start && rows.end <= old.end => return,
            Some(old) => old.start.min(rows.start)..old.end.max(rows.end),
            None => rows.clone(),
        };
        self.stale.insert(position, joined);
        let Some(step) = self.graph.steps.get(position).copied() else { return };
        match step {
            Step::Column(entity, _) => self.spread(node_of(step), entity, rows),
            Step::Item(item) => {
                if let Some(item) = self.county.pack.item(item) {
                    self.spread(node_of(step), item.entity, rows);
                }
            }
            // A list without rows has readers too: whoever goes over it in the county.
            Step::List(_) => {
                let county = self.county.row;
                self.spread(node_of(step), COUNTY, county..county.saturating_add(1));
            }
        }
    }

    fn spread(&mut self, node: Node, entity: EntityIx, rows: Range<u32>) {
        let graph = self.graph.clone();
        for reader in graph.readers.get(&node).into_iter().flatten() {
            let target = match graph.steps.get(*reader) {
                Some(Step::Column(target, _)) => Some(*target),
                Some(Step::Item(item)) => self.county.pack.item(*item).map(|i| i.entity),
                Some(Step::List(_)) => Some(COUNTY),
                None => None,
            };
            if let Some(target) = target {
                let related = self.related(entity, rows.clone(), target);
                self.mark(*reader, related);
            }
        }
    }

    /// The rows of `target` that have a common ancestor with rows of `entity`: those that may read them.
    pub fn related(&self, entity: EntityIx, rows: Range<u32>, target: EntityIx) -> Range<u32> {
        let (pack, facts) = (self.county.pack, self.county.facts);
        let lineage = |mut at: EntityIx| {
            let mut all = vec![at];
            while let Some(parent) = pack.entity(at).and_then(|e| e.parent) {
                all.push(parent);
                at = parent;
            }
            all
        };
        let above = lineage(target);
        let common = lineage(entity).into_iter().find(|e| above.contains(e)).unwrap_or(COUNTY);
        let up = |row: u32| facts.ancestor_row(pack, entity, row, common);
        let Some((first, last)) = rows.end.checked_sub(1).and_then(|last| up(rows.start).zip(up(last)))
        else {
            return 0..0;
        };
        let below = |row: u32| facts.rows_below(pack, common, row, target);
        below(first).start..below(last).end
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
        let graph = self.graph.clone();
        let needs = graph.needs.get(position).into_iter().flatten().copied();
        let below: Vec<usize> = needs.filter(|p| *p != position && self.stale.contains_key(p)).collect();
        self.refresh_some(&below);
    }

    fn refresh_some(&mut self, positions: &[usize]) {
        let graph = self.graph.clone();
        for needed in positions {
            let Some(rows) = self.stale.remove(needed) else { continue };
            match graph.steps.get(*needed) {
                Some(Step::Column(entity, column)) => {
                    rows.for_each(|row| self.county.derive_again(*entity, row, *column));
                }
                Some(Step::Item(item)) => self.county.judge_again(*item, rows),
                Some(Step::List(_)) | None => {}
            }
        }
    }

    fn refresh_for(&mut self, at: &Standpoint) {
        match at.item.and_then(|item| self.graph.positions.get(&Node::Item(item)).copied()) {
            Some(position) => self.refresh_below(position),
            // A derived column's formula: whatever any derived column needs.
            None => {
                let graph = self.graph.clone();
                let columns = graph.steps.iter().enumerate().filter(|(_, s)| matches!(s, Step::Column(..)));
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
        if let Some(position) = self.graph.positions.get(&Node::Item(item)).copied() {
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
        if let Some(position) = self.graph.positions.get(&Node::Item(item)).copied() {
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
        let asked = |scope: &Scope<'_>| {
            let inside = |row: &u32| {
                let frame = rows.map_or(scope.place.frame.saturating_add(1), |r| r.frame);
                let place = Place { frame, entity, row: *row, outer: Some(scope.place) };
                let filter = rows.and_then(|r| r.filter.as_deref());
                matches!(scope.at(&place).membership(group, filter), Membership::In)
            };
            scope.rows_below(within, entity, group).range.filter(inside).collect()
        };
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
fn nested<'a, T>(
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
