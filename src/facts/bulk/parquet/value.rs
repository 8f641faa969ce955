//! A column's values, typed on the way in: each entry of a dictionary once, numbers as they stand.

use std::borrow::Cow;
use std::sync::Arc;

use super::super::super::cell::{Parsed, Spec};
use super::super::super::column::ColumnBuilder;
use super::super::super::decimal::Decimal;
use super::super::super::header::{Bound, Schema};
use super::super::super::parquet::Values as Written;
use super::super::super::table::Plan;
use super::super::super::text::is_example;
use super::super::super::{Bits, ColumnData, Values};
use super::super::{growing, routes};
use super::hybrid::Stretch;
use super::walk::{Entries, Sink};
use crate::semantics::{ColumnIx, ColumnType, KindValue};
use crate::source::MAX_CELL_BYTES;

/// The first whole number that a spreadsheet does not keep.
const WHOLE: f64 = 1e15;
/// Digits behind the point that are tried.
const PLACES: u32 = 6;
/// The greatest number that is taken as it stands.
const GREATEST: i64 = 99_999_999_999_999_999;

/// A table and its header.
pub(super) struct Context<'a> {
    pub schema: &'a Schema<'a>,
    pub header: &'a Plan,
}

impl Context<'_> {
    fn bound(&self, column: ColumnIx) -> Option<(&Spec, &Bound)> {
        self.schema.specs.get(column.ix()).zip(self.header.bound.get(column.ix())?.as_ref())
    }

    /// A cell read; none where something is wrong with it, or where its row is none at all.
    pub fn parsed<'c>(&self, column: ColumnIx, raw: &'c str) -> Option<Parsed<'c>> {
        let (spec, bound) = self.bound(column)?;
        if raw.len() > MAX_CELL_BYTES || (bound.cell == 0 && is_example(raw)) {
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
        if spec.ty == ColumnType::Text && growing::is_plain_code(raw.as_bytes()) {
            return Some(Cow::Borrowed(raw));
        }
        if raw.len() > MAX_CELL_BYTES || (bound.cell == 0 && is_example(raw)) {
            return None;
        }
        routes::part(self.schema, self.header, column, raw).map(Cow::Owned)
    }

    /// Whether a text is a code as it stands: else two that differ may be one.
    pub fn is_code(&self, column: ColumnIx, raw: &str) -> bool {
        growing::is_plain_code(raw.as_bytes())
            || matches!(self.parsed(column, raw), Some(Parsed::Text(text)) if *text == *raw)
    }

    /// Whether numbers from zero on need no more checks; and whether these must be whole.
    fn is_plain(&self, column: ColumnIx) -> Option<bool> {
        let (spec, bound) = self.bound(column)?;
        let one = bound.scale.factor == Decimal::Small { mantissa: 1, scale: 0 };
        (one && spec.admits_any_count()).then_some(spec.ty == ColumnType::Count)
    }
}

/// A column while it grows: plain as long as all its cells are.
enum Growing {
    Numbers(u32, Vec<i64>),
    Kinds(Vec<KindValue>),
    Flags(Bits),
    Texts(Vec<Arc<str>>),
    Any(Box<ColumnBuilder>),
}

impl Growing {
    fn new(ty: ColumnType) -> Self {
        match ty {
            ColumnType::Number | ColumnType::Count | ColumnType::Share => Growing::Numbers(0, Vec::new()),
            ColumnType::Kind(_) => Growing::Kinds(Vec::new()),
            ColumnType::Flag => Growing::Flags(Bits::default()),
            ColumnType::Text => Growing::Texts(Vec::new()),
            ColumnType::Date => Growing::Any(Box::new(ColumnBuilder::new(ty))),
        }
    }

    /// All of it; `valid` says which rows have a value, where not all have.
    fn whole(self, valid: Option<Bits>) -> ColumnBuilder {
        let len = self.len();
        let values = match self {
            Growing::Any(built) => return *built,
            Growing::Numbers(scale, mantissas) => {
                Values::Decimal { scale, mantissas, wide: Default::default() }
            }
            Growing::Kinds(list) => Values::Kind(list),
            Growing::Flags(bits) => Values::Flag(bits),
            Growing::Texts(list) => Values::Text(list),
        };
        let mut data = of(values, len);
        if let Some(valid) = valid {
            data.valid = valid;
        }
        ColumnBuilder::of(data)
    }

    fn len(&self) -> usize {
        match self {
            Growing::Numbers(_, list) => list.len(),
            Growing::Kinds(list) => list.len(),
            Growing::Flags(bits) => bits.len(),
            Growing::Texts(list) => list.len(),
            Growing::Any(built) => built.data.valid.len(),
        }
    }
}

/// A column of values, all there.
pub(super) fn of(values: Values, len: usize) -> ColumnData {
    ColumnData { supplied: true, values, valid: Bits::filled(len, true), bad: Default::default() }
}

