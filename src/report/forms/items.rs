//! 政府保障程度, 教育质量 and other lists of items: the figure, what is required, the result, the evidence.

use super::Forms;
use super::layout::{Column, look};
use crate::diagnostic::Message;
use crate::evaluation::{Standpoint, SubjectResult};
use crate::facts::COUNTY;
use crate::report::findings::{Findings, citation, fails, is_kind};
use crate::report::outcome_word;
use crate::report::sheets::{Cell, Look, Sheet};
use crate::report::wording::Statement;
use crate::semantics::*;
use crate::value::Outcome;

/// Most failing subjects whose figures are said in one cell.
const MOST: usize = 6;
/// Fewest subjects that are counted instead of named.
const FEW: usize = 3;

impl<'a> Forms<'a> {
    /// A row for each item.
    pub(super) fn items(&self, name: &str, items: &[ItemIx]) -> Sheet {
        let mut columns: Vec<Column> = self.county_column().into_iter().collect();
        for (key, width) in [
            ("forms-number", 5.0),
            ("forms-item", 13.0),
            ("forms-content", 30.0),
            ("forms-now", 32.0),
            ("report-limit", 22.0),
            ("dossier-result", 9.0),
            ("forms-evidence", 15.0),
            ("explain-cite", 18.0),
        ] {
            columns.push(self.column(key, width));
        }
        let mut layout = self.layout(name, name, columns, 0);
        for found in &self.counties {
            for (n, ix) in (1..).zip(items) {
                let Some(item) = self.input.pack.item(*ix) else { continue };
                let (now, required) = found.standing(*ix, item);
                let outcome = found.outcome_of(*ix);
                let veto = is_kind(item, RuleKind::Veto);
                let mut cells: Vec<Cell> = self.county_cell(found).into_iter().collect();
                cells.extend([
                    Cell::number(n.to_string(), Look::Number),
                    Cell::text(found.words.item(item), Look::Body),
                    Cell::text(&item.title, Look::Body),
                    Cell::text(now, Look::Body),
                    Cell::text(required, Look::Body),
                    Cell::text(
                        outcome_word(outcome, veto, self.input.language),
                        look(outcome, fails(item, outcome)),
                    ),
                    Cell::text(self.evidence(found, *ix), Look::Body),
                    Cell::text(citation(self.input.pack, item), Look::Body),
                ]);
                layout.push(cells);
            }
        }
        layout.sortable();
        layout.done()
    }

    /// What the assessors relied on, each once.
    fn evidence(&self, found: &Findings<'a>, ix: ItemIx) -> String {
        let mut out: Vec<String> = Vec::new();
        for s in found.subjects_of(ix) {
            let Some(finding) = self.input.facts.findings.by_subject.get(&(ix, s.row)) else { continue };
            if let Some(evidence) = finding.evidence.as_ref().filter(|e| !e.is_empty())
                && !out.iter().any(|e| **e == **evidence)
            {
                out.push(evidence.to_string());
            }
        }
        let more = out.len().saturating_sub(MOST);
        out.truncate(MOST);
        if more > 0 {
            out.push(Message::new("report-more").count("count", more).text(self.input.language));
        }
        out.join("\n")
    }
}

impl<'a> Findings<'a> {
    /// How an item stands in the county, and what it requires, in words.
    pub(in crate::report) fn standing(&self, ix: ItemIx, item: &'a Item) -> (String, String) {
        let all: Vec<&SubjectResult> = self.subjects_of(ix).collect();
        match all.as_slice() {
            [only] if item.entity == COUNTY => self.standing_of(item, only),
            _ => self.standing_of_many(item, &all),
        }
    }

    fn standing_of(&self, item: &'a Item, s: &SubjectResult) -> (String, String) {
        let said = self.said(item, s);
        let joined = |each: &dyn Fn(&Statement) -> String| {
            let parts: Vec<String> = said.iter().map(each).filter(|t| !t.is_empty()).collect();
            parts.join(&self.words.word("say-stop"))
        };
        let placed = |s: &Statement| format!("{} {}", s.place, s.fact).trim().to_owned();
        let mut now = joined(&|s| if s.fact.is_empty() { String::new() } else { placed(s) });
        if s.outcome == Outcome::Undetermined {
            let lacking: Vec<String> = s.missing.iter().take(MOST).map(|m| self.lacks(m)).collect();
            let lacking = lacking.join(&self.words.word("say-stop"));
            now = [now, lacking].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n");
        }
        if s.outcome == Outcome::NotApplicable {
            now = self.why_not(s);
        }
        (now, joined(&|s| s.asked.clone()))
    }

