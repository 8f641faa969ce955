//! Two sets of data of the same counties: what differs, what turned, and the smallest sets that turn it.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::path::Path;

use junheng::diagnostic::Language;
use junheng::evaluation::{Options, evaluate};
use junheng::facts::{RawTable, from_tables, key_of};
use junheng::pack::{SearchPath, load};
use junheng::semantics::{CheckedPack, check};
use junheng::tooling::compare::{
    Comparing, Comparison, CountyComparison, Due, EXACT, Renamed, Side, compare, document,
};
use junheng::value::{Date, Outcome, parse_date};
use serde_json::{Value, json};

use crate::cli::{code, copy, err, out, run};
use crate::support::root;

const STORY: &str = "workbench/tests/story";
/// The packs and the data of the story.
const DEMO: &str = "workbench/demo";

fn story_pack() -> String {
    format!("{DEMO}/pack-new")
}

fn compared(a: &str, b: &str, more: &[&str]) -> Value {
    let pack = story_pack();
    let mut args = vec!["compare", a, b, "--format", "json"];
    if !more.contains(&"--pack") {
        args.extend(["--pack", &pack]);
    }
    args.extend(more);
    let done = run(&args);
    assert_eq!(code(&done), 0, "{}", err(&done));
    serde_json::from_str(&out(&done)).unwrap()
}

/// The story's names for tables and columns.
fn name(id: &str) -> &str {
    match id {
        "county" => "县",
        "school" => "学校",
        "satisfied" => "满意数",
        "name" => "校名",
        "students" => "在校生数",
        "degree_teachers" => "高于规定学历教师数",
        "funding" => "公用经费（万元）",
        "largest_class" => "最大班额",
        other => panic!("the story changes no `{other}`"),
    }
}

fn list(value: &Value) -> Vec<&Value> {
    value.as_array().map(|all| all.iter().collect()).unwrap_or_default()
}

fn key(value: &Value) -> String {
    list(&value["key"]).iter().map(|part| part.as_str().unwrap()).collect::<Vec<_>>().join("/")
}

fn outcome_name(value: &Value) -> String {
    let groups = value["by"].as_object().unwrap().values().map(|v| format!("/{}", v.as_str().unwrap()));
    format!("{}@{}{}", value["rule"].as_str().unwrap(), key(value), groups.collect::<String>())
}

fn result(side: &Value) -> &str {
    match side["result"].as_str() {
        Some("true") => "是",
        Some("false") => "否",
        other => other.unwrap_or_default(),
    }
}

/// A comparison by the story's names.
fn told(found: &Value) -> Value {
    let none = json!({});
    let county = found["counties"].get(0).unwrap_or(&none);
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    let (mut cells, mut findings) = (serde_json::Map::new(), serde_json::Map::new());
    for row in list(&county["rows_only_in_a"]).into_iter().chain(list(&county["rows_only_in_b"])) {
        let shown = format!("{}/{} (row)", name(row["entity"].as_str().unwrap()), key(row));
        names.insert(row["id"].as_str().unwrap(), shown);
    }
    for cell in list(&county["cells"]) {
        let [entity, column] = ["entity", "column"].map(|k| cell[k].as_str().unwrap());
        let shown = format!("{}/{}/{}", name(entity), key(cell), name(column));
        let value = |side: &str| match (cell[side].as_str().unwrap_or_default(), column) {
            // The story's files have it in ten thousand yuan, the pack in yuan.
            (yuan, "funding") => yuan.strip_suffix("0000").unwrap().to_owned(),
            (text, _) => text.to_owned(),
        };
        cells.insert(shown.clone(), json!([value("a"), value("b")]));
        names.insert(cell["id"].as_str().unwrap(), shown);
    }
    for finding in list(&county["findings"]) {
        let about = format!("{}@{}", finding["rule"].as_str().unwrap(), key(finding));
        let side = |s: &str| json!([result(&finding[s]), finding[s]["assessor"]]);
        let shown = format!("评定/{about}/结果");
        cells.insert(shown.clone(), json!([result(&finding["a"]), result(&finding["b"])]));
        findings.insert(about, json!({"a": side("a"), "b": side("b")}));
        names.insert(finding["id"].as_str().unwrap(), shown);
    }
    let named = |ids: &Value| -> BTreeSet<String> {
        list(ids).iter().map(|id| names[id.as_str().unwrap()].clone()).collect()
    };
    let mut turned = serde_json::Map::new();
    for turn in list(&county["turned"]) {
        let mut entry = json!({"from": turn["from"], "to": turn["to"], "by": turn["due"]});
        if turn["due"] != "rules" {
            assert_eq!(turn["proven"], true);
            let sets: BTreeSet<BTreeSet<String>> = list(&turn["smallest"]).into_iter().map(named).collect();
            entry["smallest"] = json!(sets);
        }
        turned.insert(outcome_name(turn), entry);
    }
    let rows = |k: &str| list(&county[k]).iter().map(|r| names[r["id"].as_str().unwrap()].clone()).collect();
    let (in_a, in_b): (Vec<String>, Vec<String>) = (rows("rows_only_in_a"), rows("rows_only_in_b"));
    let outcomes = |k: &str| list(&county[k]).into_iter().map(outcome_name).collect::<BTreeSet<_>>();
    let mut counts = found["counts"].clone();
    counts.as_object_mut().unwrap().retain(|k, _| {
        ["cells_compared", "cells_changed", "deciding", "outcomes_compared", "against", "for"].contains(&&**k)
    });
    json!({
        "rows": {"only_in_a": in_a, "only_in_b": in_b}, "cells": cells, "turned": turned,
        "outcomes_only_in_a": outcomes("outcomes_only_in_a"), "outcomes_only_in_b": outcomes("outcomes_only_in_b"),
        "turned_nothing": named(&county["turned_nothing"]), "findings": findings, "counts": counts,
    })
}

