//! Which county a row belongs to, by the codes that stand in it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use super::super::COUNTY;
use super::super::aside::{Aside, mark};
use super::super::csv::CsvRows;
use super::super::header::Schema;
use super::super::keys;
use super::super::percent;
use super::super::source::RowSource;
use super::super::table::Plan;
use super::parquet::TableRows;
use super::{Source, Unsuited, growing, lines};
use crate::semantics::{CheckedPack, ColumnIx, ColumnType, EntityIx};
use crate::source::{QuickHash, beside};

/// Bytes that are read at once.
const PIECE: usize = 1 << 18;
/// A file of fewer bytes is gone through by one thread.
const SMALL: u64 = 1 << 20;

/// A hash is its own.
#[derive(Debug, Default)]
pub(super) struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

type Hashes = HashMap<u64, u32, BuildHasherDefault<Same>>;

/// A key's hash, and the county that its row names, if that is known.
type Key = (u64, Option<u32>);

/// The county of each key, in two halves, which two threads can fill.
#[derive(Debug, Default)]
struct Index([Hashes; 2]);

impl Index {
    /// The half in which a hash is.
    fn half(hash: u64) -> usize {
        (hash >> 32 & 1) as usize
    }

    /// Of keys in the order of their rows, with the counties that they name; by two threads where there are two lists.
    fn of(first: &[Key], second: &[Key]) -> Result<Self, Unsuited> {
        let half = |half: usize| {
            let room = (first.len() + second.len()) / 2;
            let mut hashes = Hashes::with_capacity_and_hasher(room + room / 16, Default::default());
            let mut last = 0;
            for (hash, county) in first.iter().chain(second) {
                // A row of an unknown county is taken with those before it, where it is reported.
                last = county.unwrap_or(last);
                // Which of two rows with one code is meant is for the whole to say.
                if Index::half(*hash) == half && hashes.insert(*hash, last).is_some() {
                    return Err(Unsuited::Shape);
                }
            }
            Ok(hashes)
        };
        let (low, high) = match second.is_empty() {
            true => (half(0), Some(half(1))),
            false => beside(|| half(0), || half(1)),
        };
        Ok(Index([low?, high.ok_or(Unsuited::Shape)??]))
    }

    fn get(&self, hash: u64) -> Option<u32> {
        self.0.get(Index::half(hash))?.get(&hash).copied()
    }
}

/// How rows of an entity name their county.
#[derive(Debug, Clone)]
pub(super) struct Route {
    /// The county, or a table between it and the entity whose key the entity's rows hold.
    pub target: EntityIx,
    /// The columns that hold its key.
    pub columns: Vec<ColumnIx>,
}

/// The counties by the keys of the tables that others name.
#[derive(Debug, Default)]
pub(super) struct Routes {
    routes: Vec<Option<Route>>,
    /// By entity: county of each key. Only hashes are kept: they say where to look, and linking compares the keys themselves.
    indexes: Vec<Option<Index>>,
    hasher: QuickHash,
}

