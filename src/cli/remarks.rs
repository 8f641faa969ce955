//! `eval --annotate`: the data again, with its problems marked.

use std::path::{Path, PathBuf};

use super::{Stop, output};
use crate::diagnostic::{Language, Message};
use crate::evaluation::Evaluation;
use crate::facts::{Facts, originals};
use crate::report::{annotated, sheets};
use crate::semantics::CheckedPack;

/// Whether the copy's name is a workbook's.
pub(super) fn is_workbook(path: &Path, language: Language) -> Result<(), Stop> {
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx")) {
        return Ok(());
    }
    Err(Stop::new(&Message::new("cli-annotate-format").arg("path", path.display()), None, language))
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
