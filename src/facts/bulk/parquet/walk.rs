//! Goes through some rows of one column, page by page.

use std::ops::Range;
use std::sync::Arc;

use super::super::super::parquet::{
    Chunks, Leaf, Next, Packing, ParquetFile, Piece, Rows, Stretch, Values, bits, unpack,
};
use super::dictionary::Dictionary;
use super::recent::{Reader, Recent};

/// What takes a column's rows, in their order. Each gives none where a row must be looked at by itself.
pub(super) trait Sink {
    /// Other entries are named from here on.
    fn entries(&mut self, dictionary: &Arc<Dictionary>) -> Option<()>;

    /// Rows by their places among the entries.
    fn places(&mut self, stretch: Stretch<'_>) -> Option<()>;

    /// A row by its text.
    fn text(&mut self, text: &str) -> Option<()>;

    /// Rows without a value.
    fn blanks(&mut self, count: usize) -> Option<()>;

    /// Rows whose values stand one after the other.
    fn plain(&mut self, values: &Values, body: &[u8], skip: usize, count: usize) -> Option<()> {
        values.each(body, skip, count, |text| self.text(text))
    }
}

/// A column of a file, with what is held of it.
pub(super) struct Column {
    pub leaf: Leaf,
    pub recent: Recent,
}

/// Gives a sink the rows of a column; none where the sink does, or where the file is out of the ordinary.
pub(super) fn walk(
    file: &ParquetFile,
    chunks: &Arc<Chunks>,
    column: &Column,
    rows: &Range<usize>,
    sink: &mut impl Sink,
) -> Option<()> {
    let mut before = 0usize;
    for (group, count) in file.groups().enumerate() {
        let count = usize::try_from(count).ok()?;
        let from = rows.start.max(before);
        let to = rows.end.min(before.checked_add(count)?);
        if from < to {
            let (skip, take) = (from - before, to - from);
            let reader = match column.recent.reader(group, skip) {
                Some(reader) => reader,
                None => {
                    let pieces = file.pieces(&Arc::new(chunks.again()), group, &column.leaf)?;
                    Reader { group, pieces, page: None, row: 0, next: (0, 0), dictionary: None }
                }
            };
            let reader = walk_group(column, reader, skip, take, sink)?;
            if skip + take < count {
                column.recent.hold(reader);
            }
        }
        before += count;
    }
    (rows.end <= before).then_some(())
}

/// Gives back the reader at the first page that has more rows, so that another may go on there.
fn walk_group(
    column: &Column,
    mut reader: Reader,
    skip: usize,
    take: usize,
    sink: &mut impl Sink,
) -> Option<Reader> {
    let Reader { group, pieces, page, row, next: (dictionaries, pages), dictionary } = &mut reader;
    let (mut skip, mut left) = (skip.checked_sub(*row)?, take);
    let values = &column.leaf.values;
    if let Some(dictionary) = dictionary {
        sink.entries(dictionary)?;
    } else if values.are_flags() {
        sink.entries(&Arc::new(Dictionary::of_flags(*values)))?;
    }
    while left > 0 {
        let next = match &page {
            Some(rows) => Next::Rows(rows.count),
            None => pieces.next()?,
        };
        let Next::Rows(count) = next else {
            let take = || match pieces.take()? {
                Piece::Dictionary { body, count } => Some(Dictionary::new(*values, body, count)),
                Piece::Rows(_) => None,
            };
            let (found, held) = column.recent.dictionary((*group, *dictionaries), take)?;
            if held {
                pieces.pass()?;
            }
            sink.entries(&found)?;
            *dictionary = Some(found);
            *dictionaries += 1;
            continue;
        };
        let some = count.saturating_sub(skip).min(left);
        let mut take = || match pieces.take()? {
            Piece::Rows(rows) => Some(rows).filter(|rows| rows.count == count),
            Piece::Dictionary { .. } => None,
        };
        let rows = match page.take() {
            Some(rows) => Some(rows),
            None if skip > 0 && some == 0 => {
                pieces.pass()?;
                None
            }
            None if some == count => Some(take()?),
            None => {
                let (rows, held) = column.recent.page((*group, *pages), (some, count), take)?;
                if held {
                    pieces.pass()?;
                }
                Some(rows)
            }
        };
        if let Some(rows) = rows {
            if some > 0 {
                let Rows { levels, body, packing, .. } = &rows;
                let page = Page { values, levels: levels.as_deref(), body, packing: *packing };
                page.rows(skip, some, sink)?;
            }
            left -= some;
            if left == 0 && skip + some < count {
                *page = Some(rows);
                break;
            }
        }
        skip -= skip.min(count);
        *row += count;
        *pages += 1;
    }
    Some(reader)
}

/// A page of rows.
struct Page<'p> {
    values: &'p Values,
    levels: Option<&'p [u8]>,
    body: &'p [u8],
    packing: Packing,
}

