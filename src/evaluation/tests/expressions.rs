//! Exact numbers, units, comparisons, dates, limits by date.

use proptest::prelude::*;

use super::support::*;
use crate::evaluation::{Eval, Missing, MissingAt, Value};
use crate::facts::Reason;
use crate::semantics::TExpr;
use crate::value::{Number, Surd};

fn world() -> World {
    World::new(vec![]).table(
        "county",
        "code pay wage served all since level",
        &["990001 5 0 42 1000 2015-12-01 three"],
    )
}

fn number(world: &World, expr: &TExpr) -> Surd {
    world.eval(expr).as_number().unwrap().clone()
}

#[test]
fn exactly_at_the_limit_is_met() {
    let ratio = || div(col("county.served"), col("county.all"));
    let holds = |served: &str, op| {
        let world =
            World::new(vec![]).table("county", "code served all", &[&format!("990001 {served} 1000")]);
        world.eval(&bin(op, ratio(), qty("4.2", "人/百人"))).is_true()
    };
    assert_eq!([Op::Ge, Op::Le, Op::Gt, Op::Lt].map(|op| holds("42", op)), [true, true, false, false]);
    assert_eq!([Op::Ge, Op::Le, Op::Gt, Op::Lt].map(|op| holds("41", op)), [false, true, false, true]);
    assert_eq!([Op::Ge, Op::Le, Op::Gt, Op::Lt].map(|op| holds("43", op)), [true, false, true, false]);
    assert_eq!([Op::Eq, Op::Ne].map(|op| holds("42", op)), [true, false]);
    assert_eq!([Op::Eq, Op::Ne].map(|op| holds("41", op)), [false, true]);
}

#[test]
fn a_share_of_a_threshold_is_exact() {
    let floor = bin(Op::Mul, qty("85", "%"), qty("5.3", "人/百人"));
    assert_eq!(number(&world(), &floor), surd("0.04505"));
    let of = |text: &str| world().eval(&ge(qty(text, "人/百人"), floor.clone())).is_true();
    assert!(of("4.505") && of("4.5050000000000000001") && !of("4.5049999999999999999"));
}

#[test]
fn arithmetic_is_exact() {
    let world = world();
    let third = || div(num("1"), num("3"));
    let sum = bin(Op::Add, bin(Op::Add, third(), third()), third());
    assert_eq!(number(&world, &sum), surd("1"));
    assert_eq!(number(&world, &bin(Op::Sub, num("0.3"), num("0.1"))), surd("0.2"));
    assert_eq!(number(&world, &negate(num("2.5"))), surd("-2.5"));
}

#[test]
fn division_by_zero_is_unknown_and_says_where() {
    let world = world();
    let column = div(col("county.pay"), col("county.wage"));
    let want = missing("county.wage", 0, Reason::DivisionByZero);
    assert_eq!(world.eval(&column).missing_list(), vec![want.clone()]);
    let formula = div(col("county.pay"), bin(Op::Sub, col("county.pay"), col("county.pay")));
    let nowhere = Missing { column: None, ..want };
    assert_eq!(world.eval(&formula).missing_list(), vec![nowhere]);
    // A divisor that is unknown is just unknown.
    let unknown = div(col("county.pay"), col("county.salary"));
    assert_eq!(world.eval(&unknown).missing_list(), vec![missing("county.salary", 0, Reason::NoColumn)]);
}

#[test]
fn functions_round_in_the_unit_of_their_result() {
    let world = world();
    let round = |x: TExpr, places| number(&world, &call(Fn1::Round, vec![x, num(places)]));
    assert_eq!(round(qty("1.2345", "万元"), "2"), surd("12300"));
    assert_eq!(round(qty("1.235", "万元"), "2"), surd("12400"));
    assert_eq!(round(qty("85.45", "%"), "1"), surd("0.855"));
    assert_eq!(round(num("-2.5"), "0"), surd("-3"));
    assert_eq!(round(num("1250"), "-2"), surd("1300"));
    let one = |function, x: TExpr| number(&world, &call(function, vec![x]));
    assert_eq!(one(Fn1::Ceil, qty("1.01", "万元")), surd("20000"));
    assert_eq!(one(Fn1::Floor, qty("1.99", "万元")), surd("10000"));
    assert_eq!(one(Fn1::Ceil, div(num("12"), num("12"))), surd("1"));
    assert_eq!(one(Fn1::Ceil, div(num("13"), num("12"))), surd("2"));
    assert_eq!(one(Fn1::Abs, num("-3")), surd("3"));
    let list = || vec![num("2"), num("-1"), num("3")];
    assert_eq!(number(&world, &call(Fn1::Least, list())), surd("-1"));
    assert_eq!(number(&world, &call(Fn1::Greatest, list())), surd("3"));
    for places in ["0.5", "100000000000"] {
        let undefined = world.eval(&call(Fn1::Round, vec![num("1"), num(places)]));
        assert_eq!(undefined.missing_list()[0].reason, Reason::Undefined);
    }
}

