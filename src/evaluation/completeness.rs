//! Whether the lists of a county hold the rows that their tables' `expect` asks for.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::county::County;
use super::eval::{Eval, Gather, Reasons};
use super::scope::{Place, Scope, missing_cell};
use super::{BadCount, CountyResult, Missing, MissingAt, Shortfall, Surplus, Value};
use crate::diagnostic::{Message, codes};
use crate::facts::{DataIssue, Facts, Reason};
use crate::semantics::{CheckedPack, ColumnIx, EntityIx, Expectation, KindValue, TExpr, TExprKind};
use crate::value::{Number, Surd, Unit};

/// What a list lacks.
pub(super) struct Lack {
    /// The row for which more was expected; none where the whole table was not supplied.
    pub(super) below: Option<(EntityIx, u32)>,
    pub(super) reasons: Reasons,
}

/// What an entry's formula says of a row.
enum Declared {
    /// So many rows.
    Rows(Number),
    /// Nothing: the formula does not apply.
    Nothing,
    Unknown(Reasons),
    /// A number that no list has.
    Impossible(Number),
}

/// A number of rows.
fn count_of(rows: usize) -> Number {
    Number::from(i64::try_from(rows).unwrap_or(i64::MAX))
}

impl County<'_> {
    /// What the rows of `entity` below a row of `ancestor` lack, and those of the tables between them.
    pub(super) fn lacks(&self, ancestor: EntityIx, row: u32, entity: EntityIx) -> Vec<Lack> {
        let (pack, facts) = (self.pack, self.facts);
        let mut found = Vec::new();
        for at in pack.way_down(ancestor, entity).unwrap_or_default() {
            let Some((table, declared)) = facts.table(at).zip(pack.entity(at)) else { break };
            if table.supplied {
                for (n, expected) in declared.expect.iter().enumerate() {
                    for each in self.rows_of_each(ancestor, row, expected.each) {
                        let reasons = self.lack(at, n, expected, each);
                        let below = Some((expected.each, each));
                        found.extend(reasons.map(|reasons| Lack { below, reasons }));
                    }
                }
            } else if let Some(reasons) = self.not_supplied(at, &declared.expect, (ancestor, row)) {
                found.push(Lack { below: None, reasons });
                break;
            }
            // Where nothing is there, what stands below it is not there either.
            if !found.is_empty() && facts.rows_below(pack, ancestor, row, at).is_empty() {
                break;
            }
        }
        found
    }

    /// The rows of an entry's table that concern a row of `ancestor`: those at or below it, or the one above.
    fn rows_of_each(&self, ancestor: EntityIx, row: u32, each: EntityIx) -> Range<u32> {
        let (pack, facts) = (self.pack, self.facts);
        if pack.way_down(ancestor, each).is_some() {
            return facts.rows_below(pack, ancestor, row, each);
        }
        facts.ancestor_row(pack, ancestor, row, each).map_or(0..0, |above| above..above.saturating_add(1))
    }

    /// A table that was not supplied stands for no rows only where there are entries and nothing is expected by any.
    fn not_supplied(
        &self,
        entity: EntityIx,
        entries: &[Expectation],
        (ancestor, row): (EntityIx, u32),
    ) -> Option<Reasons> {
        let table = Missing { entity, at: MissingAt::Table, column: None, reason: Reason::NoTable };
        let mut wanted = entries.is_empty();
        let mut open = Gather::default();
        for expected in entries {
            for each in self.rows_of_each(ancestor, row, expected.each) {
                match expected.when.as_ref().map(|when| self.read(expected.each, each, when)) {
                    None | Some(Eval::Known(Value::Bool(true))) => wanted = true,
                    Some(Eval::Unknown(reasons)) => {
                        wanted = true;
                        open.add(reasons);
                    }
                    Some(Eval::Known(_) | Eval::NotApplicable) => {}
                }
            }
        }
        wanted.then(|| {
            open.add(Reasons::of([table]));
            open.finish().unwrap_or_default()
        })
    }

    /// What an entry's formula comes to for a row of its table.
    fn read(&self, each: EntityIx, row: u32, formula: &TExpr) -> Eval {
        let place = Place::subject(each, row);
        Scope { county: self, item: None, group: &[], place: &place }.eval(formula)
    }

    fn lack(&self, entity: EntityIx, n: usize, expected: &Expectation, row: u32) -> Option<Reasons> {
        if self.aggregates.is_none() {
            return self.lack_of(entity, expected, row);
        }
        let key = (entity, n, row);
        if let Some(known) = self.lists.borrow().get(&key) {
            return known.clone();
        }
        let found = self.lack_of(entity, expected, row);
        self.lists.borrow_mut().insert(key, found.clone());
        found
    }

    /// What one entry misses for one row of its table; none where it is satisfied.
    fn lack_of(&self, entity: EntityIx, expected: &Expectation, row: u32) -> Option<Reasons> {
        let range = self.facts.rows_below(self.pack, expected.each, row, entity);
        let there = range.len();
        match expected.when.as_ref().map(|when| self.read(expected.each, row, when)) {
            None | Some(Eval::Known(Value::Bool(true))) => {}
            Some(Eval::Known(_) | Eval::NotApplicable) => return None,
            Some(Eval::Unknown(reasons)) => {
                let one = expected.asks_for_one() && expected.total.is_empty() && there > 0;
                return (!one).then(|| reasons.of_a_list());
            }
        }
        let below = MissingAt::Below(expected.each, row);
        if expected.asks_for_one() && there == 0 {
            let reason = Reason::NoRow;
            return Some(Reasons::of([Missing { entity, at: below, column: None, reason }]));
        }
        let short = |short| {
            let at = MissingAt::Rows(expected.each, row, Arc::new(short));
            Reasons::of([Missing { entity, at, column: None, reason: Reason::Rows }])
        };
        let mut lacking = Gather::default();
        if let Some(count) = &expected.count {
            match self.declared(entity, expected.each, row, count) {
                Declared::Rows(expected) if count_of(there) < expected => {
                    lacking.add(short(Shortfall::Count { there: there as u64, expected }));
                }
                Declared::Rows(_) | Declared::Nothing => {}
                Declared::Unknown(reasons) => lacking.add(reasons),
                Declared::Impossible(_) => {
                    let (at, row, column) = self.place_of(expected.each, row, count);
                    let at_row = MissingAt::Row(row);
                    let bad = Missing { entity: at, at: at_row, column, reason: Reason::Bad };
                    lacking.add(Reasons::of([bad]));
                }
            }
        }
        for (column, formula) in &expected.total {
            match (self.sum(entity, range.clone(), *column), self.read(expected.each, row, formula)) {
                (_, Eval::NotApplicable) => {}
                (Err(reasons), Eval::Unknown(more)) => lacking.add(reasons.and(more)),
                (Err(reasons), Eval::Known(_)) | (Ok(_), Eval::Unknown(reasons)) => lacking.add(reasons),
                (Ok(sum), Eval::Known(Value::Number(total))) => {
                    if Surd::from(sum.clone()) < total {
                        let expected = total.as_number().cloned().unwrap_or_else(|| total.ceil());
                        lacking.add(short(Shortfall::Total { column: *column, there: sum, expected }));
                    }
                }
                (Ok(_), Eval::Known(_)) => {}
            }
        }
        if !expected.values.is_empty() {
            let (without, unknown) = self.without(entity, range, &expected.values);
            if !without.is_empty() {
                unknown.into_iter().for_each(|reasons| lacking.add(reasons));
                let columns = expected.values.clone();
                lacking.add(short(Shortfall::Values { there: there as u64, columns, without }));
            }
        }
        lacking.finish().map(Reasons::of_a_list)
    }

    /// How many rows an entry's `count` declares.
    fn declared(&self, entity: EntityIx, each: EntityIx, row: u32, count: &TExpr) -> Declared {
        let number = match self.read(each, row, count) {
            Eval::NotApplicable => return Declared::Nothing,
            Eval::Unknown(reasons) => return Declared::Unknown(reasons),
            Eval::Known(Value::Number(number)) => number,
            Eval::Known(_) => return Declared::Nothing,
        };
        let unit = self.pack.entity(entity).map_or_else(Unit::none, |e| e.unit.clone());
        match number.as_number().map(|n| unit.from_base(n)) {
            Some(rows) if rows.is_integer() && !rows.is_negative() => Declared::Rows(rows),
            Some(rows) => Declared::Impossible(rows),
            None => Declared::Impossible(number.floor()),
        }
    }

    /// The cell in which a figure stands; of a formula, the row for which it was computed.
    fn place_of(&self, each: EntityIx, row: u32, count: &TExpr) -> (EntityIx, u32, Option<ColumnIx>) {
        if let TExprKind::Column { entity, column, .. } = count.kind
            && let Some(at) = self.facts.ancestor_row(self.pack, each, row, entity)
        {
            return (entity, at, Some(column));
        }
        (each, row, None)
    }

    /// A cell of a row of the list itself; who watches is told of it, as of any other that is read.
    fn listed_cell(&self, entity: EntityIx, row: u32, column: ColumnIx) -> Eval {
        let cell = self.cell(entity, row, column);
        if let Some(observer) = self.observer {
            observer.cell_read(entity, row, column, &cell);
        }
        cell
    }

    /// The sum of a column over rows; the cells that are not known.
    fn sum(&self, entity: EntityIx, rows: Range<u32>, column: ColumnIx) -> Result<Number, Reasons> {
        let mut total = Number::zero();
        let mut blank = Gather::default();
        for row in rows {
            let cell = self.listed_cell(entity, row, column);
            if let Some(number) = cell.as_number().and_then(Surd::as_number) {
                total = &total + number;
                continue;
            }
            match cell {
                Eval::Unknown(reasons) => blank.add(reasons),
                Eval::Known(_) | Eval::NotApplicable => {
                    blank.take(missing_cell(entity, row, column, Reason::Undefined));
                }
            }
        }
        blank.finish().map_or(Ok(total), Err)
    }

    /// The combinations of kinds' values that have no row, and the cells that would tell of which a row is.
    fn without(
        &self,
        entity: EntityIx,
        rows: Range<u32>,
        columns: &[ColumnIx],
    ) -> (Vec<Vec<KindValue>>, Option<Reasons>) {
        let mut present: BTreeSet<Vec<KindValue>> = BTreeSet::new();
        let mut unknown = Gather::default();
        for row in rows {
            let mut key = Vec::with_capacity(columns.len());
            for column in columns {
                match self.listed_cell(entity, row, *column) {
                    Eval::Known(Value::Kind(_, value)) => key.push(value),
                    other @ (Eval::Known(_) | Eval::Unknown(_) | Eval::NotApplicable) => unknown.take(other),
                }
            }
            if key.len() == columns.len() {
                present.insert(key);
            }
        }
        let mut without: Vec<Vec<KindValue>> = vec![Vec::new()];
        for column in columns {
            let values = self.pack.value_count(entity, *column);
            let one = |key: Vec<KindValue>| {
                (0..values as KindValue).map(move |value| [key.as_slice(), &[value]].concat())
            };
            without = without.into_iter().flat_map(one).collect();
        }
        without.retain(|key| !present.contains(key));
        (without, unknown.finish())
    }

    /// Enters lists that hold more than was declared, and figures that declare what no list has.
    pub(super) fn declared_lists(&self, result: &mut CountyResult) {
        let entities = (0u32..).map(EntityIx).zip(&self.pack.entities);
        for (entity, declared) in entities {
            for expected in declared.expect.iter().filter(|e| e.count.is_some() || !e.total.is_empty()) {
                for row in self.facts.rows_below(self.pack, crate::facts::COUNTY, self.row, expected.each) {
                    self.declared_list(entity, expected, row, result);
                }
            }
        }
    }

    fn declared_list(&self, entity: EntityIx, expected: &Expectation, row: u32, result: &mut CountyResult) {
        let applies = expected.when.as_ref().is_none_or(|when| self.read(expected.each, row, when).is_true());
        if !applies {
            return;
        }
        let parent = expected.each;
        let range = self.facts.rows_below(self.pack, parent, row, entity);
        let there = count_of(range.len());
        if let Some(count) = &expected.count {
            match self.declared(entity, parent, row, count) {
                Declared::Rows(declared) if there > declared => {
                    result.surplus.push(Surplus { entity, parent, row, column: None, there, declared });
                }
                Declared::Impossible(declared) => {
                    let (at, row, column) = self.place_of(parent, row, count);
                    let bad = BadCount { entity, at, row, column, declared };
                    if !result.bad_counts.contains(&bad) {
                        result.bad_counts.push(bad);
                    }
                }
                Declared::Rows(_) | Declared::Nothing | Declared::Unknown(_) => {}
            }
        }
        for (column, formula) in &expected.total {
            let (Ok(there), Eval::Known(Value::Number(total))) =
                (self.sum(entity, range.clone(), *column), self.read(parent, row, formula))
            else {
                continue;
            };
            if let Some(declared) = total.into_number().filter(|declared| there > *declared) {
                let column = Some(*column);
                result.surplus.push(Surplus { entity, parent, row, column, there, declared });
            }
        }
    }
}

