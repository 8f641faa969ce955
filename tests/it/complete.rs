//! The shipped packs on data from which rows were left out: whoever deletes what fails does not pass.

use std::cell::Cell;
use std::collections::BTreeMap;

use junheng::diagnostic::Severity;
use junheng::evaluation::{Evaluation, Options, evaluate, evaluate_exactly};
use junheng::facts::{RawTable, from_tables};
use junheng::pack::{SearchPath, load, load_memory};
use junheng::semantics::{CheckedPack, check};
use junheng::value::Outcome;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::workbook::day;

use Outcome::{Met, Undetermined, Unmet};

use crate::support::root;

fn search() -> SearchPath {
    SearchPath { dirs: vec![root().join("rulepacks")], embedded: false }
}

fn shipped(reference: &str) -> CheckedPack {
    let checked = check(load(reference, &search()).unwrap());
    assert!(!checked.has_errors(), "{reference}");
    checked.pack.unwrap()
}

/// An example county's tables, by their labels.
fn example(county: &str) -> BTreeMap<String, RawTable> {
    let mut tables = BTreeMap::new();
    for file in std::fs::read_dir(root().join("examples").join(county)).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&path).unwrap();
        let mut rows = reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect::<Vec<_>>());
        let header: Vec<String> =
            rows.next().unwrap().iter().map(|h| h.trim_start_matches('\u{feff}').to_owned()).collect();
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        let mut table = RawTable::new(&name, &names, &[]);
        table.rows = (2u32..).zip(rows).collect();
        tables.insert(name, table);
    }
    assert!(tables.len() >= 8);
    tables
}

