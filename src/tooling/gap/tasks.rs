//! The plan as what is to be done: a line a cell, rows that are alike in one line, each with what it is for.

use std::collections::BTreeMap;

use super::text::cell_text;
use super::{Addition, Change, CountyGap, Lack};
use crate::diagnostic::Message;
use crate::evaluation::CellAt;
use crate::facts::{COUNTY, Cell};
use crate::report::{Wording, lead_units};
use crate::semantics::{BinaryOp, CheckedPack, ColumnIx, EntityIx};
use crate::value::{Number, Surd};

/// One thing to do.
pub(super) struct Task {
    /// Where: a row by name.
    pub place: String,
    pub what: String,
    pub from: String,
    pub to: String,
    pub amount: String,
    /// In yuan, where there is a price.
    pub cost: Option<Number>,
    /// Whether it cannot be done but must be found out again.
    pub again: bool,
    /// What it is for, and what that requires.
    pub reasons: Vec<String>,
    /// The units that lead the measures for it.
    pub units: Vec<String>,
    /// The row below the county that it belongs to, then its own place: the order of the list.
    order: (Option<(EntityIx, u32)>, EntityIx, u32, Option<ColumnIx>),
}

/// What is to be done, by row. Those whom others take in are told of with where they come from.
pub(super) fn tasks(words: &Wording<'_>, gap: &CountyGap) -> Vec<Task> {
    let mut why: BTreeMap<CellAt, Vec<&Lack>> = BTreeMap::new();
    for lack in &gap.lacks {
        lack.changes.iter().for_each(|c| why.entry(c.at).or_default().push(lack));
    }
    let added = |at: &CellAt| gap.additions.iter().any(|a| a.entity == at.entity && a.row == at.row);
    let taken_in = |at: &CellAt| gap.moves.iter().any(|m| m.to == Some(*at));
    let cells = gap.changes.iter().filter(|c| !added(&c.at) && !taken_in(&c.at));
    let mut out: Vec<Task> = cells
        .filter_map(|c| task(words, gap, c, why.get(&c.at).map(Vec::as_slice).unwrap_or_default()))
        .collect();
    out.extend(additions(words, gap));
    out.sort_by_key(|t| t.order);
    out
}

