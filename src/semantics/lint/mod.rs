//! Warnings: what a pack says that is probably not meant. Run on packs without errors.

mod conditions;
mod interval;
mod open;
mod sets;
mod spelling;
mod thresholds;
mod unused;
mod values;
mod vetoes;

pub(crate) use spelling::lint as spelling;

use crate::diagnostic::Diagnostics;
use crate::semantics::checked::{BinaryOp, CheckedPack, Indicator, TExpr};
use crate::semantics::lint::values::Ranges;
use crate::semantics::merged::Merged;
use crate::source::SourceId;

/// Reports conditions that cannot fail or cannot hold, thresholds out of reach, dates without a number, and what nothing uses.
pub(crate) fn lint(pack: &CheckedPack, merged: &Merged, diagnostics: &mut Diagnostics) {
    let lint = Lint { pack, merged, ranges: Ranges::of(pack) };
    lint.conditions(diagnostics);
    lint.sets(diagnostics);
    lint.vetoes(diagnostics);
    lint.thresholds(diagnostics);
    lint.gaps(diagnostics);
    lint.unused(diagnostics);
    lint.patterns(diagnostics);
    lint.unreached(diagnostics);
    lint.open_lists(diagnostics);
}

/// What the lints look at.
struct Lint<'a> {
    pack: &'a CheckedPack,
    merged: &'a Merged,
    /// What values items can have.
    ranges: Ranges<'a>,
}

impl Lint<'_> {
    /// Whether a file is of the pack itself: what a parent leaves unused is the parent's to say.
    fn own(&self, source: SourceId) -> bool {
        let folder = |source| {
            let name = self.pack.sources.get(source).map_or("", |f| &*f.name);
            name.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder)
        };
        folder(source).starts_with(folder(self.merged.place.source))
    }
}

/// Which outcomes of comparisons the bounds of data allow.
pub(crate) struct Reachable<'a>(Ranges<'a>);

impl<'a> Reachable<'a> {
    /// For the comparisons of a pack.
    pub(crate) fn of(pack: &'a CheckedPack) -> Self {
        Reachable(Ranges::of(pack).in_audit())
    }

    /// Whether the left side can be below, at, above the right one.
    pub(crate) fn sides(&self, left: &TExpr, right: &TExpr) -> [bool; 3] {
        sides(&self.0.value(left), &self.0.value(right))
    }

    /// The same of an indicator's value against its threshold.
    pub(crate) fn held(&self, indicator: &Indicator) -> [bool; 3] {
        sides(&self.0.value(&indicator.value), &self.0.threshold(indicator))
    }
}

fn sides(left: &interval::Interval, right: &interval::Interval) -> [bool; 3] {
    [BinaryOp::Lt, BinaryOp::Eq, BinaryOp::Gt].map(|op| left.decides(op, right) != Some(false))
}
