//! YAML to typed documents with places. The only place that names the YAML crate. Folder, registry, digest.
//!
//! Doors:
//! - [`load`]`(reference, &SearchPath)`: a pack and all that it extends; the reference is `id@version` or a folder's path.
//! - [`load_memory`]`(files, &SearchPath)`: the same for a pack whose files are given; [`load_from`] and [`load_open_from`] where folders are
//!   not the system's.
//! - [`packs`]`(&SearchPath)`: what packs there are; [`listing`] with digests, conflicts and what could not be read.
//! - [`yaml::read`]`(text, source, &mut Diagnostics)`: a YAML file as a tree with places.
//! - [`digest`]`(&[PackDocument])`: the digest of a chain.

#[deny(clippy::wildcard_enum_match_arm)]
mod digest;
mod document;
pub mod entry;
#[deny(clippy::wildcard_enum_match_arm)]
mod doubt;
mod error;
#[deny(clippy::wildcard_enum_match_arm)]
mod folder;
#[deny(clippy::wildcard_enum_match_arm)]
mod load;
#[deny(clippy::wildcard_enum_match_arm)]
mod map_kinds;
mod reader;
mod registry;
mod text;
mod version;
pub mod yaml;

pub use digest::{Digest, digest};
pub use document::*;
pub use entry::{
    ColumnEntry, DatedEntry, DatedTable, DeadlineEntry, DeadlineVersion, EntityEntry, Entry, Expect,
    ExpectEntry, IndicatorEntry, KindEntry, Level, LimitEntry, MeasureEntry, MonitoringEntry,
    MonitoringVersion, SourceEntry, StageEntry, StageVersion, Step, Threshold, ValueEntry,
    Version as DatedVersion, WarningEntry, WarningVersion,
};
pub use error::LoadError;
#[cfg(feature = "lsp")]
pub(crate) use folder::packs_within;
pub use folder::{packs_in, shipped_files, shipped_text};
pub use load::{load, load_bytes, load_from, load_memory, load_open, load_open_from, overlaid};
pub(crate) use map_kinds::{is_name, is_partial, lays_over};
pub use reader::is_pack_id;
pub(crate) use reader::type_meant;
pub use registry::{Listed, Listing, PackInfo, SearchPath, listing, listing_from, packs};
pub use version::{Reference, Version, Wanted};

/// The JSON Schema of a pack's YAML files, in both spellings of every key.
pub fn pack_schema() -> serde_json::Value {
    reader::schema::pack_schema()
}

/// The JSON Schema of a pack's case files.
pub fn cases_schema() -> serde_json::Value {
    reader::schema::cases_schema()
}
