//! Names for people, other words for values, patterns and steps: what data may say, by whichever way it is read.

use std::fs;
use std::path::Path;

use junheng::diagnostic::Language;
use junheng::evaluation::{Evaluation, MissingAt, Options, evaluate, evaluate_exactly};
use junheng::facts::{Cell, Facts, RawTable, from_tables};
use junheng::pack::{SearchPath, load_memory};
use junheng::plan::{Op, Plan};
use junheng::report::{Detail, issue_text, key_text};
use junheng::semantics::{CheckedPack, check};
use junheng::tooling::gap::{Costs, gap, step};
use junheng::value::{Number, Outcome, parse_date};
use parquet::basic::Compression;

use crate::bulk::{FACTS, PACK, RULES, Said, in_one_piece, in_parts, options};
use crate::parquet::many::of_csv;
use crate::parquet::write::{PLAIN, Style, folder};

/// The pack of the bulk tests, with the new keys. The column `seal` is in no rule: it is looked into for its pattern alone.
fn pack(rules: &str) -> CheckedPack {
    let facts = FACTS
        .replace("primary: 小学, junior: 初中}}", "primary: {label: 小学, aliases: [完全小学]}, junior: {label: 初中, aliases: [初级中学, 初中部]}}}")
        .replace("columns: {code: {type: text, required: true}, pay", "columns: {code: {type: text, pattern: '[0-9]{4}', note: 四位数字}, pay")
        .replacen("code: {type: text, required: true}\n      county", "code: {type: text, pattern: 'S[0-9]+', note: 字母 S 和数字}\n      seal: {type: text, pattern: '[A-Z]{2}', note: 两个大写字母}\n      county", 1)
        .replacen("code: {type: text, required: true}\n      size", "code: {type: text, pattern: 'C[0-9]+', note: 字母 C 和数字}\n      size", 1);
    assert_eq!(facts.matches("pattern").count(), 4);
    let files = [("pack.yaml", PACK), ("facts.yaml", &facts), ("a.rules", rules)];
    let checked = check(load_memory(&files, &SearchPath::default()));
    // What the rules leave unused is warned of.
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics);
    checked.pack.unwrap()
}

/// A folder of many counties, one line of it as `change` makes it.
fn data(change: impl Fn(&str, usize, String) -> String) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    let mut files = [
        ("county.csv", "code,pay\n".to_owned()),
        ("school.csv", "code,seal,county,stage,students,area\n".to_owned()),
        ("class.csv", "school,code,size,share,head\n".to_owned()),
        ("finding.csv", "item,subject,result\n".to_owned()),
    ];
    let mut counts = [0usize; 4];
    let mut put = |file: usize, line: String| {
        counts[file] += 1;
        let line = change(files[file].0, counts[file], line);
        files[file].1 += &format!("{line}\n");
    };
    for county in 1000..1040 {
        put(0, format!("{county},3"));
        for school in 0..3 {
            let id = format!("S{county}{school}");
            let stage = ["小学", "初中", "完全小学"][school % 3];
            put(1, format!("{id},AB,{county},{stage},80,{}", 340 + county % 7));
            put(3, format!("J,{id},是"));
            for class in 1..3 {
                put(2, format!("{id},C{class:02},40,50%,是"));
            }
        }
    }
    for (name, text) in files {
        fs::write(to.path().join(name), text).unwrap();
    }
    to
}

const WAYS: [(usize, u64); 3] = [(1, 1), (2, 600), (3, 1 << 20)];

/// Read in one piece and in parts, from CSV and from Parquet: the same lines and the same errors, which are given.
fn everywhere(pack: &CheckedPack, csv: &Path) -> (String, Vec<Said>) {
    let expected = in_one_piece(pack, csv, Detail::Full);
    let small = Style { compression: Compression::SNAPPY, group: 13, page: 5, ..PLAIN };
    for way in WAYS {
        assert_eq!(in_parts(pack, csv, Detail::Full, way).unwrap(), expected, "CSV {way:?}");
    }
    for style in [PLAIN, small, Style { dictionary: false, ..small }] {
        let parquet = tempfile::tempdir().unwrap();
        folder(csv, parquet.path(), false, style);
        assert_eq!(of_csv(in_one_piece(pack, parquet.path(), Detail::Full)), expected, "Parquet {style:?}");
        for way in WAYS {
            let found = in_parts(pack, parquet.path(), Detail::Full, way).unwrap();
            assert_eq!(of_csv(found), expected, "Parquet {style:?} {way:?}");
        }
    }
    expected
}

