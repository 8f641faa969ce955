//! What all items of a pack came to on a case's data, audits and helpers among them, and whether that is what was expected.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::diagnostic::Language;
use crate::evaluation::{
    Eval, Group, Observer, Options, Value, evaluate, evaluate_exactly, evaluate_observed, explain,
};
use crate::facts::Facts;
use crate::report::{claim, explanation, missing_text, outcome_word, value_text};
use crate::semantics::*;
use crate::value::{Date, Unit};

use super::subject::subject_text;
use super::suite::{Case, Expectation, Problem, Wanted};

/// An item's result for each row and group.
type BySubject = BTreeMap<(u32, Group), Eval>;

/// The result of every item for every subject.
#[derive(Default)]
pub(in crate::tooling::test) struct Judged(RefCell<BTreeMap<ItemIx, BySubject>>);

impl Observer for Judged {
    fn judged(&self, item: ItemIx, row: u32, group: &[(KindIx, KindValue)], result: &Eval) {
        self.0.borrow_mut().entry(item).or_default().insert((row, group.to_vec()), result.clone());
    }
}

/// Judges a case's data.
pub(super) fn judge(pack: &CheckedPack, facts: &Facts, as_of: Date) -> Judged {
    let judged = Judged::default();
    evaluate_observed(pack, facts, &Options::on(as_of), &judged);
    judged
}

impl Judged {
    /// An item's subjects: row and group.
    pub(super) fn subjects(&self, item: ItemIx) -> Vec<(u32, Group)> {
        self.0.borrow().get(&item).map(|all| all.keys().cloned().collect()).unwrap_or_default()
    }

    /// What an item came to for a subject.
    pub(super) fn of(&self, item: ItemIx, row: u32, group: &Group) -> Option<Eval> {
        self.0.borrow().get(&item)?.get(&(row, group.clone())).cloned()
    }

    /// The data that an item misses, over all its subjects, as cases write them.
    fn missing(&self, pack: &CheckedPack, facts: &Facts, item: ItemIx) -> Vec<String> {
        let all = self.0.borrow();
        let mut found: Vec<String> = all
            .get(&item)
            .into_iter()
            .flat_map(BTreeMap::values)
            .flat_map(Eval::missing_list)
            .filter_map(|m| missing_text(pack, facts, &m))
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// Whether an expectation holds.
    pub(in crate::tooling::test) fn fulfils(
        &self,
        pack: &CheckedPack,
        facts: &Facts,
        expected: &Expectation,
    ) -> bool {
        match &expected.wanted {
            Wanted::Outcome(row, group, outcome) => {
                self.of(expected.item, *row, group).is_some_and(|e| e.outcome() == *outcome)
            }
            Wanted::Value(row, group, wanted) => {
                let found = self.of(expected.item, *row, group);
                value_fits(pack, expected.item, found.as_ref(), wanted.as_deref())
            }
            Wanted::Missing(wanted) => self.missing(pack, facts, expected.item) == *wanted,
        }
    }
}

/// The unit that a define's value is shown in.
fn unit_of(pack: &CheckedPack, item: ItemIx) -> Unit {
    match pack.item(item).map(|i| &i.body) {
        Some(ItemBody::Define { unit, .. }) => unit.clone(),
        _ => Unit::none(),
    }
}

fn value_fits(pack: &CheckedPack, item: ItemIx, found: Option<&Eval>, wanted: Option<&str>) -> bool {
    let Some(Eval::Known(value)) = found else { return wanted.is_none() };
    let Some(wanted) = wanted else { return false };
    match value {
        Value::Bool(b) => match wanted {
            "是" | "true" => *b,
            "否" | "false" => !*b,
            _ => false,
        },
        Value::Kind(kind, v) => pack
            .kind(*kind)
            .and_then(|k| k.values.get(usize::from(*v)))
            .is_some_and(|(id, label)| wanted == id || wanted == label),
        // A space before the unit says nothing: 90% and 90 %.
        other @ Value::Number(_) => {
            let shown = value_text(pack, other, &unit_of(pack, item), Language::En);
            let inked = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            inked(&shown) == inked(wanted)
        }
        other @ (Value::Text(_) | Value::Date(_)) => {
            value_text(pack, other, &unit_of(pack, item), Language::En) == wanted
        }
    }
}

impl Case {
    /// Where the columns and the interpreter judge differently, which they never may.
    pub(super) fn apart(&self, pack: &CheckedPack, language: Language) -> Vec<Problem> {
        let options = Options::on(self.as_of);
        let columns = evaluate(pack, &self.facts, &options);
        let exact = evaluate_exactly(pack, &self.facts, &options);
        let pairs = columns.counties.iter().zip(&exact.counties);
        let subjects = pairs.flat_map(|(a, b)| a.subjects.iter().zip(&b.subjects));
        let word = |outcome| vec![outcome_word(outcome, false, language)];
        let mut problems: Vec<Problem> = subjects
            .filter(|(found, wanted)| found != wanted)
            .map(|(found, wanted)| {
                let item = pack.item(wanted.item);
                let entity = item.map_or(crate::facts::COUNTY, |i| i.entity);
                let subject = subject_text(pack, &self.facts, entity, wanted.row, &wanted.group);
                Problem {
                    place: None,
                    of: format!("{} {subject}", item.map_or("", |i| i.id.as_str())),
                    expected: word(wanted.outcome),
                    actual: word(found.outcome),
                    derivation: None,
                }
            })
            .collect();
        // Values, audits and warnings of the whole case.
        if problems.is_empty() && columns != exact {
            let of = self.name.clone();
            problems.push(Problem {
                place: None,
                of,
                expected: Vec::new(),
                actual: Vec::new(),
                derivation: None,
            });
        }
        problems
    }

