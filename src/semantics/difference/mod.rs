//! How two packs differ in what they judge by, and what one of them would be with a single difference undone.
//!
//! Titles, notes, citations, audits and plans are no differences here; for those, see the comparison in words.

mod asked;
mod counterpart;
mod undo;

use std::collections::BTreeSet;

use super::meaning;
use super::*;
use crate::value::{Date, Number};

pub use asked::{Asked, asked};
pub use undo::undone;

/// What differs. Of two indices, the first is into the old pack, the second into the new.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// One number of a table whose dates and kinds stayed.
    Number {
        /// Whose.
        of: Owner,
        /// From when it is in force.
        from: Option<Date>,
        /// The values of the kinds it is for, in the new pack.
        key: Vec<KindValue>,
        /// As it was, in base units.
        before: Number,
        /// As it is, in base units.
        after: Number,
    },
    /// All numbers of a limit or threshold: its dates or kinds are others.
    Numbers(Owner),
    /// A part of an item.
    Part(ItemIx, ItemIx, ItemPart),
    /// An item that only the new pack has.
    Added(ItemIx),
    /// An item that only the old pack has.
    Removed(ItemIx),
    /// How a column is computed.
    Derivation([(EntityIx, ColumnIx); 2]),
    /// What a column takes: its type, unit, bounds, whether it must be filled in.
    Column([(EntityIx, ColumnIx); 2]),
    /// Which rows a table has: its parent, key, or what missing rows mean.
    Entity(EntityIx, EntityIx),
    /// The values of a kind or their order.
    Kind(KindIx, KindIx),
    /// A county's target year.
    Target(String),
}

/// Whose numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// A limit's.
    Limit(LimitIx, LimitIx),
    /// An indicator's own threshold.
    Indicator(ItemIx, ItemIx),
}

/// What of an item is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemPart {
    /// Whom it is for, or what sort of item it is; then all the rest of it too.
    Whole,
    /// When it applies.
    When,
    /// An indicator's or a define's formula.
    Formula,
    /// Which comparison, or with which limit.
    Threshold,
    /// A rule's requirements.
    Requirements,
}

/// All differences, in the order of the new pack; what is gone comes last.
pub fn differences(from: &CheckedPack, to: &CheckedPack) -> Vec<Change> {
    crate::source::with_deep_stack(|| {
        let mut out = Vec::new();
        schema(from, to, &mut out);
        for (new_ix, new) in (0u32..).map(LimitIx).zip(&to.limits) {
            let old = from.limits.iter().position(|l| l.id == new.id);
            let old = old.and_then(|i| Some((LimitIx(u32::try_from(i).ok()?), from.limits.get(i)?)));
            if let Some((old_ix, old)) = old {
                numbers(Owner::Limit(old_ix, new_ix), (from, old), (to, new), &mut out);
            }
        }
        for (new_ix, new) in (0u32..).map(ItemIx).zip(&to.items).filter(|(_, i)| !is_audit(i)) {
            match find(&from.items, |i| i.id == new.id) {
                None => out.push(Change::Added(new_ix)),
                Some((i, old)) => item((from, ItemIx(i), old), (to, new_ix, new), &mut out),
            }
        }
        for (ix, old) in (0u32..).map(ItemIx).zip(&from.items).filter(|(_, i)| !is_audit(i)) {
            if find(&to.items, |i| i.id == old.id).is_none() {
                out.push(Change::Removed(ix));
            }
        }
        let counties: BTreeSet<&String> = from.schedule.keys().chain(to.schedule.keys()).collect();
        out.extend(
            counties
                .into_iter()
                .filter(|c| from.schedule.get(*c) != to.schedule.get(*c))
                .map(|c| Change::Target(c.clone())),
        );
        out
    })
}

/// Audits decide nothing.
fn is_audit(item: &Item) -> bool {
    matches!(item.body, ItemBody::Rule { kind: RuleKind::Audit, .. })
}

fn find<T>(list: &[T], is: impl Fn(&T) -> bool) -> Option<(u32, &T)> {
    (0u32..).zip(list).find(|(_, x)| is(x))
}

