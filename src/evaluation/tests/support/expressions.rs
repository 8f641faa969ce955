//! Typed expressions.

use super::*;
use crate::semantics::*;
use crate::syntax::vocabulary::builtins::Gives;

fn expr(kind: TExprKind, ty: Type) -> TExpr {
    TExpr { kind, ty, span: span() }
}

pub(super) fn number_type(e: &TExpr) -> Unit {
    if let Type::Number(unit) = &e.ty { unit.clone() } else { Unit::none() }
}

pub fn num(text: &str) -> TExpr {
    qty(text, "")
}

/// `4.2 [人/百人]`.
pub fn qty(text: &str, symbol: &str) -> TExpr {
    let unit = unit(symbol);
    expr(TExprKind::Constant(Constant::Number(unit.to_base(&n(text)))), Type::Number(unit))
}

pub fn flag(b: bool) -> TExpr {
    expr(TExprKind::Constant(Constant::Bool(b)), Type::Bool)
}

pub fn date(text: &str) -> TExpr {
    expr(TExprKind::Constant(Constant::Date(day(text))), Type::Date)
}

pub fn text(text: &str) -> TExpr {
    expr(TExprKind::Constant(Constant::Text(text.into())), Type::Text)
}

pub fn value_of(name: &str, value: &str) -> TExpr {
    let (k, v) = kind_value(name, value);
    expr(TExprKind::Constant(Constant::Kind(k, v)), Type::Kind(k))
}

/// A column of a frame's row or of an ancestor of it.
pub fn col_at(frame: u32, name: &str) -> TExpr {
    let (entity, column) = path(name);
    let declared = SCHEMA.column(entity, column).unwrap();
    let ty = match declared.ty {
        ColumnType::Flag => Type::Bool,
        ColumnType::Text => Type::Text,
        ColumnType::Date => Type::Date,
        ColumnType::Kind(k) => Type::Kind(k),
        ColumnType::Number | ColumnType::Count | ColumnType::Share => Type::Number(declared.unit.clone()),
    };
    expr(TExprKind::Column { frame, entity, column }, ty)
}

pub fn col(name: &str) -> TExpr {
    col_at(0, name)
}

pub fn bin(op: Op, a: TExpr, b: TExpr) -> TExpr {
    let (x, y) = (number_type(&a), number_type(&b));
    let ty = match op {
        Op::Add | Op::Sub => Type::Number(x),
        Op::Mul => Type::Number(x.times(&y)),
        Op::Div => Type::Number(x.per(&y)),
        Op::Or | Op::And | Op::Ge | Op::Le | Op::Gt | Op::Lt | Op::Eq | Op::Ne => Type::Bool,
    };
    expr(TExprKind::Binary(op, Box::new(a), Box::new(b)), ty)
}

pub fn ge(a: TExpr, b: TExpr) -> TExpr {
    bin(Op::Ge, a, b)
}

pub fn div(a: TExpr, b: TExpr) -> TExpr {
    bin(Op::Div, a, b)
}

pub fn eq(a: TExpr, b: TExpr) -> TExpr {
    bin(Op::Eq, a, b)
}

pub fn not(a: TExpr) -> TExpr {
    expr(TExprKind::Not(Box::new(a)), Type::Bool)
}

pub fn negate(a: TExpr) -> TExpr {
    let ty = a.ty.clone();
    expr(TExprKind::Negate(Box::new(a)), ty)
}

pub fn cond(c: TExpr, a: TExpr, b: TExpr) -> TExpr {
    let ty = a.ty.clone();
    expr(TExprKind::If(Box::new(c), Box::new(a), Box::new(b)), ty)
}

pub fn within(operand: TExpr, options: Vec<TExpr>, negated: bool) -> TExpr {
    expr(TExprKind::In { operand: Box::new(operand), negated, options }, Type::Bool)
}

pub fn call(function: Fn1, arguments: Vec<TExpr>) -> TExpr {
    let ty = match function.row().gives {
        Gives::Truth => Type::Bool,
        Gives::Counted | Gives::Same => arguments[0].ty.clone(),
        Gives::Plain | Gives::Rows | Gives::Root | Gives::PlainRoot => Type::Number(Unit::none()),
    };
    expr(TExprKind::Call(function, arguments), ty)
}

pub fn target_year() -> TExpr {
    expr(TExprKind::TargetYear, Type::Number(Unit::none()))
}

pub fn as_of() -> TExpr {
    expr(TExprKind::AsOf, Type::Date)
}

