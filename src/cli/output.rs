//! Where results and messages go.

use std::io::{BufWriter, IsTerminal as _, Seek as _, Write as _};
use std::path::Path;

use super::Stop;
use super::args::{Cli, Color};
use crate::diagnostic::{Language, Message};

/// Writes a message for people to stderr.
pub(super) fn message(text: &str) {
    let _ = writeln!(std::io::stderr(), "{}", text.trim_end());
}

/// Writes a result to stdout; a reader that has gone away is no error.
pub(super) fn result(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        let _ = out.write_all(b"\n");
    }
    let _ = out.flush();
}

/// Writes a result to a file, whole or not at all.
pub(super) fn file(path: &Path, text: &str, language: Language) -> Result<(), Stop> {
    bytes(path, text.as_bytes(), language)
}

/// Writes a workbook to a file, whole or not at all.
pub(super) fn bytes(path: &Path, bytes: &[u8], language: Language) -> Result<(), Stop> {
    let failed = |error: &dyn std::fmt::Display| cannot_write(path, error, language);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = temporary(folder).map_err(|e| failed(&e))?;
    temporary.write_all(bytes).map_err(|e| failed(&e))?;
    temporary.persist(path).map_err(|e| failed(&e.error))?;
    Ok(())
}

/// A long result on its way to a file: whole or not at all. What is written before the end has no name, so that nothing of it is left
/// behind however the program ends.
pub(super) struct Spool<'p> {
    path: &'p Path,
    folder: &'p Path,
    spooled: BufWriter<std::fs::File>,
    language: Language,
}

impl<'p> Spool<'p> {
    /// Begins.
    pub fn new(path: &'p Path, language: Language) -> Result<Self, Stop> {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let spooled = tempfile::tempfile_in(folder).map_err(|e| cannot_write(path, &e, language))?;
        Ok(Spool { path, folder, spooled: BufWriter::new(spooled), language })
    }

    /// Goes on.
    pub fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.spooled.write_all(bytes)
    }

    /// Puts it in its place.
    pub fn finish(self) -> Result<(), Stop> {
        let Spool { path, folder, spooled, language } = self;
        let failed = |e: std::io::Error| cannot_write(path, &e, language);
        let mut spooled = spooled.into_inner().map_err(|e| failed(e.into_error()))?;
        spooled.rewind().map_err(failed)?;
        let mut named = temporary(folder).map_err(failed)?;
        std::io::copy(&mut spooled, &mut named).map_err(failed)?;
        named.persist(path).map_err(|e| failed(e.error))?;
        Ok(())
    }
}

/// A place for a long result on its way to stdout.
pub(super) fn unnamed() -> std::io::Result<BufWriter<std::fs::File>> {
    tempfile::tempfile().map(BufWriter::new)
}

/// Writes what was put there to stdout.
pub(super) fn pour(spooled: BufWriter<std::fs::File>) -> std::io::Result<()> {
    let mut spooled = spooled.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    spooled.rewind()?;
    let mut out = std::io::stdout().lock();
    std::io::copy(&mut spooled, &mut out)?;
    out.flush()
}

fn cannot_write(path: &Path, error: &dyn std::fmt::Display, language: Language) -> Stop {
    let message = Message::new("cli-cannot-write").arg("path", path.display()).arg("cause", error);
    Stop::new(&message, None, language)
}

/// A file beside its place.
fn temporary(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    // Readable by others as any file that a program writes, not by its owner alone.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Makes a folder of files, whole or not at all: it is written beside its place and then renamed. An empty folder that is there gives way.
pub(super) fn folder<N: AsRef<Path>>(
    path: &Path,
    files: &[(N, String)],
    language: Language,
) -> Result<(), Stop> {
    let failed = |error: std::io::Error| {
        let message = Message::new("cli-cannot-write").arg("path", path.display()).arg("cause", error);
        Stop::new(&message, None, language)
    };
    let beside = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(beside).map_err(failed)?;
    let temporary = tempfile::Builder::new().prefix(".new-").tempdir_in(beside).map_err(failed)?;
    // What is renamed lies one deeper, so that it has the permissions of any new folder.
    let whole = temporary.path().join("new");
    std::fs::create_dir(&whole).map_err(failed)?;
    for (name, text) in files {
        let file = whole.join(name);
        std::fs::create_dir_all(file.parent().unwrap_or(&whole)).map_err(failed)?;
        std::fs::write(&file, text).map_err(failed)?;
    }
    if path.is_dir() {
        std::fs::remove_dir(path).map_err(failed)?;
    }
    std::fs::rename(&whole, path).map_err(failed)
}

/// Whether to colour what goes to stdout or stderr.
pub(super) fn colored(cli: &Cli, stderr: bool) -> bool {
    match cli.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let terminal =
                if stderr { std::io::stderr().is_terminal() } else { std::io::stdout().is_terminal() };
            terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        }
    }
}
