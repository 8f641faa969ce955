//! Ids for labels. An id and its label name the same thing, so that only one of them may count.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::pack::document::{Definitions, PackDocument, TypeName};
use crate::pack::entry::ValueEntry;
use crate::syntax::ast::{ItemKind, OverrideItem, Subject};

/// What names stand for in a chain of packs.
#[derive(Debug, Default)]
pub(in crate::pack) struct Names {
    entities: BTreeMap<String, Entity>,
    entity_labels: BTreeMap<String, String>,
    kinds: BTreeMap<String, Kind>,
    kind_labels: BTreeMap<String, String>,
    limits: BTreeMap<String, String>,
    items: BTreeMap<String, String>,
    /// For whom each item is.
    subjects: BTreeMap<String, String>,
    limit_ids: BTreeSet<String>,
    item_ids: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Entity {
    within: Option<String>,
    /// Columns' ids and labels to their ids.
    columns: BTreeMap<String, String>,
    /// Columns' types, where they are kinds.
    kinds: BTreeMap<String, String>,
    /// Columns of another type.
    other: BTreeSet<String>,
    /// The columns that tell rows apart, as named.
    key: Vec<String>,
}

#[derive(Debug, Default)]
struct Kind {
    values: BTreeMap<String, String>,
    ordered: bool,
}

/// The built-in kind `grade` 等级 and the built-in table `finding` 评定记录.
const GRADES: &[(&str, &str)] =
    &[("fail", "不合格"), ("pass", "合格"), ("good", "良好"), ("excellent", "优秀")];
const FINDING: &[(&str, &str)] = &[
    ("item", "评定项"),
    ("subject", "对象"),
    ("result", "结果"),
    ("evidence", "佐证"),
    ("assessor", "评定人"),
    ("date", "日期"),
];

/// Columns with their kinds, where they have one.
type KindOfColumn = BTreeMap<String, Option<String>>;

impl Names {
    /// The names of a chain.
    pub fn of(documents: &[PackDocument]) -> Names {
        let mut names = Names::default();
        names.built_in();
        for document in documents {
            for definitions in [&document.definitions, &document.overrides] {
                names.labels(definitions);
            }
            names.item_labels(document);
        }
        // What refers to other entries needs all labels first.
        for document in documents {
            for definitions in [&document.definitions, &document.overrides] {
                names.references(definitions);
            }
            names.item_subjects(document);
        }
        names
    }

    /// The entity that another stands within.
    pub fn parent(&self, entity: &str) -> Option<&str> {
        self.entities.get(entity)?.within.as_deref()
    }

    /// Whether an entity stands within no other: the county.
    pub fn is_root(&self, entity: &str) -> bool {
        self.entities.get(entity).is_some_and(|e| e.within.is_none())
    }

    fn built_in(&mut self) {
        self.kind_labels.insert("等级".to_owned(), "grade".to_owned());
        let grade = self.kinds.entry("grade".to_owned()).or_default();
        grade.ordered = true;
        for (id, label) in GRADES {
            grade.values.insert((*id).to_owned(), (*id).to_owned());
            grade.values.insert((*label).to_owned(), (*id).to_owned());
        }
        self.entity_labels.insert("评定记录".to_owned(), "finding".to_owned());
        let finding = self.entities.entry("finding".to_owned()).or_default();
        for (id, label) in FINDING {
            finding.columns.insert((*id).to_owned(), (*id).to_owned());
            finding.columns.insert((*label).to_owned(), (*id).to_owned());
        }
    }

    fn labels(&mut self, definitions: &Definitions) {
        for entry in &definitions.entities {
            let id = self.entity(&entry.id.value).to_owned();
            if let Some(label) = &entry.label {
                self.entity_labels.insert(label.value.clone(), id.clone());
            }
            let columns = &mut self.entities.entry(id).or_default().columns;
            for column in &entry.columns {
                let id = columns.get(&column.id.value).unwrap_or(&column.id.value).clone();
                if let Some(label) = &column.label {
                    columns.insert(label.value.clone(), id.clone());
                }
                columns.insert(id.clone(), id);
            }
        }
        for entry in &definitions.kinds {
            let id = self.kind(&entry.id.value).to_owned();
            if let Some(label) = &entry.label {
                self.kind_labels.insert(label.value.clone(), id.clone());
            }
            let kind = self.kinds.entry(id).or_default();
            kind.ordered |= entry.ordered.is_some_and(|o| o.value);
            for ValueEntry { id: value, label, .. } in entry.values.iter().flatten() {
                let id = kind.values.get(&value.value).unwrap_or(&value.value).clone();
                if let Some(label) = label {
                    kind.values.insert(label.value.clone(), id.clone());
                }
                kind.values.insert(id.clone(), id);
            }
        }
        for entry in &definitions.limits {
            let id = self.limits.get(&entry.id.value).unwrap_or(&entry.id.value).clone();
            if let Some(label) = &entry.label {
                self.limits.insert(label.value.clone(), id.clone());
            }
            self.limit_ids.insert(id);
        }
        for entry in &definitions.indicators {
            let id = self.item(&entry.id.value).to_owned();
            if let Some(label) = &entry.label {
                self.items.insert(label.value.clone(), id.clone());
            }
            self.item_ids.insert(id);
        }
    }

