//! What a pack says of itself.

use super::Reader;
use super::fields::Field;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::document::PackHeader;
use crate::pack::version::Version;
use crate::source::{Span, Spanned};
use crate::syntax::ast::Ident;
use crate::syntax::vocabulary::Vocabulary;
use crate::syntax::vocabulary::yaml::{Key, Word};
use crate::value::Date;

/// The header while the pack's files are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Header {
    pub id: Option<Ident>,
    pub version: Option<Spanned<String>>,
    pub title: Option<Spanned<String>>,
    pub issuer: Option<Spanned<String>>,
    pub from: Option<Spanned<Date>>,
    pub to: Option<Spanned<Date>>,
    pub extends: Option<Spanned<String>>,
    pub tighten_only: Option<Span>,
    pub vocabulary: Option<Spanned<Vocabulary>>,
    /// The keys that were given, with their places.
    given: Vec<(Key, Span)>,
}

impl Header {
    /// Whether a key was given at all, however badly.
    pub fn was_given(&self, key: Key) -> bool {
        self.given.iter().any(|(k, _)| *k == key)
    }

    /// The header; `place` stands for an id or version that is missing.
    pub fn finish(self, place: Span) -> PackHeader {
        let missing = || Spanned::new(String::new(), place);
        PackHeader {
            id: self.id.unwrap_or_else(missing),
            version: self.version.unwrap_or_else(missing),
            title: self.title,
            issuer: self.issuer,
            from: self.from,
            to: self.to,
            extends: self.extends,
            tighten_only: self.tighten_only,
            vocabulary: self.vocabulary,
        }
    }
}

impl Reader<'_> {
    /// Reads one key of the header.
    pub(super) fn header(&mut self, field: Field<'_>, header: &mut Header) {
        if let Some((_, first)) = header.given.iter().find(|(k, _)| *k == field.key) {
            self.diagnostics.push(
                Diagnostic::new(&codes::DUPLICATE_KEY, field.name.span)
                    .arg("key", field.name.text().unwrap_or_default())
                    .related(*first, Message::new("label-pack-first-here"))
                    .help(Message::new("help-pack-once-in-pack")),
            );
            return;
        }
        header.given.push((field.key, field.name.span));
        match field.key {
            Key::Pack => header.id = self.pack_id(field),
            Key::Version => header.version = self.version(field),
            Key::Title => header.title = self.text(field.name, field.value),
            Key::Issuer => header.issuer = self.text(field.name, field.value),
            Key::Extends => header.extends = self.name(field.name, field.value),
            Key::Effective => self.effective(field, header),
            Key::Strictness => {
                let word = self.word(field.name, field.value, &[Word::Any, Word::TightenOnly]);
                header.tighten_only = word.filter(|w| w.value == Word::TightenOnly).map(|w| w.span);
            }
            Key::Vocabulary => {
                let word = self.word(field.name, field.value, &[Word::Zh, Word::En]);
                header.vocabulary =
                    word.map(|w| w.map(|w| if w == Word::En { Vocabulary::En } else { Vocabulary::Zh }));
            }
            _ => {}
        }
    }

    fn pack_id(&mut self, field: Field<'_>) -> Option<Ident> {
        let id = self.name(field.name, field.value)?;
        if let Some((before, version)) = id.value.split_once('@') {
            self.diagnostics.push(
                Diagnostic::new(&codes::BAD_PACK_ID, id.span)
                    .arg("id", &id.value)
                    .help(Message::new("help-pack-version-apart").arg("id", before).arg("version", version)),
            );
            return Some(Spanned::new(before.to_owned(), id.span));
        }
        if !is_pack_id(&id.value) {
            self.diagnostics.push(
                Diagnostic::new(&codes::BAD_PACK_ID, id.span)
                    .arg("id", &id.value)
                    .help(Message::new("help-pack-id")),
            );
        }
        Some(id)
    }

    fn version(&mut self, field: Field<'_>) -> Option<Spanned<String>> {
        let version = self.name(field.name, field.value)?;
        if Version::parse(&version.value).is_none() {
            let mut diagnostic =
                Diagnostic::new(&codes::BAD_VERSION, version.span).arg("version", &version.value);
            diagnostic = match Version::completed(&version.value) {
                Some(better) => diagnostic
                    .help(Message::new("help-pack-write-key").arg("key", &better))
                    .fix(version.span, better),
                None => diagnostic.help(Message::new("help-pack-version-form")),
            };
            self.diagnostics.push(diagnostic);
        }
        Some(version)
    }

    fn effective(&mut self, field: Field<'_>, header: &mut Header) {
        let Some(fields) =
            self.fields(field.value, Some(field.name), &[Key::From, Key::To], "example-effective")
        else {
            return;
        };
        header.from = self.date(fields.get(Key::From));
        header.to = self.date(fields.get(Key::To));
        if let (Some(from), Some(to)) = (header.from, header.to)
            && to.value < from.value
        {
            self.diagnostics.push(
                Diagnostic::new(&codes::DATES_REVERSED, to.span)
                    .related(from.span, Message::new("label-pack-begins-here")),
            );
        }
    }
}

/// Whether a text can be a pack's id: it stands in references and folder names.
pub fn is_pack_id(text: &str) -> bool {
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    !text.is_empty() && text.chars().all(fine) && text.starts_with(char::is_alphanumeric)
}