/// With lists that have no order in one.
fn ordered(mut expected: Value) -> Value {
    let set = |v: &Value| json!(list(v).iter().map(|s| s.as_str().unwrap()).collect::<BTreeSet<_>>());
    for k in ["outcomes_only_in_a", "outcomes_only_in_b", "turned_nothing"] {
        expected[k] = set(&expected[k]);
    }
    for turn in expected["turned"].as_object_mut().unwrap().values_mut() {
        if turn.get("smallest").is_some() {
            let sets: BTreeSet<String> = list(&turn["smallest"]).iter().map(|s| set(s).to_string()).collect();
            turn["smallest"] =
                sets.iter().map(|s| serde_json::from_str::<Value>(s).unwrap()).collect::<Vec<_>>().into();
        }
    }
    for k in ["a", "b", "renamed"] {
        expected.as_object_mut().unwrap().remove(k);
    }
    expected
}

/// Twelve comparisons that were written by a reference that shares nothing with the program.
#[test]
fn the_story_comes_out_as_its_reference_says() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = 0;
    for entry in std::fs::read_dir(root().join(STORY).join("expected")).unwrap() {
        let path = entry.unwrap().path();
        if !path.file_name().unwrap().to_string_lossy().starts_with("compare-") {
            continue;
        }
        let expected: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let [a, b] = ["a", "b"].map(|s| format!("{DEMO}/data/{}", expected[s]["data"].as_str().unwrap()));
        let [day_a, day_b] = ["a", "b"].map(|s| expected[s]["as_of"].as_str().unwrap());
        let mut more = vec!["--as-of", day_a, "--as-of-b", day_b];
        let renamed = folder.path().join("renamed.yaml");
        if let Some(pairs) = expected["renamed"].as_object().filter(|p| !p.is_empty()) {
            let text: String = pairs.iter().map(|(from, to)| format!("\"{from}\": {to}\n")).collect();
            std::fs::write(&renamed, text).unwrap();
            more.extend(["--renamed", renamed.to_str().unwrap()]);
        }
        assert_eq!(told(&compared(&a, &b, &more)), ordered(expected), "{}", path.display());
        seen += 1;
    }
    assert_eq!(seen, 12);
}

/// splitmix64.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

