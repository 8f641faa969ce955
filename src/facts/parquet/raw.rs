//! Pages and values of a column as they stand, for whoever takes whole pages into columns.

use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageReader};
use parquet::file::metadata::RowGroupMetaData;
use parquet::schema::types::ColumnDescriptor;

use super::forms::{self, Form};
use super::pages::{Checked, Chunks};
use super::{ParquetFile, guarded, problem};

/// How the values of a page are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Packing {
    /// One after the other.
    Plain,
    /// As places in the dictionary: the width, then stretches.
    Places,
    /// Truth values as stretches, behind their length.
    Flags,
}

/// A page before it is unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Next {
    /// A dictionary.
    Dictionary,
    /// So many rows.
    Rows(usize),
}

/// A page, unpacked.
pub(in super::super) enum Piece {
    /// Values that the pages behind it name by their places.
    Dictionary { body: Bytes, count: usize },
    /// Rows.
    Rows(Rows),
}

/// Some rows of a column.
#[derive(Debug, Clone)]
pub(in super::super) struct Rows {
    /// How many there are.
    pub count: usize,
    /// For each whether it has a value (as stretches of one bit), unless all must.
    pub levels: Option<Bytes>,
    /// The values.
    pub body: Bytes,
    pub packing: Packing,
}

/// A column of a file, as pages are read from it.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Leaf {
    pub(super) index: usize,
    pub values: Values,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Values {
    physical: Physical,
    form: Form,
    length: usize,
    nullable: bool,
}

/// The pages of a column in a row group.
pub(in super::super) struct Pieces {
    pages: Checked,
    nullable: bool,
}

impl Leaf {
    /// Of a description.
    pub fn new(index: usize, form: Form, description: &ColumnDescriptor) -> Self {
        let physical = description.physical_type();
        let fixed = physical == Physical::FIXED_LEN_BYTE_ARRAY;
        let length = if fixed { usize::try_from(description.type_length()).unwrap_or(0) } else { 0 };
        let nullable = description.max_def_level() > 0;
        Leaf { index, values: Values { physical, form, length, nullable } }
    }
}

impl ParquetFile {
    /// How many rows each row group has.
    pub fn groups(&self) -> impl Iterator<Item = u64> {
        self.metadata.row_groups().iter().map(|g| u64::try_from(g.num_rows()).unwrap_or(0))
    }

    /// A column at the top, if it is one that can be read.
    pub fn leaf(&self, field: usize) -> Option<Leaf> {
        guarded(|| {
            let (index, form) = self.plain_column(field)?;
            Ok(Leaf::new(index, form, &self.metadata.file_metadata().schema_descr().column(index)))
        })
        .ok()
    }

    /// The pages of a column in a row group.
    pub fn pieces(&self, chunks: &Arc<Chunks>, group: usize, leaf: &Leaf) -> Option<Pieces> {
        Pieces::new(chunks, self.metadata.row_groups().get(group)?, leaf)
    }
}

impl Rows {
    /// How many bytes they stand in.
    pub fn size(&self) -> usize {
        self.body.len() + self.levels.as_ref().map_or(0, Bytes::len)
    }
}

impl Pieces {
    /// Of a column in a row group.
    pub fn new(chunks: &Arc<Chunks>, group: &RowGroupMetaData, leaf: &Leaf) -> Option<Self> {
        guarded(|| {
            let column = group.columns().get(leaf.index).ok_or_else(super::damaged)?;
            let rows = u64::try_from(group.num_rows()).map_err(|_| super::damaged())?;
            let pages = Checked::new(chunks, column, rows).map_err(problem)?;
            Ok(Pieces { pages, nullable: leaf.values.nullable })
        })
        .ok()
    }

    /// What stands next, as its head says; none at the end, or where something is wrong.
    pub fn next(&mut self) -> Option<Next> {
        guarded(|| {
            let head = self.pages.peek_next_page().map_err(problem)?.ok_or_else(super::damaged)?;
            if head.is_dict {
                return Ok(Next::Dictionary);
            }
            head.num_levels.or(head.num_rows).map(Next::Rows).ok_or_else(super::damaged)
        })
        .ok()
    }

