//! The places of a pack that can be exercised: conditions, arms and comparisons, by the expressions that stand for them.

use std::collections::{BTreeMap, HashMap};

use crate::semantics::lint::Reachable;
use crate::semantics::*;
use crate::source::Span;
use crate::tooling::test::extent::{Extent, Part};
use crate::tooling::test::is_each;

/// An expression by its address: a pack that is looked at does not move.
pub(in crate::tooling::test) type Address = usize;

/// The address of an expression.
pub(in crate::tooling::test) fn address(expr: &TExpr) -> Address {
    std::ptr::from_ref(expr) as usize
}

/// A condition or arm that should be seen both ways.
pub(in crate::tooling::test) struct ArmPlace {
    /// `R_school.require1`, with `/` and a number for each arm inside.
    pub id: String,
    pub span: Span,
    /// What it is called where the text does not tell: a member's id.
    pub member: Option<String>,
    /// An alternative of `in`: it should be seen to match; not matching is the others' matter.
    pub option: bool,
}

/// A comparison with a threshold.
pub(in crate::tooling::test) struct SidePlace {
    /// `R1`, `G5.require1/2`.
    pub id: String,
    pub span: Span,
    /// The item whose comparison it is; none in a derived column.
    pub item: Option<ItemIx>,
    /// The limit entries that it compares with: limit's name, table, key; one without any for a plain comparison.
    pub entries: Vec<EntryKey>,
    /// Whether the threshold stands on the left.
    pub flipped: bool,
    /// Which of below, at, above can be.
    pub possible: [bool; 3],
}

/// A value of a limit: its name (`limit.class_size`, `R1.limit`), which table by date, which kinds.
pub(in crate::tooling::test) type EntryKey = Option<(String, usize, Vec<KindValue>)>;

/// All places of a pack.
#[derive(Default)]
pub(in crate::tooling::test) struct Places {
    pub arms: Vec<ArmPlace>,
    pub sides: Vec<SidePlace>,
    /// Which arms an expression is.
    pub arm_of: HashMap<Address, usize>,
    /// Which comparison an expression is, and the limits that stand right in it.
    pub side_of: HashMap<Address, (usize, Vec<Address>)>,
    /// The comparison of each indicator.
    pub held: BTreeMap<ItemIx, usize>,
    /// For the operand of an `in`: its constant alternatives with their arms.
    pub options: HashMap<Address, Vec<(Constant, usize)>>,
}

/// A limit's name in ids.
pub(in crate::tooling::test) fn limit_name(pack: &CheckedPack, limit: &Limit) -> String {
    let declared = pack.limits.iter().any(|l| l.id == limit.id && l.span == limit.span);
    if declared { format!("limit.{}", limit.id) } else { format!("{}.limit", limit.id) }
}

impl Places {
    pub(in crate::tooling::test) fn of(pack: &CheckedPack, extent: &Extent) -> Places {
        let mut reader = Reader {
            pack,
            extent,
            reachable: Reachable::of(pack),
            places: Places::default(),
            own: false,
            at: None,
        };
        for (ix, item) in (0u32..).map(ItemIx).zip(&pack.items) {
            reader.at = Some(ix);
            reader.item(ix, item);
        }
        reader.at = None;
        for (e, entity) in (0u32..).map(EntityIx).zip(&pack.entities) {
            for (c, column) in (0u32..).map(ColumnIx).zip(&entity.columns) {
                reader.own = extent.columns.contains(&(e, c));
                if let Some(formula) = &column.derive {
                    reader.below(formula, &format!("{}.{}.derive", entity.id, column.id));
                }
            }
        }
        reader.places
    }
}

struct Reader<'a> {
    pack: &'a CheckedPack,
    extent: &'a Extent,
    reachable: Reachable<'a>,
    places: Places,
    /// Whether the item at hand is the pack's to cover; of others only comparisons with its own limits are.
    own: bool,
    /// The item at hand.
    at: Option<ItemIx>,
}

