//! Kinds, entities and columns: the tables that names are looked up in.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::pack::{KindEntry, ValueEntry};
use crate::semantics::checked::*;
use crate::semantics::merged::{Merged, Sort};
use crate::semantics::resolve::entities;
use crate::semantics::units::UnitTable;
use crate::source::Span;
use crate::syntax::ast::Ident;
use crate::value::Unit;

/// The built-in kind of grades.
pub(crate) const GRADE: KindIx = KindIx(0);

/// Kinds and entities with look-up by id and label.
#[derive(Debug, Default)]
pub(crate) struct Schema {
    pub kinds: Vec<Kind>,
    pub entities: Vec<Entity>,
    pub entity_spans: Vec<Span>,
    kind_names: HashMap<String, KindIx>,
    pub(super) entity_names: HashMap<String, EntityIx>,
    pub(super) column_names: Vec<HashMap<String, ColumnIx>>,
    /// Values by labels that an override replaced.
    former_values: HashMap<(KindIx, String), KindValue>,
    /// Columns whose type or unit could not be read, which was reported: what uses them is not judged.
    pub(super) unsound: HashSet<(EntityIx, ColumnIx)>,
    /// Whether the tree of tables could not be read, which was reported.
    pub uprooted: bool,
}

impl Schema {
    /// The kind named by id or label.
    pub fn kind(&self, name: &str) -> Option<KindIx> {
        self.kind_names.get(name).copied()
    }

    /// The entity named by id or label.
    pub fn entity(&self, name: &str) -> Option<EntityIx> {
        self.entity_names.get(name).copied()
    }

    /// The column of an entity named by id or label.
    pub fn column(&self, entity: EntityIx, name: &str) -> Option<ColumnIx> {
        self.column_names.get(entity.ix())?.get(name).copied()
    }

    /// A column.
    pub fn column_of(&self, entity: EntityIx, column: ColumnIx) -> Option<&Column> {
        self.entities.get(entity.ix())?.columns.get(column.ix())
    }

    /// Whether a column's type and unit are known.
    pub fn is_sound(&self, entity: EntityIx, column: ColumnIx) -> bool {
        !self.unsound.contains(&(entity, column))
    }

    /// The value of a kind named by id or label.
    pub fn value(&self, kind: KindIx, name: &str) -> Option<KindValue> {
        let values = &self.kinds.get(kind.ix())?.values;
        let found = values.iter().position(|(id, _)| id == name);
        let found = found.or_else(|| values.iter().position(|(_, label)| label == name));
        let former = || self.former_values.get(&(kind, name.to_owned())).copied();
        found.and_then(|i| KindValue::try_from(i).ok()).or_else(former)
    }

    /// The entity itself and its ancestors, nearest first.
    pub fn lineage(&self, entity: EntityIx) -> Vec<EntityIx> {
        let mut out = vec![entity];
        let mut at = entity;
        while let Some(parent) = self.entities.get(at.ix()).and_then(|e| e.parent) {
            if out.contains(&parent) {
                break;
            }
            out.push(parent);
            at = parent;
        }
        out
    }

    /// Whether `entity` is `ancestor` or below it.
    pub fn is_within(&self, entity: EntityIx, ancestor: EntityIx) -> bool {
        self.lineage(entity).contains(&ancestor)
    }

    /// The only column of `kind` that an entity has.
    pub fn only_column_of_kind(&self, entity: EntityIx, kind: KindIx) -> Option<ColumnIx> {
        self.entities.get(entity.ix())?.only_of_kind(kind)
    }

    /// Label of an entity, for messages.
    pub fn entity_label(&self, entity: EntityIx) -> &str {
        self.entities.get(entity.ix()).map_or("", |e| &e.label)
    }

    /// All ids and labels of entities, for did-you-mean.
    pub fn entity_candidates(&self) -> impl Iterator<Item = &str> {
        self.entities.iter().flat_map(|e| [e.id.as_str(), e.label.as_str()])
    }

    /// All ids and labels of kinds.
    pub fn kind_candidates(&self) -> impl Iterator<Item = &str> {
        self.kinds.iter().flat_map(|k| [k.id.as_str(), k.label.as_str()])
    }
}

/// Builds the schema; whatever is broken is reported and left out or made harmless.
pub(crate) fn build(merged: &Merged, units: &UnitTable, diagnostics: &mut Diagnostics) -> Schema {
    let mut schema = Schema::default();
    kinds(merged, &mut schema, diagnostics);
    entities::entities(merged, units, &mut schema, diagnostics);
    add_finding(&mut schema);
    former_labels(merged, &mut schema);
    schema
}

/// Labels that an override replaced go on to mean what they meant, unless something else has taken them.
fn former_labels(merged: &Merged, schema: &mut Schema) {
    for former in &merged.former {
        let label = former.label.clone();
        match (former.sort, &former.part) {
            (Sort::Kind, None) => {
                if let Some(ix) = schema.kind(&former.id) {
                    schema.kind_names.entry(label).or_insert(ix);
                }
            }
            (Sort::Kind, Some(value)) => {
                if let Some(ix) = schema.kind(&former.id)
                    && let Some(value) = schema.value(ix, value)
                {
                    schema.former_values.insert((ix, label), value);
                }
            }
            (Sort::Entity, None) => {
                if let Some(ix) = schema.entity(&former.id) {
                    schema.entity_names.entry(label).or_insert(ix);
                }
            }
            (Sort::Entity, Some(column)) => {
                if let Some(entity) = schema.entity(&former.id)
                    && let Some(column) = schema.column(entity, column)
                    && let Some(names) = schema.column_names.get_mut(entity.ix())
                {
                    names.entry(label).or_insert(column);
                }
            }
            _ => {}
        }
    }
}