#[test]
fn other_words_for_values_are_read_everywhere() {
    let pack = pack(RULES);
    let plain = data(|_, _, line| line.replace("完全小学", "小学"));
    let other = data(|_, n, line| if n % 2 == 0 { line.replace("初中", "初级中学") } else { line });
    let (lines, said) = everywhere(&pack, other.path());
    assert_eq!(said, []);
    assert_eq!(lines, everywhere(&pack, plain.path()).0, "the words of the data do not count");
}

#[test]
fn texts_that_do_not_fit_are_errors_at_their_cell_everywhere() {
    let pack = pack(RULES);
    let bad = |file: &'static str, row: u32, column: &'static str| {
        ("bad-pattern", file.to_owned(), Some(row), Some(column.to_owned()))
    };
    let with = |file: &'static str, row: usize, from: &'static str, to: &'static str| {
        let found = data(move |name, n, line| {
            let here = name == file && n + 1 == row;
            assert!(!here || line.contains(from), "{line}");
            if here { line.replacen(from, to, 1) } else { line }
        });
        everywhere(&pack, found.path()).1
    };
    assert_eq!(with("school.csv", 31, ",AB,", ",Ab,"), [bad("school.csv", 31, "seal")]);
    assert_eq!(with("school.csv", 31, ",AB,", ",A,"), [bad("school.csv", 31, "seal")]);
    assert_eq!(with("school.csv", 31, ",AB,", ",,"), [], "an empty cell is no text");
    assert_eq!(with("class.csv", 31, ",C02,", ",D02,"), [bad("class.csv", 31, "code")]);
    assert_eq!(with("class.csv", 31, ",C02,", ",C,"), [bad("class.csv", 31, "code")]);
    // Rows below a row that is set aside are not faulted again.
    assert_eq!(with("county.csv", 21, "1019", "10190"), [bad("county.csv", 21, "code")]);
}

#[test]
fn the_note_says_in_words_what_is_asked() {
    let pack = pack(RULES);
    let rows = [(2u32, vec!["64010".to_owned(), "3".to_owned()])];
    let table = RawTable {
        entity: "county".into(),
        file: "county.csv".into(),
        header: vec!["code".into(), "pay".into()],
        rows: rows.to_vec(),
    };
    let facts = from_tables(&pack, vec![table], options().as_of);
    let said: Vec<String> = [Language::Zh, Language::En]
        .iter()
        .flat_map(|l| facts.issues.iter().take(1).map(|i| issue_text(i, *l)))
        .collect();
    assert_eq!(
        said,
        [
            "错误 JH0904 county.csv 第 2 行 “code”列: `64010` 不符合这一列的格式：四位数字",
            "error JH0904 county.csv row 2 column code: `64010` is not of the form that the column asks for: 四位数字",
        ]
    );
}

const PEOPLE: &str = r#"
pack: people
version: 2017.1.0
title: people
issuer: test
effective: {from: 2017-01-01}
units: {平方米: base}
entities:
  county: {label: 县, key: code, display: called, columns: {code: {type: text}, called: {label: 叫法, type: text}, name: {type: text}}}
  hall:
    label: 教室
    within: county
    key: code
    display: 叫法
    columns:
      code: {type: text}
      county: {}
      called: {label: 叫法, type: text}
      area: {label: 面积, type: number, unit: 平方米, step: 1}
      fine: {label: 细, type: number, unit: 平方米, step: 0.25}
"#;

const HALLS: &str = r#"
rule A "large" for hall
  require area >= 10.3 平方米
