//! Many counties from Arrow tables in memory, a few at a time, as from files.

use std::path::PathBuf;
use std::sync::Arc;

use super::super::ArrowTable;
use super::super::arrow::ArrowRows;
use super::super::files;
use super::super::findings;
use super::super::issues::{At, Issues};
use super::super::partition::Partition;
use super::super::source::RowSource as _;
use super::super::stamp::Stamp;
use super::super::text::shown;
use super::{Bulk, DataFile, Kept, Source, Unsuited, Used, laid_out, paged};
use crate::diagnostic::codes;
use crate::semantics::CheckedPack;
use crate::source::{Look, Sort};
use crate::value::Date;

impl<'a> Bulk<'a> {
    /// Looks at tables in memory.
    ///
    /// # Errors
    /// [`Unsuited`] where they must be read in one piece, by [`super::super::from_arrow`].
    pub fn of_tables(
        pack: &'a CheckedPack,
        given: &[ArrowTable],
        as_of: Date,
        kept: Kept,
    ) -> Result<Self, Unsuited> {
        let schemas = super::super::schemas(pack);
        let mut issues = Issues::default();
        let (named, used): (_, Used) = (findings::subjects(pack), pack.reads.columns().collect());
        let mut tables: Vec<Source> = Vec::with_capacity(given.len());
        for table in given {
            let file = issues.files.add(&table.file, 0);
            let Some(entity) = files::entity_named(&schemas, &table.entity) else {
                let message = files::unknown_table(&schemas, &table.entity);
                let message = message.arg("name", shown(&table.entity));
                issues.push(&codes::UNKNOWN_FILE, At::file(file), message);
                continue;
            };
            // What else is wrong with the tables is said by whoever reads the whole.
            let schema = schemas.get(entity.ix()).ok_or(Unsuited::Shape)?;
            if tables.iter().any(|t| t.entity == entity) {
                return Err(Unsuited::Shape);
            }
            let table = Arc::new(table.clone());
            let mut rows = ArrowRows::some(Arc::clone(&table), schema, |_| true, 0..u64::MAX)
                .map_err(|_| Unsuited::Shape)?;
            if !matches!(rows.advance(), Ok(Some(1))) {
                return Err(Unsuited::Shape);
            }
            let header = laid_out(schema, file, &mut rows, &mut issues)?;
            let stored = paged::Table::in_memory(table, &header);
            let name = issues.files.name(file);
            let stamp = Stamp::of(Look { sort: Sort::File, size: stored.weight(), modified: None });
            let data = DataFile {
                entity,
                file,
                path: PathBuf::new(),
                name: name.to_string(),
                sheet: None,
                parquet: true,
                partition: Partition::default(),
                set: None,
            };
            let used = (&used, named.contains(&entity), kept);
            tables.push(Source::of(&data, (schema, used), (name, stamp), header, (0, 1, Some(stored))));
        }
        Self::of((pack, schemas), (as_of, kept), tables, issues)
    }
}
