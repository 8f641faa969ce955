//! Parquet files as data: what a CSV folder says, they say, too; broken ones are refused.

mod broken;
pub(crate) mod many;
pub(crate) mod write;

use std::fs;
use std::path::{Path, PathBuf};

use junheng::diagnostic::Language;
use junheng::evaluation::{Options, evaluate};
use junheng::facts::{Facts, read};
use junheng::report::{Detail, ReportInput, issue_text, report};
use junheng::semantics::CheckedPack;
use junheng::value::parse_date;
use parquet::basic::{Compression, LogicalType, TimeUnit};

use crate::workbook::{day, national};
use write::{Cells, Column, PLAIN, Style, columns, folder, rows, write};

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

/// The whole report, without what names the files.
fn result(pack: &CheckedPack, facts: &Facts) -> String {
    let evaluation = evaluate(pack, facts, &Options { as_of: day(), counties: None });
    let input =
        ReportInput { pack, facts, evaluation: &evaluation, detail: Detail::Full, language: Language::Zh };
    let text = serde_json::to_string_pretty(&report(&input)).unwrap();
    text.replace(&facts.digest, "").replace(".parquet", ".csv")
}

fn issues(facts: &Facts) -> Vec<String> {
    facts.issues.iter().map(|i| issue_text(i, Language::Zh)).collect()
}

fn read_one(pack: &CheckedPack, path: &Path) -> Facts {
    read(pack, &[path.to_owned()], day()).unwrap()
}

