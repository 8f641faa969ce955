//! Exact rational numbers. Nothing here ever goes through a float.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, ToPrimitive, Zero};

use crate::source::MAX_DIGITS;

/// An exact rational number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number(BigRational);

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.small().zip(other.small()) {
            // Denominators are above zero.
            Some(((a, b), (c, d))) => (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b))),
            None => self.0.cmp(&other.0),
        }
    }
}

/// Why a text is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseNumberError {
    /// It holds something other than digits, a sign, one point and well-placed separators.
    #[error("not a decimal number")]
    NotANumber,
    /// More digits than [`MAX_DIGITS`].
    #[error("too many digits")]
    TooLong,
}

impl Number {
    /// Zero.
    pub fn zero() -> Self {
        Number(BigRational::zero())
    }

    /// One.
    pub fn one() -> Self {
        Number(BigRational::one())
    }

    /// `numerator / denominator`, or nothing for a denominator of zero.
    pub fn ratio(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> Option<Self> {
        let (numerator, denominator) = (numerator.into(), denominator.into());
        if denominator.is_zero() {
            return None;
        }
        // Most fractions are small: cancelling them takes no big numbers.
        Some(Number(match (numerator.to_i64(), denominator.to_i64()) {
            (Some(n), Some(d)) if n != i64::MIN && d > 0 => {
                let shared = n.gcd(&d);
                BigRational::new_raw((n / shared).into(), (d / shared).into())
            }
            _ => match (numerator.to_i128(), denominator.to_i128()) {
                (Some(n), Some(d)) if n != i128::MIN && d > 0 => {
                    let shared = n.gcd(&d);
                    BigRational::new_raw((n / shared).into(), (d / shared).into())
                }
                _ => BigRational::new(numerator, denominator),
            },
        }))
    }

    /// `mantissa × 10^-scale`.
    pub fn scaled(mantissa: impl Into<BigInt>, scale: u32) -> Self {
        let ten = 10i64.checked_pow(scale).map_or_else(|| BigInt::from(10).pow(scale), BigInt::from);
        let mantissa = mantissa.into();
        Number::ratio(mantissa, ten).unwrap_or_else(Number::zero)
    }

    /// Reads a plain decimal from its digits: `12`, `-0.5`, `+3`, `1_000`, `1,234.5`; no exponent, no `%`.
    ///
    /// Separators (`_`, `,`) may stand only between digits of the whole part; commas only before groups of three.
    ///
    /// # Errors
    /// [`ParseNumberError`] when the text is anything else.
    pub fn parse_decimal(text: &str) -> Result<Self, ParseNumberError> {
        let (mantissa, scale) = parse_parts(text)?;
        Ok(Number::scaled(mantissa, scale))
    }

    /// How many bits its fraction takes: a measure of how much work computing with it is.
    pub fn bits(&self) -> u64 {
        self.0.numer().bits().max(self.0.denom().bits())
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// -1, 0 or 1 as it is below, at or above zero.
    pub fn signum(&self) -> i8 {
        match self.0.numer().sign() {
            Sign::Minus => -1,
            Sign::NoSign => 0,
            Sign::Plus => 1,
        }
    }

    /// Whether it has no fractional part.
    pub fn is_integer(&self) -> bool {
        self.0.is_integer()
    }

    /// Without its sign.
    pub fn abs(&self) -> Self {
        Number(self.0.abs())
    }

    /// The quotient, or nothing when `other` is zero.
    pub fn checked_div(&self, other: &Number) -> Option<Number> {
        if other.is_zero() {
            return None;
        }
        Some(match self.small().zip(other.small()) {
            Some(((a, b), (c, d))) => {
                let (above, below) = (i128::from(a) * i128::from(d), i128::from(b) * i128::from(c));
                let sign = if below < 0 { -1 } else { 1 };
                Number::fitting(above * sign, below * sign).unwrap_or_else(|| Number(&self.0 / &other.0))
            }
            None => Number(&self.0 / &other.0),
        })
    }

    /// The greatest whole number not above it.
    pub fn floor(&self) -> Self {
        Number(self.0.floor())
    }

    /// The least whole number not below it.
    pub fn ceil(&self) -> Self {
        Number(self.0.ceil())
    }

    /// Rounded to `places` decimals, a half away from zero (四舍五入); negative `places` round to tens, hundreds, …
    pub fn round_half_away(&self, places: i32) -> Self {
        let ten = BigRational::from_integer(BigInt::from(10));
        let scale = ten.pow(places);
        let half = BigRational::new(BigInt::one(), BigInt::from(2));
        let whole = (self.0.abs() * &scale + half).floor() / scale;
        Number(if self.0.is_negative() { -whole } else { whole })
    }

    /// Numbers as whole multiples of one over a common denominator: the multiples, and the denominator.
    pub fn over_common<'n>(numbers: impl Iterator<Item = &'n Number> + Clone) -> (Vec<BigInt>, BigInt) {
        let mut common = BigInt::one();
        for number in numbers.clone() {
            let own = number.0.denom();
            // Most denominators are small beside the common one: their greatest common divisor is found in machine words.
            let shared = match own.to_u64() {
                Some(small) => {
                    let rest = (&common % small).to_u64().unwrap_or(0);
                    BigInt::from(small.gcd(&rest))
                }
                None => common.gcd(own),
            };
            if shared != *own {
                common *= own / shared;
            }
        }
        let multiples = numbers.map(|n| n.0.numer() * (&common / n.0.denom())).collect();
        (multiples, common)
    }

    /// The whole number, if it is one that fits.
    pub fn to_i64(&self) -> Option<i64> {
        if self.is_integer() { self.0.to_integer().to_i64() } else { None }
    }

    /// The numerator of the reduced fraction.
    pub fn numerator(&self) -> &BigInt {
        self.0.numer()
    }

    /// The denominator (above zero) of the reduced fraction.
    pub fn denominator(&self) -> &BigInt {
        self.0.denom()
    }

    /// All digits of a decimal, `p/q` of what is none.
    pub fn exact(&self) -> String {
        match self.to_decimal_parts() {
            Some((_, places)) => self.display(places),
            None => format!("{}/{}", self.numerator(), self.denominator()),
        }
    }

    /// `(mantissa, scale)` with the least scale such that `self = mantissa × 10^-scale`, if it is a decimal.
    pub fn to_decimal_parts(&self) -> Option<(BigInt, u32)> {
        let mut rest = self.0.denom().clone();
        let (mut twos, mut fives) = (0u32, 0u32);
        for (factor, count) in [(2u8, &mut twos), (5, &mut fives)] {
            let factor = BigInt::from(factor);
            loop {
                let (q, r) = rest.div_rem(&factor);
                if !r.is_zero() {
                    break;
                }
                rest = q;
                *count += 1;
            }
        }
        if !rest.is_one() {
            return None;
        }
        let scale = twos.max(fives);
        let mantissa = (&self.0 * BigRational::from_integer(BigInt::from(10).pow(scale))).to_integer();
        Some((mantissa, scale))
    }

    /// A decimal with at most `places` digits after the point, rounded, a half away from zero, without trailing zeros. For display only.
    pub fn display(&self, places: u32) -> String {
        self.decimal(places, false)
    }

    /// A decimal with exactly `places` digits after the point, rounded, a half away from zero. For display only.
    pub fn display_fixed(&self, places: u32) -> String {
        self.decimal(places, true)
    }

    /// Above and below the line, where machine words hold them.
    fn small(&self) -> Option<(i64, i64)> {
        Some((self.0.numer().to_i64()?, self.0.denom().to_i64()?))
    }

    /// The fraction of two numbers that fit in machine words; `below` is above zero.
    fn fitting(above: i128, below: i128) -> Option<Self> {
        let (above, below) = (i64::try_from(above).ok()?, i64::try_from(below).ok()?);
        Number::ratio(above, below)
    }

    /// As whole units of the last of so many decimals, rounded, a half away from zero, where machine words hold it.
    fn small_decimal(&self, places: u32) -> Option<i128> {
        let (above, below) = self.small()?;
        let quick = || {
            let scaled = above.checked_abs()?.checked_mul(10i64.checked_pow(places)?)?.checked_mul(2)?;
            Some(scaled.checked_add(below)?.div_euclid(below.checked_mul(2)?) * above.signum())
        };
        if let Some(found) = quick() {
            return Some(found.into());
        }
        let (above, below) = (i128::from(above), i128::from(below));
        let scaled = above.abs().checked_mul(10i128.checked_pow(places)?)?.checked_mul(2)?;
        Some(scaled.checked_add(below)?.div_euclid(below.checked_mul(2)?) * above.signum())
    }

    fn decimal(&self, places: u32, fixed: bool) -> String {
        let (negative, mut digits) = match self.small_decimal(places) {
            Some(scaled) => {
                let digits = scaled.unsigned_abs();
                let short = u64::try_from(digits).map(|digits| digits.to_string());
                (scaled < 0, short.unwrap_or_else(|_| digits.to_string()))
            }
            None => {
                let rounded = self.round_half_away(i32::try_from(places).unwrap_or(i32::MAX));
                let scaled =
                    (rounded.0 * BigRational::from_integer(BigInt::from(10).pow(places))).to_integer();
                (scaled.sign() == Sign::Minus, scaled.abs().to_string())
            }
        };
        let places = places as usize;
        if digits.len() <= places {
            digits = format!("{}{digits}", "0".repeat(places + 1 - digits.len()));
        }
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let fraction = if fixed { fraction } else { fraction.trim_end_matches('0') };
        let sign = if negative { "-" } else { "" };
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }
}

/// Reads `(mantissa, scale)` from the digits of a plain decimal.
fn parse_parts(text: &str) -> Result<(BigInt, u32), ParseNumberError> {
    let (negative, body) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or("")),
        Some(b'+') => (false, text.get(1..).unwrap_or("")),
        _ => (false, text),
    };
    if body.len() > MAX_DIGITS * 2 {
        return Err(ParseNumberError::TooLong);
    }
    let (whole, fraction) = match body.split_once('.') {
        Some((w, f)) => (w, Some(f)),
        None => (body, None),
    };
    let mut digits = strip_separators(whole)?;
    let scale = match fraction {
        None => 0,
        Some(f) if !f.is_empty() && f.bytes().all(|b| b.is_ascii_digit()) => {
            digits.push_str(f);
            f.len()
        }
        Some(_) => return Err(ParseNumberError::NotANumber),
    };
    if digits.len() > MAX_DIGITS {
        return Err(ParseNumberError::TooLong);
    }
    let mantissa: BigInt = digits.parse().map_err(|_| ParseNumberError::NotANumber)?;
    let scale = u32::try_from(scale).map_err(|_| ParseNumberError::TooLong)?;
    Ok((if negative { -mantissa } else { mantissa }, scale))
}

