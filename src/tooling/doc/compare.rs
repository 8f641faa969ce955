//! How two packs differ, for `junheng diff`: every facet of every entry in words.

use serde::Serialize;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::changes::{Entries, Entry, direction, entries};
use super::{Teller, shares};
use crate::pack::PackChain;
use crate::semantics::CheckedPack;

/// How two packs differ in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// What sort of entry, in words.
    pub sort: String,
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// `added`, `removed` or `changed`.
    pub change: &'static str,
    /// Which aspect of it; none where the whole entry is added or removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect: Option<String>,
    /// As it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// As it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// `tightened` or `relaxed`, where a number says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<&'static str>,
    /// Both texts side by side, where a text was rewritten.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aligned: Vec<Segment>,
    /// Whether it can change an outcome; titles, notes and sources cannot.
    pub judges: bool,
}

/// What `diff --format json` gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiffReport {
    /// The pack as it was.
    pub from: DiffSide,
    /// The pack as it is.
    pub to: DiffSide,
    /// Whether nothing differs that may change an outcome.
    pub judges_alike: bool,
    /// In what they differ.
    pub differences: Vec<Difference>,
    /// Data newly asked for, and no longer.
    pub data: super::DataAsked,
}

/// One of two packs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiffSide {
    /// `id@version`.
    pub pack: String,
    /// Its digest.
    pub digest: String,
}

/// A stretch of two texts laid side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// In both.
    Same(String),
    /// Other words: as they were, as they are; one of the two may be empty.
    Other {
        /// As it was.
        before: String,
        /// As it is.
        after: String,
    },
}

/// Longest text that is aligned, in words.
const LONGEST: usize = 4_000;
/// Shortest text that is aligned.
const SHORTEST: usize = 12;

/// Two texts side by side, word by word; a Chinese character is a word. Nothing where the texts are short or little stayed: then both
/// are better read whole.
fn aligned(before: &str, after: &str) -> Vec<Segment> {
    let (old, new) = (words(before), words(after));
    if old.len() > LONGEST || new.len() > LONGEST {
        return Vec::new();
    }
    let text = |words: &[&str], range: std::ops::Range<usize>| {
        words.get(range).map(<[&str]>::concat).unwrap_or_default()
    };
    let mut out: Vec<Segment> = Vec::new();
    let mut kept = 0;
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (was, is) = (text(&old, op.old_range()), text(&new, op.new_range()));
        let same = op.tag() == DiffTag::Equal;
        // A word or two that happen to be the same between others only make it hard to read.
        if same && (op.old_range().len() > 2 || out.is_empty() || op.old_range().end == old.len()) {
            kept += op.old_range().len();
            out.push(Segment::Same(was));
            continue;
        }
        match out.last_mut() {
            Some(Segment::Other { before, after }) => {
                before.push_str(&was);
                after.push_str(&is);
            }
            _ => out.push(Segment::Other { before: was, after: is }),
        }
    }
    if old.len().min(new.len()) < SHORTEST || kept * 2 < old.len().min(new.len()) { Vec::new() } else { out }
}

