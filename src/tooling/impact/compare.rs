//! Two reports of one county side by side.

use std::collections::{BTreeMap, HashMap};

use indexmap::IndexMap;

use super::{Because, CountyImpact, DoubtsImpact, SubjectImpact, ValueImpact};
use crate::report::{CountyReport, SubjectReport, ValueReport};
use crate::semantics::*;
use crate::value::Outcome;

/// What an outcome or value is of: item, row, group.
pub(super) type Place = (String, Vec<String>, BTreeMap<String, String>);

/// What is otherwise in one county.
pub(super) struct Found {
    pub county: CountyImpact,
    /// All outcomes that are otherwise, with those of rules that only one pack has.
    pub transitions: Vec<(String, Option<Outcome>, Option<Outcome>)>,
}

fn place(rule: &str, key: &[String], by: &IndexMap<String, String>) -> Place {
    (rule.to_owned(), key.to_vec(), by.iter().map(|(k, v)| (k.clone(), v.clone())).collect())
}

pub(super) fn place_of(s: &SubjectReport) -> Place {
    place(&s.rule, &s.key, &s.by)
}

pub(super) fn place_of_value(v: &ValueReport) -> Place {
    place(&v.define, &v.key, &v.by)
}

impl SubjectImpact {
    pub(super) fn place(&self) -> Place {
        place(&self.rule, &self.key, &self.by)
    }
}

impl ValueImpact {
    pub(super) fn place(&self) -> Place {
        place(&self.define, &self.key, &self.by)
    }
}

/// Whether it is a conclusion (in the pack that has it).
pub(super) fn concludes(pack: &CheckedPack, rule: &str) -> bool {
    let is = |i: &Item| matches!(i.body, ItemBody::Rule { kind: RuleKind::Conclusion, .. });
    pack.items.iter().any(|i| i.id == rule && is(i))
}

/// Whether an outcome stands in the county's way, or may.
fn hinders(pack: &CheckedPack, rule: &str, outcome: Outcome) -> bool {
    let veto = pack
        .items
        .iter()
        .any(|i| i.id == rule && matches!(i.body, ItemBody::Rule { kind: RuleKind::Veto, .. }));
    match outcome {
        Outcome::Undetermined => true,
        Outcome::Met => veto,
        Outcome::Unmet => !veto,
        Outcome::NotApplicable => false,
    }
}

pub(super) fn compare(from: &CheckedPack, to: &CheckedPack, old: &CountyReport, new: &CountyReport) -> Found {
    let mut before: HashMap<Place, &SubjectReport> = old.subjects.iter().map(|s| (place_of(s), s)).collect();
    let (mut subjects, mut transitions) = (Vec::new(), Vec::new());
    for s in &new.subjects {
        let was = before.remove(&place_of(s));
        if was.is_some_and(|w| w.outcome == s.outcome) {
            continue;
        }
        transitions.push((s.rule.clone(), was.map(|w| w.outcome), Some(s.outcome)));
        if was.is_some() || hinders(to, &s.rule, s.outcome) {
            subjects.push(subject(was, Some(s)));
        }
    }
    for s in old.subjects.iter().filter(|s| before.contains_key(&place_of(s))) {
        transitions.push((s.rule.clone(), Some(s.outcome), None));
        if hinders(from, &s.rule, s.outcome) {
            subjects.push(subject(Some(s), None));
        }
    }
    // Conclusions first; the rest as it stands.
    subjects.sort_by_key(|s: &SubjectImpact| !concludes(to, &s.rule) && !concludes(from, &s.rule));
    let mut was: HashMap<Place, &ValueReport> = old.values.iter().map(|v| (place_of_value(v), v)).collect();
    let mut values: Vec<ValueImpact> = new
        .values
        .iter()
        .filter_map(|v| {
            let before = was.remove(&place_of_value(v));
            let same = before.is_some_and(|b| b.value == v.value && b.unit == v.unit);
            (!same).then(|| value(before, Some(v)))
        })
        .collect();
    let gone = old.values.iter().filter(|v| was.contains_key(&place_of_value(v)));
    values.extend(gone.map(|v| value(Some(v), None)));
    values.retain(|v| v.from != v.to);
    let doubts = DoubtsImpact { from: old.doubts, to: new.doubts };
    let county =
        CountyImpact { county: new.county.clone(), name: new.name.clone(), doubts, subjects, values };
    Found { county, transitions }
}

fn subject(was: Option<&SubjectReport>, is: Option<&SubjectReport>) -> SubjectImpact {
    let shown = is.or(was);
    let pair = |f: &dyn Fn(&SubjectReport) -> Option<Option<String>>| {
        let [old, new] = [was, is].map(|s| s.and_then(f));
        (old.is_some() || new.is_some()).then(|| [old.flatten(), new.flatten()])
    };
    SubjectImpact {
        rule: shown.map_or_else(String::new, |s| s.rule.clone()),
        entity: shown.map_or_else(String::new, |s| s.entity.clone()),
        key: shown.map_or_else(Vec::new, |s| s.key.clone()),
        by: shown.map_or_else(IndexMap::new, |s| s.by.clone()),
        from: was.map(|s| s.outcome),
        to: is.map(|s| s.outcome),
        value: pair(&|s| s.value.clone()),
        limit: pair(&|s| s.limit.clone()),
        unit: shown.and_then(|s| s.unit.clone()),
        missing: is.map_or_else(Vec::new, |s| s.missing.clone()),
        because: Because::default(),
    }
}

fn value(was: Option<&ValueReport>, is: Option<&ValueReport>) -> ValueImpact {
    let shown = is.or(was);
    ValueImpact {
        define: shown.map_or_else(String::new, |v| v.define.clone()),
        entity: shown.map_or_else(String::new, |v| v.entity.clone()),
        key: shown.map_or_else(Vec::new, |v| v.key.clone()),
        by: shown.map_or_else(IndexMap::new, |v| v.by.clone()),
        from: was.and_then(|v| v.value.clone()),
        to: is.and_then(|v| v.value.clone()),
        unit: shown.map_or_else(String::new, |v| v.unit.clone()),
        because: Because::default(),
    }
}
