//! What is in doubt stands beside every conclusion, in every format, and keeps `--require-met` from holding.

use std::fs;
use std::path::{Path, PathBuf};

use junheng::diagnostic::Language;
use junheng::evaluation::{Doubts, Options, evaluate};
use junheng::facts::read;
use junheng::pack::{SearchPath, load, load_memory};
use junheng::report::sheets::{Book, CellValue};
use junheng::report::{Detail, ReportInput, annotated_with, dossier, ledger, open_points, text};
use junheng::semantics::{CheckedPack, check};
use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{code, err, out, run};
use crate::workbook::{day, tables};

/// The folder of an example with some cells changed.
struct Data(TempDir);

/// The examples, failing and passing, with what audits find in them as they are.
const COUNTIES: [(&str, usize); 2] = [("990001", 1), ("990002", 0)];

impl Data {
    /// An example.
    fn of(county: &str) -> Data {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/county-{county}"));
        let data = Data(tempfile::tempdir().unwrap());
        tables(&example).iter().for_each(|(table, rows)| data.put(table, rows));
        data
    }

    /// The passing example twice in one folder, as 990002 and as 990003.
    fn twins() -> Data {
        let data = Data::of("990002");
        for (table, mut rows) in tables(data.0.path()) {
            let mut twin: Vec<Vec<String>> = rows[1..].to_vec();
            twin.iter_mut().flatten().for_each(|cell| *cell = cell.replace("990002", "990003"));
            rows.extend(twin);
            data.put(&table, &rows);
        }
        data
    }

    fn put(&self, table: &str, rows: &[Vec<String>]) {
        let quoted = |c: &String| if c.contains(',') { format!("\"{c}\"") } else { c.clone() };
        let line = |r: &Vec<String>| r.iter().map(quoted).collect::<Vec<_>>().join(",");
        let text: Vec<String> = rows.iter().map(line).collect();
        fs::write(self.0.path().join(format!("{table}.csv")), text.join("\n") + "\n").unwrap();
    }

    fn edit(self, table: &str, change: impl FnOnce(&mut Vec<Vec<String>>)) -> Data {
        let mut rows = tables(self.0.path()).into_iter().find(|(name, _)| name == table).unwrap().1;
        change(&mut rows);
        self.put(table, &rows);
        self
    }

    /// The first row of a table in which a column starts so gets another value in a column.
    fn set(self, table: &str, (by, starts): (&str, &str), column: &str, value: &str) -> Data {
        self.edit(table, |rows| {
            let at = |name: &str| rows[0].iter().position(|h| h == name).unwrap();
            let (by, column) = (at(by), at(column));
            let row = rows.iter_mut().skip(1).find(|r| r[by].starts_with(starts)).unwrap();
            row[column] = value.to_owned();
        })
    }

    /// A school whose training costs more than its whole budget: an audit finds it, and no rule fails by it.
    fn audited(self, county: &str) -> Data {
        self.set("学校", ("代码", county), "教师培训经费", "99999999")
    }

    /// A finding about a rule that there is not: an error that decides nothing.
    fn with_error(self, subject: &str) -> Data {
        self.edit("评定记录", |rows| {
            let mut row = rows[1].clone();
            (row[0], row[1]) = ("G99".to_owned(), subject.to_owned());
            rows.push(row);
        })
    }

    fn path(&self) -> String {
        self.0.path().to_str().unwrap().to_owned()
    }

    fn eval(&self, more: &[&str]) -> std::process::Output {
        let data = self.path();
        let mut args = vec!["eval", &data, "--pack", "national@2017", "--as-of", "2026-11-23"];
        args.extend(more);
        run(&args)
    }

    fn json(&self, more: &[&str]) -> Value {
        let done = self.eval(&[&["--format", "json"], more].concat());
        serde_json::from_str(&out(&done)).unwrap_or_else(|e| panic!("{e}: {}", err(&done)))
    }

    fn lines(&self, more: &[&str]) -> Vec<Value> {
        let done = self.eval(&[&["--format", "ndjson"], more].concat());
        out(&done).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    }

