//! What values expressions can have, given the types and bounds of columns and the pack's numbers.

use crate::semantics::checked::*;
use crate::semantics::lint::interval::Interval;
use crate::value::{Date, Number};

/// Deeper expressions are left alone.
const DEEPEST: usize = 300;

/// What values items can have.
pub(super) struct Ranges<'a> {
    pack: &'a CheckedPack,
    /// Of an indicator's or define's value, by item.
    items: Vec<Interval>,
    /// Whether a share is taken to lie within 0..1; in an audit that is just what is asked.
    pub trust_shares: bool,
}

/// Days as numbers that compare like them.
fn day(date: Date) -> Number {
    let (year, month, day) = (i64::from(date.year()), i64::from(date.month()), i64::from(date.day()));
    Number::from((year * 16 + month) * 32 + day)
}

impl<'a> Ranges<'a> {
    /// Reads the items in their order of computation.
    pub fn of(pack: &'a CheckedPack) -> Self {
        let mut ranges = Ranges { pack, items: vec![Interval::any(); pack.items.len()], trust_shares: true };
        for step in &pack.order {
            let Step::Item(ix) = step else { continue };
            let value = match pack.item(*ix).map(|i| &i.body) {
                Some(ItemBody::Indicator(indicator)) => ranges.value(&indicator.value),
                Some(ItemBody::Define { value, .. }) => ranges.value(value),
                _ => continue,
            };
            if let Some(slot) = ranges.items.get_mut(ix.ix()) {
                *slot = value;
            }
        }
        ranges
    }

    /// The same for use in audits.
    pub fn in_audit(&self) -> Ranges<'a> {
        Ranges { pack: self.pack, items: self.items.clone(), trust_shares: false }
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
            K::Limit { limit, .. } => self.pack.limit(*limit).map_or_else(Interval::any, limit_range),
            K::Threshold { item, .. } => match self.pack.item(*item).map(|i| &i.body) {
                Some(ItemBody::Indicator(indicator)) => self.threshold(indicator),
                _ => Interval::any(),
            },
            K::Value { item, .. } => self.items.get(item.ix()).cloned().unwrap_or_default(),
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
            | K::AtLeastOf { .. }
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
            ThresholdRef::Limit(limit) => self.pack.limit(*limit).map_or_else(Interval::any, limit_range),
            ThresholdRef::Own(limit) => limit_range(limit),
        }
    }

    fn call(&self, function: Function, args: &[TExpr], ty: &Type, depth: usize) -> Interval {
        let mut values = args.iter().map(|a| self.at(a, depth + 1));
        let scale = match ty {
            Type::Number(unit) => unit.scale.clone(),
            Type::Bool | Type::Kind(_) | Type::Text | Type::Date => Number::one(),
        };
        let first = values.next().unwrap_or_default();
        match function {
            Function::Abs => first.abs(),
            Function::Least => values.fold(first, |a, b| a.least(&b)),
            Function::Greatest => values.fold(first, |a, b| a.greatest(&b)),
            Function::Ceil | Function::Floor => first.widened(&scale),
            Function::Round => {
                let places = values.next().and_then(|p| p.only().and_then(Number::to_i64)).unwrap_or(0);
                let ten = |n: i64| (0..n).fold(Number::one(), |a, _| &a * &Number::from(10));
                let step = if places < 0 { ten(-places) } else { &Number::one() / &ten(places) };
                first.widened(&(&step * &scale))
            }
            Function::ValueOr => values.next().map_or_else(Interval::any, |other| first.hull(&other)),
            Function::Year | Function::Years | Function::Known => Interval::any(),
        }
    }

    fn aggregate(&self, function: Aggregate, body: &Interval) -> Interval {
        let not_negative = body.decides(BinaryOp::Ge, &Interval::point(Number::zero())) == Some(true);
        match function {
            Aggregate::Count => Interval::not_negative(),
            Aggregate::Share => Interval::between(Some(Number::zero()), Some(Number::one())),
            Aggregate::Avg | Aggregate::Min | Aggregate::Max | Aggregate::The => body.clone(),
            Aggregate::Sum | Aggregate::Cv if not_negative => Interval::not_negative(),
            Aggregate::Sum | Aggregate::Cv => Interval::any(),
        }
    }
}

/// All numbers of a limit.
fn limit_range(limit: &Limit) -> Interval {
    let mut numbers = limit.tables.iter().flat_map(|t| t.values.values());
    let Some(first) = numbers.next() else { return Interval::any() };
    numbers.fold(Interval::point(first.clone()), |hull, n| hull.hull(&Interval::point(n.clone())))
}
