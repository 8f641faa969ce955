//! What may be typed next: keywords in the file's vocabulary, ids and labels with what they are.

use std::path::Path;

use lsp_types::{CompletionItem, CompletionItemKind, CompletionTextEdit, Range, TextEdit};

use super::workspace::Analysis;
use super::{hover, outline, place, position};
use crate::diagnostic::{Catalogue, Language};
use crate::pack::entry::{self, Described, ENTRIES, Form, Names};
use crate::semantics::names::Symbol;
use crate::semantics::{CheckedPack, Entity, Indicator, ItemBody, KindIx, ThresholdRef};
use crate::syntax::ast::{Aggregate, BinaryOp, Function};
use crate::syntax::vocabulary::{
    FINDING_CELLS, Keyword, Role, Vocabulary,
    builtins::Builtin,
    operator, spoken,
    yaml::{Key, Word},
};
use crate::value::today;

/// What is asked for at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    ItemStarts,
    ClauseStarts,
    Entities,
    Sources,
    Items,
    Units,
    Types,
    /// Columns of a table; of all where none is known.
    Columns(Option<String>),
    /// Keys that may stand below these.
    Keys(Vec<String>),
    /// Values of what stands opposite: a column, a limit's kinds.
    ValuesOf(String),
    /// Places of a source.
    Clauses(String),
    Words(&'static [Word]),
    Stages,
    /// Documents that stages and deadlines yield.
    Documents,
    /// Members of what stands before a point.
    Members(String),
    Expression,
}

/// Proposals at a byte of a file.
pub(super) fn complete(
    analysis: &Analysis,
    path: &Path,
    text: &str,
    offset: usize,
    language: Language,
) -> Vec<CompletionItem> {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or("");
    let word_start = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| unicode_ident::is_xid_continue(*c))
        .last()
        .map_or(before.len(), |(i, _)| i);
    let head = line.get(..line.len().saturating_sub(before.len() - word_start)).unwrap_or("");
    let rules = path.extension().is_some_and(|x| x == "rules");
    let wanted = if rules {
        in_rules(head)
    } else {
        let behind_head = before.get(..before.len() - (before.len() - word_start)).unwrap_or(before);
        in_yaml(head, place::keys_above(behind_head))
    };
    let subject = rules.then(|| subject_of(analysis, before)).flatten();
    let mut proposals =
        Proposals { analysis, language, vocabulary: vocabulary_of(text, analysis), list: Vec::new() };
    proposals.fill(&wanted, subject.as_deref());
    let range = Range { start: position::position(text, word_start), end: position::position(text, offset) };
    proposals
        .list
        .into_iter()
        .map(|p| CompletionItem {
            label: p.label.clone(),
            kind: Some(p.kind),
            detail: (!p.detail.is_empty()).then_some(p.detail),
            sort_text: Some(p.sort),
            filter_text: Some(p.label.clone()),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: p.label })),
            ..CompletionItem::default()
        })
        .collect()
}

/// Which spelling a file is written in: Chinese, unless it has keywords and all are English.
fn vocabulary_of(text: &str, analysis: &Analysis) -> Vocabulary {
    let mut counts = (0usize, 0usize);
    for word in text.split(|c: char| !unicode_ident::is_xid_continue(c)).filter(|w| !w.is_empty()) {
        match spoken(word) {
            Some(Vocabulary::En) => counts.0 += 1,
            Some(Vocabulary::Zh) => counts.1 += 1,
            None => {}
        }
    }
    if counts == (0, 0) {
        // A new file is written like the rest of its pack.
        let english =
            analysis.sources.iter().any(|(_, f)| f.text.contains("\nrule ") || f.text.starts_with("pack:"));
        return if english { Vocabulary::En } else { Vocabulary::Zh };
    }
    if counts.0 > counts.1 { Vocabulary::En } else { Vocabulary::Zh }
}

