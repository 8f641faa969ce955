//! Inheritance → names → types and units → typed rules, then lints.

mod checked;
pub mod difference;
pub(crate) mod lint;
pub(crate) mod meaning;
pub(crate) mod merge;
pub(crate) mod merged;
pub mod names;
mod privacy;
mod proof;
mod reads;
pub(crate) mod resolve;
pub(crate) mod strictness;
pub(crate) mod units;

pub use checked::*;
pub(crate) use reads::Readers;
pub use reads::{Read, Reads};

use crate::diagnostic::Diagnostic;
use crate::pack::PackChain;
use crate::source::SourceMap;

/// What checking a pack gave.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The pack, if it has no errors.
    pub pack: Option<CheckedPack>,
    /// The pack as far as it could be read, if it has errors: for editors, never to be evaluated.
    pub unsound: Option<CheckedPack>,
    /// All errors and warnings, in the order of files and places.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that they point into.
    pub sources: SourceMap,
}

impl Checked {
    /// Whether there is any error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.code.severity.is_error())
    }
}

/// Checks a pack with all that it extends: inheritance, names, types and units, dates, vetoes and conclusions, strictness; and, where
/// there are no errors, the warnings.
pub fn check(chain: PackChain) -> Checked {
    crate::source::with_deep_stack(|| checked_chain(chain))
}

fn checked_chain(chain: PackChain) -> Checked {
    let mut checked = unproven(&chain);
    proof::withdraw_unsound_fixes(&chain, &mut checked.diagnostics);
    checked
}

/// A check whose fixes were not tried.
fn unproven(chain: &PackChain) -> Checked {
    let mut diagnostics = chain.diagnostics.clone();
    let merged = merge::merge(chain, &mut diagnostics);
    let pack = resolve::resolve(chain, &merged, &mut diagnostics);
    strictness::check(chain, &mut diagnostics);
    lint::spelling(chain, &mut diagnostics);
    chain.drop_consequences(&mut diagnostics);
    let sound = !diagnostics.has_errors();
    if sound {
        lint::lint(&pack, &merged, &mut diagnostics);
        strictness::provenance(chain, &merged, &mut diagnostics);
    }
    let (pack, unsound) = if sound { (Some(pack), None) } else { (None, Some(pack)) };
    Checked { pack, unsound, diagnostics: diagnostics.sorted(), sources: chain.sources.clone() }
}
