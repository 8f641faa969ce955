//! The invented nation of `benches/nation`, small: what junheng judges is what whole numbers say, in bulk and in one piece, whatever the threads.

#[path = "../../benches/nation/src/generate.rs"]
#[allow(dead_code, reason = "the bench uses the rest")]
mod generate;
#[path = "../../benches/nation/src/truth.rs"]
mod truth;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cli::{code, err, out, run};

const RULES: [&str; 13] =
    ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R_school", "R_balance", "G4", "G5", "G9", "G12"];

fn line(county: &Value) -> (String, String) {
    let code = county["county"].as_str().unwrap().to_owned();
    let counts = RULES.iter().map(|r| county["rules"][r]["unmet"].to_string());
    let conclusion = county["conclusions"]["recognition"].as_str().unwrap().to_owned();
    let all: Vec<String> = std::iter::once(code.clone()).chain(counts).chain([conclusion]).collect();
    (code, all.join(","))
}

#[test]
fn every_verdict_is_the_one_by_whole_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let (data, truth) = (folder.path().join("data"), folder.path().join("truth.csv"));
    generate::nation(24.0 / generate::COUNTIES, &data, &truth).unwrap();
    let wanted: BTreeMap<String, String> = fs::read_to_string(&truth)
        .unwrap()
        .lines()
        .skip(1)
        .map(|l| (l.split(',').next().unwrap().to_owned(), l.to_owned()))
        .collect();
    assert_eq!(wanted.len(), 24);
    let met = wanted.values().filter(|l| l.ends_with(",met")).count();
    assert!(met > 2 && met < 20, "both verdicts are there: {met}");
    // Two counties' coefficients are on their limits, exactly and one yuan above.
    let balance = |county: &str| wanted[county].split(',').nth(9).unwrap().to_owned();
    assert_eq!([balance("110005"), balance("110016")], ["0", "2"]);
    for table in ["专用教室", "社会认可度调查", "质量监测", "评定记录"] {
        fs::remove_file(data.join(format!("{table}.csv"))).unwrap();
    }
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/nation/pack");
    let eval = |more: &[&str]| {
        let mut args =
            vec!["eval", data.to_str().unwrap(), "--pack", pack.to_str().unwrap(), "--as-of", "2026-11-23"];
        args.extend(more);
        let done = run(&args);
        assert_eq!(code(&done), 0, "{}", err(&done));
        out(&done)
    };
    for threads in ["1", "2", "3"] {
        let lines = eval(&["--format", "ndjson", "--threads", threads]);
        let found: BTreeMap<String, String> =
            lines.lines().map(|l| line(&serde_json::from_str(l).unwrap())).collect();
        assert_eq!(found, wanted, "in bulk, {threads} threads");
    }
    let report: Value = serde_json::from_str(&eval(&["--format", "json"])).unwrap();
    let found: BTreeMap<String, String> = report["counties"].as_array().unwrap().iter().map(line).collect();
    assert_eq!(found, wanted, "in one piece");
}
