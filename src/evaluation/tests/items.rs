//! Items: when they apply, thresholds, findings, groups, what they name, columns that are computed.

use super::support::*;
use crate::diagnostic::{Language, codes};
use crate::evaluation::{Detail, Missing, MissingAt, Value};
use crate::facts::{FindingResult, Reason};
use crate::semantics::{Comparison, Item, ItemIx, Limit, LimitIx, RuleKind, TExpr, ThresholdRef, Type};
use crate::value::Number;
use crate::value::Outcome::*;

/// Staff with degrees for each student, 4.2 and 5.3 for a hundred.
fn degrees() -> Item {
    let own = limit("R1", "人/百人", &["stage"], &[("-", &["4.2", "5.3"])]);
    let value = div(col("division.degree"), col("division.students"));
    indicator("R1", "division", value, Comparison::AtLeast, own, vec![col("division.stage")])
}

fn two_stages(items: Vec<Item>, divisions: &[&str]) -> World {
    World::new(items).table("school", "code county type", &["S 990001 nine_year", "T 990001 special"]).table(
        "division",
        "school stage students degree",
        divisions,
    )
}

#[test]
fn an_indicator_is_held_against_its_own_threshold() {
    let world = two_stages(
        vec![degrees()],
        &["S primary 1000 42", "S junior 1000 42", "T primary 1000 41", "T junior - 41"],
    );
    assert_eq!(world.outcomes(0), vec![Met, Unmet, Unmet, Undetermined]);
    let first = world.subject(0);
    let Detail::Indicator { value, limit } = first.detail else { panic!() };
    assert_eq!((value, limit), (Some(surd("0.042")), Some(surd("0.042"))));
    let last = world.county().subjects.pop().unwrap();
    let Detail::Indicator { value, limit } = last.detail else { panic!() };
    assert_eq!((value, limit), (None, Some(surd("0.053"))));
    assert_eq!(last.missing, vec![missing("division.students", 3, Reason::Empty)]);
}

#[test]
fn each_comparison_from_both_sides() {
    let outcome = |comparison, pay: &str| {
        let own = limit("I", "元", &[], &[("-", &["100"])]);
        World::new(vec![indicator("I", "county", col("county.pay"), comparison, own, vec![])])
            .table("county", "code pay", &[&format!("990001 {pay}")])
            .outcomes(0)[0]
    };
    let all = |comparison| ["99.999", "100", "100.001"].map(|pay| outcome(comparison, pay));
    assert_eq!(all(Comparison::AtLeast), [Unmet, Met, Met]);
    assert_eq!(all(Comparison::AtMost), [Met, Met, Unmet]);
    assert_eq!(all(Comparison::Above), [Unmet, Unmet, Met]);
    assert_eq!(all(Comparison::Below), [Met, Unmet, Unmet]);
}

#[test]
fn a_threshold_changes_on_its_day() {
    let funding: Limit = limit("f", "元", &[], &[("2017-01-01", &["6000"]), ("2025-03-01", &["7000"])]);
    let mut item = indicator("G7", "county", col("county.pay"), Comparison::AtLeast, funding.clone(), vec![]);
    if let crate::semantics::ItemBody::Indicator(i) = &mut item.body {
        i.threshold = ThresholdRef::Limit(LimitIx(0));
    }
    let on = |day: &str| {
        World::new(vec![item.clone()])
            .limit(funding.clone())
            .table("county", "code pay", &["990001 6500"])
            .on(day)
            .subject(0)
    };
    assert_eq!(on("2025-02-28").outcome, Met);
    assert_eq!(on("2025-03-01").outcome, Unmet);
    assert_eq!(on("2025-03-02").outcome, Unmet);
    let before = on("2016-12-31");
    assert_eq!((before.outcome, before.missing[0].reason), (Undetermined, Reason::NoLimit));
}

