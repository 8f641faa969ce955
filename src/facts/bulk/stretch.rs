//! A stretch of a file's rows as a source.

use super::super::csv::CsvRows;
use super::super::source::{RowSource, SourceProblem};

/// Rows of a stretch, numbered from the row before it.
pub(super) struct Stretch<'t> {
    rows: CsvRows<&'t [u8]>,
    before: u32,
}

impl<'t> Stretch<'t> {
    /// The rows of some lines behind row `before`.
    pub fn new(text: &'t [u8], before: u32) -> std::io::Result<Self> {
        Ok(Stretch { rows: CsvRows::lines(text)?, before })
    }
}

impl RowSource for Stretch<'_> {
    fn advance(&mut self) -> Result<Option<u32>, SourceProblem> {
        Ok(self.rows.advance()?.map(|row| row.saturating_add(self.before)))
    }

    fn cell(&self, index: usize) -> Option<&str> {
        self.rows.cell(index)
    }

    fn len(&self) -> usize {
        self.rows.len()
    }
}
