//! Stages, deadlines, monitoring and warnings.

use super::Reader;
use super::fields::{Field, Fields, Shape};
use super::number;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::document::{Definitions, Step};
use crate::pack::procedure::{
    DatedEntry, DeadlineVersion, Level, MonitoringVersion, StageVersion, Version, WarningVersion,
};
use crate::pack::yaml::{Kind, Node};
use crate::source::Spanned;
use crate::syntax::ast::Ident;
use crate::syntax::vocabulary::yaml::{Key, Word};
use crate::value::Date;

pub(super) const STAGE: &[Key] =
    &[Key::From, Key::Title, Key::Who, Key::Level, Key::After, Key::Yields, Key::Steps, Key::Note, Key::Cite];
pub(super) const DEADLINE: &[Key] = &[
    Key::From,
    Key::Title,
    Key::CountedFrom,
    Key::Days,
    Key::Until,
    Key::Window,
    Key::Yields,
    Key::Note,
    Key::Cite,
];
pub(super) const MONITORING: &[Key] = &[Key::From, Key::Every, Key::Of, Key::Note, Key::Cite];
pub(super) const WARNING: &[Key] = &[Key::From, Key::MarginBelow, Key::Falls, Key::Note, Key::Cite];
/// The words of `level`, lowest first.
pub(super) const LEVELS: [(Word, Level); 4] = [
    (Word::CountyLevel, Level::County),
    (Word::CityLevel, Level::City),
    (Word::RegionLevel, Level::Region),
    (Word::NationLevel, Level::Nation),
];
/// Most days that a deadline may lie after what it is counted from.
const MOST_DAYS: i64 = 3660;

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

    /// An entry of `procedure`.
    pub(super) fn stage_entry(&mut self, id: Ident, name: &Node, node: &Node) -> DatedEntry<StageVersion> {
        self.versions(id, name, node, STAGE, "example-stage", |reader, fields| StageVersion {
            title: reader.text_of(fields.get(Key::Title)),
            who: reader.texts(fields.get(Key::Who)),
            level: fields.get(Key::Level).and_then(|f| reader.level(f)),
            after: fields.get(Key::After).and_then(|f| reader.name(f.name, f.value)),
            yields: reader.texts(fields.get(Key::Yields)),
            steps: reader.texts(fields.get(Key::Steps)),
            note: reader.text_of(fields.get(Key::Note)),
            cite: reader.cite(fields.get(Key::Cite)),
        })
    }

    /// An entry of `deadlines`.
    pub(super) fn deadline_entry(
        &mut self,
        id: Ident,
        name: &Node,
        node: &Node,
    ) -> DatedEntry<DeadlineVersion> {
        self.versions(id, name, node, DEADLINE, "example-deadline", |reader, fields| DeadlineVersion {
            title: reader.text_of(fields.get(Key::Title)),
            counted_from: fields.get(Key::CountedFrom).and_then(|f| reader.name(f.name, f.value)),
            days: fields.get(Key::Days).and_then(|f| reader.whole(f, 1..=MOST_DAYS, "help-pack-days")),
            by: reader.date(fields.get(Key::Until)),
            window: reader.flag(fields.get(Key::Window)),
            yields: reader.texts(fields.get(Key::Yields)),
            note: reader.text_of(fields.get(Key::Note)),
            cite: reader.cite(fields.get(Key::Cite)),
        })
    }

    /// `monitoring`.
    pub(super) fn monitoring(&mut self, name: &Node, node: &Node) -> Option<DatedEntry<MonitoringVersion>> {
        let id = Spanned::new(Key::Monitoring.en().to_owned(), self.key_name(name)?.span);
        self.broken = self.gaps;
        Some(self.versions(id, name, node, MONITORING, "example-monitoring", |reader, fields| {
            MonitoringVersion {
                every: fields.get(Key::Every).and_then(|f| reader.day_of_year(f)),
                of: fields
                    .get(Key::Of)
                    .and_then(|f| reader.word(f.name, f.value, &[Word::Recognised]))
                    .map(|w| w.map(|_| ())),
                note: reader.text_of(fields.get(Key::Note)),
                cite: reader.cite(fields.get(Key::Cite)),
            }
        }))
    }

    /// `warning`.
    pub(super) fn warning(&mut self, name: &Node, node: &Node) -> Option<DatedEntry<WarningVersion>> {
        let id = Spanned::new(Key::Warning.en().to_owned(), self.key_name(name)?.span);
        self.broken = self.gaps;
        Some(self.versions(id, name, node, WARNING, "example-warning", |reader, fields| WarningVersion {
            margin_below: fields.get(Key::MarginBelow).and_then(|f| reader.quantity(f.name, f.value)),
            falls: fields.get(Key::Falls).and_then(|f| reader.whole(f, 1..=20, "help-pack-falls")),
            note: reader.text_of(fields.get(Key::Note)),
            cite: reader.cite(fields.get(Key::Cite)),
        }))
    }

    /// One version as a map, or a list of them by date.
    fn versions<T>(
        &mut self,
        id: Ident,
        name: &Node,
        node: &Node,
        keys: &[Key],
        example: &'static str,
        read: impl Fn(&mut Self, &Fields<'_>) -> T,
    ) -> DatedEntry<T> {
        let mut versions = Vec::new();
        match &node.kind {
            Kind::Seq(items) if items.is_empty() => self.empty(name, node),
            Kind::Seq(items) => {
                for item in items {
                    let before = std::mem::replace(&mut self.broken, false);
                    let fields = self.fields(item, Some(name), keys, example);
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
                if let Some(fields) = self.fields(node, Some(name), keys, example) {
                    let from = self.date(fields.get(Key::From));
                    let says = read(self, &fields);
                    versions.push(Version { from, says, span: node.span });
                }
            }
        }
        DatedEntry { id, versions, broken: self.broken }
    }

    fn level(&mut self, field: Field<'_>) -> Option<Spanned<Level>> {
        let word = self.word(field.name, field.value, &LEVELS.map(|(word, _)| word))?;
        let level = LEVELS.iter().find(|(w, _)| *w == word.value).map(|(_, level)| *level)?;
        Some(Spanned::new(level, word.span))
    }

    /// A whole number in a range, of which `help` says what may stand there.
    fn whole(
        &mut self,
        field: Field<'_>,
        range: std::ops::RangeInclusive<i64>,
        help: &'static str,
    ) -> Option<Spanned<i64>> {
        let text = self.name(field.name, field.value)?;
        let digits = number::half_width(&text.value);
        match digits.trim().parse().ok().filter(|n| range.contains(n)) {
            Some(n) => Some(Spanned::new(n, text.span)),
            None => {
                self.broken = true;
                let working = digits.contains("工作日") || digits.to_lowercase().contains("work");
                let help = if working { "help-pack-working-days" } else { help };
                self.diagnostics.push(
                    Diagnostic::new(&codes::WHOLE_NUMBER, text.span)
                        .arg("value", &text.value)
                        .help(Message::new(help).arg("most", range.end())),
                );
                None
            }
        }
    }

    /// Month and day: `09-30`. The 29th of February is no day of every year.
    fn day_of_year(&mut self, field: Field<'_>) -> Option<Spanned<(i8, i8)>> {
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
            Key::Monitoring => into.monitoring = self.monitoring(name, node),
            _ => into.warning = self.warning(name, node),
        }
    }
}
