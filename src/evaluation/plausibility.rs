//! Figures that may be mistaken though nothing forbids them: warnings only, by rules that are said with each.
//!
//! - A code of six or more characters that belongs to rows of different parents.
//! - Two rows all of whose figures are the same.
//! - An indicator's value far from those of the county's other subjects: beyond three times the distance between the quartiles
//!   (Tukey's outer fences) and more than twice or less than half of the median, among at least eight subjects with the same limit.
//! - Three or more of an indicator's values, not 0, below a thousandth of their limits or above a thousand times them.
//! - A figure that changed by more than half against the year before, and by ten or more; a row of that year that is gone.
//!
//! All of it in exact arithmetic. Rosters against totals are the packs' own `audit`s.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{Detail, Evaluation, Group};
use crate::diagnostic::{Code, Message, codes};
use crate::facts::{COUNTY, Cell, DataIssue, Facts};
use crate::semantics::{CheckedPack, Column, ColumnIx, ColumnType, Entity, EntityIx, ItemBody, ItemIx};
use crate::value::{Number, Surd, Unit};

/// Fewest subjects among which one can be an outlier.
const FEWEST: usize = 8;
/// Fewest figures whose sameness means something.
const FEWEST_FIGURES: usize = 5;
/// Shortest code that is not just a number within its school.
const SHORTEST_CODE: usize = 6;
/// Fewest values whose scale means something.
const FEWEST_SCALES: usize = 3;
/// So many times its limit no value is.
const SCALE: i64 = 1000;
/// Most warnings of one sort.
const MOST: usize = 200;
/// Smallest change worth a word, in the column's unit.
const SMALLEST_CHANGE: i64 = 10;

/// What looks mistaken in the data of an evaluation; with `previous`, against that of the year before.
pub fn plausibility(
    pack: &CheckedPack,
    facts: &Facts,
    evaluation: &Evaluation,
    previous: Option<&Facts>,
) -> Vec<DataIssue> {
    let mut audit = Audit { pack, facts, counties: Vec::new(), found: Vec::new(), sorts: BTreeMap::new() };
    audit.counties = evaluation.counties.iter().map(|c| c.county).collect();
    audit.repeated_codes();
    audit.same_figures();
    audit.outliers(evaluation);
    audit.scales(evaluation);
    if let Some(previous) = previous {
        audit.changes(previous);
    }
    audit.found
}

struct Audit<'a> {
    pack: &'a CheckedPack,
    facts: &'a Facts,
    /// The county rows that were evaluated.
    counties: Vec<u32>,
    found: Vec<DataIssue>,
    sorts: BTreeMap<&'static str, usize>,
}

fn columns(entity: &Entity) -> impl Iterator<Item = (ColumnIx, &Column)> {
    (0u32..).map(ColumnIx).zip(&entity.columns)
}

fn figures(entity: &Entity) -> Vec<ColumnIx> {
    let number = |c: &Column| matches!(c.ty, ColumnType::Number | ColumnType::Count | ColumnType::Share);
    columns(entity).filter(|(_, c)| number(c) && !c.personal).map(|(ix, _)| ix).collect()
}

/// A row with its value and its limit.
type Held = (u32, Number, Number);

impl<'a> Audit<'a> {
    fn entities(&self) -> Vec<(EntityIx, &'a Entity)> {
        let all = (0u32..).map(EntityIx).zip(&self.pack.entities);
        all.filter(|(ix, _)| self.facts.table(*ix).is_some_and(|t| t.supplied)).collect()
    }

    fn evaluated(&self, entity: EntityIx, row: u32) -> bool {
        self.facts.ancestor_row(self.pack, entity, row, COUNTY).is_some_and(|c| self.counties.contains(&c))
    }

    fn place(&self, entity: EntityIx, row: u32) -> (Arc<str>, u32) {
        let found = self.facts.table(entity).and_then(|t| {
            let place = t.places.get(row as usize)?;
            Some((t.files.get(place.file as usize)?.clone(), place.row))
        });
        found.unwrap_or_default()
    }

