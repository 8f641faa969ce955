//! What builtins come to, over rows that are there, blank, none or not applicable: in both vocabularies, by columns and interpreter, and
//! in a spreadsheet.

use std::collections::BTreeSet;

use junheng::diagnostic::Language;
use junheng::evaluation::{Options, Value, evaluate, evaluate_exactly};
use junheng::facts::{Facts, RawTable, from_tables};
use junheng::pack::{SearchPath, load_memory};
use junheng::report::{Detail, ReportInput, ledger};
use junheng::semantics::{Aggregate, CheckedPack, check};
use junheng::syntax::format_rules;
use junheng::syntax::vocabulary::Vocabulary;
use junheng::syntax::vocabulary::builtins::words;
use junheng::value::{Date, parse_date};

use crate::dossier::{recomputed, without_cache};
use crate::tools::there;

const PACK: &str = "
pack: builtins
version: 2017.1.0
title: builtins
issuer: test
effective: {from: 2017-01-01}
kinds:
  size: {label: 规模, values: {small: 小, large: 大}}
entities:
  county:
    label: 县
    key: [code]
    columns: {code: {type: text}}
  school:
    label: 学校
    within: county
    key: [code]
    expect: none
    columns:
      code: {type: text}
      county: {type: text}
      title: {type: text}
      n: {type: number}
      w: {type: number}
      f: {type: flag}
      size: {type: size}
      since: {type: date}
      until: {type: date}
indicators:
  R1: {title: n of some, for: school, when: f, value: n, at_least: 2}
  R2: {title: n of all, for: school, value: n, at_least: 2}
";

const COLUMNS: [&str; 9] = ["code", "county", "title", "n", "w", "f", "size", "since", "until"];

