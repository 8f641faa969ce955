//! The self-evaluation report as a draft to go on writing: figures and tables filled in, blanks for people marked.

#[cfg(feature = "docx")]
mod write;

use std::collections::BTreeMap;

use super::findings::Findings;
use super::forms::Remedy;
use super::forms::coefficients::coefficients;
use super::json::ReportInput;
use super::outcome_word;
use super::page::numeral;
use super::standard::Part;
use super::wording::{Statement, figure};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::facts::{COUNTY, Cell};
use crate::semantics::*;
use crate::value::{Outcome, Surd, Unit};

#[cfg(feature = "docx")]
pub use write::{WriteError, write};

/// A piece of the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// The title of a county's report.
    Title(String),
    /// A heading, of level 1 or 2.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(String),
    /// What people have to write.
    Blank(String),
    /// A table with a heading row.
    Table {
        /// The heading row.
        head: Vec<String>,
        /// The rows, each as long as the heading row.
        rows: Vec<Vec<String>>,
    },
}

/// The draft of each county of an evaluation, one after the other.
pub fn draft(input: &ReportInput<'_>, remedies: &[Remedy]) -> Vec<Piece> {
    let mut out = Vec::new();
    for result in &input.evaluation.counties {
        let found = Findings::new(input, result);
        let mut writer = Writer { input, found: &found, remedies, chapter: 0, out: &mut out };
        writer.county();
    }
    out
}

struct Writer<'w, 'a> {
    input: &'a ReportInput<'a>,
    found: &'w Findings<'a>,
    remedies: &'w [Remedy],
    /// How many chapters there are so far.
    chapter: usize,
    out: &'w mut Vec<Piece>,
}

impl Writer<'_, '_> {
    fn word(&self, key: &str) -> String {
        Catalogue::of(self.input.language).get(key)
    }

    fn words<const N: usize>(&self, keys: [&str; N]) -> Vec<String> {
        keys.map(|k| self.word(k)).to_vec()
    }

    fn chapter(&mut self, key: &str) {
        self.chapter += 1;
        let point = if self.input.language == Language::Zh { "、" } else { ". " };
        let text = format!("{}{point}{}", numeral(self.chapter, self.input.language), self.word(key));
        self.out.push(Piece::Heading(1, text));
    }

    fn blank(&mut self, key: &str) {
        let text = self.word(key);
        self.out.push(Piece::Blank(text));
    }

    fn table(&mut self, head: Vec<String>, rows: Vec<Vec<String>>) {
        if !rows.is_empty() {
            self.out.push(Piece::Table { head, rows });
        }
    }

    fn county(&mut self) {
        let found = self.found;
        let county = found.words.county(found.result.county);
        let title = Message::new("draft-title").arg("county", &county).text(self.input.language);
        self.out.push(Piece::Title(title));
        let note = Message::new("forms-note")
            .arg("of", county)
            .arg("date", self.input.evaluation.as_of)
            .arg("pack", &self.input.pack.title)
            .arg("sort", self.word("report-not-recognition"));
        self.out.push(Piece::Paragraph(note.text(self.input.language)));
        for sentence in found.conclusions() {
            self.out.push(Piece::Paragraph(sentence.text));
        }
        self.general();
        self.parts();
        self.variation();
        self.problems();
        self.open();
        self.chapter("draft-next");
        self.blank("draft-blank-next");
    }

    /// The schools by kind, and the county's own figures.
    fn general(&mut self) {
        self.chapter("draft-general");
        self.blank("draft-blank-general");
        let (pack, facts, found) = (self.input.pack, self.input.facts, self.found);
        let named = (0u32..).map(EntityIx).zip(&pack.entities).filter(|(_, e)| e.parent == Some(COUNTY));
        for (ix, entity) in named.filter(|(_, e)| e.display.is_some()) {
            let kind = (0u32..)
                .map(ColumnIx)
                .zip(&entity.columns)
                .find_map(|(c, column)| Some((c, column.ty.kind()?)));
            let rows = facts.rows_below(pack, COUNTY, found.result.county, ix);
            let Some((column, kind)) = kind.filter(|_| !rows.is_empty()) else { continue };
            let mut counts: BTreeMap<KindValue, usize> = BTreeMap::new();
            let all = rows.len();
            for row in rows {
                if let Cell::Kind(value) = facts.cell(ix, row, column) {
                    *counts.entry(value).or_default() += 1;
                }
            }
            let unit = found.words.unit(ix);
            let kinds = counts.into_iter().map(|(value, n)| {
                format!("{}{}", found.words.kind(kind, value), found.words.with_unit(&n.to_string(), &unit))
            });
            let kinds: Vec<String> = kinds.collect();
            let text = Message::new("draft-schools-all")
                .arg("count", found.words.counted(ix, all))
                .arg("kinds", kinds.join(&self.word("say-comma")));
            self.out.push(Piece::Paragraph(text.text(self.input.language)));
        }
        let Some(county) = pack.entity(COUNTY) else { return };
        let mut rows = Vec::new();
        for (ix, column) in (0u32..).map(ColumnIx).zip(&county.columns) {
            let number = matches!(column.ty, ColumnType::Number | ColumnType::Count | ColumnType::Share);
            if column.personal || !number {
                continue;
            }
            let value = match facts.cell(COUNTY, found.result.county, ix) {
                Cell::Number(n) => found.words.quantity(&Surd::from(n), &column.unit, None),
                Cell::Flag(_) | Cell::Kind(_) | Cell::Text(_) | Cell::Date(_) => continue,
                Cell::Missing(_) if column.derive.is_some() => continue,
                Cell::Missing(_) => self.word("draft-blank"),
            };
            rows.push(vec![column.label.clone(), value]);
        }
        let head = self.words(["forms-item", "report-value"]);
        self.table(head, rows);
    }

