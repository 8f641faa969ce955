//! The assessors' findings: more than check boxes.

use std::sync::Arc;

use crate::diagnostic::{Code, Message, codes, suggest};
use crate::facts::build::{Build, shortened};
use crate::facts::cell::{self, flag, trimmed};
use crate::facts::header;
use crate::facts::model::{DataIssue, Finding, FindingResult, Findings, Reason};
use crate::facts::raw::RawTable;
use crate::semantics::{EntityIx, Item, ItemBody, ItemIx, JudgedAs, KindIx};
use crate::value::{Date, parse_date};

/// Positions of the built-in columns.
const ITEM: usize = 0;
const SUBJECT: usize = 1;
const RESULT: usize = 2;
const EVIDENCE: usize = 3;
const ASSESSOR: usize = 4;
const DATE: usize = 5;

/// Reads all finding tables.
pub(crate) fn read(b: &mut Build<'_>, raw: Vec<RawTable>, as_of: Date) -> Findings {
    let mut findings = Findings { supplied: !raw.is_empty(), ..Findings::default() };
    for table in &raw {
        one_table(b, table, as_of, &mut findings);
    }
    findings
}

fn one_table(b: &mut Build<'_>, table: &RawTable, as_of: Date, findings: &mut Findings) {
    let Some(entity) = b.pack.entities.last() else { return };
    let mapped = header::map(b.pack, entity, &table.header, &table.file, &mut b.issues);
    let at = |column: usize| mapped.iter().find(|m| m.column.ix() == column).map(|m| m.at);
    let missing: Vec<&str> = [ITEM, SUBJECT, RESULT]
        .into_iter()
        .filter(|c| at(*c).is_none())
        .filter_map(|c| entity.columns.get(c))
        .map(|c| c.label.as_str())
        .collect();
    if !missing.is_empty() {
        let message = Message::new(codes::TABLE_UNUSABLE.key)
            .arg("entity", &entity.label)
            .arg("columns", missing.join("、"));
        b.issue(DataIssue {
            code: &codes::TABLE_UNUSABLE,
            file: table.file.clone(),
            row: None,
            column: None,
            value: None,
            message,
            county: None,
        });
        return;
    }
    for (number, cells) in &table.rows {
        let get =
            |column: usize| at(column).and_then(|i| cells.get(i)).map(|c| trimmed(c)).unwrap_or_default();
        if cells.iter().all(|c| trimmed(c).is_empty()) {
            continue;
        }
        let row = FindingRow { number: *number, file: &table.file, get: &get };
        row.read(b, as_of, findings);
    }
}

struct FindingRow<'a> {
    number: u32,
    file: &'a Arc<str>,
    get: &'a dyn Fn(usize) -> String,
}

