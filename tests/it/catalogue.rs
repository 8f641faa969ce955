//! The two languages hold together: same messages, same variables; every code has its texts.

use std::collections::{BTreeMap, BTreeSet};

use junheng::diagnostic::{Catalogue, Language, codes};

/// Each message or attribute with the variables that it names.
fn entries(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut out = BTreeMap::new();
    for text in Catalogue::sources(language) {
        let mut id = String::new();
        let mut key = String::new();
        for line in text.lines() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                id = name.to_owned();
                key = id.clone();
                assert!(out.insert(key.clone(), BTreeSet::new()).is_none(), "`{key}` stands twice");
            } else if let Some((name, _)) = line.trim().strip_prefix('.').and_then(|l| l.split_once(" =")) {
                key = format!("{id}.{name}");
                out.insert(key.clone(), BTreeSet::new());
            }
            let variables = line.split("{ $").skip(1).chain(line.split("{$").skip(1));
            for part in variables {
                let name =
                    part.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').next().unwrap_or("");
                out.get_mut(&key).unwrap().insert(name.to_owned());
            }
        }
    }
    out
}

#[test]
fn both_languages_say_the_same() {
    let (zh, en) = (entries(Language::Zh), entries(Language::En));
    let missing: Vec<_> = zh
        .keys()
        .filter(|k| !en.contains_key(*k))
        .chain(en.keys().filter(|k| !zh.contains_key(*k)))
        .collect();
    assert!(missing.is_empty(), "in one language only: {missing:?}");
    for (key, variables) in &zh {
        assert_eq!(variables, &en[key], "variables of `{key}`");
    }
}

#[test]
fn every_code_has_its_texts() {
    let mut ids = BTreeSet::new();
    for code in codes::all() {
        assert!(ids.insert(code.id), "{} stands twice", code.id);
        for language in [Language::Zh, Language::En] {
            let catalogue = Catalogue::of(language);
            for key in [code.key.to_owned(), format!("{}.title", code.key), format!("{}.explain", code.key)] {
                assert!(catalogue.has(&key), "{}: no `{key}`", code.id);
            }
        }
        assert!(codes::find(&code.id.to_lowercase()).is_some());
    }
    assert!(ids.len() > 100);
}

/// A message that the code names and no catalogue has would be shown as its id.
#[test]
fn every_message_named_exists() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut stack = vec![root];
    let mut seen = 0;
    while let Some(path) = stack.pop() {
        if path.is_dir() {
            stack.extend(std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
            continue;
        }
        if path.extension().is_none_or(|x| x != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for part in text.split("Message::new(\"").skip(1) {
            let key = part.split('"').next().unwrap();
            seen += 1;
            assert!(Catalogue::of(Language::Zh).has(key), "{}: `{key}` is in no catalogue", path.display());
        }
    }
    assert!(seen > 200);
}
