//! Packs and their files as the service keeps and changes them.

use std::collections::BTreeMap;
use std::sync::Arc;

use junheng::diagnostic::Language;
use serde_json::{Map, Value};

use super::Service;
use crate::acts::{Kind, No, Refusal};
use crate::error::Failure;
use crate::publish::{self, Changes, Looked};

impl Service {
    /// Keeps files; their digests by path.
    pub(super) fn kept(
        &mut self,
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Result<Map<String, Value>, Failure> {
        let mut out = Map::new();
        for (path, bytes) in files {
            out.insert(path, self.record.parts().1.keep(&bytes)?.into());
        }
        Ok(out)
    }

    /// The files of a draft after a change; refused where one of them is not any more what was seen of it.
    pub(super) fn changed(&mut self, reference: &str, changes: &Changes) -> Result<Map<String, Value>, No> {
        let pack = self.state().packs.get(reference);
        let open = pack.is_some_and(|p| p.state == "draft");
        let mut files = pack.map(|p| p.files.clone()).unwrap_or_default();
        let mut overtaken = Vec::new();
        for (path, was, text) in &changes.files {
            let is = files.get(path).map_or("", String::as_str);
            let wanted = match text {
                Some(text) if !publish::is_path(path) || text.len() > publish::FILE => {
                    return Err(Refusal::because(
                        Kind::Data,
                        format!("文件名 {path} 不对，或者文件太大"),
                        format!("the file name {path} is wrong, or the file is too large"),
                    )
                    .into());
                }
                Some(text) => self.record.parts().1.keep(text.as_bytes())?,
                None => String::new(),
            };
            if is != was && is != wanted {
                overtaken.push(path.clone());
            }
            if wanted.is_empty() {
                files.remove(path);
            } else {
                files.insert(path.clone(), wanted);
            }
        }
        if open && !overtaken.is_empty() {
            let names = overtaken.join("、");
            return Err(Refusal::because(Kind::Stale, names.clone(), names).into());
        }
        if files.len() > publish::FILES {
            return Err(Refusal::because(Kind::Data, "文件太多", "there are too many files").into());
        }
        Ok(files.into_iter().map(|(path, digest)| (path, digest.into())).collect())
    }

    /// A pack in the store with what `check` says about it and how its cases come out.
    ///
    /// # Errors
    /// Where there is none of this reference, or the store cannot be read.
    pub fn looked(&mut self, reference: &str, language: Language) -> Result<Arc<Looked>, Failure> {
        let (state, mut shelves) = self.split();
        shelves.looked(state, reference, language)
    }

    /// The files of a pack in the store.
    ///
    /// # Errors
    /// As [`Service::looked`].
    pub fn pack_files(&mut self, reference: &str) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
        let (state, mut shelves) = self.split();
        let pack = state.packs.get(reference).ok_or_else(|| Failure::missing(reference))?;
        shelves.files(&pack.files)
    }
}
