//! The cases against the places of a pack.

use std::collections::{BTreeMap, BTreeSet};

use super::observed::{Notes, Seen};
use super::places::{EntryKey, Places, limit_name};
use crate::evaluation::{Options, evaluate_observed};
use crate::semantics::meaning::key_ids;
use crate::semantics::*;
use crate::source::Span;
use crate::tooling::test::declared::Declared;
use crate::tooling::test::extent::Extent;
use crate::tooling::test::suite::{Case, Suite, Wanted};
use crate::value::Outcome;

/// What a pack's cases exercise of it.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Every item, by the outcomes that cases expect of it.
    pub rules: Vec<RuleCoverage>,
    /// Every condition and arm.
    pub branches: Vec<Branch>,
    /// Every threshold of every comparison.
    pub sides: Vec<SideCoverage>,
    /// Every value of every limit, by kind and date: whether it was read.
    pub limits: Vec<Entry>,
    /// Every value of every kind in every column that the pack reads.
    pub kinds: Vec<Entry>,
}

/// An item and the outcomes that cases expect of it.
#[derive(Debug, Clone)]
pub struct RuleCoverage {
    /// Which.
    pub item: ItemIx,
    /// Its id.
    pub id: String,
    /// Those expected of it in a case.
    pub expected: BTreeSet<&'static str>,
    /// Those that should be and are not: met, unmet, and not applicable where it has a `when`; for a define, any value.
    pub missing: Vec<&'static str>,
}

/// A condition or arm.
#[derive(Debug, Clone)]
pub struct Branch {
    /// Its place: `R_school.require1/2`.
    pub id: String,
    /// Where it stands.
    pub span: Span,
    /// The member of a set that it is.
    pub member: Option<String>,
    /// Whether it must also be seen not to hold.
    pub both: bool,
    /// Whether it was seen to hold.
    pub held: bool,
    /// Whether it was seen not to hold.
    pub failed: bool,
}

/// A comparison with one value of its threshold.
#[derive(Debug, Clone)]
pub struct SideCoverage {
    /// The comparison and the kinds and date of the threshold: `R1[primary]`.
    pub id: String,
    /// Where it stands.
    pub span: Span,
    /// Below, at, above: seen where something that a case expects turns on it.
    pub seen: [bool; 3],
    /// Which of them the bounds of the data allow.
    pub possible: [bool; 3],
    /// The comparison among [`Places::sides`], and which value of its limit.
    pub(in crate::tooling::test) place: usize,
    pub(in crate::tooling::test) entry: EntryKey,
}

/// Something that is seen or not.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its name.
    pub id: String,
    /// Whether it was seen.
    pub seen: bool,
}

impl Branch {
    /// Whether it was seen as it should be.
    pub fn covered(&self) -> bool {
        self.held && (self.failed || !self.both)
    }
}

