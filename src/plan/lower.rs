//! From typed expressions to operations.

use std::collections::HashSet;

use super::{
    Arithmetic, Fold, GroupPlan, ItemPlan, ListPlan, Listed, MemberPlan, Node, NodeIx, Op, Plan, Ratio,
    Relation, RequirementPlan, Rows, Sort, ratio,
};
use crate::semantics::*;
use crate::source::QuickMap;
use crate::value::Date;

/// Most numbers of a limit that are laid out.
const MAX_LOOKUP: usize = 4_096;

/// The aggregates that columns compute beside the count; all others are left to the interpreter.
const FOLDS: [(Aggregate, Fold); 5] = [
    (Aggregate::Sum, Fold::Sum),
    (Aggregate::Avg, Fold::Avg),
    (Aggregate::Min, Fold::Min),
    (Aggregate::Max, Fold::Max),
    (Aggregate::Share, Fold::Share),
];

/// A pack on its way to a plan.
pub(super) struct Lowering<'a> {
    pack: &'a CheckedPack,
    as_of: Date,
    nodes: Vec<Node>,
    known: QuickMap<Node, NodeIx>,
    items: Vec<ItemPlan>,
    derived: QuickMap<(EntityIx, ColumnIx), NodeIx>,
    lists: Vec<Vec<ListPlan>>,
    /// The derived columns and items that go over rows, themselves or by way of others: missing rows may leave them unknown.
    over_rows: HashSet<Step>,
}

/// Where an expression stands.
#[derive(Clone)]
struct Place {
    /// The entity of each frame; none for one that the expression cannot see.
    frames: Vec<Option<EntityIx>>,
    group: Vec<(KindIx, KindValue)>,
    item: Option<ItemIx>,
}

impl Place {
    fn subject(entity: EntityIx, group: &[(KindIx, KindValue)], item: Option<ItemIx>) -> Self {
        Place { frames: vec![Some(entity)], group: group.to_vec(), item }
    }

    /// The entity for whose rows the expression is computed.
    fn entity(&self) -> EntityIx {
        self.frames.iter().rev().find_map(|e| *e).unwrap_or(EntityIx(0))
    }

    fn frame(&self, frame: Frame) -> Option<EntityIx> {
        self.frames.get(frame as usize).copied().flatten()
    }
}

fn sort(ty: &Type) -> Option<Sort> {
    match ty {
        Type::Number(_) => Some(Sort::Number),
        Type::Bool => Some(Sort::Truth),
        Type::Kind(_) => Some(Sort::Kind),
        Type::Text | Type::Date => None,
    }
}

fn relation(op: BinaryOp) -> Option<Relation> {
    Some(match op {
        BinaryOp::Ge => Relation::Ge,
        BinaryOp::Le => Relation::Le,
        BinaryOp::Gt => Relation::Gt,
        BinaryOp::Lt => Relation::Lt,
        BinaryOp::Eq => Relation::Eq,
        BinaryOp::Ne => Relation::Ne,
        BinaryOp::Or | BinaryOp::And | BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {
            return None;
        }
    })
}

fn against(comparison: Comparison) -> Relation {
    match comparison {
        Comparison::AtLeast => Relation::Ge,
        Comparison::AtMost => Relation::Le,
        Comparison::Above => Relation::Gt,
        Comparison::Below => Relation::Lt,
    }
}

impl<'a> Lowering<'a> {
    pub fn new(pack: &'a CheckedPack, as_of: Date) -> Self {
        Lowering {
            pack,
            as_of,
            nodes: Vec::new(),
            known: QuickMap::default(),
            items: vec![ItemPlan::default(); pack.items.len()],
            derived: QuickMap::default(),
            lists: vec![Vec::new(); pack.entities.len()],
            over_rows: HashSet::new(),
        }
    }

    pub fn run(mut self) -> Plan {
        let mut derived = Vec::new();
        for step in &self.pack.order {
            match *step {
                Step::Column(entity, column) => {
                    if let Some(node) = self.settled(entity, column) {
                        self.derived.insert((entity, column), node);
                        derived.push((entity, column, node));
                    }
                }
                Step::Item(item) => self.item(item),
                Step::List(entity) => self.list(entity),
            }
            if self.pack.reads.direct(Read::from(*step)).iter().any(|read| self.is_of_rows(*read)) {
                self.over_rows.insert(*step);
            }
        }
        Plan { as_of: self.as_of, nodes: self.nodes, items: self.items, derived, lists: self.lists }
    }

