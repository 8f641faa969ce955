//! The documents' examples: every block says what it is, and is held to it.
//!
//! The word behind the block's language: `national` (stands so in the national pack), `pack` (a whole pack in one file), `child` (checks as
//! part of a pack that extends the national one), `wrong` (does not); `expr` blocks are formulas; other `rules` and `yaml` blocks are read.

use std::fs;
use std::path::PathBuf;

use junheng::diagnostic::{Diagnostics, Language, render_text};
use junheng::pack::{SearchPath, load_memory};
use junheng::semantics::{Checked, check};
use junheng::source::SourceMap;
use junheng::syntax::{MappedText, parse_formula, parse_rules};

use crate::support::root;

const CHILD: &str = "标准包: doc\n版本: 2026.1.0\n名称: 文档示例\n沿用: national@2017\n";

struct Block {
    place: String,
    info: String,
    text: String,
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
        if name.ends_with(".md") && !["diagnostics.md", "builtins.md"].contains(&name.as_str()) {
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
        "yaml national" | "rules national" => (!stands_in_national(text)).then(|| {
            "is not in the pack; `JUNHENG_UPDATE=1 cargo test --test it docs` quotes it anew".to_owned()
        }),
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
        // Run by the tests of the package.
        "python" => None,
        other => Some(format!("is of no known sort: `{other}`")),
    }
}

fn national_files() -> Vec<String> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(root().join("rulepacks/national-2017")).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.is_file());
    paths.sort();
    paths.iter().map(|p| fs::read_to_string(p).unwrap()).collect()
}

fn stands_in_national(text: &str) -> bool {
    national_files().iter().any(|file| file.contains(text.trim_end()))
}

/// What the pack says now where a quotation was taken from: an item by its keyword and id, YAML by its first key.
fn quoted_anew(block: &Block) -> Option<String> {
    let first = block.text.lines().next()?;
    let rules = block.info.starts_with("rules");
    let head = if rules {
        first.split_whitespace().take(2).collect::<Vec<_>>().join(" ") + " "
    } else {
        first.split_once(':')?.0.to_owned() + ":"
    };
    let mut found = Vec::new();
    for file in national_files() {
        let lines: Vec<&str> = file.lines().collect();
        for start in lines.iter().enumerate().filter(|(_, l)| l.starts_with(&head)).map(|(i, _)| i) {
            let end = if rules {
                lines.iter().skip(start).position(|l| l.trim().is_empty()).map_or(lines.len(), |n| start + n)
            } else {
                (start + block.text.lines().count()).min(lines.len())
            };
            found.push(lines[start..end].join("\n") + "\n");
        }
    }
    let same_start = |t: &&String| t.lines().next() == Some(first);
    let exact = found.iter().filter(same_start).count();
    if exact == 1 {
        found.into_iter().find(|t| same_start(&t))
    } else {
        (found.len() == 1).then(|| found.remove(0))
    }
}

/// Writes the quotations of a document anew.
fn refresh(file: &str) {
    let path = root().join(file);
    let mut text = fs::read_to_string(&path).unwrap();
    for block in blocks(file).iter().filter(|b| b.info.ends_with(" national") && !stands_in_national(&b.text))
    {
        if let Some(now) = quoted_anew(block) {
            text = text.replace(
                &format!("```{}\n{}```", block.info, block.text),
                &format!("```{}\n{now}```", block.info),
            );
        }
    }
    fs::write(&path, text).unwrap();
}

#[test]
fn every_example_is_what_it_says() {
    let mut faults = Vec::new();
    let mut seen = 0;
    for file in documents() {
        if std::env::var_os("JUNHENG_UPDATE").is_some() {
            refresh(&file);
        }
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

/// `docs/diagnostics.md` and `docs/builtins.md` are what the tables say. `JUNHENG_UPDATE=1` writes them.
#[test]
fn tables_are_documented() {
    let pages = [
        ("docs/diagnostics.md", junheng::report::diagnostics_markdown()),
        ("docs/builtins.md", junheng::report::builtins_markdown()),
    ];
    for (page, wanted) in pages {
        let path = root().join(page);
        if std::env::var_os("JUNHENG_UPDATE").is_some() {
            fs::write(&path, &wanted).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == wanted,
            "{page} is not what its table says: JUNHENG_UPDATE=1 cargo test --test it docs"
        );
    }
}

/// What a document shows below a command, with lines left out, is what the command prints.
#[test]
fn excerpts_are_real() {
    let mut faults = Vec::new();
    for file in documents() {
        let blocks = blocks(&file);
        for (command, shown) in blocks.iter().zip(blocks.iter().skip(1)) {
            let line = command.text.lines().last().unwrap_or("");
            let words: Vec<&str> =
                line.split_whitespace().skip_while(|w| !matches!(*w, "eval" | "explain")).collect();
            if command.info != "sh" || shown.info != "text" || words.is_empty() {
                continue;
            }
            let language = if file.ends_with("zh-CN.md") { "zh" } else { "en" };
            let output = std::process::Command::new(env!("CARGO_BIN_EXE_junheng"))
                .args(&words)
                .args(["--as-of", "2026-11-23", "--lang", language, "--color", "never"])
                .current_dir(root())
                .output()
                .unwrap();
            let printed = String::from_utf8(output.stdout).unwrap();
            let kept: Vec<&str> = printed.lines().map(str::trim_end).collect();
            let missing = shown.text.lines().filter(|l| !kept.contains(&l.trim_end()));
            faults.extend(missing.map(|l| format!("{}: `{l}` is not printed by {line}", shown.place)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