/// A school: its title, n, w, f, size, since, until.
type School = [&'static str; 7];

fn day() -> Date {
    parse_date("2026-11-01").unwrap()
}

fn pack(rules: &str) -> CheckedPack {
    let checked = check(load_memory(&[("pack.yaml", PACK), ("a.rules", rules)], &SearchPath::default()));
    assert!(!checked.has_errors(), "{rules}: {:?}", checked.diagnostics);
    checked.pack.unwrap()
}

fn facts(pack: &CheckedPack, schools: &[School]) -> Facts {
    let mut table = RawTable::new("school", &COLUMNS, &[]);
    for (i, school) in schools.iter().enumerate() {
        let code = format!("S{i}");
        let mut cells = vec![code, "C".to_owned()];
        cells.extend(school.map(str::to_owned));
        table.rows.push((i as u32 + 2, cells));
    }
    let facts = from_tables(pack, vec![RawTable::new("county", &["code"], &[&["C"]]), table], day());
    assert!(facts.issues.is_empty(), "{:?}", facts.issues);
    facts
}

/// What a formula of a county or of each school comes to, joined by commas.
fn value(entity: &str, formula: &str, schools: &[School]) -> String {
    let rules = format!(
        "define x \"x\" for {entity} = {formula}\nconclusion done \"done\" for county\n  require some school where code == \"S0\"\n"
    );
    let said = |rules: &str| {
        let pack = pack(rules);
        let facts = facts(&pack, schools);
        let options = Options::on(day());
        let exact = evaluate_exactly(&pack, &facts, &options).counties;
        assert_eq!(format!("{exact:?}"), format!("{:?}", evaluate(&pack, &facts, &options).counties));
        let shown = |v: &Option<Value>, not_applicable| match v {
            Some(Value::Number(n)) => match n.as_number() {
                Some(n) => n.to_string(),
                None => {
                    let square = n.times(n);
                    let square = square.as_number().unwrap();
                    format!("√{}/{}", square.numerator(), square.denominator())
                }
            },
            Some(Value::Bool(b)) => b.to_string(),
            Some(other) => format!("{other:?}"),
            None if not_applicable => "n/a".to_owned(),
            None => "unknown".to_owned(),
        };
        let values = exact[0].values.iter().map(|v| shown(&v.value, v.not_applicable));
        values.collect::<Vec<_>>().join(", ")
    };
    let chinese = format_rules(&rules, Some(Vocabulary::Zh)).unwrap();
    assert_eq!(format_rules(&chinese, Some(Vocabulary::En)).unwrap(), format_rules(&rules, None).unwrap());
    let found = said(&rules);
    assert_eq!(said(&chinese), found, "{chinese}");
    found
}

/// The ledger's formulas of builtins, recomputed by LibreOffice from the data in it, agree with the engine.
#[test]
fn a_spreadsheet_program_computes_the_same() {
    if !there("soffice") {
        return;
    }
    let over_rows = Aggregate::ALL.iter().map(|a| a.row()).filter(|row| !row.sheet.is_empty());
    let mut formulas: Vec<(&str, String)> =
        over_rows.map(|row| ("county", format!("{}(school: n)", row.en))).collect();
    for call in
        ["year(since)", "years(since, until)", "months(since, until)", "days(since, as_of)", "round(n, 0)"]
    {
        formulas.push(("school", call.to_owned()));
    }
    let mut rules = String::from("conclusion done \"done\" for county\n  require some school where n > 0\n");
    for (i, call) in ["starts_with(title, \"第\")", "contains(title, \"小\")"].iter().enumerate() {
        rules.push_str(&format!("rule T{i} \"t\" for school\n  require {call}\n"));
    }
    let indicators: String = formulas
        .iter()
        .enumerate()
        .map(|(i, (entity, call))| {
            format!("  I{i}: {{title: t, for: {entity}, value: '{call}', at_least: 2}}\n")
        })
        .collect();
    let files = [("pack.yaml", format!("{PACK}{indicators}")), ("a.rules", rules)];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let checked = check(load_memory(&files, &SearchPath::default()));
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics);
    let pack = checked.pack.unwrap();
    let schools = [
        ["第一小学", "1.5", "", "是", "小", "2020-01-31", "2020-03-01"],
        ["一小*", "1.5", "", "否", "大", "2020-02-29", "2021-02-28"],
        ["中学", "4", "", "是", "小", "2021-05-05", "2020-05-06"],
        ["第二中学", "2.5", "", "是", "小", "2021-12-31", "2026-11-30"],
    ];
    let facts = facts(&pack, &schools);
    let evaluation = evaluate(&pack, &facts, &Options::on(day()));
    let input = ReportInput {
        pack: &pack,
        facts: &facts,
        evaluation: &evaluation,
        detail: Detail::Full,
        language: Language::Zh,
    };
    let mut book = ledger::book(&input).unwrap();
    assert!(without_cache(&mut book) > 20);
    let sheets = recomputed(&book);
    let rows = &sheets.iter().find(|(name, _)| name == "台账").unwrap().1;
    let column = |name: &str| rows[0].iter().position(|h| h == name).unwrap();
    let (id, came, again, agrees) = (column("编号"), column("结果"), column("复算结果"), column("一致"));
    let mut rechecked = BTreeSet::new();
    for row in &rows[1..] {
        assert_eq!(row[came], row[again], "{row:?}");
        if !row[agrees].is_empty() {
            assert_eq!(row[agrees], "✓", "{row:?}");
            rechecked.insert(row[id].clone());
        }
    }
    let mut wanted: BTreeSet<String> = (0..formulas.len()).map(|i| format!("I{i}")).collect();
    wanted.extend(["T0", "T1"].map(str::to_owned));
    assert!(rechecked.is_superset(&wanted), "{formulas:?}: {rechecked:?}");
}

