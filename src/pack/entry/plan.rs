//! Sources, measures and steps in words.

use super::{Described, Entry, Form, Merge, Names, Said, Slot, Value, count, entry, keys, lay};
use crate::pack::document::CiteEntry;
use crate::source::Spanned;
use crate::syntax::ast::Ident;
use crate::syntax::vocabulary::yaml::Key;
use crate::value::Date;

entry! {
    /// An entry of `sources`.
    SourceEntry, "source", "example-source", first None, by id,
    {
        /// Its title.
        title: Option<Spanned<String>> = Described::of(&[Key::Title], Form::Text);
        /// Its document number.
        number: Option<Spanned<String>> = Described::of(&[Key::Number], Form::Text);
        /// Its date.
        date: Option<Spanned<Date>> = Described::of(&[Key::Date], Form::Date);
        /// Who issued it.
        issuer: Option<Spanned<String>> = Described::of(&[Key::Issuer], Form::Text);
        /// Clause texts by place.
        clauses: Vec<(Ident, Spanned<String>)> =
            Described::of(&[Key::Clauses], Form::Clauses).merge(Merge::ById);
    }
    beside {}
}

entry! {
    /// An entry of `measures`.
    MeasureEntry, "measure", "example-measure", first None, by id,
    {
        /// Its title.
        title: Option<Spanned<String>> = Described::of(&[Key::Title], Form::Text);
        /// Lead units.
        lead: Option<Vec<Spanned<String>>> = Described::of(&[Key::Lead], Form::Texts(Names::Nothing));
        /// Supporting units.
        support: Option<Vec<Spanned<String>>> = Described::of(&[Key::Support], Form::Texts(Names::Nothing));
        /// The rules it serves.
        serves: Option<Vec<Ident>> = Described::of(&[Key::Serves], Form::Texts(Names::Item));
        /// `note`.
        note: Option<Spanned<String>> = Described::of(&[Key::Note], Form::Text);
        /// `cite`.
        cite: Option<CiteEntry> = Described::of(&[Key::Cite], Form::Cite);
    }
    beside {}
}

entry! {
    /// One entry of `procedure`, `organisation` or `milestones`.
    Step, "step", "example-step", first None,
    {
        /// Its title.
        title: Option<Spanned<String>> = Described::of(&[Key::Title], Form::Text);
        /// Who.
        who: Vec<Spanned<String>> = Described::of(&[Key::Who], Form::Texts(Names::Nothing));
        /// By when, in words.
        due: Option<Spanned<String>> = Described::of(&[Key::Due], Form::Text);
        /// `note`.
        note: Option<Spanned<String>> = Described::of(&[Key::Note], Form::Text);
        /// `cite`.
        cite: Option<CiteEntry> = Described::of(&[Key::Cite], Form::Cite);
    }
    beside {}
}