    fn item_labels(&mut self, document: &PackDocument) {
        for item in document.rules.iter().flat_map(|f| &f.items) {
            let (id, label) = match &item.kind {
                ItemKind::Rule(r) | ItemKind::Override(OverrideItem::Rule(r) | OverrideItem::Named(r)) => {
                    (&r.id, &r.label)
                }
                ItemKind::Define(d) | ItemKind::Override(OverrideItem::Define(d)) => (&d.id, &d.label),
                ItemKind::Remove { .. } => continue,
            };
            let id = self.item(&id.value).to_owned();
            if let Some(label) = label {
                self.items.insert(label.value.clone(), id.clone());
            }
            self.item_ids.insert(id);
        }
    }

    fn references(&mut self, definitions: &Definitions) {
        for entry in &definitions.entities {
            let id = self.entity(&entry.id.value).to_owned();
            let within = entry.within.as_ref().map(|w| self.entity(&w.value).to_owned());
            let (mut kinds, mut other) = (Vec::new(), Vec::new());
            for column in &entry.columns {
                let name = self.column(&id, &column.id.value).to_owned();
                match column.type_name.as_ref().map(|t| &t.value) {
                    Some(TypeName::Kind(kind)) => kinds.push((name, self.kind(kind).to_owned())),
                    Some(
                        TypeName::Number
                        | TypeName::Count
                        | TypeName::Share
                        | TypeName::Flag
                        | TypeName::Text
                        | TypeName::Date,
                    ) => other.push(name),
                    None => {}
                }
            }
            let entity = self.entities.entry(id).or_default();
            entity.kinds.extend(kinds);
            entity.other.extend(other);
            if let Some(key) = &entry.key {
                entity.key = key.value.iter().map(|k| k.value.clone()).collect();
            }
            entity.within = within.or_else(|| entity.within.take());
        }
        for entry in &definitions.indicators {
            if let Some(entity) = &entry.entity {
                let (id, entity) =
                    (self.item(&entry.id.value).to_owned(), self.entity(&entity.value).to_owned());
                self.subjects.insert(id, entity);
            }
        }
    }

    fn item_subjects(&mut self, document: &PackDocument) {
        for item in document.rules.iter().flat_map(|f| &f.items) {
            let (id, subject): (_, &Option<Subject>) = match &item.kind {
                ItemKind::Rule(r) | ItemKind::Override(OverrideItem::Rule(r) | OverrideItem::Named(r)) => {
                    (&r.id, &r.subject)
                }
                ItemKind::Define(d) | ItemKind::Override(OverrideItem::Define(d)) => (&d.id, &d.subject),
                ItemKind::Remove { .. } => continue,
            };
            if let Some(subject) = subject {
                let (id, entity) =
                    (self.item(&id.value).to_owned(), self.entity(&subject.entity.value).to_owned());
                self.subjects.insert(id, entity);
            }
        }
    }

    /// The entity's id.
    pub fn entity<'a>(&'a self, name: &'a str) -> &'a str {
        if self.entities.contains_key(name) {
            return name;
        }
        self.entity_labels.get(name).map_or(name, String::as_str)
    }

    /// The kind's id.
    pub fn kind<'a>(&'a self, name: &'a str) -> &'a str {
        if self.kinds.contains_key(name) {
            return name;
        }
        self.kind_labels.get(name).map_or(name, String::as_str)
    }

    /// The id of a column of one entity.
    pub fn column<'a>(&'a self, entity: &str, name: &'a str) -> &'a str {
        self.entities.get(entity).and_then(|e| e.columns.get(name)).map_or(name, String::as_str)
    }

    /// The id of a value of one kind.
    pub fn value<'a>(&'a self, kind: &str, name: &'a str) -> &'a str {
        self.kinds.get(kind).and_then(|k| k.values.get(name)).map_or(name, String::as_str)
    }

    /// Whether a kind's values are in an order that counts.
    pub fn is_ordered(&self, kind: &str) -> bool {
        self.kinds.get(kind).is_some_and(|k| k.ordered)
    }

    /// The limit's id.
    pub fn limit<'a>(&'a self, name: &'a str) -> &'a str {
        self.limits.get(name).map_or(name, String::as_str)
    }

    /// The id of an indicator, rule or define.
    pub fn item<'a>(&'a self, name: &'a str) -> &'a str {
        self.items.get(name).map_or(name, String::as_str)
    }

    /// For whom an item is.
    pub fn subject(&self, item: &str) -> Option<&str> {
        self.subjects.get(item).map(String::as_str)
    }