impl Reader<'_> {
    fn item(&mut self, ix: ItemIx, item: &Item) {
        for (i, when) in item.when.iter().enumerate() {
            self.own = self.extent.owns(ix, Part::When(i));
            self.clause(&when.expr, &format!("{}.when{}", item.id, i + 1));
        }
        match &item.body {
            ItemBody::Indicator(indicator) => {
                self.own = self.extent.owns(ix, Part::Value);
                self.below(&indicator.value, &format!("{}.value", item.id));
                self.own = self.extent.items.contains(&ix);
                let limit = match &indicator.threshold {
                    ThresholdRef::Own(own) => Some(&**own),
                    ThresholdRef::Limit(ix) => self.pack.limit(*ix),
                };
                let entries = limit.map(|l| self.entries(l, &indicator.index)).unwrap_or_default();
                if !entries.is_empty() {
                    self.places.held.insert(ix, self.places.sides.len());
                    self.places.sides.push(SidePlace {
                        id: item.id.clone(),
                        span: limit.map_or(item.span, |l| l.place_for(item.span)),
                        item: Some(ix),
                        entries,
                        flipped: false,
                        possible: self.reachable.held(indicator),
                    });
                }
            }
            ItemBody::Rule { requirements, .. } => {
                for (i, r) in requirements.iter().enumerate() {
                    self.own = self.extent.owns(ix, Part::Require(i));
                    self.clause(&r.expr, &format!("{}.require{}", item.id, i + 1));
                }
            }
            ItemBody::Define { value, .. } => {
                self.own = self.extent.owns(ix, Part::Value);
                self.below(value, &format!("{}.value", item.id));
            }
        }
    }

    /// The entries of a limit that an index can read and that the pack's cases answer for.
    fn entries(&self, limit: &Limit, index: &[TExpr]) -> Vec<EntryKey> {
        let name = limit_name(self.pack, limit);
        let declared = (0u32..).map(LimitIx).zip(&self.pack.limits).find(|(_, l)| l.span == limit.span);
        let tables = declared.and_then(|(ix, _)| self.extent.limits.get(&ix));
        let fits = |key: &[KindValue]| {
            index.iter().zip(key).all(|(e, value)| {
                if let TExprKind::Constant(Constant::Kind(_, only)) = &e.kind { only == value } else { true }
            })
        };
        let mut out = Vec::new();
        for (t, table) in limit.tables.iter().enumerate() {
            if !self.own && tables.is_none_or(|own| !own.contains(&t)) {
                continue;
            }
            let keys = table.values.keys().filter(|key| fits(key));
            out.extend(keys.map(|key| Some((name.clone(), t, key.clone()))));
        }
        out
    }

    /// A whole condition, and the arms in it.
    fn clause(&mut self, expr: &TExpr, id: &str) {
        self.arm(expr, id, None);
        self.below(expr, id);
    }

    fn arm(&mut self, expr: &TExpr, id: &str, member: Option<String>) {
        if !self.own || matches!(expr.kind, TExprKind::Constant(_)) {
            return;
        }
        self.places.arm_of.insert(address(expr), self.places.arms.len());
        let arm = ArmPlace { id: id.to_owned(), span: expr.span, member, option: false };
        self.places.arms.push(arm);
    }

    /// The arms and comparisons inside an expression.
    fn below(&mut self, expr: &TExpr, id: &str) {
        use TExprKind as K;
        let child = |i: usize| format!("{id}/{}", i + 1);
        self.comparison(expr, id);
        match &expr.kind {
            K::Binary(BinaryOp::And | BinaryOp::Or, a, b) => {
                self.arm(a, &child(0), None);
                self.arm(b, &child(1), None);
            }
            K::If(condition, ..) => self.arm(condition, &child(0), None),
            K::Quantified { rows, body, .. } => {
                if let Some(filter) = &rows.filter {
                    self.arm(filter, &format!("{id}/where"), None);
                }
                if let Some(body) = body {
                    self.arm(body, &format!("{id}/each"), None);
                }
            }
            K::Aggregate { rows: TRows { filter: Some(filter), .. }, .. } => {
                self.arm(filter, &format!("{id}/where"), None);
            }
            K::NumberOf { members, .. } | K::AllOf(members) | K::NoneOf(members) | K::CountOf(members) => {
                for member in members {
                    let name = self.pack.item(member.item).map(|i| i.id.clone()).unwrap_or_default();
                    self.arm(&member.condition, &format!("{id}/{name}"), Some(name.clone()));
                }
                if is_each(members) {
                    self.each(members, &format!("{id}/each"));
                    return;
                }
            }
            K::In { operand, options, .. } => self.alternatives(operand, options, id),
            K::Constant(_)
            | K::Column { .. }
            | K::Group(_)
            | K::Limit { .. }
            | K::Outcome { .. }
            | K::Value { .. }
            | K::Threshold { .. }
            | K::Judged
            | K::JudgedCell(_)
            | K::AsOf
            | K::TargetYear
            | K::Call(..)
            | K::Aggregate { .. }
            | K::Not(_)
            | K::Negate(_)
            | K::Binary(..) => {}
        }
        for (i, e) in expr.children().into_iter().enumerate() {
            self.below(e, &child(i));
        }
    }

    /// The copies of an `each` body: their arms and comparisons are one.
    fn each(&mut self, members: &[Member], id: &str) {
        let Some((first, rest)) = members.split_first() else { return };
        self.below(&first.condition, id);
        for member in rest {
            // The member's own condition is an arm by itself.
            let mut pairs = vec![(&first.condition, &member.condition, true)];
            while let Some((one, copy, whole)) = pairs.pop() {
                if let Some(arm) = self.places.arm_of.get(&address(one)).copied()
                    && !whole
                {
                    self.places.arm_of.insert(address(copy), arm);
                }
                if let Some((side, _)) = self.places.side_of.get(&address(one)) {
                    let side = *side;
                    let limits = direct_limits(copy);
                    self.places.side_of.insert(address(copy), (side, limits));
                }
                let below = one.children().into_iter().zip(copy.children());
                pairs.extend(below.map(|(a, b)| (a, b, false)));
            }
        }
    }

    fn alternatives(&mut self, operand: &TExpr, options: &[TExpr], id: &str) {
        if !self.own {
            return;
        }
        let mut list = Vec::new();
        for (i, option) in options.iter().enumerate() {
            let TExprKind::Constant(constant) = &option.kind else { continue };
            list.push((constant.clone(), self.places.arms.len()));
            let arm = ArmPlace {
                id: format!("{id}/option{}", i + 1),
                span: option.span,
                member: None,
                option: true,
            };
            self.places.arms.push(arm);
        }
        self.places.options.insert(address(operand), list);
    }

    fn comparison(&mut self, expr: &TExpr, id: &str) {
        let (left, right) = match &expr.kind {
            TExprKind::Binary(op, a, b) if op.is_comparison() => {
                let equality = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
                let ordered = match &a.ty {
                    Type::Number(_) | Type::Date => true,
                    Type::Kind(_) => !equality,
                    Type::Bool | Type::Text => false,
                };
                if !ordered {
                    return;
                }
                (Some(&**a), &**b)
            }
            TExprKind::NumberOf { n, .. } => (None, &**n),
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
            | TExprKind::AllOf(_)
            | TExprKind::NoneOf(_)
            | TExprKind::CountOf(_)
            | TExprKind::In { .. }
            | TExprKind::Not(_)
            | TExprKind::Negate(_)
            | TExprKind::Binary(..)
            | TExprKind::If(..) => return,
        };
        let limits = direct(right);
        let on_left = left.map(direct).unwrap_or_default();
        let flipped = limits.is_empty() && !on_left.is_empty();
        let used = if flipped { &on_left } else { &limits };
        let mut entries: Vec<EntryKey> = Vec::new();
        for (_, ix, index) in used {
            entries.extend(self.pack.limit(*ix).map(|l| self.entries(l, index)).unwrap_or_default());
        }
        if used.is_empty() && self.own {
            entries.push(None);
        }
        if entries.is_empty() {
            return;
        }
        let possible = match left {
            Some(left) if flipped => self.reachable.sides(right, left),
            Some(left) => self.reachable.sides(left, right),
            None => [true; 3],
        };
        // Where a later pack gave the number, that pack's author can change it there.
        let given = used.iter().filter_map(|(_, ix, _)| Some(self.pack.limit(*ix)?.place_for(expr.span)));
        let span = given.max_by_key(|span| span.source).unwrap_or(expr.span);
        let addresses = used.iter().map(|(a, ..)| *a).collect();
        self.places.side_of.insert(address(expr), (self.places.sides.len(), addresses));
        self.places.sides.push(SidePlace {
            id: id.to_owned(),
            span,
            item: self.at,
            entries,
            flipped,
            possible,
        });
    }
}

