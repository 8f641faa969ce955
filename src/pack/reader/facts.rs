//! Units, kinds, entities and their columns.

use indexmap::IndexMap;

use super::Reader;
use super::fields::{Field, Shape};
use super::number;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::document::{
    Bound, ColumnEntry, EntityEntry, Expect, ExpectEntry, KindEntry, TypeName, UnitEntry, ValueEntry,
};
use crate::pack::yaml::{Kind, Node};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Expr, Ident};
use crate::syntax::parse_unit;
use crate::syntax::vocabulary::yaml::{Key, Word, find_word};
use crate::value::parse_date;

pub(super) const KIND: &[Key] = &[Key::Label, Key::Values, Key::Ordered];
pub(super) const VALUE: &[Key] = &[Key::Label, Key::Aliases];
pub(super) const ENTITY: &[Key] = &[
    Key::Label,
    Key::Within,
    Key::KeyColumns,
    Key::Display,
    Key::Unit,
    Key::Expect,
    Key::Note,
    Key::Columns,
];
pub(super) const EXPECTED: &[Key] = &[Key::Each, Key::ExpectWhen, Key::ExpectCount, Key::Total, Key::EachOf];
pub(super) const COLUMN: &[Key] = &[
    Key::Label,
    Key::Type,
    Key::Unit,
    Key::Required,
    Key::Min,
    Key::Max,
    Key::Pattern,
    Key::Step,
    Key::Derive,
    Key::Personal,
    Key::Shown,
    Key::Note,
];

/// The basic types; any other word is a kind's name.
pub(super) const TYPES: &[(Word, TypeName)] = &[
    (Word::Number, TypeName::Number),
    (Word::Count, TypeName::Count),
    (Word::Share, TypeName::Share),
    (Word::Flag, TypeName::Flag),
    (Word::Text, TypeName::Text),
    (Word::Date, TypeName::Date),
];

