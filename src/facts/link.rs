//! Links the tables: rows find their parents, keys are unique, the rows below any row are one range.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::counties::Counties;
use super::header::Schema;
use super::issues::{At, FileIx, IssueId, Issues};
use super::keys::{self, KeyIndex, Slot};
use super::navigate::COUNTY;
use super::order::{self, by_key};
use super::table::TableBuilder;
use super::{ColumnData, RowPlace, Table};
use crate::diagnostic::{Message, codes};
use crate::semantics::{CheckedPack, ColumnIx, EntityIx};
use crate::source::QuickMap;

/// How many near misses are looked for; each may mean going through a whole table.
const SUGGESTIONS: usize = 50;

/// A table of a folder that cannot be used, and why.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unusable {
    pub folder: u32,
    pub entity: EntityIx,
    pub issue: IssueId,
}

/// The tables on their way from rows as read to rows in place.
pub(super) struct Linker<'a> {
    pub pack: &'a CheckedPack,
    pub schemas: &'a [Schema<'a>],
    pub builders: Vec<Option<TableBuilder>>,
    pub unusable: Vec<Unusable>,
    pub issues: Issues,
    pub tables: Vec<Table>,
    pub indexes: Vec<KeyIndex>,
    pub counties: Counties,
    pub suggestions: usize,
    /// Rows that still bear the mark of an example.
    pub examples: Vec<Example>,
    /// The files of each table, and where the columns stand in each.
    pub origins: Vec<Origin>,
    /// The first row of each table and folder whose parent is not there: rows below it cannot be placed either.
    pub orphaned: BTreeMap<(EntityIx, u32), IssueId>,
    /// The counties of rows that were left aside although their parent is there, by file and row.
    pub aside: BTreeMap<(FileIx, u32), u32>,
}

/// The files of a table, and for each where its columns stand in it.
pub(super) type Origin = (Vec<FileIx>, Vec<Vec<Option<u32>>>);

/// A row that bears the mark of an example, and how many rows name its key all the same.
pub(super) struct Example {
    pub at: At,
    pub folder: u32,
    pub key: String,
    pub used: usize,
}

