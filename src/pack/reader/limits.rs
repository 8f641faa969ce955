//! Limits, thresholds and the tables of numbers that both are made of.

use super::Reader;
use super::fields::{Field, Fields, Shape};
use super::number;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::document::{Comparison, MapKinds, Table, TableKey};
use crate::pack::entry::{DATED_KEYS, DatedTable, Threshold};
use crate::pack::yaml::{Kind, Node};
use crate::source::Spanned;
use crate::syntax::vocabulary::yaml::Key;

impl Reader<'_> {
    /// An indicator's numbers, with the key before them; a second such key is reported.
    pub(super) fn threshold(&mut self, fields: &Fields<'_>) -> Option<Threshold> {
        let comparison = |key: Key| Comparison::ALL.into_iter().find(|c| c.key() == key);
        let mut found: Option<(Field<'_>, Comparison)> = None;
        for field in fields.iter() {
            let Some(comparison) = comparison(field.key) else { continue };
            match found {
                None => found = Some((field, comparison)),
                Some((first, _)) => self.diagnostics.push(
                    Diagnostic::new(&codes::TWO_THRESHOLDS, field.name.span)
                        .arg("first", first.name.text().unwrap_or_default())
                        .arg("second", field.name.text().unwrap_or_default())
                        .related(first.name.span, Message::new("label-pack-first-here"))
                        .help(Message::new("help-pack-two-indicators")),
                ),
            }
        }
        let (field, comparison) = found?;
        let value = self.dated(field, true)?;
        Some(Threshold {
            comparison: Spanned::new(comparison, field.name.span),
            value,
            kinds: MapKinds::default(),
        })
    }

    /// A number, a map by kind values, a list by date, or (where `names` may stand) a limit's name.
    pub(super) fn dated(&mut self, field: Field<'_>, names: bool) -> Option<Spanned<Vec<DatedTable>>> {
        let Field { name, value: node, .. } = field;
        let Kind::Seq(items) = &node.kind else {
            let table = self.table(name, node, names)?;
            let only = DatedTable { from: None, table, cite: None, note: None };
            return Some(Spanned::new(vec![only], node.span));
        };
        if items.is_empty() {
            self.empty(name, node);
            return None;
        }
        let mut list = Vec::with_capacity(items.len());
        for item in items {
            let before = std::mem::replace(&mut self.broken, false);
            let fields = self.fields(item, Some(name), DATED_KEYS, "example-dated");
            // A key that was not understood may be the one that seems to be missing.
            let whole = !self.broken;
            self.broken |= before;
            let Some(fields) = fields else { continue };
            let from = self.date(fields.get(Key::From));
            if fields.get(Key::From).is_none() && whole {
                self.missing(Key::From, item);
            }
            let table = match fields.get(Key::Value) {
                Some(f) => self.table(f.name, f.value, false),
                None => {
                    if whole {
                        self.missing(Key::Value, item);
                    }
                    None
                }
            };
            let cite = self.cite(fields.get(Key::Cite));
            let note = self.text_of(fields.get(Key::Note));
            if let (Some(from), Some(table)) = (from, table) {
                list.push(DatedTable { from: Some(from), table, cite, note });
            }
        }
        Some(Spanned::new(list, node.span))
    }

    /// Reports that an entry lacks a key.
    pub(super) fn missing(&mut self, key: Key, node: &Node) {
        self.lacks(key, node, "example-dated");
    }

    /// The same with another example.
    pub(super) fn lacks(&mut self, key: Key, node: &Node, example: &'static str) {
        self.broken = true;
        self.diagnostics.push(
            Diagnostic::new(&codes::MISSING_KEY, node.span.after())
                .arg("zh", key.zh().first().copied().unwrap_or(key.en()))
                .arg("en", key.en())
                .help(Message::new(example)),
        );
    }

    fn table(&mut self, name: &Node, node: &Node, names: bool) -> Option<Table> {
        match &node.kind {
            Kind::Scalar { text, .. } if names && !number::looks_like_a_number(text) => {
                self.name(name, node).map(Table::Name)
            }
            Kind::Scalar { .. } | Kind::Null | Kind::Broken => self.quantity(name, node).map(Table::Number),
            Kind::Map(entries) => {
                if entries.iter().any(|(k, _)| k.text().is_some_and(|t| Key::From.is(t))) {
                    self.broken = true;
                    let mut diagnostic = Diagnostic::new(&codes::WRONG_SHAPE, node.span)
                        .arg("key", name.text().unwrap_or_default())
                        .help(Message::new("example-dated"));
                    diagnostic.message = diagnostic
                        .message
                        .message("expected", Message::new("shape-list"))
                        .message("found", Message::new("shape-map"));
                    self.diagnostics.push(diagnostic);
                    return None;
                }
                let table = self.by_kind(entries);
                Some(Table::Map(Spanned::new(table, node.span)))
            }
            Kind::Seq(_) => {
                self.wrong_shape(node, Some(name), Shape::Table, None);
                None
            }
        }
    }

    fn by_kind(&mut self, entries: &[(Node, Node)]) -> Vec<(TableKey, Table)> {
        let mut list: Vec<(TableKey, Table)> = Vec::with_capacity(entries.len());
        let mut last: Option<&Node> = None;
        for (name, node) in entries {
            if node.is_null() && self.split_number(last, name) {
                continue;
            }
            last = Some(node);
            let Some(id) = self.key_name(name) else { continue };
            let key = if Key::Else.is(&id.value) { TableKey::Else(id.span) } else { TableKey::Value(id) };
            if let TableKey::Else(span) = &key
                && let Some(first) = list.iter().find_map(|(k, _)| match k {
                    TableKey::Else(first) => Some(*first),
                    TableKey::Value(_) => None,
                })
            {
                self.diagnostics.push(
                    Diagnostic::new(&codes::DUPLICATE_KEY, *span)
                        .arg("key", name.text().unwrap_or_default())
                        .related(first, Message::new("label-pack-first-here")),
                );
                continue;
            }
            if let Some(table) = self.table(name, node, false) {
                list.push((key, table));
            }
        }
        list
    }

    /// `{primary: 2,000}`: YAML takes the comma for the end of the entry.
    pub(super) fn split_number(&mut self, before: Option<&Node>, name: &Node) -> bool {
        let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        let (Some(before), Some(tail)) = (before, name.text()) else { return false };
        let Some(head) = before.text() else { return false };
        let between = self.file.get(before.span.end as usize..name.span.start as usize);
        if !(tail.len() == 3 && digits(tail) && digits(head) && between == Some(",")) {
            return false;
        }
        self.broken = true;
        let span = before.span.to(name.span);
        let joined = format!("{head}{tail}");
        self.diagnostics.push(
            Diagnostic::new(&codes::NUMBER_FORM, span)
                .arg("value", format!("{head},{tail}"))
                .help(Message::new("help-pack-write-number").arg("number", &joined))
                .fix(span, joined),
        );
        true
    }
}
