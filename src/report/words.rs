//! Values, keys and outcomes in words.

use std::fmt::Write as _;

use indexmap::IndexMap;

use crate::diagnostic::{Catalogue, Code, Language, Message, codes};
use crate::evaluation::{Group, Missing, MissingAt, Shortfall, Value};
use crate::facts::{Cell, DataIssue, Facts, key_of};
use crate::semantics::*;
use crate::source::visible;
use crate::value::{Number, Outcome, Surd, Unit};

/// An outcome's word; a veto that is met 存在.
pub fn outcome_word(outcome: Outcome, veto: bool, language: Language) -> String {
    let key = match (outcome, veto) {
        (Outcome::Met, false) => "outcome-met",
        (Outcome::Unmet, false) => "outcome-unmet",
        (Outcome::Undetermined, false) => "outcome-undetermined",
        (Outcome::Met, true) => "veto-met",
        (Outcome::Unmet, true) => "veto-unmet",
        (Outcome::Undetermined, true) => "veto-undetermined",
        (Outcome::NotApplicable, _) => "outcome-not-applicable",
    };
    Catalogue::of(language).get(key)
}

/// The name of a row: what stands in the column that names rows of its table, or the nearest ancestor's.
pub(crate) fn name_of(pack: &CheckedPack, facts: &Facts, entity: EntityIx, row: u32) -> Option<String> {
    let (mut at, mut row) = (entity, row);
    loop {
        let found = pack.entity(at)?;
        if let Some(ix) = found.display
            && found.columns.get(ix.ix()).is_some_and(|c| !c.personal)
            && let Cell::Text(name) = facts.cell(at, row, ix)
        {
            return Some(name.to_string());
        }
        // A row below is named by the row that it belongs to, the county's name aside.
        let parent = found.parent?;
        pack.entity(parent)?.parent?;
        row = *facts.table(at)?.parent.get(row as usize)?;
        at = parent;
    }
}

/// A subject for people: name, key with labels of kinds, group.
pub fn key_text(pack: &CheckedPack, facts: &Facts, entity: EntityIx, row: u32, group: &Group) -> String {
    let Some(found) = pack.entity(entity) else { return String::new() };
    let keys = key_of(pack, facts, entity, row);
    let mut parts = Vec::new();
    for (id, c) in keys.iter().zip(&found.key) {
        let label = match found.columns.get(c.ix()).map(|c| c.ty) {
            Some(ColumnType::Kind(k)) => pack
                .kind(k)
                .and_then(|k| k.values.iter().find(|(i, _)| i == id))
                .map(|(_, label)| label.clone()),
            _ => None,
        };
        parts.push(label.unwrap_or_else(|| id.clone()));
    }
    let mut out = String::new();
    if let Some(name) = name_of(pack, facts, entity, row) {
        let _ = write!(out, "{name} ");
    }
    out.push_str(&parts.join("/"));
    let groups: Vec<&str> = group
        .iter()
        .filter_map(|(k, v)| pack.kind(*k)?.values.get(*v as usize).map(|(_, label)| label.as_str()))
        .collect();
    if !groups.is_empty() {
        let _ = write!(out, "[{}]", groups.join("、"));
    }
    out
}

/// Why a datum is missing, for people: of a list, how many rows there are and how many there must be.
pub(crate) fn reason_words(pack: &CheckedPack, m: &Missing, language: Language) -> String {
    let (MissingAt::Rows(_, _, short), Some(entity)) = (&m.at, pack.entity(m.entity)) else {
        return Catalogue::of(language).get(&format!("reason-{}", m.reason.id().replace('_', "-")));
    };
    let message = match &**short {
        Shortfall::Count { there, expected } => {
            Message::new("shortfall-count").arg("there", there).arg("expected", expected)
        }
        Shortfall::Total { column, there, expected } => {
            let Some(column) = entity.columns.get(column.ix()) else { return String::new() };
            let shown = |n: &Number| number_apart(&Surd::from(n.clone()), &column.unit, None);
            let total = Message::new("shortfall-total").arg("column", &column.label);
            total.arg("there", shown(there)).arg("expected", shown(expected))
        }
        Shortfall::Values { columns, without, .. } => {
            let label = |(column, value): (&ColumnIx, &KindValue)| {
                let ColumnType::Kind(kind) = entity.columns.get(column.ix())?.ty else { return None };
                Some(pack.kind(kind)?.values.get(usize::from(*value))?.1.as_str())
            };
            let key = |key: &Vec<KindValue>| {
                columns.iter().zip(key).filter_map(label).collect::<Vec<_>>().join("/")
            };
            let mut all: Vec<String> = without.iter().take(12).map(key).collect();
            if without.len() > 12 {
                all.push("…".to_owned());
            }
            Message::new("shortfall-values").names("values", &all)
        }
    };
    message.text(language)
}

