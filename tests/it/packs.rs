//! The shipped packs: clean, complete against the standard, and their own cases pass.

mod audits;
mod contract;

use std::collections::BTreeMap;
use std::path::PathBuf;

use junheng::diagnostic::{Language, render_text};
use junheng::evaluation::{Detail, Evaluation, Options, evaluate};
use junheng::facts::{Facts, RawTable, from_tables, key_of};
use junheng::pack::{SearchPath, load, load_memory};
use junheng::semantics::{CheckedPack, check};
use junheng::tooling::test::{run_cases, summary};
use junheng::value::{Number, Outcome};

use crate::workbook::day;

fn packs() -> Vec<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rulepacks");
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    all.sort();
    all
}

#[test]
fn every_pack_is_clean_and_passes_its_cases() {
    for folder in packs() {
        let checked = check(load(&folder.display().to_string(), &SearchPath::default()).unwrap());
        let shown = render_text(&checked.diagnostics, &checked.sources, Language::En, false);
        assert!(checked.diagnostics.is_empty(), "{shown}");
        let results = run_cases(&checked.pack.unwrap(), &folder.join("tests"), Language::En);
        assert_eq!(results.failed(), 0, "{}", summary("", &results, Language::En));
        assert!(results.passed() > 0, "{} has no cases", folder.display());
    }
}

fn national() -> CheckedPack {
    check(load("national@2017", &SearchPath::embedded()).unwrap()).pack.unwrap()
}

/// A child of the national pack with these limits instead.
fn child(limits: &str) -> CheckedPack {
    let header = "标准包: child\n版本: 2017.1.0\n名称: 试\n沿用: national@2017\n";
    let files = [("pack.yaml", header), ("limits.yaml", &*format!("调整:\n  限值:\n    {limits}\n"))]
        .map(|(p, t)| (p, t.to_owned()));
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (*p, t.as_str())).collect();
    let checked = check(load_memory(&files, &SearchPath::embedded()));
    checked.pack.unwrap_or_else(|| {
        panic!("{}", render_text(&checked.diagnostics, &checked.sources, Language::En, false))
    })
}

/// Tables written as `entity: column,column | cell,cell | …`, one a line.
pub(crate) fn tables(text: &str) -> Vec<RawTable> {
    let cells = |row: &str| row.split(',').map(|c| c.trim().to_owned()).collect::<Vec<_>>();
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let (entity, rest) = line.split_once(':').unwrap();
            let mut rows = rest.split('|');
            let header = cells(rows.next().unwrap());
            let rows = (2..).zip(rows.map(cells)).collect();
            RawTable { entity: entity.trim().to_owned(), file: entity.trim().into(), header, rows }
        })
        .collect()
}

fn judged(pack: &CheckedPack, text: &str) -> (Facts, Evaluation) {
    let facts = from_tables(pack, tables(text), day());
    assert!(facts.issues.is_empty(), "{:?}", facts.issues);
    let evaluation = evaluate(pack, &facts, &Options::on(day()));
    (facts, evaluation)
}

/// Outcomes of one item by the subject's key.
fn outcomes(pack: &CheckedPack, text: &str, item: &str) -> Vec<(String, Outcome)> {
    let (facts, evaluation) = judged(pack, text);
    let ix = pack.find_item(item).unwrap();
    let entity = pack.item(ix).unwrap().entity;
    let subjects = evaluation.counties.iter().flat_map(|c| &c.subjects).filter(|s| s.item == ix);
    subjects.map(|s| (key_of(pack, &facts, entity, s.row).join("/"), s.outcome)).collect()
}

/// An indicator's values, in base units, by the subject's key.
fn values(pack: &CheckedPack, text: &str, indicator: &str) -> BTreeMap<String, Number> {
    let (facts, evaluation) = judged(pack, text);
    let ix = pack.find_item(indicator).unwrap();
    let entity = pack.item(ix).unwrap().entity;
    let mut out = BTreeMap::new();
    for s in evaluation.counties.iter().flat_map(|c| &c.subjects).filter(|s| s.item == ix) {
        if let Detail::Indicator { value: Some(value), .. } = &s.detail {
            out.insert(key_of(pack, &facts, entity, s.row).join("/"), value.as_number().unwrap().clone());
        }
    }
    out
}

