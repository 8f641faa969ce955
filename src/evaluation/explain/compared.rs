//! The two sides of comparisons: what reports draw.

use super::Shown;
use crate::evaluation::Eval;
use crate::evaluation::scope::{Place, Scope};
use crate::semantics::{
    Aggregate, BinaryOp, EntityIx, ItemBody, ItemIx, KindIx, KindValue, Quantifier, TExpr, TExprKind,
};

/// Row, value and weight of what has a part in a coefficient.
pub type Varying = (u32, Shown, Option<Shown>);

/// A comparison in a rule's requirements.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "short lists, read once")]
pub enum Compared {
    /// `every row: a ≤ b`: both sides for each row that is asked for, where they are known.
    Rows {
        /// Of which entity.
        entity: EntityIx,
        /// As the rule writes it.
        text: String,
        /// The comparison that must hold.
        operator: BinaryOp,
        /// Row, left side, right side.
        points: Vec<(u32, Shown, Shown)>,
    },
    /// A coefficient of variation against what it is compared with.
    Coefficient {
        /// The member of `each` that it is for.
        of: Option<ItemIx>,
        /// As the rule writes it.
        text: String,
        /// The comparison that must hold.
        operator: BinaryOp,
        /// The coefficient.
        value: Shown,
        /// What it is compared with.
        limit: Shown,
        /// The item whose value varies, where it is one's.
        values_of: Option<ItemIx>,
        /// Row, value and weight of all that have a part in it; none of them where one is not known.
        points: Vec<Varying>,
    },
}

fn is_comparison(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Ge | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Lt)
}

impl super::Explainer<'_> {
    /// The comparisons over rows and of coefficients in a rule's requirements, for one of its subjects.
    pub fn compared(&self, item: ItemIx, row: u32, group: &[(KindIx, KindValue)]) -> Vec<Compared> {
        crate::source::with_deep_stack(|| {
            let judged = &self.judged;
            let Some(declared) = judged.pack.item(item) else { return Vec::new() };
            let ItemBody::Rule { requirements, .. } = &declared.body else { return Vec::new() };
            let place = Place::subject(declared.entity, row);
            let scope = Scope { county: judged, item: Some(item), group, place: &place };
            if !scope.applies(declared).is_true() {
                return Vec::new();
            }
            let mut out = Vec::new();
            for requirement in requirements {
                scope.compared(&requirement.expr, None, &mut out);
            }
            out
        })
    }
}

impl Scope<'_> {
    fn compared(&self, expr: &TExpr, of: Option<ItemIx>, out: &mut Vec<Compared>) {
        match &expr.kind {
            TExprKind::Binary(BinaryOp::And, a, b) => {
                self.compared(a, of, out);
                self.compared(b, of, out);
            }
            TExprKind::AllOf(members) => {
                for member in members {
                    self.compared(&member.condition, Some(member.item), out);
                }
            }
            TExprKind::Binary(operator, a, b)
                if is_comparison(*operator)
                    && matches!(a.kind, TExprKind::Aggregate { function: Aggregate::Cv, .. }) =>
            {
                let (values_of, points) = self.varying(a);
                out.push(Compared::Coefficient {
                    of,
                    text: self.text(expr.span),
                    operator: *operator,
                    value: self.shown(a, self.eval(a)),
                    limit: self.shown(b, self.eval(b)),
                    values_of,
                    points,
                });
            }
            TExprKind::Quantified { quantifier: Quantifier::Every, rows, body: Some(body) } => {
                let TExprKind::Binary(operator, a, b) = &body.kind else { return };
                if !is_comparison(*operator) {
                    return;
                }
                let set = self.rows_below(rows.within, rows.entity, &rows.group);
                let mut points = Vec::new();
                for row in set.range {
                    // Rows that the condition leaves out are none of it.
                    if self.quantified_row(rows, row, Some(body), false).is_none() {
                        continue;
                    }
                    let place =
                        Place { frame: rows.frame, entity: rows.entity, row, outer: Some(self.place) };
                    let scope = self.at(&place);
                    let side = |e: &TExpr| scope.shown(e, scope.eval(e));
                    let (left, right) = (side(a), side(b));
                    if !left.hidden && !right.hidden {
                        points.push((row, left, right));
                    }
                }
                let text = self.text(expr.span);
                out.push(Compared::Rows { entity: rows.entity, text, operator: *operator, points });
            }
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
            | TExprKind::Quantified { .. }
            | TExprKind::NumberOf { .. }
            | TExprKind::NoneOf(_)
            | TExprKind::CountOf(_)
            | TExprKind::In { .. }
            | TExprKind::Not(_)
            | TExprKind::Negate(_)
            | TExprKind::Binary(..)
            | TExprKind::If(..) => {}
        }
    }

    /// What has a part in a coefficient.
    fn varying(&self, expr: &TExpr) -> (Option<ItemIx>, Vec<Varying>) {
        let TExprKind::Aggregate { rows, body: Some(body), weight, .. } = &expr.kind else {
            return (None, Vec::new());
        };
        let of = if let TExprKind::Value { item, frame } = &body.kind
            && *frame == rows.frame
        {
            Some(*item)
        } else {
            None
        };
        let set = self.rows_below(rows.within, rows.entity, &rows.group);
        let mut points = Vec::new();
        for c in self.contributions(rows, set.range, Some(body), weight.as_deref()) {
            let weighs = c.weight.clone().unwrap_or_else(|| Eval::truth(true));
            match (&c.value, &weighs) {
                (Eval::NotApplicable, _) | (_, Eval::NotApplicable) => {}
                (Eval::Known(_), Eval::Known(_)) => {
                    let weight = weight.as_deref().zip(c.weight).map(|(e, w)| self.shown(e, w));
                    points.push((c.row, self.shown(body, c.value), weight));
                }
                _ => return (of, Vec::new()),
            }
        }
        (of, points)
    }
}
