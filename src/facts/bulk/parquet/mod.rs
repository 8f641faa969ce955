//! Tables of Parquet files, a range of rows at a time straight into columns.
//!
//! Pages are taken whole: what a dictionary holds is read once, places in it are only numbers. Only what is plain is taken, as from lines
//! of CSV; anything else gives none, and the rows are read one by one.

mod hybrid;
mod keys;
mod value;
mod walk;

use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::super::Values;
use super::super::column::ColumnBuilder;
use super::super::header::Schema;
use super::super::keys as joined;
use super::super::parquet::{Chunks, Leaf as Column, ParquetFile, ParquetRows};
use super::super::source::RowSource;
use super::super::table::Plan;
use super::leaf::Leaf;
use super::routes::{Route, Routes};
use super::{Source, Unsuited};
use crate::semantics::{ColumnIx, ColumnType, KindValue};

use keys::{Checked, Codes, Parts, together};
use value::{Context, Value, of};
use walk::walk;

/// Bytes of CSV that a row is taken for where parts are made.
const ROW_BYTES: u64 = 32;
/// Parts are so much larger where there are Parquet files: a page is unpacked whole for the part of it that is wanted.
pub(super) const PART_FACTOR: u64 = 16;

/// A table's file.
pub(super) struct Table {
    file: ParquetFile,
    rows: usize,
    /// By the table's columns.
    columns: Vec<Option<Column>>,
}

/// How a table's columns are taken, found once a file.
pub(super) struct Layout {
    /// Columns that name the parent, in the order of its key; empty for a table that others hang on.
    link: Vec<ColumnIx>,
    /// The code that tells rows of one parent apart.
    code: Option<ColumnIx>,
    /// Whether no other table hangs on it, and its codes are looked into here.
    pub leaf: bool,
}

impl Table {
    /// Of a file whose header was understood; none where its rows must be read one by one.
    pub fn open(path: &Path, schema: &Schema<'_>, header: &Plan) -> Option<Self> {
        let mut file = File::open(path).ok()?;
        let file = ParquetFile::open(&mut file, schema.entity.columns.len()).ok()?;
        let rows = usize::try_from(file.groups().sum::<u64>()).ok()?;
        let mut columns = Vec::with_capacity(header.bound.len());
        for bound in &header.bound {
            columns.push(match bound {
                Some(bound) => Some(file.leaf(bound.cell)?),
                None => None,
            });
        }
        Some(Table { file, rows, columns })
    }

    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.rows as u64
    }

    /// What it weighs among files of CSV, in bytes.
    pub fn weight(&self) -> u64 {
        self.rows() * ROW_BYTES
    }

    /// The file as one reader of it reads pages.
    fn chunks(&self, file: &File) -> Option<Arc<Chunks>> {
        Some(self.file.chunks(file.try_clone().ok()?))
    }

    fn column(&self, column: ColumnIx) -> Option<&Column> {
        self.columns.get(column.ix())?.as_ref()
    }

    /// Reads a range of rows; with `keep` the codes too, for tables of which a row may have to be named.
    fn read(
        &self,
        layout: &Layout,
        schema: &Schema<'_>,
        header: &Plan,
        file: &File,
        rows: &Range<usize>,
        keep: bool,
    ) -> Option<Leaf> {
        let context = Context { schema, header };
        let chunks = self.chunks(file)?;
        let len = u32::try_from(rows.len()).ok()?;
        let mut parts = Vec::with_capacity(layout.link.len());
        for column in &layout.link {
            let mut found = Parts::new(&context, *column);
            walk(&self.file, &chunks, self.column(*column)?, rows, &mut found)?;
            parts.push(found.runs);
        }
        let key = |(names, rows): (Vec<&str>, Range<u32>)| (joined::join(names), rows);
        let runs: Vec<(String, Range<u32>)> =
            if layout.leaf { together(&parts, len).into_iter().map(key).collect() } else { Vec::new() };
        let mut columns = Vec::with_capacity(schema.specs.len());
        for (ix, (spec, bound)) in (0u32..).map(ColumnIx).zip(schema.specs.iter().zip(&header.bound)) {
            let mut built = ColumnBuilder::new(spec.ty);
            if bound.is_some() {
                let own = self.column(ix)?;
                let place = layout.link.iter().position(|link| *link == ix);
                if let Some(runs) = place.and_then(|at| parts.get(at)) {
                    built = self.link(schema, ix, runs, len, keep)?.unwrap_or(built);
                } else if layout.code == Some(ix) {
                    let mut codes = Codes::new(&context, ix, &runs, keep);
                    walk(&self.file, &chunks, own, rows, &mut codes)?;
                    if let Some(kept) = codes.finish()? {
                        let len = kept.len();
                        built = ColumnBuilder::of(of(Values::Text(kept), len));
                    }
                } else if spec.ty == ColumnType::Text && layout.leaf && !keep {
                    // Only where something may be wrong with it.
                    if schema.entity.columns.get(ix.ix())?.required || bound.as_ref()?.cell == 0 {
                        walk(&self.file, &chunks, own, rows, &mut Checked { context: &context, column: ix })?;
                    }
                } else {
                    let mut value = Value::new(&context, ix)?;
                    walk(&self.file, &chunks, own, rows, &mut value)?;
                    built = value.finish();
                }
                built.data.supplied = true;
            }
            columns.push(built);
        }
        Some(Leaf { columns, len: rows.len(), runs })
    }

    /// A column of the parent's key, which is the same for all rows of a run; none where it is not kept.
    fn link(
        &self,
        schema: &Schema<'_>,
        column: ColumnIx,
        runs: &[(String, u32)],
        len: u32,
        keep: bool,
    ) -> Option<Option<ColumnBuilder>> {
        let ends = runs.iter().skip(1).map(|(_, from)| *from).chain([len]);
        let runs = runs.iter().map(|(part, _)| part).zip(ends);
        let rows = len as usize;
        Some(match schema.specs.get(column.ix())?.ty {
            ColumnType::Kind(kind) => {
                let values = &schema.pack.kind(kind)?.values;
                let mut kinds: Vec<KindValue> = Vec::with_capacity(rows);
                for (part, end) in runs {
                    let value = values.iter().position(|(id, _)| id == part)?;
                    kinds.resize(end as usize, KindValue::try_from(value).ok()?);
                }
                Some(ColumnBuilder::of(of(Values::Kind(kinds), rows)))
            }
            _ if keep => {
                let mut texts: Vec<Arc<str>> = Vec::with_capacity(rows);
                for (part, end) in runs {
                    texts.resize(end as usize, part.as_str().into());
                }
                Some(ColumnBuilder::of(of(Values::Text(texts), rows)))
            }
            _ => None,
        })
    }
}

