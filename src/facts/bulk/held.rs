//! A table whose rows may be in any order: held in memory and handed out by county.

use std::fs::File;
use std::io::Read;

use super::super::csv::CsvRows;
use super::super::findings;
use super::super::source::RowSource;
use super::routes::Routes;
use super::{Source, Unsuited};
use crate::semantics::CheckedPack;

/// Largest file that is held, in bytes.
const MOST: u64 = 512 << 20;

/// The rows of a file by county.
pub(super) struct Held {
    text: Vec<u8>,
    /// County, row number, where it begins and ends; by county, else in the file's order.
    rows: Vec<(u32, u32, u32, u32)>,
}

impl Held {
    /// Reads the findings.
    pub fn read(source: &Source, pack: &CheckedPack, routes: &Routes) -> Result<Self, Unsuited> {
        if source.size > MOST {
            return Err(Unsuited::Shape);
        }
        let failed = |e| Unsuited::Io(source.name.clone(), e);
        let mut text = Vec::with_capacity(source.size as usize);
        File::open(&source.path).and_then(|mut f| f.read_to_end(&mut text)).map_err(failed)?;
        text.drain(..(source.body as usize).min(text.len()));
        let (item, subject) = (findings::ITEM, findings::SUBJECT);
        let cell_of = |column: usize| Some(source.header.bound.get(column)?.as_ref()?.cell);
        let (item, subject) = cell_of(item).zip(cell_of(subject)).ok_or(Unsuited::Shape)?;
        let mut reader = CsvRows::lines(text.as_slice()).map_err(failed)?;
        let mut rows = Vec::new();
        let mut start = 0;
        loop {
            let row = match reader.advance() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                Err(_) => return Err(Unsuited::Shape),
            };
            let end = u32::try_from(reader.offset()).unwrap_or(u32::MAX);
            let found = reader.cell(item).zip(reader.cell(subject)).and_then(|(item, subject)| {
                let entity = findings::entity_of(pack, item)?;
                let key = findings::subject_key(pack, entity, subject)?;
                routes.county_of_key(pack, entity, &key)
            });
            // What no county has is reported with the first.
            rows.push((found.unwrap_or(0), row + 1, start, end));
            start = end;
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
