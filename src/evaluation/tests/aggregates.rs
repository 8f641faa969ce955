//! Aggregates over rows.

use proptest::prelude::*;

use super::support::*;
use crate::evaluation::aggregate::Variation;
use crate::evaluation::{Eval, Missing, MissingAt};
use crate::facts::Reason;
use crate::semantics::TExpr;
use crate::value::{Number, Surd};

/// Schools with one primary division each: students and x.
fn schools(rows: &[(&str, &str)]) -> World {
    let schools: Vec<String> = (0..rows.len()).map(|i| format!("S{i:03} 990001 primary")).collect();
    let divisions: Vec<String> =
        rows.iter().enumerate().map(|(i, (s, x))| format!("S{i:03} primary {s} {x}")).collect();
    let refs = |list: &[String]| -> Vec<&'static str> {
        list.iter().map(|s| &*Box::leak(s.clone().into_boxed_str())).collect()
    };
    World::new(vec![]).table("school", "code county type", &refs(&schools)).table(
        "division",
        "school stage students x",
        &refs(&divisions),
    )
}

fn over() -> crate::semantics::TRows {
    rows("division", 0, None, &[])
}

fn x() -> TExpr {
    col_at(1, "division.x")
}

fn students() -> TExpr {
    col_at(1, "division.students")
}

#[test]
fn of_known_rows() {
    let world = schools(&[("10", "1"), ("20", "4"), ("30", "2.5")]);
    let value = |f, body| world.eval(&agg(f, over(), body));
    assert_eq!(value(A::Count, None), Eval::number(n("3")));
    assert_eq!(value(A::Sum, Some(x())), Eval::number(n("7.5")));
    assert_eq!(value(A::Avg, Some(x())), Eval::number(n("2.5")));
    assert_eq!(value(A::Min, Some(x())), Eval::number(n("1")));
    assert_eq!(value(A::Max, Some(x())), Eval::number(n("4")));
    let two = Some(ge(x(), num("2.5")));
    assert_eq!(value(A::Share, two), Eval::number(Number::ratio(2, 3).unwrap()));
}

#[test]
fn over_no_rows() {
    let world = schools(&[]).table("room", "school code area", &[]);
    let rooms = || rows("room", 0, None, &[]);
    let area = || Some(col_at(1, "room.area"));
    // No schools: what is below them is unknown; so look from a county that has one school and no rooms.
    let world2 = World::new(vec![]).table("school", "code county type", &["S 990001 primary"]).table(
        "room",
        "school code area",
        &[],
    );
    assert!(matches!(world.eval(&agg(A::Count, rooms(), None)), Eval::Unknown(_)));
    assert_eq!(world2.eval(&agg(A::Count, rooms(), None)), Eval::number(n("0")));
    assert_eq!(world2.eval(&agg(A::Sum, rooms(), area())), Eval::number(n("0")));
    let unknown = Missing {
        entity: entity("room"),
        at: MissingAt::Below(entity("county"), 0),
        column: None,
        reason: Reason::NoRows,
    };
    for f in [A::Avg, A::Min, A::Max, A::Cv] {
        assert_eq!(world2.eval(&agg(f, rooms(), area())).missing_list(), vec![unknown.clone()], "{f:?}");
    }
    let share = agg(A::Share, rooms(), Some(ge(col_at(1, "room.area"), qty("1", "平方米"))));
    assert_eq!(world2.eval(&share).missing_list(), vec![unknown]);
}

#[test]
fn one_unknown_value_makes_it_unknown() {
    let world = schools(&[("10", "1"), ("20", "-")]);
    for f in [A::Sum, A::Avg, A::Min, A::Max, A::Cv] {
        let found = world.eval(&agg(f, over(), Some(x()))).missing_list();
        assert_eq!(found, vec![missing("division.x", 1, Reason::Empty)], "{f:?}");
    }
    let share = agg(A::Share, over(), Some(ge(x(), num("0"))));
    assert!(matches!(world.eval(&share), Eval::Unknown(_)));
    let weighted = cv(over(), num("1"), Some(x()));
    assert_eq!(world.eval(&weighted).missing_list(), vec![missing("division.x", 1, Reason::Empty)]);
    assert_eq!(world.eval(&agg(A::Count, over(), None)), Eval::number(n("2")));
}

