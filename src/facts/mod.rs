//! Schema → county tables: CSV readers, data diagnostics.
//!
//! Doors: [`read`] for folders of CSV files, [`from_tables`] for rows that a caller has in memory (a pack's test cases, an
//! embedder).

mod build;
mod cell;
mod columns;
mod csv;
mod findings;
mod header;
mod model;
mod raw;

use std::path::PathBuf;

pub use csv::ReadError;
pub use model::*;
pub use raw::RawTable;

use crate::semantics::{CheckedPack, ColumnType, EntityIx};
use crate::value::Date;

/// Reads folders of CSV files (or single files) into one set of tables; several folders are several counties.
///
/// Everything that is wrong with the data is in [`Facts::issues`]; a bad cell becomes unknown.
///
/// # Errors
/// [`ReadError`] when a path cannot be read at all.
pub fn read(pack: &CheckedPack, paths: &[PathBuf], as_of: Date) -> Result<Facts, ReadError> {
    let files = csv::read(pack, paths)?;
    let unusable = files.issues.iter().any(|i| i.code.severity == crate::diagnostic::Severity::Error);
    let mut facts = build::build(pack, files.tables, as_of);
    if unusable {
        // A file that could not be read may hold rows of any county.
        for county in &mut facts.counties {
            county.left_out = true;
        }
    }
    let mut issues = files.issues;
    // The columns' notes of bad cells point into the issues.
    let shift = issues.len() as u32;
    for table in &mut facts.tables {
        for column in &mut table.columns {
            for index in column.bad.values_mut() {
                *index += shift;
            }
        }
    }
    issues.append(&mut facts.issues);
    facts.issues = issues;
    facts.digest = files.digest;
    Ok(facts)
}

/// Builds tables from rows in memory, with the same checks as [`read`].
pub fn from_tables(pack: &CheckedPack, tables: Vec<RawTable>, as_of: Date) -> Facts {
    build::build(pack, tables, as_of)
}

/// A row's key as people write it: ids for kinds, texts for codes. Personal columns give the row's number instead.
pub fn key_of(pack: &CheckedPack, facts: &Facts, entity: EntityIx, row: u32) -> Vec<String> {
    let Some(found) = pack.entity(entity) else { return Vec::new() };
    found
        .key
        .iter()
        .map(|c| {
            let Some(column) = found.columns.get(c.ix()) else { return String::new() };
            if column.personal {
                let place = facts.table(entity).and_then(|t| t.places.get(row as usize));
                return format!("#{}", place.map_or(row + 1, |p| p.row));
            }
            match (facts.cell(entity, row, *c), column.ty) {
                (Cell::Text(t), _) => t.to_string(),
                (Cell::Kind(v), ColumnType::Kind(k)) => pack
                    .kind(k)
                    .and_then(|k| k.values.get(v as usize))
                    .map_or_else(String::new, |(id, _)| id.clone()),
                (Cell::Number(n), _) => n.to_string(),
                (Cell::Date(d), _) => d.to_string(),
                (Cell::Flag(f), _) => f.to_string(),
                _ => String::new(),
            }
        })
        .collect()
}
