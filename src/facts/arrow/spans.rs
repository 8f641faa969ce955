//! Rows of one column as they stand, many at a time, for whoever takes whole columns.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::types::*;
use arrow_array::{Array, ArrowPrimitiveType};
use arrow_schema::DataType;

use super::ArrowTable;
use super::column::Column;
use crate::source::QuickMap;

/// Most different texts, as one of so many rows, for which texts are taken as places among them.
const FEW: usize = 8;
/// As many are always taken so.
const ALWAYS: usize = 64;

/// Numbers as they stand one after the other, the least byte first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Numbers {
    /// Whole numbers of 32 bits.
    Short,
    /// Whole numbers of 64 bits.
    Long,
    /// Binary fractions of 64 bits.
    Double,
}

/// Some rows.
pub(in super::super) enum Span<'a> {
    /// Without a value.
    Blank(usize),
    /// Numbers, `count` of them behind the first `skip`.
    Numbers { of: Numbers, body: &'a [u8], skip: usize, count: usize },
    /// Truth values.
    Flags(&'a [u32]),
    /// Places among texts, which are the same wherever the name is the same; without a name they are only these rows'.
    Places { name: Option<usize>, texts: &'a dyn Fn() -> Texts, places: &'a [u32] },
    /// A row by its text.
    Text(&'a str),
}

/// Texts behind their lengths (four bytes, the least first), and how many there are.
pub(in super::super) struct Texts {
    pub body: Vec<u8>,
    pub count: usize,
}

impl Texts {
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut all = Texts { body: Vec::new(), count: 0 };
        texts.for_each(|text| all.push(text));
        all
    }

    fn push(&mut self, text: &str) {
        self.body.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
        self.body.extend_from_slice(text.as_bytes());
        self.count += 1;
    }
}

/// What takes spans; none where one must be looked at row by row.
type Take<'t> = &'t mut dyn FnMut(Span<'_>) -> Option<()>;

impl ArrowTable {
    /// How many rows there are.
    pub(in super::super) fn rows(&self) -> usize {
        self.batches.iter().map(|b| b.num_rows()).sum()
    }

    /// Some rows of a column, in their order; none where who takes them does, or where the column is not read.
    pub(in super::super) fn spans(&self, field: usize, rows: &Range<usize>, take: Take<'_>) -> Option<()> {
        let mut before = 0;
        for batch in &self.batches {
            let end = before + batch.num_rows();
            let (from, to) = (rows.start.max(before), rows.end.min(end));
            if from < to {
                let array = batch.columns().get(field)?.slice(from - before, to - from);
                of_array(array.as_ref(), take)?;
            }
            before = end;
        }
        (rows.end <= before).then_some(())
    }
}

fn of_array(array: &dyn Array, take: Take<'_>) -> Option<()> {
    match array.data_type() {
        DataType::Null => take(Span::Blank(array.len())),
        DataType::Int64 => {
            numbers(array, Numbers::Long, array.as_primitive_opt::<Int64Type>()?.values().inner(), take)
        }
        DataType::Int32 => {
            numbers(array, Numbers::Short, array.as_primitive_opt::<Int32Type>()?.values().inner(), take)
        }
        DataType::Float64 => {
            numbers(array, Numbers::Double, array.as_primitive_opt::<Float64Type>()?.values().inner(), take)
        }
        DataType::Int8 => widened::<Int8Type>(array, take),
        DataType::Int16 => widened::<Int16Type>(array, take),
        DataType::UInt8 => widened::<UInt8Type>(array, take),
        DataType::UInt16 => widened::<UInt16Type>(array, take),
        DataType::UInt32 => widened::<UInt32Type>(array, take),
        DataType::Boolean => {
            let flags = array.as_boolean_opt()?;
            let flags: Vec<u32> = flags.values().iter().map(u32::from).collect();
            shared(array, |from, to, take| take(Span::Flags(flags.get(from..to)?)), take)
        }
        DataType::Utf8 => texts(array, array.as_string_opt::<i32>()?.iter(), take),
        DataType::LargeUtf8 => texts(array, array.as_string_opt::<i64>()?.iter(), take),
        DataType::Utf8View => texts(array, array.as_string_view_opt()?.iter(), take),
        DataType::Dictionary(..) => dictionary(array, take),
        // Whatever else is read, is read a row at a time.
        _ => each(array, take),
    }
}

/// Stretches of rows with values and without, by turns.
fn runs(
    array: &dyn Array,
    mut there: impl FnMut(usize, usize) -> Option<()>,
    mut blank: impl FnMut(usize) -> Option<()>,
) -> Option<()> {
    let Some(nulls) = array.nulls().filter(|n| n.null_count() > 0) else { return there(0, array.len()) };
    let mut at = 0;
    for (from, to) in nulls.valid_slices() {
        if from > at {
            blank(from - at)?;
        }
        there(from, to)?;
        at = to;
    }
    if at < array.len() { blank(array.len() - at) } else { Some(()) }
}

/// `take` is asked for by both sides of [`runs`], one at a time.
fn shared<'s>(
    array: &dyn Array,
    mut there: impl FnMut(usize, usize, Take<'_>) -> Option<()>,
    take: Take<'s>,
) -> Option<()> {
    let take = std::cell::RefCell::new(take);
    runs(
        array,
        |from, to| there(from, to, &mut **take.try_borrow_mut().ok()?),
        |count| (take.try_borrow_mut().ok()?)(Span::Blank(count)),
    )
}

fn numbers(array: &dyn Array, of: Numbers, body: &[u8], take: Take<'_>) -> Option<()> {
    shared(array, |from, to, take| take(Span::Numbers { of, body, skip: from, count: to - from }), take)
}

/// Narrow whole numbers, made those of 64 bits.
fn widened<T: ArrowPrimitiveType>(array: &dyn Array, take: Take<'_>) -> Option<()>
where
    T::Native: Into<i64>,
{
    let narrow = array.as_primitive_opt::<T>()?;
    let body: Vec<u8> = narrow.values().iter().flat_map(|n| Into::<i64>::into(*n).to_le_bytes()).collect();
    numbers(array, Numbers::Long, &body, take)
}

/// Texts: as places where few of them differ, else one by one.
fn texts<'t>(
    array: &dyn Array,
    rows: impl Iterator<Item = Option<&'t str>> + Clone,
    take: Take<'_>,
) -> Option<()> {
    let most = (array.len() / FEW).max(ALWAYS);
    let (mut known, mut all): (QuickMap<&str, u32>, Vec<&str>) = (QuickMap::default(), Vec::new());
    let mut places = Vec::with_capacity(array.len());
    let mut last: Option<(&str, u32)> = None;
    for row in rows.clone() {
        let text = row.unwrap_or("");
        let place = match last {
            Some((same, place)) if same == text => place,
            _ => match known.entry(text) {
                Entry::Occupied(found) => *found.get(),
                Entry::Vacant(new) => {
                    all.push(text);
                    *new.insert(u32::try_from(all.len() - 1).ok()?)
                }
            },
        };
        if all.len() > most {
            return rows.into_iter().try_for_each(|row| match row {
                Some(text) => take(Span::Text(text)),
                None => take(Span::Blank(1)),
            });
        }
        last = Some((text, place));
        places.push(place);
    }
    let texts = || Texts::of(all.iter().copied());
    let some = |from: usize, to: usize, take: Take<'_>| {
        take(Span::Places { name: None, texts: &texts, places: places.get(from..to)? })
    };
    shared(array, some, take)
}

/// Places among a dictionary's values, which are written out once.
fn dictionary(array: &dyn Array, take: Take<'_>) -> Option<()> {
    let own = array.as_any_dictionary_opt()?;
    let values = own.values();
    if values.is_empty() {
        return take(Span::Blank(array.len()));
    }
    if values.null_count() > 0 {
        return each(array, take);
    }
    let keys = own.normalized_keys();
    let places: Vec<u32> = keys.into_iter().map(u32::try_from).collect::<Result<_, _>>().ok()?;
    let name = std::sync::Arc::as_ptr(values).cast::<()>().addr();
    Column::of(values.as_ref())?;
    let texts = || {
        let mut all = Texts { body: Vec::new(), count: 0 };
        if let Some(mut column) = Column::of(values.as_ref()) {
            for row in 0..values.len() {
                column.go_to(row);
                all.push(column.text());
            }
        }
        all
    };
    let some = |from: usize, to: usize, take: Take<'_>| {
        take(Span::Places { name: Some(name), texts: &texts, places: places.get(from..to)? })
    };
    shared(array, some, take)
}

/// One row after the other.
fn each(array: &dyn Array, take: Take<'_>) -> Option<()> {
    let mut column = Column::of(array)?;
    for row in 0..array.len() {
        column.go_to(row);
        let text = Cow::Borrowed(column.text());
        if text.is_empty() { take(Span::Blank(1))? } else { take(Span::Text(&text))? }
    }
    Some(())
}
