//! What a pack asks for, as a form to fill in: a workbook, or a folder of CSV files.

mod due;
mod field;

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr as _;

use crate::diagnostic::{Catalogue, Language, Message};
use crate::report::sheets::{
    Allowed, Book, Cell, CellValue, EntryRule, Look, Note, Sheet, sheet_name, width_of,
};
use crate::report::{as_written, expected_words};
use crate::semantics::{CheckedPack, Entity, EntityIx, Expected};
use due::{Due, due};
use field::{Field, fields};

/// Rows of the header: one.
const HEADER: u32 = 0;
/// The example's row.
const EXAMPLE: u32 = 1;
/// Last row for which entries are checked while they are typed.
const LAST: u32 = 100_000;
/// The name of the cover, which reading passes over.
const COVER: &str = "填表说明";
/// How wide the cover's columns of text are, in characters of Latin text.
const COVER_WIDTH: usize = 60;

/// The workbook to fill in: a cover, then a sheet for each table in the order in which people fill them.
pub fn book(pack: &CheckedPack, language: Language) -> Book {
    book_of(pack, None, language)
}

/// The same for a county whose code is known: rows that it must have are there already.
pub fn book_of(pack: &CheckedPack, county: Option<&str>, language: Language) -> Book {
    let mut sheets = vec![cover(pack, language)];
    sheets.extend(tables(pack).map(|(ix, entity)| {
        let due = county.map(|code| due(pack, entity, code)).unwrap_or_default();
        sheet(pack, ix, entity, &due, language)
    }));
    Book { title: pack.title.clone(), sheets }
}

/// The same as files of a folder: name and text.
pub fn files(pack: &CheckedPack, language: Language) -> Vec<(String, String)> {
    let mut taken = BTreeSet::from([COVER.to_owned()]);
    let lines: Vec<String> = cover_lines(pack, language)
        .iter()
        .map(|line| line.iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>().join("  "))
        .collect();
    let mut out = vec![(format!("{COVER}.txt"), lines.join("\n") + "\n")];
    for (ix, entity) in tables(pack) {
        let fields = fields(pack, ix, entity, language);
        let row = |texts: Vec<String>| texts.iter().map(|t| quoted(t)).collect::<Vec<_>>().join(",");
        let header = row(fields.iter().map(|f| f.heading.clone()).collect());
        let example = row(example(&fields, language));
        // The mark tells spreadsheet programs that the text is UTF-8.
        let text = format!("\u{feff}{header}\n{example}\n");
        out.push((format!("{}.csv", sheet_name(&entity.label, &mut taken)), text));
    }
    out
}

