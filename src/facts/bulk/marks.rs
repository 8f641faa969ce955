//! Where the cells of a text end: commas and line ends found sixty-four bytes at a time. The `csv` crate is the definition of what a cell
//! is; this reads what every plain file is made of several times as fast, and says so where a text is not plain.

use wide::u8x16;

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// The ends of a text's cells, row by row, each row of so many cells.
#[derive(Debug, Default)]
pub(super) struct Marks {
    ends: Vec<u32>,
    width: usize,
    /// Whether lines end with a carriage return before the line feed.
    returns: bool,
    /// Whether any cell has quotation marks around it.
    pub quoted: bool,
}

/// The bytes of a block that matter, a bit each.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Found {
    commas: u64,
    feeds: u64,
    returns: u64,
    quotes: u64,
}

fn found(block: &[u8; BLOCK]) -> Found {
    let (quarters, _) = block.as_chunks::<16>();
    let [comma, feed, carriage, quote] = [b',', b'\n', b'\r', b'"'].map(u8x16::splat);
    let mut out = Found::default();
    for (i, quarter) in quarters.iter().enumerate() {
        let bytes = u8x16::new(*quarter);
        let bits = |mask: u8x16| u64::from(mask.to_bitmask()) << (16 * i);
        out.commas |= bits(bytes.simd_eq(comma));
        out.feeds |= bits(bytes.simd_eq(feed));
        // Both are seldom there.
        let (returns, quotes) = (bytes.simd_eq(carriage), bytes.simd_eq(quote));
        if (returns | quotes).any() {
            out.returns |= bits(returns);
            out.quotes |= bits(quotes);
        }
    }
    out
}