    /// Passes over what stands next; none where something is wrong.
    pub fn pass(&mut self) -> Option<()> {
        guarded(|| self.pages.skip_next_page().map_err(problem)).ok()
    }

    /// Unpacks what stands next; none where something is wrong or out of the ordinary.
    pub fn take(&mut self) -> Option<Piece> {
        guarded(|| {
            let page = self.pages.get_next_page().map_err(problem)?.ok_or_else(super::damaged)?;
            self.piece(page).ok_or_else(super::damaged)
        })
        .ok()
    }

    fn piece(&self, page: Page) -> Option<Piece> {
        let packing = |encoding| match encoding {
            Encoding::PLAIN => Some(Packing::Plain),
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => Some(Packing::Places),
            Encoding::RLE => Some(Packing::Flags),
            _ => None,
        };
        match page {
            Page::DictionaryPage { buf, num_values, .. } => {
                Some(Piece::Dictionary { body: buf, count: num_values as usize })
            }
            Page::DataPage { buf, num_values, encoding, def_level_encoding, .. } => {
                let (mut levels, mut from) = (None, 0);
                if self.nullable {
                    let length = u32::from_le_bytes(*buf.first_chunk::<4>()?) as usize;
                    from = length.checked_add(4)?;
                    if def_level_encoding != Encoding::RLE || from > buf.len() {
                        return None;
                    }
                    levels = Some(buf.slice(4..from));
                }
                let (count, body) = (num_values as usize, buf.slice(from..));
                Some(Piece::Rows(Rows { count, levels, body, packing: packing(encoding)? }))
            }
            Page::DataPageV2 {
                buf, num_values, encoding, def_levels_byte_len, rep_levels_byte_len, ..
            } => {
                let from = (rep_levels_byte_len as usize).checked_add(def_levels_byte_len as usize)?;
                if from > buf.len() {
                    return None;
                }
                let levels = self.nullable.then(|| buf.slice(rep_levels_byte_len as usize..from));
                let (count, body) = (num_values as usize, buf.slice(from..));
                Some(Piece::Rows(Rows { count, levels, body, packing: packing(encoding)? }))
            }
        }
    }
}

impl Values {
    /// Whether they are truth values, and those bits or stretches of them.
    pub fn are_flags(&self) -> bool {
        self.physical == Physical::BOOLEAN
    }

    /// Whether they are texts as they stand.
    pub fn are_texts(&self) -> bool {
        self.physical == Physical::BYTE_ARRAY && self.form == Form::Text
    }

