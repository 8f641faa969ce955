//! Rows before they are typed: what every reader hands over.

use std::sync::Arc;

/// One table as it stands in a file, a sheet or a caller's memory.
#[derive(Debug, Clone)]
pub struct RawTable {
    /// The entity, by id or label, as it was named.
    pub entity: String,
    /// The file as people should see it.
    pub file: Arc<str>,
    /// The header row's cells.
    pub header: Vec<String>,
    /// The other rows with their number in the file (the header is 1).
    pub rows: Vec<(u32, Vec<String>)>,
}
