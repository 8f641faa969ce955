//! What later stages find missing may stand in a part of the pack that could not be read. One mistake is one error.

use super::document::{Definitions, PackChain};
use crate::diagnostic::{Code, Diagnostics, codes};

/// What may be only a consequence of something that could not be read: names that nothing has, parts that an entry lacks,
/// and what follows from either.
const CONSEQUENCES: &[&Code] = &[
    &codes::UNKNOWN_NAME,
    &codes::UNKNOWN_ENTITY,
    &codes::UNKNOWN_KIND,
    &codes::UNKNOWN_VALUE,
    &codes::UNKNOWN_ITEM,
    &codes::RANGE_GAP,
    &codes::UNKNOWN_MEMBER,
    &codes::UNKNOWN_BASE,
    &codes::UNKNOWN_LIMIT,
    &codes::UNKNOWN_KEY_COLUMN,
    &codes::UNKNOWN_TYPE,
    &codes::UNKNOWN_UNIT,
    &codes::UNDECLARED_SOURCE,
    &codes::COLUMN_OUT_OF_SCOPE,
    &codes::EMPTY_KIND,
    &codes::NO_COUNTY,
    &codes::NO_KEY,
    &codes::SECOND_ROOT,
    &codes::NO_SUBJECT,
    &codes::NO_CONCLUSION,
    &codes::UNREACHED_VETO,
    &codes::STILL_NAMED,
    &codes::MISSING_ENTRY,
    &codes::MAP_WITHOUT_BY,
    &codes::THRESHOLD_KEYS,
    &codes::LIMIT_WITHOUT_VALUE,
    &codes::LIMIT_NOT_INDEXED,
    &codes::INDICATOR_WITHOUT_VALUE,
    &codes::INDICATOR_WITHOUT_THRESHOLD,
    &codes::INDICATOR_WITHOUT_UNIT,
    &codes::UNIT_DISAGREES,
    &codes::UNITS_DIFFER,
    &codes::UNIT_ON_OTHER_TYPE,
    &codes::BARE_NUMBER,
    &codes::TYPES_DIFFER,
    &codes::NOT_ORDERED,
    &codes::INDEX_COUNT,
    &codes::INDEX_KIND,
    &codes::NOT_A_NUMBER,
    &codes::NOT_A_CONDITION,
    &codes::NOT_A_DATE,
];

impl PackChain {
    /// Whether something of it could not be read: a file, a section, a parent, or a part of an entry.
    pub fn is_doubtful(&self) -> bool {
        self.incomplete || self.documents.iter().any(|d| broken(&d.definitions) || broken(&d.overrides))
    }

    /// Takes out what may be only a consequence of something that could not be read and was reported.
    pub fn drop_consequences(&self, diagnostics: &mut Diagnostics) {
        if self.is_doubtful() {
            diagnostics.retain(|d| !CONSEQUENCES.iter().any(|c| c.id == d.code.id));
        }
    }
}

fn broken(d: &Definitions) -> bool {
    d.units.iter().any(|e| e.broken)
        || d.kinds.iter().any(|e| e.broken)
        || d.entities.iter().any(|e| e.broken || e.columns.iter().any(|c| c.broken))
        || d.limits.iter().any(|e| e.broken)
        || d.indicators.iter().any(|e| e.broken)
}
