//! Derivations, written out plainly.

use std::fmt::Write;
use std::sync::Arc;

use super::support::*;
use crate::evaluation::*;
use crate::facts::FindingResult;
use crate::semantics::{Comparison, ItemIx, TExpr, Type};
use crate::source::{SourceId, SourceMap, Span};

fn shown(value: &Shown) -> String {
    if value.hidden {
        return "hidden".into();
    }
    match &value.eval {
        Eval::Known(Value::Number(x)) => match x.as_number() {
            Some(x) => format!("{}{}", value.unit.from_base(x).display(4), value.unit.symbol),
            None => x.display(4),
        },
        Eval::Known(Value::Bool(b)) => b.to_string(),
        Eval::Known(other) => format!("{other:?}"),
        Eval::Unknown(_) => "?".into(),
        Eval::NotApplicable => "n/a".into(),
    }
}

fn pieces(list: &[Piece]) -> String {
    let piece = |p: &Piece| match p {
        Piece::Symbol(s) => (*s).to_owned(),
        Piece::Word(word) => format!("{word:?}"),
        Piece::Value(value) => shown(value),
        Piece::Unit(symbol) => symbol.to_string(),
        Piece::Item(item, outcome) => format!("#{} {}", item.0, outcome.id()),
    };
    list.iter().map(piece).collect::<Vec<_>>().join(" ")
}

fn write_step(out: &mut String, step: &Step, depth: usize) {
    let pad = "  ".repeat(depth);
    let kind = match &step.kind {
        StepKind::NumberOf { bound, n, counts } => format!("{bound:?} {} {counts:?}", shown(n)),
        StepKind::Member(m) | StepKind::Item(m) => {
            let numbers = m.value.iter().chain(&m.limit).map(shown).collect::<Vec<_>>().join(" | ");
            format!("#{} row {:?} {} {numbers}", m.item.0, m.row, m.outcome.id())
        }
        StepKind::Limit(limit) => format!("Limit {} from {:?}", limit.id, limit.from),
        StepKind::Formula
        | StepKind::And
        | StepKind::Or
        | StepKind::Choice
        | StepKind::AllOf(_)
        | StepKind::CountOf(_)
        | StepKind::NoneOf(_)
        | StepKind::Subjects(_)
        | StepKind::Aggregate(_)
        | StepKind::Quantified(_)
        | StepKind::Derived { .. }
        | StepKind::Finding(..) => format!("{:?}", step.kind),
    };
    let text = if step.text.is_empty() { String::new() } else { format!("`{}` ", step.text) };
    writeln!(out, "{pad}{text}{} => {} [{kind}]", pieces(&step.substituted), shown(&step.result)).unwrap();
    if let Some(rows) = &step.rows {
        writeln!(out, "{pad}  rows {:?} omitted {}", rows.counts, rows.omitted).unwrap();
        for row in &rows.rows {
            let weight = row.weight.as_ref().map(|w| format!(" weight {}", shown(w))).unwrap_or_default();
            let (row, put, came) = (row.row, pieces(&row.substituted), shown(&row.result));
            writeln!(out, "{pad}  row {row}: {put} => {came}{weight}").unwrap();
        }
        if let Some(v) = &rows.variation {
            let (w, mean, squares) = (&v.weights, v.mean.display(4), v.squares.display(4));
            writeln!(out, "{pad}  W {w} mean {mean} squares {squares} cv² {}", v.cv_squared.display(6))
                .unwrap();
        }
        if !rows.missing.is_empty() {
            writeln!(out, "{pad}  missing {:?}", rows.missing).unwrap();
        }
    }
    step.children.iter().for_each(|child| write_step(out, child, depth + 1));
}

fn written(world: &World, item: u32, row: u32, group: &Group) -> String {
    let found = explain(&world.pack, &world.facts, &world.options, ItemIx(item), row, group).unwrap();
    let outcome = found.outcome.map_or("value", |o| o.id());
    let mut out = format!("{outcome} {}\n", shown(&found.result));
    for step in &found.when {
        write_step(&mut out, step, 0);
    }
    for step in &found.steps {
        write_step(&mut out, step, 0);
    }
    if let Some(t) = &found.threshold {
        writeln!(out, "threshold {} {:?} {} from {:?}", t.id, t.key, shown(&t.value), t.from).unwrap();
        writeln!(out, "{}", pieces(&found.comparison)).unwrap();
    }
    if !found.missing.is_empty() {
        writeln!(out, "missing {}", found.missing.len()).unwrap();
    }
    out
}

fn degrees() -> crate::semantics::Item {
    let own = limit("R1", "人/百人", &["stage"], &[("-", &["4.2", "5.3"])]);
    let value = div(col("division.degree"), col("division.students"));
    indicator("R1", "division", value, Comparison::AtLeast, own, vec![col("division.stage")])
}

fn divisions(world: World) -> World {
    world.table("school", "code county type", &["S 990001 primary", "T 990001 special"]).table(
        "division",
        "school stage students degree",
        &["S primary 1000 41", "S junior 1000 -", "T primary 10 9"],
    )
}

