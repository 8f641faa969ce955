//! The order of computation, and circles.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::merged::Merged;
use crate::semantics::resolve::items::Node;
use crate::semantics::{Read, Readers, Reads};
use crate::source::{QuickMap, Span};
use crate::syntax::ast::Expr;

/// A graph whose edges know where the reference stands, if a formula has it.
struct Graph {
    edges: Vec<Vec<(usize, Option<Span>)>>,
}

impl Graph {
    /// All nodes with each after those that it points to; and of the edges that close a circle, to what and where.
    fn order(&self) -> (Vec<usize>, Vec<(usize, Span)>) {
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
                let Some(&(target, _)) = self.edges.get(node).and_then(|e| e.get(next)) else {
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
                    Some(Mark::Open) => {
                        // The last edge of the circle that a formula has: the one that closes it, or one before.
                        let circle = stack.iter().rev().take_while(|(node, _)| *node != target);
                        let circle = circle.chain(stack.iter().find(|(node, _)| *node == target));
                        let spans =
                            circle.map(|(node, next)| self.edges.get(*node)?.get(next.checked_sub(1)?)?.1);
                        closing.extend(spans.flatten().next().map(|span| (target, span)));
                    }
                    Some(Mark::Done) | None => {}
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
                    out.extend(names.get(name).map(|i| (*i, Some(span))));
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
    for (target, span) in closing {
        let name = match nodes.get(target) {
            Some(Node::Define(d, _)) => &d.id.value,
            Some(Node::Indicator(e)) => &e.id.value,
            Some(Node::Rule(..)) | None => continue,
        };
        diagnostics
            .push(Diagnostic::new(&codes::CYCLE, span).arg("name", name).help(Message::new("help-cycle")));
    }
    // Rules need the types of defines; they name one another only as conditions.
    let (rules, others): (Vec<usize>, Vec<usize>) =
        order.into_iter().partition(|i| matches!(nodes.get(*i), Some(Node::Rule(..))));
    others.into_iter().chain(rules).collect()
}

/// The order of evaluation of derived columns and items, and what reads what; circles are reported at the reference that closes them.
pub(crate) fn evaluation_order(
    entities: &[Entity],
    items: &[Item],
    diagnostics: &mut Diagnostics,
) -> (Vec<Step>, Reads) {
    let (order, reads, closing) = arranged(entities, items);
    for (target, span) in closing {
        let name = match target {
            Read::Item(i) => items.get(i.ix()).map(|i| &i.id),
            Read::Column(e, c) => entities.get(e.ix()).and_then(|e| e.columns.get(c.ix())).map(|c| &c.label),
            Read::Rows(e) => entities.get(e.ix()).map(|e| &e.label),
            Read::Limit(_) | Read::Finding(_) | Read::Kind(_) | Read::TargetYear => None,
        };
        diagnostics.push(
            Diagnostic::new(&codes::CYCLE, span)
                .arg("name", name.map_or("", String::as_str))
                .help(Message::new("help-cycle")),
        );
    }
    (order, reads)
}

/// The same without a word; nothing where there are circles.
pub(crate) fn order_without_circles(entities: &[Entity], items: &[Item]) -> Option<(Vec<Step>, Reads)> {
    let (order, reads, closing) = arranged(entities, items);
    closing.is_empty().then_some((order, reads))
}

/// The order, what reads what, and of each circle what it comes back to and where.
fn arranged(entities: &[Entity], items: &[Item]) -> (Vec<Step>, Reads, Vec<(Read, Span)>) {
    let readers = Readers { entities, items };
    let nodes: Vec<Read> = readers.all().collect();
    let index: QuickMap<Read, usize> = nodes.iter().enumerate().map(|(i, read)| (*read, i)).collect();
    let mut reads = Reads::default();
    let edges = nodes.iter().map(|node| {
        let direct = readers.direct(*node);
        reads.enter(*node, &direct);
        direct.into_iter().filter_map(|(read, span)| Some((*index.get(&read)?, span))).collect()
    });
    let graph = Graph { edges: edges.collect() };
    reads.hide(readers);
    let (order, closing) = graph.order();
    let order = order.into_iter().filter_map(|i| nodes.get(i)?.step(entities)).collect();
    let closing =
        closing.into_iter().filter_map(|(target, span)| Some((*nodes.get(target)?, span))).collect();
    (order, reads, closing)
}
