//! What a name in an expression means, as far as the files tell.

use std::collections::HashMap;

use super::table::Names;
use super::{Occurrence, Role, Symbol};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Ident, ItemSet, MemberName, Rows, SetPart};

/// Walks an expression with the entities that its names may be read from.
pub(super) struct Walker<'a> {
    pub names: &'a Names,
    pub settled: &'a HashMap<Span, Symbol>,
    pub out: &'a mut Vec<Occurrence>,
    /// The subject's entity first, then those of the rows around.
    pub frames: Vec<String>,
    /// Names of loop variables.
    pub loops: Vec<String>,
}

impl Walker<'_> {
    fn used(&mut self, span: Span, symbol: Option<Symbol>) {
        if let Some(symbol) = symbol {
            self.out.push(Occurrence { span, symbol, role: Role::Used });
        }
    }

    pub fn expr(&mut self, e: &Expr) {
        match &e.kind {
            ExprKind::Name(name) => {
                let symbol = self.meaning(name, e.span);
                self.used(e.span, symbol);
            }
            ExprKind::Member { base, member } => self.member(base, member, e.span),
            ExprKind::Index { base, index } => {
                let limit = self.names.limits.get(&base.value).cloned();
                self.used(base.span, limit.clone().map(Symbol::Limit));
                let kinds = limit.and_then(|l| self.names.limit_kinds.get(&l)).cloned().unwrap_or_default();
                for (i, part) in index.iter().enumerate() {
                    self.of_kind(part, kinds.get(i).map(String::as_str));
                }
            }
            ExprKind::Call { args, .. } => args.iter().for_each(|a| self.expr(a)),
            ExprKind::Aggregate { rows, body, weight, .. } => {
                let inside: Vec<&Expr> = body.iter().chain(weight).map(|e| &**e).collect();
                self.rows(rows, &inside);
            }
            ExprKind::Quantified { rows, body, .. } => {
                let inside: Vec<&Expr> = body.iter().map(|e| &**e).collect();
                self.rows(rows, &inside);
            }
            ExprKind::OfSet { quantifier, set } => {
                if let Some(n) = quantifier.number() {
                    self.expr(n);
                }
                self.set(set);
            }
            ExprKind::EachIn { variable, set, body } => {
                self.set(set);
                self.loops.push(variable.as_ref().map_or_else(String::new, |v| v.value.clone()));
                self.expr(body);
                self.loops.pop();
            }
            ExprKind::In { operand, options, .. } => {
                self.expr(operand);
                let kind = self.kind_of(operand);
                options.iter().for_each(|o| self.of_kind(o, kind.as_deref()));
            }
            ExprKind::Unary { operand, .. } => self.expr(operand),
            ExprKind::Binary { left, right, .. } => {
                let (l, r) = (self.kind_of(left), self.kind_of(right));
                self.of_kind(left, r.as_deref());
                self.of_kind(right, l.as_deref());
            }
            ExprKind::If { condition, then, otherwise } => {
                [condition, then, otherwise].into_iter().for_each(|e| self.expr(e));
            }
            ExprKind::Paren(inner) => self.expr(inner),
            ExprKind::Number { .. }
            | ExprKind::Bool(_)
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Judged
            | ExprKind::JudgedCell(_)
            | ExprKind::ThisItem
            | ExprKind::AsOf
            | ExprKind::TargetYear
            | ExprKind::Broken => {}
        }
    }

    /// An expression that may be a value of a kind, or the kind itself.
    fn of_kind(&mut self, e: &Expr, kind: Option<&str>) {
        let (ExprKind::Name(name), Some(kind)) = (&e.kind, kind) else { return self.expr(e) };
        let id = self.names.kinds.get(kind).cloned().unwrap_or_else(|| kind.to_owned());
        let settled = self.settled.get(&e.span).cloned();
        let value = self.names.value(&id, name);
        let itself = self.names.kinds.get(name).filter(|k| **k == id).cloned().map(Symbol::Kind);
        match self.column(name) {
            Some(column) if settled.is_none() && value.is_none() => self.used(e.span, Some(column)),
            _ => {
                let symbol = settled.or(value).or(itself).or_else(|| self.meaning(name, e.span));
                self.used(e.span, symbol);
            }
        }
    }

    /// The kind of a column that stands by itself.
    fn kind_of(&self, e: &Expr) -> Option<String> {
        let column = match &e.kind {
            ExprKind::Paren(inner) => return self.kind_of(inner),
            ExprKind::Name(name) => self.column(name)?,
            ExprKind::Member { base, member } => {
                let MemberName::Name(name) = &member.value else { return None };
                self.names.column(self.names.entities.get(&base.value)?, name)?
            }
            ExprKind::Judged => return Some("grade".to_owned()),
            ExprKind::Number { .. }
            | ExprKind::Bool(_)
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Index { .. }
            | ExprKind::Call { .. }
            | ExprKind::Aggregate { .. }
            | ExprKind::Quantified { .. }
            | ExprKind::OfSet { .. }
            | ExprKind::EachIn { .. }
            | ExprKind::In { .. }
            | ExprKind::Unary { .. }
            | ExprKind::Binary { .. }
            | ExprKind::If { .. }
            | ExprKind::JudgedCell(_)
            | ExprKind::ThisItem
            | ExprKind::AsOf
            | ExprKind::TargetYear
            | ExprKind::Broken => return None,
        };
        self.names.kind_of(&column).cloned()
    }

    /// A column of the rows around, the innermost first.
    fn column(&self, name: &str) -> Option<Symbol> {
        let lineages = self.frames.iter().rev().flat_map(|entity| self.names.lineage(entity));
        lineages.into_iter().find_map(|entity| self.names.column(&entity, name))
    }

    fn meaning(&self, name: &str, span: Span) -> Option<Symbol> {
        if self.loops.iter().any(|l| l == name) {
            return None;
        }
        if let Some(symbol) = self.settled.get(&span) {
            return Some(symbol.clone());
        }
        let of = |map: &HashMap<String, String>, make: fn(String) -> Symbol| map.get(name).cloned().map(make);
        self.column(name)
            .or_else(|| of(&self.names.items, Symbol::Item))
            .or_else(|| of(&self.names.limits, Symbol::Limit))
            .or_else(|| of(&self.names.kinds, Symbol::Kind))
            .or_else(|| of(&self.names.entities, Symbol::Entity))
    }

    fn member(&mut self, base: &Ident, member: &crate::source::Spanned<MemberName>, whole: Span) {
        let MemberName::Name(name) = &member.value else {
            if !self.loops.contains(&base.value) {
                let item = self.names.items.get(&base.value).cloned().map(Symbol::Item);
                self.used(base.span, item);
            }
            return;
        };
        let entity = self.names.entities.get(&base.value).cloned();
        let kind = self.names.kinds.get(&base.value).cloned();
        let column = entity.as_ref().and_then(|e| self.names.column(e, name));
        let value = kind.as_ref().and_then(|k| self.names.value(k, name));
        let settled = self.settled.get(&whole).cloned();
        let is_value = matches!(settled, Some(Symbol::Value(..))) || (column.is_none() && value.is_some());
        let base_symbol = if is_value { kind.map(Symbol::Kind) } else { entity.map(Symbol::Entity) };
        self.used(base.span, base_symbol);
        self.used(member.span, settled.or(column).or(value));
    }

    fn rows(&mut self, rows: &Rows, inside: &[&Expr]) {
        let entity = self.names.entities.get(&rows.entity.value).cloned();
        self.used(rows.entity.span, entity.clone().map(Symbol::Entity));
        self.frames.push(entity.unwrap_or_default());
        rows.filter.iter().for_each(|f| self.expr(f));
        inside.iter().for_each(|e| self.expr(e));
        self.frames.pop();
    }

    fn set(&mut self, set: &ItemSet) {
        for part in &set.parts {
            let ends = match part {
                SetPart::One(one) => vec![one],
                SetPart::Range(from, to) => vec![from, to],
            };
            for name in ends {
                let item = self.names.items.get(&name.value).cloned().map(Symbol::Item);
                self.used(name.span, item);
            }
        }
    }
}
