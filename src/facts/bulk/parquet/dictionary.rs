//! What a dictionary holds: as text, and as what it is in a column. Both are found once, when they are first asked for.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;

use super::super::super::cell::Parsed;
use super::super::super::parquet::Values as Written;
use super::number;
use super::value::Context;
use crate::semantics::{ColumnIx, ColumnType, KindValue};
use crate::source::QuickHash;

/// The entries that places name, as text.
#[derive(Debug, Default)]
struct Entries {
    text: String,
    ends: Vec<u32>,
}

impl Entries {
    /// Of a page of them.
    fn of(values: &Written, body: &[u8], count: usize) -> Option<Self> {
        let mut all = Entries { text: String::with_capacity(body.len()), ends: Vec::with_capacity(count) };
        values.each(body, 0, count, |text| all.push(text))?;
        all.text.shrink_to_fit();
        Some(all)
    }

    fn push(&mut self, text: &str) -> Option<()> {
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).ok()?);
        Some(())
    }

    fn get(&self, index: usize) -> Option<&str> {
        let from = index.checked_sub(1).and_then(|i| self.ends.get(i)).copied().unwrap_or(0);
        self.text.get(from as usize..*self.ends.get(index)? as usize)
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).filter_map(|index| self.get(index))
    }
}

/// What each entry is, where all are plain.
pub(super) enum Ready {
    /// Decimals of one scale, and the greatest of them without its sign.
    Numbers {
        scale: u32,
        list: Vec<i64>,
        greatest: u64,
    },
    Kinds(Vec<KindValue>),
    Flags(Vec<bool>),
    Texts(Vec<Arc<str>>),
}

/// The values that places name.
pub(super) struct Dictionary {
    values: Written,
    /// The page, until its values are found.
    body: Mutex<Bytes>,
    size: usize,
    count: usize,
    entries: OnceLock<Option<Entries>>,
    ready: OnceLock<Option<Ready>>,
    cells: OnceLock<Vec<Option<Parsed<'static>>>>,
    codes: OnceLock<bool>,
    shared: OnceLock<Vec<Arc<str>>>,
}

impl Dictionary {
    /// Of a page of them.
    pub fn new(values: Written, body: Bytes, count: usize) -> Self {
        Dictionary {
            values,
            size: body.len(),
            body: Mutex::new(body),
            count,
            entries: OnceLock::new(),
            ready: OnceLock::new(),
            cells: OnceLock::new(),
            codes: OnceLock::new(),
            shared: OnceLock::new(),
        }
    }

