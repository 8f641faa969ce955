//! Suggested cases as YAML and as JSON.

use std::fmt::Write as _;

use serde::Serialize;

use super::solve::{SuggestedCell, Suggestion, Suggestions};
use crate::diagnostic::{Language, Message};
use crate::evaluation::{Eval, Value};
use crate::report::{outcome_word, value_text};
use crate::semantics::{CheckedPack, ItemBody, RuleKind};

/// A case file.
pub fn yaml(pack: &CheckedPack, suggestions: &Suggestions, language: Language) -> String {
    let zh = language == Language::Zh;
    let key = |zh_key: &'static str, en: &'static str| if zh { zh_key } else { en };
    let mut out = String::new();
    let heading =
        Message::new("suggest-heading").arg("pack", &pack.id).count("cases", suggestions.cases.len());
    let _ = writeln!(out, "# {}", heading.text(language));
    for (id, side) in &suggestions.unsolved {
        let message = Message::new("suggest-unsolved").arg("id", id).arg("side", side_word(side, language));
        let _ = writeln!(out, "# {}", message.text(language));
    }
    if suggestions.cases.is_empty() {
        return out;
    }
    let _ = writeln!(out, "{}:", key("用例", "cases"));
    for case in &suggestions.cases {
        let name = format!("{} {}", case.id, side_word(case.side, language));
        let _ = writeln!(out, "  - {}: {}", key("名称", "name"), quoted(&name));
        let _ = writeln!(out, "    {}: {}", key("评估日期", "as_of"), case.as_of);
        let _ = writeln!(out, "    {}:", key("数据", "facts"));
        for (table, cells) in &case.facts {
            let cells: Vec<String> = cells
                .iter()
                .map(|SuggestedCell { column, text, is_text }| {
                    let digits = *is_text && text.starts_with(|c: char| c.is_ascii_digit());
                    let text = if digits { format!("\"{text}\"") } else { quoted(text) };
                    format!("{column}: {text}")
                })
                .collect();
            let _ = writeln!(out, "      {table}: [{{{}}}]", cells.join(", "));
        }
        if !case.findings.is_empty() {
            let _ = writeln!(out, "      finding:");
            for (item, subject, result) in &case.findings {
                let _ = writeln!(out, "        - {{item: {item}, subject: \"{subject}\", result: {result}}}");
            }
        }
        expected(pack, case, language, &mut out);
    }
    out
}

/// What the pack makes of a case's facts.
fn expected(pack: &CheckedPack, case: &Suggestion, language: Language, out: &mut String) {
    let Some(item) = pack.item(case.item) else { return };
    let zh = language == Language::Zh;
    let veto = matches!(item.body, ItemBody::Rule { kind: RuleKind::Veto, .. });
    let (key, unit) = match &item.body {
        ItemBody::Define { unit, .. } => (if zh { "数值" } else { "values" }, Some(unit)),
        ItemBody::Indicator(_) | ItemBody::Rule { .. } => (if zh { "预期" } else { "expect" }, None),
    };
    let word = |eval: &Eval| match (unit, eval) {
        (None, eval) => outcome_for_cases(eval, veto, language),
        (Some(_), Eval::Known(Value::Bool(b))) => match (zh, *b) {
            (true, true) => "是".to_owned(),
            (true, false) => "否".to_owned(),
            (false, b) => b.to_string(),
        },
        (Some(unit), Eval::Known(value)) => quoted(&value_text(pack, value, unit, language)),
        (Some(_), _) => "null".to_owned(),
    };
    let subject = |text: &str| {
        if text.chars().all(|c| c.is_ascii_digit()) { format!("\"{text}\"") } else { quoted(text) }
    };
    let entries: Vec<String> =
        case.results.iter().map(|(of, eval)| format!("{}: {}", subject(of), word(eval))).collect();
    let _ = writeln!(out, "    {key}: {{{}: {{{}}}}}", item.id, entries.join(", "));
}

/// The word that case files have for an outcome.
fn outcome_for_cases(eval: &Eval, veto: bool, language: Language) -> String {
    match language {
        Language::Zh => outcome_word(eval.outcome(), veto, language),
        Language::En => eval.outcome().id().to_owned(),
    }
}

fn side_word(side: &str, language: Language) -> String {
    let message = match side {
        "below" => Message::new("coverage-below"),
        "at" => Message::new("coverage-at"),
        _ => Message::new("coverage-above"),
    };
    message.text(language)
}

/// A scalar as YAML has it: in quotes where it could be read as something else.
fn quoted(text: &str) -> String {
    let simple = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '%' | ' ' | '/');
    let word = matches!(text, "" | "null" | "true" | "false" | "yes" | "no" | "on" | "off");
    let octal = text.len() > 1 && text.starts_with('0') && !text.starts_with("0.");
    if text.chars().all(simple) && !word && !octal {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Suggestions as JSON.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SuggestionsJson {
    /// The case file.
    pub yaml: String,
    /// What each case gives.
    pub cases: Vec<SuggestionJson>,
    /// For which sides no facts were found.
    pub unsolved: Vec<SuggestionJson>,
}

/// A side of a threshold as JSON.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SuggestionJson {
    /// The comparison and the threshold's kinds and date.
    pub id: String,
    /// `below`, `at` or `above`.
    pub side: &'static str,
}

/// Suggestions for programs.
pub fn json(pack: &CheckedPack, suggestions: &Suggestions, language: Language) -> SuggestionsJson {
    SuggestionsJson {
        yaml: yaml(pack, suggestions, language),
        cases: suggestions.cases.iter().map(|c| SuggestionJson { id: c.id.clone(), side: c.side }).collect(),
        unsolved: suggestions
            .unsolved
            .iter()
            .map(|(id, side)| SuggestionJson { id: id.clone(), side })
            .collect(),
    }
}