    fn with<T>(&self, detail: Detail, language: Language, make: impl Fn(&ReportInput<'_>) -> T) -> T {
        let pack = national();
        let facts = read(&pack, &[PathBuf::from(self.path())], day()).unwrap();
        let evaluation = evaluate(&pack, &facts, &Options::on(day()));
        make(&ReportInput { pack: &pack, facts: &facts, evaluation: &evaluation, detail, language })
    }
}

fn national() -> CheckedPack {
    check(load("national@2017", &SearchPath::embedded()).unwrap()).pack.unwrap()
}

fn doubts(audits: usize, surplus: usize, errors: usize) -> Value {
    serde_json::json!({"audits": audits, "surplus": surplus, "errors": errors})
}

/// One place found by an audit, one error.
fn doubtful(county: &str) -> Data {
    Data::of(county).audited(county).with_error(county)
}

fn without_digests(text: &str) -> String {
    text.lines().map(|l| if l.contains("sha256:") { "(digest)" } else { l }).collect::<Vec<_>>().join("\n")
}

#[test]
fn doubts_stand_beside_the_conclusion_for_people() {
    for (county, own) in COUNTIES {
        for (language, name) in [(Language::Zh, "zh"), (Language::En, "en")] {
            let sure = Data::of(county);
            let doubtful = doubtful(county);
            let show = |data: &Data, detail: Detail| {
                data.with(detail, language, |input| {
                    let mut all = vec![text::report(input)];
                    // A page with every derivation takes its time, and says the same of the conclusion.
                    if detail != Detail::Full {
                        let page = dossier::document(input);
                        all.extend([page.markdown(), page.html()]);
                    }
                    all
                })
            };
            let claim = match language {
                Language::Zh => format!("（{}处数据存疑，未核实）", own + 2),
                Language::En => format!("({} places in doubt, not verified)", own + 2),
            };
            for detail in [Detail::Summary, Detail::Failures, Detail::Full] {
                for text in show(&doubtful, detail) {
                    assert!(text.contains(&claim), "{text}");
                }
                for text in show(&sure, detail) {
                    let any = text.contains("存疑，未核实") || text.contains("in doubt, not verified");
                    assert_eq!(any, own > 0, "{text}");
                }
            }
            let shown = show(&doubtful, Detail::Summary);
            insta::assert_snapshot!(format!("summary-{county}-{name}"), without_digests(&shown[0]));
            insta::assert_snapshot!(format!("summary-{county}-{name}-md"), without_digests(&shown[1]));
            let text = show(&doubtful, Detail::Failures).swap_remove(0);
            let heading = if language == Language::Zh { "\n数据存疑\n" } else { "\nData in doubt\n" };
            let (_, listed) = text.split_once(heading).unwrap();
            assert!(listed.contains("G99"), "{listed}");
            // Each once: not again among the errors of the data.
            assert_eq!(text.matches("G99").count(), 1, "{text}");
        }
    }
}

#[test]
fn doubts_stand_beside_the_conclusion_for_programs() {
    for (county, own) in COUNTIES {
        assert_eq!(Data::of(county).json(&[])["counties"][0]["doubts"], doubts(own, 0, 0));
        let data = doubtful(county);
        for detail in ["summary", "failures", "full"] {
            let report = data.json(&["--detail", detail]);
            assert_eq!(report["counties"][0]["doubts"], doubts(own + 1, 0, 1));
            let keys: Vec<&String> = report["counties"][0].as_object().unwrap().keys().collect();
            let at = |key: &str| keys.iter().position(|k| *k == key).unwrap();
            assert_eq!(at("doubts"), at("conclusions") + 1, "beside");
            let line = &data.lines(&["--detail", detail])[0];
            assert_eq!(line["doubts"], doubts(own + 1, 0, 1));
            assert_eq!(line["errors"][0]["code"], "JH0941");
            assert_eq!(line["errors"].as_array().unwrap().len(), 1);
            for key in ["engine", "format", "as_of"] {
                assert_eq!(line[key], report[key], "{key}");
            }
            assert_eq!(line["engine"]["name"], "junheng");
            assert_eq!(line["engine"]["version"], env!("CARGO_PKG_VERSION"));
            assert_eq!(line["pack"]["digest"], report["pack"]["digest"]);
            assert_eq!(line["pack"].get("parents"), None);
            for key in report["counties"][0].as_object().unwrap().keys() {
                assert_eq!(line[key], report["counties"][0][key], "{key}");
            }
        }
    }
}

#[test]
fn the_parents_are_named_with_their_digests() {
    let digest = |reference: &str| {
        check(load(reference, &SearchPath::embedded()).unwrap()).pack.unwrap().digest.to_string()
    };
    let report = |more: &[&str]| -> Value {
        let args = ["eval", "examples/county-990002", "--as-of", "2026-11-23", "--format", "json"];
        serde_json::from_str(&out(&run(&[&args, more].concat()))).unwrap()
    };
    let city = report(&["--pack", "yinchuan@2021"]);
    let parents = city["pack"]["parents"].as_array().unwrap();
    assert_eq!(parents.len(), 2, "{parents:?}");
    for (parent, id) in parents.iter().zip(["national", "ningxia"]) {
        assert_eq!(parent["id"], id);
        let version = parent["version"].as_str().unwrap();
        assert_eq!(parent["digest"], digest(&format!("{id}@{version}")).as_str());
    }
    assert_eq!(report(&["--pack", "national@2017"])["pack"]["parents"], serde_json::json!([]));
    // Of a trial the published pack is the last parent.
    let trial = report(&["--pack", "national@2017", "--set", "R5.at_least.primary=8"]);
    assert_eq!(trial["pack"]["parents"][0]["digest"], digest("national@2017").as_str());
    assert_eq!(trial["pack"]["set"], serde_json::json!(["R5.at_least.primary=8"]));
}

fn cells(book: &Book, sheet: &str) -> Vec<Vec<String>> {
    let sheet = book.sheets.iter().find(|s| s.name == sheet).unwrap_or_else(|| panic!("no sheet {sheet}"));
    let text = |value: &CellValue| match value {
        CellValue::Text(text) => text.clone(),
        _ => String::new(),
    };
    sheet.rows.iter().map(|row| row.iter().map(|c| text(&c.value)).collect()).collect()
}

#[test]
fn the_ledger_has_sheets_for_what_is_open() {
    let book = |data: &Data, detail| data.with(detail, Language::Zh, |input| ledger::book(input).unwrap());
    let data = doubtful("990001");
    let full = book(&data, Detail::Failures);
    let cover = cells(&full, "说明").concat().join("\n");
    assert!(cover.contains("（3处数据存疑，未核实）"), "{cover}");
    let ledger_rows = cells(&full, "台账");
    let at = |name: &str| ledger_rows[0].iter().position(|h| h == name).unwrap();
    assert_eq!(at("数据存疑"), at("结果") + 1);
    for row in &ledger_rows[1..] {
        let expected = if row[1] == "recognition" { "核查发现 2 处、数据错误 1 处" } else { "" };
        assert_eq!(row[at("数据存疑")], expected, "{row:?}");
    }
    let open = cells(&full, "数据存疑");
    let sorts: Vec<&str> = open[1..].iter().map(|row| row[1].as_str()).collect();
    assert_eq!(sorts, ["核查发现", "核查发现", "数据错误"]);
    assert!(open[3][2].contains("评定记录") && open[3][3].contains("G99"), "{open:?}");
    // Every datum that is missing has a row of its own, with every rule that it would decide.
    let json = data.json(&["--detail", "full"]);
    let subjects = json["counties"][0]["subjects"].as_array().unwrap();
    let mut missing: Vec<String> = subjects
        .iter()
        .filter(|s| s["outcome"] == "undetermined")
        .flat_map(|s| s["missing"].as_array().into_iter().flatten())
        .map(ToString::to_string)
        .collect();
    missing.sort();
    missing.dedup();
    assert!(!missing.is_empty());
    assert_eq!(cells(&full, "缺少的数据").len(), missing.len() + 1);
    // Where nothing is open, that is said.
    let sure = book(&Data::of("990002"), Detail::Failures);
    for sheet in ["缺少的数据", "数据存疑"] {
        assert_eq!(cells(&sure, sheet)[1], ["无"]);
    }
    // The summary has the parts alone, and nothing to recompute.
    let summary = book(&data, Detail::Summary);
    assert_eq!(summary.sheets.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["说明", "台账"]);
    let ids: Vec<String> = cells(&summary, "台账").into_iter().skip(1).map(|r| r[1].clone()).collect();
    let parts = ["R_all", "government", "quality", "satisfaction", "V1", "V2", "V3", "V4", "V5", "V6"];
    assert_eq!((ids[0].as_str(), &ids[1..]), ("recognition", &parts.map(str::to_owned)[..]));
    let formula = |c: &junheng::report::sheets::Cell| matches!(c.value, CellValue::Formula { .. });
    assert!(!summary.sheets.iter().flat_map(|s| s.rows.iter().flatten()).any(formula));
}

#[test]
fn a_summary_shows_the_parts_alone() {
    let data = doubtful("990001");
    for (format, more) in [("text", "\n缺少的数据\n"), ("md", "c1-missing"), ("html", "c1-missing")] {
        let show = |detail: &str| out(&data.eval(&["--format", format, "--detail", detail]));
        let (summary, failures) = (show("summary"), show("failures"));
        assert!(summary.contains("资源配置") && summary.contains("不予认定的情形6项"), "{summary}");
        assert!(failures.contains("学校达标") && failures.contains(more));
        assert!(!summary.contains(more), "{format}: {summary}");
    }
    assert_eq!(data.json(&["--detail", "summary"])["counties"][0]["subjects"], serde_json::json!([]));
    // What is wrong with the data is said all the same.
    assert!(err(&data.eval(&["--detail", "summary"])).contains("JH0941"));
}

#[test]
fn the_other_commands_show_them_too() {
    let data = doubtful("990001");
    let path = data.path();
    let with_day = |args: &[&str]| run(&[args, &["--as-of", "2026-11-23"]].concat());
    let said = out(&with_day(&["explain", &path, "--pack", "national@2017", "recognition"]));
    assert!(said.contains("结果：未达到（3处数据存疑，未核实）"), "{said}");
    let said = out(&with_day(&["explain", &path, "--pack", "national@2017", "R_all"]));
    assert!(!said.contains("存疑"), "a part is no conclusion: {said}");
    let said = out(&with_day(&["gap", &path, "--pack", "national@2017"]));
    assert!(said.contains("未达到（3处数据存疑，未核实）"), "{said}");
    let gap = out(&with_day(&["gap", &path, "--pack", "national@2017", "--format", "json"]));
    let gap: Value = serde_json::from_str(&gap).unwrap();
    assert_eq!(gap["counties"][0]["doubts"], doubts(2, 0, 1));
    // What the plan changes may leave other doubts than there are now, and does not do away with an error.
    assert_eq!(gap["counties"][0]["doubts_after"]["errors"], 1);
    let data = doubtful("990002");
    let path = data.path();
    let impact = [
        "impact",
        &path,
        "--from",
        "national@2017",
        "--set",
        "required_met=7",
        "--set",
        "R5.at_least.primary=9",
    ];
    for format in ["text", "md"] {
        let said = out(&with_day(&[&impact[..], &["--format", format]].concat()));
        // Folded in the narrow table of a terminal.
        let said = said.split_whitespace().collect::<String>();
        assert!(said.contains("达到→未达到（2处数据存疑，未核实）"), "{said}");
    }
    let found: Value =
        serde_json::from_str(&out(&with_day(&[&impact[..], &["--format", "json"]].concat()))).unwrap();
    assert_eq!(
        found["counties"][0]["doubts"],
        serde_json::json!({"from": doubts(1, 0, 1), "to": doubts(1, 0, 1)})
    );
    // A report of doubtful data is made again with its doubts, and its conclusions are shown with them.
    let report = tempfile::tempdir().unwrap();
    let file = report.path().join("report.json").to_str().unwrap().to_owned();
    assert_eq!(code(&data.eval(&["--out", &file])), 1);
    let said = run(&["verify", &file, &path]);
    assert_eq!(code(&said), 0, "{}", out(&said));
    assert!(out(&said).contains("评估标准：达到（2处数据存疑，未核实）"), "{}", out(&said));
    let audited = Data::of("990002").audited("990002");
    let html = out(&with_day(&[
        "eval",
        "examples/county-990001",
        &audited.path(),
        "--pack",
        "national@2017",
        "--format",
        "md",
    ]));
    let overview = html.lines().find(|l| l.contains("示例乙县 990002") && l.starts_with('|')).unwrap();
    assert!(
        overview.contains("达到（1处数据存疑，未核实）") && overview.contains("核查发现 1 处"),
        "{overview}"
    );
}

/// A pack of its own, with a case whose conclusion comes out otherwise.
const OWN: [(&str, &str); 3] = [
    (
        "pack.yaml",
        "pack: mini\nversion: 1.0.0\ntitle: 示例\n\
         entities:\n  county:\n    label: 县\n    key: [code]\n    columns:\n      code: {label: 代码, type: text, required: true}\n      \
         name: {label: 县名, type: text}\n      rooms: {label: 间数, type: number}\n      used: {label: 在用间数, type: count}\n  \
         room:\n    label: 间\n    within: county\n    key: [county, no]\n    expect: [{each: county, count: rooms}]\n    columns:\n      \
         county: {label: 县, type: text, required: true}\n      no: {label: 号, type: text, required: true}\n",
    ),
    (
        "rules.rules",
        "rule ENOUGH \"够用\"\n  for county\n  require rooms >= 10\n\n\
         audit within \"在用间数大于间数\"\n  for county\n  require used <= rooms\n\n\
         conclusion done \"达标\"\n  for county\n  require all of {ENOUGH}\n",
    ),
    (
        "tests/cases.yaml",
        "as_of: 2026-01-01\ncases:\n  - name: 在用的多于有的\n    facts:\n      \
         county: [{code: \"990001\", rooms: 12, used: 13}]\n    expect:\n      done: unmet\n",
    ),
];

#[test]
fn a_case_that_fails_shows_them() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("tests")).unwrap();
    for (name, text) in OWN {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let done = run(&["test", folder.path().to_str().unwrap()]);
    let said = out(&done);
    assert_eq!(code(&done), 1, "{said}{}", err(&done));
    assert!(said.contains("+ 达到（1处数据存疑，未核实）"), "{said}");
    assert!(said.contains("- 未达到\n"), "what is expected has no doubts: {said}");
}

