//! CSV files in any usual encoding. The only place that names the csv and encoding crates.

use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use encoding_rs::{CoderResult, Decoder, DecoderResult, GB18030, UTF_16BE, UTF_16LE};
use sha2::{Digest, Sha256};

use super::source::{RowSource, SourceProblem};
use super::stamp::Stamp;
use super::watch::{State, Watch};
use crate::source::{MAX_CELL_BYTES, MAX_DATA_FILE_BYTES, Opened, Store};

const CHUNK: usize = 64 << 10;
/// Longest line that is gone past, in bytes: where one is longer, the file is not read any further.
const MAX_LINE_BYTES: usize = 8 << 20;
/// Among how many lines the separator is looked for.
const TITLES: usize = 10;
/// What UTF-8 may begin with.
const MARK: &[u8] = &[0xef, 0xbb, 0xbf];
/// So many rows without an end are gone past, in one file.
const MAX_PASSED: usize = 1000;
/// So many Chinese characters in UTF-8 before a broken one say that the file is meant to be UTF-8.
const SURELY_UTF8: usize = 4;

/// Whether a file that begins so is in UTF-8, whatever bytes follow.
pub(super) fn surely_utf8(start: &[u8]) -> bool {
    let mut check = Utf8Check::default();
    check.feed(start, false);
    start.starts_with(MARK) || check.wide >= SURELY_UTF8
}

/// How a file's bytes are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8 behind a mark of this many bytes.
    Utf8 { mark: usize },
    /// GB18030, of which GBK and GB2312 are parts.
    Gb18030,
    /// UTF-16, as spreadsheets save "Unicode text".
    Utf16 { big_endian: bool },
}

/// A file after a first pass.
#[derive(Debug)]
pub(super) struct Scanned {
    encoding: Encoding,
    file: Opened,
    room: usize,
}

/// Reads a file once: its encoding.
pub(super) fn scan(store: &dyn Store, path: &Path) -> Result<Scanned, SourceProblem> {
    let size = Stamp::at(store, path)?.size;
    if size > MAX_DATA_FILE_BYTES {
        return Err(SourceProblem::FileTooLarge);
    }
    let file = store.open(path).map_err(SourceProblem::Io)?;
    let room = room(size);
    let encoding = encoding(room, &mut || file.again())?;
    Ok(Scanned { encoding, file, room })
}

/// How much of a file is read at once: a small one as a whole, with its end.
fn room(size: u64) -> usize {
    usize::try_from(size).unwrap_or(CHUNK).saturating_add(1).clamp(1 << 10, CHUNK)
}

fn encoding<R: Read>(
    room: usize,
    open: &mut dyn FnMut() -> io::Result<R>,
) -> Result<Encoding, SourceProblem> {
    let (mut reader, mut check) = (open().map_err(SourceProblem::Io)?, Utf8Check::default());
    let (mut chunk, mut start, mut broken) = (vec![0u8; room], Vec::new(), false);
    loop {
        let read = fill(&mut reader, &mut chunk).map_err(SourceProblem::Io)?;
        let bytes = chunk.get(..read).unwrap_or_default();
        if start.len() < 8 {
            start.extend(bytes.iter().take(8).copied());
        }
        broken = broken || !check.feed(bytes, read < room);
        if read < room {
            break;
        }
    }
    let start = start.as_slice();
    if start.starts_with(b"PK\x03\x04") || start.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(SourceProblem::Workbook);
    }
    let mark = if start.starts_with(MARK) { MARK.len() } else { 0 };
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return Ok(Encoding::Utf16 { big_endian: start.first() == Some(&0xfe) });
    }
    // Where the file surely is UTF-8, a broken byte is its cell's matter.
    if !broken || mark > 0 || check.wide >= SURELY_UTF8 {
        return Ok(Encoding::Utf8 { mark });
    }
    match gb18030_line(open().map_err(SourceProblem::Io)?).map_err(SourceProblem::Io)? {
        None => Ok(Encoding::Gb18030),
        Some(line) => Err(SourceProblem::Encoding { line }),
    }
}

