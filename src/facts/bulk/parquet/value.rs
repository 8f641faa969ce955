//! A column's values, typed on the way in: each entry of a dictionary once, numbers as they stand.

use std::borrow::Cow;
use std::sync::Arc;

use super::super::super::aside::mark;
use super::super::super::cell::{Parsed, Spec};
use super::super::super::column::ColumnBuilder;
use super::super::super::decimal::Decimal;
use super::super::super::header::{Bound, Schema};
use super::super::super::parquet::{Stretch, Values as Written};
use super::super::super::table::Plan;
use super::super::super::{Bits, ColumnData, Values};
use super::super::growing::push_bit;
use super::super::{growing, routes};
use super::dictionary::{Dictionary, Ready};
use super::number::{lift, plain, rescale};
use super::walk::Sink;
use crate::semantics::{ColumnIx, ColumnType, KindValue};
use crate::source::MAX_CELL_BYTES;

/// A table and its header.
pub(super) struct Context<'a> {
    pub schema: &'a Schema<'a>,
    pub header: &'a Plan,
}

impl Context<'_> {
    fn bound(&self, column: ColumnIx) -> Option<(&Spec, &Bound)> {
        self.schema.specs.get(column.ix()).zip(self.header.bound.get(column.ix())?.as_ref())
    }

    /// What a column holds.
    pub fn ty(&self, column: ColumnIx) -> Option<ColumnType> {
        Some(self.bound(column)?.0.ty)
    }

    /// A cell read; none where something is wrong with it, or where its row is none at all.
    pub fn parsed<'c>(&self, column: ColumnIx, raw: &'c str) -> Option<Parsed<'c>> {
        let (spec, bound) = self.bound(column)?;
        if raw.len() > MAX_CELL_BYTES || ((bound.cell == 0 || spec.code) && mark(raw).is_some()) {
            return None;
        }
        let parsed = spec.read(raw, &bound.scale).ok()?;
        let declared = self.schema.entity.columns.get(column.ix())?;
        let required = declared.required || self.header.codes.contains(&column);
        (!(required && parsed == Parsed::Blank)).then_some(parsed)
    }

    /// Part of a key.
    pub fn part<'c>(&self, column: ColumnIx, raw: &'c str) -> Option<Cow<'c, str>> {
        let (spec, bound) = self.bound(column)?;
        if spec.ty == ColumnType::Text && !spec.has_pattern() && growing::is_plain_code(raw.as_bytes()) {
            return Some(Cow::Borrowed(raw));
        }
        if raw.len() > MAX_CELL_BYTES || ((bound.cell == 0 || spec.code) && mark(raw).is_some()) {
            return None;
        }
        routes::part(self.schema, self.header, column, raw).map(Cow::Owned)
    }

    /// Whether a text is a code as it stands: else two that differ may be one.
    pub fn is_code(&self, column: ColumnIx, raw: &str) -> bool {
        let plain = self.bound(column).is_some_and(|(spec, _)| !spec.has_pattern());
        (plain && growing::is_plain_code(raw.as_bytes()))
            || matches!(self.parsed(column, raw), Some(Parsed::Text(text)) if *text == *raw)
    }

    /// Whether numbers from zero on need no more checks; and whether these must be whole.
    pub fn is_plain(&self, column: ColumnIx) -> Option<bool> {
        let (spec, bound) = self.bound(column)?;
        let one = bound.scale.factor == Decimal::Small { mantissa: 1, scale: 0 };
        (one && spec.admits_any_count()).then_some(spec.ty == ColumnType::Count)
    }
}

/// A column while it grows: plain as long as all its cells are.
enum Growing {
    Numbers(u32, Vec<i64>),
    Kinds(Vec<KindValue>),
    Flags(Vec<u64>, usize),
    Texts(Vec<Arc<str>>),
    Any(Box<ColumnBuilder>),
}

impl Growing {
    /// Of so many rows at most.
    fn new(ty: ColumnType, rows: usize) -> Self {
        match ty {
            ColumnType::Number | ColumnType::Count | ColumnType::Share => {
                Growing::Numbers(0, Vec::with_capacity(rows))
            }
            ColumnType::Kind(_) => Growing::Kinds(Vec::with_capacity(rows)),
            ColumnType::Flag => Growing::Flags(Vec::with_capacity(rows.div_ceil(64)), 0),
            ColumnType::Text => Growing::Texts(Vec::with_capacity(rows)),
            ColumnType::Date => Growing::Any(Box::new(ColumnBuilder::new(ty))),
        }
    }