/// Rows by table and key, as texts.
type Texts = BTreeMap<(&'static str, String), Vec<String>>;

const SCHOOL: [&str; 8] =
    ["县", "校名", "学段", "隶属", "在校生数", "高于规定学历教师数", "公用经费（万元）", "最大班额"];

fn checked(reference: &str) -> CheckedPack {
    check(load(reference, &SearchPath::default()).unwrap()).pack.unwrap()
}

fn facts(pack: &CheckedPack, data: &Texts, day: Date) -> junheng::facts::Facts {
    let rows = |table: &str, header: &[&str]| {
        let own = data.iter().filter(|((t, _), _)| *t == table);
        let rows: Vec<Vec<String>> = own
            .map(|((_, key), cells)| std::iter::once(key.clone()).chain(cells.iter().cloned()).collect())
            .collect();
        let rows: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        RawTable::new(table, header, &rows)
    };
    let mut tables = vec![
        rows("县", &["代码", "县名", "有效问卷数", "满意数"]),
        rows("学校", &[&["代码"][..], &SCHOOL].concat()),
    ];
    let found = data.iter().filter(|((t, _), _)| *t == "评定");
    let found: Vec<[&str; 3]> =
        found.map(|((_, key), cells)| ["V1", key.as_str(), cells[0].as_str()]).collect();
    let found: Vec<&[&str]> = found.iter().map(|r| r.as_slice()).collect();
    tables.push(RawTable::new("finding", &["评定项", "对象", "结果"], &found));
    from_tables(pack, tables, day)
}

/// Every outcome by rule, key and group, as `evaluate` gives them.
fn outcomes(pack: &CheckedPack, data: &Texts, day: Date) -> BTreeMap<String, Outcome> {
    let facts = facts(pack, data, day);
    let evaluation = evaluate(pack, &facts, &Options::on(day));
    let subjects = evaluation.counties.iter().flat_map(|c| &c.subjects);
    subjects
        .map(|s| {
            let item = pack.item(s.item).unwrap();
            let key = key_of(pack, &facts, item.entity, s.row).join("/");
            (format!("{}@{key}{:?}", item.id, s.group.iter().map(|(_, v)| v).collect::<Vec<_>>()), s.outcome)
        })
        .collect()
}

/// What differs: a cell by its table, key and column, or a row without one.
type Difference = (&'static str, String, Option<usize>);

fn differences(a: &Texts, b: &Texts) -> Vec<Difference> {
    let mut all = Vec::new();
    for (table, key) in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
        match (a.get(&(*table, key.clone())), b.get(&(*table, key.clone()))) {
            (Some(x), Some(y)) => {
                let cells = x.iter().zip(y).enumerate().filter(|(_, (x, y))| x != y);
                all.extend(cells.map(|(i, _)| (*table, key.clone(), Some(i))));
            }
            _ => all.push((*table, key.clone(), None)),
        }
    }
    all
}

/// `base` with some differences taken from the other.
fn moved(base: &Texts, source: &Texts, some: &[&Difference]) -> Texts {
    let mut out = base.clone();
    for (table, key, column) in some {
        let at = (*table, key.clone());
        match (column, source.get(&at)) {
            (Some(i), Some(row)) => out.get_mut(&at).unwrap()[*i] = row[*i].clone(),
            (None, Some(row)) => {
                out.insert(at, row.clone());
            }
            (_, None) => {
                out.remove(&at);
            }
        }
    }
    out
}

/// Teachers above the required degree, funds in ten thousand yuan, the largest class: what passes, and what does not.
fn figures(r: &mut Random, junior: bool, passing: bool) -> [String; 3] {
    let [teachers, funds, class] = match (junior, passing) {
        (false, true) => [21 + r.below(4), 345 + r.below(20), 44 + r.below(2)],
        (false, false) => [17 + r.below(4), 296 + r.below(54), 46 + r.below(3)],
        (true, true) => [27 + r.below(4), 400 + r.below(20), 49 + r.below(2)],
        (true, false) => [22 + r.below(5), 339 + r.below(61), 51 + r.below(3)],
    };
    [teachers, funds, class].map(|n| n.to_string())
}

/// A county that mostly passes.
fn invented(r: &mut Random) -> Texts {
    let mut data = Texts::new();
    let text = |t: &str| t.to_owned();
    data.insert(
        ("县", text("990101")),
        [text("甲县"), text("1000"), (848 + r.below(12)).to_string()].to_vec(),
    );
    for n in 0..4 {
        let stage = if n < 3 { "小学" } else { "初中" };
        let head = ["990101", "校", stage, "县属", "500"].map(text);
        data.insert(("学校", format!("9901010{n}")), [&head[..], &figures(r, n == 3, true)].concat());
    }
    data.insert(("评定", text("990101")), vec![text(["是", "否", "否", ""][r.below(4)])]);
    data
}

/// The same county with some cells otherwise or blank, a row more or less.
fn altered(a: &Texts, r: &mut Random) -> Texts {
    let mut b = a.clone();
    for _ in 0..1 + r.below(5) {
        let n = r.below(6);
        match n {
            0 => b.get_mut(&("县", "990101".to_owned())).unwrap()[2] = (846 + r.below(12)).to_string(),
            1 => {
                b.get_mut(&("评定", "990101".to_owned())).unwrap()[0] =
                    ["是", "否", ""][r.below(3)].to_owned()
            }
            _ => {
                let Some(row) = b.get_mut(&("学校", format!("9901010{}", n - 2))) else { continue };
                let passing = r.below(3) == 0;
                let [teachers, funds, class] = figures(r, n == 5, passing);
                match r.below(5) {
                    0 => row[5] = teachers,
                    1 => row[6] = funds,
                    2 => row[7] = class,
                    3 => (row[5], row[6]) = (teachers, funds),
                    _ => row[5 + r.below(3)] = String::new(),
                }
            }
        }
    }
    match r.below(4) {
        0 => {
            b.remove(&("学校", format!("9901010{}", r.below(3))));
        }
        1 => {
            let mut row = b.values().find(|row| row.len() == 8).unwrap().clone();
            let passing = r.below(2) == 0;
            row.splice(5.., figures(r, row[2] == "初中", passing));
            b.insert(("学校", "99010109".to_owned()), row);
        }
        _ => {}
    }
    b
}

fn side<'a>(pack: &'a CheckedPack, facts: &'a junheng::facts::Facts, as_of: Date) -> Side<'a> {
    Side { pack, facts, as_of }
}

fn by_program(pack: &CheckedPack, [a, b]: [&Texts; 2], [day_a, day_b]: [Date; 2]) -> Comparison {
    let (of_a, of_b) = (facts(pack, a, day_a), facts(pack, b, day_b));
    let comparing = Comparing {
        a: side(pack, &of_a, day_a),
        b: side(pack, &of_b, day_b),
        a_by_b: None,
        renamed: &Renamed::default(),
        counties: None,
        threads: NonZeroUsize::MIN,
    };
    compare(&comparing).unwrap()
}

/// The differences by the program's ids.
fn by_id(county: &CountyComparison) -> BTreeMap<String, Difference> {
    let table = |entity: &str| if entity == "county" { "县" } else { "学校" };
    let mut all = BTreeMap::new();
    for cell in &county.cells {
        let label = match cell.column.as_str() {
            "satisfied" => 2,
            "students" => 4,
            "degree_teachers" => 5,
            "funding" => 6,
            "largest_class" => 7,
            other => panic!("`{other}` is not altered"),
        };
        all.insert(cell.id.clone(), (table(&cell.entity), cell.key.join("/"), Some(label)));
    }
    for finding in &county.findings {
        all.insert(finding.id.clone(), ("评定", finding.key.join("/"), Some(0)));
    }
    for row in county.rows_only_in_a.iter().chain(&county.rows_only_in_b) {
        all.insert(row.id.clone(), (table(&row.entity), row.key.join("/"), None));
    }
    all
}

fn sets_of(all: &[Difference], size: usize) -> Vec<Vec<&Difference>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let mut out = Vec::new();
    for (i, first) in all.iter().enumerate() {
        for mut rest in sets_of(&all[i + 1..], size - 1) {
            rest.insert(0, first);
            out.push(rest);
        }
    }
    out
}

