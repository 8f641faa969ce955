//! Where results and messages go.

use std::fs::File;
use std::io::{BufWriter, Cursor, ErrorKind, IsTerminal as _, Read, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Stop;
use super::args::{Cli, Color};
use super::interrupt::writing;
use crate::diagnostic::{Language, Message, system_cause};
use crate::source::visible;

/// Writes a message for people to stderr, with whatever would steer a terminal made visible.
pub(super) fn message(text: &str) {
    coloured(&format!("{}\n", visible(text.trim_end())));
}

/// Writes rendered diagnostics to stderr, which are safe and may have colours.
pub(super) fn coloured(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Writes a result for people to stdout, with whatever would steer a terminal made visible.
pub(super) fn result(text: &str, language: Language) -> Result<(), Stop> {
    exact(&visible(text), language)
}

/// Writes a result to stdout as it is: what programs read, and what has colours. With a line's end behind what has none; a reader that has gone away is no error.
pub(super) fn exact(text: &str, language: Language) -> Result<(), Stop> {
    writing().pour();
    let mut out = std::io::stdout().lock();
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let written = [text, end].iter().try_for_each(|t| out.write_all(t.as_bytes())).and_then(|()| out.flush());
    match written {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => Err(cannot_write(Path::new("stdout"), &e, language)),
        _ => Ok(()),
    }
}

/// Writes a result as it is to the file that was asked for, else to stdout.
pub(super) fn put(out: Option<&Path>, text: &str, language: Language) -> Result<(), Stop> {
    match out {
        Some(path) => file(path, text, language),
        None => exact(text, language),
    }
}

/// Writes a result to a file, whole or not at all.
pub(super) fn file(path: &Path, text: &str, language: Language) -> Result<(), Stop> {
    bytes(path, text.as_bytes(), language)
}

/// Writes a workbook to a file, whole or not at all.
pub(super) fn bytes(path: &Path, bytes: &[u8], language: Language) -> Result<(), Stop> {
    place(path, &mut &*bytes).map_err(|e| cannot_write(path, &e, language))
}

/// Bytes of a long result that are kept at hand: most are not longer, and go to their place without a way round.
const AT_HAND: usize = 12 << 20;

/// Most links that lead from one to the next.
const MAX_LINKS: usize = 40;

/// Bytes that are written at once.
const PIECE: usize = 1 << 18;

/// A long result on its way to a file: whole or not at all. What is written before the end has no name, so that nothing of it is left
/// behind however the program ends.
pub(super) struct Spool<'p> {
    path: &'p Path,
    spooled: BufWriter<File>,
    language: Language,
}

impl<'p> Spool<'p> {
    /// Begins.
    pub fn new(path: &'p Path, language: Language) -> Result<Self, Stop> {
        let made = if is_device(path) { tempfile::tempfile() } else { tempfile::tempfile_in(beside(path)) };
        let spooled = made.map_err(|e| cannot_write(path, &e, language))?;
        Ok(Spool { path, spooled: BufWriter::with_capacity(AT_HAND, spooled), language })
    }

    /// Goes on.
    pub fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.spooled.write_all(bytes)
    }

    /// Puts it in its place; where an order is given, by its pieces in that order.
    pub fn finish(self, order: Option<Vec<Range<u64>>>) -> Result<(), Stop> {
        let Spool { path, spooled, language } = self;
        ordered(spooled, order)
            .and_then(|mut spooled| place(path, &mut spooled))
            .map_err(|e| cannot_write(path, &e, language))
    }
}

/// A place for a long result on its way to stdout: where temporary files go, or where there is none, here.
pub(super) fn unnamed() -> std::io::Result<BufWriter<File>> {
    let made = tempfile::tempfile();
    let made = made
        .or_else(|e| tempfile::tempfile_in("/tmp").or_else(|_| tempfile::tempfile_in(".")).map_err(|_| e));
    made.map(|file| BufWriter::with_capacity(AT_HAND, file))
}

/// Writes what was put there to stdout; where an order is given, by its pieces in that order.
pub(super) fn pour(spooled: BufWriter<File>, order: Option<Vec<Range<u64>>>) -> std::io::Result<()> {
    let mut spooled = ordered(spooled, order)?;
    writing().pour();
    let mut out = std::io::stdout().lock();
    std::io::copy(&mut spooled, &mut out)?;
    out.flush()
}

/// All of it, its pieces in the order in which they are wanted.
fn ordered(spooled: BufWriter<File>, order: Option<Vec<Range<u64>>>) -> std::io::Result<Box<dyn Read>> {
    let Some(order) = order else { return Ok(Box::new(rewound(spooled)?)) };
    let file = spooled.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    Ok(Box::new(Pieces { file, order: order.into_iter(), piece: Cursor::default() }))
}

/// Pieces of a file, one after the other.
struct Pieces {
    file: File,
    order: std::vec::IntoIter<Range<u64>>,
    piece: Cursor<Vec<u8>>,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let read = self.piece.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(Range { start, end }) = self.order.next() else { return Ok(0) };
            let mut piece = std::mem::take(&mut self.piece).into_inner();
            piece.clear();
            self.file.seek(SeekFrom::Start(start))?;
            (&self.file).take(end - start).read_to_end(&mut piece)?;
            self.piece = Cursor::new(piece);
        }
    }
}

