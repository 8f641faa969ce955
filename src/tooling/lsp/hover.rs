//! What stands under the cursor, in words.

use std::fmt::Write as _;

use super::place;
use super::workspace::Analysis;
use crate::diagnostic::{Catalogue, Language, Message};
use crate::pack::entry;
use crate::semantics::names::Symbol;
use crate::semantics::{Aggregate, CheckedPack, Column, ColumnBound, ColumnType, Function};
use crate::syntax::vocabulary::Keyword;
use crate::tooling::show::{show, shown_text};

/// What a builtin at a place computes, in Markdown, with where its word begins and ends.
pub(super) fn builtin(text: &str, offset: usize, language: Language) -> Option<(String, usize, usize)> {
    let (before, after) = text.split_at_checked(offset)?;
    let word = |c: char| unicode_ident::is_xid_continue(c);
    let start = before.trim_end_matches(word).len();
    let end = offset + after.find(|c| !word(c)).unwrap_or(after.len());
    let found = text.get(start..end)?;
    if !text.get(end..)?.trim_start().starts_with(['(', '（']) {
        return None;
    }
    let function = || Function::spelt(found).map(|f| (f.row().help, f.row().meaning));
    let aggregate = || Aggregate::spelt(found).map(|a| (a.row().help, a.row().meaning));
    let (help, meaning) = function().or_else(aggregate)?;
    let word = |key: &str| Catalogue::of(language).get(key);
    Some((format!("**{found}** {}\n\n{}", word(help), word(meaning)), start, end))
}

/// What a keyword of a rules file or a key of a YAML file is for, with its other spelling, and where its word begins and ends.
pub(super) fn keyword(
    text: &str,
    offset: usize,
    rules: bool,
    language: Language,
) -> Option<(String, usize, usize)> {
    let (before, after) = text.split_at_checked(offset)?;
    let word = |c: char| unicode_ident::is_xid_continue(c);
    let start = before.trim_end_matches(word).len();
    let end = offset + after.find(|c| !word(c)).unwrap_or(after.len());
    let found = text.get(start..end).filter(|w| !w.is_empty())?;
    let (en, zh, id) = if rules {
        let keyword = Keyword::spelt(found)?;
        let en = explained_as(keyword);
        (en, keyword.zh(), format!("keyword-{}", en.replace(['_', ' '], "-")))
    } else {
        let behind = text.get(end..)?.trim_start_matches(['"', '\'']);
        let key = behind.starts_with(':').then(|| text.get(..start))??;
        let above = place::keys_above(key.trim_end_matches(['"', '\'']));
        let keys = entry::place(&above.iter().map(String::as_str).collect::<Vec<_>>())?.keys();
        let (key, described) = keys.into_iter().find(|(key, _)| key.is(found))?;
        (key.en(), key.zh(), described.map_or_else(|| entry::text_of(key), |d| d.text_of(key)))
    };
    let catalogue = Catalogue::of(language);
    let said = catalogue.has(&id).then(|| catalogue.get(&id))?;
    let chinese = if zh.is_empty() { String::new() } else { format!(" · **{}**", zh.join("、")) };
    Some((format!("**{en}**{chinese}\n\n{said}"), start, end))
}

/// Chinese keywords that stand for a phrase, with the English word under which they are explained.
const EXPLAINED_AS: &[(Keyword, &str)] = &[
    (Keyword::Circumstance, "require"),
    (Keyword::AlsoRequire, "also"),
    (Keyword::AlsoCite, "also"),
    (Keyword::WeightedBy, "weighted"),
    (Keyword::Weighting, "weighted"),
    (Keyword::WeightEnd, "weighted"),
    (Keyword::NotLess, "at least"),
    (Keyword::Reaches, "at least"),
    (Keyword::NotMore, "at most"),
    (Keyword::JudgedExists, "judged"),
    (Keyword::OfAtLeast, "least"),
    (Keyword::AllOf, "all"),
    (Keyword::NoneOf, "none"),
    (Keyword::OfEach, "each"),
];

/// The English word under which a keyword is explained: its own, or that of the phrase that a Chinese one stands for.
fn explained_as(keyword: Keyword) -> &'static str {
    EXPLAINED_AS.iter().find(|(k, _)| *k == keyword).map_or(keyword.en(), |(_, word)| word)
}

