//! One cell: from the text in it to a typed value, or to what is wrong with it.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::decimal::Decimal;
use super::synonyms;
use super::text::{fold_width, nfc, trim, value_name};
use crate::diagnostic::Message;
use crate::semantics::{CheckedPack, Column, ColumnBound, ColumnType, Kind, KindValue};
use crate::source::QuickMap;
use crate::value::{Date, Number, Pattern, Unit, parse_date};

/// Most values of a kind that a message lists.
const LISTED: usize = 12;

/// A cell's value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Parsed<'a> {
    /// Nothing stands there.
    Blank,
    /// A small decimal in base units.
    Decimal { mantissa: i64, scale: u32 },
    /// Any other number in base units.
    Wide(Number),
    /// A truth value.
    Flag(bool),
    /// A kind's value.
    Kind(KindValue),
    /// A text.
    Text(Cow<'a, str>),
    /// A date.
    Date(Date),
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Problem {
    /// It is not of the column's type.
    Type { expected: Message, advice: Option<Message> },
    /// It is out of the column's bounds.
    Bound { above: bool, bound: String },
    /// It does not fit the column's pattern; what the column asks for in words.
    Pattern { asked: String },
}

/// What the cells of a column must be.
#[derive(Debug)]
pub(super) struct Spec {
    pub ty: ColumnType,
    /// The unit that the column is declared in.
    pub unit: Unit,
    pub min: Option<Bound>,
    pub max: Option<Bound>,
    /// Whether it is a code: of the key, or one that names the parent.
    pub code: bool,
    /// What a text must fit, with what the column's note says of it.
    pattern: Option<(Pattern, String)>,
    kind: Option<KindNames>,
}

/// A bound in a form that compares fast, and as it is shown.
#[derive(Debug)]
pub(super) struct Bound {
    value: BoundValue,
    shown: String,
}

#[derive(Debug)]
enum BoundValue {
    Number(Decimal),
    Date(Date),
}

/// The values of a kind by every spelling.
#[derive(Debug)]
struct KindNames {
    exact: QuickMap<String, KindValue>,
    /// By compared spelling; none where two values share it.
    alike: QuickMap<String, Option<KindValue>>,
    list: Vec<String>,
}

impl KindNames {
    fn new(kind: &Kind) -> Self {
        let (mut exact, mut alike) = (QuickMap::default(), QuickMap::<String, Option<KindValue>>::default());
        for ((id, label), value) in kind.values.iter().zip(0..) {
            for spelling in [id, label] {
                exact.entry(spelling.clone()).or_insert(value);
                let slot = alike.entry(value_name(spelling)).or_insert(Some(value));
                if *slot != Some(value) {
                    *slot = None;
                }
            }
        }
        for (alias, value) in &kind.aliases {
            exact.entry(alias.clone()).or_insert(*value);
            // A value's own name comes before what only is like it.
            alike.entry(value_name(alias)).or_insert(Some(*value));
        }
        let list = kind.values.iter().map(|(_, label)| label.clone()).collect();
        KindNames { exact, alike, list }
    }

    fn find(&self, text: &str) -> Option<KindValue> {
        let alike = |text: &str| self.alike.get(text).copied().flatten();
        self.exact.get(text).copied().or_else(|| {
            let name = value_name(text);
            // Ⅲ级 is Ⅲ.
            alike(&name).or_else(|| name.strip_suffix(['级', '等']).and_then(alike))
        })
    }

    fn expected(&self) -> Message {
        let mut shown: Vec<&str> = self.list.iter().take(LISTED).map(String::as_str).collect();
        if self.list.len() > LISTED {
            shown.push("…");
        }
        Message::new("expected-kind").names("values", &shown)
    }
}

/// The size of the unit that cells are given in, and whether the header gave it.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    /// How many base units one is.
    pub factor: Decimal,
    /// Whether the header named it.
    pub from_header: bool,
    /// Its symbol.
    pub symbol: String,
}

