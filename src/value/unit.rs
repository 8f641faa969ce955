//! Units: a scale over base units. `%` and `‰` are scales over nothing.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::Number;

/// Powers of base units (`平方米¹·人⁻¹`); none has the power zero.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Dimensions(BTreeMap<Arc<str>, i32>);

/// A unit: a scale over a product of base units, and how people write it.
///
/// Values are kept in base units inside the engine; the scale is used to read, to show and to round them.
#[derive(Debug, Clone)]
pub struct Unit {
    /// How many base units one of it is (`万元`: 10000).
    pub scale: Number,
    /// Of which base units.
    pub dimensions: Dimensions,
    /// As people write it (`人/百人`); empty for a plain number.
    pub symbol: Arc<str>,
}

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        self.scale == other.scale && self.dimensions == other.dimensions
    }
}
impl Eq for Unit {}

impl Dimensions {
    /// No dimension: a plain number.
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether it is a plain number's.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The dimension of one base unit.
    pub fn base(name: impl Into<Arc<str>>) -> Self {
        Dimensions(BTreeMap::from([(name.into(), 1)]))
    }

    fn combine(&self, other: &Dimensions, sign: i32) -> Self {
        let mut powers = self.0.clone();
        for (name, power) in &other.0 {
            let sum = powers.get(name).copied().unwrap_or(0).saturating_add(power.saturating_mul(sign));
            if sum == 0 {
                powers.remove(name);
            } else {
                powers.insert(name.clone(), sum);
            }
        }
        Dimensions(powers)
    }

    /// The base units with their powers.
    pub fn powers(&self) -> impl Iterator<Item = (&str, i32)> {
        self.0.iter().map(|(n, p)| (&**n, *p))
    }
}

/// `平方米/人`.
impl fmt::Display for Dimensions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write = |f: &mut fmt::Formatter<'_>, name: &str, power: i32| match power {
            1 => write!(f, "{name}"),
            p => write!(f, "{name}^{p}"),
        };
        let mut first = true;
        for (name, power) in self.powers().filter(|(_, p)| *p > 0) {
            if !first {
                f.write_str("·")?;
            }
            write(f, name, power)?;
            first = false;
        }
        if first && !self.is_none() {
            f.write_str("1")?;
        }
        for (name, power) in self.powers().filter(|(_, p)| *p < 0) {
            f.write_str("/")?;
            write(f, name, -power)?;
        }
        Ok(())
    }
}

impl Unit {
    /// A plain number.
    pub fn none() -> Self {
        Unit { scale: Number::one(), dimensions: Dimensions::none(), symbol: "".into() }
    }

    /// A base unit.
    pub fn base(name: impl Into<Arc<str>>) -> Self {
        let name = name.into();
        Unit { scale: Number::one(), dimensions: Dimensions::base(name.clone()), symbol: name }
    }

    /// `%`.
    pub fn percent() -> Self {
        Unit { scale: Number::scaled(1, 2), dimensions: Dimensions::none(), symbol: "%".into() }
    }

    /// `‰`.
    pub fn permille() -> Self {
        Unit { scale: Number::scaled(1, 3), dimensions: Dimensions::none(), symbol: "‰".into() }
    }

    /// Whether it is a plain number without scale.
    pub fn is_none(&self) -> bool {
        self.dimensions.is_none() && self.scale == Number::one()
    }

    /// Whether values of both may be compared and added.
    pub fn same_dimensions(&self, other: &Unit) -> bool {
        self.dimensions == other.dimensions
    }

    /// The unit of a product.
    pub fn times(&self, other: &Unit) -> Unit {
        Unit::combined(self, other, 1)
    }

    /// The unit of a quotient.
    pub fn per(&self, other: &Unit) -> Unit {
        Unit::combined(self, other, -1)
    }

    fn combined(a: &Unit, b: &Unit, sign: i32) -> Unit {
        let dimensions = a.dimensions.combine(&b.dimensions, sign);
        let scale = if sign > 0 {
            &a.scale * &b.scale
        } else {
            a.scale.checked_div(&b.scale).unwrap_or_else(Number::one)
        };
        let symbol: Arc<str> = if b.symbol.is_empty() {
            a.symbol.clone()
        } else if sign < 0 && dimensions.is_none() && scale == Number::one() {
            "".into()
        } else if a.symbol.is_empty() && sign > 0 {
            b.symbol.clone()
        } else if sign > 0 {
            format!("{}·{}", a.symbol, b.symbol).into()
        } else {
            let above = if a.symbol.is_empty() { "1" } else { &a.symbol };
            format!("{above}/{}", b.symbol).into()
        };
        Unit { scale, dimensions, symbol }
    }

    /// A value given in this unit, in base units.
    pub fn to_base(&self, value: &Number) -> Number {
        value * &self.scale
    }

    /// A value in base units, in this unit.
    pub fn from_base(&self, value: &Number) -> Number {
        value.checked_div(&self.scale).unwrap_or_else(|| value.clone())
    }
}

/// The symbol.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.symbol)
    }
}
