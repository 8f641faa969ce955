//! Items: indicators, rules, vetoes, conclusions, audits and defines.

use super::*;

/// An item: indicator, rule, veto, conclusion, audit or define.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// Its label: the second name, or the id.
    pub label: String,
    /// Its title (the label where none was given).
    pub title: String,
    /// Whom it is for.
    pub entity: EntityIx,
    /// Once for each value of these kinds.
    pub by: Vec<KindIx>,
    /// All must hold for the item to apply. Frame 0 is the subject.
    pub when: Vec<Requirement>,
    /// What it says.
    pub body: ItemBody,
    /// Citations.
    pub cite: Vec<Citation>,
    /// Notes.
    pub notes: Vec<String>,
    /// Where it is declared (in the pack that had the last word on its body).
    pub span: Span,
    /// `id@version` of each pack that defined or changed it, parent first.
    pub from_packs: Vec<String>,
}

/// What an item says.
#[derive(Debug, Clone)]
pub enum ItemBody {
    /// A formula against a threshold.
    Indicator(Indicator),
    /// Conditions that must all hold.
    Rule {
        /// Rule, veto, conclusion or audit.
        kind: RuleKind,
        /// The `require` clauses.
        requirements: Vec<Requirement>,
        /// What the finding's result must be, where the rule uses `judged`.
        judged: Option<JudgedAs>,
    },
    /// A computed value.
    Define {
        /// The formula. Frame 0 is the subject.
        value: TExpr,
        /// The unit to show it in.
        unit: Unit,
        /// Whether it has a title and so is an output.
        output: bool,
    },
}

/// The type of a finding's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JudgedAs {
    /// 是 or 否.
    Flag,
    /// A grade.
    Grade,
}

/// An indicator's formula and threshold.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// The formula. Frame 0 is the subject.
    pub value: TExpr,
    /// The unit to show it in.
    pub unit: Unit,
    /// Which comparison.
    pub comparison: Comparison,
    /// The threshold: a limit's index, or an own table.
    pub threshold: ThresholdRef,
    /// For each kind of the threshold's `by`: where the subject's value of it is read.
    pub index: Vec<TExpr>,
}

/// Where an indicator's threshold stands.
#[derive(Debug, Clone)]
pub enum ThresholdRef {
    /// A declared limit.
    Limit(LimitIx),
    /// Its own values.
    Own(Box<Limit>),
}

/// One `require` or `when` condition, reported on its own line.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// The condition.
    pub expr: TExpr,
    /// The source text, white space folded.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl Item {
    /// Where the pack that last changed it says so: an indicator's numbers may stand in an override.
    pub fn changed_at(&self) -> Span {
        match &self.body {
            ItemBody::Indicator(Indicator { threshold: ThresholdRef::Own(own), .. }) => {
                own.place_for(self.span)
            }
            ItemBody::Indicator(_) | ItemBody::Rule { .. } | ItemBody::Define { .. } => self.span,
        }
    }

    /// Whether it is a conclusion or a veto.
    pub fn concludes(&self) -> bool {
        matches!(self.body, ItemBody::Rule { kind: RuleKind::Conclusion | RuleKind::Veto, .. })
    }

    /// What its finding's result must be, where it uses `judged`.
    pub fn judged(&self) -> Option<JudgedAs> {
        match &self.body {
            ItemBody::Rule { judged, .. } => *judged,
            ItemBody::Indicator(_) | ItemBody::Define { .. } => None,
        }
    }

    /// The items that it gathers: those of a rule that asks for the outcomes of others and for nothing else.
    pub fn gathers(&self) -> Option<Vec<ItemIx>> {
        let ItemBody::Rule { requirements, .. } = &self.body else { return None };
        let outcome =
            |e: &TExpr| if let TExprKind::Outcome { item, .. } = e.kind { Some(item) } else { None };
        let mut out = Vec::new();
        for requirement in requirements {
            if let TExprKind::AllOf(members) | TExprKind::NoneOf(members) | TExprKind::CountOf(members) =
                &requirement.expr.kind
            {
                let named: Option<Vec<ItemIx>> = members.iter().map(|m| outcome(&m.condition)).collect();
                out.extend(named?);
            } else {
                out.push(outcome(&requirement.expr)?);
            }
        }
        (!out.is_empty()).then_some(out)
    }

    /// All its expressions: `when`, then its body's.
    pub fn expressions(&self) -> Vec<&TExpr> {
        let mut out: Vec<&TExpr> = self.when.iter().map(|r| &r.expr).collect();
        match &self.body {
            ItemBody::Indicator(i) => {
                out.push(&i.value);
                out.extend(&i.index);
            }
            ItemBody::Rule { requirements, .. } => out.extend(requirements.iter().map(|r| &r.expr)),
            ItemBody::Define { value, .. } => out.push(value),
        }
        out
    }
}
