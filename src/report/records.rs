//! Results as plain tables, for programs that work with tables: verdicts, subjects, what is missing, what is wrong with the data. They say
//! what the JSON says; numbers are exact decimals as text, in the unit beside them.

use std::fmt::Write as _;

use indexmap::IndexMap;

use super::json::{
    self, CountyReport, EngineStamp, FORMAT, MissingPlace, MissingReport, PackStamp, ReportInput,
};
use crate::evaluation::CountyResult;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cells {
    /// Texts.
    Text(Vec<Option<String>>),
    /// Whole numbers from zero.
    Count(Vec<Option<u32>>),
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Records {
    /// What it is called: `verdicts`, `subjects`, `missing`, `issues`.
    pub name: &'static str,
    /// Its columns with their names, all of one length.
    pub columns: Vec<(&'static str, Cells)>,
    rows: usize,
}

impl Records {
    fn new(name: &'static str, texts: &[&'static str], counts: &[&'static str]) -> Self {
        let texts = texts.iter().map(|name| (*name, Cells::Text(Vec::new())));
        let counts = counts.iter().map(|name| (*name, Cells::Count(Vec::new())));
        Records { name, columns: texts.chain(counts).collect(), rows: 0 }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// With the rows of a further part of the data.
    pub fn append(&mut self, other: Records) {
        for ((_, cells), (_, more)) in self.columns.iter_mut().zip(other.columns) {
            match (cells, more) {
                (Cells::Text(list), Cells::Text(more)) => list.extend(more),
                (Cells::Count(list), Cells::Count(more)) => list.extend(more),
                (Cells::Text(_), Cells::Count(_)) | (Cells::Count(_), Cells::Text(_)) => {}
            }
        }
        self.rows += other.rows;
    }

    /// With the rows in the order of the counties, each county's in their own; the first column names it.
    #[must_use]
    pub fn by_county(mut self) -> Self {
        let Some((_, Cells::Text(counties))) = self.columns.first() else { return self };
        if counties.is_sorted() {
            return self;
        }
        let mut order: Vec<usize> = (0..counties.len()).collect();
        order.sort_by_key(|row| counties.get(*row));
        fn ordered<T: Clone>(list: &[Option<T>], order: &[usize]) -> Vec<Option<T>> {
            order.iter().map(|row| list.get(*row).cloned().flatten()).collect()
        }
        for (_, cells) in &mut self.columns {
            match cells {
                Cells::Text(list) => *list = ordered(list, &order),
                Cells::Count(list) => *list = ordered(list, &order),
            }
        }
        self
    }

    /// Adds a row: the columns of text, then those of counts. What is left out is null.
    fn push(&mut self, texts: Vec<Option<String>>, counts: Vec<Option<u32>>) {
        let (mut texts, mut counts) = (texts.into_iter(), counts.into_iter());
        for (_, cells) in &mut self.columns {
            match cells {
                Cells::Text(list) => list.push(texts.next().flatten()),
                Cells::Count(list) => list.push(counts.next().flatten()),
            }
        }
        self.rows += 1;
    }
}

/// The tables of an evaluation.
///
/// - `verdicts`: a row for each county and conclusion; one without a conclusion for a county that errors left out, or that has none.
/// - `subjects`: a row for each outcome that the detail asks for. `subject` is its key as `explain` takes it: `9900010019/primary`.
/// - `missing`: a row for each datum that would decide an outcome.
/// - `issues`: a row for each thing wrong or doubtful about the data, by files and rows.
pub fn records(input: &ReportInput<'_>) -> [Records; 4] {
    let mut verdicts = Records::new(
        "verdicts",
        &[
            "county",
            "name",
            "conclusion",
            "title",
            "outcome",
            "content",
            "pack",
            "version",
            "digest",
            "set",
            "as_of",
            "engine",
        ],
        &["audits", "surplus", "errors", "format"],
    );
    let mut subjects = Records::new(
        "subjects",
        &["county", "rule", "title", "entity", "subject", "outcome", "value", "limit", "unit", "measures"],
        &[],
    );
    let mut missing = Records::new(
        "missing",
        &["county", "rule", "subject", "entity", "key", "column", "reason", "there", "expected"],
        &[],
    );
    let stamp = Stamp::new(input);
    for result in &input.evaluation.counties {
        let report = json::county(input, result);
        stamp.verdicts(input, result, &report, &mut verdicts);
        outcomes(input, &report, &mut subjects, &mut missing);
    }
    for county in input.facts.counties.iter().filter(|c| c.left_out) {
        stamp.row([Some(county.code.to_string()), None, None, None, None, None], [None; 3], &mut verdicts);
    }
    [verdicts, subjects, missing, issues(input)]
}

/// What each verdict is stamped with.
struct Stamp {
    pack: PackStamp,
    as_of: String,
}

impl Stamp {
    fn new(input: &ReportInput<'_>) -> Self {
        Stamp { pack: PackStamp::of(input.pack), as_of: input.evaluation.as_of.to_string() }
    }

    fn row(&self, own: [Option<String>; 6], doubts: [Option<usize>; 3], out: &mut Records) {
        let set = (!self.pack.set.is_empty()).then(|| self.pack.set.join(" "));
        let engine = format!("{} {}", EngineStamp::OWN.name, EngineStamp::OWN.version);
        let own_texts = own.into_iter();
        let stamped = [&self.pack.id, &self.pack.version, &self.pack.digest].map(|text| Some(text.clone()));
        let texts = own_texts.chain(stamped).chain([set, Some(self.as_of.clone()), Some(engine)]);
        let counts = doubts.into_iter().map(|n| n.map(count)).chain([Some(FORMAT)]);
        out.push(texts.collect(), counts.collect());
    }

    fn verdicts(
        &self,
        input: &ReportInput<'_>,
        result: &CountyResult,
        report: &CountyReport,
        out: &mut Records,
    ) {
        let doubts = [report.doubts.audits, report.doubts.surplus, report.doubts.errors].map(Some);
        let own = || [Some(report.county.clone()), report.name.clone()];
        if report.conclusions.is_empty() {
            let [county, name] = own();
            self.row([county, name, None, None, None, report.content.clone()], doubts, out);
        }
        // A conclusion may be of several subjects of a county; the last stands for it, as in the JSON.
        for (id, outcome) in &report.conclusions {
            let [county, name] = own();
            let title = title(input, id);
            let outcome = Some(outcome.id().to_owned());
            let content = input.facts.content_of(result.county);
            self.row([county, name, Some(id.clone()), title, outcome, content], doubts, out);
        }
    }
}

fn title(input: &ReportInput<'_>, id: &str) -> Option<String> {
    input.pack.items.iter().find(|item| item.id == id).map(|item| item.title.clone())
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// A subject as it is typed: `S1/primary`, `990001[primary]`.
fn typed(key: &[String], by: &IndexMap<String, String>) -> String {
    let mut out = key.join("/");
    if !by.is_empty() {
        let ids: Vec<&str> = by.values().map(String::as_str).collect();
        let _ = write!(out, "[{}]", ids.join(","));
    }
    out
}

fn outcomes(input: &ReportInput<'_>, report: &CountyReport, subjects: &mut Records, missing: &mut Records) {
    for s in &report.subjects {
        let subject = typed(&s.key, &s.by);
        let measures = (!s.measures.is_empty()).then(|| s.measures.join(","));
        let texts = vec![
            Some(report.county.clone()),
            Some(s.rule.clone()),
            title(input, &s.rule),
            Some(s.entity.clone()),
            Some(subject.clone()),
            Some(s.outcome.id().to_owned()),
            s.value.clone().flatten(),
            s.limit.clone().flatten(),
            s.unit.clone(),
            measures,
        ];
        subjects.push(texts, Vec::new());
        for m in &s.missing {
            let mut texts = vec![Some(report.county.clone()), Some(s.rule.clone()), Some(subject.clone())];
            texts.extend(lacking(m));
            missing.push(texts, Vec::new());
        }
    }
}

/// Entity, key, column, reason, what there is and what must be.
fn lacking(m: &MissingReport) -> [Option<String>; 6] {
    let written = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let (there, expected) = match &m.at {
        MissingPlace::Rows { there, expected, .. } => (Some(written(there)), Some(written(expected))),
        MissingPlace::Cell { .. } => (None, None),
    };
    let key = (!m.key().is_empty()).then(|| m.key().join("/"));
    [Some(m.entity.clone()), key, m.column().map(str::to_owned), Some(m.reason.to_owned()), there, expected]
}

fn issues(input: &ReportInput<'_>) -> Records {
    let names = ["severity", "code", "file", "column", "value", "message", "county", "cell"];
    let mut out = Records::new("issues", &names, &["row"]);
    for issue in input.facts.issues.iter().chain(&input.evaluation.warnings) {
        let severity = if issue.code.severity.is_error() { "error" } else { "warning" };
        let report = json::issue(issue, input.language);
        let texts = vec![
            Some(severity.to_owned()),
            Some(report.code.to_owned()),
            Some(report.file),
            report.column,
            report.value,
            Some(report.message),
            report.county,
            report.cell,
        ];
        out.push(texts, vec![report.row]);
    }
    out
}
