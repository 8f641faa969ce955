//! `show`: what a pack contains, or one thing of it in words, with where each part of it comes from and what it replaced.

mod collect;
mod entries;
mod find;
mod history;
mod index;
mod list;
mod text;
mod uses;

pub use find::show;
pub use list::{Contents, Entry, Group, contents};
pub use text::{contents_text, shown_text};

use serde::Serialize;

/// What sort of thing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the language")]
pub enum Sort {
    Conclusion,
    Rule,
    Indicator,
    Veto,
    Audit,
    Define,
    Limit,
    Entity,
    Column,
    Kind,
    Unit,
    Source,
    Measure,
    Schedule,
    Procedure,
    Deadlines,
    Monitoring,
    Warning,
    Organisation,
    Milestones,
}

impl Sort {
    /// Its word in the catalogue.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Sort::Conclusion => "show-sort-conclusion",
            Sort::Rule => "show-sort-rule",
            Sort::Indicator => "show-sort-indicator",
            Sort::Veto => "show-sort-veto",
            Sort::Audit => "show-sort-audit",
            Sort::Define => "show-sort-define",
            Sort::Limit => "show-sort-limit",
            Sort::Entity => "show-sort-entity",
            Sort::Column => "show-sort-column",
            Sort::Kind => "show-sort-kind",
            Sort::Unit => "show-sort-unit",
            Sort::Source => "show-sort-source",
            Sort::Measure => "show-sort-measure",
            Sort::Schedule => "show-sort-schedule",
            Sort::Procedure => "show-sort-procedure",
            Sort::Deadlines => "show-sort-deadlines",
            Sort::Monitoring => "show-sort-monitoring",
            Sort::Warning => "show-sort-warning",
            Sort::Organisation => "show-sort-organisation",
            Sort::Milestones => "show-sort-milestones",
        }
    }
}

/// One thing of a pack.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Shown {
    /// What it is.
    pub sort: Sort,
    /// Its id; a column's behind its table's.
    pub id: String,
    /// Its label, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The packs that declared, changed or removed it, as `id@version`, the first first. None for what is built in.
    pub packs: Vec<String>,
    /// Why and where it was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed: Option<Given>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// What it uses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<Use>,
    /// Ids of the things that use it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub used_by: Vec<String>,
    /// Ids of the measures that serve it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<String>,
}

/// A part of it, as it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// Which part: a key of the language, such as `value` or `cite`.
    pub part: &'static str,
    /// Of a table: the date and the kinds' values, of a list: the entry's id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub at: Vec<String>,
    /// What is in force.
    pub given: Vec<Given>,
    /// What it replaced, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<Given>,
}

/// Something written in a pack. Without a file: built in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Given {
    /// As it is written.
    pub text: String,
    /// In which pack.
    pub pack: String,
    /// In which file.
    pub file: String,
    /// On which line.
    pub line: usize,
    /// From which character of it.
    pub column: usize,
    /// What it cites.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<Quote>,
}

/// A cited clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Quote {
    /// The source's title.
    pub title: String,
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The place in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The clause's text, where the pack has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Something that a formula uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Use {
    /// What it is.
    pub sort: Sort,
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its numbers or formula, in short.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// What `show --format json` gives: all that a pack contains, or the things that one name means.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum ShowReport {
    /// The things that a name means.
    Found {
        /// Of which pack.
        pack: crate::report::PackStamp,
        /// The things.
        found: Vec<Shown>,
    },
    /// All that a pack contains.
    Contents(Contents),
}
