//! County tables as columns: scaled integers and validity, rows in the order of their parents.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Message};
use crate::semantics::{ColumnIx, EntityIx, ItemIx, KindValue};
use crate::value::{Date, Number};

/// All data of one run.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// One table an entity, by [`EntityIx`] (the built-in `finding` has none here; see [`Facts::findings`]).
    pub tables: Vec<Table>,
    /// The assessors' findings, by rule and subject.
    pub findings: Findings,
    /// The counties, in the order of their codes (in a part of a folder, in that of its county table).
    pub counties: Vec<County>,
    /// Everything wrong or doubtful about the data, in the order of files and rows. Errors and warnings by their code.
    pub issues: Vec<DataIssue>,
    /// For each of the issues, the counties that it may be about; past the end: every county. See [`Facts::errors_of`].
    pub concerned: Vec<Concerned>,
    /// `sha256:…` over the data files' names and bytes, in the order of names.
    pub digest: String,
    /// The digests of the data as understood, where [`Facts::note_contents`] computed them.
    pub contents: Option<super::Contents>,
}

/// The counties that an issue may be about, by their rows in the county table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Concerned {
    /// Any county of the data.
    #[default]
    Every,
    /// This one.
    One(u32),
    /// Any of these.
    Among(Arc<[u32]>),
}

/// A county of the data. Its row in the county table is its index in [`Facts::counties`].
#[derive(Debug, Clone)]
pub struct County {
    /// Its code.
    pub code: Arc<str>,
    /// Whether an unusable table or key leaves it out of the evaluation; the issue names it.
    pub left_out: bool,
}

/// One entity's rows.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Whether a file for it was supplied.
    pub supplied: bool,
    /// How many rows.
    pub len: usize,
    /// One for each [`ColumnIx`].
    pub columns: Vec<ColumnData>,
    /// For each row, its parent's row. Ascending: the rows below any ancestor row are one range.
    pub parent: Vec<u32>,
    /// For each row of the parent's table, where its rows begin; one longer than that table. Empty for the county.
    pub offsets: Vec<u32>,
    /// For each row, where it was read.
    pub places: Vec<RowPlace>,
    /// The files it was read from.
    pub files: Vec<Arc<str>>,
}

/// Where a row was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowPlace {
    /// Index into [`Table::files`].
    pub file: u32,
    /// The row in the file as a spreadsheet counts it: the header is 1. 0 for a row that stands in no file.
    pub row: u32,
}

/// The cells of one column.
#[derive(Debug, Clone, Default)]
pub struct ColumnData {
    /// Whether the files had this column.
    pub supplied: bool,
    /// The values; what stands at an invalid row means nothing.
    pub values: Values,
    /// Which rows have a value, one bit a row.
    pub valid: Bits,
    /// Why, for the rows that are invalid and not just empty: the cell was bad. Index into [`Facts::issues`] after reading.
    pub bad: HashMap<u32, u32>,
}

/// A column's values.
#[derive(Debug, Clone)]
pub enum Values {
    /// `mantissas[row] × 10^-scale`, in base units; rows in `wide` did not fit and stand there.
    Decimal {
        /// Digits after the point, the same for all rows.
        scale: u32,
        /// The mantissas.
        mantissas: Vec<i64>,
        /// Values that are no decimal of this scale in 64 bits.
        wide: BTreeMap<u32, Number>,
    },
    /// Truth values, one bit a row.
    Flag(Bits),
    /// Positions in the kind's values.
    Kind(Vec<KindValue>),
    /// Texts.
    Text(Vec<Arc<str>>),
    /// Dates.
    Date(Vec<Date>),
}

impl Default for Values {
    fn default() -> Self {
        Values::Text(Vec::new())
    }
}