/// Reads until the buffer is full or the file ends.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|r| !r.is_empty()) {
        match reader.read(rest) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}

/// Strict UTF-8, chunk by chunk.
#[derive(Debug, Default)]
struct Utf8Check {
    carry: Vec<u8>,
    /// Lines ended before the first broken byte.
    lines: usize,
    /// Characters of three or more bytes before it.
    wide: usize,
}

impl Utf8Check {
    /// Whether the chunk goes on well.
    fn feed(&mut self, chunk: &[u8], last: bool) -> bool {
        let joined;
        let bytes = if self.carry.is_empty() {
            chunk
        } else {
            joined = [self.carry.as_slice(), chunk].concat();
            joined.as_slice()
        };
        let (valid, rest, fine) = match std::str::from_utf8(bytes) {
            Ok(text) => (text.as_bytes(), Vec::new(), true),
            Err(e) => {
                let (valid, rest) = bytes.split_at(e.valid_up_to());
                (valid, rest.to_vec(), e.error_len().is_none() && !last)
            }
        };
        self.wide = (self.wide + valid.iter().filter(|b| **b >= 0xe0).count()).min(usize::MAX / 2);
        self.lines += valid.iter().filter(|b| **b == b'\n').count();
        self.carry = if fine { rest } else { Vec::new() };
        fine
    }
}

/// The line of the first byte that is not GB18030, if any.
fn gb18030_line(mut reader: impl Read) -> io::Result<Option<usize>> {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let (mut chunk, mut out, mut lines) = (vec![0u8; CHUNK], vec![0u8; 4 * CHUNK], 1);
    loop {
        let read = fill(&mut reader, &mut chunk)?;
        let mut bytes = chunk.get(..read).unwrap_or_default();
        loop {
            let (result, used, _) = decoder.decode_to_utf8_without_replacement(bytes, &mut out, read < CHUNK);
            let (done, rest) = bytes.split_at(used.min(bytes.len()));
            lines += done.iter().filter(|b| **b == b'\n').count();
            bytes = rest;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => return Ok(Some(lines)),
            }
        }
        if read < CHUNK {
            return Ok(None);
        }
    }
}

/// What may be able to go back to a byte.
pub(super) trait Back {
    /// Goes there, if it can.
    fn back(&mut self, _to: u64) -> io::Result<bool> {
        Ok(false)
    }
}

impl Back for &[u8] {}

impl<R> Back for io::Take<R> {}

/// The text of a file as UTF-8, watched on the way: empty lines, unclosed quotes, endless cells.
struct Text<R> {
    reader: R,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    /// Decoded and not yet handed out.
    pending: Vec<u8>,
    taken: usize,
    ended: bool,
    watch: Watch,
    /// Where the text begins in what is read.
    begin: u64,
}

impl<R: Read> Text<R> {
    fn with(mut reader: R, encoding: Encoding, separator: Option<u8>, room: usize) -> io::Result<Self> {
        let decoder = match encoding {
            Encoding::Utf8 { mark } => {
                let mut skipped = [0u8; 3];
                fill(&mut reader, skipped.get_mut(..mark).unwrap_or_default())?;
                None
            }
            Encoding::Gb18030 => Some(GB18030.new_decoder_without_bom_handling()),
            Encoding::Utf16 { big_endian: true } => Some(UTF_16BE.new_decoder_with_bom_removal()),
            Encoding::Utf16 { big_endian: false } => Some(UTF_16LE.new_decoder_with_bom_removal()),
        };
        let mut text = Text {
            reader,
            decoder,
            raw: vec![0u8; room],
            pending: Vec::new(),
            taken: 0,
            ended: false,
            watch: Watch::default(),
            begin: if let Encoding::Utf8 { mark } = encoding { mark as u64 } else { 0 },
        };
        text.more()?;
        text.watch.delimiter = separator.unwrap_or_else(|| delimiter(&text.pending));
        Ok(text)
    }

