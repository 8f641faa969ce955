//! What to say when a piece cannot be read: what users really do, in their words.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes, suggest};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};
use crate::syntax::parser::{Entry, Slice, Stopped};
use crate::syntax::rewrite::{self, Clause};
use crate::syntax::scan::{Scanned, Token, TokenKind};
use crate::syntax::vocabulary::{self, Keyword, builtins, everyday, traditional};

/// What was being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Head,
    Remove,
    Subject,
    Formula,
    Cite,
    Note,
    Replaces,
    Unit,
}

impl Expected {
    /// The help that shows how it is written.
    pub fn help(self) -> &'static str {
        match self {
            Expected::Head => "help-head",
            Expected::Remove => "help-remove",
            Expected::Subject => "help-subject",
            Expected::Formula => "help-formula",
            Expected::Cite => "help-cite",
            Expected::Note => "help-note",
            Expected::Replaces => "help-replaces-form",
            Expected::Unit => "help-unit",
        }
    }
}

impl From<Expected> for Entry {
    fn from(expected: Expected) -> Entry {
        match expected {
            Expected::Head => Entry::Head,
            Expected::Remove => Entry::RemoveHead,
            Expected::Subject => Entry::Subject,
            Expected::Formula => Entry::Formula,
            Expected::Cite => Entry::Cite,
            Expected::Note => Entry::Note,
            Expected::Replaces => Entry::Replaces,
            Expected::Unit => Entry::Unit,
        }
    }
}

/// Text before the first item, or a file without items.
pub(crate) fn outside_items(scanned: &Scanned, first: usize, diagnostics: &mut Diagnostics) {
    let Some(token) = scanned.tokens.first() else { return };
    if token.kind == TokenKind::Word
        && let Some(d) = keyword_mistake(scanned, token)
    {
        diagnostics.push(d);
        return;
    }
    let end = first.checked_sub(1).and_then(|i| scanned.tokens.get(i)).unwrap_or(token);
    let line_end = scanned
        .text
        .text
        .get(token.start..end.end)
        .and_then(|t| t.find('\n'))
        .map_or(end.end, |i| token.start + i);
    let span = scanned.text.span(token.start, line_end.max(token.end));
    let mut d = Diagnostic::new(&codes::OUTSIDE_ITEMS, span).arg("found", scanned.quote(token));
    d = d.help(Message::new("help-outside-items"));
    diagnostics.push(d);
}

/// A word that is nearly a keyword: glued, in traditional script, or misspelt.
fn keyword_mistake(scanned: &Scanned, token: &Token) -> Option<Diagnostic> {
    let word = scanned.word(token);
    let span = scanned.span(token);
    if let Some(simple) = traditional::simplified(word) {
        let starts = vocabulary::keywords().any(|k| k == simple) || builtins::words().any(|f| f == simple);
        let glued = vocabulary::split_glued(&simple);
        if starts || glued.is_some() {
            let written = glued.filter(|_| !starts).unwrap_or(simple);
            return Some(
                Diagnostic::new(&codes::TRADITIONAL, span)
                    .arg("found", scanned.quote(token))
                    .help(Message::new("help-write").arg("written", &written))
                    .fix(span, written),
            );
        }
    }
    if let Some(meant) = everyday::keyword(word) {
        return Some(
            Diagnostic::new(&codes::MISSPELT, span)
                .arg("found", scanned.quote(token))
                .help(Message::new("help-write").arg("written", meant))
                .fix(span, meant),
        );
    }
    if let Some(written) = vocabulary::split_glued(word) {
        return Some(
            Diagnostic::new(&codes::GLUED, span)
                .arg("found", scanned.quote(token))
                .help(Message::new("help-write").arg("written", &written))
                .fix(span, written),
        );
    }
    if !vocabulary::is_keyword(word)
        && word.chars().count() >= 2
        && let Some(near) = suggest(word, vocabulary::keywords().filter(|k| k.chars().count() >= 2))
    {
        return Some(
            Diagnostic::new(&codes::MISSPELT, span)
                .arg("found", scanned.quote(token))
                .help(Message::new("help-did-you-mean").arg("name", near))
                .fix(span, near),
        );
    }
    None
}

/// [`keyword_mistake`] where what it offers makes the clause readable.
fn mended_keyword(clause: &Clause<'_>, token: &Token) -> Option<Diagnostic> {
    let d = keyword_mistake(clause.scanned, token)?;
    let written = d.fix.as_ref().map_or("", |f| f.replacement.as_str());
    clause.mends(token.start, token.end, written).then(|| d.otherwise(Message::new(clause.expected.help())))
}

