//! The stable codes, grouped by the stage that finds the mistake.
//!
//! | group | stage |
//! |---|---|
//! | JH01xx | syntax of `.rules` and formulas |
//! | JH02xx | names, scope, references, cycles |
//! | JH03xx | types and units |
//! | JH04xx | pack files: YAML, keys, values, extends, registry |
//! | JH05xx | override, remove, strictness |
//! | JH06xx | limits, thresholds, dates |
//! | JH07xx | recognition: vetoes, conclusions, citations |
//! | JH08xx | warnings: lints |
//! | JH09xx | data files, a pack's cases |

use super::Severity;

mod cases;
mod data;
mod inheritance;
mod pack;
mod semantics;
mod syntax;

pub use cases::*;
pub use data::*;
pub use inheritance::*;
pub use pack::*;
pub use semantics::*;
pub use syntax::*;

/// A stable code with what is said of it.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// `JH0201`; never changes its meaning.
    pub id: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// The message's id in the catalogue (`unknown-name`). The catalogue also has its attributes `.title` (a short
    /// name) and `.explain` (a paragraph for `check --explain` and `docs/diagnostics.md`).
    pub key: &'static str,
    /// A pack text that has this mistake, as short as it can be shown.
    pub wrong: &'static str,
    /// The same text mended.
    pub right: &'static str,
}

/// Declares codes and the list of a group.
macro_rules! codes {
    ($all:ident; $( $(#[$doc:meta])* $name:ident = $id:literal, $severity:ident, $key:literal, $wrong:literal, $right:literal; )*) => {
        $( $(#[$doc])* pub static $name: $crate::diagnostic::Code = $crate::diagnostic::Code {
            id: $id, severity: $crate::diagnostic::Severity::$severity, key: $key, wrong: $wrong, right: $right };
        )*
        /// The codes of this group.
        pub static $all: &[&$crate::diagnostic::Code] = &[$(&$name),*];
    };
}
pub(crate) use codes;

/// Every code, in order.
pub fn all() -> impl Iterator<Item = &'static Code> {
    let mut list: Vec<&'static Code> =
        [SYNTAX, SEMANTICS, INHERITANCE, PACK, DATA, CASES].into_iter().flatten().copied().collect();
    list.sort_by_key(|c| c.id);
    list.into_iter()
}

/// The code named `id`, in any case.
pub fn find(id: &str) -> Option<&'static Code> {
    all().find(|c| c.id.eq_ignore_ascii_case(id))
}
