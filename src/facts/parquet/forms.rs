//! What the values of a column are, by what the file says of it.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::schema::types::Type;

pub(in super::super) use super::super::forms::*;

impl Form {
    /// Of a column; what it is called where it is not read.
    pub fn of(column: &Type) -> Result<Self, &'static str> {
        let physical = column.get_physical_type();
        let whole = matches!(physical, Physical::INT32 | Physical::INT64);
        let bytes = matches!(physical, Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY);
        let info = column.get_basic_info();
        let decimal = |scale: i32| {
            let scale = usize::try_from(scale).ok().filter(|s| *s <= MAX_SCALE && (whole || bytes));
            scale.map(Form::Decimal).ok_or("DECIMAL")
        };
        let per_second = |unit: &TimeUnit| match unit {
            TimeUnit::MILLIS => 1_000,
            TimeUnit::MICROS => 1_000_000,
            TimeUnit::NANOS => 1_000_000_000,
        };
        let form = match info.logical_type_ref() {
            Some(LogicalType::String | LogicalType::Enum | LogicalType::Json) if bytes => Form::Text,
            Some(LogicalType::Decimal(decimals)) => decimal(decimals.scale)?,
            Some(LogicalType::Date) if physical == Physical::INT32 => Form::Date,
            Some(LogicalType::Time(time)) if whole => Form::Time(per_second(&time.unit)),
            Some(LogicalType::Timestamp(moment)) if whole => Form::Moment(per_second(&moment.unit)),
            Some(LogicalType::Integer(int)) if whole && !int.is_signed => Form::Unsigned,
            Some(LogicalType::Integer(_)) if whole => Form::Plain,
            // A column without any value.
            Some(LogicalType::Unknown) => Form::Plain,
            Some(LogicalType::Uuid) => return Err("UUID"),
            Some(LogicalType::Float16) => return Err("FLOAT16"),
            Some(LogicalType::Bson) => return Err("BSON"),
            Some(LogicalType::Geometry(_) | LogicalType::Geography(_)) => return Err("GEOMETRY"),
            Some(LogicalType::Variant(_)) => return Err("VARIANT"),
            Some(_) => return Err("?"),
            None => match info.converted_type() {
                ConvertedType::DECIMAL => decimal(column.get_scale())?,
                ConvertedType::DATE if physical == Physical::INT32 => Form::Date,
                ConvertedType::TIME_MILLIS if whole => Form::Time(1_000),
                ConvertedType::TIME_MICROS if whole => Form::Time(1_000_000),
                ConvertedType::TIMESTAMP_MILLIS if whole => Form::Moment(1_000),
                ConvertedType::TIMESTAMP_MICROS if whole => Form::Moment(1_000_000),
                ConvertedType::UINT_8
                | ConvertedType::UINT_16
                | ConvertedType::UINT_32
                | ConvertedType::UINT_64
                    if whole =>
                {
                    Form::Unsigned
                }
                ConvertedType::INTERVAL => return Err("INTERVAL"),
                ConvertedType::BSON => return Err("BSON"),
                _ if bytes => Form::Text,
                _ => Form::Plain,
            },
        };
        Ok(form)
    }
}
