//! The glossary names what there is.

use std::fs;
use std::path::Path;

use regex::Regex;

#[test]
fn every_name_of_the_glossary_is_defined_where_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/glossary.md")).unwrap();
    let place = Regex::new(r"`((?:src|rulepacks|grammar)/[^`#]+)(?:#([^`]+))?`").unwrap();
    let mut wrong = Vec::new();
    let (mut rows, mut names) = (0, 0);
    for line in text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---")) {
        rows += 1;
        let header = line.ends_with("| where |");
        let found: Vec<_> = place.captures_iter(line).collect();
        if found.is_empty() != header {
            wrong.push(format!("no place: {line}"));
        }
        for place in found {
            let (file, name) = (&place[1], place.get(2).map(|n| n.as_str()));
            let path = root.join(file);
            let Some(name) = name else {
                if !path.exists() {
                    wrong.push(format!("{file} is not there"));
                }
                continue;
            };
            names += 1;
            let name = regex::escape(name);
            let defined = match path.extension().and_then(|e| e.to_str()) {
                // A type, or a variant of one.
                Some("rs") => format!(r"(?m)^(?:pub (?:struct|enum|trait) {name}\b|    {name},)"),
                // A key, or a value of a kind.
                Some("yaml") => format!(r"(?m)(?:^ *|\{{|, ){name}:"),
                _ => format!(r"(?m)^\S+ {name} "),
            };
            let text = fs::read_to_string(&path).unwrap_or_default();
            if !Regex::new(&defined).unwrap().is_match(&text) {
                wrong.push(format!("{file} does not define {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows > 40 && names > 40, "{rows} rows, {names} names");
}

/// What documents for engineers say of files and folders is there, and a paragraph is no longer than a reader's breath.
#[test]
fn documents_for_engineers_name_files_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let place = Regex::new(r"`((?:src|grammar|rulepacks|tests|workbench|benches|fuzz)/[\w./-]*)`").unwrap();
    let mut wrong = Vec::new();
    let mut named = 0;
    for document in ["docs/architecture.md", "DEVELOPERS.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root.join(document)).unwrap();
        for place in place.captures_iter(&text) {
            named += 1;
            if !root.join(&place[1]).exists() {
                wrong.push(format!("{document}: {} is not there", &place[1]));
            }
        }
    }
    let architecture = fs::read_to_string(root.join("docs/architecture.md")).unwrap();
    let tables =
        |block: &&str| !block.starts_with('|') && !block.contains("\n- ") && !block.starts_with("- ");
    for paragraph in architecture.split("\n\n").filter(tables).filter(|p| !p.starts_with("```")) {
        if paragraph.lines().count() > 6 {
            wrong.push(format!("a paragraph of more than six lines: {paragraph}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(named > 40, "{named}");
}
