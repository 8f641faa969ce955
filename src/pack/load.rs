//! A pack with all that it extends.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::digest::{self, Digest};
use super::document::{Definitions, PackChain, PackDocument};
use super::error::{LoadError, reason, what_there_is};
use super::folder::{self, FileKind, RawPack};
use super::map_kinds;
use super::reader::{self, Header};
use super::registry::{self, SearchPath, Shelves};
use super::text;
use super::version::{Reference, Version, is_digest};
use super::yaml;
use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::source::{MAX_EXTENDS, SourceId, SourceMap, Span, Store, System};
use crate::syntax::parse_rules;
use crate::syntax::vocabulary::yaml::Key;

/// Loads a pack and all that it extends. `reference` is `id@version` or a folder's path, either with an optional `#sha256:…`.
/// What is wrong inside the packs stands in the chain's diagnostics.
///
/// # Errors
/// [`LoadError`] when there is no such pack, it cannot be read, or its content is not the one whose digest was given.
pub fn load(reference: &str, search: &SearchPath) -> Result<PackChain, LoadError> {
    load_from(&System, reference, search)
}

/// The same where the folders of packs are not the system's but in memory ([`crate::source::Memory`]), for one.
///
/// # Errors
/// As [`load`].
pub fn load_from(store: &dyn Store, reference: &str, search: &SearchPath) -> Result<PackChain, LoadError> {
    let search = Shelves { store, path: search };
    let (place, pin) = match reference.split_once("#sha256:") {
        Some((place, hex)) if is_digest(hex) => (place, Some(format!("sha256:{}", hex.to_ascii_lowercase()))),
        _ => (reference, None),
    };
    let chain = load_place(place, reference, search)?;
    match pin {
        Some(wanted) if wanted != chain.digest.as_str() => {
            Err(LoadError::OtherContent { reference: reference.to_owned(), found: chain.digest.to_string() })
        }
        _ => Ok(chain),
    }
}

/// `place` is the reference without its digest; `written` the whole.
fn load_place(place: &str, written: &str, search: Shelves<'_>) -> Result<PackChain, LoadError> {
    let path = Path::new(place);
    let is_path = place.contains(['/', '\\']) || place.starts_with('.') || !place.contains('@');
    if is_path {
        if search.store.is_folder(path) {
            return load_folder(path, search);
        }
        if search.store.look(path).is_ok() || place.contains(['/', '\\']) {
            return Err(LoadError::Unreadable {
                path: path.to_owned(),
                source: missing_folder(search.store, path),
            });
        }
    }
    let Some(parsed) = Reference::parse(place) else {
        if search.store.is_folder(path) {
            return load_folder(path, search);
        }
        let suggestion = registry::suggestion_for_id(place.split('@').next().unwrap_or(place), search);
        return Err(LoadError::NotAReference { reference: written.to_owned(), suggestion });
    };
    match registry::resolve(&parsed, written, search) {
        Err(LoadError::NoSuchPack { .. }) if search.store.is_folder(path) => load_folder(path, search),
        other => Ok(chain(other?, search)),
    }
}

fn missing_folder(store: &dyn Store, path: &Path) -> std::io::Error {
    match store.look(path) {
        Err(error) => error,
        Ok(_) => std::io::Error::from(std::io::ErrorKind::NotADirectory),
    }
}

fn load_folder(path: &Path, search: Shelves<'_>) -> Result<PackChain, LoadError> {
    let packs = folder::packs_within(search.store, path);
    if !packs.is_empty() {
        return Err(LoadError::FolderOfPacks { path: path.to_owned(), packs });
    }
    let raw = folder::read_folder(search.store, path)?;
    if raw.files.is_empty() {
        return Err(LoadError::NotAPack { path: path.to_owned() });
    }
    Ok(chain(raw, Shelves { path: &beside(path, search.path), ..search }))
}

/// A pack's parent often lies beside it.
fn beside(path: &Path, search: &SearchPath) -> SearchPath {
    match path.parent() {
        Some(dir) if dir.as_os_str().is_empty() => search.and(Path::new(".")),
        Some(dir) => search.and(dir),
        None => search.clone(),
    }
}

/// Loads the pack of a folder as an editor sees it: `open` has the texts of files that are being edited, by their paths inside the folder.
///
/// # Errors
/// [`LoadError`] when the folder cannot be read.
pub fn load_open(
    folder: &Path,
    open: &BTreeMap<String, String>,
    search: &SearchPath,
) -> Result<PackChain, LoadError> {
    load_open_from(&System, folder, open, search)
}

