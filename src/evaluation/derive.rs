//! Columns that are computed where they were not supplied.

use std::sync::Arc;

use super::Value;
use super::county::County;
use super::eval::Eval;
use super::scope::{Place, Scope};
use crate::diagnostic::{Message, codes};
use crate::facts::{COUNTY, Cell, DataIssue, Reason};
use crate::semantics::{Column, ColumnIx, EntityIx, TExpr, TExprKind};
use crate::value::Number;

impl County<'_> {
    /// Computes a derived column for all rows of the county.
    pub(super) fn derive(&mut self, entity: EntityIx, column: ColumnIx) {
        let pack = self.pack;
        let Some(declared) = pack.column(entity, column) else { return };
        let Some(formula) = &declared.derive else { return };
        let range = self.facts.rows_below(pack, COUNTY, self.row, entity);
        let mut cells = Vec::with_capacity(range.len());
        for row in range.clone() {
            if let Some(known) =
                self.screen.filter(|_| self.unwarned).and_then(|s| s.cell(entity, row, column))
            {
                cells.push(known);
                continue;
            }
            let given = self.given(entity, row, column);
            let computed = self.computed(entity, row, formula);
            if let (Eval::Known(given), Eval::Known(computed)) = (&given, &computed)
                && differ(declared, given, computed)
            {
                let issue = self.differing(entity, row, declared, given, computed);
                self.warnings.push(issue);
            }
            cells.push(settle(given, computed, || self.is_fed(entity, row, formula)));
        }
        Arc::make_mut(&mut self.memo).set_column(entity, column, range.start, cells);
    }

    /// Computes one cell of a derived column again.
    pub(super) fn derive_again(&mut self, entity: EntityIx, row: u32, column: ColumnIx) {
        let Some(formula) = self.pack.column(entity, column).and_then(|c| c.derive.as_ref()) else { return };
        let (given, computed) = (self.given(entity, row, column), self.computed(entity, row, formula));
        let cell = settle(given, computed, || self.is_fed(entity, row, formula));
        Arc::make_mut(&mut self.memo).set_cell(entity, row, column, cell);
    }

    fn computed(&self, entity: EntityIx, row: u32, formula: &TExpr) -> Eval {
        let place = Place::subject(entity, row);
        Scope { county: self, item: None, group: &[], place: &place }.eval(formula)
    }

    /// Whether a column that the formula itself names was filled in for a row: then the cell is meant to be computed.
    fn is_fed(&self, entity: EntityIx, row: u32, formula: &TExpr) -> bool {
        let mut fed = false;
        formula.walk(&mut |e| {
            if let TExprKind::Column { entity: of, column, .. } = &e.kind {
                let above = self.facts.ancestor_row(self.pack, entity, row, *of);
                let given = above.map(|row| self.facts.cell(*of, row, *column));
                fed |= given.is_some_and(|cell| !matches!(cell, Cell::Missing(_)));
            }
        });
        fed
    }

    fn differing(
        &self,
        entity: EntityIx,
        row: u32,
        column: &Column,
        given: &Value,
        computed: &Value,
    ) -> DataIssue {
        let shown =
            |value: &Value| if column.personal { "…".to_owned() } else { self.shown(column, value) };
        let given = shown(given);
        let message = Message::new(codes::DERIVE_DIFFERS.key)
            .arg("column", &column.label)
            .arg("given", &given)
            .arg("computed", shown(computed));
        DataIssue {
            column: Some(column.label.as_str().into()),
            value: (!column.personal).then(|| given.as_str().into()),
            ..DataIssue::at_row(self.facts, entity, row, &codes::DERIVE_DIFFERS, message)
        }
    }

    /// A value in the column's unit.
    fn shown(&self, column: &Column, value: &Value) -> String {
        match value {
            Value::Number(n) => match n.as_number() {
                Some(n) => format!("{}{}", column.unit.from_base(n), spaced(&column.unit.symbol)),
                None => n.display(12),
            },
            Value::Bool(b) => if *b { "√" } else { "×" }.to_owned(),
            Value::Kind(kind, value) => {
                let labels = self.pack.kind(*kind).map(|k| k.values.as_slice()).unwrap_or_default();
                labels.get(usize::from(*value)).map_or_else(String::new, |(_, label)| label.clone())
            }
            Value::Text(text) => text.to_string(),
            Value::Date(date) => date.to_string(),
        }
    }
}

/// A space before a unit, none before `%` and where there is no unit.
fn spaced(symbol: &str) -> String {
    if matches!(symbol, "" | "%" | "‰") { symbol.to_owned() } else { format!(" {symbol}") }
}

/// The cell that was given; a bad one stays bad. One that is not there is what was computed. Where that is unknown, the data that it is
/// computed from would tell; and the cell itself, but where some of those were filled in, so that it is not meant to be.
fn settle(given: Eval, computed: Eval, is_fed: impl FnOnce() -> bool) -> Eval {
    let Eval::Unknown(own) = given else { return given };
    if own.iter().any(|m| m.reason == Reason::Bad) {
        return Eval::Unknown(own);
    }
    match computed {
        Eval::Known(value) => Eval::Known(value),
        Eval::Unknown(reasons) if is_fed() => Eval::Unknown(reasons),
        Eval::Unknown(reasons) => Eval::Unknown(own.and(reasons)),
        Eval::NotApplicable => Eval::Unknown(own),
    }
}

/// Whether two values differ. A number that no decimal can write is compared as far as the given one is written.
fn differ(column: &Column, given: &Value, computed: &Value) -> bool {
    let rational = |value: &Value| match value {
        Value::Number(n) => n.as_number().map(|n| column.unit.from_base(n)),
        Value::Bool(_) | Value::Kind(..) | Value::Text(_) | Value::Date(_) => None,
    };
    match (rational(given), rational(computed)) {
        (Some(given), Some(computed)) if computed.to_decimal_parts().is_none() => {
            written(&given).is_none_or(|places| computed.round_half_away(places) != given)
        }
        _ => given != computed,
    }
}

/// How many decimals a number is written with.
fn written(number: &Number) -> Option<i32> {
    i32::try_from(number.to_decimal_parts()?.1).ok()
}
