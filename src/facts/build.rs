//! From raw tables to columns: keys, parents, order, what is wrong.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::diagnostic::{Code, Message, codes, suggest};
use crate::facts::cell::{self, Read};
use crate::facts::columns::ColumnBuilder;
use crate::facts::findings;
use crate::facts::header::{self, Mapped};
use crate::facts::model::*;
use crate::facts::raw::RawTable;
use crate::semantics::{CheckedPack, ColumnIx, ColumnType, Entity, EntityIx};
use crate::source::{MAX_CELL_BYTES, MAX_COLUMNS, MAX_DIAGNOSTICS};
use crate::value::Date;

/// A typed row on its way into the columns.
pub(crate) struct Row {
    pub place: RowPlace,
    pub cells: Vec<Slot>,
    pub key: Vec<String>,
    pub parent: u32,
}

/// One cell of a row.
#[derive(Clone)]
pub(crate) enum Slot {
    Value(Read),
    /// Index of the issue that says why.
    Bad(u32),
}

/// Gathers tables and issues.
pub(crate) struct Build<'p> {
    pub pack: &'p CheckedPack,
    pub issues: Vec<DataIssue>,
    pub dropped: usize,
    pub tables: Vec<Table>,
    pub keys: Vec<HashMap<Vec<String>, u32>>,
    pub counties: Vec<County>,
    /// Whether a table that could not be read leaves out every county.
    pub all_left_out: bool,
}

/// Builds the facts of a pack from raw tables.
pub(crate) fn build(pack: &CheckedPack, raw: Vec<RawTable>, as_of: Date) -> Facts {
    let mut b = Build {
        pack,
        issues: Vec::new(),
        dropped: 0,
        tables: Vec::new(),
        keys: Vec::new(),
        counties: Vec::new(),
        all_left_out: false,
    };
    let finding_ix = pack.entities.len().saturating_sub(1);
    let mut by_entity: BTreeMap<usize, Vec<RawTable>> = BTreeMap::new();
    for table in raw {
        match entity_named(pack, &table.entity) {
            Some(ix) => by_entity.entry(ix.ix()).or_default().push(table),
            None => b.unknown_table(&table),
        }
    }
    for ix in 0..finding_ix {
        let tables = by_entity.remove(&ix).unwrap_or_default();
        let children: Vec<&RawTable> = by_entity.values().flatten().collect();
        b.entity(EntityIx(ix as u32), tables, &children);
    }
    let findings = findings::read(&mut b, by_entity.remove(&finding_ix).unwrap_or_default(), as_of);
    if b.all_left_out {
        for county in &mut b.counties {
            county.left_out = true;
        }
    }
    let mut tables = b.tables;
    tables.push(Table::default());
    Facts { tables, findings, counties: b.counties, issues: b.issues, digest: String::new() }
}

/// The entity that a file or sheet is named after.
pub(crate) fn entity_named(pack: &CheckedPack, name: &str) -> Option<EntityIx> {
    let name = cell::trimmed(name);
    if matches!(name.as_str(), "评定" | "评定记录" | "finding") {
        return Some(EntityIx(pack.entities.len().saturating_sub(1) as u32));
    }
    pack.find_entity(&name)
}

