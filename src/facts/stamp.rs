//! What a file is at one moment, to tell whether it is still so at another.

use std::path::Path;
use std::time::SystemTime;

use super::source::SourceProblem;
use crate::source::{Look, Sort, Store};

/// A file's length and the time of its last change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub size: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    /// Of what is said of a file.
    pub fn of(found: Look) -> Self {
        Stamp { size: found.size, modified: found.modified }
    }

    /// Of the file at a path. A pipe or a device is none: it ends when it likes, or never, and cannot be read twice.
    pub fn at(store: &dyn Store, path: &Path) -> Result<Self, SourceProblem> {
        let found = store.look(path).map_err(SourceProblem::Io)?;
        if found.sort == Sort::File { Ok(Stamp::of(found)) } else { Err(SourceProblem::NotAFile) }
    }

    /// Whether the file at a path is still so.
    pub fn holds(self, store: &dyn Store, path: &Path) -> bool {
        Stamp::at(store, path).is_ok_and(|now| now == self)
    }
}
