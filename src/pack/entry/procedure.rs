//! The procedure as a pack's files say it: stages, deadlines, monitoring, warnings. Each may be a list of versions by date.

use super::{Described, Entry, Form, Merge, Names, Said, Slot, Value, count, entry, keys, lay};
use crate::pack::document::{CiteEntry, Quantity};
use crate::source::{Span, Spanned};
use crate::syntax::ast::Ident;
use crate::syntax::vocabulary::yaml::{Key, Word};
use crate::value::Date;

/// What holds from a date.
#[derive(Debug, Clone)]
pub struct Version<T> {
    /// From when; `None` where the entry is not a list: always.
    pub from: Option<Spanned<Date>>,
    /// What holds.
    pub says: T,
    /// The whole, as it is written.
    pub span: Span,
}

/// An entry with an id and its versions.
#[derive(Debug, Clone)]
pub struct DatedEntry<T> {
    /// Its id.
    pub id: Ident,
    /// Its versions, earliest first.
    pub versions: Vec<Version<T>>,
    /// Whether a part of it could not be read; that was reported, so what is missing may be just that.
    pub broken: bool,
}

/// `level`: whose work a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// The county itself.
    County,
    /// The city above it.
    City,
    /// The autonomous region or province.
    Region,
    /// The nation.
    Nation,
}

/// The day from which a version holds.
const FROM: Option<Described> = Some(Described::of(&[Key::From], Form::Date));

/// Most days that a deadline may lie after what it is counted from.
const MOST_DAYS: i64 = 3660;

/// Most years of which a warning may ask that a value fell.
const MOST_FALLS: i64 = 20;

entry! {
    /// A stage of the procedure.
    StageVersion, "stage", "example-stage", first FROM,
    {
        /// Its title.
        title: Option<Spanned<String>> = Described::of(&[Key::Title], Form::Text);
        /// Who.
        who: Option<Vec<Spanned<String>>> = Described::of(&[Key::Who], Form::Texts(Names::Nothing));
        /// `level`.
        level: Option<Spanned<Level>> = Described::of(
            &[Key::Level],
            Form::Word(&[Word::CountyLevel, Word::CityLevel, Word::RegionLevel, Word::NationLevel]),
        );
        /// `after`: the stage before it.
        after: Option<Ident> = Described::of(&[Key::After], Form::Name(Names::Stage));
        /// `yields`: titles of its documents.
        yields: Option<Vec<Spanned<String>>> = Described::of(&[Key::Yields], Form::Texts(Names::Nothing));
        /// `steps`: its parts, in words.
        steps: Option<Vec<Spanned<String>>> = Described::of(&[Key::Steps], Form::Texts(Names::Nothing));
        /// `note`.
        note: Option<Spanned<String>> = Described::of(&[Key::Note], Form::Text);
        /// `cite`.
        cite: Option<CiteEntry> = Described::of(&[Key::Cite], Form::Cite);
    }
    beside {}
}

entry! {
    /// A deadline or a period.
    DeadlineVersion, "deadline", "example-deadline", first FROM,
    {
        /// Its title.
        title: Option<Spanned<String>> = Described::of(&[Key::Title], Form::Text);
        /// `counted_from`: a document's title, or `objection`.
        counted_from: Option<Spanned<String>> = Described::of(&[Key::CountedFrom], Form::Name(Names::Document));
        /// `days`: calendar days after it.
        days: Option<Spanned<i64>> = Described::of(&[Key::Days], Form::Whole(MOST_DAYS, "help-pack-days"));
        /// `by`: a fixed day.
        by: Option<Spanned<Date>> = Described::of(&[Key::Until], Form::Date).text("key-until");
        /// `window`: a time in which something may be done.
        window: Option<Spanned<bool>> = Described::of(&[Key::Window], Form::Flag);
        /// `yields`: titles of the documents that fulfil it.
        yields: Option<Vec<Spanned<String>>> = Described::of(&[Key::Yields], Form::Texts(Names::Nothing));
        /// `note`.
        note: Option<Spanned<String>> = Described::of(&[Key::Note], Form::Text);
        /// `cite`.
        cite: Option<CiteEntry> = Described::of(&[Key::Cite], Form::Cite);
    }
    beside {}
}

entry! {
    /// `monitoring`.
    MonitoringVersion, "monitoring", "example-monitoring", first FROM,
    {
        /// `every`: month and day.
        every: Option<Spanned<(i8, i8)>> = Described::of(&[Key::Every], Form::DayOfYear);
        /// Whether `of` stands there; it can only say the recognised counties.
        of: Option<Spanned<()>> = Described::of(&[Key::Of], Form::Word(&[Word::Recognised]));
        /// `note`.
        note: Option<Spanned<String>> = Described::of(&[Key::Note], Form::Text);
        /// `cite`.
        cite: Option<CiteEntry> = Described::of(&[Key::Cite], Form::Cite);
    }
    beside {}
}

entry! {
    /// `warning`.
    WarningVersion, "warning", "example-warning", first FROM,
    {
        /// `margin_below`.
        margin_below: Option<Spanned<Quantity>> = Described::of(&[Key::MarginBelow], Form::Quantity);
        /// `falls`.
        falls: Option<Spanned<i64>> = Described::of(&[Key::Falls], Form::Whole(MOST_FALLS, "help-pack-falls"));
        /// `note`.
        note: Option<Spanned<String>> = Described::of(&[Key::Note], Form::Text);
        /// `cite`.
        cite: Option<CiteEntry> = Described::of(&[Key::Cite], Form::Cite);
    }
    beside {}
}

/// An entry of `procedure`.
pub type StageEntry = DatedEntry<StageVersion>;
/// An entry of `deadlines`.
pub type DeadlineEntry = DatedEntry<DeadlineVersion>;
/// `monitoring`, under its key as id.
pub type MonitoringEntry = DatedEntry<MonitoringVersion>;
/// `warning`, under its key as id.
pub type WarningEntry = DatedEntry<WarningVersion>;

impl<T: Entry + Clone> DatedEntry<T> {
    /// Changes the entry by an override: a list replaces all versions; fields alone replace those of every version.
    pub(crate) fn overridden(&mut self, given: &Self) {
        self.broken |= given.broken;
        match given.versions.as_slice() {
            [Version { from: None, says, .. }] => self.versions.iter_mut().for_each(|v| v.says.lay(says)),
            [] => {}
            list => self.versions = list.to_vec(),
        }
    }
}
