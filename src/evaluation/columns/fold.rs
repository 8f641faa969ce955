//! Aggregates and quantifiers over the rows below a row.

use std::cmp::Ordering;
use std::ops::Range;

use super::calculate::{calculate, order};
use super::numbers::{Numbers, Side};
use super::words::{States, Word, decide, set};
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
            let one = States::each(self.len, |row| match column.code(row) {
                TRUE if column.kind(row) == *wanted => TRUE,
                TRUE => FALSE,
                EXACT => EXACT,
                _ => UNKNOWN,
            });
            found = Some(match found {
                Some(found) => States::zipped([&found, &one], |[a, b]| Word::every(&[a, b])),
                None => one,
            });
        }
        let Some(filter) = self.filter else { return found };
        let group = found.unwrap_or_else(|| States::all(TRUE, self.len));
        Some(States::zipped([&group, &filter.states], |[group, filter]| Word {
            yes: group.yes & filter.yes,
            no: group.no | (filter.no & !group.exact),
            open: (group.open & (filter.yes | filter.open)) | (group.yes & filter.open),
            idle: (group.yes | group.open) & filter.idle,
            exact: (group.exact | filter.exact) & !group.no,
        }))
    }

    /// What each row says to `every`; nothing of rows that are not asked for.
    pub fn operands(&self, negate: bool) -> States {
        let all;
        let body = match self.body {
            Some(body) => &body.states,
            None => {
                all = States::all(TRUE, self.len);
                &all
            }
        };
        let holds = |word: Word| if negate { word.not() } else { word };
        match self.members() {
            None if !negate => body.clone(),
            None => States::zipped([body], |[word]| holds(word)),
            Some(members) => States::zipped([&members, body], |[member, body]| {
                let body = holds(body);
                let maybe = member.yes | member.open;
                Word {
                    yes: maybe & body.yes,
                    no: member.yes & body.no,
                    open: (maybe & body.open) | (member.open & body.no),
                    idle: (maybe & body.idle) | member.idle,
                    exact: (maybe & body.exact) | member.exact,
                }
            }),
        }
    }

    /// What each row brings to an aggregate: `yes` where a value; nothing of rows that are not asked for.
    pub fn given(&self) -> States {
        let known = |word: Word| Word { yes: word.yes | word.no, no: 0, ..word };
        let own = match (self.body, self.weight) {
            (Some(a), Some(b)) => States::zipped([&a.states, &b.states], |[a, b]| Word::both(a, b)),
            (Some(a), None) | (None, Some(a)) => States::zipped([&a.states], |[a]| known(a)),
            (None, None) => States::all(TRUE, self.len),
        };
        match self.members() {
            None => own,
            Some(members) => States::zipped([&members, &own], |[member, own]| {
                let inside = own.only(member.yes);
                Word {
                    open: inside.open | member.open,
                    idle: inside.idle | member.idle,
                    exact: inside.exact | member.exact,
                    ..inside
                }
            }),
        }
    }

    /// An aggregate over some rows, by what each brings.
    pub fn folded(&self, fold: Fold, given: &States, rows: Range<u32>, missing: bool) -> Result<Ratio, u8> {
        let plain = self.filter.is_none() && self.group.is_empty() && self.body.is_none();
        if let (Fold::Count(unit), true) = (fold, plain) {
            let count = i64::from(rows.end.saturating_sub(rows.start));
            return if missing { Err(UNKNOWN) } else { calculate(Arithmetic::Mul, (count, 1), unit) };
        }
        let count = (i64::from(counted(given, rows.clone(), missing)?), 1);
        let rows = || given.range(rows.clone()).flat_map(|(first, word)| set(first, word.yes));
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
fn small(numbers: &Numbers<'_>, rows: impl Iterator<Item = usize>) -> Option<Ratio> {
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
    let all = decide(operands.seen(rows), missing.then_some(UNKNOWN));
    match (quantifier, all) {
        (Quantifier::Some, TRUE) => FALSE,
        (Quantifier::Some, FALSE) => TRUE,
        (_, all) => all,
    }
}
