//! Many counties from Parquet files, a part at a time: the same lines and the same errors as from CSV in one piece.

use std::fs;
use std::path::{Path, PathBuf};

use junheng::facts::Unsuited;
use junheng::pack::{SearchPath, load};
use junheng::report::Detail;
use junheng::report::ndjson::Halt;
use junheng::semantics::check;
use parquet::basic::Compression;
use proptest::prelude::*;

use super::write::{PLAIN, Style, columns, write};
use crate::bulk::{Said, examples, folder, in_one_piece, in_parts, pack, plain};

/// A folder's tables, some of them as Parquet files.
fn mixed(from: &Path, typed: bool, style: Style, parquet: impl Fn(&str) -> bool) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if parquet(&name) {
            write(&to.path().join(format!("{name}.parquet")), &columns(&path, typed), style);
        } else {
            fs::copy(&path, to.path().join(format!("{name}.csv"))).unwrap();
        }
    }
    to
}

/// What was said, as of CSV files.
pub(crate) fn of_csv((lines, said): (String, Vec<Said>)) -> (String, Vec<Said>) {
    let mut said: Vec<Said> = said
        .into_iter()
        .map(|(key, file, row, column)| (key, file.replace(".parquet", ".csv"), row, column))
        .collect();
    said.sort();
    (lines.replace(".parquet", ".csv"), said)
}

/// What is said of rows of which it may be unknown whose they are.
const LOST: [&str; 3] = ["unknown-parent-row", "blank-key", "bad-cell"];

fn same(csv: &Path, parquet: &Path, detail: Detail) {
    let lines = fs::read_to_string(csv.join("class.csv")).unwrap();
    let pack = pack();
    let expected = in_one_piece(&pack, csv, detail);
    assert_eq!(of_csv(in_one_piece(&pack, parquet, detail)), expected, "in one piece");
    for way in [(1, 1), (2, 600), (3, 1 << 20)] {
        match in_parts(&pack, parquet, detail, way) {
            Ok(found) => assert_eq!(of_csv(found), expected, "{way:?}"),
            // Whose a row of no school is a part cannot tell where another part's rows may begin beside it, nor where notes end that begin
            // with the totals: such a folder is read in one piece.
            Err(Halt::Unsuited(Unsuited::Unplaced, _)) => {
                let lost = expected.1.iter().any(|said| LOST.contains(&said.0));
                assert!(lost || lines.contains("合计"), "{way:?} {:?}", expected.1);
            }
            Err(halt) => panic!("{way:?} {halt:?}"),
        }
    }
}

const SMALL: Style = Style {
    compression: Compression::SNAPPY,
    new: false,
    dictionary: true,
    limit: 1 << 20,
    group: 13,
    page: 5,
};

#[test]
fn the_examples_come_out_the_same() {
    let csv = tempfile::tempdir().unwrap();
    examples(csv.path());
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rulepacks");
    let search = SearchPath { dirs: vec![root], embedded: false };
    let pack = check(load("national@2017", &search).unwrap()).pack.unwrap();
    for (typed, style) in [
        (true, PLAIN),
        (true, SMALL),
        (false, SMALL),
        (true, Style { dictionary: false, new: true, ..SMALL }),
        // A dictionary for the first pages of a row group, and none for the others.
        (true, Style { limit: 20, group: 60, ..SMALL }),
        (false, Style { limit: 40, group: 60, ..SMALL }),
    ] {
        let parquet = mixed(csv.path(), typed, style, |_| true);
        for detail in [Detail::Summary, Detail::Failures, Detail::Full] {
            let expected = in_one_piece(&pack, csv.path(), detail);
            assert_eq!(expected.0.lines().count(), 2);
            assert_eq!(of_csv(in_one_piece(&pack, parquet.path(), detail)), expected);
            for way in [(1, 1), (2, 1), (3, 1 << 20)] {
                let found = in_parts(&pack, parquet.path(), detail, way).unwrap();
                assert_eq!(of_csv(found), expected, "{typed} {style:?} {way:?}");
            }
        }
    }
}

#[test]
fn many_counties_come_out_the_same() {
    let csv = folder(40, plain);
    for (typed, dictionary) in [(true, true), (true, false), (false, true)] {
        let style = Style { dictionary, ..SMALL };
        same(csv.path(), mixed(csv.path(), typed, style, |_| true).path(), Detail::Failures);
        same(csv.path(), mixed(csv.path(), typed, style, |name| name == "class").path(), Detail::Failures);
        same(csv.path(), mixed(csv.path(), typed, style, |name| name != "class").path(), Detail::Failures);
    }
}

#[test]
fn what_is_not_in_order_is_said() {
    let csv = folder(9, plain);
    let path = csv.path().join("class.csv");
    let text = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.swap(2, 50);
    fs::write(&path, lines.join("\n")).unwrap();
    let parquet = mixed(csv.path(), true, SMALL, |_| true);
    // A part for each county.
    let found = in_parts(&pack(), parquet.path(), Detail::Failures, (2, 0));
    assert!(
        matches!(&found, Err(Halt::Unsuited(Unsuited::Order { file }, _)) if **file == *"class.parquet"),
        "{found:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Cells as people write them, in any pages and row groups.
    #[test]
    fn any_cells_come_out_the_same(
        cells in proptest::collection::vec(
            proptest::sample::select(vec!["40", "45", "46", "", " 40 ", "４０", "4x", "99", "100", "-1", "40.0", "（示例）"]),
            1..8,
        ),
        numbers in any::<bool>(),
        codes in proptest::collection::vec(proptest::sample::select(vec!["01", "1", "０２", " 03", "04", "甲", "1E+05", "合计", ""]), 1..4),
        heads in proptest::collection::vec(proptest::sample::select(vec!["是", "否", "√", "y", "", "maybe", "1"]), 1..4),
        plain_heads in any::<bool>(),
        twice in 0u8..4,
        (typed, dictionary, new, group, page) in (any::<bool>(), any::<bool>(), any::<bool>(), 1usize..40, 1usize..20),
        limit in proptest::sample::select(vec![1usize, 12, 40, 1 << 20]),
        which in 0usize..8,
    ) {
        let counter = std::cell::Cell::new(0);
        let class = |school: &str, n: u32, _: u32| {
            let at = counter.replace(counter.get() + 1);
            // Every other county is plain.
            if (at / 6_usize).is_multiple_of(2) {
                return format!("{school},{n:02},40,60%,是\n");
            }
            let code = codes[at % codes.len()];
            let code = if twice == 0 { code.to_owned() } else { format!("{code}{n}") };
            let cell = if numbers { ["40", "45", "", "46"][at % 4] } else { cells[at % cells.len()] };
            let head = if plain_heads { ["是", "否"][at % 2] } else { heads[at % heads.len()] };
            format!("{school},{code},{cell},60%,{head}\n")
        };
        let csv = folder(6, class);
        let style = Style { compression: Compression::ZSTD(Default::default()), new, dictionary, limit, group, page };
        let names = ["county", "school", "class"];
        let parquet = mixed(csv.path(), typed, style, |name| {
            names.iter().position(|n| *n == name).is_none_or(|at| which >> at & 1 == 0)
        });
        same(csv.path(), parquet.path(), Detail::Failures);
    }
}
