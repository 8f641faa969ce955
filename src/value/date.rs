//! Calendar dates.

/// A day of the calendar.
pub type Date = jiff::civil::Date;

/// Reads `2020-01-31`, `2020/1/31`, `2020.1.31` or `2020年1月31日`; nothing for a day that does not exist.
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let text = text.strip_suffix('日').unwrap_or(text);
    let mut parts = text.split(['-', '/', '.', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !(digits(year) && digits(month) && digits(day)) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The day that is so many after 1 January 1970; nothing outside of the calendar.
pub fn day_after_1970(days: i64) -> Option<Date> {
    let days = jiff::Span::new().try_days(days).ok()?;
    Date::constant(1970, 1, 1).checked_add(days).ok()
}

/// Today by the local clock. In a browser a library has no clock: there it is the last day of all, on which the latest numbers hold; whoever
/// judges gives the day.
pub fn today() -> Date {
    if cfg!(all(target_family = "wasm", target_os = "unknown")) {
        Date::MAX
    } else {
        jiff::Zoned::now().date()
    }
}

/// Whole anniversaries of `from` passed by `to`; negative when `to` is earlier. 29 February's anniversary in a common
/// year is 1 March.
pub fn years_between(from: Date, to: Date) -> i64 {
    if to < from {
        return -years_between(to, from);
    }
    let years = i64::from(to.year()) - i64::from(from.year());
    let passed = (to.month(), to.day()) >= (from.month(), from.day());
    if passed { years } else { years - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_usual_forms() {
        let day = Date::new(2020, 1, 31).unwrap();
        for text in ["2020-01-31", "2020/1/31", "2020.1.31", "2020年1月31日"] {
            assert_eq!(parse_date(text), Some(day), "{text}");
        }
        for text in ["2020-02-30", "20-1-1", "2020-1", "2020-1-1-1", "二〇二〇年", "", "2020-13-01"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn counts_days() {
        let day = |days| day_after_1970(days).map(|d| d.to_string());
        assert_eq!(day(0).as_deref(), Some("1970-01-01"));
        assert_eq!(day(20_697).as_deref(), Some("2026-09-01"));
        assert_eq!(day(-1).as_deref(), Some("1969-12-31"));
        assert_eq!((day(i64::MAX), day(100_000_000)), (None, None));
    }

    #[test]
    fn counts_anniversaries() {
        let d = |t: &str| parse_date(t).unwrap();
        assert_eq!(years_between(d("2015-12-01"), d("2018-11-30")), 2);
        assert_eq!(years_between(d("2015-12-01"), d("2018-12-01")), 3);
        assert_eq!(years_between(d("2020-02-29"), d("2021-02-28")), 0);
        assert_eq!(years_between(d("2020-02-29"), d("2021-03-01")), 1);
        assert_eq!(years_between(d("2021-01-02"), d("2020-01-01")), -1);
    }
}
