//! The folders and files of a run: which file is which table.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::books;
use super::csv::{CsvRows, scan};
use super::header::{Schema, same_name};
use super::issues::{At, FileIx, Issues};
use super::link::Unusable;
use super::parquet::ParquetRows;
use super::source::SourceProblem;
use super::stamp::Stamp;
use super::synonyms;
use super::table::{TableBuilder, report_source};
use super::text::nfc;
use super::workbook::Workbook;
use crate::diagnostic::{Message, codes};
use crate::semantics::EntityIx;

/// Why no data could be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is nothing at the path, or it may not be read.
    #[error("`{path}` cannot be read: {source}")]
    Io {
        /// The path as given.
        path: String,
        /// The system's word.
        source: std::io::Error,
    },
    /// A folder without any file of data.
    #[error("the folder `{path}` holds no file of data")]
    Empty {
        /// The path as given.
        path: String,
        /// Folders in it that hold some.
        inside: Vec<String>,
    },
    /// A file of another sort.
    #[error("`{path}` is not a file of data")]
    NotCsv {
        /// The path as given.
        path: String,
    },
    /// A path that is neither a file nor a folder.
    #[error("`{path}` is a pipe or a device")]
    NotAFile {
        /// The path as given.
        path: String,
    },
    /// A file is not what it was when reading began.
    #[error("`{file}` was changed while it was read")]
    Changed {
        /// The file, as messages call it.
        file: String,
    },
    /// No path was given.
    #[error("no data was given")]
    Nothing,
}

impl ReadError {
    /// What is said of it, in any language.
    pub fn message(&self) -> Message {
        match self {
            ReadError::Io { path, source } if source.kind() == std::io::ErrorKind::NotFound => {
                Message::new("data-not-found").arg("path", path)
            }
            ReadError::Io { path, source } => {
                Message::new("data-unreadable").arg("path", path).arg("reason", source)
            }
            ReadError::Empty { path, inside } if inside.is_empty() => {
                Message::new("data-empty").arg("path", path)
            }
            ReadError::Empty { path, inside } => {
                Message::new("data-empty-inside").arg("path", path).arg("inside", inside.join("、"))
            }
            ReadError::NotCsv { path } if is_foreign(path) => {
                Message::new("data-other-format").arg("path", path)
            }
            ReadError::NotCsv { path } => Message::new("data-not-csv").arg("path", path),
            ReadError::NotAFile { path } => Message::new("data-unreadable")
                .arg("path", path)
                .message("reason", Message::new("not-a-file")),
            ReadError::Changed { file } => Message::new("cli-data-changed").arg("file", file),
            ReadError::Nothing => Message::new("data-nothing"),
        }
    }
}

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub folder: u32,
    pub name: String,
    pub path: PathBuf,
    pub shown: String,
    /// Whether it is a workbook to be read, which is a folder of its own.
    pub book: bool,
    /// Whether it is a folder under the name of a file of data.
    pub directory: bool,
}

/// A file, or a sheet of a workbook, that is a table's.
#[derive(Debug)]
pub(super) struct DataFile {
    pub entity: EntityIx,
    pub file: FileIx,
    pub path: PathBuf,
    pub name: String,
    /// The workbook among [`Listing::books`] and the sheet in it.
    pub sheet: Option<(usize, String)>,
    /// Whether it is a Parquet file.
    pub parquet: bool,
}

/// The files of a run that are tables.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub data: Vec<DataFile>,
    /// Open workbooks; each is closed when its last sheet was read.
    pub books: Vec<Option<Workbook>>,
    /// Names and hashes of the workbooks.
    pub hashes: Vec<(String, [u8; 32])>,
    /// The files as they were when reading began, with what messages call them.
    stamps: Vec<(String, PathBuf, Stamp)>,
}

/// Whether a file is named as a workbook that can be read.
fn is_workbook(name: &str) -> bool {
    matches!(extension(name).as_str(), "xlsx" | "xlsm" | "xls" | "ods")
}

/// Whether a file is named as one that holds one table.
pub(super) fn is_table(name: &str) -> bool {
    matches!(extension(name).as_str(), "csv" | "parquet")
}

/// Whether a file is named as one of text, which is data if it is also named as a table.
fn is_text(name: &str) -> bool {
    matches!(extension(name).as_str(), "txt" | "tsv" | "tab")
}

/// Whether a file is named as a workbook that is not read but can be saved as one that is.
fn is_foreign(name: &str) -> bool {
    matches!(extension(name).as_str(), "xlsb" | "et" | "ett" | "numbers")
}

/// Whether a file is named as a Parquet file.
pub(super) fn is_parquet(name: &str) -> bool {
    extension(name) == "parquet"
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map_or_else(String::new, |(_, e)| e.to_ascii_lowercase())
}

