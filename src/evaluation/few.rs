//! Values that are made of the personal values of only a few rows: a sum over two people tells each of them what the other has.

use super::scope::{Place, Scope};
use crate::semantics::{ItemBody, ItemIx, TExpr, TExprKind};
use crate::source::QuickMap;

/// Over how many rows' personal values a number may be told.
pub const FEWEST: usize = 5;

/// Of how many rows' personal values items are made, as far as was asked.
type Known = QuickMap<(ItemIx, u32), Option<usize>>;

impl Scope<'_> {
    /// Whether a value must not be told: it is read off a personal column, or made of too few rows' personal values.
    pub(super) fn is_withheld(&self, expr: &TExpr) -> bool {
        let pack = self.county.pack;
        pack.is_personal(expr)
            || (pack.rests_on_personal(expr)
                && self.people(expr, &mut Known::default()).is_some_and(|count| count < FEWEST))
    }

    /// Whether an item's value for a row of its entity must not be told.
    pub(super) fn withholds(&self, item: ItemIx, row: u32, value: &TExpr) -> bool {
        let Some(declared) = self.county.pack.item(item) else { return true };
        let place = Place::subject(declared.entity, row);
        Scope { county: self.county, item: Some(item), group: self.group, place: &place }.is_withheld(value)
    }

    /// Of how many rows' personal values a value is made: of its parts the least; nothing where no part is.
    fn people(&self, expr: &TExpr, known: &mut Known) -> Option<usize> {
        let pack = self.county.pack;
        let mut open = vec![expr];
        let mut least: Option<usize> = None;
        while let Some(e) = open.pop() {
            let found = if let TExprKind::Aggregate { rows, body, weight, .. } = &e.kind {
                let mut parts = body.iter().chain(weight).map(|part| &**part);
                let certain = |filter| self.certain_rows(rows.within, rows.entity, &rows.group, filter);
                if parts.clone().any(|part| pack.is_personal(part)) {
                    Some(certain(Some(rows)).len())
                } else if rows.filter.as_ref().is_some_and(|filter| pack.is_personal(filter)) {
                    Some(certain(None).len())
                } else if let Some(part) = parts.find(|part| pack.rests_on_personal(part)) {
                    let below = certain(Some(rows)).into_iter().filter_map(|row| {
                        let place =
                            Place { frame: rows.frame, entity: rows.entity, row, outer: Some(self.place) };
                        self.at(&place).people(part, known)
                    });
                    Some(below.sum())
                } else {
                    None
                }
            } else if let TExprKind::Value { item, frame } = e.kind {
                self.subject_of(item, frame).and_then(|row| self.people_of(item, row, known))
            } else if let TExprKind::Column { frame, entity, column } = e.kind {
                let derive = pack.column(entity, column).and_then(|c| c.derive.as_ref());
                derive.zip(self.ancestor(frame, entity)).and_then(|(formula, row)| {
                    let place = Place::subject(entity, row);
                    Scope { county: self.county, item: None, group: &[], place: &place }
                        .people(formula, known)
                })
            } else {
                None
            };
            least = least.into_iter().chain(found).min();
            open.extend(e.children_in_frame());
        }
        least
    }

    fn people_of(&self, item: ItemIx, row: u32, known: &mut Known) -> Option<usize> {
        if let Some(found) = known.get(&(item, row)) {
            return *found;
        }
        let declared = self.county.pack.item(item)?;
        let place = Place::subject(declared.entity, row);
        let scope = Scope { county: self.county, item: Some(item), group: self.group, place: &place };
        let found = scope.people(valued(&declared.body)?, known);
        known.insert((item, row), found);
        found
    }
}

/// The formula of an item that has a value.
pub(super) fn valued(body: &ItemBody) -> Option<&TExpr> {
    match body {
        ItemBody::Indicator(indicator) => Some(&indicator.value),
        ItemBody::Define { value, .. } => Some(value),
        ItemBody::Rule { .. } => None,
    }
}
