//! One kind of message for everything that is wrong with a pack: code, severity, place, help, related places.
//!
//! A diagnostic carries message ids and arguments, never prose: the prose stands in one catalogue per language
//! (`messages/zh/*.ftl`, `messages/en/*.ftl`) and is written out when the diagnostic is shown.

use std::collections::BTreeSet;

use crate::source::{SourceId, Span, visible};

mod catalogue;
pub mod codes;
mod github;
mod opposed;
mod render;
mod sarif;
mod script;
mod suggest;
mod system;

pub use catalogue::{Arg, Catalogue, Language, Message};
pub use codes::Code;
pub use github::render_github;
pub(crate) use opposed::opposed;
pub use render::{DiagnosticJson, render_json, render_text};
pub use sarif::render_sarif;
pub use script::simplified;
pub use suggest::suggest;
pub use system::system_cause;

/// How bad it is: errors stop an evaluation, warnings do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The pack cannot be used.
    Error,
    /// The pack can be used, but something is probably not meant.
    Warning,
}

impl Severity {
    /// Whether it stops an evaluation.
    pub fn is_error(self) -> bool {
        match self {
            Severity::Error => true,
            Severity::Warning => false,
        }
    }
}

/// A place with a word on why it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What to say there.
    pub message: Message,
}

/// A change of the text that would mend the mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What to replace (empty: insert).
    pub span: Span,
    /// What to write instead.
    pub replacement: String,
}

/// One finding about a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code, which also gives the severity and the headline's message id.
    pub code: &'static Code,
    /// The headline: what is wrong, in one sentence, with the user's words in backticks.
    pub message: Message,
    /// The primary place.
    pub span: Span,
    /// A short word at the primary place, if it says more than the headline.
    pub label: Option<Message>,
    /// Other places that matter.
    pub related: Vec<Label>,
    /// What to do.
    pub help: Option<Message>,
    /// The help as an edit, where there is one.
    pub fix: Option<Fix>,
    /// The help where that edit turns out not to mend it.
    pub otherwise: Option<Message>,
}

impl Diagnostic {
    /// A diagnostic of `code` at `span`; its headline is the code's own message without arguments.
    pub fn new(code: &'static Code, span: Span) -> Self {
        Diagnostic {
            code,
            message: Message::new(code.key),
            span,
            label: None,
            related: Vec::new(),
            help: None,
            fix: None,
            otherwise: None,
        }
    }

    /// Adds an argument to the headline.
    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.message = self.message.arg(name, value);
        self
    }

    /// Adds a list of names to the message, with the language's commas between them.
    pub fn names<T: ToString>(mut self, name: &'static str, values: impl IntoIterator<Item = T>) -> Self {
        self.message = self.message.names(name, values);
        self
    }

    /// Adds a word at the primary place.
    pub fn label(mut self, message: Message) -> Self {
        self.label = Some(message);
        self
    }

    /// Adds a related place.
    pub fn related(mut self, span: Span, message: Message) -> Self {
        self.related.push(Label { span, message });
        self
    }

    /// Adds advice.
    pub fn help(mut self, message: Message) -> Self {
        self.help = Some(message);
        self
    }

    /// What to do, written out: its own advice, else the code's standing advice (the attribute `.help` of its message).
    pub fn help_text(&self, language: Language) -> Option<String> {
        let standing = || Catalogue::of(language).attribute(self.code.key, "help", &self.message);
        let standing = || standing().map(|text| visible(&text).into_owned());
        self.help.as_ref().map(|h| h.text(language)).or_else(standing)
    }

    /// Offers the name that is nearest to what stands at `span`, as help and as a fix; where there is none, `otherwise` is the help.
    pub fn nearest(
        self,
        span: Span,
        near: Option<impl Into<String>>,
        otherwise: impl FnOnce() -> Message,
    ) -> Self {
        match near.map(Into::into) {
            Some(near) => {
                let d = self.help(Message::new("help-did-you-mean").arg("name", &near)).fix(span, near);
                d.otherwise(otherwise())
            }
            None => self.help(otherwise()),
        }
    }

    /// The help where the edit turns out not to mend it.
    pub fn otherwise(mut self, message: Message) -> Self {
        self.otherwise = Some(message);
        self
    }

    /// Takes the edit back, and with it the help that speaks of it.
    pub(crate) fn withdraw_fix(&mut self) {
        if self.fix.take().is_some() {
            self.help = Some(
                self.otherwise
                    .take()
                    .unwrap_or_else(|| Message::new("help-explain-code").arg("code", self.code.id)),
            );
        }
    }

    /// Adds an edit that mends it.
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }
}

