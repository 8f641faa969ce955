//! Items.

use super::*;
use crate::semantics::*;

pub fn requirement(expr: TExpr) -> Requirement {
    Requirement { expr, text: String::new(), span: span() }
}

fn item(id: &str, of: &str, by: &[&str], body: ItemBody) -> Item {
    Item {
        id: id.into(),
        label: id.into(),
        title: id.into(),
        entity: entity(of),
        by: by.iter().map(|k| kind(k)).collect(),
        when: vec![],
        body,
        cite: vec![],
        notes: vec![],
        span: span(),
        from_packs: vec![],
    }
}

pub fn rule(id: &str, of: &str, by: &[&str], requirements: Vec<TExpr>) -> Item {
    ruled(RuleKind::Rule, id, of, by, requirements)
}

pub fn ruled(kind: RuleKind, id: &str, of: &str, by: &[&str], requirements: Vec<TExpr>) -> Item {
    let requirements = requirements.into_iter().map(requirement).collect();
    item(id, of, by, ItemBody::Rule { kind, requirements, judged: None })
}

pub fn define(id: &str, of: &str, by: &[&str], value: TExpr) -> Item {
    let unit = number_type(&value);
    item(id, of, by, ItemBody::Define { value, unit, output: true })
}

/// An indicator with a threshold of its own.
pub fn indicator(
    id: &str,
    of: &str,
    value: TExpr,
    comparison: Comparison,
    own: Limit,
    index: Vec<TExpr>,
) -> Item {
    let unit = own.unit.clone();
    let threshold = ThresholdRef::Own(Box::new(own));
    item(id, of, &[], ItemBody::Indicator(Indicator { value, unit, comparison, threshold, index }))
}

impl Item {
    /// With a `when`.
    pub fn when(mut self, condition: TExpr) -> Self {
        self.when.push(requirement(condition));
        self
    }
}
