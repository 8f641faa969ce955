//! Columns and interpreter come to the same: on random rules and data, with blanks, great numbers and numbers on each threshold.

use std::collections::BTreeMap;
use std::path::Path;

use junheng::diagnostic::Diagnostic;
use junheng::evaluation::{Options, evaluate, evaluate_exactly, screen};
use junheng::facts::{RawTable, from_tables};
use junheng::pack::{SearchPath, load, load_memory};
use junheng::plan::{Node, Op, Plan};
use junheng::semantics::{Aggregate, Function};
use junheng::semantics::{CheckedPack, ColumnIx, Read, check};
use junheng::syntax::vocabulary::builtins::{Argument, Body, Gives, Takes};
use junheng::value::{Outcome, parse_date};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

const PACK: &str =
    "pack: random\nversion: 2017.1.0\ntitle: random\nissuer: test\neffective: {from: 2017-01-01}\n";

const FACTS: &str = "
kinds:
  stage: {label: 学段, values: {primary: 小学, junior: 初中}}
  tier: {label: 档次, values: {low: 低档, high: 高档}}
  wing: {label: 片, values: {east: 东, west: 西}}
entities:
  county:
    key: [code]
    columns:
      code: {type: text}
      pay: {type: number}
      fine: {type: flag, derive: 'DERIVED1'}
      calm: {type: flag, derive: 'DERIVED2'}
  school:
    within: county
    key: [code]
    columns:
      code: {type: text}
      county: {type: text}
      stage: {type: stage}
      a: {type: number}
      b: {type: number, derive: 'a * 2 - sum(class: x)'}
      f: {type: flag}
      z: {type: number}
      since: {type: date}
      until: {type: date}
      tier: {type: tier, derive: 'if z < 12 then low else high'}
      wing: {type: wing, derive: 'if z < 12 then east else west'}
  class:
    within: school
    key: [school, code]
    expect: EXPECT
    columns:
      school: {type: text}
      code: {type: text}
      x: {type: number}
      y: {type: number}
      g: {type: flag}
      level: {type: tier, derive: 'if y > 2 then high else low'}
      side: {type: wing, derive: 'if y > 2 then west else east'}
limits:
  l: {by: stage, value: {primary: 4.2, junior: 5.3}}
  m: {value: 85%}
  cvl: {value: 0.5}
indicators:
  R1: {title: r1, for: school, value: NUMBER1, at_least: {primary: 4.2, junior: 5.3}}
  R2: {title: r2, for: school, when: CONDITION1, value: NUMBER2, below: 3}
  R3: {title: r3, for: county, by: [stage], when: 'count(school) > 0', value: 'sum(school: NUMBER3)', above: 10}
";

const RULES: &str = r#"
rule G1 "g1" for school
  when CONDITION2
  require CONDITION3
  require every class where CONDITION_C1: CONDITION_C2
rule G2 "g2" for school
  require at least 2 of {R1, R2, G1}
  require each i in {R1..R2}: i.value >= m * i.limit
  require at most 2 of {R1, R2, G1}
  require count of {R1, R2, G1} >= 1
rule B "b" for county by stage
  when count(school) > 0
  require cv(school: NUMBER4 weighted by a) <= cvl
  require avg(school: NUMBER5) > 1
rule S "s" for school
  require a >= 2
rule C "all schools of a tier" for county by tier
  require S
rule K "all classes of a wing" for county by wing
  when CONDITION_T1
  require every class: NUMBER_T1 >= 1
rule M "the sum of a tier" for county by tier
  require sum(class: NUMBER_T2) < 30
define d "value" for school = NUMBER6
audit au "audit" for class
  require CONDITION_C3
conclusion done "done" for county
  require all of {R1, G1, R3, B}
  require no school: CONDITION4
  require not G2 or pay > 3
  require fine or calm
"#;

/// A call of each builtin that gives what is wanted, over a school and its classes, as the table of builtins says.
fn calls(wanted: fn(Gives) -> bool) -> Vec<String> {
    let mut all = Vec::new();
    for row in Function::ALL.iter().map(|f| f.row()).filter(|row| wanted(row.gives)) {
        let given = match row.takes {
            Takes::Arguments(sorts) => {
                let sorts = sorts.iter().enumerate();
                let one = |(i, sort): (usize, &Argument)| match sort {
                    Argument::Any | Argument::Alike | Argument::Number => ["a", "b"][i % 2],
                    Argument::Places => "1",
                    Argument::Date => ["since", "until"][i % 2],
                    Argument::Text => ["code", "\"S1\""][i % 2],
                };
                sorts.map(one).collect::<Vec<_>>().join(", ")
            }
            Takes::Series | Takes::Rows | Takes::RowsOf(_) | Takes::Weighted => "a, b, 3".to_owned(),
        };
        all.push(format!("{}({given})", row.en));
    }
    for row in Aggregate::ALL.iter().map(|a| a.row()).filter(|row| wanted(row.gives)) {
        let given: &[&str] = match row.takes {
            Takes::Rows => &["class", "class where g"],
            Takes::RowsOf(Body::Condition) => &["class: g", "class where x > 1: g"],
            Takes::RowsOf(_) => &["class: x", "class where g: y", "class where x > 1: x * y"],
            Takes::Weighted => &["class: x", "class where g: y weighted by x"],
            Takes::Series | Takes::Arguments(_) => &[],
        };
        all.extend(given.iter().map(|given| format!("{}({given})", row.en)));
    }
    all
}

