//! Expressions: names, types and units.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::resolve::operators::Call;
use crate::semantics::resolve::schema::GRADE;
use crate::semantics::resolve::scope::{Meaning, Names, Scope, Sort};
use crate::semantics::units::UnitTable;
use crate::source::{MAX_NESTING, Span};
use crate::syntax::ast::{Expr, ExprKind, UnaryOp};
use crate::value::{Number, Unit};

/// Types the expressions of one item.
pub(crate) struct Typer<'a, 'n> {
    pub names: &'a Names<'n>,
    pub units: &'a UnitTable,
    pub diagnostics: &'a mut Diagnostics,
    pub scope: Scope,
    /// Whether `judged` may stand here, and as what it was used.
    pub judged: JudgedUse,
    /// Items whose broken use was already reported or that are broken themselves.
    pub depth: usize,
    /// The unit of the entry, where a rounding that is the whole formula counts in it.
    pub entry_unit: Option<Unit>,
    /// What the removals left of ranges.
    pub merged: &'a crate::semantics::merged::Merged,
}

/// How `judged` is used in one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JudgedUse {
    /// It may not stand here.
    Forbidden,
    /// Not used so far.
    Unused,
    /// Used only for what stands beside the result.
    Cells,
    /// Used.
    As(JudgedAs),
}

/// What is wanted of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Want {
    /// A bare name may be a value of this kind.
    pub kind: Option<KindIx>,
}

impl Typer<'_, '_> {
    pub fn push(&mut self, d: Diagnostic) {
        self.diagnostics.push(d);
    }

    /// An expression without expectation. `None`: something in it is broken, and reported.
    pub fn expr(&mut self, e: &Expr) -> Option<TExpr> {
        self.typed(e, Want::default())
    }

    /// The whole formula of an entry that has a unit, or none.
    pub fn whole(&mut self, e: &Expr, unit: Option<&Unit>, want: Want) -> Option<TExpr> {
        let mut inner = e;
        while let ExprKind::Paren(within) = &inner.kind {
            inner = within;
        }
        let rounds = matches!(&inner.kind, ExprKind::Call { function, unit: None, .. }
            if function.value.rounding_arguments().is_some());
        self.entry_unit = unit.filter(|_| rounds).cloned();
        self.typed(e, want)
    }

    /// A condition.
    pub fn condition(&mut self, e: &Expr) -> Option<TExpr> {
        let typed = self.expr(e)?;
        self.expect_condition(&typed).then_some(typed)
    }

    /// A number.
    pub fn number(&mut self, e: &Expr) -> Option<(TExpr, Unit)> {
        let typed = self.expr(e)?;
        let unit = self.expect_number(&typed)?;
        Some((typed, unit))
    }

    /// Reports anything but a condition.
    pub fn expect_condition(&mut self, e: &TExpr) -> bool {
        if e.ty == Type::Bool {
            return true;
        }
        let found = self.type_words(&e.ty);
        let mut d = Diagnostic::new(&codes::NOT_A_CONDITION, e.span)
            .arg("found", "")
            .help(Message::new("help-condition"));
        d.message = Message::new(codes::NOT_A_CONDITION.key).message("found", found);
        self.push(d);
        false
    }

    /// The unit of a number; anything else is reported.
    pub fn expect_number(&mut self, e: &TExpr) -> Option<Unit> {
        if let Type::Number(unit) = &e.ty {
            return Some(unit.clone());
        }
        let found = self.type_words(&e.ty);
        let mut d = Diagnostic::new(&codes::NOT_A_NUMBER, e.span);
        d.message = Message::new(codes::NOT_A_NUMBER.key).message("found", found);
        if let TExprKind::Outcome { item, .. } = &e.kind
            && let Some(s) = self.names.item(*item)
            && s.sort == Sort::Indicator
        {
            d = d
                .help(Message::new("help-item-value").arg("name", &s.id))
                .fix(e.span, format!("{}.value", s.id));
        }
        self.push(d);
        None
    }

