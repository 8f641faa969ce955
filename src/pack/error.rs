//! Why a pack cannot be loaded at all. What is wrong inside a pack is a diagnostic instead.

use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::Message;

/// Why a pack cannot be loaded at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// No pack of that id and version.
    #[error("no pack `{reference}`")]
    NoSuchPack {
        /// What was asked for.
        reference: String,
        /// What was probably meant.
        suggestion: Option<String>,
        /// What there is, as `id@version`.
        known: Vec<String>,
        /// Folders on the search path that could not be read: it may be in one of them.
        unread: Vec<String>,
    },
    /// Neither `id@version` nor a folder.
    #[error("`{reference}` is neither a pack `id@version` nor a folder")]
    NotAReference {
        /// What was asked for.
        reference: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// A folder without pack files.
    #[error("the folder `{path}` holds no pack")]
    NotAPack {
        /// The folder.
        path: PathBuf,
    },
    /// A folder that holds packs and is none.
    #[error("the folder `{path}` holds packs and is none itself")]
    FolderOfPacks {
        /// The folder.
        path: PathBuf,
        /// The packs in it.
        packs: Vec<PathBuf>,
    },
    /// A folder whose `pack.yaml` names no pack.
    #[error("the `pack.yaml` of `{path}` has no `pack` or no `version` of three numbers")]
    NoHeader {
        /// The folder.
        path: PathBuf,
    },
    /// A folder or file that cannot be read.
    #[error("cannot read `{path}`")]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Too many files in one folder.
    #[error("the folder `{path}` holds more than {limit} pack files")]
    TooManyFiles {
        /// The folder.
        path: PathBuf,
        /// How many there may be.
        limit: usize,
    },
    /// Too many bytes in one folder.
    #[error("the pack files of `{path}` are too big together")]
    TooBig {
        /// The folder.
        path: PathBuf,
        /// How many bytes there may be.
        limit: u64,
    },
    /// Two packs of the same id and version with different content.
    #[error("`{first}` and `{second}` are both `{reference}` but differ")]
    Conflict {
        /// `id@version`.
        reference: String,
        /// Where the one is.
        first: String,
        /// Where the other is.
        second: String,
    },
    /// The pack is not the one whose digest was given.
    #[error("`{reference}` has other content: its digest is {found}")]
    OtherContent {
        /// What was asked for.
        reference: String,
        /// The digest of what was found; empty if it has errors.
        found: String,
    },
}

/// Why a file cannot be read, in words.
pub(crate) fn reason(error: &io::Error) -> Message {
    match error.kind() {
        io::ErrorKind::NotFound => Message::new("reason-not-found"),
        io::ErrorKind::PermissionDenied => Message::new("reason-permission"),
        io::ErrorKind::NotADirectory => Message::new("reason-not-a-folder"),
        _ => Message::new("reason-other").arg("text", error),
    }
}

impl LoadError {
    /// The headline in the catalogue's words.
    pub fn message(&self) -> Message {
        match self {
            LoadError::NoSuchPack { reference, .. } => {
                Message::new("load-no-such-pack").arg("reference", reference)
            }
            LoadError::NotAReference { reference, .. } => {
                Message::new("load-not-a-reference").arg("reference", reference)
            }
            LoadError::NotAPack { path } => Message::new("load-not-a-pack").arg("path", path.display()),
            LoadError::FolderOfPacks { path, .. } => {
                Message::new("load-folder-of-packs").arg("path", path.display())
            }
            LoadError::NoHeader { path } => Message::new("load-no-header").arg("path", path.display()),
            LoadError::Unreadable { path, source } => {
                Message::new("load-unreadable").arg("path", path.display()).message("reason", reason(source))
            }
            LoadError::TooManyFiles { path, limit } => {
                Message::new("load-too-many-files").arg("path", path.display()).count("limit", *limit)
            }
            LoadError::TooBig { path, limit } => Message::new("load-too-big")
                .arg("path", path.display())
                .arg("limit", format!("{} MB", limit >> 20)),
            LoadError::Conflict { reference, first, second } => Message::new("load-conflict")
                .arg("reference", reference)
                .arg("first", first)
                .arg("second", second),
            LoadError::OtherContent { reference, .. } => {
                Message::new("load-other-content").arg("reference", reference)
            }
        }
    }

    /// The folder or file that it is about.
    pub fn path(&self) -> Option<&Path> {
        match self {
            LoadError::NotAPack { path }
            | LoadError::FolderOfPacks { path, .. }
            | LoadError::NoHeader { path }
            | LoadError::Unreadable { path, .. }
            | LoadError::TooManyFiles { path, .. }
            | LoadError::TooBig { path, .. } => Some(path),
            LoadError::NoSuchPack { .. }
            | LoadError::NotAReference { .. }
            | LoadError::Conflict { .. }
            | LoadError::OtherContent { .. } => None,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<Message> {
        match self {
            LoadError::NoSuchPack { suggestion: None, known, unread, .. } if !unread.is_empty() => {
                let list: Vec<String> = unread.iter().map(|p| format!("`{p}`")).collect();
                let known = what_there_is(None, known);
                Some(Message::new("help-pack-unread").arg("folders", list.join(", ")).message("known", known))
            }
            LoadError::NoSuchPack { suggestion, known, .. } => {
                Some(what_there_is(suggestion.as_deref(), known))
            }
            LoadError::NotAReference { suggestion, .. } => Some(match suggestion {
                Some(suggestion) => Message::new("help-pack-write-key").arg("key", suggestion),
                None => Message::new("help-pack-reference-form"),
            }),
            LoadError::NotAPack { .. } => Some(Message::new("help-pack-folder")),
            LoadError::FolderOfPacks { packs, .. } => {
                let list: Vec<String> = packs.iter().take(12).map(|p| format!("`{}`", p.display())).collect();
                Some(Message::new("help-pack-known-packs").arg("packs", list.join(", ")))
            }
            LoadError::NoHeader { path } => {
                Some(Message::new("help-pack-check-folder").arg("path", path.display()))
            }
            LoadError::Unreadable { .. } => None,
            LoadError::TooManyFiles { .. } | LoadError::TooBig { .. } => {
                Some(Message::new("help-pack-too-many-files"))
            }
            LoadError::Conflict { .. } => Some(Message::new("help-pack-conflict")),
            LoadError::OtherContent { found, .. } => Some(if found.is_empty() {
                Message::new("help-pack-digest-of-broken")
            } else {
                Message::new("help-pack-digest-found").arg("digest", found)
            }),
        }
    }
}

/// A help that names the pack that was meant, or those that there are.
pub(crate) fn what_there_is(suggestion: Option<&str>, known: &[String]) -> Message {
    match (suggestion, known) {
        (Some(suggestion), _) => Message::new("help-pack-write-key").arg("key", suggestion),
        (None, []) => Message::new("help-pack-no-packs"),
        (None, known) => {
            let list: Vec<String> = known.iter().map(|k| format!("`{k}`")).collect();
            Message::new("help-pack-known-packs").arg("packs", list.join(", "))
        }
    }
}
