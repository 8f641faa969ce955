//! Tables straight from bytes into columns, each row below its parent's as it stands in the files.
//!
//! Only what is plain is taken: as many cells as the header has, parents and their rows in one order, codes that differ. Anything else
//! gives none, and the part is read row by row as in the small case, which also says what is wrong.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::super::aside::mark;
use super::super::column::ColumnBuilder;
use super::super::header::Schema;
use super::super::table::Plan;
use super::super::{Bits, ColumnData, Table, Values};
use super::distinct::distinct;
use super::even::{self, Even};
use super::growing::{Reader, is_text, sound};
use super::layout::Layout;
use super::marks::{Marks, unquoted};
use super::routes::part;
use crate::semantics::{ColumnIx, ColumnType, KindValue};
use crate::source::MAX_CELL_BYTES;

/// A table that was read, with the text that tables below it are held against.
pub(super) struct Read<'t> {
    pub table: Table,
    schema: &'t Schema<'t>,
    /// None where it was not read from lines.
    lines: Option<Lines<'t>>,
}

/// Lines that were read.
struct Lines<'t> {
    text: &'t [u8],
    marks: &'t Marks,
    layout: &'t Layout,
}

/// Rows in a row with one parent.
pub(super) struct Run {
    pub parent: u32,
    pub rows: Range<u32>,
}

impl<'t> Read<'t> {
    /// A table of other files than of lines.
    #[cfg(feature = "parquet")]
    pub fn of_columns(table: Table, schema: &'t Schema<'t>) -> Self {
        Read { table, schema, lines: None }
    }

    /// Whether a row's key is of these parts.
    pub fn is(&self, row: u32, parts: &[impl AsRef<str>]) -> bool {
        let key = &self.schema.entity.key;
        key.len() == parts.len()
            && key.iter().zip(parts).all(|(column, part)| {
                let values = self.table.columns.get(column.ix()).map(|c| &c.values);
                match (values, self.schema.specs.get(column.ix()).map(|s| s.ty)) {
                    (Some(Values::Text(texts)), _) => {
                        texts.get(row as usize).is_some_and(|t| **t == *part.as_ref())
                    }
                    (Some(Values::Kind(kinds)), Some(ColumnType::Kind(kind))) => {
                        let value = kinds.get(row as usize).zip(self.schema.pack.kind(kind));
                        let value = value.and_then(|(value, kind)| kind.values.get(usize::from(*value)));
                        value.is_some_and(|(id, _)| id == part.as_ref())
                    }
                    _ => false,
                }
            })
    }

    /// The bytes that a row's lines begin with, so many cells of them, if these are its key.
    pub fn key(&self, row: u32, cells: usize) -> Option<&[u8]> {
        let Lines { text, marks, layout } = self.lines.as_ref()?;
        if marks.quoted || !layout.key.iter().map(|(_, cell)| *cell).eq(0..cells) {
            return None;
        }
        let (start, _) = marks.cell(row as usize, 0)?;
        let (_, end) = marks.cell(row as usize, cells.checked_sub(1)?)?;
        text.get(start..end)
    }
}

/// Runs of rows as they are found from front to back.
pub(super) struct Runs {
    above: u32,
    rows: u32,
    next: u32,
    found: Vec<Run>,
}

impl Runs {
    /// Of so many rows below so many.
    pub fn new(above: usize, rows: u32) -> Option<Self> {
        Some(Runs { above: u32::try_from(above).ok()?, rows, next: 0, found: Vec::with_capacity(above) })
    }

    /// From `row` on the parent is that which `is` is true of; none where that is not there or before the last.
    pub fn begin(&mut self, row: u32, is: impl Fn(u32) -> bool) -> Option<()> {
        if self.found.last().is_some_and(|run| is(run.parent)) {
            return Some(());
        }
        let parent = (self.next..self.above).find(|above| is(*above))?;
        self.next = parent + 1;
        if let Some(before) = self.found.last_mut() {
            before.rows.end = row;
        }
        self.found.push(Run { parent, rows: row..self.rows });
        Some(())
    }