fn grade() -> Kind {
    let values = [("fail", "不合格"), ("pass", "合格"), ("good", "良好"), ("excellent", "优秀")];
    Kind {
        id: "grade".into(),
        label: "等级".into(),
        values: values.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
        aliases: Vec::new(),
        ordered: true,
    }
}

fn kinds(merged: &Merged, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    schema.kinds.push(grade());
    schema.kind_names.extend([("grade".to_owned(), GRADE), ("等级".to_owned(), GRADE)]);
    for entry in merged.kinds.values() {
        let ix = KindIx(schema.kinds.len() as u32);
        let label = entry.label.as_ref().map_or(&entry.id, |l| l);
        let mut values: Vec<(String, String)> = Vec::new();
        for ValueEntry { id, label: name, .. } in entry.values.iter().flatten() {
            let text = name.as_ref().map_or_else(|| id.value.clone(), |n| n.value.clone());
            let taken = |s: &str| values.iter().any(|(a, b)| a == s || b == s);
            if taken(&id.value) {
                diagnostics.push(Diagnostic::new(&codes::DUPLICATE_VALUE, id.span).arg("name", &id.value));
            } else if taken(&text) {
                let at = name.as_ref().map_or(id.span, |n| n.span);
                diagnostics.push(Diagnostic::new(&codes::DUPLICATE_VALUE, at).arg("name", &text));
            } else {
                values.push((id.value.clone(), text));
            }
        }
        let aliases = aliases(entry, &values, diagnostics);
        if values.is_empty() && entry.values.as_ref().is_none_or(Vec::is_empty) {
            diagnostics.push(Diagnostic::new(&codes::EMPTY_KIND, entry.id.span).arg("name", &entry.id.value));
        }
        for name in [&entry.id, label] {
            name_once(&mut schema.kind_names, name, ix, diagnostics);
        }
        schema.kinds.push(Kind {
            id: entry.id.value.clone(),
            label: label.value.clone(),
            values,
            aliases,
            ordered: entry.ordered.as_ref().is_some_and(|o| o.value),
        });
    }
}

/// The other words for values. Each stands for one value only, and is no value's id or label.
fn aliases(
    entry: &KindEntry,
    values: &[(String, String)],
    diagnostics: &mut Diagnostics,
) -> Vec<(String, KindValue)> {
    let mut out: Vec<(String, KindValue)> = Vec::new();
    for value in entry.values.iter().flatten() {
        let Some(ix) = values.iter().position(|(id, _)| *id == value.id.value) else { continue };
        for alias in value.aliases.iter().flat_map(|a| &a.value) {
            let named = values.iter().any(|(id, label)| *id == alias.value || *label == alias.value);
            if named || out.iter().any(|(word, _)| *word == alias.value) {
                diagnostics
                    .push(Diagnostic::new(&codes::DUPLICATE_VALUE, alias.span).arg("name", &alias.value));
            } else if let Ok(ix) = KindValue::try_from(ix) {
                out.push((alias.value.clone(), ix));
            }
        }
    }
    out
}

pub(super) fn name_once<T: Copy + PartialEq>(
    names: &mut HashMap<String, T>,
    name: &Ident,
    ix: T,
    diagnostics: &mut Diagnostics,
) {
    match names.get(&name.value) {
        Some(other) if *other != ix => {
            diagnostics.push(Diagnostic::new(&codes::DUPLICATE_NAME, name.span).arg("name", &name.value));
        }
        _ => {
            names.insert(name.value.clone(), ix);
        }
    }
}

/// The assessors' findings are a table of their own that no pack declares.
fn add_finding(schema: &mut Schema) {
    let span = schema.entity_spans.first().copied().unwrap_or(Span::new(crate::source::SourceId(0), 0, 0));
    let columns = [
        ("item", "评定项", ColumnType::Text),
        ("subject", "对象", ColumnType::Text),
        ("result", "结果", ColumnType::Text),
        ("evidence", "佐证", ColumnType::Text),
        ("assessor", "评定人", ColumnType::Text),
        ("date", "日期", ColumnType::Date),
    ];
    let columns: Vec<Column> = columns
        .iter()
        .map(|(id, label, ty)| Column {
            required: matches!(*id, "item" | "subject"),
            ..entities::implied(id, label, *ty, span)
        })
        .collect();
    schema.column_names.push(HashMap::new());
    schema.entity_spans.push(span);
    schema.entities.push(Entity {
        id: "finding".into(),
        label: "评定记录".into(),
        parent: None,
        parent_link: Vec::new(),
        key: vec![ColumnIx(0), ColumnIx(1)],
        unit: Unit::none(),
        expect: Vec::new(),
        display: None,
        columns,
        note: None,
    });
}
