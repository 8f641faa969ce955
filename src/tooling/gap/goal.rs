//! A requirement that is to hold, and what has been done for it so far.

use std::collections::BTreeMap;

use super::moves::Conserved;
use super::{Change, Choice, Coefficient, Costs, FindingChange, Lack, Move, Stuck};
use crate::diagnostic::Message;
use crate::evaluation::{CellAt, Eval, Standpoint, Trial, Value};
use crate::facts::{Cell, Facts, FindingResult};
use crate::semantics::{CheckedPack, ColumnIx, EntityIx, ItemBody, ItemIx, TExpr, TExprKind, Type};
use crate::value::{Number, Surd, Unit};

/// A condition and what it should come to.
#[derive(Clone)]
pub(super) struct Goal<'a> {
    pub at: Standpoint,
    pub what: What<'a>,
    pub want: bool,
}

/// What a goal is about.
#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    /// The item of the standpoint, which is an indicator, for its subject and group.
    Indicator,
    /// A condition.
    Condition(&'a TExpr),
}

/// Something done, so that it can be undone.
pub(super) enum Entry {
    Cell { at: CellAt, before: Option<Cell>, from: Cell },
    Finding { item: ItemIx, row: u32, before: Option<FindingResult> },
    Rows(NewRows),
}

/// Rows that have to be added before the county can be judged further.
#[derive(Debug, Clone)]
pub(super) struct NewRows {
    pub entity: EntityIx,
    pub parent: u32,
    pub count: usize,
    pub cells: Vec<(ColumnIx, Cell)>,
    pub item: ItemIx,
}

/// How far what is to be done goes: fewer unpriced changes are better, then the cheaper, then the smaller in proportion.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Score {
    pub unpriced: usize,
    pub yuan: Number,
    pub relative: Number,
}

/// A county being mended.
pub(super) struct Solver<'a> {
    pub pack: &'a CheckedPack,
    pub facts: &'a Facts,
    pub costs: &'a Costs,
    pub trial: Trial<'a>,
    /// Cells as they are supposed to be.
    pub cells: BTreeMap<CellAt, Cell>,
    /// Findings as they are supposed to be.
    pub findings: BTreeMap<(ItemIx, u32), FindingResult>,
    pub journal: Vec<Entry>,
    pub lacks: Vec<(Goal<'a>, Lack)>,
    pub choices: Vec<Choice>,
    pub coefficients: Vec<Coefficient>,
    pub stuck: Vec<Stuck>,
    /// Items whose requirements are being followed, so that an audit is not followed for its own sake.
    pub following: Vec<(ItemIx, u32)>,
    /// Audits that found something before anything was changed.
    pub doubted: std::collections::HashSet<(ItemIx, u32)>,
    /// Whether an audit is being followed: then things are only added.
    pub for_audit: bool,
    /// Columns of people who are somewhere else when they are not here.
    pub conserved: Conserved,
    /// Where those go who leave a row.
    pub moves: Vec<Move>,
}

/// The numbers of a comparison that fails.
#[derive(Default)]
pub(super) struct Numbers {
    pub value: Option<Surd>,
    /// How the value must stand to the limit.
    pub relation: &'static str,
    pub limit: Option<Surd>,
}

/// How much had been done at some time.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub journal: usize,
    lacks: usize,
    choices: usize,
    coefficients: usize,
    stuck: usize,
}

impl<'a> Solver<'a> {
    /// Whether a goal is reached; one that does not apply is.
    pub fn holds(&mut self, goal: &Goal<'_>) -> bool {
        match self.now(goal) {
            Eval::Known(Value::Bool(b)) => b == goal.want,
            Eval::NotApplicable => true,
            Eval::Known(_) | Eval::Unknown(_) => false,
        }
    }

    /// What a goal's condition comes to.
    pub fn now(&mut self, goal: &Goal<'_>) -> Eval {
        match (goal.what, goal.at.item, goal.at.frames.first()) {
            (What::Indicator, Some(item), Some((_, row))) => self.trial.outcome(item, *row, &goal.at.group),
            (What::Condition(expr), ..) => self.trial.eval(&goal.at, expr),
            _ => Eval::NotApplicable,
        }
    }

    /// A known number.
    pub fn number(&mut self, at: &Standpoint, expr: &TExpr) -> Option<Surd> {
        self.trial.eval(at, expr).as_number().cloned()
    }

    /// The item whose value a condition is about, where that is another than the one that holds it.
    pub fn of_item(&self, goal: &Goal<'_>) -> Option<ItemIx> {
        let What::Condition(expr) = goal.what else { return None };
        let mut found = None;
        expr.walk(&mut |e| {
            if let TExprKind::Value { item, .. } = &e.kind
                && found.is_none()
                && self.pack.item(*item).is_some_and(|i| matches!(i.body, ItemBody::Indicator(_)))
            {
                found = Some(*item);
            }
        });
        found
    }

    /// The unit in which a goal's numbers are shown: that of the item it is about, else of the left side.
    pub fn unit(&self, goal: &Goal<'_>) -> Option<Unit> {
        let of = |item: ItemIx| match &self.pack.item(item)?.body {
            ItemBody::Indicator(i) => Some(i.unit.clone()),
            ItemBody::Define { unit, .. } => Some(unit.clone()),
            ItemBody::Rule { .. } => None,
        };
        match goal.what {
            What::Indicator => goal.at.item.and_then(of),
            What::Condition(TExpr { kind: TExprKind::Binary(_, left, _), .. }) => {
                match (&left.kind, &left.ty) {
                    (TExprKind::Value { item, .. }, _) => of(*item),
                    (_, Type::Number(unit)) => Some(unit.clone()),
                    _ => None,
                }
            }
            What::Condition(_) => None,
        }
    }

