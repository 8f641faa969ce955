//! What is wrong with the data, collected in any order and handed out in the order of files and rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::DataIssue;
use crate::diagnostic::{Code, Message, Severity, codes};
use crate::source::MAX_DIAGNOSTICS;

/// A file of this run: an index into [`Files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct FileIx(pub u32);

/// The files of a run, in the order in which they are reported.
#[derive(Debug, Default)]
pub(super) struct Files {
    list: Vec<(Arc<str>, u32, bool)>,
}

impl Files {
    /// Adds a file of a folder.
    pub fn add(&mut self, name: &str, folder: u32) -> FileIx {
        self.list.push((name.into(), folder, false));
        FileIx(u32::try_from(self.list.len() - 1).unwrap_or(u32::MAX))
    }

    /// Adds a sheet of a workbook.
    pub fn add_sheet(&mut self, workbook: &str, sheet: &str, folder: u32) -> FileIx {
        self.list.push((format!("[{workbook}]{sheet}").into(), folder, true));
        FileIx(u32::try_from(self.list.len() - 1).unwrap_or(u32::MAX))
    }

    /// Whether it is a sheet of a workbook.
    pub fn is_sheet(&self, file: FileIx) -> bool {
        self.list.get(file.0 as usize).is_some_and(|(_, _, sheet)| *sheet)
    }

    /// Its name as shown.
    pub fn name(&self, file: FileIx) -> Arc<str> {
        self.list.get(file.0 as usize).map_or_else(|| "".into(), |(name, ..)| name.clone())
    }

    /// The files by their names.
    pub fn by_name(&self) -> BTreeMap<Arc<str>, FileIx> {
        (0u32..).zip(&self.list).map(|(i, (name, ..))| (name.clone(), FileIx(i))).collect()
    }

    /// Names and folders of all.
    pub fn all(&self) -> Vec<(Arc<str>, u32)> {
        self.list.iter().map(|(name, folder, _)| (name.clone(), *folder)).collect()
    }

    /// Its folder.
    pub fn folder(&self, file: FileIx) -> u32 {
        self.list.get(file.0 as usize).map_or(0, |(_, folder, _)| *folder)
    }
}

/// Names an issue until [`Issues::finish`] gives each its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct IssueId(pub u32);

/// An issue past the cap.
const DROPPED: IssueId = IssueId(u32::MAX);

/// Where an issue is.
#[derive(Debug, Clone)]
pub(super) struct At {
    /// The file.
    pub file: FileIx,
    /// The row as a spreadsheet counts it.
    pub row: Option<u32>,
    /// Position and heading of the column.
    pub column: Option<(u32, Arc<str>)>,
    /// The value as shown.
    pub value: Option<Arc<str>>,
    /// Where in its row the cell stands, from 0.
    pub cell: Option<u32>,
}

impl At {
    /// A whole file.
    pub fn file(file: FileIx) -> Self {
        At { file, row: None, column: None, value: None, cell: None }
    }

    /// A row.
    pub fn row(file: FileIx, row: u32) -> Self {
        At { file, row: Some(row), column: None, value: None, cell: None }
    }

    /// With a column.
    pub fn column(mut self, position: u32, heading: &Arc<str>) -> Self {
        self.column = Some((position, heading.clone()));
        self
    }

    /// With the cell's place in its row.
    pub fn cell(mut self, position: Option<u32>) -> Self {
        self.cell = position;
        self
    }

    /// With a value.
    pub fn value(mut self, value: &str) -> Self {
        self.value = Some(super::text::shown(value).into());
        self
    }
}

/// Collects issues.
#[derive(Debug, Default)]
pub(super) struct Issues {
    pub files: Files,
    list: Vec<((u32, u32, u32), DataIssue)>,
    errors: usize,
    warnings: usize,
    /// Rows that cannot be used because of an issue about others.
    followers: BTreeMap<u32, usize>,
    /// Counties left out that may have no issue of their own, with the file that is to blame.
    left_out: Vec<(Arc<str>, Arc<str>)>,
}

