//! One column of a batch, and the text of the row that is stood at.

use arrow_array::cast::AsArray;
use arrow_array::types::*;
use arrow_array::{
    Array, ArrowPrimitiveType, BooleanArray, LargeStringArray, PrimitiveArray, StringArray, StringViewArray,
};
use arrow_schema::{DataType, TimeUnit};

use super::super::forms::{self, Form, MAX_SCALE};

/// How a value is written.
type Write = Box<dyn Fn(usize, &mut String)>;

/// The cells of a column.
#[derive(Default)]
enum Cells {
    /// None has a value.
    #[default]
    Blank,
    Short(StringArray),
    Long(LargeStringArray),
    View(StringViewArray),
    Flags(BooleanArray),
    /// Values that are written out.
    Written(Write),
    /// Places among the values of a dictionary.
    Places(Vec<usize>, Box<Column>),
}

/// A column of a batch.
#[derive(Default)]
pub(super) struct Column {
    cells: Cells,
    blank: Option<arrow_array::BooleanArray>,
    row: usize,
    /// What the row has that is stood at, where it is written out.
    written: String,
}

/// Whether columns of a type are read.
pub(super) fn is_read(form: &DataType) -> bool {
    match form {
        DataType::Dictionary(_, values) => !matches!(**values, DataType::Dictionary(..)) && is_read(values),
        DataType::Timestamp(_, Some(zone)) => offset(zone).is_some(),
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale)
        | DataType::Decimal256(_, scale) => places(*scale).is_some(),
        DataType::Null
        | DataType::Boolean
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::UInt64
        | DataType::Float32
        | DataType::Float64
        | DataType::Timestamp(_, None)
        | DataType::Date32
        | DataType::Date64
        | DataType::Time32(_)
        | DataType::Time64(_)
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View => true,
        DataType::Float16
        | DataType::Duration(_)
        | DataType::Interval(_)
        | DataType::Binary
        | DataType::FixedSizeBinary(_)
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::List(_)
        | DataType::ListView(_)
        | DataType::FixedSizeList(..)
        | DataType::LargeList(_)
        | DataType::LargeListView(_)
        | DataType::Struct(_)
        | DataType::Union(..)
        | DataType::Map(..)
        | DataType::RunEndEncoded(..) => false,
    }
}

/// Seconds by which a zone's clocks are ahead, where they always are.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "UTC" | "utc" | "Z" | "Etc/UTC") {
        return Some(0);
    }
    let (ahead, clock) = match zone.split_at_checked(1)? {
        ("+", clock) => (1, clock),
        ("-", clock) => (-1, clock),
        _ => return None,
    };
    let (hours, minutes) = clock.split_once(':')?;
    let part = |text: &str, below: i64| text.parse::<i64>().ok().filter(|n| (0..below).contains(n));
    Some(ahead * (part(hours, 24)? * 3600 + part(minutes, 60)? * 60))
}

/// Digits behind the point, as far as they are read. Below zero: zeros before it.
fn places(scale: i8) -> Option<usize> {
    Some(usize::from(scale.unsigned_abs())).filter(|s| *s <= MAX_SCALE)
}

fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

/// Values of a type, each written in its own way.
fn values<T: ArrowPrimitiveType>(
    array: &dyn Array,
    write: impl Fn(T::Native, &mut String) + 'static,
) -> Option<Cells> {
    let array: PrimitiveArray<T> = array.as_primitive_opt::<T>()?.clone();
    Some(Cells::Written(Box::new(move |row, out| {
        if let Some(value) = array.values().get(row) {
            write(*value, out);
        }
    })))
}

/// Whole numbers of at most 64 bits.
fn wholes<T: ArrowPrimitiveType>(array: &dyn Array, form: Form) -> Option<Cells>
where
    T::Native: Into<i64>,
{
    values::<T>(array, move |value, out| form.whole(value.into(), out))
}

/// Digits with a point among them, or zeros behind them.
fn decimals<T: ArrowPrimitiveType>(array: &dyn Array, scale: i8) -> Option<Cells>
where
    T::Native: ToString,
{
    let count = places(scale)?;
    values::<T>(array, move |value, out| {
        let mut digits = value.to_string();
        if scale < 0 && digits != "0" {
            digits.extend(std::iter::repeat_n('0', count));
        }
        forms::point(&digits, if scale < 0 { 0 } else { count }, out);
    })
}

fn moments<T: ArrowPrimitiveType<Native = i64>>(
    array: &dyn Array,
    unit: TimeUnit,
    zone: Option<&str>,
) -> Option<Cells> {
    let ahead = zone.map_or(Some(0), offset)?;
    let form = Form::Moment(per_second(unit));
    values::<T>(array, move |value, out| {
        form.whole(value.saturating_add(ahead.saturating_mul(per_second(unit))), out)
    })
}

