//! A formula with values put in for names.

use super::{Piece, Word};
use crate::evaluation::scope::Scope;
use crate::semantics::{BinaryOp, TExpr, TExprKind, Type};

/// How tightly a form binds; operands that bind less get brackets.
fn strength(expr: &TExpr) -> u8 {
    match &expr.kind {
        TExprKind::If(..) => 0,
        TExprKind::Binary(BinaryOp::Or, ..) => 1,
        TExprKind::Binary(BinaryOp::And, ..) => 2,
        TExprKind::Not(_) => 3,
        TExprKind::In { .. } => 4,
        TExprKind::Binary(op, ..) if op.is_comparison() => 4,
        TExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, ..) => 5,
        TExprKind::Binary(..) => 6,
        TExprKind::Negate(_) => 7,
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
        | TExprKind::CountOf(_) => 8,
    }
}

impl Scope<'_> {
    /// The expression with values put in for names and aggregates.
    pub(super) fn substituted(&self, expr: &TExpr) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.put(expr, 0, &mut pieces);
        pieces
    }

    /// Appends an operand, in brackets where it binds less than `least`.
    fn put(&self, expr: &TExpr, least: u8, out: &mut Vec<Piece>) {
        let brackets = strength(expr) < least;
        if brackets {
            out.push(Piece::Symbol("("));
        }
        self.put_bare(expr, out);
        if brackets {
            out.push(Piece::Symbol(")"));
        }
    }

    fn put_bare(&self, expr: &TExpr, out: &mut Vec<Piece>) {
        let own = strength(expr);
        match &expr.kind {
            TExprKind::Binary(op, a, b) => {
                self.put(a, if op.is_comparison() { own + 1 } else { own }, out);
                out.push(match op {
                    BinaryOp::And => Piece::Word(Word::And),
                    BinaryOp::Or => Piece::Word(Word::Or),
                    BinaryOp::Ge
                    | BinaryOp::Le
                    | BinaryOp::Gt
                    | BinaryOp::Lt
                    | BinaryOp::Eq
                    | BinaryOp::Ne
                    | BinaryOp::Add
                    | BinaryOp::Sub
                    | BinaryOp::Mul
                    | BinaryOp::Div => Piece::Symbol(op.symbol()),
                });
                let associative = matches!(op, BinaryOp::And | BinaryOp::Or);
                self.put(b, if associative { own } else { own + 1 }, out);
            }
            TExprKind::Not(operand) => {
                out.push(Piece::Word(Word::Not));
                self.put(operand, own, out);
            }
            TExprKind::Negate(operand) => {
                out.push(Piece::Symbol("−"));
                self.put(operand, own, out);
            }
            TExprKind::Call(function, arguments) => {
                out.push(Piece::Word(Word::Function(*function)));
                self.put_list(("(", ")"), arguments, out);
                if let (Some(_), Type::Number(unit)) = (function.rounding_arguments(), &expr.ty)
                    && !unit.symbol.is_empty()
                {
                    let closing = out.pop();
                    out.extend([Piece::Symbol(","), Piece::Unit(unit.symbol.clone())]);
                    out.extend(closing);
                }
            }
            TExprKind::In { operand, negated, options } => {
                self.put(operand, own + 1, out);
                out.push(Piece::Word(if *negated { Word::NotIn } else { Word::In }));
                self.put_list(("{", "}"), options, out);
            }
            TExprKind::If(condition, then, otherwise) => {
                for (word, part) in [(Word::If, condition), (Word::Then, then), (Word::Else, otherwise)] {
                    out.push(Piece::Word(word));
                    self.put(part, 0, out);
                }
            }
            TExprKind::Outcome { item, .. } => out.push(self.outcome_piece(*item, expr)),
            TExprKind::Constant(_)
            | TExprKind::Column { .. }
            | TExprKind::Group(_)
            | TExprKind::Limit { .. }
            | TExprKind::Value { .. }
            | TExprKind::Threshold { .. }
            | TExprKind::Judged
            | TExprKind::JudgedCell(_)
            | TExprKind::AsOf
            | TExprKind::TargetYear
            | TExprKind::Aggregate { .. }
            | TExprKind::Quantified { .. }
            | TExprKind::NumberOf { .. }
            | TExprKind::AllOf(_)
            | TExprKind::NoneOf(_)
            | TExprKind::CountOf(_) => out.push(Piece::Value(self.masked(expr, self.eval(expr)))),
        }
    }

    fn put_list(&self, brackets: (&'static str, &'static str), list: &[TExpr], out: &mut Vec<Piece>) {
        out.push(Piece::Symbol(brackets.0));
        for (i, part) in list.iter().enumerate() {
            if i > 0 {
                out.push(Piece::Symbol(","));
            }
            self.put(part, 0, out);
        }
        out.push(Piece::Symbol(brackets.1));
    }
}
