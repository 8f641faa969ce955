//! Small whole numbers as Parquet packs them: stretches of one number, and stretches with so many bits for each.

/// Numbers that are handed out at a time.
const BATCH: usize = 1 << 10;
/// Most bits of a number.
const WIDEST: u32 = 32;

/// Some of the numbers, in their order.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Stretch<'a> {
    /// One, so many times.
    Same(u32, usize),
    /// Each by itself.
    Each(&'a [u32]),
}

impl Stretch<'_> {
    /// How many numbers they are.
    pub fn len(&self) -> usize {
        match self {
            Stretch::Same(_, count) => *count,
            Stretch::Each(list) => list.len(),
        }
    }
}

/// Hands out the numbers from `skip` on, `take` of them; none where there are fewer, or `to` gives none. All of `width` bits.
pub(in super::super) fn unpack(
    bytes: &[u8],
    width: u32,
    skip: usize,
    take: usize,
    mut to: impl FnMut(Stretch<'_>) -> Option<()>,
) -> Option<()> {
    if width > WIDEST {
        return None;
    }
    let (mut rest, mut skip, mut take) = (bytes, skip, take);
    // Made where it is needed: levels are mostly one stretch.
    let mut batch = None;
    while take > 0 {
        let head = varint(&mut rest)?;
        let count = usize::try_from(head >> 1).ok()?;
        if head & 1 == 0 {
            let (value, after) = rest.split_at_checked(width.div_ceil(8) as usize)?;
            rest = after;
            let passed = skip.min(count);
            skip -= passed;
            let used = (count - passed).min(take);
            take -= used;
            if used > 0 {
                let mut whole = [0u8; 4];
                whole.iter_mut().zip(value).for_each(|(to, from)| *to = *from);
                to(Stretch::Same(u32::from_le_bytes(whole), used))?;
            }
            continue;
        }
        // The last stretch may be cut short where its numbers end.
        let wanted = count.checked_mul(width as usize)?;
        let packed = rest.get(..wanted.min(rest.len()))?;
        rest = rest.get(packed.len()..)?;
        let count = count.checked_mul(8)?;
        let passed = skip.min(count);
        skip -= passed;
        let some = (count - passed).min(take);
        take -= some;
        hand_out(packed, width, passed, some, batch.get_or_insert([0u32; BATCH]), &mut to)?;
    }
    Some(())
}

/// Hands out bits, `take` of them behind the first `skip`; none where there are fewer, or `to` gives none.
pub(in super::super) fn bits(
    bytes: &[u8],
    skip: usize,
    take: usize,
    mut to: impl FnMut(Stretch<'_>) -> Option<()>,
) -> Option<()> {
    hand_out(bytes, 1, skip, take, &mut [0u32; BATCH], &mut to)
}

fn hand_out(
    packed: &[u8],
    width: u32,
    skip: usize,
    take: usize,
    batch: &mut [u32; BATCH],
    to: &mut impl FnMut(Stretch<'_>) -> Option<()>,
) -> Option<()> {
    if take > 0 && skip.checked_add(take)?.checked_mul(width as usize)?.div_ceil(8) > packed.len() {
        return None;
    }
    let (mut at, mut left) = (skip, take);
    while left > 0 {
        // Eight begin at a whole byte; those before the first that is wanted are passed over.
        let first = at / 8 * 8;
        let filled = BATCH.min((at - first) + left);
        let out = batch.get_mut(..filled.next_multiple_of(8))?;
        spread(packed, first, width, out);
        let some = out.get(at - first..filled)?;
        to(Stretch::Each(some))?;
        left -= some.len();
        at += some.len();
    }
    Some(())
}

/// Spreads numbers of `width` bits into `out`, which holds a multiple of eight, from number `first` on, a multiple of eight too.
fn spread(packed: &[u8], first: usize, width: u32, out: &mut [u32]) {
    let from = packed.get(first / 8 * width as usize..).unwrap_or_default();
    // The width is known where the loop is compiled, so that bytes and shifts are, too.
    macro_rules! by_width {
        ($($width:literal)*) => {
            match width {
                $($width => spread_by::<$width>(from, out),)*
                _ => out.fill(0),
            }
        };
    }
    by_width!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32);
}

fn spread_by<const WIDTH: usize>(from: &[u8], out: &mut [u32]) {
    let mask = u32::MAX >> (WIDEST as usize - WIDTH);
    let mut room = [0u8; 40];
    let (eights, _) = out.as_chunks_mut::<8>();
    for (eight, out) in from.chunks(WIDTH).zip(eights) {
        match eight.first_chunk::<WIDTH>() {
            Some(whole) => {
                if let Some(room) = room.first_chunk_mut::<WIDTH>() {
                    *room = *whole;
                }
            }
            // Those of a last eight that is cut short.
            None => {
                room = [0u8; 40];
                room.iter_mut().zip(eight).for_each(|(to, from)| *to = *from);
            }
        }
        for (at, number) in out.iter_mut().enumerate() {
            let bit = at * WIDTH;
            let word = room.get(bit / 8..).and_then(|rest| rest.first_chunk::<8>());
            *number = (word.map_or(0, |word| u64::from_le_bytes(*word)) >> (bit % 8)) as u32 & mask;
        }
    }
}

/// A whole number, seven bits a byte.
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..63).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(bytes: &[u8], width: u32, skip: usize, take: usize) -> Option<Vec<u32>> {
        let mut out = Vec::new();
        unpack(bytes, width, skip, take, |stretch| {
            match stretch {
                Stretch::Same(value, count) => out.resize(out.len() + count, value),
                Stretch::Each(list) => out.extend_from_slice(list),
            }
            Some(())
        })?;
        Some(out)
    }

    #[test]
    fn bits_are_read() {
        let mut out = Vec::new();
        let mut some = |stretch: Stretch<'_>| {
            assert!(matches!(&stretch, Stretch::Each(list) if { out.extend_from_slice(list); true }));
            Some(())
        };
        bits(&[0b0110_0001, 0b11], 4, 6, &mut some).unwrap();
        assert_eq!(bits(&[0xff], 4, 5, &mut some), None);
        assert_eq!(out, [0, 1, 1, 0, 1, 1]);
    }

    #[test]
    fn both_sorts_of_stretches_are_read() {
        // Seven times 5, then 0 to 7 in three bits.
        let bytes = [14, 5, 3, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        assert_eq!(all(&bytes, 3, 0, 15).unwrap(), [5, 5, 5, 5, 5, 5, 5, 0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(all(&bytes, 3, 6, 4).unwrap(), [5, 0, 1, 2]);
        assert_eq!(all(&bytes, 3, 9, 2).unwrap(), [2, 3]);
        assert_eq!(all(&bytes, 3, 0, 16), None);
        assert_eq!(all(&bytes[..5], 3, 0, 12).unwrap().len(), 12);
        assert_eq!(all(&bytes[..5], 3, 0, 13), None);
        assert_eq!(all(&[20], 0, 2, 3).unwrap(), [0, 0, 0]);
        assert!(all(&[], 0, 0, 0).unwrap().is_empty());
        assert_eq!(all(&bytes, 33, 0, 1), None);
    }

    /// Stretches of either sort, as a writer packs them.
    fn pack(stretches: &[(bool, Vec<u32>)], width: u32) -> (Vec<u8>, Vec<u32>) {
        let (mut bytes, mut expected) = (Vec::new(), Vec::new());
        let head = |mut value: u64, bytes: &mut Vec<u8>| {
            while value >= 0x80 {
                bytes.push(value as u8 | 0x80);
                value >>= 7;
            }
            bytes.push(value as u8);
        };
        let mask = if width == 0 { 0 } else { u32::MAX >> (32 - width) };
        for (same, values) in stretches {
            if *same {
                head((values.len() as u64) << 1, &mut bytes);
                let value = values[0] & mask;
                bytes.extend(&value.to_le_bytes()[..width.div_ceil(8) as usize]);
                expected.resize(expected.len() + values.len(), value);
            } else {
                let groups = values.len().div_ceil(8);
                head((groups as u64) << 1 | 1, &mut bytes);
                let mut bits = vec![0u8; groups * width as usize];
                for i in 0..groups * 8 {
                    let value = values.get(i).copied().unwrap_or(0) & mask;
                    for b in 0..width as usize {
                        let at = i * width as usize + b;
                        bits[at / 8] |= ((value >> b & 1) as u8) << (at % 8);
                    }
                    expected.push(value);
                }
                bytes.extend(bits);
            }
        }
        (bytes, expected)
    }

    proptest! {
        #[test]
        fn what_was_packed_comes_back(
            stretches in proptest::collection::vec((any::<bool>(), proptest::collection::vec(any::<u32>(), 1..40)), 1..6),
            long in 0usize..3000,
            width in 0u32..=32,
            skip in 0usize..4000,
            take in 0usize..4000,
        ) {
            let mut stretches = stretches;
            stretches.push((false, (0..long as u32).map(|n| n.wrapping_mul(2_654_435_761)).collect()));
            stretches.retain(|(_, values)| !values.is_empty());
            let (bytes, expected) = pack(&stretches, width);
            let found = all(&bytes, width, skip, take);
            if take == 0 || skip + take <= expected.len() {
                prop_assert_eq!(found.as_deref(), expected.get(skip.min(expected.len())..).and_then(|e| e.get(..take)));
            } else {
                prop_assert_eq!(found, None);
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..60), width in 0u32..40, take in 0usize..5000) {
            if let Some(found) = all(&bytes, width, 3, take) {
                prop_assert_eq!(found.len(), take);
            }
        }
    }
}
