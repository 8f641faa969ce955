//! Quantifiers, and rows that are not there.

use super::support::*;
use crate::evaluation::{Eval, Missing, MissingAt};
use crate::facts::Reason;
use crate::semantics::{EntityIx, TExpr};

fn area() -> TExpr {
    col_at(1, "room.area")
}

/// One school with rooms of these areas.
fn rooms(areas: &[&str]) -> World {
    let rows: Vec<String> = areas.iter().enumerate().map(|(i, a)| format!("S {i} {a}")).collect();
    let rows: Vec<&str> = rows.iter().map(|r| r.as_str()).collect();
    World::new(vec![]).table("school", "code county type", &["S 990001 primary"]).table(
        "room",
        "school code area",
        &rows,
    )
}

fn found(world: &World, q: Q, filter: Option<TExpr>, body: Option<TExpr>) -> char {
    match world.eval(&quant(q, rows("room", 0, filter, &[]), body)) {
        e if e.is_true() => 'T',
        Eval::Known(_) => 'F',
        Eval::Unknown(_) => 'U',
        Eval::NotApplicable => 'N',
    }
}

fn large() -> Option<TExpr> {
    Some(ge(area(), qty("90", "平方米")))
}

#[test]
fn over_rows() {
    let quantifiers = |areas: &[&str]| {
        let world = rooms(areas);
        [Q::Every, Q::Some, Q::No].map(|q| found(&world, q, None, large())).iter().collect::<String>()
    };
    assert_eq!(quantifiers(&[]), "TFT");
    assert_eq!(quantifiers(&["90", "91"]), "TTF");
    assert_eq!(quantifiers(&["90", "89"]), "FTF");
    assert_eq!(quantifiers(&["88", "89"]), "FFT");
    // One that decides is enough, whatever the others are.
    assert_eq!(quantifiers(&["-", "89"]), "FUU");
    assert_eq!(quantifiers(&["-", "90"]), "UTF");
    assert_eq!(quantifiers(&["-"]), "UUU");
}

#[test]
fn with_where() {
    let code = |op, value: &str| Some(bin(op, col_at(1, "room.code"), text(value)));
    let world = rooms(&["90", "50"]);
    assert_eq!(found(&world, Q::Every, code(Op::Eq, "0"), large()), 'T');
    assert_eq!(found(&world, Q::Every, code(Op::Eq, "1"), large()), 'F');
    assert_eq!(found(&world, Q::Every, code(Op::Eq, "7"), large()), 'T');
    assert_eq!(found(&world, Q::Some, code(Op::Eq, "7"), large()), 'F');
    // `some` and `no` may end at the `where`.
    assert_eq!(found(&world, Q::Some, code(Op::Eq, "1"), None), 'T');
    assert_eq!(found(&world, Q::No, code(Op::Eq, "1"), None), 'F');
    assert_eq!(found(&world, Q::No, code(Op::Eq, "7"), None), 'T');
    // An unknown `where` matters only where the condition fails.
    let world = rooms(&["-"]);
    assert_eq!(found(&world, Q::Every, large(), Some(flag(true))), 'T');
    assert_eq!(found(&world, Q::Every, large(), Some(flag(false))), 'U');
    assert_eq!(found(&world, Q::Some, large(), Some(flag(false))), 'F');
    assert_eq!(found(&world, Q::No, large(), Some(flag(false))), 'T');
}

#[test]
fn rows_that_do_not_apply_are_left_out() {
    let mut world = rooms(&["90", "50"]);
    world.facts.counties[0].code = "990002".into();
    let none = || ge(target_year(), num("0"));
    let partly = |other| Some(cond(ge(area(), qty("90", "平方米")), none(), flag(other)));
    for (q, held, failed, all) in
        [(Q::Every, 'T', 'F', 'N'), (Q::Some, 'T', 'F', 'N'), (Q::No, 'F', 'T', 'N')]
    {
        assert_eq!(found(&world, q, None, partly(true)), held, "{q:?}");
        assert_eq!(found(&world, q, None, partly(false)), failed, "{q:?}");
        assert_eq!(found(&world, q, None, Some(none())), all, "{q:?}");
        // Exempt, among rows chosen by a `where` that holds.
        assert_eq!(found(&world, q, large(), partly(true)), 'N', "{q:?}");
        assert_eq!(found(&world, q, Some(none()), Some(flag(true))), 'N', "{q:?}");
    }
}

