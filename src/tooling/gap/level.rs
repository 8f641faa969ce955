//! Coefficients of variation: raising the lowest until the coefficient is within its limit.

use super::goal::{Goal, Numbers, Solver};
use super::levers::Lever;
use super::{Coefficient, Mover, step};
use crate::evaluation::Standpoint;
use crate::facts::Cell;
use crate::semantics::{TExpr, TExprKind, TRows};
use crate::value::{Number, Surd};

/// How finely the level is looked for between the least and the greatest value.
const STEPS: u64 = 1 << 12;

/// A row whose value may be raised.
struct Row {
    row: u32,
    at: Standpoint,
    value: Number,
    lever: Option<Lever>,
    /// What the first step adds: in a ratio to something that stays, each step adds as much.
    slope: Option<Number>,
}

impl<'a> Solver<'a> {
    /// Raises the lowest rows to one level, the lowest that brings the coefficient to its limit.
    pub fn level(
        &mut self,
        goal: &Goal<'a>,
        (rows, body, weight): (&'a TRows, &'a TExpr, Option<&'a TExpr>),
        numbers: Numbers,
    ) -> bool {
        let mut found = Vec::new();
        let mut weights = Vec::new();
        for row in self.trial.rows(&goal.at, rows) {
            let at = goal.at.within(rows.frame, rows.entity, row);
            let Some(x) = self.number(&at, body).and_then(Surd::into_number) else { continue };
            let w = weight.and_then(|w| self.number(&at, w)).and_then(Surd::into_number);
            weights.push(w.unwrap_or_else(Number::one));
            let lever = self.cheapest(&at, body);
            let slope = lever.and_then(|l| self.slope(&at, body, l, &x));
            found.push(Row { row, at, value: x, lever, slope });
        }
        let movers = movers(&found, &weights);
        let mark = self.mark();
        let done = self.raise(goal, body, &found);
        let changes = self.changes(mark);
        self.coefficients.push(Coefficient {
            at: goal.at.clone(),
            of: self.varying(body),
            item: if let TExprKind::Value { item, .. } = &body.kind { Some(*item) } else { None },
            value: numbers.value.clone().unwrap_or_else(|| Number::zero().into()),
            limit: numbers.limit.clone(),
            movers,
            entity: rows.entity,
            changes,
        });
        if !done {
            return self.give_up(goal, "gap-why-level");
        }
        self.lack(goal, mark, numbers);
        true
    }

    fn varying(&self, body: &TExpr) -> String {
        if let TExprKind::Value { item, .. } = &body.kind {
            self.pack.item(*item).map_or_else(String::new, |i| format!("{} {}", i.id, i.title))
        } else {
            self.source(body)
        }
    }

    /// The lever of a row's value: with a price before without, then the one that the fewest items read.
    fn cheapest(&mut self, at: &Standpoint, body: &'a TExpr) -> Option<Lever> {
        let levers = self.levers(&[(at, body, true)]).list;
        let rank = |l: &Lever| {
            let unpriced = self.costs.of(self.pack, l.at.entity, l.at.column).is_none();
            (unpriced, !l.up, self.trial.reach(l.at.entity, l.at.column))
        };
        levers.into_iter().min_by_key(rank)
    }

    /// What the first step of a lever adds to a row's value.
    fn slope(&mut self, at: &Standpoint, body: &'a TExpr, lever: Lever, value: &Number) -> Option<Number> {
        let supposed = self.cells.get(&lever.at).cloned();
        let cell = self.moved(lever, 1)?;
        self.trial.suppose(lever.at, Some(cell));
        let first = self.number(at, body).and_then(Surd::into_number);
        self.trial.suppose(lever.at, supposed);
        first.map(|first| &first - value).filter(|slope| *slope > Number::zero())
    }

    fn raise(&mut self, goal: &Goal<'a>, body: &'a TExpr, rows: &[Row]) -> bool {
        // Along straight lines first; where that missed, with each row's steps judged.
        [true, false].into_iter().any(|straight| self.raise_along(goal, body, rows, straight))
    }

    fn raise_along(&mut self, goal: &Goal<'a>, body: &'a TExpr, rows: &[Row], straight: bool) -> bool {
        let whole = self.mark();
        let done = self.raise_least(goal, body, rows, straight);
        if !done {
            self.undo(whole);
        }
        done
    }

    fn raise_least(&mut self, goal: &Goal<'a>, body: &'a TExpr, rows: &[Row], straight: bool) -> bool {
        let least = rows.iter().map(|r| &r.value).min().cloned();
        let greatest = rows.iter().map(|r| &r.value).max().cloned();
        let (Some(least), Some(greatest)) = (least, greatest) else { return false };
        let level = |t: u64| {
            let part = Number::ratio(t, STEPS).unwrap_or_else(Number::one);
            &least + &(&(&greatest - &least) * &part)
        };
        let reached = |solver: &mut Self, t: u64| {
            let mark = solver.mark();
            solver.raise_to(&level(t), body, rows, straight);
            let reached = solver.holds(goal);
            solver.undo(mark);
            reached
        };
        let (mut low, mut high) = (0, STEPS);
        if !reached(self, high) {
            return false;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if reached(self, middle) { high = middle } else { low = middle }
        }
        let mark = self.mark();
        self.raise_to(&level(high), body, rows, false);
        if !self.holds(goal) {
            return false;
        }
        // The level was looked for in steps: take back what is not needed, from the highest down.
        let mut changes = self.changes(mark);
        changes.reverse();
        for change in changes {
            self.take_back(change.at, &change.from, &mut |s| s.holds(goal));
        }
        true
    }

    fn raise_to(&mut self, level: &Number, body: &'a TExpr, rows: &[Row], straight: bool) {
        for row in rows.iter().filter(|r| r.value < *level) {
            let Some(lever) = row.lever else { continue };
            let guess = row.slope.as_ref().filter(|_| straight).and_then(|slope| guessed(row, level, slope));
            if let Some(steps) = guess.or_else(|| self.steps_to(lever, row, level, body))
                && let Some(cell) = self.moved(lever, steps)
            {
                self.set(lever.at, cell);
            }
        }
    }

    /// The least steps with which a row's value reaches a level: guessed along a straight line, else searched for.
    fn steps_to(&mut self, lever: Lever, row: &Row, level: &Number, body: &'a TExpr) -> Option<u64> {
        let supposed = self.cells.get(&lever.at).cloned();
        let value = |solver: &mut Self, steps: u64| {
            let cell = solver.moved(lever, steps)?;
            solver.trial.suppose(lever.at, Some(cell));
            let value = solver.number(&row.at, body).and_then(Surd::into_number);
            solver.trial.suppose(lever.at, supposed.clone());
            value
        };
        let first = value(self, 1)?;
        let guess = (level - &row.value).checked_div(&(&first - &row.value)).map(|n| n.ceil());
        if let Some(guess) =
            guess.and_then(|n| n.to_i64()).and_then(|n| u64::try_from(n).ok()).filter(|n| *n > 0)
            && value(self, guess).is_some_and(|v| v >= *level)
            && value(self, guess - 1).is_some_and(|v| v < *level)
        {
            return Some(guess);
        }
        let level = Surd::from(level.clone());
        self.least(lever, &mut |s| s.number(&row.at, body).is_some_and(|v| v >= level))
    }

    /// Takes a change back as far as something goes on to hold.
    pub fn take_back(
        &mut self,
        at: crate::evaluation::CellAt,
        from: &Cell,
        holds: &mut dyn FnMut(&mut Self) -> bool,
    ) {
        let now = self.trial.cell(at);
        let (Cell::Number(a), Cell::Number(b)) = (from, &now) else { return };
        let step = step(self.pack, at.entity, at.column);
        let whole = (b - a).abs().checked_div(&step).and_then(|n| n.floor().to_i64());
        let Some(whole) = whole.and_then(|n| u64::try_from(n).ok()) else { return };
        let up = b > a;
        let back = |steps: u64| {
            let apart = &Number::from(i64::try_from(steps).unwrap_or(i64::MAX)) * &step;
            Cell::Number(if up { b - &apart } else { b + &apart })
        };
        let mut try_steps = |solver: &mut Self, steps: u64| {
            solver.trial.suppose(at, Some(back(steps)));
            let holds = holds(solver);
            solver.trial.suppose(at, Some(now.clone()));
            holds
        };
        let (mut low, mut high) = (0u64, 1u64);
        while high <= whole && try_steps(self, high) {
            low = high;
            high = high.saturating_mul(2);
        }
        high = high.min(whole + 1);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if try_steps(self, middle) { low = middle } else { high = middle }
        }
        if low > 0 {
            self.set(at, back(low));
        }
    }
}

