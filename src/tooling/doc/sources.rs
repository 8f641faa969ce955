//! The documents that the pack rests on, with the clauses' texts.

use std::collections::BTreeSet;

use super::Teller;
use crate::diagnostic::Message;
use crate::report::page::*;
use crate::semantics::*;

/// A source's title with its number.
pub(super) fn name(teller: &Teller, id: &str, source: &CitedSource) -> String {
    let title = if source.title.is_empty() { id } else { &source.title };
    let message = match &source.number {
        Some(number) => Message::new("doc-source-number").arg("title", title).arg("number", number),
        None => Message::new("doc-source-title").arg("title", title),
    };
    message.text(teller.language)
}

/// A citation as a cell of a table: blank where there is none.
pub(super) fn cited(teller: &Teller, cite: Option<&Citation>) -> Line {
    let cited = cite.and_then(|c| Some((c, teller.pack.citations.get(&c.source)?)));
    cited.map_or_else(Line::new, |(c, source)| {
        let place = c.place.clone().unwrap_or_default();
        let text = format!("{} {place}", name(teller, &c.source, source));
        vec![Span::Link { anchor: anchor("source", &c.source), text }]
    })
}

/// Citations in words. A clause's text is quoted where it is first cited within a chapter (`quoted`).
pub(super) fn citations(
    teller: &Teller,
    cites: &[Citation],
    quoted: &mut BTreeSet<(String, String)>,
) -> Vec<Block> {
    let mut out = Vec::new();
    for cite in cites {
        let Some(source) = teller.pack.citations.get(&cite.source) else { continue };
        let text = name(teller, &cite.source, source);
        let mut line = vec![Span::Link { anchor: anchor("source", &cite.source), text }];
        if let Some(place) = &cite.place {
            line.push(Span::Text(format!(" {place}")));
        }
        out.push(Block::Paragraph(line));
        let place = cite.place.clone().unwrap_or_default();
        if let Some(text) = source.clauses.get(&place)
            && quoted.insert((cite.source.clone(), place))
        {
            out.push(Block::Quote(text.trim().to_owned()));
        }
    }
    out
}

/// Which items and limits cite each place of a source.
fn cited_by(teller: &Teller, source: &str, place: &str) -> Vec<Span> {
    let pack = teller.pack;
    let here = |c: &Citation| c.source == source && c.place.as_deref().unwrap_or_default() == place;
    let items = pack.items.iter().filter(|i| i.cite.iter().any(here));
    let mut out: Vec<Span> =
        items.map(|i| Span::Link { anchor: anchor("item", &i.id), text: teller.short_name(i) }).collect();
    let limits = pack
        .limits
        .iter()
        .filter(|l| l.cite.iter().any(here) || l.tables.iter().any(|t| t.cite.iter().any(here)));
    out.extend(limits.map(|l| Span::Link { anchor: anchor("limit", &l.id), text: l.label.clone() }));
    let measures = pack.measures.iter().filter(|m| m.cite.iter().any(here));
    out.extend(measures.map(|m| Span::Link { anchor: anchor("measure", &m.id), text: m.id.clone() }));
    out
}

pub(super) fn section(teller: &Teller) -> Section {
    let pack = teller.pack;
    let mut section = Section::new("sources", teller.word("doc-sources"));
    let comma = teller.word("doc-comma");
    for (id, source) in &pack.citations {
        let mut entry = Section::new(anchor("source", id), name(teller, id, source));
        let mut fields = vec![Field::line(teller.word("doc-short-name"), id.clone())];
        if let Some(issuer) = &source.issuer {
            fields.push(Field::line(teller.word("doc-issuer"), issuer));
        }
        if let Some(date) = source.date {
            fields.push(Field::line(teller.word("doc-date"), date.to_string()));
        }
        entry.blocks.push(Block::Fields(fields));
        if !source.clauses.is_empty() {
            let rows = source.clauses.iter().map(|(place, text)| {
                vec![plain(place), plain(text.trim()), joined(cited_by(teller, id, place), &comma)]
            });
            entry.blocks.push(Block::Table(Table {
                caption: teller.word("doc-clauses"),
                head: ["doc-clause", "doc-text", "doc-cited-by"].map(|k| teller.word(k)).to_vec(),
                rows: rows.collect(),
                numbers: Vec::new(),
                long: false,
            }));
        }
        section.sections.push(entry);
    }
    section
}
