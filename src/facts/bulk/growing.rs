//! A column that is read straight from bytes: plain as long as all its cells are.

use std::sync::Arc;

use super::super::cell::{Parsed, Spec};
use super::super::column::ColumnBuilder;
use super::super::decimal::Decimal;
use super::super::header::{Bound, Schema};
use super::super::table::Plan;
use super::super::{Bits, ColumnData, Values};
use super::marks::{Marks, unquoted};
use crate::semantics::{ColumnIx, ColumnType, KindValue};
use crate::source::MAX_CELL_BYTES;

/// Longest run of digits that is read without care for overflow.
const DIGITS: usize = 17;
/// Most spellings of a kind or flag that are kept; most columns are written in one or two ways.
pub(super) const SPELLINGS: usize = 16;

/// Eight bytes from `start` on, the first the lowest; those past the text's end are zero.
#[inline]
pub(super) fn eight(text: &[u8], start: usize) -> u64 {
    match text.get(start..start + 8).and_then(|t| t.first_chunk::<8>()) {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => {
            text.get(start..).unwrap_or_default().iter().rev().fold(0, |word, b| word << 8 | u64::from(*b))
        }
    }
}

/// The number that plain digits from `start` to `end` are.
#[inline]
pub(super) fn digits(text: &[u8], start: usize, end: usize) -> Option<i64> {
    let len = end.wrapping_sub(start);
    if !(1..=8).contains(&len) {
        return slowly(text.get(start..end)?);
    }
    number_of(eight(text, start), 8 * (8 - len as u32))
}

/// The number that the first bytes of a word are, as digits: those that are left when it is moved up by so many bits.
#[inline]
pub(super) fn number_of(word: u64, shift: u32) -> Option<i64> {
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    const HIGH: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    // The last digit as the highest byte; what is not there counts as zeros.
    let digits = (word ^ ZEROS) << shift;
    if (digits | digits.wrapping_add(0x0606_0606_0606_0606)) & HIGH != 0 {
        return None;
    }
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let (odd, even) = (pairs & 0x0000_00ff_0000_00ff, (pairs >> 16) & 0x0000_00ff_0000_00ff);
    let odd = odd.wrapping_mul(100 + (1_000_000 << 32));
    let even = even.wrapping_mul(1 + (10_000 << 32));
    Some((odd.wrapping_add(even) >> 32) as i64)
}

#[cold]
fn slowly(cell: &[u8]) -> Option<i64> {
    if cell.is_empty() || cell.len() > DIGITS {
        return None;
    }
    cell.iter().try_fold(0i64, |value, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit <= 9).then(|| value * 10 + i64::from(digit))
    })
}

/// The decimal that digits with one point among them are.
fn decimal(cell: &[u8]) -> Option<(i64, u32)> {
    let point = cell.iter().position(|b| *b == b'.')?;
    let (whole, part) = (cell.get(..point)?, cell.get(point + 1..)?);
    if whole.is_empty() || part.is_empty() || cell.len() > DIGITS {
        return None;
    }
    let (mantissa, scale) = (slowly(whole)?, u32::try_from(part.len()).ok()?);
    Some((mantissa.checked_mul(10i64.checked_pow(scale)?)?.checked_add(slowly(part)?)?, scale))
}

/// Reads cells of plain digits; the first that is not.
fn numbers(
    mantissas: &mut Vec<i64>,
    text: &[u8],
    cells: &mut impl Iterator<Item = (usize, usize)>,
) -> Option<(usize, usize)> {
    let mut unusual = None;
    mantissas.extend(cells.map_while(|(start, end)| {
        let found = digits(text, start, end);
        if found.is_none() {
            unusual = Some((start, end));
        }
        found
    }));
    unusual
}

/// Reads cells of digits with or without a point; the first that is not.
fn decimals(
    mantissas: &mut Vec<i64>,
    scale: &mut u32,
    text: &[u8],
    cells: &mut impl Iterator<Item = (usize, usize)>,
) -> Option<(usize, usize)> {
    cells.find(|(start, end)| {
        let cell = text.get(*start..*end).unwrap_or_default();
        let found = decimal(cell).or_else(|| slowly(cell).map(|whole| (whole, 0)));
        found.is_none_or(|number| grown(mantissas, scale, number).is_none())
    })
}

