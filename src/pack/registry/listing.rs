//! All packs that there are, with what tells them apart.

use super::{All, Found, PackInfo, Place, Shelves, find_all};
use crate::pack::document::Origin;
use crate::pack::error::LoadError;
use crate::pack::load;
use crate::pack::registry::SearchPath;
use crate::source::{Store, System};

/// All packs on a search path.
#[derive(Debug)]
pub struct Listing {
    /// By id and version.
    pub packs: Vec<Listed>,
    /// Folders that look like packs but cannot be read as such.
    pub problems: Vec<LoadError>,
}

/// One id and version.
#[derive(Debug)]
pub struct Listed {
    /// What its `pack.yaml` says.
    pub info: PackInfo,
    /// Everywhere it is.
    pub places: Vec<Origin>,
    /// What it extends, as `id@version` with the version that is taken.
    pub parent: Option<String>,
    /// Its digest; none when it has errors or is not one content.
    pub digest: Option<String>,
    /// How many errors loading it found.
    pub errors: usize,
    /// When two places have different contents: which.
    pub conflict: Option<LoadError>,
}

/// Lists all packs on a search path, each loaded with what it extends.
pub fn listing(search: &SearchPath) -> Listing {
    listing_from(&System, search)
}

/// The same where the folders of packs are not the system's.
pub fn listing_from(store: &dyn Store, search: &SearchPath) -> Listing {
    let search = Shelves { store, path: search };
    let All { mut found, problems, .. } = find_all(search);
    found.sort_by(|a, b| (&a.info.id, &a.info.version).cmp(&(&b.info.id, &b.info.version)));
    let mut listing = Listing { packs: Vec::new(), problems };
    let mut group: Vec<Found> = Vec::new();
    for one in found {
        let same =
            group.first().is_some_and(|f| f.info.id == one.info.id && f.info.version == one.info.version);
        if !same {
            listing.add(std::mem::take(&mut group), search);
        }
        group.push(one);
    }
    listing.add(group, search);
    listing
}

impl Listing {
    fn add(&mut self, group: Vec<Found>, search: Shelves<'_>) {
        let mut places = Vec::new();
        let mut first = None;
        let mut conflict = None;
        for found in &group {
            let raw = match found.place.read(search.store) {
                Ok(raw) => raw,
                Err(error) => {
                    self.problems.push(error);
                    continue;
                }
            };
            places.push(found.info.origin.clone());
            match &first {
                None => first = Some((found, raw)),
                Some((_, kept)) if conflict.is_none() => {
                    if !kept.same_bytes(&raw) && !load::same_meaning(kept, &raw, search) {
                        conflict = Some(LoadError::Conflict {
                            reference: found.info.reference(),
                            first: kept.shown.clone(),
                            second: raw.shown,
                        });
                    }
                }
                Some(_) => {}
            }
        }
        let Some((found, raw)) = first else { return };
        // A pack's parent often lies beside it.
        let beside = match &found.place {
            Place::Folder(path) => path.parent().map(|dir| search.path.and(dir)),
            Place::Shipped(_) => None,
        };
        let chain = load::chain(raw, Shelves { path: beside.as_ref().unwrap_or(search.path), ..search });
        let errors = chain.diagnostics.iter().filter(|d| d.code.severity.is_error()).count();
        let parent = chain.documents.iter().rev().nth(1);
        self.packs.push(Listed {
            info: found.info.clone(),
            places,
            parent: parent.map(|d| format!("{}@{}", d.header.id.value, d.header.version.value)),
            digest: Some(chain.digest.to_string()).filter(|d| !d.is_empty() && conflict.is_none()),
            errors,
            conflict,
        });
    }
}