fn judged(pack: &CheckedPack, tables: &BTreeMap<String, RawTable>) -> Evaluation {
    let facts = from_tables(pack, tables.values().cloned().collect(), day());
    let errors: Vec<_> = facts.issues.iter().filter(|i| i.code.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    evaluate(pack, &facts, &Options::on(day()))
}

/// Every outcome by item, key and group.
fn outcomes(
    pack: &CheckedPack,
    tables: &BTreeMap<String, RawTable>,
) -> BTreeMap<(String, Vec<String>, String), Outcome> {
    let facts = from_tables(pack, tables.values().cloned().collect(), day());
    let found = evaluate(pack, &facts, &Options::on(day()));
    let named = found.counties[0].subjects.iter().map(|s| {
        let item = pack.item(s.item).unwrap();
        ((item.id.clone(), facts.key_of(pack, item.entity, s.row), format!("{:?}", s.group)), s.outcome)
    });
    named.collect()
}

fn conclusion(pack: &CheckedPack, tables: &BTreeMap<String, RawTable>, item: &str) -> Outcome {
    let ix = pack.find_item(item).unwrap();
    let found = judged(pack, tables);
    found.counties[0].subjects.iter().find(|s| s.item == ix).unwrap().outcome
}

/// The tables whose lists the packs close.
const CLOSED: &[&str] = &["学校", "学部", "班级", "教师", "社会认可度调查", "质量监测"];

/// Leaves out a row and whatever hangs on it: of a school its divisions, classes, teachers, rooms and findings.
fn leave_out(tables: &mut BTreeMap<String, RawTable>, name: &str, at: usize) -> Vec<String> {
    let (_, gone) = tables.get_mut(name).unwrap().rows.remove(at);
    let keys = match name {
        "学校" => 1,
        "学部" => 2,
        _ => return gone,
    };
    for (below, table) in tables.iter_mut().filter(|(other, _)| *other != name) {
        let first = if below == "评定记录" { 1 } else { 0 };
        if ["县", "学校", "社会认可度调查", "质量监测"].contains(&below.as_str()) {
            continue;
        }
        table.rows.retain(|(_, row)| row.get(first..first + keys) != gone.get(..keys));
    }
    gone
}

/// One class and one teacher a division, one monitoring result, one survey group: the rest simply left out.
#[test]
fn a_county_that_files_one_row_of_each_list_does_not_pass() {
    let pack = shipped("national@2017");
    let mut tables = example("county-990002");
    assert_eq!(conclusion(&pack, &tables, "recognition"), Met);
    for name in ["班级", "教师"] {
        let table = tables.get_mut(name).unwrap();
        let mut seen = Vec::new();
        table.rows.retain(|(_, row)| {
            let division = row[..2].to_vec();
            let first = !seen.contains(&division);
            seen.push(division);
            first
        });
    }
    for name in ["质量监测", "社会认可度调查"] {
        tables.get_mut(name).unwrap().rows.truncate(1);
    }
    assert_eq!(conclusion(&pack, &tables, "recognition"), Undetermined);
}

/// Each list by itself: one row left out, wherever it stands.
#[test]
fn one_row_left_out_of_any_closed_list_is_noticed() {
    let pack = shipped("national@2017");
    let whole = example("county-990002");
    for name in CLOSED {
        let count = whole[*name].rows.len();
        for at in [0, count / 2, count - 1] {
            let mut tables = whole.clone();
            let gone = leave_out(&mut tables, name, at);
            assert_eq!(conclusion(&pack, &tables, "recognition"), Undetermined, "{name} without {gone:?}");
        }
    }
}

/// A table that is not filed at all.
#[test]
fn a_list_that_is_not_filed_is_noticed() {
    let pack = shipped("national@2017");
    for name in CLOSED.iter().filter(|n| !["学校", "学部"].contains(n)) {
        let mut tables = example("county-990002");
        tables.remove(*name);
        assert_eq!(conclusion(&pack, &tables, "recognition"), Undetermined, "{name}");
    }
}

/// Without the figures that say how many there are nobody knows whether the lists are whole.
#[test]
fn without_the_control_totals_nothing_is_certain() {
    let pack = shipped("national@2017");
    for (table, column) in
        [("县", "学校数"), ("县", "质量监测结果数"), ("学校", "班级数"), ("学部", "专任教师数")]
    {
        let mut tables = example("county-990002");
        let table = tables.get_mut(table).unwrap();
        let at =
            table.header.iter().position(|h| h.starts_with(column)).unwrap_or_else(|| panic!("{column}"));
        table.rows.iter_mut().for_each(|(_, row)| row[at].clear());
        assert_eq!(conclusion(&pack, &tables, "recognition"), Undetermined, "{column}");
    }
}

/// Over the shipped packs and random deletions: nothing unmet or undetermined turns to met.
#[test]
fn deleting_rows_makes_nothing_met_in_any_shipped_pack() {
    for reference in ["national@2017", "ningxia@2017", "yinchuan@2021"] {
        let pack = shipped(reference);
        let (undecided, turned) = (Cell::new(0), Cell::new(0));
        for county in ["county-990001", "county-990002"] {
            let whole = example(county);
            let before = outcomes(&pack, &whole);
            let strategy = proptest::collection::vec((0..CLOSED.len(), 0..1000usize), 1..12);
            let cases = if reference == "national@2017" { 24 } else { 6 };
            let mut runner =
                TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
            let run = runner.run(&strategy, |gone| {
                let mut tables = whole.clone();
                for (table, at) in gone {
                    let count = tables[CLOSED[table]].rows.len();
                    if count > 0 {
                        leave_out(&mut tables, CLOSED[table], at % count);
                    }
                }
                for (subject, outcome) in outcomes(&pack, &tables) {
                    // A subject that went with its rows is gone.
                    let Some(was) = before.get(&subject) else { continue };
                    undecided.set(undecided.get() + usize::from(outcome == Undetermined));
                    turned.set(turned.get() + usize::from(outcome != *was));
                    prop_assert!(!(outcome == Met && matches!(was, Unmet | Undetermined)), "{subject:?}");
                }
                Ok(())
            });
            if let Err(error) = run {
                panic!("{reference} {county}: {error}");
            }
        }
        let (undecided, turned) = (undecided.get(), turned.get());
        assert!(undecided > 50 && turned > 50, "{reference}: {undecided}, {turned}");
    }
}

const HEAD: &str = "标准包: local\n版本: 2026.1.0\n名称: 试行\n沿用: national@2017\n";

/// Three years running, in a pack of one's own.
fn years(expect: &str, rules: &str) -> (Vec<&'static str>, CheckedPack) {
    let facts = format!(
        "数据表:\n  年度:\n    标签: 年度数据\n    上级: county\n    识别列: [county, 年度]\n    应有: {expect}\n    列:\n      \
         county: {{标签: 县}}\n      年度: {{类型: 计数}}\n      合格率: {{类型: 比例}}\n"
    );
    let rules = format!("{rules}\n调整 结论 recognition\n  另要求 连续\n");
    let files = [("pack.yaml", HEAD), ("facts.yaml", facts.as_str()), ("r.rules", rules.as_str())];
    let checked = check(load_memory(&files, &search()));
    assert!(!checked.has_errors(), "{:#?}", checked.diagnostics.iter().collect::<Vec<_>>());
    let codes = checked.diagnostics.iter().map(|d| d.code.id).collect();
    (codes, checked.pack.unwrap())
}

#[test]
fn three_years_running_takes_three_years() {
    let every = "规则 连续 \"连续三年不低于90%\" 适用 县\n  \
                 要求 每个 年度 其中 年度.年度 高于 年份(评估日期) - 3: 合格率 不低于 90%";
    let filed = |rows: &[&[&str]]| {
        let mut tables = example("county-990002");
        tables.insert("年度".to_owned(), RawTable::new("年度", &["县", "年度", "合格率"], rows));
        tables
    };
    let code = example("county-990002")["县"].rows[0].1[0].clone();
    let of = |year| -> [String; 3] { [code.clone(), year, "91%".to_owned()] };
    let years_of = |all: &[&str]| -> Vec<[String; 3]> { all.iter().map(|y| of((*y).to_owned())).collect() };
    let judge = |pack: &CheckedPack, all: &[&str]| {
        let rows = years_of(all);
        let rows: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let tables = filed(&rows);
        let facts = from_tables(pack, tables.values().cloned().collect(), day());
        let (fast, exact) = (
            evaluate(pack, &facts, &Options::on(day())),
            evaluate_exactly(pack, &facts, &Options::on(day())),
        );
        assert_eq!(fast.counties[0].subjects, exact.counties[0].subjects);
        conclusion(pack, &tables, "连续")
    };
    // As it stands, nobody says how many years there must be: the checker warns.
    let (codes, open) = years("每上级", every);
    assert!(codes.contains(&"JH0851"), "{codes:?}");
    assert_eq!(judge(&open, &["2026"]), Met);
    let (codes, closed) = years("[{每: county, 数量: 3}]", every);
    assert!(!codes.contains(&"JH0851"), "{codes:?}");
    assert_eq!(judge(&closed, &["2026"]), Undetermined);
    assert_eq!(judge(&closed, &["2026", "2025", "2024"]), Met);
    // Each year looked up by itself.
    let year = |back| format!("取(年度 其中 年度.年度 等于 年份(评估日期) - {back}: 合格率) 不低于 90%");
    let one_by_one = format!(
        "规则 连续 \"连续三年不低于90%\" 适用 县\n  要求 {}\n  要求 {}\n  要求 {}",
        year(0),
        year(1),
        year(2)
    );
    let (_, looked_up) = years("每上级", &one_by_one);
    assert_eq!(judge(&looked_up, &["2026"]), Undetermined);
    assert_eq!(judge(&looked_up, &["2026", "2025", "2024"]), Met);
}