fn in_rules(head: &str) -> Wanted {
    if head.trim().is_empty() {
        return if head.is_empty() { Wanted::ItemStarts } else { Wanted::ClauseStarts };
    }
    if let Some(base) = member_base(head) {
        return Wanted::Members(base);
    }
    if let Some(source) = source_before_quote(head) {
        return Wanted::Clauses(source);
    }
    if let Some(column) = opposite(head) {
        return Wanted::ValuesOf(column);
    }
    let keywords: Vec<Option<Keyword>> = head.split_whitespace().map(Keyword::spelt).collect();
    let (first, last) = (keywords.first().copied().flatten(), keywords.last().copied().flatten());
    match last {
        Some(Keyword::For) => return Wanted::Entities,
        Some(Keyword::Cite | Keyword::AlsoCite) => return Wanted::Sources,
        Some(Keyword::Remove | Keyword::Override) => return Wanted::Items,
        Some(keyword) if keyword.role() == Role::Item && first == Some(Keyword::Override) => {
            return Wanted::Items;
        }
        _ => {}
    }
    let open = |a: char, b: char| head.matches(a).count() > head.matches(b).count();
    let named = |word: &Option<Keyword>| matches!(word, Some(Keyword::In | Keyword::NotIn));
    if first == Some(Keyword::For) && open('[', ']') {
        Wanted::Units
    } else if (open('{', '}') || open('｛', '｝')) && !keywords.iter().any(named) {
        Wanted::Items
    } else {
        Wanted::Expression
    }
}

/// The source of a citation whose place is being written: `依据 办法 "`.
fn source_before_quote(head: &str) -> Option<String> {
    let inner = head.trim_start();
    let (before, typed) = inner.rsplit_once(['"', '“'])?;
    let mut words = before.split_whitespace();
    let (keyword, source) = (words.next()?, words.next()?);
    let cites =
        matches!(Keyword::spelt(keyword), Some(Keyword::Cite | Keyword::AlsoCite)) && words.next().is_none();
    (cites && !typed.contains(['"', '”'])).then(|| source.to_owned())
}

/// What a value is compared with: the name before `等于`, `属于 {` and the like at the end of the text.
fn opposite(head: &str) -> Option<String> {
    // The second words of `at least` and `not in` are among them.
    const COMPARES: [Keyword; 8] = [
        Keyword::Equal,
        Keyword::Unequal,
        Keyword::NotLess,
        Keyword::NotMore,
        Keyword::Above,
        Keyword::Below,
        Keyword::Least,
        Keyword::Most,
    ];
    let open =
        head.rfind(['{', '｛']).filter(|at| !head.get(*at..).is_some_and(|rest| rest.contains(['}', '｝'])));
    let inner = match open {
        Some(at) => head.get(..at)?,
        None => head,
    };
    let mut words = inner.split_whitespace().rev();
    let op = words.next()?;
    let keyword = Keyword::spelt(op);
    let member = matches!(keyword, Some(Keyword::In | Keyword::NotIn));
    let compares = matches!(op, "==" | "!=") || keyword.is_some_and(|k| COMPARES.contains(&k));
    // Behind an open set only `in` asks for values, and it asks for them nowhere else.
    if open.is_some() != member || !(compares || member) {
        return None;
    }
    let mut name = words.next()?;
    if matches!(Keyword::spelt(name), Some(Keyword::At | Keyword::Not)) {
        name = words.next()?;
    }
    let name = name.rsplit(['(', ':', '：', '（']).next()?;
    Some(name.rsplit('.').next()?.to_owned())
}

fn in_yaml(head: &str, above: Vec<String>) -> Wanted {
    if let Some(base) = member_base(head) {
        return Wanted::Members(base);
    }
    let Some((key, value)) = place::key_being_filled(head) else {
        return Wanted::Keys(above);
    };
    if value.trim_start().starts_with('{') && !value.contains('}') {
        return Wanted::Keys(above);
    }
    let described = described(&key, &above);
    if described.is_some_and(|d| d.form == Form::Cite) && value.contains(',') {
        let source = value.trim_start().trim_start_matches('[').split(',').next().unwrap_or("").trim();
        return Wanted::Clauses(source.to_owned());
    }
    let table = || {
        let at = above.iter().position(|k| Key::Entities.is(k))?;
        above.get(at + 1).cloned()
    };
    described.map_or(Wanted::Expression, |d| by_form(&d, table))
}

