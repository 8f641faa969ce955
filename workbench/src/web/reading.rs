//! Uploads as they are read: one after the other, apart from the request that brought them. What was sent is thrown away; what came of it
//! is kept in memory for half an hour.

use std::collections::VecDeque;
use std::sync::{Arc, MutexGuard, PoisonError};

use junheng::diagnostic::{Language, Severity};
use junheng::facts;
use junheng::report::{annotated, sheets};
use junheng::semantics::CheckedPack;
use junheng::value::Date;
use serde_json::{Map, Value};

use super::{App, now};
use crate::acts::{No, Refusal, Request};
use crate::error::Failure;
use crate::judge::{Data, understood};
use crate::service::Attached;

/// How long a look at an upload is kept, in seconds.
const KEPT: i64 = 30 * 60;
/// How many looks are kept at most.
const MOST: usize = 64;
/// Most bytes of annotated workbooks that are kept.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A problem of a cell.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Whether it is an error, else a warning.
    pub error: bool,
    /// The diagnostic's code.
    pub code: &'static str,
    /// Where: sheet and cell, or file and row.
    pub place: String,
    /// The column's heading.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong, in Chinese and English.
    pub text: [String; 2],
}

/// What came of an upload.
#[derive(Debug, Clone)]
pub struct Look {
    /// The token by which it is asked for.
    pub id: String,
    /// Who sent it.
    pub by: String,
    /// The county.
    pub county: String,
    /// The revision.
    pub object: String,
    /// When, in seconds since 1970.
    pub made: i64,
    /// Tables and how many rows they have.
    pub tables: Vec<(String, usize)>,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// The annotated workbook; empty where nothing is wrong.
    pub annotated: Vec<u8>,
    /// How far it is.
    pub state: Progress,
}

/// How far an upload is.
#[derive(Debug, Clone)]
pub enum Progress {
    /// It is being read, or waits for its turn.
    Reading,
    /// It is kept as a draft.
    Kept,
    /// A rule bars it.
    Refused(Refusal),
    /// It could not be read.
    Failed(Failure),
}

/// Looks at uploads, the newest last.
#[derive(Debug, Default)]
pub struct Uploads(VecDeque<Look>);

impl Uploads {
    pub fn keep(&mut self, look: Look) {
        self.0.retain(|l| l.made + KEPT > now() && l.id != look.id);
        self.0.push_back(look);
        let bytes = |list: &VecDeque<Look>| list.iter().map(|l| l.annotated.len()).sum::<usize>();
        while self.0.len() > MOST || (self.0.len() > 1 && bytes(&self.0) > MOST_BYTES) {
            self.0.pop_front();
        }
    }

    pub fn find(&self, id: &str, by: &str) -> Option<&Look> {
        self.0.iter().find(|l| l.id == id && l.by == by && l.made + KEPT > now())
    }
}

/// What the upload is for: its object, its standard, its day.
pub struct Plan {
    /// The revision.
    pub object: String,
    /// The standard by which it is read.
    pub pack: std::sync::Arc<CheckedPack>,
    /// The day that the data are for.
    pub as_of: Date,
    /// Whether the county has a case.
    pub has_case: bool,
}

/// Reading an upload: all that it needs, for it goes on when whoever sent it does not wait.
pub struct Job {
    /// The program.
    pub app: Arc<App>,
    /// The token by which it is asked for.
    pub id: String,
    /// Who sent it.
    pub by: String,
    /// The county.
    pub county: String,
    /// What it is for.
    pub plan: Plan,
    /// The files; they go with the job.
    pub folder: tempfile::TempDir,
    /// The language of the annotated workbook.
    pub language: Language,
    /// The day of the act.
    pub day: Date,
    /// Whether the store tells a story.
    pub story: bool,
}

/// What is kept of uploads.
pub fn kept(app: &App) -> MutexGuard<'_, Uploads> {
    app.uploads.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Job {
    pub fn run(self) {
        // One at a time: each may take memory.
        let _turn = self.app.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let mut look = Look {
            id: self.id.clone(),
            by: self.by.clone(),
            county: self.county.clone(),
            object: self.plan.object.clone(),
            made: now(),
            state: Progress::Kept,
            tables: Vec::new(),
            problems: Vec::new(),
            annotated: Vec::new(),
        };
        look.state = match self.read(&mut look) {
            Ok(None) => Progress::Kept,
            Ok(Some(refusal)) => Progress::Refused(refusal),
            Err(failure) => Progress::Failed(failure),
        };
        kept(&self.app).keep(look);
    }

    fn read(&self, look: &mut Look) -> Result<Option<Refusal>, Failure> {
        let paths = [self.folder.path().to_owned()];
        let pack = &self.plan.pack;
        let facts = facts::read(pack, &paths, self.plan.as_of).map_err(|e| {
            let message = e.message();
            Failure::new(message.text(Language::Zh), message.text(Language::En))
        })?;
        look.problems = facts.issues.iter().map(problem).collect();
        if !look.problems.is_empty() {
            look.annotated = book(self.language, pack, &paths, &facts);
        }
        let data = understood(pack, &facts);
        drop(facts);
        look.tables = data.tables.iter().map(|t| (label(pack, &t.entity), t.rows.len())).collect();
        let errors = look.problems.iter().filter(|p| p.error).count();
        self.act(&data, errors)
    }

    /// Does the act; gives why not where it is refused.
    fn act(&self, data: &Data, errors: usize) -> Result<Option<Refusal>, Failure> {
        let mut fields: Map<String, Value> = Map::new();
        fields.insert("county".to_owned(), self.county.clone().into());
        if self.plan.as_of != self.day {
            fields.insert("as_of".to_owned(), self.plan.as_of.to_string().into());
        }
        let request = Request {
            by: self.by.clone(),
            role: "clerk".to_owned(),
            act: "data.upload".to_owned(),
            object: self.plan.object.clone(),
            fields,
        };
        let errors = i64::try_from(errors).unwrap_or(i64::MAX);
        let attached = Attached { understood: Some((data, errors)), ..Attached::default() };
        match self.app.service().act(&request, attached, self.story.then_some(self.day)) {
            Ok(_) => Ok(None),
            Err(No::Refused(refusal)) => Ok(Some(refusal)),
            Err(No::Failed(failure)) => Err(failure),
        }
    }
}

fn label(pack: &CheckedPack, entity: &str) -> String {
    pack.entities.iter().find(|e| e.id == entity).map_or_else(|| entity.to_owned(), |e| e.label.clone())
}

fn problem(issue: &facts::DataIssue) -> Problem {
    let row = issue.row.map(|r| format!(" {r}")).unwrap_or_default();
    Problem {
        error: issue.code.severity == Severity::Error,
        code: issue.code.id,
        place: issue.cell().unwrap_or_else(|| format!("{}{row}", issue.file)),
        column: issue.column.as_deref().unwrap_or_default().to_owned(),
        value: issue.value.as_deref().unwrap_or_default().to_owned(),
        text: [issue.message.text(Language::Zh), issue.message.text(Language::En)],
    }
}

/// The data again with what is wrong marked; none where it cannot be made.
fn book(
    language: Language,
    pack: &CheckedPack,
    paths: &[std::path::PathBuf],
    facts: &facts::Facts,
) -> Vec<u8> {
    let Ok(originals) = facts::originals(pack, paths) else { return Vec::new() };
    let issues: Vec<_> = facts.issues.iter().collect();
    sheets::write(&annotated(&originals, &issues, language)).unwrap_or_default()
}