#[test]
fn a_library_asks_for_them() {
    let files: Vec<(&str, &str)> = OWN.into_iter().filter(|(name, _)| !name.starts_with("tests")).collect();
    let checked = check(load_memory(&files, &SearchPath::default()));
    let pack = checked.pack.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
    let table = junheng::facts::RawTable::new;
    let judged = |rooms: &str, used: &str| {
        let rows = vec![table("county", &["code", "rooms", "used"], &[&["990001", rooms, used]])];
        let facts = junheng::facts::from_tables(&pack, rows, day());
        let evaluation = evaluate(&pack, &facts, &Options::on(day()));
        Doubts::new(&facts, &evaluation.counties[0])
    };
    // As many used as there are is no doubt; one more is.
    assert_eq!(judged("12", "12"), Doubts::default());
    assert_eq!(judged("12", "13"), Doubts { audits: 1, surplus: 0, errors: 0 });
    assert_eq!(judged("12间", "13"), Doubts { audits: 0, surplus: 0, errors: 1 });
    assert_eq!(judged("12间", "13间").total(), 2);
    assert!(judged("12", "").is_empty(), "a blank is missing, not in doubt");
    // As many rows as declared, one more, one fewer; a figure that no list has.
    let listed = |declared: &str, rooms: &[[&str; 2]]| {
        let rooms: Vec<&[&str]> = rooms.iter().map(|r| r.as_slice()).collect();
        let rows = vec![
            table("county", &["code", "rooms"], &[&["990001", declared]]),
            table("room", &["county", "no"], &rooms),
        ];
        let facts = junheng::facts::from_tables(&pack, rows, day());
        let evaluation = evaluate(&pack, &facts, &Options::on(day()));
        let (detail, language) = (Detail::Failures, Language::Zh);
        let input = ReportInput { pack: &pack, facts: &facts, evaluation: &evaluation, detail, language };
        (Doubts::new(&facts, &evaluation.counties[0]), text::report(&input))
    };
    let two = [["990001", "1"], ["990001", "2"]];
    assert!(listed("2", &two).0.is_empty() && listed("3", &two).0.is_empty());
    let (doubts, text) = listed("1", &two);
    assert_eq!(doubts, Doubts { audits: 0, surplus: 1, errors: 0 });
    assert!(text.contains("未达到（1处数据存疑，未核实）") && text.contains("! 多于应有 "), "{text}");
    assert_eq!(text.matches("! 多于应有 ").count(), 1, "{text}");
    let (doubts, text) = listed("-1", &two);
    assert_eq!(doubts.errors, 1, "{doubts:?} {text}");
    assert!(text.matches("! 数据错误 ").count() == 1, "{text}");
}

