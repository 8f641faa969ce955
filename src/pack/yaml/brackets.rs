//! Mistakes with brackets and commas, and where a value in brackets begins and ends.

use super::diagnose::{Finding, Repair, Text};
use super::lines::{Line, open_brackets};
use super::parse::Fault;
use crate::diagnostic::{Diagnostic, Message, codes};

/// Full-width marks that YAML does not know, with what they stand for.
const MARKS: &[(char, &str)] = &[
    ('，', ","),
    ('、', ","),
    ('；', ","),
    ('｛', "{"),
    ('｝', "}"),
    ('［', "["),
    ('］', "]"),
    ('【', "["),
    ('】', "]"),
];

impl Text<'_> {
    /// Where the value that holds byte `at` of a line begins.
    pub(super) fn value_around(&self, line: Line<'_>, at: usize) -> usize {
        let Some(&(bracket, _)) = open_brackets(self.now, at).last() else {
            return line.value_start().filter(|s| *s <= at).unwrap_or(line.start + line.indent());
        };
        // In brackets: behind the last comma or `key:` that no round bracket holds.
        let from = bracket + 1;
        let (mut start, mut depth, mut quoted) = (from, 0usize, None);
        let inside = self.now.get(from..at).unwrap_or("");
        let mut chars = inside.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            match (quoted, c) {
                (Some(q), c) if q == c => quoted = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quoted = Some(c),
                (None, '(' | '（' | '[' | '{') => depth += 1,
                (None, ')' | '）' | ']' | '}') => depth = depth.saturating_sub(1),
                (None, ',') if depth == 0 => start = from + i + 1,
                (None, ':') if depth == 0 && chars.peek().is_none_or(|(_, n)| n.is_whitespace()) => {
                    // Only the first colon of an entry ends its key.
                    let entry = self.now.get(start..from + i).unwrap_or("");
                    if !entry.contains(": ") && !self.now.get(..start).unwrap_or("").ends_with(": ") {
                        start = from + i + 1;
                    }
                }
                _ => {}
            }
        }
        let rest = self.now.get(start..at).unwrap_or("");
        start + (rest.len() - rest.trim_start().len())
    }

    /// Where the value that begins at `start` ends: with its line, or in brackets at the comma or bracket behind it.
    pub(super) fn value_end(&self, line: Line<'_>, start: usize) -> usize {
        let end = line.content_end().max(start);
        if open_brackets(self.now, start).is_empty() {
            return end;
        }
        let (mut depth, mut quoted) = (0usize, None);
        for (i, c) in self.now.get(start..end).unwrap_or("").char_indices() {
            match (quoted, c) {
                (Some(q), c) if q == c => quoted = None,
                (Some(_), _) => {}
                (None, '"' | '\'' | '“') => quoted = Some(if c == '“' { '”' } else { c }),
                (None, '(' | '（' | '[' | '{') => depth += 1,
                (None, ')' | '）') => depth = depth.saturating_sub(1),
                (None, ']' | '}') if depth > 0 => depth -= 1,
                (None, ',' | ']' | '}') if depth == 0 => {
                    let value = self.now.get(start..start + i).unwrap_or("").trim_end();
                    return start + value.len();
                }
                _ => {}
            }
        }
        end
    }

    pub(super) fn unclosed_bracket(&self, bracket: usize, mark: char, opener: Line<'_>) -> Finding {
        let closing = if mark == '[' { ']' } else { '}' };
        // `{小学: 45｝`: it was closed, but with the full-width bracket.
        let line = self.now.get(bracket..opener.content_end()).unwrap_or("");
        let full = line.char_indices().find_map(|(i, c)| {
            let (_, half) = MARKS.iter().find(|(m, half)| *m == c && half.starts_with(closing))?;
            Some((bracket + i, c, *half))
        });
        if let Some((at, c, half)) = full {
            return self.full_width_mark(at, c, half);
        }
        let mut end = opener.content_end().max(bracket + 1);
        // Entries that go on below stand deeper than the opener.
        let mut last = opener;
        while let Some(next) = last.next(self.now) {
            if !next.is_blank() && next.indent() <= opener.indent() {
                break;
            }
            if !next.is_blank() {
                end = next.content_end();
            }
            last = next;
        }
        Finding {
            diagnostic: Diagnostic::new(&codes::YAML_UNCLOSED_BRACKET, self.at(bracket))
                .arg("bracket", mark)
                .help(Message::new("help-pack-close-bracket").arg("bracket", closing))
                .fix(self.span(end..end), closing.to_string()),
            repair: Repair::Blank(bracket..end.max(opener.end())),
            may_follow: false,
        }
    }

    pub(super) fn in_brackets(&self, fault: Fault, line: Line<'_>, at: usize, bracket: usize) -> Finding {
        let start = self.value_around(line, at);
        let before = self.now.get(start..at).unwrap_or("");
        // `{取值: a，单位: 人}`
        if let Some((i, c, mark)) = full_width(before)
            && !before.contains('(')
        {
            return self.full_width_mark(start + i, c, mark);
        }
        // `{取值: 合计(学部: x)}`
        if before.contains(['(', '（', '“']) || fault == Fault::Colon {
            return self.unquoted(line, start);
        }
        // `{格式: [0-9]{6}}`: what goes on right behind a list is no list.
        let glued = self.now.get(at..).is_some_and(|t| t.starts_with(['{', '[', '+', '*', '?']));
        if before.starts_with('[') && before.ends_with(']') && glued {
            return self.unquoted(line, start);
        }
        if before.contains(['"', '\''])
            && before.trim_start().starts_with(['"', '\''])
            && !before.contains(' ')
        {
            return self.after_quote(line, at);
        }
        // `{a: 1 b: 2}`: the comma belongs behind what stands before the second key.
        let key = before.trim_end().rfind(char::is_whitespace).map_or(start, |i| start + i);
        let place = self.now.get(bracket..key).map_or(key, |t| bracket + t.trim_end().len());
        Finding {
            diagnostic: Diagnostic::new(&codes::YAML_MISSING_COMMA, self.span(place..place))
                .help(Message::new("help-pack-comma"))
                .fix(self.span(place..place), ","),
            repair: Repair::Replace(vec![(place..place + 1, ",")]),
            may_follow: true,
        }
    }

    pub(super) fn full_width_mark(&self, at: usize, c: char, mark: &'static str) -> Finding {
        let mut pieces = vec![(at..at + c.len_utf8(), mark)];
        // The bracket that closes it, and the commas between, are of the same make.
        let line = Line::at(self.now, at);
        if mark == "{" || mark == "[" {
            let rest = self.now.get(at + c.len_utf8()..line.end()).unwrap_or("");
            for (i, c) in rest.char_indices() {
                if let Some((c, mark)) = MARKS.iter().find(|(m, _)| *m == c) {
                    let from = at + c.len_utf8() + i;
                    pieces.push((from..from + c.len_utf8(), mark));
                }
            }
        }
        Finding {
            diagnostic: Diagnostic::new(&codes::YAML_FULL_WIDTH_MARK, self.at(at))
                .arg("mark", c)
                .help(Message::new("help-pack-half-width").arg("mark", c).arg("half", mark))
                .fix(self.at(at), mark),
            repair: Repair::Replace(pieces),
            may_follow: false,
        }
    }

    pub(super) fn stray_bracket(&self, line: Line<'_>, at: usize, fault: Fault) -> Finding {
        let mark = self.now.get(at..).and_then(|t| t.chars().next()).unwrap_or(']');
        let help = if fault == Fault::MismatchedBracket {
            "help-pack-same-bracket"
        } else {
            "help-pack-stray-bracket"
        };
        let range = if fault == Fault::MismatchedBracket {
            at..line.content_end().max(at)
        } else {
            at..at + mark.len_utf8()
        };
        Finding {
            diagnostic: Diagnostic::new(&codes::YAML_STRAY_BRACKET, self.at(at))
                .arg("bracket", mark)
                .help(Message::new(help)),
            repair: Repair::Blank(range),
            may_follow: true,
        }
    }
}

/// The first full-width mark of a text that stands for one of YAML's.
pub(super) fn full_width(text: &str) -> Option<(usize, char, &'static str)> {
    text.char_indices().find_map(|(i, c)| MARKS.iter().find(|(m, _)| *m == c).map(|(_, mark)| (i, c, *mark)))
}