    /// All of it; `valid` says which rows have a value, where not all have.
    fn data(self, valid: Option<Bits>) -> ColumnData {
        let len = self.len();
        let values = match self {
            Growing::Any(built) => return built.data,
            Growing::Numbers(scale, mantissas) => {
                Values::Decimal { scale, mantissas, wide: Default::default() }
            }
            Growing::Kinds(list) => Values::Kind(list),
            Growing::Flags(words, len) => Values::Flag(Bits::of(words, len)),
            Growing::Texts(list) => Values::Text(list),
        };
        let mut data = of(values, len);
        if let Some(valid) = valid {
            data.valid = valid;
        }
        data
    }

    fn len(&self) -> usize {
        match self {
            Growing::Numbers(_, list) => list.len(),
            Growing::Kinds(list) => list.len(),
            Growing::Flags(_, len) => *len,
            Growing::Texts(list) => list.len(),
            Growing::Any(built) => built.data.valid.len(),
        }
    }
}

/// A column of values, all there.
pub(super) fn of(values: Values, len: usize) -> ColumnData {
    ColumnData { supplied: true, values, valid: Bits::filled(len, true), bad: Default::default() }
}

/// A column that is kept.
pub(super) struct Value<'a> {
    context: &'a Context<'a>,
    column: ColumnIx,
    growing: Growing,
    /// Which rows have a value, from the first on that has none. Not where any cell is taken.
    valid: Option<Bits>,
    dictionary: Option<Arc<Dictionary>>,
}

impl<'a> Value<'a> {
    /// Before any of so many rows.
    pub fn new(context: &'a Context<'a>, column: ColumnIx, rows: usize) -> Option<Self> {
        let growing = Growing::new(context.ty(column)?, rows);
        Some(Value { context, column, growing, valid: None, dictionary: None })
    }

    /// All of it.
    pub fn finish(self) -> ColumnData {
        self.growing.data(self.valid)
    }

    /// Notes that so many rows have a value.
    fn count(&mut self, rows: usize) {
        if let Some(valid) = &mut self.valid {
            valid.extend(true, rows);
        }
    }

    fn push(&mut self, cell: Parsed<'_>) {
        match (&mut self.growing, &cell) {
            (_, Parsed::Blank) => return self.blank(1),
            (Growing::Numbers(scale, list), Parsed::Decimal { mantissa, scale: own }) => {
                let by = rescale(scale, list, *own).and_then(|()| scale.checked_sub(*own));
                if let Some(mantissa) = by.and_then(|by| lift(*mantissa, by)) {
                    list.push(mantissa);
                    return self.count(1);
                }
            }
            (Growing::Kinds(list), Parsed::Kind(value)) => {
                list.push(*value);
                return self.count(1);
            }
            (Growing::Flags(words, len), Parsed::Flag(value)) => {
                push_bit(words, len, *value);
                return self.count(1);
            }
            (Growing::Texts(list), Parsed::Text(text)) => {
                list.push(Arc::from(&**text));
                return self.count(1);
            }
            _ => {}
        }
        // What does not fit is for one that takes any cell.
        let plain = std::mem::replace(&mut self.growing, Growing::Kinds(Vec::new()));
        let mut built = match plain {
            Growing::Any(built) => built,
            plain @ (Growing::Numbers(..) | Growing::Kinds(_) | Growing::Flags(..) | Growing::Texts(_)) => {
                Box::new(ColumnBuilder::of(plain.data(self.valid.take())))
            }
        };
        built.push(cell);
        self.growing = Growing::Any(built);
    }

    /// Appends rows without a value.
    fn blank(&mut self, count: usize) {
        let len = self.growing.len();
        match &mut self.growing {
            Growing::Numbers(_, list) => list.resize(len + count, 0),
            Growing::Kinds(list) => list.resize(len + count, 0),
            Growing::Flags(words, len) => (0..count).for_each(|_| push_bit(words, len, false)),
            Growing::Texts(list) => list.resize(len + count, "".into()),
            Growing::Any(built) => return (0..count).for_each(|_| built.push(Parsed::Blank)),
        }
        self.valid.get_or_insert_with(|| Bits::filled(len, true)).extend(false, count);
    }

    /// Appends rows by their places, all at once; none where that does not go.
    fn all(&mut self, stretch: &Stretch<'_>) -> Option<()> {
        let ready = self.dictionary.as_ref()?.ready(self.context, self.column)?;
        match (&mut self.growing, ready) {
            (Growing::Numbers(scale, list), Ready::Numbers { scale: own, list: all, greatest }) => {
                rescale(scale, list, *own)?;
                let factor = 10i64.checked_pow(scale.checked_sub(*own)?)?;
                greatest.checked_mul(factor.unsigned_abs()).filter(|g| *g <= i64::MAX as u64)?;
                if factor == 1 {
                    gather(list, all, stretch, |m| m)
                } else {
                    gather(list, all, stretch, |m| m * factor)
                }
            }
            (Growing::Kinds(list), Ready::Kinds(all)) => gather(list, all, stretch, |kind| kind),
            (Growing::Texts(list), Ready::Texts(all)) => shared(list, all, stretch),
            (Growing::Flags(words, len), Ready::Flags(all)) => flags(words, len, all, stretch),
            _ => None,
        }
    }

