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
            for read in pack.reads.direct(Read::Item(ix)) {
                match *read {
                    Read::Item(named) => {
                        uses.items.entry(named).or_default().insert(ix);
                    }
                    Read::Limit(limit) => {
                        uses.limits.entry(limit).or_default().insert(ix);
                    }
                    Read::Finding(_) => {
                        uses.judged.insert(ix);
                    }
                    Read::Column(..) | Read::Rows(_) | Read::Kind(_) | Read::TargetYear => {}
                }
            }
            if matches!(item.body, ItemBody::Define { output: false, .. }) {
                continue;
            }
            let through = |read: Read| match read {
                Read::Item(item) => {
                    pack.item(item).is_some_and(|i| matches!(i.body, ItemBody::Define { .. }))
                }
                Read::Column(..) => true,
                Read::Limit(_) | Read::Finding(_) | Read::Rows(_) | Read::Kind(_) | Read::TargetYear => false,
            };
            let needs = pack.reads.needs_through([Read::Item(ix)], through);
            for column in needs.into_iter().filter_map(Read::column) {
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
