//! What is wrong with a YAML text, in the words of those who write packs.

use super::YamlFile;
use super::parse::{self, Parsed};
use crate::diagnostic::Diagnostics;
use crate::source::SourceId;

pub(super) fn read(text: &str, source: SourceId, diagnostics: &mut Diagnostics) -> YamlFile {
    let Parsed { root, fault, issues } = parse::parse(text, source);
    let _ = diagnostics;
    YamlFile { node: root, incomplete: fault.is_some() || !issues.is_empty() }
}
