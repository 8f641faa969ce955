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
    crate::source::with_deep_stack(|| {
        let mut out = Asked::default();
        let mut open: Vec<(EntityIx, ColumnIx)> = Vec::new();
        for item in &pack.items {
            for expr in item.expressions() {
                expr.walk(&mut |e| match &e.kind {
                    TExprKind::Column { entity, column, .. } => open.push((*entity, *column)),
                    TExprKind::Judged | TExprKind::JudgedCell(_) => {
                        out.findings.insert(item.id.clone());
                    }
                    _ => {}
                });
            }
        }
        for (entity, _) in (0u32..).map(EntityIx).zip(&pack.entities) {
            open.extend(pack.list_columns(entity).map(|column| (entity, column)));
            for expr in pack.list_expressions(entity) {
                expr.walk(&mut |e| {
                    if let TExprKind::Column { entity, column, .. } = &e.kind {
                        open.push((*entity, *column));
                    }
                });
            }
        }
        let mut seen: BTreeSet<(EntityIx, ColumnIx)> = BTreeSet::new();
        while let Some((entity, column)) = open.pop() {
            let Some((table, found)) = pack.entity(entity).zip(pack.column(entity, column)) else { continue };
            if !seen.insert((entity, column)) {
                continue;
            }
            if let Some(derive) = &found.derive {
                derive.walk(&mut |e| {
                    if let TExprKind::Column { entity, column, .. } = &e.kind {
                        open.push((*entity, *column));
                    }
                });
            }
            out.columns.insert((table.id.clone(), found.id.clone()));
        }
        out
    })
}
