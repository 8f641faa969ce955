//! The first screen: what a county's result comes to, in sentences.

use std::collections::BTreeMap;

use super::doubts::{claim, doubts_by_sort};
use super::findings::Findings;
use super::forms::coefficients::{Coefficient, coefficients};
use super::page::Mark;
use super::standard::{Matrix, Part};
use super::words::outcome_word;
use crate::diagnostic::Message;
use crate::evaluation::SubjectResult;
use crate::facts::COUNTY;
use crate::semantics::*;
use crate::value::{Outcome, Unit};

/// Most names in a sentence.
const MOST: usize = 8;

/// A sentence with how it stands for the county.
pub(super) struct Sentence {
    pub mark: Mark,
    pub text: String,
}

/// How an outcome stands for the county; a veto counts against it by being met.
pub(super) fn mark(outcome: Outcome, veto: bool) -> Mark {
    match (outcome, veto) {
        (Outcome::Met, false) | (Outcome::Unmet, true) => Mark::Good,
        (Outcome::Unmet, false) | (Outcome::Met, true) => Mark::Bad,
        (Outcome::Undetermined, _) => Mark::Doubt,
        (Outcome::NotApplicable, _) => Mark::Neutral,
    }
}

/// What came out one way: how many, and the names.
#[derive(Default)]
struct Came {
    count: usize,
    names: Vec<String>,
}

