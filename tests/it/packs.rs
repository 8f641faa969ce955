//! The shipped packs: clean, and their own cases pass.

use std::path::PathBuf;

use junheng::diagnostic::{Language, render_text};
use junheng::pack::{SearchPath, load};
use junheng::semantics::check;
use junheng::tooling::test::{run_cases, summary};

fn packs() -> Vec<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rulepacks");
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    all.sort();
    all
}

#[test]
fn every_pack_is_clean_and_passes_its_cases() {
    let mut cases = 0;
    for folder in packs() {
        let checked = check(load(&folder.display().to_string(), &SearchPath::default()).unwrap());
        let shown = render_text(&checked.diagnostics, &checked.sources, Language::En, false);
        assert!(checked.diagnostics.is_empty(), "{shown}");
        let results = run_cases(&checked.pack.unwrap(), &folder.join("tests"), Language::En);
        assert_eq!(results.failed(), 0, "{}", summary("", &results, Language::En));
        cases += results.passed();
    }
    assert!(cases >= 60);
}

/// Every indicator, rule, veto and conclusion of the standard is there, and no other.
#[test]
fn the_national_pack_is_complete() {
    let pack = check(load("national@2017", &SearchPath::embedded()).unwrap()).pack.unwrap();
    let mut wanted: Vec<String> = Vec::new();
    for (letter, count) in [("R", 7), ("G", 15), ("Q", 9), ("A", 1), ("V", 6)] {
        wanted.extend((1..=count).map(|i| format!("{letter}{i}")));
    }
    wanted.extend(
        ["R_school", "R_balance", "R_all", "government", "quality", "satisfaction", "recognition"]
            .map(String::from),
    );
    for id in &wanted {
        let item = pack.item(pack.find_item(id).unwrap_or_else(|| panic!("{id}"))).unwrap();
        assert!(!item.cite.is_empty(), "{id} cites its clause");
        let cite = &item.cite[0];
        let clauses = &pack.citations[&cite.source].clauses;
        assert!(clauses.contains_key(cite.place.as_deref().unwrap()), "{id}: the clause is quoted");
    }
}