    /// The column that a name stands for in a row of an entity: its own, or the nearest ancestor's.
    pub fn column_in_sight<'a>(&'a self, entity: &str, name: &str) -> Option<&'a str> {
        let mut at = Some(entity);
        // A circle of parents is another stage's error.
        for _ in 0..crate::source::MAX_NESTING {
            let found = self.entities.get(at?)?;
            if let Some(id) = found.columns.get(name) {
                return Some(id);
            }
            at = found.within.as_deref();
        }
        None
    }

    /// The kind of a column in sight.
    pub fn kind_of_column(&self, entity: &str, column: &str) -> Option<&str> {
        let mut at = Some(entity);
        for _ in 0..crate::source::MAX_NESTING {
            let found = self.entities.get(at?)?;
            if let Some(kind) = found.kinds.get(column) {
                return Some(kind);
            }
            at = found.within.as_deref();
        }
        None
    }

    /// Whether a kind has a value of this id or label.
    pub fn has_value(&self, kind: &str, name: &str) -> bool {
        self.kinds.get(kind).is_some_and(|k| k.values.contains_key(name))
    }

    /// An entity and its ancestors, the nearest first.
    pub fn lineage<'a>(&'a self, entity: &'a str) -> Vec<&'a str> {
        let mut out = vec![entity];
        let mut at = self.entities.get(entity);
        while let Some(parent) = at.and_then(|e| e.within.as_deref())
            && !out.contains(&parent)
        {
            out.push(parent);
            at = self.entities.get(parent);
        }
        out
    }

    /// The kinds of which an entity has just one column.
    pub fn single_kinds(&self, entity: &str) -> Vec<String> {
        let columns = self.columns_of_kinds(entity);
        let mut kinds: Vec<String> = columns.values().flatten().cloned().collect();
        kinds.sort_unstable();
        let once = kinds.chunk_by(|a, b| a == b).filter(|same| same.len() == 1);
        once.flatten().cloned().collect()
    }

    /// All columns of an entity, those left unsaid among them, with their kinds; as the checker builds them.
    fn columns_of_kinds(&self, entity: &str) -> KindOfColumn {
        let mut lineage = self.lineage(entity);
        let mut parent: Option<(&str, Vec<String>, KindOfColumn)> = None;
        let mut columns = BTreeMap::new();
        while let Some(id) = lineage.pop() {
            let Some(found) = self.entities.get(id) else { continue };
            columns = BTreeMap::new();
            for column in found.columns.values() {
                let linked = || match &parent {
                    Some((of, key, above)) => match key.as_slice() {
                        [one] if *of == column.as_str() => above.get(one).cloned(),
                        keys if keys.len() > 1 && keys.contains(column) => above.get(column).cloned(),
                        _ => None,
                    },
                    None => None,
                };
                let named = || Some(self.kind(column).to_owned()).filter(|k| self.is_kind(k));
                let kind = match found.kinds.get(column) {
                    Some(kind) => Some(kind.clone()),
                    None if found.other.contains(column) => None,
                    None => linked().unwrap_or_else(named),
                };
                columns.insert(column.clone(), kind);
            }
            if let Some((of, key, above)) = &parent {
                match key.as_slice() {
                    [one] => {
                        let kind = above.get(one).cloned().flatten();
                        columns.entry((*of).to_owned()).or_insert(kind);
                    }
                    keys => {
                        for key in keys {
                            let kind = above.get(key).cloned().flatten();
                            columns.entry(key.clone()).or_insert(kind);
                        }
                    }
                }
            }
            let mut key = Vec::new();
            for name in &found.key {
                let column = self.column(id, name).to_owned();
                let kind = self.kind(name);
                if !columns.contains_key(&column) && self.is_kind(kind) {
                    columns.insert(column.clone(), Some(kind.to_owned()));
                }
                key.push(column);
            }
            parent = Some((id, key, columns.clone()));
        }
        columns
    }

    /// Whether there is such an entity.
    pub fn is_entity(&self, id: &str) -> bool {
        self.entities.contains_key(id)
    }

    /// Whether there is such a kind.
    pub fn is_kind(&self, id: &str) -> bool {
        self.kinds.contains_key(id)
    }

    /// The id of what a bare name stands for that is no column in sight: a limit, an item, a kind or a kind's value.
    /// A label of several things with different ids stays as it is.
    pub fn anything<'a>(&'a self, name: &'a str) -> &'a str {
        if self.limit_ids.contains(name) || self.item_ids.contains(name) || self.is_kind(name) {
            return name;
        }
        let mut found: IndexMap<&str, ()> = IndexMap::new();
        found.extend(self.limits.get(name).map(|id| (id.as_str(), ())));
        found.extend(self.items.get(name).map(|id| (id.as_str(), ())));
        found.extend(self.kind_labels.get(name).map(|id| (id.as_str(), ())));
        if found.is_empty() {
            found.extend(self.kinds.values().filter_map(|k| k.values.get(name)).map(|id| (id.as_str(), ())));
        }
        match found.first() {
            Some((id, ())) if found.len() == 1 => id,
            _ => name,
        }
    }
}
