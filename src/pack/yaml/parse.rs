//! The events of the YAML crate as a tree. The only place that names that crate.
//!
//! Events rather than serde: they give the exact place of everything, keep every scalar's own characters (a number never
//! passes through a float), and the tree is built without recursion.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_yaml::granit_parser as yaml;
use yaml::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle};

use super::{Kind, Node, Style, nfc};
use crate::source::{MAX_NESTING, SourceId, Span};

/// Most nodes of one file, those that aliases repeat among them.
const MAX_NODES: usize = 1_000_000;

/// Why a text is not YAML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A tab where only spaces may stand.
    Tab,
    /// A bracket that nothing closes.
    UnclosedBracket(char),
    /// A bracket closed by another sort.
    MismatchedBracket,
    /// A closing bracket that nothing opened.
    StrayBracket,
    /// Two entries in brackets without a comma.
    MissingComma,
    /// A quote that nothing closes.
    UnclosedQuote,
    /// Something behind a closing quote.
    AfterQuote,
    /// A backslash with something that it does not go with.
    Escape,
    /// A `key:` where none can stand, most often in the middle of a value.
    Colon,
    /// A line that should be `key: value`.
    NotAnEntry,
    /// A line that stands too far left or right.
    Indentation,
    /// A character that nothing can begin with.
    Character(char),
    /// `*name` without `&name`.
    UnknownAnchor,
    /// A `%` directive.
    Directive,
    /// Too many levels.
    TooDeep,
    /// A `---` or `...` that cannot stand here.
    Document,
    /// Anything else.
    Other,
}

/// Something that is YAML but not allowed here; the tree is built without it.
#[derive(Debug, Clone)]
pub(super) enum Issue {
    /// A key twice in one map.
    DuplicateKey { key: String, second: Span, first: Span },
    /// `!tag`.
    Tag(Span),
    /// `<<`.
    MergeKey(Span),
    /// A map or a list as a key.
    ComplexKey(Span),
    /// A value without a key.
    EmptyKey(Span),
    /// A second document.
    SecondDocument(Span),
    /// `*name` within what `&name` names.
    RecursiveAlias(Span),
    /// Aliases that repeat too much.
    AliasBomb(Span),
}

/// What the events gave.
pub(super) struct Parsed {
    /// The tree, if there was no fault.
    pub root: Option<Node>,
    /// Where the text stopped being YAML.
    pub fault: Option<(Fault, usize)>,
    /// What was found on the way.
    pub issues: Vec<Issue>,
}

/// Reads the text of one file.
pub(super) fn parse(text: &str, source: SourceId) -> Parsed {
    let options = yaml::options! {
        disallow_directives: true,
        flow_nesting_limit: MAX_NESTING,
        block_nesting_limit: MAX_NESTING,
        simple_key_max_lookahead: 4_096,
    };
    let mut builder = Builder::new(source, text);
    for step in Parser::new_from_str_with_options(text, options) {
        match step {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or(text.len()..text.len());
                let range = boundary(text, range.start)..boundary(text, range.end);
                let tag = span.tag_span().and_then(|s| s.byte_range());
                if !builder.event(event, range.start, range.end, tag) {
                    break;
                }
            }
            Err(error) => {
                let at = boundary(text, error.marker().byte_offset().unwrap_or(text.len()));
                builder.fault = Some((fault(error.kind()), at));
                break;
            }
        }
    }
    let root = if builder.fault.is_none() { builder.root } else { None };
    Parsed { root, fault: builder.fault, issues: builder.issues }
}

