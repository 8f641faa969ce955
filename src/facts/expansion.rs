//! What a workbook's archive unpacks to, measured before anything is built from it. The only place that names the archive crate.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::books::WorkbookProblem;
use crate::source::{MAX_WORKBOOK_BYTES, MAX_WORKBOOK_PARTS};

const CHUNK: usize = 64 << 10;

/// What is in an archive, as far as it matters before opening it.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Contents {
    /// Whether any sheet has formulas.
    pub formulas: bool,
    /// Whether any sheet has merged cells.
    pub merged: bool,
}

/// Unpacks all parts of an archive, keeping nothing: sizes that the archive itself states may lie.
pub(super) fn measure(path: &Path) -> Result<Contents, WorkbookProblem> {
    let file = File::open(path).map_err(WorkbookProblem::Io)?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(problem)?;
    if archive.len() > MAX_WORKBOOK_PARTS {
        return Err(WorkbookProblem::TooLarge);
    }
    let (mut total, mut contents) = (0u64, Contents::default());
    let mut chunk = vec![0u8; CHUNK];
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(problem)?;
        let sheet = part.name().is_ok_and(|name| name.contains("worksheets/"));
        // The end of the last chunk, so that a tag across two is seen.
        let mut tail: Vec<u8> = Vec::new();
        loop {
            let read = match part.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(_) => return Err(WorkbookProblem::Damaged),
            };
            total += read as u64;
            if total > MAX_WORKBOOK_BYTES {
                return Err(WorkbookProblem::TooLarge);
            }
            if sheet && !(contents.formulas && contents.merged) {
                tail.extend_from_slice(chunk.get(..read).unwrap_or_default());
                contents.formulas |= holds(&tail, b"<f>") || holds(&tail, b"<f ");
                contents.merged |= holds(&tail, b"<mergeCell");
                tail.drain(..tail.len().saturating_sub(16));
            }
        }
    }
    Ok(contents)
}

fn holds(text: &[u8], wanted: &[u8]) -> bool {
    let Some(first) = wanted.first() else { return false };
    let mut rest = text;
    while let Some(at) = rest.iter().position(|b| b == first) {
        rest = rest.get(at..).unwrap_or_default();
        if rest.starts_with(wanted) {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

fn problem(error: ZipError) -> WorkbookProblem {
    match error {
        ZipError::UnsupportedArchive(reason) if reason == ZipError::PASSWORD_REQUIRED => {
            WorkbookProblem::Locked
        }
        ZipError::Io(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            WorkbookProblem::Io(error)
        }
        _ => WorkbookProblem::Damaged,
    }
}
