//! One reading of every pack: which kind a map is read by, what a rounding counts in, whose findings count, and that no order decides.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use std::collections::BTreeMap;

use junheng::diagnostic::{Language, render_text};
use junheng::evaluation::{Detail, Options, evaluate, evaluate_exactly};
use junheng::facts::{from_tables, key_of};
use junheng::pack::{SearchPath, load_memory};
use junheng::semantics::{Checked, CheckedPack, check};
use junheng::value::Number;
use proptest::prelude::*;

use crate::packs::tables;
use crate::workbook::day;

type Files = Vec<(String, String)>;

fn files(list: &[(&str, &str)]) -> Files {
    list.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// The digest and the checked pack.
fn read(files: &Files) -> (String, Checked) {
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let chain = load_memory(&files, &SearchPath::embedded());
    (chain.digest.to_string(), check(chain))
}

fn sound(files: &Files) -> CheckedPack {
    let checked = read(files).1;
    checked.pack.unwrap_or_else(|| {
        panic!("{}", render_text(&checked.diagnostics, &checked.sources, Language::En, false))
    })
}

/// Every outcome by item and subject, an indicator's with its value; the columns' the same as the interpreter's.
fn verdicts(pack: &CheckedPack, data: &str) -> BTreeMap<String, String> {
    let facts = from_tables(pack, tables(data), day());
    let options = Options::on(day());
    let all = |evaluation: junheng::evaluation::Evaluation| {
        let mut out = BTreeMap::new();
        for subject in evaluation.counties.iter().flat_map(|c| &c.subjects) {
            let item = pack.item(subject.item).unwrap();
            let key = key_of(pack, &facts, item.entity, subject.row).join("/");
            let value = match &subject.detail {
                Detail::Indicator { value: Some(value), .. } => format!(" {value:?}"),
                _ => String::new(),
            };
            let group: Vec<String> = subject.group.iter().map(|v| format!("{v:?}")).collect();
            // A group is told by the position of its kind's value, which an order may change.
            let group = if group.is_empty() { String::new() } else { format!("×{}", item.by.len()) };
            let entry: &mut String = out.entry(format!("{} {key}{group}", item.id)).or_default();
            let mut parts: Vec<String> = entry.split('\n').map(str::to_owned).collect();
            parts.push(format!("{}{value}", subject.outcome.id()));
            parts.sort();
            *entry = parts.join("\n");
        }
        out
    };
    let exact = all(evaluate_exactly(pack, &facts, &options));
    assert_eq!(exact, all(evaluate(pack, &facts, &options)), "columns and interpreter");
    exact
}

/// An indicator's value for one subject, in its unit.
fn value(pack: &CheckedPack, data: &str, id: &str, key: &str) -> Number {
    let facts = from_tables(pack, tables(data), day());
    let evaluation = evaluate(pack, &facts, &Options::on(day()));
    let ix = pack.find_item(id).unwrap();
    let item = pack.item(ix).unwrap();
    let subjects = evaluation.counties.iter().flat_map(|c| &c.subjects);
    for subject in subjects.filter(|s| s.item == ix) {
        if key_of(pack, &facts, item.entity, subject.row).join("/") == key {
            let (value, unit) = match (&subject.detail, &item.body) {
                (
                    Detail::Indicator { value: Some(value), .. },
                    junheng::semantics::ItemBody::Indicator(indicator),
                ) => (value.as_number().unwrap(), &indicator.unit),
                other => panic!("{other:?}"),
            };
            return unit.from_base(value);
        }
    }
    panic!("{id} of {key}");
}

/// Values of two kinds have the same ids, and only the words that are written say which is meant: the digest holds which.
#[test]
fn a_digest_tells_kinds_whose_values_have_the_same_ids_apart() {
    let words = ["小学", "初中"];
    let [stage, band, ids] = ["{小学: 4.2, 初中: 5}", "{一档: 4.2, 二档: 5}", "{primary: 4.2, junior: 5}"]
        .map(|map| said_of(&shuffled(3, [map, "4", "4"], words)));
    assert_ne!(stage.0, band.0);
    assert_ne!(stage.1, band.1);
    // By its ids a map is read as by the words of the nearest kind.
    assert_eq!(stage, ids);
}

fn said_of((parent, child): &(Files, Files)) -> (String, Option<BTreeMap<String, String>>) {
    let [parent, _] = said(parent, child);
    parent
}

// ---- maps ----------------------------------------------------------------------------------------------------------

const HEADER: &str = "pack: t\nversion: 2020.1.0\ntitle: t\nissuer: t\n";
const STAGE: &str = "  stage: {label: 学段, values: {primary: 小学, junior: 初中}}\n";
const SORT: &str = "  sort: {label: 类别, values: {p: 小学, j: 初中, nine: 九年一贯制}}\n";

/// Divisions with a stage, in schools of a sort; both kinds have 小学 and 初中, under other ids.
fn two_kinds(kinds: &str, threshold: &str) -> Files {
    let yaml = format!(
        "kinds:\n{kinds}entities:\n  county: {{label: 县, key: code, columns: {{code: {{type: text}}}}}}\n  school: {{label: 学校, within: county, key: code, columns: {{code: {{type: text}}, county: {{}}, sort: {{label: 类别, type: sort}}}}}}\n  division:\n    label: 学部\n    within: school\n    key: [school, stage]\n    columns: {{school: {{}}, stage: {{label: 学段, type: stage}}, x: {{type: number}}}}\nindicators:\n  R1: {{title: r, for: division, value: x, at_least: {threshold}}}\n"
    );
    files(&[
        ("pack.yaml", HEADER),
        ("a.yaml", &yaml),
        ("r.rules", "rule A for division require R1\nconclusion C \"c\" for county require A\n"),
    ])
}

const NINE: &str = "
    county: code | 1
    school: code,county,sort | a,1,nine
    division: school,stage,x | a,primary,4.2 | a,junior,5.3
";

#[test]
fn the_nearest_column_decides_by_which_kind_a_map_is_read() {
    let (one, other) = (format!("{STAGE}{SORT}"), format!("{SORT}{STAGE}"));
    for threshold in [
        "{小学: 4.2, 其余: 5.3}",
        "{小学: 4.2, 初中: 5.3}",
        "[{from: 2017-01-01, value: {小学: 4.2, 初中: 5.3}}]",
    ] {
        let threshold = threshold.replace("其余", "else");
        let (first, second) = (two_kinds(&one, &threshold), two_kinds(&other, &threshold));
        assert_eq!(read(&first).0, read(&second).0);
        let found = verdicts(&sound(&first), NINE);
        assert_eq!(found, verdicts(&sound(&second), NINE));
        // By the division's stage; by the school's sort, 4.2 would be held against 5.3.
        assert!(
            found["R1 a/primary"].contains("\nmet") && found["R1 a/junior"].contains("\nmet"),
            "{found:?}"
        );
        let short = verdicts(&sound(&first), &NINE.replace("5.3", "5.2"));
        assert!(short["R1 a/junior"].contains("unmet"));
    }
    // Only the farther kind has all words.
    let found = verdicts(&sound(&two_kinds(&one, "{小学: 4, 初中: 4, 九年一贯制: 5}")), NINE);
    assert!(found["R1 a/primary"].contains("unmet") && found["R1 a/junior"].contains("\nmet"));
}

#[test]
fn a_maps_words_are_the_ids_of_its_kind() {
    let kinds = format!("{STAGE}{SORT}");
    let digest = |threshold: &str| read(&two_kinds(&kinds, threshold)).0;
    assert_eq!(digest("{小学: 4.2, 初中: 5.3}"), digest("{primary: 4.2, junior: 5.3}"));
    assert_eq!(digest("{小学: 4.2, 初中: 5.3}"), digest("{初中: 5.3, primary: 4.2}"));
    assert_ne!(digest("{小学: 4.2, 初中: 5.3}"), digest("{p: 4.2, j: 5.3, nine: 6}"));
    assert_eq!(digest("{小学: 1, 初中: 2, 九年一贯制: 3}"), digest("{p: 1, j: 2, nine: 3}"));
}

// ---- rounding ------------------------------------------------------------------------------------------------------

const ROUNDING: &str = "
units: {人: base, 百人: 100 人, 元: base, 万元: 10000 元, 间: base}
entities:
  county:
    label: 县
    key: code
    columns:
      code: {label: 代码, type: text}
      t: {label: 教师数, type: count, unit: 人}
      s: {label: 学生数, type: count, unit: 人}
      p: {label: 满意率, type: share}
      m: {label: 钱, type: number, unit: 万元}
      y: {label: 去年, type: number, unit: 元}
      c: {label: 元数, type: number, unit: 元, derive: 'round(钱 + 1元, -2)'}
indicators:
  X: {title: x, for: county, value: 'round(教师数 / 学生数, 2)', unit: 人/百人, at_least: 4.2}
  Y: {title: y, for: county, value: 'round(满意率, 1)', unit: '%', at_least: 85}
  Z: {title: z, for: county, value: '(ceil(满意率))', unit: '‰', at_least: 850}
  D: {title: d, for: county, value: 'round(0元 - 去年, 0)', unit: 元, at_least: -2}
  E: {title: e, for: county, value: m1, unit: 万元, at_least: 12}
  F: {title: f, for: county, value: m2, unit: 万元, at_least: 12}
  G: {title: g, for: county, value: r1, unit: 人/百人, at_least: 4}
  H: {title: h, for: county, value: r2, unit: 人/百人, at_least: 4}
  I: {title: i, for: county, value: 'floor(钱 + 1元, 万元) + ceil(钱, 元)', unit: 元, at_least: 1}
  J: {title: j, for: county, value: 'round(教师数 / 学生数, 2) * 1人 + round(教师数, 0, 百人)', unit: 人, at_least: 0}
  K: {title: k, for: county, value: c, unit: 元, at_least: 0}
  L: {title: l, for: county, value: 'round(元数 / 学生数, 1, [元/百人]) + round(元数 / 学生数, 1, 元/百人)', unit: 元/百人, at_least: 0}
";
const ROUNDING_RULES: &str = "
define m1 \"money first\" for county [万元] = round(钱 + 1元, 0)
define m2 \"money last\" for county [万元] = round(1元 + 钱, 0)
define r0 for county = X.value
define r1 \"by name\" for county [人/百人] = round(r0, 2)
define r2 \"by formula\" for county [人/百人] = round(教师数 / 学生数, 2)
conclusion C \"c\" for county require all of {X, Y, Z, D, E, F, G, H, I, J, K, L}
";

#[test]
fn a_rounding_counts_in_a_named_unit() {
    let pack = sound(&files(&[("pack.yaml", HEADER), ("a.yaml", ROUNDING), ("r.rules", ROUNDING_RULES)]));
    let data = "
        county: code,t,s,p,m,y | A,42,1000,85.54%,12.345678,2.5 | B,45,1000,84.96%,12.5,0.5 | C,150,7,0.1%,-0.5,-2.5
    ";
    let at = |id: &str, key: &str| value(&pack, data, id, key).to_string();
    // 42 / 1000 = 4.2 per hundred, not 0.04 = 4.
    assert_eq!((at("X", "A"), at("X", "B"), at("X", "C")), ("4.2".into(), "4.5".into(), "2142.86".into()));
    assert_eq!((at("Y", "A"), at("Y", "B")), ("85.5".into(), "85".into()));
    assert_eq!((at("Z", "A"), at("Z", "B")), ("856".into(), "850".into()));
    // A half goes away from zero.
    assert_eq!((at("D", "A"), at("D", "B"), at("D", "C")), ("-3".into(), "-1".into(), "3".into()));
    // `a + b` is `b + a`, and a name means what it stands for.
    assert_eq!((at("E", "A"), at("F", "A")), ("12".into(), "12".into()));
    assert_eq!((at("E", "B"), at("F", "B")), ("13".into(), "13".into()));
    assert_eq!((at("E", "C"), at("F", "C")), ("0".into(), "0".into()));
    for key in ["A", "B", "C"] {
        assert_eq!(at("G", key), at("H", key));
    }
    assert_eq!((at("I", "A"), at("I", "B")), ("243457".into(), "245000".into()));
    // Inside a formula a number without dimension counts in 1.
    assert_eq!((at("J", "A"), at("J", "B"), at("J", "C")), ("0.04".into(), "0.05".into(), "221.43".into()));
    assert_eq!((at("K", "A"), at("K", "B")), ("123500".into(), "125000".into()));
    assert_eq!((at("L", "A"), at("L", "B")), ("24700".into(), "25000".into()));
    let found = verdicts(&pack, data);
    assert!(
        found["X A"].contains("\nmet") && found["Y B"].contains("\nmet") && found["D A"].contains("unmet")
    );
    assert!(found["D B"].contains("\nmet"));
}

/// What `fmt` writes of a rounding and of a ratio reads back as the same, in both vocabularies.
#[test]
fn units_and_ratios_survive_fmt() {
    use junheng::syntax::vocabulary::Vocabulary;
    let text = "定义 a 适用 县 [元]\n  = 四舍五入(钱, 0, 【元 / 百人】) + 向上取整(钱,万元) + floor(钱, 元/人)\n定义 b 适用 县\n  = round(p, 1, %) + 1：19 + 2:4 * 3\n";
    let zh = junheng::syntax::format_rules(text, Some(Vocabulary::Zh)).unwrap();
    assert_eq!(
        zh,
        "定义 a\n  适用 县 [元]\n  = 四舍五入(钱, 0, [元/百人]) + 向上取整(钱, 万元) + 向下取整(钱, [元/人])\n\n定义 b\n  适用 县\n  = 四舍五入(p, 1, %) + 1:19 + 2:4 * 3\n"
    );
    let en = junheng::syntax::format_rules(&zh, Some(Vocabulary::En)).unwrap();
    assert!(en.contains("round(钱, 0, [元/百人]) + ceil(钱, 万元)") && en.contains("1:19 + 2:4"), "{en}");
    assert_eq!(junheng::syntax::format_rules(&en, Some(Vocabulary::Zh)).unwrap(), zh);
}

#[test]
fn ratios_are_exact() {
    let pack = |limit: &str, rule: &str| {
        let yaml = format!(
            "entities:\n  county: {{key: code, columns: {{code: {{type: text}}, a: {{type: number}}, b: {{type: number}}}}}}\nlimits:\n  l: {{value: {limit}}}\n"
        );
        let rules = format!(
            "rule R for county require a / b at least {rule}\nconclusion C \"c\" for county require R\n"
        );
        files(&[("pack.yaml", HEADER), ("a.yaml", &yaml), ("r.rules", &rules)])
    };
    let data =
        "county: code,a,b | A,1,19 | B,10000000000,190000000000 | C,9999999999,190000000000 | D,1,18.9999";
    let wanted = [("A", "met"), ("B", "met"), ("C", "unmet"), ("D", "met")];
    for (limit, rule) in [("1/19", "l"), ("1:19", "l"), ("０.５：９.５", "l"), ("1", "1:19"), ("1", "1/19")]
    {
        let found = verdicts(&sound(&pack(limit, &rule.replace('l', "l * 1"))), data);
        for (key, outcome) in wanted {
            assert_eq!(found[&format!("R {key}")].trim(), outcome, "{limit} {rule} {key}");
        }
    }
    let digest = |limit: &str| read(&pack(limit, "l")).0;
    assert_eq!(digest("1/4"), digest("0.25"));
    assert_eq!(digest("1/7"), digest("2:14"));
    assert_ne!(digest("1/7"), digest("0.142857"));
}

// ---- findings of replaced vetoes -----------------------------------------------------------------------------------

#[test]
fn findings_of_a_replaced_veto_count_as_the_others() {
    let child = files(&[
        ("pack.yaml", "标准包: city\n版本: 2026.1.0\n名称: 市\n发布单位: 市\n沿用: national@2017\n"),
        (
            "v.rules",
            "否决 V7 招生舞弊 \"以考试方式招生或违规择校\" 适用 县\n  情形 评定存在\n  并入 V1, V2\n  依据 办法 \"不予认定\"\n调整 结论 recognition\n  要求 {R_all, government, quality, satisfaction} 均达到\n  要求 {V1..V7} 均不存在\n",
        ),
    ]);
    let checked = read(&child).1;
    assert!(
        checked.diagnostics.is_empty(),
        "{}",
        render_text(&checked.diagnostics, &checked.sources, Language::En, false)
    );
    let pack = checked.pack.unwrap();
    assert!(pack.find_item("V1").is_none());
    let outcome = |findings: &str| {
        let text = format!(
            "county: code,name | 990009,示例县 | 990010,另一县\nfinding: item,subject,result,evidence,assessor,date{findings}"
        );
        let facts = from_tables(&pack, tables(&text), day());
        let codes: Vec<&str> = facts.issues.iter().map(|i| i.code.id).filter(|c| *c != "JH0944").collect();
        let evaluation = evaluate(&pack, &facts, &Options::on(day()));
        let ix = pack.find_item("V7").unwrap();
        let subjects =
            evaluation.counties.iter().flat_map(|c| &c.subjects).filter(|s| s.item == ix && s.row == 0);
        let outcomes: Vec<&str> = subjects.map(|s| s.outcome.id()).collect();
        (outcomes.join(" "), codes)
    };
    let row = |item: &str, result: &str| format!(" | {item},990009,{result},卷宗,张三,2026-01-01");
    let none: Vec<&str> = Vec::new();
    assert_eq!(outcome(&row("V7", "是")), ("met".into(), none.clone()));
    assert_eq!(outcome(&row("V7", "否")), ("unmet".into(), none.clone()));
    // Old data go on naming the two: that one exists is enough, that one does not is nothing.
    assert_eq!(outcome(&row("V1", "是")), ("met".into(), none.clone()));
    assert_eq!(outcome(&row("V2", "是")), ("met".into(), none.clone()));
    assert_eq!(outcome(&row("V1", "否")), ("undetermined".into(), none.clone()));
    assert_eq!(
        outcome(&format!("{}{}", row("V1", "否"), row("V2", "否"))),
        ("undetermined".into(), none.clone())
    );
    assert_eq!(outcome(&format!("{}{}", row("V1", "否"), row("V7", "否"))), ("unmet".into(), none.clone()));
    assert_eq!(outcome(&format!("{}{}", row("V1", "是"), row("V2", "是"))), ("met".into(), none.clone()));
    // Its own line says otherwise: it exists, and the contradiction is told.
    for lines in [row("V7", "否") + &row("V2", "是"), row("V2", "是") + &row("V7", "否")] {
        assert_eq!(outcome(&lines), ("met".into(), vec!["JH0998"]));
    }
    // A bad cell is a bad cell.
    assert_eq!(outcome(&row("V1", "也许")).0, "undetermined");
    // What was taken away without being replaced is unknown still.
    assert_eq!(outcome(&row("V9", "是")).1, ["JH0941"]);
}

/// `also_cite` and `also cite` add to what the parent cites, `cite` replaces all of it.
#[test]
fn what_is_also_cited_is_added() {
    let parent = "
sources: {S: {title: s, clauses: {one: a, two: b, three: c}}}
entities: {county: {label: 县, key: code, columns: {code: {type: text}, x: {type: number}}}}
limits: {l: {value: 3, cite: [S, one]}}
indicators: {I1: {title: i, for: county, value: x, at_least: l, cite: [S, one]}}
";
    let rules = "rule A for county require I1 cite S \"one\"\nconclusion C \"c\" for county require A\n";
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("t");
    std::fs::create_dir(&folder).unwrap();
    for (name, text) in [("pack.yaml", HEADER), ("a.yaml", parent), ("r.rules", rules)] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let search = SearchPath { dirs: vec![dir.path().to_owned()], embedded: false };
    let child = |yaml: &str, rules: &str| {
        let head = "pack: child\nversion: 2021.1.0\ntitle: c\nissuer: c\nextends: t@2020\n";
        let chain = load_memory(&[("pack.yaml", head), ("a.yaml", yaml), ("r.rules", rules)], &search);
        (chain.digest.to_string(), check(chain))
    };
    let cited = |yaml: &str, rules: &str| {
        let checked = child(yaml, rules).1;
        assert!(!checked.has_errors(), "{:?}", checked.diagnostics);
        let pack = checked.pack.unwrap();
        let places = |list: &[junheng::semantics::Citation]| {
            list.iter().filter_map(|c| c.place.clone()).collect::<Vec<_>>().join(" ")
        };
        let item = |id: &str| places(&pack.item(pack.find_item(id).unwrap()).unwrap().cite);
        [places(&pack.limits[0].cite), item("I1"), item("A")]
    };
    let also = "override:\n  limits: {l: {also_cite: [S, two]}}\n  indicators: {I1: {另依据: [S, two]}}\n";
    for rules in ["override rule A also cite S \"two\"\n", "调整 规则 A 另依据 S \"two\"\n"] {
        assert_eq!(cited(also, rules), ["one two"; 3]);
    }
    let anew = "override:\n  limits: {l: {cite: [S, three], also_cite: [S, two]}}\n  indicators: {I1: {cite: [S, three]}}\n";
    let rules = "override rule A cite S \"three\" also cite S \"two\"\n";
    assert_eq!(cited(anew, rules), ["three two", "three", "three two"]);
    // What is added and what replaces are two things to the digest.
    let replaced = "override rule A cite S \"two\"\n";
    assert_ne!(child(also, replaced).0, child(also, "override rule A also cite S \"two\"\n").0);
    // What is new has nothing to add to.
    let new = "limits: {k: {value: 3, also_cite: [S, two]}}\n";
    let (_, checked) = child(new, "rule B for county require x > k also cite S \"two\"\n");
    let codes: Vec<&str> = checked.diagnostics.iter().map(|d| d.code.id).collect();
    assert_eq!(
        codes.iter().filter(|c| **c == junheng::diagnostic::codes::CLAUSE_NOT_HERE.id).count(),
        2,
        "{codes:?}"
    );
}

/// K8: a number that no data can miss or reach is told where it is written, by what columns hold and by what audits say of parts.
#[test]
fn a_number_that_the_data_decide_is_told_where_it_is_written() {
    let said = |limits: &str| {
        let head = "标准包: pct\n版本: 2026.1.0\n名称: 试\n沿用: national@2017\n";
        let text = format!("{head}调整:\n  限值:\n    {limits}\n");
        let checked = read(&files(&[("pack.yaml", &text)])).1;
        // That nothing is cited for the number is another matter.
        let uncited = junheng::diagnostic::codes::NUMBER_WITHOUT_CITE.id;
        let found = checked.diagnostics.iter().filter(|d| d.code.id != uncited).map(|d| {
            let place = checked.sources.slice(d.span).to_owned();
            (d.code.id, place, d.related.len())
        });
        found.collect::<Vec<_>>()
    };
    let code = junheng::diagnostic::codes::THRESHOLD_OUT_OF_RANGE.id;
    // A share column is below 15, and the teachers who rotated are some of those who may.
    assert_eq!(said("variation_limit: {取值: 15}"), [(code, "15".to_owned(), 1)]);
    assert_eq!(said("rotation_share: {取值: 150%}"), [(code, "150%".to_owned(), 1)]);
    assert_eq!(said("rotation_share: {取值: 15%}"), []);
    // Of two numbers the one that is out of range.
    let found = said("nearby_share: {取值: {初中: 195%}}");
    assert_eq!(found, [(code, "195%".to_owned(), 1)]);
}

/// A ratio in a formula of YAML stays one in the other vocabulary too.
#[test]
fn a_ratio_stays_one_when_a_file_is_translated() {
    use junheng::syntax::vocabulary::Vocabulary;
    let text = "indicators:\n  R: {title: r, for: county, value: 'sum(school: x) * 2:4', at_least: 2:4}\n";
    let there = junheng::tooling::fmt::format("a.yaml", text, Some(Vocabulary::Zh));
    assert!(there.errors.is_empty());
    assert!(
        there.text.contains("合计(school: x) * 2:4") && there.text.contains("at_least: 2:4"),
        "{}",
        there.text
    );
    assert_eq!(junheng::tooling::fmt::format("a.yaml", &there.text, Some(Vocabulary::En)).text, text);
}

// ---- words ---------------------------------------------------------------------------------------------------------

/// New words are words only in their place: everywhere else they are names like any other.
#[test]
fn new_words_are_names_elsewhere() {
    let yaml = "
units: {人: base}
entities:
  county:
    label: 县
    key: code
    columns:
      code: {type: text}
      replaces: {label: 并入, type: number, unit: 人}
      also_cite: {label: 另依据, type: number}
limits:
  l: {label: 并入上限, unit: 人, value: 3}
indicators:
  I1: {title: i, for: county, value: 并入 * 1, unit: 人, at_least: l}
";
    let rules = "
define x 并入数 \"d\" for county [人] = replaces + 并入
rule replaced for county
  when 并入 above 1人 and not (replaces below 0人)
  require replaces
    at least 1人
  require 并入 / replaces >= 另依据
  require (并入) > 0
  require round(replaces, 0, 人) > 0
veto V1 \"v\" for county
  when replaces > 0人
  require judged
conclusion replaces_all \"c\" for county
  require all of {replaced, I1}
  require none of {V1}
";
    let pack = sound(&files(&[("pack.yaml", HEADER), ("a.yaml", yaml), ("r.rules", rules)]));
    let found = verdicts(&pack, "county: code,replaces,also_cite | A,3,1");
    assert!(found["replaced A"].contains("met"), "{found:?}");
    // A rule, a define, a label and a veto of these names.
    let rules = "
rule replaces for county require 并入 > 0人
define 并入 \"d\" for county [人] = also_cite * 1人
veto V1 replaces \"v\" for county require judged
conclusion C \"c\" for county require replaces require none of {V1}
";
    let yaml = "
units: {人: base}
entities: {county: {key: code, columns: {code: {type: text}, also_cite: {type: number}}}}
";
    let (_, checked) = read(&files(&[("pack.yaml", HEADER), ("a.yaml", yaml), ("r.rules", rules)]));
    // The rule and the veto's label are one name for two things.
    assert_eq!(checked.diagnostics.iter().map(|d| d.code.id).collect::<Vec<_>>(), ["JH0502"]);
    let pack = sound(&files(&[
        ("pack.yaml", HEADER),
        ("a.yaml", yaml),
        ("r.rules", &rules.replace("veto V1 replaces", "veto V1 并入项")),
    ]));
    assert!(pack.find_item("replaces").is_some() && pack.find_item("并入").is_some());
}

// ---- order ---------------------------------------------------------------------------------------------------------

/// Puts lists into orders, one after the other, by a seed.
struct Shuffler(u64);

impl Shuffler {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn list<T: Clone>(&mut self, list: &[T]) -> Vec<T> {
        let mut out = list.to_vec();
        for i in (1..out.len()).rev() {
            out.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
        out
    }

    fn map(&mut self, list: &[&str]) -> String {
        format!("{{{}}}", self.list(list).join(", "))
    }
}

/// A pack and a child of it, with every order that they can have as the seed says, in one of the two spellings of a value where
/// `labels` says so. The thresholds of `R1` to `R3` are from the outside.
fn shuffled(seed: u64, thresholds: [&str; 3], words: [&str; 2]) -> (Files, Files) {
    let mut s = Shuffler(seed);
    let [primary, junior] = words;
    let stage = format!("stage: {{label: 学段, values: {}}}", s.map(&["primary: 小学", "junior: 初中"]));
    let sort = format!(
        "sort: {{label: 类别, values: {}}}",
        s.map(&["p: 小学", "j: 初中", "nine: 一贯", "special: 特教"])
    );
    let band = format!("band: {{label: 档, values: {}}}", s.map(&["primary: 一档", "junior: 二档"]));
    let rank = "rank: {label: 级, ordered: true, values: {low: 低, mid: 中, high: 高}}".to_owned();
    let kinds = s.list(&[stage, sort, band, rank]);
    let county = s.map(&[
        "code: {type: text}",
        "band: {label: 县档, type: band}",
        "pay: {label: 工资, type: number}",
        "x: {label: 面积, type: number, unit: 平方米}",
    ]);
    let school = s.map(&[
        "code: {type: text}",
        "county: {label: 所在县}",
        "sort: {label: 类别, type: sort}",
        "rank: {label: 等第, type: rank}",
        "x: {label: 校舍, type: number, unit: 平方米}",
        "total: {label: 学生, type: number, unit: 人, derive: 'sum(division: n)'}",
    ]);
    let division = s.map(&[
        "school: {label: 学校码}",
        "stage: {label: 学段, type: stage}",
        "n: {label: 学生数, type: count, unit: 人}",
        "x: {label: 用房, type: number, unit: 平方米}",
    ]);
    let class = s.map(&[
        "school: {}",
        "stage: {}",
        "no: {label: 班号, type: text}",
        "n: {label: 人数, type: count, unit: 人}",
    ]);
    let entities = s.list(&[
        format!("county: {{label: 县, key: code, columns: {county}}}"),
        format!("school: {{label: 学校, within: county, key: code, columns: {school}}}"),
        format!("division: {{label: 学部, within: school, key: [school, stage], columns: {division}}}"),
        format!("class: {{label: 班, within: division, key: [school, stage, no], columns: {class}}}"),
    ]);
    let by_stage = s.map(&[&format!("{primary}: 45"), &format!("{junior}: 50")]);
    let both = {
        let inner = s.map(&["小学: 1", "else: 2"]);
        s.map(&[&format!("{primary}: {inner}"), &format!("{junior}: 3")])
    };
    let limits = s.list(&[
        format!("size: {{unit: 人, by: stage, value: {by_stage}}}"),
        format!("area: {{unit: 平方米/人, by: [stage, sort], value: {both}}}"),
        "share: {value: 1/3}".to_owned(),
    ]);
    let [a, b, c] = thresholds;
    let fields = |s: &mut Shuffler, list: &[String]| {
        let list: Vec<&str> = list.iter().map(String::as_str).collect();
        s.map(&list)
    };
    let one = |s: &mut Shuffler, id: &str, value: &str, more: &str, threshold: &str| {
        let list = [
            "title: r".to_owned(),
            format!("value: '{value}'"),
            "unit: 平方米/人".to_owned(),
            more.to_owned(),
            threshold.to_owned(),
        ];
        format!("{id}: {}", fields(s, &list))
    };
    let indicators = [
        one(&mut s, "R1", "用房 / 学生数", "for: division", &format!("at_least: {a}")),
        one(&mut s, "R2", "x / n", "for: division", &format!("at_least: {b}")),
        one(&mut s, "R3", "sum(division: x) / sum(division: n)", "for: school", &format!("above: {c}")),
        one(
            &mut s,
            "R4",
            "sum(division: x) / sum(division: n)",
            "{for: county, by: stage}",
            "at_least: {小学: 4, 初中: 5}",
        ),
        one(&mut s, "R5", "x / n", "for: division", "at_least: area"),
    ]
    .map(|entry| entry.replace("{for: county, by: stage}", "for: county, by: stage"));
    let indicators = s.list(&indicators);
    let section = |name: &str, list: &[String]| {
        format!("{name}:\n{}\n", list.iter().map(|l| format!("  {l}\n")).collect::<String>())
    };
    let mut yaml = s.list(&[
        "units: {人: base, 平方米: base, 百人: 100 人}\n".to_owned(),
        section("kinds", &kinds),
        section("entities", &entities),
        section("limits", &limits),
        section("indicators", &indicators),
    ]);
    let items = s.list(&[
        "rule A \"a\" for division require at least 2 of {R1, R2, R5} require each i in {R1, R2}: i.value >= share * i.limit\n".to_owned(),
        format!("rule B \"b\" for division require every class: 人数 at most size[stage] or stage == {junior}\n"),
        "rule D \"d\" for school when rank >= 中 require R3 require 级数 above 0\n".to_owned(),
        "rule E \"e\" for county by stage when count(division) > 0 require R4\n".to_owned(),
        "define 级数 for school = if sort in {小学, nine} then 1 else round(total / x, 0, [人/平方米]) * 1 [平方米/人]\n".to_owned(),
        "veto V1 \"v\" for county require judged\n".to_owned(),
        "veto V2 \"v\" for county require judged\n".to_owned(),
        "conclusion C \"c\" for county require all of {A, B, D, E} require none of {V1..V2}\n".to_owned(),
    ]);
    let cut = (s.next() % 8) as usize;
    let late = items.clone().split_off(cut);
    let half = yaml.split_off((s.next() % 5) as usize);
    let names = s.list(&["a", "b", "c", "d"]);
    let mut all = vec![
        (
            "pack.yaml".to_owned(),
            format!("pack: order\nversion: 2020.1.0\ntitle: t\nissuer: t\n{}", yaml.concat()),
        ),
        (format!("{}.yaml", names[0]), half.concat()),
        (format!("{}.rules", names[1]), items[..cut].concat()),
        (format!("{}.rules", names[2]), late.concat()),
    ];
    all = s.list(&all);
    let thresholds = s.map(&[&format!("R1: {{at_least: {{{primary}: 2}}}}"), "R4: {at_least: {初中: 4.5}}"]);
    let numbers = s.map(&[&format!("size: {{value: {{{junior}: 48}}}}"), "share: {value: 1/2}"]);
    let overrides = s.list(&[
        format!("indicators: {thresholds}"),
        format!("limits: {numbers}"),
        "kinds: {sort: {values: {special: 特殊教育}}}".to_owned(),
    ]);
    let child = format!("override:\n{}", overrides.iter().map(|l| format!("  {l}\n")).collect::<String>());
    let rules = s.list(&[
        "veto V3 \"v\" for county require judged replaces V1\n".to_owned(),
        "override conclusion C require all of {A, B, D, E} require none of {V1..V3}\n".to_owned(),
        "override rule B also require n > 0\n".to_owned(),
    ]);
    let head = "pack: child\nversion: 2021.1.0\ntitle: t\nissuer: t\nextends: order@2020\n";
    let child = s.list(&[
        ("pack.yaml".to_owned(), head.to_owned()),
        (format!("{}.yaml", names[3]), child),
        (format!("{}.rules", names[0]), rules.concat()),
    ]);
    (all, child)
}

const COUNTY: &str = "
    county: code,band,pay,x | 1,junior,3,100 | 2,primary,4,200
    school: code,county,sort,rank,x | a,1,p,high,50 | b,1,nine,mid,70 | c,1,j,low,80 | d,2,special,high,30 | e,2,p,mid,20
    division: school,stage,n,x | a,primary,10,42 | b,primary,10,45 | b,junior,10,53 | c,junior,10,50 | d,primary,10,40 | d,junior,10,39.9 | e,primary,10,30
    class: school,stage,no,n | a,primary,1,45 | a,primary,2,46 | b,primary,1,45 | b,junior,1,50 | c,junior,1,51 | d,primary,1,3 | d,junior,1,48 | e,primary,1,49
    finding: item,subject,result,evidence,assessor,date | V1,1,是,x,y,2026-01-01 | V2,1,否,x,y,2026-01-01 | V2,2,否,x,y,2026-01-01 | V1,2,否,x,y,2026-01-01 | V3,2,否,x,y,2026-01-01
";

/// What the two packs say: their digests, and the outcomes, or nothing where they are broken.
type Said = [(String, Option<BTreeMap<String, String>>); 2];

fn said(parent: &Files, child: &Files) -> Said {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("order");
    std::fs::create_dir(&folder).unwrap();
    for (name, text) in parent {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let search = SearchPath { dirs: vec![dir.path().to_owned()], embedded: false };
    [parent, child].map(|files| {
        let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
        let chain = load_memory(&files, &search);
        let digest = chain.digest.to_string();
        let checked = check(chain);
        (digest, checked.pack.map(|pack| verdicts(&pack, COUNTY)))
    })
}

fn threshold() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "4.2",
        "{小学: 4.2, 初中: 5}",
        "{primary: 4.2, junior: 5}",
        "{p: 4.2, j: 5, nine: 4, special: 1}",
        "{小学: 4.2, 初中: 5, 一贯: 4, 特教: 1}",
        "{小学: 4.2, else: 5}",
        "{一贯: 4.2, else: 5}",
        "{一档: 4.2, 二档: 5}",
        "{小学: {小学: 4.2, else: 5}, 初中: 3}",
        "{特教: {小学: 4, 初中: 5}, else: 4.2}",
        "[{from: 2017-01-01, value: {小学: 4.2, 初中: 5}}, {from: 2020-01-01, value: 4}]",
        "[{from: 2017-01-01, value: 3}, {from: 2020-01-01, value: {小学: 4.2, 初中: 5}}]",
        "1:3",
    ])
}

