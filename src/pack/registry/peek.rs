//! A pack's header, looked up in its files without any report.

use crate::diagnostic::Diagnostics;
use crate::pack::folder::{Content, FileKind, RawPack};
use crate::pack::yaml::{self, Node};
use crate::source::SourceId;
use crate::syntax::vocabulary::yaml::Key;

/// What a pack's files say of it, read without any report.
#[derive(Debug, Clone, Default)]
pub(crate) struct Peek {
    pub id: Option<String>,
    pub version: Option<String>,
    pub title: Option<String>,
    pub issuer: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub extends: Option<String>,
}

/// Looks into a pack's files for its header.
pub(crate) fn peek(pack: &RawPack) -> Peek {
    let mut found = Peek::default();
    let mut files: Vec<_> = pack.files.iter().filter(|f| f.kind == FileKind::Yaml).collect();
    files.sort_by_key(|f| f.path != "pack.yaml");
    for file in files {
        let Content::Bytes(bytes) = &file.content else { continue };
        let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes));
        if !Key::Pack.spellings().any(|s| text.contains(s)) {
            continue;
        }
        match yaml::read(&text, SourceId(0), &mut Diagnostics::new()) {
            Some(root) => found.take(&root),
            None => found.scan(&text),
        }
        if found.is_enough() {
            break;
        }
    }
    found
}

impl Peek {
    /// Whether no further file is looked into.
    pub fn is_enough(&self) -> bool {
        self.id.is_some() && self.version.is_some()
    }

    fn slot(&mut self, key: &str) -> Option<&mut Option<String>> {
        let key = [Key::Pack, Key::Version, Key::Title, Key::Issuer, Key::Extends]
            .into_iter()
            .find(|k| k.is(key))?;
        Some(match key {
            Key::Pack => &mut self.id,
            Key::Version => &mut self.version,
            Key::Title => &mut self.title,
            Key::Issuer => &mut self.issuer,
            _ => &mut self.extends,
        })
    }

    fn take(&mut self, root: &Node) {
        for (key, value) in root.entries().unwrap_or_default() {
            let Some(key) = key.nfc() else { continue };
            if Key::Effective.is(&key) {
                self.period(value);
            }
            let Some(value) = value.nfc() else { continue };
            if let Some(slot) = self.slot(&key)
                && slot.is_none()
            {
                *slot = Some(value.trim().to_owned());
            }
        }
    }

    fn period(&mut self, effective: &Node) {
        for (key, value) in effective.entries().unwrap_or_default() {
            let (Some(key), Some(value)) = (key.nfc(), value.nfc()) else { continue };
            let slot = if Key::From.is(&key) {
                &mut self.from
            } else if Key::To.is(&key) {
                &mut self.to
            } else {
                continue;
            };
            slot.get_or_insert_with(|| value.trim().to_owned());
        }
    }

    /// The same from a file that is not YAML, so that a broken pack is found all the same and can say what is wrong.
    fn scan(&mut self, text: &str) {
        for line in text.lines().filter(|l| !l.starts_with([' ', '#', '-'])) {
            let Some((key, value)) = line.split_once([':', '：']) else { continue };
            let value = value.split(" #").next().unwrap_or(value).trim().trim_matches(['"', '\'']);
            if let Some(slot) = self.slot(key.trim())
                && slot.is_none()
                && !value.is_empty()
            {
                *slot = Some(value.to_owned());
            }
        }
    }
}
