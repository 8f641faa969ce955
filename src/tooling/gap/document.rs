//! A gap for people, as a document: what the plan is for, what to do cell by cell, what no doing mends, the county's total.

use super::CountyGap;
use super::county::county;
use crate::diagnostic::{Catalogue, Language, Message};
use crate::evaluation::Options;
use crate::facts::Facts;
use crate::report::Wording;
use crate::report::page::{Block, Document, Field, Section, Span};
use crate::semantics::CheckedPack;

/// Counties' gaps as a document, for text, Markdown and HTML.
pub fn document(
    pack: &CheckedPack,
    facts: &Facts,
    options: &Options,
    gaps: &[CountyGap],
    language: Language,
) -> Document {
    let word = |key: &str| Catalogue::of(language).get(key);
    let mut cover = vec![Field::line(word("dossier-pack"), pack.title.clone())];
    if !pack.set.is_empty() {
        let set = Message::new("report-set").names("set", &pack.set).text(language);
        cover.push(Field::line(word("dossier-trial"), set));
    }
    cover.push(Field::line(word("dossier-day"), options.as_of.to_string()));
    let mut sections = Vec::new();
    let title = match gaps {
        [only] => {
            sections = county(pack, only, language, "c1");
            Wording::new(pack, &only.planned, language).county(only.county)
        }
        many => {
            for (i, gap) in (1..).zip(many) {
                let anchor = format!("c{i}");
                let name = Wording::new(pack, &gap.planned, language).county(gap.county);
                let mut section = Section::new(anchor.clone(), name);
                section.sections = county(pack, gap, language, &anchor);
                sections.push(section);
            }
            Message::new("gap-counties").count("count", many.len()).text(language)
        }
    };
    let mut basis = Section::new("basis", word("report-basis"));
    let digest = |key: &str, text: &str| Field {
        name: word(key),
        blocks: vec![Block::Paragraph(vec![Span::Code(text.to_owned())])],
    };
    basis.blocks.push(Block::Fields(vec![
        Field::line(word("dossier-version"), format!("{}@{}", pack.id, pack.version)),
        digest("dossier-pack-digest", pack.digest.as_str()),
        digest("dossier-data-digest", &facts.digest),
    ]));
    sections.push(basis);
    Document {
        language,
        sort: word("gap-sort"),
        title: Message::new("gap-title").arg("of", title).text(language),
        issuer: String::new(),
        cover,
        notice: word("report-not-recognition"),
        sections,
        cover_page: false,
    }
}
