//! Where in a sheet the table is: titles above the header, headers over several rows, headers that are repeated, merged codes.

use std::borrow::Cow;

use super::aside::mark;
use super::grid::{Grid, Sort};
use super::header::Schema;
use super::source::{RowSource, SourceProblem};
use super::text::{heading, split_brackets, trim};
use super::workbook::day;
use crate::source::MAX_COLUMNS;

/// Among how many rows the header is looked for.
const SEARCHED: usize = 20;
/// Most rows that a header goes over.
const HEADER_ROWS: usize = 3;

/// The rows of a sheet's table: its header as one row, then what stands below.
pub(super) struct SheetRows<'a> {
    grid: &'a Grid,
    /// The header's cells.
    header: Vec<String>,
    /// Index and number of rows of the header in the grid; none where none was found.
    header_at: Option<(usize, usize)>,
    /// Codes that a merged range gives to rows below its first: row, column, index of the first row in the grid.
    filled: Vec<(u32, u32, usize)>,
    /// Where it stands: at the header, or at a row of the grid.
    at: Option<Option<usize>>,
}

impl<'a> SheetRows<'a> {
    /// Finds the table in a sheet.
    pub fn new(schema: &Schema<'_>, grid: &'a Grid, merged: &[(u32, u32, u32, u32)]) -> Self {
        let header_at = find(schema, grid);
        let header = header_at.map_or_else(Vec::new, |(at, rows)| combined(schema, grid, at, rows));
        let mut rows = SheetRows { grid, header, header_at, filled: Vec::new(), at: None };
        rows.fill(schema, merged);
        rows
    }

    /// Codes in merged cells count for all rows of the range: that is what the sheet shows.
    fn fill(&mut self, schema: &Schema<'_>, merged: &[(u32, u32, u32, u32)]) {
        let Some((at, rows)) = self.header_at else { return };
        let below = self.grid.row(at + rows - 1).unwrap_or(0);
        let codes = schema.codes();
        for (r0, c0, r1, c1) in merged.iter().copied().filter(|m| m.0 > below && m.1 == m.3 && m.2 > m.0) {
            let title = self.header.get(c0 as usize).map(|t| heading(t)).unwrap_or_default();
            let code = schema.column(&title).is_some_and(|(column, _)| codes.contains(&column));
            let first = self.grid.index_of(r0);
            if !code || self.grid.row(first) != Some(r0) || self.grid.cell(first, c1).is_none() {
                continue;
            }
            let rows = (first + 1..self.grid.len()).map_while(|i| self.grid.row(i).filter(|r| *r <= r1));
            self.filled.extend(rows.map(|row| (row, c0, first)));
        }
        self.filled.sort_unstable();
    }

    fn index(&self) -> Option<usize> {
        self.at.flatten()
    }

    fn at_header(&self) -> bool {
        self.at == Some(None)
    }

    fn raw(&self, column: u32) -> Option<(Sort, &'a str)> {
        let index = self.index()?;
        self.grid.cell(index, column).or_else(|| {
            let row = self.grid.row(index)?;
            let at = self.filled.partition_point(|(r, c, _)| (*r, *c) < (row, column));
            let (_, _, first) = self.filled.get(at).filter(|(r, c, _)| (*r, *c) == (row, column))?;
            self.grid.cell(*first, column)
        })
    }

    /// Whether a row says the header once more, as printed pages do.
    fn repeats_header(&self, index: usize) -> bool {
        let Some((at, rows)) = self.header_at else { return false };
        let same = |column: u32, text: &str| {
            let found = heading(text);
            self.header.get(column as usize).is_some_and(|h| heading(h) == found)
                || (at..at + rows)
                    .any(|i| self.grid.cell(i, column).is_some_and(|(_, cell)| heading(cell) == found))
        };
        let cells = self.grid.cells(index);
        let mut count = 0;
        for (column, _, text) in cells {
            if !same(column, text) {
                return false;
            }
            count += 1;
        }
        count > 1 || (count == 1 && self.header.iter().filter(|h| !h.is_empty()).count() == 1)
    }
}

impl RowSource for SheetRows<'_> {
    fn advance(&mut self) -> Result<Option<u32>, SourceProblem> {
        let next = match (self.at, self.header_at) {
            (None, Some((at, rows))) => {
                self.at = Some(None);
                return Ok(self.grid.row(at + rows - 1).map(|r| r + 1));
            }
            (None, None) => 0,
            (Some(None), Some((at, rows))) => at + rows,
            (Some(None), None) => 0,
            (Some(Some(index)), _) => index + 1,
        };
        let next = (next..self.grid.len()).find(|i| !self.repeats_header(*i)).unwrap_or(self.grid.len());
        self.at = Some(Some(next));
        Ok(self.grid.row(next).map(|r| r + 1))
    }

    fn cell(&self, index: usize) -> Option<&str> {
        if self.at_header() {
            return self.header.get(index).map(String::as_str);
        }
        let column = u32::try_from(index).ok()?;
        self.raw(column).map(|(_, text)| text)
    }

    fn len(&self) -> usize {
        let last = self.index().and_then(|i| self.grid.cells(i).last());
        let cells = last.map_or(0, |(column, _, _)| column as usize + 1);
        // Empty cells at the end of a row are not there at all.
        if self.at_header() { self.header.len() } else { cells.max(self.header.len()) }
    }

    fn next_filled(&self, from: usize) -> Option<usize> {
        if self.at_header() {
            return (from..self.header.len())
                .find(|i| self.header.get(*i).is_some_and(|h| !trim(h).is_empty()));
        }
        let (index, mut column) = (self.index()?, u32::try_from(from).ok()?);
        loop {
            let own = self.grid.next(index, column);
            let row = self.grid.row(index)?;
            let at = self.filled.partition_point(|(r, c, _)| (*r, *c) < (row, column));
            let given = self.filled.get(at).filter(|(r, ..)| *r == row).map(|(_, c, _)| *c);
            let next = own.into_iter().chain(given).min()?;
            // Ideographic spaces are blank, too.
            if self.raw(next).is_some_and(|(_, text)| !trim(text).is_empty()) {
                return usize::try_from(next).ok();
            }
            column = next.checked_add(1)?;
        }
    }

    fn printed(&self) -> bool {
        true
    }

    fn aligned(&self) -> bool {
        true
    }

    fn hides_percent(&self, index: usize) -> bool {
        let number = u32::try_from(index).ok().and_then(|c| self.raw(c));
        self.grid.formats_lost && number.is_some_and(|(sort, _)| sort == Sort::Number)
    }

    fn day(&self, index: usize) -> Option<String> {
        let (sort, text) = self.raw(u32::try_from(index).ok()?)?;
        (sort == Sort::Number).then(|| day(text, self.grid.from_1904)).flatten()
    }

    fn uncomputed(&self, index: usize) -> bool {
        u32::try_from(index).ok().and_then(|c| self.raw(c)).is_some_and(|(sort, _)| sort == Sort::Uncomputed)
    }
}