impl<'a> Linker<'a> {
    /// Before linking. `schemas` are the pack's entities without the findings.
    pub fn new(
        pack: &'a CheckedPack,
        schemas: &'a [Schema<'a>],
        builders: Vec<Option<TableBuilder>>,
        unusable: Vec<Unusable>,
        issues: Issues,
    ) -> Self {
        Linker {
            pack,
            schemas,
            builders,
            unusable,
            issues,
            tables: Vec::new(),
            indexes: Vec::new(),
            counties: Counties::default(),
            suggestions: SUGGESTIONS,
            examples: Vec::new(),
            origins: Vec::new(),
            orphaned: BTreeMap::new(),
            aside: BTreeMap::new(),
        }
    }

    /// Links all tables, parents first. `looked_up` are the entities whose rows must be found by key later on.
    pub fn link(&mut self, looked_up: &BTreeSet<EntityIx>) {
        for (ix, schema) in (0u32..).map(EntityIx).zip(self.schemas) {
            let builder = self.builders.get_mut(ix.ix()).and_then(Option::take);
            let supplied = builder.is_some();
            let builder = builder.unwrap_or_else(|| TableBuilder::new(schema));
            self.origins.push((builder.files.clone(), builder.positions.clone()));
            let wanted = looked_up.contains(&ix) || self.schemas.iter().any(|s| s.entity.parent == Some(ix));
            let (table, index) = if ix == COUNTY {
                self.county_table(schema, builder, supplied)
            } else {
                self.child_table(schema, builder, supplied, wanted)
            };
            self.tables.push(table);
            self.indexes.push(index);
            if ix == COUNTY {
                self.name_counties();
            }
        }
        for unusable in self.unusable.clone() {
            let concerned = self.counties.of_folder(unusable.folder);
            self.counties.leave_out(&concerned, unusable.issue, &mut self.issues);
        }
    }

    fn county_table(
        &mut self,
        schema: &Schema<'_>,
        mut builder: TableBuilder,
        supplied: bool,
    ) -> (Table, KeyIndex) {
        let parents: Vec<Option<u32>> = placed(&builder).map(|p| p.then_some(0)).collect();
        let mut order: Vec<u32> = sorted(&parents, 1).0;
        let doubled = self.drop_duplicates(schema, &builder, &mut order, &parents);
        let mut index = self.index(schema, &builder, &order, true);
        self.note_examples(schema, &builder, &mut index);
        // Where no county table was given, or one whose codes cannot be read, the other tables tell the counties.
        let mut broken: BTreeMap<u32, IssueId> = BTreeMap::new();
        for unusable in self.unusable.iter().filter(|u| u.entity == COUNTY) {
            broken.entry(unusable.folder).or_insert(unusable.issue);
        }
        for &(row, issue) in &builder.unplaced {
            broken.entry(self.issues.files.folder(builder.file_of(row))).or_insert(issue);
        }
        let none_given = !supplied && broken.is_empty();
        let mut named = Vec::new();
        for (key, folder) in self.named_keys(COUNTY) {
            let issue = broken.get(&folder).copied();
            if (none_given || issue.is_some()) && !index.slots.contains_key(&key) {
                let row = push_named(schema, &mut builder, &key);
                // Its place is told below.
                index.slots.insert(key, Slot::Row(u32::MAX));
                order.push(row);
                named.extend(issue.map(|issue| (row, issue)));
            }
        }
        let codes = data(&builder, &order::columns(schema.entity));
        let by_code = |a: &u32, b: &u32| order::compare(&codes, *a, *b);
        if !order.is_sorted_by(|a, b| by_code(a, b).is_le()) {
            let mut ranked: Vec<(u32, u32)> = order.iter().copied().zip(0u32..).collect();
            ranked.sort_by(|(a, _), (b, _)| by_code(a, b));
            (order, self.counties.ranks) = ranked.into_iter().unzip();
        }
        for (place, &row) in (0u32..).zip(&order) {
            let code = keys::key(
                self.pack,
                schema.entity,
                &data(&builder, &schema.entity.key),
                &schema.entity.key,
                row,
            );
            if let Some(key) = &code {
                index.slots.insert(key.clone(), Slot::Row(place));
            }
            let folder = (builder.places.get(row as usize).is_some_and(|p| p.row > 0))
                .then(|| self.issues.files.folder(builder.file_of(row)));
            self.counties.add(code.unwrap_or_default().into(), folder);
        }
        for (row, issue) in doubled.into_iter().chain(named) {
            let at = order.iter().position(|r| *r == row).and_then(|p| u32::try_from(p).ok());
            self.counties.leave_out(&at.into_iter().collect::<Vec<_>>(), issue, &mut self.issues);
        }
        let parents = vec![0; order.len()];
        (self.table(builder, &order, parents, Vec::new(), supplied), index)
    }

    /// Notes which counties each folder's tables name.
    fn name_counties(&mut self) {
        let Some(index) = self.indexes.first() else { return };
        for (key, folder) in self.named_keys(COUNTY) {
            if let Some(row) = index.row(&key) {
                self.counties.named(folder, row);
            }
        }
    }

    /// The keys of an entity that the nearest tables below it name, with the folder of each.
    fn named_keys(&self, ancestor: EntityIx) -> Vec<(String, u32)> {
        let mut out = Vec::new();
        let mut seen = BTreeSet::new();
        for (ix, schema) in (0u32..).map(EntityIx).zip(self.schemas) {
            let Some(builder) = self.builders.get(ix.ix()).and_then(Option::as_ref) else { continue };
            let Some(columns) = self.columns_for(ix, ancestor) else { continue };
            if columns.is_empty() || !self.nothing_between(ix, ancestor) {
                continue;
            }
            let parts = data(builder, &columns);
            let mut last = None;
            for row in 0..u32::try_from(builder.len()).unwrap_or(u32::MAX) {
                let Some(key) = keys::key(self.pack, schema.entity, &parts, &columns, row) else { continue };
                let found = Some((key, self.issues.files.folder(builder.file_of(row))));
                if last != found {
                    last.clone_from(&found);
                    if let Some(found) = found.filter(|f| seen.insert(f.clone())) {
                        out.push(found);
                    }
                }
            }
        }
        out
    }

    /// Whether no table between an entity and its ancestor was supplied.
    fn nothing_between(&self, entity: EntityIx, ancestor: EntityIx) -> bool {
        let mut at = self.parent(entity);
        while let Some(one) = at.filter(|a| *a != ancestor) {
            if self.builders.get(one.ix()).is_some_and(Option::is_some) {
                return false;
            }
            at = self.parent(one);
        }
        true
    }

    pub fn parent(&self, entity: EntityIx) -> Option<EntityIx> {
        self.pack.entity(entity).and_then(|e| e.parent)
    }

    /// The columns of an entity that hold the key of one of its ancestors, if it has them all.
    pub fn columns_for(&self, entity: EntityIx, ancestor: EntityIx) -> Option<Vec<ColumnIx>> {
        keys::columns_for(self.pack, entity, ancestor)
    }

    fn child_table(
        &mut self,
        schema: &Schema<'_>,
        mut builder: TableBuilder,
        supplied: bool,
        wanted: bool,
    ) -> (Table, KeyIndex) {
        let parent = schema.entity.parent.unwrap_or(COUNTY);
        let above = self.tables.get(parent.ix()).map_or(0, |t| t.len);
        let given = builder.len();
        let parents = if supplied {
            self.find_parents(schema, &builder, parent)
        } else {
            self.named_rows(schema, &mut builder, parent)
        };
        let (mut order, _) = sorted(&parents, above);
        let doubled = self.drop_duplicates(schema, &builder, &mut order, &parents);
        by_key(&mut order, &parents, &data(&builder, &order::columns(schema.entity)));
        if order.len() < parents.len() {
            self.note_aside(&builder, &order, (parent, &parents));
        }
        for (row, issue) in doubled {
            let parent_row = parents.get(row as usize).copied().flatten();
            let county = parent_row.and_then(|p| self.county_of(parent, p));
            self.counties.leave_out(&county.into_iter().collect::<Vec<_>>(), issue, &mut self.issues);
        }
        let mut index = self.index(schema, &builder, &order, wanted);
        self.note_examples(schema, &builder, &mut index);
        // A table of which no row could be placed is as good as none.
        let lost = order.is_empty() && given > 0 && !self.counties.part;
        let supplied = supplied && !lost;
        let rows: Vec<u32> =
            order.iter().map(|row| parents.get(*row as usize).copied().flatten().unwrap_or(0)).collect();
        let mut offsets = vec![0u32; above + 1];
        for row in &rows {
            if let Some(count) = offsets.get_mut(*row as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for offset in &mut offsets {
            sum += *offset;
            *offset = sum;
        }
        (self.table(builder, &order, rows, offsets, supplied), index)
    }

    /// Takes tables whose rows are in their places. `looked_up` are the entities whose rows must be found by key later on.
    pub fn place(&mut self, tables: Vec<Table>, looked_up: &BTreeSet<EntityIx>) -> Option<()> {
        for ((ix, schema), table) in (0u32..).map(EntityIx).zip(self.schemas).zip(&tables) {
            let (entity, mut index) = (schema.entity, KeyIndex::default());
            if looked_up.contains(&ix) || ix == COUNTY {
                let parts: Option<Vec<&ColumnData>> =
                    entity.key.iter().map(|c| table.columns.get(c.ix())).collect();
                let parts = parts?;
                for row in 0..u32::try_from(table.len).ok()? {
                    let key = keys::key(self.pack, entity, &parts, &entity.key, row)?;
                    if ix == COUNTY {
                        self.counties.add(key.as_str().into(), None);
                    }
                    index.slots.insert(key, Slot::Row(row));
                }
            }
            self.indexes.push(index);
        }
        self.tables = tables;
        Some(())
    }

    /// The county above a row of a table in place.
    pub fn county_of(&self, entity: EntityIx, row: u32) -> Option<u32> {
        let (mut at, mut row) = (entity, row);
        while at != COUNTY {
            row = *self.tables.get(at.ix())?.parent.get(row as usize)?;
            at = self.parent(at)?;
        }
        Some(row)
    }

    /// Rows of a table that was not supplied, known only because tables below it name them; and the parent of each.
    fn named_rows(
        &mut self,
        schema: &Schema<'_>,
        builder: &mut TableBuilder,
        parent: EntityIx,
    ) -> Vec<Option<u32>> {
        let entity = schema.entity;
        // Which parts of the key tell the parent.
        let link: Option<Vec<usize>> =
            entity.parent_link.iter().map(|c| entity.key.iter().position(|k| k == c)).collect();
        let link = link.filter(|l| !l.is_empty());
        let mut parents = Vec::new();
        let mut seen = BTreeSet::new();
        for (key, folder) in self.named_keys(schema.ix) {
            let parts: Vec<&str> = keys::parts(&key).collect();
            let above = match &link {
                Some(link) => {
                    let key = keys::join(link.iter().filter_map(|i| parts.get(*i).copied()));
                    self.indexes.get(parent.ix()).and_then(|index| index.row(&key))
                }
                None if parent == COUNTY => self.counties.only_of_folder(folder),
                None => None,
            };
            if above.is_some() && seen.insert(key.clone()) {
                push_named(schema, builder, &key);
                parents.push(above);
            }
        }
        parents
    }

    /// Notes of which county the rows are that stand below a known parent and are not in `order`.
    fn note_aside(
        &mut self,
        builder: &TableBuilder,
        order: &[u32],
        (parent, parents): (EntityIx, &[Option<u32>]),
    ) {
        let kept: BTreeSet<u32> = order.iter().copied().collect();
        for ((row, above), place) in (0u32..).zip(parents).zip(&builder.places) {
            let Some(above) = above.filter(|_| !kept.contains(&row)) else { continue };
            if let Some(county) = self.county_of(parent, above) {
                self.aside.insert((builder.file_of(row), place.row), county);
            }
        }
    }

    /// Takes rows whose key another row has out of `order`, and reports them: with each kept row the issue about its double.
    fn drop_duplicates(
        &mut self,
        schema: &Schema<'_>,
        builder: &TableBuilder,
        order: &mut Vec<u32>,
        parents: &[Option<u32>],
    ) -> Vec<(u32, IssueId)> {
        let entity = schema.entity;
        // A key that holds the parent's needs to be looked at only among the rows of one parent.
        let local =
            !entity.parent_link.is_empty() && entity.parent_link.iter().all(|c| entity.key.contains(c));
        let columns: Vec<ColumnIx> =
            entity.key.iter().filter(|c| !local || !entity.parent_link.contains(c)).copied().collect();
        let parts = data(builder, &columns);
        let mut seen: QuickMap<String, u32> = Default::default();
        let mut group = None;
        let mut doubles: Vec<(u32, u32)> = Vec::new();
        order.retain(|&row| {
            let parent = parents.get(row as usize).copied().flatten();
            if local && group != parent {
                seen.clear();
                group = parent;
            }
            let key = keys::key(self.pack, entity, &parts, &columns, row).unwrap_or_default();
            match seen.get(&key) {
                Some(first) => {
                    doubles.push((*first, row));
                    false
                }
                None => {
                    seen.insert(key, row);
                    true
                }
            }
        });
        let mut out = Vec::new();
        for (first, row) in doubles {
            let key = keys::key(self.pack, entity, &data(builder, &entity.key), &entity.key, row);
            let shown = keys::shown(self.pack, entity, &entity.key, &key.unwrap_or_default());
            let first_at = builder.at(first);
            let same_file = builder.file_of(first) == builder.file_of(row);
            let message =
                Message::new(if same_file { codes::DUPLICATE_ROW.key } else { "duplicate-row-elsewhere" })
                    .arg("value", &shown)
                    .arg("table", &entity.label)
                    .arg("first", first_at.row.unwrap_or(0))
                    .arg("file", self.issues.files.name(builder.file_of(first)));
            let heading = builder.heading(schema, row, &entity.key);
            let at = builder
                .at(row)
                .column(entity.key.first().map_or(0, |c| c.0), &heading)
                .cell(entity.key.last().and_then(|c| builder.position(row, *c)))
                .value(&shown);
            let issue = self.issues.push(&codes::DUPLICATE_ROW, at, message);
            let other = parents.get(first as usize) != parents.get(row as usize);
            out.push((first, issue));
            if other {
                out.push((row, issue));
            }
        }
        out
    }

    /// Examples whose keys no row has: who names one may have meant it as data.
    fn note_examples(&mut self, schema: &Schema<'_>, builder: &TableBuilder, index: &mut KeyIndex) {
        for (key, place) in &builder.examples {
            if index.slots.contains_key(key) {
                continue;
            }
            let Some(file) = builder.files.get(place.file as usize).copied() else { continue };
            let position = schema
                .entity
                .key
                .first()
                .and_then(|c| builder.positions.get(place.file as usize)?.get(c.ix()).copied().flatten());
            index
                .slots
                .insert(key.clone(), Slot::Example(u32::try_from(self.examples.len()).unwrap_or(u32::MAX)));
            self.examples.push(Example {
                at: At::row(file, place.row).cell(position),
                folder: self.issues.files.folder(file),
                key: keys::shown(self.pack, schema.entity, &schema.entity.key, key),
                used: 0,
            });
        }
    }

    /// Notes that a row names the key of an example.
    pub fn use_example(&mut self, example: u32) {
        if let Some(example) = self.examples.get_mut(example as usize) {
            example.used += 1;
        }
    }

    /// Says which examples are data that still bear the mark.
    pub fn report_examples(&mut self) {
        for Example { at, folder, key, used } in std::mem::take(&mut self.examples) {
            if used == 0 {
                continue;
            }
            let message = Message::new(codes::EXAMPLE_USED.key).arg("value", &key).count("count", used);
            let issue = self.issues.push(&codes::EXAMPLE_USED, at.value(&key), message);
            let counties = self.counties.possible(folder);
            self.counties.leave_out(&counties, issue, &mut self.issues);
        }
    }

    /// The rows of `order` by key, with the keys of the others set aside.
    fn index(&self, schema: &Schema<'_>, builder: &TableBuilder, order: &[u32], wanted: bool) -> KeyIndex {
        let mut index = KeyIndex::default();
        if !wanted {
            return index;
        }
        let parts = data(builder, &schema.entity.key);
        let key = |row| keys::key(self.pack, schema.entity, &parts, &schema.entity.key, row);
        index.slots.reserve(order.len());
        for (place, &row) in (0u32..).zip(order) {
            if let Some(key) = key(row) {
                index.slots.insert(key, Slot::Row(place));
            }
        }
        if order.len() < builder.len() {
            for row in 0..u32::try_from(builder.len()).unwrap_or(u32::MAX) {
                if let Some(key) = key(row) {
                    index.slots.entry(key).or_insert(Slot::Aside);
                }
            }
        }
        index
    }

    fn table(
        &self,
        builder: TableBuilder,
        order: &[u32],
        parent: Vec<u32>,
        offsets: Vec<u32>,
        supplied: bool,
    ) -> Table {
        let places: Vec<RowPlace> =
            order.iter().filter_map(|row| builder.places.get(*row as usize).copied()).collect();
        Table {
            supplied,
            len: order.len(),
            columns: builder.columns.into_iter().map(|c| c.arranged(order)).collect(),
            parent,
            offsets,
            places,
            files: builder.files.iter().map(|f| self.issues.files.name(*f)).collect::<Vec<Arc<str>>>(),
        }
    }
}

/// The columns of a builder.
pub(super) fn data<'b>(builder: &'b TableBuilder, columns: &[ColumnIx]) -> Vec<&'b ColumnData> {
    columns.iter().filter_map(|c| builder.columns.get(c.ix())).map(|c| &c.data).collect()
}

