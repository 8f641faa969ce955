//! Rows find their parents; those that do not are reported.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::header::Schema;
use super::issues::{At, IssueId};
use super::keys::{self, KeyIndex, Slot};
use super::link::{Linker, Unusable, data, placed};
use super::names::Names;
use super::neighbours::Neighbours;
use super::table::TableBuilder;
use super::text::shown;
use crate::diagnostic::{Message, codes};
use crate::semantics::EntityIx;

/// Rows that name the same parent that is not there.
struct Orphans {
    first: u32,
    rows: Vec<u32>,
}

impl Orphans {
    fn last(&self) -> u32 {
        self.rows.last().copied().unwrap_or(self.first)
    }
}

/// A table whose rows look for their parents.
struct Seeking<'s> {
    schema: &'s Schema<'s>,
    builder: &'s TableBuilder,
    parent: EntityIx,
    names: Names,
    /// Found when a row cannot be placed.
    neighbours: OnceCell<Neighbours>,
}

/// What makes rows one mistake: their file, and what they name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    /// A key that no row has.
    Key(String),
    /// Names in the place of codes.
    Names,
    /// There is no row at all to hang on.
    Unlinked,
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
        let mut orphans: BTreeMap<(u32, Cause), Orphans> = BTreeMap::new();
        let mut last: Option<(String, Option<Slot>)> = None;
        let mut parents = Vec::with_capacity(builder.len());
        let names = Names::new(schema);
        let empty = KeyIndex::default();
        let index = self.indexes.get(parent.ix()).unwrap_or(&empty);
        // Without any row to hang on, the whole file is one mistake.
        let unlinked = !self.tables.get(parent.ix()).is_some_and(|t| t.supplied) && index.slots.is_empty();
        let (mut aside, mut examples) = (BTreeMap::<u32, usize>::new(), Vec::new());
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
                Some(Slot::Aside) => {
                    *aside.entry(self.issues.files.folder(builder.file_of(row))).or_default() += 1;
                    None
                }
                Some(Slot::Example(example)) => {
                    examples.push(example);
                    None
                }
                None => {
                    let cause = if unlinked {
                        Cause::Unlinked
                    } else if names.named(self, builder, row).is_some() {
                        Cause::Names
                    } else {
                        Cause::Key(key.clone())
                    };
                    let orphan = orphans
                        .entry((builder.file_of(row).0, cause))
                        .or_insert(Orphans { first: row, rows: Vec::new() });
                    orphan.rows.push(row);
                    None
                }
            });
            last = Some((key, slot));
        }
        examples.into_iter().for_each(|example| self.use_example(example));
        for (folder, count) in aside {
            if let Some(issue) = self.orphaned.get(&(parent, folder)) {
                self.issues.follow(*issue, count);
            }
        }
        let seeking = Seeking { schema, builder, parent, names, neighbours: OnceCell::new() };
        for &(row, issue) in &builder.unplaced {
            self.concern(&seeking, &parents, &[row], issue);
        }
        let mut orphans: Vec<((u32, Cause), Orphans)> = orphans.into_iter().collect();
        orphans.sort_by_key(|(_, o)| o.first);
        for ((_, cause), orphan) in orphans {
            if self.parent_is_broken(builder, parent, orphan.first) {
                continue;
            }
            match cause {
                Cause::Unlinked => self.report_unlinked(schema, builder, parent, orphan.first),
                Cause::Names => self.report_names(&seeking, &parents, &orphan),
                Cause::Key(key) => self.report_orphans(&seeking, &parents, &key, &orphan),
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
        seeking: &Seeking<'_>,
        parents: &[Option<u32>],
        key: &str,
        orphans: &Orphans,
    ) {
        let Seeking { schema, builder, parent, .. } = *seeking;
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
        // A stage of a school that is there may be missing because its own row names the school wrongly.
        let folder = self.issues.files.folder(builder.file_of(orphans.first));
        if let Some(issue) = self.orphaned.get(&(parent, folder)).copied().filter(|_| partly.is_some()) {
            self.issues.follow(issue, orphans.rows.len());
            self.orphaned.entry((schema.ix, folder)).or_insert(issue);
            return self.concern(seeking, parents, &orphans.rows, issue);
        }
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
        self.push_orphans(seeking, parents, orphans, message, &value);
    }

    /// Reports names in the place of codes.
    fn report_names(&mut self, seeking: &Seeking<'_>, parents: &[Option<u32>], orphans: &Orphans) {
        let Some((of, name, code)) = seeking.names.named(self, seeking.builder, orphans.first) else {
            return;
        };
        let message = Message::new("name-for-code")
            .arg("value", shown(&name))
            .arg("parent", self.pack.entity(of).map_or("", |e| &e.label))
            .arg("code", shown(&code));
        self.push_orphans(seeking, parents, orphans, message, &name);
    }

    fn push_orphans(
        &mut self,
        seeking: &Seeking<'_>,
        parents: &[Option<u32>],
        orphans: &Orphans,
        mut message: Message,
        value: &str,
    ) {
        let Seeking { schema, builder, .. } = *seeking;
        if orphans.rows.len() > 1 {
            let last = builder.places.get(orphans.last() as usize).map_or(0, |p| p.row);
            message = Message::new("and-rows")
                .message("what", message)
                .count("count", orphans.rows.len() - 1)
                .arg("last", last);
        }
        let heading = builder.heading(schema, orphans.first, &schema.entity.parent_link);
        let position = schema.entity.parent_link.first().map_or(0, |c| c.0);
        let at = builder
            .at(orphans.first)
            .column(position, &heading)
            .cell(schema.entity.parent_link.first().and_then(|c| builder.position(orphans.first, *c)))
            .value(value);
        let issue = self.issues.push(&codes::UNKNOWN_PARENT_ROW, at, message);
        let folder = self.issues.files.folder(builder.file_of(orphans.first));
        self.orphaned.entry((schema.ix, folder)).or_insert(issue);
        self.concern(seeking, parents, &orphans.rows, issue);
    }

    /// Leaves out the counties that rows may belong to which cannot be placed: that of an ancestor which they name, those about them in
    /// a file in order, else all of the folder.
    fn concern(&mut self, seeking: &Seeking<'_>, parents: &[Option<u32>], rows: &[u32], issue: IssueId) {
        let Seeking { schema, builder, parent, .. } = *seeking;
        let mut concerned = BTreeSet::new();
        for row in rows {
            if let Some(county) = self.named_county(schema, builder, *row) {
                concerned.insert(county);
                continue;
            }
            let folder = self.issues.files.folder(builder.file_of(*row));
            let county = |row: u32| {
                let above = parents.get(row as usize).copied().flatten()?;
                self.county_of(parent, above).map(|county| self.counties.rank(county))
            };
            let neighbours = seeking.neighbours.get_or_init(|| Neighbours::new(builder, county));
            match neighbours.of(builder, *row) {
                Some(between) => concerned.extend(self.counties.between(folder, between)),
                None => {
                    concerned.extend(self.counties.possible(folder));
                    break;
                }
            }
        }
        let concerned: Vec<u32> = concerned.into_iter().collect();
        self.counties.leave_out(&concerned, issue, &mut self.issues);
    }

    /// The county of a row that cannot be placed, by an ancestor that it names.
    fn named_county(&self, schema: &Schema<'_>, builder: &TableBuilder, row: u32) -> Option<u32> {
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
        None
    }
}