impl Layout {
    /// Of a table; `leaf` where no other hangs on it and no finding names its rows.
    pub fn new(schema: &Schema<'_>, header: &Plan, looked_up: bool) -> Option<Self> {
        if header.named != header.width || !header.unnamed.is_empty() {
            return None;
        }
        let whole = Layout { link: Vec::new(), code: None, leaf: false };
        let entity = schema.entity;
        let alone = !schema.pack.entities.iter().any(|e| e.parent == Some(schema.ix));
        let within =
            !entity.parent_link.is_empty() && entity.parent_link.iter().all(|c| entity.key.contains(c));
        let own: Vec<ColumnIx> =
            entity.key.iter().filter(|c| !entity.parent_link.contains(c)).copied().collect();
        let ty = |c: &ColumnIx| entity.columns.get(c.ix()).map(|c| c.ty);
        let plain = |c: &ColumnIx| matches!(ty(c), Some(ColumnType::Text | ColumnType::Kind(_)));
        Some(match own.as_slice() {
            [code]
                if !looked_up
                    && alone
                    && within
                    && ty(code) == Some(ColumnType::Text)
                    && entity.parent_link.iter().all(plain) =>
            {
                Layout { link: entity.parent_link.clone(), code: Some(*code), leaf: true }
            }
            _ => whole,
        })
    }
}

/// Reads a range of rows straight into columns: first without the codes; with them where a cell is blank, since its row may have to be
/// named.
pub(super) fn read(
    table: &Table,
    layout: &Layout,
    schema: &Schema<'_>,
    header: &Plan,
    file: &File,
    rows: &Range<u64>,
) -> Option<Leaf> {
    let rows = usize::try_from(rows.start).ok()?..usize::try_from(rows.end).ok()?;
    let found = table.read(layout, schema, header, file, &rows, false)?;
    if !layout.leaf {
        return Some(found);
    }
    let values = found.columns.iter().zip(&schema.entity.columns).filter(|(_, c)| c.ty != ColumnType::Text);
    let blank = values.into_iter().any(|(c, _)| c.data.supplied && c.data.valid.count_ones() < found.len);
    if blank { table.read(layout, schema, header, file, &rows, true) } else { Some(found) }
}

