//! On whose authority: numbers and rules of a pack that extends another, and the clauses that it cites.

use std::collections::BTreeMap;

use super::numbers::{Moved, Numbers, Way, wrong};
use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::pack::{CiteEntry, DatedTable, Entry, MapKinds, PackChain, PackDocument};
use crate::semantics::merge::merge_first;
use crate::semantics::merged::Merged;
use crate::semantics::units::UnitTable;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Cite, ItemKind, OverrideItem, RuleItem, RuleKind, UnitExpr};
use crate::value::Unit;

/// Warns of changed numbers and new rules that cite nothing of their own, and of clauses that their source does not hold.
pub(crate) fn provenance(chain: &PackChain, merged: &Merged, diagnostics: &mut Diagnostics) {
    // Numbers set for a trial have no authority.
    let Some(document) = chain.documents.last().filter(|_| chain.set.is_empty()) else { return };
    clauses(document, merged, diagnostics);
    if chain.documents.len() > 1 {
        numbers(chain, document, merged, diagnostics);
        rules(document, diagnostics);
    }
}

/// An entry that gives numbers anew.
struct Changed<'a> {
    id: &'a str,
    steps: &'a Spanned<Vec<DatedTable>>,
    unit: Option<&'a UnitExpr>,
    kinds: &'a MapKinds,
    cited: bool,
}

fn numbers(chain: &PackChain, document: &PackDocument, merged: &Merged, diagnostics: &mut Diagnostics) {
    let parent = merge_first(chain, chain.documents.len() - 1);
    let mut silent = Diagnostics::new();
    let [old_units, new_units] =
        [UnitTable::build(&parent, &mut silent), UnitTable::build(merged, &mut silent)];
    let mut of_unit = |units: &UnitTable, unit: Option<&UnitExpr>| {
        unit.and_then(|u| units.resolve(u, &mut silent)).unwrap_or_else(Unit::none)
    };
    let named = |id: &str, label: Option<&String>, name: &str| id == name || label.is_some_and(|l| l == name);
    let mut changed: Vec<(Changed<'_>, Changed<'_>, Option<&CiteEntry>)> = Vec::new();
    for own in &document.overrides.limits {
        let label = |l: &crate::pack::LimitEntry| l.label.as_ref().map(|l| l.value.clone());
        let find = |m: &'_ Merged| {
            m.limits.values().position(|l| named(&l.id.value, label(l).as_ref(), &own.id.value))
        };
        let (Some(before), Some(now)) = (
            find(&parent).and_then(|i| parent.limits.get_index(i)),
            find(merged).and_then(|i| merged.limits.get_index(i)),
        ) else {
            continue;
        };
        let (before, now) = (before.1, now.1);
        if let (Some(old), Some(new), Some(_)) = (&before.value, &now.value, &own.value) {
            let cited = !own.cites().is_empty();
            changed.push((
                Changed {
                    id: &before.id.value,
                    steps: old,
                    unit: before.unit.as_ref(),
                    kinds: &before.kinds,
                    cited,
                },
                Changed { id: &now.id.value, steps: new, unit: now.unit.as_ref(), kinds: &now.kinds, cited },
                before.cite.as_ref(),
            ));
        }
    }
    for own in &document.overrides.indicators {
        let label = |i: &crate::pack::IndicatorEntry| i.label.as_ref().map(|l| l.value.clone());
        let find = |m: &'_ Merged| {
            m.indicators.values().position(|i| named(&i.id.value, label(i).as_ref(), &own.id.value))
        };
        let (Some(before), Some(now)) = (
            find(&parent).and_then(|i| parent.indicators.get_index(i)),
            find(merged).and_then(|i| merged.indicators.get_index(i)),
        ) else {
            continue;
        };
        let (before, now) = (before.1, now.1);
        if let (Some(old), Some(new), Some(_)) = (&before.threshold, &now.threshold, &own.threshold) {
            let cited = !own.cites().is_empty();
            changed.push((
                Changed {
                    id: &before.id.value,
                    steps: &old.value,
                    unit: before.unit.as_ref(),
                    kinds: &old.kinds,
                    cited,
                },
                Changed {
                    id: &now.id.value,
                    steps: &new.value,
                    unit: now.unit.as_ref(),
                    kinds: &new.kinds,
                    cited,
                },
                before.cite.as_ref(),
            ));
        }
    }
    for (before, now, old_cite) in changed.into_iter().filter(|(_, now, _)| !now.cited) {
        let pair = [
            Numbers {
                steps: before.steps,
                kinds: &before.kinds.kinds,
                unit: of_unit(&old_units, before.unit),
                merged: &parent,
            },
            Numbers {
                steps: now.steps,
                kinds: &now.kinds.kinds,
                unit: of_unit(&new_units, now.unit),
                merged,
            },
        ];
        let covered = |span: Span| {
            let inside = |whole: Span| whole.start <= span.start && span.end <= whole.end;
            now.steps.value.iter().any(|step| step.cite.is_some() && inside(step.table.span()))
        };
        let written = |m: &Moved| merged.is_own(m.span) && m.new.is_some() && !covered(m.span);
        let Some(first) = wrong(&pair[0], &pair[1], Way::Still, None).into_iter().find(written) else {
            continue;
        };
        let mut d = Diagnostic::new(&codes::NUMBER_WITHOUT_CITE, first.span)
            .arg("name", now.id)
            .arg("old", &first.old)
            .arg("new", first.new.unwrap_or_default())
            .related(first.before, Message::new("related-parent-says"));
        d = d.help(match old_cite {
            Some(cite) => Message::new("help-number-without-cite").arg("cite", cite_words(cite)),
            None => Message::new("help-rule-without-cite"),
        });
        diagnostics.push(d);
    }
}

