//! What nothing uses, and what no conclusion reaches.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::Read;
use crate::semantics::checked::*;
use crate::semantics::lint::Lint;

impl Lint<'_> {
    pub(super) fn unused(&self, diagnostics: &mut Diagnostics) {
        let reads = &self.pack.reads;
        for (ix, limit) in self.pack.limits.iter().enumerate() {
            if !reads.is_read(Read::Limit(LimitIx(ix as u32))) && self.own(limit.span.source) {
                let d = Diagnostic::new(&codes::UNUSED_LIMIT, limit.span).arg("name", &limit.label);
                diagnostics.push(d.help(Message::new("help-unused")));
            }
        }
        for (ix, item) in self.pack.items.iter().enumerate() {
            let ItemBody::Define { output: false, .. } = &item.body else { continue };
            if !reads.is_read(Read::Item(ItemIx(ix as u32))) && self.own(item.span.source) {
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
                    || reads.is_read(Read::Column(EntityIx(e as u32), ix));
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
        let reads = &self.pack.reads;
        let items = || (0u32..).map(ItemIx).zip(&self.pack.items);
        let puts_out = |item: &Item| match &item.body {
            ItemBody::Rule { kind, .. } => *kind == RuleKind::Conclusion,
            ItemBody::Define { output, .. } => *output,
            ItemBody::Indicator(_) => false,
        };
        let ends = items().filter(|(_, i)| puts_out(i)).map(|(ix, _)| Read::Item(ix));
        // What a column is computed from is in use.
        let derived = self.pack.order.iter().filter(|s| matches!(s, Step::Column(..)));
        let reached = reads.needs(ends.chain(derived.map(|s| Read::from(*s))));
        // What only an unreached rule names follows from that rule.
        let names = |(ix, item): &(ItemIx, &Item)| {
            let audit = matches!(item.body, ItemBody::Rule { kind: RuleKind::Audit, .. });
            !audit && !reached.contains(&Read::Item(*ix))
        };
        let follows: HashSet<ItemIx> = items().filter(names).flat_map(|(ix, _)| reads.items_of(ix)).collect();
        for (ix, item) in items() {
            let judged = match &item.body {
                ItemBody::Indicator(_) => true,
                ItemBody::Rule { kind, .. } => *kind == RuleKind::Rule,
                ItemBody::Define { .. } => false,
            };
            if judged && !reached.contains(&Read::Item(ix)) && !follows.contains(&ix) {
                let d = Diagnostic::new(&codes::UNREACHED_RULE, item.span).arg("name", &item.label);
                diagnostics.push(d.help(Message::new("help-unreached-rule").arg("name", &item.id)));
            }
        }
    }
}
