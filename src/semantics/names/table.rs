//! What there is by which name.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::Symbol;
use crate::pack::{Definitions, PackChain, TypeName};
use crate::syntax::ast::{Ident, Item, ItemKind, OverrideItem};

/// Names by sort; ids and labels alike.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    /// Every symbol with its labels, in the order of declaration.
    pub all: IndexMap<Symbol, Vec<String>>,
    pub entities: HashMap<String, String>,
    pub kinds: HashMap<String, String>,
    pub limits: HashMap<String, String>,
    pub items: HashMap<String, String>,
    pub units: HashMap<String, String>,
    pub sources: HashMap<String, String>,
    /// By entity id: name → column id.
    pub columns: HashMap<String, HashMap<String, String>>,
    /// By kind id: name → value id.
    pub values: HashMap<String, HashMap<String, String>>,
    /// Entity id → its parent's name as written.
    pub parents: HashMap<String, String>,
    /// Column → the name of its kind as written.
    pub kind_of: HashMap<(String, String), String>,
    /// Item id → the name of its entity as written.
    pub subjects: HashMap<String, String>,
    /// Limit id → the names of its kinds as written.
    pub limit_kinds: HashMap<String, Vec<String>>,
    pub item_order: Vec<String>,
}

impl Names {
    pub fn new(chain: &PackChain) -> Self {
        let mut names = Names::default();
        for document in chain.documents.iter() {
            names.definitions(&document.definitions);
            names.definitions(&document.overrides);
            for item in document.rules.iter().flat_map(|file| &file.items) {
                names.item(item);
            }
        }
        names
    }

    fn declare(&mut self, symbol: Symbol, label: Option<&Ident>) {
        let labels = self.all.entry(symbol).or_default();
        if let Some(label) = label.filter(|l| !labels.contains(&l.value)) {
            labels.push(label.value.clone());
        }
    }

    fn definitions(&mut self, found: &Definitions) {
        for unit in &found.units {
            self.units.insert(unit.id.value.clone(), unit.id.value.clone());
            self.declare(Symbol::Unit(unit.id.value.clone()), None);
        }
        for kind in &found.kinds {
            let id = kind.id.value.clone();
            name(&mut self.kinds, &kind.id, kind.label.as_ref());
            self.declare(Symbol::Kind(id.clone()), kind.label.as_ref());
            for value in kind.values.iter().flatten() {
                name(self.values.entry(id.clone()).or_default(), &value.id, value.label.as_ref());
                self.declare(Symbol::Value(id.clone(), value.id.value.clone()), value.label.as_ref());
            }
        }
        for entity in &found.entities {
            let id = entity.id.value.clone();
            name(&mut self.entities, &entity.id, entity.label.as_ref());
            self.declare(Symbol::Entity(id.clone()), entity.label.as_ref());
            if let Some(within) = &entity.within {
                self.parents.insert(id.clone(), within.value.clone());
            }
            for column in &entity.columns {
                name(self.columns.entry(id.clone()).or_default(), &column.id, column.label.as_ref());
                self.declare(Symbol::Column(id.clone(), column.id.value.clone()), column.label.as_ref());
                if let Some(TypeName::Kind(kind)) = column.type_name.as_ref().map(|t| &t.value) {
                    self.kind_of.insert((id.clone(), column.id.value.clone()), kind.clone());
                }
            }
        }
        for limit in &found.limits {
            name(&mut self.limits, &limit.id, limit.label.as_ref());
            self.declare(Symbol::Limit(limit.id.value.clone()), limit.label.as_ref());
            if let Some(by) = &limit.by {
                let kinds = by.value.iter().map(|k| k.value.clone()).collect();
                self.limit_kinds.insert(limit.id.value.clone(), kinds);
            }
        }
        for indicator in &found.indicators {
            let id = indicator.id.value.clone();
            name(&mut self.items, &indicator.id, indicator.label.as_ref());
            self.declare(Symbol::Item(id.clone()), indicator.label.as_ref());
            if let Some(entity) = &indicator.entity {
                self.subjects.insert(id.clone(), entity.value.clone());
            }
            if !self.item_order.contains(&id) {
                self.item_order.push(id);
            }
        }
        for source in &found.sources {
            self.sources.insert(source.id.value.clone(), source.id.value.clone());
            self.declare(Symbol::Source(source.id.value.clone()), None);
        }
        for measure in &found.measures {
            self.declare(Symbol::Measure(measure.id.value.clone()), None);
        }
    }

