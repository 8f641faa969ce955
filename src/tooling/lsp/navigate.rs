//! To definitions and references, over all files of a pack and those that it extends; renaming; the symbols of a file.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use lsp_types::{DocumentSymbol, Location, Range, SymbolKind, TextEdit, Uri, WorkspaceEdit};

use super::position;
use super::workspace::{Analysis, Workspace};
use crate::diagnostic::Message;
use crate::semantics::names::{NameIndex, Occurrence, Role, Symbol};
use crate::source::Span;
use crate::syntax::vocabulary;

/// The occurrence at a byte of a file.
pub(super) fn at<'a>(analysis: &'a Analysis, path: &Path, offset: usize) -> Option<&'a Occurrence> {
    analysis.names.at(analysis.source(path)?, offset)
}

/// Where a symbol is declared.
pub(super) fn definition(analysis: &Analysis, symbol: &Symbol) -> Option<Location> {
    analysis.location(analysis.names.declaration(symbol)?.span)
}

/// All places of a symbol.
pub(super) fn references(analysis: &Analysis, symbol: &Symbol, with_declaration: bool) -> Vec<Location> {
    let wanted = |o: &&Occurrence| with_declaration || matches!(o.role, Role::Used | Role::Overridden);
    analysis.names.of(symbol).filter(wanted).filter_map(|o| analysis.location(o.span)).collect()
}

/// The name inside a span, without quotes or backticks.
fn bare(analysis: &Analysis, span: Span) -> (Span, &str) {
    let text = analysis.sources.slice(span);
    let quoted =
        text.len() >= 2 && ['"', '\'', '`'].iter().any(|q| text.starts_with(*q) && text.ends_with(*q));
    if quoted {
        let inner = Span { start: span.start + 1, end: span.end - 1, ..span };
        (inner, analysis.sources.slice(inner))
    } else {
        (span, text)
    }
}

/// The name that would be renamed at an occurrence, with its place.
pub(super) fn renamable(analysis: &Analysis, occurrence: &Occurrence) -> Result<(Range, String), Message> {
    let (span, name) = bare(analysis, occurrence.span);
    let declared =
        analysis.names.of(&occurrence.symbol).filter(|o| matches!(o.role, Role::Declared | Role::Labelled));
    for place in declared {
        let own = analysis.path(place.span.source).is_some_and(|p| p.starts_with(&analysis.folder));
        if bare(analysis, place.span).1 == name && !own {
            return Err(Message::new("lsp-rename-inherited").arg("name", name));
        }
    }
    Ok((position::range(&analysis.sources, span), name.to_owned()))
}

