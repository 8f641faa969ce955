//! The entries of a pack's YAML files, each described once: for every key its spellings, what stands behind it, what an override does
//! to it, whether it counts for the digest, how it is called where it is shown. Reader, schema, digest, inheritance, `show`, the
//! editor's proposals and words all ask these descriptions.
//!
//! A new key is a line in the description of its entry; what stands behind it is a [`Form`] that there is, or a new one.

mod facts;
mod kinds;
mod numbers;
mod plan;
mod procedure;
mod said;

pub use facts::{ColumnEntry, EntityEntry, Expect, ExpectEntry, KindEntry, ValueEntry};
#[cfg(feature = "lsp")]
pub(crate) use kinds::place;
pub use kinds::{ENTRIES, EntryKind, PARTS};
pub(crate) use kinds::{FILE, OVERRIDABLE, Place};
pub(crate) use numbers::{DATED, DATED_KEYS};
pub use numbers::{DatedTable, IndicatorEntry, LimitEntry, Threshold};
pub use plan::{MeasureEntry, SourceEntry, Step};
pub use procedure::{
    DatedEntry, DeadlineEntry, DeadlineVersion, Level, MonitoringEntry, MonitoringVersion, StageEntry,
    StageVersion, Version, WarningEntry, WarningVersion,
};
pub(crate) use said::LEVELS;
pub use said::{Said, Slot, Value};

use super::document::CiteEntry;
use crate::syntax::vocabulary::yaml::{Key, Word};

/// What a name behind a key names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Names {
    /// Nothing that the pack declares.
    Nothing,
    /// A table.
    Entity,
    /// A column of the table at hand.
    Column,
    /// A kind.
    Kind,
    /// A rule or an indicator.
    Item,
    /// A stage of the procedure.
    Stage,
    /// A document that a stage or a deadline yields.
    Document,
}

/// What stands behind a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Words for readers; they may be left empty.
    Text,
    /// A name, which must not be empty.
    Name(Names),
    /// One name or a list of names.
    Names(Names),
    /// One text or a list of texts; nothing where it was left empty.
    Texts(Names),
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Word(&'static [Word]),
    /// A day.
    Date,
    /// A month and a day.
    DayOfYear,
    /// A whole number from 1 to this; the message says what may stand there.
    Whole(i64, &'static str),
    /// A number.
    Quantity,
    /// A number, or a day in a column of days.
    Bound,
    /// A column's type.
    Type,
    /// A unit.
    Unit,
    /// A formula.
    Formula,
    /// A source, or a source and a place in it.
    Cite,
    /// Numbers by kinds.
    Table,
    /// Numbers by kinds and dates.
    Numbers,
    /// The same, or a limit's name, behind one of several keys that say how a value is compared with them.
    Threshold,
    /// The rows that a table must have: a word, an entry or a list of entries.
    Expected,
    /// Columns with formulas.
    Totals,
    /// The columns of a table.
    Columns,
    /// The values of a kind.
    Values,
    /// Texts by place.
    Clauses,
    /// A part of the pack that is described by itself.
    Section,
}

/// What an override does to what stands behind a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// What it gives takes the place of what there was.
    Replace,
    /// What it gives is added beside what stands behind another key; where it gives that anew, what was added before goes. Only an
    /// override may have such a key.
    AddTo(Key),
    /// What it names by id is changed, the rest is added.
    ById,
    /// Numbers that it names are changed, by kinds and dates.
    Numbers,
    /// It must stay as it is: data were recorded by it.
    Fixed,
}

/// A key of an entry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Described {
    /// Its spellings; several keys where they exclude one another.
    pub keys: &'static [Key],
    /// What stands behind it.
    pub form: Form,
    /// What an override does to it.
    pub merge: Merge,
    /// Under what name it counts for the digest; none where it does not count.
    pub digest: Option<&'static str>,
    /// Under what name `show` tells of it.
    pub part: &'static str,
    /// Whether the order of what stands in a list says nothing.
    pub any_order: bool,
    /// The message that says in words what it is for, where it is not `key-` and the English spelling.
    text: Option<&'static str>,
}

impl Described {
    /// A key with its form; an override replaces it, it counts for the digest, and goes by its English spelling everywhere.
    const fn of(key: &'static [Key], form: Form) -> Self {
        let name = match key {
            [first, ..] => first.en(),
            [] => "",
        };
        Described {
            keys: key,
            form,
            merge: Merge::Replace,
            digest: Some(name),
            part: name,
            any_order: false,
            text: None,
        }
    }

    const fn merge(self, merge: Merge) -> Self {
        Described { merge, ..self }
    }

    /// Under this name for the digest and in `show`.
    const fn called(self, name: &'static str) -> Self {
        Described { digest: Some(name), part: name, ..self }
    }

    /// Under this name in `show`.
    const fn shown_as(self, part: &'static str) -> Self {
        Described { part, ..self }
    }

    const fn uncounted(self) -> Self {
        Described { digest: None, ..self }
    }

    const fn text(self, id: &'static str) -> Self {
        Described { text: Some(id), ..self }
    }

    const fn any_order(self) -> Self {
        Described { any_order: true, ..self }
    }

    /// What names behind it name.
    pub const fn names(&self) -> Names {
        match self.form {
            Form::Name(names) | Form::Names(names) | Form::Texts(names) => names,
            Form::Text
            | Form::Flag
            | Form::Word(_)
            | Form::Date
            | Form::DayOfYear
            | Form::Whole(..)
            | Form::Quantity
            | Form::Bound
            | Form::Type
            | Form::Unit
            | Form::Formula
            | Form::Cite
            | Form::Table
            | Form::Numbers
            | Form::Threshold
            | Form::Expected
            | Form::Totals
            | Form::Columns
            | Form::Values
            | Form::Clauses
            | Form::Section => Names::Nothing,
        }
    }

