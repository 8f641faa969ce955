//! What of a pack its own cases answer for: all of it, or, in a pack that extends another, what it adds or changes in meaning.

use std::collections::{BTreeMap, BTreeSet};

use crate::semantics::meaning;
use crate::semantics::*;

/// The parts of a pack that its cases must cover.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extent {
    /// Indicators, rules, vetoes, conclusions, audits and defines.
    pub items: BTreeSet<ItemIx>,
    /// Parts of those items that say what they said in the parent: a rule with one more requirement answers for that one.
    pub inherited: BTreeSet<(ItemIx, Part)>,
    /// Limits, and which of their tables by date.
    pub limits: BTreeMap<LimitIx, BTreeSet<usize>>,
    /// Derived columns.
    pub columns: BTreeSet<(EntityIx, ColumnIx)>,
    /// Columns that hold a kind.
    pub kinds: BTreeSet<(EntityIx, ColumnIx)>,
}

/// A part of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A `when`, by position.
    When(usize),
    /// A `require`, by position.
    Require(usize),
    /// An indicator's or a define's formula.
    Value,
}

impl Extent {
    /// Whether a part of an item is the pack's own.
    pub(super) fn owns(&self, item: ItemIx, part: Part) -> bool {
        self.items.contains(&item) && !self.inherited.contains(&(item, part))
    }

    /// What a pack has that `parent` has not, or has otherwise; without a parent, everything. An item is otherwise when what it says
    /// differs (subjects, conditions, formula, threshold), not when only its title, citations or notes do; a limit, when a value or date does.
    pub fn of(pack: &CheckedPack, parent: Option<&CheckedPack>) -> Extent {
        let mut extent = Extent::default();
        for (ix, item) in (0u32..).map(ItemIx).zip(&pack.items) {
            let inherited = parent.is_some_and(|p| {
                p.items
                    .iter()
                    .any(|old| old.id == item.id && meaning::item(p, old) == meaning::item(pack, item))
            });
            if inherited {
                continue;
            }
            extent.items.insert(ix);
            let before: BTreeSet<String> = parent
                .and_then(|p| p.items.iter().find(|old| old.id == item.id).map(|old| parts(p, old)))
                .map(|all| all.into_iter().map(|(_, text)| text).collect())
                .unwrap_or_default();
            let same = parts(pack, item).into_iter().filter(|(_, text)| before.contains(text));
            extent.inherited.extend(same.map(|(part, _)| (ix, part)));
        }
        for (ix, limit) in (0u32..).map(LimitIx).zip(&pack.limits) {
            let old = parent.and_then(|p| p.limits.iter().find(|l| l.id == limit.id).map(|l| (p, l)));
            let tables: BTreeSet<usize> = (0..limit.tables.len())
                .filter(|i| {
                    let new = meaning::table(pack, limit, *i);
                    old.is_none_or(|(p, l)| (0..l.tables.len()).all(|j| meaning::table(p, l, j) != new))
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
                    column.derive.as_ref().map(|d| meaning::expression(pack, d))
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

/// The parts of an item with what each means, for which subjects.
fn parts(pack: &CheckedPack, item: &Item) -> Vec<(Part, String)> {
    let of = |sort: &str, expr: &TExpr| {
        let by: Vec<&str> = item.by.iter().filter_map(|k| pack.kind(*k)).map(|k| k.id.as_str()).collect();
        let entity = pack.entity(item.entity).map_or("", |e| &e.id);
        format!("{entity} {} {sort} {}", by.join(","), meaning::expression(pack, expr))
    };
    let mut out: Vec<(Part, String)> =
        item.when.iter().enumerate().map(|(i, w)| (Part::When(i), of("when", &w.expr))).collect();
    match &item.body {
        ItemBody::Indicator(indicator) => out.push((Part::Value, of("value", &indicator.value))),
        ItemBody::Define { value, .. } => out.push((Part::Value, of("value", value))),
        ItemBody::Rule { requirements, .. } => {
            let one = |(i, r): (usize, &Requirement)| (Part::Require(i), of("require", &r.expr));
            out.extend(requirements.iter().enumerate().map(one));
        }
    }
    out
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
