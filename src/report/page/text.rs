//! A document for a terminal: headings, sentences and tables of equal display width, without contents and anchors.

use std::fmt::Write as _;

use super::*;
use crate::diagnostic::Message;
use crate::report::{folded, table};

/// Most rows of a table; Markdown and HTML have all.
const MOST_ROWS: usize = 60;

impl Document {
    /// The document as plain text.
    pub fn text(&self) -> String {
        let mut out = format!("{}\n", self.title);
        let mut writer = Writer { out: String::new(), language: self.language };
        writer.fields(&self.cover);
        out.push_str(&writer.out);
        out.push_str(&folded(&self.notice, "  "));
        for section in &self.sections {
            let mut writer = Writer { out: String::new(), language: self.language };
            writer.section(section);
            out.push_str(&writer.out);
        }
        out
    }
}

struct Writer {
    out: String,
    language: Language,
}

impl Writer {
    fn section(&mut self, section: &Section) {
        let _ = write!(self.out, "\n{}\n", section.title);
        self.blocks(&section.blocks);
        section.sections.iter().for_each(|part| self.section(part));
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(text) | Block::Verdict(text, _) => {
                    let text = line(text);
                    if !text.is_empty() {
                        self.out.push_str(&folded(&text, "  "));
                    }
                }
                Block::List(lines) => {
                    lines
                        .iter()
                        .for_each(|text| self.out.push_str(&folded(&format!("- {}", line(text)), "  ")));
                }
                Block::Fields(list) => self.fields(list),
                Block::Table(table) => self.table(table),
                // Numbers stand in tables beside the pictures.
                Block::Figure { .. } => {}
                Block::Quote(text) => self.out.push_str(&folded(text, "  │ ")),
                Block::Source { name, text } => self.out.push_str(&folded(&format!("{name} {text}"), "  ")),
            }
        }
    }

    fn fields(&mut self, fields: &[Field]) {
        for field in fields {
            let mut inner = Writer { out: String::new(), language: self.language };
            inner.blocks(&field.blocks);
            let text = inner.out.lines().map(str::trim_start).collect::<Vec<_>>().join("\n");
            let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
            let _ = writeln!(self.out, "  {} {first}", capital(&field.name));
            rest.lines().for_each(|more| {
                let _ = writeln!(self.out, "    {more}");
            });
        }
    }

    fn table(&mut self, shown: &Table) {
        if !shown.caption.is_empty() {
            self.out.push_str(&folded(&shown.caption, "  "));
        }
        let cells = |row: &Vec<Line>| row.iter().map(|c| line(c)).collect::<Vec<String>>();
        let rows: Vec<Vec<String>> = shown.rows.iter().take(MOST_ROWS).map(cells).collect();
        // A column in which nothing stands takes no room.
        let filled = |column: usize| rows.iter().any(|r| r.get(column).is_some_and(|c| !c.is_empty()));
        let keep: Vec<usize> = (0..shown.head.len()).filter(|c| filled(*c)).collect();
        let kept = |row: &[String]| {
            keep.iter().map(|c| row.get(*c).cloned().unwrap_or_default()).collect::<Vec<String>>()
        };
        let right: Vec<usize> =
            (0..keep.len()).filter(|n| keep.get(*n).is_some_and(|c| shown.numbers.contains(c))).collect();
        let head: Vec<String> = kept(&shown.head).iter().map(|h| capital(h)).collect();
        let rows: Vec<Vec<String>> = rows.iter().map(|r| kept(r)).collect();
        self.out.push_str(&table(&head, &rows, &right));
        let more = shown.rows.len().saturating_sub(MOST_ROWS);
        if more > 0 {
            let said = Message::new("page-more-rows").count("more", more).text(self.language);
            self.out.push_str(&folded(&said, "  "));
        }
    }
}

fn line(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        match span {
            Span::Text(text)
            | Span::Strong(text)
            | Span::Code(text)
            | Span::Link { text, .. }
            | Span::Mark { text, .. }
            | Span::Target { text, .. } => out.push_str(text),
            Span::Fold { .. } => {}
        }
    }
    out
}
