//! Parquet files: as rows of texts, the same that a CSV file would have. The only place that names the Parquet reader.
//!
//! The reader trusts what a file says of itself. So sizes and counts are looked at first ([`thrift`], [`pages`]), and where it gives
//! up all the same, that is damage, too.

mod batch;
mod forms;
mod hybrid;
mod pages;
mod raw;
mod texts;
mod thrift;

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

use super::header::Schema;
use super::source::{RowSource, SourceProblem};
use super::stamp::Stamp;
use super::text::{heading, shown};
use crate::diagnostic::{Code, Message, codes};
use crate::semantics::ColumnIx;
use crate::source::{
    MAX_COLUMNS, MAX_DATA_FILE_BYTES, MAX_PARQUET_DESCRIPTION, MAX_PARQUET_PAGES, MAX_PARQUET_ROWS_PER_BYTE,
    MAX_ROWS, Opened, Store,
};

use batch::Column;
use forms::Form;
pub(super) use hybrid::{Stretch, bits, unpack};
pub(super) use pages::Chunks;
use pages::{Refusal, Whole};
pub(super) use raw::{Leaf, Next, Packing, Piece, Pieces, Rows, Values};

/// Rows of any file, however small it is.
const ALWAYS: u64 = 1_000_000;
/// The least that a page may unpack to where there are many columns, in bytes.
const LEAST_PAGE: u64 = 16 << 20;
/// What stands at both ends of a file.
const MARK: &[u8] = b"PAR1";
/// The same where it is encrypted.
const LOCKED: &[u8] = b"PARE";

fn said(code: &'static Code, message: Message) -> SourceProblem {
    SourceProblem::Said { code, row: None, message }
}

fn damaged() -> SourceProblem {
    said(&codes::PARQUET_DAMAGED, Message::new(codes::PARQUET_DAMAGED.key))
}

/// The reader's own panics on broken files are damage, too.
fn guarded<T>(read: impl FnOnce() -> Result<T, SourceProblem>) -> Result<T, SourceProblem> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(damaged()))
}

/// What the reader's word means.
fn problem(error: ParquetError) -> SourceProblem {
    let ParquetError::External(error) = error else { return damaged() };
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    let inner = inner.and_then(|e| e.downcast_ref::<Refusal>());
    if let Some(refusal) = error.downcast_ref::<Refusal>().or(inner) {
        return match refusal {
            Refusal::Large => said(
                &codes::DATA_TOO_LARGE,
                Message::new("parquet-page-too-large").count("most", (MAX_PARQUET_PAGES >> 20) as usize),
            ),
            Refusal::Encoding => said(&codes::PARQUET_UNREAD, Message::new("parquet-encoding")),
        };
    }
    // What a decompressor says comes as an error of the system too, but of no number.
    match error.downcast::<io::Error>() {
        Ok(error) if error.raw_os_error().is_some() => SourceProblem::Io(*error),
        _ => damaged(),
    }
}

/// A file's description.
pub(super) struct ParquetFile {
    metadata: ParquetMetaData,
    /// The names of its columns, those at the top.
    names: Vec<String>,
    len: u64,
    /// Most bytes that a page may unpack to.
    most: u64,
}

impl ParquetFile {
    /// Reads a file's description. `columns` are so many of which pages are held at a time.
    pub fn open(file: &mut Opened, columns: usize) -> Result<Self, SourceProblem> {
        let len = file.size().map_err(SourceProblem::Io)?;
        if len > MAX_DATA_FILE_BYTES {
            return Err(SourceProblem::FileTooLarge);
        }
        check_description(file, len)?;
        let metadata =
            guarded(|| ParquetMetaDataReader::new().parse_and_finish(&Whole(&*file)).map_err(problem))?;
        let names: Vec<String> = guarded(|| {
            let fields = metadata.file_metadata().schema_descr().root_schema().get_fields();
            Ok(fields.iter().map(|f| f.name().to_owned()).collect())
        })?;
        let most = (MAX_PARQUET_PAGES / columns.max(1) as u64).max(LEAST_PAGE);
        let parquet = ParquetFile { metadata, names, len, most };
        let mut rows = 0u64;
        for group in parquet.metadata.row_groups() {
            let more = u64::try_from(group.num_rows()).map_err(|_| damaged())?;
            rows = rows.checked_add(more).ok_or_else(damaged)?;
        }
        let most = len.saturating_mul(MAX_PARQUET_ROWS_PER_BYTE).saturating_add(ALWAYS);
        let most = most.min(MAX_ROWS as u64);
        if rows > most {
            let message = Message::new("parquet-too-many-rows").count("rows", rows as usize);
            return Err(said(&codes::DATA_TOO_LARGE, message.count("most", most as usize)));
        }
        Ok(parquet)
    }