/// Every set of up to three changes is tried on texts, each judged anew from the beginning.
#[test]
fn smallest_sets_are_those_that_trying_all_finds() {
    let pack = checked(root().join(story_pack()).to_str().unwrap());
    let days = ["2024-05-01", "2025-05-01"].map(|d| parse_date(d).unwrap());
    let (mut turned, mut several, mut rows, mut blank, mut both) = (0, 0, 0, 0, 0);
    for seed in 0..80 {
        let r = &mut Random(seed);
        let base = invented(r);
        let a = if r.below(2) == 0 { altered(&base, r) } else { base.clone() };
        let b = altered(if r.below(2) == 0 { &a } else { &base }, r);
        let day_a = if seed % 3 == 0 { days[0] } else { days[1] };
        let found = by_program(&pack, [&a, &b], [day_a, days[1]]);
        let all = differences(&a, &b);
        let (before, after) = (outcomes(&pack, &a, day_a), outcomes(&pack, &b, days[1]));
        let middle = outcomes(&pack, &a, days[1]);
        let expected: BTreeSet<&String> =
            before.keys().filter(|k| after.get(*k).is_some_and(|o| *o != before[*k])).collect();
        let Some(county) = found.counties.first() else {
            assert!(all.is_empty() && expected.is_empty(), "{seed}");
            continue;
        };
        let ids = by_id(county);
        assert_eq!(ids.values().collect::<BTreeSet<_>>(), all.iter().collect(), "{seed}");
        let group = |t: &junheng::tooling::compare::TurnReport| {
            let stage = t.by.get("stage").map(|s| u16::from(s == "junior"));
            format!("{}@{}{:?}", t.rule, t.key.join("/"), stage.into_iter().collect::<Vec<_>>())
        };
        assert_eq!(
            county.turned.iter().map(group).collect::<BTreeSet<_>>().iter().collect::<BTreeSet<_>>(),
            expected
        );
        for turn in &county.turned {
            let place = group(turn);
            assert_eq!((turn.from, turn.to), (before[&place], after[&place]), "{seed} {place}");
            let due = match middle[&place] {
                m if m == after[&place] => Due::Rules,
                m if m == before[&place] => Due::Data,
                _ => Due::Both,
            };
            assert_eq!(turn.due, due, "{seed} {place}");
            if due == Due::Rules {
                assert!(turn.smallest.is_empty());
                continue;
            }
            both += usize::from(due == Due::Both);
            turned += 1;
            let mut right: BTreeSet<BTreeSet<&Difference>> = BTreeSet::new();
            for size in 1..=EXACT {
                for set in sets_of(&all, size) {
                    let undone = outcomes(&pack, &moved(&b, &a, &set), days[1]);
                    if undone.get(&place) == middle.get(&place)
                        && outcomes(&pack, &moved(&a, &b, &set), days[1]).get(&place) == after.get(&place)
                    {
                        right.insert(set.into_iter().collect());
                    }
                }
                if !right.is_empty() {
                    break;
                }
            }
            let named = |set: &Vec<String>| set.iter().map(|id| &ids[id]).collect::<BTreeSet<_>>();
            let sets: BTreeSet<BTreeSet<&Difference>> = turn.smallest.iter().map(named).collect();
            assert_eq!(turn.proven, !right.is_empty(), "{seed} {place}");
            if turn.proven {
                several += usize::from(right.iter().any(|s| s.len() > 1));
                rows += usize::from(right.iter().flatten().any(|d| d.2.is_none()));
                blank += usize::from(turn.to == Outcome::Undetermined || turn.from == Outcome::Undetermined);
                assert_eq!(sets, right, "{seed} {place}");
            }
        }
    }
    // All sorts of cases were there.
    assert!(
        turned > 60 && several > 5 && rows > 3 && blank > 5 && both > 0,
        "{turned} {several} {rows} {blank} {both}"
    );
}

