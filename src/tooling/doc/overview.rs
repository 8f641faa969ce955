//! The cover, what the pack consists of, how to read it.

use std::collections::BTreeSet;

use super::Teller;
use crate::diagnostic::Message;
use crate::report::page::*;
use crate::semantics::*;

/// A part of the standard: the rule that a conclusion names, and what stands below it.
#[derive(Debug)]
pub(super) struct Part {
    /// The rule that sums it up.
    pub head: ItemIx,
    /// All items of the part in the order in which they are named; the head first.
    pub items: Vec<ItemIx>,
}

/// Whether an item is a condition of its own: an indicator or a rule.
fn is_condition(item: &Item) -> bool {
    matches!(item.body, ItemBody::Indicator(_) | ItemBody::Rule { kind: RuleKind::Rule, .. })
}

/// What a conclusion directly asks for, each with all that it builds on. An item belongs to the first part that needs it.
pub(super) fn parts(pack: &CheckedPack) -> Vec<Part> {
    let concludes = |i: &Item| matches!(i.body, ItemBody::Rule { kind: RuleKind::Conclusion, .. });
    let conclusions = (0u32..).map(ItemIx).zip(&pack.items).filter(|(_, i)| concludes(i));
    let mut heads: Vec<ItemIx> = Vec::new();
    for ix in conclusions.flat_map(|(ix, _)| pack.reads.items_of(ix)) {
        if !heads.contains(&ix) && pack.item(ix).is_some_and(is_condition) {
            heads.push(ix);
        }
    }
    let mut placed: BTreeSet<ItemIx> = heads.iter().copied().collect();
    let mut parts = Vec::new();
    for head in heads {
        let mut part = Part { head, items: Vec::new() };
        let mut open = vec![head];
        let mut seen = BTreeSet::from([head]);
        while let Some(ix) = open.pop() {
            let Some(item) = pack.item(ix) else { continue };
            if ix == head || (is_condition(item) && placed.insert(ix)) {
                part.items.push(ix);
            }
            let named: Vec<ItemIx> = pack.reads.items_of(ix).collect();
            open.extend(named.into_iter().rev().filter(|n| !placed.contains(n) && seen.insert(*n)));
        }
        parts.push(part);
    }
    parts
}

pub(super) fn cover(teller: &Teller) -> Vec<Field> {
    let pack = teller.pack;
    let mut out = vec![Field {
        name: teller.word("doc-pack"),
        blocks: vec![Block::Paragraph(vec![Span::Code(format!("{}@{}", pack.id, pack.version))])],
    }];
    let period = match (pack.from, pack.to) {
        (Some(from), Some(to)) => {
            Message::new("doc-period").arg("from", from).arg("to", to).text(teller.language)
        }
        (Some(from), None) => Message::new("explain-from").arg("date", from).text(teller.language),
        (None, Some(to)) => Message::new("doc-period-to").arg("to", to).text(teller.language),
        (None, None) => teller.word("doc-period-none"),
    };
    out.push(Field::line(teller.word("doc-effective"), period));
    if let Some((_, parents)) = pack.chain.split_last()
        && !parents.is_empty()
    {
        let chain = parents.iter().rev().map(|p| Span::Code(p.clone()));
        out.push(Field {
            name: teller.word("doc-extends"),
            blocks: vec![Block::Paragraph(joined(chain, " → "))],
        });
    }
    let sources: Vec<Line> = pack
        .citations
        .iter()
        .map(|(id, s)| {
            vec![Span::Link { anchor: anchor("source", id), text: super::sources::name(teller, id, s) }]
        })
        .collect();
    if !sources.is_empty() {
        out.push(Field { name: teller.word("doc-basis"), blocks: vec![Block::List(sources)] });
    }
    out.push(Field {
        name: teller.word("doc-digest"),
        blocks: vec![Block::Paragraph(vec![Span::Code(pack.digest.to_string())])],
    });
    out
}

pub(super) fn section(teller: &Teller, parts: &[Part]) -> Section {
    let pack = teller.pack;
    let mut section = Section::new("overview", teller.word("doc-overview"));
    let count = |wanted: fn(&Item) -> bool| pack.items.iter().filter(|i| wanted(i)).count();
    let vetoes = count(|i| matches!(i.body, ItemBody::Rule { kind: RuleKind::Veto, .. }));
    let intro = Message::new("doc-intro")
        .count("parts", parts.len())
        .count("indicators", count(|i| matches!(i.body, ItemBody::Indicator(_))))
        .count("rules", count(|i| matches!(i.body, ItemBody::Rule { kind: RuleKind::Rule, .. })))
        .count("vetoes", vetoes)
        .count("tables", super::data::tables(pack).count());
    section.blocks.push(Block::Paragraph(plain(intro.text(teller.language))));
    if !parts.is_empty() {
        let rows = parts.iter().filter_map(|part| {
            let head = pack.item(part.head)?;
            let members: Vec<Span> = part
                .items
                .iter()
                .filter(|ix| **ix != part.head || part.items.len() == 1)
                .filter_map(|ix| pack.item(*ix))
                .map(|i| Span::Link { anchor: anchor("item", &i.id), text: teller.short_name(i) })
                .collect();
            let link = Span::Link { anchor: anchor("item", &head.id), text: head.title.clone() };
            Some(vec![vec![link], plain(members.len().to_string()), joined(members, " ")])
        });
        section.blocks.push(Block::Table(Table {
            caption: teller.word("doc-parts"),
            head: ["doc-part", "doc-count-items", "doc-items"].map(|k| teller.word(k)).to_vec(),
            rows: rows.collect(),
            numbers: vec![1],
            long: false,
        }));
    }
    let outcomes = ["met", "unmet", "undetermined", "not-applicable"]
        .map(|o| {
            let [name, meaning] =
                [format!("outcome-{o}"), format!("doc-outcome-{o}")].map(|k| teller.word(&k));
            Field::line(name, meaning)
        })
        .to_vec();
    section.sections.push(Section {
        blocks: vec![Block::Fields(outcomes)],
        ..Section::new("outcomes", teller.word("doc-outcomes"))
    });
    let lines = ["doc-reading-exact", "doc-reading-below", "doc-reading-source"];
    section.sections.push(Section {
        blocks: vec![Block::List(lines.map(|k| plain(teller.word(k))).to_vec())],
        ..Section::new("reading", teller.word("doc-reading"))
    });
    section
}
