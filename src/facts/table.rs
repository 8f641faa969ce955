//! Tables while they are read: header, rows, cells; where each row stands.

use std::sync::Arc;

use super::RowPlace;
use super::aside::{self, Aside};
use super::cell::{Parsed, Problem};
use super::column::ColumnBuilder;
use super::footers::Footers;
use super::header::{Bound, Header, Schema, seek};
use super::issues::{At, FileIx, IssueId, Issues};
use super::keys;
use super::percent::Percents;
use super::source::{RowSource, SourceProblem};
use super::text::{shown, trim};
use crate::diagnostic::{Code, Message, codes};
use crate::semantics::{ColumnIx, ColumnType};
use crate::source::{MAX_CELL_BYTES, MAX_ROWS};

/// How a value of a personal column is shown.
pub(super) const HIDDEN: &str = "…";

/// An entity's rows as read, before they are linked to their parents.
#[derive(Debug)]
pub(super) struct TableBuilder {
    pub columns: Vec<ColumnBuilder>,
    pub places: Vec<RowPlace>,
    pub files: Vec<FileIx>,
    /// For each file, what its columns are called there.
    pub headings: Vec<Vec<Option<Arc<str>>>>,
    /// For each file, where in its rows each column stands.
    pub positions: Vec<Vec<Option<u32>>>,
    /// Rows whose codes cannot be read, with the issue that says so. Ascending.
    pub unplaced: Vec<(u32, IssueId)>,
    /// The keys of examples behind their marks, and where they stand.
    pub examples: Vec<(String, RowPlace)>,
}