#[test]
fn dates_compare_and_count_anniversaries() {
    let since = || col("county.since");
    let years = || call(Fn1::Years, vec![since(), as_of()]);
    let at = |day: &str| number(&world().on(day), &years());
    assert_eq!((at("2018-11-30"), at("2018-12-01")), (surd("2"), surd("3")));
    assert_eq!(number(&world(), &call(Fn1::Year, vec![since()])), surd("2015"));
    assert!(world().eval(&bin(Op::Lt, since(), date("2015-12-02"))).is_true());
    assert!(world().eval(&eq(since(), date("2015-12-01"))).is_true());
    assert!(!world().eval(&bin(Op::Gt, since(), date("2015-12-01"))).is_true());
}

#[test]
fn kinds_and_texts_compare() {
    let world = world();
    let level = |op, value| world.eval(&bin(op, col("county.level"), value_of("level", value))).is_true();
    assert!(
        level(Op::Ge, "three") && level(Op::Le, "three") && level(Op::Gt, "two") && level(Op::Lt, "four")
    );
    assert!(!level(Op::Ge, "four") && !level(Op::Lt, "three") && level(Op::Ne, "two"));
    assert!(world.eval(&eq(col("county.code"), text("990001"))).is_true());
    assert!(!world.eval(&eq(col("county.code"), text("990002"))).is_true());
}

#[test]
fn the_target_year_is_the_schedules() {
    let late = |code: &str| {
        let world = World::new(vec![]).table("county", "code", &[code]);
        world.eval(&bin(Op::Gt, call(Fn1::Year, vec![as_of()]), target_year()))
    };
    assert_eq!(late("990001"), Eval::truth(false));
    assert_eq!(late("990002"), Eval::NotApplicable);
}

#[test]
fn a_limit_is_the_one_in_force_on_the_day() {
    let funding = || limit("funding", "元", &[], &[("2017-01-01", &["6000"]), ("2025-03-01", &["7000"])]);
    let on = |day: &str| world().limit(funding()).on(day).eval(&limit_ref(0, vec![]));
    assert_eq!(on("2025-02-28"), Eval::number(n("6000")));
    assert_eq!(on("2025-03-01"), Eval::number(n("7000")));
    assert_eq!(on("2025-03-02"), Eval::number(n("7000")));
    assert_eq!(on("2017-01-01"), Eval::number(n("6000")));
    assert_eq!(on("2016-12-31").missing_list()[0].reason, Reason::NoLimit);
}

#[test]
fn a_limit_is_looked_up_by_kind() {
    let size = limit("class_size", "人", &["stage"], &[("-", &["45", "50"])]);
    let world = World::new(vec![])
        .limit(size)
        .table("school", "code county type", &["S 990001 nine_year"])
        .table("division", "school stage students", &["S primary 1", "S junior 1"])
        .table("class", "school stage code students", &["S primary 1 46", "S junior 1 46"]);
    let over = bin(Op::Gt, col("class.students"), limit_ref(0, vec![col("class.stage")]));
    assert!(world.eval_at("class", 0, &over).is_true());
    assert!(!world.eval_at("class", 1, &over).is_true());
    let by_ancestor = limit_ref(0, vec![col("division.stage")]);
    assert_eq!(world.eval_at("class", 1, &by_ancestor), Eval::number(n("50")));
    let unknown = World::new(vec![]).limit(limit("l", "", &["level"], &[("-", &["1", "2", "3", "4"])]));
    let reasons = unknown.eval(&limit_ref(0, vec![col("county.level")])).missing_list();
    assert_eq!(reasons, vec![missing("county.level", 0, Reason::NoColumn)]);
}

#[test]
fn a_cell_says_why_it_is_missing() {
    let world = World::new(vec![]).table("county", "code pay wage", &["990001 - !"]);
    let reason = |name: &str| world.eval(&col(name)).missing_list()[0].reason;
    assert_eq!(reason("county.pay"), Reason::Empty);
    assert_eq!(reason("county.wage"), Reason::Bad);
    assert_eq!(reason("county.served"), Reason::NoColumn);
    let mut without = World::new(vec![]);
    without.facts.tables[0] = Default::default();
    let found = without.eval(&col("county.pay")).missing_list();
    assert_eq!(found, vec![missing("county.pay", 0, Reason::NoTable)]);
    assert_eq!(found[0].at, MissingAt::Row(0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// A quotient is compared as cross products of whole numbers are.
    #[test]
    fn quotients_compare_like_cross_products(a in 0i64..5000, b in 1i64..5000, m in 1i64..900, scale in 0u32..3) {
        let world = World::new(vec![]).table("county", "code served all", &[&format!("990001 {a} {b}")]);
        let threshold = Number::scaled(m, scale).to_string();
        let found = world.eval(&ge(div(col("county.served"), col("county.all")), qty(&threshold, "人/百人")));
        // a / b ≥ m / 10^scale / 100
        let want = i128::from(a) * 100 * 10i128.pow(scale) >= i128::from(m) * i128::from(b);
        prop_assert_eq!(found, Eval::Known(Value::Bool(want)));
    }
}
