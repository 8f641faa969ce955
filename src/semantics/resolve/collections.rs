//! Aggregates, quantifiers, sets of items, and names that are not found.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::resolve::expr::{Typer, constant};
use crate::semantics::resolve::scope::{FrameInfo, LoopVariable, Sort};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Expr, Ident, ItemSet, MemberName, Rows, SetPart, SetQuantifier};
use crate::syntax::vocabulary::builtins::{Body, Gives, Takes};
use crate::value::Unit;

impl Typer<'_, '_> {
    /// The entity named before `:`; reports when there is none or it is not below any row in scope.
    fn rows_head(&mut self, rows: &Rows) -> Option<(EntityIx, Frame)> {
        let schema = self.names.schema;
        let name = &rows.entity;
        let Some(entity) = schema.entity(&name.value) else {
            self.unknown_entity(name);
            return None;
        };
        match self.scope.frame_above(entity, schema) {
            Some(frame) => Some((entity, frame)),
            None => {
                let subject =
                    self.scope.frames.last().map_or("", |f| schema.entity_label(f.entity)).to_owned();
                self.push(
                    Diagnostic::new(&codes::ROWS_NOT_BELOW, name.span)
                        .arg("name", schema.entity_label(entity))
                        .arg("subject", &subject)
                        .help(Message::new("help-rows-not-below").arg("subject", subject)),
                );
                None
            }
        }
    }

    /// Reports a name that should be an entity's.
    pub fn unknown_entity(&mut self, name: &Ident) {
        super::signatures::unknown_entity(name, self.names.schema, self.diagnostics);
    }