/// A number of a school.
fn number() -> impl Strategy<Value = String> {
    let names = ["a", "b", "2", "0.5", "l[stage]", "pay"].map(str::to_owned);
    let calls = calls(|gives| matches!(gives, Gives::Plain | Gives::Same | Gives::Rows | Gives::Counted));
    let leaf = prop_oneof![proptest::sample::select(names.to_vec()), proptest::sample::select(calls),];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), proptest::sample::select(vec!["+", "-", "*", "/"]), inner.clone())
                .prop_map(|(x, op, y)| format!("({x} {op} {y})")),
            inner.clone().prop_map(|x| format!("abs({x})")),
            inner.clone().prop_map(|x| format!("(-{x})")),
            inner.clone().prop_map(|x| format!("ceil({x})")),
            inner.clone().prop_map(|x| format!("floor({x})")),
            inner.clone().prop_map(|x| format!("round({x}, 1)")),
            (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("value_or({x}, {y})")),
            (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("least({x}, {y})")),
            (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("(if f then {x} else {y})")),
        ]
    })
}

/// A condition on a school.
fn condition() -> impl Strategy<Value = String> {
    let comparison = (number(), proptest::sample::select(vec![">=", "<=", ">", "<", "==", "!="]), number())
        .prop_map(|(x, op, y)| format!("{x} {op} {y}"));
    let leaf = prop_oneof![
        comparison,
        Just("f".to_owned()),
        Just("stage == primary".to_owned()),
        Just("stage in {primary, junior}".to_owned()),
        Just("stage not in {primary}".to_owned()),
        Just("(some class where x > y)".to_owned()),
        Just("(every class: x >= a)".to_owned()),
        proptest::sample::select(calls(|gives| gives == Gives::Truth)),
        // A root can only be compared.
        (proptest::sample::select(calls(|gives| matches!(gives, Gives::Root | Gives::PlainRoot))), number())
            .prop_map(|(root, x)| format!("{root} <= {x}")),
    ];
    leaf.prop_recursive(2, 8, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("({x} and {y})")),
            (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("({x} or {y})")),
            inner.clone().prop_map(|x| format!("(not ({x}))")),
        ]
    })
}

/// A condition on a class.
fn of_class() -> impl Strategy<Value = String> {
    let all = vec![
        "g",
        "x > y",
        "x / y <= a",
        "x * 2 != pay",
        "known(x) or g",
        "x >= l[stage]",
        "x / y >= 0.85 * a / b",
        "not g",
    ];
    proptest::sample::select(all).prop_map(str::to_owned)
}

/// A number of a class or of a school, for a group of a tier.
fn of_tier() -> impl Strategy<Value = String> {
    proptest::sample::select(vec!["x", "y", "x + y", "a", "a * x"]).prop_map(str::to_owned)
}

/// When a rule for each tier applies.
fn tier_applies() -> impl Strategy<Value = String> {
    let all = vec!["count(class) > 0", "some class", "known(pay)", "no class: x > 3"];
    proptest::sample::select(all).prop_map(str::to_owned)
}

/// A cell: mostly small, on thresholds, or nothing; now and then too large for machine words.
fn cell() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "0",
        "1",
        "2",
        "3",
        "4.2",
        "5.3",
        "3.57",
        "4.505",
        "10",
        "-1",
        "",
        "",
        "0.0001",
        "7",
        "12",
        "9223372036854775807",
        "123456789012.345678",
        "170141183460469231731687303715884105728",
    ])
}

fn flag() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec!["是", "否", "", "是"])
}

