//! Numbers as they stand in pages, without a detour by way of text.

use super::super::super::parquet::Values as Written;

/// The first whole number that a spreadsheet does not keep.
const WHOLE: f64 = 1e15;
/// Digits behind the point that are tried.
const PLACES: u32 = 6;
/// Ten to the power of these.
const POWERS: [f64; PLACES as usize + 1] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];
/// The greatest number that is taken as it stands.
const GREATEST: i64 = 99_999_999_999_999_999;

/// Numbers from zero on that stand one after the other, `count` of them behind the first `skip`: their scale, and each. None where they
/// are no such, or where they must be `whole` and one is not.
pub(super) fn plain(
    values: &Written,
    body: &[u8],
    (skip, count): (usize, usize),
    whole: bool,
) -> Option<(u32, Vec<i64>)> {
    if let Some(numbers) = values.wholes(body, skip, count) {
        let list: Vec<i64> = numbers.collect();
        return list.iter().all(|n| (0..=GREATEST).contains(n)).then_some((0, list));
    }
    let mut list = Vec::with_capacity(count);
    // Most columns have as many digits throughout; those with fewer are brought up at the end.
    let (mut scale, mut lower) = (0, Vec::new());
    for number in values.doubles(body, skip, count)? {
        let (mantissa, places) = short(number, scale).filter(|(_, places)| !whole || *places == 0)?;
        if places > scale {
            lower.push((list.len(), scale));
            scale = places;
        }
        list.push(mantissa);
    }
    let mut from = 0;
    for (to, own) in lower {
        for mantissa in list.get_mut(from..to)? {
            *mantissa = lift(*mantissa, scale - own)?;
        }
        from = to;
    }
    Some((scale, list))
}

/// Decimals brought to one scale.
pub(super) fn aligned(parts: &[(i64, u32)]) -> Option<(u32, Vec<i64>)> {
    let scale = parts.iter().map(|(_, scale)| *scale).max().unwrap_or(0);
    let lifted = parts.iter().map(|(mantissa, own)| lift(*mantissa, scale - own));
    Some((scale, lifted.collect::<Option<_>>()?))
}

/// A mantissa with so many digits more.
pub(super) fn lift(mantissa: i64, by: u32) -> Option<i64> {
    10i64.checked_pow(by)?.checked_mul(mantissa).filter(|m| *m != i64::MIN)
}

/// Gives numbers at least so many digits behind the point; none where they do not fit.
pub(super) fn rescale(scale: &mut u32, list: &mut [i64], most: u32) -> Option<()> {
    if most > *scale {
        let factor = 10i64.checked_pow(most - *scale)?;
        let greatest = list.iter().map(|m| m.unsigned_abs()).max().unwrap_or(0);
        greatest.checked_mul(factor.unsigned_abs()).filter(|g| *g <= i64::MAX as u64)?;
        list.iter_mut().for_each(|m| *m *= factor);
        *scale = most;
    }
    Some(())
}

/// A binary fraction as the decimal of at most 15 digits that it was meant to be, where that is short and not below zero: with as many
/// digits behind the point as it takes, `least` of them at least. Such a decimal is the only one of so few digits that is nearest to it.
fn short(value: f64, least: u32) -> Option<(i64, u32)> {
    for (power, places) in POWERS.iter().zip(0..).skip(least as usize) {
        let scaled = value * power;
        if !(0.0..WHOLE).contains(&scaled) {
            return None;
        }
        // What is whole and so small is exact in both forms.
        let mantissa = (scaled + 0.5) as i64;
        // Both are whole and exact, so the quotient is the one nearest to the decimal.
        if (mantissa as f64) < WHOLE && mantissa as f64 / power == value {
            return Some((mantissa, places));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::shortest::shown;
    use proptest::prelude::*;

    #[test]
    fn short_fractions_are_exact() {
        assert_eq!(short(97.216, 0), Some((97_216, 3)));
        assert_eq!(short(97.216, 5), Some((9_721_600, 5)));
        assert_eq!(short(0.0, 0), Some((0, 0)));
        assert_eq!(short(-0.0, 0), Some((0, 0)));
        assert_eq!(short(-1.5, 0), None);
        assert_eq!(short(0.1 + 0.2, 0), None);
        assert_eq!(short(999_999_999_999_999.0, 0), Some((999_999_999_999_999, 0)));
        assert_eq!((short(1e15, 0), short(f64::NAN, 0), short(f64::INFINITY, 0)), (None, None, None));
    }

    #[test]
    fn fractions_have_one_scale() {
        let body = |numbers: &[f64]| numbers.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
        let read = |numbers: &[f64], skip, whole| {
            let count = numbers.len() - skip;
            plain(&Written::of_numbers(true), &body(numbers), (skip, count), whole)
        };
        assert_eq!(read(&[1.0, 2.0], 0, true), Some((0, vec![1, 2])));
        assert_eq!(
            read(&[1.0, 2.5, 3.0, 4.125, 5.0, 6.5], 0, false),
            Some((3, vec![1000, 2500, 3000, 4125, 5000, 6500]))
        );
        assert_eq!(read(&[0.25, 2.5], 1, false), Some((1, vec![25])));
        assert_eq!(read(&[1.0, 2.5], 0, true), None);
        assert_eq!(read(&[1.0, -2.5], 0, false), None);
        // Fifteen digits and six behind the point do not go together.
        assert_eq!(read(&[9e14, 0.000_001], 0, false), None);
        assert_eq!(plain(&Written::of_numbers(true), &body(&[1.0]), (0, 2), false), None);
    }

    #[test]
    fn whole_numbers_stand_as_they_are() {
        let read = |numbers: &[i64]| {
            let body: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
            plain(&Written::of_numbers(false), &body, (0, numbers.len()), true)
        };
        assert_eq!(read(&[0, GREATEST]), Some((0, vec![0, GREATEST])));
        assert_eq!((read(&[1, -1]), read(&[GREATEST + 1])), (None, None));
    }

    proptest! {
        /// Where it gives one, it is the decimal that the rows one by one would have.
        #[test]
        fn fractions_are_those_that_are_shown(
            value in prop_oneof![any::<f64>(), 0.0..1e9, (0i64..1_000_000_000_000, 0i32..7).prop_map(|(m, p)| m as f64 / 10f64.powi(p))],
            least in 0..=PLACES,
        ) {
            if let Some((mantissa, scale)) = short(value, least) {
                let text = crate::value::Number::scaled(mantissa, scale).display(20);
                prop_assert_eq!(text, shown(value, 0));
            }
        }
    }
}
