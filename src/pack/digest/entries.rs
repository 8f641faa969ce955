//! Documents and their YAML entries as JSON.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::formula::{self, Scope};
use super::names::Names;
use super::rules::{self, text};
use crate::pack::document::{
    Bound, CiteEntry, ColumnEntry, Comparison, DatedTable, Definitions, EntityEntry, Expect, ExpectEntry,
    IndicatorEntry, KindEntry, LimitEntry, MapKinds, MeasureEntry, PackDocument, Quantity, SourceEntry, Step,
    Stricter, Table, TableKey, TypeName, ValueEntry,
};
use crate::pack::procedure::{
    DatedEntry, DeadlineVersion, Level, MonitoringVersion, StageVersion, WarningVersion,
};
use crate::pack::yaml::nfc;
use crate::source::{Span, Spanned};
use crate::syntax::ast::Ident;
use crate::value::Date;

/// By which kinds maps are read, by the place of the values.
pub(super) type Settled = HashMap<Span, MapKinds>;

/// One document. `before` is the one that it extends.
pub(super) fn document(
    document: &PackDocument,
    before: Option<&PackDocument>,
    names: &Names,
    settled: &Settled,
) -> Value {
    let header = &document.header;
    let mut map = Map::new();
    put(&mut map, "pack", json!(nfc(&header.id.value)));
    put(&mut map, "version", json!(header.version.value));
    put(&mut map, "title", text(header.title.as_ref()));
    put(&mut map, "issuer", text(header.issuer.as_ref()));
    put(&mut map, "effective", json!({"from": date(header.from.as_ref()), "to": date(header.to.as_ref())}));
    let parent = before.map(|b| format!("{}@{}", nfc(&b.header.id.value), b.header.version.value));
    put(&mut map, "extends", json!(parent));
    put(&mut map, "strictness", json!(if header.tighten_only.is_some() { "tighten_only" } else { "any" }));
    definitions(&document.definitions, names, settled, &mut map);
    let mut overrides = Map::new();
    definitions(&document.overrides, names, settled, &mut overrides);
    put(&mut map, "override", Value::Object(overrides));
    let schedule: Map<String, Value> =
        document.schedule.iter().map(|e| (nfc(&e.county.value).into_owned(), json!(e.year.value))).collect();
    put(&mut map, "schedule", Value::Object(schedule));
    put(&mut map, "procedure", steps(&document.procedure));
    put(&mut map, "organisation", steps(&document.organisation));
    put(&mut map, "milestones", steps(&document.milestones));
    rules::items(document, names, &mut map);
    Value::Object(map)
}

/// Adds a field unless it says nothing.
fn put(map: &mut Map<String, Value>, key: &str, value: Value) {
    let nothing = match &value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.values().all(Value::is_null),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    };
    if !nothing {
        map.insert(key.to_owned(), value);
    }
}

/// An object of the fields that say something.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let mut map = Map::new();
    for (key, value) in fields {
        put(&mut map, key, value);
    }
    Value::Object(map)
}

fn by_id<T>(list: &[T], id: impl Fn(&T) -> String, value: impl Fn(&T) -> Value) -> Value {
    let mut map = Map::new();
    for entry in list {
        map.insert(id(entry), value(entry));
    }
    Value::Object(map)
}

fn definitions(d: &Definitions, names: &Names, settled: &Settled, map: &mut Map<String, Value>) {
    let plain = |id: &Ident| nfc(&id.value).into_owned();
    let mut section = |key: &str, value: Value| {
        if value.as_object().is_some_and(|o| !o.is_empty()) {
            map.insert(key.to_owned(), value);
        }
    };
    section(
        "units",
        by_id(
            &d.units,
            |u| plain(&u.id),
            |u| match &u.multiple {
                None => json!("base"),
                Some((factor, unit)) => json!([formula::number(&factor.value), formula::unit(unit)]),
            },
        ),
    );
    section("kinds", by_id(&d.kinds, |k| names.kind(&plain(&k.id)).to_owned(), |k| kind(k, names)));
    section("entities", by_id(&d.entities, |e| names.entity(&plain(&e.id)).to_owned(), |e| entity(e, names)));
    section(
        "limits",
        by_id(&d.limits, |l| names.limit(&plain(&l.id)).to_owned(), |l| limit(l, names, settled)),
    );
    section(
        "indicators",
        by_id(&d.indicators, |i| names.item(&plain(&i.id)).to_owned(), |i| indicator(i, names, settled)),
    );
    section("sources", by_id(&d.sources, |s| plain(&s.id), source));
    section("measures", by_id(&d.measures, |m| plain(&m.id), |m| measure(m, names)));
    // An entry that says nothing is there all the same.
    let listed = |value: Value| Value::Array(vec![value]);
    section("stages", by_id(&d.stages, |s| plain(&s.id), |s| listed(versions(s, stage))));
    section("deadlines", by_id(&d.deadlines, |x| plain(&x.id), |x| listed(versions(x, deadline))));
    section("monitoring", by_id(d.monitoring.as_slice(), |m| plain(&m.id), |m| versions(m, monitoring)));
    section("warning", by_id(d.warning.as_slice(), |w| plain(&w.id), |w| versions(w, warning)));
}

