//! The machine-readable comparison: ids, keys, values in the declared units.

use indexmap::IndexMap;
use serde::Serialize;

use crate::evaluation::Doubts;
use crate::report::{EngineStamp, PackStamp};
use crate::value::Outcome;

/// The number of the output's format: it rises with any change of what [`Comparison`] holds.
pub const FORMAT: u32 = 1;

/// Two sets of data compared.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Comparison {
    /// Which program compared.
    pub engine: EngineStamp,
    /// [`FORMAT`].
    pub format: u32,
    /// A.
    pub a: SideReport,
    /// B.
    pub b: SideReport,
    /// Up to where smallest sets are proven.
    pub bounds: Bounds,
    /// Rows that have another key in B.
    pub renamed: Vec<RenamedReport>,
    /// Rules of A's pack that B's has not; their outcomes are not compared.
    pub rules_only_in_a: Vec<String>,
    /// Rules of B's pack that A's has not.
    pub rules_only_in_b: Vec<String>,
    /// Codes of counties that only A has.
    pub counties_only_in_a: Vec<String>,
    /// Codes of counties that only B has.
    pub counties_only_in_b: Vec<String>,
    /// How many counties both have.
    pub counties_compared: usize,
    /// Over all counties.
    pub counts: Counts,
    /// The counties in which anything differs, in the order of codes.
    pub counties: Vec<CountyComparison>,
}

/// One of the two.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SideReport {
    /// By which pack it was judged.
    pub pack: PackStamp,
    /// For which day.
    pub as_of: String,
    /// Digest over names and bytes of the files.
    pub data: String,
    /// How many errors the data have.
    pub errors: usize,
}

/// Up to where smallest sets are proven: beyond, one set of which nothing can be left out stands for them, `proven` false.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bounds {
    /// Up to so many changes in a set.
    pub changes: usize,
    /// Up to so many judgings of the county for one turned outcome.
    pub judgings: usize,
}

/// A row that has another key in B.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RenamedReport {
    /// Its key in A, the parts joined by `/`.
    pub a: String,
    /// Its key in B.
    pub b: String,
}

/// How much differs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// Cells of rows that both have, keys not counted; of a finding its result.
    pub cells_compared: usize,
    /// Those of them that differ.
    pub cells_changed: usize,
    /// Rows that only A has, without those below them.
    pub rows_only_in_a: usize,
    /// Rows that only B has.
    pub rows_only_in_b: usize,
    /// Changes that are in at least one smallest set.
    pub deciding: usize,
    /// Outcomes that both have.
    pub outcomes_compared: usize,
    /// Those of them that differ.
    pub turned: usize,
    /// Turned so that, from the county's side, they are now met.
    pub r#for: usize,
    /// Turned otherwise.
    pub against: usize,
    /// Turned because of the data alone.
    pub by_data: usize,
    /// Turned because of the rules alone: the pack, or what is in force on the day.
    pub by_rules: usize,
    /// Turned by both: by the rules to something else, and by the data from there.
    pub by_both: usize,
    /// Turned because of the data, without smallest sets that are proven.
    pub not_proven: usize,
}

impl Counts {
    pub(super) fn add(&mut self, more: &Counts) {
        self.cells_compared += more.cells_compared;
        self.cells_changed += more.cells_changed;
        self.rows_only_in_a += more.rows_only_in_a;
        self.rows_only_in_b += more.rows_only_in_b;
        self.deciding += more.deciding;
        self.outcomes_compared += more.outcomes_compared;
        self.turned += more.turned;
        self.r#for += more.r#for;
        self.against += more.against;
        self.by_data += more.by_data;
        self.by_rules += more.by_rules;
        self.by_both += more.by_both;
        self.not_proven += more.not_proven;
    }
}

