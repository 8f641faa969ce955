//! Mutants: a pack with one small change, and how to make it.

use super::edit::{self, Edit};
use crate::semantics::*;
use crate::source::Span;
use crate::value::{Date, Number};

/// Whose part is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// An item.
    Item(ItemIx),
    /// A limit.
    Limit(LimitIx),
    /// A derived column's formula.
    Column(EntityIx, ColumnIx),
}

/// A small change of a pack.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// Stable as long as the part that it changes stays: `R1.limit[primary]:+`.
    pub id: String,
    /// Whose part it changes.
    pub owner: Owner,
    /// Where that stands.
    pub span: Span,
    pub(super) change: Change,
}

/// What is changed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change {
    /// One value of a limit.
    Value { table: usize, key: Vec<KindValue>, to: Number },
    /// Two values of a limit for one another.
    Swap { table: usize, one: Vec<KindValue>, other: Vec<KindValue> },
    /// The day from which a table is in force.
    Day { table: usize, to: Date },
    /// A table left out: the one before stays in force.
    DropTable { table: usize },
    /// An indicator's comparison.
    Comparison(Comparison),
    /// A `when` left out.
    DropWhen(usize),
    /// A `require` left out.
    DropRequire(usize),
    /// A change inside an expression.
    Expression { at: Formula, path: Vec<Turn>, edit: Edit },
}

/// Which formula of its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Formula {
    When(usize),
    Require(usize),
    /// An indicator's or a define's value, a column's `derive`.
    Value,
    /// The place of a threshold's kind.
    Index(usize),
}

/// A step down an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// To this one of the expressions below.
    Child(usize),
    /// To the body of `each i in`, in all its copies.
    Each,
}

/// What a mutant replaces, to put it back.
pub(super) enum Saved {
    Item(ItemIx, Box<Item>),
    Limit(LimitIx, Box<Limit>),
    Column(EntityIx, ColumnIx, Box<Option<TExpr>>),
    Nothing,
}

impl Mutant {
    /// Changes the pack; gives what to put back.
    pub(super) fn apply(&self, pack: &mut CheckedPack) -> Saved {
        match self.owner {
            Owner::Limit(ix) => {
                let Some(limit) = pack.limits.get_mut(ix.ix()) else { return Saved::Nothing };
                let saved = Saved::Limit(ix, Box::new(limit.clone()));
                change_limit(limit, &self.change);
                saved
            }
            Owner::Item(ix) => {
                let Some(item) = pack.items.get_mut(ix.ix()) else { return Saved::Nothing };
                let saved = Saved::Item(ix, Box::new(item.clone()));
                change_item(item, &self.change);
                saved
            }
            Owner::Column(e, c) => {
                let column = pack.entities.get_mut(e.ix()).and_then(|e| e.columns.get_mut(c.ix()));
                let Some(column) = column else { return Saved::Nothing };
                let saved = Saved::Column(e, c, Box::new(column.derive.clone()));
                if let (Some(formula), Change::Expression { path, edit, .. }) =
                    (&mut column.derive, &self.change)
                {
                    change_at(formula, path, edit);
                }
                saved
            }
        }
    }
}

impl Saved {
    /// Puts the pack as it was.
    pub(super) fn restore(self, pack: &mut CheckedPack) {
        match self {
            Saved::Item(ix, item) => {
                if let Some(slot) = pack.items.get_mut(ix.ix()) {
                    *slot = *item;
                }
            }
            Saved::Limit(ix, limit) => {
                if let Some(slot) = pack.limits.get_mut(ix.ix()) {
                    *slot = *limit;
                }
            }
            Saved::Column(e, c, derive) => {
                if let Some(column) = pack.entities.get_mut(e.ix()).and_then(|e| e.columns.get_mut(c.ix())) {
                    column.derive = *derive;
                }
            }
            Saved::Nothing => {}
        }
    }
}

fn change_limit(limit: &mut Limit, change: &Change) {
    match change {
        Change::Value { table, key, to } => {
            if let Some(value) = limit.tables.get_mut(*table).and_then(|t| t.values.get_mut(key)) {
                *value = to.clone();
            }
        }
        Change::Swap { table, one, other } => {
            let Some(table) = limit.tables.get_mut(*table) else { return };
            if let (Some(a), Some(b)) = (table.values.get(one).cloned(), table.values.get(other).cloned()) {
                table.values.insert(one.clone(), b);
                table.values.insert(other.clone(), a);
            }
        }
        Change::Day { table, to } => {
            if let Some(table) = limit.tables.get_mut(*table) {
                table.from = Some(*to);
            }
        }
        Change::DropTable { table } if *table < limit.tables.len() => {
            limit.tables.remove(*table);
        }
        Change::DropTable { .. }
        | Change::Comparison(_)
        | Change::DropWhen(_)
        | Change::DropRequire(_)
        | Change::Expression { .. } => {}
    }
}

fn change_item(item: &mut Item, change: &Change) {
    match (change, &mut item.body) {
        (Change::DropWhen(i), _) if *i < item.when.len() => {
            item.when.remove(*i);
        }
        (Change::DropRequire(i), ItemBody::Rule { requirements, .. }) if *i < requirements.len() => {
            requirements.remove(*i);
        }
        (Change::Comparison(to), ItemBody::Indicator(indicator)) => indicator.comparison = *to,
        (Change::Expression { at, path, edit }, body) => {
            let expr = match (at, body) {
                (Formula::When(i), _) => item.when.get_mut(*i).map(|r| &mut r.expr),
                (Formula::Require(i), ItemBody::Rule { requirements, .. }) => {
                    requirements.get_mut(*i).map(|r| &mut r.expr)
                }
                (Formula::Value, ItemBody::Indicator(i)) => Some(&mut i.value),
                (Formula::Value, ItemBody::Define { value, .. }) => Some(value),
                (Formula::Index(n), ItemBody::Indicator(i)) => i.index.get_mut(*n),
                _ => None,
            };
            if let Some(expr) = expr {
                change_at(expr, path, edit);
            }
        }
        (_, ItemBody::Indicator(indicator)) => {
            if let ThresholdRef::Own(limit) = &mut indicator.threshold {
                change_limit(limit, change);
            }
        }
        _ => {}
    }
}

fn change_at(expr: &mut TExpr, path: &[Turn], edit: &Edit) {
    match path.split_first() {
        None => edit::apply(expr, edit),
        Some((Turn::Child(i), rest)) => {
            if let Some(child) = expr.children_mut().into_iter().nth(*i) {
                change_at(child, rest, edit);
            }
        }
        Some((Turn::Each, rest)) => {
            if let TExprKind::AllOf(members) = &mut expr.kind {
                members.iter_mut().for_each(|m| change_at(&mut m.condition, rest, edit));
            }
        }
    }
}
