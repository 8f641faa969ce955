//! What to say when a piece cannot be read: what users really do, in their words.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes, suggest};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};
use crate::syntax::parser::{Slice, Stopped};
use crate::syntax::scan::{Scanned, Token, TokenKind};
use crate::syntax::vocabulary::{self, everyday, traditional};

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
    fn help(self) -> &'static str {
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

/// Text before the first item, or a file without items.
pub(crate) fn outside_items(scanned: &Scanned, first: usize, diagnostics: &mut Diagnostics) {
    let Some(token) = scanned.tokens.first() else { return };
    let word = scanned.word(token);
    if token.kind == TokenKind::Word && keyword_mistake(scanned, token, diagnostics) {
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
    let mut d = Diagnostic::new(&codes::OUTSIDE_ITEMS, span).arg("found", word);
    d = d.help(Message::new("help-outside-items"));
    diagnostics.push(d);
}

/// A word that is nearly a keyword: glued, in traditional script, or misspelt. Reports it and says so.
fn keyword_mistake(scanned: &Scanned, token: &Token, diagnostics: &mut Diagnostics) -> bool {
    let word = scanned.word(token);
    let span = scanned.span(token);
    if let Some(simple) = traditional::simplified(word) {
        let starts =
            vocabulary::keywords().any(|k| k == simple) || vocabulary::functions().any(|f| f == simple);
        let glued = vocabulary::split_glued(&simple);
        if starts || glued.is_some() {
            let written = glued.filter(|_| !starts).unwrap_or(simple);
            diagnostics.push(
                Diagnostic::new(&codes::TRADITIONAL, span)
                    .arg("found", word)
                    .help(Message::new("help-write").arg("written", &written))
                    .fix(span, written),
            );
            return true;
        }
    }
    if let Some(meant) = everyday::keyword(word) {
        diagnostics.push(
            Diagnostic::new(&codes::MISSPELT, span)
                .arg("found", word)
                .help(Message::new("help-write").arg("written", meant))
                .fix(span, meant),
        );
        return true;
    }
    if let Some(written) = vocabulary::split_glued(word) {
        diagnostics.push(
            Diagnostic::new(&codes::GLUED, span)
                .arg("found", word)
                .help(Message::new("help-write").arg("written", &written))
                .fix(span, written),
        );
        return true;
    }
    if !vocabulary::is_keyword(word)
        && word.chars().count() >= 2
        && let Some(near) = suggest(word, vocabulary::keywords().filter(|k| k.chars().count() >= 2))
    {
        diagnostics.push(
            Diagnostic::new(&codes::MISSPELT, span)
                .arg("found", word)
                .help(Message::new("help-did-you-mean").arg("name", near))
                .fix(span, near),
        );
        return true;
    }
    false
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
    let Some(found) = found else {
        // Nothing more: what is missing belongs behind what stands before.
        let span = before.map_or(scanned.text.span(slice.end, slice.end), |b| scanned.span(b).after());
        let last = before.map_or("", |b| scanned.word(b));
        if let Some(stop) = before.filter(|b| matches!(b.kind, TokenKind::Mark('.' | ';'))) {
            diagnostics.push(trailing(scanned, stop));
            return;
        }
        let d = Diagnostic::new(&codes::ENDS_EARLY, span).arg("last", last);
        let words: Vec<&str> = tokens.iter().map(|t| scanned.word(t)).collect();
        let help = if expected == Expected::Formula { unfinished(&words) } else { None };
        diagnostics.push(d.help(Message::new(help.unwrap_or(expected.help()))));
        return;
    };
    let span = scanned.span(found);
    let word = scanned.word(found);
    // A mistake in a word may show only at the token behind it: `at lest 6`, `在校生数 不底于 5`.
    match found.kind {
        TokenKind::Word if vocabulary::is_keyword(word) => {
            let name_wanted = matches!(expected, Expected::Head | Expected::Subject | Expected::Cite);
            let mut d = Diagnostic::new(&codes::KEYWORD_HERE, span).arg("found", word);
            d = if name_wanted && expected == Expected::Head {
                d.help(Message::new("help-keyword-as-name").arg("name", word))
            } else {
                d.help(Message::new(expected.help()))
            };
            diagnostics.push(d);
            return;
        }
        TokenKind::Word if expected == Expected::Subject && word.starts_with('分') => {
            let written = format!("分 {}", word.trim_start_matches('分'));
            diagnostics.push(
                Diagnostic::new(&codes::GLUED, span)
                    .arg("found", word)
                    .help(Message::new("help-write").arg("written", &written))
                    .fix(span, written),
            );
            return;
        }
        TokenKind::Word if keyword_mistake(scanned, found, diagnostics) => return,
        TokenKind::Mark('(') if before.is_some_and(|b| b.kind == TokenKind::Word) => {
            if let Some(name) = before.filter(|b| !vocabulary::is_keyword(scanned.word(b))) {
                unknown_function(scanned, name, diagnostics);
                return;
            }
        }
        TokenKind::Mark(')') if half_weighted(&tokens, scanned) => {
            let end = before.map_or(span, |b| scanned.span(b).after());
            let d =
                Diagnostic::new(&codes::ENDS_EARLY, end).arg("last", before.map_or("", |b| scanned.word(b)));
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
        && !vocabulary::is_keyword(scanned.word(b))
        && keyword_mistake(scanned, b, diagnostics)
    {
        return;
    }
    // Two values side by side: an operator is missing between them.
    let value = |t: &Token| !matches!(t.kind, TokenKind::Mark(c) if !matches!(c, ')' | ']' | '}'));
    let side_by_side = expected == Expected::Formula
        && matches!(found.kind, TokenKind::Word | TokenKind::Number | TokenKind::Ticked)
        && before.is_some_and(value);
    if side_by_side {
        let last = before.map_or("", |b| scanned.word(b));
        diagnostics.push(
            Diagnostic::new(&codes::NO_OPERATOR, before.map_or(span, |b| scanned.span(b).after()))
                .arg("left", last)
                .arg("right", word)
                .help(Message::new("help-no-operator")),
        );
        return;
    }
    diagnostics.push(
        Diagnostic::new(&codes::UNEXPECTED, span).arg("found", word).help(Message::new(expected.help())),
    );
}

/// Whether weights begin and do not end.
fn half_weighted(tokens: &[&Token], scanned: &Scanned) -> bool {
    let has = |word: &str| tokens.iter().any(|t| t.kind == TokenKind::Word && scanned.word(t) == word);
    has("按") && !has("加权")
}

/// What a formula that ends early lacks, where its words tell.
fn unfinished(words: &[&str]) -> Option<&'static str> {
    let has = |some: &[&str]| words.iter().any(|w| some.contains(w));
    if has(&["if", "若"]) && !has(&["else", "否则"]) {
        return Some("help-if");
    }
    if words.last() == Some(&"}") {
        return Some("help-set-words");
    }
    (has(&["中至少"]) || has(&["至少"])).then_some("help-set-count")
}

/// A name before a bracket that is no function.
fn unknown_function(scanned: &Scanned, name: &Token, diagnostics: &mut Diagnostics) {
    let word = scanned.word(name);
    let span = scanned.span(name);
    let near = everyday::function(word).or_else(|| suggest(word, vocabulary::functions()));
    let mut d = Diagnostic::new(&codes::MISSPELT, span).arg("found", word);
    d.message = Message::new("unknown-function").arg("found", word);
    diagnostics.push(match near {
        Some(near) => d.help(Message::new("help-did-you-mean").arg("name", near)).fix(span, near),
        None => d.help(Message::new("help-functions")),
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
        '&' if pair('&') => wrong(both, "and"),
        '|' if pair('|') => wrong(both, "or"),
        '&' => wrong(span, "and"),
        '|' => wrong(span, "or"),
        '!' => wrong(span, "not"),
        ',' if beside_number(before, found) && next.is_some_and(|n| n.kind == TokenKind::Number) => {
            Some(thousands(scanned, before.unwrap_or(found)))
        }
        ',' => Some(
            Diagnostic::new(&codes::UNEXPECTED, span)
                .arg("found", c)
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
        .arg("found", scanned.word(mark))
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

/// The text under a span of the scanned file, for a message: the normalised form.
fn scanned_text(scanned: &Scanned, span: crate::source::Span) -> String {
    scanned
        .tokens
        .iter()
        .filter(|t| {
            let s = scanned.span(t);
            s.start >= span.start && s.end <= span.end
        })
        .map(|t| scanned.word(t))
        .collect()
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