/// The digits of a whole part without `_` between digits or `,` before groups of three.
fn strip_separators(whole: &str) -> Result<String, ParseNumberError> {
    let fine = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if whole.contains(',') {
        let mut parts = whole.split(',');
        let first = parts.next().unwrap_or("");
        if !fine(first) || first.len() > 3 || !parts.clone().all(|p| p.len() == 3 && fine(p)) {
            return Err(ParseNumberError::NotANumber);
        }
        return Ok(whole.replace(',', ""));
    }
    if !whole.split('_').all(fine) {
        return Err(ParseNumberError::NotANumber);
    }
    Ok(whole.replace('_', ""))
}

impl From<i64> for Number {
    fn from(n: i64) -> Self {
        Number(BigRational::from_integer(n.into()))
    }
}

impl From<BigInt> for Number {
    fn from(n: BigInt) -> Self {
        Number(BigRational::from_integer(n))
    }
}

/// Fractions in machine words: above and below, not cancelled; none where that overflows.
mod arithmetic {
    type Fraction = (i64, i64);

    fn wide((a, b): Fraction, (c, d): Fraction) -> [i128; 4] {
        [a, b, c, d].map(i128::from)
    }

    pub(super) fn add(x: Fraction, y: Fraction) -> Option<(i128, i128)> {
        let [a, b, c, d] = wide(x, y);
        Some(((a * d).checked_add(c * b)?, b * d))
    }

