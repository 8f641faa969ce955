//! Whether lists hold the rows that their tables' `expect` asks for.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::Range;

use super::calculate::{calculate, fit, order};
use super::run::Run;
use super::states::States;
use super::{Column, EXACT, FALSE, NOT_APPLICABLE, TRUE, UNKNOWN};
use crate::plan::{Arithmetic, Listed, Ratio};
use crate::semantics::EntityIx;

/// What an entry's formula declares for a row.
enum Declared {
    Known(Ratio),
    Nothing,
    Unknown,
    Exact,
}

impl<'f> Run<'_, 'f> {
    /// Whether an entry is satisfied for each row of its table, or whether there is `more` than it declares.
    pub(super) fn listed(&mut self, each: EntityIx, listed: &Listed, more: bool, len: usize) -> Column<'f> {
        let supplied = self.facts.table(listed.entity).is_some_and(|t| t.supplied);
        let ranges = self.ranges(each, listed.entity);
        let code = |i: usize| {
            let range = ranges.get(i).cloned().unwrap_or_default();
            if more { self.has_more(listed, i, range) } else { self.is_satisfied(listed, i, range, supplied) }
        };
        Column::truth(States::each(len, code))
    }

    fn is_satisfied(&self, listed: &Listed, row: usize, range: Range<u32>, supplied: bool) -> u8 {
        let one = listed.count.is_none() && listed.values.is_empty();
        match listed.when.map_or(TRUE, |when| self.code_of(when, row)) {
            FALSE | NOT_APPLICABLE => return TRUE,
            TRUE | UNKNOWN if !supplied => return FALSE,
            TRUE if one && range.is_empty() => return FALSE,
            TRUE => {}
            UNKNOWN if one && listed.total.is_empty() && !range.is_empty() => return TRUE,
            UNKNOWN => return FALSE,
            _ => return EXACT,
        }
        let mut all = TRUE;
        let mut take = |code: u8| {
            all = match (all, code) {
                (FALSE, _) | (_, FALSE) => FALSE,
                (EXACT, _) | (_, EXACT) => EXACT,
                _ => TRUE,
            }
        };
        if let Some((count, unit)) = listed.count {
            take(match self.rows(count, unit, row) {
                Declared::Known(declared) => u8::from(counted(&range, declared).is_ge()),
                Declared::Nothing => TRUE,
                Declared::Unknown => FALSE,
                Declared::Exact => EXACT,
            });
        }
        for (cells, declared) in &listed.total {
            take(match self.declared(*declared, row) {
                Declared::Known(declared) => match self.sum(*cells, range.clone()) {
                    Ok(sum) => u8::from(order(sum, declared).is_ge()),
                    Err(UNKNOWN) => FALSE,
                    Err(_) => EXACT,
                },
                Declared::Nothing => TRUE,
                Declared::Unknown => FALSE,
                Declared::Exact => EXACT,
            });
        }
        if !listed.values.is_empty() {
            take(self.has_all(&listed.values, range));
        }
        all
    }

    fn has_more(&self, listed: &Listed, row: usize, range: Range<u32>) -> u8 {
        match listed.when.map_or(TRUE, |when| self.code_of(when, row)) {
            TRUE => {}
            FALSE | NOT_APPLICABLE | UNKNOWN => return FALSE,
            _ => return EXACT,
        }
        let mut found = FALSE;
        if let Some((count, unit)) = listed.count {
            match self.rows(count, unit, row) {
                Declared::Known(declared) if counted(&range, declared).is_gt() => return TRUE,
                Declared::Known(_) | Declared::Nothing | Declared::Unknown => {}
                Declared::Exact => found = EXACT,
            }
        }
        for (cells, declared) in &listed.total {
            match (self.declared(*declared, row), self.sum(*cells, range.clone())) {
                (Declared::Known(declared), Ok(sum)) if order(sum, declared).is_gt() => return TRUE,
                (Declared::Known(_), Ok(_) | Err(UNKNOWN)) => {}
                (Declared::Nothing | Declared::Unknown, _) => {}
                (Declared::Exact, _) | (_, Err(_)) => found = EXACT,
            }
        }
        found
    }

    fn declared(&self, node: crate::plan::NodeIx, row: usize) -> Declared {
        let Some(column) = self.columns.get(node) else { return Declared::Exact };
        match (column.code(row), column.numbers()) {
            (TRUE, Some(numbers)) => numbers.ratio(row).map_or(Declared::Exact, Declared::Known),
            (NOT_APPLICABLE, _) => Declared::Nothing,
            (UNKNOWN, _) => Declared::Unknown,
            _ => Declared::Exact,
        }
    }

    /// How many rows are declared; a number that no list has is for the interpreter to report.
    fn rows(&self, node: crate::plan::NodeIx, unit: Ratio, row: usize) -> Declared {
        let declared = match self.declared(node, row) {
            Declared::Known(declared) => declared,
            other @ (Declared::Nothing | Declared::Unknown | Declared::Exact) => return other,
        };
        match calculate(Arithmetic::Div, declared, unit) {
            Ok((above, below)) if above >= 0 && above % below == 0 => Declared::Known((above / below, 1)),
            _ => Declared::Exact,
        }
    }

    /// The sum of a column over some rows.
    fn sum(&self, cells: crate::plan::NodeIx, range: Range<u32>) -> Result<Ratio, u8> {
        let column = self.columns.get(cells).ok_or(EXACT)?;
        let (states, numbers) = (&column.states, column.numbers().ok_or(EXACT)?);
        if states.exact.meets(range.clone()) {
            return Err(EXACT);
        }
        if states.open.meets(range.clone()) || states.idle.meets(range.clone()) {
            return Err(UNKNOWN);
        }
        let rows = || (range.start as usize)..(range.end as usize);
        match super::fold::small(numbers, rows()) {
            Some(total) => Ok(total),
            None => rows().try_fold((0, 1), |sum, row| calculate(Arithmetic::Add, sum, numbers.ratio(row)?)),
        }
    }

    /// Whether some rows have every combination of kinds' values.
    fn has_all(&self, values: &[(crate::plan::NodeIx, usize)], range: Range<u32>) -> u8 {
        let needed = values.iter().try_fold(1usize, |n, (_, size)| n.checked_mul(*size));
        let mut present: BTreeSet<Vec<u16>> = BTreeSet::new();
        for row in range.start as usize..range.end as usize {
            let mut key = Vec::with_capacity(values.len());
            for (node, _) in values {
                let Some(column) = self.columns.get(*node) else { return EXACT };
                match column.code(row) {
                    TRUE => key.push(column.kind(row)),
                    UNKNOWN | NOT_APPLICABLE => break,
                    _ => return EXACT,
                }
            }
            if key.len() == values.len() {
                present.insert(key);
            }
        }
        u8::from(Some(present.len()) == needed)
    }

    fn code_of(&self, node: crate::plan::NodeIx, row: usize) -> u8 {
        self.columns.get(node).map_or(EXACT, |c| c.code(row))
    }
}

fn counted(range: &Range<u32>, declared: Ratio) -> Ordering {
    let there = fit(i128::from(range.end.saturating_sub(range.start)), 1).unwrap_or((0, 1));
    order(there, declared)
}
