//! Properties of the values that rules compute with: Kleene's tables, exact units, exact roots, decimals.

use std::cmp::Ordering;

use junheng::value::{Number, Surd, Truth, Unit};
use proptest::prelude::*;

const TRUTHS: [Truth; 3] = [Truth::False, Truth::Unknown, Truth::True];

#[test]
fn kleene_tables() {
    use Truth::{False as F, True as T, Unknown as U};
    let and = [[F, F, F], [F, U, U], [F, U, T]];
    let or = [[F, U, T], [U, U, T], [T, T, T]];
    for (i, a) in TRUTHS.into_iter().enumerate() {
        for (j, b) in TRUTHS.into_iter().enumerate() {
            assert_eq!(a.and(b), and[i][j], "{a:?} and {b:?}");
            assert_eq!(a.or(b), or[i][j], "{a:?} or {b:?}");
            // De Morgan, and the laws that readers rely on.
            assert_eq!(a.and(b).not(), a.not().or(b.not()));
            assert_eq!(a.and(b), b.and(a));
            assert_eq!(a.or(b), b.or(a));
        }
        assert_eq!(a.not().not(), a);
    }
}

/// A decision never changes when an unknown operand becomes known: what is not unknown stays.
#[test]
fn kleene_is_monotone() {
    for a in TRUTHS {
        for known in [Truth::False, Truth::True] {
            for (before, after) in
                [(a.and(Truth::Unknown), a.and(known)), (a.or(Truth::Unknown), a.or(known))]
            {
                assert!(before == Truth::Unknown || before == after);
            }
        }
    }
}

fn number() -> impl Strategy<Value = Number> {
    (any::<i64>(), 1i64..10_000).prop_map(|(n, d)| Number::ratio(n, d).unwrap())
}

fn decimal() -> impl Strategy<Value = Number> {
    (any::<i64>(), 0u32..12).prop_map(|(m, s)| Number::scaled(m, s))
}

proptest! {
    #[test]
    fn decimals_survive_printing(n in decimal()) {
        prop_assert_eq!(Number::parse_decimal(&n.display(12)).unwrap(), n.clone());
        let (mantissa, scale) = n.to_decimal_parts().unwrap();
        prop_assert_eq!(Number::scaled(mantissa, scale), n);
    }

    #[test]
    fn rounding_is_near_and_alike_on_both_sides(n in number(), places in 0i32..6) {
        let rounded = n.round_half_away(places);
        let half = Number::scaled(5, places as u32 + 1);
        let off = &rounded - &n;
        prop_assert!(off.abs() <= half);
        prop_assert_eq!((-&n).round_half_away(places), -&rounded);
        // A half goes away from zero.
        prop_assert!(off.abs() < half || rounded.abs() > n.abs());
        prop_assert!(rounded.to_decimal_parts().unwrap().1 <= places as u32);
    }

    #[test]
    fn units_convert_exactly(n in number(), factor in 1i64..1_000_000, below in 1i64..1_000_000) {
        let scale = Number::ratio(factor, below).unwrap();
        let unit = Unit { scale: scale.clone(), ..Unit::base("元") };
        prop_assert_eq!(unit.from_base(&unit.to_base(&n)), n.clone());
        let per = unit.per(&Unit { scale: Number::from(100), ..Unit::base("人") });
        prop_assert_eq!(per.from_base(&per.to_base(&n)), n.clone());
        prop_assert_eq!(per.times(&Unit::base("人")).dimensions, unit.dimensions.clone());
        prop_assert!(unit.per(&unit).is_none());
    }

    #[test]
    fn roots_compare_by_squares(a in 0i64..1_000_000, b in 1i64..1_000, q in -1000i64..1000) {
        let radicand = Number::ratio(a, b).unwrap();
        let root = Surd::sqrt(radicand.clone()).unwrap();
        let rational = Number::ratio(q, 7).unwrap();
        let expected = if rational.is_negative() {
            Ordering::Greater
        } else {
            radicand.cmp(&(&rational * &rational))
        };
        prop_assert_eq!(root.cmp(&Surd::from(rational)), expected);
        prop_assert_eq!(root.times(&root), Surd::from(radicand.clone()));
        // The rounded root is within half a unit of the last place, by exact comparison.
        let near = root.round_half_away(4);
        let half = Number::scaled(5, 5);
        prop_assert!(Surd::from(&near - &half) <= root && root < Surd::from(&near + &half));
        prop_assert!(Surd::from(root.floor()) <= root && root <= Surd::from(root.ceil()));
    }

    #[test]
    fn text_that_is_no_number_is_refused(text in "\\PC*") {
        if let Ok(n) = Number::parse_decimal(&text) {
            prop_assert!(text.bytes().any(|b| b.is_ascii_digit()));
            prop_assert!(n.to_decimal_parts().is_some());
        }
    }
}

#[test]
fn the_examples_of_the_language() {
    let n = |t: &str| Number::parse_decimal(t).unwrap();
    let hundred = Unit { scale: Number::from(100), ..Unit::base("人") };
    let rate = Unit::base("人").per(&hundred);
    // 42 teachers for 1,000 students meets 4.2 per 100.
    assert_eq!(n("42").checked_div(&n("1000")).unwrap(), rate.to_base(&n("4.2")));
    // 85% of 5.3 is 4.505, neither a hair more nor less.
    assert_eq!(Unit::percent().to_base(&n("85")) * n("5.3"), n("4.505"));
}
