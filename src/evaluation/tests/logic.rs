//! Kleene's tables, with what does not apply.

use proptest::prelude::*;

use super::support::*;
use crate::evaluation::Eval;
use crate::facts::Reason;
use crate::semantics::TExpr;

/// `T` `F` `U` (an empty cell) `N` (does not apply: no target year).
fn operand(letter: char) -> TExpr {
    match letter {
        'T' => flag(true),
        'F' => flag(false),
        'U' => col("county.f1"),
        _ => ge(target_year(), num("2000")),
    }
}

fn letter(eval: &Eval) -> char {
    match eval {
        Eval::Known(_) if eval.is_true() => 'T',
        Eval::Known(_) => 'F',
        Eval::Unknown(_) => 'U',
        Eval::NotApplicable => 'N',
    }
}

/// A county without a target year, `f1` empty.
fn world() -> World {
    World::new(vec![]).table("county", "code f1", &["990002 -"])
}

const LETTERS: [char; 4] = ['T', 'F', 'U', 'N'];

/// Checks a binary form against a table: rows and columns T F U N.
fn table(form: impl Fn(TExpr, TExpr) -> TExpr, expected: [&str; 4]) {
    let world = world();
    for (a, row) in LETTERS.into_iter().zip(expected) {
        for (b, want) in LETTERS.into_iter().zip(row.chars()) {
            let found = letter(&world.eval(&form(operand(a), operand(b))));
            assert_eq!(found, want, "{a} {b}");
        }
    }
}

#[test]
fn and_leaves_out_what_does_not_apply() {
    table(|a, b| bin(Op::And, a, b), ["TFUT", "FFFF", "UFUU", "TFUN"]);
    table(|a, b| all_of(vec![a, b]), ["TFUT", "FFFF", "UFUU", "TFUN"]);
}

#[test]
fn or_leaves_out_what_does_not_apply() {
    table(|a, b| bin(Op::Or, a, b), ["TTTT", "TFUF", "TUUU", "TFUN"]);
}

#[test]
fn none_of_is_and_of_negations() {
    table(|a, b| none_of(vec![a, b]), ["FFFF", "FTUT", "FUUU", "FTUN"]);
}

#[test]
fn comparison_and_if() {
    table(eq, ["TFUN", "FTUN", "UUUN", "NNNN"]);
    table(|a, b| bin(Op::Ne, a, b), ["FTUN", "TFUN", "UUUN", "NNNN"]);
    // The condition, then the branch that is taken when it is true; the other is false.
    table(|c, a| cond(c, a, flag(false)), ["TFUN", "FFFF", "UFUU", "NNNN"]);
    // The same in both branches: the condition does not matter.
    table(|c, a| cond(c, a.clone(), a), ["TFUN", "TFUN", "TFUN", "NNNN"]);
}

#[test]
fn not_known_and_value_or() {
    let world = world();
    let all = |form: &dyn Fn(TExpr) -> TExpr| -> String {
        LETTERS.iter().map(|l| letter(&world.eval(&form(operand(*l))))).collect()
    };
    assert_eq!(all(&not), "FTUN");
    assert_eq!(all(&|a| call(Fn1::Known, vec![a])), "TTFF");
    assert_eq!(all(&|a| call(Fn1::ValueOr, vec![a, flag(true)])), "TFTT");
    let both_unknown = call(Fn1::ValueOr, vec![col("county.f1"), col("county.f2")]);
    assert_eq!(letter(&world.eval(&both_unknown)), 'U');
}

#[test]
fn membership_of_a_list() {
    let world = World::new(vec![]).table("county", "code pay wage", &["990002 5 -"]);
    let list = |x: TExpr, options: Vec<TExpr>| letter(&world.eval(&within(x, options, false)));
    let (five, gap, none) = (|| col("county.pay"), || col("county.wage"), target_year);
    assert_eq!(list(five(), vec![qty("5", "元"), gap()]), 'T');
    assert_eq!(list(five(), vec![qty("4", "元"), gap()]), 'U');
    assert_eq!(list(five(), vec![qty("4", "元")]), 'F');
    assert_eq!(list(gap(), vec![qty("4", "元")]), 'U');
    assert_eq!(list(none(), vec![num("4")]), 'N');
    assert_eq!(list(num("4"), vec![none(), num("4")]), 'T');
    assert_eq!(list(num("4"), vec![none(), num("5")]), 'F');
    let negated = within(five(), vec![qty("4", "元")], true);
    assert_eq!(letter(&world.eval(&negated)), 'T');
}

