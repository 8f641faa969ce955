//! A copy of the data with what is wrong marked in it: cells coloured, reasons as comments, and a list of all of it.

use std::collections::{BTreeMap, BTreeSet};

use super::doubts::OpenPoint;
use super::sheets::{Book, Cell, Look, Note, Sheet, sheet_name, width_of};
use crate::diagnostic::{Catalogue, Language, Message, Severity};
use crate::facts::{DataIssue, Original};

/// Name of the list, which reading passes over.
const LIST: &str = "说明-问题清单";
/// Rows of a sheet.
const MOST_ROWS: u32 = 1_048_576;
/// Most blank cells of a sheet that are held before others.
const MOST_BLANKS: usize = 1 << 20;
/// Columns of a sheet.
const MOST_COLUMNS: u32 = 16_384;

/// The copy. Values stand in it, not formulas, formats, charts or hidden sheets; personal columns are left out.
pub fn annotated(originals: &[Original], issues: &[&DataIssue], language: Language) -> Book {
    annotated_with(originals, issues, &[], language)
}

/// The same with what else is open: doubts and missing data, at the end of the list.
pub fn annotated_with(
    originals: &[Original],
    issues: &[&DataIssue],
    open: &[OpenPoint],
    language: Language,
) -> Book {
    let mut taken = BTreeSet::from([LIST.to_lowercase()]);
    let names: Vec<String> = originals.iter().map(|o| sheet_name(&o.name, &mut taken)).collect();
    let place = |issue: &DataIssue| {
        let at = originals.iter().position(|o| o.file == issue.file)?;
        names.get(at).map(String::as_str)
    };
    let mut sheets = vec![list(issues, open, place, language)];
    for (original, name) in originals.iter().zip(&names) {
        let own: Vec<&DataIssue> = issues.iter().copied().filter(|i| i.file == original.file).collect();
        sheets.push(copy(original, name, &own, language));
    }
    Book { title: Message::new("annotate-title").text(language), sheets }
}

fn list<'a>(
    issues: &[&DataIssue],
    open: &[OpenPoint],
    place: impl Fn(&DataIssue) -> Option<&'a str>,
    language: Language,
) -> Sheet {
    let word = |key: &str| Catalogue::of(language).get(key);
    let header = ["severity", "code", "file", "sheet", "row", "column", "value", "message"]
        .map(|k| format!("annotate-{k}"));
    let mut rows = vec![header.iter().map(|k| Cell::text(word(k), Look::Header)).collect::<Vec<_>>()];
    for issue in issues {
        let (severity, look) = mark(issue);
        let text = |text: Option<&str>| Cell::text(text.unwrap_or(""), Look::Wrapped);
        rows.push(vec![
            Cell::text(word(severity), look),
            text(Some(issue.code.id)),
            Cell::text(issue.cell().unwrap_or_else(|| issue.file.to_string()), Look::Wrapped),
            text(place(issue)),
            issue.row.map_or_else(Cell::default, |row| Cell::number(row.to_string(), Look::Number)),
            text(issue.column.as_deref()),
            text(issue.value.as_deref()),
            Cell::text(issue.message.text(language), Look::Wrapped),
        ]);
    }
    for point in open {
        let text = |text: &str| Cell::text(text, Look::Wrapped);
        let mut row = vec![Cell::text(&point.sort, Look::Doubt), Cell::default(), Cell::default()];
        row.extend([
            text(&point.table),
            Cell::default(),
            text(&point.column),
            Cell::default(),
            text(&point.text),
        ]);
        rows.push(row);
    }
    let last = u32::try_from(rows.len()).unwrap_or(MOST_ROWS).min(MOST_ROWS) - 1;
    Sheet {
        name: LIST.to_owned(),
        rows,
        widths: vec![8.0, 9.0, 30.0, 14.0, 7.0, 22.0, 20.0, 70.0],
        frozen: (1, 0),
        filter: Some((0, 0, last, 7)),
        landscape: true,
        ..Sheet::default()
    }
}

fn mark(issue: &DataIssue) -> (&'static str, Look) {
    match issue.code.severity {
        Severity::Error => ("word-error", Look::Bad),
        Severity::Warning => ("word-warning", Look::Doubt),
    }
}

fn copy(original: &Original, name: &str, issues: &[&DataIssue], language: Language) -> Sheet {
    // Errors before warnings where both are on a cell.
    let mut marks: BTreeMap<(u32, u32), (Look, Vec<String>)> = BTreeMap::new();
    for issue in issues {
        let row = issue.row.unwrap_or(1).max(1) - 1;
        let (severity, look) = mark(issue);
        let severity = Catalogue::of(language).get(severity);
        let text = format!("{severity} {}: {}", issue.code.id, issue.message.text(language));
        let entry = marks.entry((row, issue.position.unwrap_or(0))).or_insert((look, Vec::new()));
        if look == Look::Bad {
            entry.0 = look;
        }
        entry.1.push(text);
    }
    let mut sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
    let mut widths: Vec<f64> = Vec::new();
    let last =
        original.rows.last().map_or(0, |(row, _)| *row).max(marks.keys().last().map_or(0, |(r, _)| r + 1));
    sheet.rows = vec![Vec::new(); last.min(MOST_ROWS) as usize];
    let mut room = MOST_BLANKS;
    let mut put = |row: u32, column: u32, cell: Cell| {
        if let Some(cells) = sheet.rows.get_mut(row as usize).filter(|_| column < MOST_COLUMNS) {
            if cells.len() <= column as usize {
                // Blanks are held, too: cells far from the table are left out where there are too many.
                let blanks = column as usize - cells.len();
                if blanks > room {
                    return;
                }
                room -= blanks;
                cells.resize(column as usize + 1, Cell::default());
            }
            if let Some(slot) = cells.get_mut(column as usize) {
                *slot = cell;
            }
        }
    };
    for (row, cells) in &original.rows {
        for (column, text, number) in cells {
            let look = marks.get(&(row - 1, *column)).map(|(look, _)| *look);
            let cell = if *number {
                Cell::number(text, look.unwrap_or(Look::Number))
            } else {
                Cell::text(text, look.unwrap_or(Look::Code))
            };
            put(row - 1, *column, cell);
            let width = width_of([text.as_str()], 8, 24);
            let at = *column as usize;
            if at < MOST_COLUMNS as usize && widths.len() <= at {
                widths.resize(at + 1, 8.0);
            }
            if let Some(slot) = widths.get_mut(at) {
                *slot = slot.max(width);
            }
        }
    }
    for ((row, column), (look, _)) in &marks {
        let filled = original.rows.binary_search_by_key(&(row + 1), |(r, _)| *r).ok();
        let cells = filled.and_then(|i| original.rows.get(i)).map(|(_, cells)| cells);
        if !cells.is_some_and(|cells| cells.iter().any(|(c, ..)| c == column)) {
            put(*row, *column, Cell::blank(*look));
        }
    }
    sheet.widths = widths;
    sheet.notes = marks
        .iter()
        .filter(|((row, column), _)| *row < MOST_ROWS && *column < MOST_COLUMNS)
        .map(|((row, column), (_, texts))| Note {
            row: *row,
            column: u16::try_from(*column).unwrap_or(0),
            text: texts.join("\n"),
        })
        .collect();
    sheet
}
