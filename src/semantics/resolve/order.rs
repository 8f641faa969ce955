//! The order of computation, and circles.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::merged::{Merged, Sort};
use crate::semantics::resolve::items::Node;
use crate::semantics::{Read, Readers, Reads};
use crate::source::{QuickMap, Span};
use crate::syntax::ast::{Expr, RuleKind};

/// A graph whose edges know where the reference stands, if a formula has it.
struct Graph {
    edges: Vec<Vec<(usize, Option<Span>)>>,
}

impl Graph {
    /// All nodes with each after those that it points to; and the circles.
    fn order(&self) -> (Vec<usize>, Vec<Circle>) {
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
                        let from = stack.iter().position(|(node, _)| *node == target).unwrap_or(0);
                        let edge = |(node, next): &(usize, usize)| {
                            (*node, self.edges.get(*node).and_then(|e| e.get(next.checked_sub(1)?)?.1))
                        };
                        closing.push(Circle(stack.iter().skip(from).map(edge).collect()));
                    }
                    Some(Mark::Done) | None => {}
                }
            }
        }
        (order, closing)
    }
}

/// Nodes that lead back to the first of them, each with the place of its reference to the next, if a formula has it.
struct Circle(Vec<(usize, Option<Span>)>);

impl Circle {
    /// Reports it at the last of its references that the pack's author can change, with the whole way; `name` gives what a node is called.
    fn report(&self, merged: &Merged, name: impl Fn(usize) -> Option<String>, diagnostics: &mut Diagnostics) {
        let places = || self.0.iter().enumerate().rev().filter_map(|(i, (_, span))| Some((i, (*span)?)));
        let node = |i: usize| self.0.get(i).and_then(|(node, _)| name(*node)).unwrap_or_default();
        // What an override changed closed it, rather than what is new; a conclusion names rules as it should.
        let rank = |(i, span): &(usize, Span)| match merged.items.get(&node(*i)).map(|item| item.node.sort())
        {
            _ if !merged.is_own(*span) => 3,
            Some(Sort::Rule(RuleKind::Conclusion)) => 2,
            Some(sort) if merged.packs_of(sort, &node(*i)).len() > 1 => 0,
            Some(_) | None => 1,
        };
        let Some((last, span)) = places().min_by_key(rank) else { return };
        // The way begins at what that reference names and comes back to it.
        let around = self.0.iter().cycle().skip(last + 1).take(self.0.len());
        let mut way: Vec<String> = around.filter_map(|(node, _)| name(*node)).collect();
        let Some(first) = way.first().cloned() else { return };
        way.push(first.clone());
        let mut d = Diagnostic::new(&codes::CYCLE, span).arg("name", first).arg("way", way.join(" → "));
        for (_, other) in places().filter(|(i, _)| *i != last).take(8) {
            d = d.related(other, Message::new("related-on-the-way"));
        }
        diagnostics.push(d.help(Message::new("help-cycle")));
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
    let name = |node: usize| match nodes.get(node)? {
        Node::Define(d, _) => Some(d.id.value.clone()),
        Node::Indicator(e) => Some(e.id.value.clone()),
        Node::Rule(..) => None,
    };
    for circle in closing {
        circle.report(merged, name, diagnostics);
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
    merged: &Merged,
    diagnostics: &mut Diagnostics,
) -> (Vec<Step>, Reads) {
    let (order, reads, nodes, closing) = arranged(entities, items);
    let name = |node: usize| match nodes.get(node)? {
        Read::Item(i) => items.get(i.ix()).map(|i| i.id.clone()),
        Read::Column(e, c) => Some(entities.get(e.ix())?.columns.get(c.ix())?.label.clone()),
        Read::Rows(e) => Some(entities.get(e.ix())?.label.clone()),
        Read::Limit(_) | Read::Finding(_) | Read::Kind(_) | Read::TargetYear => None,
    };
    for circle in closing {
        circle.report(merged, name, diagnostics);
    }
    (order, reads)
}

/// The same without a word; nothing where there are circles.
pub(crate) fn order_without_circles(entities: &[Entity], items: &[Item]) -> Option<(Vec<Step>, Reads)> {
    let (order, reads, _, closing) = arranged(entities, items);
    closing.is_empty().then_some((order, reads))
}

/// The order, what reads what, the nodes, and the circles among them.
fn arranged(entities: &[Entity], items: &[Item]) -> (Vec<Step>, Reads, Vec<Read>, Vec<Circle>) {
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
    (order, reads, nodes, closing)
}