/// For each row whether its codes could be read.
pub(super) fn placed(builder: &TableBuilder) -> impl Iterator<Item = bool> {
    let mut unplaced = builder.unplaced.iter().map(|(row, _)| *row).peekable();
    (0..u32::try_from(builder.len()).unwrap_or(u32::MAX)).map(move |row| unplaced.next_if_eq(&row).is_none())
}

/// The rows that have a parent, by parent, otherwise in the order of the files; and how many there are below each.
fn sorted(parents: &[Option<u32>], above: usize) -> (Vec<u32>, Vec<u32>) {
    let mut counts = vec![0u32; above + 1];
    for parent in parents.iter().flatten() {
        if let Some(count) = counts.get_mut(*parent as usize + 1) {
            *count += 1;
        }
    }
    let mut starts = counts.clone();
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut order = vec![0u32; sum as usize];
    for (row, parent) in (0u32..).zip(parents) {
        let Some(next) = parent.and_then(|p| starts.get_mut(p as usize)) else { continue };
        if let Some(slot) = order.get_mut(*next as usize) {
            *slot = row;
        }
        *next += 1;
    }
    (order, counts)
}

/// Adds a row of which only the key is known.
fn push_named(schema: &Schema<'_>, builder: &mut TableBuilder, key: &str) -> u32 {
    let row = u32::try_from(builder.len()).unwrap_or(u32::MAX);
    builder.places.push(RowPlace { file: 0, row: 0 });
    let parts: Vec<&str> = keys::parts(key).collect();
    for (column, (ix, spec)) in builder.columns.iter_mut().zip((0u32..).map(ColumnIx).zip(&schema.specs)) {
        let part = schema.entity.key.iter().position(|k| *k == ix).and_then(|i| parts.get(i));
        let read = part.and_then(|text| spec.read(text, &super::cell::Scale::of(&spec.unit, false)).ok());
        column.push(read.unwrap_or(super::cell::Parsed::Blank));
    }
    row
}