/// All of it from the beginning: the file, and what has not come there.
fn rewound(spooled: BufWriter<File>) -> std::io::Result<impl Read> {
    let (mut file, rest) = spooled.into_parts();
    file.rewind()?;
    Ok(file.chain(Cursor::new(rest.map_err(std::io::Error::other)?)))
}

/// That something cannot be written, and why.
pub(super) fn cannot_write(path: &Path, error: &std::io::Error, language: Language) -> Stop {
    let message =
        Message::new("cli-cannot-write").arg("path", path.display()).message("cause", system_cause(error));
    Stop::new(&message, None, language)
}

/// The folder in which a file stands.
fn beside(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether something is there that takes what is written and is no file: a pipe, a terminal, `/dev/null`.
pub(super) fn is_device(path: &Path) -> bool {
    path.metadata().is_ok_and(|m| !m.is_file() && !m.is_dir())
}

/// Puts a content in its place: written beside it, then renamed. A device stays what it is and takes the content.
fn place(path: &Path, content: &mut dyn Read) -> std::io::Result<()> {
    if is_device(path) {
        writing().pour();
        let mut device = File::options().write(true).open(path)?;
        return match std::io::copy(content, &mut device).and_then(|_| device.flush()) {
            Err(e) if e.kind() != ErrorKind::BrokenPipe => Err(e),
            _ => Ok(()),
        };
    }
    // A link stays a link: what it leads to is replaced.
    let path = &behind_links(path)?;
    let mut named = Passing::new(beside(path))?;
    // What was there keeps who may read and write it.
    if let Ok(there) = path.metadata() {
        named.0.as_file().set_permissions(there.permissions())?;
    }
    let mut out = BufWriter::with_capacity(PIECE, &mut named.0);
    std::io::copy(content, &mut out)?;
    out.flush()?;
    drop(out);
    named.persist(path)
}

/// The file that a path leads to, which need not be there.
fn behind_links(path: &Path) -> std::io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match std::fs::read_link(&path) {
            Ok(to) => path = beside(&path).join(to),
            Err(_) => return Ok(path),
        }
    }
    Err(std::io::Error::other("too many links"))
}

/// What passing names begin with: the machine and the process that write, so that another run can tell whether these still do.
fn passing_prefix() -> String {
    format!("{}{}-", machine_prefix(), std::process::id())
}

fn machine_prefix() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host: String = host.chars().filter(char::is_ascii_alphanumeric).collect();
    format!(".junheng-{host}-")
}

/// Removes what runs of this machine left behind in a folder that were killed while they wrote.
fn clean(folder: &Path) {
    let (machine, processes) = (machine_prefix(), Path::new("/proc"));
    // Only there it can be told whether a process is alive.
    if !processes.join("self").exists() {
        return;
    }
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some((process, _)) = name.strip_prefix(&machine).and_then(|rest| rest.split_once('-')) else {
            continue;
        };
        if process.parse::<u32>().is_ok_and(|id| !processes.join(id.to_string()).exists()) {
            let path = entry.path();
            // Where it cannot be removed there is nothing else to be done with it.
            let _ = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
        }
    }
}

/// A file under a passing name, which an interrupt knows of.
struct Passing(NamedTempFile<File>);

impl Passing {
    fn new(folder: &Path) -> std::io::Result<Self> {
        clean(folder);
        let mut writing = writing();
        // Readable by others as any file that a program writes, not by its owner alone.
        let file = tempfile::Builder::new()
            .prefix(&passing_prefix())
            .make_in(folder, |path| File::create_new(path))?;
        writing.begin(file.path());
        Ok(Passing(file))
    }

    /// In its place.
    fn persist(self, path: &Path) -> std::io::Result<()> {
        let mut writing = writing();
        let passing = self.0.path().to_owned();
        // Where this fails the file is dropped, and removed.
        let placed = self.0.persist(path).map(drop).map_err(|e| e.error);
        writing.end(&passing);
        if placed.is_ok() {
            writing.placed(path);
        }
        placed
    }
}

/// Whether something is where a folder is to be made: a file, or a folder that holds any.
pub(super) fn is_taken(path: &Path) -> bool {
    path.is_file() || std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some())
}

/// Makes a folder of files, whole or not at all: it is written beside its place and then renamed. An empty folder that is there gives way.
pub(super) fn folder<N: AsRef<Path>, T: AsRef<[u8]>>(
    path: &Path,
    files: &[(N, T)],
    language: Language,
) -> Result<(), Stop> {
    let failed = |error: std::io::Error| cannot_write(path, &error, language);
    let beside = beside(path);
    // A few small files: an interrupt waits for them.
    let mut writing = writing();
    std::fs::create_dir_all(beside).map_err(failed)?;
    clean(beside);
    let temporary = tempfile::Builder::new().prefix(&passing_prefix()).tempdir_in(beside).map_err(failed)?;
    // What is renamed lies one deeper, so that it has the permissions of any new folder.
    let whole = temporary.path().join("new");
    std::fs::create_dir(&whole).map_err(failed)?;
    for (name, content) in files {
        let file = whole.join(name);
        std::fs::create_dir_all(file.parent().unwrap_or(&whole)).map_err(failed)?;
        std::fs::write(&file, content).map_err(failed)?;
    }
    if path.is_dir() {
        std::fs::remove_dir(path).map_err(failed)?;
    }
    std::fs::rename(&whole, path).map_err(failed)?;
    writing.placed(path);
    Ok(())
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