impl Page<'_> {
    fn rows(&self, skip: usize, take: usize, sink: &mut impl Sink) -> Option<()> {
        let Some(levels) = self.levels else { return self.filled(skip, take, sink) };
        let mut all = true;
        unpack(levels, 1, 0, skip + take, |stretch| {
            all &= match stretch {
                Stretch::Same(level, _) => level == 1,
                Stretch::Each(list) => list.iter().all(|level| *level == 1),
            };
            Some(())
        })?;
        if all { self.filled(skip, take, sink) } else { self.some(levels, skip, take, sink) }
    }

    /// Rows that all have a value.
    fn filled(&self, skip: usize, take: usize, sink: &mut impl Sink) -> Option<()> {
        if self.packing == Packing::Plain && !self.values.are_flags() {
            return sink.plain(self.values, self.body, skip, take);
        }
        self.places(skip, take, |stretch| sink.places(stretch))
    }

    fn places(&self, skip: usize, take: usize, to: impl FnMut(Stretch<'_>) -> Option<()>) -> Option<()> {
        match self.packing {
            Packing::Places => {
                let (width, stretches) = self.body.split_first()?;
                unpack(stretches, u32::from(*width), skip, take, to)
            }
            Packing::Flags if self.values.are_flags() => {
                let (_, stretches) = self.body.split_first_chunk::<4>()?;
                unpack(stretches, 1, skip, take, to)
            }
            Packing::Plain if self.values.are_flags() => bits(self.body, skip, take, to),
            Packing::Flags | Packing::Plain => None,
        }
    }

    /// Rows of which some have no value.
    fn some(&self, levels: &[u8], skip: usize, take: usize, sink: &mut impl Sink) -> Option<()> {
        let mut has = Vec::with_capacity(skip + take);
        unpack(levels, 1, 0, skip + take, |stretch| {
            match stretch {
                Stretch::Same(level, count) => has.resize(has.len() + count, level == 1),
                Stretch::Each(list) => has.extend(list.iter().map(|level| *level == 1)),
            }
            Some(())
        })?;
        let (before, has) = has.split_at_checked(skip)?;
        let passed = before.iter().filter(|has| **has).count();
        let count = has.iter().filter(|has| **has).count();
        let mut left = has;
        if self.packing == Packing::Plain && !self.values.are_flags() {
            self.values.each(self.body, passed, count, |text| {
                left = blanks(left, sink)?;
                left = left.get(1..)?;
                sink.text(text)
            })?;
        } else {
            self.places(passed, count, |stretch| {
                let mut one = |place: u32| {
                    left = blanks(left, sink)?;
                    left = left.get(1..)?;
                    sink.places(Stretch::Same(place, 1))
                };
                match stretch {
                    Stretch::Same(place, count) => (0..count).try_for_each(|_| one(place)),
                    Stretch::Each(list) => list.iter().try_for_each(|place| one(*place)),
                }
            })?;
        }
        blanks(left, sink).map(drop)
    }
}

/// Passes over rows without a value.
fn blanks<'r>(rows: &'r [bool], sink: &mut impl Sink) -> Option<&'r [bool]> {
    let count = rows.iter().take_while(|has| !**has).count();
    if count > 0 {
        sink.blanks(count)?;
    }
    rows.get(count..)
}
