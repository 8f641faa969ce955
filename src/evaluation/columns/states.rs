//! What there is to know of each row of a table, as planes of bits: each row's is set in one of them, and in none for a row that is
//! not asked for.

use std::ops::Range;

use super::planes::{Plane, ROWS};
use super::{EXACT, FALSE, NOT_APPLICABLE, TRUE, UNKNOWN};

/// What there is to know of each row.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct States {
    /// How many rows.
    pub len: usize,
    /// True; of another value: known.
    pub yes: Plane,
    /// False.
    pub no: Plane,
    /// Not known.
    pub open: Plane,
    /// Does not apply.
    pub idle: Plane,
    /// The exact interpreter decides.
    pub exact: Plane,
}

impl States {
    /// The same for all rows.
    pub fn all(code: u8, len: usize) -> Self {
        let mut states = States { len, ..States::default() };
        *states.plane(code) = Plane::Full;
        states
    }

    fn plane(&mut self, code: u8) -> &mut Plane {
        match code {
            TRUE => &mut self.yes,
            FALSE => &mut self.no,
            UNKNOWN => &mut self.open,
            NOT_APPLICABLE => &mut self.idle,
            _ => &mut self.exact,
        }
    }

    /// Codes one after the other.
    pub fn each(len: usize, mut code: impl FnMut(usize) -> u8) -> Self {
        let mut planes: [Vec<u64>; 5] = Default::default();
        for w in 0..len.div_ceil(ROWS) {
            let mut words = [0u64; 5];
            for (bit, row) in (w * ROWS..len.min((w + 1) * ROWS)).enumerate() {
                let code = code(row).min(EXACT);
                if let Some(word) = words.get_mut(usize::from(code)) {
                    *word |= 1 << bit;
                }
            }
            planes.iter_mut().zip(words).for_each(|(plane, word)| plane.push(word));
        }
        let mut states = States { len, ..States::default() };
        for (code, plane) in (FALSE..=EXACT).zip(planes) {
            *states.plane(code) = Plane::of(plane);
        }
        // All rows known is what most columns are.
        if states.known() && states.no.is_empty() { States::all(TRUE, len) } else { states }
    }

    /// A row's code.
    #[inline]
    pub fn code(&self, row: usize) -> u8 {
        if row >= self.len {
            EXACT
        } else if self.yes.get(row) {
            TRUE
        } else if self.no.get(row) {
            FALSE
        } else if self.open.get(row) {
            UNKNOWN
        } else if self.idle.get(row) {
            NOT_APPLICABLE
        } else {
            EXACT
        }
    }

    /// Whether all rows are known.
    pub fn known(&self) -> bool {
        self.open.is_empty() && self.idle.is_empty() && self.exact.is_empty()
    }

    /// `not`.
    pub fn not(&self) -> Self {
        States { yes: self.no.clone(), no: self.yes.clone(), ..self.clone() }
    }

    /// Kleene's `and`: a row that is false in one is false; one that does not apply is left out.
    pub fn every(all: &[&States]) -> Self {
        let any = |plane: fn(&States) -> &Plane| Plane::any(all.iter().map(|s| plane(s)));
        let no = any(|s| &s.no);
        let exact = any(|s| &s.exact).without(&no);
        let open = any(|s| &s.open).without(&no).without(&exact);
        let (yes, idle) = (any(|s| &s.yes), any(|s| &s.idle));
        let rest = Plane::any([&no, &exact, &open]);
        let idle = idle.without(&rest).without(&yes);
        let yes = yes.without(&rest);
        States { len: all.iter().map(|s| s.len).max().unwrap_or(0), yes, no, open, idle, exact }
    }

    /// What two operands leave of a value that needs both: `yes` where both are known.
    pub fn both(&self, other: &States) -> Self {
        let exact = self.exact.or(&other.exact);
        let idle = self.idle.or(&other.idle).without(&exact);
        let open = self.open.or(&other.open).without(&exact).without(&idle);
        let yes = self.yes.or(&self.no).and(&other.yes.or(&other.no));
        States { len: self.len.max(other.len), yes, no: Plane::Empty, open, idle, exact }
    }

    /// `yes` where it is known, true or false.
    pub fn given(&self) -> Self {
        States { yes: self.yes.or(&self.no), no: Plane::Empty, ..self.clone() }
    }

    /// The value's rows where the condition holds; elsewhere what the condition is, not applicable where it fails.
    pub fn masked(condition: &States, value: &States) -> Self {
        let inside = |plane: &Plane| plane.and(&condition.yes);
        States {
            len: value.len,
            yes: inside(&value.yes),
            no: inside(&value.no),
            open: inside(&value.open).or(&condition.open),
            idle: Plane::any([&inside(&value.idle), &condition.no, &condition.idle]),
            exact: inside(&value.exact).or(&condition.exact),
        }
    }

    /// Some rows are for the interpreter.
    pub fn exactly(self, rows: &Plane) -> Self {
        States {
            yes: self.yes.without(rows),
            no: self.no.without(rows),
            open: self.open.without(rows),
            idle: self.idle.without(rows),
            exact: self.exact.or(rows),
            ..self
        }
    }

    /// Some of the rows, as far as there are any.
    fn some(&self, rows: Range<u32>) -> Range<u32> {
        rows.start..rows.end.min(u32::try_from(self.len).unwrap_or(u32::MAX))
    }

