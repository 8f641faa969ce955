//! Workbooks of the old format (XLS), measured before they are opened: what their reader takes on trust is seen to here.
//!
//! A file is a small file system (sectors in chains) with one stream of records. A damaged one may claim billions of cells or name
//! places outside of itself. Only what is within bounds is opened. Where the extent that a sheet states for itself is not that of its
//! cells, it is put right, since it is no more than a hint. On the way the number formats are noted, which the reader does not tell.

use std::collections::HashMap;

use super::books::WorkbookProblem;
use super::workbook::Shape;

/// Most cells of all sheets' rectangles together, whatever stands in them.
const MOST_CELLS: u64 = 4 << 20;
/// Most bytes of all cells' texts together: the reader holds each cell's own.
const MOST_TEXT: u64 = 128 << 20;
/// Bytes of a text that was not understood.
const LIKELY_TEXT: u32 = 3 * 255;
/// Columns of the old format.
const COLUMNS: u16 = 256;
/// Smaller streams stand in small sectors.
const SMALL_STREAM: usize = 4096;
const SMALL_SECTOR: usize = 64;
/// A number in the place of a sector's that ends a chain or says that there is none.
const NO_SECTOR: u32 = 0xffff_fffa;

/// A workbook that may be opened.
pub(super) struct Measured {
    /// The file, its statements about extents put right.
    pub bytes: Vec<u8>,
    /// For each sheet, in their order, how cells are shown that are not shown plainly: by row and column.
    pub shapes: Vec<Shapes>,
}

/// How cells are shown.
pub(super) type Shapes = HashMap<(u32, u32), Shape>;

/// Measures a file.
///
/// # Errors
/// [`WorkbookProblem::Damaged`] or [`WorkbookProblem::TooLarge`].
pub(super) fn measure(mut bytes: Vec<u8>) -> Result<Measured, WorkbookProblem> {
    let stream = Stream::find(&bytes).ok_or(WorkbookProblem::Damaged)?;
    let text = stream.content(&bytes).ok_or(WorkbookProblem::Damaged)?;
    let book = Book::read(&text)?;
    let (mut shapes, mut total, mut patches) = (Vec::new(), Total::default(), Vec::new());
    for begin in &book.sheets {
        let sheet = Sheet::read(&text, *begin, &book, &mut total)?;
        let area = sheet.extent.map_or(0, |(top, left, bottom, right)| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
        });
        total.cells += area;
        // Whatever is merged, drawn or filtered is small beside the cells.
        if total.cells > MOST_CELLS
            || total.text > MOST_TEXT
            || total.bytes > 4 * text.len() as u64 + (1 << 20)
        {
            return Err(WorkbookProblem::TooLarge);
        }
        patches.extend(sheet.dimensions.into_iter().map(|place| (place, sheet.extent.unwrap_or_default())));
        shapes.push(sheet.shapes);
    }
    for ((at, len), (top, left, bottom, right)) in patches {
        // Rows take four bytes each, before BIFF8 two.
        let width = match len {
            14 => 4,
            10 => 2,
            _ => return Err(WorkbookProblem::Damaged),
        };
        let row = |row: u32| row.to_le_bytes().into_iter().take(width);
        let end = if width == 2 { (bottom + 1).min(u32::from(u16::MAX)) } else { bottom + 1 };
        let columns = left.to_le_bytes().into_iter().chain((right + 1).to_le_bytes());
        for (i, byte) in row(top).chain(row(end)).chain(columns).enumerate() {
            let place = stream.place(at + i).and_then(|p| bytes.get_mut(p));
            *place.ok_or(WorkbookProblem::Damaged)? = byte;
        }
    }
    Ok(Measured { bytes, shapes })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

/// The stream of records: where in the file its pieces stand, all of one size.
struct Stream {
    pieces: Vec<usize>,
    size: usize,
    len: usize,
}

