//! Operators and functions.

use crate::diagnostic::{Code, Diagnostic, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::resolve::expr::{Typer, Want, constant, is_zero};
use crate::source::{MAX_UNIT_SYMBOL, Span, Spanned};
use crate::syntax::ast::{Expr, ExprKind, UnitExpr};
use crate::syntax::vocabulary::builtins::{Argument, Gives, Takes};
use crate::value::Unit;

impl Typer<'_, '_> {
    pub fn binary(&mut self, op: Spanned<BinaryOp>, left: &Expr, right: &Expr, span: Span) -> Option<TExpr> {
        match op.value {
            BinaryOp::And | BinaryOp::Or => {
                if let Some(d) = self.listed_values(op.value, left, right, span) {
                    self.push(d);
                    return None;
                }
                let (a, b) = (self.condition(left), self.condition(right));
                let kind = TExprKind::Binary(op.value, Box::new(a?), Box::new(b?));
                Some(TExpr { kind, ty: Type::Bool, span })
            }
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {
                self.arithmetic(op, left, right, span)
            }
            BinaryOp::Ge | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Lt | BinaryOp::Eq | BinaryOp::Ne => {
                self.comparison(op, left, right, span)
            }
        }
    }

    fn arithmetic(&mut self, op: Spanned<BinaryOp>, left: &Expr, right: &Expr, span: Span) -> Option<TExpr> {
        let (a, b) = (self.expr(left), self.expr(right));
        let (a, b) = (a?, b?);
        if a.ty == Type::Date || b.ty == Type::Date {
            let mut d = Diagnostic::new(&codes::DATE_ARITHMETIC, span);
            if a.ty == b.ty && op.value == BinaryOp::Sub {
                d = d.help(Message::new("help-years"));
            } else {
                d = d.help(Message::new("help-date-arithmetic"));
            }
            self.push(d);
            return None;
        }
        let (x, y) = (self.expect_number(&a), self.expect_number(&b));
        let (x, y) = (x?, y?);
        let unit = match op.value {
            BinaryOp::Mul => x.times(&y),
            BinaryOp::Div => {
                if constant(&b).is_some_and(|n| n.is_zero()) {
                    self.push(
                        Diagnostic::new(&codes::DIVISION_BY_ZERO, b.span)
                            .help(Message::new("help-division-by-zero")),
                    );
                    return None;
                }
                x.per(&y)
            }
            BinaryOp::Or
            | BinaryOp::And
            | BinaryOp::Ge
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Lt
            | BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Add
            | BinaryOp::Sub => {
                self.same_dimensions(&a, &x, &b, &y, b.span)?;
                if (self.may_be_surd(&a) || self.may_be_surd(&b)) && !is_zero(&a) && !is_zero(&b) {
                    self.push(
                        Diagnostic::new(&codes::COEFFICIENT_ADDED, op.span)
                            .help(Message::new("help-coefficient-added")),
                    );
                    return None;
                }
                if is_zero(&a) { y } else { x }
            }
        };
        if unit.symbol.len() > MAX_UNIT_SYMBOL {
            self.push(Diagnostic::new(&codes::TOO_DEEP, span));
            return None;
        }
        let kind = TExprKind::Binary(op.value, Box::new(a), Box::new(b));
        Some(TExpr { kind, ty: Type::Number(unit), span })
    }

    fn comparison(&mut self, op: Spanned<BinaryOp>, left: &Expr, right: &Expr, span: Span) -> Option<TExpr> {
        let (a, b) = self.pair(left, right, Want::default());
        let (a, b) = (a?, b?);
        let quoted = match (&a.ty, &b.ty) {
            (Type::Kind(kind), Type::Text) => self.quoted_values(*kind, &[right]),
            (Type::Text, Type::Kind(kind)) => self.quoted_values(*kind, &[left]),
            (Type::Number(_) | Type::Bool | Type::Kind(_) | Type::Text | Type::Date, _) => None,
        };
        if let Some(d) = quoted {
            self.push(d);
            return None;
        }
        self.common(&a, &b)?;
        let ordering = !matches!(op.value, BinaryOp::Eq | BinaryOp::Ne);
        let orderable = match &a.ty {
            Type::Number(_) | Type::Date => true,
            Type::Kind(kind) => self.names.schema.kinds.get(kind.ix()).is_some_and(|k| k.ordered),
            Type::Bool | Type::Text => false,
        };
        if ordering && !orderable {
            let words = self.type_words(&a.ty);
            let mut d = Diagnostic::new(&codes::NOT_ORDERED, op.span);
            d.message = Message::new(codes::NOT_ORDERED.key).message("found", words);
            d = d
                .related(a.span, Message::new("related-operand"))
                .related(b.span, Message::new("related-operand"));
            self.push(match &a.ty {
                Type::Kind(_) => d.help(Message::new("help-not-ordered-kind")),
                Type::Number(_) | Type::Bool | Type::Text | Type::Date => {
                    d.help(Message::new("help-not-ordered"))
                }
            });
            return None;
        }
        let kind = TExprKind::Binary(op.value, Box::new(a), Box::new(b));
        Some(TExpr { kind, ty: Type::Bool, span })
    }

    pub fn is_in(&mut self, operand: &Expr, negated: bool, options: &[Expr], span: Span) -> Option<TExpr> {
        let operand = if let ExprKind::Judged = &operand.kind {
            self.judged(operand.span, JudgedAs::Grade)
        } else {
            self.expr(operand)
        }?;
        let want = match operand.ty {
            Type::Kind(kind) => Want { kind: Some(kind) },
            Type::Number(_) | Type::Bool | Type::Text | Type::Date => Want::default(),
        };
        if let Some(kind) = want.kind
            && let Some(d) = self.quoted_values(kind, &options.iter().collect::<Vec<_>>())
        {
            self.push(d);
            return None;
        }
        let mut typed: Vec<TExpr> = Vec::new();
        let mut sound = true;
        for option in options {
            match self.typed(option, want) {
                Some(one) if self.common(&operand, &one).is_some() => {
                    sound &= self.named_once(&one, &typed);
                    typed.push(one);
                }
                _ => sound = false,
            }
        }
        let kind = TExprKind::In { operand: Box::new(operand), negated, options: typed };
        sound.then_some(TExpr { kind, ty: Type::Bool, span })
    }

    /// Whether a kind's value is not among the options before it; one that is, by its id and by its label, is reported.
    fn named_once(&mut self, option: &TExpr, before: &[TExpr]) -> bool {
        let value = |e: &TExpr| {
            if let TExprKind::Constant(Constant::Kind(kind, value)) = &e.kind {
                Some((*kind, *value))
            } else {
                None
            }
        };
        let Some((kind, ix)) = value(option) else { return true };
        let Some(first) = before.iter().find(|other| value(other) == Some((kind, ix))) else { return true };
        let kinds = &self.names.schema.kinds;
        let named = kinds.get(kind.ix()).and_then(|k| k.values.get(usize::from(ix)));
        let name = named.map_or("", |(_, label)| label.as_str()).to_owned();
        self.push(
            Diagnostic::new(&codes::OPTION_TWICE, option.span)
                .arg("name", name)
                .related(first.span, Message::new("related-first-defined"))
                .help(Message::new("help-keep-one")),
        );
        false
    }

    pub fn call(&mut self, call: &Call<'_>, span: Span, want: Want) -> Option<TExpr> {
        let Call { function, name, args, .. } = *call;
        let entry_unit = self.entry_unit.take();
        if let (Some(unit), None) = (call.unit, function.rounding_arguments()) {
            let d = Diagnostic::new(&codes::UNIT_NOT_COUNTED, unit.span);
            self.push(d.help(Message::new(function.row().help)));
            return None;
        }
        let (least, most) = match function.row().takes {
            Takes::Arguments(all) => (all.len(), all.len()),
            Takes::Series | Takes::Rows | Takes::RowsOf(_) | Takes::Weighted => (1, usize::MAX),
        };
        if args.len() < least || args.len() > most {
            self.push(
                Diagnostic::new(&codes::ARGUMENT_COUNT, name)
                    .arg("found", args.len())
                    .arg("expected", least)
                    .help(Message::new(function.row().help)),
            );
            return None;
        }
        let typed = match function.row().takes {
            Takes::Arguments([Argument::Alike, Argument::Alike]) => {
                let (a, b) = self.pair(args.first()?, args.get(1)?, want);
                let (a, b) = (a?, b?);
                self.common(&a, &b)?;
                vec![a, b]
            }
            Takes::Arguments(sorts) => {
                let given = args.iter().zip(sorts);
                given.map(|(arg, sort)| self.argument(arg, *sort, function)).collect::<Option<_>>()?
            }
            Takes::Series | Takes::Rows | Takes::RowsOf(_) | Takes::Weighted => self.series(args)?,
        };
        let ty = match function.row().gives {
            Gives::Truth => Type::Bool,
            Gives::Counted => {
                let unit = self.expect_number(typed.first()?)?;
                Type::Number(self.counts_in(call, &unit, entry_unit, span)?)
            }
            Gives::Same => {
                // Zero has the unit of what stands beside it.
                let first = typed.first()?;
                typed.iter().skip(1).try_fold(first.ty.clone(), |_, other| self.common(first, other))?
            }
            Gives::Plain | Gives::Rows | Gives::Root | Gives::PlainRoot => Type::Number(Unit::none()),
        };
        Some(TExpr { kind: TExprKind::Call(function, typed), ty, span })
    }

    /// An argument of a sort.
    fn argument(&mut self, arg: &Expr, sort: Argument, function: Function) -> Option<TExpr> {
        let help = function.row().help;
        match sort {
            Argument::Any | Argument::Alike => self.expr(arg),
            Argument::Number => Some(self.number(arg)?.0),
            Argument::Places => {
                let (places, unit) = self.number(arg)?;
                let whole = constant(&places).and_then(|n| n.to_i64()).filter(|n| (-30..=30).contains(n));
                if whole.is_none() || !unit.is_none() {
                    let d = Diagnostic::new(&codes::ROUND_PLACES, places.span);
                    self.push(d.help(Message::new(help)));
                    return None;
                }
                Some(places)
            }
            Argument::Date => self.of_type(arg, &Type::Date, &codes::NOT_A_DATE, help),
            Argument::Text => self.of_type(arg, &Type::Text, &codes::NOT_A_TEXT, help),
        }
    }

    fn of_type(
        &mut self,
        arg: &Expr,
        wanted: &Type,
        code: &'static Code,
        help: &'static str,
    ) -> Option<TExpr> {
        let one = self.expr(arg)?;
        if one.ty == *wanted {
            return Some(one);
        }
        let found = self.type_words(&one.ty);
        let mut d = Diagnostic::new(code, one.span);
        d.message = Message::new(code.key).message("found", found);
        self.push(d.help(Message::new(help)));
        None
    }

    /// Arguments of one type that has an order.
    fn series(&mut self, args: &[Expr]) -> Option<Vec<TExpr>> {
        let mut typed = Vec::with_capacity(args.len());
        for arg in args {
            typed.push(self.expr(arg)?);
        }
        let first = typed.first()?.clone();
        let mut all = first.ty.clone();
        for other in typed.iter().skip(1) {
            all = self.common(&first, other)?;
        }
        let ordered = match &all {
            Type::Number(_) | Type::Date => true,
            Type::Kind(kind) => self.names.schema.kinds.get(kind.ix()).is_some_and(|k| k.ordered),
            Type::Bool | Type::Text => false,
        };
        if !ordered {
            self.expect_number(&first)?;
        }
        Some(typed)
    }

    /// The unit that a rounding counts in: the one that it names; the entry's, where it is the whole formula; 1 for a number without
    /// dimension. Any other must say it, because the same quantity has many units.
    fn counts_in(&mut self, call: &Call<'_>, of: &Unit, entry: Option<Unit>, span: Span) -> Option<Unit> {
        if let Some(given) = call.unit {
            let unit = self.units.resolve(given, self.diagnostics)?;
            if unit.same_dimensions(of) {
                return Some(unit);
            }
            let words = |u: &Unit| match &*u.symbol {
                "" => Message::new("unit-none"),
                symbol => Message::new("unit-named").arg("unit", symbol),
            };
            let mut d = Diagnostic::new(&codes::COUNTED_IN_OTHER_UNIT, given.span);
            d.message = Message::new(codes::COUNTED_IN_OTHER_UNIT.key)
                .message("given", words(&unit))
                .message("found", words(of));
            if let Some(first) = call.args.first() {
                d = d.related(first.span, Message::new("label-unit").message("unit", words(of)));
            }
            self.push(d.help(match &*of.symbol {
                "" => Message::new("help-counted-in-none"),
                symbol => Message::new("help-counted-in").arg("unit", symbol),
            }));
            return None;
        }
        if let Some(unit) = entry {
            // A unit of another dimension is reported at the entry's.
            return Some(if unit.same_dimensions(of) { unit } else { of.clone() });
        }
        if of.dimensions.is_none() {
            return Some(Unit::none());
        }
        let written =
            if of.symbol.contains(['/', '·']) { format!("[{}]", of.symbol) } else { of.symbol.to_string() };
        self.push(
            Diagnostic::new(&codes::ROUNDING_WITHOUT_UNIT, span.after())
                .arg("unit", &of.symbol)
                .help(Message::new("help-rounding-without-unit").arg("unit", written)),
        );
        None
    }

    /// Whether a number may be an irrational root: computed from a coefficient and not rounded.
    pub fn may_be_surd(&self, e: &TExpr) -> bool {
        surd(e, &self.names.surd)
    }
}

/// A function call as written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'e> {
    pub function: Function,
    pub name: Span,
    pub args: &'e [Expr],
    /// The unit that a rounding counts in.
    pub unit: Option<&'e UnitExpr>,
}