impl Scale {
    /// The scale of a unit.
    pub fn of(unit: &Unit, from_header: bool) -> Self {
        Scale { factor: Decimal::of(unit.scale.clone()), from_header, symbol: unit.symbol.to_string() }
    }
}

impl Spec {
    /// What a pack says of a column.
    pub fn new(pack: &CheckedPack, column: &Column, code: bool) -> Self {
        let bound = |bound: &ColumnBound| match bound {
            ColumnBound::Number(n) => Bound {
                value: BoundValue::Number(Decimal::of(n.clone())),
                shown: quantity(&column.unit.from_base(n), &column.unit.symbol),
            },
            ColumnBound::Date(date) => Bound { value: BoundValue::Date(*date), shown: date.to_string() },
        };
        let kind = column.ty.kind().and_then(|kind| pack.kind(kind)).map(KindNames::new);
        Spec {
            ty: column.ty,
            unit: column.unit.clone(),
            min: column.min.as_ref().map(bound),
            max: column.max.as_ref().map(bound),
            code,
            pattern: column.pattern.as_ref().map(|p| {
                let asked = column.note.as_deref().unwrap_or_else(|| p.text());
                (p.clone(), asked.to_owned())
            }),
            kind,
        }
    }

    /// Whether texts are to be held against a pattern.
    pub fn has_pattern(&self) -> bool {
        self.pattern.is_some()
    }

    /// Whether its cells are numbers.
    pub fn is_number(&self) -> bool {
        matches!(self.ty, ColumnType::Number | ColumnType::Count | ColumnType::Share)
    }

    /// Whether any whole number from zero on is a value, in base units.
    pub fn admits_any_count(&self) -> bool {
        let low = self.min.as_ref().is_none_or(|m| match &m.value {
            BoundValue::Number(least) => least.is_negative() || *least == ZERO,
            BoundValue::Date(_) => false,
        });
        matches!(self.ty, ColumnType::Number | ColumnType::Count) && low && self.max.is_none()
    }

