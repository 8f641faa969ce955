//! Indicators, rules and defines: heads first, then what they say.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::pack::{DatedTable, IndicatorEntry, Table};
use crate::semantics::checked::*;
use crate::semantics::merged::{ItemNode, Merged, MergedItem};
use crate::semantics::resolve::expr::{JudgedUse, Typer};
use crate::semantics::resolve::operators::surd;
use crate::semantics::resolve::schema::Schema;
use crate::semantics::resolve::scope::{Names, Scope, Signature, Sort};
use crate::semantics::resolve::tables::{self, By, Reader};
use crate::semantics::units::UnitTable;
use crate::source::{SourceMap, Span, Spanned};
use crate::syntax::ast::{DefineItem, Expr, Ident, RuleItem, Subject};
use crate::value::Unit;

/// What items are made of, before their expressions are typed.
pub(crate) enum Node<'m> {
    Indicator(&'m IndicatorEntry),
    Rule(&'m RuleItem, &'m MergedItem),
    Define(&'m DefineItem, &'m MergedItem),
}

/// All items in the order of declaration: indicators, then those of the `.rules` files.
pub(crate) fn nodes(merged: &Merged) -> Vec<Node<'_>> {
    let indicators = merged.indicators.values().map(Node::Indicator);
    let items = merged.items.values().map(|item| match &item.node {
        ItemNode::Rule(rule) => Node::Rule(rule, item),
        ItemNode::Define(define) => Node::Define(define, item),
    });
    indicators.chain(items).collect()
}

/// Reads the heads of all items.
pub(crate) fn signatures(
    nodes: &[Node<'_>],
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> Vec<Signature> {
    nodes
        .iter()
        .map(|node| {
            let head = Head { schema };
            match node {
                Node::Indicator(entry) => {
                    let by: Vec<&Ident> = entry.by.iter().flat_map(|b| &b.value).collect();
                    let subject = head.subject(entry.entity.as_ref(), &by, &entry.id, diagnostics);
                    head.signature(&entry.id, entry.label.as_ref(), subject, Sort::Indicator)
                }
                Node::Rule(rule, _) => {
                    let subject = head.clause(rule.subject.as_ref(), &rule.id, diagnostics);
                    head.signature(&rule.id, rule.label.as_ref(), subject, Sort::Rule(rule.kind))
                }
                Node::Define(define, _) => {
                    let subject = head.clause(define.subject.as_ref(), &define.id, diagnostics);
                    head.signature(&define.id, define.label.as_ref(), subject, Sort::Define(None))
                }
            }
        })
        .collect()
}

struct Head<'a> {
    schema: &'a Schema,
}

impl Head<'_> {
    fn clause(
        &self,
        subject: Option<&Subject>,
        id: &Ident,
        diagnostics: &mut Diagnostics,
    ) -> Option<(EntityIx, Vec<KindIx>)> {
        match subject {
            None => self.subject(None, &[], id, diagnostics),
            Some(s) => self.subject(Some(&s.entity), &s.by.iter().collect::<Vec<_>>(), id, diagnostics),
        }
    }

    fn subject(
        &self,
        entity: Option<&Ident>,
        by: &[&Ident],
        id: &Ident,
        diagnostics: &mut Diagnostics,
    ) -> Option<(EntityIx, Vec<KindIx>)> {
        let mut sound = true;
        let entity = match entity {
            None => {
                let d = Diagnostic::new(&codes::NO_SUBJECT, id.span.after()).arg("name", &id.value);
                diagnostics.push(d.help(Message::new("help-no-subject")));
                None
            }
            Some(name) => {
                let found = self.schema.entity(&name.value);
                // An empty name stands for a clause that could not be read and was reported.
                if found.is_none() && !name.value.is_empty() {
                    unknown_entity(name, self.schema, diagnostics);
                }
                found
            }
        };
        let mut kinds = Vec::new();
        for name in by {
            match self.schema.kind(&name.value) {
                Some(kind) if kinds.contains(&kind) => {
                    diagnostics
                        .push(Diagnostic::new(&codes::REPEATED_KIND, name.span).arg("name", &name.value));
                }
                Some(kind) => kinds.push(kind),
                None => {
                    tables::unknown_kind(&name.value, name.span, self.schema, diagnostics);
                    sound = false;
                }
            }
        }
        entity.filter(|_| sound).map(|e| (e, kinds))
    }

    fn signature(
        &self,
        id: &Ident,
        label: Option<&Ident>,
        subject: Option<(EntityIx, Vec<KindIx>)>,
        sort: Sort,
    ) -> Signature {
        let sound = subject.is_some();
        let (entity, by) = subject.unwrap_or((EntityIx(0), Vec::new()));
        Signature {
            id: id.value.clone(),
            label: label.map_or(&id.value, |l| &l.value).clone(),
            entity,
            by,
            sort,
            span: id.span,
            sound,
        }
    }
}

