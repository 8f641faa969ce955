//! A document as Markdown.

use std::fmt::Write as _;

use super::*;
use crate::diagnostic::{Catalogue, Language};
use crate::report::markup;
use crate::source::visible;

impl Document {
    /// The document as Markdown.
    pub fn markdown(&self) -> String {
        let colon = if self.language == Language::Zh { "：" } else { ": " };
        let mut writer = Writer { out: format!("# {}\n\n", escape(&self.title)), colon };
        if !self.issuer.is_empty() {
            let _ = write!(writer.out, "{}\n\n", escape(&self.issuer));
        }
        writer.fields(&self.cover, "");
        let _ = write!(writer.out, "\n> {}\n", escape(&self.notice));
        let _ = write!(writer.out, "\n## {}\n\n", escape(&Catalogue::of(self.language).get("doc-contents")));
        for (n, section) in (1..).zip(&self.sections) {
            let link = Span::Link { anchor: section.anchor.clone(), text: self.heading(n, section) };
            let _ = writeln!(writer.out, "- {}", line(&[link]));
            for part in &section.sections {
                let link = Span::Link { anchor: part.anchor.clone(), text: part.title.clone() };
                let _ = writeln!(writer.out, "  - {}", line(&[link]));
            }
        }
        for (n, section) in (1..).zip(&self.sections) {
            writer.section(section, &self.heading(n, section), 2);
        }
        writer.out
    }
}

struct Writer {
    out: String,
    colon: &'static str,
}

impl Writer {
    fn heading(&mut self, marks: &str, anchor: &str, title: &str) {
        let _ =
            write!(self.out, "\n<a id=\"{}\"></a>\n\n{marks} {}\n\n", markup::escape(anchor), escape(title));
    }

    fn section(&mut self, section: &Section, title: &str, level: usize) {
        self.heading(&"#".repeat(level.min(6)), &section.anchor, title);
        self.blocks(&section.blocks, "");
        for part in &section.sections {
            self.section(part, &part.title, level + 1);
        }
    }

    fn blocks(&mut self, blocks: &[Block], indent: &str) {
        let shown = |b: &&Block| match b {
            Block::Figure { .. } => false,
            Block::Paragraph(text) => !line(text).is_empty(),
            Block::List(_)
            | Block::Fields(_)
            | Block::Table(_)
            | Block::Verdict(..)
            | Block::Quote(_)
            | Block::Source { .. } => true,
        };
        for (i, block) in blocks.iter().filter(shown).enumerate() {
            if i > 0 {
                self.out.push('\n');
            }
            self.block(block, indent);
        }
    }

    fn block(&mut self, block: &Block, indent: &str) {
        match block {
            Block::Paragraph(text) => {
                let _ = writeln!(self.out, "{indent}{}", line(text));
            }
            Block::List(lines) => {
                for text in lines {
                    let _ = writeln!(self.out, "{indent}- {}", line(text));
                }
            }
            Block::Fields(list) => self.fields(list, indent),
            Block::Table(table) => self.table(table, indent),
            Block::Verdict(text, _) => {
                let _ = writeln!(self.out, "{indent}{}", line(text));
            }
            // Numbers stand in tables beside the pictures, which Markdown has not.
            Block::Figure { .. } => {}
            Block::Quote(text) => {
                for part in text.lines() {
                    let _ = writeln!(self.out, "{indent}> {}", escape(part));
                }
            }
            Block::Source { name, text } => {
                let _ = writeln!(self.out, "{indent}{}{}{}", escape(name), self.colon, code(text));
            }
        }
    }

    fn fields(&mut self, fields: &[Field], indent: &str) {
        for field in fields {
            let _ = write!(self.out, "{indent}- **{}**{}", escape(&capital(&field.name)), self.colon);
            let mut rest = field.blocks.as_slice();
            if let [Block::Paragraph(text), more @ ..] = rest {
                self.out.push_str(&line(text));
                rest = more;
            }
            self.out.push('\n');
            let deeper = format!("{indent}  ");
            for block in rest {
                self.out.push('\n');
                self.block(block, &deeper);
            }
            if !rest.is_empty() {
                self.out.push('\n');
            }
        }
    }

