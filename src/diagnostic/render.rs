//! How diagnostics are shown. The only place that names miette.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};
use serde::Serialize;

use super::{Diagnostic, Language, Severity};
use crate::source::{LineIndex, SourceId, SourceMap, Span, visible};

/// A place in `check --format json`: line and column count from 1, columns in characters; `offset` is in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlaceJson {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Byte offset, from 0.
    pub offset: usize,
}

/// A related place in `check --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RelatedJson {
    /// File.
    pub file: String,
    /// First character.
    pub start: PlaceJson,
    /// One past the last character.
    pub end: PlaceJson,
    /// Why it matters.
    pub message: String,
}

/// An edit in `check --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FixJson {
    /// First character to replace.
    pub start: PlaceJson,
    /// One past the last.
    pub end: PlaceJson,
    /// What to write.
    pub text: String,
}

/// One entry of `check --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiagnosticJson {
    /// `JH0201`.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// The headline.
    pub message: String,
    /// File, as shown to people.
    pub file: String,
    /// First character.
    pub start: PlaceJson,
    /// One past the last.
    pub end: PlaceJson,
    /// What to do, or null.
    pub help: Option<String>,
    /// The help as an edit, or null.
    pub fix: Option<FixJson>,
    /// Other places.
    pub related: Vec<RelatedJson>,
}

struct Locator<'a> {
    sources: &'a SourceMap,
    indexes: HashMap<SourceId, LineIndex>,
}

impl<'a> Locator<'a> {
    fn place(&mut self, source: SourceId, offset: usize) -> PlaceJson {
        let text = self.sources.text(source);
        let index = self.indexes.entry(source).or_insert_with(|| LineIndex::new(text));
        let at = index.locate(text, offset);
        PlaceJson { line: at.line, column: at.column, offset }
    }

    fn both(&mut self, span: Span) -> (PlaceJson, PlaceJson) {
        (self.place(span.source, span.start as usize), self.place(span.source, span.end as usize))
    }

    fn file(&self, source: SourceId) -> String {
        self.sources.get(source).map_or_else(String::new, |f| f.name.to_string())
    }
}

/// The diagnostics as the JSON entries of `check --format json`.
pub fn render_json(list: &[Diagnostic], sources: &SourceMap, language: Language) -> Vec<DiagnosticJson> {
    let mut locator = Locator { sources, indexes: HashMap::new() };
    list.iter()
        .map(|d| {
            let (start, end) = locator.both(d.span);
            DiagnosticJson {
                code: d.code.id,
                severity: match d.code.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                },
                message: d.message.text(language),
                file: locator.file(d.span.source),
                start,
                end,
                help: d.help_text(language),
                fix: d.fix.as_ref().map(|f| {
                    let (start, end) = locator.both(f.span);
                    FixJson { start, end, text: f.replacement.clone() }
                }),
                related: d
                    .related
                    .iter()
                    .map(|r| {
                        let (start, end) = locator.both(r.span);
                        RelatedJson {
                            file: locator.file(r.span.source),
                            start,
                            end,
                            message: r.message.text(language),
                        }
                    })
                    .collect(),
            }
        })
        .collect()
}

/// Display columns past which a line is cut: miette cannot place labels beyond 65,535 of them.
const LONGEST_LINE: usize = 2_000;

/// A file of which only the lines around a place are read, by its index: what it costs does not grow with the file. Its columns are
/// characters, not bytes.
#[derive(Debug, Clone)]
struct Excerpt<'a> {
    name: &'a str,
    /// With what would steer a terminal made visible, byte for byte.
    text: Arc<Cow<'a, str>>,
    index: Arc<LineIndex>,
}

impl Excerpt<'_> {
    /// The bytes of the lines from one to another, both from 1 and inclusive.
    fn lines(&self, from: usize, to: usize) -> Range<usize> {
        self.index.line_start(from).min(self.text.len())..self.index.line_start(to + 1).min(self.text.len())
    }

    /// The line in which the last character of a place stands.
    fn last_line(&self, span: &SourceSpan) -> usize {
        self.index.line_of((span.offset() + span.len()).saturating_sub(1).max(span.offset()))
    }

    /// Whether a place stands in a line so long that the excerpt would be unreadable (and miette would panic).
    fn too_far(&self, span: Span) -> bool {
        let (first, last) = (self.index.line_of(span.start as usize), self.index.line_of(span.end as usize));
        (first..=last).any(|line| self.lines(line, line).len() > LONGEST_LINE)
    }
}