/// The header: index of its first row in the grid, and how many rows.
fn find(schema: &Schema<'_>, grid: &Grid) -> Option<(usize, usize)> {
    for at in 0..grid.len().min(SEARCHED) {
        let mut best: Option<(usize, usize)> = None;
        for rows in 1..=HEADER_ROWS {
            if at + rows > grid.len() || (rows > 1 && !is_heading(grid, at, at + rows - 1)) {
                break;
            }
            let titles = combined(schema, grid, at, rows);
            let titles: Vec<String> = titles.iter().map(|t| heading(t)).collect();
            let found: Vec<_> = titles.iter().filter_map(|t| schema.column(t)).collect();
            let placed = schema.codes().iter().all(|code| found.iter().any(|(c, _)| c == code));
            // Units in a row of their own make no column more, and are part of the header all the same.
            let score = found.len() * 2 + found.iter().filter(|(_, unit)| unit.is_some()).count();
            if placed && best.is_none_or(|(_, most)| score > most) {
                best = Some((rows, score));
            }
        }
        if let Some((rows, _)) = best {
            return Some((at, rows));
        }
    }
    None
}

/// The header as one row of titles, and the index of the first row below it.
pub(super) fn header(schema: &Schema<'_>, grid: &Grid) -> Option<(usize, Vec<String>)> {
    let (at, rows) = find(schema, grid)?;
    Some((at + rows, combined(schema, grid, at, rows)))
}

/// Whether a row can be a further row of a header: texts alone, close below.
fn is_heading(grid: &Grid, first: usize, index: usize) -> bool {
    let near = grid.row(first).zip(grid.row(index)).is_some_and(|(a, b)| b - a < HEADER_ROWS as u32);
    near && grid.cells(index).all(|(_, sort, text)| sort == Sort::Text && mark(text).is_none())
}

/// A header of several rows as one: in each column the lowest cell that names a column, else the lowest; a unit joins what stands
/// above it. Where the lower names repeat (小学 over 在校生数, 初中 over 在校生数), or only both together name a column, the name is what
/// stands above and below.
fn combined(schema: &Schema<'_>, grid: &Grid, at: usize, rows: usize) -> Vec<String> {
    let last = (at..at + rows).filter_map(|i| grid.cells(i).last().map(|(c, _, _)| c)).max();
    let width = last.map_or(0, |c| c as usize + 1).min(MAX_COLUMNS + 1);
    let mut out: Vec<String> = Vec::with_capacity(width);
    // For each column, what stands above its name: there or, in a merged cell, to the left.
    let mut uppers: Vec<String> = Vec::with_capacity(width);
    let mut left = vec![""; rows];
    for column in 0..u32::try_from(width).unwrap_or(0) {
        let mut title: Cow<'_, str> = Cow::Borrowed("");
        let (mut named, mut upper) = (false, String::new());
        let mut above = String::new();
        for (i, reach) in (at..at + rows).zip(&mut left) {
            let own = grid.cell(i, column).map(|(_, text)| text);
            if let Some(text) = own {
                *reach = text;
            }
            let Some(text) = own else {
                above.push_str(trim(reach));
                continue;
            };
            let found = heading(text);
            let unit = split_brackets(&format!("_{found}")).is_some_and(|(before, _)| before == "_");
            if unit && !title.is_empty() {
                title = Cow::Owned(format!("{}{}", trim(&title), trim(text)));
            } else {
                if schema.column(&found).is_some() || !named {
                    named |= schema.column(&found).is_some();
                    title = Cow::Borrowed(text);
                    upper.clone_from(&above);
                }
                above.push_str(trim(text));
            }
        }
        out.push(title.into_owned());
        uppers.push(upper);
    }
    let names: Vec<String> = out.iter().map(|title| heading(title)).collect();
    for ((title, upper), name) in out.iter_mut().zip(&uppers).zip(&names) {
        if upper.is_empty() || name.is_empty() {
            continue;
        }
        let joined = format!("{upper}{}", trim(title));
        let repeats = names.iter().filter(|other| *other == name).count() > 1;
        let joins = schema.column(name).is_none() && schema.column(&heading(&joined)).is_some();
        if repeats || joins {
            *title = joined;
        }
    }
    out
}
