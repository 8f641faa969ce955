//! A document as one HTML file that needs nothing else.

use std::fmt::Write as _;

use super::*;
use crate::diagnostic::{Catalogue, Language};
use crate::report::markup::escape;

const STYLE: &str = include_str!("style.css");
/// Sorts and searches long tables; without it the page says the same.
const SCRIPT: &str = include_str!("script.js");
/// The only script that a browser may run on the page.
const SCRIPT_HASH: &str = "sha256-U8HiIFRggWojZfvMYByezt/av/s/YHAnPo6uzSdTtn0=";

impl Document {
    /// The document as one HTML file: no network, no fonts, no scripts.
    pub fn html(&self) -> String {
        let word = |key: &str| escape(&Catalogue::of(self.language).get(key));
        let lang = match self.language {
            Language::Zh => "zh-CN",
            Language::En => "en",
        };
        let title = escape(&self.title);
        let script =
            if self.has_long_tables() { format!("; script-src '{SCRIPT_HASH}'") } else { String::new() };
        let mut out = format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'{script}\">\n\
             <meta name=\"generator\" content=\"junheng\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#content\">{}</a>\n",
            word("doc-skip")
        );
        let _ = write!(
            out,
            "<header class=\"cover{}\">\n<p class=\"sort\">{}</p>\n<h1>{title}</h1>\n",
            if self.cover_page { "" } else { " short" },
            escape(&self.sort)
        );
        if !self.issuer.is_empty() {
            let _ = writeln!(out, "<p class=\"issuer\">{}</p>", escape(&self.issuer));
        }
        fields(&self.cover, &mut out);
        let _ = writeln!(out, "<p class=\"notice\">{}</p>\n</header>", escape(&self.notice));
        let _ = writeln!(
            out,
            "<nav class=\"contents\" aria-labelledby=\"contents\">\n<h2 id=\"contents\">{}</h2>\n<ol>",
            word("doc-contents")
        );
        for (n, section) in (1..).zip(&self.sections) {
            let _ = write!(out, "<li>{}", entry(&self.heading(n, section), &section.anchor));
            if !section.sections.is_empty() {
                out.push_str("\n<ol>\n");
                for part in &section.sections {
                    let _ = writeln!(out, "<li>{}</li>", entry(&part.title, &part.anchor));
                }
                out.push_str("</ol>\n");
            }
            out.push_str("</li>\n");
        }
        out.push_str("</ol>\n</nav>\n<main id=\"content\">\n");
        for (n, section) in (1..).zip(&self.sections) {
            write_section(section, &self.heading(n, section), 2, &mut out);
        }
        let _ = writeln!(out, "</main>\n<footer>{}</footer>", escape(&self.notice));
        if self.has_long_tables() {
            let (search, none) = (word("page-search"), word("page-no-rows"));
            let _ = writeln!(
                out,
                "<div id=\"words\" hidden data-search=\"{search}\" data-none=\"{none}\"></div>\n<script>{SCRIPT}</script>"
            );
        }
        out.push_str("</body>\n</html>\n");
        out
    }

    fn has_long_tables(&self) -> bool {
        fn any(section: &Section) -> bool {
            section.blocks.iter().any(|b| matches!(b, Block::Table(t) if t.long))
                || section.sections.iter().any(any)
        }
        self.sections.iter().any(any)
    }

    /// A section's heading with its number.
    pub(crate) fn heading(&self, n: usize, section: &Section) -> String {
        let point = if self.language == Language::Zh { "、" } else { ". " };
        format!("{}{point}{}", numeral(n, self.language), section.title)
    }
}

/// A section with all below it; headings go down to `h6`.
fn write_section(section: &Section, title: &str, level: usize, out: &mut String) {
    let (class, anchor) = (if level == 2 { "chapter" } else { "entry" }, escape(&section.anchor));
    let h = level.min(6);
    let _ = writeln!(
        out,
        "<section class=\"{class}\" aria-labelledby=\"{anchor}\">\n<h{h} id=\"{anchor}\">{}</h{h}>",
        escape(title)
    );
    blocks(&section.blocks, out);
    for part in &section.sections {
        write_section(part, &part.title, level + 1, out);
    }
    out.push_str("</section>\n");
}