/// A symbol in Markdown: name, what it is, where it is inherited from.
pub(super) fn text(analysis: &Analysis, symbol: &Symbol, language: Language) -> Option<String> {
    let pack = analysis.pack.as_ref()?;
    let word = |key: &str| Catalogue::of(language).get(key);
    let mut out = String::new();
    match symbol {
        Symbol::Item(id) | Symbol::Limit(id) => {
            let shown = show(analysis.chain.as_ref()?, pack, id).ok()?;
            let _ = write!(out, "```text\n{}\n```", shown_text(shown.first()?, language).trim_end());
        }
        Symbol::Entity(id) => {
            let entity = pack.entities.iter().find(|e| e.id == *id)?;
            let _ = writeln!(out, "**{}** `{id}` · {}\n", entity.label, word("lsp-entity"));
            let key: Vec<&str> = entity
                .key
                .iter()
                .filter_map(|c| entity.columns.get(c.ix()))
                .map(|c| c.label.as_str())
                .collect();
            let _ = writeln!(out, "{}：{}", word("lsp-key"), key.join("、"));
            if let Some(parent) = entity.parent.and_then(|p| pack.entity(p)) {
                let _ = writeln!(out, "\n{}：{}", word("lsp-within"), parent.label);
            }
            note(&mut out, entity.note.as_deref());
        }
        Symbol::Column(entity, id) => {
            let entity = pack.entities.iter().find(|e| e.id == *entity)?;
            let (_, column) = entity.column(id)?;
            let _ = writeln!(
                out,
                "**{}** `{}.{id}` · {}\n",
                column.label,
                entity.id,
                type_words(pack, column, language)
            );
            bounds(&mut out, column);
            if let Some(pattern) = &column.pattern {
                let _ = writeln!(out, "\n{}：`{}`", word("lsp-pattern"), pattern.text());
            }
            if let Some(derive) = &column.derive {
                let formula = pack.sources.slice(derive.span);
                let _ = writeln!(out, "\n{}：`{}`", word("lsp-derived"), formula.trim());
            }
            note(&mut out, column.note.as_deref());
        }
        Symbol::Kind(id) => {
            let kind = pack.kinds.iter().find(|k| k.id == *id)?;
            let values: Vec<String> =
                kind.values.iter().map(|(id, label)| format!("{label} `{id}`")).collect();
            let join = if kind.ordered { " < " } else { "、" };
            let _ =
                writeln!(out, "**{}** `{id}` · {}\n\n{}", kind.label, word("lsp-kind"), values.join(join));
        }
        Symbol::Value(kind, id) => {
            let kind = pack.kinds.iter().find(|k| k.id == *kind)?;
            let (_, label) = kind.values.iter().find(|(value, _)| value == id)?;
            let of = Message::new("lsp-value").arg("kind", &kind.label).text(language);
            let _ = writeln!(out, "**{label}** `{id}` · {of}");
            let at = kind.values.iter().zip(0..).find(|((value, _), _)| value == id);
            let aliases: Vec<&str> = at.into_iter().flat_map(|(_, v)| kind.aliases_of(v)).collect();
            if !aliases.is_empty() {
                let _ = writeln!(out, "\n{}：{}", word("lsp-aliases"), aliases.join("、"));
            }
        }
        Symbol::Unit(id) => {
            let unit = pack.units.get(id)?;
            let _ = writeln!(out, "**{id}** · {}", word("lsp-unit"));
            let base: Vec<String> = unit
                .dimensions
                .powers()
                .map(|(base, power)| match power {
                    1 => base.to_owned(),
                    power => format!("{base}^{power}"),
                })
                .collect();
            if base.as_slice() != [id.as_str()] {
                let _ = writeln!(out, "\n1 {id} = {} {}", unit.scale.display(12), base.join(" "));
            }
        }
        Symbol::Source(id) => {
            let source = pack.citations.get(id)?;
            let _ = writeln!(out, "《{}》{}", source.title, source.number.as_deref().unwrap_or(""));
            if let Some(issuer) = &source.issuer {
                let _ = writeln!(out, "\n{issuer}");
            }
        }
        Symbol::Measure(id) => {
            let measure = pack.measures.iter().find(|m| m.id == *id)?;
            let _ = writeln!(out, "**{id}** {}\n\n{}", measure.title, measure.lead.join("、"));
        }
    }
    Some(out.trim_end().to_owned())
}

fn note(out: &mut String, note: Option<&str>) {
    if let Some(note) = note {
        let _ = writeln!(out, "\n{note}");
    }
}

fn bounds(out: &mut String, column: &Column) {
    let shown = |bound: &ColumnBound| match bound {
        ColumnBound::Number(n) => column.unit.from_base(n).display(12),
        ColumnBound::Date(date) => date.to_string(),
    };
    let parts: Vec<String> = [(&column.min, "≥"), (&column.max, "≤")]
        .into_iter()
        .filter_map(|(bound, sign)| {
            bound.as_ref().map(|b| format!("{sign} {} {}", shown(b), column.unit.symbol))
        })
        .collect();
    if !parts.is_empty() {
        let _ = writeln!(out, "{}", parts.join("，"));
    }
}

/// A column's type and unit in words.
pub(super) fn type_words(pack: &CheckedPack, column: &Column, language: Language) -> String {
    let word = |key: &str| Catalogue::of(language).get(key);
    let ty = match column.ty {
        ColumnType::Number => word("lsp-number"),
        ColumnType::Count => word("lsp-count"),
        ColumnType::Share => word("lsp-share"),
        ColumnType::Flag => word("lsp-flag"),
        ColumnType::Text => word("lsp-text"),
        ColumnType::Date => word("lsp-date"),
        ColumnType::Kind(kind) => pack.kind(kind).map_or_else(String::new, |k| k.label.clone()),
    };
    format!("{ty} {}", column.unit.symbol).trim_end().to_owned()
}
