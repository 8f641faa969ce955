//! Arithmetic and comparisons of quotients.

use std::cmp::Ordering;

use super::{EXACT, UNKNOWN};
use crate::plan::{Arithmetic, Ratio};

/// A quotient in small numbers, cancelled only where it must be; the interpreter takes what does not fit.
pub(super) fn fit(above: i128, below: i128) -> Result<Ratio, u8> {
    let small = |a: i128, b: i128| i64::try_from(a).ok().zip(i64::try_from(b).ok());
    let fits = |&(a, b): &Ratio| a != i64::MIN && b > 0;
    match small(above, below).filter(fits) {
        Some(found) => Ok(found),
        None => reduced(above, below).ok_or(EXACT),
    }
}

/// A quotient in small numbers, cancelled.
pub(super) fn reduced(above: i128, below: i128) -> Option<Ratio> {
    if below == 0 || above == i128::MIN || below == i128::MIN {
        return None;
    }
    let divisor = num_integer::gcd(above, below);
    let sign = if below < 0 { -1 } else { 1 };
    let (above, below) = (above / divisor * sign, below / divisor * sign);
    let (above, below) = (i64::try_from(above).ok()?, i64::try_from(below).ok()?);
    (above != i64::MIN).then_some((above, below))
}

/// Sum, difference, product or quotient.
pub(super) fn calculate(op: Arithmetic, (a, b): Ratio, (c, d): Ratio) -> Result<Ratio, u8> {
    let [a, b, c, d] = [a, b, c, d].map(i128::from);
    match op {
        Arithmetic::Add if b == d => fit(a + c, b),
        Arithmetic::Sub if b == d => fit(a - c, b),
        // Products of two 64-bit numbers fit in 127 bits; their sum may not.
        Arithmetic::Add => fit((a * d).checked_add(c * b).ok_or(EXACT)?, b * d),
        Arithmetic::Sub => fit((a * d).checked_sub(c * b).ok_or(EXACT)?, b * d),
        Arithmetic::Mul => fit(a * c, b * d),
        Arithmetic::Div if c == 0 => Err(UNKNOWN),
        Arithmetic::Div if c < 0 => fit(-(a * d), -(b * c)),
        Arithmetic::Div => fit(a * d, b * c),
    }
}

/// The order of two quotients.
pub(super) fn order((a, b): Ratio, (c, d): Ratio) -> Ordering {
    if b == d {
        return a.cmp(&c);
    }
    (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b)))
}

/// To whole numbers of a unit, up or down.
pub(super) fn rounded((a, b): Ratio, (u, v): Ratio, up: bool) -> Result<Ratio, u8> {
    let (above, below) = (i128::from(a) * i128::from(v), i128::from(b) * i128::from(u));
    let whole = if up { -(-above).div_euclid(below) } else { above.div_euclid(below) };
    fit(whole.checked_mul(i128::from(u)).ok_or(EXACT)?, i128::from(v))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_cancelled_or_left() {
        assert_eq!(fit(1 << 80, 1 << 79), Ok((2, 1)));
        assert_eq!(fit((1 << 80) + 1, 1 << 79), Err(EXACT));
        assert_eq!(calculate(Arithmetic::Div, (1, 2), (-1, 3)), Ok((-3, 2)));
        assert_eq!(calculate(Arithmetic::Div, (1, 2), (0, 3)), Err(UNKNOWN));
        assert_eq!(calculate(Arithmetic::Sub, (1, 2), (1, 3)), Ok((1, 6)));
        assert_eq!(calculate(Arithmetic::Add, (i64::MAX, 1), (1, 1)), Err(EXACT));
    }

    #[test]
    fn rounds_in_units() {
        assert_eq!(rounded((13, 12), (1, 1), true), Ok((2, 1)));
        assert_eq!(rounded((24, 12), (1, 1), true), Ok((2, 1)));
        assert_eq!(rounded((-1, 2), (1, 1), false), Ok((-1, 1)));
        assert_eq!(rounded((25_000, 1), (10_000, 1), false), Ok((20_000, 1)));
    }

    #[test]
    fn order_is_exact() {
        assert_eq!(order((42, 1000), (21, 500)), Ordering::Equal);
        assert_eq!(order((i64::MAX, i64::MAX - 1), (i64::MAX - 1, i64::MAX - 2)), Ordering::Less);
    }
}
