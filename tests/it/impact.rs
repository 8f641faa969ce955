//! What another pack, or another number, changes.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cli::{code, err, out, run};

const DAY: &str = "2026-11-23";

fn impact(data: &str, more: &[&str]) -> Value {
    let mut args = vec!["impact", data, "--as-of", DAY, "--format", "json"];
    args.extend(more);
    let done = run(&args);
    assert_eq!(code(&done), 0, "{}", err(&done));
    serde_json::from_str(&out(&done)).unwrap()
}

/// Every outcome and value of a county, as `eval` gives them.
fn outcomes(pack: &str, more: &[&str]) -> BTreeMap<String, String> {
    let mut args = vec!["eval", "examples/county-990001", "--pack", pack, "--as-of", DAY];
    args.extend(["--format", "json", "--detail", "full"]);
    args.extend(more);
    let done = run(&args);
    let report: Value = serde_json::from_str(&out(&done)).unwrap();
    let county = &report["counties"][0];
    let of = |list: &str, id: &str, is: &str| -> Vec<(String, String)> {
        let all = county[list].as_array().unwrap().iter();
        let by = |s: &Value| s.get("by").cloned().unwrap_or_else(|| serde_json::json!({}));
        all.map(|s| (format!("{} {} {}", s[id], s["key"], by(s)), s[is].to_string())).collect()
    };
    of("subjects", "rule", "outcome").into_iter().chain(of("values", "define", "value")).collect()
}

fn of<'v>(found: &'v Value, rule: &str) -> Vec<&'v Value> {
    let all = found["counties"].as_array().unwrap().iter();
    all.flat_map(|c| c["subjects"].as_array().unwrap()).filter(|s| s["rule"] == rule).collect()
}

#[test]
fn a_number_is_judged_on_both_its_sides_and_at_it() {
    let failing = |number: &str| {
        let set = format!("R5.at_least.primary={number}");
        of(&impact("examples/county-990002", &["--from", "national@2017", "--set", &set]), "R5").len()
    };
    // Two schools have 7.8 exactly.
    assert_eq!(failing("7.8"), 0);
    assert_eq!(failing("7.800000000000000000000000001"), 2);
    assert_eq!(failing("7.799999999999999999999999999"), 0);
    assert_eq!(failing("7.9"), 3);
    // More than any school has, and less than all have.
    assert_eq!(failing("0"), 0);
}

#[test]
fn what_is_otherwise_is_what_two_evaluations_say() {
    let set = ["--set", "required_met=7", "--set", "R1.at_least.primary=5", "--set", "class_size.primary=40"];
    let [before, after] = [outcomes("national@2017", &[]), outcomes("national@2017", &set)];
    let differing = before.iter().filter(|(place, was)| after.get(*place) != Some(*was)).count();
    let mut args = vec!["--from", "national@2017"];
    args.extend(set);
    let found = impact("examples/county-990001", &args);
    let totals = &found["totals"];
    let all = totals["outcomes"].as_u64().unwrap() + totals["values"].as_u64().unwrap();
    assert!(differing > 10, "the numbers make a difference");
    assert_eq!(all, differing as u64);
    let counted: u64 = found["rules"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|t| t.as_array().unwrap())
        .map(|t| t["count"].as_u64().unwrap())
        .sum();
    assert_eq!(counted, totals["outcomes"].as_u64().unwrap());
    for s in found["counties"][0]["subjects"].as_array().unwrap() {
        let place = format!("{} {} {}", s["rule"], s["key"], s["by"]);
        assert_eq!(before[&place], s["from"].to_string(), "{place}");
        assert_eq!(after[&place], s["to"].to_string(), "{place}");
    }
}

