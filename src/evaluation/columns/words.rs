//! What there is to know of sixty-four rows at a time, as bits.

use std::ops::Range;

use super::{EXACT, FALSE, NOT_APPLICABLE, TRUE, UNKNOWN};

/// Rows of a word.
pub(in super::super) const ROWS: usize = 64;

/// Sixty-four rows: each bit is set in one of the fields, and in none for a row that is not asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct Word {
    /// True; of another value: known.
    pub yes: u64,
    /// False.
    pub no: u64,
    /// Not known.
    pub open: u64,
    /// Does not apply.
    pub idle: u64,
    /// The exact interpreter decides.
    pub exact: u64,
}

impl Word {
    /// Rows of one code.
    pub fn of(code: u8, rows: u64) -> Self {
        let mut word = Word::default();
        *word.plane(code) = rows;
        word
    }

    fn plane(&mut self, code: u8) -> &mut u64 {
        match code {
            TRUE => &mut self.yes,
            FALSE => &mut self.no,
            UNKNOWN => &mut self.open,
            NOT_APPLICABLE => &mut self.idle,
            _ => &mut self.exact,
        }
    }

    /// All rows of it.
    pub fn rows(self) -> u64 {
        self.yes | self.no | self.open | self.idle | self.exact
    }

    /// Only some of its rows.
    pub fn only(self, rows: u64) -> Self {
        Word {
            yes: self.yes & rows,
            no: self.no & rows,
            open: self.open & rows,
            idle: self.idle & rows,
            exact: self.exact & rows,
        }
    }

    /// The rows of both, where no row is in both.
    pub fn or(self, other: Word) -> Self {
        Word {
            yes: self.yes | other.yes,
            no: self.no | other.no,
            open: self.open | other.open,
            idle: self.idle | other.idle,
            exact: self.exact | other.exact,
        }
    }

    /// `not`.
    pub fn not(self) -> Self {
        Word { yes: self.no, no: self.yes, ..self }
    }

    /// Kleene's `and`: a row that is false in one is false; one that does not apply is left out.
    pub fn every(all: &[Word]) -> Self {
        let (mut no, mut exact, mut open, mut idle, mut yes) = (0, 0, 0, 0, 0);
        for word in all {
            no |= word.no;
            exact |= word.exact;
            open |= word.open;
            idle |= word.idle;
            yes |= word.yes;
        }
        let rows = no | exact | open | idle | yes;
        let exact = exact & !no;
        let open = open & !(no | exact);
        let idle = idle & !(no | exact | open | yes);
        Word { yes: rows & !(no | exact | open | idle), no, open, idle, exact }
    }

    /// What two operands leave of a value that needs both: `yes` where both are known.
    pub fn both(self, other: Word) -> Self {
        let known = |w: Word| w.yes | w.no;
        let exact = self.exact | other.exact;
        let idle = (self.idle | other.idle) & !exact;
        let open = (self.open | other.open) & !(exact | idle);
        Word { yes: known(self) & known(other), no: 0, open, idle, exact }
    }

    /// The value's rows where the condition holds; elsewhere what the condition is, not applicable where it fails.
    pub fn masked(condition: Word, value: Word) -> Self {
        let inside = value.only(condition.yes);
        Word {
            open: inside.open | condition.open,
            idle: inside.idle | condition.no | condition.idle,
            exact: inside.exact | condition.exact,
            ..inside
        }
    }

    fn code(self, bit: u64) -> u8 {
        if self.yes & bit != 0 {
            TRUE
        } else if self.no & bit != 0 {
            FALSE
        } else if self.open & bit != 0 {
            UNKNOWN
        } else if self.idle & bit != 0 {
            NOT_APPLICABLE
        } else {
            EXACT
        }
    }
}

/// The rows that a table of so many has in its word at a position.
pub(super) fn rows_of_word(len: usize, word: usize) -> u64 {
    match len.saturating_sub(word * ROWS) {
        0 => 0,
        rest if rest < ROWS => (1 << rest) - 1,
        _ => u64::MAX,
    }
}

/// What there is to know of each row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct States(pub Vec<Word>);

