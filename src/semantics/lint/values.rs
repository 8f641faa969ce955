//! What values expressions can have, given the types and bounds of columns and the pack's numbers.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::semantics::checked::*;
use crate::semantics::lint::interval::Interval;
use crate::syntax::vocabulary::builtins::Range;
use crate::value::{Date, Number};

/// Deeper expressions are left alone.
const DEEPEST: usize = 300;

/// What values items can have.
#[derive(Clone)]
pub(super) struct Ranges<'a> {
    pack: &'a CheckedPack,
    /// Of an indicator's or define's value, by item.
    items: Rc<Vec<Interval>>,
    /// Whether a share is taken to lie within 0..1; in an audit that is just what is asked.
    trust_shares: bool,
    /// Columns that an audit holds to be no more than another of the same row: part and whole.
    parts: Rc<BTreeSet<(At, At)>>,
    /// A limit that is taken to be one of its numbers.
    given: Option<(LimitIx, Number)>,
}

/// A column.
type At = (EntityIx, ColumnIx);

/// What audits say outright of two columns of their subject.
fn parts(pack: &CheckedPack) -> BTreeSet<(At, At)> {
    let mut found = BTreeSet::new();
    for item in pack.items.iter().filter(|i| i.when.is_empty()) {
        let ItemBody::Rule { kind: RuleKind::Audit, requirements, .. } = &item.body else { continue };
        for requirement in requirements {
            let TExprKind::Binary(op, a, b) = &requirement.expr.kind else { continue };
            let pair = own_column(a).zip(own_column(b));
            found.extend(match op {
                BinaryOp::Le | BinaryOp::Lt => pair,
                BinaryOp::Ge | BinaryOp::Gt => pair.map(|(a, b)| (b, a)),
                BinaryOp::Or
                | BinaryOp::And
                | BinaryOp::Eq
                | BinaryOp::Ne
                | BinaryOp::Add
                | BinaryOp::Sub
                | BinaryOp::Mul
                | BinaryOp::Div => None,
            });
        }
    }
    found
}

/// The subject's own column that an expression is.
fn own_column(e: &TExpr) -> Option<At> {
    let TExprKind::Column { frame: 0, entity, column } = e.kind else { return None };
    Some((entity, column))
}

/// Days as numbers that compare like them.
fn day(date: Date) -> Number {
    let (year, month, day) = (i64::from(date.year()), i64::from(date.month()), i64::from(date.day()));
    Number::from((year * 16 + month) * 32 + day)
}

impl<'a> Ranges<'a> {
    /// Reads the items in their order of computation.
    pub fn of(pack: &'a CheckedPack) -> Self {
        Ranges::knowing(pack, parts(pack))
    }

    fn knowing(pack: &'a CheckedPack, parts: BTreeSet<(At, At)>) -> Self {
        let mut ranges = Ranges {
            pack,
            items: Rc::new(vec![Interval::any(); pack.items.len()]),
            trust_shares: true,
            parts: Rc::new(parts),
            given: None,
        };
        for step in &pack.order {
            let Step::Item(ix) = step else { continue };
            let value = match pack.item(*ix).map(|i| &i.body) {
                Some(ItemBody::Indicator(indicator)) => ranges.value(&indicator.value),
                Some(ItemBody::Define { value, .. }) => ranges.value(value),
                _ => continue,
            };
            if let Some(slot) = Rc::make_mut(&mut ranges.items).get_mut(ix.ix()) {
                *slot = value;
            }
        }
        ranges
    }

