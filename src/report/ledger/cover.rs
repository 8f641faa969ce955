//! The ledger's cover.

use std::collections::BTreeMap;

use super::super::doubts::claim;
use super::super::findings::is_kind;
use super::super::json::ReportInput;
use super::super::sheets::{Cell, Look, Sheet};
use super::{AGREES, data};
use crate::diagnostic::{Catalogue, Message};
use crate::evaluation::{CountyResult, Doubts};
use crate::semantics::*;

/// What it is of, by which pack, and what it comes to.
pub(super) fn cover(input: &ReportInput<'_>, name: &str) -> Sheet {
    let word = |key: &str| Catalogue::of(input.language).get(key);
    let pack = input.pack;
    let mut sheet = Sheet { name: name.to_owned(), widths: vec![22.0, 90.0], ..Sheet::default() };
    let mut row = |label: String, value: Cell| {
        sheet.rows.push(vec![Cell::text(label, Look::Label), value]);
    };
    row(word("dossier-sort"), Cell::text(word("report-not-recognition"), Look::Plain));
    row(word("dossier-pack"), Cell::text(&pack.title, Look::Plain));
    row(word("dossier-version"), Cell::text(format!("{}@{}", pack.id, pack.version), Look::Code));
    if !pack.set.is_empty() {
        let text = Message::new("report-set").names("set", &pack.set).text(input.language);
        row(word("dossier-trial"), Cell::text(text, Look::Wrapped));
    }
    row(word("dossier-pack-digest"), Cell::text(pack.digest.as_str(), Look::Code));
    row(word("dossier-day"), Cell::text(input.evaluation.as_of.to_string(), Look::Code));
    row(word("dossier-data-digest"), Cell::text(&input.facts.digest, Look::Code));
    let counties: BTreeMap<String, String> = input
        .evaluation
        .counties
        .iter()
        .map(|c: &CountyResult| {
            let key = input.facts.key_of(pack, EntityIx(0), c.county).join("/");
            let doubts = Doubts::new(input.facts, c);
            let conclusions = c.subjects.iter().filter_map(|s| {
                let item = pack.item(s.item).filter(|i| is_kind(i, RuleKind::Conclusion))?;
                Some(format!("{}：{}", item.title, claim(s.outcome, doubts, input.language)))
            });
            (key, conclusions.collect::<Vec<_>>().join("；"))
        })
        .collect();
    for (code, text) in counties {
        row(format!("{} {code}", word("dossier-county")), Cell::text(text, Look::Wrapped));
    }
    sheet
}

/// Adds how many rows the ledger recomputes, how many of them differ, and how to read it.
pub(super) fn recheck(
    input: &ReportInput<'_>,
    cover: &mut Sheet,
    ledger: &str,
    rows: usize,
    rechecked: usize,
) {
    let word = |key: &str| Catalogue::of(input.language).get(key);
    // What does not say that it agrees differs, errors among it.
    let counted =
        format!("=B{}-COUNTIF('{ledger}'!{1}:{1},\"✓\")", cover.rows.len() + 2, data::letters(AGREES));
    let mut row = |label: String, value: Cell| {
        cover.rows.push(vec![Cell::text(label, Look::Label), value]);
    };
    row(word("ledger-rows"), Cell::number(rows.to_string(), Look::Number));
    row(word("ledger-rechecked"), Cell::number(rechecked.to_string(), Look::Number));
    row(word("ledger-differing"), Cell::formula(counted, "0", Look::Number));
    for key in ["ledger-note-again", "ledger-note-floats", "ledger-note-carry-on"] {
        row(String::new(), Cell::text(word(key), Look::Wrapped));
    }
}