    /// Of the two truth values, false first.
    pub fn of_flags(values: Written) -> Self {
        Dictionary::new(values, Bytes::from_static(&[0b10]), 2)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// How many bytes it stands in.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Finds something in the page, which is let go where that is found.
    fn find<T>(&self, find: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        let mut body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
        let found = find(&body)?;
        *body = Bytes::new();
        Some(found)
    }

    fn entries(&self) -> Option<&Entries> {
        let find = |body: &[u8]| Entries::of(&self.values, body, self.count);
        self.entries.get_or_init(|| self.find(find)).as_ref()
    }

    /// An entry as text; none where there is none, or where any is no text.
    pub fn get(&self, place: usize) -> Option<&str> {
        self.entries()?.get(place)
    }

    /// All of them as text.
    pub fn iter(&self) -> Option<impl Iterator<Item = &str>> {
        Some(self.entries()?.iter())
    }

    /// What the entries are; none where something is unusual about one. For the column that it is of, as in all that follow.
    pub fn ready(&self, context: &Context<'_>, column: ColumnIx) -> Option<&Ready> {
        self.ready.get_or_init(|| self.find_ready(context, column)).as_ref()
    }

    fn find_ready(&self, context: &Context<'_>, column: ColumnIx) -> Option<Ready> {
        let ty = context.ty(column)?;
        if let Some(whole) = context.is_plain(column)
            && let Some((scale, list)) =
                self.find(|body| number::plain(&self.values, body, (0, self.count), whole))
        {
            return Some(numbers(scale, list));
        }
        let entries = self.entries()?;
        let cells = || entries.iter().map(|entry| context.parsed(column, entry));
        match ty {
            ColumnType::Number | ColumnType::Count | ColumnType::Share => {
                let decimal = |cell| match cell {
                    Some(Parsed::Decimal { mantissa, scale }) => Some((mantissa, scale)),
                    _ => None,
                };
                let parts: Vec<_> = cells().map(decimal).collect::<Option<_>>()?;
                let (scale, list) = number::aligned(&parts)?;
                Some(numbers(scale, list))
            }
            ColumnType::Kind(_) => {
                let kind = |cell| if let Some(Parsed::Kind(kind)) = cell { Some(kind) } else { None };
                Some(Ready::Kinds(cells().map(kind).collect::<Option<_>>()?))
            }
            ColumnType::Flag => {
                let flag = |cell| if let Some(Parsed::Flag(flag)) = cell { Some(flag) } else { None };
                Some(Ready::Flags(cells().map(flag).collect::<Option<_>>()?))
            }
            ColumnType::Text => {
                let text = |cell| match cell {
                    Some(Parsed::Text(text)) => Some(Arc::from(&*text)),
                    _ => None,
                };
                Some(Ready::Texts(cells().map(text).collect::<Option<_>>()?))
            }
            ColumnType::Date => None,
        }
    }

    /// An entry by itself; none where something is wrong with it.
    pub fn cell(&self, context: &Context<'_>, column: ColumnIx, place: usize) -> Option<Parsed<'static>> {
        if let Some(Ready::Numbers { scale, list, .. }) = self.ready(context, column) {
            return list.get(place).map(|mantissa| Parsed::Decimal { mantissa: *mantissa, scale: *scale });
        }
        let cell = |entry| {
            Some(match context.parsed(column, entry)? {
                Parsed::Text(text) => Parsed::Text(text.into_owned().into()),
                Parsed::Blank => Parsed::Blank,
                Parsed::Decimal { mantissa, scale } => Parsed::Decimal { mantissa, scale },
                Parsed::Wide(number) => Parsed::Wide(number),
                Parsed::Flag(flag) => Parsed::Flag(flag),
                Parsed::Kind(value) => Parsed::Kind(value),
                Parsed::Date(date) => Parsed::Date(date),
            })
        };
        let entries = self.entries()?;
        self.cells.get_or_init(|| entries.iter().map(cell).collect()).get(place)?.clone()
    }

    /// Whether all entries are codes as they stand, and no two are the same.
    pub fn are_codes(&self, context: &Context<'_>, column: ColumnIx) -> bool {
        *self.codes.get_or_init(|| {
            let Some(entries) = self.entries() else { return false };
            entries.iter().all(|entry| context.is_code(column, entry)) && differ(entries)
        })
    }

    /// The entries to be shared by many rows.
    pub fn shared(&self) -> Option<&[Arc<str>]> {
        let entries = self.entries()?;
        Some(self.shared.get_or_init(|| entries.iter().map(Arc::from).collect()))
    }
}

fn numbers(scale: u32, list: Vec<i64>) -> Ready {
    let greatest = list.iter().map(|m| m.unsigned_abs()).max().unwrap_or(0);
    Ready::Numbers { scale, list, greatest }
}

/// Whether no two entries are the same.
fn differ(entries: &Entries) -> bool {
    // Codes mostly stand in their order: each longer than the one before, or as long and behind it.
    let mut pairs = entries.iter().zip(entries.iter().skip(1));
    if pairs.all(|(a, b)| (a.len(), a) < (b.len(), b)) {
        return true;
    }
    let mut all = HashSet::with_capacity_and_hasher(entries.ends.len(), QuickHash::default());
    entries.iter().all(|entry| all.insert(entry))
}
