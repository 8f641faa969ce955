//! A bit for each row, sixty-four a word; where all rows are alike there are no words.

use std::ops::Range;
use std::rc::Rc;

/// Rows of a word.
pub(in super::super) const ROWS: usize = 64;

/// A bit for each row. What stands past the last row means nothing.
#[derive(Debug, Clone, Default)]
pub(in super::super) enum Plane {
    /// No row's is set.
    #[default]
    Empty,
    /// Every row's is set.
    Full,
    /// Some rows' are set, the first row's lowest.
    Words(Rc<[u64]>),
}

impl Plane {
    /// These words.
    pub fn of(words: Vec<u64>) -> Self {
        if words.iter().all(|word| *word == 0) { Plane::Empty } else { Plane::Words(words.into()) }
    }

    /// Whether no row's bit is set.
    pub fn is_empty(&self) -> bool {
        matches!(self, Plane::Empty)
    }

    /// The bits of sixty-four rows.
    #[inline]
    pub fn word(&self, at: usize) -> u64 {
        match self {
            Plane::Empty => 0,
            Plane::Full => u64::MAX,
            Plane::Words(words) => words.get(at).copied().unwrap_or_default(),
        }
    }

    /// A row's bit.
    #[inline]
    pub fn get(&self, row: usize) -> bool {
        self.word(row / ROWS) >> (row % ROWS) & 1 == 1
    }

    fn zipped(a: &[u64], b: &[u64], each: impl Fn(u64, u64) -> u64) -> Plane {
        Plane::of(a.iter().zip(b).map(|(a, b)| each(*a, *b)).collect())
    }

    /// Where both are set.
    pub fn and(&self, other: &Plane) -> Plane {
        match (self, other) {
            (Plane::Empty, _) | (_, Plane::Empty) => Plane::Empty,
            (Plane::Full, one) | (one, Plane::Full) => one.clone(),
            (Plane::Words(a), Plane::Words(b)) => Plane::zipped(a, b, |a, b| a & b),
        }
    }

    /// Where one is set.
    pub fn or(&self, other: &Plane) -> Plane {
        match (self, other) {
            (Plane::Full, _) | (_, Plane::Full) => Plane::Full,
            (Plane::Empty, one) | (one, Plane::Empty) => one.clone(),
            (Plane::Words(a), Plane::Words(b)) => Plane::zipped(a, b, |a, b| a | b),
        }
    }

    /// Where this is set and the other is not.
    pub fn without(&self, other: &Plane) -> Plane {
        match (self, other) {
            (Plane::Empty, _) | (_, Plane::Full) => Plane::Empty,
            (one, Plane::Empty) => one.clone(),
            (Plane::Full, Plane::Words(b)) => Plane::of(b.iter().map(|b| !b).collect()),
            (Plane::Words(a), Plane::Words(b)) => Plane::zipped(a, b, |a, b| a & !b),
        }
    }

    /// Where one of many is set.
    pub fn any<'p>(all: impl IntoIterator<Item = &'p Plane>) -> Plane {
        all.into_iter().fold(Plane::Empty, |found, one| found.or(one))
    }

    /// The words that hold some rows: where each begins, and their bits alone.
    fn range(&self, rows: Range<u32>) -> impl Iterator<Item = (usize, u64)> + Clone + '_ {
        let (start, end) = (rows.start as usize, if self.is_empty() { 0 } else { rows.end as usize });
        (start / ROWS..end.div_ceil(ROWS)).map(move |at| {
            let first = at * ROWS;
            let mut bits = self.word(at);
            if start > first {
                bits &= u64::MAX << (start - first);
            }
            if end < first + ROWS {
                bits &= (1 << (end - first)) - 1;
            }
            (first, bits)
        })
    }

    /// How many of some rows are set.
    pub fn count(&self, rows: Range<u32>) -> u32 {
        match self {
            Plane::Empty => 0,
            Plane::Full => rows.end.saturating_sub(rows.start),
            Plane::Words(_) => {
                let some = self.range(rows).filter(|(_, bits)| *bits != 0);
                some.map(|(_, bits)| bits.count_ones()).sum()
            }
        }
    }

    /// Whether one of some rows is set.
    #[inline]
    pub fn meets(&self, rows: Range<u32>) -> bool {
        match self {
            Plane::Empty => false,
            Plane::Full => !rows.is_empty(),
            Plane::Words(words) => {
                let (start, Some(last)) = (rows.start as usize, (rows.end as usize).checked_sub(1)) else {
                    return false;
                };
                let at = |word: usize| words.get(word).copied().unwrap_or_default();
                let (from, to) = (u64::MAX << (start % ROWS), u64::MAX >> (ROWS - 1 - last % ROWS));
                match (start / ROWS, last / ROWS) {
                    _ if start > last => false,
                    (first, end) if first == end => at(first) & from & to != 0,
                    (first, end) => {
                        at(first) & from != 0
                            || at(end) & to != 0
                            || words.get(first + 1..end).is_some_and(|words| words.iter().any(|w| *w != 0))
                    }
                }
            }
        }
    }

    /// Those of some rows that are set.
    pub fn rows(&self, rows: Range<u32>) -> impl Iterator<Item = usize> + Clone + '_ {
        self.range(rows).flat_map(|(first, mut bits)| {
            std::iter::from_fn(move || {
                let bit = bits.trailing_zeros();
                bits &= bits.checked_sub(1)?;
                Some(first + bit as usize)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEN: u32 = 200;

    fn plane(of: impl Fn(u32) -> bool) -> Plane {
        let mut words = vec![0; 4];
        for row in (0..LEN).filter(|row| of(*row)) {
            words[row as usize / ROWS] |= 1 << (row as usize % ROWS);
        }
        Plane::of(words)
    }

    #[test]
    fn planes_are_their_rows() {
        let all = [Plane::Empty, Plane::Full, plane(|r| r % 3 == 0), plane(|r| r < 70), plane(|_| false)];
        for a in &all {
            for b in &all {
                let (both, either, only) = (a.and(b), a.or(b), a.without(b));
                for row in 0..LEN as usize {
                    assert_eq!(both.get(row), a.get(row) && b.get(row));
                    assert_eq!(either.get(row), a.get(row) || b.get(row));
                    assert_eq!(only.get(row), a.get(row) && !b.get(row));
                }
            }
        }
        assert!(all[4].is_empty());
        let any = Plane::any(&all[2..]);
        assert!((0..LEN as usize).all(|row| any.get(row) == (row % 3 == 0 || row < 70)));
    }

    #[test]
    fn ranges_end_where_they_end() {
        for a in [Plane::Empty, Plane::Full, plane(|r| r % 3 == 0)] {
            for (start, end) in [(0, 200), (63, 65), (64, 128), (5, 5), (130, 199), (199, 200), (7, 3)] {
                let set: Vec<usize> = (start..end).map(|r| r as usize).filter(|r| a.get(*r)).collect();
                assert_eq!(a.rows(start..end).collect::<Vec<_>>(), set, "{start}..{end}");
                assert_eq!(a.count(start..end) as usize, set.len());
                assert_eq!(a.meets(start..end), !set.is_empty());
            }
        }
    }
}
