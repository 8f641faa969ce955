//! Text to AST and back. The only place that names pest (in its parser).

pub mod ast;
#[deny(clippy::wildcard_enum_match_arm)]
mod code;
#[deny(clippy::wildcard_enum_match_arm)]
mod failure;
#[deny(clippy::wildcard_enum_match_arm)]
mod format;
#[deny(clippy::wildcard_enum_match_arm)]
mod items;
#[deny(clippy::wildcard_enum_match_arm)]
mod mapped;
mod parser;
#[deny(clippy::wildcard_enum_match_arm)]
pub mod print;
#[deny(clippy::wildcard_enum_match_arm)]
mod rewrite;
#[deny(clippy::wildcard_enum_match_arm)]
mod scan;
pub mod vocabulary;

pub use format::{format_rules, vocabulary_of};
pub use mapped::MappedText;
pub(crate) use rewrite::range_in_a_word;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::{SourceId, with_deep_stack};
use ast::{Expr, ExprKind, RulesFile, UnitExpr};
use failure::Expected;
use parser::Slice;

/// Reads one `.rules` file. Every broken item and clause gives its own error; the rest is still read.
pub fn parse_rules(text: &str, source: SourceId, diagnostics: &mut Diagnostics) -> RulesFile {
    with_deep_stack(|| rules(text, source, diagnostics))
}

fn rules(text: &str, source: SourceId, diagnostics: &mut Diagnostics) -> RulesFile {
    let mapped = MappedText::verbatim(text, source, 0);
    let mut found = Diagnostics::new();
    let scanned = scan::scan(&mapped, &mut found);
    let file = if scanned.too_deep {
        RulesFile { unread: true, ..RulesFile::default() }
    } else {
        items::read(&scanned, &mut found)
    };
    diagnostics.extend(found);
    file
}

/// Reads a formula that stands in YAML. A broken one is reported and gives [`ExprKind::Broken`].
pub fn parse_formula(text: &MappedText, diagnostics: &mut Diagnostics) -> Expr {
    with_deep_stack(|| formula(text, diagnostics))
}

fn formula(text: &MappedText, diagnostics: &mut Diagnostics) -> Expr {
    let mut found = Diagnostics::new();
    let scanned = scan::scan(text, &mut found);
    let broken = Expr { span: text.whole(), kind: ExprKind::Broken };
    let expr = if scanned.too_deep {
        broken
    } else if scanned.tokens.is_empty() {
        if found.is_empty() {
            found.push(Diagnostic::new(&codes::EMPTY_FORMULA, text.whole()));
        }
        broken
    } else {
        let slice = Slice { scanned: &scanned, start: 0, end: scanned.text.text.len() };
        match parser::formula(slice, &mut found) {
            Ok(expr) if !scanned.unbalanced && !found.has_errors() => expr,
            Ok(_) => broken,
            Err(stopped) => {
                // An unbalanced bracket was reported; the rest follows from it.
                if !scanned.unbalanced {
                    failure::report(&scanned, slice, stopped, Expected::Formula, &mut found);
                }
                broken
            }
        }
    };
    diagnostics.extend(found);
    expr
}

/// Reads a unit that stands in YAML.
pub fn parse_unit(text: &MappedText, diagnostics: &mut Diagnostics) -> Option<UnitExpr> {
    let mut found = Diagnostics::new();
    let scanned = scan::scan(text, &mut found);
    let mut unit = None;
    if !scanned.too_deep {
        let slice = Slice { scanned: &scanned, start: 0, end: scanned.text.text.len() };
        match parser::unit(slice, &mut found) {
            Ok(read) => unit = Some(read),
            Err(stopped) => failure::report(&scanned, slice, stopped, Expected::Unit, &mut found),
        }
    }
    diagnostics.extend(found);
    unit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ExprKind {
        let mut diagnostics = Diagnostics::new();
        let expr = parse_formula(&MappedText::verbatim(text, SourceId(0), 0), &mut diagnostics);
        assert!(diagnostics.is_empty(), "{text}: {diagnostics:?}");
        expr.kind
    }

    /// The grammar tells by their first letters which words a name is not to be tried for.
    #[test]
    fn words_are_told_from_names() {
        for word in vocabulary::builtins::words() {
            let found = read(&format!("{word}(a)"));
            assert!(matches!(found, ExprKind::Call { .. } | ExprKind::Aggregate { .. }), "{word}");
            if !vocabulary::is_reserved(word) {
                assert!(matches!(read(word), ExprKind::Name(_)), "{word}");
            }
        }
        for word in ["every", "some", "no", "每个", "存在", "没有"] {
            assert!(matches!(read(&format!("{word} a")), ExprKind::Quantified { .. }), "{word}");
        }
        for text in ["if a then b else c", "若 a 则 b 否则 c"] {
            assert!(matches!(read(text), ExprKind::If { .. }), "{text}");
        }
        for text in
            ["at least 1 of {a}", "all of {a}", "none of {a}", "{a} 中至少 1 项", "{a}均达到", "{a}均不存在"]
        {
            assert!(matches!(read(text), ExprKind::OfSet { .. }), "{text}");
        }
        for text in ["each r in {a}: r", "{a}中每项 r: r"] {
            assert!(matches!(read(text), ExprKind::EachIn { .. }), "{text}");
        }
        for word in ["judged", "评定", "评定为是", "评定存在"] {
            assert!(matches!(read(word), ExprKind::Judged), "{word}");
        }
        for word in ["true", "false", "是", "否"] {
            assert!(matches!(read(word), ExprKind::Bool(_)), "{word}");
        }
        for word in ["as_of", "评估日期"] {
            assert!(matches!(read(word), ExprKind::AsOf), "{word}");
        }
        for word in ["target_year", "目标年度"] {
            assert!(matches!(read(word), ExprKind::TargetYear), "{word}");
        }
    }
}
