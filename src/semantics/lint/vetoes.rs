//! Vetoes that are required to exist: `requires V7` asks for what bars recognition.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::lint::Lint;

impl Lint<'_> {
    pub(super) fn vetoes(&self, diagnostics: &mut Diagnostics) {
        for item in &self.pack.items {
            let ItemBody::Rule { kind: RuleKind::Rule | RuleKind::Conclusion, requirements, .. } = &item.body
            else {
                continue;
            };
            for requirement in requirements {
                self.demanded(&requirement.expr, true, diagnostics);
            }
        }
    }

    /// Reports the vetoes that a condition asks for; `wanted` is whether the condition is to hold.
    fn demanded(&self, e: &TExpr, wanted: bool, diagnostics: &mut Diagnostics) {
        match &e.kind {
            TExprKind::Outcome { item, .. } if wanted && self.own(e.span.source) => {
                let veto = |i: &&Item| matches!(i.body, ItemBody::Rule { kind: RuleKind::Veto, .. });
                if let Some(veto) = self.pack.item(*item).filter(veto) {
                    let d = Diagnostic::new(&codes::VETO_REQUIRED, e.span).arg("name", &veto.id);
                    diagnostics.push(d.help(Message::new("help-veto-required").arg("name", &veto.id)));
                }
            }
            TExprKind::Not(inner) => self.demanded(inner, !wanted, diagnostics),
            TExprKind::Binary(BinaryOp::And | BinaryOp::Or, a, b) | TExprKind::If(_, a, b) => {
                self.demanded(a, wanted, diagnostics);
                self.demanded(b, wanted, diagnostics);
            }
            TExprKind::Quantified { quantifier, body: Some(body), .. } => {
                let wanted = if *quantifier == Quantifier::No { !wanted } else { wanted };
                self.demanded(body, wanted, diagnostics);
            }
            TExprKind::AllOf(members) | TExprKind::NumberOf { bound: CountBound::AtLeast, members, .. } => {
                members.iter().for_each(|m| self.demanded(&m.condition, wanted, diagnostics));
            }
            TExprKind::NoneOf(members) | TExprKind::NumberOf { bound: CountBound::AtMost, members, .. } => {
                members.iter().for_each(|m| self.demanded(&m.condition, !wanted, diagnostics));
            }
            // Counts and comparisons say themselves what they want.
            TExprKind::Constant(_)
            | TExprKind::Column { .. }
            | TExprKind::Group(_)
            | TExprKind::Limit { .. }
            | TExprKind::Outcome { .. }
            | TExprKind::Value { .. }
            | TExprKind::Threshold { .. }
            | TExprKind::Judged
            | TExprKind::JudgedCell(_)
            | TExprKind::AsOf
            | TExprKind::TargetYear
            | TExprKind::Call(..)
            | TExprKind::Aggregate { .. }
            | TExprKind::Quantified { body: None, .. }
            | TExprKind::CountOf(_)
            | TExprKind::In { .. }
            | TExprKind::Negate(_)
            | TExprKind::Binary(..) => {}
        }
    }
}