/// The same where the folder is not the system's.
///
/// # Errors
/// As [`load_open`].
pub fn load_open_from(
    store: &dyn Store,
    folder: &Path,
    open: &BTreeMap<String, String>,
    search: &SearchPath,
) -> Result<PackChain, LoadError> {
    let mut raw = folder::read_folder(store, folder)?;
    raw.put_open(open);
    Ok(chain(raw, Shelves { store, path: &beside(folder, search) }))
}

/// Loads a pack whose files are given as `(path, content)`; what it extends is looked for on the search path.
pub fn load_memory(files: &[(&str, &str)], search: &SearchPath) -> PackChain {
    let bytes: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    load_bytes(&bytes, search)
}

/// [`load_memory`] for files of any bytes.
pub fn load_bytes(files: &[(&str, &[u8])], search: &SearchPath) -> PackChain {
    chain(folder::in_memory(files), Shelves { store: &System, path: search })
}

/// Whether two packs of the same id and version mean the same.
pub(crate) fn same_meaning(first: &RawPack, second: &RawPack, search: Shelves<'_>) -> bool {
    // Only what they extend can go through here again, and that is bounded.
    let digest = |raw: &RawPack| {
        let mut sources = SourceMap::new();
        let mut diagnostics = Diagnostics::new();
        let read = read(raw, None, &mut sources, &mut diagnostics);
        let parents = parents(raw, search);
        let mut documents: Vec<PackDocument> = parents
            .packs
            .iter()
            .rev()
            .map(|p| self::read(p, None, &mut sources, &mut diagnostics).document)
            .collect();
        documents.push(read.document);
        (!diagnostics.has_errors()).then(|| digest::digest(&documents))
    };
    let first = digest(first);
    first.is_some() && first == digest(second)
}

/// Why the chain ends where it does, though the last pack extends something.
enum Break {
    BadReference(Option<String>),
    Cycle,
    TooDeep,
    Error(LoadError),
}

/// What a pack extends: its parent first, that one's parent next, …
struct Parents {
    packs: Vec<RawPack>,
    stopped: Option<Break>,
}

fn parents(child: &RawPack, search: Shelves<'_>) -> Parents {
    let mut packs: Vec<RawPack> = Vec::new();
    let mut peek = registry::peek(child);
    let mut ids = vec![(peek.id.clone(), peek.version.clone())];
    loop {
        let Some(written) = peek.extends.take() else { return Parents { packs, stopped: None } };
        let Some(reference) = Reference::parse(&written) else {
            let suggestion =
                registry::suggestion_for_id(written.split('@').next().unwrap_or(&written), search);
            return Parents { packs, stopped: Some(Break::BadReference(suggestion)) };
        };
        if packs.len() + 1 >= MAX_EXTENDS {
            return Parents { packs, stopped: Some(Break::TooDeep) };
        }
        let own = ids.last().is_some_and(|(id, version)| {
            let version = version.as_deref().and_then(Version::parse);
            id.as_deref() == Some(&reference.id) && version.is_some_and(|v| reference.takes(&v))
        });
        let raw = match registry::resolve(&reference, &written, search) {
            Ok(raw) => raw,
            // A pack held in memory that extends itself is on no search path.
            Err(LoadError::NoSuchPack { .. }) if own => {
                return Parents { packs, stopped: Some(Break::Cycle) };
            }
            Err(error) => return Parents { packs, stopped: Some(Break::Error(error)) },
        };
        peek = registry::peek(&raw);
        let id = (peek.id.clone(), peek.version.clone());
        if ids.contains(&id) {
            return Parents { packs, stopped: Some(Break::Cycle) };
        }
        ids.push(id);
        packs.push(raw);
    }
}

/// Reads a pack and all that it extends.
pub(crate) fn chain(raw: RawPack, search: Shelves<'_>) -> PackChain {
    let Parents { mut packs, stopped } = parents(&raw, search);
    packs.reverse();
    packs.push(raw);
    assemble(Arc::new(packs), stopped, None)
}

/// The text of one file to be read instead of what was found.
struct Edit<'a> {
    file: &'a str,
    text: &'a str,
}

impl PackChain {
    /// The chain with another text for one of its files, which keeps its place among the sources; `None` where the chain cannot be
    /// read again by itself.
    pub(crate) fn with_text(&self, file: SourceId, text: &str) -> Option<PackChain> {
        if self.raws.len() != self.documents.len() {
            return None;
        }
        let file = self.sources.get(file)?.name.to_string();
        Some(assemble(Arc::clone(&self.raws), None, Some(Edit { file: &file, text })))
    }
}

