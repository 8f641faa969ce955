//! A county's plan: made in rounds, trimmed, and proved on the changed data.

use std::collections::HashMap;

use super::goal::{Entry, NewRows, Solver};
use super::{Addition, Change, Costs, CountyGap, Root, judged, roots, rows, should_hold};
use crate::evaluation::{Doubts, Eval, Evaluation, Group, Options, Trial, Value};
use crate::facts::{COUNTY, Cell, Facts};
use crate::semantics::{CheckedPack, ColumnType, EntityIx, ItemBody, ItemIx, RuleKind};
use crate::value::Outcome;

/// How often rows may be added before the rest is left as it is.
const ROUNDS: usize = 8;

/// What one county lacks.
pub(super) fn plan(
    pack: &CheckedPack,
    facts: &Facts,
    options: &Options,
    costs: &Costs,
    rule: Option<ItemIx>,
    county: u32,
) -> CountyGap {
    let roots = roots(pack, rule);
    let before = judged(pack, facts, options, county);
    let mut data = facts.clone();
    let mut additions: Vec<Addition> = Vec::new();
    for _ in 0..ROUNDS {
        let mut solver = solver(pack, &data, options, costs, county);
        let wanting = solve(&mut solver, &roots, county);
        if wanting.is_empty() {
            break;
        }
        drop(solver);
        add(pack, &mut data, costs, wanting, &mut additions);
    }
    let mut solver = solver(pack, &data, options, costs, county);
    solve(&mut solver, &roots, county);
    finish(solver, before, &roots, options, county, additions)
}

fn solver<'a>(
    pack: &'a CheckedPack,
    facts: &'a Facts,
    options: &Options,
    costs: &'a Costs,
    county: u32,
) -> Solver<'a> {
    let mut trial = Trial::new(pack, facts, options.as_of, county);
    let mut doubted = std::collections::HashSet::new();
    for (ix, item) in (0u32..).map(ItemIx).zip(&pack.items) {
        if !matches!(item.body, ItemBody::Rule { kind: RuleKind::Audit, .. }) {
            continue;
        }
        for row in facts.rows_below(pack, COUNTY, county, item.entity) {
            if rows::fails(&trial.outcome(ix, row, &[])) {
                doubted.insert((ix, row));
            }
        }
    }
    Solver {
        pack,
        facts,
        costs,
        trial,
        cells: Default::default(),
        findings: Default::default(),
        journal: Vec::new(),
        lacks: Vec::new(),
        choices: Vec::new(),
        coefficients: Vec::new(),
        stuck: Vec::new(),
        following: Vec::new(),
        doubted,
        for_audit: false,
        conserved: super::moves::conserved(pack),
        moves: Vec::new(),
    }
}

/// Follows the roots; gives the rows that have to be added first. What mends one requirement may break another that held: then the roots
/// are followed again, as long as that mends more and nothing is without a way.
fn solve(solver: &mut Solver<'_>, roots: &[ItemIx], county: u32) -> Vec<NewRows> {
    for _ in 0..ROUNDS {
        let known = solver.journal.len();
        let mut open = false;
        for item in roots {
            let Some(entity) = solver.pack.item(*item).map(|i| i.entity) else { continue };
            for row in solver.facts.rows_below(solver.pack, COUNTY, county, entity) {
                solver.require_item(*item, row, Vec::new(), should_hold(solver.pack, *item));
            }
        }
        for item in roots {
            let Some(entity) = solver.pack.item(*item).map(|i| i.entity) else { continue };
            let wrong = Eval::Known(Value::Bool(!should_hold(solver.pack, *item)));
            for row in solver.facts.rows_below(solver.pack, COUNTY, county, entity) {
                open |= solver.trial.outcome(*item, row, &[]) == wrong;
            }
        }
        // Rows come first: only with them in the data is there more to be told.
        let rows = solver.journal.iter().any(|e| matches!(e, Entry::Rows(_)));
        if !open || rows || !solver.stuck.is_empty() || solver.journal.len() == known {
            break;
        }
    }
    let rows = solver
        .journal
        .iter()
        .filter_map(|e| if let Entry::Rows(rows) = e { Some(rows.clone()) } else { None });
    rows.collect()
}

