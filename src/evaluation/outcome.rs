//! What an evaluation comes to.

use std::fmt;
use std::sync::Arc;

use super::budget::Overrun;
use super::county::Memo;
use crate::facts::{DataIssue, Reason};
use crate::semantics::{CheckedPack, ColumnIx, EntityIx, Item, ItemIx, KindIx, KindValue};
use crate::value::{Date, Number, Outcome, Surd};

/// The evaluation of all counties of the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// The day for which limits were chosen and ages counted.
    pub as_of: Date,
    /// One for each county that was not left out, in the data's order.
    pub counties: Vec<CountyResult>,
    /// What evaluating found out about the data: `derive` that differs from what was supplied.
    pub warnings: Vec<DataIssue>,
    pub(super) kept: Kept,
}

impl Evaluation {
    /// Of no county yet.
    pub(super) fn empty(as_of: Date) -> Self {
        Evaluation { as_of, counties: Vec::new(), warnings: Vec::new(), kept: Kept::default() }
    }
}

/// What was computed of the county in a row, where it is the only one.
#[derive(Clone, Default)]
pub(super) struct Kept(pub Option<(u32, Arc<Memo>)>);

/// It says nothing that the outcomes do not.
impl PartialEq for Kept {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

/// A `by` group: one value for each kind. Empty for items without `by`.
pub type Group = Vec<(KindIx, KindValue)>;

/// One county.
#[derive(Debug, Clone, PartialEq)]
pub struct CountyResult {
    /// Its row in the county table.
    pub county: u32,
    /// Every outcome of every indicator, rule, veto and conclusion: by item, row, group.
    pub subjects: Vec<SubjectResult>,
    /// Every titled define, for each subject.
    pub values: Vec<ValueResult>,
    /// Audits that found something: those unmet.
    pub audits: Vec<AuditResult>,
    /// Lists that hold more than was declared: in doubt, though complete.
    pub surplus: Vec<Surplus>,
    /// Figures that say how many rows there must be and are no such number.
    pub bad_counts: Vec<BadCount>,
    /// What needed more steps than an evaluation has ([`crate::source::MAX_EVALUATION_STEPS`]): it and what comes after it are
    /// undetermined.
    pub overrun: Option<Overrun>,
    /// By item, how many subjects came out which way (met, unmet, undetermined, not applicable), where `subjects` leaves out those that
    /// are met or not applicable.
    pub tally: Option<Vec<[usize; 4]>>,
}

impl CountyResult {
    /// With only the subjects that fail, are undetermined or conclude (vetoes among them); the others are counted. Members of their
    /// rules that are met have no numbers.
    #[must_use]
    pub fn condensed(mut self, pack: &CheckedPack) -> Self {
        if self.tally.is_some() {
            return self;
        }
        let mut tally = vec![[0; 4]; pack.items.len()];
        self.subjects.retain(|s| {
            let way = match s.outcome {
                Outcome::Met => 0,
                Outcome::Unmet => 1,
                Outcome::Undetermined => 2,
                Outcome::NotApplicable => 3,
            };
            if let Some(count) = tally.get_mut(s.item.ix()).and_then(|t| t.get_mut(way)) {
                *count += 1;
            }
            matches!(way, 1 | 2) || pack.item(s.item).is_some_and(Item::concludes)
        });
        for subject in &mut self.subjects {
            let Detail::Rule(requirements) = &mut subject.detail else { continue };
            let members = requirements.iter_mut().flat_map(|r| &mut r.members);
            for member in members.filter(|m| m.outcome == Outcome::Met) {
                (member.value, member.limit) = (None, None);
            }
        }
        self.tally = Some(tally);
        self
    }
}

/// One outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct SubjectResult {
    /// Of which item.
    pub item: ItemIx,
    /// For which row of the item's entity.
    pub row: u32,
    /// For which group.
    pub group: Group,
    /// What it came to.
    pub outcome: Outcome,
    /// How.
    pub detail: Detail,
    /// When undetermined: the data that would decide it, without repetition, in a fixed order.
    pub missing: Vec<Missing>,
}

/// How an outcome came about.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "most outcomes of a run are indicators'")]
pub enum Detail {
    /// An indicator's value and threshold, in base units.
    Indicator {
        /// The value, if known.
        value: Option<Surd>,
        /// The threshold, if known.
        limit: Option<Surd>,
    },
    /// A rule's requirements, in order. Empty when its `when` is not true.
    Rule(Vec<RequirementResult>),
}

