//! A small pack and small tables, built by hand.

mod expressions;
mod items;
mod schema;
mod world;

use crate::source::{SourceId, Span};
use crate::value::{Date, Number, Surd, Unit, parse_date};

pub use expressions::*;
pub use items::*;
pub use schema::*;
pub use world::*;

pub use crate::semantics::{Aggregate as A, BinaryOp as Op, Function as Fn1, Quantifier as Q};

pub fn n(text: &str) -> Number {
    Number::parse_decimal(text).unwrap()
}

pub fn surd(text: &str) -> Surd {
    n(text).into()
}

pub fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

pub fn span() -> Span {
    Span::new(SourceId(0), 0, 0)
}

pub fn unit(symbol: &str) -> Unit {
    let scaled =
        |scale: &str, base: &str| Unit { scale: n(scale), symbol: symbol.into(), ..Unit::base(base) };
    match symbol {
        "" => Unit::none(),
        "%" => Unit::percent(),
        "百人" => scaled("100", "人"),
        "万元" => scaled("10000", "元"),
        other => match other.split_once('/') {
            Some((above, below)) => Unit { symbol: symbol.into(), ..unit(above).per(&unit(below)) },
            None => Unit::base(other),
        },
    }
}
