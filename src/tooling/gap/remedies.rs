//! The plan as what is to be done about each failing subject: for the forms.

use super::text::cell_text;
use super::{Addition, Change, CountyGap};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::evaluation::Standpoint;
use crate::facts::{COUNTY, Cell, FindingResult};
use crate::report::Wording;
use crate::report::forms::Remedy;
use crate::semantics::{CheckedPack, EntityIx, ItemIx};

/// What is to be done, by the item and subject that fails.
pub fn remedies(pack: &CheckedPack, gaps: &[CountyGap], language: Language) -> Vec<Remedy> {
    gaps.iter()
        .flat_map(|gap| Writer { pack, gap, words: Wording::new(pack, &gap.planned, language) }.all())
        .collect()
}

struct Writer<'a> {
    pack: &'a CheckedPack,
    gap: &'a CountyGap,
    words: Wording<'a>,
}

impl Writer<'_> {
    fn all(&self) -> Vec<Remedy> {
        let mut out = Vec::new();
        for lack in &self.gap.lacks {
            let changes: Vec<String> =
                lack.changes.iter().map(|c| change_text(&self.words, &lack.at, c)).collect();
            if changes.is_empty() {
                continue;
            }
            let text = changes.join(&self.words.word("say-stop"));
            out.extend(lack.at.item.and_then(|item| self.remedy(&lack.at, item, text)));
        }
        let mut rows: Vec<((ItemIx, u32), Vec<String>)> = Vec::new();
        for addition in &self.gap.additions {
            let parent =
                self.gap.planned.table(addition.entity).and_then(|t| t.parent.get(addition.row as usize));
            let Some(parent) = parent.copied() else { continue };
            let text = addition_text(&self.words, addition);
            match rows.iter_mut().find(|(at, _)| *at == (addition.item, parent)) {
                Some((_, texts)) => texts.push(text),
                None => rows.push(((addition.item, parent), vec![text])),
            }
        }
        for ((item, row), texts) in rows {
            out.extend(self.plain(item, row, grouped(texts, &self.words)));
        }
        for finding in &self.gap.findings {
            let to = match finding.to {
                FindingResult::Flag(b) => self.words.word(if b { "word-true" } else { "word-false" }),
                FindingResult::Grade(value) => self.words.kind(crate::semantics::KindIx(0), value),
                FindingResult::Missing(_) => continue,
            };
            let text = self.words.say(Message::new("remedy-finding").arg("to", to));
            out.extend(self.plain(finding.item, finding.row, text));
        }
        out
    }

    /// For a subject without a group.
    fn plain(&self, item: ItemIx, row: u32, text: String) -> Option<Remedy> {
        let entity = self.pack.item(item)?.entity;
        self.remedy(&Standpoint::subject(item, entity, row, Vec::new()), item, text)
    }

    fn remedy(&self, at: &Standpoint, item: ItemIx, text: String) -> Option<Remedy> {
        let (entity, row) = at.frames.first().copied()?;
        let row = self.original(entity, row)?;
        Some(Remedy { county: self.gap.county, item, row, group: at.group.clone(), text })
    }

    /// The row in the data as supplied; nothing for a row that the plan adds.
    fn original(&self, entity: EntityIx, row: u32) -> Option<u32> {
        super::plan::original(&self.gap.additions, entity, row)
    }
}

/// `体育运动场馆面积增加0.1平方米（5201.9→5202）`, with the row where it is not the subject's.
pub(super) fn change_text(words: &Wording<'_>, at: &Standpoint, change: &Change) -> String {
    let Some(column) = words.pack.column(change.at.entity, change.at.column) else { return String::new() };
    let own = at.frames.first() == Some(&(change.at.entity, change.at.row));
    let place = match (own, change.at.entity == COUNTY) {
        (true, _) | (_, true) => String::new(),
        _ => words.row(change.at.entity, change.at.row) + " ",
    };
    if column.personal {
        return format!("{place}{}", column.label);
    }
    let shown = |cell: &Cell| cell_text(words.pack, cell, column.ty, &column.unit, words.language);
    let (from, to) = (shown(&change.from), shown(&change.to));
    let message = match (&change.from, &change.to) {
        _ if change.again => Message::new("remedy-again"),
        (Cell::Number(a), Cell::Number(b)) => {
            let key = if b < a { "remedy-less" } else { "remedy-more" };
            let amount = shown(&Cell::Number((b - a).abs()));
            Message::new(key).arg("amount", words.with_unit(&amount, &column.unit.symbol))
        }
        _ => Message::new("remedy-change"),
    };
    let text = message.arg("what", &column.label).arg("from", from).arg("to", to);
    format!("{place}{}", words.say(text))
}

/// What a row to add is and must say: `专用教室（用途为音乐、面积不小于96平方米）`.
pub(super) fn addition_text(words: &Wording<'_>, addition: &Addition) -> String {
    let Some(entity) = words.pack.entity(addition.entity) else { return String::new() };
    let said = addition.cells.iter().filter_map(|(c, cell)| {
        let column = entity.columns.get(c.ix())?;
        let value = cell_text(words.pack, cell, column.ty, &column.unit, words.language);
        let least = matches!(cell, Cell::Number(_));
        let key = if least { "remedy-at-least" } else { "say-value" };
        let value = words.with_unit(&value, &column.unit.symbol);
        Some(words.say(Message::new(key).arg("what", &column.label).arg("now", value)))
    });
    let said: Vec<String> = said.collect();
    format!("{}（{}）", entity.label, said.join(&words.word("say-comma")))
}

/// Rows that are alike in one line: 增加2间.
fn grouped(texts: Vec<String>, words: &Wording<'_>) -> String {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for text in texts {
        match counted.iter_mut().find(|(t, _)| *t == text) {
            Some((_, count)) => *count += 1,
            None => counted.push((text, 1)),
        }
    }
    let said = counted
        .into_iter()
        .map(|(what, n)| words.say(Message::new("remedy-add").count("count", n).arg("what", what)));
    said.collect::<Vec<_>>().join(&Catalogue::of(words.language).get("say-stop"))
}
