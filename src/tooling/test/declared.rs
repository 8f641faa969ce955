//! `equivalent.yaml`: mutants that no case can tell from the pack, and sides of thresholds that no data can give, each with the reason.

use std::path::Path;

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes, suggest};
use crate::pack::yaml;
use crate::source::{SourceMap, Span, Store, System};
use crate::tooling::beside;

use super::suite::EQUIVALENT;

/// What a tests folder declares equivalent or impossible.
#[derive(Debug, Clone, Default)]
pub struct Declared {
    /// Reason and place by mutant.
    equivalent: IndexMap<String, (String, Span)>,
    /// Sides of comparisons that no data can give.
    impossible: IndexMap<String, (String, Span)>,
    /// What is wrong with the file, stale entries among it.
    pub diagnostics: Diagnostics,
    /// The file.
    pub sources: SourceMap,
}

/// Reads the file, if there is one.
pub fn read_declared(folder: &Path) -> Declared {
    read_declared_from(&System, folder)
}

/// The same where the folder is not the system's.
pub fn read_declared_from(store: &dyn Store, folder: &Path) -> Declared {
    let mut found = Declared::default();
    let path = folder.join(EQUIVALENT);
    if store.look(&path).is_err() {
        return found;
    }
    let name = path.display().to_string();
    let text = match beside::whole(store, &path) {
        Ok(text) => text,
        Err(e) => {
            let source = found.sources.add(name.as_str(), "");
            let wrong = Diagnostic::new(&codes::CASE_FOLDER, Span::new(source, 0, 0));
            found.diagnostics.push(wrong.arg("path", name).arg("cause", e));
            return found;
        }
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let source = found.sources.add(name.as_str(), text);
    let Some(root) = yaml::read(text, source, &mut found.diagnostics) else { return found };
    for (key, list) in root.entries().unwrap_or(&[]) {
        let name = key.text().unwrap_or("");
        let entries = match name {
            "equivalent" | "等价变异" => &mut found.equivalent,
            "impossible" | "不可能" => &mut found.impossible,
            _ => {
                let known = "等价变异（equivalent）、不可能（impossible）";
                let wrong = Diagnostic::new(&codes::CASE_KEY, key.span).arg("name", name);
                found.diagnostics.push(wrong.help(Message::new("help-case-keys").arg("names", known)));
                continue;
            }
        };
        for (id, reason) in list.entries().unwrap_or(&[]) {
            match reason.text().map(str::trim).filter(|r| !r.is_empty()) {
                Some(reason) => {
                    let id_text = id.text().unwrap_or("").to_owned();
                    entries.insert(id_text, (reason.to_owned(), id.span));
                }
                None => {
                    let help = Message::new("help-case-reason");
                    found.diagnostics.push(Diagnostic::new(&codes::CASE_SHAPE, id.span).help(help));
                }
            }
        }
    }
    found
}

impl Declared {
    /// The reason why a mutant is equivalent; each entry once.
    pub(super) fn take(&mut self, id: &str) -> Option<String> {
        self.equivalent.shift_remove(id).map(|(reason, _)| reason)
    }

    /// Whether a side of a comparison is declared impossible; each entry once.
    pub(super) fn is_impossible(&mut self, id: &str) -> bool {
        self.impossible.shift_remove(id).is_some()
    }

    /// Reports the impossible sides that are no missing ones.
    pub(super) fn report_possible(&mut self) {
        for (id, (_, span)) in std::mem::take(&mut self.impossible) {
            let stale = Diagnostic::new(&codes::CASE_IMPOSSIBLE, span).arg("name", &id);
            self.diagnostics.push(stale.help(Message::new("help-case-impossible")));
        }
    }

    /// Reports the entries that were not taken.
    pub(super) fn report_stale(&mut self, survivors: &[&str], killer: impl Fn(&str) -> Option<String>) {
        for (id, (_, span)) in std::mem::take(&mut self.equivalent) {
            let stale = Diagnostic::new(&codes::CASE_EQUIVALENT, span).arg("name", &id);
            if let Some(case) = killer(&id) {
                let help = Message::new("help-case-equivalent-killed").arg("case", case);
                self.diagnostics.push(stale.help(help));
                continue;
            }
            let near = suggest(&id, survivors.iter().copied());
            let otherwise = || match survivors {
                [] => Message::new("help-case-equivalent-none"),
                all => {
                    let shown: Vec<&str> = all.iter().copied().take(12).collect();
                    Message::new("help-case-equivalent").names("names", &shown)
                }
            };
            self.diagnostics.push(stale.nearest(span, near, otherwise));
        }
    }
}
