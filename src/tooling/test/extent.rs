//! What of a pack its own cases answer for: all of it, or, in a pack that extends another, what it adds or changes in meaning.

use std::collections::{BTreeMap, BTreeSet};

use super::fingerprint;
use crate::semantics::*;

/// The parts of a pack that its cases must cover.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extent {
    /// Indicators, rules, vetoes, conclusions, audits and defines.
    pub items: BTreeSet<ItemIx>,
    /// Limits, and which of their tables by date.
    pub limits: BTreeMap<LimitIx, BTreeSet<usize>>,
    /// Derived columns.
    pub columns: BTreeSet<(EntityIx, ColumnIx)>,
    /// Columns that hold a kind.
    pub kinds: BTreeSet<(EntityIx, ColumnIx)>,
}

impl Extent {
    /// What a pack has that `parent` has not, or has otherwise; without a parent, everything. An item is otherwise when what it says
    /// differs (subjects, conditions, formula, threshold), not when only its title, citations or notes do; a limit, when a value or date does.
    pub fn of(pack: &CheckedPack, parent: Option<&CheckedPack>) -> Extent {
        let mut extent = Extent::default();
        for (ix, item) in (0u32..).map(ItemIx).zip(&pack.items) {
            let inherited = parent.is_some_and(|p| {
                p.items.iter().any(|old| {
                    old.id == item.id && fingerprint::item(p, old) == fingerprint::item(pack, item)
                })
            });
            if !inherited {
                extent.items.insert(ix);
            }
        }
        for (ix, limit) in (0u32..).map(LimitIx).zip(&pack.limits) {
            let old = parent.and_then(|p| p.limits.iter().find(|l| l.id == limit.id).map(|l| (p, l)));
            let tables: BTreeSet<usize> = (0..limit.tables.len())
                .filter(|i| {
                    let new = fingerprint::table(pack, limit, *i);
                    old.is_none_or(|(p, l)| (0..l.tables.len()).all(|j| fingerprint::table(p, l, j) != new))
                })
                .collect();
            if !tables.is_empty() {
                extent.limits.insert(ix, tables);
            }
        }
        for (e, entity) in (0u32..).map(EntityIx).zip(&pack.entities) {
            let old = parent.and_then(|p| p.entities.iter().find(|o| o.id == entity.id).map(|o| (p, o)));
            for (c, column) in (0u32..).map(ColumnIx).zip(&entity.columns) {
                let before = old.and_then(|(p, o)| o.column(&column.id).map(|(_, c)| (p, c)));
                let formula = |pack: &CheckedPack, column: &Column| {
                    column.derive.as_ref().map(|d| fingerprint::expression(pack, d))
                };
                let own = before.is_none_or(|(p, b)| formula(p, b) != formula(pack, column));
                if own && column.derive.is_some() {
                    extent.columns.insert((e, c));
                }
                if let ColumnType::Kind(kind) = column.ty
                    && (before.is_none() || !same_kind(pack, kind, parent))
                {
                    extent.kinds.insert((e, c));
                }
            }
        }
        extent
    }
}

/// Whether a kind has the values that it had.
fn same_kind(pack: &CheckedPack, kind: KindIx, parent: Option<&CheckedPack>) -> bool {
    let Some(new) = pack.kind(kind) else { return true };
    parent.is_some_and(|p| {
        p.kinds.iter().any(|old| {
            old.id == new.id && old.values.iter().map(|v| &v.0).eq(new.values.iter().map(|v| &v.0))
        })
    })
}
