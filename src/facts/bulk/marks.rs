//! Where the cells of a text end: commas and line ends found sixty-four bytes at a time. The `csv` crate is the definition of what a cell
//! is; this reads what every plain file is made of several times as fast, and says so where a text is not plain.

use std::ops::Range;

use wide::u8x16;

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// Where the cells of a text begin and end, column by column.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Room for the marks as they are found, row by row.
    found: Vec<u32>,
    /// Where each row's first cell begins; then, column by column, where each row's next cell would begin.
    edges: Vec<Vec<u32>>,
    rows: usize,
    width: usize,
    /// Bytes before the end of a line that belong to it.
    cut: u32,
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

#[inline(always)]
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
        let (mut count, mut returns, mut quoted_feeds, mut inside, mut first) =
            (0usize, 0usize, 0usize, 0u64, 0u32);
        (self.quoted, self.width) = (false, width);
        u32::try_from(text.len()).ok()?;
        let (blocks, rest) = text.as_chunks::<BLOCK>();
        let mut last = [0u8; BLOCK];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        for block in blocks.iter().chain(std::iter::once(&last)) {
            let of = found(block);
            let mut marks = of.commas | of.feeds;
            if of.returns | of.quotes | inside != 0 {
                let within = odd_up_to(of.quotes) ^ inside;
                inside = 0u64.wrapping_sub(within >> 63);
                marks &= !within;
                quoted_feeds += (of.feeds & within).count_ones() as usize;
                returns += of.returns.count_ones() as usize;
                self.quoted |= of.quotes != 0;
                if of.returns & within != 0 {
                    return None;
                }
            }
            if self.found.len() < count + BLOCK {
                self.found.resize(2 * self.found.len() + BLOCK, 0);
            }
            let mut taken = 0;
            for slot in self.found.get_mut(count..)? {
                if marks == 0 {
                    break;
                }
                *slot = first + marks.trailing_zeros();
                marks &= marks - 1;
                taken += 1;
            }
            count += taken;
            first += BLOCK as u32;
        }
        self.rows = memchr::memchr_iter(b'\n', text).count() - quoted_feeds;
        self.cut = u32::from(returns > 0);
        let whole = inside == 0 && count == self.rows * width && (returns == 0 || returns == self.rows);
        whole.then_some(())?;
        self.spread(text, width, count)
    }

    /// Lays the marks out column by column. Each row's last mark must be a line's end: there are as many of these as rows, so no other
    /// mark is one.
    fn spread(&mut self, text: &[u8], width: usize, count: usize) -> Option<()> {
        let found = self.found.get(..count)?;
        self.edges.resize_with(self.edges.len().max(width + 1), Vec::new);
        let (starts, columns) = self.edges.split_first_mut()?;
        for (i, column) in columns.iter_mut().take(width).enumerate() {
            column.clear();
            let marks = found.get(i..).unwrap_or_default().chunks(width);
            column.extend(marks.map(|row| row.first().map_or(0, |mark| mark + 1)));
        }
        let ends = columns.get(width.checked_sub(1)?)?;
        starts.clear();
        starts.push(0);
        starts.extend_from_slice(ends);
        starts.truncate(self.rows);
        let byte = |at: u32| text.get(at as usize).copied();
        let fed = ends.iter().all(|end| byte(end - 1) == Some(b'\n'));
        let returned = || ends.iter().all(|end| end.checked_sub(2).and_then(byte) == Some(b'\r'));
        (fed && (self.cut == 0 || returned())).then_some(())
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Where the cell at `index` of each row begins and ends.
    #[inline]
    pub fn cells(&self, index: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.cells_of(index, 0..self.rows)
    }

    /// The same of some rows.
    #[inline]
    pub fn cells_of(&self, index: usize, rows: Range<usize>) -> impl Iterator<Item = (usize, usize)> + '_ {
        let edge = |at: usize| self.edges.get(at).and_then(|e| e.get(rows.clone())).unwrap_or_default();
        let over = 1 + if index + 1 == self.width { self.cut } else { 0 };
        let bounds = edge(index).iter().zip(edge(index + 1));
        bounds.map(move |(start, next)| (*start as usize, next.wrapping_sub(over) as usize))
    }

    /// Where a cell begins and ends.
    pub fn cell(&self, row: usize, index: usize) -> Option<(usize, usize)> {
        self.cells_of(index, row..row + 1).next()
    }

    /// Where each row begins, and where its first cells end, as many as are asked for.
    #[inline]
    pub fn first(&self, cells: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let edge = |at: usize| self.edges.get(at).map(Vec::as_slice).unwrap_or_default();
        let over = 1 + if cells == self.width { self.cut } else { 0 };
        let bounds = edge(0).iter().zip(edge(cells));
        bounds.map(move |(start, next)| (*start as usize, next.wrapping_sub(over) as usize))
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
            // A file has two columns at least.
            width in 2..5usize,
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
