//! Which packs there are and where.

mod listing;
mod peek;

use std::path::{Path, PathBuf};

use super::document::Origin;
use super::error::LoadError;
use super::folder::{self, Content, RawFile, RawPack};
use super::load;
use super::reader::closest;
use super::version::{Reference, Version};
use crate::source::{Store, System};
use crate::value::{Date, parse_date};

pub use listing::{Listed, Listing, listing, listing_from};
use peek::Peek;
pub(crate) use peek::peek;

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

/// Where packs are looked for, and in what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shelves<'s> {
    pub store: &'s dyn Store,
    pub path: &'s SearchPath,
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
    /// From when it is in force.
    pub from: Option<Date>,
    /// Until when.
    pub to: Option<Date>,
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
    fn read(&self, store: &dyn Store) -> Result<RawPack, LoadError> {
        match self {
            Place::Folder(path) => folder::read_folder(store, path),
            Place::Shipped(name) => Ok(folder::read_shipped(name)),
        }
    }

    /// Only the file that usually says all that tells packs apart.
    fn read_header(&self, store: &dyn Store) -> Result<RawPack, LoadError> {
        match self {
            Place::Folder(path) => folder::read_folder_header(store, path),
            Place::Shipped(name) => Ok(folder::read_shipped_header(name)),
        }
    }
}

/// The packs on a search path, and what looked like one but could not be read.
struct All<'s> {
    store: &'s dyn Store,
    found: Vec<Found>,
    problems: Vec<LoadError>,
    /// The headers that were read: one pack is often in several places.
    headers: Vec<(Vec<u8>, Peek)>,
}

fn find_all(search: Shelves<'_>) -> All<'_> {
    let Shelves { store, path: search } = search;
    let mut all = All { store, found: Vec::new(), problems: Vec::new(), headers: Vec::new() };
    let mut places: Vec<Place> = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    for dir in &search.dirs {
        // A folder that is not there holds no packs; one that is there and cannot be read may hold the one that is looked for.
        let Some(inside) = all.read_dir(dir) else { continue };
        let mut folders = vec![dir.clone()];
        folders.extend(
            inside.into_iter().filter(|p| store.is_folder(p) && p.file_name().is_none_or(|n| n != "tests")),
        );
        for path in folders {
            let Some(inside) = all.read_dir(&path) else { continue };
            // Only a folder with a pack file directly in it is a pack.
            let holds = inside.iter().any(|p| {
                let name =
                    p.file_name().map(|n| n.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
                name.ends_with(".yaml") || name.ends_with(".yml")
            });
            let Ok(real) = store.real(&path) else { continue };
            if holds && !seen.contains(&real) {
                seen.push(real);
                places.push(Place::Folder(path));
            }
        }
    }
    if search.embedded {
        places.extend(folder::shipped().into_iter().map(Place::Shipped));
    }
    for place in places {
        all.look_into(place);
    }
    all
}

impl All<'_> {
    /// What is in a folder, in order; nothing where there is no such folder.
    fn read_dir(&mut self, path: &Path) -> Option<Vec<PathBuf>> {
        match self.store.list(path) {
            Ok(names) => {
                let mut list: Vec<PathBuf> = names.into_iter().map(|name| path.join(name)).collect();
                list.sort();
                Some(list)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(source) => {
                self.problems.push(LoadError::Unreadable { path: path.to_owned(), source });
                None
            }
        }
    }

    /// Reads as much of a pack as its header needs.
    fn peek(&mut self, place: &Place) -> Result<(RawPack, Peek), LoadError> {
        let raw = place.read_header(self.store)?;
        let bytes = raw.files.first().and_then(RawFile::bytes);
        if let Some((_, known)) = self.headers.iter().find(|(b, _)| bytes == Some(b.as_slice())) {
            return Ok((raw, known.clone()));
        }
        let header = peek(&raw);
        if header.is_enough() {
            self.headers.extend(bytes.map(|b| (b.to_owned(), header.clone())));
            return Ok((raw, header));
        }
        let raw = place.read(self.store)?;
        let header = peek(&raw);
        Ok((raw, header))
    }

    fn look_into(&mut self, place: Place) {
        let (raw, peek) = match self.peek(&place) {
            Ok(found) => found,
            Err(error) => return self.problems.push(error),
        };
        let version = peek.version.as_deref().and_then(Version::parse);
        let (Some(id), Some(version)) = (peek.id, version) else {
            // Any folder may hold YAML files; one with a `pack.yaml` is meant to be a pack.
            if let Place::Folder(path) = place
                && let Some(header) = raw.files.iter().find(|f| f.path == "pack.yaml")
            {
                self.problems.push(match &header.content {
                    Content::Unreadable(error) => LoadError::Unreadable {
                        path: path.join("pack.yaml"),
                        source: std::io::Error::new(error.kind(), error.to_string()),
                    },
                    Content::Bytes(_) | Content::TooBig(_) => LoadError::NoHeader { path },
                });
            }
            return;
        };
        let day = |text: Option<String>| text.as_deref().and_then(parse_date);
        let info = PackInfo {
            id,
            version,
            title: peek.title,
            issuer: peek.issuer,
            from: day(peek.from),
            to: day(peek.to),
            extends: peek.extends,
            origin: raw.origin,
        };
        self.found.push(Found { info, place });
    }
}

/// All packs on the search path by id and version; one that is there twice with the same id and version is listed once.
pub fn packs(search: &SearchPath) -> Vec<PackInfo> {
    let search = Shelves { store: &System, path: search };
    let mut list: Vec<PackInfo> = find_all(search).found.into_iter().map(|f| f.info).collect();
    list.sort_by(|a, b| (&a.id, &a.version).cmp(&(&b.id, &b.version)));
    list.dedup_by(|a, b| a.id == b.id && a.version == b.version);
    list
}

/// The files of the pack that a reference names.
pub(crate) fn resolve(
    reference: &Reference,
    written: &str,
    search: Shelves<'_>,
) -> Result<RawPack, LoadError> {
    let All { found: all, problems, .. } = find_all(search);
    let fitting = || all.iter().filter(|f| f.info.id == reference.id && reference.takes(&f.info.version));
    let Some(version) = fitting().map(|f| &f.info.version).max() else {
        let known = known(&all, Some(&reference.id));
        let suggestion = suggestion(reference, &all);
        let unread = problems.iter().filter_map(LoadError::path).map(|p| p.display().to_string()).collect();
        return Err(LoadError::NoSuchPack { reference: written.to_owned(), suggestion, known, unread });
    };
    let mut first: Option<RawPack> = None;
    for found in fitting().filter(|f| &f.info.version == version) {
        let raw = found.place.read(search.store)?;
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
        unread: Vec::new(),
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
pub(crate) fn suggestion_for_id(text: &str, search: Shelves<'_>) -> Option<String> {
    let all = find_all(search).found;
    let ids: Vec<&str> = all.iter().map(|f| f.info.id.as_str()).collect();
    let id = closest(text, ids.into_iter())?;
    let version = all.iter().filter(|f| f.info.id == id).map(|f| &f.info.version).max()?;
    let [year, ..] = version.numbers;
    Some(format!("{id}@{year}"))
}
