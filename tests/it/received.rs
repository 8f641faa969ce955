//! What people send: forms with notes, totals and remarks, other words for one thing, files that are not what they are called.
//!
//! `tests/received` holds the inputs. All is invented; each once gave a wrong, missing or misleading answer.

use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use junheng::diagnostic::{Language, Severity};
use junheng::evaluation::{Detail, Options, evaluate, plausibility};
use junheng::facts::{Facts, read};
use junheng::pack::{SearchPath, load};
use junheng::report::{Detail as Much, ReportInput, issue_text, report};
use junheng::semantics::{CheckedPack, check};
use junheng::value::Outcome;

use crate::workbook::{day, national};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/received").join(name)
}

fn facts(pack: &CheckedPack, name: &str) -> Facts {
    read(pack, &[path(name)], day()).unwrap()
}

/// All that is said of the data, in both languages.
fn said(facts: &Facts) -> String {
    let mut out = String::new();
    for issue in &facts.issues {
        let severity = if issue.code.severity == Severity::Error { "error" } else { "warning" };
        writeln!(out, "{severity} {}", issue_text(issue, Language::Zh)).unwrap();
        writeln!(out, "    {}", issue.message.text(Language::En)).unwrap();
    }
    out
}

fn counties(pack: &CheckedPack, facts: &Facts) -> serde_json::Value {
    let evaluation = evaluate(pack, facts, &Options::on(day()));
    let input =
        ReportInput { pack, facts, evaluation: &evaluation, detail: Much::Full, language: Language::Zh };
    serde_json::to_value(report(&input)).unwrap()["counties"].clone()
}

/// Outcomes of a workbook, held against those of the one that it was made from.
fn same_as_plain(name: &str) -> Facts {
    let pack = national();
    let (plain, facts) = (facts(&pack, "虚构县.xlsx"), facts(&pack, name));
    assert!(!facts.has_errors(), "{}", said(&facts));
    assert_eq!(counties(&pack, &facts), counties(&pack, &plain));
    facts
}

#[test]
fn notes_and_signatures_are_passed_over() {
    assert_snapshot!(said(&same_as_plain("m07_note_row_bottom.xlsx")));
}

#[test]
fn columns_may_be_moved_and_added_beside_an_example() {
    assert_snapshot!(said(&same_as_plain("m15_reorder_extra.xlsx")));
}

#[test]
fn data_written_over_the_example_are_one_mistake() {
    let facts = facts(&national(), "m23_example_prefix_left.xlsx");
    assert_eq!(facts.issues.len(), 1);
    assert_eq!(facts.issues[0].cell().as_deref(), Some("[m23_example_prefix_left.xlsx]县!A2"));
    assert_snapshot!(said(&facts));
}

#[test]
fn names_in_the_place_of_codes_are_one_mistake() {
    let facts = facts(&national(), "m24_school_name_instead_of_code.xlsx");
    assert_eq!(facts.issues.len(), 1);
    assert_eq!(facts.issues[0].county.as_deref(), Some("990777"));
    assert_snapshot!(said(&facts));
}

#[test]
fn fractions_under_percent_are_doubtful_and_mixed_ones_are_errors() {
    let pack = national();
    let (fractions, mixed) = (facts(&pack, "pct020.xlsx"), facts(&pack, "m11b_percent_header.xlsx"));
    let codes = |facts: &Facts| facts.issues.iter().map(|i| i.code.id).collect::<Vec<_>>();
    assert_eq!(codes(&fractions), ["JH0928"]);
    assert_eq!(codes(&mixed), ["JH0929"]);
    assert_eq!(mixed.issues[0].cell().as_deref(), Some("[m11b_percent_header.xlsx]质量监测!E5"));
    // Without （%） a fraction is what it is.
    assert_eq!(codes(&facts(&pack, "pct020_plain.xlsx")), [""; 0]);
    assert_snapshot!(said(&fractions) + &said(&mixed));
}

#[test]
fn figures_in_another_unit_than_the_header_says_are_noticed() {
    let pack = national();
    let scales = |name: &str| -> Vec<String> {
        let facts = facts(&pack, name);
        let evaluation = evaluate(&pack, &facts, &Options::on(day()));
        let found = plausibility(&pack, &facts, &evaluation, None);
        let found = found.iter().filter(|i| i.code.id == "JH0979");
        found.map(|i| format!("{}\n{}", issue_text(i, Language::Zh), i.message.text(Language::En))).collect()
    };
    assert_eq!(scales("虚构县.xlsx"), [""; 0]);
    assert_snapshot!(scales("m03_wanyuan_values_no_header.xlsx").join("\n"));
}

#[test]
fn parts_that_exceed_their_whole_are_an_error() {
    let pack = national();
    let facts = facts(&pack, "m33_both_shared_and_split.xlsx");
    let errors: Vec<_> = facts.issues.iter().filter(|i| i.code.severity == Severity::Error).collect();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].cell().as_deref(), Some("[m33_both_shared_and_split.xlsx]学校!O9"));
    // The county is judged, by the parts.
    assert!(errors[0].county.is_none() && facts.counties.iter().all(|c| !c.left_out));
    assert_snapshot!(said(&facts));
}

