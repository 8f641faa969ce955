//! Goes through some rows of one column, page by page.

use std::ops::Range;
use std::sync::Arc;

use super::super::super::parquet::{Chunks, Leaf, Packing, ParquetFile, Piece, Values};
use super::hybrid::{self, Stretch};

/// What takes a column's rows, in their order. Each gives none where a row must be looked at by itself.
pub(super) trait Sink {
    /// Other entries are named from here on.
    fn entries(&mut self, dictionary: Entries) -> Option<()>;

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

/// The entries that places name, as text.
#[derive(Debug, Default)]
pub(super) struct Entries {
    text: String,
    ends: Vec<usize>,
}

impl Entries {
    /// Of a page of them.
    fn of(values: &Values, body: &[u8], count: usize) -> Option<Self> {
        let mut all = Entries::default();
        values.each(body, 0, count, |text| all.push(text))?;
        Some(all)
    }

    fn push(&mut self, text: &str) -> Option<()> {
        self.text.push_str(text);
        self.ends.push(self.text.len());
        Some(())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// One of them.
    pub fn get(&self, index: usize) -> Option<&str> {
        let from = index.checked_sub(1).and_then(|i| self.ends.get(i)).copied().unwrap_or(0);
        self.text.get(from..*self.ends.get(index)?)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

/// Gives a sink the rows of a column; none where the sink does, or where the file is out of the ordinary.
pub(super) fn walk(
    file: &ParquetFile,
    chunks: &Arc<Chunks>,
    leaf: &Leaf,
    rows: &Range<usize>,
    sink: &mut impl Sink,
) -> Option<()> {
    let mut before = 0usize;
    for (group, count) in file.groups().enumerate() {
        let count = usize::try_from(count).ok()?;
        let from = rows.start.max(before);
        let to = rows.end.min(before.checked_add(count)?);
        if from < to {
            walk_group(file, chunks, leaf, group, from - before, to - from, sink)?;
        }
        before += count;
    }
    (rows.end <= before).then_some(())
}

fn walk_group(
    file: &ParquetFile,
    chunks: &Arc<Chunks>,
    leaf: &Leaf,
    group: usize,
    skip: usize,
    take: usize,
    sink: &mut impl Sink,
) -> Option<()> {
    let mut pieces = file.pieces(chunks, group, leaf)?;
    let (mut skip, mut left) = (skip, take);
    let values = &leaf.values;
    if values.are_flags() {
        let mut two = Entries::default();
        two.push("false")?;
        two.push("true")?;
        sink.entries(two)?;
    }
    while left > 0 {
        match pieces.next(&mut skip)? {
            Piece::Dictionary { body, count } => sink.entries(Entries::of(values, &body, count)?)?,
            Piece::Rows { count, levels, body, packing } => {
                let passed = skip.min(count);
                skip -= passed;
                let some = (count - passed).min(left);
                left -= some;
                if some > 0 {
                    let page = Page { values, levels: levels.as_deref(), body: &body, packing };
                    page.rows(passed, some, sink)?;
                }
            }
        }
    }
    Some(())
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
        hybrid::unpack(levels, 1, 0, skip + take, |stretch| {
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
                hybrid::unpack(stretches, u32::from(*width), skip, take, to)
            }
            Packing::Flags if self.values.are_flags() => {
                let (_, stretches) = self.body.split_first_chunk::<4>()?;
                hybrid::unpack(stretches, 1, skip, take, to)
            }
            Packing::Plain if self.values.are_flags() => hybrid::bits(self.body, skip, take, to),
            Packing::Flags | Packing::Plain => None,
        }
    }

    /// Rows of which some have no value.
    fn some(&self, levels: &[u8], skip: usize, take: usize, sink: &mut impl Sink) -> Option<()> {
        let mut has = Vec::with_capacity(skip + take);
        hybrid::unpack(levels, 1, 0, skip + take, |stretch| {
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
