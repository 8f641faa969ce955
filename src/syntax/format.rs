//! The canonical layout of a `.rules` file: an item at the margin, a clause a line, comments where they stand.

use unicode_width::UnicodeWidthStr as _;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::SourceId;
use crate::syntax::ast::{Cite, Clause, Item, ItemKind, OverrideItem, RuleItem, Subject};
use crate::syntax::scan::TokenKind;
use crate::syntax::vocabulary::{self, Keyword, Vocabulary};
use crate::syntax::{MappedText, parse_rules, print, scan};

/// Display columns that a line should fit in.
const WIDTH: usize = 100;

/// A comment and where it goes.
struct Comment {
    at: usize,
    text: String,
    /// Whether nothing else stands before it on its line.
    alone: bool,
    /// Whether it begins at the margin.
    margin: bool,
    /// Whether a blank line stands above it.
    apart: bool,
}

/// A line of an item: where what it prints begins and ends in the source.
struct Piece {
    start: usize,
    end: usize,
    text: String,
}

/// The comments that go with a line.
#[derive(Default)]
struct Around {
    above: Vec<String>,
    behind: Option<String>,
    below: Vec<String>,
}

/// Puts a comment to the line that it is about: one alone on its line to the clause that follows, one behind a clause to that clause, one
/// inside what is printed on one line above it.
fn place(c: Comment, pieces: &[Piece], around: &mut [Around]) {
    let places = || pieces.iter().enumerate().filter(|(_, p)| p.start != usize::MAX);
    let owner = places().filter(|(_, p)| p.start <= c.at).max_by_key(|(_, p)| p.start);
    let inside = owner.is_some_and(|(_, p)| c.at < p.end);
    let following = places().filter(|(_, p)| p.start > c.at).min_by_key(|(_, p)| p.start);
    let target = match (c.alone && !inside, following) {
        (true, Some((i, _))) => Some((i, true)),
        (true, None) => around.len().checked_sub(1).map(|last| (last, false)),
        (false, _) => owner.map(|(i, _)| (i, inside)),
    };
    let Some((i, above)) = target else { return };
    let Some(slot) = around.get_mut(i) else { return };
    match (above, c.alone, slot.behind.is_none()) {
        (true, ..) => slot.above.push(c.text),
        (false, false, true) => slot.behind = Some(c.text),
        _ => slot.below.push(c.text),
    }
}

/// Lays out a `.rules` file, in another vocabulary if one is given. Laid out again, it stays as it is.
///
/// # Errors
/// What is wrong with the file, if it cannot be read; then it should be left as it is.
pub fn format_rules(text: &str, vocabulary: Option<Vocabulary>) -> Result<String, Vec<Diagnostic>> {
    crate::source::with_deep_stack(|| formatted(text, vocabulary))
}

fn formatted(text: &str, vocabulary: Option<Vocabulary>) -> Result<String, Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::new();
    let file = parse_rules(text, SourceId(0), &mut diagnostics);
    if diagnostics.has_errors() || file.unread {
        let errors = diagnostics.sorted().into_iter().filter(|d| d.code.severity.is_error());
        return Err(errors.collect());
    }
    let own = vocabulary_of(text);
    let vocabulary = vocabulary.unwrap_or(own);
    // What is translated is written anew; else the author's choice among words stays.
    let kept = (vocabulary == own).then_some(text);
    let mut comments = comments(text).into_iter().peekable();
    let mut out = String::new();
    let mut items = file.items.iter().peekable();
    while let Some(item) = items.next() {
        let pieces = pieces(item, kept, text, vocabulary);
        let next = items.peek().map_or(text.len(), |i| i.span.start as usize);
        // Comments above the item.
        let mut above = Vec::new();
        while let Some(c) = comments.next_if(|c| c.at < item.span.start as usize) {
            above.push(c);
        }
        let apart = blank_between(text, above.last().map(|c| c.at), item.span.start as usize);
        lead(&mut out, &above, apart);
        let mut around: Vec<Around> = pieces.iter().map(|_| Around::default()).collect();
        let end = pieces.iter().map(|p| p.end).filter(|e| *e != usize::MAX).max().unwrap_or(next);
        while let Some(c) =
            comments.next_if(|c| c.at < next && (!c.alone || c.at < end || belongs(text, c, end)))
        {
            place(c, &pieces, &mut around);
        }
        for (i, (piece, around)) in pieces.iter().zip(around).enumerate() {
            let indent = if i == 0 { "" } else { "  " };
            around.above.iter().for_each(|c| push_line(&mut out, indent, c));
            let mut line = wrapped(&piece.text, i == 0);
            if let Some(comment) = around.behind {
                line.push_str("  ");
                line.push_str(&comment);
            }
            push_line(&mut out, "", &line);
            around.below.iter().for_each(|c| push_line(&mut out, "  ", c));
        }
    }
    let rest: Vec<Comment> = comments.collect();
    if !rest.is_empty() {
        lead(&mut out, &rest, false);
    }
    Ok(out)
}