    /// Decodes the next chunk.
    fn more(&mut self) -> io::Result<()> {
        self.pending.clear();
        self.taken = 0;
        while self.pending.is_empty() && !self.ended {
            let read = fill(&mut self.reader, &mut self.raw)?;
            self.ended = read < self.raw.len();
            let mut bytes = self.raw.get(..read).unwrap_or_default();
            let Some(decoder) = &mut self.decoder else {
                self.pending.extend_from_slice(bytes);
                break;
            };
            let mut out = vec![0u8; 4 * self.raw.len()];
            loop {
                let (result, used, written, _) = decoder.decode_to_utf8(bytes, &mut out, self.ended);
                self.pending.extend_from_slice(out.get(..written).unwrap_or_default());
                bytes = bytes.get(used..).unwrap_or_default();
                if result == CoderResult::InputEmpty {
                    break;
                }
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken >= self.pending.len() {
            self.more()?;
        }
        let rest = self.pending.get(self.taken..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        let (from, to) = (rest.get(..count).unwrap_or_default(), buffer.get_mut(..count).unwrap_or_default());
        to.copy_from_slice(from);
        self.taken += count;
        self.watch.see(to);
        if self.watch.overflow { Err(io::Error::other("a cell is too long")) } else { Ok(count) }
    }
}

impl<R: Read + Back> Seek for Text<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let SeekFrom::Start(to) = to else { return Err(io::ErrorKind::Unsupported.into()) };
        if self.decoder.is_some() || !self.reader.back(self.begin + to)? {
            return Err(io::ErrorKind::Unsupported.into());
        }
        (self.taken, self.ended) = (0, false);
        self.pending.clear();
        self.watch = Watch::at(to, self.watch.delimiter);
        Ok(to)
    }
}

/// What separates the cells: what a first line such as `sep=;` names, else the first of comma, tab and semicolon that the first line
/// has; of titles above the header, none of which has any, the first line below.
fn delimiter(text: &[u8]) -> u8 {
    let lines = text.split(|b| matches!(b, b'\n' | b'\r')).filter(|l| !l.is_empty()).take(TITLES);
    let named = lines.clone().next().and_then(|l| l.strip_prefix(b"sep=")).and_then(<[u8]>::first).copied();
    let named = named.filter(|d| d.is_ascii_punctuation() || *d == b'\t');
    let of_line = |line: &[u8]| [b',', b'\t', b';'].into_iter().find(|d| line.contains(d));
    named.or_else(|| lines.clone().find_map(of_line)).unwrap_or(b',')
}

/// The rows of a CSV file.
pub(super) struct CsvRows<R> {
    reader: csv::Reader<Text<R>>,
    record: csv::StringRecord,
    /// Cells of the record that are no text.
    damaged: Vec<usize>,
    /// Why the record is no more than its line, taken apart at every separator.
    broken: Option<SourceProblem>,
    /// How many were.
    passed: usize,
    row: u64,
    /// Whether there is a byte order mark where none belongs.
    marked: bool,
}

/// A file whose bytes are hashed as they are read: the hash is of what was judged, whatever becomes of the file meanwhile.
pub(super) struct Hashed {
    file: Opened,
    hasher: Sha256,
    at: u64,
    hashed: u64,
}

impl Back for Hashed {
    fn back(&mut self, to: u64) -> io::Result<bool> {
        self.at = self.file.seek(SeekFrom::Start(to))?;
        Ok(true)
    }
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        let again = self.hashed.saturating_sub(self.at) as usize;
        self.hasher.update(buffer.get(again.min(read)..read).unwrap_or_default());
        self.at += read as u64;
        self.hashed = self.hashed.max(self.at);
        Ok(read)
    }
}

