//! Formulas as JSON: what they mean, not how they are written. Brackets are left out (the tree has them), a loop's
//! variable is counted from the innermost loop, names are ids.

use serde_json::{Value, json};

use super::names::Names;
use crate::pack::yaml::nfc;
use crate::syntax::ast::{
    BinaryOp, CountBound, Expr, ExprKind, FindingCell, ItemSet, MemberName, Quantifier, Rows, SetPart,
    SetQuantifier, UnaryOp, UnitExpr,
};
use crate::syntax::vocabulary::{self, Keyword, Vocabulary};
use crate::value::Number;

/// An object of these fields, which are taken as they are: `json!` would copy each once more.
pub(super) fn fields<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// What there is, or null.
pub(super) fn or_null(value: Option<Value>) -> Value {
    value.unwrap_or(Value::Null)
}

/// A number by its digits: `4.20` is `4.2`; what is no decimal stands as a fraction.
pub(super) fn number(n: &Number) -> Value {
    match n.to_decimal_parts() {
        Some((mantissa, scale)) => {
            let negative = n.is_negative();
            let mut digits = mantissa.to_string().trim_start_matches('-').to_owned();
            let scale = scale as usize;
            if scale > 0 {
                if digits.len() <= scale {
                    digits = format!("{}{digits}", "0".repeat(scale + 1 - digits.len()));
                }
                digits.insert(digits.len() - scale, '.');
            }
            Value::String(if negative { format!("-{digits}") } else { digits })
        }
        None => Value::String(format!("{}/{}", n.numerator(), n.denominator())),
    }
}

/// A unit: what stands above and below the line, each in order of the symbols.
pub(super) fn unit(unit: &UnitExpr) -> Value {
    let side = |below: bool| {
        let mut list: Vec<&str> =
            unit.factors.iter().filter(|(_, b)| *b == below).map(|(u, _)| u.value.as_str()).collect();
        list.sort_unstable();
        list.join("*")
    };
    let (above, below) = (side(false), side(true));
    Value::String(if below.is_empty() { above } else { format!("{above}/{below}") })
}

/// Where a formula stands: whose rows are in sight and which loops are open.
pub(super) struct Scope<'n> {
    names: &'n Names,
    /// The entities whose columns are in sight, innermost last.
    frames: Vec<String>,
    /// The variables of the open loops, innermost last.
    loops: Vec<Option<String>>,
}

impl<'n> Scope<'n> {
    /// The scope of a formula for an entity's rows.
    pub fn of(names: &'n Names, entity: Option<&str>) -> Self {
        Scope { names, frames: entity.map(str::to_owned).into_iter().collect(), loops: Vec::new() }
    }

