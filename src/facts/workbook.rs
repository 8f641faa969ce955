//! Workbooks in: XLSX, XLS and ODS as sheets of texts. The only place that names the workbook reader.
//!
//! A spreadsheet keeps numbers as binary fractions. What stands in a cell is taken as the program itself shows it: the shortest
//! decimal of at most 15 digits.

use std::io::{BufReader, Cursor, Read as _};
use std::path::Path;

use calamine::{
    CellErrorType, Data, DataRef, ExcelDateTime, Ods, OdsError, Range, Reader as _, SheetType, SheetVisible,
    Style, Xls, XlsError, Xlsx, XlsxError,
};

use super::books::{SheetInfo, WorkbookProblem};
use super::expansion::{Contents, measure};
use super::grid::{Grid, Sort, Unfit};
use super::old_workbook::{self, Measured, Shapes};
use super::shortest::shown;
use crate::source::{MAX_COLUMNS, MAX_OLD_WORKBOOK_BYTES, Opened, Store};

/// Bytes that tell what a file is that is no workbook.
const SNIFFED: u64 = 1 << 10;

/// Most cells out of order.
const MAX_LOOSE: usize = 1_000_000;

type FileReader = BufReader<Opened>;

enum Format {
    Xlsx(Box<Xlsx<FileReader>>),
    Xls(Box<Xls<Cursor<Vec<u8>>>>),
    Ods(Box<Ods<FileReader>>),
}

/// An open workbook.
pub(super) struct Workbook {
    format: Format,
    contents: Contents,
    pub sheets: Vec<SheetInfo>,
    /// How the cells of each sheet are shown, where the reader does not tell.
    shapes: Vec<Shapes>,
}

impl std::fmt::Debug for Workbook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workbook").field("sheets", &self.sheets).finish_non_exhaustive()
    }
}

/// The name of the threads on which workbooks are read.
const READER: &str = "workbook reader";

/// The reader's own panics on broken files are damage, too. It reads on a thread of its own, so that nothing is printed of them.
fn guarded<T: Send>(read: impl FnOnce() -> Result<T, WorkbookProblem> + Send) -> Result<T, WorkbookProblem> {
    // There is no other thread to be had, and a panic ends all.
    if cfg!(target_arch = "wasm32") {
        return read();
    }
    static QUIET: std::sync::Once = std::sync::Once::new();
    QUIET.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().name() != Some(READER) {
                before(panic);
            }
        }));
    });
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name(READER.to_owned()).spawn_scoped(scope, read);
        let thread = thread.map_err(WorkbookProblem::Io)?;
        thread.join().unwrap_or(Err(WorkbookProblem::Damaged))
    })
}

