//! Runs a plan over facts.

use std::ops::Range;
use std::rc::Rc;

use super::below::{Satisfied, Standing, Tree};
use super::fold::{Set, quantified};
use super::kinds::Kinds;
use super::numbers::{Cells, Numbers, Side};
use super::planes::{Plane, ROWS};
use super::states::States;
use super::window::Window;
use super::{Column, Columns, EXACT, FALSE, TRUE, UNKNOWN, Values, variation};
use crate::facts::{self, ColumnData, Facts, FindingResult, Table};
use crate::plan::{ListPlan, Node, NodeIx, Op, Plan, Rows, Sort};
use crate::semantics::{CheckedPack, ColumnIx, EntityIx, FindingCell, ItemIx};
use crate::value::Date;

/// Computes all nodes.
pub(in super::super) fn run<'f>(
    pack: &CheckedPack,
    facts: &'f Facts,
    plan: &Plan,
    window: &Window,
) -> Columns<'f> {
    Again::new(pack, facts, plan, window).run.columns
}

/// A plan that was run, and plans that differ little from it.
pub(in super::super) struct Again<'a, 'f> {
    run: Run<'a, 'f>,
}

impl<'a, 'f> Again<'a, 'f> {
    /// Runs a plan.
    pub fn new(pack: &'a CheckedPack, facts: &'f Facts, plan: &'a Plan, window: &'a Window) -> Self
    where
        'f: 'a,
    {
        let of = Standing { pack, facts, window };
        let mut run = Run { of, facts, plan, columns: Columns::default(), tree: Tree::default() };
        for node in &plan.nodes {
            let column = run.node(node);
            run.columns.list.push(Rc::new(column));
        }
        Again { run }
    }

    /// Its columns.
    pub fn columns(&self) -> &Columns<'f> {
        &self.run.columns
    }

    /// The columns of another plan: `shared` tells for each of its nodes which of the first plan's comes to the same.
    pub fn columns_of(&mut self, plan: &'a Plan, shared: &[Option<NodeIx>]) -> Columns<'f> {
        let first = std::mem::take(&mut self.run.columns);
        let own = std::mem::replace(&mut self.run.plan, plan);
        let known = |i: usize| shared.get(i).copied().flatten().and_then(|n| first.list.get(n.0 as usize));
        for (i, node) in plan.nodes.iter().enumerate() {
            let column = match known(i) {
                Some(column) => column.clone(),
                None => Rc::new(self.run.node(node)),
            };
            self.run.columns.list.push(column);
        }
        self.run.plan = own;
        std::mem::replace(&mut self.run.columns, first)
    }

    /// The day for which limits are chosen.
    pub fn as_of(&self) -> Date {
        self.run.plan.as_of
    }

    /// The rows of `below` under each row of `above`.
    pub fn ranges(&mut self, above: EntityIx, below: EntityIx) -> Rc<[Range<u32>]> {
        self.run.ranges(above, below)
    }
}

pub(super) struct Run<'a, 'f> {
    of: Standing<'a>,
    pub(super) facts: &'f Facts,
    pub(super) plan: &'a Plan,
    pub(super) columns: Columns<'f>,
    tree: Tree,
}

