//! Packs that extend others: what they change, and what they get wrong.

use std::path::PathBuf;

use junheng::diagnostic::{Language, render_text};
use junheng::pack::{PackChain, SearchPath, load_memory};
use junheng::semantics::{Checked, ItemBody, check};

/// The pack `city`, extending `parent` of the fixtures, with these files besides `pack.yaml`.
fn child(parent: &str, files: &[(&str, &str)]) -> PackChain {
    let head =
        format!("标准包: city\n版本: 2021.1.0\n名称: 市级标准\n有效期: {{起: 2021-01-01}}\n沿用: {parent}\n");
    let mut all = vec![("city/pack.yaml", head.as_str())];
    all.extend(files);
    let dirs = vec![PathBuf::from("tests/it/fixtures/inheritance")];
    load_memory(&all, &SearchPath { dirs, embedded: false })
}

fn checked(files: &[(&str, &str)]) -> Checked {
    check(child("base@2017", files))
}

/// What is printed, in both languages.
fn printed(checked: &Checked) -> String {
    let text = |language| render_text(&checked.diagnostics, &checked.sources, language, false);
    format!("{}\n{}", text(Language::Zh), text(Language::En))
}

#[test]
fn the_parent_is_sound() {
    let found = checked(&[]);
    assert_eq!(printed(&found), "\n", "{}", printed(&found));
    assert!(found.pack.is_some());
}
