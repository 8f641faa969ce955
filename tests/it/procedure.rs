//! The procedure in packs: stages, deadlines, monitoring, warnings, by date and along the chain.

use std::path::Path;

use junheng::pack::{SearchPath, load};
use junheng::semantics::{CheckedPack, Level, Term, check};
use junheng::value::{Date, parse_date};

fn pack(reference: &str) -> CheckedPack {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/base");
    let chain = load(reference, &SearchPath { dirs: vec![dir], embedded: false }).unwrap();
    let checked = check(chain);
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics);
    checked.pack.unwrap()
}

fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

#[test]
fn stages_stand_in_their_order_and_by_their_day() {
    let pack = pack("stages@2021");
    let ids =
        |d: &str| -> Vec<String> { pack.workflow.stages_on(day(d)).iter().map(|s| s.id.clone()).collect() };
    // The last stage begins to hold on a day.
    assert_eq!(ids("2021-11-23"), ["self", "review", "inspect"]);
    assert_eq!(ids("2021-11-24"), ["self", "review", "inspect", "approve"]);
    let parts = |d: &str| pack.workflow.stages_on(day(d)).last().unwrap().steps.clone();
    assert_eq!(parts("2023-12-31"), ["资格审查", "核查评估"]);
    assert_eq!(parts("2024-01-01"), ["资格审查", "质量监测"]);
    let levels: Vec<Level> = pack.workflow.stages_on(day("2022-01-01")).iter().map(|s| s.level).collect();
    assert_eq!(levels, [Level::County, Level::City, Level::Region, Level::Nation]);
}

#[test]
fn deadlines_are_fixed_or_counted() {
    let pack = pack("stages@2021");
    let term = |id: &str, d: &str| {
        let all = pack.workflow.deadlines_on(day(d));
        all.into_iter().find(|x| x.id == id).map(|x| (x.term.clone(), x.window))
    };
    assert_eq!(term("plan_filing", "2021-01-01"), Some((Term::By(day("2021-12-31")), false)));
    assert_eq!(term("rectify_report", "2021-11-23"), None);
    let counted = |days| Some((Term::AfterDocument("反馈意见".to_owned(), days), false));
    assert_eq!(term("rectify_report", "2024-12-31"), counted(30));
    assert_eq!(term("rectify_report", "2025-01-01"), counted(20));
    assert_eq!(term("objection", "2022-01-01"), Some((Term::AfterDocument("公示".to_owned(), 7), true)));
    assert_eq!(term("objection_answer", "2022-01-01"), Some((Term::AfterObjection(15), false)));
    let monitoring = pack.workflow.monitoring_on(day("2022-01-01")).unwrap();
    assert_eq!((monitoring.month, monitoring.day), (9, 30));
    let warning = pack.workflow.warning_on(day("2022-01-01")).unwrap();
    assert_eq!(warning.margin_below.as_ref().unwrap().display(4), "0.05");
    assert_eq!(warning.falls, Some(2));
}

#[test]
fn a_child_changes_fields_of_every_version_or_the_whole_list() {
    let pack = pack("later@2022");
    let on = |d: &str| pack.workflow.deadlines_on(day(d)).into_iter().map(|x| (x.id.clone(), x.clone()));
    let days = |id: &str, d: &str| {
        on(d).find(|(i, _)| i == id).map(|(_, x)| match x.term {
            Term::By(_) => 0,
            Term::AfterDocument(_, days) | Term::AfterObjection(days) => days,
        })
    };
    assert_eq!(days("rectify_report", "2024-12-31"), Some(15));
    assert_eq!(days("rectify_report", "2025-01-01"), Some(15));
    assert_eq!(days("objection_answer", "2021-12-31"), None);
    assert_eq!(days("objection_answer", "2022-12-31"), Some(10));
    assert_eq!(days("objection_answer", "2023-01-01"), Some(5));
    assert_eq!(days("summary", "2022-01-01"), Some(60));
    let first = pack.workflow.stages_on(day("2022-01-01"))[0];
    assert_eq!(first.yields, ["自评报告", "申报表"]);
    assert_eq!(first.title, "县级自评");
    let monitoring = pack.workflow.monitoring_on(day("2022-01-01")).unwrap();
    assert_eq!((monitoring.month, monitoring.day), (10, 15));
    let warning = pack.workflow.warning_on(day("2022-01-01")).unwrap();
    assert_eq!((warning.margin_below.is_some(), warning.falls), (true, Some(3)));
}

#[test]
fn the_document_and_show_say_it() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/base");
    let run = |args: &[&str]| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_junheng"))
            .args(args)
            .args(["--packs", dir.to_str().unwrap(), "--lang", "zh"])
            .output()
            .unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    };
    let out = tempfile::tempdir().unwrap();
    run(&["doc", "later@2022", "--out", out.path().to_str().unwrap()]);
    let written = std::fs::read_dir(out.path()).unwrap().map(|e| e.unwrap().path());
    let page = written.into_iter().find(|p| p.extension().is_some_and(|x| x == "md")).unwrap();
    let doc = std::fs::read_to_string(page).unwrap();
    for said in [
        "反馈意见之日起 15 天内（日历日）",
        "期间：公示之日起 7 天（日历日），不会逾期",
        "异议提出之日起 5 天内",
        "10-15",
        "2021-12-31 前",
    ] {
        assert!(doc.contains(said), "{said}\n{doc}");
    }
    let shown = run(&["show", "later@2022", "时限"]);
    assert!(shown.contains("天数: 15") && shown.contains("2023-01-01"), "{shown}");
    let diff = run(&["diff", "stages@2021", "later@2022", "--format", "json"]);
    assert!(diff.contains("反馈意见之日起 30 天内") && diff.contains("反馈意见之日起 15 天内"), "{diff}");
}
