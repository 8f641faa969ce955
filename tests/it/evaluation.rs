//! From pack text to outcomes: the checker's expressions as the interpreter reads them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use std::collections::HashMap;

use junheng::evaluation::{Evaluation, Options, StepKind, Value, evaluate, explain};
use junheng::facts::{Bits, ColumnData, County, Facts, RowPlace, Table, Values};
use junheng::pack::{SearchPath, load_memory};
use junheng::semantics::{CheckedPack, Column, ColumnIx, ColumnType, check};
use junheng::value::{Number, Outcome, parse_date};

const FACTS_YAML: &str = "
units: {百人: 100 人, 人: base, 平方米: base}
kinds:
  stage: {label: 学段, values: {primary: 小学, junior: 初中}}
  type: {label: 类别, values: {ordinary: 普通, special: 特殊教育}}
entities:
  county:
    label: 县
    key: [code]
    columns: {code: {label: 代码, type: text}}
  school:
    label: 学校
    within: county
    key: [code]
    columns:
      code: {label: 学校代码, type: text}
      county: {label: 所属县, type: text}
      type: {label: 类别, type: type}
      shared_area: {label: 合用面积, type: number, unit: 平方米}
      split_students: {label: 折算学生数, type: number, unit: 人, derive: 'sum(division: students * split_weight[stage])'}
  division:
    label: 学部
    within: school
    key: [school, stage]
    expect: parent
    columns:
      school: {label: 所属学校, type: text}
      stage: {label: 学段, type: stage}
      students: {label: 在校生数, type: count, unit: 人}
      degree_teachers: {label: 高于规定学历教师数, type: count, unit: 人}
      area:
        label: 面积
        type: number
        unit: 平方米
        derive: shared_area * students * split_weight[stage] / split_students
limits:
  split_weight: {label: 折算比例, by: stage, value: {primary: 1, junior: 1.1}}
  tolerance: {label: 余项比例, value: 85%}
  balance_limit: {label: 差异系数上限, by: stage, value: {primary: 0.50, junior: 0.45}}
indicators:
  R1:
    title: 每百名学生拥有高于规定学历教师数
    for: division
    when: type != special
    value: degree_teachers / students
    unit: 人/百人
    at_least: {primary: 4.2, junior: 5.3}
  R2:
    title: 生均面积
    for: division
    value: area / students
    unit: 平方米/人
    at_least: 4.5
";

const RULES: &str = r#"
rule R_school "学校达标"
  for division
  require at least 1 of {R1..R2}
  require each i in {R1..R2}: i.value >= tolerance * i.limit

规则 R_balance 校际均衡 "差异系数"
  适用 县 分 学段
  当 数量(学部) > 0
  要求 差异系数(学部: R1.值 按 在校生数 加权) 不超过 差异系数上限[学段]

conclusion recognition "认定"
  for county
  require R_school and R_balance
"#;

fn pack() -> CheckedPack {
    let head = "pack: t\nversion: 2017.1.0\ntitle: 试\nissuer: 试\n";
    let files = [("pack.yaml", head), ("facts.yaml", FACTS_YAML), ("a.rules", RULES)];
    let checked = check(load_memory(&files, &SearchPath::default()));
    let errors: Vec<String> =
        checked.diagnostics.iter().map(|d| d.message.text(junheng::diagnostic::Language::Zh)).collect();
    checked.pack.unwrap_or_else(|| panic!("{errors:#?}"))
}

fn cells(column: &Column, pack: &CheckedPack, cells: Option<Vec<&str>>, len: usize) -> ColumnData {
    let Some(cells) = cells else {
        return ColumnData { valid: Bits::filled(len, false), ..ColumnData::default() };
    };
    let mut valid = Bits::default();
    cells.iter().for_each(|c| valid.push(*c != "-"));
    let values = match column.ty {
        ColumnType::Text => Values::Text(cells.iter().map(|c| (*c).into()).collect()),
        ColumnType::Kind(kind) => {
            let values = &pack.kind(kind).unwrap().values;
            let at = |c: &&str| values.iter().position(|v| v.0 == *c).unwrap_or(0) as u16;
            Values::Kind(cells.iter().map(at).collect())
        }
        _ => {
            let number = |c: &str| column.unit.to_base(&Number::parse_decimal(c).unwrap());
            let given = (0u32..).zip(&cells).filter(|(_, c)| **c != "-");
            let wide = given.map(|(row, c)| (row, number(c))).collect();
            Values::Decimal { scale: 0, mantissas: vec![0; cells.len()], wide }
        }
    };
    ColumnData { supplied: true, values, valid, bad: HashMap::new() }
}

