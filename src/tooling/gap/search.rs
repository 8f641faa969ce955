//! The least change of a cell that reaches a goal.

use std::collections::HashSet;

use super::goal::{Goal, Solver};
use super::levers::Lever;
use super::step;
use crate::evaluation::{CellAt, Eval, Value};
use crate::facts::Cell;
use crate::semantics::{
    BinaryOp, ColumnBound, ColumnIx, ColumnType, EntityIx, ItemBody, ItemIx, RuleKind, TExprKind,
};
use crate::value::Number;

/// Most steps of one cell.
const MOST_STEPS: u64 = 1 << 53;
/// Most levers of one column of which each is tried by itself.
const TRIED: usize = 64;

/// The levers of one column.
struct Group {
    entity: EntityIx,
    column: ColumnIx,
    levers: Vec<Lever>,
}

impl<'a> Solver<'a> {
    /// Moves cells by the least that reaches a goal; whether it was reached. Nothing is changed where it was not.
    pub fn move_levers(&mut self, goal: &Goal<'a>, levers: &[Lever]) -> bool {
        let groups = self.ranked(levers);
        for heed_audits in [true, false] {
            let mut best: Option<(super::goal::Score, Vec<(CellAt, Cell)>)> = None;
            for group in &groups {
                let priced = self.costs.of(self.pack, group.entity, group.column).is_some();
                // Prices decide among columns; without one the first that helps is taken.
                if best.is_some() && !priced {
                    break;
                }
                let mark = self.mark();
                if !self.move_group(goal, group, heed_audits) {
                    self.undo(mark);
                    continue;
                }
                let score = self.score(mark);
                let cells = self.changes(mark).into_iter().map(|c| (c.at, c.to)).collect();
                self.undo(mark);
                if best.as_ref().is_none_or(|(other, _)| score < *other) {
                    best = Some((score, cells));
                }
                if !priced {
                    break;
                }
            }
            if let Some((_, cells)) = best {
                cells.into_iter().for_each(|(at, cell)| self.set(at, cell));
                if !heed_audits {
                    self.mend_audits(levers);
                }
                return true;
            }
        }
        false
    }