impl TableBuilder {
    /// Without rows.
    pub fn new(schema: &Schema<'_>) -> Self {
        TableBuilder {
            columns: schema.entity.columns.iter().map(|c| ColumnBuilder::new(c.ty)).collect(),
            places: Vec::new(),
            files: Vec::new(),
            headings: Vec::new(),
            positions: Vec::new(),
            unplaced: Vec::new(),
            examples: Vec::new(),
        }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// The file that a row stands in.
    pub fn file_of(&self, row: u32) -> FileIx {
        let place = self.places.get(row as usize);
        place.and_then(|p| self.files.get(p.file as usize)).copied().unwrap_or(FileIx(0))
    }

    /// Where a row stands, for an issue.
    pub fn at(&self, row: u32) -> At {
        At::row(self.file_of(row), self.places.get(row as usize).map_or(0, |p| p.row))
    }

    /// What a row's file calls columns.
    pub fn heading(&self, schema: &Schema<'_>, row: u32, columns: &[ColumnIx]) -> Arc<str> {
        let file = self.places.get(row as usize).and_then(|p| self.headings.get(p.file as usize));
        let one = |c: &ColumnIx| {
            let own = file.and_then(|h| h.get(c.ix())).and_then(Clone::clone);
            own.unwrap_or_else(|| schema.label(*c)).to_string()
        };
        columns.iter().map(one).collect::<Vec<_>>().join("/").into()
    }

    /// Where a column stands in a row's file.
    pub fn position(&self, row: u32, column: ColumnIx) -> Option<u32> {
        let place = self.places.get(row as usize)?;
        self.positions.get(place.file as usize)?.get(column.ix()).copied().flatten()
    }

    /// Reads a file's header and rows.
    ///
    /// # Errors
    /// The issue for which the table cannot be used, as a whole or from some row on.
    pub fn read(
        &mut self,
        schema: &Schema<'_>,
        file: FileIx,
        source: &mut impl RowSource,
        issues: &mut Issues,
    ) -> Result<(), IssueId> {
        let row = match source.advance() {
            Ok(Some(row)) => row,
            Ok(None) => {
                let message = Message::new(codes::EMPTY_FILE.key).arg("table", &schema.entity.label);
                return Err(issues.push(&codes::EMPTY_FILE, At::file(file), message));
            }
            Err(problem) => return Err(report_source(problem, file, issues)),
        };
        if damage(source).is_some() {
            return Err(report_source(SourceProblem::Encoding { line: row as usize }, file, issues));
        }
        let header = seek(schema, file, row, source, issues)?;
        source.begin_rows();
        let plan = Plan::new(schema, header);
        let local = self.begin(file, &plan);
        self.rows(schema, &plan, local, file, source, issues)
    }

    /// Notes a file whose header was understood; its index among the table's files.
    pub fn begin(&mut self, file: FileIx, plan: &Plan) -> u32 {
        let local = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        self.files.push(file);
        let mut headings = vec![None; self.columns.len()];
        let mut positions = vec![None; self.columns.len()];
        for bound in plan.bound.iter().flatten() {
            if let (Some(column), Some(heading)) =
                (self.columns.get_mut(bound.column.ix()), headings.get_mut(bound.column.ix()))
            {
                column.data.supplied = true;
                *heading = Some(bound.heading.clone());
            }
            if let Some(slot) = positions.get_mut(bound.column.ix()) {
                *slot = Some(position(bound));
            }
        }
        self.headings.push(headings);
        self.positions.push(positions);
        local
    }

    /// Reads the rows behind the header.
    ///
    /// # Errors
    /// The issue for which the table cannot be used from some row on.
    pub fn rows(
        &mut self,
        schema: &Schema<'_>,
        plan: &Plan,
        local: u32,
        file: FileIx,
        source: &mut impl RowSource,
        issues: &mut Issues,
    ) -> Result<(), IssueId> {
        let (mut unnamed, mut begun, mut footers) = (false, !source.printed(), Footers::default());
        let mut percents = Percents::new(plan);
        let result = loop {
            let row = match source.advance() {
                Ok(Some(row)) => row,
                Ok(None) => break Ok(()),
                Err(problem) => break Err(report_source(problem, file, issues)),
            };
            if !plan.surely_utf8 && damage(source).is_some() {
                break Err(report_source(SourceProblem::Encoding { line: row as usize }, file, issues));
            }
            if self.len() >= MAX_ROWS {
                let message = Message::new("too-many-rows").count("most", MAX_ROWS);
                break Err(issues.push(&codes::DATA_TOO_LARGE, At::row(file, row), message));
            }
            let at = RowPlace { file: local, row };
            let Some(first) = source.next_filled(0) else { continue };
            match aside_of(schema, plan, source) {
                Some(Aside::Example) => {
                    self.examples.extend(example_key(schema, plan, source).map(|key| (key, at)));
                    continue;
                }
                Some(Aside::Footer) => {
                    footers.add(row);
                    continue;
                }
                None if footers.goes_on(plan, source) => {
                    footers.add(row);
                    continue;
                }
                None if !begun && aside::numbers(own(source)) => {
                    continue;
                }
                None => {}
            }
            if !unnamed && let Some(i) = plan.stray(source) {
                unnamed = true;
                let at = At::row(file, row).value(source.cell(i).unwrap_or("")).cell(u32::try_from(i).ok());
                issues.push(
                    &codes::UNNAMED_COLUMN,
                    at,
                    Message::new(codes::UNNAMED_COLUMN.key).count("position", i + 1),
                );
            }
            if plan.is_beside(source, first) {
                continue;
            }
            (begun, footers.last) = (true, false);
            self.row(schema, plan, at, file, source, issues);
            percents.see(self.len(), row, source);
        };
        percents.report(self, plan, file, issues);
        footers.report(file, issues);
        result
    }

    fn row(
        &mut self,
        schema: &Schema<'_>,
        plan: &Plan,
        place: RowPlace,
        file: FileIx,
        source: &impl RowSource,
        issues: &mut Issues,
    ) {
        let count = source.len();
        let row = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.places.push(place);
        let short = count < plan.named;
        let long =
            count > plan.width && !source.aligned() && !(plan.width..count).all(|i| is_blank_cell(source, i));
        let endless = source.broken().map(|problem| {
            let quote = matches!(problem, SourceProblem::UnclosedQuote { .. });
            let (code, message) = if quote {
                (&codes::UNCLOSED_QUOTE, Message::new("unclosed-quote-row"))
            } else {
                (&codes::DATA_TOO_LARGE, Message::new("cell-too-long").count("most", MAX_CELL_BYTES))
            };
            issues.push(code, At::row(file, place.row), message)
        });
        let broken = endless.or_else(|| {
            if !short && !long {
                return None;
            }
            // A broken byte may have taken a comma with it.
            if let Some(i) = damage(source) {
                let at = At::row(file, place.row).cell(u32::try_from(i).ok());
                return Some(issues.push(&codes::BAD_ENCODING, at, Message::new("bad-encoding-cell")));
            }
            let message = Message::new(if long { "row-too-long" } else { codes::ROW_LENGTH.key })
                .count("cells", count)
                .count("columns", plan.named);
            Some(issues.push(&codes::ROW_LENGTH, At::row(file, place.row), message))
        });
        let mut unplaced = None;
        for (column, bound) in self.columns.iter_mut().zip(&plan.bound) {
            let Some(bound) = bound else {
                column.push(Parsed::Blank);
                continue;
            };
            let Bound { column: ix, cell, .. } = bound;
            let raw = source.cell(*cell).unwrap_or("");
            let code = plan.codes.contains(ix);
            if let Some(issue) = bound.broken.or(broken.filter(|_| !code)) {
                let empty = trim(raw).is_empty() && broken.is_none();
                if empty {
                    column.push(Parsed::Blank)
                } else {
                    column.push_bad(issue)
                }
                continue;
            }
            if source.damaged(*cell) {
                let issue = broken.unwrap_or_else(|| {
                    let at = cell_at(file, place.row, bound);
                    issues.push(&codes::BAD_ENCODING, at, Message::new("bad-encoding-cell"))
                });
                column.push_bad(issue);
                unplaced = unplaced.or(code.then_some(issue));
                continue;
            }
            if source.uncomputed(*cell) && broken.is_none() {
                let message = Message::new(codes::FORMULA_UNCOMPUTED.key);
                let issue = issues.push(&codes::FORMULA_UNCOMPUTED, cell_at(file, place.row, bound), message);
                column.push_bad(issue);
                unplaced = unplaced.or(code.then_some(issue));
                continue;
            }
            let is_date = schema.specs.get(ix.ix()).is_some_and(|s| s.ty == ColumnType::Date);
            let day = if is_date { source.day(*cell) } else { None };
            match read_cell(schema, bound, day.as_deref().unwrap_or(raw)) {
                Ok(Parsed::Blank) => {
                    column.push(Parsed::Blank);
                    let required = schema.entity.columns.get(ix.ix()).is_some_and(|c| c.required);
                    if code && unplaced.is_some() {
                        // That the row cannot be placed was said.
                    } else if (code || required) && broken.is_none() {
                        let key: &'static Code =
                            if code { &codes::BLANK_KEY } else { &codes::REQUIRED_BLANK };
                        let at = cell_at(file, place.row, bound);
                        let message = Message::new(key.key).arg("column", &bound.heading);
                        let issue = issues.push(key, at, message);
                        unplaced = unplaced.or(code.then_some(issue));
                    } else if code {
                        unplaced = unplaced.or(broken);
                    }
                }
                Ok(value) => column.push(value),
                Err((key, message)) => {
                    let personal = schema.entity.columns.get(ix.ix()).is_some_and(|c| c.personal);
                    let mut at = cell_at(file, place.row, bound);
                    if !personal {
                        at = at.value(trim(raw));
                    }
                    let issue = match broken {
                        Some(issue) => issue,
                        None => issues.push(key, at, message),
                    };
                    column.push_bad(issue);
                    unplaced = unplaced.or(code.then_some(issue));
                }
            }
        }
        if let Some(issue) = unplaced {
            self.unplaced.push((row, issue));
        }
    }
}

/// A header laid out by the entity's columns.
#[derive(Debug)]
pub(super) struct Plan {
    pub bound: Vec<Option<Bound>>,
    pub codes: Vec<ColumnIx>,
    pub named: usize,
    pub width: usize,
    pub unnamed: Vec<usize>,
    /// Whether a byte that is no text is its cell's matter, not the file's.
    pub surely_utf8: bool,
}

impl Plan {
    /// Of a header.
    pub fn new(schema: &Schema<'_>, header: Header) -> Self {
        let mut bound: Vec<Option<Bound>> = schema.specs.iter().map(|_| None).collect();
        for one in header.columns {
            if let Some(slot) = bound.get_mut(one.column.ix()) {
                *slot = Some(one);
            }
        }
        Plan {
            bound,
            codes: schema.codes(),
            named: header.named,
            width: header.width,
            unnamed: header.unnamed,
            surely_utf8: true,
        }
    }