#[test]
fn when_decides_whether_it_applies() {
    let not_special = bin(Op::Ne, col("school.type"), value_of("type", "special"));
    let items = || vec![degrees().when(not_special.clone()), rule("R", "division", &[], vec![met(0, 0)])];
    let world = two_stages(items(), &["S primary 1000 41", "T primary 1000 41"]);
    assert_eq!(world.outcomes(0), vec![Unmet, NotApplicable]);
    assert_eq!(world.outcomes(1), vec![Unmet, NotApplicable]);
    let unknown = World::new(items()).table("school", "code county type", &["S 990001 -"]).table(
        "division",
        "school stage students degree",
        &["S primary 1000 -"],
    );
    let subject = unknown.subject(0);
    assert_eq!(subject.outcome, Undetermined);
    assert_eq!(subject.missing, vec![missing("school.type", 0, Reason::Empty)]);
    let none = rule("N", "county", &[], vec![flag(true)]).when(ge(target_year(), num("0")));
    let world = World::new(vec![none]).table("county", "code", &["990002"]);
    assert_eq!(world.outcomes(0), vec![NotApplicable]);
    let Detail::Rule(requirements) = world.subject(0).detail else { panic!() };
    assert!(requirements.is_empty());
}

#[test]
fn a_rule_is_the_and_of_its_requirements() {
    let none = || ge(target_year(), num("0"));
    let outcome = |requirements| {
        World::new(vec![rule("R", "county", &[], requirements)])
            .table("county", "code f1", &["990002 -"])
            .outcomes(0)[0]
    };
    let unknown = || col("county.f1");
    assert_eq!(outcome(vec![flag(true), none()]), Met);
    assert_eq!(outcome(vec![none(), none()]), NotApplicable);
    assert_eq!(outcome(vec![unknown(), flag(false)]), Unmet);
    assert_eq!(outcome(vec![unknown(), flag(true)]), Undetermined);
}

#[test]
fn six_of_seven_and_the_rest_at_85_percent() {
    // Two indicators; at least one of them, and each at 85 % of its threshold.
    let spaces = limit("R2", "平方米/人", &[], &[("-", &["7.5"])]);
    let area = div(col("division.area"), col("division.students"));
    let items = || {
        vec![
            degrees(),
            indicator("R2", "division", area.clone(), Comparison::AtLeast, spaces.clone(), vec![]),
            rule(
                "R_school",
                "division",
                &[],
                vec![at_least("1", vec![met(0, 0), met(1, 0)]), all_of((0..2).map(tolerated).collect())],
            ),
        ]
    };
    fn tolerated(item: u32) -> TExpr {
        ge(item_value(item, 0), bin(Op::Mul, qty("85", "%"), item_limit(item, 0)))
    }
    let outcome = |degree: &str, area: &str| {
        World::new(items())
            .table("school", "code county", &["S 990001"])
            .table(
                "division",
                "school stage students degree area",
                &[&format!("S primary 1000 {degree} {area}")],
            )
            .outcomes(2)[0]
    };
    assert_eq!(outcome("42", "7500"), Met);
    // 85 % of 7.5 is 6.375.
    assert_eq!(outcome("42", "6375"), Met);
    assert_eq!(outcome("42", "6374.999"), Unmet);
    assert_eq!(outcome("41", "7499"), Unmet);
    assert_eq!(outcome("42", "-"), Undetermined);
    assert_eq!(outcome("30", "-"), Unmet);
    let world = World::new(items()).table("school", "code county", &["S 990001"]).table(
        "division",
        "school stage students degree area",
        &["S primary 1000 42 6000"],
    );
    let Detail::Rule(requirements) = world.subject(2).detail else { panic!() };
    assert_eq!(requirements.iter().map(|r| r.outcome).collect::<Vec<_>>(), vec![Met, Unmet]);
    let members: Vec<_> = requirements[0].members.iter().map(|m| (m.item, m.outcome)).collect();
    assert_eq!(members, vec![(ItemIx(0), Met), (ItemIx(1), Unmet)]);
    assert_eq!(requirements[0].members[1].value, Some(surd("6")));
    assert_eq!(requirements[0].members[1].limit, Some(surd("7.5")));
}

#[test]
fn named_from_an_ancestor_it_stands_for_all_below() {
    let items = || {
        let special = bin(Op::Ne, col("school.type"), value_of("type", "special"));
        vec![degrees().when(special), rule("R_all", "county", &[], vec![met_below(0, "division", &[])])]
    };
    let county = |divisions: &[&str]| two_stages(items(), divisions).outcomes(1)[0];
    assert_eq!(county(&["S primary 1000 42", "T primary 1000 1"]), Met);
    assert_eq!(county(&["S primary 1000 41", "T primary 1000 1"]), Unmet);
    assert_eq!(county(&["S primary 1000 -", "T primary 1000 1"]), Undetermined);
    assert_eq!(county(&["S primary 1000 42"]), Undetermined);
    assert_eq!(county(&["S primary 1000 41"]), Unmet);
    let only_special = World::new(items()).table("school", "code county type", &["T 990001 special"]).table(
        "division",
        "school stage students degree",
        &["T primary 1000 1"],
    );
    assert_eq!(only_special.outcomes(1), vec![NotApplicable]);
    let nothing = World::new(vec![
        rule("G", "room", &[], vec![ge(col("room.area"), qty("96", "平方米"))]),
        rule("C", "county", &[], vec![met_below(0, "room", &[])]),
    ])
    .table("school", "code county", &["S 990001"])
    .table("room", "school code area", &[]);
    assert_eq!(nothing.outcomes(1), vec![Met]);
}

