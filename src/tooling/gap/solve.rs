//! From a condition that fails to the cells that would make it hold.

use super::goal::{Goal, Numbers, Solver, What};
use crate::evaluation::{Eval, Group, Standpoint, Value};
use crate::facts::{Cell, FindingResult};
use crate::semantics::{
    Aggregate, BinaryOp, CountBound, ItemBody, ItemIx, Quantifier, Reach, Requirement, TExpr, TExprKind,
    TRows, ThresholdRef,
};
use crate::value::Surd;

/// The two sides of a comparison; an indicator's threshold is not an expression.
struct Sides<'a> {
    op: BinaryOp,
    left: &'a TExpr,
    right: Option<&'a TExpr>,
    limit: Option<Surd>,
}

impl<'a> Solver<'a> {
    /// Makes an item hold (or not) for a row and all groups that `group` leaves open; whether that was done.
    pub fn require_item(&mut self, item: ItemIx, row: u32, group: Group, want: bool) -> bool {
        let Some(declared) = self.pack.item(item) else { return false };
        if self.following.contains(&(item, row)) {
            return false;
        }
        self.following.push((item, row));
        let mut done = true;
        for own in self.trial.groups(item, &group) {
            let at = Standpoint::subject(item, declared.entity, row, own.clone());
            let outcome = self.trial.outcome(item, row, &own);
            let Eval::Known(Value::Bool(now)) = outcome else { continue };
            if now == want {
                continue;
            }
            done &= match &declared.body {
                ItemBody::Indicator(_) => self.require_indicator(Goal { at, what: What::Indicator, want }),
                ItemBody::Rule { requirements, .. } if want => self.require_all(&at, requirements),
                ItemBody::Rule { requirements, .. } => {
                    let conditions: Vec<(Standpoint, &'a TExpr)> =
                        requirements.iter().map(|r| (at.clone(), &r.expr)).collect();
                    self.any_of(&conditions, false)
                }
                ItemBody::Define { .. } => false,
            };
        }
        self.following.pop();
        done
    }

    /// All requirements of a rule; choices among members come last, when what must be done anyway is done.
    fn require_all(&mut self, at: &Standpoint, requirements: &'a [Requirement]) -> bool {
        let chooses = |r: &&Requirement| {
            let mut found = false;
            r.expr.walk(&mut |e| found |= matches!(e.kind, TExprKind::NumberOf { .. }));
            found
        };
        let (last, first): (Vec<&'a Requirement>, Vec<&'a Requirement>) =
            requirements.iter().partition(chooses);
        let mut done = true;
        for requirement in first.into_iter().chain(last) {
            done &= self.require(at, &requirement.expr, true);
        }
        done
    }

    /// Makes a condition hold (or not); whether that was done. What is unknown or does not apply is left alone.
    pub fn require(&mut self, at: &Standpoint, expr: &'a TExpr, want: bool) -> bool {
        let goal = Goal { at: at.clone(), what: What::Condition(expr), want };
        match self.now(&goal) {
            Eval::Known(Value::Bool(b)) if b != want => {}
            Eval::Known(_) | Eval::Unknown(_) | Eval::NotApplicable => return true,
        }
        match &expr.kind {
            TExprKind::Not(inner) => self.require(at, inner, !want),
            TExprKind::Binary(BinaryOp::And, a, b) => self.both(at, [a, b], want, want),
            TExprKind::Binary(BinaryOp::Or, a, b) => self.both(at, [a, b], want, !want),
            TExprKind::AllOf(members) => {
                let conditions: Vec<_> = members.iter().map(|m| (at.clone(), &m.condition)).collect();
                if want { self.all_of(&conditions, true) } else { self.any_of(&conditions, false) }
            }
            TExprKind::NoneOf(members) => {
                let conditions: Vec<_> = members.iter().map(|m| (at.clone(), &m.condition)).collect();
                if want { self.all_of(&conditions, false) } else { self.any_of(&conditions, true) }
            }
            TExprKind::NumberOf { bound: CountBound::AtLeast, n, members } if want => {
                self.choose(&goal, n, members)
            }
            TExprKind::Outcome { item, frame, reach: Reach::Up, .. } => {
                let row = self.pack.item(*item).and_then(|i| self.trial.ancestor(at, *frame, i.entity));
                row.is_some_and(|row| self.require_item(*item, row, at.group.clone(), want))
            }
            TExprKind::Outcome { item, frame, reach: Reach::Down, group } if want => {
                let Some(entity) = self.pack.item(*item).map(|i| i.entity) else { return false };
                let rows = self.trial.subjects_below(at, *frame, entity, group);
                let mut done = true;
                for row in rows {
                    done &= self.require_item(*item, row, at.group.clone(), true);
                }
                done
            }
            TExprKind::Quantified { quantifier, rows, body } => {
                self.quantified(&goal, *quantifier, rows, body.as_deref())
            }
            TExprKind::If(condition, then, otherwise) => {
                let branch = if self.trial.eval(at, condition).is_true() { then } else { otherwise };
                self.require(at, branch, want)
            }
            TExprKind::Column { .. } => self.flag(&goal, expr),
            TExprKind::Judged => self.finding(&goal, FindingResult::Flag(want)),
            TExprKind::Binary(op, a, b) if op.is_comparison() => {
                if let (TExprKind::Judged, Some(Value::Kind(_, grade))) = (&a.kind, self.known(at, b)) {
                    return self.grade(&goal, *op, grade);
                }
                self.compare(&goal, Sides { op: *op, left: a, right: Some(b), limit: None })
            }
            TExprKind::In { .. } => self.give_up(&goal, "gap-why-kind"),
            TExprKind::Constant(_)
            | TExprKind::Group(_)
            | TExprKind::Limit { .. }
            | TExprKind::Outcome { .. }
            | TExprKind::Value { .. }
            | TExprKind::Threshold { .. }
            | TExprKind::JudgedCell(_)
            | TExprKind::AsOf
            | TExprKind::TargetYear
            | TExprKind::Call(..)
            | TExprKind::Aggregate { .. }
            | TExprKind::NumberOf { .. }
            | TExprKind::CountOf(_)
            | TExprKind::Negate(_)
            | TExprKind::Binary(..) => self.give_up(&goal, "gap-why-form"),
        }
    }

    fn known(&mut self, at: &Standpoint, expr: &TExpr) -> Option<Value> {
        match self.trial.eval(at, expr) {
            Eval::Known(value) => Some(value),
            Eval::Unknown(_) | Eval::NotApplicable => None,
        }
    }

    fn both(&mut self, at: &Standpoint, parts: [&'a TExpr; 2], want: bool, all: bool) -> bool {
        let conditions: Vec<_> = parts.into_iter().map(|e| (at.clone(), e)).collect();
        if all { self.all_of(&conditions, want) } else { self.any_of(&conditions, want) }
    }

    fn all_of(&mut self, conditions: &[(Standpoint, &'a TExpr)], want: bool) -> bool {
        let mut done = true;
        for (at, expr) in conditions {
            done &= self.require(at, expr, want);
        }
        done
    }

    /// The alternative that takes least.
    pub fn any_of(&mut self, conditions: &[(Standpoint, &'a TExpr)], want: bool) -> bool {
        let mut best = None;
        for (i, (at, expr)) in conditions.iter().enumerate() {
            let mark = self.mark();
            let done = self.require(at, expr, want);
            let score = (!done, self.score(mark));
            self.undo(mark);
            if best.as_ref().is_none_or(|(_, other)| score < *other) {
                best = Some((i, score));
            }
        }
        match best.and_then(|(i, _)| conditions.get(i)) {
            Some((at, expr)) => self.require(at, expr, want),
            None => false,
        }
    }

    fn quantified(
        &mut self,
        goal: &Goal<'a>,
        quantifier: Quantifier,
        rows: &'a TRows,
        body: Option<&'a TExpr>,
    ) -> bool {
        // `every` and `no` that should hold ask something of each row; `some`, and the others turned round, of any one.
        let holds = quantifier != Quantifier::No;
        let (of_each, wanted) = match (quantifier, goal.want) {
            (Quantifier::Some, want) => (!want, want),
            (_, want) => (want, holds == want),
        };
        let found = self.trial.rows(&goal.at, rows);
        let Some(body) = body else {
            return match (of_each, wanted) {
                (false, true) => self.add_rows(goal, rows, 1),
                _ => self.give_up(goal, "gap-why-rows-less"),
            };
        };
        let conditions: Vec<(Standpoint, &'a TExpr)> =
            found.into_iter().map(|row| (goal.at.within(rows.frame, rows.entity, row), body)).collect();
        match (of_each, conditions.is_empty()) {
            (true, _) => self.all_of(&conditions, wanted),
            (false, true) => self.give_up(goal, "gap-why-rows"),
            (false, false) => self.any_of(&conditions, wanted),
        }
    }

    fn flag(&mut self, goal: &Goal<'a>, expr: &'a TExpr) -> bool {
        let TExprKind::Column { frame, entity, column } = expr.kind else { return false };
        let Some(row) = self.trial.ancestor(&goal.at, frame, entity) else { return false };
        let at = crate::evaluation::CellAt { entity, row, column };
        if !matches!(self.trial.cell(at), Cell::Flag(_)) {
            return self.give_up(goal, "gap-why-computed");
        }
        if !self.costs.may_change(entity, column) {
            return self.give_up(goal, "gap-why-fixed");
        }
        let mark = self.mark();
        self.set(at, Cell::Flag(goal.want));
        self.lack(goal, mark, Numbers::default());
        true
    }

    fn finding(&mut self, goal: &Goal<'a>, result: FindingResult) -> bool {
        let (Some(item), Some((_, row))) = (goal.at.item, goal.at.frames.first().copied()) else {
            return false;
        };
        let mark = self.mark();
        self.set_finding(item, row, result);
        self.lack(goal, mark, Numbers::default());
        true
    }

    /// The nearest grade that the comparison accepts.
    fn grade(&mut self, goal: &Goal<'a>, op: BinaryOp, than: u16) -> bool {
        let op = if goal.want { op } else { op.negated() };
        let grade = match op {
            BinaryOp::Ge | BinaryOp::Le | BinaryOp::Eq => Some(than),
            BinaryOp::Gt => than.checked_add(1),
            BinaryOp::Lt => than.checked_sub(1),
            BinaryOp::Or
            | BinaryOp::And
            | BinaryOp::Ne
            | BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::Div => None,
        };
        match grade {
            Some(grade) => self.finding(goal, FindingResult::Grade(grade)),
            None => self.give_up(goal, "gap-why-form"),
        }
    }

    fn require_indicator(&mut self, goal: Goal<'a>) -> bool {
        let Some(item) = goal.at.item.and_then(|i| self.pack.item(i)) else { return false };
        let ItemBody::Indicator(indicator) = &item.body else { return false };
        let row = goal.at.frames.first().map_or(0, |(_, row)| *row);
        let limit = goal.at.item.and_then(|i| self.trial.indicator(i, row, &goal.at.group));
        let limit = limit.and_then(|(_, limit)| limit.as_number().cloned());
        debug_assert!(matches!(indicator.threshold, ThresholdRef::Limit(_) | ThresholdRef::Own(_)));
        let op = indicator.comparison.operator();
        self.compare(&goal, Sides { op, left: &indicator.value, right: None, limit })
    }

    fn compare(&mut self, goal: &Goal<'a>, sides: Sides<'a>) -> bool {
        let Sides { op, left, right, limit } = sides;
        if !self.is_scale(left) {
            return self.give_up(goal, "gap-why-kind");
        }
        let wanted = if goal.want { op } else { op.negated() };
        let up = match wanted {
            BinaryOp::Ge | BinaryOp::Gt => true,
            BinaryOp::Le | BinaryOp::Lt => false,
            BinaryOp::Or
            | BinaryOp::And
            | BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::Div => return self.give_up(goal, "gap-why-equality"),
        };
        let value = self.number(&goal.at, left);
        let limit = limit.or_else(|| right.and_then(|r| self.number(&goal.at, r)));
        if let TExprKind::Aggregate { function, rows, body, weight } = &left.kind {
            match (function, up, body.as_deref()) {
                (Aggregate::Cv, false, Some(body)) => {
                    let numbers = Numbers { value, relation: wanted.symbol(), limit };
                    return self.level(goal, (rows, body, weight.as_deref()), numbers);
                }
                (Aggregate::Count, true, None) => {
                    let short = value.zip(limit).and_then(|(v, l)| self.short(rows, &v, &l, op));
                    return match short {
                        Some(count) => self.add_rows(goal, rows, count),
                        None => self.give_up(goal, "gap-why-rows"),
                    };
                }
                (Aggregate::Share, true, Some(body)) => return self.raise_share(goal, rows, body),
                _ => {}
            }
        }
        let mut parts: Vec<(&Standpoint, &'a TExpr, bool)> = vec![(&goal.at, left, up)];
        parts.extend(right.map(|r| (&goal.at, r, !up)));
        let levers = self.levers(&parts);
        let mark = self.mark();
        if levers.list.is_empty() {
            return self.give_up(goal, levers.why.unwrap_or("gap-why-no-column"));
        }
        if self.move_levers(goal, &levers.list) {
            let shown = |number: Option<Surd>, of: Option<&TExpr>| {
                number.filter(|_| !of.is_some_and(|e| self.pack.is_personal(e)))
            };
            let numbers = Numbers {
                value: shown(value, Some(left)),
                relation: wanted.symbol(),
                limit: shown(limit, right),
            };
            self.lack(goal, mark, numbers);
            return true;
        }
        self.give_up(goal, levers.why.unwrap_or("gap-why-bounds"))
    }

    /// Makes the condition of a share hold for one row after another.
    fn raise_share(&mut self, goal: &Goal<'a>, rows: &'a TRows, body: &'a TExpr) -> bool {
        for row in self.trial.rows(&goal.at, rows) {
            if self.holds(goal) {
                return true;
            }
            let at = goal.at.within(rows.frame, rows.entity, row);
            let mark = self.mark();
            if !self.require(&at, body, true) {
                self.undo(mark);
            }
        }
        self.holds(goal) || self.give_up(goal, "gap-why-bounds")
    }
}