    /// The condition as it is written.
    pub fn written(&self, goal: &Goal<'_>) -> String {
        match goal.what {
            What::Indicator => String::new(),
            What::Condition(expr) => self.source(expr),
        }
    }

    pub fn source(&self, expr: &TExpr) -> String {
        self.pack.sources.slice(expr.span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Changes a cell, for now.
    pub fn set(&mut self, at: CellAt, cell: Cell) {
        let from = self.trial.cell(at);
        let before = self.cells.insert(at, cell.clone());
        self.journal.push(Entry::Cell { at, before, from });
        self.trial.suppose(at, Some(cell));
    }

    /// Changes a finding, for now.
    pub fn set_finding(&mut self, item: ItemIx, row: u32, result: FindingResult) {
        let before = self.findings.insert((item, row), result);
        self.journal.push(Entry::Finding { item, row, before });
        self.trial.suppose_finding(item, row, Some(result));
    }

    pub fn mark(&self) -> Mark {
        Mark {
            journal: self.journal.len(),
            lacks: self.lacks.len(),
            choices: self.choices.len(),
            coefficients: self.coefficients.len(),
            stuck: self.stuck.len(),
        }
    }

    /// Undoes all that was done since.
    pub fn undo(&mut self, mark: Mark) {
        while self.journal.len() > mark.journal {
            match self.journal.pop() {
                Some(Entry::Cell { at, before, .. }) => {
                    match &before {
                        Some(cell) => self.cells.insert(at, cell.clone()),
                        None => self.cells.remove(&at),
                    };
                    self.trial.suppose(at, before);
                }
                Some(Entry::Finding { item, row, before }) => {
                    match before {
                        Some(result) => self.findings.insert((item, row), result),
                        None => self.findings.remove(&(item, row)),
                    };
                    self.trial.suppose_finding(item, row, before);
                }
                Some(Entry::Rows(_)) | None => {}
            }
        }
        self.lacks.truncate(mark.lacks);
        self.choices.truncate(mark.choices);
        self.coefficients.truncate(mark.coefficients);
        self.stuck.truncate(mark.stuck);
    }

    /// What has been changed since.
    pub fn changes(&self, mark: Mark) -> Vec<Change> {
        let mut out: Vec<Change> = Vec::new();
        for entry in self.journal.iter().skip(mark.journal) {
            let Entry::Cell { at, from, .. } = entry else { continue };
            if out.iter().all(|c| c.at != *at) {
                let to = self.trial.cell(*at);
                out.push(self.change(*at, from.clone(), to));
            }
        }
        out.retain(|c| c.from != c.to);
        out
    }

    /// A change with its cost.
    pub fn change(&self, at: CellAt, from: Cell, to: Cell) -> Change {
        let cost = self.costs.of(self.pack, at.entity, at.column).map(|price| {
            let amount = match (&from, &to, self.pack.column(at.entity, at.column)) {
                (Cell::Number(a), Cell::Number(b), Some(column)) => column.unit.from_base(&(b - a)).abs(),
                (Cell::Kind(a), Cell::Kind(b), _) => Number::from(i64::from(*b) - i64::from(*a)).abs(),
                _ => Number::one(),
            };
            &amount * price
        });
        let again = self.costs.found_again(self.pack, at.entity, at.column);
        Change { at, from, to, cost, again }
    }

    /// How far what was done since goes.
    pub fn score(&self, mark: Mark) -> Score {
        let mut score = Score { unpriced: 0, yuan: Number::zero(), relative: Number::zero() };
        for change in self.changes(mark) {
            match &change.cost {
                Some(cost) => score.yuan = &score.yuan + cost,
                None => score.unpriced += 1,
            }
            score.relative = &score.relative + &relative(&change);
        }
        for entry in self.journal.iter().skip(mark.journal) {
            match entry {
                Entry::Rows(rows) => match self.costs.of_row(self.pack, rows.entity) {
                    Some(price) => {
                        score.yuan = &score.yuan + &(&Number::from(rows.count as i64) * price);
                    }
                    None => score.unpriced += rows.count,
                },
                Entry::Finding { .. } => score.unpriced += 1,
                Entry::Cell { .. } => {}
            }
        }
        score
    }

    /// Notes a goal that was reached by what was done since, or was not.
    pub fn lack(&mut self, goal: &Goal<'a>, mark: Mark, numbers: Numbers) {
        let Numbers { value, relation, limit } = numbers;
        let lack = Lack {
            at: goal.at.clone(),
            condition: self.written(goal),
            of: self.of_item(goal),
            unit: self.unit(goal),
            value,
            relation,
            limit,
            changes: self.changes(mark),
        };
        self.lacks.push((goal.clone(), lack));
    }

    /// Notes that nothing helps, and why.
    pub fn give_up(&mut self, goal: &Goal<'_>, why: &'static str) -> bool {
        let stuck = Stuck {
            at: goal.at.clone(),
            of: self.of_item(goal),
            condition: self.written(goal),
            why: Message::new(why),
        };
        self.stuck.push(stuck);
        false
    }

    /// The findings as they are supposed to be.
    pub fn finding_changes(&self) -> Vec<FindingChange> {
        let change = |((item, row), to): (&(ItemIx, u32), &FindingResult)| FindingChange {
            item: *item,
            row: *row,
            to: *to,
        };
        self.findings.iter().map(change).collect()
    }
}

/// A change in proportion to where it leads.
fn relative(change: &Change) -> Number {
    match (&change.from, &change.to) {
        (Cell::Number(a), Cell::Number(b)) => {
            let apart = (b - a).abs();
            let whole = if b.abs() > a.abs() { b.abs() } else { a.abs() };
            apart.checked_div(&whole).unwrap_or_else(Number::one)
        }
        _ => Number::one(),
    }
}