#[test]
fn a_veto_is_met_where_it_exists() {
    let flag_finding = |f| {
        let items = vec![
            ruled(RuleKind::Veto, "V1", "county", &[], vec![judged(Type::Bool)]),
            ruled(RuleKind::Conclusion, "recognition", "county", &[], vec![none_of(vec![met(0, 0)])]),
        ];
        let world = World::new(items);
        let world = match f {
            Some(result) => world.finding(0, 0, result),
            None => world,
        };
        (world.outcomes(0)[0], world.outcomes(1)[0], world.subject(0).missing)
    };
    assert_eq!(flag_finding(Some(FindingResult::Flag(true))), (Met, Unmet, vec![]));
    assert_eq!(flag_finding(Some(FindingResult::Flag(false))), (Unmet, Met, vec![]));
    let (veto, conclusion, reasons) = flag_finding(Some(FindingResult::Missing(Reason::Empty)));
    assert_eq!((veto, conclusion), (Undetermined, Undetermined));
    let (finding, result) = path("finding.result");
    let want = |reason| Missing {
        entity: finding,
        at: MissingAt::Finding(ItemIx(0), 0),
        column: Some(result),
        reason,
    };
    assert_eq!(reasons, vec![want(Reason::Empty)]);
    assert_eq!(flag_finding(None).2, vec![want(Reason::NoTable)]);
    let other = World::new(vec![
        rule("G1", "county", &[], vec![judged(Type::Bool)]),
        rule("G2", "county", &[], vec![judged(Type::Bool)]),
    ])
    .finding(1, 0, FindingResult::Flag(true));
    assert_eq!((other.outcomes(0)[0], other.subject(0).missing), (Undetermined, vec![want(Reason::NoRow)]));
    assert_eq!(other.outcomes(1), vec![Met]);
}

#[test]
fn a_grade_is_held_against_a_grade() {
    let good = || ge(judged(Type::Kind(kind("grade"))), value_of("grade", "good"));
    let grade = |grade: &str| {
        World::new(vec![rule("Q6", "county", &[], vec![good()])])
            .finding(0, 0, FindingResult::Grade(kind_value("grade", grade).1))
            .outcomes(0)[0]
    };
    assert_eq!(["fail", "pass", "good", "excellent"].map(grade), [Unmet, Unmet, Met, Met]);
}

#[test]
fn audits_report_what_is_unmet_only() {
    let audit = ruled(
        RuleKind::Audit,
        "A",
        "division",
        &[],
        vec![
            bin(Op::Le, col("division.degree"), col("division.students")),
            ge(col("division.students"), qty("1", "人")),
        ],
    );
    let world = two_stages(vec![audit], &["S primary 10 4", "S junior 10 11", "T primary - 4"]);
    let county = world.county();
    assert!(county.subjects.is_empty());
    let found: Vec<_> = county.audits.iter().map(|a| (a.row, a.requirement)).collect();
    assert_eq!(found, vec![(1, 0)]);
}

#[test]
fn a_group_sees_its_own_rows() {
    let students =
        || agg(A::Sum, rows("division", 0, None, &["stage"]), Some(col_at(1, "division.students")));
    let items = || {
        vec![
            define("students", "county", &["stage"], students()),
            rule("B", "county", &["stage"], vec![ge(item_value(0, 0), qty("30", "人"))]),
            // Without the kind, it stands for all groups.
            rule("R_all", "county", &[], vec![met(1, 0)]),
            rule("own", "county", &["stage"], vec![met(1, 0)]),
        ]
    };
    let world = two_stages(items(), &["S primary 10 1", "S junior 29 1", "T primary 20 1"]);
    let county = world.county();
    let values: Vec<_> = county.values.iter().map(|v| (v.group.clone(), v.value.clone())).collect();
    let stage = |value| vec![kind_value("stage", value)];
    let number = |text| Some(Value::Number(surd(text)));
    assert_eq!(values, vec![(stage("primary"), number("30")), (stage("junior"), number("29"))]);
    assert_eq!(world.outcomes(1), vec![Met, Unmet]);
    assert_eq!(world.outcomes(2), vec![Unmet]);
    assert_eq!(world.outcomes(3), vec![Met, Unmet]);
    // A row of unknown stage may be of either.
    let world = two_stages(items(), &["S primary 10 1", "S - 29 1", "T junior 20 1"]);
    assert_eq!(world.outcomes(1), vec![Undetermined, Undetermined]);
    assert_eq!(world.county().subjects[0].missing, vec![missing("division.stage", 1, Reason::Empty)]);
}

