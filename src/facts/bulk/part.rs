//! The facts of a part.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Mutex;

use super::super::csv::CsvRows;
use super::super::header::Schema;
use super::super::issues::Issues;
use super::super::keys;
use super::super::link::data;
use super::super::parquet::ParquetRows;
use super::super::source::RowSource;
use super::super::table::Plan;
use super::super::table::TableBuilder;
use super::super::{Facts, RowPlace, link_part};
use super::leaf::{self, Layout, Leaf};
use super::routes::Route;
use super::stretch::Stretch;
use super::{Bulk, Part, Source, Unsuited, parquet as paged};
use crate::semantics::ColumnType;

/// What one thread keeps from part to part.
pub struct Worker {
    files: Vec<File>,
    text: Vec<u8>,
}

/// How many rows stand before places in the files, as far as that was asked.
#[derive(Default)]
pub struct RowCounts(Mutex<Vec<(u64, u32)>>);

impl Bulk<'_> {
    /// What a thread needs.
    ///
    /// # Errors
    /// [`Unsuited::Io`].
    pub fn worker(&self) -> Result<Worker, Unsuited> {
        let mut files = Vec::with_capacity(self.tables.len());
        for source in &self.tables {
            files.push(File::open(&source.path).map_err(|e| Unsuited::Io(source.name.clone(), e))?);
        }
        Ok(Worker { files, text: Vec::new() })
    }

    /// Reads a part. Rows are numbered as in the files only where a number is shown: where something is wrong with one.
    ///
    /// # Errors
    /// [`Unsuited`] where the part's rows are not what they seemed when the files were split.
    pub fn read(&self, worker: &mut Worker, part: &Part, counts: &RowCounts) -> Result<Facts, Unsuited> {
        if !self.personal_keys() {
            let plain = match self.build(worker, part, None, true)? {
                Some(facts) => Some(facts),
                None => self.build(worker, part, None, false)?,
            };
            // What is said of a file as a whole, such as a column that it has not, needs no row's number.
            if let Some(facts) = plain.filter(|f| f.issues.iter().all(|i| i.row.is_none())) {
                return Ok(facts);
            }
        }
        let before = self.rows_before(worker, part, counts)?;
        self.build(worker, part, Some(&before), false)?.ok_or(Unsuited::Shape)
    }

    /// Whether outputs name rows by their numbers.
    fn personal_keys(&self) -> bool {
        self.pack.entities.iter().any(|e| {
            let personal = |c: &crate::semantics::ColumnIx| e.columns.get(c.ix()).is_some_and(|c| c.personal);
            e.key.iter().any(personal)
        })
    }

    /// With `plain`, tables go straight into columns; none where they cannot. That rows stand where they belong is seen to only with
    /// `before`: where one does not, something is wrong without it.
    fn build(
        &self,
        worker: &mut Worker,
        part: &Part,
        before: Option<&[u32]>,
        plain: bool,
    ) -> Result<Option<Facts>, Unsuited> {
        let mut read: Vec<Option<Leaf>> = self.schemas.iter().map(|_| None).collect();
        let mut issues = Issues::default();
        for (name, folder) in &self.names {
            issues.files.add(name, *folder);
        }
        let mut builders: Vec<Option<TableBuilder>> = self.schemas.iter().map(|_| None).collect();
        for (i, ((source, file), range)) in
            self.tables.iter().zip(&mut worker.files).zip(&part.ranges).enumerate()
        {
            let (Some(schema), Some(slot)) =
                (self.schemas.get(source.entity.ix()), builders.get_mut(source.entity.ix()))
            else {
                continue;
            };
            let failed = |e| Unsuited::Io(source.name.clone(), e);
            let from_rows = source.parquet.as_ref().filter(|_| source.held.is_none());
            if let Some((table, layout)) = from_rows {
                let quick = layout.as_ref().filter(|_| plain);
                let found = quick.and_then(|l| paged::read(table, l, schema, &source.header, file, range));
                if let (Some(leaf), true, Some(slot)) =
                    (&found, quick.is_some_and(|l| l.leaf), read.get_mut(source.entity.ix()))
                    && leaf.len as u64 == range.end - range.start
                {
                    *slot = found;
                    continue;
                }
                let builder = slot.insert(TableBuilder::new(schema));
                let local = builder.begin(source.file, &source.header);
                if let Some(found) = found {
                    builder.columns = found.columns;
                    let first = u32::try_from(range.start).unwrap_or(u32::MAX).saturating_add(2);
                    let rows = (0..u32::try_from(found.len).unwrap_or(u32::MAX)).zip(first..);
                    builder.places = rows.map(|(_, row)| RowPlace { file: local, row }).collect();
                    continue;
                }
                let rows = ParquetRows::some(&source.path, schema, |_| true, range.clone());
                let mut rows = rows.map_err(|_| Unsuited::Shape)?;
                rows.advance().map_err(|_| Unsuited::Shape)?;
                builder
                    .rows(schema, &source.header, local, source.file, &mut rows, &mut issues)
                    .map_err(|_| Unsuited::Shape)?;
                continue;
            }
            let mut numbers = Vec::new();
            match &source.held {
                Some(held) => numbers = held.of(part.counties.clone(), &mut worker.text),
                None => read_range(file, range, &mut worker.text).map_err(failed)?,
            }
            if source.held.is_none() && (worker.text.len() as u64) < range.end - range.start {
                return Err(Unsuited::Changed { file: source.name.clone() });
            }
            let quick = source.layout.as_ref().filter(|_| plain);
            let found = quick.and_then(|layout| leaf(layout, schema, &source.header, &worker.text));
            if let (Some(slot), true) = (read.get_mut(source.entity.ix()), quick.is_some_and(|l| l.leaf))
                && found.is_some()
            {
                *slot = found;
                continue;
            }
            let builder = slot.insert(TableBuilder::new(schema));
            let local = builder.begin(source.file, &source.header);
            let first = before.and_then(|b| b.get(i)).copied().unwrap_or(1);
            if let Some(found) = found {
                builder.columns = found.columns;
                let rows = (0..u32::try_from(found.len).unwrap_or(u32::MAX)).zip(first + 1..);
                let row = |(i, row): (u32, u32)| numbers.get(i as usize).copied().unwrap_or(row);
                builder.places = rows.map(|at| RowPlace { file: local, row: row(at) }).collect();
                continue;
            }
            let mut rows = Stretch::new(&worker.text, first, numbers).map_err(failed)?;
            builder
                .rows(schema, &source.header, local, source.file, &mut rows, &mut issues)
                .map_err(|_| Unsuited::Shape)?;
        }
        if before.is_some() {
            self.in_place(part, &builders)?;
        }
        let Bulk { pack, schemas, as_of, .. } = self;
        Ok(link_part(pack, schemas, builders, Vec::new(), issues, *as_of, Some(read)))
    }

    /// Whether all rows that name a county name one of the part's.
    fn in_place(&self, part: &Part, builders: &[Option<TableBuilder>]) -> Result<(), Unsuited> {
        for source in self.tables.iter().filter(|s| s.held.is_none()) {
            let Some(builder) = builders.get(source.entity.ix()).and_then(Option::as_ref) else { continue };
            let Some(entity) = self.pack.entity(source.entity) else { continue };
            let own = Route { target: source.entity, columns: entity.key.clone() };
            let Route { target, columns } = self.routes.route(source.entity).unwrap_or(&own);
            let parts = data(builder, columns);
            let mut last = String::new();
            for row in 0..u32::try_from(builder.len()).unwrap_or(u32::MAX) {
                let Some(key) = keys::key(self.pack, entity, &parts, columns, row) else { continue };
                if key == last {
                    continue;
                }
                if self.routes.county(*target, &key).is_some_and(|c| !part.counties.contains(&c)) {
                    return Err(Unsuited::Order { file: source.name.clone() });
                }
                last = key;
            }
        }
        Ok(())
    }

    /// For each file, how many rows stand before the part's, as a spreadsheet counts them.
    fn rows_before(
        &self,
        worker: &mut Worker,
        part: &Part,
        counts: &RowCounts,
    ) -> Result<Vec<u32>, Unsuited> {
        let mut known = match counts.0.lock() {
            Ok(known) => known,
            Err(broken) => broken.into_inner(),
        };
        known.resize(self.tables.len(), (0, 1));
        let mut out = Vec::with_capacity(self.tables.len());
        for (((source, file), range), known) in
            self.tables.iter().zip(&mut worker.files).zip(&part.ranges).zip(known.iter_mut())
        {
            if source.parquet.is_some() {
                out.push(u32::try_from(range.start).unwrap_or(u32::MAX).saturating_add(1));
                continue;
            }
            let (mut at, mut rows) = if known.0 <= range.start { *known } else { (source.body, 1) };
            at = at.max(source.body);
            rows = rows.saturating_add(rows_in(source, file, at..range.start)?);
            if range.start > known.0 {
                *known = (range.start, rows);
            }
            out.push(rows);
        }
        Ok(out)
    }
}

