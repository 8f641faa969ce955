//! `junheng fmt`: the layout of `.rules` files, and of the formulas in pack YAML without touching anything else there.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::pack::yaml::{self, Kind, Node, Style};
use crate::source::{SourceId, SourceMap};
use crate::syntax::vocabulary::{Vocabulary, yaml::Key};
use crate::syntax::{format_rules, parse_formula, print};

/// What formatting a file came to.
pub struct Formatted {
    /// The text as it should be.
    pub text: String,
    /// The file, for showing what is wrong.
    pub sources: SourceMap,
    /// What is wrong; where anything is, the text is as it was.
    pub errors: Vec<Diagnostic>,
}

/// Formats one file; `name` decides by its ending what it is.
pub fn format(name: &str, text: &str, vocabulary: Option<Vocabulary>) -> Formatted {
    let mut sources = SourceMap::new();
    // A byte-order mark is the editor's; it does not come back.
    let plain = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let source = sources.add(name, plain.as_str());
    let result = if name.ends_with(".rules") {
        format_rules(&plain, vocabulary)
    } else {
        format_yaml(&plain, source, vocabulary)
    };
    match result {
        Ok(text) => Formatted { text, sources, errors: Vec::new() },
        Err(errors) => Formatted { text: text.to_owned(), sources, errors },
    }
}

/// Rewrites the formulas of a pack's YAML file in place.
fn format_yaml(
    text: &str,
    source: SourceId,
    vocabulary: Option<Vocabulary>,
) -> Result<String, Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::new();
    let root = yaml::read(text, source, &mut diagnostics);
    let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    if let Some(root) = &root {
        // What is translated is written anew; else the author's choice among words stays.
        let kept = vocabulary.is_none();
        let vocabulary = vocabulary.unwrap_or_else(|| spelling(root));
        let mut formulas = Vec::new();
        collect(root, &mut formulas);
        for node in formulas {
            edits.extend(edit(node, text, (vocabulary, kept), &mut diagnostics));
        }
    }
    if diagnostics.has_errors() {
        let errors = diagnostics.sorted().into_iter().filter(|d| d.code.severity.is_error());
        return Err(errors.collect());
    }
    let mut out = text.to_owned();
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    for (range, formula) in edits {
        out.replace_range(range, &formula);
    }
    Ok(out)
}

/// The vocabulary of a file's own keys.
fn spelling(root: &Node) -> Vocabulary {
    let keys = root.entries().unwrap_or(&[]).iter().filter_map(|(k, _)| k.text());
    let chinese = keys.clone().filter(|k| !k.is_ascii()).count();
    if chinese * 2 >= keys.count() { Vocabulary::Zh } else { Vocabulary::En }
}

fn entry(node: &Node, key: Key) -> impl Iterator<Item = &Node> {
    let entries = node.entries().unwrap_or(&[]);
    entries.iter().filter(move |(k, _)| k.text().is_some_and(|t| key.is(t))).map(|(_, value)| value)
}

/// The formulas of indicators, of derived columns and of what tables expect, overrides among them.
fn collect<'n>(root: &'n Node, out: &mut Vec<&'n Node>) {
    let sections: Vec<&Node> = std::iter::once(root).chain(entry(root, Key::Override)).collect();
    for section in sections {
        for (_, indicator) in entry(section, Key::Indicators).flat_map(|n| n.entries().unwrap_or(&[])) {
            out.extend(entry(indicator, Key::Value).chain(entry(indicator, Key::When)));
        }
        for (_, table) in entry(section, Key::Entities).flat_map(|n| n.entries().unwrap_or(&[])) {
            for (_, column) in entry(table, Key::Columns).flat_map(|n| n.entries().unwrap_or(&[])) {
                out.extend(entry(column, Key::Derive));
            }
            for expect in entry(table, Key::Expect) {
                let list = expect.items().unwrap_or(std::slice::from_ref(expect));
                for one in list {
                    out.extend(entry(one, Key::ExpectWhen).chain(entry(one, Key::ExpectCount)));
                    let totals = entry(one, Key::Total).flat_map(|n| n.entries().unwrap_or(&[]));
                    out.extend(totals.map(|(_, formula)| formula));
                }
            }
        }
    }
}

fn edit(
    node: &Node,
    text: &str,
    (vocabulary, kept): (Vocabulary, bool),
    diagnostics: &mut Diagnostics,
) -> Option<(std::ops::Range<usize>, String)> {
    let Kind::Scalar { style, .. } = &node.kind else { return None };
    let written = text.get(node.span.range())?;
    if written.contains('\n') || matches!(style, Style::Literal | Style::Folded) {
        return None;
    }
    let mut found = Diagnostics::new();
    let formula = parse_formula(&node.mapped(text), &mut found);
    if found.has_errors() {
        diagnostics.extend(found);
        return None;
    }
    let printed = match kept {
        true => print::expr_like(&formula, vocabulary, text),
        false => print::expr(&formula, vocabulary),
    };
    let new = match style {
        Style::Double if !printed.contains(['"', '\\']) => format!("\"{printed}\""),
        Style::Single if !printed.contains('\'') => format!("'{printed}'"),
        Style::Plain if stands_bare(&printed) => printed,
        _ if !printed.contains('\'') => format!("'{printed}'"),
        Style::Plain | Style::Single | Style::Double | Style::Literal | Style::Folded => return None,
    };
    (new != written).then(|| (node.span.range(), new))
}

/// Whether a formula may stand in YAML without quotes, in a map in braces too.
fn stands_bare(formula: &str) -> bool {
    let special = ['"', '\'', '{', '}', '[', ']', ',', '&', '*', '!', '|', '>', '%', '@', '`', '#', '?', '-'];
    !formula.starts_with(special)
        && !formula.contains(": ")
        && !formula.contains(" #")
        && !formula.contains(['{', '}', '[', ']', ',', '"'])
        && !formula.ends_with(':')
}