/// Collects diagnostics; a stage reports to it and goes on.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// Where errors begin.
    errors: BTreeSet<(SourceId, u32)>,
    /// Names that were held against others for a likeness.
    compared: usize,
    /// How many were dropped past [`crate::source::MAX_DIAGNOSTICS`].
    pub dropped: usize,
}

impl Diagnostics {
    /// An empty sink.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reports one. The same code at the same place is kept once.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.list.iter().rev().take(64).any(|d| d.code == diagnostic.code && d.span == diagnostic.span) {
            return;
        }
        if self.list.len() >= crate::source::MAX_DIAGNOSTICS {
            self.dropped += 1;
            return;
        }
        if diagnostic.code.severity.is_error() {
            self.errors.insert((diagnostic.span.source, diagnostic.span.start));
        }
        self.list.push(diagnostic);
    }

    /// Whether an error begins within a span.
    pub fn error_within(&self, span: Span) -> bool {
        self.errors.range((span.source, span.start)..=(span.source, span.end)).next().is_some()
    }

    /// [`suggest`] for what is to be reported here. Where a pack is full of unknown names, the first get their did-you-mean; past
    /// [`crate::source::MAX_COMPARED_NAMES`] nothing is looked for, so that the work does not grow with their square.
    pub fn suggest<'a, I: IntoIterator<Item = &'a str>>(
        &mut self,
        name: &str,
        candidates: impl FnOnce() -> I,
    ) -> Option<&'a str> {
        if self.compared >= crate::source::MAX_COMPARED_NAMES {
            return None;
        }
        let compared = &mut self.compared;
        suggest(name, candidates().into_iter().inspect(|_| *compared += 1))
    }

    /// Whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, in the order of files and places.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(|d| (d.span, d.code.id));
        self.list
    }

    /// All of them as reported.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Keeps only those of which `keep` says so.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(keep);
        let errors = self.list.iter().filter(|d| d.code.severity == Severity::Error);
        self.errors = errors.map(|d| (d.span.source, d.span.start)).collect();
    }

    /// Takes over all of another sink.
    pub fn extend(&mut self, other: Diagnostics) {
        self.dropped += other.dropped;
        self.compared += other.compared;
        for d in other.list {
            self.push(d);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::MAX_COMPARED_NAMES;

    #[test]
    fn the_work_of_finding_what_was_meant_is_bounded() {
        let names: Vec<String> = (0..MAX_COMPARED_NAMES / 100).map(|i| format!("n{i}x")).collect();
        let (mut found, mut made) = (Diagnostics::new(), 0usize);
        for round in 0..300 {
            let near = found.suggest("n17xy", || {
                made += names.len();
                names.iter().map(String::as_str)
            });
            assert_eq!(near, (round < 100).then_some("n17x"));
        }
        assert_eq!(made, MAX_COMPARED_NAMES);
        assert_eq!(found.compared, MAX_COMPARED_NAMES);
    }

    #[test]
    fn errors_are_found_by_their_places() {
        let at = |start, end| Span::new(SourceId(1), start, end);
        let mut found = Diagnostics::new();
        found.push(Diagnostic::new(&codes::UNKNOWN_NAME, at(5, 9)));
        assert!(
            found.error_within(at(5, 5)) && found.error_within(at(0, 5)) && !found.error_within(at(6, 9))
        );
        assert!(!found.error_within(Span::new(SourceId(0), 0, 9)) && found.has_errors());
        found.retain(|_| false);
        assert!(!found.error_within(at(0, 99)) && !found.has_errors());
    }
}
