//! The new pack with one difference undone.

use std::sync::Arc;

use super::counterpart::Counterparts;
use super::{Change, ItemPart, Owner};
use crate::semantics::resolve::order::order_without_circles;
use crate::semantics::*;

/// `to` with one of the differences as it is in `from`. None where that cannot be had alone: an item that is added or removed, another
/// shape of the data, or a formula that names what `to` has not.
pub fn undone(change: &Change, from: &CheckedPack, to: &CheckedPack) -> Option<CheckedPack> {
    crate::source::with_deep_stack(|| {
        let mut pack = to.clone();
        undo(change, from, &mut pack)?;
        let (order, reads) = order_without_circles(&pack.entities, &pack.items)?;
        (pack.order, pack.reads) = (order, Arc::new(reads));
        Some(pack)
    })
}

fn undo(change: &Change, from: &CheckedPack, pack: &mut CheckedPack) -> Option<()> {
    let to = pack.clone();
    let there = Counterparts::new(from, &to);
    match change {
        Change::Number { of, from: date, key, before, .. } => {
            let limit = owned_mut(pack, *of)?;
            let table = limit.tables.iter_mut().find(|t| t.from == *date)?;
            *table.values.get_mut(key)? = before.clone();
        }
        Change::Numbers(owner) => {
            let old = match owner {
                Owner::Limit(was, _) => from.limit(*was)?,
                Owner::Indicator(was, _) => match &from.item(*was)?.body {
                    ItemBody::Indicator(Indicator { threshold: ThresholdRef::Own(limit), .. }) => limit,
                    ItemBody::Indicator(_) | ItemBody::Rule { .. } | ItemBody::Define { .. } => return None,
                },
            };
            let old = there.limit(old)?;
            let limit = owned_mut(pack, *owner)?;
            // What reads it gives as many kinds as it goes by now.
            if limit.by != old.by {
                return None;
            }
            limit.tables = old.tables;
        }
        Change::Part(was, is, part) => {
            let old = from.item(*was)?;
            let item = pack.items.get_mut(is.ix())?;
            part_of_item(*part, old, item, &there)?;
        }
        Change::Derivation([(was_entity, was), (entity, column)]) => {
            let old = from.column(*was_entity, *was)?.derive.as_ref();
            let old = match old {
                Some(expr) => Some(there.expression(expr)?),
                None => None,
            };
            let column = pack.entities.get_mut(entity.ix())?.columns.get_mut(column.ix())?;
            column.derive = old;
        }
        Change::Target(county) => match from.schedule.get(county) {
            Some(year) => {
                pack.schedule.insert(county.clone(), *year);
            }
            None => {
                pack.schedule.remove(county);
            }
        },
        Change::Added(_) | Change::Removed(_) | Change::Column(_) | Change::Entity(..) | Change::Kind(..) => {
            return None;
        }
    }
    Some(())
}

fn owned_mut(pack: &mut CheckedPack, owner: Owner) -> Option<&mut Limit> {
    match owner {
        Owner::Limit(_, ix) => pack.limits.get_mut(ix.ix()),
        Owner::Indicator(_, ix) => match &mut pack.items.get_mut(ix.ix())?.body {
            ItemBody::Indicator(Indicator { threshold: ThresholdRef::Own(limit), .. }) => Some(limit),
            ItemBody::Indicator(_) | ItemBody::Rule { .. } | ItemBody::Define { .. } => None,
        },
    }
}

fn part_of_item(part: ItemPart, old: &Item, item: &mut Item, there: &Counterparts<'_>) -> Option<()> {
    if part == ItemPart::Whole {
        item.entity = there.entity(old.entity)?;
        item.by = old.by.iter().map(|k| there.kind(*k)).collect::<Option<_>>()?;
        item.body = match &old.body {
            ItemBody::Indicator(i) => ItemBody::Indicator(Indicator {
                value: there.expression(&i.value)?,
                threshold: threshold(&i.threshold, there)?,
                index: index(i, there)?,
                ..i.clone()
            }),
            ItemBody::Rule { kind, requirements, judged } => ItemBody::Rule {
                kind: *kind,
                requirements: there.requirements(requirements)?,
                judged: *judged,
            },
            ItemBody::Define { value, unit, output } => {
                ItemBody::Define { value: there.expression(value)?, unit: unit.clone(), output: *output }
            }
        };
    }
    if matches!(part, ItemPart::Whole | ItemPart::When) {
        item.when = there.requirements(&old.when)?;
    }
    match (part, &old.body, &mut item.body) {
        (ItemPart::Whole | ItemPart::When, ..) => {}
        (ItemPart::Formula, ItemBody::Indicator(a), ItemBody::Indicator(b)) => {
            b.value = there.expression(&a.value)?;
        }
        (ItemPart::Formula, ItemBody::Define { value: a, .. }, ItemBody::Define { value: b, .. }) => {
            *b = there.expression(a)?;
        }
        (ItemPart::Threshold, ItemBody::Indicator(a), ItemBody::Indicator(b)) => {
            b.comparison = a.comparison;
            b.threshold = threshold(&a.threshold, there)?;
            b.index = index(a, there)?;
        }
        (
            ItemPart::Requirements,
            ItemBody::Rule { requirements: a, judged: j, .. },
            ItemBody::Rule { requirements: b, judged: k, .. },
        ) => {
            *b = there.requirements(a)?;
            *k = *j;
        }
        _ => return None,
    }
    Some(())
}

fn threshold(old: &ThresholdRef, there: &Counterparts<'_>) -> Option<ThresholdRef> {
    Some(match old {
        ThresholdRef::Limit(limit) => ThresholdRef::Limit(there.limit_ix(*limit)?),
        ThresholdRef::Own(limit) => ThresholdRef::Own(Box::new(there.limit(limit)?)),
    })
}

fn index(old: &Indicator, there: &Counterparts<'_>) -> Option<Vec<TExpr>> {
    old.index.iter().map(|e| there.expression(e)).collect()
}
