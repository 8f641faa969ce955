//! What the headline depends on: conclusions, vetoes.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::checked::*;
use crate::source::Span;

/// Which items the conclusions reach, through whatever names them.
pub(crate) fn reached(items: &[Item]) -> Vec<bool> {
    let mut reached = vec![false; items.len()];
    let mut queue: Vec<usize> = items
        .iter()
        .enumerate()
        .filter(|(_, i)| matches!(i.body, ItemBody::Rule { kind: RuleKind::Conclusion, .. }))
        .map(|(ix, _)| ix)
        .collect();
    while let Some(ix) = queue.pop() {
        match reached.get_mut(ix) {
            Some(seen @ false) => *seen = true,
            _ => continue,
        }
        for root in items.get(ix).map(Item::expressions).unwrap_or_default() {
            root.walk(&mut |e| match &e.kind {
                TExprKind::Outcome { item, .. }
                | TExprKind::Value { item, .. }
                | TExprKind::Threshold { item, .. } => {
                    queue.push(item.ix());
                }
                TExprKind::AllOf(members)
                | TExprKind::NoneOf(members)
                | TExprKind::AtLeastOf { members, .. } => {
                    queue.extend(members.iter().map(|m| m.item.ix()));
                }
                _ => {}
            });
        }
    }
    reached
}

/// No conclusion, and vetoes that none names.
pub(crate) fn check(items: &[Item], broken: bool, place: Span, diagnostics: &mut Diagnostics) {
    let has = items.iter().any(|i| matches!(i.body, ItemBody::Rule { kind: RuleKind::Conclusion, .. }));
    if !has {
        // A conclusion that could not be read was reported already.
        if !broken {
            diagnostics
                .push(Diagnostic::new(&codes::NO_CONCLUSION, place).help(Message::new("help-no-conclusion")));
        }
        return;
    }
    if broken {
        return;
    }
    let reached = reached(items);
    for (item, reached) in items.iter().zip(reached) {
        if matches!(item.body, ItemBody::Rule { kind: RuleKind::Veto, .. }) && !reached {
            let conclusion = items
                .iter()
                .find(|i| matches!(i.body, ItemBody::Rule { kind: RuleKind::Conclusion, .. }))
                .map_or("", |i| &i.id);
            diagnostics.push(
                Diagnostic::new(&codes::UNREACHED_VETO, item.span).arg("name", &item.label).help(
                    Message::new("help-unreached-veto").arg("conclusion", conclusion).arg("name", &item.id),
                ),
            );
        }
    }
}