    /// A cell of a row that stands under no heading.
    fn stray(&self, source: &impl RowSource) -> Option<usize> {
        let unnamed = self.unnamed.iter().copied();
        let under = unnamed.into_iter().find(|i| source.cell(*i).is_some_and(|c| !trim(c).is_empty()));
        under.or_else(|| source.next_filled(self.width).filter(|_| source.aligned()))
    }

    /// Whether nothing of a row stands under a heading, from its first cell on: then it is a remark beside the table, no row of it.
    fn is_beside(&self, source: &impl RowSource, first: usize) -> bool {
        let mut at = Some(first);
        while let Some(i) = at.filter(|i| *i < self.width) {
            if self.unnamed.binary_search(&i).is_err() {
                return false;
            }
            at = source.next_filled(i + 1);
        }
        source.aligned()
    }
}

fn is_blank_cell(source: &impl RowSource, index: usize) -> bool {
    source.given(index) || !source.damaged(index) && source.cell(index).is_none_or(|c| trim(c).is_empty())
}

/// The cells that stand in the file.
fn own(source: &impl RowSource) -> impl Iterator<Item = &str> {
    (0..source.len()).filter(|i| !source.given(*i)).filter_map(|i| source.cell(i))
}

/// What a row is that is no data: its first cell or one of its codes says so.
fn aside_of(schema: &Schema<'_>, plan: &Plan, source: &impl RowSource) -> Option<Aside> {
    let first = source.next_filled(0);
    let codes = plan.codes.iter().filter_map(|c| plan.bound.get(c.ix())?.as_ref().map(|b| b.cell));
    first.into_iter().chain(codes).find_map(|cell| {
        let (text, mark) = source.cell(cell).and_then(|text| Some((text, aside::mark(text)?)))?;
        // A kind's value is what it is.
        let own = plan.bound.iter().flatten().find(|b| b.cell == cell);
        let spec = own.and_then(|b| schema.specs.get(b.column.ix()).map(|s| (b, s)));
        let value =
            spec.is_some_and(|(b, s)| matches!(s.ty, ColumnType::Kind(_)) && s.read(text, &b.scale).is_ok());
        (!value).then_some(mark)
    })
}

/// The key of an example as it would be without the mark.
fn example_key(schema: &Schema<'_>, plan: &Plan, source: &impl RowSource) -> Option<String> {
    let part = |column: &ColumnIx| {
        let bound = plan.bound.get(column.ix())?.as_ref()?;
        let text = aside::behind_mark(source.cell(bound.cell)?);
        schema.part(*column, &text, &bound.scale)
    };
    let parts: Vec<String> = schema.entity.key.iter().map(part).collect::<Option<_>>()?;
    Some(keys::join(parts.iter().map(String::as_str)))
}

/// The first cell of a row that is no text.
fn damage(source: &impl RowSource) -> Option<usize> {
    (0..source.len()).find(|i| source.damaged(*i))
}

fn cell_at(file: FileIx, row: u32, bound: &Bound) -> At {
    At::row(file, row).column(position(bound), &bound.heading).cell(Some(position(bound)))
}

fn position(bound: &Bound) -> u32 {
    u32::try_from(bound.cell).unwrap_or(u32::MAX)
}

/// Reads a cell, or says what is wrong with it.
fn read_cell<'a>(
    schema: &Schema<'_>,
    bound: &Bound,
    raw: &'a str,
) -> Result<Parsed<'a>, (&'static Code, Message)> {
    let Some(spec) = schema.specs.get(bound.column.ix()) else { return Ok(Parsed::Blank) };
    if raw.len() > MAX_CELL_BYTES {
        return Err((&codes::DATA_TOO_LARGE, Message::new("cell-too-long").count("most", MAX_CELL_BYTES)));
    }
    spec.read(raw, &bound.scale).map_err(|problem| {
        let personal = schema.entity.columns.get(bound.column.ix()).is_some_and(|c| c.personal);
        cell_message(problem, &if personal { HIDDEN.to_owned() } else { shown(trim(raw)) })
    })
}

