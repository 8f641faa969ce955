//! Packs as they are written: what `check` says about them, how their cases come out, and whether they are fit to be published.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use junheng::diagnostic::{DiagnosticJson, Language, render_json};
use junheng::pack::{PackChain, SearchPath, load_bytes};
use junheng::semantics::{Checked, CheckedPack, check};
use junheng::source::Memory;
use junheng::tooling::test::coverage::{self, Coverage, cover};
use junheng::tooling::test::{Extent, Suite, read_declared_from, run_cases_from};

use crate::error::Failure;

/// The folder of a pack's cases.
pub const CASES: &str = "tests/";
/// Most bytes of a file of a pack.
pub const FILE: usize = 1024 * 1024;
/// Most files of a pack.
pub const FILES: usize = 200;

/// The files of the pack itself: those that are no cases.
pub(crate) fn own(files: &BTreeMap<String, Vec<u8>>) -> Vec<(&str, &[u8])> {
    let own = files.iter().filter(|(path, _)| !path.starts_with(CASES));
    own.map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect()
}

/// Whether a file of a pack may have this path: in the pack's folder what packs are read from, below `tests/` also data.
pub fn is_path(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let plain = |part: &&str| {
        let odd = |c: char| c.is_control() || "\\:*?\"<>|".contains(c);
        !part.is_empty()
            && part.chars().count() <= 80
            && !part.starts_with(['.', ' '])
            && !part.chars().any(odd)
    };
    let ends = |endings: &[&str]| {
        path.rsplit_once('.')
            .is_some_and(|(name, end)| !name.is_empty() && !name.ends_with('/') && endings.contains(&end))
    };
    parts.iter().all(plain)
        && match parts.as_slice() {
            [_] => ends(&["yaml", "yml", "rules"]),
            ["tests", _] | ["tests", _, _] => ends(&["yaml", "yml", "csv"]),
            _ => false,
        }
}

/// A pack of the store and what it extends.
pub fn chain(files: &BTreeMap<String, Vec<u8>>) -> PackChain {
    load_bytes(&own(files), &SearchPath::embedded())
}

/// A pack as it was looked at.
#[derive(Debug)]
pub struct Looked {
    /// The pack with all that it extends.
    pub chain: PackChain,
    /// What `check` found.
    pub checked: Checked,
    /// The pack that it extends, where it does and that one has no errors.
    pub parent: Option<(PackChain, CheckedPack)>,
    /// How its cases came out; none where the pack has errors.
    pub suite: Option<(Suite, Coverage)>,
}

impl Looked {
    /// Checks a pack and runs its cases, which are told in a language.
    pub fn new(files: &BTreeMap<String, Vec<u8>>, language: Language) -> Self {
        let chain = chain(files);
        let checked = check(chain.clone());
        let parent = parent(&chain).and_then(|chain| {
            let pack = check(chain.clone()).pack?;
            Some((chain, pack))
        });
        let suite = checked.pack.as_ref().map(|pack| {
            let store: Memory = files.iter().map(|(path, bytes)| (path, bytes.clone())).collect();
            let folder = Path::new(CASES);
            let suite = run_cases_from(&store, pack, folder, language);
            let extent = Extent::of(pack, parent.as_ref().map(|(_, pack)| pack));
            let mut declared = read_declared_from(&store, folder);
            let covered = cover(pack, &suite, &extent, &mut declared);
            (suite, covered)
        });
        Looked { chain, checked, parent, suite }
    }

    /// What is wrong with the pack's own files and with its cases: places, what is wrong, what to do.
    pub fn wrongs(&self, language: Language) -> Vec<DiagnosticJson> {
        let mut out = render_json(&self.checked.diagnostics, &self.checked.sources, language);
        if let Some((suite, _)) = &self.suite {
            out.extend(render_json(&suite.diagnostics, &suite.sources, language));
        }
        out
    }

    /// How much of the pack its cases cover.
    pub fn coverage(&self, language: Language) -> Option<coverage::CoverageJson> {
        let (pack, (_, covered)) = self.checked.pack.as_ref().zip(self.suite.as_ref())?;
        Some(coverage::json(pack, covered, language))
    }

    /// What keeps the pack from being published, if anything does: the first thing that `check` says, or the first case that fails.
    pub fn unfit(&self) -> Option<Failure> {
        if let Some(first) = self.checked.diagnostics.first() {
            return Some(Failure::new(first.message.text(Language::Zh), first.message.text(Language::En)));
        }
        let Some((suite, _)) = &self.suite else {
            return Some(Failure::new("标准包读不出来", "the pack cannot be read"));
        };
        let failed = suite.cases.iter().find(|case| !case.problems.is_empty()).map(|case| case.name.clone());
        if suite.failed() == 0 {
            return None;
        }
        let (n, name) = (suite.failed(), failed.unwrap_or_else(|| "—".to_owned()));
        Some(Failure::new(
            format!("{n} 个用例没有通过，第一个是“{name}”"),
            format!("{n} cases fail, the first is `{name}`"),
        ))
    }
}

/// What a pack extends, as it was loaded for this pack.
fn parent(chain: &PackChain) -> Option<PackChain> {
    let mut parent = chain.clone();
    Arc::make_mut(&mut parent.documents).pop();
    (!parent.documents.is_empty()).then_some(parent)
}

/// What keeps a pack from being published, if anything does.
pub fn unfit(files: &BTreeMap<String, Vec<u8>>) -> Option<Failure> {
    Looked::new(files, Language::Zh).unfit()
}

/// What becomes of a draft's files by a save. Each file says which digest it had when it was looked at: empty where there was none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Path, the digest of what was seen, what is to stand there; none: the file goes.
    pub files: Vec<(String, String, Option<String>)>,
}
