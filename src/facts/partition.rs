//! Folders named `key=value`: what they say of the rows of all files in them, as a column behind the file's own.

use percent_encoding::percent_decode_str;

use super::header::Schema;
use super::source::{RowSource, SourceProblem};
use super::text::heading;
use crate::semantics::ColumnIx;

/// How tables in folders write a value that is not there.
const NOTHING: &str = "__HIVE_DEFAULT_PARTITION__";

/// Keys and values of the folders that a file is in, the outermost first.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Partition(pub Vec<(String, String)>);

impl Partition {
    /// The key and the value in a folder's name, if it is named so. Both may be written with `%E5` and the like.
    pub fn of(name: &str) -> Option<(String, String)> {
        let (key, value) = name.split_once('=')?;
        let text = |part: &str| percent_decode_str(part).decode_utf8().ok().map(|t| t.into_owned());
        let (key, value) = (text(key)?, text(value)?);
        if key.trim().is_empty() {
            return None;
        }
        Some((key, if value == NOTHING { String::new() } else { value }))
    }

    /// With one folder more.
    pub fn and(&self, folder: (String, String)) -> Self {
        let mut all = self.0.clone();
        all.push(folder);
        Partition(all)
    }
}

/// A file's rows with what its folders say behind them. Where the file has a column itself, its own cells count.
pub(super) struct Partitioned<'p, S> {
    inner: S,
    /// Column, key and value of what the table knows.
    given: Vec<(ColumnIx, &'p str, &'p str)>,
    /// Which of these the row has that may be the header.
    lacking: Vec<usize>,
    schema: &'p Schema<'p>,
    /// Up to which cell the header has names, and how many cells it has; none before its rows.
    header: Option<(usize, usize)>,
}

impl<'p, S: RowSource> Partitioned<'p, S> {
    /// The rows of a file in these folders.
    pub fn new(inner: S, partition: &'p Partition, schema: &'p Schema<'p>) -> Self {
        let mut given: Vec<(ColumnIx, &str, &str)> = Vec::new();
        for (key, value) in &partition.0 {
            if let Some((column, _)) = schema.column(&heading(key)) {
                // The innermost folder is the nearest.
                given.retain(|(known, ..)| *known != column);
                given.push((column, key, value));
            }
        }
        Partitioned { inner, given, lacking: Vec::new(), schema, header: None }
    }

    /// The file's rows.
    pub fn into_inner(self) -> S {
        self.inner
    }

    /// The first cell of those behind the file's own.
    fn first(&self) -> usize {
        self.header.map_or(self.inner.len(), |(_, width)| width)
    }

    /// Which of the cells behind the file's own it is; else which cell of the file.
    fn place(&self, index: usize) -> Result<usize, usize> {
        let first = self.first();
        match index.checked_sub(first) {
            None => Err(index),
            Some(behind) if behind < self.lacking.len() => Ok(behind),
            Some(_) => Err(index - self.lacking.len()),
        }
    }

    fn own<T: Default>(&self, index: usize, ask: impl FnOnce(&S, usize) -> T) -> T {
        self.place(index).err().map(|cell| ask(&self.inner, cell)).unwrap_or_default()
    }
}

impl<S: RowSource> RowSource for Partitioned<'_, S> {
    fn advance(&mut self) -> Result<Option<u32>, SourceProblem> {
        let row = self.inner.advance()?;
        if self.header.is_none() {
            let cells = (0..self.inner.len()).filter_map(|i| self.inner.cell(i));
            let named: Vec<ColumnIx> =
                cells.filter_map(|cell| self.schema.column(&heading(cell)).map(|(c, _)| c)).collect();
            let lacks =
                |(i, (column, ..)): (usize, &(ColumnIx, &str, &str))| (!named.contains(column)).then_some(i);
            self.lacking = self.given.iter().enumerate().filter_map(lacks).collect();
        }
        Ok(row)
    }

    fn begin_rows(&mut self) {
        let cell = |i: usize| self.inner.cell(i).unwrap_or("");
        let width = self.inner.len();
        let named = (0..width).rposition(|i| !heading(cell(i)).is_empty()).map_or(0, |i| i + 1);
        self.header = Some((named, width));
    }

    fn cell(&self, index: usize) -> Option<&str> {
        match self.place(index) {
            Ok(behind) => {
                let (_, key, value) = self.given.get(*self.lacking.get(behind)?)?;
                Some(if self.header.is_some() { value } else { key })
            }
            Err(cell) => self.inner.cell(cell),
        }
    }

    fn len(&self) -> usize {
        let len = self.inner.len();
        match self.header {
            // A row that is too short stays so.
            Some((named, _)) if len < named => len,
            Some((_, width)) => len.max(width) + self.lacking.len(),
            None => len + self.lacking.len(),
        }
    }

    fn given(&self, index: usize) -> bool {
        self.place(index).is_ok()
    }

    fn day(&self, index: usize) -> Option<String> {
        self.own(index, |inner, cell| inner.day(cell))
    }

    fn broken(&self) -> Option<&SourceProblem> {
        self.inner.broken()
    }

    fn damaged(&self, index: usize) -> bool {
        self.own(index, |inner, cell| inner.damaged(cell))
    }

    fn printed(&self) -> bool {
        self.inner.printed()
    }

    fn aligned(&self) -> bool {
        self.inner.aligned()
    }

    fn hides_percent(&self, index: usize) -> bool {
        self.own(index, |inner, cell| inner.hides_percent(cell))
    }

    fn uncomputed(&self, index: usize) -> bool {
        self.own(index, |inner, cell| inner.uncomputed(cell))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_names_a_key_and_a_value() {
        let of = |name: &str| Partition::of(name);
        let pair = |key: &str, value: &str| Some((key.to_owned(), value.to_owned()));
        assert_eq!(of("county=990001"), pair("county", "990001"));
        assert_eq!(of("%E5%8E%BF=a%3Db"), pair("县", "a=b"));
        assert_eq!(of("县=甲=乙"), pair("县", "甲=乙"));
        assert_eq!(of("year=__HIVE_DEFAULT_PARTITION__"), pair("year", ""));
        assert_eq!((of("学校"), of("=x"), of("a=%FF")), (None, None, None));
    }
}
