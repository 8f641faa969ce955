//! Which measures, and so which units, answer for what a county fails.
//!
//! A measure names the items that it serves. A rule that gathers others is answered for by the measures of those of its members that
//! fail: a school that fails by its sports grounds is a matter for whoever answers for sports grounds.

use std::collections::BTreeSet;

use super::table::{folded, table};
use super::wording::Wording;
use crate::diagnostic::{Language, Message};
use crate::evaluation::{CountyResult, Detail, MemberResult, SubjectResult};
use crate::semantics::*;
use crate::value::Outcome;

/// Positions in [`CheckedPack::measures`].
type Positions = BTreeSet<usize>;

/// The measures that answer for one county's failures.
#[derive(Debug)]
pub struct Answerable<'a> {
    pack: &'a CheckedPack,
    /// By item: of all its failing subjects of the county, and of those undetermined.
    items: Vec<[Positions; 2]>,
}

/// A measure with what it answers for in a county.
#[derive(Debug)]
pub struct AnswersFor<'a> {
    /// The measure.
    pub measure: &'a Measure,
    /// The failing items that it serves, in the pack's order.
    pub items: Vec<&'a Item>,
}

fn is_veto(item: &Item) -> bool {
    matches!(item.body, ItemBody::Rule { kind: RuleKind::Veto, .. })
}

/// What an outcome is for the county: nothing, a failure (0) or a doubt (1). A veto fails by being met.
fn state(item: &Item, outcome: Outcome) -> Option<usize> {
    match outcome {
        Outcome::Undetermined => Some(1),
        Outcome::Met if is_veto(item) => Some(0),
        Outcome::Unmet if !is_veto(item) => Some(0),
        Outcome::Met | Outcome::Unmet | Outcome::NotApplicable => None,
    }
}

impl<'a> Answerable<'a> {
    /// Looks through a county's outcomes.
    pub fn of(pack: &'a CheckedPack, county: &CountyResult) -> Self {
        let mut found = Answerable { pack, items: vec![Default::default(); pack.items.len()] };
        if pack.measures.is_empty() {
            return found;
        }
        let mut subjects: Vec<Vec<&SubjectResult>> = vec![Vec::new(); pack.items.len()];
        for s in &county.subjects {
            if let Some(list) = subjects.get_mut(s.item.ix()) {
                list.push(s);
            }
        }
        // What an item names stands before it.
        for step in &pack.order {
            let Step::Item(ix) = step else { continue };
            let mut sets: [Positions; 2] = Default::default();
            for s in subjects.get(ix.ix()).into_iter().flatten() {
                let Some(state) = pack.item(s.item).and_then(|i| state(i, s.outcome)) else { continue };
                let positions = found.positions(s);
                if let Some(set) = sets.get_mut(state) {
                    set.extend(positions);
                }
            }
            if let Some(slot) = found.items.get_mut(ix.ix()) {
                *slot = sets;
            }
        }
        found
    }

    fn positions(&self, s: &SubjectResult) -> Positions {
        if self.pack.measures.is_empty() {
            return Positions::new();
        }
        let Some(state) = self.pack.item(s.item).and_then(|i| state(i, s.outcome)) else {
            return Positions::new();
        };
        let mut found = self.serving(s.item);
        if let Detail::Rule(requirements) = &s.detail {
            let same = requirements.iter().filter(|r| r.outcome == s.outcome);
            for member in same.flat_map(|r| &r.members) {
                found.extend(self.member(member, state));
            }
        }
        found
    }

    fn serving(&self, item: ItemIx) -> Positions {
        let all = self.pack.measures.iter().enumerate();
        all.filter(|(_, m)| m.serves.contains(&item)).map(|(i, _)| i).collect()
    }

    fn member(&self, member: &MemberResult, wanted: usize) -> Positions {
        let Some(item) = self.pack.item(member.item) else { return Positions::new() };
        if state(item, member.outcome) != Some(wanted) {
            return Positions::new();
        }
        let mut found = self.serving(member.item);
        if matches!(item.body, ItemBody::Rule { .. })
            && let Some(below) = self.items.get(member.item.ix()).and_then(|sets| sets.get(wanted))
        {
            found.extend(below);
        }
        found
    }

    /// The measures that answer for a subject's failure or doubt, in the pack's order; none where it does not fail.
    pub fn measures(&self, s: &SubjectResult) -> Vec<&'a Measure> {
        self.positions(s).into_iter().filter_map(|i| self.pack.measures.get(i)).collect()
    }

    /// The measures that answer for an item's failing subjects of the county.
    pub fn for_item(&self, item: ItemIx) -> Vec<&'a Measure> {
        let positions = self.items.get(item.ix()).and_then(|sets| sets.first());
        positions.into_iter().flatten().filter_map(|i| self.pack.measures.get(*i)).collect()
    }

    /// Each measure that answers for some failing item, with those items; what only gathers other items is left out.
    pub fn summary(&self) -> Vec<AnswersFor<'a>> {
        let failing = |position: usize| {
            let own = move |(i, _): &(usize, &Item)| {
                let fails = self
                    .items
                    .get(*i)
                    .and_then(|sets| sets.first())
                    .is_some_and(|set| set.contains(&position));
                fails && self.serving(ItemIx(*i as u32)).contains(&position)
            };
            self.pack.items.iter().enumerate().filter(own).map(|(_, item)| item).collect::<Vec<_>>()
        };
        let all = self.pack.measures.iter().enumerate();
        all.map(|(i, measure)| AnswersFor { measure, items: failing(i) })
            .filter(|a| !a.items.is_empty())
            .collect()
    }
}

/// The units that lead the measures which serve an item, or else another, each once.
pub fn lead_units(pack: &CheckedPack, item: Option<ItemIx>, else_item: Option<ItemIx>) -> Vec<String> {
    let of = |item: Option<ItemIx>| item.map(|i| pack.measures_for(i)).unwrap_or_default();
    let measures = Some(of(item)).filter(|m| !m.is_empty()).unwrap_or_else(|| of(else_item));
    let mut out: Vec<String> = Vec::new();
    for unit in measures.iter().flat_map(|m| &m.lead) {
        if !out.contains(unit) {
            out.push(unit.clone());
        }
    }
    out
}

/// The measures that answer for a failing item, a line each: with their units where they serve it, by name where they serve what it
/// gathers.
pub(super) fn answers_text(answerable: &Answerable<'_>, item: ItemIx, language: Language) -> String {
    let mut out = String::new();
    for measure in answerable.for_item(item) {
        let named = Message::new("report-measure").arg("title", &measure.title);
        let mut text = named.text(language);
        if measure.serves.contains(&item) {
            let lead = ("report-measure-lead", &measure.lead);
            for (key, units) in [lead, ("report-measure-support", &measure.support)] {
                if !units.is_empty() {
                    text.push_str(&Message::new(key).names("units", units).text(language));
                }
            }
        }
        out.push_str(&folded(&text, "    "));
    }
    out
}

/// Each measure with all that it answers for in the county; nothing where there is none.
pub(super) fn summary_text(answerable: &Answerable<'_>, words: &Wording<'_>) -> String {
    let rows: Vec<Vec<String>> = answerable
        .summary()
        .iter()
        .map(|a| {
            let items: Vec<String> = a.items.iter().map(|i| words.item(i)).collect();
            vec![a.measure.title.clone(), a.measure.lead.join("、"), items.join(&words.word("say-comma"))]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let header = ["report-measure-title", "report-lead", "report-failing"].map(|key| words.word(key));
    format!("\n{}\n{}", words.word("report-measures"), table(&header, &rows, &[]))
}