/// See [`Typer::may_be_surd`]; `items` tells it of items.
pub(crate) fn surd(e: &TExpr, items: &[bool]) -> bool {
    match &e.kind {
        TExprKind::Aggregate { function, body, .. } => match function.row().gives {
            Gives::Root | Gives::PlainRoot => true,
            Gives::Plain | Gives::Rows | Gives::Truth | Gives::Counted => false,
            Gives::Same => body.as_ref().is_some_and(|body| surd(body, items)),
        },
        TExprKind::Value { item, .. } => items.get(item.ix()).copied().unwrap_or(false),
        TExprKind::Call(function, args) => {
            function.row().gives == Gives::Same && args.iter().any(|a| surd(a, items))
        }
        TExprKind::Negate(a) => surd(a, items),
        TExprKind::Binary(BinaryOp::Mul | BinaryOp::Div | BinaryOp::Add | BinaryOp::Sub, a, b) => {
            surd(a, items) || surd(b, items)
        }
        TExprKind::If(_, a, b) => surd(a, items) || surd(b, items),
        TExprKind::Constant(_)
        | TExprKind::Column { .. }
        | TExprKind::Group(_)
        | TExprKind::Limit { .. }
        | TExprKind::Outcome { .. }
        | TExprKind::Threshold { .. }
        | TExprKind::Judged
        | TExprKind::JudgedCell(_)
        | TExprKind::AsOf
        | TExprKind::TargetYear
        | TExprKind::Quantified { .. }
        | TExprKind::NumberOf { .. }
        | TExprKind::AllOf(_)
        | TExprKind::NoneOf(_)
        | TExprKind::CountOf(_)
        | TExprKind::In { .. }
        | TExprKind::Not(_)
        | TExprKind::Binary(..) => false,
    }
}