/// A growing row of bits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    /// `len` bits, all `value`.
    pub fn filled(len: usize, value: bool) -> Self {
        let mut words = vec![if value { u64::MAX } else { 0 }; len.div_ceil(64)];
        if let (true, Some(last)) = (value && !len.is_multiple_of(64), words.last_mut()) {
            *last = (1u64 << (len % 64)) - 1;
        }
        Bits { words, len }
    }

    /// The first `len` bits of these words, the lowest first.
    pub fn of(mut words: Vec<u64>, len: usize) -> Self {
        words.resize(len.div_ceil(64), 0);
        if let (false, Some(last)) = (len.is_multiple_of(64), words.last_mut()) {
            *last &= (1u64 << (len % 64)) - 1;
        }
        Bits { words, len }
    }

    /// Appends a bit.
    pub fn push(&mut self, value: bool) {
        if self.len.is_multiple_of(64) {
            self.words.push(0);
        }
        self.len += 1;
        self.set(self.len - 1, value);
    }

    /// Appends so many bits, all `value`.
    pub fn extend(&mut self, value: bool, count: usize) {
        let (from, len) = (self.len, self.len + count);
        self.words.resize(len.div_ceil(64), 0);
        self.len = len;
        if !value {
            return;
        }
        for (i, word) in self.words.iter_mut().enumerate().skip(from / 64) {
            let (first, end) = (i * 64, (i + 1) * 64);
            let low = u64::MAX << (from.clamp(first, end - 1) - first);
            let high = u64::MAX >> (end - len.clamp(first + 1, end));
            *word |= if from >= end { 0 } else { low & high };
        }
    }

    /// The bit at `index`; false past the end.
    pub fn get(&self, index: usize) -> bool {
        index < self.len && self.words.get(index / 64).is_some_and(|w| w >> (index % 64) & 1 == 1)
    }

    /// Sets the bit at `index`; nothing past the end.
    pub fn set(&mut self, index: usize, value: bool) {
        if let Some(word) = self.words.get_mut(index / 64) {
            let bit = 1u64 << (index % 64);
            if value { *word |= bit } else { *word &= !bit }
        }
    }

    /// Sixty-four bits at a time, the first the lowest; those past the end are not set.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Sixty-four bits from one on, the first the lowest; those past the end are not set.
    pub fn word(&self, from: usize) -> u64 {
        let at = |i: usize| self.words.get(i).copied().unwrap_or_default();
        let (word, bit) = (from / 64, from % 64);
        if bit == 0 { at(word) } else { at(word) >> bit | at(word + 1) << (64 - bit) }
    }

    /// How many bits.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many are set.
    pub fn count_ones(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }
}

/// One cell, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A number in base units.
    Number(Number),
    /// A truth value.
    Flag(bool),
    /// A kind's value.
    Kind(KindValue),
    /// A text.
    Text(Arc<str>),
    /// A date.
    Date(Date),
    /// No value, and why.
    Missing(Reason),
}

/// Why a value is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// The cell is empty.
    Empty,
    /// The file has no such column.
    NoColumn,
    /// No file for this entity was supplied.
    NoTable,
    /// The county or parent has no row.
    NoRow,
    /// There are fewer rows than there must be.
    Rows,
    /// There are several rows where one was asked for.
    SeveralRows,
    /// The cell could not be read; the data's errors say why.
    Bad,
    /// A divisor is zero.
    DivisionByZero,
    /// An average, least, greatest, share or coefficient of no rows.
    NoRows,
    /// A limit has no value in force on the day.
    NoLimit,
    /// A formula has no defined value (`round` to a place that is no whole number, a root below zero).
    Undefined,
}

impl Reason {
    /// The id in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Reason::Empty => "empty",
            Reason::NoColumn => "no_column",
            Reason::NoTable => "no_table",
            Reason::NoRow => "no_row",
            Reason::Rows => "rows",
            Reason::SeveralRows => "several_rows",
            Reason::Bad => "bad_cell",
            Reason::DivisionByZero => "division_by_zero",
            Reason::NoRows => "no_rows",
            Reason::NoLimit => "no_limit",
            Reason::Undefined => "undefined",
        }
    }
}

/// Assessors' findings.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Whether the table was supplied.
    pub supplied: bool,
    /// By rule and subject row (of the rule's entity).
    pub by_subject: HashMap<(ItemIx, u32), Finding>,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The result.
    pub result: FindingResult,
    /// Evidence.
    pub evidence: Option<Arc<str>>,
    /// Who judged.
    pub assessor: Option<Arc<str>>,
    /// When.
    pub date: Option<Date>,
    /// File and row.
    pub file: Arc<str>,
    /// Row in the file, the header is 1.
    pub row: u32,
}

