//! Which rows a table must have: lists that are known to be incomplete are not judged as if they were whole.

use std::cell::RefCell;
use std::collections::BTreeMap;

use junheng::diagnostic::Severity;
use junheng::evaluation::{
    Evaluation, Missing, MissingAt, Options, Shortfall, evaluate, evaluate_exactly, screen,
};
use junheng::facts::{Facts, RawTable, Reason, from_tables};
use junheng::pack::{SearchPath, load_memory};
use junheng::plan::Plan;
use junheng::semantics::{CheckedPack, ItemBody, check};
use junheng::value::{Number, Outcome, parse_date};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use Outcome::{Met, NotApplicable, Undetermined, Unmet};

const HEAD: &str =
    "pack: lists\nversion: 2026.1.0\ntitle: lists\nissuer: test\neffective: {from: 2017-01-01}\n";

/// A county with schools of up to three classes; `SCHOOLS` and `CLASSES` are their `expect`.
const FACTS: &str = r#"
units: {人: base}
kinds:
  slot: {label: 班次, values: {a: 甲, b: 乙, c: 丙}}
  stage: {label: 学段, values: {primary: 小学, junior: 初中}}
entities:
  county:
    key: [code]
    columns:
      code: {type: text}
      schools: {type: number}
      n: {type: number}
      p: {type: number}
      q: {type: flag}
  school:
    label: 学校
    within: county
    key: [code]
    expect: SCHOOLS
    columns:
      code: {type: text}
      county: {type: text}
      stage: {type: stage}
      classes: {label: 班级数, type: number}
      students: {label: 在校生数, type: number, unit: 人}
      f: {type: flag}
  class:
    label: 班级
    within: school
    key: [school, slot]
    expect: CLASSES
    columns:
      school: {type: text}
      slot: {type: slot}
      size: {label: 学生数, type: number, unit: 人}
      g: {type: flag}
"#;

fn pack(schools: &str, classes: &str, rules: &str) -> CheckedPack {
    let facts = FACTS.replace("SCHOOLS", schools).replace("CLASSES", classes);
    let rules =
        format!("{rules}\nconclusion done \"done\" for county\n  require q or not q or not known(q)\n");
    let files = [("pack.yaml", HEAD), ("facts.yaml", facts.as_str()), ("a.rules", rules.as_str())];
    let checked = check(load_memory(&files, &SearchPath::default()));
    let errors: Vec<_> = checked.diagnostics.iter().filter(|d| d.code.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    checked.pack.unwrap()
}

/// One county: its figures, its schools `code stage classes students f`, its classes `school slot size g`; `-` is a blank. Tables
/// that are not named are not supplied.
struct Data {
    county: &'static str,
    schools: Option<&'static [&'static str]>,
    classes: Option<&'static [&'static str]>,
}

impl Data {
    fn facts(&self, pack: &CheckedPack) -> Facts {
        let mut tables = vec![RawTable::new("county", &["code", "schools", "n", "p", "q"], &[])];
        let put = |table: &mut RawTable, text: &str| {
            let row = table.rows.len() as u32 + 2;
            let cells = text.split(' ').map(|c| if c == "-" { String::new() } else { c.to_owned() });
            table.rows.push((row, cells.collect()));
        };
        put(&mut tables[0], &format!("C {}", self.county));
        if let Some(rows) = self.schools {
            let header = ["county", "code", "stage", "classes", "students", "f"];
            let mut table = RawTable::new("school", &header, &[]);
            rows.iter().for_each(|r| put(&mut table, &format!("C {r}")));
            tables.push(table);
        }
        if let Some(rows) = self.classes {
            let mut table = RawTable::new("class", &["school", "slot", "size", "g"], &[]);
            rows.iter().for_each(|r| put(&mut table, r));
            tables.push(table);
        }
        let facts = from_tables(pack, tables, today());
        assert!(facts.issues.is_empty(), "{:#?}", facts.issues);
        facts
    }
}

