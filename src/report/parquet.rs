//! Results as Parquet files: what [`super::records`] says. The same bytes for the same results.

use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::json::EngineStamp;
use super::records::{Cells, Records};

/// A table as the bytes of a file: texts as strings, counts as unsigned numbers of 32 bits, all may be null.
///
/// # Errors
/// What the library says of a table that is too large.
pub fn bytes(records: &Records) -> Result<Vec<u8>, ParquetError> {
    let mut fields = Vec::with_capacity(records.columns.len());
    for (name, cells) in &records.columns {
        let (physical, converted) = match cells {
            Cells::Text(_) => (Physical::BYTE_ARRAY, ConvertedType::UTF8),
            Cells::Count(_) => (Physical::INT32, ConvertedType::UINT_32),
        };
        let field = Type::primitive_type_builder(name, physical).with_converted_type(converted);
        fields.push(Arc::new(field.with_repetition(Repetition::OPTIONAL).build()?));
    }
    let schema = Arc::new(Type::group_type_builder(records.name).with_fields(fields).build()?);
    let by = format!("{} {}", EngineStamp::OWN.name, EngineStamp::OWN.version);
    let properties = WriterProperties::builder()
        .set_created_by(by)
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .build();
    let mut out = Vec::new();
    let mut file = SerializedFileWriter::new(&mut out, schema, Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    for (_, cells) in &records.columns {
        let Some(mut column) = group.next_column()? else { break };
        match cells {
            Cells::Text(list) => {
                let values: Vec<ByteArray> =
                    list.iter().flatten().map(|text| ByteArray::from(text.as_str())).collect();
                column.typed::<ByteArrayType>().write_batch(&values, Some(&levels(list)), None)?;
            }
            Cells::Count(list) => {
                let values: Vec<i32> = list.iter().flatten().map(|n| n.cast_signed()).collect();
                column.typed::<Int32Type>().write_batch(&values, Some(&levels(list)), None)?;
            }
        }
        column.close()?;
    }
    group.close()?;
    file.close()?;
    Ok(out)
}

/// For each row whether it has a value.
fn levels<T>(list: &[Option<T>]) -> Vec<i16> {
    list.iter().map(|cell| i16::from(cell.is_some())).collect()
}
