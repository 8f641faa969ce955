//! Conclusions, parts, vetoes, rules and indicators.

use std::collections::BTreeSet;

use super::Teller;
use super::overview::Part;
use super::sources::citations;
use super::uses::Uses;
use super::words::is_numbered;
use crate::diagnostic::Message;
use crate::report::page::*;
use crate::semantics::*;

type Quoted = BTreeSet<(String, String)>;

impl Teller<'_> {
    /// A heading of an entry: its name, behind its id where that is a number as documents use it (`R1`, `M2`).
    pub fn headed(&self, id: &str, name: &str) -> String {
        if is_numbered(id) && id != name { format!("{id} {name}") } else { name.to_owned() }
    }

    /// The id, by which files, data and the command line name an entry.
    pub fn id_field(&self, id: &str) -> Field {
        Field { name: self.word("doc-id"), blocks: vec![Block::Paragraph(vec![Span::Code(id.to_owned())])] }
    }

    /// Items as links.
    pub fn item_links(&self, key: &str, items: &BTreeSet<ItemIx>) -> Field {
        let links = items.iter().filter_map(|ix| self.pack.item(*ix)).map(|i| {
            let text = if i.label == i.id { i.id.clone() } else { self.headed(&i.id, &i.label) };
            Span::Link { anchor: anchor("item", &i.id), text }
        });
        Field { name: self.word(key), blocks: vec![Block::Paragraph(joined(links, &self.word("doc-comma")))] }
    }

    /// Whom an item is for.
    pub fn subject(&self, item: &Item) -> String {
        let entity = self.pack.entity(item.entity).map_or("", |e| &e.label);
        let kinds: Vec<&str> =
            item.by.iter().filter_map(|k| self.pack.kind(*k)).map(|k| k.label.as_str()).collect();
        let message = if kinds.is_empty() {
            Message::new("doc-each-subject").arg("entity", entity)
        } else {
            Message::new("doc-each-group")
                .arg("entity", entity)
                .arg("kinds", kinds.join(&self.word("doc-comma")))
        };
        message.text(self.language)
    }

    /// A clause as it is written.
    fn source(&self, key: &str, place: crate::source::Span) -> Block {
        Block::Source { name: self.word(key), text: self.written(place) }
    }

    /// Conditions in words, one a line.
    pub fn conditions(&self, item: &Item, conditions: &[Requirement]) -> Vec<Line> {
        conditions.iter().map(|c| plain(self.expression(item, &c.expr))).collect()
    }
}

pub(super) fn relation(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::AtLeast => "doc-at-least",
        Comparison::AtMost => "doc-at-most",
        Comparison::Above => "doc-above",
        Comparison::Below => "doc-below",
    }
}

fn lines(mut lines: Vec<Line>) -> Vec<Block> {
    match (lines.len(), lines.pop()) {
        (1, Some(line)) => vec![Block::Paragraph(line)],
        (_, Some(line)) => {
            lines.push(line);
            vec![Block::List(lines)]
        }
        (_, None) => Vec::new(),
    }
}