impl CsvRows<Hashed> {
    /// Goes through a file again that [`scan`] has seen.
    pub fn open(scanned: Scanned) -> Result<Self, SourceProblem> {
        let Scanned { encoding, mut file, room } = scanned;
        let hashed = |file| Hashed { file, hasher: Sha256::new(), at: 0, hashed: 0 };
        file.rewind().and_then(|()| CsvRows::new(hashed(file), encoding, room)).map_err(SourceProblem::Io)
    }

    /// The hash of the whole file, also where its rows were not read to the end.
    pub fn hash(self) -> Result<[u8; 32], SourceProblem> {
        let mut hashed = self.reader.into_inner().reader;
        io::copy(&mut hashed, &mut io::sink()).map_err(SourceProblem::Io)?;
        Ok(hashed.hasher.finalize().into())
    }
}

impl<R: Read> CsvRows<R> {
    /// Some rows in UTF-8 with commas, the first of them row 1. Such as begin with a byte order mark are not read: the reader would
    /// leave it out, as at the beginning of a file.
    pub fn lines(reader: R) -> io::Result<Self> {
        let text = Text::with(reader, Encoding::Utf8 { mark: 0 }, Some(b','), CHUNK)?;
        let marked = text.pending.starts_with(MARK);
        Ok(CsvRows { marked, ..CsvRows::over(text) })
    }

    /// Where the row ends that was read last.
    pub fn offset(&self) -> u64 {
        self.reader.position().byte()
    }

    /// How many rows were read, empty lines among them.
    pub fn rows(&self) -> u32 {
        u32::try_from(self.row).unwrap_or(u32::MAX)
    }

    fn new(reader: R, encoding: Encoding, room: usize) -> io::Result<Self> {
        Ok(CsvRows::over(Text::with(reader, encoding, None, room)?))
    }

    /// Takes over what was read.
    fn take(&mut self, read: csv::ByteRecord) {
        self.damaged.clear();
        self.record = csv::StringRecord::from_byte_record(read).unwrap_or_else(|error| {
            let read = error.into_byte_record();
            let cells = read.iter().enumerate();
            self.damaged.extend(cells.filter(|(_, c)| std::str::from_utf8(c).is_err()).map(|(i, _)| i));
            csv::StringRecord::from_byte_record_lossy(read)
        });
    }

    fn over(text: Text<R>) -> Self {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(text.watch.delimiter)
            .buffer_capacity(text.raw.len())
            .from_reader(text);
        CsvRows {
            reader,
            record: csv::StringRecord::new(),
            damaged: Vec::new(),
            broken: None,
            passed: 0,
            row: 0,
            marked: false,
        }
    }
}

impl<R: Read + Back> CsvRows<R> {
    /// Goes past a row whose end cannot be told: it is its line.
    fn pass(
        &mut self,
        start: u64,
        before: u64,
        problem: SourceProblem,
    ) -> Result<Option<u32>, SourceProblem> {
        let endless =
            matches!(problem, SourceProblem::UnclosedQuote { .. } | SourceProblem::CellTooLong { .. });
        // Each is looked for to a cell's longest, so not too often; and the header is no row.
        if !endless || before == 0 || self.passed >= MAX_PASSED {
            return Err(problem);
        }
        let to = |reader: &mut csv::Reader<Text<R>>, byte: u64| {
            let mut position = csv::Position::new();
            position.set_byte(byte);
            reader.seek_raw(SeekFrom::Start(byte), position).is_ok()
        };
        // The byte before tells whether a line's end is cut in two.
        let from = start.saturating_sub(1);
        if !to(&mut self.reader, from) {
            return Err(problem);
        }
        let text = self.reader.get_mut();
        let (mut bytes, mut ended) = (Vec::new(), false);
        let FirstLine { blank, line, next } = loop {
            if let Some(found) = first_line(&bytes, from < start, ended) {
                break found;
            }
            if ended || bytes.len() > MAX_LINE_BYTES {
                return Err(problem);
            }
            let had = bytes.len();
            // Twice as much each time: what is there is looked through again.
            let more = text.reader.by_ref().take(had.max(CHUNK) as u64).read_to_end(&mut bytes);
            more.map_err(SourceProblem::Io)?;
            ended = bytes.len() == had;
        };
        let whole = bytes.get(line).unwrap_or_default();
        let cells: Vec<&[u8]> = whole.split(|b| *b == text.watch.delimiter).collect();
        let readable = |cell: &[u8]| !cell.starts_with(b"\"") && cell.len() <= MAX_CELL_BYTES;
        self.take(cells.iter().map(|c| if readable(c) { *c } else { &[0xff] }).collect());
        if !to(&mut self.reader, from + next as u64) {
            return Err(problem);
        }
        self.passed += 1;
        self.row = before + blank + 1;
        self.broken = Some(problem);
        Ok(Some(self.rows()))
    }

