//! Tables of Parquet files, a range of rows at a time straight into columns.
//!
//! Pages are taken whole: what a dictionary holds is read once, places in it are only numbers. Only what is plain is taken, as from lines
//! of CSV; anything else gives none, and the rows are read one by one.

#[cfg(feature = "arrow")]
mod arrow;
mod dictionary;
mod keys;
mod number;
mod recent;
mod split;
mod value;
mod walk;

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::column::ColumnBuilder;
use super::super::header::Schema;
use super::super::parquet::{Chunks, ParquetFile, ParquetRows};
use super::super::source::{RowSource, SourceProblem};
use super::super::table::Plan;
use super::super::{ColumnData, Values};
use super::distinct::{Part, apart};
use super::layout::Layout;
use super::straight::{Read, Run, Runs, in_place};
use crate::semantics::{ColumnIx, ColumnType};
use crate::source::System;

use keys::{Checked, Codes, PartRuns, Parts, together};
use recent::Recent;
pub(super) use split::Walk;
use value::{Context, Value, of};
use walk::{Column, Sink, walk};

/// Bytes of CSV that a row is taken for where parts are made.
const ROW_BYTES: u64 = 32;
/// Parts are so much larger where there are Parquet files: a page is unpacked whole for the part of it that is wanted.
pub(super) const PART_FACTOR: u64 = 4;

/// A table that is in pages or batches.
pub(super) struct Table {
    stored: Stored,
    rows: usize,
}

/// Where a table is.
enum Stored {
    /// In a file.
    File {
        path: PathBuf,
        file: ParquetFile,
        /// By the table's columns.
        columns: Vec<Option<Column>>,
    },
    /// In memory.
    #[cfg(feature = "arrow")]
    Memory(arrow::Held),
}

/// The rows of a table, one by one.
pub(super) enum TableRows {
    File(ParquetRows),
    #[cfg(feature = "arrow")]
    Memory(super::super::arrow::ArrowRows),
}

impl RowSource for TableRows {
    fn advance(&mut self) -> Result<Option<u32>, SourceProblem> {
        match self {
            TableRows::File(rows) => rows.advance(),
            #[cfg(feature = "arrow")]
            TableRows::Memory(rows) => rows.advance(),
        }
    }

    fn cell(&self, index: usize) -> Option<&str> {
        match self {
            TableRows::File(rows) => rows.cell(index),
            #[cfg(feature = "arrow")]
            TableRows::Memory(rows) => rows.cell(index),
        }
    }

    fn len(&self) -> usize {
        match self {
            TableRows::File(rows) => rows.len(),
            #[cfg(feature = "arrow")]
            TableRows::Memory(rows) => rows.len(),
        }
    }
}

impl Table {
    /// Of Arrow's batches whose header was understood.
    #[cfg(feature = "arrow")]
    pub fn in_memory(table: Arc<super::super::ArrowTable>, header: &Plan) -> Self {
        let rows = table.rows();
        Table { stored: Stored::Memory(arrow::Held::new(table, header)), rows }
    }

