//! Where files are: the system's folders, or bytes that a caller has in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// What is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A file, which can be read as often as one likes.
    File,
    /// A folder.
    Folder,
    /// A pipe, a device, a socket.
    Other,
}

/// What is known of a path without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// What is there.
    pub sort: Sort,
    /// A file's length in bytes.
    pub size: u64,
    /// When a file was changed last, where that is known.
    pub modified: Option<SystemTime>,
}

/// A place that has folders and files. Paths are joined with `/` or as the system does.
pub trait Store: Debug + Send + Sync {
    /// What is at a path; links are followed.
    ///
    /// # Errors
    /// `NotFound` where nothing is, or what the system says.
    fn look(&self, path: &Path) -> io::Result<Look>;

    /// The names in a folder, in any order.
    ///
    /// # Errors
    /// `NotFound` where there is no such folder, or what the system says.
    fn list(&self, path: &Path) -> io::Result<Vec<String>>;

    /// Opens a file, at its beginning.
    ///
    /// # Errors
    /// `NotFound` where there is no such file, or what the system says.
    fn open(&self, path: &Path) -> io::Result<Opened>;

    /// The one path by which a folder is known that can be reached by several.
    ///
    /// # Errors
    /// As [`Store::look`].
    fn real(&self, path: &Path) -> io::Result<PathBuf>;

    /// Whether a file is at a path.
    fn is_file(&self, path: &Path) -> bool {
        self.look(path).is_ok_and(|found| found.sort == Sort::File)
    }

    /// Whether a folder is at a path.
    fn is_folder(&self, path: &Path) -> bool {
        self.look(path).is_ok_and(|found| found.sort == Sort::Folder)
    }
}

/// The system's own files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct System;

impl Store for System {
    fn look(&self, path: &Path) -> io::Result<Look> {
        let found = std::fs::metadata(path)?;
        let sort = match (found.is_file(), found.is_dir()) {
            (true, _) => Sort::File,
            (false, true) => Sort::Folder,
            (false, false) => Sort::Other,
        };
        Ok(Look { sort, size: found.len(), modified: found.modified().ok() })
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        let names = std::fs::read_dir(path)?;
        names.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }

    fn open(&self, path: &Path) -> io::Result<Opened> {
        File::open(path).map(Opened::from)
    }

    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        std::fs::canonicalize(path)
    }
}

/// Files in memory, by their paths with `/`: `data/学校.csv`. Folders are what the paths say.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: BTreeMap<PathBuf, Arc<[u8]>>,
    folders: BTreeSet<PathBuf>,
}

impl Memory {
    /// Without files.
    pub fn new() -> Self {
        Memory::default()
    }

    /// Puts a file at a path, or replaces the one that is there.
    pub fn put(&mut self, path: impl AsRef<Path>, bytes: impl Into<Arc<[u8]>>) {
        let path = plain(path.as_ref());
        self.folders.extend(path.ancestors().skip(1).map(Path::to_owned));
        self.files.insert(path, bytes.into());
    }

    /// Takes a file away.
    pub fn remove(&mut self, path: impl AsRef<Path>) {
        self.files.remove(&plain(path.as_ref()));
        self.folders = self.files.keys().flat_map(|f| f.ancestors().skip(1)).map(Path::to_owned).collect();
    }
}

impl<P: AsRef<Path>, B: Into<Arc<[u8]>>> FromIterator<(P, B)> for Memory {
    fn from_iter<T: IntoIterator<Item = (P, B)>>(files: T) -> Self {
        let mut memory = Memory::new();
        files.into_iter().for_each(|(path, bytes)| memory.put(path, bytes));
        memory
    }
}

/// A path without `.`, `..` and the root: all paths in memory begin at one place.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => out.push(name),
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    out
}

