//! What people write for a clause in their own words, and how the language says it. Each rewriting is tried before it is offered: it is
//! one only if the clause reads with it, or is read beyond it.

mod compare;
mod numbers;
mod sets;
mod words;

pub(crate) use sets::range_in_a_word;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Message, codes};
use crate::source::SourceId;
use crate::syntax::MappedText;
use crate::syntax::failure::Expected;
use crate::syntax::parser::{self, Slice};
use crate::syntax::scan::{self, Scanned, Token, TokenKind};
use crate::syntax::vocabulary::Role;

/// Longest clause that is tried, in bytes.
const MAX_CLAUSE: usize = 4096;

/// One piece of a clause written otherwise.
#[derive(Debug)]
pub(super) struct Rewrite {
    code: &'static Code,
    /// What is replaced, in bytes of the normalised text.
    start: usize,
    end: usize,
    written: String,
    /// What must read for it to be offered.
    proof: Proof,
    /// The message that gives the advice.
    help: &'static str,
}

/// What must read for a rewriting to be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// The clause with it.
    Whole,
    /// What stands before it, and from this byte on, behind the keyword of a clause of its own, a condition.
    Split(usize),
    /// Nothing here: the whole pack is checked with it before it is shown.
    Later,
}

/// A clause that could not be read.
pub(super) struct Clause<'a> {
    pub scanned: &'a Scanned,
    pub slice: Slice<'a>,
    pub tokens: &'a [&'a Token],
    /// The token at which reading stopped; the number of tokens where the clause ends too early.
    pub at: usize,
    /// The byte where reading stopped.
    pub stopped: usize,
    pub expected: Expected,
}

impl Clause<'_> {
    fn word(&self, i: usize) -> &str {
        match self.tokens.get(i) {
            Some(t) if t.kind == TokenKind::Word => self.scanned.word(t),
            Some(_) | None => "",
        }
    }

    fn is_head(&self) -> bool {
        self.expected == Expected::Head
    }

    fn text(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| self.scanned.word(t))
    }

    fn mark(&self, i: usize) -> Option<char> {
        match self.tokens.get(i)?.kind {
            TokenKind::Mark(c) => Some(c),
            TokenKind::Word | TokenKind::Number | TokenKind::Text | TokenKind::Ticked => None,
        }
    }

    fn is_number(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| t.kind == TokenKind::Number)
    }

    /// A word that is no keyword, or a name in backticks.
    fn is_name(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| match t.kind {
            TokenKind::Word => t.keyword.is_none(),
            TokenKind::Ticked => true,
            TokenKind::Number | TokenKind::Text | TokenKind::Mark(_) => false,
        })
    }

    /// Whether a value ends at the token.
    fn ends_value(&self, i: usize) -> bool {
        self.is_name(i)
            || self.is_number(i)
            || matches!(self.mark(i), Some(')' | ']' | '%' | '‰'))
            || self.tokens.get(i).and_then(|t| t.keyword).is_some_and(|k| k.role() == Role::End)
    }

    fn start(&self, i: usize) -> usize {
        self.tokens.get(i).map_or(self.slice.end, |t| t.start)
    }

    fn end(&self, i: usize) -> usize {
        self.tokens.get(i).map_or(self.slice.end, |t| t.end)
    }

    /// The normalised text of the tokens `from..=to`, as it stands.
    fn between(&self, from: usize, to: usize) -> &str {
        self.scanned.text.text.get(self.start(from)..self.end(to)).unwrap_or("")
    }

    /// Whether two tokens touch.
    fn touch(&self, i: usize, j: usize) -> bool {
        self.end(i) == self.start(j)
    }

    /// The token that closes the bracket at `open`.
    fn closing(&self, open: usize) -> Option<usize> {
        let mut depth = 0usize;
        for i in open..self.tokens.len() {
            match self.mark(i) {
                Some('(' | '[' | '{') => depth += 1,
                Some(')' | ']' | '}') => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(i);
                    }
                }
                Some(_) | None => {}
            }
        }
        None
    }

    /// The tokens `from..=to` replaced.
    fn replace(&self, code: &'static Code, from: usize, to: usize, written: impl Into<String>) -> Rewrite {
        let (start, end) = (self.start(from), self.end(to));
        Rewrite { code, start, end, written: written.into(), proof: Proof::Whole, help: "help-write" }
    }

    /// The tokens `from..=to` left out.
    fn omit(&self, from: usize, to: usize) -> Rewrite {
        Rewrite { help: "help-trailing-mark", ..self.replace(&codes::UNEXPECTED, from, to, "") }
    }

    /// Whether what stands before `start` is the clause, and what stands from `end` on a condition.
    fn splits(&self, start: usize, end: usize) -> bool {
        // A glued word is cut: its parts are other words.
        let read = |from: usize, to: usize, expected: Expected| {
            let piece = self.scanned.text.text.get(from..to).unwrap_or("").trim();
            matches!(read_anew(piece, expected), Some(Ok(())))
        };
        read(self.slice.start, start, self.expected) && read(end, self.slice.end, Expected::Formula)
    }

    /// Whether a token is the first on its line.
    fn begins_line(&self, i: usize) -> bool {
        let before = i.checked_sub(1).map_or(self.slice.start, |b| self.end(b));
        self.scanned.text.text.get(before..self.start(i)).is_some_and(|t| t.contains('\n'))
    }

    /// Whether the clause reads with a piece replaced, or reading stops only behind it and later than before.
    pub fn reads(&self, start: usize, end: usize, written: &str) -> bool {
        let text = &self.scanned.text.text;
        let (Some(before), Some(after)) = (text.get(self.slice.start..start), text.get(end..self.slice.end))
        else {
            return false;
        };
        // What is left out between two words must not join them.
        let gap = if written.is_empty() { " " } else { written };
        let tried = format!("{before}{gap}{after}");
        match read_anew(&tried, self.expected) {
            None => false,
            Some(Ok(())) => true,
            Some(Err(stopped)) => {
                let behind = before.len() + gap.len();
                let old = (self.stopped.max(end) - end) + behind;
                stopped.at > behind && stopped.at > old
            }
        }
    }

    /// The same for an edit that a diagnostic offers.
    pub fn mends(&self, start: usize, end: usize, written: &str) -> bool {
        self.slice.end - self.slice.start > MAX_CLAUSE || self.reads(start, end, written)
    }
}

