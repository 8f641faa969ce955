//! What is in doubt, in words: beside a conclusion, and as a list.

use super::findings::Findings;
use super::words::{issues_grouped, outcome_word};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::evaluation::{Doubts, list_issues};
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

impl Findings<'_> {
    /// Everything that is in doubt: sort, place, what is found.
    pub fn doubtful(&self) -> Vec<[String; 3]> {
        let input = self.input;
        let language = input.language;
        let word = |key: &str| Catalogue::of(language).get(key);
        let audits = self.result.audits.iter().filter_map(|a| {
            let item = input.pack.item(a.item)?;
            let place = self.words.subject(item.entity, a.row, &a.group);
            let place = if place.is_empty() { self.words.county(self.result.county) } else { place };
            Some([word("doubt-audit"), place, item.title.clone()])
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