#[test]
fn require_met_holds_only_where_nothing_is_in_doubt() {
    for more in [&[][..], &["--format", "ndjson"], &["--format", "json"]] {
        let ends = |data: &Data, flags: &[&str]| {
            let done = data.eval(&[more, flags].concat());
            (code(&done), err(&done))
        };
        let (met, accept) = (&["--require-met"][..], &["--require-met", "--accept-doubts"][..]);
        let sure = Data::of("990002");
        assert_eq!(ends(&sure, met).0, 0);
        assert_eq!(ends(&sure, accept), (0, String::new()));
        let audited = Data::of("990002").audited("990002");
        assert_eq!(ends(&audited, &[]).0, 0, "an audit alone is no error");
        let (code, said) = ends(&audited, met);
        assert_eq!(code, 1);
        assert!(said.contains("1 处数据存疑，未核实：990002（核查发现 1 处）"), "{said}");
        assert!(said.contains("--accept-doubts"), "{said}");
        let (code, said) = ends(&audited, accept);
        assert!(code == 0 && said.contains("按 --accept-doubts 不计"), "{said}");
        let wrong = Data::of("990002").with_error("990002");
        assert_eq!(ends(&wrong, &[]).0, 1);
        let (code, said) = ends(&wrong, met);
        assert!(code == 1 && said.contains("990002（数据错误 1 处）"), "{said}");
        assert_eq!(ends(&wrong, accept).0, 0);
        // What is not met stays so, and is named.
        for flags in [met, accept] {
            let (code, said) = ends(&Data::of("990001"), flags);
            assert!(code == 1 && said.contains("不是每个县的每个结论都达到：990001"), "{said}");
        }
        // A county that an error leaves out is not met.
        let left_out = Data::of("990002").edit("学校", |rows| {
            let double = rows[1].clone();
            rows.push(double);
        });
        let (code, said) = ends(&left_out, accept);
        assert!(code == 1 && said.contains("都达到：990002"), "{said}");
    }
    let said = Data::of("990002").eval(&["--accept-doubts"]);
    assert_eq!(code(&said), 2, "{}", err(&said));
    let said = Data::of("990002").audited("990002").eval(&["--require-met", "--lang", "en"]);
    assert!(
        err(&said).contains("1 place of the data is in doubt, not verified: 990002 (1 found by audits)"),
        "{}",
        err(&said)
    );
}

