//! The report for a terminal: the verdict first, then the parts, what fails and by how much, what is missing, then details.

use std::fmt::Write as _;

use super::doubts::{claim, doubts_by_sort};
use super::findings::{Findings, citation, comparison_sign, fails, is_kind, shortfall};
use super::json::{Detail, ReportInput};
use super::measures::{answers_text, summary_text};
use super::table::{folded, table};
use super::words::{issue_text, key_text, number_apart, outcome_word, value_text};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::evaluation::*;
use crate::semantics::*;
use crate::value::{Outcome, Surd};

/// Most rows of one list; the rest are counted.
const MOST: usize = 200;

/// The whole report.
pub fn report(input: &ReportInput<'_>) -> String {
    let mut w = Writer { input, language: input.language, out: String::new() };
    w.head();
    for county in &input.evaluation.counties {
        w.county(county);
    }
    w.issues();
    w.out
}

struct Writer<'a> {
    input: &'a ReportInput<'a>,
    language: Language,
    out: String,
}

/// The sign beside an outcome, so that colour is never needed.
pub(super) fn sign(outcome: Outcome, veto: bool) -> &'static str {
    match (outcome, veto) {
        (Outcome::Met, false) | (Outcome::Unmet, true) => "✓",
        (Outcome::Unmet, false) | (Outcome::Met, true) => "✗",
        (Outcome::Undetermined, _) => "?",
        (Outcome::NotApplicable, _) => "–",
    }
}

