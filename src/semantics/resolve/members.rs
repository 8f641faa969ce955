//! `base.member` and `limit[index]`.

use crate::diagnostic::{Diagnostic, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::resolve::expr::{Typer, Want, strip};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Expr, ExprKind, Ident, MemberName};
use crate::syntax::vocabulary::Keyword;

impl Typer<'_, '_> {
    pub(super) fn member(&mut self, base: &Ident, member: &Spanned<MemberName>, span: Span) -> Option<TExpr> {
        let schema = self.names.schema;
        let item = self.member_item(&base.value);
        if item.is_none() && is_this_item(&base.value) {
            self.item_outside_loop(base.span);
            return None;
        }
        if let (Some(item), MemberName::Value | MemberName::Limit) = (item, &member.value) {
            return self.item_number(item, &member.value, span);
        }
        let name = match &member.value {
            MemberName::Name(name) => name.clone(),
            MemberName::Value => Keyword::Value.en().to_owned(),
            MemberName::Limit => Keyword::Limit.en().to_owned(),
        };
        if let (Some(item), None, None) = (item, schema.entity(&base.value), schema.kind(&base.value)) {
            let label = self.names.item(item).map_or_else(String::new, |s| s.id.clone());
            self.push(
                Diagnostic::new(&codes::UNKNOWN_MEMBER, member.span)
                    .arg("name", &name)
                    .arg("base", &label)
                    .help(Message::new("help-item-members").arg("base", &base.value)),
            );
            return None;
        }
        let column = schema.entity(&base.value).and_then(|e| schema.column(e, &name).map(|c| (e, c)));
        let value = schema.kind(&base.value).and_then(|k| schema.value(k, &name).map(|v| (k, v)));
        match (column, value) {
            (Some(_), Some(_)) => {
                self.push(
                    Diagnostic::new(&codes::AMBIGUOUS, span)
                        .arg("name", format!("{}.{name}", base.value))
                        .help(Message::new("help-ambiguous-member")),
                );
                None
            }
            (Some((entity, column)), None) => match self.scope.frame_at_or_below(entity, schema) {
                Some(frame) => self.column(frame, entity, column, span),
                None => {
                    self.out_of_scope(entity, column, span);
                    None
                }
            },
            (None, Some((kind, value))) => Some(TExpr {
                kind: TExprKind::Constant(Constant::Kind(kind, value)),
                ty: Type::Kind(kind),
                span,
            }),
            (None, None) => {
                self.unknown_member(base, &name, member.span);
                None
            }
        }
    }

    /// The item that stands before `.value` or `.limit`.
    fn member_item(&self, base: &str) -> Option<ItemIx> {
        if is_this_item(base)
            && let Some(found) = self.scope.loops.last().filter(|l| l.name.is_none())
        {
            return Some(found.item);
        }
        if let Some(found) = self.scope.loops.iter().rev().find(|l| l.name.as_deref() == Some(base)) {
            return Some(found.item);
        }
        self.names.find_item(base)
    }

    pub(super) fn index(&mut self, base: &Ident, index: &[Expr], span: Span) -> Option<TExpr> {
        let Some(ix) = self.names.limit_names.get(&base.value).copied() else {
            match self.scope.lookup(&base.value, self.names) {
                Some(_) => {
                    self.push(Diagnostic::new(&codes::NOT_INDEXABLE, base.span).arg("name", &base.value));
                }
                None => self.unknown_name(&base.value, base.span, Want::default()),
            }
            return None;
        };
        let limit = self.names.limits.get(ix.ix()).filter(|l| l.is_sound())?;
        let kinds: Vec<String> = limit
            .by
            .iter()
            .filter_map(|k| self.names.schema.kinds.get(k.ix()))
            .map(|k| k.label.clone())
            .collect();
        if limit.by.len() != index.len() {
            let mut d = Diagnostic::new(&codes::INDEX_COUNT, span)
                .arg("name", &base.value)
                .related(limit.span, Message::new("related-declared"));
            d = if kinds.is_empty() {
                d.help(Message::new("help-no-index").arg("name", &base.value)).fix(span, base.value.clone())
            } else {
                let written = format!("{}[{}]", base.value, kinds.join(", "));
                d.help(Message::new("help-limit-index").arg("written", &written))
            };
            self.push(d);
            return None;
        }
        let mut typed = Vec::new();
        for (kind, e) in limit.by.clone().into_iter().zip(index) {
            let one = self.index_part(e, kind)?;
            if one.ty != Type::Kind(kind) {
                let found = self.type_words(&one.ty);
                let want = self.type_words(&Type::Kind(kind));
                let mut d = Diagnostic::new(&codes::INDEX_KIND, e.span);
                d.message = Message::new(codes::INDEX_KIND.key)
                    .arg("name", &base.value)
                    .message("want", want)
                    .message("found", found);
                self.push(d.related(limit.span, Message::new("related-declared")));
                return None;
            }
            typed.push(one);
        }
        let ty = Type::Number(limit.unit.clone());
        Some(TExpr { kind: TExprKind::Limit { limit: ix, index: typed }, ty, span })
    }

    /// A kind's own name in an index stands for the subject's (or row's) only column of that kind, or the group's value.
    fn index_part(&mut self, e: &Expr, kind: KindIx) -> Option<TExpr> {
        if let ExprKind::Name(name) = &strip(e).kind
            && self.scope.lookup(name, self.names).is_none()
            && self.names.schema.kind(name) == Some(kind)
        {
            if let Some(found) = self.subject_kind(kind, e.span) {
                return Some(found);
            }
            let label = self.names.schema.kinds.get(kind.ix()).map_or("", |k| &k.label);
            self.push(
                Diagnostic::new(&codes::KIND_NOT_HERE, e.span)
                    .arg("name", label)
                    .help(Message::new("help-kind-not-here").arg("name", label)),
            );
            return None;
        }
        self.typed(e, Want { kind: Some(kind) })
    }

    /// Where the value of a kind is read for the innermost row: its or an ancestor's only column of that kind, or the group.
    pub fn subject_kind(&self, kind: KindIx, span: Span) -> Option<TExpr> {
        let schema = self.names.schema;
        for frame in (0..self.scope.frames.len()).rev() {
            for entity in self.scope.shown(frame, schema) {
                if let Some(column) = schema.only_column_of_kind(entity, kind) {
                    return self.column(frame as Frame, entity, column, span);
                }
            }
        }
        let group = self.scope.by.contains(&kind);
        group.then_some(TExpr { kind: TExprKind::Group(kind), ty: Type::Kind(kind), span })
    }
}

/// The member of a loop that names none.
pub(super) fn is_this_item(name: &str) -> bool {
    Keyword::spelt(name) == Some(Keyword::Item)
}