fn today() -> junheng::value::Date {
    parse_date("2026-11-30").unwrap()
}

/// Judged in all three ways, which must agree.
fn judged(pack: &CheckedPack, facts: &Facts) -> Evaluation {
    let options = Options::on(today());
    let exact = evaluate_exactly(pack, facts, &options);
    assert_eq!(format!("{:#?}", evaluate(pack, facts, &options)), format!("{exact:#?}"));
    let plan = Plan::new(pack, options.as_of);
    let screened = screen(pack, facts, &plan, &options, true).counties;
    let condensed: Vec<_> = exact.counties.iter().cloned().map(|c| c.condensed(pack)).collect();
    assert_eq!(format!("{screened:#?}"), format!("{condensed:#?}"));
    exact
}

fn outcomes(pack: &CheckedPack, evaluation: &Evaluation, item: &str) -> Vec<Outcome> {
    let ix = pack.find_item(item).unwrap();
    evaluation.counties[0].subjects.iter().filter(|s| s.item == ix).map(|s| s.outcome).collect()
}

fn missing(pack: &CheckedPack, evaluation: &Evaluation, item: &str) -> Vec<Missing> {
    let ix = pack.find_item(item).unwrap();
    evaluation.counties[0].subjects.iter().filter(|s| s.item == ix).flat_map(|s| s.missing.clone()).collect()
}

/// What one condition of a county comes to.
fn of_county(schools: &str, classes: &str, condition: &str, data: &Data) -> Outcome {
    let pack = pack(schools, classes, &format!("rule X \"x\" for county\n  require {condition}"));
    outcomes(&pack, &judged(&pack, &data.facts(&pack)), "X")[0]
}

/// What one condition of each school comes to.
fn of_schools(classes: &str, condition: &str, data: &Data) -> Vec<Outcome> {
    let pack = pack("county", classes, &format!("rule X \"x\" for school\n  require {condition}"));
    outcomes(&pack, &judged(&pack, &data.facts(&pack)), "X")
}

const COUNTED: &str = "[{each: school, count: classes}]";

#[test]
fn a_list_that_lacks_rows_is_not_judged_as_whole() {
    let data = Data {
        county: "2 - - -",
        schools: Some(&["S primary 2 80 是", "T primary 1 40 是"]),
        classes: Some(&["S a 40 是", "T a 40 是"]),
    };
    // S lacks a class: nothing is known of it.
    assert_eq!(of_schools(COUNTED, "every class: size <= 45人", &data), [Undetermined, Met]);
    assert_eq!(of_schools(COUNTED, "every class: size <= 39人", &data), [Unmet, Unmet]);
    assert_eq!(of_schools(COUNTED, "no class where size > 45人", &data), [Undetermined, Met]);
    assert_eq!(of_schools(COUNTED, "some class where size > 39人", &data), [Met, Met]);
    assert_eq!(of_schools(COUNTED, "some class where size > 45人", &data), [Undetermined, Unmet]);
    for aggregate in [
        "count(class) >= 1",
        "sum(class: size) >= 1人",
        "avg(class: size) >= 1人",
        "min(class: size) >= 1人",
        "max(class: size) >= 1人",
        "share(class: g) >= 0.1",
        "cv(class: size) <= 1",
    ] {
        assert_eq!(of_schools(COUNTED, aggregate, &data), [Undetermined, Met], "{aggregate}");
    }
    // What is unknown for want of rows is not known to be unknown.
    assert_eq!(of_schools(COUNTED, "known(sum(class: size))", &data), [Undetermined, Met]);
    assert_eq!(of_schools(COUNTED, "value_or(sum(class: size), 500人) >= 1人", &data), [Undetermined, Met]);
    let pack = pack("county", COUNTED, "rule X \"x\" for school\n  require every class: size <= 45人");
    let lacks = missing(&pack, &judged(&pack, &data.facts(&pack)), "X");
    let [Missing { at: MissingAt::Rows(_, 0, short), reason: Reason::Rows, .. }] = lacks.as_slice() else {
        panic!("{lacks:?}")
    };
    assert_eq!(**short, Shortfall::Count { there: 1, expected: Number::from(2) });
}

