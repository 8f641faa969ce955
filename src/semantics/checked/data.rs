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
    /// Whether they compare, lowest first.
    pub ordered: bool,
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
    /// What a missing row means.
    pub expect: Expect,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Note.
    pub note: Option<String>,
}

impl Entity {
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
    /// How to compute it when it was not supplied. Frame 0 is the row.
    pub derive: Option<TExpr>,
    /// Keep its values out of every output.
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
    /// Citation.
    pub cite: Option<Citation>,
    /// Note.
    pub note: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

impl Limit {
    /// Whether its numbers could be read; what was wrong with them is reported.
    pub(crate) fn is_sound(&self) -> bool {
        !self.tables.is_empty()
    }

    /// The table in force on a day; none before the first.
    pub fn table_at(&self, day: Date) -> Option<&LimitTable> {
        self.tables.iter().rev().find(|t| t.from.is_none_or(|from| from <= day))
    }
}
