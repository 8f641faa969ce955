//! Schools by indicators, and all coefficients, those that cannot be decided too.

use super::Teller;
use crate::evaluation::Detail;
use crate::report::findings::Findings;
use crate::report::forms::coefficients::coefficients;
use crate::report::outcome_word;
use crate::report::page::*;
use crate::report::summary::mark;
use crate::report::wording::figure;
use crate::semantics::*;
use crate::value::{Outcome, Unit};

impl Teller<'_> {
    /// A table for each set of indicators: a row for each subject, a column for each indicator.
    pub(super) fn matrix(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let pack = self.input.pack;
        let mut section = Section::new(format!("{prefix}-matrix"), self.word("report-matrix"));
        for matrix in found.standard().iter().flat_map(|p| &p.holds.matrices) {
            let Some(rule) = pack.item(matrix.rule) else { continue };
            let mut head = vec![self.word("report-subject")];
            for member in matrix.members.iter().filter_map(|m| pack.item(*m)) {
                let unit = match &member.body {
                    ItemBody::Indicator(i) if !i.unit.symbol.is_empty() => format!("（{}）", i.unit.symbol),
                    ItemBody::Indicator(_) | ItemBody::Rule { .. } | ItemBody::Define { .. } => String::new(),
                };
                head.push(format!("{}{unit}", found.words.item(member)));
            }
            head.push(self.word("dossier-result"));
            let mut rows = Vec::new();
            for s in found.subjects_of(matrix.rule).filter(|s| s.outcome != Outcome::NotApplicable) {
                let mut row = vec![plain(found.subject(rule, s))];
                for member in &matrix.members {
                    row.push(self.measured(found, *member, s.row));
                }
                let excused = s.outcome == Outcome::Met && found.is_excused(matrix, s.row);
                let text = match (s.outcome, excused) {
                    (Outcome::Met, true) => self.word("forms-reached-excused"),
                    (Outcome::Met, false) => self.word("forms-reached"),
                    (Outcome::Unmet, _) => self.word("forms-not-reached"),
                    (Outcome::Undetermined | Outcome::NotApplicable, _) => {
                        outcome_word(s.outcome, false, self.input.language)
                    }
                };
                row.push(vec![Span::Mark { mark: mark(s.outcome, false), text }]);
                rows.push(row);
            }
            let numbers = (1..=matrix.members.len()).collect();
            let caption = self.word("forms-schools");
            section.blocks.push(Block::Table(Table { caption, head, rows, numbers, long: true }));
        }
        section
    }

    /// An indicator's value; a cross before one that falls short.
    fn measured(&self, found: &Findings<'_>, member: ItemIx, row: u32) -> Line {
        let Some(item) = self.input.pack.item(member) else { return Line::new() };
        let ItemBody::Indicator(indicator) = &item.body else { return Line::new() };
        let Some(s) = found.subjects_of(member).find(|s| s.row == row) else { return Line::new() };
        match &s.detail {
            Detail::Indicator { value: Some(value), limit } => {
                let text = figure(value, &indicator.unit, limit.as_ref());
                match s.outcome {
                    Outcome::Unmet => vec![Span::Mark { mark: Mark::Bad, text }],
                    Outcome::Met | Outcome::Undetermined | Outcome::NotApplicable => plain(text),
                }
            }
            Detail::Indicator { value: None, .. } | Detail::Rule(_) if s.outcome == Outcome::Undetermined => {
                vec![Span::Mark { mark: Mark::Doubt, text: self.word("forms-no-data") }]
            }
            Detail::Indicator { value: None, .. } | Detail::Rule(_) => Line::new(),
        }
    }

    /// Every coefficient with its limit, and what those lack that cannot be computed.
    pub(super) fn coefficients(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let mut section = Section::new(format!("{prefix}-coefficients"), self.word("report-coefficients"));
        let mut rows = Vec::new();
        for rule in found.standard().iter().flat_map(|p| &p.holds.coefficients) {
            for s in found.subjects_of(*rule).filter(|s| s.outcome != Outcome::NotApplicable) {
                for c in coefficients(found, s) {
                    let none = Unit::none();
                    let value =
                        c.value.as_ref().map_or_else(String::new, |v| figure(v, &none, c.limit.as_ref()));
                    let limit =
                        c.limit.as_ref().map(|l| found.words.required(c.operator, figure(l, &none, None)));
                    let missing: Vec<String> = c.missing.iter().take(3).map(|m| found.lacks(m)).collect();
                    let text = outcome_word(c.outcome, false, self.input.language);
                    rows.push(vec![
                        plain(found.words.group(&s.group)),
                        plain(found.words.item(c.item)),
                        plain(value),
                        plain(limit.unwrap_or_default()),
                        vec![Span::Mark { mark: mark(c.outcome, false), text }],
                        plain(missing.join(&self.word("say-stop"))),
                    ]);
                }
            }
        }
        if !rows.is_empty() {
            let keys = [
                "report-subject",
                "dossier-indicator",
                "dossier-coefficient",
                "report-limit",
                "dossier-result",
                "report-missing",
            ];
            section.blocks.push(Block::Table(Table {
                caption: String::new(),
                head: self.words(keys),
                rows,
                numbers: vec![2, 3],
                long: false,
            }));
        }
        section
    }
}
