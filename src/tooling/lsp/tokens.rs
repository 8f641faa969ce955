//! What words are, for colouring: names by what they mean, and in rules keywords, numbers, texts and comments.

use std::path::Path;

use lsp_types::{SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokensLegend};

use super::position;
use super::workspace::Analysis;
use crate::semantics::names::{Role, Symbol};
use crate::semantics::{Aggregate, Function};
use crate::syntax::vocabulary;

/// The sorts of words, in the order of their numbers.
const TYPES: [SemanticTokenType; 11] = [
    SemanticTokenType::KEYWORD,
    SemanticTokenType::FUNCTION,
    SemanticTokenType::CLASS,
    SemanticTokenType::PROPERTY,
    SemanticTokenType::ENUM,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::VARIABLE,
    SemanticTokenType::TYPE,
    SemanticTokenType::STRING,
    SemanticTokenType::NUMBER,
    SemanticTokenType::COMMENT,
];

/// What the numbers mean.
pub(super) fn legend() -> SemanticTokensLegend {
    let token_modifiers = vec![SemanticTokenModifier::DECLARATION, SemanticTokenModifier::DEFAULT_LIBRARY];
    SemanticTokensLegend { token_types: TYPES.to_vec(), token_modifiers }
}

/// A piece of the text with its sort.
struct Piece {
    start: usize,
    end: usize,
    of: SemanticTokenType,
    modifiers: u32,
}

/// The words of a file, in order, each by its distance from the one before.
pub(super) fn tokens(analysis: &Analysis, path: &Path) -> Vec<SemanticToken> {
    let Some(source) = analysis.source(path) else { return Vec::new() };
    let text = analysis.sources.text(source);
    let mut pieces: Vec<Piece> = Vec::new();
    for occurrence in analysis.names.occurrences().iter().filter(|o| o.span.source == source) {
        let (start, end) = (occurrence.span.start as usize, occurrence.span.end as usize);
        // What a label and an id of one place say is told once.
        if pieces.last().is_none_or(|p| p.end <= start) && start < end {
            let modifiers = u32::from(matches!(occurrence.role, Role::Declared | Role::Labelled));
            pieces.push(Piece { start, end, of: sort(&occurrence.symbol), modifiers });
        }
    }
    if path.extension().is_some_and(|x| x == "rules") {
        let named: Vec<(usize, usize)> = pieces.iter().map(|p| (p.start, p.end)).collect();
        pieces.extend(words(text).into_iter().filter(|p| {
            let at = named.partition_point(|(_, end)| *end <= p.start);
            named.get(at).is_none_or(|(start, _)| p.end <= *start)
        }));
    }
    pieces.sort_by_key(|p| p.start);
    encoded(text, &pieces)
}

fn sort(symbol: &Symbol) -> SemanticTokenType {
    match symbol {
        Symbol::Entity(_) => SemanticTokenType::CLASS,
        Symbol::Column(..) => SemanticTokenType::PROPERTY,
        Symbol::Kind(_) => SemanticTokenType::ENUM,
        Symbol::Value(..) => SemanticTokenType::ENUM_MEMBER,
        Symbol::Limit(_) | Symbol::Source(_) | Symbol::Measure(_) => SemanticTokenType::VARIABLE,
        Symbol::Item(_) => SemanticTokenType::FUNCTION,
        Symbol::Unit(_) => SemanticTokenType::TYPE,
    }
}

/// Keywords, builtins, numbers, texts and comments of a rules file.
fn words(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|t| t.chars().next()) {
        let rest = text.get(at..).unwrap_or("");
        let line = rest.find('\n').unwrap_or(rest.len());
        let (length, of, modifiers) = match c {
            '#' | '＃' => (line, Some(SemanticTokenType::COMMENT), 0),
            '"' | '“' | '「' | '＂' => {
                let close = match c {
                    '“' => '”',
                    '「' => '」',
                    c => c,
                };
                let inner = rest.get(c.len_utf8()..line).unwrap_or("");
                let end = inner.find(close).map_or(line, |i| c.len_utf8() + i + close.len_utf8());
                (end, Some(SemanticTokenType::STRING), 0)
            }
            c if c.is_ascii_digit() => {
                let end = rest
                    .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '%' | '‰')))
                    .unwrap_or(rest.len());
                let digits = rest.get(..end).unwrap_or("").trim_end_matches('.').len();
                (digits, Some(SemanticTokenType::NUMBER), 0)
            }
            c if unicode_ident::is_xid_start(c) || c == '_' => {
                let end = rest.find(|c: char| !unicode_ident::is_xid_continue(c)).unwrap_or(rest.len());
                let word = rest.get(..end).unwrap_or("");
                let calls = rest.get(end..).unwrap_or("").trim_start().starts_with(['(', '（']);
                let builtin = calls && (Function::spelt(word).is_some() || Aggregate::spelt(word).is_some());
                match (builtin, vocabulary::is_keyword(word)) {
                    (true, _) => (end, Some(SemanticTokenType::FUNCTION), 2),
                    (false, true) => (end, Some(SemanticTokenType::KEYWORD), 0),
                    (false, false) => (end, None, 0),
                }
            }
            c => (c.len_utf8(), None, 0),
        };
        let end = at + length.max(c.len_utf8());
        if let Some(of) = of {
            out.push(Piece { start: at, end, of, modifiers });
        }
        at = end;
    }
    out
}

fn encoded(text: &str, pieces: &[Piece]) -> Vec<SemanticToken> {
    let mut out = Vec::new();
    let (mut line, mut column) = (0, 0);
    for piece in pieces {
        let from = position::position(text, piece.start);
        let to = position::position(text, piece.end);
        // No word runs over lines.
        if from.line != to.line {
            continue;
        }
        let token_type = TYPES.iter().position(|t| *t == piece.of).unwrap_or(0) as u32;
        out.push(SemanticToken {
            delta_line: from.line - line,
            delta_start: if from.line == line { from.character - column } else { from.character },
            length: to.character - from.character,
            token_type,
            token_modifiers_bitset: piece.modifiers,
        });
        (line, column) = (from.line, from.character);
    }
    out
}
