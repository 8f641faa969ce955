//! What uses what: columns and limits by the items that need them, items by the items that name them.

use std::collections::{BTreeMap, BTreeSet};

use crate::semantics::*;

/// By what each thing is used.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// Columns: the items that need them, by way of defines and computed columns too.
    pub columns: BTreeMap<(EntityIx, ColumnIx), BTreeSet<ItemIx>>,
    /// Limits: the items whose formulas name them, and thresholds.
    pub limits: BTreeMap<LimitIx, BTreeSet<ItemIx>>,
    /// Items: the items that name them.
    pub items: BTreeMap<ItemIx, BTreeSet<ItemIx>>,
    /// The items that the assessors judge.
    pub judged: BTreeSet<ItemIx>,
}

impl Uses {
    pub fn of(pack: &CheckedPack) -> Self {
        let mut uses = Uses::default();
        for (ix, item) in (0u32..).map(ItemIx).zip(&pack.items) {
            for e in item.expressions() {
                e.walk(&mut |e| match &e.kind {
                    TExprKind::Outcome { item: named, .. }
                    | TExprKind::Value { item: named, .. }
                    | TExprKind::Threshold { item: named, .. } => {
                        uses.items.entry(*named).or_default().insert(ix);
                    }
                    TExprKind::Limit { limit, .. } => {
                        uses.limits.entry(*limit).or_default().insert(ix);
                    }
                    TExprKind::Judged | TExprKind::JudgedCell(_) => {
                        uses.judged.insert(ix);
                    }
                    _ => {}
                });
            }
            if let ItemBody::Indicator(Indicator { threshold: ThresholdRef::Limit(limit), .. }) = &item.body {
                uses.limits.entry(*limit).or_default().insert(ix);
            }
            if matches!(item.body, ItemBody::Define { output: false, .. }) {
                continue;
            }
            let mut need = Need { pack, columns: BTreeSet::new(), defines: BTreeSet::new() };
            for e in item.expressions() {
                need.of(e);
            }
            for column in need.columns {
                uses.columns.entry(column).or_default().insert(ix);
            }
        }
        uses
    }

    /// The columns that an item needs, by table.
    pub fn of_item(&self, item: ItemIx) -> BTreeMap<EntityIx, Vec<ColumnIx>> {
        let mut out: BTreeMap<EntityIx, Vec<ColumnIx>> = BTreeMap::new();
        for ((entity, column), _) in self.columns.iter().filter(|(_, items)| items.contains(&item)) {
            out.entry(*entity).or_default().push(*column);
        }
        out
    }
}

struct Need<'a> {
    pack: &'a CheckedPack,
    columns: BTreeSet<(EntityIx, ColumnIx)>,
    defines: BTreeSet<ItemIx>,
}

impl<'a> Need<'a> {
    /// All that an expression needs, without recursion over the items it names.
    fn of(&mut self, e: &'a TExpr) {
        let mut open: Vec<&'a TExpr> = vec![e];
        while let Some(e) = open.pop() {
            let mut more: Vec<&'a TExpr> = Vec::new();
            e.walk(&mut |e| match &e.kind {
                TExprKind::Column { entity, column, .. } => {
                    if self.columns.insert((*entity, *column))
                        && let Some(derive) =
                            self.pack.column(*entity, *column).and_then(|c| c.derive.as_ref())
                    {
                        more.push(derive);
                    }
                }
                TExprKind::Value { item, .. } => {
                    let Some(found) = self.pack.item(*item) else { return };
                    if matches!(found.body, ItemBody::Define { .. }) && self.defines.insert(*item) {
                        more.extend(found.expressions());
                    }
                }
                TExprKind::Aggregate { rows, .. } | TExprKind::Quantified { rows, .. } => {
                    self.columns.extend(rows.group.iter().map(|g| (rows.entity, g.column)));
                }
                _ => {}
            });
            open.extend(more);
        }
    }
}
