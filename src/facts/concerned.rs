//! Whose data an error is in: one county's, or any of several'.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::counties::Counties;
use super::findings;
use super::issues::{FileIx, Issues};
use super::keys::Slot;
use super::link::Linker;
use super::table::TableBuilder;
use super::{Concerned, DataIssue, Facts};
use crate::semantics::EntityIx;

/// For each error that was reported, by its id: the counties that it may be about.
pub(super) fn concerned(linker: &Linker<'_>, findings: Option<&TableBuilder>) -> BTreeMap<u32, Concerned> {
    let mut open: BTreeMap<(FileIx, u32), Vec<u32>> = BTreeMap::new();
    let mut found = BTreeMap::new();
    let mut folders: BTreeMap<u32, Concerned> = BTreeMap::new();
    for (id, file, issue) in linker.issues.errors() {
        let folder = linker.issues.files.folder(file);
        let all = folders.entry(folder).or_insert_with(|| of_folder(&linker.counties, folder));
        found.insert(id, all.clone());
        if let Some(code) = &issue.county {
            let row = linker.counties.list.iter().position(|c| c.code == *code);
            found.extend(row.and_then(|row| u32::try_from(row).ok()).map(|row| (id, Concerned::One(row))));
        } else if let Some(row) = issue.row {
            open.entry((file, row)).or_default().push(id);
        }
    }
    if open.is_empty() {
        return found;
    }
    let mut known = |file: FileIx, row: u32, county: u32| {
        for id in open.remove(&(file, row)).into_iter().flatten() {
            found.insert(id, Concerned::One(county));
        }
    };
    for ((file, row), county) in &linker.aside {
        known(*file, *row, *county);
    }
    let files: BTreeMap<Arc<str>, FileIx> = linker.issues.files.by_name();
    for (entity, table) in (0u32..).map(EntityIx).zip(&linker.tables) {
        let names: Vec<Option<FileIx>> = table.files.iter().map(|name| files.get(name).copied()).collect();
        for (row, place) in (0u32..).zip(&table.places) {
            let Some(file) = names.get(place.file as usize).copied().flatten() else { continue };
            if let Some(county) = linker.county_of(entity, row) {
                known(file, place.row, county);
            }
        }
    }
    if let Some(builder) = findings {
        for (row, place) in (0u32..).zip(&builder.places) {
            let subject = findings::subject_of(builder, row);
            if let Some(county) = subject.and_then(|subject| county_of_subject(linker, &subject)) {
                known(builder.file_of(row), place.row, county);
            }
        }
    }
    found
}

fn of_folder(counties: &Counties, folder: u32) -> Concerned {
    let all = counties.of_folder(folder);
    if all.len() == counties.list.len() { Concerned::Every } else { Concerned::Among(all.into()) }
}

/// The county of a finding's subject, of whatever rule the finding is.
fn county_of_subject(linker: &Linker<'_>, subject: &str) -> Option<u32> {
    (0u32..).map(EntityIx).zip(&linker.indexes).find_map(|(entity, index)| {
        let key = findings::subject_key(linker.pack, entity, subject)?;
        match index.slots.get(&key)? {
            Slot::Row(row) => linker.county_of(entity, *row),
            Slot::Aside | Slot::Example(_) => None,
        }
    })
}

/// [`concerned`] in the order in which the issues are handed out; `place` tells where each stands.
pub(super) fn in_order(
    by_id: &BTreeMap<u32, Concerned>,
    count: usize,
    place: &impl Fn(u32) -> u32,
) -> Vec<Concerned> {
    let mut out = vec![Concerned::Every; count];
    for (id, concerned) in by_id {
        if let Some(slot) = out.get_mut(place(*id) as usize) {
            slot.clone_from(concerned);
        }
    }
    out
}

impl Issues {
    /// The errors reported so far that were kept, each with its id and its file.
    pub(super) fn errors(&self) -> impl Iterator<Item = (u32, FileIx, &DataIssue)> {
        let all = (0u32..).zip(self.all());
        all.filter(|(_, (_, issue))| issue.code.severity.is_error())
            .map(|(id, (file, issue))| (id, file, issue))
    }
}

impl Facts {
    /// The errors in a county's data, in the order of files and rows: those that may be of any county are among them. `county` is its row
    /// in the county table.
    pub fn errors_of(&self, county: u32) -> impl Iterator<Item = &DataIssue> {
        let code = self.counties.get(county as usize).map(|c| &c.code);
        let concerns = move |i: usize| match self.concerned.get(i).unwrap_or(&Concerned::Every) {
            Concerned::Every => true,
            Concerned::One(row) => *row == county,
            Concerned::Among(rows) => rows.contains(&county),
        };
        let errors = self.issues.iter().enumerate().filter(|(_, i)| i.code.severity.is_error());
        let own = move |issue: &DataIssue| issue.county.is_none() || issue.county.as_ref() == code;
        errors.filter(move |(i, issue)| concerns(*i) && own(issue)).map(|(_, issue)| issue)
    }

    /// Adds an issue that may be of any county.
    pub fn add_issue(&mut self, issue: DataIssue) {
        self.concerned.resize(self.issues.len(), Concerned::Every);
        self.concerned.push(Concerned::Every);
        self.issues.push(issue);
    }

    /// Whether any error may be of every county: then it stands in none of their rows.
    pub(super) fn has_unplaced_errors(&self) -> bool {
        let of_any = |i: usize| matches!(self.concerned.get(i), None | Some(Concerned::Every));
        let mut errors = self.issues.iter().enumerate().filter(|(_, i)| i.code.severity.is_error());
        errors.any(|(i, issue)| issue.county.is_none() && of_any(i))
    }
}
