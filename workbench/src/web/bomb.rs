//! How much a workbook unpacks to, before it is unpacked. The only place that names the reader of archives.

use std::io::Cursor;

use zip::ZipArchive;

/// The bytes that an archive says it unpacks to; `None` where it is none.
pub fn unpacked(bytes: &[u8]) -> Option<u64> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut sum = 0u64;
    for at in 0..archive.len() {
        sum = sum.saturating_add(archive.by_index_raw(at).ok()?.size());
    }
    Some(sum)
}