    /// What came out differently.
    pub(super) fn check(&self, pack: &CheckedPack, judged: &Judged, language: Language) -> Vec<Problem> {
        let failed = self.expectations.iter().filter(|e| !judged.fulfils(pack, &self.facts, e));
        failed.filter_map(|e| self.problem(pack, judged, e, language)).collect()
    }

    fn problem(
        &self,
        pack: &CheckedPack,
        judged: &Judged,
        expected: &Expectation,
        language: Language,
    ) -> Option<Problem> {
        let item = pack.item(expected.item)?;
        let veto = matches!(item.body, ItemBody::Rule { kind: RuleKind::Veto, .. });
        let place = Some(expected.place);
        let explained = |row: u32, group: &Group| {
            explain(pack, &self.facts, &Options::on(self.as_of), expected.item, row, group)
        };
        let derived =
            |row: u32, group: &Group| Some(explanation(pack, &self.facts, &explained(row, group)?, language));
        let named = |row: u32, group: &Group| {
            format!("{} {}", item.id, subject_text(pack, &self.facts, item.entity, row, group))
        };
        Some(match &expected.wanted {
            Wanted::Outcome(row, group, outcome) => {
                let found = judged.of(expected.item, *row, group)?.outcome();
                let found = match explained(*row, group).and_then(|d| d.doubts) {
                    Some(doubts) => claim(found, doubts, language),
                    None => outcome_word(found, veto, language),
                };
                Problem {
                    place,
                    of: named(*row, group),
                    expected: vec![outcome_word(*outcome, veto, language)],
                    actual: vec![found],
                    derivation: derived(*row, group),
                }
            }
            Wanted::Value(row, group, wanted) => {
                let found = match judged.of(expected.item, *row, group)? {
                    Eval::Known(value) => value_text(pack, &value, &unit_of(pack, expected.item), language),
                    Eval::Unknown(_) | Eval::NotApplicable => "null".to_owned(),
                };
                Problem {
                    place,
                    of: named(*row, group),
                    expected: vec![wanted.clone().unwrap_or_else(|| "null".to_owned())],
                    actual: vec![found],
                    derivation: derived(*row, group),
                }
            }
            Wanted::Missing(wanted) => {
                let found = judged.missing(pack, &self.facts, expected.item);
                let without = |list: &[String], other: &[String]| -> Vec<String> {
                    list.iter().filter(|x| !other.contains(x)).cloned().collect()
                };
                Problem {
                    place,
                    of: item.id.clone(),
                    expected: without(wanted, &found),
                    actual: without(&found, wanted),
                    derivation: None,
                }
            }
        })
    }
}