/// One item with all that belongs to it.
fn entry(teller: &Teller, uses: &Uses, ix: ItemIx, item: &Item, quoted: &mut Quoted) -> Section {
    let mut fields = Vec::new();
    let mut written: Vec<Block> = Vec::new();
    fields.push(teller.id_field(&item.id));
    if item.label != item.id && item.label != item.title {
        fields.push(Field::line(teller.word("doc-label"), item.label.clone()));
    }
    fields.push(Field::line(teller.word("explain-subject"), teller.subject(item)));
    if !item.when.is_empty() {
        let said = teller.conditions(item, &item.when);
        fields.push(Field { name: teller.word("explain-when"), blocks: lines(said) });
        written.extend(item.when.iter().map(|w| teller.source("explain-when", w.expr.span)));
    }
    match &item.body {
        ItemBody::Indicator(indicator) => {
            indicator_fields(teller, item, indicator, quoted, &mut fields, &mut written)
        }
        ItemBody::Rule { kind, requirements, .. } => {
            let key = if *kind == RuleKind::Veto { "doc-situation" } else { "explain-requirements" };
            let said = teller.conditions(item, requirements);
            fields.push(Field { name: teller.word(key), blocks: lines(said) });
            written.extend(requirements.iter().map(|r| teller.source(key, r.expr.span)));
            let replaced: Vec<String> = teller
                .pack
                .replaced_by(ix)
                .map(|r| r.label.as_ref().map_or_else(|| r.id.clone(), |label| format!("{} {label}", r.id)))
                .collect();
            if !replaced.is_empty() {
                let names = replaced.join(&teller.word("doc-comma"));
                fields.push(Field::line(teller.word("doc-replaces"), names));
            }
        }
        ItemBody::Define { value, unit, .. } => {
            fields.push(Field::line(teller.word("explain-formula"), teller.expression(item, value)));
            if !unit.is_none() {
                fields.push(Field::line(teller.word("doc-unit"), unit.symbol.to_string()));
            }
            written.push(teller.source("explain-formula", value.span));
        }
    }
    let cited = citations(teller, &item.cite, quoted);
    if !cited.is_empty() {
        fields.push(Field { name: teller.word("explain-cite"), blocks: cited });
    }
    if !item.notes.is_empty() {
        let notes = item.notes.iter().map(plain).collect();
        fields.push(Field { name: teller.word("explain-note"), blocks: lines(notes) });
    }
    let data = data_used(teller, uses, ix);
    if !data.is_empty() {
        fields.push(Field { name: teller.word("doc-data-used"), blocks: lines(data) });
    }
    let limits: Vec<Span> = uses
        .limits
        .iter()
        .filter(|(_, items)| items.contains(&ix))
        .filter_map(|(l, _)| teller.pack.limit(*l))
        .map(|l| Span::Link { anchor: anchor("limit", &l.id), text: l.label.clone() })
        .collect();
    if !limits.is_empty() {
        let line = joined(limits, &teller.word("doc-comma"));
        fields.push(Field { name: teller.word("doc-limits-used"), blocks: vec![Block::Paragraph(line)] });
    }
    let terms: BTreeSet<ItemIx> = uses
        .items
        .iter()
        .filter(|(_, by)| by.contains(&ix))
        .map(|(named, _)| *named)
        .filter(|named| teller.pack.item(*named).is_some_and(|i| matches!(i.body, ItemBody::Define { .. })))
        .collect();
    if !terms.is_empty() {
        fields.push(teller.item_links("doc-terms-used", &terms));
    }
    if let Some(by) = uses.items.get(&ix) {
        fields.push(teller.item_links("doc-used-by", by));
    }
    let measures: Vec<Line> = teller
        .pack
        .measures_for(ix)
        .into_iter()
        .map(|m| {
            let text = teller.headed(&m.id, &m.title);
            let mut line = vec![Span::Link { anchor: anchor("measure", &m.id), text }];
            if !m.lead.is_empty() {
                let lead = m.lead.join(&teller.word("doc-comma"));
                line.push(Span::Text(Message::new("doc-led-by").arg("units", lead).text(teller.language)));
            }
            line
        })
        .collect();
    if !measures.is_empty() {
        fields.push(Field { name: teller.word("doc-measures-for"), blocks: lines(measures) });
    }
    if teller.pack.chain.len() > 1 {
        let packs = item.from_packs.iter().map(|p| Span::Code(p.clone()));
        fields.push(Field {
            name: teller.word("show-from-pack"),
            blocks: vec![Block::Paragraph(joined(packs, " → "))],
        });
    }
    fields.push(Field { name: teller.word("doc-written"), blocks: written });
    Section {
        blocks: vec![Block::Fields(fields)],
        ..Section::new(anchor("item", &item.id), teller.headed(&item.id, &item.title))
    }
}

fn indicator_fields(
    teller: &Teller,
    item: &Item,
    indicator: &Indicator,
    quoted: &mut Quoted,
    fields: &mut Vec<Field>,
    written: &mut Vec<Block>,
) {
    let formula = teller.expression(item, &indicator.value);
    let formula = if indicator.unit.is_none() {
        formula
    } else {
        Message::new("doc-formula-unit")
            .arg("formula", formula)
            .arg("unit", &indicator.unit.symbol)
            .text(teller.language)
    };
    fields.push(Field::line(teller.word("explain-formula"), formula));
    written.push(teller.source("explain-formula", indicator.value.span));
    let (limit, share) = match &indicator.threshold {
        ThresholdRef::Own(limit) => (Some(limit.as_ref()), teller.is_share(&item.id)),
        ThresholdRef::Limit(ix) => {
            let limit = teller.pack.limit(*ix);
            (limit, limit.is_some_and(|l| teller.is_share(&l.id)))
        }
    };
    if let Some(limit) = limit {
        let blocks = teller.values(limit, share, Some(relation(indicator.comparison)));
        fields.push(Field { name: teller.word("doc-required"), blocks });
        if matches!(indicator.threshold, ThresholdRef::Own(_)) {
            fields.extend(teller.steps(limit, quoted));
        }
    }
}

/// The columns that an item needs, a line each table.
fn data_used(teller: &Teller, uses: &Uses, ix: ItemIx) -> Vec<Line> {
    let mut out: Vec<Line> = uses
        .of_item(ix)
        .into_iter()
        .filter_map(|(entity, columns)| {
            let found = teller.pack.entity(entity)?;
            let names: Vec<&str> = columns
                .iter()
                .filter_map(|c| teller.pack.column(entity, *c))
                .map(|c| c.label.as_str())
                .collect();
            let link = Span::Link { anchor: anchor("entity", &found.id), text: found.label.clone() };
            let names = names.join(&teller.word("doc-comma"));
            Some(vec![
                link,
                Span::Text(Message::new("doc-columns-of").arg("columns", names).text(teller.language)),
            ])
        })
        .collect();
    if uses.judged.contains(&ix)
        && let Some(finding) = teller.pack.entities.last()
    {
        let link = Span::Link { anchor: anchor("entity", &finding.id), text: finding.label.clone() };
        out.push(vec![link, Span::Text(teller.word("doc-finding-used"))]);
    }
    out
}

