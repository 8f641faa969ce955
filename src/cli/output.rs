//! Where results and messages go.

use std::io::{IsTerminal as _, Write as _};
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
    let failed = |error: &dyn std::fmt::Display| {
        Stop::new(
            &Message::new("cli-cannot-write").arg("path", path.display()).arg("cause", error),
            None,
            language,
        )
    };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // Readable by others as any file that a program writes, not by its owner alone.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut temporary = builder.tempfile_in(folder).map_err(|e| failed(&e))?;
    temporary.write_all(bytes).map_err(|e| failed(&e))?;
    temporary.persist(path).map_err(|e| failed(&e.error))?;
    Ok(())
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
