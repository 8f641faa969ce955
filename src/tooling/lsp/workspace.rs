//! The files that are open, the packs that they belong to, and what is known of these.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::{
    CodeDescription, Diagnostic as LspDiagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location,
    NumberOrString, Uri,
};

use super::position;
use crate::diagnostic::{Diagnostic, Diagnostics, Language, Severity};
use crate::pack::{LoadError, PackChain, SearchPath, load_open_from, packs_within, shipped_text};
use crate::semantics::names::NameIndex;
use crate::semantics::{CheckedPack, check};
use crate::source::{SourceId, SourceMap, Span, Store};
use crate::syntax::parse_rules;

/// A file that the editor has open.
#[derive(Debug, Clone)]
pub(super) struct OpenFile {
    pub text: String,
    pub version: i32,
}

/// What is known of a pack.
#[derive(Debug)]
pub(super) struct Analysis {
    /// The pack and all that it extends, as their files say it.
    pub chain: Option<PackChain>,
    pub sources: SourceMap,
    pub diagnostics: Vec<Diagnostic>,
    pub names: NameIndex,
    /// The pack as far as it could be read.
    pub pack: Option<CheckedPack>,
    /// The pack's own folder, with `/`.
    pub folder: PathBuf,
}

/// All open files and their packs.
#[derive(Debug)]
pub(super) struct Workspace {
    pub language: Language,
    search: SearchPath,
    /// Where the folders are.
    store: Arc<dyn Store>,
    files: HashMap<PathBuf, OpenFile>,
    analyses: BTreeMap<PathBuf, Analysis>,
    /// Packs whose files changed since they were read.
    stale: BTreeSet<PathBuf>,
    /// Packs whose files changed since their diagnostics were told: a question in between reads them, and tells nothing.
    untold: BTreeSet<PathBuf>,
    /// Files that have diagnostics in the editor, by pack.
    published: HashMap<PathBuf, BTreeSet<PathBuf>>,
}

/// Most packs that are read because they lie beside one.
const MAX_BESIDE: usize = 64;
/// Folders above a file in which its pack is looked for.
const MAX_LEVELS: usize = 16;

impl Workspace {
    pub fn new(language: Language, search: SearchPath, store: Arc<dyn Store>) -> Self {
        Workspace {
            language,
            search,
            store,
            files: HashMap::new(),
            analyses: BTreeMap::new(),
            stale: BTreeSet::new(),
            untold: BTreeSet::new(),
            published: HashMap::new(),
        }
    }

    pub fn file(&self, path: &Path) -> Option<&OpenFile> {
        self.files.get(path)
    }

    /// Takes a file's text. An older version than the one there is is dropped.
    pub fn put(&mut self, path: PathBuf, text: String, version: i32) {
        if self.files.get(&path).is_some_and(|f| version < f.version) {
            return;
        }
        self.changed(&path);
        self.files.insert(path, OpenFile { text, version });
    }

    pub fn close(&mut self, path: &Path) {
        self.changed(path);
        self.files.remove(path);
    }

    fn changed(&mut self, path: &Path) {
        let pack = self.pack_of(path);
        self.untold.insert(pack.clone());
        self.stale.insert(pack);
    }

    /// Something changed on disk: what extends it may read otherwise now.
    pub fn touch_all(&mut self) {
        let all: Vec<PathBuf> = self.files.keys().map(|f| self.pack_of(f)).collect();
        self.untold.extend(all.iter().cloned());
        self.stale.extend(all);
    }

    /// The folder of the pack that a file belongs to: the nearest with a `pack.yaml`; for a file by itself, the file.
    pub fn pack_of(&self, path: &Path) -> PathBuf {
        let has_header = |folder: &&Path| {
            let header = folder.join("pack.yaml");
            self.files.contains_key(&header) || self.store.is_file(&header)
        };
        let folder = path.ancestors().skip(1).take(MAX_LEVELS).find(has_header);
        folder.map_or_else(|| path.to_owned(), Path::to_owned)
    }

