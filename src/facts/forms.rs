//! What the values of a typed column are, and how each is written as the text that a CSV file would have.

use std::fmt::Write as _;

#[cfg(feature = "parquet")]
use num_bigint::BigInt;

use super::shortest::shown;
use crate::source::MAX_DIGITS;
use crate::value::day_after_1970;

/// Most digits behind the point.
pub(super) const MAX_SCALE: usize = MAX_DIGITS;
const DAY: i64 = 86_400;

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Whole numbers, or whatever the physical type is of itself.
    Plain,
    /// Whole numbers from zero.
    Unsigned,
    /// Whole numbers that stand for so many digits behind the point.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "of Parquet files alone"))]
    Decimal(usize),
    /// Days.
    Date,
    /// Times of a day; so many units a second.
    Time(i64),
    /// Moments; so many units a second.
    Moment(i64),
    /// Text.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "of Parquet files alone"))]
    Text,
}

impl Form {
    /// Writes a whole number of 64 bits.
    pub fn whole(self, value: i64, out: &mut String) {
        let _ = match self {
            Form::Unsigned => write!(out, "{}", value.cast_unsigned()),
            Form::Decimal(scale) => {
                point(&value.to_string(), scale, out);
                Ok(())
            }
            Form::Date => day(value, out).map_or_else(|| write!(out, "{value}"), Ok),
            Form::Time(per_second) => {
                clock(value.div_euclid(per_second), value.rem_euclid(per_second), per_second, out);
                Ok(())
            }
            Form::Moment(per_second) => {
                moment(value.div_euclid(per_second), value.rem_euclid(per_second), per_second, out)
                    .map_or_else(|| write!(out, "{value}"), Ok)
            }
            Form::Plain | Form::Text => write!(out, "{value}"),
        };
    }

    /// Writes a whole number of 32 bits.
    #[cfg(feature = "parquet")]
    pub fn short(self, value: i32, out: &mut String) {
        match self {
            Form::Unsigned => self.whole(i64::from(value.cast_unsigned()), out),
            Form::Plain | Form::Decimal(_) | Form::Date | Form::Time(_) | Form::Moment(_) | Form::Text => {
                self.whole(i64::from(value), out)
            }
        }
    }

    /// Writes bytes; nothing where they are no text.
    #[cfg(feature = "parquet")]
    pub fn bytes(self, value: &[u8], out: &mut String) -> Option<()> {
        if let Form::Decimal(scale) = self {
            // Longer ones have more digits than are read.
            let value = value.get(..value.len().min(MAX_DIGITS))?;
            point(&BigInt::from_signed_bytes_be(value).to_string(), scale, out);
            return Some(());
        }
        out.push_str(std::str::from_utf8(value).ok()?);
        Some(())
    }
}

/// A binary fraction as a spreadsheet shows it.
pub(super) fn double(value: f64, out: &mut String) {
    if value.is_finite() {
        out.push_str(&shown(value, 0));
    } else {
        let _ = write!(out, "{value}");
    }
}

/// The same for a short one: first the shortest decimal that it stands for.
pub(super) fn float(value: f32, out: &mut String) {
    double(value.to_string().parse().unwrap_or(f64::from(value)), out);
}

/// A moment in the old form: nanoseconds of the day in two parts, and the day as astronomers count.
#[cfg(feature = "parquet")]
pub(super) fn old_moment(parts: &[u32], out: &mut String) -> Option<()> {
    let [low, high, day] = parts else { return None };
    let nanos = i64::try_from(u64::from(*high) << 32 | u64::from(*low)).ok()?;
    let seconds = (i64::from(*day) - 2_440_588) * DAY + nanos / 1_000_000_000;
    moment(seconds, nanos % 1_000_000_000, 1_000_000_000, out)
}

/// Sets the point into digits.
pub(super) fn point(digits: &str, scale: usize, out: &mut String) {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    out.push_str(sign);
    if scale == 0 {
        out.push_str(digits);
        return;
    }
    match digits.len().checked_sub(scale).filter(|whole| *whole > 0).and_then(|w| digits.split_at_checked(w))
    {
        Some((whole, rest)) => {
            let _ = write!(out, "{whole}.{rest}");
        }
        None => {
            let _ = write!(out, "0.{digits:0>scale$}");
        }
    }
}

