//! The kinds of entries and the sections that hold them: where each stands in a file.

use super::{
    ColumnEntry, DATED, DeadlineVersion, Described, EntityEntry, Entry, ExpectEntry, Form, IndicatorEntry,
    KindEntry, LimitEntry, MeasureEntry, MonitoringVersion, Names, SourceEntry, StageVersion, Step,
    ValueEntry, WarningVersion,
};
use crate::syntax::vocabulary::yaml::{Key, Word};

/// The keys above a place, the outermost first; none where the pack chooses the key.
type Above = &'static [Option<Key>];

/// A kind of entry: its name in the schema, its keys, and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct EntryKind {
    /// Its name in the schema.
    pub name: &'static str,
    /// Its keys.
    pub fields: &'static [Described],
    /// A key before the others.
    pub first: Option<Described>,
    /// Where it stands.
    #[cfg_attr(not(feature = "lsp"), allow(dead_code, reason = "only editors ask what may stand where"))]
    above: &'static [Above],
}

impl EntryKind {
    const fn of<E: Entry>(above: &'static [Above]) -> Self {
        EntryKind { name: E::NAME, fields: E::FIELDS, first: E::FIRST, above }
    }

    /// All its keys, described, in order.
    pub fn keys(&self) -> impl Iterator<Item = (Key, Described)> {
        self.first
            .into_iter()
            .chain(self.fields.iter().copied())
            .flat_map(|d| d.keys.iter().map(move |k| (*k, d)))
    }
}

/// Every kind of entry.
pub const ENTRIES: [EntryKind; 15] = [
    EntryKind::of::<KindEntry>(&[&[Some(Key::Kinds), None]]),
    EntryKind::of::<ValueEntry>(&[&[Some(Key::Kinds), None, Some(Key::Values), None]]),
    EntryKind::of::<EntityEntry>(&[&[Some(Key::Entities), None]]),
    EntryKind::of::<ExpectEntry>(&[&[Some(Key::Entities), None, Some(Key::Expect)]]),
    EntryKind::of::<ColumnEntry>(&[&[Some(Key::Entities), None, Some(Key::Columns), None]]),
    EntryKind::of::<LimitEntry>(&[&[Some(Key::Limits), None]]),
    EntryKind::of::<IndicatorEntry>(&[&[Some(Key::Indicators), None]]),
    EntryKind::of::<SourceEntry>(&[&[Some(Key::Sources), None]]),
    EntryKind::of::<MeasureEntry>(&[&[Some(Key::Measures), None]]),
    EntryKind::of::<Step>(&[&[Some(Key::Organisation)], &[Some(Key::Milestones)]]),
    EntryKind::of::<StageVersion>(&[&[Some(Key::Procedure), None]]),
    EntryKind::of::<DeadlineVersion>(&[&[Some(Key::Deadlines), None]]),
    EntryKind::of::<MonitoringVersion>(&[&[Some(Key::Monitoring)]]),
    EntryKind::of::<WarningVersion>(&[&[Some(Key::Warning)]]),
    // A list by date stands where a map by kinds may stand too.
    EntryKind { name: "dated", fields: DATED, first: None, above: &[] },
];

/// What a file says of its pack as a whole.
pub(crate) const HEADER: &[Described] = &[
    Described::of(&[Key::Pack], Form::Name(Names::Nothing)),
    Described::of(&[Key::Version], Form::Name(Names::Nothing)),
    Described::of(&[Key::Title], Form::Text),
    Described::of(&[Key::Issuer], Form::Text),
    Described::of(&[Key::Effective], Form::Section),
    Described::of(&[Key::Extends], Form::Name(Names::Nothing)),
    Described::of(&[Key::Strictness], Form::Word(&[Word::TightenOnly, Word::Any])),
    Described::of(&[Key::Vocabulary], Form::Word(&[Word::En, Word::Zh])).uncounted(),
];

/// The keys of a file.
pub(crate) const FILE: &[Key] = &[
    Key::Pack,
    Key::Version,
    Key::Title,
    Key::Issuer,
    Key::Effective,
    Key::Extends,
    Key::Strictness,
    Key::Vocabulary,
    Key::Sources,
    Key::Units,
    Key::Kinds,
    Key::Entities,
    Key::Limits,
    Key::Indicators,
    Key::Override,
    Key::Measures,
    Key::Schedule,
    Key::Procedure,
    Key::Deadlines,
    Key::Monitoring,
    Key::Warning,
    Key::Organisation,
    Key::Milestones,
];

/// The keys that `override` may hold.
pub(crate) const OVERRIDABLE: &[Key] = &[
    Key::Units,
    Key::Kinds,
    Key::Entities,
    Key::Limits,
    Key::Indicators,
    Key::Sources,
    Key::Measures,
    Key::Procedure,
    Key::Deadlines,
    Key::Monitoring,
    Key::Warning,
];

/// What may stand in a map of a pack's YAML.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    /// Sections or parts of the header.
    File(&'static [Key]),
    /// The keys of an entry.
    #[cfg_attr(not(feature = "lsp"), allow(dead_code, reason = "only editors ask what may stand where"))]
    Entry(EntryKind),
}

impl Place {
    /// The keys, each with its description where it is an entry's.
    pub fn keys(&self) -> Vec<(Key, Option<Described>)> {
        match self {
            Place::File(keys) => {
                keys.iter().map(|key| (*key, HEADER.iter().find(|d| d.keys.contains(key)).copied())).collect()
            }
            Place::Entry(kind) => kind.keys().map(|(key, described)| (key, Some(described))).collect(),
        }
    }
}

/// What may stand below these keys; `None` where the pack chooses the keys.
#[cfg_attr(not(feature = "lsp"), allow(dead_code, reason = "only editors ask what may stand where"))]
pub(crate) fn place(above: &[&str]) -> Option<Place> {
    if let [first, rest @ ..] = above
        && Key::Override.is(first)
    {
        return if rest.is_empty() { Some(Place::File(OVERRIDABLE)) } else { place(rest) };
    }
    let fits = |wanted: &Above| {
        wanted.len() == above.len() && wanted.iter().zip(above).all(|(w, k)| w.is_none_or(|w| w.is(k)))
    };
    match above {
        [] => Some(Place::File(FILE)),
        [only] if Key::Effective.is(only) => Some(Place::File(&[Key::From, Key::To])),
        _ => ENTRIES.iter().find(|kind| kind.above.iter().any(fits)).map(|kind| Place::Entry(*kind)),
    }
}

/// The parts of a thing in the order in which `show` tells of them: those of entries, of rules and of what a plan holds.
pub const PARTS: &[&str] = &[
    "title",
    "number",
    "date",
    "issuer",
    "label",
    "for",
    "within",
    "key",
    "by",
    "when",
    "require",
    "replaces",
    "type",
    "value",
    "unit",
    "comparison",
    "threshold",
    "stricter",
    "expect",
    "display",
    "ordered",
    "required",
    "min",
    "max",
    "pattern",
    "step_size",
    "derive",
    "personal",
    "shown",
    "columns",
    "values",
    "aliases",
    "multiple",
    "lead",
    "support",
    "serves",
    "year",
    "step",
    "cite",
    "clauses",
    "note",
];
