//! An event: who did what to what, on which day, and what came of it.

use junheng::value::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One act that was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its number, from 1 without gaps.
    pub seq: i64,
    /// The clock when it was written, in milliseconds since 1970.
    pub at: i64,
    /// The day that it counts for.
    #[serde(with = "day")]
    pub on: Date,
    /// The account.
    pub who: String,
    /// The account's office.
    pub office: String,
    /// The role in which it acted.
    pub role: String,
    /// The act.
    pub act: String,
    /// What it is about.
    pub object: String,
    /// The name that people use for the object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the act gave, and what was found out when it was done.
    pub fields: Map<String, Value>,
}

impl Event {
    /// A text of the fields; empty where there is none.
    pub fn text(&self, field: &str) -> &str {
        self.fields.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether a text is given.
    pub fn has(&self, field: &str) -> bool {
        self.fields.get(field).is_some_and(|v| !v.is_null())
    }

    /// A day of the fields.
    pub fn date(&self, field: &str) -> Option<Date> {
        junheng::value::parse_date(self.text(field))
    }

    /// A whole number of the fields.
    pub fn int(&self, field: &str) -> Option<i64> {
        self.fields.get(field).and_then(Value::as_i64)
    }

    /// A list of texts.
    pub fn texts(&self, field: &str) -> Vec<String> {
        let list = self.fields.get(field).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
    }
}

/// Days as `2026-01-31`.
pub(crate) mod day {
    use junheng::value::{Date, parse_date};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(day)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
        let text = String::deserialize(from)?;
        parse_date(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is not a day")))
    }
}

/// The same where there may be none.
pub(crate) mod maybe_day {
    use junheng::value::{Date, parse_date};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(day: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => to.collect_str(day),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
        let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
        parse_date(&text).map(Some).ok_or_else(|| D::Error::custom(format!("`{text}` is not a day")))
    }
}
