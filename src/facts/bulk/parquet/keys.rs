//! The columns that say which row is which: runs of rows with one parent, and codes that differ within each.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::super::super::parquet::Values;
use super::hybrid::Stretch;
use super::value::Context;
use super::walk::{Entries, Sink};
use crate::semantics::ColumnIx;

/// Part of a key, in runs of rows that have the same.
pub(super) struct Parts<'a> {
    context: &'a Context<'a>,
    column: ColumnIx,
    entries: Entries,
    /// Each run's part, and the row that it begins at.
    pub runs: Vec<(String, u32)>,
    /// The place among the entries that the last row names.
    last: Option<u32>,
    /// The text of the last row, where it has no place.
    text: Option<String>,
    rows: u32,
}

impl<'a> Parts<'a> {
    /// Before any row.
    pub fn new(context: &'a Context<'a>, column: ColumnIx) -> Self {
        let (entries, runs) = (Entries::default(), Vec::new());
        Parts { context, column, entries, runs, last: None, text: None, rows: 0 }
    }

    fn begin(&mut self, part: String) {
        // What is said twice in two dictionaries is one run all the same.
        if self.runs.last().is_none_or(|(last, _)| *last != part) {
            self.runs.push((part, self.rows));
        }
    }

    fn place(&mut self, place: u32) -> Option<()> {
        if self.last != Some(place) {
            let part = self.context.part(self.column, self.entries.get(place as usize)?)?;
            self.begin(part);
            self.last = Some(place);
        }
        Some(())
    }
}

impl Sink for Parts<'_> {
    fn entries(&mut self, dictionary: Entries) -> Option<()> {
        (self.entries, self.last) = (dictionary, None);
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
            self.begin(part);
            self.text = Some(text.to_owned());
        }
        self.rows = self.rows.checked_add(1)?;
        Some(())
    }

    /// A row that names no parent is looked at by itself.
    fn blanks(&mut self, _count: usize) -> Option<()> {
        None
    }
}

/// The runs of rows that have the same parts in all columns: the parts of each, and its rows.
pub(super) fn together(parts: &[Vec<(String, u32)>], rows: u32) -> Vec<(Vec<&str>, Range<u32>)> {
    let mut out: Vec<(Vec<&str>, Range<u32>)> = Vec::with_capacity(parts.first().map_or(0, Vec::len));
    let mut at = vec![0usize; parts.len()];
    let mut row = 0;
    while row < rows {
        // A run ends where the next one of any column begins.
        let next =
            |(runs, at): (&Vec<(String, u32)>, &usize)| runs.get(at + 1).map_or(rows, |(_, from)| *from);
        let end = parts.iter().zip(&at).map(next).min().unwrap_or(rows);
        let names = parts.iter().zip(&at).filter_map(|(runs, at)| runs.get(*at));
        out.push((names.map(|(part, _)| part.as_str()).collect(), row..end));
        for (runs, at) in parts.iter().zip(&mut at) {
            if runs.get(*at + 1).is_some_and(|(_, from)| *from == end) {
                *at += 1;
            }
        }
        row = end.max(row + 1);
    }
    out
}

/// Codes that tell the rows of one parent apart: none is there twice.
pub(super) struct Codes<'a> {
    context: &'a Context<'a>,
    column: ColumnIx,
    /// The rows of each parent.
    runs: &'a [(String, Range<u32>)],
    run: usize,
    row: u32,
    entries: Entries,
    /// For each entry, the run that had it last, from 1.
    seen: Vec<u32>,
    /// Places and texts of the run so far, and whether each text stands behind the one before.
    places: Vec<u32>,
    texts: Vec<String>,
    ascending: bool,
    /// All codes, where they are kept.
    kept: Option<Vec<Arc<str>>>,
    shared: Vec<Arc<str>>,
}

impl<'a> Codes<'a> {
    /// Before any row.
    pub fn new(
        context: &'a Context<'a>,
        column: ColumnIx,
        runs: &'a [(String, Range<u32>)],
        keep: bool,
    ) -> Self {
        Codes {
            context,
            column,
            runs,
            run: 0,
            row: 0,
            entries: Entries::default(),
            seen: Vec::new(),
            places: Vec::new(),
            texts: Vec::new(),
            ascending: true,
            kept: keep.then(Vec::new),
            shared: Vec::new(),
        }
    }

    /// All codes, where they were kept; none where one is there twice.
    pub fn finish(mut self) -> Option<Option<Vec<Arc<str>>>> {
        self.close()?;
        Some(self.kept)
    }

    /// Where the run ends that the next row is of, after closing those that are behind it.
    fn end(&mut self) -> Option<u32> {
        while self.runs.get(self.run)?.1.end <= self.row {
            self.close()?;
            self.run += 1;
        }
        Some(self.runs.get(self.run)?.1.end)
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
            let text = self.entries.get(place as usize)?.to_owned();
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
                for place in some {
                    kept.push(self.shared.get(*place as usize)?.clone());
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
    fn entries(&mut self, dictionary: Entries) -> Option<()> {
        if !self.places.is_empty() {
            self.spell_out()?;
        }
        let mut all = HashSet::with_capacity(dictionary.len());
        if !dictionary.iter().all(|entry| all.insert(entry) && self.context.is_code(self.column, entry)) {
            return None;
        }
        self.seen.clear();
        self.seen.resize(dictionary.len(), 0);
        if self.kept.is_some() {
            self.shared = dictionary.iter().map(Arc::from).collect();
        }
        self.entries = dictionary;
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
    fn entries(&mut self, dictionary: Entries) -> Option<()> {
        dictionary.iter().try_for_each(|entry| self.text(entry))
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

    fn plain(&mut self, values: &Values, body: &[u8], skip: usize, count: usize) -> Option<()> {
        values.each(body, skip, count, |text| self.text(text))
    }
}