#[test]
fn a_blank_figure_leaves_it_unknown_whether_a_list_is_whole() {
    let data =
        Data { county: "1 - - -", schools: Some(&["S primary - 80 是"]), classes: Some(&["S a 40 是"]) };
    let rules = "rule X \"x\" for school\n  require every class: size <= 45人";
    let pack = pack("county", COUNTED, rules);
    let lacks = missing(&pack, &judged(&pack, &data.facts(&pack)), "X");
    let school = pack.find_entity("school").unwrap();
    let (column, _) = pack.entity(school).unwrap().column("classes").unwrap();
    let cell = Missing { entity: school, at: MissingAt::Row(0), column: Some(column), reason: Reason::Empty };
    assert_eq!(lacks, [cell]);
    assert_eq!(of_schools(COUNTED, "known(count(class))", &data), [Undetermined]);
    // One failing row decides all the same.
    assert_eq!(of_schools(COUNTED, "every class: size <= 39人", &data), [Unmet]);
}

#[test]
fn totals_and_values_say_what_must_be_there() {
    let data = |students: &'static str, classes: &'static [&'static str]| Data {
        county: "1 - - -",
        schools: Some(match students {
            "80" => &["S primary 2 80 是"],
            "81" => &["S primary 2 81 是"],
            "79" => &["S primary 2 79 是"],
            _ => &["S primary 2 - 是"],
        }),
        classes: Some(classes),
    };
    let total = "[{each: school, total: {size: students}}]";
    let every = "every class: size <= 45人";
    let two: &[&str] = &["S a 40 是", "S b 40 是"];
    assert_eq!(of_schools(total, every, &data("80", two)), [Met]);
    assert_eq!(of_schools(total, every, &data("81", two)), [Undetermined]);
    assert_eq!(of_schools(total, every, &data("-", two)), [Undetermined]);
    // A larger sum is complete, and in doubt.
    let surplus = pack("county", total, "rule X \"x\" for school\n  require every class: size <= 45人");
    let found = judged(&surplus, &data("79", two).facts(&surplus));
    assert_eq!(outcomes(&surplus, &found, "X"), [Met]);
    let codes: Vec<&str> = found.warnings.iter().map(|w| w.code.id).collect();
    assert_eq!((codes, found.counties[0].surplus.len()), (vec!["JH0987"], 1));
    // A blank cell in the column leaves it unknown; no row at all is no row.
    assert_eq!(of_schools(total, "every class: g", &data("80", &["S a 40 是", "S b - 是"])), [Undetermined]);
    assert_eq!(of_schools(total, "every class: g", &data("80", &[])), [Undetermined]);
    let values = "[{each: school, values: [slot]}]";
    assert_eq!(of_schools(values, every, &data("80", two)), [Undetermined]);
    let three: &[&str] = &["S a 40 是", "S b 40 是", "S c 45 是"];
    assert_eq!(of_schools(values, every, &data("80", three)), [Met]);
    let pack = pack("county", values, "rule X \"x\" for school\n  require every class: size <= 45人");
    let lacks = missing(&pack, &judged(&pack, &data("80", two).facts(&pack)), "X");
    let [Missing { at: MissingAt::Rows(_, 0, short), .. }] = lacks.as_slice() else { panic!("{lacks:?}") };
    let Shortfall::Values { there: 2, without, .. } = &**short else { panic!("{short:?}") };
    assert_eq!(*without, [[2]]);
}

