//! Which cells move a number, and which way.

use std::cmp::Ordering;

use super::goal::Solver;
use crate::evaluation::{CellAt, Standpoint};
use crate::facts::Cell;
use crate::semantics::{BinaryOp, ItemBody, TExpr, TExprKind, Type};
use crate::syntax::vocabulary::builtins::Direction;
use crate::value::{Number, Surd};

/// A cell and the way in which it moves a number as wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lever {
    pub at: CellAt,
    pub up: bool,
}

/// The levers of a number, and why parts of it have none.
#[derive(Debug, Default)]
pub(super) struct Levers {
    pub list: Vec<Lever>,
    pub why: Option<&'static str>,
}

/// Most levers of one number that are looked at.
const MOST: usize = 20_000;

impl<'a> Solver<'a> {
    /// The cells that raise (or lower) an expression. Cells that would do both are left out.
    pub fn levers(&mut self, sides: &[(&Standpoint, &'a TExpr, bool)]) -> Levers {
        let mut found = Levers::default();
        for (at, expr, up) in sides {
            self.collect(at, expr, *up, &mut found, 0);
        }
        let all = found.list.clone();
        let both = |lever: &Lever| all.iter().any(|l| l.at == lever.at && l.up != lever.up);
        if found.list.iter().any(both) {
            found.why = Some("gap-why-both-ways");
        }
        found.list.retain(|lever| !both(lever));
        found.list.dedup();
        let before = found.list.len();
        found.list.retain(|l| self.costs.may_change(l.at.entity, l.at.column));
        if found.list.is_empty() && before > 0 {
            found.why = found.why.or(Some("gap-why-fixed"));
        }
        // Nobody appears from nowhere; and for an audit's sake nothing is taken away, which only points at figures.
        found.list.retain(|l| !(l.up && self.conserved.contains(&(l.at.entity, l.at.column))));
        found.list.retain(|l| l.up || !self.for_audit);
        // What was raised for one requirement is not lowered for another.
        found.list.retain(|l| self.keeps_direction(l));
        found
    }

    fn keeps_direction(&self, lever: &Lever) -> bool {
        let given = self.facts.cell(lever.at.entity, lever.at.row, lever.at.column);
        match (given, self.trial.cell(lever.at)) {
            (Cell::Number(a), Cell::Number(b)) if a != b => (b > a) == lever.up,
            (Cell::Kind(a), Cell::Kind(b)) if a != b => (b > a) == lever.up,
            _ => true,
        }
    }

    fn collect(&mut self, at: &Standpoint, expr: &'a TExpr, up: bool, found: &mut Levers, depth: usize) {
        if found.list.len() >= MOST || depth > 4 * crate::source::MAX_NESTING {
            found.why = Some("gap-why-too-many");
            return;
        }
        let depth = depth + 1;
        match &expr.kind {
            TExprKind::Column { frame, entity, column } => {
                let Some(row) = self.trial.ancestor(at, *frame, *entity) else { return };
                let cell = CellAt { entity: *entity, row, column: *column };
                let declared = self.pack.column(*entity, *column);
                match (self.trial.cell(cell), declared.and_then(|c| c.derive.as_ref())) {
                    (Cell::Number(_) | Cell::Kind(_), _) => found.list.push(Lever { at: cell, up }),
                    (Cell::Missing(_), Some(formula)) => {
                        let inner =
                            Standpoint { item: None, group: Vec::new(), frames: vec![(*entity, row)] };
                        self.collect(&inner, formula, up, found, depth);
                    }
                    _ => {}
                }
            }
            TExprKind::Binary(op, a, b) => self.collect_binary(at, *op, (a, b), up, found, depth),
            TExprKind::Negate(a) => self.collect(at, a, !up, found, depth),
            TExprKind::If(condition, then, otherwise) => {
                let branch = if self.trial.eval(at, condition).is_true() { then } else { otherwise };
                self.collect(at, branch, up, found, depth);
            }
            TExprKind::Call(function, arguments) => match function.row().direction {
                Direction::Same => arguments.iter().for_each(|a| self.collect(at, a, up, found, depth)),
                Direction::Size => {
                    for a in arguments {
                        let below = self.sign(at, a) == Some(Ordering::Less);
                        self.collect(at, a, up != below, found, depth);
                    }
                }
                Direction::Unsaid(why) => found.why = Some(why),
            },
            TExprKind::Aggregate { function, rows, body, .. } => match (function.row().direction, body) {
                (Direction::Same | Direction::Size, Some(body)) => {
                    for row in self.trial.rows(at, rows) {
                        let inner = at.within(rows.frame, rows.entity, row);
                        self.collect(&inner, body, up, found, depth);
                    }
                }
                (Direction::Unsaid(why), _) => found.why = Some(why),
                (Direction::Same | Direction::Size, None) => found.why = Some("gap-why-rows"),
            },
            TExprKind::Value { item, frame } => {
                let Some(declared) = self.pack.item(*item) else { return };
                let Some(row) = self.trial.ancestor(at, *frame, declared.entity) else { return };
                let inner = Standpoint::subject(*item, declared.entity, row, at.group.clone());
                match &declared.body {
                    ItemBody::Indicator(i) => self.collect(&inner, &i.value, up, found, depth),
                    ItemBody::Define { value, .. } => self.collect(&inner, value, up, found, depth),
                    ItemBody::Rule { .. } => {}
                }
            }
            TExprKind::Constant(_)
            | TExprKind::Group(_)
            | TExprKind::Limit { .. }
            | TExprKind::Outcome { .. }
            | TExprKind::Threshold { .. }
            | TExprKind::Judged
            | TExprKind::JudgedCell(_)
            | TExprKind::AsOf
            | TExprKind::TargetYear
            | TExprKind::Quantified { .. }
            | TExprKind::NumberOf { .. }
            | TExprKind::AllOf(_)
            | TExprKind::NoneOf(_)
            | TExprKind::CountOf(_)
            | TExprKind::In { .. }
            | TExprKind::Not(_) => {}
        }
    }

    fn collect_binary(
        &mut self,
        at: &Standpoint,
        op: BinaryOp,
        (a, b): (&'a TExpr, &'a TExpr),
        up: bool,
        found: &mut Levers,
        depth: usize,
    ) {
        match op {
            BinaryOp::Add => {
                self.collect(at, a, up, found, depth);
                self.collect(at, b, up, found, depth);
            }
            BinaryOp::Sub => {
                self.collect(at, a, up, found, depth);
                self.collect(at, b, !up, found, depth);
            }
            BinaryOp::Mul => {
                // A factor moves the product its own way where the other is above zero.
                for (moved, other) in [(a, b), (b, a)] {
                    match self.sign(at, other) {
                        Some(Ordering::Greater) => self.collect(at, moved, up, found, depth),
                        Some(Ordering::Less) => self.collect(at, moved, !up, found, depth),
                        _ => {}
                    }
                }
            }
            BinaryOp::Div => {
                let (above, below) = (self.sign(at, a), self.sign(at, b));
                match below {
                    Some(Ordering::Greater) => self.collect(at, a, up, found, depth),
                    Some(Ordering::Less) => self.collect(at, a, !up, found, depth),
                    _ => {}
                }
                match above {
                    Some(Ordering::Greater) => self.collect(at, b, !up, found, depth),
                    Some(Ordering::Less) => self.collect(at, b, up, found, depth),
                    _ => {}
                }
            }
            BinaryOp::Or
            | BinaryOp::And
            | BinaryOp::Ge
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Lt
            | BinaryOp::Eq
            | BinaryOp::Ne => {}
        }
    }

    fn sign(&mut self, at: &Standpoint, expr: &TExpr) -> Option<Ordering> {
        let value = self.number(at, expr)?;
        Some(value.cmp(&Surd::from(Number::zero())))
    }

    /// Whether an expression is a number or an ordered kind.
    pub fn is_scale(&self, expr: &TExpr) -> bool {
        match expr.ty {
            Type::Number(_) => true,
            Type::Kind(kind) => self.pack.kind(kind).is_some_and(|k| k.ordered),
            Type::Bool | Type::Text | Type::Date => false,
        }
    }
}
