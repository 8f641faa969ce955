//! Which derived columns and items use which.

use std::collections::{BTreeMap, BTreeSet};

use crate::semantics::*;

/// A step as something with an order.
pub(crate) type Position = usize;

/// Who uses whom, over a pack's order of computation.
pub(crate) struct Dependence {
    steps: Vec<Step>,
    positions: BTreeMap<Key, Position>,
    /// For each step, all that it needs, itself included.
    needs: Vec<BTreeSet<Position>>,
    /// For each limit, the steps that read it.
    limits: BTreeMap<LimitIx, BTreeSet<Position>>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Column(EntityIx, ColumnIx),
    Item(ItemIx),
    List(EntityIx),
}

fn key(step: Step) -> Key {
    match step {
        Step::Column(e, c) => Key::Column(e, c),
        Step::Item(i) => Key::Item(i),
        Step::List(e) => Key::List(e),
    }
}

impl Dependence {
    pub(crate) fn of(pack: &CheckedPack) -> Self {
        let steps = pack.order.clone();
        let positions: BTreeMap<Key, Position> =
            steps.iter().enumerate().map(|(i, s)| (key(*s), i)).collect();
        let mut needs: Vec<BTreeSet<Position>> = Vec::with_capacity(steps.len());
        let mut limits: BTreeMap<LimitIx, BTreeSet<Position>> = BTreeMap::new();
        for (i, step) in steps.iter().enumerate() {
            let mut own = BTreeSet::from([i]);
            let mut read: Vec<Key> = Vec::new();
            let mut visit = |expr: &TExpr| {
                expr.walk(&mut |e| match &e.kind {
                    TExprKind::Column { entity, column, .. } => read.push(Key::Column(*entity, *column)),
                    TExprKind::Outcome { item, .. }
                    | TExprKind::Value { item, .. }
                    | TExprKind::Threshold { item, .. } => {
                        read.push(Key::Item(*item));
                        let below = matches!(e.kind, TExprKind::Outcome { reach: Reach::Down, .. });
                        if let Some(item) = pack.item(*item).filter(|_| below) {
                            read.extend(pack.lists_of(item.entity).into_iter().map(Key::List));
                        }
                    }
                    TExprKind::Aggregate { rows, .. } | TExprKind::Quantified { rows, .. } => {
                        read.extend(pack.lists_of(rows.entity).into_iter().map(Key::List));
                    }
                    TExprKind::Limit { limit, .. } => {
                        limits.entry(*limit).or_default().insert(i);
                    }
                    _ => {}
                });
            };
            match *step {
                Step::Column(e, c) => {
                    pack.column(e, c).and_then(|c| c.derive.as_ref()).into_iter().for_each(&mut visit);
                }
                Step::Item(item) => {
                    pack.item(item).iter().flat_map(|i| i.expressions()).for_each(&mut visit);
                }
                Step::List(entity) => pack.list_expressions(entity).for_each(&mut visit),
            }
            if let Step::List(entity) = *step {
                read.extend(pack.list_columns(entity).map(|c| Key::Column(entity, c)));
            }
            if let Step::Item(item) = *step
                && let Some(ItemBody::Indicator(indicator)) = pack.item(item).map(|i| &i.body)
                && let ThresholdRef::Limit(limit) = indicator.threshold
            {
                limits.entry(limit).or_default().insert(i);
            }
            // The order puts what is needed first.
            for all in read.iter().filter_map(|k| needs.get(*positions.get(k)?)) {
                own.extend(all);
            }
            needs.push(own);
        }
        Dependence { steps, positions, needs, limits }
    }

    /// The position of an item.
    pub(crate) fn item(&self, item: ItemIx) -> Option<Position> {
        self.positions.get(&Key::Item(item)).copied()
    }

    /// The position of a derived column.
    pub(crate) fn column(&self, entity: EntityIx, column: ColumnIx) -> Option<Position> {
        self.positions.get(&Key::Column(entity, column)).copied()
    }

    /// The steps that read a limit.
    pub(crate) fn limit(&self, limit: LimitIx) -> BTreeSet<Position> {
        self.limits.get(&limit).cloned().unwrap_or_default()
    }

    /// Whether an item needs any of `changed`.
    pub(crate) fn depends(&self, item: ItemIx, changed: &BTreeSet<Position>) -> bool {
        let needs = self.item(item).and_then(|p| self.needs.get(p));
        needs.is_some_and(|needs| changed.iter().any(|c| needs.contains(c)))
    }

    /// What has to be computed for these items, in order.
    pub(crate) fn order_for(&self, items: impl IntoIterator<Item = ItemIx>) -> Vec<Step> {
        let mut all = BTreeSet::<Position>::new();
        for needs in items.into_iter().filter_map(|i| self.needs.get(self.item(i)?)) {
            all.extend(needs);
        }
        all.into_iter().filter_map(|p| self.steps.get(p).copied()).collect()
    }
}
