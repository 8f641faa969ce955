//! The rows that decided an aggregate or quantifier.

use super::steps::deciding;
use super::{Counts, Piece, ROWS_SHOWN, RowUsed, RowsUsed, Shown, truth};
use crate::evaluation::aggregate::{Contribution, Variation, pairs};
use crate::evaluation::eval::{Eval, Reasons};
use crate::evaluation::few::FEWEST;
use crate::evaluation::rows::RowSet;
use crate::evaluation::scope::{Place, Scope};
use crate::evaluation::{Missing, Value};
use crate::semantics::{Aggregate, EntityIx, Frame, GroupFilter, ItemIx, Quantifier, TExpr, TRows};
use crate::value::{Outcome, Unit};

fn listed(missing: Option<Reasons>) -> Vec<Missing> {
    missing.map(|reasons| reasons.iter().cloned().collect()).unwrap_or_default()
}

/// The first rows, and how many more there are.
fn capped(mut rows: Vec<RowUsed>) -> (Vec<RowUsed>, usize) {
    let omitted = rows.len().saturating_sub(ROWS_SHOWN);
    rows.truncate(ROWS_SHOWN);
    (rows, omitted)
}

impl Scope<'_> {
    /// The rows that decided a quantifier: those that settle it, then those unknown.
    pub(super) fn quantified_rows(
        &self,
        quantifier: Quantifier,
        rows: &TRows,
        body: Option<&TExpr>,
    ) -> RowsUsed {
        let outcome = |row| self.quantified_row(rows, row, body, false);
        let detail = |row, eval| {
            let place = Place { frame: rows.frame, entity: rows.entity, row, outer: Some(self.place) };
            let substituted = body.map_or_else(Vec::new, |body| self.at(&place).substituted(body));
            RowUsed { row, substituted, result: truth(eval), weight: None }
        };
        let set = self.rows_below(rows.within, rows.entity, &rows.group);
        decided(rows.entity, set, deciding(quantifier), outcome, detail)
    }

    /// The subjects below that are not met, then those undetermined.
    pub(super) fn subject_rows(&self, item: ItemIx, frame: Frame, group: &[GroupFilter]) -> Option<RowsUsed> {
        let entity = self.county.pack.item(item)?.entity;
        let outcome = |row| self.outcome_row(item, entity, row, group);
        let detail = |row, eval: Eval| {
            let substituted = vec![Piece::Item(item, eval.outcome())];
            RowUsed { row, substituted, result: truth(eval), weight: None }
        };
        let set = self.rows_below(frame, entity, group);
        Some(decided(entity, set, Outcome::Unmet, outcome, detail))
    }

    /// What each row brought to an aggregate: those unknown first, of `min` and `max` those that it is.
    pub(super) fn aggregated_rows(
        &self,
        function: Aggregate,
        rows: &TRows,
        body: Option<&TExpr>,
        weight: Option<&TExpr>,
    ) -> RowsUsed {
        let RowSet { range, missing } = self.rows_below(rows.within, rows.entity, &rows.group);
        let mut contributions = self.contributions(rows, range, body, weight);
        let told = |expr: &TExpr| !self.county.pack.rests_on_personal(expr) || contributions.len() >= FEWEST;
        let may_tell = body.is_none_or(told) && weight.is_none_or(told);
        let variation = if function == Aggregate::Cv && may_tell { variation(&contributions) } else { None };
        let mut counts = Counts::default();
        for c in &contributions {
            counts.add(if body.is_some_and(|b| b.ty == crate::semantics::Type::Bool) {
                c.value.outcome()
            } else {
                part(c)
            });
        }
        contributions.retain(|c| part(c) != Outcome::NotApplicable);
        if matches!(function, Aggregate::Min | Aggregate::Max) {
            let result = self.aggregate(function, rows, body, weight);
            contributions.retain(|c| part(c) == Outcome::Undetermined || c.value == result);
        }
        contributions.sort_by_key(|c| part(c) != Outcome::Undetermined);
        let omitted = contributions.len().saturating_sub(ROWS_SHOWN);
        let shown = |scope: &Scope<'_>, expr: Option<&TExpr>, eval: Eval| match expr {
            // A row's own flag is a value of its too.
            Some(expr) => {
                let hidden = scope.is_withheld(expr);
                Shown { hidden, ..scope.shown(expr, eval) }
            }
            None => Shown { eval, unit: Unit::none(), hidden: false },
        };
        let used = |c: Contribution| {
            let place = Place { frame: rows.frame, entity: rows.entity, row: c.row, outer: Some(self.place) };
            let scope = self.at(&place);
            RowUsed {
                row: c.row,
                substituted: body.map_or_else(Vec::new, |body| scope.substituted(body)),
                result: shown(&scope, body, c.value),
                weight: c.weight.map(|w| shown(&scope, weight, w)),
            }
        };
        let shown_rows = contributions.into_iter().take(ROWS_SHOWN).map(used).collect();
        RowsUsed {
            entity: rows.entity,
            counts,
            rows: shown_rows,
            omitted,
            missing: listed(missing),
            variation,
        }
    }
}

/// Whether a row has a part in an aggregate of numbers: met where it has a value.
fn part(c: &Contribution) -> Outcome {
    let of = |eval: &Eval| match eval {
        Eval::Known(_) => Outcome::Met,
        Eval::Unknown(_) => Outcome::Undetermined,
        Eval::NotApplicable => Outcome::NotApplicable,
    };
    match (of(&c.value), c.weight.as_ref().map_or(Outcome::Met, of)) {
        (Outcome::NotApplicable, _) | (_, Outcome::NotApplicable) => Outcome::NotApplicable,
        (Outcome::Met, weight) => weight,
        (value, _) => value,
    }
}

/// The parts of a coefficient; none where a row's part in it is unknown.
fn variation(contributions: &[Contribution]) -> Option<Variation> {
    let mut known: Vec<(Value, Option<Value>)> = Vec::new();
    for c in contributions {
        match (&c.value, &c.weight) {
            (Eval::NotApplicable, _) | (_, Some(Eval::NotApplicable)) => {}
            (Eval::Known(x), None) => known.push((x.clone(), None)),
            (Eval::Known(x), Some(Eval::Known(w))) => known.push((x.clone(), Some(w.clone()))),
            _ => return None,
        }
    }
    Variation::of(&pairs(&known)?).ok()
}

fn decided(
    entity: EntityIx,
    set: RowSet,
    deciding: Outcome,
    outcome: impl Fn(u32) -> Option<Eval>,
    detail: impl Fn(u32, Eval) -> RowUsed,
) -> RowsUsed {
    let (mut settling, mut open, mut counts) = (Vec::new(), Vec::new(), Counts::default());
    for row in set.range {
        let Some(eval) = outcome(row) else { continue };
        let came_out = eval.outcome();
        counts.add(came_out);
        if came_out == deciding {
            settling.push(detail(row, eval));
        } else if came_out == Outcome::Undetermined {
            open.push(detail(row, eval));
        }
    }
    settling.append(&mut open);
    let (rows, omitted) = capped(settling);
    RowsUsed { entity, counts, rows, omitted, missing: listed(set.missing), variation: None }
}
