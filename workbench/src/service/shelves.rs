//! Contents of the store and the engine, for acts and lists: what was read once is kept.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use junheng::diagnostic::Language;
use junheng::semantics::CheckedPack;

use crate::acts::Shelf;
use crate::error::Failure;
use crate::judge::{self, Brief, Data};
use crate::publish::Looked;
use crate::record::{Blobs, State};

/// What was read once.
#[derive(Default)]
pub(super) struct Cache {
    packs: HashMap<String, Arc<CheckedPack>>,
    briefs: HashMap<String, Arc<Brief>>,
    looked: HashMap<(String, Language), Arc<Looked>>,
}

/// Packs that were looked at with their cases and are kept.
const LOOKED: usize = 8;

/// Names and contents of a pack's files, as one text.
fn key_of(files: &BTreeMap<String, String>) -> String {
    files.iter().map(|(path, digest)| format!("{digest} {path}\n")).collect()
}

/// Contents of the store and the engine, for acts and lists.
pub(super) struct Shelves<'a> {
    pub blobs: Blobs<'a>,
    pub cache: &'a mut Cache,
}

impl Shelves<'_> {
    pub fn files(
        &mut self,
        digests: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
        digests.iter().map(|(path, digest)| Ok((path.clone(), self.blobs.blob(digest)?))).collect()
    }

    /// A pack with what `check` says and how its cases come out.
    pub fn looked(
        &mut self,
        state: &State,
        reference: &str,
        language: Language,
    ) -> Result<Arc<Looked>, Failure> {
        let pack = state.packs.get(reference).ok_or_else(|| Failure::missing(reference))?;
        let key = (key_of(&pack.files), language);
        if let Some(found) = self.cache.looked.get(&key) {
            return Ok(found.clone());
        }
        let looked = Arc::new(Looked::new(&self.files(&pack.files)?, language));
        if self.cache.looked.len() >= LOOKED {
            self.cache.looked.clear();
        }
        self.cache.looked.insert(key, looked.clone());
        Ok(looked)
    }
}

impl Shelf for Shelves<'_> {
    fn pack(&mut self, state: &State, reference: &str) -> Result<Arc<CheckedPack>, Failure> {
        let Some(pack) = state.packs.get(reference) else {
            return Err(Failure::new(
                format!("存储里没有标准包 {reference}"),
                format!("the store has no pack {reference}"),
            ));
        };
        let key = key_of(&pack.files);
        if let Some(found) = self.cache.packs.get(&key) {
            return Ok(found.clone());
        }
        let checked = Arc::new(judge::pack(&self.files(&pack.files)?)?);
        self.cache.packs.insert(key, checked.clone());
        Ok(checked)
    }

    fn unfit(&mut self, state: &State, reference: &str) -> Result<Option<Failure>, Failure> {
        Ok(self.looked(state, reference, Language::Zh)?.unfit())
    }

    fn brief(&mut self, digest: &str) -> Result<Arc<Brief>, Failure> {
        if let Some(found) = self.cache.briefs.get(digest) {
            return Ok(found.clone());
        }
        let brief = Arc::new(Brief::from_bytes(&self.blobs.blob(digest)?)?);
        self.cache.briefs.insert(digest.to_owned(), brief.clone());
        Ok(brief)
    }

    fn data(&mut self, digest: &str) -> Result<Data, Failure> {
        Data::from_bytes(&self.blobs.blob(digest)?)
    }

    fn keep(&mut self, bytes: &[u8]) -> Result<String, Failure> {
        self.blobs.keep(bytes)
    }
}
