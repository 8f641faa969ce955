//! In place of workbooks, in a build without the feature `xlsx`: each is refused with the reason.

use std::path::Path;

use super::books::{SheetInfo, WorkbookProblem};
use super::grid::Grid;
use crate::source::Store;

/// A workbook, which this build cannot open.
#[derive(Debug)]
pub(super) struct Workbook {
    pub sheets: Vec<SheetInfo>,
}

impl Workbook {
    /// Refuses.
    pub fn open(store: &dyn Store, path: &Path) -> Result<Self, WorkbookProblem> {
        Err(store.look(path).map_or_else(WorkbookProblem::Io, |_| WorkbookProblem::NotBuilt))
    }

    /// Refuses.
    pub fn sheet(&mut self, _name: &str) -> Result<Grid, WorkbookProblem> {
        Err(WorkbookProblem::NotBuilt)
    }

    /// Nothing.
    pub fn merged(&mut self, _name: &str) -> Vec<(u32, u32, u32, u32)> {
        Vec::new()
    }
}

/// No serial number of a spreadsheet gets here.
pub(super) fn day(_serial: &str, _from_1904: bool) -> Option<String> {
    None
}
