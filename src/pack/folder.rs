//! A pack's files as bytes, from a folder, from inside the binary, or from memory.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use super::document::Origin;
use super::error::LoadError;
use crate::source::{MAX_PACK_BYTES, MAX_PACK_FILE_BYTES, MAX_PACK_FILES, Sort, Store};

/// The shipped packs.
#[derive(RustEmbed)]
#[folder = "rulepacks"]
struct Shipped;

/// Deepest folder inside a pack.
const MAX_FOLDERS: usize = 16;

/// What sort of pack file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    Yaml,
    Rules,
    /// `limits.yaml.txt` and the like: probably saved under a wrong name.
    Misnamed,
}

/// A file's content, or why there is none.
#[derive(Debug)]
pub(crate) enum Content {
    Bytes(Vec<u8>),
    TooBig(u64),
    Unreadable(io::Error),
}

/// One file of a pack.
#[derive(Debug)]
pub(crate) struct RawFile {
    /// Its path inside the pack, with `/`.
    pub path: String,
    pub kind: FileKind,
    pub content: Content,
}

impl RawFile {
    /// Its content, if it could be read.
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes),
            Content::TooBig(_) | Content::Unreadable(_) => None,
        }
    }
}

/// A pack's files, sorted by path.
#[derive(Debug)]
pub(crate) struct RawPack {
    pub origin: Origin,
    /// How the pack's folder is shown to people.
    pub shown: String,
    pub files: Vec<RawFile>,
}

impl RawPack {
    /// The name of one of its files as people see it.
    pub fn name_of(&self, file: &RawFile) -> String {
        if self.shown.is_empty() { file.path.clone() } else { format!("{}/{}", self.shown, file.path) }
    }

    /// Takes the texts of files that are open in an editor instead of those on disk.
    pub fn put_open(&mut self, open: &BTreeMap<String, String>) {
        for (path, text) in open {
            let Some(kind) = kind_of(path).filter(|_| !path.starts_with("tests/")) else { continue };
            let content = match text.len() as u64 {
                n if n > MAX_PACK_FILE_BYTES => Content::TooBig(n),
                _ => Content::Bytes(text.as_bytes().to_vec()),
            };
            match self.files.iter_mut().find(|f| f.path == *path) {
                Some(file) => file.content = content,
                None => self.files.push(RawFile { path: path.clone(), kind, content }),
            }
        }
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// Whether two packs have the same files with the same bytes.
    pub fn same_bytes(&self, other: &RawPack) -> bool {
        fn of(file: &RawFile) -> (&str, Option<&[u8]>) {
            (&file.path, file.bytes())
        }
        self.files.iter().map(of).eq(other.files.iter().map(of))
    }
}

/// What sort of pack file a path names; nothing for files that packs do not have.
fn kind_of(path: &str) -> Option<FileKind> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    if name.starts_with(['.', '~']) {
        return None;
    }
    let of = |name: &str| {
        if name.ends_with(".yaml") || name.ends_with(".yml") {
            Some(FileKind::Yaml)
        } else if name.ends_with(".rules") {
            Some(FileKind::Rules)
        } else {
            None
        }
    };
    if let Some(kind) = of(&name) {
        return Some(kind);
    }
    let stem = name.strip_suffix(".txt")?;
    of(stem).map(|_| FileKind::Misnamed)
}

/// The file that says what pack it is.
const HEADER: &str = "pack.yaml";

/// The packs in a folder that is none itself: its folders with a `pack.yaml`, where it has no pack file of its own. Sorted.
pub fn packs_in(path: &Path) -> Vec<PathBuf> {
    packs_within(&crate::source::System, path)
}

/// [`packs_in`] where the folder is not the system's.
pub(crate) fn packs_within(store: &dyn Store, path: &Path) -> Vec<PathBuf> {
    let names = store.list(path).unwrap_or_default();
    if names.iter().any(|name| kind_of(name).is_some() && !store.is_folder(&path.join(name))) {
        return Vec::new();
    }
    let mut found: Vec<PathBuf> = names
        .iter()
        .filter(|name| !name.starts_with('.'))
        .map(|name| path.join(name))
        .filter(|folder| store.look(&folder.join(HEADER)).is_ok_and(|f| f.sort == Sort::File))
        .collect();
    found.sort();
    found
}

/// Reads the files of a pack's folder.
pub(crate) fn read_folder(store: &dyn Store, path: &Path) -> Result<RawPack, LoadError> {
    let mut files: Vec<RawFile> = Vec::new();
    let mut total = 0u64;
    for (relative, file, kind) in list_folder(store, path)? {
        let content = read_file(store, &file);
        if let Content::Bytes(bytes) = &content {
            total += bytes.len() as u64;
        }
        if total > MAX_PACK_BYTES {
            return Err(LoadError::TooBig { path: path.to_owned(), limit: MAX_PACK_BYTES });
        }
        files.push(RawFile { path: relative, kind, content });
    }
    Ok(in_folder(path, files))
}

/// [`read_folder`] for the `pack.yaml` only; the other files are but counted and measured.
pub(crate) fn read_folder_header(store: &dyn Store, path: &Path) -> Result<RawPack, LoadError> {
    let listed = list_folder(store, path)?;
    let size = |file: &Path| store.look(file).ok().filter(|f| f.sort == Sort::File).map_or(0, |f| f.size);
    let sizes = listed.iter().map(|(_, file, _)| size(file)).filter(|size| *size <= MAX_PACK_FILE_BYTES);
    if sizes.sum::<u64>() > MAX_PACK_BYTES {
        return Err(LoadError::TooBig { path: path.to_owned(), limit: MAX_PACK_BYTES });
    }
    let header = listed.into_iter().filter(|(relative, ..)| relative == HEADER);
    let read = |(relative, file, kind): (String, PathBuf, FileKind)| RawFile {
        path: relative,
        kind,
        content: read_file(store, &file),
    };
    Ok(in_folder(path, header.map(read).collect()))
}

