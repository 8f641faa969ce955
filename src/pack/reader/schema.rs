//! What the reader takes, as a JSON Schema: from the same tables of keys, in both spellings.

use serde_json::{Map, Value, json};

use super::facts::TYPES;
use crate::diagnostic::{Catalogue, Language};
use crate::pack::entry::{Described, ENTRIES, FILE, Form, OVERRIDABLE, Place, text_of};
use crate::syntax::vocabulary::yaml::{Key, Word};

/// The JSON Schema of a pack's YAML files. Each key stands in English and in Chinese.
pub(crate) fn pack_schema() -> Value {
    let mut schema = described(&Place::File(FILE).keys(), &|key, _| file_key(key));
    if let Some(fields) = schema.as_object_mut() {
        fields.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        fields.insert("title".into(), json!("junheng rule pack · 均衡标准包"));
        fields.insert("$defs".into(), definitions());
    }
    schema
}

/// The JSON Schema of a pack's case files.
pub(crate) fn cases_schema() -> Value {
    let keys = [Key::Cases, Key::AsOf, Key::Base];
    let mut schema = object(&keys, &|key| match key {
        Key::Cases => json!({"type": "array", "items": case()}),
        Key::AsOf => text(),
        _ => rows(),
    });
    if let Some(fields) = schema.as_object_mut() {
        fields.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        fields.insert("title".into(), json!("junheng test cases · 均衡标准包的用例"));
    }
    schema
}

fn case() -> Value {
    let keys =
        [Key::CaseName, Key::AsOf, Key::Facts, Key::Folder, Key::Expected, Key::CaseValues, Key::Missing];
    object(&keys, &|key| match key {
        Key::CaseName | Key::AsOf | Key::Folder => text(),
        Key::Facts => rows(),
        Key::Missing => json!({"type": "object"}),
        _ => {
            map_of(json!({"anyOf": [{"type": ["string", "number", "boolean", "null"]}, {"type": "object"}]}))
        }
    })
}

/// Tables of rows of cells.
fn rows() -> Value {
    let cell = json!({"type": ["string", "number", "boolean", "null"]});
    map_of(json!({"anyOf": [
        {"type": "null"},
        {"type": "array", "items": {"type": "object", "additionalProperties": cell}},
    ]}))
}

fn file_key(key: Key) -> Value {
    match key {
        Key::Units => map_of(text()),
        Key::Kinds => map_of(reference("kind")),
        Key::Entities => map_of(reference("entity")),
        Key::Limits => map_of(reference("limit")),
        Key::Indicators => map_of(reference("indicator")),
        Key::Sources => map_of(reference("source")),
        Key::Measures => map_of(reference("measure")),
        Key::Override => or_null(reference("override")),
        Key::Schedule => map_of(json!({"type": ["integer", "string"]})),
        Key::Procedure => json!({"anyOf": [
            {"type": ["array", "null"], "items": {"anyOf": [{"type": "string"}, reference("step")]}},
            map_of(versions("stage")),
        ]}),
        Key::Deadlines => map_of(versions("deadline")),
        Key::Monitoring => or_null(versions("monitoring")),
        Key::Warning => or_null(versions("warning")),
        Key::Organisation | Key::Milestones => {
            json!({"type": ["array", "null"], "items": {"anyOf": [{"type": "string"}, reference("step")]}})
        }
        Key::Effective => described(&Place::File(&[Key::From, Key::To]).keys(), &|_, _| text()),
        Key::Strictness => words(&[Word::TightenOnly, Word::Any]),
        Key::Vocabulary => words(&[Word::En, Word::Zh]),
        _ => text(),
    }
}