/// What is said of a cell.
pub(super) fn cell_message(problem: Problem, value: &str) -> (&'static Code, Message) {
    match problem {
        Problem::Type { expected, advice: None } => (
            &codes::BAD_CELL,
            Message::new(codes::BAD_CELL.key).arg("value", value).message("expected", expected),
        ),
        Problem::Type { expected, advice: Some(advice) } => (
            &codes::BAD_CELL,
            Message::new("bad-cell-advice")
                .arg("value", value)
                .message("expected", expected)
                .message("advice", advice),
        ),
        Problem::Bound { above, bound } => (
            &codes::OUT_OF_RANGE,
            Message::new(if above { "above-range" } else { codes::OUT_OF_RANGE.key })
                .arg("value", value)
                .arg("bound", bound),
        ),
        Problem::Pattern { asked } => (
            &codes::BAD_PATTERN,
            Message::new(codes::BAD_PATTERN.key).arg("value", value).arg("asked", asked),
        ),
    }
}

/// Reports why a file could not be read.
pub(super) fn report_source(problem: SourceProblem, file: FileIx, issues: &mut Issues) -> IssueId {
    let at = |row: Option<u32>| row.map_or(At::file(file), |row| At::row(file, row));
    let (code, row, message): (&'static Code, Option<u32>, Message) = match problem {
        SourceProblem::Io(error) => {
            (&codes::UNREADABLE_DATA, None, Message::new(codes::UNREADABLE_DATA.key).arg("reason", error))
        }
        SourceProblem::NotAFile => (
            &codes::UNREADABLE_DATA,
            None,
            Message::new(codes::UNREADABLE_DATA.key).message("reason", Message::new("not-a-file")),
        ),
        SourceProblem::FileTooLarge => (
            &codes::DATA_TOO_LARGE,
            None,
            Message::new(codes::DATA_TOO_LARGE.key)
                .count("most", (crate::source::MAX_DATA_FILE_BYTES >> 30) as usize),
        ),
        SourceProblem::Workbook => (&codes::NOT_CSV, None, Message::new(codes::NOT_CSV.key)),
        SourceProblem::Encoding { line } => {
            let row = u32::try_from(line).unwrap_or(u32::MAX);
            (&codes::BAD_ENCODING, Some(row), Message::new(codes::BAD_ENCODING.key))
        }
        SourceProblem::UnclosedQuote { row } => {
            (&codes::UNCLOSED_QUOTE, Some(row), Message::new(codes::UNCLOSED_QUOTE.key))
        }
        SourceProblem::CellTooLong { row } => {
            (&codes::DATA_TOO_LARGE, Some(row), Message::new("cell-too-long").count("most", MAX_CELL_BYTES))
        }
        SourceProblem::Said { code, row, message } => (code, row, message),
    };
    issues.push(code, at(row), message)
}