impl Cells {
    fn of(array: &dyn Array) -> Option<Self> {
        match array.data_type() {
            DataType::Null => Some(Cells::Blank),
            DataType::Boolean => array.as_boolean_opt().cloned().map(Cells::Flags),
            DataType::Int8 => wholes::<Int8Type>(array, Form::Plain),
            DataType::Int16 => wholes::<Int16Type>(array, Form::Plain),
            DataType::Int32 => wholes::<Int32Type>(array, Form::Plain),
            DataType::Int64 => wholes::<Int64Type>(array, Form::Plain),
            DataType::UInt8 => wholes::<UInt8Type>(array, Form::Plain),
            DataType::UInt16 => wholes::<UInt16Type>(array, Form::Plain),
            DataType::UInt32 => wholes::<UInt32Type>(array, Form::Plain),
            DataType::UInt64 => {
                values::<UInt64Type>(array, |value, out| Form::Unsigned.whole(value.cast_signed(), out))
            }
            DataType::Float32 => values::<Float32Type>(array, forms::float),
            DataType::Float64 => values::<Float64Type>(array, forms::double),
            DataType::Timestamp(unit, zone) => {
                let (unit, zone) = (*unit, zone.as_deref());
                match unit {
                    TimeUnit::Second => moments::<TimestampSecondType>(array, unit, zone),
                    TimeUnit::Millisecond => moments::<TimestampMillisecondType>(array, unit, zone),
                    TimeUnit::Microsecond => moments::<TimestampMicrosecondType>(array, unit, zone),
                    TimeUnit::Nanosecond => moments::<TimestampNanosecondType>(array, unit, zone),
                }
            }
            DataType::Date32 => wholes::<Date32Type>(array, Form::Date),
            DataType::Date64 => wholes::<Date64Type>(array, Form::Moment(1_000)),
            DataType::Time32(TimeUnit::Second) => wholes::<Time32SecondType>(array, Form::Time(1)),
            DataType::Time32(_) => wholes::<Time32MillisecondType>(array, Form::Time(1_000)),
            DataType::Time64(TimeUnit::Nanosecond) => {
                wholes::<Time64NanosecondType>(array, Form::Time(1_000_000_000))
            }
            DataType::Time64(_) => wholes::<Time64MicrosecondType>(array, Form::Time(1_000_000)),
            DataType::Decimal32(_, scale) => decimals::<Decimal32Type>(array, *scale),
            DataType::Decimal64(_, scale) => decimals::<Decimal64Type>(array, *scale),
            DataType::Decimal128(_, scale) => decimals::<Decimal128Type>(array, *scale),
            DataType::Decimal256(_, scale) => decimals::<Decimal256Type>(array, *scale),
            DataType::Utf8 => array.as_string_opt::<i32>().cloned().map(Cells::Short),
            DataType::LargeUtf8 => array.as_string_opt::<i64>().cloned().map(Cells::Long),
            DataType::Utf8View => array.as_string_view_opt().cloned().map(Cells::View),
            form @ DataType::Dictionary(..) if is_read(form) => {
                let dictionary = array.as_any_dictionary_opt()?;
                if dictionary.values().is_empty() {
                    return Some(Cells::Blank);
                }
                let values = Column::of(dictionary.values().as_ref())?;
                Some(Cells::Places(dictionary.normalized_keys(), Box::new(values)))
            }
            DataType::Dictionary(..)
            | DataType::Float16
            | DataType::Duration(_)
            | DataType::Interval(_)
            | DataType::Binary
            | DataType::FixedSizeBinary(_)
            | DataType::LargeBinary
            | DataType::BinaryView
            | DataType::List(_)
            | DataType::ListView(_)
            | DataType::FixedSizeList(..)
            | DataType::LargeList(_)
            | DataType::LargeListView(_)
            | DataType::Struct(_)
            | DataType::Union(..)
            | DataType::Map(..)
            | DataType::RunEndEncoded(..) => None,
        }
    }
}

impl Column {
    /// Of an array; none where its type is not read.
    pub fn of(array: &dyn Array) -> Option<Self> {
        let cells = Cells::of(array)?;
        let blank = array.nulls().map(|nulls| BooleanArray::new(nulls.inner().clone(), None));
        Some(Column { cells, blank, row: 0, written: String::new() })
    }

    fn is_blank(&self) -> bool {
        self.blank.as_ref().is_some_and(|there| self.row >= there.len() || !there.value(self.row))
    }

    /// Stands at a row.
    pub fn go_to(&mut self, row: usize) {
        self.row = row;
        if self.is_blank() {
            return;
        }
        match &mut self.cells {
            Cells::Written(write) => {
                self.written.clear();
                write(row, &mut self.written);
            }
            Cells::Places(places, values) => {
                if let Some(place) = places.get(row) {
                    values.go_to(*place);
                }
            }
            Cells::Blank | Cells::Short(_) | Cells::Long(_) | Cells::View(_) | Cells::Flags(_) => {}
        }
    }

