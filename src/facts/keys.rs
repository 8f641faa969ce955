//! Keys: how rows are found by their codes.

use super::{ColumnData, Values};
use crate::semantics::{CheckedPack, ColumnIx, ColumnType, Entity, EntityIx};
use crate::source::QuickMap;

/// Stands between the parts of a key.
const SEPARATOR: char = '\u{1f}';
/// Few keys are longer, in bytes.
const USUAL: usize = 32;

/// The key in some columns of a row; nothing where a part is missing. Kinds are written by the ids of their values.
pub(super) fn key(
    pack: &CheckedPack,
    entity: &Entity,
    columns: &[&ColumnData],
    names: &[ColumnIx],
    row: u32,
) -> Option<String> {
    let mut out = String::with_capacity(USUAL);
    for (i, (data, name)) in columns.iter().zip(names).enumerate() {
        if i > 0 {
            out.push(SEPARATOR);
        }
        part(pack, entity, data, *name, row, &mut out)?;
    }
    Some(out)
}

/// Writes one part.
fn part(
    pack: &CheckedPack,
    entity: &Entity,
    data: &ColumnData,
    name: ColumnIx,
    row: u32,
    out: &mut String,
) -> Option<()> {
    let at = row as usize;
    if !data.valid.get(at) {
        return None;
    }
    match &data.values {
        Values::Text(list) => out.push_str(list.get(at)?),
        Values::Kind(list) => {
            let ColumnType::Kind(kind) = entity.columns.get(name.ix())?.ty else { return None };
            let values = &pack.kind(kind)?.values;
            out.push_str(&values.get(usize::from(*list.get(at)?))?.0);
        }
        Values::Date(list) => out.push_str(&list.get(at)?.to_string()),
        Values::Flag(bits) => out.push(if bits.get(at) { '1' } else { '0' }),
        Values::Decimal { scale, mantissas, wide } => {
            let number = match wide.get(&row) {
                Some(number) => number.clone(),
                None => crate::value::Number::scaled(*mantissas.get(at)?, *scale),
            };
            out.push_str(&number.to_string());
        }
    }
    Some(())
}

/// The columns of an entity that hold the key of one of its ancestors, if it has them all.
pub(super) fn columns_for(pack: &CheckedPack, entity: EntityIx, ancestor: EntityIx) -> Option<Vec<ColumnIx>> {
    let mut columns = pack.entity(entity)?.parent_link.clone();
    let mut at = pack.entity(entity)?.parent?;
    while at != ancestor {
        let between = pack.entity(at)?;
        let through = |c: &ColumnIx| {
            let part = between.key.iter().position(|k| k == c)?;
            columns.get(part).copied()
        };
        columns = between.parent_link.iter().map(through).collect::<Option<_>>()?;
        at = between.parent?;
    }
    Some(columns)
}

/// The parts of a key.
pub(super) fn parts(key: &str) -> impl Iterator<Item = &str> {
    key.split(SEPARATOR)
}

/// A key from its parts.
pub(super) fn join<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for (i, part) in parts.into_iter().enumerate() {
        if i > 0 {
            out.push(SEPARATOR);
        }
        out.push_str(part);
    }
    out
}

/// A key as people read it: parts joined by `/`, kinds by their labels, personal parts hidden.
pub(super) fn shown(pack: &CheckedPack, entity: &Entity, columns: &[ColumnIx], key: &str) -> String {
    let label = |(part, column): (&str, &ColumnIx)| {
        let declared = entity.columns.get(column.ix());
        if declared.is_some_and(|c| c.personal) {
            return "…".to_owned();
        }
        let kind = match declared.map(|c| c.ty) {
            Some(ColumnType::Kind(kind)) => pack.kind(kind),
            _ => None,
        };
        let found = kind.and_then(|k| k.values.iter().find(|(id, _)| id == part));
        found.map_or_else(|| super::text::shown(part), |(_, label)| label.clone())
    };
    parts(key).zip(columns).map(label).collect::<Vec<_>>().join("/")
}

/// What a key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// A row.
    Row(u32),
    /// A row that was left aside for an error already reported: what hangs on it is left aside without another.
    Aside,
    /// A row that still bears the mark of an example: its place among the linker's examples.
    Example(u32),
}

/// Rows by key.
#[derive(Debug, Default)]
pub(super) struct KeyIndex {
    pub slots: QuickMap<String, Slot>,
}

impl KeyIndex {
    /// The row of a key.
    pub fn row(&self, key: &str) -> Option<u32> {
        match self.slots.get(key) {
            Some(Slot::Row(row)) => Some(*row),
            _ => None,
        }
    }

    /// The one key that is meant by one that is not there: the same but for how it is written. Another code that merely looks alike is
    /// another school.
    pub fn near(&self, key: &str) -> Option<&str> {
        let bare = key.trim_start_matches('0');
        for zeros in 0..=3 {
            let tried = format!("{}{bare}", "0".repeat(zeros));
            if let Some((found, _)) = self.slots.get_key_value(&tried).filter(|_| tried != key) {
                return Some(found);
            }
        }
        // Looking through more would take long.
        if self.slots.len() > 20_000 {
            return None;
        }
        let form = form(key);
        let mut alike = self.slots.keys().filter(|other| self::form(other) == form);
        alike.next().filter(|_| alike.next().is_none()).map(String::as_str)
    }
}

/// A key without what keyboards and spreadsheets make of it: letters for digits, blanks and strokes, `.0`, leading zeros.
fn form(key: &str) -> String {
    let part = |part: &str| {
        let part = part.strip_suffix(".0").unwrap_or(part);
        let plain = part.chars().filter(|c| !c.is_whitespace() && !"-_'’‘\"“”.·".contains(*c));
        let digits = plain.map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' | '|' => '1',
            other => other,
        });
        digits.collect::<String>().trim_start_matches('0').to_owned()
    };
    join(parts(key).map(part).collect::<Vec<_>>().iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_codes_are_slips_and_not_neighbours() {
        let codes = ["9900010001", "9900010002", "0990001"];
        let slots = codes.iter().map(|c| ((*c).to_owned(), Slot::Aside)).collect();
        let index = KeyIndex { slots };
        for other in ["9900010003", "9900010010", "990001001", "9900100001", "990001000X"] {
            assert_eq!(index.near(other), None, "{other}");
        }
        for slip in ["990001000l", "99O0010001", "9900010001.0", "9900-0100-01", "'9900010001"] {
            assert_eq!(index.near(slip), Some("9900010001"), "{slip}");
        }
        assert_eq!(index.near("990001"), Some("0990001"));
    }
}
