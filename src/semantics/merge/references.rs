//! Which names an expression mentions, without knowing what they mean.

use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, ItemSet, MemberName, SetPart};

/// Calls `visit` for every name in an expression: of columns, limits, items, entities, set members and bases of `.`. Iterative.
pub(crate) fn references(expr: &Expr, visit: &mut dyn FnMut(&str, Span)) {
    placed_references(expr, &mut |name, span, _| visit(name, span));
}

/// The same; `visit` is also told whether the name is an end of a range.
pub(super) fn placed_references(expr: &Expr, visit: &mut dyn FnMut(&str, Span, bool)) {
    let mut stack = vec![expr];
    while let Some(e) = stack.pop() {
        match &e.kind {
            ExprKind::Name(name) => visit(name, e.span, false),
            ExprKind::Member { base, member } => {
                visit(&base.value, base.span, false);
                if let MemberName::Name(name) = &member.value {
                    visit(name, member.span, false);
                }
            }
            ExprKind::Index { base, index } => {
                visit(&base.value, base.span, false);
                stack.extend(index);
            }
            ExprKind::Call { args, .. } => stack.extend(args),
            ExprKind::Aggregate { rows, body, weight, .. } => {
                visit(&rows.entity.value, rows.entity.span, false);
                stack.extend(rows.filter.as_deref());
                stack.extend(body.as_deref());
                stack.extend(weight.as_deref());
            }
            ExprKind::Quantified { rows, body, .. } => {
                visit(&rows.entity.value, rows.entity.span, false);
                stack.extend(rows.filter.as_deref());
                stack.extend(body.as_deref());
            }
            ExprKind::OfSet { quantifier, set } => {
                set_names(set, visit);
                if let Some(n) = quantifier.number() {
                    stack.push(n);
                }
            }
            ExprKind::EachIn { set, body, .. } => {
                set_names(set, visit);
                stack.push(body);
            }
            ExprKind::In { operand, options, .. } => {
                stack.push(operand);
                stack.extend(options);
            }
            ExprKind::Unary { operand, .. } => stack.push(operand),
            ExprKind::Binary { left, right, .. } => stack.extend([&**left, &**right]),
            ExprKind::If { condition, then, otherwise } => {
                stack.extend([&**condition, &**then, &**otherwise])
            }
            ExprKind::Paren(inner) => stack.push(inner),
            ExprKind::Number { .. }
            | ExprKind::Bool(_)
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Judged
            | ExprKind::JudgedCell(_)
            | ExprKind::ThisItem
            | ExprKind::AsOf
            | ExprKind::TargetYear
            | ExprKind::Broken => {}
        }
    }
}

fn set_names(set: &ItemSet, visit: &mut dyn FnMut(&str, Span, bool)) {
    for part in &set.parts {
        match part {
            SetPart::One(name) => visit(&name.value, name.span, false),
            SetPart::Range(from, to) => {
                visit(&from.value, from.span, true);
                visit(&to.value, to.span, true);
            }
        }
    }
}
