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

use crate::cli::{code, out, run};

const RULES: [&str; 13] =
    ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R_school", "R_balance", "G4", "G5", "G9", "G12"];

fn line(county: &Value) -> (String, String) {
    let code = county["county"].as_str().unwrap().to_owned();
    let counts = RULES.iter().map(|r| county["rules"][r]["unmet"].to_string());
    let conclusion = county["conclusions"]["recognition"].as_str().unwrap().to_owned();
    let all: Vec<String> = std::iter::once(code.clone()).chain(counts).chain([conclusion]).collect();
    (code, all.join(","))
}

/// The invented counties, and the verdicts on them by county.
fn written(folder: &Path) -> BTreeMap<String, String> {
    let (data, truth) = (folder.join("data"), folder.join("truth.csv"));
    generate::nation(24.0 / generate::COUNTIES, &data, &truth).unwrap();
    fs::read_to_string(&truth)
        .unwrap()
        .lines()
        .skip(1)
        .map(|l| (l.split(',').next().unwrap().to_owned(), l.to_owned()))
        .collect()
}

/// What junheng prints of the data by a pack, and its exit code.
fn eval(data: &Path, pack: &str, more: &[&str]) -> (String, i32) {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join(pack);
    let mut args =
        vec!["eval", data.to_str().unwrap(), "--pack", pack.to_str().unwrap(), "--as-of", "2026-11-23"];
    args.extend(more);
    let done = run(&args);
    (out(&done), code(&done))
}

/// All routes come to the verdicts.
fn judged_as(wanted: &BTreeMap<String, String>, data: &Path, pack: &str) {
    for threads in ["1", "2", "3"] {
        let (lines, code) = eval(data, pack, &["--format", "ndjson", "--threads", threads]);
        assert_eq!(code, 0);
        let found: BTreeMap<String, String> =
            lines.lines().map(|l| line(&serde_json::from_str(l).unwrap())).collect();
        assert_eq!(&found, wanted, "in bulk, {threads} threads");
    }
    let (report, code) = eval(data, pack, &["--format", "json"]);
    assert_eq!(code, 0);
    let report: Value = serde_json::from_str(&report).unwrap();
    let found: BTreeMap<String, String> = report["counties"].as_array().unwrap().iter().map(line).collect();
    assert_eq!(&found, wanted, "in one piece");
}

#[test]
fn every_verdict_is_the_one_by_whole_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = written(folder.path());
    let data = folder.path().join("data");
    assert_eq!(wanted.len(), 24);
    let met = wanted.values().filter(|l| l.ends_with(",met")).count();
    assert!(met > 2 && met < 20, "both verdicts are there: {met}");
    // Two counties' coefficients are on their limits, exactly and one yuan above.
    let balance = |county: &str| wanted[county].split(',').nth(9).unwrap().to_owned();
    assert_eq!([balance("110005"), balance("110016")], ["0", "2"]);
    // All else that the whole standard asks for is met, so that its verdicts are the same.
    judged_as(&wanted, &data, "rulepacks/national-2017");
    for table in ["专用教室", "社会认可度调查", "质量监测", "评定记录"] {
        fs::remove_file(data.join(format!("{table}.csv"))).unwrap();
    }
    judged_as(&wanted, &data, "benches/nation/pack");
}

/// Whether a line of a table is left out.
type Leaves<'a> = &'a dyn Fn(&str, &str) -> bool;

/// The national standard over the nation: what is left out of a list leaves its county undecided, never better.
#[test]
fn a_row_left_out_never_makes_a_verdict_better() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = written(folder.path());
    let data = folder.path().join("data");
    let is_last_school = |line: &str| line.split(',').any(|cell| cell.len() == 10 && cell.ends_with("0064"));
    let is_of =
        |line: &str, ending: &str| line.split(',').take(3).collect::<Vec<_>>().join(",").ends_with(ending);
    let school = |_: &str, line: &str| is_last_school(line);
    let division =
        |table: &str, line: &str| ["学部", "班级", "教师"].contains(&table) && is_last_school(line);
    let class = |table: &str, line: &str| table == "班级" && is_of(line, "0064,初中,01");
    let teacher = |table: &str, line: &str| table == "教师" && is_of(line, "0064,初中,T000");
    let group = |table: &str, line: &str| table == "社会认可度调查" && line.contains(",学生,");
    let result = |table: &str, line: &str| table == "质量监测" && is_of(line, "数学,小学");
    let left_out: [(&str, Leaves<'_>); 6] = [
        ("学校", &school),
        ("学部", &division),
        ("班级", &class),
        ("教师", &teacher),
        ("社会认可度调查", &group),
        ("质量监测", &result),
    ];
    for (what, leaves) in left_out {
        let fewer = folder.path().join(what);
        fs::create_dir(&fewer).unwrap();
        let mut gone = 0;
        for entry in fs::read_dir(&data).unwrap() {
            let path = entry.unwrap().path();
            let table = path.file_stem().unwrap().to_str().unwrap();
            let whole = fs::read_to_string(&path).unwrap();
            let kept: Vec<&str> = whole.lines().filter(|line| !leaves(table, line)).collect();
            gone += if table == what { whole.lines().count() - kept.len() } else { 0 };
            fs::write(fewer.join(path.file_name().unwrap()), kept.join("\n") + "\n").unwrap();
        }
        // The last school has two divisions.
        assert_eq!(gone, wanted.len() * if what == "学部" { 2 } else { 1 }, "{what}");
        let (lines, code) = eval(&fewer, "rulepacks/national-2017", &["--format", "ndjson"]);
        assert_eq!(code, 0, "{what}");
        assert_eq!(lines.lines().count(), wanted.len(), "{what}");
        for county in lines.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()) {
            let code = county["county"].as_str().unwrap();
            let after = county["conclusions"]["recognition"].as_str().unwrap();
            let may = if wanted[code].ends_with(",met") {
                &["undetermined"][..]
            } else {
                &["unmet", "undetermined"]
            };
            assert!(may.contains(&after), "{what} {code}: {after}");
        }
    }
}