pub(super) fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Whether a file's name says that it is not meant as data.
pub(super) fn is_document(name: &str) -> bool {
    let stem = stem(name).to_lowercase();
    ["readme", "说明", "填报说明", "填表说明", "注意事项", "目录"].iter().any(|word| stem.starts_with(word))
}

/// All files in a folder that are not hidden, by name.
fn list(path: &Path) -> Result<Vec<(String, PathBuf)>, std::io::Error> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && !name.starts_with('~') {
            out.push((name, entry.path()));
        }
    }
    out.sort();
    Ok(out)
}

/// Goes through the paths of a run.
pub(super) fn find(paths: &[PathBuf], schemas: &[Schema<'_>]) -> Result<Vec<Found>, ReadError> {
    let is_table =
        |name: &str| is_table(name) || (is_text(name) && entity_named(schemas, stem(name)).is_some());
    let mut out: Vec<Found> = Vec::new();
    let mut folders: Vec<PathBuf> = Vec::new();
    let shown = |path: &Path| path.display().to_string();
    for path in paths {
        let fail = |source| ReadError::Io { path: shown(path), source };
        let data = std::fs::metadata(path).map_err(fail)?;
        if !data.is_file() && !data.is_dir() {
            return Err(ReadError::NotAFile { path: shown(path) });
        }
        let single = data.is_file();
        let base = if single {
            path.parent().filter(|p| *p != Path::new("")).unwrap_or(Path::new(".")).to_owned()
        } else {
            path.clone()
        };
        let is_data = |name: &str| is_table(name) || is_workbook(name);
        let files = if single {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !is_data(&name) {
                return Err(ReadError::NotCsv { path: shown(path) });
            }
            vec![(name, path.clone())]
        } else {
            let files = list(path).map_err(fail)?;
            if !files.iter().any(|(name, path)| is_data(name) && path.is_file()) {
                let holds = |p: &Path| list(p).is_ok_and(|l| l.iter().any(|(n, _)| is_data(n)));
                let inside = files.iter().filter(|(_, p)| p.is_dir() && holds(p)).map(|(_, p)| shown(p));
                return Err(ReadError::Empty { path: shown(path), inside: inside.collect() });
            }
            files
        };
        // Where a folder holds files of one table each, they are the data.
        let books = single || !files.iter().any(|(name, path)| is_table(name) && path.is_file());
        for (name, path) in files {
            // What only is named as data is looked at, too: it is said that it cannot be read.
            let directory = path.is_dir() && is_data(&name);
            let taken = directory || path.is_file() || (is_data(&name) && !path.is_dir());
            if taken && !out.iter().any(|f| f.path == path) {
                let book = books && !directory && is_workbook(&name);
                let own = if book { &path } else { &base };
                let folder = folders.iter().position(|f| f == own).unwrap_or_else(|| {
                    folders.push(own.clone());
                    folders.len() - 1
                });
                let folder = u32::try_from(folder).unwrap_or(u32::MAX);
                out.push(Found { folder, shown: name.clone(), name, path, book, directory });
            }
        }
    }
    // Only where there are several folders does a file's name need its folder's.
    if folders.len() > 1 {
        let names: Vec<String> = out.iter().map(|f| f.name.clone()).collect();
        for found in &mut out {
            if found.book && names.iter().filter(|n| **n == found.name).count() == 1 {
                continue;
            }
            let base = found.path.parent().and_then(Path::file_name);
            if let Some(base) = base {
                found.shown = format!("{}/{}", base.to_string_lossy(), found.name);
            }
        }
    }
    Ok(out)
}

/// The entity that a file's name names.
pub(super) fn entity_named(schemas: &[Schema<'_>], name: &str) -> Option<EntityIx> {
    let name = nfc(name);
    let named = |s: &&Schema<'_>| {
        same_name(&s.entity.id, &name)
            || same_name(&s.entity.label, &name)
            || (s.entity.id == "finding" && same_name("评定", &name))
    };
    schemas.iter().find(named).map(|s| s.ix)
}

/// Which entity a name may have meant.
pub(super) fn unknown_table(schemas: &[Schema<'_>], name: &str) -> Message {
    let names = schemas.iter().flat_map(|s| [s.entity.label.as_str(), s.entity.id.as_str()]);
    match synonyms::name(name, &names.collect::<Vec<_>>()) {
        Some(near) => Message::new("unknown-file-near").arg("near", near),
        None => {
            let labels: Vec<&str> = schemas.iter().map(|s| s.entity.label.as_str()).collect();
            Message::new(codes::UNKNOWN_FILE.key).arg("tables", labels.join("、"))
        }
    }
}

/// Lists the files of the paths and says which are tables.
pub(super) fn listing(
    paths: &[PathBuf],
    schemas: &[Schema<'_>],
    issues: &mut Issues,
    unusable: &mut Vec<Unusable>,
) -> Result<Listing, ReadError> {
    if paths.is_empty() {
        return Err(ReadError::Nothing);
    }
    let mut listing = Listing::default();
    let mut taken: BTreeMap<(u32, EntityIx), Vec<DataFile>> = BTreeMap::new();
    for found in find(paths, schemas)? {
        let (base, kind) = (stem(&found.name), extension(&found.name));
        let entity = entity_named(schemas, base);
        if found.directory {
            let file = issues.files.add(&found.shown, found.folder);
            issues.push(&codes::UNREAD_FILE, At::file(file), Message::new("unread-folder"));
            continue;
        }
        let table = (is_table(&found.name) || is_text(&found.name)) && entity.is_some();
        if found.book || table {
            match Stamp::at(&found.path) {
                Ok(stamp) => listing.stamps.push((found.shown.clone(), found.path.clone(), stamp)),
                Err(problem) => {
                    let file = issues.files.add(&found.shown, found.folder);
                    let issue = report_source(problem, file, issues);
                    unusable.extend(entity.map(|entity| Unusable { folder: found.folder, entity, issue }));
                    continue;
                }
            }
        }
        if found.book {
            for data in books::list(&found, schemas, issues, &mut listing) {
                taken.entry((found.folder, data.entity)).or_default().push(data);
            }
            continue;
        }
        let file = issues.files.add(&found.shown, found.folder);
        match (kind.as_str(), entity) {
            ("csv" | "parquet" | "txt" | "tsv" | "tab", Some(entity)) => {
                let data = DataFile {
                    entity,
                    file,
                    path: found.path,
                    name: nfc(&found.name).into_owned(),
                    sheet: None,
                    parquet: is_parquet(&found.name),
                };
                taken.entry((found.folder, entity)).or_default().push(data);
            }
            ("csv" | "parquet", None) if !is_document(&found.name) => {
                let message = unknown_table(schemas, base).arg("name", base);
                issues.push(&codes::UNKNOWN_FILE, At::file(file), message);
            }
            ("xlsx" | "xls" | "xlsm" | "ods", _) => {
                issues.push(&codes::UNREAD_FILE, At::file(file), Message::new("unread-beside"));
            }
            ("xlsb" | "et" | "ett" | "numbers", _) => {
                issues.push(&codes::UNREAD_FILE, At::file(file), Message::new(codes::UNREAD_FILE.key));
            }
            _ => {}
        }
    }
    for ((folder, entity), files) in taken {
        match files.as_slice() {
            [first, second, ..] => {
                let message = Message::new(codes::TWO_FILES.key)
                    .arg("first", &first.name)
                    .arg("second", &second.name)
                    .arg("table", schemas.get(entity.ix()).map_or("", |s| &s.entity.label));
                let issue = issues.push(&codes::TWO_FILES, At::file(second.file), message);
                unusable.push(Unusable { folder, entity, issue });
            }
            _ => listing.data.extend(files),
        }
    }
    listing.data.sort_by_key(|d| d.file);
    Ok(listing)
}

/// Reads all files of a listing into tables. Returns the digest of the data.
///
/// # Errors
/// [`ReadError::Changed`]: rows of one file would be of another day than those of the next.
pub(super) fn read_all(
    listing: &mut Listing,
    schemas: &[Schema<'_>],
    builders: &mut [Option<TableBuilder>],
    issues: &mut Issues,
    unusable: &mut Vec<Unusable>,
) -> Result<String, ReadError> {
    let Listing { data: tables, books: open, hashes: workbooks, stamps } = listing;
    let mut hashes: Vec<(&str, [u8; 32])> = workbooks.iter().map(|(name, hash)| (&**name, *hash)).collect();
    for (at, data) in tables.iter().enumerate() {
        let Some((schema, slot)) = schemas.get(data.entity.ix()).zip(builders.get_mut(data.entity.ix()))
        else {
            continue;
        };
        if let Some((book, sheet)) = &data.sheet {
            let mut builder = slot.take().unwrap_or_else(|| TableBuilder::new(schema));
            if let Some(workbook) = open.get_mut(*book).and_then(Option::as_mut)
                && let Err(issue) = books::read(&mut builder, schema, data.file, workbook, sheet, issues)
            {
                unusable.push(Unusable {
                    folder: issues.files.folder(data.file),
                    entity: data.entity,
                    issue,
                });
            }
            *slot = (!builder.files.is_empty()).then_some(builder);
            let later = tables.iter().skip(at + 1).any(|d| d.sheet.as_ref().is_some_and(|(b, _)| b == book));
            if let Some(slot) = open.get_mut(*book).filter(|_| !later) {
                *slot = None;
            }
            continue;
        }
        let mut refuse = |issue, issues: &Issues| {
            unusable.push(Unusable { folder: issues.files.folder(data.file), entity: data.entity, issue });
        };
        if data.parquet {
            let opened = books::hash(&data.path).map_err(SourceProblem::Io).and_then(|hash| {
                hashes.push((&data.name, hash));
                ParquetRows::open(&data.path, schema)
            });
            let read =
                opened.map_err(|problem| report_source(problem, data.file, issues)).and_then(|mut rows| {
                    let mut builder = slot.take().unwrap_or_else(|| TableBuilder::new(schema));
                    let read = builder.read(schema, data.file, &mut rows, issues);
                    *slot = (!builder.files.is_empty()).then_some(builder);
                    read
                });
            if let Err(issue) = read {
                refuse(issue, issues);
            }
            continue;
        }
        let mut rows = match scan(&data.path).and_then(CsvRows::open) {
            Ok(rows) => rows,
            Err(problem) => {
                refuse(report_source(problem, data.file, issues), issues);
                continue;
            }
        };
        let mut builder = slot.take().unwrap_or_else(|| TableBuilder::new(schema));
        if let Err(issue) = builder.read(schema, data.file, &mut rows, issues) {
            refuse(issue, issues);
        }
        match rows.hash() {
            Ok(hash) => hashes.push((&data.name, hash)),
            Err(problem) => refuse(report_source(problem, data.file, issues), issues),
        }
        *slot = (!builder.files.is_empty()).then_some(builder);
    }
    if let Some((file, ..)) = stamps.iter().find(|(_, path, stamp)| !stamp.holds(path)) {
        return Err(ReadError::Changed { file: file.clone() });
    }
    Ok(digest(hashes))
}

/// SHA-256 over names and hashes, in the order of names: the same wherever the files lie and however they were given.
pub(super) fn digest(mut hashes: Vec<(&str, [u8; 32])>) -> String {
    hashes.sort_unstable();
    let mut hasher = Sha256::new();
    for (name, hash) in hashes {
        hasher.update(name.as_bytes());
        hasher.update([0]);
        hasher.update(hash);
    }
    let hex: String = hasher.finalize().iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256:{hex}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Language;
    use crate::pack::{SearchPath, load_memory};

    const PACK: &str = "pack: a\nversion: 2017.1.0\ntitle: a\nissuer: a\neffective: {from: 2017-01-01}\n";
    const FACTS: &str =
        "entities: {county: {key: code, columns: {code: {type: text}, pay: {type: number}}}}\n";

    /// What is there between the look at the folder and the end of reading is what is there all the time.
    #[test]
    fn data_that_change_are_not_judged() {
        let rules = "conclusion done \"done\" for county require pay > 0\n";
        let files = [("pack.yaml", PACK), ("facts.yaml", FACTS), ("a.rules", rules)];
        let pack = crate::semantics::check(load_memory(&files, &SearchPath::default())).pack.unwrap();
        let schemas = super::super::schemas(&pack);
        type Change = fn(&Path);
        let changes: [Change; 5] = [
            |_| {},
            |path| std::fs::write(path, "code,pay\n1,2\n2,3\n").unwrap(),
            |path| std::fs::write(path, "code,pay\n").unwrap(),
            |path| std::fs::remove_file(path).unwrap(),
            |path| {
                std::fs::write(path, "code,pay\n1,9\n").unwrap();
                let later = std::time::SystemTime::now() + std::time::Duration::from_secs(10);
                std::fs::File::options().write(true).open(path).unwrap().set_modified(later).unwrap();
            },
        ];
        for (i, change) in changes.iter().enumerate() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("county.csv");
            std::fs::write(&path, "code,pay\n1,2\n").unwrap();
            let (mut issues, mut unusable) = (Issues::default(), Vec::new());
            let paths = [folder.path().to_owned()];
            let mut listing = listing(&paths, &schemas, &mut issues, &mut unusable).unwrap();
            change(&path);
            let mut builders: Vec<Option<TableBuilder>> = schemas.iter().map(|_| None).collect();
            let read = read_all(&mut listing, &schemas, &mut builders, &mut issues, &mut unusable);
            match read {
                Ok(digest) => assert!(i == 0 && digest.starts_with("sha256:")),
                Err(error) => {
                    assert!(i > 0);
                    for (language, word) in [(Language::Zh, "被改动"), (Language::En, "was changed")] {
                        let said = error.message().text(language);
                        assert!(said.contains("county.csv") && said.contains(word), "{said}");
                    }
                }
            }
        }
    }
}
