//! Conditions that are always or never met, whatever the data.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::checked::{
    BinaryOp, Constant as Literal, ItemBody, LimitIx, Member, RuleKind, TExpr, TExprKind, Type,
};
use crate::semantics::lint::Lint;
use crate::semantics::lint::interval::Interval;
use crate::semantics::lint::values::Ranges;
use crate::source::Span;
use crate::syntax::vocabulary::builtins::{Body, Takes};
use crate::value::{Number, Unit};

/// One finding: where, which comparison or literal, and whether it always holds.
#[derive(Debug, Clone)]
struct Constant<'e> {
    e: &'e TExpr,
    holds: bool,
}

/// A comparison that one number of a limit decides, whatever the data.
struct Given<'e> {
    e: &'e TExpr,
    limit: LimitIx,
    number: Number,
    /// Where the number is written.
    span: Span,
    holds: bool,
}

impl Lint<'_> {
    pub(super) fn conditions(&self, diagnostics: &mut Diagnostics) {
        let audit = self.ranges.in_audit();
        for item in &self.pack.items {
            let is_audit = matches!(item.body, ItemBody::Rule { kind: RuleKind::Audit, .. });
            let ranges = if is_audit { &audit } else { &self.ranges };
            let is_condition = !matches!(item.body, ItemBody::Define { .. });
            for root in item.expressions() {
                self.root(root, is_condition, ranges, diagnostics);
            }
        }
        for column in self.pack.entities.iter().flat_map(|e| &e.columns) {
            if let Some(root) = &column.derive {
                self.root(root, false, &self.ranges, diagnostics);
            }
        }
    }

    fn root(&self, root: &TExpr, condition: bool, ranges: &Ranges<'_>, diagnostics: &mut Diagnostics) {
        let mut found = Vec::new();
        constants(root, condition, ranges, &mut found);
        let given = self.given(root, ranges);
        for constant in found.iter().filter(|c| given.iter().all(|g| g.e.span != c.e.span)) {
            self.report(constant, ranges, diagnostics);
        }
        for given in &given {
            self.report_number(given, ranges, diagnostics);
        }
    }

    /// The numbers of limits that decide a comparison by themselves. A body that `each` writes out counts where it is so for all.
    fn given<'e>(&self, root: &'e TExpr, ranges: &Ranges<'_>) -> Vec<Given<'e>> {
        let mut all: Vec<Given<'e>> = Vec::new();
        let mut open: BTreeSet<(Span, Span)> = BTreeSet::new();
        root.walk(&mut |e| {
            let TExprKind::Binary(op, a, b) = &e.kind else { return };
            if !op.is_comparison() {
                return;
            }
            let mut limits = BTreeSet::new();
            for side in [a, b] {
                side.walk(&mut |e| {
                    if let TExprKind::Limit { limit, .. } = e.kind {
                        limits.insert(limit);
                    }
                });
            }
            for limit in limits {
                for (number, span) in self.numbers_of(limit) {
                    match ranges.with(limit, &number).compared(*op, a, b) {
                        Some(holds) => all.push(Given { e, limit, number, span, holds }),
                        None => {
                            open.insert((e.span, span));
                        }
                    }
                }
            }
        });
        let mut told: BTreeSet<(Span, Span)> = BTreeSet::new();
        all.retain(|g| !open.contains(&(g.e.span, g.span)) && told.insert((g.e.span, g.span)));
        all
    }

    fn report_number(&self, found: &Given<'_>, ranges: &Ranges<'_>, diagnostics: &mut Diagnostics) {
        let Some(limit) = self.pack.limit(found.limit) else { return };
        let truth = Message::new(if found.holds { "threshold-always" } else { "threshold-never" });
        let mut d = Diagnostic::new(&codes::THRESHOLD_OUT_OF_RANGE, found.span);
        d.message = Message::new(codes::THRESHOLD_OUT_OF_RANGE.key)
            .arg("name", &limit.id)
            .arg("number", quantity(&found.number, &limit.unit))
            .message("truth", truth);
        let mut sides: Vec<&TExpr> = Vec::new();
        if let TExprKind::Binary(_, a, b) = &found.e.kind {
            sides.extend([&**a, &**b].into_iter().filter(|side| varying(side)));
        }
        let words: Vec<Message> =
            sides.iter().filter_map(|side| self.words(&ranges.value(side), side)).collect();
        let why = if words.is_empty() {
            Message::new("related-compared-here")
        } else {
            Message::new("label-ranges").list("ranges", words)
        };
        diagnostics.push(d.related(found.e.span, why).help(Message::new("help-threshold")));
    }

    fn report(&self, found: &Constant<'_>, ranges: &Ranges<'_>, diagnostics: &mut Diagnostics) {
        let span = found.e.span;
        let truth = Message::new(if found.holds { "truth-always" } else { "truth-never" });
        let mut sides: Vec<&TExpr> = found.e.binary().map_or_else(Vec::new, |(_, a, b)| vec![a, b]);
        if let TExprKind::In { operand, .. } = &found.e.kind {
            sides.push(operand);
        }
        sides.retain(|side| varying(side));
        if sides.is_empty() {
            let mut d = Diagnostic::new(&codes::CONSTANT_CONDITION, span);
            d.message = Message::new(codes::CONSTANT_CONDITION.key).message("truth", truth);
            diagnostics.push(d.help(Message::new("help-constant-condition")));
            return;
        }
        let code = if found.holds { &codes::ALWAYS_HOLDS } else { &codes::NEVER_HOLDS };
        let mut d = Diagnostic::new(code, span);
        let all = if let TExprKind::In { operand, options, .. } = &found.e.kind {
            ranges.covers(operand, options)
        } else {
            false
        };
        let words: Vec<Message> =
            sides.iter().filter_map(|side| self.words(&ranges.value(side), side)).collect();
        if all {
            d = d.label(Message::new("label-all-values"));
        } else if !words.is_empty() {
            d = d.label(Message::new("label-ranges").list("ranges", words));
        }
        diagnostics.push(d.help(Message::new("help-bounds")));
    }

    /// Where an expression's value lies, in words and in its unit.
    pub(super) fn words(&self, interval: &Interval, e: &TExpr) -> Option<Message> {
        let show = |n: &Number| match &e.ty {
            Type::Number(unit) => Some(quantity(n, unit)),
            Type::Kind(kind) => {
                let value = usize::try_from(n.to_i64()?).ok()?;
                self.pack.kind(*kind)?.values.get(value).map(|(_, label)| label.clone())
            }
            Type::Bool | Type::Text | Type::Date => None,
        };
        let low = interval.low.as_ref().map(|e| &e.number);
        let high = interval.high.as_ref().map(|e| &e.number);
        let text = self.pack.sources.slice(e.span).split_whitespace().collect::<Vec<_>>().join(" ");
        let message = match (low, high) {
            (Some(a), Some(b)) if a == b => Message::new("range-only").arg("low", show(a)?),
            (Some(a), Some(b)) => Message::new("range-between").arg("low", show(a)?).arg("high", show(b)?),
            (Some(a), None) => Message::new("range-from").arg("low", show(a)?),
            (None, Some(b)) => Message::new("range-to").arg("high", show(b)?),
            (None, None) => return None,
        };
        Some(message.arg("what", text))
    }
}

