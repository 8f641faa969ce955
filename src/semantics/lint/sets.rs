//! `at least N of`: N against the size of the set.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::lint::Lint;
use crate::semantics::merge::expand_range;
use crate::semantics::merged::{ItemNode, Sort};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Ident, ItemSet, SetPart, SetQuantifier};
use crate::value::Number;

impl Lint<'_> {
    pub(super) fn sets(&self, diagnostics: &mut Diagnostics) {
        let mut judged = Vec::new();
        for root in self.pack.items.iter().flat_map(Item::expressions) {
            root.walk(&mut |e| {
                if let TExprKind::AtLeastOf { n, members } = &e.kind {
                    judged.extend(self.size(n, members.len(), diagnostics));
                }
            });
        }
        for item in self.merged.items.values() {
            let ItemNode::Rule(rule) = &item.node else { continue };
            for clause in rule.when.iter().chain(&rule.require) {
                self.shrunk(&clause.condition, &judged, diagnostics);
            }
        }
    }

    /// N above the size, or not above zero; gives N's place when it was reported.
    fn size(&self, n: &TExpr, size: usize, diagnostics: &mut Diagnostics) -> Option<Span> {
        let range = self.ranges.value(n);
        let size_number = Number::from(i64::try_from(size).ok()?);
        let low = range.low.as_ref().filter(|low| low.number > size_number);
        let high = range.high.as_ref().filter(|high| high.number <= Number::zero());
        if let Some(low) = low {
            diagnostics.push(
                Diagnostic::new(&codes::COUNT_ABOVE_SET, n.span)
                    .arg("n", &low.number)
                    .arg("size", size)
                    .help(Message::new("help-count-above-set").arg("size", size)),
            );
        } else if high.is_some() {
            let mut d = Diagnostic::new(&codes::CONSTANT_CONDITION, n.span);
            d.message =
                Message::new(codes::CONSTANT_CONDITION.key).message("truth", Message::new("truth-always"));
            diagnostics.push(d.help(Message::new("help-count-zero")));
        } else {
            return None;
        }
        Some(n.span)
    }

    /// A fixed N beside a range from which something was removed, unless N was set by the pack that removed it or a later one.
    fn shrunk(&self, e: &Expr, judged: &[Span], diagnostics: &mut Diagnostics) {
        let mut stack = vec![e];
        while let Some(e) = stack.pop() {
            if let ExprKind::OfSet { quantifier: SetQuantifier::AtLeast(n), set } = &e.kind
                && !judged.contains(&n.span)
                && let Some((range, gone, by)) = self.removed_from(set)
                && self.is_older(n, by)
            {
                let mut d =
                    Diagnostic::new(&codes::COUNT_BESIDE_SHRUNK, n.span).arg("names", gone.join("、"));
                for id in &gone {
                    if let Some(removal) = self.merged.removed.get(id) {
                        d = d.related(removal.span, Message::new("related-removed"));
                    }
                }
                d = d.label(Message::new("label-fixed-count")).related(range, Message::new("related-shrunk"));
                diagnostics.push(d.help(Message::new("help-count-beside-shrunk")));
            }
            below(e, &mut stack);
        }
    }

    /// The first range of a set that lost members, which ones, and the last pack that removed one.
    fn removed_from(&self, set: &ItemSet) -> Option<(Span, Vec<String>, usize)> {
        set.parts.iter().find_map(|part| {
            let SetPart::Range(from, to) = part else { return None };
            let id = |name: &Ident| {
                let item = self.pack.find_item(&name.value).and_then(|ix| self.pack.item(ix));
                let replaced = || self.merged.replaced(&name.value).map(str::to_owned);
                item.map(|i| i.id.clone()).or_else(replaced)
            };
            let range = expand_range(self.merged, &id(from)?, &id(to)?).ok()?;
            let by =
                range.removed.iter().filter_map(|id| self.merged.removed.get(id)).map(|r| r.pack).max()?;
            Some((from.span.to(to.span), range.removed, by))
        })
    }

    /// Whether N is a number, or a limit's name, that no pack has set since `pack`.
    fn is_older(&self, n: &Expr, pack: usize) -> bool {
        let mut n = n;
        while let ExprKind::Paren(inner) = &n.kind {
            n = inner;
        }
        let set_by = match &n.kind {
            ExprKind::Number { .. } => {
                // A clause is as old as the pack whose file it stands in.
                return !self.own_since(n.span, pack);
            }
            ExprKind::Name(name) => {
                let named = |l: &&crate::pack::LimitEntry| {
                    l.id.value == *name || l.label.as_ref().is_some_and(|x| x.value == *name)
                };
                let limit = self.merged.limits.get(name).or_else(|| self.merged.limits.values().find(named));
                let Some(limit) = limit else { return false };
                self.merged.packs_of(Sort::Limit, &limit.id.value).last().copied()
            }
            ExprKind::Bool(_)
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Member { .. }
            | ExprKind::Index { .. }
            | ExprKind::Call { .. }
            | ExprKind::Aggregate { .. }
            | ExprKind::Quantified { .. }
            | ExprKind::OfSet { .. }
            | ExprKind::EachIn { .. }
            | ExprKind::In { .. }
            | ExprKind::Unary { .. }
            | ExprKind::Binary { .. }
            | ExprKind::If { .. }
            | ExprKind::Judged
            | ExprKind::JudgedCell(_)
            | ExprKind::ThisItem
            | ExprKind::AsOf
            | ExprKind::TargetYear
            | ExprKind::Paren(_)
            | ExprKind::Broken => None,
        };
        set_by.is_some_and(|by| by < pack)
    }

    /// Whether a place is in a file of the pack that removed something (or of a later one).
    fn own_since(&self, span: Span, pack: usize) -> bool {
        let removal = self.merged.removed.values().filter(|r| r.pack >= pack).map(|r| r.span.source);
        let folder = |source| {
            let name = self.pack.sources.get(source).map_or("", |f| &*f.name);
            name.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder)
        };
        let mut folders = removal.map(folder);
        folders.any(|f| f == folder(span.source)) || self.own(span.source)
    }
}

fn below<'e>(e: &'e Expr, stack: &mut Vec<&'e Expr>) {
    match &e.kind {
        ExprKind::Quantified { rows, body, .. } => {
            stack.extend(rows.filter.as_deref());
            stack.extend(body.as_deref());
        }
        ExprKind::Aggregate { rows, body, .. } => {
            stack.extend(rows.filter.as_deref());
            stack.extend(body.as_deref());
        }
        ExprKind::EachIn { body, .. } => stack.push(body),
        ExprKind::Unary { operand, .. } => stack.push(operand),
        ExprKind::Binary { left, right, .. } => stack.extend([&**left, &**right]),
        ExprKind::If { condition, then, otherwise } => stack.extend([&**condition, &**then, &**otherwise]),
        ExprKind::Paren(inner) => stack.push(inner),
        ExprKind::Number { .. }
        | ExprKind::Bool(_)
        | ExprKind::Text(_)
        | ExprKind::Date(_)
        | ExprKind::Name(_)
        | ExprKind::Member { .. }
        | ExprKind::Index { .. }
        | ExprKind::Call { .. }
        | ExprKind::OfSet { .. }
        | ExprKind::In { .. }
        | ExprKind::Judged
        | ExprKind::JudgedCell(_)
        | ExprKind::ThisItem
        | ExprKind::AsOf
        | ExprKind::TargetYear
        | ExprKind::Broken => {}
    }
}
