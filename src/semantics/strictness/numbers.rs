//! Numbers by kind and date as a function, to compare an old one with a new one everywhere.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::pack::{DatedTable, Table, TableKey};
use crate::semantics::merge::Values;
use crate::semantics::merged::Merged;
use crate::semantics::units::UnitTable;
use crate::source::{Span, Spanned};
use crate::value::{Date, Number, Unit};

/// The most steps that are looked at to compare one entry; combinations of kinds past it are left out.
const MOST: usize = 50_000_000;

/// Which way a number may move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// It may rise; `above`: it must, because the comparison became one that allows equality.
    Up { above: bool },
    /// It may fall.
    Down { above: bool },
    /// It may not move.
    Still,
}

/// The steps of a limit or threshold with the unit of their numbers.
#[derive(Debug, Clone)]
pub(super) struct Numbers<'a> {
    pub steps: &'a Spanned<Vec<DatedTable>>,
    /// By which kinds the maps are read, one a depth of nesting.
    pub kinds: &'a [String],
    pub unit: Unit,
    pub merged: &'a Merged,
}

/// A number that moved the wrong way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moved {
    /// The new number's place (the whole steps' where there is none any more).
    pub span: Span,
    /// The old number's place.
    pub before: Span,
    pub old: String,
    pub new: Option<String>,
    /// From when; `None` where it holds from the beginning of time.
    pub day: Option<Date>,
}

/// A number with its place.
struct Found<'t> {
    number: &'t Spanned<crate::pack::Quantity>,
    base: Number,
}

impl<'a> Numbers<'a> {
    /// The limit's numbers, where a threshold is a limit's name.
    pub fn of_limit(self, units: &UnitTable) -> Self {
        let [DatedTable { table: Table::Name(name), .. }] = self.steps.value.as_slice() else { return self };
        let named = |l: &&crate::pack::LimitEntry| {
            l.id.value == name.value || l.label.as_ref().is_some_and(|x| x.value == name.value)
        };
        let limit = self.merged.limits.get(&name.value).or_else(|| self.merged.limits.values().find(named));
        let Some((limit, steps)) = limit.and_then(|l| l.value.as_ref().map(|v| (l, v))) else { return self };
        let mut silent = Diagnostics::new();
        let unit = limit.unit.as_ref().and_then(|u| units.resolve(u, &mut silent));
        let kinds = &limit.kinds.kinds;
        Numbers { steps, kinds, unit: unit.unwrap_or_else(Unit::none), merged: self.merged }
    }

    fn at(&self, day: Option<Date>, values: &BTreeMap<String, String>) -> Option<Found<'a>> {
        let from = |s: &&DatedTable| s.from.as_ref().map(|f| f.value);
        let step = self.steps.value.iter().filter(|s| from(s) <= day).max_by_key(from)?;
        let (mut table, mut kinds) = (&step.table, self.kinds.iter());
        let named = Values::of(self.merged);
        loop {
            match table {
                Table::Number(number) => {
                    let q = &number.value;
                    let base = if q.is_share { q.value.clone() } else { self.unit.to_base(&q.value) };
                    return Some(Found { number, base });
                }
                Table::Name(_) => return None,
                Table::Map(map) => {
                    let kind = kinds.next()?;
                    let value = values.get(kind);
                    let fits = |key: &TableKey| match (key, value) {
                        (TableKey::Value(name), Some(value)) => named.same(Some(kind), &name.value, value),
                        (TableKey::Value(_), None) | (TableKey::Else(_), _) => false,
                    };
                    let found = map.value.iter().find(|(key, _)| fits(key));
                    let otherwise = || map.value.iter().find(|(key, _)| matches!(key, TableKey::Else(_)));
                    table = &found.or_else(otherwise)?.1;
                }
            }
        }
    }

    fn shown(&self, q: &crate::pack::Quantity) -> String {
        if q.is_share {
            return format!("{}%", &q.value * &Number::from(100));
        }
        match &*self.unit.symbol {
            symbol @ ("" | "%" | "‰") => format!("{}{symbol}", q.value),
            symbol => format!("{} {symbol}", q.value),
        }
    }

    fn days(&self) -> impl Iterator<Item = Option<Date>> {
        self.steps.value.iter().map(|s| s.from.as_ref().map(|f| f.value))
    }
}

/// Each number of `new` that stands, for some date and kind values, on the wrong side of the number of `old`. A number may be without a
/// successor on days before `since`, on which the packs are not in force.
pub(super) fn wrong(old: &Numbers<'_>, new: &Numbers<'_>, way: Way, since: Option<Date>) -> Vec<Moved> {
    let mut days: Vec<Option<Date>> = old.days().chain(new.days()).chain([since]).collect();
    days.sort();
    days.dedup();
    let mut kinds: Vec<&String> = old.kinds.iter().chain(new.kinds).collect();
    kinds.sort();
    kinds.dedup();
    let named = Values::of(old.merged);
    let steps = old.steps.value.len() + new.steps.value.len();
    let most = MOST / (days.len() * steps).max(1);
    let mut combinations: Vec<BTreeMap<String, String>> = vec![BTreeMap::new()];
    for kind in kinds {
        let values = named.all(kind);
        if values.is_empty() || combinations.len().saturating_mul(values.len()) > most {
            continue;
        }
        let longer = |c: &BTreeMap<String, String>, value: &String| {
            let mut longer = c.clone();
            longer.insert(kind.clone(), value.clone());
            longer
        };
        combinations = combinations.iter().flat_map(|c| values.iter().map(move |v| longer(c, v))).collect();
    }
    let mut out: Vec<Moved> = Vec::new();
    for day in days {
        for combination in &combinations {
            let Some(before) = old.at(day, combination) else { continue };
            let now = new.at(day, combination);
            if now.is_none() && day < since {
                continue;
            }
            let fine = now.as_ref().is_some_and(|now| match way {
                Way::Up { above } => now.base > before.base || (now.base == before.base && !above),
                Way::Down { above } => now.base < before.base || (now.base == before.base && !above),
                Way::Still => now.base == before.base,
            });
            let moved = Moved {
                span: now.as_ref().map_or(new.steps.span, |n| n.number.span),
                before: before.number.span,
                old: old.shown(&before.number.value),
                new: now.as_ref().map(|n| new.shown(&n.number.value)),
                day,
            };
            if !fine && !out.iter().any(|m| m.span == moved.span) {
                out.push(moved);
            }
        }
    }
    out
}
