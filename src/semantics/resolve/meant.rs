//! What a formula means to say where its words are everyday ones: `小学 或 初中`, `"小学"`, `学校类型`, `2千人`, `评定 不低于 80`.

use crate::diagnostic::{Diagnostic, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::resolve::expr::{Typer, strip};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Expr, ExprKind, UnitExpr};
use crate::syntax::print;
use crate::syntax::vocabulary::{Keyword, Vocabulary};
use crate::value::{Number, spoken};

/// What stands behind a number instead of a comparison before it.
const BEHIND_A_NUMBER: [&str; 7] = ["及以上", "及以下", "以上", "以下", "以内", "之内", "左右"];

impl Typer<'_, '_> {
    /// `类型 等于 小学 或 九年一贯制`: the second value stands opposite nothing. One message for the whole list.
    pub(super) fn listed_values(
        &self,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<Diagnostic> {
        let value_name = |e: &Expr| {
            let ExprKind::Name(name) = &strip(e).kind else { return None };
            self.scope.lookup(name, self.names).is_none().then(|| name.clone())
        };
        let mut names = vec![(value_name(right)?, right.span)];
        let mut first = left;
        // To the left stand the other values, and at last the comparison.
        while let ExprKind::Binary { op: joint, left, right } = &first.kind
            && matches!(joint.value, BinaryOp::And | BinaryOp::Or)
        {
            first = right;
            if joint.value == op
                && let Some(name) = value_name(right)
            {
                names.push((name, right.span));
                first = left;
            }
        }
        let ExprKind::Binary { op: compared, left: of, right: value } = &first.kind else { return None };
        let value_text = value_name(value)?;
        let schema = self.names.schema;
        let kind = schema.kinds.iter().enumerate().find(|(ix, _)| {
            let has = |name: &str| schema.value(KindIx(*ix as u32), name).is_some();
            has(&value_text) && names.iter().all(|(name, _)| has(name))
        });
        let (_, kind) = kind?;
        names.reverse();
        let (name, at) = names.first().cloned()?;
        let mut d =
            Diagnostic::new(&codes::VALUE_OUT_OF_PLACE, at).arg("name", &name).arg("kind", &kind.label);
        let negated = match (compared.value, op) {
            (BinaryOp::Eq, BinaryOp::Or) => false,
            (BinaryOp::Ne, BinaryOp::And) => true,
            _ => return Some(d.help(Message::new("help-compare-each"))),
        };
        let english = value_text.is_ascii() && names.iter().all(|(name, _)| name.is_ascii());
        let vocabulary = if english { Vocabulary::En } else { Vocabulary::Zh };
        let word = if negated { Keyword::NotIn } else { Keyword::In }.spelling(vocabulary);
        let all: Vec<String> = std::iter::once(&value_text)
            .chain(names.iter().map(|(name, _)| name))
            .map(|name| print::name(name))
            .collect();
        let of = print::expr(of, vocabulary);
        let written = format!("{of} {word} {{{}}}", all.join(", "));
        d = d.help(Message::new("help-write").arg("written", &written));
        Some(d.fix(Span { start: first.span.start, ..span }, written))
    }

    /// A kind's value in quotes: `类型 等于 "小学"`. `None` where the text is no value of the kind.
    pub(super) fn quoted_values(&self, kind: KindIx, options: &[&Expr]) -> Option<Diagnostic> {
        let schema = self.names.schema;
        let text = |e: &Expr| {
            let ExprKind::Text(text) = &strip(e).kind else { return None };
            schema.value(kind, text.trim()).map(|_| print::name(text.trim()))
        };
        let quoted: Vec<usize> =
            options.iter().enumerate().filter(|(_, e)| text(e).is_some()).map(|(i, _)| i).collect();
        let (first, last) = (*quoted.first()?, *quoted.last()?);
        let run = options.get(first..=last)?;
        let written: Vec<String> =
            run.iter().map(|e| text(e).unwrap_or_else(|| print::expr(e, Vocabulary::Zh))).collect();
        let span = run.first()?.span.to(run.last()?.span);
        let written = written.join(", ");
        let mut d = Diagnostic::new(&codes::TYPES_DIFFER, span);
        d.message = Message::new(codes::TYPES_DIFFER.key)
            .message("left", self.type_words(&Type::Kind(kind)))
            .message("right", self.type_words(&Type::Text));
        Some(d.help(Message::new("help-write").arg("written", &written)).fix(span, written))
    }

    /// `评定 不低于 80`: assessors give grades.
    pub(super) fn judged_by_a_number(&self, other: &TExpr) -> Option<Diagnostic> {
        let Type::Number(_) = &other.ty else { return None };
        let grade = super::schema::GRADE;
        let mut d = Diagnostic::new(&codes::TYPES_DIFFER, other.span);
        d.message = Message::new(codes::TYPES_DIFFER.key)
            .message("left", self.type_words(&Type::Kind(grade)))
            .message("right", self.type_words(&other.ty));
        let grades =
            self.names.schema.kinds.get(grade.ix()).map(super::tables::values_of).unwrap_or_default();
        Some(d.help(Message::new("help-judged-grades").arg("values", grades)))
    }

    /// A name that is a number in words, or a column with its table's name before it.
    pub(super) fn everyday_name(&self, name: &str, span: Span) -> Option<Diagnostic> {
        let unknown = || Diagnostic::new(&codes::UNKNOWN_NAME, span).arg("name", name);
        if let Some(said) = spoken(name)
            && (said.unit.is_empty() || self.units.is_unit(&said.unit))
        {
            let written = format!("{}{}", said.number, said.unit);
            return Some(
                unknown().help(Message::new("help-write").arg("written", &written)).fix(span, written),
            );
        }
        let schema = self.names.schema;
        let frames = (0..self.scope.frames.len()).rev();
        for entity in frames.flat_map(|frame| self.scope.shown(frame, schema)) {
            let Some(found) = schema.entities.get(entity.ix()) else { continue };
            let rest =
                name.strip_prefix(found.label.as_str()).or_else(|| name.strip_prefix(found.id.as_str()));
            let Some(rest) = rest.map(|r| r.trim_start_matches(['的', '_'])).filter(|r| !r.is_empty())
            else {
                continue;
            };
            let meant = found.columns.iter().find_map(|c| [&c.label, &c.id].into_iter().find(|n| *n == rest));
            if let Some(column) = meant {
                let written = format!("{}.{}", print::name(&found.label), print::name(column));
                let d = unknown().help(Message::new("help-write").arg("written", &written));
                return Some(d.fix(span, written));
            }
        }
        None
    }

    /// A literal whose unit is part of how the number is said: `2千人`, `2000人以上`.
    pub(super) fn everyday_quantity(
        &self,
        value: &Number,
        unit: &UnitExpr,
        span: Span,
    ) -> Option<Diagnostic> {
        let [(Spanned { value: name, span: at }, false)] = unit.factors.as_slice() else { return None };
        if self.units.is_unit(name) {
            return None;
        }
        let unknown = || Diagnostic::new(&codes::UNKNOWN_UNIT, *at).arg("name", name);
        let digits = value.exact();
        if let Some(said) = spoken(&format!("{digits}{name}"))
            && (said.unit.is_empty() || self.units.is_unit(&said.unit))
        {
            let written = format!("{}{}", said.number, said.unit);
            return Some(
                unknown().help(Message::new("help-write").arg("written", &written)).fix(span, written),
            );
        }
        let bare = BEHIND_A_NUMBER.iter().find_map(|suffix| name.strip_suffix(suffix))?;
        if !bare.is_empty() && !self.units.is_unit(bare) {
            return None;
        }
        Some(unknown().help(Message::new("help-number-only").arg("written", format!("{digits}{bare}"))))
    }
}
