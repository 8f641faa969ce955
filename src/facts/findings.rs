//! The assessors' findings: the built-in table, read against the rules that use `judged`.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::cell::{Problem, flag};
use super::header::Schema;
use super::issues::At;
use super::keys;
use super::link::Linker;
use super::synonyms;
use super::table::{TableBuilder, cell_message};
use super::text::{fold_width, shown, trim, value_name};
use super::{Bits, ColumnData, Finding, FindingResult, Findings, Reason, Values};
use crate::diagnostic::{Message, codes, suggest};
use crate::semantics::{CheckedPack, ColumnType, EntityIx, ItemIx, JudgedAs, KindValue};
use crate::value::Date;

/// The built-in table's columns, in the order in which the pack has them.
pub(super) const ITEM: usize = 0;
pub(super) const SUBJECT: usize = 1;
const RESULT: usize = 2;
const EVIDENCE: usize = 3;
const ASSESSOR: usize = 4;
const DATE: usize = 5;

/// The entities whose rows are subjects of rules that use `judged`.
pub(super) fn subjects(pack: &CheckedPack) -> BTreeSet<EntityIx> {
    pack.items.iter().filter(|i| i.judged().is_some()).map(|i| i.entity).collect()
}

/// Reads the findings; bad results and findings that disagree are missing, and their issues said.
pub(super) fn read(
    linker: &mut Linker<'_>,
    schema: &Schema<'_>,
    builder: &TableBuilder,
    as_of: Date,
) -> Findings {
    let mut findings = Findings { supplied: true, by_subject: HashMap::new() };
    let mut disagreeing = HashSet::new();
    let mut taken_over = Vec::new();
    report_absent_columns(linker, schema, builder);
    for row in 0..u32::try_from(builder.len()).unwrap_or(u32::MAX) {
        let cells = Cells { builder, row };
        let (Some(item), Some(subject)) = (cells.text(ITEM), cells.text(SUBJECT)) else { continue };
        let at = |column: usize, value: &str| {
            let ix = crate::semantics::ColumnIx(u32::try_from(column).unwrap_or(u32::MAX));
            builder
                .at(row)
                .column(ix.0, &builder.heading(schema, row, &[ix]))
                .cell(builder.position(row, ix))
                .value(value)
        };
        let Some((ix, expected, replaced)) = find_item(linker, &item, at(ITEM, &item)) else { continue };
        let Some(entity) = linker.pack.item(ix).map(|i| i.entity) else { continue };
        let Some(subject_row) =
            find_subject(linker, (builder, row), ix, entity, &subject, at(SUBJECT, &subject))
        else {
            continue;
        };
        let text = cells.text(RESULT);
        let result = match &text {
            None if cells.is_bad(RESULT) => FindingResult::Missing(Reason::Bad),
            None => FindingResult::Missing(Reason::Empty),
            Some(text) => match parse_result(linker.pack, expected, text) {
                Ok(result) => result,
                Err(problem) => {
                    let (code, message) = cell_message(problem, &shown(text));
                    linker.issues.push(code, at(RESULT, text), message);
                    FindingResult::Missing(Reason::Bad)
                }
            },
        };
        report_incomplete(linker, schema, &cells);
        let date = cells.date();
        if let Some(day) = date.filter(|d| *d > as_of) {
            let message = Message::new(codes::FINDING_AFTER.key).arg("date", day).arg("as_of", as_of);
            linker.issues.push(&codes::FINDING_AFTER, at(DATE, &day.to_string()), message);
        }
        let finding = Finding {
            result,
            evidence: cells.text(EVIDENCE),
            assessor: cells.text(ASSESSOR),
            date,
            file: linker.issues.files.name(builder.file_of(row)),
            row: builder.places.get(row as usize).map_or(0, |p| p.row),
        };
        if replaced {
            // Of a veto that another replaces, only that it exists counts.
            if finding.result == FindingResult::Flag(true) {
                taken_over.push((ix, subject_row, finding, row));
            }
            continue;
        }
        match findings.by_subject.entry((ix, subject_row)) {
            Entry::Vacant(slot) => {
                slot.insert(finding);
            }
            Entry::Occupied(mut slot) => {
                let known = disagreeing.contains(&(ix, subject_row));
                if second(linker, [&item, &subject], slot.get_mut(), &finding, known, builder.at(row)) {
                    disagreeing.insert((ix, subject_row));
                }
            }
        }
    }
    for (ix, subject_row, finding, row) in taken_over {
        let own = findings.by_subject.get(&(ix, subject_row));
        if own.is_some_and(|own| own.result == FindingResult::Flag(false)) {
            let cells = Cells { builder, row };
            let label = linker.pack.item(ix).map_or("", |i| i.label.as_str()).to_owned();
            let item = cells.text(ITEM).map(|item| shown(&item)).unwrap_or_default();
            let message = Message::new(codes::FINDING_OF_REPLACED.key).arg("item", item).arg("by", label);
            linker.issues.push(&codes::FINDING_OF_REPLACED, builder.at(row), message);
        }
        if own.is_none_or(|own| own.result != FindingResult::Flag(true)) {
            findings.by_subject.insert((ix, subject_row), finding);
        }
    }
    findings
}