    fn next(&mut self) -> Result<Option<u32>, SourceProblem> {
        let row = |row: u64| u32::try_from(row).unwrap_or(u32::MAX);
        let mut record = std::mem::take(&mut self.record).into_byte_record();
        let read = self.reader.read_byte_record(&mut record);
        self.take(record);
        let position = self.reader.position().byte();
        self.row += self.reader.get_mut().watch.take_empty(position);
        match read {
            Ok(true) => {
                self.row += 1;
                let watch = &self.reader.get_ref().watch;
                // The last row holds all that stands behind a quotation mark that was never closed.
                if watch.state == State::Quoted && position == watch.offset {
                    return Err(SourceProblem::UnclosedQuote { row: row(self.row) });
                }
                Ok(Some(row(self.row)))
            }
            Ok(false) => Ok(None),
            Err(e) => Err(match e.into_kind() {
                csv::ErrorKind::Io(e) if self.reader.get_ref().watch.overflow => {
                    drop(e);
                    let quoted = self.reader.get_ref().watch.state == State::Quoted;
                    let row = row(self.row + 1);
                    if quoted {
                        SourceProblem::UnclosedQuote { row }
                    } else {
                        SourceProblem::CellTooLong { row }
                    }
                }
                csv::ErrorKind::Io(e) => SourceProblem::Io(e),
                _ => SourceProblem::Encoding { line: self.row as usize + 1 },
            }),
        }
    }
}

/// A line found among bytes.
struct FirstLine {
    /// How many empty ones stand before it.
    blank: u64,
    line: std::ops::Range<usize>,
    /// Where the next begins.
    next: usize,
}

/// The first line that is not empty, as soon as its end is seen. What is looked at may begin with the last byte of the line before.
fn first_line(bytes: &[u8], behind: bool, ended: bool) -> Option<FirstLine> {
    let end = |at: usize| match bytes.get(at..)? {
        [b'\r', b'\n', ..] => Some(at + 2),
        [b'\r'] if !ended => None,
        [] => Some(at),
        _ => Some(at + 1),
    };
    let mut at = if behind && bytes.starts_with(b"\r\n") { 2 } else { usize::from(behind) };
    let mut blank = 0;
    while matches!(bytes.get(at)?, b'\r' | b'\n') {
        at = end(at)?;
        blank += 1;
    }
    let rest = bytes.get(at..)?;
    let len = rest.iter().position(|b| matches!(b, b'\r' | b'\n')).or(ended.then_some(rest.len()))?;
    Some(FirstLine { blank, line: at..at + len, next: end(at + len)? })
}

impl<R: Read + Back> RowSource for CsvRows<R> {
    fn advance(&mut self) -> Result<Option<u32>, SourceProblem> {
        if self.marked {
            return Err(SourceProblem::Encoding { line: 1 });
        }
        let (start, before) = (self.reader.position().byte(), self.row);
        self.broken = None;
        self.next().or_else(|problem| self.pass(start, before, problem))
    }