#[test]
fn where_nothing_is_expected_no_rows_are_none() {
    let when = "[{each: school, when: f, count: classes}]";
    let data = |classes| Data {
        county: "3 - - -",
        schools: Some(&["S primary 2 80 否", "T primary 2 80 -", "U primary 0 0 是"]),
        classes,
    };
    let none = data(Some(&[]));
    assert_eq!(of_schools(when, "every class: size <= 45人", &none), [Met, Undetermined, Met]);
    assert_eq!(of_schools(when, "count(class) == 0", &none), [Met, Undetermined, Met]);
    assert_eq!(of_schools(when, "sum(class: size) == 0人", &none), [Met, Undetermined, Met]);
    // Not supplied is no rows only where nothing is expected of any: U expects none, but does expect a list.
    assert_eq!(of_schools(when, "count(class) == 0", &data(None)), [Met, Undetermined, Undetermined]);
    assert_eq!(of_schools("none", "count(class) == 0", &none), [Met, Met, Met]);
    assert_eq!(of_schools("none", "count(class) == 0", &data(None)), [Undetermined; 3]);
    // An entry that asks for one row is satisfied by one, whatever its condition.
    let one = "[{each: school, when: f}]";
    let some = data(Some(&["T a 40 是"]));
    assert_eq!(of_schools(one, "every class: size <= 45人", &some), [Met, Met, Undetermined]);
    assert_eq!(of_schools(one, "every class: size <= 45人", &none), [Met, Undetermined, Undetermined]);
}

#[test]
fn a_missing_row_makes_what_is_below_it_incomplete_but_not_below_its_sisters() {
    let counted = "[{each: county, count: schools}]";
    let data =
        Data { county: "2 - - -", schools: Some(&["S primary 1 40 是"]), classes: Some(&["S a 40 是"]) };
    assert_eq!(of_county(counted, COUNTED, "every class: size <= 45人", &data), Undetermined);
    assert_eq!(of_county(counted, COUNTED, "count(school) >= 1", &data), Undetermined);
    let pack = pack(counted, COUNTED, "rule X \"x\" for school\n  require every class: size <= 45人");
    assert_eq!(outcomes(&pack, &judged(&pack, &data.facts(&pack)), "X"), [Met]);
    // The figure of a row above makes the lists between it and the rows incomplete.
    let above = "[{each: county, count: n}]";
    let data = Data {
        county: "2 3 - -",
        schools: Some(&["S primary 1 40 是", "T primary 1 40 是"]),
        classes: Some(&["S a 40 是", "T a 40 是"]),
    };
    let above = self::pack("county", above, "rule X \"x\" for school\n  require every class: size <= 45人");
    let found = judged(&above, &data.facts(&above));
    assert_eq!(outcomes(&above, &found, "X"), [Undetermined, Undetermined]);
}

#[test]
fn a_figure_that_is_no_number_of_rows_is_an_error_at_its_cell() {
    for figure in ["S primary 1.5 80 是", "S primary -1 80 是"] {
        let schools: &'static [&'static str] =
            if figure.contains("1.5") { &["S primary 1.5 80 是"] } else { &["S primary -1 80 是"] };
        let data = Data { county: "1 - - -", schools: Some(schools), classes: Some(&["S a 40 是"]) };
        let pack = pack("county", COUNTED, "rule X \"x\" for school\n  require every class: size <= 45人");
        let found = judged(&pack, &data.facts(&pack));
        assert_eq!(outcomes(&pack, &found, "X"), [Undetermined]);
        let [issue] = found.warnings.as_slice() else { panic!("{:#?}", found.warnings) };
        assert_eq!((issue.code.id, issue.row), ("JH0985", Some(2)));
        assert_eq!(issue.column.as_deref(), Some("班级数"));
        assert_eq!(missing(&pack, &found, "X")[0].reason, Reason::Bad);
    }
}