    fn table(&mut self, table: &Table, indent: &str) {
        let table = &without_folds(table);
        if !table.caption.is_empty() {
            let _ = write!(self.out, "{indent}{}\n\n", escape(&table.caption));
        }
        let cells = |row: &mut dyn Iterator<Item = String>| {
            row.map(|c| format!(" {} |", c.replace('|', "\\|"))).collect::<String>()
        };
        let _ = writeln!(self.out, "{indent}|{}", cells(&mut table.head.iter().map(|c| escape(&capital(c)))));
        let rule: String = (0..table.head.len())
            .map(|i| if table.numbers.contains(&i) { " ---: |" } else { " --- |" })
            .collect();
        let _ = writeln!(self.out, "{indent}|{rule}");
        for row in &table.rows {
            let _ = writeln!(self.out, "{indent}|{}", cells(&mut row.iter().map(|c| line(c))));
        }
    }
}

/// A table without the columns that hold nothing but what can be opened.
fn without_folds(table: &Table) -> Table {
    let empty = |column: usize| {
        let mut cells = table.rows.iter().filter_map(|r| r.get(column));
        let any_fold = cells.clone().any(|c| c.iter().any(|s| matches!(s, Span::Fold { .. })));
        any_fold && cells.all(|c| line(c).is_empty())
    };
    let keep: Vec<usize> = (0..table.head.len()).filter(|i| !empty(*i)).collect();
    let picked = |i: &usize| table.head.get(*i).cloned().unwrap_or_default();
    Table {
        caption: table.caption.clone(),
        head: keep.iter().map(picked).collect(),
        rows: table
            .rows
            .iter()
            .map(|r| keep.iter().map(|i| r.get(*i).cloned().unwrap_or_default()).collect())
            .collect(),
        numbers: (0..keep.len())
            .filter(|n| keep.get(*n).is_some_and(|i| table.numbers.contains(i)))
            .collect(),
        long: table.long,
    }
}

fn line(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        match span {
            Span::Text(text) => out.push_str(&escape(text)),
            Span::Strong(text) => {
                let _ = write!(out, "**{}**", escape(text));
            }
            Span::Code(text) => out.push_str(&code(text)),
            Span::Mark { mark, text } => {
                let _ = write!(out, "{} {}", escape(mark.sign()), escape(text));
            }
            Span::Fold { .. } => {}
            Span::Target { anchor, text } => {
                let _ = write!(out, "<a id=\"{}\"></a>{}", markup::escape(anchor), escape(text));
            }
            Span::Link { anchor, text } => {
                let _ = write!(out, "[{}](<#{}>)", escape(text), anchor.replace(['<', '>', '\n'], ""));
            }
        }
    }
    out
}

/// Text in which no character is taken for a mark.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut line_start = true;
    let text = visible(text);
    let mut chars = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        if c == ' ' && out.ends_with(' ') {
            continue;
        }
        match c {
            '\\' | '`' | '*' | '[' | ']' => {
                out.push('\\');
                out.push(c);
            }
            // Within a word an underscore is only that.
            '_' if !out.ends_with(char::is_alphanumeric) || !next.is_some_and(char::is_alphanumeric) => {
                out.push_str("\\_");
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '~' => out.push_str("\\~"),
            '#' | '+' | '-' if line_start && next.is_none_or(|n| n == ' ' || n == '#') => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if next == Some(' ') && out.chars().all(|c| c.is_ascii_digit()) && !out.is_empty() => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        line_start = false;
    }
    out
}

/// Code in one more backtick than stand in it.
fn code(text: &str) -> String {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = folded.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest > 0 { format!("{fence} {folded} {fence}") } else { format!("{fence}{folded}{fence}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_taken_for_a_mark() {
        assert_eq!(escape("1. a*b <i> R_1 _x_ [y](z) #"), "1\\. a\\*b &lt;i&gt; R_1 \\_x\\_ \\[y\\](z) #");
        assert_eq!(escape("# 标题"), "\\# 标题");
        assert_eq!(code("a `b` c"), "`` a `b` c ``");
    }
}
