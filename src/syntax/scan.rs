//! Before parsing: normalises marks, blanks out comments, finds tokens, and checks what a grammar reports badly: strings, brackets, depth.
//! Iterative, so that no input can exhaust the stack.

use unicode_ident::{is_xid_continue, is_xid_start};

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::source::{MAX_NESTING, Span};
use crate::syntax::MappedText;
use crate::syntax::code::{Code, shifted};
use crate::syntax::vocabulary::{self, Keyword, Role, builtins, traditional};

/// A token of the normalised text, by byte range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
    /// The keyword that it is, wherever it stands.
    pub keyword: Option<Keyword>,
}

/// What sort of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// An identifier or keyword.
    Word,
    /// Digits.
    Number,
    /// A string with its quotes.
    Text,
    /// A name in backticks.
    Ticked,
    /// Anything else, one character.
    Mark(char),
}

/// A normalised text with its tokens.
#[derive(Debug)]
pub(crate) struct Scanned {
    pub text: MappedText,
    pub tokens: Vec<Token>,
    /// What the grammar reads.
    pub code: Code,
    /// Whether brackets do not pair or nesting is too deep: then what follows from it is not reported again.
    pub unbalanced: bool,
    /// Whether things nest too deep to be read at all.
    pub too_deep: bool,
    /// The text before it was normalised.
    typed: String,
    /// The ends of what was normalised: in the text, in `typed`.
    ends: Vec<(usize, usize)>,
}

impl Scanned {
    /// The text of a token.
    pub fn word(&self, token: &Token) -> &str {
        self.text.text.get(token.start..token.end).unwrap_or("")
    }

    /// What was typed for the bytes `start..end` of the text, the bounds of tokens; messages quote it.
    pub fn typed(&self, start: usize, end: usize) -> &str {
        let place = |at| shifted(at, &self.ends, |ends| *ends);
        self.typed.get(place(start)..place(end)).unwrap_or("")
    }

    /// A token as it was typed.
    pub fn quote(&self, token: &Token) -> &str {
        self.typed(token.start, token.end)
    }

    /// The place of a token.
    pub fn span(&self, token: &Token) -> Span {
        self.text.span(token.start, token.end)
    }
}

/// The ASCII form of a mark outside strings.
pub(crate) fn ascii(c: char) -> Option<&'static str> {
    const TABLE: &[u8; 94] =
        b"!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    Some(match c {
        '、' => ",",
        '。' => ".",
        '【' => "[",
        '】' => "]",
        '≥' => ">=",
        '≤' => "<=",
        '≠' => "!=",
        '×' => "*",
        '÷' => "/",
        '\u{3000}' => " ",
        '\u{FF01}'..='\u{FF5E}' => {
            let i = c as usize - 0xFF01;
            return std::str::from_utf8(TABLE.get(i..=i)?).ok();
        }
        _ => return None,
    })
}

/// Scans a text.
pub(crate) fn scan(input: &MappedText, diagnostics: &mut Diagnostics) -> Scanned {
    let mut scanner = Scanner {
        input,
        out: MappedText::empty(input.source, input.span(0, 0).start as usize),
        ends: Vec::new(),
        tokens: Vec::new(),
        depth: 0,
        diagnostics,
    };
    scanner.run();
    let Scanner { out, mut tokens, ends, .. } = scanner;
    for token in tokens.iter_mut().filter(|t| t.kind == TokenKind::Word) {
        token.keyword = out.text.get(token.start..token.end).and_then(Keyword::reserved);
    }
    let code = Code::new(&out.text, &tokens);
    let typed = input.text.clone();
    let mut scanned = Scanned { text: out, tokens, code, unbalanced: false, too_deep: false, typed, ends };
    let before = diagnostics.len();
    scanned.unbalanced = !balanced(&scanned, diagnostics);
    scanned.too_deep = diagnostics.iter().skip(before).any(|d| d.code.id == codes::NESTED_TOO_DEEP.id);
    scanned
}

struct Scanner<'a> {
    input: &'a MappedText,
    out: MappedText,
    ends: Vec<(usize, usize)>,
    tokens: Vec<Token>,
    /// How many brackets are open.
    depth: usize,
    diagnostics: &'a mut Diagnostics,
}

