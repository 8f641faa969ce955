//! Checked pack × facts → outcomes: the columnar evaluator, the exact interpreter and the explanations it gives.
//!
//! Doors: [`evaluate`] judges the counties of the data; [`screen`] does so for many, keeping only what fails; [`explain`] derives one
//! outcome step by step; [`Trial`] asks what would be if some cells were different; [`evaluate_observed`] tells how a pack is used.
//!
//! The interpreter is the definition of what a pack means: rational numbers, three-valued logic, one row at a time;
//! [`evaluate_exactly`] is it alone. The columns decide what they can without it, and never otherwise than it would.

mod aggregate;
mod arithmetic;
mod columns;
mod county;
mod derive;
mod eval;
mod explain;
mod expression;
mod item;
mod observe;
mod outcome;
mod plausibility;
mod rows;
mod scope;
mod screen;
mod trial;
mod withhold;

use crate::facts::Facts;
use crate::plan::Plan;
use crate::semantics::CheckedPack;
use crate::value::Date;

pub use eval::{Eval, Reasons};
pub use explain::*;
pub use observe::{Observer, evaluate_observed};
pub use outcome::*;
pub use plausibility::plausibility;
pub use trial::{CellAt, Standpoint, Trial};

use county::County;
use screen::Screen;

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
        let screen = Screen::new(pack, facts, &plan);
        judge(facts, options, |row| County::new(pack, facts, options.as_of, row).screened(&screen))
    })
}

/// The same by the exact interpreter alone, which is the definition: the same outcomes, slower.
pub fn evaluate_exactly(pack: &CheckedPack, facts: &Facts, options: &Options) -> Evaluation {
    crate::source::with_deep_stack(|| {
        judge(facts, options, |row| County::new(pack, facts, options.as_of, row))
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
        let screen = Screen::new(pack, facts, plan);
        let mut evaluation = Evaluation { as_of: plan.as_of, counties: Vec::new(), warnings: Vec::new() };
        for row in asked(facts, options) {
            let mut result = screen.judged(row, failing);
            withhold::withhold(pack, &mut result);
            evaluation.counties.push(result);
        }
        evaluation
    })
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

fn judge<'a>(facts: &Facts, options: &Options, county: impl Fn(u32) -> County<'a>) -> Evaluation {
    let mut evaluation = Evaluation { as_of: options.as_of, counties: Vec::new(), warnings: Vec::new() };
    for row in asked(facts, options) {
        let mut judged = county(row);
        judged.run();
        evaluation.warnings.append(&mut judged.warnings);
        let pack = judged.pack;
        let mut result = judged.result();
        withhold::withhold(pack, &mut result);
        evaluation.counties.push(result);
    }
    evaluation
}

#[cfg(test)]
mod tests;
