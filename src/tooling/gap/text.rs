//! A gap as plain text, and how its cells and amounts of money are written.

use super::{CountyGap, document};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::evaluation::Options;
use crate::facts::{Cell, Facts};
use crate::semantics::{CheckedPack, ColumnType, KindIx};
use crate::value::{Number, Unit};

/// Counties' gaps as text that fits a terminal.
pub fn text(
    pack: &CheckedPack,
    facts: &Facts,
    options: &Options,
    gaps: &[CountyGap],
    language: Language,
) -> String {
    document::document(pack, facts, options, gaps, language).text()
}

/// A cell as people write it, without its unit.
pub(super) fn cell_text(
    pack: &CheckedPack,
    cell: &Cell,
    ty: ColumnType,
    unit: &Unit,
    language: Language,
) -> String {
    match (cell, ty) {
        (Cell::Number(n), _) => unit.from_base(n).display(12),
        (Cell::Flag(b), _) => Catalogue::of(language).get(if *b { "word-true" } else { "word-false" }),
        (Cell::Kind(value), ColumnType::Kind(kind)) => kind_label(pack, kind, *value),
        (Cell::Text(text), _) => text.to_string(),
        (Cell::Date(date), _) => date.to_string(),
        _ => String::new(),
    }
}

fn kind_label(pack: &CheckedPack, kind: KindIx, value: u16) -> String {
    let values = pack.kind(kind).map(|k| k.values.as_slice()).unwrap_or_default();
    values.get(usize::from(value)).map_or_else(String::new, |(_, label)| label.clone())
}

/// An amount of money, in 万元 from there on.
pub(super) fn yuan(amount: &Number) -> Message {
    let ten_thousand = Number::from(10_000);
    if *amount >= ten_thousand {
        Message::new("gap-wan").arg("amount", (amount / &ten_thousand).display(4))
    } else {
        Message::new("gap-yuan").arg("amount", amount.display(2))
    }
}
