//! Small changes of one expression, each as an editor's slip might make it.

use crate::evaluation::Value;
use crate::semantics::*;
use crate::syntax::vocabulary::builtins::Mutant;
use crate::value::Number;

/// A change of one expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Edit {
    /// Another operator.
    Op(BinaryOp),
    /// Only this one of the expressions below it.
    Only(usize),
    /// Without this alternative of `in`.
    DropOption(usize),
    /// Without this member of a set.
    DropMember(usize),
    /// `in` for `not in`, and the other way.
    Negate,
    /// Another quantifier over rows.
    Quantifier(Quantifier),
    /// Any of a set for all of it.
    AnyOf,
    /// All of a set for none of it.
    AllOf,
    /// Without the condition on rows.
    DropFilter,
    /// Without the weight.
    DropWeight,
    /// Over the rows of all groups.
    DropGroup,
    /// Another aggregate.
    Aggregate(Aggregate),
    /// Another function.
    Function(Function),
    /// This constant instead.
    Constant(Constant),
}

/// One unit in the last place of a number as it is written in a unit, in base units.
pub(super) fn last_place(value: &Number, unit: &crate::value::Unit, least: u32) -> Number {
    let places = unit.from_base(value).to_decimal_parts().map_or(0, |(_, scale)| scale);
    unit.to_base(&Number::scaled(1, places.max(least)))
}

/// The changes that can be made to an expression itself (not to what stands below it), each with a short stable name.
pub(super) fn edits(pack: &CheckedPack, expr: &TExpr) -> Vec<(String, Edit)> {
    use TExprKind as K;
    let mut out: Vec<(String, Edit)> = Vec::new();
    let mut add = |name: &str, edit: Edit| out.push((name.to_owned(), edit));
    match &expr.kind {
        K::Constant(constant) => constants(pack, expr, constant, &mut add),
        K::Binary(op, ..) => binary(*op, &mut add),
        K::Not(_) => add("not", Edit::Only(0)),
        K::If(..) => {
            add("then", Edit::Only(1));
            add("else", Edit::Only(2));
        }
        K::In { options, .. } => {
            add("in", Edit::Negate);
            for i in (0..options.len()).filter(|_| options.len() > 1) {
                add(&format!("option{}", i + 1), Edit::DropOption(i));
            }
        }
        K::NumberOf { members, .. } | K::CountOf(members) => drop_members(pack, members, &mut add),
        K::AllOf(members) => {
            drop_members(pack, members, &mut add);
            if members.len() > 1 {
                add("any", Edit::AnyOf);
            }
        }
        K::NoneOf(members) => {
            drop_members(pack, members, &mut add);
            add("all", Edit::AllOf);
        }
        K::Quantified { quantifier, rows, .. } => {
            let other = match quantifier {
                Quantifier::Every | Quantifier::No => Quantifier::Some,
                Quantifier::Some => Quantifier::Every,
            };
            add("quantifier", Edit::Quantifier(other));
            of_rows(rows, &mut add);
        }
        K::Aggregate { function, rows, weight, .. } => {
            if let Mutant::Other(other) = function.row().mutant {
                add("aggregate", Edit::Aggregate(other));
            }
            if weight.is_some() {
                add("weight", Edit::DropWeight);
            }
            of_rows(rows, &mut add);
        }
        K::Call(function, arguments) => call(*function, arguments, &mut add),
        K::Outcome { group, .. } if !group.is_empty() => add("group", Edit::DropGroup),
        K::Column { .. }
        | K::Group(_)
        | K::Limit { .. }
        | K::Outcome { .. }
        | K::Value { .. }
        | K::Threshold { .. }
        | K::Judged
        | K::JudgedCell(_)
        | K::AsOf
        | K::TargetYear
        | K::Negate(_) => {}
    }
    out
}

fn constants(pack: &CheckedPack, expr: &TExpr, constant: &Constant, add: &mut impl FnMut(&str, Edit)) {
    match constant {
        Constant::Number(n) => {
            let one = match &expr.ty {
                Type::Number(unit) => last_place(n, unit, 0),
                Type::Bool | Type::Kind(_) | Type::Text | Type::Date => Number::one(),
            };
            add("+", Edit::Constant(Constant::Number(n + &one)));
            add("-", Edit::Constant(Constant::Number(n - &one)));
        }
        Constant::Bool(b) => add("flag", Edit::Constant(Constant::Bool(!b))),
        Constant::Kind(kind, value) => {
            let Some(declared) = pack.kind(*kind) else { return };
            let count = declared.values.len() as KindValue;
            let next = value.saturating_add(1);
            if next < count {
                add("next", Edit::Constant(Constant::Kind(*kind, next)));
            }
            if let Some(before) = value.checked_sub(1)
                && (declared.ordered || next >= count)
            {
                add("previous", Edit::Constant(Constant::Kind(*kind, before)));
            }
        }
        Constant::Date(date) => {
            for (name, moved) in [("+", date.tomorrow()), ("-", date.yesterday())] {
                if let Ok(moved) = moved {
                    add(name, Edit::Constant(Constant::Date(moved)));
                }
            }
        }
        Constant::Text(_) => {}
    }
}