/// The subject of a finding as it is written.
pub(super) fn subject_of(builder: &TableBuilder, row: u32) -> Option<Arc<str>> {
    Cells { builder, row }.text(SUBJECT)
}

/// A further finding of the same rule and subject; whether it disagrees.
fn second(
    linker: &mut Linker<'_>,
    [item, subject]: [&str; 2],
    kept: &mut Finding,
    finding: &Finding,
    disagreeing: bool,
    at: At,
) -> bool {
    let message = |key| {
        Message::new(key)
            .arg("item", shown(item))
            .arg("subject", shown(subject))
            .arg("first", kept.row)
            .arg("file", &kept.file)
    };
    let open = |f: &Finding| matches!(f.result, FindingResult::Missing(_));
    let bad = |f: &Finding| f.result == FindingResult::Missing(Reason::Bad);
    if disagreeing {
        // The first of them said so.
        return true;
    }
    if kept.result == finding.result || open(kept) || open(finding) {
        linker.issues.push(&codes::FINDING_REPEATED, at, message(codes::FINDING_REPEATED.key));
        // One row has no result yet: what is known stands, unless a cell could not be read.
        if !bad(kept) && (open(kept) || bad(finding)) {
            *kept = finding.clone();
        }
        return false;
    }
    linker.issues.push(&codes::FINDINGS_DISAGREE, at, message(codes::FINDINGS_DISAGREE.key));
    kept.result = FindingResult::Missing(Reason::Bad);
    true
}

/// The cells of a finding's row.
struct Cells<'a> {
    builder: &'a TableBuilder,
    row: u32,
}

impl Cells<'_> {
    fn data(&self, column: usize) -> Option<&ColumnData> {
        self.builder.columns.get(column).map(|c| &c.data)
    }

    fn text(&self, column: usize) -> Option<Arc<str>> {
        let data = self.data(column)?;
        let at = self.row as usize;
        match &data.values {
            Values::Text(list) if data.valid.get(at) => list.get(at).cloned(),
            Values::Decimal { .. }
            | Values::Flag(_)
            | Values::Kind(_)
            | Values::Text(_)
            | Values::Date(_) => None,
        }
    }

    fn date(&self) -> Option<Date> {
        let data = self.data(DATE)?;
        let at = self.row as usize;
        match &data.values {
            Values::Date(list) if data.valid.get(at) => list.get(at).copied(),
            Values::Decimal { .. }
            | Values::Flag(_)
            | Values::Kind(_)
            | Values::Text(_)
            | Values::Date(_) => None,
        }
    }

    fn is_bad(&self, column: usize) -> bool {
        self.data(column).is_some_and(|d| d.bad.contains_key(&self.row))
    }

    /// Whether a file has the column and this row leaves it empty.
    fn is_blank(&self, column: usize) -> bool {
        let empty = Bits::default();
        let valid = self.data(column).map_or(&empty, |d| &d.valid);
        !valid.get(self.row as usize) && !self.is_bad(column) && self.has(column)
    }

    fn has(&self, column: usize) -> bool {
        let file = self.builder.places.get(self.row as usize).map_or(0, |p| p.file);
        self.builder.headings.get(file as usize).and_then(|h| h.get(column)).is_some_and(Option::is_some)
    }
}

/// What a finding is worth little without.
const GROUNDS: [usize; 3] = [EVIDENCE, ASSESSOR, DATE];

fn labels(schema: &Schema<'_>, columns: &[usize]) -> String {
    let label = |c: &usize| schema.entity.columns.get(*c).map_or("", |c| c.label.as_str());
    columns.iter().map(label).collect::<Vec<_>>().join("、")
}

