//! Runs a plan over facts.

use super::below::Tree;
use super::calculate::{calculate, order, rounded};
use super::fold::{Set, every, not};
use super::{Column, Columns, EXACT, FALSE, NOT_APPLICABLE, TRUE, UNKNOWN, variation};
use crate::facts::{ColumnData, Facts, FindingResult, Table, Values};
use crate::plan::{Node, NodeIx, Op, Plan, Relation, Rows, Sort};
use crate::semantics::{CheckedPack, ColumnIx, EntityIx, ItemIx};

/// Computes all nodes.
pub(in super::super) fn run(pack: &CheckedPack, facts: &Facts, plan: &Plan) -> Columns {
    let mut run = Run { pack, facts, plan, columns: Columns::default(), tree: Tree::default() };
    for node in &plan.nodes {
        let column = run.node(node);
        run.columns.list.push(column);
    }
    run.columns
}

struct Run<'a> {
    pack: &'a CheckedPack,
    facts: &'a Facts,
    plan: &'a Plan,
    columns: Columns,
    tree: Tree,
}

fn constant(code: u8) -> Column {
    Column::all(code)
}

impl<'a> Run<'a> {
    fn node(&mut self, node: &Node) -> Column {
        let Some(table) = self.facts.table(node.entity) else { return constant(EXACT) };
        let len = table.len;
        match &node.op {
            Op::Fold(_, rows) | Op::Quantified(_, rows) | Op::Variation(_, rows, _) => {
                self.below(node, rows, len)
            }
            Op::Lift(from) => self.lift(*from, node.entity),
            Op::Judged(item) => self.judged(*item, node.sort, len),
            Op::Cell(column) => cell(table, *column),
            Op::Settled { column, given, computed } => self.settled(table, (*column, *given, *computed), len),
            _ => self.rowwise(node, len),
        }
    }

    /// Operations that look at one row alone.
    fn rowwise(&self, node: &Node, len: usize) -> Column {
        let none = constant(EXACT);
        let get = |ix: &NodeIx| self.columns.get(*ix).unwrap_or(&none);
        match &node.op {
            Op::Number((above, below)) => {
                Column { above: vec![*above], below: vec![*below], ..constant(TRUE) }
            }
            Op::Truth(truth) => constant(u8::from(*truth)),
            Op::Kind(value) => Column { kinds: vec![*value], ..constant(TRUE) },
            Op::Calculate(op, a, b) => {
                let (a, b) = (get(a), get(b));
                Column::numbers(len, |i| match a.code(i).max(b.code(i)) {
                    TRUE => calculate(*op, a.ratio(i), b.ratio(i)),
                    code => Err(code),
                })
            }
            Op::Abs(a) => {
                let a = get(a);
                Column::numbers(len, |i| match (a.code(i), a.ratio(i)) {
                    (TRUE, (above, below)) => Ok((above.saturating_abs(), below)),
                    (code, _) => Err(code),
                })
            }
            Op::Rounded { value, unit, up } => {
                let a = get(value);
                Column::numbers(len, |i| match a.code(i) {
                    TRUE => rounded(a.ratio(i), *unit, *up),
                    code => Err(code),
                })
            }
            Op::Compare(relation, a, b) => {
                let sort = self.plan.node(*a).map_or(Sort::Truth, |n| n.sort);
                compare(*relation, sort, (get(a), get(b)), len)
            }
            Op::Not(a) => {
                let a = get(a);
                Column::truths(len, |i| not(a.code(i)))
            }
            Op::Every(all) => {
                let all: Vec<&Column> = all.iter().map(get).collect();
                Column::truths(len, |i| every(all.iter().map(|c| c.code(i))))
            }
            Op::AtLeast(n, members) => {
                let n = get(n);
                let members: Vec<&Column> = members.iter().map(get).collect();
                Column::truths(len, |i| at_least(n, &members, i))
            }
            Op::Choose(condition, then, otherwise) => {
                let [condition, then, otherwise] = [condition, then, otherwise].map(get);
                picked(len, |i| match condition.code(i) {
                    TRUE => Ok(then),
                    FALSE => Ok(otherwise),
                    NOT_APPLICABLE => Err(NOT_APPLICABLE),
                    _ => Err(EXACT),
                })
            }
            Op::Where(condition, value) => {
                let [condition, value] = [condition, value].map(get);
                picked(len, |i| match condition.code(i) {
                    TRUE => Ok(value),
                    FALSE => Err(NOT_APPLICABLE),
                    code => Err(code),
                })
            }
            Op::ValueOr(all) => {
                let all: Vec<&Column> = all.iter().map(get).collect();
                picked(len, |i| {
                    let known = |c: &&&Column| matches!(c.code(i), TRUE | FALSE | EXACT);
                    all.iter().find(known).or(all.last()).copied().ok_or(NOT_APPLICABLE)
                })
            }
            Op::Known(a) => {
                let a = get(a);
                Column::truths(len, |i| match a.code(i) {
                    EXACT => EXACT,
                    code => u8::from(code <= TRUE),
                })
            }
            Op::Lookup { index, numbers } => {
                let index: Vec<(&Column, usize)> = index.iter().map(|(n, count)| (get(n), *count)).collect();
                Column::numbers(len, |i| {
                    let code = index.iter().map(|(c, _)| c.code(i)).max().unwrap_or(TRUE);
                    if code != TRUE {
                        return Err(code);
                    }
                    let at = index.iter().fold(0, |at, (c, count)| at * count + usize::from(c.kind(i)));
                    numbers.get(at).copied().flatten().ok_or(UNKNOWN)
                })
            }
            _ => none,
        }
    }