#[test]
fn an_exempt_requirement_cannot_be_failed() {
    let world = world();
    let count = |n: &str, of: &str| letter(&world.eval(&at_least(n, of.chars().map(operand).collect())));
    assert_eq!(count("2", "TTF"), 'T');
    assert_eq!(count("2", "TNF"), 'T');
    assert_eq!(count("2", "NN"), 'T');
    assert_eq!(count("2", "TUF"), 'U');
    assert_eq!(count("3", "TUF"), 'F');
    assert_eq!(count("2", "TTU"), 'T');
    assert_eq!(count("0", "F"), 'T');
    assert_eq!(count("1", ""), 'F');
}

#[test]
fn arithmetic_that_does_not_apply_goes_before_what_is_unknown() {
    let world = world();
    let sum = |a, b| world.eval(&bin(Op::Add, a, b));
    assert_eq!(sum(target_year(), col("county.pay")), Eval::NotApplicable);
    assert_eq!(sum(col("county.pay"), target_year()), Eval::NotApplicable);
    assert_eq!(world.eval(&negate(target_year())), Eval::NotApplicable);
    assert_eq!(world.eval(&call(Fn1::Abs, vec![target_year()])), Eval::NotApplicable);
    let least = call(Fn1::Least, vec![num("1"), target_year()]);
    assert_eq!(world.eval(&least), Eval::NotApplicable);
}

#[test]
fn reasons_are_those_of_the_unknown_operands_only() {
    let world = World::new(vec![]).table("county", "code f1 f2", &["990001 - -"]);
    let both = bin(Op::And, col("county.f2"), bin(Op::And, col("county.f1"), flag(true)));
    let want = vec![missing("county.f1", 0, Reason::Empty), missing("county.f2", 0, Reason::Empty)];
    assert_eq!(world.eval(&both).missing_list(), want);
    let settled = bin(Op::And, col("county.f1"), flag(false));
    assert_eq!(world.eval(&settled), Eval::truth(false));
    assert_eq!(world.eval(&col("county.f3")).missing_list(), vec![missing("county.f3", 0, Reason::NoColumn)]);
}

/// Conditions over four flags of the county.
fn condition() -> impl Strategy<Value = TExpr> {
    let leaf = prop_oneof![
        (1..=4u8).prop_map(|i| col(&format!("county.f{i}"))),
        any::<bool>().prop_map(flag),
        Just(ge(target_year(), num("2000"))),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| bin(Op::And, a, b)),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| bin(Op::Or, a, b)),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| eq(a, b)),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(c, a, b)| cond(c, a, b)),
            inner.clone().prop_map(not),
            (0..4u8, list.clone()).prop_map(|(n, list)| at_least(&n.to_string(), list)),
            list.clone().prop_map(all_of),
            list.prop_map(none_of),
            (inner.clone(), prop::collection::vec(inner, 1..3)).prop_map(|(x, l)| within(x, l, false)),
        ]
    })
}

fn with_flags(flags: [Option<bool>; 4]) -> World {
    let cell = |f: &Option<bool>| match f {
        None => "-",
        Some(true) => "yes",
        Some(false) => "no",
    };
    let row = format!("990002 {}", flags.iter().map(cell).collect::<Vec<_>>().join(" "));
    World::new(vec![]).table("county", "code f1 f2 f3 f4", &[&row])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// What is decided with data missing stays so whatever the data turn out to be, and the data named as missing decide it.
    #[test]
    fn what_is_known_stays_known(
        condition in condition(),
        given in prop::array::uniform4(prop::option::of(any::<bool>())),
        rest in prop::array::uniform4(any::<bool>()),
    ) {
        let before = with_flags(given).eval(&condition);
        let full = std::array::from_fn(|i| Some(given[i].unwrap_or(rest[i])));
        let after = with_flags(full).eval(&condition);
        prop_assert!(!matches!(after, Eval::Unknown(_)));
        if let Eval::Unknown(reasons) = &before {
            let named: Vec<_> = reasons.iter().cloned().collect();
            let asked = |i: usize| named.contains(&missing(&format!("county.f{}", i + 1), 0, Reason::Empty));
            let supplied = std::array::from_fn(|i| if asked(i) { full[i] } else { given[i] });
            prop_assert_eq!(with_flags(supplied).eval(&condition), after);
        } else {
            prop_assert_eq!(before, after);
        }
    }
}