/// A number in base units, in a unit: `4.2 人/百人`, `85%`.
pub(super) fn quantity(base: &Number, unit: &Unit) -> String {
    let number = unit.from_base(base);
    match &*unit.symbol {
        symbol @ ("" | "%" | "‰") => format!("{number}{symbol}"),
        symbol => format!("{number} {symbol}"),
    }
}

/// Whether an expression depends on data at all.
fn varying(e: &TExpr) -> bool {
    let mut varies = false;
    e.walk(&mut |e| {
        varies |= !matches!(
            e.kind,
            TExprKind::Constant(_)
                | TExprKind::Negate(_)
                | TExprKind::Not(_)
                | TExprKind::Binary(..)
                | TExprKind::Call(..)
                | TExprKind::Limit { .. }
                | TExprKind::Threshold { .. }
                | TExprKind::If(..)
        );
    });
    varies
}

/// Finds comparisons and literals that decide themselves. `condition` tells whether the expression stands as a condition (so that a
/// literal `true` there says nothing).
fn constants<'e>(e: &'e TExpr, condition: bool, ranges: &Ranges<'_>, out: &mut Vec<Constant<'e>>) {
    use TExprKind as K;
    let mut stack = vec![(e, condition)];
    while let Some((e, condition)) = stack.pop() {
        if let Some(holds) = decided(e, condition, ranges) {
            out.push(Constant { e, holds });
            continue;
        }
        match &e.kind {
            K::Binary(op, a, b) => {
                let inner = matches!(op, BinaryOp::And | BinaryOp::Or);
                stack.extend([(&**b, inner), (&**a, inner)]);
            }
            K::Not(a) => stack.push((a, true)),
            K::If(c, a, b) => stack.extend([(&**b, false), (&**a, false), (&**c, true)]),
            K::Aggregate { function, rows, body, weight } => {
                stack.extend(weight.iter().map(|w| (&**w, false)));
                stack.extend(
                    body.iter().map(|b| (&**b, function.row().takes == Takes::RowsOf(Body::Condition))),
                );
                stack.extend(rows.filter.iter().map(|f| (&**f, true)));
            }
            K::Quantified { rows, body, .. } => {
                stack.extend(body.iter().map(|b| (&**b, true)));
                stack.extend(rows.filter.iter().map(|f| (&**f, true)));
            }
            K::AllOf(members) | K::NoneOf(members) | K::CountOf(members) => written_out(members, ranges, out),
            K::NumberOf { n, members, .. } => {
                stack.push((n, false));
                written_out(members, ranges, out);
            }
            K::Call(_, _) | K::In { .. } | K::Limit { .. } | K::Negate(_) => {
                stack.extend(e.children().into_iter().rev().map(|c| (c, false)));
            }
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
        }
    }
}

