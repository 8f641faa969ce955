//! `junheng new`: the files of a new pack, with an example of each thing that such a pack says.
//!
//! The texts stand in `zh/` and `en/`; what they name is taken from the parent, so that every example can be put in force as it
//! stands. Lines that begin with `## ` explain, lines that begin with `# ` are examples.

mod choice;

use crate::diagnostic::Language;
use crate::semantics::CheckedPack;
use crate::syntax::vocabulary::Vocabulary;
use crate::value::Date;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The new pack's id.
    pub id: String,
    /// What it extends, as `extends` will say it.
    pub extends: String,
    /// What its files are written in.
    pub vocabulary: Vocabulary,
}

/// One file of the new pack: its path in the folder and its text.
pub type File = (&'static str, String);

macro_rules! texts {
    ($language:literal) => {
        [
            ("pack.yaml", include_str!(concat!($language, "/pack.yaml"))),
            ("changes.yaml", include_str!(concat!($language, "/changes.yaml"))),
            ("local.rules", include_str!(concat!($language, "/local.rules"))),
            ("tests/cases.yaml", include_str!(concat!($language, "/cases.yaml"))),
        ]
    };
}

/// The files of a new pack that extends `parent`.
pub fn files(parent: &CheckedPack, request: &Request) -> Vec<File> {
    let (language, texts) = match request.vocabulary {
        Vocabulary::Zh => (Language::Zh, texts!("zh")),
        Vocabulary::En => (Language::En, texts!("en")),
    };
    let values = choice::Choices { parent, request, language }.values();
    texts.into_iter().map(|(path, text)| (path, filled(text, &values))).collect()
}

macro_rules! own_texts {
    ($language:literal) => {
        [
            ("pack.yaml", include_str!(concat!("own/", $language, "/pack.yaml"))),
            ("facts.yaml", include_str!(concat!("own/", $language, "/facts.yaml"))),
            ("limits.yaml", include_str!(concat!("own/", $language, "/limits.yaml"))),
            ("indicators.yaml", include_str!(concat!("own/", $language, "/indicators.yaml"))),
            ("main.rules", include_str!(concat!("own/", $language, "/main.rules"))),
            ("tests/cases.yaml", include_str!(concat!("own/", $language, "/cases.yaml"))),
        ]
    };
}

/// The files of a new pack that extends none: a small standard that runs, to be changed a place at a time. Its version is of the year
/// of `day`.
pub fn own_files(id: &str, vocabulary: Vocabulary, day: Date) -> Vec<File> {
    let texts = match vocabulary {
        Vocabulary::Zh => own_texts!("zh"),
        Vocabulary::En => own_texts!("en"),
    };
    let values =
        [("id", id.to_owned()), ("version", format!("{}.1.0", day.year())), ("as_of", day.to_string())];
    texts.into_iter().map(|(path, text)| (path, filled(text, &values))).collect()
}

/// A text with its `{names}` replaced, in one pass: what is put in is not looked at again.
fn filled(text: &str, values: &[(&'static str, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let found = values.iter().find_map(|(name, value)| {
            Some((value, after.strip_prefix('{')?.strip_prefix(name)?.strip_prefix('}')?))
        });
        rest = match found {
            Some((value, left)) => {
                out.push_str(value);
                left
            }
            None => {
                out.push('{');
                after.get(1..).unwrap_or_default()
            }
        };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_replaced_once() {
        let values = [("a", "{b}".to_owned()), ("b", "x".to_owned())];
        assert_eq!(filled("{{a}: {b}} {c}", &values), "{{b}: x} {c}");
    }
}
