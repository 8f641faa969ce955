//! Schema → county tables: CSV readers, data diagnostics.
//!
//! Door: `read(&CheckedPack, &[PathBuf], as_of) -> Result<Facts, ReadError>` for folders of CSV files, and
//! `TableBuilder`/`from_rows` for rows that a caller has in memory (a pack's test cases, an embedder).

mod model;

pub use model::*;