impl Workbook {
    /// Opens a workbook, whatever its name says of its format.
    pub fn open(store: &dyn Store, path: &Path) -> Result<Self, WorkbookProblem> {
        let mut start = Vec::new();
        let opened = || store.open(path).map_err(WorkbookProblem::Io);
        let mut file = opened()?;
        let size = file.size().map_err(WorkbookProblem::Io)?;
        file.by_ref().take(SNIFFED).read_to_end(&mut start).map_err(WorkbookProblem::Io)?;
        if start.starts_with(b"PK") {
            let contents = measure(opened()?)?;
            let document = start.get(30..).is_some_and(|s| s.starts_with(b"mimetypeapplication/vnd.oasis"));
            let book = BufReader::new(opened()?);
            return guarded(|| {
                let format = if document {
                    Format::Ods(Box::new(Ods::new(book).map_err(ods)?))
                } else {
                    Format::Xlsx(Box::new(Xlsx::new(book).map_err(xlsx)?))
                };
                Ok(Workbook::of(format, contents))
            });
        }
        if start.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            if size > MAX_OLD_WORKBOOK_BYTES {
                return Err(WorkbookProblem::TooLarge);
            }
            let mut bytes = Vec::new();
            opened()?.take(MAX_OLD_WORKBOOK_BYTES).read_to_end(&mut bytes).map_err(WorkbookProblem::Io)?;
            if is_locked(&bytes) {
                return Err(WorkbookProblem::Locked);
            }
            let Measured { bytes, shapes } = old_workbook::measure(bytes)?;
            return guarded(|| {
                let format = Format::Xls(Box::new(Xls::new(Cursor::new(bytes)).map_err(xls)?));
                Ok(Workbook { shapes, ..Workbook::of(format, Contents::default()) })
            });
        }
        Err(sniff(&start))
    }

    fn of(format: Format, contents: Contents) -> Self {
        let list = match &format {
            Format::Xlsx(book) => book.sheets_metadata(),
            Format::Xls(book) => book.sheets_metadata(),
            Format::Ods(book) => book.sheets_metadata(),
        };
        let sheets = list
            .iter()
            .filter(|s| s.typ == SheetType::WorkSheet)
            .map(|s| SheetInfo { name: s.name.clone(), hidden: s.visible != SheetVisible::Visible })
            .collect();
        Workbook { format, contents, sheets, shapes: Vec::new() }
    }

    /// Reads a sheet.
    pub fn sheet(&mut self, name: &str) -> Result<Grid, WorkbookProblem> {
        let contents = self.contents;
        guarded(|| match &mut self.format {
            Format::Xlsx(book) => new_sheet(book, name, contents),
            Format::Xls(book) => {
                let at = book.sheets_metadata().iter().position(|s| s.name == name);
                ranged(&book.worksheet_range(name).map_err(xls)?, at.and_then(|at| self.shapes.get(at)))
            }
            Format::Ods(book) => ranged(&book.worksheet_range(name).map_err(ods)?, None),
        })
    }

    /// The ranges of a sheet that are merged: first row, first column, last row, last column; from 0.
    pub fn merged(&mut self, name: &str) -> Vec<(u32, u32, u32, u32)> {
        let found = match &mut self.format {
            Format::Xlsx(book) if self.contents.merged => {
                guarded(|| book.merge_cells_by_sheet_name(name).map_err(xlsx)).unwrap_or_default()
            }
            Format::Xls(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
            Format::Xlsx(_) | Format::Ods(_) => Vec::new(),
        };
        found.iter().map(|d| (d.start.0, d.start.1, d.end.0, d.end.1)).collect()
    }
}

/// What a file is that is no workbook.
fn sniff(start: &[u8]) -> WorkbookProblem {
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return WorkbookProblem::Text;
    }
    let text = start.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(start);
    let lower = String::from_utf8_lossy(text).trim_start().to_lowercase();
    let begins = |tags: &[&str]| tags.iter().any(|tag| lower.starts_with(tag));
    if lower.starts_with("<?xml") && lower.contains("schemas-microsoft-com:office:spreadsheet") {
        return WorkbookProblem::Xml;
    }
    if begins(&["<html", "<!doctype", "<table", "<head", "<meta", "<body", "<style", "<div", "<!--", "<?xml"])
    {
        return WorkbookProblem::Html;
    }
    let plain = |b: &u8| *b >= 0x20 || matches!(b, b'\t' | b'\n' | b'\r');
    if !text.is_empty() && text.iter().all(plain) { WorkbookProblem::Text } else { WorkbookProblem::Damaged }
}

fn unfit(_: Unfit) -> WorkbookProblem {
    WorkbookProblem::TooLarge
}