/// The limits that stand right in an expression: not inside aggregates, quantifiers or other conditions.
fn direct(expr: &TExpr) -> Vec<(Address, LimitIx, &[TExpr])> {
    use TExprKind as K;
    let mut out = Vec::new();
    let mut stack = vec![expr];
    while let Some(e) = stack.pop() {
        match &e.kind {
            K::Limit { limit, index } => out.push((address(e), *limit, index.as_slice())),
            K::Call(..) | K::Negate(_) | K::If(..) => stack.extend(e.children()),
            K::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div, ..) => {
                stack.extend(e.children());
            }
            K::Constant(_)
            | K::Column { .. }
            | K::Group(_)
            | K::Outcome { .. }
            | K::Value { .. }
            | K::Threshold { .. }
            | K::Judged
            | K::JudgedCell(_)
            | K::AsOf
            | K::TargetYear
            | K::Aggregate { .. }
            | K::Quantified { .. }
            | K::NumberOf { .. }
            | K::AllOf(_)
            | K::NoneOf(_)
            | K::CountOf(_)
            | K::In { .. }
            | K::Not(_)
            | K::Binary(..) => {}
        }
    }
    out
}

/// The addresses of the limits that a comparison compares with.
fn direct_limits(expr: &TExpr) -> Vec<Address> {
    let of = |e: &TExpr| direct(e).into_iter().map(|(a, ..)| a).collect::<Vec<_>>();
    match &expr.kind {
        TExprKind::Binary(_, a, b) => {
            let right = of(b);
            if right.is_empty() { of(a) } else { right }
        }
        TExprKind::NumberOf { n, .. } => of(n),
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
        | TExprKind::AllOf(_)
        | TExprKind::NoneOf(_)
        | TExprKind::CountOf(_)
        | TExprKind::In { .. }
        | TExprKind::Not(_)
        | TExprKind::Negate(_)
        | TExprKind::If(..) => Vec::new(),
    }
}
