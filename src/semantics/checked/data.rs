//! Kinds, entities with their columns, and limits.

use super::*;
use std::collections::BTreeMap;

/// A kind.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Its id.
    pub id: String,
    /// Its label (the id where none was given).
    pub label: String,
    /// Values: id and label.
    pub values: Vec<(String, String)>,
    /// Other words that data may use for a value.
    pub aliases: Vec<(String, KindValue)>,
    /// Whether they compare, lowest first.
    pub ordered: bool,
}

impl Kind {
    /// The other words that data may use for a value.
    pub fn aliases_of(&self, value: KindValue) -> impl Iterator<Item = &str> {
        self.aliases.iter().filter(move |(_, of)| *of == value).map(|(word, _)| word.as_str())
    }
}

/// An entity.
#[derive(Debug, Clone)]
pub struct Entity {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its parent; none for the county (and for `finding`).
    pub parent: Option<EntityIx>,
    /// For each key column of the parent: this entity's column that holds it, in the parent's key order.
    pub parent_link: Vec<ColumnIx>,
    /// Its key columns.
    pub key: Vec<ColumnIx>,
    /// The unit that `count` carries.
    pub unit: Unit,
    /// Which rows it must have: all of these hold. Empty: none need be there.
    pub expect: Vec<Expectation>,
    /// The column that names a row to people.
    pub display: Option<ColumnIx>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Note.
    pub note: Option<String>,
}

/// Rows that a table must have, for each row of a table above.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The table above. Frame 0 of the expressions is a row of it.
    pub each: EntityIx,
    /// Of which of its rows something is expected; none: of all.
    pub when: Option<TExpr>,
    /// How many rows, in the base unit of the table's own unit.
    pub count: Option<TExpr>,
    /// What the sum of a number column must come to.
    pub total: Vec<(ColumnIx, TExpr)>,
    /// Kind columns: each combination of their values needs a row.
    pub values: Vec<ColumnIx>,
    /// Where it is written.
    pub span: Span,
}

impl Expectation {
    /// At least one row for each row of a table.
    pub fn one_for(each: EntityIx, span: Span) -> Self {
        Expectation { each, when: None, count: None, total: Vec::new(), values: Vec::new(), span }
    }

    /// Its expressions, in the order of its keys.
    pub fn expressions(&self) -> impl Iterator<Item = &TExpr> {
        self.when.iter().chain(&self.count).chain(self.total.iter().map(|(_, e)| e))
    }

    /// [`Expectation::expressions`], to change them.
    pub fn expressions_mut(&mut self) -> impl Iterator<Item = &mut TExpr> {
        self.when.iter_mut().chain(&mut self.count).chain(self.total.iter_mut().map(|(_, e)| e))
    }

    /// Whether it asks just for one row or more.
    pub fn is_plain(&self) -> bool {
        self.expressions().next().is_none() && self.values.is_empty()
    }

    /// Whether it asks for at least one row, as an entry does that names neither a number nor values.
    pub fn asks_for_one(&self) -> bool {
        self.count.is_none() && self.values.is_empty()
    }
}

impl Entity {
    /// Its expectations as one word, where that says it.
    pub fn expected(&self) -> Expected {
        match self.expect.as_slice() {
            [] => Expected::Nothing,
            [one] if one.is_plain() && one.each == EntityIx(0) => Expected::County,
            [one] if one.is_plain() && Some(one.each) == self.parent => Expected::Parent,
            _ => Expected::List,
        }
    }

    /// The column named by id or label.
    pub fn column(&self, name: &str) -> Option<(ColumnIx, &Column)> {
        let position = self.columns.iter().position(|c| c.id == name || c.label == name)?;
        self.columns.get(position).map(|c| (ColumnIx(position as u32), c))
    }

