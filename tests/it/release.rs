//! What is released together has one version, and the changelog tells of it.

use std::fs;

use crate::support::root;

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The first `key` of a manifest, as it is quoted there.
fn quoted(text: &str, key: &str) -> String {
    let line = text.lines().find(|l| l.trim_start().starts_with(key)).unwrap_or("");
    let value = line.split_once(key).map_or("", |(_, rest)| rest);
    value.split('"').nth(1).unwrap_or("").to_owned()
}

#[test]
fn all_parts_have_one_version() {
    for manifest in
        ["Cargo.toml", "workbench/Cargo.toml", "web/engine/Cargo.toml", "bindings/python/Cargo.toml"]
    {
        assert_eq!(quoted(&text(manifest), "version ="), env!("CARGO_PKG_VERSION"), "{manifest}");
    }
    for manifest in
        ["web/npm/package.json", "editors/vscode/package.json", "editors/vscode/package-lock.json"]
    {
        assert_eq!(quoted(&text(manifest), "\"version\":"), env!("CARGO_PKG_VERSION"), "{manifest}");
    }
}

#[test]
fn the_changelog_begins_with_this_version() {
    let changelog = text("CHANGELOG.md");
    let newest = changelog.lines().find_map(|l| l.strip_prefix("## [")).unwrap();
    assert!(newest.starts_with(&format!("{}]", env!("CARGO_PKG_VERSION"))), "{newest}");
}

#[test]
fn the_readmes_begin_with_what_they_show() {
    for readme in ["README.md", "README.zh-CN.md"] {
        let text = text(readme);
        let documents = ["\n## Documents", "\n## 文档"].iter().find_map(|head| text.find(head)).unwrap();
        let before = text.get(..documents).unwrap();
        // Three screens of some forty lines.
        assert!(before.lines().count() <= 120, "{readme} is long before its links");
        for picture in ["docs/pictures/verdict.png", "docs/workbench/county.png"] {
            assert!(before.contains(picture), "{readme} does not show {picture}");
            assert!(root().join(picture).exists(), "{picture}");
        }
    }
}