    /// All of them.
    pub fn finish(self) -> Vec<Run> {
        self.found
    }
}

/// Reads the lines of a table. `parent` is the table above it; none for the county's.
pub(super) fn read<'t>(
    layout: &'t Layout,
    (schema, header): (&'t Schema<'t>, &Plan),
    (text, marks): (&'t [u8], &'t mut Marks),
    parent: Option<&Read<'_>>,
) -> Option<Read<'t>> {
    let leading = |parent: &Read<'_>| parent.lines.as_ref().is_some_and(|l| layout.leading(l.layout));
    if let Some(parent) = parent.filter(|parent| leading(parent))
        && let Some(even) = even::read(layout, (schema, header), text, parent)
    {
        let table = of_even(even, layout, schema, parent)?;
        return Some(Read { table, schema, lines: Some(Lines { text, marks, layout }) });
    }
    marks.find(text, layout.width)?;
    let marks = &*marks;
    let rows = u32::try_from(marks.rows()).ok()?;
    let runs = match parent {
        Some(parent) => match &parent.lines {
            Some(lines) => runs(layout, (parent, lines), text, marks)?,
            None => runs_by_value(layout, (schema, header), parent, text, marks)?,
        },
        None => vec![Run { parent: 0, rows: 0..rows }],
    };
    no_asides(layout, schema, (text, marks), &runs)?;
    // Where all is text, each cell is.
    let sound = !layout.strange.is_empty() && !marks.quoted && simdutf8::basic::from_utf8(text).is_ok();
    for cell in &layout.strange {
        let mut cells = marks.cells(*cell);
        let fine = match sound {
            true => cells.all(|(start, end)| end - start <= MAX_CELL_BYTES),
            false => cells.all(|(start, end)| text.get(start..end).is_some_and(|c| is_text(c, marks))),
        };
        fine.then_some(())?;
    }
    let mut columns: Vec<ColumnData> =
        schema.entity.columns.iter().map(|c| ColumnBuilder::new(c.ty).data).collect();
    let mut blank = false;
    for column in &layout.values {
        let data = Reader::new(schema, header, *column)?.values(text, marks)?;
        blank |= data.valid.count_ones() < rows as usize;
        *columns.get_mut(column.ix())? = data;
    }
    // Where a row may have to be named, its codes are kept.
    let named = layout.named || blank;
    let plain = distinct(layout, schema, (text, marks), (&runs, &columns))?;
    for (column, keep) in &layout.texts {
        let code = layout.key.iter().any(|(c, _)| c == column);
        let patterned = schema.specs.get(column.ix())?.has_pattern();
        if code && plain && !named && !keep && !patterned {
            columns.get_mut(column.ix())?.supplied = true;
            continue;
        }
        let data = Reader::new(schema, header, *column)?.texts(text, marks, *keep || (code && named))?;
        *columns.get_mut(column.ix())? = data;
    }
    let table = in_place((columns, rows), &runs, named, (schema, layout), parent)?;
    Some(Read { table, schema, lines: Some(Lines { text, marks, layout }) })
}

/// The table of lines that are alike.
fn of_even(even: Even, layout: &Layout, schema: &Schema<'_>, parent: &Read<'_>) -> Option<Table> {
    let mut columns: Vec<ColumnData> =
        schema.entity.columns.iter().map(|c| ColumnBuilder::new(c.ty).data).collect();
    for (column, data) in even.columns {
        *columns.get_mut(column.ix())? = data;
    }
    in_place((columns, even.rows), &even.runs, false, (schema, layout), Some(parent))
}

