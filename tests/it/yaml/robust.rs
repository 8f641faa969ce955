//! No bytes make the program panic, hang or forget where things stand.

use proptest::prelude::*;

use super::{GOOD, nowhere, pack};
use junheng::diagnostic::{Catalogue, Diagnostics, Language, codes, render_json, render_text};
use junheng::pack::{PackChain, SearchPath, load_bytes, load_memory, yaml};
use junheng::source::SourceId;

/// Whatever is reported can be shown, and stands inside its file.
fn sound(chain: &PackChain) {
    for d in chain.diagnostics.iter() {
        for span in [Some(d.span), d.fix.as_ref().map(|f| f.span)].into_iter().flatten() {
            let text = chain.sources.text(span.source);
            assert!(text.get(span.range()).is_some(), "{d:?} in {text:?}");
        }
        for language in [Language::Zh, Language::En] {
            assert!(!d.message.text(language).is_empty());
        }
    }
    let list = chain.diagnostics.clone().sorted();
    render_text(&list, &chain.sources, Language::Zh, false);
    render_json(&list, &chain.sources, Language::En);
    if chain.incomplete {
        assert!(chain.diagnostics.has_errors());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200), rules in prop::collection::vec(any::<u8>(), 0..80)) {
        sound(&load_bytes(&[("pack.yaml", &bytes), ("r.rules", &rules)], &nowhere()));
    }

    #[test]
    fn random_yaml(text in "([a-z标签取值R1]{1,4}|[:：\\-{}\\[\\],，\"'#&*!|>%@`\n\t ?]|: |\n  |\n    |- |[0-9]{1,3}){0,60}") {
        sound(&pack(&text));
        let mut diagnostics = Diagnostics::new();
        if let Some(root) = yaml::read(&text, SourceId(0), &mut diagnostics) {
            let mut rest = vec![&root];
            while let Some(node) = rest.pop() {
                prop_assert!(text.get(node.span.range()).is_some(), "{node:?}");
                if node.text().is_some() {
                    prop_assert_eq!(&node.mapped(&text).text, node.text().unwrap());
                }
                rest.extend(node.items().unwrap_or_default());
                rest.extend(node.entries().unwrap_or_default().iter().flat_map(|(k, v)| [k, v]));
            }
        }
    }

    #[test]
    fn good_packs_with_one_change(file in 0usize..6, at in 0.0f64..1.0, length in 0usize..12, with in "[:：{}\\[\\],，\"'\n\t #|>*&-]{0,3}|取值|[a-z]{1,3}") {
        let files: Vec<(String, String)> = GOOD.iter().enumerate().map(|(i, (name, text))| {
            let mut text = (*text).to_owned();
            if i == file {
                let mut from = (at * text.len() as f64) as usize;
                while !text.is_char_boundary(from) { from -= 1; }
                let mut to = (from + length).min(text.len());
                while !text.is_char_boundary(to) { to += 1; }
                text.replace_range(from..to, &with);
            }
            ((*name).to_owned(), text)
        }).collect();
        let borrowed: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
        sound(&load_memory(&borrowed, &nowhere()));
    }
}

#[test]
fn bombs_and_depths_end_quickly() {
    let start = std::time::Instant::now();
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for i in 1..12 {
        let aliases = vec![format!("*a{}", i - 1); 9].join(", ");
        bomb.push_str(&format!("a{i}: &a{i} [{aliases}]\n"));
    }
    let deep = format!("a: {}", "[".repeat(100_000));
    let braces = format!("a: {}", "{b: ".repeat(20_000));
    let block: String = (0..300).map(|i| format!("{}a:\n", "  ".repeat(i))).collect();
    let dashes = format!("a:\n  {}", "- ".repeat(10_000));
    let long = format!("限值: {{{}}}\n", "a: {取值: 1}, ".repeat(10_000));
    let wide = format!("名称: \"{}\n", "长".repeat(300_000));
    let quotes = "名称: \"a\n".repeat(2_000);
    let colons = "取值: a(b: c)\n".repeat(3_000);
    for (text, code) in [
        (&bomb, "JH0437"),
        (&deep, "JH0438"),
        (&braces, "JH0438"),
        (&block, "JH0438"),
        (&dashes, "JH0438"),
        (&long, "JH0402"),
        (&wide, "JH0433"),
        (&quotes, "JH0433"),
        (&colons, "JH0423"),
    ] {
        let chain = pack(text);
        assert!(chain.diagnostics.iter().any(|d| d.code.id == code), "{code}: {:.60}", text);
        sound(&chain);
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// The examples of the codes show what they say they show.
#[test]
fn examples_of_the_codes() {
    for code in codes::PACK.iter().filter(|c| !c.wrong.is_empty()) {
        let given = |text: &str, key: &str| text.lines().any(|l| l.starts_with(key));
        let whole = |text: &str| {
            let about_header = matches!(code.id, "JH0451" | "JH0452");
            let mut full = String::new();
            if !about_header && !given(text, "pack") {
                full.push_str("pack: demo\n");
            }
            if !about_header && !given(text, "version") {
                full.push_str("version: 2026.1.0\n");
            }
            full.push_str(text);
            full
        };
        let has = |text: &str| {
            let text = whole(text);
            let search = SearchPath { dirs: Vec::new(), embedded: true };
            let chain = load_memory(&[("pack.yaml", &text)], &search);
            chain.diagnostics.iter().map(|d| d.code.id).collect::<Vec<_>>()
        };
        assert_eq!(has(code.wrong), [code.id], "{} {:?}", code.id, code.wrong);
        let right = has(code.right);
        let parents = ["JH0455", "JH0456"].contains(&code.id);
        assert!(right.is_empty() || (parents && right == ["JH0456"]), "{}: {right:?}", code.id);
    }
}

/// Every message that this layer can say is in both catalogues, with the same variables.
#[test]
fn both_languages_say_the_same() {
    for code in codes::PACK {
        for language in [Language::Zh, Language::En] {
            for part in ["", ".title", ".explain"] {
                let key = format!("{}{part}", code.key);
                assert!(Catalogue::of(language).has(&key), "{key} in {language:?}");
            }
        }
    }
    let variables = |text: &str| -> Vec<(String, Vec<String>)> {
        let mut list: Vec<(String, Vec<String>)> = Vec::new();
        for line in text.lines() {
            let (name, body) = line.split_once(" = ").unwrap_or((line, ""));
            let mut found: Vec<String> =
                body.split("{ $").skip(1).filter_map(|p| p.split(' ').next()).map(str::to_owned).collect();
            found.sort();
            found.dedup();
            list.push((name.trim().to_owned(), found));
        }
        list
    };
    let zh = variables(include_str!("../../../src/diagnostic/messages/zh/pack.ftl"));
    let en = variables(include_str!("../../../src/diagnostic/messages/en/pack.ftl"));
    assert_eq!(zh, en);
}
