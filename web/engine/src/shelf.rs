//! The files that were put, shared by everything that reads them; archives in and out.

use std::io::{self, Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use junheng::source::{Look, MAX_PACK_FILES, MAX_WORKBOOK_BYTES, Memory, Opened, Store};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::answer::Refused;

/// Files in memory that several hold at once: requests and the language server.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shelf(Arc<RwLock<Memory>>);

impl Shelf {
    pub fn put(&self, path: &str, bytes: impl Into<Arc<[u8]>>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).put(path, bytes);
    }

    /// Takes away a file, or a folder with all that is in it.
    pub fn remove(&self, path: &str) {
        let files = if self.is_folder(Path::new(path)) { self.files(path) } else { vec![path.to_owned()] };
        let mut memory = self.0.write().unwrap_or_else(PoisonError::into_inner);
        files.iter().for_each(|file| memory.remove(file));
    }

    /// The paths of all files in a folder, in order.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let mut out = Vec::new();
        let mut open = vec![PathBuf::from(folder)];
        while let Some(folder) = open.pop() {
            for name in self.list(&folder).unwrap_or_default() {
                let path = folder.join(name);
                if self.is_folder(&path) {
                    open.push(path);
                } else {
                    out.push(path.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        out.sort();
        out
    }

    pub fn bytes(&self, path: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open(Path::new(path))?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Unpacks an archive into a folder and gives the paths of its files. Names that lead out of the folder, and what archivers leave
    /// beside the files, are passed over.
    pub fn unzip(
        &self,
        path: &str,
        to: &str,
        too_large: impl Fn() -> Refused,
    ) -> Result<Vec<String>, Refused> {
        let bytes = self.bytes(path).map_err(Refused::plain)?;
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(Refused::plain)?;
        if archive.len() > MAX_PACK_FILES {
            return Err(too_large());
        }
        let (mut files, mut room) = (Vec::new(), MAX_WORKBOOK_BYTES / 4);
        for index in 0..archive.len() {
            let file = archive.by_index(index).map_err(Refused::plain)?;
            let Some(name) = file.enclosed_name().filter(|_| !file.is_dir()) else { continue };
            let left_over = |part: std::path::Component<'_>| {
                let part = part.as_os_str().to_string_lossy();
                part == "__MACOSX" || part.starts_with('.')
            };
            if name.components().any(left_over) {
                continue;
            }
            let mut content = Vec::new();
            file.take(room + 1).read_to_end(&mut content).map_err(Refused::plain)?;
            room = room.checked_sub(content.len() as u64).ok_or_else(&too_large)?;
            let path = Path::new(to).join(name).to_string_lossy().replace('\\', "/");
            files.push((path, content));
        }
        let names = files.iter().map(|(path, _)| path.clone()).collect();
        files.into_iter().for_each(|(path, content)| self.put(&path, content));
        Ok(names)
    }

    /// The files of a folder as an archive, without times: the same files are the same bytes.
    pub fn zip(&self, folder: &str) -> Result<Vec<u8>, Refused> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
        for path in self.files(folder) {
            let name = path.strip_prefix(folder).unwrap_or(&path).trim_start_matches('/');
            writer.start_file(name, options).map_err(Refused::plain)?;
            writer.write_all(&self.bytes(&path).map_err(Refused::plain)?).map_err(Refused::plain)?;
        }
        Ok(writer.finish().map_err(Refused::plain)?.into_inner())
    }
}

impl Store for Shelf {
    fn look(&self, path: &Path) -> io::Result<Look> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).look(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).list(path)
    }

    fn open(&self, path: &Path) -> io::Result<Opened> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).open(path)
    }

    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).real(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_comes_back_as_its_files() {
        let shelf = Shelf::default();
        shelf.put("packs/a/pack.yaml", b"pack: a\n".to_vec());
        shelf.put("packs/a/tests/用例.yaml", b"cases: []\n".to_vec());
        let made = shelf.zip("packs/a").unwrap();
        assert_eq!(made, shelf.zip("packs/a").unwrap(), "no time stands in it");
        shelf.put("in.zip", made);
        let too_large = || Refused::plain("too large");
        let names = shelf.unzip("in.zip", "packs/b", too_large).unwrap();
        assert_eq!(names, ["packs/b/pack.yaml", "packs/b/tests/用例.yaml"]);
        assert_eq!(shelf.bytes("packs/b/tests/用例.yaml").unwrap(), b"cases: []\n");
        shelf.remove("packs/a");
        assert_eq!(shelf.files("packs"), names);
        shelf.put("in.zip", b"PK\x03\x04 and nothing".to_vec());
        assert!(shelf.unzip("in.zip", "x", too_large).is_err());
    }

    #[test]
    fn names_that_lead_out_are_passed_over_and_bombs_refused() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        for name in ["../out.yaml", "/root.yaml", "__MACOSX/x", "a/.DS_Store", "a/b.yaml"] {
            writer.start_file(name, options).unwrap();
            writer.write_all(b"x").unwrap();
        }
        let shelf = Shelf::default();
        shelf.put("in.zip", writer.finish().unwrap().into_inner());
        let names = shelf.unzip("in.zip", "to", || Refused::plain("too large")).unwrap();
        assert!(names.contains(&"to/a/b.yaml".to_owned()));
        assert!(names.iter().all(|n| n.starts_with("to/") && !n.contains("..") && !n.contains("DS_Store")));
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let zeros = vec![0u8; 1 << 20];
        writer.start_file("bomb", options).unwrap();
        for _ in 0..(MAX_WORKBOOK_BYTES / 4 / (1 << 20)) + 1 {
            writer.write_all(&zeros).unwrap();
        }
        shelf.put("in.zip", writer.finish().unwrap().into_inner());
        let refused = shelf.unzip("in.zip", "to", || Refused::plain("too large")).unwrap_err();
        assert_eq!(refused.message, "too large");
    }
}