fn schema(from: &CheckedPack, to: &CheckedPack, out: &mut Vec<Change>) {
    for (new_ix, new) in (0u32..).zip(&to.kinds) {
        if let Some((old_ix, old)) = find(&from.kinds, |k| k.id == new.id) {
            let ids = |k: &Kind| k.values.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
            let words = |k: &Kind| {
                let word = |(alias, value): &(String, KindValue)| {
                    Some((k.values.get(usize::from(*value))?.0.clone(), alias.clone()))
                };
                k.aliases.iter().map(word).collect::<BTreeSet<_>>()
            };
            if ids(old) != ids(new) || words(old) != words(new) || old.ordered != new.ordered {
                out.push(Change::Kind(KindIx(old_ix), KindIx(new_ix)));
            }
        }
    }
    for (new_ix, new) in (0u32..).zip(&to.entities) {
        let Some((old_ix, old)) = find(&from.entities, |e| e.id == new.id) else { continue };
        let (old_ix, new_ix) = (EntityIx(old_ix), EntityIx(new_ix));
        let shape = |pack: &CheckedPack, e: &Entity| {
            let key = e.key.iter().filter_map(|c| e.columns.get(c.ix())).map(|c| c.id.clone());
            let parent = e.parent.and_then(|p| pack.entity(p)).map(|p| p.id.clone());
            (parent, key.collect::<Vec<_>>(), expected(pack, e), e.unit.clone())
        };
        if shape(from, old) != shape(to, new) {
            out.push(Change::Entity(old_ix, new_ix));
        }
        for (c, column) in (0u32..).map(ColumnIx).zip(&new.columns) {
            let Some((b, before)) = find(&old.columns, |o| o.id == column.id) else { continue };
            let places = [(old_ix, ColumnIx(b)), (new_ix, c)];
            if taken(from, before) != taken(to, column) {
                out.push(Change::Column(places));
            }
            let formula = |pack: &CheckedPack, column: &Column| {
                column.derive.as_ref().map(|d| meaning::expression(pack, d))
            };
            if formula(from, before) != formula(to, column) {
                out.push(Change::Derivation(places));
            }
        }
    }
}

/// What a table must have, as texts without positions.
fn expected(pack: &CheckedPack, entity: &Entity) -> Vec<String> {
    let one = |e: &Expectation| {
        let each = pack.entity(e.each).map_or("", |e| e.id.as_str());
        let formula = |f: &TExpr| meaning::expression(pack, f);
        let id = |c: &ColumnIx| entity.columns.get(c.ix()).map_or_else(String::new, |c| c.id.clone());
        let totals: Vec<_> = e.total.iter().map(|(c, f)| (id(c), formula(f))).collect();
        let values: Vec<_> = e.values.iter().map(id).collect();
        let (when, count) = (e.when.as_ref().map(formula), e.count.as_ref().map(formula));
        format!("{:?}", (each, when, count, totals, values))
    };
    let mut all: Vec<String> = entity.expect.iter().map(one).collect();
    all.sort();
    all
}

/// What a column takes, as a text without positions.
fn taken(pack: &CheckedPack, column: &Column) -> String {
    let ty = match column.ty {
        ColumnType::Kind(kind) => pack.kind(kind).map_or_else(String::new, |k| k.id.clone()),
        other @ (ColumnType::Number
        | ColumnType::Count
        | ColumnType::Share
        | ColumnType::Flag
        | ColumnType::Text
        | ColumnType::Date) => format!("{other:?}"),
    };
    let (unit, required) = (&column.unit, column.required);
    let pattern = column.pattern.as_ref().map(crate::value::Pattern::text);
    format!("{ty} {} {required} {:?} {:?} {pattern:?}", unit.symbol, column.min, column.max)
}

fn numbers(
    owner: Owner,
    (from, old): (&CheckedPack, &Limit),
    (to, new): (&CheckedPack, &Limit),
    out: &mut Vec<Change>,
) {
    let keys = |pack: &CheckedPack, limit: &Limit| -> Vec<(Option<Date>, Vec<Vec<String>>)> {
        let of = |t: &LimitTable| {
            let mut keys: Vec<_> = t.values.keys().map(|k| meaning::key_ids(pack, limit, k)).collect();
            keys.sort();
            (t.from, keys)
        };
        limit.tables.iter().map(of).collect()
    };
    let kinds = |pack: &CheckedPack, limit: &Limit| -> Vec<String> {
        limit.by.iter().filter_map(|k| pack.kind(*k)).map(|k| k.id.clone()).collect()
    };
    if kinds(from, old) != kinds(to, new) || keys(from, old) != keys(to, new) {
        out.push(Change::Numbers(owner));
        return;
    }
    for (was, is) in old.tables.iter().zip(&new.tables) {
        for (key, after) in &is.values {
            let ids = meaning::key_ids(to, new, key);
            let before = was.values.iter().find(|(k, _)| meaning::key_ids(from, old, k) == ids);
            let Some((_, before)) = before.filter(|(_, b)| *b != after) else { continue };
            out.push(Change::Number {
                of: owner,
                from: is.from,
                key: key.clone(),
                before: before.clone(),
                after: after.clone(),
            });
        }
    }
}