/// Reports a name that should be an entity's.
pub(crate) fn unknown_entity(name: &Ident, schema: &Schema, diagnostics: &mut Diagnostics) {
    let mut d = Diagnostic::new(&codes::UNKNOWN_ENTITY, name.span).arg("name", &name.value);
    d = d.nearest(name.span, crate::diagnostic::suggest(&name.value, schema.entity_candidates()), || {
        let count = schema.entities.len().saturating_sub(1);
        let all: Vec<&str> = schema.entities.iter().take(count).map(|e| e.label.as_str()).collect();
        Message::new("help-entities").arg("names", all.join("、"))
    });
    diagnostics.push(d);
}

/// Types every item, given names and an order in which defines stand after the defines that they use.
pub(crate) struct Builder<'a, 'n> {
    pub merged: &'a Merged,
    pub sources: &'a SourceMap,
    pub units: &'a UnitTable,
    pub names: &'a mut Names<'n>,
    pub diagnostics: &'a mut Diagnostics,
    /// Reasons for `judged`, found while typing.
    pub chain: &'a [String],
}

impl Builder<'_, '_> {
    fn typer(&mut self, item: ItemIx, judged: JudgedUse) -> Typer<'_, '_> {
        let scope = match self.names.item(item) {
            Some(s) => Scope::new(s.entity, &s.by),
            None => Scope::new(EntityIx(0), &[]),
        };
        Typer {
            names: self.names,
            units: self.units,
            diagnostics: self.diagnostics,
            scope,
            judged,
            depth: 0,
            merged: self.merged,
        }
    }

    /// One item; none where something in it is broken (and reported).
    pub fn item(&mut self, ix: ItemIx, node: &Node<'_>) -> Option<Item> {
        let signature = self.names.item(ix)?.clone();
        match node {
            Node::Indicator(entry) => self.indicator(ix, &signature, entry),
            Node::Rule(rule, merged) => self.rule(ix, &signature, rule, merged),
            Node::Define(define, merged) => self.define(ix, &signature, define, merged),
        }
    }

