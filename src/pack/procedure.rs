//! The procedure as a pack's files say it: stages, deadlines, monitoring, warnings. Each may be a list of versions by date.

use crate::source::{Span, Spanned};
use crate::syntax::ast::Ident;
use crate::value::Date;

use super::document::{CiteEntry, Quantity};

/// What holds from a date.
#[derive(Debug, Clone)]
pub struct Version<T> {
    /// From when; `None` where the entry is not a list: always.
    pub from: Option<Spanned<Date>>,
    /// What holds.
    pub says: T,
    /// The whole, as it is written.
    pub span: Span,
}

/// An entry with an id and its versions.
#[derive(Debug, Clone)]
pub struct DatedEntry<T> {
    /// Its id.
    pub id: Ident,
    /// Its versions, earliest first.
    pub versions: Vec<Version<T>>,
    /// Whether a part of it could not be read; that was reported, so what is missing may be just that.
    pub broken: bool,
}

/// `level`: whose work a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// The county itself.
    County,
    /// The city above it.
    City,
    /// The autonomous region or province.
    Region,
    /// The nation.
    Nation,
}

/// A stage of the procedure.
#[derive(Debug, Clone, Default)]
pub struct StageVersion {
    /// Its title.
    pub title: Option<Spanned<String>>,
    /// Who.
    pub who: Option<Vec<Spanned<String>>>,
    /// `level`.
    pub level: Option<Spanned<Level>>,
    /// `after`: the stage before it.
    pub after: Option<Ident>,
    /// `yields`: titles of its documents.
    pub yields: Option<Vec<Spanned<String>>>,
    /// `steps`: its parts, in words.
    pub steps: Option<Vec<Spanned<String>>>,
    /// `note`.
    pub note: Option<Spanned<String>>,
    /// `cite`.
    pub cite: Option<CiteEntry>,
}

/// A deadline or a period.
#[derive(Debug, Clone, Default)]
pub struct DeadlineVersion {
    /// Its title.
    pub title: Option<Spanned<String>>,
    /// `counted_from`: a document's title, or `objection`.
    pub counted_from: Option<Spanned<String>>,
    /// `days`: calendar days after it.
    pub days: Option<Spanned<i64>>,
    /// `by`: a fixed day.
    pub by: Option<Spanned<Date>>,
    /// `window`: a time in which something may be done.
    pub window: Option<Spanned<bool>>,
    /// `yields`: titles of the documents that fulfil it.
    pub yields: Option<Vec<Spanned<String>>>,
    /// `note`.
    pub note: Option<Spanned<String>>,
    /// `cite`.
    pub cite: Option<CiteEntry>,
}

/// `monitoring`.
#[derive(Debug, Clone, Default)]
pub struct MonitoringVersion {
    /// `every`: month and day.
    pub every: Option<Spanned<(i8, i8)>>,
    /// Whether `of` stands there; it can only say the recognised counties.
    pub of: Option<Spanned<()>>,
    /// `note`.
    pub note: Option<Spanned<String>>,
    /// `cite`.
    pub cite: Option<CiteEntry>,
}

/// `warning`.
#[derive(Debug, Clone, Default)]
pub struct WarningVersion {
    /// `margin_below`.
    pub margin_below: Option<Spanned<Quantity>>,
    /// `falls`.
    pub falls: Option<Spanned<i64>>,
    /// `note`.
    pub note: Option<Spanned<String>>,
    /// `cite`.
    pub cite: Option<CiteEntry>,
}

/// An entry of `procedure`.
pub type StageEntry = DatedEntry<StageVersion>;
/// An entry of `deadlines`.
pub type DeadlineEntry = DatedEntry<DeadlineVersion>;
/// `monitoring`, under its key as id.
pub type MonitoringEntry = DatedEntry<MonitoringVersion>;
/// `warning`, under its key as id.
pub type WarningEntry = DatedEntry<WarningVersion>;

/// Gives each field of the first that the second gives.
macro_rules! laid_over {
    ($type:ident: $($field:ident),+) => {
        impl Overlay for $type {
            fn lay(&mut self, given: &Self) {
                $( if given.$field.is_some() { self.$field.clone_from(&given.$field); } )+
            }
        }
    };
}

/// What an override may change field by field.
pub trait Overlay: Clone {
    /// Takes over each field that `given` gives.
    fn lay(&mut self, given: &Self);
}

laid_over!(StageVersion: title, who, level, after, yields, steps, note, cite);
laid_over!(DeadlineVersion: title, counted_from, days, by, window, yields, note, cite);
laid_over!(MonitoringVersion: every, of, note, cite);
laid_over!(WarningVersion: margin_below, falls, note, cite);

impl<T: Overlay> DatedEntry<T> {
    /// Changes the entry by an override: a list replaces all versions; fields alone replace those of every version.
    pub(crate) fn overridden(&mut self, given: &Self) {
        self.broken |= given.broken;
        match given.versions.as_slice() {
            [Version { from: None, says, .. }] => self.versions.iter_mut().for_each(|v| v.says.lay(says)),
            [] => {}
            list => self.versions = list.to_vec(),
        }
    }
}