/// Reads the packs of a chain, the root parent first.
fn assemble(raws: Arc<Vec<RawPack>>, stopped: Option<Break>, edit: Option<Edit<'_>>) -> PackChain {
    let mut sources = SourceMap::new();
    let mut diagnostics = Diagnostics::new();
    let mut documents = Vec::new();
    let mut incomplete = stopped.is_some();
    let again = stopped.is_none();
    let mut own = SourceId(0);
    for pack in raws.iter() {
        own = sources.next_id();
        let read = read(pack, edit.as_ref(), &mut sources, &mut diagnostics);
        incomplete |= read.incomplete;
        documents.push(read.document);
    }
    if let (Some(stopped), Some(first)) = (stopped, documents.first()) {
        report_break(stopped, first, &documents, &mut diagnostics);
    }
    check_pins(&documents, &mut diagnostics);
    map_kinds::settle(&mut documents);
    let documents = Arc::new(documents);
    let digest = digest_of(&documents, &diagnostics);
    let raws = if again { raws } else { Arc::default() };
    PackChain { sources, documents, diagnostics, digest, incomplete, set: Vec::new(), own, raws }
}

/// The digest, if the documents have a meaning.
fn digest_of(documents: &Arc<Vec<PackDocument>>, diagnostics: &Diagnostics) -> Digest {
    if diagnostics.has_errors() { Digest::default() } else { Digest::of(Arc::clone(documents)) }
}

/// A chain with some numbers changed for a trial: a further document that overrides them, with the last pack's heading. `text` is that
/// document's YAML, `set` what was asked for. The digest is another, and the version says so by `+set`.
pub fn overlaid(mut chain: PackChain, set: Vec<String>, text: &str) -> PackChain {
    let Some(last) = chain.documents.last() else { return chain };
    let mut header = last.header.clone();
    let base = format!("{}@{}", header.id.value, header.version.value);
    let version = format!("{}{}set", header.version.value, if base.contains('+') { "." } else { "+" });
    let full = format!("pack: {}\nversion: {version}\n{text}", header.id.value);
    let raw = folder::in_memory(&[("set.yaml", full.as_bytes())]);
    let read = read(&raw, None, &mut chain.sources, &mut chain.diagnostics);
    chain.raws = Arc::default();
    header.id = read.document.header.id.clone();
    header.version = read.document.header.version.clone();
    header.extends = Some(crate::source::Spanned::new(base, header.id.span));
    let documents = Arc::make_mut(&mut chain.documents);
    documents.push(PackDocument { header, ..read.document });
    map_kinds::settle(documents);
    chain.digest = digest_of(&chain.documents, &chain.diagnostics);
    chain.set = set;
    chain
}

fn report_break(
    stopped: Break,
    first: &PackDocument,
    documents: &[PackDocument],
    diagnostics: &mut Diagnostics,
) {
    let Some(extends) = &first.header.extends else { return };
    let reference = extends.value.as_str();
    let diagnostic = match stopped {
        Break::BadReference(suggestion) => {
            let diagnostic = Diagnostic::new(&codes::BAD_EXTENDS, extends.span).arg("reference", reference);
            match suggestion {
                Some(better) => diagnostic
                    .help(Message::new("help-pack-write-key").arg("key", &better))
                    .fix(extends.span, better),
                None => diagnostic.help(Message::new("help-pack-extends-form")),
            }
        }
        Break::TooDeep => Diagnostic::new(&codes::EXTENDS_TOO_DEEP, extends.span).arg("limit", MAX_EXTENDS),
        Break::Cycle => {
            let closes = |d: &&PackDocument| {
                let version = Version::parse(&d.header.version.value);
                let parsed = Reference::parse(reference);
                parsed.zip(version).is_some_and(|(r, v)| r.id == d.header.id.value && r.takes(&v))
            };
            // Only the packs of the circle itself: what extends one of them from outside is not to blame.
            let last = documents.iter().position(|d| closes(&d)).unwrap_or(0);
            let circle = documents.get(..=last).unwrap_or_default();
            let name = |d: &PackDocument| format!("{}@{}", d.header.id.value, d.header.version.value);
            let mut names: Vec<String> = circle.iter().rev().map(name).collect();
            names.extend(names.first().cloned());
            let mut diagnostic = Diagnostic::new(&codes::EXTENDS_CYCLE, extends.span)
                .arg("chain", names.join(" → "))
                .help(Message::new("help-pack-extends-cycle"));
            for extends in circle.iter().skip(1).filter_map(|d| d.header.extends.as_ref()) {
                diagnostic = diagnostic.related(extends.span, Message::new("label-pack-extends-here"));
            }
            diagnostic
        }
        Break::Error(LoadError::NoSuchPack { suggestion, known, .. }) => {
            let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_PARENT, extends.span)
                .arg("reference", reference)
                .help(what_there_is(suggestion.as_deref(), &known));
            if let Some(suggestion) = suggestion {
                diagnostic = diagnostic.fix(extends.span, suggestion);
            }
            diagnostic
        }
        Break::Error(LoadError::Unreadable { path, source }) => {
            let mut diagnostic = Diagnostic::new(&codes::UNREADABLE_PARENT, extends.span)
                .arg("reference", reference)
                .arg("path", path.display());
            diagnostic.message = diagnostic.message.message("reason", reason(&source));
            diagnostic
        }
        Break::Error(error) => {
            let mut diagnostic = Diagnostic::new(&codes::UNUSABLE_PARENT, extends.span);
            diagnostic.message = diagnostic.message.message("why", error.message());
            diagnostic.help = error.help();
            diagnostic
        }
    };
    diagnostics.push(diagnostic);
}