#[test]
fn an_error_is_in_doubt_for_the_county_that_it_is_of() {
    let county = |data: &Data, more: &[&str]| -> Vec<Value> {
        let whole: Vec<Value> =
            data.json(more)["counties"].as_array().unwrap().iter().map(|c| c["doubts"].clone()).collect();
        let lines: Vec<Value> = data.lines(more).iter().map(|l| l["doubts"].clone()).collect();
        assert_eq!(whole, lines, "both routes");
        whole
    };
    let both = Data::twins;
    let none = doubts(0, 0, 0);
    let error = doubts(0, 0, 1);
    assert_eq!(county(&both(), &[]), [none.clone(), none.clone()]);
    // By a finding's subject, though its rule is unknown.
    assert_eq!(county(&both().with_error("990003"), &[]), [none.clone(), error.clone()]);
    assert_eq!(county(&both().with_error("990003"), &["--county", "990002"]), std::slice::from_ref(&none));
    // By the row of a cell, in the county itself and far below.
    let cell = both().set("县", ("代码", "990003"), "教师平均工资收入", "很多");
    assert_eq!(county(&cell, &[]), [none.clone(), error.clone()]);
    let classes = |county: &str, value: &str| both().set("班级", ("学校", county), "学生数", value);
    for (at, county_code) in ["990002", "990003"].into_iter().enumerate() {
        for value in ["约四十", "-1"] {
            let found = county(&classes(county_code, value), &[]);
            assert_eq!(found[at]["errors"], 1, "{found:?}");
            assert_eq!(found[1 - at], none, "{found:?}");
        }
    }
    // What may be of any county is in doubt for all.
    assert_eq!(county(&both().with_error("990009"), &[]), [error.clone(), error.clone()]);
    // Two folders: only those of its own.
    let second = Data::of("990002").with_error("990009");
    let args =
        ["eval", "examples/county-990001", &second.path(), "--pack", "national@2017", "--format", "json"];
    let report: Value = serde_json::from_str(&out(&run(&args))).unwrap();
    let errors: Vec<&Value> =
        report["counties"].as_array().unwrap().iter().map(|c| &c["doubts"]["errors"]).collect();
    assert_eq!(errors, [0, 1]);
    // A column that a file lacks concerns everyone whose file it is.
    let without = both().edit("学校", |rows| {
        let at = rows[0].iter().position(|h| h == "类别").unwrap();
        rows.iter_mut().for_each(|r| {
            r.remove(at);
        });
    });
    let found = county(&without, &[]);
    assert!(found.iter().all(|d| d["errors"].as_u64().unwrap() >= 1), "{found:?}");
}