/// A number in its unit, with at least as many decimals as tell it from `against`.
pub(crate) fn number_apart(n: &Surd, unit: &Unit, against: Option<&Surd>) -> String {
    let scale = Surd::from(unit.scale.clone());
    let scaled = |n: &Surd| n.over(&scale).unwrap_or_else(|| n.clone());
    let shown = scaled(n);
    let other = against.map(scaled).filter(|o| *o != shown);
    for places in [4u32, 6, 8, 10, 12, 20, 40] {
        let text = shown.display(places);
        if other.as_ref().is_none_or(|o| o.display(places) != text) {
            return text;
        }
    }
    shown.display(60)
}

/// A value with its unit.
pub fn value_text(pack: &CheckedPack, value: &Value, unit: &Unit, language: Language) -> String {
    match value {
        Value::Number(n) => format!("{} {}", number_apart(n, unit, None), unit.symbol).trim().to_owned(),
        Value::Bool(b) => Catalogue::of(language).get(if *b { "word-true" } else { "word-false" }),
        Value::Kind(k, v) => pack
            .kind(*k)
            .and_then(|k| k.values.get(*v as usize))
            .map_or_else(String::new, |(_, label)| label.clone()),
        Value::Text(t) => t.to_string(),
        Value::Date(d) => d.to_string(),
    }
}

/// A cell for programs: a number in the column's unit, a kind's value by its id; none where it has no value.
pub(crate) fn cell_by_ids(pack: &CheckedPack, cell: &Cell, ty: ColumnType, unit: &Unit) -> Option<String> {
    match (cell, ty) {
        (Cell::Number(n), _) => Some(unit.from_base(n).display(12)),
        (Cell::Flag(flag), _) => Some(flag.to_string()),
        (Cell::Kind(value), ColumnType::Kind(kind)) => {
            pack.kind(kind)?.values.get(usize::from(*value)).map(|(id, _)| id.clone())
        }
        (Cell::Text(text), _) => Some(text.to_string()),
        (Cell::Date(date), _) => Some(date.to_string()),
        (Cell::Kind(_) | Cell::Missing(_), _) => None,
    }
}

/// A data issue in one line: file, row, column, what is wrong.
pub fn issue_text(issue: &DataIssue, language: Language) -> String {
    issue_line(issue, &issue_place(issue, language), &issue.message.text(language), language)
}

/// Fewest issues of one kind that are told as one.
const MANY: usize = 4;
/// Most runs of rows that are written out.
const MOST_RUNS: usize = 12;

/// Data issues as they are told: where, and what is wrong. The same thing wrong in many rows of a column is one line with its rows.
pub(super) fn issues_grouped<'i>(
    issues: impl Iterator<Item = &'i DataIssue>,
    language: Language,
) -> Vec<(&'i DataIssue, String, String)> {
    let mut groups: IndexMap<(&str, &str, Option<&str>, String), Vec<&DataIssue>> = IndexMap::new();
    for issue in issues {
        let key = (issue.code.id, &*issue.file, issue.column.as_deref(), issue.message.text(language));
        groups.entry(key).or_default().push(issue);
    }
    let mut out = Vec::new();
    for ((_, file, column, said), group) in groups {
        let mut rows: Vec<u32> = group.iter().filter_map(|issue| issue.row).collect();
        rows.sort_unstable();
        match group.first() {
            Some(first) if group.len() >= MANY && rows.len() == group.len() => {
                let rows = Message::new("place-rows").arg("rows", runs(&rows)).count("count", rows.len());
                let mut place = format!("{file} {}", rows.text(language));
                if let Some(column) = column {
                    let _ = write!(
                        place,
                        " {}",
                        Message::new("place-column").arg("column", column).text(language)
                    );
                }
                out.push((*first, place, said));
            }
            Some(_) | None => {
                out.extend(group.into_iter().map(|i| (i, issue_place(i, language), said.clone())));
            }
        }
    }
    out
}

/// Rows in runs: `2–10、15、20–30`.
fn runs(rows: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if *row <= *last + 1 => *last = *row,
            Some(_) | None => runs.push((*row, *row)),
        }
    }
    let run = |(first, last): &(u32, u32)| {
        if first == last { first.to_string() } else { format!("{first}–{last}") }
    };
    let mut out = runs.iter().take(MOST_RUNS).map(run).collect::<Vec<_>>().join("、");
    if runs.len() > MOST_RUNS {
        out.push('…');
    }
    out
}