impl Stream {
    /// Finds it through the tables of sectors.
    fn find(file: &[u8]) -> Option<Stream> {
        let sector = match u16_at(file, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let all = file.len() / sector + 1;
        let place = |id: u32| (id as usize).checked_add(1)?.checked_mul(sector);
        let numbers = |id: u32| -> Option<Vec<u32>> {
            let begin = place(id)?;
            Some((0..sector / 4).map_while(|i| u32_at(file, begin + 4 * i)).collect())
        };
        let mut tables: Vec<u32> = (0..109).map_while(|i| u32_at(file, 76 + 4 * i)).collect();
        let mut next = u32_at(file, 68)?;
        while next < NO_SECTOR {
            if tables.len() > all + 128 * all {
                return None;
            }
            let more = numbers(next)?;
            let (last, ids) = more.split_last()?;
            tables.extend(ids);
            next = *last;
            if tables.len() / (sector / 4) > all {
                return None;
            }
        }
        let mut table = Vec::new();
        for id in tables.into_iter().filter(|id| *id < NO_SECTOR) {
            if table.len() > 2 * all + sector {
                break;
            }
            table.extend(numbers(id)?);
        }
        let chain = |from: u32, table: &[u32]| -> Option<Vec<u32>> {
            let (mut ids, mut at) = (Vec::new(), from);
            while at < NO_SECTOR {
                ids.push(at);
                if ids.len() > table.len() {
                    return None;
                }
                at = table.get(at as usize).copied()?;
            }
            Some(ids)
        };
        let places = |ids: Vec<u32>| ids.into_iter().map(place).collect::<Option<Vec<usize>>>();
        let directory = places(chain(u32_at(file, 48)?, &table)?)?;
        let entries: Vec<usize> =
            directory.iter().flat_map(|d| (0..sector / 128).map(move |i| d + 128 * i)).collect();
        let named = |at: &&usize| {
            let name: String = (0..32)
                .map_while(|i| u16_at(file, **at + 2 * i).filter(|c| *c != 0))
                .filter_map(|c| char::from_u32(u32::from(c)))
                .collect();
            name.to_ascii_lowercase()
        };
        let book = entries.iter().find(|at| named(at) == "workbook");
        let entry = *book.or_else(|| entries.iter().find(|at| named(at) == "book"))?;
        let (start, len) = (u32_at(file, entry + 116)?, u32_at(file, entry + 120)? as usize);
        if len >= SMALL_STREAM {
            let pieces = places(chain(start, &table)?)?;
            return Some(Stream { len: len.min(pieces.len() * sector), pieces, size: sector });
        }
        // A small stream stands in small sectors, which fill the root's stream.
        let root = places(chain(u32_at(file, *entries.first()? + 116)?, &table)?)?;
        let mut small = Vec::new();
        for id in chain(u32_at(file, 60)?, &table)? {
            small.extend(numbers(id)?);
        }
        let ids = chain(start, &small)?;
        let piece = |id: u32| {
            let at = (id as usize).checked_mul(SMALL_SECTOR)?;
            Some(root.get(at / sector)? + at % sector)
        };
        let pieces = ids.into_iter().map(piece).collect::<Option<Vec<usize>>>()?;
        Some(Stream { len: len.min(pieces.len() * SMALL_SECTOR), pieces, size: SMALL_SECTOR })
    }

    /// Where in the file a byte of the stream stands.
    fn place(&self, at: usize) -> Option<usize> {
        Some(self.pieces.get(at / self.size)? + at % self.size)
    }

    /// All of it, as far as the file reaches.
    fn content(&self, file: &[u8]) -> Option<Vec<u8>> {
        let mut out = Vec::with_capacity(self.len.min(file.len()));
        for begin in &self.pieces {
            let end = (begin + self.size).min(file.len());
            out.extend_from_slice(file.get(*begin..end)?);
            if out.len() > file.len() + self.size {
                return None;
            }
        }
        out.truncate(self.len);
        Some(out)
    }
}

/// A record: its sort, where its content begins in the stream, and the content.
struct Record<'s> {
    sort: u16,
    at: usize,
    data: &'s [u8],
}

