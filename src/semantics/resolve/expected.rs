//! `expect`: which rows a table must have.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::pack::ExpectEntry;
use crate::semantics::checked::*;
use crate::semantics::merged::Merged;
use crate::semantics::resolve::expr::{JudgedUse, Typer, constant, is_zero};
use crate::semantics::resolve::scope::{Names, Scope};
use crate::semantics::units::UnitTable;
use crate::source::Span;
use crate::syntax::ast::{Expr, Ident};
use crate::value::Unit;

/// Types the `expect` lists of all tables, each entry in the scope of a row of its `each`.
pub(super) fn expectations(
    merged: &Merged,
    names: &Names<'_>,
    units: &UnitTable,
    diagnostics: &mut Diagnostics,
) -> Vec<(EntityIx, Vec<Expectation>)> {
    let mut out = Vec::new();
    for entry in merged.entities.values().filter(|e| !e.expected().is_empty()) {
        let Some(entity) = names.schema.entity(&entry.id.value) else { continue };
        let mut list = Vec::with_capacity(entry.expected().len());
        for expected in entry.expected() {
            let mut reader = Reader { merged, names, units, diagnostics, entity };
            list.extend(reader.entry(expected));
        }
        out.push((entity, list));
    }
    out
}

struct Reader<'a, 'n> {
    merged: &'a Merged,
    names: &'a Names<'n>,
    units: &'a UnitTable,
    diagnostics: &'a mut Diagnostics,
    entity: EntityIx,
}

impl Reader<'_, '_> {
    fn entry(&mut self, entry: &ExpectEntry) -> Option<Expectation> {
        let each = self.each(&entry.each)?;
        let when = entry.when.as_ref().map(|e| self.typer(each).condition(e));
        let count = entry.count.as_ref().map(|e| self.count(each, e));
        let total: Vec<_> = entry.total.iter().map(|(c, e)| self.total(each, c, e)).collect();
        let values: Vec<_> = entry.values.iter().map(|c| self.value(c)).collect();
        // What is broken was reported: an entry without it would expect something else.
        let flat = |e: Option<Option<TExpr>>| match e {
            None => Some(None),
            Some(found) => found.map(Some),
        };
        Some(Expectation {
            each,
            when: flat(when)?,
            count: flat(count)?,
            total: total.into_iter().collect::<Option<_>>()?,
            values: values.into_iter().collect::<Option<_>>()?,
            span: entry.each.span,
        })
    }

    fn typer(&mut self, each: EntityIx) -> Typer<'_, '_> {
        Typer {
            names: self.names,
            units: self.units,
            diagnostics: self.diagnostics,
            scope: Scope::new(each, &[]),
            judged: JudgedUse::Forbidden,
            depth: 0,
            entry_unit: None,
            merged: self.merged,
        }
    }

    fn label(&self) -> String {
        self.names.schema.entities.get(self.entity.ix()).map_or_else(String::new, |e| e.label.clone())
    }

    /// The tables above, the nearest first.
    fn above(&self) -> Vec<EntityIx> {
        let parent = |e: EntityIx| self.names.schema.entities.get(e.ix()).and_then(|e| e.parent);
        std::iter::successors(parent(self.entity), |e| parent(*e)).collect()
    }

    fn each(&mut self, name: &Ident) -> Option<EntityIx> {
        let above = self.above();
        let entities = &self.names.schema.entities;
        let names: Vec<&str> = above
            .iter()
            .filter_map(|e| entities.get(e.ix()))
            .flat_map(|e| [e.id.as_str(), e.label.as_str()])
            .collect();
        match self.names.schema.entity(&name.value) {
            Some(found) if above.contains(&found) => Some(found),
            Some(_) => {
                let labels: Vec<&str> = names.iter().skip(1).step_by(2).copied().collect();
                let d = Diagnostic::new(&codes::EXPECT_NOT_ABOVE, name.span)
                    .arg("name", &name.value)
                    .arg("entity", self.label());
                let d = match labels.is_empty() {
                    true => d,
                    false => d.help(Message::new("help-expect-each").names("names", &labels)),
                };
                self.diagnostics.push(d);
                None
            }
            None => {
                let mut d = Diagnostic::new(&codes::UNKNOWN_ENTITY, name.span).arg("name", &name.value);
                let near = self.diagnostics.suggest(&name.value, || names.iter().copied()).map(str::to_owned);
                let labels: Vec<&str> = names.iter().skip(1).step_by(2).copied().collect();
                d = d.nearest(name.span, near, || Message::new("help-expect-each").names("names", &labels));
                self.diagnostics.push(d);
                None
            }
        }
    }

