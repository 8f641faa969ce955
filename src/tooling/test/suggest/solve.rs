//! Facts that put a comparison below, at or above its threshold.

use std::collections::BTreeSet;

use super::world::{Fill, Needed, World};
use crate::evaluation::{Detail, Eval, Group, Options, Value, evaluate_observed};
use crate::semantics::*;
use crate::tooling::test::coverage::observed::Notes;
use crate::tooling::test::coverage::places::{EntryKey, Places, address};
use crate::tooling::test::coverage::{Coverage, SIDES, SideCoverage};
use crate::tooling::test::extent::Extent;
use crate::tooling::test::judged::judge;
use crate::value::{Date, Number, Outcome, today};

/// Most combinations of kinds that are tried for one comparison.
const MAX_KINDS: usize = 512;

/// Most columns that are moved so that other requirements pass.
const MAX_REPAIRS: usize = 12;

/// How many years before and after the day dates are tried.
const MAX_YEARS: i16 = 10;

/// A case that is missing, ready to be written.
#[derive(Debug, Clone)]
pub struct Suggestion {
    /// The comparison and the threshold's kinds and date.
    pub id: String,
    /// `below`, `at` or `above`.
    pub side: &'static str,
    /// Its day.
    pub as_of: Date,
    /// One row by table.
    pub facts: Vec<(String, Vec<SuggestedCell>)>,
    /// Findings: item, subject, result.
    pub findings: Vec<(String, String, &'static str)>,
    /// What the pack makes of them: the item, and for each subject its outcome or value.
    pub item: ItemIx,
    /// Row, group, result.
    pub results: Vec<(String, Eval)>,
}

/// A cell of a suggested case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestedCell {
    /// The column's id.
    pub column: String,
    /// What stands in it.
    pub text: String,
    /// Whether that is a text, even where it looks like a number.
    pub is_text: bool,
}

/// All suggestions.
#[derive(Debug, Clone, Default)]
pub struct Suggestions {
    /// Those found.
    pub cases: Vec<Suggestion>,
    /// Sides for which no facts were found: comparison and side.
    pub unsolved: Vec<(String, &'static str)>,
}

/// Suggests a case for each side that a coverage lacks.
pub fn suggest(pack: &CheckedPack, coverage: &Coverage, extent: &Extent) -> Suggestions {
    let mut out = Suggestions::default();
    let places = Places::of(pack, extent);
    for side in &coverage.sides {
        let wanted: Vec<usize> = (0..3)
            .filter(|i| side.possible.get(*i) == Some(&true) && side.seen.get(*i) == Some(&false))
            .collect();
        if wanted.is_empty() {
            continue;
        }
        let solver = places.sides.get(side.place).and_then(|p| p.item).map(|item| Solver {
            pack,
            places: &places,
            side,
            item,
        });
        let found = solver.map(|s| s.solve(&wanted)).unwrap_or_default();
        for (i, name) in SIDES.into_iter().enumerate().filter(|(i, _)| wanted.contains(i)) {
            match found.iter().find(|(side, _)| *side == i) {
                Some((_, case)) => out.cases.push(case.clone()),
                None => out.unsolved.push((side.id.clone(), name)),
            }
        }
    }
    out
}

struct Solver<'a> {
    pack: &'a CheckedPack,
    places: &'a Places,
    side: &'a SideCoverage,
    item: ItemIx,
}

/// A column that is moved.
type Free = (EntityIx, ColumnIx);