/// A finding's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingResult {
    /// 是 or 否.
    Flag(bool),
    /// A grade: its position in the built-in kind `grade`.
    Grade(KindValue),
    /// No result, or one that could not be read, or two findings that disagree.
    Missing(Reason),
}

/// One thing wrong or doubtful about the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataIssue {
    /// Its code; the severity is the code's.
    pub code: &'static Code,
    /// The file, as shown to people.
    pub file: Arc<str>,
    /// Row in the file; the header is 1. None for the whole file.
    pub row: Option<u32>,
    /// The column's header as it stands in the file, or the label of a missing one.
    pub column: Option<Arc<str>>,
    /// The value as it stands there.
    pub value: Option<Arc<str>>,
    /// Where in its row the cell stands, from 0.
    pub position: Option<u32>,
    /// Whether the file is a sheet of a workbook, named `[workbook]sheet`.
    pub sheet: bool,
    /// What is wrong and what was expected.
    pub message: Message,
    /// The county that it leaves out, if any.
    pub county: Option<Arc<str>>,
}

impl DataIssue {
    /// Something about a whole row, at the place where it was read.
    pub(crate) fn at_row(
        facts: &Facts,
        entity: EntityIx,
        row: u32,
        code: &'static Code,
        message: Message,
    ) -> DataIssue {
        let table = facts.table(entity);
        let place = table.and_then(|t| t.places.get(row as usize));
        let file = place.and_then(|p| table.and_then(|t| t.files.get(p.file as usize)));
        DataIssue {
            code,
            file: file.cloned().unwrap_or_default(),
            row: place.map(|p| p.row).filter(|row| *row > 0),
            column: None,
            position: None,
            sheet: false,
            value: None,
            message,
            county: None,
        }
    }

    /// Where it is as a spreadsheet program says it, for a sheet of a workbook: `[示例县.xlsx]学部!E17`.
    pub fn cell(&self) -> Option<String> {
        let row = self.row.filter(|_| self.sheet)?;
        Some(format!("{}!{}{row}", self.file, column_letters(self.position?)))
    }
}

/// The letters of a column in a spreadsheet; the first is 0.
fn column_letters(position: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(position) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

impl Facts {
    /// The table of an entity.
    pub fn table(&self, entity: EntityIx) -> Option<&Table> {
        self.tables.get(entity.ix())
    }

    /// One cell; missing past the end.
    pub fn cell(&self, entity: EntityIx, row: u32, column: ColumnIx) -> Cell {
        self.table(entity).map_or(Cell::Missing(Reason::NoTable), |t| t.cell(row, column))
    }
}

impl Table {
    /// One cell; missing past the end.
    pub fn cell(&self, row: u32, column: ColumnIx) -> Cell {
        if !self.supplied && self.columns.is_empty() {
            return Cell::Missing(Reason::NoTable);
        }
        let Some(data) = self.columns.get(column.ix()) else { return Cell::Missing(Reason::NoColumn) };
        let i = row as usize;
        if !data.valid.get(i) {
            return Cell::Missing(if data.bad.contains_key(&row) {
                Reason::Bad
            } else if !self.supplied {
                Reason::NoTable
            } else if data.supplied {
                Reason::Empty
            } else {
                Reason::NoColumn
            });
        }
        let found = match &data.values {
            Values::Decimal { scale, mantissas, wide } => wide
                .get(&row)
                .cloned()
                .or_else(|| mantissas.get(i).map(|m| Number::scaled(*m, *scale)))
                .map(Cell::Number),
            Values::Flag(bits) => Some(Cell::Flag(bits.get(i))),
            Values::Kind(list) => list.get(i).map(|k| Cell::Kind(*k)),
            Values::Text(list) => list.get(i).map(|t| Cell::Text(t.clone())),
            Values::Date(list) => list.get(i).map(|d| Cell::Date(*d)),
        };
        found.unwrap_or(Cell::Missing(Reason::Empty))
    }

    /// The rows below rows `parents` of the parent's table.
    pub fn children(&self, parents: Range<u32>) -> Range<u32> {
        let at = |i: u32| self.offsets.get(i as usize).copied().unwrap_or(self.len as u32);
        if self.offsets.is_empty() { 0..0 } else { at(parents.start)..at(parents.end) }
    }
}