#[test]
fn rows_are_chosen_by_where() {
    let world = schools(&[("10", "1"), ("20", "4"), ("30", "-")]);
    let where_x = |least: &str| rows("division", 0, Some(ge(x(), num(least))), &[]);
    let small = rows("division", 0, Some(bin(Op::Lt, students(), qty("30", "人"))), &[]);
    assert_eq!(world.eval(&agg(A::Sum, small.clone(), Some(x()))), Eval::number(n("5")));
    assert_eq!(world.eval(&agg(A::Count, small, None)), Eval::number(n("2")));
    // A `where` that is unknown for one row.
    let count = world.eval(&agg(A::Count, where_x("2"), None));
    assert_eq!(count.missing_list(), vec![missing("division.x", 2, Reason::Empty)]);
}

#[test]
fn rows_that_do_not_apply_are_left_out() {
    let world = schools(&[("10", "1"), ("20", "4"), ("30", "6")]).on("2026-01-01");
    let mut world = world;
    world.facts.counties[0].code = "990002".into();
    // Does not apply to large ones: there is no target year.
    let small = || bin(Op::Lt, students(), qty("25", "人"));
    let partly = || cond(small(), x(), target_year());
    assert_eq!(world.eval(&agg(A::Sum, over(), Some(partly()))), Eval::number(n("5")));
    assert_eq!(world.eval(&agg(A::Avg, over(), Some(partly()))), Eval::number(n("2.5")));
    let share = agg(A::Share, over(), Some(ge(partly(), num("2"))));
    assert_eq!(world.eval(&share), Eval::number(n("0.5")));
    let by_weight = cv(over(), x(), Some(partly()));
    assert_eq!(world.eval(&by_weight), world.eval(&cv(over(), partly(), Some(x()))));
    for f in [A::Sum, A::Avg, A::Min, A::Max, A::Share, A::Cv] {
        assert_eq!(world.eval(&agg(f, over(), Some(target_year()))), Eval::NotApplicable, "{f:?}");
    }
    let no_such = rows("division", 0, Some(ge(target_year(), num("1"))), &[]);
    assert_eq!(world.eval(&agg(A::Count, no_such, None)), Eval::NotApplicable);
}

#[test]
fn count_carries_the_entitys_unit() {
    let world = World::new(vec![]).table("school", "code county type", &["S 990001 primary"]).table(
        "room",
        "school code area",
        &["S 1 96", "S 2 90"],
    );
    let mut hundreds = world;
    hundreds.pack.entities[entity("room").ix()].unit = unit("百人");
    assert_eq!(hundreds.eval(&agg(A::Count, rows("room", 0, None, &[]), None)), Eval::number(n("200")));
}

/// facts: five primary schools, library books; the county mean is 1913/302, the coefficient about 0.51526.
#[test]
fn the_published_example_of_a_coefficient() {
    let books = [("45", "279"), ("37", "137"), ("89", "935"), ("76", "160"), ("55", "402")];
    let world = schools(&books);
    let each = || div(x(), students());
    let weighted = world.eval(&cv(over(), each(), Some(students())));
    let coefficient = weighted.as_number().unwrap();
    assert_eq!(coefficient.round_half_away(5), n("0.51526"));
    let pairs: Vec<(Number, Number)> =
        books.iter().map(|(s, b)| (n(b).checked_div(&n(s)).unwrap(), n(s))).collect();
    let parts = Variation::of(&pairs).unwrap();
    assert_eq!(parts.mean, Number::ratio(1913, 302).unwrap());
    assert_eq!(parts.weights, n("302"));
    assert_eq!(&(coefficient.times(coefficient)), &Surd::from(parts.cv_squared.clone()));
    assert_eq!(parts.mean.display(2), "6.33");
    assert_eq!(parts.squares.checked_div(&parts.weights).unwrap().display(2), "10.65");
    // Unweighted, and held against 0.50, the same schools would pass.
    let plain = world.eval(&cv(over(), each(), None));
    assert_eq!(plain.as_number().unwrap().round_half_away(4), n("0.4888"));
    let balanced = |e: &Eval| *e.as_number().unwrap() <= surd("0.50");
    assert!(balanced(&plain) && !balanced(&weighted));
}

#[test]
fn a_coefficient_is_compared_by_squares() {
    // x̄ = 1, S = 0.45 exactly.
    let world = schools(&[("1", "0.55"), ("1", "1.45")]);
    let at_most = |limit: &str| world.eval(&bin(Op::Le, cv(over(), x(), None), num(limit))).is_true();
    assert!(at_most("0.45") && !at_most("0.4499999999999999999"));
    // Irrational: √2/3 …
    let world = schools(&[("1", "1"), ("1", "1"), ("1", "4")]);
    let at_most = |limit: &str| world.eval(&bin(Op::Le, cv(over(), x(), None), num(limit))).is_true();
    assert!(at_most("0.70710678118654752441") && !at_most("0.70710678118654752440"));
}