    /// Reads a cell.
    pub fn read<'a>(&self, raw: &'a str, scale: &Scale) -> Result<Parsed<'a>, Problem> {
        let text = trim(raw);
        if text.is_empty() {
            return Ok(Parsed::Blank);
        }
        match self.ty {
            ColumnType::Text => self.text(text),
            ColumnType::Flag => flag(text).map(Parsed::Flag).ok_or_else(|| Problem::Type {
                expected: Message::new("expected-flag"),
                advice: placeholder(text, false),
            }),
            ColumnType::Kind(_) => self.kind_value(text),
            ColumnType::Date => {
                let date = date(text)?;
                self.within(&BoundValue::Date(date))?;
                Ok(Parsed::Date(date))
            }
            ColumnType::Number | ColumnType::Count | ColumnType::Share => {
                let value = self.number(text, scale)?;
                let value = BoundValue::Number(value);
                self.within(&value)?;
                Ok(match value {
                    BoundValue::Number(Decimal::Small { mantissa, scale }) => {
                        Parsed::Decimal { mantissa, scale }
                    }
                    BoundValue::Number(Decimal::Wide(number)) => Parsed::Wide(number),
                    BoundValue::Date(_) => Parsed::Blank,
                })
            }
        }
    }

    fn text<'a>(&self, text: &'a str) -> Result<Parsed<'a>, Problem> {
        // `="001"` is how a file keeps a spreadsheet from taking a code for a number.
        let inner = text.strip_prefix("=\"").and_then(|t| t.strip_suffix('"')).unwrap_or(text);
        if !self.code {
            return self.fitting(nfc(inner));
        }
        let inner = trim(inner);
        let advice = if scientific(inner) {
            Some(Message::new("advice-code-changed"))
        } else {
            placeholder(inner, false).map(|_| Message::new("advice-code-needed"))
        };
        if advice.is_some() {
            return Err(Problem::Type { expected: Message::new("expected-code"), advice });
        }
        self.fitting(match fold_width(inner) {
            Cow::Borrowed(same) => nfc(same),
            Cow::Owned(folded) => Cow::Owned(nfc(&folded).into_owned()),
        })
    }

    /// A text, if it fits the column's pattern.
    fn fitting<'a>(&self, text: Cow<'a, str>) -> Result<Parsed<'a>, Problem> {
        match &self.pattern {
            Some((pattern, asked)) if !pattern.fits(&text) => Err(Problem::Pattern { asked: asked.clone() }),
            _ => Ok(Parsed::Text(text)),
        }
    }

    fn kind_value(&self, text: &str) -> Result<Parsed<'static>, Problem> {
        let Some(names) = &self.kind else { return Ok(Parsed::Blank) };
        names.find(text).map(Parsed::Kind).ok_or_else(|| {
            let list: Vec<&str> = names.list.iter().map(String::as_str).collect();
            let meant = synonyms::values(text, &list);
            let advice = match meant.as_slice() {
                [] => None,
                [one] => Some(Message::new("help-did-you-mean").arg("name", one)),
                several => Some(Message::new("advice-which").arg("names", several.join("`、`"))),
            };
            Problem::Type { expected: names.expected(), advice: advice.or_else(|| placeholder(text, false)) }
        })
    }

    fn number(&self, text: &str, scale: &Scale) -> Result<Decimal, Problem> {
        let wrong = |advice| Problem::Type { expected: self.expected(), advice };
        if let Some(number) = Decimal::parse(text) {
            let share = self.ty == ColumnType::Share;
            if share && !scale.from_header {
                let out = number.is_negative() || number.compare(&ONE) == Ordering::Greater;
                let percent = || Message::new("advice-percent").arg("value", format!("{}%", number.number()));
                return if out { Err(wrong((!number.is_negative()).then(percent))) } else { Ok(number) };
            }
            let number = number.times(&scale.factor);
            let fits = self.ty != ColumnType::Count || (number.is_whole() && !number.is_negative());
            return if fits { Ok(number) } else { Err(wrong(None)) };
        }
        let folded = fold_width(text);
        let (body, places) = match (folded.strip_suffix('%'), folded.strip_suffix('‰')) {
            (Some(body), _) => (body, 2),
            (_, Some(body)) => (body, 3),
            _ => return Err(wrong(self.number_advice(&folded, scale))),
        };
        let Some(number) = Decimal::parse(trim(body)) else { return Err(wrong(None)) };
        // `85%` is 0.85 whatever the unit says, which only a plain number can be.
        if !self.unit.dimensions.is_none() {
            return Err(wrong(Some(unit_advice(scale))));
        }
        let number = number.times(&Decimal::Small { mantissa: 1, scale: places });
        let fits = self.ty != ColumnType::Count || (number.is_whole() && !number.is_negative());
        if fits { Ok(number) } else { Err(wrong(None)) }
    }

    /// What a number should have been.
    fn expected(&self) -> Message {
        Message::new(match self.ty {
            ColumnType::Count => "expected-count",
            ColumnType::Share => "expected-share",
            ColumnType::Number
            | ColumnType::Flag
            | ColumnType::Text
            | ColumnType::Date
            | ColumnType::Kind(_) => "expected-number",
        })
    }

    fn number_advice(&self, text: &str, scale: &Scale) -> Option<Message> {
        if scientific(text) {
            return Some(Message::new("advice-scientific"));
        }
        if let Some(advice) = placeholder(text, true) {
            return Some(advice);
        }
        let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+');
        let rest = text.trim_start_matches(digits);
        let starts = rest.len() < text.len();
        let money = text.starts_with(['¥', '￥', '$', '€']);
        if money
            || (starts && rest.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || "/²³".contains(c)))
        {
            return (!rest.is_empty() || money)
                .then(|| unit_advice(scale))
                .or_else(|| text.contains(',').then(|| Message::new("advice-thousands")));
        }
        text.contains(',').then(|| Message::new("advice-thousands"))
    }

    fn within(&self, value: &BoundValue) -> Result<(), Problem> {
        let compare = |bound: &BoundValue| match (value, bound) {
            (BoundValue::Number(v), BoundValue::Number(b)) => v.compare(b),
            (BoundValue::Date(v), BoundValue::Date(b)) => v.cmp(b),
            _ => Ordering::Equal,
        };
        if let Some(min) = self.min.as_ref().filter(|m| compare(&m.value) == Ordering::Less) {
            return Err(Problem::Bound { above: false, bound: min.shown.clone() });
        }
        if let Some(max) = self.max.as_ref().filter(|m| compare(&m.value) == Ordering::Greater) {
            return Err(Problem::Bound { above: true, bound: max.shown.clone() });
        }
        Ok(())
    }
}

