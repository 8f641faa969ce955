//! Names in the place of codes: 示例一小 where 9900010001 should stand.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::header::Schema;
use super::keys;
use super::link::{Linker, data};
use super::table::TableBuilder;
use super::text::trim;
use super::{Table, Values};
use crate::semantics::{ColumnIx, EntityIx};
use crate::source::QuickMap;

/// The names of the rows above a table, for the columns that hold their codes.
pub(super) struct Names {
    of: EntityIx,
    /// Found when they are first asked for: mostly nobody does.
    above: OnceCell<Vec<Above>>,
}

struct Above {
    entity: EntityIx,
    /// The column of the table below that holds the code.
    column: ColumnIx,
    /// Codes by names that only one row has.
    codes: QuickMap<String, Option<String>>,
}

impl Names {
    /// Of the tables above one.
    pub fn new(schema: &Schema<'_>) -> Self {
        Names { of: schema.ix, above: OnceCell::new() }
    }

    /// Those tables that have codes of one part and names.
    fn find(&self, linker: &Linker<'_>) -> Vec<Above> {
        let mut above = Vec::new();
        let mut at = linker.parent(self.of);
        while let Some(entity) = at {
            at = linker.parent(entity);
            let columns = linker.columns_for(self.of, entity);
            let (Some([column]), Some(table)) = (columns.as_deref(), linker.tables.get(entity.ix())) else {
                continue;
            };
            if let Some(codes) = codes(linker, entity, table) {
                above.push(Above { entity, column: *column, codes });
            }
        }
        above
    }

    /// The table above, the name that a row has in the place of its code, and the code.
    pub fn named(
        &self,
        linker: &Linker<'_>,
        builder: &TableBuilder,
        row: u32,
    ) -> Option<(EntityIx, String, String)> {
        self.above.get_or_init(|| self.find(linker)).iter().find_map(|above| {
            let columns = [above.column];
            let data = data(builder, &columns);
            let Values::Text(texts) = &data.first()?.values else { return None };
            let name = texts.get(row as usize)?;
            let index = linker.indexes.get(above.entity.ix())?;
            if index.row(name).is_some() {
                return None;
            }
            let code = above.codes.get(trim(name))?.clone()?;
            Some((above.entity, name.to_string(), code))
        })
    }
}

/// The codes of a table's rows by their names.
fn codes(linker: &Linker<'_>, entity: EntityIx, table: &Table) -> Option<QuickMap<String, Option<String>>> {
    let declared = linker.pack.entity(entity)?;
    let name = declared.display?;
    let [key] = declared.key.as_slice() else { return None };
    let Values::Text(names) = &table.columns.get(name.ix())?.values else { return None };
    let columns = [table.columns.get(key.ix())?];
    let mut out: HashMap<_, _, _> = QuickMap::default();
    for (row, name) in (0u32..).zip(names).filter(|(_, name)| !name.is_empty()) {
        let code = keys::key(linker.pack, declared, &columns, &declared.key, row)?;
        out.entry(name.to_string()).and_modify(|known| *known = None).or_insert(Some(code));
    }
    Some(out)
}
