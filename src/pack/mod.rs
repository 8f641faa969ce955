//! YAML to typed documents with places. The only place that names the YAML crate. Folder, registry, digest.
//!
//! Doors: `load(reference, &SearchPath) -> Result<PackChain, LoadError>` where the reference is `id@version` or a folder path;
//! `yaml::read(text, source, &mut Diagnostics) -> Option<Node>` (a spanned tree) for packs' test cases.

mod document;

pub use document::*;