/// A county's files, one of its tables as a Parquet file.
fn with(name: &str, columns: &[Column]) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(example("county-990001")).unwrap() {
        let path = entry.unwrap().path();
        if path.file_stem().unwrap() != name {
            fs::copy(&path, to.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    write(&to.path().join(format!("{name}.parquet")), columns, PLAIN);
    to
}

fn texts(cells: &[&str]) -> Cells {
    Cells::Text(cells.iter().map(|c| Some((*c).to_owned()).filter(|c| !c.is_empty())).collect())
}

#[test]
fn a_folder_of_parquet_says_what_the_csv_says() {
    let pack = national();
    let styles = [
        (false, PLAIN),
        (true, PLAIN),
        (true, Style { compression: Compression::SNAPPY, new: true, group: 7, page: 3, ..PLAIN }),
        (
            true,
            Style {
                compression: Compression::ZSTD(Default::default()),
                dictionary: false,
                page: 100,
                ..PLAIN
            },
        ),
        (true, Style { limit: 20, page: 2, ..PLAIN }),
        (false, Style { limit: 40, page: 2, ..PLAIN }),
        (
            false,
            Style { compression: Compression::LZ4_RAW, dictionary: false, group: 1000, page: 1, ..PLAIN },
        ),
    ];
    for name in ["county-990001", "county-990002"] {
        let csv = read_one(&pack, &example(name));
        let expected = result(&pack, &csv);
        for (typed, style) in styles {
            let to = tempfile::tempdir().unwrap();
            folder(&example(name), to.path(), typed, style);
            let facts = read_one(&pack, to.path());
            assert_eq!(result(&pack, &facts), expected, "{typed} {style:?}");
            assert_ne!(facts.digest, csv.digest);
        }
    }
}

#[test]
fn a_file_may_stand_beside_csv_or_by_itself() {
    let pack = national();
    let path = example("county-990001").join("学部.csv");
    let mixed = with("学部", &columns(&path, true));
    let expected = result(&pack, &read_one(&pack, &example("county-990001")));
    assert_eq!(result(&pack, &read_one(&pack, mixed.path())), expected);
    // By itself it cannot be linked, which its CSV file cannot either.
    let (alone, csv) = (read_one(&pack, &mixed.path().join("学部.parquet")), read_one(&pack, &path));
    assert_eq!(result(&pack, &alone), result(&pack, &csv));
    // Nobody can tell which of two counts.
    fs::copy(&path, mixed.path().join("学部.csv")).unwrap();
    let facts = read_one(&pack, mixed.path());
    assert!(facts.issues.iter().any(|i| i.code.id == "JH0915"), "{:#?}", issues(&facts));
}

#[test]
fn values_of_any_type_become_exact() {
    let pack = national();
    let path = example("county-990001").join("学部.csv");
    let expected = result(&pack, &read_one(&pack, &example("county-990001")));
    let rows = rows(&path);
    let at = |name: &str| rows[0].iter().position(|h| h == name).unwrap();
    let of = |name: &str| rows[1..].iter().map(|r| r[at(name)].clone()).collect::<Vec<String>>();
    let tenths = |name: &str| -> Vec<Option<i64>> {
        of(name).iter().map(|c| c.parse::<f64>().ok().map(|n| (n * 10.0).round() as i64)).collect()
    };
    let decimal = |scale| LogicalType::decimal(scale, 9);
    let bytes = |n: &Option<i64>| n.map(|n| n.to_be_bytes()[4..].to_vec());
    let areas = tenths("教学及辅助用房面积");
    let grounds = tenths("体育运动场馆面积");
    let variants: [(&str, LogicalType, Cells); 7] = [
        ("教学及辅助用房面积", decimal(1), Cells::Long(areas.clone())),
        ("教学及辅助用房面积", decimal(1), Cells::Short(areas.iter().map(|n| n.map(|n| n as i32)).collect())),
        ("教学及辅助用房面积", decimal(2), Cells::Long(areas.iter().map(|n| n.map(|n| n * 10)).collect())),
        ("体育运动场馆面积", decimal(1), Cells::Fixed(4, grounds.iter().map(bytes).collect())),
        ("体育运动场馆面积", decimal(1), Cells::Bytes(grounds.iter().map(bytes).collect())),
        (
            "在校生数",
            LogicalType::integer(16, false),
            Cells::Short(of("在校生数").iter().map(|c| c.parse().ok()).collect()),
        ),
        ("学段", LogicalType::Enum, texts(&of("学段").iter().map(String::as_str).collect::<Vec<_>>())),
    ];
    for (name, logical, cells) in variants {
        let mut all = columns(&path, true);
        all[at(name)] = Column::of(name, logical, cells);
        let folder = with("学部", &all);
        assert_eq!(result(&pack, &read_one(&pack, folder.path())), expected, "{:?}", all[at(name)]);
    }
    // A short binary fraction is the decimal that it was written from.
    let mut all = columns(&path, true);
    let floats = of("体育运动场馆面积").iter().map(|c| c.parse::<f32>().ok()).collect();
    all[at("体育运动场馆面积")] = Column::new("体育运动场馆面积", Cells::Float(floats));
    assert_eq!(result(&pack, &read_one(&pack, with("学部", &all).path())), expected);
}

#[test]
fn days_are_dates_whatever_they_are_kept_as() {
    let pack = national();
    let path = example("county-990001").join("评定记录.csv");
    let expected = result(&pack, &read_one(&pack, &example("county-990001")));
    let plain = columns(&path, false);
    let date = plain.iter().position(|c| c.name == "日期").unwrap();
    let Cells::Text(cells) = &plain[date].cells else { panic!() };
    let day = |c: &Option<String>| -> Option<i64> {
        let day = parse_date(c.as_ref()?).unwrap();
        Some(i64::from(day.since(parse_date("1970-01-01").unwrap()).unwrap().get_days()))
    };
    let moment = |unit| LogicalType::timestamp(false, unit);
    let times = |by: i64| Cells::Long(cells.iter().map(|c| day(c).map(|d| d * 86_400 * by)).collect());
    let old = cells.iter().map(|c| day(c).map(|d| [0, 0, (d + 2_440_588) as u32])).collect();
    for column in [
        Column::of(
            "日期",
            LogicalType::Date,
            Cells::Short(cells.iter().map(|c| day(c).map(|d| d as i32)).collect()),
        ),
        Column::of("日期", moment(TimeUnit::MILLIS), times(1_000)),
        Column::of("日期", moment(TimeUnit::MICROS), times(1_000_000)),
        Column::of("日期", moment(TimeUnit::NANOS), times(1_000_000_000)),
        Column::new("日期", Cells::Old(old)),
    ] {
        let mut all = plain.clone();
        all[date] = column;
        let folder = with("评定记录", &all);
        assert_eq!(result(&pack, &read_one(&pack, folder.path())), expected, "{:?}", all[date]);
    }
}

#[test]
fn what_is_wrong_is_named_by_row_and_column() {
    let pack = national();
    let folder = with(
        "学部",
        &[
            Column::new("学校", texts(&["9900010001", "9900010002", "9900010003", "", "9900010099"])),
            Column::new("学段", texts(&["小学", "小学", "大学", "小学", "小学"])),
            Column::new("在校生数", Cells::Long(vec![Some(392), Some(-1), Some(100), Some(1), Some(1)])),
            Column::new(
                "专任教师数",
                Cells::Double(vec![Some(25.5), None, Some(f64::NAN), None, Some(1e16)]),
            ),
            Column::new("教学仪器设备值（万元）", Cells::Double(vec![Some(97.216), None, None, None, None])),
            Column::new("备注", Cells::Bytes(vec![Some(vec![0xff]); 5])),
        ],
    );
    let found = issues(&read_one(&pack, folder.path()));
    for text in [
        "学部.parquet 第 2 行 “专任教师数”列: `25.5`",
        "学部.parquet 第 3 行 “在校生数”列: `-1`",
        "学部.parquet 第 4 行 “学段”列: `大学`",
        "学部.parquet 第 4 行 “专任教师数”列: `NaN`",
        "学部.parquet 第 5 行 “学校”列",
        "学部.parquet 第 6 行",
        "`1E+16`",
        "`备注`",
    ] {
        assert!(found.iter().any(|i| i.contains(text)), "{text}: {found:#?}");
    }
    // The same as of the CSV file with these cells.
    let csv = with("学部", &[]);
    fs::remove_file(csv.path().join("学部.parquet")).unwrap();
    let text = "学校,学段,在校生数,专任教师数,教学仪器设备值（万元）,备注\n9900010001,小学,392,25.5,97.216,\n9900010002,小学,-1,,,\n\
                9900010003,大学,100,NaN,,\n,小学,1,,,\n9900010099,小学,1,1E+16,,\n";
    fs::write(csv.path().join("学部.csv"), text).unwrap();
    let expected: Vec<String> =
        issues(&read_one(&pack, csv.path())).iter().map(|i| i.replace("学部.csv", "学部.parquet")).collect();
    assert_eq!(found.len(), expected.len());
    assert!(found.iter().all(|i| expected.contains(i)), "{found:#?}\n{expected:#?}");
}

#[test]
fn text_that_is_none_is_refused_with_its_row() {
    let pack = national();
    let name = Cells::Bytes(vec![Some("甲".into()), Some(vec![0xc3, 0x28])]);
    let folder = with(
        "学校",
        &[
            Column::new("代码", texts(&["9900010001", "9900010002"])),
            Column::new("县", texts(&["990001", "990001"])),
            Column::new("校名", name),
        ],
    );
    let found = issues(&read_one(&pack, folder.path()));
    assert!(
        found.iter().any(|i| i.contains("JH0911") && i.contains("第 3 行") && i.contains("`校名`")),
        "{found:#?}"
    );
}

#[test]
fn a_table_without_rows_was_supplied() {
    let pack = national();
    let folder = with(
        "班级",
        &[
            Column::new("学校", texts(&[])),
            Column::new("学段", texts(&[])),
            Column::new("班号", texts(&[])),
            Column::new("学生数", Cells::Long(Vec::new())),
        ],
    );
    let facts = read_one(&pack, folder.path());
    let class = facts.table(pack.find_entity("class").unwrap()).unwrap();
    assert_eq!((class.supplied, class.len), (true, 0));
}
