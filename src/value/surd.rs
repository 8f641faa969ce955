//! `q·√r`: what a coefficient of variation is, kept exact so that it is compared by squares.

use std::cmp::Ordering;

use num_bigint::BigInt;

use super::Number;

/// `factor × √radicand` with a radicand not below zero. Rational numbers have a radicand of one.
#[derive(Debug, Clone)]
pub struct Surd {
    factor: Number,
    radicand: Number,
}

impl From<Number> for Surd {
    fn from(n: Number) -> Self {
        Surd { factor: n, radicand: Number::one() }
    }
}

impl Surd {
    /// `√radicand`; nothing below zero.
    pub fn sqrt(radicand: Number) -> Option<Self> {
        (!radicand.is_negative()).then(|| Surd { factor: Number::one(), radicand }.reduced())
    }

    /// The rational number, if it is one.
    pub fn as_number(&self) -> Option<&Number> {
        (self.radicand == Number::one()).then_some(&self.factor)
    }

    /// The number or nothing, by value.
    pub fn into_number(self) -> Option<Number> {
        (self.radicand == Number::one()).then_some(self.factor)
    }

    /// How many bits its parts take.
    pub fn bits(&self) -> u64 {
        self.factor.bits().max(self.radicand.bits())
    }

    /// Turns a root of a perfect square, or of zero, into a rational number.
    fn reduced(self) -> Self {
        if self.factor.is_zero() || self.radicand.is_zero() {
            return Surd::from(Number::zero());
        }
        let (n, d) = (self.radicand.numerator().sqrt(), self.radicand.denominator().sqrt());
        let square = &(&n * &n) == self.radicand.numerator() && &(&d * &d) == self.radicand.denominator();
        match square.then(|| Number::ratio(n, d)).flatten() {
            Some(root) => Surd::from(&self.factor * &root),
            None => self,
        }
    }

    /// Both numbers, where both are rational: most are, and need no care for roots.
    fn rational<'s>(&'s self, other: &'s Surd) -> Option<(&'s Number, &'s Number)> {
        self.as_number().zip(other.as_number())
    }

    /// The product; exact for all surds of this shape.
    pub fn times(&self, other: &Surd) -> Surd {
        if let Some((a, b)) = self.rational(other) {
            return Surd::from(a * b);
        }
        Surd { factor: &self.factor * &other.factor, radicand: &self.radicand * &other.radicand }.reduced()
    }

    /// The quotient, or nothing when `other` is zero.
    pub fn over(&self, other: &Surd) -> Option<Surd> {
        if let Some((a, b)) = self.rational(other) {
            return a.checked_div(b).map(Surd::from);
        }
        let radicand = self.radicand.checked_div(&other.radicand)?;
        Some(Surd { factor: self.factor.checked_div(&other.factor)?, radicand }.reduced())
    }

    /// The sum, where both are multiples of the same root; nothing otherwise.
    pub fn plus(&self, other: &Surd) -> Option<Surd> {
        if let Some((a, b)) = self.rational(other) {
            return Some(Surd::from(a + b));
        }
        if self.factor.is_zero() {
            return Some(other.clone());
        }
        if other.factor.is_zero() {
            return Some(self.clone());
        }
        let ratio =
            Surd { factor: Number::one(), radicand: other.radicand.checked_div(&self.radicand)? }.reduced();
        let ratio = ratio.into_number()?;
        let factor = &self.factor + &(&other.factor * &ratio);
        Some(Surd { factor, radicand: self.radicand.clone() }.reduced())
    }

    /// The negative.
    pub fn negated(&self) -> Surd {
        Surd { factor: -&self.factor, radicand: self.radicand.clone() }
    }

    /// Without its sign.
    pub fn abs(&self) -> Surd {
        Surd { factor: self.factor.abs(), radicand: self.radicand.clone() }
    }

    /// Rounded to `places` decimals, a half away from zero, exactly.
    pub fn round_half_away(&self, places: i32) -> Number {
        if let Some(n) = self.as_number() {
            return n.round_half_away(places);
        }
        // A root is never a half: floor(x·10^p + 1/2). Take a whole-number estimate of x·10^p·2 by an integer root, then mend it by comparing.
        let ten = Number::from(10);
        let mut scale = Number::one();
        for _ in 0..places.unsigned_abs() {
            scale = if places >= 0 { &scale * &ten } else { &scale / &ten };
        }
        let scaled = Surd { factor: &self.factor * &scale, radicand: self.radicand.clone() };
        let square = &(&scaled.factor * &scaled.factor) * &scaled.radicand;
        let root = Number::from(square.floor().numerator().sqrt());
        let half = Number::ratio(1, 2).unwrap_or_else(Number::one);
        let mut whole = if scaled.factor.is_negative() { -&root } else { root };
        whole = &whole - &Number::one();
        // The estimate is at most two too low.
        loop {
            let next = &whole + &Number::one();
            let bound = Surd::from(&next - &half);
            if scaled.cmp(&bound) == Ordering::Less {
                break;
            }
            whole = next;
        }
        if scaled.cmp(&Surd::from(&whole - &half)) == Ordering::Less {
            whole = &whole - &Number::one();
        }
        &whole / &scale
    }

    /// The greatest whole number not above it.
    pub fn floor(&self) -> Number {
        let near = self.round_half_away(0);
        if self.cmp(&Surd::from(near.clone())) == Ordering::Less { &near - &Number::one() } else { near }
    }

    /// The least whole number not below it.
    pub fn ceil(&self) -> Number {
        -&self.negated().floor()
    }

    /// A decimal with at most `places` digits, rounded half up. For display only.
    pub fn display(&self, places: u32) -> String {
        if let Some(n) = self.as_number() {
            return n.display(places);
        }
        self.round_half_away(i32::try_from(places).unwrap_or(i32::MAX)).display(places)
    }

    fn signum(&self) -> i8 {
        if self.radicand.is_zero() { 0 } else { self.factor.signum() }
    }

    /// Its square, above and below the line, not cancelled: that would take longer than to compare what there is.
    fn square(&self) -> (BigInt, BigInt) {
        let of = |factor: &BigInt, radicand: &BigInt| factor * factor * radicand;
        (
            of(self.factor.numerator(), self.radicand.numerator()),
            of(self.factor.denominator(), self.radicand.denominator()),
        )
    }
}