    /// How many of some rows are true, false, open, idle, and for the interpreter.
    pub fn counts(&self, rows: Range<u32>) -> [u32; 5] {
        let rows = self.some(rows);
        [&self.yes, &self.no, &self.open, &self.idle, &self.exact].map(|plane| plane.count(rows.clone()))
    }

    /// Kleene's `and` of all that occurs among some rows; `rest` is what else belongs to them.
    pub fn decide(&self, rows: Range<u32>, rest: Option<u8>) -> u8 {
        let rows = self.some(rows);
        let seen = |plane: &Plane| plane.meets(rows.clone());
        if seen(&self.no) {
            FALSE
        } else if rest.is_none() && self.known() {
            TRUE
        } else if seen(&self.exact) {
            EXACT
        } else if seen(&self.open) || rest == Some(UNKNOWN) {
            UNKNOWN
        } else if seen(&self.idle) && !seen(&self.yes) {
            NOT_APPLICABLE
        } else {
            TRUE
        }
    }

    /// `at least` so many of some: an idle one counts as met.
    pub fn at_least(needed: u32, all: &[&States]) -> Self {
        let len = all.iter().map(|s| s.len).max().unwrap_or(0);
        let exact = Plane::any(all.iter().map(|s| &s.exact));
        let unsure = all.iter().any(|s| !s.open.is_empty());
        let (mut sure, mut never) = (Vec::new(), Vec::new());
        for w in 0..len.div_ceil(ROWS) {
            // Counters of one bit a row: met so far, and met or open, in binary.
            let (mut met, mut most) = (Counter::default(), Counter::default());
            for one in all {
                let word = one.yes.word(w) | one.idle.word(w);
                met.add(word);
                if unsure {
                    most.add(word | one.open.word(w));
                }
            }
            sure.push(met.reaches(needed));
            never.push(!if unsure { &most } else { &met }.reaches(needed));
        }
        let (yes, no) = (Plane::of(sure), Plane::of(never));
        let open = Plane::Full.without(&yes).without(&no).without(&exact);
        let open = if unsure { open } else { Plane::Empty };
        States { len, yes: yes.without(&exact), no: no.without(&exact), open, idle: Plane::Empty, exact }
    }
}

/// Sixty-four numbers in binary, a word for each digit.
#[derive(Default)]
struct Counter {
    digits: [u64; 16],
    /// How many digits there are; the others are zero.
    used: usize,
}

impl Counter {
    fn add(&mut self, mut bits: u64) {
        for (i, digit) in self.digits.iter_mut().enumerate() {
            if bits == 0 {
                break;
            }
            let carry = *digit & bits;
            *digit ^= bits;
            bits = carry;
            self.used = self.used.max(i + 1);
        }
    }

    /// Which are at or above a number, compared from the highest digit.
    fn reaches(&self, needed: u32) -> u64 {
        if needed.checked_shr(u32::try_from(self.used).unwrap_or(u32::MAX)).is_some_and(|rest| rest != 0) {
            return 0;
        }
        let (mut above, mut equal) = (0u64, u64::MAX);
        for (i, digit) in self.digits.iter().enumerate().take(self.used).rev() {
            let wanted = if needed >> i & 1 == 1 { u64::MAX } else { 0 };
            above |= equal & digit & !wanted;
            equal &= !(digit ^ wanted);
        }
        above | equal
    }
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
    fn planes_are_rows_side_by_side() {
        let pairs: Vec<(u8, u8)> = CODES.iter().flat_map(|a| CODES.iter().map(move |b| (*a, *b))).collect();
        let a = States::each(pairs.len(), |i| pairs[i].0);
        let b = States::each(pairs.len(), |i| pairs[i].1);
        let all = States::every(&[&a, &b]);
        let needed = States::at_least(2, &[&a, &b]);
        let masked = States::masked(&a, &b);
        let both = a.both(&b);
        for (i, (x, y)) in pairs.iter().enumerate() {
            assert_eq!(all.code(i), every(&[*x, *y]), "{x} and {y}");
            assert_eq!(all.decide(i as u32..i as u32 + 1, None), every(&[*x, *y]));
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
            let known = match [*x, *y].iter().max() {
                Some(&TRUE | &FALSE) => TRUE,
                worst => *worst.unwrap(),
            };
            assert_eq!(both.code(i), known, "{x} with {y}");
        }
        assert_eq!(a.counts(0..25), [5; 5]);
        assert_eq!(all.code(25), EXACT);
        assert_eq!(States::all(TRUE, 25).code(25), EXACT);
        assert_eq!(States::all(TRUE, 25).counts(20..70), [5, 0, 0, 0, 0]);
        let left = a.exactly(&b.yes);
        for (i, (x, y)) in pairs.iter().enumerate() {
            assert_eq!(left.code(i), if *y == TRUE { EXACT } else { *x });
        }
    }

    #[test]
    fn counters_reach_what_they_count() {
        let of = |k: usize| States::each(64, move |i| if i >= k { TRUE } else { FALSE });
        let filled: Vec<States> = (0..9).map(of).collect();
        let filled: Vec<&States> = filled.iter().collect();
        for needed in (0..11u32).chain([1 << 16, u32::MAX]) {
            let found = States::at_least(needed, &filled);
            for row in 0..64u32 {
                let count = (row + 1).min(9);
                assert_eq!(found.code(row as usize) == TRUE, count >= needed, "{needed} of {count}");
            }
        }
    }
}
