//! Tables straight from bytes into columns; those that no other hangs on without their codes.
//!
//! Only what is plain is taken: no quotation marks, as many cells as the header has, codes that differ below one parent. Anything else
//! gives none, and the table is read row by row as in the small case, which also says what is wrong.

use std::ops::Range;
use std::sync::Arc;

use super::super::cell::{Parsed, Spec};
use super::super::column::ColumnBuilder;
use super::super::decimal::Decimal;
use super::super::header::{Bound, Schema};
use super::super::table::Plan;
use super::super::text::is_example;
use super::super::{Bits, ColumnData, Values};
use super::routes;
use crate::semantics::{ColumnIx, ColumnType, KindValue};
use crate::source::MAX_CELL_BYTES;

/// Longest run of digits that is read without care for overflow.
const DIGITS: usize = 17;

/// The rows of a table with the keys of their parents, in the order of the file.
pub(in super::super) struct Leaf {
    pub columns: Vec<ColumnBuilder>,
    pub len: usize,
    /// Runs of rows with one parent: its key, and the rows.
    pub runs: Vec<(String, Range<u32>)>,
}

/// How a table's lines are read, found once a file.
pub(super) struct Layout {
    /// What to do with each cell of a line.
    cells: Vec<Use>,
    /// Cells that name the parent, in the order of its key.
    link: Vec<(ColumnIx, usize)>,
    /// The cells before this one are the link and nothing else.
    leading: bool,
    /// Whether no other table hangs on it, and its codes are looked into here.
    pub leaf: bool,
}

/// What is done with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Part of the parent's key.
    Link,
    /// The code that tells rows of one parent apart.
    Code(ColumnIx),
    /// A value.
    Value(ColumnIx),
    /// Any text, or of no known column.
    Text(Option<ColumnIx>),
    /// A text or code that is kept.
    Kept(ColumnIx),
}

impl Layout {
    /// Of a file; none where its rows must be read one by one.
    pub fn new(schema: &Schema<'_>, header: &Plan, looked_up: bool) -> Option<Self> {
        if header.named != header.width || !header.unnamed.is_empty() {
            return None;
        }
        let leaf = if looked_up { None } else { Layout::leaf(schema, header) };
        leaf.or_else(|| Layout::whole(schema, header))
    }

    /// Of a table that others hang on.
    fn whole(schema: &Schema<'_>, header: &Plan) -> Option<Self> {
        let mut cells = vec![Use::Text(None); header.width];
        for bound in header.bound.iter().flatten() {
            let text = schema.entity.columns.get(bound.column.ix())?.ty == ColumnType::Text;
            *cells.get_mut(bound.cell)? =
                if text { Use::Kept(bound.column) } else { Use::Value(bound.column) };
        }
        Some(Layout { cells, link: Vec::new(), leading: false, leaf: false })
    }

    fn leaf(schema: &Schema<'_>, header: &Plan) -> Option<Self> {
        let entity = schema.entity;
        let used = |e: &crate::semantics::Entity| e.parent == Some(schema.ix);
        let alone = !schema.pack.entities.iter().any(used);
        let own: Vec<ColumnIx> =
            entity.key.iter().filter(|c| !entity.parent_link.contains(c)).copied().collect();
        let [code] = own.as_slice() else { return None };
        let within =
            !entity.parent_link.is_empty() && entity.parent_link.iter().all(|c| entity.key.contains(c));
        let ty = |c: &ColumnIx| entity.columns.get(c.ix()).map(|c| c.ty);
        if !alone || !within || ty(code) != Some(ColumnType::Text) {
            return None;
        }
        let mut cells = vec![Use::Text(None); header.width];
        for bound in header.bound.iter().flatten() {
            let column = bound.column;
            *cells.get_mut(bound.cell)? = match ty(&column)? {
                _ if column == *code => Use::Code(column),
                _ if entity.parent_link.contains(&column) => Use::Link,
                ColumnType::Text => Use::Text(Some(column)),
                _ => Use::Value(column),
            };
        }
        let cell_of = |c: &ColumnIx| Some((*c, header.bound.get(c.ix())?.as_ref()?.cell));
        let link: Vec<(ColumnIx, usize)> = entity.parent_link.iter().map(cell_of).collect::<Option<_>>()?;
        let plain =
            |(c, _): &(ColumnIx, usize)| matches!(ty(c), Some(ColumnType::Text | ColumnType::Kind(_)));
        if !link.iter().all(plain) {
            return None;
        }
        let leading = cells.iter().take_while(|u| **u == Use::Link).count() == link.len();
        Some(Layout { cells, link, leading, leaf: true })
    }
}