/// A sheet of an XLSX workbook, cell by cell: an empty corner far away costs nothing.
fn new_sheet(book: &mut Xlsx<FileReader>, name: &str, contents: Contents) -> Result<Grid, WorkbookProblem> {
    let uncomputed = if contents.formulas { uncomputed(book, name)? } else { Vec::new() };
    let from_1904 = book.has_1904_epoch();
    let mut reader = book.worksheet_cells_reader(name).map_err(xlsx)?;
    let shapes: Vec<Shape> = reader.styles().iter().map(Shape::of).collect();
    let mut grid = Grid::new(from_1904);
    let mut open = uncomputed.iter().peekable();
    let mut loose: Vec<(u32, u32, String, Sort)> = Vec::new();
    let mut text = String::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(xlsx)? {
        let (row, column) = cell.get_position();
        if column as usize >= 4 * MAX_COLUMNS {
            return Err(WorkbookProblem::TooLarge);
        }
        let shape = shapes.get(style).copied().unwrap_or(Shape::Plain);
        text.clear();
        let mut sort = new_value(cell.get_value(), shape, &mut text);
        if open.next_if(|at| **at == (row, column)).is_some() {
            sort = Sort::Uncomputed;
            text.push('=');
        }
        match grid.push(row, column, &text, sort) {
            Ok(()) => {}
            // Cells out of order: rare, and put in order at the end.
            Err(Unfit::Order) if loose.len() < MAX_LOOSE => loose.push((row, column, text.clone(), sort)),
            Err(_) => return Err(WorkbookProblem::TooLarge),
        }
    }
    if loose.is_empty() {
        return Ok(grid);
    }
    for index in 0..grid.len() {
        let row = grid.row(index).unwrap_or(0);
        loose.extend(grid.cells(index).map(|(column, sort, text)| (row, column, text.to_owned(), sort)));
    }
    loose.sort_by_key(|(row, column, ..)| (*row, *column));
    loose.dedup_by_key(|(row, column, ..)| (*row, *column));
    let mut grid = Grid::new(from_1904);
    for (row, column, text, sort) in &loose {
        grid.push(*row, *column, text, *sort).map_err(unfit)?;
    }
    Ok(grid)
}

/// The cells whose formula has no result.
fn uncomputed(book: &mut Xlsx<FileReader>, name: &str) -> Result<Vec<(u32, u32)>, WorkbookProblem> {
    let mut reader = book.worksheet_cells_reader(name).map_err(xlsx)?;
    let mut out = Vec::new();
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(xlsx)? {
        if cell.formula.is_some() && cell.value == DataRef::Empty {
            out.push(cell.pos);
        }
    }
    Ok(out)
}

/// What a number's format makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Plain,
    Percent,
    /// At least so many digits, with zeros in front: codes kept as numbers.
    Padded(usize),
}

impl Shape {
    fn of(style: &Style) -> Self {
        style.number_format.as_ref().map_or(Shape::Plain, |format| {
            Shape::new(format.format_id.map_or(u32::MAX, Into::into), &format.format_code)
        })
    }

    /// Of a format's number and code.
    pub fn new(id: u32, code: &str) -> Self {
        let code = code.split(';').next().unwrap_or("");
        let mut quoted = false;
        let bare: String = code
            .chars()
            .filter(|c| {
                quoted ^= *c == '"';
                !quoted && *c != '"'
            })
            .collect();
        if matches!(id, 9 | 10) || bare.ends_with('%') {
            Shape::Percent
        } else if bare.len() > 1 && bare.bytes().all(|b| b == b'0') {
            Shape::Padded(bare.len())
        } else {
            Shape::Plain
        }
    }
}

fn new_value(value: &DataRef<'_>, shape: Shape, out: &mut String) -> Sort {
    match value {
        DataRef::Int(n) => number(*n as f64, shape, out),
        DataRef::Float(n) => number(*n, shape, out),
        DataRef::String(text) => plain(text, out),
        DataRef::SharedString(text) => plain(text, out),
        DataRef::Bool(flag) => plain(truth(*flag), out),
        DataRef::DateTime(day) => date(day, out),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => plain(text, out),
        DataRef::Error(error) => plain(error_text(error), out),
        DataRef::Empty => Sort::Text,
    }
}

fn old_value(value: &Data, shape: Shape, out: &mut String) -> Sort {
    match value {
        Data::Int(n) => number(*n as f64, shape, out),
        Data::Float(n) => number(*n, shape, out),
        Data::String(text) => plain(text, out),
        Data::Bool(flag) => plain(truth(*flag), out),
        Data::DateTime(day) => date(day, out),
        Data::DateTimeIso(text) | Data::DurationIso(text) => plain(text, out),
        Data::Error(error) => plain(error_text(error), out),
        Data::Empty => Sort::Text,
    }
}

