//! What a file is at one moment, to tell whether it is still so at another.

use std::fs::Metadata;
use std::path::Path;
use std::time::SystemTime;

use super::source::SourceProblem;

/// A file's length and the time of its last change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub size: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    /// Of what the system says of a file.
    pub fn of(data: &Metadata) -> Self {
        Stamp { size: data.len(), modified: data.modified().ok() }
    }

    /// Of the file at a path. A pipe or a device is none: it ends when it likes, or never, and cannot be read twice.
    pub fn at(path: &Path) -> Result<Self, SourceProblem> {
        let data = std::fs::metadata(path).map_err(SourceProblem::Io)?;
        if data.is_file() { Ok(Stamp::of(&data)) } else { Err(SourceProblem::NotAFile) }
    }

    /// Whether the file at a path is still so.
    pub fn holds(self, path: &Path) -> bool {
        Stamp::at(path).is_ok_and(|now| now == self)
    }
}