    /// The pages, as one reader of the file gets them.
    pub fn chunks(&self, file: Opened) -> Arc<Chunks> {
        Arc::new(Chunks::new(Arc::new(file), self.len, self.most))
    }

    /// A column at the top, if it is one that can be read.
    fn column(&self, field: usize) -> Result<Column, SourceProblem> {
        let (leaf, form) = self.plain_column(field)?;
        let description = self.metadata.file_metadata().schema_descr().column(leaf);
        Ok(Column::new(field, leaf, form, &description))
    }

    /// Which column of those with values a column at the top is, and what its values are.
    fn plain_column(&self, field: usize) -> Result<(usize, Form), SourceProblem> {
        let name = self.names.get(field).map_or("", String::as_str);
        let unread = |key: &'static str, what: &str| {
            said(&codes::PARQUET_UNREAD, Message::new(key).arg("column", shown(name)).arg("what", what))
        };
        let descriptor = self.metadata.file_metadata().schema_descr();
        let root = descriptor.root_schema().get_fields().get(field).ok_or_else(damaged)?;
        let info = root.get_basic_info();
        let repeated = info.has_repetition() && info.repetition() == parquet::basic::Repetition::REPEATED;
        if !root.is_primitive() || repeated {
            return Err(unread(codes::PARQUET_UNREAD.key, ""));
        }
        let form = Form::of(root).map_err(|what| unread("parquet-type", what))?;
        let leaf = (0..descriptor.num_columns()).find(|leaf| descriptor.get_column_root_idx(*leaf) == field);
        let leaf = leaf.ok_or_else(damaged)?;
        for group in self.metadata.row_groups() {
            let chunk = group.columns().get(leaf).ok_or_else(damaged)?;
            let codec = chunk.compression();
            match codec {
                Compression::UNCOMPRESSED
                | Compression::SNAPPY
                | Compression::ZSTD(_)
                | Compression::LZ4
                | Compression::LZ4_RAW => {}
                other => {
                    let other = format!("{other:?}");
                    let codec = other.split('(').next().unwrap_or("");
                    return Err(unread("parquet-codec", codec));
                }
            }
        }
        Ok((leaf, form))
    }
}

/// Looks at a file's ends and its description.
fn check_description(file: &mut Opened, len: u64) -> Result<(), SourceProblem> {
    let read = |file: &mut Opened, from: u64, bytes: u64| -> Result<Vec<u8>, SourceProblem> {
        let mut out = Vec::with_capacity(bytes as usize);
        file.seek(SeekFrom::Start(from)).map_err(SourceProblem::Io)?;
        file.by_ref().take(bytes).read_to_end(&mut out).map_err(SourceProblem::Io)?;
        Ok(out)
    };
    let Some(tail) = len.checked_sub(8) else { return Err(damaged()) };
    let (start, end) = (read(file, 0, 4)?, read(file, tail, 8)?);
    let (size, mark) = end.split_first_chunk::<4>().ok_or_else(damaged)?;
    if mark == LOCKED || start == LOCKED {
        return Err(said(&codes::PARQUET_UNREAD, Message::new("parquet-encrypted")));
    }
    let size = u64::from(u32::from_le_bytes(*size));
    if mark != MARK || start != MARK {
        return Err(damaged());
    }
    let from = tail.checked_sub(size).ok_or_else(damaged)?;
    if size > MAX_PARQUET_DESCRIPTION {
        return Err(said(
            &codes::DATA_TOO_LARGE,
            Message::new("parquet-description-too-large")
                .count("most", (MAX_PARQUET_DESCRIPTION >> 20) as usize),
        ));
    }
    if thrift::is_sound(&read(file, from, size)?) { Ok(()) } else { Err(damaged()) }
}

/// The rows of a Parquet file, of those columns that the table knows; the names of its columns stand in row 1.
pub(super) struct ParquetRows {
    file: ParquetFile,
    columns: Vec<Column>,
    /// The pages of each.
    chunks: Vec<Arc<Chunks>>,
    /// For each column of the file, which of `columns` it is.
    places: Vec<Option<usize>>,
    /// The row group that is read, how many of its rows are not read yet, and how many are read and not handed out.
    group: usize,
    left: usize,
    ready: usize,
    /// The row that is stood at, from 1, without those passed over; 0 before the header.
    row: u32,
    /// Rows behind the header that are passed over, and how many of them still are; how many are not read yet.
    passed: u32,
    skip: usize,
    rest: usize,
}