fn item(
    (from, old_ix, old): (&CheckedPack, ItemIx, &Item),
    (to, new_ix, new): (&CheckedPack, ItemIx, &Item),
    out: &mut Vec<Change>,
) {
    if meaning::item(from, old) == meaning::item(to, new) {
        return;
    }
    let mut part = |part| out.push(Change::Part(old_ix, new_ix, part));
    let all = |pack: &CheckedPack, list: &[Requirement]| -> Vec<String> {
        list.iter().map(|r| meaning::expression(pack, &r.expr)).collect()
    };
    let subject = |pack: &CheckedPack, item: &Item| {
        let kinds = item.by.iter().filter_map(|k| pack.kind(*k)).map(|k| k.id.clone());
        (pack.entity(item.entity).map(|e| e.id.clone()), kinds.collect::<Vec<_>>())
    };
    if subject(from, old) != subject(to, new) {
        return part(ItemPart::Whole);
    }
    if all(from, &old.when) != all(to, &new.when) {
        part(ItemPart::When);
    }
    let differs = |a: &TExpr, b: &TExpr| meaning::expression(from, a) != meaning::expression(to, b);
    match (&old.body, &new.body) {
        (ItemBody::Indicator(a), ItemBody::Indicator(b)) => {
            if differs(&a.value, &b.value) {
                part(ItemPart::Formula);
            }
            let named = |pack: &CheckedPack, i: &Indicator| match &i.threshold {
                ThresholdRef::Limit(l) => pack.limit(*l).map(|l| l.id.clone()),
                ThresholdRef::Own(_) => None,
            };
            let index = |pack: &CheckedPack, i: &Indicator| -> Vec<String> {
                i.index.iter().map(|e| meaning::expression(pack, e)).collect()
            };
            let same_name = named(from, a) == named(to, b);
            if a.comparison != b.comparison || !same_name || index(from, a) != index(to, b) {
                part(ItemPart::Threshold);
            } else if let (ThresholdRef::Own(was), ThresholdRef::Own(is)) = (&a.threshold, &b.threshold) {
                numbers(Owner::Indicator(old_ix, new_ix), (from, was), (to, is), out);
            }
        }
        (
            ItemBody::Rule { kind: a, requirements: x, judged: j },
            ItemBody::Rule { kind: b, requirements: y, judged: k },
        ) if a == b => {
            if all(from, x) != all(to, y) || j != k {
                part(ItemPart::Requirements);
            }
        }
        (ItemBody::Define { value: a, .. }, ItemBody::Define { value: b, .. }) => {
            if differs(a, b) {
                part(ItemPart::Formula);
            }
        }
        _ => part(ItemPart::Whole),
    }
}

impl Change {
    /// What of the new pack can rest on this; none where that is everything, as with what data are taken.
    pub(crate) fn reach(&self, reads: &Reads) -> Option<BTreeSet<Read>> {
        let changed = match self {
            Change::Number { of: Owner::Limit(_, limit), .. } | Change::Numbers(Owner::Limit(_, limit)) => {
                Read::Limit(*limit)
            }
            Change::Number { of: Owner::Indicator(_, ix), .. }
            | Change::Numbers(Owner::Indicator(_, ix))
            | Change::Part(_, ix, _)
            | Change::Added(ix) => Read::Item(*ix),
            Change::Derivation([_, (entity, column)]) => Read::Column(*entity, *column),
            Change::Target(_) => Read::TargetYear,
            Change::Removed(_) => return Some(BTreeSet::new()),
            Change::Column(_) | Change::Entity(..) | Change::Kind(..) => return None,
        };
        Some(reads.users([changed]))
    }

    /// Whether the number is stricter now; none where it is no number or no direction is known.
    pub fn tightened(&self, to: &CheckedPack) -> Option<bool> {
        let Change::Number { of, before, after, .. } = self else { return None };
        let stricter = match of {
            Owner::Limit(_, limit) => to.limit(*limit)?.stricter?,
            Owner::Indicator(_, item) => match &to.item(*item)?.body {
                ItemBody::Indicator(i) => match i.comparison {
                    Comparison::AtLeast | Comparison::Above => Stricter::Higher,
                    Comparison::AtMost | Comparison::Below => Stricter::Lower,
                },
                ItemBody::Rule { .. } | ItemBody::Define { .. } => return None,
            },
        };
        Some((after > before) == (stricter == Stricter::Higher))
    }
}
