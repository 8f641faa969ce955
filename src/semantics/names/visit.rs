//! Every place of a chain of packs where a name stands.

use std::collections::HashMap;

use super::scope::Walker;
use super::table::Names;
use super::{Occurrence, Role, Symbol};
use crate::pack::entry::{Names as Named, Said};
use crate::pack::{
    CiteEntry, DatedEntry, DatedTable, Definitions, Entry, PackChain, PackDocument, Table, TableKey, TypeName,
};
use crate::source::Span;
use crate::syntax::ast::{
    Cite, DefineItem, Expr, Ident, Item, ItemKind, OverrideItem, RuleItem, Subject, UnitExpr,
};

pub(super) fn occurrences(
    chain: &PackChain,
    names: &Names,
    settled: &HashMap<Span, Symbol>,
) -> Vec<Occurrence> {
    let mut visitor = Visitor { names, settled, out: Vec::new() };
    for document in chain.documents.iter() {
        visitor.document(document);
    }
    visitor.out
}

struct Visitor<'a> {
    names: &'a Names,
    settled: &'a HashMap<Span, Symbol>,
    out: Vec<Occurrence>,
}

/// Of what an entry speaks.
#[derive(Clone, Copy, Default)]
struct At<'a> {
    /// The table or kind whose columns or values it names.
    owner: &'a str,
    /// Whether it stands in an override.
    changed: bool,
    /// In whose rows formulas are read.
    scope: Option<&'a str>,
    /// By which kinds numbers are read.
    kinds: &'a [String],
}

