//! Indicators: a formula, a unit and a threshold.

use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::{DatedTable, IndicatorEntry, Table};
use crate::semantics::checked::*;
use crate::semantics::resolve::expr::{JudgedUse, Want};
use crate::semantics::resolve::items::Builder;
use crate::semantics::resolve::operators::surd;
use crate::semantics::resolve::scope::Signature;
use crate::semantics::resolve::tables::{self, Reader};
use crate::source::{Span, Spanned};
use crate::syntax::ast::Ident;
use crate::value::Unit;

impl Builder<'_, '_> {
    /// The unit of an indicator, from its `unit`, its limit, or (for a plain number) its formula.
    pub(super) fn indicator(&mut self, ix: ItemIx, s: &Signature, entry: &IndicatorEntry) -> Option<Item> {
        let cite = tables::citations(entry, self.merged, self.diagnostics);
        let mut sound = s.sound;
        let mut when = Vec::new();
        if let (Some(condition), true) = (&entry.when, s.sound) {
            let mut forbidden = JudgedUse::Forbidden;
            match self.requirement(ix, condition, &mut forbidden) {
                Some(r) => when.push(r),
                None => sound = false,
            }
        }
        let declared = match &entry.unit {
            None => Some(None),
            Some(unit) => self.units.resolve(unit, self.diagnostics).map(|u| Some((u, unit.span))),
        };
        let named = entry.threshold.as_ref().and_then(|t| named_limit(&t.value));
        let limit_unit = named.and_then(|name| {
            let ix = self.names.limit_names.get(&name.value)?;
            self.names.limits.get(ix.ix()).map(|l| l.unit.clone())
        });
        let value = match &entry.value {
            None => {
                let d = Diagnostic::new(&codes::INDICATOR_WITHOUT_VALUE, entry.id.span)
                    .arg("name", &entry.id.value);
                self.diagnostics.push(d.help(Message::new("help-indicator-without-value")));
                None
            }
            Some(_) if !s.sound => None,
            Some(value) => {
                let unit = declared.as_ref().and_then(Option::as_ref).map(|(unit, _)| unit);
                let mut typer = self.typer(ix, JudgedUse::Forbidden);
                let typed = typer.whole(value, unit.or(limit_unit.as_ref()), Want::default());
                typed.filter(|typed| typer.expect_number(typed).is_some())
            }
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
            Type::Bool | Type::Kind(_) | Type::Text | Type::Date => Unit::none(),
        };
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
            cite,
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
                let near = self.diagnostics.suggest(&name.value, || candidates);
                d = d.nearest(name.span, near, || Message::new("help-unknown-limit"));
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
        let schema = self.names.schema;
        let found = tables::threshold_kinds(entry, &threshold.kinds, schema, self.diagnostics)?;
        let reader = Reader { name: &entry.id.value, schema, merged: self.merged, unit };
        let before = self.diagnostics.len();
        let tables = reader.dated(&threshold.value, &found, self.diagnostics);
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
            cite: Vec::new(),
            note: None,
            span: threshold.value.span,
            numbers: threshold.value.span,
        };
        Some((ThresholdRef::Own(Box::new(limit)), index))
    }

    fn index(&mut self, ix: ItemIx, s: &Signature, by: &[KindIx], span: Span) -> Option<Vec<TExpr>> {
        let typer = self.typer(ix, JudgedUse::Forbidden);
        // The group comes first, then the nearest column.
        let of = |kind: KindIx| match s.by.contains(&kind) {
            true => Some(TExpr { kind: TExprKind::Group(kind), ty: Type::Kind(kind), span }),
            false => typer.subject_kind(kind, span),
        };
        let found: Option<Vec<TExpr>> = by.iter().map(|kind| of(*kind)).collect();
        if found.is_none() {
            let kinds: Vec<&str> = by
                .iter()
                .filter_map(|k| self.names.schema.kinds.get(k.ix()))
                .map(|k| k.label.as_str())
                .collect();
            self.diagnostics.push(Diagnostic::new(&codes::KIND_NOT_HERE, span).names("name", &kinds).help(
                Message::new("help-kind-not-here").arg("name", self.names.schema.entity_label(s.entity)),
            ));
        }
        found
    }
}

/// The limit's name, where a threshold is one.
pub(crate) fn named_limit(value: &Spanned<Vec<DatedTable>>) -> Option<&Ident> {
    match value.value.as_slice() {
        [DatedTable { table: Table::Name(name), .. }] => Some(name),
        _ => None,
    }
}
