//! The pages of a column, looked at before room is made for them.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use bytes::buf::{Buf, Reader};
use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::serialized_reader::SerializedPageReader;

use super::thrift::{Compact, unpacked};
use crate::source::Opened;

/// Why a page is not read, where it need not be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// It unpacks to too much.
    #[error("a page is too large")]
    Large,
    /// Its values are written in a way that is not read.
    #[error("an encoding that is not read")]
    Encoding,
}

impl From<Refusal> for ParquetError {
    fn from(refusal: Refusal) -> Self {
        ParquetError::External(Box::new(refusal))
    }
}

/// Bytes in which the head of a page is looked for: of almost any, and of one with long values in it.
const HEADS: [usize; 2] = [1 << 10, 256 << 10];

fn broken() -> ParquetError {
    ParquetError::General("a page that contradicts itself".to_owned())
}

/// Bytes that are read at once, where less is asked for: pages stand one behind the other.
const WINDOW: usize = 64 << 10;

/// A file from which the pages of a column are read, mostly from front to back.
pub(in super::super) struct Chunks(Arc<Window>);

struct Window {
    file: Arc<Opened>,
    len: u64,
    /// Most bytes that a page may unpack to.
    most: u64,
    /// What was read last, and where it begins.
    last: Mutex<(u64, Bytes)>,
}

impl Window {
    /// Bytes of the file from `start` on: `length` of them, or those up to its end.
    fn bytes(&self, start: u64, length: usize) -> io::Result<Bytes> {
        // Room is made for what the file has, whatever a page says of itself.
        let left = usize::try_from(self.len.saturating_sub(start)).unwrap_or(usize::MAX);
        let length = length.min(left);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let (first, bytes) = &*last;
        let from = start.checked_sub(*first).and_then(|from| usize::try_from(from).ok());
        let range = from.and_then(|from| Some(from..from.checked_add(length)?));
        if let Some(range) = range.filter(|range| range.end <= bytes.len()) {
            return Ok(bytes.slice(range));
        }
        let mut read = Vec::with_capacity(length.max(WINDOW).min(left));
        Behind { file: &self.file, at: start }.take(read.capacity() as u64).read_to_end(&mut read)?;
        *last = (start, read.into());
        Ok(last.1.slice(..length.min(last.1.len())))
    }
}

/// A file from a place on. Where the file itself stands does not matter: others may move it at the same time.
struct Behind<'f> {
    file: &'f Opened,
    at: u64,
}

impl Read for Behind<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read_at(room, self.at)?;
        self.at = self.at.saturating_add(count as u64);
        Ok(count)
    }
}

/// A whole file, as the reader of descriptions asks for it.
pub(super) struct Whole<'f>(pub &'f Opened);

impl Length for Whole<'_> {
    fn len(&self) -> u64 {
        self.0.size().unwrap_or(0)
    }
}

impl ChunkReader for Whole<'_> {
    type T = Reader<Bytes>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let length = usize::try_from(self.len().saturating_sub(start)).unwrap_or(usize::MAX);
        self.get_bytes(start, length.min(WINDOW)).map(Buf::reader)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let length = length.min(usize::try_from(self.len().saturating_sub(start)).unwrap_or(usize::MAX));
        let mut read = Vec::with_capacity(length);
        Behind { file: self.0, at: start }.take(length as u64).read_to_end(&mut read)?;
        if read.len() < length { Err(broken()) } else { Ok(read.into()) }
    }
}

impl Chunks {
    /// Of a file of `len` bytes.
    pub fn new(file: Arc<Opened>, len: u64, most: u64) -> Self {
        Chunks(Arc::new(Window { file, len, most, last: Mutex::default() }))
    }

    /// The same for another column.
    pub fn again(&self) -> Self {
        Chunks::new(Arc::clone(&self.0.file), self.0.len, self.0.most)
    }
}

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.0.len
    }
}

impl ChunkReader for Chunks {
    type T = Head;

    fn get_read(&self, start: u64) -> Result<Head> {
        Ok(Head { window: Arc::clone(&self.0), start, bytes: None })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = start.checked_add(length as u64);
        if end.is_none_or(|end| end > self.0.len) {
            return Err(broken());
        }
        let bytes = self.0.bytes(start, length)?;
        if bytes.len() == length { Ok(bytes) } else { Err(broken()) }
    }
}

/// The head of a page, read and looked at only where it is asked for.
pub(in super::super) struct Head {
    window: Arc<Window>,
    start: u64,
    bytes: Option<Reader<Bytes>>,
}

