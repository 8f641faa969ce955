//! The folders and files of a run: which file is which table.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::books;
use super::csv::{CsvRows, scan};
pub(super) use super::found::{Found, find};
use super::header::{Schema, same_name};
use super::issues::{At, FileIx, Issues};
use super::link::Unusable;
use super::parquet::ParquetRows;
use super::partition::{Partition, Partitioned};
use super::source::SourceProblem;
use super::stamp::Stamp;
use super::synonyms;
use super::table::{TableBuilder, report_source};
use super::text::{heading, nfc, shown};
use super::workbook::Workbook;
use crate::diagnostic::{Message, codes, system_cause};
use crate::semantics::EntityIx;
use crate::source::Store;

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
                Message::new("data-unreadable").arg("path", path).message("reason", system_cause(source))
            }
            ReadError::Empty { path, inside } if inside.is_empty() => {
                Message::new("data-empty").arg("path", path)
            }
            ReadError::Empty { path, inside } => {
                Message::new("data-empty-inside").arg("path", path).names("inside", inside)
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
    /// What the folders that it is in say of its rows.
    pub partition: Partition,
    /// The folder of part files that it is one of.
    pub set: Option<PathBuf>,
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
pub(super) fn is_workbook(name: &str) -> bool {
    matches!(extension(name).as_str(), "xlsx" | "xlsm" | "xls" | "ods")
}

/// Whether a file is named as one that holds one table.
pub(super) fn is_table(name: &str) -> bool {
    matches!(extension(name).as_str(), "csv" | "parquet")
}

/// Whether a file is named as one of text, which is data if it is also named as a table.
pub(super) fn is_text(name: &str) -> bool {
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

pub(super) fn extension(name: &str) -> String {
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
            Message::new(codes::UNKNOWN_FILE.key).names("tables", &labels)
        }
    }
}

/// Lists the files of the paths and says which are tables.
pub(super) fn listing(
    store: &dyn Store,
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
    let all = find(store, paths, schemas)?;
    unknown_keys(&all, schemas, issues);
    for found in all {
        let (base, kind) = (found.table().to_owned(), extension(&found.name));
        let entity = entity_named(schemas, &base);
        if let Some(why) = found.passed {
            let file = issues.files.add(&found.shown, found.folder);
            issues.push(&codes::UNREAD_FILE, At::file(file), Message::new(why));
            continue;
        }
        let table = (is_table(&found.name) || is_text(&found.name)) && entity.is_some();
        if found.book || table {
            match Stamp::at(store, &found.path) {
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
            for data in books::list(store, &found, schemas, issues, &mut listing) {
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
                    name: nfc(&found.inside).into_owned(),
                    sheet: None,
                    parquet: is_parquet(&found.name),
                    partition: found.partition,
                    set: found.set,
                };
                taken.entry((found.folder, entity)).or_default().push(data);
            }
            ("csv" | "parquet", None) if !is_document(&found.name) => {
                let message = unknown_table(schemas, &base).arg("name", &base);
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
        let parts = files.iter().all(|f| f.set.is_some() && files.iter().all(|other| other.set == f.set));
        match files.as_slice() {
            [first, second, ..] if !parts => {
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

/// Says once which keys of folders no table has.
fn unknown_keys(all: &[Found], schemas: &[Schema<'_>], issues: &mut Issues) {
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for found in all {
        for (key, _) in &found.partition.0 {
            let known = schemas.iter().any(|s| s.column(&heading(key)).is_some());
            if !known && said.insert(key) {
                let file = issues.files.add(&found.shown, found.folder);
                let message = Message::new("unknown-folder-key").arg("key", shown(key));
                issues.push(&codes::UNKNOWN_COLUMN, At::file(file), message);
            }
        }
    }
}

/// Reads all files of a listing into tables. Returns the digest of the data.
///
/// # Errors
/// [`ReadError::Changed`]: rows of one file would be of another day than those of the next.
pub(super) fn read_all(
    store: &dyn Store,
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
            let opened = books::hash(store, &data.path).map_err(SourceProblem::Io).and_then(|hash| {
                hashes.push((&data.name, hash));
                ParquetRows::open(store, &data.path, schema)
            });
            let read = opened.map_err(|problem| report_source(problem, data.file, issues)).and_then(|rows| {
                let mut builder = slot.take().unwrap_or_else(|| TableBuilder::new(schema));
                let mut rows = Partitioned::new(rows, &data.partition, schema);
                let read = builder.read(schema, data.file, &mut rows, issues);
                *slot = (!builder.files.is_empty()).then_some(builder);
                read
            });
            if let Err(issue) = read {
                refuse(issue, issues);
            }
            continue;
        }
        let rows = match scan(store, &data.path).and_then(CsvRows::open) {
            Ok(rows) => rows,
            Err(problem) => {
                refuse(report_source(problem, data.file, issues), issues);
                continue;
            }
        };
        let mut builder = slot.take().unwrap_or_else(|| TableBuilder::new(schema));
        let mut rows = Partitioned::new(rows, &data.partition, schema);
        if let Err(issue) = builder.read(schema, data.file, &mut rows, issues) {
            refuse(issue, issues);
        }
        match rows.into_inner().hash() {
            Ok(hash) => hashes.push((&data.name, hash)),
            Err(problem) => refuse(report_source(problem, data.file, issues), issues),
        }
        *slot = (!builder.files.is_empty()).then_some(builder);
    }
    if let Some((file, ..)) = stamps.iter().find(|(_, path, stamp)| !stamp.holds(store, path)) {
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
    use std::path::Path;

    use super::*;
    use crate::diagnostic::Language;
    use crate::pack::{SearchPath, load_memory};
    use crate::source::System;

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
            let mut listing = listing(&System, &paths, &schemas, &mut issues, &mut unusable).unwrap();
            change(&path);
            let mut builders: Vec<Option<TableBuilder>> = schemas.iter().map(|_| None).collect();
            let read = read_all(&System, &mut listing, &schemas, &mut builders, &mut issues, &mut unusable);
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
