//! What a pack says, as one canonical text, and its digest: English keys, ids for labels, plain decimals, entries by id;
//! nothing of comments, layout, file names, tests and `vocabulary`.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::document::PackDocument;

mod canonical;
mod entries;
mod formula;
mod names;
mod rules;

use names::Names;

/// `sha256:…` over the canonical JSON (RFC 8785) of the documents, parent first.
pub fn digest(documents: &[PackDocument]) -> String {
    let hash = Sha256::digest(canonical(documents));
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
