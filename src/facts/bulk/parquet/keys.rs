//! The columns that say which row is which: runs of rows with one parent, and codes that differ within each.

use std::sync::Arc;

use super::super::straight::Run;
use super::dictionary::Dictionary;
use super::hybrid::Stretch;
use super::value::Context;
use super::walk::Sink;
use crate::semantics::ColumnIx;

/// Part of a key, in runs of rows that have the same.
pub(super) struct Parts<'a> {
    context: &'a Context<'a>,
    column: ColumnIx,
    entries: Option<Arc<Dictionary>>,
    /// Where among the names each entry's part stands, once it was asked for.
    known: Vec<Option<(u32, u32)>>,
    runs: PartRuns,
    /// The place among the entries that the last row names.
    last: Option<u32>,
    /// The text of the last row, where it has no place.
    text: Option<String>,
    rows: u32,
}

/// Runs of rows with the same part of a key.
#[derive(Default)]
pub(super) struct PartRuns {
    /// All parts, one behind the other.
    names: String,
    /// Where each run's part stands among them, and the row that the run begins at.
    list: Vec<((u32, u32), u32)>,
}

impl PartRuns {
    /// A run's part, and the row that it begins at.
    pub fn get(&self, run: usize) -> Option<(&str, u32)> {
        let (name, row) = self.list.get(run)?;
        Some((self.name(*name), *row))
    }

    fn name(&self, (from, to): (u32, u32)) -> &str {
        self.names.get(from as usize..to as usize).unwrap_or_default()
    }

    fn put(&mut self, name: &str) -> Option<(u32, u32)> {
        let from = u32::try_from(self.names.len()).ok()?;
        self.names.push_str(name);
        Some((from, u32::try_from(self.names.len()).ok()?))
    }

    fn begin(&mut self, name: (u32, u32), row: u32) {
        // What is said twice in two dictionaries is one run all the same.
        let same = |(last, _): &((u32, u32), u32)| *last == name || self.name(*last) == self.name(name);
        if !self.list.last().is_some_and(same) {
            self.list.push((name, row));
        }
    }
}

impl<'a> Parts<'a> {
    /// Before any row.
    pub fn new(context: &'a Context<'a>, column: ColumnIx) -> Self {
        Parts {
            context,
            column,
            entries: None,
            known: Vec::new(),
            runs: PartRuns::default(),
            last: None,
            text: None,
            rows: 0,
        }
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
        let known = self.known.get_mut(place as usize)?;
        let name = match *known {
            Some(name) => name,
            None => {
                let part = self.context.part(self.column, self.entries.as_ref()?.get(place as usize)?)?;
                *known.insert(self.runs.put(&part)?)
            }
        };
        self.runs.begin(name, self.rows);
        Some(())
    }
}

impl Sink for Parts<'_> {
    fn entries(&mut self, dictionary: &Arc<Dictionary>) -> Option<()> {
        self.known.clear();
        self.known.resize(dictionary.len(), None);
        (self.entries, self.last) = (Some(Arc::clone(dictionary)), None);
        Some(())
    }

    fn places(&mut self, stretch: Stretch<'_>) -> Option<()> {
        self.text = None;
        match stretch {
            Stretch::Same(place, count) => {
                self.place(place)?;
                self.rows = self.rows.checked_add(u32::try_from(count).ok()?)?;
            }
            Stretch::Each(list) => {
                for place in list {
                    self.place(*place)?;
                    self.rows = self.rows.checked_add(1)?;
                }
            }
        }
        Some(())
    }

    fn text(&mut self, text: &str) -> Option<()> {
        self.last = None;
        if self.text.as_deref() != Some(text) {
            let part = self.context.part(self.column, text)?;
            let name = self.runs.put(&part)?;
            self.runs.begin(name, self.rows);
            let last = self.text.get_or_insert_default();
            last.clear();
            last.push_str(text);
        }
        self.rows = self.rows.checked_add(1)?;
        Some(())
    }

    /// A row that names no parent is looked at by itself.
    fn blanks(&mut self, _count: usize) -> Option<()> {
        None
    }
}

/// Hands out the runs of rows that have the same parts in all columns: the parts of each, and the row that it begins at.
pub(super) fn together<'p>(
    parts: &'p [PartRuns],
    rows: u32,
    mut to: impl FnMut(&[&'p str], u32) -> Option<()>,
) -> Option<()> {
    let (mut at, mut names) = (vec![0usize; parts.len()], Vec::with_capacity(parts.len()));
    let mut row = 0;
    while row < rows {
        names.clear();
        let mut end = rows;
        for (runs, at) in parts.iter().zip(&at) {
            names.push(runs.get(*at)?.0);
            // A run ends where the next one of any column begins.
            end = end.min(runs.get(at + 1).map_or(rows, |(_, from)| from));
        }
        to(&names, row)?;
        for (runs, at) in parts.iter().zip(&mut at) {
            if runs.get(*at + 1).is_some_and(|(_, from)| from == end) {
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

    fn each(&mut self, places: &[u32]) -> Option<()> {
        let mut rest = places;
        while !rest.is_empty() {
            let end = self.end()?;
            let count = rest.len().min((end - self.row) as usize);
            let (some, after) = rest.split_at_checked(count)?;
            rest = after;
            let mark = u32::try_from(self.run + 1).ok()?;
            for place in some {
                let seen = self.seen.get_mut(*place as usize)?;
                if *seen == mark {
                    return None;
                }
                *seen = mark;
            }
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