/// The start of the character that holds byte `at`.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn fault(kind: &ErrorKind) -> Fault {
    use ErrorKind as K;
    match kind {
        K::TabNotAllowed
        | K::TabInBlockIndentation
        | K::TabInIndentation
        | K::TabAtBlockScalarStart
        | K::TabInPlainScalar
        | K::InvalidBlockEntryWhitespace
        | K::InvalidMappingValueWhitespace => Fault::Tab,
        K::UnclosedFlowCollection { open } => Fault::UnclosedBracket(*open),
        K::UnexpectedEofFlowSequence => Fault::UnclosedBracket('['),
        K::UnexpectedEofFlowMapping | K::UnexpectedEofImplicitFlowMapping => Fault::UnclosedBracket('{'),
        K::MismatchedFlowCollectionEnd { .. } => Fault::MismatchedBracket,
        K::MisplacedFlowCollectionEnd => Fault::StrayBracket,
        K::ExpectedFlowMappingSeparator | K::ExpectedFlowSequenceSeparator => Fault::MissingComma,
        K::UnclosedQuotedScalar | K::DocumentIndicatorInQuotedScalar => Fault::UnclosedQuote,
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => Fault::AfterQuote,
        K::UnknownQuotedScalarEscape
        | K::InvalidQuotedScalarHexEscape
        | K::InvalidLowSurrogateHexEscape
        | K::InvalidLowSurrogate
        | K::MissingLowSurrogate
        | K::UnpairedLowSurrogate
        | K::InvalidUnicodeEscape => Fault::Escape,
        K::MappingValueNotAllowed
        | K::InvalidColonPlacement
        | K::FlowMappingValueAdjacentCollection
        | K::MappingKeyNotAllowed => Fault::Colon,
        K::SimpleKeyExpected | K::InvalidSimpleKey => Fault::NotAnEntry,
        K::InvalidIndentation
        | K::ExpectedBlockMappingKey
        | K::ExpectedBlockSequenceEntry
        | K::InvalidBlockScalarIndent
        | K::InvalidQuotedScalarIndent
        | K::InvalidFlowScalarIndent
        | K::BlockSequenceEntryNotAllowed => Fault::Indentation,
        K::UnexpectedCharacter { character } => Fault::Character(*character),
        K::UnknownAnchor => Fault::UnknownAnchor,
        K::DirectiveDisallowed => Fault::Directive,
        K::RecursionLimitExceeded => Fault::TooDeep,
        K::InvalidDocumentEnd | K::ExpectedDocumentStart | K::MissingDocumentEndBeforeDirective => {
            Fault::Document
        }
        _ => Fault::Other,
    }
}

/// A list or map that is being read.
struct Open {
    start: usize,
    /// Whether it stands in brackets.
    flow: bool,
    anchor: usize,
    contents: Contents,
}

enum Contents {
    Seq(Vec<Node>),
    Map {
        entries: Vec<(Node, Node)>,
        /// Where each key first stood.
        seen: IndexMap<String, Span>,
        /// The key whose value comes next: none when it was refused.
        pending: Option<Option<Node>>,
    },
}

struct Builder<'a> {
    source: SourceId,
    text: &'a str,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    /// Anchored nodes with their number of nodes and depth.
    anchors: HashMap<usize, (Node, usize, usize)>,
    nodes: usize,
    fault: Option<(Fault, usize)>,
    issues: Vec<Issue>,
}

impl<'a> Builder<'a> {
    fn new(source: SourceId, text: &'a str) -> Self {
        Builder {
            source,
            text,
            open: Vec::new(),
            root: None,
            documents: 0,
            anchors: HashMap::new(),
            nodes: 0,
            fault: None,
            issues: Vec::new(),
        }
    }

