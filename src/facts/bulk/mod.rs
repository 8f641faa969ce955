//! Many counties from one folder of files, a few at a time: what is in memory is one part of the counties, not the nation.
//!
//! Every large table is in the order of the county table, so that a county's rows are one range of each file. [`Bulk::open`] reads
//! the headers and the tables that others hang on, [`Bulk::split`] finds the ranges of the next counties, [`Bulk::read`] makes
//! [`Facts`] of them, the same as if the folder held only these. What does not fit this is [`Unsuited`] and read in one piece.

mod distinct;
mod even;
mod growing;
mod held;
mod layout;
mod lines;
mod marks;
#[cfg(all(feature = "arrow", feature = "parquet"))]
mod memory;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "no_parquet.rs"]
mod parquet;
mod part;
mod routes;
mod split;
mod straight;
mod stretch;

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use super::aside;
use super::csv::{CsvRows, surely_utf8};
use super::files::{self, DataFile};
use super::findings;
use super::header::{Schema, bind};
use super::issues::{FileIx, Issues};
use super::parquet::ParquetRows;
use super::partition::Partition;
use super::source::RowSource;
use super::stamp::Stamp;
use super::table::Plan;
use super::{COUNTY, DataIssue, ReadError};
use crate::semantics::{CheckedPack, ColumnIx, EntityIx};
use crate::source::{Store as _, System};
use crate::value::Date;

use self::parquet as paged;
use held::Held;
use layout::Layout;
pub use part::{RowCounts, Worker};
use routes::Routes;
pub use split::{Cursor, PART_BYTES, Part};

/// Longest header line, in bytes.
const MAX_HEADER_BYTES: u64 = 1 << 20;

/// Why the data cannot be read a part at a time.
#[derive(Debug)]
pub enum Unsuited {
    /// Other files than Parquet and CSV in UTF-8 with commas, a table left out that others hang on, something wrong with a header or a code.
    Shape,
    /// A row of which a part alone cannot tell whose it is: its place among the codes cannot be read and it stands where rows of another
    /// part may begin, or it may be of any county at all, or it is a note that may go on in the rows behind it.
    Unplaced,
    /// A table is not in the order of the county table.
    Order {
        /// The table's file.
        file: Arc<str>,
    },
    /// A file is not what it was when reading began.
    Changed {
        /// The file.
        file: Arc<str>,
    },
    /// A file cannot be read.
    Io(Arc<str>, std::io::Error),
}

/// Which cells of a folder are kept in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Those that the pack reads.
    Read,
    /// All that the pack's tables have: [`super::Contents`] asks for them.
    All,
}

/// A folder of CSV and Parquet files that holds many counties.
pub struct Bulk<'a> {
    pack: &'a CheckedPack,
    schemas: Vec<Schema<'a>>,
    as_of: Date,
    kept: Kept,
    /// Names and folders of all files, for issues.
    names: Vec<(Arc<str>, u32)>,
    tables: Vec<Source>,
    routes: Routes,
    /// The counties' codes.
    codes: Vec<Box<str>>,
    /// What is wrong with files and headers.
    issues: Vec<DataIssue>,
}

/// The columns that formulas read.
type Used = HashSet<(EntityIx, ColumnIx)>;

/// One table's file.
struct Source {
    entity: EntityIx,
    file: FileIx,
    path: PathBuf,
    name: Arc<str>,
    stamp: Stamp,
    header: Plan,
    /// Where its rows begin. In a Parquet file places are rows, from 0 behind the header.
    body: u64,
    /// How many rows stand before them, the header among them.
    head: u32,
    /// The file, where it is a Parquet file.
    parquet: Option<paged::Table>,
    /// How its lines or rows go straight into columns, where they can.
    layout: Option<Layout>,
    /// Its rows by county, where they may be in any order.
    held: Option<Held>,
}

