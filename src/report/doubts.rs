//! What is in doubt, in words: beside a conclusion, and as a list.

use super::findings::Findings;
use super::json::ReportInput;
use super::words::{issues_grouped, outcome_word};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::evaluation::{AuditResult, Doubts, Standpoint, list_issues};
use crate::semantics::{Item, ItemBody};
use crate::value::Outcome;

/// A conclusion's outcome with its doubts beside it: `达到（3处数据存疑，未核实）`.
pub fn claim(outcome: Outcome, doubts: Doubts, language: Language) -> String {
    with_doubts(outcome_word(outcome, false, language), doubts, language)
}

/// What is said of conclusions with the doubts about them beside it.
pub fn with_doubts(said: String, doubts: Doubts, language: Language) -> String {
    if doubts.is_empty() {
        return said;
    }
    Message::new("report-claim").arg("outcome", said).count("count", doubts.total()).text(language)
}

/// How many doubts there are of each sort: `核查发现 2 处，数据错误 1 处`; nothing where there are none.
pub fn doubts_by_sort(doubts: Doubts, language: Language) -> String {
    let Doubts { audits, surplus, errors } = doubts;
    let sorts = [("doubts-audit", audits), ("doubts-surplus", surplus), ("doubts-error", errors)];
    let sort = |(key, count): (&'static str, usize)| Message::new(key).count("count", count).text(language);
    let comma = Catalogue::of(language).get("doc-comma");
    sorts.into_iter().filter(|(_, n)| *n > 0).map(sort).collect::<Vec<_>>().join(&comma)
}

/// What a person who fills in the data still has to do, besides what is wrong in single cells: doubts, and data that are missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPoint {
    /// What sort of thing it is.
    pub sort: String,
    /// Of which table; may be empty.
    pub table: String,
    /// Which column; may be empty.
    pub column: String,
    /// Where, and what.
    pub text: String,
}

/// The open points of all counties.
pub fn open_points(input: &ReportInput<'_>) -> Vec<OpenPoint> {
    let catalogue = Catalogue::of(input.language);
    let colon = catalogue.get("say-colon");
    // Errors stand at their cells already.
    let error = catalogue.get("doubt-error");
    let mut out = Vec::new();
    for result in &input.evaluation.counties {
        let found = Findings::new(input, result);
        let doubts = found.doubtful().into_iter().filter(|[sort, ..]| *sort != error);
        out.extend(doubts.map(|[sort, place, said]| OpenPoint {
            sort,
            table: String::new(),
            column: String::new(),
            text: format!("{place}{colon}{said}"),
        }));
        out.extend(found.lacking_each().into_iter().map(|[table, key, column, reason, rules]| {
            let place = if key.is_empty() { table.clone() } else { key };
            let said = Message::new("annotate-missing").arg("reason", reason).arg("rules", rules);
            let text = format!("{place}{colon}{}", said.text(input.language));
            OpenPoint { sort: catalogue.get("doubt-missing"), table, column, text }
        }));
    }
    out
}

impl Findings<'_> {
    /// What an audit finds, with the figures that do not go together.
    fn found_by(&self, item: &Item, audit: &AuditResult) -> String {
        let ItemBody::Rule { requirements, .. } = &item.body else { return item.title.clone() };
        let at = Standpoint::subject(audit.item, item.entity, audit.row, audit.group.clone());
        let requirement = requirements.get(audit.requirement);
        let figures = self.explainer.as_ref().zip(requirement).map_or_else(Vec::new, |(explainer, one)| {
            self.words.figures(explainer, item, &at, std::slice::from_ref(one), true)
        });
        let said: Vec<String> = figures.iter().map(|f| f.text()).filter(|t| !t.is_empty()).collect();
        if said.is_empty() {
            return item.title.clone();
        }
        format!("{}{}{}", item.title, self.words.word("say-colon"), said.join(&self.words.word("say-stop")))
    }

    /// Everything that is in doubt: sort, place, what is found.
    pub fn doubtful(&self) -> Vec<[String; 3]> {
        let input = self.input;
        let language = input.language;
        let word = |key: &str| Catalogue::of(language).get(key);
        let audits = self.result.audits.iter().filter_map(|a| {
            let item = input.pack.item(a.item)?;
            let place = self.words.subject(item.entity, a.row, &a.group);
            let place = if place.is_empty() { self.words.county(self.result.county) } else { place };
            Some([word("doubt-audit"), place, self.found_by(item, a)])
        });
        let lists = list_issues(input.pack, input.facts, self.result);
        let found = input.facts.errors_of(self.result.county).chain(&lists);
        let errors = issues_grouped(found, language).into_iter().map(|(issue, place, said)| {
            let key = if issue.code.severity.is_error() { "doubt-error" } else { "doubt-surplus" };
            [word(key), place, said]
        });
        audits.chain(errors).collect()
    }
}