impl<'f> Run<'_, 'f> {
    fn node(&mut self, node: &Node) -> Column<'f> {
        let Some(table) = self.facts.table(node.entity) else { return Column::all(EXACT, node.sort, 0) };
        let rows = self.of.window.rows(node.entity);
        let len = rows.len();
        let found = match &node.op {
            Op::Fold(_, rows) | Op::Quantified(_, rows) | Op::Variation(_, rows, _) => {
                self.below(node, rows, len)
            }
            Op::Listed(listed) => Some(self.listed(node.entity, listed, false, len)),
            Op::Surplus(listed) => Some(self.listed(node.entity, listed, true, len)),
            Op::Lift(from) => self.lift(*from, node.entity),
            Op::Judged(item) => Some(self.judged(*item, node.sort, rows)),
            Op::Grounded(item, cell) => Some(self.grounded(*item, *cell, rows)),
            Op::Cell(column) => Some(cell(table, *column, node.sort, rows)),
            Op::Settled { column, given, computed } => {
                self.settled(table, (*column, *given, *computed), node.sort, rows)
            }
            Op::Exact
            | Op::Number(_)
            | Op::Truth(_)
            | Op::Kind(_)
            | Op::Calculate(..)
            | Op::Abs(_)
            | Op::Rounded { .. }
            | Op::Compare(..)
            | Op::Not(_)
            | Op::Every(_)
            | Op::AtLeast(..)
            | Op::Choose(..)
            | Op::Lookup { .. }
            | Op::Known(_)
            | Op::ValueOr(_)
            | Op::Where(..)
            | Op::Deferred(_) => self.rowwise(node, len),
        };
        found.unwrap_or_else(|| Column::all(EXACT, node.sort, len))
    }

    /// The rows of `below` under each row of `above`.
    pub(super) fn ranges(&mut self, above: EntityIx, below: EntityIx) -> Rc<[Range<u32>]> {
        self.tree.ranges(&self.of, above, below)
    }

    fn lift(&mut self, from: NodeIx, to: EntityIx) -> Option<Column<'f>> {
        let Run { of, plan, columns, tree, .. } = self;
        let (source, node) = (columns.get(from)?, plan.node(from)?);
        let rows = tree.above(of, node.entity, to);
        let states = States::each(rows.len(), |i| rows.get(i).map_or(EXACT, |r| source.code(*r as usize)));
        let gathered = |side: &Side<'f>| match side {
            Side::One => Side::One,
            side @ (Side::Cells { .. } | Side::Chosen { .. }) => Side::cells(Cells::Made(
                rows.iter().map(|r| side.get(*r as usize)).collect::<Vec<_>>().into(),
            )),
        };
        let values = match &source.values {
            Values::Truth => Values::Truth,
            Values::Numbers(n) => Values::Numbers(Numbers {
                factor: n.factor,
                above: gathered(&n.above),
                below: gathered(&n.below),
            }),
            Values::Kinds(kinds) => {
                Values::Kinds(Kinds::made(rows.iter().map(|r| kinds.get(*r as usize)).collect()))
            }
        };
        Some(Column { states, values })
    }

    fn judged(&self, item: ItemIx, sort: Sort, rows: Range<usize>) -> Column<'f> {
        let (findings, len) = (&self.facts.findings, rows.len());
        let mut kinds = vec![0; if sort == Sort::Kind { len } else { 0 }];
        let states = States::each(len, |row| {
            let found =
                u32::try_from(rows.start + row).ok().and_then(|row| findings.by_subject.get(&(item, row)));
            match (found.map(|f| f.result), sort) {
                (Some(FindingResult::Flag(flag)), Sort::Truth) => u8::from(flag),
                (Some(FindingResult::Grade(grade)), Sort::Kind) => {
                    if let Some(kind) = kinds.get_mut(row) {
                        *kind = grade;
                    }
                    TRUE
                }
                (Some(FindingResult::Missing(_)) | None, _) => UNKNOWN,
                _ => EXACT,
            }
        });
        let values = if sort == Sort::Kind { Values::Kinds(Kinds::made(kinds)) } else { Values::Truth };
        Column { states, values }
    }

    /// Whether a cell beside the result of a rule's finding is filled in.
    fn grounded(&self, item: ItemIx, cell: FindingCell, rows: Range<usize>) -> Column<'f> {
        let findings = &self.facts.findings;
        Column::truth(States::each(rows.len(), |row| {
            let row = u32::try_from(rows.start + row).ok();
            let found = row.and_then(|row| findings.by_subject.get(&(item, row)));
            u8::from(found.is_some_and(|f| match cell {
                FindingCell::Evidence => f.evidence.is_some(),
                FindingCell::Assessor => f.assessor.is_some(),
                FindingCell::Date => f.date.is_some(),
            }))
        }))
    }

    /// A column that is computed where it was not supplied.
    fn settled(
        &self,
        table: &Table,
        (column, given, computed): (ColumnIx, NodeIx, NodeIx),
        sort: Sort,
        rows: Range<usize>,
    ) -> Option<Column<'f>> {
        let (given, computed) = (self.columns.get(given)?, self.columns.get(computed)?);
        if given.states.open.is_empty() {
            return Some(given.clone());
        }
        let data = table.columns.get(column.ix());
        let row = |i: usize| u32::try_from(rows.start + i).unwrap_or(u32::MAX);
        let bad = |i: usize| data.is_some_and(|d| d.bad.contains_key(&row(i)));
        let from = |i: usize| match (given.code(i), computed.code(i)) {
            (UNKNOWN, EXACT) if !bad(i) => Err(EXACT),
            (UNKNOWN, TRUE | FALSE) if !bad(i) => Ok(computed),
            (UNKNOWN, _) => Err(UNKNOWN),
            _ => Ok(given),
        };
        Some(super::rowwise::picked(sort, rows.len(), from))
    }

    fn below(&mut self, node: &Node, rows: &Rows, len: usize) -> Option<Column<'f>> {
        let Run { of, columns, tree, plan, .. } = self;
        let ranges = tree.ranges(of, node.entity, rows.entity);
        let satisfied = |list: &ListPlan| {
            columns.get(list.satisfied).map(|c| Satisfied { each: list.each, states: &c.states })
        };
        let lists = |entity: EntityIx| {
            plan.lists.get(entity.ix()).into_iter().flatten().filter_map(satisfied).collect()
        };
        let lacking = tree.missing(of, node.entity, rows.entity, lists);
        let get = |ix: &NodeIx| columns.get(*ix);
        let set = Set {
            len: of.window.len(rows.entity),
            filter: rows.filter.as_ref().and_then(get),
            group: rows.group.iter().filter_map(|(n, value)| Some((get(n)?, *value))).collect(),
            body: rows.body.as_ref().and_then(get),
            weight: rows.weight.as_ref().and_then(get),
        };
        let span = |i: usize| {
            let range = ranges.get(i).cloned().unwrap_or_default();
            (range, lacking.get(i).copied().unwrap_or(EXACT))
        };
        // Whether missing rows concern a group is for the interpreter to say.
        let unclear = |missing: u8| missing == EXACT || (missing == UNKNOWN && !rows.kinds.is_empty());
        match &node.op {
            Op::Fold(fold, _) => {
                let given = set.given();
                Some(super::rowwise::each(len, |i| match span(i) {
                    (_, missing) if unclear(missing) => Err(EXACT),
                    (range, missing) => set.folded(*fold, &given, range, missing == UNKNOWN),
                }))
            }
            Op::Quantified(quantifier, _) => {
                let operands = set.operands(*quantifier != crate::semantics::Quantifier::Every);
                Some(Column::truth(States::each(len, |i| match span(i) {
                    (_, missing) if unclear(missing) => EXACT,
                    (range, missing) => quantified(*quantifier, &operands, range, missing == UNKNOWN),
                })))
            }
            Op::Variation(relation, _, limit) => {
                let limit = get(limit)?;
                let limit = |i: usize| match (limit.code(i), limit.numbers()) {
                    (TRUE, Some(numbers)) => numbers.ratio(i),
                    (TRUE, None) => Err(EXACT),
                    (code, _) => Err(code),
                };
                let given = set.given();
                Some(Column::truth(States::each(len, |i| match span(i) {
                    (_, missing) if unclear(missing) => EXACT,
                    (range, missing) => {
                        let span = (range, missing == UNKNOWN);
                        variation::compare(&set, &given, span, *relation, limit(i))
                    }
                })))
            }
            Op::Exact
            | Op::Number(_)
            | Op::Truth(_)
            | Op::Kind(_)
            | Op::Cell(_)
            | Op::Settled { .. }
            | Op::Lift(_)
            | Op::Judged(_)
            | Op::Grounded(..)
            | Op::Calculate(..)
            | Op::Abs(_)
            | Op::Rounded { .. }
            | Op::Compare(..)
            | Op::Not(_)
            | Op::Every(_)
            | Op::AtLeast(..)
            | Op::Choose(..)
            | Op::Lookup { .. }
            | Op::Known(_)
            | Op::ValueOr(_)
            | Op::Where(..)
            | Op::Listed(_)
            | Op::Surplus(_)
            | Op::Deferred(_) => None,
        }
    }
}

