//! Schema → county tables: readers of CSV, workbooks and Parquet, data diagnostics.
//!
//! Doors: [`read`] for workbooks and folders of files, [`from_tables`] for rows that a caller has in memory (a pack's test cases, an
//! embedder), `from_arrow` for Arrow's batches. All give the same checks: every cell is read into a typed column on the way in, then rows find their parents and
//! findings their rules. What is wrong is collected in [`Facts::issues`], and the facts are usable all the same.

#[cfg(feature = "arrow")]
mod arrow;
mod aside;
mod books;
mod bulk;
mod cell;
mod column;
mod concerned;
mod content;
mod counties;
mod county;
mod csv;
mod decimal;
mod edit;
#[cfg(feature = "xlsx")]
mod expansion;
mod files;
mod findings;
mod footers;
#[cfg(any(feature = "arrow", feature = "parquet"))]
mod forms;
mod found;
mod grid;
mod header;
mod issues;
mod keys;
mod layout;
mod link;
mod model;
mod names;
mod navigate;
mod neighbours;
#[cfg(feature = "xlsx")]
mod old_workbook;
mod order;
mod originals;
mod parents;
mod partition;
mod parts;
mod percent;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "no_parquet.rs"]
mod parquet;
#[cfg(any(feature = "arrow", feature = "parquet", feature = "xlsx"))]
mod shortest;
mod source;
mod stamp;
mod synonyms;
mod table;
mod text;
mod watch;
#[cfg(feature = "xlsx")]
mod workbook;
#[cfg(not(feature = "xlsx"))]
#[path = "no_workbook.rs"]
mod workbook;

use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::diagnostic::{Message, codes};
use crate::semantics::{CheckedPack, EntityIx};
use crate::source::{Store, System};
use crate::value::Date;

#[cfg(feature = "arrow")]
pub use arrow::{ArrowTable, from_arrow, of_counties};
pub use bulk::{Bulk, Cursor, Kept, PART_BYTES, Part, RowCounts, Unsuited, Worker};
pub use content::Contents;
pub use county::Cut;
pub use files::ReadError;
pub use model::*;
pub use navigate::COUNTY;
pub use originals::{Original, OriginalCell, originals, originals_from};
pub use source::RawTable;

use header::Schema;
use issues::{At, FileIx, Issues};
use link::{Linker, Unusable};
use table::TableBuilder;

/// Reads counties' data: each path is a workbook, a folder of CSV and Parquet files or of workbooks, or one CSV or Parquet file. All go into the same
/// tables.
///
/// # Errors
/// [`ReadError`] where a path cannot be opened or has no data at all, or a file changes meanwhile. Everything else that is wrong is in [`Facts::issues`].
pub fn read(pack: &CheckedPack, paths: &[PathBuf], as_of: Date) -> Result<Facts, ReadError> {
    read_from(&System, pack, paths, as_of)
}

/// The same from where a caller has its files: in memory, for one ([`crate::source::Memory`]).
///
/// # Errors
/// As [`read`].
pub fn read_from(
    store: &dyn Store,
    pack: &CheckedPack,
    paths: &[PathBuf],
    as_of: Date,
) -> Result<Facts, ReadError> {
    let schemas = schemas(pack);
    let (mut issues, mut unusable) = (Issues::default(), Vec::new());
    let mut listing = files::listing(store, paths, &schemas, &mut issues, &mut unusable)?;
    let mut builders: Vec<Option<TableBuilder>> = schemas.iter().map(|_| None).collect();
    let digest = files::read_all(store, &mut listing, &schemas, &mut builders, &mut issues, &mut unusable)?;
    Ok(link(pack, &schemas, builders, unusable, issues, as_of, digest))
}

/// The facts of rows in memory. A table without header and rows is one that was supplied and has no rows.
pub fn from_tables(pack: &CheckedPack, tables: Vec<RawTable>, as_of: Date) -> Facts {
    let schemas = schemas(pack);
    let (mut issues, mut unusable) = (Issues::default(), Vec::new());
    let mut builders: Vec<Option<TableBuilder>> = schemas.iter().map(|_| None).collect();
    let mut hashes = Vec::new();
    for table in &tables {
        let file = issues.files.add(&table.file, 0);
        let Some(entity) = files::entity_named(&schemas, &table.entity) else {
            let message =
                files::unknown_table(&schemas, &table.entity).arg("name", text::shown(&table.entity));
            issues.push(&codes::UNKNOWN_FILE, At::file(file), message);
            continue;
        };
        hashes.push((table.entity.as_str(), hash(table)));
        let Some((schema, slot)) = schemas.get(entity.ix()).zip(builders.get_mut(entity.ix())) else {
            continue;
        };
        let mut builder = slot.take().unwrap_or_else(|| TableBuilder::new(schema));
        let nothing = table.header.is_empty() && table.rows.is_empty();
        if nothing {
            builder.files.push(file);
            builder.headings.push(vec![None; builder.columns.len()]);
            builder.positions.push(vec![None; builder.columns.len()]);
        } else if let Err(issue) = builder.read(schema, file, &mut source::RawRows::new(table), &mut issues) {
            unusable.push(Unusable { folder: 0, entity, issue });
        }
        *slot = (!builder.files.is_empty()).then_some(builder);
    }
    link(pack, &schemas, builders, unusable, issues, as_of, files::digest(hashes))
}