/// Reports why a slice could not be read.
pub(crate) fn report(
    scanned: &Scanned,
    slice: Slice<'_>,
    stopped: Stopped,
    expected: Expected,
    diagnostics: &mut Diagnostics,
) {
    // Tokens stand in the order of the text: a slice is looked for, not all that is written.
    let first = scanned.tokens.partition_point(|t| t.start < slice.start);
    let behind = scanned.tokens.iter().skip(first);
    let tokens: Vec<&Token> = behind.take_while(|t| t.end <= slice.end).collect();
    let at = tokens.iter().position(|t| t.end > stopped.at);
    let before = match at {
        Some(0) => None,
        Some(i) => tokens.get(i - 1).copied(),
        None => tokens.last().copied(),
    };
    let found = at.and_then(|i| tokens.get(i)).copied();
    let next = at.and_then(|i| tokens.get(i + 1)).copied();
    let at = at.unwrap_or(tokens.len());
    let clause = Clause { scanned, slice, tokens: &tokens, at, stopped: stopped.at, expected };
    if let Some(d) = rewrite::find(&clause) {
        diagnostics.push(d);
        return;
    }
    let Some(found) = found else {
        // Nothing more: what is missing belongs behind what stands before.
        let span = before.map_or(scanned.text.span(slice.end, slice.end), |b| scanned.span(b).after());
        let last = before.map_or("", |b| scanned.word(b));
        if let Some(stop) = before.filter(|b| matches!(b.kind, TokenKind::Mark('.' | ';'))) {
            diagnostics.push(trailing(scanned, stop));
            return;
        }
        let d = Diagnostic::new(&codes::ENDS_EARLY, span).arg("last", last);
        let help = if expected == Expected::Formula { unfinished(&tokens) } else { None };
        diagnostics.push(d.help(Message::new(help.unwrap_or(expected.help()))));
        return;
    };
    let span = scanned.span(found);
    let word = scanned.word(found);
    // A mistake in a word may show only at the token behind it: `at lest 6`, `在校生数 不底于 5`.
    match found.kind {
        TokenKind::Word if found.keyword.is_some() => {
            let name_wanted = matches!(expected, Expected::Head | Expected::Subject | Expected::Cite);
            let mut d = Diagnostic::new(&codes::KEYWORD_HERE, span).arg("found", scanned.quote(found));
            d = if name_wanted && expected == Expected::Head {
                d.help(Message::new("help-keyword-as-name").arg("name", scanned.quote(found)))
            } else {
                d.help(Message::new(expected.help()))
            };
            diagnostics.push(d);
            return;
        }
        TokenKind::Word if expected == Expected::Subject && glued_by(word).is_some() => {
            let written = glued_by(word).unwrap_or_default();
            diagnostics.push(
                Diagnostic::new(&codes::GLUED, span)
                    .arg("found", scanned.quote(found))
                    .help(Message::new("help-write").arg("written", &written))
                    .fix(span, written),
            );
            return;
        }
        TokenKind::Word if let Some(d) = mended_keyword(&clause, found) => {
            diagnostics.push(d);
            return;
        }
        TokenKind::Mark('(') if before.is_some_and(|b| b.kind == TokenKind::Word) => {
            if let Some(name) = before.filter(|b| b.keyword.is_none()) {
                unknown_function(scanned, name, diagnostics);
                return;
            }
        }
        TokenKind::Mark(')') if half_weighted(&tokens) => {
            let end = before.map_or(span, |b| scanned.span(b).after());
            let d =
                Diagnostic::new(&codes::ENDS_EARLY, end).arg("last", before.map_or("", |b| scanned.quote(b)));
            diagnostics.push(d.help(Message::new("help-weight")));
            return;
        }
        TokenKind::Mark(c) => {
            if let Some(d) = mark_mistake(scanned, found, before, next, c, slice) {
                diagnostics.push(d);
                return;
            }
        }
        TokenKind::Word | TokenKind::Number | TokenKind::Text | TokenKind::Ticked => {}
    }
    if let Some(b) = before.filter(|b| b.kind == TokenKind::Word)
        && b.keyword.is_none()
        && let Some(d) = mended_keyword(&clause, b)
    {
        diagnostics.push(d);
        return;
    }
    // Two values side by side: an operator is missing between them.
    let value = |t: &Token| !matches!(t.kind, TokenKind::Mark(c) if !matches!(c, ')' | ']' | '}'));
    let side_by_side = expected == Expected::Formula
        && matches!(found.kind, TokenKind::Word | TokenKind::Number | TokenKind::Ticked)
        && before.is_some_and(value);
    if side_by_side {
        let last = before.map_or("", |b| scanned.quote(b));
        diagnostics.push(
            Diagnostic::new(&codes::NO_OPERATOR, before.map_or(span, |b| scanned.span(b).after()))
                .arg("left", last)
                .arg("right", scanned.quote(found))
                .help(Message::new("help-no-operator")),
        );
        return;
    }
    diagnostics.push(
        Diagnostic::new(&codes::UNEXPECTED, span)
            .arg("found", scanned.quote(found))
            .help(Message::new(expected.help())),
    );
}

