//! How one outcome came about, from the same interpreter that decided it.

mod asked;
mod compared;
mod derivation;
mod rows;
mod steps;
mod substitute;

pub use compared::{Compared, Varying};
pub use derivation::*;

use std::sync::Arc;

use super::county::County;
use super::eval::Eval;
use super::scope::{Place, Scope};
use super::{Doubts, Evaluation, Options};
use crate::facts::{COUNTY, Facts};
use crate::semantics::{
    CheckedPack, Indicator, Item, ItemBody, ItemIx, KindIx, KindValue, Limit, LimitIx, Requirement, RuleKind,
    TExpr, TExprKind, ThresholdRef, Type,
};
use crate::value::Unit;

/// Derives what an item came to for one row of its entity and one group; nothing where there is no such subject.
pub fn explain(
    pack: &CheckedPack,
    facts: &Facts,
    options: &Options,
    item: ItemIx,
    row: u32,
    group: &[(KindIx, KindValue)],
) -> Option<Derivation> {
    let entity = pack.item(item)?.entity;
    if facts.table(entity).is_some_and(|t| row as usize >= t.len && t.supplied) {
        return None;
    }
    let county = facts.ancestor_row(pack, entity, row, COUNTY)?;
    Explainer::new(pack, facts, options, county)?.explain(item, row, group)
}

/// Explains any number of outcomes of one county, which is judged once.
pub struct Explainer<'a> {
    judged: County<'a>,
}

impl<'a> Explainer<'a> {
    /// For the county of a row in the county table; nothing where it was left out.
    pub fn new(pack: &'a CheckedPack, facts: &'a Facts, options: &Options, county: u32) -> Option<Self> {
        facts.counties.get(county as usize).filter(|county| !county.left_out)?;
        let judge = || County::settled(pack, facts, options.as_of, county).remembering();
        Some(Explainer { judged: crate::source::with_deep_stack(judge) })
    }

    /// For a county of an evaluation of the same pack and data.
    pub fn of(pack: &'a CheckedPack, facts: &'a Facts, evaluation: &Evaluation, county: u32) -> Option<Self> {
        match &evaluation.kept.0 {
            Some((row, memo)) if *row == county => {
                let fresh = County::new(pack, facts, evaluation.as_of, county).remembering();
                Some(Explainer { judged: County { memo: Arc::clone(memo), ..fresh } })
            }
            _ => Explainer::new(pack, facts, &Options::on(evaluation.as_of), county),
        }
    }

    /// Derives what an item came to for one row of its entity and one group; nothing where there is no such subject.
    pub fn explain(&self, item: ItemIx, row: u32, group: &[(KindIx, KindValue)]) -> Option<Derivation> {
        crate::source::with_deep_stack(|| derivation(&self.judged, item, row, group))
    }
}

fn derivation(
    judged: &County<'_>,
    item: ItemIx,
    row: u32,
    group: &[(KindIx, KindValue)],
) -> Option<Derivation> {
    let declared = judged.pack.item(item)?;
    let exact =
        group.len() == declared.by.len() && declared.by.iter().all(|k| group.iter().any(|g| g.0 == *k));
    let result = judged.memo.only(item, row, group).filter(|_| exact)?;
    let place = Place::subject(declared.entity, row);
    let scope = Scope { county: judged, item: Some(item), group, place: &place };
    let (shown, outcome) = match &declared.body {
        ItemBody::Define { value, unit, .. } => {
            let shown = scope.shown_as(value, result.value.clone(), unit);
            (Shown { hidden: scope.is_withheld(value), ..shown }, None)
        }
        ItemBody::Indicator(_) | ItemBody::Rule { .. } => {
            (truth(result.outcome.clone()), Some(result.outcome.outcome()))
        }
    };
    let missing = shown.eval.missing_list();
    let mut derivation = Derivation {
        item,
        row,
        group: group.to_vec(),
        outcome,
        doubts: matches!(declared.body, ItemBody::Rule { kind: RuleKind::Conclusion, .. })
            .then(|| Doubts::new(judged.facts, &judged.result())),
        result: shown,
        when: scope.requirement_steps(&declared.when),
        steps: Vec::new(),
        threshold: None,
        comparison: Vec::new(),
        missing,
    };
    if scope.applies(declared).is_true() {
        scope.derive_body(declared, &mut derivation);
    }
    Some(derivation)
}

