//! Typed expressions.

use super::*;
use std::sync::Arc;

/// A typed expression.
#[derive(Debug, Clone)]
pub struct TExpr {
    /// What it computes.
    pub kind: TExprKind,
    /// Its type.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
}

/// The type of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// A number; the scale of the unit is how it is shown and rounded, values are in base units.
    Number(Unit),
    /// True, false, unknown or not applicable.
    Bool,
    /// A kind's value.
    Kind(KindIx),
    /// Text.
    Text,
    /// A date.
    Date,
}

/// Which frame a name is read from: 0 is the subject, each aggregate or quantifier over rows adds one.
pub type Frame = u32;

/// A constant, in base units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constant {
    /// A number.
    Number(Number),
    /// A truth value.
    Bool(bool),
    /// A kind's value.
    Kind(KindIx, KindValue),
    /// Text.
    Text(Arc<str>),
    /// A date.
    Date(Date),
}

/// The forms of typed expressions.
#[derive(Debug, Clone)]
pub enum TExprKind {
    /// A constant.
    Constant(Constant),
    /// A column of the frame's row or of an ancestor of it.
    Column {
        /// Which frame.
        frame: Frame,
        /// The entity that has the column: the frame's own or an ancestor.
        entity: EntityIx,
        /// The column.
        column: ColumnIx,
    },
    /// The value of the `by` group.
    Group(KindIx),
    /// A limit's value.
    Limit {
        /// Which.
        limit: LimitIx,
        /// One for each kind of its `by`.
        index: Vec<TExpr>,
    },
    /// Whether an item is met: for the frame's row, for an ancestor of it, or for all its subjects below as `every`.
    Outcome {
        /// Which item (indicator, rule, veto, conclusion).
        item: ItemIx,
        /// Which frame.
        frame: Frame,
        /// How the item's subjects relate to the frame's row.
        reach: Reach,
        /// With [`Reach::Down`]: columns of the item's entity by which the `by` group restricts the subjects.
        group: Vec<GroupFilter>,
    },
    /// An indicator's value (`R1.value`); also a define's value.
    Value {
        /// Which item (indicator or define).
        item: ItemIx,
        /// Which frame; the item's entity is the frame's or an ancestor's.
        frame: Frame,
    },
    /// An indicator's threshold for the frame's row.
    Threshold {
        /// Which indicator.
        item: ItemIx,
        /// Which frame.
        frame: Frame,
    },
    /// The assessors' finding for the rule that holds this and its subject. Bool or `grade`.
    Judged,
    /// A cell beside the result of that finding. Text or date.
    JudgedCell(FindingCell),
    /// The evaluation's date.
    AsOf,
    /// The county's target year.
    TargetYear,
    /// A function of its arguments. `Round` `Ceil` `Floor` work in the unit of [`TExpr::ty`].
    Call(Function, Vec<TExpr>),
    /// An aggregate.
    Aggregate {
        /// Which one.
        function: Aggregate,
        /// Over which rows.
        rows: TRows,
        /// What is aggregated.
        body: Option<Box<TExpr>>,
        /// The weight.
        weight: Option<Box<TExpr>>,
    },
    /// A quantifier over rows.
    Quantified {
        /// Which one.
        quantifier: Quantifier,
        /// Over which rows.
        rows: TRows,
        /// The condition.
        body: Option<Box<TExpr>>,
    },
    /// `at least N of`: N met → met; met + undetermined < N → unmet; an n/a member counts as met. `at most N of`: met + undetermined
    /// not above N → met; more than N met → unmet; an n/a member counts as not met.
    NumberOf {
        /// Which of the two.
        bound: CountBound,
        /// N.
        n: Box<TExpr>,
        /// The members.
        members: Vec<Member>,
    },
    /// `all of` (as `and` of the members), `each i in` (the body written out for each member).
    AllOf(Vec<Member>),
    /// `none of` (as `and` of the members' negations).
    NoneOf(Vec<Member>),
    /// `count of`: how many are met; an n/a member is not met, and if all are n/a, so is the count.
    CountOf(Vec<Member>),
    /// `x in {…}`.
    In {
        /// What is looked for.
        operand: Box<TExpr>,
        /// Whether it is `not in`.
        negated: bool,
        /// The alternatives.
        options: Vec<TExpr>,
    },
    /// `not`.
    Not(Box<TExpr>),
    /// Unary minus.
    Negate(Box<TExpr>),
    /// `and`, `or`, comparison, arithmetic.
    Binary(BinaryOp, Box<TExpr>, Box<TExpr>),
    /// `if C then A else B`.
    If(Box<TExpr>, Box<TExpr>, Box<TExpr>),
}