#[test]
fn what_is_missing_is_what_can_be_filled_in() {
    // The workbook was filled in for the first edition of the pack.
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/published/national-2017");
    let pack = check(load(folder, &SearchPath::embedded()).unwrap()).pack.unwrap();
    let facts = facts(&pack, "nosenior.xlsx");
    let evaluation = evaluate(&pack, &facts, &Options::on(day()));
    let mut missing: Vec<String> = Vec::new();
    for subject in &evaluation.counties[0].subjects {
        let words = subject.missing.iter().filter_map(|m| junheng::report::missing_text(&pack, &facts, m));
        missing.extend(words);
        let of_room = matches!(&subject.detail, Detail::Indicator { value: None, .. });
        assert!(!of_room || subject.outcome != Outcome::Met);
    }
    missing.sort();
    missing.dedup();
    assert_eq!(missing, ["school 9907770009 senior_students"]);
}

#[test]
fn rows_of_column_numbers_are_no_data() {
    let pack = national();
    let (first, second) = (facts(&pack, "C1"), facts(&pack, "C2"));
    assert_eq!(said(&first) + &said(&second), "");
    let codes = |facts: &Facts| facts.counties.iter().map(|c| c.code.to_string()).collect::<Vec<_>>();
    assert_eq!((codes(&first), codes(&second)), (vec!["990001".to_owned()], vec!["990001".to_owned()]));
    assert_eq!(second.table(pack.find_entity("school").unwrap()).unwrap().len, 1);
}

#[test]
fn synonyms_are_suggested_and_other_meanings_are_not() {
    assert_snapshot!(said(&facts(&national(), "C7")));
}

#[test]
fn remarks_beside_a_table_are_not_its_cells() {
    let pack = national();
    let facts = facts(&pack, "remark.xlsx");
    assert!(!facts.has_errors());
    let county = pack.find_entity("county").unwrap();
    let (pay, _) = pack.entity(county).unwrap().column("teacher_pay").unwrap();
    assert!(format!("{:?}", facts.cell(county, 0, pay)).contains("98400"));
    assert_snapshot!(said(&facts));
}

#[test]
fn of_a_header_its_own_fault_is_said() {
    let search = SearchPath { dirs: Vec::new(), embedded: false };
    let pack = check(load(path("coefficients").to_str().unwrap(), &search).unwrap()).pack.unwrap();
    assert_snapshot!(said(&facts(&pack, "coefficients.xlsx")));
}

#[test]
fn files_that_are_no_workbooks_are_called_what_they_are() {
    let pack = national();
    assert_snapshot!(said(&facts(&pack, "html.xls")) + &said(&facts(&pack, "text.xls")));
}

/// Each once took gigabytes or ended the program.
#[test]
fn damaged_workbooks_of_the_old_format_are_refused() {
    let pack = national();
    let folder = tempfile::tempdir().unwrap();
    let mut archive = zip::ZipArchive::new(fs::File::open(path("xls.zip")).unwrap()).unwrap();
    let mut out = String::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = String::from_utf8_lossy(part.name_raw()).into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        let file = folder.path().join(&name);
        fs::write(&file, &bytes).unwrap();
        let facts = read(&pack, &[file], day()).unwrap();
        assert!(facts.has_errors());
        writeln!(out, "{name}\n{}", said(&facts)).unwrap();
    }
    assert_snapshot!(out);
}

#[test]
fn a_blank_is_a_blank_by_every_route() {
    let pack = check(load("ningxia@2017", &SearchPath::embedded()).unwrap()).pack.unwrap();
    let whole = crate::bulk::in_one_piece(&pack, &path("parquet"), Much::Failures);
    for way in [(1, 1), (2, 1 << 20)] {
        let parts = crate::bulk::in_parts(&pack, &path("parquet"), Much::Failures, way).unwrap();
        assert_eq!(parts, whole);
    }
    assert!(whole.0.contains(r#""column":"basic_recognised","reason":"empty""#));
    assert!(!whole.0.contains(r#""column":"basic_recognised","reason":"no_column""#));
}

/// Cells far to the right of the table, in rows in which the table has none: a remark beside it, said once.
#[test]
fn cells_far_beside_a_table_are_one_warning() {
    let facts = facts(&national(), "cell_far10.xlsx");
    assert!(!facts.has_errors(), "{}", said(&facts));
    let beside: Vec<_> = facts.issues.iter().filter(|i| i.code.id == "JH0925").collect();
    assert!(beside.len() <= 1, "{}", said(&facts));
    assert_snapshot!(said(&facts));
}

/// What a cell shows decides, where the file says it; where it does not (OpenDocument, as far as its reader tells), a fraction under
/// （%） is an error and no guess.
#[test]
fn percentages_of_other_workbooks_are_read_as_shown_or_refused() {
    let pack = national();
    let monitoring = pack.find_entity("monitoring").unwrap();
    let (variation, _) = pack.entity(monitoring).unwrap().column("variation").unwrap();
    let old = facts(&pack, "pct_shown.xls");
    assert!(!old.has_errors(), "{}", said(&old));
    let number = |text| junheng::facts::Cell::Number(junheng::value::Number::parse_decimal(text).unwrap());
    assert_eq!([0, 1].map(|row| old.cell(monitoring, row, variation)), ["0.14", "0.12"].map(number));
    let open = facts(&pack, "pct_shown.ods");
    let errors: Vec<_> = open.issues.iter().filter(|i| i.code.severity == Severity::Error).collect();
    assert_eq!(errors.iter().map(|i| i.code.id).collect::<Vec<_>>(), ["JH0929"; 2], "{}", said(&open));
    assert!(!matches!(open.cell(monitoring, 0, variation), junheng::facts::Cell::Number(_)));
}