/// A truth value to show.
fn truth(eval: Eval) -> Shown {
    Shown { eval, unit: Unit::none(), hidden: false }
}

impl Scope<'_> {
    fn derive_body(&self, item: &Item, derivation: &mut Derivation) {
        match &item.body {
            ItemBody::Rule { requirements, .. } => derivation.steps = self.requirement_steps(requirements),
            ItemBody::Define { value, unit, .. } => derivation.steps = vec![self.formula(value, unit)],
            ItemBody::Indicator(indicator) => {
                let step = self.formula(&indicator.value, &indicator.unit);
                let threshold = self.threshold_use(indicator);
                let limit =
                    threshold.as_ref().map(|t| Shown { unit: indicator.unit.clone(), ..t.value.clone() });
                derivation.comparison = vec![
                    Piece::Value(step.result.clone()),
                    Piece::Symbol(indicator.comparison.operator().symbol()),
                ];
                derivation.comparison.extend(limit.map(Piece::Value));
                derivation.threshold = threshold;
                derivation.steps = vec![step];
            }
        }
    }

    /// A formula whose result is shown in a unit of its own.
    fn formula(&self, formula: &TExpr, unit: &Unit) -> Step {
        let step = self.step(formula, 0);
        let hidden = step.result.hidden || self.is_withheld(formula);
        Step { result: Shown { unit: unit.clone(), hidden, ..step.result }, ..step }
    }

    fn requirement_steps(&self, requirements: &[Requirement]) -> Vec<Step> {
        let step = |r: &Requirement| Step { text: r.text.clone(), ..self.step(&r.expr, 0) };
        requirements.iter().map(step).collect()
    }

    /// A value to show in a unit; hidden where it is read off personal columns.
    fn shown_as(&self, expr: &TExpr, eval: Eval, unit: &Unit) -> Shown {
        let hidden = expr.ty != Type::Bool && self.is_withheld(expr);
        Shown { eval, unit: unit.clone(), hidden }
    }

    /// The same for a cell's value in a formula: a flag is one too.
    fn masked(&self, expr: &TExpr, eval: Eval) -> Shown {
        let shown = self.shown(expr, eval);
        let cell = matches!(expr.kind, TExprKind::Column { .. } | TExprKind::Value { .. });
        let hidden = shown.hidden || cell && self.is_withheld(expr);
        Shown { hidden, ..shown }
    }

    /// A value to show in its expression's unit.
    fn shown(&self, expr: &TExpr, eval: Eval) -> Shown {
        match (&expr.kind, &expr.ty) {
            (TExprKind::Value { item, .. } | TExprKind::Threshold { item, .. }, Type::Number(_)) => {
                self.shown_as(expr, eval, &self.unit_of_item(*item, expr))
            }
            (_, Type::Number(unit)) => self.shown_as(expr, eval, unit),
            _ => self.shown_as(expr, eval, &Unit::none()),
        }
    }

    fn threshold_use(&self, indicator: &Indicator) -> Option<LimitUse> {
        match &indicator.threshold {
            ThresholdRef::Own(limit) => Some(self.limit_use(limit, None, &indicator.index)),
            ThresholdRef::Limit(ix) => {
                Some(self.limit_use(self.county.pack.limit(*ix)?, Some(*ix), &indicator.index))
            }
        }
    }

    /// The value of a limit that is in force, with where it comes from.
    fn limit_use(&self, limit: &Limit, ix: Option<LimitIx>, index: &[TExpr]) -> LimitUse {
        let key = |expr: &TExpr| match self.eval(expr) {
            Eval::Known(super::Value::Kind(kind, value)) => Some((kind, value)),
            Eval::Known(_) | Eval::Unknown(_) | Eval::NotApplicable => None,
        };
        let table = limit.table_at(self.county.as_of);
        let eval = self.limit_value(limit, index);
        LimitUse {
            limit: ix,
            id: limit.id.clone(),
            label: limit.label.clone(),
            key: index.iter().filter_map(key).collect(),
            value: Shown { eval, unit: limit.unit.clone(), hidden: false },
            from: table.and_then(|t| t.from),
            cite: match table.and_then(|t| t.cite.clone()) {
                Some(own) => vec![own],
                None => limit.cite.clone(),
            },
            note: table.and_then(|t| t.note.clone()).or_else(|| limit.note.clone()),
        }
    }
}