    /// Whether missing rows may leave unknown what reads this.
    fn is_of_rows(&self, read: Read) -> bool {
        match read {
            Read::Rows(_) => true,
            Read::Column(entity, column) => self.over_rows.contains(&Step::Column(entity, column)),
            Read::Item(item) => self.over_rows.contains(&Step::Item(item)),
            Read::Limit(_) | Read::Finding(_) | Read::Kind(_) | Read::TargetYear => false,
        }
    }

    /// The entries of a table's `expect`.
    fn list(&mut self, entity: EntityIx) {
        let Some(declared) = self.pack.entity(entity) else { return };
        let mut plans = Vec::with_capacity(declared.expect.len());
        for expected in &declared.expect {
            let place = Place::subject(expected.each, &[], None);
            // A unit's size that does not fit leaves the entry to the interpreter.
            let unit = ratio(&declared.unit.scale).unwrap_or((0, 1));
            let listed = Listed {
                entity,
                when: expected.when.as_ref().map(|e| self.lower(e, &place)),
                count: expected.count.as_ref().map(|e| (self.lower(e, &place), unit)),
                total: expected
                    .total
                    .iter()
                    .map(|(c, e)| (self.column(entity, *c), self.lower(e, &place)))
                    .collect(),
                values: expected
                    .values
                    .iter()
                    .map(|c| (self.column(entity, *c), self.pack.value_count(entity, *c)))
                    .collect(),
            };
            let more = listed.count.is_some() || !listed.total.is_empty();
            let surplus = more.then(|| self.node(expected.each, Sort::Truth, Op::Surplus(listed.clone())));
            let satisfied = self.node(expected.each, Sort::Truth, Op::Listed(listed));
            plans.push(ListPlan { each: expected.each, satisfied, surplus });
        }
        if let Some(slot) = self.lists.get_mut(entity.ix()) {
            *slot = plans;
        }
    }

    fn node(&mut self, entity: EntityIx, sort: Sort, op: Op) -> NodeIx {
        let node = Node { entity, sort, op };
        if let Some(found) = self.known.get(&node) {
            return *found;
        }
        let ix = NodeIx(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node.clone());
        self.known.insert(node, ix);
        ix
    }

    fn settled(&mut self, entity: EntityIx, column: ColumnIx) -> Option<NodeIx> {
        let declared = self.pack.column(entity, column)?;
        let formula = declared.derive.as_ref()?;
        let given = self.given(entity, column);
        let of = self.nodes.get(given.0 as usize)?.sort;
        let computed = self.lower(formula, &Place::subject(entity, &[], None));
        Some(self.node(entity, of, Op::Settled { column, given, computed }))
    }

    /// A column as supplied.
    fn given(&mut self, entity: EntityIx, column: ColumnIx) -> NodeIx {
        let ty = self.pack.column(entity, column).map(|c| c.ty);
        let sort = match ty {
            Some(ColumnType::Number | ColumnType::Count | ColumnType::Share) => Sort::Number,
            Some(ColumnType::Flag) => Sort::Truth,
            Some(ColumnType::Kind(_)) => Sort::Kind,
            _ => return self.node(entity, Sort::Truth, Op::Exact),
        };
        self.node(entity, sort, Op::Cell(column))
    }

    fn column(&mut self, entity: EntityIx, column: ColumnIx) -> NodeIx {
        match self.derived.get(&(entity, column)) {
            Some(node) => *node,
            None => self.given(entity, column),
        }
    }

    /// A node's values for the rows of an entity that are below those it is for.
    fn lift(&mut self, node: NodeIx, to: EntityIx) -> NodeIx {
        let Some(Node { entity, sort, op }) = self.nodes.get(node.0 as usize).cloned() else { return node };
        if entity == to {
            return node;
        }
        // What is the same for all rows needs no lifting.
        if let Op::Number(_) | Op::Truth(_) | Op::Kind(_) | Op::Exact = op {
            self.node(to, sort, op)
        } else {
            self.node(to, sort, Op::Lift(node))
        }
    }

    fn groups(&self, by: &[KindIx]) -> Vec<Vec<(KindIx, KindValue)>> {
        let mut all = vec![Vec::new()];
        for kind in by {
            let count = self.pack.kind(*kind).map_or(0, |k| k.values.len() as KindValue);
            let extended = all.into_iter().flat_map(|group: Vec<(KindIx, KindValue)>| {
                (0..count).map(move |value| [group.as_slice(), &[(*kind, value)]].concat())
            });
            all = extended.collect();
        }
        all
    }