impl Scanner<'_> {
    fn run(&mut self) {
        let text = &self.input.text;
        let mut at = 0;
        while let Some(c) = text.get(at..).and_then(|t| t.chars().next()) {
            at = self.step(text, at, c);
        }
    }

    /// Appends what stands for the bytes `from..to` of the input.
    fn push(&mut self, piece: &str, from: usize, to: usize) {
        let span = self.input.span(from, to);
        self.out.push(piece, span.start as usize, span.end as usize);
        if piece.len() != to - from {
            self.ends.push((self.out.text.len(), to));
        }
    }

    /// Appends a piece of the input as it stands, character by character (its places may jump inside YAML).
    fn copy(&mut self, from: usize, to: usize) {
        let text = self.input.text.get(from..to).unwrap_or("");
        for (i, c) in text.char_indices() {
            self.push(c.encode_utf8(&mut [0; 4]), from + i, from + i + c.len_utf8());
        }
    }

    fn token(&mut self, kind: TokenKind, start: usize) {
        self.put(kind, start, self.out.text.len());
    }

    fn put(&mut self, kind: TokenKind, start: usize, end: usize) {
        self.tokens.push(Token { kind, start, end, keyword: None });
    }

    fn step(&mut self, text: &str, at: usize, c: char) -> usize {
        let rest = text.get(at..).unwrap_or("");
        let start = self.out.text.len();
        let line_end = || at + rest.find(['\n', '\r']).unwrap_or(rest.len());
        let plain = ascii(c).unwrap_or("");
        match c {
            '#' | '＃' => {
                let end = line_end();
                self.push(" ", at, end);
                end
            }
            '"' | '“' | '「' | '＂' => self.string(rest, at, c, line_end()),
            '`' | '｀' => {
                let body = rest.get(c.len_utf8()..).unwrap_or("");
                match body.find(['`', '｀', '\n']) {
                    Some(i) if !body.get(i..).unwrap_or("").starts_with('\n') => {
                        let inner = at + c.len_utf8();
                        self.push("`", at, inner);
                        self.copy(inner, inner + i);
                        let close = body.get(i..).and_then(|b| b.chars().next()).map_or(1, char::len_utf8);
                        self.push("`", inner + i, inner + i + close);
                        self.token(TokenKind::Ticked, start);
                        inner + i + close
                    }
                    _ => {
                        let span = self.input.span(at, at + c.len_utf8());
                        self.diagnostics.push(
                            Diagnostic::new(&codes::UNCLOSED_TICK, span)
                                .help(Message::new("help-unclosed-tick")),
                        );
                        self.push(" ", at, at + c.len_utf8());
                        at + c.len_utf8()
                    }
                }
            }
            '\n' => {
                self.push("\n", at, at + 1);
                at + 1
            }
            c if c.is_whitespace() || c == '\u{FEFF}' || plain == " " => {
                self.push(" ", at, at + c.len_utf8());
                at + c.len_utf8()
            }
            c if is_digit(c) => self.number(rest, at, start),
            c if is_word_start(c) => self.word(rest, at, start),
            c => {
                let end = at + c.len_utf8();
                if plain.is_empty() {
                    self.copy(at, end);
                } else {
                    self.push(plain, at, end);
                }
                let shown = plain.chars().next().unwrap_or(c);
                match shown {
                    '(' | '[' | '{' => self.depth += 1,
                    ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                self.token(TokenKind::Mark(shown), start);
                end
            }
        }
    }

    fn number(&mut self, rest: &str, at: usize, start: usize) -> usize {
        let mut end = at;
        let mut point = false;
        let mut chars = rest.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            let dot = matches!(c, '.' | '．') && !point && chars.peek().is_some_and(|(_, n)| is_digit(*n));
            if !is_digit(c) && !dot {
                break;
            }
            point |= dot;
            end = at + i + c.len_utf8();
            match ascii(c) {
                Some(plain) => self.push(plain, at + i, end),
                None => self.copy(at + i, end),
            }
        }
        self.token(TokenKind::Number, start);
        end
    }

    fn word(&mut self, rest: &str, at: usize, start: usize) -> usize {
        let length = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        if let Some(simple) = rest.get(..length).and_then(traditional::simplified) {
            let calls = rest.get(length..).unwrap_or("").trim_start().starts_with(['(', '（']);
            if vocabulary::is_keyword(&simple) || (calls && builtins::words().any(|f| f == simple)) {
                let span = self.input.span(at, at + length);
                self.diagnostics.push(
                    Diagnostic::new(&codes::TRADITIONAL, span)
                        .arg("found", rest.get(..length).unwrap_or(""))
                        .help(Message::new("help-write").arg("written", &simple))
                        .fix(span, simple.as_str()),
                );
                // It is read as the keyword that it is meant to be, so that nothing else is reported.
                self.push(&simple, at, at + length);
                self.token(TokenKind::Word, start);
                return at + length;
            }
        }
        if self.is_name_in_a_formula(rest.get(..length).unwrap_or("")) {
            let word = rest.get(..length).unwrap_or("");
            let (span, written) = (self.input.span(at, at + length), format!("`{word}`"));
            self.diagnostics.push(
                Diagnostic::new(&codes::KEYWORD_HERE, span)
                    .arg("found", word)
                    .help(Message::new("help-write").arg("written", &written))
                    .fix(span, written.as_str()),
            );
            // It is read as the name that it is meant to be, so that nothing else is reported.
            self.push(&written, at, at + length);
            self.token(TokenKind::Ticked, start);
            return at + length;
        }
        for (i, c) in rest.get(..length).unwrap_or("").char_indices() {
            let end = at + i + c.len_utf8();
            match ascii(c) {
                Some(plain) => self.push(plain, at + i, end),
                None => self.copy(at + i, end),
            }
        }
        // A Chinese keyword directly before a digit is a word of its own: `至少6项`.
        let written = self.out.text.get(start..).unwrap_or("").to_owned();
        if let Some(split) = written.find(|c: char| c.is_ascii_digit())
            && let Some(head) = written.get(..split)
            && self.touches_digits(head)
        {
            self.put(TokenKind::Word, start, start + split);
            let digits = written.get(split..).unwrap_or("");
            let number = split + digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
            self.put(TokenKind::Number, start + split, start + number);
            if number < written.len() {
                self.put(TokenKind::Word, start + number, start + written.len());
            }
        } else {
            self.token(TokenKind::Word, start);
        }
        at + length
    }

    /// Whether a word is a keyword of its own where digits touch it: a Chinese one, and an English one where a name cannot stand.
    fn touches_digits(&self, head: &str) -> bool {
        let before = |back: usize| self.tokens.len().checked_sub(back).and_then(|i| self.tokens.get(i));
        let word = |token: &Token| self.out.text.get(token.start..token.end).unwrap_or("");
        let Some(keyword) = Keyword::spelt(head) else {
            // The second word of a phrase behind a set: `{A} 中 至多6项`.
            let set = before(2).is_some_and(|t| t.kind == TokenKind::Mark('}'));
            return set && before(1).and_then(|t| Keyword::phrase(word(t), head)).is_some();
        };
        if keyword.role() == Role::Place {
            return keyword.follows_set() && before(1).is_some_and(|t| t.kind == TokenKind::Mark('}'));
        }
        if !head.is_ascii() {
            return true;
        }
        let operator = matches!(
            keyword,
            Keyword::And | Keyword::Or | Keyword::Above | Keyword::Below | Keyword::Then | Keyword::Else
        );
        let heads = |t: &Token| Keyword::spelt(word(t)).is_some_and(|k| k.role() == Role::Item);
        let behind_value = before(1).is_some_and(|t| self.ends_value(t)) && !before(2).is_some_and(heads);
        let phrase = || before(1).and_then(|t| Keyword::phrase(word(t), head)).is_some();
        operator && behind_value || phrase()
    }

    /// Whether a value may end in a token.
    fn ends_value(&self, token: &Token) -> bool {
        match token.kind {
            TokenKind::Mark(mark) => matches!(mark, ')' | ']' | '}' | '%' | '‰'),
            TokenKind::Number | TokenKind::Text | TokenKind::Ticked => true,
            TokenKind::Word => {
                let word = self.out.text.get(token.start..token.end).unwrap_or("");
                Keyword::reserved(word).is_none_or(|k| matches!(k.role(), Role::End | Role::Part))
            }
        }
    }

    /// Whether a word with which clauses begin stands where only a value can: behind `其中`, or inside brackets behind an operator. A column
    /// is called so.
    fn is_name_in_a_formula(&self, word: &str) -> bool {
        if Keyword::spelt(word).is_none_or(|k| k.role() != Role::Clause) {
            return false;
        }
        let Some(before) = self.tokens.last() else { return false };
        let text = self.out.text.get(before.start..before.end).unwrap_or("");
        match before.kind {
            TokenKind::Word => {
                let keyword = Keyword::spelt(text);
                let inside = [Keyword::And, Keyword::Or, Keyword::By, Keyword::Weighting];
                keyword.is_some_and(|k| {
                    matches!(k, Keyword::Where | Keyword::Not) || self.depth > 0 && inside.contains(&k)
                })
            }
            TokenKind::Mark(mark) => {
                self.depth > 0 && matches!(mark, '(' | ':' | ',' | '+' | '-' | '*' | '/' | '<' | '>' | '=')
            }
            TokenKind::Number | TokenKind::Text | TokenKind::Ticked => false,
        }
    }

    /// A string ends at its closing quote or, unclosed, at its line's end.
    fn string(&mut self, rest: &str, at: usize, open: char, line_end: usize) -> usize {
        let start = self.out.text.len();
        let line = rest.get(..line_end - at).unwrap_or("");
        let mut depth = 0usize;
        let mut close = None;
        for (i, c) in line.char_indices() {
            match (open, c) {
                ('“', '“') => depth += 1,
                ('“', '”') => {
                    depth -= 1;
                    if depth == 0 {
                        close = Some((i, c));
                        break;
                    }
                }
                ('「', '」') => {
                    close = Some((i, c));
                    break;
                }
                ('"' | '＂', '"' | '＂') if i > 0 => {
                    close = Some((i, c));
                    break;
                }
                _ => {}
            }
        }
        let (left, right) = match open {
            '“' => ("“", "”"),
            '「' => ("「", "」"),
            _ => ("\"", "\""),
        };
        let inner = at + open.len_utf8();
        self.push(left, at, inner);
        let end = match close {
            Some((i, c)) if depth <= MAX_NESTING => {
                self.copy(inner, at + i);
                self.push(right, at + i, at + i + c.len_utf8());
                at + i + c.len_utf8()
            }
            _ => {
                let span = self.input.span(at, inner);
                self.diagnostics.push(
                    Diagnostic::new(&codes::UNCLOSED_STRING, span)
                        .arg("close", right)
                        .help(Message::new("help-unclosed-string").arg("close", right)),
                );
                // Nothing of it is kept, so that it parses as a string and gives no second error.
                self.push(right, inner, line_end.max(inner));
                line_end.max(inner)
            }
        };
        self.token(TokenKind::Text, start);
        end
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_word_start(c: char) -> bool {
    c == '_'
        || is_xid_start(ascii(c).and_then(|a| a.chars().next()).unwrap_or(c))
            && ascii(c).is_none_or(|a| a.len() == 1)
}

fn is_word(c: char) -> bool {
    let plain = ascii(c).and_then(|a| a.chars().next()).unwrap_or(c);
    plain != '·' && (plain == '_' || is_xid_continue(plain))
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// Checks that brackets pair within each item, and how deep things nest.
fn balanced(scanned: &Scanned, diagnostics: &mut Diagnostics) -> bool {
    let mut open: Vec<(char, Token)> = Vec::new();
    let mut sound = true;
    let mut prefixes = 0usize;
    let mut run = 0usize;
    let mut previous_dot = false;
    let unclosed = |open: &mut Vec<(char, Token)>, diagnostics: &mut Diagnostics| {
        // Only the innermost is certain to be unclosed; the others may be closed by what it swallowed.
        let sound = open.is_empty();
        if let Some((c, token)) = open.first() {
            diagnostics.push(
                Diagnostic::new(&codes::UNCLOSED_BRACKET, scanned.span(token))
                    .arg("open", scanned.quote(token))
                    .help(Message::new("help-unclosed-bracket").arg("close", closing(*c))),
            );
        }
        open.clear();
        sound
    };
    for token in &scanned.tokens {
        let role = token.keyword.map(Keyword::role);
        let clause = role == Some(Role::Clause);
        if !previous_dot && (role == Some(Role::Item) || (clause && !open.is_empty())) {
            sound &= unclosed(&mut open, diagnostics);
            prefixes = 0;
        } else if !previous_dot && clause {
            prefixes = 0;
        }
        previous_dot = token.kind == TokenKind::Mark('.');
        let prefix = role == Some(Role::Prefix) || token.keyword == Some(Keyword::EachPart);
        let repeats = token.keyword == Some(Keyword::Not) || token.kind == TokenKind::Mark('-');
        run = if repeats { run + 1 } else { 0 };
        prefixes += usize::from(prefix);
        if open.len() + prefixes > MAX_NESTING || run > MAX_NESTING {
            diagnostics.push(
                Diagnostic::new(&codes::NESTED_TOO_DEEP, scanned.span(token))
                    .help(Message::new("help-too-deep")),
            );
            return false;
        }
        match token.kind {
            TokenKind::Mark(c @ ('(' | '[' | '{')) => open.push((c, *token)),
            TokenKind::Mark(c @ (')' | ']' | '}')) => match open.last() {
                Some((o, _)) if closing(*o) == c => {
                    open.pop();
                }
                Some((o, opener)) => {
                    diagnostics.push(
                        Diagnostic::new(&codes::WRONG_BRACKET, scanned.span(token))
                            .arg("found", scanned.quote(token))
                            .related(scanned.span(opener), Message::new("related-opener"))
                            .help(Message::new("help-wrong-bracket").arg("close", closing(*o)))
                            .fix(scanned.span(token), closing(*o).to_string()),
                    );
                    sound = false;
                    open.pop();
                }
                None => {
                    diagnostics.push(
                        Diagnostic::new(&codes::STRAY_BRACKET, scanned.span(token))
                            .arg("found", scanned.quote(token))
                            .help(Message::new("help-stray-bracket"))
                            .fix(scanned.span(token), ""),
                    );
                    sound = false;
                }
            },
            TokenKind::Word
            | TokenKind::Number
            | TokenKind::Text
            | TokenKind::Ticked
            | TokenKind::Mark(_) => {}
        }
    }
    unclosed(&mut open, diagnostics) && sound
}