/// Which spelling a file is in: the one that most of its keywords are in.
pub fn vocabulary_of(text: &str) -> Vocabulary {
    let mut balance = 0i64;
    for word in text.split(|c: char| !unicode_ident::is_xid_continue(c)).filter(|w| !w.is_empty()) {
        balance += match vocabulary::spoken(word) {
            Some(Vocabulary::En) => 1,
            Some(Vocabulary::Zh) => -1,
            None => 0,
        };
    }
    if balance > 0 { Vocabulary::En } else { Vocabulary::Zh }
}

/// Whether a comment behind an item's last clause is the item's own: not at the margin, and no blank line above it.
fn belongs(text: &str, c: &Comment, end: usize) -> bool {
    !c.margin && !c.apart && text.get(end..c.at).is_some_and(|between| !between.contains("\n\n"))
}

fn blank_between(text: &str, from: Option<usize>, to: usize) -> bool {
    let Some(between) = from.and_then(|from| text.get(from..to)) else { return false };
    between.lines().skip(1).any(|l| l.trim().is_empty()) && between.matches('\n').count() > 1
}

/// Writes comments above an item: a blank line before them, and where they had one between them or below.
fn lead(out: &mut String, comments: &[Comment], apart: bool) {
    if !out.is_empty() {
        out.push('\n');
    }
    for (i, c) in comments.iter().enumerate() {
        if i > 0 && c.apart {
            out.push('\n');
        }
        push_line(out, "", &c.text);
    }
    if apart && !comments.is_empty() {
        out.push('\n');
    }
}

fn push_line(out: &mut String, indent: &str, text: &str) {
    out.push_str(indent);
    out.push_str(text);
    out.push('\n');
}

/// The comments of a file: from a `#` outside strings and names to the line's end.
fn comments(text: &str) -> Vec<Comment> {
    let mapped = MappedText::verbatim(text, SourceId(0), 0);
    let scanned = scan::scan(&mapped, &mut Diagnostics::new());
    let held: Vec<(usize, usize)> = scanned
        .tokens
        .iter()
        .filter(|t| matches!(t.kind, TokenKind::Text | TokenKind::Ticked))
        .map(|t| scanned.span(t))
        .map(|s| (s.start as usize, s.end as usize))
        .collect();
    let mut found: Vec<Comment> = Vec::new();
    let mut start = 0;
    let mut blank = false;
    let mut held = held.into_iter().peekable();
    for line in text.split_inclusive('\n') {
        let mut at = None;
        for (i, _) in line.char_indices().filter(|(_, c)| matches!(c, '#' | '＃')) {
            let here = start + i;
            while held.next_if(|(_, end)| *end <= here).is_some() {}
            if held.peek().is_none_or(|(from, _)| here < *from) {
                at = Some(i);
                break;
            }
        }
        if let Some(i) = at {
            let before = line.get(..i).unwrap_or("");
            let body = line.get(i..).unwrap_or("").trim_start_matches(['#', '＃']).trim_end();
            let text = match body.strip_prefix(' ') {
                Some(_) => format!("#{body}"),
                None if body.is_empty() => "#".to_owned(),
                None => format!("# {}", body.trim_start()),
            };
            let alone = before.trim().is_empty();
            found.push(Comment {
                at: start + i,
                text,
                alone,
                margin: before.is_empty(),
                apart: blank && alone,
            });
        }
        blank = line.trim().is_empty();
        start += line.len();
    }
    found
}

