//! The verdicts, by whole numbers alone: what every program must come to.

use num_bigint::BigInt;
use num_rational::BigRational;

/// A division's figures. Areas in tenths of a square metre, equipment in yuan.
#[derive(Clone)]
pub struct Division {
    pub junior: bool,
    pub students: i64,
    /// R1 to R7.
    pub amounts: [i64; 7],
}

/// The limits as whole numbers: `amount × multiplier[i] ≥ limit × students`.
pub const LIMITS: [[i64; 7]; 2] = [[42, 10, 9, 45, 75, 2000, 23], [53, 10, 9, 58, 102, 2500, 24]];
const MULTIPLIERS: [i64; 7] = [1000, 1000, 1000, 1, 1, 1, 1000];

impl Division {
    /// What is there and what must be there, as whole numbers.
    pub fn sides(&self, i: usize) -> (i128, i128) {
        let limit = LIMITS[usize::from(self.junior)][i];
        (i128::from(self.amounts[i] * MULTIPLIERS[i]), i128::from(limit * self.students))
    }

    pub fn met(&self, i: usize) -> bool {
        let (a, b) = self.sides(i);
        a >= b
    }

    pub fn within_85(&self, i: usize) -> bool {
        let (a, b) = self.sides(i);
        a * 100 >= b * 85
    }

    /// At least six of seven, and none below 85 %.
    pub fn reaches(&self) -> bool {
        (0..7).filter(|i| self.met(*i)).count() >= 6 && (0..7).all(|i| self.within_85(i))
    }
}

/// A county's verdict.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Divisions that do not meet each indicator.
    pub unmet: [usize; 7],
    pub schools: usize,
    /// Stages with a coefficient above its limit.
    pub balance: usize,
    pub size: usize,
    pub classes: usize,
    pub training: usize,
    pub certificates: usize,
}

impl Verdict {
    pub const HEADER: &str = "county,R1,R2,R3,R4,R5,R6,R7,R_school,R_balance,G4,G5,G9,G12,recognition";

    pub fn line(&self, county: &str) -> String {
        let mut out = vec![county.to_owned()];
        out.extend(self.unmet.iter().map(usize::to_string));
        let rest = [self.schools, self.balance, self.size, self.classes, self.training, self.certificates];
        out.extend(rest.iter().map(usize::to_string));
        out.push(if rest.iter().sum::<usize>() == 0 { "met" } else { "unmet" }.to_owned());
        out.join(",")
    }
}

/// Whether the coefficient of variation of an indicator, weighted by pupils, is above `hundredths`.
pub fn varies_too_much(divisions: &[&Division], i: usize, hundredths: i64) -> bool {
    // CV² = W · Σ(v²/n) / V² − 1, with v the amounts, n the pupils, V and W their sums.
    let (v, w): (f64, f64) =
        divisions.iter().fold((0.0, 0.0), |(v, w), d| (v + d.amounts[i] as f64, w + d.students as f64));
    let squares: f64 = divisions.iter().map(|d| (d.amounts[i] as f64).powi(2) / d.students as f64).sum();
    let limit = 1.0 + (hundredths as f64 / 100.0).powi(2);
    let apart = w * squares / (v * v) / limit - 1.0;
    if apart.abs() > 1e-9 {
        return apart > 0.0;
    }
    // Too near to tell by floating point: by whole numbers.
    let ratio = |a: i64, b: i64| BigRational::new(BigInt::from(a), BigInt::from(b));
    let squares: BigRational =
        divisions.iter().map(|d| ratio(d.amounts[i], 1) * ratio(d.amounts[i], d.students)).sum();
    let v: i64 = divisions.iter().map(|d| d.amounts[i]).sum();
    let w: i64 = divisions.iter().map(|d| d.students).sum();
    ratio(w, 1) * squares > (ratio(1, 1) + ratio(hundredths * hundredths, 10_000)) * ratio(v, 1) * ratio(v, 1)
}
