//! The value of an expression.

use super::eval::{Eval, Gather, any, every, values};
use super::item::ItemResult;
use super::scope::{Place, Scope};
use super::{Missing, MissingAt, Value, arithmetic};
use crate::facts::{FindingResult, Reason};
use crate::semantics::{
    BinaryOp, Constant, CountBound, EntityIx, FindingCell, Frame, ItemIx, KindIx, Limit, LimitIx, LimitTable,
    Member, Reach, TExpr, TExprKind,
};
use crate::value::{Number, Surd};

/// The built-in kind `grade`.
const GRADE: KindIx = KindIx(0);

impl Scope<'_> {
    /// What an expression comes to here.
    pub(super) fn eval(&self, expr: &TExpr) -> Eval {
        if !self.may_go_on() {
            return self.unknown(Reason::Undefined);
        }
        let result = self.compute(expr);
        if let Some(observer) = self.county.observer {
            observer.evaluated(expr, &result);
        }
        result
    }

    fn compute(&self, expr: &TExpr) -> Eval {
        match &expr.kind {
            TExprKind::Constant(constant) => Eval::Known(value(constant)),
            TExprKind::Column { frame, entity, column } => self.column(*frame, *entity, *column),
            TExprKind::Group(kind) => match self.group_value(*kind) {
                Some(value) => Eval::Known(Value::Kind(*kind, value)),
                None => self.unknown(Reason::Undefined),
            },
            TExprKind::Limit { limit, index } => self.limit(*limit, index),
            TExprKind::Outcome { item, frame, reach: Reach::Up, .. } => self.outcome_up(*item, *frame),
            TExprKind::Outcome { item, frame, reach: Reach::Down, group } => {
                self.outcome_down(*item, *frame, group)
            }
            TExprKind::Value { item, frame } => self.of_item(*item, *frame, |r| &r.value),
            TExprKind::Threshold { item, frame } => self.of_item(*item, *frame, |r| &r.limit),
            TExprKind::Judged => self.judged(),
            TExprKind::JudgedCell(cell) => self.judged_cell(*cell),
            TExprKind::AsOf => Eval::Known(Value::Date(self.county.as_of)),
            TExprKind::TargetYear => self.target_year(),
            TExprKind::Call(function, arguments) => self.call(*function, arguments, &expr.ty),
            TExprKind::Aggregate { function, rows, body, weight } => {
                let compute = || self.aggregate(*function, rows, body.as_deref(), weight.as_deref());
                match &self.county.aggregates {
                    // An observer is told of all that is computed.
                    Some(known) if self.place.outer.is_none() && self.county.observer.is_none() => {
                        let Place { entity, row, .. } = *self.place;
                        let key = (std::ptr::from_ref(expr), entity, row, self.group.to_vec());
                        let found = known.borrow().get(&key).cloned();
                        found.unwrap_or_else(|| {
                            let computed = compute();
                            known.borrow_mut().insert(key, computed.clone());
                            computed
                        })
                    }
                    _ => compute(),
                }
            }
            TExprKind::Quantified { quantifier, rows, body } => {
                self.quantified(*quantifier, rows, body.as_deref())
            }
            TExprKind::NumberOf { bound, n, members } => self.number_of(expr, *bound, n, members),
            TExprKind::CountOf(members) => self.count_of(members),
            TExprKind::AllOf(members) => every(members.iter().map(|m| self.eval(&m.condition))),
            TExprKind::NoneOf(members) => every(members.iter().map(|m| self.eval(&m.condition).negated())),
            TExprKind::In { operand, negated, options } => self.one_of(operand, *negated, options),
            TExprKind::Not(operand) => self.eval(operand).negated(),
            TExprKind::Negate(operand) => match self.eval(operand) {
                Eval::Known(Value::Number(n)) => Eval::number(n.negated()),
                other @ (Eval::Known(_) | Eval::Unknown(_) | Eval::NotApplicable) => other,
            },
            TExprKind::Binary(op, a, b) => self.binary(expr, *op, a, b),
            TExprKind::If(condition, then, otherwise) => self.choose(condition, then, otherwise),
        }
    }

    fn binary(&self, expr: &TExpr, op: BinaryOp, a: &TExpr, b: &TExpr) -> Eval {
        match op {
            BinaryOp::And => every([a, b].into_iter().map(|e| self.eval(e))),
            BinaryOp::Or => any([a, b].into_iter().map(|e| self.eval(e))),
            BinaryOp::Ge
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Lt
            | BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::Div => {
                let (given, against) = (self.eval(a), self.eval(b));
                let (left, right) = match values([given.clone(), against.clone()]) {
                    Ok([left, right]) => (left, right),
                    Err(other) => {
                        let decided = self
                            .decided_between(op, a, &given, &against)
                            .or_else(|| self.decided_between(op.mirrored()?, b, &against, &given));
                        return decided.unwrap_or(other);
                    }
                };
                let result = if op.is_comparison() {
                    let turned = self.county.observer.is_some_and(|o| o.compared(expr, &left, &right));
                    arithmetic::compare(op, &left, &right).map(|holds| Value::Bool(holds != turned))
                } else {
                    arithmetic::calculate(op, &left, &right)
                };
                match result {
                    Ok(value) => Eval::Known(value),
                    Err(Reason::DivisionByZero) => self.divided_by_zero(b),
                    Err(reason) => self.unknown(reason),
                }
            }
        }
    }

    /// Names the divisor's cell, where the divisor is one.
    fn divided_by_zero(&self, divisor: &TExpr) -> Eval {
        let reason = Reason::DivisionByZero;
        if let TExprKind::Column { frame, entity, column } = divisor.kind
            && let Some(row) = self.ancestor(frame, entity)
        {
            return Eval::missing(Missing { entity, at: MissingAt::Row(row), column: Some(column), reason });
        }
        self.unknown(reason)
    }

    /// `if`: an unknown condition does not matter where both branches come to the same.
    fn choose(&self, condition: &TExpr, then: &TExpr, otherwise: &TExpr) -> Eval {
        match self.eval(condition) {
            Eval::Known(Value::Bool(true)) => self.eval(then),
            Eval::Known(_) => self.eval(otherwise),
            Eval::NotApplicable => Eval::NotApplicable,
            Eval::Unknown(reasons) => {
                let (a, b) = (self.eval(then), self.eval(otherwise));
                // A condition that turns out not to apply would leave the whole not applicable.
                if a == b && !matches!(a, Eval::Unknown(_)) && always_applies(condition) {
                    return a;
                }
                let mut missing = Gather::default();
                missing.add(reasons);
                missing.take(a);
                missing.take(b);
                missing.finish().map_or(Eval::NotApplicable, Eval::Unknown)
            }
        }
    }

    fn one_of(&self, operand: &TExpr, negated: bool, options: &[TExpr]) -> Eval {
        let sought = self.eval(operand);
        let found = any(options.iter().map(|option| match values([sought.clone(), self.eval(option)]) {
            Ok([a, b]) => arithmetic::compare(BinaryOp::Eq, &a, &b)
                .map_or_else(|reason| self.unknown(reason), Eval::truth),
            Err(other) => other,
        }));
        if negated { found.negated() } else { found }
    }

    /// How many members are met, how many may be and how many do not apply, and what the open ones lack.
    pub(super) fn tally(&self, members: &[Member]) -> Tally {
        let mut tally = Tally::default();
        for member in members {
            match self.eval(&member.condition) {
                Eval::Known(Value::Bool(true)) => tally.met += 1,
                Eval::Known(_) => tally.unmet += 1,
                Eval::NotApplicable => tally.exempt += 1,
                Eval::Unknown(reasons) => {
                    tally.open += 1;
                    tally.missing.add(reasons);
                }
            }
        }
        tally
    }

    /// `at least N of`: a member that does not apply counts as met, because an exempt requirement cannot be failed. `at most N of`:
    /// it counts as not met.
    fn number_of(&self, expr: &TExpr, bound: CountBound, n: &TExpr, members: &[Member]) -> Eval {
        let Tally { met, open, exempt, mut missing, .. } = self.tally(members);
        let met = match bound {
            CountBound::AtLeast => met + exempt,
            CountBound::AtMost => met,
        };
        let n = match self.eval(n) {
            Eval::Known(Value::Number(n)) => n,
            Eval::NotApplicable => return Eval::NotApplicable,
            other @ (Eval::Known(_) | Eval::Unknown(_)) => {
                missing.take(other);
                return missing.finish().map_or_else(|| self.unknown(Reason::Undefined), Eval::Unknown);
            }
        };
        let turned = open == 0
            && self.county.observer.is_some_and(|observer| {
                observer.compared(expr, &Value::Number(Number::from(met).into()), &Value::Number(n.clone()))
            });
        let holds = |count: i64| bound.comparison().holds(Surd::from(Number::from(count)).cmp(&n)) != turned;
        match (missing.finish(), holds(met), holds(met + open)) {
            (Some(reasons), few, many) if few != many => Eval::Unknown(reasons),
            (_, holds, _) => Eval::truth(holds),
        }
    }

    /// `count of`: a member that does not apply is not met.
    fn count_of(&self, members: &[Member]) -> Eval {
        let Tally { met, unmet, open, missing, .. } = self.tally(members);
        match missing.finish() {
            Some(reasons) => Eval::Unknown(reasons),
            None if met + unmet + open == 0 => Eval::NotApplicable,
            None => Eval::number(Number::from(met)),
        }
    }

    fn limit(&self, limit: LimitIx, index: &[TExpr]) -> Eval {
        match self.county.pack.limit(limit) {
            Some(limit) => self.limit_value(limit, index),
            None => self.unknown(Reason::NoLimit),
        }
    }

    /// The value of a limit on the day, for the kind values that `index` comes to.
    pub(super) fn limit_value(&self, limit: &Limit, index: &[TExpr]) -> Eval {
        let mut key = Vec::with_capacity(index.len());
        let mut missing = Gather::default();
        for expr in index {
            match self.eval(expr) {
                Eval::Known(Value::Kind(_, value)) => key.push(value),
                Eval::NotApplicable => return Eval::NotApplicable,
                Eval::Unknown(reasons) => missing.add(reasons),
                Eval::Known(_) => return self.unknown(Reason::Undefined),
            }
        }
        if let Some(reasons) = missing.finish() {
            return Eval::Unknown(reasons);
        }
        if let Some(observer) = self.county.observer {
            let in_force = |t: &LimitTable| t.from.is_none_or(|from| from <= self.county.as_of);
            if let Some(table) = limit.tables.iter().rposition(in_force) {
                observer.limit_read(limit, table, &key);
            }
        }
        match limit.table_at(self.county.as_of).and_then(|table| table.values.get(&key)) {
            Some(number) => Eval::number(number.clone()),
            None => self.unknown(Reason::NoLimit),
        }
    }

    /// An item's outcome for a frame's row or an ancestor of it; for all groups that the current group leaves open.
    fn outcome_up(&self, item: ItemIx, frame: Frame) -> Eval {
        match self.subject_of(item, frame) {
            Some(row) => self.county.outcome(item, row, self.group),
            None => self.unknown(Reason::NoRow),
        }
    }

    /// The row of an item's entity that a frame's row is or stands below.
    pub(super) fn subject_of(&self, item: ItemIx, frame: Frame) -> Option<u32> {
        self.ancestor(frame, self.county.pack.item(item)?.entity)
    }

    fn of_item(&self, item: ItemIx, frame: Frame, part: fn(&ItemResult) -> &Eval) -> Eval {
        let Some(row) = self.subject_of(item, frame) else { return self.unknown(Reason::NoRow) };
        match self.county.memo.only(item, row, self.group) {
            Some(result) => part(result).clone(),
            None => self.unknown(Reason::Undefined),
        }
    }

    /// The assessors' finding for the rule and its subject.
    fn judged(&self) -> Eval {
        let Some(item) = self.item else { return self.unknown(Reason::Undefined) };
        let facts = self.county.facts;
        let row = self.frame(0).row;
        let supposed = self.county.supposed.findings.get(&(item, row)).copied();
        let given = || facts.findings.by_subject.get(&(item, row)).map(|f| f.result);
        let reason = match supposed.or_else(given) {
            Some(FindingResult::Flag(flag)) => return Eval::truth(flag),
            Some(FindingResult::Grade(grade)) => return Eval::Known(Value::Kind(GRADE, grade)),
            Some(FindingResult::Missing(reason)) => reason,
            None if facts.findings.supplied => Reason::NoRow,
            None => Reason::NoTable,
        };
        self.no_finding(item, "result", reason)
    }

    /// A cell of that finding beside its result.
    fn judged_cell(&self, cell: FindingCell) -> Eval {
        let Some(item) = self.item else { return self.unknown(Reason::Undefined) };
        let row = self.frame(0).row;
        let findings = &self.county.facts.findings;
        let finding = findings.by_subject.get(&(item, row));
        let value = finding.and_then(|f| match cell {
            FindingCell::Evidence => f.evidence.clone().map(Value::Text),
            FindingCell::Assessor => f.assessor.clone().map(Value::Text),
            FindingCell::Date => f.date.map(Value::Date),
        });
        let reason = match (finding, findings.supplied) {
            (Some(_), _) => Reason::Empty,
            (None, true) => Reason::NoRow,
            (None, false) => Reason::NoTable,
        };
        value.map_or_else(|| self.no_finding(item, cell.column(), reason), Eval::Known)
    }

    /// What is missing of a finding.
    fn no_finding(&self, item: ItemIx, column: &str, reason: Reason) -> Eval {
        let pack = self.county.pack;
        let entity = EntityIx(pack.entities.len().saturating_sub(1) as u32);
        let column = pack.entity(entity).and_then(|e| e.column(column)).map(|(ix, _)| ix);
        Eval::missing(Missing { entity, at: MissingAt::Finding(item, self.frame(0).row), column, reason })
    }

    fn target_year(&self) -> Eval {
        let code = self.county.facts.counties.get(self.county.row as usize).map(|c| &*c.code);
        match code.and_then(|code| self.county.pack.schedule.get(code)) {
            Some(year) => Eval::number(Number::from(*year)),
            None => Eval::NotApplicable,
        }
    }
}

/// What the members of a set come to.
#[derive(Default)]
pub(super) struct Tally {
    pub met: i64,
    pub unmet: i64,
    /// Undetermined.
    pub open: i64,
    /// Not applicable.
    pub exempt: i64,
    missing: Gather,
}

/// Whether an expression is sure to apply: it reads only cells, numbers and findings.
pub(super) fn always_applies(expr: &TExpr) -> bool {
    let mut sure = true;
    expr.walk(&mut |e| {
        sure &= !matches!(
            e.kind,
            TExprKind::TargetYear
                | TExprKind::Outcome { .. }
                | TExprKind::Value { .. }
                | TExprKind::Threshold { .. }
                | TExprKind::Aggregate { .. }
                | TExprKind::Quantified { .. }
                | TExprKind::CountOf(_)
        );
    });
    sure
}

/// A constant's value.
fn value(constant: &Constant) -> Value {
    match constant {
        Constant::Number(n) => Value::Number(n.clone().into()),
        Constant::Bool(b) => Value::Bool(*b),
        Constant::Kind(kind, value) => Value::Kind(*kind, *value),
        Constant::Text(text) => Value::Text(text.clone()),
        Constant::Date(date) => Value::Date(*date),
    }
}
