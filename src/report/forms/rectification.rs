//! 问题清单和整改台账: what fails, why, what is to be done, by whom; and columns to carry on with.

use super::Forms;
use super::layout::Column;
use crate::evaluation::SubjectResult;
use crate::report::findings::{Findings, citation};
use crate::report::sheets::{Cell, Look, Sheet};
use crate::report::wording::Statement;
use crate::semantics::*;

/// A problem of the county.
pub(in crate::report) struct Problem<'f, 'a> {
    pub item: &'a Item,
    pub s: &'f SubjectResult,
    /// The subject by name; the county's where it is the county's.
    pub subject: String,
    pub said: Vec<Statement>,
    pub lead: String,
    pub support: String,
}

impl<'a> Findings<'a> {
    /// What fails, a problem for each subject; what only gathers other items, and what a set of indicators excuses, aside.
    pub(in crate::report) fn problems(&self) -> Vec<Problem<'a, 'a>> {
        let mut out = Vec::new();
        for (_, item, subjects) in self.failing_alone() {
            for s in subjects {
                let measures = self.answerable.measures(s);
                let units = |of: fn(&Measure) -> &Vec<String>| {
                    let mut all: Vec<&str> = Vec::new();
                    for unit in measures.iter().flat_map(|m| of(m)) {
                        if !all.contains(&unit.as_str()) {
                            all.push(unit);
                        }
                    }
                    all.join("、")
                };
                let subject = self.subject(item, s);
                out.push(Problem {
                    item,
                    s,
                    subject: if subject.is_empty() { self.words.county(self.result.county) } else { subject },
                    said: self.words.statements(self.explainer.as_ref(), s),
                    lead: units(|m| &m.lead),
                    support: units(|m| &m.support),
                });
            }
        }
        out
    }
}

impl Forms<'_> {
    pub(super) fn rectification(&self) -> Sheet {
        let mut columns: Vec<Column> = self.county_column().into_iter().collect();
        for (key, width) in [
            ("forms-number", 5.0),
            ("forms-problem", 12.0),
            ("report-subject", 12.0),
            ("explain-cite", 13.0),
            ("forms-now", 20.0),
            ("report-limit", 14.0),
            ("report-short", 11.0),
            ("forms-remedy", 25.0),
            ("report-lead", 13.0),
            ("dossier-support", 12.0),
            ("forms-person", 7.0),
            ("ledger-due", 8.0),
            ("ledger-progress", 8.0),
            ("forms-closed", 6.0),
        ] {
            columns.push(self.column(key, width));
        }
        let (name, count) = (self.word("forms-rectification"), columns.len());
        let mut layout = self.layout(&name, &name, columns, 0);
        let mut number = 0usize;
        for found in &self.counties {
            for problem in found.problems() {
                number += 1;
                let mut cells: Vec<Cell> = self.county_cell(found).into_iter().collect();
                let lines = |each: &dyn Fn(&Statement) -> String| {
                    let lines: Vec<String> =
                        problem.said.iter().map(each).filter(|t| !t.is_empty()).collect();
                    Cell::text(lines.join("\n"), Look::Body)
                };
                let named = |s: &Statement, text: &str| {
                    let text = if text.is_empty() { return String::new() } else { text };
                    format!("{} {}{text}", s.place, found.words.before(&s.what)).trim().to_owned()
                };
                let several = problem.said.len() > 1;
                cells.extend([
                    Cell::number(number.to_string(), Look::Number),
                    Cell::text(found.words.item(problem.item), Look::Body),
                    Cell::text(&problem.subject, Look::Body),
                    Cell::text(citation(self.input.pack, problem.item), Look::Body),
                    lines(&|s| if s.now.is_empty() { s.text() } else { named(s, &s.now) }),
                    lines(&|s| if several { named(s, &s.required) } else { s.required.clone() }),
                    lines(&|s| if several { named(s, &s.gap) } else { s.gap.clone() }),
                    Cell::text(self.remedy(found, problem.s), Look::Body),
                    Cell::text(&problem.lead, Look::Body),
                    Cell::text(&problem.support, Look::Body),
                ]);
                cells.resize(count, Cell::blank(Look::Entry));
                layout.push(cells);
            }
        }
        layout.sortable();
        if number == 0 {
            layout.push(vec![Cell::text(self.word("report-none"), Look::Plain)]);
        }
        layout.done()
    }

    /// What would mend it, as far as that was found out.
    fn remedy(&self, found: &Findings<'_>, s: &SubjectResult) -> String {
        let of = self.remedies.iter().filter(|r| {
            r.county == found.result.county && r.item == s.item && r.row == s.row && r.group == s.group
        });
        let texts: Vec<&str> = of.map(|r| r.text.as_str()).collect();
        texts.join("\n")
    }
}
