//! Aggregates and quantifiers over the rows below a row.

use std::cmp::Ordering;
use std::ops::Range;

use super::calculate::{calculate, order};
use super::numbers::{Numbers, Side};
use super::planes::Plane;
use super::states::States;
use super::{Column, EXACT, FALSE, NOT_APPLICABLE, TRUE, UNKNOWN};
use crate::plan::{Arithmetic, Fold, Ratio};
use crate::semantics::{KindValue, Quantifier};

/// The columns of the rows below.
pub(super) struct Set<'c, 'f> {
    /// How many rows the table has.
    pub len: usize,
    pub filter: Option<&'c Column<'f>>,
    pub group: Vec<(&'c Column<'f>, KindValue)>,
    pub body: Option<&'c Column<'f>>,
    pub weight: Option<&'c Column<'f>>,
}

impl<'c, 'f> Set<'c, 'f> {
    /// Which rows are among those asked for; none where all are.
    fn members(&self) -> Option<States> {
        let mut found: Option<States> = None;
        for (column, wanted) in &self.group {
            let (of, here) = (&column.states, column.are(*wanted));
            let one = States {
                len: self.len,
                yes: of.yes.and(&here),
                no: of.yes.without(&here),
                open: of.open.or(&of.idle).or(&of.no),
                idle: Plane::Empty,
                exact: of.exact.clone(),
            };
            found = Some(match found {
                Some(found) => States::every(&[&found, &one]),
                None => one,
            });
        }
        let Some(filter) = self.filter else { return found };
        let group = found.unwrap_or_else(|| States::all(TRUE, self.len));
        let filter = &filter.states;
        let maybe = filter.yes.or(&filter.open);
        Some(States {
            len: self.len,
            yes: group.yes.and(&filter.yes),
            no: group.no.or(&filter.no.without(&group.exact)),
            open: group.open.and(&maybe).or(&group.yes.and(&filter.open)),
            idle: group.yes.or(&group.open).and(&filter.idle),
            exact: group.exact.or(&filter.exact).without(&group.no),
        })
    }

    /// What each row says to `every`; nothing of rows that are not asked for.
    pub fn operands(&self, negate: bool) -> States {
        let body = self.body.map_or_else(|| States::all(TRUE, self.len), |b| b.states.clone());
        let body = if negate { body.not() } else { body };
        let Some(member) = self.members() else { return body };
        let maybe = member.yes.or(&member.open);
        States {
            len: self.len,
            yes: maybe.and(&body.yes),
            no: member.yes.and(&body.no),
            open: maybe.and(&body.open).or(&member.open.and(&body.no)),
            idle: maybe.and(&body.idle).or(&member.idle),
            exact: maybe.and(&body.exact).or(&member.exact),
        }
    }

    /// What each row brings to an aggregate: `yes` where a value; nothing of rows that are not asked for.
    pub fn given(&self) -> States {
        let own = match (self.body, self.weight) {
            (Some(a), Some(b)) => a.states.both(&b.states),
            (Some(a), None) | (None, Some(a)) => a.states.given(),
            (None, None) => States::all(TRUE, self.len),
        };
        let Some(member) = self.members() else { return own };
        // A row that is not asked for is in no plane.
        States::masked(&States { no: Plane::Empty, ..member }, &own)
    }

    /// An aggregate over some rows, by what each brings.
    pub fn folded(&self, fold: Fold, given: &States, rows: Range<u32>, missing: bool) -> Result<Ratio, u8> {
        let plain = self.filter.is_none() && self.group.is_empty() && self.body.is_none();
        if let (Fold::Count(unit), true) = (fold, plain) {
            let count = i64::from(rows.end.saturating_sub(rows.start));
            return if missing { Err(UNKNOWN) } else { calculate(Arithmetic::Mul, (count, 1), unit) };
        }
        let count = (i64::from(counted(given, rows.clone(), missing)?), 1);
        let rows = || given.yes.rows(rows.clone());
        let numbers = self.body.and_then(Column::numbers);
        let total = |numbers: &Numbers<'_>| match small(numbers, rows()) {
            Some(total) => Ok(total),
            None => {
                rows().try_fold((0, 1), |total, row| calculate(Arithmetic::Add, total, numbers.ratio(row)?))
            }
        };
        match fold {
            Fold::Count(unit) => calculate(Arithmetic::Mul, count, unit),
            Fold::Sum => numbers.map_or(Err(EXACT), total),
            Fold::Avg => calculate(Arithmetic::Div, numbers.map_or(Err(EXACT), total)?, count),
            Fold::Share => {
                let holds = |row: &usize| self.body.is_none_or(|b| b.code(*row) == TRUE);
                let holding = i64::try_from(rows().filter(holds).count()).map_err(|_| EXACT)?;
                calculate(Arithmetic::Div, (holding, 1), count)
            }
            Fold::Min | Fold::Max => {
                let wanted = if fold == Fold::Min { Ordering::Less } else { Ordering::Greater };
                let mut best: Option<Ratio> = None;
                for row in rows() {
                    let one = numbers.ok_or(EXACT)?.ratio(row)?;
                    if best.is_none_or(|b| order(one, b) == wanted) {
                        best = Some(one);
                    }
                }
                best.ok_or(UNKNOWN)
            }
        }
    }
}

/// The sum of cells over a denominator that is the same for all, where it fits.
pub(super) fn small(numbers: &Numbers<'_>, rows: impl Iterator<Item = usize>) -> Option<Ratio> {
    let ((p, q), Side::Cells { cells, .. }) = numbers.whole()? else { return None };
    let cells = cells.all();
    let mut total = 0i64;
    for row in rows {
        total = total.checked_add(cells.get(row).copied()?)?;
    }
    super::calculate::fit(i128::from(total) * i128::from(p), i128::from(q)).ok()
}

/// How many of some rows bring a value; the code that the whole has where that is none. `missing`: rows that should be among them
/// are not.
pub(super) fn counted(given: &States, rows: Range<u32>, missing: bool) -> Result<u32, u8> {
    let [count, _, open, idle, exact] = given.counts(rows);
    match () {
        () if exact > 0 => Err(EXACT),
        () if open > 0 || missing => Err(UNKNOWN),
        () if count == 0 && idle > 0 => Err(NOT_APPLICABLE),
        () => Ok(count),
    }
}

/// A quantifier over some rows, by what each says. `missing`: rows that should be among them are not.
pub(super) fn quantified(quantifier: Quantifier, operands: &States, rows: Range<u32>, missing: bool) -> u8 {
    let all = operands.decide(rows, missing.then_some(UNKNOWN));
    match (quantifier, all) {
        (Quantifier::Some, TRUE) => FALSE,
        (Quantifier::Some, FALSE) => TRUE,
        (_, all) => all,
    }
}