/// Every use of a name given another.
pub(super) fn rename(
    workspace: &Workspace,
    analysis: &Analysis,
    occurrence: &Occurrence,
    new_name: &str,
) -> Result<WorkspaceEdit, Message> {
    let (_, old) = renamable(analysis, occurrence)?;
    let symbol = &occurrence.symbol;
    let named = !new_name.is_empty()
        && new_name.chars().all(unicode_ident::is_xid_continue)
        && new_name.chars().next().is_some_and(|c| unicode_ident::is_xid_start(c) || c == '_');
    if !named || vocabulary::is_keyword(new_name) {
        return Err(Message::new("lsp-rename-bad").arg("name", new_name));
    }
    if analysis.names.is_taken(symbol, new_name) {
        return Err(Message::new("lsp-rename-taken").arg("name", new_name));
    }
    let mut places: BTreeMap<PathBuf, Vec<Span>> = BTreeMap::new();
    for place in analysis.names.of(symbol) {
        let (span, name) = bare(analysis, place.span);
        let own = analysis.path(place.span.source).filter(|p| p.starts_with(&analysis.folder));
        if let (true, Some(path)) = (name == old, own) {
            places.entry(path).or_default().push(span);
        }
    }
    if !means_the_same(workspace, analysis, (symbol, &old, new_name), &places) {
        return Err(Message::new("lsp-rename-elsewhere").arg("name", new_name));
    }
    #[allow(clippy::mutable_key_type, reason = "the protocol's own type")]
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for (path, spans) in places {
        let Some(uri) = position::uri(&path) else { continue };
        let edit = |span: Span| TextEdit {
            range: position::range(&analysis.sources, span),
            new_text: new_name.to_owned(),
        };
        changes.entry(uri).or_default().extend(spans.into_iter().map(edit));
    }
    Ok(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}

/// Whether every name of the pack still means what it meant, once one is changed: nearer names may hide the new one where it is used, or
/// the new one others, and it may be the name of a kind's value.
fn means_the_same(
    workspace: &Workspace,
    analysis: &Analysis,
    (symbol, old, new_name): (&Symbol, &str, &str),
    places: &BTreeMap<PathBuf, Vec<Span>>,
) -> bool {
    let mut changed = BTreeMap::new();
    for (path, spans) in places {
        let Some(source) = analysis.source(path) else { return false };
        let mut text = analysis.sources.text(source).to_owned();
        // From the last to the first, so that places before stay as they are.
        for span in spans.iter().rev() {
            text.replace_range(span.start as usize..span.end as usize, new_name);
        }
        changed.insert(path.clone(), text);
    }
    let after = workspace.analyse_with(&analysis.folder, &changed);
    let renamed = |of: &Symbol| if symbol.id() == old { of.renamed(symbol, new_name) } else { of.clone() };
    // The same names stand in the same order.
    let meant = analysis.names.occurrences().iter().map(|o| (renamed(&o.symbol), o.role));
    let meant_after = after.names.occurrences().iter().map(|o| (o.symbol.clone(), o.role));
    after.errors() <= analysis.errors() && meant.eq(meant_after)
}

/// What a file declares.
pub(super) fn symbols(analysis: &Analysis, path: &Path) -> Vec<DocumentSymbol> {
    let Some(source) = analysis.source(path) else { return Vec::new() };
    let mut out: Vec<DocumentSymbol> = Vec::new();
    for occurrence in analysis.names.occurrences().iter().filter(|o| o.span.source == source) {
        if !matches!(occurrence.role, Role::Declared | Role::Overridden) {
            continue;
        }
        let range = position::range(&analysis.sources, occurrence.span);
        #[allow(deprecated, reason = "the protocol's type has the field")]
        let symbol = DocumentSymbol {
            name: occurrence.symbol.id().to_owned(),
            detail: label(&analysis.names, &occurrence.symbol),
            kind: kind(&occurrence.symbol),
            tags: None,
            deprecated: None,
            range,
            selection_range: range,
            children: None,
        };
        // A column stands below its table, a value below its kind.
        let inner = matches!(occurrence.symbol, Symbol::Column(..) | Symbol::Value(..));
        match out.last_mut() {
            Some(last) if inner => {
                last.range.end = range.end;
                last.children.get_or_insert_default().push(symbol);
            }
            _ => out.push(symbol),
        }
    }
    out
}

/// A symbol's label, where it has one.
pub(super) fn label(names: &NameIndex, symbol: &Symbol) -> Option<String> {
    names.symbols().find(|(s, _)| *s == symbol).and_then(|(_, labels)| labels.last().cloned())
}

pub(super) fn kind(symbol: &Symbol) -> SymbolKind {
    match symbol {
        Symbol::Entity(_) => SymbolKind::CLASS,
        Symbol::Column(..) => SymbolKind::FIELD,
        Symbol::Kind(_) => SymbolKind::ENUM,
        Symbol::Value(..) => SymbolKind::ENUM_MEMBER,
        Symbol::Limit(_) => SymbolKind::CONSTANT,
        Symbol::Item(_) => SymbolKind::FUNCTION,
        Symbol::Unit(_) => SymbolKind::KEY,
        Symbol::Source(_) | Symbol::Measure(_) => SymbolKind::STRING,
    }
}