impl Source {
    /// Understands a file's header.
    fn open(
        data: &DataFile,
        schema: &Schema<'_>,
        used: (&Used, bool, Kept),
        issues: &mut Issues,
    ) -> Result<Source, Unsuited> {
        if data.parquet {
            return Source::open_parquet(data, schema, used, issues);
        }
        let name = issues.files.name(data.file);
        let failed = |e| Unsuited::Io(name.clone(), e);
        let file = File::open(&data.path).map_err(failed)?;
        let stamp = System.look(&data.path).map(Stamp::of).map_err(failed)?;
        let mut start = Vec::new();
        file.take(MAX_HEADER_BYTES).read_to_end(&mut start).map_err(failed)?;
        let mark = if start.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
        let text = start.get(mark..).unwrap_or_default();
        let end = memchr::memchr(b'\n', text).map_or(text.len(), |i| i + 1);
        let line = text.get(..end).unwrap_or_default();
        let mut rows = CsvRows::lines(line).map_err(failed)?;
        let sound = matches!(rows.advance(), Ok(Some(1))) && (0..rows.len()).all(|i| !rows.damaged(i));
        // A carriage return in the line ends the header before the line does.
        let cut = line.trim_ascii_end().contains(&b'\r');
        if !sound || cut || !line.contains(&b',') {
            return Err(Unsuited::Shape);
        }
        let mut header = laid_out(schema, data.file, &mut rows, issues)?;
        // Otherwise the whole file must be looked at to tell.
        header.surely_utf8 = surely_utf8(start.get(..mark + end).unwrap_or_default());
        let (numbers, head) = column_numbers(text.get(end..).unwrap_or_default()).map_err(failed)?;
        let body = (mark + end + numbers) as u64;
        Ok(Source::of(data, (schema, used), (name, stamp), header, (body, head, None)))
    }

    /// The same for a Parquet file.
    fn open_parquet(
        data: &DataFile,
        schema: &Schema<'_>,
        used: (&Used, bool, Kept),
        issues: &mut Issues,
    ) -> Result<Source, Unsuited> {
        let name = issues.files.name(data.file);
        let found = System.look(&data.path).map_err(|e| Unsuited::Io(name.clone(), e))?;
        let stamp = Stamp::of(found);
        // What is wrong with it is said by whoever reads it whole.
        let mut rows = ParquetRows::open(&System, &data.path, schema).map_err(|_| Unsuited::Shape)?;
        if !matches!(rows.advance(), Ok(Some(1))) {
            return Err(Unsuited::Shape);
        }
        let header = laid_out(schema, data.file, &mut rows, issues)?;
        let table = paged::Table::open(&data.path, schema, &header).ok_or(Unsuited::Shape)?;
        Ok(Source::of(data, (schema, used), (name, stamp), header, (0, 1, Some(table))))
    }

    fn of(
        data: &DataFile,
        (schema, (used, looked_up, kept)): (&Schema<'_>, (&Used, bool, Kept)),
        (name, stamp): (Arc<str>, Stamp),
        header: Plan,
        (body, head, parquet): (u64, u32, Option<paged::Table>),
    ) -> Source {
        Source {
            layout: Layout::new(schema, &header, used, (looked_up, kept == Kept::All)),
            entity: data.entity,
            file: data.file,
            path: data.path.clone(),
            name,
            stamp,
            header,
            body,
            head,
            parquet,
            held: None,
        }
    }

    /// A file once more, at its beginning; none of a table in memory.
    fn reopen(&self) -> Result<Option<File>, Unsuited> {
        if self.parquet.as_ref().is_some_and(|table| !table.is_file()) {
            return Ok(None);
        }
        File::open(&self.path).map(Some).map_err(|e| Unsuited::Io(self.name.clone(), e))
    }

    /// Where its rows end.
    fn end(&self) -> u64 {
        self.parquet.as_ref().map_or(self.stamp.size, paged::Table::rows)
    }

    /// What it weighs, in bytes of CSV.
    fn weight(&self) -> u64 {
        self.parquet.as_ref().map_or(self.stamp.size, paged::Table::weight)
    }
}

/// How many bytes and rows the numbers of the columns take below the header: 1, 2, 3 and the like; and the header's own row.
fn column_numbers(text: &[u8]) -> std::io::Result<(usize, u32)> {
    let mut rows = CsvRows::lines(text)?;
    let mut found = (0, 1);
    // A row may be cut where the text ends.
    while (rows.offset() as usize) < text.len() / 2 {
        let Ok(Some(_)) = rows.advance() else { break };
        let cells = || (0..rows.len()).filter_map(|i| rows.cell(i));
        if aside::numbers(cells()) {
            found = (rows.offset() as usize, rows.rows() + 1);
        } else if cells().next().and_then(aside::mark) != Some(aside::Aside::Example) {
            break;
        }
    }
    Ok(found)
}

/// The header that `rows` stand at, if nothing is wrong with it.
fn laid_out(
    schema: &Schema<'_>,
    file: FileIx,
    rows: &mut impl RowSource,
    issues: &mut Issues,
) -> Result<Plan, Unsuited> {
    let header = bind(schema, file, 1, rows, issues).map_err(|_| Unsuited::Shape)?;
    let broken = header.columns.iter().any(|b| b.broken.is_some());
    if broken { Err(Unsuited::Shape) } else { Ok(Plan::new(schema, header)) }
}

impl<'a> Bulk<'a> {
    /// Looks at a folder.
    ///
    /// # Errors
    /// [`Unsuited`] where it must be read in one piece, by [`super::read`].
    pub fn open(
        pack: &'a CheckedPack,
        paths: &[PathBuf],
        as_of: Date,
        kept: Kept,
    ) -> Result<Result<Self, Unsuited>, ReadError> {
        let schemas = super::schemas(pack);
        let (mut issues, mut unusable) = (Issues::default(), Vec::new());
        let folder = paths.len() == 1 && paths.iter().all(|p| p.is_dir());
        let listing = files::listing(&System, paths, &schemas, &mut issues, &mut unusable)?;
        // Tables of many files are for whoever reads the whole.
        let many = listing.data.iter().any(|d| d.set.is_some() || d.partition != Partition::default());
        if !folder || many || !unusable.is_empty() || !listing.books.is_empty() {
            return Ok(Err(Unsuited::Shape));
        }
        Ok(Self::with((pack, schemas), (as_of, kept), &listing.data, issues))
    }