fn kind(k: &KindEntry, names: &Names) -> Value {
    let id = names.kind(&k.id.value);
    let values = k.values.as_ref().map(|values| {
        let one = |value: &ValueEntry| {
            let mut said = vec![json!(names.value(id, &nfc(&value.id.value))), text(value.label.as_ref())];
            if let Some(aliases) = &value.aliases {
                let mut list: Vec<Value> = aliases.value.iter().map(|a| text(Some(a))).collect();
                list.sort_by_key(Value::to_string);
                said.push(Value::Array(list));
            }
            Value::Array(said)
        };
        let mut list: Vec<Value> = values.iter().map(one).collect();
        if !names.is_ordered(id) {
            list.sort_by_key(Value::to_string);
        }
        list
    });
    object([
        ("label", text(k.label.as_ref())),
        ("ordered", json!(k.ordered.map(|o| o.value))),
        ("values", formula::or_null(values.map(Value::Array))),
    ])
}

fn entity(e: &EntityEntry, names: &Names) -> Value {
    let id = names.entity(&e.id.value);
    let key = e
        .key
        .as_ref()
        .map(|k| k.value.iter().map(|c| names.column(id, &nfc(&c.value)).to_owned()).collect::<Vec<_>>());
    let columns =
        by_id(&e.columns, |c| names.column(id, &nfc(&c.id.value)).to_owned(), |c| column(c, id, names));
    object([
        ("label", text(e.label.as_ref())),
        ("within", json!(e.within.as_ref().map(|w| names.entity(&nfc(&w.value)).to_owned()))),
        ("key", json!(key)),
        ("unit", formula::or_null(e.unit.as_ref().map(formula::unit))),
        ("expect", e.expect.as_ref().map_or(Value::Null, |x| expect(&x.value, id, names))),
        ("display", json!(e.display.as_ref().map(|c| names.column(id, &nfc(&c.value)).to_owned()))),
        ("note", text(e.note.as_ref())),
        // A column that says nothing is there all the same.
        ("columns", if e.columns.is_empty() { Value::Null } else { Value::Array(vec![columns]) }),
    ])
}

/// A list that says what a word says is written as that word.
fn expect(expect: &Expect, entity: &str, names: &Names) -> Value {
    let entries = match expect {
        Expect::County => return json!("county"),
        Expect::Parent => return json!("parent"),
        Expect::None => return json!("none"),
        Expect::List(entries) => entries,
    };
    if let [entry] = entries.as_slice()
        && entry.is_plain()
    {
        let each = names.entity(&nfc(&entry.each.value)).to_owned();
        if names.is_root(&each) {
            return json!("county");
        }
        if names.parent(entity) == Some(&each) {
            return json!("parent");
        }
    }
    let mut list: Vec<Value> = entries.iter().map(|e| expect_entry(e, entity, names)).collect();
    // All of them hold, whatever their order.
    list.sort_by_key(Value::to_string);
    Value::Array(list)
}

fn expect_entry(e: &ExpectEntry, entity: &str, names: &Names) -> Value {
    let each = names.entity(&nfc(&e.each.value)).to_owned();
    let scope = || Scope::of(names, Some(&each));
    let column = |c: &Ident| names.column(entity, &nfc(&c.value)).to_owned();
    let formula =
        |f: &Option<crate::syntax::ast::Expr>| formula::or_null(f.as_ref().map(|f| scope().expr(f)));
    let mut values: Vec<String> = e.values.iter().map(column).collect();
    values.sort();
    object([
        ("each", json!(each)),
        ("when", formula(&e.when)),
        ("count", formula(&e.count)),
        ("total", by_id(&e.total, |(c, _)| column(c), |(_, f)| scope().expr(f))),
        ("values", json!(values)),
    ])
}