/// Forty changed cells: bounded, said so, and the set that is shown is one of which nothing can be left out.
#[test]
fn beyond_the_bound_one_set_stands_for_all() {
    let pack = checked(root().join(story_pack()).to_str().unwrap());
    let day = parse_date("2024-05-01").unwrap();
    let mut a = Texts::new();
    let cell = |t: &str| t.to_owned();
    a.insert(("县", cell("990101")), ["甲县", "1000", "900"].map(cell).to_vec());
    a.insert(("评定", cell("990101")), vec![cell("否")]);
    for n in 0..20 {
        let row = ["990101", "校", "小学", "县属", "500", "25", "320", "44"].map(cell);
        a.insert(("学校", format!("9901{n:02}")), row.to_vec());
    }
    let mut b = a.clone();
    for (n, row) in b.iter_mut().filter(|((t, _), _)| *t == "学校").map(|(_, row)| row).enumerate() {
        // Five classes grow too large; all else turns nothing.
        row[7] = if n < 5 { "46" } else { "43" }.to_owned();
        row[6] = "321".to_owned();
    }
    let found = by_program(&pack, [&a, &b], [day, day]);
    let county = &found.counties[0];
    assert_eq!(county.counts.cells_changed, 40);
    let turn = county.turned.iter().find(|t| t.rule == "recognition").unwrap();
    assert!(!turn.proven);
    assert_eq!(county.counts.not_proven, 1);
    let ids = by_id(county);
    let set: Vec<&Difference> = turn.smallest[0].iter().map(|id| &ids[id]).collect();
    // Undone in B, all five must go.
    assert_eq!(turn.smallest.len(), 1);
    assert_eq!(set.iter().map(|d| d.2).collect::<Vec<_>>(), vec![Some(7); 5]);
    let explains = |set: &[&Difference]| {
        let at = "recognition@990101[]";
        outcomes(&pack, &moved(&b, &a, set), day)[at] == turn.from
            && outcomes(&pack, &moved(&a, &b, set), day)[at] == turn.to
    };
    assert!(explains(&set));
    for leave in 0..set.len() {
        let fewer: Vec<&Difference> =
            set.iter().enumerate().filter(|(i, _)| *i != leave).map(|(_, d)| *d).collect();
        assert!(!explains(&fewer));
    }
    let of_a = facts(&pack, &a, day);
    let shown = document(&found, side(&pack, &of_a, day), side(&pack, &of_a, day), Language::En).text();
    assert!(shown.contains("not proven least") && shown.contains("2000 judgings"), "{shown}");
}