/// A kind's name to which the word before it is glued: `分学段`.
fn glued_by(word: &str) -> Option<String> {
    let rest = |by: &&'static str| word.strip_prefix(*by).filter(|rest| !rest.is_empty());
    let by = Keyword::By.zh().iter().find(|by| rest(by).is_some())?;
    Some(format!("{by} {}", rest(by)?))
}

/// Whether weights begin and do not end.
fn half_weighted(tokens: &[&Token]) -> bool {
    let has = |keyword: Keyword| tokens.iter().any(|t| t.keyword == Some(keyword));
    has(Keyword::Weighting) && !has(Keyword::WeightEnd)
}

/// What a formula that ends early lacks, where its words tell.
fn unfinished(tokens: &[&Token]) -> Option<&'static str> {
    let has = |keyword: Keyword| tokens.iter().any(|t| t.keyword == Some(keyword));
    if has(Keyword::If) && !has(Keyword::Else) {
        return Some("help-if");
    }
    let compares = |token: &&&Token| {
        let words = [
            Keyword::Above,
            Keyword::Below,
            Keyword::Equal,
            Keyword::Unequal,
            Keyword::NotLess,
            Keyword::Reaches,
            Keyword::NotMore,
            Keyword::Least,
            Keyword::Most,
        ];
        let marks = ['<', '>', '='].map(TokenKind::Mark);
        token.keyword.is_some_and(|k| words.contains(&k)) || marks.contains(&token.kind)
    };
    if tokens.last().filter(compares).is_some() {
        return Some("help-compared-with");
    }
    if tokens.last().is_some_and(|t| t.kind == TokenKind::Mark('}')) {
        return Some("help-set-words");
    }
    (has(Keyword::OfAtLeast) || has(Keyword::AtLeastPart)).then_some("help-set-count")
}

/// A name before a bracket that is no function.
fn unknown_function(scanned: &Scanned, name: &Token, diagnostics: &mut Diagnostics) {
    let word = scanned.word(name);
    let span = scanned.span(name);
    let near = builtins::meant(word).or_else(|| suggest(word, builtins::words()));
    let mut d = Diagnostic::new(&codes::MISSPELT, span).arg("found", scanned.quote(name));
    d.message = Message::new("unknown-function").arg("found", scanned.quote(name));
    diagnostics.push(match near {
        Some(near) => d.help(Message::new("help-did-you-mean").arg("name", near)).fix(span, near),
        None => {
            let of_script: Vec<&str> =
                builtins::words().filter(|w| w.is_ascii() == word.is_ascii()).collect();
            let comma = if word.is_ascii() { ", " } else { "、" };
            d.help(Message::new("help-functions").arg("names", of_script.join(comma)))
        }
    });
}