    fn push(
        &mut self,
        code: &'static Code,
        (entity, row): (EntityIx, u32),
        column: Option<&str>,
        value: Option<String>,
        message: Message,
    ) {
        let count = self.sorts.entry(code.id).or_default();
        *count += 1;
        if *count > MOST {
            return;
        }
        let (file, place) = self.place(entity, row);
        self.found.push(DataIssue {
            code,
            file,
            row: (place > 0).then_some(place),
            column: column.map(Into::into),
            value: value.map(Into::into),
            position: None,
            sheet: false,
            message,
            county: None,
        });
    }

    /// The same long code in rows of different parents.
    fn repeated_codes(&mut self) {
        for (ix, entity) in self.entities() {
            let Some(last) = entity.key.last().copied().filter(|_| entity.key.len() > 1) else { continue };
            let declared = entity.columns.get(last.ix());
            let Some(column) = declared.filter(|c| c.ty == ColumnType::Text && !c.personal) else { continue };
            if entity.parent_link.contains(&last) {
                continue;
            }
            let mut seen: HashMap<Arc<str>, u32> = HashMap::new();
            let len = self.facts.table(ix).map_or(0, |t| t.len);
            for row in 0..u32::try_from(len).unwrap_or(u32::MAX) {
                let Cell::Text(code) = self.facts.cell(ix, row, last) else { continue };
                let long = code.chars().count() >= SHORTEST_CODE && code.chars().any(|c| c.is_ascii_digit());
                if !long || !self.evaluated(ix, row) {
                    continue;
                }
                let Some(first) = seen.get(&code).copied() else {
                    seen.insert(code, row);
                    continue;
                };
                let (file, at) = self.place(ix, first);
                let message = Message::new(codes::REPEATED_CODE.key)
                    .arg("value", &code)
                    .arg("table", &entity.label)
                    .arg("file", file)
                    .arg("row", at);
                let value = Some(code.to_string());
                self.push(&codes::REPEATED_CODE, (ix, row), Some(&column.label), value, message);
            }
        }
    }

    /// Rows all of whose figures are the same: perhaps pasted twice.
    fn same_figures(&mut self) {
        for (ix, entity) in self.entities() {
            let figures = figures(entity);
            if figures.len() < FEWEST_FIGURES || ix == COUNTY {
                continue;
            }
            let mut seen: HashMap<String, u32> = HashMap::new();
            let len = self.facts.table(ix).map_or(0, |t| t.len);
            for row in 0..u32::try_from(len).unwrap_or(u32::MAX) {
                if !self.evaluated(ix, row) {
                    continue;
                }
                let mut known = 0;
                let mut print = String::new();
                for column in &figures {
                    if let Cell::Number(number) = self.facts.cell(ix, row, *column) {
                        known += usize::from(!number.is_zero());
                        print.push_str(&format!("{}/{}", number.numerator(), number.denominator()));
                    }
                    print.push(';');
                }
                if known < FEWEST_FIGURES {
                    continue;
                }
                match seen.get(&print).copied() {
                    None => drop(seen.insert(print, row)),
                    Some(first) => {
                        let (file, at) = self.place(ix, first);
                        let message = Message::new(codes::SAME_FIGURES.key)
                            .count("count", known)
                            .arg("file", file)
                            .arg("row", at);
                        self.push(&codes::SAME_FIGURES, (ix, row), None, None, message);
                    }
                }
            }
        }
    }

