//! The facts of a part.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Mutex;

use super::super::column::ColumnBuilder;
use super::super::csv::CsvRows;
use super::super::header::Schema;
use super::super::issues::Issues;
use super::super::keys;
use super::super::link::data;
use super::super::source::RowSource;
use super::super::table::TableBuilder;
use super::super::{Facts, Table, link_part, link_straight};
use super::marks::Marks;
use super::routes::Route;
use super::stretch::Stretch;
use super::{Bulk, Part, Source, Unsuited, parquet as paged, straight};
use crate::diagnostic::codes;

/// What one thread keeps from part to part.
pub struct Worker {
    /// None of tables in memory.
    files: Vec<Option<File>>,
    /// The part's lines, by table.
    texts: Vec<Vec<u8>>,
    /// The ends of their cells.
    marks: Vec<Marks>,
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
            files.push(source.reopen()?);
        }
        Ok(Worker {
            texts: files.iter().map(|_| Vec::new()).collect(),
            marks: files.iter().map(|_| Marks::default()).collect(),
            files,
        })
    }

    /// Reads a part. Rows are numbered as in the files only where a number is shown: where something is wrong with one.
    ///
    /// # Errors
    /// [`Unsuited`] where the part's rows are not what they seemed when the files were split.
    pub fn read(&self, worker: &mut Worker, part: &Part, counts: &RowCounts) -> Result<Facts, Unsuited> {
        let numbers = self.fetch(worker, part)?;
        if !self.personal_keys() {
            let plain = match self.straight(worker, part, &numbers) {
                Some(facts) => Some(facts),
                None => self.build(worker, part, &numbers, None)?,
            };
            // What is said of a file as a whole, such as a column that it has not, needs no row's number.
            if let Some(facts) = plain.filter(|f| f.issues.iter().all(|i| i.row.is_none())) {
                return Ok(facts);
            }
        }
        let before = self.rows_before(worker, part, counts)?;
        let facts = self.build(worker, part, &numbers, Some(&before))?.ok_or(Unsuited::Shape)?;
        // What may be of any county is not of this part alone.
        if facts.has_unplaced_errors() { Err(Unsuited::Unplaced) } else { Ok(facts) }
    }

    /// Reads the part's lines; of tables that are held, also their rows' numbers.
    fn fetch(&self, worker: &mut Worker, part: &Part) -> Result<Vec<Vec<u32>>, Unsuited> {
        let mut numbers = Vec::with_capacity(self.tables.len());
        for (((source, file), range), text) in
            self.tables.iter().zip(&mut worker.files).zip(&part.ranges).zip(&mut worker.texts)
        {
            let failed = |e| Unsuited::Io(source.name.clone(), e);
            if let Some(held) = &source.held {
                numbers.push(held.of(part.counties.clone(), text));
                continue;
            }
            numbers.push(Vec::new());
            if source.parquet.is_some() {
                text.clear();
                continue;
            }
            let file = file.as_mut().ok_or(Unsuited::Shape)?;
            read_range(file, range, text).map_err(failed)?;
            if (text.len() as u64) < range.end - range.start {
                return Err(Unsuited::Changed { file: source.name.clone() });
            }
            if text.last().is_some_and(|b| *b != b'\n') {
                text.push(b'\n');
            }
        }
        Ok(numbers)
    }

    /// Tables straight into columns; none where they must be read row by row.
    fn straight(&self, worker: &mut Worker, part: &Part, numbers: &[Vec<u32>]) -> Option<Facts> {
        let mut issues = self.issues_of_part();
        // The last entity is the built-in table of findings, which hangs on no other.
        let (last, schemas) = self.schemas.split_last()?;
        let mut read: Vec<Option<straight::Read<'_>>> = schemas.iter().map(|_| None).collect();
        let mut given = None;
        let rooms = worker.texts.iter().zip(&mut worker.marks);
        let places = worker.files.iter().zip(&part.ranges);
        let mut all: Vec<_> = self.tables.iter().zip(rooms).zip(places).zip(numbers).collect();
        // Parents go before what hangs on them.
        all.sort_by_key(|(((source, _), _), _)| source.entity);
        for (((source, (text, marks)), (file, range)), numbers) in all {
            if source.held.is_some() {
                let mut builder = TableBuilder::new(last);
                let local = builder.begin(source.file, &source.header);
                let mut rows = Stretch::new(text, 1, numbers.clone()).ok()?;
                builder.rows(last, &source.header, local, source.file, &mut rows, &mut issues).ok()?;
                given = Some(builder);
                continue;
            }
            let schema = schemas.get(source.entity.ix())?;
            let parent = match schema.entity.parent {
                Some(parent) => Some(read.get(parent.ix())?.as_ref()?),
                None => None,
            };
            let (layout, own) = (source.layout.as_ref()?, (schema, &source.header));
            let found = match &source.parquet {
                Some(table) => paged::read(table, layout, own, file.as_ref(), range, parent)?,
                None => straight::read(layout, own, (text, marks), parent)?,
            };
            *read.get_mut(source.entity.ix())? = Some(found);
        }
        let mut tables: Vec<Table> = Vec::with_capacity(schemas.len());
        for (found, schema) in read.into_iter().zip(schemas) {
            let above = schema.entity.parent.and_then(|p| tables.get(p.ix())).map_or(0, |t| t.len);
            tables.push(found.map_or_else(|| absent(schema, above), |found| found.table));
        }
        link_straight(self.pack, &self.schemas, tables, given, issues, self.as_of)
    }

    fn issues_of_part(&self) -> Issues {
        let mut issues = Issues::default();
        for (name, folder) in &self.names {
            issues.files.add(name, *folder);
        }
        issues
    }

    /// Whether outputs name rows by their numbers.
    fn personal_keys(&self) -> bool {
        self.pack.entities.iter().any(|e| {
            let personal = |c: &crate::semantics::ColumnIx| e.columns.get(c.ix()).is_some_and(|c| c.personal);
            e.key.iter().any(personal)
        })
    }

    /// Tables row by row. That rows stand where they belong is seen to only with `before`: where one does not, something is wrong
    /// without it.
    fn build(
        &self,
        worker: &mut Worker,
        part: &Part,
        numbers: &[Vec<u32>],
        before: Option<&[u32]>,
    ) -> Result<Option<Facts>, Unsuited> {
        let mut issues = self.issues_of_part();
        let mut builders: Vec<Option<TableBuilder>> = self.schemas.iter().map(|_| None).collect();
        for (i, ((source, text), numbers)) in self.tables.iter().zip(&worker.texts).zip(numbers).enumerate() {
            let (Some(schema), Some(slot)) =
                (self.schemas.get(source.entity.ix()), builders.get_mut(source.entity.ix()))
            else {
                continue;
            };
            let failed = |e| Unsuited::Io(source.name.clone(), e);
            if let Some(table) = source.parquet.as_ref().filter(|_| source.held.is_none()) {
                let range = part.ranges.get(i).cloned().unwrap_or_default();
                let rows = table.some(schema, |_| true, range);
                let mut rows = rows.map_err(|_| Unsuited::Shape)?;
                rows.advance().map_err(|_| Unsuited::Shape)?;
                let builder = slot.insert(TableBuilder::new(schema));
                let local = builder.begin(source.file, &source.header);
                builder
                    .rows(schema, &source.header, local, source.file, &mut rows, &mut issues)
                    .map_err(|_| Unsuited::Shape)?;
                continue;
            }
            let builder = slot.insert(TableBuilder::new(schema));
            let local = builder.begin(source.file, &source.header);
            let first = before.and_then(|b| b.get(i)).copied().unwrap_or(1);
            let mut rows = Stretch::new(text, first, numbers.clone()).map_err(failed)?;
            builder
                .rows(schema, &source.header, local, source.file, &mut rows, &mut issues)
                .map_err(|_| Unsuited::Shape)?;
        }
        if before.is_some() {
            self.in_place(part, &builders)?;
        }
        let (facts, beyond) = link_part(self.pack, &self.schemas, builders, issues, self.as_of);
        // What may concern any county, and notes that may go on in the next part, are for whoever reads the whole.
        let footers = facts.issues.iter().any(|i| i.code.id == codes::ROW_PASSED.id);
        if before.is_some() && (beyond || footers) { Err(Unsuited::Unplaced) } else { Ok(Some(facts)) }
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
        let begin = self.tables.iter().skip(known.len()).map(|t| (0, t.head));
        known.extend(begin.collect::<Vec<_>>());
        let mut out = Vec::with_capacity(self.tables.len());
        for (((source, file), range), known) in
            self.tables.iter().zip(&mut worker.files).zip(&part.ranges).zip(known.iter_mut())
        {
            if source.parquet.is_some() {
                out.push(u32::try_from(range.start).unwrap_or(u32::MAX).saturating_add(1));
                continue;
            }
            let (mut at, mut rows) = if known.0 <= range.start { *known } else { (source.body, source.head) };
            at = at.max(source.body);
            let file = file.as_mut().ok_or(Unsuited::Shape)?;
            rows = rows.saturating_add(rows_in(source, file, at..range.start)?);
            if range.start > known.0 {
                *known = (range.start, rows);
            }
            out.push(rows);
        }
        Ok(out)
    }
}

/// A table of which no file was supplied.
fn absent(schema: &Schema<'_>, above: usize) -> Table {
    let columns = schema.entity.columns.iter().map(|c| ColumnBuilder::new(c.ty).data).collect();
    Table { columns, offsets: vec![0; above + 1], ..Table::default() }
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
    let len = range.end - range.start;
    // Room for the end of a last line that has none.
    text.reserve(usize::try_from(len + 1).unwrap_or(0));
    file.by_ref().take(len).read_to_end(text)?;
    Ok(())
}