fn task(words: &Wording<'_>, gap: &CountyGap, change: &Change, lacks: &[&Lack]) -> Option<Task> {
    let CellAt { entity, row, column: ix } = change.at;
    let column = words.pack.column(entity, ix)?;
    let shown = |cell: &Cell| match column.personal {
        true => String::new(),
        false => {
            let text = cell_text(words.pack, cell, column.ty, &column.unit, words.language);
            if matches!(cell, Cell::Number(_)) { words.with_unit(&text, &column.unit.symbol) } else { text }
        }
    };
    let amount = match (&change.from, &change.to) {
        (Cell::Number(a), Cell::Number(b)) if !column.personal => {
            let sign = if b < a { "−" } else { "+" };
            format!("{sign}{}", shown(&Cell::Number((b - a).abs())))
        }
        _ => String::new(),
    };
    let mut reasons: Vec<String> = Vec::new();
    let mut units: Vec<String> = Vec::new();
    for lack in lacks {
        let said = reason(words, gap, change, lack);
        if !said.is_empty() && !reasons.contains(&said) {
            reasons.push(said);
        }
        for unit in lead_units(words.pack, lack.of, lack.at.item) {
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
    }
    Some(Task {
        place: place(words, entity, row),
        what: column.label.clone(),
        from: shown(&change.from),
        to: shown(&change.to),
        amount,
        cost: change.cost.clone(),
        again: change.again,
        reasons,
        units,
        order: (top(words, entity, row), entity, row, Some(ix)),
    })
}

fn place(words: &Wording<'_>, entity: EntityIx, row: u32) -> String {
    if entity == COUNTY { words.county(row) } else { words.row(entity, row) }
}

/// The row right below the county that a row is or belongs to.
fn top(words: &Wording<'_>, entity: EntityIx, row: u32) -> Option<(EntityIx, u32)> {
    let (mut entity, mut row) = (entity, row);
    loop {
        let parent = words.pack.entity(entity)?.parent?;
        if parent == COUNTY {
            return Some((entity, row));
        }
        row = *words.facts.table(entity)?.parent.get(row as usize)?;
        entity = parent;
    }
}

/// What a lack is about, and what is required: 生均体育运动场馆面积不低于8.67平方米/人, 班额（学生数不超过50人）.
fn reason(words: &Wording<'_>, gap: &CountyGap, change: &Change, lack: &Lack) -> String {
    let Some(item) = lack.of.or(lack.at.item).and_then(|i| words.pack.item(i)) else { return String::new() };
    let mut name = words.item(item);
    if gap.coefficients.iter().any(|c| c.at == lack.at && c.item == lack.of) {
        name = words.say(Message::new("gap-coefficient-of").arg("of", name));
    }
    let operator = match lack.relation {
        "≥" => BinaryOp::Ge,
        ">" => BinaryOp::Gt,
        "≤" => BinaryOp::Le,
        "<" => BinaryOp::Lt,
        _ => return name,
    };
    let (Some(limit), Some(unit)) = (&lack.limit, &lack.unit) else { return name };
    let limit = words.quantity(limit, unit, lack.value.as_ref());
    let required = words.required(operator, limit);
    // A condition on the very cell says which of the rule's figures it is.
    let own = match (&change.from, &lack.value) {
        (Cell::Number(from), Some(value)) => lack.of.is_none() && Surd::from(from.clone()) == *value,
        _ => false,
    };
    match words.pack.column(change.at.entity, change.at.column).filter(|_| own && !lack.condition.is_empty())
    {
        Some(column) => {
            let what = format!("{}{required}", words.before(&column.label));
            words.say(Message::new("gap-reason-own").arg("name", name).arg("what", what))
        }
        None => format!("{}{required}", words.before(&name)),
    }
}

/// Rows to add, those that are alike in one line.
fn additions(words: &Wording<'_>, gap: &CountyGap) -> Vec<Task> {
    let mut alike: Vec<((EntityIx, u32), String, Task, i64)> = Vec::new();
    for addition in &gap.additions {
        let Some(entity) = words.pack.entity(addition.entity) else { continue };
        let parent = gap.planned.table(addition.entity).and_then(|t| t.parent.get(addition.row as usize));
        let Some((parent, row)) = entity.parent.zip(parent.copied()) else { continue };
        let what = super::remedies::addition_text(words, &finished(gap, addition));
        let found = alike.iter_mut().find(|(at, text, ..)| *at == (parent, row) && *text == what);
        if let Some((_, _, task, count)) = found {
            *count += 1;
            task.cost = task.cost.take().zip(addition.cost.as_ref()).map(|(a, b)| &a + b);
            continue;
        }
        let task = Task {
            place: place(words, parent, row),
            what: what.clone(),
            from: String::new(),
            to: String::new(),
            amount: String::new(),
            cost: addition.cost.clone(),
            again: false,
            reasons: words.pack.item(addition.item).map(|i| words.item(i)).into_iter().collect(),
            units: lead_units(words.pack, None, Some(addition.item)),
            order: (top(words, parent, row), addition.entity, addition.row, None),
        };
        alike.push(((parent, row), what, task, 1));
    }
    let counted = alike.into_iter().map(|(_, _, mut task, count)| {
        let unit =
            words.pack.entities.get(task.order.1.ix()).map_or_else(String::new, |_| words.unit(task.order.1));
        task.amount = format!("+{}", words.with_unit(&count.to_string(), &unit));
        task
    });
    counted.collect()
}

/// A row to add with what its own requirements made of it.
fn finished(gap: &CountyGap, addition: &Addition) -> Addition {
    let mut out = addition.clone();
    let own = gap.changes.iter().filter(|c| c.at.entity == addition.entity && c.at.row == addition.row);
    for change in own {
        match out.cells.iter_mut().find(|(column, _)| *column == change.at.column) {
            Some((_, cell)) => *cell = change.to.clone(),
            None => out.cells.push((change.at.column, change.to.clone())),
        }
    }
    out
}

/// What a column or table changes by in all.
pub(super) struct Total {
    pub entity: EntityIx,
    pub column: Option<ColumnIx>,
    /// In the column's unit; none for what is no number.
    pub amount: Option<Number>,
    pub places: usize,
    pub cost: Option<Number>,
}

/// The county's totals: by column, what goes up apart from what goes down; then rows to add.
pub(super) fn totals(pack: &CheckedPack, gap: &CountyGap) -> Vec<Total> {
    let mut all: BTreeMap<(EntityIx, Option<ColumnIx>, bool), Total> = BTreeMap::new();
    // Who is taken in elsewhere is counted where they leave.
    let taken_in = |at: &CellAt| gap.moves.iter().any(|m| m.to == Some(*at));
    for change in gap.changes.iter().filter(|c| !taken_in(&c.at)) {
        let Some(column) = pack.column(change.at.entity, change.at.column) else { continue };
        let (entity, ix) = (change.at.entity, Some(change.at.column));
        let amount = match (&change.from, &change.to) {
            (Cell::Number(a), Cell::Number(b)) => Some(column.unit.from_base(&(b - a))),
            _ => None,
        };
        let down = amount.as_ref().is_some_and(Number::is_negative);
        let total = all.entry((entity, ix, down)).or_insert_with(|| Total {
            entity,
            column: ix,
            amount: amount.is_some().then(Number::zero),
            places: 0,
            cost: change.cost.is_some().then(Number::zero),
        });
        total.amount = total.amount.take().zip(amount).map(|(a, b)| &a + &b);
        total.cost = total.cost.take().zip(change.cost.as_ref()).map(|(a, b)| &a + b);
        total.places += 1;
    }
    for addition in &gap.additions {
        let total = all.entry((addition.entity, None, false)).or_insert_with(|| Total {
            entity: addition.entity,
            column: None,
            amount: Some(Number::zero()),
            places: 0,
            cost: addition.cost.is_some().then(Number::zero),
        });
        total.amount = total.amount.take().map(|n| &n + &Number::one());
        total.cost = total.cost.take().zip(addition.cost.as_ref()).map(|(a, b)| &a + b);
        total.places += 1;
    }
    all.into_values().collect()
}
