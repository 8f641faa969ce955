//! Batches that have one row a county, with a list of structs for each table below it.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch, RecordBatchOptions, StructArray};
use arrow_schema::{ArrowError, DataType, Fields, Schema as Form, SchemaRef};

use super::super::{files, schemas};
use super::ArrowTable;
use crate::semantics::CheckedPack;

/// The tables of batches that have one row a county: a column that is a list of structs and is named as a table is that table's rows, with
/// the structs' fields as its columns; all other columns are the county's own. A list that is null has no rows.
///
/// # Errors
/// What Arrow says of arrays that do not belong together.
pub fn of_counties(
    pack: &CheckedPack,
    schema: &SchemaRef,
    batches: &[RecordBatch],
) -> Result<Vec<ArrowTable>, ArrowError> {
    let entities = schemas(pack);
    let (mut own, mut below) = (Vec::new(), Vec::new());
    for (index, field) in schema.fields().iter().enumerate() {
        let named = files::entity_named(&entities, field.name()).filter(|entity| entity.ix() > 0);
        match rows_of(field.data_type()).filter(|_| named.is_some()) {
            Some(fields) => below.push((index, field.name(), fields.clone())),
            None => own.push(index),
        }
    }
    let county = entities.first().map_or("", |s| s.entity.label.as_str());
    let of_own = batches.iter().map(|b| b.project(&own)).collect::<Result<Vec<_>, _>>()?;
    let mut tables = vec![ArrowTable::new(county, Arc::new(schema.project(&own)?), of_own)];
    for (index, name, fields) in below {
        let form = Arc::new(Form::new(fields));
        let mut rows = Vec::new();
        for batch in batches {
            if let Some(lists) = batch.columns().get(index) {
                unpack(lists.as_ref(), &form, &mut rows)?;
            }
        }
        tables.push(ArrowTable::new(name, form, rows));
    }
    Ok(tables)
}

/// The fields of the structs of which lists consist; none for any other type.
fn rows_of(form: &DataType) -> Option<&Fields> {
    let (DataType::List(inner) | DataType::LargeList(inner)) = form else { return None };
    match inner.data_type() {
        DataType::Struct(fields) => Some(fields),
        _ => None,
    }
}

/// The rows of all lists, in batches that are slices of what the lists share.
fn unpack(lists: &dyn Array, form: &SchemaRef, rows: &mut Vec<RecordBatch>) -> Result<(), ArrowError> {
    let (ends, values): (Vec<Range<usize>>, _) = if let Some(list) = lists.as_list_opt::<i32>() {
        (list.offsets().windows(2).filter_map(range).collect(), list.values())
    } else if let Some(list) = lists.as_list_opt::<i64>() {
        (list.offsets().windows(2).filter_map(range).collect(), list.values())
    } else {
        return Ok(());
    };
    let Some(values) = values.as_struct_opt() else { return Ok(()) };
    let mut stretch = 0..0;
    for (i, range) in ends.into_iter().enumerate() {
        if lists.is_null(i) || range.is_empty() {
            continue;
        }
        if range.start != stretch.end {
            cut(values, &stretch, form, rows)?;
            stretch.start = range.start;
        }
        stretch.end = range.end;
    }
    cut(values, &stretch, form, rows)
}

fn range<O: Copy + TryInto<usize>>(ends: &[O]) -> Option<Range<usize>> {
    let [from, to] = ends else { return None };
    Some((*from).try_into().ok()?..(*to).try_into().ok()?)
}

/// The structs of a stretch, without those that are null.
fn cut(
    values: &StructArray,
    stretch: &Range<usize>,
    form: &SchemaRef,
    rows: &mut Vec<RecordBatch>,
) -> Result<(), ArrowError> {
    let mut from = stretch.start;
    while from < stretch.end {
        let there = |row: &usize| values.is_valid(*row);
        let count = (from..stretch.end).take_while(there).count();
        if count > 0 {
            let columns = values.columns().iter().map(|c| c.slice(from, count)).collect();
            let options = RecordBatchOptions::new().with_row_count(Some(count));
            rows.push(RecordBatch::try_new_with_options(Arc::clone(form), columns, &options)?);
        }
        from += count.max(1);
    }
    Ok(())
}