fn plain(text: &str, out: &mut String) -> Sort {
    out.push_str(text);
    Sort::Text
}

fn truth(flag: bool) -> &'static str {
    if flag { "TRUE" } else { "FALSE" }
}

fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value | CellErrorType::GettingData => "#VALUE!",
    }
}

fn number(value: f64, shape: Shape, out: &mut String) -> Sort {
    match shape {
        Shape::Plain => out.push_str(&shown(value, 0)),
        Shape::Percent => {
            out.push_str(&shown(value, 2));
            out.push('%');
        }
        Shape::Padded(width) => {
            let text = shown(value, 0);
            if text.bytes().all(|b| b.is_ascii_digit()) {
                out.extend(std::iter::repeat_n('0', width.saturating_sub(text.len())));
            }
            out.push_str(&text);
        }
    }
    Sort::Number
}

fn date(day: &ExcelDateTime, out: &mut String) -> Sort {
    if day.is_duration() || day.as_f64() < 1.0 {
        return number(day.as_f64(), Shape::Plain, out);
    }
    let (year, month, date, hour, minute, second, _) = day.to_ymd_hms_milli();
    out.push_str(&format!("{year:04}-{month:02}-{date:02}"));
    if (hour, minute, second) != (0, 0, 0) {
        out.push_str(&format!(" {hour:02}:{minute:02}:{second:02}"));
    }
    Sort::Text
}

/// The day of a day number; none where it is no plausible one.
pub(super) fn day(serial: &str, from_1904: bool) -> Option<String> {
    let number: u32 = serial.parse().ok().filter(|n| (10_000..100_000).contains(n))?;
    let day = ExcelDateTime::new(f64::from(number), calamine::ExcelDateTimeType::DateTime, from_1904);
    let (year, month, date, ..) = day.to_ymd_hms_milli();
    Some(format!("{year:04}-{month:02}-{date:02}"))
}

/// A sheet of the formats that are read whole; `shapes` are those of its cells, where they are known.
fn ranged(range: &Range<Data>, shapes: Option<&Shapes>) -> Result<Grid, WorkbookProblem> {
    let (top, left) = range.start().unwrap_or((0, 0));
    let mut grid = Grid::new(false);
    grid.formats_lost = shapes.is_none();
    let mut text = String::new();
    for (row, cells) in (top..).zip(range.rows()) {
        for (column, value) in (left..).zip(cells).filter(|(_, v)| **v != Data::Empty) {
            text.clear();
            let shape = shapes.and_then(|s| s.get(&(row, column))).copied().unwrap_or(Shape::Plain);
            let sort = old_value(value, shape, &mut text);
            grid.push(row, column, &text, sort).map_err(unfit)?;
        }
    }
    Ok(grid)
}

/// Whether an old container holds a new workbook with a password: its directory then names the encrypted package. The library's own
/// look believes the container's lengths, which may be damaged.
fn is_locked(container: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    memchr::memmem::find(container, &name).is_some()
}

fn xlsx(error: XlsxError) -> WorkbookProblem {
    match error {
        XlsxError::Io(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            WorkbookProblem::Io(error)
        }
        XlsxError::Password => WorkbookProblem::Locked,
        _ => WorkbookProblem::Damaged,
    }
}

fn xls(error: XlsError) -> WorkbookProblem {
    if let XlsError::Password = error { WorkbookProblem::Locked } else { WorkbookProblem::Damaged }
}

fn ods(error: OdsError) -> WorkbookProblem {
    match error {
        OdsError::Password => WorkbookProblem::Locked,
        OdsError::CellLimitExceeded { .. } => WorkbookProblem::TooLarge,
        _ => WorkbookProblem::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_numbers_are_days() {
        assert_eq!(day("46266", false).as_deref(), Some("2026-09-01"));
        assert_eq!(day("44804", true).as_deref(), Some("2026-09-01"));
        assert_eq!(day("800", false), None);
    }
}