/// The records from a place on; a last one that is cut off is none.
fn records(stream: &[u8], begin: usize) -> impl Iterator<Item = Record<'_>> {
    let mut at = begin;
    std::iter::from_fn(move || {
        let (sort, len) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
        let data = stream.get(at + 4..at + 4 + len)?;
        let record = Record { sort, at: at + 4, data };
        at += 4 + len;
        Some(record)
    })
}

mod sort {
    pub const FORMULA: u16 = 0x0006;
    pub const END: u16 = 0x000a;
    pub const PASSWORD: u16 = 0x002f;
    pub const CONTINUE: u16 = 0x003c;
    pub const SHEET: u16 = 0x0085;
    pub const NUMBERS: u16 = 0x00bd;
    pub const RICH: u16 = 0x00d6;
    pub const STYLE: u16 = 0x00e0;
    pub const STRINGS: u16 = 0x00fc;
    pub const STRING: u16 = 0x00fd;
    pub const DIMENSIONS: u16 = 0x0200;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const FLAG: u16 = 0x0205;
    pub const SMALL_NUMBER: u16 = 0x027e;
    pub const FORMAT: u16 = 0x041e;
    pub const BEGIN: u16 = 0x0809;
}

/// What the workbook says of all its sheets.
struct Book {
    /// Where each begins.
    sheets: Vec<usize>,
    /// How each style shows numbers.
    styles: Vec<Shape>,
    /// Bytes of the shared texts.
    texts: Vec<u32>,
}

impl Book {
    fn read(stream: &[u8]) -> Result<Book, WorkbookProblem> {
        let (mut sheets, mut formats, mut styles, mut texts) =
            (Vec::new(), HashMap::new(), Vec::new(), Vec::new());
        let mut all = records(stream, 0).peekable();
        while let Some(record) = all.next() {
            match record.sort {
                sort::END => break,
                sort::PASSWORD if u16_at(record.data, 0) != Some(0) => return Err(WorkbookProblem::Locked),
                sort::SHEET => {
                    let begin = u32_at(record.data, 0).ok_or(WorkbookProblem::Damaged)? as usize;
                    if begin >= stream.len() {
                        return Err(WorkbookProblem::Damaged);
                    }
                    sheets.push(begin);
                }
                sort::FORMAT => {
                    if let Some(id) = u16_at(record.data, 0) {
                        formats.insert(id, format_code(record.data));
                    }
                }
                sort::STYLE => styles.extend(u16_at(record.data, 2)),
                sort::STRINGS => {
                    let mut pieces = vec![record.data];
                    while let Some(more) = all.next_if(|r| r.sort == sort::CONTINUE) {
                        pieces.push(more.data);
                    }
                    texts = lengths(&pieces);
                }
                _ => {}
            }
        }
        let shape = |id: &u16| Shape::new(u32::from(*id), formats.get(id).map_or("", String::as_str));
        Ok(Book { sheets, styles: styles.iter().map(shape).collect(), texts })
    }
}

/// The code of a number format: of its characters only those count that are ASCII.
fn format_code(data: &[u8]) -> String {
    let wide = u16_at(data, 2).is_some_and(|count| usize::from(count) + 5 <= data.len());
    let (flags, from) = if wide { (data.get(4).copied().unwrap_or(0), 5) } else { (0, 3) };
    let text = data.get(from..).unwrap_or_default();
    let step = if flags & 1 == 1 { 2 } else { 1 };
    text.iter().step_by(step).map(|b| if b.is_ascii() { char::from(*b) } else { '?' }).collect()
}

