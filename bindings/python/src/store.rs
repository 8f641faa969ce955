//! Where a pack's files are: given as bytes, or the system's, of which is noted what was read. So a pack can be sent to another machine.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use junheng::source::{Look, MAX_PACK_FILE_BYTES, Memory, Opened, Store, System};

/// Files that are given, before those of the system where these count.
#[derive(Debug)]
pub struct Noted {
    given: Memory,
    system: bool,
    read: Mutex<BTreeMap<String, Arc<[u8]>>>,
}

impl Noted {
    /// With files that are given; `system`: whether the system's folders count, too.
    pub fn new(files: &BTreeMap<String, Vec<u8>>, system: bool) -> Self {
        let given = files.iter().map(|(path, bytes)| (path, bytes.as_slice())).collect();
        let read = files.iter().map(|(path, bytes)| (path.clone(), Arc::from(bytes.as_slice()))).collect();
        Noted { given, system, read: Mutex::new(read) }
    }

    /// What was given and read.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let read = self.read.lock().unwrap_or_else(|e| e.into_inner());
        read.iter().map(|(path, bytes)| (path.clone(), bytes.to_vec())).collect()
    }

    fn or_system<T>(&self, given: io::Result<T>, system: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        match given {
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.system => system(),
            other => other,
        }
    }
}

impl Store for Noted {
    fn look(&self, path: &Path) -> io::Result<Look> {
        self.or_system(self.given.look(path), || System.look(path))
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        self.or_system(self.given.list(path), || System.list(path))
    }

    fn open(&self, path: &Path) -> io::Result<Opened> {
        self.or_system(self.given.open(path), || {
            let mut bytes = Vec::new();
            // One more than is read of a pack's file: it is seen to be too large all the same.
            System.open(path)?.take(MAX_PACK_FILE_BYTES + 1).read_to_end(&mut bytes)?;
            let bytes: Arc<[u8]> = bytes.into();
            let mut read = self.read.lock().unwrap_or_else(|e| e.into_inner());
            read.insert(path.to_string_lossy().into_owned(), Arc::clone(&bytes));
            Ok(bytes.into())
        })
    }

    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        self.or_system(self.given.real(path), || System.real(path))
    }
}