/// Runs the passing cases and writes down what they exercise.
pub fn cover(pack: &CheckedPack, suite: &Suite, extent: &Extent, declared: &mut Declared) -> Coverage {
    // Only its order changes from case to case; the expressions stay where they are.
    let mut own = pack.clone();
    let places = Places::of(&own, extent);
    let mut expected: BTreeMap<ItemIx, BTreeSet<&'static str>> = BTreeMap::new();
    let mut used: BTreeSet<ItemIx> = BTreeSet::new();
    let mut seen = Seen::default();
    for case in suite.cases.iter().filter(|c| c.problems.is_empty()) {
        let mut items = BTreeSet::new();
        for e in &case.expectations {
            items.insert(e.item);
            let outcome = match &e.wanted {
                Wanted::Outcome(_, _, outcome) => outcome.id(),
                Wanted::Value(_, _, Some(_)) => "value",
                Wanted::Value(_, _, None) => "unknown",
                Wanted::Missing(_) => continue,
            };
            expected.entry(e.item).or_default().insert(outcome);
        }
        own.order = pack.steps_for(items);
        used.extend(own.order.iter().filter_map(|s| match s {
            Step::Item(i) => Some(*i),
            Step::Column(..) | Step::List(_) => None,
        }));
        let notes = Notes::new(&own, &places);
        evaluate_observed(&own, &case.facts, &Options::on(case.as_of), &notes);
        let mut found = notes.seen.into_inner();
        for ((place, entry), slots) in &mut found.sides {
            let before = seen.sides.get(&(*place, entry.clone())).copied().unwrap_or_default();
            for (slot, (side, counted)) in slots.iter_mut().zip(before).enumerate() {
                *side = counted || (*side && turns(&own, &places, case, (*place, entry.clone(), slot)));
            }
        }
        seen.add(found);
    }
    let sides = sides(pack, &places, &seen, declared);
    // A number that no comparison can meet is asked of no case.
    let unmet = |id: &str| {
        let mut with = sides.iter().filter(|s| s.id.split(' ').next_back() == Some(id)).peekable();
        with.peek().is_some() && with.all(|s| s.possible == [false; 3])
    };
    let mut limits = limits(pack, extent, &seen);
    limits.retain(|entry| entry.seen || !unmet(&entry.id));
    Coverage {
        rules: rules(pack, extent, &expected, &used),
        branches: branches(&places, &seen),
        sides,
        limits,
        kinds: kinds(pack, extent, &seen),
    }
}

/// Whether something that a case expects turns on a side of a comparison: had that come out the other way, the case would notice.
fn turns(pack: &CheckedPack, places: &Places, case: &Case, side: (usize, EntryKey, usize)) -> bool {
    let mut notes = Notes::new(pack, places);
    notes.turned = Some(side);
    evaluate_observed(pack, &case.facts, &Options::on(case.as_of), &notes);
    case.expectations.iter().any(|e| !notes.judged.fulfils(pack, &case.facts, e))
}

fn rules(
    pack: &CheckedPack,
    extent: &Extent,
    expected: &BTreeMap<ItemIx, BTreeSet<&'static str>>,
    used: &BTreeSet<ItemIx>,
) -> Vec<RuleCoverage> {
    let one = |ix: &ItemIx| {
        let item = pack.item(*ix)?;
        let found = expected.get(ix).cloned().unwrap_or_default();
        let mut missing: Vec<&'static str> = Vec::new();
        if let ItemBody::Define { output, .. } = item.body {
            // A helper is covered by whatever uses it.
            if !found.contains("value") && (output || !used.contains(ix)) {
                missing.push("value");
            }
        } else {
            let exempt = (!item.when.is_empty()).then_some(Outcome::NotApplicable);
            let wanted = [Some(Outcome::Met), Some(Outcome::Unmet), exempt];
            missing.extend(wanted.into_iter().flatten().map(Outcome::id).filter(|o| !found.contains(o)));
        }
        Some(RuleCoverage { item: *ix, id: item.id.clone(), expected: found, missing })
    };
    extent.items.iter().filter_map(one).collect()
}

fn branches(places: &Places, seen: &Seen) -> Vec<Branch> {
    let one = |(i, arm): (usize, &super::places::ArmPlace)| {
        let [failed, held] = seen.arms.get(&i).copied().unwrap_or_default();
        Branch {
            id: arm.id.clone(),
            span: arm.span,
            member: arm.member.clone(),
            both: !arm.option,
            held,
            failed,
        }
    };
    places.arms.iter().enumerate().map(one).collect()
}

/// `[primary]@2025-01-01`: which value of a limit.
fn entry_name(pack: &CheckedPack, limit: &Limit, table: usize, key: &[KindValue]) -> String {
    let ids = key_ids(pack, limit, key);
    let kinds = if ids.is_empty() { String::new() } else { format!("[{}]", ids.join(",")) };
    let from = limit.tables.get(table).and_then(|t| t.from).filter(|_| limit.tables.len() > 1);
    from.map_or_else(|| kinds.clone(), |day| format!("{kinds}@{day}"))
}

