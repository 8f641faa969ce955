//! Which packs there are and where.

use std::fs;
use std::path::{Path, PathBuf};

use super::document::Origin;
use super::error::LoadError;
use super::folder::{self, Content, FileKind, RawPack};
use super::load;
use super::reader::closest;
use super::version::{Reference, Version};
use super::yaml::{self, Node};
use crate::diagnostic::Diagnostics;
use crate::source::SourceId;
use crate::syntax::vocabulary::yaml::Key;

/// Where packs are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPath {
    /// Folders that hold packs' folders (or are a pack themselves).
    pub dirs: Vec<PathBuf>,
    /// Whether the shipped packs count.
    pub embedded: bool,
}

impl Default for SearchPath {
    /// `rulepacks/` and the shipped packs.
    fn default() -> Self {
        SearchPath { dirs: vec![PathBuf::from("rulepacks")], embedded: true }
    }
}

impl SearchPath {
    /// Only the shipped packs.
    pub fn embedded() -> Self {
        SearchPath { dirs: Vec::new(), embedded: true }
    }

    /// The same with another folder to look in, last.
    pub(crate) fn and(&self, dir: &Path) -> Self {
        let mut path = self.clone();
        path.dirs.push(dir.to_owned());
        path
    }
}

/// A pack that there is, as its `pack.yaml` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackInfo {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: Version,
    /// Its title.
    pub title: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// What it extends, as written.
    pub extends: Option<String>,
    /// Where it is.
    pub origin: Origin,
}

impl PackInfo {
    /// `id@version`.
    pub fn reference(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }
}

/// What a pack's files say of it, read without any report.
#[derive(Debug, Clone, Default)]
pub(crate) struct Peek {
    pub id: Option<String>,
    pub version: Option<String>,
    pub title: Option<String>,
    pub issuer: Option<String>,
    pub extends: Option<String>,
}

/// Looks into a pack's files for its header.
pub(crate) fn peek(pack: &RawPack) -> Peek {
    let mut found = Peek::default();
    let mut files: Vec<_> = pack.files.iter().filter(|f| f.kind == FileKind::Yaml).collect();
    files.sort_by_key(|f| f.path != "pack.yaml");
    for file in files {
        let Content::Bytes(bytes) = &file.content else { continue };
        let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes));
        if !Key::Pack.spellings().any(|s| text.contains(s)) {
            continue;
        }
        match yaml::read(&text, SourceId(0), &mut Diagnostics::new()) {
            Some(root) => found.take(&root),
            None => found.scan(&text),
        }
        if found.id.is_some() && found.version.is_some() {
            break;
        }
    }
    found
}

impl Peek {
    fn slot(&mut self, key: &str) -> Option<&mut Option<String>> {
        let key = [Key::Pack, Key::Version, Key::Title, Key::Issuer, Key::Extends]
            .into_iter()
            .find(|k| k.is(key))?;
        Some(match key {
            Key::Pack => &mut self.id,
            Key::Version => &mut self.version,
            Key::Title => &mut self.title,
            Key::Issuer => &mut self.issuer,
            _ => &mut self.extends,
        })
    }

    fn take(&mut self, root: &Node) {
        for (key, value) in root.entries().unwrap_or_default() {
            let (Some(key), Some(value)) = (key.nfc(), value.nfc()) else { continue };
            if let Some(slot) = self.slot(&key)
                && slot.is_none()
            {
                *slot = Some(value.trim().to_owned());
            }
        }
    }

    /// The same from a file that is not YAML, so that a broken pack is found all the same and can say what is wrong.
    fn scan(&mut self, text: &str) {
        for line in text.lines().filter(|l| !l.starts_with([' ', '#', '-'])) {
            let Some((key, value)) = line.split_once([':', '：']) else { continue };
            let value = value.split(" #").next().unwrap_or(value).trim().trim_matches(['"', '\'']);
            if let Some(slot) = self.slot(key.trim())
                && slot.is_none()
                && !value.is_empty()
            {
                *slot = Some(value.to_owned());
            }
        }
    }
}

/// A pack that was found, with where its files are.
#[derive(Debug, Clone)]
struct Found {
    info: PackInfo,
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    Folder(PathBuf),
    Shipped(String),
}

impl Place {
    fn read(&self) -> Result<RawPack, LoadError> {
        match self {
            Place::Folder(path) => folder::read_folder(path),
            Place::Shipped(name) => Ok(folder::read_shipped(name)),
        }
    }
}

