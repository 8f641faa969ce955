//! Ids of what an act makes: the next of its sort.

use serde_json::{Map, Value};

use crate::record::State;

/// The next number after those of ids that begin so.
fn next<'i>(ids: impl Iterator<Item = &'i String>, prefix: &str) -> String {
    let numbers = ids.filter_map(|id| id.strip_prefix(prefix)?.split('-').next()?.parse::<u64>().ok());
    format!("{prefix}{}", numbers.max().unwrap_or(0) + 1)
}

/// The id of the county's revision to upload: for a case the draft that is there or the next; else that of monitoring in a year.
pub fn revision_for(state: &State, county: &str, case: bool, year: i64) -> String {
    let prefix = if case { format!("S-{county}-") } else { format!("M-{county}-{year}") };
    let mine = state.revisions.iter().filter(|(id, _)| id.starts_with(&prefix));
    if let Some((id, _)) = mine.clone().find(|(_, r)| r.state == "draft") {
        return id.clone();
    }
    if case {
        return next(state.revisions.keys(), &prefix);
    }
    if !state.revisions.contains_key(&prefix) {
        return prefix;
    }
    next(state.revisions.keys(), &format!("{prefix}-"))
}

/// The object of an act: the one that the form names, or the id of what is to be made.
pub fn object_for(state: &State, act: &str, object: &str, fields: &mut Map<String, Value>) -> String {
    let county = fields.get("county").and_then(Value::as_str).unwrap_or_default().to_owned();
    match act {
        "case.open" if object.is_empty() => format!("K-{county}"),
        "document.file" if object.is_empty() => next(state.documents.keys(), &format!("W-{county}-")),
        "action.assign" if object.is_empty() => next(state.actions.keys(), "A-"),
        "notice.issue" if object.is_empty() => next(state.notices.keys(), "N-"),
        "objection.record" if object.is_empty() => next(state.objections.keys(), "O-"),
        "target.set" if object.is_empty() => {
            let year = fields.get("year").and_then(Value::as_i64).unwrap_or_default();
            let rule = fields.get("rule").and_then(Value::as_str).unwrap_or_default();
            let subject = fields.get("subject").and_then(Value::as_str).filter(|s| !s.is_empty());
            let subject = subject.map(|s| format!("-{s}")).unwrap_or_default();
            format!("T-{county}-{year}-{rule}{subject}")
        }
        "finding.open" => {
            opens(state, object, fields);
            object.to_owned()
        }
        _ => object.to_owned(),
    }
}

/// Gives each outcome that a finding is opened for the finding's id.
fn opens(state: &State, verdict: &str, fields: &mut Map<String, Value>) {
    let Some(Value::Array(outcomes)) = fields.remove("outcomes") else { return };
    let Some(county) = state.verdicts.get(verdict).map(|v| v.county.clone()) else { return };
    let prefix = format!("F-{county}-");
    let first = next(state.findings.keys(), &prefix);
    let first: u64 = first.strip_prefix(&prefix).and_then(|n| n.parse().ok()).unwrap_or(1);
    let map: Map<String, Value> =
        (first..).zip(outcomes).map(|(n, outcome)| (format!("{prefix}{n}"), outcome)).collect();
    fields.insert("opens".to_owned(), Value::Object(map));
}
