//! Items of `.rules` files as JSON.

use serde_json::{Map, Value, json};

use super::formula::{self, Scope};
use super::names::Names;
use crate::pack::document::PackDocument;
use crate::pack::yaml::nfc;
use crate::syntax::ast::{
    Cite, Clause, DefineItem, Ident, ItemKind, OverrideItem, RuleItem, Spanned, Subject,
};
use crate::syntax::vocabulary;

/// The items, overrides and removals of a document, each by id.
pub(super) fn items(document: &PackDocument, names: &Names, into: &mut Map<String, Value>) {
    let (mut items, mut overrides, mut removed) = (Map::new(), Map::new(), Map::new());
    for item in document.rules.iter().flat_map(|f| &f.items) {
        match &item.kind {
            ItemKind::Rule(r) => add(&mut items, names.item(&r.id.value), rule(r, names)),
            ItemKind::Define(d) => add(&mut items, names.item(&d.id.value), define(d, names)),
            ItemKind::Override(OverrideItem::Rule(r)) => {
                add(&mut overrides, names.item(&r.id.value), rule(r, names));
            }
            ItemKind::Override(OverrideItem::Named(r)) => {
                let mut entry = rule(r, names);
                if let Some(entry) = entry.as_object_mut() {
                    entry.remove("kind");
                }
                add(&mut overrides, names.item(&r.id.value), entry);
            }
            ItemKind::Override(OverrideItem::Define(d)) => {
                add(&mut overrides, names.item(&d.id.value), define(d, names));
            }
            ItemKind::Remove { id, because } => {
                add(&mut removed, names.item(&id.value), text(because.as_ref()))
            }
        }
    }
    for (key, map) in [("rules", items), ("override_rules", overrides), ("remove", removed)] {
        if !map.is_empty() {
            into.insert(key.to_owned(), Value::Object(map));
        }
    }
}

/// Several under one id (an error of another stage, or overrides of one item in turn) stand as a list.
fn add(map: &mut Map<String, Value>, id: &str, value: Value) {
    match map.get_mut(id) {
        None => {
            map.insert(id.to_owned(), value);
        }
        Some(Value::Array(list)) => list.push(value),
        Some(one) => *one = Value::Array(vec![one.take(), value]),
    }
}

/// Text in Unicode's composed form, or null.
pub(super) fn text(value: Option<&Spanned<String>>) -> Value {
    value.map_or(Value::Null, |t| Value::String(nfc(&t.value).into_owned()))
}

fn subject(subject: Option<&Subject>, names: &Names) -> (Value, Value) {
    match subject {
        None => (Value::Null, Value::Null),
        Some(s) => {
            let by: Vec<&str> = s.by.iter().map(|k| names.kind(&k.value)).collect();
            (json!(names.entity(&s.entity.value)), json!(by))
        }
    }
}

fn scope<'n>(id: &Ident, names: &'n Names) -> Scope<'n> {
    Scope::of(names, names.subject(names.item(&id.value)))
}

fn cites(list: &[Cite]) -> Value {
    let one = |c: &Cite| {
        let mut said = vec![text(Some(&c.source)), text(c.place.as_ref())];
        said.extend(c.also.then(|| json!("also")));
        Value::Array(said)
    };
    Value::Array(list.iter().map(one).collect())
}

fn notes(list: &[Spanned<String>]) -> Value {
    list.iter().map(|n| text(Some(n))).collect()
}

fn rule(r: &RuleItem, names: &Names) -> Value {
    let kind = vocabulary::rule_kind(r.kind).en();
    let (entity, by) = subject(r.subject.as_ref(), names);
    let clauses =
        |list: &[Clause]| -> Value { list.iter().map(|c| scope(&r.id, names).expr(&c.condition)).collect() };
    let mut entry = formula::fields([
        ("kind", json!(kind)),
        ("label", text(r.label.as_ref())),
        ("title", text(r.title.as_ref())),
        ("for", entity),
        ("by", by),
        ("when", clauses(&r.when)),
        ("require", clauses(&r.require)),
        ("also_require", clauses(&r.also_require)),
        ("cite", cites(&r.cite)),
        ("note", notes(&r.note)),
    ]);
    if let (Some(entry), false) = (entry.as_object_mut(), r.replaces.is_empty()) {
        let mut replaced: Vec<&str> = r.replaces.iter().map(|n| names.item(&n.value)).collect();
        replaced.sort_unstable();
        entry.insert("replaces".to_owned(), json!(replaced));
    }
    entry
}

fn define(d: &DefineItem, names: &Names) -> Value {
    let (entity, by) = subject(d.subject.as_ref(), names);
    formula::fields([
        ("kind", json!("define")),
        ("label", text(d.label.as_ref())),
        ("title", text(d.title.as_ref())),
        ("for", entity),
        ("by", by),
        ("unit", formula::or_null(d.unit.as_ref().map(formula::unit))),
        ("value", formula::or_null(d.value.as_ref().map(|v| scope(&d.id, names).expr(v)))),
        ("cite", cites(&d.cite)),
        ("note", notes(&d.note)),
    ])
}