/// A column as supplied.
fn cell<'f>(table: &'f Table, column: ColumnIx, sort: Sort, rows: Range<usize>) -> Column<'f> {
    let len = rows.len();
    let Some(ColumnData { values, valid, .. }) = table.columns.get(column.ix()) else {
        return Column::all(UNKNOWN, sort, len);
    };
    let plane = |bits: &facts::Bits| {
        let word = |w: usize| bits.word(rows.start + w * ROWS);
        let words: Vec<u64> = (0..len.div_ceil(ROWS)).map(word).collect();
        let whole = len / ROWS;
        let full = words.iter().take(whole).all(|w| *w == u64::MAX)
            && words.get(whole).is_none_or(|last| (!last).trailing_zeros() as usize >= len % ROWS);
        if full { Plane::Full } else { Plane::of(words) }
    };
    let known = plane(valid);
    let open = Plane::Full.without(&known);
    let states = |yes: Plane| States { len, yes, open, ..States::default() };
    match values {
        facts::Values::Decimal { scale, mantissas, wide } => {
            let Some(below) = 10i64.checked_pow(*scale) else { return Column::all(EXACT, sort, len) };
            let key = |row: usize| u32::try_from(row).unwrap_or(u32::MAX);
            let mut large = vec![0u64; if wide.is_empty() { 0 } else { len.div_ceil(ROWS) }];
            for (row, _) in wide.range(key(rows.start)..key(rows.end)) {
                let row = *row as usize - rows.start;
                if let Some(word) = large.get_mut(row / ROWS) {
                    *word |= 1 << (row % ROWS);
                }
            }
            let states = states(known).exactly(&Plane::of(large));
            let above = Side::cells(Cells::Given(mantissas.get(rows.clone()).unwrap_or_default()));
            Column {
                states,
                values: Values::Numbers(Numbers { factor: (1, below), above, below: Side::One }),
            }
        }
        facts::Values::Flag(bits) => {
            let holds = plane(bits);
            let no = known.without(&holds);
            Column::truth(States { no, ..states(known.and(&holds)) })
        }
        facts::Values::Kind(list) => Column {
            states: states(known),
            values: Values::Kinds(Kinds::given(list.get(rows.clone()).unwrap_or_default())),
        },
        facts::Values::Text(_) | facts::Values::Date(_) => Column::all(EXACT, sort, len),
    }
}
