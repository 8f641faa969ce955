//! What the sheets of the forms have in common: a title, what it is of, a header, rows that may be sorted, lines below.

use unicode_width::UnicodeWidthStr as _;

use super::Forms;
use crate::diagnostic::Message;
use crate::report::findings::Findings;
use crate::report::sheets::{Cell, CellValue, Look, Sheet};
use crate::report::wording::{figure, places};
use crate::semantics::EntityIx;
use crate::value::{Outcome, Surd, Unit};

/// Most rows of a sheet.
pub(super) const MOST_ROWS: usize = 1_048_576;
/// Height of a line, in points.
const LINE: f64 = 14.0;
/// Most lines of a cell: a row may be 409 points high.
const MOST_LINES: u32 = 28;
/// Rows above the header: the title, and what it is of.
pub(super) const ABOVE: u32 = 2;

/// A column: its heading and width.
pub(super) struct Column {
    pub head: String,
    pub width: f64,
}

/// A sheet under way.
pub(super) struct Layout {
    sheet: Sheet,
    columns: usize,
}

impl Forms<'_> {
    /// A sheet with its title and header.
    pub(super) fn layout(&self, name: &str, title: &str, columns: Vec<Column>, frozen: u16) -> Layout {
        let of = match self.counties.as_slice() {
            [only] => only.words.county(only.result.county),
            all => Message::new("dossier-counties").count("count", all.len()).text(self.input.language),
        };
        let note = Message::new("forms-note")
            .arg("of", of)
            .arg("date", self.input.evaluation.as_of)
            .arg("pack", &self.input.pack.title)
            .arg("sort", self.word("report-not-recognition"))
            .text(self.input.language);
        let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let head: Vec<Cell> = columns.iter().map(|c| Cell::text(&c.head, Look::Header)).collect();
        let sheet = Sheet {
            name: name.to_owned(),
            widths: columns.iter().map(|c| c.width).collect(),
            rows: vec![vec![Cell::text(title, Look::Title)], vec![Cell::text(note, Look::Remark)], head],
            merged: vec![(0, 0, 0, last), (1, 0, 1, last)],
            frozen: (ABOVE + 1, frozen),
            landscape: true,
            ruled: true,
            ..Sheet::default()
        };
        Layout { sheet, columns: columns.len() }
    }

    /// The column that names the county, where there are several.
    pub(super) fn county_column(&self) -> Option<Column> {
        self.many().then(|| Column { head: self.word("dossier-county"), width: 12.0 })
    }

    /// The cell under it.
    pub(super) fn county_cell(&self, found: &Findings<'_>) -> Option<Cell> {
        self.many().then(|| Cell::text(found.words.county(found.result.county), Look::Body))
    }

    pub(super) fn column(&self, key: &str, width: f64) -> Column {
        Column { head: self.word(key), width }
    }

    /// A table's label.
    pub(super) fn label(&self, entity: EntityIx) -> String {
        self.input.pack.entity(entity).map_or_else(String::new, |e| e.label.clone())
    }
}

impl Layout {
    /// The number of the next row, from 1, as formulas count.
    pub fn next(&self) -> usize {
        self.sheet.rows.len() + 1
    }

    pub fn push(&mut self, mut cells: Vec<Cell>) {
        cells.resize(self.columns, Cell::default());
        self.sheet.rows.push(cells);
    }

    /// Ends the rows that may be sorted.
    pub fn sortable(&mut self) {
        let last = u32::try_from(self.sheet.rows.len()).unwrap_or(u32::MAX).saturating_sub(1);
        if last > ABOVE {
            let columns = u16::try_from(self.columns.saturating_sub(1)).unwrap_or(u16::MAX);
            self.sheet.filter = Some((ABOVE, 0, last, columns));
        }
    }

    /// A row of nothing, then a line over the whole width.
    pub fn remark(&mut self, text: String) {
        let row = u32::try_from(self.sheet.rows.len()).unwrap_or(u32::MAX);
        self.sheet.rows.push(vec![Cell::text(text, Look::Remark)]);
        self.sheet.merged.push((row, 0, row, u16::try_from(self.columns.saturating_sub(1)).unwrap_or(0)));
    }

    /// The sheet, each row as high as its texts need: spreadsheet programs do not all work that out when they open a file.
    pub fn done(mut self) -> Sheet {
        let heights = (0u32..).zip(&self.sheet.rows).skip(1).map(|(row, cells)| {
            let joined = self.sheet.merged.iter().any(|m| m.0 == row);
            let whole: f64 = self.sheet.widths.iter().sum();
            let lines = cells.iter().zip(&self.sheet.widths).map(|(cell, width)| match &cell.value {
                CellValue::Text(text) => lines(text, if joined { whole } else { *width }),
                CellValue::Blank
                | CellValue::Number(_)
                | CellValue::Formula { .. }
                | CellValue::Date(_)
                | CellValue::Flag(_) => 1,
            });
            (row, f64::from(lines.max().unwrap_or(1).min(MOST_LINES)) * LINE + 2.0)
        });
        self.sheet.heights = heights.collect();
        self.sheet
    }
}

/// Over how many lines a text goes in a cell so wide.
fn lines(text: &str, width: f64) -> u32 {
    let room = (width - 0.5).max(1.0);
    let line = |t: &str| (t.width() as f64 / room).ceil().max(1.0) as u32;
    text.lines().map(line).sum::<u32>().max(1)
}

/// How many digits after the point a number has as it is written.
fn decimals(text: &str) -> u8 {
    let places = text.split_once('.').map_or(0, |(_, digits)| digits.len());
    u8::try_from(places).unwrap_or(u8::MAX)
}

/// A number of a form: with the form's digits, and more where fewer would not tell it from what is required.
pub(super) fn number(n: &Surd, unit: &Unit, against: Option<&Surd>) -> Cell {
    let least = u8::try_from(places(unit)).unwrap_or(2);
    let look = Look::Fixed(least.max(decimals(&figure(n, unit, against))));
    Cell::number(digits(n, unit), look)
}

/// A number's digits in a unit, with no more than a spreadsheet keeps.
pub(super) fn digits(n: &Surd, unit: &Unit) -> String {
    crate::report::ledger::number(n, unit)
}

/// How an outcome looks.
pub(super) fn look(outcome: Outcome, fails: bool) -> Look {
    match outcome {
        _ if fails => Look::Bad,
        Outcome::Undetermined => Look::Doubt,
        Outcome::NotApplicable => Look::Remark,
        Outcome::Met | Outcome::Unmet => Look::Good,
    }
}