/// Tables as header and rows of cells parted by spaces, in the order of their parents.
fn facts(pack: &CheckedPack, tables: &[(&str, &str, &[&str])]) -> Facts {
    let mut facts = Facts::default();
    for entity in pack.entities.iter().take(pack.entities.len() - 1) {
        let above = entity.parent.map(|p| &facts.tables[p.ix()]);
        let mut table = Table { offsets: vec![0; above.map_or(0, |a| a.len + 1)], ..Table::default() };
        if let Some((_, header, rows)) = tables.iter().find(|t| t.0 == entity.id) {
            let rows: Vec<Vec<&str>> = rows.iter().map(|r| r.split(' ').collect()).collect();
            let column = |c: &Column| {
                let at = header.split(' ').position(|h| h == c.id);
                cells(c, pack, at.map(|i| rows.iter().map(|r| r[i]).collect()), rows.len())
            };
            table.columns = entity.columns.iter().map(column).collect();
            (table.supplied, table.len) = (true, rows.len());
            table.places = (0..rows.len()).map(|i| RowPlace { file: 0, row: i as u32 + 2 }).collect();
            table.files = vec![format!("{}.csv", entity.id).into()];
            if let (Some(above), Some(parent)) = (above, entity.parent) {
                let key = |t: &Table, columns: &[ColumnIx], row: usize| {
                    columns.iter().map(|c| t.cell(row as u32, *c)).collect::<Vec<_>>()
                };
                let parent = pack.entity(parent).unwrap();
                let parent_of = |row| {
                    let own = key(&table, &entity.parent_link, row);
                    (0..above.len).find(|p| key(above, &parent.key, *p) == own).unwrap() as u32
                };
                table.parent = (0..rows.len()).map(parent_of).collect();
                let begin = |p| table.parent.partition_point(|parent| (*parent as usize) < p) as u32;
                table.offsets = (0..=above.len).map(begin).collect();
            }
            if entity.id == "county" {
                let county = |r: &Vec<&str>| County { code: r[0].into(), left_out: false };
                facts.counties = rows.iter().map(county).collect();
            }
        }
        facts.tables.push(table);
    }
    facts
}

fn run(divisions: &[&str]) -> (CheckedPack, Facts, Evaluation) {
    let pack = pack();
    let facts = facts(
        &pack,
        &[
            ("county", "code", &["990001"]),
            (
                "school",
                "code county type shared_area",
                &["S1 990001 ordinary 6000", "S2 990001 ordinary -", "S3 990001 special -"],
            ),
            ("division", "school stage students degree_teachers area", divisions),
        ],
    );
    let options = Options::on(parse_date("2026-11-23").unwrap());
    let evaluation = evaluate(&pack, &facts, &options);
    (pack, facts, evaluation)
}

fn outcomes(pack: &CheckedPack, evaluation: &Evaluation, item: &str) -> Vec<Outcome> {
    let item = pack.find_item(item).unwrap();
    let subjects = &evaluation.counties[0].subjects;
    subjects.iter().filter(|s| s.item == item).map(|s| s.outcome).collect()
}

#[test]
fn a_county_from_text_to_conclusion() {
    use Outcome::*;
    let (pack, facts, evaluation) =
        run(&["S1 primary 600 26 -", "S1 junior 400 22 -", "S2 primary 1000 42 3825", "S3 primary 20 0 100"]);
    assert_eq!(outcomes(&pack, &evaluation, "R1"), vec![Met, Met, Met, NotApplicable]);
    // 3825 is 85 % of 4.5 for each of 1000.
    assert_eq!(outcomes(&pack, &evaluation, "R2"), vec![Met, Met, Unmet, Met]);
    assert_eq!(outcomes(&pack, &evaluation, "R_school"), vec![Met, Met, Met, Met]);
    assert_eq!(outcomes(&pack, &evaluation, "校际均衡"), vec![Met, Met]);
    assert_eq!(outcomes(&pack, &evaluation, "recognition"), vec![Met]);
    // The shared area, split 1 : 1.1.
    let r2 = pack.find_item("R2").unwrap();
    let options = Options::on(evaluation.as_of);
    let derivation = explain(&pack, &facts, &options, r2, 1, &[]).unwrap();
    let Some(Value::Number(value)) = Some(&derivation.steps[0].result.eval).and_then(|e| match e {
        junheng::evaluation::Eval::Known(value) => Some(value),
        _ => None,
    }) else {
        panic!()
    };
    assert_eq!(value.round_half_away(3).to_string(), "6.346");
    assert_eq!(derivation.steps[0].text, "area / students");
    assert!(matches!(derivation.steps[0].children[0].kind, StepKind::Derived { .. }));
}

#[test]
fn a_hair_under_and_a_blank() {
    use Outcome::*;
    let (pack, _, evaluation) =
        run(&["S1 primary 600 26 -", "S1 junior 400 22 -", "S2 primary 1000 42 3824", "S3 primary 20 0 100"]);
    assert_eq!(outcomes(&pack, &evaluation, "R_school"), vec![Met, Met, Unmet, Met]);
    assert_eq!(outcomes(&pack, &evaluation, "recognition"), vec![Unmet]);
    let (pack, _, evaluation) =
        run(&["S1 primary 600 26 -", "S1 junior 400 22 -", "S2 primary 1000 - 4500", "S3 primary 20 0 100"]);
    assert_eq!(outcomes(&pack, &evaluation, "R1"), vec![Met, Met, Undetermined, NotApplicable]);
    // A blank is neither zero nor passed over: the coefficient is open, for that stage alone.
    assert_eq!(outcomes(&pack, &evaluation, "R_balance"), vec![Undetermined, Met]);
    let last = evaluation.counties[0].subjects.last().unwrap();
    assert_eq!((last.outcome, last.missing.len()), (Undetermined, 1));
    // A school without divisions does not pass for one whose divisions are fine.
    let (pack, _, evaluation) =
        run(&["S1 primary 600 26 -", "S1 junior 400 22 -", "S2 primary 1000 42 4500"]);
    assert_eq!(outcomes(&pack, &evaluation, "recognition"), vec![Undetermined]);
}

