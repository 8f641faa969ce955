//! `junheng gap`: what each failing subject lacks, and the least that would make it pass.
//!
//! The requirements that fail are followed from the conclusion down to the cells that they read. A requirement is inverted where it is
//! monotone in a cell: the cell is moved in whole steps to the first at which the requirement holds, judged by the evaluator itself. A plan
//! is proved by judging the changed data again.

mod choice;
mod costs;
mod county;
mod document;
mod goal;
mod json;
mod level;
mod levers;
mod moves;
mod plan;
mod remedies;
mod rows;
mod search;
mod solve;
mod tasks;
mod text;
mod trim;

use crate::diagnostic::Message;
use crate::evaluation::{CellAt, Doubts, Group, Missing, Options, Standpoint, evaluate};
use crate::facts::{Cell, Facts, FindingResult};
use crate::semantics::{CheckedPack, ColumnIx, ColumnType, EntityIx, ItemBody, ItemIx, Read, RuleKind};
use crate::value::{Number, Outcome, Surd, Unit};

pub use costs::{Costs, CostsError};
pub use document::document;
pub use json::{GapReport, json};
pub use remedies::remedies;
pub use text::text;

/// What a county lacks.
#[derive(Debug, Clone)]
pub struct CountyGap {
    /// Its row in the county table.
    pub county: u32,
    /// What the plan is for, before and after.
    pub roots: Vec<Root>,
    /// What is in doubt about the county's data, now and with the plan carried out.
    pub doubts: [Doubts; 2],
    /// Each requirement that fails, in the order in which it was met, with what makes it hold.
    pub lacks: Vec<Lack>,
    /// The plan: every cell that changes, once.
    pub changes: Vec<Change>,
    /// Where the people go who leave a row.
    pub moves: Vec<Move>,
    /// Findings that assessors would have to make.
    pub findings: Vec<FindingChange>,
    /// Rows to add.
    pub additions: Vec<Addition>,
    /// Choices among members of `at least N of`.
    pub choices: Vec<Choice>,
    /// Coefficients that are above their limit.
    pub coefficients: Vec<Coefficient>,
    /// What no change of data would mend.
    pub stuck: Vec<Stuck>,
    /// What the plan would break: outcomes that do not fail now and would with the plan carried out.
    pub broken: Vec<Root>,
    /// Audits that find something with the plan carried out and did not before.
    pub doubtful: Vec<(ItemIx, u32)>,
    /// Once the plan is carried out: the data that are missing and would decide.
    pub missing: Vec<Missing>,
    /// The data with the plan carried out. Rows in this result are rows of these.
    pub planned: Facts,
}

/// An item that the plan is for.
#[derive(Debug, Clone)]
pub struct Root {
    /// The item.
    pub item: ItemIx,
    /// Its row.
    pub row: u32,
    /// Its group.
    pub group: Group,
    /// Its outcome now.
    pub before: Outcome,
    /// Its outcome with the plan carried out, as judged anew from the changed data.
    pub after: Outcome,
}

/// A requirement that fails.
#[derive(Debug, Clone)]
pub struct Lack {
    /// Whose requirement: the item and its subject, and the rows that it was followed to.
    pub at: Standpoint,
    /// The condition as it is written; empty for an indicator's threshold.
    pub condition: String,
    /// The item whose value the condition is about, where that is another.
    pub of: Option<ItemIx>,
    /// The unit to show the numbers in.
    pub unit: Option<Unit>,
    /// The value that falls short, in base units, if it is a number.
    pub value: Option<Surd>,
    /// How it must stand to the limit: `≥`, `>`, `≤`, `<`.
    pub relation: &'static str,
    /// What it is held against.
    pub limit: Option<Surd>,
    /// What makes it hold, over what earlier lacks already changed.
    pub changes: Vec<Change>,
}

/// A cell that changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The cell.
    pub at: CellAt,
    /// As it is.
    pub from: Cell,
    /// As it should be.
    pub to: Cell,
    /// What that costs, in yuan, where the column has a price.
    pub cost: Option<Number>,
    /// Whether it cannot be done but must be found out again: a survey, a past year's figure.
    pub again: bool,
}

/// People who leave one row for another.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    /// The cell that gets less.
    pub from: CellAt,
    /// The cell that gets more; none where no row of the county can take them.
    pub to: Option<CellAt>,
    /// By how much, in base units.
    pub amount: Number,
}

/// A finding that would have to be another.
#[derive(Debug, Clone)]
pub struct FindingChange {
    /// Of which rule.
    pub item: ItemIx,
    /// For which row.
    pub row: u32,
    /// What it should be.
    pub to: FindingResult,
}

/// A row to add.
#[derive(Debug, Clone)]
pub struct Addition {
    /// Of which entity.
    pub entity: EntityIx,
    /// Its row in the planned data.
    pub row: u32,
    /// The rule that asks for it.
    pub item: ItemIx,
    /// What it must say.
    pub cells: Vec<(ColumnIx, Cell)>,
    /// What it costs, in yuan, where the table has a price.
    pub cost: Option<Number>,
}

