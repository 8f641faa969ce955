//! Arrow record batches: as rows of texts, the same that a CSV file would have. The only room of the readers that names Arrow.

mod column;
mod nested;
#[cfg(feature = "parquet")]
mod spans;

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{Array as _, RecordBatch};
use arrow_schema::SchemaRef;

use super::header::Schema;
use super::issues::{At, Issues};
use super::link::Unusable;
use super::source::{RowSource, SourceProblem};
use super::table::{TableBuilder, report_source};
use super::text::{heading, shown};
use super::{Facts, files, link, schemas};
use crate::diagnostic::{Message, codes};
use crate::semantics::{CheckedPack, ColumnIx};
use crate::source::MAX_COLUMNS;
use crate::value::Date;

use column::Column;
pub use nested::of_counties;
#[cfg(feature = "parquet")]
pub(super) use spans::{Numbers, Span};

/// One table's rows as Arrow has them in memory.
#[derive(Debug, Clone)]
pub struct ArrowTable {
    /// The entity, by id or label.
    pub entity: String,
    /// What messages call it.
    pub file: Arc<str>,
    /// Names and types of the columns, by which the batches are read.
    pub schema: SchemaRef,
    /// The rows, in any number of batches; they count from 2 on, as in a file whose first line is the header.
    pub batches: Vec<RecordBatch>,
}

impl ArrowTable {
    /// A table that messages call by its entity's name.
    pub fn new(entity: &str, schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        ArrowTable { entity: entity.to_owned(), file: entity.into(), schema, batches }
    }
}

/// The facts of Arrow tables. Cells are read as those of a CSV file that says the same: any integer, decimal, truth value, day, moment
/// and text, also through a dictionary; a binary fraction as the decimal of at most 15 digits that it stands for. There are no files and
/// so no digest of their bytes ([`Facts::digest`] is empty); [`Facts::note_contents`] gives that of the data as understood.
pub fn from_arrow(pack: &CheckedPack, tables: &[ArrowTable], as_of: Date) -> Facts {
    let schemas = schemas(pack);
    let (mut issues, mut unusable) = (Issues::default(), Vec::new());
    let mut builders: Vec<Option<TableBuilder>> = schemas.iter().map(|_| None).collect();
    let mut first: Vec<Option<&str>> = schemas.iter().map(|_| None).collect();
    for table in tables {
        let file = issues.files.add(&table.file, 0);
        let Some(entity) = files::entity_named(&schemas, &table.entity) else {
            let message = files::unknown_table(&schemas, &table.entity).arg("name", shown(&table.entity));
            issues.push(&codes::UNKNOWN_FILE, At::file(file), message);
            continue;
        };
        let ix = entity.ix();
        let (Some(schema), Some(slot), Some(first)) =
            (schemas.get(ix), builders.get_mut(ix), first.get_mut(ix))
        else {
            continue;
        };
        if let Some(first) = first {
            let message = Message::new(codes::TWO_FILES.key)
                .arg("first", first)
                .arg("second", &table.file)
                .arg("table", &schema.entity.label);
            let issue = issues.push(&codes::TWO_FILES, At::file(file), message);
            unusable.push(Unusable { folder: 0, entity, issue });
            continue;
        }
        *first = Some(&*table.file);
        let opened = ArrowRows::some(Arc::new(table.clone()), schema, |_| true, 0..u64::MAX);
        let opened = opened.map_err(|p| report_source(p, file, &mut issues));
        let read = opened.and_then(|mut rows| {
            let mut builder = TableBuilder::new(schema);
            let read = builder.read(schema, file, &mut rows, &mut issues);
            *slot = (!builder.files.is_empty()).then_some(builder);
            read
        });
        if let Err(issue) = read {
            unusable.push(Unusable { folder: 0, entity, issue });
        }
    }
    link(pack, &schemas, builders, unusable, issues, as_of, String::new())
}

/// The rows of an Arrow table, of those columns that the entity knows; the names of its columns stand in row 1.
pub(super) struct ArrowRows {
    table: Arc<ArrowTable>,
    /// The next batch.
    batch: usize,
    /// Which of the table's columns are read, and what they have in the batch that is read.
    columns: Vec<(usize, Column)>,
    /// For each column of the table, which of `columns` it is.
    places: Vec<Option<usize>>,
    /// The next row of the batch, and how many it has.
    next: usize,
    count: usize,
    /// The row that is stood at, from 1, without those passed over; 0 before the header.
    row: u32,
    /// Rows behind the header that are passed over, how many of them still are, and how many are not read yet.
    passed: u32,
    skip: usize,
    rest: usize,
}