fn column(c: &ColumnEntry, entity: &str, names: &Names) -> Value {
    let type_name = c.type_name.as_ref().map(|t| match &t.value {
        TypeName::Number => "number".to_owned(),
        TypeName::Count => "count".to_owned(),
        TypeName::Share => "share".to_owned(),
        TypeName::Flag => "flag".to_owned(),
        TypeName::Text => "text".to_owned(),
        TypeName::Date => "date".to_owned(),
        TypeName::Kind(kind) => format!("kind {}", names.kind(&nfc(kind))),
    });
    let bound = |b: &Option<Spanned<Bound>>| match b.as_ref().map(|b| &b.value) {
        None => Value::Null,
        Some(Bound::Date(d)) => json!(d.to_string()),
        Some(Bound::Number(q)) => quantity(q),
    };
    let flag = |f: Option<Spanned<bool>>| json!(f.map(|f| f.value));
    object([
        ("label", text(c.label.as_ref())),
        ("type", json!(type_name)),
        ("unit", formula::or_null(c.unit.as_ref().map(formula::unit))),
        ("required", flag(c.required)),
        ("min", bound(&c.min)),
        ("max", bound(&c.max)),
        ("pattern", text(c.pattern.as_ref())),
        ("step", formula::or_null(c.step.as_ref().map(|s| quantity(&s.value)))),
        ("derive", formula::or_null(c.derive.as_ref().map(|e| Scope::of(names, Some(entity)).expr(e)))),
        ("personal", flag(c.personal)),
        ("shown", flag(c.shown)),
        ("note", text(c.note.as_ref())),
    ])
}

/// `95%` and `0.95` differ: the entry's unit applies only to the latter.
fn quantity(q: &Quantity) -> Value {
    if q.is_share { json!([formula::number(&q.value), "share"]) } else { formula::number(&q.value) }
}

fn table(t: &Table, by: &[String], names: &Names) -> Value {
    match t {
        Table::Number(q) => quantity(&q.value),
        Table::Name(name) => json!([names.limit(&nfc(&name.value)), "name"]),
        Table::Map(entries) => {
            let (kind, rest) = by.split_first().map_or((None, by), |(k, rest)| (Some(k), rest));
            let mut map = Map::new();
            for (key, value) in &entries.value {
                let key = match key {
                    TableKey::Else(_) => "else".to_owned(),
                    TableKey::Value(v) => {
                        let v = nfc(&v.value);
                        match kind {
                            Some(kind) => format!("value {}", names.value(kind, &v)),
                            None => format!("value {}", names.anything(&v)),
                        }
                    }
                };
                map.insert(key, table(value, rest, names));
            }
            Value::Object(map)
        }
    }
}

fn dated(list: &Spanned<Vec<DatedTable>>, names: &Names, settled: &Settled) -> Value {
    let by = settled.get(&list.span).map_or(&[][..], |k| k.kinds.as_slice());
    list.value
        .iter()
        .map(|d| {
            object([
                ("from", date(d.from.as_ref())),
                // In a list, so that an empty map is there all the same.
                ("value", Value::Array(vec![table(&d.table, by, names)])),
                ("cite", cite(d.cite.as_ref())),
                ("note", text(d.note.as_ref())),
            ])
        })
        .collect()
}

fn kinds(by: &Option<Spanned<Vec<Ident>>>, names: &Names) -> Vec<String> {
    by.iter().flat_map(|b| &b.value).map(|k| names.kind(&nfc(&k.value)).to_owned()).collect()
}

fn limit(l: &LimitEntry, names: &Names, settled: &Settled) -> Value {
    let by = kinds(&l.by, names);
    object([
        ("label", text(l.label.as_ref())),
        ("title", text(l.title.as_ref())),
        ("unit", json!(l.unit.as_ref().map(formula::unit))),
        ("value", l.value.as_ref().map_or(Value::Null, |v| dated(v, names, settled))),
        ("by", json!(by)),
        (
            "stricter",
            json!(l.stricter.map(|s| match s.value {
                Stricter::Higher => "higher",
                Stricter::Lower => "lower",
            })),
        ),
        ("cite", cite(l.cite.as_ref())),
        ("note", text(l.note.as_ref())),
    ])
}

fn indicator(i: &IndicatorEntry, names: &Names, settled: &Settled) -> Value {
    let entity = names.subject(names.item(&i.id.value));
    let expr = |e: &Option<crate::syntax::ast::Expr>| {
        formula::or_null(e.as_ref().map(|e| Scope::of(names, entity).expr(e)))
    };
    let threshold = i.threshold.as_ref().map(|t| {
        let word = match t.comparison.value {
            Comparison::AtLeast => "at_least",
            Comparison::AtMost => "at_most",
            Comparison::Above => "above",
            Comparison::Below => "below",
        };
        Value::Array(vec![json!(word), dated(&t.value, names, settled)])
    });
    object([
        ("label", text(i.label.as_ref())),
        ("title", text(i.title.as_ref())),
        ("for", json!(i.entity.as_ref().map(|e| names.entity(&nfc(&e.value)).to_owned()))),
        ("by", json!(kinds(&i.by, names))),
        ("when", expr(&i.when)),
        ("value", expr(&i.value)),
        ("unit", json!(i.unit.as_ref().map(formula::unit))),
        ("threshold", formula::or_null(threshold)),
        ("cite", cite(i.cite.as_ref())),
        ("note", text(i.note.as_ref())),
    ])
}

