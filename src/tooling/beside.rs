//! Small files that a user writes beside packs and data: prices, renamed rows.

use std::io::{self, Read as _};
use std::path::Path;

use crate::diagnostic::{Language, Message, system_cause};
use crate::source::Store;

/// The text of such a file; why there is none, in words: `large` is what is said of one that is no such file by its size.
pub(super) fn text(path: &Path, large: &'static str, language: Language) -> Result<String, String> {
    let shown = path.display().to_string();
    let cannot = |cause: std::io::Error| {
        Message::new("cli-cannot-read")
            .arg("path", &shown)
            .message("cause", system_cause(&cause))
            .text(language)
    };
    let meta = std::fs::metadata(path).map_err(cannot)?;
    if meta.len() > crate::source::MAX_PACK_FILE_BYTES {
        return Err(Message::new(large).arg("path", &shown).text(language));
    }
    std::fs::read_to_string(path).map_err(cannot)
}

/// A file's whole text.
pub(super) fn whole(store: &dyn Store, path: &Path) -> io::Result<String> {
    let mut text = String::new();
    store.open(path)?.read_to_string(&mut text)?;
    Ok(text)
}