/// A table of these columns, each row below its parent's. The columns of the link are the parent's.
pub(super) fn in_place(
    (mut columns, rows): (Vec<ColumnData>, u32),
    runs: &[Run],
    named: bool,
    (schema, layout): (&Schema<'_>, &Layout),
    parent: Option<&Read<'_>>,
) -> Option<Table> {
    if let Some(parent) = parent {
        let ty = |schema: &Schema<'_>, column: ColumnIx| schema.specs.get(column.ix()).map(|s| s.ty);
        for ((column, _), key) in layout.link.iter().zip(&parent.schema.entity.key) {
            if ty(schema, *column) != ty(parent.schema, *key) {
                return None;
            }
            let data = parent.table.columns.get(key.ix())?;
            let kept = named || layout.read.contains(column);
            *columns.get_mut(column.ix())? = inherited(data, runs, named, kept)?;
        }
    }
    let above = parent.map_or(0, |p| p.table.len);
    Some(Table {
        supplied: true,
        len: rows as usize,
        columns,
        parent: parents(runs, rows as usize),
        offsets: if parent.is_some() { offsets(runs, above)? } else { Vec::new() },
        places: Vec::new(),
        files: Vec::new(),
    })
}

/// Rows that are no data are for the small case: their first cell says so or one of their codes.
fn no_asides(
    layout: &Layout,
    schema: &Schema<'_>,
    (text, marks): (&[u8], &Marks),
    runs: &[Run],
) -> Option<()> {
    let plain = |(start, end): (usize, usize)| {
        let cell = text.get(start..end)?;
        // A cell has a comma or a line's end behind it: there is a byte.
        let first = text.get(start)?;
        (first.is_ascii_alphanumeric() || mark(sound(cell)?).is_none()).then_some(())
    };
    let is_text = |c: ColumnIx| schema.specs.get(c.ix()).is_some_and(|s| s.ty == ColumnType::Text);
    for (column, cell) in layout.own.iter().filter(|(_, cell)| *cell > 0) {
        if is_text(*column) {
            marks.cells(*cell).try_for_each(plain)?;
        }
    }
    // Where that is the parent's, it is the same for all rows of a run.
    let shared = layout.link.iter().any(|(_, cell)| *cell == 0);
    for run in runs {
        let rows = run.rows.start as usize..if shared { run.rows.start + 1 } else { run.rows.end } as usize;
        marks.cells_of(0, rows).try_for_each(plain)?;
    }
    Some(())
}

/// Equality of short texts, eight bytes at a time.
#[inline]
pub(super) fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let ((x, rest), (y, other)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let word = |w: &[u8; 8]| u64::from_le_bytes(*w);
    match (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        (Some(last), Some(end)) => {
            let apart =
                x.iter().zip(y).fold(word(last) ^ word(end), |apart, (x, y)| apart | (word(x) ^ word(y)));
            apart == 0
        }
        _ => rest.iter().zip(other).all(|(x, y)| x == y),
    }
}

/// Which rows have which parent: by the bytes of the cells that name it, held against the parent's own. None where they are not in the
/// parents' order or one is not there.
fn runs(
    layout: &Layout,
    (parent, lines): (&Read<'_>, &Lines<'_>),
    text: &[u8],
    marks: &Marks,
) -> Option<Vec<Run>> {
    let above = u32::try_from(parent.table.len).ok()?;
    let rows = u32::try_from(marks.rows()).ok()?;
    let mut runs: Vec<Run> = Vec::with_capacity(parent.table.len);
    let (mut key, mut next): (&[u8], u32) = (&[], 0);
    let leading = layout.leading(lines.layout) && !marks.quoted && !lines.marks.quoted;
    if let (true, Some(last)) = (leading, layout.link.len().checked_sub(1)) {
        for (row, (start, end)) in (0..rows).zip(marks.first(last + 1)) {
            let own = text.get(start..end)?;
            if equal(own, key) && row > 0 {
                continue;
            }
            let found = (next..above).find(|row| parent.key(*row, last + 1) == Some(own))?;
            (key, next) = (own, found + 1);
            if let Some(before) = runs.last_mut() {
                before.rows.end = row;
            }
            runs.push(Run { parent: found, rows: row..rows });
        }
        return Some(runs);
    }
    let bytes = |text, marks: &Marks, row: u32, cell| -> Option<&[u8]> {
        let (start, end) = marks.cell(row as usize, cell)?;
        unquoted(<[u8]>::get(text, start..end)?)
    };
    let same = |row: u32, above: u32| {
        layout.link.iter().zip(&lines.layout.key).all(|((_, own), (_, key))| {
            let (own, key) = (bytes(text, marks, row, *own), bytes(lines.text, lines.marks, above, *key));
            own.zip(key).is_some_and(|(own, key)| equal(own, key))
        })
    };
    for row in 0..rows {
        if runs.last().is_none_or(|run| !same(row, run.parent)) {
            let found = (next..above).find(|above| same(row, *above))?;
            next = found + 1;
            if let Some(before) = runs.last_mut() {
                before.rows.end = row;
            }
            runs.push(Run { parent: found, rows: row..rows });
        }
    }
    Some(runs)
}

/// The same below a table that was not read from lines: by what the cells are.
fn runs_by_value(
    layout: &Layout,
    (schema, header): (&Schema<'_>, &Plan),
    parent: &Read<'_>,
    text: &[u8],
    marks: &Marks,
) -> Option<Vec<Run>> {
    let rows = u32::try_from(marks.rows()).ok()?;
    let mut runs = Runs::new(parent.table.len, rows)?;
    let mut last: Vec<&[u8]> = Vec::new();
    for row in 0..rows {
        let cell = |(_, cell): &(ColumnIx, usize)| {
            let (start, end) = marks.cell(row as usize, *cell)?;
            text.get(start..end)
        };
        let own: Vec<&[u8]> = layout.link.iter().map(cell).collect::<Option<_>>()?;
        if row == 0 || own != last {
            let part = |((column, _), cell): (&(ColumnIx, usize), &&[u8])| {
                part(schema, header, *column, sound(cell)?)
            };
            let parts: Vec<String> = layout.link.iter().zip(&own).map(part).collect::<Option<_>>()?;
            runs.begin(row, |above| parent.is(above, &parts))?;
            last = own;
        }
    }
    Some(runs.finish())
}

fn parents(runs: &[Run], rows: usize) -> Vec<u32> {
    let mut parents = Vec::with_capacity(rows);
    for run in runs {
        parents.resize(run.rows.end as usize, run.parent);
    }
    parents
}

fn offsets(runs: &[Run], above: usize) -> Option<Vec<u32>> {
    let mut offsets = Vec::with_capacity(above + 1);
    for run in runs {
        offsets.resize(run.parent as usize + 1, run.rows.start);
    }
    offsets.resize(above + 1, runs.last().map_or(0, |run| run.rows.end));
    Some(offsets)
}

/// A column of the parent's key as the rows below have it: nothing of what nobody asks for.
fn inherited(above: &ColumnData, runs: &[Run], named: bool, kept: bool) -> Option<ColumnData> {
    let mut len = 0;
    let values = match &above.values {
        Values::Kind(kinds) if kept => {
            let mut own: Vec<KindValue> = Vec::new();
            for run in runs {
                own.resize(run.rows.end as usize, *kinds.get(run.parent as usize)?);
            }
            len = own.len();
            Values::Kind(own)
        }
        Values::Text(texts) if named => {
            let mut own: Vec<Arc<str>> = Vec::new();
            for run in runs {
                own.resize(run.rows.end as usize, texts.get(run.parent as usize)?.clone());
            }
            len = own.len();
            Values::Text(own)
        }
        Values::Decimal { .. } | Values::Flag(_) | Values::Kind(_) | Values::Text(_) | Values::Date(_) => {
            Values::default()
        }
    };
    Some(ColumnData { supplied: true, values, valid: Bits::filled(len, true), bad: HashMap::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_is_of_all_bytes() {
        let texts = ["", "1", "1234567", "12345678", "1100000000,小学", "1100000000,初中", "1100000001,小学"];
        for a in texts {
            for b in texts {
                assert_eq!(equal(a.as_bytes(), b.as_bytes()), a == b, "{a} {b}");
            }
        }
    }
}