    fn printed(&self) -> bool {
        true
    }

    fn broken(&self) -> Option<&SourceProblem> {
        self.broken.as_ref()
    }

    fn cell(&self, index: usize) -> Option<&str> {
        self.record.get(index).filter(|_| !self.damaged(index))
    }

    fn len(&self) -> usize {
        self.record.len()
    }

    fn damaged(&self, index: usize) -> bool {
        self.damaged.contains(&index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::System;
    use proptest::prelude::*;

    type Rows = Vec<(u32, Vec<String>)>;

    fn rows(bytes: &[u8]) -> Result<Rows, SourceProblem> {
        let encoding = encoding(CHUNK, &mut || Ok(bytes))?;
        let mut source = CsvRows::new(bytes, encoding, CHUNK).map_err(SourceProblem::Io)?;
        let mut out = Vec::new();
        while let Some(row) = source.advance()? {
            out.push((row, (0..source.len()).map(|i| source.cell(i).unwrap_or("").to_owned()).collect()));
        }
        Ok(out)
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(|c| (*c).to_owned()).collect())
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        let expected =
            vec![row(1, &["a", "b"]), row(2, &["x\ny", "2"]), row(5, &["3", "4"]), row(7, &["5", "6"])];
        let text = "a,b\n\"x\ny\",2\n\n\n3,4\n\n5,6\n\n";
        assert_eq!(rows(text.as_bytes()).unwrap(), expected);
        assert_eq!(rows(text.trim_end().as_bytes()).unwrap(), expected);
        let crlf = text.replace("x\ny", "x_y").replace('\n', "\r\n").replace("x_y", "x\ny");
        assert_eq!(rows(crlf.as_bytes()).unwrap(), expected);
        let cr = text.replace("x\ny", "x_y").replace('\n', "\r").replace("x_y", "x\ny");
        assert_eq!(rows(cr.as_bytes()).unwrap(), expected);
        assert_eq!(rows(b"\n\na,b\n").unwrap(), vec![row(3, &["a", "b"])]);
    }

    #[test]
    fn the_hash_is_of_the_rows_that_were_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        for (before, after) in
            [("a\n1\n", "a\n2\n"), ("a\n1\n2\n", "a\n"), ("a\n", "a\n1\n"), ("a\n\"1", "a\n\"12")]
        {
            std::fs::write(&path, before).unwrap();
            let scanned = scan(&System, &path).unwrap();
            std::fs::write(&path, after).unwrap();
            let mut source = CsvRows::open(scanned).unwrap();
            let mut read = String::new();
            while let Ok(Some(_)) = source.advance() {
                // None of a row whose quotation mark stays open.
                read.push_str(source.cell(0).unwrap_or_default());
                read.push('\n');
            }
            if !after.contains('"') {
                assert_eq!(read, after);
            }
            assert_eq!(source.hash().unwrap(), <[u8; 32]>::from(Sha256::digest(after)));
        }
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "代码,县名\n990001,示例县\n";
        let expected = vec![row(1, &["代码", "县名"]), row(2, &["990001", "示例县"])];
        let (gb, _, _) = GB18030.encode(text);
        let mark = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
        let mut wide = vec![0xff, 0xfe];
        wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let mut wide_big = vec![0xfe, 0xff];
        wide_big.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        for bytes in [text.as_bytes(), &gb, &mark, &wide, &wide_big] {
            assert_eq!(rows(bytes).unwrap(), expected);
        }
    }

