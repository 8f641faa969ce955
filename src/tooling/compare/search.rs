//! The smallest sets of changes that turn an outcome.
//!
//! A set explains a turn when undoing it in B brings back A's outcome and doing it in A alone brings B's. All sets of the least size are
//! found up to [`EXACT`] changes and [`MOST_JUDGINGS`] judgings; beyond that one set of which no change can be left out.

use std::collections::BTreeSet;

use super::bench::{Bench, Subject};
use crate::value::Outcome;

/// Sets of up to so many changes are gone through one by one.
pub const EXACT: usize = 3;

/// Most judgings of the county that are spent on going through sets for one turned outcome.
pub const MOST_JUDGINGS: usize = 2_000;

/// Most judgings that are spent on leaving changes out of a set that explains a turn.
const MOST_LEAVINGS: usize = 400;

/// An outcome that turned.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    pub subject: Subject,
    /// A's, on B's day and by B's pack.
    pub before: Outcome,
    /// B's.
    pub after: Outcome,
    /// The changes that can reach it, in order.
    pub candidates: Vec<usize>,
}

/// What explains it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Sets of changes, each in order; empty where none does.
    pub sets: Vec<Vec<usize>>,
    /// Whether there are no smaller ones and these are all of their size.
    pub proven: bool,
}

/// Looks for the smallest sets of each turn.
pub(super) fn smallest(bench: &Bench<'_>, turns: &[Turn]) -> Vec<Found> {
    let mut found: Vec<Option<Found>> = vec![None; turns.len()];
    let mut spent = vec![0usize; turns.len()];
    for size in 1..=EXACT {
        let mut open = Vec::new();
        for (i, turn) in turns.iter().enumerate() {
            let count = combinations(turn.candidates.len(), size);
            let Some(spent) = spent.get_mut(i).filter(|_| found.get(i).is_some_and(Option::is_none)) else {
                continue;
            };
            // Whoever cannot go through all of a size goes through none of it, nor of any larger one.
            *spent = spent.saturating_add(count);
            if count > 0 && *spent <= MOST_JUDGINGS {
                open.push(i);
            }
        }
        let mut sets: BTreeSet<Vec<usize>> = BTreeSet::new();
        for turn in open.iter().filter_map(|i| turns.get(*i)) {
            each(&turn.candidates, size, &mut |set| {
                sets.insert(set.to_vec());
            });
        }
        let concerned =
            |set: &[usize], turn: &Turn| set.iter().all(|c| turn.candidates.binary_search(c).is_ok());
        let asked: Vec<(&[usize], Vec<usize>)> = sets
            .iter()
            .map(|set| {
                let of = |i: &&usize| turns.get(**i).is_some_and(|turn| concerned(set, turn));
                (set.as_slice(), open.iter().filter(of).copied().collect())
            })
            .collect();
        for (set, i) in explaining(bench, turns, &asked) {
            let slot =
                found.get_mut(i).map(|f| f.get_or_insert_with(|| Found { sets: Vec::new(), proven: true }));
            if let Some(found) = slot {
                found.sets.push(set.to_vec());
            }
        }
    }
    let rest = |(i, found): (usize, Option<Found>)| match (found, turns.get(i)) {
        (Some(found), _) => found,
        (None, Some(turn)) => reduced(bench, turns, i, turn),
        (None, None) => Found::default(),
    };
    found.into_iter().enumerate().map(rest).collect()
}

/// Which of the sets explain which of the turns that are asked about.
fn explaining<'s>(
    bench: &Bench<'_>,
    turns: &[Turn],
    asked: &[(&'s [usize], Vec<usize>)],
) -> Vec<(&'s [usize], usize)> {
    let judged = |base: usize, asked: &[(&'s [usize], Vec<usize>)], wanted: fn(&Turn) -> Outcome| {
        let subjects = |list: &Vec<usize>| list.iter().filter_map(|i| Some(turns.get(*i)?.subject)).collect();
        let sets: Vec<(&[usize], Vec<Subject>)> =
            asked.iter().map(|(set, list)| (*set, subjects(list))).collect();
        let outcomes = bench.judged(base, &sets);
        let mut held: Vec<(&'s [usize], Vec<usize>)> = Vec::new();
        for ((set, list), outcomes) in asked.iter().zip(outcomes) {
            let brought = |(i, outcome): (&usize, Outcome)| {
                turns.get(*i).is_some_and(|turn| wanted(turn) == outcome).then_some(*i)
            };
            let list: Vec<usize> = list.iter().zip(outcomes).filter_map(brought).collect();
            if !list.is_empty() {
                held.push((set, list));
            }
        }
        held
    };
    let asked: Vec<_> = asked.iter().filter(|(_, list)| !list.is_empty()).cloned().collect();
    let undone = judged(1, &asked, |turn| turn.before);
    let done = judged(0, &undone, |turn| turn.after);
    done.into_iter().flat_map(|(set, list)| list.into_iter().map(move |i| (set, i))).collect()
}

/// A set that explains a turn and of which no change can be left out: all that can reach it, with as much left out as goes.
fn reduced(bench: &Bench<'_>, turns: &[Turn], i: usize, turn: &Turn) -> Found {
    let mut spent = 0;
    let mut explains = |set: &[usize]| {
        spent += 1;
        (spent <= MOST_LEAVINGS).then(|| !explaining(bench, turns, &[(set, vec![i])]).is_empty())
    };
    let mut set = turn.candidates.clone();
    if set.len() <= EXACT || explains(&set) != Some(true) {
        return Found::default();
    }
    // Halves, quarters and so on first, single changes last and until none of them can go.
    let mut piece = set.len().div_ceil(2);
    loop {
        let (mut at, mut left_out) = (0, false);
        while at < set.len() {
            let fewer: Vec<usize> = set
                .iter()
                .enumerate()
                .filter(|(n, _)| *n < at || *n >= at + piece)
                .map(|(_, c)| *c)
                .collect();
            match (!fewer.is_empty()).then(|| explains(&fewer)) {
                Some(Some(true)) => {
                    set = fewer;
                    left_out = true;
                }
                Some(Some(false)) | None => at += piece,
                // What was found so far explains it, though more might be left out.
                Some(None) => return Found { sets: vec![set], proven: false },
            }
        }
        if piece == 1 && !left_out {
            return Found { sets: vec![set], proven: false };
        }
        piece = piece.div_ceil(2).max(1);
    }
}

/// How many sets of a size there are.
fn combinations(of: usize, size: usize) -> usize {
    (0..size).fold(1usize, |all, i| all.saturating_mul(of.saturating_sub(i)) / (i + 1))
}

/// All sets of a size, each in order.
fn each(of: &[usize], size: usize, act: &mut dyn FnMut(&[usize])) {
    fn go(rest: &[usize], size: usize, set: &mut Vec<usize>, act: &mut dyn FnMut(&[usize])) {
        if size == 0 {
            act(set);
            return;
        }
        let mut rest = rest;
        while let Some((first, more)) = rest.split_first() {
            set.push(*first);
            go(more, size - 1, set, act);
            set.pop();
            rest = more;
        }
    }
    go(of, size, &mut Vec::new(), act);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_counted_and_gone_through() {
        for (of, size) in [(0, 1), (3, 1), (5, 2), (7, 3), (2, 3)] {
            let list: Vec<usize> = (0..of).collect();
            let mut seen = BTreeSet::new();
            each(&list, size, &mut |set| assert!(seen.insert(set.to_vec())));
            assert_eq!(seen.len(), combinations(of, size), "{of} over {size}");
            assert!(seen.iter().all(|s| s.len() == size && s.is_sorted()));
        }
    }
}