#[test]
fn a_missing_row_of_another_group_does_not_matter() {
    let size = bin(Op::Le, col_at(1, "class.students"), qty("50", "人"));
    let every = quant(Q::Every, rows("class", 0, None, &["stage"]), Some(size));
    let world = two_stages(
        vec![rule("G5", "county", &["stage"], vec![every])],
        &["S primary 10 1", "S junior 10 1", "T primary 10 1"],
    )
    .table("class", "school stage code students", &["S primary 1 40", "T primary 1 40"]);
    assert_eq!(world.outcomes(0), vec![Met, Undetermined]);
}

#[test]
fn subjects_below_are_those_of_the_group() {
    let items = vec![
        degrees(),
        rule("B", "county", &["stage"], vec![met_below(0, "division", &["stage"])]),
        rule("G", "county", &["stage"], vec![eq(group("stage"), value_of("stage", "junior"))]),
    ];
    let world = two_stages(items, &["S primary 1000 42", "S junior 1000 42", "T primary 1000 50"]);
    assert_eq!(world.outcomes(1), vec![Met, Unmet]);
    assert_eq!(world.outcomes(2), vec![Unmet, Met]);
}

#[test]
fn defines_give_values() {
    let reward = cond(
        eq(call(Fn1::Year, vec![col("county.since")]), target_year()),
        qty("500", "万元"),
        qty("0", "万元"),
    );
    let value = |row: &str| {
        let world = World::new(vec![define("reward", "county", &[], reward.clone())]).table(
            "county",
            "code since",
            &[row],
        );
        let county = world.county();
        let v = &county.values[0];
        (v.value.clone(), v.not_applicable, v.missing.len())
    };
    assert_eq!(value("990001 2026-05-01"), (Some(Value::Number(surd("5000000"))), false, 0));
    assert_eq!(value("990001 2025-05-01"), (Some(Value::Number(surd("0"))), false, 0));
    assert_eq!(value("990001 -"), (None, false, 1));
    assert_eq!(value("990002 2025-05-01"), (None, true, 0));
}

/// A nine-year school's area split by students 1 : 1.1; the column `senior` holds the weighted total, 600 + 1.1 × 400.
fn split() -> TExpr {
    let own = cond(eq(col("division.stage"), value_of("stage", "junior")), num("1.1"), num("1"));
    let share = div(bin(Op::Mul, col("division.students"), own), col("school.senior"));
    bin(Op::Mul, col("school.area"), share)
}

#[test]
fn shared_areas_are_split_by_weighted_students() {
    let world = |area: &[&str; 2]| {
        let per_student = div(col("division.area"), col("division.students"));
        World::new(vec![define("per_student", "division", &[], per_student)])
            .derive("division.area", split())
            .table("school", "code county type area senior", &["S 990001 nine_year 6000 1040"])
            .table(
                "division",
                "school stage students area",
                &[&format!("S primary 600 {}", area[0]), &format!("S junior 400 {}", area[1])],
            )
    };
    let county = world(&["-", "-"]).county();
    let rounded: Vec<String> = county
        .values
        .iter()
        .map(|v| match &v.value {
            Some(Value::Number(x)) => x.round_half_away(3).to_string(),
            _ => panic!(),
        })
        .collect();
    // A / (P + 1.1 J) and A / (P / 1.1 + J).
    assert_eq!(rounded, vec!["5.769", "6.346"]);
    let total = world(&["-", "-"]).eval(&agg(
        A::Sum,
        rows("division", 0, None, &[]),
        Some(col_at(1, "division.area")),
    ));
    assert_eq!(total.as_number().and_then(|n| n.as_number()), Some(&n("6000")));
    assert!(world(&["-", "-"]).evaluate().warnings.is_empty());
    // Given as far as it can be written, it agrees; given otherwise, both numbers are named.
    let rounded = world(&["3461.54", "2538.46"]).evaluate();
    assert!(rounded.warnings.is_empty(), "{:?}", rounded.warnings);
    let apart = world(&["3000", "-"]).evaluate();
    let [issue] = apart.warnings.as_slice() else { panic!() };
    assert_eq!((issue.code, issue.row), (&codes::DERIVE_DIFFERS, Some(2)));
    assert_eq!(&*issue.file, "division.csv");
    let text = issue.message.text(Language::En);
    assert!(
        text.contains("`area` was given as 3000 平方米") && text.contains("3461.538461538462 平方米"),
        "{text}"
    );
    assert!(issue.message.text(Language::Zh).contains("3000 平方米"));
    // What was given is what counts.
    assert_eq!(apart.counties[0].values[0].value, Some(Value::Number(surd("5"))));
}

