//! What data a pack asks for.

use std::collections::BTreeSet;

use crate::semantics::*;

/// The data that a pack's items read, by ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Table and column.
    pub columns: BTreeSet<(String, String)>,
    /// Rules that need a finding of the assessors.
    pub findings: BTreeSet<String>,
}

/// The columns that any item reads, also by way of a column that is computed, and the rules that are judged by assessors.
pub fn asked(pack: &CheckedPack) -> Asked {
    let items = (0u32..).zip(&pack.items).map(|(i, _)| Read::Item(ItemIx(i)));
    let mut out = Asked::default();
    for read in pack.reads.needs(items) {
        match read {
            Read::Column(entity, column) => {
                let found = pack.entity(entity).zip(pack.column(entity, column));
                out.columns.extend(found.map(|(table, column)| (table.id.clone(), column.id.clone())));
            }
            Read::Finding(item) => out.findings.extend(pack.item(item).map(|i| i.id.clone())),
            Read::Item(_) | Read::Limit(_) | Read::Rows(_) | Read::Kind(_) | Read::TargetYear => {}
        }
    }
    out
}
