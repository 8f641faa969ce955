//! Numbers: limits and thresholds, by kind and date.

use std::collections::BTreeSet;

use super::Teller;
use super::sources::citations;
use super::uses::Uses;
use crate::diagnostic::Message;
use crate::report::page::*;
use crate::semantics::*;

impl Teller<'_> {
    /// A limit's values: one number as a line, else a table by kind and date. `relation` stands before each number.
    pub fn values(&self, limit: &Limit, share: bool, relation: Option<&'static str>) -> Vec<Block> {
        let show = |n| {
            let number = self.number(n, &limit.unit, share);
            match relation {
                Some(key) => Message::new(key).arg("number", number).text(self.language),
                None => number,
            }
        };
        if let [table] = limit.tables.as_slice()
            && limit.by.is_empty()
            && table.from.is_none()
        {
            return table.values.values().map(|n| Block::Paragraph(vec![Span::Strong(show(n))])).collect();
        }
        let kinds: Vec<String> =
            limit.by.iter().filter_map(|k| self.pack.kind(*k)).map(|k| k.label.clone()).collect();
        let dates: Vec<String> = limit
            .tables
            .iter()
            .map(|t| match t.from {
                Some(from) => Message::new("explain-from").arg("date", from).text(self.language),
                None => self.word("doc-value"),
            })
            .collect();
        // Dates run down where there are no kinds, across where there are.
        let (head, rows, numbers) = if kinds.is_empty() {
            let rows = dates.into_iter().zip(&limit.tables).map(|(date, t)| {
                let number = t.values.values().next().map(show).unwrap_or_default();
                vec![plain(date), plain(number)]
            });
            (vec![self.word("doc-from"), self.word("doc-value")], rows.collect(), vec![1])
        } else {
            let keys: BTreeSet<_> = limit.tables.iter().flat_map(|t| t.values.keys()).collect();
            let rows = keys.into_iter().map(|key| {
                let names = limit.by.iter().zip(key).map(|(k, v)| plain(self.kind_value(*k, *v)));
                let numbers =
                    limit.tables.iter().map(|t| plain(t.values.get(key).map(show).unwrap_or_default()));
                names.chain(numbers).collect()
            });
            let numbers = (kinds.len()..kinds.len() + dates.len()).collect();
            (kinds.iter().cloned().chain(dates).collect(), rows.collect::<Vec<_>>(), numbers)
        };
        vec![Block::Table(Table { caption: String::new(), head, rows, numbers, long: false })]
    }

    /// What each date's values cite and note.
    pub fn steps(&self, limit: &Limit, quoted: &mut BTreeSet<(String, String)>) -> Vec<Field> {
        let mut out = Vec::new();
        for table in &limit.tables {
            let mut blocks = citations(self, table.cite.as_slice(), quoted);
            if let Some(note) = &table.note {
                blocks.push(Block::Paragraph(plain(note)));
            }
            if !blocks.is_empty() {
                let name = match table.from {
                    Some(from) => Message::new("doc-cite-from").arg("date", from).text(self.language),
                    None => self.word("explain-cite"),
                };
                out.push(Field { name, blocks });
            }
        }
        out
    }
}

pub(super) fn section(teller: &Teller, uses: &Uses) -> Section {
    let pack = teller.pack;
    let mut section = Section::new("limits", teller.word("doc-limits"));
    let mut quoted = BTreeSet::new();
    for (ix, limit) in (0u32..).map(LimitIx).zip(&pack.limits) {
        let mut fields = vec![teller.id_field(&limit.id)];
        if let Some(title) = limit.title.as_ref().filter(|t| **t != limit.label) {
            fields.push(Field::line(teller.word("doc-meaning"), title));
        }
        fields.push(Field {
            name: teller.word("doc-value"),
            blocks: teller.values(limit, teller.is_share(&limit.id), None),
        });
        let stricter = match limit.stricter {
            Some(Stricter::Higher) => "doc-stricter-higher",
            Some(Stricter::Lower) => "doc-stricter-lower",
            None => "doc-stricter-none",
        };
        fields.push(Field::line(teller.word("doc-stricter"), teller.word(stricter)));
        let cited = citations(teller, limit.cite.as_slice(), &mut quoted);
        if !cited.is_empty() {
            fields.push(Field { name: teller.word("explain-cite"), blocks: cited });
        }
        fields.extend(teller.steps(limit, &mut quoted));
        if let Some(note) = &limit.note {
            fields.push(Field::line(teller.word("explain-note"), note));
        }
        if let Some(items) = uses.limits.get(&ix) {
            fields.push(teller.item_links("doc-used-by", items));
        }
        section.sections.push(Section {
            blocks: vec![Block::Fields(fields)],
            ..Section::new(anchor("limit", &limit.id), teller.headed(&limit.id, &limit.label))
        });
    }
    section
}