#[test]
fn a_coefficient_without_a_value() {
    let reason =
        |world: &World, weight| world.eval(&cv(over(), x(), weight)).missing_list().first().map(|m| m.reason);
    let zero_mean = schools(&[("1", "-1"), ("1", "1")]);
    assert_eq!(reason(&zero_mean, None), Some(Reason::DivisionByZero));
    let no_weight = schools(&[("0", "1"), ("0", "2")]);
    assert_eq!(reason(&no_weight, Some(students())), Some(Reason::DivisionByZero));
    let negative = schools(&[("1", "1"), ("2", "2")]);
    assert_eq!(reason(&negative, Some(negate(students()))), Some(Reason::Undefined));
}

#[test]
fn the_mean_of_schools_is_not_the_weighted_mean() {
    let world = schools(&[("100", "10"), ("900", "30")]);
    let mean = world.eval(&agg(A::Avg, over(), Some(x())));
    assert_eq!(mean, Eval::number(n("20")));
    let weighted =
        div(agg(A::Sum, over(), Some(bin(Op::Mul, x(), students()))), agg(A::Sum, over(), Some(students())));
    assert_eq!(world.eval(&weighted), Eval::number(n("28")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// CV² = Σ w x² · W / (Σ w x)² − 1, whatever the rows.
    #[test]
    fn coefficient_agrees_with_its_other_form(
        rows in prop::collection::vec((1i64..3000, 0i64..100_000), 1..30),
    ) {
        let pairs: Vec<(Number, Number)> =
            rows.iter().map(|(w, x)| (Number::ratio(*x, *w).unwrap(), Number::from(*w))).collect();
        let total: i128 = rows.iter().map(|(_, x)| i128::from(*x)).sum();
        prop_assume!(total > 0);
        let weights: Number = rows.iter().map(|(w, _)| Number::from(*w)).sum();
        let squares: Number = pairs.iter().map(|(x, w)| w * &(x * x)).sum();
        let sum: Number = rows.iter().map(|(_, x)| Number::from(*x)).sum();
        let other = (&squares * &weights).checked_div(&(&sum * &sum)).unwrap() - Number::one();
        prop_assert_eq!(Variation::of(&pairs).unwrap().cv_squared, other);
    }
}

/// Rows within rows: what comes to no end in time is cut short, said with its name, and never decided by a part.
#[test]
fn a_budget_of_steps_ends_what_takes_too_long() {
    use crate::evaluation::budget::{Budget, Overrun};
    use crate::evaluation::county::County;
    use crate::semantics::{ItemIx, Step, TRows};

    let figures: Vec<String> = (0..60).map(|i| i.to_string()).collect();
    let all: Vec<(&str, &str)> = figures.iter().map(|x| ("10", x.as_str())).collect();
    let mut world = schools(&all);
    let not_less = ge(col_at(2, "division.x"), col_at(1, "division.x"));
    let inner = TRows { frame: 2, ..rows("division", 0, Some(not_less), &[]) };
    let some = ge(agg(A::Count, inner, None), num("0"));
    let outer = agg(A::Count, rows("division", 0, Some(some), &[]), None);
    world.pack.items = vec![define("many", "county", &[], outer), define("after", "county", &[], num("1"))];
    world.pack.order.extend([0, 1].map(|i| Step::Item(ItemIx(i))));
    let run = |steps| {
        let fresh = County::new(&world.pack, &world.facts, world.options.as_of, 0);
        let mut county = County { budget: Budget::of(steps), ..fresh };
        county.run();
        county.result()
    };
    let whole = run(100_000);
    assert_eq!(whole.overrun, None);
    let value = |result: &crate::evaluation::CountyResult, i: usize| {
        result.values[i].value.clone().map_or(Eval::NotApplicable, Eval::Known)
    };
    assert_eq!([value(&whole, 0), value(&whole, 1)], [Eval::number(n("60")), Eval::number(n("1"))]);
    for steps in [1, 7, 200, 2_000, 6_000] {
        let cut = run(steps);
        assert_eq!(cut.overrun, Some(Overrun::Item(ItemIx(0))), "{steps}");
        assert!(cut.values.iter().all(|v| v.value.is_none() && !v.not_applicable), "{steps}");
        let said = crate::evaluation::list_issues(&world.pack, &world.facts, &cut);
        assert_eq!(said.len(), 1);
        let message = said[0].message.text(crate::diagnostic::Language::En);
        assert!(message.contains("`many`") && message.contains("268"), "{message}");
    }
}