/// The limits of a pack by the names of [`limit_name`].
fn named_limits(pack: &CheckedPack) -> BTreeMap<String, &Limit> {
    let own = pack.items.iter().filter_map(|i| match &i.body {
        ItemBody::Indicator(Indicator { threshold: ThresholdRef::Own(own), .. }) => Some(&**own),
        ItemBody::Indicator(_) | ItemBody::Rule { .. } | ItemBody::Define { .. } => None,
    });
    pack.limits.iter().chain(own).map(|l| (limit_name(pack, l), l)).collect()
}

/// The names of the sides, as `impossible` has them.
pub(in crate::tooling::test) const SIDES: [&str; 3] = ["below", "at", "above"];

fn sides(pack: &CheckedPack, places: &Places, seen: &Seen, declared: &mut Declared) -> Vec<SideCoverage> {
    let limits = named_limits(pack);
    let mut out = Vec::new();
    for (i, place) in places.sides.iter().enumerate() {
        for entry in &place.entries {
            let mut id = place.id.clone();
            if let Some((name, table, key)) = entry
                && let Some(limit) = limits.get(name)
            {
                let which = entry_name(pack, limit, *table, key);
                if !name.starts_with(place.id.as_str()) {
                    id.push(' ');
                    id.push_str(name);
                }
                id.push_str(&which);
            }
            let found = seen.sides.get(&(i, entry.clone())).copied().unwrap_or_default();
            let mut possible = place.possible;
            for ((can, seen), name) in possible.iter_mut().zip(found).zip(SIDES) {
                let side = format!("{id}:{name}");
                if *can && !seen && declared.is_impossible(&side) {
                    *can = false;
                }
            }
            out.push(SideCoverage {
                id,
                span: place.span,
                seen: found,
                possible,
                place: i,
                entry: entry.clone(),
            });
        }
    }
    declared.report_possible();
    out
}

fn limits(pack: &CheckedPack, extent: &Extent, seen: &Seen) -> Vec<Entry> {
    let mut out = Vec::new();
    let mut add = |limit: &Limit, tables: Option<&BTreeSet<usize>>| {
        let name = limit_name(pack, limit);
        for (t, table) in limit.tables.iter().enumerate() {
            if tables.is_some_and(|own| !own.contains(&t)) {
                continue;
            }
            for key in table.values.keys() {
                let id = format!("{name}{}", entry_name(pack, limit, t, key));
                out.push(Entry { id, seen: seen.entries.contains(&(name.clone(), t, key.clone())) });
            }
        }
    };
    for item in extent.items.iter().filter_map(|i| pack.item(*i)) {
        if let ItemBody::Indicator(Indicator { threshold: ThresholdRef::Own(own), .. }) = &item.body {
            add(own, None);
        }
    }
    for (ix, tables) in &extent.limits {
        if let Some(limit) = pack.limit(*ix) {
            add(limit, Some(tables));
        }
    }
    out
}

fn kinds(pack: &CheckedPack, extent: &Extent, seen: &Seen) -> Vec<Entry> {
    let mut out = Vec::new();
    for (e, c) in extent.kinds.iter().filter(|(e, c)| pack.reads.is_read(Read::Column(*e, *c))) {
        let Some((entity, column)) = pack.entity(*e).zip(pack.column(*e, *c)) else { continue };
        let ColumnType::Kind(kind) = column.ty else { continue };
        let values = pack.kind(kind).map(|k| k.values.as_slice()).unwrap_or_default();
        for (value, (id, _)) in (0..).zip(values) {
            let id = format!("{}.{} {id}", entity.id, column.id);
            out.push(Entry { id, seen: seen.kinds.contains(&(*e, *c, value)) });
        }
    }
    out
}

impl Seen {
    fn add(&mut self, other: Seen) {
        for (arm, found) in other.arms {
            let slot = self.arms.entry(arm).or_default();
            slot.iter_mut().zip(found).for_each(|(a, b)| *a |= b);
        }
        for (side, found) in other.sides {
            let slot = self.sides.entry(side).or_default();
            slot.iter_mut().zip(found).for_each(|(a, b)| *a |= b);
        }
        self.entries.extend(other.entries);
        self.kinds.extend(other.kinds);
    }
}