impl Head {
    fn load(&self) -> io::Result<Reader<Bytes>> {
        for length in HEADS {
            let bytes = self.window.bytes(self.start, length)?;
            match unpacked(&bytes) {
                Some(unpacked) if unpacked > self.window.most => {
                    return Err(io::Error::other(Refusal::Large));
                }
                Some(_) => return Ok(bytes.reader()),
                None => {}
            }
        }
        Err(io::Error::other(broken()))
    }
}

impl Read for Head {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = match self.bytes.take() {
            Some(bytes) => bytes,
            None => self.load()?,
        };
        self.bytes.insert(bytes).read(buffer)
    }
}

/// The pages of one column of a row group.
pub(super) struct Checked {
    pages: SerializedPageReader<Chunks>,
    /// Rows that are still to come.
    left: u64,
    /// The least bytes that a value in the dictionary takes.
    entry: usize,
    nullable: bool,
}

impl Checked {
    /// Of a column of a row group of so many rows.
    pub fn new(chunks: &Arc<Chunks>, column: &ColumnChunkMetaData, rows: u64) -> Result<Self> {
        let description = column.column_descr();
        let entry = match description.physical_type() {
            Physical::BOOLEAN => 1,
            Physical::INT32 | Physical::FLOAT | Physical::BYTE_ARRAY => 4,
            Physical::INT64 | Physical::DOUBLE => 8,
            Physical::INT96 => 12,
            Physical::FIXED_LEN_BYTE_ARRAY => usize::try_from(description.type_length())?.max(1),
        };
        let count = usize::try_from(rows)?;
        let pages = SerializedPageReader::new(Arc::clone(chunks), column, count, None)?;
        Ok(Checked { pages, left: rows, entry, nullable: description.max_def_level() > 0 })
    }

    /// Whether a page holds no more than it can, so that nobody makes room for more.
    fn check(&mut self, page: &Page) -> Result<()> {
        let count = u64::from(page.num_values());
        let (encoding, levels) = match page {
            Page::DictionaryPage { buf, .. } => {
                let fits = count.checked_mul(self.entry as u64).is_some_and(|b| b <= buf.len() as u64);
                return if fits { Ok(()) } else { Err(broken()) };
            }
            Page::DataPage { encoding, buf, .. } => {
                let levels = if self.nullable { 4 + level_bytes(buf)? } else { 0 };
                (*encoding, levels)
            }
            Page::DataPageV2 { encoding, def_levels_byte_len, rep_levels_byte_len, .. } => {
                (*encoding, *def_levels_byte_len as usize + *rep_levels_byte_len as usize)
            }
        };
        self.left = self.left.checked_sub(count).ok_or_else(broken)?;
        match encoding {
            Encoding::PLAIN | Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY => Ok(()),
            Encoding::RLE | Encoding::BYTE_STREAM_SPLIT => Ok(()),
            Encoding::DELTA_BINARY_PACKED | Encoding::DELTA_LENGTH_BYTE_ARRAY => {
                let body = page.buffer().get(levels..).ok_or_else(broken)?;
                let mut head = Compact(body);
                // The size of blocks, how many parts each has, and of how many values the page is said to be.
                let said = (0..3).map(|_| head.varint()).last().flatten();
                if said.is_some_and(|said| said <= count) { Ok(()) } else { Err(broken()) }
            }
            _ => Err(Refusal::Encoding.into()),
        }
    }
}

/// How long the levels are that stand before the values of a page.
fn level_bytes(page: &[u8]) -> Result<usize> {
    let head = page.first_chunk::<4>().ok_or_else(broken)?;
    Ok(u32::from_le_bytes(*head) as usize)
}

impl Iterator for Checked {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Checked {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        if let Some(page) = &page {
            self.check(page)?;
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn readers_of_one_file_do_not_disturb_each_other() {
        let bytes: Vec<u8> = (0..300_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let first = Chunks::new(Arc::new(file.into()), bytes.len() as u64, 1 << 20);
        std::thread::scope(|scope| {
            for own in 0..4usize {
                let (chunks, bytes) = (first.again(), &bytes);
                scope.spawn(move || {
                    for step in 0..400usize {
                        let start = (own * 70_001 + step * 9_973) % 299_000;
                        let length = 1 + (step * 37) % 1_000;
                        let found = chunks.get_bytes(start as u64, length).unwrap();
                        assert_eq!(found, bytes[start..start + length]);
                    }
                });
            }
        });
        assert!(first.get_bytes(299_999, 2).is_err());
        assert!(first.get_bytes(u64::MAX, 2).is_err());
        assert_eq!(first.get_bytes(0, 300_000).unwrap(), bytes);
    }
}