    /// What is measured and required of a subject, whether it fails or not.
    fn said(&self, item: &'a Item, s: &SubjectResult) -> Vec<Statement> {
        let Some(explainer) = &self.explainer else { return Vec::new() };
        match &item.body {
            ItemBody::Indicator(i) => match explainer.indicator(s.item, s.row, &s.group) {
                Some((value, limit)) => vec![self.words.indicator(i, &value, &limit)],
                None => Vec::new(),
            },
            ItemBody::Rule { requirements, kind, .. } => {
                let at = Standpoint::subject(s.item, item.entity, s.row, s.group.clone());
                self.words.figures(explainer, item, &at, requirements, *kind != RuleKind::Veto)
            }
            ItemBody::Define { .. } => Vec::new(),
        }
    }

    /// A few subjects, each with its figures.
    fn standing_of_each(&self, item: &'a Item, judged: &[&SubjectResult]) -> (String, String) {
        let (mut lines, mut asked) = (Vec::new(), Vec::new());
        for s in judged {
            let (now, required) = self.standing_of(item, s);
            let name = self.subject(item, s);
            let named = |text: String| match name.is_empty() || text.is_empty() {
                true => text,
                false => format!("{name}{}{text}", self.words.word("say-colon")),
            };
            // What may not be shown says nothing.
            lines.extend(Some(named(now)).filter(|line| !line.is_empty()));
            asked.push((named(required.clone()), required));
        }
        // What is the same for all is said once.
        let same = asked.windows(2).all(|pair| pair.first().map(|a| &a.1) == pair.last().map(|b| &b.1));
        let required: Vec<String> = match same {
            true => asked.into_iter().take(1).map(|(_, plain)| plain).collect(),
            false => asked.into_iter().map(|(named, _)| named).collect(),
        };
        (lines.join("\n"), required.join("\n"))
    }

    /// How many subjects came out which way, then the figures of those that fail.
    fn standing_of_many(&self, item: &'a Item, all: &[&SubjectResult]) -> (String, String) {
        let judged: Vec<&SubjectResult> =
            all.iter().copied().filter(|s| s.outcome != Outcome::NotApplicable).collect();
        if !judged.is_empty() && judged.len() <= FEW {
            return self.standing_of_each(item, &judged);
        }
        let mut lines = vec![self.words.counts(item, all)];
        let failing: Vec<&&SubjectResult> = all.iter().filter(|s| fails(item, s.outcome)).collect();
        let mut required = Vec::new();
        for s in failing.iter().take(MOST) {
            let said = self.words.statements(self.explainer.as_ref(), s);
            let text: Vec<String> = said.iter().map(Statement::text).collect();
            let name = self.subject(item, s);
            lines.push(format!(
                "{name}{}{}",
                self.words.word("say-colon"),
                text.join(&self.words.word("say-stop"))
            ));
        }
        if failing.len() > MOST {
            let more = Message::new("report-more").count("count", failing.len() - MOST);
            lines.push(self.words.say(more));
        }
        let open: Vec<&&SubjectResult> = all.iter().filter(|s| s.outcome == Outcome::Undetermined).collect();
        let lacking: Vec<String> =
            open.iter().flat_map(|s| &s.missing).take(MOST).map(|m| self.lacks(m)).collect();
        lines.extend(lacking);
        // What is required of each, where it is said in figures; alike ones once.
        for s in all.iter().filter(|s| s.outcome != Outcome::NotApplicable) {
            for said in self
                .said(item, s)
                .into_iter()
                .filter(|said| said.place.is_empty() && !said.required.is_empty())
            {
                if !required.contains(&said.asked) {
                    required.push(said.asked);
                }
            }
            if required.len() > FEW {
                break;
            }
        }
        if required.len() > FEW {
            required.clear();
        }
        (lines.join("\n"), required.join("\n"))
    }
}