#[test]
fn a_derived_cell_that_is_unknown_names_itself_and_its_inputs() {
    let world = |row: &str| {
        World::new(vec![]).derive("county.served", bin(Op::Add, col("county.all"), qty("1", "人"))).table(
            "county",
            "code served all",
            &[row],
        )
    };
    let served = |row: &str| world(row).eval(&col("county.served"));
    let own = |reason| missing("county.served", 0, reason);
    let input = missing("county.all", 0, Reason::Empty);
    assert_eq!(served("990001 - 4").as_number(), Some(&surd("5")));
    assert_eq!(served("990001 - -").missing_list(), vec![own(Reason::Empty), input]);
    assert_eq!(served("990001 ! 4").missing_list(), vec![own(Reason::Bad)]);
    assert_eq!(served("990001 7 -").as_number(), Some(&surd("7")));
    let none = World::new(vec![]).derive("county.served", target_year()).table(
        "county",
        "code served",
        &["990002 -"],
    );
    assert_eq!(none.eval(&col("county.served")).missing_list(), vec![own(Reason::Empty)]);
}

#[test]
fn a_personal_value_is_not_in_the_warning() {
    let world = World::new(vec![]).derive("county.salary", col("county.pay")).table(
        "county",
        "code pay salary",
        &["990001 1234 8765"],
    );
    let [issue] = &world.evaluate().warnings[..] else { panic!() };
    let text = issue.message.text(Language::Zh);
    assert!(issue.value.is_none() && !text.contains("1234") && !text.contains("8765"), "{text}");
}

#[test]
fn balance_over_indicators_leaves_out_what_does_not_apply() {
    // The coefficient of R1 weighted by students, by stage: the special school is not among them, and an unknown value is not passed over.
    let items = || {
        let ordinary = bin(Op::Ne, col("school.type"), value_of("type", "special"));
        let cv =
            cv(rows("division", 0, None, &["stage"]), item_value(0, 1), Some(col_at(1, "division.students")));
        vec![
            degrees().when(ordinary),
            rule("R_balance", "county", &["stage"], vec![bin(Op::Le, cv, num("0.5"))]).when(bin(
                Op::Gt,
                agg(A::Count, rows("division", 0, None, &["stage"]), None),
                num("0"),
            )),
        ]
    };
    let world = two_stages(items(), &["S primary 1000 42", "T primary 10 9"]);
    assert_eq!(world.outcomes(1), vec![Met, NotApplicable]);
    let world = World::new(items())
        .table("school", "code county type", &["S 990001 primary", "T 990001 primary"])
        .table("division", "school stage students degree", &["S primary 1000 42", "T primary 500 -"]);
    assert_eq!(world.outcomes(1), vec![Undetermined, NotApplicable]);
    assert_eq!(world.county().subjects[2].missing, vec![missing("division.degree", 1, Reason::Empty)]);
}

#[test]
fn subjects_stand_by_item_row_and_group() {
    let items = vec![
        rule("B", "division", &["stage", "grade"], vec![flag(true)]),
        rule("A", "county", &[], vec![flag(true)]),
    ];
    let world = two_stages(items, &["S primary 1 1", "T primary 1 1"]);
    let county = world.county();
    let order: Vec<_> = county.subjects.iter().map(|s| (s.item, s.row, s.group.clone())).collect();
    assert!(order.is_sorted());
    assert_eq!(order.len(), 2 * 2 * 4 + 1);
    assert_eq!(Number::from(1), n("1"));
}