    fn lift(&mut self, from: NodeIx, to: EntityIx) -> Column {
        let Run { pack, facts, plan, columns, tree } = self;
        let (Some(source), Some(node)) = (columns.get(from), plan.node(from)) else { return constant(EXACT) };
        let rows = tree.above(pack, facts, node.entity, to);
        let codes = rows.iter().map(|r| source.code(*r as usize)).collect();
        let mut lifted = Column { codes, ..Column::default() };
        if !source.above.is_empty() {
            lifted.above = rows.iter().map(|r| source.ratio(*r as usize).0).collect();
            lifted.below = rows.iter().map(|r| source.ratio(*r as usize).1).collect();
        }
        if !source.kinds.is_empty() {
            lifted.kinds = rows.iter().map(|r| source.kind(*r as usize)).collect();
        }
        lifted
    }

    fn judged(&self, item: ItemIx, sort: Sort, len: usize) -> Column {
        let findings = &self.facts.findings;
        let mut column = Column { codes: vec![UNKNOWN; len], kinds: vec![0; len], ..Column::default() };
        let rows = (0u32..).zip(column.codes.iter_mut().zip(&mut column.kinds));
        for (row, (code, kind)) in rows {
            match (findings.by_subject.get(&(item, row)).map(|f| f.result), sort) {
                (Some(FindingResult::Flag(flag)), Sort::Truth) => *code = u8::from(flag),
                (Some(FindingResult::Grade(grade)), Sort::Kind) => (*code, *kind) = (TRUE, grade),
                (Some(FindingResult::Missing(_)) | None, _) => {}
                _ => *code = EXACT,
            }
        }
        column
    }

    fn settled(
        &self,
        table: &Table,
        (column, given, computed): (ColumnIx, NodeIx, NodeIx),
        len: usize,
    ) -> Column {
        let none = constant(EXACT);
        let get = |ix: NodeIx| self.columns.get(ix).unwrap_or(&none);
        let (given, computed, unknown) = (get(given), get(computed), constant(UNKNOWN));
        let data = table.columns.get(column.ix());
        let bad = |i: usize| data.is_some_and(|d| d.bad.contains_key(&u32::try_from(i).unwrap_or(u32::MAX)));
        picked(len, |i| match (given.code(i), computed.code(i)) {
            (UNKNOWN, EXACT) if !bad(i) => Err(EXACT),
            (UNKNOWN, TRUE | FALSE) if !bad(i) => Ok(computed),
            (UNKNOWN, _) => Ok(&unknown),
            _ => Ok(given),
        })
    }

