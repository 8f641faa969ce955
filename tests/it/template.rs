//! The form to fill in: written, filled in and read back without loss; opened by a spreadsheet program.

use std::fs;
use std::path::Path;
use std::process::Command;

use junheng::diagnostic::Language;
use junheng::evaluation::{Options, evaluate};
use junheng::facts::read;
use junheng::report::sheets::{Cell, CellValue, Look, write};
use junheng::report::{Detail, ReportInput, issue_text, report};
use junheng::semantics::CheckedPack;
use junheng::tooling::template;
use proptest::prelude::*;

use crate::cli::{code, err, run};
use crate::tools::there;
use crate::workbook::{day, national, tables};

fn result(pack: &CheckedPack, data: &Path) -> serde_json::Value {
    let facts = read(pack, &[data.to_owned()], day()).unwrap();
    let issues: Vec<String> = facts.issues.iter().map(|i| issue_text(i, Language::Zh)).collect();
    assert_eq!(issues, Vec::<String>::new());
    let evaluation = evaluate(pack, &facts, &Options { as_of: day(), counties: None });
    let input = ReportInput {
        pack,
        facts: &facts,
        evaluation: &evaluation,
        detail: Detail::Full,
        language: Language::Zh,
    };
    serde_json::to_value(report(&input)).unwrap()["counties"].clone()
}

/// A heading without the star and the unit.
fn bare(text: &str) -> String {
    let text = text.trim_end_matches('*');
    text.split('（').next().unwrap().to_owned()
}

#[test]
fn filled_in_and_read_back_nothing_is_lost() {
    let pack = national();
    let folder = tempfile::tempdir().unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/county-990002");
    let data = tables(&example);
    for language in [Language::Zh, Language::En] {
        let mut book = template::book(&pack, language);
        for sheet in &mut book.sheets {
            let Some((_, rows)) = data.iter().find(|(name, _)| *name == sheet.name) else {
                assert_eq!(sheet.name, "填表说明");
                continue;
            };
            let headings: Vec<String> = sheet.rows[0]
                .iter()
                .map(|c| match &c.value {
                    CellValue::Text(t) => bare(t),
                    _ => String::new(),
                })
                .collect();
            for row in &rows[1..] {
                let cell = |heading: &String| {
                    let at = rows[0].iter().position(|h| bare(h) == *heading);
                    let text = at.and_then(|i| row.get(i)).cloned().unwrap_or_default();
                    let look = sheet.columns[headings.iter().position(|h| h == heading).unwrap()];
                    match look {
                        Look::Number => Cell::number(text.replace(',', ""), look),
                        _ => Cell::text(text, look),
                    }
                };
                let cells = headings.iter().map(cell).collect();
                sheet.rows.push(cells);
            }
        }
        let path = folder.path().join("填报表.xlsx");
        fs::write(&path, write(&book).unwrap()).unwrap();
        assert_eq!(result(&pack, &path), result(&pack, &example));
    }
}

#[test]
fn an_empty_form_is_read_without_a_word_but_the_missing_county() {
    let pack = national();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/填报表.xlsx");
    fs::create_dir(folder.path().join("a")).unwrap();
    fs::write(&path, write(&template::book(&pack, Language::Zh)).unwrap()).unwrap();
    let csv = folder.path().join("csv");
    fs::create_dir(&csv).unwrap();
    for (name, text) in template::files(&pack, Language::Zh) {
        fs::write(csv.join(name), text).unwrap();
    }
    for data in [path, csv] {
        let facts = read(&pack, &[data], day()).unwrap();
        let codes: Vec<&str> = facts.issues.iter().map(|i| i.code.id).collect();
        assert_eq!(codes, ["JH0935"]);
    }
}

#[test]
fn what_is_there_already_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let make = |name: &str| run(&["template", "--pack", "national@2017", "--out", &at(name)]);
    assert_eq!(code(&make("form.xlsx")), 0);
    let again = make("form.xlsx");
    assert_eq!(code(&again), 1);
    assert!(err(&again).contains("form.xlsx"));
    assert_eq!(code(&make("csv")), 0);
    assert_eq!(code(&make("csv")), 1);
    assert!(folder.path().join("csv/学校.csv").is_file());
    assert_eq!(code(&make("form.xls")), 1);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

/// LibreOffice opens the form and gives its sheets back; where it is not installed, the test says so.
#[test]
fn a_spreadsheet_program_opens_it() {
    if !there("soffice") {
        return;
    }
    let pack = national();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("form.xlsx");
    fs::write(&path, write(&template::book(&pack, Language::Zh)).unwrap()).unwrap();
    for format in ["ods", "xls"] {
        let done = Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}/profile", folder.path().display()))
            .args(["--headless", "--convert-to", format, "--outdir"])
            .arg(folder.path())
            .arg(&path)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let made = folder.path().join(format!("form.{format}"));
        assert!(made.is_file(), "{}", String::from_utf8_lossy(&done.stderr));
        // What it saved is read as well.
        let facts = read(&pack, &[made], day()).unwrap();
        let codes: Vec<&str> = facts.issues.iter().map(|i| i.code.id).collect();
        assert_eq!(codes, ["JH0935"], "{format}: {:#?}", facts.issues);
    }
}

