//! The two invented counties: they can be made again, and they come out as their README says.

use std::path::{Path, PathBuf};
use std::process::Command;

use junheng::evaluation::{Evaluation, Options, evaluate};
use junheng::facts::{Facts, key_of, read};
use junheng::pack::{SearchPath, load};
use junheng::semantics::{CheckedPack, check};
use junheng::value::{Date, Outcome};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn day() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

fn judged(county: &str) -> (CheckedPack, Facts, Evaluation) {
    let chain = load("national@2017", &SearchPath::embedded()).unwrap();
    let pack = check(chain).pack.unwrap();
    let facts = read(&pack, &[root().join("examples").join(county)], day()).unwrap();
    let evaluation = evaluate(&pack, &facts, &Options::on(day()));
    (pack, facts, evaluation)
}

fn outcomes(county: &str, rule: &str) -> Vec<(String, Outcome)> {
    let (pack, facts, evaluation) = judged(county);
    let ix = pack.find_item(rule).unwrap();
    let entity = pack.item(ix).unwrap().entity;
    let subjects = evaluation.counties[0].subjects.iter().filter(|s| s.item == ix);
    subjects.map(|s| (key_of(&pack, &facts, entity, s.row).join("/"), s.outcome)).collect()
}

#[test]
fn the_good_county_is_recognised_and_clean() {
    let (_, facts, evaluation) = judged("county-990002");
    assert!(facts.issues.is_empty(), "{:?}", facts.issues);
    assert!(evaluation.warnings.is_empty());
    assert!(evaluation.counties[0].audits.is_empty());
    assert_eq!(outcomes("county-990002", "recognition"), [("990002".to_owned(), Outcome::Met)]);
}

#[test]
fn the_failing_county_fails_as_described() {
    let (_, facts, _) = judged("county-990001");
    assert!(facts.issues.is_empty(), "{:?}", facts.issues);
    assert_eq!(outcomes("county-990001", "recognition"), [("990001".to_owned(), Outcome::Unmet)]);
    let of = |rule: &str, key: &str| {
        let all = outcomes("county-990001", rule);
        all.iter().find(|(k, _)| k == key).map(|(_, o)| *o).unwrap()
    };
    assert_eq!(of("R5", "9900010018/junior"), Outcome::Unmet);
    assert_eq!(of("R_school", "9900010018/junior"), Outcome::Met);
    assert_eq!(of("R_school", "9900010019/junior"), Outcome::Unmet);
    assert_eq!(of("G5", "9900010020/junior"), Outcome::Unmet);
    assert_eq!(of("G5", "9900010007/primary"), Outcome::Undetermined);
    assert_eq!(of("R5", "9900010005/primary"), Outcome::Undetermined);
    assert_eq!(of("V3", "990001"), Outcome::Undetermined);
    assert_eq!(of("A1", "990001"), Outcome::Met);
    assert_eq!(of("G11", "990001"), Outcome::Met);
    assert_eq!(
        outcomes("county-990001", "R_balance").iter().map(|(_, o)| *o).collect::<Vec<_>>(),
        [Outcome::Undetermined, Outcome::Unmet]
    );
}

fn folder(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut out: Vec<(String, Vec<u8>)> = std::fs::read_dir(path)
        .unwrap()
        .map(|e| e.unwrap().path())
        .map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&p).unwrap()))
        .collect();
    out.sort();
    out
}

#[test]
fn the_counties_can_be_made_again() {
    let target = tempfile::tempdir().unwrap();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--example", "generate_counties", "--"])
        .arg(target.path())
        .current_dir(root())
        .status()
        .unwrap();
    assert!(status.success());
    for county in ["county-990001", "county-990002"] {
        assert!(
            folder(&target.path().join(county)) == folder(&root().join("examples").join(county)),
            "{county} differs"
        );
    }
}