/// One `require` clause.
#[derive(Debug, Clone, PartialEq)]
pub struct RequirementResult {
    /// Its outcome.
    pub outcome: Outcome,
    /// The members of the sets it names (`at least N of`, `all of`, `none of`, `each`), with the outcome of the member's condition; for
    /// a plain reference to an item too. Members that are met are among them.
    pub members: Vec<MemberResult>,
}

/// A member of a set in a requirement.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberResult {
    /// The item.
    pub item: ItemIx,
    /// The outcome of the condition for it.
    pub outcome: Outcome,
    /// An indicator's value for this subject, if there is one.
    pub value: Option<Surd>,
    /// Its threshold.
    pub limit: Option<Surd>,
}

/// A define's value.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueResult {
    /// Which define.
    pub item: ItemIx,
    /// For which row of its entity.
    pub row: u32,
    /// For which group.
    pub group: Group,
    /// The value; none where unknown or not applicable.
    pub value: Option<Value>,
    /// Whether it is not applicable.
    pub not_applicable: bool,
    /// The data that would give it.
    pub missing: Vec<Missing>,
}

/// A known value, in base units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Number(Surd),
    /// A truth value.
    Bool(bool),
    /// A kind's value.
    Kind(KindIx, KindValue),
    /// A text.
    Text(std::sync::Arc<str>),
    /// A date.
    Date(Date),
}

/// An audit that found something.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditResult {
    /// Which audit.
    pub item: ItemIx,
    /// For which row of its entity.
    pub row: u32,
    /// For which group.
    pub group: Group,
    /// Which of its requirements is unmet.
    pub requirement: usize,
}

/// A datum that is not there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Missing {
    /// Of which entity.
    pub entity: EntityIx,
    /// Where.
    pub at: MissingAt,
    /// Which column; none where whole rows are missing.
    pub column: Option<ColumnIx>,
    /// Why.
    pub reason: Reason,
}

impl Missing {
    /// Whether rows are missing, not a cell.
    pub fn is_rows(&self) -> bool {
        match self.at {
            MissingAt::Table | MissingAt::Rows(..) => true,
            MissingAt::Below(..) => self.reason == Reason::NoRow,
            MissingAt::Row(_) | MissingAt::Finding(..) => false,
        }
    }
}

/// What a list lacks of what was declared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shortfall {
    /// Rows.
    Count {
        /// How many there are.
        there: u64,
        /// How many there must be.
        expected: Number,
    },
    /// What a column's sum must come to.
    Total {
        /// The column.
        column: ColumnIx,
        /// Its sum, in base units.
        there: Number,
        /// What it must be, in base units.
        expected: Number,
    },
    /// Rows for some combinations of kinds' values.
    Values {
        /// How many rows there are.
        there: u64,
        /// The kind columns.
        columns: Vec<ColumnIx>,
        /// The combinations without a row, in the order of the kinds.
        without: Vec<Vec<KindValue>>,
    },
}

/// A list that holds more than was declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surplus {
    /// Whose list.
    pub entity: EntityIx,
    /// Below a row of which table.
    pub parent: EntityIx,
    /// Which row.
    pub row: u32,
    /// The column whose sum is larger; none: the number of rows is.
    pub column: Option<ColumnIx>,
    /// How much there is: rows, or the sum in base units.
    pub there: Number,
    /// How much was declared.
    pub declared: Number,
}

/// A figure that says how many rows there must be and is negative or not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCount {
    /// Whose list.
    pub entity: EntityIx,
    /// The table in which the figure stands, or for whose row it was computed.
    pub at: EntityIx,
    /// The row.
    pub row: u32,
    /// The cell's column; none where the figure is computed.
    pub column: Option<ColumnIx>,
    /// The figure.
    pub declared: Number,
}

/// Where a datum is missing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MissingAt {
    /// In this row of the entity.
    Row(u32),
    /// All rows below this row of an ancestor.
    Below(EntityIx, u32),
    /// Some of the rows below this row of an ancestor.
    Rows(EntityIx, u32, Arc<Shortfall>),
    /// The finding of this rule for this row of the rule's entity.
    Finding(ItemIx, u32),
    /// The whole table.
    Table,
}