    /// A type in words.
    pub fn type_words(&self, ty: &Type) -> Message {
        match ty {
            Type::Number(unit) if unit.symbol.is_empty() => Message::new("type-plain-number"),
            Type::Number(unit) => Message::new("type-number").arg("unit", &unit.symbol),
            Type::Bool => Message::new("type-bool"),
            Type::Kind(kind) => Message::new("type-kind")
                .arg("kind", self.names.schema.kinds.get(kind.ix()).map_or("", |k| &k.label)),
            Type::Text => Message::new("type-text"),
            Type::Date => Message::new("type-date"),
        }
    }

    pub fn typed(&mut self, e: &Expr, want: Want) -> Option<TExpr> {
        if self.depth > MAX_NESTING * 4 {
            self.push(Diagnostic::new(&codes::TOO_DEEP, e.span));
            return None;
        }
        self.depth += 1;
        let out = self.kind_of(e, want);
        self.depth -= 1;
        out
    }

    fn kind_of(&mut self, e: &Expr, want: Want) -> Option<TExpr> {
        let span = e.span;
        let make = |kind, ty| Some(TExpr { kind, ty, span });
        match &e.kind {
            ExprKind::Broken => None,
            ExprKind::Paren(inner) => self.typed(inner, want).map(|t| TExpr { span, ..t }),
            ExprKind::Number { value, unit } => {
                let unit = match unit {
                    None => Unit::none(),
                    Some(u) => {
                        if let Some(d) = self.everyday_quantity(value, u, span) {
                            self.push(d);
                            return None;
                        }
                        self.units.resolve(u, self.diagnostics)?
                    }
                };
                make(TExprKind::Constant(Constant::Number(unit.to_base(value))), Type::Number(unit))
            }
            ExprKind::Bool(b) => make(TExprKind::Constant(Constant::Bool(*b)), Type::Bool),
            ExprKind::Text(t) => make(TExprKind::Constant(Constant::Text(t.as_str().into())), Type::Text),
            ExprKind::Date(d) => make(TExprKind::Constant(Constant::Date(*d)), Type::Date),
            ExprKind::Name(name) => self.name(name, span, want),
            ExprKind::Member { base, member } => self.member(base, member, span),
            ExprKind::Index { base, index } => self.index(base, index, span),
            ExprKind::Call { function, args, unit } => {
                let call = Call { function: function.value, name: function.span, args, unit: unit.as_ref() };
                self.call(&call, span, want)
            }
            ExprKind::Aggregate { function, rows, body, weight } => {
                self.aggregate(function, rows, body.as_deref(), weight.as_deref(), span)
            }
            ExprKind::Quantified { quantifier, rows, body } => {
                self.quantified(quantifier, rows, body.as_deref(), span)
            }
            ExprKind::OfSet { quantifier, set } => self.of_set(quantifier, set, span),
            ExprKind::EachIn { variable, set, body } => self.each_in(variable.as_ref(), set, body, span),
            ExprKind::In { operand, negated, options } => self.is_in(operand, *negated, options, span),
            ExprKind::Unary { op: UnaryOp::Not, operand } => {
                let inner = self.condition(operand)?;
                make(TExprKind::Not(Box::new(inner)), Type::Bool)
            }
            ExprKind::Unary { op: UnaryOp::Negate, operand } => {
                let (inner, unit) = self.number(operand)?;
                make(TExprKind::Negate(Box::new(inner)), Type::Number(unit))
            }
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right, span),
            ExprKind::If { condition, then, otherwise } => {
                let condition = self.condition(condition);
                let (then, otherwise) = self.pair(then, otherwise, want);
                let (condition, then, otherwise) = (condition?, then?, otherwise?);
                let ty = self.common(&then, &otherwise)?;
                make(TExprKind::If(Box::new(condition), Box::new(then), Box::new(otherwise)), ty)
            }
            ExprKind::Judged => self.judged(span, JudgedAs::Flag),
            ExprKind::JudgedCell(cell) => self.judged_cell(*cell, span),
            ExprKind::ThisItem => match self.scope.loops.last().map(|l| l.item) {
                Some(item) => self.item(item, span),
                None => {
                    self.item_outside_loop(span);
                    None
                }
            },
            ExprKind::AsOf => make(TExprKind::AsOf, Type::Date),
            ExprKind::TargetYear => make(TExprKind::TargetYear, Type::Number(Unit::none())),
        }
    }

    pub(super) fn item_outside_loop(&mut self, span: Span) {
        self.push(
            Diagnostic::new(&codes::ITEM_OUTSIDE_LOOP, span).help(Message::new("help-item-outside-loop")),
        );
    }

    fn judged_outside_rule(&mut self, span: Span) {
        self.push(
            Diagnostic::new(&codes::JUDGED_OUTSIDE_RULE, span).help(Message::new("help-judged-outside-rule")),
        );
    }

    /// `judged` used as a flag or as a grade.
    pub fn judged(&mut self, span: Span, used: JudgedAs) -> Option<TExpr> {
        match self.judged {
            JudgedUse::Forbidden => {
                self.judged_outside_rule(span);
                return None;
            }
            JudgedUse::Unused | JudgedUse::Cells => self.judged = JudgedUse::As(used),
            JudgedUse::As(before) if before != used => {
                self.push(
                    Diagnostic::new(&codes::JUDGED_MIXED, span).help(Message::new("help-judged-mixed")),
                );
                return None;
            }
            JudgedUse::As(_) => {}
        }
        let ty = match used {
            JudgedAs::Flag => Type::Bool,
            JudgedAs::Grade => Type::Kind(GRADE),
        };
        Some(TExpr { kind: TExprKind::Judged, ty, span })
    }

    /// A cell of the finding beside its result: no use of the result.
    fn judged_cell(&mut self, cell: FindingCell, span: Span) -> Option<TExpr> {
        match self.judged {
            JudgedUse::Forbidden => {
                self.judged_outside_rule(span);
                return None;
            }
            JudgedUse::Unused => self.judged = JudgedUse::Cells,
            JudgedUse::Cells | JudgedUse::As(_) => {}
        }
        let ty = match cell {
            FindingCell::Evidence | FindingCell::Assessor => Type::Text,
            FindingCell::Date => Type::Date,
        };
        Some(TExpr { kind: TExprKind::JudgedCell(cell), ty, span })
    }

    /// A column as an expression.
    pub fn column(&self, frame: Frame, entity: EntityIx, column: ColumnIx, span: Span) -> Option<TExpr> {
        let found = self.names.schema.column_of(entity, column)?;
        if !self.names.schema.is_sound(entity, column) {
            return None;
        }
        let ty = match found.ty {
            ColumnType::Number | ColumnType::Count | ColumnType::Share => Type::Number(found.unit.clone()),
            ColumnType::Flag => Type::Bool,
            ColumnType::Text => Type::Text,
            ColumnType::Date => Type::Date,
            ColumnType::Kind(kind) => Type::Kind(kind),
        };
        Some(TExpr { kind: TExprKind::Column { frame, entity, column }, ty, span })
    }

    /// A name for what it means in scope.
    pub fn meaning(&mut self, meaning: &Meaning, name: &str, span: Span) -> Option<TExpr> {
        match meaning {
            Meaning::Loop(item) | Meaning::Item(item) => self.item(*item, span),
            Meaning::Column { frame, entity, column } => self.column(*frame, *entity, *column, span),
            Meaning::Group(kind) => {
                Some(TExpr { kind: TExprKind::Group(*kind), ty: Type::Kind(*kind), span })
            }
            Meaning::Limit(ix) => {
                let limit = self.names.limits.get(ix.ix()).filter(|l| l.is_sound())?;
                if !limit.by.is_empty() {
                    let kinds: Vec<&str> = limit
                        .by
                        .iter()
                        .filter_map(|k| self.names.schema.kinds.get(k.ix()))
                        .map(|k| k.label.as_str())
                        .collect();
                    let written = format!("{name}[{}]", kinds.join(", "));
                    let mut d = Diagnostic::new(&codes::LIMIT_NOT_INDEXED, span).arg("name", name);
                    d = d.help(Message::new("help-limit-index").arg("written", &written));
                    d = d.related(limit.span, Message::new("related-declared")).fix(span, written);
                    self.push(d);
                    return None;
                }
                let ty = Type::Number(limit.unit.clone());
                Some(TExpr { kind: TExprKind::Limit { limit: *ix, index: Vec::new() }, ty, span })
            }
        }
    }

    fn name(&mut self, name: &str, span: Span, want: Want) -> Option<TExpr> {
        let meaning = self.scope.lookup(name, self.names);
        if let Some(kind) = want.kind
            && let Some(value) = self.names.schema.value(kind, name)
        {
            let same_kind = meaning.as_ref().is_some_and(|m| self.kind_of_meaning(m) == Some(kind));
            if same_kind {
                let kind = self.names.schema.kinds.get(kind.ix()).map_or("", |k| &k.label);
                let help = match meaning {
                    Some(Meaning::Column { entity, .. }) => Message::new("help-ambiguous-value")
                        .arg("column", format!("{}.{name}", self.names.schema.entity_label(entity))),
                    _ => Message::new("help-ambiguous-value-only"),
                };
                let help = help.arg("value", format!("{kind}.{name}"));
                self.push(Diagnostic::new(&codes::AMBIGUOUS, span).arg("name", name).help(help));
                return None;
            }
            return Some(TExpr {
                kind: TExprKind::Constant(Constant::Kind(kind, value)),
                ty: Type::Kind(kind),
                span,
            });
        }
        match meaning {
            Some(meaning) => self.meaning(&meaning, name, span),
            None => {
                self.unknown_name(name, span, want);
                None
            }
        }
    }

    /// The kind of what a name means, where it is a kind's value.
    pub fn kind_of_meaning(&self, meaning: &Meaning) -> Option<KindIx> {
        match meaning {
            Meaning::Group(kind) => Some(*kind),
            Meaning::Column { entity, column, .. } => {
                self.names.schema.column_of(*entity, *column)?.ty.kind()
            }
            Meaning::Item(item) => match &self.names.item(*item)?.sort {
                Sort::Define(Some(Type::Kind(kind))) => Some(*kind),
                Sort::Indicator | Sort::Rule(_) | Sort::Define(_) => None,
            },
            Meaning::Loop(_) | Meaning::Limit(_) => None,
        }
    }

    /// The kind that an expression will have, as far as can be told without typing it: only names and `judged`.
    fn kind_ahead(&self, e: &Expr) -> Option<KindIx> {
        match &e.kind {
            ExprKind::Paren(inner) => self.kind_ahead(inner),
            ExprKind::Name(name) => match self.scope.lookup(name, self.names) {
                Some(meaning) => self.kind_of_meaning(&meaning),
                None => self.names.schema.kind(name),
            },
            ExprKind::Judged => Some(GRADE),
            ExprKind::Number { .. }
            | ExprKind::Bool(_)
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Member { .. }
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
            | ExprKind::Broken => None,
        }
    }

    /// Two expressions that stand opposite one another: a bare name may be a value of the other's kind.
    pub fn pair(&mut self, left: &Expr, right: &Expr, want: Want) -> (Option<TExpr>, Option<TExpr>) {
        let bare = |e: &Expr| matches!(strip(e).kind, ExprKind::Name(_));
        let judged = |e: &Expr| matches!(strip(e).kind, ExprKind::Judged);
        let kind_of = |t: &Option<TExpr>| match t.as_ref().map(|t| &t.ty) {
            Some(Type::Kind(kind)) => Some(*kind),
            _ => None,
        };
        if let Some(kind) = want.kind {
            return (
                self.typed(left, Want { kind: Some(kind) }),
                self.typed(right, Want { kind: Some(kind) }),
            );
        }
        match (judged(left), judged(right)) {
            (true, false) => return self.judged_pair(left, right),
            (false, true) => {
                let (a, b) = self.judged_pair(right, left);
                return (b, a);
            }
            _ => {}
        }
        if bare(left) && !bare(right) {
            let r = self.expr(right);
            if r.is_none() {
                return (None, None);
            }
            let l = self.typed(left, Want { kind: kind_of(&r) });
            return (l, r);
        }
        if bare(left) && bare(right) {
            let (a, b) = (self.kind_ahead(left), self.kind_ahead(right));
            // Where both are of the kind, both are names, unless one is also the name of a value; where one is, the other may be
            // a value of it.
            let value_too = |kind: Option<KindIx>, e: &Expr| {
                if let ExprKind::Name(name) = &strip(e).kind {
                    kind.filter(|k| self.names.schema.value(*k, name).is_some())
                } else {
                    None
                }
            };
            let (want_left, want_right) = match (a, b) {
                (Some(_), Some(_)) => (value_too(b, left), value_too(a, right)),
                (kind, None) => (None, kind),
                (None, kind) => (kind, None),
            };
            let l = self.typed(left, Want { kind: want_left });
            // Opposite a name that is broken, the other may be a value of what was meant.
            let unknown = |e: &Expr| {
                let ExprKind::Name(name) = &strip(e).kind else { return false };
                self.scope.lookup(name, self.names).is_none()
            };
            if l.is_none() && unknown(right) {
                return (None, None);
            }
            let r = self.typed(right, Want { kind: want_right });
            return (l, r);
        }
        let l = self.expr(left);
        if l.is_none() {
            // What stands opposite something broken is not judged: it may depend on it.
            if !bare(right) {
                self.expr(right);
            }
            return (None, None);
        }
        let r = self.typed(right, Want { kind: kind_of(&l) });
        (l, r)
    }

    /// `judged` against something: a grade, unless the other side is a flag.
    fn judged_pair(&mut self, judged: &Expr, other: &Expr) -> (Option<TExpr>, Option<TExpr>) {
        let span = judged.span;
        if matches!(strip(other).kind, ExprKind::Bool(_)) {
            return (self.judged(span, JudgedAs::Flag), self.expr(other));
        }
        let other = self.typed(other, Want { kind: Some(GRADE) });
        let Some(typed) = &other else { return (None, None) };
        if let Some(d) = self.judged_by_a_number(typed) {
            self.push(d);
            return (None, None);
        }
        let used =
            if other.as_ref().is_some_and(|o| o.ty == Type::Bool) { JudgedAs::Flag } else { JudgedAs::Grade };
        (self.judged(span, used), other)
    }

    /// The type that two branches have in common; reports when there is none.
    pub fn common(&mut self, a: &TExpr, b: &TExpr) -> Option<Type> {
        match (&a.ty, &b.ty) {
            (Type::Number(x), Type::Number(y)) => {
                self.same_dimensions(a, x, b, y, b.span)?;
                Some(Type::Number(if is_zero(a) { y.clone() } else { x.clone() }))
            }
            (x, y) if x == y => Some(x.clone()),
            (x, y) => {
                let (left, right) = (self.type_words(x), self.type_words(y));
                let mut d = Diagnostic::new(&codes::TYPES_DIFFER, b.span);
                d.message = Message::new(codes::TYPES_DIFFER.key)
                    .message("left", left.clone())
                    .message("right", right);
                self.push(d.related(a.span, Message::new("related-type").message("type", left)));
                None
            }
        }
    }

    /// Checks that two numbers may be added or compared; a literal zero goes with everything.
    pub fn same_dimensions(&mut self, a: &TExpr, x: &Unit, b: &TExpr, y: &Unit, at: Span) -> Option<()> {
        if x.same_dimensions(y) || is_zero(a) || is_zero(b) {
            return Some(());
        }
        // A bare number against a quantity: the unit was forgotten.
        for (bare, unit, quantity, other) in [(b, y, a, x), (a, x, b, y)] {
            if unit.symbol.is_empty() && is_literal(bare) {
                let written = &other.symbol;
                let simple = !written.contains(['/', '·']);
                let add = if simple { format!(" {written}") } else { format!(" [{written}]") };
                let words = Message::new("related-unit").arg("unit", written);
                self.push(
                    Diagnostic::new(&codes::BARE_NUMBER, bare.span)
                        .arg("unit", written)
                        .related(quantity.span, words)
                        .help(Message::new("help-add-unit").arg("add", add.trim()))
                        .fix(bare.span.after(), add),
                );
                return None;
            }
        }
        let words = |unit: &Unit| {
            if unit.symbol.is_empty() {
                Message::new("unit-none")
            } else {
                Message::new("unit-named").arg("unit", &unit.symbol)
            }
        };
        let mut d = Diagnostic::new(&codes::UNITS_DIFFER, at);
        d.message =
            Message::new(codes::UNITS_DIFFER.key).message("left", words(x)).message("right", words(y));
        d = d.label(Message::new("label-unit").message("unit", words(y)));
        d = d.related(a.span, Message::new("label-unit").message("unit", words(x)));
        self.push(d.help(Message::new("help-units-differ")));
        None
    }
}