    /// A row by its place, by itself.
    fn alone(&mut self, place: u32) -> Option<()> {
        let cell = self.dictionary.as_ref()?.cell(self.context, self.column, place as usize)?;
        self.push(cell);
        Some(())
    }
}

impl Sink for Value<'_> {
    fn entries(&mut self, dictionary: &Arc<Dictionary>) -> Option<()> {
        self.dictionary = Some(Arc::clone(dictionary));
        Some(())
    }

    fn places(&mut self, stretch: Stretch<'_>) -> Option<()> {
        if self.all(&stretch).is_some() {
            self.count(stretch.len());
            return Some(());
        }
        match stretch {
            Stretch::Same(place, count) => (0..count).try_for_each(|_| self.alone(place)),
            Stretch::Each(list) => list.iter().try_for_each(|place| self.alone(*place)),
        }
    }

    fn text(&mut self, text: &str) -> Option<()> {
        let cell = self.context.parsed(self.column, text)?;
        self.push(cell);
        Some(())
    }

    fn blanks(&mut self, count: usize) -> Option<()> {
        self.context.parsed(self.column, "")?;
        self.blank(count);
        Some(())
    }

    fn plain(&mut self, values: &Written, body: &[u8], skip: usize, count: usize) -> Option<()> {
        if let (Growing::Numbers(scale, list), Some(whole)) =
            (&mut self.growing, self.context.is_plain(self.column))
            && let Some((own, mut numbers)) = plain(values, body, (skip, count), whole)
            && rescale(scale, list, own).is_some()
        {
            let mut own = own;
            if rescale(&mut own, &mut numbers, *scale).is_some() {
                list.extend_from_slice(&numbers);
                self.count(count);
                return Some(());
            }
        }
        values.each(body, skip, count, |text| self.text(text))
    }
}

/// Appends what the places name; none, and nothing appended, where one names nothing.
fn gather<T: Copy + Default>(
    list: &mut Vec<T>,
    all: &[T],
    stretch: &Stretch<'_>,
    to: impl Fn(T) -> T,
) -> Option<()> {
    match stretch {
        Stretch::Same(place, count) => {
            let value = to(*all.get(*place as usize)?);
            list.resize(list.len() + count, value);
        }
        Stretch::Each(places) => {
            within(places, all.len())?;
            list.extend(places.iter().map(|place| to(all.get(*place as usize).copied().unwrap_or_default())));
        }
    }
    Some(())
}

/// Whether all places are of so many entries.
fn within(places: &[u32], len: usize) -> Option<()> {
    // What has the bits of all is no less than any of them, and found sooner than the greatest.
    let all = places.iter().fold(0, |all, place| all | place);
    let within = (all as usize) < len || places.iter().all(|place| (*place as usize) < len);
    within.then_some(())
}

/// The same of texts, which are shared.
fn shared(list: &mut Vec<Arc<str>>, all: &[Arc<str>], stretch: &Stretch<'_>) -> Option<()> {
    match stretch {
        Stretch::Same(place, count) => {
            let text = all.get(*place as usize)?.clone();
            list.resize(list.len() + count, text);
        }
        Stretch::Each(places) => {
            within(places, all.len())?;
            list.extend(places.iter().filter_map(|place| all.get(*place as usize)).cloned());
        }
    }
    Some(())
}

/// The same of truth values, sixty-four at a time where they fill a word.
fn flags(words: &mut Vec<u64>, len: &mut usize, all: &[bool], stretch: &Stretch<'_>) -> Option<()> {
    let flag = |place: &u32| all.get(*place as usize).copied().unwrap_or_default();
    match stretch {
        Stretch::Same(place, count) => {
            let value = *all.get(*place as usize)?;
            let first = (*count).min((64 - *len % 64) % 64);
            (0..first).for_each(|_| push_bit(words, len, value));
            let whole = (count - first) / 64;
            words.resize(words.len() + whole, if value { u64::MAX } else { 0 });
            *len += whole * 64;
            (0..(count - first) % 64).for_each(|_| push_bit(words, len, value));
        }
        Stretch::Each(places) => {
            within(places, all.len())?;
            let first = places.len().min((64 - *len % 64) % 64);
            let (first, rest) = places.split_at_checked(first)?;
            first.iter().for_each(|place| push_bit(words, len, flag(place)));
            let (whole, rest) = rest.as_chunks::<64>();
            for places in whole {
                words.push(places.iter().rev().fold(0, |word, place| word << 1 | u64::from(flag(place))));
                *len += 64;
            }
            rest.iter().for_each(|place| push_bit(words, len, flag(place)));
        }
    }
    Some(())
}
