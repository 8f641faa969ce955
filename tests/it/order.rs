//! The same data give the same bytes, in whatever order and form they lie there.

use std::fs;
use std::path::{Path, PathBuf};

use junheng::report::Detail;
use junheng::report::sheets::{Book, Cell, Look, Sheet, write};
use proptest::prelude::*;

use crate::bulk::{folder, in_one_piece, in_parts, pack, plain};
use crate::cli::{code, err, out, run};
use crate::parquet::write as parquet;
use crate::workbook::tables;

/// A generator of numbers that anyone can follow.
struct Shuffler(u64);

impl Shuffler {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % most
    }

    fn shuffled<T>(&mut self, mut list: Vec<T>) -> Vec<T> {
        for i in (1..list.len()).rev() {
            let other = self.below(i + 1);
            list.swap(i, other);
        }
        list
    }
}

/// The tables of a folder in another, each changed.
fn changed(from: &Path, mut change: impl FnMut(&str, Vec<Vec<String>>) -> Vec<u8>) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    for (name, rows) in tables(from) {
        fs::write(to.path().join(format!("{name}.csv")), change(&name, rows)).unwrap();
    }
    to
}

fn csv(rows: &[Vec<String>], end: &str) -> String {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap().replace('\n', end)
}

/// Rows in another order, the header first.
fn mixed(mut rows: Vec<Vec<String>>, seed: u64) -> Vec<Vec<String>> {
    let body = rows.split_off(1);
    rows.extend(Shuffler(seed).shuffled(body));
    rows
}

/// Columns in another order.
fn turned(rows: Vec<Vec<String>>, seed: u64) -> Vec<Vec<String>> {
    let order = Shuffler(seed).shuffled((0..rows[0].len()).collect());
    rows.iter().map(|row| order.iter().map(|i| row[*i].clone()).collect()).collect()
}

const EXAMPLE: &str = "examples/county-990001";

/// `eval` of the example or what stands for it.
fn eval(data: &Path, format: &str) -> String {
    let args = ["--pack", "national@2017", "--as-of", "2026-11-23", "--detail", "full", "--format", format];
    let mut all = vec!["eval", data.to_str().unwrap()];
    all.extend(args);
    let done = run(&all);
    assert_eq!(code(&done), 0, "{}", err(&done));
    out(&done)
}

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(EXAMPLE)
}