impl States {
    /// The same for all rows.
    pub fn all(code: u8, len: usize) -> Self {
        States((0..len.div_ceil(ROWS)).map(|w| Word::of(code, rows_of_word(len, w))).collect())
    }

    /// Codes one after the other.
    pub fn each(len: usize, mut code: impl FnMut(usize) -> u8) -> Self {
        let word = |w: usize| {
            let mut word = Word::default();
            for (bit, row) in (w * ROWS..len.min((w + 1) * ROWS)).enumerate() {
                *word.plane(code(row)) |= 1 << bit;
            }
            word
        };
        States((0..len.div_ceil(ROWS)).map(word).collect())
    }

    /// From the words of one or several at a time.
    pub fn zipped<const N: usize>(all: [&States; N], each: impl Fn([Word; N]) -> Word) -> Self {
        let len = all.iter().map(|s| s.0.len()).max().unwrap_or(0);
        let at = |w: usize| all.map(|s| s.0.get(w).copied().unwrap_or_default());
        States((0..len).map(|w| each(at(w))).collect())
    }

    /// A row's code.
    pub fn code(&self, row: usize) -> u8 {
        self.0.get(row / ROWS).map_or(EXACT, |w| w.code(1 << (row % ROWS)))
    }

    /// Whether all rows are known.
    pub fn known(&self) -> bool {
        self.0.iter().all(|w| w.open | w.idle | w.exact == 0)
    }

    /// The words of some rows.
    pub fn range(&self, rows: Range<u32>) -> impl Iterator<Item = (usize, Word)> + '_ {
        let (start, end) = (rows.start as usize, rows.end.max(rows.start) as usize);
        let words = start / ROWS..end.div_ceil(ROWS);
        let list = self.0.get(words.start..words.end.min(self.0.len())).unwrap_or_default();
        (words.start..).zip(list).map(move |(at, word)| {
            let first = at * ROWS;
            let mut rows = rows_of_word(end, at);
            if start > first {
                rows &= u64::MAX << (start - first);
            }
            (first, word.only(rows))
        })
    }

    /// All that occurs among some rows.
    pub fn seen(&self, rows: Range<u32>) -> Word {
        self.range(rows).fold(Word::default(), |seen, (_, word)| seen.or(word))
    }

    /// How many of some rows are true, false, open, idle, and for the interpreter.
    pub fn counts(&self, rows: Range<u32>) -> [u32; 5] {
        let mut counts = [0; 5];
        for (_, w) in self.range(rows) {
            for (count, plane) in counts.iter_mut().zip([w.yes, w.no, w.open, w.idle, w.exact]) {
                *count += plane.count_ones();
            }
        }
        counts
    }
}

/// The rows whose bits are set.
pub(in super::super) fn set(first: usize, mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = bits.trailing_zeros();
        bits &= bits.checked_sub(1)?;
        Some(first + bit as usize)
    })
}

/// Kleene's `and` of all that occurs among some rows; `rest` is what else belongs to them.
pub(super) fn decide(seen: Word, rest: Option<u8>) -> u8 {
    if seen.no != 0 {
        FALSE
    } else if seen.exact != 0 {
        EXACT
    } else if seen.open != 0 || rest == Some(UNKNOWN) {
        UNKNOWN
    } else if seen.idle != 0 && seen.yes == 0 {
        NOT_APPLICABLE
    } else {
        TRUE
    }
}

/// `at least` so many of some: an idle one counts as met.
pub(super) fn at_least(needed: u32, all: &[Word]) -> Word {
    // Counters of one bit a row: met so far, and met or open, in binary.
    let (mut met, mut most) = ([0u64; 16], [0u64; 16]);
    let mut exact = 0;
    for word in all {
        let sure = word.yes | word.idle;
        add(&mut met, sure);
        add(&mut most, sure | word.open);
        exact |= word.exact;
    }
    let rows = all.iter().fold(0, |rows, w| rows | w.rows());
    let (sure, maybe) = (reaches(&met, needed), reaches(&most, needed));
    Word {
        yes: sure & rows & !exact,
        no: !maybe & rows & !exact,
        open: maybe & !sure & rows & !exact,
        idle: 0,
        exact,
    }
}

fn add(counter: &mut [u64; 16], mut bits: u64) {
    for digit in counter {
        let carry = *digit & bits;
        *digit ^= bits;
        bits = carry;
        if bits == 0 {
            break;
        }
    }
}