impl Solver<'_> {
    fn solve(&self, wanted: &[usize]) -> Vec<(usize, Suggestion)> {
        let needed = Needed::of(self.pack, self.item);
        let mut own = self.pack.clone();
        own.order = self.pack.steps_for([self.item]);
        let mut best: Vec<(usize, Suggestion)> = Vec::new();
        // The clone has expressions of its own, at other places.
        let places = Places::of(&own, &Extent::of(self.pack, None));
        let Some(place) = self.twin(&places) else { return best };
        let probe = Probe { pack: &own, places: &places, place, entry: &self.side.entry };
        for plain in [100, 1000, 10_000, 10, 1] {
            let Some(world) = self.reached(&probe, &needed, plain) else { continue };
            for free in self.free_columns(&own, &places, place) {
                for (i, world) in moved(&probe, &world, free, plain) {
                    if wanted.contains(&i) && best.iter().all(|(side, _)| *side != i) {
                        let turning = Turning { probe: &probe, item: self.item, side: i, needed: &needed };
                        let world =
                            turning.reached(world, plain, |place| self.free_columns(&own, &places, place));
                        best.extend(world.and_then(|w| self.suggestion(i, &w)).map(|s| (i, s)));
                    }
                }
                if best.len() == wanted.len() {
                    return best;
                }
            }
        }
        best
    }

    /// The same comparison among the places of a whole pack.
    fn twin(&self, places: &Places) -> Option<usize> {
        let own = self.places.sides.get(self.side.place)?;
        places.sides.iter().position(|p| p.id == own.id && p.span == own.span)
    }

    /// The day on which the threshold is in force.
    fn day(&self) -> Date {
        let limits = self.pack.limits.iter().flat_map(|l| &l.tables).filter_map(|t| t.from);
        let latest = limits.chain(self.pack.from).max().unwrap_or_else(today);
        let Some((name, table, _)) = &self.side.entry else { return latest };
        let own = self.pack.limits.iter().find(|l| format!("limit.{}", l.id) == *name).or_else(|| {
            self.pack.items.iter().find_map(|i| match &i.body {
                ItemBody::Indicator(Indicator { threshold: ThresholdRef::Own(own), .. })
                    if format!("{}.limit", own.id) == *name =>
                {
                    Some(&**own)
                }
                ItemBody::Indicator(_) | ItemBody::Rule { .. } | ItemBody::Define { .. } => None,
            })
        });
        let Some(limit) = own.filter(|l| l.tables.len() > 1) else { return latest };
        let next = limit.tables.get(table + 1).and_then(|t| t.from).and_then(|d| d.yesterday().ok());
        next.or(limit.tables.get(*table).and_then(|t| t.from)).unwrap_or(latest)
    }

    /// A world in which the comparison is reached with this value of its threshold.
    fn reached<'p>(&self, probe: &Probe<'p>, needed: &Needed, plain: i64) -> Option<World<'p>> {
        let mut world = World::new(probe.pack, needed, self.day(), plain);
        let kinds = world.kinds();
        let flags: Vec<Free> = needed
            .columns
            .iter()
            .filter(|(e, c)| probe.pack.column(*e, *c).is_some_and(|c| c.ty == ColumnType::Flag))
            .copied()
            .collect();
        for flag in [true, false] {
            for (e, c) in &flags {
                world.set(*e, *c, Fill::Flag(flag));
            }
            let mut combination: Vec<KindValue> = vec![0; kinds.len()];
            for _ in 0..MAX_KINDS {
                for ((e, c, _), value) in kinds.iter().zip(&combination) {
                    world.set(*e, *c, Fill::Kind(*value));
                }
                if probe.pair(&world).is_some() {
                    return Some(world);
                }
                // The next combination, the first kind varying fastest.
                let mut carry = true;
                for (value, (_, _, count)) in combination.iter_mut().zip(&kinds) {
                    *value += 1;
                    if *value < *count {
                        carry = false;
                        break;
                    }
                    *value = 0;
                }
                if carry {
                    break;
                }
            }
            if flags.is_empty() {
                break;
            }
        }
        None
    }

    /// The columns of numbers, dates and ordered kinds that the comparison is about: those of the quantity first, through the items that it names.
    fn free_columns(&self, pack: &CheckedPack, places: &Places, place: usize) -> Vec<Free> {
        let Some(item) = pack.item(self.item) else { return Vec::new() };
        let mut roots: Vec<&TExpr> = Vec::new();
        if places.held.get(&self.item) == Some(&place)
            && let ItemBody::Indicator(indicator) = &item.body
        {
            roots.push(&indicator.value);
        }
        for expr in item.expressions() {
            expr.walk(&mut |e| {
                if places.side_of.get(&address(e)).is_some_and(|(side, _)| *side == place) {
                    roots.push(e);
                }
            });
        }
        let mut out: Vec<Free> = Vec::new();
        let mut followed: BTreeSet<ItemIx> = BTreeSet::new();
        let mut at = 0;
        while let Some(root) = roots.get(at).copied() {
            at += 1;
            for read in pack.reads_of(root, Some(self.item)) {
                match read {
                    Read::Column(entity, column) => {
                        let movable = pack.column(entity, column).is_some_and(|c| moves(pack, c.ty));
                        if movable && !out.contains(&(entity, column)) {
                            out.push((entity, column));
                        }
                    }
                    Read::Item(item) if followed.insert(item) => {
                        roots.extend(match pack.item(item).map(|i| &i.body) {
                            Some(ItemBody::Indicator(i)) => Some(&i.value),
                            Some(ItemBody::Define { value, .. }) => Some(value),
                            Some(ItemBody::Rule { .. }) | None => None,
                        });
                    }
                    Read::Item(_)
                    | Read::Limit(_)
                    | Read::Finding(_)
                    | Read::Rows(_)
                    | Read::Kind(_)
                    | Read::TargetYear => {}
                }
            }
        }
        out
    }

    fn suggestion(&self, side: usize, world: &World<'_>) -> Option<Suggestion> {
        let facts = world.facts();
        let judged = judge(self.pack, &facts, world.as_of);
        let item = self.pack.item(self.item)?;
        let named = |row: u32, group: &Group| {
            crate::tooling::test::subject_text(self.pack, &facts, item.entity, row, group)
        };
        let results: Vec<(String, Eval)> = judged
            .subjects(self.item)
            .into_iter()
            .filter_map(|(row, group)| Some((named(row, &group), judged.of(self.item, row, &group)?)))
            .collect();
        let tables = world.rows.iter().filter_map(|(e, row)| {
            let entity = self.pack.entity(*e)?;
            let cells = row.iter().filter_map(|(c, fill)| {
                Some(SuggestedCell {
                    column: entity.columns.get(c.ix())?.id.clone(),
                    text: world.text(*e, *c, fill),
                    is_text: matches!(fill, Fill::Text(_)),
                })
            });
            Some((entity.id.clone(), cells.collect()))
        });
        Some(Suggestion {
            id: self.side.id.clone(),
            side: SIDES.get(side).copied()?,
            as_of: world.as_of,
            facts: tables.collect(),
            findings: world.findings(),
            item: self.item,
            results,
        })
    }
}