fn value(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn rows_in_any_order_give_the_same_bytes() {
    let (pack, from) = (pack(), folder(12, plain));
    let expected = in_one_piece(&pack, from.path(), Detail::Full);
    for seed in 1..5 {
        let to = changed(from.path(), |_, rows| csv(&mixed(rows, seed), "\n").into());
        assert_eq!(in_one_piece(&pack, to.path(), Detail::Full), expected, "{seed}");
    }
    // Keys of each county and of each of its tables rise.
    let codes = |lines: &str| -> Vec<String> {
        lines.lines().map(|l| value(l)["county"].as_str().unwrap().to_owned()).collect()
    };
    assert!(codes(&expected.0).is_sorted() && codes(&expected.0).len() == 12);
    for line in expected.0.lines() {
        let subjects = value(line)["subjects"].as_array().unwrap().clone();
        for rule in ["R1", "G5", "G6", "J"] {
            let keys: Vec<String> = subjects
                .iter()
                .filter(|s| s["rule"] == rule)
                .map(|s| s["key"][0].as_str().unwrap().to_owned())
                .collect();
            assert!(keys.len() == 3 && keys.is_sorted(), "{keys:?}");
        }
    }
}

#[test]
fn counties_in_any_order_are_cut_into_the_same_lines() {
    let (pack, from) = (pack(), folder(40, plain));
    for detail in [Detail::Summary, Detail::Failures, Detail::Full] {
        let expected = in_one_piece(&pack, from.path(), detail);
        // Counties from the last to the first; schools and classes of one county stay together.
        let back = changed(from.path(), |_, mut rows| {
            let body = rows.split_off(1);
            rows.extend(body.into_iter().rev());
            csv(&rows, "\n").into()
        });
        for way in [(1, 1), (3, 600), (2, 1 << 20)] {
            assert_eq!(in_parts(&pack, back.path(), detail, way).unwrap(), expected, "{way:?}");
        }
    }
}

#[test]
fn the_program_says_the_same_of_every_layout() {
    let lines = eval(&example(), "ndjson");
    let report = value(&eval(&example(), "json"));
    for key in ["engine", "format", "pack", "as_of", "content", "doubts", "errors"] {
        assert!(value(&lines).get(key).is_some_and(|v| !v.is_null()), "{key}");
    }
    assert_eq!(report["counties"][0]["content"], value(&lines)["content"]);
    assert!(report["data"]["content"].as_str().unwrap().starts_with("sha256:"));
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    type Layout<'l> = (&'l str, &'l dyn Fn(Vec<Vec<String>>) -> Vec<u8>);
    let layouts: [Layout<'_>; 6] = [
        ("line ends", &|rows| csv(&rows, "\r\n").into()),
        ("no mark", &|rows| csv(&rows, "\n").into()),
        ("GB18030", &|rows| gb(&csv(&rows, "\r\n"))),
        ("tabs", &|rows| csv(&rows, "\n").replace(',', "\t").into()),
        ("rows", &|rows| csv(&mixed(rows, 7), "\n").into()),
        ("columns", &|rows| csv(&turned(rows, 9), "\n").into()),
    ];
    let same = |path: &Path, what: &str| {
        assert_eq!(eval(path, "ndjson"), lines, "{what}");
        let mut found = value(&eval(path, "json"));
        assert_ne!(found["data"]["digest"], report["data"]["digest"], "{what}");
        found["data"]["digest"] = report["data"]["digest"].clone();
        assert_eq!(found["data"]["content"], report["data"]["content"], "{what}");
        assert_eq!(found["counties"], report["counties"], "{what}");
    };
    for (what, layout) in layouts {
        let to = changed(&example(), |_, rows| {
            // A cell with a comma in it would be two.
            let plain = !rows.iter().flatten().any(|c| c.contains(','));
            if what == "tabs" && !plain { csv(&rows, "\n").into() } else { layout(rows) }
        });
        same(to.path(), what);
    }
    let (book, columns) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let text = |c: &String| Cell::text(c.as_str(), Look::Code);
    let sheet = |(name, rows): (String, Vec<Vec<String>>)| Sheet {
        name,
        rows: rows.iter().map(|row| row.iter().map(text).collect()).collect(),
        ..Sheet::default()
    };
    let sheets = tables(&example()).into_iter().map(sheet).collect();
    let path = book.path().join("县.xlsx");
    fs::write(&path, write(&Book { title: String::new(), sheets }).unwrap()).unwrap();
    same(&path, "workbook");
    parquet::folder(&example(), columns.path(), true, parquet::PLAIN);
    same(columns.path(), "parquet");
}

#[test]
fn any_change_of_a_value_is_seen() {
    let content = |path: &Path| value(&eval(path, "json"))["data"]["content"].clone();
    let before = content(&example());
    let mut seen = std::collections::BTreeSet::new();
    let all = tables(&example());
    // One cell of each column of each table, in a row of its own.
    for (at, (table, rows)) in all.iter().enumerate() {
        for column in 0..rows[0].len() {
            let row = 1 + (at + column) % (rows.len() - 1);
            let cell = &rows[row][column];
            if cell.parse::<u32>().is_err() || cell.len() > 5 {
                continue;
            }
            let to = changed(&example(), |name, mut rows| {
                if name == table {
                    rows[row][column] = (cell.parse::<u32>().unwrap() + 1).to_string();
                }
                csv(&rows, "\n").into()
            });
            let args = ["--pack", "national@2017", "--as-of", "2026-11-23", "--format", "json"];
            let mut eval = vec!["eval", to.path().to_str().unwrap()];
            eval.extend(args);
            let after = value(&out(&run(&eval)))["data"]["content"].clone();
            assert_ne!(after, before, "{table} {row} {column}");
            assert!(seen.insert(after.to_string()), "{table} {row} {column}");
        }
    }
    assert!(seen.len() >= 10, "{}", seen.len());
}

#[test]
fn the_digest_can_be_left_out() {
    let args = ["--pack", "national@2017", "--as-of", "2026-11-23", "--no-content-digest", "--format"];
    for format in ["json", "ndjson"] {
        let mut all = vec!["eval", EXAMPLE];
        all.extend(args);
        all.push(format);
        let done = run(&all);
        let found = value(&out(&done));
        let county = if format == "json" { &found["counties"][0] } else { &found };
        assert!(county.get("content").is_some_and(serde_json::Value::is_null));
        assert!(format == "ndjson" || found["data"]["content"].is_null());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Sound data in any order of rows and columns, in any number of parts.
    #[test]
    fn any_layout_of_sound_data_comes_out_the_same(seed in any::<u64>(), counties in 1..9u32) {
        let (pack, from) = (pack(), folder(counties, plain));
        let expected = in_one_piece(&pack, from.path(), Detail::Failures);
        let to = changed(from.path(), |_, rows| csv(&turned(mixed(rows, seed), seed ^ 1), "\r\n").into());
        prop_assert_eq!(&in_one_piece(&pack, to.path(), Detail::Failures), &expected);
        let only_columns = changed(from.path(), |_, rows| csv(&turned(rows, seed), "\n").into());
        prop_assert_eq!(&in_parts(&pack, only_columns.path(), Detail::Failures, (2, 300)).unwrap(), &expected);
    }
}