/// Schools of these numbers; a weight stands behind a stroke.
fn numbers(of: &[&'static str]) -> Vec<School> {
    let of = of.iter().map(|n| n.split_once('/').unwrap_or((n, "")));
    of.map(|(n, w)| ["", n, w, "", "", "", ""]).collect()
}

#[test]
fn years() {
    for (from, to, expected) in [
        ("2020-03-01", "2021-02-28", "0"),
        ("2020-03-01", "2021-03-01", "1"),
        ("2020-02-29", "2021-02-28", "0"),
        ("2021-03-01", "2020-03-01", "-1"),
    ] {
        assert_eq!(value("county", &format!("years({from}, {to})"), &[]), expected, "{from} {to}");
    }
    assert_eq!(value("county", "avg(school: n)", &numbers(&["1", "2"])), "1.5");
}

#[test]
fn median() {
    for (given, expected) in [
        (&["3", "1", "2"][..], "2"),
        (&["4", "1", "2", "10"], "3"),
        (&["1", "2"], "1.5"),
        (&["0.1", "0.1"], "0.1"),
        (&["-1"], "-1"),
        (&["1", ""], "unknown"),
        (&[], "unknown"),
    ] {
        assert_eq!(value("county", "median(school: n)", &numbers(given)), expected, "{given:?}");
    }
    assert_eq!(value("county", "median(school where n > 1: n)", &numbers(&["1", "2", "4"])), "3");
    // Who is exempt is left out; where all are, there is no median.
    let some =
        [["", "1", "", "是", "", "", ""], ["", "9", "", "否", "", "", ""], ["", "2", "", "是", "", "", ""]];
    assert_eq!(value("county", "median(school: R1.value)", &some), "1.5");
    assert_eq!(value("county", "median(school: R1.value)", &some[1..2]), "n/a");
}

#[test]
fn stdev() {
    for (given, expected) in [
        (&["2", "4", "4", "4", "5", "5", "7", "9"][..], "2"),
        (&["1", "2"], "0.5"),
        (&["7"], "0"),
        // Variance 2/9.
        (&["1", "1", "2"], "√2/9"),
        (&["1", ""], "unknown"),
        (&[], "unknown"),
    ] {
        assert_eq!(value("county", "stdev(school: n)", &numbers(given)), expected, "{given:?}");
    }
    // Mean 2.5, variance (1 · 2.25 + 3 · 0.25) / 4 = 3/4; without any weight there is none.
    let weighted = "stdev(school: n weighted by w)";
    assert_eq!(value("county", weighted, &numbers(&["1/1", "3/3"])), "√3/4");
    assert_eq!(value("county", weighted, &numbers(&["1/0", "3/0"])), "unknown");
    assert_eq!(value("county", weighted, &numbers(&["1/-1", "3/3"])), "unknown");
    // √(2/9) = 0.471404520791031682933…
    let uneven = numbers(&["1", "1", "2"]);
    assert_eq!(value("county", "stdev(school: n) <= 0.47140452079103168294", &uneven), "true");
    assert_eq!(value("county", "stdev(school: n) <= 0.47140452079103168293", &uneven), "false");
    assert_eq!(value("county", "round(stdev(school: n), 3)", &uneven), "0.471");
}

#[test]
fn distinct() {
    for (given, expected) in [
        (&["1", "1.0", "2"][..], "2"),
        (&["3", "1", "3", "2", "1"], "3"),
        (&["1", ""], "unknown"),
        (&[], "0"),
    ] {
        assert_eq!(value("county", "distinct(school: n)", &numbers(given)), expected, "{given:?}");
    }
    let schools = [
        ["一小", "1", "", "是", "小", "2020-01-01", ""],
        ["一小", "1", "", "否", "大", "2020-01-01", ""],
        ["二小", "1", "", "是", "小", "2021-01-01", ""],
    ];
    for (column, expected) in
        [("title", "2"), ("f", "2"), ("size", "2"), ("since", "2"), ("R2", "1"), ("code", "3")]
    {
        assert_eq!(value("county", &format!("distinct(school: {column})"), &schools), expected, "{column}");
    }
}

#[test]
fn months() {
    for (from, to, expected) in [
        ("2020-01-15", "2020-02-14", "0"),
        ("2020-01-15", "2020-02-15", "1"),
        ("2020-01-31", "2020-02-29", "0"),
        ("2020-01-31", "2020-03-01", "1"),
        ("2019-12-31", "2020-12-30", "11"),
        ("2020-02-29", "2021-02-28", "11"),
        ("2020-02-15", "2020-01-15", "-1"),
        ("2020-01-15", "2020-01-15", "0"),
    ] {
        assert_eq!(value("county", &format!("months({from}, {to})"), &[]), expected, "{from} {to}");
    }
    let open = [["", "", "", "", "", "2020-01-01", ""]];
    assert_eq!(value("school", "months(since, until)", &open), "unknown");
    assert_eq!(value("school", "months(since, as_of)", &open), "82");
}

#[test]
fn days() {
    for (from, to, expected) in [
        ("2020-02-28", "2020-03-01", "2"),
        ("2021-02-28", "2021-03-01", "1"),
        ("2020-01-01", "2021-01-01", "366"),
        ("2020-03-01", "2020-02-28", "-2"),
        ("2020-01-01", "2020-01-01", "0"),
    ] {
        assert_eq!(value("county", &format!("days({from}, {to})"), &[]), expected, "{from} {to}");
    }
    let open = [["", "", "", "", "", "2026-10-31", ""]];
    assert_eq!(value("school", "days(since, until)", &open), "unknown");
    assert_eq!(value("school", "days(since, as_of)", &open), "1");
}

/// Schools of these titles.
fn titled(of: &[&'static str]) -> Vec<School> {
    of.iter().map(|title| [*title, "", "", "", "", "", ""]).collect()
}

#[test]
fn contains() {
    let schools = titled(&["第一小学", "一小", "中学", ""]);
    assert_eq!(value("school", "contains(title, \"小\")", &schools), "true, true, false, unknown");
    assert_eq!(
        value("county", "share(school where known(title): contains(title, \"学\"))", &schools[..2]),
        "0.5"
    );
}

#[test]
fn starts_with() {
    let schools = titled(&["第一小学", "一小", "第", "", "ab"]);
    assert_eq!(value("school", "starts_with(title, \"第\")", &schools), "true, false, true, unknown, false");
    assert_eq!(value("school", "starts_with(title, \"A\")", &schools), "false, false, false, unknown, false");
    assert_eq!(value("county", "count(school where starts_with(title, \"第一\"))", &schools[..3]), "1");
}

/// Schools of which the first so many meet R1 and R2 (n at least 2), the next miss them, the next are not known, and the last are exempt
/// from R1.
fn school(n: &'static str, f: &'static str) -> School {
    ["", n, "", f, "", "", ""]
}

/// `count of` and `at most N of` over R1 (n of those with f) and R2 (n of all): met, unmet, undetermined and exempt.
#[test]
fn sets_are_counted() {
    let schools = [
        school("2", "是"), // both met
        school("1", "是"), // both unmet
        school("", "是"),  // both undetermined
        school("2", "否"), // R1 exempt, R2 met
        school("1", "否"), // R1 exempt, R2 unmet
        school("", "否"),  // R1 exempt, R2 undetermined
        school("2", ""),   // R1 undetermined, R2 met
    ];
    let of = |formula: &str| value("school", formula, &schools);
    assert_eq!(of("count of {R1, R2}"), "2, 0, unknown, 1, 0, unknown, unknown");
    assert_eq!(of("count of {R1}"), "1, 0, unknown, n/a, n/a, n/a, unknown");
    assert_eq!(of("count of {R1, R2} >= 1"), "true, false, unknown, true, false, unknown, true");
    assert_eq!(of("2 > count of {R1, R2}"), "false, true, unknown, true, true, true, unknown");
    // What applies and is not known is met or not; nobody knows whether the last is exempt.
    assert_eq!(of("count of {R1, R2} <= 2"), "true, true, true, true, true, true, true");
    assert_eq!(of("count of {R2} >= 2"), "false, false, false, false, false, false, false");
    assert_eq!(of("count of {R1} <= 1"), "true, true, true, n/a, n/a, n/a, unknown");
    assert_eq!(of("count of {R1, R2} + 1"), "3, 1, unknown, 2, 1, unknown, unknown");
    assert_eq!(of("at most 1 of {R1, R2}"), "false, true, unknown, true, true, true, unknown");
    assert_eq!(of("at most 0 of {R1}"), "false, true, unknown, true, true, true, unknown");
    assert_eq!(of("at most 2 of {R1..R2}"), "true, true, true, true, true, true, true");
    // An exempt member counts as met here.
    assert_eq!(of("at least 2 of {R1, R2}"), "true, false, unknown, true, false, unknown, unknown");
    assert_eq!(of("at most (count of {R1} + 1) of {R1, R2}"), "true, true, unknown, n/a, n/a, n/a, unknown");
}

/// The words of builtins and of sets that are counted are names wherever they are not in their place.
#[test]
fn words_are_names_elsewhere() {
    let mut words: Vec<&str> = words().filter(|w| *w != "least").collect();
    words.extend(["中至多", "至多", "达到项数", "项数"]);
    for word in words {
        let pack = PACK.replace(
            "      n: {type: number}",
            &format!("      n: {{type: number}}\n      {word}: {{type: number}}"),
        );
        let pack = format!("{pack}limits:\n  limit_of: {{label: 限, value: 1}}\n");
        let rules = format!(
            "rule X \"x\" for school\n  when {word} > 0 and n in {{{word}, 2}}\n  require {word} >= {word} - 1\n  require at least {word} of {{R1, R2}}\n  \
             require {{R1, R2}} 中至多 {word} 项\n\
             conclusion done \"done\" for county\n  require all of {{X}}\n"
        );
        let checked =
            check(load_memory(&[("pack.yaml", &pack), ("a.rules", &rules)], &SearchPath::default()));
        assert!(!checked.has_errors(), "{word}: {:?}", checked.diagnostics);
        for vocabulary in [Vocabulary::En, Vocabulary::Zh] {
            let once = format_rules(&rules, Some(vocabulary)).unwrap();
            let other = if vocabulary == Vocabulary::En { Vocabulary::Zh } else { Vocabulary::En };
            let back = format_rules(&format_rules(&once, Some(other)).unwrap(), Some(vocabulary)).unwrap();
            assert_eq!(back, once);
        }
    }
}

/// `count` after an `at least` or `at most` that begins a condition is a name; after a comparison's it is not.
#[test]
fn count_of_stands_in_its_place() {
    for text in [
        "require at least count of {R1, R2}",
        "require not at most count of {R1, R2}",
        "require n at least count of {R1, R2}",
        "require at most (count of {R1} + 1) of {R1, R2}",
        "require {R1, R2} 达到 项数 不低于 1",
        "require {R1} 中 至多 1 项",
    ] {
        let rules = format!("rule X \"x\" for school\n  {text}\n");
        let english = format_rules(&rules, Some(Vocabulary::En)).unwrap();
        let chinese = format_rules(&english, Some(Vocabulary::Zh)).unwrap();
        let again = format_rules(&chinese, Some(Vocabulary::En)).unwrap();
        assert_eq!(format_rules(&again, Some(Vocabulary::Zh)).unwrap(), chinese, "{text}");
    }
    let named =
        format_rules("rule X \"x\" for school\n  require at least count of {R1}\n", Some(Vocabulary::Zh))
            .unwrap();
    assert!(named.contains("{R1} 中至少 count 项"), "{named}");
    let counted =
        format_rules("rule X \"x\" for school\n  require n at least count of {R1}\n", Some(Vocabulary::Zh))
            .unwrap();
    assert!(counted.contains("n 不低于 {R1} 达到项数"), "{counted}");
}

/// Held from below, a count reminds of members that may be exempt.
#[test]
fn exempt_members_are_pointed_out() {
    let codes = |require: &str| {
        let rules = format!(
            "rule X \"x\" for school\n  require {require}\nconclusion done \"done\" for county\n  require all of {{X}}\n"
        );
        let checked = check(load_memory(&[("pack.yaml", PACK), ("a.rules", &rules)], &SearchPath::default()));
        assert!(!checked.has_errors(), "{:?}", checked.diagnostics);
        checked.diagnostics.iter().any(|d| d.code.id == "JH0813")
    };
    assert!(codes("count of {R1, R2} >= 1"));
    assert!(codes("1 < count of {R1}"));
    assert!(!codes("count of {R2} >= 1"));
    assert!(!codes("count of {R1, R2} <= 1"));
    assert!(!codes("at least 1 of {R1, R2}"));
}

/// A word operator may touch a digit; names that look like it are names.
#[test]
fn words_may_touch_digits() {
    for (text, expected) in [
        ("require at least2 of {R1, R2}", "at least 2 of {R1, R2}"),
        ("require {R1, R2} 中至多1项", "at most 1 of {R1, R2}"),
        ("require {R1, R2} 中 至多1项", "at most 1 of {R1, R2}"),
        ("require n 不低于5 且 w 超过0.5", "n >= 5 and w > 0.5"),
        ("require n > 5 or w above0.5", "n > 5 or w > 0.5"),
        ("require or5 > 3 and and1", "or5 > 3 and and1"),
        ("require 至多6项 > 3", "至多6项 > 3"),
    ] {
        let rules = format!("rule and7 or5 \"x\" for school\n  {text}\n");
        let found =
            format_rules(&format_rules(&rules, Some(Vocabulary::Zh)).unwrap(), Some(Vocabulary::En)).unwrap();
        assert_eq!(found, format!("rule and7 or5 \"x\"\n  for school\n  require {expected}\n"));
    }
}
