//! What a chain of packs says of one thing, one pack after the other: each part with all that it ever was.

use std::collections::BTreeMap;

use super::{Given, Part, Quote};
use crate::pack::entry::PARTS;
use crate::pack::{DatedEntry, DatedTable, PackChain, Step, Table, TableKey, lays_over};
use crate::semantics::CheckedPack;
use crate::source::{LineIndex, SourceId, Span, Spanned};
use crate::syntax::ast::{Cite, Expr, Ident, UnitExpr};

/// Where the lines of each file begin.
pub(super) type Lines = BTreeMap<SourceId, LineIndex>;

/// Where the lines of a chain's files begin.
pub(super) fn lines(chain: &PackChain) -> Lines {
    chain.sources.iter().map(|(id, file)| (id, LineIndex::new(&file.text))).collect()
}

/// Writes down what each pack says.
pub(super) struct History<'a> {
    chain: &'a PackChain,
    checked: &'a CheckedPack,
    lines: &'a Lines,
    /// `id@version` of the pack that is being read.
    pack: String,
    parts: Vec<Part>,
    /// Labels that columns were given so far, with the columns' ids.
    former: Vec<(String, String)>,
    /// The packs that said anything.
    packs: Vec<String>,
}

impl<'a> History<'a> {
    pub fn new(chain: &'a PackChain, checked: &'a CheckedPack, lines: &'a Lines) -> Self {
        History {
            chain,
            checked,
            lines,
            pack: String::new(),
            parts: Vec::new(),
            former: Vec::new(),
            packs: Vec::new(),
        }
    }

    /// What follows is said by the pack at this position of the chain.
    pub fn begin(&mut self, pack: usize) {
        self.pack = self
            .chain
            .documents
            .get(pack)
            .map_or_else(String::new, |d| format!("{}@{}", d.header.id.value, d.header.version.value));
    }

    /// Notes that the pack declared, changed or removed the thing.
    pub fn touched(&mut self) {
        if self.packs.last() != Some(&self.pack) {
            self.packs.push(self.pack.clone());
        }
    }

    pub fn finish(mut self) -> (Vec<String>, Vec<Part>) {
        let rank = |p: &Part| PARTS.iter().position(|o| *o == p.part).unwrap_or(PARTS.len());
        self.parts.sort_by_key(rank);
        (self.packs, self.parts)
    }