/// The steps with which a row's value reaches a level, if each adds as much.
fn guessed(row: &Row, level: &Number, slope: &Number) -> Option<u64> {
    let steps = (level - &row.value).checked_div(slope)?.ceil().to_i64()?;
    u64::try_from(steps).ok().filter(|n| *n > 0)
}

/// The rows by their part in the sum of squares.
fn movers(rows: &[Row], weights: &[Number]) -> Vec<Mover> {
    let total: Number = weights.iter().cloned().sum();
    let sum: Number = rows.iter().zip(weights).map(|(r, w)| &r.value * w).sum();
    let Some(mean) = sum.checked_div(&total) else { return Vec::new() };
    let square = |r: &Row, w: &Number| {
        let apart = &r.value - &mean;
        w * &(&apart * &apart)
    };
    let all: Number = rows.iter().zip(weights).map(|(r, w)| square(r, w)).sum();
    let mut movers: Vec<Mover> = rows
        .iter()
        .zip(weights)
        .filter_map(|(r, w)| {
            let share = square(r, w).checked_div(&all)?;
            Some(Mover { row: r.row, value: r.value.clone(), share, below: r.value < mean })
        })
        .collect();
    movers.sort_by(|a, b| b.share.cmp(&a.share).then(a.row.cmp(&b.row)));
    movers
}
