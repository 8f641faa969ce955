//! Folders of CSV files. The only place that names the CSV and encoding crates.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::{Message, codes};
use crate::facts::build::entity_named;
use crate::facts::model::DataIssue;
use crate::facts::raw::RawTable;
use crate::semantics::CheckedPack;
use crate::source::{MAX_DATA_FILE_BYTES, MAX_ROWS};

/// Why data could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is nothing at the path.
    #[error("`{0}` does not exist")]
    NotFound(PathBuf),
    /// A folder without data files.
    #[error("`{0}` holds no CSV file")]
    Empty(PathBuf),
    /// A file past the limit.
    #[error("`{0}` is larger than can be read")]
    TooLarge(PathBuf),
    /// The system refused.
    #[error("`{0}`: {1}")]
    Io(PathBuf, std::io::Error),
}

impl ReadError {
    /// In words.
    pub fn message(&self) -> Message {
        match self {
            ReadError::NotFound(p) => Message::new("read-not-found").arg("path", p.display()),
            ReadError::Empty(p) => Message::new("read-empty").arg("path", p.display()),
            ReadError::TooLarge(p) => Message::new("read-too-large").arg("path", p.display()),
            ReadError::Io(p, e) => Message::new("read-io").arg("path", p.display()).arg("cause", e),
        }
    }
}

/// The files of the paths given, in a fixed order: folders' CSV files by name.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, ReadError> {
    let mut out = Vec::new();
    for path in paths {
        let meta = std::fs::metadata(path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => ReadError::NotFound(path.clone()),
            _ => ReadError::Io(path.clone(), e),
        })?;
        if !meta.is_dir() {
            out.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path).map_err(|e| ReadError::Io(path.clone(), e))?;
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|e| ReadError::Io(path.clone(), e))?;
            let file = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_csv = file.extension().is_some_and(|x| x.eq_ignore_ascii_case("csv"));
            if is_csv && !name.starts_with('.') && !name.starts_with('~') && file.is_file() {
                found.push(file);
            }
        }
        if found.is_empty() {
            return Err(ReadError::Empty(path.clone()));
        }
        found.sort();
        out.extend(found);
    }
    Ok(out)
}

/// Everything read from files: tables, what was wrong with files as such, and the digest over names and bytes.
pub(crate) struct FilesRead {
    pub tables: Vec<RawTable>,
    pub issues: Vec<DataIssue>,
    pub digest: String,
}

/// Reads all CSV files of some folders.
pub(crate) fn read(pack: &CheckedPack, paths: &[PathBuf]) -> Result<FilesRead, ReadError> {
    let mut out = FilesRead { tables: Vec::new(), issues: Vec::new(), digest: String::new() };
    let mut digests: Vec<(String, [u8; 32])> = Vec::new();
    let mut seen: Vec<(PathBuf, Option<usize>, Arc<str>)> = Vec::new();
    for path in files(paths)? {
        let bytes = bytes(&path)?;
        let stem: String = path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().nfc().collect());
        let name: String = path.file_name().map_or_else(String::new, |s| s.to_string_lossy().nfc().collect());
        let file: Arc<str> = path.display().to_string().as_str().into();
        digests.push((name, Sha256::digest(&bytes).into()));
        let entity = entity_named(pack, &stem).map(|e| e.ix());
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        if entity.is_some()
            && let Some((_, _, other)) = seen.iter().find(|(f, e, _)| *f == folder && *e == entity)
        {
            let message = Message::new(codes::SECOND_FILE.key).arg("other", other);
            out.issues.push(issue(&codes::SECOND_FILE, &file, None, message));
            continue;
        }
        seen.push((folder, entity, file.clone()));
        match text(&bytes) {
            Ok(text) => {
                let table = table(stem, file, &text, &mut out.issues);
                out.tables.extend(table);
            }
            Err(row) => {
                let message = Message::new(codes::BAD_ENCODING.key);
                out.issues.push(issue(&codes::BAD_ENCODING, &file, Some(row), message));
            }
        }
    }
    digests.sort();
    let mut all = Sha256::new();
    for (name, digest) in digests {
        all.update(name.as_bytes());
        all.update([0]);
        all.update(digest);
    }
    let hex: String = all.finalize().iter().map(|b| format!("{b:02x}")).collect();
    out.digest = format!("sha256:{hex}");
    Ok(out)
}

fn issue(
    code: &'static crate::diagnostic::Code,
    file: &Arc<str>,
    row: Option<u32>,
    message: Message,
) -> DataIssue {
    DataIssue { code, file: file.clone(), row, column: None, value: None, message, county: None }
}

fn bytes(path: &Path) -> Result<Vec<u8>, ReadError> {
    let io = |e| ReadError::Io(path.to_path_buf(), e);
    let file = std::fs::File::open(path).map_err(io)?;
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that is too large, whatever its metadata say.
    file.take(MAX_DATA_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > MAX_DATA_FILE_BYTES {
        return Err(ReadError::TooLarge(path.to_path_buf()));
    }
    Ok(bytes)
}

/// The text: UTF-8 if it is valid, else UTF-16 by its mark, else GB18030. Nothing else is guessed.
///
/// # Errors
/// The row in which the first bytes stand that are none of these.
fn text(bytes: &[u8]) -> Result<String, u32> {
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(body) {
        return Ok(text.to_owned());
    }
    let (encoding, rest) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (encoding_rs::UTF_16LE, rest),
        [0xFE, 0xFF, rest @ ..] => (encoding_rs::UTF_16BE, rest),
        _ => (encoding_rs::GB18030, bytes),
    };
    match encoding.decode_without_bom_handling_and_without_replacement(rest) {
        Some(text) => Ok(text.into_owned()),
        None => {
            let bad = std::str::from_utf8(body).err().map_or(0, |e| e.valid_up_to());
            let lines = body.get(..bad).unwrap_or(body).iter().filter(|b| **b == b'\n').count();
            Err(lines as u32 + 1)
        }
    }
}

/// The separator that the header row uses: a comma unless only another one stands there.
fn separator(text: &str) -> u8 {
    let header = text.lines().find(|l| !l.trim().is_empty()).unwrap_or("");
    if header.contains(',') {
        b','
    } else if header.contains('\t') {
        b'\t'
    } else if header.contains(';') {
        b';'
    } else {
        b','
    }
}

fn table(entity: String, file: Arc<str>, text: &str, issues: &mut Vec<DataIssue>) -> Option<RawTable> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text))
        .from_reader(text.as_bytes());
    let mut header: Option<Vec<String>> = None;
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Err(_) => {
                let line = reader.position().line();
                let message = Message::new(codes::BAD_ROW.key);
                issues.push(issue(
                    &codes::BAD_ROW,
                    &file,
                    Some(u32::try_from(line).unwrap_or(u32::MAX)),
                    message,
                ));
                break;
            }
            Ok(true) => {}
        }
        let line = record.position().map_or(0, |p| p.line());
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if header.is_none() {
            if cells.iter().all(|c| c.trim().is_empty()) {
                continue;
            }
            header = Some(cells);
        } else if rows.len() >= MAX_ROWS {
            let message = Message::new("data-too-many-rows").arg("most", MAX_ROWS);
            issues.push(issue(&codes::BAD_ROW, &file, None, message));
            break;
        } else {
            rows.push((u32::try_from(line).unwrap_or(u32::MAX), cells));
        }
    }
    match header {
        Some(header) => Some(RawTable { entity, file, header, rows }),
        None => {
            issues.push(issue(&codes::EMPTY_FILE, &file, None, Message::new(codes::EMPTY_FILE.key)));
            None
        }
    }
}
