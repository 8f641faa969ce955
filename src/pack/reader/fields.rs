//! A map's entries by key: both spellings, unknown keys, keys given twice.

use super::Reader;
use super::suggest;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::yaml::{Kind, Node};
use crate::source::Span;
use crate::syntax::vocabulary::Vocabulary;
use crate::syntax::vocabulary::yaml::{Key, find_key};

/// The entries of one map whose keys are known.
#[derive(Debug)]
pub(crate) struct Fields<'n> {
    list: Vec<Field<'n>>,
}

/// One entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field<'n> {
    /// Which key.
    pub key: Key,
    /// The key as written.
    pub name: &'n Node,
    /// What stands behind it.
    pub value: &'n Node,
}

impl<'n> Fields<'n> {
    /// The entry of a key.
    pub fn get(&self, key: Key) -> Option<Field<'n>> {
        self.list.iter().find(|f| f.key == key).copied()
    }

    /// All entries in the order in which they are written.
    pub fn iter(&self) -> impl Iterator<Item = Field<'n>> + '_ {
        self.list.iter().copied()
    }
}

/// What should stand at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Map,
    List,
    Text,
    Number,
    Table,
}

impl Shape {
    fn message(self) -> Message {
        Message::new(match self {
            Shape::Map => "shape-map",
            Shape::List => "shape-list",
            Shape::Text => "shape-text",
            Shape::Number => "shape-number",
            Shape::Table => "shape-table",
        })
    }
}

impl Shape {
    /// What to do where the key has no example of its own.
    fn example(self) -> Option<Message> {
        match self {
            Shape::Text => Some(Message::new("example-text")),
            Shape::List => Some(Message::new("example-names")),
            Shape::Number | Shape::Table => Some(Message::new("example-table")),
            Shape::Map => None,
        }
    }
}

fn found(node: &Node) -> Message {
    Message::new(match node.kind {
        Kind::Null | Kind::Broken => "shape-nothing",
        Kind::Scalar { .. } => "shape-text",
        Kind::Seq(_) => "shape-list",
        Kind::Map(_) => "shape-map",
    })
}

