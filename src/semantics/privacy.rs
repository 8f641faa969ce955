//! What is read off personal columns, over a whole pack: columns that are derived from them, items whose values are.

use std::collections::BTreeSet;

use super::checked::*;
use super::reads::Read;
use crate::source::QuickMap;

/// What a pack must not show.
#[derive(Debug, Default)]
pub(crate) struct Personal {
    /// Columns that are declared so, and those whose derived values are read off them.
    pub columns: BTreeSet<(EntityIx, ColumnIx)>,
    /// Items whose values are read off them.
    pub items: BTreeSet<ItemIx>,
}

impl Personal {
    /// Follows the values from the declared columns on. An aggregate over many rows is not followed, unless it gives one of
    /// their values.
    pub fn of(entities: &[Entity], items: &[Item]) -> Self {
        let mut personal = Personal::default();
        let mut open: Vec<Read> = Vec::new();
        let columns = || {
            (0u32..).map(EntityIx).zip(entities).flat_map(|(e, entity)| {
                (0u32..).map(ColumnIx).zip(&entity.columns).map(move |(c, column)| ((e, c), column))
            })
        };
        open.extend(columns().filter(|(_, column)| column.personal).map(|((e, c), _)| Read::Column(e, c)));
        if open.is_empty() {
            return personal;
        }
        let mut made_of: QuickMap<Read, Vec<Read>> = QuickMap::default();
        let mut enter = |made: Read, formula: &TExpr| {
            let (cells, values) = formula.values_in_frame();
            let read =
                cells.into_iter().map(|(e, c)| Read::Column(e, c)).chain(values.into_iter().map(Read::Item));
            read.for_each(|read| made_of.entry(read).or_default().push(made));
        };
        for ((e, c), column) in columns() {
            if let Some(formula) = &column.derive {
                enter(Read::Column(e, c), formula);
            }
        }
        for (ix, item) in (0u32..).map(ItemIx).zip(items) {
            match &item.body {
                ItemBody::Indicator(indicator) => enter(Read::Item(ix), &indicator.value),
                ItemBody::Define { value, .. } => enter(Read::Item(ix), value),
                ItemBody::Rule { .. } => {}
            }
        }
        while let Some(read) = open.pop() {
            let is_new = match read {
                Read::Column(e, c) => personal.columns.insert((e, c)),
                Read::Item(item) => personal.items.insert(item),
                // Only columns and items are followed.
                Read::Limit(_) | Read::Finding(_) | Read::Rows(_) | Read::Kind(_) | Read::TargetYear => false,
            };
            if is_new {
                open.extend(made_of.get(&read).into_iter().flatten());
            }
        }
        personal
    }
}
