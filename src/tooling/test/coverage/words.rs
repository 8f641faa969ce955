//! Coverage for people and as JSON.

use std::fmt::Write as _;

use serde::Serialize;

use super::run::{Branch, Coverage, Entry};
use crate::diagnostic::{Language, Message};
use crate::report::outcome_word;
use crate::semantics::{CheckedPack, ItemBody, ItemIx, RuleKind};
use crate::source::{LineIndex, Span};
use crate::value::Outcome;

/// One sort of thing that can be covered.
struct Part {
    key: &'static str,
    covered: usize,
    total: usize,
    missing: Vec<Gap>,
}

/// One thing that is not covered.
struct Gap {
    id: String,
    place: String,
    text: String,
}

impl Coverage {
    /// Whether nothing is missing.
    pub fn complete(&self) -> bool {
        self.rules.iter().all(|r| r.missing.is_empty())
            && self.branches.iter().all(Branch::covered)
            && self.sides.iter().all(|s| s.seen.iter().zip(s.possible).all(|(seen, can)| *seen || !can))
            && self.limits.iter().chain(&self.kinds).all(|e| e.seen)
    }

    fn parts(&self, pack: &CheckedPack, language: Language) -> [Part; 5] {
        [
            self.rules_part(pack, language),
            self.branches_part(pack, language),
            self.sides_part(pack, language),
            entries("limits", &self.limits),
            entries("kinds", &self.kinds),
        ]
    }

    fn rules_part(&self, pack: &CheckedPack, language: Language) -> Part {
        let mut part = Part { key: "rules", covered: 0, total: self.rules.len(), missing: Vec::new() };
        for rule in &self.rules {
            if rule.missing.is_empty() {
                part.covered += 1;
                continue;
            }
            let words: Vec<String> =
                rule.missing.iter().map(|o| word(pack, rule.item, o, language)).collect();
            let text = Message::new("coverage-never-expected").names("outcomes", &words);
            part.missing.push(Gap {
                id: rule.id.clone(),
                place: pack.item(rule.item).map_or_else(String::new, |i| place(pack, i.changed_at())),
                text: text.text(language),
            });
        }
        part
    }

    fn branches_part(&self, pack: &CheckedPack, language: Language) -> Part {
        let mut part = Part { key: "clauses", covered: 0, total: self.branches.len(), missing: Vec::new() };
        for branch in &self.branches {
            if branch.covered() {
                part.covered += 1;
                continue;
            }
            let key = match (branch.held, branch.failed) {
                (false, false) => "coverage-never",
                (false, true) => "coverage-never-held",
                (true, _) => "coverage-never-failed",
            };
            let shown = branch.member.clone().unwrap_or_else(|| folded(pack, branch.span));
            let text = Message::new(key).arg("text", shown).text(language);
            part.missing.push(Gap { id: branch.id.clone(), place: place(pack, branch.span), text });
        }
        part
    }

    fn sides_part(&self, pack: &CheckedPack, language: Language) -> Part {
        let mut part = Part { key: "sides", covered: 0, total: 0, missing: Vec::new() };
        for side in &self.sides {
            let mut absent = Vec::new();
            let names = ["coverage-below", "coverage-at", "coverage-above"];
            for ((seen, can), name) in side.seen.iter().zip(side.possible).zip(names) {
                if !can {
                    continue;
                }
                part.total += 1;
                if *seen {
                    part.covered += 1;
                } else {
                    absent.push(named(name).text(language));
                }
            }
            if !absent.is_empty() {
                let text = Message::new("coverage-no-side").names("sides", &absent);
                part.missing.push(Gap {
                    id: side.id.clone(),
                    place: place(pack, side.span),
                    text: text.text(language),
                });
            }
        }
        part
    }
}

/// A message without arguments, by name.
fn named(key: &str) -> Message {
    match key {
        "coverage-below" => Message::new("coverage-below"),
        "coverage-at" => Message::new("coverage-at"),
        "coverage-above" => Message::new("coverage-above"),
        "rules" => Message::new("coverage-rules"),
        "clauses" => Message::new("coverage-clauses"),
        "sides" => Message::new("coverage-sides"),
        "limits" => Message::new("coverage-limits"),
        _ => Message::new("coverage-kinds"),
    }
}