#[test]
fn more_rows_than_declared_are_complete_and_in_doubt() {
    let data = Data {
        county: "1 - - -",
        schools: Some(&["S primary 1 80 是"]),
        classes: Some(&["S a 40 是", "S b 40 是"]),
    };
    let pack = pack("county", COUNTED, "rule X \"x\" for school\n  require every class: size <= 45人");
    let found = judged(&pack, &data.facts(&pack));
    assert_eq!(outcomes(&pack, &found, "X"), [Met]);
    assert_eq!(found.counties[0].surplus.len(), 1);
    assert_eq!(found.warnings.iter().map(|w| w.code.id).collect::<Vec<_>>(), ["JH0986"]);
}

#[test]
fn a_count_lies_between_what_holds_and_what_may() {
    // One class holds, one may hold, one does not.
    let data = Data {
        county: "1 - - -",
        schools: Some(&["S primary 3 80 是"]),
        classes: Some(&["S a 40 是", "S b 40 -", "S c 40 否"]),
    };
    for (condition, outcome) in [
        ("count(class where g) >= 1", Met),
        ("count(class where g) >= 2", Undetermined),
        ("count(class where g) >= 3", Unmet),
        ("count(class where g) <= 2", Met),
        ("count(class where g) < 1", Unmet),
        ("count(class where g) == 0", Unmet),
        ("count(class where g) != 3", Met),
        ("count(class where g) == 2", Undetermined),
        ("2 >= count(class where g)", Met),
        ("3 <= count(class where g)", Unmet),
        // No other aggregate works so.
        ("count(class where g) * 2 <= 9", Undetermined),
        ("sum(class where g: size) >= 1人", Undetermined),
    ] {
        assert_eq!(of_schools(COUNTED, condition, &data), [outcome], "{condition}");
    }
    // By name, too; a further count of the same is none.
    let rules = "define d for school = count(class where g)\ndefine e for school = d + 0\n\
                 rule X \"x\" for school\n  require d >= 1\nrule Y \"y\" for school\n  require e >= 1";
    let pack = pack("county", COUNTED, rules);
    let found = judged(&pack, &data.facts(&pack));
    assert_eq!((outcomes(&pack, &found, "X"), outcomes(&pack, &found, "Y")), (vec![Met], vec![Undetermined]));
    // A list that lacks rows has no bounds.
    let short = Data { classes: Some(&["S a 40 是", "S b 40 -"]), ..data };
    assert_eq!(of_schools(COUNTED, "count(class where g) >= 1", &short), [Undetermined]);
}

#[test]
fn the_one_row_has_a_value() {
    let data = |classes| Data { county: "1 - - -", schools: Some(&["S primary 2 80 是"]), classes };
    let both = data(Some(&["S a 40 是", "S b 50 -"]));
    let condition = |filter: &str| format!("the(class where {filter}: size) >= 45人");
    assert_eq!(of_schools(COUNTED, &condition("slot == a"), &both), [Unmet]);
    assert_eq!(of_schools(COUNTED, &condition("slot == b"), &both), [Met]);
    // None, several, one sure and one possible.
    assert_eq!(of_schools(COUNTED, &condition("slot == c"), &both), [Undetermined]);
    assert_eq!(of_schools(COUNTED, &condition("size > 0人"), &both), [Undetermined]);
    assert_eq!(of_schools(COUNTED, &condition("g"), &both), [Undetermined]);
    // Rows are missing: whoever has another key is not asked for.
    let one = data(Some(&["S b 50 -"]));
    assert_eq!(of_schools(COUNTED, &condition("slot == b"), &one), [Met]);
    assert_eq!(of_schools(COUNTED, &condition("size > 1人"), &one), [Undetermined]);
    assert_eq!(of_schools(COUNTED, &condition("slot == a"), &one), [Undetermined]);
    // What is not there is a row that is missing, not a value that is known to be unknown.
    assert_eq!(of_schools(COUNTED, "known(the(class where slot == c: size))", &both), [Undetermined]);
    // Of any type.
    assert_eq!(of_schools(COUNTED, "the(class where slot == a: g)", &both), [Met]);
    assert_eq!(of_schools(COUNTED, "the(class where size < 45人: slot) == a", &both), [Met]);
}

