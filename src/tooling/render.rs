//! `junheng eval`: the outcomes in every format that the program writes, as the bytes of a file.

#[cfg(feature = "xlsx")]
use std::path::PathBuf;

use crate::diagnostic::Message;
use crate::evaluation::Options;
#[cfg(feature = "xlsx")]
use crate::facts::{ReadError, originals_from};
use crate::report::{self, ReportInput, ndjson};
use crate::semantics::CheckedPack;
#[cfg(feature = "xlsx")]
use crate::source::Store;
use crate::source::visible;
#[cfg(any(feature = "xlsx", feature = "docx"))]
use crate::tooling::gap::{self, Costs};
use crate::value::Date;

/// What the outcomes are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text for a terminal.
    Text,
    /// JSON: [`report::Report`].
    Json,
    /// A line of JSON for each county.
    Ndjson,
    /// The report as one page.
    Html,
    /// The report as Markdown.
    Markdown,
    /// The ledger, a workbook.
    #[cfg(feature = "xlsx")]
    Ledger,
    /// The forms of the application, a workbook.
    #[cfg(feature = "xlsx")]
    Forms,
    /// The draft of the self-evaluation report, a document.
    #[cfg(feature = "docx")]
    Draft,
}

/// Why the outcomes cannot be written so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    /// A sheet has no room for all rows.
    #[error("more rows than a sheet can have")]
    TooLarge,
    /// What the library that writes the format says.
    #[error("{0}")]
    Failed(String),
}

impl Unwritable {
    fn failed(error: impl std::fmt::Display) -> Self {
        Unwritable::Failed(error.to_string())
    }

    /// What is said of it, where that is in both languages.
    pub fn message(&self) -> Option<Message> {
        match self {
            Unwritable::TooLarge => Some(Message::new("cli-ledger-too-large")),
            Unwritable::Failed(_) => None,
        }
    }
}

/// The outcomes as the bytes of a file. `options` are those that were evaluated with.
///
/// # Errors
/// [`Unwritable`].
pub fn render(input: &ReportInput<'_>, options: &Options, format: Format) -> Result<Vec<u8>, Unwritable> {
    // Only what is taken further than the outcomes asks for them.
    #[cfg(not(any(feature = "xlsx", feature = "docx")))]
    let _ = options;
    #[cfg(any(feature = "xlsx", feature = "docx"))]
    let remedies = || {
        let gaps = gap::gap(input.pack, input.facts, options, &Costs::default(), None);
        gap::remedies(input.pack, &gaps, input.language)
    };
    let text = match format {
        Format::Text => visible(&report::text::report(input)).into_owned(),
        Format::Json => {
            serde_json::to_string_pretty(&report::report(input)).map_err(Unwritable::failed)? + "\n"
        }
        Format::Ndjson => {
            let mut lines = Vec::new();
            input.evaluation.counties.iter().for_each(|county| ndjson::line(input, county, &mut lines));
            return Ok(lines);
        }
        Format::Html => report::dossier::document(input).html(),
        Format::Markdown => report::dossier::document(input).markdown(),
        #[cfg(feature = "xlsx")]
        Format::Ledger => {
            return workbook(&report::ledger::book(input).map_err(|_| Unwritable::TooLarge)?);
        }
        #[cfg(feature = "xlsx")]
        Format::Forms => {
            return workbook(&report::forms::book(input, &remedies()).map_err(|_| Unwritable::TooLarge)?);
        }
        #[cfg(feature = "docx")]
        Format::Draft => {
            let draft = report::draft::draft(input, &remedies());
            return report::draft::write(&draft, input.language).map_err(Unwritable::failed);
        }
    };
    Ok(text.into_bytes())
}

/// That the day is outside the pack's period, where it is.
pub fn outside_period(pack: &CheckedPack, as_of: Date) -> Option<Message> {
    let early = pack.from.is_some_and(|from| as_of < from);
    let late = pack.to.is_some_and(|to| as_of > to);
    let or_dash = |d: Option<Date>| d.map_or_else(|| "…".to_owned(), |d| d.to_string());
    (early || late).then(|| {
        Message::new("cli-outside-period")
            .arg("as_of", as_of)
            .arg("from", or_dash(pack.from))
            .arg("to", or_dash(pack.to))
    })
}

#[cfg(feature = "xlsx")]
fn workbook(book: &report::sheets::Book) -> Result<Vec<u8>, Unwritable> {
    report::sheets::write(book).map_err(Unwritable::failed)
}

/// Why there is no annotated copy.
#[cfg(feature = "xlsx")]
#[derive(Debug, thiserror::Error)]
pub enum Unannotated {
    /// The data cannot be read again.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The copy cannot be written.
    #[error(transparent)]
    Write(#[from] Unwritable),
}

/// The data again as one workbook, with its problems marked.
///
/// # Errors
/// [`Unannotated`].
#[cfg(feature = "xlsx")]
pub fn annotated(
    store: &dyn Store,
    paths: &[PathBuf],
    input: &ReportInput<'_>,
) -> Result<Vec<u8>, Unannotated> {
    let originals = originals_from(store, input.pack, paths)?;
    let issues: Vec<_> = input.facts.issues.iter().chain(&input.evaluation.warnings).collect();
    let open = report::open_points(input);
    Ok(workbook(&report::annotated_with(&originals, &issues, &open, input.language))?)
}
