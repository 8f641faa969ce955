//! Aggregates and quantifiers over the rows below a row.

use std::cmp::Ordering;
use std::ops::Range;

use super::calculate::{calculate, order};
use super::{Column, EXACT, FALSE, NOT_APPLICABLE, TRUE, UNKNOWN};
use crate::plan::{Arithmetic, Fold, Ratio};
use crate::semantics::{KindValue, Quantifier};

/// The columns of some rows below.
pub(super) struct Set<'c> {
    pub filter: Option<&'c Column>,
    pub group: Vec<(&'c Column, KindValue)>,
    pub body: Option<&'c Column>,
    pub weight: Option<&'c Column>,
}

/// Kleene's `and` of codes: one that is false decides.
pub(super) fn every(codes: impl IntoIterator<Item = u8>) -> u8 {
    let mut seen = 0u8;
    for code in codes {
        if code == FALSE {
            return FALSE;
        }
        seen |= 1 << code;
    }
    let has = |code: u8| seen & (1 << code) != 0;
    if has(EXACT) {
        EXACT
    } else if has(UNKNOWN) {
        UNKNOWN
    } else if has(NOT_APPLICABLE) && !has(TRUE) {
        NOT_APPLICABLE
    } else {
        TRUE
    }
}

/// `not` of a code.
pub(super) fn not(code: u8) -> u8 {
    if code <= TRUE { 1 - code } else { code }
}

impl Set<'_> {
    /// Whether a row is among those asked for: [`FALSE`] where not, [`UNKNOWN`] where that is open.
    pub fn member(&self, row: usize) -> u8 {
        let mut found = TRUE;
        for (column, wanted) in &self.group {
            match column.code(row) {
                TRUE if column.kind(row) == *wanted => {}
                TRUE => return FALSE,
                EXACT => found = EXACT,
                _ => found = found.max(UNKNOWN),
            }
        }
        match self.filter.map_or(TRUE, |f| f.code(row)) {
            TRUE => found,
            UNKNOWN => found.max(UNKNOWN),
            _ if found == EXACT => EXACT,
            settled => settled,
        }
    }

    /// A quantifier over some rows. `missing`: rows that should be among them are not.
    pub fn quantified(&self, quantifier: Quantifier, rows: Range<u32>, missing: bool) -> u8 {
        let negate = quantifier != Quantifier::Every;
        let rest = missing.then_some(UNKNOWN);
        let plain = self.filter.is_none() && self.group.is_empty();
        let all = match self.body {
            Some(body) if plain && !negate && body.codes.len() > 1 => {
                let codes = body.codes.get(rows.start as usize..rows.end as usize).unwrap_or(&[EXACT]);
                every(codes.iter().copied().chain(rest))
            }
            _ => every(rows.filter_map(|row| self.operand(row as usize, negate)).chain(rest)),
        };
        if quantifier == Quantifier::Some { not(all) } else { all }
    }

    /// What a row says to `every`; nothing where it is not asked for.
    fn operand(&self, row: usize, negate: bool) -> Option<u8> {
        let holds = || {
            let code = self.body.map_or(TRUE, |b| b.code(row));
            if negate { not(code) } else { code }
        };
        match self.member(row) {
            FALSE => None,
            TRUE => Some(holds()),
            UNKNOWN => Some(match holds() {
                FALSE => UNKNOWN,
                settled => settled,
            }),
            other => Some(other),
        }
    }

    /// Calls `add` for each row that is in; the code that the whole has where that is not a value.
    pub fn known(
        &self,
        rows: Range<u32>,
        missing: bool,
        mut add: impl FnMut(usize) -> Result<(), u8>,
    ) -> Result<u64, u8> {
        let (mut count, mut left_out, mut open) = (0u64, false, missing);
        for row in rows {
            let row = row as usize;
            let code = match self.member(row) {
                FALSE => continue,
                TRUE => {
                    let value = self.body.map_or(TRUE, |b| b.code(row).max(TRUE));
                    value.max(self.weight.map_or(TRUE, |w| w.code(row)))
                }
                other => other,
            };
            match code {
                TRUE => {
                    count += 1;
                    // Once something is unknown the value no longer matters.
                    if !open {
                        add(row)?;
                    }
                }
                NOT_APPLICABLE => left_out = true,
                UNKNOWN => open = true,
                _ => return Err(EXACT),
            }
        }
        if open {
            Err(UNKNOWN)
        } else if count == 0 && left_out {
            Err(NOT_APPLICABLE)
        } else {
            Ok(count)
        }
    }

    /// An aggregate over some rows.
    pub fn folded(&self, fold: Fold, rows: Range<u32>, missing: bool) -> Result<Ratio, u8> {
        let plain = self.filter.is_none() && self.group.is_empty() && self.body.is_none();
        if let (Fold::Count(unit), true) = (fold, plain) {
            let count = i64::from(rows.end.saturating_sub(rows.start));
            return if missing { Err(UNKNOWN) } else { calculate(Arithmetic::Mul, (count, 1), unit) };
        }
        let number = |row| self.body.map_or((0, 1), |b| b.ratio(row));
        let mut total: Ratio = (0, 1);
        let mut best: Option<Ratio> = None;
        let count = self.known(rows, missing, |row| {
            match fold {
                Fold::Count(_) => {}
                Fold::Sum | Fold::Avg => total = calculate(Arithmetic::Add, total, number(row))?,
                Fold::Share => total.0 += i64::from(self.body.is_none_or(|b| b.code(row) == TRUE)),
                Fold::Min | Fold::Max => {
                    let wanted = if fold == Fold::Min { Ordering::Less } else { Ordering::Greater };
                    if best.is_none_or(|b| order(number(row), b) == wanted) {
                        best = Some(number(row));
                    }
                }
            }
            Ok(())
        })?;
        let count = (i64::try_from(count).map_err(|_| EXACT)?, 1);
        match fold {
            Fold::Count(unit) => calculate(Arithmetic::Mul, count, unit),
            Fold::Sum => Ok(total),
            Fold::Avg | Fold::Share => calculate(Arithmetic::Div, total, count),
            Fold::Min | Fold::Max => best.ok_or(UNKNOWN),
        }
    }
}