fn cite_words(cite: &CiteEntry) -> String {
    match &cite.place {
        Some(place) => format!("{} {}", cite.source.value, place.value),
        None => cite.source.value.clone(),
    }
}

fn rules(document: &PackDocument, diagnostics: &mut Diagnostics) {
    let mut uncited = |name: &crate::syntax::ast::Ident| {
        diagnostics.push(
            Diagnostic::new(&codes::RULE_WITHOUT_CITE, name.span)
                .arg("name", &name.value)
                .help(Message::new("help-rule-without-cite")),
        );
    };
    for item in document.rules.iter().flat_map(|file| &file.items) {
        if let ItemKind::Rule(RuleItem { kind: RuleKind::Rule | RuleKind::Veto, id, cite, .. }) = &item.kind
            && cite.is_empty()
        {
            uncited(id);
        }
    }
    for indicator in &document.definitions.indicators {
        if indicator.cites().is_empty() {
            uncited(&indicator.id);
        }
    }
}

/// Cited clauses that their source does not hold, where it quotes clauses at all.
fn clauses(document: &PackDocument, merged: &Merged, diagnostics: &mut Diagnostics) {
    let mut cited: Vec<(&str, &Spanned<String>)> = Vec::new();
    for definitions in [&document.definitions, &document.overrides] {
        let limits = definitions.limits.iter().flat_map(Entry::cites);
        let steps = definitions.limits.iter().flat_map(|l| l.value.iter().flat_map(|v| &v.value));
        let indicators = definitions.indicators.iter().flat_map(Entry::cites);
        let thresholds =
            definitions.indicators.iter().flat_map(|i| i.threshold.iter().flat_map(|t| &t.value.value));
        let dated = steps.chain(thresholds).filter_map(|s| s.cite.as_ref());
        let measures = definitions.measures.iter().flat_map(Entry::cites);
        for cite in limits.chain(indicators).chain(dated).chain(measures) {
            cited.extend(cite.place.as_ref().map(|place| (cite.source.value.as_str(), place)));
        }
    }
    let plan = [&document.procedure, &document.organisation, &document.milestones];
    for cite in plan.into_iter().flatten().filter_map(|step| step.cite.as_ref()) {
        cited.extend(cite.place.as_ref().map(|place| (cite.source.value.as_str(), place)));
    }
    for item in document.rules.iter().flat_map(|file| &file.items) {
        let cites: &[Cite] = match &item.kind {
            ItemKind::Rule(rule)
            | ItemKind::Override(OverrideItem::Rule(rule) | OverrideItem::Named(rule)) => &rule.cite,
            ItemKind::Define(define) | ItemKind::Override(OverrideItem::Define(define)) => &define.cite,
            ItemKind::Remove { .. } => &[],
        };
        cited.extend(cites.iter().filter_map(|c| Some((c.source.value.as_str(), c.place.as_ref()?))));
    }
    let mut known: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (source, place) in cited {
        let keys = known.entry(source).or_insert_with(|| {
            let found = merged.sources.get(source);
            found.map(|s| s.clauses.iter().map(|(id, _)| id.value.as_str()).collect()).unwrap_or_default()
        });
        let missing = place.value.split(['、', ',', '，', '和', ';']).map(str::trim).find(|part| {
            !part.is_empty() && !keys.iter().any(|key| part.starts_with(key) || key.starts_with(part))
        });
        let (Some(missing), false) = (missing, keys.is_empty()) else { continue };
        let whole = missing == place.value.trim();
        let near = if whole { diagnostics.suggest(missing, || keys.iter().copied()) } else { None };
        let mut d =
            Diagnostic::new(&codes::UNKNOWN_CLAUSE, place.span).arg("name", missing).arg("source", source);
        let all = || Message::new("help-clauses").names("names", keys.iter());
        d = match near {
            Some(near) => {
                // In a rule the place stands in quotes.
                let written = if document
                    .rules
                    .iter()
                    .flat_map(|f| &f.items)
                    .any(|i| i.span.source == place.span.source)
                {
                    format!("\"{near}\"")
                } else {
                    near.to_owned()
                };
                d.help(Message::new("help-did-you-mean").arg("name", near))
                    .fix(place.span, written)
                    .otherwise(all())
            }
            None => d.help(all()),
        };
        diagnostics.push(d);
    }
}