fn binary(op: BinaryOp, add: &mut impl FnMut(&str, Edit)) {
    use BinaryOp as B;
    let mut to = |name: &str, op: BinaryOp| add(name, Edit::Op(op));
    match op {
        B::Or => to("and", B::And),
        B::And => to("or", B::Or),
        B::Ge => {
            to("gt", B::Gt);
            to("le", B::Le);
        }
        B::Le => {
            to("lt", B::Lt);
            to("ge", B::Ge);
        }
        B::Gt => {
            to("ge", B::Ge);
            to("lt", B::Lt);
        }
        B::Lt => {
            to("le", B::Le);
            to("gt", B::Gt);
        }
        B::Eq => to("ne", B::Ne),
        B::Ne => to("eq", B::Eq),
        B::Add => to("sub", B::Sub),
        B::Sub => to("add", B::Add),
        B::Mul => to("div", B::Div),
        B::Div => to("mul", B::Mul),
    }
    if matches!(op, B::Or | B::And) {
        add("left", Edit::Only(0));
        add("right", Edit::Only(1));
    }
}

fn drop_members(pack: &CheckedPack, members: &[Member], add: &mut impl FnMut(&str, Edit)) {
    for (i, member) in members.iter().enumerate().filter(|_| members.len() > 1) {
        let id = pack.item(member.item).map_or("", |item| &item.id);
        add(&format!("without-{id}"), Edit::DropMember(i));
    }
}

fn of_rows(rows: &TRows, add: &mut impl FnMut(&str, Edit)) {
    if rows.filter.is_some() {
        add("where", Edit::DropFilter);
    }
    if !rows.group.is_empty() {
        add("group", Edit::DropGroup);
    }
}

fn call(function: Function, arguments: &[TExpr], add: &mut impl FnMut(&str, Edit)) {
    match function.row().mutant {
        Mutant::Other(other) => add(other.row().en, Edit::Function(other)),
        Mutant::Truth => {
            add("known", Edit::Constant(Constant::Bool(true)));
            add("unknown", Edit::Constant(Constant::Bool(false)));
        }
        Mutant::Argument if !arguments.is_empty() => add("plain", Edit::Only(0)),
        Mutant::Argument | Mutant::Nothing => {}
    }
}

/// Makes a change.
pub(super) fn apply(expr: &mut TExpr, edit: &Edit) {
    use TExprKind as K;
    match (edit, &mut expr.kind) {
        (Edit::Only(i), _) => {
            let only = expr.children().get(*i).map(|e| (*e).clone());
            if let Some(only) = only {
                *expr = only;
            }
        }
        (Edit::Constant(constant), kind) => *kind = K::Constant(constant.clone()),
        (Edit::Op(to), K::Binary(op, ..)) => *op = *to,
        (Edit::DropOption(i), K::In { options, .. }) if *i < options.len() => {
            options.remove(*i);
        }
        (Edit::Negate, K::In { negated, .. }) => *negated = !*negated,
        (
            Edit::DropMember(i),
            K::NumberOf { members, .. } | K::AllOf(members) | K::NoneOf(members) | K::CountOf(members),
        ) if *i < members.len() => {
            members.remove(*i);
        }
        (Edit::AnyOf, K::AllOf(members)) => {
            let members = std::mem::take(members);
            let n = TExpr {
                kind: K::Constant(Constant::Number(Number::one())),
                ty: Type::Number(crate::value::Unit::none()),
                span: expr.span,
            };
            expr.kind = K::NumberOf { bound: CountBound::AtLeast, n: Box::new(n), members };
        }
        (Edit::AllOf, K::NoneOf(members)) => expr.kind = K::AllOf(std::mem::take(members)),
        (Edit::Quantifier(to), K::Quantified { quantifier, .. }) => *quantifier = *to,
        (Edit::DropFilter, K::Quantified { rows, .. } | K::Aggregate { rows, .. }) => rows.filter = None,
        (Edit::DropGroup, K::Quantified { rows, .. } | K::Aggregate { rows, .. }) => rows.group.clear(),
        (Edit::DropGroup, K::Outcome { group, .. }) => group.clear(),
        (Edit::DropWeight, K::Aggregate { weight, .. }) => *weight = None,
        (Edit::Aggregate(to), K::Aggregate { function, .. }) => *function = *to,
        (Edit::Function(to), K::Call(function, _)) => *function = *to,
        _ => {}
    }
}

/// A constant as a value to show.
pub(super) fn value(constant: &Constant) -> Value {
    match constant {
        Constant::Number(n) => Value::Number(n.clone().into()),
        Constant::Bool(b) => Value::Bool(*b),
        Constant::Kind(kind, value) => Value::Kind(*kind, *value),
        Constant::Text(text) => Value::Text(text.clone()),
        Constant::Date(date) => Value::Date(*date),
    }
}
