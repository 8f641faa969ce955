//! The layers hold: imports point up the list only, foreign libraries are named in their one module, files stay short.

use std::fs;
use std::path::{Path, PathBuf};

use junheng::syntax::vocabulary::{Keyword, Role};

const LAYERS: [&str; 12] = [
    "source",
    "diagnostic",
    "value",
    "syntax",
    "pack",
    "semantics",
    "plan",
    "facts",
    "evaluation",
    "report",
    "tooling",
    "cli",
];

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|x| x == "rs") {
            out.push(path);
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut list = Vec::new();
    files(&root, &mut list);
    list.sort();
    list.into_iter()
        .map(|p| {
            let name = p.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(&p).unwrap())
        })
        .collect()
}

fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|l| !l.starts_with("//"))
}

#[test]
fn imports_point_up_the_list() {
    let mut seen = 0;
    for (name, text) in sources() {
        let Some(own) = LAYERS.iter().position(|l| name.split('/').next() == Some(l)) else { continue };
        for line in code_lines(&text) {
            for part in line.split("crate::").skip(1) {
                let used = part.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
                let Some(layer) = LAYERS.iter().position(|l| *l == used) else { continue };
                seen += 1;
                assert!(layer <= own, "{name}: `{line}` imports `{used}` from below `{}`", LAYERS[own]);
            }
        }
    }
    assert!(seen > 100, "the test reads the imports");
}

#[test]
fn foreign_libraries_have_one_module() {
    for (library, home) in [
        ("pest", "syntax/parser.rs"),
        ("serde_yaml", "pack/yaml/"),
        ("miette", "diagnostic/render.rs"),
        ("csv", "facts/csv.rs"),
        ("encoding_rs", "facts/csv.rs"),
        ("comfy_table", "report/table.rs"),
        ("fluent_bundle", "diagnostic/catalogue.rs"),
        ("clap", "cli/"),
        ("regex", "value/pattern.rs"),
        ("tempfile", "cli/output.rs"),
        ("signal_hook", "cli/interrupt.rs"),
        ("rust_xlsxwriter", "report/sheets/write.rs"),
        ("docx_rs", "report/draft/write.rs"),
        ("calamine", "facts/workbook.rs"),
        ("zip", "facts/expansion.rs"),
        ("parquet", "facts/parquet/|report/parquet.rs"),
        ("arrow_array", "facts/arrow/|report/arrow.rs"),
        ("arrow_schema", "facts/arrow/|report/arrow.rs"),
        ("wide", "facts/bulk/marks.rs"),
        ("foldhash", "source/maps.rs"),
        ("simdutf8", "facts/bulk/straight.rs"),
        ("pulp", "evaluation/columns/lanes.rs"),
        ("indicatif", "cli/progress.rs"),
    ] {
        let mut found = 0;
        for (name, text) in sources() {
            let shipped = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            let named = code_lines(shipped).any(|l| {
                l.contains(&format!("use {library}::"))
                    || l.contains(&format!(" {library}::"))
                    || l.contains(&format!("({library}::"))
            });
            if named {
                found += 1;
                let at_home = home.split('|').any(|home| name.starts_with(home));
                assert!(at_home, "`{library}` is named in {name}, its place is {home}");
            }
        }
        assert!(found > 0, "`{library}` is used in {home}");
    }
}

/// A match over one of our enums names every form, so that a new form is looked at everywhere: the linter holds it where it is denied.
#[test]
fn no_form_is_passed_over_in_silence() {
    const LINT: &str = "clippy::wildcard_enum_match_arm";
    let sources = sources();
    let (_, root) = sources.iter().find(|(name, _)| name == "lib.rs").unwrap();
    for room in ["semantics", "plan", "evaluation", "report", "tooling"] {
        assert!(root.contains(&format!("#[deny({LINT})]\npub mod {room};")), "{room} does not deny {LINT}");
    }
    for (name, text) in &sources {
        let lifted = text.lines().find(|l| l.contains(LINT) && !l.trim().starts_with("#[deny("));
        assert_eq!(lifted, None, "{name} lifts {LINT}");
    }
}

#[test]
fn files_stay_short() {
    for (name, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 900, "{name} has {lines} lines: make it two");
    }
}

/// What reads files is named here: loaders of packs and data, and the tools that read files of their own. Everything else is a function of what it is
/// given.
#[test]
fn only_loaders_touch_the_system() {
    let may = |name: &str| {
        ["source/store.rs", "facts/", "tooling/", "cli/", "main.rs"].iter().any(|at| name.starts_with(at))
    };
    let mut seen = 0;
    for (name, text) in sources() {
        for line in code_lines(&text) {
            let touches = ["std::fs", "std::env", "std::process", "std::net", " File::"];
            if touches.iter().any(|t| line.contains(t)) {
                seen += 1;
                assert!(may(&name), "{name}: `{line}`");
            }
            let changes = ["static mut", "thread_local!", "static AtomicBool", "RwLock<", "lazy_static"];
            assert!(!changes.iter().any(|c| line.contains(c)), "{name}: `{line}` is state for all");
        }
    }
    assert!(seen > 10, "the test reads the code");
}

/// What an embedder keeps goes between threads and is shared by them.
#[test]
fn packs_data_and_results_are_send_and_sync() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<junheng::pack::PackChain>();
    shared::<junheng::semantics::CheckedPack>();
    shared::<junheng::plan::Plan>();
    shared::<junheng::facts::Facts>();
    shared::<junheng::evaluation::Evaluation>();
    shared::<junheng::evaluation::Derivation>();
    shared::<junheng::diagnostic::Diagnostic>();
    shared::<junheng::report::Report>();
    shared::<junheng::source::Memory>();
}

/// The text literals of a line, as far as it has no quoted quotes.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    let plain = if line.contains("\\\"") || line.contains("'\"'") { "" } else { line };
    plain.split('"').skip(1).step_by(2)
}

/// No keyword stands as a text outside the vocabulary, in what reads, checks and computes the rule language: no Chinese one anywhere, no
/// English one in the syntax. (The built-in table of findings has the name of one; what people write instead of keywords is data.)
#[test]
fn keywords_stand_in_the_vocabulary() {
    let keywords: Vec<Keyword> = Keyword::ALL.iter().copied().filter(|k| k.role() != Role::Place).collect();
    let mut seen = 0;
    for (name, text) in sources() {
        let rooms =
            ["syntax/", "pack/digest/", "semantics/", "plan/", "evaluation/", "tooling/lsp/", "tooling/fmt"];
        let data = ["syntax/vocabulary/", "syntax/rewrite/"].iter().any(|home| name.starts_with(home));
        if data || !rooms.iter().any(|room| name.starts_with(room)) {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or("");
        if name.contains("/tests/") {
            continue;
        }
        for line in code_lines(code) {
            for literal in literals(line) {
                seen += 1;
                let spelt = |k: &&Keyword| {
                    k.zh().contains(&literal)
                        || name.starts_with("syntax/") && k.en() == literal && !literal.is_empty()
                };
                let finding = name == "semantics/resolve/entities.rs" && literal == "评定";
                let found = keywords.iter().find(spelt).filter(|_| !finding);
                assert!(found.is_none(), "{name}: `{line}` writes the keyword {found:?}");
            }
        }
    }
    assert!(seen > 500, "{seen}");
}
