//! What a workbook's archive unpacks to, measured before anything is built from it. The only place that names the archive crate.

use std::io::{BufReader, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::books::WorkbookProblem;
use crate::source::{MAX_CELL_BYTES, MAX_WORKBOOK_BYTES, MAX_WORKBOOK_PARTS, Opened};

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
pub(super) fn measure(file: Opened) -> Result<Contents, WorkbookProblem> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(problem)?;
    if archive.len() > MAX_WORKBOOK_PARTS {
        return Err(WorkbookProblem::TooLarge);
    }
    let (mut total, mut contents) = (0u64, Contents::default());
    let mut chunk = vec![0u8; CHUNK];
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(problem)?;
        let named = |wanted: &str| part.name().is_ok_and(|name| name.contains(wanted));
        let (sheet, strings) = (named("worksheets/"), named("sharedStrings"));
        let mut run = Run { texts: sheet || strings || named("content.xml"), ..Run::default() };
        let (mut size, mut claimed) = (0u64, 0u64);
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
            if strings && size == 0 {
                claimed = count_claimed(chunk.get(..read).unwrap_or_default());
            }
            size += read as u64;
            if run.too_long(chunk.get(..read).unwrap_or_default()) {
                return Err(WorkbookProblem::CellTooLong);
            }
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
        // The reader makes room for so many texts.
        if claimed > size {
            return Err(WorkbookProblem::Damaged);
        }
    }
    Ok(contents)
}

/// How long the text between two tags is: so much of a cell at least.
#[derive(Default)]
struct Run {
    texts: bool,
    len: usize,
}

impl Run {
    /// Whether a text is longer than any cell.
    fn too_long(&mut self, chunk: &[u8]) -> bool {
        if !self.texts {
            return false;
        }
        let first = memchr::memchr(b'<', chunk);
        self.len += first.unwrap_or(chunk.len());
        let long = self.len > MAX_CELL_BYTES;
        if let Some(last) = memchr::memrchr(b'<', chunk) {
            self.len = chunk.len() - last;
        }
        long
    }
}

/// How many texts the list of shared ones says it has.
fn count_claimed(start: &[u8]) -> u64 {
    let name = b"uniqueCount=";
    let at = start.windows(name.len()).position(|w| w == name);
    let digits = at.and_then(|at| start.get(at + name.len() + 1..)).unwrap_or_default();
    let digits = digits.iter().take_while(|b| b.is_ascii_digit());
    digits.fold(0, |n: u64, b| n.saturating_mul(10).saturating_add(u64::from(b - b'0')))
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
