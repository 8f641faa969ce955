//! Whether a pack is fit to be published: nothing to say about it, and all its cases come out as expected.

use std::collections::BTreeMap;
use std::path::Path;

use junheng::diagnostic::Language;
use junheng::pack::{SearchPath, load_bytes};
use junheng::semantics::check;
use junheng::tooling::test::run_cases;

use crate::error::Failure;

/// The folder of a pack's cases.
pub const CASES: &str = "tests/";

/// The files of the pack itself: those that are no cases.
pub(crate) fn own(files: &BTreeMap<String, Vec<u8>>) -> Vec<(&str, &[u8])> {
    let own = files.iter().filter(|(path, _)| !path.starts_with(CASES));
    own.map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect()
}

/// What keeps a pack from being published, if anything does: the first thing that `check` says, or the first case that fails.
///
/// # Errors
/// Where the cases cannot be laid out to be run.
pub fn unfit(files: &BTreeMap<String, Vec<u8>>) -> Result<Option<Failure>, Failure> {
    let checked = check(load_bytes(&own(files), &SearchPath::embedded()));
    if let Some(first) = checked.diagnostics.first() {
        return Ok(Some(Failure::new(first.message.text(Language::Zh), first.message.text(Language::En))));
    }
    let Some(pack) = checked.pack else {
        return Ok(Some(Failure::new("标准包读不出来", "the pack cannot be read")));
    };
    let dir = tempfile::tempdir().map_err(Failure::store)?;
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with(CASES)) {
        let place = dir.path().join(path);
        // A name that leads out of the folder is none of a pack's.
        if Path::new(path).components().any(|c| !matches!(c, std::path::Component::Normal(_))) {
            return Ok(Some(Failure::new(
                format!("文件名 {path} 不对"),
                format!("the file name {path} is wrong"),
            )));
        }
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder).map_err(|e| Failure::file(folder, e))?;
        }
        std::fs::write(&place, bytes).map_err(|e| Failure::file(&place, e))?;
    }
    let suite = run_cases(&pack, &dir.path().join(CASES), Language::Zh);
    let failed = suite.cases.iter().find(|case| !case.problems.is_empty()).map(|case| case.name.clone());
    if suite.failed() == 0 {
        return Ok(None);
    }
    let (n, name) = (suite.failed(), failed.unwrap_or_else(|| "—".to_owned()));
    Ok(Some(Failure::new(
        format!("{n} 个用例没有通过，第一个是“{name}”"),
        format!("{n} cases fail, the first is `{name}`"),
    )))
}
