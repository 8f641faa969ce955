//! What is wrong with a YAML text. A YAML reader stops at the first mistake; here the mistake is put right (or its line
//! taken out) behind the scenes and the text read again, so that all mistakes of a file are reported at once.

use super::diagnose::{self, Repair};
use super::parse::{self, Issue};
use super::{Kind, Node, YamlFile};
use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::source::{SourceId, Span};

/// Most mistakes that are put right in one file.
const MAX_REPAIRS: usize = 50;

pub(super) fn read(text: &str, source: SourceId, diagnostics: &mut Diagnostics) -> YamlFile {
    let mut current = text.to_owned();
    // Whether something was taken out, so that what follows may be only a consequence of that.
    let mut gaps = false;
    for _ in 0..=MAX_REPAIRS {
        let parsed = parse::parse(&current, source);
        let Some((fault, at)) = parsed.fault else {
            let mut incomplete = gaps;
            for issue in parsed.issues {
                incomplete |= !matches!(issue, Issue::Tag(_));
                diagnostics.push(fitted(explain(issue, text), text));
            }
            let mut node = parsed.root;
            if let Some(node) = node.as_mut().filter(|_| current != text) {
                tidy(node, text, gaps);
            }
            return YamlFile { node, incomplete };
        };
        let finding = diagnose::diagnose(&current, text, source, fault, at);
        if gaps && finding.may_follow {
            break;
        }
        diagnostics.push(fitted(finding.diagnostic, text));
        let before = current.clone();
        match finding.repair {
            Repair::None => break,
            Repair::Replace(pieces) => {
                for (range, with) in pieces {
                    put(&mut current, range, with);
                }
            }
            Repair::Near(pieces) => {
                gaps = true;
                for (range, with) in pieces {
                    put(&mut current, range, with);
                }
            }
            Repair::Blank(range) => {
                gaps = true;
                put(&mut current, range, "");
            }
        }
        if current == before {
            break;
        }
    }
    YamlFile { node: None, incomplete: true }
}

/// Writes `with` over a range and fills the rest of it with spaces, so that all else keeps its place.
fn put(text: &mut String, range: std::ops::Range<usize>, with: &str) {
    let Some(old) = text.get(range.clone()).filter(|old| !old.is_empty()) else { return };
    let mut new = String::with_capacity(old.len());
    new.push_str(with.get(..with.len().min(old.len())).unwrap_or(""));
    // Line breaks stay, so that lines do.
    for b in old.bytes().skip(new.len()) {
        new.push(if b == b'\n' { '\n' } else { ' ' });
    }
    text.replace_range(range, &new);
}

/// A place in the text that was put right as one in the text as written: a mark there may stand for part of a longer one.
fn snapped(span: Span, text: &str) -> Span {
    let (mut start, mut end) = (span.start as usize, span.end as usize);
    while !text.is_char_boundary(start.min(text.len())) {
        start -= 1;
    }
    while end < text.len() && !text.is_char_boundary(end) {
        end += 1;
    }
    Span::new(span.source, start, end)
}

fn fitted(mut diagnostic: Diagnostic, text: &str) -> Diagnostic {
    diagnostic.span = snapped(diagnostic.span, text);
    if let Some(fix) = &mut diagnostic.fix {
        fix.span = snapped(fix.span, text);
    }
    for label in &mut diagnostic.related {
        label.span = snapped(label.span, text);
    }
    diagnostic
}

/// Fits the places of a tree to the text as written. With `gaps`, what is empty may be so because something was taken
/// out: not to be reported again.
fn tidy(root: &mut Node, text: &str, gaps: bool) {
    let mut rest = vec![root];
    while let Some(node) = rest.pop() {
        node.span = snapped(node.span, text);
        if gaps && node.is_null() {
            node.kind = Kind::Broken;
        }
        match &mut node.kind {
            Kind::Seq(items) => rest.extend(items.iter_mut()),
            Kind::Map(entries) => rest.extend(entries.iter_mut().flat_map(|(k, v)| [k, v])),
            Kind::Null | Kind::Scalar { .. } | Kind::Broken => {}
        }
    }
}

/// Something that YAML has and packs have not.
fn explain(issue: Issue, text: &str) -> Diagnostic {
    let feature = |span, what: &'static str, help: &'static str| {
        let mut diagnostic = Diagnostic::new(&codes::YAML_FEATURE, span).help(Message::new(help));
        diagnostic.message = diagnostic.message.message("what", Message::new(what));
        diagnostic
    };
    match issue {
        Issue::DuplicateKey { key, second, first } => Diagnostic::new(&codes::DUPLICATE_KEY, second)
            .arg("key", key)
            .related(first, Message::new("label-pack-first-here"))
            .help(Message::new("help-pack-duplicate")),
        Issue::Tag(span) => {
            let mut end = span;
            // The blanks behind a tag go with it.
            let blanks =
                text.get(span.end as usize..).map_or(0, |t| t.len() - t.trim_start_matches(' ').len());
            end.end += blanks as u32;
            feature(span, "feature-tag", "help-pack-tag").fix(end, "")
        }
        Issue::MergeKey(span) => feature(span, "feature-merge", "help-pack-merge"),
        Issue::ComplexKey(span) => feature(span, "feature-complex-key", "help-pack-complex-key"),
        Issue::EmptyKey(span) => {
            Diagnostic::new(&codes::EMPTY_NAME, span).help(Message::new("help-pack-empty-key"))
        }
        Issue::SecondDocument(span) if !text.get(span.range()).is_some_and(|t| t.starts_with("---")) => {
            Diagnostic::new(&codes::YAML_SYNTAX, span).help(Message::new("help-pack-syntax"))
        }
        Issue::SecondDocument(span) => feature(span, "feature-documents", "help-pack-documents"),
        Issue::RecursiveAlias(span) => {
            Diagnostic::new(&codes::YAML_ALIAS_BOMB, span).help(Message::new("help-pack-alias"))
        }
        Issue::AliasBomb(span) => {
            Diagnostic::new(&codes::YAML_ALIAS_BOMB, span).help(Message::new("help-pack-alias"))
        }
    }
}