#[test]
fn the_format_follows_from_the_name() {
    let folder = tempfile::tempdir().unwrap();
    let data = Data::of("990002");
    let written = |name: &str, more: &[&str]| {
        let path = folder.path().join(name);
        let done = data.eval(&[&["--out", path.to_str().unwrap(), "--detail", "summary"], more].concat());
        (code(&done), err(&done), fs::read(&path).unwrap_or_default())
    };
    let starts = [
        ("a.txt", "县域义务教育"),
        ("a", "县域义务教育"),
        ("a.json", "{\n"),
        ("a.ndjson", "{\"engine\""),
        ("a.JSONL", "{\"engine\""),
        ("a.md", "# "),
        ("a.markdown", "# "),
        ("a.html", "<!DOCTYPE html>"),
        ("a.HTM", "<!DOCTYPE html>"),
        ("a.xlsx", "PK"),
    ];
    for (name, start) in starts {
        let (code, said, bytes) = written(name, &[]);
        assert_eq!(code, 0, "{said}");
        let shown = String::from_utf8_lossy(&bytes);
        assert!(shown.to_lowercase().starts_with(&start.to_lowercase()), "{name}: {shown}");
    }
    // As asked for, whatever the name.
    assert!(written("b.report", &["--format", "json"]).2.starts_with(b"{\n"));
    for (name, ending) in [("c.pdf", ".pdf"), ("c.2026", ".2026"), ("c.csv", ".csv")] {
        let (code, said, bytes) = written(name, &[]);
        assert!(code == 1 && bytes.is_empty());
        assert!(
            said.contains(&format!("`{ending}`")) && said.contains(".xlsx") && said.contains("--format"),
            "{said}"
        );
    }
    let path = data.path();
    let named = |command: &[&str], name: &str| {
        let file = folder.path().join(name);
        let done = run(&[command, &["--as-of", "2026-11-23", "--out", file.to_str().unwrap()]].concat());
        (code(&done), fs::read_to_string(&file).unwrap_or_default())
    };
    let gap = ["gap", &path, "--pack", "national@2017"];
    assert!(named(&gap, "g.json").1.starts_with('{'));
    assert!(named(&gap, "g.md").1.starts_with("# "));
    assert!(named(&gap, "g.html").1.starts_with("<!DOCTYPE html>"));
    assert_eq!(named(&gap, "g.xlsx"), (1, String::new()));
    let impact = ["impact", &path, "--from", "national@2017", "--to", "ningxia@2017"];
    assert!(named(&impact, "i.md").1.starts_with("# "));
    assert!(named(&impact, "i.json").1.starts_with('{'));
    assert_eq!(named(&impact, "i.xlsx"), (1, String::new()));
}