/// With the county's code, the rows that it must have are there: its own, one for each of the seven groups of the survey, one for each
/// finding about the county, whose result takes what its rule takes.
#[test]
fn the_rows_that_a_county_must_have_are_there() {
    let pack = national();
    let book = template::book_of(&pack, Some("990077"), Language::Zh);
    let texts = |name: &str| -> Vec<Vec<String>> {
        let sheet = book.sheets.iter().find(|s| s.name == name).unwrap();
        let text = |c: &Cell| if let CellValue::Text(t) = &c.value { t.clone() } else { String::new() };
        sheet.rows[2..].iter().map(|row| row.iter().map(text).collect()).collect()
    };
    assert_eq!(texts("县").iter().map(|r| r[0].as_str()).collect::<Vec<_>>(), ["990077"]);
    let groups: Vec<String> = texts("社会认可度调查").iter().map(|r| format!("{} {}", r[0], r[1])).collect();
    let expected =
        ["学生", "家长", "教师", "校长", "人大代表", "政协委员", "其他群众"].map(|g| format!("990077 {g}"));
    assert_eq!(groups, expected);
    assert!(texts("学校").is_empty() && texts("质量监测").is_empty());
    let findings = texts("评定记录");
    for item in ["规划布局", "四个统一", "编制岗位"] {
        assert!(findings.iter().any(|r| r[0] == item && r[1] == "990077"), "{findings:?}");
    }
    // 德育和校园文化 is judged school by school.
    assert!(findings.iter().all(|r| r[0] != "德育和校园文化"));
    let sheet = book.sheets.iter().find(|s| s.name == "评定记录").unwrap();
    let of_results: Vec<_> = sheet.rules.iter().filter(|r| r.range.1 == 2).collect();
    assert_eq!(of_results.len(), findings.len() + 1);
    let yes_no = junheng::report::sheets::Allowed::List(vec!["是".to_owned(), "否".to_owned()]);
    assert!(of_results[..findings.len()].iter().all(|r| r.allowed == yes_no));
    // No rule of a cell lies over another's.
    assert_eq!(of_results[findings.len()].range.0 as usize, 2 + findings.len());
    // What is filled in is read as it should be: only the county's own blanks are wanting.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("form.xlsx");
    fs::write(&path, write(&book).unwrap()).unwrap();
    let facts = read(&pack, &[path], day()).unwrap();
    let survey = pack.find_entity("survey").unwrap();
    assert_eq!(facts.table(survey).unwrap().len, 7);
    assert_eq!(facts.findings.by_subject.len(), findings.len());
}

/// Figures of the example are such as there are, and pass the pack's own audits where they can be read.
#[test]
fn no_ids_in_the_form_and_names_to_sign() {
    let pack = national();
    let book = template::book(&pack, Language::Zh);
    let all: String = book
        .sheets
        .iter()
        .flat_map(|s| s.rows.iter().flatten())
        .filter_map(|c| if let CellValue::Text(t) = &c.value { Some(t.clone() + "\n") } else { None })
        .collect();
    for part in ["填表人：", "审核人：", "docs/questions.zh-CN.md", "示例小学", "示例县"] {
        assert!(all.contains(part), "{part}");
    }
    let words: std::collections::BTreeSet<&str> =
        all.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    for entity in &pack.entities {
        assert!(!words.contains(entity.id.as_str()), "{}", entity.id);
    }
    for item in pack.items.iter().filter(|i| i.judged().is_some()) {
        assert!(!words.contains(item.id.as_str()), "{}", item.id);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn numbers_and_codes_come_back_as_they_were(
        mantissa in 0i64..=999_999_999_999_999,
        scale in 0u32..=6,
        code in "[A-Za-z0-9一-龥]{1,12}|0{1,4}[0-9]{1,20}",
    ) {
        let pack = national();
        let folder = tempfile::tempdir().unwrap();
        let area = junheng::value::Number::scaled(mantissa, scale);
        let digits = area.display(20);
        let mut book = template::book(&pack, Language::Zh);
        let row = |texts: &[&str], sheet: &mut junheng::report::sheets::Sheet| {
            let cells = texts.iter().zip(&sheet.columns).map(|(t, look)| match look {
                Look::Number => Cell::number(*t, *look),
                _ => Cell::text(*t, *look),
            }).collect();
            sheet.rows.push(cells);
        };
        for sheet in &mut book.sheets {
            match sheet.name.as_str() {
                "县" => row(&["990001", "甲"], sheet),
                "学校" => row(&[&code, "990001", "校", "小学"], sheet),
                "学部" => row(&[&code, "小学", "", "", "", "", "", &digits], sheet),
                _ => {}
            }
        }
        let path = folder.path().join("form.xlsx");
        fs::write(&path, write(&book).unwrap()).unwrap();
        let facts = read(&pack, &[path], day()).unwrap();
        let division = pack.find_entity("division").unwrap();
        let (teaching, _) = pack.entity(division).unwrap().column("teaching_area").unwrap();
        prop_assert_eq!(facts.cell(division, 0, teaching), junheng::facts::Cell::Number(area));
        prop_assert_eq!(&facts.key_of(&pack, division, 0)[0], &code);
    }
}
