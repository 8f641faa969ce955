//! What comes back.

use junheng::diagnostic::{Language, Message};
use junheng::facts::ReadError;
use junheng::pack::LoadError;
use junheng::tooling::compare::Incomparable;
use junheng::tooling::render::Unwritable;
use junheng::tooling::set::Refusal;
use serde::Serialize;
use serde_json::{Value, json};

/// An answer: JSON, and the bytes of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// An object; with `error` where the request was refused.
    pub head: Value,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why a request is refused, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// An answer, or why there is none.
pub(crate) type Answered = Result<Answer, Refused>;

impl Answer {
    /// JSON alone.
    pub(crate) fn json(value: &impl Serialize) -> Answered {
        let head = serde_json::to_value(value).map_err(Refused::plain)?;
        Ok(Answer { head, bytes: Vec::new() })
    }

    /// A file.
    pub(crate) fn file(bytes: Vec<u8>) -> Answer {
        Answer { head: json!({ "length": bytes.len() }), bytes }
    }

    /// A text as a file.
    pub(crate) fn text(text: String) -> Answer {
        Answer::file(text.into_bytes())
    }

    /// A refusal without advice.
    pub(crate) fn refused(message: impl Into<String>) -> Answer {
        Answer { head: json!({ "error": message.into() }), bytes: Vec::new() }
    }

    /// The length of the JSON as four bytes, the JSON, the file.
    pub(crate) fn encoded(&self) -> Vec<u8> {
        let head = self.head.to_string().into_bytes();
        let len = u32::try_from(head.len()).unwrap_or(u32::MAX);
        [&len.to_le_bytes()[..], &head, &self.bytes].concat()
    }
}

impl From<Refused> for Answer {
    fn from(refused: Refused) -> Self {
        let mut head = json!({ "error": refused.message });
        if let (Some(help), Some(object)) = (refused.help, head.as_object_mut()) {
            object.insert("help".to_owned(), help.into());
        }
        Answer { head, bytes: Vec::new() }
    }
}

impl Refused {
    /// Words that come from elsewhere.
    pub(crate) fn plain(error: impl std::fmt::Display) -> Refused {
        Refused { message: error.to_string(), help: None }
    }

    pub(crate) fn new(message: &Message, help: Option<&Message>, language: Language) -> Refused {
        Refused { message: message.text(language), help: help.map(|h| h.text(language)) }
    }
}

/// What the library's refusals say in a language.
pub(crate) trait Said {
    /// In words.
    fn said(&self, language: Language) -> Refused;
}

impl Said for LoadError {
    fn said(&self, language: Language) -> Refused {
        Refused::new(&self.message(), self.help().as_ref(), language)
    }
}

impl Said for ReadError {
    fn said(&self, language: Language) -> Refused {
        Refused::new(&self.message(), None, language)
    }
}

impl Said for Refusal {
    fn said(&self, language: Language) -> Refused {
        Refused::new(&self.message, self.help.as_ref(), language)
    }
}

impl Said for Incomparable {
    fn said(&self, language: Language) -> Refused {
        Refused::new(&self.message, self.help.as_ref(), language)
    }
}

impl Said for Unwritable {
    fn said(&self, language: Language) -> Refused {
        match self.message() {
            Some(message) => Refused::new(&message, None, language),
            None => Refused::plain(self),
        }
    }
}