    /// Of a file whose header was understood; none where its rows must be read one by one.
    pub fn open(path: &Path, schema: &Schema<'_>, header: &Plan) -> Option<Self> {
        let mut opened = File::open(path).ok()?.into();
        let file = ParquetFile::open(&mut opened, schema.entity.columns.len()).ok()?;
        let rows = usize::try_from(file.groups().sum::<u64>()).ok()?;
        let mut columns = Vec::with_capacity(header.bound.len());
        for bound in &header.bound {
            columns.push(match bound {
                Some(bound) => Some(Column { leaf: file.leaf(bound.cell)?, recent: Recent::default() }),
                None => None,
            });
        }
        Some(Table { stored: Stored::File { path: path.to_owned(), file, columns }, rows })
    }

    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.rows as u64
    }

    /// What it weighs among files of CSV, in bytes.
    pub fn weight(&self) -> u64 {
        self.rows() * ROW_BYTES
    }

    /// Whether it is in a file, which may change.
    pub fn is_file(&self) -> bool {
        match &self.stored {
            Stored::File { .. } => true,
            #[cfg(feature = "arrow")]
            Stored::Memory(_) => false,
        }
    }

    /// How many rows are looked at together.
    fn group(&self, group: usize) -> Option<usize> {
        match &self.stored {
            Stored::File { file, .. } => file.groups().nth(group).and_then(|n| usize::try_from(n).ok()),
            #[cfg(feature = "arrow")]
            Stored::Memory(_) => arrow::group(self.rows, group),
        }
    }

    /// The file as one reader of it reads pages; none of a table in memory.
    fn chunks(&self, opened: Option<&File>) -> Option<Option<Arc<Chunks>>> {
        match &self.stored {
            Stored::File { file, .. } => Some(Some(file.chunks(opened?.try_clone().ok()?.into()))),
            #[cfg(feature = "arrow")]
            Stored::Memory(_) => Some(None),
        }
    }

    /// Some rows of some columns one by one, the header before them.
    pub fn some(
        &self,
        schema: &Schema<'_>,
        wanted: impl Fn(ColumnIx) -> bool,
        rows: Range<u64>,
    ) -> Result<TableRows, SourceProblem> {
        match &self.stored {
            Stored::File { path, .. } => {
                ParquetRows::some(&System, path, schema, wanted, rows).map(TableRows::File)
            }
            #[cfg(feature = "arrow")]
            Stored::Memory(held) => held.some(schema, wanted, rows).map(TableRows::Memory),
        }
    }
}

/// A range of a table's rows on its way into columns.
struct Reading<'a> {
    table: &'a Table,
    context: Context<'a>,
    chunks: Option<Arc<Chunks>>,
    rows: Range<usize>,
}

impl Reading<'_> {
    fn walk(&self, column: ColumnIx, sink: &mut impl Sink) -> Option<()> {
        match &self.table.stored {
            Stored::File { file, columns, .. } => {
                let column = columns.get(column.ix())?.as_ref()?;
                walk(file, self.chunks.as_ref()?, column, &self.rows, sink)
            }
            #[cfg(feature = "arrow")]
            Stored::Memory(held) => held.walk(column, &self.rows, sink),
        }
    }

    /// Parts of a key, in runs of rows.
    fn parts(&self, columns: impl Iterator<Item = ColumnIx>) -> Option<Vec<PartRuns>> {
        columns.map(|column| self.part_runs(column, Some((&self.context, column)))).collect()
    }

    /// The same of cells as they stand.
    fn cells(&self, columns: impl Iterator<Item = ColumnIx>) -> Option<Vec<PartRuns>> {
        columns.map(|column| self.part_runs(column, None)).collect()
    }

    fn part_runs(&self, column: ColumnIx, context: Option<(&Context<'_>, ColumnIx)>) -> Option<PartRuns> {
        let mut parts = Parts::new(context);
        self.walk(column, &mut parts)?;
        Some(parts.finish())
    }

    fn value(&self, column: ColumnIx) -> Option<ColumnData> {
        let mut value = Value::new(&self.context, column, self.rows.len())?;
        self.walk(column, &mut value)?;
        Some(value.finish())
    }

    /// Which rows have which parent; none where they are not in the parents' order or one is not there.
    fn runs(&self, layout: &Layout, parent: &Read<'_>, len: u32) -> Option<Vec<Run>> {
        let parts = self.parts(layout.link.iter().map(|(column, _)| *column))?;
        let mut runs = Runs::new(parent.table.len, len)?;
        together(&parts, len, |names, row| runs.begin(row, |above| parent.is(above, names)))?;
        Some(runs.finish())
    }

    /// A code that tells the rows of each group apart; kept or not. None where one is there twice.
    fn code(&self, column: ColumnIx, groups: &[Run], keep: bool) -> Option<ColumnData> {
        let mut codes = Codes::new(&self.context, column, groups, keep);
        self.walk(column, &mut codes)?;
        Some(match codes.finish()? {
            Some(kept) => {
                let len = kept.len();
                of(Values::Text(kept), len)
            }
            None => ColumnBuilder::new(ColumnType::Text).data,
        })
    }

    /// A text of which only is asked whether something is wrong with it.
    fn checked(&self, column: ColumnIx) -> Option<ColumnData> {
        let Context { schema, header } = self.context;
        let first = header.bound.get(column.ix())?.as_ref()?.cell == 0;
        let patterned = schema.specs.get(column.ix())?.has_pattern();
        if first || patterned || schema.entity.columns.get(column.ix())?.required {
            self.walk(column, &mut Checked { context: &self.context, column })?;
        }
        Some(ColumnBuilder::new(ColumnType::Text).data)
    }
}

