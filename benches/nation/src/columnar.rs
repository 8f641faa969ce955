//! The nation's tables as Parquet, as people have them who work with columns: texts by dictionaries, counts as whole numbers, areas as
//! binary fractions, pages compressed by Zstandard, row groups as Polars makes them.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

/// Rows of a row group.
const GROUP: usize = 1 << 18;

const CODES: [&str; 6] = ["代码", "县", "学校", "班号", "工号", "编号"];
const FRACTIONS: [&str; 4] = ["教学及辅助用房面积", "体育运动场馆面积", "面积", "校际差异率"];

enum Values {
    Texts(Vec<ByteArray>),
    Counts(Vec<i64>),
    Fractions(Vec<f64>),
}

impl Values {
    fn of(name: &str, first: &str) -> Self {
        if FRACTIONS.contains(&name) {
            Values::Fractions(Vec::new())
        } else if !CODES.contains(&name) && first.parse::<i64>().is_ok() {
            Values::Counts(Vec::new())
        } else {
            Values::Texts(Vec::new())
        }
    }

    fn push(&mut self, cell: &str) {
        match self {
            Values::Texts(list) => list.push(ByteArray::from(cell.as_bytes().to_vec())),
            Values::Counts(list) => list.push(cell.parse().expect("a count")),
            Values::Fractions(list) => list.push(cell.parse().expect("a number")),
        }
    }

    fn schema(&self, name: &str) -> Type {
        let (physical, logical) = match self {
            Values::Texts(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Values::Counts(_) => (Physical::INT64, None),
            Values::Fractions(_) => (Physical::DOUBLE, None),
        };
        // As most programs write it, though every row has a value.
        let builder = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
        builder.with_logical_type(logical).build().expect("a column")
    }

    fn write(&mut self, group: &mut SerializedRowGroupWriter<'_, File>) {
        let mut out = group.next_column().expect("it can be written").expect("there is one more");
        let written = match self {
            Values::Texts(list) => {
                let levels = vec![1; list.len()];
                out.typed::<ByteArrayType>().write_batch(&std::mem::take(list), Some(&levels), None)
            }
            Values::Counts(list) => {
                let levels = vec![1; list.len()];
                out.typed::<Int64Type>().write_batch(&std::mem::take(list), Some(&levels), None)
            }
            Values::Fractions(list) => {
                let levels = vec![1; list.len()];
                out.typed::<DoubleType>().write_batch(&std::mem::take(list), Some(&levels), None)
            }
        };
        written.expect("it can be written");
        out.close().expect("it can be written");
    }
}

/// Writes every table of a folder as Parquet into another.
pub fn convert(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the nation is there") {
        let path = entry.expect("a file").path();
        let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        table(&path, &to.join(format!("{name}.parquet")));
    }
}

fn table(from: &Path, to: &Path) {
    let mut lines = BufReader::with_capacity(1 << 20, File::open(from).expect("it can be read"));
    let mut line = String::new();
    lines.read_line(&mut line).expect("it can be read");
    let names: Vec<String> = line.trim_end().split(',').map(str::to_owned).collect();
    line.clear();
    lines.read_line(&mut line).expect("it can be read");
    let first: Vec<&str> = line.trim_end().split(',').collect();
    let mut columns: Vec<Values> =
        names.iter().enumerate().map(|(i, n)| Values::of(n, first.get(i).unwrap_or(&""))).collect();
    let fields = columns.iter().zip(&names).map(|(c, n)| Arc::new(c.schema(n))).collect();
    let schema = Type::group_type_builder("schema").with_fields(fields).build().expect("a schema");
    let zstd = Compression::ZSTD(ZstdLevel::try_new(3).expect("a level"));
    let properties = WriterProperties::builder().set_compression(zstd).build();
    let file = File::create(to).expect("it can be written");
    let mut writer =
        SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties)).expect("it can be written");
    let mut rows = 0;
    loop {
        let more = !line.is_empty();
        if more {
            for (cell, column) in line.trim_end().split(',').zip(&mut columns) {
                column.push(cell);
            }
            rows += 1;
        }
        if rows == GROUP || (!more && rows > 0) {
            let mut group = writer.next_row_group().expect("it can be written");
            for column in &mut columns {
                column.write(&mut group);
            }
            group.close().expect("it can be written");
            rows = 0;
        }
        if !more {
            break;
        }
        line.clear();
        lines.read_line(&mut line).expect("it can be read");
    }
    writer.close().expect("it can be written");
}