/// Students and books of the published example, equipment in place of books; all else is alike in the five schools.
const FIVE_SCHOOLS: &str = "
    county: code,name,schools | 990009,示例县,5
    school: code,county,name,kind,locale,ownership | A,990009,甲,primary,urban,public | B,990009,乙,primary,urban,public | C,990009,丙,primary,urban,public | D,990009,丁,primary,urban,public | E,990009,戊,primary,urban,public
    division: school,stage,students,degree_teachers,backbone_teachers,arts_pe_teachers,teaching_area,sports_area,equipment,multimedia_rooms | A,primary,45,45,45,45,450,450,279,45 | B,primary,37,37,37,37,370,370,137,37 | C,primary,89,89,89,89,890,890,935,89 | D,primary,76,76,76,76,760,760,160,76 | E,primary,55,55,55,55,550,550,402,55
";

/// The published example comes to 0.5152…; unweighted it would be 0.4888, from the mean of the schools' values 0.52 or 0.49.
#[test]
fn the_coefficient_is_weighted_and_exact() {
    let balance = |limit: &str| {
        let pack = child(&format!("balance_limit: {{取值: {{小学: {limit}, 初中: 0.45}}}}"));
        outcomes(&pack, FIVE_SCHOOLS, "R_balance")[0].1
    };
    assert_eq!(balance("0.5152"), Outcome::Unmet);
    assert_eq!(balance("0.5153"), Outcome::Met);
}

/// What a school's stages get of shared buildings adds up to the whole, to the last digit.
#[test]
fn parts_of_shared_resources_add_up() {
    let pack = national();
    let facts = "
        county: code,name,schools | 990009,示例县,3
        school: code,county,name,kind,locale,ownership,shared_facilities,senior_students,shared_teaching_area,shared_sports_area,shared_equipment,shared_multimedia_rooms | N,990009,九年制,nine_year,urban,public,是,,6000,10001.7,2999999.99,31 | T,990009,十二年制,twelve_year,urban,public,是,331,9001,12345.6,4444444.44,47 | C,990009,完中,complete_secondary,urban,public,是,500,7000,8000,1000000,20
        division: school,stage,students | N,primary,600 | N,junior,400 | T,primary,517 | T,junior,263 | C,junior,500
    ";
    let students = |key: &str| match key {
        "N/primary" => 600,
        "N/junior" => 400,
        "T/primary" => 517,
        "T/junior" => 263,
        _ => 500,
    };
    let number = |text: &str| Number::parse_decimal(text).unwrap();
    for (indicator, nine, twelve, complete) in [
        ("R4", "6000", "9001", "7000"),
        ("R5", "10001.7", "12345.6", "8000"),
        ("R6", "2999999.99", "4444444.44", "1000000"),
        ("R7", "31", "47", "20"),
    ] {
        let each = values(&pack, facts, indicator);
        let part = |key: &str| &each[key] * &number(&students(key).to_string());
        assert_eq!(part("N/primary") + part("N/junior"), number(nine), "{indicator}");
        // A junior pupil counts 1.1 times a primary one, a senior 1.32 times.
        assert_eq!(&each["N/junior"], &(&each["N/primary"] * &number("1.1")), "{indicator}");
        let senior = &(&each["T/primary"] * &number("1.32")) * &number("331");
        assert_eq!(part("T/primary") + part("T/junior") + senior, number(twelve), "{indicator}");
        // Complete secondary schools: 1 to 1.2.
        assert_eq!(&part("C/junior") * &number("2.2"), number(complete), "{indicator}");
    }
    let each = values(&pack, facts, "R4");
    assert_eq!(each["N/primary"].display_fixed(3), "5.769");
    assert_eq!(each["N/junior"].display_fixed(3), "6.346");
}

/// A pack of a few lines on top of the national one already judges.
#[test]
fn a_child_pack_moves_one_number() {
    let text = "
        county: code,name,schools | 990009,示例县,1
        school: code,county,name,kind,locale,ownership,public_funding | S,990009,特校,special,urban,public,700000
        division: school,stage,students | S,primary,100 | S,junior,0
    ";
    assert_eq!(outcomes(&national(), text, "G7")[0].1, Outcome::Met);
    assert_eq!(outcomes(&child("特教生均公用经费下限: {取值: 8000}"), text, "G7")[0].1, Outcome::Unmet);
}