    #[test]
    fn broken_text_names_its_line() {
        let mut bytes = "代码,县名\n990001,示例".as_bytes().to_vec();
        bytes.push(0xff);
        assert_eq!(rows(&bytes).unwrap(), vec![row(1, &["代码", "县名"]), row(2, &["990001", ""])]);
        let mut source = CsvRows::lines(bytes.as_slice()).unwrap();
        let mut damaged = || source.advance().unwrap().map(|_| [source.damaged(0), source.damaged(1)]);
        assert_eq!([damaged(), damaged(), damaged()], [Some([false; 2]), Some([false, true]), None]);
        assert!(matches!(rows(b"a\nb\n\xff\xff\n"), Err(SourceProblem::Encoding { line: 3 })));
        assert!(matches!(rows(b"PK\x03\x04rest"), Err(SourceProblem::Workbook)));
    }

    #[test]
    fn what_is_surely_utf8() {
        assert!(surely_utf8("代码,县名\n".as_bytes()) && surely_utf8(b"\xef\xbb\xbfcode\n"));
        assert!(!surely_utf8(b"code,name\n") && !surely_utf8(&GB18030.encode("代码,县名\n").0));
    }

    #[test]
    fn quotes_that_stay_open_are_found() {
        assert!(matches!(rows(b"a,b\n1,\"x\n2,3\n"), Err(SourceProblem::UnclosedQuote { row: 2 })));
        assert_eq!(rows(b"a\n5\" pipe\n").unwrap(), vec![row(1, &["a"]), row(2, &["5\" pipe"])]);
        assert_eq!(rows(b"a\n\"x\"").unwrap(), vec![row(1, &["a"]), row(2, &["x"])]);
        let endless = format!("a\n\"{}", "x\n".repeat(2 * MAX_CELL_BYTES));
        assert!(matches!(rows(endless.as_bytes()), Err(SourceProblem::UnclosedQuote { row: 2 })));
        let long = format!("a\n{}", "x".repeat(2 * MAX_CELL_BYTES));
        assert!(matches!(rows(long.as_bytes()), Err(SourceProblem::CellTooLong { row: 2 })));
    }

    #[test]
    fn a_row_without_an_end_is_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let long = "9".repeat(MAX_CELL_BYTES + (200 << 10));
        for end in ["\n", "\r\n", "\r"] {
            for bad in ["\"x,2", "1,\"x", &long] {
                let tail = format!("{},6\n", "7".repeat(300 << 10)).repeat(6).replace('\n', end);
                let text = format!("\u{feff}a,b\n1,2\n\n\n{bad}\n3,4\n\n").replace('\n', end) + &tail + "\"";
                std::fs::write(&path, &text).unwrap();
                let mut source = CsvRows::open(scan(&System, &path).unwrap()).unwrap();
                let mut row = || source.advance().unwrap().map(|row| (row, source.broken().is_some()));
                let first: Vec<_> = (0..5).map(|_| row().unwrap()).collect();
                assert_eq!(first, [(1, false), (2, false), (5, true), (6, false), (8, false)]);
                let mut last = (0, false);
                while let Some(next) = row() {
                    last = next;
                }
                assert_eq!(last, (14, true));
                assert_eq!(source.hash().unwrap(), <[u8; 32]>::from(Sha256::digest(&text)));
            }
        }
    }

    #[test]
    fn tabs_and_semicolons_separate_too() {
        assert_eq!(rows(b"a\tb\n1,5\t2\n").unwrap(), vec![row(1, &["a", "b"]), row(2, &["1,5", "2"])]);
        assert_eq!(rows(b"a;b\n").unwrap(), vec![row(1, &["a", "b"])]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = rows(&bytes);
        }

        #[test]
        fn row_numbers_are_those_of_lines(lines in proptest::collection::vec("[a,]{0,3}", 0..30), end in 0..3usize) {
            let text = lines.join(["\n", "\r\n", "\r"][end]);
            let read: Vec<u32> = rows(text.as_bytes()).unwrap().iter().map(|(row, _)| *row).collect();
            let expected: Vec<u32> =
                lines.iter().zip(1..).filter(|(l, _)| !l.is_empty()).map(|(_, i)| i).collect();
            prop_assert_eq!(read, expected);
        }
    }
}
