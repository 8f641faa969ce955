//! Numbers by their digits: what YAML takes a number for is never asked.

use crate::pack::document::Quantity;
use crate::value::{Number, ParseNumberError, spoken};

/// Why a text is not a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mistake {
    /// What was probably meant, written as it should be.
    Write(String),
    /// A unit stands behind it.
    Unit { number: String, unit: String },
    /// Too many digits.
    TooLong,
    /// Anything else.
    Other,
}

/// Full-width digits and marks in their half-width form.
pub(super) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '−' => '-',
            c => c,
        })
        .collect()
}

/// Reads a number of a table: `4.2`, `1_000`, `2,000`, `95%`, `3‰`, full-width digits as well.
pub(super) fn quantity(text: &str) -> Result<Quantity, Mistake> {
    let text = half_width(text);
    let text = text.trim();
    let (digits, share) = match (text.strip_suffix('%'), text.strip_suffix('‰')) {
        (Some(rest), _) => (rest.trim_end(), Some(100)),
        (_, Some(rest)) => (rest.trim_end(), Some(1000)),
        _ => (text, None),
    };
    if let Some(better) = leading_zero(digits) {
        return Err(Mistake::Write(better));
    }
    if let (Some(value), None) = (ratio(digits), share) {
        return Ok(Quantity { value, is_share: false });
    }
    let value = match Number::parse_decimal(digits) {
        Ok(value) => value,
        Err(ParseNumberError::TooLong) => return Err(Mistake::TooLong),
        Err(ParseNumberError::NotANumber) => {
            return Err(match spoken(text) {
                Some(said) if said.unit.is_empty() => Mistake::Write(said.number),
                Some(said) => Mistake::Unit { number: said.number, unit: said.unit },
                None => mistake(digits),
            });
        }
    };
    Ok(match share {
        None => Quantity { value, is_share: false },
        Some(parts) => Quantity { value: &value / &Number::from(parts), is_share: true },
    })
}

/// `1/7`, `1:19`: one number over another, exactly.
fn ratio(text: &str) -> Option<Number> {
    let (above, below) = text.split_once(['/', ':'])?;
    let (above, below) = (above.trim(), below.trim());
    let unsigned = below.starts_with(|c: char| c.is_ascii_digit());
    let (above, below) = (Number::parse_decimal(above).ok()?, Number::parse_decimal(below).ok()?);
    above.checked_div(&below).filter(|_| unsigned)
}

/// Whether a text is meant as a number rather than as a name.
pub(super) fn looks_like_a_number(text: &str) -> bool {
    let text = half_width(text);
    let text = text.trim();
    let rest = text.trim_start_matches(['-', '+', '.']);
    rest.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a text has the form of a date, though perhaps of a day that there is not.
pub(super) fn looks_like_a_date(text: &str) -> bool {
    let text = text.trim().trim_end_matches('日');
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).collect();
    parts.len() == 3 && parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
}

/// `012`, which YAML 1.1 reads as eight and others as twelve.
fn leading_zero(digits: &str) -> Option<String> {
    let (sign, rest) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits.strip_prefix('+').unwrap_or(digits)),
    };
    let whole = rest.split('.').next().unwrap_or("");
    if whole.len() < 2 || !whole.starts_with('0') || !rest.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let mut kept = rest.trim_start_matches('0').to_owned();
    if kept.is_empty() || kept.starts_with('.') {
        kept.insert(0, '0');
    }
    Some(format!("{sign}{kept}"))
}

fn mistake(text: &str) -> Mistake {
    let plain = |s: &str| Number::parse_decimal(s).is_ok();
    // `.5`, `5.`
    for better in [text.replacen('.', "0.", 1), text.trim_end_matches('.').to_owned()] {
        if (text.trim_start_matches(['-', '+']).starts_with('.') || text.ends_with('.')) && plain(&better) {
            return Mistake::Write(better);
        }
    }
    // `1e3`, `1.5E-2`
    if let Some((mantissa, exponent)) = text.split_once(['e', 'E'])
        && let (Ok(mantissa), Ok(exponent)) = (Number::parse_decimal(mantissa), exponent.parse::<i32>())
        && exponent.abs() <= 18
    {
        let ten = Number::scaled(1, exponent.unsigned_abs());
        let value = if exponent < 0 { Some(&mantissa * &ten) } else { mantissa.checked_div(&ten) };
        if let Some(value) = value {
            return Mistake::Write(value.display(40));
        }
    }
    // `0x1F`, `0o17`, `0b101`
    for (prefix, radix) in [("0x", 16), ("0X", 16), ("0o", 8), ("0b", 2)] {
        if let Some(value) = text.strip_prefix(prefix).and_then(|d| u64::from_str_radix(d, radix).ok()) {
            return Mistake::Write(value.to_string());
        }
    }
    // `1 000`, `1，000` with the comma at the wrong place
    let joined: String = text.chars().filter(|c| !matches!(c, ' ' | ',' | '_' | '\'')).collect();
    if joined != text && plain(&joined) {
        return Mistake::Write(joined);
    }
    // `12人`
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '_')))
        .unwrap_or(text.len());
    if let (Some(number), Some(unit)) = (text.get(..end), text.get(end..))
        && plain(number)
        && unit.trim_start().starts_with(|c: char| c.is_alphabetic())
    {
        return Mistake::Unit { number: number.to_owned(), unit: unit.trim().to_owned() };
    }
    Mistake::Other
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, bool) {
        let q = quantity(text).unwrap();
        (q.value.exact(), q.is_share)
    }

    #[test]
    fn reads_digits_as_they_stand() {
        for (text, value, share) in [
            ("4.20", "4.2", false),
            ("-3", "-3", false),
            ("2,000", "2000", false),
            ("1_000", "1000", false),
            ("95%", "0.95", true),
            ("95 ％", "0.95", true),
            ("３‰", "0.003", true),
            ("４．５", "4.5", false),
            ("0", "0", false),
            ("0.5", "0.5", false),
            ("1/7", "1/7", false),
            ("1:19", "1/19", false),
            ("１：１２．５", "0.08", false),
            ("-1/4", "-0.25", false),
            ("1 / 8", "0.125", false),
        ] {
            assert_eq!(read(text), (value.to_owned(), share), "{text}");
        }
    }

    #[test]
    fn knows_the_surprises_of_yaml() {
        let write = |t: &str| Mistake::Write(t.to_owned());
        for (text, expected) in [
            ("012", write("12")),
            ("-007.50", write("-7.50")),
            ("00", write("0")),
            ("1e3", write("1000")),
            ("1.5e-2", write("0.015")),
            ("0x1F", write("31")),
            (".5", write("0.5")),
            ("-.5", write("-0.5")),
            ("5.", write("5")),
            ("1 000", write("1000")),
            ("1:30:00", Mistake::Other),
            ("1/0", Mistake::Other),
            ("1/-7", Mistake::Other),
            ("1/7%", Mistake::Other),
            ("四", write("4")),
            ("0.8万", write("8000")),
            ("85 percent", write("85%")),
            ("8OOO", write("8000")),
            ("2千人", Mistake::Unit { number: "2000".to_owned(), unit: "人".to_owned() }),
            ("12 人", Mistake::Unit { number: "12".to_owned(), unit: "人".to_owned() }),
        ] {
            assert_eq!(quantity(text), Err(expected), "{text}");
        }
        assert_eq!(quantity(&"9".repeat(300)), Err(Mistake::TooLong));
    }
}
