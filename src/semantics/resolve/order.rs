//! The order of computation, and circles.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::merged::Merged;
use crate::semantics::resolve::items::Node;
use crate::semantics::resolve::schema::Schema;
use crate::source::Span;
use crate::syntax::ast::Expr;

/// A graph whose edges know where the reference stands.
struct Graph {
    edges: Vec<Vec<(usize, Span)>>,
}

impl Graph {
    /// All nodes with each after those that it points to, and the edges that close a circle.
    fn order(&self) -> (Vec<usize>, Vec<(usize, usize, Span)>) {
        #[derive(Clone, Copy, PartialEq)]
        enum Mark {
            New,
            Open,
            Done,
        }
        let mut marks = vec![Mark::New; self.edges.len()];
        let mut order = Vec::new();
        let mut closing = Vec::new();
        for start in 0..self.edges.len() {
            if marks.get(start) != Some(&Mark::New) {
                continue;
            }
            let mut stack = vec![(start, 0usize)];
            if let Some(m) = marks.get_mut(start) {
                *m = Mark::Open;
            }
            while let Some((node, next)) = stack.pop() {
                let Some(&(target, span)) = self.edges.get(node).and_then(|e| e.get(next)) else {
                    if let Some(m) = marks.get_mut(node) {
                        *m = Mark::Done;
                    }
                    order.push(node);
                    continue;
                };
                stack.push((node, next + 1));
                match marks.get(target) {
                    Some(Mark::New) => {
                        if let Some(m) = marks.get_mut(target) {
                            *m = Mark::Open;
                        }
                        stack.push((target, 0));
                    }
                    Some(Mark::Open) => closing.push((node, target, span)),
                    _ => {}
                }
            }
        }
        (order, closing)
    }
}