/// Reads cells that are spelled as one was before; the first that is not.
fn spelled(
    text: &[u8],
    cells: &mut impl Iterator<Item = (usize, usize)>,
    seen: &[(&[u8], KindValue)],
    mut take: impl FnMut(KindValue),
) -> Option<(usize, usize)> {
    // Most cells are spelled as the one before; short ones are compared as one word.
    let (mut last, mut value) = ((0, 0), 0);
    for (start, end) in cells {
        let len = end.wrapping_sub(start);
        let own = (len, if (1..=8).contains(&len) { eight(text, start) << (8 * (8 - len)) } else { 0 });
        if own.1 == 0 || own != last {
            let cell = text.get(start..end).unwrap_or_default();
            match seen.iter().find(|(spelling, _)| *spelling == cell) {
                Some((_, found)) => (last, value) = (own, *found),
                None => return Some((start, end)),
            }
        }
        take(value);
    }
    None
}

/// A column while it grows.
enum Growing {
    /// Decimals of one scale.
    Numbers {
        mantissas: Vec<i64>,
        scale: u32,
    },
    Kinds(Vec<KindValue>),
    Flags {
        words: Vec<u64>,
        len: usize,
    },
    Any(Box<ColumnBuilder>),
}

/// How one column of a text is read.
pub(super) struct Reader<'a> {
    header: &'a Plan,
    column: ColumnIx,
    spec: &'a Spec,
    bound: &'a Bound,
    required: bool,
}

/// A cell without quotation marks around it; none where some stand in it.
fn bare(text: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
    let (cell, inner) = (text.get(start..end)?, unquoted(text.get(start..end)?)?);
    let cut = (cell.len() - inner.len()) / 2;
    Some((start + cut, end - cut))
}

/// Whether a cell of a marked text is one of text at all: its marks say that no line ends in it.
pub(super) fn is_text(cell: &[u8], marks: &Marks) -> bool {
    let short = cell.len() <= MAX_CELL_BYTES;
    if marks.quoted {
        sound(cell).is_some()
    } else {
        short && (cell.is_ascii() || std::str::from_utf8(cell).is_ok())
    }
}

/// A cell as text, if nothing in it has to do with lines and quotation.
pub(super) fn sound(cell: &[u8]) -> Option<&str> {
    if cell.len() > MAX_CELL_BYTES || cell.contains(&b'\r') {
        return None;
    }
    std::str::from_utf8(unquoted(cell)?).ok()
}

impl<'a> Reader<'a> {
    /// Of a column that a file has.
    pub fn new(schema: &'a Schema<'_>, header: &'a Plan, column: ColumnIx) -> Option<Self> {
        let declared = schema.entity.columns.get(column.ix())?;
        let required = declared.required || header.codes.contains(&column);
        let bound = header.bound.get(column.ix())?.as_ref()?;
        Some(Reader { header, column, spec: schema.specs.get(column.ix())?, bound, required })
    }

