//! Which changes of the pack an outcome is owed to, found by undoing them.

use std::collections::{BTreeSet, HashMap};

use super::compare::{Place, place_of, place_of_value};
use super::{Because, CountyImpact, Side, judged};
use crate::diagnostic::Language;
use crate::report::CountyReport;
use crate::semantics::difference::{Change, undone};
use crate::semantics::*;
use crate::value::{Date, Outcome};

/// Most judgements of one county that are spent on finding changes that decide together.
const MOST: usize = 200;

/// What an outcome or value was; nothing where the pack does not judge it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Outcome(Outcome),
    Value(Option<String>),
}

type States = HashMap<Place, State>;

pub(super) struct Causes<'a> {
    changes: &'a [Change],
    from: Side<'a>,
    to: Side<'a>,
    as_of: Date,
    language: Language,
    /// For each change, what can rest on it; none: everything.
    reach: Vec<Option<BTreeSet<Read>>>,
    /// Packs in which some changes are undone; none where that cannot be.
    undone: HashMap<Vec<usize>, Option<CheckedPack>>,
}

fn states(report: &CountyReport) -> States {
    let outcomes = report.subjects.iter().map(|s| (place_of(s), State::Outcome(s.outcome)));
    let values = report.values.iter().map(|v| (place_of_value(v), State::Value(v.value.clone())));
    outcomes.chain(values).collect()
}

/// One county, judged with changes undone.
struct Trials {
    found: HashMap<Vec<usize>, Option<States>>,
    spent: usize,
}

impl<'a> Causes<'a> {
    pub fn new(changes: &'a [Change], from: Side<'a>, to: Side<'a>, as_of: Date, language: Language) -> Self {
        let reach = changes.iter().map(|c| c.reach(&to.pack.reads)).collect();
        Causes { changes, from, to, as_of, language, reach, undone: HashMap::new() }
    }

    /// Names the causes of all that is otherwise in a county.
    pub fn explain(&mut self, code: &str, old: &CountyReport, county: &mut CountyImpact) {
        let old = states(old);
        let mut trials = Trials { found: HashMap::new(), spent: 0 };
        for s in &mut county.subjects {
            s.because = self.because(code, &old, &s.place(), s.from.is_some(), s.to.is_some(), &mut trials);
        }
        for v in &mut county.values {
            let (was, is) = (old.contains_key(&v.place()), self.to.pack.find_item(&v.define).is_some());
            v.because = self.because(code, &old, &v.place(), was, is, &mut trials);
        }
    }

    fn because(
        &mut self,
        code: &str,
        old: &States,
        place: &Place,
        was: bool,
        is: bool,
        trials: &mut Trials,
    ) -> Because {
        let ids = |list: &[usize]| list.iter().map(|i| format!("C{}", i + 1)).collect::<Vec<_>>();
        let item = self.to.pack.items.iter().position(|i| i.id == place.0);
        let item = item.and_then(|i| u32::try_from(i).ok()).map(ItemIx);
        let (Some(item), true, true) = (item, was, is) else {
            // A rule that only one of the packs has.
            let own = |c: &Change| match c {
                Change::Added(ix) => self.to.pack.item(*ix).is_some_and(|i| i.id == place.0),
                Change::Removed(ix) => self.from.pack.item(*ix).is_some_and(|i| i.id == place.0),
                Change::Number { .. }
                | Change::Numbers(_)
                | Change::Part(..)
                | Change::Derivation(_)
                | Change::Column(_)
                | Change::Entity(..)
                | Change::Kind(..)
                | Change::Target(_) => false,
            };
            let position = self.changes.iter().position(own);
            return Because { alone: ids(position.as_slice()), ..Because::default() };
        };
        let wanted = old.get(place);
        let reach: Vec<usize> = (0usize..)
            .zip(&self.reach)
            .filter(|(_, reach)| reach.as_ref().is_none_or(|reach| reach.contains(&Read::Item(item))))
            .map(|(i, _)| i)
            .collect();
        let alone: Vec<usize> = reach
            .iter()
            .copied()
            .filter(|i| self.restores(code, &[*i], place, wanted, trials) == Some(true))
            .collect();
        if !alone.is_empty() {
            return Because { alone: ids(&alone), ..Because::default() };
        }
        match self.together(code, &reach, place, wanted, trials) {
            Some(set) => Because { together: ids(&set), ..Because::default() },
            None => Because { among: ids(&reach), ..Because::default() },
        }
    }

    /// A least set of changes without which all would be as it was: none can be left out of it.
    fn together(
        &mut self,
        code: &str,
        reach: &[usize],
        place: &Place,
        wanted: Option<&State>,
        trials: &mut Trials,
    ) -> Option<Vec<usize>> {
        let mut set: Vec<usize> =
            reach.iter().copied().filter(|i| self.pack_without(&[*i]).is_some()).collect();
        if self.restores(code, &set, place, wanted, trials) != Some(true) {
            return None;
        }
        for i in set.clone() {
            let fewer: Vec<usize> = set.iter().copied().filter(|j| *j != i).collect();
            if self.restores(code, &fewer, place, wanted, trials)? {
                set = fewer;
            }
        }
        Some(set)
    }

    /// Whether an outcome is the old one with some changes undone; none where that cannot be tried.
    fn restores(
        &mut self,
        code: &str,
        set: &[usize],
        place: &Place,
        wanted: Option<&State>,
        trials: &mut Trials,
    ) -> Option<bool> {
        if set.is_empty() {
            return Some(false);
        }
        if !trials.found.contains_key(set) {
            if set.len() > 1 {
                trials.spent += 1;
                if trials.spent > MOST {
                    return None;
                }
            }
            let (as_of, language, facts) = (self.as_of, self.language, self.to.facts);
            let found = self
                .pack_without(set)
                .and_then(|pack| judged(pack, facts, code, as_of, language))
                .map(|report| states(&report));
            trials.found.insert(set.to_vec(), found);
        }
        let found = trials.found.get(set)?.as_ref()?;
        Some(found.get(place) == wanted)
    }

    /// The new pack with some changes undone.
    fn pack_without(&mut self, set: &[usize]) -> Option<&CheckedPack> {
        let (changes, from, to) = (self.changes, self.from.pack, self.to.pack);
        self.undone
            .entry(set.to_vec())
            .or_insert_with(|| {
                let mut pack: Option<CheckedPack> = None;
                for i in set {
                    pack = Some(undone(changes.get(*i)?, from, pack.as_ref().unwrap_or(to))?);
                }
                pack
            })
            .as_ref()
    }
}