#[test]
fn a_change_is_a_cause_when_undoing_it_undoes_the_outcome() {
    // All primary schools fail both indicators now: with seven required, either would do.
    let found = impact(
        "examples/county-990002",
        &["--from", "national@2017", "--set", "R1.at_least.primary=99", "--set", "R5.at_least.primary=99"],
    );
    for s in of(&found, "R1") {
        assert_eq!(s["because"], serde_json::json!({"alone": ["C1"]}));
        assert_eq!(s["limit"], serde_json::json!(["4.2", "99"]));
    }
    let schools = of(&found, "R_school");
    assert!(!schools.is_empty());
    for s in &schools {
        // One indicator below 85 % of its limit is enough to fail; both must go for the school to pass.
        assert_eq!(s["because"], serde_json::json!({"together": ["C1", "C2"]}), "{s:#}");
    }
    let changes = found["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 2);
    assert_eq!(changes[0]["direction"], "tightened");
    assert_eq!(changes[0]["decides"], of(&found, "R1").len() as u64);
    // Those that rest on both: the schools and all that rests on the schools.
    assert_eq!(changes[0]["shares"], changes[1]["shares"]);
    assert!(changes[0]["shares"].as_u64().unwrap() >= schools.len() as u64);
    assert_eq!(of(&found, "recognition")[0]["from"], "met");
    assert_eq!(of(&found, "recognition")[0]["to"], "unmet");
    // Conclusions come first.
    assert_eq!(found["counties"][0]["subjects"][0]["rule"], "recognition");
}

#[test]
fn between_packs_rules_and_values_are_compared() {
    let found = impact("examples/county-990002", &["--from", "national@2017", "--to", "yinchuan@2021"]);
    let recognition = of(&found, "recognition");
    assert_eq!(recognition[0]["to"], "undetermined");
    let cause = recognition[0]["because"]["alone"][0].as_str().unwrap();
    let change = found["changes"].as_array().unwrap().iter().find(|c| c["id"] == cause).unwrap();
    assert_eq!((&change["of"], &change["change"]), (&"recognition".into(), &"requirements".into()));
    assert_eq!(of(&found, "E1")[0]["from"], Value::Null);
    assert_eq!(recognition[0]["missing"][0]["column"], "basic_recognised");
    // And back: what is gone is said too.
    let back = impact("examples/county-990002", &["--from", "yinchuan@2021", "--to", "national@2017"]);
    assert_eq!(of(&back, "E1")[0]["to"], Value::Null);
    assert_eq!(of(&back, "recognition")[0]["to"], "met");
    assert!(back["changes"].as_array().unwrap().iter().any(|c| c["change"] == "removed" && c["of"] == "E1"));
}

#[test]
fn packs_that_judge_alike_have_no_impact() {
    let same = impact("examples/county-990001", &["--from", "national@2017", "--to", "national@2017"]);
    assert_eq!(same["changes"], serde_json::json!([]));
    assert_eq!(same["counties"], serde_json::json!([]));
    let done = run(&["impact", "examples/county-990001", "--from", "national@2017", "--to", "national@2017"]);
    assert!(out(&done).contains("判定相同"), "{}", out(&done));
}

#[test]
fn for_people_totals_come_first() {
    let args = ["--from", "national@2017", "--set", "R5.不低于.小学=９", "--set", "required_met=7"];
    let text = |language: &str, format: &str| {
        let mut all = vec!["impact", "examples/county-990002", "--as-of", DAY, "--lang", language];
        all.extend(["--format", format]);
        all.extend(args);
        let done = run(&all);
        assert_eq!(code(&done), 0, "{}", err(&done));
        out(&done)
    };
    insta::assert_snapshot!("impact_zh", text("zh", "text"));
    insta::assert_snapshot!("impact_en", text("en", "text"));
    insta::assert_snapshot!("impact_md", text("zh", "md"));
}

#[test]
fn a_number_that_cannot_be_set_is_refused_with_advice() {
    let mut all = String::new();
    for language in ["zh", "en"] {
        for set in [
            "R5.at_least.primar=8",
            "R5=8",
            "R5.at_most.primary=8",
            "R55.at_least=3",
            "G7.at_least=7000",
            "R_school=3",
            "required_met",
            "required_met=seven",
            "required_met=7\nremove: x",
            "schedule.640181=2024",
        ] {
            let done = run(&[
                "eval",
                "examples/county-990002",
                "--pack",
                "national@2017",
                "--lang",
                language,
                "--set",
                set,
            ]);
            assert_eq!(code(&done), 1, "{set}");
            assert_eq!(out(&done), "", "{set}");
            all.push_str(&format!("{set:?}\n{}\n", err(&done)));
        }
    }
    insta::assert_snapshot!("set_refused", all);
    let twice = ["--set", "required_met=7", "--set", "必达项数=6"];
    let mut args = vec!["eval", "examples/county-990002", "--pack", "national@2017"];
    args.extend(twice);
    let done = run(&args);
    assert_eq!(code(&done), 1);
    assert!(err(&done).contains("写了两次"), "{}", err(&done));
}

#[test]
fn a_trial_is_no_published_pack() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let report = report.to_str().unwrap();
    let mut args = vec!["eval", "examples/county-990002", "--pack", "yinchuan@2021", "--as-of", DAY];
    args.extend(["--set", "schedule.640181=2024", "--set", "tolerance=90%"]);
    args.extend(["--format", "json", "--out", report]);
    assert_eq!(code(&run(&args)), 0);
    let value: Value = serde_json::from_str(&std::fs::read_to_string(report).unwrap()).unwrap();
    assert_eq!(value["pack"]["version"], "2021.2.0+set");
    assert_eq!(value["pack"]["set"], serde_json::json!(["schedule.640181=2024", "tolerance=90%"]));
    let published = out(&run(&["show", "yinchuan@2021"]));
    let digest = value["pack"]["digest"].as_str().unwrap();
    assert!(!published.contains(digest));
    // It can be replayed all the same.
    let done = run(&["verify", report, "examples/county-990002"]);
    assert_eq!(code(&done), 0, "{}{}", out(&done), err(&done));
    // A number relaxed is a trial too, even of a pack that only tightens.
    let relaxed = ["--from", "ningxia@2017", "--set", "R5.at_least.primary=1"];
    assert_eq!(impact("examples/county-990002", &relaxed)["changes"][0]["direction"], "relaxed");
}

