//! How the lines of a file go straight into columns, found once a file.

use std::collections::HashSet;

use super::super::COUNTY;
use super::super::cell::Spec;
use super::super::header::Schema;
use super::super::table::Plan;
use crate::semantics::{CheckedPack, ColumnIx, ColumnType, EntityIx};

/// What is done with the cells of a table's lines.
#[derive(Debug)]
pub(super) struct Layout {
    /// Cells that name the parent, in the order of its key.
    pub link: Vec<(ColumnIx, usize)>,
    /// Columns of the link that formulas read.
    pub read: Vec<ColumnIx>,
    /// Cells of the table's own key, in its order.
    pub key: Vec<(ColumnIx, usize)>,
    /// Parts of the key that tell rows of one parent apart.
    pub own: Vec<(ColumnIx, usize)>,
    /// Whether the key holds the parent's, so that rows are to be told apart only below one parent.
    pub local: bool,
    /// Columns of other types than text, but for those of the link.
    pub values: Vec<ColumnIx>,
    /// Texts that are looked into, and whether they are kept.
    pub texts: Vec<(ColumnIx, bool)>,
    /// Cells of columns that the pack does not have.
    pub strange: Vec<usize>,
    /// Whether a row may have to be named whatever stands in it.
    pub named: bool,
    /// How many cells a line has.
    pub width: usize,
}

impl Layout {
    /// Of a file; none where its rows must be read one by one. `used` are the columns that formulas read; `all` says that every cell is
    /// kept.
    pub fn new(
        schema: &Schema<'_>,
        header: &Plan,
        used: &HashSet<(EntityIx, ColumnIx)>,
        (looked_up, all): (bool, bool),
    ) -> Option<Self> {
        let entity = schema.entity;
        if header.named != header.width || !header.unnamed.is_empty() {
            return None;
        }
        let ty = |c: &ColumnIx| entity.columns.get(c.ix()).map(|c| c.ty);
        let cell_of = |c: &ColumnIx| Some((*c, header.bound.get(c.ix())?.as_ref()?.cell));
        let cells = |columns: &[ColumnIx]| columns.iter().map(cell_of).collect::<Option<Vec<_>>>();
        let (link, key) = (cells(&entity.parent_link)?, cells(&entity.key)?);
        let sound =
            |(c, _): &(ColumnIx, usize)| matches!(ty(c), Some(ColumnType::Text | ColumnType::Kind(_)));
        if key.is_empty() || !link.iter().chain(&key).all(sound) || link.is_empty() != (schema.ix == COUNTY) {
            return None;
        }
        // Cells that name the parent are held against the parent's own, not against a pattern of their own.
        let patterned = |(c, _): &(ColumnIx, usize)| schema.specs.get(c.ix()).is_some_and(Spec::has_pattern);
        if link.iter().any(patterned) {
            return None;
        }
        let own: Vec<_> = key.iter().filter(|(c, _)| !entity.parent_link.contains(c)).copied().collect();
        let local = !link.is_empty() && entity.parent_link.iter().all(|c| entity.key.contains(c));
        let (mut values, mut texts) = (Vec::new(), Vec::new());
        let mut strange: Vec<usize> = (0..header.width).collect();
        for bound in header.bound.iter().flatten() {
            let column = bound.column;
            strange.retain(|cell| *cell != bound.cell);
            match ty(&column)? {
                _ if entity.parent_link.contains(&column) => {}
                ColumnType::Text => {
                    let keep = all || schema.ix == COUNTY || used.contains(&(schema.ix, column));
                    texts.push((column, keep));
                }
                ColumnType::Number
                | ColumnType::Count
                | ColumnType::Share
                | ColumnType::Flag
                | ColumnType::Date
                | ColumnType::Kind(_) => values.push(column),
            }
        }
        // Of a column that the file has not, every row is named as what is missing.
        let lacks = |c: ColumnIx| {
            let given = header.bound.get(c.ix()).is_some_and(Option::is_some);
            !given && entity.columns.get(c.ix()).is_some_and(|c| c.derive.is_none())
        };
        let lacks = used.iter().any(|(e, c)| *e == schema.ix && lacks(*c));
        let named = looked_up || lacks || names_rows(schema.pack, schema.ix);
        let read = link.iter().map(|(c, _)| *c).filter(|c| used.contains(&(schema.ix, *c))).collect();
        Some(Layout { link, read, key, own, local, values, texts, strange, named, width: header.width })
    }

    /// The cells of the link, if a line begins with them and its table's parent with the same.
    pub fn leading(&self, parent: &Layout) -> bool {
        let first = |cells: &[(ColumnIx, usize)]| cells.iter().enumerate().all(|(i, (_, cell))| i == *cell);
        first(&self.link) && first(&parent.key) && self.link.len() == parent.key.len()
    }
}

/// Whether something of a pack is judged for an entity's rows, or tables hang on it.
fn names_rows(pack: &CheckedPack, entity: EntityIx) -> bool {
    let below = pack.entities.iter().any(|e| e.parent == Some(entity));
    below || pack.items.iter().any(|i| i.entity == entity)
}
