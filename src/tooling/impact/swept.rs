//! A sweep for people: a document with a table and a picture for each number.

use super::picture::{Curve, picture, share};
use super::sweep::{PassingReport, Sweep, SweptNumber};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::report::page::{Block, Document, Field, Line, Section, Table, plain};
use crate::semantics::{CheckedPack, Item, ItemBody, RuleKind};
use crate::value::Number;

/// Most rows of a setting's table before those are left out at which nothing changes.
const MOST_ROWS: usize = 40;

/// A sweep as a document, for text, Markdown and HTML.
pub fn document(found: &Sweep, pack: &CheckedPack, language: Language) -> Document {
    let writer = Writer { pack, language };
    let cover = vec![
        Field::line(writer.word("dossier-pack"), pack.title.clone()),
        Field::line(writer.word("dossier-version"), format!("{}@{}", found.pack.id, found.pack.version)),
        Field::line(writer.word("dossier-day"), found.as_of.clone()),
        Field::line(writer.word("dossier-data-digest"), found.data.clone()),
    ];
    let set = (!found.pack.set.is_empty()).then(|| {
        let said = Message::new("report-set").names("set", &found.pack.set).text(language);
        Field::line(writer.word("dossier-trial"), said)
    });
    Document {
        language,
        sort: writer.word("sweep-sort"),
        title: Message::new("sweep-title").count("counties", found.counties).text(language),
        issuer: String::new(),
        cover: cover.into_iter().chain(set).collect(),
        notice: writer.word("report-not-recognition"),
        sections: (1..).zip(&found.sweeps).map(|(i, swept)| writer.section(i, swept)).collect(),
        cover_page: false,
    }
}

struct Writer<'a> {
    pack: &'a CheckedPack,
    language: Language,
}

impl Writer<'_> {
    fn word(&self, key: &str) -> String {
        Catalogue::of(self.language).get(key)
    }

    fn item(&self, id: &str) -> Option<&Item> {
        self.pack.items.iter().find(|i| i.id == id)
    }

    fn table_of(&self, id: &str) -> String {
        self.pack.entities.iter().find(|e| e.id == id).map_or_else(|| id.to_owned(), |e| e.label.clone())
    }

    fn section(&self, i: usize, swept: &SweptNumber) -> Section {
        let mut section = Section::new(format!("s{i}"), swept.number.clone());
        let own = match &swept.own {
            Some(own) => Message::new("sweep-own").arg("own", format!("{own} {}", swept.unit).trim_end()),
            None => Message::new("sweep-no-own"),
        };
        section.blocks.push(Block::Paragraph(plain(own.text(self.language))));
        section.blocks.push(Block::Figure { svg: self.drawn(swept), caption: self.word("sweep-caption") });
        section.blocks.push(Block::Table(self.table(swept)));
        section.blocks.push(Block::Paragraph(plain(self.word("sweep-note"))));
        section
    }

    /// A veto is good where it does not exist.
    fn is_veto(&self, rule: &str) -> bool {
        self.item(rule).is_some_and(|i| matches!(i.body, ItemBody::Rule { kind: RuleKind::Veto, .. }))
    }

    /// How many subjects stand well, of how many to which the rule applies.
    fn passing(&self, rule: &str, report: &PassingReport) -> (usize, usize) {
        let s = &report.subjects;
        let good = if self.is_veto(rule) { s.unmet } else { s.met };
        (good, s.met + s.unmet + s.undetermined)
    }

    fn drawn(&self, swept: &SweptNumber) -> String {
        let numbers: Vec<String> = swept.settings.iter().map(|s| s.set.clone()).collect();
        let curves: Vec<Curve> = swept
            .by_own
            .keys()
            .map(|rule| {
                let of = |report: &PassingReport| {
                    let (good, all) = self.passing(rule, report);
                    share(good, all)
                };
                let shares = swept.settings.iter().map(|s| s.rules.get(rule).and_then(of)).collect();
                let label = self.item(rule).map_or("", |i| i.label.as_str());
                let name = if label == rule { rule.clone() } else { format!("{rule} {label}") };
                Curve { name, shares }
            })
            .collect();
        let title = Message::new("sweep-picture").arg("number", &swept.number).text(self.language);
        picture(&title, &numbers, self.place_of_own(swept), &curves)
    }

    /// Where the pack's own number lies among the settings; only to be drawn.
    fn place_of_own(&self, swept: &SweptNumber) -> Option<f64> {
        let number = |text: &str| Number::parse_decimal(text.trim_end_matches(['%', '‰'])).ok();
        // What is written with a sign is shown in the limit's unit otherwise.
        let first = swept.settings.first().filter(|s| !s.set.ends_with(['%', '‰']))?;
        let (low, high) = (number(&first.set)?, number(&swept.settings.last()?.set)?);
        let own = number(swept.own.as_deref()?)?;
        let part = (&own - &low).checked_div(&(&high - &low))?;
        part.display(6).parse().ok()
    }

    fn table(&self, swept: &SweptNumber) -> Table {
        let mut head = vec![self.word("sweep-number")];
        // For each rule its subjects, then the rows of the tables above up to the county's.
        let mut columns: Vec<(&String, Option<&String>)> = Vec::new();
        for (rule, report) in &swept.by_own {
            let tables: Vec<&String> = report.rows.keys().collect();
            head.push(format!("{rule} {}", self.word("sweep-subjects")));
            columns.push((rule, None));
            let own = tables.first().copied();
            for table in tables.iter().skip(1).filter(|t| Some(**t) != own && !self.is_veto(rule)) {
                head.push(format!("{rule} {}", self.table_of(table)));
                columns.push((rule, Some(table)));
            }
        }
        let cells = |number: String, rules: &indexmap::IndexMap<String, PassingReport>| -> Vec<Line> {
            let cell = |(rule, table): &(&String, Option<&String>)| {
                let Some(report) = rules.get(*rule) else { return Line::new() };
                let (good, of) = match table {
                    None => self.passing(rule, report),
                    Some(table) => report.rows.get(*table).map_or((0, 0), |r| (r.met, r.of)),
                };
                plain(format!("{good}/{of}"))
            };
            std::iter::once(plain(number)).chain(columns.iter().map(cell)).collect()
        };
        let rows: Vec<Vec<Line>> = swept.settings.iter().map(|s| cells(s.set.clone(), &s.rules)).collect();
        Table { head, rows: self.fewer(rows), numbers: (0..=columns.len()).collect(), ..Table::default() }
    }

    /// Of many rows those at which anything changes, and the first and last of each stretch that is the same.
    fn fewer(&self, rows: Vec<Vec<Line>>) -> Vec<Vec<Line>> {
        if rows.len() <= MOST_ROWS {
            return rows;
        }
        let said = |row: Option<&Vec<Line>>| row.map(|r| r.iter().skip(1).cloned().collect::<Vec<_>>());
        let keep = |i: &usize| {
            let [before, own, after] =
                [i.checked_sub(1).and_then(|i| rows.get(i)), rows.get(*i), rows.get(i + 1)].map(said);
            before.is_none() || after.is_none() || before != own || after != own
        };
        (0..rows.len()).filter(keep).filter_map(|i| rows.get(i).cloned()).collect()
    }
}
