//! Lists as they are printed.

use std::path::PathBuf;

use junheng::diagnostic::Language;
use junheng::report::sheets::write;
use serde_json::Value;

use super::{Format, Sheets, Store, out, service};
use crate::error::Failure;
use crate::export::{appraisal_book, stamp};
use crate::record::whole_file;
use crate::show;

pub(super) fn appraisal(
    store: &Store,
    year: i64,
    format: Sheets,
    to: Option<PathBuf>,
    language: Language,
) -> Result<bool, Failure> {
    let mut service = service(store)?;
    let value = service.appraisal(year)?;
    match (format, to) {
        (Sheets::Text, None) => shown(&value, Format::Text, language),
        (Sheets::Json, None) => shown(&value, Format::Json, language),
        (Sheets::Xlsx, Some(path)) => {
            let names = service.state().counties().map(|(code, o)| (code.clone(), o.name.clone())).collect();
            let stamp = stamp(service.record(), language);
            let bytes =
                write(&appraisal_book(&value, year, &names, &stamp, language)).map_err(Failure::store)?;
            whole_file(&path, |part| std::fs::write(part, &bytes).map_err(|e| Failure::file(&path, e)))?;
            Ok(true)
        }
        (Sheets::Xlsx, None) => {
            Err(Failure::new("工作簿要用 --out 指明文件", "name the workbook's file with --out"))
        }
        (Sheets::Text | Sheets::Json, Some(_)) => {
            Err(Failure::new("--out 只用于 xlsx", "--out is for xlsx only"))
        }
    }
}

/// The lists as far as they concern a county.
pub(super) fn of_county(lists: Value, county: &str) -> Value {
    let Value::Object(mut lists) = lists else { return lists };
    for name in ["board", "slides", "warnings", "reward", "open_findings", "open_actions_by_lead"] {
        if let Some(Value::Object(map)) = lists.get_mut(name) {
            map.retain(|key, _| key == county);
        }
    }
    for name in ["overdue", "next_60_days"] {
        if let Some(Value::Object(map)) = lists.get_mut(name) {
            map.retain(|_, item| item.get("who").and_then(Value::as_str) == Some(county));
        }
    }
    if let Some(Value::Object(map)) = lists.get_mut("targets") {
        for list in map.values_mut().filter_map(Value::as_array_mut) {
            list.retain(|id| id.as_str().and_then(crate::acts::county_in) == Some(county));
        }
    }
    if let Some(Value::Array(list)) = lists.get_mut("without_receipt") {
        list.retain(|item| item.get("county").and_then(Value::as_str) == Some(county));
    }
    Value::Object(lists)
}

pub(super) fn shown(value: &Value, format: Format, language: Language) -> Result<bool, Failure> {
    match format {
        Format::Json => out(&serde_json::to_string_pretty(value).map_err(Failure::store)?)?,
        Format::Text => out(&show::text(value, language))?,
    }
    Ok(true)
}