/// Which counters are at or above a number, compared from the highest digit.
fn reaches(counter: &[u64; 16], needed: u32) -> u64 {
    if needed >> 16 != 0 {
        return 0;
    }
    let (mut above, mut equal) = (0u64, u64::MAX);
    for (i, digit) in counter.iter().enumerate().rev() {
        let wanted = if needed >> i & 1 == 1 { u64::MAX } else { 0 };
        above |= equal & digit & !wanted;
        equal &= !(digit ^ wanted);
    }
    above | equal
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODES: [u8; 5] = [FALSE, TRUE, UNKNOWN, NOT_APPLICABLE, EXACT];

    /// Kleene's `and`, one row at a time: the definition.
    fn every(codes: &[u8]) -> u8 {
        let has = |code| codes.contains(&code);
        match () {
            () if has(FALSE) => FALSE,
            () if has(EXACT) => EXACT,
            () if has(UNKNOWN) => UNKNOWN,
            () if has(NOT_APPLICABLE) && !has(TRUE) => NOT_APPLICABLE,
            () => TRUE,
        }
    }

    #[test]
    fn words_are_rows_side_by_side() {
        let pairs: Vec<(u8, u8)> = CODES.iter().flat_map(|a| CODES.iter().map(move |b| (*a, *b))).collect();
        let a = States::each(pairs.len(), |i| pairs[i].0);
        let b = States::each(pairs.len(), |i| pairs[i].1);
        let both = States::zipped([&a, &b], |[a, b]| Word::every(&[a, b]));
        let needed = States::zipped([&a, &b], |[a, b]| at_least(2, &[a, b]));
        let masked = States::zipped([&a, &b], |[a, b]| Word::masked(a, b));
        for (i, (x, y)) in pairs.iter().enumerate() {
            assert_eq!(both.code(i), every(&[*x, *y]), "{x} and {y}");
            assert_eq!(decide(both.seen(i as u32..i as u32 + 1), None), every(&[*x, *y]));
            let sure = |c: &u8| matches!(*c, TRUE | NOT_APPLICABLE);
            let of_two = match (x, y) {
                _ if [*x, *y].contains(&EXACT) => EXACT,
                _ if sure(x) && sure(y) => TRUE,
                _ if [*x, *y].contains(&FALSE) => FALSE,
                _ => UNKNOWN,
            };
            assert_eq!(needed.code(i), of_two, "{x}, {y}");
            let inside = match *x {
                TRUE => *y,
                FALSE => NOT_APPLICABLE,
                other => other,
            };
            assert_eq!(masked.code(i), inside, "{y} where {x}");
        }
        assert_eq!(a.counts(0..25).iter().sum::<u32>(), 25);
        assert_eq!(both.code(25), EXACT);
    }

    #[test]
    fn counters_reach_what_they_count() {
        let words: Vec<Word> = (0..9).map(|k| Word::of(TRUE, u64::MAX << k)).collect();
        let filled: Vec<Word> = words.iter().map(|w| Word { no: !w.yes, ..*w }).collect();
        for needed in 0..11u32 {
            let found = at_least(needed, &filled);
            for bit in 0..64u32 {
                let count = (bit + 1).min(9);
                assert_eq!(found.yes >> bit & 1 == 1, count >= needed, "{needed} of {count}");
            }
        }
        assert_eq!(at_least(1 << 16, &filled).yes, 0);
    }

    #[test]
    fn ranges_end_where_they_end() {
        let states = States::each(200, |i| if i % 3 == 0 { TRUE } else { FALSE });
        for (start, end) in [(0, 200), (63, 65), (64, 128), (5, 5), (130, 199), (199, 200)] {
            let yes = (start..end).filter(|i| i % 3 == 0).count() as u32;
            assert_eq!(states.counts(start..end)[..2], [yes, (end - start) - yes], "{start}..{end}");
            let rows: Vec<usize> =
                states.range(start..end).flat_map(|(first, word)| set(first, word.yes)).collect();
            assert_eq!(rows, (start as usize..end as usize).filter(|i| i % 3 == 0).collect::<Vec<_>>());
        }
    }
}
