//! Which rows a table must have, in words.

use crate::diagnostic::{Language, Message};
use crate::semantics::{CheckedPack, Entity, EntityIx, Expectation, TExpr, TExprKind};

/// What a table's `expect` asks for, a sentence an entry; nothing where it asks for nothing. `formula` puts an expression, which reads
/// a row of the entity given with it, into words.
pub fn expected_words(
    pack: &CheckedPack,
    entity: &Entity,
    language: Language,
    formula: &dyn Fn(EntityIx, &TExpr) -> String,
) -> Vec<String> {
    entity.expect.iter().map(|e| one(pack, entity, e, language, formula)).collect()
}

/// A formula as it was written; a column by its label.
pub fn as_written(pack: &CheckedPack, formula: &TExpr) -> String {
    if let TExprKind::Column { entity, column, .. } = formula.kind
        && let Some(column) = pack.column(entity, column)
    {
        return column.label.clone();
    }
    pack.sources.slice(formula.span).trim().to_owned()
}

fn one(
    pack: &CheckedPack,
    entity: &Entity,
    expected: &Expectation,
    language: Language,
    formula: &dyn Fn(EntityIx, &TExpr) -> String,
) -> String {
    let said = |e: &TExpr| formula(expected.each, e);
    let label = |c: &crate::semantics::ColumnIx| {
        entity.columns.get(c.ix()).map_or_else(String::new, |c| c.label.clone())
    };
    let mut parts = Vec::new();
    if let Some(count) = &expected.count {
        parts.push(Message::new("due-count").arg("count", said(count)));
    }
    if !expected.values.is_empty() {
        let columns: Vec<String> = expected.values.iter().map(label).collect();
        parts.push(Message::new("due-values").names("columns", &columns));
    }
    if expected.asks_for_one() {
        parts.push(Message::new("due-one"));
    }
    for (column, total) in &expected.total {
        parts.push(Message::new("due-total").arg("column", label(column)).arg("total", said(total)));
    }
    let parts: Vec<String> = parts.into_iter().map(|p| p.text(language)).collect();
    let parts = parts.join(&Message::new("due-and").text(language));
    let each = pack.entity(expected.each).map_or("", |e| e.label.as_str());
    let sentence = match &expected.when {
        Some(when) => Message::new("due-each-when").arg("when", said(when)),
        None => Message::new("due-each"),
    };
    sentence.arg("each", each).arg("what", parts).text(language)
}