pub fn judged(ty: Type) -> TExpr {
    expr(TExprKind::Judged, ty)
}

pub fn group(name: &str) -> TExpr {
    expr(TExprKind::Group(kind(name)), Type::Kind(kind(name)))
}

/// Rows below a frame's row; `by` restricts them to the group's value of that kind.
pub fn rows(name: &str, within: u32, filter: Option<TExpr>, by: &[&str]) -> TRows {
    let group =
        by.iter().map(|k| GroupFilter { kind: kind(k), column: path(&format!("{name}.{k}")).1 }).collect();
    TRows { entity: entity(name), within, frame: within + 1, filter: filter.map(Box::new), group }
}

pub fn agg(function: A, rows: TRows, body: Option<TExpr>) -> TExpr {
    let ty = Type::Number(body.as_ref().map_or_else(Unit::none, number_type));
    expr(TExprKind::Aggregate { function, rows, body: body.map(Box::new), weight: None }, ty)
}

pub fn cv(rows: TRows, body: TExpr, weight: Option<TExpr>) -> TExpr {
    let (body, weight) = (Some(Box::new(body)), weight.map(Box::new));
    expr(TExprKind::Aggregate { function: A::Cv, rows, body, weight }, Type::Number(Unit::none()))
}

pub fn quant(quantifier: Q, rows: TRows, body: Option<TExpr>) -> TExpr {
    expr(TExprKind::Quantified { quantifier, rows, body: body.map(Box::new) }, Type::Bool)
}

/// An item as a condition of the frame's row or an ancestor of it.
pub fn met(item: u32, frame: u32) -> TExpr {
    expr(TExprKind::Outcome { item: ItemIx(item), frame, reach: Reach::Up, group: vec![] }, Type::Bool)
}

/// An item as a condition for all its subjects below.
pub fn met_below(item: u32, of: &str, by: &[&str]) -> TExpr {
    let group = rows(of, 0, None, by).group;
    expr(TExprKind::Outcome { item: ItemIx(item), frame: 0, reach: Reach::Down, group }, Type::Bool)
}

pub fn item_value(item: u32, frame: u32) -> TExpr {
    expr(TExprKind::Value { item: ItemIx(item), frame }, Type::Number(Unit::none()))
}

pub fn item_limit(item: u32, frame: u32) -> TExpr {
    expr(TExprKind::Threshold { item: ItemIx(item), frame }, Type::Number(Unit::none()))
}

fn members(conditions: Vec<TExpr>) -> Vec<Member> {
    let item = |c: &TExpr| if let TExprKind::Outcome { item, .. } = c.kind { item } else { ItemIx(0) };
    conditions.into_iter().map(|condition| Member { item: item(&condition), condition }).collect()
}

pub fn at_least(count: &str, conditions: Vec<TExpr>) -> TExpr {
    expr(
        TExprKind::NumberOf {
            bound: CountBound::AtLeast,
            n: Box::new(num(count)),
            members: members(conditions),
        },
        Type::Bool,
    )
}

pub fn all_of(conditions: Vec<TExpr>) -> TExpr {
    expr(TExprKind::AllOf(members(conditions)), Type::Bool)
}

pub fn none_of(conditions: Vec<TExpr>) -> TExpr {
    expr(TExprKind::NoneOf(members(conditions)), Type::Bool)
}

pub fn limit_ref(limit: u32, index: Vec<TExpr>) -> TExpr {
    expr(TExprKind::Limit { limit: LimitIx(limit), index }, Type::Number(Unit::none()))
}

/// A limit by one kind or none: steps of a date (`-`: always) and the values in a unit.
pub fn limit(id: &str, symbol: &str, by: &[&str], steps: &[(&str, &[&str])]) -> Limit {
    let unit = unit(symbol);
    let tables = steps
        .iter()
        .map(|(from, values)| LimitTable {
            from: parse_date(from),
            values: values
                .iter()
                .enumerate()
                .map(|(i, v)| {
                    (if by.is_empty() { vec![] } else { vec![i as KindValue] }, unit.to_base(&n(v)))
                })
                .collect(),
            cite: None,
            note: None,
        })
        .collect();
    Limit {
        id: id.into(),
        label: id.into(),
        title: None,
        unit,
        by: by.iter().map(|k| kind(k)).collect(),
        tables,
        stricter: None,
        cite: Vec::new(),
        note: None,
        span: span(),
        numbers: span(),
    }
}
