//! The counties of a run, which folders speak of them, and which are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::County;
use super::issues::{IssueId, Issues};
use super::neighbours::Between;

/// The counties while tables are linked.
#[derive(Debug, Default)]
pub(super) struct Counties {
    pub list: Vec<County>,
    folders: BTreeMap<u32, BTreeSet<u32>>,
    /// Where each county stands in its table as it was read, if not in the order of codes.
    pub ranks: Vec<u32>,
    /// Whether these are some of a folder's counties: then none is its only one.
    pub part: bool,
    /// Whether a row may belong to counties that are not among these.
    pub beyond: bool,
}

impl Counties {
    /// Adds a county, with the folder whose county table has it.
    pub fn add(&mut self, code: Arc<str>, folder: Option<u32>) {
        let row = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(County { code, left_out: false });
        if let Some(folder) = folder {
            self.named(folder, row);
        }
    }

    /// Notes that a folder's tables name a county.
    pub fn named(&mut self, folder: u32, county: u32) {
        self.folders.entry(folder).or_default().insert(county);
    }

    /// The counties that a folder's tables are about; all of them where that is not known.
    pub fn of_folder(&self, folder: u32) -> Vec<u32> {
        match self.folders.get(&folder) {
            Some(found) => found.iter().copied().collect(),
            None => (0..u32::try_from(self.list.len()).unwrap_or(u32::MAX)).collect(),
        }
    }

    /// The only county of a folder.
    pub fn only_of_folder(&self, folder: u32) -> Option<u32> {
        match self.of_folder(folder).as_slice() {
            [only] if !self.part => Some(*only),
            _ => None,
        }
    }

    /// The counties of a folder that something may concern which names none.
    pub fn possible(&mut self, folder: u32) -> Vec<u32> {
        self.beyond |= self.part;
        self.of_folder(folder)
    }

    /// Where a county stands in its table as it was read.
    pub fn rank(&self, county: u32) -> u32 {
        self.ranks.get(county as usize).copied().unwrap_or(county)
    }

    /// The counties of a folder from one to another by their ranks, those included.
    pub fn between(&mut self, folder: u32, Between { first, last }: Between) -> Vec<u32> {
        // What stands before the first row of a part may be of a county before it.
        self.beyond |= self.part && (first.is_none() || last.is_none());
        let within = |c: &u32| {
            let rank = self.rank(*c);
            first.is_none_or(|first| first <= rank) && last.is_none_or(|last| rank <= last)
        };
        self.of_folder(folder).into_iter().filter(within).collect()
    }

    /// Leaves counties out for an issue.
    pub fn leave_out(&mut self, counties: &[u32], issue: IssueId, issues: &mut Issues) {
        let mut codes = Vec::new();
        for county in counties {
            if let Some(county) = self.list.get_mut(*county as usize) {
                county.left_out = true;
                if !codes.contains(&county.code) {
                    codes.push(county.code.clone());
                }
            }
        }
        issues.leave_out(issue, &codes);
    }
}