/// Adds rows to the data, those of the deepest tables first so that the parents' rows stay where they are.
fn add(
    pack: &CheckedPack,
    data: &mut Facts,
    costs: &Costs,
    mut wanting: Vec<NewRows>,
    additions: &mut Vec<Addition>,
) {
    let depth = |mut entity: EntityIx| {
        let mut depth = 0;
        while let Some(parent) = pack.entity(entity).and_then(|e| e.parent) {
            (entity, depth) = (parent, depth + 1);
        }
        depth
    };
    wanting.sort_by_key(|w| std::cmp::Reverse(depth(w.entity)));
    for new in wanting {
        let Some(entity) = pack.entity(new.entity) else { continue };
        for _ in 0..new.count {
            let Some(row) = data.insert_row(pack, new.entity, new.parent) else { continue };
            for addition in additions.iter_mut().filter(|a| a.entity == new.entity && a.row >= row) {
                addition.row += 1;
            }
            let number = 1 + additions.iter().filter(|a| a.entity == new.entity).count();
            let parent_key = entity.parent.zip(entity.parent.and_then(|p| pack.entity(p)));
            for (column, declared) in (0u32..).map(crate::semantics::ColumnIx).zip(&entity.columns) {
                let link = entity.parent_link.iter().position(|c| *c == column);
                let cell = match (link.zip(parent_key), entity.key.contains(&column)) {
                    (Some((i, (parent, found))), _) => {
                        found.key.get(i).map(|c| data.cell(parent, new.parent, *c))
                    }
                    (None, true) if declared.ty == ColumnType::Text => {
                        Some(Cell::Text(format!("+{number}").into()))
                    }
                    _ => rows::blank(declared.ty),
                };
                let said = new.cells.iter().find(|(c, _)| *c == column).map(|(_, cell)| cell.clone());
                if let Some(cell) = said.or(cell) {
                    data.set_cell(new.entity, row, column, cell);
                }
            }
            additions.push(Addition {
                entity: new.entity,
                row,
                item: new.item,
                cells: new.cells.clone(),
                cost: costs.of_row(pack, new.entity).cloned(),
            });
        }
    }
}