impl ParquetRows {
    /// Opens a file.
    pub fn open(store: &dyn Store, path: &Path, schema: &Schema<'_>) -> Result<Self, SourceProblem> {
        ParquetRows::some(store, path, schema, |_| true, 0..u64::MAX)
    }

    /// Opens a file for some of its columns, and some of its rows behind the header, counted from 0.
    pub fn some(
        store: &dyn Store,
        path: &Path,
        schema: &Schema<'_>,
        wanted: impl Fn(ColumnIx) -> bool,
        rows: Range<u64>,
    ) -> Result<Self, SourceProblem> {
        // A pipe would have to be waited for.
        Stamp::at(store, path)?;
        let mut opened = store.open(path).map_err(SourceProblem::Io)?;
        let file = ParquetFile::open(&mut opened, schema.entity.columns.len())?;
        let (mut columns, mut places, mut known) = (Vec::new(), Vec::new(), Vec::new());
        // More are refused when the header is read.
        let names = file.names.iter().take(MAX_COLUMNS);
        for (field, name) in names.enumerate() {
            let found = schema.column(&heading(name)).map(|(column, _)| column);
            let place = match found.filter(|c| wanted(*c) && !known.contains(c)) {
                Some(column) => {
                    known.push(column);
                    columns.push(guarded(|| file.column(field))?);
                    Some(columns.len() - 1)
                }
                None => None,
            };
            places.push(place);
        }
        let first = file.chunks(opened);
        let chunks = columns.iter().map(|_| Arc::new(first.again())).collect();
        let all: u64 = file.groups().sum();
        let (start, end) = (rows.start.min(all), rows.end.min(all));
        Ok(ParquetRows {
            file,
            columns,
            chunks,
            places,
            group: 0,
            left: 0,
            ready: 0,
            row: 0,
            passed: u32::try_from(start).unwrap_or(u32::MAX),
            skip: usize::try_from(start).unwrap_or(usize::MAX),
            rest: usize::try_from(end.saturating_sub(start)).unwrap_or(0),
        })
    }

    /// Reads more rows where none is ready. Whether there is one.
    fn fill(&mut self) -> Result<bool, SourceProblem> {
        if self.ready > 0 {
            return Ok(true);
        }
        if self.rest == 0 {
            return Ok(false);
        }
        while self.left == 0 {
            let Some(group) = self.file.metadata.row_groups().get(self.group) else { return Ok(false) };
            let count = usize::try_from(group.num_rows()).map_err(|_| damaged())?;
            let skip = self.skip.min(count);
            self.skip -= skip;
            self.left = count - skip;
            self.group += 1;
            if self.left > 0 {
                for (column, chunks) in self.columns.iter_mut().zip(&self.chunks) {
                    column.begin(chunks, group, skip).map_err(problem)?;
                }
            }
        }
        let count = self.left.min(self.rest).min(batch::ROWS);
        let group = self.group.checked_sub(1).and_then(|g| self.file.metadata.row_groups().get(g));
        let group = group.ok_or_else(damaged)?;
        for (column, chunks) in self.columns.iter_mut().zip(&self.chunks) {
            column.fill(chunks, group, count).map_err(problem)?;
        }
        self.left -= count;
        self.rest -= count;
        self.ready = count;
        Ok(true)
    }
}

impl RowSource for ParquetRows {
    fn advance(&mut self) -> Result<Option<u32>, SourceProblem> {
        if self.row == 0 {
            self.row = 1;
            return Ok(Some(1));
        }
        if !guarded(|| self.fill())? {
            return Ok(None);
        }
        self.ready -= 1;
        self.row = self.row.saturating_add(1);
        let row = self.row.saturating_add(self.passed);
        for column in &mut self.columns {
            if column.advance().is_none() {
                let name = self.file.names.get(column.field).map_or("", String::as_str);
                let message = Message::new("parquet-bytes").arg("column", shown(name));
                return Err(SourceProblem::Said { code: &codes::BAD_ENCODING, row: Some(row), message });
            }
        }
        Ok(Some(row))
    }

    fn cell(&self, index: usize) -> Option<&str> {
        if self.row <= 1 {
            return self.file.names.get(index).map(String::as_str);
        }
        let place = self.places.get(index)?;
        Some(place.and_then(|p| self.columns.get(p)).map_or("", Column::text))
    }

    fn len(&self) -> usize {
        self.file.names.len()
    }
}