/// What each entry is, in the form that the column grows in.
enum Ready {
    Numbers(Vec<i64>),
    Kinds(Vec<KindValue>),
    Flags(Vec<bool>),
    Texts(Vec<Arc<str>>),
    /// Each by itself; none where something is wrong with it.
    Cells(Vec<Option<Parsed<'static>>>),
}

/// A column that is kept.
pub(super) struct Value<'a> {
    context: &'a Context<'a>,
    column: ColumnIx,
    growing: Growing,
    /// Which rows have a value, from the first on that has none. Not where any cell is taken.
    valid: Option<Bits>,
    entries: Entries,
    ready: Ready,
}

impl<'a> Value<'a> {
    /// Before any row.
    pub fn new(context: &'a Context<'a>, column: ColumnIx) -> Option<Self> {
        let growing = Growing::new(context.bound(column)?.0.ty);
        let (entries, ready) = (Entries::default(), Ready::Cells(Vec::new()));
        Some(Value { context, column, growing, valid: None, entries, ready })
    }

    /// All of it.
    pub fn finish(self) -> ColumnData {
        self.growing.whole(self.valid).data
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
            (Growing::Flags(bits), Parsed::Flag(value)) => {
                bits.push(*value);
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
        let mut built = plain.whole(self.valid.take());
        built.push(cell);
        self.growing = Growing::Any(Box::new(built));
        self.ready = self.cells();
    }

    /// Appends rows without a value.
    fn blank(&mut self, count: usize) {
        let len = self.growing.len();
        match &mut self.growing {
            Growing::Numbers(_, list) => list.resize(len + count, 0),
            Growing::Kinds(list) => list.resize(len + count, 0),
            Growing::Flags(bits) => bits.extend(false, count),
            Growing::Texts(list) => list.resize(len + count, "".into()),
            Growing::Any(built) => return (0..count).for_each(|_| built.push(Parsed::Blank)),
        }
        self.valid.get_or_insert_with(|| Bits::filled(len, true)).extend(false, count);
    }

    /// Each entry by itself.
    fn cells(&self) -> Ready {
        let cell = |entry| {
            Some(match self.context.parsed(self.column, entry)? {
                Parsed::Text(text) => Parsed::Text(text.into_owned().into()),
                Parsed::Blank => Parsed::Blank,
                Parsed::Decimal { mantissa, scale } => Parsed::Decimal { mantissa, scale },
                Parsed::Wide(number) => Parsed::Wide(number),
                Parsed::Flag(flag) => Parsed::Flag(flag),
                Parsed::Kind(value) => Parsed::Kind(value),
                Parsed::Date(date) => Parsed::Date(date),
            })
        };
        Ready::Cells(self.entries.iter().map(cell).collect())
    }

    /// What the entries are, where all are plain.
    fn ready(&mut self) -> Option<Ready> {
        let cells = || self.entries.iter().map(|entry| self.context.parsed(self.column, entry));
        Some(match &mut self.growing {
            Growing::Numbers(scale, list) => {
                let mut parts = Vec::with_capacity(self.entries.len());
                for cell in cells() {
                    let Some(Parsed::Decimal { mantissa, scale }) = cell else { return None };
                    parts.push((mantissa, scale));
                }
                let most = parts.iter().map(|(_, scale)| *scale).max().unwrap_or(0);
                rescale(scale, list, most)?;
                let lifted = parts.iter().map(|(mantissa, own)| lift(*mantissa, scale.checked_sub(*own)?));
                Ready::Numbers(lifted.collect::<Option<_>>()?)
            }
            Growing::Kinds(_) => Ready::Kinds(
                cells()
                    .map(|c| if let Some(Parsed::Kind(k)) = c { Some(k) } else { None })
                    .collect::<Option<_>>()?,
            ),
            Growing::Flags(_) => Ready::Flags(
                cells()
                    .map(|c| if let Some(Parsed::Flag(f)) = c { Some(f) } else { None })
                    .collect::<Option<_>>()?,
            ),
            Growing::Texts(_) => {
                let text = |c| if let Some(Parsed::Text(text)) = c { Some(Arc::from(&*text)) } else { None };
                Ready::Texts(cells().map(text).collect::<Option<_>>()?)
            }
            Growing::Any(_) => return None,
        })
    }

    /// A row by its place, by itself.
    fn alone(&mut self, place: u32) -> Option<()> {
        let Ready::Cells(cells) = &self.ready else { return None };
        let cell = cells.get(place as usize)?.clone()?;
        self.push(cell);
        Some(())
    }
}

/// A mantissa with so many digits more.
fn lift(mantissa: i64, by: u32) -> Option<i64> {
    10i64.checked_pow(by)?.checked_mul(mantissa).filter(|m| *m != i64::MIN)
}

/// Gives numbers at least so many digits behind the point; none where they do not fit.
fn rescale(scale: &mut u32, list: &mut [i64], most: u32) -> Option<()> {
    if most > *scale {
        let factor = 10i64.checked_pow(most - *scale)?;
        let greatest = list.iter().map(|m| m.unsigned_abs()).max().unwrap_or(0);
        greatest.checked_mul(factor.unsigned_abs()).filter(|g| *g <= i64::MAX as u64)?;
        list.iter_mut().for_each(|m| *m *= factor);
        *scale = most;
    }
    Some(())
}

/// A binary fraction as the decimal of at most 15 digits that it was meant to be, where that is short and not below zero. Such a
/// decimal is the only one of so few digits that is nearest to it.
fn short(value: f64) -> Option<(i64, u32)> {
    let mut power = 1.0;
    for places in 0..=PLACES {
        let mantissa = (value * power).round();
        if !(0.0..WHOLE).contains(&mantissa) {
            return None;
        }
        // Both are whole and exact, so the quotient is the one nearest to the decimal.
        if mantissa / power == value {
            return Some((mantissa as i64, places));
        }
        power *= 10.0;
    }
    None
}

impl Sink for Value<'_> {
    fn entries(&mut self, dictionary: Entries) -> Option<()> {
        self.entries = dictionary;
        self.ready = self.ready().unwrap_or_else(|| self.cells());
        Some(())
    }