/// A column while it grows: plain as long as all its cells are.
enum Growing {
    Unread,
    Numbers(Vec<i64>),
    Kinds(Vec<KindValue>),
    Flags(Bits),
    Any(Box<ColumnBuilder>),
}

impl Growing {
    fn new(ty: ColumnType, plain: bool) -> Self {
        match ty {
            ColumnType::Number | ColumnType::Count if plain => Growing::Numbers(Vec::new()),
            ColumnType::Kind(_) => Growing::Kinds(Vec::new()),
            ColumnType::Flag => Growing::Flags(Bits::default()),
            _ => Growing::Any(Box::new(ColumnBuilder::new(ty))),
        }
    }

    /// As one that takes any cell.
    fn push(&mut self, ty: ColumnType, cell: Parsed<'_>) {
        let mut built = match std::mem::replace(self, Growing::Unread) {
            Growing::Any(built) => built,
            plain => Box::new(plain.whole(ty)),
        };
        built.push(cell);
        *self = Growing::Any(built);
    }

    /// All of it.
    fn whole(self, ty: ColumnType) -> ColumnBuilder {
        let (values, len) = match self {
            Growing::Unread => return ColumnBuilder::new(ty),
            Growing::Any(built) => return *built,
            Growing::Numbers(mantissas) => {
                let len = mantissas.len();
                (Values::Decimal { scale: 0, mantissas, wide: Default::default() }, len)
            }
            Growing::Kinds(list) => {
                let len = list.len();
                (Values::Kind(list), len)
            }
            Growing::Flags(bits) => {
                let len = bits.len();
                (Values::Flag(bits), len)
            }
        };
        let valid = Bits::filled(len, true);
        ColumnBuilder::of(ColumnData { supplied: true, values, valid, bad: Default::default() })
    }
}

/// The number that plain digits are.
fn digits(raw: &[u8]) -> Option<i64> {
    if raw.is_empty() || raw.len() > DIGITS {
        return None;
    }
    let mut value = 0i64;
    for byte in raw {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(value)
}

/// Whether plain digits need no more checks than being digits.
fn is_plain(spec: &Spec, bound: &Bound) -> bool {
    let whole = bound.scale.factor == Decimal::Small { mantissa: 1, scale: 0 };
    whole && spec.admits_any_count()
}

/// Whether a cell is a code without anything to look into: letters and digits, at least one of these.
pub(super) fn is_plain_code(raw: &[u8]) -> bool {
    raw.len() <= 64 && raw.iter().all(u8::is_ascii_alphanumeric) && raw.iter().any(u8::is_ascii_digit)
}

/// One table's reading.
struct Reading<'a> {
    schema: &'a Schema<'a>,
    header: &'a Plan,
    columns: Vec<Growing>,
    /// Spellings of flags and kinds that were seen, with what they are.
    seen: Vec<Vec<(Vec<u8>, KindValue)>>,
    keep: bool,
}

