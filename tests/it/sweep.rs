//! Many settings of a number: how many pass at each.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::cli::{code, err, out, run};

const DATA: [&str; 2] = ["examples/county-990001", "examples/county-990002"];
const DAY: [&str; 2] = ["--as-of", "2026-11-23"];

fn swept(more: &[&str]) -> Value {
    let mut args = vec!["impact", DATA[0], DATA[1], "--from", "national@2017", "--format", "json"];
    args.extend(DAY);
    args.extend(more);
    let done = run(&args);
    assert_eq!(code(&done), 0, "{}", err(&done));
    serde_json::from_str(&out(&done)).unwrap()
}

/// How a rule's subjects come out, and which rows of each table above pass whole, from the outcomes of an evaluation.
fn by_evaluation(set: &str) -> BTreeMap<String, Value> {
    let mut args = vec!["eval", DATA[0], DATA[1], "--pack", "national@2017", "--set", set];
    args.extend(["--format", "json", "--detail", "full"]);
    args.extend(DAY);
    let done = run(&args);
    assert_eq!(code(&done), 0, "{set}: {}", err(&done));
    let report: Value = serde_json::from_str(&out(&done)).unwrap();
    let mut subjects: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    // By rule and table: of each row whether anything applies, and whether anything fails or is open.
    let mut rows: BTreeMap<(String, String), BTreeMap<String, [bool; 2]>> = BTreeMap::new();
    for county in report["counties"].as_array().unwrap() {
        for s in county["subjects"].as_array().unwrap() {
            let rule = s["rule"].as_str().unwrap().to_owned();
            let outcome = s["outcome"].as_str().unwrap();
            let counts = subjects.entry(rule.clone()).or_insert_with(|| {
                ["met", "unmet", "undetermined", "not_applicable"].map(|o| (o, 0)).into_iter().collect()
            });
            *counts.iter_mut().find(|(o, _)| **o == outcome).unwrap().1 += 1;
            let key: Vec<&str> = s["key"].as_array().unwrap().iter().map(|k| k.as_str().unwrap()).collect();
            let entity = s["entity"].as_str().unwrap();
            let mut places =
                vec![(entity, key.join("/")), ("county", county["county"].as_str().unwrap().to_owned())];
            if entity == "division" {
                places.push(("school", key[0].to_owned()));
            }
            for (table, key) in places.into_iter().collect::<BTreeSet<_>>() {
                let row = rows.entry((rule.clone(), table.to_owned())).or_default().entry(key).or_default();
                row[0] |= outcome != "not_applicable";
                row[1] |= outcome == "unmet" || outcome == "undetermined";
            }
        }
    }
    let mut all = BTreeMap::new();
    for (rule, counts) in subjects {
        let of_rule = rows.iter().filter(|((r, _), _)| *r == rule);
        let tables: BTreeMap<&String, Value> = of_rule
            .map(|((_, table), rows)| {
                let of = rows.values().filter(|[applies, _]| *applies).count();
                let met = rows.values().filter(|[applies, fails]| *applies && !fails).count();
                (table, json!({"met": met, "of": of}))
            })
            .collect();
        all.insert(rule, json!({"subjects": counts, "rows": tables}));
    }
    all
}

/// Keys in one order.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let sorted: BTreeMap<&String, Value> = map.iter().map(|(k, v)| (k, plain(v))).collect();
            json!(sorted)
        }
        other => other.clone(),
    }
}

/// Each setting is what evaluating with `--set` gives, also where the coefficient's limit lies so near that the interpreter must decide.
#[test]
fn each_setting_is_what_an_evaluation_says() {
    let numbers = [
        ("R5.at_least.primary", "7..9:0.4", vec!["7", "7.4", "7.8", "8.2", "8.6", "9"]),
        ("required_met", "5..7:1", vec!["5", "6", "7"]),
        ("balance_limit.primary", "0.2..0.6:0.1", vec!["0.2", "0.3", "0.4", "0.5", "0.6"]),
        ("tolerance", "80%..90%:5%", vec!["80%", "85%", "90%"]),
        ("class_size.junior", "40..60:10", vec!["40", "50", "60"]),
    ];
    let asked: Vec<String> = numbers.iter().map(|(path, range, _)| format!("{path}={range}")).collect();
    let args: Vec<&str> = asked.iter().flat_map(|one| ["--sweep", one.as_str()]).collect();
    let found = swept(&args);
    assert_eq!(found["counties"], 2);
    let mut turned = 0;
    for ((path, _, settings), swept) in numbers.iter().zip(found["sweeps"].as_array().unwrap()) {
        assert_eq!(swept["number"], *path);
        let sets: Vec<&str> =
            swept["settings"].as_array().unwrap().iter().map(|s| s["set"].as_str().unwrap()).collect();
        assert_eq!(sets, *settings);
        let mut different = BTreeSet::new();
        for setting in swept["settings"].as_array().unwrap() {
            let expected = by_evaluation(&format!("{path}={}", setting["set"].as_str().unwrap()));
            let rules = setting["rules"].as_object().unwrap();
            assert!(!rules.is_empty());
            for (rule, report) in rules {
                assert_eq!(plain(report), plain(&expected[rule]), "{path} {} {rule}", setting["set"]);
            }
            different.insert(plain(&setting["rules"]).to_string());
        }
        turned += usize::from(different.len() > 1);
        // By the pack's own number it is as without any.
        let own = by_evaluation("required_met=6");
        for (rule, report) in swept["by_own"].as_object().unwrap() {
            assert_eq!(plain(report), plain(&own[rule]), "{path} {rule}");
        }
    }
    assert!(turned >= 4, "{turned}");
    assert_eq!(found["sweeps"][0]["own"], "7.5");
    // Whatever the number of threads.
    let threaded: Vec<&str> = args.iter().copied().chain(["--threads", "7"]).collect();
    assert_eq!(swept(&threaded), found);
}

