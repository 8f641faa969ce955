//! The mutants against the cases.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::generate::mutants;
use super::mutant::{Mutant, Owner};
use crate::semantics::{CheckedPack, ItemIx, Read, Step};
use crate::tooling::test::declared::Declared;
use crate::tooling::test::extent::Extent;
use crate::tooling::test::judged::judge;
use crate::tooling::test::suite::{Case, Expectation, Suite};

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// This case notices it (index into [`Suite::cases`]).
    Killed(usize),
    /// No case notices it.
    Survived,
    /// No case notices it, and none could: the reason.
    Equivalent(String),
}

/// All mutants and what became of them.
#[derive(Debug, Clone)]
pub struct Mutation {
    /// In the order of the pack.
    pub mutants: Vec<(Mutant, Fate)>,
}

impl Mutation {
    /// How many were killed.
    pub fn killed(&self) -> usize {
        self.mutants.iter().filter(|(_, fate)| matches!(fate, Fate::Killed(_))).count()
    }

    /// How many survived.
    pub fn survived(&self) -> usize {
        self.mutants.iter().filter(|(_, fate)| *fate == Fate::Survived).count()
    }

    /// How many are declared equivalent.
    pub fn equivalent(&self) -> usize {
        self.mutants.len() - self.killed() - self.survived()
    }

    /// Killed out of those that can be, in hundredths of a percent, rounded down: only all is all.
    pub fn score(&self) -> u32 {
        let all = self.killed() + self.survived();
        u32::try_from((self.killed() * 10_000).checked_div(all).unwrap_or(10_000)).unwrap_or(0)
    }
}

/// Tries every mutant on the cases that pass. Entries of `declared` that no surviving mutant has are reported there.
pub fn mutate(pack: &CheckedPack, suite: &Suite, extent: &Extent, declared: &mut Declared) -> Mutation {
    let mutants = mutants(pack, extent);
    // Small cases first: most mutants fall to one of them.
    let mut cases: Vec<(usize, &Case)> =
        suite.cases.iter().enumerate().filter(|(_, c)| c.problems.is_empty()).collect();
    cases.sort_by_key(|(i, c)| (c.facts.tables.iter().map(|t| t.len).sum::<usize>(), *i));
    let next = AtomicUsize::new(0);
    let fates: Mutex<BTreeMap<usize, Option<usize>>> = Mutex::new(BTreeMap::new());
    let work = || {
        let mut trial = Trial { whole: pack, cases: &cases, pack: pack.clone() };
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some(mutant) = mutants.get(i) else { break };
            let killer = trial.killer(mutant);
            if let Ok(mut fates) = fates.lock() {
                fates.insert(i, killer);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(8));
    crate::source::by_threads(threads, work);
    let fates = fates.into_inner().unwrap_or_default();
    let fate = |(i, mutant): (usize, Mutant)| {
        let fate = match fates.get(&i).copied().flatten() {
            Some(case) => Fate::Killed(case),
            None => declared.take(&mutant.id).map_or(Fate::Survived, Fate::Equivalent),
        };
        (mutant, fate)
    };
    let mutants: Vec<(Mutant, Fate)> = mutants.into_iter().enumerate().map(fate).collect();
    let survivors: Vec<&str> =
        mutants.iter().filter(|(_, f)| *f == Fate::Survived).map(|(m, _)| m.id.as_str()).collect();
    let killer = |id: &str| {
        let fate = mutants.iter().find(|(m, _)| m.id == id).map(|(_, fate)| fate)?;
        let Fate::Killed(case) = fate else { return None };
        suite.cases.get(*case).map(|c| format!("{}:{} {}", c.file, c.place.line, c.name))
    };
    declared.report_stale(&survivors, killer);
    Mutation { mutants }
}

/// One thread's pack, changed and put back for each mutant.
struct Trial<'a> {
    /// The pack without a mutant.
    whole: &'a CheckedPack,
    cases: &'a [(usize, &'a Case)],
    pack: CheckedPack,
}

impl Trial<'_> {
    /// The first case that comes out differently. Of each case only the expectations that can depend on the change are looked at,
    /// and only what they need is computed.
    fn killer(&mut self, mutant: &Mutant) -> Option<usize> {
        let changed = self.whole.reads.users([match mutant.owner {
            Owner::Item(item) => Read::Item(item),
            Owner::Column(entity, column) => Read::Column(entity, column),
            Owner::Limit(limit) => Read::Limit(limit),
        }]);
        let saved = mutant.apply(&mut self.pack);
        let mut orders: BTreeMap<BTreeSet<ItemIx>, Vec<Step>> = BTreeMap::new();
        let mut killer = None;
        for (i, case) in self.cases {
            let concerned: Vec<&Expectation> =
                case.expectations.iter().filter(|e| changed.contains(&Read::Item(e.item))).collect();
            if concerned.is_empty() {
                continue;
            }
            let items: BTreeSet<ItemIx> = concerned.iter().map(|e| e.item).collect();
            let order =
                orders.entry(items).or_insert_with_key(|items| self.whole.steps_for(items.iter().copied()));
            self.pack.order.clone_from(order);
            let judged = judge(&self.pack, &case.facts, case.as_of);
            if concerned.iter().any(|e| !judged.fulfils(&self.pack, &case.facts, e)) {
                killer = Some(*i);
                break;
            }
        }
        saved.restore(&mut self.pack);
        killer
    }
}
