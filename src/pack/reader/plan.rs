//! Sources, measures, the schedule and the lists of steps.

use super::Reader;
use super::fields::{Field, Shape};
use super::number;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::document::ScheduleEntry;
use crate::pack::entry::{Entry, Step};
use crate::pack::yaml::{Kind, Node};
use crate::source::Spanned;
use crate::syntax::ast::Ident;

/// Years that a county can be planned for.
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2200;

impl Reader<'_> {
    /// Texts by place.
    pub(super) fn clauses(&mut self, field: Field<'_>) -> Vec<(Ident, Spanned<String>)> {
        if field.value.is_null() {
            return Vec::new();
        }
        let Some(list) = field.value.entries() else {
            self.wrong_shape(field.value, Some(field.name), Shape::Map, None);
            return Vec::new();
        };
        list.iter()
            .filter_map(|(place, text)| Some((self.key_name(place)?, self.name(place, text)?)))
            .collect()
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
                into.push(Step { title, ..Step::new() });
                continue;
            }
            let Some(fields) = self.fields(item, Some(name), Step::KEYS, Step::EXAMPLE) else { continue };
            let mut step = Step::new();
            self.fill(&mut step, &fields);
            into.push(step);
        }
    }
}
