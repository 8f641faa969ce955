//! One cell's text to a value, or what is wrong with it.

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::Message;
use crate::semantics::{Column, ColumnBound, ColumnType, Kind, KindValue};
use crate::value::{Date, Number, Unit, parse_date};

/// A value as read; numbers in base units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Read {
    Number(Number),
    Flag(bool),
    Kind(KindValue),
    Text(String),
    Date(Date),
    Empty,
}

/// How a header changes the reading of its column.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeaderUnit {
    /// The unit in the header's brackets, where it differs from the column's.
    pub unit: Option<Unit>,
    /// `（%）`: numbers are percentages.
    pub percent: bool,
}

/// Without surrounding blanks, the ideographic one too, composed (NFC).
pub(crate) fn trimmed(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{3000}' | '\u{FEFF}' | '\u{200B}'))
        .nfc()
        .collect()
}

/// Full-width digits, signs, points and commas as ASCII.
fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFF01 + 0x21).unwrap_or(c),
            '−' | '–' => '-',
            c => c,
        })
        .collect()
}

/// Reads a cell.
///
/// # Errors
/// What is wrong and what was expected, in words.
pub(crate) fn read(
    text: &str,
    column: &Column,
    kind: Option<&Kind>,
    header: &HeaderUnit,
) -> Result<Read, Message> {
    let text = trimmed(text);
    if text.is_empty() {
        return Ok(Read::Empty);
    }
    let placeholder = matches!(
        text.as_str(),
        "-" | "—"
            | "——"
            | "－"
            | "/"
            | "／"
            | "无"
            | "暂无"
            | "缺"
            | "不详"
            | "N/A"
            | "n/a"
            | "NA"
            | "#N/A"
            | "null"
            | "NULL"
    );
    if placeholder && !matches!(column.ty, ColumnType::Text) {
        return Err(Message::new("cell-placeholder"));
    }
    match column.ty {
        ColumnType::Text => Ok(Read::Text(text)),
        ColumnType::Flag => flag(&text).map(Read::Flag).ok_or_else(|| Message::new("cell-flag")),
        ColumnType::Date => {
            let date = parse_date(&half_width(&text)).ok_or_else(|| Message::new("cell-date"))?;
            bounded_date(date, column)?;
            Ok(Read::Date(date))
        }
        ColumnType::Kind(_) => kind_value(&text, kind).map(Read::Kind),
        ColumnType::Number | ColumnType::Count | ColumnType::Share => {
            number(&text, column, header).map(Read::Number)
        }
    }
}

/// A flag in the usual spellings.
pub(crate) fn flag(text: &str) -> Option<bool> {
    match half_width(text).to_lowercase().as_str() {
        "是" | "√" | "✓" | "✔" | "☑" | "true" | "yes" | "y" | "1" | "有" | "t" => Some(true),
        "否" | "×" | "✗" | "✘" | "x" | "false" | "no" | "n" | "0" | "没有" | "f" => Some(false),
        _ => None,
    }
}

fn kind_value(text: &str, kind: Option<&Kind>) -> Result<KindValue, Message> {
    let Some(kind) = kind else { return Err(Message::new("cell-kind").arg("values", "")) };
    let fold = |s: &str| s.nfkc().collect::<String>().to_lowercase();
    let found = kind.values.iter().position(|(id, label)| id == text || label == text);
    let found = found.or_else(|| {
        kind.values.iter().position(|(id, label)| fold(id) == fold(text) || fold(label) == fold(text))
    });
    found.and_then(|i| KindValue::try_from(i).ok()).ok_or_else(|| {
        let all: Vec<&str> = kind.values.iter().map(|(_, label)| label.as_str()).collect();
        Message::new("cell-kind").arg("values", all.join("、"))
    })
}

fn number(text: &str, column: &Column, header: &HeaderUnit) -> Result<Number, Message> {
    let plain: String = half_width(text).chars().filter(|c| *c != ' ' && *c != '\u{A0}').collect();
    let (digits, share) = if let Some(d) = plain.strip_suffix('%') {
        (d, Some(2))
    } else if let Some(d) = plain.strip_suffix('‰') {
        (d, Some(3))
    } else {
        (plain.as_str(), None)
    };
    let Ok(value) = Number::parse_decimal(digits) else { return Err(not_a_number(digits, column)) };
    let is_share = column.ty == ColumnType::Share;
    let value = match share {
        Some(places) => value * Number::scaled(1, places),
        None if header.percent => value * Number::scaled(1, 2),
        None => match &header.unit {
            Some(unit) => unit.to_base(&value),
            None => column.unit.to_base(&value),
        },
    };
    if column.ty == ColumnType::Count && (value.is_negative() || !column.unit.from_base(&value).is_integer())
    {
        return Err(Message::new("cell-count"));
    }
    if is_share && share.is_none() && !header.percent && (value.is_negative() || value > Number::one()) {
        return Err(Message::new("cell-share"));
    }
    let shown = |n: &Number| format!("{} {}", column.unit.from_base(n), column.unit.symbol).trim().to_owned();
    if let Some(ColumnBound::Number(min)) = &column.min
        && value < *min
    {
        return Err(Message::new("cell-below").arg("bound", shown(min)));
    }
    if let Some(ColumnBound::Number(max)) = &column.max
        && value > *max
    {
        return Err(Message::new("cell-above").arg("bound", shown(max)));
    }
    Ok(value)
}

fn bounded_date(date: Date, column: &Column) -> Result<(), Message> {
    if let Some(ColumnBound::Date(min)) = column.min
        && date < min
    {
        return Err(Message::new("cell-below").arg("bound", min));
    }
    if let Some(ColumnBound::Date(max)) = column.max
        && date > max
    {
        return Err(Message::new("cell-above").arg("bound", max));
    }
    Ok(())
}

/// Why a text is no number, as exactly as can be told.
fn not_a_number(text: &str, column: &Column) -> Message {
    let scientific =
        text.contains(['e', 'E']) && text.chars().all(|c| c.is_ascii_digit() || "eE+-.".contains(c));
    if scientific {
        return Message::new("cell-scientific");
    }
    let digits = text.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')).count();
    let rest: String = text.chars().skip(digits).collect();
    if digits > 0 && !rest.is_empty() && !rest.chars().any(|c| c.is_ascii_digit()) {
        return Message::new("cell-unit-inside").arg("unit", rest);
    }
    if text.contains(',') {
        return Message::new("cell-separators");
    }
    match column.ty {
        ColumnType::Count => Message::new("cell-count"),
        ColumnType::Share => Message::new("cell-share"),
        _ => Message::new("cell-number"),
    }
}