/// Without brackets.
pub(crate) fn strip(mut e: &Expr) -> &Expr {
    while let ExprKind::Paren(inner) = &e.kind {
        e = inner;
    }
    e
}

/// The value of an expression of literals only.
pub(crate) fn constant(e: &TExpr) -> Option<Number> {
    match &e.kind {
        TExprKind::Constant(Constant::Number(n)) => Some(n.clone()),
        TExprKind::Negate(inner) => constant(inner).map(|n| -&n),
        TExprKind::Binary(op, a, b) => {
            let (a, b) = (constant(a)?, constant(b)?);
            match op {
                BinaryOp::Add => Some(a + b),
                BinaryOp::Sub => Some(a - b),
                BinaryOp::Mul => Some(a * b),
                BinaryOp::Div => a.checked_div(&b),
                BinaryOp::Or
                | BinaryOp::And
                | BinaryOp::Ge
                | BinaryOp::Le
                | BinaryOp::Gt
                | BinaryOp::Lt
                | BinaryOp::Eq
                | BinaryOp::Ne => None,
            }
        }
        TExprKind::Constant(_)
        | TExprKind::Column { .. }
        | TExprKind::Group(_)
        | TExprKind::Limit { .. }
        | TExprKind::Outcome { .. }
        | TExprKind::Value { .. }
        | TExprKind::Threshold { .. }
        | TExprKind::Judged
        | TExprKind::JudgedCell(_)
        | TExprKind::AsOf
        | TExprKind::TargetYear
        | TExprKind::Call(..)
        | TExprKind::Aggregate { .. }
        | TExprKind::Quantified { .. }
        | TExprKind::NumberOf { .. }
        | TExprKind::AllOf(_)
        | TExprKind::NoneOf(_)
        | TExprKind::CountOf(_)
        | TExprKind::In { .. }
        | TExprKind::Not(_)
        | TExprKind::If(..) => None,
    }
}

/// A literal zero.
pub(crate) fn is_zero(e: &TExpr) -> bool {
    is_literal(e) && constant(e).is_some_and(|n| n.is_zero())
}

/// A number as written, perhaps with a minus.
fn is_literal(e: &TExpr) -> bool {
    match &e.kind {
        TExprKind::Constant(Constant::Number(_)) => true,
        TExprKind::Negate(inner) => is_literal(inner),
        TExprKind::Constant(_)
        | TExprKind::Column { .. }
        | TExprKind::Group(_)
        | TExprKind::Limit { .. }
        | TExprKind::Outcome { .. }
        | TExprKind::Value { .. }
        | TExprKind::Threshold { .. }
        | TExprKind::Judged
        | TExprKind::JudgedCell(_)
        | TExprKind::AsOf
        | TExprKind::TargetYear
        | TExprKind::Call(..)
        | TExprKind::Aggregate { .. }
        | TExprKind::Quantified { .. }
        | TExprKind::NumberOf { .. }
        | TExprKind::AllOf(_)
        | TExprKind::NoneOf(_)
        | TExprKind::CountOf(_)
        | TExprKind::In { .. }
        | TExprKind::Not(_)
        | TExprKind::Binary(..)
        | TExprKind::If(..) => false,
    }
}