#[test]
fn nothing_that_was_read_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    // A pack that extends another, both folders; each with a case.
    let (packs, child, parent) = (at("packs"), at("packs/child"), at("packs/parent"));
    for (pack, header) in [("parent", ""), ("child", "extends: parent@1\n")] {
        fs::create_dir_all(folder.path().join("packs").join(pack).join("tests")).unwrap();
        for (name, text) in OWN {
            let text = if pack == "child" {
                match name {
                    "pack.yaml" => format!("pack: child\nversion: 1.0.0\ntitle: 示例\n{header}"),
                    _ => continue,
                }
            } else {
                text.replace("pack: mini", "pack: parent")
            };
            fs::write(folder.path().join("packs").join(pack).join(name), text).unwrap();
        }
    }
    fs::write(at("packs/child/notes.md"), "说明\n").unwrap();
    let county = |name: &str, rooms: &str| {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(at(&format!("{name}/county.csv")), format!("code,name,rooms,used\n990001,甲,{rooms},1\n"))
            .unwrap();
    };
    county("now", "9");
    county("before", "8");
    fs::write(at("alone.csv"), "code,rooms\n990001,9\n").unwrap();
    fs::rename(at("alone.csv"), at("county.csv")).unwrap();
    fs::write(at("prices.json"), "costs:\n  county.rooms: 5\n").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(at("now/county.csv"), at("link.json")).unwrap();
    let all_files = || {
        let mut found = Vec::new();
        let mut open = vec![folder.path().to_owned()];
        while let Some(next) = open.pop() {
            for entry in fs::read_dir(next).unwrap().flatten() {
                match entry.path() {
                    path if path.is_dir() => open.push(path),
                    path => found.push((path.clone(), fs::read(&path).unwrap())),
                }
            }
        }
        found.sort();
        found
    };
    let before = all_files();
    let now = at("now");
    let refused = |args: &[&str], why: &str| {
        let done = run(&[&["--packs", &packs], args].concat());
        assert_eq!(code(&done), 1, "{args:?} {}{}", out(&done), err(&done));
        assert!(err(&done).contains(why), "{args:?} {}", err(&done));
        assert_eq!(all_files(), before, "{args:?}");
    };
    let eval = |more: &[&str], why: &str| {
        refused(
            &[&["eval", &now, "--pack", &child, "--previous", &at("before"), "--format", "json"], more]
                .concat(),
            why,
        );
    };
    eval(&["--out", &at("now/county.csv")], "数据");
    eval(&["--out", &at("now/report.json")], "数据");
    eval(&["--out", &at("now/../now/county.csv")], "数据");
    eval(&["--out", &at("before/county.csv")], "数据");
    eval(&["--out", &at("packs/child/pack.yaml")], "标准包的文件");
    eval(&["--out", &at("packs/parent/rules.rules")], "标准包的文件");
    eval(&["--out", &at("packs/parent/tests/cases.yaml")], "用例");
    eval(&["--annotate", &at("now/county.xlsx")], "数据");
    eval(&["--out", &at("both.xlsx"), "--annotate", &at("both.xlsx")], "两个结果");
    eval(&["--out", &at("now/../both.xlsx"), "--annotate", &at("both.xlsx")], "两个结果");
    if cfg!(unix) {
        eval(&["--out", &at("link.json")], "数据");
    }
    let file = at("county.csv");
    refused(&["eval", &file, "--pack", &child, "--format", "json", "--out", &file], "数据");
    let gap = ["gap", &now, "--pack", &child, "--costs", &at("prices.json")];
    refused(&[&gap[..], &["--out", &at("prices.json")]].concat(), "价格表");
    refused(&[&gap[..], &["--format", "json", "--out", &at("now/county.csv")]].concat(), "数据");
    refused(
        &[&gap[..], &["--format", "json", "--out", &at("packs/parent/pack.yaml")]].concat(),
        "标准包的文件",
    );
    let impact = ["impact", &now, "--from", &parent, "--to", &child, "--format", "json"];
    refused(&[&impact[..], &["--out", &at("packs/parent/pack.yaml")]].concat(), "标准包的文件");
    refused(&[&impact[..], &["--out", &at("packs/child/pack.yaml")]].concat(), "标准包的文件");
    refused(&[&impact[..], &["--out", &at("now/county.csv")]].concat(), "数据");
    let suggest = ["test", &parent, "--suggest"];
    refused(&[&suggest[..], &["--out", &at("packs/parent/tests/cases.yaml")]].concat(), "用例");
    // What was not read may be replaced, in a pack's folder too, and a device is no file.
    let written = |to: &str| {
        let done = run(&["--packs", &packs, "eval", &now, "--pack", &child, "--out", to]);
        assert_eq!(code(&done), 0, "{}", err(&done));
    };
    written(&at("packs/child/notes.md"));
    assert!(fs::read_to_string(at("packs/child/notes.md")).unwrap().starts_with("# 甲"));
    written(&at("new.json"));
    written(&at("new.json"));
    if cfg!(unix) {
        written("/dev/null");
    }
}