/// What a county's lists and the figures about them say against each other, as data issues; and that its evaluation was cut short.
pub fn issues(pack: &CheckedPack, facts: &Facts, result: &CountyResult) -> Vec<DataIssue> {
    let surplus = result.surplus.iter().filter_map(|s| surplus_issue(pack, facts, s));
    let bad = result.bad_counts.iter().filter_map(|b| bad_issue(pack, facts, b));
    let overrun = result.overrun.map(|o| super::budget::issue(pack, facts, result.county, o));
    bad.chain(surplus).chain(overrun).collect()
}

fn surplus_issue(pack: &CheckedPack, facts: &Facts, s: &Surplus) -> Option<DataIssue> {
    let entity = pack.entity(s.entity)?;
    let column = s.column.and_then(|c| entity.columns.get(c.ix()));
    let (code, message) = match column {
        None => (&codes::SURPLUS_ROWS, Message::new(codes::SURPLUS_ROWS.key)),
        Some(column) => {
            (&codes::SURPLUS_TOTAL, Message::new(codes::SURPLUS_TOTAL.key).arg("column", &column.label))
        }
    };
    let shown = |n: &Number| column.map_or_else(|| n.clone(), |c| c.unit.from_base(n)).to_string();
    let message =
        message.arg("table", &entity.label).arg("there", shown(&s.there)).arg("declared", shown(&s.declared));
    let issue = DataIssue::at_row(facts, s.parent, s.row, code, message);
    Some(DataIssue { county: None, ..issue })
}

fn bad_issue(pack: &CheckedPack, facts: &Facts, b: &BadCount) -> Option<DataIssue> {
    let code = &codes::BAD_COUNT;
    let column = b.column.and_then(|c| pack.column(b.at, c));
    let hidden = column.is_some_and(|c| c.personal);
    let shown = if hidden { "…".to_owned() } else { b.declared.to_string() };
    let message = Message::new(code.key).arg("value", &shown);
    let issue = DataIssue::at_row(facts, b.at, b.row, code, message);
    let column = column.map(|c| c.label.as_str().into());
    Some(DataIssue { column, value: (!hidden).then(|| shown.as_str().into()), ..issue })
}