/// Files that have no column for evidence, assessor or date: once a file.
fn report_absent_columns(linker: &mut Linker<'_>, schema: &Schema<'_>, builder: &TableBuilder) {
    for (i, (file, headings)) in (0u32..).zip(builder.files.iter().zip(&builder.headings)) {
        let absent: Vec<usize> =
            GROUNDS.into_iter().filter(|c| !headings.get(*c).is_some_and(Option::is_some)).collect();
        if !absent.is_empty() && builder.places.iter().any(|p| p.file == i) {
            let message = Message::new("finding-columns-absent").arg("columns", labels(schema, &absent));
            linker.issues.push(&codes::FINDING_INCOMPLETE, At::file(*file), message);
        }
    }
}

fn report_incomplete(linker: &mut Linker<'_>, schema: &Schema<'_>, cells: &Cells<'_>) {
    let blank: Vec<usize> = GROUNDS.into_iter().filter(|c| cells.is_blank(*c)).collect();
    if !blank.is_empty() {
        let message = Message::new(codes::FINDING_INCOMPLETE.key).arg("columns", labels(schema, &blank));
        linker.issues.push(&codes::FINDING_INCOMPLETE, cells.builder.at(cells.row), message);
    }
}

/// The rule of a name, by id or label as people write them; or the veto that replaces the one of that name, and that it does.
fn named_item(pack: &CheckedPack, name: &str) -> Option<(ItemIx, bool)> {
    let same =
        |id: &str, label: &str| value_name(id) == value_name(name) || value_name(label) == value_name(name);
    let alike = || {
        let found = pack.items.iter().position(|i| same(&i.id, &i.label));
        found.and_then(|i| u32::try_from(i).ok()).map(ItemIx)
    };
    let replaced = || {
        let found = pack.replaced.iter().find(|r| same(&r.id, r.label.as_deref().unwrap_or(&r.id)));
        found.map(|r| (r.by, true))
    };
    pack.find_item(name).or_else(alike).map(|ix| (ix, false)).or_else(replaced)
}

/// The entity whose rows a finding's rule is for, by the rule's name as it stands in the cell.
pub(super) fn entity_of(pack: &CheckedPack, item: &str) -> Option<EntityIx> {
    pack.item(named_item(pack, trim(item))?.0).map(|i| i.entity)
}

/// The rule that a finding is about.
fn find_item(linker: &mut Linker<'_>, name: &str, at: At) -> Option<(ItemIx, JudgedAs, bool)> {
    let pack = linker.pack;
    let Some((ix, replaced)) = named_item(pack, name) else {
        let candidates = pack.items.iter().filter(|i| i.judged().is_some());
        let candidates = candidates.flat_map(|i| [i.id.as_str(), i.label.as_str(), i.title.as_str()]);
        let gone = pack.removed.iter().find(|r| r.id == name || r.label.as_deref() == Some(name));
        let message = match gone.map_or_else(|| suggest(name, candidates), |_| None) {
            None if gone.is_some() => match gone.and_then(|r| r.because.as_ref()) {
                Some(because) => Message::new("finding-item-removed").arg("because", because),
                None => Message::new("finding-item-gone"),
            },
            Some(near) => Message::new("finding-item-near").arg("near", near),
            None => Message::new(codes::FINDING_ITEM.key),
        };
        linker.issues.push(&codes::FINDING_ITEM, at, message.arg("item", shown(name)));
        return None;
    };
    let item = pack.item(ix)?;
    let Some(expected) = item.judged() else {
        let message =
            Message::new(codes::FINDING_NOT_JUDGED.key).arg("item", shown(name)).arg("title", &item.title);
        linker.issues.push(&codes::FINDING_NOT_JUDGED, at, message);
        return None;
    };
    Some((ix, expected, replaced))
}

/// The key that a subject as written means for an entity: parts joined by `/`, kinds by id or label.
pub(super) fn subject_key(pack: &CheckedPack, entity: EntityIx, subject: &str) -> Option<String> {
    let entity = pack.entity(entity)?;
    let folded = fold_width(subject);
    let parts: Vec<&str> = folded.split('/').map(trim).collect();
    if parts.len() != entity.key.len() {
        return None;
    }
    let part = |(text, column): (&&str, &crate::semantics::ColumnIx)| -> String {
        let kind = match entity.columns.get(column.ix()).map(|c| c.ty) {
            Some(ColumnType::Kind(kind)) => pack.kind(kind),
            _ => None,
        };
        let same = |word: &str| value_name(word) == value_name(text);
        let named =
            |k: &crate::semantics::Kind| k.values.iter().position(|(id, label)| same(id) || same(label));
        let other = |k: &crate::semantics::Kind| {
            k.aliases.iter().find(|(word, _)| same(word)).map(|(_, value)| usize::from(*value))
        };
        let found = kind.and_then(|k| k.values.get(named(k).or_else(|| other(k))?));
        found.map_or_else(|| (*text).to_owned(), |(id, _)| id.clone())
    };
    let parts: Vec<String> = parts.iter().zip(&entity.key).map(part).collect();
    Some(keys::join(parts.iter().map(String::as_str)))
}