    /// The same for use in audits: what these ask is not taken for given.
    pub fn in_audit(&self) -> Ranges<'a> {
        let unaudited =
            if self.parts.is_empty() { self.clone() } else { Ranges::knowing(self.pack, BTreeSet::new()) };
        Ranges { trust_shares: false, ..unaudited }
    }

    /// The same where a limit is one of its numbers.
    pub fn with(&self, limit: LimitIx, number: &Number) -> Ranges<'a> {
        Ranges { given: Some((limit, number.clone())), ..self.clone() }
    }

    /// Whether a comparison always (`true`) or never (`false`) holds. `part >= number * whole` is read as `part / whole >= number`.
    pub fn compared(&self, op: BinaryOp, a: &TExpr, b: &TExpr) -> Option<bool> {
        let share = |part: &TExpr, product: &TExpr| {
            let TExprKind::Binary(BinaryOp::Mul, x, y) = &product.kind else { return None };
            let factor = if self.is_part(part, y) {
                x
            } else if self.is_part(part, x) {
                y
            } else {
                return None;
            };
            Some(self.value(factor))
        };
        let decided = self.value(a).decides(op, &self.value(b));
        decided
            .or_else(|| Interval::share().decides(op, &share(a, b)?))
            .or_else(|| Interval::share().decides(op.mirrored()?, &share(b, a)?))
    }

    /// Whether a quantity is a part of another, and neither is negative: a column that an audit holds below another, or a count or sum
    /// over some of the other's rows.
    fn is_part(&self, part: &TExpr, whole: &TExpr) -> bool {
        use TExprKind as K;
        let positive =
            |e: &TExpr| self.value(e).decides(BinaryOp::Ge, &Interval::point(Number::zero())) == Some(true);
        match (&part.kind, &whole.kind) {
            (
                K::Column { frame, entity, column },
                K::Column { frame: same, entity: whole_entity, column: whole_column },
            ) => {
                let pair = ((*entity, *column), (*whole_entity, *whole_column));
                frame == same && self.parts.contains(&pair) && positive(part)
            }
            (
                K::Aggregate { function: Aggregate::Count, rows: some, .. },
                K::Aggregate { function: Aggregate::Count, rows: all, .. },
            ) => self.among(some, all) && positive(part),
            (
                K::Aggregate { function: Aggregate::Sum, rows: some, body: Some(part), .. },
                K::Aggregate { function: Aggregate::Sum, rows: all, body: Some(whole), .. },
            ) => {
                let same = self.says(part) == self.says(whole) && positive(part);
                self.among(some, all) && (same || self.is_part(part, whole))
            }
            _ => false,
        }
    }

    /// Whether some rows are among others: no condition is asked of those, or the same.
    fn among(&self, some: &TRows, all: &TRows) -> bool {
        let rows = |r: &TRows| (r.entity, r.within, r.frame, r.group.clone());
        let same = |filter: &TExpr| some.filter.as_ref().is_some_and(|f| self.says(f) == self.says(filter));
        rows(some) == rows(all) && all.filter.as_deref().is_none_or(same)
    }

    /// How an expression is written, but for blanks.
    fn says(&self, e: &TExpr) -> String {
        self.pack.sources.slice(e.span).split_whitespace().collect()
    }

    /// Where an expression's value lies when it is known: numbers in base units, a kind's values and dates in their order.
    pub fn value(&self, e: &TExpr) -> Interval {
        self.at(e, 0)
    }

    fn at(&self, e: &TExpr, depth: usize) -> Interval {
        use TExprKind as K;
        if depth > DEEPEST {
            return Interval::any();
        }
        let of = |e: &TExpr| self.at(e, depth + 1);
        match &e.kind {
            K::Constant(Constant::Number(n)) => Interval::point(n.clone()),
            K::Constant(Constant::Kind(_, value)) => Interval::point(Number::from(i64::from(*value))),
            K::Constant(Constant::Date(date)) => Interval::point(day(*date)),
            K::Constant(Constant::Bool(_) | Constant::Text(_)) => Interval::any(),
            K::Column { entity, column, .. } => {
                self.pack.column(*entity, *column).map_or_else(Interval::any, |c| self.column(c))
            }
            K::Group(kind) => self.kind(*kind),
            K::Judged => match &e.ty {
                Type::Kind(kind) => self.kind(*kind),
                Type::Number(_) | Type::Bool | Type::Text | Type::Date => Interval::any(),
            },
            // Texts have no order, and any day may stand there.
            K::JudgedCell(_) => Interval::any(),
            K::Limit { limit, .. } => self.limit(*limit),
            K::Threshold { item, .. } => match self.pack.item(*item).map(|i| &i.body) {
                Some(ItemBody::Indicator(indicator)) => self.threshold(indicator),
                _ => Interval::any(),
            },
            K::Value { item, .. } => self.items.get(item.ix()).cloned().unwrap_or_default(),
            K::CountOf(members) => {
                let all = i64::try_from(members.len()).map_or_else(|_| Number::zero(), Number::from);
                Interval::point(Number::zero()).hull(&Interval::point(all))
            }
            K::Call(function, args) => self.call(*function, args, &e.ty, depth),
            K::Aggregate { function, body, .. } => {
                let body = body.as_ref().map_or_else(Interval::any, |b| of(b));
                self.aggregate(*function, &body)
            }
            K::Negate(inner) => of(inner).negate(),
            K::Binary(op, a, b) => match op {
                BinaryOp::Add => of(a).plus(&of(b)),
                BinaryOp::Sub => of(a).plus(&of(b).negate()),
                BinaryOp::Mul => of(a).times(&of(b)),
                BinaryOp::Div if self.is_part(a, b) => Interval::share(),
                BinaryOp::Div => of(a).over(&of(b)),
                BinaryOp::Or
                | BinaryOp::And
                | BinaryOp::Ge
                | BinaryOp::Le
                | BinaryOp::Gt
                | BinaryOp::Lt
                | BinaryOp::Eq
                | BinaryOp::Ne => Interval::any(),
            },
            K::If(_, a, b) => of(a).hull(&of(b)),
            K::AsOf
            | K::TargetYear
            | K::Outcome { .. }
            | K::Quantified { .. }
            | K::NumberOf { .. }
            | K::AllOf(_)
            | K::NoneOf(_)
            | K::In { .. }
            | K::Not(_) => Interval::any(),
        }
    }

    /// A column's cells; one out of its bounds is a data error and unknown.
    fn column(&self, column: &Column) -> Interval {
        let number = |b: &Option<ColumnBound>| match b {
            Some(ColumnBound::Number(n)) => Some(n.clone()),
            Some(ColumnBound::Date(d)) => Some(day(*d)),
            None => None,
        };
        let (min, max) = (number(&column.min), number(&column.max));
        let zero = || Some(Number::zero());
        match column.ty {
            ColumnType::Number | ColumnType::Date => Interval::between(min, max),
            ColumnType::Count => Interval::between(min.filter(|m| !m.is_negative()).or_else(zero), max),
            ColumnType::Share if self.trust_shares => {
                let low = min.filter(|m| !m.is_negative()).or_else(zero);
                Interval::between(low, max.filter(|m| *m <= Number::one()).or_else(|| Some(Number::one())))
            }
            ColumnType::Share => Interval::any(),
            ColumnType::Kind(kind) => self.kind(kind),
            ColumnType::Flag | ColumnType::Text => Interval::any(),
        }
    }

    fn kind(&self, kind: KindIx) -> Interval {
        let count = self.pack.kind(kind).map_or(0, |k| k.values.len());
        if count < 2 {
            return Interval::any();
        }
        Interval::between(Some(Number::zero()), i64::try_from(count - 1).ok().map(Number::from))
    }

    /// Whether the alternatives of an `in` name every value of the operand's kind.
    pub fn covers(&self, operand: &TExpr, options: &[TExpr]) -> bool {
        let Type::Kind(kind) = &operand.ty else { return false };
        let named = |value: usize| {
            options.iter().any(|o| {
                if let TExprKind::Constant(Constant::Kind(_, v)) = &o.kind {
                    usize::from(*v) == value
                } else {
                    false
                }
            })
        };
        let count = self.pack.kind(*kind).map_or(0, |k| k.values.len());
        count > 0 && (0..count).all(named)
    }

    /// An indicator's threshold, over all kind values and dates.
    pub fn threshold(&self, indicator: &Indicator) -> Interval {
        match &indicator.threshold {
            ThresholdRef::Limit(limit) => self.limit(*limit),
            ThresholdRef::Own(limit) => limit_range(limit),
        }
    }

    fn limit(&self, limit: LimitIx) -> Interval {
        match &self.given {
            Some((given, number)) if *given == limit => Interval::point(number.clone()),
            Some(_) | None => self.pack.limit(limit).map_or_else(Interval::any, limit_range),
        }
    }

    fn call(&self, function: Function, args: &[TExpr], ty: &Type, depth: usize) -> Interval {
        let mut values = args.iter().map(|a| self.at(a, depth + 1));
        let scale = match ty {
            Type::Number(unit) => unit.scale.clone(),
            Type::Bool | Type::Kind(_) | Type::Text | Type::Date => Number::one(),
        };
        let first = values.next().unwrap_or_default();
        match function.row().range {
            Range::Any => Interval::any(),
            Range::NotNegative => Interval::not_negative(),
            Range::Share => Interval::share(),
            Range::Same => first,
            Range::Sign => signed(&first),
            Range::Size => first.abs(),
            Range::Least => values.fold(first, |a, b| a.least(&b)),
            Range::Greatest => values.fold(first, |a, b| a.greatest(&b)),
            Range::Rounded => {
                let places = values.next().and_then(|p| p.only().and_then(Number::to_i64)).unwrap_or(0);
                let ten = |n: i64| (0..n).fold(Number::one(), |a, _| &a * &Number::from(10));
                let step = if places < 0 { ten(-places) } else { &Number::one() / &ten(places) };
                first.widened(&(&step * &scale))
            }
            Range::Either => values.next().map_or_else(Interval::any, |other| first.hull(&other)),
        }
    }

    fn aggregate(&self, function: Aggregate, body: &Interval) -> Interval {
        match function.row().range {
            Range::NotNegative => Interval::not_negative(),
            Range::Share => Interval::share(),
            Range::Same => body.clone(),
            Range::Sign => signed(body),
            Range::Any | Range::Size | Range::Least | Range::Greatest | Range::Rounded | Range::Either => {
                Interval::any()
            }
        }
    }
}

/// From 0, where the numbers are not negative.
fn signed(of: &Interval) -> Interval {
    let not_negative = of.decides(BinaryOp::Ge, &Interval::point(Number::zero())) == Some(true);
    if not_negative { Interval::not_negative() } else { Interval::any() }
}

/// All numbers of a limit.
fn limit_range(limit: &Limit) -> Interval {
    let mut numbers = limit.tables.iter().flat_map(|t| t.values.values());
    let Some(first) = numbers.next() else { return Interval::any() };
    numbers.fold(Interval::point(first.clone()), |hull, n| hull.hull(&Interval::point(n.clone())))
}
