//! Arrow's C interface: the only file with `unsafe`.
#![allow(unsafe_code, reason = "capsules hold pointers")]

use std::ffi::CStr;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{Array as _, RecordBatch, RecordBatchReader, StructArray};
use arrow_schema::{ArrowError, DataType, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// Rows that another library hands over, before they are read.
pub enum Given {
    /// From `__arrow_c_stream__`.
    Stream(FFI_ArrowArrayStream),
    /// From `__arrow_c_array__`.
    Array(FFI_ArrowSchema, FFI_ArrowArray),
}

impl Given {
    /// Takes what one capsule or two have.
    pub fn take(capsules: &[Bound<'_, PyCapsule>]) -> PyResult<Self> {
        match capsules {
            [stream] => {
                let stream = stream.pointer_checked(Some(STREAM))?.cast().as_ptr();
                // SAFETY: by Arrow's PyCapsule interface a capsule of this name points to a stream, which is whoever's takes it first; what
                // stays behind is marked as released, and a stream that was is refused when it is opened.
                Ok(Given::Stream(unsafe { FFI_ArrowArrayStream::from_raw(stream) }))
            }
            [schema, array] => {
                let schema = schema.pointer_checked(Some(SCHEMA))?.cast().as_ptr();
                let array = array.pointer_checked(Some(ARRAY))?.cast().as_ptr();
                // SAFETY: as above, for a schema and an array.
                Ok(unsafe {
                    Given::Array(FFI_ArrowSchema::from_raw(schema), FFI_ArrowArray::from_raw(array))
                })
            }
            _ => Err(pyo3::exceptions::PyTypeError::new_err("no Arrow capsule")),
        }
    }

    /// Reads all rows. What does not keep to Arrow's form is an error and goes no further.
    pub fn read(self) -> Result<(SchemaRef, Vec<RecordBatch>), ArrowError> {
        match self {
            Given::Stream(stream) => {
                let reader = RecordBatchStreamReader::try_new(stream)?;
                let schema = reader.schema();
                let batches = reader.map(|batch| batch.and_then(sound)).collect::<Result<_, _>>()?;
                Ok((schema, batches))
            }
            Given::Array(schema, array) => {
                if array.is_released() {
                    return Err(ArrowError::CDataInterface("the array was taken before".to_owned()));
                }
                if !matches!(DataType::try_from(&schema)?, DataType::Struct(_)) {
                    return Err(ArrowError::CDataInterface("the array has no columns".to_owned()));
                }
                // SAFETY: both come from one object's `__arrow_c_array__`, whose interface promises that they belong together.
                let rows = StructArray::from(unsafe { from_ffi(array, &schema) }?);
                if rows.null_count() > 0 {
                    return Err(ArrowError::CDataInterface("the array has null rows".to_owned()));
                }
                let batch = sound(RecordBatch::from(rows))?;
                Ok((batch.schema(), vec![batch]))
            }
        }
    }
}

/// A batch whose offsets, places and texts were all looked at.
fn sound(batch: RecordBatch) -> Result<RecordBatch, ArrowError> {
    for column in batch.columns() {
        column.to_data().validate_full()?;
    }
    Ok(batch)
}

/// A stream as others take it.
pub fn hand_out<'py>(
    py: Python<'py>,
    reader: Box<dyn RecordBatchReader + Send>,
) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), STREAM)
}

/// A schema as others take it.
pub fn hand_out_schema<'py>(py: Python<'py>, schema: FFI_ArrowSchema) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, schema, SCHEMA)
}
