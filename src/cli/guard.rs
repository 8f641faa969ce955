//! What may be written: nothing that was read, and nothing twice.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::{Stop, output};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::semantics::CheckedPack;

/// What a command reads and what it has said it will write.
pub(super) struct Guard {
    language: Language,
    /// Files and folders of data: nothing is written into these folders.
    data: Vec<(&'static str, PathBuf)>,
    /// Folders of packs: what packs consist of is not replaced.
    packs: Vec<PathBuf>,
    outputs: Vec<PathBuf>,
}

impl Guard {
    /// Of nothing yet.
    pub fn new(language: Language) -> Self {
        Guard { language, data: Vec::new(), packs: Vec::new(), outputs: Vec::new() }
    }

    /// Data, or last year's.
    pub fn data(mut self, paths: &[PathBuf]) -> Self {
        self.data.extend(paths.iter().map(|p| ("guard-data", p.clone())));
        self
    }

    /// A file of prices.
    pub fn costs(mut self, path: Option<&Path>) -> Self {
        self.data.extend(path.map(|p| ("guard-costs", p.to_owned())));
        self
    }

    /// A file of renamed rows.
    pub fn renamed(mut self, path: Option<&Path>) -> Self {
        self.data.extend(path.map(|p| ("guard-renamed", p.to_owned())));
        self
    }

    /// A pack with all that it extends.
    pub fn pack(mut self, pack: &CheckedPack) -> Self {
        self.packs.extend(pack.folders.iter().cloned());
        self
    }

    /// Whether a result may go there; it is remembered.
    pub fn may_write(&mut self, path: &Path) -> Result<(), Stop> {
        if output::is_device(path) {
            return Ok(());
        }
        let places = places(path);
        if let Some(what) = self.reads(&places) {
            let what = Catalogue::of(self.language).get(what);
            return Err(self.stop(Message::new("guard-read").arg("what", what), path));
        }
        if places.iter().any(|p| self.outputs.contains(p)) {
            return Err(self.stop(Message::new("guard-twice"), path));
        }
        self.outputs.extend(places);
        Ok(())
    }

    fn stop(&self, message: Message, path: &Path) -> Stop {
        Stop::new(&message.arg("path", path.display()), Some(&Message::new("help-guard")), self.language)
    }

    /// What is read at one of these places.
    fn reads(&self, places: &[PathBuf]) -> Option<&'static str> {
        for (what, given) in &self.data {
            let Ok(given) = given.canonicalize() else { continue };
            let inside = |p: &PathBuf| {
                *p == given || p.parent() == Some(&given) || (p.starts_with(&given) && p.is_file())
            };
            if places.iter().any(inside) {
                return Some(what);
            }
        }
        for folder in &self.packs {
            let Ok(folder) = folder.canonicalize() else { continue };
            for place in places.iter().filter(|p| p.is_file()) {
                let Ok(inner) = place.strip_prefix(&folder) else { continue };
                let ending = place.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
                if inner.starts_with("tests") {
                    return Some("guard-cases");
                }
                if matches!(ending.as_deref(), Some("yaml" | "yml" | "rules")) {
                    return Some("guard-pack");
                }
            }
        }
        None
    }
}

/// Where a path leads: where it stands, and behind a link what that points to.
fn places(path: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let (Ok(parent), Some(name)) = (parent.canonicalize(), path.file_name()) {
        out.push(parent.join(name));
    }
    if let Ok(real) = path.canonicalize()
        && !out.contains(&real)
    {
        out.push(real);
    }
    out
}
