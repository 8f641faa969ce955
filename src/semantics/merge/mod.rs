//! Inheritance: a chain of packs becomes one set of entries.
//!
//! Pack by pack, parent first: what it removes, what it defines, what it overrides. A mistake is reported and the entry that has it is
//! left as the parent has it.

mod entries;
mod names;
mod procedure;
mod range;
mod references;
mod rules;
mod steps;
mod still_named;

pub(crate) use entries::same_unit;
pub(crate) use range::expand_range;
pub(crate) use references::references;
pub(crate) use steps::Values;

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::pack::entry::{Entry, Merge};
use crate::pack::{PackChain, PackDocument, ScheduleEntry};
use crate::semantics::merge::names::Names;
use crate::semantics::merge::rules::TakenOut;
use crate::semantics::merged::{ItemNode, Merged, MergedItem, Sort};
use crate::syntax::ast::{Ident, ItemKind};
use crate::syntax::vocabulary::{Vocabulary, yaml::Key};

/// Merges a chain, root parent first.
pub(crate) fn merge(chain: &PackChain, diagnostics: &mut Diagnostics) -> Merged {
    let mut merger = Merger::new(chain, diagnostics);
    merger.merged.own = chain.own;
    for pack in 0..chain.documents.len() {
        merger.pack(pack);
    }
    merger.finish()
}

/// The first `count` packs of a chain, merged without reporting anything (they are reported when the whole chain is merged).
pub(crate) fn merge_first(chain: &PackChain, count: usize) -> Merged {
    let mut silent = Diagnostics::new();
    let mut merger = Merger::new(chain, &mut silent);
    for pack in 0..count.min(chain.documents.len()) {
        merger.pack(pack);
    }
    merger.merged
}