/// For each bit, whether an odd number of bits up to it is set.
fn odd_up_to(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

impl Marks {
    /// Finds the cells of whole lines of `width` cells each, the last with its end. Keeps its room from text to text.
    ///
    /// Nothing where a line has another number of cells, an end within quotation marks stays open, or a carriage return stands alone.
    pub fn find(&mut self, text: &[u8], width: usize) -> Option<()> {
        self.ends.clear();
        self.width = width;
        self.quoted = false;
        u32::try_from(text.len()).ok()?;
        let (blocks, rest) = text.as_chunks::<BLOCK>();
        let mut last = [0u8; BLOCK];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        let (mut feeds, mut returns, mut inside) = (0usize, 0usize, 0u64);
        for (i, block) in blocks.iter().chain(std::iter::once(&last)).enumerate() {
            let of = found(block);
            let mut marks = of.commas | of.feeds;
            let mut ends = of.feeds;
            if of.quotes != 0 || inside != 0 {
                self.quoted = true;
                let within = odd_up_to(of.quotes) ^ inside;
                inside = 0u64.wrapping_sub(within >> 63);
                marks &= !within;
                ends &= !within;
                if of.returns & within != 0 {
                    return None;
                }
            }
            feeds += ends.count_ones() as usize;
            returns += of.returns.count_ones() as usize;
            let first = u32::try_from(i * BLOCK).ok()?;
            let mut positions = [0u32; BLOCK];
            let count = marks.count_ones() as usize;
            for slot in &mut positions {
                if marks == 0 {
                    break;
                }
                *slot = first + marks.trailing_zeros();
                marks &= marks - 1;
            }
            self.ends.extend_from_slice(positions.get(..count)?);
        }
        self.returns = returns > 0;
        let whole = inside == 0 && self.ends.len() == feeds * width && (returns == 0 || returns == feeds);
        (whole && self.ends_are_ends(text)).then_some(())
    }

    /// Whether each row's last mark is a line's end: there are as many of these as rows, so no other mark is one.
    fn ends_are_ends(&self, text: &[u8]) -> bool {
        let before = |end: u32| end.checked_sub(1).and_then(|at| text.get(at as usize));
        self.ends.chunks_exact(self.width.max(1)).filter_map(|row| row.last()).all(|end| {
            text.get(*end as usize) == Some(&b'\n') && (!self.returns || before(*end) == Some(&b'\r'))
        })
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.ends.len() / self.width.max(1)
    }

    /// Where the cell at `index` of each row begins and ends.
    pub fn cells(&self, index: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let cut = usize::from(self.returns && index + 1 == self.width);
        let mut before = 0;
        self.ends.chunks_exact(self.width.max(1)).map(move |row| {
            let start = match index.checked_sub(1) {
                Some(left) => row.get(left).map_or(0, |end| *end as usize + 1),
                None => before,
            };
            before = row.last().map_or(0, |end| *end as usize + 1);
            (start, row.get(index).map_or(start, |end| (*end as usize).saturating_sub(cut)))
        })
    }

    /// Where a cell begins and ends.
    pub fn cell(&self, row: usize, index: usize) -> Option<(usize, usize)> {
        let at = row.checked_mul(self.width)?.checked_add(index)?;
        let start = match at.checked_sub(1) {
            Some(before) => *self.ends.get(before)? as usize + 1,
            None => 0,
        };
        let cut = usize::from(self.returns && index + 1 == self.width);
        Some((start, (*self.ends.get(at)? as usize).saturating_sub(cut)))
    }
}

/// A cell without the quotation marks around it; nothing where some stand in it.
pub(super) fn unquoted(cell: &[u8]) -> Option<&[u8]> {
    match cell.strip_prefix(b"\"") {
        None => (!cell.contains(&b'"')).then_some(cell),
        Some(rest) => rest.strip_suffix(b"\"").filter(|inner| !inner.contains(&b'"')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Cells as the `csv` crate reads them; nothing where rows differ in length.
    fn by_library(text: &[u8], width: usize) -> Option<Vec<Vec<Vec<u8>>>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        let rows: Vec<csv::ByteRecord> = reader.byte_records().collect::<Result<_, _>>().ok()?;
        let rows: Vec<Vec<Vec<u8>>> =
            rows.iter().map(|r| r.iter().map(<[u8]>::to_vec).collect::<Vec<_>>()).collect();
        rows.iter().all(|r| r.len() == width).then_some(rows)
    }

    fn by_marks(text: &[u8], width: usize) -> Option<Vec<Vec<Vec<u8>>>> {
        let mut marks = Marks::default();
        marks.find(text, width)?;
        let cell = |row, index| {
            let (start, end) = marks.cell(row, index)?;
            Some(unquoted(text.get(start..end)?)?.to_vec())
        };
        for index in 0..width {
            let all: Vec<_> = (0..marks.rows()).filter_map(|row| marks.cell(row, index)).collect();
            assert_eq!(all, marks.cells(index).collect::<Vec<_>>());
        }
        (0..marks.rows()).map(|row| (0..width).map(|i| cell(row, i)).collect()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// What is read is what the library reads.
        #[test]
        fn plain_text_is_read_as_the_library_reads_it(
            pieces in proptest::collection::vec(
                proptest::sample::select(vec![
                    "a", ",", ",", "\n", "\r\n", "\"", "\"\"", "是", "\"x,y\"", "\"x\ny\"", "12", " ", "\r", "0123456789abcdef0123456789",
                ]),
                0..80,
            ),
            width in 1..5usize,
        ) {
            let text = pieces.concat() + "\n";
            if let Some(found) = by_marks(text.as_bytes(), width) {
                // A row that is one empty cell is an empty line, which the library passes over.
                let found: Vec<_> = found.into_iter().filter(|r| r.len() > 1 || r.iter().any(|c| !c.is_empty())).collect();
                prop_assert_eq!(Some(found), by_library(text.as_bytes(), width), "{:?}", text);
            }
        }

        /// Rows of like length are taken.
        #[test]
        fn even_rows_are_plain(
            rows in proptest::collection::vec((0..100_000u32, "[a-z是否]{0,9}", any::<bool>()), 0..60),
            end in proptest::sample::select(vec!["\n", "\r\n"]),
        ) {
            let line = |(n, text, quoted): &(u32, String, bool)| {
                if *quoted { format!("{n},\"{text},\",x{end}") } else { format!("{n},{text},x{end}") }
            };
            let text: String = rows.iter().map(line).collect();
            let found = by_marks(text.as_bytes(), 3);
            prop_assert_eq!(found, by_library(text.as_bytes(), 3));
        }

        #[test]
        fn a_block_is_sixty_four_bytes(bytes in proptest::collection::vec(0..6usize, 64)) {
            let mut block = [0; 64];
            block.iter_mut().zip(&bytes).for_each(|(to, from)| *to = [b',', b'\n', b'\r', b'"', 0x2d, 0x8a][*from]);
            let bits = |byte: u8| (0..64).filter(|i| block[*i] == byte).fold(0, |bits, i| bits | 1u64 << i);
            let wanted =
                Found { commas: bits(b','), feeds: bits(b'\n'), returns: bits(b'\r'), quotes: bits(b'"') };
            prop_assert_eq!(found(&block), wanted);
        }
    }
}