fn source(s: &SourceEntry) -> Value {
    object([
        ("title", text(s.title.as_ref())),
        ("number", text(s.number.as_ref())),
        ("date", date(s.date.as_ref())),
        ("issuer", text(s.issuer.as_ref())),
        ("clauses", by_id(&s.clauses, |(place, _)| nfc(&place.value).into_owned(), |(_, t)| text(Some(t)))),
    ])
}

fn measure(m: &MeasureEntry, names: &Names) -> Value {
    let texts = |list: &Option<Vec<Spanned<String>>>| {
        json!(list.as_ref().map(|l| l.iter().map(|t| text(Some(t))).collect::<Vec<_>>()))
    };
    let serves = m
        .serves
        .as_ref()
        .map(|s| s.iter().map(|id| names.item(&nfc(&id.value)).to_owned()).collect::<Vec<_>>());
    object([
        ("title", text(m.title.as_ref())),
        ("lead", texts(&m.lead)),
        ("support", texts(&m.support)),
        ("serves", json!(serves)),
        ("note", text(m.note.as_ref())),
        ("cite", cite(m.cite.as_ref())),
    ])
}

fn steps(list: &[Step]) -> Value {
    list.iter()
        .map(|s| {
            let who: Vec<Value> = s.who.iter().map(|w| text(Some(w))).collect();
            object([
                ("title", text(s.title.as_ref())),
                ("who", Value::Array(who)),
                ("due", text(s.due.as_ref())),
                ("note", text(s.note.as_ref())),
                ("cite", cite(s.cite.as_ref())),
            ])
        })
        .collect()
}

/// The versions of an entry, each with the day from which it holds.
fn versions<T>(entry: &DatedEntry<T>, says: fn(&T) -> Value) -> Value {
    entry
        .versions
        .iter()
        .map(|v| object([("from", date(v.from.as_ref())), ("says", Value::Array(vec![says(&v.says)]))]))
        .collect()
}

fn texts(list: Option<&Vec<Spanned<String>>>) -> Value {
    list.map_or(Value::Null, |l| l.iter().map(|t| text(Some(t))).collect())
}

fn stage(s: &StageVersion) -> Value {
    let level = |l: Level| match l {
        Level::County => "county",
        Level::City => "city",
        Level::Region => "region",
        Level::Nation => "nation",
    };
    object([
        ("title", text(s.title.as_ref())),
        ("who", texts(s.who.as_ref())),
        ("level", json!(s.level.map(|l| level(l.value)))),
        ("after", json!(s.after.as_ref().map(|a| nfc(&a.value).into_owned()))),
        ("yields", texts(s.yields.as_ref())),
        ("steps", texts(s.steps.as_ref())),
        ("note", text(s.note.as_ref())),
        ("cite", cite(s.cite.as_ref())),
    ])
}

fn deadline(d: &DeadlineVersion) -> Value {
    object([
        ("title", text(d.title.as_ref())),
        ("counted_from", text(d.counted_from.as_ref())),
        ("days", json!(d.days.map(|n| n.value))),
        ("by", date(d.by.as_ref())),
        ("window", json!(d.window.map(|w| w.value))),
        ("yields", texts(d.yields.as_ref())),
        ("note", text(d.note.as_ref())),
        ("cite", cite(d.cite.as_ref())),
    ])
}

fn monitoring(m: &MonitoringVersion) -> Value {
    object([
        ("every", json!(m.every.map(|e| format!("{:02}-{:02}", e.value.0, e.value.1)))),
        ("of", json!(m.of.map(|_| "recognised"))),
        ("note", text(m.note.as_ref())),
        ("cite", cite(m.cite.as_ref())),
    ])
}

fn warning(w: &WarningVersion) -> Value {
    object([
        ("margin_below", w.margin_below.as_ref().map_or(Value::Null, |m| quantity(&m.value))),
        ("falls", json!(w.falls.map(|n| n.value))),
        ("note", text(w.note.as_ref())),
        ("cite", cite(w.cite.as_ref())),
    ])
}

fn cite(c: Option<&CiteEntry>) -> Value {
    c.map_or(Value::Null, |c| Value::Array(vec![json!(nfc(&c.source.value)), text(c.place.as_ref())]))
}

fn date(d: Option<&Spanned<Date>>) -> Value {
    d.map_or(Value::Null, |d| json!(d.value.to_string()))
}
