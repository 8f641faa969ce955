//! Documents and their YAML entries as JSON.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::formula::{self, Scope};
use super::names::Names;
use super::rules::{self, text};
use crate::pack::document::{
    Bound, CiteEntry, Definitions, MapKinds, PackDocument, Quantity, Table, TableKey, TypeName,
};
use crate::pack::entry::{
    DatedEntry, DatedTable, Described, EntityEntry, Entry, Expect, ExpectEntry, IndicatorEntry, KindEntry,
    Names as Named, Said, Step, ValueEntry, Version,
};
use crate::pack::yaml::nfc;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Expr, Ident};
use crate::syntax::vocabulary::yaml::Key;
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
    let writer = Writer { names, settled, columns_of: None, scope: None };
    put(&mut map, "procedure", steps(&document.procedure, writer));
    put(&mut map, "organisation", steps(&document.organisation, writer));
    put(&mut map, "milestones", steps(&document.milestones, writer));
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
    let writer = Writer { names, settled, columns_of: None, scope: None };
    let kind = |k: &KindEntry| writer.kind(k);
    section("kinds", by_id(&d.kinds, |k| names.kind(&plain(&k.id)).to_owned(), kind));
    let entity = |e: &EntityEntry| {
        let id = Some(names.entity(&e.id.value));
        Writer { columns_of: id, scope: id, ..writer }.entry(e)
    };
    section("entities", by_id(&d.entities, |e| names.entity(&plain(&e.id)).to_owned(), entity));
    section("limits", by_id(&d.limits, |l| names.limit(&plain(&l.id)).to_owned(), |l| writer.entry(l)));
    let indicator = |i: &IndicatorEntry| {
        let scope = names.subject(names.item(&i.id.value));
        Writer { scope, ..writer }.entry(i)
    };
    section("indicators", by_id(&d.indicators, |i| names.item(&plain(&i.id)).to_owned(), indicator));
    section("sources", by_id(&d.sources, |s| plain(&s.id), |s| writer.entry(s)));
    section("measures", by_id(&d.measures, |m| plain(&m.id), |m| writer.entry(m)));
    // An entry that says nothing is there all the same.
    let listed = |value: Value| Value::Array(vec![value]);
    section("stages", by_id(&d.stages, |s| plain(&s.id), |s| listed(writer.versions(s))));
    section("deadlines", by_id(&d.deadlines, |x| plain(&x.id), |x| listed(writer.versions(x))));
    section("monitoring", by_id(d.monitoring.as_slice(), |m| plain(&m.id), |m| writer.versions(m)));
    section("warning", by_id(d.warning.as_slice(), |w| plain(&w.id), |w| writer.versions(w)));
}

/// Writes entries, key by key, as their descriptions have it.
#[derive(Clone, Copy)]
struct Writer<'a> {
    names: &'a Names,
    settled: &'a Settled,
    /// The table whose columns are named.
    columns_of: Option<&'a str>,
    /// The table in whose rows formulas are read.
    scope: Option<&'a str>,
}