/// The row of the rule's entity that a finding is about.
fn find_subject(
    linker: &mut Linker<'_>,
    (builder, row): (&TableBuilder, u32),
    item: ItemIx,
    entity: EntityIx,
    subject: &str,
    at: At,
) -> Option<u32> {
    let pack = linker.pack;
    let row_of = |linker: &Linker<'_>, entity: EntityIx| {
        let key = subject_key(pack, entity, subject)?;
        linker.indexes.get(entity.ix())?.slots.get(&key).copied()
    };
    match row_of(linker, entity) {
        Some(keys::Slot::Row(row)) => return Some(row),
        // Its row was set aside, which was said.
        Some(keys::Slot::Aside) => return None,
        Some(keys::Slot::Example(example)) => {
            linker.use_example(example);
            return None;
        }
        None => {}
    }
    // Nor is it said again of a subject whose own table is broken or was not given.
    let given = linker.tables.get(entity.ix()).is_some_and(|t| t.supplied || t.len > 0);
    if !given || linker.parent_is_broken(builder, entity, row) {
        return None;
    }
    let (id, of) = (pack.item(item)?, pack.entity(entity)?);
    let others = (0u32..).map(EntityIx).zip(&pack.entities).filter(|(ix, _)| *ix != entity);
    let other = others.into_iter().find(|(ix, _)| matches!(row_of(linker, *ix), Some(keys::Slot::Row(_))));
    let message = if let Some((_, other)) = other {
        Message::new("finding-other-subject").arg("other", &other.label)
    } else if subject_key(pack, entity, subject).is_none() {
        let labels = of.key.iter().filter_map(|c| of.columns.get(c.ix())).map(|c| c.label.as_str());
        Message::new("finding-subject-parts").arg("parts", labels.collect::<Vec<_>>().join("/"))
    } else {
        let key = subject_key(pack, entity, subject)?;
        let near = linker.indexes.get(entity.ix()).and_then(|index| index.near(&key));
        match near {
            Some(near) => {
                Message::new("finding-subject-near").arg("near", keys::shown(pack, of, &of.key, near))
            }
            None => Message::new(codes::FINDING_SUBJECT.key),
        }
    };
    let message = message.arg("subject", shown(subject)).arg("item", &id.label).arg("entity", &of.label);
    linker.issues.push(&codes::FINDING_SUBJECT, at, message);
    None
}

/// Reads a result.
fn parse_result(pack: &CheckedPack, expected: JudgedAs, text: &str) -> Result<FindingResult, Problem> {
    match expected {
        JudgedAs::Flag => flag(text)
            .or_else(|| synonyms::verdict(text))
            .map(FindingResult::Flag)
            .ok_or(Problem::Type { expected: Message::new("expected-flag"), advice: None }),
        JudgedAs::Grade => {
            let values = pack.kinds.first().map(|k| k.values.as_slice()).unwrap_or_default();
            let written = |(id, label): &(String, String)| id == text || label == text;
            let same = |(id, label): &(String, String)| {
                value_name(id) == value_name(text) || value_name(label) == value_name(text)
            };
            let found = values
                .iter()
                .position(written)
                .or_else(|| values.iter().position(same))
                .or_else(|| {
                    let labels: Vec<&str> = values.iter().map(|(_, label)| label.as_str()).collect();
                    let meant = synonyms::values(text, &labels);
                    let [one] = meant.as_slice() else { return None };
                    labels.iter().position(|label| label == one)
                })
                .and_then(|i| KindValue::try_from(i).ok());
            found.map(FindingResult::Grade).ok_or_else(|| {
                let labels: Vec<&str> = values.iter().map(|(_, label)| label.as_str()).collect();
                let expected = Message::new("expected-kind").names("values", &labels);
                Problem::Type { expected, advice: None }
            })
        }
    }
}