/// Reads whole lines; with `keep` the codes too, for tables of which a row may have to be named.
pub(super) fn read(
    layout: &Layout,
    schema: &Schema<'_>,
    header: &Plan,
    text: &[u8],
    keep: bool,
) -> Option<Leaf> {
    let plain = |i: usize, spec: &Spec| {
        header.bound.get(i).and_then(Option::as_ref).is_some_and(|b| is_plain(spec, b))
    };
    let columns = schema.specs.iter().enumerate().map(|(i, spec)| match header.bound.get(i) {
        Some(Some(_)) => Growing::new(spec.ty, plain(i, spec)),
        _ => Growing::Unread,
    });
    let mut reading = Reading {
        schema,
        header,
        columns: columns.collect(),
        seen: vec![Vec::new(); schema.specs.len()],
        keep,
    };
    let mut runs: Vec<(String, Range<u32>)> = Vec::new();
    let mut prefix: &[u8] = &[];
    let mut codes: Vec<&[u8]> = Vec::new();
    let (mut rest, mut row, mut ascending) = (text, 0u32, true);
    while !rest.is_empty() {
        let same = layout.leading && !prefix.is_empty() && rest.starts_with(prefix);
        let mut line = Line::new(rest);
        let mut at = 0;
        if same {
            line.skip(prefix.len());
            at = layout.link.len();
        } else {
            let example = Line::new(rest).next()?;
            if example.first().is_some_and(|b| !b.is_ascii_alphanumeric())
                && is_example(std::str::from_utf8(example).ok()?)
            {
                return None;
            }
            let key = if layout.leaf { reading.key(layout, rest)? } else { String::new() };
            if runs.last().is_none_or(|(last, _)| *last != key) {
                if !ascending && !distinct(&mut codes) {
                    return None;
                }
                codes.clear();
                ascending = true;
                runs.push((key, row..row));
            }
        }
        for usage in layout.cells.get(at..)? {
            let cell = line.next()?;
            match usage {
                Use::Link => {}
                Use::Code(column) => {
                    reading.code(*column, cell)?;
                    let after = |last: &&[u8]| (last.len(), *last) < (cell.len(), cell);
                    ascending &= codes.last().is_none_or(after);
                    codes.push(cell);
                }
                Use::Value(column) => reading.value(*column, cell)?,
                Use::Text(column) => reading.text(*column, cell)?,
                Use::Kept(column) => reading.kept(*column, cell)?,
            }
        }
        if !line.ended {
            return None;
        }
        if layout.leading && !same {
            prefix = leading(rest, layout.link.len())?;
        }
        rest = line.rest;
        row += 1;
        if let Some((_, rows)) = runs.last_mut() {
            rows.end = row;
        }
    }
    if !ascending && !distinct(&mut codes) {
        return None;
    }
    for (i, (column, _)) in layout.link.iter().enumerate() {
        reading.link(i, *column, &runs)?;
    }
    let Reading { columns, schema, header, .. } = reading;
    let built = columns.into_iter().zip(&schema.specs).zip(&header.bound).map(|((c, spec), bound)| {
        let mut built = c.whole(spec.ty);
        built.data.supplied = bound.is_some();
        built
    });
    Some(Leaf { columns: built.collect(), len: row as usize, runs })
}

/// Whether no code is there twice.
fn distinct(codes: &mut [&[u8]]) -> bool {
    codes.sort_unstable();
    codes.windows(2).all(|w| w.first() != w.last())
}

/// The first cells of a line with the commas behind them.
fn leading(line: &[u8], cells: usize) -> Option<&[u8]> {
    let mut commas = memchr::memchr_iter(b',', line);
    line.get(..=commas.nth(cells.checked_sub(1)?)?)
}

/// A line being taken apart.
struct Line<'t> {
    rest: &'t [u8],
    ended: bool,
}

impl<'t> Line<'t> {
    fn new(rest: &'t [u8]) -> Self {
        Line { rest, ended: false }
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// The next cell; none behind the last of the line.
    #[inline]
    fn next(&mut self) -> Option<&'t [u8]> {
        if self.ended {
            return None;
        }
        let end = self.rest.iter().position(|b| matches!(b, b',' | b'\n'));
        let Some(end) = end else {
            self.ended = true;
            return Some(std::mem::take(&mut self.rest));
        };
        let (cell, rest) = self.rest.split_at(end);
        let (mark, rest) = rest.split_first()?;
        self.rest = rest;
        self.ended = *mark == b'\n';
        Some(if self.ended { cell.strip_suffix(b"\r").unwrap_or(cell) } else { cell })
    }
}

