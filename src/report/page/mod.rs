//! A document as sections of a few sorts of blocks, before it is HTML or Markdown.

mod html;
mod markdown;
mod text;

use crate::diagnostic::Language;

/// A document.
#[derive(Debug, Clone)]
pub struct Document {
    /// The language of headings and sentences.
    pub(crate) language: Language,
    /// What sort of document it is: the line above the title.
    pub(crate) sort: String,
    /// The title.
    pub(crate) title: String,
    /// Who issued it.
    pub(crate) issuer: String,
    /// What stands on the cover: a name and what it is.
    pub(crate) cover: Vec<Field>,
    /// The sentence at the foot of the cover.
    pub(crate) notice: String,
    /// The sections.
    pub(crate) sections: Vec<Section>,
    /// Whether it begins with a cover page of its own.
    pub(crate) cover_page: bool,
}

/// A section with a heading.
#[derive(Debug, Clone, Default)]
pub(crate) struct Section {
    /// Its anchor.
    pub anchor: String,
    /// Its heading.
    pub title: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
    /// Its subsections.
    pub sections: Vec<Section>,
}

impl Section {
    pub fn new(anchor: impl Into<String>, title: impl Into<String>) -> Self {
        Section { anchor: anchor.into(), title: title.into(), ..Section::default() }
    }

    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty() && self.sections.is_empty()
    }
}

/// A name and what it is.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub name: String,
    pub blocks: Vec<Block>,
}

impl Field {
    pub fn line(name: impl Into<String>, text: impl Into<String>) -> Self {
        Field { name: name.into(), blocks: vec![Block::Paragraph(plain(text))] }
    }
}

/// What a section is made of.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    Paragraph(Line),
    List(Vec<Line>),
    Fields(Vec<Field>),
    Table(Table),
    /// The headline.
    Verdict(Line, Mark),
    /// A picture, as SVG, with what it shows; Markdown has only what it shows.
    Figure {
        svg: String,
        caption: String,
    },
    /// A clause's text, word for word.
    Quote(String),
    /// A clause as the pack's file writes it, with what it is.
    Source {
        name: String,
        text: String,
    },
}

/// A table with a heading row; the first cell of each row names the row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub caption: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<Line>>,
    /// Columns that hold numbers.
    pub numbers: Vec<usize>,
    /// Whether a reader may want to sort and search it.
    pub long: bool,
}

/// Text with marks.
pub(crate) type Line = Vec<Span>;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Span {
    Text(String),
    Strong(String),
    Code(String),
    Link {
        anchor: String,
        text: String,
    },
    /// An outcome: a sign, and a word beside it.
    Mark {
        mark: Mark,
        text: String,
    },
    /// More that can be opened, as plain lines; Markdown leaves it out.
    Fold {
        summary: String,
        text: String,
    },
    /// Where links to `anchor` lead.
    Target {
        anchor: String,
        text: String,
    },
}

/// How something stands. The sign and the word say it; the colour only helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Good,
    Bad,
    Doubt,
    Neutral,
}

impl Mark {
    /// Its sign.
    pub fn sign(self) -> &'static str {
        match self {
            Mark::Good => "✓",
            Mark::Bad => "✗",
            Mark::Doubt => "?",
            Mark::Neutral => "–",
        }
    }

    /// Its class in HTML.
    pub fn class(self) -> &'static str {
        match self {
            Mark::Good => "good",
            Mark::Bad => "bad",
            Mark::Doubt => "doubt",
            Mark::Neutral => "neutral",
        }
    }
}

/// A line without marks.
pub(crate) fn plain(text: impl Into<String>) -> Line {
    vec![Span::Text(text.into())]
}

/// An anchor for an id of any script: what could not stand in one is written by its number.
pub(crate) fn anchor(sort: &str, id: &str) -> String {
    let mut out = format!("{sort}-");
    for c in id.chars() {
        if c.is_alphanumeric() || c == '_' {
            out.push(c);
        } else {
            out.push_str(&format!(".{:x}", u32::from(c)));
        }
    }
    out
}

/// A field's name with a capital, where the script has capitals.
pub(crate) fn capital(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Pieces with a separator between them.
pub(crate) fn joined(pieces: impl IntoIterator<Item = Span>, separator: &str) -> Line {
    let mut line = Line::new();
    for piece in pieces {
        if !line.is_empty() {
            line.push(Span::Text(separator.to_owned()));
        }
        line.push(piece);
    }
    line
}

/// The number of a section: 一, 二, … 十一 in Chinese.
pub(crate) fn numeral(n: usize, language: Language) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: usize| DIGITS.get(n).copied().unwrap_or_default();
    match (language, n) {
        (Language::Zh, 1..=9) => digit(n).to_owned(),
        (Language::Zh, 10..=19) => format!("十{}", digit(n - 10)),
        (Language::Zh, 20..=99) => format!("{}十{}", digit(n / 10), digit(n % 10)),
        _ => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_of_different_ids_differ() {
        assert_eq!(anchor("item", "R_1"), "item-R_1");
        assert_eq!(anchor("item", "第 1 条"), "item-第.201.20条");
        assert_ne!(anchor("item", "a-b"), anchor("item", "a.b"));
    }

    #[test]
    fn numerals() {
        let all: Vec<String> = [1, 9, 10, 11, 20, 21].map(|n| numeral(n, Language::Zh)).to_vec();
        assert_eq!(all, ["一", "九", "十", "十一", "二十", "二十一"]);
        assert_eq!(numeral(11, Language::En), "11");
    }
}