impl FindingRow<'_> {
    fn issue(&self, b: &mut Build<'_>, code: &'static Code, column: usize, message: Message) -> u32 {
        let label =
            b.pack.entities.last().and_then(|e| e.columns.get(column)).map(|c| c.label.as_str().into());
        let value = (self.get)(column);
        b.issue(DataIssue {
            code,
            file: self.file.clone(),
            row: Some(self.number),
            column: label,
            value: Some(shortened(&value)),
            message,
            county: None,
        })
    }

    fn read(&self, b: &mut Build<'_>, as_of: Date, findings: &mut Findings) {
        let name = (self.get)(ITEM);
        let pack = b.pack;
        let Some((ix, item)) = pack.find_item(&name).and_then(|ix| Some((ix, pack.item(ix)?))) else {
            let names = pack
                .items
                .iter()
                .filter(|i| judged_as(i).is_some())
                .flat_map(|i| [i.id.as_str(), i.label.as_str()]);
            let hint = match suggest(&name, names) {
                Some(near) => Message::new("data-did-you-mean").arg("name", near),
                None => Message::new("data-judged-items").arg("names", judged_ids(b)),
            };
            let message = Message::new(codes::FINDING_ITEM.key).arg("name", &name).message("hint", hint);
            self.issue(b, &codes::FINDING_ITEM, ITEM, message);
            return;
        };
        let Some(judged) = judged_as(item) else {
            let hint = Message::new("data-judged-items").arg("names", judged_ids(b));
            let message = Message::new(codes::FINDING_ITEM.key).arg("name", &name).message("hint", hint);
            self.issue(b, &codes::FINDING_ITEM, ITEM, message);
            return;
        };
        let Some(row) = self.subject(b, item) else { return };
        let result = self.result(b, judged);
        let date_text = (self.get)(DATE);
        let date = parse_date(&date_text);
        if !date_text.is_empty() && date.is_none() {
            let message = Message::new(codes::BAD_CELL.key)
                .arg("value", shortened(&date_text))
                .message("expected", Message::new("cell-date"));
            self.issue(b, &codes::BAD_CELL, DATE, message);
        }
        let text = |column: usize| Some((self.get)(column)).filter(|t| !t.is_empty());
        let (evidence, assessor) = (text(EVIDENCE), text(ASSESSOR));
        let lacks: Vec<Message> = [
            (evidence.is_none(), "finding-evidence"),
            (assessor.is_none(), "finding-assessor"),
            (date_text.is_empty(), "finding-date"),
        ]
        .into_iter()
        .filter(|(lacks, _)| *lacks)
        .map(|(_, key)| Message::new(key))
        .collect();
        if !lacks.is_empty() {
            let message =
                Message::new(codes::FINDING_INCOMPLETE.key).arg("name", &item.id).list("lacks", lacks);
            self.issue(b, &codes::FINDING_INCOMPLETE, ITEM, message);
        }
        if let Some(day) = date.filter(|d| *d > as_of) {
            let message = Message::new(codes::FINDING_LATER.key).arg("date", day).arg("as_of", as_of);
            self.issue(b, &codes::FINDING_LATER, DATE, message);
        }
        let finding = Finding {
            result,
            evidence: evidence.map(|t| t.as_str().into()),
            assessor: assessor.map(|t| t.as_str().into()),
            date,
            file: self.file.clone(),
            row: self.number,
        };
        self.add(b, ix, row, &item.id, finding, findings);
    }

    fn add(
        &self,
        b: &mut Build<'_>,
        ix: ItemIx,
        row: u32,
        id: &str,
        finding: Finding,
        findings: &mut Findings,
    ) {
        match findings.by_subject.get_mut(&(ix, row)) {
            None => {
                findings.by_subject.insert((ix, row), finding);
            }
            Some(before) => {
                let same = before.result == finding.result;
                let code = if same { &codes::FINDING_REPEATED } else { &codes::FINDING_DISAGREES };
                let message =
                    Message::new(code.key).arg("name", id).arg("file", &before.file).arg("row", before.row);
                if !same {
                    before.result = FindingResult::Missing(Reason::Bad);
                }
                self.issue(b, code, RESULT, message);
            }
        }
    }

    fn subject(&self, b: &mut Build<'_>, item: &Item) -> Option<u32> {
        let value = (self.get)(SUBJECT);
        let pack = b.pack;
        let entity = pack.entity(item.entity)?;
        let parts: Vec<String> = value
            .split('/')
            .map(trimmed)
            .enumerate()
            .map(|(i, part)| {
                // Kinds in a key may be given by label.
                let column = entity.key.get(i).and_then(|c| entity.columns.get(c.ix()));
                match column.map(|c| c.ty) {
                    Some(crate::semantics::ColumnType::Kind(k)) => pack
                        .kind(k)
                        .and_then(|k| k.values.iter().find(|(id, label)| *id == part || *label == part))
                        .map_or(part, |(id, _)| id.clone()),
                    _ => part,
                }
            })
            .collect();
        if let Some(row) = b.keys.get(item.entity.ix()).and_then(|k| k.get(&parts)) {
            return Some(*row);
        }
        let elsewhere = (0..b.keys.len()).find(|i| b.keys.get(*i).is_some_and(|k| k.contains_key(&parts)));
        let hint = match elsewhere.and_then(|i| pack.entity(EntityIx(i as u32))) {
            Some(other) => {
                Message::new("finding-other-subject").arg("found", &other.label).arg("entity", &entity.label)
            }
            None => Message::new("finding-subject").arg("entity", &entity.label),
        };
        let message =
            Message::new(codes::FINDING_SUBJECT.key).arg("value", shortened(&value)).message("hint", hint);
        self.issue(b, &codes::FINDING_SUBJECT, SUBJECT, message);
        None
    }

    fn result(&self, b: &mut Build<'_>, judged: JudgedAs) -> FindingResult {
        let text = (self.get)(RESULT);
        if text.is_empty() {
            return FindingResult::Missing(Reason::Empty);
        }
        let grades = b.pack.kind(KindIx(0));
        let expected = match judged {
            JudgedAs::Flag => match flag(&text) {
                Some(f) => return FindingResult::Flag(f),
                None => Message::new("cell-flag"),
            },
            JudgedAs::Grade => {
                let found = grades
                    .and_then(|g| g.values.iter().position(|(id, label)| *id == text || *label == text));
                match found {
                    Some(i) => return FindingResult::Grade(i as u16),
                    None => Message::new("cell-grade"),
                }
            }
        };
        let message =
            Message::new(codes::BAD_CELL.key).arg("value", shortened(&text)).message("expected", expected);
        self.issue(b, &codes::BAD_CELL, RESULT, message);
        FindingResult::Missing(Reason::Bad)
    }
}

fn judged_as(item: &Item) -> Option<JudgedAs> {
    match &item.body {
        ItemBody::Rule { judged, .. } => *judged,
        _ => None,
    }
}

fn judged_ids(b: &Build<'_>) -> String {
    let ids: Vec<&str> =
        b.pack.items.iter().filter(|i| judged_as(i).is_some()).map(|i| i.id.as_str()).collect();
    cell::trimmed(&ids.join("、"))
}
