//! What the reader takes, as a JSON Schema: from the same tables of keys, in both spellings.

use serde_json::{Map, Value, json};

use super::facts::{COLUMN, ENTITY, EXPECTED, KIND, TYPES, VALUE};
use super::items::INDICATOR;
use super::limits::{DATED, LIMIT};
use super::plan::{MEASURE, SOURCE, STEP};
use super::procedure::{DEADLINE, LEVELS, MONITORING, STAGE, WARNING};
use super::{FILE, OVERRIDABLE};
use crate::syntax::vocabulary::yaml::{Key, Word};

/// The JSON Schema of a pack's YAML files. Each key stands in English and in Chinese.
pub(crate) fn pack_schema() -> Value {
    let mut schema = object(FILE, &file_key);
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
        Key::Effective => object(&[Key::From, Key::To], &|_| text()),
        Key::Strictness => words(&[Word::TightenOnly, Word::Any]),
        Key::Vocabulary => words(&[Word::En, Word::Zh]),
        _ => text(),
    }
}

fn definitions() -> Value {
    json!({
        "kind": object(KIND, &|key| match key {
            Key::Values => json!({"anyOf": [
                {"type": "array", "items": {"type": ["string", "number"]}},
                {"type": "object", "additionalProperties": {"anyOf": [
                    {"type": ["string", "number", "null"]},
                    object(VALUE, &|key| match key {
                        Key::Aliases => names(),
                        _ => text(),
                    }),
                ]}},
            ]}),
            Key::Ordered => flag(),
            _ => text(),
        }),
        "entity": object(ENTITY, &|key| match key {
            Key::KeyColumns => names(),
            Key::Expect => json!({"anyOf": [
                words(&[Word::County, Word::Parent, Word::None]),
                reference("expected"),
                {"type": "array", "items": reference("expected")},
            ]}),
            Key::Columns => map_of(reference("column")),
            _ => text(),
        }),
        "expected": object(EXPECTED, &|key| match key {
            Key::ExpectWhen | Key::ExpectCount => formula(),
            Key::Total => map_of(formula()),
            Key::EachOf => names(),
            _ => text(),
        }),
        "column": object(COLUMN, &|key| match key {
            Key::Type => {
                let basic: Vec<&str> = TYPES.iter().flat_map(|(word, _)| word.spellings()).collect();
                json!({"anyOf": [{"enum": basic}, {"type": "string"}]})
            }
            Key::Required | Key::Personal | Key::Shown => flag(),
            Key::Derive => formula(),
            _ => text(),
        }),
        "limit": object(LIMIT, &|key| match key {
            Key::By => names(),
            Key::Value => dated(),
            Key::Stricter => words(&[Word::Higher, Word::Lower]),
            Key::Cite | Key::AlsoCite => cite(),
            _ => text(),
        }),
        "indicator": object(INDICATOR, &|key| match key {
            Key::By => names(),
            Key::When | Key::Value => formula(),
            Key::AtLeast | Key::AtMost | Key::Above | Key::Below => dated(),
            Key::Cite | Key::AlsoCite => cite(),
            _ => text(),
        }),
        "source": object(SOURCE, &|key| match key {
            Key::Clauses => or_null(map_of(text())),
            _ => text(),
        }),
        "measure": object(MEASURE, &|key| match key {
            Key::Lead | Key::Support | Key::Serves => names(),
            Key::Cite => cite(),
            _ => text(),
        }),
        "step": object(STEP, &|key| match key {
            Key::Who => names(),
            Key::Cite => cite(),
            _ => text(),
        }),
        "stage": object(STAGE, &|key| match key {
            Key::Level => words(&LEVELS.map(|(word, _)| word)),
            Key::Who | Key::Yields | Key::Steps => names(),
            Key::Cite => cite(),
            _ => text(),
        }),
        "deadline": object(DEADLINE, &|key| match key {
            Key::Days => whole(),
            Key::Window => flag(),
            Key::Yields => names(),
            Key::Cite => cite(),
            _ => text(),
        }),
        "monitoring": object(MONITORING, &|key| match key {
            Key::Of => words(&[Word::Recognised]),
            Key::Cite => cite(),
            _ => text(),
        }),
        "warning": object(WARNING, &|key| match key {
            Key::Falls => whole(),
            Key::Cite => cite(),
            _ => text(),
        }),
        "override": object(OVERRIDABLE, &file_key),
        // Numbers by kinds, to any depth.
        "table": {"anyOf": [
            {"type": ["number", "string"]},
            {"type": "object", "additionalProperties": reference("table")},
        ]},
        "dated": object(DATED, &|key| match key {
            Key::Value => reference("table"),
            Key::Cite => cite(),
            _ => text(),
        }),
    })
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
