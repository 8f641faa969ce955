//! Documents that are made from the program stay current.

use junheng::report::diagnostics_markdown;

/// `JUNHENG_UPDATE=1 cargo test docs` rewrites it.
#[test]
fn diagnostics_are_current() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diagnostics.md");
    let made = diagnostics_markdown();
    if std::env::var_os("JUNHENG_UPDATE").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap_or_default() == made, "docs/diagnostics.md is not current");
}