/// Numbers and Latin words whole, everything else a character each.
fn words(text: &str) -> Vec<&str> {
    let whole = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end =
            if whole(first) { rest.find(|c| !whole(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (word, more) = rest.split_at(end);
        out.push(word);
        rest = more;
    }
    out
}

/// How two packs differ, by meaning: neither layout nor vocabulary counts.
pub fn compare(
    (before_chain, before): (&PackChain, &CheckedPack),
    (after_chain, after): (&PackChain, &CheckedPack),
    language: crate::diagnostic::Language,
) -> Vec<Difference> {
    crate::source::with_deep_stack(|| {
        let vocabulary = match language {
            crate::diagnostic::Language::Zh => crate::syntax::vocabulary::Vocabulary::Zh,
            crate::diagnostic::Language::En => crate::syntax::vocabulary::Vocabulary::En,
        };
        let brief = |pack, chain| Teller {
            pack,
            language,
            shares: shares(chain),
            vocabulary: Some(vocabulary),
            brief: true,
        };
        let teller = brief(after, after_chain);
        let (mut old, mut new) = (entries(&brief(before, before_chain)), entries(&teller));
        super::dated::align(&teller, &mut old, &mut new);
        differences(&teller, &old, &new)
    })
}

fn differences(teller: &Teller, before: &Entries, after: &Entries) -> Vec<Difference> {
    let silent =
        ["explain-cite", "doc-meaning", "doc-title", "doc-issuer", "explain-note"].map(|k| teller.word(k));
    let entry = |key: &(&'static str, String), entry: &Entry, change| Difference {
        sort: teller.word(key.0),
        id: key.1.clone(),
        name: entry.name.clone(),
        change,
        aspect: None,
        before: None,
        after: None,
        direction: None,
        aligned: Vec::new(),
        judges: !is_silent(key.0),
    };
    let mut out = Vec::new();
    for (key, new) in after {
        let Some(old) = before.get(key) else {
            out.push(entry(key, new, "added"));
            continue;
        };
        let mut names: Vec<&String> = old.facets.keys().collect();
        names.extend(new.facets.keys().filter(|n| !old.facets.contains_key(*n)));
        for name in names {
            let (was, is) = (old.facets.get(name), new.facets.get(name));
            if was == is {
                continue;
            }
            let said = silent.iter().any(|s| name.starts_with(s.as_str()));
            out.push(Difference {
                aspect: Some(name.clone()),
                before: was.map(|f| f.text.clone()),
                after: is.map(|f| f.text.clone()),
                direction: direction(was, is)
                    .map(|d| if d == "doc-tightened" { "tightened" } else { "relaxed" }),
                aligned: match (was, is) {
                    (Some(a), Some(b)) if a.number.is_none() && b.number.is_none() => {
                        aligned(&a.text, &b.text)
                    }
                    _ => Vec::new(),
                },
                judges: !is_silent(key.0) && !said,
                ..entry(key, new, "changed")
            });
        }
    }
    let gone = before.iter().filter(|(key, _)| !after.contains_key(*key));
    out.extend(gone.map(|(key, old)| entry(key, old, "removed")));
    out
}

/// Whether a sort of entry decides nothing: the pack's own heading, sources, audits and plans.
fn is_silent(sort: &str) -> bool {
    [
        "doc-pack",
        "doc-sort-source",
        "doc-sort-audit",
        "doc-sort-measure",
        "doc-procedure",
        "doc-deadlines",
        "doc-monitoring",
        "doc-warning",
        "doc-organisation",
        "doc-milestones",
    ]
    .contains(&sort)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(before: &str, after: &str) -> Segment {
        Segment::Other { before: before.to_owned(), after: after.to_owned() }
    }

    #[test]
    fn rewritten_texts_are_laid_side_by_side() {
        let same = |text: &str| Segment::Same(text.to_owned());
        assert_eq!(
            aligned("R1 至 R7（共 7 项）中至少 6 项达到", "R1 至 R7（共 7 项）中至少 7 项达到"),
            [same("R1 至 R7（共 7 项）中至少 "), other("6", "7"), same(" 项达到")]
        );
        assert_eq!(
            aligned("one two three four five six seven", "one two three four five six seven eight nine"),
            [same("one two three four five six seven"), other("", " eight nine")]
        );
    }

    #[test]
    fn both_texts_can_be_had_back() {
        let texts = [
            "甲乙丙丁戊己庚辛壬癸子丑寅卯",
            "甲乙丙丁午未庚辛壬癸子丑寅卯辰",
            "",
            "a b c",
            "全部不同的一句话，没有一个字相同",
        ];
        for before in texts {
            for after in texts {
                let found = aligned(before, after);
                if found.is_empty() {
                    continue;
                }
                let side = |left: bool| -> String {
                    let one = |s: &Segment| match s {
                        Segment::Same(text) => text.clone(),
                        Segment::Other { before, after } => if left { before } else { after }.clone(),
                    };
                    found.iter().map(one).collect()
                };
                assert_eq!((side(true), side(false)), (before.to_owned(), after.to_owned()));
            }
        }
    }
}
