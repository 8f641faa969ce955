//! Numbers as they are said: `2千人`, `0.8万`, `百分之八十五`, `85 percent`, `八成`, and `8OOO` with letters for digits. Nothing is read so;
//! messages say by it what to write.

use super::Number;

/// What a spoken number would be written as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// Digits, perhaps with `%` or `‰`.
    pub number: String,
    /// The unit behind it; empty where there is none.
    pub unit: String,
}

const POWERS: &[(&str, i64)] = &[
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("十万", 100_000),
    ("亿", 100_000_000),
    ("万", 10_000),
    ("千", 1_000),
    ("百", 100),
];

const DIGITS: [(char, i64); 12] = [
    ('零', 0),
    ('〇', 0),
    ('一', 1),
    ('二', 2),
    ('两', 2),
    ('三', 3),
    ('四', 4),
    ('五', 5),
    ('六', 6),
    ('七', 7),
    ('八', 8),
    ('九', 9),
];

const PERCENT_WORDS: [&str; 7] = ["percent", "per cent", "pct", "per-cent", "%%", "个百分点", "百分点"];

/// Reads a number as people say it; `None` for one that is written as numbers are, and for anything else.
pub fn spoken(text: &str) -> Option<Spoken> {
    let text = text.trim();
    if text.is_empty() || text.len() > 80 {
        return None;
    }
    let whole = |number: String| Some(Spoken { number, unit: String::new() });
    for (prefix, sign) in [("百分之", "%"), ("千分之", "‰")] {
        if let Some(rest) = text.strip_prefix(prefix) {
            return whole(format!("{}{sign}", numeral(rest.trim())?));
        }
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let (number, rest) = text.split_at(digits);
    if digits == 0 {
        return chinese(text).or_else(|| letters(text).and_then(whole));
    }
    let (value, rest) = (Number::parse_decimal(number).ok()?, rest.trim_start());
    if PERCENT_WORDS.iter().any(|w| rest.eq_ignore_ascii_case(w)) {
        return whole(format!("{number}%"));
    }
    if let Some(unit) = rest.strip_prefix('成').filter(|r| r.is_empty()) {
        return Some(Spoken {
            number: format!("{}%", (&value * &Number::from(10)).exact()),
            unit: unit.to_owned(),
        });
    }
    if let Some((power, factor)) = POWERS.iter().find(|(p, _)| rest.starts_with(p)) {
        let unit = rest.get(power.len()..)?.trim();
        if unit.starts_with(['余', '多', '几']) {
            return None;
        }
        return Some(Spoken { number: (&value * &Number::from(*factor)).exact(), unit: unit.to_owned() });
    }
    letters(text).and_then(whole)
}

/// A number in which letters stand for digits: `8OOO`, `l0`.
fn letters(text: &str) -> Option<String> {
    let digit = |c: char| match c {
        'O' | 'o' | 'Ｏ' | '〇' => '0',
        'l' | 'I' | '丨' => '1',
        c => c,
    };
    let written: String = text.chars().map(digit).collect();
    let (bare, sign) = match written.strip_suffix(['%', '％']) {
        Some(bare) => (bare.trim_end(), "%"),
        None => (written.as_str(), ""),
    };
    (written != text && text.chars().any(|c| c.is_ascii_digit()) && Number::parse_decimal(bare).is_ok())
        .then(|| format!("{bare}{sign}"))
}

/// Digits, or a Chinese numeral below a hundred million.
fn numeral(text: &str) -> Option<String> {
    if Number::parse_decimal(text).is_ok() {
        return Some(text.to_owned());
    }
    let (value, rest) = chinese_value(text)?;
    rest.is_empty().then(|| value.to_string())
}

/// A Chinese numeral with what stands behind it: `八十五人`, `八成`.
fn chinese(text: &str) -> Option<Spoken> {
    let (value, rest) = chinese_value(text)?;
    let rest = rest.trim();
    if rest == "成" && value <= 10 {
        return Some(Spoken { number: format!("{}%", value * 10), unit: String::new() });
    }
    // `一类`, `三年级` are names, not numbers of something.
    (rest.is_empty() || rest.chars().count() <= 3)
        .then(|| Spoken { number: value.to_string(), unit: rest.to_owned() })
}

fn chinese_value(text: &str) -> Option<(i64, &str)> {
    let (mut total, mut section, mut digit) = (0i64, 0i64, None);
    let mut end = 0;
    for (i, c) in text.char_indices() {
        if let Some((_, d)) = DIGITS.iter().find(|(k, _)| *k == c) {
            digit = Some(*d);
        } else if let Some(power) = match c {
            '十' => Some(10),
            '百' => Some(100),
            '千' => Some(1000),
            _ => None,
        } {
            section += digit.take().unwrap_or(1) * power;
        } else if c == '万' {
            total = (total + section + digit.take().unwrap_or(0)) * 10_000;
            section = 0;
        } else {
            break;
        }
        end = i + c.len_utf8();
        if end > 48 {
            return None;
        }
    }
    (end > 0).then(|| (total + section + digit.unwrap_or(0), text.get(end..).unwrap_or("")))
}

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn numbers_as_they_are_said() {
        for (text, number, unit) in [
            ("2千人", "2000", "人"),
            ("0.8万", "8000", ""),
            ("1.5万元", "15000", "元"),
            ("百分之八十五", "85%", ""),
            ("百分之85", "85%", ""),
            ("千分之三", "3‰", ""),
            ("85 percent", "85%", ""),
            ("85 per cent", "85%", ""),
            ("八成", "80%", ""),
            ("8成", "80%", ""),
            ("8OOO", "8000", ""),
            ("4O", "40", ""),
            ("l0", "10", ""),
            ("四十五", "45", ""),
            ("两千", "2000", ""),
            ("十二人", "12", "人"),
            ("一百零五", "105", ""),
            ("三万五千", "35000", ""),
        ] {
            let found = spoken(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.number.as_str(), found.unit.as_str()), (number, unit), "{text}");
        }
        for text in ["8000", "45人", "O", "R1", "2千余人", "在校生数", "", "ll"] {
            assert_eq!(spoken(text), None, "{text}");
        }
    }
}