    fn item(&mut self, ix: ItemIx) {
        let Some(item) = self.pack.item(ix) else { return };
        let mut groups = Vec::new();
        for group in self.groups(&item.by) {
            let place = Place::subject(item.entity, &group, Some(ix));
            groups.push(self.group(item, &place));
        }
        if let Some(slot) = self.items.get_mut(ix.ix()) {
            slot.groups = groups;
        }
    }

    fn group(&mut self, item: &Item, place: &Place) -> GroupPlan {
        let entity = item.entity;
        let applies = match item.when.as_slice() {
            [] => None,
            all => {
                let all = all.iter().map(|w| self.lower(&w.expr, place)).collect();
                Some(self.node(entity, Sort::Truth, Op::Every(all)))
            }
        };
        let mut plan = GroupPlan {
            group: place.group.clone(),
            applies,
            outcome: NodeIx(0),
            indicator: None,
            requirements: Vec::new(),
        };
        match &item.body {
            ItemBody::Indicator(indicator) => {
                let value = self.lower(&indicator.value, place);
                let limit = match &indicator.threshold {
                    ThresholdRef::Own(limit) => self.limit(limit, &indicator.index, place),
                    ThresholdRef::Limit(limit) => match self.pack.limit(*limit) {
                        Some(limit) => self.limit(limit, &indicator.index, place),
                        None => self.node(entity, Sort::Number, Op::Exact),
                    },
                };
                let outcome =
                    self.compare(against(indicator.comparison), (&indicator.value, value), limit, place);
                let value = self.masked(applies, value);
                let limit = self.masked(applies, limit);
                plan.indicator = Some((value, limit));
                plan.outcome = self.masked(applies, outcome);
            }
            ItemBody::Rule { requirements, .. } => {
                let mut all = Vec::with_capacity(requirements.len());
                for requirement in requirements {
                    let condition = self.lower(&requirement.expr, place);
                    let mut members = Vec::new();
                    self.members(&requirement.expr, place, &mut members);
                    all.push(condition);
                    plan.requirements.push(RequirementPlan { condition, members });
                }
                let outcome = self.node(entity, Sort::Truth, Op::Every(all));
                plan.outcome = self.masked(applies, outcome);
            }
            ItemBody::Define { value, .. } => {
                let value = self.lower(value, place);
                plan.outcome = self.masked(applies, value);
            }
        }
        plan
    }

    fn masked(&mut self, applies: Option<NodeIx>, value: NodeIx) -> NodeIx {
        let Some(applies) = applies else { return value };
        let Some((entity, sort)) = self.nodes.get(value.0 as usize).map(|n| (n.entity, n.sort)) else {
            return value;
        };
        self.node(entity, sort, Op::Where(applies, value))
    }

    /// The items that a condition names, as [`crate::semantics::Member`]s of it are reported.
    fn members(&mut self, expr: &TExpr, place: &Place, found: &mut Vec<MemberPlan>) {
        match &expr.kind {
            TExprKind::NumberOf { members, .. }
            | TExprKind::AllOf(members)
            | TExprKind::NoneOf(members)
            | TExprKind::CountOf(members) => {
                for member in members {
                    let one = self.member(member.item, &member.condition, place);
                    found.push(one);
                }
            }
            TExprKind::Outcome { item, .. } => {
                let one = self.member(*item, expr, place);
                found.push(one);
            }
            TExprKind::Not(operand) => self.members(operand, place, found),
            TExprKind::Binary(BinaryOp::And | BinaryOp::Or, a, b) => {
                self.members(a, place, found);
                self.members(b, place, found);
            }
            TExprKind::Constant(_)
            | TExprKind::Column { .. }
            | TExprKind::Group(_)
            | TExprKind::Limit { .. }
            | TExprKind::Value { .. }
            | TExprKind::Threshold { .. }
            | TExprKind::Judged
            | TExprKind::JudgedCell(_)
            | TExprKind::AsOf
            | TExprKind::TargetYear
            | TExprKind::Call(..)
            | TExprKind::Aggregate { .. }
            | TExprKind::Quantified { .. }
            | TExprKind::In { .. }
            | TExprKind::Negate(_)
            | TExprKind::Binary(..)
            | TExprKind::If(..) => {}
        }
    }

