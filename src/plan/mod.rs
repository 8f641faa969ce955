//! Checked pack → plan: what a pack computes, as operations on whole columns.
//!
//! A [`Node`] is one operation for every row of one entity. Nodes stand after what they use, and what occurs twice is one node. What
//! has no operation here is [`Op::Exact`]: the exact interpreter, which is the definition, decides it row by row.

mod items;
mod lower;
mod part;

use crate::semantics::{CheckedPack, ColumnIx, EntityIx, FindingCell, ItemIx, KindIx, KindValue, Quantifier};
use crate::value::{Date, Number};

pub use items::{GroupPlan, ItemPlan, MemberPlan, RequirementPlan};

/// Index into [`Plan::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeIx(pub u32);

/// A quotient of small whole numbers: above, below; below is above zero.
pub type Ratio = (i64, i64);

/// What a node's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Quotients.
    Number,
    /// Truth values.
    Truth,
    /// Positions in a kind's values.
    Kind,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Op {
    /// For the exact interpreter.
    Exact,
    /// A constant number.
    Number(Ratio),
    /// A constant truth value.
    Truth(bool),
    /// A constant kind's value.
    Kind(KindValue),
    /// A column as supplied.
    Cell(ColumnIx),
    /// A column that is computed where it was not supplied.
    Settled {
        /// Which.
        column: ColumnIx,
        /// As supplied.
        given: NodeIx,
        /// As computed.
        computed: NodeIx,
    },
    /// The value of the row's ancestor.
    Lift(NodeIx),
    /// The finding for a rule.
    Judged(ItemIx),
    /// Whether a cell beside the result of that finding is filled in.
    Grounded(ItemIx, FindingCell),
    /// Sum, difference, product or quotient.
    Calculate(Arithmetic, NodeIx, NodeIx),
    /// Without its sign.
    Abs(NodeIx),
    /// To whole numbers of a unit of this size; up or down.
    Rounded {
        /// What.
        value: NodeIx,
        /// The unit's size.
        unit: Ratio,
        /// Up rather than down.
        up: bool,
    },
    /// A comparison of two values of one sort.
    Compare(Relation, NodeIx, NodeIx),
    /// `not`.
    Not(NodeIx),
    /// `and`.
    Every(Vec<NodeIx>),
    /// `at least N of`.
    AtLeast(NodeIx, Vec<NodeIx>),
    /// `if`.
    Choose(NodeIx, NodeIx, NodeIx),
    /// A limit's value by the kind values of some nodes; the last varies fastest.
    Lookup {
        /// The kinds' values, with how many each kind has.
        index: Vec<(NodeIx, usize)>,
        /// The numbers; none where the limit has none.
        numbers: Vec<Option<Ratio>>,
    },
    /// Whether it is known.
    Known(NodeIx),
    /// The first that is known.
    ValueOr(Vec<NodeIx>),
    /// The value where the condition holds; elsewhere what the condition is, not applicable where it fails.
    Where(NodeIx, NodeIx),
    /// An aggregate of the rows below.
    Fold(Fold, Rows),
    /// A quantifier over the rows below, or the outcome of an item that is judged there.
    Quantified(Quantifier, Rows),
    /// Whether an entry of a table's `expect` is satisfied for a row of its `each`.
    Listed(Listed),
    /// Whether a list holds more than such an entry declares.
    Surplus(Listed),
    /// The same, but what is not known is for the interpreter.
    Deferred(NodeIx),
    /// A coefficient of variation against a limit: by bounds, and for the interpreter where they do not decide.
    Variation(Relation, Rows, NodeIx),
}

/// Arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "their names say it")]
pub enum Arithmetic {
    Add,
    Sub,
    Mul,
    Div,
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "their names say it")]
pub enum Relation {
    Ge,
    Le,
    Gt,
    Lt,
    Eq,
    Ne,
}

impl Relation {
    /// Whether it holds for values in this order.
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Relation::Ge => order.is_ge(),
            Relation::Le => order.is_le(),
            Relation::Gt => order.is_gt(),
            Relation::Lt => order.is_lt(),
            Relation::Eq => order.is_eq(),
            Relation::Ne => order.is_ne(),
        }
    }
}

/// Aggregates that are folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fold {
    /// How many, in units of this many base units.
    Count(Ratio),
    /// The sum.
    Sum,
    /// The mean.
    Avg,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The share of rows whose condition holds.
    Share,
}

/// An entry of a table's `expect`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Listed {
    /// Whose list.
    pub entity: EntityIx,
    /// Of which rows something is expected.
    pub when: Option<NodeIx>,
    /// How many rows, and how many base units one of them is.
    pub count: Option<(NodeIx, Ratio)>,
    /// A column's cells, and what their sum must come to.
    pub total: Vec<(NodeIx, NodeIx)>,
    /// Kind columns with how many values each has.
    pub values: Vec<(NodeIx, usize)>,
}

/// Rows below a row, with what each brings.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rows {
    /// Of which entity.
    pub entity: EntityIx,
    /// The condition.
    pub filter: Option<NodeIx>,
    /// Columns of kinds, and the value that each must have.
    pub group: Vec<(NodeIx, KindValue)>,
    /// The columns that tell of a row which group it is of, by kind: missing rows matter only to groups.
    pub kinds: Vec<(KindIx, KindValue)>,
    /// What each brings; none: that it is there.
    pub body: Option<NodeIx>,
    /// What it weighs.
    pub weight: Option<NodeIx>,
}

/// An operation for all rows of an entity.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Node {
    /// Of which entity.
    pub entity: EntityIx,
    /// What its values are.
    pub sort: Sort,
    /// What is computed.
    pub op: Op,
}

/// What a pack computes on a day.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The day for which limits were chosen.
    pub as_of: Date,
    /// The operations, each after those that it uses.
    pub nodes: Vec<Node>,
    /// By [`ItemIx`].
    pub items: Vec<ItemPlan>,
    /// Derived columns: entity, column and node.
    pub derived: Vec<(EntityIx, ColumnIx, NodeIx)>,
    /// By [`EntityIx`]: the entries of its `expect`.
    pub lists: Vec<Vec<ListPlan>>,
}

/// Where in the plan an entry of `expect` is.
#[derive(Debug, Clone, Copy)]
pub struct ListPlan {
    /// The table for whose rows something is expected.
    pub each: EntityIx,
    /// Whether it is satisfied.
    pub satisfied: NodeIx,
    /// Whether there is more; none where the entry declares neither rows nor a sum.
    pub surplus: Option<NodeIx>,
}

impl Plan {
    /// The plan of a pack for a day.
    pub fn new(pack: &CheckedPack, as_of: Date) -> Plan {
        crate::source::with_deep_stack(|| lower::Lowering::new(pack, as_of).run())
    }

    /// A node.
    pub fn node(&self, ix: NodeIx) -> Option<&Node> {
        self.nodes.get(ix.0 as usize)
    }

    /// Which columns of each entity the plan reads: for a row of no use to any other, no more need be kept.
    pub fn columns(&self) -> Vec<(EntityIx, ColumnIx)> {
        let read = self
            .nodes
            .iter()
            .filter_map(|n| if let Op::Cell(column) = n.op { Some((n.entity, column)) } else { None });
        let mut all: Vec<_> = read.collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A number as a quotient of small whole numbers, if it is one.
pub fn ratio(number: &Number) -> Option<Ratio> {
    use num_traits::ToPrimitive as _;
    let (above, below) = (number.numerator().to_i64()?, number.denominator().to_i64()?);
    (below > 0 && above != i64::MIN).then_some((above, below))
}
