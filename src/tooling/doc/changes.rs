//! What the pack changes of the pack that it extends.
//!
//! Every entry of both packs is told facet by facet in the same words; what differs is a change. Entries are told briefly, so that a
//! number that is changed in a limit is not told again by each rule that uses the limit.

use indexmap::IndexMap;

use super::dated::{self, Series};
use super::items::relation;
use super::{Teller, parent, shares};
use crate::diagnostic::Message;
use crate::pack::PackChain;
use crate::report::page::*;
use crate::semantics::*;
use crate::syntax::ast::ItemKind;
use crate::value::Number;

/// One aspect of an entry.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Facet {
    pub text: String,
    /// The number, and which way is stricter.
    pub number: Option<(Number, Option<Stricter>)>,
}

/// An entry: what it is called, where it stands, its aspects by name.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub name: String,
    anchor: String,
    pub facets: IndexMap<String, Facet>,
    /// Which of them are one number by date, by what the number is called.
    pub series: IndexMap<String, Series>,
}

impl Entry {
    fn new(name: String, anchor: String) -> Self {
        Entry { name, anchor, facets: IndexMap::new(), series: IndexMap::new() }
    }

    fn put(&mut self, name: String, text: String) {
        if !text.is_empty() {
            self.facets.insert(name, Facet { text, number: None });
        }
    }
}

/// Entries by sort and id.
pub(super) type Entries = IndexMap<(&'static str, String), Entry>;

pub(super) fn section(chain: &PackChain, full: &Teller) -> Option<Section> {
    let (parent_chain, parent) = parent(chain)?;
    let brief = |pack, chain| Teller {
        pack,
        language: full.language,
        shares: shares(chain),
        vocabulary: full.vocabulary,
        brief: true,
    };
    let mut before = entries(&brief(&parent, &parent_chain));
    let mut after = entries(&brief(full.pack, chain));
    dated::align(full, &mut before, &mut after);
    let reference = format!("{}@{}", parent.id, parent.version);
    let title = Message::new("doc-changes").arg("parent", &reference).text(full.language);
    let mut section = Section::new("changes", title);
    section.sections.extend(added(full, &before, &after));
    section.sections.extend(changed(full, &before, &after));
    section.sections.extend(removed(full, chain, &before, &after));
    let said = if section.sections.is_empty() { "doc-changes-none" } else { "doc-changes-intro" };
    let said = if said == "doc-changes-none" {
        Message::new("doc-changes-none").arg("parent", &reference)
    } else {
        Message::new("doc-changes-intro").arg("parent", &reference)
    };
    section.blocks.push(Block::Paragraph(plain(said.text(full.language))));
    Some(section)
}

fn added(teller: &Teller, before: &Entries, after: &Entries) -> Option<Section> {
    let mut rows: IndexMap<&'static str, Vec<Span>> = IndexMap::new();
    for (key, entry) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
        let link = Span::Link { anchor: entry.anchor.clone(), text: entry.name.clone() };
        rows.entry(key.0).or_default().push(link);
    }
    if rows.is_empty() {
        return None;
    }
    let mut section = Section::new("changes-added", teller.word("doc-added"));
    section.blocks.push(Block::Fields(
        rows.into_iter()
            .map(|(sort, links)| Field {
                name: teller.word(sort),
                blocks: vec![Block::Paragraph(joined(links, &teller.word("doc-comma")))],
            })
            .collect(),
    ));
    Some(section)
}

fn changed(teller: &Teller, before: &Entries, after: &Entries) -> Option<Section> {
    let (mut rows, mut cites) = (Vec::new(), Vec::new());
    let (cite, clause) = (teller.word("explain-cite"), teller.word("doc-clause"));
    for (key, new) in after {
        let Some(old) = before.get(key) else { continue };
        let mut names: Vec<&String> = old.facets.keys().collect();
        names.extend(new.facets.keys().filter(|n| !old.facets.contains_key(*n)));
        for name in names {
            let (was, is) = (old.facets.get(name), new.facets.get(name));
            if was == is {
                continue;
            }
            let text =
                |facet: Option<&Facet>| facet.map_or_else(|| teller.word("doc-nothing"), |f| f.text.clone());
            // A clause that is added stands in full among the sources.
            let added_clause = was.is_none() && key.0 == "doc-sort-source" && name.starts_with(&clause);
            let mut after = plain(if added_clause { teller.word("doc-see-sources") } else { text(is) });
            if let Some(direction) = direction(was, is) {
                after.push(Span::Strong(teller.word(direction)));
            }
            let link = Span::Link { anchor: new.anchor.clone(), text: new.name.clone() };
            let row = vec![vec![link], plain(name), plain(text(was)), after];
            if key.0 == "doc-sort-source" || name.starts_with(&cite) { &mut cites } else { &mut rows }
                .push(row);
        }
    }
    if rows.is_empty() && cites.is_empty() {
        return None;
    }
    let mut section = Section::new("changes-changed", teller.word("doc-changed"));
    for (caption, rows) in [("doc-changed-caption", rows), ("doc-changed-cites", cites)] {
        if !rows.is_empty() {
            section.blocks.push(Block::Table(Table {
                caption: teller.word(caption),
                head: ["doc-entry", "doc-aspect", "doc-before", "doc-after"].map(|k| teller.word(k)).to_vec(),
                rows,
                numbers: Vec::new(),
                long: false,
            }));
        }
    }
    Some(section)
}

