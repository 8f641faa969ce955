//! A table of results.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use arrow_array::cast::AsArray as _;
use arrow_array::ffi::FFI_ArrowSchema;
use arrow_array::types::UInt32Type;
use arrow_array::{Array as _, ArrayRef, RecordBatch, RecordBatchIterator};
use junheng::facts::ArrowTable;
use pyo3::prelude::*;
use pyo3::types::{PyAny, PyCapsule};

use crate::capsule::{self, Given};
use crate::judging;
use crate::work::{Stop, beside};

/// Rows that another library handed over under a table's name.
#[pyclass(frozen, module = "junheng._native")]
pub struct Rows {
    pub table: ArrowTable,
}

#[pymethods]
impl Rows {
    /// Reads all rows that capsules of Arrow have.
    #[new]
    fn new(py: Python<'_>, name: String, capsules: Vec<Bound<'_, PyCapsule>>) -> PyResult<Self> {
        let given = Given::take(&capsules)?;
        Ok(Rows { table: beside(py, move || judging::table(name, given))? })
    }

    /// How many there are.
    fn __len__(&self) -> usize {
        self.table.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

/// Rows that a notebook shows.
const MOST_SHOWN: usize = 50;

/// Rows and columns, as Arrow has them: `pa.table(table)`, `pl.DataFrame(table)`, `pd.DataFrame.from_arrow(table)` take it.
#[pyclass(frozen, module = "junheng._native")]
pub struct Table {
    batch: RecordBatch,
}

impl Table {
    pub fn new(batch: RecordBatch) -> Self {
        Table { batch }
    }

    /// The texts of a row, in the order of the columns; none for null.
    fn cells(&self, row: usize) -> Vec<Option<String>> {
        let cell = |column: &ArrayRef| {
            if row >= column.len() || column.is_null(row) {
                return None;
            }
            let text = column.as_string_opt::<i32>().map(|texts| texts.value(row).to_owned());
            text.or_else(|| Some(column.as_primitive_opt::<UInt32Type>()?.value(row).to_string()))
        };
        self.batch.columns().iter().map(cell).collect()
    }
}

#[pymethods]
impl Table {
    /// How many rows there are.
    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    /// The names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.batch.schema().fields().iter().map(|f| f.name().clone()).collect()
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A form that is asked for is a wish; whoever takes the rows casts them.
        drop(requested_schema);
        let batches = [Ok(self.batch.clone())];
        capsule::hand_out(py, Box::new(RecordBatchIterator::new(batches, self.batch.schema())))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(&*self.batch.schema());
        capsule::hand_out_schema(py, schema.map_err(|e| Stop::new(e.to_string()).raise(py))?)
    }

    /// The rows as dictionaries: text by the column's name, none for null. For a few rows; a library's frame is for many.
    fn rows(&self) -> Vec<BTreeMap<String, Option<String>>> {
        let names = self.column_names();
        let row = |row: usize| names.iter().cloned().zip(self.cells(row)).collect();
        (0..self.batch.num_rows()).map(row).collect()
    }

    fn __repr__(&self) -> String {
        format!("<junheng.Table: {} rows, {}>", self.batch.num_rows(), self.column_names().join(", "))
    }

    /// The first rows for a notebook.
    fn _repr_html_(&self) -> String {
        let mut out = "<table><thead><tr>".to_owned();
        let cell = |out: &mut String, tag: &str, text: &str| {
            let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let _ = write!(out, "<{tag}>{text}</{tag}>");
        };
        self.column_names().iter().for_each(|name| cell(&mut out, "th", name));
        out.push_str("</tr></thead><tbody>");
        for row in 0..self.batch.num_rows().min(MOST_SHOWN) {
            out.push_str("<tr>");
            self.cells(row).iter().for_each(|text| cell(&mut out, "td", text.as_deref().unwrap_or("")));
            out.push_str("</tr>");
        }
        let _ = write!(out, "</tbody></table><p>{}</p>", self.batch.num_rows());
        out
    }
}
