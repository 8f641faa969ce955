//! Which limits, items and columns formulas use.

use std::collections::HashSet;

use crate::semantics::checked::*;

/// What formulas use.
#[derive(Default)]
pub(crate) struct Used {
    pub limits: HashSet<LimitIx>,
    pub items: HashSet<ItemIx>,
    pub columns: HashSet<(EntityIx, ColumnIx)>,
}

impl Used {
    /// By the items and derived columns of a pack.
    pub fn of(pack: &CheckedPack) -> Self {
        let mut used = Used::default();
        for item in &pack.items {
            if let ItemBody::Indicator(Indicator { threshold: ThresholdRef::Limit(limit), .. }) = &item.body {
                used.limits.insert(*limit);
            }
        }
        let derived = pack.entities.iter().flat_map(|e| &e.columns).filter_map(|c| c.derive.as_ref());
        for root in pack.items.iter().flat_map(Item::expressions).chain(derived) {
            root.walk(&mut |e| used.expression(e, pack));
        }
        for (entity, _) in (0u32..).map(EntityIx).zip(&pack.entities) {
            used.columns.extend(pack.list_columns(entity).map(|column| (entity, column)));
            pack.list_expressions(entity).for_each(|root| root.walk(&mut |e| used.expression(e, pack)));
        }
        used
    }

    fn expression(&mut self, e: &TExpr, pack: &CheckedPack) {
        match &e.kind {
            TExprKind::Limit { limit, .. } => {
                self.limits.insert(*limit);
            }
            TExprKind::Column { entity, column, .. } => {
                self.columns.insert((*entity, *column));
            }
            TExprKind::Outcome { item, group, .. } => {
                self.items.insert(*item);
                if let Some(entity) = pack.item(*item).map(|i| i.entity) {
                    self.columns.extend(group.iter().map(|g| (entity, g.column)));
                }
            }
            TExprKind::Value { item, .. } | TExprKind::Threshold { item, .. } => {
                self.items.insert(*item);
            }
            TExprKind::Aggregate { rows, .. } | TExprKind::Quantified { rows, .. } => {
                self.columns.extend(rows.group.iter().map(|g| (rows.entity, g.column)));
            }
            _ => {}
        }
    }
}
