//! How diagnostics are shown. The only place that names miette.

use std::collections::HashMap;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, NamedSource,
    SourceCode, SourceSpan, SpanContents,
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

/// A source whose reported columns are characters, not bytes.
#[derive(Debug)]
struct CharacterColumns {
    inner: NamedSource<String>,
}

impl SourceCode for CharacterColumns {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.inner.read_span(span, before, after)?;
        let text = self.inner.inner();
        let line_start = text.get(..span.offset()).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
        let here = text.get(line_start..span.offset()).map_or(0, |t| t.chars().count());
        // The header shows the column of the excerpt's first label; with no context lines that is `here`.
        let column = if before == 0 { here } else { contents.column() };
        Ok(Box::new(MietteSpanContents::new_named(
            self.inner.name().to_owned(),
            contents.data(),
            *contents.span(),
            contents.line(),
            column,
            contents.line_count(),
        )))
    }
}

#[derive(Debug)]
struct Shown {
    headline: String,
    code: &'static str,
    severity: miette::Severity,
    help: Option<String>,
    labels: Vec<LabeledSpan>,
    source: CharacterColumns,
    others: Vec<Shown>,
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.headline)
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
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

fn excerpt(sources: &SourceMap, source: SourceId) -> CharacterColumns {
    let name = sources.get(source).map_or("", |f| &f.name);
    let text = visible(sources.text(source)).into_owned();
    CharacterColumns { inner: NamedSource::new(visible(name), text) }
}

/// Whether a span stands so far into a line that the excerpt would be unreadable (and miette would panic).
fn too_far(text: &str, span: Span) -> bool {
    let start = text.get(..span.start as usize).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
    let end = text
        .get(span.end as usize..)
        .and_then(|t| t.find('\n'))
        .map_or(text.len(), |i| i + span.end as usize);
    let lines = text.get(start..end).unwrap_or("");
    lines.lines().any(|l| l.len() > LONGEST_LINE)
}

fn label(span: Span, text: Option<String>, primary: bool) -> LabeledSpan {
    let range = span.range();
    let at = (range.start, range.len());
    if primary { LabeledSpan::new_primary_with_span(text, at) } else { LabeledSpan::new_with_span(text, at) }
}

fn shown(d: &Diagnostic, sources: &SourceMap, language: Language) -> Shown {
    let text = sources.text(d.span.source);
    let mut labels = Vec::new();
    if !too_far(text, d.span) {
        labels.push(label(d.span, d.label.as_ref().map(|l| l.text(language)), true));
    }
    let mut others = Vec::new();
    for r in &d.related {
        let words = r.message.text(language);
        if too_far(sources.text(r.span.source), r.span) {
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
                source: excerpt(sources, r.span.source),
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
        source: excerpt(sources, d.span.source),
        others,
    }
}

/// The diagnostics as text for a terminal, one after the other, with the source under each.
pub fn render_text(list: &[Diagnostic], sources: &SourceMap, language: Language, color: bool) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler =
        GraphicalReportHandler::new_themed(theme).with_links(false).with_width(100).with_context_lines(1);
    let mut out = String::new();
    for d in list {
        let view = shown(d, sources, language);
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