    /// Whether it may be a list by date.
    pub const fn is_dated(&self) -> bool {
        matches!(self.form, Form::Numbers | Form::Threshold)
    }

    /// The message that says what one of its keys is for.
    pub fn text_of(&self, key: Key) -> String {
        self.text.map_or_else(|| text_of(key), str::to_owned)
    }
}

/// The message that says what a key is for.
pub(crate) fn text_of(key: Key) -> String {
    format!("key-{}", key.en().replace('_', "-"))
}

/// An entry of a pack's YAML: its description and its values.
pub trait Entry: Sized {
    /// Its name in the schema.
    const NAME: &'static str;
    /// The message that shows how to write it.
    const EXAMPLE: &'static str;
    /// A key before the others that is no field of its own: the day from which a version holds, the table of an expectation.
    const FIRST: Option<Described>;
    /// Its keys.
    const FIELDS: &'static [Described];
    /// The same, by their spellings.
    const KEYS: &'static [Key];

    /// What it says, in the order of the keys; nothing of keys that are not given.
    fn said(&self) -> Vec<(&'static Described, Said<'_>)>;

    /// Every field, to be filled.
    fn each_slot(&mut self, fill: &mut dyn FnMut(&'static Described, Slot<'_>));

    /// Takes over what an override gives, as far as the descriptions say all of it: what is replaced and what is added.
    fn lay(&mut self, given: &Self);

    /// All that it cites, its own first.
    fn cites(&self) -> Vec<&CiteEntry> {
        self.said().iter().flat_map(|(_, said)| said.cites()).collect()
    }

    /// Whether it says anything of a key.
    fn gives(&self, key: Key) -> bool {
        self.said().iter().any(|(described, _)| described.keys.contains(&key))
    }
}

/// How many keys there are.
const fn count(first: Option<Described>, fields: &[Described]) -> usize {
    match fields {
        [field, rest @ ..] => field.keys.len() + count(first, rest),
        [] => first.is_some() as usize,
    }
}

/// The keys of fields, in order, behind the first.
const fn keys<const N: usize>(first: Option<Described>, mut fields: &[Described]) -> [Key; N] {
    let mut list = [Key::From; N];
    let mut free: &mut [Key] = &mut list;
    if let Some(first) = first {
        free = put(free, first.keys);
    }
    while let [field, rest @ ..] = fields {
        free = put(free, field.keys);
        fields = rest;
    }
    list
}

/// Puts keys where there is room; gives the room that is left.
const fn put<'l>(mut free: &'l mut [Key], mut keys: &[Key]) -> &'l mut [Key] {
    while let [key, more @ ..] = keys {
        let [slot, rest @ ..] = free else { return &mut [] };
        *slot = *key;
        free = rest;
        keys = more;
    }
    free
}

/// Lays one field of an override over what there is; `anew` where the key that it adds to is given too.
fn lay<V: Value>(into: &mut V, given: &V, described: &Described, anew: bool) {
    match described.merge {
        Merge::Replace if given.said().is_some() => into.clone_from(given),
        Merge::AddTo(_) => {
            if anew {
                *into = V::default();
            }
            into.add(given);
        }
        Merge::Replace | Merge::ById | Merge::Numbers | Merge::Fixed => {}
    }
}

/// Declares an entry: the struct, and its description.
macro_rules! entry {
    (
        $(#[$doc:meta])*
        $name:ident, $label:literal, $example:literal, first $first:expr, $(by $id:ident,)?
        {
            $( $(#[$field_doc:meta])* $field:ident: $type:ty = $described:expr; )*
        }
        beside { $( $(#[$other_doc:meta])* $other:ident: $other_type:ty; )* }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name {
            $(
                /// What it is called by.
                pub $id: Ident,
            )?
            $( $(#[$field_doc])* pub $field: $type, )*
            $( $(#[$other_doc])* pub $other: $other_type, )*
        }

        impl $name {
            /// One that says nothing yet.
            pub(crate) fn new($($id: Ident)?) -> Self {
                $name {
                    $( $id, )?
                    $( $field: Default::default(), )*
                    $( $other: Default::default(), )*
                }
            }
        }

        impl Entry for $name {
            const NAME: &'static str = $label;
            const EXAMPLE: &'static str = $example;
            const FIRST: Option<Described> = $first;
            const FIELDS: &'static [Described] = &[ $( $described ),* ];
            const KEYS: &'static [Key] =
                &keys::<{ count(<$name as Entry>::FIRST, <$name as Entry>::FIELDS) }>(Self::FIRST, Self::FIELDS);

            fn said(&self) -> Vec<(&'static Described, Said<'_>)> {
                let said = [ $( self.$field.said() ),* ];
                Self::FIELDS.iter().zip(said).filter_map(|(described, said)| Some((described, said?))).collect()
            }

            fn each_slot(&mut self, fill: &mut dyn FnMut(&'static Described, Slot<'_>)) {
                let slots = [ $( self.$field.slot() ),* ];
                Self::FIELDS.iter().zip(slots).for_each(|(described, slot)| fill(described, slot));
            }

            fn lay(&mut self, given: &Self) {
                let anew = |described: &Described| match described.merge {
                    Merge::AddTo(key) => given.gives(key),
                    Merge::Replace | Merge::ById | Merge::Numbers | Merge::Fixed => false,
                };
                let mut all = Self::FIELDS.iter();
                $(
                    if let Some(described) = all.next() {
                        lay(&mut self.$field, &given.$field, described, anew(described));
                    }
                )*
            }
        }
    };
}
use entry;
