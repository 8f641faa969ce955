//! A table whose rows may be in any order: held in memory and handed out by county.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;

use super::super::csv::CsvRows;
use super::super::findings;
use super::super::header::Schema;
use super::super::source::RowSource;
use super::routes::Routes;
use super::{Source, Unsuited, growing, lines, parquet as paged};
use crate::semantics::{CheckedPack, EntityIx};

/// Largest file that is held, in bytes.
const MOST: u64 = 512 << 20;

/// Finds the county of a finding.
struct Finder<'a> {
    pack: &'a CheckedPack,
    routes: &'a Routes,
    /// The entities of items by the names that were seen.
    items: HashMap<String, Option<EntityIx>>,
}

impl Finder<'_> {
    fn county(&mut self, item: &str, subject: &str) -> Option<u32> {
        let known = self.items.get(item).copied();
        let entity = known.unwrap_or_else(|| {
            let found = findings::entity_of(self.pack, item);
            self.items.insert(item.to_owned(), found);
            found
        })?;
        if growing::is_plain_code(subject.as_bytes()) {
            return self.routes.county_of_key(self.pack, entity, subject);
        }
        let key = findings::subject_key(self.pack, entity, subject)?;
        self.routes.county_of_key(self.pack, entity, &key)
    }
}

/// The rows of a file by county.
pub(super) struct Held {
    text: Vec<u8>,
    /// County, row number, where it begins and ends; by county, else in the file's order.
    rows: Vec<(u32, u32, u32, u32)>,
}

impl Held {
    /// The findings as lines.
    pub fn lines(source: &Source, pack: &CheckedPack) -> Result<Vec<u8>, Unsuited> {
        if source.stamp.size > MOST {
            return Err(Unsuited::Shape);
        }
        let mut text = Vec::new();
        if let Some(table) = &source.parquet {
            let schema = Schema::new(pack, source.entity).ok_or(Unsuited::Shape)?;
            text = paged::as_lines(table, &schema).ok_or(Unsuited::Shape)?;
        } else {
            text.reserve_exact(source.stamp.size as usize);
            let read = File::open(&source.path).and_then(|mut f| f.read_to_end(&mut text));
            read.map_err(|e| Unsuited::Io(source.name.clone(), e))?;
        }
        if text.len() as u64 > MOST { Err(Unsuited::Shape) } else { Ok(text) }
    }

    /// Understands the lines of the findings.
    pub fn read(
        source: &Source,
        mut text: Vec<u8>,
        pack: &CheckedPack,
        routes: &Routes,
    ) -> Result<Self, Unsuited> {
        let failed = |e| Unsuited::Io(source.name.clone(), e);
        text.drain(..(source.body as usize).min(text.len()));
        let (item, subject) = (findings::ITEM, findings::SUBJECT);
        let cell_of = |column: usize| Some(source.header.bound.get(column)?.as_ref()?.cell);
        let (item, subject) = cell_of(item).zip(cell_of(subject)).ok_or(Unsuited::Shape)?;
        let mut finder = Finder { pack, routes, items: HashMap::new() };
        let mut rows = Vec::new();
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        if memchr::memchr2(b'"', b'\r', &text).is_none() {
            for ((start, line), row) in lines::lines(&text).zip(source.head + 1..) {
                let bare = lines::bare(line);
                if bare.is_empty() {
                    continue;
                }
                let cell = |index| lines::cell(bare, index).and_then(|raw| std::str::from_utf8(raw).ok());
                let county = cell(item).zip(cell(subject)).and_then(|(i, s)| finder.county(i, s));
                rows.push((county.unwrap_or(0), row, position(start), position(start + line.len())));
            }
        } else {
            let mut reader = CsvRows::lines(text.as_slice()).map_err(failed)?;
            let mut start = 0;
            while let Some(row) = reader.advance().map_err(|_| Unsuited::Shape)? {
                let end = u32::try_from(reader.offset()).unwrap_or(u32::MAX);
                let cells = reader.cell(item).zip(reader.cell(subject));
                let county = cells.and_then(|(i, s)| finder.county(i, s));
                // What no county has is reported with the first.
                rows.push((county.unwrap_or(0), row + source.head, start, end));
                start = end;
            }
        }
        rows.sort_by_key(|(county, ..)| *county);
        Ok(Held { text, rows })
    }

    /// The rows of some counties as lines, and the number of each in the file.
    pub fn of(&self, counties: std::ops::Range<u32>, text: &mut Vec<u8>) -> Vec<u32> {
        let from = self.rows.partition_point(|(county, ..)| *county < counties.start);
        let to = self.rows.partition_point(|(county, ..)| *county < counties.end);
        text.clear();
        let mut numbers = Vec::new();
        for (_, row, start, end) in self.rows.get(from..to).unwrap_or_default() {
            let line = self.text.get(*start as usize..*end as usize).unwrap_or_default();
            let blank = line.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
            text.extend_from_slice(line.get(blank..).unwrap_or_default());
            if !line.ends_with(b"\n") {
                text.push(b'\n');
            }
            numbers.push(*row);
        }
        numbers
    }
}