    fn places(&mut self, stretch: Stretch<'_>) -> Option<()> {
        let count = match &stretch {
            Stretch::Same(_, count) => *count,
            Stretch::Each(list) => list.len(),
        };
        match (&mut self.growing, &self.ready, &stretch) {
            (Growing::Numbers(_, list), Ready::Numbers(all), stretch) => spread(list, all, stretch)?,
            (Growing::Kinds(list), Ready::Kinds(all), stretch) => spread(list, all, stretch)?,
            (Growing::Texts(list), Ready::Texts(all), stretch) => spread(list, all, stretch)?,
            (Growing::Flags(bits), Ready::Flags(all), Stretch::Same(place, count)) => {
                bits.extend(*all.get(*place as usize)?, *count);
            }
            (Growing::Flags(bits), Ready::Flags(all), Stretch::Each(list)) => {
                for place in *list {
                    bits.push(*all.get(*place as usize)?);
                }
            }
            (_, _, Stretch::Same(place, count)) => {
                return (0..*count).try_for_each(|_| self.alone(*place));
            }
            (_, _, Stretch::Each(list)) => return list.iter().try_for_each(|place| self.alone(*place)),
        }
        self.count(count);
        Some(())
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
        let plain = self.context.is_plain(self.column);
        if let (Growing::Numbers(scale, list), Some(whole)) = (&mut self.growing, plain) {
            let before = list.len();
            if let Some(numbers) = values.wholes(body, skip, count).filter(|_| *scale == 0) {
                list.extend(numbers);
                let plain = list.get(before..)?.iter().all(|n| (0..=GREATEST).contains(n));
                if plain {
                    self.count(count);
                    return Some(());
                }
                list.truncate(before);
            } else if let Some(numbers) = values.doubles(body, skip, count) {
                let mut parts = Vec::with_capacity(count);
                let mut most = 0;
                for number in numbers {
                    let Some((mantissa, places)) = short(number).filter(|(_, p)| !whole || *p == 0) else {
                        break;
                    };
                    most = most.max(places);
                    parts.push((mantissa, places));
                }
                if parts.len() == count && rescale(scale, list, most).is_some() {
                    let own = *scale;
                    let fits = |(m, s): &(i64, u32)| lift(*m, own.checked_sub(*s)?);
                    list.extend(parts.iter().map_while(fits));
                    if list.len() == before + count {
                        self.count(count);
                        return Some(());
                    }
                    list.truncate(before);
                }
            }
        }
        values.each(body, skip, count, |text| self.text(text))
    }
}

/// Appends what the places name.
fn spread<T: Clone>(list: &mut Vec<T>, all: &[T], stretch: &Stretch<'_>) -> Option<()> {
    match stretch {
        Stretch::Same(place, count) => {
            let value = all.get(*place as usize)?.clone();
            list.resize(list.len() + count, value);
        }
        Stretch::Each(places) => {
            let before = list.len();
            list.extend(places.iter().map_while(|place| all.get(*place as usize)).cloned());
            if list.len() != before + places.len() {
                return None;
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::shortest::shown;
    use proptest::prelude::*;

    #[test]
    fn short_fractions_are_exact() {
        assert_eq!(short(97.216), Some((97_216, 3)));
        assert_eq!(short(0.0), Some((0, 0)));
        assert_eq!(short(-0.0), Some((0, 0)));
        assert_eq!(short(-1.5), None);
        assert_eq!(short(0.1 + 0.2), None);
        assert_eq!((short(1e15), short(f64::NAN), short(f64::INFINITY)), (None, None, None));
    }

    proptest! {
        /// Where it gives one, it is the decimal that the rows one by one would have.
        #[test]
        fn fractions_are_those_that_are_shown(value in prop_oneof![any::<f64>(), 0.0..1e9, (0i64..1_000_000_000_000, 0i32..7).prop_map(|(m, p)| m as f64 / 10f64.powi(p))]) {
            if let Some((mantissa, scale)) = short(value) {
                let text = crate::value::Number::scaled(mantissa, scale).display(20);
                prop_assert_eq!(text, shown(value, 0));
            }
        }
    }
}