    fn count(&mut self, each: EntityIx, formula: &Expr) -> Option<TExpr> {
        let (typed, unit) = self.typer(each).number(formula)?;
        let own = self.names.schema.entities.get(self.entity.ix())?.unit.clone();
        if !unit.same_dimensions(&own) && !is_zero(&typed) {
            return self.wrong_unit(typed.span, &unit, &own, self.label());
        }
        let impossible = |n: &crate::value::Number| {
            let n = own.from_base(n);
            !n.is_integer() || n.is_negative()
        };
        if constant(&typed).as_ref().is_some_and(impossible) {
            let help = Message::new("help-expect-count");
            self.diagnostics.push(Diagnostic::new(&codes::EXPECT_COUNT, typed.span).help(help));
            return None;
        }
        Some(typed)
    }

    fn total(&mut self, each: EntityIx, column: &Ident, formula: &Expr) -> Option<(ColumnIx, TExpr)> {
        let found = self.column(column);
        let typed = self.typer(each).number(formula);
        let (ix, (typed, unit)) = (found?, typed?);
        let declared = self.names.schema.column_of(self.entity, ix)?.clone();
        if !matches!(declared.ty, ColumnType::Number | ColumnType::Count | ColumnType::Share) {
            self.diagnostics.push(
                Diagnostic::new(&codes::EXPECT_TOTAL, column.span)
                    .arg("name", &declared.label)
                    .help(Message::new("help-expect-total"))
                    .related(declared.span, Message::new("related-declared")),
            );
            return None;
        }
        if !unit.same_dimensions(&declared.unit) && !is_zero(&typed) {
            return self.wrong_unit(typed.span, &unit, &declared.unit, declared.label);
        }
        Some((ix, typed))
    }

    fn value(&mut self, column: &Ident) -> Option<ColumnIx> {
        let ix = self.column(column)?;
        let declared = self.names.schema.column_of(self.entity, ix)?;
        if matches!(declared.ty, ColumnType::Kind(_)) {
            return Some(ix);
        }
        self.diagnostics.push(
            Diagnostic::new(&codes::EXPECT_VALUES, column.span)
                .arg("name", &declared.label)
                .help(Message::new("help-expect-values"))
                .related(declared.span, Message::new("related-declared")),
        );
        None
    }

    /// A column of the table itself.
    fn column(&mut self, name: &Ident) -> Option<ColumnIx> {
        if let Some(found) = self.names.schema.column(self.entity, &name.value) {
            return Some(found);
        }
        let columns = self.names.schema.entities.get(self.entity.ix()).map(|e| e.columns.as_slice());
        let known = columns.unwrap_or_default().iter().flat_map(|c| [c.id.as_str(), c.label.as_str()]);
        let near = self.diagnostics.suggest(&name.value, || known).map(str::to_owned);
        let d = Diagnostic::new(&codes::EXPECT_COLUMN, name.span)
            .arg("name", &name.value)
            .arg("entity", self.label());
        let d = d.nearest(name.span, near, || Message::new("help-declare-column").arg("name", &name.value));
        self.diagnostics.push(d);
        None
    }

    fn wrong_unit<T>(&mut self, span: Span, found: &Unit, wanted: &Unit, name: String) -> Option<T> {
        let words = |u: &Unit| match u.symbol.is_empty() {
            true => Message::new("unit-none"),
            false => Message::new("unit-named").arg("unit", &u.symbol),
        };
        let mut d = Diagnostic::new(&codes::EXPECT_UNIT, span);
        d.message = Message::new(codes::EXPECT_UNIT.key)
            .arg("name", name)
            .message("found", words(found))
            .message("wanted", words(wanted));
        self.diagnostics.push(d.help(Message::new("help-expect-unit")));
        None
    }
}
