//! Some rows of one column, typed, and the text of the row that is stood at.

use std::sync::Arc;

use parquet::basic::Type as Physical;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{ByteArray, DataType, FixedLenByteArray, Int96};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::RowGroupMetaData;
use parquet::schema::types::{ColumnDescPtr, ColumnDescriptor};

use super::forms::{self, Form};
use super::pages::{Checked, Chunks};
use super::raw::{Leaf, Pieces};
use super::texts::Texts;

/// Rows that are read at a time.
pub(super) const ROWS: usize = 1 << 10;

enum Values {
    Flags(Vec<bool>),
    Short(Vec<i32>),
    Long(Vec<i64>),
    Old(Vec<Int96>),
    Floats(Vec<f32>),
    Doubles(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

impl Values {
    fn new(physical: Physical) -> Self {
        match physical {
            Physical::BOOLEAN => Values::Flags(Vec::new()),
            Physical::INT32 => Values::Short(Vec::new()),
            Physical::INT64 => Values::Long(Vec::new()),
            Physical::INT96 => Values::Old(Vec::new()),
            Physical::FLOAT => Values::Floats(Vec::new()),
            Physical::DOUBLE => Values::Doubles(Vec::new()),
            Physical::BYTE_ARRAY => Values::Bytes(Vec::new()),
            Physical::FIXED_LEN_BYTE_ARRAY => Values::Fixed(Vec::new()),
        }
    }
}

/// A column while it is read.
pub(super) struct Column {
    /// Which of the file's columns.
    pub field: usize,
    /// What the row that is stood at has, where it is not among `texts`; empty for none.
    text: String,
    leaf: Leaf,
    form: Form,
    description: ColumnDescPtr,
    reader: Option<ColumnReader>,
    /// In place of the reader for texts in pages of the usual sort.
    texts: Option<Texts>,
    /// Whether each row has a value, where there are rows without one.
    levels: Vec<i16>,
    values: Values,
    /// The next row and the next value among those that were read.
    row: usize,
    value: usize,
}

impl Column {
    /// Before any row.
    pub fn new(field: usize, leaf: usize, form: Form, description: &ColumnDescPtr) -> Self {
        Column {
            field,
            text: String::new(),
            leaf: Leaf::new(leaf, form, description),
            form,
            description: Arc::clone(description),
            reader: None,
            texts: None,
            levels: Vec::new(),
            values: Values::new(description.physical_type()),
            row: 0,
            value: 0,
        }
    }

    /// Begins a row group behind its first `skip` rows.
    pub fn begin(&mut self, chunks: &Arc<Chunks>, group: &RowGroupMetaData, skip: usize) -> Result<()> {
        if self.leaf.values.are_texts()
            && let Some(pieces) = Pieces::new(chunks, group, &self.leaf)
        {
            let mut texts = Texts::new(self.leaf.values, pieces);
            if texts.skip(skip).is_some() {
                self.texts = Some(texts);
                return Ok(());
            }
        }
        self.open(chunks, group, skip)
    }

    /// Begins behind the first `skip` rows with the library's own reader.
    fn open(&mut self, chunks: &Arc<Chunks>, group: &RowGroupMetaData, skip: usize) -> Result<()> {
        self.texts = None;
        let column = group.columns().get(self.leaf.index);
        let column = column.ok_or_else(|| ParquetError::General("a column is missing".to_owned()))?;
        let pages = Checked::new(chunks, column, u64::try_from(group.num_rows())?)?;
        let mut reader = get_column_reader(Arc::clone(&self.description), Box::new(pages));
        let skipped = match &mut reader {
            ColumnReader::BoolColumnReader(r) => r.skip_records(skip)?,
            ColumnReader::Int32ColumnReader(r) => r.skip_records(skip)?,
            ColumnReader::Int64ColumnReader(r) => r.skip_records(skip)?,
            ColumnReader::Int96ColumnReader(r) => r.skip_records(skip)?,
            ColumnReader::FloatColumnReader(r) => r.skip_records(skip)?,
            ColumnReader::DoubleColumnReader(r) => r.skip_records(skip)?,
            ColumnReader::ByteArrayColumnReader(r) => r.skip_records(skip)?,
            ColumnReader::FixedLenByteArrayColumnReader(r) => r.skip_records(skip)?,
        };
        self.reader = Some(reader);
        if skipped == skip { Ok(()) } else { Err(ParquetError::General("too few rows".to_owned())) }
    }

    /// Reads so many rows of the row group.
    pub fn fill(&mut self, chunks: &Arc<Chunks>, group: &RowGroupMetaData, count: usize) -> Result<()> {
        (self.row, self.value) = (0, 0);
        if let Some(texts) = &mut self.texts {
            if texts.fill(count).is_some() {
                return Ok(());
            }
            // What is out of the ordinary, or wrong, is for the library to read.
            let done = texts.done;
            self.open(chunks, group, done)?;
        }
        let Column { reader: Some(reader), levels, values, description, .. } = self else { return Ok(()) };
        levels.clear();
        match (reader, values) {
            (ColumnReader::BoolColumnReader(r), Values::Flags(list)) => {
                read(r, description, count, levels, list)
            }
            (ColumnReader::Int32ColumnReader(r), Values::Short(list)) => {
                read(r, description, count, levels, list)
            }
            (ColumnReader::Int64ColumnReader(r), Values::Long(list)) => {
                read(r, description, count, levels, list)
            }
            (ColumnReader::Int96ColumnReader(r), Values::Old(list)) => {
                read(r, description, count, levels, list)
            }
            (ColumnReader::FloatColumnReader(r), Values::Floats(list)) => {
                read(r, description, count, levels, list)
            }
            (ColumnReader::DoubleColumnReader(r), Values::Doubles(list)) => {
                read(r, description, count, levels, list)
            }
            (ColumnReader::ByteArrayColumnReader(r), Values::Bytes(list)) => {
                read(r, description, count, levels, list)
            }
            (ColumnReader::FixedLenByteArrayColumnReader(r), Values::Fixed(list)) => {
                read(r, description, count, levels, list)
            }
            _ => Err(ParquetError::General("a column of another type".to_owned())),
        }
    }

    /// What the row that is stood at has; empty for none.
    pub fn text(&self) -> &str {
        match (&self.texts, self.row.checked_sub(1)) {
            (Some(texts), Some(row)) => texts.get(row).unwrap_or_default(),
            _ => &self.text,
        }
    }

    /// Goes to the next of the rows that were read; nothing where its bytes are no text.
    pub fn advance(&mut self) -> Option<()> {
        self.text.clear();
        let row = self.row;
        self.row += 1;
        if self.texts.is_some() {
            return Some(());
        }
        if self.levels.get(row).is_some_and(|level| *level < self.description.max_def_level()) {
            return Some(());
        }
        let (at, form, out) = (self.value, self.form, &mut self.text);
        self.value += 1;
        match &self.values {
            Values::Flags(list) => out.push_str(if *list.get(at)? { "true" } else { "false" }),
            Values::Short(list) => form.short(*list.get(at)?, out),
            Values::Long(list) => form.whole(*list.get(at)?, out),
            Values::Old(list) => forms::old_moment(list.get(at)?.data(), out)?,
            Values::Floats(list) => forms::float(*list.get(at)?, out),
            Values::Doubles(list) => forms::double(*list.get(at)?, out),
            Values::Bytes(list) => form.bytes(list.get(at)?.data(), out)?,
            Values::Fixed(list) => form.bytes(list.get(at)?.data(), out)?,
        }
        Some(())
    }
}

fn read<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    description: &ColumnDescriptor,
    count: usize,
    levels: &mut Vec<i16>,
    values: &mut Vec<T::T>,
) -> Result<()> {
    values.clear();
    let (rows, _, _) = reader.read_records(count, Some(levels), None, values)?;
    let whole = description.max_def_level() == 0 || levels.len() == count;
    if rows == count && whole { Ok(()) } else { Err(ParquetError::General("too few rows".to_owned())) }
}
