//! Takes back what a plan does not need once all of it stands.

use std::collections::HashMap;

use super::goal::Solver;
use super::{Change, should_hold};
use crate::evaluation::{CellAt, Eval, Group, Value};
use crate::facts::{COUNTY, Cell};
use crate::semantics::{CheckedPack, ItemIx};

/// An item's subject, and how good its outcome is with the plan carried out.
pub(super) struct Judged {
    pub item: ItemIx,
    row: u32,
    group: Group,
    pub rank: u8,
}

impl Judged {
    /// How good the outcome is as things stand now.
    pub fn rank_now(&self, solver: &mut Solver<'_>) -> u8 {
        let outcome = solver.trial.outcome(self.item, self.row, &self.group);
        rank(&outcome, should_hold(solver.pack, self.item))
    }
}

/// How good an outcome is: 2 as it should be, 1 not known, 0 not as it should be.
fn rank(outcome: &Eval, wanted: bool) -> u8 {
    match outcome {
        Eval::Known(Value::Bool(b)) if *b == wanted => 2,
        Eval::Known(Value::Bool(_)) => 0,
        Eval::NotApplicable => 2,
        Eval::Known(_) | Eval::Unknown(_) => 1,
    }
}

/// The items that say something of their own: the roots, or, where these only gather others, those.
pub(super) fn judging(pack: &CheckedPack, roots: &[ItemIx]) -> Vec<ItemIx> {
    let mut out: Vec<ItemIx> = Vec::new();
    let mut seen: Vec<ItemIx> = Vec::new();
    let mut stack = roots.to_vec();
    while let Some(item) = stack.pop() {
        if seen.contains(&item) {
            continue;
        }
        seen.push(item);
        match pack.item(item).and_then(|i| i.gathers()) {
            Some(named) => stack.extend(named),
            None => out.push(item),
        }
    }
    out.sort_unstable();
    out
}

/// Takes back each change, wholly or as far as no outcome that the plan is for gets worse and no audit finds more, until no unit can be
/// dropped. What one change made unnecessary of another goes, though the requirement for which that was made fails again: it is no longer
/// needed by any rule.
pub(super) fn trim(solver: &mut Solver<'_>, roots: &[ItemIx]) {
    let judging = judging(solver.pack, roots);
    let mut ranks = Ranks::new();
    loop {
        let mut changed = false;
        for (at, now) in solver.cells.clone() {
            if solver.moves.iter().any(|m| m.from == at || m.to == Some(at)) {
                continue;
            }
            let from = solver.facts.cell(at.entity, at.row, at.column);
            let concerned = concerned(solver, &judging, at, &mut ranks);
            let doubted = solver.new_doubt(at).is_some();
            let holds = |s: &mut Solver<'_>| {
                concerned.iter().all(|j| j.rank_now(s) >= j.rank) && (doubted || s.new_doubt(at).is_none())
            };
            solver.trial.suppose(at, Some(from.clone()));
            let whole = holds(solver);
            solver.trial.suppose(at, Some(now.clone()));
            if whole {
                solver.set(at, from);
            } else {
                solver.take_back(at, &from, &mut |s| holds(s));
            }
            if solver.trial.cell(at) != now {
                changed = true;
                concerned.iter().for_each(|j| {
                    ranks.remove(&(j.item, j.row, j.group.clone()));
                });
            }
        }
        if !changed {
            break;
        }
    }
    follow(solver);
}

/// How good outcomes are as the plan stands: known until a cell that they rest on changes.
pub(super) type Ranks = HashMap<(ItemIx, u32, Group), u8>;

/// The subjects that a cell may decide, with their outcomes as they are; the county's own last, which take the longest to judge.
pub(super) fn concerned(
    solver: &mut Solver<'_>,
    judging: &[ItemIx],
    at: CellAt,
    ranks: &mut Ranks,
) -> Vec<Judged> {
    let readers = solver.trial.readers(at.entity, at.column);
    let mut out = Vec::new();
    for item in judging.iter().copied().filter(|i| readers.contains(i)) {
        let Some(entity) = solver.pack.item(item).map(|i| i.entity) else { continue };
        let wanted = should_hold(solver.pack, item);
        for row in solver.trial.related(at.entity, at.row..at.row.saturating_add(1), entity) {
            for group in solver.trial.groups(item, &[]) {
                let known = ranks.entry((item, row, group.clone()));
                let rank = *known.or_insert_with(|| rank(&solver.trial.outcome(item, row, &group), wanted));
                out.push(Judged { item, row, group, rank });
            }
        }
    }
    out.sort_by_key(|j| solver.pack.item(j.item).is_some_and(|i| i.entity == COUNTY));
    out
}

/// What was noted of changes says what is left of them.
fn follow(solver: &mut Solver<'_>) {
    let facts = solver.facts;
    let cells: Vec<(CellAt, Cell)> = solver.cells.iter().map(|(at, cell)| (*at, cell.clone())).collect();
    let left = |changes: &mut Vec<Change>, cost: &dyn Fn(CellAt, Cell, Cell) -> Change| {
        for change in changes.iter_mut() {
            if let Some((at, cell)) = cells.iter().find(|(at, _)| *at == change.at)
                && change.to != *cell
            {
                *change = cost(*at, facts.cell(at.entity, at.row, at.column), cell.clone());
            }
        }
        changes.retain(|c| c.from != c.to && facts.cell(c.at.entity, c.at.row, c.at.column) != c.to);
    };
    let mut lacks = std::mem::take(&mut solver.lacks);
    let mut coefficients = std::mem::take(&mut solver.coefficients);
    let mut choices = std::mem::take(&mut solver.choices);
    let cost = |at, from, to| solver.change(at, from, to);
    lacks.iter_mut().for_each(|(_, lack)| left(&mut lack.changes, &cost));
    coefficients.iter_mut().for_each(|c| left(&mut c.changes, &cost));
    choices
        .iter_mut()
        .flat_map(|c| &mut c.candidates)
        .filter(|c| c.chosen)
        .for_each(|c| left(&mut c.changes, &cost));
    (solver.lacks, solver.coefficients, solver.choices) = (lacks, coefficients, choices);
}