/// Reads a range of rows straight into columns. `parent` is the table above; none for the county's.
pub(super) fn read<'t>(
    table: &Table,
    layout: &Layout,
    (schema, header): (&'t Schema<'t>, &Plan),
    file: Option<&File>,
    rows: &Range<u64>,
    parent: Option<&Read<'_>>,
) -> Option<Read<'t>> {
    let rows = usize::try_from(rows.start).ok()?..usize::try_from(rows.end).ok()?;
    let len = u32::try_from(rows.len()).ok()?;
    let reading = Reading { table, context: Context { schema, header }, chunks: table.chunks(file)?, rows };
    let whole = [Run { parent: 0, rows: 0..len }];
    let below = match parent {
        Some(parent) => Some(reading.runs(layout, parent, len)?),
        None => None,
    };
    let runs = below.as_deref().unwrap_or(&whole);
    let groups = if layout.local { runs } else { &whole };
    let mut columns: Vec<ColumnData> =
        schema.entity.columns.iter().map(|c| ColumnBuilder::new(c.ty).data).collect();
    let mut blank = false;
    for column in &layout.values {
        // A column of which this part has nothing but blanks is there all the same.
        let data = ColumnData { supplied: true, ..reading.value(*column)? };
        blank |= data.valid.count_ones() < len as usize;
        *columns.get_mut(column.ix())? = data;
    }
    // Where a row may have to be named, its codes are kept.
    let named = layout.named || blank;
    let code = match layout.own.as_slice() {
        [(column, _)] if schema.specs.get(column.ix())?.ty == ColumnType::Text => Some(*column),
        _ => None,
    };
    for (column, keep) in &layout.texts {
        let of_key = layout.key.iter().any(|(c, _)| c == column);
        let mut data = match code {
            Some(code) if code == *column => reading.code(code, groups, *keep || named)?,
            _ if *keep || of_key => reading.value(*column)?,
            _ => reading.checked(*column)?,
        };
        data.supplied = true;
        *columns.get_mut(column.ix())? = data;
    }
    if code.is_none() {
        let part = |row: u32, (column, _): &(ColumnIx, usize)| match &columns.get(column.ix())?.values {
            Values::Kind(kinds) => kinds.get(row as usize).copied().map(Part::Kind),
            Values::Text(texts) => texts.get(row as usize).map(|text| Part::Text(text.as_bytes())),
            Values::Decimal { .. } | Values::Flag(_) | Values::Date(_) => None,
        };
        apart(groups, &layout.own, part)?;
    }
    let table = in_place((columns, len), runs, named, (schema, layout), parent)?;
    Some(Read::of_columns(table, schema))
}

/// The rows of a table as lines of CSV, for those that are held.
pub(super) fn as_lines(table: &Table, schema: &Schema<'_>) -> Option<Vec<u8>> {
    let mut rows = table.some(schema, |_| true, 0..u64::MAX).ok()?;
    let mut out = Vec::new();
    rows.advance().ok()?;
    while rows.advance().ok()?.is_some() {
        for index in 0..rows.len() {
            if index > 0 {
                out.push(b',');
            }
            let cell = rows.cell(index).unwrap_or("");
            if cell.bytes().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r')) {
                out.push(b'"');
                out.extend(cell.replace('"', "\"\"").into_bytes());
                out.push(b'"');
            } else {
                out.extend(cell.as_bytes());
            }
        }
        out.push(b'\n');
    }
    out.shrink_to_fit();
    Some(out)
}