impl Writer<'_> {
    fn entry<E: Entry>(&self, entry: &E) -> Value {
        let mut map = Map::new();
        self.put_into(&mut map, entry);
        Value::Object(map)
    }

    fn put_into<E: Entry>(&self, map: &mut Map<String, Value>, entry: &E) {
        for (described, said) in entry.said() {
            if let Some(key) = described.digest {
                put(map, key, self.said(described, said));
            }
        }
    }

    /// The versions of an entry, each with the day from which it holds.
    fn versions<T: Entry>(&self, entry: &DatedEntry<T>) -> Value {
        let version = |v: &Version<T>| {
            object([("from", date(v.from.as_ref())), ("says", Value::Array(vec![self.entry(&v.says)]))])
        };
        entry.versions.iter().map(version).collect()
    }

    /// The id of what a name names.
    fn id(&self, name: &Ident, what: Named) -> String {
        let name = nfc(&name.value);
        let names = self.names;
        match what {
            Named::Entity => names.entity(&name).to_owned(),
            Named::Column => names.column(self.columns_of.unwrap_or_default(), &name).to_owned(),
            Named::Kind => names.kind(&name).to_owned(),
            Named::Item => names.item(&name).to_owned(),
            Named::Nothing | Named::Stage | Named::Document => name.into_owned(),
        }
    }

    fn list(&self, described: &Described, list: &[Ident]) -> Value {
        let mut ids: Vec<String> = list.iter().map(|name| self.id(name, described.names())).collect();
        if described.any_order {
            ids.sort();
        }
        json!(ids)
    }

    fn said(&self, described: &Described, said: Said<'_>) -> Value {
        let (names, settled) = (self.names, self.settled);
        match said {
            Said::Text(text) => json!(self.id(text, described.names())),
            Said::Names(list) => self.list(described, &list.value),
            Said::Texts(list) => self.list(described, list),
            Said::Flag(flag) => json!(flag.value),
            Said::Word(word) => json!(word.value.en()),
            Said::Date(date) => json!(date.value.to_string()),
            Said::DayOfYear(day) => json!(format!("{:02}-{:02}", day.value.0, day.value.1)),
            Said::Whole(number) => json!(number.value),
            Said::Quantity(number) => quantity(&number.value),
            Said::Bound(Spanned { value: Bound::Date(date), .. }) => json!(date.to_string()),
            Said::Bound(Spanned { value: Bound::Number(number), .. }) => quantity(number),
            Said::Type(name) => json!(type_name(&name.value, names)),
            Said::Unit(unit) => json!(formula::unit(unit)),
            Said::Formula(expr) => self.formula(expr),
            Said::Cite(one) => cite(Some(one)),
            Said::Cites(list) => list.iter().map(|one| cite(Some(one))).collect(),
            Said::Numbers(numbers) => dated(numbers, names, settled),
            Said::Threshold(threshold) => {
                let word = threshold.comparison.value.key().en();
                let mut said = vec![json!(word), dated(&threshold.value, names, settled)];
                // Values of two kinds may have the same ids.
                let by_words = settled.get(&threshold.value.span).filter(|k| k.by_words);
                said.extend(by_words.map(|k| json!(k.kinds)));
                Value::Array(said)
            }
            Said::Expected(expect) => self.expect(&expect.value),
            Said::Totals(totals) => {
                by_id(totals, |(column, _)| self.id(column, Named::Column), |(_, f)| self.formula(f))
            }
            Said::Columns(columns) => {
                // A column that says nothing is there all the same.
                Value::Array(vec![by_id(columns, |c| self.id(&c.id, Named::Column), |c| self.entry(c))])
            }
            // A kind knows whether their order counts.
            Said::Values(_) => Value::Null,
            Said::Clauses(clauses) => {
                by_id(clauses, |(place, _)| nfc(&place.value).into_owned(), |(_, t)| text(Some(t)))
            }
        }
    }

    fn formula(&self, expr: &Expr) -> Value {
        Scope::of(self.names, self.scope).expr(expr)
    }

    fn kind(&self, k: &KindEntry) -> Value {
        let id = self.names.kind(&k.id.value);
        let mut said = self.entry(k);
        if let (Some(values), Some(map)) = (&k.values, said.as_object_mut()) {
            let mut list: Vec<Value> = values.iter().map(|value| self.value(id, value)).collect();
            if !self.names.is_ordered(id) {
                list.sort_by_key(Value::to_string);
            }
            put(map, "values", Value::Array(list));
        }
        said
    }

    /// A value of a kind: its id, its label or null, and what else it says.
    fn value(&self, kind: &str, value: &ValueEntry) -> Value {
        let id = json!(self.names.value(kind, &nfc(&value.id.value)));
        let mut list = vec![id, text(value.label.as_ref())];
        let rest =
            value.said().into_iter().filter(|(d, _)| d.digest.is_some() && !d.keys.contains(&Key::Label));
        for (described, said) in rest {
            let mut said = self.said(described, said);
            if let Some(words) = said.as_array_mut() {
                words.sort_by_key(Value::to_string);
            }
            list.push(said);
        }
        Value::Array(list)
    }

    /// A list that says what a word says is written as that word.
    fn expect(&self, expect: &Expect) -> Value {
        let names = self.names;
        let entries = match expect {
            Expect::County => return json!("county"),
            Expect::Parent => return json!("parent"),
            Expect::None => return json!("none"),
            Expect::List(entries) => entries,
        };
        if let [entry] = entries.as_slice()
            && entry.is_plain()
        {
            let each = self.id(&entry.each, Named::Entity);
            if names.is_root(&each) {
                return json!("county");
            }
            if self.columns_of.and_then(|own| names.parent(own)) == Some(&each) {
                return json!("parent");
            }
        }
        let entry = |e: &ExpectEntry| {
            let each = self.id(&e.each, Named::Entity);
            let mut map = Map::new();
            put(&mut map, "each", json!(each));
            Writer { scope: Some(&each), ..*self }.put_into(&mut map, e);
            Value::Object(map)
        };
        let mut list: Vec<Value> = entries.iter().map(entry).collect();
        // All of them hold, whatever their order. The keys of each stand in the order of their description.
        list.sort_by_key(Value::to_string);
        Value::Array(list)
    }
}

fn type_name(name: &TypeName, names: &Names) -> String {
    match name {
        TypeName::Kind(kind) => format!("kind {}", names.kind(&nfc(kind))),
        basic @ (TypeName::Number
        | TypeName::Count
        | TypeName::Share
        | TypeName::Flag
        | TypeName::Text
        | TypeName::Date) => basic.word().to_owned(),
    }
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

/// Steps in words.
fn steps(list: &[Step], writer: Writer<'_>) -> Value {
    list.iter().map(|step| writer.entry(step)).collect()
}

fn cite(c: Option<&CiteEntry>) -> Value {
    c.map_or(Value::Null, |c| Value::Array(vec![json!(nfc(&c.source.value)), text(c.place.as_ref())]))
}

fn date(d: Option<&Spanned<Date>>) -> Value {
    d.map_or(Value::Null, |d| json!(d.value.to_string()))
}
