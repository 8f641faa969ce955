//! `eval --annotate`: the data again, with its problems marked.

use std::path::{Path, PathBuf};

use super::{Stop, output};
use crate::diagnostic::{Language, Message};
use crate::evaluation::Evaluation;
use crate::facts::{Facts, originals};
use crate::report::{annotated, sheets};
use crate::semantics::CheckedPack;

/// Whether the copy may go to a path: it is a workbook's name, and not the data's own.
pub(super) fn may_write(path: &Path, data: &[PathBuf], language: Language) -> Result<(), Stop> {
    let stop =
        |key: &'static str| Err(Stop::new(&Message::new(key).arg("path", path.display()), None, language));
    if path.extension().is_none_or(|e| !e.eq_ignore_ascii_case("xlsx")) {
        return stop("cli-annotate-format");
    }
    not_own_data(path, data, language)
}

/// Whether a result may be written there: not over the data that it is of.
pub(super) fn not_own_data(path: &Path, data: &[PathBuf], language: Language) -> Result<(), Stop> {
    let stop =
        |key: &'static str| Err(Stop::new(&Message::new(key).arg("path", path.display()), None, language));
    let own = path.canonicalize().ok();
    let inside = |given: &PathBuf| {
        let given = given.canonicalize().ok();
        own.is_some()
            && (given == own || given.is_some_and(|g| own.as_deref().and_then(Path::parent) == Some(&g)))
    };
    if data.iter().any(inside) { stop("cli-annotate-own-data") } else { Ok(()) }
}

/// Writes the copy.
pub(super) fn write(
    path: &Path,
    pack: &CheckedPack,
    data: &[PathBuf],
    facts: &Facts,
    evaluation: &Evaluation,
    language: Language,
) -> Result<(), Stop> {
    let originals = originals(pack, data).map_err(|e| Stop::new(&e.message(), None, language))?;
    let issues: Vec<_> = facts.issues.iter().chain(&evaluation.warnings).collect();
    let book = annotated(&originals, &issues, language);
    let bytes = sheets::write(&book).map_err(|e| Stop(e.to_string()))?;
    output::bytes(path, &bytes, language)?;
    output::message(&Message::new("cli-annotated").arg("path", path.display()).text(language));
    Ok(())
}
