//! Workbooks out: sheets as plain data, their looks, drop-down lists and comments.

#[cfg(feature = "xlsx")]
mod write;

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr as _;

use crate::value::Date;

#[cfg(feature = "xlsx")]
pub use write::{WriteError, write};

/// Longest name of a sheet, in characters.
const MAX_NAME: usize = 31;

/// A workbook to write.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// Its title in the file's properties.
    pub title: String,
    /// Its sheets.
    pub sheets: Vec<Sheet>,
}

/// A sheet. Rows and columns count from 0.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Its name; made fit by [`sheet_name`].
    pub name: String,
    /// The cells from the first row on.
    pub rows: Vec<Vec<Cell>>,
    /// Widths of the columns, in characters of Latin text; the rest are of the usual width.
    pub widths: Vec<f64>,
    /// Looks of the empty cells below, by column.
    pub columns: Vec<Look>,
    /// Heights of rows that are not of the usual one, in points.
    pub heights: Vec<(u32, f64)>,
    /// Comments.
    pub notes: Vec<Note>,
    /// What may be entered.
    pub rules: Vec<EntryRule>,
    /// Cells joined into one: first row, first column, last row, last column. The first one's value and look hold.
    pub merged: Vec<(u32, u16, u32, u16)>,
    /// How many rows and columns stay in sight.
    pub frozen: (u32, u16),
    /// The range with filter buttons: first row, first column, last row, last column.
    pub filter: Option<(u32, u16, u32, u16)>,
    /// Whether it is printed across.
    pub landscape: bool,
    /// Whether lines between the cells are printed.
    pub ruled: bool,
    /// Whether it is hidden.
    pub hidden: bool,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// What stands in it.
    pub value: CellValue,
    /// How it looks.
    pub look: Look,
}

/// What stands in a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CellValue {
    /// Nothing.
    #[default]
    Blank,
    /// Text.
    Text(String),
    /// A number by its decimal digits. One with more digits than a spreadsheet keeps is written as text.
    Number(String),
    /// A formula (with `=`), and its result as cached for programs that do not compute.
    Formula {
        /// The formula.
        formula: String,
        /// Its result.
        result: String,
    },
    /// A date.
    Date(Date),
    /// True or false.
    Flag(bool),
}

/// How a cell looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Look {
    /// As usual.
    #[default]
    Plain,
    /// Text over several lines.
    Wrapped,
    /// The same, in the middle of the row's height.
    Body,
    /// The sheet's title.
    Title,
    /// A heading within the sheet, or a label before a value.
    Label,
    /// A column's header.
    Header,
    /// The header of a key column.
    KeyHeader,
    /// Text that must not be taken for a number: codes.
    Code,
    /// A number as it is.
    Number,
    /// A number with up to this many decimals.
    Decimals(u8),
    /// A number with just this many decimals.
    Fixed(u8),
    /// The same of a number that fails.
    Failing(u8),
    /// A share shown as a percentage.
    Percent,
    /// A date.
    Date,
    /// An example: grey and slanted.
    Example,
    /// A remark: grey.
    Remark,
    /// Something met or right.
    Good,
    /// Something unmet or wrong.
    Bad,
    /// Something undetermined or doubtful.
    Doubt,
    /// A cell to fill in.
    Entry,
}

/// A comment on a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u16,
    /// Its text.
    pub text: String,
}

/// What may be entered in a range of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRule {
    /// First row, first column, last row, last column.
    pub range: (u32, u16, u32, u16),
    /// What is allowed.
    pub allowed: Allowed,
    /// What a program says when something else is entered.
    pub refusal: String,
    /// Whether it only warns, so that the person may go on.
    pub lenient: bool,
}

/// What may be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// One of a list.
    List(Vec<String>),
    /// A whole number between bounds, by their digits.
    Whole(Option<String>, Option<String>),
    /// A number between bounds.
    Decimal(Option<String>, Option<String>),
    /// A date between bounds.
    Dates(Option<Date>, Option<Date>),
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>, look: Look) -> Self {
        Cell { value: CellValue::Text(text.into()), look }
    }

    /// A number by its digits.
    pub fn number(digits: impl Into<String>, look: Look) -> Self {
        Cell { value: CellValue::Number(digits.into()), look }
    }

    /// Empty, but with a look.
    pub fn blank(look: Look) -> Self {
        Cell { value: CellValue::Blank, look }
    }

    /// A formula and its result.
    pub fn formula(formula: impl Into<String>, result: impl Into<String>, look: Look) -> Self {
        Cell { value: CellValue::Formula { formula: formula.into(), result: result.into() }, look }
    }
}

/// A name that a sheet may have: without the signs that are forbidden there (their full-width forms stand for them), not too long,
/// and unlike those `taken`, to which it is added.
pub fn sheet_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let wide = |c: char| match c {
        '[' | ']' | ':' | '*' | '?' | '/' | '\\' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or('_'),
        c if c.is_control() => ' ',
        c => c,
    };
    let plain: String = name.chars().map(wide).collect();
    let plain = plain.trim().trim_matches('\'').trim();
    let plain = if plain.is_empty() { "_" } else { plain };
    for count in 1u32.. {
        let end = if count == 1 { String::new() } else { format!("_{count}") };
        let short: String = plain.chars().take(MAX_NAME - end.chars().count()).collect();
        let candidate = format!("{}{end}", short.trim_end());
        if taken.insert(candidate.to_lowercase()) {
            return candidate;
        }
    }
    plain.to_owned()
}

/// A width for a column of such texts, in characters of Latin text.
pub fn width_of<'a>(texts: impl IntoIterator<Item = &'a str>, least: usize, most: usize) -> f64 {
    let widest = texts.into_iter().flat_map(str::lines).map(|t| t.width()).max().unwrap_or(0);
    (widest + 2).clamp(least, most) as f64
}