    /// The column of a kind, if there is just one.
    pub fn only_of_kind(&self, kind: KindIx) -> Option<ColumnIx> {
        let mut all = (0u32..).zip(&self.columns).filter(|(_, c)| c.ty == ColumnType::Kind(kind));
        let (first, _) = all.next()?;
        all.next().is_none().then_some(ColumnIx(first))
    }
}

/// What a table must have, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Nothing.
    Nothing,
    /// At least one row for each county.
    County,
    /// At least one row for each row of the parent.
    Parent,
    /// More than a word says.
    List,
}

/// The type of a column's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnType {
    /// Any number.
    Number,
    /// A whole number from 0.
    Count,
    /// A number given as `%` or in 0..1.
    Share,
    /// True or false.
    Flag,
    /// Text.
    Text,
    /// A date.
    Date,
    /// A value of a kind.
    Kind(KindIx),
}

impl ColumnType {
    /// The kind whose values the cells are, if they are such.
    pub fn kind(self) -> Option<KindIx> {
        match self {
            ColumnType::Kind(kind) => Some(kind),
            ColumnType::Number
            | ColumnType::Count
            | ColumnType::Share
            | ColumnType::Flag
            | ColumnType::Text
            | ColumnType::Date => None,
        }
    }
}

/// A bound of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnBound {
    /// In base units.
    Number(Number),
    /// A date.
    Date(Date),
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its type.
    pub ty: ColumnType,
    /// Its unit (none for a plain number).
    pub unit: Unit,
    /// Whether a blank is a data error.
    pub required: bool,
    /// Least value.
    pub min: Option<ColumnBound>,
    /// Greatest value.
    pub max: Option<ColumnBound>,
    /// What a whole cell must fit; the note says it in words.
    pub pattern: Option<Pattern>,
    /// What plans move its cells by, in base units.
    pub step: Option<Number>,
    /// How to compute it when it was not supplied. Frame 0 is the row.
    pub derive: Option<TExpr>,
    /// Keep its values out of every output: declared so, or derived from a column that is.
    pub personal: bool,
    /// For display only.
    pub shown: bool,
    /// Note.
    pub note: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// Numbers by kind values: `values[i]` is for the combination `keys` in row-major order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitTable {
    /// From when; none: always.
    pub from: Option<Date>,
    /// By the combination of kind values, in the order of the limit's `by`; one entry with an empty key where there is no `by`.
    /// Combinations that `else` covered are written out.
    pub values: BTreeMap<Vec<KindValue>, Number>,
    /// What this step cites.
    pub cite: Option<Citation>,
    /// Note of this step.
    pub note: Option<String>,
}

/// A limit, or an indicator's own threshold.
#[derive(Debug, Clone)]
pub struct Limit {
    /// Its id (an indicator's own threshold: the indicator's id).
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its title.
    pub title: Option<String>,
    /// Its unit.
    pub unit: Unit,
    /// The kinds it goes by.
    pub by: Vec<KindIx>,
    /// Its values, by date ascending.
    pub tables: Vec<LimitTable>,
    /// Which way is stricter.
    pub stricter: Option<Stricter>,
    /// Citations.
    pub cite: Vec<Citation>,
    /// Note.
    pub note: Option<String>,
    /// Where it is declared.
    pub span: Span,
    /// Where its numbers were given last: by an override, if one gave any.
    pub numbers: Span,
}

impl Limit {
    /// The place to point at for a use of its numbers at `used`: the numbers, where a later pack than that of the use gave them.
    pub fn place_for(&self, used: Span) -> Span {
        if self.numbers.source > used.source { self.numbers } else { used }
    }

    /// Whether its numbers could be read; what was wrong with them is reported.
    pub(crate) fn is_sound(&self) -> bool {
        !self.tables.is_empty()
    }

    /// The table in force on a day; none before the first.
    pub fn table_at(&self, day: Date) -> Option<&LimitTable> {
        self.tables.iter().rev().find(|t| t.from.is_none_or(|from| from <= day))
    }
}
