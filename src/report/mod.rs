//! Outcomes → text, JSON, tables.

mod annotate;
#[cfg(feature = "arrow")]
pub mod arrow;
mod charts;
mod doubts;
pub mod dossier;
pub mod draft;
mod expected;
mod explain;
mod findings;
pub mod forms;
mod json;
pub mod ledger;
pub(crate) mod markup;
mod measures;
pub mod ndjson;
pub mod page;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod records;
pub mod sheets;
mod standard;
mod standing;
mod summary;
mod table;
pub mod text;
mod wording;
mod words;

pub use annotate::{annotated, annotated_with};
pub use doubts::{OpenPoint, claim, doubts_by_sort, open_points, with_doubts};
pub use expected::{as_written, expected_words};
pub use explain::explanation;
pub use json::{
    Counts, CountyLine, CountyReport, Detail, EngineStamp, FORMAT, MissingPlace, MissingReport, PackStamp,
    ParentReport, Report, ReportInput, SubjectReport, ValueReport, county, missing_text, report,
};
pub(crate) use json::{by as by_ids, missing, number as in_unit};
pub use measures::{Answerable, AnswersFor, lead_units};
pub use standing::Standing;
pub(crate) use table::{WIDTH, folded, table};
pub(crate) use wording::{Wording, figure, title_part};
pub use words::{
    builtins_markdown, diagnostics_markdown, explain_code, issue_lines, issue_text, key_text, outcome_word,
    value_text,
};
pub(crate) use words::{cell_by_ids, name_of, number_apart, reason_words};