    /// Levers by column: those with a price first, then those that the fewest items read, then as they are written.
    fn ranked(&mut self, levers: &[Lever]) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for lever in levers {
            let CellAt { entity, column, .. } = lever.at;
            match groups.iter_mut().find(|g| g.entity == entity && g.column == column) {
                Some(group) => group.levers.push(*lever),
                None => groups.push(Group { entity, column, levers: vec![*lever] }),
            }
        }
        let rank = |g: &Group| {
            let unpriced = self.costs.of(self.pack, g.entity, g.column).is_none();
            (unpriced, self.trial.reach(g.entity, g.column))
        };
        groups.sort_by_cached_key(rank);
        for group in &mut groups {
            let size = |l: &Lever| match self.trial.cell(l.at) {
                Cell::Number(n) => n,
                Cell::Flag(_) | Cell::Kind(_) | Cell::Text(_) | Cell::Date(_) | Cell::Missing(_) => {
                    Number::zero()
                }
            };
            group.levers.sort_by_cached_key(|l| (std::cmp::Reverse(size(l)), l.at));
        }
        groups
    }

    fn move_group(&mut self, goal: &Goal<'a>, group: &Group, heed_audits: bool) -> bool {
        let mut alone: Option<(u64, CellAt, Cell)> = None;
        for lever in group.levers.iter().take(TRIED) {
            let reached = self.least(*lever, &mut |s| s.holds(goal));
            let Some(steps) = reached else { continue };
            if heed_audits && self.doubtful(*lever, steps) {
                continue;
            }
            if alone.as_ref().is_none_or(|(least, ..)| steps < *least)
                && let Some(cell) = self.moved(*lever, steps)
            {
                alone = Some((steps, lever.at, cell));
            }
        }
        if let Some((_, at, cell)) = alone {
            self.set(at, cell);
            return true;
        }
        // No cell does it by itself: each as far as it may go, until the goal is reached.
        for lever in &group.levers {
            let steps = match self.least(*lever, &mut |s| s.holds(goal)) {
                Some(steps) if !heed_audits || !self.doubtful(*lever, steps) => steps,
                _ => self.farthest(*lever, heed_audits),
            };
            if steps > 0
                && let Some(cell) = self.moved(*lever, steps)
            {
                self.set(lever.at, cell);
            }
            if self.holds(goal) {
                return true;
            }
        }
        false
    }

    /// The least number of steps of a cell that reaches something; nothing where none within its bounds does.
    pub fn least(&mut self, lever: Lever, reached: &mut dyn FnMut(&mut Self) -> bool) -> Option<u64> {
        let most = self.most(lever);
        self.least_within(lever, most, reached)
    }

    /// The same among so many steps.
    pub fn least_within(
        &mut self,
        lever: Lever,
        most: u64,
        reached: &mut dyn FnMut(&mut Self) -> bool,
    ) -> Option<u64> {
        let supposed = self.cells.get(&lever.at).cloned();
        let mut try_steps = |solver: &mut Self, steps: u64| {
            let Some(cell) = solver.moved(lever, steps) else { return false };
            solver.trial.suppose(lever.at, Some(cell));
            let reached = reached(solver);
            solver.trial.suppose(lever.at, supposed.clone());
            reached
        };
        let (mut low, mut high) = (0u64, 1u64);
        loop {
            if high >= most {
                high = most;
            }
            if high <= low {
                return None;
            }
            if try_steps(self, high) {
                break;
            }
            if high == most {
                return None;
            }
            low = high;
            high = high.saturating_mul(2);
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if try_steps(self, middle) { high = middle } else { low = middle }
        }
        Some(high)
    }

    /// A lever's cell after some steps.
    pub fn moved(&self, lever: Lever, steps: u64) -> Option<Cell> {
        let steps = i64::try_from(steps).ok()?;
        let signed = if lever.up { steps } else { -steps };
        match self.trial.cell(lever.at) {
            Cell::Number(n) => Some(Cell::Number(
                &self.standing(lever, n)
                    + &(&Number::from(signed) * &step(self.pack, lever.at.entity, lever.at.column)),
            )),
            Cell::Kind(v) => u16::try_from(i64::from(v) + signed).ok().map(Cell::Kind),
            Cell::Flag(_) | Cell::Text(_) | Cell::Date(_) | Cell::Missing(_) => None,
        }
    }

    /// What steps are counted from: a cell of a column with a step of its own goes to the next multiple of it first.
    fn standing(&self, lever: Lever, n: Number) -> Number {
        let declared = self.pack.column(lever.at.entity, lever.at.column).and_then(|c| c.step.as_ref());
        let Some((step, times)) = declared.and_then(|step| Some((step, n.checked_div(step)?))) else {
            return n;
        };
        &(if lever.up { times.floor() } else { times.ceil() }) * step
    }

    /// How many steps a cell may go before it meets the bounds of its column.
    fn most(&self, lever: Lever) -> u64 {
        let Some(column) = self.pack.column(lever.at.entity, lever.at.column) else { return 0 };
        let room = match (self.trial.cell(lever.at), column.ty) {
            (Cell::Kind(value), ColumnType::Kind(kind)) => {
                let count = self.pack.kind(kind).map_or(0, |k| k.values.len() as u64);
                let value = u64::from(value);
                return if lever.up { count.saturating_sub(value + 1) } else { value };
            }
            (Cell::Number(n), ty) => {
                let n = self.standing(lever, n);
                let bound = |b: &Option<ColumnBound>| match b {
                    Some(ColumnBound::Number(n)) => Some(n.clone()),
                    _ => None,
                };
                let (least, greatest) = match ty {
                    ColumnType::Count => (Some(Number::zero()), None),
                    ColumnType::Share => (Some(Number::zero()), Some(Number::one())),
                    ColumnType::Number
                    | ColumnType::Flag
                    | ColumnType::Text
                    | ColumnType::Date
                    | ColumnType::Kind(_) => (None, None),
                };
                if lever.up {
                    bound(&column.max).or(greatest).map(|max| &max - &n)
                } else {
                    bound(&column.min).or(least).map(|min| &n - &min)
                }
            }
            _ => return 0,
        };
        match room {
            None => MOST_STEPS,
            Some(room) if room.is_negative() => 0,
            Some(room) => {
                let steps =
                    room.checked_div(&step(self.pack, lever.at.entity, lever.at.column)).map(|n| n.floor());
                steps.and_then(|n| n.to_i64()).map_or(MOST_STEPS, |n| (n.max(0) as u64).min(MOST_STEPS))
            }
        }
    }

    /// The most steps that a cell may go: to its bound, and no further than the audits that were content stay content.
    fn farthest(&mut self, lever: Lever, heed_audits: bool) -> u64 {
        let most = self.most(lever);
        if !heed_audits || most == 0 {
            return if most == MOST_STEPS { 0 } else { most };
        }
        match self.least(lever, &mut |s| s.new_doubt(lever.at).is_some()) {
            Some(steps) => steps - 1,
            None if most == MOST_STEPS => 0,
            None => most,
        }
    }

    /// Whether an audit that was content is not after some steps.
    fn doubtful(&mut self, lever: Lever, steps: u64) -> bool {
        let supposed = self.cells.get(&lever.at).cloned();
        let Some(cell) = self.moved(lever, steps) else { return false };
        self.trial.suppose(lever.at, Some(cell));
        let doubt = self.new_doubt(lever.at).is_some();
        self.trial.suppose(lever.at, supposed);
        doubt
    }

    /// An audit about a cell that finds something which it did not find in the data as supplied.
    pub fn new_doubt(&mut self, at: CellAt) -> Option<(ItemIx, u32)> {
        let audits: Vec<ItemIx> = self
            .trial
            .readers(at.entity, at.column)
            .into_iter()
            .filter(|i| self.is_bounding_audit(*i))
            .collect();
        for audit in audits {
            let Some(entity) = self.pack.item(audit).map(|i| i.entity) else { continue };
            for row in self.trial.related(at.entity, at.row..at.row.saturating_add(1), entity) {
                let found = self.trial.outcome(audit, row, &[]) == Eval::Known(Value::Bool(false));
                if found && !self.doubted.contains(&(audit, row)) {
                    return Some((audit, row));
                }
            }
        }
        None
    }

    /// Whether an item is an audit that bounds numbers; one that wants two numbers to be the same is about how they are entered, and
    /// does not stand in the way of changing one.
    pub fn is_bounding_audit(&self, item: ItemIx) -> bool {
        let Some(item) = self.pack.item(item) else { return false };
        let ItemBody::Rule { kind: RuleKind::Audit, requirements, .. } = &item.body else { return false };
        let mut bounding = true;
        for requirement in requirements {
            requirement.expr.walk(&mut |e| {
                let compares = matches!(
                    e.kind,
                    TExprKind::Binary(BinaryOp::Eq | BinaryOp::Ne, ..) | TExprKind::In { .. }
                );
                bounding &= !compares;
            });
        }
        bounding
    }

    /// Follows the audits that the changes of some cells set off.
    fn mend_audits(&mut self, levers: &[Lever]) {
        let cells: HashSet<CellAt> = levers.iter().map(|l| l.at).collect();
        let mut cells: Vec<CellAt> = cells.into_iter().filter(|at| self.cells.contains_key(at)).collect();
        cells.sort();
        for at in cells {
            // Each audit is tried once: one that cannot be contented is left to the assessors' eyes.
            let mut tried = HashSet::new();
            while let Some((audit, row)) = self.new_doubt(at) {
                let mark = self.mark();
                let within = std::mem::replace(&mut self.for_audit, true);
                let mended = tried.insert((audit, row)) && self.require_item(audit, row, Vec::new(), true);
                self.for_audit = within;
                if !mended {
                    self.undo(mark);
                    self.doubted.insert((audit, row));
                }
            }
        }
    }
}
