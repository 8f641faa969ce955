//! Tables in memory: Arrow's arrays as what takes pages takes them.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::super::ArrowTable;
use super::super::super::arrow::{ArrowRows, Numbers, Span};
use super::super::super::header::Schema;
use super::super::super::parquet::{Stretch, Values};
use super::super::super::source::SourceProblem;
use super::super::super::table::Plan;
use super::dictionary::Dictionary;
use super::walk::Sink;
use crate::semantics::ColumnIx;

/// Rows that are looked at together.
const GROUP: usize = 1 << 17;
/// Dictionaries of a column that are kept.
const MOST: usize = 4;

/// A table in memory.
pub(super) struct Held {
    table: Arc<ArrowTable>,
    /// Which field each of the table's columns is, with the dictionaries that were read of it, by their names.
    columns: Vec<Option<(usize, Known)>>,
}

type Known = Mutex<Vec<(usize, Arc<Dictionary>)>>;

/// How many rows a group has.
pub(super) fn group(rows: usize, group: usize) -> Option<usize> {
    rows.checked_sub(group.checked_mul(GROUP)?).filter(|left| *left > 0).map(|left| left.min(GROUP))
}

impl Held {
    pub fn new(table: Arc<ArrowTable>, header: &Plan) -> Self {
        let column = |bound: &Option<_>| {
            let bound: &super::super::super::header::Bound = bound.as_ref()?;
            Some((bound.cell, Known::default()))
        };
        Held { columns: header.bound.iter().map(column).collect(), table }
    }

    pub fn some(
        &self,
        schema: &Schema<'_>,
        wanted: impl Fn(ColumnIx) -> bool,
        rows: Range<u64>,
    ) -> Result<ArrowRows, SourceProblem> {
        ArrowRows::some(Arc::clone(&self.table), schema, wanted, rows)
    }

    pub fn walk(&self, column: ColumnIx, rows: &Range<usize>, sink: &mut impl Sink) -> Option<()> {
        let (field, known) = self.columns.get(column.ix())?.as_ref()?;
        // The texts that the sink was told of last.
        let mut told: Option<usize> = None;
        self.table.spans(*field, rows, &mut |span| match span {
            Span::Blank(count) => sink.blanks(count),
            Span::Text(text) => sink.text(text),
            Span::Numbers { of, body, skip, count } => {
                let values = match of {
                    Numbers::Short => Values::of_short(),
                    Numbers::Long => Values::of_numbers(false),
                    Numbers::Double => Values::of_numbers(true),
                };
                sink.plain(&values, body, skip, count)
            }
            Span::Flags(places) => {
                sink.entries(&Arc::new(Dictionary::of_flags(Values::of_flags())))?;
                told = None;
                sink.places(Stretch::Each(places))
            }
            Span::Places { name, texts, places } => {
                let read = || {
                    let texts = texts();
                    Arc::new(Dictionary::new(Values::of_texts(), texts.body.into(), texts.count))
                };
                match name {
                    None => sink.entries(&read())?,
                    Some(name) if told != Some(name) => sink.entries(&kept(known, name, read))?,
                    Some(_) => {}
                }
                told = name;
                sink.places(Stretch::Each(places))
            }
        })
    }
}

/// A dictionary by its name, read where it was not before.
fn kept(known: &Known, name: usize, read: impl FnOnce() -> Arc<Dictionary>) -> Arc<Dictionary> {
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, found)) = known.iter().find(|(own, _)| *own == name) {
        return Arc::clone(found);
    }
    if known.len() >= MOST {
        known.remove(0);
    }
    let found = read();
    known.push((name, Arc::clone(&found)));
    found
}