#[test]
fn verify_says_each_thing_that_differs() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let path = file.to_str().unwrap();
    let data = Data::of("990002");
    assert_eq!(code(&data.eval(&["--out", path])), 0);
    let text = fs::read_to_string(&file).unwrap();
    let verified = |text: &str, data: &Data, more: &[&str]| {
        fs::write(&file, text).unwrap();
        let done = run(&[&["verify", path, &data.path()], more].concat());
        (code(&done), out(&done) + &err(&done))
    };
    assert_eq!(verified(&text, &data, &["--as-of", "2026-11-23"]).0, 0);
    let version = format!("\"version\": \"{}\"\n  }},\n  \"format\"", env!("CARGO_PKG_VERSION"));
    assert!(text.contains(&version), "{}", &text[..300]);
    // Another program: said, and whether all else is the same.
    let other = text.replacen(&version, "\"version\": \"9.9.9\"\n  },\n  \"format\"", 1);
    let (code, said) = verified(&other, &data, &[]);
    assert_eq!(code, 1);
    assert!(said.contains("junheng 9.9.9") && said.contains("除此以外"), "{said}");
    let forged = other.replacen("\"recognition\": \"met\"", "\"recognition\": \"unmet\"", 1);
    let (_, said) = verified(&forged, &data, &[]);
    assert!(
        said.contains("9.9.9") && said.contains("报告里是 unmet，现在是 met") && !said.contains("除此以外"),
        "{said}"
    );
    // A report from before there were engine and format.
    let mut old: Value = serde_json::from_str(&text).unwrap();
    let top = old.as_object_mut().unwrap();
    top.shift_remove("engine");
    top.shift_remove("format");
    top["pack"].as_object_mut().unwrap().shift_remove("parents");
    top["counties"][0].as_object_mut().unwrap().shift_remove("doubts");
    let old = serde_json::to_string_pretty(&old).unwrap() + "\n";
    let (code, said) = verified(&old, &data, &[]);
    assert!(code == 1 && said.contains("程序不同") && said.contains("除此以外"), "{said}");
    // Day, data and pack, each by itself and all together.
    let (code, said) = verified(&text, &data, &["--as-of", "2026-11-24"]);
    assert!(code == 1 && said.contains("日期不同") && !said.contains("数据不同"), "{said}");
    let changed = Data::of("990002").audited("990002");
    let (code, said) = verified(&text, &changed, &[]);
    assert!(code == 1 && said.contains("数据不同") && !said.contains("日期不同"), "{said}");
    let pack: Value = serde_json::from_str(&text).unwrap();
    let all = other.replace(pack["pack"]["digest"].as_str().unwrap(), "sha256:00");
    let (code, said) = verified(&all, &changed, &["--as-of", "2026-11-24"]);
    assert_eq!(code, 1);
    for differs in ["程序不同", "内容不同", "数据不同", "日期不同"] {
        assert!(said.contains(differs), "{said}");
    }
}

/// A doubt gives both figures that do not go together, as the county's table has them (就近划片入学人数 108, 招生数 107); the copy with
/// remarks lists it, and each cell that is missing, with what it would decide.
#[test]
fn doubts_give_both_figures_and_missing_cells_are_listed() {
    let pack = crate::workbook::national();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/county-990001");
    let facts = read(&pack, &[folder], day()).unwrap();
    let evaluation = evaluate(&pack, &facts, &Options::on(day()));
    let language = Language::Zh;
    let input =
        ReportInput { pack: &pack, facts: &facts, evaluation: &evaluation, detail: Detail::Full, language };
    let open = open_points(&input);
    let audit = open.iter().find(|p| p.sort == "核查发现").unwrap();
    assert!(audit.text.starts_with("示例九小 小学：就近划片入学人数大于招生数："), "{audit:?}");
    assert!(audit.text.contains("108人") && audit.text.contains("107人"), "{audit:?}");
    let missing = open.iter().find(|p| p.column == "体育运动场馆面积").unwrap();
    assert_eq!((missing.sort.as_str(), missing.table.as_str()), ("缺少数据", "学部"));
    assert!(
        missing.text.starts_with("示例五小 小学：未填；补上才能判定：生均体育运动场馆面积"),
        "{missing:?}"
    );
    let book = annotated_with(&[], &[], &open, language);
    let listed = book.sheets[0].rows.iter().flatten();
    let texts: Vec<&String> =
        listed.filter_map(|c| if let CellValue::Text(t) = &c.value { Some(t) } else { None }).collect();
    for point in &open {
        assert!(texts.contains(&&point.text), "{point:?}");
    }
}
