//! Where rows come from: a file, or a caller's memory.

use std::io;
use std::sync::Arc;

use super::text::trim;
use crate::diagnostic::{Code, Message};

/// Rows one after the other, the header among them.
pub(super) trait RowSource {
    /// Goes to the next row and gives its number as a spreadsheet counts it; none at the end.
    fn advance(&mut self) -> Result<Option<u32>, SourceProblem>;

    /// A cell of the row; none past its end, or where it is damaged.
    fn cell(&self, index: usize) -> Option<&str>;

    /// How many cells the row has.
    fn len(&self) -> usize;

    /// The next cell from here on that is not blank or is damaged. A row may be wide and have few.
    fn next_filled(&self, from: usize) -> Option<usize> {
        let filled = |i: &usize| self.damaged(*i) || self.cell(*i).is_some_and(|c| !trim(c).is_empty());
        (from..self.len()).find(filled)
    }

    /// The day that a cell's number stands for, where the source keeps days as numbers.
    fn day(&self, _index: usize) -> Option<String> {
        None
    }

    /// The row that is stood at is the header: those behind it are data.
    fn begin_rows(&mut self) {}

    /// Whether a cell stands in no file, but is given for all its rows.
    fn given(&self, _index: usize) -> bool {
        false
    }

    /// Why the row is no more than its line, whose cells may be others than were meant.
    fn broken(&self) -> Option<&SourceProblem> {
        None
    }

    /// Whether a cell holds bytes that are no text in the file's encoding.
    fn damaged(&self, _index: usize) -> bool {
        false
    }

    /// Whether its rows were laid out for people, with numbers of columns under the header and the like.
    fn printed(&self) -> bool {
        false
    }

    /// Whether each cell stands under its heading whatever stands beside it.
    fn aligned(&self) -> bool {
        false
    }

    /// Whether it cannot be told if a cell shows its number as a percentage.
    fn hides_percent(&self, _index: usize) -> bool {
        false
    }

    /// Whether a cell has a formula without its result.
    fn uncomputed(&self, _index: usize) -> bool {
        false
    }
}

/// Why a file cannot be read, or not any further.
#[derive(Debug)]
pub(super) enum SourceProblem {
    /// The system's word.
    Io(io::Error),
    /// A pipe or a device.
    NotAFile,
    /// Larger than [`crate::source::MAX_DATA_FILE_BYTES`].
    FileTooLarge,
    /// A workbook under a CSV file's name.
    Workbook,
    /// Neither UTF-8 nor GB18030.
    Encoding { line: usize },
    /// A quotation mark that is never closed.
    UnclosedQuote { row: u32 },
    /// Longer than [`crate::source::MAX_CELL_BYTES`].
    CellTooLong { row: u32 },
    /// What a format of its own says.
    Said { code: &'static Code, row: Option<u32>, message: Message },
}

/// One table's rows in memory: what a file would hold.
#[derive(Debug, Clone)]
pub struct RawTable {
    /// The entity, by id or label.
    pub entity: String,
    /// What messages call it.
    pub file: Arc<str>,
    /// Names of the columns, as a header row has them.
    pub header: Vec<String>,
    /// Rows with their numbers (the header is 1).
    pub rows: Vec<(u32, Vec<String>)>,
}

impl RawTable {
    /// A table of texts, its rows numbered as in a file whose first line is the header.
    pub fn new(entity: &str, header: &[&str], rows: &[&[&str]]) -> Self {
        let texts = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).collect::<Vec<String>>();
        RawTable {
            entity: entity.to_owned(),
            file: entity.into(),
            header: texts(header),
            rows: (2..).zip(rows.iter().map(|r| texts(r))).collect(),
        }
    }
}

/// A [`RawTable`] as a source.
pub(super) struct RawRows<'a> {
    table: &'a RawTable,
    /// 0 before the header, 1 at it, then one more for each row.
    at: usize,
}

impl<'a> RawRows<'a> {
    pub fn new(table: &'a RawTable) -> Self {
        RawRows { table, at: 0 }
    }

    fn cells(&self) -> &'a [String] {
        match self.at.checked_sub(2) {
            None => &self.table.header,
            Some(i) => self.table.rows.get(i).map_or(&[], |(_, cells)| cells.as_slice()),
        }
    }
}

impl RowSource for RawRows<'_> {
    fn advance(&mut self) -> Result<Option<u32>, SourceProblem> {
        self.at += 1;
        Ok(match self.at.checked_sub(2) {
            None => Some(1),
            Some(i) => self.table.rows.get(i).map(|(row, _)| *row),
        })
    }

    fn cell(&self, index: usize) -> Option<&str> {
        self.cells().get(index).map(String::as_str)
    }

    fn len(&self) -> usize {
        self.cells().len()
    }
}