impl PartialEq for Surd {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Surd {}

impl PartialOrd for Surd {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By signed squares: exact.
impl Ord for Surd {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Some(a), Some(b)) = (self.as_number(), other.as_number()) {
            return a.cmp(b);
        }
        let signs = (self.signum(), other.signum());
        if signs.0 != signs.1 || signs.0 == 0 {
            return signs.0.cmp(&signs.1);
        }
        let ((a, b), (c, d)) = (self.square(), other.square());
        let by_size = (a * d).cmp(&(c * b));
        if signs.0 < 0 { by_size.reverse() } else { by_size }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        Number::parse_decimal(text).unwrap()
    }

    #[test]
    fn compares_by_squares() {
        let two = Surd::sqrt(n("2")).unwrap();
        assert!(two > Surd::from(n("1.41421356237309504880")));
        assert!(two < Surd::from(n("1.41421356237309504881")));
        assert_eq!(Surd::sqrt(n("0.2025")).unwrap(), Surd::from(n("0.45")));
        assert!(two.negated() < Surd::from(Number::zero()));
        assert_eq!(two.times(&two), Surd::from(n("2")));
        assert_eq!(two.plus(&Surd::sqrt(n("8")).unwrap()), Surd::sqrt(n("18")));
        assert_eq!(two.plus(&Surd::from(n("1"))), None);
    }

    #[test]
    fn compares_as_signed_squares_do() {
        let signed_square = |s: &Surd| {
            let square = &(&s.factor * &s.factor) * &s.radicand;
            if s.factor.is_negative() { -&square } else { square }
        };
        let factors = ["0", "1", "-1", "0.5", "-2.25", "12345678901234567890.5", "-0.00000000000000000001"];
        let radicands = ["0", "1", "2", "0.3", "98765432109876543210"];
        let all: Vec<Surd> =
            factors.iter().flat_map(|f| radicands.map(|r| Surd { factor: n(f), radicand: n(r) })).collect();
        for a in &all {
            for b in &all {
                assert_eq!(a.cmp(b), signed_square(a).cmp(&signed_square(b)), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn rounds_exactly() {
        let two = Surd::sqrt(n("2")).unwrap();
        assert_eq!(two.round_half_away(3), n("1.414"));
        assert_eq!(two.negated().round_half_away(3), n("-1.414"));
        assert_eq!(two.round_half_away(0), n("1"));
        assert_eq!(two.floor(), n("1"));
        assert_eq!(two.ceil(), n("2"));
        assert_eq!(two.negated().floor(), n("-2"));
        assert_eq!(Surd::sqrt(n("300")).unwrap().round_half_away(-1), n("20"));
    }
}
