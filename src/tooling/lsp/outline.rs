//! What an editor folds, finds over the workspace, and writes beside the text.

use std::path::Path;

use lsp_types::{
    FoldingRange, FoldingRangeKind, InlayHint, InlayHintKind, InlayHintLabel, Location, Range,
    SymbolInformation,
};

use super::workspace::Analysis;
use super::{navigate, position};
use crate::semantics::names::{Role, Symbol};
use crate::semantics::{CheckedPack, ColumnType, Limit, LimitTable};
use crate::syntax::vocabulary::{self, Keyword};
use crate::value::{Date, today};

/// Most symbols that a search gives.
const MOST_FOUND: usize = 200;

/// Items of rules, blocks of YAML, and runs of comments.
pub(super) fn folds(text: &str, rules: bool) -> Vec<FoldingRange> {
    let lines: Vec<&str> = text.lines().collect();
    let filled = |from: usize, to: usize| {
        (from..to).rev().find(|i| lines.get(*i).is_some_and(|l| !l.trim().is_empty()))
    };
    let depth = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let comment = |line: &str| line.trim_start().starts_with(['#', '＃']);
    let mut out = Vec::new();
    let mut put = |start: usize, end: usize, kind: Option<FoldingRangeKind>| {
        if end > start {
            out.push(FoldingRange {
                start_line: start as u32,
                end_line: end as u32,
                kind,
                ..FoldingRange::default()
            });
        }
    };
    for (i, line) in lines.iter().enumerate() {
        if comment(line) {
            let before = i.checked_sub(1).and_then(|b| lines.get(b)).is_some_and(|l| comment(l));
            if !before {
                let end = (i..lines.len()).take_while(|j| lines.get(*j).is_some_and(|l| comment(l))).last();
                put(i, end.unwrap_or(i), Some(FoldingRangeKind::Comment));
            }
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let ends = |j: &usize| {
            let next = lines.get(*j).copied().unwrap_or("");
            let said = !next.trim().is_empty() && !comment(next);
            if rules { said && starts_item(next) } else { said && depth(next) <= depth(line) }
        };
        if rules && !starts_item(line) {
            continue;
        }
        let next = (i + 1..lines.len()).find(ends).unwrap_or(lines.len());
        // Comments before the next entry are its own.
        let end = (i + 1..next).rev().find(|j| {
            lines.get(*j).is_some_and(|l| !(l.trim().is_empty() || comment(l) && depth(l) <= depth(line)))
        });
        put(i, end.or_else(|| filled(i, i + 1)).unwrap_or(i), None);
    }
    out
}

fn starts_item(line: &str) -> bool {
    let word = line.split(|c: char| !unicode_ident::is_xid_continue(c)).next().unwrap_or("");
    Keyword::spelt(word).is_some_and(|k| k.role() == vocabulary::Role::Item)
}

/// The symbols of a pack whose id or label holds what is looked for.
#[allow(deprecated, reason = "the protocol's type has the field")]
pub(super) fn found(analysis: &Analysis, query: &str) -> Vec<SymbolInformation> {
    let query = query.to_lowercase();
    let fits = |name: &str| name.to_lowercase().contains(&query);
    let mut out = Vec::new();
    for (symbol, labels) in analysis.names.symbols() {
        if out.len() >= MOST_FOUND {
            break;
        }
        if !fits(symbol.id()) && !labels.iter().any(|label| fits(label)) {
            continue;
        }
        let Some(place) = analysis.names.declaration(symbol) else { continue };
        let Some(location) = analysis.location(place.span) else { continue };
        let name = match labels.last() {
            Some(label) => format!("{} {label}", symbol.id()),
            None => symbol.id().to_owned(),
        };
        out.push(SymbolInformation {
            name,
            kind: navigate::kind(symbol),
            tags: None,
            deprecated: None,
            location,
            container_name: match symbol {
                Symbol::Column(entity, _) => Some(entity.clone()),
                Symbol::Value(kind, _) => Some(kind.clone()),
                Symbol::Item(_)
                | Symbol::Limit(_)
                | Symbol::Entity(_)
                | Symbol::Kind(_)
                | Symbol::Unit(_)
                | Symbol::Source(_)
                | Symbol::Measure(_) => None,
            },
        });
    }
    out
}

/// Where the packs that are known override a symbol that a file declares or uses.
pub(super) fn overriding(analysis: &Analysis, symbol: &Symbol) -> Vec<Location> {
    let places = analysis.names.of(symbol).filter(|o| o.role == Role::Overridden);
    places.filter_map(|o| analysis.location(o.span)).collect()
}

/// Beside each use of a limit its number of today, beside a column its unit.
pub(super) fn hints(analysis: &Analysis, path: &Path, range: Range) -> Vec<InlayHint> {
    let (Some(source), Some(pack)) = (analysis.source(path), &analysis.pack) else { return Vec::new() };
    let text = analysis.sources.text(source);
    let (start, end) = (position::offset(text, range.start), position::offset(text, range.end));
    let day = today();
    let mut out = Vec::new();
    for occurrence in analysis.names.occurrences() {
        let at = occurrence.span.end as usize;
        if occurrence.span.source != source || occurrence.role != Role::Used || at < start || at > end {
            continue;
        }
        let said = match &occurrence.symbol {
            Symbol::Limit(id) => {
                pack.limits.iter().find(|l| l.id == *id).and_then(|l| number_today(pack, l, day))
            }
            Symbol::Column(entity, id) => unit_of(pack, entity, id),
            Symbol::Item(_)
            | Symbol::Entity(_)
            | Symbol::Kind(_)
            | Symbol::Value(..)
            | Symbol::Unit(_)
            | Symbol::Source(_)
            | Symbol::Measure(_) => None,
        };
        let Some(said) = said else { continue };
        out.push(InlayHint {
            position: position::position(text, at),
            label: InlayHintLabel::String(said),
            kind: Some(InlayHintKind::TYPE),
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: None,
            data: None,
        });
    }
    out
}

fn unit_of(pack: &CheckedPack, entity: &str, id: &str) -> Option<String> {
    let (_, column) = pack.entities.iter().find(|e| e.id == entity)?.column(id)?;
    let number = match column.ty {
        ColumnType::Number | ColumnType::Count | ColumnType::Share => true,
        ColumnType::Flag | ColumnType::Text | ColumnType::Date | ColumnType::Kind(_) => false,
    };
    (number && !column.unit.symbol.is_empty()).then(|| format!("[{}]", column.unit.symbol))
}

/// A limit's numbers of a day with their unit: `= 45人`, `= 小学 45、初中 50 人`.
pub(super) fn number_today(pack: &CheckedPack, limit: &Limit, day: Date) -> Option<String> {
    let table: &LimitTable = limit.tables.iter().rev().find(|t| t.from.is_none_or(|from| from <= day))?;
    let numbers = table.values.iter().map(|(key, number)| {
        let kinds = limit.by.iter().zip(key);
        let names = kinds.filter_map(|(kind, value)| {
            pack.kind(*kind)?.values.get(usize::from(*value)).map(|(_, label)| label.as_str())
        });
        let name = names.collect::<Vec<_>>().join("·");
        let shown = limit.unit.from_base(number).display(12);
        if name.is_empty() { shown } else { format!("{name} {shown}") }
    });
    let all: Vec<String> = numbers.take(6).collect();
    let more = if table.values.len() > all.len() { "…" } else { "" };
    Some(format!("= {}{more} {}", all.join("、"), limit.unit.symbol).trim_end().to_owned())
}