fn day(days: i64, out: &mut String) -> Option<()> {
    let day = day_after_1970(days)?;
    write!(out, "{day}").ok()
}

/// A day, with the time of day where that is not midnight.
fn moment(seconds: i64, part: i64, per_second: i64, out: &mut String) -> Option<()> {
    day(seconds.div_euclid(DAY), out)?;
    if seconds.rem_euclid(DAY) != 0 || part != 0 {
        out.push(' ');
        clock(seconds.rem_euclid(DAY), part, per_second, out);
    }
    Some(())
}

fn clock(seconds: i64, part: i64, per_second: i64, out: &mut String) {
    let _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if part != 0 {
        let places = per_second.ilog10() as usize;
        let digits = format!("{part:0places$}");
        let _ = write!(out, ".{}", digits.trim_end_matches('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(write: impl FnOnce(&mut String)) -> String {
        let mut out = String::new();
        write(&mut out);
        out
    }

    #[test]
    fn numbers_are_written_exactly() {
        let whole = |form: Form, value| text(|out| form.whole(value, out));
        assert_eq!(whole(Form::Plain, i64::MIN), "-9223372036854775808");
        assert_eq!(whole(Form::Unsigned, -1), "18446744073709551615");
        assert_eq!(text(|out| Form::Unsigned.short(-1, out)), "4294967295");
        assert_eq!(whole(Form::Decimal(2), -5), "-0.05");
        assert_eq!(whole(Form::Decimal(1), 8670), "867.0");
        assert_eq!(whole(Form::Decimal(0), 12), "12");
        let bytes = |value: &[u8]| text(|out| Form::Decimal(3).bytes(value, out).unwrap());
        assert_eq!(bytes(&[0xff]), "-0.001");
        assert_eq!(bytes(&[0x01, 0, 0, 0, 0, 0, 0, 0, 0]), "18446744073709551.616");
        assert_eq!(bytes(&[]), "0.000");
    }

    #[test]
    fn days_and_times_are_written_as_dates() {
        let whole = |form: Form, value| text(|out| form.whole(value, out));
        assert_eq!(whole(Form::Date, 20_697), "2026-09-01");
        assert_eq!(whole(Form::Date, i64::from(i32::MAX)), "2147483647");
        assert_eq!(whole(Form::Moment(1_000), 20_697 * DAY * 1_000), "2026-09-01");
        assert_eq!(
            whole(Form::Moment(1_000_000), 20_697 * DAY * 1_000_000 + 3_723_500_000),
            "2026-09-01 01:02:03.5"
        );
        assert_eq!(whole(Form::Moment(1_000), -1), "1969-12-31 23:59:59.999");
        assert_eq!(whole(Form::Moment(1_000), i64::MAX), i64::MAX.to_string());
        assert_eq!(whole(Form::Time(1_000), 3_723_000), "01:02:03");
        assert_eq!(text(|out| old_moment(&[0, 0, 2_461_285], out).unwrap()), "2026-09-01");
        assert_eq!(
            text(|out| old_moment(&[1_000_000_000, 0, 2_461_285], out).unwrap()),
            "2026-09-01 00:00:01"
        );
    }

    #[test]
    fn fractions_are_those_that_were_meant() {
        assert_eq!(text(|out| double(0.1 + 0.2, out)), "0.3");
        assert_eq!(text(|out| double(f64::NAN, out)), "NaN");
        assert_eq!(text(|out| float(3.4, out)), "3.4");
        assert_eq!(text(|out| float(16_777_216.0, out)), "16777216");
    }

    proptest! {
        #[test]
        fn decimals_are_those_of_their_digits(value in any::<i64>(), scale in 0usize..25) {
            let expected = crate::value::Number::scaled(value, u32::try_from(scale).unwrap());
            let written = text(|out| Form::Decimal(scale).whole(value, out));
            prop_assert_eq!(crate::value::Number::parse_decimal(&written).unwrap(), expected.clone());
            let bytes = text(|out| Form::Decimal(scale).bytes(&value.to_be_bytes(), out).unwrap());
            prop_assert_eq!(written, bytes);
        }
    }
}