/// Holds each `extends` with a digest against what was found.
fn check_pins(documents: &[PackDocument], diagnostics: &mut Diagnostics) {
    for (i, document) in documents.iter().enumerate() {
        let Some(extends) = document.header.extends.as_ref().filter(|_| i > 0) else { continue };
        let Some(wanted) = Reference::parse(&extends.value).and_then(|r| r.digest) else { continue };
        let found = digest::digest(documents.get(..i).unwrap_or_default());
        if found != wanted {
            diagnostics.push(
                Diagnostic::new(&codes::OTHER_PARENT, extends.span)
                    .arg("reference", extends.value.split('#').next().unwrap_or_default())
                    .help(Message::new("help-pack-digest-found").arg("digest", found)),
            );
        }
    }
}

struct Read {
    document: PackDocument,
    incomplete: bool,
}

/// Reads the files of one pack.
fn read(
    pack: &RawPack,
    edit: Option<&Edit<'_>>,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Read {
    let mut header = Header::default();
    let mut document = PackDocument {
        origin: pack.origin.clone(),
        header: Header::default().finish(Span::new(crate::source::SourceId(0), 0, 0)),
        definitions: Definitions::default(),
        overrides: Definitions::default(),
        rules: Vec::new(),
        schedule: Vec::new(),
        procedure: Vec::new(),
        organisation: Vec::new(),
        milestones: Vec::new(),
    };
    let mut incomplete = false;
    let mut place: Option<Span> = None;
    for file in &pack.files {
        if file.kind == FileKind::Misnamed {
            let name = pack.name_of(file);
            let source = sources.add(name.as_str(), "");
            let right = name.get(..name.len() - ".txt".len()).unwrap_or_default().to_owned();
            diagnostics.push(
                Diagnostic::new(&codes::MISNAMED_FILE, Span::new(source, 0, 0))
                    .arg("file", name)
                    .help(Message::new("help-pack-rename").arg("file", right)),
            );
            continue;
        }
        let edited = edit.filter(|e| e.file == pack.name_of(file));
        let added = match edited {
            Some(edit) => Some(sources.add(edit.file, edit.text)),
            None => text::add(pack, file, sources, diagnostics),
        };
        let Some(source) = added else {
            incomplete = true;
            continue;
        };
        let text = sources.get(source).map(|f| f.text.clone()).unwrap_or_default();
        if place.is_none() || file.path == "pack.yaml" {
            place = Some(Span::new(source, 0, 0));
        }
        if file.kind == FileKind::Rules {
            let rules = parse_rules(&text, source, diagnostics);
            incomplete |= rules.unread;
            document.rules.push(rules);
            continue;
        }
        let read = yaml::read_file(&text, source, diagnostics);
        incomplete |= read.incomplete;
        if let Some(root) = read.node {
            incomplete |=
                reader::read(&root, read.incomplete, &text, &mut header, &mut document, diagnostics);
        }
    }
    let place = place.unwrap_or_else(|| Span::new(sources.add(pack.shown.as_str(), ""), 0, 0));
    for (key, code, help) in [
        (Key::Pack, &codes::NO_PACK_ID, "example-pack"),
        (Key::Version, &codes::NO_VERSION, "example-version"),
    ] {
        if !header.was_given(key) && !incomplete {
            diagnostics.push(Diagnostic::new(code, place).help(Message::new(help)));
        }
    }
    document.header = header.finish(place);
    Read { document, incomplete }
}
