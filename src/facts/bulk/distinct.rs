//! Whether the rows of a table have keys that differ.

use super::super::header::Schema;
use super::super::{ColumnData, Values};
use super::growing::{is_plain_code, plain_code_of_eight};
use super::layout::Layout;
use super::marks::{Marks, unquoted};
use super::straight::Run;
use crate::semantics::{ColumnIx, ColumnType, KindValue};

/// A part of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part<'t> {
    Text(&'t [u8]),
    Kind(KindValue),
}

/// Whether all codes that are not kept were found to be codes without anything to look into; none where two rows have one key.
pub(super) fn distinct(
    layout: &Layout,
    schema: &Schema<'_>,
    (text, marks): (&[u8], &Marks),
    (runs, columns): (&[Run], &[ColumnData]),
) -> Option<bool> {
    let whole = [Run { parent: 0, rows: 0..u32::try_from(marks.rows()).ok()? }];
    let groups = if layout.local { runs } else { &whole };
    if let [(column, cell)] = layout.own.as_slice()
        && schema.specs.get(column.ix())?.ty == ColumnType::Text
        && let Some(plain) = ascending(groups, text, marks, *cell)
    {
        return Some(plain);
    }
    let part = |row: u32, (column, cell): &(ColumnIx, usize)| match &columns.get(column.ix())?.values {
        Values::Kind(kinds) => kinds.get(row as usize).copied().map(Part::Kind),
        Values::Decimal { .. } | Values::Flag(_) | Values::Text(_) | Values::Date(_) => {
            let (start, end) = marks.cell(row as usize, *cell)?;
            unquoted(text.get(start..end)?).map(Part::Text)
        }
    };
    apart(groups, &layout.own, part)?;
    Some(false)
}

/// Finds that no two rows of a group have the same parts in their own columns.
pub(super) fn apart<'p>(
    groups: &[Run],
    own: &[(ColumnIx, usize)],
    part: impl Fn(u32, &(ColumnIx, usize)) -> Option<Part<'p>>,
) -> Option<()> {
    for group in groups {
        let key = |row: u32| own.iter().map(|own| part(row, own)).collect::<Option<Vec<_>>>();
        let mut keys: Vec<Vec<Part<'_>>> = group.rows.clone().map(key).collect::<Option<_>>()?;
        keys.sort_unstable();
        if keys.windows(2).any(|w| w.first() == w.last()) {
            return None;
        }
    }
    Some(())
}

/// Whether each code is longer than the one before it, or as long and behind it, in every group: then no two are the same. Says
/// whether all are plain; none where they are not in order.
fn ascending(groups: &[Run], text: &[u8], marks: &Marks, cell: usize) -> Option<bool> {
    if marks.quoted {
        return None;
    }
    let mut plain = true;
    for group in groups {
        let mut last = (0, 0u64);
        let mut before: (usize, usize) = (0, 0);
        for (start, end) in marks.cells_of(cell, group.rows.start as usize..group.rows.end as usize) {
            let len = end.wrapping_sub(start);
            let own = (len, short(text, start, len));
            if own.0 == last.0 && last.1.checked_add(1) == Some(own.1) && own.1 & 0xff <= u64::from(b'9') {
                // The next digit: behind the one before, and as plain as that.
                (last, before) = (own, (start, end));
                continue;
            }
            if len <= 8 {
                // A longer one before is behind it already.
                if own <= last {
                    return None;
                }
                plain &= plain_code_of_eight(own.1, len);
            } else {
                let (own, before) = (text.get(start..end)?, text.get(before.0..before.1)?);
                if (own.len(), own) <= (before.len(), before) {
                    return None;
                }
                plain &= is_plain_code(own);
            }
            (last, before) = (own, (start, end));
        }
    }
    Some(plain)
}

/// Up to eight bytes as a number, the first the highest; nothing of more or of none.
#[inline]
fn short(text: &[u8], start: usize, len: usize) -> u64 {
    if !(1..=8).contains(&len) {
        return 0;
    }
    match text.get(start..start + 8).and_then(|t| t.first_chunk::<8>()) {
        Some(chunk) => u64::from_be_bytes(*chunk) >> (8 * (8 - len)),
        // The text ends too soon to look at eight.
        None => {
            text.get(start..start + len).unwrap_or_default().iter().fold(0, |n, b| n << 8 | u64::from(*b))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bytes_are_a_code_as_any_are() {
        let tried = [
            "1", "a", "T001", "abc", "12345678", "A-1", "甲1", "", "a b1", "/1", ":1", "@1", "[1", "`1",
            "{1", "zZ9",
        ];
        for code in tried {
            let text = format!("{code},是,12345678");
            let found = plain_code_of_eight(short(text.as_bytes(), 0, code.len()), code.len());
            assert_eq!(short(code.as_bytes(), 0, code.len()), short(text.as_bytes(), 0, code.len()));
            assert_eq!(found, is_plain_code(code.as_bytes()), "{code}");
        }
        for byte in 0..=255u8 {
            let code = [b'1', byte];
            let text = [code.as_slice(), b",123456789"].concat();
            let found = plain_code_of_eight(short(&text, 0, 2), 2);
            assert_eq!(found, is_plain_code(&code), "{byte}");
        }
    }
}