/// The picture and the table say what the numbers say; what is no sweep is refused in words.
#[test]
fn pictures_tables_and_refusals() {
    let sweep = ["--sweep", "R5.at_least.primary=7..9:0.5"];
    let shown = |format: &str, language: &str| {
        let mut args = vec!["impact", DATA[0], DATA[1], "--from", "national@2017", "--format", format];
        args.extend(["--lang", language]);
        args.extend(DAY);
        args.extend(sweep);
        let done = run(&args);
        assert_eq!(code(&done), 0, "{}", err(&done));
        out(&done)
    };
    for language in ["zh", "en"] {
        let html = shown("html", language);
        let svg = html.split("<svg").nth(1).unwrap().split("</svg>").next().unwrap().to_owned();
        insta::assert_snapshot!(format!("sweep-picture-{language}"), format!("<svg{svg}</svg>"));
        insta::assert_snapshot!(format!("sweep-text-{language}"), shown("text", language));
        insta::assert_snapshot!(format!("sweep-md-{language}"), shown("md", language));
    }
    for (asked, words) in [
        ("R5.at_least.primary=7", ["从多少变到多少", "from where to where"]),
        ("R5.at_least.primary=7..9", ["从多少变到多少", "from where to where"]),
        ("R5.at_least.primary=9..7:0.1", ["往上走", "upwards"]),
        ("R5.at_least.primary=7..9:0", ["往上走", "upwards"]),
        ("R5.at_least.primary=7..9:-1", ["往上走", "upwards"]),
        ("R5.at_least.primary=0..9:0.001", ["1000", "1000"]),
        ("R5.at_least.primary=0..9:0.0000000000000000000000000001", ["1000", "1000"]),
        ("tolerance=80%..90:1%", ["%", "%"]),
        ("R5=7..9:1", ["R5.at_least.primary", "R5.at_least.primary"]),
        ("R55=7..9:1", ["R55", "R55"]),
        ("R_school=7..9:1", ["R_school", "R_school"]),
        ("schedule.640181=2023..2025:1", ["schedule.640181", "schedule.640181"]),
        ("=7..9:1", ["从多少变到多少", "from where to where"]),
    ] {
        for (language, word) in ["zh", "en"].into_iter().zip(words) {
            let mut args =
                vec!["impact", DATA[0], "--from", "yinchuan@2021", "--sweep", asked, "--lang", language];
            args.extend(DAY);
            let done = run(&args);
            assert_eq!(code(&done), 1, "{asked}: {}{}", out(&done), err(&done));
            assert!(err(&done).contains(word), "{asked}: {}", err(&done));
        }
    }
    let args = ["impact", DATA[0], "--from", "national@2017", "--to", "yinchuan@2021", "--format", "html"];
    assert_eq!(code(&run(&args)), 1);
    let args = ["impact", DATA[0], "--from", "national@2017", "--to", "yinchuan@2021", sweep[0], sweep[1]];
    assert_eq!(code(&run(&args)), 2);
}

/// Numbers set for a trial hold for `explain` and `gap`, too, and are named.
#[test]
fn numbers_are_set_for_explain_and_gap() {
    let set = ["--set", "R5.at_least.primary=99", "--lang", "en"];
    let mut args = vec!["explain", DATA[1], "--pack", "national@2017", "R5", "9900020001/primary"];
    args.extend(DAY);
    let plain = run(&args);
    args.extend(set);
    let tried = run(&args);
    assert_eq!((code(&plain), code(&tried)), (0, 0), "{}", err(&tried));
    assert!(out(&tried).contains("99") && out(&tried).contains("trial with R5.at_least.primary=99"));
    assert!(!out(&plain).contains("trial"));
    let mut args = vec!["gap", DATA[1], "--pack", "national@2017", "--rule", "R5"];
    args.extend(DAY);
    args.extend(set);
    let text = out(&run(&args));
    assert!(text.contains("trial with R5.at_least.primary=99"), "{text}");
    args.extend(["--format", "json"]);
    let gap: Value = serde_json::from_str(&out(&run(&args))).unwrap();
    assert_eq!(gap["pack"]["set"], json!(["R5.at_least.primary=99"]));
    assert!(!gap["counties"][0]["lacks"].as_array().unwrap().is_empty());
}