    /// Takes one event; `false` to stop.
    fn event(
        &mut self,
        event: Event<'_>,
        start: usize,
        end: usize,
        tag: Option<std::ops::Range<usize>>,
    ) -> bool {
        if let Some(tag) = tag {
            self.issues.push(Issue::Tag(Span::new(self.source, tag.start, tag.end)));
        }
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.issues.push(Issue::SecondDocument(Span::new(self.source, start, end)));
                    return false;
                }
            }
            Event::Scalar(value, style, anchor, _) => {
                let node = self.scalar(&value, style, start, end);
                self.finish(node, anchor, 1, 1);
            }
            Event::SequenceStart(style, anchor, _) => {
                self.start(start, style, anchor, Contents::Seq(Vec::new()));
            }
            Event::MappingStart(style, anchor, _) => {
                let contents = Contents::Map { entries: Vec::new(), seen: IndexMap::new(), pending: None };
                self.start(start, style, anchor, contents);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(end),
            Event::Alias(id) => self.alias(id, Span::new(self.source, start, end)),
            _ => {}
        }
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            self.issues.push(Issue::AliasBomb(Span::new(self.source, start, end)));
            return false;
        }
        true
    }

    fn scalar(&self, value: &str, style: ScalarStyle, start: usize, end: usize) -> Node {
        let (start, end) = if start > end { (end, end) } else { (start, end) };
        let style = match style {
            ScalarStyle::SingleQuoted => Style::Single,
            ScalarStyle::DoubleQuoted => Style::Double,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
            _ => Style::Plain,
        };
        let null = style == Style::Plain && matches!(value, "" | "~" | "null" | "Null" | "NULL");
        let kind = if null { Kind::Null } else { Kind::Scalar { text: value.to_owned(), style } };
        Node { span: Span::new(self.source, start, end), kind }
    }

    fn start(&mut self, start: usize, style: StructureStyle, anchor: usize, contents: Contents) {
        self.open.push(Open { start, flow: style == StructureStyle::Flow, anchor, contents });
    }

    fn close(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let (kind, last) = match open.contents {
            Contents::Seq(items) => {
                let last = items.last().map(|n| n.span.end as usize);
                (Kind::Seq(items), last)
            }
            Contents::Map { entries, .. } => {
                let last = entries.last().map(|(_, v)| v.span.end as usize);
                (Kind::Map(entries), last)
            }
        };
        // The end of a block is only known where the next thing begins: its last entry tells it better.
        let end = if open.flow { end } else { last.unwrap_or(open.start).max(open.start) };
        let node = Node { span: Span::new(self.source, open.start, end), kind };
        let (size, depth) = if open.anchor == 0 { (1, 1) } else { measure(&node) };
        self.finish(node, open.anchor, size, depth);
    }

    fn alias(&mut self, id: usize, span: Span) {
        let broken = Node { span, kind: Kind::Broken };
        let Some((node, size, depth)) = self.anchors.get(&id) else {
            self.issues.push(Issue::RecursiveAlias(span));
            self.finish(broken, 0, 1, 1);
            return;
        };
        self.nodes = self.nodes.saturating_add(*size);
        if self.nodes > MAX_NODES || depth + self.open.len() > MAX_NESTING {
            self.issues.push(Issue::AliasBomb(span));
            self.finish(broken, 0, 1, 1);
            return;
        }
        let node = node.clone();
        self.finish(node, 0, 1, 1);
    }

    /// Puts a whole node where it belongs.
    fn finish(&mut self, node: Node, anchor: usize, size: usize, depth: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), size, depth));
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        match &mut open.contents {
            Contents::Seq(items) => items.push(node),
            Contents::Map { entries, seen, pending } => match pending.take() {
                Some(Some(key)) => entries.push((key, node)),
                Some(None) => {}
                None => *pending = Some(key(node, seen, self.text, &mut self.issues)),
            },
        }
    }
}

/// The node as a key, or nothing if it cannot be one.
fn key(node: Node, seen: &mut IndexMap<String, Span>, text: &str, issues: &mut Vec<Issue>) -> Option<Node> {
    let name = match &node.kind {
        Kind::Scalar { text, style } if text == "<<" && *style == Style::Plain => {
            issues.push(Issue::MergeKey(node.span));
            return None;
        }
        Kind::Scalar { text, .. } => nfc(text).into_owned(),
        // `null:` and `~:` are names like any other.
        Kind::Null if !node.span.range().is_empty() => {
            text.get(node.span.range()).unwrap_or_default().to_owned()
        }
        Kind::Null => {
            issues.push(Issue::EmptyKey(node.span));
            return None;
        }
        Kind::Broken => return None,
        Kind::Seq(_) | Kind::Map(_) => {
            issues.push(Issue::ComplexKey(node.span));
            return None;
        }
    };
    if let Some(first) = seen.get(&name) {
        issues.push(Issue::DuplicateKey { key: name, second: node.span, first: *first });
        return None;
    }
    seen.insert(name.clone(), node.span);
    match node.kind {
        Kind::Null => Some(Node { kind: Kind::Scalar { text: name, style: Style::Plain }, ..node }),
        Kind::Scalar { .. } | Kind::Seq(_) | Kind::Map(_) | Kind::Broken => Some(node),
    }
}

/// How many nodes there are in a tree and how deep it is.
fn measure(node: &Node) -> (usize, usize) {
    let (mut size, mut deepest) = (0, 0);
    let mut rest = vec![(node, 1)];
    while let Some((node, depth)) = rest.pop() {
        size += 1;
        deepest = deepest.max(depth);
        match &node.kind {
            Kind::Seq(items) => rest.extend(items.iter().map(|n| (n, depth + 1))),
            Kind::Map(entries) => {
                rest.extend(entries.iter().flat_map(|(k, v)| [(k, depth + 1), (v, depth + 1)]))
            }
            Kind::Null | Kind::Scalar { .. } | Kind::Broken => {}
        }
    }
    (size, deepest)
}