impl SourceCode for Excerpt<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let first = self.index.line_of(span.offset());
        let (shown, last) = (first.saturating_sub(before).max(1), self.last_line(span));
        let mut range = self.lines(shown, last + after);
        // The header shows the column of the excerpt's first label; without lines before it the excerpt begins there.
        let column = match before {
            0 => self.index.locate(&self.text, span.offset()).column - 1,
            _ => 0,
        };
        if before == 0 {
            range.start = span.offset();
        }
        let data = self.text.as_bytes().get(range.clone()).ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            visible(self.name).into_owned(),
            data,
            (range.start, range.len()).into(),
            shown - 1,
            column,
            last + after,
        )))
    }
}

#[derive(Debug)]
struct Shown<'a> {
    headline: String,
    code: &'static str,
    severity: miette::Severity,
    help: Option<String>,
    labels: Vec<LabeledSpan>,
    source: Excerpt<'a>,
    others: Vec<Shown<'a>>,
}

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.headline)
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        (!self.code.is_empty()).then(|| Box::new(self.code) as _)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.help.as_ref().map(|h| Box::new(h) as _)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }
}

/// The files of diagnostics, each indexed once.
struct Excerpts<'a> {
    sources: &'a SourceMap,
    texts: HashMap<SourceId, (Arc<Cow<'a, str>>, Arc<LineIndex>)>,
}

impl<'a> Excerpts<'a> {
    fn of(&mut self, source: SourceId) -> Excerpt<'a> {
        let (text, index) = self.texts.entry(source).or_insert_with(|| {
            let text = visible(self.sources.text(source));
            let index = LineIndex::new(&text);
            (Arc::new(text), Arc::new(index))
        });
        let name = self.sources.get(source).map_or("", |f| &f.name);
        Excerpt { name, text: Arc::clone(text), index: Arc::clone(index) }
    }
}

fn label(span: Span, text: Option<String>, primary: bool) -> LabeledSpan {
    let range = span.range();
    let at = (range.start, range.len());
    if primary { LabeledSpan::new_primary_with_span(text, at) } else { LabeledSpan::new_with_span(text, at) }
}

fn shown<'a>(d: &Diagnostic, excerpts: &mut Excerpts<'a>, language: Language) -> Shown<'a> {
    let source = excerpts.of(d.span.source);
    let mut labels = Vec::new();
    if !source.too_far(d.span) {
        labels.push(label(d.span, d.label.as_ref().map(|l| l.text(language)), true));
    }
    let mut others = Vec::new();
    for r in &d.related {
        let words = r.message.text(language);
        let there = excerpts.of(r.span.source);
        if there.too_far(r.span) {
            continue;
        }
        if r.span.source == d.span.source {
            labels.push(label(r.span, Some(words), false));
        } else {
            others.push(Shown {
                headline: words,
                code: "",
                severity: miette::Severity::Advice,
                help: None,
                labels: vec![label(r.span, None, true)],
                source: there,
                others: Vec::new(),
            });
        }
    }
    Shown {
        headline: d.message.text(language),
        code: d.code.id,
        severity: match d.code.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        },
        help: d.help_text(language),
        labels,
        source,
        others,
    }
}

/// The diagnostics as text for a terminal, one after the other, with the source under each.
pub fn render_text(list: &[Diagnostic], sources: &SourceMap, language: Language, color: bool) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler =
        GraphicalReportHandler::new_themed(theme).with_links(false).with_width(100).with_context_lines(1);
    let mut out = String::new();
    let mut excerpts = Excerpts { sources, texts: HashMap::new() };
    for d in list {
        let view = shown(d, &mut excerpts, language);
        // Places in other files follow as excerpts of their own; miette's way of relating them writes English headings.
        for part in std::iter::once(&view).chain(&view.others) {
            if handler.render_report(&mut out, part).is_err() {
                out.push_str(&part.headline);
            }
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines about a place are read, however long the file is, and are those that miette reads itself.
    #[test]
    fn an_excerpt_is_the_lines_around_a_place() {
        let text = "一二三\nab c\n\n  丁戊\nlast\n".repeat(40);
        let (index, name) = (Arc::new(LineIndex::new(&text)), "a.rules");
        let excerpt = Excerpt { name, text: Arc::new(Cow::Borrowed(&text)), index };
        let places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        for (at, len) in places.flat_map(|at| [(at, 0), (at, 1), (at, 2)]) {
            if text.get(at..at + len).is_none_or(|t| t.ends_with('\n')) {
                continue;
            }
            let span: SourceSpan = (at, len).into();
            let own = excerpt.read_span(&span, 1, 1).unwrap();
            let theirs = text.as_str().read_span(&span, 1, 1).unwrap();
            let (data, other) = (own.data(), theirs.data());
            assert_eq!(String::from_utf8_lossy(data), String::from_utf8_lossy(other), "{at} {len}");
            assert_eq!((own.line(), own.column()), (theirs.line(), theirs.column()), "{at} {len}");
            assert!(data.len() < 60);
        }
    }
}
