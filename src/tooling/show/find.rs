//! From a name to what it names.

use super::collect::collect;
use super::history::{Lines, lines};
use super::index::Index;
use super::uses::{Named, citing, sort_of, users, uses};
use super::{Given, Part, Shown, Sort};
use crate::diagnostic::suggest;
use crate::pack::{Definitions, PackChain};
use crate::semantics::*;
use crate::syntax::ast::{Ident, ItemKind, OverrideItem};
use crate::syntax::vocabulary::yaml::Key;

/// The things of a pack that a name means: an id, a label, `table.column`, a column alone, or one of `schedule`, `procedure`, `deadlines`, `monitoring`, `warning`,
/// `organisation`, `milestones`; also what some pack of the chain removed.
///
/// # Errors
/// When nothing is called so: the name that was probably meant, if any is near.
pub fn show(chain: &PackChain, pack: &CheckedPack, name: &str) -> Result<Vec<Shown>, Option<String>> {
    let finder = Finder::new(chain, pack);
    let mut found = finder.all(name.trim());
    if found.is_empty() {
        found.extend(finder.removed(name.trim()));
    }
    if found.is_empty() { Err(finder.near(name.trim())) } else { Ok(found) }
}

pub(super) struct Finder<'a> {
    pub chain: &'a PackChain,
    pub pack: &'a CheckedPack,
    lines: Lines,
    index: Index<'a>,
}

/// A thing's id and the label that it has now.
pub(super) struct Name<'a> {
    pub id: &'a str,
    pub label: &'a str,
}

impl<'a> Finder<'a> {
    pub fn new(chain: &'a PackChain, pack: &'a CheckedPack) -> Self {
        Finder { chain, pack, lines: lines(chain), index: Index::new(chain) }
    }

    fn all(&self, name: &str) -> Vec<Shown> {
        let pack = self.pack;
        let mut out = Vec::new();
        let called = |n: &Name<'_>| n.id == name || n.label == name;
        for (i, item) in pack.items.iter().enumerate() {
            let own = Name { id: &item.id, label: &item.label };
            if called(&own) {
                let ix = ItemIx(i as u32);
                let mut shown = self.thing(sort_of(item), &own);
                shown.title = Some(item.title.clone());
                shown.uses = uses(self, (ix, item));
                shown.used_by = users(pack, Named::Item(ix));
                shown.measures = pack.measures_for(ix).iter().map(|m| m.id.clone()).collect();
                out.push(shown);
            }
        }
        for (i, limit) in pack.limits.iter().enumerate() {
            let own = Name { id: &limit.id, label: &limit.label };
            if called(&own) {
                let mut shown = self.thing(Sort::Limit, &own);
                shown.title.clone_from(&limit.title);
                shown.used_by = users(pack, Named::Limit(LimitIx(i as u32)));
                out.push(shown);
            }
        }
        for (i, kind) in pack.kinds.iter().enumerate() {
            let own = Name { id: &kind.id, label: &kind.label };
            if called(&own) {
                let mut shown = self.thing(Sort::Kind, &own);
                built_in(&mut shown, "values", &kind.values);
                shown.used_by = users(pack, Named::Kind(KindIx(i as u32)));
                out.push(shown);
            }
        }
        for (i, entity) in pack.entities.iter().enumerate() {
            let own = Name { id: &entity.id, label: &entity.label };
            if called(&own) {
                let mut shown = self.thing(Sort::Entity, &own);
                let columns: Vec<(String, String)> =
                    entity.columns.iter().map(|c| (c.id.clone(), c.label.clone())).collect();
                built_in(&mut shown, "columns", &columns);
                shown.used_by = users(pack, Named::Entity(EntityIx(i as u32)));
                out.push(shown);
            }
        }
        for (id, source) in &pack.citations {
            if id == name || source.number.as_deref() == Some(name) {
                let mut shown = self.thing(Sort::Source, &Name { id, label: id });
                shown.title = Some(source.title.clone());
                shown.used_by = citing(pack, id);
                out.push(shown);
            }
        }
        for measure in pack.measures.iter().filter(|m| m.id == name || m.title == name) {
            let mut shown = self.thing(Sort::Measure, &Name { id: &measure.id, label: &measure.id });
            shown.title = Some(measure.title.clone());
            out.push(shown);
        }
        for id in pack.units.keys().filter(|u| *u == name) {
            out.push(self.thing(Sort::Unit, &Name { id, label: id }));
        }
        for (key, sort, id) in PLANS {
            if key.is(name) {
                let shown = self.thing(sort, &Name { id, label: id });
                if !shown.parts.is_empty() {
                    out.push(shown);
                }
            }
        }
        // A column alone may be called like its table's parent or like a kind.
        if out.is_empty() {
            for (i, entity) in pack.entities.iter().enumerate() {
                self.columns(EntityIx(i as u32), entity, name, &mut out);
            }
        }
        out
    }