    fn member(&mut self, item: ItemIx, condition: &TExpr, place: &Place) -> MemberPlan {
        let below = matches!(condition.kind, TExprKind::Outcome { reach: Reach::Down, .. });
        let node = self.lower(condition, place);
        let found = if below { None } else { self.only(item, place).and_then(|g| g.indicator) };
        let own = place.entity();
        let above = self.pack.item(item).is_some_and(|i| self.is_above(i.entity, own));
        let indicator = found.filter(|_| above).map(|(v, l)| (self.lift(v, own), self.lift(l, own)));
        MemberPlan { item, condition: node, indicator }
    }

    /// Whether an entity is another or stands above it.
    fn is_above(&self, above: EntityIx, entity: EntityIx) -> bool {
        let mut at = Some(entity);
        while let Some(one) = at {
            if one == above {
                return true;
            }
            at = self.pack.entity(one).and_then(|e| e.parent);
        }
        false
    }

    fn agreeing(&self, item: ItemIx, place: &Place) -> Vec<GroupPlan> {
        let agrees = |own: &GroupPlan| {
            own.group.iter().all(|(k, v)| place.group.iter().all(|(l, w)| k != l || v == w))
        };
        let groups = self.items.get(item.ix()).map(|i| i.groups.as_slice()).unwrap_or_default();
        groups.iter().filter(|g| agrees(g)).cloned().collect()
    }

    fn only(&self, item: ItemIx, place: &Place) -> Option<GroupPlan> {
        let mut all = self.agreeing(item, place);
        if all.len() == 1 { all.pop() } else { None }
    }

    /// An item's outcome, for all groups that the place leaves open.
    fn outcome(&mut self, item: ItemIx, place: &Place) -> Option<NodeIx> {
        let entity = self.pack.item(item)?.entity;
        let groups: Vec<NodeIx> = self.agreeing(item, place).iter().map(|g| g.outcome).collect();
        match groups.as_slice() {
            [] => None,
            [only] if self.nodes.get(only.0 as usize)?.sort == Sort::Truth => Some(*only),
            _ => Some(self.node(entity, Sort::Truth, Op::Every(groups))),
        }
    }

    fn lower(&mut self, expr: &TExpr, place: &Place) -> NodeIx {
        let entity = place.entity();
        match self.try_lower(expr, place) {
            Some(node) => node,
            None => self.node(entity, sort(&expr.ty).unwrap_or(Sort::Truth), Op::Exact),
        }
    }

