//! The tests of the indicators as people write them in floating point, held against whole numbers over a nation's divisions.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use crate::truth::{Division, LIMITS};

/// What a formula sees: an amount, the pupils, what the quotient is multiplied by (100 or 1), and the limit, each the double next to
/// the decimal that is written in the table or in the standard.
struct Seen {
    x: f64,
    n: f64,
    per: f64,
    t: f64,
}

impl Seen {
    fn of(division: &Division, i: usize) -> Self {
        // Areas are kept in tenths, and so are all limits but the equipment's; a quotient of whole numbers is rounded once, as the
        // decimal's digits are.
        let parts = if matches!(i, 3 | 4) { 10.0 } else { 1.0 };
        let limit = LIMITS[usize::from(division.junior)][i] as f64;
        Seen {
            x: division.amounts[i] as f64 / parts,
            n: division.students as f64,
            per: if matches!(i, 3..=5) { 1.0 } else { 100.0 },
            t: if i == 5 { limit } else { limit / 10.0 },
        }
    }

    fn value(&self) -> f64 {
        self.per * self.x / self.n
    }

    fn value32(&self) -> f32 {
        self.per as f32 * self.x as f32 / self.n as f32
    }
}

/// How the formula is written, and the formula.
type Way = (&'static str, fn(&Seen) -> bool);

/// Whether the limit is reached.
const REACHED: [Way; 9] = [
    ("`100 * x / n >= t`", |s| s.per * s.x / s.n >= s.t),
    ("`x / n * 100 >= t`", |s| s.x / s.n * s.per >= s.t),
    ("`x / (n / 100) >= t`", |s| s.x / (s.n / s.per) >= s.t),
    ("`x / n >= t / 100`", |s| s.x / s.n >= s.t / s.per),
    ("`x >= t * n / 100`", |s| s.x >= s.t * s.n / s.per),
    ("`x >= t / 100 * n`", |s| s.x >= s.t / s.per * s.n),
    ("`100 * x / n >= t` in 32 bits", |s| s.value32() >= s.t as f32),
    ("`v >= t`, `v` kept in 32 bits, `t` in 64", |s| f64::from(s.value32()) >= s.t),
    ("`round(100 * x / n, 2) >= t`", |s| rounded(s.value()) >= s.t),
];

/// Whether 85 % of the limit is reached, `v` being `100 * x / n`.
const NEAR: [Way; 7] = [
    ("`v >= 0.85 * t`", |s| s.value() >= 0.85 * s.t),
    ("`v / t >= 0.85`", |s| s.value() / s.t >= 0.85),
    ("`1 - v / t <= 0.15`", |s| 1.0 - s.value() / s.t <= 0.15),
    ("`(t - v) / t <= 0.15`", |s| (s.t - s.value()) / s.t <= 0.15),
    ("`v >= t * 85 / 100`", |s| s.value() >= s.t * 85.0 / 100.0),
    ("`v >= 0.85 * t` in 32 bits", |s| s.value32() >= 0.85f32 * s.t as f32),
    ("`round(v, 2) >= 0.85 * t`", |s| rounded(s.value()) >= 0.85 * s.t),
];

/// Whether an amount is exactly at so many per cent of its limit.
fn exactly(division: &Division, i: usize, percent: i128) -> bool {
    let (there, needed) = division.sides(i);
    there * 100 == needed * percent
}

fn rounded(v: f64) -> f64 {
    (v * 100.0).round() / 100.0
}

/// Verdicts that a formula gets wrong.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Wrong {
    passed: usize,
    failed: usize,
}

impl Wrong {
    fn count(&mut self, found: bool, truth: bool) {
        self.passed += usize::from(found && !truth);
        self.failed += usize::from(!found && truth);
    }
}

#[derive(Default)]
struct Counts {
    divisions: usize,
    /// Amounts exactly at the limit, and at 85 % of it.
    exact: [usize; 2],
    reached: [Wrong; REACHED.len()],
    near: [Wrong; NEAR.len()],
}