/// An item's lines in canonical order, each with its place.
fn pieces(item: &Item, kept: Option<&str>, text: &str, vocabulary: Vocabulary) -> Vec<Piece> {
    let printed = print::item_like(item, vocabulary, kept, Some(text));
    let mut places: Vec<(usize, usize)> = vec![(item.span.start as usize, item.head.end as usize)];
    match &item.kind {
        ItemKind::Rule(r) | ItemKind::Override(OverrideItem::Rule(r) | OverrideItem::Named(r)) => {
            rule_places(r, &mut places);
        }
        ItemKind::Define(d) | ItemKind::Override(OverrideItem::Define(d)) => {
            subject_place(d.subject.as_ref(), &mut places);
            places.extend(d.value.iter().map(|v| (v.span.start as usize, v.span.end as usize)));
            tail_places(&d.cite, &d.note, &mut places);
        }
        ItemKind::Remove { .. } => {
            if let Some(first) = places.first_mut() {
                first.1 = item.span.end as usize;
            }
        }
    }
    let lines = printed.trim_end().split("\n  ");
    lines
        .zip(places.into_iter().chain(std::iter::repeat((usize::MAX, usize::MAX))))
        .map(|(text, (start, end))| Piece { start, end, text: text.to_owned() })
        .collect()
}

fn rule_places(rule: &RuleItem, places: &mut Vec<(usize, usize)>) {
    subject_place(rule.subject.as_ref(), places);
    let of = |c: &Clause| (c.span.start as usize, c.span.end as usize);
    places.extend(rule.when.iter().chain(&rule.require).chain(&rule.also_require).map(of));
    tail_places(&rule.cite, &rule.note, places);
}

fn subject_place(subject: Option<&Subject>, places: &mut Vec<(usize, usize)>) {
    if let Some(subject) = subject {
        let end = subject.by.last().map_or(subject.entity.span.end, |k| k.span.end);
        places.push((subject.entity.span.start as usize, end as usize));
    }
}

fn tail_places(cites: &[Cite], notes: &[crate::source::Spanned<String>], places: &mut Vec<(usize, usize)>) {
    places.extend(cites.iter().map(|c| (c.span.start as usize, c.span.end as usize)));
    places.extend(notes.iter().map(|n| (n.span.start as usize, n.span.end as usize)));
}

/// A clause in lines that fit: broken before `and`, `or`, `else`, `+` and `-` that stand in no bracket.
fn wrapped(text: &str, head: bool) -> String {
    let indent = if head { "" } else { "  " };
    if indent.len() + text.width() <= WIDTH {
        return format!("{indent}{text}");
    }
    let mut out = String::from(indent);
    let mut width = indent.len();
    for part in parts(text) {
        let own = part.width();
        if width > indent.len() && width + own > WIDTH {
            out.truncate(out.trim_end().len());
            out.push_str("\n    ");
            out.push_str(part.trim_start());
            width = 4 + part.trim_start().width();
        } else {
            out.push_str(part);
            width += own;
        }
    }
    out
}

/// A text cut before the operators at which it may be broken.
fn parts(text: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let (mut depth, mut quote) = (0i32, None);
    for (i, c) in text.char_indices() {
        match (quote, c) {
            (Some(end), c) if c == end => quote = None,
            (Some(_), _) => {}
            (None, '"') => quote = Some('"'),
            (None, '“') => quote = Some('”'),
            (None, '「') => quote = Some('」'),
            (None, '`') => quote = Some('`'),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, ' ') if depth == 0 => {
                let rest = text.get(i..).unwrap_or("");
                let word = rest.split(' ').nth(1).unwrap_or("");
                let keyword = Keyword::spelt(word);
                let breaks = matches!(keyword, Some(Keyword::And | Keyword::Or | Keyword::Else));
                let ends = rest.len() > word.len() + 1;
                if ends && (breaks || matches!(word, "+" | "-")) {
                    cuts.push(i);
                }
            }
            _ => {}
        }
    }
    cuts.push(text.len());
    cuts.windows(2).filter_map(|w| text.get(*w.first()?..*w.last()?)).collect()
}
