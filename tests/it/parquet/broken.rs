//! Files that are no whole Parquet files, or say of themselves what is not so.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, GzipLevel, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::Int64Type;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::Type;
use proptest::prelude::*;

use super::write::{Cells, Column, PLAIN, Style, columns, write};
use super::{example, issues, read_one};
use crate::workbook::national;

fn file(bytes: &[u8]) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    fs::write(to.path().join("班级.parquet"), bytes).unwrap();
    to
}

fn good(style: Style) -> Vec<u8> {
    let to = tempfile::tempdir().unwrap();
    let path = to.path().join("班级.parquet");
    write(&path, &columns(&example("county-990001").join("班级.csv"), true), style);
    fs::read(&path).unwrap()
}

fn one_issue(folder: &Path, code: &str, word: &str) {
    let found = issues(&read_one(&national(), folder));
    assert!(found.iter().any(|i| i.contains(code) && i.contains(word)), "{code} {word}: {found:#?}");
}

#[test]
fn what_is_no_whole_file_is_damaged() {
    let whole = good(PLAIN);
    for bytes in [
        &b""[..],
        b"PAR1",
        b"PAR1PAR1",
        b"PAR1\0\0\0\0PAR1",
        "学校,学段,班号,学生数\n".as_bytes(),
        &whole[..whole.len() - 1],
        &whole[..whole.len() / 2],
        &whole[4..],
    ] {
        one_issue(file(bytes).path(), "JH0980", "没有传完");
    }
    let mut locked = whole.clone();
    let end = locked.len();
    locked[end - 4..].copy_from_slice(b"PARE");
    one_issue(file(&locked).path(), "JH0981", "加了密");
}

/// A file of one column of a message type, without values.
fn of_message(message: &str) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(message).unwrap());
    let writer =
        SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::default())).unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn lists_and_groups_are_refused_only_where_they_are_known() {
    let keys = "required binary 学校 (UTF8); required binary 学段 (UTF8); required binary 班号 (UTF8);";
    let list = format!("message m {{ {keys} repeated int64 学生数; }}");
    one_issue(file(&of_message(&list)).path(), "JH0981", "`学生数`");
    let group = format!("message m {{ {keys} required group 学生数 {{ required int64 a; }} }}");
    one_issue(file(&of_message(&group)).path(), "JH0981", "`学生数`");
    let other =
        format!("message m {{ {keys} required group 其他 {{ required int64 a; }} optional int64 学生数; }}");
    let found = issues(&read_one(&national(), file(&of_message(&other)).path()));
    assert!(
        found.iter().all(|i| !i.contains("JH0981")) && found.iter().any(|i| i.contains("`其他`")),
        "{found:#?}"
    );
}

/// A county table whose description gives its one column this compression and so many rows.
fn described(path: &Path, compression: Compression, rows: u64) {
    let code = Type::primitive_type_builder("代码", Physical::INT64);
    let code = code.with_repetition(Repetition::REQUIRED).build().unwrap();
    let schema = Type::group_type_builder("m").with_fields(vec![Arc::new(code)]).build().unwrap();
    let mut plain = SerializedFileWriter::new(Vec::new(), Arc::new(schema.clone()), Arc::default()).unwrap();
    let mut group = plain.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&[990_001], None, None).unwrap();
    column.close().unwrap();
    let chunk = group.close().unwrap().column(0).clone();
    let bytes = bytes::Bytes::from(plain.into_inner().unwrap());
    let file = File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let metadata = ColumnChunkMetaData::builder(chunk.column_descr_ptr())
        .set_compression(compression)
        .set_num_values(1)
        .set_data_page_offset(chunk.data_page_offset())
        .set_dictionary_page_offset(chunk.dictionary_page_offset())
        .set_total_compressed_size(chunk.compressed_size())
        .set_total_uncompressed_size(chunk.uncompressed_size())
        .build()
        .unwrap();
    let close = ColumnCloseResult {
        bytes_written: 0,
        rows_written: rows,
        metadata,
        bloom_filter: None,
        column_index: None,
        offset_index: None,
    };
    group.append_column(&bytes, close).unwrap();
    group.close().unwrap();
    writer.close().unwrap();
}

