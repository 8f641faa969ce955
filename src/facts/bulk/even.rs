//! Lines that are like the line before: most tables that no other hangs on are long lists of them. Where each cell ends is guessed by
//! the line before and seen to, so that one line need not wait for the one before it.

use super::super::aside::mark;
use super::super::header::Schema;
use super::super::table::Plan;
use super::super::{Bits, ColumnData, Values};
use super::growing::{
    Reader, SPELLINGS, Texts, digits, eight, is_plain_code, number_of, plain_code_of_eight, push_bit, sound,
};
use super::layout::Layout;
use super::straight::{Read, Run, equal};
use crate::semantics::{ColumnIx, KindValue};

/// Longest cell whose end is guessed: with the byte behind it, it is one word.
const WORD: usize = 7;
/// Fewer lines than this are read one by one.
const FEW: usize = 4;
/// Most lines that are tried at once.
const FAR: usize = 512;

/// What lines came to.
pub(super) struct Even {
    pub rows: u32,
    pub runs: Vec<Run>,
    pub columns: Vec<(ColumnIx, ColumnData)>,
}

/// One cell of each line.
struct Track<'a> {
    reader: Reader<'a>,
    column: ColumnIx,
    /// How long it was in the line before.
    guess: Guess,
    /// The byte behind it.
    delimiter: u8,
    kind: Kind<'a>,
    /// How many cells were read at once.
    read: usize,
}

/// Where a cell may end, as it does in the line before; its length is zero where that says nothing.
#[derive(Debug, Clone, Copy, Default)]
struct Guess {
    len: usize,
    /// The bits of a word that are the byte behind the cell, and that byte there.
    end: u64,
    delimiter: u64,
    /// The bits of the cell and of the byte behind it.
    mask: u64,
    /// By how much the cell's bytes are moved up for its last to be the highest.
    shift: u32,
}

impl Guess {
    fn new(len: usize, delimiter: u8) -> Self {
        if !(1..=WORD).contains(&len) {
            return Guess::default();
        }
        let end = 0xff << (8 * len);
        let shift = 8 * (8 - len as u32);
        Guess {
            len,
            end,
            delimiter: u64::from(delimiter) << (8 * len),
            mask: end | (u64::MAX >> shift),
            shift,
        }
    }
}

