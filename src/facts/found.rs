//! What lies in the folders of a run: files of tables, workbooks, folders `key=value/`, tables that are folders of part files.

use std::io;
use std::path::{Path, PathBuf};

use super::ReadError;
use super::files::{entity_named, is_table, is_text, is_workbook, stem};
use super::header::Schema;
use super::partition::Partition;
use crate::source::{Sort, Store};

/// Deepest folder in which files are looked for, below one that is named.
const MAX_DEPTH: usize = 8;

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub folder: u32,
    pub name: String,
    pub path: PathBuf,
    pub shown: String,
    /// Its path inside the folder that was named: `county=990001/学校.csv`.
    pub inside: String,
    /// Whether it is a workbook to be read, which is a folder of its own.
    pub book: bool,
    /// Why it is not read, where it looks like data: a message's key.
    pub passed: Option<&'static str>,
    /// What the folders that it is in say of its rows.
    pub partition: Partition,
    /// The folder of part files that it is one of.
    pub set: Option<PathBuf>,
}

impl Found {
    /// The name by which its table is known.
    pub fn table(&self) -> &str {
        let set = self.set.as_deref().and_then(Path::file_name).and_then(|name| name.to_str());
        match set {
            Some(name) => table_of(name),
            None => stem(&self.name),
        }
    }
}

/// A folder of part files is named as its table, with or without a file's ending.
fn table_of(name: &str) -> &str {
    if is_table(name) { stem(name) } else { name }
}

/// One folder that was named, on the way through it.
struct Walk<'w> {
    store: &'w dyn Store,
    schemas: &'w [Schema<'w>],
    /// The folders whose tables belong together.
    folders: &'w mut Vec<PathBuf>,
    out: &'w mut Vec<Found>,
    /// Whether workbooks are data: where a folder holds files of one table each, these are.
    books: bool,
}

/// Where the walk is.
#[derive(Clone)]
struct Here {
    path: PathBuf,
    /// The path inside the folder that was named, with a `/` at its end.
    inside: String,
    depth: usize,
    partition: Partition,
    set: Option<PathBuf>,
    /// The folder to whose tables those belong that are here.
    base: PathBuf,
}

/// All names in a folder that are not hidden, in order.
fn list(store: &dyn Store, path: &Path) -> io::Result<Vec<String>> {
    let mut names = store.list(path)?;
    names.retain(|name| !name.starts_with(['.', '~']));
    names.sort();
    Ok(names)
}

