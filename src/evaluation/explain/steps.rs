//! The tree of steps of an expression.

use super::{Counts, ItemUse, Piece, Shown, Step, StepKind};
use crate::evaluation::item::ItemResult;
use crate::evaluation::scope::{Place, Scope};
use crate::evaluation::{Eval, Value};
use crate::semantics::{
    BinaryOp, ColumnIx, EntityIx, ItemBody, ItemIx, LimitIx, Member, Quantifier, Reach, TExpr, TExprKind,
    ThresholdRef,
};
use crate::source::Span;
use crate::value::{Outcome, Unit};

/// How far steps go down through derived columns and nested conditions.
const MAX_DEPTH: usize = 16;

impl Scope<'_> {
    /// An expression as a step with all that it rests on.
    pub(super) fn step(&self, expr: &TExpr, depth: usize) -> Step {
        let mut step = self.leaf(expr, StepKind::Formula);
        if depth >= MAX_DEPTH {
            return step;
        }
        let below = |expr: &TExpr| self.step(expr, depth + 1);
        match &expr.kind {
            TExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), ..) => {
                step.kind = if *op == BinaryOp::And { StepKind::And } else { StepKind::Or };
                step.children = operands_of(*op, expr).into_iter().map(below).collect();
            }
            TExprKind::If(condition, ..) if self.is_withheld(condition) => step.kind = StepKind::Formula,
            TExprKind::If(condition, then, otherwise) => {
                step.kind = StepKind::Choice;
                let taken = match self.eval(condition) {
                    Eval::Known(Value::Bool(true)) => vec![then],
                    Eval::Known(_) => vec![otherwise],
                    Eval::Unknown(_) | Eval::NotApplicable => vec![then, otherwise],
                };
                step.children = std::iter::once(condition).chain(taken).map(|e| below(e)).collect();
            }
            TExprKind::NumberOf { bound, n, members } => {
                let counts = self.count(members);
                let n = Box::new(self.shown(n, self.eval(n)));
                step.kind = StepKind::NumberOf { bound: *bound, n, counts };
                step.children = self.member_steps(members, depth);
            }
            TExprKind::AllOf(members) => {
                step.kind = StepKind::AllOf(self.count(members));
                step.children = self.member_steps(members, depth);
            }
            TExprKind::CountOf(members) => {
                step.kind = StepKind::CountOf(self.count(members));
                step.children = self.member_steps(members, depth);
            }
            TExprKind::NoneOf(members) => {
                step.kind = StepKind::NoneOf(self.count(members));
                step.children = self.member_steps(members, depth);
            }
            TExprKind::Outcome { item, reach: Reach::Down, frame, group } => {
                step.kind = StepKind::Subjects(*item);
                step.rows = self.subject_rows(*item, *frame, group);
            }
            TExprKind::Outcome { item, .. } => {
                step.kind = StepKind::Item(Box::new(self.item_use(*item, expr)));
            }
            TExprKind::Aggregate { function, rows, body, weight } => {
                step.kind = StepKind::Aggregate(*function);
                let used = self.aggregated_rows(*function, rows, body.as_deref(), weight.as_deref());
                step.rows = Some(used);
            }
            TExprKind::Quantified { quantifier, rows, body } => {
                step.kind = StepKind::Quantified(*quantifier);
                step.rows = Some(self.quantified_rows(*quantifier, rows, body.as_deref()));
            }
            TExprKind::Limit { limit, index } => step.kind = self.limit_kind(*limit, index),
            TExprKind::Judged => {
                if let Some(item) = self.item {
                    step.kind = StepKind::Finding(item, self.frame(0).row);
                }
            }
            TExprKind::Column { frame, entity, column } => {
                if let Some(derived) = self.derived(*frame, *entity, *column, depth) {
                    step = derived;
                }
            }
            TExprKind::Constant(_)
            | TExprKind::Group(_)
            | TExprKind::Value { .. }
            | TExprKind::Threshold { .. }
            | TExprKind::JudgedCell(_)
            | TExprKind::AsOf
            | TExprKind::TargetYear
            | TExprKind::Call(..)
            | TExprKind::In { .. }
            | TExprKind::Not(_)
            | TExprKind::Negate(_)
            | TExprKind::Binary(..) => step.children = self.rests_on(expr, depth),
        }
        step
    }

    /// An expression as a step by itself.
    fn leaf(&self, expr: &TExpr, kind: StepKind) -> Step {
        Step {
            kind,
            span: expr.span,
            text: self.text(expr.span),
            substituted: self.substituted(expr),
            result: self.shown(expr, self.eval(expr)),
            children: Vec::new(),
            rows: None,
        }
    }

    /// The source text, white space folded.
    pub(super) fn text(&self, span: Span) -> String {
        let text = self.county.pack.sources.slice(span);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The steps for those parts of a formula of which more can be said than their value.
    fn rests_on(&self, expr: &TExpr, depth: usize) -> Vec<Step> {
        let mut steps = Vec::new();
        for part in expr.children_in_frame() {
            match &part.kind {
                TExprKind::Column { frame, entity, column } => {
                    steps.extend(self.derived(*frame, *entity, *column, depth + 1));
                }
                TExprKind::Outcome { .. }
                | TExprKind::Aggregate { .. }
                | TExprKind::Quantified { .. }
                | TExprKind::NumberOf { .. }
                | TExprKind::AllOf(_)
                | TExprKind::NoneOf(_)
                | TExprKind::CountOf(_)
                | TExprKind::Limit { .. }
                | TExprKind::Judged
                | TExprKind::If(..)
                | TExprKind::Binary(BinaryOp::And | BinaryOp::Or, ..) => {
                    steps.push(self.step(part, depth + 1))
                }
                TExprKind::Constant(_)
                | TExprKind::Group(_)
                | TExprKind::Value { .. }
                | TExprKind::Threshold { .. }
                | TExprKind::JudgedCell(_)
                | TExprKind::AsOf
                | TExprKind::TargetYear
                | TExprKind::Call(..)
                | TExprKind::In { .. }
                | TExprKind::Not(_)
                | TExprKind::Negate(_)
                | TExprKind::Binary(..) => steps.extend(self.rests_on(part, depth)),
            }
        }
        steps
    }

    /// How a column that was not supplied was computed.
    fn derived(&self, frame: u32, entity: EntityIx, column: ColumnIx, depth: usize) -> Option<Step> {
        let declared = self.county.pack.column(entity, column)?;
        let formula = declared.derive.as_ref().filter(|_| depth < MAX_DEPTH)?;
        let row = self.ancestor(frame, entity)?;
        if !matches!(self.county.given(entity, row, column), Eval::Unknown(_)) {
            return None;
        }
        let place = Place::subject(entity, row);
        let scope = Scope { county: self.county, item: None, group: &[], place: &place };
        let step = scope.step(formula, depth + 1);
        let result = Shown {
            eval: self.county.cell(entity, row, column),
            unit: declared.unit.clone(),
            hidden: declared.personal || step.result.hidden,
        };
        Some(Step { kind: StepKind::Derived { entity, row, column }, result, ..step })
    }

    fn limit_kind(&self, limit: LimitIx, index: &[TExpr]) -> StepKind {
        match self.county.pack.limit(limit) {
            Some(declared) => StepKind::Limit(Box::new(self.limit_use(declared, Some(limit), index))),
            None => StepKind::Formula,
        }
    }

    fn count(&self, members: &[Member]) -> Counts {
        let mut counts = Counts::default();
        members.iter().for_each(|m| counts.add(self.eval(&m.condition).outcome()));
        counts
    }

    fn member_steps(&self, members: &[Member], depth: usize) -> Vec<Step> {
        let step = |member: &Member| {
            let kind = StepKind::Member(Box::new(self.item_use(member.item, &member.condition)));
            Step { kind, ..self.step(&member.condition, depth + 1) }
        };
        members.iter().map(step).collect()
    }

    /// An item for the row of this scope, with the outcome of the condition that names it.
    fn item_use(&self, item: ItemIx, condition: &TExpr) -> ItemUse {
        let outcome = self.eval(condition).outcome();
        let below = matches!(condition.kind, TExprKind::Outcome { reach: Reach::Down, .. });
        let frame =
            if let TExprKind::Outcome { frame, .. } = condition.kind { frame } else { self.place.frame };
        let row = if below { None } else { self.subject_of(item, frame) };
        let result = row.and_then(|row| self.county.memo.only(item, row, self.group));
        let pack = self.county.pack;
        let indicator = pack.item(item).and_then(|i| match &i.body {
            ItemBody::Indicator(indicator) => Some(indicator),
            ItemBody::Rule { .. } | ItemBody::Define { .. } => None,
        });
        let shown = |part: fn(&ItemResult) -> &Eval| {
            let indicator = indicator?;
            let hidden = row.is_none_or(|row| self.withholds(item, row, &indicator.value));
            Some(Shown { eval: part(result?).clone(), unit: indicator.unit.clone(), hidden })
        };
        ItemUse { item, row, outcome, value: shown(|r| &r.value), limit: shown(|r| &r.limit) }
    }

    /// The unit in which an item's value or threshold is declared.
    pub(super) fn unit_of_item(&self, item: ItemIx, expr: &TExpr) -> Unit {
        let threshold = matches!(expr.kind, TExprKind::Threshold { .. });
        let unit = self.county.pack.item(item).map(|i| match &i.body {
            ItemBody::Indicator(indicator) if threshold => match &indicator.threshold {
                ThresholdRef::Own(limit) => limit.unit.clone(),
                ThresholdRef::Limit(ix) => {
                    self.county.pack.limit(*ix).map_or_else(Unit::none, |limit| limit.unit.clone())
                }
            },
            ItemBody::Indicator(indicator) => indicator.unit.clone(),
            ItemBody::Define { unit, .. } => unit.clone(),
            ItemBody::Rule { .. } => Unit::none(),
        });
        unit.unwrap_or_else(Unit::none)
    }

    /// An item's outcome as a piece of a formula.
    pub(super) fn outcome_piece(&self, item: ItemIx, expr: &TExpr) -> Piece {
        Piece::Item(item, self.eval(expr).outcome())
    }
}

/// The operands of a chain of one connective.
fn operands_of(op: BinaryOp, expr: &TExpr) -> Vec<&TExpr> {
    if let TExprKind::Binary(own, a, b) = &expr.kind
        && *own == op
    {
        let mut all = operands_of(op, a);
        all.extend(operands_of(op, b));
        all
    } else {
        vec![expr]
    }
}

/// What a row must come to in order to decide a quantifier.
pub(super) fn deciding(quantifier: Quantifier) -> Outcome {
    match quantifier {
        Quantifier::Every => Outcome::Unmet,
        Quantifier::Some | Quantifier::No => Outcome::Met,
    }
}
