//! All that a pack contains.

use serde::Serialize;

use super::find::{Finder, Name, PLANS};
use super::uses::{numbers_as_written, sort_of};
use super::{Shown, Sort};
use crate::pack::PackChain;
use crate::semantics::*;
use crate::syntax::ast::ItemKind;

/// All that a pack contains.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Contents {
    /// Its id.
    pub id: String,
    /// Its full version.
    pub version: String,
    /// Its digest.
    pub digest: String,
    /// Its title.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// From when it is in force.
    pub from: Option<String>,
    /// Until when.
    pub to: Option<String>,
    /// `id@version` of what it extends, root parent first, itself last.
    pub chain: Vec<String>,
    /// What there is, by sort.
    pub groups: Vec<Group>,
    /// What packs of the chain removed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<Entry>,
}

/// All of one sort.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    /// Which.
    pub sort: Sort,
    /// The things.
    pub entries: Vec<Entry>,
}

/// One thing in short.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Its title, or its numbers, columns, values.
    pub text: String,
    /// The packs that declared, changed or removed it, the first first.
    pub packs: Vec<String>,
}

/// All that a pack contains, with which packs of the chain said it.
pub fn contents(chain: &PackChain, pack: &CheckedPack) -> Contents {
    let finder = Finder::new(chain, pack);
    let mut groups: Vec<Group> = Vec::new();
    let mut add = |sort: Sort, entry: Entry| match groups.iter_mut().find(|g| g.sort == sort) {
        Some(group) => group.entries.push(entry),
        None => groups.push(Group { sort, entries: vec![entry] }),
    };
    let entry = |sort: Sort, id: &str, label: &str, text: String| {
        short(finder.thing(sort, &Name { id, label }), text)
    };
    for item in &pack.items {
        let sort = sort_of(item);
        add(sort, entry(sort, &item.id, &item.label, item.title.clone()));
    }
    for limit in &pack.limits {
        let shown = finder.thing(Sort::Limit, &Name { id: &limit.id, label: &limit.label });
        let text = numbers_as_written(&shown);
        add(Sort::Limit, short(shown, text));
    }
    for e in &pack.entities {
        let columns: Vec<&str> = e.columns.iter().map(|c| c.label.as_str()).collect();
        add(Sort::Entity, entry(Sort::Entity, &e.id, &e.label, columns.join("、")));
    }
    for kind in &pack.kinds {
        let values: Vec<&str> = kind.values.iter().map(|(_, label)| label.as_str()).collect();
        let between = if kind.ordered { " < " } else { "、" };
        add(Sort::Kind, entry(Sort::Kind, &kind.id, &kind.label, values.join(between)));
    }
    for (id, source) in &pack.citations {
        let number = source.number.as_ref().map(|n| format!("（{n}）")).unwrap_or_default();
        add(Sort::Source, entry(Sort::Source, id, id, format!("《{}》{number}", source.title)));
    }
    for m in &pack.measures {
        add(Sort::Measure, entry(Sort::Measure, &m.id, &m.id, m.title.clone()));
    }
    for (_, sort, id) in PLANS {
        let shown = finder.thing(sort, &Name { id, label: id });
        let texts: Vec<String> = shown
            .parts
            .iter()
            .flat_map(|p| p.given.iter().map(|g| format!("{} {}", p.at.join(" "), g.text).trim().to_owned()))
            .collect();
        if !texts.is_empty() {
            add(sort, short(shown, texts.join("；")));
        }
    }
    groups.sort_by_key(|g| g.sort);
    let day = |d: Option<crate::value::Date>| d.map(|d| d.to_string());
    Contents {
        id: pack.id.clone(),
        version: pack.version.clone(),
        digest: pack.digest.to_string(),
        title: pack.title.clone(),
        issuer: pack.issuer.clone(),
        from: day(pack.from),
        to: day(pack.to),
        chain: pack.chain.clone(),
        groups,
        removed: removed(&finder),
    }
}

fn short(shown: Shown, text: String) -> Entry {
    Entry { id: shown.id, label: shown.label, text, packs: shown.packs }
}

fn removed(finder: &Finder<'_>) -> Vec<Entry> {
    let items = finder.chain.documents.iter().flat_map(|d| &d.rules).flat_map(|f| &f.items);
    let names = items.filter_map(|item| match &item.kind {
        ItemKind::Remove { id, .. } => Some(id.value.as_str()),
        ItemKind::Rule(_) | ItemKind::Define(_) | ItemKind::Override(_) => None,
    });
    let gone = names.filter(|n| finder.pack.find_item(n).is_none());
    gone.filter_map(|name| finder.removed(name))
        .map(|shown| {
            let reason = shown.removed.as_ref().map_or_else(String::new, |r| r.text.clone());
            short(shown, reason)
        })
        .collect()
}