    /// Values far from those of the county's other subjects with the same limit.
    fn outliers(&mut self, evaluation: &Evaluation) {
        type Key<'s> = (ItemIx, &'s Group, Option<String>);
        for county in &evaluation.counties {
            let mut groups: BTreeMap<Key<'_>, Vec<(Number, u32)>> = BTreeMap::new();
            for subject in &county.subjects {
                if let Detail::Indicator { value: Some(value), limit } = &subject.detail
                    && let Some(number) = value.as_number()
                {
                    let key = (subject.item, &subject.group, limit.as_ref().map(|l| l.display(12)));
                    groups.entry(key).or_default().push((number.clone(), subject.row));
                }
            }
            for ((item, ..), mut values) in groups {
                let Some(item) = self.pack.item(item).filter(|i| i.entity != COUNTY) else { continue };
                let ItemBody::Indicator(indicator) = &item.body else { continue };
                values.sort();
                let Some((low, high)) = fences(&values) else { continue };
                let Some(middle) = median(&values) else { continue };
                let (half, double) = halved_doubled(&middle);
                for (value, row) in &values {
                    // Where schools are nearly alike the fences are close; a slip of the pen makes more than a hair's difference.
                    if (*value >= low || *value >= half) && (*value <= high || *value <= double) {
                        continue;
                    }
                    let show = |n: &Number| shown(n, &indicator.unit);
                    let key = if value > &high { codes::OUTLIER.key } else { "outlier-low" };
                    let message = Message::new(key)
                        .arg("item", format!("{} {}", item.id, item.title))
                        .arg("value", show(value))
                        .arg("low", show(&low))
                        .arg("high", show(&high))
                        .count("count", values.len());
                    self.push(&codes::OUTLIER, (item.entity, *row), None, Some(show(value)), message);
                }
            }
        }
    }

    /// Values that are nowhere near their limits: most likely the unit is another than the header says.
    fn scales(&mut self, evaluation: &Evaluation) {
        for county in &evaluation.counties {
            let mut found: BTreeMap<(ItemIx, bool), Vec<Held>> = BTreeMap::new();
            for subject in &county.subjects {
                let Detail::Indicator { value: Some(value), limit: Some(limit) } = &subject.detail else {
                    continue;
                };
                let (Some(value), Some(limit)) = (value.as_number(), limit.as_number()) else { continue };
                let (own, of) = (value.abs(), limit.abs());
                let times = Number::from(SCALE);
                let (low, high) = (&own * &times < of, own > &of * &times);
                if !own.is_zero() && !of.is_zero() && (low || high) {
                    let all = found.entry((subject.item, high)).or_default();
                    all.push((subject.row, value.clone(), limit.clone()));
                }
            }
            for ((item, high), all) in found {
                let Some(item) = self.pack.item(item).filter(|i| i.entity != COUNTY) else { continue };
                let ItemBody::Indicator(indicator) = &item.body else { continue };
                let (Some((row, value, limit)), true) = (all.first(), all.len() >= FEWEST_SCALES) else {
                    continue;
                };
                let message = Message::new(if high { "scale-high" } else { codes::SCALE.key })
                    .arg("item", format!("{} {}", item.id, item.title))
                    .arg("value", shown(value, &indicator.unit))
                    .arg("limit", shown(limit, &indicator.unit))
                    .count("count", all.len());
                let value = Some(shown(value, &indicator.unit));
                self.push(&codes::SCALE, (item.entity, *row), None, value, message);
            }
        }
    }

    /// Figures against those of the year before.
    fn changes(&mut self, previous: &Facts) {
        let (two, smallest) = (Number::from(2), Number::from(SMALLEST_CHANGE));
        for (ix, entity) in self.entities() {
            let personal = |c: &ColumnIx| entity.columns.get(c.ix()).is_some_and(|c| c.personal);
            let Some(before) = previous.table(ix).filter(|t| t.supplied) else { continue };
            if entity.key.iter().any(personal) {
                continue;
            }
            let keys = |facts: &Facts, len: usize| -> HashMap<Vec<String>, u32> {
                let rows = 0..u32::try_from(len).unwrap_or(u32::MAX);
                rows.map(|row| (facts.key_of(self.pack, ix, row), row)).collect()
            };
            let old = keys(previous, before.len);
            let now = keys(self.facts, self.facts.table(ix).map_or(0, |t| t.len));
            let mut rows: Vec<(u32, u32)> =
                now.iter().filter_map(|(key, row)| Some((*row, *old.get(key)?))).collect();
            rows.sort_unstable();
            for (row, was) in rows {
                if !self.evaluated(ix, row) {
                    continue;
                }
                for column in figures(entity) {
                    let (Cell::Number(after), Cell::Number(earlier)) =
                        (self.facts.cell(ix, row, column), previous.cell(ix, was, column))
                    else {
                        continue;
                    };
                    let Some(declared) = entity.columns.get(column.ix()) else { continue };
                    let change = (&after - &earlier).abs();
                    let share = declared.ty == ColumnType::Share;
                    if &change * &two <= earlier.abs()
                        || (!share && declared.unit.from_base(&change) < smallest)
                    {
                        continue;
                    }
                    let message = Message::new(codes::JUMP.key)
                        .arg("column", &declared.label)
                        .arg("before", shown(&earlier, &declared.unit))
                        .arg("now", shown(&after, &declared.unit));
                    let value = Some(shown(&after, &declared.unit));
                    self.push(&codes::JUMP, (ix, row), Some(&declared.label), value, message);
                }
            }
            // A school that is gone, not each of its classes.
            if entity.parent == Some(COUNTY) {
                let mut gone: Vec<(&u32, &Vec<String>)> =
                    old.iter().filter(|(key, _)| !now.contains_key(*key)).map(|(k, r)| (r, k)).collect();
                gone.sort_unstable();
                for (was, key) in gone {
                    let county = previous.ancestor_row(self.pack, ix, *was, COUNTY);
                    let code = county.and_then(|c| previous.counties.get(c as usize)).map(|c| c.code.clone());
                    let here = self.facts.counties.iter().position(|c| Some(&c.code) == code.as_ref());
                    let Some(here) = here.and_then(|i| u32::try_from(i).ok()) else { continue };
                    if !self.counties.contains(&here) {
                        continue;
                    }
                    let message =
                        Message::new(codes::GONE.key).arg("key", key.join("/")).arg("table", &entity.label);
                    self.push(&codes::GONE, (COUNTY, here), None, None, message);
                }
            }
        }
    }
}