/// The key at hand: of the entry that stands there, else of any.
fn described(key: &str, above: &[String]) -> Option<Described> {
    let path: Vec<&str> = above.iter().map(String::as_str).collect();
    let here = entry::place(&path).into_iter().flat_map(|place| place.keys());
    let anywhere = || ENTRIES.iter().flat_map(|kind| kind.keys()).find(|(k, _)| k.is(key)).map(|(_, d)| d);
    here.filter(|(k, _)| k.is(key)).find_map(|(_, d)| d).or_else(anywhere)
}

/// What may stand behind a key. `table` is the one at hand.
fn by_form(described: &Described, table: impl FnOnce() -> Option<String>) -> Wanted {
    match described.form {
        Form::Cite => Wanted::Sources,
        Form::Type => Wanted::Types,
        Form::Unit => Wanted::Units,
        Form::Word(words) => Wanted::Words(words),
        Form::Flag => Wanted::Words(&[Word::True, Word::False]),
        Form::Name(names) | Form::Names(names) | Form::Texts(names) => match names {
            Names::Entity => Wanted::Entities,
            Names::Column => Wanted::Columns(table()),
            Names::Item => Wanted::Items,
            Names::Stage => Wanted::Stages,
            Names::Document => Wanted::Documents,
            Names::Kind | Names::Nothing => Wanted::Expression,
        },
        Form::Text
        | Form::Date
        | Form::DayOfYear
        | Form::Whole(..)
        | Form::Quantity
        | Form::Bound
        | Form::Formula
        | Form::Table
        | Form::Numbers
        | Form::Threshold
        | Form::Expected
        | Form::Totals
        | Form::Columns
        | Form::Values
        | Form::Clauses
        | Form::Section => Wanted::Expression,
    }
}

/// The name before a point that ends the text.
fn member_base(head: &str) -> Option<String> {
    let rest = head.strip_suffix('.')?;
    let base: Vec<char> = rest.chars().rev().take_while(|c| unicode_ident::is_xid_continue(*c)).collect();
    (!base.is_empty() && !base.iter().all(char::is_ascii_digit)).then(|| base.into_iter().rev().collect())
}

/// The entity of the item that is being written: the last `for` line.
fn subject_of(analysis: &Analysis, before: &str) -> Option<String> {
    let line = before.lines().rev().find_map(|l| {
        let mut words = l.split_whitespace();
        (Keyword::spelt(words.next()?) == Some(Keyword::For)).then(|| words.next())?.map(str::to_owned)
    })?;
    let found = analysis.names.symbols().find(|(symbol, labels)| {
        matches!(symbol, Symbol::Entity(id) if *id == line)
            || (matches!(symbol, Symbol::Entity(_)) && labels.contains(&line))
    });
    found.map(|(symbol, _)| symbol.id().to_owned())
}

struct Proposal {
    label: String,
    kind: CompletionItemKind,
    detail: String,
    sort: String,
}

struct Proposals<'a> {
    analysis: &'a Analysis,
    language: Language,
    vocabulary: Vocabulary,
    list: Vec<Proposal>,
}

