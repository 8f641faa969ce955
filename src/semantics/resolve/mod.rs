//! Names, types and units: from merged documents to a checked pack.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Message, codes};
use crate::pack::{Digest, Origin, PackChain, PackDocument, Step as DocumentStep};
use crate::semantics::checked::*;
use crate::semantics::merged::{Merged, Sort as MergedSort};
use crate::semantics::privacy::Personal;
use crate::semantics::reads::Reads;
use crate::semantics::units::UnitTable;
use crate::source::Span;
use crate::syntax::ast::{Ident, ItemKind};

mod collections;
mod entities;
mod expected;
mod expr;
mod indicator;
mod items;
mod meant;
mod members;
mod operators;
pub(crate) mod order;
mod procedure;
pub(crate) mod recognition;
mod schema;
mod scope;
mod signatures;
mod tables;
mod unknown;

use expr::{JudgedUse, Typer};
use items::{Builder, Node};
use schema::Schema;
use scope::{Names, Scope, Sort};

/// What speaks of tables above and below one another: where their tree is broken it says nothing of its own.
const OF_PLACES: &[&Code] = &[
    &codes::COLUMN_OUT_OF_SCOPE,
    &codes::EXPECT_NOT_ABOVE,
    &codes::ROWS_NOT_BELOW,
    &codes::KIND_AS_VALUE,
    &codes::ITEM_NOT_RELATED,
    &codes::NO_SINGLE_VALUE,
];

/// Resolves and types a merged pack. What could not be made sense of is reported and left out; the pack is given even then, for
/// tools that can use a part of it.
pub(crate) fn resolve(chain: &PackChain, merged: &Merged, diagnostics: &mut Diagnostics) -> CheckedPack {
    let units = UnitTable::build(merged, diagnostics);
    let mut schema = schema::build(merged, &units, diagnostics);
    let limits = tables::limits(merged, &schema, &units, diagnostics);
    let nodes = items::nodes(merged);
    let signatures = signatures::signatures(&nodes, &schema, diagnostics);
    let mut limit_names = HashMap::new();
    for (i, limit) in limits.iter().enumerate() {
        limit_names.insert(limit.id.clone(), LimitIx(i as u32));
        limit_names.entry(limit.label.clone()).or_insert(LimitIx(i as u32));
    }
    let mut item_names = HashMap::new();
    for (i, s) in signatures.iter().enumerate() {
        item_names.insert(s.id.clone(), ItemIx(i as u32));
    }
    for (i, s) in signatures.iter().enumerate() {
        item_names.entry(s.label.clone()).or_insert(ItemIx(i as u32));
    }
    for former in &merged.former {
        if let Some(ix) = limit_names.get(&former.id).copied().filter(|_| former.sort == MergedSort::Limit) {
            limit_names.entry(former.label.clone()).or_insert(ix);
        } else if let Some(ix) = item_names.get(&former.id).copied().filter(|_| former.sort.is_item()) {
            item_names.entry(former.label.clone()).or_insert(ix);
        }
    }
    let ids: Vec<String> = merged.chain.clone();
    let surds = vec![false; signatures.len()];
    let order = order::typing_order(&nodes, merged, diagnostics);
    let mut built: Vec<Option<Item>> = nodes.iter().map(|_| None).collect();
    let mut derived = Vec::new();
    let expected;
    {
        let mut names = Names {
            schema: &schema,
            limits: &limits,
            limit_names,
            items: signatures,
            item_names,
            surd: surds,
            indicator_units: HashMap::new(),
        };
        for ix in order {
            let Some(node) = nodes.get(ix) else { continue };
            let item_ix = ItemIx(ix as u32);
            let item = Builder {
                merged,
                sources: &chain.sources,
                units: &units,
                names: &mut names,
                diagnostics,
                chain: &ids,
            }
            .item(item_ix, node);
            if let Some(ItemBody::Indicator(indicator)) = item.as_ref().map(|i| &i.body) {
                names.indicator_units.insert(item_ix, Some(indicator.unit.clone()));
            }
            if item.is_none()
                && let Some(s) = names.items.get_mut(ix)
                && !matches!(s.sort, Sort::Rule(_))
            {
                s.sound = false;
            }
            if let Some(slot) = built.get_mut(ix) {
                *slot = item;
            }
        }
        derive(merged, &names, &units, diagnostics, &mut derived);
        expected = expected::expectations(merged, &names, &units, diagnostics);
    }
    if schema.uprooted {
        diagnostics.retain(|d| !OF_PLACES.iter().any(|c| c.id == d.code.id));
    }
    for (entity, column, typed) in derived {
        if let Some(slot) = schema.entities.get_mut(entity.ix()).and_then(|e| e.columns.get_mut(column.ix()))
        {
            slot.derive = Some(typed);
        }
    }
    for (entity, list) in expected {
        if let Some(slot) = schema.entities.get_mut(entity.ix()) {
            slot.expect = list;
        }
    }
    let broken = built.iter().any(Option::is_none) || chain.diagnostics.has_errors();
    finish(chain, merged, units, schema, limits, built, &nodes, broken, diagnostics)
}