/// One county.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CountyComparison {
    /// Its code.
    pub county: String,
    /// Its name, as B has it.
    pub name: Option<String>,
    /// What is in doubt about the data: of A, of B.
    pub doubts: [Doubts; 2],
    /// How much differs.
    pub counts: Counts,
    /// Rows that only A has; what stands below them goes with them.
    pub rows_only_in_a: Vec<RowReport>,
    /// Rows that only B has.
    pub rows_only_in_b: Vec<RowReport>,
    /// Cells that differ, of rows that both have.
    pub cells: Vec<CellReport>,
    /// Findings that differ, with both assessors.
    pub findings: Vec<FindingReport>,
    /// Outcomes that differ: conclusions, then the rest in the pack's order.
    pub turned: Vec<TurnReport>,
    /// Changes that are in no smallest set, by id.
    pub turned_nothing: Vec<String>,
    /// Outcomes about rows that only A has.
    pub outcomes_only_in_a: Vec<OutcomeReport>,
    /// Outcomes about rows that only B has.
    pub outcomes_only_in_b: Vec<OutcomeReport>,
}

impl CountyComparison {
    /// Whether nothing differs.
    pub(super) fn is_same(&self) -> bool {
        let Counts { cells_changed, rows_only_in_a, rows_only_in_b, turned, .. } = self.counts;
        cells_changed + rows_only_in_a + rows_only_in_b + turned == 0 && self.findings.is_empty()
    }
}

/// A row that only one has.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RowReport {
    /// `C1`, by which sets name it.
    pub id: String,
    /// Of which entity.
    pub entity: String,
    /// Its key.
    pub key: Vec<String>,
    /// How it is called to people.
    pub name: String,
    /// How many rows stand below it.
    pub below: usize,
}

/// A cell that differs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CellReport {
    /// `C2`, by which sets name it.
    pub id: String,
    /// Of which entity.
    pub entity: String,
    /// In which row, by B's key.
    pub key: Vec<String>,
    /// How the row is called to people.
    pub name: String,
    /// In which column.
    pub column: String,
    /// What A has, in the column's unit; null where it has no value, or one that is personal.
    pub a: Option<String>,
    /// What B has.
    pub b: Option<String>,
    /// The unit.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Whether the values are personal and not told.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
}

/// A finding that differs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ComparedFinding"))]
pub struct FindingReport {
    /// `C3`, by which sets name it.
    pub id: String,
    /// Of which rule.
    pub rule: String,
    /// Of which entity the row is.
    pub entity: String,
    /// About which row, by B's key.
    pub key: Vec<String>,
    /// How the row is called to people.
    pub name: String,
    /// As A has it; null where it has none.
    pub a: Option<FindingSide>,
    /// As B has it.
    pub b: Option<FindingSide>,
}

/// A finding.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingSide {
    /// `true`, `false`, or a grade's id; null where nothing was found yet.
    pub result: Option<String>,
    /// Who found it.
    pub assessor: Option<String>,
    /// When.
    pub date: Option<String>,
}

/// To what a turn is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Due {
    /// The data: by B's pack and day A's data come out as they did.
    Data,
    /// The rules: by B's pack and day A's data come out as B's.
    Rules,
    /// Both: by B's pack and day A's data come out otherwise than either.
    Both,
}

/// An outcome that differs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TurnReport {
    /// Of which rule.
    pub rule: String,
    /// Of which entity the row is.
    pub entity: String,
    /// For which row, by B's key.
    pub key: Vec<String>,
    /// How the row is called to people.
    pub name: String,
    /// For which group.
    pub by: IndexMap<String, String>,
    /// A's outcome.
    pub from: Outcome,
    /// B's outcome.
    pub to: Outcome,
    /// To what it is due.
    pub due: Due,
    /// A's data by B's pack and day, where it is due to both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub between: Option<Outcome>,
    /// The smallest sets of changes that explain it, by id; none where it is due to the rules.
    pub smallest: Vec<Vec<String>>,
    /// Whether there is no smaller set and these are all of their size.
    pub proven: bool,
    /// An indicator's value in A and in B.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<[Option<String>; 2]>,
    /// Its threshold in A and in B.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<[Option<String>; 2]>,
    /// Their unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// An outcome about a row that only one has.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutcomeReport {
    /// Of which rule.
    pub rule: String,
    /// Of which entity the row is.
    pub entity: String,
    /// For which row.
    pub key: Vec<String>,
    /// For which group.
    pub by: IndexMap<String, String>,
    /// What it comes to.
    pub outcome: Outcome,
}
