//! A look at Parquet's own headers before the library reads them: how deep and how large what they announce is. The library would
//! make room for any size, and go down to any depth.

/// Deepest structure in a header.
const DEPTH: usize = 32;

/// Bytes in the compact form, front to back.
pub(super) struct Compact<'a>(pub &'a [u8]);

/// What a field or an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Flag,
    Byte,
    Whole,
    Double,
    Binary,
    List,
    Map,
    Struct,
}

impl Sort {
    fn of(code: u8) -> Option<Self> {
        Some(match code {
            1 | 2 => Sort::Flag,
            3 => Sort::Byte,
            4..=6 => Sort::Whole,
            7 => Sort::Double,
            8 => Sort::Binary,
            9 | 10 => Sort::List,
            11 => Sort::Map,
            12 => Sort::Struct,
            _ => return None,
        })
    }
}

impl Compact<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn pass(&mut self, count: usize) -> Option<()> {
        self.0 = self.0.get(count..)?;
        Some(())
    }

    /// A whole number without sign, seven bits a byte.
    pub fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// A whole number whose last bit is its sign.
    fn zigzag(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// The next field of a structure: its number and sort; none at the end.
    fn field(&mut self, last: &mut i64) -> Option<Option<(i64, Sort)>> {
        let head = self.byte()?;
        if head == 0 {
            return Some(None);
        }
        let step = i64::from(head >> 4);
        *last = if step == 0 { self.zigzag()? } else { last.checked_add(step)? };
        Some(Some((*last, Sort::of(head & 0xf)?)))
    }

    fn list(&mut self) -> Option<(usize, Sort)> {
        let head = self.byte()?;
        let size = match head >> 4 {
            15 => usize::try_from(self.varint()?).ok()?,
            few => usize::from(few),
        };
        Some((size, Sort::of(head & 0xf)?))
    }

    /// Passes over a value; `single` where it stands by itself and not in a field's head.
    fn skip(&mut self, sort: Sort, single: bool, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match sort {
            Sort::Flag => self.pass(usize::from(single)),
            Sort::Byte => self.pass(1),
            Sort::Whole => self.varint().map(drop),
            Sort::Double => self.pass(8),
            Sort::Binary => {
                let len = usize::try_from(self.varint()?).ok()?;
                self.pass(len)
            }
            Sort::List => {
                let (size, sort) = self.list()?;
                // Each element takes a byte at least.
                (0..size).try_for_each(|_| self.skip(sort, true, depth))
            }
            Sort::Map => {
                let size = usize::try_from(self.varint()?).ok()?;
                if size == 0 {
                    return Some(());
                }
                let sorts = self.byte()?;
                let (key, value) = (Sort::of(sorts >> 4)?, Sort::of(sorts & 0xf)?);
                (0..size).try_for_each(|_| {
                    self.skip(key, true, depth)?;
                    self.skip(value, true, depth)
                })
            }
            Sort::Struct => {
                let mut last = 0;
                while let Some((_, sort)) = self.field(&mut last)? {
                    self.skip(sort, false, depth)?;
                }
                Some(())
            }
        }
    }
}

/// How many bytes a page unpacks to whose whole head stands here; none where none does.
pub(super) fn unpacked(head: &[u8]) -> Option<u64> {
    let (mut bytes, mut last, mut unpacked) = (Compact(head), 0, None);
    while let Some((field, sort)) = bytes.field(&mut last)? {
        if field == 2 {
            unpacked = Some(u64::try_from(bytes.zigzag().filter(|_| sort == Sort::Whole)?).ok()?);
        } else {
            bytes.skip(sort, false, DEPTH)?;
        }
    }
    unpacked
}

/// Whether a file's closing description is one that may be read: nothing is nested too deeply, and no group of columns announces
/// more members than there are.
pub(super) fn is_sound(description: &[u8]) -> bool {
    columns(description).is_some()
}

fn columns(description: &[u8]) -> Option<()> {
    let (mut bytes, mut last) = (Compact(description), 0);
    while let Some((field, sort)) = bytes.field(&mut last)? {
        if field != 2 {
            bytes.skip(sort, false, DEPTH)?;
            continue;
        }
        let (size, element) = bytes.list().filter(|_| sort == Sort::List)?;
        if element != Sort::Struct {
            return None;
        }
        // Members that each group above still lacks.
        let mut open: Vec<usize> = Vec::new();
        for at in 0..size {
            let members = members(&mut bytes)?;
            while open.last() == Some(&0) {
                open.pop();
            }
            if let Some(left) = open.last_mut() {
                *left = left.checked_sub(1)?;
            }
            if members > size - at || open.len() > DEPTH {
                return None;
            }
            if members > 0 {
                open.push(members);
            }
        }
    }
    Some(())
}

/// How many members an element of the list of columns announces.
fn members(bytes: &mut Compact<'_>) -> Option<usize> {
    let (mut last, mut members) = (0, 0);
    while let Some((field, sort)) = bytes.field(&mut last)? {
        if field == 5 {
            members = usize::try_from(bytes.zigzag().filter(|_| sort == Sort::Whole)?).ok()?;
        } else {
            bytes.skip(sort, false, DEPTH)?;
        }
    }
    Some(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sizes_of_a_page_are_seen() {
        assert_eq!(unpacked(&[0x15, 0, 0x15, 40, 0x15, 20, 0]), Some(20));
        // Another order, and a structure between them.
        assert_eq!(unpacked(&[0x35, 20, 0x2c, 0x15, 2, 0, 0x05, 4, 40, 0]), Some(20));
        assert_eq!(unpacked(&[0x15, 0, 0x25, 40, 0]), None);
        // Not all of it, less than nothing, and bytes that are not there.
        assert_eq!(unpacked(&[0x15, 0, 0x15, 40]), None);
        assert_eq!(unpacked(&[0x25, 1, 0]), None);
        assert_eq!(unpacked(&[0x25, 40, 0x18, 0xff, 0xff, 0x7f, 0]), None);
    }

    /// A description whose list of columns has these numbers of members.
    fn description(members: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x29, 0xfc, u8::try_from(members.len()).unwrap()];
        for count in members {
            bytes.extend(if *count == 0 { vec![0] } else { vec![0x55, 2 * count, 0] });
        }
        bytes.push(0);
        bytes
    }

    #[test]
    fn a_description_keeps_its_word() {
        assert!(is_sound(&description(&[2, 0, 0])));
        assert!(is_sound(&description(&[2, 1, 0, 0])));
        assert!(!is_sound(&description(&[60, 0, 0])));
        assert!(!is_sound(&description(&[1; 60])));
        assert!(!is_sound(&[]));
    }

    proptest! {
        #[test]
        fn any_bytes_are_looked_at(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = (unpacked(&bytes), is_sound(&bytes));
        }
    }
}
