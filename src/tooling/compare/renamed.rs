//! Rows that have another key in B: a file that says which.

use std::path::Path;

use super::Incomparable;
use crate::diagnostic::{Diagnostic, Diagnostics, Language, Message, codes, render_text};
use crate::pack::yaml;
use crate::source::SourceMap;
use crate::tooling::beside;

/// Pairs of keys, each as outputs write it with its parts joined by `/`: in A, in B.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renamed {
    /// In A, in B.
    pub pairs: Vec<(String, String)>,
}

/// Why a file of renamed rows cannot be used, in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RenamedError(pub String);

impl Renamed {
    /// Reads a YAML file that maps the key in A to the key in B: `"99010304": "99010314"`.
    ///
    /// # Errors
    /// Where the file cannot be read or something in it is not understood: all of it, in words.
    pub fn read(path: &Path, language: Language) -> Result<Renamed, RenamedError> {
        let shown = path.display().to_string();
        let text = beside::text(path, "compare-renamed-large", language).map_err(RenamedError)?;
        Renamed::parse(&shown, &text, language)
    }

    /// Reads the pairs from text.
    ///
    /// # Errors
    /// Where something in it is not understood.
    pub fn parse(file: &str, text: &str, language: Language) -> Result<Renamed, RenamedError> {
        let mut sources = SourceMap::new();
        let source = sources.add(file, text);
        let mut diagnostics = Diagnostics::new();
        let mut renamed = Renamed::default();
        if let Some(root) = yaml::read(text, source, &mut diagnostics) {
            let Some(entries) = root.entries() else {
                diagnostics.push(shape(root.span, ""));
                return Err(RenamedError(render_text(&diagnostics.sorted(), &sources, language, false)));
            };
            for (from, to) in entries {
                match (from.text(), to.text()) {
                    (Some(from), Some(to)) if !from.trim().is_empty() && !to.trim().is_empty() => {
                        let (from, to) = (from.trim().to_owned(), to.trim().to_owned());
                        if renamed.pairs.iter().any(|(_, known)| *known == to) {
                            diagnostics.push(shape(from_span(&root, &from), &to));
                        }
                        renamed.pairs.push((from, to));
                    }
                    (found, _) => diagnostics.push(shape(to.span, found.unwrap_or_default())),
                }
            }
        }
        if diagnostics.has_errors() {
            return Err(RenamedError(render_text(&diagnostics.sorted(), &sources, language, false)));
        }
        Ok(renamed)
    }

    /// Whether each row was found under both its keys, in any of the counties.
    pub(super) fn settled<'f>(
        &self,
        found: impl Iterator<Item = &'f [[bool; 2]]>,
    ) -> Result<(), Incomparable> {
        let mut all = vec![[false; 2]; self.pairs.len()];
        for county in found {
            for (all, found) in all.iter_mut().zip(county) {
                all[0] |= found[0];
                all[1] |= found[1];
            }
        }
        for ((from, to), [in_a, in_b]) in self.pairs.iter().zip(all) {
            let (code, side) = match (in_a, in_b) {
                (true, true) => continue,
                (false, _) => (from, "A"),
                (true, false) => (to, "B"),
            };
            let message = Message::new("compare-renamed-unknown").arg("code", code).arg("side", side);
            return Err(Incomparable::new(message, Some("help-compare-renamed")));
        }
        Ok(())
    }
}

fn from_span(root: &yaml::Node, key: &str) -> crate::source::Span {
    let entries = root.entries().unwrap_or_default();
    let found = entries.iter().find(|(k, _)| k.text().is_some_and(|t| t.trim() == key));
    found.map_or(root.span, |(_, value)| value.span)
}

fn shape(span: crate::source::Span, found: &str) -> Diagnostic {
    Diagnostic::new(&codes::RENAMED_SHAPE, span).arg("found", found)
}