/// Looks at one comparison with one value of its threshold.
#[derive(Clone, Copy)]
struct Probe<'p> {
    pack: &'p CheckedPack,
    places: &'p Places,
    place: usize,
    entry: &'p EntryKey,
}

impl Probe<'_> {
    /// What is compared in a world, the first time.
    fn pair(&self, world: &World<'_>) -> Option<(Number, Number)> {
        let mut notes = Notes::new(self.pack, self.places);
        notes.watched = Some(self.place);
        evaluate_observed(self.pack, &world.facts(), &Options::on(world.as_of), &notes);
        let pairs = notes.pairs.into_inner();
        let number = |v: &Value| match v {
            Value::Number(n) => n.as_number().cloned(),
            Value::Kind(_, v) => Some(Number::from(i64::from(*v))),
            Value::Date(d) => Some(Number::from(days(*d))),
            Value::Bool(_) | Value::Text(_) => None,
        };
        let (_, quantity, threshold) = pairs.iter().find(|(entry, ..)| entry == self.entry)?;
        Some((number(quantity)?, number(threshold)?))
    }

    /// By how much the quantity is above the threshold.
    fn gap(&self, world: &World<'_>) -> Option<Number> {
        self.pair(world).map(|(quantity, threshold)| &quantity - &threshold)
    }
}

/// Makes what an item comes to turn on one side of a comparison: its other requirements are filled so that they pass.
struct Turning<'p> {
    probe: &'p Probe<'p>,
    item: ItemIx,
    side: usize,
    needed: &'p Needed,
}

