//! Where in each file the rows of the next counties are.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use super::lines::{bare, cell, lines};
use super::parquet::{PART_FACTOR, Walk};
use super::routes::{self, Route};
use super::{Bulk, Source, Unsuited};
use crate::semantics::ColumnIx;

/// Bytes of all files together that a part aims at, where nothing else is asked for.
pub const PART_BYTES: u64 = 2 << 20;
/// Bytes that are looked at for a line.
const BLOCK: u64 = 4 << 10;
/// Longest line that is looked for, in bytes.
const LONGEST: u64 = 4 << 20;

/// Some counties with their rows in each file.
#[derive(Debug, Clone)]
pub struct Part {
    /// Rows of the county table.
    pub counties: Range<u32>,
    /// For each file: bytes, or rows of a Parquet file, from where to where.
    pub(super) ranges: Vec<Range<u64>>,
}

/// How far the files are split.
pub struct Cursor {
    county: u32,
    step: u32,
    offsets: Vec<u64>,
    files: Vec<Option<File>>,
    last: Vec<u64>,
    walks: Vec<Walk>,
}

impl Bulk<'_> {
    /// Before the first part, each of about so many bytes and of one county at least.
    ///
    /// # Errors
    /// [`Unsuited::Io`].
    pub fn cursor(&self, part_bytes: u64) -> Result<Cursor, Unsuited> {
        let mut files = Vec::with_capacity(self.tables.len());
        for source in &self.tables {
            files.push(source.reopen()?);
        }
        let bytes: u64 = self.tables.iter().map(Source::weight).sum();
        let larger = self.tables.iter().any(|t| t.parquet.is_some());
        let part_bytes = part_bytes.saturating_mul(if larger { PART_FACTOR } else { 1 });
        let step = u64::from(self.counties()).saturating_mul(part_bytes) / bytes.max(1);
        Ok(Cursor {
            county: 0,
            step: u32::try_from(step).unwrap_or(u32::MAX).max(1),
            offsets: self.tables.iter().map(|t| t.body).collect(),
            last: vec![0; self.tables.len()],
            walks: self.tables.iter().map(|_| Walk::new()).collect(),
            files,
        })
    }

    /// The next part; none after the last.
    ///
    /// # Errors
    /// [`Unsuited`] where a file cannot be read or followed.
    pub fn split(&self, cursor: &mut Cursor) -> Result<Option<Part>, Unsuited> {
        if cursor.county >= self.counties() {
            return Ok(None);
        }
        let counties = cursor.county..cursor.county.saturating_add(cursor.step).min(self.counties());
        let mut ranges = Vec::with_capacity(self.tables.len());
        let state =
            cursor.files.iter_mut().zip(&mut cursor.offsets).zip(&mut cursor.last).zip(&mut cursor.walks);
        for (source, (((file, offset), last), walk)) in self.tables.iter().zip(state) {
            let start = *offset;
            let end = if source.held.is_some() {
                start
            } else if counties.end == self.counties() {
                source.end()
            } else if let Some(table) = &source.parquet {
                let schema = self.schemas.get(source.entity.ix()).ok_or(Unsuited::Shape)?;
                walk.first_of(source, table, schema, &self.routes, file.as_ref(), counties.end)?
            } else {
                let file = file.as_mut().ok_or(Unsuited::Shape)?;
                self.boundary(source, file, start, *last, counties.end)?
            };
            *last = end - start;
            *offset = end;
            ranges.push(start..end);
        }
        cursor.county = counties.end;
        Ok(Some(Part { counties, ranges }))
    }

    /// Where the first row of county `target` or a later one begins.
    fn boundary(
        &self,
        source: &Source,
        file: &mut File,
        start: u64,
        guess: u64,
        target: u32,
    ) -> Result<u64, Unsuited> {
        let (mut low, mut high) = (start, source.stamp.size);
        let mut step = guess.max(BLOCK);
        let mut at = start.saturating_add(guess).min(high);
        while high - low > BLOCK {
            match self.county_at(source, file, at)? {
                Some((_, county)) if county >= target => high = at,
                Some((line, _)) => low = line.max(at),
                // Nothing that can be placed stands behind it.
                None => high = at,
            }
            // From the guess on in growing steps, then by halves.
            at = if high == source.stamp.size && at != high && step < (high - low) / 2 {
                step = step.saturating_mul(2);
                low.saturating_add(step / 2).min(high)
            } else {
                low + (high - low) / 2
            };
        }
        self.first_of(source, file, low, start, target)
    }

    /// Where the first line at or behind `low` begins that is of county `target` or a later one.
    fn first_of(
        &self,
        source: &Source,
        file: &mut File,
        low: u64,
        start: u64,
        target: u32,
    ) -> Result<u64, Unsuited> {
        let mut at = low;
        loop {
            let (first, text) = block(source, file, at, start)?;
            let Some(first) = first else { return Ok(source.stamp.size) };
            let mut next = first + text.len() as u64;
            let mut county_of = self.counties_of(source);
            for (offset, line) in lines(&text) {
                if county_of(line).is_some_and(|county| county >= target) {
                    return Ok(first + offset as u64);
                }
                next = first + (offset + line.len()) as u64;
            }
            if next >= source.stamp.size {
                return Ok(source.stamp.size);
            }
            // The block ends with a line's end: the next begins a line.
            at = next;
            if at == first {
                return Err(Unsuited::Shape);
            }
            let (_, rest) = block(source, file, at, at)?;
            if rest.is_empty() {
                return Ok(source.stamp.size);
            }
            let mut offset = 0u64;
            let mut county_of = self.counties_of(source);
            for (_, line) in lines(&rest) {
                if county_of(line).is_some_and(|county| county >= target) {
                    return Ok(at + offset);
                }
                offset += line.len() as u64;
            }
            at += offset;
        }
    }

    /// The first line that begins behind `at` and names a county: where it begins, and the county.
    fn county_at(&self, source: &Source, file: &mut File, at: u64) -> Result<Option<(u64, u32)>, Unsuited> {
        let mut at = at;
        loop {
            let (first, text) = block(source, file, at, source.body)?;
            let Some(first) = first else { return Ok(None) };
            let mut county_of = self.counties_of(source);
            for (offset, line) in lines(&text) {
                if let Some(county) = county_of(line) {
                    return Ok(Some((first + offset as u64, county)));
                }
            }
            at = first + text.len() as u64;
            if at >= source.stamp.size {
                return Ok(None);
            }
        }
    }

    /// The county that a line names; lines one after the other mostly name the same.
    fn counties_of<'l>(&self, source: &Source) -> impl FnMut(&'l [u8]) -> Option<u32> {
        let schema = self.schemas.get(source.entity.ix());
        let own = self.pack.entity(source.entity).map(|e| (source.entity, e.key.as_slice()));
        let route = self.routes.route(source.entity);
        let route = route.map(|Route { target, columns }| (*target, columns.as_slice())).or(own);
        let cell_of = |column: &ColumnIx| source.header.bound.get(column.ix())?.as_ref().map(|b| b.cell);
        let leading = route.is_some_and(|(_, columns)| columns.first().and_then(cell_of) == Some(0));
        let mut before: Option<(&'l [u8], Option<u32>)> = None;
        move |line| {
            let (schema, (target, columns)) = (schema?, route?);
            if let (Some((last, county)), true) = (before, leading)
                && line.strip_prefix(last).is_some_and(|rest| rest.first() == Some(&b','))
            {
                return county;
            }
            let line = bare(line);
            let raw = |column: &ColumnIx| cell(line, cell_of(column)?);
            let alone = match columns {
                [only] => Some(raw(only)?),
                _ => None,
            };
            if let Some((raw, (last, county))) = alone.zip(before)
                && raw == last
            {
                return county;
            }
            let mut parts = Vec::with_capacity(columns.len());
            for column in columns {
                let raw = std::str::from_utf8(raw(column)?).ok()?;
                let raw = raw.strip_prefix('"').and_then(|r| r.strip_suffix('"')).unwrap_or(raw);
                parts.push(routes::part(schema, &source.header, *column, raw)?);
            }
            let key = super::super::keys::join(parts.iter().map(String::as_str));
            let county = self.routes.county(target, &key);
            before = alone.map(|raw| (raw, county));
            county
        }
    }
}