impl Proposals<'_> {
    fn put(&mut self, label: &str, kind: CompletionItemKind, detail: String, rank: u8) {
        if !label.is_empty() && self.list.iter().all(|p| p.label != label) {
            self.list.push(Proposal {
                label: label.to_owned(),
                kind,
                detail,
                sort: format!("{rank}{:05}", self.list.len()),
            });
        }
    }

    fn word(&self, key: &str) -> String {
        Catalogue::of(self.language).get(key)
    }

    fn keyword(&mut self, keyword: Keyword, rank: u8) {
        let words: Vec<&str> = match self.vocabulary {
            Vocabulary::En => vec![keyword.en()],
            Vocabulary::Zh => keyword.zh().to_vec(),
        };
        for word in words {
            self.put(word, CompletionItemKind::KEYWORD, String::new(), rank);
        }
    }

    /// A builtin, with how it is written.
    fn builtin<B>(&mut self, row: &Builtin<B>, rank: u8) {
        let (word, how) = (row.spelling(self.vocabulary), self.word(row.help));
        self.put(word, CompletionItemKind::KEYWORD, how, rank);
    }

    fn of_role(&mut self, role: Role) {
        Keyword::ALL.iter().filter(|k| k.role() == role).for_each(|k| self.keyword(*k, 0));
    }

    fn fill(&mut self, wanted: &Wanted, subject: Option<&str>) {
        match wanted {
            Wanted::ItemStarts => self.of_role(Role::Item),
            Wanted::ClauseStarts => {
                self.of_role(Role::Clause);
                self.keyword(Keyword::Replaces, 0);
                self.expression(subject, 1);
            }
            Wanted::Entities => self.entities(0),
            Wanted::Sources => {
                self.sorted(|s| matches!(s, Symbol::Source(_)), CompletionItemKind::REFERENCE, 0)
            }
            Wanted::Items => {
                self.sorted(|s| matches!(s, Symbol::Item(_)), CompletionItemKind::FUNCTION, 0);
                self.sorted(|s| matches!(s, Symbol::Value(..)), CompletionItemKind::ENUM_MEMBER, 1);
            }
            Wanted::Units => self.sorted(|s| matches!(s, Symbol::Unit(_)), CompletionItemKind::UNIT, 0),
            Wanted::Types => {
                for word in [Word::Number, Word::Count, Word::Share, Word::Flag, Word::Text, Word::Date] {
                    let spelling = word.spelling(self.vocabulary);
                    self.put(spelling, CompletionItemKind::KEYWORD, String::new(), 0);
                }
                self.sorted(|s| matches!(s, Symbol::Kind(_)), CompletionItemKind::ENUM, 1);
            }
            Wanted::Columns(table) => {
                let table = table.as_deref();
                let analysis = self.analysis;
                let found = analysis.pack.as_ref().and_then(|pack| {
                    let entity =
                        pack.entities.iter().find(|e| table.is_some_and(|t| e.id == t || e.label == t))?;
                    Some((pack, entity))
                });
                match found {
                    Some((pack, entity)) => self.columns(pack, entity, 0),
                    None => self.sorted(|s| matches!(s, Symbol::Column(..)), CompletionItemKind::FIELD, 0),
                }
            }
            Wanted::Keys(above) => self.keys(above),
            Wanted::ValuesOf(name) => self.values_of(name, subject),
            Wanted::Clauses(source) => {
                let pack = self.analysis.pack.as_ref();
                let clauses = pack.and_then(|p| p.citations.get(source)).map(|s| &s.clauses);
                for (place, text) in clauses.into_iter().flatten() {
                    self.put(place, CompletionItemKind::REFERENCE, text.trim().to_owned(), 0);
                }
            }
            Wanted::Words(words) => {
                for word in *words {
                    self.put(
                        word.spelling(self.vocabulary),
                        CompletionItemKind::ENUM_MEMBER,
                        String::new(),
                        0,
                    );
                }
            }
            Wanted::Stages => {
                for stage in self.analysis.pack.iter().flat_map(|p| &p.workflow.stages) {
                    self.put(&stage.id, CompletionItemKind::REFERENCE, stage.title.clone(), 0);
                }
            }
            Wanted::Documents => {
                let workflow = self.analysis.pack.as_ref().map(|p| &p.workflow);
                let stages = workflow.into_iter().flat_map(|w| &w.stages).map(|s| (&s.yields, &s.title));
                let deadlines =
                    workflow.into_iter().flat_map(|w| &w.deadlines).map(|d| (&d.yields, &d.title));
                for (yields, by) in stages.chain(deadlines) {
                    for document in yields {
                        self.put(document, CompletionItemKind::REFERENCE, by.clone(), 0);
                    }
                }
                let objection = Word::Objection.spelling(self.vocabulary);
                self.put(objection, CompletionItemKind::ENUM_MEMBER, String::new(), 1);
            }
            Wanted::Members(base) => self.members(base),
            Wanted::Expression => self.expression(subject, 0),
        }
    }

    /// Keys that may stand at a level; where names stand there, those that an override may change, or a kind's values.
    fn keys(&mut self, above: &[String]) {
        let path: Vec<&str> = above.iter().map(String::as_str).collect();
        if let Some(place) = entry::place(&path) {
            for (key, described) in place.keys() {
                let said = self.word(&described.map_or_else(|| entry::text_of(key), |d| d.text_of(key)));
                self.put(key.spelling(self.vocabulary), CompletionItemKind::PROPERTY, said, 0);
            }
            return;
        }
        let overriding = path.first().is_some_and(|k| Key::Override.is(k));
        let inner = if overriding { path.get(1..).unwrap_or_default() } else { &path };
        let section = |key: Key| inner.first().is_some_and(|k| key.is(k));
        match (inner.len(), overriding) {
            (1, true) => {
                let of: fn(&Symbol) -> bool = match () {
                    () if section(Key::Limits) => |s| matches!(s, Symbol::Limit(_)),
                    () if section(Key::Indicators) => |s| matches!(s, Symbol::Item(_)),
                    () if section(Key::Entities) => |s| matches!(s, Symbol::Entity(_)),
                    () if section(Key::Kinds) => |s| matches!(s, Symbol::Kind(_)),
                    () if section(Key::Sources) => |s| matches!(s, Symbol::Source(_)),
                    () if section(Key::Measures) => |s| matches!(s, Symbol::Measure(_)),
                    () => |_| false,
                };
                self.sorted(of, CompletionItemKind::REFERENCE, 0);
            }
            (3, true) if section(Key::Entities) => {
                let table = inner.get(1).map(|t| (*t).to_owned());
                self.fill(&Wanted::Columns(table), None);
            }
            (3, _) if section(Key::Limits) || section(Key::Indicators) => {
                if let Some(entry) = inner.get(1) {
                    self.values_of(entry, None);
                }
            }
            _ => {}
        }
    }

    /// The values of a column's kind, or of the kinds by which a limit or threshold goes.
    fn values_of(&mut self, name: &str, subject: Option<&str>) {
        let Some(pack) = &self.analysis.pack else { return };
        let mut kinds: Vec<KindIx> = Vec::new();
        let near = pack.entities.iter().filter(|e| subject.is_none_or(|s| e.id == s));
        for entity in near.chain(&pack.entities) {
            let column = entity.columns.iter().find(|c| c.id == name || c.label == name);
            kinds.extend(column.and_then(|c| c.ty.kind()));
            if !kinds.is_empty() {
                break;
            }
        }
        if let Some(limit) = pack.limits.iter().find(|l| l.id == name || l.label == name) {
            kinds.extend(&limit.by);
        }
        for item in pack.items.iter().filter(|i| i.id == name || i.label == name) {
            if let ItemBody::Indicator(Indicator { threshold: ThresholdRef::Own(own), .. }) = &item.body {
                kinds.extend(&own.by);
            }
        }
        if Keyword::spelt(name) == Some(Keyword::Judged) {
            kinds.push(KindIx(0));
        }
        if kinds.is_empty() {
            self.expression(subject, 0);
            return;
        }
        for kind in kinds.iter().filter_map(|k| pack.kind(*k)) {
            for (id, label) in &kind.values {
                self.put(label, CompletionItemKind::ENUM_MEMBER, format!("{} · {id}", kind.label), 0);
            }
        }
    }

    /// Symbols of a sort by label, then by id.
    fn sorted(&mut self, of: impl Fn(&Symbol) -> bool, kind: CompletionItemKind, rank: u8) {
        let found: Vec<(String, Vec<String>)> = self
            .analysis
            .names
            .symbols()
            .filter(|(symbol, _)| of(symbol))
            .map(|(symbol, labels)| (symbol.id().to_owned(), labels.to_vec()))
            .collect();
        for (id, labels) in found {
            let detail = self.title(&id);
            for label in &labels {
                self.put(label, kind, format!("{id} {detail}").trim().to_owned(), rank);
            }
            self.put(&id, kind, format!("{} {detail}", labels.join(" ")).trim().to_owned(), rank + 1);
        }
    }

    fn title(&self, id: &str) -> String {
        let pack = self.analysis.pack.as_ref();
        let item = pack.and_then(|p| p.items.iter().find(|i| i.id == id).map(|i| i.title.clone()));
        let limit = || {
            let limit = pack?.limits.iter().find(|l| l.id == id)?;
            outline::number_today(pack?, limit, today())
        };
        item.or_else(limit).or_else(|| pack?.citations.get(id).map(|s| s.title.clone())).unwrap_or_default()
    }

    fn entities(&mut self, rank: u8) {
        self.sorted(|s| matches!(s, Symbol::Entity(_)), CompletionItemKind::CLASS, rank);
    }

    fn members(&mut self, base: &str) {
        let Some(pack) = &self.analysis.pack else { return };
        if let Some(entity) = pack.entities.iter().find(|e| e.id == base || e.label == base) {
            self.columns(pack, entity, 0);
        }
        if let Some(kind) = pack.kinds.iter().find(|k| k.id == base || k.label == base) {
            for (id, label) in &kind.values {
                self.put(label, CompletionItemKind::ENUM_MEMBER, id.clone(), 0);
            }
        }
        if Keyword::spelt(base) == Some(Keyword::Judged) {
            for (_, en, zh) in FINDING_CELLS {
                let word = if self.vocabulary == Vocabulary::Zh { zh } else { en };
                self.put(word, CompletionItemKind::KEYWORD, String::new(), 0);
            }
            return;
        }
        for (word, detail) in match self.vocabulary {
            Vocabulary::Zh => [("值", "lsp-item-value"), ("限值", "lsp-item-limit")],
            Vocabulary::En => [("value", "lsp-item-value"), ("limit", "lsp-item-limit")],
        } {
            let detail = self.word(detail);
            self.put(word, CompletionItemKind::PROPERTY, detail, 2);
        }
    }

    fn columns(&mut self, pack: &CheckedPack, entity: &Entity, rank: u8) {
        for column in &entity.columns {
            let detail = format!("{} · {}", entity.label, hover::type_words(pack, column, self.language));
            self.put(&column.label, CompletionItemKind::FIELD, detail.clone(), rank);
            if self.vocabulary == Vocabulary::En {
                self.put(&column.id, CompletionItemKind::FIELD, detail, rank);
            }
        }
    }

    fn expression(&mut self, subject: Option<&str>, rank: u8) {
        if let Some(pack) = &self.analysis.pack {
            // The subject's own columns, then those of its ancestors, then all others.
            let mut near = Vec::new();
            let mut at = subject.and_then(|s| pack.entities.iter().find(|e| e.id == s));
            while let Some(entity) = at {
                near.push(entity.id.clone());
                self.columns(pack, entity, rank);
                at = entity.parent.and_then(|p| pack.entity(p));
            }
            for entity in pack.entities.iter().filter(|e| !near.contains(&e.id) && e.id != "finding") {
                self.columns(pack, entity, rank + 2);
            }
        }
        self.entities(rank + 1);
        self.sorted(|s| matches!(s, Symbol::Limit(_)), CompletionItemKind::CONSTANT, rank + 1);
        self.sorted(|s| matches!(s, Symbol::Item(_)), CompletionItemKind::FUNCTION, rank + 1);
        self.sorted(|s| matches!(s, Symbol::Value(..)), CompletionItemKind::ENUM_MEMBER, rank + 2);
        for aggregate in Aggregate::ALL {
            self.builtin(aggregate.row(), rank + 1);
        }
        for function in Function::ALL {
            self.builtin(function.row(), rank + 2);
        }
        for keyword in [Keyword::Every, Keyword::Some, Keyword::No] {
            self.keyword(keyword, rank + 2);
        }
        for op in [
            BinaryOp::Ge,
            BinaryOp::Le,
            BinaryOp::Gt,
            BinaryOp::Lt,
            BinaryOp::Eq,
            BinaryOp::And,
            BinaryOp::Or,
        ] {
            self.put(operator(op, self.vocabulary), CompletionItemKind::OPERATOR, String::new(), rank + 2);
        }
        // What is no operator, nor a part of a phrase.
        let others = Keyword::ALL.iter().filter(|k| {
            matches!(k.role(), Role::Word | Role::End | Role::Prefix)
                && !k.en().contains(' ')
                && **k != Keyword::Both
        });
        for keyword in others {
            self.keyword(*keyword, rank + 3);
        }
    }
}
