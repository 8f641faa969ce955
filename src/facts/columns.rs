//! Columns: scaled integers with one scale, flags as bits, kinds as small codes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use num_traits::ToPrimitive;

use crate::facts::build::Slot;
use crate::facts::cell::Read;
use crate::facts::model::{Bits, ColumnData, Values};
use crate::semantics::{ColumnType, KindValue};
use crate::value::{Date, Number};

/// Fills one column, row by row.
pub(crate) struct ColumnBuilder {
    ty: ColumnType,
    numbers: Vec<Option<Number>>,
    flags: Bits,
    kinds: Vec<KindValue>,
    texts: Vec<Arc<str>>,
    dates: Vec<Date>,
    valid: Bits,
    bad: HashMap<u32, u32>,
}

impl ColumnBuilder {
    pub fn new(ty: ColumnType) -> Self {
        ColumnBuilder {
            ty,
            numbers: Vec::new(),
            flags: Bits::default(),
            kinds: Vec::new(),
            texts: Vec::new(),
            dates: Vec::new(),
            valid: Bits::default(),
            bad: HashMap::new(),
        }
    }

    pub fn push(&mut self, slot: &Slot) {
        let row = self.valid.len() as u32;
        let value = match slot {
            Slot::Bad(issue) => {
                self.bad.insert(row, *issue);
                None
            }
            Slot::Value(Read::Empty) => None,
            Slot::Value(value) => Some(value),
        };
        self.valid.push(value.is_some());
        match self.ty {
            ColumnType::Number | ColumnType::Count | ColumnType::Share => self.numbers.push(match value {
                Some(Read::Number(n)) => Some(n.clone()),
                _ => None,
            }),
            ColumnType::Flag => self.flags.push(matches!(value, Some(Read::Flag(true)))),
            ColumnType::Kind(_) => self.kinds.push(match value {
                Some(Read::Kind(k)) => *k,
                _ => 0,
            }),
            ColumnType::Text => self.texts.push(match value {
                Some(Read::Text(t)) => t.as_str().into(),
                _ => "".into(),
            }),
            ColumnType::Date => self.dates.push(match value {
                Some(Read::Date(d)) => *d,
                _ => Date::ZERO,
            }),
        }
    }

    pub fn finish(self, supplied: bool) -> ColumnData {
        let values = match self.ty {
            ColumnType::Number | ColumnType::Count | ColumnType::Share => decimals(&self.numbers),
            ColumnType::Flag => Values::Flag(self.flags),
            ColumnType::Kind(_) => Values::Kind(self.kinds),
            ColumnType::Text => Values::Text(self.texts),
            ColumnType::Date => Values::Date(self.dates),
        };
        ColumnData { supplied, values, valid: self.valid, bad: self.bad }
    }
}

/// Greatest scale of a column; finer values stand apart.
const MAX_SCALE: u32 = 9;

/// Scaled integers of the least common scale; what does not fit stands apart, exact.
fn decimals(numbers: &[Option<Number>]) -> Values {
    let parts: Vec<_> = numbers.iter().map(|n| n.as_ref().and_then(Number::to_decimal_parts)).collect();
    let scale = parts.iter().flatten().map(|(_, s)| *s).filter(|s| *s <= MAX_SCALE).max().unwrap_or(0);
    let mut wide = BTreeMap::new();
    let mut mantissas = Vec::with_capacity(numbers.len());
    for (row, (number, part)) in numbers.iter().zip(parts).enumerate() {
        let mantissa = part.filter(|(_, s)| *s <= scale).and_then(|(m, s)| {
            let factor = 10i64.checked_pow(scale - s)?;
            m.to_i64()?.checked_mul(factor)
        });
        if let (None, Some(n)) = (mantissa, number) {
            wide.insert(row as u32, n.clone());
        }
        mantissas.push(mantissa.unwrap_or(0));
    }
    Values::Decimal { scale, mantissas, wide }
}