    fn text(&self, span: Span) -> String {
        self.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn requirement(&mut self, ix: ItemIx, condition: &Expr, judged: &mut JudgedUse) -> Option<Requirement> {
        let mut typer = self.typer(ix, *judged);
        let expr = typer.condition(condition);
        *judged = typer.judged;
        let text = self.text(condition.span);
        Some(Requirement { expr: expr?, text, span: condition.span })
    }

    fn rule(&mut self, ix: ItemIx, s: &Signature, rule: &RuleItem, merged: &MergedItem) -> Option<Item> {
        let mut sound = s.sound;
        let mut when = Vec::new();
        let mut requirements = Vec::new();
        let mut judged = JudgedUse::Unused;
        if s.sound {
            for clause in &rule.when {
                let mut forbidden = JudgedUse::Forbidden;
                match self.requirement(ix, &clause.condition, &mut forbidden) {
                    Some(r) => when.push(r),
                    None => sound = false,
                }
            }
            for clause in &rule.require {
                match self.requirement(ix, &clause.condition, &mut judged) {
                    Some(r) => requirements.push(r),
                    None => sound = false,
                }
            }
        }
        if rule.require.is_empty() && s.sound {
            let place = rule
                .subject
                .as_ref()
                .map_or(rule.id.span, |subject| subject.by.last().map_or(subject.entity.span, |b| b.span));
            let d = Diagnostic::new(&codes::NO_REQUIREMENT, place.after()).arg("name", &rule.id.value);
            self.diagnostics.push(d.help(Message::new("help-no-requirement")));
            sound = false;
        }
        let cite = self.cites(&rule.cite);
        let judged = match judged {
            JudgedUse::As(used) => Some(used),
            _ => None,
        };
        sound.then(|| Item {
            id: s.id.clone(),
            label: s.label.clone(),
            title: rule.title.as_ref().map_or(&s.label, |t| &t.value).clone(),
            entity: s.entity,
            by: s.by.clone(),
            when,
            body: ItemBody::Rule { kind: rule.kind, requirements, judged },
            cite,
            notes: rule.note.iter().map(|n| n.value.clone()).collect(),
            span: merged.span,
            from_packs: self.packs(&merged.packs),
        })
    }

    fn packs(&self, indexes: &[usize]) -> Vec<String> {
        indexes.iter().filter_map(|i| self.chain.get(*i).cloned()).collect()
    }

    fn cites(&mut self, cites: &[crate::syntax::ast::Cite]) -> Vec<Citation> {
        let mut out = Vec::new();
        for cite in cites {
            let place = cite.place.as_ref().map(|p| p.value.clone());
            out.extend(tables::cited(
                &cite.source.value,
                cite.source.span,
                place,
                self.merged,
                self.diagnostics,
            ));
        }
        out
    }

    fn define(
        &mut self,
        ix: ItemIx,
        s: &Signature,
        define: &DefineItem,
        merged: &MergedItem,
    ) -> Option<Item> {
        let cite = self.cites(&define.cite);
        let value = define.value.as_ref()?;
        if !s.sound {
            return None;
        }
        let mut typer = self.typer(ix, JudgedUse::Forbidden);
        let typed = typer.expr(value)?;
        let unit = match &define.unit {
            None => match &typed.ty {
                Type::Number(unit) => unit.clone(),
                _ => Unit::none(),
            },
            Some(declared) => {
                let unit = self.units.resolve(declared, self.diagnostics)?;
                self.agrees(&typed, &unit, declared.span)?;
                unit
            }
        };
        let ty = match &typed.ty {
            Type::Number(_) => Type::Number(unit.clone()),
            other => other.clone(),
        };
        let is_surd = surd(&typed, &self.names.surd);
        if let Some(slot) = self.names.surd.get_mut(ix.ix()) {
            *slot = is_surd;
        }
        if let Some(signature) = self.names.items.get_mut(ix.ix()) {
            signature.sort = Sort::Define(Some(ty));
        }
        Some(Item {
            id: s.id.clone(),
            label: s.label.clone(),
            title: define.title.as_ref().map_or(&s.label, |t| &t.value).clone(),
            entity: s.entity,
            by: s.by.clone(),
            when: Vec::new(),
            body: ItemBody::Define { value: typed, unit, output: define.title.is_some() },
            cite,
            notes: define.note.iter().map(|n| n.value.clone()).collect(),
            span: merged.span,
            from_packs: self.packs(&merged.packs),
        })
    }

    /// Checks a formula against the unit that is declared for it: the mistake is at the unit, the formula related.
    fn agrees(&mut self, formula: &TExpr, unit: &Unit, declared: Span) -> Option<()> {
        let Type::Number(found) = &formula.ty else {
            let mut d = Diagnostic::new(&codes::UNIT_ON_OTHER_TYPE, declared).arg("name", "");
            d.message = Message::new("unit-on-other-formula");
            self.diagnostics.push(d.related(formula.span, Message::new("related-formula")));
            return None;
        };
        let zero = crate::semantics::resolve::expr::is_zero(formula);
        if found.same_dimensions(unit) || zero {
            return Some(());
        }
        let words = if found.symbol.is_empty() {
            Message::new("unit-none")
        } else {
            Message::new("unit-named").arg("unit", &found.symbol)
        };
        let mut d = Diagnostic::new(&codes::UNIT_DISAGREES, declared);
        d.message = Message::new(codes::UNIT_DISAGREES.key)
            .arg("declared", &unit.symbol)
            .message("found", words.clone());
        d = d.related(formula.span, Message::new("label-unit").message("unit", words));
        d = if found.symbol.is_empty() {
            d.help(Message::new("help-unit-disagrees-none"))
        } else {
            d.help(Message::new("help-unit-disagrees").arg("unit", &found.symbol))
        };
        self.diagnostics.push(d);
        None
    }

    /// The unit of an indicator, from its `unit`, its limit, or (for a plain number) its formula.
    fn indicator(&mut self, ix: ItemIx, s: &Signature, entry: &IndicatorEntry) -> Option<Item> {
        let cite = entry.cite.as_ref().and_then(|c| tables::citation(c, self.merged, self.diagnostics));
        let mut sound = s.sound;
        let mut when = Vec::new();
        if let (Some(condition), true) = (&entry.when, s.sound) {
            let mut forbidden = JudgedUse::Forbidden;
            match self.requirement(ix, condition, &mut forbidden) {
                Some(r) => when.push(r),
                None => sound = false,
            }
        }
        let value = match &entry.value {
            None => {
                let d = Diagnostic::new(&codes::INDICATOR_WITHOUT_VALUE, entry.id.span)
                    .arg("name", &entry.id.value);
                self.diagnostics.push(d.help(Message::new("help-indicator-without-value")));
                None
            }
            Some(_) if !s.sound => None,
            Some(value) => self.typer(ix, JudgedUse::Forbidden).number(value).map(|(typed, _)| typed),
        };
        let declared = match &entry.unit {
            None => Some(None),
            Some(unit) => self.units.resolve(unit, self.diagnostics).map(|u| Some((u, unit.span))),
        };
        let Some(threshold) = &entry.threshold else {
            let d = Diagnostic::new(&codes::INDICATOR_WITHOUT_THRESHOLD, entry.id.span)
                .arg("name", &entry.id.value);
            self.diagnostics.push(d.help(Message::new("help-indicator-without-threshold")));
            return None;
        };
        let (value, declared) = (value?, declared?);
        if !sound {
            return None;
        }
        let formula_unit = match &value.ty {
            Type::Number(unit) => unit.clone(),
            _ => Unit::none(),
        };
        let named = named_limit(&threshold.value);
        let limit_unit = named.and_then(|name| {
            let ix = self.names.limit_names.get(&name.value)?;
            self.names.limits.get(ix.ix()).map(|l| l.unit.clone())
        });
        let unit = match (&declared, &limit_unit) {
            (Some((unit, span)), _) => {
                self.agrees(&value, unit, *span)?;
                unit.clone()
            }
            (None, Some(unit)) if unit.same_dimensions(&formula_unit) => unit.clone(),
            (None, Some(_)) => formula_unit.clone(),
            (None, None) if formula_unit.dimensions.is_none() => Unit::none(),
            (None, None) => {
                let place = entry.value.as_ref().map_or(entry.id.span, |v| v.span);
                self.diagnostics.push(
                    Diagnostic::new(&codes::INDICATOR_WITHOUT_UNIT, place.after())
                        .arg("name", &entry.id.value)
                        .arg("unit", &formula_unit.symbol)
                        .help(Message::new("help-indicator-without-unit").arg("unit", &formula_unit.symbol)),
                );
                return None;
            }
        };
        let (threshold_ref, index) = self.threshold(ix, s, entry, &unit, &value)?;
        let is_surd = surd(&value, &self.names.surd);
        if let Some(slot) = self.names.surd.get_mut(ix.ix()) {
            *slot = is_surd;
        }
        Some(Item {
            id: s.id.clone(),
            label: s.label.clone(),
            title: entry.title.as_ref().map_or(&s.label, |t| &t.value).clone(),
            entity: s.entity,
            by: s.by.clone(),
            when,
            body: ItemBody::Indicator(Indicator {
                value,
                unit,
                comparison: threshold.comparison.value,
                threshold: threshold_ref,
                index,
            }),
            cite: cite.into_iter().collect(),
            notes: entry.note.iter().map(|n| n.value.clone()).collect(),
            span: entry.id.span,
            from_packs: self.packs(&self.merged.packs_of_indicator(&entry.id.value)),
        })
    }

    fn threshold(
        &mut self,
        ix: ItemIx,
        s: &Signature,
        entry: &IndicatorEntry,
        unit: &Unit,
        value: &TExpr,
    ) -> Option<(ThresholdRef, Vec<TExpr>)> {
        let threshold = entry.threshold.as_ref()?;
        if let Some(name) = named_limit(&threshold.value) {
            let Some(limit_ix) = self.names.limit_names.get(&name.value).copied() else {
                let candidates = self.names.limits.iter().flat_map(|l| [l.id.as_str(), l.label.as_str()]);
                let mut d = Diagnostic::new(&codes::UNKNOWN_LIMIT, name.span).arg("name", &name.value);
                d = d.nearest(name.span, crate::diagnostic::suggest(&name.value, candidates), || {
                    Message::new("help-unknown-limit")
                });
                self.diagnostics.push(d);
                return None;
            };
            let limit = self.names.limits.get(limit_ix.ix()).filter(|l| l.is_sound())?.clone();
            let typed = TExpr {
                kind: TExprKind::Constant(Constant::Number(crate::value::Number::one())),
                ty: Type::Number(limit.unit.clone()),
                span: name.span,
            };
            let mut typer = self.typer(ix, JudgedUse::Forbidden);
            if !limit.unit.same_dimensions(unit) {
                let dummy = TExpr { kind: TExprKind::AsOf, ..typed };
                typer.same_dimensions(value, unit, &dummy, &limit.unit, name.span)?;
            }
            let index = self.index(ix, s, &limit.by, name.span)?;
            return Some((ThresholdRef::Limit(limit_ix), index));
        }
        let candidates = self.kinds_of_subject(s);
        let reader = Reader { name: &entry.id.value, schema: self.names.schema, merged: self.merged, unit };
        let mut by = By::Inferred { candidates: &candidates, found: Vec::new() };
        // A list may mix plain numbers and maps: the maps tell the kinds, whichever stands first.
        let before = self.diagnostics.len();
        let mut steps = threshold.value.clone();
        steps.value.sort_by_key(|step| !matches!(step.table, Table::Map(_)));
        if has_order(&threshold.value.value) {
            let mut scratch = Diagnostics::new();
            reader.dated(&steps, &mut by, &mut scratch);
        }
        let tables = reader.dated(&threshold.value, &mut by, self.diagnostics);
        let By::Inferred { found, .. } = by else { return None };
        if self.diagnostics.len() > before {
            return None;
        }
        let index = self.index(ix, s, &found, threshold.comparison.span)?;
        let limit = Limit {
            id: entry.id.value.clone(),
            label: s.label.clone(),
            title: entry.title.as_ref().map(|t| t.value.clone()),
            unit: unit.clone(),
            by: found,
            tables,
            stricter: None,
            cite: None,
            note: None,
            span: threshold.value.span,
        };
        Some((ThresholdRef::Own(Box::new(limit)), index))
    }

    fn index(&mut self, ix: ItemIx, s: &Signature, by: &[KindIx], span: Span) -> Option<Vec<TExpr>> {
        let typer = self.typer(ix, JudgedUse::Forbidden);
        let found: Option<Vec<TExpr>> = by.iter().map(|kind| typer.subject_kind(*kind, span)).collect();
        if found.is_none() {
            let kinds: Vec<&str> = by
                .iter()
                .filter_map(|k| self.names.schema.kinds.get(k.ix()))
                .map(|k| k.label.as_str())
                .collect();
            self.diagnostics.push(
                Diagnostic::new(&codes::KIND_NOT_HERE, span).arg("name", kinds.join("、")).help(
                    Message::new("help-kind-not-here").arg("name", self.names.schema.entity_label(s.entity)),
                ),
            );
        }
        found
    }

    /// The kinds that a subject can be asked for: of its and its ancestors' single columns, and of its groups.
    fn kinds_of_subject(&self, s: &Signature) -> Vec<KindIx> {
        let schema = self.names.schema;
        let mut out: Vec<KindIx> = Vec::new();
        for entity in schema.lineage(s.entity) {
            for kind in (0..schema.kinds.len()).map(|i| KindIx(i as u32)) {
                if schema.only_column_of_kind(entity, kind).is_some() && !out.contains(&kind) {
                    out.push(kind);
                }
            }
        }
        out.extend(s.by.iter().filter(|k| !out.contains(k)).copied().collect::<Vec<_>>());
        out
    }
}

fn has_order(steps: &[DatedTable]) -> bool {
    steps.iter().any(|s| matches!(s.table, Table::Map(_)))
        && steps.iter().any(|s| !matches!(s.table, Table::Map(_)))
}

/// The limit's name, where a threshold is one.
pub(crate) fn named_limit(value: &Spanned<Vec<DatedTable>>) -> Option<&Ident> {
    match value.value.as_slice() {
        [DatedTable { table: Table::Name(name), .. }] => Some(name),
        _ => None,
    }
}