impl Findings<'_> {
    /// The conclusions with their doubts.
    pub fn conclusions(&self) -> Vec<Sentence> {
        let mut out = Vec::new();
        for (ix, item) in self.items(RuleKind::Conclusion) {
            for s in self.subjects_of(ix) {
                let said = claim(s.outcome, self.doubts, self.input.language);
                let text = self.say("sum-conclusion", &[("title", &item.title), ("said", &said)]);
                let settled = self.doubts.is_empty() || s.outcome != Outcome::Met;
                let mark = if settled { mark(s.outcome, false) } else { Mark::Doubt };
                out.push(Sentence { mark, text });
            }
        }
        out
    }

    /// A sentence or two for each part of the standard, the vetoes together, what is missing and what is in doubt.
    pub fn sentences(&self) -> Vec<Sentence> {
        let mut out: Vec<Sentence> = self.standard().iter().map(|part| self.part(part)).collect();
        out.extend(self.veto_sentence());
        let missing = self.lacking_each().len();
        if missing > 0 {
            let text = Message::new("sum-missing").count("count", missing);
            out.push(Sentence { mark: Mark::Doubt, text: self.words.say(text) });
        }
        if !self.doubts.is_empty() {
            let sorts = doubts_by_sort(self.doubts, self.input.language);
            let text = Message::new("report-doubts-sorts").arg("sorts", sorts);
            out.push(Sentence { mark: Mark::Doubt, text: self.words.say(text) });
        }
        out
    }

    fn say(&self, key: &'static str, args: &[(&'static str, &str)]) -> String {
        let message = args.iter().fold(Message::new(key), |m, (name, value)| m.arg(name, value));
        self.words.say(message)
    }

    fn part(&self, part: &Part<'_>) -> Sentence {
        let outcome = self.outcome_of(part.ix);
        let mut said: Vec<String> = part.holds.matrices.iter().filter_map(|m| self.schools(m)).collect();
        for rule in &part.holds.coefficients {
            said.extend(self.variation(*rule));
        }
        match part.holds.items.as_slice() {
            [] => {}
            [only] => {
                if let Some(item) = self.input.pack.item(*only) {
                    let (now, required) = self.standing(*only, item);
                    let key = if required.is_empty() { "sum-now" } else { "sum-single" };
                    let flat = |text: String| text.replace('\n', &self.words.word("say-stop"));
                    if !now.is_empty() {
                        said.push(self.say(key, &[("now", &flat(now)), ("required", &flat(required))]));
                    }
                }
            }
            items => said.push(self.list(items)),
        }
        let name = self.words.part(part.item);
        let word = outcome_word(outcome, false, self.input.language);
        let said = said.join(&self.words.word("sum-full-stop"));
        let key = if said.is_empty() { "sum-part-only" } else { "sum-part" };
        let text = self.say(key, &[("name", &name), ("outcome", &word), ("said", &said)]);
        Sentence { mark: mark(outcome, false), text }
    }

    /// So many with their names: `1所不达标：示例二中 初中`.
    fn came(&self, key: &'static str, unit: &str, came: &Came) -> Option<String> {
        if came.count == 0 {
            return None;
        }
        let mut names =
            came.names.iter().take(MOST).cloned().collect::<Vec<_>>().join(&self.words.word("say-comma"));
        if came.names.len() > MOST {
            names = self
                .words
                .say(Message::new("sum-and-others").arg("names", names).count("count", came.names.len()));
        }
        let message = Message::new(key).count("count", came.count).arg("unit", unit).arg("names", names);
        Some(self.words.say(message))
    }

    /// How many schools pass, fail or lack data.
    fn schools(&self, matrix: &Matrix) -> Option<String> {
        let pack = self.input.pack;
        let rule = pack.item(matrix.rule)?;
        let parent = pack.entity(rule.entity)?.parent.filter(|p| *p != COUNTY);
        let counted = parent.unwrap_or(rule.entity);
        let judged: Vec<&SubjectResult> =
            self.subjects_of(matrix.rule).filter(|s| s.outcome != Outcome::NotApplicable).collect();
        // A school stands as the worst of its subjects does.
        let mut schools: BTreeMap<u32, (Outcome, bool)> = BTreeMap::new();
        let [mut failing, mut open] = [Came::default(), Came::default()];
        for s in &judged {
            let school = match parent {
                Some(parent) => self.input.facts.ancestor_row(pack, rule.entity, s.row, parent)?,
                None => s.row,
            };
            let (outcome, excused) = schools.entry(school).or_insert((Outcome::Met, false));
            *excused |= s.outcome == Outcome::Met && self.is_excused(matrix, s.row);
            match s.outcome {
                Outcome::Unmet => {
                    *outcome = Outcome::Unmet;
                    failing.names.push(self.subject(rule, s));
                }
                Outcome::Undetermined => {
                    if *outcome == Outcome::Met {
                        *outcome = Outcome::Undetermined;
                    }
                    open.names.push(self.subject(rule, s));
                }
                Outcome::Met | Outcome::NotApplicable => {}
            }
        }
        let of = |wanted: Outcome| schools.values().filter(|(o, _)| *o == wanted).count();
        (failing.count, open.count) = (of(Outcome::Unmet), of(Outcome::Undetermined));
        let passing = Came { count: of(Outcome::Met), names: Vec::new() };
        let excused = schools.values().filter(|(o, excused)| *o == Outcome::Met && *excused).count();
        let unit = self.words.unit(counted);
        let mut all = self.words.counted(counted, schools.len());
        if parent.is_some() {
            let inner = self.words.counted(rule.entity, judged.len());
            all = self.say("sum-inner", &[("all", &all), ("inner", &inner)]);
        }
        let mut said: Vec<String> = [("sum-failing", &failing), ("sum-open", &open)]
            .into_iter()
            .filter_map(|(k, c)| self.came(k, &unit, c))
            .collect();
        let key = if said.is_empty() { "sum-all-pass" } else { "sum-passing" };
        if let Some(mut passing) = self.came(key, &unit, &passing) {
            if excused > 0 {
                let text = Message::new("sum-excused").count("count", excused).arg("unit", &unit);
                passing.push_str(&self.words.say(text));
            }
            said.push(passing);
        }
        Some(self.of(&all, said))
    }

    /// What is said of all of them.
    fn of(&self, all: &str, said: Vec<String>) -> String {
        let key = if said.len() > 1 { "sum-of" } else { "sum-whole" };
        self.say(key, &[("all", all), ("said", &said.join(&self.words.word("say-stop")))])
    }

    /// Whether a subject passes though an indicator of the set falls short.
    pub fn is_excused(&self, matrix: &Matrix, row: u32) -> bool {
        let short = |s: &SubjectResult| s.row == row && s.outcome == Outcome::Unmet;
        matrix.members.iter().any(|member| self.subjects_of(*member).any(short))
    }

    /// How many coefficients keep their limit, exceed it or cannot be computed.
    fn variation(&self, rule: ItemIx) -> Option<String> {
        let [mut kept, mut failing, mut open] = [Came::default(), Came::default(), Came::default()];
        for s in self.subjects_of(rule).filter(|s| s.outcome != Outcome::NotApplicable) {
            for c in coefficients(self, s) {
                let came = match c.outcome {
                    Outcome::Met => &mut kept,
                    Outcome::Unmet => &mut failing,
                    Outcome::Undetermined => &mut open,
                    Outcome::NotApplicable => continue,
                };
                came.count += 1;
                came.names.push(self.coefficient(s, &c));
            }
        }
        kept.names.clear();
        let total = kept.count + failing.count + open.count;
        let unit = self.words.word("say-piece");
        let mut said: Vec<String> = [("sum-unmet", &failing), ("sum-open", &open)]
            .into_iter()
            .filter_map(|(k, c)| self.came(k, &unit, c))
            .collect();
        let key = if said.is_empty() { "sum-all-met" } else { "sum-met" };
        said.extend(self.came(key, &unit, &kept));
        let all = self.words.say(Message::new("sum-coefficients").count("count", total));
        (total > 0).then(|| self.of(&all, said))
    }

    /// A coefficient that exceeds its limit with both figures, another by name.
    fn coefficient(&self, s: &SubjectResult, c: &Coefficient<'_>) -> String {
        let name = format!("{} {}", self.words.group(&s.group), self.words.item(c.item));
        let name = name.trim().to_owned();
        match (c.outcome, &c.value, &c.limit) {
            (Outcome::Unmet, Some(value), Some(limit)) => {
                self.words.comparison(name, c.operator, [value, limit], &Unit::none()).sentence
            }
            _ => name,
        }
    }

    /// How many of a list of items are met, fail, or lack data.
    fn list(&self, items: &[ItemIx]) -> String {
        let [mut met, mut failing, mut open, mut none] = [(); 4].map(|()| Came::default());
        for ix in items {
            let Some(item) = self.input.pack.item(*ix) else { continue };
            let came = match self.outcome_of(*ix) {
                Outcome::Met => &mut met,
                Outcome::Unmet => &mut failing,
                Outcome::Undetermined => &mut open,
                Outcome::NotApplicable => &mut none,
            };
            came.count += 1;
            came.names.push(self.words.item(item));
        }
        met.names.clear();
        let unit = self.words.word("sum-item");
        let mut said: Vec<String> = [("sum-unmet", &failing), ("sum-open", &open), ("sum-none", &none)]
            .into_iter()
            .filter_map(|(k, c)| self.came(k, &unit, c))
            .collect();
        let key = if said.is_empty() { "sum-all-met" } else { "sum-met" };
        said.extend(self.came(key, &unit, &met));
        let all = self.words.say(Message::new("sum-items").count("count", items.len()));
        self.of(&all, said)
    }

    fn veto_sentence(&self) -> Option<Sentence> {
        let vetoes = self.vetoes();
        let [mut exist, mut open, mut absent] = [(); 3].map(|()| Came::default());
        for (ix, item) in &vetoes {
            let came = match self.outcome_of(*ix) {
                Outcome::Met => &mut exist,
                Outcome::Undetermined => &mut open,
                Outcome::Unmet | Outcome::NotApplicable => &mut absent,
            };
            came.count += 1;
            came.names.push(self.words.item(item));
        }
        absent.names.clear();
        let mark = match (exist.count, open.count) {
            (0, 0) => Mark::Good,
            (0, _) => Mark::Doubt,
            _ => Mark::Bad,
        };
        let unit = self.words.word("sum-item");
        let mut said: Vec<String> = [("sum-exists", &exist), ("sum-pending", &open)]
            .into_iter()
            .filter_map(|(k, c)| self.came(k, &unit, c))
            .collect();
        let key = if said.is_empty() { "sum-all-absent" } else { "sum-absent" };
        said.extend(self.came(key, &unit, &absent));
        let all = self.words.say(Message::new("sum-vetoes").count("count", vetoes.len()));
        let text = self.say("sum-veto", &[("all", &all), ("said", &said.join(&self.words.word("say-stop")))]);
        (!vetoes.is_empty()).then_some(Sentence { mark, text })
    }
}