    fn item(&mut self, item: &Item) {
        let (id, label, subject) = match &item.kind {
            ItemKind::Rule(r) | ItemKind::Override(OverrideItem::Rule(r) | OverrideItem::Named(r)) => {
                (&r.id, r.label.as_ref(), r.subject.as_ref())
            }
            ItemKind::Define(d) | ItemKind::Override(OverrideItem::Define(d)) => {
                (&d.id, d.label.as_ref(), d.subject.as_ref())
            }
            ItemKind::Remove { .. } => return,
        };
        // An override names what there is by id or label.
        let own = match self.items.get(&id.value) {
            Some(known) if matches!(item.kind, ItemKind::Override(_)) => known.clone(),
            _ => id.value.clone(),
        };
        self.items.insert(id.value.clone(), own.clone());
        if let Some(label) = label {
            self.items.insert(label.value.clone(), own.clone());
        }
        self.declare(Symbol::Item(own.clone()), label);
        if let Some(subject) = subject {
            self.subjects.insert(own.clone(), subject.entity.value.clone());
        }
        if !self.item_order.contains(&own) {
            self.item_order.push(own);
        }
    }

    /// An entity's lineage, itself first, by ids.
    pub fn lineage(&self, entity: &str) -> Vec<String> {
        let mut all = vec![entity.to_owned()];
        let mut at = entity.to_owned();
        while let Some(parent) = self.parents.get(&at).and_then(|p| self.entities.get(p)) {
            if all.contains(parent) {
                break;
            }
            all.push(parent.clone());
            at = parent.clone();
        }
        all
    }

    pub fn column(&self, entity: &str, name: &str) -> Option<Symbol> {
        let column = self.columns.get(entity)?.get(name)?;
        Some(Symbol::Column(entity.to_owned(), column.clone()))
    }

    pub fn value(&self, kind: &str, name: &str) -> Option<Symbol> {
        let value = self.values.get(kind)?.get(name)?;
        Some(Symbol::Value(kind.to_owned(), value.clone()))
    }

    /// The kind id of a column.
    pub fn kind_of(&self, column: &Symbol) -> Option<&String> {
        let Symbol::Column(entity, column) = column else { return None };
        self.kinds.get(self.kind_of.get(&(entity.clone(), column.clone()))?)
    }

    pub fn is_taken(&self, symbol: &Symbol, name: &str) -> bool {
        match symbol {
            Symbol::Column(entity, _) => self.columns.get(entity).is_some_and(|c| c.contains_key(name)),
            Symbol::Value(kind, _) => self.values.get(kind).is_some_and(|v| v.contains_key(name)),
            Symbol::Unit(_) => self.units.contains_key(name),
            Symbol::Source(_) => self.sources.contains_key(name),
            Symbol::Measure(_) => self.all.contains_key(&Symbol::Measure(name.to_owned())),
            Symbol::Kind(_) | Symbol::Entity(_) | Symbol::Limit(_) | Symbol::Item(_) => {
                [&self.kinds, &self.entities, &self.limits, &self.items].iter().any(|m| m.contains_key(name))
            }
        }
    }
}

fn name(map: &mut HashMap<String, String>, id: &Ident, label: Option<&Ident>) {
    map.insert(id.value.clone(), id.value.clone());
    if let Some(label) = label {
        map.insert(label.value.clone(), id.value.clone());
    }
}