/// Whether a number became stricter.
pub(super) fn direction(was: Option<&Facet>, is: Option<&Facet>) -> Option<&'static str> {
    let (old, _) = was?.number.as_ref()?;
    let (new, stricter) = is?.number.as_ref()?;
    if old == new {
        return None;
    }
    Some(if (new > old) == (stricter.as_ref()? == &Stricter::Higher) {
        "doc-tightened"
    } else {
        "doc-relaxed"
    })
}

/// What is gone, with the reasons that the pack gives.
fn removed(teller: &Teller, chain: &PackChain, before: &Entries, after: &Entries) -> Option<Section> {
    let items = chain.documents.last().into_iter().flat_map(|d| d.rules.iter().flat_map(|r| &r.items));
    let mut reasons: IndexMap<&str, String> = IndexMap::new();
    for item in items {
        if let ItemKind::Remove { id, because: Some(because) } = &item.kind {
            reasons.insert(id.value.as_str(), because.value.clone());
        }
        if let Some(veto) = item.kind.replacement() {
            let reason = Message::new("doc-replaced-by").arg("by", &veto.id.value).text(teller.language);
            reasons.extend(veto.replaces.iter().map(|name| (name.value.as_str(), reason.clone())));
        }
    }
    let rows: Vec<Vec<Line>> = before
        .iter()
        .filter(|(key, _)| !after.contains_key(*key))
        .map(|((sort, id), entry)| {
            // A removal may name an item by its label, which is all that its entry's name holds besides the id.
            let label = entry.name.strip_prefix(id.as_str()).unwrap_or("").trim();
            let reason = reasons.get(id.as_str()).or_else(|| reasons.get(label)).cloned();
            vec![plain(&entry.name), plain(teller.word(sort)), plain(reason.unwrap_or_default())]
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let mut section = Section::new("changes-removed", teller.word("doc-removed"));
    section.blocks.push(Block::Table(Table {
        caption: String::new(),
        head: ["doc-entry", "doc-sort-of", "doc-reason"].map(|k| teller.word(k)).to_vec(),
        rows,
        numbers: Vec::new(),
        long: false,
    }));
    Some(section)
}

fn cites(cites: &[Citation]) -> String {
    let said = cites.iter().map(|c| format!("{} {}", c.source, c.place.as_deref().unwrap_or_default()));
    said.collect::<Vec<_>>().join("；")
}

pub(super) fn entries(t: &Teller) -> Entries {
    let mut out = Entries::new();
    header(t, &mut out);
    for item in &t.pack.items {
        let (sort, entry) = item_entry(t, item);
        out.insert((sort, item.id.clone()), entry);
    }
    for limit in &t.pack.limits {
        let mut entry = Entry::new(t.headed(&limit.id, &limit.label), anchor("limit", &limit.id));
        entry.put(t.word("doc-meaning"), limit.title.clone().unwrap_or_default());
        numbers(t, limit, t.is_share(&limit.id), limit.stricter, None, &mut entry);
        entry.put(t.word("doc-unit"), limit.unit.symbol.to_string());
        let stricter = match limit.stricter {
            Some(Stricter::Higher) => "doc-stricter-higher",
            Some(Stricter::Lower) => "doc-stricter-lower",
            None => "doc-stricter-none",
        };
        entry.put(t.word("doc-stricter"), t.word(stricter));
        entry.put(t.word("explain-cite"), cites(limit.cite.as_slice()));
        entry.put(t.word("explain-note"), limit.note.clone().unwrap_or_default());
        out.insert(("doc-sort-limit", limit.id.clone()), entry);
    }
    data(t, &mut out);
    sources(t, &mut out);
    plan(t, &mut out);
    out
}

fn header(t: &Teller, out: &mut Entries) {
    let mut entry = Entry::new(t.word("doc-pack"), "overview".to_owned());
    entry.put(t.word("doc-title"), t.pack.title.clone());
    entry.put(t.word("doc-issuer"), t.pack.issuer.clone());
    let day = |d: Option<crate::value::Date>| d.map_or_else(|| "…".to_owned(), |d| d.to_string());
    if t.pack.from.is_some() || t.pack.to.is_some() {
        entry.put(t.word("doc-effective"), format!("{} — {}", day(t.pack.from), day(t.pack.to)));
    }
    out.insert(("doc-pack", String::new()), entry);
}

fn item_entry(t: &Teller, item: &Item) -> (&'static str, Entry) {
    let name = if item.label == item.id { &item.title } else { &item.label };
    let mut entry = Entry::new(t.headed(&item.id, name), anchor("item", &item.id));
    let all = |conditions: &[Requirement]| {
        conditions.iter().map(|c| t.expression(item, &c.expr)).collect::<Vec<_>>().join("；")
    };
    entry.put(t.word("doc-title"), item.title.clone());
    entry.put(t.word("explain-subject"), t.subject(item));
    entry.put(t.word("explain-when"), all(&item.when));
    let sort = match &item.body {
        ItemBody::Indicator(i) => {
            entry.put(t.word("explain-formula"), t.expression(item, &i.value));
            entry.put(t.word("doc-unit"), i.unit.symbol.to_string());
            match &i.threshold {
                ThresholdRef::Own(limit) => {
                    let stricter = match i.comparison {
                        Comparison::AtLeast | Comparison::Above => Stricter::Higher,
                        Comparison::AtMost | Comparison::Below => Stricter::Lower,
                    };
                    let relation = Some(relation(i.comparison));
                    numbers(t, limit, t.is_share(&item.id), Some(stricter), relation, &mut entry);
                }
                ThresholdRef::Limit(ix) => {
                    let number = t.pack.limit(*ix).map_or("", |l| &l.id);
                    let text = Message::new(relation(i.comparison)).arg("number", number).text(t.language);
                    entry.put(t.word("doc-required"), text);
                }
            }
            "doc-sort-indicator"
        }
        ItemBody::Rule { kind, requirements, .. } => {
            entry.put(t.word("explain-requirements"), all(requirements));
            match kind {
                RuleKind::Rule => "doc-sort-rule",
                RuleKind::Veto => "doc-sort-veto",
                RuleKind::Conclusion => "doc-sort-conclusion",
                RuleKind::Audit => "doc-sort-audit",
            }
        }
        ItemBody::Define { value, unit, .. } => {
            entry.put(t.word("explain-formula"), t.expression(item, value));
            entry.put(t.word("doc-unit"), unit.symbol.to_string());
            "doc-sort-define"
        }
    };
    entry.put(t.word("explain-cite"), cites(&item.cite));
    entry.put(t.word("explain-note"), item.notes.join("；"));
    (sort, entry)
}

/// Each number of a table as an aspect of its own.
fn numbers(
    t: &Teller,
    limit: &Limit,
    share: bool,
    stricter: Option<Stricter>,
    relation: Option<&'static str>,
    entry: &mut Entry,
) {
    for table in &limit.tables {
        for (key, number) in &table.values {
            let mut name = t.word(if relation.is_some() { "doc-required" } else { "doc-value" });
            let kinds = t.key(limit, key);
            if !kinds.is_empty() {
                name = format!("{name} {kinds}");
            }
            let series = name.clone();
            if let Some(from) = table.from {
                name = format!("{name} {}", Message::new("explain-from").arg("date", from).text(t.language));
            }
            let shown = t.number(number, &limit.unit, share);
            let text = match relation {
                Some(key) => Message::new(key).arg("number", shown).text(t.language),
                None => shown,
            };
            entry.series.entry(series).or_default().insert(table.from, name.clone());
            entry.facets.insert(name, Facet { text, number: Some((number.clone(), stricter)) });
        }
        let from = table.from.map(|d| d.to_string()).unwrap_or_default();
        entry.put(format!("{} {from}", t.word("explain-cite")), cites(table.cite.as_slice()));
        entry.put(format!("{} {from}", t.word("explain-note")), table.note.clone().unwrap_or_default());
    }
}

fn data(t: &Teller, out: &mut Entries) {
    for kind in &t.pack.kinds {
        let mut entry = Entry::new(kind.label.clone(), "kinds".to_owned());
        entry.put(
            t.word("doc-kind-values"),
            t.kind_values(kind).join(if kind.ordered { " < " } else { "、" }),
        );
        out.insert(("doc-sort-kind", kind.id.clone()), entry);
    }
    for entity in &t.pack.entities {
        let place = anchor("entity", &entity.id);
        let mut entry = Entry::new(entity.label.clone(), place.clone());
        entry.put(t.word("doc-expect"), t.expected(entity));
        let display = entity.display.and_then(|c| entity.columns.get(c.ix()));
        entry.put(t.word("doc-display-column"), display.map(|c| c.label.clone()).unwrap_or_default());
        entry.put(t.word("explain-note"), entity.note.clone().unwrap_or_default());
        out.insert(("doc-sort-table", entity.id.clone()), entry);
        for column in &entity.columns {
            let name =
                Message::new("doc-column-of").arg("entity", &entity.label).arg("column", &column.label);
            let mut entry = Entry::new(name.text(t.language), place.clone());
            entry.put(t.word("doc-column"), column.label.clone());
            entry.put(t.word("doc-type"), t.column_type(column));
            entry.put(t.word("doc-unit"), column.unit.symbol.to_string());
            if column.required {
                entry.put(t.word("doc-asked"), t.word("doc-required-column"));
            }
            for (key, bound) in [("doc-min", &column.min), ("doc-max", &column.max)] {
                entry.put(t.word(key), bound.as_ref().map(|b| t.bound(b, column)).unwrap_or_default());
            }
            entry.put(
                t.word("doc-pattern"),
                column.pattern.as_ref().map(|p| p.text().to_owned()).unwrap_or_default(),
            );
            let step = column.step.as_ref();
            let step = step.map(|s| t.number(s, &column.unit, column.ty == ColumnType::Share));
            entry.put(t.word("doc-step-size"), step.unwrap_or_default());
            if let Some(derive) = &column.derive {
                entry.put(t.word("explain-derived"), t.derivation(entity, derive));
            }
            if column.personal {
                entry.put(t.word("doc-privacy"), t.word("doc-personal"));
            }
            entry.put(t.word("explain-note"), column.note.clone().unwrap_or_default());
            out.insert(("doc-sort-column", format!("{}.{}", entity.id, column.id)), entry);
        }
    }
}

fn sources(t: &Teller, out: &mut Entries) {
    for (id, source) in &t.pack.citations {
        let mut entry = Entry::new(super::sources::name(t, id, source), anchor("source", id));
        entry.put(t.word("doc-title"), source.title.clone());
        entry.put(t.word("doc-number"), source.number.clone().unwrap_or_default());
        entry.put(t.word("doc-date"), source.date.map(|d| d.to_string()).unwrap_or_default());
        entry.put(t.word("doc-issuer"), source.issuer.clone().unwrap_or_default());
        for (place, text) in &source.clauses {
            entry.put(format!("{} {place}", t.word("doc-clause")), text.trim().to_owned());
        }
        out.insert(("doc-sort-source", id.clone()), entry);
    }
}

fn plan(t: &Teller, out: &mut Entries) {
    for measure in &t.pack.measures {
        let mut entry = Entry::new(t.headed(&measure.id, &measure.title), anchor("measure", &measure.id));
        entry.put(t.word("doc-title"), measure.title.clone());
        entry.put(t.word("doc-lead"), measure.lead.join("、"));
        entry.put(t.word("doc-support"), measure.support.join("、"));
        let serves: Vec<&str> =
            measure.serves.iter().filter_map(|i| t.pack.item(*i)).map(|i| i.id.as_str()).collect();
        entry.put(t.word("doc-serves"), serves.join("、"));
        entry.put(t.word("explain-cite"), cites(measure.cite.as_slice()));
        entry.put(t.word("explain-note"), measure.note.clone().unwrap_or_default());
        out.insert(("doc-sort-measure", measure.id.clone()), entry);
    }
    for (code, year) in &t.pack.schedule {
        let mut entry = Entry::new(code.clone(), "schedule".to_owned());
        entry.put(t.word("doc-year"), year.to_string());
        out.insert(("doc-schedule", code.clone()), entry);
    }
    for said in super::workflow::said(t) {
        let mut entry = Entry::new(said.title, said.anchor.to_owned());
        for (key, text) in said.facets {
            entry.put(t.word(key), text);
        }
        entry.put(t.word("explain-cite"), cites(said.cite.map(std::slice::from_ref).unwrap_or_default()));
        out.insert((said.group, said.id), entry);
    }
    for (sort, place, steps) in [
        ("doc-procedure", "procedure", &t.pack.procedure),
        ("doc-organisation", "organisation", &t.pack.organisation),
        ("doc-milestones", "milestones", &t.pack.milestones),
    ] {
        for step in steps {
            let mut entry = Entry::new(step.title.clone(), place.to_owned());
            entry.put(t.word("doc-who"), step.who.join("、"));
            entry.put(t.word("doc-due"), step.due.clone().unwrap_or_default());
            entry.put(t.word("explain-note"), step.note.clone().unwrap_or_default());
            entry.put(t.word("explain-cite"), cites(step.cite.as_slice()));
            out.insert((sort, step.title.clone()), entry);
        }
    }
}