    /// What a cell says; none where that is for the small case to say.
    fn parsed<'c>(&self, raw: &'c str) -> Option<Parsed<'c>> {
        let parsed = self.spec.read(raw, &self.bound.scale).ok()?;
        (!(self.required && parsed == Parsed::Blank)).then_some(parsed)
    }

    /// Which cell of a line it is.
    pub fn cell(&self) -> usize {
        self.bound.cell
    }

    /// The values of no cells.
    pub fn empty(&self) -> Values {
        ColumnBuilder::new(self.spec.ty).data.values
    }

    /// Whether plain digits need no more checks than being digits.
    pub fn counts(&self) -> bool {
        self.bound.scale.factor == Decimal::Small { mantissa: 1, scale: 0 } && self.spec.admits_any_count()
    }

    /// What a kind's or flag's cell says.
    pub fn spelled(&self, cell: &[u8]) -> Option<KindValue> {
        match self.parsed(sound(cell)?)? {
            Parsed::Kind(value) => Some(value),
            Parsed::Flag(flag) => Some(KindValue::from(flag)),
            Parsed::Blank | Parsed::Decimal { .. } | Parsed::Wide(_) | Parsed::Text(_) | Parsed::Date(_) => {
                None
            }
        }
    }

    /// Reads the column's cells, of a type other than text.
    pub fn values(&self, text: &[u8], marks: &Marks) -> Option<ColumnData> {
        let rows = marks.rows();
        let cells = marks.cells(self.bound.cell);
        let ty = self.spec.ty;
        let mut growing = match ty {
            ColumnType::Number | ColumnType::Count if self.counts() => {
                Growing::Numbers { mantissas: Vec::with_capacity(rows), scale: 0 }
            }
            ColumnType::Kind(_) => Growing::Kinds(Vec::with_capacity(rows)),
            ColumnType::Flag => Growing::Flags { words: Vec::with_capacity(rows.div_ceil(64)), len: 0 },
            ColumnType::Number
            | ColumnType::Count
            | ColumnType::Share
            | ColumnType::Text
            | ColumnType::Date => Growing::Any(Box::new(ColumnBuilder::new(ty))),
        };
        let mut seen: Vec<(&[u8], KindValue)> = Vec::new();
        if marks.quoted {
            let bare: Option<Vec<(usize, usize)>> =
                cells.map(|(start, end)| bare(text, start, end)).collect();
            growing = self.grow(growing, text, &mut bare?.into_iter(), &mut seen)?;
        } else {
            growing = self.grow(growing, text, &mut { cells }, &mut seen)?;
        }
        Some(ColumnData { supplied: true, ..growing.data() })
    }

    /// Takes plain cells in short loops, and each other cell by itself.
    fn grow<'t>(
        &self,
        mut growing: Growing,
        text: &'t [u8],
        cells: &mut impl Iterator<Item = (usize, usize)>,
        seen: &mut Vec<(&'t [u8], KindValue)>,
    ) -> Option<Growing> {
        loop {
            let unusual = match &mut growing {
                Growing::Numbers { mantissas, scale: 0 } => numbers(mantissas, text, cells),
                Growing::Kinds(list) => spelled(text, cells, seen, |value| list.push(value)),
                Growing::Flags { words, len } => {
                    spelled(text, cells, seen, |value| push_bit(words, len, value == 1))
                }
                Growing::Numbers { mantissas, scale } => decimals(mantissas, scale, text, cells),
                Growing::Any(_) => cells.next(),
            };
            let Some((start, end)) = unusual else { return Some(growing) };
            growing = self.unusual(growing, text.get(start..end)?, seen)?;
        }
    }

    /// A cell that takes a closer look.
    #[cold]
    fn unusual<'t>(
        &self,
        mut growing: Growing,
        cell: &'t [u8],
        seen: &mut Vec<(&'t [u8], KindValue)>,
    ) -> Option<Growing> {
        let ty = self.spec.ty;
        if let Growing::Numbers { mantissas, scale } = &mut growing {
            let found = slowly(cell).map(|n| (n, 0));
            let found = found.or_else(|| decimal(cell).filter(|_| ty == ColumnType::Number));
            if found.is_some_and(|number| grown(mantissas, scale, number).is_some()) {
                return Some(growing);
            }
        }
        let parsed = self.parsed(sound(cell)?)?;
        let value = match parsed {
            Parsed::Kind(value) => Some(value),
            Parsed::Flag(flag) => Some(KindValue::from(flag)),
            Parsed::Blank | Parsed::Decimal { .. } | Parsed::Wide(_) | Parsed::Text(_) | Parsed::Date(_) => {
                None
            }
        };
        match (&mut growing, value) {
            (Growing::Kinds(list), Some(value)) => list.push(value),
            (Growing::Flags { words, len }, Some(value)) => push_bit(words, len, value == 1),
            _ => {
                let mut built = ColumnBuilder::of(growing.data());
                built.push(parsed);
                return Some(Growing::Any(Box::new(built)));
            }
        }
        if seen.len() < SPELLINGS {
            seen.push((cell, value?));
        }
        Some(growing)
    }

    /// Looks into the cells of a text column and keeps them if that is asked for.
    pub fn texts(&self, text: &[u8], marks: &Marks, keep: bool) -> Option<ColumnData> {
        let (mut kept, mut words, mut len) = (Texts::new(), Vec::new(), 0);
        let code = self.header.codes.contains(&self.column);
        let patterned = self.spec.has_pattern();
        for (start, end) in marks.cells(self.bound.cell) {
            let cell = text.get(start..end)?;
            let plain = !patterned && is_plain_code(cell);
            if plain && !keep {
                continue;
            }
            let raw = if plain { std::str::from_utf8(cell).ok()? } else { sound(cell)? };
            let parsed = if plain && code { Parsed::Text(raw.into()) } else { self.parsed(raw)? };
            // As it stands: else two codes that differ may be one.
            if code && !matches!(&parsed, Parsed::Text(text) if **text == *raw) {
                return None;
            }
            if keep {
                let (text, known) = match parsed {
                    Parsed::Text(text) => (text, true),
                    Parsed::Blank
                    | Parsed::Decimal { .. }
                    | Parsed::Wide(_)
                    | Parsed::Flag(_)
                    | Parsed::Kind(_)
                    | Parsed::Date(_) => ("".into(), false),
                };
                kept.push(&text);
                push_bit(&mut words, &mut len, known);
            }
        }
        let (values, valid) = (Values::Text(kept.list), Bits::of(words, len));
        Some(ColumnData { supplied: true, values, valid, bad: Default::default() })
    }
}