    fn below(&mut self, node: &Node, rows: &Rows, len: usize) -> Column {
        let none = constant(EXACT);
        self.tree.spans(self.pack, self.facts, node.entity, rows.entity);
        let Run { columns, tree, .. } = self;
        let spans = tree.spans(self.pack, self.facts, node.entity, rows.entity);
        let get = |ix: NodeIx| columns.get(ix).unwrap_or(&none);
        let set = Set {
            filter: rows.filter.map(get),
            group: rows.group.iter().map(|(n, value)| (get(*n), *value)).collect(),
            body: rows.body.map(get),
            weight: rows.weight.map(get),
        };
        let span = |i: usize| {
            let range = spans.ranges.get(i).cloned().unwrap_or_default();
            (range, spans.missing.get(i).copied().unwrap_or(true))
        };
        // Whether missing rows concern a group is for the interpreter to say.
        let unclear = |i: usize| !rows.kinds.is_empty() && span(i).1;
        match &node.op {
            Op::Fold(fold, _) => Column::numbers(len, |i| {
                let (range, missing) = span(i);
                if unclear(i) { Err(EXACT) } else { set.folded(*fold, range, missing) }
            }),
            Op::Quantified(quantifier, _) => Column::truths(len, |i| {
                let (range, missing) = span(i);
                if unclear(i) { EXACT } else { set.quantified(*quantifier, range, missing) }
            }),
            Op::Variation(relation, _, limit) => {
                let limit = get(*limit);
                Column::truths(len, |i| {
                    let (range, missing) = span(i);
                    let limit = if limit.code(i) == TRUE { Ok(limit.ratio(i)) } else { Err(limit.code(i)) };
                    if unclear(i) {
                        EXACT
                    } else {
                        variation::compare(&set, range, missing, *relation, limit)
                    }
                })
            }
            _ => none,
        }
    }
}

/// Each row's value from one of several columns.
fn picked<'c>(len: usize, each: impl Fn(usize) -> Result<&'c Column, u8>) -> Column {
    let mut out = Column::default();
    for row in 0..len {
        let (code, (above, below), kind) = match each(row) {
            Ok(column) => (column.code(row), column.ratio(row), column.kind(row)),
            Err(code) => (code, (0, 1), 0),
        };
        out.codes.push(code);
        out.above.push(above);
        out.below.push(below.max(1));
        out.kinds.push(kind);
    }
    out
}

fn at_least(n: &Column, members: &[&Column], row: usize) -> u8 {
    let (mut met, mut open) = (0i64, 0i64);
    for member in members {
        match member.code(row) {
            TRUE | NOT_APPLICABLE => met += 1,
            FALSE => {}
            UNKNOWN => open += 1,
            _ => return EXACT,
        }
    }
    let reached = |count: i64| order((count, 1), n.ratio(row)).is_ge();
    match n.code(row) {
        TRUE if reached(met) => TRUE,
        TRUE if open > 0 && reached(met + open) => UNKNOWN,
        TRUE => FALSE,
        code => code,
    }
}

fn compare(relation: Relation, sort: Sort, (a, b): (&Column, &Column), len: usize) -> Column {
    Column::truths(len, |i| {
        let (x, y) = (a.code(i), b.code(i));
        if x.max(y) > TRUE {
            return x.max(y);
        }
        let order = match sort {
            Sort::Number => order(a.ratio(i), b.ratio(i)),
            Sort::Truth => x.cmp(&y),
            Sort::Kind => a.kind(i).cmp(&b.kind(i)),
        };
        u8::from(relation.holds(order))
    })
}

/// A column as supplied.
fn cell(table: &Table, column: ColumnIx) -> Column {
    let Some(ColumnData { values, valid, .. }) = table.columns.get(column.ix()) else {
        return constant(UNKNOWN);
    };
    let mut codes: Vec<u8> = (0..table.len).map(|i| if valid.get(i) { TRUE } else { UNKNOWN }).collect();
    match values {
        Values::Decimal { scale, mantissas, wide } => {
            let Some(below) = 10i64.checked_pow(*scale) else { return constant(EXACT) };
            for row in wide.keys() {
                if let Some(code) = codes.get_mut(*row as usize) {
                    *code = EXACT;
                }
            }
            let above = mantissas.clone();
            Column { codes, above, below: vec![below], ..Column::default() }
        }
        Values::Flag(bits) => {
            for (row, code) in codes.iter_mut().enumerate() {
                if *code == TRUE && !bits.get(row) {
                    *code = FALSE;
                }
            }
            Column { codes, ..Column::default() }
        }
        Values::Kind(list) => Column { codes, kinds: list.clone(), ..Column::default() },
        Values::Text(_) | Values::Date(_) => constant(EXACT),
    }
}