    /// The source under a span, white space folded.
    pub fn slice(&self, span: Span) -> String {
        self.chain.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub fn given(&self, text: String, span: Span) -> Given {
        let file = self.chain.sources.get(span.source);
        let at = self
            .lines
            .get(&span.source)
            .zip(file)
            .map(|(index, file)| index.locate(&file.text, span.start as usize));
        Given {
            text,
            pack: self.pack.clone(),
            file: file.map_or_else(String::new, |f| f.name.to_string()),
            line: at.map_or(0, |a| a.line),
            column: at.map_or(0, |a| a.column),
            quote: None,
        }
    }

    /// A part is now this; what it was is replaced.
    pub fn set(&mut self, part: &'static str, at: Vec<String>, given: Vec<Given>) {
        match self.parts.iter_mut().find(|p| p.part == part && p.at == at) {
            Some(found) => {
                let before = std::mem::replace(&mut found.given, given);
                found.replaced.extend(before);
            }
            None => self.parts.push(Part { part, at, given, replaced: Vec::new() }),
        }
    }

    /// This is added to a part.
    pub fn add(&mut self, part: &'static str, given: Vec<Given>) {
        match self.parts.iter_mut().find(|p| p.part == part && p.at.is_empty()) {
            Some(found) => found.given.extend(given),
            None => self.set(part, Vec::new(), given),
        }
    }

    /// Whether there is such a part.
    pub fn has(&self, part: &'static str, at: &str) -> bool {
        self.parts.iter().any(|p| p.part == part && p.at.first().is_some_and(|a| a == at))
    }

    /// Adds to an entry of a list.
    pub fn add_at(&mut self, part: &'static str, at: &str, given: Given) {
        if let Some(found) =
            self.parts.iter_mut().find(|p| p.part == part && p.at.first().is_some_and(|a| a == at))
        {
            found.given.push(given);
        }
    }

    /// The text of a part that is one text.
    pub fn current(&self, part: &'static str) -> Option<&str> {
        let found = self.parts.iter().find(|p| p.part == part && p.at.is_empty())?;
        found.given.first().map(|g| g.text.as_str())
    }

    /// A column of a table by its id, however it is written; notes the label that it is given.
    pub fn column_id(&mut self, entity: &str, column: &str, label: Option<&Ident>) -> String {
        let former = self.former.iter().find(|(label, _)| label == column).map(|(_, id)| id.clone());
        let id = former.unwrap_or_else(|| {
            let entity = self.checked.find_entity(entity).and_then(|e| self.checked.entity(e));
            entity.and_then(|e| e.column(column)).map_or_else(|| column.to_owned(), |(_, c)| c.id.clone())
        });
        self.former.extend(label.map(|l| (l.value.clone(), id.clone())));
        id
    }

    /// A kind by its label, however it is written.
    pub fn kind_label(&self, kind: &str) -> String {
        let found = self.checked.kinds.iter().find(|k| k.id == kind || k.label == kind);
        found.map_or_else(|| kind.to_owned(), |k| k.label.clone())
    }

    /// A value of a kind by its id, however it is written.
    pub fn value_id(&self, kind: &str, value: &str) -> String {
        let kind = self.checked.kinds.iter().find(|k| k.id == kind || k.label == kind);
        let found = kind.and_then(|k| k.values.iter().find(|(id, label)| id == value || label == value));
        found.map_or_else(|| value.to_owned(), |(id, _)| id.clone())
    }

    /// The versions of an entry of the procedure, as they are written.
    pub fn versions<T>(&mut self, entry: &DatedEntry<T>) {
        self.touched();
        for version in &entry.versions {
            let date = version.from.as_ref().map(|f| f.value.to_string());
            let given = self.given(self.slice(version.span), version.span);
            self.set("step", std::iter::once(entry.id.value.clone()).chain(date).collect(), vec![given]);
        }
    }

    /// A list of steps, which takes the place of the list that there was.
    pub fn steps(&mut self, list: &[Step]) {
        let replaced: Vec<Given> =
            std::mem::take(&mut self.parts).into_iter().flat_map(|p| p.given).collect();
        for (i, step) in list.iter().enumerate() {
            let span = step.title.as_ref().map(|t| t.span).or_else(|| step.who.first().map(|w| w.span));
            let Some(span) = span else { continue };
            let mut text = step.title.as_ref().map_or_else(String::new, |t| t.value.clone());
            let who: Vec<&str> = step.who.iter().map(|w| w.value.as_str()).collect();
            let due = step.due.as_ref().map(|d| d.value.as_str());
            let note = step.note.as_ref().map(|n| n.value.as_str());
            for more in
                [Some(who.join("、")).as_deref().filter(|w| !w.is_empty()), due, note].into_iter().flatten()
            {
                text.push_str(&format!(" · {more}"));
            }
            let mut given = self.given(text, span);
            if let Some(cite) = &step.cite {
                given.quote = self.quoted(&cite.source, cite.place.as_ref(), cite.span).quote;
            }
            let replaced = if i == 0 { replaced.clone() } else { Vec::new() };
            self.parts.push(Part {
                part: "step",
                at: vec![(i + 1).to_string()],
                given: vec![given],
                replaced,
            });
        }
    }

    pub fn one(&mut self, part: &'static str, text: impl Into<String>, span: Span) {
        let given = self.given(text.into(), span);
        self.set(part, Vec::new(), vec![given]);
    }

    pub fn text(&mut self, part: &'static str, text: Option<&Spanned<String>>) {
        if let Some(text) = text {
            self.one(part, text.value.trim(), text.span);
        }
    }

    pub fn name(&mut self, part: &'static str, name: Option<&Ident>) {
        if let Some(name) = name {
            self.one(part, &name.value, name.span);
        }
    }

    pub fn names(&mut self, part: &'static str, names: Option<&Spanned<Vec<Ident>>>) {
        if let Some(names) = names {
            let list: Vec<&str> = names.value.iter().map(|n| n.value.as_str()).collect();
            let text = list.join("、");
            self.one(part, text, names.span);
        }
    }

    pub fn texts(&mut self, part: &'static str, texts: Option<&Vec<Spanned<String>>>) {
        if let Some(texts) = texts {
            let list: Vec<Given> = texts.iter().map(|t| self.given(t.value.clone(), t.span)).collect();
            self.set(part, Vec::new(), list);
        }
    }

    pub fn expr(&mut self, part: &'static str, expr: Option<&Expr>) {
        if let Some(expr) = expr {
            self.one(part, self.slice(expr.span), expr.span);
        }
    }

    pub fn unit(&mut self, part: &'static str, unit: &UnitExpr) {
        self.one(part, self.slice(unit.span), unit.span);
    }

    /// Kinds by their labels.
    pub fn kinds(&mut self, part: &'static str, kinds: &Spanned<Vec<Ident>>) {
        let list: Vec<String> = kinds.value.iter().map(|k| self.kind_label(&k.value)).collect();
        self.one(part, list.join("、"), kinds.span);
    }

    /// A citation with what it cites.
    pub fn quoted(&self, source: &Ident, place: Option<&Spanned<String>>, span: Span) -> Given {
        let place = place.map(|p| p.value.clone());
        let text =
            [Some(source.value.clone()), place.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let mut given = self.given(text, span);
        given.quote = self.checked.citations.get(&source.value).map(|cited| Quote {
            title: cited.title.clone(),
            number: cited.number.clone(),
            text: place.as_ref().and_then(|p| cited.clauses.get(p)).map(|t| t.trim().to_owned()),
            place,
        });
        given
    }

    /// The `cite` clauses of an item; none leave what there is, and `also cite` adds to it.
    pub fn cites(&mut self, cites: &[Cite]) {
        let (added, own): (Vec<&Cite>, Vec<&Cite>) = cites.iter().partition(|c| c.also);
        let quoted = |list: Vec<&Cite>, h: &Self| -> Vec<Given> {
            list.into_iter().map(|c| h.quoted(&c.source, c.place.as_ref(), c.span)).collect()
        };
        if !own.is_empty() {
            let list = quoted(own, self);
            self.set("cite", Vec::new(), list);
        }
        if !added.is_empty() {
            let list = quoted(added, self);
            self.add("cite", list);
        }
    }

    /// A limit's or an indicator's numbers. `afresh`: they replace whatever there was.
    pub fn table(&mut self, steps: &Spanned<Vec<DatedTable>>, kinds: &[String], afresh: bool) {
        let cells: Vec<(Vec<String>, Given)> =
            steps.value.iter().flat_map(|step| self.step(step, kinds)).collect();
        if afresh || !lays_over(steps) {
            // What former dates cited goes with them.
            self.parts.retain(|p| p.at.is_empty() || !matches!(p.part, "cite" | "note"));
            self.replace_table(cells);
            steps.value.iter().for_each(|step| self.step_words(step));
            return;
        }
        steps.value.iter().for_each(|step| self.step_words(step));
        // A map of only some values changes them at every date.
        let mut dates: Vec<Vec<String>> = Vec::new();
        for part in self.parts.iter().filter(|p| p.part == "threshold") {
            let date: Vec<String> = part.at.first().filter(|d| is_date(d)).cloned().into_iter().collect();
            if !dates.contains(&date) {
                dates.push(date);
            }
        }
        if dates.is_empty() {
            dates.push(Vec::new());
        }
        for (at, given) in cells {
            for date in &dates {
                let at: Vec<String> = date.iter().chain(&at).cloned().collect();
                self.set("threshold", at, vec![given.clone()]);
            }
        }
        self.dates_in_order();
    }

    /// All cells that stand before make way for these.
    fn replace_table(&mut self, cells: Vec<(Vec<String>, Given)>) {
        let (old, kept): (Vec<Part>, Vec<Part>) =
            std::mem::take(&mut self.parts).into_iter().partition(|p| p.part == "threshold");
        self.parts = kept;
        let mut old = old;
        let mut first = true;
        for (at, given) in cells {
            let same = old.iter().position(|p| p.at == at).map(|i| old.remove(i));
            let mut replaced: Vec<Given> =
                same.into_iter().flat_map(|p| p.replaced.into_iter().chain(p.given)).collect();
            if first {
                // What has no cell of its own any more.
                let gone = |p: &Part| !p.at.is_empty() && at.is_empty();
                let lost: Vec<Part> = old.iter().filter(|p| gone(p)).cloned().collect();
                old.retain(|p| !gone(p));
                replaced.extend(lost.into_iter().flat_map(labelled));
                first = false;
            }
            self.parts.push(Part { part: "threshold", at, given: vec![given], replaced });
        }
        if let Some(last) = self.parts.iter_mut().rev().find(|p| p.part == "threshold") {
            last.replaced.extend(old.into_iter().flat_map(labelled));
        }
    }

    fn dates_in_order(&mut self) {
        let at: Vec<usize> =
            self.parts.iter().enumerate().filter(|(_, p)| p.part == "threshold").map(|(i, _)| i).collect();
        let mut cells: Vec<Part> = at.iter().filter_map(|i| self.parts.get(*i)).cloned().collect();
        cells.sort_by_key(|p| p.at.first().filter(|d| is_date(d)).cloned().unwrap_or_default());
        for (i, cell) in at.into_iter().zip(cells) {
            if let Some(slot) = self.parts.get_mut(i) {
                *slot = cell;
            }
        }
    }

    /// The cells of one dated table: where and what.
    fn step(&self, step: &DatedTable, kinds: &[String]) -> Vec<(Vec<String>, Given)> {
        let date: Vec<String> = step.from.iter().map(|d| d.value.to_string()).collect();
        let mut out = Vec::new();
        self.cells(&step.table, &date, kinds, &mut out);
        out
    }

    /// What a date's numbers cite, and their note.
    fn step_words(&mut self, step: &DatedTable) {
        let at: Vec<String> = step.from.iter().map(|d| d.value.to_string()).collect();
        if let Some(cite) = &step.cite {
            let given = self.quoted(&cite.source, cite.place.as_ref(), cite.span);
            self.set("cite", at.clone(), vec![given]);
        }
        if let Some(note) = &step.note {
            let given = self.given(note.value.trim().to_owned(), note.span);
            self.set("note", at, vec![given]);
        }
    }

    /// Tables nest no deeper than the kinds that a limit goes by, which the reader bounds.
    fn cells(&self, table: &Table, at: &[String], kinds: &[String], out: &mut Vec<(Vec<String>, Given)>) {
        match table {
            Table::Number(n) => out.push((at.to_vec(), self.given(self.slice(n.span), n.span))),
            Table::Name(name) => out.push((at.to_vec(), self.given(name.value.clone(), name.span))),
            Table::Map(map) => {
                for (key, table) in &map.value {
                    let label = match key {
                        TableKey::Value(name) => self.label(kinds.first(), &name.value),
                        TableKey::Else(span) => self.slice(*span),
                    };
                    let at: Vec<String> = at.iter().cloned().chain([label]).collect();
                    self.cells(table, &at, kinds.get(1..).unwrap_or_default(), out);
                }
            }
        }
    }

    /// A kind's value by its label, however it is written.
    fn label(&self, kind: Option<&String>, name: &str) -> String {
        let of = self.checked.kinds.iter().find(|k| Some(&k.id) == kind);
        let found = of.into_iter().flat_map(|k| &k.values).find(|(id, label)| id == name || label == name);
        found.map_or_else(|| name.to_owned(), |(_, label)| label.clone())
    }
}

/// `2025-01-01`: the only cell labels that begin so are dates.
pub(super) fn is_date(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// What a cell was, with where it stood in the table.
fn labelled(part: Part) -> impl Iterator<Item = Given> {
    let at = part.at.join(" ");
    part.replaced.into_iter().chain(part.given).map(move |mut given| {
        given.text = format!("{at} {}", given.text).trim().to_owned();
        given
    })
}