/// Texts to put in the place of the words in capitals.
pub(crate) fn fillings() -> impl Strategy<Value = Vec<(String, String)>> {
    let numbers = proptest::collection::vec(number(), 6);
    let conditions = proptest::collection::vec(condition(), 4);
    let classes = proptest::collection::vec(of_class(), 3);
    let expect = proptest::sample::select(vec!["none", "county", "parent"]);
    let tiers = (tier_applies(), of_tier(), proptest::sample::select(vec!["x", "a", "x - z", "b"]));
    // Two flags of three rules: what comes first is computed first, unless something that it reads is not there yet.
    let derived = Just(vec!["C", "K", "M"]).prop_shuffle();
    let all = (numbers, conditions, classes, expect, tiers, derived);
    all.prop_map(|(numbers, conditions, classes, expect, (applies, of_class, of_school), derived)| {
        let mut all = vec![
            ("EXPECT".to_owned(), expect.to_owned()),
            ("CONDITION_T1".to_owned(), applies),
            ("NUMBER_T1".to_owned(), of_class),
            ("NUMBER_T2".to_owned(), of_school.to_owned()),
            ("DERIVED1".to_owned(), derived[0].to_owned()),
            ("DERIVED2".to_owned(), derived[1].to_owned()),
        ];
        for (word, texts) in [("NUMBER", numbers), ("CONDITION_C", classes), ("CONDITION", conditions)] {
            all.extend(texts.into_iter().enumerate().map(|(i, text)| (format!("{word}{}", i + 1), text)));
        }
        all
    })
}

/// A random pack's files.
pub(crate) fn pack_files(fillings: &[(String, String)]) -> [(&'static str, String); 3] {
    let fill = |text: &str, quoted: bool| {
        fillings.iter().fold(text.to_owned(), |text, (word, with)| {
            let key = |key: &&str| text.contains(&format!("{key}: {word}"));
            let with =
                if quoted && ["value", "when"].iter().any(key) { format!("'{with}'") } else { with.clone() };
            text.replace(word.as_str(), &with)
        })
    };
    [("pack.yaml", PACK.to_owned()), ("facts.yaml", fill(FACTS, true)), ("a.rules", fill(RULES, false))]
}

/// A random pack with what is said of it. A constant that divides by zero or a kind without a value is no pack.
pub(crate) fn random_pack(fillings: &[(String, String)]) -> Option<(CheckedPack, Vec<Diagnostic>)> {
    let files = pack_files(fillings);
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let checked = check(load_memory(&files, &SearchPath::default()));
    Some((checked.pack?, checked.diagnostics))
}

type Class = (&'static str, &'static str, &'static str);
type School = (bool, &'static str, &'static str, &'static str, &'static str, Vec<Class>);
pub(crate) type County = (&'static str, Vec<School>);

/// A number near that which parts the tiers.
fn z() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec!["1", "11.99", "12", "12", "15", ""])
}

fn schools() -> impl Strategy<Value = Vec<School>> {
    let classes = proptest::collection::vec((cell(), cell(), flag()), 0..4);
    proptest::collection::vec((any::<bool>(), cell(), cell(), flag(), z(), classes), 0..5)
}

/// Data for a random pack.
pub(crate) fn counties() -> impl Strategy<Value = Vec<County>> {
    proptest::collection::vec((cell(), schools()), 1..4)
}

/// The data as tables; with `filled`, with the kinds that are otherwise derived.
pub(crate) fn tables(counties: &[County], filled: bool) -> Vec<RawTable> {
    let mut tables = [
        RawTable::new("county", &["code", "pay"], &[]),
        RawTable::new(
            "school",
            &["code", "county", "stage", "a", "b", "f", "z", "since", "until", "tier", "wing"],
            &[],
        ),
        RawTable::new("class", &["school", "code", "x", "y", "g", "level", "side"], &[]),
    ];
    let kinds = |number: &str, high: fn(f64) -> bool| match number.parse() {
        Ok(number) if filled => {
            if high(number) {
                ["high", "west"]
            } else {
                ["low", "east"]
            }
        }
        _ => [""; 2],
    };
    let mut put = |table: usize, cells: &[&str]| {
        let row = tables[table].rows.len() as u32 + 2;
        tables[table].rows.push((row, cells.iter().map(|c| (*c).to_owned()).collect()));
    };
    for (c, (pay, schools)) in counties.iter().enumerate() {
        put(0, &[&format!("C{c}"), pay]);
        for (s, (junior, a, b, f, z, classes)) in schools.iter().enumerate() {
            let code = format!("S{c}{s}");
            let stage = if *junior { "junior" } else { "primary" };
            let [tier, wing] = kinds(z, |z| z >= 12.0);
            let days = ["2020-01-31", "2020-02-29", "", "2021-02-28", "2026-11-01"];
            let [since, until] = [c + s, c * 2 + classes.len()].map(|i| days[i % days.len()]);
            put(1, &[&code, &format!("C{c}"), stage, a, b, f, z, since, until, tier, wing]);
            for (k, (x, y, g)) in classes.iter().enumerate() {
                let [level, side] = kinds(y, |y| y > 2.0);
                put(2, &[&code, &format!("K{k}"), x, y, g, level, side]);
            }
        }
    }
    tables.to_vec()
}

#[test]
fn the_national_pack_is_columns_throughout() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rulepacks");
    let search = SearchPath { dirs: vec![root], embedded: false };
    let pack = check(load("national@2017", &search).unwrap()).pack.unwrap();
    let plan = Plan::new(&pack, parse_date("2026-11-01").unwrap());
    let exact: Vec<&Node> = plan.nodes.iter().filter(|n| n.op == Op::Exact).collect();
    assert!(exact.is_empty(), "{exact:?}");
    let mut distinct: Vec<&Node> = Vec::new();
    plan.nodes.iter().for_each(|n| {
        assert!(!distinct.contains(&n), "{n:?} is there twice");
        distinct.push(n);
    });
    let class = pack.find_entity("class").unwrap();
    let read: Vec<&str> = plan
        .columns()
        .iter()
        .filter(|(e, _)| *e == class)
        .map(|(e, c)| pack.column(*e, *c).unwrap().id.as_str())
        .collect();
    assert_eq!(read, ["stage", "students"]);
}

