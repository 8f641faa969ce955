//! Warnings: what a pack says that is probably not meant. Run on packs without errors.

mod conditions;
mod interval;
mod sets;
mod thresholds;
mod unused;
mod values;

use crate::diagnostic::Diagnostics;
use crate::semantics::checked::CheckedPack;
use crate::semantics::lint::values::Ranges;
use crate::semantics::merged::Merged;
use crate::source::SourceId;

/// Reports conditions that cannot fail or cannot hold, thresholds out of reach, dates without a number, and what nothing uses.
pub(crate) fn lint(pack: &CheckedPack, merged: &Merged, diagnostics: &mut Diagnostics) {
    let lint = Lint { pack, merged, ranges: Ranges::of(pack) };
    lint.conditions(diagnostics);
    lint.sets(diagnostics);
    lint.thresholds(diagnostics);
    lint.gaps(diagnostics);
    lint.unused(diagnostics);
    lint.unreached(diagnostics);
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
