//! Sources, measures, the schedule and the lists of steps.

use super::Reader;
use super::fields::Shape;
use super::number;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::document::{MeasureEntry, ScheduleEntry, SourceEntry, Step};
use crate::pack::yaml::{Kind, Node};
use crate::source::Spanned;
use crate::syntax::ast::Ident;
use crate::syntax::vocabulary::yaml::Key;

pub(super) const SOURCE: &[Key] = &[Key::Title, Key::Number, Key::Date, Key::Issuer, Key::Clauses];
pub(super) const MEASURE: &[Key] = &[Key::Title, Key::Lead, Key::Support, Key::Serves, Key::Note, Key::Cite];
pub(super) const STEP: &[Key] = &[Key::Title, Key::Who, Key::Due, Key::Note, Key::Cite];
/// Years that a county can be planned for.
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2200;

impl Reader<'_> {
    /// An entry of `sources`.
    pub(super) fn source_entry(&mut self, id: Ident, name: &Node, node: &Node) -> SourceEntry {
        let mut entry =
            SourceEntry { id, title: None, number: None, date: None, issuer: None, clauses: Vec::new() };
        let Some(fields) = self.fields(node, Some(name), SOURCE, "example-source") else { return entry };
        entry.title = self.text_of(fields.get(Key::Title));
        entry.number = self.text_of(fields.get(Key::Number));
        entry.date = self.date(fields.get(Key::Date));
        entry.issuer = self.text_of(fields.get(Key::Issuer));
        let Some(clauses) = fields.get(Key::Clauses).filter(|f| !f.value.is_null()) else { return entry };
        let Some(list) = clauses.value.entries() else {
            self.wrong_shape(clauses.value, Some(clauses.name), Shape::Map, None);
            return entry;
        };
        for (place, text) in list {
            if let (Some(id), Some(text)) = (self.key_name(place), self.name(place, text)) {
                entry.clauses.push((id, text));
            }
        }
        entry
    }

    /// An entry of `measures`.
    pub(super) fn measure_entry(&mut self, id: Ident, name: &Node, node: &Node) -> MeasureEntry {
        let mut entry =
            MeasureEntry { id, title: None, lead: None, support: None, serves: None, note: None, cite: None };
        let Some(fields) = self.fields(node, Some(name), MEASURE, "example-measure") else { return entry };
        entry.title = self.text_of(fields.get(Key::Title));
        entry.lead = self.texts(fields.get(Key::Lead));
        entry.support = self.texts(fields.get(Key::Support));
        entry.serves = self.texts(fields.get(Key::Serves));
        entry.note = self.text_of(fields.get(Key::Note));
        entry.cite = self.cite(fields.get(Key::Cite));
        entry
    }

    /// `schedule: {"640181": 2023}`.
    pub(super) fn schedule(&mut self, name: &Node, node: &Node, into: &mut Vec<ScheduleEntry>) {
        if node.is_null() {
            return;
        }
        let Some(entries) = node.entries() else {
            self.wrong_shape(node, Some(name), Shape::Map, None);
            return;
        };
        for (code, year) in entries {
            let (Some(county), Some(text)) = (self.key_name(code), self.name(code, year)) else { continue };
            let digits = number::half_width(&text.value);
            let digits = digits.strip_suffix('年').unwrap_or(&digits).trim();
            match digits.parse().ok().filter(|year| YEARS.contains(year)) {
                Some(year) => into.push(ScheduleEntry { county, year: Spanned::new(year, text.span) }),
                None => self.diagnostics.push(
                    Diagnostic::new(&codes::BAD_YEAR, text.span)
                        .arg("year", &text.value)
                        .help(Message::new("help-pack-year")),
                ),
            }
        }
    }

    /// `procedure`, `organisation`, `milestones`.
    pub(super) fn steps(&mut self, name: &Node, node: &Node, into: &mut Vec<Step>) {
        if node.is_null() {
            return;
        }
        let Some(items) = node.items() else {
            self.wrong_shape(node, Some(name), Shape::List, None);
            return;
        };
        for item in items {
            if let Kind::Scalar { .. } = item.kind {
                let title: Option<Spanned<String>> = self.text(name, item);
                into.push(Step { title, ..Step::default() });
                continue;
            }
            let Some(fields) = self.fields(item, Some(name), STEP, "example-step") else { continue };
            into.push(Step {
                title: self.text_of(fields.get(Key::Title)),
                who: self.texts(fields.get(Key::Who)).unwrap_or_default(),
                due: self.text_of(fields.get(Key::Due)),
                note: self.text_of(fields.get(Key::Note)),
                cite: self.cite(fields.get(Key::Cite)),
            });
        }
    }
}
