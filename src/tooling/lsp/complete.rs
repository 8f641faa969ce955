//! What may be typed next: keywords in the file's vocabulary, ids and labels with what they are.

use std::path::Path;

use lsp_types::{CompletionItem, CompletionItemKind, CompletionTextEdit, Range, TextEdit};

use super::workspace::Analysis;
use super::{hover, position};
use crate::diagnostic::{Catalogue, Language};
use crate::semantics::names::Symbol;
use crate::semantics::{CheckedPack, Entity};
use crate::syntax::ast::BinaryOp;
use crate::syntax::vocabulary::{
    AGGREGATES, CLAUSE_STARTS, FINDING_CELLS, FUNCTIONS, ITEM_STARTS, QUANTIFIERS, REPLACES, RESERVED,
    Vocabulary, operator,
    yaml::{Key, Word},
};

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
    Columns,
    Keys,
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
    let wanted = if rules { in_rules(head) } else { in_yaml(head) };
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
        for (en, zh) in ITEM_STARTS.iter().chain(CLAUSE_STARTS) {
            counts.0 += usize::from(*en == word);
            counts.1 += usize::from(zh.contains(&word));
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
    let last = head.split_whitespace().last().unwrap_or("");
    match last {
        "适用" | "for" => Wanted::Entities,
        "依据" | "cite" | "另依据" => Wanted::Sources,
        "删除" | "remove" => Wanted::Items,
        _ => {
            let open = |a: char, b: char| head.matches(a).count() > head.matches(b).count();
            let define = head.trim_start().starts_with("适用") || head.trim_start().starts_with("for ");
            if define && open('[', ']') {
                Wanted::Units
            } else if (open('{', '}') || open('｛', '｝')) && !head.contains("属于") && !head.contains(" in ")
            {
                Wanted::Items
            } else {
                Wanted::Expression
            }
        }
    }
}

fn in_yaml(head: &str) -> Wanted {
    if let Some(base) = member_base(head) {
        return Wanted::Members(base);
    }
    let inner = head.rsplit(['{', ',']).next().unwrap_or(head);
    let Some((key, _)) = inner.rsplit_once([':', '：']) else {
        let listed = head.contains('[') && !head.contains(']');
        let of = head.split([':', '：']).next().unwrap_or("").trim();
        return if listed { by_key(of) } else { Wanted::Keys };
    };
    by_key(key.trim().trim_start_matches("- ").trim())
}

fn by_key(key: &str) -> Wanted {
    let is = |k: Key| k.is(key);
    if is(Key::Display) || is(Key::KeyColumns) {
        Wanted::Columns
    } else if is(Key::For) || is(Key::Within) {
        Wanted::Entities
    } else if is(Key::Cite) || is(Key::AlsoCite) {
        Wanted::Sources
    } else if is(Key::Serves) {
        Wanted::Items
    } else if is(Key::Type) {
        Wanted::Types
    } else if is(Key::Unit) {
        Wanted::Units
    } else if is(Key::Level) {
        Wanted::Words(&[Word::CountyLevel, Word::CityLevel, Word::RegionLevel, Word::NationLevel])
    } else if is(Key::Of) {
        Wanted::Words(&[Word::Recognised])
    } else if is(Key::After) {
        Wanted::Stages
    } else if is(Key::CountedFrom) {
        Wanted::Documents
    } else {
        Wanted::Expression
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
        let rest = l.trim_start().strip_prefix("适用").or_else(|| l.trim_start().strip_prefix("for "))?;
        rest.split_whitespace().next().map(str::to_owned)
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

    fn keyword(&mut self, (en, zh): (&str, &[&str]), rank: u8) {
        let words: Vec<&str> = match self.vocabulary {
            Vocabulary::En => vec![en],
            Vocabulary::Zh => zh.to_vec(),
        };
        for word in words {
            self.put(word, CompletionItemKind::KEYWORD, String::new(), rank);
        }
    }

    fn fill(&mut self, wanted: &Wanted, subject: Option<&str>) {
        match wanted {
            Wanted::ItemStarts => ITEM_STARTS.iter().for_each(|k| self.keyword(*k, 0)),
            Wanted::ClauseStarts => {
                CLAUSE_STARTS.iter().chain([&REPLACES]).for_each(|k| self.keyword(*k, 0));
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
                let types = [
                    ("number", "数值"),
                    ("count", "计数"),
                    ("share", "比例"),
                    ("flag", "是否"),
                    ("text", "文本"),
                    ("date", "日期"),
                ];
                for (en, zh) in types {
                    self.keyword((en, &[zh]), 0);
                }
                self.sorted(|s| matches!(s, Symbol::Kind(_)), CompletionItemKind::ENUM, 1);
            }
            Wanted::Columns => self.sorted(|s| matches!(s, Symbol::Column(..)), CompletionItemKind::FIELD, 0),
            Wanted::Keys => {
                for key in Key::ALL {
                    let spelling = key.spelling(self.vocabulary);
                    self.put(spelling, CompletionItemKind::PROPERTY, String::new(), 0);
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
        item.or_else(|| pack?.citations.get(id).map(|s| s.title.clone())).unwrap_or_default()
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
        if matches!(base, "judged" | "评定") {
            for (_, en, zh) in FINDING_CELLS {
                self.keyword((en, &[zh]), 0);
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
        for (_, en, zh) in AGGREGATES {
            self.keyword((en, &[zh]), rank + 1);
        }
        for (_, en, zh) in FUNCTIONS {
            self.keyword((en, &[zh]), rank + 2);
        }
        for (_, en, zh) in QUANTIFIERS {
            self.keyword((en, &[zh]), rank + 2);
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
        for (en, zh) in
            RESERVED.iter().filter(|(en, _)| en.chars().all(|c| c.is_ascii_alphabetic() || c == '_'))
        {
            self.keyword((en, zh), rank + 3);
        }
    }
}
