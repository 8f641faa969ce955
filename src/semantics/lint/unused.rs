//! What nothing uses, and what no conclusion reaches.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::lint::Lint;
use crate::semantics::used::Used;

impl Lint<'_> {
    pub(super) fn unused(&self, diagnostics: &mut Diagnostics) {
        let used = Used::of(self.pack);
        for (ix, limit) in self.pack.limits.iter().enumerate() {
            if !used.limits.contains(&LimitIx(ix as u32)) && self.own(limit.span.source) {
                let d = Diagnostic::new(&codes::UNUSED_LIMIT, limit.span).arg("name", &limit.label);
                diagnostics.push(d.help(Message::new("help-unused")));
            }
        }
        for (ix, item) in self.pack.items.iter().enumerate() {
            let ItemBody::Define { output: false, .. } = &item.body else { continue };
            if !used.items.contains(&ItemIx(ix as u32)) && self.own(item.span.source) {
                let d = Diagnostic::new(&codes::UNUSED_DEFINE, item.span).arg("name", &item.label);
                diagnostics.push(d.help(Message::new("help-unused-define")));
            }
        }
        // The last table is the built-in one of findings.
        let tables = self.pack.entities.len().saturating_sub(1);
        for (e, entity) in self.pack.entities.iter().enumerate().take(tables) {
            for (c, column) in entity.columns.iter().enumerate() {
                let ix = ColumnIx(c as u32);
                let aside = column.shown
                    || column.ty == ColumnType::Text
                    || entity.key.contains(&ix)
                    || entity.parent_link.contains(&ix)
                    || used.columns.contains(&(EntityIx(e as u32), ix));
                if !aside && self.own(column.span.source) {
                    diagnostics.push(
                        Diagnostic::new(&codes::UNUSED_COLUMN, column.span)
                            .arg("name", &column.label)
                            .arg("entity", &entity.label)
                            .help(Message::new("help-unused-column")),
                    );
                }
            }
        }
    }

    /// Patterns that no note says in words: a wrong cell would be answered with a regular expression.
    pub(super) fn patterns(&self, diagnostics: &mut Diagnostics) {
        for column in self.pack.entities.iter().flat_map(|e| &e.columns) {
            if column.pattern.is_some() && column.note.is_none() && self.own(column.span.source) {
                let d = Diagnostic::new(&codes::PATTERN_WITHOUT_NOTE, column.span).arg("name", &column.label);
                diagnostics.push(d);
            }
        }
    }

    /// Indicators and rules that no conclusion depends on, nor anything that a pack puts out.
    pub(super) fn unreached(&self, diagnostics: &mut Diagnostics) {
        let items = &self.pack.items;
        let mut reached = vec![false; items.len()];
        let mut queue: Vec<usize> = Vec::new();
        for (ix, item) in items.iter().enumerate() {
            match &item.body {
                ItemBody::Rule { kind: RuleKind::Conclusion, .. } | ItemBody::Define { output: true, .. } => {
                    queue.push(ix);
                }
                _ => {}
            }
        }
        // What a column is computed from is in use.
        let derived = self.pack.entities.iter().flat_map(|e| &e.columns).filter_map(|c| c.derive.as_ref());
        derived.for_each(|root| named(root, &mut queue));
        while let Some(ix) = queue.pop() {
            match reached.get_mut(ix) {
                Some(seen @ false) => *seen = true,
                _ => continue,
            }
            for root in items.get(ix).map(Item::expressions).unwrap_or_default() {
                named(root, &mut queue);
            }
        }
        // What only an unreached rule names follows from that rule.
        let mut follows = Vec::new();
        for (ix, item) in items.iter().enumerate() {
            let unreached = reached.get(ix) == Some(&false);
            if unreached && !matches!(item.body, ItemBody::Rule { kind: RuleKind::Audit, .. }) {
                item.expressions().into_iter().for_each(|root| named(root, &mut follows));
            }
        }
        let follows: HashSet<usize> = follows.into_iter().collect();
        for (ix, item) in items.iter().enumerate() {
            let judged = match &item.body {
                ItemBody::Indicator(_) => true,
                ItemBody::Rule { kind, .. } => *kind == RuleKind::Rule,
                ItemBody::Define { .. } => false,
            };
            if judged && reached.get(ix) == Some(&false) && !follows.contains(&ix) {
                let d = Diagnostic::new(&codes::UNREACHED_RULE, item.span).arg("name", &item.label);
                diagnostics.push(d.help(Message::new("help-unreached-rule").arg("name", &item.id)));
            }
        }
    }
}

/// The items that an expression names.
fn named(root: &TExpr, queue: &mut Vec<usize>) {
    root.walk(&mut |e| match &e.kind {
        TExprKind::Outcome { item, .. }
        | TExprKind::Value { item, .. }
        | TExprKind::Threshold { item, .. } => queue.push(item.ix()),
        TExprKind::AllOf(members) | TExprKind::NoneOf(members) | TExprKind::AtLeastOf { members, .. } => {
            queue.extend(members.iter().map(|m| m.item.ix()));
        }
        _ => {}
    });
}