const ZERO: Decimal = Decimal::Small { mantissa: 0, scale: 0 };
const ONE: Decimal = Decimal::Small { mantissa: 1, scale: 0 };

/// A number with its unit, as messages write it.
fn quantity(number: &Number, symbol: &str) -> String {
    match symbol {
        "" | "%" | "‰" => format!("{number}{symbol}"),
        _ => format!("{number} {symbol}"),
    }
}

fn unit_advice(scale: &Scale) -> Message {
    if scale.symbol.is_empty() {
        Message::new("advice-number-alone")
    } else {
        Message::new("advice-number-in-unit").arg("unit", &scale.symbol)
    }
}

/// `9.90001E+09`: what a spreadsheet makes of a long number.
fn scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let exponent = exponent.strip_prefix('+').or(exponent.strip_prefix('-')).filter(|e| digits(e));
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    exponent.is_some() && mantissa.split('.').count() <= 2 && mantissa.split('.').all(digits)
}

/// What to do about a sign that people write where there is no value, or that a spreadsheet writes for an error.
fn placeholder(text: &str, number: bool) -> Option<Message> {
    const NOTHING: [&str; 24] = [
        "-", "--", "—", "——", "–", "－", "/", "／", "\\", "无", "暂无", "没有", "缺", "空", "未知", "不详",
        "未填", "n/a", "na", "#n/a", "null", "none", "nan", "?",
    ];
    // Nothing of it begins with a digit, as most that is asked about does.
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let lower = text.to_lowercase();
    if NOTHING.contains(&lower.as_str()) || lower == "？" {
        return Some(Message::new(if number { "advice-blank-or-zero" } else { "advice-blank" }));
    }
    let formula = lower.starts_with('#') && lower.len() > 2 && lower.is_ascii();
    formula.then(|| Message::new("advice-formula-error"))
}

/// 是/否 and the other ways of writing it.
pub(super) fn flag(text: &str) -> Option<bool> {
    let folded = fold_width(text);
    Some(match &*folded {
        "是" | "√" | "✓" | "✔" | "☑" | "✅" | "1" => true,
        "否" | "×" | "✗" | "✘" | "☒" | "❌" | "✕" | "✖" | "0" => false,
        other => match other.to_ascii_lowercase().as_str() {
            "true" | "yes" | "y" => true,
            "false" | "no" | "n" => false,
            _ => return None,
        },
    })
}

fn date(text: &str) -> Result<Date, Problem> {
    let folded = fold_width(text);
    // A spreadsheet writes midnight behind a date.
    let day = match folded.split_once([' ', 'T']) {
        Some((day, time)) if time.trim().bytes().all(|b| matches!(b, b'0' | b':' | b'.')) => day,
        _ => &*folded,
    };
    parse_date(day).ok_or_else(|| {
        let serial = folded.len() == 5 && folded.bytes().all(|b| b.is_ascii_digit());
        let advice =
            if serial { Some(Message::new("advice-day-number")) } else { placeholder(&folded, false) };
        Problem::Type { expected: Message::new("expected-date"), advice }
    })
}