fn is_rule(item: &Item, wanted: RuleKind) -> bool {
    matches!(&item.body, ItemBody::Rule { kind, .. } if *kind == wanted)
}

/// Conclusions, the parts, what belongs to none, vetoes, outputs and helpers, audits.
pub(super) fn sections(teller: &Teller, uses: &Uses, parts: &[Part]) -> Vec<Section> {
    let pack = teller.pack;
    let chapter = |name: &str, title: String, items: &mut dyn Iterator<Item = ItemIx>| {
        let mut section = Section::new(name, title);
        let mut quoted = Quoted::new();
        for ix in items {
            if let Some(item) = pack.item(ix) {
                section.sections.push(entry(teller, uses, ix, item, &mut quoted));
            }
        }
        section
    };
    let of = |wanted: fn(&Item) -> bool| {
        (0u32..).map(ItemIx).zip(&pack.items).filter(move |(_, i)| wanted(i)).map(|(ix, _)| ix)
    };
    let mut out = vec![chapter(
        "conclusions",
        teller.word("doc-conclusions"),
        &mut of(|i| is_rule(i, RuleKind::Conclusion)),
    )];
    for part in parts {
        let Some(head) = pack.item(part.head) else { continue };
        let title = if head.label == head.id { &head.title } else { &head.label };
        out.push(chapter(&anchor("part", &head.id), title.clone(), &mut part.items.iter().copied()));
    }
    let mut vetoes = chapter("vetoes", teller.word("doc-vetoes"), &mut of(|i| is_rule(i, RuleKind::Veto)));
    if !vetoes.is_empty() {
        vetoes.blocks.push(Block::Paragraph(plain(teller.word("doc-vetoes-intro"))));
    }
    out.push(vetoes);
    let placed: BTreeSet<ItemIx> = parts.iter().flat_map(|p| p.items.iter().copied()).collect();
    let others = of(|i| matches!(i.body, ItemBody::Indicator(_)) || is_rule(i, RuleKind::Rule));
    out.push(chapter("others", teller.word("doc-others"), &mut others.filter(|ix| !placed.contains(ix))));
    let mut outputs = chapter(
        "outputs",
        teller.word("doc-outputs"),
        &mut of(|i| matches!(i.body, ItemBody::Define { output: true, .. })),
    );
    if !outputs.is_empty() {
        outputs.blocks.push(Block::Paragraph(plain(teller.word("doc-outputs-intro"))));
    }
    out.push(outputs);
    let mut terms = chapter(
        "terms",
        teller.word("doc-terms"),
        &mut of(|i| matches!(i.body, ItemBody::Define { output: false, .. })),
    );
    if !terms.is_empty() {
        terms.blocks.push(Block::Paragraph(plain(teller.word("doc-terms-intro"))));
    }
    out.push(terms);
    out.push(audits(teller));
    out
}

/// The audits as one table: each is a sentence.
fn audits(teller: &Teller) -> Section {
    let mut section = Section::new("audits", teller.word("doc-audits"));
    let semicolon = teller.word("doc-semicolon");
    let said = |item: &Item, conditions: &[Requirement]| {
        let each: Vec<String> = conditions.iter().map(|c| teller.expression(item, &c.expr)).collect();
        each.join(&semicolon)
    };
    let mut rows = Vec::new();
    for item in &teller.pack.items {
        let ItemBody::Rule { kind: RuleKind::Audit, requirements, .. } = &item.body else { continue };
        let mut text = item.title.clone();
        for note in &item.notes {
            text.push_str(&semicolon);
            text.push_str(note);
        }
        rows.push(vec![
            vec![Span::Target { anchor: anchor("item", &item.id), text }],
            plain(teller.subject(item)),
            plain(said(item, &item.when)),
            plain(said(item, requirements)),
            vec![Span::Code(item.id.clone())],
        ]);
    }
    if rows.is_empty() {
        return section;
    }
    section.blocks.push(Block::Paragraph(plain(teller.word("doc-audits-intro"))));
    section.blocks.push(Block::Table(Table {
        caption: String::new(),
        head: ["doc-audit-warns", "explain-subject", "explain-when", "doc-audit-expects", "doc-id"]
            .map(|k| teller.word(k))
            .to_vec(),
        rows,
        numbers: Vec::new(),
        long: false,
    }));
    section
}