rule B "fine" for hall
  require fine >= 10.3 平方米
conclusion C "all" for county
  require A and B
"#;

fn halls() -> (CheckedPack, Facts) {
    let files = [("pack.yaml", PEOPLE), ("a.rules", HALLS)];
    let checked = check(load_memory(&files, &SearchPath::default()));
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    let pack = checked.pack.unwrap();
    let table = |entity: &str, header: &str, row: &str| RawTable {
        entity: entity.into(),
        file: entity.into(),
        header: header.split(',').map(str::to_owned).collect(),
        rows: vec![(2, row.split(',').map(str::to_owned).collect())],
    };
    let tables = vec![
        table("county", "code,called,name", "1000,东县,西县"),
        table("hall", "code,county,called,area,fine", "7,1000,大教室,8.5,8.5"),
    ];
    let facts = from_tables(&pack, tables, parse_date("2026-11-01").unwrap());
    assert!(facts.issues.is_empty(), "{:?}", facts.issues);
    (pack, facts)
}

#[test]
fn rows_are_named_by_the_column_that_the_pack_says() {
    let (pack, facts) = halls();
    let name = |table: &str| {
        let ix = pack.entities.iter().position(|e| e.id == table).unwrap();
        key_text(&pack, &facts, junheng::semantics::EntityIx(ix as u32), 0, &Vec::new())
    };
    assert_eq!(name("hall"), "大教室 7");
    assert_eq!(name("county"), "东县 1000");
}

#[test]
fn plans_go_by_whole_steps() {
    let (pack, facts) = halls();
    let options = Options::on(parse_date("2026-11-01").unwrap());
    let found = gap(&pack, &facts, &options, &Costs::default(), None);
    let number = |text: &str| Number::parse_decimal(text).unwrap();
    let mut reached: Vec<(String, Number)> = found[0]
        .changes
        .iter()
        .map(|change| {
            let Cell::Number(to) = &change.to else { panic!("{change:?}") };
            (pack.column(change.at.entity, change.at.column).unwrap().id.clone(), to.clone())
        })
        .collect();
    reached.sort_by(|a, b| a.0.cmp(&b.0));
    // 9.5 and 10.5 are no multiples of 1.
    assert_eq!(reached, [("area".to_owned(), number("11")), ("fine".to_owned(), number("10.5"))]);
    let result = evaluate(&pack, &found[0].planned, &options);
    assert!(result.counties[0].subjects.iter().all(|s| s.outcome == Outcome::Met));
    for change in &found[0].changes {
        assert!(step(&pack, change.at.entity, change.at.column) > Number::from(0));
    }
}

const FOUND: &str = r#"
rule E "with evidence" for school
  require judged
  require known(judged.evidence) and known(评定.评定人)
rule D "dated" for school
  require judged at least good
  require judged.date <= as_of
rule F "filed" for school
  require known(judged.date)
rule G "filed or not" for school
  require if known(judged.evidence) then true else students > 100人
conclusion C "all" for county
  require all of {E, D, F, G}
"#;

