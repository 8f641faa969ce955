//! What the system says of files, in our words.

use std::io::{Error, ErrorKind};

use super::Message;

/// What happens to people, and what it is called.
const KNOWN: [(ErrorKind, &str); 13] = [
    (ErrorKind::NotFound, "system-not-found"),
    (ErrorKind::PermissionDenied, "system-permission"),
    (ErrorKind::NotADirectory, "system-not-a-folder"),
    (ErrorKind::IsADirectory, "system-is-a-folder"),
    (ErrorKind::AlreadyExists, "system-exists"),
    (ErrorKind::DirectoryNotEmpty, "system-not-empty"),
    (ErrorKind::StorageFull, "system-full"),
    (ErrorKind::QuotaExceeded, "system-full"),
    (ErrorKind::ReadOnlyFilesystem, "system-read-only"),
    (ErrorKind::OutOfMemory, "system-memory"),
    (ErrorKind::InvalidData, "system-not-text"),
    (ErrorKind::InvalidFilename, "system-name"),
    (ErrorKind::BrokenPipe, "system-pipe"),
];

/// Why something cannot be read or written. What a library says of itself, and what is rare, stays as it is said.
pub fn system_cause(error: &Error) -> Message {
    let other = || Message::new("reason-other").arg("text", error);
    if error.get_ref().is_some() {
        return other();
    }
    let known = KNOWN.iter().find(|(kind, _)| *kind == error.kind());
    known.map_or_else(other, |(_, key)| Message::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Language;

    #[test]
    fn what_the_system_says_is_said_in_both_languages() {
        let said = |error: Error| [Language::Zh, Language::En].map(|l| system_cause(&error).text(l));
        let missing = Error::from(ErrorKind::NotFound);
        assert_eq!(said(missing), ["没有这个文件或文件夹", "there is no such file or folder"]);
        let folder = Error::from(ErrorKind::IsADirectory);
        assert_eq!(said(folder), ["这是文件夹，不是文件", "it is a folder, not a file"]);
        // What has words of its own keeps them.
        let own = Error::other("第3块坏了");
        assert_eq!(said(own), ["第3块坏了", "第3块坏了"]);
    }
}
