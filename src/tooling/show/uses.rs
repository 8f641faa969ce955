//! What formulas use, and who uses a thing.

use std::collections::BTreeSet;

use super::find::{Finder, Name};
use super::{Shown, Sort, Use};
use crate::semantics::*;

/// Something that a formula may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    Item(ItemIx),
    Limit(LimitIx),
    Column(EntityIx, ColumnIx),
    Entity(EntityIx),
    Kind(KindIx),
}

/// What is named by what is read.
fn named(read: Read) -> Option<Named> {
    match read {
        Read::Column(entity, column) => Some(Named::Column(entity, column)),
        Read::Item(item) => Some(Named::Item(item)),
        Read::Limit(limit) => Some(Named::Limit(limit)),
        Read::Rows(entity) => Some(Named::Entity(entity)),
        Read::Kind(kind) => Some(Named::Kind(kind)),
        Read::Finding(_) | Read::TargetYear => None,
    }
}

/// All that an item names.
pub(super) fn of_item(pack: &CheckedPack, (ix, item): (ItemIx, &Item)) -> BTreeSet<Named> {
    let mut found: BTreeSet<Named> =
        pack.reads.direct(Read::Item(ix)).iter().copied().filter_map(named).collect();
    found.extend(item.by.iter().map(|k| Named::Kind(*k)));
    if let ItemBody::Indicator(indicator) = &item.body {
        let limit = match &indicator.threshold {
            ThresholdRef::Limit(limit) => pack.limit(*limit),
            ThresholdRef::Own(limit) => Some(&**limit),
        };
        found.extend(limit.into_iter().flat_map(|l| &l.by).copied().map(Named::Kind));
    }
    found
}

/// The ids of all that name a thing.
pub(super) fn users(pack: &CheckedPack, thing: Named) -> Vec<String> {
    let mut out = Vec::new();
    for (e, entity) in pack.entities.iter().enumerate() {
        for (c, column) in entity.columns.iter().enumerate() {
            let (entity_ix, column_ix) = (EntityIx(e as u32), ColumnIx(c as u32));
            let direct = pack.reads.direct(Read::Column(entity_ix, column_ix));
            let mut found: BTreeSet<Named> = direct.iter().copied().filter_map(named).collect();
            if let ColumnType::Kind(kind) = column.ty {
                found.insert(Named::Kind(kind));
            }
            let own = thing == Named::Column(entity_ix, column_ix);
            if found.contains(&thing) && !own {
                out.push(format!("{}.{}", entity.id, column.id));
            }
        }
    }
    for (i, limit) in pack.limits.iter().enumerate() {
        let kind = limit.by.iter().any(|k| thing == Named::Kind(*k));
        if kind && thing != Named::Limit(LimitIx(i as u32)) {
            out.push(limit.id.clone());
        }
    }
    for (i, item) in pack.items.iter().enumerate() {
        let subject = thing == Named::Entity(item.entity);
        let own = thing == Named::Item(ItemIx(i as u32));
        if !own && (subject || of_item(pack, (ItemIx(i as u32), item)).contains(&thing)) {
            out.push(item.id.clone());
        }
    }
    out
}

/// The ids of all that cite a source.
pub(super) fn citing(pack: &CheckedPack, source: &str) -> Vec<String> {
    let cites = |list: &[Citation]| list.iter().any(|c| c.source == source);
    let limits = pack
        .limits
        .iter()
        .filter(|l| cites(l.cite.as_slice()) || l.tables.iter().any(|t| cites(t.cite.as_slice())));
    let mut out: Vec<String> = limits.map(|l| l.id.clone()).collect();
    out.extend(pack.items.iter().filter(|i| cites(&i.cite)).map(|i| i.id.clone()));
    out.extend(pack.measures.iter().filter(|m| cites(m.cite.as_slice())).map(|m| m.id.clone()));
    out
}

/// A limit's numbers in one line, as they are written: `小学 45，初中 50 人`.
pub(super) fn numbers_as_written(limit: &Shown) -> String {
    let cells = limit.parts.iter().filter(|p| p.part == "threshold");
    let cells = cells.flat_map(|p| p.given.iter().map(|g| format!("{} {}", p.at.join(" "), g.text)));
    let cells: Vec<String> = cells.map(|c| c.trim().to_owned()).collect();
    let unit = limit.parts.iter().find(|p| p.part == "unit").and_then(|p| p.given.first());
    let numbers = cells.join("，");
    match unit {
        Some(unit) if numbers.ends_with(|c: char| c.is_ascii_digit()) => format!("{numbers} {}", unit.text),
        _ => numbers,
    }
}

/// What an item names, each with its numbers or formula.
pub(super) fn uses(finder: &Finder<'_>, item: (ItemIx, &Item)) -> Vec<Use> {
    of_item(finder.pack, item).into_iter().filter_map(|named| describe(finder, named)).collect()
}

fn describe(finder: &Finder<'_>, named: Named) -> Option<Use> {
    let pack = finder.pack;
    let one = |sort, id: &str, label: &str, text: String| {
        Some(Use { sort, id: id.to_owned(), label: label.to_owned(), text })
    };
    match named {
        Named::Item(ix) => {
            let item = pack.item(ix)?;
            let text = match &item.body {
                ItemBody::Define { value, .. } => {
                    pack.sources.slice(value.span).split_whitespace().collect::<Vec<_>>().join(" ")
                }
                ItemBody::Indicator(_) | ItemBody::Rule { .. } => item.title.clone(),
            };
            one(sort_of(item), &item.id, &item.label, text)
        }
        Named::Limit(ix) => {
            let limit = pack.limit(ix)?;
            let shown = finder.thing(Sort::Limit, &Name { id: &limit.id, label: &limit.label });
            one(Sort::Limit, &limit.id, &limit.label, numbers_as_written(&shown))
        }
        Named::Column(entity, column) => {
            let table = pack.entity(entity)?;
            let column = pack.column(entity, column)?;
            let id = format!("{}.{}", table.id, column.id);
            one(Sort::Column, &id, &format!("{}.{}", table.label, column.label), String::new())
        }
        Named::Entity(_) | Named::Kind(_) => None,
    }
}

/// Which sort an item is.
pub(super) fn sort_of(item: &Item) -> Sort {
    match &item.body {
        ItemBody::Indicator(_) => Sort::Indicator,
        ItemBody::Define { .. } => Sort::Define,
        ItemBody::Rule { kind, .. } => match kind {
            RuleKind::Rule => Sort::Rule,
            RuleKind::Veto => Sort::Veto,
            RuleKind::Conclusion => Sort::Conclusion,
            RuleKind::Audit => Sort::Audit,
        },
    }
}