impl Store for Memory {
    fn look(&self, path: &Path) -> io::Result<Look> {
        let path = plain(path);
        match self.files.get(&path) {
            Some(bytes) => Ok(Look { sort: Sort::File, size: bytes.len() as u64, modified: None }),
            None if self.folders.contains(&path) => Ok(Look { sort: Sort::Folder, size: 0, modified: None }),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        let path = plain(path);
        if !self.folders.contains(&path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let inside = self.files.keys().chain(&self.folders).filter(|p| p.parent() == Some(&path));
        Ok(inside.filter_map(|p| Some(p.file_name()?.to_string_lossy().into_owned())).collect())
    }

    fn open(&self, path: &Path) -> io::Result<Opened> {
        let found = self.files.get(&plain(path)).map(|bytes| Opened::from(Arc::clone(bytes)));
        found.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        self.look(path).map(|_| plain(path))
    }
}

/// An open file.
#[derive(Debug)]
pub struct Opened(Inner);

#[derive(Debug)]
enum Inner {
    File(File),
    Bytes { bytes: Arc<[u8]>, at: u64 },
}

impl From<File> for Opened {
    fn from(file: File) -> Self {
        Opened(Inner::File(file))
    }
}

impl From<Arc<[u8]>> for Opened {
    fn from(bytes: Arc<[u8]>) -> Self {
        Opened(Inner::Bytes { bytes, at: 0 })
    }
}

impl Opened {
    /// How many bytes it has.
    ///
    /// # Errors
    /// What the system says.
    pub fn size(&self) -> io::Result<u64> {
        match &self.0 {
            Inner::File(file) => file.metadata().map(|m| m.len()),
            Inner::Bytes { bytes, .. } => Ok(bytes.len() as u64),
        }
    }

    /// The same file once more, at its beginning; this one must not be read meanwhile.
    ///
    /// # Errors
    /// What the system says.
    pub fn again(&self) -> io::Result<Opened> {
        match &self.0 {
            Inner::File(file) => {
                let mut file = file.try_clone()?;
                file.rewind()?;
                Ok(file.into())
            }
            Inner::Bytes { bytes, .. } => Ok(Arc::clone(bytes).into()),
        }
    }

    /// Reads some bytes at a place. Where the file itself stands does not matter: others may move it at the same time.
    ///
    /// # Errors
    /// What the system says.
    pub fn read_at(&self, room: &mut [u8], place: u64) -> io::Result<usize> {
        match &self.0 {
            Inner::File(file) => some_at(file, room, place),
            Inner::Bytes { bytes, .. } => Ok(copied(bytes, room, place)),
        }
    }
}

#[cfg(unix)]
fn some_at(file: &File, room: &mut [u8], place: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, room, place)
}

#[cfg(windows)]
fn some_at(file: &File, room: &mut [u8], place: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, room, place)
}

#[cfg(not(any(unix, windows)))]
fn some_at(mut file: &File, room: &mut [u8], place: u64) -> io::Result<usize> {
    file.seek(SeekFrom::Start(place))?;
    file.read(room)
}

/// Copies what there is from a place on; how much.
fn copied(bytes: &[u8], room: &mut [u8], place: u64) -> usize {
    let rest = usize::try_from(place).ok().and_then(|place| bytes.get(place..)).unwrap_or_default();
    let count = rest.len().min(room.len());
    for (to, from) in room.iter_mut().zip(rest) {
        *to = *from;
    }
    count
}

impl Read for Opened {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Inner::File(file) => file.read(room),
            Inner::Bytes { bytes, at } => {
                let count = copied(bytes, room, *at);
                *at += count as u64;
                Ok(count)
            }
        }
    }
}

impl Seek for Opened {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match &mut self.0 {
            Inner::File(file) => file.seek(to),
            Inner::Bytes { bytes, at } => {
                let place = match to {
                    SeekFrom::Start(place) => Some(place),
                    SeekFrom::Current(by) => at.checked_add_signed(by),
                    SeekFrom::End(by) => (bytes.len() as u64).checked_add_signed(by),
                };
                *at = place.ok_or(io::ErrorKind::InvalidInput)?;
                Ok(*at)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_folders_and_files() {
        let mut memory: Memory =
            [("a/b/x.csv", b"12345".as_slice()), ("./a/y.csv", b"")].into_iter().collect();
        assert!(memory.is_folder(Path::new("a/b")) && memory.is_folder(Path::new("/")));
        assert!(memory.is_file(Path::new("/a/c/../y.csv")) && !memory.is_file(Path::new("a")));
        let mut inside = memory.list(Path::new("a")).unwrap();
        inside.sort();
        assert_eq!(inside, ["b", "y.csv"]);
        assert_eq!(memory.list(Path::new("b")).unwrap_err().kind(), io::ErrorKind::NotFound);
        let mut file = memory.open(Path::new("a/b/x.csv")).unwrap();
        let mut text = String::new();
        file.seek(SeekFrom::End(-3)).unwrap();
        file.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), file.size().unwrap()), ("345", 5));
        assert!(file.seek(SeekFrom::Current(-9)).is_err());
        let mut room = [0; 8];
        assert_eq!((file.read_at(&mut room, 1).unwrap(), &room[..4]), (4, b"2345".as_slice()));
        assert_eq!(file.read_at(&mut room, u64::MAX).unwrap(), 0);
        let mut again = String::new();
        file.again().unwrap().read_to_string(&mut again).unwrap();
        assert_eq!(again, "12345");
        memory.remove("a/b/x.csv");
        assert!(!memory.is_folder(Path::new("a/b")) && memory.is_folder(Path::new("a")));
    }
}