#[test]
fn words_and_lists_that_say_the_same_have_one_digest() {
    let digest = |schools: &str, classes: &str| pack(schools, classes, "").digest.to_string();
    let words = digest("county", "parent");
    assert_eq!(words, digest("[{each: county}]", "[{each: school}]"));
    assert_eq!(words, digest("{每: county}", "{each: 学校}"));
    assert_eq!(digest("none", "none"), digest("[]", "[]"));
    assert_eq!(digest("county", COUNTED), digest("county", "[{每: 学校, 数量: 班级数}]"));
    assert_ne!(digest("county", COUNTED), digest("county", "[{each: school, count: classes + 1}]"));
    let two = ["{each: school, count: classes}", "{each: school, total: {size: students}}"];
    let both = |list: [&str; 2]| digest("county", &format!("[{}]", list.join(", ")));
    assert_eq!(both(two), both([two[1], two[0]]));
}

#[test]
fn new_words_stay_names_elsewhere() {
    let facts = "entities:\n  county:\n    key: [code]\n    columns:\n      code: {type: text}\n      \
                 the: {label: 取, type: number}\n      each: {label: 每, type: number}\n      total: {label: 合, type: number}\n      \
                 count: {label: 数, type: number}\n      when_: {label: 当时, type: flag}\n  values:\n    label: 各\n    \
                 within: county\n    key: [county, code]\n    expect: {each: county, count: count}\n    columns:\n      \
                 county: {type: text}\n      code: {type: text}\n      the: {type: number}\n";
    let rules = "define x for county = the + 取 * 2 + 每 + total + count\n\
                 define y for county = the(values where the > 1: the) + 取(各 其中 the 高于 1: the)\n\
                 rule the_rule \"a\" for county\n  require x > y and when_\n\
                 conclusion c \"c\" for county\n  require the_rule\n";
    let files = [("pack.yaml", HEAD), ("facts.yaml", facts), ("a.rules", rules)];
    let checked = check(load_memory(&files, &SearchPath::default()));
    assert!(!checked.has_errors(), "{:#?}", checked.diagnostics.iter().collect::<Vec<_>>());
}

// ------------------------------------------------------------------------------------------ random packs and data

/// `expect` of classes, with what it is a case of.
const EXPECTS: &[(&str, &str)] = &[
    ("none", "word"),
    ("county", "word"),
    ("parent", "word"),
    ("[{each: school, count: classes}]", "count"),
    ("[{each: school, when: f, count: classes}]", "count when"),
    (
        "[{each: school, when: 'stage == primary', count: classes}, {each: school, when: 'stage == junior', values: [slot]}]",
        "count when",
    ),
    ("[{each: school, total: {size: students}}]", "total"),
    ("[{each: school, count: classes, total: {size: students}}]", "count total"),
    ("[{each: school, when: f, values: [slot]}]", "values"),
    ("[{each: school, values: [slot]}]", "values"),
    ("[{each: county, count: n}]", "count above"),
    ("[{each: county, count: n}, {each: school, when: f}]", "count above"),
    ("[{each: school, when: f}]", "when"),
];

fn of_school() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        Just("count(class)"),
        Just("count(class where g)"),
        Just("sum(class: size) / 1人"),
        Just("value_or(sum(class where g: size), 40人) / 1人"),
        Just("value_or(the(class where slot == a: size), 45人) / 1人"),
        Just("the(class where slot == b: size) / 1人"),
        Just("the(class where g: size) / 1人"),
        Just("max(class: size) / 1人"),
        Just("min(class where g: size) / 1人"),
        Just("share(class: g) * 50"),
        Just("d"),
        Just("classes"),
    ];
    let leaf = prop_oneof![
        (number, proptest::sample::select(vec![">=", "<=", ">", "<", "==", "!="]), 0..4u32, any::<bool>())
            .prop_map(|(x, op, k, high)| format!("{x} {op} {}", if high { 37 + k } else { k })),
        Just("(every class: size <= 40人)".to_owned()),
        Just("(no class where size > 40人)".to_owned()),
        Just("(some class where g)".to_owned()),
        Just("known(sum(class: size))".to_owned()),
        Just("known(the(class where slot == a: size))".to_owned()),
        Just("known(d)".to_owned()),
        Just("f".to_owned()),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("({x} and {y})")),
            (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("({x} or {y})")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(x, y, z)| format!("(if {x} then {y} else {z})")),
            inner.clone().prop_map(|x| format!("(not ({x}))")),
        ]
    })
}