/// What stands behind a key of an entry, by its form.
fn shape(form: Form) -> Value {
    match form {
        Form::Text
        | Form::Name(_)
        | Form::Date
        | Form::DayOfYear
        | Form::Quantity
        | Form::Bound
        | Form::Unit
        | Form::Section => text(),
        Form::Names(_) | Form::Texts(_) => names(),
        Form::Flag => flag(),
        Form::Word(list) => words(list),
        Form::Whole(..) => whole(),
        Form::Type => {
            let basic: Vec<&str> = TYPES.iter().flat_map(|(word, _)| word.spellings()).collect();
            json!({"anyOf": [{"enum": basic}, {"type": "string"}]})
        }
        Form::Formula => formula(),
        Form::Cite => cite(),
        Form::Table => reference("table"),
        Form::Numbers | Form::Threshold => dated(),
        Form::Expected => json!({"anyOf": [
            words(&[Word::County, Word::Parent, Word::None]),
            reference("expected"),
            {"type": "array", "items": reference("expected")},
        ]}),
        Form::Totals => map_of(formula()),
        Form::Columns => map_of(reference("column")),
        Form::Values => json!({"anyOf": [
            {"type": "array", "items": {"type": ["string", "number"]}},
            {"type": "object", "additionalProperties": {"anyOf": [
                {"type": ["string", "number", "null"]},
                reference("value"),
            ]}},
        ]}),
        Form::Clauses => or_null(map_of(text())),
    }
}

fn definitions() -> Value {
    let mut all = Map::new();
    for kind in &ENTRIES {
        let keys: Vec<(Key, Option<Described>)> = kind.keys().map(|(key, d)| (key, Some(d))).collect();
        all.insert(kind.name.to_owned(), described(&keys, &|_, d| d.map_or_else(text, |d| shape(d.form))));
    }
    all.insert("override".to_owned(), described(&Place::File(OVERRIDABLE).keys(), &|key, _| file_key(key)));
    // Numbers by kinds, to any depth.
    let table = json!({"anyOf": [
        {"type": ["number", "string"]},
        {"type": "object", "additionalProperties": reference("table")},
    ]});
    all.insert("table".to_owned(), table);
    Value::Object(all)
}

/// A map with these keys, each with what it is for in the language of its spelling.
fn described(keys: &[(Key, Option<Described>)], shape: &dyn Fn(Key, Option<Described>) -> Value) -> Value {
    let mut properties = Map::new();
    for (key, described) in keys {
        let shape = shape(*key, *described);
        let id = described.map_or_else(|| text_of(*key), |d| d.text_of(*key));
        let chinese = key.zh().iter().map(|spelling| (*spelling, Language::Zh));
        for (spelling, language) in std::iter::once((key.en(), Language::En)).chain(chinese) {
            let mut property = shape.clone();
            let catalogue = Catalogue::of(language);
            if let (Some(fields), true) = (property.as_object_mut(), catalogue.has(&id)) {
                fields.insert("description".to_owned(), json!(catalogue.get(&id)));
            }
            properties.insert(spelling.to_owned(), property);
        }
    }
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

/// A map with these keys, in all their spellings.
fn object(keys: &[Key], shape: &dyn Fn(Key) -> Value) -> Value {
    let mut properties = Map::new();
    for key in keys {
        for spelling in key.spellings() {
            properties.insert(spelling.to_owned(), shape(*key));
        }
    }
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

/// A map with keys that the pack chooses.
fn map_of(value: Value) -> Value {
    json!({"type": ["object", "null"], "additionalProperties": value})
}

fn or_null(value: Value) -> Value {
    json!({"anyOf": [{"type": "null"}, value]})
}

fn text() -> Value {
    json!({"type": ["string", "number", "null"]})
}

/// One version, or a list of them by date.
fn versions(name: &str) -> Value {
    json!({"anyOf": [reference(name), {"type": "array", "items": reference(name)}]})
}

fn whole() -> Value {
    json!({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]})
}

fn formula() -> Value {
    json!({"type": ["string", "number", "boolean"]})
}

fn flag() -> Value {
    let mut spellings: Vec<Value> = vec![json!(true), json!(false)];
    spellings.extend([Word::True, Word::False].into_iter().flat_map(Word::spellings).map(Value::from));
    json!({"enum": spellings})
}

fn words(list: &[Word]) -> Value {
    let spellings: Vec<&str> = list.iter().flat_map(|w| w.spellings()).collect();
    json!({"enum": spellings})
}

fn names() -> Value {
    json!({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": ["string", "number"]}}]})
}

fn cite() -> Value {
    json!({"anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": ["string", "number"]}, "minItems": 1, "maxItems": 2},
    ]})
}

/// A number, a limit's name, numbers by kinds, or a list of these by date.
fn dated() -> Value {
    json!({"anyOf": [reference("table"), {"type": "array", "items": reference("dated")}]})
}
