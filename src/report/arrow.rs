//! Results as Arrow record batches: what [`super::records`] says.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt32Array};
use arrow_schema::{ArrowError, DataType, Field, Schema};

use super::records::{Cells, Records};

/// A table as one batch: texts are `Utf8`, counts `UInt32`, all may be null.
///
/// # Errors
/// What Arrow says of texts that are too long together for one batch (2 GiB).
pub fn batch(records: &Records) -> Result<RecordBatch, ArrowError> {
    const MOST: usize = i32::MAX as usize;
    let mut fields = Vec::with_capacity(records.columns.len());
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(records.columns.len());
    for (name, cells) in &records.columns {
        let (form, array): (DataType, ArrayRef) = match cells {
            Cells::Text(list) => {
                let bytes: usize = list.iter().flatten().map(String::len).sum();
                if bytes > MOST {
                    return Err(ArrowError::OffsetOverflowError(bytes));
                }
                (DataType::Utf8, Arc::new(list.iter().map(Option::as_deref).collect::<StringArray>()))
            }
            Cells::Count(list) => (DataType::UInt32, Arc::new(UInt32Array::from(list.clone()))),
        };
        fields.push(Field::new(*name, form, true));
        arrays.push(array);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
}