/// Marks that other languages write.
fn mark_mistake(
    scanned: &Scanned,
    found: &Token,
    before: Option<&Token>,
    next: Option<&Token>,
    c: char,
    slice: Slice<'_>,
) -> Option<Diagnostic> {
    let pair = |second: char| next.is_some_and(|n| n.kind == TokenKind::Mark(second) && n.start == found.end);
    let beside =
        |first: char| before.is_some_and(|b| b.kind == TokenKind::Mark(first) && b.end == found.start);
    let span = scanned.span(found);
    let both = next.map_or(span, |n| span.to(scanned.span(n)));
    let from_before = before.map_or(span, |b| scanned.span(b).to(span));
    let wrong = |at, written: &str| {
        Some(
            Diagnostic::new(&codes::OTHER_OPERATOR, at)
                .arg("found", scanned_text(scanned, at))
                .help(Message::new("help-write").arg("written", written))
                .fix(at, written),
        )
    };
    match c {
        '=' if pair('>') => wrong(both, ">="),
        '=' if pair('<') => wrong(both, "<="),
        '>' if beside('=') => wrong(from_before, ">="),
        '<' if beside('=') => wrong(from_before, "<="),
        '>' if beside('<') => wrong(from_before, "!="),
        '=' if beside('=') => wrong(from_before, "=="),
        '=' => wrong(span, "=="),
        '&' if pair('&') => wrong(both, Keyword::And.en()),
        '|' if pair('|') => wrong(both, Keyword::Or.en()),
        '&' => wrong(span, Keyword::And.en()),
        '|' => wrong(span, Keyword::Or.en()),
        '!' => wrong(span, Keyword::Not.en()),
        ',' if beside_number(before, found) && next.is_some_and(|n| n.kind == TokenKind::Number) => {
            Some(thousands(scanned, before.unwrap_or(found)))
        }
        ',' => Some(
            Diagnostic::new(&codes::UNEXPECTED, span)
                .arg("found", scanned.quote(found))
                .help(Message::new("help-trailing-mark"))
                .fix(span, if before.is_some_and(|b| b.end == found.start) { " " } else { "" }),
        ),
        '.' | ';' if found.end == slice.end => Some(trailing(scanned, found)),
        _ => None,
    }
}

/// A sentence's mark behind a clause.
fn trailing(scanned: &Scanned, mark: &Token) -> Diagnostic {
    let span = scanned.span(mark);
    Diagnostic::new(&codes::TRAILING_MARK, span)
        .arg("found", scanned.quote(mark))
        .help(Message::new("help-trailing-mark"))
        .fix(span, "")
}

fn beside_number(before: Option<&Token>, found: &Token) -> bool {
    before.is_some_and(|b| b.kind == TokenKind::Number && b.end == found.start)
}

/// A number with thousands commas.
fn thousands(scanned: &Scanned, first: &Token) -> Diagnostic {
    let mut end = first;
    let mut written = String::new();
    for token in scanned.tokens.iter().skip_while(|t| t.start < first.start) {
        match token.kind {
            _ if token.start != first.start && token.start != end.end => break,
            TokenKind::Number => written.push_str(scanned.word(token)),
            TokenKind::Mark(',') => {}
            TokenKind::Word | TokenKind::Text | TokenKind::Ticked | TokenKind::Mark(_) => break,
        }
        end = token;
    }
    let span = scanned.span(first).to(scanned.span(end));
    Diagnostic::new(&codes::UNEXPECTED, span)
        .arg("found", scanned_text(scanned, span))
        .help(Message::new("help-write").arg("written", &written))
        .fix(span, written)
}

/// What was typed under a span of the scanned file, for a message.
fn scanned_text(scanned: &Scanned, span: crate::source::Span) -> &str {
    let inside = |t: &&Token| {
        let s = scanned.span(t);
        s.start >= span.start && s.end <= span.end
    };
    let mut tokens = scanned.tokens.iter().filter(inside);
    let Some(first) = tokens.next() else { return "" };
    scanned.typed(first.start, tokens.next_back().unwrap_or(first).end)
}

/// Warns where a quantifier's body takes in an `and`/`or` that probably stands beside it.
pub(crate) fn swallowed(expr: &Expr, diagnostics: &mut Diagnostics) {
    let mut stack = vec![expr];
    while let Some(e) = stack.pop() {
        match &e.kind {
            ExprKind::Quantified { body: Some(body), .. } | ExprKind::EachIn { body, .. } => {
                if let ExprKind::Binary { op, .. } = &body.kind
                    && matches!(op.value, BinaryOp::And | BinaryOp::Or)
                {
                    diagnostics.push(
                        Diagnostic::new(&codes::SWALLOWED, op.span).help(Message::new("help-swallowed")),
                    );
                }
            }
            ExprKind::Binary { left, right, .. } => stack.extend([&**left, &**right]),
            ExprKind::Unary { operand, .. } => stack.push(operand),
            ExprKind::Number { .. }
            | ExprKind::Bool(_)
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Name(_)
            | ExprKind::Member { .. }
            | ExprKind::Index { .. }
            | ExprKind::Call { .. }
            | ExprKind::Aggregate { .. }
            | ExprKind::Quantified { .. }
            | ExprKind::OfSet { .. }
            | ExprKind::In { .. }
            | ExprKind::If { .. }
            | ExprKind::Judged
            | ExprKind::JudgedCell(_)
            | ExprKind::ThisItem
            | ExprKind::AsOf
            | ExprKind::TargetYear
            | ExprKind::Paren(_)
            | ExprKind::Broken => {}
        }
    }
}
