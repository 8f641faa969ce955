//! The procedure of a checked pack: what stages there are, what is due when, who is watched.

use super::Citation;
use crate::pack::Level;
use crate::value::{Date, Number};

/// Stages, deadlines, monitoring and warnings, each version by itself: of one id, the earliest first.
#[derive(Debug, Clone, Default)]
pub struct Workflow {
    /// The stages.
    pub stages: Vec<Stage>,
    /// The deadlines and periods.
    pub deadlines: Vec<Deadline>,
    /// Monitoring.
    pub monitoring: Vec<Monitoring>,
    /// When to warn.
    pub warning: Vec<Warning>,
}

/// A stage of the procedure, from a day on.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its id.
    pub id: String,
    /// From when; always where there is none.
    pub from: Option<Date>,
    /// Its title; its id where the pack gives none.
    pub title: String,
    /// Who.
    pub who: Vec<String>,
    /// Whose work it is.
    pub level: Level,
    /// The stage before it.
    pub after: Option<String>,
    /// Titles of the documents that it yields.
    pub yields: Vec<String>,
    /// Its parts, in words.
    pub steps: Vec<String>,
    /// Note.
    pub note: Option<String>,
    /// Citation.
    pub cite: Option<Citation>,
}

/// When something is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// On a fixed day.
    By(Date),
    /// Calendar days after the date of a document.
    AfterDocument(String, i64),
    /// Calendar days after an objection was raised.
    AfterObjection(i64),
}

/// A deadline, or a period in which something may be done, from a day on.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// Its id.
    pub id: String,
    /// From when; always where there is none.
    pub from: Option<Date>,
    /// Its title; its id where the pack gives none.
    pub title: String,
    /// When it ends.
    pub term: Term,
    /// Whether it is a period: then nothing is ever overdue.
    pub window: bool,
    /// Titles of the documents that fulfil it.
    pub yields: Vec<String>,
    /// Note.
    pub note: Option<String>,
    /// Citation.
    pub cite: Option<Citation>,
}

/// Recognised counties are watched every year, from a day on.
#[derive(Debug, Clone)]
pub struct Monitoring {
    /// From when; always where there is none.
    pub from: Option<Date>,
    /// The month in which it is due.
    pub month: i8,
    /// The day of that month.
    pub day: i8,
    /// Note.
    pub note: Option<String>,
    /// Citation.
    pub cite: Option<Citation>,
}

/// When a value that still passes is worth a warning, from a day on.
#[derive(Debug, Clone)]
pub struct Warning {
    /// From when; always where there is none.
    pub from: Option<Date>,
    /// Its margin lies below this share of the limit.
    pub margin_below: Option<Number>,
    /// Its margin fell so many times running.
    pub falls: Option<i64>,
    /// Note.
    pub note: Option<String>,
    /// Citation.
    pub cite: Option<Citation>,
}

/// The last of the versions that has begun.
fn in_force<T>(versions: &[T], day: Date, from: impl Fn(&T) -> Option<Date>) -> Option<&T> {
    versions.iter().rfind(|v| from(v).is_none_or(|f| f <= day))
}

impl Workflow {
    /// Whether the pack says nothing of it.
    pub fn is_empty(&self) -> bool {
        self.stages.is_empty()
            && self.deadlines.is_empty()
            && self.monitoring.is_empty()
            && self.warning.is_empty()
    }

    /// The stages in force on a day, each after the one that it follows.
    pub fn stages_on(&self, day: Date) -> Vec<&Stage> {
        let mut left: Vec<&Stage> =
            self.stages.chunk_by(|a, b| a.id == b.id).filter_map(|v| in_force(v, day, |s| s.from)).collect();
        let mut ordered: Vec<&Stage> = Vec::new();
        while let Some(at) =
            left.iter().position(|s| s.after.as_deref() == ordered.last().map(|l| l.id.as_str()))
        {
            ordered.push(left.remove(at));
        }
        ordered
    }

    /// The deadlines and periods in force on a day.
    pub fn deadlines_on(&self, day: Date) -> Vec<&Deadline> {
        self.deadlines.chunk_by(|a, b| a.id == b.id).filter_map(|v| in_force(v, day, |d| d.from)).collect()
    }

    /// The monitoring in force on a day.
    pub fn monitoring_on(&self, day: Date) -> Option<&Monitoring> {
        in_force(&self.monitoring, day, |m| m.from)
    }

    /// When to warn, on a day.
    pub fn warning_on(&self, day: Date) -> Option<&Warning> {
        in_force(&self.warning, day, |w| w.from)
    }
}
