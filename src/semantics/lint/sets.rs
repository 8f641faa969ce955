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
                if let TExprKind::NumberOf { bound, n, members } = &e.kind {
                    judged.extend(self.size(*bound, n, members.len(), diagnostics));
                }
                self.exempt(e, diagnostics);
            });
        }
        for item in self.merged.items.values() {
            let ItemNode::Rule(rule) = &item.node else { continue };
            for clause in rule.when.iter().chain(&rule.require) {
                self.shrunk(&clause.condition, &judged, diagnostics);
            }
        }
    }

    /// A count held from below, of members that may be exempt: they count as not met, other than in `at least N of`.
    fn exempt(&self, e: &TExpr, diagnostics: &mut Diagnostics) {
        let TExprKind::Binary(op, a, b) = &e.kind else { return };
        let from_below = |op: BinaryOp| matches!(op, BinaryOp::Ge | BinaryOp::Gt);
        let members = match (&a.kind, &b.kind) {
            (TExprKind::CountOf(members), _) if from_below(*op) => members,
            (_, TExprKind::CountOf(members)) if op.mirrored().is_some_and(from_below) => members,
            _ => return,
        };
        let exempt = |m: &Member| self.pack.item(m.item).filter(|i| !i.when.is_empty());
        let names: Vec<&str> = members.iter().filter_map(exempt).map(|i| i.id.as_str()).collect();
        if !names.is_empty() {
            let d = Diagnostic::new(&codes::EXEMPT_NOT_COUNTED, e.span).names("names", &names);
            diagnostics.push(d.help(Message::new("help-exempt-not-counted")));
        }
    }

    /// N above the size, or not above zero; gives N's place when it was reported.
    fn size(&self, bound: CountBound, n: &TExpr, size: usize, diagnostics: &mut Diagnostics) -> Option<Span> {
        let range = self.ranges.value(n);
        let size_number = Number::from(i64::try_from(size).ok()?);
        // At most as many as there are, or more, always holds.
        let (low, high) = match bound {
            CountBound::AtLeast => (
                range.low.as_ref().filter(|low| low.number > size_number),
                range.high.as_ref().is_some_and(|high| high.number <= Number::zero()),
            ),
            CountBound::AtMost => (None, range.low.as_ref().is_some_and(|low| low.number >= size_number)),
        };
        if let Some(low) = low {
            diagnostics.push(
                Diagnostic::new(&codes::COUNT_ABOVE_SET, n.span)
                    .arg("n", &low.number)
                    .arg("size", size)
                    .help(Message::new("help-count-above-set").arg("size", size)),
            );
        } else if high {
            let mut d = Diagnostic::new(&codes::CONSTANT_CONDITION, n.span);
            d.message =
                Message::new(codes::CONSTANT_CONDITION.key).message("truth", Message::new("truth-always"));
            let help = match bound {
                CountBound::AtLeast => "help-count-zero",
                CountBound::AtMost => "help-count-whole",
            };
            diagnostics.push(d.help(Message::new(help)));
        } else {
            return None;
        }
        Some(n.span)
    }

    /// A fixed N beside a range from which something was removed, unless N was set by the pack that removed it or a later one.
    fn shrunk(&self, e: &Expr, judged: &[Span], diagnostics: &mut Diagnostics) {
        let mut stack = vec![e];
        while let Some(e) = stack.pop() {
            if let ExprKind::OfSet { quantifier: SetQuantifier::Number(_, n), set } = &e.kind
                && !judged.contains(&n.span)
                && let Some((range, gone, by)) = self.removed_from(set)
                && self.is_older(n, by)
            {
                let removals: Vec<Span> =
                    gone.iter().filter_map(|id| Some(self.merged.removed.get(id)?.span)).collect();
                // A parent's number is not this author's to change; the removal is.
                let own = removals.iter().find(|span| self.merged.is_own(**span));
                let place = own.copied().filter(|_| !self.merged.is_own(n.span)).unwrap_or(n.span);
                let mut d = Diagnostic::new(&codes::COUNT_BESIDE_SHRUNK, place).names("names", &gone);
                for span in removals.into_iter().filter(|span| *span != place) {
                    d = d.related(span, Message::new("related-removed"));
                }
                d = match place == n.span {
                    true => d.label(Message::new("label-fixed-count")),
                    false => d.related(n.span, Message::new("label-fixed-count")),
                };
                d = d.related(range, Message::new("related-shrunk"));
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
