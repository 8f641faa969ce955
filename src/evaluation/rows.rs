//! The rows that an aggregate or quantifier goes over.

use std::ops::Range;

use super::Value;
use super::completeness::Lack;
use super::eval::{Eval, Gather, Reasons, every};
use super::scope::{Place, Scope};
use crate::facts::Reason;
use crate::semantics::{EntityIx, Frame, GroupFilter, ItemIx, KindIx, Quantifier, TExpr, TRows};

/// Whether a row is one of those that are asked for.
pub(super) enum Membership {
    In,
    Out,
    /// The condition on the rows is unknown.
    Maybe(Reasons),
    /// The condition on the rows does not apply: the row is left out.
    NotApplicable,
}

/// Rows of one entity below a row.
pub(super) struct RowSet {
    pub(super) range: Range<u32>,
    /// The rows that should be there and are not.
    pub(super) missing: Option<Reasons>,
}

impl Scope<'_> {
    /// The rows of `entity` below a frame's row, with what is missing among them.
    pub(super) fn rows_below(&self, frame: Frame, entity: EntityIx, group: &[GroupFilter]) -> RowSet {
        let (pack, facts) = (self.county.pack, self.county.facts);
        let from = self.frame(frame);
        let range = facts.rows_below(pack, from.entity, from.row, entity);
        let mut missing = Gather::default();
        for Lack { below, reasons } in self.county.lacks(from.entity, from.row, entity) {
            if group.iter().all(|g| below.is_none_or(|row| self.concerns_group(row, g.kind))) {
                missing.add(reasons);
            }
        }
        RowSet { range, missing: missing.finish() }
    }

    /// The rows of `entity` below a frame's row that are certainly of the group and meet the condition of `rows`.
    pub(super) fn certain_rows(
        &self,
        within: Frame,
        entity: EntityIx,
        group: &[GroupFilter],
        rows: Option<&TRows>,
    ) -> Vec<u32> {
        let frame = rows.map_or(self.place.frame.saturating_add(1), |r| r.frame);
        let filter = rows.and_then(|r| r.filter.as_deref());
        let inside = |row: &u32| {
            let place = Place { frame, entity, row: *row, outer: Some(self.place) };
            matches!(self.at(&place).membership(group, filter), Membership::In)
        };
        self.rows_below(within, entity, group).range.filter(inside).collect()
    }

    /// Whether missing rows may be of the current group: not if the row below which they are missing is known to be of another.
    fn concerns_group(&self, (parent, row): (EntityIx, u32), kind: KindIx) -> bool {
        let Some(entity) = self.county.pack.entity(parent) else { return true };
        let Some(column) = entity.only_of_kind(kind) else { return true };
        match self.county.cell(parent, row, column) {
            Eval::Known(Value::Kind(_, value)) => self.group_value(kind).is_none_or(|g| g == value),
            Eval::Known(_) | Eval::Unknown(_) | Eval::NotApplicable => true,
        }
    }

    /// Whether a row (the innermost of this scope) is of the group and meets the condition on the rows.
    pub(super) fn membership(&self, group: &[GroupFilter], filter: Option<&TExpr>) -> Membership {
        let mut maybe = Gather::default();
        if !self.may_go_on() {
            maybe.take(self.unknown(Reason::Undefined));
            return Membership::Maybe(maybe.finish().unwrap_or_default());
        }
        for GroupFilter { kind, column } in group {
            let Some(wanted) = self.group_value(*kind) else { continue };
            match self.county.cell(self.place.entity, self.place.row, *column) {
                Eval::Known(Value::Kind(_, value)) if value == wanted => {}
                Eval::Known(_) => return Membership::Out,
                other @ (Eval::Unknown(_) | Eval::NotApplicable) => maybe.take(other),
            }
        }
        match filter.map(|filter| self.eval(filter)) {
            None | Some(Eval::Known(Value::Bool(true))) => {}
            Some(Eval::Known(_)) => return Membership::Out,
            Some(Eval::NotApplicable) => return Membership::NotApplicable,
            Some(Eval::Unknown(reasons)) => maybe.add(reasons),
        }
        maybe.finish().map_or(Membership::In, Membership::Maybe)
    }

    /// A condition on one row as an operand of `every`; nothing for a row that is not asked for.
    pub(super) fn row_condition(
        &self,
        group: &[GroupFilter],
        filter: Option<&TExpr>,
        condition: impl Fn(&Scope<'_>) -> Eval,
    ) -> Option<Eval> {
        match self.membership(group, filter) {
            Membership::Out => None,
            Membership::NotApplicable => Some(Eval::NotApplicable),
            Membership::In => Some(condition(self)),
            Membership::Maybe(reasons) => Some(match condition(self) {
                Eval::Known(Value::Bool(false)) => Eval::Unknown(reasons),
                Eval::Unknown(more) => Eval::Unknown(reasons.and(more)),
                settled @ (Eval::Known(_) | Eval::NotApplicable) => settled,
            }),
        }
    }

    /// A quantifier. All three are `every`: `no` of the negated condition, `some` is that negated.
    pub(super) fn quantified(&self, quantifier: Quantifier, rows: &TRows, body: Option<&TExpr>) -> Eval {
        let set = self.rows_below(rows.within, rows.entity, &rows.group);
        let negate = quantifier != Quantifier::Every;
        let operands = set.range.filter_map(|row| self.quantified_row(rows, row, body, negate));
        let all = every(operands.chain(set.missing.map(Eval::Unknown)));
        if quantifier == Quantifier::Some { all.negated() } else { all }
    }

    /// What one row says to `every`; `negate` where the condition must not hold.
    pub(super) fn quantified_row(
        &self,
        rows: &TRows,
        row: u32,
        body: Option<&TExpr>,
        negate: bool,
    ) -> Option<Eval> {
        let place = Place { frame: rows.frame, entity: rows.entity, row, outer: Some(self.place) };
        self.at(&place).row_condition(&rows.group, rows.filter.as_deref(), |scope| {
            let holds = body.map_or(Eval::truth(true), |body| scope.eval(body));
            if negate { holds.negated() } else { holds }
        })
    }

    /// An item named from an ancestor: met for all its subjects below.
    pub(super) fn outcome_down(&self, item: ItemIx, frame: Frame, group: &[GroupFilter]) -> Eval {
        let Some(entity) = self.county.pack.item(item).map(|i| i.entity) else {
            return self.unknown(Reason::Undefined);
        };
        let set = self.rows_below(frame, entity, group);
        let operands = set.range.filter_map(|row| self.outcome_row(item, entity, row, group));
        every(operands.chain(set.missing.map(Eval::Unknown)))
    }

    /// What one subject of an item says to `every`.
    pub(super) fn outcome_row(
        &self,
        item: ItemIx,
        entity: EntityIx,
        row: u32,
        group: &[GroupFilter],
    ) -> Option<Eval> {
        let place = Place { frame: self.place.frame.saturating_add(1), entity, row, outer: Some(self.place) };
        self.at(&place).row_condition(group, None, |scope| scope.county.outcome(item, row, scope.group))
    }
}