    fn lower_all<'e>(&mut self, all: impl IntoIterator<Item = &'e TExpr>, place: &Place) -> Vec<NodeIx> {
        all.into_iter().map(|e| self.lower(e, place)).collect()
    }

    fn try_lower(&mut self, expr: &TExpr, place: &Place) -> Option<NodeIx> {
        let own = place.entity();
        let of = sort(&expr.ty)?;
        Some(match &expr.kind {
            TExprKind::Constant(Constant::Number(n)) => self.node(own, of, Op::Number(ratio(n)?)),
            TExprKind::Constant(Constant::Bool(b)) => self.node(own, of, Op::Truth(*b)),
            TExprKind::Constant(Constant::Kind(_, value)) => self.node(own, of, Op::Kind(*value)),
            TExprKind::Column { frame, entity, column } => {
                let at = place.frame(*frame)?;
                if !self.is_above(*entity, at) || !self.is_above(at, own) {
                    return None;
                }
                let node = self.column(*entity, *column);
                self.lift(node, own)
            }
            TExprKind::Group(kind) => {
                let (_, value) = place.group.iter().find(|(k, _)| k == kind)?;
                self.node(own, of, Op::Kind(*value))
            }
            TExprKind::Limit { limit, index } => {
                let limit = self.pack.limit(*limit)?;
                self.limit(limit, index, place)
            }
            TExprKind::Outcome { item, frame, reach: Reach::Up, .. } => {
                let node = self.outcome(*item, place)?;
                self.seen(node, *item, *frame, place)?
            }
            TExprKind::Outcome { item, frame, reach: Reach::Down, group } => {
                let from = place.frame(*frame)?;
                if from != own {
                    return None;
                }
                let body = self.outcome(*item, place);
                let entity = self.pack.item(*item)?.entity;
                let rows = self.rows(entity, group, None, body?, None, place)?;
                self.node(own, of, Op::Quantified(Quantifier::Every, rows))
            }
            TExprKind::Value { item, frame } => {
                let group = self.only(*item, place)?;
                let node = group.indicator.map_or(group.outcome, |(value, _)| value);
                self.seen(node, *item, *frame, place)?
            }
            TExprKind::Threshold { item, frame } => {
                let (_, limit) = self.only(*item, place)?.indicator?;
                self.seen(limit, *item, *frame, place)?
            }
            TExprKind::Judged => {
                let item = place.item.filter(|_| place.frames.len() == 1)?;
                self.node(own, of, Op::Judged(item))
            }
            TExprKind::Call(function, arguments) => self.call(*function, arguments, &expr.ty, place)?,
            TExprKind::Aggregate { function, rows, body, weight } => {
                let (entity, inner) = self.inner(rows, place)?;
                let fold = if *function == Aggregate::Count {
                    Fold::Count(ratio(&self.pack.entity(rows.entity)?.unit.scale)?)
                } else {
                    FOLDS.iter().find(|(aggregate, _)| aggregate == function).map(|(_, fold)| *fold)?
                };
                if weight.is_some() {
                    return None;
                }
                let set = self.set(rows, body.as_deref(), None, &inner)?;
                let node = self.node(entity, of, Op::Fold(fold, set));
                self.lift(node, own)
            }
            TExprKind::Quantified { quantifier, rows, body } => {
                let (entity, inner) = self.inner(rows, place)?;
                let set = self.set(rows, body.as_deref(), None, &inner)?;
                let node = self.node(entity, of, Op::Quantified(*quantifier, set));
                self.lift(node, own)
            }
            TExprKind::NumberOf { bound: CountBound::AtMost, .. } | TExprKind::CountOf(_) => return None,
            TExprKind::NumberOf { bound: CountBound::AtLeast, n, members } => {
                let n = self.lower(n, place);
                let members = self.lower_all(members.iter().map(|m| &m.condition), place);
                self.node(own, of, Op::AtLeast(n, members))
            }
            TExprKind::AllOf(members) => {
                let members = self.lower_all(members.iter().map(|m| &m.condition), place);
                self.node(own, of, Op::Every(members))
            }
            TExprKind::NoneOf(members) => {
                let members = self.lower_all(members.iter().map(|m| &m.condition), place);
                let members = members.into_iter().map(|m| self.node(own, of, Op::Not(m))).collect();
                self.node(own, of, Op::Every(members))
            }
            TExprKind::In { operand, negated, options } => {
                let sought = self.lower(operand, place);
                let mut others = Vec::with_capacity(options.len());
                for option in options {
                    let option = self.lower(option, place);
                    others.push(self.related(Relation::Ne, sought, option, place)?);
                }
                let none = self.node(own, of, Op::Every(others));
                if *negated { none } else { self.node(own, of, Op::Not(none)) }
            }
            TExprKind::Not(operand) => {
                let operand = self.lower(operand, place);
                self.node(own, of, Op::Not(operand))
            }
            TExprKind::Negate(operand) => {
                let (zero, operand) = (self.node(own, of, Op::Number((0, 1))), self.lower(operand, place));
                self.node(own, of, Op::Calculate(Arithmetic::Sub, zero, operand))
            }
            TExprKind::Binary(op, a, b) => self.binary(*op, a, b, place)?,
            TExprKind::If(condition, then, otherwise) => {
                let condition = self.lower(condition, place);
                let (then, otherwise) = (self.lower(then, place), self.lower(otherwise, place));
                self.node(own, of, Op::Choose(condition, then, otherwise))
            }
            TExprKind::Constant(_) | TExprKind::JudgedCell(_) | TExprKind::AsOf | TExprKind::TargetYear => {
                return None;
            }
        })
    }

    /// A result of an item as the row of a frame sees it.
    fn seen(&mut self, node: NodeIx, item: ItemIx, frame: Frame, place: &Place) -> Option<NodeIx> {
        let (at, own) = (place.frame(frame)?, place.entity());
        let entity = self.pack.item(item)?.entity;
        let visible = self.is_above(entity, at) && self.is_above(at, own);
        visible.then(|| self.lift(node, own))
    }

    fn binary(&mut self, op: BinaryOp, a: &TExpr, b: &TExpr, place: &Place) -> Option<NodeIx> {
        let own = place.entity();
        if let Some(relation) = relation(op) {
            let right = self.lower(b, place);
            if let Some(found) = self.variation(relation, a, right, place) {
                return Some(found);
            }
            let left = self.lower(a, place);
            let found = self.related(relation, left, right, place)?;
            return Some(self.counted([a, b], found));
        }
        let (left, right) = (self.lower(a, place), self.lower(b, place));
        let op = match op {
            BinaryOp::And => return Some(self.node(own, Sort::Truth, Op::Every(vec![left, right]))),
            BinaryOp::Or => {
                let (left, right) =
                    (self.node(own, Sort::Truth, Op::Not(left)), self.node(own, Sort::Truth, Op::Not(right)));
                let neither = self.node(own, Sort::Truth, Op::Every(vec![left, right]));
                return Some(self.node(own, Sort::Truth, Op::Not(neither)));
            }
            BinaryOp::Add => Arithmetic::Add,
            BinaryOp::Sub => Arithmetic::Sub,
            BinaryOp::Mul => Arithmetic::Mul,
            BinaryOp::Div => Arithmetic::Div,
            BinaryOp::Ge | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Lt | BinaryOp::Eq | BinaryOp::Ne => {
                return None;
            }
        };
        Some(self.node(own, Sort::Number, Op::Calculate(op, left, right)))
    }

    /// A comparison of a count that is not known may be decided by its bounds, which the interpreter knows.
    fn counted<const N: usize>(&mut self, sides: [&TExpr; N], compared: NodeIx) -> NodeIx {
        if sides.iter().any(|side| self.pack.is_conditional_count(side)) {
            self.deferred(compared)
        } else {
            compared
        }
    }

    fn deferred(&mut self, node: NodeIx) -> NodeIx {
        let Some((entity, sort)) = self.nodes.get(node.0 as usize).map(|n| (n.entity, n.sort)) else {
            return node;
        };
        self.node(entity, sort, Op::Deferred(node))
    }

    /// An operand of `known` and `value_or`: whether it is unknown for want of rows is for the interpreter to say.
    fn asked(&mut self, expr: &TExpr, place: &Place) -> NodeIx {
        let node = self.lower(expr, place);
        let over_rows = self.pack.reads_of(expr, None).into_iter().any(|read| self.is_of_rows(read));
        if over_rows { self.deferred(node) } else { node }
    }

    /// A comparison of two nodes, if they are of one sort.
    fn related(&mut self, relation: Relation, a: NodeIx, b: NodeIx, place: &Place) -> Option<NodeIx> {
        let of = |n: NodeIx| self.nodes.get(n.0 as usize).map(|n| n.sort);
        if of(a) != of(b) {
            return None;
        }
        Some(self.node(place.entity(), Sort::Truth, Op::Compare(relation, a, b)))
    }

    fn compare(
        &mut self,
        relation: Relation,
        (expr, value): (&TExpr, NodeIx),
        limit: NodeIx,
        place: &Place,
    ) -> NodeIx {
        if let Some(found) = self.variation(relation, expr, limit, place) {
            return found;
        }
        let exact = Op::Exact;
        match self.related(relation, value, limit, place) {
            Some(node) => self.counted([expr], node),
            None => self.node(place.entity(), Sort::Truth, exact),
        }
    }

    /// A coefficient of variation held against a limit.
    fn variation(
        &mut self,
        relation: Relation,
        expr: &TExpr,
        limit: NodeIx,
        place: &Place,
    ) -> Option<NodeIx> {
        let TExprKind::Aggregate { function: Aggregate::Cv, rows, body, weight } = &expr.kind else {
            return None;
        };
        let (entity, inner) = self.inner(rows, place)?;
        if entity != place.entity() {
            return None;
        }
        let set = self.set(rows, body.as_deref(), weight.as_deref(), &inner)?;
        Some(self.node(entity, Sort::Truth, Op::Variation(relation, set, limit)))
    }

    /// For whose rows an aggregate is computed, and how things look from the rows it goes over.
    fn inner(&self, rows: &TRows, place: &Place) -> Option<(EntityIx, Place)> {
        let entity = place.frame(rows.within)?;
        let mut inner = place.clone();
        // What stands between is out of sight: an expression that looks there is not one of the outer row alone.
        inner.frames.truncate(rows.within as usize + 1);
        inner.frames.resize(rows.frame as usize, None);
        inner.frames.push(Some(rows.entity));
        (rows.entity != entity && self.is_above(entity, rows.entity)).then_some((entity, inner))
    }

    fn set(
        &mut self,
        rows: &TRows,
        body: Option<&TExpr>,
        weight: Option<&TExpr>,
        inner: &Place,
    ) -> Option<Rows> {
        let filter = rows.filter.as_deref().map(|f| self.lower(f, inner));
        let body = body.map(|b| self.lower(b, inner));
        let weight = weight.map(|w| self.lower(w, inner));
        self.rows_of(rows.entity, &rows.group, filter, (body, weight), inner)
    }

    fn rows(
        &mut self,
        entity: EntityIx,
        group: &[GroupFilter],
        filter: Option<NodeIx>,
        body: NodeIx,
        weight: Option<NodeIx>,
        place: &Place,
    ) -> Option<Rows> {
        let below = entity != place.entity() && self.is_above(place.entity(), entity);
        if !below {
            return None;
        }
        self.rows_of(entity, group, filter, (Some(body), weight), place)
    }

    fn rows_of(
        &mut self,
        entity: EntityIx,
        group: &[GroupFilter],
        filter: Option<NodeIx>,
        (body, weight): (Option<NodeIx>, Option<NodeIx>),
        place: &Place,
    ) -> Option<Rows> {
        let mut rows = Rows { entity, filter, group: Vec::new(), kinds: Vec::new(), body, weight };
        for one in group {
            let Some((kind, wanted)) = place.group.iter().find(|(k, _)| *k == one.kind).copied() else {
                continue;
            };
            let column = self.column(entity, one.column);
            rows.group.push((column, wanted));
            rows.kinds.push((kind, wanted));
        }
        Some(rows)
    }

    fn limit(&mut self, limit: &Limit, index: &[TExpr], place: &Place) -> NodeIx {
        let own = place.entity();
        let node = self.laid_out(limit, index, place);
        node.unwrap_or_else(|| self.node(own, Sort::Number, Op::Exact))
    }

    fn laid_out(&mut self, limit: &Limit, index: &[TExpr], place: &Place) -> Option<NodeIx> {
        let own = place.entity();
        let table = limit.table_at(self.as_of)?;
        let mut nodes = Vec::with_capacity(index.len());
        for (expr, kind) in index.iter().zip(&limit.by) {
            let count = self.pack.kind(*kind)?.values.len();
            nodes.push((self.lower(expr, place), count));
        }
        let size =
            nodes.iter().try_fold(1usize, |n, (_, c)| n.checked_mul(*c)).filter(|n| *n <= MAX_LOOKUP)?;
        if nodes.len() != limit.by.len() {
            return None;
        }
        let mut numbers: Vec<Option<Ratio>> = vec![None; size];
        for (key, number) in &table.values {
            let at =
                key.iter().zip(&nodes).fold(0, |at, (value, (_, count))| at * count + usize::from(*value));
            *numbers.get_mut(at)? = Some(ratio(number)?);
        }
        if let ([], [Some(number)]) = (nodes.as_slice(), numbers.as_slice()) {
            return Some(self.node(own, Sort::Number, Op::Number(*number)));
        }
        Some(self.node(own, Sort::Number, Op::Lookup { index: nodes, numbers }))
    }

    fn call(&mut self, function: Function, arguments: &[TExpr], ty: &Type, place: &Place) -> Option<NodeIx> {
        let own = place.entity();
        let of = sort(ty)?;
        let op = match (function, arguments) {
            (Function::Known, [TExpr { kind: TExprKind::JudgedCell(cell), .. }]) => {
                Op::Grounded(place.item.filter(|_| place.frames.len() == 1)?, *cell)
            }
            (Function::Known, [a]) => {
                sort(&a.ty)?;
                Op::Known(self.asked(a, place))
            }
            (Function::ValueOr, all) => Op::ValueOr(all.iter().map(|e| self.asked(e, place)).collect()),
            (Function::Abs, [a]) => Op::Abs(self.lower(a, place)),
            (Function::Ceil | Function::Floor, [a]) => {
                let Type::Number(unit) = ty else { return None };
                let unit = ratio(&unit.scale).filter(|(above, _)| *above > 0)?;
                Op::Rounded { value: self.lower(a, place), unit, up: function == Function::Ceil }
            }
            _ => return None,
        };
        Some(self.node(own, of, op))
    }
}