    fn with(
        (pack, schemas): (&'a CheckedPack, Vec<Schema<'a>>),
        (as_of, kept): (Date, Kept),
        data: &[DataFile],
        mut issues: Issues,
    ) -> Result<Self, Unsuited> {
        let (named, used): (_, Used) = (findings::subjects(pack), pack.reads.columns().collect());
        let mut tables = Vec::with_capacity(data.len());
        for file in data {
            let schema = schemas.get(file.entity.ix()).ok_or(Unsuited::Shape)?;
            let used = (&used, named.contains(&file.entity), kept);
            tables.push(Source::open(file, schema, used, &mut issues)?);
        }
        Self::of((pack, schemas), (as_of, kept), tables, issues)
    }

    fn of(
        (pack, schemas): (&'a CheckedPack, Vec<Schema<'a>>),
        (as_of, kept): (Date, Kept),
        mut tables: Vec<Source>,
        issues: Issues,
    ) -> Result<Self, Unsuited> {
        for source in &tables {
            let schema = schemas.get(source.entity.ix()).ok_or(Unsuited::Shape)?;
            routes::no_fractions(source, schema)?;
        }
        let given = |entity: EntityIx| tables.iter().any(|t| t.entity == entity);
        // A table that is left out while others hang on it is told by their rows, which takes all of them.
        let whole = tables.iter().all(|t| {
            let parent = pack.entity(t.entity).and_then(|e| e.parent);
            parent.is_none_or(given)
        });
        if !whole || !given(COUNTY) {
            return Err(Unsuited::Shape);
        }
        let is_held = |source: &&Source| {
            source.entity != COUNTY && pack.entity(source.entity).is_some_and(|e| e.parent.is_none())
        };
        // What is held is fetched while the tables that others name are read.
        let (routes, lines) = crate::source::beside(
            || Routes::new(pack, &schemas, &tables),
            || tables.iter().filter(is_held).map(|source| Held::lines(source, pack)).collect::<Vec<_>>(),
        );
        let (routes, codes) = routes?;
        if codes.is_empty() {
            return Err(Unsuited::Shape);
        }
        let held: Vec<usize> =
            tables.iter().enumerate().filter(|(_, source)| is_held(source)).map(|(i, _)| i).collect();
        for (i, lines) in held.into_iter().zip(lines.unwrap_or_default()) {
            let lines = lines?;
            if let Some(source) = tables.get_mut(i) {
                source.held = Some(Held::read(source, lines, pack, &routes)?);
            }
        }
        let names = issues.files.all();
        let (issues, _) = issues.finish();
        Ok(Bulk { pack, schemas, as_of, kept, names, tables, routes, codes, issues })
    }

    /// How many counties there are.
    pub fn counties(&self) -> u32 {
        u32::try_from(self.codes.len()).unwrap_or(u32::MAX)
    }

    /// Which cells are kept.
    pub fn kept(&self) -> Kept {
        self.kept
    }

    /// The counties' codes, in the order of their table.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().map(|c| &**c)
    }

    /// What is wrong with files and headers; what is wrong with rows is in the [`super::Facts`] of their part.
    pub fn issues(&self) -> &[DataIssue] {
        &self.issues
    }

    /// The files' names, in the order in which issues are reported.
    pub fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.names.iter().map(|(name, _)| name)
    }

    /// Whether every file is still what it was when it was opened.
    ///
    /// # Errors
    /// The first that is not.
    pub fn unchanged(&self) -> Result<(), Unsuited> {
        for source in &self.tables {
            let in_file = source.parquet.as_ref().is_none_or(paged::Table::is_file);
            if in_file && !source.stamp.holds(&System, &source.path) {
                return Err(Unsuited::Changed { file: source.name.clone() });
            }
        }
        Ok(())
    }
}
