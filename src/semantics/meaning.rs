//! What an item or a limit means, as a text without places and positions: two packs judge by the same where the texts are equal.

use std::fmt::Write as _;

use crate::semantics::*;

/// What an item says and for whom; not its title, citations and notes.
pub(crate) fn item(pack: &CheckedPack, item: &Item) -> String {
    let mut out = entity(pack, item.entity).to_owned();
    for kind in &item.by {
        let _ = write!(out, " by {}", pack.kind(*kind).map_or("", |k| &k.id));
    }
    for when in &item.when {
        let _ = write!(out, "; when {}", expression(pack, &when.expr));
    }
    match &item.body {
        ItemBody::Indicator(i) => {
            let _ = write!(out, "; {} {:?} ", expression(pack, &i.value), i.comparison);
            match &i.threshold {
                ThresholdRef::Limit(l) => out.push_str(pack.limit(*l).map_or("", |l| &l.id)),
                ThresholdRef::Own(own) => out.push_str(&limit(pack, own)),
            }
            for index in &i.index {
                let _ = write!(out, "[{}]", expression(pack, index));
            }
        }
        ItemBody::Rule { kind, requirements, judged } => {
            let _ = write!(out, "; {kind:?} {judged:?}");
            for r in requirements {
                let _ = write!(out, "; {}", expression(pack, &r.expr));
            }
        }
        ItemBody::Define { value, unit, .. } => {
            let _ = write!(out, "; {} in {}", expression(pack, value), unit.symbol);
        }
    }
    out
}

/// A limit's values.
pub(crate) fn limit(pack: &CheckedPack, limit: &Limit) -> String {
    (0..limit.tables.len()).map(|i| format!("{};", table(pack, limit, i))).collect()
}

/// One dated table of a limit.
pub(crate) fn table(pack: &CheckedPack, limit: &Limit, table: usize) -> String {
    let Some(table) = limit.tables.get(table) else { return String::new() };
    let mut out = table.from.map_or_else(String::new, |d| format!("{d} "));
    for (key, value) in &table.values {
        let _ = write!(out, "{}={value} ", key_ids(pack, limit, key).join(","));
    }
    out
}

/// The ids of the kind values of a limit's entry.
pub(crate) fn key_ids(pack: &CheckedPack, limit: &Limit, key: &[KindValue]) -> Vec<String> {
    let id = |(kind, value): (&KindIx, &KindValue)| {
        let found = pack.kind(*kind)?.values.get(usize::from(*value))?;
        Some(found.0.clone())
    };
    limit.by.iter().zip(key).filter_map(id).collect()
}

fn entity(pack: &CheckedPack, ix: EntityIx) -> &str {
    pack.entity(ix).map_or("", |e| &e.id)
}

fn column(pack: &CheckedPack, of: EntityIx, ix: ColumnIx) -> String {
    format!("{}.{}", entity(pack, of), pack.column(of, ix).map_or("", |c| &c.id))
}

fn item_id(pack: &CheckedPack, ix: ItemIx) -> &str {
    pack.item(ix).map_or("", |i| &i.id)
}

fn rows(pack: &CheckedPack, rows: &TRows) -> String {
    let group: Vec<&str> =
        rows.group.iter().filter_map(|g| pack.kind(g.kind)).map(|k| k.id.as_str()).collect();
    format!("{}<{} {}", entity(pack, rows.entity), rows.within, group.join(","))
}

/// An expression in brackets: its form, then what stands below it. Nesting is bounded where packs are read.
pub(crate) fn expression(pack: &CheckedPack, expr: &TExpr) -> String {
    use TExprKind as K;
    let own = match &expr.kind {
        K::Constant(Constant::Number(n)) => format!("{}/{}", n.numerator(), n.denominator()),
        K::Constant(Constant::Kind(kind, value)) => pack
            .kind(*kind)
            .and_then(|k| Some(format!("{}.{}", k.id, k.values.get(usize::from(*value))?.0)))
            .unwrap_or_default(),
        K::Constant(other) => format!("{other:?}"),
        K::Column { frame, entity, column: c } => format!("{frame}:{}", column(pack, *entity, *c)),
        K::Group(kind) => format!("by {}", pack.kind(*kind).map_or("", |k| &k.id)),
        K::Limit { limit, .. } => format!("limit {}", pack.limit(*limit).map_or("", |l| &l.id)),
        K::Outcome { item, frame, reach, .. } => format!("{frame}:{} {reach:?}", item_id(pack, *item)),
        K::Value { item, frame } => format!("{frame}:{}.value", item_id(pack, *item)),
        K::Threshold { item, frame } => format!("{frame}:{}.limit", item_id(pack, *item)),
        K::Judged => "judged".to_owned(),
        K::JudgedCell(cell) => format!("judged {cell:?}"),
        K::AsOf => "as_of".to_owned(),
        K::TargetYear => "target_year".to_owned(),
        K::Call(function, _) => format!("{function:?} {}", unit(expr)),
        K::Aggregate { function, rows: r, .. } => format!("{function:?} {}", rows(pack, r)),
        K::Quantified { quantifier, rows: r, body } => {
            format!("{quantifier:?} {} {}", rows(pack, r), body.is_some())
        }
        K::NumberOf { bound, members, .. } => {
            let word = match bound {
                CountBound::AtLeast => "least",
                CountBound::AtMost => "most",
            };
            format!("at {word} {}", members.len())
        }
        K::CountOf(members) => format!("count {}", members.len()),
        K::AllOf(_) => "all".to_owned(),
        K::NoneOf(_) => "none".to_owned(),
        K::In { negated, .. } => format!("in {negated}"),
        K::Not(_) => "not".to_owned(),
        K::Negate(_) => "-".to_owned(),
        K::Binary(op, ..) => format!("{op:?}"),
        K::If(..) => "if".to_owned(),
    };
    let below: Vec<String> = expr.children().into_iter().map(|e| expression(pack, e)).collect();
    format!("({own} {})", below.join(" "))
}

/// What rounding rounds in.
fn unit(expr: &TExpr) -> String {
    match &expr.ty {
        Type::Number(unit) => unit.scale.to_string(),
        Type::Bool | Type::Kind(_) | Type::Text | Type::Date => String::new(),
    }
}
