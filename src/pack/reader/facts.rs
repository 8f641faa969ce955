//! Units, kinds, entities and their columns.

use indexmap::IndexMap;

use super::Reader;
use super::fields::{Field, Shape};
use super::number;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::document::{Bound, TypeName, UnitEntry};
use crate::pack::entry::{ColumnEntry, Entry, Expect, ExpectEntry, ValueEntry};
use crate::pack::yaml::{Kind, Node};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Expr, Ident};
use crate::syntax::parse_unit;
use crate::syntax::vocabulary::yaml::{Key, Word, find_word};
use crate::value::parse_date;

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

    /// The values of a kind: a map, or a list of names or maps.
    pub(super) fn kind_values(&mut self, field: Field<'_>) -> Option<Vec<ValueEntry>> {
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
                            values.extend(self.name(name, item).map(ValueEntry::new))
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
        let mut entry = ValueEntry::new(id);
        match &node.kind {
            Kind::Map(_) => {
                let fields = self.fields(node, Some(name), ValueEntry::KEYS, ValueEntry::EXAMPLE)?;
                self.fill(&mut entry, &fields);
            }
            Kind::Null | Kind::Scalar { .. } | Kind::Seq(_) | Kind::Broken => {
                entry.label = self.text(name, node)
            }
        }
        Some(entry)
    }

    /// A word, an entry or a list of entries.
    pub(super) fn expect(&mut self, field: Field<'_>) -> Option<Spanned<Expect>> {
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
        let fields = self.fields(node, Some(name), ExpectEntry::KEYS, ExpectEntry::EXAMPLE)?;
        let Some(each) = fields.get(Key::Each) else {
            self.broken = true;
            self.diagnostics.push(
                Diagnostic::new(&codes::EXPECT_WITHOUT_EACH, node.span).help(Message::new("example-expect")),
            );
            return None;
        };
        let mut entry = ExpectEntry::new(self.name(each.name, each.value)?);
        self.fill(&mut entry, &fields);
        Some(entry)
    }

    /// `total: {students: students}`: columns of the table, each with a formula.
    pub(super) fn totals(&mut self, field: Field<'_>) -> Vec<(Ident, Expr)> {
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
    pub(super) fn columns(&mut self, field: Field<'_>) -> Vec<ColumnEntry> {
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
        let mut column = ColumnEntry::new(id);
        if node.is_null() {
            // `code:` with nothing behind it: all as by default.
            return column;
        }
        let Some(fields) = self.fields(node, Some(name), ColumnEntry::KEYS, ColumnEntry::EXAMPLE) else {
            column.broken = true;
            return column;
        };
        self.fill(&mut column, &fields);
        column.broken = self.broken;
        column
    }

    pub(super) fn type_name(&mut self, field: Field<'_>) -> Option<Spanned<TypeName>> {
        let name = self.name(field.name, field.value)?;
        let basic = TYPES.iter().find(|(w, _)| w.is(&name.value)).map(|(_, t)| t.clone());
        let type_name = basic.unwrap_or_else(|| TypeName::Kind(name.value.clone()));
        Some(Spanned::new(type_name, name.span))
    }

    pub(super) fn bound(&mut self, field: Field<'_>) -> Option<Spanned<Bound>> {
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