impl Writer<'_> {
    fn word(&self, key: &str) -> String {
        Catalogue::of(self.language).get(key)
    }

    fn say(&self, message: &Message) -> String {
        message.text(self.language)
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn heading(&mut self, key: &str) {
        let text = self.word(key);
        let _ = write!(self.out, "\n{text}\n");
    }

    fn head(&mut self) {
        let pack = self.input.pack;
        self.line(&pack.title);
        let period = match (pack.from, pack.to) {
            (None, None) => String::new(),
            (from, to) => {
                let show =
                    |d: Option<crate::value::Date>| d.map_or_else(|| "…".to_owned(), |d| d.to_string());
                format!("（{} — {}）", show(from), show(to))
            }
        };
        let lines = [
            Message::new("report-pack")
                .arg("pack", format!("{}@{}", pack.id, pack.version))
                .arg("period", period),
            Message::new("report-pack-digest").arg("digest", &pack.digest),
            Message::new("report-set").arg("set", pack.set.join("、")),
            Message::new("report-as-of").arg("date", self.input.evaluation.as_of),
            Message::new("report-data-digest").arg("digest", &self.input.facts.digest),
        ];
        for message in lines.into_iter().filter(|m| m.key != "report-set" || !pack.set.is_empty()) {
            let text = self.say(&message);
            self.line(&format!("  {text}"));
        }
        let note = self.word("report-not-recognition");
        self.line(&note);
    }

    fn county(&mut self, result: &CountyResult) {
        let ReportInput { pack, facts, .. } = *self.input;
        let found = Findings::new(self.input, result);
        let name = key_text(pack, facts, EntityIx(0), result.county, &Vec::new());
        let _ = write!(self.out, "\n{}\n{name}\n{}\n", "═".repeat(50), "═".repeat(50));
        self.verdict(&found);
        self.parts(&found);
        if self.input.detail == Detail::Summary {
            return;
        }
        self.values(result);
        self.failures(&found);
        self.missing(&found);
        self.doubts(&found);
        if self.input.detail == Detail::Full {
            self.details(result);
        }
    }

    fn verdict(&mut self, found: &Findings<'_>) {
        self.heading("report-verdict");
        for (ix, item) in found.items(RuleKind::Conclusion) {
            for s in found.subjects_of(ix) {
                let word = claim(s.outcome, found.doubts, self.language);
                let line = format!("{} {}：{word}", sign(s.outcome, false), item.title);
                self.out.push_str(&folded(&line, "  "));
            }
        }
        if !found.doubts.is_empty() {
            let sorts = doubts_by_sort(found.doubts, self.language);
            let text = self.say(&Message::new("report-doubts-sorts").arg("sorts", sorts));
            self.out.push_str(&folded(&format!("! {text}"), "  "));
        }
    }

    /// What the conclusions name: each on a line with its outcome, or how many subjects came out which way.
    fn parts(&mut self, found: &Findings<'_>) {
        let named = found.parts();
        if named.is_empty() {
            return;
        }
        self.heading("report-parts");
        let mut rows = Vec::new();
        for (ix, item) in named {
            let veto = is_kind(item, RuleKind::Veto);
            let (mark, word) = match found.only_outcome(ix).map(|s| s.outcome) {
                Some(outcome) => (sign(outcome, veto).to_owned(), outcome_word(outcome, veto, self.language)),
                None => (String::new(), found.counted(ix, veto)),
            };
            rows.push(vec![format!("{mark} {}", item.id), item.title.clone(), word]);
        }
        self.out.push_str(&table(&[], &rows, &[]));
    }

    fn values(&mut self, result: &CountyResult) {
        if result.values.is_empty() {
            return;
        }
        self.heading("report-values");
        let ReportInput { pack, facts, .. } = *self.input;
        let mut rows = Vec::new();
        for v in &result.values {
            let Some(item) = pack.item(v.item) else { continue };
            let ItemBody::Define { unit, .. } = &item.body else { continue };
            let text = match &v.value {
                Some(value) => value_text(pack, value, unit, self.language),
                None if v.not_applicable => self.word("outcome-not-applicable"),
                None => self.word("outcome-undetermined"),
            };
            let key = if item.entity == EntityIx(0) {
                String::new()
            } else {
                key_text(pack, facts, item.entity, v.row, &v.group)
            };
            rows.push(vec![item.id.clone(), item.title.clone(), key, text]);
        }
        self.out.push_str(&table(&[], &rows, &[]));
    }

    fn failures(&mut self, found: &Findings<'_>) {
        self.heading("report-failures");
        let failing = found.failing();
        if failing.is_empty() && !self.concludes_badly(found) {
            let none = self.word("report-none");
            self.line(&format!("  {none}"));
            return;
        }
        for (ix, item, subjects) in &failing {
            self.failing_item(found, item, subjects);
            self.out.push_str(&answers_text(&found.answerable, *ix, self.language));
        }
        self.out.push_str(&summary_text(&found.answerable, self.language));
    }

    fn concludes_badly(&self, found: &Findings<'_>) -> bool {
        found.items(RuleKind::Conclusion).any(|(ix, i)| found.subjects_of(ix).any(|s| fails(i, s.outcome)))
    }

    fn failing_item(&mut self, found: &Findings<'_>, item: &Item, subjects: &[&SubjectResult]) {
        let count = self.say(&Message::new("report-count").count("count", subjects.len()));
        let cites = citation(self.input.pack, item);
        let cites = if cites.is_empty() { cites } else { format!("（{cites}）") };
        let heading = format!("{} {}{cites} {count}", item.id, item.title);
        let _ = write!(self.out, "\n{}", folded(&heading, "  "));
        if let ItemBody::Indicator(indicator) = &item.body {
            let header =
                ["report-subject", "report-value", "report-limit", "report-short"].map(|k| self.word(k));
            let mut rows = Vec::new();
            for s in subjects.iter().take(MOST) {
                let crate::evaluation::Detail::Indicator { value, limit } = &s.detail else { continue };
                let unit = &indicator.unit;
                let show = |n: &Option<Surd>, other: &Option<Surd>| {
                    n.as_ref().map_or_else(String::new, |n| number_apart(n, unit, other.as_ref()))
                };
                let short = value.as_ref().zip(limit.as_ref()).and_then(|(v, l)| shortfall(v, l));
                let mark = comparison_sign(indicator.comparison);
                rows.push(vec![
                    found.subject(item, s),
                    show(value, limit),
                    format!("{mark} {} {}", show(limit, value), unit.symbol).trim_end().to_owned(),
                    show(&short, &None),
                ]);
            }
            self.out.push_str(&indented(&table(&header, &rows, &[1, 2, 3])));
        } else {
            for s in subjects.iter().take(MOST) {
                let key = found.subject(item, s);
                if !key.is_empty() {
                    self.out.push_str(&folded(&key, "    "));
                }
                for unmet in found.unmet(item, s) {
                    let mark = sign(unmet.outcome, is_kind(item, RuleKind::Veto));
                    self.out.push_str(&folded(&format!("{mark} {}", unmet.text), "      "));
                    for line in unmet.because {
                        self.out.push_str(&folded(&line, "        "));
                    }
                }
            }
        }
        self.more(subjects.len());
    }

    fn more(&mut self, count: usize) {
        if count > MOST {
            let text = self.say(&Message::new("report-more").count("count", count - MOST));
            self.line(&format!("    {text}"));
        }
    }

    fn missing(&mut self, found: &Findings<'_>) {
        self.heading("report-missing");
        let lines = found.lacking();
        if lines.is_empty() {
            let none = self.word("report-none");
            self.line(&format!("  {none}"));
            return;
        }
        let header = ["report-table", "report-subject", "report-column", "report-reason", "report-rules"]
            .map(|k| self.word(k));
        let rows: Vec<Vec<String>> = lines.iter().take(MOST).map(|l| l.to_vec()).collect();
        self.out.push_str(&table(&header, &rows, &[]));
        self.more(lines.len());
    }

    fn doubts(&mut self, found: &Findings<'_>) {
        let all = found.doubtful();
        if all.is_empty() {
            return;
        }
        self.heading("report-doubts");
        for [sort, place, what] in all.iter().take(MOST) {
            self.out.push_str(&folded(&format!("! {sort} {place}：{what}"), "  "));
        }
        self.more(all.len());
    }

    fn details(&mut self, result: &CountyResult) {
        let ReportInput { pack, facts, .. } = *self.input;
        self.heading("report-details");
        for (i, item) in pack.items.iter().enumerate() {
            let ix = ItemIx(i as u32);
            let subjects: Vec<&SubjectResult> = result.subjects.iter().filter(|s| s.item == ix).collect();
            if subjects.is_empty() {
                continue;
            }
            let veto = is_kind(item, RuleKind::Veto);
            let _ = write!(self.out, "\n{}", folded(&format!("{} {}", item.id, item.title), "  "));
            let mut rows = Vec::new();
            for s in subjects {
                let (value, limit) = match (&s.detail, &item.body) {
                    (
                        crate::evaluation::Detail::Indicator { value, limit },
                        ItemBody::Indicator(indicator),
                    ) => {
                        let show = |n: &Option<Surd>, o: &Option<Surd>| {
                            n.as_ref()
                                .map_or_else(String::new, |n| number_apart(n, &indicator.unit, o.as_ref()))
                        };
                        (
                            show(value, limit),
                            format!("{} {}", show(limit, value), indicator.unit.symbol).trim().to_owned(),
                        )
                    }
                    _ => (String::new(), String::new()),
                };
                rows.push(vec![
                    sign(s.outcome, veto).to_owned(),
                    key_text(pack, facts, item.entity, s.row, &s.group),
                    outcome_word(s.outcome, veto, self.language),
                    value,
                    limit,
                ]);
            }
            self.out.push_str(&indented(&table(&[], &rows, &[3, 4])));
        }
    }

    fn issues(&mut self) {
        let elsewhere = self.input.errors_elsewhere();
        let lists = [("report-errors-elsewhere", elsewhere), ("report-data-warnings", self.input.warnings())];
        let shown = self.input.detail != Detail::Summary;
        for (key, all) in lists.into_iter().filter(|(_, all)| shown && !all.is_empty()) {
            self.heading(key);
            for issue in all.iter().take(MOST) {
                let text = issue_text(issue, self.language);
                self.out.push_str(&folded(&text, "  "));
            }
            self.more(all.len());
        }
        let left_out: Vec<&str> =
            self.input.facts.counties.iter().filter(|c| c.left_out).map(|c| &*c.code).collect();
        if !left_out.is_empty() {
            let text = self.say(&Message::new("report-left-out").arg("codes", left_out.join("、")));
            let _ = write!(self.out, "\n{}", folded(&text, ""));
        }
    }
}

/// Two more blanks before each line.
fn indented(text: &str) -> String {
    text.lines().map(|l| format!("  {l}\n")).collect()
}