/// Whether a file's name says that it is data.
fn is_data(name: &str, schemas: &[Schema<'_>]) -> bool {
    is_one_table(name, schemas) || is_workbook(name)
}

fn is_one_table(name: &str, schemas: &[Schema<'_>]) -> bool {
    is_table(name) || (is_text(name) && entity_named(schemas, stem(name)).is_some())
}

/// Goes through the paths of a run.
pub(super) fn find(
    store: &dyn Store,
    paths: &[PathBuf],
    schemas: &[Schema<'_>],
) -> Result<Vec<Found>, ReadError> {
    let mut out: Vec<Found> = Vec::new();
    let mut folders: Vec<PathBuf> = Vec::new();
    let shown = |path: &Path| path.display().to_string();
    for path in paths {
        let fail = |source| ReadError::Io { path: shown(path), source };
        let sort = store.look(path).map_err(fail)?.sort;
        let mut walk = Walk { store, schemas, folders: &mut folders, out: &mut out, books: true };
        let here = |base: PathBuf| Here {
            path: path.clone(),
            inside: String::new(),
            depth: 0,
            partition: Partition::default(),
            set: None,
            base,
        };
        match sort {
            Sort::Other => return Err(ReadError::NotAFile { path: shown(path) }),
            Sort::File => {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                if !is_data(&name, schemas) {
                    return Err(ReadError::NotCsv { path: shown(path) });
                }
                let base = path.parent().filter(|p| *p != Path::new("")).unwrap_or(Path::new("."));
                walk.take(&here(base.to_owned()), name, path.clone(), None);
            }
            Sort::Folder => {
                // A folder may itself be a table's parts.
                let own = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                if is_table(&own) && entity_named(schemas, stem(&own)).is_some() && walk.has_parts(path, 0) {
                    let base = path.parent().filter(|p| *p != Path::new("")).unwrap_or(Path::new("."));
                    let set = Some(path.clone());
                    walk.folder(&Here { set, inside: format!("{own}/"), ..here(base.to_owned()) })
                        .map_err(fail)?;
                    continue;
                }
                let names = list(store, path).map_err(fail)?;
                walk.books = !walk.has_tables(path, &names, 0);
                let before = walk.out.len();
                walk.folder(&here(path.clone())).map_err(fail)?;
                let holds = |f: &Found| f.passed.is_none() && is_data(&f.name, schemas);
                if !out.iter().skip(before).any(holds) && !already(&out, path) {
                    let inside = |name: &String| {
                        let at = path.join(name);
                        let held = store.is_folder(&at)
                            && list(store, &at).is_ok_and(|l| l.iter().any(|n| is_data(n, schemas)));
                        held.then(|| shown(&at))
                    };
                    let inside = names.iter().filter_map(inside).collect();
                    return Err(ReadError::Empty { path: shown(path), inside });
                }
            }
        }
    }
    name_folders(&mut out, folders.len(), paths.len());
    Ok(out)
}

/// Whether a file of a folder was found before, by another path of the run.
fn already(out: &[Found], path: &Path) -> bool {
    out.iter().any(|f| f.path.parent() == Some(path) && f.passed.is_none())
}

/// Only where there are several folders does a file's name need its folder's.
fn name_folders(out: &mut [Found], folders: usize, paths: usize) {
    if folders < 2 {
        return;
    }
    let names: Vec<String> = out.iter().map(|f| f.name.clone()).collect();
    for found in out {
        if found.book && names.iter().filter(|n| **n == found.name).count() == 1 {
            continue;
        }
        // Inside one folder that was named, the path in it tells them apart.
        let nested = found.inside.matches('/').count();
        if nested > 0 && paths == 1 {
            continue;
        }
        let base = found.path.ancestors().nth(nested + 1).and_then(Path::file_name);
        if let Some(base) = base {
            found.shown = format!("{}/{}", base.to_string_lossy(), found.inside);
        }
    }
}

impl Walk<'_> {
    /// Goes through one folder.
    fn folder(&mut self, here: &Here) -> io::Result<()> {
        for name in list(self.store, &here.path)? {
            let path = here.path.join(&name);
            // What only is named as data is looked at, too: it is said that it cannot be read.
            match self.store.look(&path).map(|found| found.sort) {
                Ok(Sort::Folder) => self.inner(here, name, path)?,
                Ok(Sort::File) => self.take(here, name, path, None),
                Ok(Sort::Other) | Err(_) if is_data(&name, self.schemas) => self.take(here, name, path, None),
                Ok(Sort::Other) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// A folder in a folder.
    fn inner(&mut self, here: &Here, name: String, path: PathBuf) -> io::Result<()> {
        // What programs leave beside part files.
        if name.starts_with('_') && !name.contains('=') {
            return Ok(());
        }
        let deeper = Here {
            path: path.clone(),
            inside: format!("{}{name}/", here.inside),
            depth: here.depth + 1,
            ..here.clone()
        };
        let enter = here.depth < MAX_DEPTH;
        if let Some(folder) = Partition::of(&name).filter(|_| enter) {
            let partition = here.partition.and(folder);
            // Inside a table all belongs to it; else each such folder has tables of its own.
            let base = if here.set.is_some() { here.base.clone() } else { path };
            return self.folder(&Here { partition, base, ..deeper });
        }
        let table = entity_named(self.schemas, table_of(&name)).is_some();
        if here.set.is_none() && table && enter && self.has_parts(&path, here.depth + 1) {
            return self.folder(&Here { set: Some(path), ..deeper });
        }
        let named = is_data(&name, self.schemas);
        let why = if named { "unread-folder" } else { "unread-inner-folder" };
        if named || self.has_parts(&path, here.depth + 1) {
            self.take(here, name, path, Some(why));
        }
        Ok(())
    }

    /// Whether a folder, or one `key=value/` in it, has files of data in it.
    fn has_parts(&self, path: &Path, depth: usize) -> bool {
        let inside = list(self.store, path).unwrap_or_default();
        inside.iter().any(|name| {
            let at = path.join(name);
            let folder = || depth < MAX_DEPTH && Partition::of(name).is_some() && self.store.is_folder(&at);
            (is_data(name, self.schemas) && self.store.is_file(&at))
                || (folder() && self.has_parts(&at, depth + 1))
        })
    }

    /// Whether a folder holds files of one table each, be it in folders of their own.
    fn has_tables(&self, path: &Path, names: &[String], depth: usize) -> bool {
        names.iter().any(|name| {
            let at = path.join(name);
            if self.store.is_file(&at) {
                return is_one_table(name, self.schemas);
            }
            let enter = Partition::of(name).is_some() || entity_named(self.schemas, table_of(name)).is_some();
            enter
                && depth < MAX_DEPTH
                && list(self.store, &at).is_ok_and(|inner| self.has_tables(&at, &inner, depth + 1))
        })
    }

    /// Takes a file, unless it was found before.
    fn take(&mut self, here: &Here, name: String, path: PathBuf, passed: Option<&'static str>) {
        // What programs leave beside part files, such as `_SUCCESS`.
        if (here.set.is_some() && name.starts_with('_')) || self.out.iter().any(|f| f.path == path) {
            return;
        }
        // Beside part files nothing else is read.
        let stray = here.set.is_some() && !is_table(&name) && !is_text(&name);
        let passed = passed.or(stray.then_some("unread-beside-parts"));
        let book = passed.is_none() && self.books && is_workbook(&name);
        let own = if book { &path } else { &here.base };
        let folder = self.folders.iter().position(|f| f == own).unwrap_or_else(|| {
            self.folders.push(own.clone());
            self.folders.len() - 1
        });
        let inside = format!("{}{name}", here.inside);
        self.out.push(Found {
            folder: u32::try_from(folder).unwrap_or(u32::MAX),
            shown: inside.clone(),
            inside,
            name,
            path,
            book,
            passed,
            partition: here.partition.clone(),
            set: here.set.clone(),
        });
    }
}
