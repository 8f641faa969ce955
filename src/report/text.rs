//! The report for a terminal: the verdict first, then the parts, what fails and by how much, what is missing, then details.

use std::fmt::Write as _;

use super::findings::{Findings, citation, is_kind};
use super::json::{Detail, ReportInput};
use super::measures::{answers_text, summary_text};
use super::page::Mark;
use super::summary::{Sentence, mark};
use super::table::{folded, table};
use super::words::{issue_lines, key_text, outcome_word};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::evaluation::*;
use crate::semantics::*;

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
    w.basis();
    w.out
}

struct Writer<'a> {
    input: &'a ReportInput<'a>,
    language: Language,
    out: String,
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
        let mut lines = vec![Message::new("report-as-of").arg("date", self.input.evaluation.as_of)];
        if !pack.set.is_empty() {
            lines.push(Message::new("report-trial").names("set", &pack.set));
        }
        for message in lines {
            let text = self.say(&message);
            self.line(&format!("  {text}"));
        }
        let note = self.word("report-not-recognition");
        self.line(&note);
    }

    /// By what was judged, and of which data: last, for those who check it.
    fn basis(&mut self) {
        let pack = self.input.pack;
        self.heading("report-basis");
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
            Message::new("report-set").names("set", &pack.set),
            Message::new("report-data-digest").arg("digest", &self.input.facts.digest),
        ];
        for message in lines.into_iter().filter(|m| m.key != "report-set" || !pack.set.is_empty()) {
            let text = self.say(&message);
            self.line(&format!("  {text}"));
        }
    }

    fn county(&mut self, result: &CountyResult) {
        let ReportInput { pack, facts, .. } = *self.input;
        let found = Findings::new(self.input, result);
        let name = key_text(pack, facts, EntityIx(0), result.county, &Vec::new());
        let _ = write!(self.out, "\n{}\n{name}\n{}\n", "═".repeat(50), "═".repeat(50));
        self.verdict(&found);
        if self.input.detail == Detail::Summary {
            return;
        }
        self.failures(&found);
        self.excused(&found);
        self.missing(&found);
        self.doubts(&found);
        self.values(&found);
        if self.input.detail == Detail::Full {
            self.details(&found);
        }
    }

    /// The conclusions, then what they come from, in sentences.
    fn verdict(&mut self, found: &Findings<'_>) {
        self.heading("report-verdict");
        for (indent, sentences) in [("  ", found.conclusions()), ("    ", found.sentences())] {
            for Sentence { mark, text } in sentences {
                let sign = if mark == Mark::Doubt && indent == "  " { "!" } else { mark.sign() };
                self.out.push_str(&folded(&format!("{sign} {text}"), indent));
            }
        }
    }

    fn values(&mut self, found: &Findings<'_>) {
        let result = found.result;
        if result.values.is_empty() {
            return;
        }
        self.heading("report-values");
        let pack = self.input.pack;
        let mut rows = Vec::new();
        for v in &result.values {
            let Some(item) = pack.item(v.item) else { continue };
            let ItemBody::Define { unit, .. } = &item.body else { continue };
            let text = match &v.value {
                Some(value) => found.words.value(value, unit),
                None if v.not_applicable => self.word("outcome-not-applicable"),
                None => self.word("outcome-undetermined"),
            };
            let key = found.words.subject(item.entity, v.row, &v.group);
            rows.push(vec![item.title.clone(), key, text]);
        }
        self.out.push_str(&table(&[], &rows, &[]));
    }

    /// What fails, with its figures, and who answers for it.
    fn failures(&mut self, found: &Findings<'_>) {
        self.heading("report-failures");
        let failing = found.failing_alone();
        if failing.is_empty() {
            let none = self.word("report-none");
            self.line(&format!("  {none}"));
            return;
        }
        for (ix, item, subjects) in &failing {
            self.failing_item(found, item, subjects);
            self.out.push_str(&answers_text(&found.answerable, *ix, self.language));
        }
        self.out.push_str(&summary_text(&found.answerable, &found.words));
    }

    fn failing_item(&mut self, found: &Findings<'_>, item: &Item, subjects: &[&SubjectResult]) {
        let count = self.say(&Message::new("report-places").count("count", subjects.len()));
        let cites = citation(self.input.pack, item);
        let cites = if cites.is_empty() { cites } else { format!("（{cites}）") };
        let heading = format!("{}{cites} {count}", found.words.item(item));
        let _ = write!(self.out, "\n{}", folded(&heading, "  "));
        for s in subjects.iter().take(MOST) {
            let key = found.subject(item, s);
            let said: Vec<String> = found
                .words
                .statements(found.explainer.as_ref(), s)
                .iter()
                .map(crate::report::wording::Statement::text)
                .collect();
            let said = said.join(&self.word("say-stop"));
            let colon = if key.is_empty() { String::new() } else { self.word("say-colon") };
            self.out.push_str(&folded(&format!("✗ {key}{colon}{said}"), "    "));
        }
        self.more(subjects.len());
    }

    /// The indicators that fall short where a set of them allows it.
    fn excused(&mut self, found: &Findings<'_>) {
        let lines = found.excused();
        if lines.is_empty() {
            return;
        }
        self.heading("report-excused");
        let header = ["report-subject", "dossier-indicator", "report-value", "report-limit", "dossier-share"];
        let rows: Vec<Vec<String>> = lines.iter().take(MOST).map(|l| l.to_vec()).collect();
        self.out.push_str(&table(&header.map(|k| self.word(k)), &rows, &[2, 3, 4]));
        self.more(lines.len());
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

    fn details(&mut self, found: &Findings<'_>) {
        let pack = self.input.pack;
        self.heading("report-details");
        for (ix, item) in (0u32..).map(ItemIx).zip(&pack.items) {
            let subjects: Vec<&SubjectResult> = found.subjects_of(ix).collect();
            if subjects.is_empty() {
                continue;
            }
            let veto = is_kind(item, RuleKind::Veto);
            let _ = write!(self.out, "\n{}", folded(&found.words.item(item), "  "));
            let mut rows = Vec::new();
            for s in subjects {
                let (value, required) = match (&s.detail, &item.body) {
                    (
                        crate::evaluation::Detail::Indicator { value: Some(value), limit: Some(limit) },
                        ItemBody::Indicator(indicator),
                    ) => {
                        let said = found.words.indicator(indicator, value, limit);
                        (said.now, said.required)
                    }
                    _ => Default::default(),
                };
                rows.push(vec![
                    mark(s.outcome, veto).sign().to_owned(),
                    found.subject(item, s),
                    outcome_word(s.outcome, veto, self.language),
                    value,
                    required,
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
            let lines = issue_lines(all.into_iter(), self.language);
            for line in lines.iter().take(MOST) {
                self.out.push_str(&folded(line, "  "));
            }
            self.more(lines.len());
        }
        let left_out: Vec<&str> =
            self.input.facts.counties.iter().filter(|c| c.left_out).map(|c| &*c.code).collect();
        if !left_out.is_empty() {
            let text = self.say(&Message::new("report-left-out").names("codes", &left_out));
            let _ = write!(self.out, "\n{}", folded(&text, ""));
        }
    }
}

/// Two more blanks before each line.
fn indented(text: &str) -> String {
    text.lines().map(|l| format!("  {l}\n")).collect()
}
