//! What a pack says, as one canonical text, and its digest: English keys, ids for labels, plain decimals, entries by id;
//! nothing of comments, layout, file names, tests and `vocabulary`.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::document::PackDocument;
use crate::source::with_deep_stack;

mod canonical;
mod entries;
mod formula;
mod names;
mod rules;

use names::Names;

/// The digest of a chain, made when it is first read; as text `sha256:…`, or nothing.
#[derive(Clone)]
pub struct Digest(Arc<LazyLock<String, Box<dyn FnOnce() -> String + Send>>>);

impl Digest {
    /// That of the documents, parent first.
    pub fn of(documents: Arc<Vec<PackDocument>>) -> Self {
        Digest(Arc::new(LazyLock::new(Box::new(move || digest(&documents)))))
    }

    /// That of the first so many of the documents: of a parent in a chain.
    pub fn of_first(documents: Arc<Vec<PackDocument>>, count: usize) -> Self {
        let made = move || digest(documents.get(..count).unwrap_or(&documents));
        Digest(Arc::new(LazyLock::new(Box::new(made))))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        self
    }
}

impl Default for Digest {
    /// None.
    fn default() -> Self {
        Digest(Arc::new(LazyLock::new(Box::new(String::new))))
    }
}

impl Deref for Digest {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Digest {}

/// `sha256:…` over the canonical JSON (RFC 8785) of the documents, parent first.
pub fn digest(documents: &[PackDocument]) -> String {
    // Whoever reads a digest may have any stack.
    let hash = with_deep_stack(|| Sha256::digest(canonical(documents)));
    let hex: String = hash.iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256:{hex}")
}

/// The canonical JSON that the digest is of.
pub fn canonical(documents: &[PackDocument]) -> Vec<u8> {
    let names = Names::of(documents);
    let mut before: Option<&PackDocument> = None;
    let mut list = Vec::with_capacity(documents.len());
    for document in documents {
        list.push(entries::document(document, before, &names));
        before = Some(document);
    }
    canonical::bytes(&Value::Array(list))
}