/// Texts of a column that are kept: many rows have the same, such as the codes of classes, and share one.
pub(super) struct Texts {
    /// Each row's.
    pub list: Vec<Arc<str>>,
    /// The last text of each place.
    recent: Vec<Option<Arc<str>>>,
}

impl Texts {
    /// How many texts may be shared at a time; a power of two.
    const PLACES: usize = 1024;

    /// None yet.
    pub fn new() -> Self {
        Texts { list: Vec::new(), recent: vec![None; Texts::PLACES] }
    }

    /// Appends a text.
    pub fn push(&mut self, text: &str) {
        let place = Texts::place(text.as_bytes());
        let found = match self.recent.get_mut(place) {
            Some(Some(recent)) if **recent == *text => recent.clone(),
            Some(slot) => slot.insert(text.into()).clone(),
            None => text.into(),
        };
        self.list.push(found);
    }

    /// Appends a cell; none where it is no text.
    pub fn push_bytes(&mut self, cell: &[u8]) -> Option<()> {
        self.push(std::str::from_utf8(cell).ok()?);
        Some(())
    }

    /// By a text's last bytes, which are those that differ from row to row.
    fn place(text: &[u8]) -> usize {
        let tail = text.len().saturating_sub(8);
        let word =
            text.get(tail..).unwrap_or_default().iter().fold(0u64, |word, b| word << 8 | u64::from(*b));
        (word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize % Texts::PLACES
    }
}

/// Whether a cell is a code without anything to look into: letters and digits, at least one of these.
pub(super) fn is_plain_code(raw: &[u8]) -> bool {
    if raw.is_empty() || raw.len() > 64 {
        return false;
    }
    let (words, rest) = raw.as_chunks::<8>();
    let (mut sound, mut digits) = (true, false);
    let mut take = |word: u64, len: usize| {
        let (alone, digit) = letters_and_digits(word, len);
        sound &= alone;
        digits |= digit;
    };
    words.iter().for_each(|word| take(u64::from_be_bytes(*word), 8));
    if !rest.is_empty() {
        take(rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)), rest.len());
    }
    sound && digits
}

/// [`is_plain_code`] of one to eight bytes, the last of them the lowest.
#[inline]
pub(super) fn plain_code_of_eight(word: u64, len: usize) -> bool {
    let (sound, digits) = letters_and_digits(word, len);
    sound && digits
}