/// The counties of a table's rows from front to back.
pub(super) struct Walk {
    /// The row group that is looked at next, and the row that it begins at.
    group: usize,
    row: usize,
    /// County and first row of runs of rows with the same key, where the county is known.
    runs: Vec<(u32, usize)>,
    at: usize,
}

impl Walk {
    /// Before the first row.
    pub fn new() -> Self {
        Walk { group: 0, row: 0, runs: Vec::new(), at: 0 }
    }

    /// The first row, of those that were not passed over, of county `target` or a later one; the number of rows where there is none.
    pub fn first_of(
        &mut self,
        source: &Source,
        table: &Table,
        schema: &Schema<'_>,
        routes: &Routes,
        file: &File,
        target: u32,
    ) -> Result<u64, Unsuited> {
        loop {
            while let Some((county, row)) = self.runs.get(self.at) {
                if *county >= target {
                    return Ok(*row as u64);
                }
                self.at += 1;
            }
            let Some(count) = table.file.groups().nth(self.group) else { return Ok(table.rows()) };
            let rows = self.row..self.row + count as usize;
            self.runs = match counties(source, table, schema, routes, file, &rows) {
                Some(runs) => runs,
                None => one_by_one(source, schema, routes, &rows).ok_or(Unsuited::Shape)?,
            };
            (self.at, self.group, self.row) = (0, self.group + 1, rows.end);
        }
    }
}

fn counties(
    source: &Source,
    table: &Table,
    schema: &Schema<'_>,
    routes: &Routes,
    file: &File,
    rows: &Range<usize>,
) -> Option<Vec<(u32, usize)>> {
    let context = Context { schema, header: &source.header };
    let Route { target, columns } = &route(source, schema, routes);
    let chunks = table.chunks(file)?;
    let mut parts = Vec::with_capacity(columns.len());
    for column in columns {
        let mut found = Parts::new(&context, *column);
        walk(&table.file, &chunks, table.column(*column)?, rows, &mut found)?;
        parts.push(found.runs);
    }
    let mut out: Vec<(u32, usize)> = Vec::new();
    let mut add = |key: &str, row: u32| {
        let county = routes.county(*target, key);
        // Rows of an unknown county are taken with those before them.
        if let Some(county) = county.filter(|c| out.last().is_none_or(|(last, _)| last != c)) {
            out.push((county, rows.start + row as usize));
        }
    };
    match parts.as_slice() {
        [only] => only.iter().for_each(|(part, row)| add(part, *row)),
        _ => {
            let runs = together(&parts, u32::try_from(rows.len()).ok()?);
            runs.into_iter().for_each(|(names, rows)| add(&joined::join(names), rows.start));
        }
    }
    Some(out)
}

fn route(source: &Source, schema: &Schema<'_>, routes: &Routes) -> Route {
    let own = || Route { target: source.entity, columns: schema.entity.key.clone() };
    routes.route(source.entity).cloned().unwrap_or_else(own)
}

/// The same of rows that are out of the ordinary, one by one. What names no county is passed over.
fn one_by_one(
    source: &Source,
    schema: &Schema<'_>,
    routes: &Routes,
    rows: &Range<usize>,
) -> Option<Vec<(u32, usize)>> {
    let context = Context { schema, header: &source.header };
    let Route { target, columns } = &route(source, schema, routes);
    let wanted = |column: ColumnIx| columns.contains(&column);
    let range = rows.start as u64..rows.end as u64;
    let mut reader = ParquetRows::some(&source.path, schema, wanted, range).ok()?;
    reader.advance().ok()?;
    let mut out: Vec<(u32, usize)> = Vec::new();
    for row in rows.clone() {
        reader.advance().ok()??;
        let part = |column: &ColumnIx| {
            let cell = source.header.bound.get(column.ix())?.as_ref()?.cell;
            context.part(*column, reader.cell(cell)?)
        };
        let Some(parts) = columns.iter().map(part).collect::<Option<Vec<String>>>() else { continue };
        let county = routes.county(*target, &joined::join(parts.iter().map(String::as_str)));
        if let Some(county) = county.filter(|c| out.last().is_none_or(|(last, _)| last != c)) {
            out.push((county, row));
        }
    }
    Some(out)
}

/// The rows of a file as lines of CSV, for those that are held.
pub(super) fn as_lines(path: &Path, schema: &Schema<'_>) -> Option<Vec<u8>> {
    let mut rows = ParquetRows::open(path, schema).ok()?;
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
    Some(out)
}