/// Whole lines that begin at or behind `at`, and where the first begins; none at the end. `line` is an offset at which a line is
/// known to begin.
fn block(source: &Source, file: &mut File, at: u64, line: u64) -> Result<(Option<u64>, Vec<u8>), Unsuited> {
    let mut want = BLOCK;
    // One byte before, so that a line that begins right at `at` is seen to.
    let from = if at <= line { line } else { at - 1 };
    loop {
        let mut text = Vec::with_capacity(want as usize);
        file.seek(SeekFrom::Start(from))
            .and_then(|_| file.by_ref().take(want).read_to_end(&mut text))
            .map_err(|e| Unsuited::Io(source.name.clone(), e))?;
        let ended = from + text.len() as u64 >= source.stamp.size;
        let skip = if from == line { Some(0) } else { memchr::memchr(b'\n', &text).map(|i| i + 1) };
        let end = if ended { Some(text.len()) } else { memchr::memrchr(b'\n', &text).map(|i| i + 1) };
        match (skip, end) {
            (Some(skip), Some(end)) if skip < end => {
                text.truncate(end);
                text.drain(..skip);
                return Ok((Some(from + skip as u64), text));
            }
            _ if ended => return Ok((None, Vec::new())),
            _ if want >= LONGEST => return Err(Unsuited::Shape),
            _ => want *= 8,
        }
    }
}
