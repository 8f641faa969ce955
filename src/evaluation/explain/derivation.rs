//! The derivation of one outcome, for people: numbers, source text and tags, which a report turns into words.

use crate::evaluation::{Doubts, Eval, Group, Missing};
use crate::semantics::{
    Aggregate, Citation, ColumnIx, CountBound, EntityIx, Function, ItemIx, KindIx, KindValue, LimitIx,
    Quantifier,
};
use crate::source::Span;
use crate::value::{Date, Outcome, Unit};

pub use crate::evaluation::aggregate::Variation;

/// How one item came to its outcome for one subject.
#[derive(Debug, Clone)]
pub struct Derivation {
    /// Which item.
    pub item: ItemIx,
    /// For which row of its entity.
    pub row: u32,
    /// For which group.
    pub group: Group,
    /// What it came to; none for a define, whose value `result` is.
    pub outcome: Option<Outcome>,
    /// Of a conclusion: what is in doubt about the county's data.
    pub doubts: Option<Doubts>,
    /// The outcome as a truth value, or a define's value.
    pub result: Shown,
    /// The conditions under which it applies, in order.
    pub when: Vec<Step>,
    /// A rule's requirements, or the formula of an indicator or define. Empty where it does not apply or that is unknown.
    pub steps: Vec<Step>,
    /// An indicator's threshold, where it applies.
    pub threshold: Option<LimitUse>,
    /// An indicator's value held against its threshold: `6.9 ≥ 7.5`, both in the indicator's unit.
    pub comparison: Vec<Piece>,
    /// When undetermined: the data that would decide it.
    pub missing: Vec<Missing>,
}

/// A value as it should be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The value; numbers are in base units.
    pub eval: Eval,
    /// The unit to show a number in.
    pub unit: Unit,
    /// Whether it comes from a personal column and must not be shown.
    pub hidden: bool,
}

/// One step: an expression, what was put in, and what it came to.
#[derive(Debug, Clone)]
pub struct Step {
    /// What it is.
    pub kind: StepKind,
    /// Where it is written.
    pub span: Span,
    /// As written, white space folded.
    pub text: String,
    /// With values put in for names.
    pub substituted: Vec<Piece>,
    /// What it came to.
    pub result: Shown,
    /// The steps that it rests on.
    pub children: Vec<Step>,
    /// The rows that it goes over.
    pub rows: Option<RowsUsed>,
}

/// What a step is.
#[derive(Debug, Clone)]
pub enum StepKind {
    /// A formula or condition.
    Formula,
    /// `and`: the children are its operands.
    And,
    /// `or`: the children are its operands.
    Or,
    /// `if`: the children are the condition and the branch taken, or both branches where the condition is unknown.
    Choice,
    /// `at least N of`, `at most N of`: the children are the members.
    NumberOf {
        /// Which of the two.
        bound: CountBound,
        /// N.
        n: Box<Shown>,
        /// How the members came out.
        counts: Counts,
    },
    /// `all of` or `each`: the children are the members.
    AllOf(Counts),
    /// `none of`: the children are the members.
    NoneOf(Counts),
    /// `count of`: the children are the members.
    CountOf(Counts),
    /// A member of a set; the text is its condition.
    Member(Box<ItemUse>),
    /// An item that is named as a condition.
    Item(Box<ItemUse>),
    /// An item named from an ancestor: for all its subjects below, which are the rows.
    Subjects(ItemIx),
    /// An aggregate.
    Aggregate(Aggregate),
    /// A quantifier.
    Quantified(Quantifier),
    /// A limit's value.
    Limit(Box<LimitUse>),
    /// A column that was not supplied and is computed; the text is its formula.
    Derived {
        /// Of which entity.
        entity: EntityIx,
        /// In which row.
        row: u32,
        /// Which column.
        column: ColumnIx,
    },
    /// The assessors' finding of a rule for a row of its entity.
    Finding(ItemIx, u32),
}

/// An item as a condition for one subject.
#[derive(Debug, Clone)]
pub struct ItemUse {
    /// Which item.
    pub item: ItemIx,
    /// The row of its entity; none where it stands for several.
    pub row: Option<u32>,
    /// The outcome of the condition.
    pub outcome: Outcome,
    /// An indicator's value.
    pub value: Option<Shown>,
    /// Its threshold.
    pub limit: Option<Shown>,
}

/// How many came out which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Met.
    pub met: usize,
    /// Unmet.
    pub unmet: usize,
    /// Undetermined.
    pub undetermined: usize,
    /// Not applicable.
    pub not_applicable: usize,
}

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Met => self.met += 1,
            Outcome::Unmet => self.unmet += 1,
            Outcome::Undetermined => self.undetermined += 1,
            Outcome::NotApplicable => self.not_applicable += 1,
        }
    }

    /// All of them.
    pub fn total(&self) -> usize {
        self.met + self.unmet + self.undetermined + self.not_applicable
    }
}

/// The value of a limit or threshold that was used.
#[derive(Debug, Clone)]
pub struct LimitUse {
    /// Which limit; none for an indicator's own threshold.
    pub limit: Option<LimitIx>,
    /// Its id (an own threshold: the indicator's).
    pub id: String,
    /// Its label.
    pub label: String,
    /// The kind values that it was looked up by, as far as known.
    pub key: Vec<(KindIx, KindValue)>,
    /// Its value.
    pub value: Shown,
    /// From when that value is in force; none: always.
    pub from: Option<Date>,
    /// What it cites: of this date, else of the limit.
    pub cite: Vec<Citation>,
    /// Note: of this date, else of the limit.
    pub note: Option<String>,
}

/// The rows that an aggregate or quantifier went over.
#[derive(Debug, Clone)]
pub struct RowsUsed {
    /// Of which entity.
    pub entity: EntityIx,
    /// How the rows came out, those that the condition on the rows leaves out apart. Of an aggregate of numbers: those with
    /// a value count as met.
    pub counts: Counts,
    /// The rows that decided it: for `every` and `no` those that fail, for `some` the witnesses, for aggregates all that contribute;
    /// those unknown too. At most [`ROWS_SHOWN`].
    pub rows: Vec<RowUsed>,
    /// How many more there are.
    pub omitted: usize,
    /// Rows that should be there and are not.
    pub missing: Vec<Missing>,
    /// For `cv`: the parts of the coefficient.
    pub variation: Option<Variation>,
}

/// Most rows that a step lists.
pub const ROWS_SHOWN: usize = 100;

/// One row that decided.
#[derive(Debug, Clone)]
pub struct RowUsed {
    /// Which row.
    pub row: u32,
    /// The condition or formula with this row's values put in. Empty where there is none.
    pub substituted: Vec<Piece>,
    /// What it came to for this row.
    pub result: Shown,
    /// The row's weight.
    pub weight: Option<Shown>,
}

/// A piece of a formula with values put in.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "short lists, read once")]
pub enum Piece {
    /// An operator, bracket or comma: `÷`, `≥`, `(`.
    Symbol(&'static str),
    /// A word of the language.
    Word(Word),
    /// A value.
    Value(Shown),
    /// The unit that a rounding counts in.
    Unit(std::sync::Arc<str>),
    /// An item's outcome.
    Item(ItemIx, Outcome),
}

/// A word in a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// `and`.
    And,
    /// `or`.
    Or,
    /// `not`.
    Not,
    /// `in`.
    In,
    /// `not in`.
    NotIn,
    /// `if`.
    If,
    /// `then`.
    Then,
    /// `else`.
    Else,
    /// A function's name.
    Function(Function),
}
