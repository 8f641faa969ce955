//! The columns that say which row is which: runs of rows with one parent, and codes that differ within each.

use std::borrow::Cow;
use std::sync::Arc;

use super::super::super::parquet::Stretch;
use super::super::straight::Run;
use super::dictionary::Dictionary;
use super::value::Context;
use super::walk::Sink;
use crate::semantics::ColumnIx;

/// Part of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    /// An entry of one of the dictionaries as it stands there.
    Entry(u32, u32),
    /// A text by itself, from where to where.
    Text(u32, u32),
    /// None: nothing stands there, or what cannot be read.
    None,
}

/// Runs of rows with the same part of a key.
#[derive(Default)]
pub(super) struct PartRuns {
    dictionaries: Vec<Arc<Dictionary>>,
    /// Texts, one behind the other.
    texts: String,
    /// Each run's part, and the row that it begins at.
    list: Vec<(Name, u32)>,
    rows: u32,
}

impl PartRuns {
    /// A run's part, if it has one.
    pub fn part(&self, run: usize) -> Option<&str> {
        match self.list.get(run)?.0 {
            Name::Entry(dictionary, place) => self.dictionaries.get(dictionary as usize)?.get(place as usize),
            Name::Text(from, to) => self.texts.get(from as usize..to as usize),
            Name::None => None,
        }
    }

    /// Which run a row is of.
    pub fn run_of(&self, row: u32) -> usize {
        self.list.partition_point(|(_, from)| *from <= row).saturating_sub(1)
    }

    /// The row behind a run.
    pub fn end(&self, run: usize) -> u32 {
        self.list.get(run + 1).map_or(self.rows, |(_, from)| *from)
    }

    /// Begins a run at the next row, unless the last one has the same.
    fn begin(&mut self, name: Name) {
        if self.list.last().is_none_or(|(last, _)| *last != name) {
            self.list.push((name, self.rows));
        }
    }

    fn put(&mut self, text: &str) -> Option<Name> {
        let from = u32::try_from(self.texts.len()).ok()?;
        self.texts.push_str(text);
        Some(Name::Text(from, u32::try_from(self.texts.len()).ok()?))
    }

    fn pass(&mut self, rows: usize) -> Option<()> {
        self.rows = self.rows.checked_add(u32::try_from(rows).ok()?)?;
        Some(())
    }
}

/// Part of a key while its column is read.
pub(super) struct Parts<'a> {
    /// What reads each cell; none where they are kept as they stand.
    context: Option<(&'a Context<'a>, ColumnIx)>,
    runs: PartRuns,
    /// What each entry of the dictionary is, once it was asked for.
    known: Vec<Option<Name>>,
    /// The place among the entries that the last row names.
    last: Option<u32>,
    /// The text of the last row, where it has no place.
    text: Option<String>,
}

impl<'a> Parts<'a> {
    /// Before any row.
    pub fn new(context: Option<(&'a Context<'a>, ColumnIx)>) -> Self {
        Parts { context, runs: PartRuns::default(), known: Vec::new(), last: None, text: None }
    }

    /// All of them.
    pub fn finish(self) -> PartRuns {
        self.runs
    }

    #[inline]
    fn place(&mut self, place: u32) -> Option<()> {
        if self.last == Some(place) {
            return Some(());
        }
        self.last = Some(place);
        let Some((context, column)) = self.context else {
            let dictionary = u32::try_from(self.runs.dictionaries.len().checked_sub(1)?).ok()?;
            self.runs.begin(Name::Entry(dictionary, place));
            return Some(());
        };
        let name = match *self.known.get(place as usize)? {
            Some(name) => name,
            None => {
                let name = self.name(context, column, place)?;
                *self.known.get_mut(place as usize)?.insert(name)
            }
        };
        self.runs.begin(name);
        Some(())
    }

    /// What an entry is; none where it is no text.
    fn name(&mut self, context: &Context<'_>, column: ColumnIx, place: u32) -> Option<Name> {
        let dictionary = Arc::clone(self.runs.dictionaries.last()?);
        match context.part(column, dictionary.get(place as usize)?) {
            Some(Cow::Borrowed(_)) => {
                Some(Name::Entry(u32::try_from(self.runs.dictionaries.len() - 1).ok()?, place))
            }
            Some(Cow::Owned(part)) => self.runs.put(&part),
            None => Some(Name::None),
        }
    }
}