impl Visitor<'_> {
    fn put(&mut self, span: Span, symbol: Symbol, role: Role) {
        self.out.push(Occurrence { span, symbol, role });
    }

    fn declare(&mut self, id: &Ident, label: Option<&Ident>, symbol: &Symbol, changed: bool) {
        self.put(id.span, symbol.clone(), if changed { Role::Overridden } else { Role::Declared });
        if let Some(label) = label {
            self.put(label.span, symbol.clone(), Role::Labelled);
        }
    }

    fn used(&mut self, name: &Ident, map: &HashMap<String, String>, make: fn(String) -> Symbol) {
        if let Some(id) = map.get(&name.value) {
            self.put(name.span, make(id.clone()), Role::Used);
        }
    }

    fn document(&mut self, document: &PackDocument) {
        self.definitions(&document.definitions, false);
        self.definitions(&document.overrides, true);
        for item in document.rules.iter().flat_map(|file| &file.items) {
            self.item(item);
        }
        for step in document.procedure.iter().chain(&document.organisation).chain(&document.milestones) {
            self.entry(step, At::default());
        }
    }

    fn definitions(&mut self, found: &Definitions, changed: bool) {
        let names = self.names;
        for unit in &found.units {
            self.declare(&unit.id, None, &Symbol::Unit(unit.id.value.clone()), changed);
            if let Some((_, of)) = &unit.multiple {
                self.unit(of);
            }
        }
        for kind in &found.kinds {
            let symbol = Symbol::Kind(id_of(&names.kinds, &kind.id));
            self.declare(&kind.id, kind.label.as_ref(), &symbol, changed);
            self.entry(kind, At { owner: symbol.id(), changed, ..At::default() });
        }
        for entity in &found.entities {
            let id = id_of(&names.entities, &entity.id);
            self.declare(&entity.id, entity.label.as_ref(), &Symbol::Entity(id.clone()), changed);
            self.entry(entity, At { owner: &id, changed, scope: Some(&id), ..At::default() });
        }
        for limit in &found.limits {
            let id = id_of(&names.limits, &limit.id);
            self.declare(&limit.id, limit.label.as_ref(), &Symbol::Limit(id), changed);
            self.entry(limit, At { kinds: &limit.kinds.kinds, ..At::default() });
        }
        for indicator in &found.indicators {
            let id = id_of(&names.items, &indicator.id);
            self.declare(&indicator.id, indicator.label.as_ref(), &Symbol::Item(id.clone()), changed);
            let entity = names.subjects.get(&id).and_then(|e| names.entities.get(e));
            self.entry(indicator, At { scope: entity.map(String::as_str), ..At::default() });
        }
        for source in &found.sources {
            self.declare(&source.id, None, &Symbol::Source(source.id.value.clone()), changed);
            self.entry(source, At::default());
        }
        found.stages.iter().for_each(|e| self.versions(e));
        found.deadlines.iter().for_each(|e| self.versions(e));
        found.monitoring.iter().for_each(|e| self.versions(e));
        found.warning.iter().for_each(|e| self.versions(e));
        for measure in &found.measures {
            self.declare(&measure.id, None, &Symbol::Measure(measure.id.value.clone()), changed);
            self.entry(measure, At::default());
        }
    }

    fn versions<T: Entry>(&mut self, entry: &DatedEntry<T>) {
        entry.versions.iter().for_each(|version| self.entry(&version.says, At::default()));
    }

    /// What an entry names, key by key.
    fn entry<E: Entry>(&mut self, entry: &E, at: At<'_>) {
        for (described, said) in entry.said() {
            self.said(described.names(), said, at);
        }
    }

    fn said(&mut self, what: Named, said: Said<'_>, at: At<'_>) {
        let names = self.names;
        match said {
            Said::Text(name) => self.name(what, name, at),
            Said::Names(list) => list.value.iter().for_each(|name| self.name(what, name, at)),
            Said::Texts(list) => list.iter().for_each(|name| self.name(what, name, at)),
            Said::Unit(unit) => self.unit(unit),
            Said::Formula(formula) => self.expr(formula, at.scope),
            Said::Cite(_) | Said::Cites(_) => said.cites().iter().for_each(|c| self.cite_entry(c)),
            Said::Numbers(numbers) => numbers.value.iter().for_each(|t| self.dated(t, at.kinds)),
            Said::Threshold(threshold) => {
                threshold.value.value.iter().for_each(|t| self.dated(t, &threshold.kinds.kinds));
            }
            Said::Type(name) => {
                if let TypeName::Kind(kind) = &name.value
                    && let Some(kind) = names.kinds.get(kind)
                {
                    self.put(name.span, Symbol::Kind(kind.clone()), Role::Used);
                }
            }
            Said::Expected(expected) => {
                for entry in expected.value.entries() {
                    self.used(&entry.each, &names.entities, Symbol::Entity);
                    let each = names.entities.get(&entry.each.value).map(String::as_str);
                    self.entry(entry, At { scope: each, ..at });
                }
            }
            Said::Totals(totals) => {
                for (column, formula) in totals {
                    self.name(Named::Column, column, at);
                    self.expr(formula, at.scope);
                }
            }
            Said::Columns(columns) => {
                for column in columns {
                    let symbol = Symbol::Column(at.owner.to_owned(), column.id.value.clone());
                    self.declare(&column.id, column.label.as_ref(), &symbol, at.changed);
                    self.entry(column, at);
                }
            }
            Said::Values(values) => {
                for value in values {
                    let symbol = Symbol::Value(at.owner.to_owned(), value.id.value.clone());
                    self.declare(&value.id, value.label.as_ref(), &symbol, at.changed);
                    self.entry(value, at);
                }
            }
            Said::Flag(_)
            | Said::Word(_)
            | Said::Date(_)
            | Said::DayOfYear(_)
            | Said::Whole(_)
            | Said::Quantity(_)
            | Said::Bound(_)
            | Said::Clauses(_) => {}
        }
    }

    fn name(&mut self, what: Named, name: &Ident, at: At<'_>) {
        let names = self.names;
        match what {
            Named::Entity => self.used(name, &names.entities, Symbol::Entity),
            Named::Kind => self.used(name, &names.kinds, Symbol::Kind),
            Named::Item => self.used(name, &names.items, Symbol::Item),
            Named::Column => {
                if let Some(symbol) = names.column(at.owner, &name.value) {
                    self.put(name.span, symbol, Role::Used);
                }
            }
            Named::Nothing | Named::Stage | Named::Document => {}
        }
    }

    fn cite_entry(&mut self, cite: &CiteEntry) {
        self.used(&cite.source, &self.names.sources, Symbol::Source);
    }

    fn unit(&mut self, unit: &UnitExpr) {
        for (factor, _) in &unit.factors {
            self.used(factor, &self.names.units, Symbol::Unit);
        }
    }

    /// Values by kinds.
    fn dated(&mut self, step: &DatedTable, kinds: &[String]) {
        self.table(&step.table, kinds);
        step.cite.iter().for_each(|c| self.cite_entry(c));
    }

    fn table(&mut self, table: &Table, kinds: &[String]) {
        match table {
            Table::Number(_) => {}
            Table::Name(name) => self.used(name, &self.names.limits, Symbol::Limit),
            Table::Map(entries) => {
                let names = self.names;
                for (key, below) in &entries.value {
                    if let TableKey::Value(value) = key {
                        let known = kinds.first().and_then(|kind| names.value(kind, &value.value));
                        if let Some(symbol) = known {
                            self.put(value.span, symbol, Role::Used);
                        }
                    }
                    self.table(below, kinds.get(1..).unwrap_or_default());
                }
            }
        }
    }

    fn expr(&mut self, e: &Expr, entity: Option<&str>) {
        let frames = entity.map(str::to_owned).into_iter().collect();
        Walker { names: self.names, settled: self.settled, out: &mut self.out, frames, loops: Vec::new() }
            .expr(e);
    }

    fn item(&mut self, item: &Item) {
        match &item.kind {
            ItemKind::Rule(rule) => self.rule(rule, false),
            ItemKind::Define(define) => self.define(define, false),
            ItemKind::Override(OverrideItem::Rule(rule) | OverrideItem::Named(rule)) => self.rule(rule, true),
            ItemKind::Override(OverrideItem::Define(define)) => self.define(define, true),
            ItemKind::Remove { id, .. } => self.used(id, &self.names.items, Symbol::Item),
        }
    }

    fn subject(&mut self, subject: &Subject) {
        self.used(&subject.entity, &self.names.entities, Symbol::Entity);
        for kind in &subject.by {
            self.used(kind, &self.names.kinds, Symbol::Kind);
        }
    }

    fn cites(&mut self, cites: &[Cite]) {
        for cite in cites {
            self.used(&cite.source, &self.names.sources, Symbol::Source);
        }
    }

    fn entity_of(&self, id: &str) -> Option<String> {
        self.names.subjects.get(id).and_then(|e| self.names.entities.get(e)).cloned()
    }

    fn rule(&mut self, rule: &RuleItem, changed: bool) {
        let id = id_of(&self.names.items, &rule.id);
        self.declare(&rule.id, rule.label.as_ref(), &Symbol::Item(id.clone()), changed);
        rule.subject.iter().for_each(|s| self.subject(s));
        let entity = self.entity_of(&id);
        for clause in rule.when.iter().chain(&rule.require).chain(&rule.also_require) {
            self.expr(&clause.condition, entity.as_deref());
        }
        self.cites(&rule.cite);
    }

    fn define(&mut self, define: &DefineItem, changed: bool) {
        let id = id_of(&self.names.items, &define.id);
        self.declare(&define.id, define.label.as_ref(), &Symbol::Item(id.clone()), changed);
        define.subject.iter().for_each(|s| self.subject(s));
        define.unit.iter().for_each(|u| self.unit(u));
        let entity = self.entity_of(&id);
        define.value.iter().for_each(|e| self.expr(e, entity.as_deref()));
        self.cites(&define.cite);
    }
}

fn id_of(map: &HashMap<String, String>, name: &Ident) -> String {
    map.get(&name.value).cloned().unwrap_or_else(|| name.value.clone())
}
