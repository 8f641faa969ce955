//! In place of Parquet files, in a build without the feature `parquet`: each is refused with the reason.

use std::convert::Infallible;
use std::ops::Range;
use std::path::Path;

use super::header::Schema;
use super::source::{RowSource, SourceProblem};
use crate::diagnostic::{Message, codes};
use crate::semantics::ColumnIx;
use crate::source::Store;

/// A Parquet file, which this build cannot open.
#[derive(Debug)]
pub(super) struct ParquetRows(Infallible);

impl ParquetRows {
    /// Refuses.
    pub fn open(store: &dyn Store, path: &Path, schema: &Schema<'_>) -> Result<Self, SourceProblem> {
        ParquetRows::some(store, path, schema, |_| true, 0..u64::MAX)
    }

    /// Refuses.
    pub fn some(
        store: &dyn Store,
        path: &Path,
        _schema: &Schema<'_>,
        _wanted: impl Fn(ColumnIx) -> bool,
        _rows: Range<u64>,
    ) -> Result<Self, SourceProblem> {
        store.look(path).map_err(SourceProblem::Io)?;
        let reason = Message::new("parquet-not-built");
        let message = Message::new(codes::UNREADABLE_DATA.key).message("reason", reason);
        Err(SourceProblem::Said { code: &codes::UNREADABLE_DATA, row: None, message })
    }
}

impl RowSource for ParquetRows {
    fn advance(&mut self) -> Result<Option<u32>, SourceProblem> {
        match self.0 {}
    }

    fn cell(&self, _index: usize) -> Option<&str> {
        match self.0 {}
    }

    fn len(&self) -> usize {
        match self.0 {}
    }
}
