//! The appraisal of a year as a workbook: the counties' counts, and each figure with what it comes from.

use std::collections::BTreeMap;

use junheng::diagnostic::Language;
use junheng::report::sheets::{Book, Cell, Look, Sheet, width_of};
use serde_json::Value;

use crate::words::{phrase, word};

/// What a county's row counts: a heading's words, and where the figure stands.
const COUNTS: [(&str, [&str; 2]); 10] = [
    ("met", ["targets", "met"]),
    ("missed", ["targets", "missed"]),
    ("no data", ["targets", "no data"]),
    ("stages", ["stages", ""]),
    ("count", ["overdue", "count"]),
    ("days", ["overdue", "days"]),
    ("notices", ["notices", ""]),
    ("receipt", ["notices", "receipt"]),
    ("filings", ["filings", ""]),
    ("waivers", ["waivers", ""]),
];

/// Headings over several columns of [`COUNTS`].
const GROUPS: [(&str, usize); 6] =
    [("targets", 3), ("stages", 1), ("overdue", 2), ("notices", 2), ("filings", 1), ("waivers", 1)];

/// The appraisal's workbook; `held` is how far self-evaluations held by the year's end. `names` are the counties' names by their codes; `stamp` says which record it is of.
pub fn appraisal_book(
    appraisal: &Value,
    held: &Value,
    year: i64,
    names: &BTreeMap<String, String>,
    stamp: &str,
    language: Language,
) -> Book {
    let (title, counts, sources) = match language {
        Language::Zh => (format!("{year} 年考核"), "汇总", "依据"),
        Language::En => (format!("Appraisal of {year}"), "Counts", "Sources"),
    };
    let head =
        |title: &str| vec![vec![Cell::text(title, Look::Title)], vec![Cell::text(stamp, Look::Remark)]];
    let sheets = vec![
        summary(head(&title), appraisal, names, counts, language),
        details(head(&title), appraisal, names, sources, language),
        credibility(head(word(language, "credibility")), held, names, language),
    ];
    Book { title, sheets }
}

fn header(texts: &[&str], language: Language) -> Vec<Cell> {
    texts.iter().map(|t| Cell::text(word(language, t), Look::Header)).collect()
}

fn counties(appraisal: &Value) -> impl Iterator<Item = (&String, &Value)> {
    appraisal.as_object().into_iter().flatten()
}

fn summary(
    mut rows: Vec<Vec<Cell>>,
    appraisal: &Value,
    names: &BTreeMap<String, String>,
    name: &str,
    language: Language,
) -> Sheet {
    // Two rows of headings: what it is about, and what of it.
    let mut above = vec![Cell::text("", Look::Header); 2];
    above.push(Cell::text(word(language, "schedule"), Look::Header));
    above.extend(vec![Cell::text("", Look::Header); 2]);
    for (group, columns) in GROUPS {
        above.push(Cell::text(word(language, group), Look::Header));
        above.extend(vec![Cell::text("", Look::Header); columns - 1]);
    }
    let mut merged = vec![(2, 2, 2, 4)];
    let mut first = 5u16;
    for (_, columns) in GROUPS {
        let last = first + u16::try_from(columns).unwrap_or(1) - 1;
        if last > first {
            merged.push((2, first, 2, last));
        }
        first = last + 1;
    }
    let code = match language {
        Language::Zh => "代码",
        Language::En => "code",
    };
    let mut below = vec![Cell::text(code, Look::KeyHeader)];
    below.extend(header(&["county", "due", "recognised", "against"], language));
    below.extend(header(&COUNTS.map(|(heading, _)| heading), language));
    rows.extend([above, below]);
    for (county, of) in counties(appraisal) {
        let schedule = |field: &str| text(at(of, &["schedule", field]), language);
        let mut row = vec![
            Cell::text(county, Look::Code),
            Cell::text(names.get(county).map_or("", String::as_str), Look::Plain),
            Cell::text(schedule("due"), Look::Plain),
            Cell::text(schedule("recognised"), Look::Plain),
            Cell::text(schedule("against"), Look::Plain),
        ];
        row.extend(
            COUNTS.iter().map(|(_, place)| Cell::number(counted(of, place).to_string(), Look::Number)),
        );
        rows.push(row);
    }
    Sheet {
        name: name.to_owned(),
        widths: widths(&rows, 3),
        merged,
        frozen: (4, 2),
        landscape: true,
        rows,
        ..Sheet::default()
    }
}

/// A figure of a county: the length of a list, the number that stands there, or how many notices have their receipt.
fn counted(of: &Value, place: &[&str; 2]) -> usize {
    let [list, part] = *place;
    let value = match part {
        "" => at(of, &[list]),
        "receipt" => {
            let notices = at(of, &[list]).as_object().into_iter().flatten();
            return notices.filter(|(_, n)| at(n, &["receipt"]).is_string()).count();
        }
        part => at(of, &[list, part]),
    };
    match value {
        Value::Array(list) => list.len(),
        Value::Object(map) => map.len(),
        other => other.as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0),
    }
}