fn shown(number: &Number, unit: &Unit) -> String {
    let text = Surd::from(unit.from_base(number)).display(4);
    if unit.symbol.is_empty() || unit.symbol.starts_with(['%', '‰']) {
        format!("{text}{}", unit.symbol)
    } else {
        format!("{text} {}", unit.symbol)
    }
}

/// The median of sorted values.
fn median(part: &[(Number, u32)]) -> Option<Number> {
    let (a, _) = part.get(part.len().checked_sub(1)? / 2)?;
    let (b, _) = part.get(part.len() / 2)?;
    (a + b).checked_div(&Number::from(2))
}

fn halved_doubled(number: &Number) -> (Number, Number) {
    let two = Number::from(2);
    (number.checked_div(&two).unwrap_or_else(Number::zero), number * &two)
}

/// Tukey's outer fences of sorted values; none where there are too few, or half of them are equal.
fn fences(values: &[(Number, u32)]) -> Option<(Number, Number)> {
    if values.len() < FEWEST {
        return None;
    }
    // Hinges: the medians of the lower and the upper half, the middle one in both.
    let half = values.len().div_ceil(2);
    let lower = median(values.get(..half)?)?;
    let upper = median(values.get(values.len() - half..)?)?;
    let reach = &(&upper - &lower) * &Number::from(3);
    (!reach.is_zero()).then(|| (&lower - &reach, &upper + &reach))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(all: &[i64]) -> Vec<(Number, u32)> {
        let mut out: Vec<_> = all.iter().map(|n| (Number::from(*n), 0)).collect();
        out.sort();
        out
    }

    #[test]
    fn fences_are_tukeys() {
        assert_eq!(fences(&values(&[1, 2, 3, 4, 5, 6, 7])), None);
        assert_eq!(fences(&values(&[5; 20])), None);
        // Hinges 3 and 7: 3 − 12 and 7 + 12.
        let (low, high) = fences(&values(&[1, 2, 3, 4, 5, 6, 7, 8, 9])).unwrap();
        assert_eq!((low, high), (Number::from(-9), Number::from(19)));
        // Hinges 2.5 and 6.5.
        let (low, high) = fences(&values(&[1, 2, 3, 4, 5, 6, 7, 8])).unwrap();
        assert_eq!(low, Number::parse_decimal("-9.5").unwrap());
        assert_eq!(high, Number::parse_decimal("18.5").unwrap());
    }
}