/// Whether the lowest bytes of a word are letters and digits alone, and whether any is a digit.
#[inline]
fn letters_and_digits(word: u64, len: usize) -> (bool, bool) {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    if len == 0 {
        return (true, false);
    }
    let used = u64::MAX >> (8 * (8 - len.min(8)));
    // Bytes that are not there count as digits.
    let word = (word & used) | ((u64::from(b'0') * EACH) & !used);
    // The high bit of each byte that is this or above; no byte borrows from the next, since none is beyond 127.
    let from = |word: u64, byte: u8| (word | HIGH).wrapping_sub(u64::from(byte) * EACH) & HIGH;
    let digit = from(word, b'0') & !from(word, b'9' + 1);
    let lower = word | (0x20 * EACH);
    let letter = from(lower, b'a') & !from(lower, b'z' + 1);
    (word & HIGH == 0 && digit | letter == HIGH, digit & used != 0)
}

#[inline]
pub(super) fn push_bit(words: &mut Vec<u64>, len: &mut usize, value: bool) {
    let bit = *len % 64;
    if bit == 0 {
        words.push(0);
    }
    if let Some(last) = words.last_mut() {
        *last |= u64::from(value) << bit;
    }
    *len += 1;
}

/// Appends a decimal; the scale grows with its digits. None where the mantissas would not fit.
fn grown(mantissas: &mut Vec<i64>, scale: &mut u32, (mantissa, digits): (i64, u32)) -> Option<()> {
    if digits > *scale {
        let factor = 10i64.checked_pow(digits - *scale)?;
        let greatest = mantissas.iter().copied().max().unwrap_or(0);
        greatest.checked_mul(factor)?;
        mantissas.iter_mut().for_each(|m| *m *= factor);
        *scale = digits;
    }
    mantissas.push(mantissa.checked_mul(10i64.checked_pow(*scale - digits)?)?);
    Some(())
}

impl Growing {
    /// All of it.
    fn data(self) -> ColumnData {
        let (values, len) = match self {
            Growing::Any(built) => return built.data,
            Growing::Numbers { mantissas, scale } => {
                let len = mantissas.len();
                (Values::Decimal { scale, mantissas, wide: Default::default() }, len)
            }
            Growing::Kinds(list) => {
                let len = list.len();
                (Values::Kind(list), len)
            }
            Growing::Flags { words, len } => (Values::Flag(Bits::of(words, len)), len),
        };
        ColumnData { supplied: true, values, valid: Bits::filled(len, true), bad: Default::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_eight_at_a_time() {
        for number in
            [0i64, 7, 42, 365, 9_999, 12_345, 123_456, 1_234_567, 12_345_678, 99_999_999, 123_456_789]
        {
            for before in ["", "是,", "12345678,"] {
                let text = format!("{before}{number}");
                assert_eq!(digits(text.as_bytes(), before.len(), text.len()), Some(number), "{text}");
            }
        }
        for bad in ["", "4x", "x4", " 4", "4.0", "-4", "/", ":", "４", "123456789012345678"] {
            let text = format!("12345678{bad}");
            assert_eq!(digits(text.as_bytes(), 8, text.len()), None, "{bad}");
        }
        assert_eq!(digits(b"00000000000000042", 0, 17), Some(42));
    }

    #[test]
    fn every_byte_beside_the_digits_is_seen() {
        for byte in 0..=255u8 {
            for at in 0..8 {
                let mut text = *b"12345678";
                text[at] = byte;
                let found = digits(&text, 0, 8);
                assert_eq!(found.is_some(), byte.is_ascii_digit(), "{byte} at {at}");
            }
        }
    }

    #[test]
    fn decimals_keep_their_digits() {
        assert_eq!(decimal(b"12.5"), Some((125, 1)));
        assert_eq!(decimal(b"0.050"), Some((50, 3)));
        for bad in ["12", ".5", "5.", "1.2.3", "-1.5", "1.5 ", "123456789012.345678"] {
            assert_eq!(decimal(bad.as_bytes()), None, "{bad}");
        }
        let (mut mantissas, mut scale) = (vec![1, 2], 0);
        assert!(grown(&mut mantissas, &mut scale, (25, 1)).is_some());
        assert!(grown(&mut mantissas, &mut scale, (3, 0)).is_some());
        assert_eq!((mantissas.as_slice(), scale), ([10, 20, 25, 30].as_slice(), 1));
        assert!(grown(&mut vec![i64::MAX / 2], &mut 0, (1, 1)).is_none());
    }
}