/// Outcomes of E, D, F, G for a school with these findings.
fn found(findings: &[&str]) -> (CheckedPack, Evaluation) {
    let pack = pack(FOUND);
    let table = |entity: &str, header: &str, rows: &[&str]| RawTable {
        entity: entity.into(),
        file: entity.into(),
        header: header.split(',').map(str::to_owned).collect(),
        rows: (2u32..).zip(rows).map(|(n, row)| (n, row.split(',').map(str::to_owned).collect())).collect(),
    };
    let tables = vec![
        table("county", "code,pay", &["1000,3"]),
        table("school", "code,county,stage,students", &["S1,1000,小学,80"]),
        table("finding", "item,subject,result,evidence,assessor,date", findings),
    ];
    let facts = from_tables(&pack, tables, options().as_of);
    let errors: Vec<_> =
        facts.issues.iter().filter(|i| i.code.severity == junheng::diagnostic::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let (fast, exact) = (evaluate(&pack, &facts, &options()), evaluate_exactly(&pack, &facts, &options()));
    let of = |e: &Evaluation| -> Vec<(usize, Outcome)> {
        e.counties[0].subjects.iter().map(|s| (s.item.ix(), s.outcome)).collect()
    };
    assert_eq!(of(&fast), of(&exact), "the columns and the interpreter agree");
    (pack, exact)
}

fn outcomes(findings: &[&str]) -> Vec<(String, Outcome)> {
    let (pack, result) = found(findings);
    let name = |ix| pack.item(ix).unwrap().id.clone();
    result.counties[0]
        .subjects
        .iter()
        .map(|s| (name(s.item), s.outcome))
        .filter(|(n, _)| ["E", "D", "F", "G"].contains(&n.as_str()))
        .collect()
}

#[test]
fn what_stands_beside_a_result_can_be_asked_for() {
    use Outcome::{Met, Undetermined, Unmet};
    let all = |outcomes: [Outcome; 4]| -> Vec<(String, Outcome)> {
        ["E", "D", "F", "G"].iter().map(|n| (*n).to_owned()).zip(outcomes).collect()
    };
    let complete =
        ["E,S1,是,照片,甲,2026-10-01", "D,S1,良好,表,甲,2026-10-02", "F,S1,,,,2026-10-03", "G,S1,,表,,"];
    assert_eq!(outcomes(&complete), all([Met, Met, Met, Met]));
    let bare = ["E,S1,是,照片,,", "D,S1,良好,表,甲,", "F,S1,是,表,甲,", "G,S1,是,,甲,"];
    assert_eq!(outcomes(&bare), all([Unmet, Undetermined, Unmet, Unmet]));
    assert_eq!(outcomes(&[]), all([Unmet, Undetermined, Unmet, Unmet]));
    // The day itself, and the day after.
    assert_eq!(outcomes(&["D,S1,良好,表,甲,2026-11-01"])[1].1, Met);
    assert_eq!(outcomes(&["D,S1,良好,表,甲,2026-11-02"])[1].1, Unmet);
}

#[test]
fn a_missing_date_of_a_finding_is_named() {
    let (pack, result) = found(&["D,S1,良好,表,甲,"]);
    let d = pack.find_item("D").unwrap();
    let subject = result.counties[0].subjects.iter().find(|s| s.item == d).unwrap();
    let missing = &subject.missing[0];
    assert_eq!(missing.at, MissingAt::Finding(d, 0));
    assert_eq!(pack.column(missing.entity, missing.column.unwrap()).unwrap().id, "date");
}

#[test]
fn whether_a_cell_of_a_finding_is_filled_in_is_a_column() {
    let pack = pack(FOUND);
    let plan = Plan::new(&pack, options().as_of);
    let asked = plan.nodes.iter().filter(|n| matches!(n.op, Op::Grounded(..))).count();
    assert_eq!(asked, 4, "evidence and assessor of E, date of F, evidence of G");
}

#[test]
fn the_new_words_are_words_only_in_their_place() {
    let facts = "
units: {人: base}
kinds:
  alias: {label: 别名, values: {aliases: 名称列, pattern: 格式二}}
entities:
  county:
    label: 县
    key: code
    columns:
      code: {type: text}
      display: {label: 格式, type: text}
      pattern: {label: 正则, type: flag}
      aliases: {label: 别名数, type: count, unit: 人}
      evidence: {label: 佐证, type: flag}
      assessor: {label: 评定人, type: flag}
      date: {label: 日期, type: date}
      step: {label: 步长, type: alias}
";
    let rules = "
rule A \"a\" for county
  require evidence and 评定人 and pattern and known(judged.evidence)
  require 日期 <= as_of and date >= 2020-01-01
  require aliases >= 1人 and step == 名称列 and 格式 == \"x\"
conclusion C \"c\" for county
  require A
";
    let files = [("pack.yaml", PACK), ("facts.yaml", facts), ("a.rules", rules)];
    let checked = check(load_memory(&files, &SearchPath::default()));
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
}