impl Counts {
    fn add(&mut self, division: &Division) {
        self.divisions += 1;
        for i in 0..7 {
            let seen = Seen::of(division, i);
            let truth = [division.met(i), division.within_85(i)];
            for (exact, percent) in self.exact.iter_mut().zip([100, 85]) {
                *exact += usize::from(exactly(division, i, percent));
            }
            for ((_, formula), wrong) in REACHED.iter().zip(&mut self.reached) {
                wrong.count(formula(&seen), truth[0]);
            }
            for ((_, formula), wrong) in NEAR.iter().zip(&mut self.near) {
                wrong.count(formula(&seen), truth[1]);
            }
        }
    }

    fn table(&self) -> String {
        let mut out = format!(
            "{} divisions, {} verdicts of each sort; {} amounts are exactly at their limit, {} exactly at 85 % of it.\n\n\
             | asked | written | verdicts wrong | passed wrongly | failed wrongly |\n| --- | --- | ---: | ---: | ---: |\n",
            self.divisions,
            self.divisions * 7,
            self.exact[0],
            self.exact[1]
        );
        for (asked, ways, wrong) in
            [("the limit", &REACHED[..], &self.reached[..]), ("85 % of it", &NEAR[..], &self.near[..])]
        {
            for ((written, _), w) in ways.iter().zip(wrong) {
                let all = w.passed + w.failed;
                let _ = writeln!(out, "| {asked} | {written} | {all} | {} | {} |", w.passed, w.failed);
            }
        }
        out
    }
}

/// A division as its line in the table has it; none for the header.
fn division(line: &str) -> Option<Division> {
    let cells: Vec<&str> = line.split(',').collect();
    let whole = |i: usize| cells.get(i)?.parse::<i64>().ok();
    let tenths = |i: usize| {
        let (whole, rest) = cells.get(i)?.split_once('.').unwrap_or((cells[i], "0"));
        Some(whole.parse::<i64>().ok()? * 10 + rest.parse::<i64>().ok()?)
    };
    Some(Division {
        junior: cells.get(1) == Some(&"初中"),
        students: whole(2)?,
        amounts: [whole(4)?, whole(5)?, whole(6)?, tenths(7)?, tenths(8)?, whole(9)?, whole(10)?],
    })
}

/// The table of formulas over the divisions of a nation's folder.
pub fn table(folder: &Path) -> String {
    let file = File::open(folder.join("学部.csv")).expect("the divisions are there");
    let mut counts = Counts::default();
    for line in BufReader::new(file).lines().skip(1) {
        let line = line.expect("it can be read");
        counts.add(&division(&line).unwrap_or_else(|| panic!("not a division: {line}")));
    }
    counts.table()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_to_the_tenth_and_known_floating_point_errors_are_counted() {
        // 42 for a thousand pupils are exactly 4.2 for a hundred; 6.375 square metres are exactly 85 % of 7.5.
        let line = "1100000001,小学,1000,60,42,10,9,4500,6375,2000000,23,160,160";
        let read = division(line).expect("a division");
        assert_eq!(read.amounts, [42, 10, 9, 45_000, 63_750, 2_000_000, 23]);
        let mut counts = Counts::default();
        counts.add(&read);
        assert_eq!(counts.exact, [6, 1]);
        let wrong = |written: &str| {
            let ways = REACHED.iter().zip(&counts.reached).chain(NEAR.iter().zip(&counts.near));
            *ways.clone().find(|(way, _)| way.0 == written).expect("a way").1
        };
        assert_eq!(wrong("`100 * x / n >= t`"), Wrong::default());
        assert_eq!(wrong("`1 - v / t <= 0.15`"), Wrong { passed: 0, failed: 1 });
        assert_eq!(
            division("1100000001,小学,500,60,21,5,5,2250.5,3750,1000000,12,80,80")
                .expect("a division")
                .amounts[3],
            22_505
        );
        assert!(division("学校,学段,在校生数").is_none());
    }
}