fn find_all(search: &SearchPath) -> Vec<Found> {
    let mut places: Vec<Place> = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    for dir in &search.dirs {
        let mut folders = vec![dir.clone()];
        let inside = fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
        let mut inside: Vec<PathBuf> = inside
            .map(|e| e.path())
            .filter(|p| p.is_dir() && p.file_name().is_none_or(|n| n != "tests"))
            .collect();
        inside.sort();
        folders.extend(inside);
        for path in folders {
            // Only a folder with a pack file directly in it is a pack.
            let holds = fs::read_dir(&path).into_iter().flatten().filter_map(Result::ok).any(|e| {
                let name = e.file_name().to_string_lossy().to_ascii_lowercase();
                name.ends_with(".yaml") || name.ends_with(".yml")
            });
            let Ok(real) = fs::canonicalize(&path) else { continue };
            if holds && !seen.contains(&real) {
                seen.push(real);
                places.push(Place::Folder(path));
            }
        }
    }
    if search.embedded {
        places.extend(folder::shipped().into_iter().map(Place::Shipped));
    }
    let mut found = Vec::new();
    for place in places {
        let Ok(raw) = place.read() else { continue };
        let peek = peek(&raw);
        let (Some(id), Some(version)) = (peek.id, peek.version.as_deref().and_then(Version::parse)) else {
            continue;
        };
        let info = PackInfo {
            id,
            version,
            title: peek.title,
            issuer: peek.issuer,
            extends: peek.extends,
            origin: raw.origin,
        };
        found.push(Found { info, place });
    }
    found
}

/// All packs on the search path by id and version; one that is there twice with the same id and version is listed once.
pub fn packs(search: &SearchPath) -> Vec<PackInfo> {
    let mut list: Vec<PackInfo> = find_all(search).into_iter().map(|f| f.info).collect();
    list.sort_by(|a, b| (&a.id, &a.version).cmp(&(&b.id, &b.version)));
    list.dedup_by(|a, b| a.id == b.id && a.version == b.version);
    list
}

/// The files of the pack that a reference names.
pub(crate) fn resolve(
    reference: &Reference,
    written: &str,
    search: &SearchPath,
) -> Result<RawPack, LoadError> {
    let all = find_all(search);
    let fitting = || all.iter().filter(|f| f.info.id == reference.id && reference.takes(&f.info.version));
    let Some(version) = fitting().map(|f| &f.info.version).max() else {
        let known = known(&all, Some(&reference.id));
        let suggestion = suggestion(reference, &all);
        return Err(LoadError::NoSuchPack { reference: written.to_owned(), suggestion, known });
    };
    let mut first: Option<RawPack> = None;
    for found in fitting().filter(|f| &f.info.version == version) {
        let raw = found.place.read()?;
        match &first {
            None => first = Some(raw),
            Some(kept) => {
                if !kept.same_bytes(&raw) && !load::same_meaning(kept, &raw, search) {
                    return Err(LoadError::Conflict {
                        reference: found.info.reference(),
                        first: kept.shown.clone(),
                        second: raw.shown,
                    });
                }
            }
        }
    }
    first.ok_or_else(|| LoadError::NoSuchPack {
        reference: written.to_owned(),
        suggestion: None,
        known: known(&all, None),
    })
}

/// `id@version` of the packs that there are; those of `id`, if there are any.
fn known(all: &[Found], id: Option<&str>) -> Vec<String> {
    let same: Vec<&Found> = all.iter().filter(|f| id.is_some_and(|id| f.info.id == id)).collect();
    let mut list: Vec<(String, Version)> = if same.is_empty() {
        all.iter().map(|f| (f.info.id.clone(), f.info.version.clone())).collect()
    } else {
        same.iter().map(|f| (f.info.id.clone(), f.info.version.clone())).collect()
    };
    list.sort();
    list.dedup();
    list.into_iter().map(|(id, version)| format!("{id}@{version}")).collect()
}

/// The pack that was probably meant: another spelling of the id, or the only version that there is.
fn suggestion(reference: &Reference, all: &[Found]) -> Option<String> {
    let ids: Vec<&str> = all.iter().map(|f| f.info.id.as_str()).collect();
    let id = if ids.contains(&reference.id.as_str()) {
        reference.id.as_str()
    } else {
        closest(&reference.id, ids.into_iter())?
    };
    let mut versions: Vec<&Version> =
        all.iter().filter(|f| f.info.id == id).map(|f| &f.info.version).collect();
    versions.sort();
    versions.dedup();
    let fitting = versions.iter().rev().find(|v| reference.takes(v));
    let version = match (fitting, versions.as_slice()) {
        (Some(version), _) => version,
        (None, [only]) => only,
        _ => return None,
    };
    let [year, ..] = version.numbers;
    let whole_year =
        reference.takes(version) || versions.iter().filter(|v| v.numbers.first() == Some(&year)).count() == 1;
    Some(if whole_year && version.pre.is_empty() {
        format!("{id}@{year}")
    } else {
        format!("{id}@{version}")
    })
}

/// What was probably meant by a reference without `@`: a pack's id.
pub(crate) fn suggestion_for_id(text: &str, search: &SearchPath) -> Option<String> {
    let all = find_all(search);
    let ids: Vec<&str> = all.iter().map(|f| f.info.id.as_str()).collect();
    let id = closest(text, ids.into_iter())?;
    let version = all.iter().filter(|f| f.info.id == id).map(|f| &f.info.version).max()?;
    let [year, ..] = version.numbers;
    Some(format!("{id}@{year}"))
}