/// The bytes of each shared text. Texts may go on in the next piece, whose first byte says anew how wide characters are.
fn lengths(pieces: &[&[u8]]) -> Vec<u32> {
    let mut out = Vec::new();
    let (mut piece, mut at) = (0usize, 8usize);
    let byte = |piece: usize, at: usize| pieces.get(piece)?.get(at).copied();
    loop {
        // A text begins in the piece where its head stands.
        while pieces.get(piece).is_some_and(|p| at >= p.len()) {
            (piece, at) = (piece + 1, 0);
        }
        let Some(data) = pieces.get(piece) else { return out };
        let (Some(count), Some(flags)) = (u16_at(data, at), byte(piece, at + 2)) else { return out };
        at += 3;
        let (mut skip, mut wide) = (0usize, flags & 1 == 1);
        if flags & 8 != 0 {
            skip += 4 * usize::from(u16_at(data, at).unwrap_or(0));
            at += 2;
        }
        if flags & 4 != 0 {
            skip += u32_at(data, at).unwrap_or(0) as usize;
            at += 4;
        }
        let mut left = usize::from(count);
        while left > 0 {
            let Some(data) = pieces.get(piece) else { return out };
            let room = data.len().saturating_sub(at) / if wide { 2 } else { 1 };
            if room == 0 {
                (piece, at) = (piece + 1, 1);
                wide = byte(piece, 0).is_some_and(|flags| flags & 1 == 1);
                continue;
            }
            let taken = left.min(room);
            at += taken * if wide { 2 } else { 1 };
            left -= taken;
        }
        while skip > 0 {
            let Some(data) = pieces.get(piece) else { return out };
            let taken = skip.min(data.len().saturating_sub(at));
            (at, skip) = (at + taken, skip - taken);
            if skip > 0 {
                (piece, at) = (piece + 1, 0);
            }
        }
        // A character is at most three bytes of UTF-8.
        out.push(3 * u32::from(count));
    }
}

/// What all sheets have together.
#[derive(Default)]
struct Total {
    cells: u64,
    text: u64,
    bytes: u64,
}

/// First row, first column, last row, last column.
type Extent = (u32, u16, u32, u16);

/// What matters of a sheet.
#[derive(Default)]
struct Sheet {
    extent: Option<Extent>,
    /// Where it states its extent, and in how many bytes.
    dimensions: Vec<(usize, usize)>,
    shapes: Shapes,
}

impl Sheet {
    fn read(stream: &[u8], begin: usize, book: &Book, total: &mut Total) -> Result<Sheet, WorkbookProblem> {
        let (mut sheet, mut begun, mut inner) = (Sheet::default(), false, 0usize);
        for Record { sort, at, data } in records(stream, begin) {
            total.bytes += data.len() as u64 + 4;
            match sort {
                sort::BEGIN if begun => inner += 1,
                sort::BEGIN => begun = true,
                sort::END if inner > 0 => inner -= 1,
                sort::END => break,
                _ if inner > 0 => {}
                sort::DIMENSIONS => sheet.dimensions.push((at, data.len())),
                sort::NUMBERS => {
                    let last = data.len().saturating_sub(6) / 6;
                    let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
                    for (i, column) in (0..last).zip(first..) {
                        sheet.cell(row, column, u16_at(data, 4 + 6 * i), book)?;
                    }
                }
                sort::NUMBER
                | sort::SMALL_NUMBER
                | sort::FORMULA
                | sort::FLAG
                | sort::LABEL
                | sort::RICH
                | sort::STRING => {
                    let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
                    sheet.cell(row, column, u16_at(data, 4), book)?;
                    if sort == sort::STRING {
                        let text = u32_at(data, 6).and_then(|i| book.texts.get(i as usize));
                        // A text longer than was understood may be any.
                        let len = text.copied().unwrap_or(LIKELY_TEXT);
                        total.text += u64::from(len);
                    }
                }
                _ => {}
            }
        }
        Ok(sheet)
    }

    fn cell(
        &mut self,
        row: u16,
        column: u16,
        style: Option<u16>,
        book: &Book,
    ) -> Result<(), WorkbookProblem> {
        if column >= COLUMNS {
            return Err(WorkbookProblem::Damaged);
        }
        let row = u32::from(row);
        self.extent = Some(match self.extent {
            None => (row, column, row, column),
            Some((top, left, bottom, right)) => {
                (top.min(row), left.min(column), bottom.max(row), right.max(column))
            }
        });
        let shape = style.and_then(|s| book.styles.get(usize::from(s))).copied();
        if let Some(shape) = shape.filter(|s| *s != Shape::Plain) {
            self.shapes.insert((row, u32::from(column)), shape);
        }
        Ok(())
    }
}