    /// Values that stand one after the other as text, `count` of them behind the first `skip`; none where they do not.
    pub fn each(
        &self,
        body: &[u8],
        skip: usize,
        count: usize,
        mut to: impl FnMut(&str) -> Option<()>,
    ) -> Option<()> {
        let mut text = String::new();
        if self.physical == Physical::BYTE_ARRAY {
            let mut rest = body;
            for at in 0..skip.checked_add(count)? {
                let (length, after) = rest.split_first_chunk::<4>()?;
                let (value, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
                rest = after;
                if at < skip {
                    continue;
                }
                if self.form == Form::Text {
                    to(std::str::from_utf8(value).ok()?)?;
                } else {
                    text.clear();
                    self.form.bytes(value, &mut text)?;
                    to(&text)?;
                }
            }
            return Some(());
        }
        if self.are_flags() {
            for at in skip..skip.checked_add(count)? {
                let bit = body.get(at / 8)? >> (at % 8) & 1;
                to(if bit == 1 { "true" } else { "false" })?;
            }
            return Some(());
        }
        let width = self.width()?;
        let from = skip.checked_mul(width)?;
        let some = body.get(from..from.checked_add(count.checked_mul(width)?)?)?;
        for value in some.chunks_exact(width) {
            text.clear();
            self.write(value, &mut text)?;
            to(&text)?;
        }
        Some(())
    }

    fn write(&self, value: &[u8], out: &mut String) -> Option<()> {
        match self.physical {
            Physical::INT32 => self.form.short(i32::from_le_bytes(*value.first_chunk()?), out),
            Physical::INT64 => self.form.whole(i64::from_le_bytes(*value.first_chunk()?), out),
            Physical::FLOAT => forms::float(f32::from_le_bytes(*value.first_chunk()?), out),
            Physical::DOUBLE => forms::double(f64::from_le_bytes(*value.first_chunk()?), out),
            Physical::FIXED_LEN_BYTE_ARRAY => return self.form.bytes(value, out),
            Physical::INT96 => {
                let parts: Vec<u32> =
                    value.as_chunks().0.iter().map(|part| u32::from_le_bytes(*part)).collect();
                return forms::old_moment(&parts, out);
            }
            Physical::BOOLEAN | Physical::BYTE_ARRAY => return None,
        }
        Some(())
    }

    fn width(&self) -> Option<usize> {
        match self.physical {
            Physical::INT32 | Physical::FLOAT => Some(4),
            Physical::INT64 | Physical::DOUBLE => Some(8),
            Physical::INT96 => Some(12),
            Physical::FIXED_LEN_BYTE_ARRAY => Some(self.length).filter(|l| *l > 0),
            Physical::BOOLEAN | Physical::BYTE_ARRAY => None,
        }
    }

    /// Whole numbers that stand one after the other; none where they are no such.
    pub fn wholes<'b>(
        &self,
        body: &'b [u8],
        skip: usize,
        count: usize,
    ) -> Option<impl Iterator<Item = i64> + 'b> {
        if self.form != Form::Plain {
            return None;
        }
        let short = match self.physical {
            Physical::INT32 => true,
            Physical::INT64 => false,
            _ => return None,
        };
        let width = if short { 4 } else { 8 };
        let from = skip.checked_mul(width)?;
        let some = body.get(from..from.checked_add(count.checked_mul(width)?)?)?;
        Some(some.chunks_exact(width).map(move |value| {
            if short {
                value.first_chunk().map_or(0, |v| i64::from(i32::from_le_bytes(*v)))
            } else {
                value.first_chunk().map_or(0, |v| i64::from_le_bytes(*v))
            }
        }))
    }

    /// Binary fractions that stand one after the other; none where they are no such.
    pub fn doubles<'b>(
        &self,
        body: &'b [u8],
        skip: usize,
        count: usize,
    ) -> Option<impl Iterator<Item = f64> + 'b> {
        if self.physical != Physical::DOUBLE || self.form != Form::Plain {
            return None;
        }
        let from = skip.checked_mul(8)?;
        let some = body.get(from..from.checked_add(count.checked_mul(8)?)?)?;
        Some(some.chunks_exact(8).map(|value| value.first_chunk().map_or(0.0, |v| f64::from_le_bytes(*v))))
    }
}

/// Values that are in no file.
impl Values {
    #[cfg(any(feature = "arrow", test))]
    fn of(physical: Physical, form: Form) -> Self {
        Values { physical, form, length: 0, nullable: false }
    }

    /// Whole numbers of 32 bits.
    #[cfg(feature = "arrow")]
    pub fn of_short() -> Self {
        Values::of(Physical::INT32, Form::Plain)
    }

    /// Texts behind their lengths.
    #[cfg(feature = "arrow")]
    pub fn of_texts() -> Self {
        Values::of(Physical::BYTE_ARRAY, Form::Text)
    }

    /// Truth values.
    #[cfg(feature = "arrow")]
    pub fn of_flags() -> Self {
        Values::of(Physical::BOOLEAN, Form::Plain)
    }

    /// Whole numbers of 64 bits, or binary fractions.
    #[cfg(any(feature = "arrow", test))]
    pub fn of_numbers(fractions: bool) -> Self {
        Values::of(if fractions { Physical::DOUBLE } else { Physical::INT64 }, Form::Plain)
    }
}
