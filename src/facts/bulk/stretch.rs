//! A stretch of a file's rows as a source.

use super::super::csv::CsvRows;
use super::super::source::{RowSource, SourceProblem};

/// Rows of a stretch, numbered from the row before it, or as they are said to be.
pub(super) struct Stretch<'t> {
    rows: CsvRows<&'t [u8]>,
    before: u32,
    numbers: Vec<u32>,
    at: usize,
}

impl<'t> Stretch<'t> {
    /// The rows of some lines behind row `before`.
    pub fn new(text: &'t [u8], before: u32, numbers: Vec<u32>) -> std::io::Result<Self> {
        Ok(Stretch { rows: CsvRows::lines(text)?, before, numbers, at: 0 })
    }
}

impl RowSource for Stretch<'_> {
    fn advance(&mut self) -> Result<Option<u32>, SourceProblem> {
        let next = self.rows.advance()?;
        let number = self.numbers.get(self.at).copied();
        self.at += 1;
        Ok(next.map(|row| number.unwrap_or(row.saturating_add(self.before))))
    }

    fn cell(&self, index: usize) -> Option<&str> {
        self.rows.cell(index)
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn broken(&self) -> Option<&SourceProblem> {
        self.rows.broken()
    }

    fn damaged(&self, index: usize) -> bool {
        self.rows.damaged(index)
    }
}
