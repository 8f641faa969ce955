//! Where text comes from: files and the spans that point into them.

use std::ops::Range;
use std::sync::Arc;

mod limits;
mod maps;
mod nfc;
mod position;
mod stack;
mod store;
mod visible;

pub use limits::*;
pub(crate) use maps::{QuickHash, QuickMap, QuickSet};
pub(crate) use nfc::nfc;
pub use position::{LineColumn, LineIndex};
#[cfg(feature = "cli")]
pub(crate) use stack::DEEP_STACK;
pub(crate) use stack::{beside, by_threads, with_deep_stack};
pub use store::{Look, Memory, Opened, Sort, Store, System};
pub use visible::visible;

/// Names one file of a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// A half-open range of bytes in one source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `source` from byte `start` up to byte `end`.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { source, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The bytes it covers.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The least span of the same file that holds both.
    pub fn to(self, other: Span) -> Span {
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span at its end: where something that is missing should stand.
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }

    /// The empty span at its start.
    pub fn before(self) -> Span {
        Span { end: self.start, ..self }
    }
}

/// A value with the place where it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a value and its place.
    pub fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }

    /// The same place with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }
}

/// One file's name, as people should see it, and its text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path or name that messages show.
    pub name: Arc<str>,
    /// The whole text, UTF-8, without a byte-order mark.
    pub text: Arc<str>,
}

/// All files that spans may point into. Append-only.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// The id of the file that is added next.
    pub fn next_id(&self) -> SourceId {
        SourceId(u32::try_from(self.files.len()).unwrap_or(u32::MAX))
    }

    /// Adds a file and gives its id.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> SourceId {
        let id = self.next_id();
        self.files.push(SourceFile { name: name.into(), text: text.into() });
        id
    }

    /// The file of `id`, if it is of this map.
    pub fn get(&self, id: SourceId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// The text of a file; empty for an id of another map.
    pub fn text(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |f| &f.text)
    }

    /// The text under a span; empty if it is out of range or cuts a character.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.source).get(span.range()).unwrap_or("")
    }

    /// All files in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (SourceId(i as u32), f))
    }
}