impl Sink for Parts<'_> {
    fn entries(&mut self, dictionary: &Arc<Dictionary>) -> Option<()> {
        if self.context.is_some() {
            self.known.clear();
            self.known.resize(dictionary.len(), None);
        }
        self.runs.dictionaries.push(Arc::clone(dictionary));
        self.last = None;
        Some(())
    }

    fn places(&mut self, stretch: Stretch<'_>) -> Option<()> {
        self.text = None;
        match stretch {
            Stretch::Same(place, count) => {
                self.place(place)?;
                self.runs.pass(count)
            }
            Stretch::Each(list) => {
                for some in list.chunk_by(|a, b| a == b) {
                    self.place(*some.first()?)?;
                    self.runs.pass(some.len())?;
                }
                Some(())
            }
        }
    }

    fn text(&mut self, text: &str) -> Option<()> {
        self.last = None;
        if self.text.as_deref() != Some(text) {
            let part = match self.context {
                Some((context, column)) => context.part(column, text),
                None => Some(Cow::Borrowed(text)),
            };
            let name = part.map_or(Some(Name::None), |part| self.runs.put(&part))?;
            self.runs.begin(name);
            let last = self.text.get_or_insert_default();
            last.clear();
            last.push_str(text);
        }
        self.runs.pass(1)
    }

    fn blanks(&mut self, count: usize) -> Option<()> {
        (self.last, self.text) = (None, None);
        self.runs.begin(Name::None);
        self.runs.pass(count)
    }
}

/// Hands out the runs of rows that have the same parts in all columns: the parts of each, and the row that it begins at. None where a
/// row lacks one.
pub(super) fn together<'p>(
    columns: &'p [PartRuns],
    rows: u32,
    mut to: impl FnMut(&[&'p str], u32) -> Option<()>,
) -> Option<()> {
    let (mut at, mut names) = (vec![0usize; columns.len()], Vec::with_capacity(columns.len()));
    let mut row = 0;
    while row < rows {
        names.clear();
        let mut end = rows;
        for (runs, at) in columns.iter().zip(&at) {
            names.push(runs.part(*at)?);
            // A run ends where the next one of any column begins.
            end = end.min(runs.end(*at));
        }
        to(&names, row)?;
        for (runs, at) in columns.iter().zip(&mut at) {
            if runs.end(*at) == end {
                *at += 1;
            }
        }
        row = end.max(row + 1);
    }
    Some(())
}

/// Codes that tell the rows of one parent apart: none is there twice.
pub(super) struct Codes<'a> {
    context: &'a Context<'a>,
    column: ColumnIx,
    /// The rows of each parent.
    runs: &'a [Run],
    run: usize,
    row: u32,
    dictionary: Option<Arc<Dictionary>>,
    /// For each entry, the run that had it last, from 1.
    seen: Vec<u32>,
    /// The last place of the run so far, while each was behind the one before it: then no two are the same, and none is in `seen`.
    chain: Option<u32>,
    /// Places and texts of the run so far, and whether each text stands behind the one before.
    places: Vec<u32>,
    texts: Vec<String>,
    ascending: bool,
    /// All codes, where they are kept.
    kept: Option<Vec<Arc<str>>>,
}

impl<'a> Codes<'a> {
    /// Before any row.
    pub fn new(context: &'a Context<'a>, column: ColumnIx, runs: &'a [Run], keep: bool) -> Self {
        Codes {
            context,
            column,
            runs,
            run: 0,
            row: 0,
            dictionary: None,
            seen: Vec::new(),
            chain: None,
            places: Vec::new(),
            texts: Vec::new(),
            ascending: true,
            kept: keep.then(Vec::new),
        }
    }

    /// All codes, where they were kept; none where one is there twice.
    pub fn finish(mut self) -> Option<Option<Vec<Arc<str>>>> {
        self.close()?;
        Some(self.kept)
    }

    /// Where the run ends that the next row is of, after closing those that are behind it.
    fn end(&mut self) -> Option<u32> {
        while self.runs.get(self.run)?.rows.end <= self.row {
            self.close()?;
            self.run += 1;
        }
        Some(self.runs.get(self.run)?.rows.end)
    }

