//! Weighted sums of values and of their squares, in whole numbers over common denominators.

use num_bigint::{BigInt, Sign};

use super::{Number, Surd};

/// First and second moments of values `x` with weights `w`: `x = a / d` and `w = b / e` with whole `a` and `b`.
#[derive(Debug, Clone)]
pub struct Moments {
    /// Σ b
    weights: BigInt,
    /// Σ b·a
    first: BigInt,
    /// Σ b · Σ b·a² − (Σ b·a)²; not below zero where no weight is.
    spread: BigInt,
    d: BigInt,
    e: BigInt,
}

impl Moments {
    /// Of pairs of value and weight.
    pub fn of(pairs: &[(Number, Number)]) -> Self {
        let (values, d) = Number::over_common(pairs.iter().map(|(x, _)| x));
        let (each, e) = Number::over_common(pairs.iter().map(|(_, w)| w));
        let (mut weights, mut first, mut second) = (BigInt::default(), BigInt::default(), BigInt::default());
        for (a, b) in values.iter().zip(&each) {
            let part = b * a;
            second += &part * a;
            first += part;
            weights += b;
        }
        let spread = &weights * second - &first * &first;
        Moments { weights, first, spread, d, e }
    }

    /// Σ w; nothing only where a number is broken.
    pub fn weights(&self) -> Option<Number> {
        Number::ratio(self.weights.clone(), self.e.clone())
    }

    /// Σ w·x / Σ w; nothing where the weights come to zero.
    pub fn mean(&self) -> Option<Number> {
        Number::ratio(self.first.clone(), &self.weights * &self.d)
    }

    /// Σ w·(x − mean)²; nothing where the weights come to zero.
    pub fn squares(&self) -> Option<Number> {
        Number::ratio(self.spread.clone(), &self.weights * &self.d * &self.d * &self.e)
    }

    /// The square of the coefficient of variation; nothing where the mean is zero or there is none.
    pub fn cv_squared(&self) -> Option<Number> {
        Number::ratio(self.spread.clone(), &self.first * &self.first)
    }

    /// The coefficient of variation, standard deviation by mean: below zero where the mean is.
    pub fn coefficient(&self) -> Option<Surd> {
        let root = Surd::sqrt(self.cv_squared()?)?;
        Some(if self.first.sign() == Sign::Minus { root.negated() } else { root })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_values() {
        let n = |a: i64, b: i64| Number::ratio(a, b).unwrap();
        // 1/2 with weight 1 and 3/2 with weight 3: mean 5/4, squares 9/16 + 3/16.
        let moments = Moments::of(&[(n(1, 2), n(1, 1)), (n(3, 2), n(3, 1))]);
        assert_eq!(moments.mean(), Some(n(5, 4)));
        assert_eq!(moments.squares(), Some(n(3, 4)));
        assert_eq!(moments.cv_squared(), Some(n(3, 25)));
        assert_eq!(moments.weights(), Some(n(4, 1)));
    }

    #[test]
    fn without_weights_there_is_none() {
        let moments = Moments::of(&[(Number::one(), Number::zero())]);
        assert!(moments.mean().is_none() && moments.coefficient().is_none());
    }
}