/// Reads a text by itself; nothing where its words or brackets are no good.
fn read_anew(text: &str, expected: Expected) -> Option<Result<(), parser::Stopped>> {
    let mapped = MappedText::verbatim(text, SourceId(0), 0);
    let mut found = Diagnostics::new();
    let scanned = scan::scan(&mapped, &mut found);
    if scanned.unbalanced || scanned.too_deep || found.has_errors() {
        return None;
    }
    let whole = Slice { scanned: &scanned, start: 0, end: scanned.text.text.len() };
    Some(parser::reads(whole, expected.into()))
}

impl Rewrite {
    fn diagnostic(self, scanned: &Scanned) -> Diagnostic {
        let span = scanned.text.span(self.start, self.end);
        let found = scanned.typed(self.start, self.end).trim();
        Diagnostic::new(self.code, span)
            .arg("found", found)
            .help(Message::new(self.help).arg("written", &self.written))
            .fix(span, self.written)
    }
}

/// How the clause would be written, where one rewriting of what stands near the stop makes it readable.
pub(super) fn find(clause: &Clause<'_>) -> Option<Diagnostic> {
    if clause.slice.end - clause.slice.start > MAX_CLAUSE {
        return None;
    }
    let rules = [
        words::layout,
        words::clause_starts,
        words::operators,
        sets::ranges,
        sets::bare_sets,
        sets::options,
        numbers::numbers,
        compare::comparisons,
        words::words,
        words::keywords_as_names,
    ];
    let tried = rules.iter().flat_map(|rule| rule(clause));
    let fits = |r: &Rewrite| match r.proof {
        Proof::Whole => clause.reads(r.start, r.end, &r.written),
        Proof::Split(from) => clause.splits(r.start, from),
        Proof::Later => true,
    };
    let found = tried.take(64).find(fits)?;
    let otherwise = match found.code.id {
        id if id == codes::SET_FORM.id => "help-set-braces",
        id if id == codes::OTHER_OPERATOR.id => "help-no-operator",
        _ => clause.expected.help(),
    };
    Some(found.diagnostic(clause.scanned).otherwise(Message::new(otherwise)))
}