impl Issues {
    /// Reports one; past the cap it is only counted.
    pub fn push(&mut self, code: &'static Code, at: At, message: Message) -> IssueId {
        let counter = match code.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *counter += 1;
        if *counter > MAX_DIAGNOSTICS {
            return DROPPED;
        }
        let order =
            (at.file.0, at.row.unwrap_or(0), at.column.as_ref().map_or(0, |(position, _)| position + 1));
        let issue = DataIssue {
            code,
            file: self.files.name(at.file),
            row: at.row,
            column: at.column.map(|(_, heading)| heading),
            value: at.value,
            position: at.cell,
            sheet: self.files.is_sheet(at.file),
            message,
            county: None,
        };
        self.list.push((order, issue));
        IssueId(u32::try_from(self.list.len() - 1).unwrap_or(u32::MAX))
    }

    /// What was reported and kept, with the file of each; an issue's place is its id.
    pub fn all(&self) -> impl Iterator<Item = (FileIx, &DataIssue)> {
        self.list.iter().map(|((file, ..), issue)| (FileIx(*file), issue))
    }

    /// Whether any error was reported.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Counts rows that cannot be used because of an issue: [`Issues::finish`] says so with it.
    pub fn follow(&mut self, id: IssueId, rows: usize) {
        *self.followers.entry(id.0).or_default() += rows;
    }

    /// Names the counties that an issue leaves out. An issue has room for one; [`Issues::finish`] names the others.
    pub fn leave_out(&mut self, id: IssueId, counties: &[Arc<str>]) {
        let mut rest = counties.iter();
        let mut file: Arc<str> = "".into();
        if let Some((_, issue)) = self.list.get_mut(id.0 as usize) {
            file = issue.file.clone();
            if issue.county.is_none() {
                issue.county = rest.next().cloned();
            }
        }
        self.left_out.extend(rest.map(|county| (county.clone(), file.clone())));
    }

    /// All issues in order, and for each id its place among them.
    pub fn finish(mut self) -> (Vec<DataIssue>, impl Fn(u32) -> u32) {
        for (id, count) in std::mem::take(&mut self.followers) {
            let Some((_, issue)) = self.list.get_mut(id as usize) else { continue };
            let what = std::mem::replace(&mut issue.message, Message::new(codes::UNKNOWN_PARENT_ROW.key));
            issue.message = Message::new("and-followers").message("what", what).count("count", count);
        }
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.sort_by_key(|&i| self.list.get(i).map(|(order, _)| *order));
        let mut places = vec![0u32; order.len()];
        for (place, &i) in order.iter().enumerate() {
            if let Some(slot) = places.get_mut(i) {
                *slot = u32::try_from(place).unwrap_or(u32::MAX);
            }
        }
        let mut list: Vec<Option<DataIssue>> = self.list.into_iter().map(|(_, issue)| Some(issue)).collect();
        let mut out: Vec<DataIssue> =
            order.into_iter().filter_map(|i| list.get_mut(i).and_then(Option::take)).collect();
        let mut named: BTreeSet<Arc<str>> = out.iter().filter_map(|i| i.county.clone()).collect();
        for (county, file) in self.left_out {
            if named.insert(county.clone()) {
                let message = Message::new(codes::COUNTY_LEFT_OUT.key).arg("county", &county);
                out.push(whole(&codes::COUNTY_LEFT_OUT, file, message, Some(county)));
            }
        }
        let more = u32::try_from(out.len()).unwrap_or(u32::MAX);
        for (count, code) in [(self.errors, &codes::MORE_ERRORS), (self.warnings, &codes::MORE_WARNINGS)] {
            if count > MAX_DIAGNOSTICS {
                let message = Message::new(code.key)
                    .count("count", count - MAX_DIAGNOSTICS)
                    .count("shown", MAX_DIAGNOSTICS);
                out.push(whole(code, "".into(), message, None));
            }
        }
        (out, move |id| places.get(id as usize).copied().unwrap_or(more))
    }
}

/// An issue of a whole file, or of all data.
fn whole(code: &'static Code, file: Arc<str>, message: Message, county: Option<Arc<str>>) -> DataIssue {
    DataIssue {
        code,
        file,
        row: None,
        column: None,
        value: None,
        position: None,
        sheet: false,
        message,
        county,
    }
}
