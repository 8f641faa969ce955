//! Workbooks among the files of a run: which sheet is which table.

use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::files::{DataFile, Found, Listing, entity_named, is_document, stem, unknown_table};
use super::header::Schema;
use super::issues::{At, FileIx, IssueId, Issues};
use super::layout::SheetRows;
use super::partition::Partition;
use super::table::TableBuilder;
use super::text::nfc;
use super::workbook::Workbook;
use crate::diagnostic::{Message, codes};
use crate::source::Store;
#[cfg(feature = "xlsx")]
use crate::source::{MAX_CELL_BYTES, MAX_WORKBOOK_BYTES};

/// Why a workbook or a sheet cannot be read.
#[derive(Debug)]
pub(super) enum WorkbookProblem {
    /// The system's word.
    Io(std::io::Error),
    /// It has a password.
    #[cfg(feature = "xlsx")]
    Locked,
    /// It is cut off, or no workbook at all.
    #[cfg(feature = "xlsx")]
    Damaged,
    /// It is a web page.
    #[cfg(feature = "xlsx")]
    Html,
    /// It is a workbook as XML of 2003.
    #[cfg(feature = "xlsx")]
    Xml,
    /// It is text, such as CSV.
    #[cfg(feature = "xlsx")]
    Text,
    /// It has a cell with more text than any data.
    #[cfg(feature = "xlsx")]
    CellTooLong,
    /// It unpacks to more than any data.
    #[cfg(feature = "xlsx")]
    TooLarge,
    /// This build reads none.
    #[cfg(not(feature = "xlsx"))]
    NotBuilt,
}

/// A sheet's name, and whether it is hidden.
#[derive(Debug, Clone)]
pub(super) struct SheetInfo {
    pub name: String,
    pub hidden: bool,
}

/// Opens a workbook and says which of its sheets are tables.
pub(super) fn list(
    store: &dyn Store,
    found: &Found,
    schemas: &[Schema<'_>],
    issues: &mut Issues,
    listing: &mut Listing,
) -> Vec<DataFile> {
    let opened = hash(store, &found.path)
        .map_err(WorkbookProblem::Io)
        .and_then(|hash| Workbook::open(store, &found.path).map(|book| (book, hash)));
    let (book, hash) = match opened {
        Ok(opened) => opened,
        Err(problem) => {
            let file = issues.files.add(&found.shown, found.folder);
            report(problem, file, issues);
            return Vec::new();
        }
    };
    listing.hashes.push((nfc(&found.name).into_owned(), hash));
    let index = listing.books.len();
    let sheets = book.sheets.clone();
    listing.books.push(Some(book));
    let is_cover = |name: &str| is_document(name) || ["封面", "选项"].contains(&name);
    let named = |name: &str| entity_named(schemas, name);
    // A workbook named as a table, with one sheet, is that table whatever the sheet is called.
    let alone = sheets.iter().filter(|s| !s.hidden && !is_cover(&s.name)).count() == 1;
    let by_file = entity_named(schemas, stem(&found.name)).filter(|_| alone);
    let mut out = Vec::new();
    for sheet in sheets {
        let entity = named(&sheet.name).or(by_file.filter(|_| !is_cover(&sheet.name)));
        if sheet.hidden && entity.is_none() {
            continue;
        }
        if is_cover(&sheet.name) && entity.is_none() {
            continue;
        }
        let file = issues.files.add_sheet(&found.shown, &sheet.name, found.folder);
        match entity {
            Some(_) if sheet.hidden => {
                let message = Message::new(codes::HIDDEN_SHEET.key).arg("sheet", &sheet.name);
                issues.push(&codes::HIDDEN_SHEET, At::file(file), message);
            }
            Some(entity) => out.push(DataFile {
                entity,
                file,
                path: found.path.clone(),
                name: sheet.name.clone(),
                sheet: Some((index, sheet.name)),
                parquet: false,
                partition: Partition::default(),
                set: None,
            }),
            None => {
                let message = unknown_table(schemas, &sheet.name).arg("name", &sheet.name);
                issues.push(&codes::UNKNOWN_FILE, At::file(file), message);
            }
        }
    }
    out
}

/// Reads a sheet into a table.
pub(super) fn read(
    builder: &mut TableBuilder,
    schema: &Schema<'_>,
    file: FileIx,
    workbook: &mut Workbook,
    sheet: &str,
    issues: &mut Issues,
) -> Result<(), IssueId> {
    let grid = workbook.sheet(sheet).map_err(|problem| report(problem, file, issues))?;
    let merged = workbook.merged(sheet);
    builder.read(schema, file, &mut SheetRows::new(schema, &grid, &merged), issues)
}

fn report(problem: WorkbookProblem, file: FileIx, issues: &mut Issues) -> IssueId {
    let (code, message) = match problem {
        WorkbookProblem::Io(error) => {
            (&codes::UNREADABLE_DATA, Message::new(codes::UNREADABLE_DATA.key).arg("reason", error))
        }
        #[cfg(feature = "xlsx")]
        WorkbookProblem::Locked => (&codes::WORKBOOK_LOCKED, Message::new(codes::WORKBOOK_LOCKED.key)),
        #[cfg(feature = "xlsx")]
        WorkbookProblem::Damaged => (&codes::WORKBOOK_DAMAGED, Message::new(codes::WORKBOOK_DAMAGED.key)),
        #[cfg(feature = "xlsx")]
        WorkbookProblem::Html => (&codes::WORKBOOK_DAMAGED, Message::new("workbook-html")),
        #[cfg(feature = "xlsx")]
        WorkbookProblem::Xml => (&codes::WORKBOOK_DAMAGED, Message::new("workbook-xml")),
        #[cfg(feature = "xlsx")]
        WorkbookProblem::Text => (&codes::WORKBOOK_DAMAGED, Message::new("workbook-text")),
        #[cfg(feature = "xlsx")]
        WorkbookProblem::CellTooLong => {
            (&codes::DATA_TOO_LARGE, Message::new("cell-too-long").count("most", MAX_CELL_BYTES))
        }
        #[cfg(not(feature = "xlsx"))]
        WorkbookProblem::NotBuilt => (
            &codes::UNREADABLE_DATA,
            Message::new(codes::UNREADABLE_DATA.key).message("reason", Message::new("workbook-not-built")),
        ),
        #[cfg(feature = "xlsx")]
        WorkbookProblem::TooLarge => (
            &codes::DATA_TOO_LARGE,
            Message::new("workbook-too-large").count("most", (MAX_WORKBOOK_BYTES >> 20) as usize),
        ),
    };
    issues.push(code, At::file(file), message)
}

/// SHA-256 of a file.
pub(super) fn hash(store: &dyn Store, path: &Path) -> io::Result<[u8; 32]> {
    let (mut file, mut hasher, mut chunk) = (store.open(path)?, Sha256::new(), vec![0u8; 64 << 10]);
    loop {
        match file.read(&mut chunk) {
            Ok(0) => return Ok(hasher.finalize().into()),
            Ok(read) => hasher.update(chunk.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