fn entries(key: &'static str, list: &[Entry]) -> Part {
    let gap = |e: &Entry| Gap { id: e.id.clone(), place: String::new(), text: String::new() };
    Part {
        key,
        covered: list.iter().filter(|e| e.seen).count(),
        total: list.len(),
        missing: list.iter().filter(|e| !e.seen).map(gap).collect(),
    }
}

fn word(pack: &CheckedPack, item: ItemIx, outcome: &str, language: Language) -> String {
    let veto = matches!(pack.item(item).map(|i| &i.body), Some(ItemBody::Rule { kind: RuleKind::Veto, .. }));
    let all = [Outcome::Met, Outcome::Unmet, Outcome::Undetermined, Outcome::NotApplicable];
    match all.into_iter().find(|o| o.id() == outcome) {
        Some(outcome) => outcome_word(outcome, veto, language),
        None => Message::new("coverage-value").text(language),
    }
}

fn place(pack: &CheckedPack, span: Span) -> String {
    let Some(file) = pack.sources.get(span.source) else { return String::new() };
    format!("{}:{}", file.name, LineIndex::new(&file.text).locate(&file.text, span.start as usize).line)
}

fn folded(pack: &CheckedPack, span: Span) -> String {
    let text = pack.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= 60 { text } else { text.chars().take(59).chain(['…']).collect() }
}

/// Rounded down: only all is 100%.
fn percent(covered: usize, total: usize) -> String {
    let hundredths = (covered * 10_000).checked_div(total).unwrap_or(10_000);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// A table of what is covered, then by name what is not.
pub fn text(pack: &CheckedPack, coverage: &Coverage, language: Language) -> String {
    let parts = coverage.parts(pack, language);
    let header: Vec<String> = ["coverage-sort", "coverage-covered", "coverage-total", "coverage-share"]
        .map(|k| crate::diagnostic::Catalogue::of(language).get(k))
        .to_vec();
    let rows: Vec<Vec<String>> = parts
        .iter()
        .map(|p| {
            vec![
                named(p.key).text(language),
                p.covered.to_string(),
                p.total.to_string(),
                percent(p.covered, p.total),
            ]
        })
        .collect();
    let mut out = crate::report::table(&header, &rows, &[1, 2, 3]);
    for part in parts.iter().filter(|p| !p.missing.is_empty()) {
        let heading = Message::new("coverage-missing").arg("sort", named(part.key).text(language));
        let _ = writeln!(out, "\n{}", heading.text(language));
        for gap in &part.missing {
            let _ = write!(out, "  {}", gap.id);
            if !gap.place.is_empty() {
                let _ = write!(out, " · {}", gap.place);
            }
            if !gap.text.is_empty() {
                let _ = write!(out, "\n      {}", gap.text);
            }
            out.push('\n');
        }
    }
    out
}

/// Coverage as JSON.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoverageJson {
    /// Whether nothing is missing.
    pub complete: bool,
    /// Rules, by the outcomes that cases expect.
    pub rules: PartJson,
    /// Conditions and arms.
    pub clauses: PartJson,
    /// Below, at and above each threshold.
    pub sides: PartJson,
    /// Values of limits, by kind and date.
    pub limits: PartJson,
    /// Values of kinds.
    pub kinds: PartJson,
}

/// One sort as JSON.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartJson {
    /// How many are covered.
    pub covered: usize,
    /// Of how many.
    pub total: usize,
    /// Those that are not.
    pub missing: Vec<GapJson>,
}

/// Something that is not covered, as JSON.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GapJson {
    /// Its name.
    pub id: String,
    /// File and line.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// What is missing of it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub missing: String,
}

/// Coverage for programs.
pub fn json(pack: &CheckedPack, coverage: &Coverage, language: Language) -> CoverageJson {
    let [rules, clauses, sides, limits, kinds] = coverage.parts(pack, language).map(|part| PartJson {
        covered: part.covered,
        total: part.total,
        missing: part
            .missing
            .into_iter()
            .map(|gap| GapJson { id: gap.id, place: gap.place, missing: gap.text })
            .collect(),
    });
    CoverageJson { complete: coverage.complete(), rules, clauses, sides, limits, kinds }
}