/// An order for typing in which defines stand after the defines that they name, indicators before all else, and rules last. Circles
/// among defines are found here, because a define in a circle has no type.
pub(crate) fn typing_order(nodes: &[Node<'_>], merged: &Merged, diagnostics: &mut Diagnostics) -> Vec<usize> {
    let mut names: HashMap<&str, usize> = HashMap::new();
    for (i, node) in nodes.iter().enumerate() {
        let (id, label) = match node {
            Node::Define(d, _) => (&d.id, d.label.as_ref()),
            Node::Indicator(e) => (&e.id, e.label.as_ref()),
            Node::Rule(..) => continue,
        };
        names.insert(&id.value, i);
        if let Some(label) = label {
            names.entry(&label.value).or_insert(i);
        }
    }
    for former in merged.former.iter().filter(|f| f.sort.is_item()) {
        if let Some(i) = names.get(former.id.as_str()).copied() {
            names.entry(&former.label).or_insert(i);
        }
    }
    let edges = nodes
        .iter()
        .map(|node| {
            let mut out = Vec::new();
            let mut visit = |e: &Expr| {
                crate::semantics::merge::references(e, &mut |name: &str, span: Span| {
                    out.extend(names.get(name).map(|i| (*i, span)));
                });
            };
            match node {
                Node::Define(d, _) => d.value.iter().for_each(&mut visit),
                Node::Indicator(e) => e.value.iter().chain(&e.when).for_each(&mut visit),
                Node::Rule(..) => {}
            }
            out
        })
        .collect();
    let (order, closing) = Graph { edges }.order();
    for (_, target, span) in closing {
        let name = match nodes.get(target) {
            Some(Node::Define(d, _)) => &d.id.value,
            Some(Node::Indicator(e)) => &e.id.value,
            _ => continue,
        };
        diagnostics
            .push(Diagnostic::new(&codes::CYCLE, span).arg("name", name).help(Message::new("help-cycle")));
    }
    // Rules need the types of defines; they name one another only as conditions.
    let (rules, others): (Vec<usize>, Vec<usize>) =
        order.into_iter().partition(|i| matches!(nodes.get(*i), Some(Node::Rule(..))));
    others.into_iter().chain(rules).collect()
}

/// The order of evaluation of derived columns and items; circles are reported at the reference that closes them.
pub(crate) fn evaluation_order(schema: &Schema, items: &[Item], diagnostics: &mut Diagnostics) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (e, entity) in schema.entities.iter().enumerate() {
        for (c, column) in entity.columns.iter().enumerate() {
            if column.derive.is_some() {
                steps.push(Step::Column(EntityIx(e as u32), ColumnIx(c as u32)));
            }
        }
    }
    steps.extend((0..items.len()).map(|i| Step::Item(ItemIx(i as u32))));
    let lists = (0u32..).map(EntityIx).zip(&schema.entities).filter(|(_, e)| !e.expect.is_empty());
    steps.extend(lists.map(|(entity, _)| Step::List(entity)));
    let index: HashMap<Step, usize> = steps.iter().enumerate().map(|(i, s)| (*s, i)).collect();
    let edges = steps
        .iter()
        .map(|step| {
            let roots: Vec<&TExpr> = match step {
                Step::Column(e, c) => {
                    schema.column_of(*e, *c).and_then(|c| c.derive.as_ref()).into_iter().collect()
                }
                Step::Item(i) => items.get(i.ix()).map(Item::expressions).unwrap_or_default(),
                Step::List(e) => schema
                    .entities
                    .get(e.ix())
                    .into_iter()
                    .flat_map(|e| e.expect.iter().flat_map(Expectation::expressions))
                    .collect(),
            };
            let mut out = Vec::new();
            if let Step::List(entity) = step {
                for entry in schema.entities.get(entity.ix()).into_iter().flat_map(|e| &e.expect) {
                    let columns = entry.total.iter().map(|(c, _)| *c).chain(entry.values.iter().copied());
                    let found = columns.filter_map(|c| index.get(&Step::Column(*entity, c)));
                    out.extend(found.map(|i| (*i, entry.span)));
                }
            }
            let lists = |entity: EntityIx| {
                let above = |e: EntityIx| schema.entities.get(e.ix()).and_then(|e| e.parent);
                let all = std::iter::successors(Some(entity), move |e| above(*e));
                all.filter_map(|e| index.get(&Step::List(e)).copied()).collect::<Vec<_>>()
            };
            for root in roots {
                root.walk(&mut |e| {
                    let target = match &e.kind {
                        TExprKind::Column { entity, column, .. } => Step::Column(*entity, *column),
                        TExprKind::Outcome { item, reach: Reach::Down, .. } => {
                            let of = items.get(item.ix()).map(|i| i.entity);
                            out.extend(of.into_iter().flat_map(lists).map(|i| (i, e.span)));
                            Step::Item(*item)
                        }
                        TExprKind::Outcome { item, .. }
                        | TExprKind::Value { item, .. }
                        | TExprKind::Threshold { item, .. } => Step::Item(*item),
                        TExprKind::Aggregate { rows, .. } | TExprKind::Quantified { rows, .. } => {
                            out.extend(rows.group.iter().filter_map(|g| {
                                index.get(&Step::Column(rows.entity, g.column)).map(|i| (*i, e.span))
                            }));
                            out.extend(lists(rows.entity).into_iter().map(|i| (i, e.span)));
                            return;
                        }
                        _ => return,
                    };
                    out.extend(index.get(&target).map(|i| (*i, e.span)));
                });
            }
            out
        })
        .collect();
    let (order, closing) = Graph { edges }.order();
    for (_, target, span) in closing {
        let name = match steps.get(target) {
            Some(Step::Item(i)) => items.get(i.ix()).map(|i| i.id.clone()),
            Some(Step::Column(e, c)) => schema.column_of(*e, *c).map(|c| c.label.clone()),
            Some(Step::List(e)) => schema.entities.get(e.ix()).map(|e| e.label.clone()),
            None => None,
        };
        diagnostics.push(
            Diagnostic::new(&codes::CYCLE, span)
                .arg("name", name.unwrap_or_default())
                .help(Message::new("help-cycle")),
        );
    }
    order.into_iter().filter_map(|i| steps.get(i).copied()).collect()
}