fn words() -> impl Strategy<Value = [&'static str; 2]> {
    proptest::sample::select(vec![["小学", "初中"], ["primary", "junior"], ["小学", "junior"]])
}

#[test]
fn the_packs_that_are_put_in_orders_are_sound() {
    let (parent, child) =
        shuffled(7, ["{小学: 4.2, 初中: 5}", "{一贯: 4.2, else: 5}", "4"], ["小学", "初中"]);
    sound(&parent);
    let [(_, one), (_, two)] = said(&parent, &child);
    let (one, two) = (one.unwrap(), two.unwrap());
    for outcomes in [&one, &two] {
        let all: String = outcomes.values().map(String::as_str).collect();
        assert!(
            all.contains("unmet") && all.contains("\nmet") && all.contains("not_applicable"),
            "{outcomes:?}"
        );
    }
    assert_ne!(one, two);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// No order that a pack can have changes what it says: keys, kinds, values, columns, words of maps, items, files.
    #[test]
    fn no_order_decides(first in any::<u64>(), second in any::<u64>(), a in threshold(), b in threshold(), c in threshold(), words in words()) {
        let (parent, child) = shuffled(first, [a, b, c], words);
        let (other, other_child) = shuffled(second, [a, b, c], words);
        let (one, two) = (said(&parent, &child), said(&other, &other_child));
        prop_assert!(one[0].0.starts_with("sha256:"));
        prop_assert_eq!(one, two);
    }

    /// Packs of the same digest say the same.
    #[test]
    fn equal_digests_mean_equal_verdicts(seed in any::<u64>(), one in (threshold(), threshold(), words()), other in (threshold(), threshold(), words())) {
        let said = |(a, b, words): (&'static str, &'static str, [&'static str; 2])| {
            let (parent, child) = shuffled(seed, [a, b, "4"], words);
            said(&parent, &child)
        };
        let (x, y) = (said(one), said(other));
        for (x, y) in x.iter().zip(&y) {
            if x.0 == y.0 {
                prop_assert_eq!(&x.1, &y.1);
            }
        }
        // An id and its label are one.
        if (one.0, one.1) == (other.0, other.1) {
            prop_assert_eq!(&x[0].0, &y[0].0);
            // An override laid over a map of another kind may know the label and not the id: then it is no sound pack.
            if x[1].1.is_some() && y[1].1.is_some() {
                prop_assert_eq!(&x[1].0, &y[1].0);
            }
        }
    }
}
