//! The cells of the data files as they stand, for a copy with remarks.

use std::path::PathBuf;
use std::sync::Arc;

use super::csv::{CsvRows, scan};
use super::files::{Found, ReadError, entity_named, find, is_parquet, stem};
use super::grid::{Grid, Sort};
use super::header::Schema;
use super::layout;
use super::parquet::ParquetRows;
use super::source::RowSource;
use super::text::heading;
use super::workbook::Workbook;
use crate::semantics::CheckedPack;
use crate::source::{Store, System};

/// A table's file or sheet as it stands.
#[derive(Debug, Clone)]
pub struct Original {
    /// What [`DataIssue::file`](super::DataIssue::file) calls it.
    pub file: Arc<str>,
    /// The name of the sheet, or of the file without its extension.
    pub name: String,
    /// Rows (counted from 1) and their cells that are not empty.
    pub rows: Vec<(u32, Vec<OriginalCell>)>,
}

/// A cell that is not empty: column (from 0), text, whether it is a number.
pub type OriginalCell = (u32, String, bool);

/// Reads the tables of the data as they stand. Values of personal columns are left out. Files that cannot be read are passed over:
/// [`read`](super::read) says what is wrong with them.
///
/// # Errors
/// [`ReadError`] as [`read`](super::read).
pub fn originals(pack: &CheckedPack, paths: &[PathBuf]) -> Result<Vec<Original>, ReadError> {
    originals_from(&System, pack, paths)
}

/// The same from where a caller has its files, as [`read_from`](super::read_from).
///
/// # Errors
/// As [`originals`].
pub fn originals_from(
    store: &dyn Store,
    pack: &CheckedPack,
    paths: &[PathBuf],
) -> Result<Vec<Original>, ReadError> {
    let schemas = super::schemas(pack);
    let mut out = Vec::new();
    for found in find(store, paths, &schemas)? {
        if found.passed.is_some() {
            continue;
        }
        if found.book {
            let Ok(mut book) = Workbook::open(store, &found.path) else { continue };
            for sheet in book.sheets.clone() {
                // A single sheet may have any name where the file is named as the table.
                let named = entity_named(&schemas, &sheet.name).or(entity_named(&schemas, stem(&found.name)));
                let schema = named.and_then(|ix| schemas.get(ix.ix()));
                let (Some(schema), Ok(grid)) = (schema.filter(|_| !sheet.hidden), book.sheet(&sheet.name))
                else {
                    continue;
                };
                let file = format!("[{}]{}", found.shown, sheet.name);
                out.push(original(schema, &grid, file.into(), sheet.name));
            }
        } else if let Some(schema) = entity_named(&schemas, found.table()).and_then(|ix| schemas.get(ix.ix()))
            && let Some(grid) = table(store, &found, schema)
        {
            let name = found.table().to_owned();
            out.push(original(schema, &grid, found.shown.as_str().into(), name));
        }
    }
    Ok(out)
}

fn table(store: &dyn Store, found: &Found, schema: &Schema<'_>) -> Option<Grid> {
    if is_parquet(&found.name) {
        return grid(ParquetRows::open(store, &found.path, schema).ok()?);
    }
    grid(scan(store, &found.path).and_then(CsvRows::open).ok()?)
}

fn grid(mut rows: impl RowSource) -> Option<Grid> {
    let mut grid = Grid::new(false);
    while let Ok(Some(row)) = rows.advance() {
        for (column, index) in (0u32..).zip(0..rows.len()) {
            let text = rows.cell(index).unwrap_or("");
            grid.push(row.saturating_sub(1), column, text, Sort::Text).ok()?;
        }
    }
    Some(grid)
}

fn original(schema: &Schema<'_>, grid: &Grid, file: Arc<str>, name: String) -> Original {
    let (first, header) = layout::header(schema, grid).unwrap_or((0, Vec::new()));
    let personal = |column: u32| {
        let found = header.get(column as usize).map(|h| heading(h)).unwrap_or_default();
        match schema.column(&found) {
            Some((column, _)) => schema.entity.columns.get(column.ix()).is_some_and(|c| c.personal),
            None => false,
        }
    };
    // Without a header nobody can tell which column is a personal one.
    let unknown = header.is_empty() && schema.entity.columns.iter().any(|c| c.personal);
    let rows = (0..grid.len()).filter_map(|index| {
        let row = grid.row(index)?;
        let hidden = |column: u32| (unknown && index > 0) || (index >= first && !unknown && personal(column));
        let cells = grid.cells(index).map(|(column, sort, text)| {
            let text = if hidden(column) { "…" } else { text };
            (column, text.to_owned(), sort == Sort::Number && text != "…")
        });
        Some((row + 1, cells.collect()))
    });
    Original { file, name, rows: rows.collect() }
}
