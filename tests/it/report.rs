//! The text report: read from the top, in both languages, and never wider than 100 columns.

use std::path::PathBuf;

use junheng::diagnostic::Language;
use junheng::evaluation::{Options, evaluate, explain};
use junheng::facts::read;
use junheng::pack::{SearchPath, load};
use junheng::report::{Detail, ReportInput, explanation, text};
use junheng::semantics::check;
use junheng::value::Date;
use unicode_width::UnicodeWidthStr;

fn report(county: &str, detail: Detail, language: Language) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let pack = check(load("national@2017", &SearchPath::embedded()).unwrap()).pack.unwrap();
    let day = Date::new(2026, 11, 23).unwrap();
    let facts = read(&pack, &[root.join("examples").join(county)], day).unwrap();
    let evaluation = evaluate(&pack, &facts, &Options::on(day));
    let input = ReportInput { pack: &pack, facts: &facts, evaluation: &evaluation, detail, language };
    text::report(&input)
}

/// Digests change with every word of pack and data; the snapshots are about the report.
fn without_digests(text: &str) -> String {
    text.lines().map(|l| if l.contains("sha256:") { "  (digest)" } else { l }).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_failing_county() {
    insta::assert_snapshot!(
        "failing-zh",
        without_digests(&report("county-990001", Detail::Failures, Language::Zh))
    );
    insta::assert_snapshot!(
        "failing-en",
        without_digests(&report("county-990001", Detail::Failures, Language::En))
    );
}

#[test]
fn the_recognised_county() {
    insta::assert_snapshot!(
        "recognised-zh",
        without_digests(&report("county-990002", Detail::Failures, Language::Zh))
    );
}

#[test]
fn nothing_is_wider_than_the_page() {
    for county in ["county-990001", "county-990002"] {
        for language in [Language::Zh, Language::En] {
            for line in report(county, Detail::Full, language).lines() {
                assert!(line.width() <= 100, "{} columns: {line}", line.width());
            }
        }
    }
}

#[test]
fn a_derivation() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let pack = check(load("national@2017", &SearchPath::embedded()).unwrap()).pack.unwrap();
    let day = Date::new(2026, 11, 23).unwrap();
    let facts = read(&pack, &[root.join("examples/county-990001")], day).unwrap();
    let options = Options::on(day);
    let evaluation = evaluate(&pack, &facts, &options);
    for (rule, name) in [
        ("G5", "class-size"),
        ("G3", "rooms"),
        ("R_school", "school"),
        ("V3", "inquiry"),
        ("Q1", "retention"),
    ] {
        let ix = pack.find_item(rule).unwrap();
        let subjects = &evaluation.counties[0].subjects;
        let failing = subjects
            .iter()
            .find(|s| s.item == ix && matches!(s.outcome.id(), "unmet" | "undetermined"))
            .unwrap_or_else(|| panic!("{rule}"));
        let derivation = explain(&pack, &facts, &options, ix, failing.row, &failing.group).unwrap();
        insta::assert_snapshot!(
            format!("explain-{name}"),
            explanation(&pack, &facts, &derivation, Language::Zh)
        );
    }
}