#[test]
fn nested_rows_read_all_frames() {
    // Every school has a room of at least the county's pay (a number to read from afar).
    let world = World::new(vec![])
        .table("county", "code pay", &["990001 90"])
        .table("school", "code county type senior", &["S 990001 primary 1", "T 990001 primary 2"])
        .table("room", "school code area", &["S 1 90", "T 1 92", "T 2 93"]);
    let inner = |op| {
        let total = bin(Op::Add, col_at(0, "county.pay"), col_at(1, "school.senior"));
        quant(Q::Some, rows("room", 1, None, &[]), Some(bin(op, col_at(2, "room.area"), total)))
    };
    let every = |op| world.eval(&quant(Q::Every, rows("school", 0, None, &[]), Some(inner(op)))).is_true();
    assert!(!every(Op::Ge) && every(Op::Le));
}

fn below(of: &str, parent: &str, row: u32) -> Missing {
    let at = MissingAt::Below(entity(parent), row);
    Missing { entity: entity(of), at, column: None, reason: Reason::NoRow }
}

fn no_table(of: &str) -> Missing {
    Missing { entity: entity(of), at: MissingAt::Table, column: None, reason: Reason::NoTable }
}

fn count(world: &World, of: &str) -> Vec<Missing> {
    world.eval(&agg(A::Count, rows(of, 0, None, &[]), None)).missing_list()
}

#[test]
fn a_table_that_was_not_supplied_is_unknown() {
    let world = World::new(vec![]);
    assert_eq!(count(&world, "school"), vec![no_table("school")]);
    assert_eq!(count(&world, "class"), vec![no_table("school")]);
    let world = world.table("school", "code county", &["S 990001"]);
    assert_eq!(count(&world, "room"), vec![no_table("room")]);
    assert_eq!(count(&world, "class"), vec![no_table("division")]);
    for q in [Q::Every, Q::Some, Q::No] {
        let all = world.eval(&quant(q, rows("room", 0, None, &[]), Some(flag(true))));
        assert_eq!(all.missing_list(), vec![no_table("room")]);
    }
}

#[test]
fn a_county_without_rows_is_unknown_unless_none_are_expected() {
    let world = World::new(vec![]).table("school", "code county", &[]);
    assert_eq!(count(&world, "school"), vec![below("school", "county", 0)]);
    let world = World::new(vec![]).table("school", "code county", &["S 990001", "T 990001"]).table(
        "room",
        "school code area",
        &[],
    );
    assert_eq!(count(&world, "room"), vec![]);
    assert_eq!(
        count(&world.table("division", "school stage", &[]), "division"),
        vec![below("division", "school", 0), below("division", "school", 1)]
    );
}

#[test]
fn a_parent_without_rows_is_unknown_where_they_are_expected() {
    let world = World::new(vec![])
        .table("school", "code county", &["S 990001", "T 990001"])
        .table("division", "school stage students", &["S primary 9", "S junior 9"])
        .table("class", "school stage code students", &["S primary 1 51"]);
    assert_eq!(count(&world, "division"), vec![below("division", "school", 1)]);
    assert_eq!(count(&world, "class"), vec![below("division", "school", 1), below("class", "division", 1)]);
    // One failing row decides all the same.
    let small = |least| bin(Op::Le, col_at(1, "class.students"), qty(least, "人"));
    let every = |least| world.eval(&quant(Q::Every, rows("class", 0, None, &[]), Some(small(least))));
    assert_eq!(every("50"), Eval::truth(false));
    assert!(matches!(every("51"), Eval::Unknown(_)));
    // From a division that has its classes.
    let of = |row, least| {
        let body = Some(small(least));
        world.eval_at("division", row, &quant(Q::Every, rows("class", 0, None, &[]), body))
    };
    assert_eq!(of(0, "51"), Eval::truth(true));
    assert_eq!(of(1, "51").missing_list(), vec![below("class", "division", 1)]);
}

#[test]
fn what_lacks_in_one_county_is_no_matter_for_another() {
    let world = World::new(vec![rule(
        "R",
        "county",
        &[],
        vec![ge(agg(A::Count, rows("division", 0, None, &[]), None), num("1"))],
    )])
    .table("county", "code", &["990001", "990002"])
    .table("school", "code county", &["S 990001", "T 990002"])
    .table("division", "school stage", &["S primary"]);
    let results = world.evaluate().counties;
    let outcome = |i: usize| (results[i].county, results[i].subjects[0].outcome);
    use crate::value::Outcome::*;
    assert_eq!((outcome(0), outcome(1)), ((0, Met), (1, Undetermined)));
    assert_eq!(results[1].subjects[0].missing, vec![below("division", "school", 1)]);
    let mut one = world;
    one.options.counties = Some(vec!["990002".into()]);
    assert_eq!(one.evaluate().counties.iter().map(|c| c.county).collect::<Vec<_>>(), vec![1]);
    one.facts.counties[1].left_out = true;
    assert!(one.evaluate().counties.is_empty());
    assert_eq!(EntityIx(0), entity("county"));
}
