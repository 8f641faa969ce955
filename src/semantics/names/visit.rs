//! Every place of a chain of packs where a name stands.

use std::collections::HashMap;

use super::scope::Walker;
use super::table::Names;
use super::{Occurrence, Role, Symbol};
use crate::pack::{CiteEntry, DatedTable, Definitions, PackChain, PackDocument, Table, TableKey, TypeName};
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
        let steps = document.procedure.iter().chain(&document.organisation).chain(&document.milestones);
        for cite in steps.filter_map(|s| s.cite.as_ref()) {
            self.cite_entry(cite);
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
            for value in kind.values.iter().flatten() {
                let value_symbol = Symbol::Value(symbol.id().to_owned(), value.id.value.clone());
                self.declare(&value.id, value.label.as_ref(), &value_symbol, changed);
            }
        }
        for entity in &found.entities {
            let id = id_of(&names.entities, &entity.id);
            self.declare(&entity.id, entity.label.as_ref(), &Symbol::Entity(id.clone()), changed);
            if let Some(within) = &entity.within {
                self.used(within, &names.entities, Symbol::Entity);
            }
            for key in entity.key.iter().flat_map(|k| &k.value).chain(&entity.display) {
                if let Some(symbol) = names.column(&id, &key.value) {
                    self.put(key.span, symbol, Role::Used);
                }
            }
            entity.unit.iter().for_each(|u| self.unit(u));
            for entry in entity.expected() {
                self.used(&entry.each, &names.entities, Symbol::Entity);
                let each = names.entities.get(&entry.each.value).cloned();
                entry.formulas().for_each(|e| self.expr(e, each.as_deref()));
                for column in entry.total.iter().map(|(column, _)| column).chain(&entry.values) {
                    if let Some(symbol) = names.column(&id, &column.value) {
                        self.put(column.span, symbol, Role::Used);
                    }
                }
            }
            for column in &entity.columns {
                let symbol = Symbol::Column(id.clone(), column.id.value.clone());
                self.declare(&column.id, column.label.as_ref(), &symbol, changed);
                if let Some(name) = &column.type_name
                    && let TypeName::Kind(kind) = &name.value
                    && let Some(kind) = names.kinds.get(kind)
                {
                    self.put(name.span, Symbol::Kind(kind.clone()), Role::Used);
                }
                column.unit.iter().for_each(|u| self.unit(u));
                column.derive.iter().for_each(|e| self.expr(e, Some(&id)));
            }
        }
        for limit in &found.limits {
            let id = id_of(&names.limits, &limit.id);
            self.declare(&limit.id, limit.label.as_ref(), &Symbol::Limit(id.clone()), changed);
            limit.unit.iter().for_each(|u| self.unit(u));
            for kind in limit.by.iter().flat_map(|b| &b.value) {
                self.used(kind, &names.kinds, Symbol::Kind);
            }
            let kinds = &limit.kinds.kinds;
            limit.value.iter().flat_map(|v| &v.value).for_each(|t| self.dated(t, kinds));
            limit.cite.iter().chain(&limit.also_cite).for_each(|c| self.cite_entry(c));
        }
        for indicator in &found.indicators {
            let id = id_of(&names.items, &indicator.id);
            self.declare(&indicator.id, indicator.label.as_ref(), &Symbol::Item(id.clone()), changed);
            if let Some(entity) = &indicator.entity {
                self.used(entity, &names.entities, Symbol::Entity);
            }
            for kind in indicator.by.iter().flat_map(|b| &b.value) {
                self.used(kind, &names.kinds, Symbol::Kind);
            }
            let entity = names.subjects.get(&id).and_then(|e| names.entities.get(e));
            for e in indicator.when.iter().chain(&indicator.value) {
                self.expr(e, entity.map(String::as_str));
            }
            indicator.unit.iter().for_each(|u| self.unit(u));
            if let Some(threshold) = &indicator.threshold {
                threshold.value.value.iter().for_each(|t| self.dated(t, &threshold.kinds.kinds));
            }
            indicator.cite.iter().chain(&indicator.also_cite).for_each(|c| self.cite_entry(c));
        }
        for source in &found.sources {
            self.declare(&source.id, None, &Symbol::Source(source.id.value.clone()), changed);
        }
        let stages = found.stages.iter().flat_map(|e| &e.versions).map(|v| &v.says.cite);
        let deadlines = found.deadlines.iter().flat_map(|e| &e.versions).map(|v| &v.says.cite);
        let monitoring = found.monitoring.iter().flat_map(|e| &e.versions).map(|v| &v.says.cite);
        let warning = found.warning.iter().flat_map(|e| &e.versions).map(|v| &v.says.cite);
        for cite in stages.chain(deadlines).chain(monitoring).chain(warning).flatten() {
            self.cite_entry(cite);
        }
        for measure in &found.measures {
            self.declare(&measure.id, None, &Symbol::Measure(measure.id.value.clone()), changed);
            for item in measure.serves.iter().flatten() {
                self.used(item, &names.items, Symbol::Item);
            }
            measure.cite.iter().for_each(|c| self.cite_entry(c));
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