fn edited(folder: &Path, file: &str, edit: impl Fn(String) -> String) {
    let path = folder.join(file);
    std::fs::write(&path, edit(std::fs::read_to_string(&path).unwrap())).unwrap();
}

/// A row goes with all that stands below it, and the rows of other tables that hang on it.
#[test]
fn a_school_that_is_gone_is_one_change() {
    let folder = tempfile::tempdir().unwrap();
    let b = folder.path().join("b");
    copy(&root().join("examples/county-990002"), &b);
    // The last school of the list, in every table.
    let schools = std::fs::read_to_string(b.join("学校.csv")).unwrap();
    let gone = schools.trim_end().lines().last().unwrap().split(',').next().unwrap().to_owned();
    let mut below = 0;
    for entry in std::fs::read_dir(&b).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let (kept, out): (Vec<&str>, Vec<&str>) =
            text.lines().partition(|l| !l.split(',').any(|cell| cell.trim_start_matches('\u{feff}') == gone));
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if !["学校", "评定记录"].contains(&name.as_str()) {
            below += out.len();
        }
        std::fs::write(&path, kept.join("\n") + "\n").unwrap();
    }
    let b = b.to_str().unwrap();
    let more = ["--pack", "national@2017", "--as-of", "2026-11-23"];
    let found = compared("examples/county-990002", b, &more);
    let county = &found["counties"][0];
    let row = &county["rows_only_in_a"][0];
    assert_eq!((row["entity"].as_str().unwrap(), key(row)), ("school", gone));
    assert_eq!(row["below"], below);
    assert_eq!(
        (&found["counts"]["rows_only_in_a"], &found["counts"]["rows_only_in_b"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(found["counts"]["cells_changed"], 0);
    assert!(list(&county["outcomes_only_in_a"]).len() > 5);
    // The county's table says how many schools there must be: what went undetermined for want of it, the row alone brings back.
    let turned = list(&county["turned"]);
    assert!(!turned.is_empty());
    for turn in turned {
        assert_eq!((&turn["smallest"], &turn["proven"]), (&json!([[row["id"]]]), &json!(true)), "{turn:#}");
    }
    // The other way round it is one row more.
    let back = compared(b, "examples/county-990002", &more);
    assert_eq!(back["counties"][0]["rows_only_in_b"][0]["key"], row["key"]);
    let turns = |found: &Value, from: &str, to: &str| -> BTreeSet<String> {
        let turned = list(&found["counties"][0]["turned"]).into_iter();
        turned.map(|t| format!("{} {} {}", outcome_name(t), t[from], t[to])).collect()
    };
    assert_eq!(turns(&found, "from", "to"), turns(&back, "to", "from"));
}

/// With two packs, what is due to the rules is what another pack alone turns.
#[test]
fn two_packs_are_told_apart_from_two_sets_of_data() {
    let outcomes = |data: &str, pack: &str| -> BTreeMap<String, String> {
        let args =
            ["eval", data, "--pack", pack, "--as-of", "2026-11-23", "--format", "json", "--detail", "full"];
        let report: Value = serde_json::from_str(&out(&run(&args))).unwrap();
        let all = list(&report["counties"][0]["subjects"])
            .into_iter()
            .map(|s| (outcome_name(s), s["outcome"].to_string()));
        all.collect()
    };
    let folder = tempfile::tempdir().unwrap();
    let b = folder.path().join("b");
    copy(&root().join("examples/county-990002"), &b);
    edited(&b, "学部.csv", |text| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let at = lines[0].split(',').position(|c| c == "体育运动场馆面积").unwrap();
        let mut cells: Vec<String> = lines[3].split(',').map(str::to_owned).collect();
        cells[at] = "1".to_owned();
        lines[3] = cells.join(",");
        lines.join("\n") + "\n"
    });
    let (a, b) = ("examples/county-990002", b.to_str().unwrap());
    let [before, middle, after] =
        [outcomes(a, "national@2017"), outcomes(a, "yinchuan@2021"), outcomes(b, "yinchuan@2021")];
    let more = ["--pack", "national@2017", "--pack-b", "yinchuan@2021", "--as-of", "2026-11-23"];
    let found = compared(a, b, &more);
    let expected: BTreeSet<&String> =
        before.keys().filter(|k| after.get(*k).is_some_and(|o| *o != before[*k])).collect();
    let turned = list(&found["counties"][0]["turned"]);
    assert_eq!(
        turned.iter().map(|t| outcome_name(t)).collect::<BTreeSet<_>>().iter().collect::<BTreeSet<_>>(),
        expected
    );
    let mut seen = BTreeSet::new();
    for turn in turned {
        let place = outcome_name(turn);
        let due = match &middle[&place] {
            m if *m == after[&place] => "rules",
            m if *m == before[&place] => "data",
            _ => "both",
        };
        assert_eq!(turn["due"], due, "{place}");
        assert_eq!(list(&turn["smallest"]).is_empty(), due == "rules", "{place}");
        seen.insert(due);
    }
    assert!(seen.contains("both") && seen.contains("data"), "{seen:?}");
    let only = list(&found["rules_only_in_b"]);
    assert!(only.contains(&&json!("E1")), "{only:?}");
    // A number set for a trial holds for both.
    let set = compared(a, a, &["--pack", "national@2017", "--set", "required_met=7"]);
    assert_eq!(set["a"]["pack"]["set"], set["b"]["pack"]["set"]);
    assert_eq!(set["counts"]["turned"], 0);
}

/// A personal column's values are in no output; that they differ is.
#[test]
fn personal_values_are_not_told() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("pack");
    copy(&root().join(story_pack()), &pack);
    edited(&pack, "facts.yaml", |text| {
        text.replace("students: {标签: 在校生数,", "students: {个人信息: 是, 标签: 在校生数,")
    });
    let b = folder.path().join("b");
    let a = format!("{DEMO}/data/2023/990103");
    copy(&root().join(&a), &b);
    edited(&b, "学校.csv", |text| text.replace(",500,22,", ",731,22,"));
    let b = b.to_str().unwrap();
    let pack = pack.to_str().unwrap();
    for format in ["json", "text", "md", "html"] {
        let done = run(&["compare", &a, b, "--pack", pack, "--as-of", "2023-10-09", "--format", format]);
        assert_eq!(code(&done), 0, "{}", err(&done));
        let shown = out(&done);
        assert!(!shown.contains("731"), "{format}: {shown}");
        assert!(shown.contains("R1"), "{format}");
        if format == "json" {
            let found: Value = serde_json::from_str(&shown).unwrap();
            let cell = &found["counties"][0]["cells"][0];
            assert_eq!((&cell["column"], &cell["personal"]), (&json!("students"), &json!(true)));
            assert_eq!((&cell["a"], &cell["b"]), (&Value::Null, &Value::Null));
            let turned = list(&found["counties"][0]["turned"]);
            assert!(
                turned.iter().any(|t| t["rule"] == "R1" && t["value"] == json!([null, null])),
                "{found:#}"
            );
        }
    }
}