impl Build<'_> {
    /// Reports an issue and gives its index; past the limit it is only counted.
    pub fn issue(&mut self, issue: DataIssue) -> u32 {
        if self.issues.len() >= MAX_DIAGNOSTICS {
            self.dropped += 1;
            return (self.issues.len() - 1) as u32;
        }
        self.issues.push(issue);
        (self.issues.len() - 1) as u32
    }

    fn unknown_table(&mut self, table: &RawTable) {
        let names = self.pack.entities.iter().flat_map(|e| [e.id.as_str(), e.label.as_str()]);
        let hint = match suggest(&table.entity, names) {
            Some(near) => Message::new("data-did-you-mean").arg("name", near),
            None => Message::new("data-file-ignored"),
        };
        let message = Message::new(codes::UNKNOWN_TABLE.key).arg("name", &table.entity).message("hint", hint);
        let issue = DataIssue {
            code: &codes::UNKNOWN_TABLE,
            file: table.file.clone(),
            row: None,
            column: None,
            value: None,
            message,
            county: None,
        };
        self.issue(issue);
    }

    fn entity(&mut self, ix: EntityIx, raw: Vec<RawTable>, children: &[&RawTable]) {
        let Some(entity) = self.pack.entity(ix) else { return };
        let entity = entity.clone();
        let mut supplied = !raw.is_empty();
        let mut files: Vec<Arc<str>> = Vec::new();
        let mut present = vec![false; entity.columns.len()];
        let mut rows: Vec<Row> = Vec::new();
        for table in &raw {
            let file = files.len() as u32;
            files.push(table.file.clone());
            if !self.read_rows(&entity, table, file, &mut present, &mut rows) {
                supplied = false;
            }
        }
        if raw.is_empty() {
            rows = self.implied(ix, &entity, children);
        }
        self.place(ix, &entity, &files, &mut rows);
        self.finish(ix, &entity, supplied, files, &present, rows);
    }

    /// Types the rows of one raw table; false when the table cannot be used.
    fn read_rows(
        &mut self,
        entity: &Entity,
        table: &RawTable,
        file: u32,
        present: &mut [bool],
        rows: &mut Vec<Row>,
    ) -> bool {
        let whole = |code, message| DataIssue {
            code,
            file: table.file.clone(),
            row: None,
            column: None,
            value: None,
            message,
            county: None,
        };
        if table.header.len() > MAX_COLUMNS {
            self.issue(whole(
                &codes::TABLE_UNUSABLE,
                Message::new("data-too-many-columns").arg("most", MAX_COLUMNS),
            ));
            self.all_left_out = true;
            return false;
        }
        let mapped = header::map(self.pack, entity, &table.header, &table.file, &mut self.issues);
        let needed: BTreeSet<ColumnIx> = entity.key.iter().chain(&entity.parent_link).copied().collect();
        let missing: Vec<&str> = needed
            .iter()
            .filter(|c| !mapped.iter().any(|m| m.column == **c))
            .filter_map(|c| entity.columns.get(c.ix()))
            .map(|c| c.label.as_str())
            .collect();
        if !missing.is_empty() {
            let message = Message::new(codes::TABLE_UNUSABLE.key)
                .arg("entity", &entity.label)
                .arg("columns", missing.join("、"));
            self.issue(whole(&codes::TABLE_UNUSABLE, message));
            self.all_left_out = true;
            return false;
        }
        for m in &mapped {
            if let Some(p) = present.get_mut(m.column.ix()) {
                *p = true;
            }
        }
        for (c, column) in entity.columns.iter().enumerate() {
            if column.required && !mapped.iter().any(|m| m.column.ix() == c) {
                let message = Message::new(codes::REQUIRED_COLUMN.key)
                    .arg("name", &column.label)
                    .arg("entity", &entity.label);
                self.issue(whole(&codes::REQUIRED_COLUMN, message));
            }
        }
        for (number, cells) in &table.rows {
            if cells.iter().all(|c| cell::trimmed(c).is_empty()) {
                continue;
            }
            let row = self.row(entity, table, file, *number, cells, &mapped);
            rows.push(row);
        }
        true
    }

    fn row(
        &mut self,
        entity: &Entity,
        table: &RawTable,
        file: u32,
        number: u32,
        cells: &[String],
        mapped: &[Mapped],
    ) -> Row {
        let beyond = cells.iter().skip(table.header.len()).any(|c| !cell::trimmed(c).is_empty());
        if beyond {
            self.issue(DataIssue {
                code: &codes::ROW_TOO_LONG,
                file: table.file.clone(),
                row: Some(number),
                column: None,
                value: None,
                message: Message::new(codes::ROW_TOO_LONG.key)
                    .count("cells", cells.len())
                    .count("header", table.header.len()),
                county: None,
            });
        }
        let mut slots: Vec<Slot> = vec![Slot::Value(Read::Empty); entity.columns.len()];
        for m in mapped {
            let (Some(column), text) =
                (entity.columns.get(m.column.ix()), cells.get(m.at).map_or("", String::as_str))
            else {
                continue;
            };
            let kind = match column.ty {
                ColumnType::Kind(k) => self.pack.kind(k),
                _ => None,
            };
            let read = if text.len() > MAX_CELL_BYTES {
                Err(Message::new("cell-too-long"))
            } else {
                cell::read(text, column, kind, &m.unit)
            };
            let issue = |code: &'static Code, message| DataIssue {
                code,
                file: table.file.clone(),
                row: Some(number),
                column: Some(m.written.clone()),
                value: Some(if column.personal { "…".into() } else { shortened(text) }),
                message,
                county: None,
            };
            let slot = match read {
                Ok(Read::Empty) if column.required => {
                    let message = Message::new(codes::REQUIRED_CELL.key).arg("name", &column.label);
                    Slot::Bad(self.issue(issue(&codes::REQUIRED_CELL, message)))
                }
                Ok(value) => Slot::Value(value),
                Err(expected) => {
                    let shown = if column.personal { "…".to_owned() } else { shortened(text).to_string() };
                    let message =
                        Message::new(codes::BAD_CELL.key).arg("value", shown).message("expected", expected);
                    Slot::Bad(self.issue(issue(&codes::BAD_CELL, message)))
                }
            };
            if let Some(s) = slots.get_mut(m.column.ix()) {
                *s = slot;
            }
        }
        Row { place: RowPlace { file, row: number }, cells: slots, key: Vec::new(), parent: 0 }
    }

    /// Rows that no file holds but that other tables name: the counties, or the parents in a county's only folder.
    fn implied(&mut self, ix: EntityIx, entity: &Entity, children: &[&RawTable]) -> Vec<Row> {
        let single_parent = match entity.parent {
            None => true,
            Some(parent) => parent == EntityIx(0) && self.counties.len() == 1,
        };
        if !single_parent || entity.key.len() != 1 {
            return Vec::new();
        }
        let mut codes: Vec<String> = Vec::new();
        for table in children {
            let Some(child) = entity_named(self.pack, &table.entity).and_then(|c| self.pack.entity(c)) else {
                continue;
            };
            if child.parent != Some(ix) {
                continue;
            }
            let Some(link) = child.parent_link.first() else { continue };
            let mut ignored = Vec::new();
            let mapped = header::map(self.pack, child, &table.header, &table.file, &mut ignored);
            let Some(at) = mapped.iter().find(|m| m.column == *link).map(|m| m.at) else { continue };
            for (_, cells) in &table.rows {
                let code = cells.get(at).map(|c| cell::trimmed(c)).unwrap_or_default();
                if !code.is_empty() && !codes.contains(&code) {
                    codes.push(code);
                }
            }
        }
        let county = self.counties.first().map(|c| c.code.to_string());
        codes
            .into_iter()
            .map(|code| {
                let mut cells = vec![Slot::Value(Read::Empty); entity.columns.len()];
                for key in &entity.key {
                    if let Some(slot) = cells.get_mut(key.ix()) {
                        *slot = Slot::Value(Read::Text(code.clone()));
                    }
                }
                if let (Some(link), Some(county)) = (entity.parent_link.first(), &county)
                    && let Some(slot) = cells.get_mut(link.ix())
                {
                    *slot = Slot::Value(Read::Text(county.clone()));
                }
                Row { place: RowPlace { file: 0, row: 0 }, cells, key: Vec::new(), parent: 0 }
            })
            .collect()
    }

    /// Keys and parents; rows that cannot be placed are reported and taken out.
    fn place(&mut self, ix: EntityIx, entity: &Entity, files: &[Arc<str>], rows: &mut Vec<Row>) {
        let mut seen: HashMap<Vec<String>, RowPlace> = HashMap::new();
        let mut kept = Vec::with_capacity(rows.len());
        for mut row in rows.drain(..) {
            let file = files.get(row.place.file as usize).cloned().unwrap_or_else(|| "".into());
            let key = self.key(entity, &row, &entity.key);
            let link = self.key(entity, &row, &entity.parent_link);
            let county = link.as_ref().and_then(|l| self.county_of(entity, l));
            let issue = |code: &'static Code,
                         column: Option<ColumnIx>,
                         value: String,
                         message: Message,
                         county: Option<Arc<str>>| DataIssue {
                code,
                file: file.clone(),
                row: Some(row.place.row),
                column: column.and_then(|c| entity.columns.get(c.ix())).map(|c| c.label.as_str().into()),
                value: Some(value.into()),
                message,
                county,
            };
            let (Some(key), Some(link)) = (key, link) else {
                // The blank or unreadable cell was reported; what it leaves out is not.
                self.leave_out(county.as_deref());
                continue;
            };
            if let Some(parent) = entity.parent {
                let found = self.keys.get(parent.ix()).and_then(|k| k.get(&link)).copied();
                match found {
                    Some(p) => row.parent = p,
                    None => {
                        let label = self.pack.entity(parent).map_or("", |e| &e.label).to_owned();
                        let value = link.join("/");
                        let near = self.near(parent, &value);
                        let hint = match near {
                            Some(near) => Message::new("data-did-you-mean").arg("name", near),
                            None => Message::new("data-add-parent").arg("entity", &label),
                        };
                        let message = Message::new(codes::UNKNOWN_PARENT_ROW.key)
                            .arg("value", &value)
                            .arg("entity", &label)
                            .message("hint", hint);
                        let found = issue(
                            &codes::UNKNOWN_PARENT_ROW,
                            entity.parent_link.last().copied(),
                            value,
                            message,
                            county.clone(),
                        );
                        self.issue(found);
                        self.leave_out(county.as_deref());
                        continue;
                    }
                }
            }
            if let Some(first) = seen.get(&key) {
                let other = files.get(first.file as usize).map_or("", |f| f).to_owned();
                let message = Message::new(codes::DUPLICATE_ROW.key)
                    .arg("value", key.join("/"))
                    .arg("file", other)
                    .arg("row", first.row);
                let county = if entity.parent.is_none() { Some(key.join("/").into()) } else { county };
                let found = issue(
                    &codes::DUPLICATE_ROW,
                    entity.key.last().copied(),
                    key.join("/"),
                    message,
                    county.clone(),
                );
                self.issue(found);
                self.leave_out(county.as_deref());
                if entity.parent.is_none()
                    && let Some(c) = self.counties.iter_mut().find(|c| *c.code == *key.join("/"))
                {
                    c.left_out = true;
                }
                continue;
            }
            seen.insert(key.clone(), row.place);
            if entity.parent.is_none() {
                self.counties.push(County { code: key.join("/").as_str().into(), left_out: false });
            }
            row.key = key;
            kept.push(row);
        }
        kept.sort_by_key(|r| r.parent);
        *rows = kept;
        let keys = rows.iter().enumerate().map(|(i, r)| (r.key.clone(), i as u32)).collect();
        while self.keys.len() <= ix.ix() {
            self.keys.push(HashMap::new());
        }
        if let Some(slot) = self.keys.get_mut(ix.ix()) {
            *slot = keys;
        }
    }

    /// The texts of some columns of a row, ids for kinds; none where one is blank or bad.
    fn key(&self, entity: &Entity, row: &Row, columns: &[ColumnIx]) -> Option<Vec<String>> {
        columns
            .iter()
            .map(|c| match row.cells.get(c.ix())? {
                Slot::Value(Read::Text(t)) => Some(t.clone()),
                Slot::Value(Read::Kind(v)) => match entity.columns.get(c.ix())?.ty {
                    ColumnType::Kind(k) => Some(self.pack.kind(k)?.values.get(*v as usize)?.0.clone()),
                    _ => None,
                },
                Slot::Value(Read::Number(n)) => Some(n.to_string()),
                Slot::Value(Read::Date(d)) => Some(d.to_string()),
                Slot::Value(Read::Flag(f)) => Some(f.to_string()),
                _ => None,
            })
            .collect()
    }

    /// The county that a row with this parent key belongs to, as far as can be told.
    fn county_of(&self, entity: &Entity, link: &[String]) -> Option<Arc<str>> {
        let mut at = entity.parent?;
        if let Some(mut row) = self.keys.get(at.ix()).and_then(|k| k.get(link)).copied() {
            while let Some(parent) = self.pack.entity(at).and_then(|e| e.parent) {
                row = *self.tables.get(at.ix())?.parent.get(row as usize)?;
                at = parent;
            }
            return self.counties.get(row as usize).map(|c| c.code.clone());
        }
        if let [only] = self.counties.as_slice() {
            return Some(only.code.clone());
        }
        // Codes of schools usually begin with their county's.
        let first = link.first()?;
        let known = self.counties.iter().filter(|c| !c.code.is_empty() && first.starts_with(&*c.code));
        known.max_by_key(|c| c.code.len()).map(|c| c.code.clone())
    }

    fn leave_out(&mut self, county: Option<&str>) {
        if let Some(code) = county
            && let Some(c) = self.counties.iter_mut().find(|c| *c.code == *code)
        {
            c.left_out = true;
        }
    }

    fn near(&self, parent: EntityIx, value: &str) -> Option<String> {
        let keys = self.keys.get(parent.ix())?;
        if keys.len() > 20_000 {
            return None;
        }
        let mut all: Vec<String> = keys.keys().map(|k| k.join("/")).collect();
        all.sort_unstable();
        suggest(value, all.iter().map(String::as_str)).map(str::to_owned)
    }

    fn finish(
        &mut self,
        ix: EntityIx,
        entity: &Entity,
        supplied: bool,
        files: Vec<Arc<str>>,
        present: &[bool],
        rows: Vec<Row>,
    ) {
        let implied = !supplied && !rows.is_empty();
        let columns = entity
            .columns
            .iter()
            .enumerate()
            .map(|(c, column)| {
                let named = implied
                    && (entity.key.contains(&ColumnIx(c as u32))
                        || entity.parent_link.contains(&ColumnIx(c as u32)));
                let supplied = present.get(c).copied().unwrap_or(false) || named;
                let mut builder = ColumnBuilder::new(column.ty);
                for row in &rows {
                    builder.push(row.cells.get(c).unwrap_or(&Slot::Value(Read::Empty)));
                }
                builder.finish(supplied)
            })
            .collect();
        let parent: Vec<u32> = rows.iter().map(|r| r.parent).collect();
        let parents = entity.parent.and_then(|p| self.tables.get(p.ix())).map_or(0, |t| t.len);
        let offsets = match entity.parent {
            None => Vec::new(),
            Some(_) => (0..=parents).map(|p| parent.partition_point(|r| (*r as usize) < p) as u32).collect(),
        };
        let table = Table {
            supplied,
            len: rows.len(),
            columns,
            parent,
            offsets,
            places: rows.iter().map(|r| r.place).collect(),
            files,
        };
        while self.tables.len() <= ix.ix() {
            self.tables.push(Table::default());
        }
        if let Some(slot) = self.tables.get_mut(ix.ix()) {
            *slot = table;
        }
    }
}

/// A value for a message: not longer than a line.
pub(crate) fn shortened(text: &str) -> Arc<str> {
    let text = cell::trimmed(text);
    if text.chars().count() <= 60 {
        return text.as_str().into();
    }
    let mut short: String = text.chars().take(59).collect();
    short.push('…');
    short.as_str().into()
}