/// A body that `each` writes out for many members is constant only if it is so for all of them.
fn written_out<'e>(members: &'e [Member], ranges: &Ranges<'_>, out: &mut Vec<Constant<'e>>) {
    let mut common: Option<Vec<Constant<'e>>> = None;
    for member in members {
        let mut found = Vec::new();
        constants(&member.condition, true, ranges, &mut found);
        let key = |c: &Constant<'_>| (c.e.span, c.holds);
        common = Some(match common {
            None => found,
            Some(before) => before.into_iter().filter(|c| found.iter().any(|f| key(f) == key(c))).collect(),
        });
        if common.as_ref().is_some_and(Vec::is_empty) {
            return;
        }
    }
    out.extend(common.unwrap_or_default());
}

/// Whether a comparison or literal always (`true`) or never (`false`) holds.
fn decided(e: &TExpr, condition: bool, ranges: &Ranges<'_>) -> Option<bool> {
    match &e.kind {
        TExprKind::Constant(Literal::Bool(b)) if condition => Some(*b),
        TExprKind::Binary(op, a, b) if op.is_comparison() => match (&a.kind, &b.kind) {
            (TExprKind::Constant(Literal::Bool(x)), TExprKind::Constant(Literal::Bool(y))) => {
                Some((x == y) == (*op == BinaryOp::Eq))
            }
            (TExprKind::Constant(Literal::Text(x)), TExprKind::Constant(Literal::Text(y))) => {
                Some((x == y) == (*op == BinaryOp::Eq))
            }
            _ => ranges.compared(*op, a, b),
        },
        TExprKind::In { operand, negated, options } => {
            let value = ranges.value(operand);
            let answers: Vec<Option<bool>> =
                options.iter().map(|o| value.decides(BinaryOp::Eq, &ranges.value(o))).collect();
            let found = if ranges.covers(operand, options) || answers.contains(&Some(true)) {
                Some(true)
            } else if answers.iter().all(|a| *a == Some(false)) {
                Some(false)
            } else {
                None
            };
            found.map(|holds| holds != *negated)
        }
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
        | TExprKind::Not(_)
        | TExprKind::Negate(_)
        | TExprKind::Binary(..)
        | TExprKind::If(..) => None,
    }
}
