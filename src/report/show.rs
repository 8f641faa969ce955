//! An item or a limit in words, with its source.

use std::fmt::Write as _;

use super::words::number_apart;
use crate::diagnostic::{Catalogue, Language, Message};
use crate::semantics::*;
use crate::value::Surd;

/// A formula as it is written.
fn source(pack: &CheckedPack, e: &TExpr) -> String {
    pack.sources.slice(e.span).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn citations(pack: &CheckedPack, cites: &[Citation], language: Language, out: &mut String) {
    for cite in cites {
        let Some(source) = pack.citations.get(&cite.source) else { continue };
        let place = cite.place.clone().unwrap_or_default();
        let number = source.number.as_ref().map(|n| format!("（{n}）")).unwrap_or_default();
        let word = Catalogue::of(language).get("explain-cite");
        let _ = writeln!(out, "  {word}：《{}》{number}{place}", source.title);
        if let Some(text) = source.clauses.get(&place) {
            let _ = writeln!(out, "    “{}”", text.trim());
        }
    }
}

/// An item in words.
pub fn item_text(pack: &CheckedPack, item: &Item, language: Language) -> String {
    let word = |key: &str| Catalogue::of(language).get(key);
    let mut out = format!("{} {}\n", item.id, item.title);
    let entity = pack.entity(item.entity).map_or("", |e| &e.label);
    let by: Vec<&str> = item.by.iter().filter_map(|k| pack.kind(*k)).map(|k| k.label.as_str()).collect();
    let by = if by.is_empty() { String::new() } else { format!("（{}）", by.join("、")) };
    let _ = writeln!(out, "  {}：{entity}{by}", word("explain-subject"));
    for when in &item.when {
        let _ = writeln!(out, "  {}：{}", word("explain-when"), when.text);
    }
    match &item.body {
        ItemBody::Indicator(i) => {
            let _ = writeln!(out, "  {}：{}", word("explain-formula"), source(pack, &i.value));
            let limit = match &i.threshold {
                ThresholdRef::Own(limit) => Some(limit.as_ref()),
                ThresholdRef::Limit(ix) => pack.limit(*ix),
            };
            if let Some(limit) = limit {
                let mark = match i.comparison {
                    Comparison::AtLeast => "≥",
                    Comparison::AtMost => "≤",
                    Comparison::Above => ">",
                    Comparison::Below => "<",
                };
                let _ = writeln!(out, "  {} {mark}", word("explain-threshold"));
                tables(pack, limit, language, &mut out);
            }
        }
        ItemBody::Rule { requirements, .. } => {
            for r in requirements {
                let _ = writeln!(out, "  {}：{}", word("explain-requirements"), r.text);
            }
        }
        ItemBody::Define { value, .. } => {
            let _ = writeln!(out, "  = {}", source(pack, value));
        }
    }
    citations(pack, &item.cite, language, &mut out);
    for note in &item.notes {
        let _ = writeln!(out, "  {}：{note}", word("explain-note"));
    }
    let _ = writeln!(out, "  {}：{}", word("show-from-pack"), item.from_packs.join(" → "));
    out
}

/// A limit in words.
pub fn limit_text(pack: &CheckedPack, limit: &Limit, language: Language) -> String {
    let title = limit.title.as_deref().unwrap_or(&limit.label);
    let mut out = format!("{} {title}\n", limit.id);
    tables(pack, limit, language, &mut out);
    citations(pack, limit.cite.as_slice(), language, &mut out);
    if let Some(note) = &limit.note {
        let _ = writeln!(out, "  {note}");
    }
    out
}

fn tables(pack: &CheckedPack, limit: &Limit, language: Language, out: &mut String) {
    for table in &limit.tables {
        if let Some(from) = table.from {
            let _ = writeln!(out, "    {}", Message::new("explain-from").arg("date", from).text(language));
        }
        for (key, value) in &table.values {
            let labels: Vec<&str> = key
                .iter()
                .zip(&limit.by)
                .filter_map(|(v, k)| pack.kind(*k)?.values.get(*v as usize).map(|(_, label)| label.as_str()))
                .collect();
            let number = number_apart(&Surd::from(value.clone()), &limit.unit, None);
            let _ = writeln!(out, "    {} {number} {}", labels.join("、"), limit.unit.symbol);
        }
    }
}
