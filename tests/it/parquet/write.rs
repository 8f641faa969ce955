//! Parquet files for the tests, by the library's plain writer.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type,
    Int64Type, Int96, Int96Type,
};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};

/// A column's values; none is null.
#[derive(Debug, Clone)]
pub enum Cells {
    Text(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
    Fixed(i32, Vec<Option<Vec<u8>>>),
    Short(Vec<Option<i32>>),
    Long(Vec<Option<i64>>),
    Old(Vec<Option<[u32; 3]>>),
    Float(Vec<Option<f32>>),
    Double(Vec<Option<f64>>),
    Flag(Vec<Option<bool>>),
}

impl Cells {
    fn physical(&self) -> Physical {
        match self {
            Cells::Text(_) | Cells::Bytes(_) => Physical::BYTE_ARRAY,
            Cells::Fixed(..) => Physical::FIXED_LEN_BYTE_ARRAY,
            Cells::Short(_) => Physical::INT32,
            Cells::Long(_) => Physical::INT64,
            Cells::Old(_) => Physical::INT96,
            Cells::Float(_) => Physical::FLOAT,
            Cells::Double(_) => Physical::DOUBLE,
            Cells::Flag(_) => Physical::BOOLEAN,
        }
    }

    fn len(&self) -> usize {
        match self {
            Cells::Text(c) => c.len(),
            Cells::Bytes(c) | Cells::Fixed(_, c) => c.len(),
            Cells::Short(c) => c.len(),
            Cells::Long(c) => c.len(),
            Cells::Old(c) => c.len(),
            Cells::Float(c) => c.len(),
            Cells::Double(c) => c.len(),
            Cells::Flag(c) => c.len(),
        }
    }

    fn has_blank(&self) -> bool {
        match self {
            Cells::Text(c) => c.iter().any(Option::is_none),
            Cells::Bytes(c) | Cells::Fixed(_, c) => c.iter().any(Option::is_none),
            Cells::Short(c) => c.iter().any(Option::is_none),
            Cells::Long(c) => c.iter().any(Option::is_none),
            Cells::Old(c) => c.iter().any(Option::is_none),
            Cells::Float(c) => c.iter().any(Option::is_none),
            Cells::Double(c) => c.iter().any(Option::is_none),
            Cells::Flag(c) => c.iter().any(Option::is_none),
        }
    }

    fn put(&self, rows: std::ops::Range<usize>, required: bool, out: &mut SerializedColumnWriter<'_>) {
        fn put<T: DataType, V: Clone>(
            out: &mut SerializedColumnWriter<'_>,
            cells: &[Option<V>],
            required: bool,
            value: impl Fn(V) -> T::T,
        ) {
            let values: Vec<T::T> = cells.iter().flatten().cloned().map(value).collect();
            let levels: Vec<i16> = cells.iter().map(|c| i16::from(c.is_some())).collect();
            let levels = (!required).then_some(levels.as_slice());
            out.typed::<T>().write_batch(&values, levels, None).unwrap();
        }
        match self {
            Cells::Text(c) => {
                put::<ByteArrayType, _>(out, &c[rows], required, |v| ByteArray::from(v.into_bytes()))
            }
            Cells::Bytes(c) => put::<ByteArrayType, _>(out, &c[rows], required, ByteArray::from),
            Cells::Fixed(_, c) => {
                put::<FixedLenByteArrayType, _>(out, &c[rows], required, |v| ByteArray::from(v).into())
            }
            Cells::Short(c) => put::<Int32Type, _>(out, &c[rows], required, |v| v),
            Cells::Long(c) => put::<Int64Type, _>(out, &c[rows], required, |v| v),
            Cells::Old(c) => put::<Int96Type, _>(out, &c[rows], required, |v| Int96::from(v.to_vec())),
            Cells::Float(c) => put::<FloatType, _>(out, &c[rows], required, |v| v),
            Cells::Double(c) => put::<DoubleType, _>(out, &c[rows], required, |v| v),
            Cells::Flag(c) => put::<BoolType, _>(out, &c[rows], required, |v| v),
        }
    }
}

/// A column of a file.
#[derive(Debug, Clone)]
pub struct Column {
    pub name: String,
    pub logical: Option<LogicalType>,
    pub cells: Cells,
}

impl Column {
    pub fn new(name: &str, cells: Cells) -> Self {
        let logical = matches!(cells, Cells::Text(_)).then_some(LogicalType::String);
        Column { name: name.to_owned(), logical, cells }
    }

    pub fn of(name: &str, logical: LogicalType, cells: Cells) -> Self {
        Column { name: name.to_owned(), logical: Some(logical), cells }
    }