/// Size and flag of a class; none: it is not listed.
type Class = Option<(&'static str, &'static str)>;

/// Stage, whether its figure is the number of its classes, a figure else, its students, flag and classes.
type School = (bool, bool, &'static str, &'static str, &'static str, [Class; 3]);

fn school() -> impl Strategy<Value = School> {
    let figure = proptest::sample::select(vec!["0", "1", "2", "3", ""]);
    let students = proptest::sample::select(vec!["0", "40", "80", "120", ""]);
    let flag = || proptest::sample::select(vec!["是", "否", "", "是"]);
    let class = || {
        proptest::option::weighted(
            0.7,
            (proptest::sample::select(vec!["39", "40", "41", "0", "40", ""]), flag()),
        )
    };
    (any::<bool>(), proptest::bool::weighted(0.75), figure, students, flag(), [class(), class(), class()])
}

struct Case {
    /// Whether the county's figure of schools is right.
    counted: bool,
    n: Option<u32>,
    schools: Vec<School>,
}

impl Case {
    /// The tables, without the classes that `gone` names.
    fn tables(&self, gone: &[(usize, usize)]) -> Vec<RawTable> {
        let mut tables = vec![
            RawTable::new("county", &["code", "schools", "n"], &[]),
            RawTable::new("school", &["code", "county", "stage", "classes", "students", "f"], &[]),
            RawTable::new("class", &["school", "slot", "size", "g"], &[]),
        ];
        let mut put = |table: usize, cells: &[&str]| {
            let row = tables[table].rows.len() as u32 + 2;
            tables[table].rows.push((row, cells.iter().map(|c| (*c).to_owned()).collect()));
        };
        let schools = (self.schools.len() + usize::from(!self.counted)).to_string();
        put(0, &["C", &schools, &self.n.map(|n| n.to_string()).unwrap_or_default()]);
        for (s, (junior, right, figure, students, f, classes)) in self.schools.iter().enumerate() {
            let (code, stage) = (format!("S{s}"), if *junior { "junior" } else { "primary" });
            let there = classes.iter().flatten().count().to_string();
            put(1, &[&code, "C", stage, if *right { &there } else { figure }, students, f]);
            for (k, class) in classes.iter().enumerate() {
                if let Some((size, g)) = class.filter(|_| !gone.contains(&(s, k))) {
                    put(2, &[&code, ["a", "b", "c"][k], size, g]);
                }
            }
        }
        tables
    }

    /// Whether a school's list of classes is closed and holds no more rows than declared, by the words of the contract.
    fn closed(&self, expect: &str, s: usize) -> bool {
        let (junior, right, figure, _, f, classes) = &self.schools[s];
        let there = classes.iter().flatten().count();
        let declared = if *right { Some(there) } else { figure.parse().ok() };
        let counted = declared.is_some_and(|n| there <= n);
        let all: usize = self.schools.iter().map(|s| s.5.iter().flatten().count()).sum();
        match expect {
            "[{each: school, count: classes}]"
            | "[{each: school, count: classes, total: {size: students}}]" => counted,
            "[{each: school, when: f, count: classes}]" => *f == "是" && counted,
            "[{each: school, values: [slot]}]" => true,
            "[{each: school, when: f, values: [slot]}]" => *f == "是",
            "[{each: county, count: n}]" | "[{each: county, count: n}, {each: school, when: f}]" => {
                self.n.is_some_and(|n| all <= n as usize)
            }
            text if text.contains("stage == junior") => *junior || counted,
            _ => false,
        }
    }
}

#[test]
fn deleting_rows_of_closed_lists_makes_nothing_met() {
    let reached: RefCell<BTreeMap<String, u32>> = RefCell::default();
    let count = |what: &str| *reached.borrow_mut().entry(what.to_owned()).or_default() += 1;
    let schools = proptest::sample::select(vec!["county", "[{each: county, count: schools}]"]);
    let strategy = (
        proptest::sample::select(EXPECTS.to_vec()),
        schools,
        proptest::collection::vec(of_school(), 3),
        (proptest::bool::weighted(0.8), proptest::option::weighted(0.8, 0..8u32)),
        proptest::collection::vec(school(), 1..4),
        proptest::collection::vec((0..4usize, 0..3usize), 1..5),
    );
    let mut runner = TestRunner::new(Config { cases: 700, failure_persistence: None, ..Config::default() });
    let run = runner.run(&strategy, |(expect, of_schools, conditions, (counted, n), schools, gone)| {
        let (expect, sort) = expect;
        let rules = format!(
            "define d for school = count(class where g)\n\
             rule A \"a\" for school\n  when {}\n  require {}\nrule B \"b\" for county\n  require A\n  \
             require every school: {}\n  require some school where A\n",
            conditions[0], conditions[1], conditions[2],
        );
        let pack = pack(of_schools, expect, &rules);
        let case = Case { counted, n, schools };
        let before = judged(&pack, &from_tables(&pack, case.tables(&[]), today()));
        let there = |(s, k): &(usize, usize)| case.schools.get(*s).is_some_and(|s| s.5[*k].is_some());
        let closed: Vec<_> =
            gone.into_iter().filter(there).filter(|(s, _)| case.closed(expect, *s)).collect();
        let after = judged(&pack, &from_tables(&pack, case.tables(&closed), today()));
        count(sort);
        for word in ["known(", "value_or(", "the("] {
            if conditions.iter().any(|c| c.contains(word)) {
                count(word);
            }
        }
        if !closed.is_empty() {
            count("deleted");
            count(&format!("deleted {sort}"));
        }
        for (was, is) in before.counties[0].subjects.iter().zip(&after.counties[0].subjects) {
            assert_eq!((was.item, was.row, &was.group), (is.item, is.row, &is.group));
            let item = pack.item(was.item).unwrap();
            let turned = (was.outcome, is.outcome);
            if !closed.is_empty() && was.outcome != is.outcome {
                count(&format!("{turned:?}"));
            }
            prop_assert!(
                !matches!(turned, (Unmet | Undetermined, Met)),
                "{}: {turned:?} without {closed:?}",
                item.id
            );
            if let (ItemBody::Rule { .. }, NotApplicable) = (&item.body, was.outcome) {
                count("not applicable");
            }
        }
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
    // The property is about something: each sort of list, and rows that were deleted and mattered.
    let reached = reached.into_inner();
    for (what, least) in [
        ("word", 80),
        ("count", 30),
        ("count when", 60),
        ("total", 30),
        ("count total", 30),
        ("values", 60),
        ("count above", 60),
        ("when", 30),
        ("known(", 100),
        ("value_or(", 60),
        ("the(", 100),
        ("deleted", 100),
        ("deleted count", 10),
        ("deleted count when", 20),
        ("deleted values", 20),
        ("deleted count above", 10),
        ("(Met, Undetermined)", 15),
        ("(Unmet, Undetermined)", 15),
        ("not applicable", 50),
    ] {
        let found = reached.get(what).copied().unwrap_or(0);
        assert!(found >= least, "{what}: {found} of at least {least}; {reached:#?}");
    }
}