impl Reader<'_> {
    /// The entries of `node`, which stands behind `owner` (none: the file) and may have the keys `allowed`; `example` is
    /// the help that shows how to write it.
    pub(super) fn fields<'n>(
        &mut self,
        node: &'n Node,
        owner: Option<&Node>,
        allowed: &[Key],
        example: &'static str,
    ) -> Option<Fields<'n>> {
        let Some(entries) = node.entries() else {
            self.wrong_shape(node, owner, Shape::Map, Some(example));
            return None;
        };
        let mut list: Vec<Field<'n>> = Vec::with_capacity(entries.len());
        let mut last: Option<&Node> = None;
        for (name, value) in entries {
            let Some(text) = name.nfc() else { continue };
            if value.is_null() && self.split_number(last, name) {
                continue;
            }
            last = Some(value);
            let key = match find_key(&text, allowed) {
                Some(key) => key,
                None => {
                    let before = list.first().and_then(|f| f.name.text());
                    let vocabulary = suggest::vocabulary_of(before.unwrap_or(&text));
                    // Where there is no doubt what was meant, what stands behind it is read all the same.
                    match self.unknown_key(name, &text, allowed, vocabulary) {
                        Some(key) if list.iter().all(|f| f.key != key) => key,
                        _ => continue,
                    }
                }
            };
            if let Some(first) = list.iter().find(|f| f.key == key) {
                let written = first.name.text().unwrap_or_default().to_owned();
                self.diagnostics.push(
                    Diagnostic::new(&codes::DUPLICATE_KEY, name.span)
                        .arg("key", &text)
                        .related(first.name.span, Message::new("label-pack-first-here"))
                        .help(Message::new("help-pack-same-key").arg("first", written).arg("second", &text)),
                );
                continue;
            }
            list.push(Field { key, name, value });
        }
        Some(Fields { list })
    }

    /// Reports a key that cannot stand here; gives the one that was meant where that is beyond doubt.
    fn unknown_key(
        &mut self,
        name: &Node,
        text: &str,
        allowed: &[Key],
        vocabulary: Vocabulary,
    ) -> Option<Key> {
        if self.hidden_colon(name, text) {
            return None;
        }
        let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_KEY, name.span).arg("key", text);
        // A file with hundreds of mistakes is no pack, and long names are no slips.
        let worth = self.diagnostics.len() < 200 && text.len() < 100;
        let same = if worth { suggest::same_key(text, allowed) } else { None };
        let better = if worth { suggest::key(text, allowed) } else { None };
        if let Some(better) = better {
            diagnostic = diagnostic
                .help(Message::new("help-pack-write-key").arg("key", better))
                .fix(name.span, better);
        } else {
            let list: Vec<&str> = allowed.iter().map(|k| k.spelling(vocabulary)).collect();
            let joined = list.join(match vocabulary {
                Vocabulary::Zh => "、",
                Vocabulary::En => ", ",
            });
            diagnostic = diagnostic.help(Message::new("help-pack-keys-here").arg("keys", joined));
        }
        self.diagnostics.push(diagnostic);
        self.broken |= same.is_none();
        same
    }

    /// Reports that `node`, behind `owner`, is not of the shape it should have.
    pub(super) fn wrong_shape(
        &mut self,
        node: &Node,
        owner: Option<&Node>,
        shape: Shape,
        example: Option<&'static str>,
    ) {
        self.broken = true;
        if node.is_broken() || node.items().is_some_and(|items| items.iter().any(Node::is_broken)) {
            return;
        }
        // `county：{标签: 县}`: the key took the bracket in.
        if let Some((owner, text)) = owner.and_then(|o| Some((o, o.nfc()?)))
            && self.hidden_colon(owner, &text)
        {
            return;
        }
        if let (Shape::Map, Some(text)) = (shape, node.text())
            && self.hidden_colon(node, text)
        {
            return;
        }
        let key = owner.and_then(|o| o.text()).unwrap_or("");
        // Nothing behind a key is shown at the key: there is nothing else to point at.
        let span = match owner {
            Some(owner) if node.is_null() => owner.span,
            _ => node.span,
        };
        let mut diagnostic = if node.is_null() {
            Diagnostic::new(&codes::EMPTY_VALUE, span).arg("key", key).label(shape.message())
        } else if owner.is_none() {
            let mut d = Diagnostic::new(&codes::WRONG_SHAPE, span);
            d.message = Message::new("wrong-shape-file").message("found", found(node));
            d
        } else {
            let mut d = Diagnostic::new(&codes::WRONG_SHAPE, span).arg("key", key);
            d.message = d.message.message("expected", shape.message()).message("found", found(node));
            d
        };
        if let Some(help) =
            example.map(Message::new).or_else(|| suggest::example(key, shape)).or_else(|| shape.example())
        {
            diagnostic = diagnostic.help(help);
        }
        self.diagnostics.push(diagnostic);
    }

    /// Reports a text that was meant as `key: value` but whose colon is full-width or lacks its space; says whether it
    /// was one.
    pub(super) fn hidden_colon(&mut self, node: &Node, text: &str) -> bool {
        let Some(i) = text.find([':', '：']) else { return false };
        let (before, rest) = (text.get(..i).unwrap_or(""), text.get(i..).unwrap_or(""));
        let after = rest.trim_start_matches([':', '：']);
        if before.is_empty() || before.chars().count() > 24 || before.contains(['"', '“', ' ', '(']) {
            return false;
        }
        let raw = self.file.get(node.span.range()).unwrap_or("");
        let Some(at) = raw.find([':', '：']) else { return false };
        let full = rest.starts_with('：');
        let code = if full { &codes::YAML_FULL_WIDTH_COLON } else { &codes::YAML_COLON_SPACE };
        let start = node.span.start as usize + at;
        let mark = Span::new(node.span.source, start, start + if full { '：'.len_utf8() } else { 1 });
        // Where the key took a bracket in, what was meant goes on to the end of the line.
        let whole = self.file.get(mark.end as usize..).unwrap_or("");
        let after = if after.starts_with(['{', '[']) { whole } else { after };
        let line = after.lines().next().unwrap_or("").trim();
        let text = format!("{before}: {line}");
        self.diagnostics.push(
            Diagnostic::new(code, mark)
                .help(Message::new("help-pack-half-width-colon").arg("text", text.trim_end()))
                .fix(mark, ": "),
        );
        self.broken = true;
        true
    }
}