#[test]
fn types_and_codecs_that_are_not_read_are_named() {
    let to = tempfile::tempdir().unwrap();
    let text = |c: &str| Cells::Text(vec![Some(c.to_owned())]);
    let code = Column::of("班号", LogicalType::Uuid, Cells::Fixed(16, vec![Some(vec![7; 16])]));
    let columns = [Column::new("学校", text("9900010001")), Column::new("学段", text("小学")), code];
    write(&to.path().join("班级.parquet"), &columns, PLAIN);
    one_issue(to.path(), "JH0981", "UUID");
    let to = tempfile::tempdir().unwrap();
    let path = to.path().join("县.parquet");
    described(&path, Compression::UNCOMPRESSED, 1);
    assert_eq!(read_one(&national(), to.path()).counties.len(), 1);
    described(&path, Compression::GZIP(GzipLevel::default()), 1);
    one_issue(to.path(), "JH0981", "GZIP");
    described(&path, Compression::UNCOMPRESSED, 900_000);
    one_issue(to.path(), "JH0980", "");
    described(&path, Compression::UNCOMPRESSED, 2_000_000_000);
    one_issue(to.path(), "JH0914", "2000000000");
}

#[test]
fn sizes_that_are_not_so_make_no_room() {
    let whole = good(Style { compression: Compression::ZSTD(Default::default()), ..PLAIN });
    // The first page is a dictionary: its head begins with its sort and its sizes.
    assert_eq!(whole[4..7], [0x15, 4, 0x15]);
    let number = |at: usize| whole[at..].iter().position(|b| *b < 0x80).unwrap() + 1;
    let unpacked = number(7);
    let two_gigabytes = [0xfe, 0xff, 0xff, 0xff, 0x0f];
    let changed = [&whole[..7], &two_gigabytes, &whole[7 + unpacked..]].concat();
    one_issue(file(&changed).path(), "JH0914", "MiB");
    // How many values the dictionary has: behind both sizes, in a structure of its own.
    let packed = 7 + unpacked + 1;
    let count = packed + number(packed);
    assert_eq!(whole[count..count + 2], [0x4c, 0x15]);
    let mut many = whole.clone();
    many.splice(count + 2..count + 2 + number(count + 2), two_gigabytes);
    one_issue(file(&many).path(), "JH0980", "");
}

/// A file of nothing but its description.
fn alone(description: &[u8]) -> Vec<u8> {
    let len = u32::try_from(description.len()).unwrap().to_le_bytes();
    [b"PAR1", description, &len, b"PAR1"].concat()
}

#[test]
fn a_description_may_not_promise_too_much() {
    // A group that announces 2^30 members.
    let mut description = vec![0x15, 2, 0x19, 0x1c, 0x48, 1, b'm', 0x15];
    description.extend([0x80, 0x80, 0x80, 0x80, 0x08, 0]);
    description.extend([0x16, 0, 0x19, 0x0c, 0]);
    one_issue(file(&alone(&description)).path(), "JH0980", "");
    // A million groups, one in the other.
    let mut description = vec![0x15, 2, 0x19, 0xfc];
    description.extend([0xc0, 0x84, 0x3d]);
    for _ in 0..1_000_000 {
        description.extend([0x35, 0, 0x18, 1, b'm', 0x15, 2, 0]);
    }
    description.extend([0x16, 0, 0x19, 0x0c, 0]);
    one_issue(file(&alone(&description)).path(), "JH0980", "");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Bytes changed, taken out, put in and cut off anywhere: what comes of it is data or an error.
    #[test]
    fn damaged_copies_are_read_or_refused(
        style in 0usize..4,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..6),
        near_end in any::<bool>(),
    ) {
        let style = [
            PLAIN,
            Style { compression: Compression::SNAPPY, new: true, dictionary: false, ..PLAIN },
            Style { compression: Compression::ZSTD(Default::default()), page: 20, ..PLAIN },
            Style { compression: Compression::LZ4_RAW, new: true, group: 50, ..PLAIN },
        ][style];
        let mut bytes = good(style);
        for (index, byte, sort) in changes {
            // The description stands in the last quarter.
            let len = bytes.len();
            let at = if near_end { len - 1 - index.index(len / 4) } else { index.index(len) };
            match sort {
                0 => bytes[at] = byte,
                1 => bytes[at] ^= 1 << (byte % 8),
                2 => drop(bytes.remove(at)),
                _ => bytes.insert(at, byte),
            }
        }
        let folder = file(&bytes);
        let facts = read_one(&national(), folder.path());
        // Any data or any error; what is said can be shown.
        prop_assert!(issues(&facts).iter().all(|i| !i.is_empty()));
    }
}