fn schemas(pack: &CheckedPack) -> Vec<Schema<'_>> {
    let entities = 0..u32::try_from(pack.entities.len()).unwrap_or(u32::MAX);
    entities.filter_map(|i| Schema::new(pack, EntityIx(i))).collect()
}

fn hash(table: &RawTable) -> [u8; 32] {
    let mut hasher = Sha256::new();
    let mut cell = |text: &str| {
        hasher.update(text.as_bytes());
        hasher.update([0x1f]);
    };
    table.header.iter().for_each(|c| cell(c));
    for (_, cells) in &table.rows {
        cell("\u{1e}");
        cells.iter().for_each(|c| cell(c));
    }
    hasher.finalize().into()
}

/// Links the tables and reads the findings.
fn link(
    pack: &CheckedPack,
    schemas: &[Schema<'_>],
    builders: Vec<Option<TableBuilder>>,
    unusable: Vec<Unusable>,
    issues: Issues,
    as_of: Date,
    digest: String,
) -> Facts {
    let (facts, _) = linked(pack, schemas, builders, unusable, issues, as_of, false);
    Facts { digest, ..facts }
}

/// The same for some counties of a folder that has more; and whether a row may belong to counties that are not among these.
fn link_part(
    pack: &CheckedPack,
    schemas: &[Schema<'_>],
    builders: Vec<Option<TableBuilder>>,
    issues: Issues,
    as_of: Date,
) -> (Facts, bool) {
    linked(pack, schemas, builders, Vec::new(), issues, as_of, true)
}

/// The entities without the built-in table of findings, which is the last and hangs on no other; and that.
fn without_findings<'s, 'a>(schemas: &'s [Schema<'a>]) -> (&'s [Schema<'a>], Option<&'s Schema<'a>>) {
    match schemas.split_last() {
        Some((last, rest)) if last.entity.id == "finding" && last.entity.parent.is_none() => {
            (rest, Some(last))
        }
        _ => (schemas, None),
    }
}

fn linked(
    pack: &CheckedPack,
    schemas: &[Schema<'_>],
    mut builders: Vec<Option<TableBuilder>>,
    unusable: Vec<Unusable>,
    issues: Issues,
    as_of: Date,
    part: bool,
) -> (Facts, bool) {
    let (tables, finding) = without_findings(schemas);
    let given = finding.and_then(|_| builders.pop().flatten());
    let mut linker = Linker::new(pack, tables, builders, unusable, issues);
    linker.counties.part = part;
    linker.link(&findings::subjects(pack));
    finished(linker, finding.zip(given.as_ref()), as_of)
}

/// Tables whose rows are in their places already, with the findings about them.
fn link_straight(
    pack: &CheckedPack,
    schemas: &[Schema<'_>],
    mut tables: Vec<Table>,
    given: Option<TableBuilder>,
    issues: Issues,
    as_of: Date,
) -> Option<Facts> {
    let (entities, finding) = without_findings(schemas);
    let mut linker = Linker::new(pack, entities, Vec::new(), Vec::new(), issues);
    linker.counties.part = true;
    order::settle(entities.iter().map(|schema| schema.entity), &mut tables)?;
    let subjects = if given.is_some() { findings::subjects(pack) } else { Default::default() };
    linker.place(tables, &subjects)?;
    let (facts, beyond) = finished(linker, finding.zip(given.as_ref()), as_of);
    (!beyond).then_some(facts)
}

/// The facts, and whether a row may belong to counties that are not among them.
fn finished(
    mut linker: Linker<'_>,
    given: Option<(&Schema<'_>, &TableBuilder)>,
    as_of: Date,
) -> (Facts, bool) {
    let findings = match given {
        Some((schema, builder)) => findings::read(&mut linker, schema, builder, as_of),
        None => Findings::default(),
    };
    linker.report_examples();
    let exceeding = parts::exceeding(linker.pack, &linker.tables);
    // Rows that went straight to their places have no numbers to be named by.
    let unnamed = !exceeding.is_empty() && linker.origins.is_empty();
    linker.report_exceeding(exceeding);
    let concerned = concerned::concerned(&linker, given.map(|(_, builder)| builder));
    let Linker { mut tables, counties, mut issues, .. } = linker;
    // A part of the data may have rows of no county.
    if counties.list.is_empty() && !counties.part && !issues.has_errors() {
        issues.push(
            &codes::DATA_WITHOUT_COUNTY,
            At::file(FileIx(0)),
            Message::new(codes::DATA_WITHOUT_COUNTY.key),
        );
    }
    let (issues, place) = issues.finish();
    for column in tables.iter_mut().flat_map(|t| &mut t.columns) {
        column.bad.values_mut().for_each(|id| *id = place(*id));
    }
    let concerned = concerned::in_order(&concerned, issues.len(), &place);
    let facts = Facts { tables, findings, counties: counties.list, issues, concerned, ..Facts::default() };
    (facts, counties.beyond || unnamed)
}

/// A row's key as outputs give it: see [`Facts::key_of`].
pub fn key_of(pack: &CheckedPack, facts: &Facts, entity: EntityIx, row: u32) -> Vec<String> {
    facts.key_of(pack, entity, row)
}

impl Facts {
    /// Whether any issue is an error.
    pub fn has_errors(&self) -> bool {
        self.issues.iter().any(|i| i.code.severity.is_error())
    }
}
