//! Rows find their parents; those that do not are reported.

use std::collections::BTreeMap;

use super::header::Schema;
use super::issues::At;
use super::keys::{self, KeyIndex, Slot};
use super::link::{Linker, Unusable, data, placed};
use super::table::TableBuilder;
use crate::diagnostic::{Message, codes};
use crate::semantics::EntityIx;

/// Rows that name the same parent that is not there.
struct Orphans {
    first: u32,
    last: u32,
    count: usize,
}

impl Linker<'_> {
    /// For each row its parent's row; what cannot be placed is reported.
    pub fn find_parents(
        &mut self,
        schema: &Schema<'_>,
        builder: &TableBuilder,
        parent: EntityIx,
    ) -> Vec<Option<u32>> {
        let entity = schema.entity;
        let parts = data(builder, &entity.parent_link);
        let mut orphans: BTreeMap<(u32, String), Orphans> = BTreeMap::new();
        let mut last: Option<(String, Option<Slot>)> = None;
        let mut parents = Vec::with_capacity(builder.len());
        let empty = KeyIndex::default();
        let index = self.indexes.get(parent.ix()).unwrap_or(&empty);
        // Without any row to hang on, the whole file is one mistake.
        let unlinked = !self.tables.get(parent.ix()).is_some_and(|t| t.supplied) && index.slots.is_empty();
        for (row, placed) in (0u32..).zip(placed(builder)) {
            let key = keys::key(self.pack, entity, &parts, &entity.parent_link, row).filter(|_| placed);
            let Some(key) = key else {
                parents.push(None);
                continue;
            };
            let slot = match &last {
                Some((same, slot)) if *same == key => *slot,
                _ => index.slots.get(&key).copied(),
            };
            parents.push(match slot {
                Some(Slot::Row(row)) => Some(row),
                Some(Slot::Aside) => None,
                None => {
                    let orphan = orphans
                        .entry((builder.file_of(row).0, if unlinked { String::new() } else { key.clone() }))
                        .or_insert(Orphans { first: row, last: row, count: 0 });
                    orphan.last = row;
                    orphan.count += 1;
                    None
                }
            });
            last = Some((key, slot));
        }
        for &(row, issue) in &builder.unplaced {
            let county = self.likely_county(schema, builder, row);
            self.counties.leave_out(&county.into_iter().collect::<Vec<_>>(), issue, &mut self.issues);
        }
        let mut orphans: Vec<((u32, String), Orphans)> = orphans.into_iter().collect();
        orphans.sort_by_key(|(_, o)| o.first);
        for ((_, key), orphan) in orphans {
            if self.parent_is_broken(builder, parent, orphan.first) {
                continue;
            }
            if unlinked {
                self.report_unlinked(schema, builder, parent, orphan.first);
            } else {
                self.report_orphans(schema, builder, parent, &key, &orphan);
            }
        }
        parents
    }

    /// Whether the parent's own table of this folder is broken: that was said, and this follows from it.
    pub fn parent_is_broken(&self, builder: &TableBuilder, parent: EntityIx, row: u32) -> bool {
        let folder = self.issues.files.folder(builder.file_of(row));
        let mut above = Some(parent);
        while let Some(one) = above {
            if self.unusable.iter().any(|u| u.entity == one && u.folder == folder) {
                return true;
            }
            above = self.parent(one);
        }
        false
    }

    fn report_unlinked(&mut self, schema: &Schema<'_>, builder: &TableBuilder, parent: EntityIx, row: u32) {
        let file = builder.file_of(row);
        let message = Message::new(codes::UNLINKED_TABLE.key)
            .arg("table", &schema.entity.label)
            .arg("parent", self.pack.entity(parent).map_or("", |e| &e.label));
        let issue = self.issues.push(&codes::UNLINKED_TABLE, At::file(file), message);
        self.unusable.push(Unusable { folder: self.issues.files.folder(file), entity: parent, issue });
    }

    fn report_orphans(
        &mut self,
        schema: &Schema<'_>,
        builder: &TableBuilder,
        parent: EntityIx,
        key: &str,
        orphans: &Orphans,
    ) {
        let Some(of) = self.pack.entity(parent) else { return };
        let empty = KeyIndex::default();
        let index = self.indexes.get(parent.ix()).unwrap_or(&empty);
        // Where the school is known and only its stage is not, another school is not meant.
        let partly = self.parent(parent).and_then(|above| {
            let columns = self.columns_for(schema.ix, above).filter(|c| !c.is_empty())?;
            let parts = data(builder, &columns);
            let key = keys::key(self.pack, schema.entity, &parts, &columns, orphans.first)?;
            self.indexes.get(above.ix())?.row(&key)
        });
        let near = if self.suggestions > 0 && partly.is_none() {
            self.suggestions -= 1;
            index.near(key).map(|near| keys::shown(self.pack, of, &of.key, near))
        } else {
            None
        };
        let value = keys::shown(self.pack, of, &of.key, key);
        let key = if near.is_some() { "unknown-parent-row-near" } else { codes::UNKNOWN_PARENT_ROW.key };
        let mut message = Message::new(key).arg("value", &value).arg("parent", &of.label);
        if let Some(near) = near {
            message = message.arg("near", near);
        }
        if orphans.count > 1 {
            let last = builder.places.get(orphans.last as usize).map_or(0, |p| p.row);
            message = Message::new("and-rows")
                .message("what", message)
                .count("count", orphans.count - 1)
                .arg("last", last);
        }
        let heading = builder.heading(schema, orphans.first, &schema.entity.parent_link);
        let position = schema.entity.parent_link.first().map_or(0, |c| c.0);
        let at = builder
            .at(orphans.first)
            .column(position, &heading)
            .cell(schema.entity.parent_link.first().and_then(|c| builder.position(orphans.first, *c)))
            .value(&value);
        let issue = self.issues.push(&codes::UNKNOWN_PARENT_ROW, at, message);
        let county = self.likely_county(schema, builder, orphans.first);
        self.counties.leave_out(&county.into_iter().collect::<Vec<_>>(), issue, &mut self.issues);
    }

    /// The county of a row that cannot be placed: by an ancestor that it names, else the only one of its folder.
    fn likely_county(&self, schema: &Schema<'_>, builder: &TableBuilder, row: u32) -> Option<u32> {
        let mut above = schema.entity.parent;
        while let Some(ancestor) = above {
            let found = self.columns_for(schema.ix, ancestor).and_then(|columns| {
                let key = keys::key(self.pack, schema.entity, &data(builder, &columns), &columns, row)?;
                self.indexes.get(ancestor.ix())?.row(&key)
            });
            if let Some(found) = found {
                return self.county_of(ancestor, found);
            }
            above = self.parent(ancestor);
        }
        self.counties.only_of_folder(self.issues.files.folder(builder.file_of(row)))
    }
}
