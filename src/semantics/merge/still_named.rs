//! Removed ids that something still names.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::pack::{DatedTable, EntityEntry, Table};
use crate::semantics::merge::Merger;
use crate::semantics::merge::references::references;
use crate::semantics::merge::rules::TakenOut;
use crate::semantics::merged::{ItemNode, Merged, Removal, Sort};
use crate::source::{Span, Spanned};
use crate::syntax::ast::Expr;

impl Merger<'_> {
    /// Reports each removed id that the merged packs still name, with the places.
    pub(super) fn still_named(&mut self) {
        if self.merged.removed.is_empty() {
            return;
        }
        let named = named(&self.merged);
        let columns: HashSet<&str> = self
            .merged
            .entities
            .values()
            .flat_map(|e| &e.columns)
            .flat_map(|c| [Some(c.id.value.as_str()), c.label.as_ref().map(|l| l.value.as_str())])
            .flatten()
            .collect();
        let mut kept = Vec::new();
        for (id, removal) in &self.merged.removed {
            let means = |name: &str| name == id || removal.label.as_deref() == Some(name);
            // A column or a later entry of that name is what is meant, then.
            let taken =
                |name: &str| columns.contains(name) || self.names.find(removal.sort.space(), name).is_some();
            let mut places: Vec<Span> =
                named.iter().filter(|(name, _)| means(name) && !taken(name)).map(|(_, span)| *span).collect();
            places.sort();
            places.dedup();
            if report(id, removal, &places, self.diagnostics) {
                kept.push(id.clone());
            }
        }
        for id in kept {
            match self.taken_out.shift_remove(&id) {
                Some(TakenOut::Limit(entry)) => drop(self.merged.limits.insert(id, *entry)),
                Some(TakenOut::Indicator(entry)) => drop(self.merged.indicators.insert(id, *entry)),
                Some(TakenOut::Item(item)) => drop(self.merged.items.insert(id, *item)),
                Some(TakenOut::Measure) | None => {}
            }
        }
    }
}

fn report(id: &str, removal: &Removal, places: &[Span], diagnostics: &mut Diagnostics) -> bool {
    if places.is_empty() || removal.sort == Sort::Measure {
        return false;
    }
    let mut d = Diagnostic::new(&codes::STILL_NAMED, removal.span).arg("name", id);
    for place in places.iter().take(5) {
        d = d.related(*place, Message::new("related-still-named"));
    }
    diagnostics.push(d.help(Message::new("help-still-named")));
    true
}

/// Every name that formulas, thresholds, rules and measures of the merged packs mention.
fn named(merged: &Merged) -> Vec<(String, Span)> {
    let mut out = Vec::new();
    let mut scan = |e: &Expr| references(e, &mut |name, span| out.push((name.to_owned(), span)));
    for entry in merged.indicators.values() {
        entry.when.iter().chain(&entry.value).for_each(&mut scan);
    }
    for column in merged.entities.values().flat_map(|e| &e.columns) {
        column.derive.iter().for_each(&mut scan);
    }
    for entry in merged.entities.values().flat_map(EntityEntry::expected) {
        entry.formulas().for_each(&mut scan);
    }
    for item in merged.items.values() {
        match &item.node {
            ItemNode::Rule(rule) => {
                rule.when.iter().chain(&rule.require).for_each(|c| scan(&c.condition));
            }
            ItemNode::Define(define) => define.value.iter().for_each(&mut scan),
        }
    }
    for entry in merged.indicators.values() {
        if let Some(Spanned { value, .. }) = entry.threshold.as_ref().map(|t| &t.value) {
            out.extend(value.iter().filter_map(threshold_name));
        }
    }
    for name in merged.measures.values().flat_map(|m| m.serves.iter().flatten()) {
        out.push((name.value.clone(), name.span));
    }
    out
}

fn threshold_name(step: &DatedTable) -> Option<(String, Span)> {
    match &step.table {
        Table::Name(name) => Some((name.value.clone(), name.span)),
        Table::Number(_) | Table::Map(_) => None,
    }
}