/// What is wrong is said in words in both languages, with exit code 1, and nothing is written.
#[test]
fn what_cannot_be_compared_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (a, other) = (format!("{DEMO}/data/2023/990103"), format!("{DEMO}/data/2023/990104"));
    let review = format!("{DEMO}/data/2023/990103-review");
    let pack = story_pack();
    copy(&root().join(&a), Path::new(&at("short")));
    std::fs::remove_file(Path::new(&at("short")).join("评定.csv")).unwrap();
    std::fs::remove_file(Path::new(&at("short")).join("学校.csv")).unwrap();
    copy(&root().join(&a), Path::new(&at("mine")));
    for (name, text) in [
        ("unknown.yaml", "\"99010399\": \"99010304\"\n"),
        ("absent.yaml", "\"99010304\": \"99010314\"\n"),
        ("taken.yaml", "\"99010304\": \"99010303\"\n"),
        ("twice.yaml", "\"99010304\": \"99010314\"\n\"99010303\": \"99010314\"\n"),
        ("shape.yaml", "\"99010304\": [\"99010314\"]\n"),
        ("list.yaml", "- 99010304\n"),
        ("broken.yaml", "\"99010304: [\n"),
    ] {
        std::fs::write(at(name), text).unwrap();
    }
    let mine = at("mine");
    let into = format!("{mine}/学校.csv");
    let renamed = at("absent.yaml");
    let before = std::fs::read_to_string(&into).unwrap();
    let short = at("short");
    let [unknown, taken, twice, shape, listed, broken] =
        ["unknown", "taken", "twice", "shape", "list", "broken"].map(|n| at(&format!("{n}.yaml")));
    let cases: [(&[&str], [&str; 2]); 14] = [
        (&[&a, &other], ["没有共同的县", "no county in common"]),
        (&[&a, &short], ["没有“学校”表", "has no table `学校`"]),
        (&[&short, &a], ["没有“学校”表", "has no table `学校`"]),
        (&[&a, &at("nowhere")], ["nowhere", "nowhere"]),
        (&[&a, &review, "--county", "123456"], ["123456", "123456"]),
        (&[&a, &review, "--renamed", &unknown], ["A 里没有换了码的行 `99010399`", "`99010399` is not in A"]),
        (&[&a, &review, "--renamed", &renamed], ["B 里没有换了码的行 `99010314`", "`99010314` is not in B"]),
        (&[&a, &review, "--renamed", &taken], ["`99010303` 不能是", "`99010303` cannot be"]),
        (&[&a, &review, "--renamed", &twice], ["JH0994", "JH0994"]),
        (&[&a, &review, "--renamed", &shape], ["JH0994", "JH0994"]),
        (&[&a, &review, "--renamed", &listed], ["JH0994", "JH0994"]),
        (&[&a, &review, "--renamed", &broken], ["broken.yaml", "broken.yaml"]),
        (&[&mine, &review, "--out", &into], ["学校.csv", "学校.csv"]),
        (
            &[&a, &review, "--renamed", &renamed, "--format", "json", "--out", &renamed],
            ["换码清单", "renamed rows"],
        ),
    ];
    for (args, words) in cases {
        for (language, word) in ["zh", "en"].into_iter().zip(words) {
            let mut all = vec!["compare", "--pack", &pack, "--lang", language, "--as-of", "2023-10-09"];
            all.extend(args);
            let done = run(&all);
            assert_eq!(code(&done), 1, "{args:?}: {}", err(&done));
            assert!(err(&done).contains(word), "{args:?}: {}", err(&done));
            assert!(out(&done).is_empty(), "{args:?}: {}", out(&done));
        }
    }
    assert_eq!(std::fs::read_to_string(&into).unwrap(), before);
}

