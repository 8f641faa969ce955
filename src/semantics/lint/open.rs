//! Lists that nothing closes: a rule over all their rows is met by leaving rows out.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::lint::Lint;

impl Lint<'_> {
    /// Warns of a written `every` or `no`, and of a sum or maximum held from above, over a table of which no entry closes the list.
    /// An audit decides nothing and is passed over.
    pub(super) fn open_lists(&self, diagnostics: &mut Diagnostics) {
        for item in &self.pack.items {
            if matches!(item.body, ItemBody::Rule { kind: RuleKind::Audit, .. }) {
                continue;
            }
            for root in item.expressions() {
                root.walk(&mut |e| self.held(e, diagnostics));
            }
            if let ItemBody::Indicator(indicator) = &item.body
                && matches!(indicator.comparison, Comparison::AtMost | Comparison::Below)
            {
                self.total(&indicator.value, diagnostics);
            }
        }
    }

    fn held(&self, e: &TExpr, diagnostics: &mut Diagnostics) {
        if let TExprKind::Quantified { quantifier: Quantifier::Every | Quantifier::No, rows, .. } = &e.kind {
            self.list(e, rows, diagnostics);
        }
        let held = match e.binary() {
            Some((BinaryOp::Le | BinaryOp::Lt, held, _)) | Some((BinaryOp::Ge | BinaryOp::Gt, _, held)) => {
                held
            }
            Some(_) | None => return,
        };
        self.total(held, diagnostics);
    }

    /// A sum or a maximum that must not be above something.
    fn total(&self, e: &TExpr, diagnostics: &mut Diagnostics) {
        if let TExprKind::Aggregate { function: Aggregate::Sum | Aggregate::Max, rows, .. } = &e.kind {
            self.list(e, rows, diagnostics);
        }
    }

    fn list(&self, e: &TExpr, rows: &TRows, diagnostics: &mut Diagnostics) {
        let Some(entity) = self.pack.entity(rows.entity) else { return };
        let closed = entity.expect.iter().any(|expected| self.pack.closes(rows.entity, expected));
        if closed || !self.own(e.span.source) {
            return;
        }
        let parent = entity.parent.and_then(|p| self.pack.entity(p)).map_or("", |p| p.label.as_str());
        diagnostics.push(
            Diagnostic::new(&codes::OPEN_LIST, e.span)
                .arg("entity", &entity.label)
                .help(Message::new("help-open-list").arg("entity", &entity.label).arg("each", parent)),
        );
    }
}