/// What is made of a cell.
enum Kind<'a> {
    /// The code that tells rows of one parent apart: as a number where it is short, where it began and how long it was.
    /// Where codes are kept, all of them.
    Code { last: u64, began: usize, size: usize, kept: Option<Texts> },
    /// Numbers of plain digits.
    Numbers(Vec<i64>),
    /// Spellings that were seen, the last of them as a word with the byte behind it; what was read.
    Spelled { seen: Vec<(&'a [u8], KindValue)>, last: u64, value: KindValue, out: Spelled },
}

enum Spelled {
    Kinds(Vec<KindValue>),
    Flags { words: Vec<u64>, len: usize },
}

/// Reads whole lines, the last with its end; none where they are not so plain.
pub(super) fn read<'t>(
    layout: &Layout,
    (schema, header): (&'t Schema<'_>, &'t Plan),
    text: &'t [u8],
    parent: &Read<'_>,
) -> Option<Even> {
    let first = memchr::memchr(b'\n', text)?;
    let returns = text.get(..first)?.ends_with(b"\r");
    let mut tracks = tracks(layout, (schema, header), returns, text.len() / (first + 1) + 1)?;
    let above = u32::try_from(parent.table.len).ok()?;
    let mut runs: Vec<Run> = Vec::with_capacity(parent.table.len);
    // What all lines of a run begin with, its comma among them.
    let mut key: &[u8] = &[];
    let (mut at, mut row, mut next, mut reach) = (0usize, 0u32, 0u32, FAR);
    while at < text.len() {
        let known = text.get(at..at + key.len()).is_some_and(|own| equal(own, key));
        let mut here = at + key.len();
        if !known || key.is_empty() {
            here = behind_link(layout, text, at)?;
            key = text.get(at..here)?;
            let own = text.get(at..here - 1)?;
            let found = (next..above).find(|row| parent.key(*row, layout.link.len()) == Some(own))?;
            if !own.first().is_some_and(u8::is_ascii_alphanumeric) && mark(sound(own)?).is_some() {
                return None;
            }
            if let Some(before) = runs.last_mut() {
                before.rows.end = row;
            }
            runs.push(Run { parent: found, rows: row..row });
            next = found + 1;
            tracks.iter_mut().for_each(Track::begin);
        }
        if let Some(stride) = stride(&tracks, key, returns) {
            let seeming = alike(text, at, stride, key, reach);
            let many = if seeming < FEW { 0 } else { lines(&mut tracks, text, here, stride, seeming)? };
            // Where most are not what they seem, fewer are tried at once.
            reach = if many == reach { (2 * reach).min(FAR) } else { (2 * many).max(2 * FEW) };
            if many > 0 {
                at += many * stride;
                row += u32::try_from(many).ok()?;
                continue;
            }
        }
        for track in &mut tracks {
            here = track.take(text, here)?;
        }
        if returns {
            if text.get(here) != Some(&b'\n') {
                return None;
            }
            here += 1;
        }
        at = here;
        row += 1;
    }
    if let Some(last) = runs.last_mut() {
        last.rows.end = row;
    }
    let columns = tracks.into_iter().filter_map(Track::column).collect();
    Some(Even { rows: row, runs, columns })
}

/// How long a line is, if each of its cells is as long as in the line before; none where that says nothing.
fn stride(tracks: &[Track<'_>], key: &[u8], returns: bool) -> Option<usize> {
    let cells = tracks.iter().try_fold(0, |sum, t| (t.guess.len > 0).then_some(sum + t.guess.len + 1))?;
    Some(key.len() + cells + usize::from(returns)).filter(|stride| *stride > WORD)
}

/// How many lines from `at` on, at the most so many, begin alike and may be as long as one another.
fn alike(text: &[u8], at: usize, stride: usize, key: &[u8], most: usize) -> usize {
    let line = |line: &&[u8]| {
        line.last() == Some(&b'\n') && line.get(..key.len()).is_some_and(|own| equal(own, key))
    };
    text.get(at..).unwrap_or_default().chunks_exact(stride).take(most).take_while(line).count()
}

/// Reads lines of one length, column by column; how many of them are as they seemed.
fn lines<'t>(
    tracks: &mut [Track<'t>],
    text: &'t [u8],
    at: usize,
    stride: usize,
    many: usize,
) -> Option<usize> {
    let (mut here, mut least) = (at, many);
    for track in tracks.iter_mut() {
        least = least.min(track.down(text, here, stride, least));
        here += track.guess.len + 1;
    }
    // A column that was read farther than the next forgets what it read too much.
    let mut here = at;
    for track in tracks {
        track.keep(text, here, stride, least)?;
        here += track.guess.len + 1;
    }
    Some(least)
}

/// How each cell behind the link is read; none where the table is not of the kind.
fn tracks<'t>(
    layout: &Layout,
    (schema, header): (&'t Schema<'_>, &'t Plan),
    returns: bool,
    rows: usize,
) -> Option<Vec<Track<'t>>> {
    let ([(code, code_cell)], [(text, keep)]) = (layout.own.as_slice(), layout.texts.as_slice()) else {
        return None;
    };
    let width = layout.width - layout.link.len();
    // A code that must fit a pattern is looked into one by one.
    if schema.specs.get(code.ix())?.has_pattern()
        || layout.named
        || text != code
        || !layout.local
        || layout.values.len() + 1 != width
    {
        return None;
    }
    let mut tracks: Vec<(usize, Track<'t>)> = Vec::with_capacity(width);
    let mut push = |column: ColumnIx, cell: usize, kind: Kind<'t>| {
        let delimiter = match (cell + 1 == layout.width, returns) {
            (false, _) => b',',
            (true, true) => b'\r',
            (true, false) => b'\n',
        };
        let reader = Reader::new(schema, header, column)?;
        tracks.push((cell, Track { reader, column, guess: Guess::default(), delimiter, kind, read: 0 }));
        Some(())
    };
    push(*code, *code_cell, Kind::Code { last: 0, began: 0, size: 0, kept: keep.then(Texts::new) })?;
    for column in &layout.values {
        let reader = Reader::new(schema, header, *column)?;
        let spelled = |out| Kind::Spelled { seen: Vec::new(), last: 0, value: 0, out };
        let kind = match reader.empty() {
            Values::Decimal { .. } if reader.counts() => Kind::Numbers(Vec::with_capacity(rows)),
            Values::Kind(_) => spelled(Spelled::Kinds(Vec::with_capacity(rows))),
            Values::Flag(_) => spelled(Spelled::Flags { words: Vec::with_capacity(rows / 64 + 1), len: 0 }),
            Values::Decimal { .. } | Values::Text(_) | Values::Date(_) => return None,
        };
        push(*column, reader.cell(), kind)?;
    }
    tracks.sort_by_key(|(cell, _)| *cell);
    Some(tracks.into_iter().map(|(_, track)| track).collect())
}

/// Where the cells that name the parent end in a line, their last comma behind.
fn behind_link(layout: &Layout, text: &[u8], at: usize) -> Option<usize> {
    let line = text.get(at..)?;
    let mut commas = memchr::memchr2_iter(b',', b'\n', line);
    let mut end = 0;
    for _ in &layout.link {
        end = commas.next()?;
        if line.get(end) != Some(&b',') {
            return None;
        }
    }
    Some(at + end + 1)
}

impl<'t> Track<'t> {
    /// Before the rows of another parent.
    fn begin(&mut self) {
        if let Kind::Code { last, size, .. } = &mut self.kind {
            (*last, *size) = (0, 0);
        }
    }

    /// Reads the cell that begins at `at`; where the next one begins.
    #[inline]
    fn take(&mut self, text: &'t [u8], at: usize) -> Option<usize> {
        let word = eight(text, at);
        let guess = self.guess;
        match &mut self.kind {
            Kind::Spelled { last, value, out, .. } => {
                if word & guess.mask != *last || guess.len == 0 {
                    return self.look(text, at);
                }
                out.push(*value);
            }
            Kind::Numbers(list) => {
                let ends = word & guess.end == guess.delimiter && guess.len > 0;
                match number_of(word, guess.shift).filter(|_| ends) {
                    Some(number) => list.push(number),
                    None => return self.look(text, at),
                }
            }
            Kind::Code { last, began, size, kept } => {
                let code = (word << guess.shift).swap_bytes();
                let ends = word & guess.end == guess.delimiter && guess.len > 0;
                // The next digit is behind the one before, and as plain as that.
                let next = *last + 1 == code && code & 0xff <= u64::from(b'9');
                if !ends || (!next && (code <= *last || !plain_code_of_eight(code, guess.len))) {
                    return self.look(text, at);
                }
                (*last, *began, *size) = (code, at, guess.len);
                if let Some(kept) = kept {
                    kept.push_bytes(text.get(at..at + guess.len)?)?;
                }
            }
        }
        Some(at + guess.len + 1)
    }

    /// Reads the cells that begin at `at` and every `stride` bytes behind, as many as are as guessed.
    fn down(&mut self, text: &'t [u8], at: usize, stride: usize, many: usize) -> usize {
        let guess = self.guess;
        let ends = |word: u64| word & guess.end == guess.delimiter;
        // No line is shorter than a word; where the text ends before the last one's next, that is read by itself.
        let lines = text.get(at..).unwrap_or_default().chunks_exact(stride).take(many);
        let words = lines.map_while(|line| line.first_chunk::<8>()).map(|word| u64::from_le_bytes(*word));
        self.read = match &mut self.kind {
            Kind::Spelled { last, value, out, .. } => {
                let same = words.take_while(|word| word & guess.mask == *last).count();
                out.push_many(*value, same);
                same
            }
            Kind::Numbers(list) => {
                let before = list.len();
                list.resize(before + many, 0);
                let slots = list.get_mut(before..).unwrap_or_default();
                let mut read = 0;
                for (slot, word) in slots.iter_mut().zip(words) {
                    match number_of(word, guess.shift).filter(|_| ends(word)) {
                        Some(number) => *slot = number,
                        None => break,
                    }
                    read += 1;
                }
                list.truncate(before + read);
                read
            }
            Kind::Code { last, .. } => {
                let mut before = *last;
                let mut read = 0;
                for word in words {
                    let code = (word << guess.shift).swap_bytes();
                    let next = before + 1 == code && code & 0xff <= u64::from(b'9');
                    if !ends(word) || (!next && (code <= before || !plain_code_of_eight(code, guess.len))) {
                        break;
                    }
                    before = code;
                    read += 1;
                }
                read
            }
        };
        self.read
    }

    /// Keeps so many of the cells that were read last.
    fn keep(&mut self, text: &[u8], at: usize, stride: usize, many: usize) -> Option<()> {
        let much = self.read - many;
        match &mut self.kind {
            Kind::Spelled { out, .. } => out.forget(much),
            Kind::Numbers(list) => list.truncate(list.len() - much),
            Kind::Code { last, began, size, kept } => {
                if let Some(before) = many.checked_sub(1) {
                    *began = at + before * stride;
                    (*last, *size) = ((eight(text, *began) << self.guess.shift).swap_bytes(), self.guess.len);
                }
                if let Some(kept) = kept {
                    for line in 0..many {
                        let begin = at + line * stride;
                        kept.push_bytes(text.get(begin..begin + self.guess.len)?)?;
                    }
                }
            }
        }
        Some(())
    }

    /// The same as [`Track::take`], looking for the cell's end.
    #[cold]
    fn look(&mut self, text: &'t [u8], at: usize) -> Option<usize> {
        let rest = text.get(at..)?;
        let len = memchr::memchr3(b',', b'\n', b'\r', rest)?;
        if rest.get(len) != Some(&self.delimiter) {
            return None;
        }
        let cell = rest.get(..len)?;
        match &mut self.kind {
            Kind::Numbers(list) => list.push(digits(text, at, at + len)?),
            Kind::Code { last, began, size, kept } => {
                let before = text.get(*began..*began + *size)?;
                // A longer code goes behind a shorter one.
                if (len, cell) <= (before.len(), before) || !is_plain_code(cell) {
                    return None;
                }
                let code = if len <= WORD { word_of(text, at, len).swap_bytes() } else { 0 };
                (*last, *began, *size) = (code, at, len);
                if let Some(kept) = kept {
                    kept.push_bytes(cell)?;
                }
            }
            Kind::Spelled { seen, last, value, out } => {
                let found = seen.iter().find(|(spelling, _)| *spelling == cell).map(|(_, value)| *value);
                *value = match found {
                    Some(value) => value,
                    None => {
                        let found = self.reader.spelled(cell)?;
                        if seen.len() < SPELLINGS {
                            seen.push((cell, found));
                        }
                        found
                    }
                };
                *last = eight(text, at) & Guess::new(len, self.delimiter).mask;
                out.push(*value);
            }
        }
        self.guess = Guess::new(len, self.delimiter);
        Some(at + len + 1)
    }
    /// The column; no values of codes that are not kept.
    fn column(self) -> Option<(ColumnIx, ColumnData)> {
        let (values, len) = match self.kind {
            Kind::Code { kept: Some(kept), .. } => {
                let len = kept.list.len();
                (Values::Text(kept.list), len)
            }
            Kind::Code { kept: None, .. } => {
                return Some((self.column, ColumnData { supplied: true, ..ColumnData::default() }));
            }
            Kind::Numbers(mantissas) => {
                let len = mantissas.len();
                (Values::Decimal { scale: 0, mantissas, wide: Default::default() }, len)
            }
            Kind::Spelled { out: Spelled::Kinds(kinds), .. } => {
                let len = kinds.len();
                (Values::Kind(kinds), len)
            }
            Kind::Spelled { out: Spelled::Flags { words, len }, .. } => {
                (Values::Flag(Bits::of(words, len)), len)
            }
        };
        let valid = Bits::filled(len, true);
        Some((self.column, ColumnData { supplied: true, values, valid, bad: Default::default() }))
    }
}

impl Spelled {
    fn push_many(&mut self, value: KindValue, many: usize) {
        match self {
            Spelled::Kinds(list) => list.resize(list.len() + many, value),
            Spelled::Flags { words, len } => {
                let mut left = many;
                while left > 0 {
                    let bit = *len % 64;
                    if bit == 0 {
                        words.push(0);
                    }
                    let here = left.min(64 - bit);
                    if let (1, Some(last)) = (value, words.last_mut()) {
                        *last |= (u64::MAX >> (64 - here)) << bit;
                    }
                    *len += here;
                    left -= here;
                }
            }
        }
    }

    /// Takes the last ones back.
    fn forget(&mut self, many: usize) {
        match self {
            Spelled::Kinds(list) => list.truncate(list.len() - many),
            Spelled::Flags { words, len } => {
                *len -= many;
                words.truncate(len.div_ceil(64));
                if let (false, Some(last)) = (len.is_multiple_of(64), words.last_mut()) {
                    *last &= (1 << (*len % 64)) - 1;
                }
            }
        }
    }

    #[inline]
    fn push(&mut self, value: KindValue) {
        match self {
            Spelled::Kinds(list) => list.push(value),
            Spelled::Flags { words, len } => push_bit(words, len, value == 1),
        }
    }
}

/// A short cell as a word, its last byte the highest; nothing of an empty one.
fn word_of(text: &[u8], at: usize, len: usize) -> u64 {
    eight(text, at).checked_shl(8 * (8 - len as u32)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_flags_are_so_many_of_one() {
        let flags = || Spelled::Flags { words: Vec::new(), len: 0 };
        let (mut many, mut single) = (flags(), flags());
        for (i, count) in [1, 62, 1, 64, 0, 200, 3, 61, 130].into_iter().enumerate() {
            let value = KindValue::from(i % 2 == 0);
            many.push_many(value, count);
            (0..count).for_each(|_| single.push(value));
        }
        many.forget(70);
        many.push_many(1, 5);
        single.forget(70);
        (0..5).for_each(|_| single.push(1));
        let (Spelled::Flags { words: a, len: m }, Spelled::Flags { words: b, len: n }) = (many, single)
        else {
            panic!("flags stay flags")
        };
        assert_eq!((a, m), (b, n));
    }
}