impl Reading<'_> {
    /// The key of the parent that a line names.
    fn key(&self, layout: &Layout, line: &[u8]) -> Option<String> {
        let mut parts = Vec::with_capacity(layout.link.len());
        for (column, cell) in &layout.link {
            let mut cells = Line::new(line);
            for _ in 0..*cell {
                cells.next()?;
            }
            let raw = sound(cells.next()?)?;
            parts.push(routes::part(self.schema, self.header, *column, raw)?);
        }
        Some(super::super::keys::join(parts.iter().map(String::as_str)))
    }

    /// Fills a column of the parent's key, which is the same for all rows of a run.
    fn link(&mut self, part: usize, column: ColumnIx, runs: &[(String, Range<u32>)]) -> Option<()> {
        let ty = self.schema.specs.get(column.ix())?.ty;
        let values = match ty {
            ColumnType::Kind(kind) => self.schema.pack.kind(kind)?.values.as_slice(),
            _ if self.keep => &[],
            _ => return Some(()),
        };
        let (mut kinds, mut texts): (Vec<KindValue>, Vec<Arc<str>>) = (Vec::new(), Vec::new());
        for (key, rows) in runs {
            let text = super::super::keys::parts(key).nth(part)?;
            match values.iter().position(|(id, _)| id == text) {
                Some(value) => kinds.resize(rows.end as usize, KindValue::try_from(value).ok()?),
                None => texts.resize(rows.end as usize, text.into()),
            }
        }
        let kept = matches!(ty, ColumnType::Text);
        let len = if kept { texts.len() } else { kinds.len() };
        let data = ColumnData {
            supplied: true,
            values: if kept { Values::Text(texts) } else { Values::Kind(kinds) },
            valid: Bits::filled(len, true),
            bad: Default::default(),
        };
        *self.columns.get_mut(column.ix())? = Growing::Any(Box::new(ColumnBuilder::of(data)));
        Some(())
    }

    fn parsed<'c>(&self, column: ColumnIx, raw: &'c str) -> Option<Parsed<'c>> {
        let bound = self.header.bound.get(column.ix())?.as_ref()?;
        let spec = self.schema.specs.get(column.ix())?;
        let parsed = spec.read(raw, &bound.scale).ok()?;
        let declared = self.schema.entity.columns.get(column.ix())?;
        let required = declared.required || self.header.codes.contains(&column);
        (!(required && parsed == Parsed::Blank)).then_some(parsed)
    }

    fn push(&mut self, column: ColumnIx, cell: Parsed<'_>) -> Option<()> {
        let ty = self.schema.specs.get(column.ix())?.ty;
        self.columns.get_mut(column.ix())?.push(ty, cell);
        Some(())
    }

    #[inline]
    fn value(&mut self, column: ColumnIx, cell: &[u8]) -> Option<()> {
        let seen = self.seen.get(column.ix())?;
        match self.columns.get_mut(column.ix())? {
            Growing::Numbers(list) => {
                if let Some(value) = digits(cell) {
                    list.push(value);
                    return Some(());
                }
            }
            Growing::Kinds(list) => {
                if let Some((_, value)) = seen.iter().find(|(spelling, _)| spelling == cell) {
                    list.push(*value);
                    return Some(());
                }
            }
            Growing::Flags(bits) => {
                if let Some((_, value)) = seen.iter().find(|(spelling, _)| spelling == cell) {
                    bits.push(*value == 1);
                    return Some(());
                }
            }
            Growing::Unread | Growing::Any(_) => {}
        }
        self.unusual(column, cell)
    }

    /// A cell that takes a closer look.
    #[cold]
    fn unusual(&mut self, column: ColumnIx, cell: &[u8]) -> Option<()> {
        let parsed = self.parsed(column, sound(cell)?)?;
        let spelling = match parsed {
            Parsed::Kind(value) => Some(value),
            Parsed::Flag(flag) => Some(KindValue::from(flag)),
            _ => None,
        };
        match (self.columns.get_mut(column.ix())?, spelling) {
            (Growing::Kinds(list), Some(value)) => list.push(value),
            (Growing::Flags(bits), Some(value)) => bits.push(value == 1),
            _ => {
                return self.push(column, parsed);
            }
        }
        let seen = self.seen.get_mut(column.ix())?;
        // Most columns are written in one or two ways.
        if seen.len() < 16 {
            seen.push((cell.to_vec(), spelling?));
        }
        Some(())
    }

    fn code(&mut self, column: ColumnIx, cell: &[u8]) -> Option<()> {
        if !is_plain_code(cell) {
            let raw = sound(cell)?;
            // As it stands: else two that differ may be one.
            if !matches!(self.parsed(column, raw)?, Parsed::Text(text) if *text == *raw) {
                return None;
            }
        }
        if self.keep {
            let text = std::str::from_utf8(cell).ok()?.to_owned();
            self.push(column, Parsed::Text(text.into()))?;
        }
        Some(())
    }

    fn kept(&mut self, column: ColumnIx, cell: &[u8]) -> Option<()> {
        let raw = sound(cell)?;
        let code = self.header.codes.contains(&column);
        if code && is_plain_code(cell) {
            return self.push(column, Parsed::Text(raw.into()));
        }
        let parsed = self.parsed(column, raw)?;
        if code && parsed == Parsed::Blank {
            return None;
        }
        self.push(column, parsed)
    }

    fn text(&mut self, column: Option<ColumnIx>, cell: &[u8]) -> Option<()> {
        let raw = sound(cell)?;
        let Some(column) = column else { return Some(()) };
        let parsed = self.parsed(column, raw)?;
        if self.keep {
            self.push(column, parsed)?;
        }
        Some(())
    }
}

/// A cell as text, if nothing in it has to do with lines and quotation.
fn sound(cell: &[u8]) -> Option<&str> {
    let quoted = cell.iter().any(|b| matches!(b, b'"' | b'\r'));
    std::str::from_utf8(cell).ok().filter(|_| !quoted && cell.len() <= MAX_CELL_BYTES)
}
