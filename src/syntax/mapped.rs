//! A text with the place each of its bytes came from: for formulas inside YAML scalars and for normalised text.

use crate::source::{SourceId, Span};

/// A text whose bytes each know their place in a source file.
#[derive(Debug, Clone)]
pub struct MappedText {
    /// The text.
    pub text: String,
    /// The file.
    pub source: SourceId,
    /// For each byte of `text`, where what it stands for begins and ends in the file.
    places: Vec<(u32, u32)>,
    /// Where the text ends in the file.
    tail: u32,
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl MappedText {
    /// A piece of a file taken as it stands, beginning at byte `start`.
    pub fn verbatim(text: &str, source: SourceId, start: usize) -> Self {
        let mut mapped = MappedText::empty(source, start);
        mapped.push(text, start, start + text.len());
        mapped
    }

    /// An empty text at byte `start`, to be filled with [`MappedText::push`].
    pub fn empty(source: SourceId, start: usize) -> Self {
        MappedText { text: String::new(), source, places: Vec::new(), tail: narrow(start) }
    }

    /// Appends `piece`, which stands for the bytes `from..to` of the file: byte by byte where the lengths agree, else as one.
    pub fn push(&mut self, piece: &str, from: usize, to: usize) {
        if piece.len() == to.saturating_sub(from) {
            self.places.extend((from..to).map(|i| (narrow(i), narrow(i + 1))));
        } else {
            self.places.extend(std::iter::repeat_n((narrow(from), narrow(to)), piece.len()));
        }
        self.text.push_str(piece);
        self.tail = narrow(to);
    }

    /// The place in the file of the bytes `start..end` of the text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let from = self.places.get(start).map_or(self.tail, |p| p.0);
        let to = if end > start { self.places.get(end - 1).map_or(self.tail, |p| p.1) } else { from };
        Span::new(self.source, from as usize, to as usize)
    }

    /// The whole place.
    pub fn whole(&self) -> Span {
        self.span(0, self.text.len())
    }
}
