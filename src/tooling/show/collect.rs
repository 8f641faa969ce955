//! What the documents of a chain say of one thing.

use super::entries::Owner;
use super::history::{History, Lines};
use super::index::{Entries, Index};
use super::{Given, Part, Sort};
use crate::pack::{
    Definitions, EntityEntry, KindEntry, LimitEntry, PackChain, PackDocument, Step, UnitEntry,
};
use crate::semantics::CheckedPack;
use crate::source::Spanned;
use crate::syntax::ast::{Clause, DefineItem, Ident, ItemKind, OverrideItem, RuleItem, Subject};

/// Who said what of one thing.
pub(super) struct Collected {
    pub packs: Vec<String>,
    pub parts: Vec<Part>,
    pub removed: Option<Given>,
}

/// Follows one thing through the chain. `names` are its id and all labels that it ever had; a column's own are `column`.
pub(super) fn collect(
    (chain, checked, lines, index): (&PackChain, &CheckedPack, &Lines, &Index<'_>),
    sort: Sort,
    names: &[String],
    column: &[String],
) -> Collected {
    let mut removed = None;
    let mut h = History::new(chain, checked, lines);
    let ours = |id: &Ident| names.contains(&id.value);
    for (i, document) in chain.documents.iter().enumerate() {
        h.begin(i);
        let Some(spoken) = index.pack(i) else { continue };
        for (d, places) in
            [(&document.definitions, &spoken.definitions), (&document.overrides, &spoken.overrides)]
        {
            entries(&mut h, (d, places), sort, names, column);
        }
        for item in spoken.items(names) {
            if let Some(veto) = item.kind.replacement()
                && let Some(name) = veto.replaces.iter().find(|name| ours(name))
                && !matches!(sort, Sort::Column | Sort::Source)
            {
                h.touched();
                removed = Some(h.given(format!("→ {}", veto.id.value), name.span));
            }
            match &item.kind {
                ItemKind::Rule(rule)
                | ItemKind::Override(OverrideItem::Rule(rule) | OverrideItem::Named(rule))
                    if ours(&rule.id) =>
                {
                    h.touched();
                    rule_parts(&mut h, rule);
                }
                ItemKind::Define(define) | ItemKind::Override(OverrideItem::Define(define))
                    if ours(&define.id) =>
                {
                    h.touched();
                    define_parts(&mut h, define);
                }
                ItemKind::Remove { id, because }
                    if ours(id) && !matches!(sort, Sort::Column | Sort::Source) =>
                {
                    h.touched();
                    let reason = because.as_ref().map_or_else(String::new, |b| b.value.clone());
                    removed = Some(h.given(reason, id.span));
                }
                ItemKind::Rule(_) | ItemKind::Define(_) | ItemKind::Override(_) | ItemKind::Remove { .. } => {
                }
            }
        }
        plans(&mut h, document, sort);
    }
    let (packs, parts) = h.finish();
    Collected { packs, parts, removed }
}

fn entries(
    h: &mut History<'_>,
    (d, places): (&Definitions, &Entries<'_>),
    sort: Sort,
    names: &[String],
    column: &[String],
) {
    macro_rules! each {
        ($list:expr, $say:expr) => {
            for entry in places.called(sort, names).into_iter().filter_map(|at| $list.get(at)) {
                h.touched();
                $say(h, entry);
            }
        };
    }
    match sort {
        Sort::Indicator => each!(d.indicators, |h: &mut History<'_>, e| h.entry(e, Owner::default())),
        Sort::Limit => each!(d.limits, |h: &mut History<'_>, e: &LimitEntry| {
            h.entry(e, Owner { kinds: &e.kinds.kinds, ..Owner::default() });
        }),
        Sort::Kind => each!(d.kinds, |h: &mut History<'_>, e: &KindEntry| h.entry(e, Owner::of(&e.id))),
        Sort::Entity => {
            each!(d.entities, |h: &mut History<'_>, e: &EntityEntry| h.entry(e, Owner::of(&e.id)))
        }
        Sort::Source => each!(d.sources, |h: &mut History<'_>, e| h.entry(e, Owner::default())),
        Sort::Measure => each!(d.measures, |h: &mut History<'_>, e| h.entry(e, Owner::default())),
        Sort::Unit => each!(d.units, unit),
        Sort::Column => {
            let tables = places.called(Sort::Entity, names);
            let own = tables.into_iter().filter_map(|at| d.entities.get(at)).flat_map(|e| &e.columns);
            for entry in own.filter(|c| column.contains(&c.id.value)) {
                h.touched();
                h.entry(entry, Owner::default());
            }
        }
        Sort::Conclusion
        | Sort::Rule
        | Sort::Veto
        | Sort::Audit
        | Sort::Define
        | Sort::Schedule
        | Sort::Procedure
        | Sort::Deadlines
        | Sort::Monitoring
        | Sort::Warning
        | Sort::Organisation
        | Sort::Milestones => {}
    }
}

fn subject(h: &mut History<'_>, subject: Option<&Subject>) {
    let Some(subject) = subject else { return };
    h.name("for", Some(&subject.entity));
    if let (Some(first), Some(last)) = (subject.by.first(), subject.by.last()) {
        let by = Spanned::new(subject.by.clone(), first.span.to(last.span));
        h.kinds("by", &by);
    }
}

fn clauses(h: &History<'_>, list: &[Clause]) -> Vec<Given> {
    list.iter().map(|c| h.given(h.slice(c.condition.span), c.span)).collect()
}

fn rule_parts(h: &mut History<'_>, rule: &RuleItem) {
    h.name("label", rule.label.as_ref());
    h.text("title", rule.title.as_ref());
    subject(h, rule.subject.as_ref());
    for (part, list) in [("when", &rule.when), ("require", &rule.require)] {
        if !list.is_empty() {
            let list = clauses(h, list);
            h.set(part, Vec::new(), list);
        }
    }
    if !rule.replaces.is_empty() {
        let first = rule.replaces.first().map_or(rule.id.span, |name| name.span);
        let names: Vec<&str> = rule.replaces.iter().map(|name| name.value.as_str()).collect();
        let given = h.given(names.join(", "), first);
        h.set("replaces", Vec::new(), vec![given]);
    }
    if !rule.also_require.is_empty() {
        let list = clauses(h, &rule.also_require);
        h.add("require", list);
    }
    h.cites(&rule.cite);
    notes(h, &rule.note);
}

fn notes(h: &mut History<'_>, notes: &[Spanned<String>]) {
    if !notes.is_empty() {
        h.texts("note", Some(&notes.to_vec()));
    }
}

fn define_parts(h: &mut History<'_>, define: &DefineItem) {
    h.name("label", define.label.as_ref());
    h.text("title", define.title.as_ref());
    subject(h, define.subject.as_ref());
    if let Some(unit) = &define.unit {
        h.unit("unit", unit);
    }
    h.expr("value", define.value.as_ref());
    h.cites(&define.cite);
    notes(h, &define.note);
}

fn unit(h: &mut History<'_>, e: &UnitEntry) {
    match &e.multiple {
        None => h.one("multiple", "base", e.id.span),
        Some((factor, unit)) => h.one("multiple", h.slice(factor.span.to(unit.span)), factor.span),
    }
}

/// The schedule, the procedure and the lists of steps.
fn plans(h: &mut History<'_>, document: &PackDocument, sort: Sort) {
    if sort == Sort::Schedule {
        for entry in &document.schedule {
            h.touched();
            let given = h.given(entry.year.value.to_string(), entry.year.span);
            h.set("year", vec![entry.county.value.clone()], vec![given]);
        }
    }
    for d in [&document.definitions, &document.overrides] {
        match sort {
            Sort::Procedure => d.stages.iter().for_each(|e| h.versions(e)),
            Sort::Deadlines => d.deadlines.iter().for_each(|e| h.versions(e)),
            Sort::Monitoring => d.monitoring.iter().for_each(|e| h.versions(e)),
            Sort::Warning => d.warning.iter().for_each(|e| h.versions(e)),
            Sort::Conclusion
            | Sort::Rule
            | Sort::Indicator
            | Sort::Veto
            | Sort::Audit
            | Sort::Define
            | Sort::Limit
            | Sort::Entity
            | Sort::Column
            | Sort::Kind
            | Sort::Unit
            | Sort::Source
            | Sort::Measure
            | Sort::Schedule
            | Sort::Organisation
            | Sort::Milestones => {}
        }
    }
    let list: &[Step] = match sort {
        Sort::Procedure => &document.procedure,
        Sort::Organisation => &document.organisation,
        Sort::Milestones => &document.milestones,
        Sort::Conclusion
        | Sort::Rule
        | Sort::Indicator
        | Sort::Veto
        | Sort::Audit
        | Sort::Define
        | Sort::Limit
        | Sort::Entity
        | Sort::Column
        | Sort::Kind
        | Sort::Unit
        | Sort::Source
        | Sort::Measure
        | Sort::Schedule
        | Sort::Deadlines
        | Sort::Monitoring
        | Sort::Warning => return,
    };
    if list.is_empty() {
        return;
    }
    h.touched();
    h.steps(list);
}
