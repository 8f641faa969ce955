//! A scalar's text with the place of each of its characters.

use super::{Kind, Node, Style};
use crate::syntax::MappedText;

/// Follows the YAML rules for the scalar's style once more, keeping places; if the outcome should differ from the text
/// that the YAML reader gave, the text stands with one place for the whole.
pub(super) fn mapped(node: &Node, file: &str) -> MappedText {
    let (source, start) = (node.span.source, node.span.start as usize);
    let Kind::Scalar { text, style } = &node.kind else { return MappedText::empty(source, start) };
    let raw = file.get(node.span.range()).unwrap_or("");
    let mut out = MappedText::empty(source, start);
    match style {
        Style::Plain => folded(raw, start, &mut out, None),
        Style::Single => {
            let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or("");
            folded(inner, start + 1, &mut out, Some('\''));
        }
        Style::Double => {
            let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or("");
            folded(inner, start + 1, &mut out, Some('"'));
        }
        Style::Literal | Style::Folded => block(text, raw, start, &mut out),
    }
    if out.text == *text {
        return out;
    }
    let mut whole = MappedText::empty(source, start);
    whole.push(text, start, node.span.end as usize);
    whole
}

/// Plain and quoted text: line breaks fold to one space, blank lines to line breaks, escapes are taken out.
fn folded(raw: &str, start: usize, out: &mut MappedText, quote: Option<char>) {
    let lines: Vec<(usize, &str)> = lines(raw);
    let last = lines.len().saturating_sub(1);
    // Blank lines seen since the last text, and where the line break that folds began.
    let mut blank = 0usize;
    let mut break_at: Option<usize> = None;
    let mut joined = false;
    for (i, (offset, line)) in lines.iter().enumerate() {
        let head = if i == 0 { 0 } else { line.len() - line.trim_start_matches([' ', '\t']).len() };
        let tail = if i == last { line.len() } else { line.trim_end_matches([' ', '\t']).len() };
        let (head, tail) =
            if quote.is_none() { (head.min(tail), tail) } else { (head.min(line.len()), tail) };
        if i > 0 && head >= tail && i != last {
            blank += 1;
            continue;
        }
        let from = start + offset + head;
        if i > 0 {
            let at = break_at.unwrap_or(from);
            if blank > 0 {
                for _ in 0..blank {
                    out.push("\n", at, from);
                }
            } else if !joined {
                out.push(" ", at, from);
            }
        }
        blank = 0;
        let body = if head <= tail { line.get(head..tail).unwrap_or("") } else { "" };
        joined = match quote {
            None => {
                out.push(body, from, from + body.len());
                false
            }
            Some('\'') => {
                single(body, from, out);
                false
            }
            Some(_) => double(line, head, tail, start + offset, i != last, out),
        };
        break_at = Some(start + offset + tail);
    }
}

fn single(body: &str, from: usize, out: &mut MappedText) {
    let mut rest = body;
    let mut at = from;
    while let Some(i) = rest.find("''") {
        out.push(rest.get(..i).unwrap_or(""), at, at + i);
        out.push("'", at + i, at + i + 2);
        at += i + 2;
        rest = rest.get(i + 2..).unwrap_or("");
    }
    out.push(rest, at, at + rest.len());
}

/// Writes one line of a double-quoted scalar; says whether it ended with a backslash, which joins the next line.
fn double(line: &str, head: usize, tail: usize, line_start: usize, more: bool, out: &mut MappedText) -> bool {
    let mut i = head;
    let mut plain_from = head;
    // A blank behind a backslash is text even at the end of a line.
    while i < tail {
        let Some(rest) = line.get(i..) else { break };
        let Some(first) = rest.chars().next() else { break };
        if first != '\\' {
            i += first.len_utf8();
            continue;
        }
        let before = line.get(plain_from..i).unwrap_or("");
        out.push(before, line_start + plain_from, line_start + i);
        let Some(letter) = rest.chars().nth(1) else {
            // The last character of the line: the line break is escaped.
            return more;
        };
        let (piece, length) = escape(rest, letter);
        out.push(&piece, line_start + i, line_start + i + length);
        i += length;
        plain_from = i;
    }
    if plain_from < tail {
        let body = line.get(plain_from..tail).unwrap_or("");
        out.push(body, line_start + plain_from, line_start + tail);
    }
    false
}

/// What the escape at the start of `rest` stands for, and how long it is.
fn escape(rest: &str, letter: char) -> (String, usize) {
    let simple = |text: &str| (text.to_owned(), 1 + letter.len_utf8());
    let code = |digits: usize| {
        let hex = rest.get(2..2 + digits).unwrap_or("");
        let c = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
        (c.map(String::from).unwrap_or_default(), 2 + digits)
    };
    match letter {
        '0' => simple("\0"),
        'a' => simple("\u{7}"),
        'b' => simple("\u{8}"),
        't' | '\t' => simple("\t"),
        'n' => simple("\n"),
        'v' => simple("\u{b}"),
        'f' => simple("\u{c}"),
        'r' => simple("\r"),
        'e' => simple("\u{1b}"),
        ' ' => simple(" "),
        '"' => simple("\""),
        '/' => simple("/"),
        '\\' => simple("\\"),
        'N' => simple("\u{85}"),
        '_' => simple("\u{a0}"),
        'L' => simple("\u{2028}"),
        'P' => simple("\u{2029}"),
        'x' => code(2),
        'u' => code(4),
        'U' => code(8),
        other => (other.to_string(), 1 + other.len_utf8()),
    }
}

/// Block text: each character of the text is looked for in the raw text in order; what the raw text has besides (the
/// indentation) is passed over, and a line break that folded stands for a space.
fn block(text: &str, raw: &str, start: usize, out: &mut MappedText) {
    let mut rest = raw.char_indices().peekable();
    for c in text.chars() {
        let mut buffer = [0u8; 4];
        let piece: &str = c.encode_utf8(&mut buffer);
        // At the start of a line, pass over its indentation.
        while let Some(&(i, r)) = rest.peek() {
            let at_line_start = i == 0 || raw.get(..i).is_some_and(|b| b.ends_with('\n'));
            let fits = r == c || (c == ' ' && (r == '\n' || r == '\r'));
            if fits && !(at_line_start && r == ' ' && out.text.is_empty()) {
                break;
            }
            rest.next();
        }
        match rest.next() {
            Some((i, r)) if r == c => out.push(piece, start + i, start + i + r.len_utf8()),
            Some((i, r)) => out.push(piece, start + i, start + i + r.len_utf8()),
            None => out.push(piece, start + raw.len(), start + raw.len()),
        }
    }
}

/// The lines of a text with their offsets, without their line breaks.
fn lines(raw: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut at = 0;
    for line in raw.split('\n') {
        out.push((at, line.strip_suffix('\r').unwrap_or(line)));
        at += line.len() + 1;
    }
    out
}