    fn columns(&self, entity_ix: EntityIx, entity: &Entity, name: &str, out: &mut Vec<Shown>) {
        let (table, column) = match name.split_once('.') {
            Some((table, column)) => (Some(table), column),
            None => (None, name),
        };
        if table.is_some_and(|t| t != entity.id && t != entity.label) {
            return;
        }
        for (i, found) in entity.columns.iter().enumerate() {
            if found.id != column && found.label != column {
                continue;
            }
            let mut names = self.names(Sort::Entity, &Name { id: &entity.id, label: &entity.label });
            names.push(entity.label.clone());
            let own = self.column_names(&names, &found.id, &found.label);
            let said = collect((self.chain, self.pack, &self.lines, &self.index), Sort::Column, &names, &own);
            out.push(Shown {
                sort: Sort::Column,
                id: format!("{}.{}", entity.id, found.id),
                label: Some(format!("{}.{}", entity.label, found.label)),
                title: None,
                packs: said.packs,
                removed: None,
                parts: said.parts,
                uses: Vec::new(),
                used_by: users(self.pack, Named::Column(entity_ix, ColumnIx(i as u32))),
                measures: Vec::new(),
            });
        }
    }

    pub fn thing(&self, sort: Sort, name: &Name<'_>) -> Shown {
        let names = self.names(sort, name);
        let said = collect((self.chain, self.pack, &self.lines, &self.index), sort, &names, &[]);
        Shown {
            sort,
            id: name.id.to_owned(),
            label: (name.label != name.id).then(|| name.label.to_owned()),
            title: None,
            packs: said.packs,
            removed: None,
            parts: said.parts,
            uses: Vec::new(),
            used_by: Vec::new(),
            measures: Vec::new(),
        }
    }

    /// Every name under which the chain speaks of a thing.
    fn names(&self, sort: Sort, name: &Name<'_>) -> Vec<String> {
        let mut names = vec![name.id.to_owned(), name.label.to_owned()];
        self.index.add_labels(sort, &mut names);
        names
    }

    fn column_names(&self, tables: &[String], id: &str, label: &str) -> Vec<String> {
        let mut names = vec![id.to_owned(), label.to_owned()];
        for document in self.chain.documents.iter() {
            for d in [&document.definitions, &document.overrides] {
                let own = d.entities.iter().filter(|e| tables.contains(&e.id.value)).flat_map(|e| &e.columns);
                for column in own.filter(|c| c.id.value == id) {
                    names.extend(column.label.iter().map(|l| l.value.clone()));
                }
            }
        }
        names
    }

    /// What was removed under this name.
    pub fn removed(&self, name: &str) -> Option<Shown> {
        for (i, document) in self.chain.documents.iter().enumerate() {
            let gone = document.rules.iter().flat_map(|f| &f.items).flat_map(|item| {
                let replaced = item.kind.replacement().map_or(&[][..], |veto| veto.replaces.as_slice());
                let removed = match &item.kind {
                    ItemKind::Remove { id, .. } => Some(id),
                    ItemKind::Rule(_) | ItemKind::Define(_) | ItemKind::Override(_) => None,
                };
                removed.into_iter().chain(replaced)
            });
            let mut gone = gone;
            let own = gone.find(|id| self.names_of_removed(i, id).iter().any(|n| n == name));
            let Some(id) = own else { continue };
            let names = self.names_of_removed(i, id);
            let sort = self.sort_of_removed(i, &names)?;
            let said = collect((self.chain, self.pack, &self.lines, &self.index), sort, &names, &[]);
            return Some(Shown {
                sort,
                id: names.first().cloned().unwrap_or_default(),
                label: names.get(1).cloned(),
                title: None,
                packs: said.packs,
                removed: said.removed,
                parts: said.parts,
                uses: Vec::new(),
                used_by: Vec::new(),
                measures: Vec::new(),
            });
        }
        None
    }

    /// Id and labels of what a pack removes.
    fn names_of_removed(&self, pack: usize, id: &Ident) -> Vec<String> {
        for sort in REMOVABLE {
            for document in self.chain.documents.iter().take(pack) {
                for (own, label) in declared(document, sort) {
                    if own.value == id.value || label.is_some_and(|l| l.value == id.value) {
                        return [Some(own), label].into_iter().flatten().map(|n| n.value.clone()).collect();
                    }
                }
            }
        }
        vec![id.value.clone()]
    }

    fn sort_of_removed(&self, pack: usize, names: &[String]) -> Option<Sort> {
        REMOVABLE.into_iter().find(|sort| {
            let documents = self.chain.documents.iter().take(pack);
            documents.flat_map(|d| declared(d, *sort)).any(|(id, _)| names.contains(&id.value))
        })
    }