/// Takes back what is not needed, then judges the planned data anew.
fn finish(
    mut solver: Solver<'_>,
    before: Evaluation,
    roots: &[ItemIx],
    options: &Options,
    county: u32,
    additions: Vec<Addition>,
) -> CountyGap {
    super::trim::trim(&mut solver, roots);
    solver.conserve(roots);
    if !solver.moves.is_empty() {
        super::trim::trim(&mut solver, roots);
    }
    let (pack, facts) = (solver.pack, solver.facts);
    let mut planned = facts.clone();
    let mut changes: Vec<Change> = Vec::new();
    for (at, cell) in solver.cells.clone() {
        let from = facts.cell(at.entity, at.row, at.column);
        if from != cell {
            changes.push(solver.change(at, from, cell.clone()));
            planned.set_cell(at.entity, at.row, at.column, cell);
        }
    }
    let findings = solver.finding_changes();
    for finding in &findings {
        planned.set_finding(finding.item, finding.row, finding.to);
    }
    let after = judged(pack, &planned, options, county);
    let outcomes = |evaluation: &Evaluation| {
        let all = evaluation.counties.iter().flat_map(|c| &c.subjects).filter(|s| roots.contains(&s.item));
        all.map(|s| (s.item, s.row, s.group.clone(), s.outcome))
            .collect::<Vec<(ItemIx, u32, Group, Outcome)>>()
    };
    let doubtful = doubtful([&before, &after], &additions, pack);
    let broken = broken(pack, [&before, &after], &additions, roots);
    let was = outcomes(&before);
    let roots = outcomes(&after)
        .into_iter()
        .enumerate()
        .map(|(i, (item, row, group, after))| {
            let before = was.get(i).map_or(after, |w| w.3);
            Root { item, row, group, before, after }
        })
        .collect::<Vec<Root>>();
    let judged = after.counties.iter().flat_map(|c| &c.subjects);
    let mut missing: Vec<_> = judged
        .filter(|s| roots.iter().any(|r| r.item == s.item && r.row == s.row))
        .flat_map(|s| s.missing.clone())
        .collect();
    missing.sort();
    missing.dedup();
    let mut stuck = std::mem::take(&mut solver.stuck);
    stuck.dedup_by(|a, b| a.at == b.at && a.condition == b.condition);
    let doubts = |facts: &Facts, evaluation: &Evaluation| {
        evaluation.counties.first().map_or_else(Doubts::default, |result| Doubts::new(facts, result))
    };
    let doubts = [doubts(facts, &before), doubts(&planned, &after)];
    CountyGap {
        county,
        roots,
        doubts,
        lacks: solver.lacks.into_iter().map(|(_, lack)| lack).collect(),
        changes,
        moves: std::mem::take(&mut solver.moves),
        findings,
        additions,
        choices: solver.choices,
        coefficients: solver.coefficients,
        stuck,
        broken,
        doubtful,
        missing,
        planned,
    }
}

/// The row as it was before rows were added; nothing for one of these.
pub(super) fn original(additions: &[Addition], entity: EntityIx, row: u32) -> Option<u32> {
    let added = || additions.iter().filter(|a| a.entity == entity);
    if added().any(|a| a.row == row) {
        return None;
    }
    row.checked_sub(u32::try_from(added().filter(|a| a.row < row).count()).ok()?)
}

/// Audits that find something with the plan carried out and did not before.
fn doubtful(
    [before, after]: [&Evaluation; 2],
    additions: &[Addition],
    pack: &CheckedPack,
) -> Vec<(ItemIx, u32)> {
    let found = |e: &Evaluation| {
        let audits = e.counties.iter().flat_map(|c| &c.audits);
        audits.map(|a| (a.item, a.row)).collect::<std::collections::BTreeSet<_>>()
    };
    let known = found(before);
    let new = |(item, row): &(ItemIx, u32)| {
        let entity = pack.item(*item).map_or(COUNTY, |i| i.entity);
        original(additions, entity, *row).is_none_or(|row| !known.contains(&(*item, row)))
    };
    found(after).into_iter().filter(new).collect()
}

/// What does not fail now and would with the plan carried out, besides what the plan is for. Rows that the plan adds are not among these.
fn broken(
    pack: &CheckedPack,
    [before, after]: [&Evaluation; 2],
    additions: &[Addition],
    roots: &[ItemIx],
) -> Vec<Root> {
    let subjects = |e: &Evaluation| e.counties.iter().flat_map(|c| c.subjects.clone()).collect::<Vec<_>>();
    let was: HashMap<(ItemIx, u32, Group), Outcome> =
        subjects(before).into_iter().map(|s| ((s.item, s.row, s.group), s.outcome)).collect();
    let mut broken = Vec::new();
    for s in subjects(after) {
        let Some(entity) = pack.item(s.item).map(|i| i.entity) else { continue };
        let Some(row) = original(additions, entity, s.row).filter(|_| !roots.contains(&s.item)) else {
            continue;
        };
        let fails = if should_hold(pack, s.item) { Outcome::Unmet } else { Outcome::Met };
        let before = was.get(&(s.item, row, s.group.clone())).copied();
        if let Some(before) = before.filter(|before| s.outcome == fails && *before != fails) {
            broken.push(Root { item: s.item, row: s.row, group: s.group, before, after: s.outcome });
        }
    }
    broken
}