#[test]
fn of_an_indicator() {
    let mut world = divisions(World::new(vec![degrees().when(bin(
        Op::Ne,
        col("school.type"),
        value_of("type", "special"),
    ))]));
    let mut sources = SourceMap::new();
    let file = sources.add("indicators.yaml", "value: degree /\n   students");
    world.pack.sources = Arc::new(sources);
    if let crate::semantics::ItemBody::Indicator(i) = &mut world.pack.items[0].body {
        i.value.span = Span::new(file, 7, 27);
        assert_eq!(file, SourceId(0));
    }
    insta::assert_snapshot!(written(&world, 0, 0, &vec![]));
    insta::assert_snapshot!(written(&world, 0, 1, &vec![]));
    insta::assert_snapshot!(written(&world, 0, 2, &vec![]));
}

#[test]
fn of_a_rule_over_a_set() {
    let tolerated = ge(item_value(0, 0), bin(Op::Mul, qty("85", "%"), item_limit(0, 0)));
    let school = rule(
        "R_school",
        "division",
        &[],
        vec![at_least("1", vec![met(0, 0)]), bin(Op::And, met(0, 0), all_of(vec![tolerated]))],
    );
    let world = divisions(World::new(vec![degrees(), school]));
    insta::assert_snapshot!(written(&world, 1, 0, &vec![]));
}

#[test]
fn of_rows_that_decide() {
    let size = || bin(Op::Le, col_at(1, "class.students"), limit_ref(0, vec![col_at(1, "class.stage")]));
    let over = || bin(Op::Gt, col_at(1, "class.students"), qty("50", "人"));
    let rows = || rows("class", 0, None, &[]);
    let world = divisions(World::new(vec![
        rule(
            "G5",
            "county",
            &[],
            vec![
                quant(Q::Every, rows(), Some(size())),
                not(quant(Q::Some, rows(), Some(over()))),
                quant(Q::No, rows(), Some(over())),
                ge(agg(A::Max, rows(), Some(col_at(1, "class.students"))), qty("1", "人")),
                ge(agg(A::Count, rows(), None), num("1")),
            ],
        ),
        rule("all", "county", &[], vec![met(0, 0)]),
    ]))
    .limit(limit("class_size", "人", &["stage"], &[("2017-01-01", &["45", "50"])]))
    .table(
        "class",
        "school stage code students",
        &["S primary 1 45", "S primary 2 46", "S junior 1 51", "T primary 1 -"],
    );
    insta::assert_snapshot!(written(&world, 0, 0, &vec![]));
    insta::assert_snapshot!(written(&world, 1, 0, &vec![]));
}

#[test]
fn of_a_coefficient_by_group() {
    let each =
        cv(rows("division", 0, None, &["stage"]), item_value(0, 1), Some(col_at(1, "division.students")));
    let below = met_below(0, "division", &["stage"]);
    let world = World::new(vec![
        degrees(),
        rule("B", "county", &["stage"], vec![bin(Op::Le, each, num("0.45")), below]),
    ])
    .table("school", "code county type", &["S 990001 primary", "T 990001 primary"])
    .table(
        "division",
        "school stage students degree",
        &["S primary 1000 41", "S junior 1000 60", "T primary 10 9"],
    );
    insta::assert_snapshot!(written(&world, 1, 0, &vec![kind_value("stage", "primary")]));
    let explained = |group: &Group| explain(&world.pack, &world.facts, &world.options, ItemIx(1), 0, group);
    assert!(explained(&vec![]).is_none());
    assert!(explained(&vec![kind_value("grade", "good")]).is_none());
}

#[test]
fn of_a_define_a_finding_and_a_derived_column() {
    let formula: TExpr = cond(
        bin(Op::Gt, col("county.served"), qty("0", "人")),
        bin(Op::Mul, bin(Op::Add, col("county.pay"), col("county.wage")), num("2")),
        negate(col("county.salary")),
    );
    let round = call(Fn1::Round, vec![div(col("county.pay"), num("3")), num("1")]);
    let world = World::new(vec![
        define("D", "county", &[], formula),
        define("E", "county", &[], round),
        rule(
            "G",
            "county",
            &[],
            vec![judged(Type::Bool), within(col("county.pay"), vec![qty("5", "元")], true)],
        ),
        define("P", "county", &[], bin(Op::Sub, col("county.pay"), col("county.salary"))),
    ])
    .derive("county.served", bin(Op::Add, col("county.all"), qty("1", "人")))
    .finding(2, 0, FindingResult::Flag(true))
    .table("county", "code pay wage all salary", &["990001 5 6 3 12345"]);
    for item in 0..4 {
        insta::assert_snapshot!(written(&world, item, 0, &vec![]));
    }
}

#[test]
fn of_many_rows_only_so_many_are_listed() {
    let schools: Vec<String> = (0..150).map(|i| format!("S{i} 990001 no")).collect();
    let schools: Vec<&str> = schools.iter().map(|s| s.as_str()).collect();
    let every = quant(Q::Every, rows("school", 0, None, &[]), Some(col_at(1, "school.charter")));
    let world = World::new(vec![rule("Q3", "county", &[], vec![every])]).table(
        "school",
        "code county charter",
        &schools,
    );
    let found = explain(&world.pack, &world.facts, &world.options, ItemIx(0), 0, &[]).unwrap();
    let rows = found.steps[0].rows.as_ref().unwrap();
    assert_eq!((rows.counts.unmet, rows.rows.len(), rows.omitted), (150, ROWS_SHOWN, 50));
    assert!(explain(&world.pack, &world.facts, &world.options, ItemIx(0), 1, &[]).is_none());
    assert!(explain(&world.pack, &world.facts, &world.options, ItemIx(7), 0, &[]).is_none());
}
