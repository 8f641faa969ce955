//! The documents' examples: every block says what it is, and is held to it.
//!
//! The word behind the block's language: `national` (stands so in the national pack), `pack` (a whole pack in one file), `child` (checks as
//! part of a pack that extends the national one), `wrong` (does not); `expr` blocks are formulas; other `rules` and `yaml` blocks are read.

use std::fs;
use std::path::{Path, PathBuf};

use junheng::diagnostic::{Diagnostics, Language, render_text};
use junheng::pack::{SearchPath, load_memory};
use junheng::semantics::{Checked, check};
use junheng::source::SourceMap;
use junheng::syntax::{MappedText, parse_formula, parse_rules};

const CHILD: &str = "标准包: doc\n版本: 2026.1.0\n名称: 文档示例\n沿用: national@2017\n";

struct Block {
    place: String,
    info: String,
    text: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn blocks(file: &str) -> Vec<Block> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (i, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let place = format!("{file}:{}", i + 1);
                open = Some(Block { place, info: info.trim().to_owned(), text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{file}: a block is not closed");
    blocks
}

fn documents() -> Vec<String> {
    let mut files: Vec<String> =
        ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "DEVELOPERS.md"].map(str::to_owned).to_vec();
    for entry in fs::read_dir(root().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") && name != "diagnostics.md" {
            files.push(format!("docs/{name}"));
        }
    }
    files.sort();
    files
}

fn checked(files: &[(&str, &str)]) -> Checked {
    let search = SearchPath { dirs: vec![root().join("rulepacks")], embedded: false };
    check(load_memory(files, &search))
}

/// What is wrong with a block; nothing if it is as it says.
fn fault(block: &Block) -> Option<String> {
    let name = if block.info.starts_with("yaml") { "block.yaml" } else { "block.rules" };
    let text = block.text.as_str();
    let errors = |c: &Checked| render_text(&c.diagnostics, &c.sources, Language::En, false);
    match block.info.as_str() {
        "yaml national" | "rules national" => {
            (!stands_in_national(text)).then(|| "is not in the pack".to_owned())
        }
        "yaml pack" => {
            let c = checked(&[("pack.yaml", text)]);
            c.has_errors().then(|| errors(&c))
        }
        "yaml child" | "rules child" => {
            let c = checked(&[("pack.yaml", CHILD), (name, text)]);
            c.has_errors().then(|| errors(&c))
        }
        "yaml wrong" | "rules wrong" => {
            let c = checked(&[("pack.yaml", CHILD), (name, text)]);
            (!c.has_errors()).then(|| "has no error".to_owned())
        }
        "yaml" | "rules" | "expr" => {
            let mut found = Diagnostics::new();
            let mut sources = SourceMap::new();
            let source = sources.add(name, text);
            match block.info.as_str() {
                "yaml" => drop(junheng::pack::yaml::read(text, source, &mut found)),
                "rules" => drop(parse_rules(text, source, &mut found)),
                _ => drop(parse_formula(&MappedText::verbatim(text, source, 0), &mut found)),
            }
            (!found.is_empty()).then(|| render_text(&found.sorted(), &sources, Language::En, false))
        }
        "sh" | "text" | "csv" | "json" | "rust" | "toml" => None,
        other => Some(format!("is of no known sort: `{other}`")),
    }
}

fn stands_in_national(text: &str) -> bool {
    let pack = root().join("rulepacks/national-2017");
    fs::read_dir(pack).unwrap().any(|e| {
        let path = e.unwrap().path();
        path.is_file() && fs::read_to_string(path).unwrap().contains(text.trim_end())
    })
}

#[test]
fn every_example_is_what_it_says() {
    let mut faults = Vec::new();
    let mut seen = 0;
    for file in documents() {
        for block in blocks(&file) {
            seen += 1;
            faults.extend(fault(&block).map(|why| format!("{} ({}):\n{why}", block.place, block.info)));
        }
    }
    assert!(seen > 20, "only {seen} examples were found");
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// Links between the documents, and from them to files, lead somewhere.
#[test]
fn links_lead_somewhere() {
    let mut broken = Vec::new();
    for file in documents() {
        let text = fs::read_to_string(root().join(&file)).unwrap();
        let folder = root().join(&file).parent().unwrap().to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("http") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { root().join(&file) } else { folder.join(path) };
            if !target.exists() {
                broken.push(format!("{file}: {link}"));
                continue;
            }
            let there = anchor.is_empty()
                || fs::read_to_string(&target)
                    .unwrap()
                    .lines()
                    .any(|l| l.starts_with('#') && slug(l) == anchor);
            if !there {
                broken.push(format!("{file}: {link}"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// A heading's anchor, as the usual renderers make it.
fn slug(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// `docs/diagnostics.md` is what the catalogue says. `JUNHENG_UPDATE=1` writes it.
#[test]
fn diagnostics_are_documented() {
    let path = root().join("docs/diagnostics.md");
    let wanted = junheng::report::diagnostics_markdown();
    if std::env::var_os("JUNHENG_UPDATE").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == wanted,
        "docs/diagnostics.md is not what the catalogue says: JUNHENG_UPDATE=1 cargo test --test it docs"
    );
}
