//! Help that can be applied.

use std::collections::HashMap;
use std::path::Path;

use lsp_types::{CodeAction, CodeActionKind, NumberOrString, Range, TextEdit, Uri, WorkspaceEdit};

use super::position;
use super::workspace::Analysis;
use crate::diagnostic::{Language, Message};

/// The fixes of the diagnostics that touch a range of a file.
pub(super) fn actions(analysis: &Analysis, path: &Path, range: Range, language: Language) -> Vec<CodeAction> {
    let Some(source) = analysis.source(path) else { return Vec::new() };
    let touches = |r: &Range| r.start <= range.end && range.start <= r.end;
    let mut out: Vec<CodeAction> = Vec::new();
    for d in analysis.diagnostics.iter().filter(|d| d.span.source == source) {
        let Some(fix) = &d.fix else { continue };
        if !touches(&position::range(&analysis.sources, d.span)) {
            continue;
        }
        let Some(uri) = analysis.path(fix.span.source).and_then(|p| position::uri(&p)) else { continue };
        let edit = TextEdit {
            range: position::range(&analysis.sources, fix.span),
            new_text: fix.replacement.clone(),
        };
        let title = d
            .help_text(language)
            .unwrap_or_else(|| Message::new("help-write").arg("written", &fix.replacement).text(language));
        #[allow(clippy::mutable_key_type, reason = "the protocol's own type")]
        let changes: HashMap<Uri, Vec<TextEdit>> = HashMap::from([(uri, vec![edit])]);
        out.push(CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![lsp_types::Diagnostic {
                range: position::range(&analysis.sources, d.span),
                code: Some(NumberOrString::String(d.code.id.to_owned())),
                message: d.message.text(language),
                ..lsp_types::Diagnostic::default()
            }]),
            edit: Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }),
            is_preferred: Some(true),
            ..CodeAction::default()
        });
    }
    out
}
