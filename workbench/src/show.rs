//! Lists as text.

use junheng::diagnostic::Language;
use serde_json::Value;

use crate::words::{phrase, word};

/// A list's JSON as indented lines, with its names in a language; what is empty is left out.
pub fn text(value: &Value, language: Language) -> String {
    let mut out = String::new();
    outline(value, 0, language, &mut out);
    out.trim_end().to_owned()
}

fn flat(value: &Value, language: Language) -> String {
    match value {
        Value::String(text) => phrase(language, text),
        Value::Null => "—".to_owned(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn outline(value: &Value, depth: usize, language: Language, to: &mut String) {
    let pad = "  ".repeat(depth);
    match value {
        Value::Object(map) => {
            for (key, below) in map.iter().filter(|(_, v)| !empty(v)) {
                let key = word(language, key);
                match below {
                    Value::Array(list) if !list.iter().any(Value::is_object) => {
                        let texts: Vec<String> = list.iter().map(|v| flat(v, language)).collect();
                        to.push_str(&format!("{pad}{key}  {}\n", texts.join("  ")));
                    }
                    Value::Object(_) | Value::Array(_) => {
                        to.push_str(&format!("{pad}{key}\n"));
                        outline(below, depth + 1, language, to);
                    }
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                        to.push_str(&format!("{pad}{key}  {}\n", flat(below, language)));
                    }
                }
            }
        }
        Value::Array(list) => {
            for item in list {
                let texts: Vec<String> = match item {
                    Value::Object(map) => map
                        .iter()
                        .map(|(k, v)| format!("{} {}", word(language, k), flat(v, language)))
                        .collect(),
                    other => vec![flat(other, language)],
                };
                to.push_str(&format!("{pad}{}\n", texts.join("  ")));
            }
        }
        other => to.push_str(&format!("{pad}{}\n", flat(other, language))),
    }
}