    fn parts(&mut self) {
        self.chapter("draft-parts");
        let found = self.found;
        let sentences = found.sentences();
        let standard = found.standard();
        for (part, sentence) in standard.iter().zip(&sentences) {
            self.out.push(Piece::Heading(2, found.words.part(part.item)));
            self.out.push(Piece::Paragraph(sentence.text.clone()));
            self.part(part);
            self.blank("draft-blank-part");
        }
        // What is said of the grounds for refusal stands behind the parts.
        if let Some(sentence) = sentences.get(standard.len()) {
            self.out.push(Piece::Paragraph(sentence.text.clone()));
        }
    }

    fn part(&mut self, part: &Part<'_>) {
        let found = self.found;
        if !part.holds.matrices.is_empty() {
            let rows: Vec<Vec<String>> = found.excused().into_iter().map(|l| l.to_vec()).collect();
            if !rows.is_empty() {
                let text = self.word("report-excused");
                self.out.push(Piece::Paragraph(text));
            }
            let head = self.words([
                "report-subject",
                "dossier-indicator",
                "report-value",
                "report-limit",
                "dossier-share",
            ]);
            self.table(head, rows);
        }
        let mut rows = Vec::new();
        for ix in &part.holds.items {
            let Some(item) = self.input.pack.item(*ix) else { continue };
            let (now, required) = found.standing(*ix, item);
            let veto = matches!(item.body, ItemBody::Rule { kind: RuleKind::Veto, .. });
            let word = outcome_word(found.outcome_of(*ix), veto, self.input.language);
            rows.push(vec![found.words.item(item), now, required, word]);
        }
        let head = self.words(["forms-item", "forms-now", "report-limit", "dossier-result"]);
        self.table(head, rows);
    }

    fn variation(&mut self) {
        let found = self.found;
        let mut rows = Vec::new();
        for rule in found.standard().iter().flat_map(|p| &p.holds.coefficients) {
            for s in found.subjects_of(*rule).filter(|s| s.outcome != Outcome::NotApplicable) {
                for c in coefficients(found, s) {
                    let none = Unit::none();
                    let shown = |n: &Option<Surd>, other: &Option<Surd>| {
                        n.as_ref().map_or_else(String::new, |n| figure(n, &none, other.as_ref()))
                    };
                    rows.push(vec![
                        found.words.group(&s.group),
                        found.words.item(c.item),
                        shown(&c.value, &c.limit),
                        shown(&c.limit, &c.value),
                        outcome_word(c.outcome, false, self.input.language),
                    ]);
                }
            }
        }
        if rows.is_empty() {
            return;
        }
        self.chapter("draft-variation");
        let head = self.words([
            "report-subject",
            "dossier-indicator",
            "dossier-coefficient",
            "forms-limit",
            "dossier-result",
        ]);
        self.table(head, rows);
    }

    /// What fails, in sentences, then what is to be done about it.
    fn problems(&mut self) {
        let found = self.found;
        let problems = found.problems();
        self.chapter("draft-problems");
        if problems.is_empty() {
            let none = self.word("draft-no-problems");
            self.out.push(Piece::Paragraph(none));
        }
        let (mut n, mut rows) = (0usize, Vec::new());
        for problem in &problems {
            n += 1;
            let said: Vec<String> = problem.said.iter().map(Statement::text).collect();
            let said = said.join(&self.word("say-stop"));
            let name = found.words.item(problem.item);
            let colon = self.word("say-colon");
            self.out.push(Piece::Paragraph(format!("{n}. {name}{colon}{} {said}", problem.subject)));
            let s = problem.s;
            let of = self.remedies.iter().filter(|r| {
                r.county == found.result.county && r.item == s.item && r.row == s.row && r.group == s.group
            });
            let texts: Vec<&str> = of.map(|r| r.text.as_str()).collect();
            let remedy =
                if texts.is_empty() { self.word("draft-blank") } else { texts.join(&self.word("say-stop")) };
            let or_blank =
                |text: &str| if text.is_empty() { self.word("draft-blank") } else { text.to_owned() };
            rows.push(vec![
                n.to_string(),
                name,
                problem.subject.clone(),
                remedy,
                or_blank(&problem.lead),
                self.word("draft-blank"),
            ]);
        }
        if !rows.is_empty() {
            self.chapter("draft-remedies");
            let head = self.words([
                "forms-number",
                "forms-problem",
                "report-subject",
                "forms-remedy",
                "report-lead",
                "ledger-due",
            ]);
            self.table(head, rows);
        }
    }

    /// What is missing and what is in doubt.
    fn open(&mut self) {
        let (lacking, doubtful) = (self.found.lacking(), self.found.doubtful());
        if lacking.is_empty() && doubtful.is_empty() {
            return;
        }
        self.chapter("draft-open");
        let keys = ["report-table", "report-subject", "report-column", "report-reason", "forms-decides"];
        let head = self.words(keys);
        self.table(head, lacking.into_iter().map(|l| l.to_vec()).collect());
        let head = self.words(["report-doubt-sort", "report-doubt-place", "report-doubt-what"]);
        self.table(head, doubtful.into_iter().map(|l| l.to_vec()).collect());
    }
}
