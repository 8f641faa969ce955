//! What the grammar reads: the normalised text with each keyword, phrase and builtin in its one canonical spelling, between signs that
//! no name has.

use crate::syntax::scan::{Token, TokenKind};
use crate::syntax::vocabulary::Keyword;
use crate::syntax::vocabulary::builtins::{Aggregate, Function};

/// Stands on both sides of what the scanner has recognised. It is in no other place of the code, strings and names in backticks apart.
const SIGN: char = '$';

/// The code of a text, and where in the text its bytes come from.
#[derive(Debug, Default)]
pub(crate) struct Code {
    pub text: String,
    /// The ends of what is written otherwise: in the text, in the code.
    ends: Vec<(usize, usize)>,
}

impl Code {
    /// Of a normalised text.
    pub fn new(text: &str, tokens: &[Token]) -> Self {
        let mut code = Code { text: String::with_capacity(text.len() + text.len() / 2), ends: Vec::new() };
        let mut copied = 0;
        let mut rest = tokens;
        let mut before: &[Token] = &[];
        while let Some((token, following)) = rest.split_first() {
            let (read, end) = match canonical(text, before, rest) {
                None => (1, None),
                Some(Canonical::Mark) => (1, Some((token.end, ["\u{FFFD}", ""]))),
                Some(Canonical::Keyword(keyword)) => (1, Some((token.end, [keyword, ""]))),
                Some(Canonical::Phrase(keyword)) => {
                    (2, following.first().map(|second| (second.end, [keyword, ""])))
                }
                Some(Canonical::Builtin(sort, word)) => (1, Some((token.end, [sort, word]))),
            };
            if let Some((end, [sort, word])) = end {
                code.text.push_str(text.get(copied..token.start).unwrap_or(""));
                if token.kind == TokenKind::Word {
                    code.text.extend([SIGN]);
                    code.text.push_str(sort);
                    code.text.push_str(word);
                    code.text.extend([SIGN]);
                } else {
                    code.text.push_str(sort);
                }
                copied = end;
                code.ends.push((end, code.text.len()));
            }
            let at = tokens.len() - rest.len() + read;
            (before, rest) = tokens.split_at(at.min(tokens.len()));
        }
        code.text.push_str(text.get(copied..).unwrap_or(""));
        code
    }

    /// Where a place of the text is in the code; a token's start and end are exact.
    pub fn place(&self, at: usize) -> usize {
        shifted(at, &self.ends, |(text, code)| (*text, *code))
    }

    /// Where a place of the code is in the text; a token's start and end are exact.
    pub fn origin(&self, at: usize) -> usize {
        shifted(at, &self.ends, |(text, code)| (*code, *text))
    }
}

/// The same place on the other side: as far behind the last end before it, but not past the next.
pub(super) fn shifted(
    at: usize,
    ends: &[(usize, usize)],
    sides: impl Fn(&(usize, usize)) -> (usize, usize),
) -> usize {
    let next = ends.partition_point(|end| sides(end).0 <= at);
    let (from, to) = next.checked_sub(1).and_then(|i| ends.get(i)).map_or((0, 0), &sides);
    let moved = to + (at - from);
    ends.get(next).map_or(moved, |end| moved.min(sides(end).1))
}

/// What a token is in the code.
enum Canonical {
    Keyword(&'static str),
    /// With the token behind it.
    Phrase(&'static str),
    /// Whether a function or an aggregate, and its English spelling.
    Builtin(&'static str, &'static str),
    /// The sign itself.
    Mark,
}

/// How the first of some tokens stands in the code, if otherwise than in the text. `before` are the tokens before it.
fn canonical(text: &str, before: &[Token], rest: &[Token]) -> Option<Canonical> {
    let (token, following) = rest.split_first()?;
    match token.kind {
        TokenKind::Word => {}
        TokenKind::Mark(SIGN) => return Some(Canonical::Mark),
        TokenKind::Mark(_) | TokenKind::Number | TokenKind::Text | TokenKind::Ticked => return None,
    }
    let word = |token: &Token| text.get(token.start..token.end).unwrap_or("");
    let next = following.first();
    let last = before.last().map(|token| token.kind);
    let range =
        matches!(before, [.., a, b] if a.kind == TokenKind::Mark('.') && b.kind == TokenKind::Mark('.'));
    let follows_set = last == Some(TokenKind::Mark('}'));
    let in_place = |keyword: &Keyword| follows_set || !keyword.follows_set();
    let phrase = next
        .filter(|next| next.kind == TokenKind::Word)
        .and_then(|next| Keyword::phrase(word(token), word(next)))
        .filter(in_place);
    if let Some(keyword) = phrase {
        return Some(Canonical::Phrase(keyword.code()));
    }
    if next.is_some_and(|next| next.kind == TokenKind::Mark('(')) {
        let function = || Function::spelt(word(token)).map(|f| Canonical::Builtin("call:", f.row().en));
        let aggregate = || Aggregate::spelt(word(token)).map(|a| Canonical::Builtin("rows:", a.row().en));
        if let Some(builtin) = function().or_else(aggregate) {
            return Some(builtin);
        }
    }
    let place = || {
        let keyword = Keyword::spelt(word(token))?;
        let member = matches!(keyword, Keyword::Value | Keyword::Limit)
            && last == Some(TokenKind::Mark('.'))
            && !range;
        (member || follows_set && keyword.follows_set()).then_some(keyword)
    };
    let keyword = token.keyword.or_else(place)?;
    Some(keyword.code()).filter(|code| !code.is_empty()).map(Canonical::Keyword)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Diagnostics;
    use crate::source::SourceId;
    use crate::syntax::MappedText;
    use crate::syntax::scan::{Scanned, scan};

    fn scanned(text: &str) -> Scanned {
        scan(&MappedText::verbatim(text, SourceId(0), 0), &mut Diagnostics::new())
    }

    #[test]
    fn keywords_have_one_code() {
        for (texts, code) in [
            (&["{A} 中至少6项", "{A}中 至少 6 项"][..], "$of_at_least$"),
            (&["a and b", "a 且 b", "a 并且 b"], "$and$"),
            (&["a not in {b}", "a 不属于 {b}", "a 不 属于 {b}"], "$not_in$"),
            (&["at least 6 of {A}"], "$at_least$"),
            (&["i.value", "i.值"], "$value$"),
            (&["{A} 达到项数", "{A} 达到 项数"], "$count_of$"),
            (&["sum(a: b)", "合计 (a: b)"], "$rows:sum$"),
        ] {
            for text in texts {
                assert!(scanned(text).code.text.contains(code), "{text}: {}", scanned(text).code.text);
            }
        }
        // Words that are one only in their place.
        for text in ["值 + 达到项数 > 中至多", "count + value"] {
            assert!(!scanned(text).code.text.contains('$'), "{}", scanned(text).code.text);
        }
    }

    #[test]
    fn places_go_there_and_back() {
        let scanned = scanned("合计 (班级: x) + abs(y) 不低于5 $ z 均 达到");
        assert_eq!(
            scanned.code.text,
            "$rows:sum$ (班级: x) + $call:abs$(y) $at_least_it$5 \u{FFFD} z $all_of$"
        );
        for token in &scanned.tokens {
            let (start, end) = (scanned.code.place(token.start), scanned.code.place(token.end));
            if scanned.word(token) != "均" && scanned.word(token) != "达到" {
                assert_eq!((scanned.code.origin(start), scanned.code.origin(end)), (token.start, token.end));
            }
        }
    }
}