    /// Whether the texts of the run differ.
    fn close(&mut self) -> Option<()> {
        if !self.texts.is_empty() {
            self.spell_out()?;
            if !self.ascending {
                self.texts.sort_unstable();
                if self.texts.windows(2).any(|w| w.first() == w.last()) {
                    return None;
                }
            }
            self.texts.clear();
        }
        self.places.clear();
        self.ascending = true;
        Some(())
    }

    /// What the run has by places, as texts.
    fn spell_out(&mut self) -> Option<()> {
        for place in std::mem::take(&mut self.places) {
            let text = self.dictionary.as_ref()?.get(place as usize)?.to_owned();
            self.put(text);
        }
        Some(())
    }

    fn put(&mut self, text: String) {
        let after = |last: &String| (last.len(), last.as_str()) < (text.len(), text.as_str());
        self.ascending &= self.texts.last().is_none_or(after);
        self.texts.push(text);
    }

    /// Whether these places of the run differ from one another, and from those before them that are named by the same dictionary.
    fn differ(&mut self, some: &[u32]) -> Option<()> {
        let (first, last) = (*some.first()?, *some.last()?);
        let rising = some.iter().zip(some.get(1..)?).fold(true, |rising, (a, b)| rising & (a < b));
        let begins = self.places.is_empty();
        if rising && (begins || self.chain.is_some_and(|chain| chain < first)) {
            self.chain = Some(last);
            return ((last as usize) < self.seen.len()).then_some(());
        }
        let mark = u32::try_from(self.run + 1).ok()?;
        if self.chain.take().is_some() && !begins {
            for place in &self.places {
                *self.seen.get_mut(*place as usize)? = mark;
            }
        }
        for place in some {
            let seen = self.seen.get_mut(*place as usize)?;
            if *seen == mark {
                return None;
            }
            *seen = mark;
        }
        Some(())
    }

    fn each(&mut self, places: &[u32]) -> Option<()> {
        let mut rest = places;
        while !rest.is_empty() {
            let end = self.end()?;
            let count = rest.len().min((end - self.row) as usize);
            let (some, after) = rest.split_at_checked(count)?;
            rest = after;
            self.differ(some)?;
            if let Some(kept) = &mut self.kept {
                let shared = self.dictionary.as_ref()?.shared()?;
                for place in some {
                    kept.push(shared.get(*place as usize)?.clone());
                }
            }
            self.row += count as u32;
            // What goes on behind these is told apart from them.
            if self.row < end || !self.texts.is_empty() {
                self.places.extend_from_slice(some);
            }
        }
        Some(())
    }
}

impl Sink for Codes<'_> {
    fn entries(&mut self, dictionary: &Arc<Dictionary>) -> Option<()> {
        if !self.places.is_empty() {
            self.spell_out()?;
        }
        if !dictionary.are_codes(self.context, self.column) {
            return None;
        }
        self.seen.clear();
        self.seen.resize(dictionary.len(), 0);
        self.dictionary = Some(Arc::clone(dictionary));
        Some(())
    }

    fn places(&mut self, stretch: Stretch<'_>) -> Option<()> {
        match stretch {
            Stretch::Same(place, count) => (0..count).try_for_each(|_| self.each(&[place])),
            Stretch::Each(list) => self.each(list),
        }
    }

    fn text(&mut self, text: &str) -> Option<()> {
        if !self.context.is_code(self.column, text) {
            return None;
        }
        self.end()?;
        self.spell_out()?;
        self.put(text.to_owned());
        if let Some(kept) = &mut self.kept {
            kept.push(text.into());
        }
        self.row += 1;
        Some(())
    }

    fn blanks(&mut self, _count: usize) -> Option<()> {
        None
    }
}

/// A text that must be as it stands, if it is one.
pub(super) struct Checked<'a> {
    /// What reads it.
    pub context: &'a Context<'a>,
    /// Its column.
    pub column: ColumnIx,
}

impl Sink for Checked<'_> {
    fn entries(&mut self, dictionary: &Arc<Dictionary>) -> Option<()> {
        dictionary.iter()?.try_for_each(|entry| self.text(entry))
    }

    fn places(&mut self, _stretch: Stretch<'_>) -> Option<()> {
        Some(())
    }

    fn text(&mut self, text: &str) -> Option<()> {
        self.context.parsed(self.column, text).map(drop)
    }

    fn blanks(&mut self, _count: usize) -> Option<()> {
        self.context.parsed(self.column, "").map(drop)
    }
}