impl TExpr {
    /// The expressions right below it, in the order in which they are written.
    pub fn children(&self) -> Vec<&TExpr> {
        use TExprKind as K;
        let mut out: Vec<&TExpr> = Vec::new();
        match &self.kind {
            K::Constant(_)
            | K::Column { .. }
            | K::Group(_)
            | K::Outcome { .. }
            | K::Value { .. }
            | K::Threshold { .. }
            | K::Judged
            | K::JudgedCell(_)
            | K::AsOf
            | K::TargetYear => {}
            K::Limit { index, .. } => out.extend(index),
            K::Call(_, args) => out.extend(args),
            K::Aggregate { rows, body, weight, .. } => {
                out.extend(rows.filter.as_deref());
                out.extend(body.as_deref());
                out.extend(weight.as_deref());
            }
            K::Quantified { rows, body, .. } => {
                out.extend(rows.filter.as_deref());
                out.extend(body.as_deref());
            }
            K::NumberOf { n, members, .. } => {
                out.push(n);
                out.extend(members.iter().map(|m| &m.condition));
            }
            K::AllOf(members) | K::NoneOf(members) | K::CountOf(members) => {
                out.extend(members.iter().map(|m| &m.condition))
            }
            K::In { operand, options, .. } => {
                out.push(operand);
                out.extend(options);
            }
            K::Not(a) | K::Negate(a) => out.push(a),
            K::Binary(_, a, b) => out.extend([&**a, &**b]),
            K::If(a, b, c) => out.extend([&**a, &**b, &**c]),
        }
        out
    }

    /// The two sides of `and`, `or`, a comparison or arithmetic.
    pub fn binary(&self) -> Option<(BinaryOp, &TExpr, &TExpr)> {
        let TExprKind::Binary(op, a, b) = &self.kind else { return None };
        Some((*op, a, b))
    }

    /// The column of the frame's row, or of a row above it, that it is.
    pub fn column_in(&self, wanted: Frame) -> Option<(EntityIx, ColumnIx)> {
        let TExprKind::Column { frame, entity, column } = &self.kind else { return None };
        (*frame == wanted).then_some((*entity, *column))
    }

    /// The constant that it is.
    pub fn constant(&self) -> Option<&Constant> {
        let TExprKind::Constant(constant) = &self.kind else { return None };
        Some(constant)
    }

    /// The expressions right below it that are read in the same frame: not those of other rows.
    pub fn children_in_frame(&self) -> Vec<&TExpr> {
        match &self.kind {
            TExprKind::Aggregate { function: Aggregate::The, body, .. } => {
                body.as_deref().into_iter().collect()
            }
            TExprKind::Aggregate { .. } | TExprKind::Quantified { .. } => Vec::new(),
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
            | TExprKind::NumberOf { .. }
            | TExprKind::AllOf(_)
            | TExprKind::NoneOf(_)
            | TExprKind::CountOf(_)
            | TExprKind::In { .. }
            | TExprKind::Not(_)
            | TExprKind::Negate(_)
            | TExprKind::Binary(..)
            | TExprKind::If(..) => self.children(),
        }
    }

    /// [`TExpr::children`], to change them.
    pub fn children_mut(&mut self) -> Vec<&mut TExpr> {
        use TExprKind as K;
        let mut out: Vec<&mut TExpr> = Vec::new();
        match &mut self.kind {
            K::Constant(_)
            | K::Column { .. }
            | K::Group(_)
            | K::Outcome { .. }
            | K::Value { .. }
            | K::Threshold { .. }
            | K::Judged
            | K::JudgedCell(_)
            | K::AsOf
            | K::TargetYear => {}
            K::Limit { index, .. } => out.extend(index),
            K::Call(_, args) => out.extend(args),
            K::Aggregate { rows, body, weight, .. } => {
                out.extend(rows.filter.as_deref_mut());
                out.extend(body.as_deref_mut());
                out.extend(weight.as_deref_mut());
            }
            K::Quantified { rows, body, .. } => {
                out.extend(rows.filter.as_deref_mut());
                out.extend(body.as_deref_mut());
            }
            K::NumberOf { n, members, .. } => {
                out.push(n);
                out.extend(members.iter_mut().map(|m| &mut m.condition));
            }
            K::AllOf(members) | K::NoneOf(members) | K::CountOf(members) => {
                out.extend(members.iter_mut().map(|m| &mut m.condition))
            }
            K::In { operand, options, .. } => {
                out.push(operand);
                out.extend(options);
            }
            K::Not(a) | K::Negate(a) => out.push(a),
            K::Binary(_, a, b) => out.extend([&mut **a, &mut **b]),
            K::If(a, b, c) => out.extend([&mut **a, &mut **b, &mut **c]),
        }
        out
    }

    /// Calls `visit` for it and all below it, parents first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a TExpr)) {
        let mut stack = vec![self];
        while let Some(expr) = stack.pop() {
            visit(expr);
            stack.extend(expr.children().into_iter().rev());
        }
    }
}

/// A member of a set of conditions.
#[derive(Debug, Clone)]
pub struct Member {
    /// The item that it stands for.
    pub item: ItemIx,
    /// The condition: the item's outcome, or `each`'s body written out for it.
    pub condition: TExpr,
}

/// How an item's subjects relate to the row that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// The same entity, or an ancestor of the frame's entity: one subject.
    Up,
    /// Below the frame's entity: all its subjects there, as `every`.
    Down,
}

/// Rows that an aggregate or quantifier goes over; they form a new frame.
#[derive(Debug, Clone)]
pub struct TRows {
    /// The entity.
    pub entity: EntityIx,
    /// The frame whose row they are below.
    pub within: Frame,
    /// The frame that they form: one more than the frames around.
    pub frame: Frame,
    /// The condition.
    pub filter: Option<Box<TExpr>>,
    /// Columns by which the `by` group restricts them: the row's (or its ancestor's) column of a grouped kind.
    pub group: Vec<GroupFilter>,
}

/// A restriction of rows to the `by` group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GroupFilter {
    /// The kind.
    pub kind: KindIx,
    /// The rows' column of that kind.
    pub column: ColumnIx,
}
