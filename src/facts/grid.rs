//! The cells of one sheet, held closely: only those that have something in them.

use std::ops::Range;

use crate::source::MAX_SHEET_TEXT;

/// What sort of cell a text was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Text, a truth value, a date or an error.
    Text,
    /// A number.
    Number,
    /// A formula without its result.
    Uncomputed,
}

/// A sheet's cells, by rows.
#[derive(Debug, Default)]
pub(super) struct Grid {
    text: String,
    /// Column, sort and end of the text of each cell.
    cells: Vec<(u32, Sort, usize)>,
    /// Row (from 0) and end in `cells` of each row that is not blank.
    rows: Vec<(u32, usize)>,
    /// Whether its day numbers count from 1904.
    pub from_1904: bool,
    /// Whether the reader does not tell how numbers are shown.
    pub formats_lost: bool,
}

/// Why a cell is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It stands before one that was added.
    Order,
    /// There is more text than is held.
    Large,
}

impl Grid {
    /// Without cells.
    pub fn new(from_1904: bool) -> Self {
        Grid { from_1904, ..Grid::default() }
    }

    /// Adds a cell; rows and columns must come in order.
    pub fn push(&mut self, row: u32, column: u32, text: &str, sort: Sort) -> Result<(), Unfit> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let last = self.rows.last().map(|(r, _)| *r);
        let same = last == Some(row);
        let after = same && self.cells.last().is_some_and(|(c, _, _)| *c >= column);
        if last.is_some_and(|r| r > row) || after {
            return Err(Unfit::Order);
        }
        if self.text.len() + text.len() > MAX_SHEET_TEXT {
            return Err(Unfit::Large);
        }
        self.text.push_str(text);
        self.cells.push((column, sort, self.text.len()));
        match self.rows.last_mut().filter(|_| same) {
            Some((_, end)) => *end = self.cells.len(),
            None => self.rows.push((row, self.cells.len())),
        }
        Ok(())
    }

    /// How many rows are not blank.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The number of the row at `index` among those that are not blank; from 0.
    pub fn row(&self, index: usize) -> Option<u32> {
        self.rows.get(index).map(|(row, _)| *row)
    }

    fn range(&self, index: usize) -> Range<usize> {
        let end = |i: usize| self.rows.get(i).map_or(self.cells.len(), |(_, end)| *end);
        let start = index.checked_sub(1).map_or(0, end);
        start..end(index)
    }

    /// The cells of the row at `index`: column, sort, text.
    pub fn cells(&self, index: usize) -> impl Iterator<Item = (u32, Sort, &str)> {
        self.range(index).filter_map(|i| {
            let start = i.checked_sub(1).and_then(|i| self.cells.get(i)).map_or(0, |(_, _, end)| *end);
            let (column, sort, end) = self.cells.get(i)?;
            Some((*column, *sort, self.text.get(start..*end)?))
        })
    }

    /// The first column, from one on, in which the row at `index` has a cell.
    pub fn next(&self, index: usize, column: u32) -> Option<u32> {
        let cells = self.cells.get(self.range(index))?;
        cells.get(cells.partition_point(|(c, _, _)| *c < column)).map(|(c, _, _)| *c)
    }

    /// The cell of the row at `index` in a column.
    pub fn cell(&self, index: usize, column: u32) -> Option<(Sort, &str)> {
        let range = self.range(index);
        let cells = self.cells.get(range.clone())?;
        let at = cells.binary_search_by_key(&column, |(c, _, _)| *c).ok()? + range.start;
        let start = at.checked_sub(1).and_then(|i| self.cells.get(i)).map_or(0, |(_, _, end)| *end);
        let (_, sort, end) = self.cells.get(at)?;
        Some((*sort, self.text.get(start..*end)?))
    }

    /// The index of the row with a number, or of the first after it.
    pub fn index_of(&self, row: u32) -> usize {
        self.rows.partition_point(|(r, _)| *r < row)
    }
}