impl Routes {
    /// Reads the tables that others name.
    pub fn new(
        pack: &CheckedPack,
        schemas: &[Schema<'_>],
        tables: &[Source],
    ) -> Result<(Self, Vec<Box<str>>), Unsuited> {
        let entities = (0..u32::try_from(schemas.len()).unwrap_or(0)).map(EntityIx);
        let mut all = Routes { routes: entities.map(|e| route(pack, e)).collect(), ..Routes::default() };
        all.indexes.resize_with(schemas.len(), || None);
        let key = |e: EntityIx| pack.entity(e).map(|e| e.key.clone()).unwrap_or_default();
        let mut targets: Vec<EntityIx> = all.routes.iter().flatten().map(|r| r.target).collect();
        targets.push(COUNTY);
        targets.sort_unstable();
        targets.dedup();
        let mut counties: Vec<Box<str>> = Vec::new();
        for target in targets {
            let source = tables.iter().find(|t| t.entity == target);
            let Some(source) = source else { continue };
            let schema = schemas.get(target.ix()).ok_or(Unsuited::Shape)?;
            let own = key(target);
            let index = match all.routes.get(target.ix()).cloned().flatten() {
                Some(above) => all.index((source, schema), &own, &above)?,
                None => {
                    let mut keys: Vec<Key> = Vec::new();
                    each_row(source, schema, &own, source.body..source.end(), |row| {
                        let code = row.key(schema, &source.header, &own).ok_or(Unsuited::Shape)?;
                        keys.push((all.hasher.hash_one(&*code), u32::try_from(counties.len()).ok()));
                        counties.push(code.as_ref().into());
                        Ok(())
                    })?;
                    Index::of(&keys, &[])?
                }
            };
            if let Some(slot) = all.indexes.get_mut(target.ix()) {
                *slot = Some(index);
            }
        }
        Ok((all, counties))
    }

    /// The counties of a table's rows, by two threads where there are many.
    fn index(&self, of: (&Source, &Schema<'_>), own: &[ColumnIx], above: &Route) -> Result<Index, Unsuited> {
        let (source, _) = of;
        let keys = |stretch| self.keys(of, own, above, stretch);
        let (first, second) = match source.middle() {
            Some(middle) => beside(|| keys(source.body..middle), || keys(middle..source.end())),
            None => (keys(source.body..source.end()), Some(Ok(Vec::new()))),
        };
        Index::of(&first?, &second.ok_or(Unsuited::Shape)??)
    }

    /// The keys of a table's rows in a stretch of its file, with the counties that they name.
    fn keys(
        &self,
        (source, schema): (&Source, &Schema<'_>),
        own: &[ColumnIx],
        above: &Route,
        stretch: Range<u64>,
    ) -> Result<Vec<Key>, Unsuited> {
        let columns: Vec<ColumnIx> = above.columns.iter().chain(own).copied().collect();
        // A line of a table that others name seldom has fewer bytes.
        let room = usize::try_from(stretch.end.saturating_sub(stretch.start) / 64).unwrap_or(0);
        let mut keys = Vec::with_capacity(if source.parquet.is_some() { 0 } else { room });
        // The county of the row before, by its key as it stands there.
        let mut named: (String, Option<u32>) = Default::default();
        each_row(source, schema, &columns, stretch, |row| {
            let code = row.key(schema, &source.header, own).ok_or(Unsuited::Shape)?;
            let key = row.key(schema, &source.header, &above.columns);
            let known = key.as_ref().is_some_and(|k| **k == *named.0 && named.1.is_some());
            if let (Some(key), false) = (key, known) {
                named = (key.clone().into_owned(), self.county(above.target, &key));
            }
            keys.push((self.hasher.hash_one(&*code), named.1));
            Ok(())
        })?;
        Ok(keys)
    }

    /// How rows of an entity name their county.
    pub fn route(&self, entity: EntityIx) -> Option<&Route> {
        self.routes.get(entity.ix())?.as_ref()
    }

    /// The county of a key of an entity that others name.
    pub fn county(&self, target: EntityIx, key: &str) -> Option<u32> {
        self.indexes.get(target.ix())?.as_ref()?.get(self.hasher.hash_one(key))
    }

    /// The county of a row of an entity by the parts of its own key.
    pub fn county_of_key(&self, pack: &CheckedPack, entity: EntityIx, key: &str) -> Option<u32> {
        if matches!(self.indexes.get(entity.ix()), Some(Some(_))) {
            return self.county(entity, key);
        }
        let (route, own) = (self.route(entity)?, &pack.entity(entity)?.key);
        let parts: Vec<&str> = keys::parts(key).collect();
        let part = |c: &ColumnIx| parts.get(own.iter().position(|k| k == c)?).copied();
        let needed: Vec<&str> = route.columns.iter().map(part).collect::<Option<_>>()?;
        self.county(route.target, &keys::join(needed))
    }
}

/// The way from an entity up, as far as its own columns reach.
fn route(pack: &CheckedPack, entity: EntityIx) -> Option<Route> {
    let mut found = None;
    let mut above = pack.entity(entity)?.parent;
    while let Some(ancestor) = above {
        let columns = keys::columns_for(pack, entity, ancestor).filter(|c| !c.is_empty());
        if let Some(columns) = columns {
            found = Some(Route { target: ancestor, columns });
        }
        above = pack.entity(ancestor)?.parent;
    }
    found
}

/// A row on its way past: a line without quotation marks, or what the reader made of one with some.
enum Row<'r> {
    Line(&'r [u8]),
    Read(&'r CsvRows<&'r [u8]>),
    Parquet(&'r TableRows),
}

impl Row<'_> {
    fn bytes(&self, index: usize) -> Option<&[u8]> {
        match self {
            Row::Line(line) => lines::cell(line, index),
            Row::Read(rows) => rows.cell(index).map(str::as_bytes),
            Row::Parquet(rows) => rows.cell(index).map(str::as_bytes),
        }
    }

    fn cell(&self, index: usize) -> Option<&str> {
        self.bytes(index).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// What it is that is no data, which its first cell says or one of its codes.
    fn aside(&self, codes: &[usize]) -> Option<Aside> {
        let first = match self {
            Row::Line(line) => line.first(),
            row @ (Row::Read(_) | Row::Parquet(_)) => row.bytes(0).and_then(<[u8]>::first),
        };
        let plain = |first: Option<&u8>| first.is_none_or(u8::is_ascii_alphanumeric);
        let of_first = if plain(first) { None } else { self.cell(0).and_then(mark) };
        of_first.or_else(|| {
            let mut codes = codes.iter().filter(|c| !plain(self.bytes(**c).and_then(<[u8]>::first)));
            codes.find_map(|c| self.cell(*c).and_then(mark))
        })
    }

    /// The key in some columns, as [`keys::key`] writes it; none where a part cannot be read.
    fn key(&self, schema: &Schema<'_>, header: &Plan, columns: &[ColumnIx]) -> Option<Cow<'_, str>> {
        if let [only] = columns {
            let raw = self.bytes(header.bound.get(only.ix())?.as_ref()?.cell)?;
            let text = schema.specs.get(only.ix())?.ty == ColumnType::Text;
            if text && growing::is_plain_code(raw) {
                return std::str::from_utf8(raw).ok().map(Cow::Borrowed);
            }
        }
        let mut parts = Vec::with_capacity(columns.len());
        for column in columns {
            let bound = header.bound.get(column.ix())?.as_ref()?;
            parts.push(part(schema, header, *column, self.cell(bound.cell)?)?);
        }
        Some(Cow::Owned(keys::join(parts.iter().map(String::as_str))))
    }
}

/// Goes through the rows of a stretch of a file a piece at a time, for the sake of some columns.
fn each_row(
    source: &Source,
    schema: &Schema<'_>,
    columns: &[ColumnIx],
    stretch: Range<u64>,
    mut row: impl FnMut(Row<'_>) -> Result<(), Unsuited>,
) -> Result<(), Unsuited> {
    let text = |c: &&ColumnIx| schema.specs.get(c.ix()).is_some_and(|s| s.ty == ColumnType::Text);
    let cell = |c: &ColumnIx| source.header.bound.get(c.ix())?.as_ref().map(|b| b.cell).filter(|c| *c > 0);
    let codes: Vec<usize> = columns.iter().filter(text).filter_map(cell).collect();
    let mut row = |next: Row<'_>| match next.aside(&codes) {
        None => row(next),
        Some(Aside::Example) => Ok(()),
        // Notes may go on in the next rows: whoever reads the whole sees to it.
        Some(Aside::Footer) => Err(Unsuited::Unplaced),
    };
    if let Some(table) = &source.parquet {
        let rows = table.some(schema, |c| columns.contains(&c), stretch);
        let mut rows = rows.map_err(|_| Unsuited::Shape)?;
        rows.advance().map_err(|_| Unsuited::Shape)?;
        while rows.advance().map_err(|_| Unsuited::Shape)?.is_some() {
            row(Row::Parquet(&rows))?;
        }
        return Ok(());
    }
    let failed = |e| Unsuited::Io(source.name.clone(), e);
    let mut file = File::open(&source.path).map_err(failed)?;
    file.seek(SeekFrom::Start(stretch.start)).map_err(failed)?;
    let mut file = file.take(stretch.end.saturating_sub(stretch.start));
    let (mut text, mut ended) = (Vec::with_capacity(2 * PIECE), false);
    while !ended {
        let had = text.len();
        ended = file.by_ref().take(PIECE as u64).read_to_end(&mut text).map_err(failed)? == 0;
        let whole = if ended { Some(text.len()) } else { memchr::memrchr(b'\n', &text).map(|i| i + 1) };
        let Some(whole) = whole.filter(|w| *w > 0) else {
            if text.len() - had > 0 && text.len() > 256 * PIECE {
                return Err(Unsuited::Shape);
            }
            continue;
        };
        let piece = text.get(..whole).unwrap_or_default();
        if memchr::memchr2(b'"', b'\r', piece).is_none() {
            for (_, line) in lines::lines(piece) {
                let line = lines::bare(line);
                if !line.is_empty() {
                    row(Row::Line(line))?;
                }
            }
        } else {
            // A cell with a line's end in it may be cut here: its quotation mark stays open, and the whole is read in one piece.
            let mut rows = CsvRows::lines(piece).map_err(failed)?;
            while rows.advance().map_err(|_| Unsuited::Shape)?.is_some() {
                row(Row::Read(&rows))?;
            }
        }
        text.drain(..whole);
    }
    Ok(())
}

/// Whether a file is free of cells that say something only beside all others of their column.
pub(super) fn no_fractions(source: &Source, schema: &Schema<'_>) -> Result<(), Unsuited> {
    let columns = percent::columns(&source.header);
    if columns.is_empty() {
        return Ok(());
    }
    let cells: Vec<usize> =
        columns.iter().filter_map(|c| source.header.bound.get(c.ix())?.as_ref().map(|b| b.cell)).collect();
    each_row(source, schema, &columns, source.body..source.end(), |row| {
        let sound = |cell: &usize| row.cell(*cell).is_none_or(|text| !percent::is_fraction(text));
        if cells.iter().all(sound) { Ok(()) } else { Err(Unsuited::Shape) }
    })
}

impl Source {
    /// Where a line begins about half-way through a large file of lines.
    fn middle(&self) -> Option<u64> {
        if self.parquet.is_some() || self.stamp.size < SMALL {
            return None;
        }
        let mut file = File::open(&self.path).ok()?;
        let half = self.body + (self.stamp.size - self.body) / 2;
        file.seek(SeekFrom::Start(half)).ok()?;
        let mut text = vec![0; PIECE];
        let read = file.read(&mut text).ok()?;
        let end = memchr::memchr(b'\n', text.get(..read)?)?;
        Some(half + end as u64 + 1)
    }
}

/// One part of a key from its cell.
pub(super) fn part(schema: &Schema<'_>, header: &Plan, column: ColumnIx, raw: &str) -> Option<String> {
    let bound = header.bound.get(column.ix())?.as_ref()?;
    schema.part(column, raw, &bound.scale)
}