/// Data issues as lines: one in many rows of a column is one line that names the rows.
pub fn issue_lines<'i>(issues: impl Iterator<Item = &'i DataIssue>, language: Language) -> Vec<String> {
    let groups = issues_grouped(issues, language).into_iter();
    groups.map(|(issue, place, said)| issue_line(issue, &place, &said, language)).collect()
}

/// A data issue as it is told, in one line.
fn issue_line(issue: &DataIssue, place: &str, said: &str, language: Language) -> String {
    let severity = if issue.code.severity.is_error() { "word-error" } else { "word-warning" };
    format!("{} {} {place}: {said}", Catalogue::of(language).get(severity), issue.code.id)
}

/// Where a data issue is: file, row, column.
pub(super) fn issue_place(issue: &DataIssue, language: Language) -> String {
    let cell = issue.cell();
    let mut place = cell.clone().unwrap_or_else(|| issue.file.to_string());
    if let Some(row) = issue.row.filter(|_| cell.is_none()) {
        let _ = write!(place, " {}", Message::new("place-row").arg("row", row).text(language));
    }
    if let Some(column) = &issue.column {
        let _ = write!(place, " {}", Message::new("place-column").arg("column", column).text(language));
    }
    place
}

/// What `check --explain CODE` prints.
pub fn explain_code(code: &Code, language: Language) -> String {
    let catalogue = Catalogue::of(language);
    let severity = if code.severity.is_error() { "word-error" } else { "word-warning" };
    let mut out = format!(
        "{} {}: {}\n\n{}\n",
        code.id,
        catalogue.get(severity),
        catalogue.get(&format!("{}.title", code.key)),
        catalogue.get(&format!("{}.explain", code.key)),
    );
    for (heading, text) in [("word-wrong", code.wrong), ("word-right", code.right)] {
        if !text.is_empty() {
            let _ = write!(out, "\n{}\n", catalogue.get(heading));
            for line in visible(text).lines() {
                let _ = writeln!(out, "    {line}");
            }
        }
    }
    out
}

/// `docs/builtins.md`, in Chinese and English.
pub fn builtins_markdown() -> String {
    let mut out = String::from(
        "# 函数 Builtins\n\n由程序生成，请勿手改。Generated from the table of builtins; do not edit.\n\n一行的值不知道，结果就不知道；不适用的行不计，\
         全部不适用就是不适用。One unknown value makes the result unknown; rows that are not applicable are left out, and if all are, so is the result.\n",
    );
    let mut table = |heading: &str, rows: Vec<[&'static str; 4]>| {
        let _ = write!(out, "\n## {heading}\n\n| 中文 | English | | |\n|---|---|---|---|\n");
        for [zh, en, help, meaning] in rows {
            let texts = [Language::Zh, Language::En].map(|language| {
                let get = |key: &str| Catalogue::of(language).get(key).replace('|', "\\|");
                let colon = match language {
                    Language::Zh => "：",
                    Language::En => ": ",
                };
                format!("{}{colon}{}", get(help), get(meaning))
            });
            let _ = writeln!(out, "| `{zh}` | `{en}` | {} |", texts.join(" | "));
        }
    };
    let functions = Function::ALL.iter().map(|f| f.row());
    table("函数 Functions", functions.map(|r| [r.zh, r.en, r.help, r.meaning]).collect());
    let aggregates = Aggregate::ALL.iter().map(|a| a.row());
    table("汇总 Aggregates", aggregates.map(|r| [r.zh, r.en, r.help, r.meaning]).collect());
    out
}

/// `docs/diagnostics.md`, in Chinese and English.
pub fn diagnostics_markdown() -> String {
    let mut out = String::from(
        "# 诊断代码 Diagnostics\n\n由程序生成，请勿手改。Generated by `junheng check --explain`; do not edit.\n",
    );
    for code in codes::all() {
        let severity = if code.severity.is_error() { "错误 error" } else { "警告 warning" };
        let _ = write!(out, "\n## {} · {severity}\n", code.id);
        for language in [Language::Zh, Language::En] {
            let catalogue = Catalogue::of(language);
            let _ = write!(
                out,
                "\n**{}** {}\n",
                catalogue.get(&format!("{}.title", code.key)),
                catalogue.get(&format!("{}.explain", code.key))
            );
        }
        for (heading, text) in [("写错 wrong", code.wrong), ("改正 right", code.right)] {
            if !text.is_empty() {
                let _ = write!(out, "\n{heading}:\n\n```text\n{}\n```\n", visible(text));
            }
        }
    }
    out
}
