//! Stages, deadlines, monitoring and warnings.

use super::Reader;
use super::fields::{Field, Fields, Shape};
use super::number;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::document::Definitions;
use crate::pack::entry::{DatedEntry, Entry, MonitoringVersion, Step, Version, WarningVersion};
use crate::pack::yaml::{Kind, Node};
use crate::source::Spanned;
use crate::syntax::ast::Ident;
use crate::syntax::vocabulary::yaml::Key;
use crate::value::Date;

impl Reader<'_> {
    /// `procedure`: a map of stages, or the list of steps in words.
    pub(super) fn procedure(
        &mut self,
        name: &Node,
        node: &Node,
        definitions: &mut Definitions,
        list: &mut Vec<Step>,
    ) {
        match node.kind {
            Kind::Map(_) => self.section(Key::Procedure, name, node, definitions, false),
            Kind::Null | Kind::Scalar { .. } | Kind::Seq(_) | Kind::Broken => self.steps(name, node, list),
        }
    }

    /// One version as a map, or a list of them by date.
    pub(super) fn versions<T: Entry>(
        &mut self,
        id: Ident,
        name: &Node,
        node: &Node,
        new: fn() -> T,
    ) -> DatedEntry<T> {
        let read = |reader: &mut Self, fields: &Fields<'_>| {
            let mut version = new();
            reader.fill(&mut version, fields);
            version
        };
        let mut versions = Vec::new();
        match &node.kind {
            Kind::Seq(items) if items.is_empty() => self.empty(name, node),
            Kind::Seq(items) => {
                for item in items {
                    let before = std::mem::replace(&mut self.broken, false);
                    let fields = self.fields(item, Some(name), T::KEYS, T::EXAMPLE);
                    // A key that was not understood may be the one that seems to be missing.
                    let whole = !self.broken;
                    self.broken |= before;
                    let Some(fields) = fields else { continue };
                    let from: Option<Spanned<Date>> = self.date(fields.get(Key::From));
                    if fields.get(Key::From).is_none() && whole {
                        self.lacks(Key::From, item, "example-versions");
                    }
                    let says = read(self, &fields);
                    if from.is_some() {
                        versions.push(Version { from, says, span: item.span });
                    }
                }
            }
            Kind::Null | Kind::Scalar { .. } | Kind::Map(_) | Kind::Broken => {
                if let Some(fields) = self.fields(node, Some(name), T::KEYS, T::EXAMPLE) {
                    let from = self.date(fields.get(Key::From));
                    let says = read(self, &fields);
                    versions.push(Version { from, says, span: node.span });
                }
            }
        }
        DatedEntry { id, versions, broken: self.broken }
    }

    /// A whole number from 1 to `most`, of which `help` says what may stand there.
    pub(super) fn whole(&mut self, field: Field<'_>, most: i64, help: &'static str) -> Option<Spanned<i64>> {
        let text = self.name(field.name, field.value)?;
        let digits = number::half_width(&text.value);
        match digits.trim().parse().ok().filter(|n| (1..=most).contains(n)) {
            Some(n) => Some(Spanned::new(n, text.span)),
            None => {
                self.broken = true;
                let working = digits.contains("工作日") || digits.to_lowercase().contains("work");
                let help = if working { "help-pack-working-days" } else { help };
                self.diagnostics.push(
                    Diagnostic::new(&codes::WHOLE_NUMBER, text.span)
                        .arg("value", &text.value)
                        .help(Message::new(help).arg("most", most)),
                );
                None
            }
        }
    }

    /// Month and day: `09-30`. The 29th of February is no day of every year.
    pub(super) fn day_of_year(&mut self, field: Field<'_>) -> Option<Spanned<(i8, i8)>> {
        let text = self.name(field.name, field.value)?;
        let digits = number::half_width(&text.value);
        let parts = digits.trim().split_once('-').filter(|(m, d)| m.len() == 2 && d.len() == 2);
        let day = parts.and_then(|(m, d)| Some((m.parse().ok()?, d.parse().ok()?)));
        // A year without a leap day.
        match day.filter(|(month, day)| Date::new(2023, *month, *day).is_ok()) {
            Some(day) => Some(Spanned::new(day, text.span)),
            None => {
                self.broken = true;
                self.diagnostics.push(
                    Diagnostic::new(&codes::DAY_OF_YEAR, text.span)
                        .arg("value", &text.value)
                        .help(Message::new("help-pack-day-of-year")),
                );
                None
            }
        }
    }

    /// `monitoring` and `warning` under `override`.
    pub(super) fn single(&mut self, key: Key, name: &Node, node: &Node, into: &mut Definitions) {
        if node.is_null() {
            return;
        }
        if node.text().is_some() {
            self.wrong_shape(node, Some(name), Shape::Map, None);
            return;
        }
        match key {
            Key::Monitoring => into.monitoring = self.keyed(key, name, node, MonitoringVersion::new),
            _ => into.warning = self.keyed(key, name, node, WarningVersion::new),
        }
    }

    /// An entry whose id is its key.
    fn keyed<T: Entry>(
        &mut self,
        key: Key,
        name: &Node,
        node: &Node,
        new: fn() -> T,
    ) -> Option<DatedEntry<T>> {
        let id = Spanned::new(key.en().to_owned(), self.key_name(name)?.span);
        self.broken = self.gaps;
        Some(self.versions(id, name, node, new))
    }
}