/// Errors in one of both are said, the rest is compared, and the exit code is 1.
#[test]
fn errors_in_the_data_are_said_with_the_result() {
    let folder = tempfile::tempdir().unwrap();
    let b = folder.path().join("b");
    let a = format!("{DEMO}/data/2023/990103");
    copy(&root().join(&a), &b);
    edited(&b, "学校.csv", |text| text.replace(",500,22,320,45", ",500,many,320,45"));
    let b = b.to_str().unwrap();
    for (one, two) in [(a.as_str(), b), (b, a.as_str())] {
        let pack = story_pack();
        let done = run(&[
            "compare",
            one,
            two,
            "--pack",
            &pack,
            "--as-of",
            "2023-10-09",
            "--format",
            "json",
            "--lang",
            "en",
        ]);
        assert_eq!(code(&done), 1);
        assert!(err(&done).contains("many") || err(&done).contains("JH09"), "{}", err(&done));
        let found: Value = serde_json::from_str(&out(&done)).unwrap();
        let cells = list(&found["counties"][0]["cells"]);
        assert_eq!(cells.len(), 1);
        assert_eq!(cells[0]["column"], "degree_teachers");
        assert!(cells[0]["a"].is_null() != cells[0]["b"].is_null());
        let errors = found["a"]["errors"].as_u64().unwrap() + found["b"]["errors"].as_u64().unwrap();
        assert_eq!(errors, 1);
        // Doubts stand beside the conclusion.
        let text =
            out(&run(&["compare", one, two, "--pack", &pack, "--as-of", "2023-10-09", "--lang", "en"]));
        assert!(text.contains("in doubt"), "{text}");
    }
}

#[test]
fn every_format_says_the_same() {
    let [a, b] = ["2023/990105", "2024/990105"].map(|f| format!("{DEMO}/data/{f}"));
    let pack = story_pack();
    let folder = tempfile::tempdir().unwrap();
    for language in ["zh", "en"] {
        for (format, ending) in [("text", "txt"), ("md", "md"), ("html", "html"), ("json", "json")] {
            let days = ["--as-of", "2023-11-06", "--as-of-b", "2024-10-22", "--lang", language];
            let mut args = vec!["compare", a.as_str(), b.as_str(), "--pack", &pack, "--format", format];
            args.extend(days);
            let shown = out(&run(&args));
            // The ending of a file says the format.
            let path = folder.path().join(format!("c.{ending}"));
            let mut args =
                vec!["compare", a.as_str(), b.as_str(), "--pack", &pack, "--out", path.to_str().unwrap()];
            args.extend(days);
            assert_eq!(code(&run(&args)), 0);
            assert_eq!(std::fs::read_to_string(&path).unwrap(), shown);
            if format != "json" {
                insta::assert_snapshot!(
                    format!("compare-{format}-{language}"),
                    shown.split("</style>").last().unwrap()
                );
            }
        }
    }
}
