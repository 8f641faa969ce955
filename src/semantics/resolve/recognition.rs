//! What the headline depends on: a conclusion, and vetoes that it names.

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::merged::Merged;
use crate::semantics::{Read, Reads};
use crate::source::Span;

/// No conclusion, and vetoes that none names.
pub(super) fn check(
    items: &[Item],
    reads: &Reads,
    broken: bool,
    merged: &Merged,
    place: Span,
    diagnostics: &mut Diagnostics,
) {
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
    // A parent's veto that the pack's own conclusion no longer names was dropped there: one message for all of them.
    let (dropping, conclusion) = dropped_at(items, merged);
    let mut by_place: IndexMap<Span, Vec<&Item>> = IndexMap::new();
    for (ix, item) in numbered() {
        let veto = matches!(item.body, ItemBody::Rule { kind: RuleKind::Veto, .. });
        if veto && !reached.contains(&Read::Item(ix)) {
            let at = dropping.filter(|_| !merged.is_own(item.span)).unwrap_or(item.span);
            by_place.entry(at).or_default().push(item);
        }
    }
    for (at, vetoes) in by_place {
        let list = |name: fn(&Item) -> &str, mark: &str| {
            vetoes.iter().map(|item| name(item)).collect::<Vec<_>>().join(mark)
        };
        let mut d = Diagnostic::new(&codes::UNREACHED_VETO, at).arg("name", list(|i| &i.label, "、"));
        for item in vetoes.iter().filter(|item| item.span != at) {
            d = d.related(item.span, Message::new("related-declared"));
        }
        let help = Message::new("help-unreached-veto").arg("conclusion", conclusion);
        diagnostics.push(d.help(help.arg("name", list(|i| &i.id, ", "))));
    }
}

/// Where the pack's own override of a conclusion says what it requires, of vetoes if it says anything of them; and the conclusion's id.
fn dropped_at<'i>(items: &'i [Item], merged: &Merged) -> (Option<Span>, &'i str) {
    let mut first = "";
    let mut place = None;
    for item in items {
        let ItemBody::Rule { kind: RuleKind::Conclusion, requirements, .. } = &item.body else { continue };
        if first.is_empty() {
            first = &item.id;
        }
        let own = || requirements.iter().filter(|r| merged.is_own(r.span));
        let none_of = own().find(|r| matches!(r.expr.kind, TExprKind::NoneOf(_)));
        place = place.or_else(|| none_of.or_else(|| own().next_back()).map(|r| r.span));
    }
    (place, first)
}
