//! Rows that are wanting.

use super::goal::{Entry, Goal, NewRows, Numbers, Solver, What};
use crate::evaluation::{Eval, Standpoint, Value};
use crate::facts::Cell;
use crate::semantics::{BinaryOp, ColumnIx, ColumnType, Constant, TExpr, TExprKind, TRows};
use crate::value::{Number, Surd};

/// Most rows that are added for one requirement.
const MOST_ROWS: i64 = 10_000;

impl<'a> Solver<'a> {
    /// How many rows a count is short of a limit.
    pub fn short(&self, rows: &TRows, count: &Surd, limit: &Surd, op: BinaryOp) -> Option<usize> {
        let unit = self.pack.entity(rows.entity).map(|e| e.unit.to_base(&Number::one()))?;
        let (count, limit) = (count.as_number()?, limit.as_number()?);
        let apart = (limit - count).checked_div(&unit)?;
        let least = match op {
            BinaryOp::Gt | BinaryOp::Le => &apart.floor() + &Number::one(),
            BinaryOp::Or
            | BinaryOp::And
            | BinaryOp::Ge
            | BinaryOp::Lt
            | BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::Div => apart.ceil(),
        };
        least.to_i64().filter(|n| (1..=MOST_ROWS).contains(n)).map(|n| n as usize)
    }

    /// Asks for rows below the row that a count or quantifier looks at.
    pub fn add_rows(&mut self, goal: &Goal<'a>, rows: &'a TRows, count: usize) -> bool {
        let Some((parent_entity, parent)) = goal.at.frames.get(rows.within as usize).copied() else {
            return self.give_up(goal, "gap-why-rows");
        };
        let direct = self.pack.entity(rows.entity).is_some_and(|e| e.parent == Some(parent_entity));
        let Some(mut cells) = rows
            .filter
            .as_deref()
            .map_or(Some(Vec::new()), |f| self.said(&goal.at, f, rows))
            .filter(|_| direct)
        else {
            return self.give_up(goal, "gap-why-rows");
        };
        for filter in &rows.group {
            if let Some((_, value)) = goal.at.group.iter().find(|(k, _)| *k == filter.kind) {
                cells.push((filter.column, Cell::Kind(*value)));
            }
        }
        let mark = self.mark();
        let item = goal.at.item.unwrap_or(crate::semantics::ItemIx(0));
        let entity = rows.entity;
        self.journal.push(Entry::Rows(NewRows { entity, parent, count, cells, item }));
        let number = |e: Option<&TExpr>, s: &mut Self| e.and_then(|e| s.number(&goal.at, e));
        let (value, limit) = match goal.what {
            What::Condition(TExpr { kind: TExprKind::Binary(_, a, b), .. }) => {
                (number(Some(a), self), number(Some(b), self))
            }
            What::Indicator | What::Condition(_) => (None, None),
        };
        self.lack(goal, mark, Numbers { value, relation: "≥", limit });
        true
    }

    /// What a row must say to meet a condition: equalities with constants, bounds by numbers and limits, and flags, joined by `and`.
    fn said(&mut self, at: &Standpoint, filter: &TExpr, rows: &TRows) -> Option<Vec<(ColumnIx, Cell)>> {
        let own = |e: &TExpr| {
            if let TExprKind::Column { frame, entity, column } = e.kind
                && frame == rows.frame
                && entity == rows.entity
            {
                Some(column)
            } else {
                None
            }
        };
        let mut constant = |e: &TExpr| match &e.kind {
            TExprKind::Limit { index, .. } if index.is_empty() => {
                self.number(at, e).and_then(|n| n.as_number().cloned()).map(Cell::Number)
            }
            TExprKind::Constant(Constant::Kind(_, value)) => Some(Cell::Kind(*value)),
            TExprKind::Constant(Constant::Bool(flag)) => Some(Cell::Flag(*flag)),
            TExprKind::Constant(Constant::Number(n)) => Some(Cell::Number(n.clone())),
            TExprKind::Constant(_)
            | TExprKind::Column { .. }
            | TExprKind::Group(_)
            | TExprKind::Limit { .. }
            | TExprKind::Outcome { .. }
            | TExprKind::Value { .. }
            | TExprKind::Threshold { .. }
            | TExprKind::Judged
            | TExprKind::JudgedCell(_)
            | TExprKind::AsOf
            | TExprKind::TargetYear
            | TExprKind::Call(..)
            | TExprKind::Aggregate { .. }
            | TExprKind::Quantified { .. }
            | TExprKind::NumberOf { .. }
            | TExprKind::AllOf(_)
            | TExprKind::NoneOf(_)
            | TExprKind::CountOf(_)
            | TExprKind::In { .. }
            | TExprKind::Not(_)
            | TExprKind::Negate(_)
            | TExprKind::Binary(..)
            | TExprKind::If(..) => None,
        };
        match &filter.kind {
            TExprKind::Binary(BinaryOp::And, a, b) => {
                let mut all = self.said(at, a, rows)?;
                all.extend(self.said(at, b, rows)?);
                Some(all)
            }
            TExprKind::Binary(BinaryOp::Eq | BinaryOp::Ge | BinaryOp::Le, a, b) => {
                let pair = own(a).zip(constant(b)).or_else(|| own(b).zip(constant(a)));
                pair.map(|p| vec![p])
            }
            TExprKind::Column { .. } => own(filter).map(|c| vec![(c, Cell::Flag(true))]),
            TExprKind::Not(inner) => own(inner).map(|c| vec![(c, Cell::Flag(false))]),
            TExprKind::Constant(_)
            | TExprKind::Group(_)
            | TExprKind::Limit { .. }
            | TExprKind::Outcome { .. }
            | TExprKind::Value { .. }
            | TExprKind::Threshold { .. }
            | TExprKind::Judged
            | TExprKind::JudgedCell(_)
            | TExprKind::AsOf
            | TExprKind::TargetYear
            | TExprKind::Call(..)
            | TExprKind::Aggregate { .. }
            | TExprKind::Quantified { .. }
            | TExprKind::NumberOf { .. }
            | TExprKind::AllOf(_)
            | TExprKind::NoneOf(_)
            | TExprKind::CountOf(_)
            | TExprKind::In { .. }
            | TExprKind::Negate(_)
            | TExprKind::Binary(..)
            | TExprKind::If(..) => None,
        }
    }
}

/// What stands in a new row where nothing is said: zero and 否, so that what its requirements ask is told as what to add.
pub(super) fn blank(ty: ColumnType) -> Option<Cell> {
    match ty {
        ColumnType::Number | ColumnType::Count | ColumnType::Share => Some(Cell::Number(Number::zero())),
        ColumnType::Flag => Some(Cell::Flag(false)),
        ColumnType::Text | ColumnType::Date | ColumnType::Kind(_) => None,
    }
}

/// Whether an evaluation is known to be false.
pub(super) fn fails(eval: &Eval) -> bool {
    *eval == Eval::Known(Value::Bool(false))
}