    fn near(&self, name: &str) -> Option<String> {
        let pack = self.pack;
        let mut names: Vec<&str> = Vec::new();
        names.extend(pack.items.iter().flat_map(|i| [i.id.as_str(), i.label.as_str()]));
        names.extend(pack.limits.iter().flat_map(|l| [l.id.as_str(), l.label.as_str()]));
        names.extend(pack.kinds.iter().flat_map(|k| [k.id.as_str(), k.label.as_str()]));
        for entity in &pack.entities {
            names.extend([entity.id.as_str(), entity.label.as_str()]);
            names.extend(entity.columns.iter().flat_map(|c| [c.id.as_str(), c.label.as_str()]));
        }
        names.extend(pack.citations.keys().map(String::as_str));
        names.extend(pack.measures.iter().map(|m| m.id.as_str()));
        if let Some((table, column)) = name.split_once('.')
            && let Some(entity) = pack.find_entity(table).and_then(|e| pack.entity(e))
        {
            let own = entity.columns.iter().flat_map(|c| [c.id.as_str(), c.label.as_str()]);
            return suggest(column, own).map(|near| format!("{table}.{near}"));
        }
        suggest(name, names).map(str::to_owned)
    }
}

/// What no file declares has its parts all the same.
fn built_in(shown: &mut Shown, part: &'static str, list: &[(String, String)]) {
    if !shown.packs.is_empty() {
        return;
    }
    shown.parts = list
        .iter()
        .map(|(id, label)| Part {
            part,
            at: vec![id.clone()],
            given: vec![Given { text: label.clone(), ..Given::default() }],
            replaced: Vec::new(),
        })
        .collect();
}

const REMOVABLE: [Sort; 4] = [Sort::Rule, Sort::Indicator, Sort::Limit, Sort::Measure];

/// The parts of a plan that have no ids of their own.
pub(super) const PLANS: [(Key, Sort, &str); 7] = [
    (Key::Schedule, Sort::Schedule, "schedule"),
    (Key::Procedure, Sort::Procedure, "procedure"),
    (Key::Deadlines, Sort::Deadlines, "deadlines"),
    (Key::Monitoring, Sort::Monitoring, "monitoring"),
    (Key::Warning, Sort::Warning, "warning"),
    (Key::Organisation, Sort::Organisation, "organisation"),
    (Key::Milestones, Sort::Milestones, "milestones"),
];

/// The entries of a sort in one pack, definitions and overrides, each with the label that it gives. All rules and defines are one sort here.
pub(super) fn declared(document: &crate::pack::PackDocument, sort: Sort) -> Vec<(&Ident, Option<&Ident>)> {
    let mut out: Vec<(&Ident, Option<&Ident>)> = Vec::new();
    for d in [&document.definitions, &document.overrides] {
        entries(d, sort, &mut out);
    }
    if matches!(sort, Sort::Rule | Sort::Veto | Sort::Conclusion | Sort::Audit | Sort::Define) {
        for item in document.rules.iter().flat_map(|f| &f.items) {
            match &item.kind {
                ItemKind::Rule(r) | ItemKind::Override(OverrideItem::Rule(r) | OverrideItem::Named(r)) => {
                    out.push((&r.id, r.label.as_ref()));
                }
                ItemKind::Define(d) | ItemKind::Override(OverrideItem::Define(d)) => {
                    out.push((&d.id, d.label.as_ref()));
                }
                ItemKind::Remove { .. } => {}
            }
        }
    }
    out
}

fn entries<'d>(d: &'d Definitions, sort: Sort, out: &mut Vec<(&'d Ident, Option<&'d Ident>)>) {
    match sort {
        Sort::Indicator => out.extend(d.indicators.iter().map(|e| (&e.id, e.label.as_ref()))),
        Sort::Limit => out.extend(d.limits.iter().map(|e| (&e.id, e.label.as_ref()))),
        Sort::Kind => out.extend(d.kinds.iter().map(|e| (&e.id, e.label.as_ref()))),
        Sort::Entity => out.extend(d.entities.iter().map(|e| (&e.id, e.label.as_ref()))),
        Sort::Measure => out.extend(d.measures.iter().map(|e| (&e.id, None))),
        Sort::Conclusion
        | Sort::Rule
        | Sort::Veto
        | Sort::Audit
        | Sort::Define
        | Sort::Column
        | Sort::Unit
        | Sort::Source
        | Sort::Schedule
        | Sort::Procedure
        | Sort::Deadlines
        | Sort::Monitoring
        | Sort::Warning
        | Sort::Organisation
        | Sort::Milestones => {}
    }
}