/// A table straight into columns: first without the codes; with them where a cell is blank, since its row may have to be named.
fn leaf(layout: &Layout, schema: &Schema<'_>, header: &Plan, text: &[u8]) -> Option<Leaf> {
    let found = leaf::read(layout, schema, header, text, false)?;
    if !layout.leaf {
        return Some(found);
    }
    let values = found.columns.iter().zip(&schema.entity.columns).filter(|(_, c)| c.ty != ColumnType::Text);
    let blank = values.into_iter().any(|(c, _)| c.data.supplied && c.data.valid.count_ones() < found.len);
    if !blank {
        return Some(found);
    }
    leaf::read(layout, schema, header, text, true)
}

/// How many rows, empty lines among them, are in a range.
fn rows_in(source: &Source, file: &mut File, range: std::ops::Range<u64>) -> Result<u32, Unsuited> {
    let failed = |e| Unsuited::Io(source.name.clone(), e);
    if range.is_empty() {
        return Ok(0);
    }
    file.seek(SeekFrom::Start(range.start)).map_err(failed)?;
    let mut rows = CsvRows::lines(file.by_ref().take(range.end - range.start)).map_err(failed)?;
    while rows.advance().map_err(|_| Unsuited::Shape)?.is_some() {}
    Ok(rows.rows())
}

fn read_range(file: &mut File, range: &std::ops::Range<u64>, text: &mut Vec<u8>) -> std::io::Result<()> {
    text.clear();
    file.seek(SeekFrom::Start(range.start))?;
    file.by_ref().take(range.end - range.start).read_to_end(text)?;
    Ok(())
}
