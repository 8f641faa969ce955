//! Checked pack × facts → outcomes: the columnar evaluator, the exact interpreter and the explanations it gives.
//!
//! Doors: [`evaluate`] judges the counties of the data; [`screen`] does so for many, keeping only what fails; [`explain`] derives one
//! outcome step by step; [`Outcomes`] says what comes out and no more, [`sweep`] how many pass at many settings of a number; [`Trial`] asks what would be if some cells were different; [`evaluate_observed`] tells how a pack is used.
//!
//! The interpreter is the definition of what a pack means: rational numbers, three-valued logic, one row at a time;
//! [`evaluate_exactly`] is it alone. The columns decide what they can without it, and never otherwise than it would.

mod aggregate;
mod arithmetic;
mod between;
mod budget;
mod columns;
mod completeness;
mod county;
mod derive;
mod doubts;
mod eval;
mod explain;
mod expression;
mod few;
mod item;
mod observe;
mod outcome;
mod outcomes;
mod plausibility;
mod reach;
mod rows;
mod scope;
mod screen;
mod sweep;
mod trial;
mod withhold;

use crate::facts::{Facts, Values};
use crate::plan::Plan;
use crate::semantics::{CheckedPack, ColumnIx, EntityIx};
use crate::value::Date;

pub use budget::Overrun;
pub use completeness::issues as list_issues;
pub use doubts::Doubts;
pub use eval::{Eval, Reasons};
pub use explain::*;
pub use observe::{Observer, evaluate_observed};
pub use outcome::*;
pub use outcomes::Outcomes;
pub use plausibility::plausibility;
pub use reach::{Reach, Touched};
pub use sweep::{Passing, Setting, levels, sweep};
pub use trial::{CellAt, Standpoint, Trial};

use county::County;
use screen::Screen;
use withhold::Withheld;

/// What to evaluate and for which day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The day for which limits are chosen and years counted.
    pub as_of: Date,
    /// Codes of the counties to evaluate; none: all of the data.
    pub counties: Option<Vec<String>>,
}

impl Options {
    /// All counties on a day.
    pub fn on(as_of: Date) -> Self {
        Options { as_of, counties: None }
    }
}

/// Judges the counties of the data. A county's result depends on no other county.
pub fn evaluate(pack: &CheckedPack, facts: &Facts, options: &Options) -> Evaluation {
    crate::source::with_deep_stack(|| {
        let plan = Plan::new(pack, options.as_of);
        let screen = Screen::whole(pack, facts, &plan);
        let county = |row| County::new(pack, facts, options.as_of, row).screened(&screen).remembering();
        judge(pack, facts, options, county)
    })
}

/// The same by the exact interpreter alone, which is the definition: the same outcomes, slower.
pub fn evaluate_exactly(pack: &CheckedPack, facts: &Facts, options: &Options) -> Evaluation {
    crate::source::with_deep_stack(|| {
        judge(pack, facts, options, |row| County::new(pack, facts, options.as_of, row))
    })
}

/// Judges the counties of the data by a plan for the day: outcomes as [`evaluate`] gives them, with only those subjects that fail, are
/// undetermined or conclude; the others are counted, and so are those that fail where `failing` says that nobody asks for them. Warnings
/// about derived columns are not looked for.
pub fn screen(
    pack: &CheckedPack,
    facts: &Facts,
    plan: &Plan,
    options: &Options,
    failing: bool,
) -> Evaluation {
    crate::source::with_deep_stack(|| {
        let mut evaluation = Evaluation::empty(plan.as_of);
        let asked: Vec<u32> = asked(facts, options).collect();
        let (most, withheld) = (together(facts, plan), Withheld::of(pack, facts, plan.as_of));
        for neighbours in asked.chunk_by(|a, b| a + 1 == *b).flat_map(|all| all.chunks(most)) {
            let (Some(first), Some(last)) = (neighbours.first(), neighbours.last()) else { continue };
            let screen = Screen::new(pack, facts, plan, *first..last + 1);
            for mut result in screen.judged(failing) {
                withheld.take_from(&mut result);
                evaluation.warnings.extend(completeness::issues(pack, facts, &result));
                evaluation.counties.push(result);
            }
        }
        evaluation
    })
}

/// Bytes of cells that are gone through at once, so that all that is computed of them stays near the processor.
const BLOCK_BYTES: usize = 1 << 20;

/// How many counties have so many, if they are alike.
fn together(facts: &Facts, plan: &Plan) -> usize {
    let bytes = |(entity, column): &(EntityIx, ColumnIx)| {
        let values = facts.table(*entity)?.columns.get(column.ix()).map(|c| &c.values);
        match values? {
            Values::Decimal { mantissas, .. } => Some(size_of_val(mantissas.as_slice())),
            Values::Kind(kinds) => Some(size_of_val(kinds.as_slice())),
            Values::Flag(_) | Values::Text(_) | Values::Date(_) => None,
        }
    };
    let bytes: usize = plan.columns().iter().filter_map(bytes).sum();
    facts.counties.len().checked_div(bytes / BLOCK_BYTES).unwrap_or(usize::MAX).max(1)
}

/// The rows of the counties that are to be judged.
fn asked<'f>(facts: &'f Facts, options: &'f Options) -> impl Iterator<Item = u32> + 'f {
    (0u32..)
        .zip(&facts.counties)
        .filter(|(_, county)| {
            let asked =
                options.counties.as_ref().is_none_or(|codes| codes.iter().any(|c| **c == *county.code));
            asked && !county.left_out
        })
        .map(|(row, _)| row)
}

fn judge<'a>(
    pack: &CheckedPack,
    facts: &Facts,
    options: &Options,
    county: impl Fn(u32) -> County<'a>,
) -> Evaluation {
    let withheld = Withheld::of(pack, facts, options.as_of);
    let mut evaluation = Evaluation::empty(options.as_of);
    for row in asked(facts, options) {
        let mut judged = county(row);
        judged.run();
        evaluation.warnings.append(&mut judged.warnings);
        let mut result = judged.result();
        evaluation.warnings.extend(completeness::issues(pack, facts, &result));
        withheld.take_from(&mut result);
        // Who explains the only county need not judge it again.
        evaluation.kept = Kept(evaluation.counties.is_empty().then_some((row, judged.memo)));
        evaluation.counties.push(result);
    }
    evaluation
}

#[cfg(test)]
mod tests;