    pub(super) fn sub(x: Fraction, y: Fraction) -> Option<(i128, i128)> {
        let [a, b, c, d] = wide(x, y);
        Some(((a * d).checked_sub(c * b)?, b * d))
    }

    pub(super) fn mul(x: Fraction, y: Fraction) -> Option<(i128, i128)> {
        let [a, b, c, d] = wide(x, y);
        Some((a * c, b * d))
    }
}

macro_rules! arithmetic {
    ($($trait:ident $method:ident $op:tt),*) => {$(
        impl $trait<&Number> for &Number {
            type Output = Number;
            fn $method(self, other: &Number) -> Number {
                let small = self.small().zip(other.small());
                let found = small.and_then(|(a, b)| arithmetic::$method(a, b));
                found.and_then(|(above, below)| Number::fitting(above, below)).unwrap_or_else(|| Number(&self.0 $op &other.0))
            }
        }
        impl $trait for Number {
            type Output = Number;
            fn $method(self, other: Number) -> Number {
                &self $op &other
            }
        }
    )*};
}
arithmetic!(Add add +, Sub sub -, Mul mul *);

/// Division by zero panics as for integers; use [`Number::checked_div`] where the divisor comes from data.
impl Div<&Number> for &Number {
    type Output = Number;
    fn div(self, other: &Number) -> Number {
        Number(&self.0 / &other.0)
    }
}

