//! Indicators, rules and defines: heads first, then what they say.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::pack::IndicatorEntry;
use crate::semantics::checked::*;
use crate::semantics::merged::{ItemNode, Merged, MergedItem};
use crate::semantics::resolve::expr::{JudgedUse, Typer, Want};
use crate::semantics::resolve::operators::surd;
use crate::semantics::resolve::scope::{Names, Scope, Signature, Sort};
use crate::semantics::resolve::tables::{self};
use crate::semantics::units::UnitTable;
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{DefineItem, Expr, RuleItem};
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
    pub(super) fn typer(&mut self, item: ItemIx, judged: JudgedUse) -> Typer<'_, '_> {
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
            entry_unit: None,
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

    pub(super) fn requirement(
        &mut self,
        ix: ItemIx,
        condition: &Expr,
        judged: &mut JudgedUse,
    ) -> Option<Requirement> {
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
            let mut first: Option<Span> = None;
            for clause in &rule.require {
                let Some(requirement) = self.requirement(ix, &clause.condition, &mut judged) else {
                    sound = false;
                    continue;
                };
                let mut assessed = false;
                requirement.expr.walk(&mut |e| assessed |= matches!(e.kind, TExprKind::Judged));
                requirements.push(requirement);
                if !assessed {
                    continue;
                }
                if let Some(first) = first {
                    self.diagnostics.push(
                        Diagnostic::new(&codes::JUDGED_TWICE, clause.span)
                            .arg("name", &rule.id.value)
                            .related(first, Message::new("related-judged-first"))
                            .help(Message::new("help-judged-twice")),
                    );
                    sound = false;
                }
                first = first.or(Some(clause.span));
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
        if sound
            && judged != JudgedUse::As(JudgedAs::Flag)
            && let Some(first) = rule.replaces.first()
        {
            let mut d = Diagnostic::new(&codes::REPLACES, first.span);
            d.message = Message::new("replaces-not-judged").arg("by", &rule.id.value);
            self.diagnostics.push(d.help(Message::new("help-replaces-judged")));
            sound = false;
        }
        let cite = self.cites(&rule.cite);
        let judged = match judged {
            JudgedUse::As(used) => Some(used),
            // The finding is there all the same, and its result a plain one.
            JudgedUse::Cells => Some(JudgedAs::Flag),
            JudgedUse::Forbidden | JudgedUse::Unused => None,
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

    pub(super) fn packs(&self, indexes: &[usize]) -> Vec<String> {
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
        let declared = match &define.unit {
            None => None,
            Some(declared) => Some((self.units.resolve(declared, self.diagnostics)?, declared.span)),
        };
        let mut typer = self.typer(ix, JudgedUse::Forbidden);
        let typed = typer.whole(value, declared.as_ref().map(|(unit, _)| unit), Want::default())?;
        let unit = match declared {
            None => match &typed.ty {
                Type::Number(unit) => unit.clone(),
                Type::Bool | Type::Kind(_) | Type::Text | Type::Date => Unit::none(),
            },
            Some((unit, span)) => {
                self.agrees(&typed, &unit, span)?;
                unit
            }
        };
        let ty = match &typed.ty {
            Type::Number(_) => Type::Number(unit.clone()),
            other @ (Type::Bool | Type::Kind(_) | Type::Text | Type::Date) => other.clone(),
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
    pub(super) fn agrees(&mut self, formula: &TExpr, unit: &Unit, declared: Span) -> Option<()> {
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
}
