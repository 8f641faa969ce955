//! One column while it grows.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::cell::Parsed;
use super::issues::IssueId;
use super::{Bits, ColumnData, Values};
use crate::semantics::ColumnType;
use crate::source::QuickSet;
use crate::value::{Date, Number};

/// How many different texts of a column are kept to be shared.
const SHARED_TEXTS: usize = 1 << 16;

/// A column that grows by cells, typed on the way in.
#[derive(Debug)]
pub(super) struct ColumnBuilder {
    pub data: ColumnData,
    /// Greatest mantissa without its sign: it says how far the scale may still grow.
    greatest: u64,
    texts: QuickSet<Arc<str>>,
    last: Option<Arc<str>>,
    empty: Arc<str>,
    len: usize,
}

impl ColumnBuilder {
    /// An empty column of a type.
    pub fn new(ty: ColumnType) -> Self {
        let values = match ty {
            ColumnType::Number | ColumnType::Count | ColumnType::Share => {
                Values::Decimal { scale: 0, mantissas: Vec::new(), wide: BTreeMap::new() }
            }
            ColumnType::Flag => Values::Flag(Bits::default()),
            ColumnType::Text => Values::Text(Vec::new()),
            ColumnType::Date => Values::Date(Vec::new()),
            ColumnType::Kind(_) => Values::Kind(Vec::new()),
        };
        let data = ColumnData { supplied: false, values, valid: Bits::default(), bad: HashMap::new() };
        ColumnBuilder { data, greatest: 0, texts: QuickSet::default(), last: None, empty: "".into(), len: 0 }
    }

    /// A column that is there already and may grow on.
    pub fn of(data: ColumnData) -> Self {
        let (len, empty) = (data.valid.len(), "".into());
        let greatest = match &data.values {
            Values::Decimal { mantissas, .. } => {
                mantissas.iter().map(|m| m.unsigned_abs()).max().unwrap_or(0)
            }
            Values::Flag(_) | Values::Kind(_) | Values::Text(_) | Values::Date(_) => 0,
        };
        ColumnBuilder { data, greatest, texts: QuickSet::default(), last: None, empty, len }
    }

    /// Appends a cell. A value of another type than the column's is taken for a blank.
    pub fn push(&mut self, cell: Parsed<'_>) {
        let row = u32::try_from(self.len).unwrap_or(u32::MAX);
        let known = match (&mut self.data.values, cell) {
            (Values::Decimal { .. }, Parsed::Decimal { mantissa, scale }) => {
                self.push_decimal(mantissa, scale, row);
                true
            }
            (Values::Decimal { mantissas, wide, .. }, Parsed::Wide(number)) => {
                mantissas.push(0);
                wide.insert(row, number);
                true
            }
            (Values::Flag(bits), Parsed::Flag(value)) => {
                bits.push(value);
                true
            }
            (Values::Kind(list), Parsed::Kind(value)) => {
                list.push(value);
                true
            }
            (Values::Date(list), Parsed::Date(date)) => {
                list.push(date);
                true
            }
            (Values::Text(_), Parsed::Text(text)) => {
                let text = self.shared(&text);
                if let Values::Text(list) = &mut self.data.values {
                    list.push(text);
                }
                true
            }
            (values, _) => {
                match values {
                    Values::Decimal { mantissas, .. } => mantissas.push(0),
                    Values::Flag(bits) => bits.push(false),
                    Values::Kind(list) => list.push(0),
                    Values::Date(list) => list.push(Date::ZERO),
                    Values::Text(list) => list.push(self.empty.clone()),
                }
                false
            }
        };
        self.data.valid.push(known);
        self.len += 1;
    }

    /// Appends a cell that could not be read.
    pub fn push_bad(&mut self, issue: IssueId) {
        self.data.bad.insert(u32::try_from(self.len).unwrap_or(u32::MAX), issue.0);
        self.push(Parsed::Blank);
    }

    /// Takes a cell back that was read, for an issue.
    pub fn spoil(&mut self, row: u32, issue: IssueId) {
        self.data.valid.set(row as usize, false);
        self.data.bad.insert(row, issue.0);
    }

