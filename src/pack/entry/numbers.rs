//! Limits and indicators: numbers by kinds and dates, and what they are cited from.

use super::{Described, Entry, Form, Merge, Names, Said, Slot, Value, count, entry, keys, lay};
use crate::pack::document::{CiteEntry, Comparison, MapKinds, Stricter, Table};
use crate::source::Spanned;
use crate::syntax::ast::{Expr, Ident, UnitExpr};
use crate::syntax::vocabulary::yaml::{Key, Word};
use crate::value::Date;

/// A table in force from a date.
#[derive(Debug, Clone)]
pub struct DatedTable {
    /// From when; `None` where the value is not a list: always.
    pub from: Option<Spanned<Date>>,
    /// The values.
    pub table: Table,
    /// `cite` of this step.
    pub cite: Option<CiteEntry>,
    /// `note` of this step.
    pub note: Option<Spanned<String>>,
}

/// The keys of one of several tables by date.
pub(crate) const DATED: &[Described] = &[
    Described::of(&[Key::From], Form::Date),
    Described::of(&[Key::Value], Form::Table).merge(Merge::Numbers).shown_as("threshold"),
    Described::of(&[Key::Cite], Form::Cite),
    Described::of(&[Key::Note], Form::Text),
];

entry! {
    /// An entry of `limits`.
    LimitEntry, "limit", "example-limit", first None, by id,
    {
        /// Its label.
        label: Option<Ident> = Described::of(&[Key::Label], Form::Text);
        /// Its title.
        title: Option<Spanned<String>> = Described::of(&[Key::Title], Form::Text);
        /// The unit of its values.
        unit: Option<UnitExpr> = Described::of(&[Key::Unit], Form::Unit);
        /// The kinds it goes by.
        by: Option<Spanned<Vec<Ident>>> = Described::of(&[Key::By], Form::Names(Names::Kind));
        /// Its values.
        value: Option<Spanned<Vec<DatedTable>>> =
            Described::of(&[Key::Value], Form::Numbers).merge(Merge::Numbers).shown_as("threshold");
        /// `stricter`.
        stricter: Option<Spanned<Stricter>> =
            Described::of(&[Key::Stricter], Form::Word(&[Word::Higher, Word::Lower]));
        /// `cite`.
        cite: Option<CiteEntry> = Described::of(&[Key::Cite], Form::Cite);
        /// What an override cites beside what the parent cites; merged, of all packs.
        also_cite: Vec<CiteEntry> =
            Described::of(&[Key::AlsoCite], Form::Cite).merge(Merge::AddTo(Key::Cite)).shown_as("cite");
        /// `note`.
        note: Option<Spanned<String>> = Described::of(&[Key::Note], Form::Text);
    }
    beside {
        /// By which kinds its maps are read; settled for the whole chain when it is loaded.
        kinds: MapKinds;
        /// Whether a part of it could not be read; that was reported, so what is missing may be just that.
        broken: bool;
    }
}

/// An indicator's threshold.
#[derive(Debug, Clone)]
pub struct Threshold {
    /// Which comparison, with the key's place.
    pub comparison: Spanned<Comparison>,
    /// The values, like a limit's.
    pub value: Spanned<Vec<DatedTable>>,
    /// By which kinds its maps are read; settled for the whole chain when it is loaded.
    pub kinds: MapKinds,
}

impl Comparison {
    /// The key behind which the numbers stand that a value is so compared with.
    pub fn key(self) -> Key {
        match self {
            Comparison::AtLeast => Key::AtLeast,
            Comparison::AtMost => Key::AtMost,
            Comparison::Above => Key::Above,
            Comparison::Below => Key::Below,
        }
    }

    /// All of them.
    pub const ALL: [Comparison; 4] =
        [Comparison::AtLeast, Comparison::AtMost, Comparison::Above, Comparison::Below];
}

entry! {
    /// An entry of `indicators`.
    IndicatorEntry, "indicator", "example-indicator", first None, by id,
    {
        /// Its title.
        title: Option<Spanned<String>> = Described::of(&[Key::Title], Form::Text);
        /// Its label.
        label: Option<Ident> = Described::of(&[Key::Label], Form::Text);
        /// `for`.
        entity: Option<Ident> = Described::of(&[Key::For], Form::Name(Names::Entity));
        /// `by`.
        by: Option<Spanned<Vec<Ident>>> = Described::of(&[Key::By], Form::Names(Names::Kind));
        /// `when`.
        when: Option<Expr> = Described::of(&[Key::When], Form::Formula);
        /// `value`.
        value: Option<Expr> = Described::of(&[Key::Value], Form::Formula);
        /// `unit`.
        unit: Option<UnitExpr> = Described::of(&[Key::Unit], Form::Unit);
        /// The threshold.
        threshold: Option<Threshold> =
            Described::of(&[Key::AtLeast, Key::AtMost, Key::Above, Key::Below], Form::Threshold)
                .merge(Merge::Numbers)
                .called("threshold");
        /// `cite`.
        cite: Option<CiteEntry> = Described::of(&[Key::Cite], Form::Cite);
        /// What an override cites beside what the parent cites; merged, of all packs.
        also_cite: Vec<CiteEntry> =
            Described::of(&[Key::AlsoCite], Form::Cite).merge(Merge::AddTo(Key::Cite)).shown_as("cite");
        /// `note`.
        note: Option<Spanned<String>> = Described::of(&[Key::Note], Form::Text);
    }
    beside {
        /// Whether a part of it could not be read; that was reported, so what is missing may be just that.
        broken: bool;
    }
}

/// The same, by their spellings.
pub(crate) const DATED_KEYS: &[Key] = &keys::<{ count(None, DATED) }>(None, DATED);
