//! From where YAML stopped to what the writer did.

use std::ops::Range;

use super::brackets::full_width;
use super::lines::{Line, open_brackets};
use super::parse::Fault;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::reader::quote;
use crate::source::{MAX_NESTING, SourceId, Span};

/// How to read on behind a mistake.
pub(super) enum Repair {
    /// Not at all.
    None,
    /// By writing what was meant: nothing is lost.
    Replace(Vec<(Range<usize>, &'static str)>),
    /// By writing something near to it, which may leave its neighbours in the wrong place.
    Near(Vec<(Range<usize>, &'static str)>),
    /// By taking it out.
    Blank(Range<usize>),
}

/// A mistake.
pub(super) struct Finding {
    pub diagnostic: Diagnostic,
    pub repair: Repair,
    /// Whether it may be only what an earlier mistake left behind.
    pub may_follow: bool,
}

/// A text in which a mistake is looked for.
pub(super) struct Text<'a> {
    /// With earlier mistakes put right.
    pub now: &'a str,
    /// As written.
    written: &'a str,
    source: SourceId,
}

/// Says what is wrong where YAML stopped at byte `at` of `now`, which is `written` with earlier mistakes put right.
pub(super) fn diagnose(now: &str, written: &str, source: SourceId, fault: Fault, at: usize) -> Finding {
    let text = Text { now, written, source };
    let line = Line::at(now, at);
    if matches!(fault, Fault::Indentation | Fault::Colon | Fault::NotAnEntry)
        && let Some(tabbed) = text.tabbed(line)
    {
        return text.tab(tabbed);
    }
    match fault {
        Fault::Tab => text.tab(at),
        Fault::UnclosedQuote => text.unclosed_quote(at),
        Fault::AfterQuote => match text.quote_from_above(line) {
            Some(opener) => text.unclosed_quote(opener),
            None if text.hides_a_key(line, at) => text.not_an_entry(line),
            None => text.after_quote(line, at),
        },
        Fault::UnclosedBracket(_) | Fault::MissingComma | Fault::Colon | Fault::NotAnEntry => {
            text.structure(fault, line, at)
        }
        Fault::MismatchedBracket | Fault::StrayBracket => text.stray_bracket(line, at, fault),
        Fault::Character(c) => text.mark(line, at, c),
        Fault::Indentation => text.indentation(line, at),
        Fault::Escape => text.escape(line, at),
        Fault::UnknownAnchor => text.unknown_alias(line, at),
        Fault::Directive | Fault::Document => text.feature(line, at, fault),
        Fault::TooDeep => Finding {
            diagnostic: Diagnostic::new(&codes::YAML_TOO_DEEP, text.at(at)).arg("limit", MAX_NESTING),
            repair: Repair::None,
            may_follow: false,
        },
        Fault::Other => text.other(line, at),
    }
}

impl Text<'_> {
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    /// The character at a place.
    pub(super) fn at(&self, at: usize) -> Span {
        let end = self.now.get(at..).and_then(|t| t.chars().next()).filter(|c| *c != '\n' && *c != '\r');
        self.span(at..at + end.map_or(0, char::len_utf8))
    }

    /// A line with all that stands deeper below it.
    fn block(&self, line: Line<'_>) -> Range<usize> {
        let mut last = line;
        let mut end = line.end();
        while let Some(next) = last.next(self.now) {
            if !next.is_blank() && next.indent() <= line.indent() {
                break;
            }
            end = next.end();
            last = next;
        }
        line.start + line.indent()..end
    }

    /// The part of a line that says something.
    fn body(&self, line: Line<'_>) -> Range<usize> {
        line.start + line.indent()..line.content_end().max(line.start + line.indent())
    }

    /// Where a line is indented with a tab: this one or the one above, which it seems to fit badly.
    fn tabbed(&self, line: Line<'_>) -> Option<usize> {
        let tab = |l: Line<'_>| l.text.get(..l.indent())?.find('\t').map(|i| l.start + i);
        line.above(self.now).and_then(tab).or_else(|| tab(line))
    }

    fn tab(&self, at: usize) -> Finding {
        // The scanner stops behind the blanks, or where the text began that a tab goes on: look for the tab itself.
        let line = Line::at(self.now, at);
        let Some(tab) = self.now.get(line.start..).and_then(|t| t.find('\t')).map(|i| line.start + i) else {
            return self.other(line, at);
        };
        let run = self.now.get(tab..).map_or(1, |t| t.len() - t.trim_start_matches('\t').len());
        let range = tab..tab + run;
        // All other tabs that indent are put right as well: they are the same mistake.
        let mut pieces = vec![(range.clone(), "")];
        let mut start = 0;
        for line in self.now.split_inclusive('\n') {
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            if line.get(..indent).is_some_and(|i| i.contains('\t')) {
                pieces.push((start..start + indent, ""));
            }
            start += line.len();
        }
        Finding {
            diagnostic: Diagnostic::new(&codes::YAML_TAB, self.span(range.clone()))
                .help(Message::new("help-pack-tab"))
                .fix(self.span(range.clone()), " ".repeat(self.indent_for_tabs(range.clone()))),
            repair: Repair::Near(pieces),
            may_follow: false,
        }
    }

    /// How many spaces stand for tabs: what fits the lines around, where the tabs are all that indents the line; else two a tab.
    fn indent_for_tabs(&self, tabs: Range<usize>) -> usize {
        let line = Line::at(self.now, tabs.start);
        let plain = 2 * tabs.len();
        if tabs.start != line.start || line.indent() != tabs.len() {
            return plain;
        }
        let spaces = |l: &Line<'_>| l.text.len() - l.text.trim_start_matches(' ').len();
        let Some(above) = Line::at(self.now, tabs.start).above(self.now) else { return plain };
        let below = line.next(self.now).filter(|l| !l.is_blank()).map_or(0, |l| spaces(&l));
        let opens = above.text.trim_end().ends_with(':');
        match opens {
            true if below > spaces(&above) => below,
            true => spaces(&above) + 2,
            false => spaces(&above),
        }
    }

    fn unclosed_quote(&self, opener: usize) -> Finding {
        let line = Line::at(self.now, opener);
        let end = line.content_end().max(opener + 1);
        let mark = self.now.get(opener..).and_then(|t| t.chars().next()).unwrap_or('"');
        Finding {
            diagnostic: Diagnostic::new(&codes::YAML_UNCLOSED_QUOTE, self.at(opener))
                .arg("quote", mark)
                .help(Message::new("help-pack-close-quote").arg("quote", mark))
                .fix(self.span(end..end), mark.to_string()),
            repair: Repair::Blank(opener..line.end().max(opener)),
            may_follow: false,
        }
    }

    /// Where a quote stands that was opened on a line above and closed by the first quote of `line`.
    fn quote_from_above(&self, line: Line<'_>) -> Option<usize> {
        let mut above = line;
        for _ in 0..200 {
            above = above.above(self.now)?;
            let Some(start) = above.value_start() else { continue };
            let value = self.now.get(start..above.end())?;
            let Some(mark) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
            let count = value.matches(mark).count() - value.matches("\\\"").count();
            return (count % 2 == 1).then_some(start);
        }
        None
    }

    pub(super) fn after_quote(&self, line: Line<'_>, at: usize) -> Finding {
        // The value from its quote to where it ends.
        let start = self.value_around(line, at);
        let range = start..self.value_end(line, start);
        let value = self.now.get(range.clone()).unwrap_or("");
        let quoted = quote(value);
        Finding {
            diagnostic: Diagnostic::new(&codes::YAML_AFTER_QUOTE, self.span(range.clone()))
                .help(Message::new("help-pack-quote-whole").arg("text", &quoted))
                .fix(self.span(range.clone()), quoted),
            repair: Repair::Blank(range),
            may_follow: false,
        }
    }

    /// A `key:` or a comma where none can stand.
    fn structure(&self, fault: Fault, line: Line<'_>, at: usize) -> Finding {
        let open = open_brackets(self.now, at);
        if let Some(&(bracket, mark)) = open.last() {
            let opener = Line::at(self.now, bracket);
            let at_end = self.now.get(at..).is_none_or(|t| t.trim().is_empty());
            let new_entry =
                line.start > opener.start && line.indent() <= opener.indent() && line.colon().is_some();
            if at_end || new_entry || fault == Fault::NotAnEntry {
                return self.unclosed_bracket(bracket, mark, opener);
            }
            return self.in_brackets(fault, line, at, bracket);
        }
        if let Fault::UnclosedBracket(mark) = fault {
            let bracket = if self.now.get(at..).is_some_and(|t| t.starts_with(mark)) {
                at
            } else {
                self.now.get(..at).and_then(|t| t.rfind(mark)).unwrap_or(at)
            };
            return self.unclosed_bracket(bracket, mark, Line::at(self.now, bracket));
        }
        if fault == Fault::NotAnEntry {
            return self.not_an_entry(line);
        }
        if self.hides_a_key(line, at) {
            return self.not_an_entry(line);
        }
        // A second colon on the line: the value needs quotes.
        let value = line.value_start().filter(|start| *start <= at);
        if let Some(start) = value {
            return self.unquoted(line, start);
        }
        // The line is fine by itself: the one above is not, or this one stands too deep.
        match line.above(self.now) {
            Some(above) if above.value_start().is_some() && above.colon().is_some() => {
                if self.value_is_full_width(above) {
                    let start = above.value_start().unwrap_or(above.start);
                    return self.unquoted(above, start);
                }
                self.too_deep(line, above)
            }
            Some(above) => self.not_an_entry(above),
            None => self.other(line, at),
        }
    }

    /// Whether a full-width colon, or one without a space, stands before the first that has one: it was meant to end
    /// the key.
    fn hides_a_key(&self, line: Line<'_>, at: usize) -> bool {
        let key = line.colon().and_then(|i| line.text.get(..i)).unwrap_or("");
        let name = key.split_once([':', '：']).map(|(name, _)| name);
        line.start + key.len() < at && name.is_some_and(|name| !name.contains(['"', '\'', '{', '[']))
    }

    fn value_is_full_width(&self, line: Line<'_>) -> bool {
        let value = line.value_start().and_then(|s| self.now.get(s..line.end())).unwrap_or("");
        value.starts_with(['｛', '［', '【'])
    }

    /// A value that YAML takes for something else unless it stands in quotes.
    pub(super) fn unquoted(&self, line: Line<'_>, start: usize) -> Finding {
        let mut end = self.value_end(line, start);
        if let Some((0, c, mark)) = full_width(self.now.get(start..end).unwrap_or(""))
            && matches!(mark, "{" | "[")
        {
            return self.full_width_mark(start, c, mark);
        }
        if open_brackets(self.now, start).is_empty() {
            // A formula goes on as long as the lines stand deeper than its key; in a list the key stands behind the dash.
            let own = line.text.len() - line.text.trim_start_matches([' ', '-']).len();
            let mut last = line;
            while let Some(next) = last.next(self.now) {
                if !next.is_blank() && next.indent() <= own {
                    break;
                }
                if !next.is_blank() {
                    end = next.content_end();
                }
                last = next;
            }
        }
        let value = self.written.get(start..end).unwrap_or("");
        let quoted = quote(value);
        let shown = quoted.split_whitespace().collect::<Vec<_>>().join(" ");
        let key = self.now.get(line.start..start).unwrap_or("").trim().trim_end_matches(':');
        let key = key.rsplit(['{', ',']).next().unwrap_or(key).trim().trim_start_matches("- ");
        let shown = if key.is_empty() { shown } else { format!("{key}: {shown}") };
        Finding {
            diagnostic: Diagnostic::new(&codes::YAML_UNQUOTED_FORMULA, self.span(start..end))
                .help(Message::new("help-pack-quote-value").arg("text", shown))
                .fix(self.span(start..end), quoted),
            repair: Repair::Blank(start..end),
            may_follow: false,
        }
    }

    /// A line that should be `key: value`.
    fn not_an_entry(&self, line: Line<'_>) -> Finding {
        let body = self.body(line);
        let text = self.now.get(body.clone()).unwrap_or("");
        let colon = text.find([':', '：']);
        if let Some(i) = colon.filter(|i| text.get(*i..).is_some_and(|t| t.starts_with('：'))) {
            let at = body.start + i;
            let range = at..at + '：'.len_utf8();
            let (key, value) = (text.get(..i).unwrap_or(""), text.get(i + 3..).unwrap_or("").trim());
            return Finding {
                diagnostic: Diagnostic::new(&codes::YAML_FULL_WIDTH_COLON, self.span(range.clone()))
                    .help(Message::new("help-pack-half-width-colon").arg("text", format!("{key}: {value}")))
                    .fix(self.span(range.clone()), ": "),
                repair: Repair::Replace(vec![(range, ":")]),
                may_follow: false,
            };
        }
        if let Some((key, value)) = text.split_once(':').filter(|(k, v)| !k.is_empty() && !v.is_empty()) {
            let at = body.start + key.len();
            return Finding {
                diagnostic: Diagnostic::new(&codes::YAML_COLON_SPACE, self.span(at..at + 1))
                    .help(Message::new("help-pack-half-width-colon").arg("text", format!("{key}: {value}")))
                    .fix(self.span(at..at + 1), ": "),
                repair: Repair::Blank(self.block(line)),
                may_follow: false,
            };
        }
        Finding {
            diagnostic: Diagnostic::new(&codes::YAML_NOT_AN_ENTRY, self.span(body.clone()))
                .arg("text", text)
                .help(Message::new("help-pack-entry").arg("text", text)),
            repair: Repair::Blank(self.block(line)),
            may_follow: true,
        }
    }

    /// `line` stands deeper than the line above it, which has a value already.
    fn too_deep(&self, line: Line<'_>, above: Line<'_>) -> Finding {
        if self.is_odd_one(above, line) {
            return self.misplaced(above, line);
        }
        self.misplaced(line, above)
    }

    /// Whether `line` begins its block but all that follows stands like `next`.
    fn is_odd_one(&self, line: Line<'_>, next: Line<'_>) -> bool {
        let first =
            line.above(self.now).is_none_or(|parent| parent.indent() < line.indent().min(next.indent()));
        let mut after = next.next(self.now);
        while let Some(blank) = after.filter(|l| l.is_blank()) {
            after = blank.next(self.now);
        }
        first && after.is_some_and(|l| l.indent() == next.indent())
    }

    /// `line` should stand like `model`.
    fn misplaced(&self, line: Line<'_>, model: Line<'_>) -> Finding {
        let body = self.body(line);
        let text = self.now.get(body.clone()).unwrap_or("");
        Finding {
            diagnostic: Diagnostic::new(&codes::YAML_INDENTATION, self.span(body.clone()))
                .related(self.span(self.body(model)), Message::new("label-pack-same-level"))
                .help(Message::new("help-pack-indent-to").arg("text", text).count("columns", model.indent()))
                .fix(self.span(line.start..body.start), " ".repeat(model.indent())),
            repair: Repair::Blank(self.block(line)),
            may_follow: true,
        }
    }

    fn indentation(&self, line: Line<'_>, at: usize) -> Finding {
        let body = self.body(line);
        let text = self.now.get(body.clone()).unwrap_or("");
        let item = line.value_start().is_some_and(|s| s <= at)
            && self.now.get(at..).is_some_and(|t| t.starts_with('-'));
        if !item && line.colon().is_none() && !text.starts_with('-') {
            return self.not_an_entry(line);
        }
        // `{R1, R2} 均达到`: a value that begins with a bracket but goes on behind it.
        if let Some(start) = line.value_start().filter(|s| *s < at)
            && self.now.get(start..).is_some_and(|t| t.starts_with(['{', '[']))
        {
            return self.unquoted(line, start);
        }
        if let Some(above) = line.above(self.now).filter(|a| !item && a.indent() > line.indent())
            && self.is_odd_one(above, line)
        {
            return self.misplaced(above, line);
        }
        let (span, help) = if item {
            (self.at(at), Message::new("help-pack-list-below"))
        } else {
            (self.span(body.clone()), Message::new("help-pack-indent").arg("text", text))
        };
        Finding {
            diagnostic: Diagnostic::new(&codes::YAML_INDENTATION, span).help(help),
            repair: Repair::Blank(self.block(line)),
            may_follow: true,
        }
    }

    /// A value that begins with `%`, `@` or a backtick.
    fn mark(&self, line: Line<'_>, at: usize, c: char) -> Finding {
        let end = self.value_end(line, at).max(at);
        let value = self.now.get(at..end).unwrap_or("");
        if value.is_empty() {
            return self.other(line, at);
        }
        let quoted = quote(value);
        Finding {
            diagnostic: Diagnostic::new(&codes::YAML_UNQUOTED_MARK, self.span(at..end))
                .arg("mark", c)
                .help(Message::new("help-pack-quote-value").arg("text", &quoted))
                .fix(self.span(at..end), quoted),
            repair: Repair::Blank(at..end),
            may_follow: false,
        }
    }

    fn escape(&self, line: Line<'_>, at: usize) -> Finding {
        let slash = self.now.get(at..line.end()).and_then(|t| t.find('\\')).map_or(at, |i| at + i);
        let start = line.value_start().unwrap_or(slash).min(slash);
        let mut diagnostic =
            Diagnostic::new(&codes::YAML_SYNTAX, self.at(slash)).help(Message::new("help-pack-escape"));
        diagnostic.message = Message::new("yaml-escape");
        Finding { diagnostic, repair: Repair::Blank(start..line.end()), may_follow: false }
    }

    fn unknown_alias(&self, line: Line<'_>, at: usize) -> Finding {
        let rest = self.now.get(at..line.end()).unwrap_or("");
        let length = rest.find([',', ' ', ']', '}']).unwrap_or(rest.len()).max(1);
        let value = self.now.get(at..self.value_end(line, at)).unwrap_or(rest);
        let quoted = quote(value);
        Finding {
            diagnostic: Diagnostic::new(&codes::YAML_UNKNOWN_ALIAS, self.span(at..at + length))
                .arg("alias", rest.get(..length).unwrap_or(rest))
                .help(Message::new("help-pack-quote-value").arg("text", &quoted))
                .fix(self.span(at..at + value.len()), quoted),
            repair: Repair::Blank(at..at + value.len()),
            may_follow: false,
        }
    }

    fn feature(&self, line: Line<'_>, at: usize, fault: Fault) -> Finding {
        let (what, help) = if let Fault::Directive = fault {
            ("feature-directive", "help-pack-directive")
        } else {
            ("feature-documents", "help-pack-documents")
        };
        let mut diagnostic = Diagnostic::new(&codes::YAML_FEATURE, self.span(at..line.content_end().max(at)))
            .help(Message::new(help));
        diagnostic.message = diagnostic.message.message("what", Message::new(what));
        Finding { diagnostic, repair: Repair::None, may_follow: true }
    }

    fn other(&self, line: Line<'_>, at: usize) -> Finding {
        Finding {
            diagnostic: Diagnostic::new(&codes::YAML_SYNTAX, self.at(at))
                .help(Message::new("help-pack-syntax")),
            repair: Repair::Blank(line.start..line.end()),
            may_follow: true,
        }
    }
}
