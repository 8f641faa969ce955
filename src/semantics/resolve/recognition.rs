//! What the headline depends on: a conclusion, and vetoes that it names.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::{Read, Reads};
use crate::source::Span;

/// No conclusion, and vetoes that none names.
pub(super) fn check(items: &[Item], reads: &Reads, broken: bool, place: Span, diagnostics: &mut Diagnostics) {
    let concludes = |i: &Item| matches!(i.body, ItemBody::Rule { kind: RuleKind::Conclusion, .. });
    let numbered = || (0u32..).map(ItemIx).zip(items);
    let conclusions: Vec<ItemIx> = numbered().filter(|(_, i)| concludes(i)).map(|(ix, _)| ix).collect();
    if conclusions.is_empty() {
        // A conclusion that could not be read was reported already.
        if !broken {
            diagnostics
                .push(Diagnostic::new(&codes::NO_CONCLUSION, place).help(Message::new("help-no-conclusion")));
        }
        return;
    }
    if broken {
        return;
    }
    let reached = reads.needs(conclusions.into_iter().map(Read::Item));
    for (ix, item) in numbered() {
        let veto = matches!(item.body, ItemBody::Rule { kind: RuleKind::Veto, .. });
        if veto && !reached.contains(&Read::Item(ix)) {
            let conclusion = items.iter().find(|i| concludes(i)).map_or("", |i| &i.id);
            diagnostics.push(
                Diagnostic::new(&codes::UNREACHED_VETO, item.span).arg("name", &item.label).help(
                    Message::new("help-unreached-veto").arg("conclusion", conclusion).arg("name", &item.id),
                ),
            );
        }
    }
}