    /// What is known of the pack of a file, up to date.
    pub fn analysis(&mut self, path: &Path) -> Option<&Analysis> {
        let pack = self.pack_of(path);
        if self.stale.remove(&pack) || !self.analyses.contains_key(&pack) {
            let analysis = self.analyse(&pack);
            self.analyses.insert(pack.clone(), analysis);
        }
        self.analyses.get(&pack)
    }

    /// What was found out of the pack of a file when it was last asked for.
    pub fn known(&self, path: &Path) -> Option<&Analysis> {
        self.analyses.get(&self.pack_of(path))
    }

    /// All packs that were read.
    pub fn all(&self) -> impl Iterator<Item = &Analysis> {
        self.analyses.values()
    }

    /// Reads the packs that lie beside that of a file: one of them may extend it.
    pub fn read_beside(&mut self, path: &Path) {
        let pack = self.pack_of(path);
        let Some(folder) = pack.parent() else { return };
        for beside in packs_within(&*self.store, folder).into_iter().take(MAX_BESIDE) {
            if !self.analyses.contains_key(&beside) {
                let analysis = self.analyse(&beside);
                self.analyses.insert(beside, analysis);
            }
        }
    }

    fn analyse(&self, pack: &Path) -> Analysis {
        if let Some(file) = self.files.get(pack) {
            return alone(pack, &file.text);
        }
        self.analyse_with(pack, &BTreeMap::new())
    }

    /// What would be known of a pack if some of its files said something else.
    pub fn analyse_with(&self, pack: &Path, changed: &BTreeMap<PathBuf, String>) -> Analysis {
        let mut open = BTreeMap::new();
        let texts = self.files.iter().map(|(path, file)| (path, &file.text)).chain(changed);
        for (path, text) in texts {
            if let Ok(relative) = path.strip_prefix(pack) {
                open.insert(relative.to_string_lossy().replace('\\', "/"), text.clone());
            }
        }
        match load_open_from(&*self.store, pack, &open, &self.search) {
            Ok(chain) => {
                let checked = check(chain.clone());
                let pack_read = checked.pack.or(checked.unsound);
                let names = NameIndex::new(&chain, pack_read.as_ref());
                Analysis {
                    chain: Some(chain),
                    sources: checked.sources,
                    diagnostics: checked.diagnostics,
                    names,
                    pack: pack_read,
                    folder: pack.to_owned(),
                }
            }
            Err(error) => unreadable(pack, &error),
        }
    }

    /// Reads again what is stale and gives the diagnostics of each file that has some, or had.
    pub fn fresh_diagnostics(&mut self) -> Vec<(Uri, Vec<LspDiagnostic>, Option<i32>)> {
        let mut out = Vec::new();
        for pack in std::mem::take(&mut self.untold) {
            let is_open = self.files.keys().any(|f| self.pack_of(f) == pack);
            let mut by_file: BTreeMap<PathBuf, Vec<LspDiagnostic>> = BTreeMap::new();
            if is_open {
                if self.stale.remove(&pack) || !self.analyses.contains_key(&pack) {
                    let analysis = self.analyse(&pack);
                    self.analyses.insert(pack.clone(), analysis);
                }
                let language = self.language;
                if let Some(analysis) = self.analyses.get(&pack) {
                    for d in &analysis.diagnostics {
                        if let Some(path) = analysis.path(d.span.source) {
                            by_file.entry(path).or_default().push(analysis.shown(d, language));
                        }
                    }
                }
            } else {
                self.stale.remove(&pack);
                self.analyses.remove(&pack);
            }
            let now: BTreeSet<PathBuf> = by_file.keys().cloned().collect();
            let before = self.published.insert(pack.clone(), now).unwrap_or_default();
            let open = self.files.keys().filter(|f| self.pack_of(f) == pack).cloned();
            for path in before.into_iter().chain(open) {
                by_file.entry(path).or_default();
            }
            for (path, list) in by_file {
                let version = self.files.get(&path).map(|f| f.version);
                out.extend(position::uri(&path).map(|uri| (uri, list, version)));
            }
        }
        out
    }
}