    /// Types what is said of rows, in a frame of their own.
    fn with_rows<T>(
        &mut self,
        rows: &Rows,
        inner: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<(TRows, T)> {
        let (entity, within) = self.rows_head(rows)?;
        let group = self.scope.group_filters(entity, self.names.schema);
        self.scope.frames.push(FrameInfo { entity, within: Some(within) });
        let frame = self.scope.innermost();
        let filter = match &rows.filter {
            None => Some(None),
            Some(filter) => self.condition(filter).map(|f| Some(Box::new(f))),
        };
        let result = inner(self);
        self.scope.frames.pop();
        Some((TRows { entity, within, frame, filter: filter?, group }, result?))
    }

    pub fn aggregate(
        &mut self,
        function: &Spanned<Aggregate>,
        rows: &Rows,
        body: Option<&Expr>,
        weight: Option<&Expr>,
        span: Span,
    ) -> Option<TExpr> {
        let what = function.value;
        let row = what.row();
        if let (Some(weight), true) = (weight, row.takes != Takes::Weighted) {
            self.push(Diagnostic::new(&codes::WEIGHT_OUTSIDE_CV, weight.span).help(Message::new(row.help)));
            return None;
        }
        match (row.takes, body) {
            (Takes::Rows, Some(body)) => {
                self.push(
                    Diagnostic::new(&codes::COUNT_WITH_BODY, body.span)
                        .help(Message::new("help-count-where")),
                );
                return None;
            }
            (Takes::Rows, None) | (_, Some(_)) => {}
            (_, None) => {
                self.push(
                    Diagnostic::new(&codes::AGGREGATE_WITHOUT_BODY, rows.span.after())
                        .help(Message::new(row.help)),
                );
                return None;
            }
        }
        let (rows, (body, weight)) = self.with_rows(rows, |typer| {
            let body = match body {
                None => None,
                Some(body) if row.takes == Takes::RowsOf(Body::Condition) => Some(typer.condition(body)?),
                Some(body) => Some(typer.expr(body)?),
            };
            let weight = match weight {
                None => None,
                Some(weight) => Some(typer.number(weight)?.0),
            };
            Some((body, weight))
        })?;
        let of = match &body {
            None => Type::Number(Unit::none()),
            Some(body) => self.asked_of_rows(row.takes, body)?,
        };
        let ty = match row.gives {
            Gives::Rows => {
                let unit = self.names.schema.entities.get(rows.entity.ix()).map(|e| e.unit.clone());
                Type::Number(unit.unwrap_or_else(Unit::none))
            }
            Gives::Plain | Gives::PlainRoot => Type::Number(Unit::none()),
            Gives::Same | Gives::Root | Gives::Counted => of,
            Gives::Truth => Type::Bool,
        };
        let kind = TExprKind::Aggregate {
            function: what,
            rows,
            body: body.map(Box::new),
            weight: weight.map(Box::new),
        };
        Some(TExpr { kind, ty, span })
    }

    /// The type of what is asked of each row.
    fn asked_of_rows(&mut self, takes: Takes, body: &TExpr) -> Option<Type> {
        match takes {
            Takes::RowsOf(Body::Condition | Body::Any) => return Some(body.ty.clone()),
            Takes::RowsOf(Body::Ordered) if body.ty == Type::Date => return Some(Type::Date),
            Takes::RowsOf(Body::Ordered | Body::Added)
            | Takes::Weighted
            | Takes::Rows
            | Takes::Series
            | Takes::Arguments(_) => {}
        }
        let unit = self.expect_number(body)?;
        let added = matches!(takes, Takes::RowsOf(Body::Added) | Takes::Weighted);
        if added && self.may_be_surd(body) {
            let d = Diagnostic::new(&codes::COEFFICIENT_ADDED, body.span);
            self.push(d.help(Message::new("help-coefficient-added")));
            return None;
        }
        Some(Type::Number(unit))
    }

    pub fn quantified(
        &mut self,
        quantifier: &Spanned<Quantifier>,
        rows: &Rows,
        body: Option<&Expr>,
        span: Span,
    ) -> Option<TExpr> {
        if body.is_none() && (quantifier.value == Quantifier::Every || rows.filter.is_none()) {
            self.push(
                Diagnostic::new(&codes::QUANTIFIER_WITHOUT_BODY, rows.span.after())
                    .help(Message::new("help-quantifier-body")),
            );
            return None;
        }
        let (rows, body) = self.with_rows(rows, |typer| match body {
            None => Some(None),
            Some(body) => typer.condition(body).map(Some),
        })?;
        let kind = TExprKind::Quantified { quantifier: quantifier.value, rows, body: body.map(Box::new) };
        Some(TExpr { kind, ty: Type::Bool, span })
    }

    /// An item named as a condition (or a define as its value).
    pub fn item(&mut self, item: ItemIx, span: Span) -> Option<TExpr> {
        let signature = self.names.item(item)?.clone();
        if !signature.sound {
            return None;
        }
        match &signature.sort {
            Sort::Define(None) => None,
            Sort::Define(Some(ty)) => {
                let frame = self.value_frame(item, span)?;
                Some(TExpr { kind: TExprKind::Value { item, frame }, ty: ty.clone(), span })
            }
            Sort::Rule(RuleKind::Audit) => {
                self.push(
                    Diagnostic::new(&codes::AUDIT_NAMED, span)
                        .arg("name", &signature.label)
                        .help(Message::new("help-audit-named"))
                        .related(signature.span, Message::new("related-declared")),
                );
                None
            }
            Sort::Indicator | Sort::Rule(_) => self.outcome(item, span),
        }
    }

    fn outcome(&mut self, item: ItemIx, span: Span) -> Option<TExpr> {
        let signature = self.names.item(item)?;
        let schema = self.names.schema;
        let found = (0..self.scope.frames.len()).rev().find_map(|i| {
            let entity = self.scope.frames.get(i)?.entity;
            if schema.is_within(entity, signature.entity) {
                Some((i as Frame, Reach::Up))
            } else if schema.is_within(signature.entity, entity) {
                Some((i as Frame, Reach::Down))
            } else {
                None
            }
        });
        let Some((frame, reach)) = found else {
            let subject = self.scope.frames.last().map_or("", |f| schema.entity_label(f.entity));
            let d = Diagnostic::new(&codes::ITEM_NOT_RELATED, span)
                .arg("name", &signature.label)
                .arg("entity", schema.entity_label(signature.entity))
                .arg("subject", subject)
                .related(signature.span, Message::new("related-declared"));
            self.push(d);
            return None;
        };
        let group = match reach {
            Reach::Up => Vec::new(),
            Reach::Down => self.scope.group_filters(signature.entity, schema),
        };
        Some(TExpr { kind: TExprKind::Outcome { item, frame, reach, group }, ty: Type::Bool, span })
    }

    /// The frame for which an item has one value; reports when there is none.
    fn value_frame(&mut self, item: ItemIx, span: Span) -> Option<Frame> {
        let signature = self.names.item(item)?;
        let schema = self.names.schema;
        let grouped = signature.by.iter().all(|k| self.scope.by.contains(k));
        match self.scope.frame_at_or_below(signature.entity, schema) {
            Some(frame) if grouped => Some(frame),
            _ => {
                let entity = schema.entity_label(signature.entity).to_owned();
                let kinds: Vec<&str> = signature
                    .by
                    .iter()
                    .filter_map(|k| schema.kinds.get(k.ix()))
                    .map(|k| k.label.as_str())
                    .collect();
                let mut d = Diagnostic::new(&codes::NO_SINGLE_VALUE, span)
                    .arg("name", &signature.label)
                    .arg("entity", &entity)
                    .related(signature.span, Message::new("related-declared"));
                let number = if signature.sort == Sort::Indicator {
                    format!("{}.value", signature.id)
                } else {
                    signature.id.clone()
                };
                d = if grouped {
                    d.help(Message::new("help-no-single-value").arg("entity", entity).arg("number", number))
                } else {
                    d.help(Message::new("help-no-single-group").names("kinds", &kinds))
                };
                self.push(d);
                None
            }
        }
    }

    /// `R1.value`, `R1.limit`.
    pub fn item_number(&mut self, item: ItemIx, member: &MemberName, span: Span) -> Option<TExpr> {
        let signature = self.names.item(item)?.clone();
        if !signature.sound {
            return None;
        }
        let unit = match (&signature.sort, member) {
            (Sort::Indicator, _) => self.names.indicator_units.get(&item).cloned().flatten()?,
            (Sort::Define(ty), MemberName::Value) => {
                let ty = ty.clone()?;
                let frame = self.value_frame(item, span)?;
                return Some(TExpr { kind: TExprKind::Value { item, frame }, ty, span });
            }
            _ => {
                self.push(
                    Diagnostic::new(&codes::NOT_AN_INDICATOR, span)
                        .arg("name", &signature.label)
                        .related(signature.span, Message::new("related-declared"))
                        .help(Message::new("help-not-an-indicator")),
                );
                return None;
            }
        };
        let frame = self.value_frame(item, span)?;
        let kind = match member {
            MemberName::Limit => TExprKind::Threshold { item, frame },
            MemberName::Name(_) | MemberName::Value => TExprKind::Value { item, frame },
        };
        Some(TExpr { kind, ty: Type::Number(unit), span })
    }

    /// The items of a set, ranges written out. Names that are no items are reported.
    fn members(&mut self, set: &ItemSet) -> Option<Vec<(ItemIx, Span)>> {
        let mut out: Vec<(ItemIx, Span)> = Vec::new();
        let mut sound = true;
        for part in &set.parts {
            match part {
                SetPart::One(name) => match self.set_item(name) {
                    Some(item) => self.add_member(&mut out, item, name.span),
                    None => sound = false,
                },
                SetPart::Range(from, to) => {
                    let (Some(a), Some(b)) = (self.range_end(from), self.range_end(to)) else {
                        sound = false;
                        continue;
                    };
                    match crate::semantics::merge::expand_range(self.merged, &a, &b) {
                        Ok(range) => {
                            let span = from.span.to(to.span);
                            for id in &range.ids {
                                if let Some(item) = self.names.find_item(id) {
                                    self.add_member(&mut out, item, span);
                                }
                            }
                        }
                        Err(error) => {
                            self.push(error.diagnostic(from.span.to(to.span)));
                            sound = false;
                        }
                    }
                }
            }
        }
        if sound && out.is_empty() {
            self.push(Diagnostic::new(&codes::EMPTY_SET, set.span));
            return None;
        }
        sound.then_some(out)
    }

    /// The id of an end of a range; it may be that of a veto that another replaces.
    fn range_end(&mut self, name: &Ident) -> Option<String> {
        if self.names.find_item(&name.value).is_none()
            && let Some(id) = self.merged.replaced(&name.value)
        {
            return Some(id.to_owned());
        }
        let item = self.set_item(name)?;
        self.names.item(item).map(|s| s.id.clone())
    }

    fn add_member(&mut self, out: &mut Vec<(ItemIx, Span)>, item: ItemIx, span: Span) {
        if out.iter().any(|(other, _)| *other == item) {
            let label = self.names.item(item).map_or_else(String::new, |s| s.id.clone());
            self.push(Diagnostic::new(&codes::REPEATED_MEMBER, span).arg("name", label));
        } else {
            out.push((item, span));
        }
    }

    fn set_item(&mut self, name: &Ident) -> Option<ItemIx> {
        if let Some(found) = self.names.find_item(&name.value) {
            let define = matches!(self.names.item(found)?.sort, Sort::Define(_));
            if define {
                let d = Diagnostic::new(&codes::NOT_A_RULE, name.span).arg("name", &name.value);
                self.push(d.help(Message::new("help-not-a-rule")));
                return None;
            }
            return Some(found);
        }
        let candidates = self
            .names
            .items
            .iter()
            .filter(|s| !matches!(s.sort, Sort::Define(_)))
            .flat_map(|s| [s.id.as_str(), s.label.as_str()]);
        let mut d = Diagnostic::new(&codes::UNKNOWN_ITEM, name.span).arg("name", &name.value);
        if let Some(written) = crate::syntax::range_in_a_word(&name.value) {
            let d = d.help(Message::new("help-write").arg("written", &written)).fix(name.span, written);
            self.push(d.otherwise(Message::new("help-unknown-item")));
            return None;
        }
        let near = self.diagnostics.suggest(&name.value, || candidates);
        d = d.nearest(name.span, near, || Message::new("help-unknown-item"));
        self.push(d);
        None
    }

    pub fn of_set(&mut self, quantifier: &SetQuantifier, set: &ItemSet, span: Span) -> Option<TExpr> {
        let n = match quantifier {
            SetQuantifier::Number(_, n) => {
                let (typed, unit) = self.number(n)?;
                if !unit.dimensions.is_none() {
                    self.push(
                        Diagnostic::new(&codes::COUNT_OF_UNITS, typed.span)
                            .arg("unit", &unit.symbol)
                            .help(Message::new("help-count-of-units")),
                    );
                    return None;
                }
                if constant(&typed).is_some_and(|n| !n.is_integer() || n.is_negative()) {
                    self.push(Diagnostic::new(&codes::NOT_A_COUNT, typed.span));
                    return None;
                }
                Some(Box::new(typed))
            }
            SetQuantifier::All | SetQuantifier::None | SetQuantifier::Count => None,
        };
        let mut members = Vec::new();
        for (item, at) in self.members(set)? {
            members.push(Member { item, condition: self.item(item, at)? });
        }
        let kind = match (quantifier, n) {
            (SetQuantifier::Number(bound, _), Some(n)) => TExprKind::NumberOf { bound: *bound, n, members },
            (SetQuantifier::Count, _) => {
                let ty = Type::Number(Unit::none());
                return Some(TExpr { kind: TExprKind::CountOf(members), ty, span });
            }
            (SetQuantifier::None, _) => TExprKind::NoneOf(members),
            _ => TExprKind::AllOf(members),
        };
        Some(TExpr { kind, ty: Type::Bool, span })
    }

    pub fn each_in(
        &mut self,
        variable: Option<&Ident>,
        set: &ItemSet,
        body: &Expr,
        span: Span,
    ) -> Option<TExpr> {
        let members = self.members(set)?;
        let mut out = Vec::new();
        for (item, _) in members {
            self.scope.loops.push(LoopVariable { name: variable.map(|v| v.value.clone()), item });
            // What is wrong in the body is wrong for each member: report it once.
            let mut scratch = Diagnostics::new();
            std::mem::swap(self.diagnostics, &mut scratch);
            let condition = self.condition(body);
            std::mem::swap(self.diagnostics, &mut scratch);
            self.diagnostics.extend(scratch);
            self.scope.loops.pop();
            out.push(Member { item, condition: condition? });
        }
        Some(TExpr { kind: TExprKind::AllOf(out), ty: Type::Bool, span })
    }
}