fn entry(title: &str, anchor: &str) -> String {
    format!("<a href=\"#{}\">{}</a>", escape(anchor), escape(title))
}

fn blocks(list: &[Block], out: &mut String) {
    for block in list {
        match block {
            Block::Paragraph(text) if text.is_empty() => {}
            Block::Paragraph(text) => {
                let _ = writeln!(out, "<p>{}</p>", line(text));
            }
            Block::List(lines) => {
                out.push_str("<ul>\n");
                for text in lines {
                    let _ = writeln!(out, "<li>{}</li>", line(text));
                }
                out.push_str("</ul>\n");
            }
            Block::Fields(list) => fields(list, out),
            Block::Table(t) => table(t, out),
            Block::Verdict(text, mark) => {
                let _ = writeln!(out, "<p class=\"verdict {}\">{}</p>", mark.class(), line(text));
            }
            Block::Figure { svg, caption } => {
                let _ = writeln!(out, "<figure>{svg}<figcaption>{}</figcaption></figure>", escape(caption));
            }
            Block::Quote(text) => {
                let _ = writeln!(out, "<blockquote><p>{}</p></blockquote>", escape(text));
            }
            Block::Source { name, text } => {
                let (name, text) = (escape(name), escape(text));
                let _ = writeln!(out, "<p class=\"source\"><span>{name}</span> <code>{text}</code></p>");
            }
        }
    }
}

fn fields(list: &[Field], out: &mut String) {
    out.push_str("<dl>\n");
    for field in list {
        let _ = write!(out, "<div><dt>{}</dt><dd>", escape(&capital(&field.name)));
        match field.blocks.as_slice() {
            [Block::Paragraph(text)] => out.push_str(&line(text)),
            many => {
                out.push('\n');
                blocks(many, out);
            }
        }
        out.push_str("</dd></div>\n");
    }
    out.push_str("</dl>\n");
}

fn table(table: &Table, out: &mut String) {
    let long = if table.long { " class=\"long\"" } else { "" };
    let _ = writeln!(out, "<div class=\"wide\"><table{long}>");
    if !table.caption.is_empty() {
        let _ = writeln!(out, "<caption>{}</caption>", escape(&table.caption));
    }
    let class = |column: usize| if table.numbers.contains(&column) { " class=\"number\"" } else { "" };
    out.push_str("<thead><tr>");
    for (i, cell) in table.head.iter().enumerate() {
        let _ = write!(out, "<th scope=\"col\"{}>{}</th>", class(i), escape(&capital(cell)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (i, cell) in row.iter().enumerate() {
            // On a narrow screen a row is a card: each of its cells says what it is.
            let (tag, said) = match table.head.get(i).filter(|_| i > 0) {
                Some(head) => ("td", format!(" data-label=\"{}\"", escape(&capital(head)))),
                None if i > 0 => ("td", String::new()),
                None => ("th", " scope=\"row\"".to_owned()),
            };
            let _ = write!(out, "<{tag}{said}{}>{}</{tag}>", class(i), line(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table></div>\n");
}

fn line(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        let _ = match span {
            Span::Text(text) => write!(out, "{}", escape(text)),
            Span::Strong(text) => write!(out, "<strong>{}</strong>", escape(text)),
            Span::Code(text) => write!(out, "<code>{}</code>", escape(text)),
            Span::Mark { mark, text } => {
                let (class, sign) = (mark.class(), mark.sign());
                write!(
                    out,
                    "<span class=\"mark {class}\"><span aria-hidden=\"true\">{sign}</span> {}</span>",
                    escape(text)
                )
            }
            Span::Fold { summary, text } => write!(
                out,
                "<details><summary>{}</summary><pre>{}</pre></details>",
                escape(summary),
                escape(text)
            ),
            Span::Target { anchor, text } => {
                write!(out, "<span id=\"{}\">{}</span>", escape(anchor), escape(text))
            }
            Span::Link { anchor, text } => {
                write!(out, "<a href=\"#{}\">{}</a>", escape(anchor), escape(text))
            }
        };
    }
    out
}
