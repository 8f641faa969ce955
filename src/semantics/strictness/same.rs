//! Whether two formulas say the same, wherever they stand and in whichever vocabulary they were written.

use crate::pack::{DatedTable, Table, TableKey};
use crate::semantics::merge::same_unit;
use crate::source::Spanned;
use crate::syntax::ast::{Expr, ExprKind, Ident, ItemSet, Rows, SetPart, SetQuantifier};

/// Whether two formulas are the same but for places, layout and brackets.
pub(super) fn same_expr(a: &Expr, b: &Expr) -> bool {
    let mut stack = vec![(a, b)];
    while let Some((a, b)) = stack.pop() {
        if !same_head(strip(a), strip(b), &mut stack) {
            return false;
        }
    }
    true
}

fn strip(mut e: &Expr) -> &Expr {
    while let ExprKind::Paren(inner) = &e.kind {
        e = inner;
    }
    e
}

/// Whether two nodes are the same themselves; what stands below them goes on the stack.
fn same_head<'e>(a: &'e Expr, b: &'e Expr, stack: &mut Vec<(&'e Expr, &'e Expr)>) -> bool {
    use ExprKind as K;
    match (&a.kind, &b.kind) {
        (K::Number { value: x, unit: u }, K::Number { value: y, unit: v }) => {
            x == y
                && match (u, v) {
                    (Some(u), Some(v)) => same_unit(u, v),
                    (None, None) => true,
                    _ => false,
                }
        }
        (K::Bool(x), K::Bool(y)) => x == y,
        (K::Text(x), K::Text(y)) | (K::Name(x), K::Name(y)) => x == y,
        (K::Date(x), K::Date(y)) => x == y,
        (K::Member { base: x, member: m }, K::Member { base: y, member: n }) => {
            x.value == y.value && m.value == n.value
        }
        (K::Index { base: x, index: m }, K::Index { base: y, index: n }) => {
            x.value == y.value && all(m, n, stack)
        }
        (K::Call { function: f, args: m, unit: u }, K::Call { function: g, args: n, unit: v }) => {
            let counted = match (u, v) {
                (Some(u), Some(v)) => same_unit(u, v),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            };
            f.value == g.value && counted && all(m, n, stack)
        }
        (
            K::Aggregate { function: f, rows: r, body: x, weight: u },
            K::Aggregate { function: g, rows: s, body: y, weight: v },
        ) => {
            f.value == g.value
                && same_rows(r, s, stack)
                && maybe(x.as_deref(), y.as_deref(), stack)
                && maybe(u.as_deref(), v.as_deref(), stack)
        }
        (
            K::Quantified { quantifier: f, rows: r, body: x },
            K::Quantified { quantifier: g, rows: s, body: y },
        ) => f.value == g.value && same_rows(r, s, stack) && maybe(x.as_deref(), y.as_deref(), stack),
        (K::OfSet { quantifier: f, set: x }, K::OfSet { quantifier: g, set: y }) => {
            let quantifiers = match (f, g) {
                (SetQuantifier::Number(p, m), SetQuantifier::Number(q, n)) => {
                    stack.push((m, n));
                    p == q
                }
                (SetQuantifier::All, SetQuantifier::All)
                | (SetQuantifier::None, SetQuantifier::None)
                | (SetQuantifier::Count, SetQuantifier::Count) => true,
                _ => false,
            };
            quantifiers && same_set(x, y)
        }
        (K::EachIn { variable: i, set: x, body: m }, K::EachIn { variable: j, set: y, body: n }) => {
            let name = |v: &Option<Ident>| v.as_ref().map(|v| v.value.clone());
            stack.push((m, n));
            name(i) == name(j) && same_set(x, y)
        }
        (K::In { operand: x, negated: p, options: m }, K::In { operand: y, negated: q, options: n }) => {
            stack.push((x, y));
            p == q && all(m, n, stack)
        }
        (K::Unary { op: f, operand: x }, K::Unary { op: g, operand: y }) => {
            stack.push((x, y));
            f == g
        }
        (K::Binary { op: f, left: a, right: b }, K::Binary { op: g, left: c, right: d }) => {
            stack.push((a, c));
            stack.push((b, d));
            f.value == g.value
        }
        (K::If { condition: a, then: b, otherwise: c }, K::If { condition: x, then: y, otherwise: z }) => {
            stack.extend([(&**a, &**x), (&**b, &**y), (&**c, &**z)]);
            true
        }
        (K::JudgedCell(a), K::JudgedCell(b)) => a == b,
        (K::Judged, K::Judged)
        | (K::ThisItem, K::ThisItem)
        | (K::AsOf, K::AsOf)
        | (K::TargetYear, K::TargetYear)
        | (K::Broken, _)
        | (_, K::Broken) => true,
        _ => false,
    }
}

fn all<'e>(a: &'e [Expr], b: &'e [Expr], stack: &mut Vec<(&'e Expr, &'e Expr)>) -> bool {
    stack.extend(a.iter().zip(b));
    a.len() == b.len()
}

fn maybe<'e>(a: Option<&'e Expr>, b: Option<&'e Expr>, stack: &mut Vec<(&'e Expr, &'e Expr)>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => {
            stack.push((a, b));
            true
        }
        (None, None) => true,
        _ => false,
    }
}

fn same_rows<'e>(a: &'e Rows, b: &'e Rows, stack: &mut Vec<(&'e Expr, &'e Expr)>) -> bool {
    a.entity.value == b.entity.value && maybe(a.filter.as_deref(), b.filter.as_deref(), stack)
}

fn same_set(a: &ItemSet, b: &ItemSet) -> bool {
    a.parts.len() == b.parts.len()
        && a.parts.iter().zip(&b.parts).all(|pair| match pair {
            (SetPart::One(x), SetPart::One(y)) => x.value == y.value,
            (SetPart::Range(x, m), SetPart::Range(y, n)) => x.value == y.value && m.value == n.value,
            _ => false,
        })
}

/// Whether two lists of dated tables say the same, names of limits among them.
pub(super) fn same_steps(a: &Spanned<Vec<DatedTable>>, b: &Spanned<Vec<DatedTable>>) -> bool {
    let day = |s: &DatedTable| s.from.as_ref().map(|f| f.value);
    a.value.len() == b.value.len()
        && a.value.iter().zip(&b.value).all(|(x, y)| day(x) == day(y) && same_table(&x.table, &y.table))
}

fn same_table(a: &Table, b: &Table) -> bool {
    match (a, b) {
        (Table::Number(a), Table::Number(b)) => a.value == b.value,
        (Table::Name(a), Table::Name(b)) => a.value == b.value,
        (Table::Map(a), Table::Map(b)) => {
            a.value.len() == b.value.len()
                && a.value.iter().zip(&b.value).all(|((k, t), (l, u))| {
                    let keys = match (k, l) {
                        (TableKey::Value(k), TableKey::Value(l)) => k.value == l.value,
                        (TableKey::Else(_), TableKey::Else(_)) => true,
                        _ => false,
                    };
                    keys && same_table(t, u)
                })
        }
        _ => false,
    }
}