/// A `.rules` file of no pack: only its own grammar can be checked.
fn alone(path: &Path, text: &str) -> Analysis {
    let mut sources = SourceMap::new();
    let source = sources.add(path.to_string_lossy(), text);
    let mut diagnostics = Diagnostics::new();
    if path.extension().is_some_and(|x| x == "rules") {
        parse_rules(text, source, &mut diagnostics);
    }
    Analysis {
        chain: None,
        sources,
        diagnostics: diagnostics.sorted(),
        names: NameIndex::default(),
        pack: None,
        folder: path.to_owned(),
    }
}

fn unreadable(pack: &Path, error: &LoadError) -> Analysis {
    let mut sources = SourceMap::new();
    let source = sources.add(pack.join("pack.yaml").to_string_lossy(), "");
    let mut d = Diagnostic::new(&crate::diagnostic::codes::UNREADABLE_FILE, Span::new(source, 0, 0));
    d.message = error.message();
    d.help = error.help();
    Analysis {
        chain: None,
        sources,
        diagnostics: vec![d],
        names: NameIndex::default(),
        pack: None,
        folder: pack.to_owned(),
    }
}

impl Analysis {
    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|d| d.code.severity.is_error()).count()
    }

    /// Where a source is on disk; nothing for what is inside the program.
    pub fn path(&self, source: SourceId) -> Option<PathBuf> {
        let name = &self.sources.get(source)?.name;
        if name.starts_with("junheng:") {
            return None;
        }
        // Packs of the search path may be named from the working folder, where there is one.
        let path = Path::new(&**name);
        std::path::absolute(path).ok().or_else(|| path.has_root().then(|| path.to_owned()))
    }

    /// The source of a path.
    pub fn source(&self, path: &Path) -> Option<SourceId> {
        self.sources.iter().map(|(id, _)| id).find(|id| self.path(*id).is_some_and(|p| p == path))
    }

    /// A span as a place that an editor can open. Files inside the program are written out to a folder for reading; in a browser, which
    /// has no folders, they are named as they are.
    pub fn location(&self, span: Span) -> Option<Location> {
        let name = &self.sources.get(span.source)?.name;
        let uri = match self.path(span.source) {
            Some(path) => position::uri(&path)?,
            None if cfg!(target_family = "wasm") => position::shipped_uri(name)?,
            None => position::uri(&written_out(name)?)?,
        };
        Some(Location { uri, range: position::range(&self.sources, span) })
    }

    fn shown(&self, d: &Diagnostic, language: Language) -> LspDiagnostic {
        let mut message = d.message.text(language);
        if let Some(label) = &d.label {
            message.push('\n');
            message.push_str(&label.text(language));
        }
        if let Some(help) = d.help_text(language) {
            message.push('\n');
            message.push_str(&help);
        }
        let related = d.related.iter().filter_map(|r| {
            let location = self.location(r.span)?;
            Some(DiagnosticRelatedInformation { location, message: r.message.text(language) })
        });
        let related: Vec<DiagnosticRelatedInformation> = related.collect();
        LspDiagnostic {
            range: position::range(&self.sources, d.span),
            severity: Some(match d.code.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
            }),
            code: Some(NumberOrString::String(d.code.id.to_owned())),
            code_description: None::<CodeDescription>,
            source: Some("junheng".to_owned()),
            message,
            related_information: (!related.is_empty()).then_some(related),
            tags: None,
            data: None,
        }
    }
}

/// A shipped pack's file, written into a folder of this version's own, read-only to all intents.
fn written_out(name: &str) -> Option<PathBuf> {
    let text = shipped_text(name)?;
    let relative = name.strip_prefix("junheng:")?;
    let path = std::env::temp_dir().join(concat!("junheng-", env!("CARGO_PKG_VERSION"))).join(relative);
    if std::fs::read_to_string(&path).is_ok_and(|there| there == text) {
        return Some(path);
    }
    std::fs::create_dir_all(path.parent()?).ok()?;
    std::fs::write(&path, text).ok()?;
    Some(path)
}