    /// The text of the row that is stood at; empty for none.
    pub fn text(&self) -> &str {
        if self.is_blank() {
            return "";
        }
        let row = self.row;
        match &self.cells {
            Cells::Blank => "",
            Cells::Short(list) if row < list.len() => list.value(row),
            Cells::Long(list) if row < list.len() => list.value(row),
            Cells::View(list) if row < list.len() => list.value(row),
            Cells::Flags(list) if row < list.len() => match list.value(row) {
                true => "true",
                false => "false",
            },
            Cells::Short(_) | Cells::Long(_) | Cells::View(_) | Cells::Flags(_) => "",
            Cells::Written(_) => &self.written,
            Cells::Places(_, values) => values.text(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::*;

    use super::*;

    fn texts(array: &dyn Array) -> Vec<String> {
        let mut column = Column::of(array).unwrap();
        assert!(is_read(array.data_type()));
        (0..array.len())
            .map(|row| {
                column.go_to(row);
                column.text().to_owned()
            })
            .collect()
    }

    #[test]
    fn values_are_written_as_a_file_has_them() {
        assert_eq!(texts(&Int8Array::from(vec![Some(-7), None])), ["-7", ""]);
        assert_eq!(texts(&UInt64Array::from(vec![u64::MAX])), ["18446744073709551615"]);
        assert_eq!(
            texts(&Float64Array::from(vec![0.1 + 0.2, 990_001.0, f64::NAN])),
            ["0.3", "990001", "NaN"]
        );
        assert_eq!(texts(&Float32Array::from(vec![3.4])), ["3.4"]);
        assert_eq!(texts(&BooleanArray::from(vec![Some(true), None, Some(false)])), ["true", "", "false"]);
        assert_eq!(texts(&Date32Array::from(vec![20_697])), ["2026-09-01"]);
        assert_eq!(texts(&NullArray::new(2)), ["", ""]);
        let decimals = Decimal128Array::from(vec![-5, 867_000]).with_precision_and_scale(20, 2).unwrap();
        assert_eq!(texts(&decimals), ["-0.05", "8670.00"]);
        let rounded = Decimal128Array::from(vec![-5, 0]).with_precision_and_scale(20, -3).unwrap();
        assert_eq!(texts(&rounded), ["-5000", "0"]);
        let day = 20_697 * 86_400_000_000i64;
        let moments = TimestampMicrosecondArray::from(vec![day, day + 1_500_000]);
        assert_eq!(texts(&moments), ["2026-09-01", "2026-09-01 00:00:01.5"]);
        // Midnight in China is eight hours before that of the universal time.
        let moments = TimestampMicrosecondArray::from(vec![day - 8 * 3_600_000_000]).with_timezone("+08:00");
        assert_eq!(texts(&moments), ["2026-09-01"]);
    }

    #[test]
    fn texts_stand_as_they_are_in_slices_views_and_dictionaries() {
        let list = vec![Some("小学"), None, Some("初中"), Some("很长的一所学校的名字")];
        let wanted = ["小学", "", "初中", "很长的一所学校的名字"];
        let short: StringArray = list.clone().into();
        let long: LargeStringArray = list.clone().into();
        let view: StringViewArray = list.clone().into();
        let places: DictionaryArray<Int8Type> = list.into_iter().collect();
        let all: [&dyn Array; 4] = [&short, &long, &view, &places];
        for array in all {
            assert_eq!(texts(array), wanted);
            assert_eq!(texts(&array.slice(1, 2)), wanted[1..3]);
        }
        let numbers: DictionaryArray<UInt8Type> = DictionaryArray::new(
            UInt8Array::from(vec![Some(1), None, Some(0), Some(2)]),
            Arc::new(Int64Array::from(vec![Some(4), Some(5), None])),
        );
        assert_eq!(texts(&numbers), ["5", "", "4", ""]);
        let none: DictionaryArray<Int32Type> = vec![None::<&str>, None].into_iter().collect();
        assert_eq!(texts(&none), ["", ""]);
    }

    #[test]
    fn what_is_not_read_is_refused() {
        for form in [DataType::Binary, DataType::Float16, DataType::Duration(TimeUnit::Second)] {
            assert!(!is_read(&form), "{form}");
            assert!(Column::of(&arrow_array::new_empty_array(&form)).is_none());
        }
        assert!(!is_read(&DataType::Timestamp(TimeUnit::Second, Some("Asia/Shanghai".into()))));
        assert_eq!(
            [offset("+08:00"), offset("-03:30"), offset("+8"), offset("Asia/Shanghai")],
            [Some(28_800), Some(-12_600), None, None]
        );
    }
}