/// Merges packs into [`Merged`], one after the other.
struct Merger<'a> {
    chain: &'a PackChain,
    merged: Merged,
    names: Names,
    /// What was removed, by id.
    taken_out: IndexMap<String, TakenOut>,
    /// The pack that is being merged.
    pack: usize,
    /// Whether its parents could not be read in full, so that what it misses in them may well be there.
    parents_broken: bool,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Merger<'a> {
    fn new(chain: &'a PackChain, diagnostics: &'a mut Diagnostics) -> Self {
        Merger {
            chain,
            merged: Merged::empty(),
            names: Names::default(),
            taken_out: IndexMap::new(),
            pack: 0,
            parents_broken: false,
            diagnostics,
        }
    }

    fn pack(&mut self, pack: usize) {
        let Some(document) = self.chain.documents.get(pack) else { return };
        self.pack = pack;
        self.parents_broken = self.parents_broken(document);
        self.names.begin_pack();
        self.removals(document);
        self.definitions(document);
        self.overrides(document);
        self.plans(document);
        let header = &document.header;
        self.merged.chain.push(format!("{}@{}", header.id.value, header.version.value));
        self.merged.place = header.id.span;
    }

    /// Whether something in the packs that this one extends was broken already, or they could not be found at all.
    fn parents_broken(&self, document: &PackDocument) -> bool {
        if self.chain.incomplete {
            return true;
        }
        if self.pack == 0 {
            return document.header.extends.is_some();
        }
        let folder = |source| {
            let name = self.chain.sources.get(source).map_or("", |f| &*f.name);
            name.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder)
        };
        let own = folder(document.header.id.span.source);
        let error = |d: &&Diagnostic| d.code.severity.is_error();
        self.chain.diagnostics.iter().filter(error).any(|d| folder(d.span.source) != own)
    }

    fn definitions(&mut self, document: &PackDocument) {
        let d = &document.definitions;
        self.nothing_to_add_to(&d.kinds);
        self.nothing_to_add_to(&d.entities);
        self.nothing_to_add_to(&d.limits);
        self.nothing_to_add_to(&d.indicators);
        self.nothing_to_add_to(&d.sources);
        self.nothing_to_add_to(&d.measures);
        for entry in &d.units {
            if self.define(Sort::Unit, &entry.id, None) {
                self.merged.units.insert(entry.id.value.clone(), entry.clone());
            }
        }
        for entry in &d.kinds {
            if self.define(Sort::Kind, &entry.id, entry.label.as_ref()) {
                self.merged.kinds.insert(entry.id.value.clone(), entry.clone());
            }
        }
        for entry in &d.entities {
            if self.define(Sort::Entity, &entry.id, entry.label.as_ref()) {
                self.merged.entities.insert(entry.id.value.clone(), entry.clone());
            }
        }
        for entry in &d.limits {
            if self.define(Sort::Limit, &entry.id, entry.label.as_ref()) {
                self.merged.limits.insert(entry.id.value.clone(), entry.clone());
            }
        }
        for entry in &d.indicators {
            if self.define(Sort::Indicator, &entry.id, entry.label.as_ref()) {
                self.merged.indicators.insert(entry.id.value.clone(), entry.clone());
            }
        }
        for entry in &d.sources {
            if self.define(Sort::Source, &entry.id, None) {
                self.merged.sources.insert(entry.id.value.clone(), entry.clone());
            }
        }
        for entry in &d.measures {
            if self.define(Sort::Measure, &entry.id, None) {
                self.merged.measures.insert(entry.id.value.clone(), entry.clone());
            }
        }
        self.define_procedure(d);
        for item in document.rules.iter().flat_map(|file| &file.items) {
            match &item.kind {
                ItemKind::Rule(rule) => self.define_item(ItemNode::Rule(rule.clone())),
                ItemKind::Define(define) => self.define_item(ItemNode::Define(define.clone())),
                ItemKind::Override(_) | ItemKind::Remove { .. } => {}
            }
        }
    }

    /// Reports keys that add to what a parent says, in entries that have none.
    fn nothing_to_add_to<E: Entry>(&mut self, entries: &[E]) {
        for (described, said) in entries.iter().flat_map(E::said) {
            let (Merge::AddTo(plain), [key, ..]) = (described.merge, described.keys) else { continue };
            let spelt = |key: &Key| format!("{} {}", key.en(), key.spelling(Vocabulary::Zh));
            for span in said.spans() {
                self.diagnostics.push(
                    Diagnostic::new(&codes::CLAUSE_NOT_HERE, span).arg("clause", spelt(key)).help(
                        Message::new("help-adds-to-parent")
                            .arg("plain", spelt(&plain))
                            .arg("key", spelt(key)),
                    ),
                );
            }
        }
    }

    fn define_item(&mut self, node: ItemNode) {
        let id = node.id().clone();
        if self.define(node.sort(), &id, node.label()) {
            let item = MergedItem { node, packs: vec![self.pack], span: id.span };
            self.merged.items.insert(id.value, item);
        }
    }

    /// Takes the names of a new entry; reports those that are taken. False when the entry has to be left out.
    fn define(&mut self, sort: Sort, id: &Ident, label: Option<&Ident>) -> bool {
        let free = self.names.define(sort, id, label, self.pack, self.diagnostics);
        if free {
            self.merged.origins.insert((sort, id.value.clone()), vec![self.pack]);
        }
        free
    }

    /// Notes that the current pack changed an entry.
    fn changed(&mut self, sort: Sort, id: &str) {
        self.merged.origins.entry((sort, id.to_owned())).or_default().push(self.pack);
    }

    /// `schedule` merges by county; the lists are replaced as wholes.
    fn plans(&mut self, document: &PackDocument) {
        let mut own: Vec<&ScheduleEntry> = Vec::new();
        for entry in &document.schedule {
            if let Some(first) = own.iter().find(|e| e.county.value == entry.county.value) {
                self.diagnostics.push(
                    Diagnostic::new(&codes::DEFINED_TWICE, entry.county.span)
                        .arg("name", &entry.county.value)
                        .related(first.county.span, Message::new("related-first-defined"))
                        .help(Message::new("help-keep-one")),
                );
                continue;
            }
            own.push(entry);
            match self.merged.schedule.iter_mut().find(|e| e.county.value == entry.county.value) {
                Some(inherited) => *inherited = entry.clone(),
                None => self.merged.schedule.push(entry.clone()),
            }
        }
        self.list_of_steps(document);
        let lists = [
            (&document.procedure, &mut self.merged.procedure),
            (&document.organisation, &mut self.merged.organisation),
            (&document.milestones, &mut self.merged.milestones),
        ];
        for (given, inherited) in lists {
            if !given.is_empty() {
                inherited.clone_from(given);
            }
        }
    }

    fn finish(mut self) -> Merged {
        self.still_named();
        self.merged
    }
}