fn details(
    mut rows: Vec<Vec<Cell>>,
    appraisal: &Value,
    names: &BTreeMap<String, String>,
    name: &str,
    language: Language,
) -> Sheet {
    let [key, about, id] = match language {
        Language::Zh => ["代码", "事项", "编号或日期"],
        Language::En => ["code", "about", "id or day"],
    };
    let mut heading = vec![Cell::text(key, Look::KeyHeader)];
    heading.extend(header(&["county"], language));
    heading.extend([about, id].map(|t| Cell::text(t, Look::Header)));
    heading.extend(header(&["result"], language));
    rows.push(heading);
    for (county, of) in counties(appraisal) {
        let mut line = |about: &str, item: &str, value: String| {
            rows.push(vec![
                Cell::text(county, Look::Code),
                Cell::text(names.get(county).map_or("", String::as_str), Look::Plain),
                Cell::text(word(language, about), Look::Plain),
                Cell::text(item, Look::Plain),
                Cell::text(value, Look::Plain),
            ]);
        };
        let texts = |value: &Value| -> Vec<String> {
            value.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
        };
        for state in ["met", "missed", "no data"] {
            for target in texts(at(of, &["targets", state])) {
                line("targets", &target, word(language, state).to_owned());
            }
        }
        for conclusion in texts(at(of, &["stages"])) {
            let (day, what) = conclusion.split_once(' ').unwrap_or((&conclusion, ""));
            line("stages", day, phrase(language, what));
        }
        for (item, days) in at(of, &["overdue", "items"]).as_object().into_iter().flatten() {
            line("overdue", item, format!("{days} {}", word(language, "days")));
        }
        for (notice, dates) in at(of, &["notices"]).as_object().into_iter().flatten() {
            let date =
                |field: &str| format!("{} {}", word(language, field), text(at(dates, &[field]), language));
            line("notices", notice, format!("{}  {}", date("issued"), date("receipt")));
        }
        for list in ["filings", "waivers"] {
            for id in texts(at(of, &[list])) {
                line(list, &id, String::new());
            }
        }
    }
    Sheet { name: name.to_owned(), widths: widths(&rows, 2), frozen: (3, 2), rows, ..Sheet::default() }
}

/// A row a self-evaluation: the city's copy of it, and what that changed.
fn credibility(
    mut rows: Vec<Vec<Cell>>,
    held: &Value,
    names: &BTreeMap<String, String>,
    language: Language,
) -> Sheet {
    const FIGURES: [&str; 5] =
        ["cells_compared", "cells_changed", "deciding", "turned_for", "turned_against"];
    let mut heading = header(&["county", "self", "review"], language);
    heading.extend(header(&FIGURES, language));
    rows.push(heading);
    for (county, copies) in counties(held) {
        for (copy, of) in copies.as_object().into_iter().flatten() {
            let name = names.get(county).map_or(county.as_str(), String::as_str);
            let own = at(of, &["self"]).as_str().unwrap_or_default();
            let mut row = [name, own, copy].map(|t| Cell::text(t, Look::Plain)).to_vec();
            row.extend(FIGURES.iter().map(|f| Cell::number(at(of, &[f]).to_string(), Look::Number)));
            rows.push(row);
        }
    }
    let name = word(language, "credibility").to_owned();
    Sheet { name, widths: widths(&rows, 2), frozen: (3, 1), rows, ..Sheet::default() }
}

/// What stands under names, one within the other; null where nothing does.
fn at<'v>(value: &'v Value, names: &[&str]) -> &'v Value {
    names.iter().try_fold(value, |v, name| v.get(*name)).unwrap_or(&Value::Null)
}

fn text(value: &Value, language: Language) -> String {
    match value {
        Value::String(text) => phrase(language, text),
        Value::Null => "—".to_owned(),
        other => other.to_string(),
    }
}

/// Widths for what stands in the rows from one on.
fn widths(rows: &[Vec<Cell>], from: usize) -> Vec<f64> {
    use junheng::report::sheets::CellValue;
    let below = rows.get(from..).unwrap_or_default();
    let columns = below.iter().map(Vec::len).max().unwrap_or(0);
    let shown = |cell: &Cell| match &cell.value {
        CellValue::Text(text) | CellValue::Number(text) => text.clone(),
        CellValue::Blank | CellValue::Formula { .. } | CellValue::Date(_) | CellValue::Flag(_) => {
            String::new()
        }
    };
    (0..columns)
        .map(|c| {
            let texts: Vec<String> = below.iter().filter_map(|row| row.get(c).map(shown)).collect();
            width_of(texts.iter().map(String::as_str), 8, 40)
        })
        .collect()
}