fn in_folder(path: &Path, files: Vec<RawFile>) -> RawPack {
    let shown = path.to_string_lossy().trim_end_matches(['/', '\\']).replace('\\', "/");
    let shown = if shown.is_empty() { "/".to_owned() } else { shown };
    RawPack { origin: Origin::Folder(path.to_owned()), shown, files }
}

/// The files of a pack's folder with their paths inside it, by which they are sorted.
fn list_folder(store: &dyn Store, path: &Path) -> Result<Vec<(String, PathBuf, FileKind)>, LoadError> {
    let unreadable = |path: &Path, source: io::Error| LoadError::Unreadable { path: path.to_owned(), source };
    let mut found: Vec<(String, PathBuf, FileKind)> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut folders = vec![(String::new(), path.to_owned(), 0usize)];
    while let Some((prefix, folder, depth)) = folders.pop() {
        let real = store.real(&folder).map_err(|e| unreadable(&folder, e))?;
        // A link back to a folder above would go on for ever.
        if !seen.insert(real) || depth > MAX_FOLDERS {
            continue;
        }
        for name in store.list(&folder).map_err(|e| unreadable(&folder, e))? {
            let at = folder.join(&name);
            if name.starts_with('.') || (prefix.is_empty() && name == "tests") {
                continue;
            }
            let relative = format!("{prefix}{name}");
            if store.is_folder(&at) {
                folders.push((format!("{relative}/"), at, depth + 1));
            } else if let Some(kind) = kind_of(&relative) {
                found.push((relative, at, kind));
                if found.len() > MAX_PACK_FILES {
                    return Err(LoadError::TooManyFiles { path: path.to_owned(), limit: MAX_PACK_FILES });
                }
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

fn read_file(store: &dyn Store, path: &Path) -> Content {
    // A pipe or a device named like a pack file would never end.
    let size = match store.look(path) {
        Ok(found) if found.sort != Sort::File => {
            return Content::Unreadable(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        Ok(found) if found.size > MAX_PACK_FILE_BYTES => return Content::TooBig(found.size),
        Ok(found) => found.size,
        Err(error) => return Content::Unreadable(error),
    };
    // With a byte more, the end is seen without growing.
    let mut bytes = Vec::with_capacity(size as usize + 1);
    let read = store.open(path).and_then(|f| f.take(MAX_PACK_FILE_BYTES + 1).read_to_end(&mut bytes));
    match read {
        Err(error) => Content::Unreadable(error),
        Ok(n) if n as u64 > MAX_PACK_FILE_BYTES => Content::TooBig(n as u64),
        Ok(_) => Content::Bytes(bytes),
    }
}

/// The names of the shipped packs' folders.
pub(crate) fn shipped() -> BTreeSet<String> {
    Shipped::iter().filter_map(|path| path.split_once('/').map(|(folder, _)| folder.to_owned())).collect()
}

/// The files of one shipped pack.
pub(crate) fn read_shipped(folder: &str) -> RawPack {
    let mut files: Vec<RawFile> = Shipped::iter()
        .filter_map(|path| {
            let relative = path.strip_prefix(folder)?.strip_prefix('/')?.to_owned();
            if relative.starts_with("tests/") || relative.starts_with('.') {
                return None;
            }
            let kind = kind_of(&relative)?;
            let content = Content::Bytes(Shipped::get(&path)?.data.into_owned());
            Some(RawFile { path: relative, kind, content })
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    shipped_pack(folder, files)
}

/// [`read_shipped`] for the `pack.yaml` only.
pub(crate) fn read_shipped_header(folder: &str) -> RawPack {
    let file = Shipped::get(&format!("{folder}/{HEADER}")).map(|file| RawFile {
        path: HEADER.to_owned(),
        kind: FileKind::Yaml,
        content: Content::Bytes(file.data.into_owned()),
    });
    shipped_pack(folder, file.into_iter().collect())
}

fn shipped_pack(folder: &str, files: Vec<RawFile>) -> RawPack {
    RawPack { origin: Origin::Embedded, shown: format!("junheng:{folder}"), files }
}

/// The text of a shipped pack's file, by the name that people see (`junheng:national-2017/limits.yaml`).
pub fn shipped_text(name: &str) -> Option<String> {
    let data = Shipped::get(name.strip_prefix("junheng:")?)?.data;
    String::from_utf8(data.into_owned()).ok()
}

/// The names of shipped packs' folders and what is in them, cases too: `national-2017`, `tests/用例.yaml`, the bytes.
pub fn shipped_files() -> impl Iterator<Item = (String, String, Vec<u8>)> {
    Shipped::iter().filter_map(|path| {
        let (folder, inside) = path.split_once('/')?;
        Some((folder.to_owned(), inside.to_owned(), Shipped::get(&path)?.data.into_owned()))
    })
}

/// A pack whose files are given.
pub(crate) fn in_memory(files: &[(&str, &[u8])]) -> RawPack {
    let mut files: Vec<RawFile> = files
        .iter()
        .filter(|(path, _)| !path.starts_with("tests/"))
        .filter_map(|(path, bytes)| {
            let content = match bytes.len() as u64 {
                n if n > MAX_PACK_FILE_BYTES => Content::TooBig(n),
                _ => Content::Bytes(bytes.to_vec()),
            };
            Some(RawFile { path: (*path).to_owned(), kind: kind_of(path)?, content })
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    RawPack { origin: Origin::Memory, shown: String::new(), files }
}