/// The properties over random packs are about something: derived kinds part rows, rules for each value of a kind go over items and rows
/// below, and rules named from above stand for all of a group below.
#[test]
fn the_random_packs_reach_what_they_are_for() {
    let mut runner = TestRunner::deterministic();
    let strategy = (fillings(), counties());
    let options = Options::on(parse_date("2026-11-01").unwrap());
    let (mut packs, mut parted) = (0, BTreeMap::<&str, usize>::new());
    let mut outcomes: BTreeMap<(&str, Outcome), usize> = BTreeMap::new();
    for _ in 0..200 {
        let (fillings, counties) = strategy.new_tree(&mut runner).unwrap().current();
        let Some((pack, _)) = random_pack(&fillings) else { continue };
        packs += 1;
        let of = |id: &str| pack.find_item(id).unwrap();
        // What is asked below is an item, by way of a group that is derived.
        assert!(pack.reads.items_of(of("C")).any(|item| item == of("S")));
        for (entity, column) in [("school", "tier"), ("class", "level"), ("class", "side")] {
            let e = pack.find_entity(entity).unwrap();
            let c = pack.entity(e).unwrap().columns.iter().position(|c| c.id == column).unwrap();
            assert!(pack.reads.is_read(Read::Column(e, ColumnIx(c as u32))), "{entity}.{column}");
        }
        let facts = from_tables(&pack, tables(&counties, false), options.as_of);
        for county in evaluate_exactly(&pack, &facts, &options).counties {
            for id in ["B", "C", "K", "M"] {
                let own = county.subjects.iter().filter(|s| s.item == of(id));
                let found: Vec<Outcome> = own.map(|s| s.outcome).collect();
                assert_eq!(found.len(), 2, "{id} for each of two values");
                found.iter().for_each(|outcome| *outcomes.entry((id, *outcome)).or_default() += 1);
                *parted.entry(id).or_default() += usize::from(found[0] != found[1]);
            }
        }
    }
    assert!(packs >= 100, "{packs} of 200 are packs");
    for id in ["B", "C", "K", "M"] {
        assert!(parted[id] >= 10, "{id}: {parted:?}");
        for outcome in [Outcome::Met, Outcome::Unmet, Outcome::Undetermined] {
            let seen = outcomes.get(&(id, outcome)).copied().unwrap_or_default();
            assert!(seen >= 10, "{id} {outcome:?}: {outcomes:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn columns_and_interpreter_agree(
        fillings in fillings(),
        counties in counties(),
    ) {
        let Some((pack, _)) = random_pack(&fillings) else { return Err(TestCaseError::reject("no pack")) };
        let options = Options::on(parse_date("2026-11-01").unwrap());
        let facts = from_tables(&pack, tables(&counties, false), options.as_of);
        let exact = evaluate_exactly(&pack, &facts, &options);
        prop_assert_eq!(format!("{:#?}", evaluate(&pack, &facts, &options)), format!("{exact:#?}"));
        let exact: Vec<_> = exact.counties.into_iter().map(|c| c.condensed(&pack)).collect();
        let plan = Plan::new(&pack, options.as_of);
        let columns = screen(&pack, &facts, &plan, &options, true).counties;
        prop_assert_eq!(format!("{exact:#?}"), format!("{columns:#?}"));
        // Each county in a block of its own.
        for expected in exact {
            let code = facts.counties[expected.county as usize].code.to_string();
            let options = Options { counties: Some(vec![code]), ..options.clone() };
            let alone = screen(&pack, &facts, &plan, &options, true).counties;
            prop_assert_eq!(format!("{:#?}", [expected]), format!("{alone:#?}"));
        }
    }
}