fn tables(pack: &CheckedPack) -> impl Iterator<Item = (EntityIx, &Entity)> {
    (0u32..).map(EntityIx).zip(&pack.entities)
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// The example row: its first cell says that it is one, so that reading passes over it.
fn example(fields: &[Field], language: Language) -> Vec<String> {
    let mark = Catalogue::of(language).get("template-example-mark");
    let mark = |i: usize, text: &str| if i == 0 { format!("{mark}{text}") } else { text.to_owned() };
    fields.iter().enumerate().map(|(i, f)| mark(i, &f.example)).collect()
}

fn sheet(pack: &CheckedPack, ix: EntityIx, entity: &Entity, due: &[Due], language: Language) -> Sheet {
    let fields = fields(pack, ix, entity, language);
    let header = |f: &Field| Cell::text(&f.heading, if f.key { Look::KeyHeader } else { Look::Header });
    let examples = example(&fields, language);
    let mut notes = Vec::new();
    let mut rules = Vec::new();
    for (column, field) in (0u16..).zip(&fields) {
        let mut said = field.notes.clone();
        if column == 0 {
            // What must be there is said where the list begins.
            said.push(expected(pack, entity, language));
        }
        notes.push(Note { row: HEADER, column, text: said.join("\n") });
        let known = u32::try_from(due.len()).unwrap_or(0);
        let mut first = EXAMPLE + 1;
        for (row, row_due) in (first..).zip(due).filter(|(_, d)| d.asks(field.column)) {
            // A row whose rule is known takes what that rule takes.
            rules.push(EntryRule {
                range: (row, column, row, column),
                allowed: Allowed::List(row_due.results.clone()),
                refusal: Message::new("template-one-of").names("values", &row_due.results).text(language),
                lenient: false,
            });
            first = EXAMPLE + 1 + known;
        }
        if let Some(allowed) = &field.allowed {
            rules.push(EntryRule {
                range: (first, column, LAST, column),
                allowed: allowed.clone(),
                refusal: field.expected.clone(),
                lenient: field.lenient,
            });
        }
    }
    // The key columns stay in sight where they come first and leave room for the rest.
    let keys = fields.iter().take_while(|f| f.key).count().min(3);
    Sheet {
        name: entity.label.clone(),
        rows: vec![
            fields.iter().map(header).collect(),
            examples.iter().map(|text| Cell::text(text, Look::Example)).collect(),
        ]
        .into_iter()
        .chain(due.iter().map(|d| d.row(&fields)))
        .collect(),
        widths: fields
            .iter()
            .zip(&examples)
            .map(|(f, example)| width_of([f.heading.as_str(), example.as_str()], 10, 24))
            .collect(),
        columns: fields.iter().map(|f| f.look).collect(),
        heights: vec![(HEADER, 48.0)],
        notes,
        rules,
        frozen: (EXAMPLE, u16::try_from(keys).unwrap_or(0)),
        landscape: true,
        ruled: true,
        ..Sheet::default()
    }
}

fn cover(pack: &CheckedPack, language: Language) -> Sheet {
    let lines = cover_lines(pack, language);
    let rows = lines
        .iter()
        .enumerate()
        .map(|(i, line)| {
            let [label, text, more] = line;
            let look = if i == 0 { Look::Title } else { Look::Label };
            let mut row = vec![Cell::text(label, look)];
            if !text.is_empty() {
                row.push(Cell::text(text, Look::Wrapped));
            }
            if !more.is_empty() {
                row.push(Cell::text(more, Look::Wrapped));
            }
            row
        })
        .collect();
    let mut rows: Vec<Vec<Cell>> = rows;
    rows.push(Vec::new());
    for (i, key) in ["unit", "person", "auditor", "day"].into_iter().enumerate() {
        let label = if i == 0 { Message::new("template-sign").text(language) } else { String::new() };
        let asked = Catalogue::of(language).get(&format!("template-sign-{key}"));
        rows.push(vec![Cell::text(label, Look::Label), Cell::text(asked, Look::Entry)]);
    }
    // As many lines as the longest text takes in its column.
    let lines = |row: &Vec<Cell>| {
        let texts = row.iter().skip(1).filter_map(|c| match &c.value {
            CellValue::Text(text) => Some(text.width().div_ceil(COVER_WIDTH - 2)),
            CellValue::Blank
            | CellValue::Number(_)
            | CellValue::Formula { .. }
            | CellValue::Date(_)
            | CellValue::Flag(_) => None,
        });
        texts.max().unwrap_or(1).max(1)
    };
    let heights =
        (0u32..).zip(&rows).filter(|(row, _)| *row > 0).map(|(row, cells)| (row, 16.0 * lines(cells) as f64));
    Sheet {
        name: COVER.to_owned(),
        heights: heights.collect(),
        rows,
        widths: vec![16.0, COVER_WIDTH as f64, COVER_WIDTH as f64],
        landscape: true,
        ..Sheet::default()
    }
}

/// The lines of the cover: label, text, more.
fn cover_lines(pack: &CheckedPack, language: Language) -> Vec<[String; 3]> {
    let word = |key: &'static str| Message::new(key).text(language);
    let two = |label: &'static str, text: String| [word(label), text, String::new()];
    let mut lines = vec![
        [
            Message::new("template-title").arg("title", &pack.title).text(language),
            String::new(),
            String::new(),
        ],
        two("template-pack", format!("{}@{}", pack.id, pack.version)),
        two("template-issuer", pack.issuer.clone()),
        two("template-digest", pack.digest.to_string()),
        <[String; 3]>::default(),
    ];
    let how =
        ["blank", "codes", "required", "example", "percent", "units", "findings", "questions", "protection"];
    for (i, key) in how.iter().enumerate() {
        let label = if i == 0 { word("template-how") } else { String::new() };
        let key = format!("template-how-{key}");
        lines.push([label, format!("{}. {}", i + 1, Catalogue::of(language).get(&key)), String::new()]);
    }
    lines.push(<[String; 3]>::default());
    for (i, (_, entity)) in tables(pack).enumerate() {
        let label = if i == 0 { word("template-tables") } else { String::new() };
        let mut text = expected(pack, entity, language);
        if let Some(note) = &entity.note {
            text = format!("{text} {note}");
        }
        lines.push([label, entity.label.clone(), text]);
    }
    lines.push(<[String; 3]>::default());
    let units = pack.units.iter().filter(|(_, u)| !u.symbol.is_empty());
    let units: Vec<String> = units
        .map(|(symbol, unit)| {
            let base: Vec<&str> = unit.dimensions.powers().map(|(name, _)| name).collect();
            match base.as_slice() {
                [base] if *base != symbol => format!("1 {symbol} = {} {base}", unit.scale),
                _ => symbol.clone(),
            }
        })
        .collect();
    lines.push(two("template-units", units.join("；")));
    lines
}

/// Which rows a table must have.
fn expected(pack: &CheckedPack, entity: &Entity, language: Language) -> String {
    let key = match (entity.id.as_str(), entity.expected()) {
        ("finding", _) => "template-expect-finding",
        (_, Expected::County) => "template-expect-county",
        (_, Expected::Parent) => "template-expect-parent",
        (_, Expected::Nothing) => "template-expect-none",
        (_, Expected::List) => {
            let formula = |_: EntityIx, e: &crate::semantics::TExpr| as_written(pack, e);
            return expected_words(pack, entity, language, &formula).join(" ");
        }
    };
    let parent = entity.parent.and_then(|p| pack.entity(p)).map_or("", |p| p.label.as_str());
    Message::new(key).arg("parent", parent).text(language)
}