    /// The formula's JSON. Formulas are as deep as the parser lets them be, so the recursion is bounded.
    pub fn expr(&mut self, e: &Expr) -> Value {
        match &e.kind {
            ExprKind::Number { value, unit: None } => fields([("number", number(value))]),
            ExprKind::Number { value, unit: Some(u) } => {
                fields([("number", number(value)), ("unit", unit(u))])
            }
            ExprKind::Bool(b) => json!({"flag": b}),
            ExprKind::Text(t) => json!({"text": nfc(t)}),
            ExprKind::Date(d) => json!({"date": d.to_string()}),
            ExprKind::Name(name) => self.name(name),
            ExprKind::Member { base, member } => self.member(&base.value, &member.value),
            ExprKind::Index { base, index } => {
                let index: Vec<Value> = index.iter().map(|e| self.expr(e)).collect();
                fields([
                    ("limit", json!(self.names.limit(&nfc(&base.value)))),
                    ("index", Value::Array(index)),
                ])
            }
            ExprKind::Call { function, args, unit: counted_in } => {
                let word = function.value.row().en;
                let args: Vec<Value> = args.iter().map(|e| self.expr(e)).collect();
                let mut call = fields([("call", json!(word)), ("args", Value::Array(args))]);
                if let (Some(map), Some(u)) = (call.as_object_mut(), counted_in) {
                    map.insert("unit".to_owned(), unit(u));
                }
                call
            }
            ExprKind::Aggregate { function, rows, body, weight } => {
                let word = function.value.row().en;
                self.over(rows, |scope| {
                    let body = body.as_ref().map(|b| scope.expr(b));
                    let weight = weight.as_ref().map(|w| scope.expr(w));
                    fields([("aggregate", json!(word)), ("body", or_null(body)), ("weight", or_null(weight))])
                })
            }
            ExprKind::Quantified { quantifier, rows, body } => {
                let word = match quantifier.value {
                    Quantifier::Every => "every",
                    Quantifier::Some => "some",
                    Quantifier::No => "no",
                };
                self.over(rows, |scope| {
                    let body = body.as_ref().map(|b| scope.expr(b));
                    fields([("quantifier", json!(word)), ("body", or_null(body))])
                })
            }
            ExprKind::OfSet { quantifier, set } => {
                let set = self.set(set);
                match quantifier {
                    SetQuantifier::Number(CountBound::AtLeast, n) => {
                        fields([("at_least", self.expr(n)), ("of", set)])
                    }
                    SetQuantifier::Number(CountBound::AtMost, n) => {
                        fields([("at_most", self.expr(n)), ("of", set)])
                    }
                    SetQuantifier::Count => fields([("count_of", set)]),
                    SetQuantifier::All => fields([("all_of", set)]),
                    SetQuantifier::None => fields([("none_of", set)]),
                }
            }
            ExprKind::EachIn { variable, set, body } => {
                let set = self.set(set);
                self.loops.push(variable.as_ref().map(|v| v.value.clone()));
                let body = self.expr(body);
                self.loops.pop();
                fields([("each_in", set), ("body", body)])
            }
            ExprKind::In { operand, negated, options } => {
                let kind = self.kind_of(operand);
                let options: Vec<Value> = options.iter().map(|o| self.opposite(o, kind.as_deref())).collect();
                fields([
                    ("in", Value::Array(options)),
                    ("operand", self.expr(operand)),
                    ("negated", json!(negated)),
                ])
            }
            ExprKind::Unary { op, operand } => {
                let word = match op {
                    UnaryOp::Not => "not",
                    UnaryOp::Negate => "-",
                };
                fields([("unary", json!(word)), ("operand", self.expr(operand))])
            }
            ExprKind::Binary { op, left, right } => self.binary(op.value, left, right),
            ExprKind::If { condition, then, otherwise } => fields([
                ("if", self.expr(condition)),
                ("then", self.expr(then)),
                ("else", self.expr(otherwise)),
            ]),
            ExprKind::Judged => json!("judged"),
            ExprKind::JudgedCell(FindingCell::Evidence) => json!({"judged": "evidence"}),
            ExprKind::JudgedCell(FindingCell::Assessor) => json!({"judged": "assessor"}),
            ExprKind::JudgedCell(FindingCell::Date) => json!({"judged": "date"}),
            ExprKind::ThisItem => json!({"item": 0}),
            ExprKind::AsOf => json!("as_of"),
            ExprKind::TargetYear => json!("target_year"),
            ExprKind::Paren(inner) => self.expr(inner),
            ExprKind::Broken => Value::Null,
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> Value {
        let word = vocabulary::operator(op, Vocabulary::En);
        let (left, right) = if op.is_comparison() {
            let (left_kind, right_kind) = (self.kind_of(left), self.kind_of(right));
            (self.opposite(left, right_kind.as_deref()), self.opposite(right, left_kind.as_deref()))
        } else {
            (self.expr(left), self.expr(right))
        };
        fields([("op", json!(word)), ("left", left), ("right", right)])
    }

    /// The kind of an operand that is a column, a group or `judged`.
    fn kind_of(&self, e: &Expr) -> Option<String> {
        match &e.kind {
            ExprKind::Paren(inner) => self.kind_of(inner),
            ExprKind::Judged => Some("grade".to_owned()),
            ExprKind::Name(name) => {
                let name = nfc(name);
                for frame in self.frames.iter().rev() {
                    if let Some(column) = self.names.column_in_sight(frame, &name) {
                        return self.names.kind_of_column(frame, column).map(str::to_owned);
                    }
                }
                let kind = self.names.kind(&name);
                self.names.is_kind(kind).then(|| kind.to_owned())
            }
            ExprKind::Member { base, member } => {
                let entity = self.names.entity(&base.value);
                let MemberName::Name(column) = &member.value else { return None };
                let column = self.names.column(entity, column);
                self.names.kind_of_column(entity, column).map(str::to_owned)
            }
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
            | ExprKind::Broken => None,
        }
    }

    /// An operand opposite something of a kind: a bare name may be one of its values.
    fn opposite(&mut self, e: &Expr, kind: Option<&str>) -> Value {
        if let (ExprKind::Name(name), Some(kind)) = (&e.kind, kind) {
            let name = nfc(name);
            let in_sight = self.frames.iter().rev().any(|f| self.names.column_in_sight(f, &name).is_some());
            if !in_sight {
                return json!({"name": self.names.value(kind, &name)});
            }
        }
        self.expr(e)
    }

    fn name(&self, name: &str) -> Value {
        let name = nfc(name);
        if let Some(depth) = self.loops.iter().rev().position(|v| v.as_deref() == Some(&*name)) {
            return json!({"item": depth});
        }
        for frame in self.frames.iter().rev() {
            if let Some(column) = self.names.column_in_sight(frame, &name) {
                return json!({"name": column});
            }
        }
        json!({"name": self.names.anything(&name)})
    }

    fn member(&self, base: &str, member: &MemberName) -> Value {
        let base = nfc(base);
        let depth = self.loops.iter().rev().position(|v| v.as_deref() == Some(&*base));
        let of = match member {
            MemberName::Value => "value",
            MemberName::Limit => "limit",
            MemberName::Name(name) => {
                let name = nfc(name);
                let (entity, kind) = (self.names.entity(&base), self.names.kind(&base));
                if self.names.is_entity(entity) {
                    return json!({"of": entity, "name": self.names.column(entity, &name)});
                }
                if self.names.is_kind(kind) {
                    return json!({"of": kind, "name": self.names.value(kind, &name)});
                }
                return json!({"of": base, "name": name});
            }
        };
        match depth {
            Some(depth) => json!({"of_item": depth, "member": of}),
            None if Keyword::spelt(&base) == Some(Keyword::Item) && !self.loops.is_empty() => {
                json!({"of_item": 0, "member": of})
            }
            None => json!({"of": self.names.item(&base), "member": of}),
        }
    }

    fn over(&mut self, rows: &Rows, inside: impl FnOnce(&mut Self) -> Value) -> Value {
        let entity = self.names.entity(&nfc(&rows.entity.value)).to_owned();
        self.frames.push(entity.clone());
        let filter = rows.filter.as_ref().map(|f| self.expr(f));
        let mut value = inside(self);
        self.frames.pop();
        if let Some(map) = value.as_object_mut() {
            map.insert("rows".to_owned(), json!(entity));
            map.insert("where".to_owned(), or_null(filter));
        }
        value
    }

    fn set(&self, set: &ItemSet) -> Value {
        let item = |name: &str| self.names.item(name).to_owned();
        let parts: Vec<Value> = set
            .parts
            .iter()
            .map(|part| match part {
                SetPart::One(id) => json!(item(&id.value)),
                SetPart::Range(from, to) => json!([item(&from.value), item(&to.value)]),
            })
            .collect();
        Value::Array(parts)
    }
}