/// Types `derive` formulas in the scope of their row.
fn derive(
    merged: &Merged,
    names: &Names<'_>,
    units: &UnitTable,
    diagnostics: &mut Diagnostics,
    out: &mut Vec<(EntityIx, ColumnIx, TExpr)>,
) {
    for entry in merged.entities.values() {
        let Some(entity) = names.schema.entity(&entry.id.value) else { continue };
        for column_entry in &entry.columns {
            let Some(formula) = &column_entry.derive else { continue };
            let Some(column) = names.schema.column(entity, &column_entry.id.value) else { continue };
            let Some(found) = names.schema.column_of(entity, column) else { continue };
            let mut typer = Typer {
                names,
                units,
                diagnostics,
                scope: Scope::new(entity, &[]),
                judged: JudgedUse::Forbidden,
                depth: 0,
                entry_unit: None,
                merged,
            };
            let want = match found.ty {
                ColumnType::Kind(kind) => expr::Want { kind: Some(kind) },
                ColumnType::Number
                | ColumnType::Count
                | ColumnType::Share
                | ColumnType::Flag
                | ColumnType::Text
                | ColumnType::Date => expr::Want::default(),
            };
            let Some(typed) = typer.whole(formula, Some(&found.unit), want) else { continue };
            let fits = match (&typed.ty, found.ty) {
                (Type::Number(unit), ColumnType::Number | ColumnType::Count | ColumnType::Share) => {
                    if !unit.same_dimensions(&found.unit) && !expr::is_zero(&typed) {
                        let at = column_entry.unit.as_ref().map_or(column_entry.id.span, |u| u.span);
                        let words = |u: &crate::value::Unit| {
                            if u.symbol.is_empty() {
                                Message::new("unit-none")
                            } else {
                                Message::new("unit-named").arg("unit", &u.symbol)
                            }
                        };
                        let mut d = Diagnostic::new(&codes::UNIT_DISAGREES, at);
                        d.message = Message::new(codes::UNIT_DISAGREES.key)
                            .arg(
                                "declared",
                                if found.unit.symbol.is_empty() { "-" } else { &found.unit.symbol },
                            )
                            .message("found", words(unit));
                        d = d.related(typed.span, Message::new("label-unit").message("unit", words(unit)));
                        diagnostics.push(if unit.symbol.is_empty() {
                            d.help(Message::new("help-unit-disagrees-none"))
                        } else {
                            d.help(Message::new("help-unit-disagrees").arg("unit", &unit.symbol))
                        });
                        continue;
                    }
                    true
                }
                (Type::Bool, ColumnType::Flag)
                | (Type::Text, ColumnType::Text)
                | (Type::Date, ColumnType::Date) => true,
                (Type::Kind(a), ColumnType::Kind(b)) => *a == b,
                _ => false,
            };
            if fits {
                out.push((entity, column, typed));
            } else {
                let words = typer.type_words(&typed.ty);
                let mut d = Diagnostic::new(&codes::DERIVE_TYPE, typed.span);
                d.message =
                    Message::new(codes::DERIVE_TYPE.key).arg("name", &found.label).message("found", words);
                diagnostics.push(d.related(found.span, Message::new("related-declared")));
            }
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "gathers what the steps before it made")]
fn finish(
    chain: &PackChain,
    merged: &Merged,
    units: UnitTable,
    mut schema: Schema,
    limits: Vec<Limit>,
    built: Vec<Option<Item>>,
    nodes: &[Node<'_>],
    broken: bool,
    diagnostics: &mut Diagnostics,
) -> CheckedPack {
    let ids: HashMap<String, usize> = nodes
        .iter()
        .enumerate()
        .flat_map(|(i, node)| {
            let (id, label) = match node {
                Node::Indicator(e) => (&e.id, e.label.as_ref()),
                Node::Rule(r, _) => (&r.id, r.label.as_ref()),
                Node::Define(d, _) => (&d.id, d.label.as_ref()),
            };
            [Some((id.value.clone(), i)), label.map(|l| (l.value.clone(), i))]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
        })
        .collect();
    let measures = measures(merged, &ids, broken, diagnostics);
    // Without broken items the indexes stay as they were.
    let items: Vec<Item> = if broken { Vec::new() } else { built.iter().flatten().cloned().collect() };
    let conclusion_broken = broken;
    for (entity, column) in Personal::of(&schema.entities, &items).columns {
        if let Some(column) =
            schema.entities.get_mut(entity.ix()).and_then(|e| e.columns.get_mut(column.ix()))
        {
            column.personal = true;
        }
    }
    let header = chain.documents.last().map(|d| &d.header);
    let place = header.map_or(merged.place, |h| h.id.span);
    let (order, reads) = match broken {
        true => (Vec::new(), Reads::new(&schema.entities, &items)),
        false => order::evaluation_order(&schema.entities, &items, merged, diagnostics),
    };
    recognition::check(&items, &reads, conclusion_broken, merged, place, diagnostics);
    let text = |ident: Option<&Option<Ident>>| {
        ident.and_then(Option::as_ref).map_or_else(String::new, |t| t.value.clone())
    };
    let citations = merged.sources.values().map(|s| (s.id.value.clone(), cited_source(s))).collect();
    let unit_symbols: IndexMap<String, crate::value::Unit> = units.symbols();
    CheckedPack {
        id: header.map_or_else(String::new, |h| h.id.value.clone()),
        version: header.map_or_else(String::new, |h| h.version.value.clone()),
        digest: chain.digest.clone(),
        title: text(header.map(|h| &h.title)),
        issuer: text(header.map(|h| &h.issuer)),
        from: header.and_then(|h| h.from.as_ref()).map(|d| d.value),
        to: header.and_then(|h| h.to.as_ref()).map(|d| d.value),
        chain: merged.chain.clone(),
        parents: parents(chain),
        folders: folders(chain),
        set: chain.set.clone(),
        citations,
        units: unit_symbols,
        kinds: schema.kinds,
        entities: schema.entities,
        limits,
        items,
        order,
        reads: Arc::new(reads),
        schedule: merged.schedule.iter().map(|s| (s.county.value.clone(), s.year.value)).collect(),
        replaced: replaced(merged, &ids),
        removed: removed(chain, merged),
        measures,
        procedure: steps(&merged.procedure, merged, diagnostics),
        workflow: procedure::workflow(merged, diagnostics),
        organisation: steps(&merged.organisation, merged, diagnostics),
        milestones: steps(&merged.milestones, merged, diagnostics),
        sources: Arc::new(chain.sources.clone()),
    }
}

/// The packs that the last one extends.
fn parents(chain: &PackChain) -> Vec<ParentPack> {
    let above = chain.documents.split_last().map_or(&[][..], |(_, above)| above);
    let parent = |(count, document): (usize, &PackDocument)| ParentPack {
        id: document.header.id.value.clone(),
        version: document.header.version.value.clone(),
        digest: Digest::of_first(Arc::clone(&chain.documents), count),
    };
    (1..).zip(above).map(parent).collect()
}

/// The folders of a chain's packs.
fn folders(chain: &PackChain) -> Vec<PathBuf> {
    let folder = |document: &PackDocument| match &document.origin {
        Origin::Folder(path) => Some(path.clone()),
        Origin::Embedded | Origin::Memory => None,
    };
    chain.documents.iter().filter_map(folder).collect()
}

/// What was removed, with the reasons.
fn removed(chain: &PackChain, merged: &Merged) -> Vec<RemovedItem> {
    let items = || chain.documents.iter().flat_map(|d| d.rules.iter().flat_map(|file| &file.items));
    let because = |span: Span| {
        items().find_map(|item| match &item.kind {
            ItemKind::Remove { id, because } if id.span == span => because.as_ref().map(|b| b.value.clone()),
            ItemKind::Remove { .. } | ItemKind::Rule(_) | ItemKind::Define(_) | ItemKind::Override(_) => None,
        })
    };
    let gone = merged.removed.iter().filter(|(_, removal)| removal.replaced_by.is_none());
    gone.map(|(id, removal)| RemovedItem {
        id: id.clone(),
        label: removal.label.clone(),
        because: because(removal.span),
    })
    .collect()
}

/// The vetoes that others replace, each with the one that stands for it in the end.
fn replaced(merged: &Merged, ids: &HashMap<String, usize>) -> Vec<Replaced> {
    let stands_for = |id: &str| {
        let mut at = id.to_owned();
        // A veto that replaces others may be replaced in its turn.
        for _ in 0..=merged.removed.len() {
            at = merged.removed.get(&at)?.replaced_by.clone()?;
            if let Some(ix) = ids.get(&at) {
                return Some(ItemIx(*ix as u32));
            }
        }
        None
    };
    let all = merged.removed.iter();
    all.filter_map(|(id, removal)| {
        Some(Replaced { id: id.clone(), label: removal.label.clone(), by: stands_for(id)? })
    })
    .collect()
}

fn cited_source(s: &crate::pack::SourceEntry) -> CitedSource {
    CitedSource {
        title: s.title.as_ref().map_or_else(String::new, |t| t.value.clone()),
        number: s.number.as_ref().map(|n| n.value.clone()),
        date: s.date.as_ref().map(|d| d.value),
        issuer: s.issuer.as_ref().map(|i| i.value.clone()),
        clauses: s.clauses.iter().map(|(place, text)| (place.value.clone(), text.value.clone())).collect(),
    }
}

fn measures(
    merged: &Merged,
    ids: &HashMap<String, usize>,
    broken: bool,
    diagnostics: &mut Diagnostics,
) -> Vec<Measure> {
    let words = |list: &Option<Vec<Ident>>| -> Vec<String> {
        list.iter().flatten().map(|w| w.value.clone()).collect()
    };
    merged
        .measures
        .values()
        .map(|m| {
            let mut serves = Vec::new();
            for name in m.serves.iter().flatten() {
                match ids.get(&name.value) {
                    Some(ix) => serves.push(ItemIx(*ix as u32)),
                    None if broken => {}
                    None => {
                        let mut d = Diagnostic::new(&codes::UNKNOWN_ITEM, name.span).arg("name", &name.value);
                        let near = diagnostics.suggest(&name.value, || {
                            let mut known: Vec<&str> = ids.keys().map(String::as_str).collect();
                            known.sort_unstable();
                            known
                        });
                        d = d.nearest(name.span, near, || Message::new("help-unknown-item"));
                        diagnostics.push(d);
                    }
                }
            }
            Measure {
                id: m.id.value.clone(),
                title: m.title.as_ref().map_or(&m.id, |t| t).value.clone(),
                lead: words(&m.lead),
                support: words(&m.support),
                serves,
                note: m.note.as_ref().map(|n| n.value.clone()),
                cite: m.cite.as_ref().and_then(|c| tables::citation(c, merged, diagnostics)),
            }
        })
        .collect()
}

fn steps(list: &[DocumentStep], merged: &Merged, diagnostics: &mut Diagnostics) -> Vec<PlanStep> {
    list.iter()
        .map(|s| PlanStep {
            title: s.title.as_ref().map_or_else(String::new, |t| t.value.clone()),
            who: s.who.iter().map(|w| w.value.clone()).collect(),
            due: s.due.as_ref().map(|d| d.value.clone()),
            note: s.note.as_ref().map(|n| n.value.clone()),
            cite: s.cite.as_ref().and_then(|c| tables::citation(c, merged, diagnostics)),
        })
        .collect()
}
