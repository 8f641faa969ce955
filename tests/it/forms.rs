//! The tables that are handed in: they say what the JSON says, in words without ids, and compute.

use std::path::{Path, PathBuf};

use junheng::diagnostic::Language;
use junheng::evaluation::{Options, evaluate};
use junheng::facts::{Facts, read};
use junheng::pack::{SearchPath, load};
use junheng::report::sheets::{Book, Cell, CellValue, Sheet, write};
use junheng::report::{Detail, ReportInput, forms, report};
use junheng::semantics::{CheckedPack, ItemBody, check};
use junheng::tooling::gap::{Costs, gap, remedies};
use serde_json::Value;

use crate::dossier::{recomputed, without_cache};
use crate::tools::there;
use crate::workbook::day;

const PACKS: [&str; 3] = ["national@2017", "ningxia@2017", "yinchuan@2021"];
const COUNTIES: [&str; 2] = ["county-990001", "county-990002"];

fn example(county: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(county)
}

fn shipped(reference: &str) -> CheckedPack {
    check(load(reference, &SearchPath::embedded()).unwrap()).pack.unwrap()
}

/// The forms, and the whole report as JSON.
fn made(pack: &CheckedPack, facts: &Facts, language: Language) -> (Book, Value) {
    let options = Options::on(day());
    let evaluation = evaluate(pack, facts, &options);
    let input = ReportInput { pack, facts, evaluation: &evaluation, detail: Detail::Full, language };
    let gaps = gap(pack, facts, &options, &Costs::default(), None);
    let book = forms::book(&input, &remedies(pack, &gaps, language)).unwrap();
    (book, serde_json::to_value(report(&input)).unwrap())
}

fn of(reference: &str, county: &str, language: Language) -> (CheckedPack, Book, Value) {
    let pack = shipped(reference);
    let facts = read(&pack, &[example(county)], day()).unwrap();
    let (book, json) = made(&pack, &facts, language);
    (pack, book, json)
}

fn sheet<'b>(book: &'b Book, name: &str) -> &'b Sheet {
    book.sheets.iter().find(|s| s.name == name).unwrap_or_else(|| panic!("no sheet {name}"))
}

fn shown(cell: &Cell) -> &str {
    match &cell.value {
        CellValue::Text(text) | CellValue::Number(text) => text,
        CellValue::Formula { result, .. } => result,
        CellValue::Blank | CellValue::Date(_) | CellValue::Flag(_) => "",
    }
}

fn column(sheet: &Sheet, head: &str) -> usize {
    sheet.rows[2].iter().position(|c| shown(c) == head).unwrap_or_else(|| panic!("no column {head}"))
}

fn texts(book: &Book) -> impl Iterator<Item = &str> {
    book.sheets.iter().flat_map(|s| s.rows.iter().flatten()).map(shown)
}

