//! Names that formulas can only write in backticks, where they are declared: whoever meets the error meets it far away.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::pack::{ColumnEntry, Definitions, PackChain};
use crate::syntax::ast::{Ident, ItemKind};
use crate::syntax::print;

/// Warns of the last pack's own names that need backticks, unless its formulas write them so already.
pub(crate) fn lint(chain: &PackChain, diagnostics: &mut Diagnostics) {
    let Some(document) = chain.documents.last() else { return };
    let mut names: Vec<&Ident> = Vec::new();
    for definitions in [&document.definitions, &document.overrides] {
        declared(definitions, &mut names);
    }
    for item in document.rules.iter().flat_map(|file| &file.items) {
        match &item.kind {
            ItemKind::Rule(rule) => names.extend([&rule.id].into_iter().chain(&rule.label)),
            ItemKind::Define(define) => names.extend([&define.id].into_iter().chain(&define.label)),
            ItemKind::Override(_) | ItemKind::Remove { .. } => {}
        }
    }
    for name in names {
        let written = print::name(&name.value);
        let used = |written: &str| chain.sources.iter().any(|(_, file)| file.text.contains(written));
        // A backtick within one cannot be written at all, and is an error of its own where it is tried.
        if written == name.value || name.value.contains('`') || used(&written) {
            continue;
        }
        diagnostics.push(
            Diagnostic::new(&codes::NAME_NEEDS_TICKS, name.span)
                .arg("name", &name.value)
                .help(Message::new("help-name-needs-ticks").arg("written", written)),
        );
    }
}

/// Ids and labels that formulas may name. A column that is only shown is named by none, nor is one that only links to the table above.
fn declared<'d>(d: &'d Definitions, names: &mut Vec<&'d Ident>) {
    names.extend(d.units.iter().map(|unit| &unit.id).filter(|id| !matches!(id.value.as_str(), "%" | "‰")));
    for kind in &d.kinds {
        names.extend([&kind.id].into_iter().chain(&kind.label));
        names.extend(kind.values.iter().flatten().flat_map(|v| [&v.id].into_iter().chain(&v.label)));
    }
    for entity in &d.entities {
        names.extend([&entity.id].into_iter().chain(&entity.label));
        let unused = |c: &&ColumnEntry| {
            c.shown.is_some_and(|s| s.value)
                || (c.type_name.is_none() && c.unit.is_none() && c.derive.is_none())
        };
        for column in entity.columns.iter().filter(|c| !unused(c)) {
            names.extend([&column.id].into_iter().chain(&column.label));
        }
    }
    names.extend(d.limits.iter().flat_map(|l| [&l.id].into_iter().chain(&l.label)));
    names.extend(d.indicators.iter().flat_map(|i| [&i.id].into_iter().chain(&i.label)));
}