mod printing {
    //! Random formulas evaluate the same after printing and reading, in either vocabulary.

    use junheng::evaluation::{Options, evaluate};
    use junheng::facts::{RawTable, from_tables};
    use junheng::pack::{SearchPath, load_memory};
    use junheng::semantics::check;
    use junheng::source::SourceId;
    use junheng::syntax::vocabulary::Vocabulary;
    use junheng::syntax::{MappedText, parse_formula, print};
    use junheng::value::Date;
    use proptest::prelude::*;

    const PACK: &str = "\
pack: demo
version: 2017.1.0
kinds: {stage: {label: 学段, values: {primary: 小学, junior: 初中}}}
entities:
  county: {label: 县, key: code, columns: {code: {type: text}, a: {label: 甲, type: number}, b: {label: 乙, type: number}, f: {label: 旗, type: flag}}}
  school: {label: 学校, within: county, key: code, columns: {code: {type: text}, county: {type: text}, n: {label: 人数, type: number}, stage: {label: 学段列, type: stage}}}
";

    fn number() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            (0u32..1000).prop_map(|n| n.to_string()),
            (0u32..100, 1u32..100).prop_map(|(a, b)| format!("{a}.{b:02}")),
            (1u32..200).prop_map(|n| format!("{n}%")),
            prop::sample::select(vec![
                "a",
                "乙",
                "合计(学校: n)",
                "数量(school where 学段列 == primary)",
                "最大(学校: 人数)"
            ])
            .prop_map(str::to_owned),
        ];
        leaf.prop_recursive(5, 40, 3, |inner| {
            let two = (inner.clone(), inner.clone());
            prop_oneof![
                (two.clone(), prop::sample::select(vec!["+", "-", "*", "/"]))
                    .prop_map(|((a, b), op)| format!("({a}) {op} ({b})")),
                (two.clone(), prop::sample::select(vec!["+", "-", "*"]))
                    .prop_map(|((a, b), op)| format!("{a} {op} {b}")),
                inner.clone().prop_map(|a| format!("-({a})")),
                inner.clone().prop_map(|a| format!("round({a}, 2)")),
                two.clone().prop_map(|(a, b)| format!("取小({a}, {b})")),
                two.clone().prop_map(|(a, b)| format!("value_or({a}, {b})")),
                (two.clone(), inner.clone())
                    .prop_map(|((a, b), c)| format!("(if {a} >= {b} and not f then {c} else ({b}))")),
                two.prop_map(|(a, b)| format!("(若 (每个 学校: n 高于 {a}) 或 旗 则 {b} 否则 0)")),
            ]
        })
    }

    fn values(formulas: &[String]) -> Option<Vec<String>> {
        let mut rules = String::from("conclusion C for county require true\n");
        for (i, f) in formulas.iter().enumerate() {
            rules.push_str(&format!("define d{i} \"值\" for county = {f}\n"));
        }
        let checked =
            check(load_memory(&[("pack.yaml", PACK), ("a.rules", &rules)], &SearchPath::embedded()));
        let pack = checked.pack?;
        let day = Date::new(2026, 1, 1).unwrap();
        let tables = vec![
            RawTable::new("county", &["code", "a", "b", "f"], &[&["1", "3.5", "", "否"]]),
            RawTable::new(
                "school",
                &["code", "county", "n", "stage"],
                &[&["S", "1", "10", "小学"], &["T", "1", "20.25", "初中"]],
            ),
        ];
        let facts = from_tables(&pack, tables, day);
        assert!(facts.issues.is_empty(), "{:?}", facts.issues);
        let evaluation = evaluate(&pack, &facts, &Options::on(day));
        Some(evaluation.counties[0].values.iter().map(|v| format!("{:?}", v.value)).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn formulas_mean_the_same_when_printed(text in number()) {
            let mut found = junheng::diagnostic::Diagnostics::new();
            let tree = parse_formula(&MappedText::verbatim(&text, SourceId(0), 0), &mut found);
            prop_assert!(found.is_empty(), "{text}");
            let formulas = vec![text.clone(), print::expr(&tree, Vocabulary::En), print::expr(&tree, Vocabulary::Zh)];
            // Some random formulas divide by a literal zero, which the checker refuses however they are written.
            if let Some(values) = values(&formulas) {
                prop_assert_eq!(&values[0], &values[1], "{:?}", formulas);
                prop_assert_eq!(&values[0], &values[2], "{:?}", formulas);
            }
        }
    }
}