impl Neg for &Number {
    type Output = Number;
    fn neg(self) -> Number {
        Number(-&self.0)
    }
}

impl std::iter::Sum for Number {
    fn sum<I: Iterator<Item = Number>>(iter: I) -> Number {
        iter.fold(Number::zero(), |a, b| a + b)
    }
}

/// At most 12 decimals, rounded half up.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display(12))
    }
}

impl Number {
    /// Compares with the square root of `square` (taken as not negative) without leaving the rationals.
    pub fn cmp_sqrt(&self, square: &Number) -> Ordering {
        if self.is_negative() {
            return Ordering::Less;
        }
        (self * self).cmp(square)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        Number::parse_decimal(text).unwrap()
    }

    #[test]
    fn reads_digits_exactly() {
        assert_eq!(n("4.20"), Number::ratio(42, 10).unwrap());
        assert_eq!(n("-1,234.5"), Number::ratio(-12345, 10).unwrap());
        assert_eq!(n("1_000"), Number::from(1000));
        assert_eq!(n("0.85") * n("5.3"), n("4.505"));
        for bad in
            ["", ".", "1.", ".5", "1,23", "1,,234", "_1", "1_", "1e3", "0x1", "１", "--1", "1.2.3", "1 000"]
        {
            assert!(Number::parse_decimal(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn rounds_a_half_away_from_zero() {
        assert_eq!(n("2.5").round_half_away(0), n("3"));
        assert_eq!(n("-2.5").round_half_away(0), n("-3"));
        assert_eq!(n("-2.4999").round_half_away(0), n("-2"));
        assert_eq!(n("-2.5").display(0), "-3");
        assert_eq!(n("-0.04").display(1), "0");
        assert_eq!(n("0.125").round_half_away(2), n("0.13"));
        assert_eq!(n("1250").round_half_away(-2), n("1300"));
        assert_eq!(n("-0.5").display(1), "-0.5");
        assert_eq!(n("6.90").to_string(), "6.9");
        assert_eq!(n("0.05").display_fixed(3), "0.050");
        assert_eq!(Number::ratio(1, 3).unwrap().display(3), "0.333");
    }

    #[test]
    fn arithmetic_in_words_is_that_of_big_numbers() {
        let words = [0, 1, -1, 2, 3, 7, -12, 1 << 31, i64::MAX, -i64::MAX];
        let all = words.iter().flat_map(|a| [1, 3, 10, i64::MAX - 1].map(|b| Number::ratio(*a, b).unwrap()));
        let all: Vec<Number> = all.collect();
        for a in &all {
            for b in &all {
                assert_eq!((a + b).0, &a.0 + &b.0);
                assert_eq!((a - b).0, &a.0 - &b.0);
                assert_eq!((a * b).0, &a.0 * &b.0);
                assert_eq!(a.checked_div(b).map(|n| n.0), (!b.is_zero()).then(|| &a.0 / &b.0));
                assert_eq!(a.cmp(b), a.0.cmp(&b.0));
            }
        }
    }

    #[test]
    fn fractions_in_double_words_are_cancelled_as_big_numbers() {
        let words = [i128::from(i64::MIN), i128::MAX, -i128::MAX, 1 << 100, 3 << 90, 10i128.pow(30)];
        for above in words {
            for below in words.into_iter().chain([i128::MIN, 1, -7]) {
                let (n, d) = (BigInt::from(above), BigInt::from(below));
                assert_eq!(Number::ratio(above, below).unwrap().0, BigRational::new(n, d));
            }
        }
    }

    #[test]
    fn small_and_large_numbers_are_shown_alike() {
        for (above, below) in [(1, 3), (-1, 3), (5, 2), (-5, 2), (1, 16), (-1, 16), (0, 7), (i64::MAX, 9)] {
            let number = Number::ratio(above, below).unwrap();
            for places in [0, 1, 3, 12] {
                let exact = number.round_half_away(places);
                let scaled = exact * Number::from(10i64.pow(places as u32));
                let found = number.small_decimal(places as u32).unwrap();
                assert_eq!(Number(BigRational::from_integer(found.into())), scaled, "{above}/{below}");
            }
        }
        assert_eq!(Number::ratio(4, -6), Number::ratio(-2, 3));
        assert_eq!(Number::scaled(50, 1), Number::from(5));
    }

    #[test]
    fn knows_its_decimal_form() {
        assert_eq!(n("4.20").to_decimal_parts(), Some((42.into(), 1)));
        assert_eq!(Number::ratio(1, 3).unwrap().to_decimal_parts(), None);
    }
}
