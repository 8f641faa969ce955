//! Binary fractions as the decimals that they were meant to be.

/// Digits that spreadsheets keep.
const DIGITS: usize = 15;

/// A number times 10^`up` as a spreadsheet shows it: the shortest decimal of at most 15 digits. One too long to have been kept
/// whole is in scientific form, as the program shows it.
pub(super) fn shown(value: f64, up: i32) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{:.*e}", DIGITS - 1, value);
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    let exponent = exponent + up;
    if exponent >= DIGITS as i32 || exponent < -20 {
        let (first, rest) = digits.split_at(digits.len().min(1));
        let point = if rest.is_empty() { "" } else { "." };
        let direction = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{first}{point}{rest}E{direction}{:02}", exponent.abs());
    }
    if exponent < 0 {
        let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
        return format!("{sign}0.{zeros}{digits}");
    }
    let whole = exponent as usize + 1;
    if digits.len() <= whole {
        format!("{sign}{digits}{}", "0".repeat(whole - digits.len()))
    } else {
        let (whole, rest) = digits.split_at(whole);
        format!("{sign}{whole}.{rest}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_those_that_a_spreadsheet_shows() {
        for (value, text) in [
            (0.1 + 0.2, "0.3"),
            (3_301_000_001.0, "3301000001"),
            (97.216, "97.216"),
            (-4.5, "-4.5"),
            (0.000_123, "0.000123"),
            (1e14, "100000000000000"),
            (1e15, "1E+15"),
            (640_104_199_001_010_000.0, "6.4010419900101E+17"),
            (0.0, "0"),
        ] {
            assert_eq!(shown(value, 0), text);
        }
        assert_eq!(shown(0.85, 2), "85");
        assert_eq!(shown(0.855, 2), "85.5");
        assert_eq!(shown(0.001, 2), "0.1");
    }

    proptest! {
        #[test]
        fn decimals_of_up_to_15_digits_come_back(mantissa in -999_999_999_999_999i64..=999_999_999_999_999, scale in 0u32..=12) {
            let text = crate::value::Number::scaled(mantissa, scale).display(20);
            let value: f64 = text.parse().unwrap();
            prop_assert_eq!(shown(value, 0), text);
        }
    }
}