impl Reader<'_> {
    /// `百人: 100 人`, `平方米: base`.
    pub(super) fn unit_entry(&mut self, id: Ident, node: &Node) -> Option<UnitEntry> {
        if node.is_broken() {
            return Some(UnitEntry { id, multiple: None, broken: true });
        }
        let Some(text) = node.text() else {
            self.bad_unit(&id, node);
            return Some(UnitEntry { id, multiple: None, broken: true });
        };
        if find_word(text.trim(), &[Word::Base]).is_some() {
            return Some(UnitEntry { id, multiple: None, broken: false });
        }
        let mapped = node.mapped(self.file);
        let half = number::half_width(&mapped.text);
        // Full-width characters are longer than their half-width forms: count characters.
        let digits = half
            .trim_start()
            .chars()
            .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '_' | '-' | '+'))
            .count();
        let lead = mapped.text.chars().take_while(|c| c.is_whitespace()).count();
        let at = |n: usize| mapped.text.char_indices().nth(n).map_or(mapped.text.len(), |(i, _)| i);
        let (from, to) = (at(lead), at(lead + digits));
        let factor_text = mapped.text.get(from..to).unwrap_or("");
        let rest = mapped.text.get(to..).unwrap_or("");
        let factor = number::quantity(factor_text).ok().map(|q| q.value);
        let good = factor.filter(|f| !f.is_zero() && !f.is_negative() && !rest.trim().is_empty());
        let Some(factor) = good else {
            self.bad_unit(&id, node);
            return Some(UnitEntry { id, multiple: None, broken: true });
        };
        let lead = rest.len() - rest.trim_start().len();
        let tail = self.mapped_tail(&mapped, to + lead);
        let unit = parse_unit(&tail, self.diagnostics);
        let broken = unit.is_none();
        let multiple = unit.map(|u| (Spanned::new(factor, mapped.span(from, to)), u));
        Some(UnitEntry { id, multiple, broken })
    }

    fn bad_unit(&mut self, id: &Ident, node: &Node) {
        let span = if node.span.range().is_empty() { id.span } else { node.span };
        self.diagnostics.push(
            Diagnostic::new(&codes::BAD_UNIT_ENTRY, span)
                .arg("unit", &id.value)
                .help(Message::new("example-units")),
        );
    }

    /// An entry of `kinds`.
    pub(super) fn kind_entry(&mut self, id: Ident, name: &Node, node: &Node) -> KindEntry {
        let mut entry = KindEntry { id, label: None, values: None, ordered: None, broken: false };
        if let Some(fields) = self.fields(node, Some(name), KIND, "example-kind") {
            entry.label = self.label(fields.get(Key::Label));
            entry.ordered = self.flag(fields.get(Key::Ordered));
            entry.values = fields.get(Key::Values).and_then(|f| self.kind_values(f));
        }
        entry.broken = self.broken;
        entry
    }

    fn kind_values(&mut self, field: Field<'_>) -> Option<Vec<ValueEntry>> {
        let Field { name, value, .. } = field;
        let mut values = Vec::new();
        match &value.kind {
            Kind::Map(entries) => {
                for (id, label) in entries {
                    values.extend(self.kind_value(id, label));
                }
            }
            Kind::Seq(items) => {
                for item in items {
                    match &item.kind {
                        Kind::Map(entries) => {
                            for (id, label) in entries {
                                values.extend(self.kind_value(id, label));
                            }
                        }
                        Kind::Null | Kind::Scalar { .. } | Kind::Seq(_) | Kind::Broken => {
                            values.extend(self.name(name, item).map(|id| ValueEntry {
                                id,
                                label: None,
                                aliases: None,
                            }))
                        }
                    }
                }
                self.repeated_values(&mut values);
            }
            Kind::Null | Kind::Scalar { .. } | Kind::Broken => {
                self.wrong_shape(value, Some(name), Shape::Map, None);
                return None;
            }
        }
        Some(values)
    }

    fn repeated_values(&mut self, values: &mut Vec<ValueEntry>) {
        let mut kept: Vec<ValueEntry> = Vec::with_capacity(values.len());
        let mut seen: IndexMap<String, Span> = IndexMap::new();
        for value in values.drain(..) {
            let id = &value.id;
            if let Some(first) = seen.insert(id.value.clone(), id.span) {
                self.diagnostics.push(
                    Diagnostic::new(&codes::DUPLICATE_KEY, id.span)
                        .arg("key", &id.value)
                        .related(first, Message::new("label-pack-first-here")),
                );
                continue;
            }
            kept.push(value);
        }
        *values = kept;
    }

    /// `primary: 小学`, `primary: {label: 小学, aliases: [小学部]}`, `primary:`.
    fn kind_value(&mut self, name: &Node, node: &Node) -> Option<ValueEntry> {
        let id = self.key_name(name)?;
        let mut entry = ValueEntry { id, label: None, aliases: None };
        match &node.kind {
            Kind::Map(_) => {
                let fields = self.fields(node, Some(name), VALUE, "example-value")?;
                entry.label = self.label(fields.get(Key::Label));
                entry.aliases = fields.get(Key::Aliases).and_then(|f| self.names(f.name, f.value));
            }
            Kind::Null | Kind::Scalar { .. } | Kind::Seq(_) | Kind::Broken => {
                entry.label = self.text(name, node)
            }
        }
        Some(entry)
    }

    /// An entry of `entities`.
    pub(super) fn entity_entry(&mut self, id: Ident, name: &Node, node: &Node) -> EntityEntry {
        let mut entry = EntityEntry {
            id,
            label: None,
            within: None,
            key: None,
            unit: None,
            expect: None,
            display: None,
            note: None,
            columns: Vec::new(),
            broken: false,
        };
        let Some(fields) = self.fields(node, Some(name), ENTITY, "example-entity") else {
            entry.broken = true;
            return entry;
        };
        entry.label = self.label(fields.get(Key::Label));
        entry.within = fields.get(Key::Within).and_then(|f| self.name(f.name, f.value));
        entry.key = fields.get(Key::KeyColumns).and_then(|f| self.names(f.name, f.value));
        entry.unit = self.unit(fields.get(Key::Unit));
        entry.expect = fields.get(Key::Expect).and_then(|f| self.expect(f));
        entry.display = fields.get(Key::Display).and_then(|f| self.name(f.name, f.value));
        entry.note = self.text_of(fields.get(Key::Note));
        let broken = self.broken;
        if let Some(columns) = fields.get(Key::Columns) {
            entry.columns = self.columns(columns);
        }
        entry.broken = broken || self.broken;
        entry
    }

    /// A word, an entry or a list of entries.
    fn expect(&mut self, field: Field<'_>) -> Option<Spanned<Expect>> {
        let Field { name, value, .. } = field;
        let entries = match &value.kind {
            Kind::Map(_) => vec![self.expect_entry(name, value)?],
            Kind::Seq(items) => {
                let found: Vec<_> = items.iter().map(|item| self.expect_entry(name, item)).collect();
                found.into_iter().collect::<Option<Vec<_>>>()?
            }
            Kind::Null | Kind::Scalar { .. } | Kind::Broken => return self.expect_word(field),
        };
        let expect = if entries.is_empty() { Expect::None } else { Expect::List(entries) };
        Some(Spanned::new(expect, value.span))
    }

    fn expect_entry(&mut self, name: &Node, node: &Node) -> Option<ExpectEntry> {
        let fields = self.fields(node, Some(name), EXPECTED, "example-expect")?;
        let Some(each) = fields.get(Key::Each) else {
            self.broken = true;
            self.diagnostics.push(
                Diagnostic::new(&codes::EXPECT_WITHOUT_EACH, node.span).help(Message::new("example-expect")),
            );
            return None;
        };
        let each = self.name(each.name, each.value)?;
        let when = self.formula(fields.get(Key::ExpectWhen));
        let count = self.formula(fields.get(Key::ExpectCount));
        let total = fields.get(Key::Total).map(|f| self.totals(f)).unwrap_or_default();
        let values = fields.get(Key::EachOf).and_then(|f| self.names(f.name, f.value));
        let values = values.map(|v| v.value).unwrap_or_default();
        Some(ExpectEntry { each, when, count, total, values })
    }

    /// `total: {students: students}`: columns of the table, each with a formula.
    fn totals(&mut self, field: Field<'_>) -> Vec<(Ident, Expr)> {
        let Some(entries) = field.value.entries() else {
            self.wrong_shape(field.value, Some(field.name), Shape::Map, Some("example-expect"));
            return Vec::new();
        };
        let mut totals: Vec<(Ident, Expr)> = Vec::with_capacity(entries.len());
        for (name, value) in entries {
            let Some(column) = self.key_name(name) else { continue };
            let formula = self.formula(Some(Field { key: field.key, name, value }));
            totals.extend(formula.map(|formula| (column, formula)));
        }
        totals
    }

    fn expect_word(&mut self, field: Field<'_>) -> Option<Spanned<Expect>> {
        let word = self.word(field.name, field.value, &[Word::County, Word::Parent, Word::None])?;
        Some(word.map(|w| match w {
            Word::Parent => Expect::Parent,
            Word::None => Expect::None,
            _ => Expect::County,
        }))
    }

    /// The columns; sets `broken` when one is missing.
    fn columns(&mut self, field: Field<'_>) -> Vec<ColumnEntry> {
        let Some(entries) = field.value.entries() else {
            self.wrong_shape(field.value, Some(field.name), Shape::Map, None);
            return Vec::new();
        };
        let mut columns = Vec::with_capacity(entries.len());
        let mut missing = false;
        for (name, node) in entries {
            let Some(id) = self.key_name(name) else {
                missing = true;
                continue;
            };
            self.broken = self.gaps;
            columns.push(self.column(id, name, node));
        }
        self.broken = missing;
        columns
    }

    fn column(&mut self, id: Ident, name: &Node, node: &Node) -> ColumnEntry {
        self.entry_unit = None;
        let mut column = ColumnEntry {
            id,
            label: None,
            type_name: None,
            unit: None,
            required: None,
            min: None,
            max: None,
            pattern: None,
            step: None,
            derive: None,
            personal: None,
            shown: None,
            note: None,
            broken: false,
        };
        if node.is_null() {
            // `code:` with nothing behind it: all as by default.
            return column;
        }
        let Some(fields) = self.fields(node, Some(name), COLUMN, "example-column") else {
            column.broken = true;
            return column;
        };
        column.label = self.label(fields.get(Key::Label));
        column.type_name = fields.get(Key::Type).and_then(|f| self.type_name(f));
        column.unit = self.unit(fields.get(Key::Unit));
        column.required = self.flag(fields.get(Key::Required));
        column.min = fields.get(Key::Min).and_then(|f| self.bound(f));
        column.max = fields.get(Key::Max).and_then(|f| self.bound(f));
        column.pattern = fields.get(Key::Pattern).and_then(|f| self.name(f.name, f.value));
        column.step = fields.get(Key::Step).and_then(|f| self.quantity(f.name, f.value));
        column.derive = self.formula(fields.get(Key::Derive));
        column.personal = self.flag(fields.get(Key::Personal));
        column.shown = self.flag(fields.get(Key::Shown));
        column.note = self.text_of(fields.get(Key::Note));
        column.broken = self.broken;
        column
    }

    fn type_name(&mut self, field: Field<'_>) -> Option<Spanned<TypeName>> {
        let name = self.name(field.name, field.value)?;
        let basic = TYPES.iter().find(|(w, _)| w.is(&name.value)).map(|(_, t)| t.clone());
        let type_name = basic.unwrap_or_else(|| TypeName::Kind(name.value.clone()));
        Some(Spanned::new(type_name, name.span))
    }

    fn bound(&mut self, field: Field<'_>) -> Option<Spanned<Bound>> {
        if let Some(text) = field.value.text() {
            let text = number::half_width(text);
            if let Some(date) = parse_date(&text) {
                return Some(Spanned::new(Bound::Date(date), field.value.span));
            }
            if number::looks_like_a_date(&text) {
                self.date(Some(field));
                return None;
            }
        }
        self.quantity(field.name, field.value).map(|q| q.map(Bound::Number))
    }
}