/// A choice among the members of a set.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Whose requirement.
    pub at: Standpoint,
    /// How many more members must be met.
    pub needed: usize,
    /// The members that are not met, the chosen ones first, then in the order of preference.
    pub candidates: Vec<Candidate>,
}

/// A member that could be met.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The member.
    pub item: ItemIx,
    /// Whether the plan has it.
    pub chosen: bool,
    /// What it would take; empty where nothing helps.
    pub changes: Vec<Change>,
    /// Whether it can be done at all.
    pub feasible: bool,
}

/// A coefficient of variation that is too great.
#[derive(Debug, Clone)]
pub struct Coefficient {
    /// Whose requirement.
    pub at: Standpoint,
    /// What varies: an item's value, or a formula as it is written.
    pub of: String,
    /// The item whose value varies, where it is one's.
    pub item: Option<ItemIx>,
    /// The coefficient as it is.
    pub value: Surd,
    /// Its limit.
    pub limit: Option<Surd>,
    /// The rows by what they add to the variation, the greatest first: row, value, share of the sum of squares.
    pub movers: Vec<Mover>,
    /// The entity of the rows.
    pub entity: EntityIx,
    /// What brings it to the limit; empty where nothing does.
    pub changes: Vec<Change>,
}

/// A row's part in a coefficient.
#[derive(Debug, Clone)]
pub struct Mover {
    /// The row.
    pub row: u32,
    /// Its value, in base units.
    pub value: Number,
    /// Its share of the sum of squares.
    pub share: Number,
    /// Whether it lies below the mean.
    pub below: bool,
}

/// A requirement that no change of data would mend.
#[derive(Debug, Clone)]
pub struct Stuck {
    /// Whose requirement.
    pub at: Standpoint,
    /// The item whose value the condition is about, where that is another.
    pub of: Option<ItemIx>,
    /// The condition as it is written.
    pub condition: String,
    /// Why.
    pub why: Message,
}

/// What the counties lack. With `rule`, for that item; else for the conclusions, or, where there are none, for all items that no other item names.
pub fn gap(
    pack: &CheckedPack,
    facts: &Facts,
    options: &Options,
    costs: &Costs,
    rule: Option<ItemIx>,
) -> Vec<CountyGap> {
    crate::source::with_deep_stack(|| {
        let wanted = |code: &str| options.counties.as_ref().is_none_or(|all| all.iter().any(|c| c == code));
        let counties = (0u32..).zip(&facts.counties).filter(|(_, c)| !c.left_out && wanted(&c.code));
        counties.map(|(row, _)| plan::plan(pack, facts, options, costs, rule, row)).collect()
    })
}

/// The step in which a column's cells are moved, in base units: the one declared, else one of a count, one rank of an ordered kind, a hundredth of a per cent of a
/// share, else a hundredth of the column's unit.
pub fn step(pack: &CheckedPack, entity: EntityIx, column: ColumnIx) -> Number {
    let Some(column) = pack.column(entity, column) else { return Number::one() };
    if let Some(step) = &column.step {
        return step.clone();
    }
    match column.ty {
        ColumnType::Count => column.unit.to_base(&Number::one()),
        ColumnType::Kind(_) => Number::one(),
        ColumnType::Share => Number::scaled(1, 4),
        ColumnType::Number | ColumnType::Flag | ColumnType::Text | ColumnType::Date => {
            column.unit.to_base(&Number::scaled(1, 2))
        }
    }
}

/// The items that a plan is for.
fn roots(pack: &CheckedPack, rule: Option<ItemIx>) -> Vec<ItemIx> {
    if let Some(rule) = rule {
        return vec![rule];
    }
    let all: Vec<ItemIx> = (0..pack.items.len()).map(|i| ItemIx(i as u32)).collect();
    let of_kind = |ix: &ItemIx, wanted: &[RuleKind]| {
        pack.item(*ix)
            .is_some_and(|i| matches!(i.body, ItemBody::Rule { kind, .. } if wanted.contains(&kind)))
    };
    let conclusions: Vec<ItemIx> =
        all.iter().copied().filter(|i| of_kind(i, &[RuleKind::Conclusion])).collect();
    if !conclusions.is_empty() {
        return conclusions;
    }
    let judges = |ix: &ItemIx| {
        let indicator = pack.item(*ix).is_some_and(|i| matches!(i.body, ItemBody::Indicator(_)));
        indicator || of_kind(ix, &[RuleKind::Rule, RuleKind::Veto])
    };
    let named = |ix: &ItemIx| pack.reads.readers(Read::Item(*ix)).iter().any(|r| r.item().is_some());
    all.into_iter().filter(|i| judges(i) && !named(i)).collect()
}

/// Whether an item should hold: all but vetoes.
fn should_hold(pack: &CheckedPack, item: ItemIx) -> bool {
    !pack.item(item).is_some_and(|i| matches!(i.body, ItemBody::Rule { kind: RuleKind::Veto, .. }))
}

/// One county judged.
fn judged(
    pack: &CheckedPack,
    facts: &Facts,
    options: &Options,
    county: u32,
) -> crate::evaluation::Evaluation {
    let code = facts.counties.get(county as usize).map(|c| c.code.to_string());
    evaluate(pack, facts, &Options { as_of: options.as_of, counties: Some(code.into_iter().collect()) })
}
