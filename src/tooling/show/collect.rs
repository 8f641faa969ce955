//! What the documents of a chain say of one thing.

use super::history::{History, Lines};
use super::index::{Entries, Index};
use super::{Given, Part, Sort};
use crate::pack::{
    Bound, ColumnEntry, Definitions, EntityEntry, Expect, IndicatorEntry, KindEntry, LimitEntry,
    MeasureEntry, PackChain, PackDocument, Step, Stricter, TypeName, UnitEntry,
};
use crate::semantics::CheckedPack;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Clause, DefineItem, Ident, ItemKind, OverrideItem, RuleItem, Subject, UnitExpr};

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
        Sort::Indicator => each!(d.indicators, indicator),
        Sort::Limit => each!(d.limits, limit),
        Sort::Kind => each!(d.kinds, kind),
        Sort::Entity => each!(d.entities, entity),
        Sort::Source => each!(d.sources, |h: &mut History<'_>, e| h.source(e)),
        Sort::Measure => each!(d.measures, measure),
        Sort::Unit => each!(d.units, unit),
        Sort::Column => {
            let tables = places.called(Sort::Entity, names);
            let own = tables.into_iter().filter_map(|at| d.entities.get(at)).flat_map(|e| &e.columns);
            for entry in own.filter(|c| column.contains(&c.id.value)) {
                h.touched();
                column_parts(h, entry);
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
        h.names("by", Some(&by));
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
    h.unit(define.unit.as_ref());
    h.expr("value", define.value.as_ref());
    h.cites(&define.cite);
    notes(h, &define.note);
}

fn indicator(h: &mut History<'_>, e: &IndicatorEntry) {
    h.name("label", e.label.as_ref());
    h.text("title", e.title.as_ref());
    h.name("for", e.entity.as_ref());
    h.names("by", e.by.as_ref());
    h.expr("when", e.when.as_ref());
    h.expr("value", e.value.as_ref());
    let other_unit = other_unit(h, e.unit.as_ref());
    h.unit(e.unit.as_ref());
    if let Some(threshold) = &e.threshold {
        let sign = threshold.comparison.value.operator().symbol();
        let before = h.current("comparison").map(str::to_owned);
        let up = |sign: &str| sign.starts_with(['≥', '>']);
        let turned = before.as_deref().is_some_and(|b| up(b) != up(sign));
        if before.as_deref() != Some(sign) {
            h.one("comparison", sign, threshold.comparison.span);
        }
        h.table(&threshold.value, &threshold.kinds.kinds, turned || other_unit);
    }
    h.cite(e.cite.as_ref());
    h.also_cite(&e.also_cite);
    h.text("note", e.note.as_ref());
}

fn limit(h: &mut History<'_>, e: &LimitEntry) {
    h.name("label", e.label.as_ref());
    h.text("title", e.title.as_ref());
    let other_unit = other_unit(h, e.unit.as_ref());
    let other_kinds = e.by.is_some() && h.current("by").is_some();
    h.unit(e.unit.as_ref());
    h.names("by", e.by.as_ref());
    if let Some(value) = &e.value {
        h.table(value, &e.kinds.kinds, other_unit || other_kinds);
    }
    if let Some(stricter) = &e.stricter {
        let word = match stricter.value {
            Stricter::Higher => "higher",
            Stricter::Lower => "lower",
        };
        h.one("stricter", word, stricter.span);
    }
    h.cite(e.cite.as_ref());
    h.also_cite(&e.also_cite);
    h.text("note", e.note.as_ref());
}

/// Whether an override measures in another unit: its numbers then stand for themselves.
fn other_unit(h: &History<'_>, unit: Option<&UnitExpr>) -> bool {
    unit.is_some_and(|u| h.current("unit").is_some_and(|before| before != h.slice(u.span)))
}

fn flag(h: &mut History<'_>, part: &'static str, value: Option<&Spanned<bool>>) {
    if let Some(value) = value {
        h.one(part, if value.value { "true" } else { "false" }, value.span);
    }
}

fn kind(h: &mut History<'_>, e: &KindEntry) {
    h.name("label", e.label.as_ref());
    flag(h, "ordered", e.ordered.as_ref());
    for value in e.values.iter().flatten() {
        let place = vec![h.value_id(&e.id.value, &value.id.value)];
        let named = value.label.as_ref().unwrap_or(&value.id);
        // What only gives other words for a value does not name it anew.
        if value.label.is_some() || !h.has("values", place.first().map_or("", String::as_str)) {
            let given = h.given(named.value.clone(), named.span);
            h.set("values", place.clone(), vec![given]);
        }
        if let Some(aliases) = &value.aliases {
            let list = aliases.value.iter().map(|a| h.given(a.value.clone(), a.span)).collect();
            h.set("aliases", place, list);
        }
    }
}

fn entity(h: &mut History<'_>, e: &EntityEntry) {
    h.name("label", e.label.as_ref());
    h.name("within", e.within.as_ref());
    h.names("key", e.key.as_ref());
    h.unit(e.unit.as_ref());
    if let Some(expect) = &e.expect {
        match &expect.value {
            Expect::County => h.one("expect", "county", expect.span),
            Expect::Parent => h.one("expect", "parent", expect.span),
            Expect::None => h.one("expect", "none", expect.span),
            Expect::List(_) => {
                let written = h.slice(expect.span);
                h.one("expect", written, expect.span);
            }
        }
    }
    h.name("display", e.display.as_ref());
    for column in &e.columns {
        let id = h.column_id(&e.id.value, &column.id.value, column.label.as_ref());
        let label = column.label.as_ref().map_or(&column.id.value, |l| &l.value).clone();
        let given = h.given(label, column.id.span);
        if h.has("columns", &id) && column.label.is_none() {
            // What changed is shown with the column.
            h.add_at("columns", &id, given);
        } else {
            h.set("columns", vec![id], vec![given]);
        }
    }
    h.text("note", e.note.as_ref());
}

fn type_word(ty: &TypeName) -> &str {
    match ty {
        TypeName::Number => "number",
        TypeName::Count => "count",
        TypeName::Share => "share",
        TypeName::Flag => "flag",
        TypeName::Text => "text",
        TypeName::Date => "date",
        TypeName::Kind(kind) => kind,
    }
}

fn column_parts(h: &mut History<'_>, c: &ColumnEntry) {
    h.name("label", c.label.as_ref());
    if let Some(ty) = &c.type_name {
        let word = match &ty.value {
            TypeName::Kind(kind) => h.kind_label(kind),
            basic @ (TypeName::Number
            | TypeName::Count
            | TypeName::Share
            | TypeName::Flag
            | TypeName::Text
            | TypeName::Date) => type_word(basic).to_owned(),
        };
        h.one("type", word, ty.span);
    }
    h.unit(c.unit.as_ref());
    flag(h, "required", c.required.as_ref());
    for (part, bound) in [("min", &c.min), ("max", &c.max)] {
        if let Some(bound) = bound {
            let text = match &bound.value {
                Bound::Date(date) => date.to_string(),
                Bound::Number(_) => h.slice(bound.span),
            };
            h.one(part, text, bound.span);
        }
    }
    h.text("pattern", c.pattern.as_ref());
    if let Some(step) = &c.step {
        h.one("step_size", h.slice(step.span), step.span);
    }
    h.expr("derive", c.derive.as_ref());
    flag(h, "personal", c.personal.as_ref());
    flag(h, "shown", c.shown.as_ref());
    h.text("note", c.note.as_ref());
}

fn measure(h: &mut History<'_>, e: &MeasureEntry) {
    h.text("title", e.title.as_ref());
    h.texts("lead", e.lead.as_ref());
    h.texts("support", e.support.as_ref());
    if let (Some(serves), Some(place)) = (&e.serves, e.serves.as_ref().and_then(|s| s.first())) {
        let last: Span = serves.last().map_or(place.span, |l| l.span);
        let whole = Spanned::new(serves.clone(), place.span.to(last));
        h.names("serves", Some(&whole));
    }
    h.cite(e.cite.as_ref());
    h.text("note", e.note.as_ref());
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