    fn push_decimal(&mut self, mantissa: i64, scale: u32, row: u32) {
        let Values::Decimal { scale: own, mantissas, wide } = &mut self.data.values else { return };
        if scale > *own {
            // The scale grows only where all that stands there still fits; else the newcomer stands aside.
            let factor = 10u64.checked_pow(scale - *own);
            let grown = factor.and_then(|f| self.greatest.checked_mul(f));
            match (factor.and_then(|f| i64::try_from(f).ok()), grown.filter(|g| *g <= i64::MAX as u64)) {
                (Some(factor), Some(grown)) => {
                    mantissas.iter_mut().for_each(|m| *m *= factor);
                    self.greatest = grown;
                    *own = scale;
                }
                _ => {
                    mantissas.push(0);
                    wide.insert(row, Number::scaled(mantissa, scale));
                    return;
                }
            }
        }
        match 10i64.checked_pow(*own - scale).and_then(|f| mantissa.checked_mul(f)).filter(|m| *m != i64::MIN)
        {
            Some(m) => {
                self.greatest = self.greatest.max(m.unsigned_abs());
                mantissas.push(m);
            }
            None => {
                mantissas.push(0);
                wide.insert(row, Number::scaled(mantissa, scale));
            }
        }
    }

    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(last) = self.last.as_ref().filter(|l| ***l == *text) {
            return last.clone();
        }
        let found = match self.texts.get(text) {
            Some(found) => found.clone(),
            None => {
                let fresh: Arc<str> = text.into();
                if self.texts.len() < SHARED_TEXTS {
                    self.texts.insert(fresh.clone());
                }
                fresh
            }
        };
        self.last = Some(found.clone());
        found
    }

    /// The column with only the rows of `order`, in that order.
    pub fn arranged(self, order: &[u32]) -> ColumnData {
        let ColumnData { supplied, values, valid, bad } = self.data;
        let whole = order.len() == self.len && order.iter().enumerate().all(|(i, &row)| row as usize == i);
        if whole {
            return ColumnData { supplied, values, valid, bad };
        }
        let mut places = HashMap::new();
        let rare = match &values {
            Values::Decimal { wide, .. } => !wide.is_empty(),
            Values::Flag(_) | Values::Kind(_) | Values::Text(_) | Values::Date(_) => false,
        };
        if rare || !bad.is_empty() {
            places = order.iter().zip(0u32..).map(|(&row, place)| (row, place)).collect();
        }
        let bits = |from: &Bits| {
            let mut to = Bits::default();
            order.iter().for_each(|&row| to.push(from.get(row as usize)));
            to
        };
        let values = match values {
            Values::Decimal { scale, mantissas, wide } => Values::Decimal {
                scale,
                mantissas: gather(&mantissas, order),
                wide: wide.into_iter().filter_map(|(row, n)| Some((*places.get(&row)?, n))).collect(),
            },
            Values::Flag(from) => Values::Flag(bits(&from)),
            Values::Kind(list) => Values::Kind(gather(&list, order)),
            Values::Text(list) => Values::Text(gather(&list, order)),
            Values::Date(list) => Values::Date(gather(&list, order)),
        };
        let bad = bad.into_iter().filter_map(|(row, issue)| Some((*places.get(&row)?, issue))).collect();
        ColumnData { supplied, values, valid: bits(&valid), bad }
    }
}

fn gather<T: Clone>(list: &[T], order: &[u32]) -> Vec<T> {
    order.iter().filter_map(|&row| list.get(row as usize).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(cells: &[(i64, u32)]) -> (u32, Vec<i64>, usize) {
        let mut column = ColumnBuilder::new(ColumnType::Number);
        for &(mantissa, scale) in cells {
            column.push(Parsed::Decimal { mantissa, scale });
        }
        match column.data.values {
            Values::Decimal { scale, mantissas, wide } => (scale, mantissas, wide.len()),
            _ => (0, Vec::new(), 0),
        }
    }

    #[test]
    fn the_scale_grows_with_the_digits() {
        assert_eq!(values(&[(5, 0), (425, 2), (1, 1)]), (2, vec![500, 425, 10], 0));
    }

    #[test]
    fn what_does_not_fit_stands_aside() {
        assert_eq!(values(&[(i64::MAX, 0), (1, 1)]), (0, vec![i64::MAX, 0], 1));
        assert_eq!(values(&[(1, 18), (i64::MAX, 0)]), (18, vec![1, 0], 1));
    }

    #[test]
    fn rows_are_arranged_with_their_rare_values() {
        let mut column = ColumnBuilder::new(ColumnType::Number);
        column.push(Parsed::Wide(Number::from(7)));
        column.push_bad(IssueId(3));
        column.push(Parsed::Decimal { mantissa: 5, scale: 0 });
        let data = column.arranged(&[2, 1]);
        assert_eq!(data.bad, HashMap::from([(1, 3)]));
        assert!(data.valid.get(0) && !data.valid.get(1) && data.valid.len() == 2);
        assert!(matches!(data.values, Values::Decimal { wide, .. } if wide.is_empty()));
    }
}