    fn schema(&self) -> TypePtr {
        let required = !self.cells.has_blank();
        let mut builder = Type::primitive_type_builder(&self.name, self.cells.physical())
            .with_repetition(if required { Repetition::REQUIRED } else { Repetition::OPTIONAL })
            .with_logical_type(self.logical.clone());
        if let Cells::Fixed(length, _) = &self.cells {
            builder = builder.with_length(*length);
        }
        if let Some(LogicalType::Decimal(decimal)) = &self.logical {
            builder = builder.with_precision(decimal.precision).with_scale(decimal.scale);
        }
        Arc::new(builder.build().unwrap())
    }
}

/// How a file is written.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    pub compression: Compression,
    pub new: bool,
    pub dictionary: bool,
    /// Bytes of a dictionary from which on values stand by themselves.
    pub limit: usize,
    /// Rows of a group, and of a page.
    pub group: usize,
    pub page: usize,
}

pub const PLAIN: Style = Style {
    compression: Compression::UNCOMPRESSED,
    new: false,
    dictionary: true,
    limit: 1 << 20,
    group: 1 << 20,
    page: 1 << 20,
};

/// Writes a file of columns.
pub fn write(path: &Path, columns: &[Column], style: Style) {
    let fields = columns.iter().map(Column::schema).collect();
    let schema = Arc::new(Type::group_type_builder("schema").with_fields(fields).build().unwrap());
    let properties = WriterProperties::builder()
        .set_compression(style.compression)
        .set_writer_version(if style.new { WriterVersion::PARQUET_2_0 } else { WriterVersion::PARQUET_1_0 })
        .set_dictionary_enabled(style.dictionary)
        .set_dictionary_page_size_limit(style.limit)
        .set_data_page_row_count_limit(style.page)
        .set_write_batch_size(style.page.min(1 << 10));
    // Of the new encodings those that are read.
    let encoded = columns.iter().filter(|_| style.new).fold(properties, |all, column| {
        let encoding = match &column.cells {
            Cells::Text(_) | Cells::Bytes(_) => Encoding::DELTA_LENGTH_BYTE_ARRAY,
            Cells::Short(_) | Cells::Long(_) => Encoding::DELTA_BINARY_PACKED,
            Cells::Double(_) | Cells::Float(_) => Encoding::BYTE_STREAM_SPLIT,
            Cells::Flag(_) => Encoding::RLE,
            Cells::Fixed(..) | Cells::Old(_) => Encoding::PLAIN,
        };
        all.set_column_encoding(ColumnPath::new(vec![column.name.clone()]), encoding)
    });
    let properties = encoded.build();
    let file = File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    let rows = columns.first().map_or(0, |c| c.cells.len());
    let mut from = 0;
    while from < rows {
        let to = (from + style.group).min(rows);
        let mut group = writer.next_row_group().unwrap();
        for column in columns {
            let mut out = group.next_column().unwrap().unwrap();
            column.cells.put(from..to, !column.cells.has_blank(), &mut out);
            out.close().unwrap();
        }
        group.close().unwrap();
        from = to;
    }
    writer.close().unwrap();
}

/// The rows of a CSV file, its header first.
pub fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// A CSV file's columns: all as text, or whole numbers, fractions and truth values as such where all of a column are.
pub fn columns(path: &Path, typed: bool) -> Vec<Column> {
    let rows = rows(path);
    let (header, body) = rows.split_first().unwrap();
    let column = |(i, name): (usize, &String)| {
        let cells: Vec<Option<String>> =
            body.iter().map(|r| Some(r[i].clone()).filter(|c| !c.is_empty())).collect();
        let given = || cells.iter().flatten();
        let plain = |c: &String| c.replace(',', "");
        let whole = |c: &String| plain(c).parse::<i64>().is_ok_and(|n| n.to_string() == plain(c));
        let some = typed && given().next().is_some();
        let all = if some && given().all(whole) {
            Cells::Long(cells.iter().map(|c| c.as_ref().map(|c| plain(c).parse().unwrap())).collect())
        } else if some
            && given()
                .all(|c| plain(c).parse::<f64>().is_ok() && (!c.starts_with('0') || c.starts_with("0.")))
        {
            Cells::Double(cells.iter().map(|c| c.as_ref().map(|c| plain(c).parse().unwrap())).collect())
        } else if some && given().all(|c| ["√", "×", "是", "否"].contains(&c.as_str())) {
            Cells::Flag(cells.iter().map(|c| c.as_ref().map(|c| ["√", "是"].contains(&c.as_str()))).collect())
        } else {
            Cells::Text(cells)
        };
        Column::new(name, all)
    };
    header.iter().enumerate().map(column).collect()
}

/// A folder's CSV files as Parquet files in another.
pub fn folder(from: &Path, to: &Path, typed: bool, style: Style) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "csv") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            write(&to.join(format!("{name}.parquet")), &columns(&path, typed), style);
        }
    }
}
