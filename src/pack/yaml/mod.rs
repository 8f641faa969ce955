//! A YAML file as a tree with places, before anything is known of what its keys mean.

use std::borrow::Cow;

use crate::diagnostic::Diagnostics;
pub(crate) use crate::source::nfc;
use crate::source::{SourceId, Span};
use crate::syntax::MappedText;

mod brackets;
mod diagnose;
mod lines;
mod mistakes;
mod parse;
mod scalar;

/// One node of the tree.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it stands. Quoted scalars with their quotes; block scalars without their `|`; maps and lists from their first
    /// to their last entry, those in brackets with the brackets.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes.
    Double,
    /// Below a `|`.
    Literal,
    /// Below a `>`.
    Folded,
}

/// The sorts of nodes.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Nothing, `~` or `null`.
    Null,
    /// A text, number, date, …: YAML's own ideas of types are not asked.
    Scalar {
        /// The text, without quotes and escapes.
        text: String,
        /// How it is written.
        style: Style,
    },
    /// A list.
    Seq(Vec<Node>),
    /// A map, its keys (always scalars) in order.
    Map(Vec<(Node, Node)>),
    /// Something that could not be read; already reported.
    Broken,
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            Kind::Null | Kind::Seq(_) | Kind::Map(_) | Kind::Broken => None,
        }
    }

    /// The text of a scalar in NFC.
    pub fn nfc(&self) -> Option<Cow<'_, str>> {
        self.text().map(nfc)
    }

    /// The entries of a map.
    pub fn entries(&self) -> Option<&[(Node, Node)]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            Kind::Null | Kind::Scalar { .. } | Kind::Seq(_) | Kind::Broken => None,
        }
    }

    /// The items of a list.
    pub fn items(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::Seq(items) => Some(items),
            Kind::Null | Kind::Scalar { .. } | Kind::Map(_) | Kind::Broken => None,
        }
    }

    /// Whether nothing stands here.
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// Whether it is something that was reported already.
    pub fn is_broken(&self) -> bool {
        matches!(self.kind, Kind::Broken)
    }

    /// A scalar's text with the place of each of its characters in `file`, the text of the file that it is from.
    pub fn mapped(&self, file: &str) -> MappedText {
        scalar::mapped(self, file)
    }
}

/// Reads a YAML text (UTF-8 without a byte-order mark). What is wrong with it is reported; nothing is returned for an
/// empty file and for one that is broken beyond its first mistake.
pub fn read(text: &str, source: SourceId, diagnostics: &mut Diagnostics) -> Option<Node> {
    read_file(text, source, diagnostics).node
}

/// What a YAML file gave.
pub(crate) struct YamlFile {
    /// Its tree.
    pub node: Option<Node>,
    /// Whether a part of it is missing from the tree.
    pub incomplete: bool,
}

/// [`read`], with word on whether something had to be left out.
pub(crate) fn read_file(text: &str, source: SourceId, diagnostics: &mut Diagnostics) -> YamlFile {
    mistakes::read(text, source, diagnostics)
}