impl<'p> Turning<'p> {
    /// The world itself, or the first found by moving what its other comparisons and conditions are about, a column at a time.
    fn reached<'w>(
        &self,
        world: World<'w>,
        plain: i64,
        free: impl Fn(usize) -> Vec<Free>,
    ) -> Option<World<'w>> {
        let mut world = world;
        let mut passed = self.turns(&world).err();
        for _ in 0..MAX_REPAIRS {
            let Some(before) = passed else { return Some(world) };
            let mut better: Option<(usize, World<'w>)> = None;
            for other in self.neighbours(&world, plain, &free) {
                match self.turns(&other) {
                    Ok(()) => return Some(other),
                    Err(after) if after > better.as_ref().map_or(before, |(most, _)| *most) => {
                        better = Some((after, other));
                    }
                    Err(_) => {}
                }
            }
            (passed, world) = better.map(|(after, other)| (Some(after), other))?;
        }
        None
    }

    /// Whether what the item comes to turns on the side; if not, how many of its requirements pass.
    fn turns(&self, world: &World<'_>) -> Result<(), usize> {
        let Probe { pack, places, place, entry } = self.probe;
        let (facts, options) = (world.facts(), Options::on(world.as_of));
        let judged = |turned| {
            let mut notes = Notes::new(pack, places);
            notes.turned = turned;
            let evaluation = evaluate_observed(pack, &facts, &options, &notes);
            let subjects = notes.judged.subjects(self.item);
            let found: Vec<Option<Eval>> =
                subjects.iter().map(|(row, group)| notes.judged.of(self.item, *row, group)).collect();
            (found, evaluation)
        };
        let (as_is, evaluation) = judged(None);
        if as_is != judged(Some((*place, (*entry).clone(), self.side))).0 {
            return Ok(());
        }
        let own = evaluation.counties.iter().flat_map(|c| &c.subjects).filter(|s| s.item == self.item);
        let passed = own.map(|s| match &s.detail {
            Detail::Rule(requirements) => requirements.iter().filter(|r| r.outcome == Outcome::Met).count(),
            Detail::Indicator { .. } => 0,
        });
        Err(passed.sum())
    }

    /// Worlds in which one other column of the item is moved and the comparison stays on its side.
    fn neighbours<'w>(
        &self,
        world: &World<'w>,
        plain: i64,
        free: &impl Fn(usize) -> Vec<Free>,
    ) -> Vec<World<'w>> {
        let mut out = Vec::new();
        for (place, found) in self.probe.places.sides.iter().enumerate() {
            if found.item != Some(self.item) || place == self.probe.place {
                continue;
            }
            for entry in &found.entries {
                let probe = Probe { place, entry, ..*self.probe };
                if probe.pair(world).is_some() {
                    let moved = free(place).into_iter().flat_map(|f| moved(&probe, world, f, plain));
                    out.extend(moved.map(|(_, other)| other));
                }
            }
        }
        for (entity, column) in &self.needed.columns {
            if self.probe.pack.column(*entity, *column).is_some_and(|c| c.ty == ColumnType::Flag) {
                out.extend([true, false].map(|flag| {
                    let mut other = world.clone();
                    other.set(*entity, *column, Fill::Flag(flag));
                    other
                }));
            }
        }
        out.retain(|other| self.probe.gap(other).is_some_and(|gap| side_of(&gap) == self.side));
        out
    }
}

/// Below, at, above, by how much a quantity is above its threshold.
fn side_of(gap: &Number) -> usize {
    if gap.is_zero() { 1 } else { usize::from(!gap.is_negative()) * 2 }
}

/// A day as a number: later days are greater.
fn days(date: Date) -> i64 {
    i64::from(date.year()) * 400 + i64::from(date.day_of_year())
}

/// Whether cells of a type lie in an order, so that they can be moved.
fn moves(pack: &CheckedPack, ty: ColumnType) -> bool {
    match ty {
        ColumnType::Number | ColumnType::Count | ColumnType::Share | ColumnType::Date => true,
        ColumnType::Kind(kind) => pack.kind(kind).is_some_and(|k| k.ordered),
        ColumnType::Flag | ColumnType::Text => false,
    }
}

