//! Many counties in tables: a part at a time, several at once.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use junheng::facts::{ArrowTable, Bulk, Kept, PART_BYTES};
use junheng::report::ndjson::{Also, Settings, Written, write_and};
use junheng::report::records::{Records, records};

use crate::judging::Asked;

/// Rows from which on tables are judged so.
const MANY: usize = 20_000;

/// What came of it.
pub struct Many {
    pub tables: Vec<ArrowTable>,
    /// A line for each county, in the order of codes.
    pub lines: Vec<u8>,
    pub codes: Vec<String>,
    pub left_out: Vec<String>,
}

impl Many {
    /// Judges tables; gives them back where there are few rows, or where they must be read in one piece.
    pub fn judge(asked: &Asked, tables: Vec<ArrowTable>) -> Result<Self, Vec<ArrowTable>> {
        let rows: usize = tables.iter().flat_map(|t| &t.batches).map(|b| b.num_rows()).sum();
        if rows < MANY || asked.options.counties.is_some() {
            return Err(tables);
        }
        let mut lines = Vec::new();
        let Some((mut codes, written)) = run(asked, &tables, &|_, _| (), &mut lines) else {
            return Err(tables);
        };
        let left_out = written.standing.left_out;
        codes.retain(|code| !left_out.contains(code));
        codes.sort();
        if let Some(order) = written.order {
            let place = |range: std::ops::Range<u64>| {
                lines.get(usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?)
            };
            lines = order.into_iter().filter_map(place).flatten().copied().collect();
        }
        Ok(Many { tables, lines, codes, left_out })
    }

    /// The outcomes as tables: judged once more.
    pub fn records(&self, asked: &Asked) -> Option<[Records; 4]> {
        let parts = Mutex::new(BTreeMap::new());
        let also: Also<'_> = &|number, input| {
            let found = records(input);
            parts.lock().unwrap_or_else(PoisonError::into_inner).insert(number, found);
        };
        run(asked, &self.tables, also, &mut Vec::new())?;
        let mut parts = parts.into_inner().unwrap_or_else(PoisonError::into_inner).into_values();
        let mut all = parts.next()?;
        for part in parts {
            all.iter_mut().zip(part).for_each(|(all, more)| all.append(more));
        }
        Some(all.map(Records::by_county))
    }
}

/// The codes of all counties, and what was written.
fn run(
    asked: &Asked,
    tables: &[ArrowTable],
    also: Also<'_>,
    lines: &mut Vec<u8>,
) -> Option<(Vec<String>, Written)> {
    let kept = if asked.content() { Kept::All } else { Kept::Read };
    let bulk = Bulk::of_tables(&asked.pack, tables, asked.options.as_of, kept).ok()?;
    let settings = Settings {
        options: &asked.options,
        detail: asked.detail,
        language: asked.language,
        threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        part_bytes: PART_BYTES,
    };
    let written = write_and(&asked.pack, &bulk, &settings, also, &mut |bytes| {
        lines.extend_from_slice(bytes);
        Ok(())
    });
    Some((bulk.codes().map(str::to_owned).collect(), written.ok()?))
}