#[test]
fn a_number_by_date_is_set_where_it_is_in_force() {
    // 特教生均公用经费下限 rises in 2025.
    let dated = |day: &str| {
        let done = run(&[
            "impact",
            "examples/county-990001",
            "--from",
            "national@2017",
            "--set",
            "special_funding=9999",
            "--as-of",
            day,
            "--format",
            "json",
        ]);
        assert_eq!(code(&done), 0, "{}", err(&done));
        let found: Value = serde_json::from_str(&out(&done)).unwrap();
        let changes = found["changes"].as_array().unwrap().clone();
        assert_eq!(changes.len(), 1, "{changes:?}");
        changes[0]["before"].as_str().unwrap().to_owned()
    };
    assert_eq!(dated("2024-12-31"), "6000 元/人");
    assert_eq!(dated("2025-01-01"), "7000 元/人");
}

#[test]
fn several_counties_and_one_of_them() {
    let both = ["examples/county-990001", "examples/county-990002"];
    let mut args = vec!["impact", both[0], both[1], "--from", "national@2017", "--as-of", DAY];
    args.extend(["--set", "class_size.junior=40", "--format", "json"]);
    let found: Value = serde_json::from_str(&out(&run(&args))).unwrap();
    assert_eq!(found["totals"]["counties"], 2);
    args.extend(["--county", "990002"]);
    let one: Value = serde_json::from_str(&out(&run(&args))).unwrap();
    assert_eq!(one["totals"]["counties"], 1);
    let of = |found: &Value| {
        found["counties"].as_array().unwrap().iter().find(|c| c["county"] == "990002").cloned()
    };
    assert_eq!(of(&found), of(&one));
    args.extend(["--county", "123456"]);
    assert_eq!(code(&run(&args)), 1);
}

#[test]
fn what_it_cannot_read_is_said() {
    for (args, word) in [
        (["impact", "nowhere", "--from", "national@2017", "--to", "ningxia@2017"], "nowhere"),
        (
            ["impact", "examples/county-990001", "--from", "nation@2017", "--to", "ningxia@2017"],
            "nation@2017",
        ),
        (
            ["impact", "examples/county-990001", "--from", "national@2017", "--to", "ningxia@1999"],
            "ningxia@1999",
        ),
    ] {
        let done = run(&args);
        assert_eq!(code(&done), 1);
        assert!(err(&done).contains(word) && out(&done).is_empty(), "{}", err(&done));
    }
    assert_eq!(code(&run(&["impact", "examples/county-990001", "--from", "national@2017"])), 2);
}