/// The worlds below, at and above, with one column moved. Where what is compared is a straight line in that column, the place where both
/// sides are equal is computed; else a few values may happen to lie on the sides.
fn moved<'p>(probe: &Probe<'_>, world: &World<'p>, (e, c): Free, plain: i64) -> Vec<(usize, World<'p>)> {
    let with = |fill: Fill| {
        let mut other = world.clone();
        other.set(e, c, fill);
        other
    };
    let mut out = Vec::new();
    let mut add = |world: World<'p>| {
        if let Some(gap) = probe.gap(&world) {
            let side = side_of(&gap);
            if out.iter().all(|(s, _)| *s != side) {
                out.push((side, world));
            }
        }
    };
    let Some(column) = probe.pack.column(e, c) else { return out };
    let share = column.ty == ColumnType::Share;
    if let ColumnType::Kind(kind) = column.ty {
        let count = probe.pack.kind(kind).map_or(0, |k| k.values.len());
        for value in (0..count).filter_map(|v| KindValue::try_from(v).ok()) {
            add(with(Fill::Kind(value)));
        }
        return out;
    }
    let number = |n: &Number| with(Fill::Number(n.clone()));
    let allowed = |n: &Number| {
        let whole = column.ty != ColumnType::Count || n.is_integer();
        whole && !n.is_negative() && (!share || *n <= Number::one())
    };
    if column.ty == ColumnType::Date {
        // Whole years before and after the day, and the days around them; of each side the one nearest to the threshold.
        let mut sampled: Vec<Date> = (-MAX_YEARS..=MAX_YEARS)
            .filter_map(|years| world.as_of.with().year(world.as_of.year() + years).build().ok())
            .flat_map(|day| [day.yesterday().ok(), Some(day), day.tomorrow().ok()])
            .flatten()
            .collect();
        sampled.sort();
        sampled.dedup();
        let gap = |day: &Date| probe.gap(&with(Fill::Date(*day)));
        let sides: Vec<(Date, bool)> =
            sampled.iter().filter_map(|d| gap(d).map(|g| (*d, g.is_zero()))).collect();
        let equal: Vec<usize> = sides.iter().enumerate().filter(|(_, s)| s.1).map(|(i, _)| i).collect();
        let mut order: Vec<(usize, Date)> = sides
            .iter()
            .enumerate()
            .map(|(i, (day, _))| (equal.iter().map(|e| e.abs_diff(i)).min().unwrap_or(0), *day))
            .collect();
        order.sort();
        for (_, day) in order {
            add(with(Fill::Date(day)));
        }
        return out;
    }
    let (first, second) = if share {
        (Number::scaled(2, 1), Number::scaled(4, 1))
    } else {
        (Number::from(plain * 2), Number::from(plain * 3))
    };
    let root = probe.gap(&number(&first)).zip(probe.gap(&number(&second))).and_then(|(low, high)| {
        let slope = (&high - &low).checked_div(&(&second - &first))?;
        let root = &first - &low.checked_div(&slope)?;
        let (_, places) = root.to_decimal_parts().filter(|(_, places)| *places <= 6)?;
        Some((root, places)).filter(|(root, _)| allowed(root))
    });
    if let Some((root, places)) = root {
        let least = if share { 4 } else { 2 };
        let step = match column.ty {
            ColumnType::Count => Number::one(),
            ColumnType::Number
            | ColumnType::Share
            | ColumnType::Flag
            | ColumnType::Text
            | ColumnType::Date
            | ColumnType::Kind(_) => Number::scaled(1, places.max(least)),
        };
        for n in [root.clone(), &root - &step, &root + &step] {
            if allowed(&n) {
                add(number(&n));
            }
        }
    }
    let samples = [0, 1, plain * 10, plain * 1000].map(Number::from);
    for n in samples.iter().filter(|n| allowed(n)) {
        add(number(n));
    }
    out
}