#[test]
fn schools_come_out_as_in_the_json() {
    for reference in PACKS {
        for county in COUNTIES {
            let (_, book, json) = of(reference, county, Language::Zh);
            let counts = &json["counties"][0]["rules"]["R_school"];
            let schools = sheet(&book, "学校达标情况表");
            let result = column(schools, "结果");
            let told = |words: &[&str]| {
                schools.rows.iter().filter(|r| r.len() > result && words.contains(&shown(&r[result]))).count()
            };
            assert_eq!(told(&["达标", "达标（余项）"]), counts["met"], "{reference} {county}");
            assert_eq!(told(&["不达标"]), counts["unmet"]);
            assert_eq!(told(&["数据不足"]), counts["undetermined"]);
            assert_eq!(told(&["不参评"]), counts["not_applicable"]);
            // Who is excused or not assessed is told with what.
            let (excused, reason) = (column(schools, "余项（占要求）"), column(schools, "原因"));
            for row in schools.rows.iter().filter(|r| r.len() > reason) {
                match shown(&row[result]) {
                    "达标（余项）" => assert!(shown(&row[excused]).contains('%'), "{row:?}"),
                    "不达标" | "数据不足" | "不参评" => {
                        assert!(!shown(&row[reason]).is_empty(), "{row:?}")
                    }
                    "达标" => assert_eq!(shown(&row[excused]), ""),
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn all_coefficients_are_there_with_what_is_missing() {
    let (_, book, json) = of("national@2017", "county-990001", Language::Zh);
    let mut counted = std::collections::BTreeMap::<String, usize>::new();
    for name in ["差异系数表（小学）", "差异系数表（初中）"] {
        let sheet = sheet(&book, name);
        let row =
            |label: &str| sheet.rows.iter().find(|r| r.first().is_some_and(|c| shown(c) == label)).unwrap();
        let (results, missing) = (row("结果"), row("缺少的数据"));
        assert_eq!(results.len(), 9, "seven indicators beside school and weight");
        for (result, missing) in results.iter().zip(missing).skip(2) {
            *counted.entry(shown(result).to_owned()).or_default() += 1;
            assert_eq!(shown(result) == "数据不足", !shown(missing).is_empty());
        }
    }
    // The same as the members of the rule in the JSON.
    let mut members = std::collections::BTreeMap::<String, usize>::new();
    let subjects = json["counties"][0]["subjects"].as_array().unwrap();
    for s in subjects.iter().filter(|s| s["rule"] == "R_balance") {
        for item in s["requirements"][0]["items"].as_array().unwrap() {
            let word = match item["outcome"].as_str().unwrap() {
                "met" => "达到",
                "unmet" => "未达到",
                _ => "数据不足",
            };
            *members.entry(word.to_owned()).or_default() += 1;
        }
    }
    assert_eq!(counted, members);
    assert_eq!(counted.values().sum::<usize>(), 14);
}

#[test]
fn officials_read_no_ids_and_no_formulas() {
    for (reference, county) in PACKS.iter().flat_map(|p| COUNTIES.map(|c| (*p, c))) {
        for language in [Language::Zh, Language::En] {
            let (pack, book, _) = of(reference, county, language);
            for text in texts(&book) {
                // What the assessors wrote is theirs.
                if text.starts_with("佐证材料") || text.contains("not a recognition") {
                    continue;
                }
                let words: Vec<&str> = text
                    .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                    .filter(|w| !w.is_empty())
                    .collect();
                let judged = pack.items.iter().filter(|i| !matches!(i.body, ItemBody::Define { .. }));
                for item in judged {
                    assert!(!words.contains(&item.id.as_str()), "{reference}: `{}` in `{text}`", item.id);
                }
                for code in ["JH0", "≥", "≤", "R_", "不知道", "{", "}"] {
                    assert!(!text.contains(code), "{reference}: `{code}` in `{text}`");
                }
            }
        }
    }
}

#[test]
fn problems_are_those_that_fail_with_a_remedy_each() {
    let (_, book, json) = of("yinchuan@2021", "county-990001", Language::Zh);
    let ledger = sheet(&book, "问题清单和整改台账");
    let [now, required, remedy, lead] = ["现状", "要求", "整改措施", "责任单位"].map(|h| column(ledger, h));
    let rows: Vec<_> = ledger.rows.iter().skip(3).collect();
    // What fails in the JSON, but for what gathers others and the indicators of the set.
    let gathers = ["R_all", "government", "quality", "recognition"];
    let set = ["R1", "R2", "R3", "R4", "R5", "R6", "R7"];
    let unmet = json["counties"][0]["subjects"].as_array().unwrap().iter().filter(|s| {
        let rule = s["rule"].as_str().unwrap();
        s["outcome"] == "unmet" && !gathers.contains(&rule) && !set.contains(&rule) && !rule.starts_with('V')
    });
    assert_eq!(rows.len(), unmet.count());
    for row in &rows {
        for needed in [now, required, remedy, lead] {
            assert!(!shown(&row[needed]).is_empty(), "{row:?}");
        }
    }
    let all: Vec<&str> = texts(&book).collect();
    for told in [
        "示例三中 初中",
        "体育运动场馆面积增加0.1平方米（5201.9→5202）",
        "核定公用经费学生数增加35人（65→100）",
    ] {
        assert!(all.iter().any(|t| t.contains(told)), "{told}");
    }
    assert!(ledger.filter.is_some(), "it can be sorted");
}

/// What is near a limit is told from it.
#[test]
fn near_ties_have_the_digits_that_tell_them_apart() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/received/near-tie");
    let pack = shipped("national@2017");
    let facts = read(&pack, &[folder], day()).unwrap();
    let (book, _) = made(&pack, &facts, Language::Zh);
    let all: Vec<&str> = texts(&book).collect();
    assert!(all.iter().any(|t| t.contains("4.49999999")), "the value as it is");
    assert!(
        !all.iter().any(|t| t.contains(" 100%") || t.contains("差0平方米")),
        "neither the whole nor nothing"
    );
}

#[test]
fn a_spreadsheet_program_computes_them() {
    if !there("soffice") {
        return;
    }
    for county in COUNTIES {
        let (_, book, _) = of("national@2017", county, Language::Zh);
        let mut empty = book.clone();
        assert!(without_cache(&mut empty) > 60);
        let sheets = recomputed(&empty);
        for sheet in &book.sheets {
            let rows = &sheets.iter().find(|(name, _)| *name == sheet.name).unwrap().1;
            for (r, row) in sheet.rows.iter().enumerate() {
                for (c, cell) in row.iter().enumerate() {
                    let CellValue::Formula { result, formula } = &cell.value else { continue };
                    let (told, again): (f64, f64) = (result.parse().unwrap(), rows[r][c].parse().unwrap());
                    assert!(
                        (told - again).abs() < 1e-9 * told.abs().max(1.0),
                        "{} {formula}: {told} {again}",
                        sheet.name
                    );
                }
            }
        }
    }
}

#[test]
fn the_same_every_time() {
    for language in [Language::Zh, Language::En] {
        let (_, book, _) = of("yinchuan@2021", "county-990001", language);
        let (_, again, _) = of("yinchuan@2021", "county-990001", language);
        assert_eq!(write(&book).unwrap(), write(&again).unwrap());
    }
}