impl ArrowRows {
    /// The rows of some columns of a table, and some of its rows behind the header, counted from 0.
    pub fn some(
        table: Arc<ArrowTable>,
        schema: &Schema<'_>,
        wanted: impl Fn(ColumnIx) -> bool,
        rows: Range<u64>,
    ) -> Result<Self, SourceProblem> {
        let (mut columns, mut places, mut known) = (Vec::new(), Vec::new(), Vec::new());
        // More are refused when the header is read.
        for (index, field) in table.schema.fields().iter().enumerate().take(MAX_COLUMNS) {
            let found = schema.column(&heading(field.name())).map(|(column, _)| column);
            places.push(match found.filter(|c| wanted(*c) && !known.contains(c)) {
                Some(column) => {
                    known.push(column);
                    if !column::is_read(field.data_type()) {
                        return Err(unread(field.name(), field.data_type()));
                    }
                    columns.push((index, Column::default()));
                    Some(columns.len() - 1)
                }
                None => None,
            });
        }
        Ok(ArrowRows {
            table,
            batch: 0,
            columns,
            places,
            next: 0,
            count: 0,
            row: 0,
            passed: u32::try_from(rows.start).unwrap_or(u32::MAX),
            skip: usize::try_from(rows.start).unwrap_or(usize::MAX),
            rest: usize::try_from(rows.end.saturating_sub(rows.start)).unwrap_or(usize::MAX),
        })
    }

    fn name(&self, index: usize) -> Option<&str> {
        self.table.schema.fields().get(index).map(|field| field.name().as_str())
    }

    /// Opens the next batch that has rows. Whether there is one.
    fn open_batch(&mut self) -> Result<bool, SourceProblem> {
        let table = Arc::clone(&self.table);
        while let Some(batch) = table.batches.get(self.batch) {
            self.batch += 1;
            let skip = self.skip.min(batch.num_rows());
            self.skip -= skip;
            if batch.num_rows() == skip {
                continue;
            }
            for (index, column) in &mut self.columns {
                let name = table.schema.fields().get(*index).map_or("", |field| field.name());
                let array = batch.columns().get(*index);
                // Batches are of one form, and who hands them over has seen to it.
                *column = match array {
                    Some(array) => {
                        Column::of(array.as_ref()).ok_or_else(|| unread(name, array.data_type()))?
                    }
                    None => return Err(unread(name, &arrow_schema::DataType::Null)),
                };
            }
            (self.next, self.count) = (skip, batch.num_rows());
            return Ok(true);
        }
        Ok(false)
    }
}

fn unread(name: &str, form: &arrow_schema::DataType) -> SourceProblem {
    let message = match form {
        arrow_schema::DataType::List(_)
        | arrow_schema::DataType::LargeList(_)
        | arrow_schema::DataType::Struct(_) => Message::new(codes::PARQUET_UNREAD.key),
        other => Message::new("parquet-type").arg("what", other),
    };
    SourceProblem::Said {
        code: &codes::PARQUET_UNREAD,
        row: None,
        message: message.arg("column", shown(name)),
    }
}

impl RowSource for ArrowRows {
    fn advance(&mut self) -> Result<Option<u32>, SourceProblem> {
        if self.places.is_empty() {
            return Ok(None);
        }
        if self.row == 0 {
            self.row = 1;
            return Ok(Some(1));
        }
        if self.rest == 0 || (self.next == self.count && !self.open_batch()?) {
            return Ok(None);
        }
        self.rest -= 1;
        for (_, column) in &mut self.columns {
            column.go_to(self.next);
        }
        self.next += 1;
        self.row = self.row.saturating_add(1);
        Ok(Some(self.row.saturating_add(self.passed)))
    }

    fn cell(&self, index: usize) -> Option<&str> {
        if self.row <= 1 {
            return self.name(index);
        }
        let place = self.places.get(index)?;
        Some(place.and_then(|p| self.columns.get(p)).map_or("", |(_, column)| column.text()))
    }

    fn len(&self) -> usize {
        self.table.schema.fields().len()
    }
}
