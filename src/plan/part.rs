//! What operations use, and a plan as far as some items need it.

use std::collections::{BTreeSet, HashMap};

use super::{ItemPlan, Listed, Node, NodeIx, Op, Plan, Rows};
use crate::semantics::ItemIx;

impl Op {
    /// The same operation on other nodes.
    #[must_use]
    pub fn mapped(&self, of: &mut dyn FnMut(NodeIx) -> NodeIx) -> Op {
        match self {
            Op::Exact
            | Op::Number(_)
            | Op::Truth(_)
            | Op::Kind(_)
            | Op::Cell(_)
            | Op::Judged(_)
            | Op::Grounded(..) => self.clone(),
            Op::Settled { column, given, computed } => {
                Op::Settled { column: *column, given: of(*given), computed: of(*computed) }
            }
            Op::Lift(node) => Op::Lift(of(*node)),
            Op::Calculate(how, a, b) => Op::Calculate(*how, of(*a), of(*b)),
            Op::Abs(node) => Op::Abs(of(*node)),
            Op::Rounded { value, unit, up } => Op::Rounded { value: of(*value), unit: *unit, up: *up },
            Op::Compare(how, a, b) => Op::Compare(*how, of(*a), of(*b)),
            Op::Not(node) => Op::Not(of(*node)),
            Op::Every(all) => Op::Every(all.iter().map(|n| of(*n)).collect()),
            Op::AtLeast(needed, all) => Op::AtLeast(of(*needed), all.iter().map(|n| of(*n)).collect()),
            Op::Choose(condition, a, b) => Op::Choose(of(*condition), of(*a), of(*b)),
            Op::Lookup { index, numbers } => Op::Lookup {
                index: index.iter().map(|(n, count)| (of(*n), *count)).collect(),
                numbers: numbers.clone(),
            },
            Op::Known(node) => Op::Known(of(*node)),
            Op::ValueOr(all) => Op::ValueOr(all.iter().map(|n| of(*n)).collect()),
            Op::Where(condition, value) => Op::Where(of(*condition), of(*value)),
            Op::Fold(fold, rows) => Op::Fold(*fold, rows.mapped(of)),
            Op::Quantified(quantifier, rows) => Op::Quantified(*quantifier, rows.mapped(of)),
            Op::Listed(listed) => Op::Listed(listed.mapped(of)),
            Op::Surplus(listed) => Op::Surplus(listed.mapped(of)),
            Op::Deferred(node) => Op::Deferred(of(*node)),
            Op::Variation(how, rows, limit) => Op::Variation(*how, rows.mapped(of), of(*limit)),
        }
    }

    /// The nodes that it uses. What goes over rows looks also at whether their lists are whole ([`Plan::lists`]).
    pub fn uses(&self) -> Vec<NodeIx> {
        let mut all = Vec::new();
        let _same = self.mapped(&mut |node| {
            all.push(node);
            node
        });
        all
    }

    /// Whether it goes over rows below.
    pub fn goes_below(&self) -> bool {
        matches!(self, Op::Fold(..) | Op::Quantified(..) | Op::Variation(..))
    }
}

impl Rows {
    fn mapped(&self, of: &mut dyn FnMut(NodeIx) -> NodeIx) -> Rows {
        Rows {
            entity: self.entity,
            filter: self.filter.map(&mut *of),
            group: self.group.iter().map(|(n, value)| (of(*n), *value)).collect(),
            kinds: self.kinds.clone(),
            body: self.body.map(&mut *of),
            weight: self.weight.map(&mut *of),
        }
    }
}

impl Listed {
    fn mapped(&self, of: &mut dyn FnMut(NodeIx) -> NodeIx) -> Listed {
        Listed {
            entity: self.entity,
            when: self.when.map(&mut *of),
            count: self.count.map(|(n, unit)| (of(n), unit)),
            total: self.total.iter().map(|(cell, sum)| (of(*cell), of(*sum))).collect(),
            values: self.values.iter().map(|(n, count)| (of(*n), *count)).collect(),
        }
    }
}

impl ItemPlan {
    /// The nodes of outcomes and of indicators' values and thresholds.
    pub fn results(&self) -> impl Iterator<Item = NodeIx> + '_ {
        self.groups.iter().flat_map(|g| {
            std::iter::once(g.outcome)
                .chain(g.indicator.into_iter().flat_map(|(value, limit)| [value, limit]))
        })
    }
}

impl Plan {
    /// All nodes that these need, themselves included: by node, whether it is one of them.
    pub fn needed(&self, of: impl IntoIterator<Item = NodeIx>) -> Vec<bool> {
        let mut needed = vec![false; self.nodes.len()];
        let lists = || self.lists.iter().flatten().map(|list| list.satisfied);
        let mut open: Vec<NodeIx> = of.into_iter().collect();
        while let Some(node) = open.pop() {
            let Some(slot) = needed.get_mut(node.0 as usize).filter(|slot| !**slot) else { continue };
            *slot = true;
            let Some(op) = self.node(node).map(|n| &n.op) else { continue };
            open.extend(op.uses());
            if op.goes_below() {
                open.extend(lists());
            }
        }
        needed
    }

    /// For each node the one of another plan of the same tables that comes to the same; none for a node that may come to something else.
    pub fn shared_with(&self, other: &Plan) -> Vec<Option<NodeIx>> {
        let at = |i: usize| u32::try_from(i).ok().map(NodeIx);
        let known: HashMap<&Node, NodeIx> =
            other.nodes.iter().enumerate().filter_map(|(i, node)| Some((node, at(i)?))).collect();
        let mut shared: Vec<Option<NodeIx>> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let mut own = false;
            let op = node.op.mapped(&mut |used| match shared.get(used.0 as usize).copied().flatten() {
                Some(there) => there,
                None => {
                    own = true;
                    used
                }
            });
            // Whether lists are whole stands before what goes over them.
            let lists = self.lists.iter().flatten().map(|list| list.satisfied.0 as usize);
            own |= op.goes_below()
                && lists.into_iter().any(|list| shared.get(list).is_some_and(Option::is_none));
            let found = known.get(&Node { op, ..*node }).copied();
            shared.push(found.filter(|_| !own));
        }
        shared
    }

    /// The plan as far as some items' results need it; the rest is left to the interpreter, which is not asked for it.
    #[must_use]
    pub fn narrowed(&self, items: &BTreeSet<ItemIx>) -> Plan {
        let wanted = items.iter().filter_map(|i| self.items.get(i.ix())).flat_map(ItemPlan::results);
        let needed = self.needed(wanted);
        let nodes = self.nodes.iter().zip(needed);
        let nodes =
            nodes.map(|(node, needed)| if needed { node.clone() } else { Node { op: Op::Exact, ..*node } });
        Plan { nodes: nodes.collect(), ..self.clone() }
    }
}
