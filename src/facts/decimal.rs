//! Decimals from their digits, in integers as long as they fit.

use std::cmp::Ordering;

use num_traits::ToPrimitive;

use super::text::fold_width;
use crate::value::Number;

/// `mantissa × 10^-scale`, or a number that is no such decimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Decimal {
    /// Without needless zeros after the point.
    Small { mantissa: i64, scale: u32 },
    /// Anything else.
    Wide(Number),
}

impl Decimal {
    /// A number in its shortest form.
    pub fn of(number: Number) -> Self {
        let parts = number.to_decimal_parts().and_then(|(m, scale)| Some((m.to_i64()?, scale)));
        match parts {
            Some((mantissa, scale)) if scale <= 18 && mantissa != i64::MIN => {
                Decimal::Small { mantissa, scale }
            }
            _ => Decimal::Wide(number),
        }
    }

    /// Reads digits with an optional sign, point and thousands separators, full-width ones too; no `%`, no exponent.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((mantissa, scale)) = small(text) {
            return Some(Decimal::Small { mantissa, scale });
        }
        Number::parse_decimal(&fold_width(text)).ok().map(Decimal::of)
    }

    /// As a number.
    pub fn number(&self) -> Number {
        match self {
            Decimal::Small { mantissa, scale } => Number::scaled(*mantissa, *scale),
            Decimal::Wide(number) => number.clone(),
        }
    }

    /// The product with the size of a unit.
    pub fn times(self, factor: &Decimal) -> Self {
        if let (Decimal::Small { mantissa: a, scale: s }, Decimal::Small { mantissa: b, scale: t }) =
            (&self, factor)
        {
            if (*b, *t) == (1, 0) {
                return self;
            }
            if let Some(product) = a.checked_mul(*b).filter(|p| *p != i64::MIN) {
                let (mantissa, scale) = shortest(product, s + t);
                if scale <= 18 {
                    return Decimal::Small { mantissa, scale };
                }
            }
        }
        Decimal::of(self.number() * factor.number())
    }

    /// Whether it has no part after the point.
    pub fn is_whole(&self) -> bool {
        match self {
            Decimal::Small { scale, .. } => *scale == 0,
            Decimal::Wide(number) => number.is_integer(),
        }
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        match self {
            Decimal::Small { mantissa, .. } => *mantissa < 0,
            Decimal::Wide(number) => number.is_negative(),
        }
    }

    /// Compares exactly.
    pub fn compare(&self, other: &Decimal) -> Ordering {
        match (self, other) {
            (Decimal::Small { mantissa: a, scale: s }, Decimal::Small { mantissa: b, scale: t }) => {
                // Scales are at most 18, so both products fit in 128 bits.
                let lift = |m: i64, by: u32| i128::from(m) * 10i128.pow(by.min(18));
                lift(*a, t.saturating_sub(*s)).cmp(&lift(*b, s.saturating_sub(*t)))
            }
            _ => self.number().cmp(&other.number()),
        }
    }
}

fn shortest(mut mantissa: i64, mut scale: u32) -> (i64, u32) {
    if mantissa == 0 {
        return (0, 0);
    }
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    (mantissa, scale)
}

/// Plain ASCII digits, at most 18 of them, with an optional minus and point.
fn small(text: &str) -> Option<(i64, u32)> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if digits.len() > 19 || digits.is_empty() {
        return None;
    }
    let (mut mantissa, mut count, mut point) = (0i64, 0u32, None);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                count += 1;
                mantissa = mantissa * 10 + i64::from(byte - b'0');
            }
            b'.' if point.is_none() && count > 0 => point = Some(count),
            _ => return None,
        }
        if count > 18 {
            return None;
        }
    }
    let scale = count - point.unwrap_or(count);
    if count == 0 || (point.is_some() && scale == 0) {
        return None;
    }
    Some(shortest(if negative { -mantissa } else { mantissa }, scale))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_type() {
        for (text, same) in [
            ("1,234", "1234"),
            ("１，２３４．５", "1234.5"),
            ("-0.50", "-0.5"),
            ("+3", "3"),
            ("−7", "-7"),
            ("007", "7"),
            ("0.000", "0"),
        ] {
            assert_eq!(Decimal::parse(text).map(|d| d.number()), Number::parse_decimal(same).ok(), "{text}");
        }
        for text in ["", "-", ".", "1.", ".5", "12,34", "1 234", "1e5", "八百", "1,23.4", "--1", "1.2.3"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn digits_round_trip(mantissa in any::<i64>(), scale in 0u32..25) {
            let number = Number::scaled(mantissa, scale);
            let read = Decimal::parse(&number.display_fixed(scale)).map(|d| d.number());
            prop_assert_eq!(read, Some(number));
        }

        #[test]
        fn arithmetic_is_that_of_numbers(a in any::<i64>(), s in 0u32..19, b in any::<i64>(), t in 0u32..19) {
            let (x, y) = (Decimal::of(Number::scaled(a, s)), Decimal::of(Number::scaled(b, t)));
            prop_assert_eq!(x.compare(&y), x.number().cmp(&y.number()));
            prop_assert_eq!(x.clone().times(&y).number(), x.number() * y.number());
        }
    }
}
