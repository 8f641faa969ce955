//! In place of tables of Parquet files, in a build without the feature `parquet`: there are none.

use std::convert::Infallible;
use std::fs::File;
use std::ops::Range;
use std::path::Path;

use super::super::header::Schema;
use super::super::source::{RowSource, SourceProblem};
use super::super::table::Plan;
use super::layout::Layout;
use super::routes::Routes;
use super::straight::Read;
use super::{Source, Unsuited};
use crate::semantics::ColumnIx;

pub(super) const PART_FACTOR: u64 = 1;

/// A table's file, which there is not.
pub(super) struct Table(Infallible);

/// Its rows, of which there are none.
pub(super) struct TableRows(Infallible);

impl RowSource for TableRows {
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

/// Its rows from front to back.
pub(super) struct Walk;

impl Table {
    /// None.
    pub fn open(_path: &Path, _schema: &Schema<'_>, _header: &Plan) -> Option<Self> {
        None
    }

    /// Of none.
    pub fn is_file(&self) -> bool {
        match self.0 {}
    }

    /// Of none.
    pub fn some(
        &self,
        _schema: &Schema<'_>,
        _wanted: impl Fn(ColumnIx) -> bool,
        _rows: Range<u64>,
    ) -> Result<TableRows, SourceProblem> {
        match self.0 {}
    }

    /// Of none.
    pub fn rows(&self) -> u64 {
        match self.0 {}
    }

    /// Of none.
    pub fn weight(&self) -> u64 {
        match self.0 {}
    }
}

impl Walk {
    /// Nowhere.
    pub fn new() -> Self {
        Walk
    }

    /// Of none.
    pub fn first_of(
        &mut self,
        _source: &Source,
        table: &Table,
        _schema: &Schema<'_>,
        _routes: &Routes,
        _file: Option<&File>,
        _target: u32,
    ) -> Result<u64, Unsuited> {
        match table.0 {}
    }
}

/// Of none.
pub(super) fn read<'t>(
    table: &Table,
    _layout: &Layout,
    _own: (&'t Schema<'t>, &Plan),
    _file: Option<&File>,
    _rows: &Range<u64>,
    _parent: Option<&Read<'_>>,
) -> Option<Read<'t>> {
    match table.0 {}
}

/// Of none.
pub(super) fn as_lines(table: &Table, _schema: &Schema<'_>) -> Option<Vec<u8>> {
    match table.0 {}
}
