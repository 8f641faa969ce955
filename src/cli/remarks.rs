//! `eval --annotate`: the data again, with its problems marked.

use std::path::{Path, PathBuf};

use super::{Stop, output};
use crate::diagnostic::{Language, Message};
use crate::report::ReportInput;
use crate::source::System;
use crate::tooling::render::{Unannotated, annotated};

/// Whether the copy's name is a workbook's.
pub(super) fn is_workbook(path: &Path, language: Language) -> Result<(), Stop> {
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx")) {
        return Ok(());
    }
    Err(Stop::new(&Message::new("cli-annotate-format").arg("path", path.display()), None, language))
}

/// Writes the copy.
pub(super) fn write(path: &Path, data: &[PathBuf], input: &ReportInput<'_>) -> Result<(), Stop> {
    let language = input.language;
    let bytes = annotated(&System, data, input).map_err(|e| match e {
        Unannotated::Read(e) => Stop::new(&e.message(), None, language),
        Unannotated::Write(e) => Stop(e.to_string()),
    })?;
    output::bytes(path, &bytes, language)?;
    output::message(&Message::new("cli-annotated").arg("path", path.display()).text(language));
    Ok(())
}
