//! Indicators.

use super::Reader;
use super::fields::{Field, Fields};
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::document::{Comparison, IndicatorEntry, MapKinds, Threshold};
use crate::pack::yaml::Node;
use crate::source::Spanned;
use crate::syntax::ast::Ident;
use crate::syntax::vocabulary::yaml::Key;

pub(super) const INDICATOR: &[Key] = &[
    Key::Title,
    Key::Label,
    Key::For,
    Key::By,
    Key::When,
    Key::Value,
    Key::Unit,
    Key::AtLeast,
    Key::AtMost,
    Key::Above,
    Key::Below,
    Key::Cite,
    Key::AlsoCite,
    Key::Note,
];

impl Reader<'_> {
    /// An entry of `indicators`.
    pub(super) fn indicator_entry(&mut self, id: Ident, name: &Node, node: &Node) -> IndicatorEntry {
        let mut entry = IndicatorEntry {
            id,
            label: None,
            title: None,
            entity: None,
            by: None,
            when: None,
            value: None,
            unit: None,
            threshold: None,
            cite: None,
            also_cite: Vec::new(),
            note: None,
            broken: false,
        };
        if let Some(fields) = self.fields(node, Some(name), INDICATOR, "example-indicator") {
            entry.label = self.label(fields.get(Key::Label));
            entry.title = self.text_of(fields.get(Key::Title));
            entry.entity = fields.get(Key::For).and_then(|f| self.name(f.name, f.value));
            entry.by = fields.get(Key::By).and_then(|f| self.names(f.name, f.value));
            entry.when = self.formula(fields.get(Key::When));
            entry.value = self.formula(fields.get(Key::Value));
            entry.unit = self.unit(fields.get(Key::Unit));
            entry.threshold = self.threshold(&fields);
            entry.cite = self.cite(fields.get(Key::Cite));
            entry.also_cite.extend(self.cite(fields.get(Key::AlsoCite)));
            entry.note = self.text_of(fields.get(Key::Note));
        }
        entry.broken = self.broken;
        entry
    }

    fn threshold(&mut self, fields: &Fields<'_>) -> Option<Threshold> {
        let comparison = |key: Key| match key {
            Key::AtLeast => Some(Comparison::AtLeast),
            Key::AtMost => Some(Comparison::AtMost),
            Key::Above => Some(Comparison::Above),
            Key::Below => Some(Comparison::Below),
            _ => None,
        };
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
}
