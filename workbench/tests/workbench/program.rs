//! The program as it is called: what it prints in both languages, and when it fails.

use std::path::Path;
use std::process::{Command, Output};

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::place::Place;
use crate::story::{expected, folder};

fn program(args: &[&str], language: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_junheng-workbench"))
        .args(["--lang", language])
        .args(args)
        .output()
        .unwrap()
}

/// What it printed; it did not fail.
fn said(args: &[&str], language: &str) -> String {
    let done = program(args, language);
    assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// What it complained of; it failed.
fn complained(args: &[&str], language: &str) -> String {
    let done = program(args, language);
    assert_eq!(done.status.code(), Some(1), "{args:?}");
    let text = String::from_utf8(done.stderr).unwrap();
    assert!(!text.contains("panicked"), "{text}");
    text
}

fn has_han(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// A store with the story in it.
fn played() -> Place {
    let place = Place::sqlite();
    let story = folder().join("story.yaml");
    let text = said(&["play", story.to_str().unwrap(), "--store", &place.url], "zh");
    assert!(text.ends_with("办理 252 项，拒绝 39 项，与标记不符 0 项\n"), "{text}");
    // A refusal says what bars it, who can lift it, what comes next.
    let refused = text.lines().find(|l| l.contains("still-failing")).unwrap();
    assert!(refused.contains("可以解除的：") && refused.contains("下一步："), "{refused}");
    place
}

#[test]
fn lists_are_printed_in_both_languages() {
    let place = played();
    let store = place.url.as_str();
    let day = ["agenda", "--store", store, "--on", "2024-10-13"];
    let json: Value = serde_json::from_str(&said(&[&day[..], &["--format", "json"]].concat(), "zh")).unwrap();
    assert_eq!(json, expected("2024-10-13.json"));
    let (zh, en) = (said(&day, "zh"), said(&day, "en"));
    assert!(zh.contains("逾期") && zh.contains("A-7") && zh.contains("自治区督导评估"), "{zh}");
    assert!(en.contains("overdue") && en.contains("A-7") && !has_han(&en), "{en}");
    // Names of the JSON do not show.
    for name in ["days_left", "open_actions_by_lead", "met_in", "under 5"] {
        assert!(!zh.contains(name), "{name}");
    }
    let one = said(&[&day[..], &["--county", "990103"]].concat(), "en");
    assert!(one.contains("A-7") && !one.contains("A-9"), "{one}");

    let year = ["appraisal", "--store", store, "--year", "2024"];
    let json: Value =
        serde_json::from_str(&said(&[&year[..], &["--format", "json"]].concat(), "en")).unwrap();
    for (county, of) in expected("appraisal-2024.json").as_object().unwrap() {
        for (name, want) in of.as_object().unwrap() {
            assert_eq!(json[county][name], *want, "{county} {name}");
        }
    }
    assert!(said(&year, "zh").contains("免除的整改"));
    let held = said(&["credibility", "--store", store, "--on", "2023-12-31"], "zh");
    assert!(held.contains("C-990103-1") && held.contains("改为未达到  2"), "{held}");
    let pair = ["compare", "S-990103-1", "C-990103-1", "--store", store];
    assert!(said(&pair, "zh").contains("48"));
    let json: Value =
        serde_json::from_str(&said(&[&pair[..], &["--format", "json"]].concat(), "en")).unwrap();
    assert_eq!(json["counts"]["cells_changed"], 2);
    assert!(
        said(
            &["trend", "--store", store, "--county", "990101", "--of", "A1@990101", "--format", "text"],
            "zh"
        )
        .contains("余量")
    );
}

#[test]
fn the_appraisal_as_a_workbook() {
    let place = played();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.xlsx");
    let path = file.to_str().unwrap();
    let args = ["appraisal", "--store", &place.url, "--year", "2024", "--format", "xlsx"];
    assert!(complained(&args, "zh").contains("--out"));
    said(&[&args[..], &["--out", path]].concat(), "zh");
    assert!(complained(&[&args[..], &["--out", path]].concat(), "en").contains("is there already"));
    let mut book: Xlsx<_> = open_workbook(&file).unwrap();
    let sheet = book.worksheet_range("汇总").unwrap();
    let cell = |row: usize, column: usize| sheet.get((row, column)).cloned().unwrap_or(Data::Empty);
    let head = said(&["log", "head", "--store", &place.url], "zh");
    let (seq, hash) = head.trim().split_once(':').unwrap();
    assert_eq!(cell(1, 0), Data::String(format!("演示　记录 {seq} · {}", &hash[..12])));
    // Every figure is the length of what the expected appraisal lists.
    let headings: Vec<String> = (0..15).map(|c| cell(3, c).to_string()).collect();
    let column = |heading: &str| headings.iter().position(|h| h == heading).unwrap();
    let want = expected("appraisal-2024.json");
    for row in 4..10 {
        let of = &want[cell(row, 0).to_string()];
        let list = |v: &Value| v.as_array().map_or_else(|| v.as_object().unwrap().len(), Vec::len) as f64;
        let number = |column: usize| match cell(row, column) {
            Data::Float(n) => n,
            Data::Int(n) => n as f64,
            other => panic!("{other:?}"),
        };
        assert_eq!(number(column("达到")), list(&of["targets"]["met"]));
        assert_eq!(number(column("未完成")), list(&of["targets"]["missed"]));
        assert_eq!(number(column("阶段结论")), list(&of["stages"]));
        assert_eq!(number(column("项数")), list(&of["overdue"]["items"]));
        assert_eq!(number(column("天数")), of["overdue"]["days"].as_f64().unwrap());
        assert_eq!(number(column("报送的文件")), list(&of["filings"]));
        assert_eq!(number(column("免除的整改")), list(&of["waivers"]));
    }
    // The city's copy of 990103 turned two outcomes by one of two cells.
    let held = book.worksheet_range("自评可信度").unwrap();
    let row: Vec<String> = held
        .rows()
        .find(|r| r[2] == Data::String("C-990103-1".to_owned()))
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(row, ["丙县", "S-990103-1", "C-990103-1", "36", "2", "1", "0", "2"]);
    let sources = book.worksheet_range("依据").unwrap();
    let texts: Vec<String> = sources.rows().flatten().map(ToString::to_string).collect();
    for id in ["A-5", "D-targets-990102-2023", "W-990102-8", "N-2", "T-990104-2024-recognition"] {
        assert!(texts.iter().any(|t| t == id), "{id}");
    }
}

#[test]
fn the_record_by_the_command_line() {
    let place = played();
    let store = place.url.as_str();
    let head = said(&["log", "head", "--store", store], "en");
    let (seq, hash) = head.trim().split_once(':').unwrap();
    let verify = ["log", "verify", "--store", store, "--anchor"];
    assert!(said(&[&verify[..], &[&format!("{seq}:{}", &hash[..12])]].concat(), "zh").contains("前后相接"));
    let wrong = program(&[&verify[..], &[&format!("{seq}:{}", "0".repeat(12))]].concat(), "en");
    assert_eq!(wrong.status.code(), Some(1));
    assert!(complained(&[&verify[..], &["yesterday"]].concat(), "en").contains("NUMBER:HASH"));
    assert_eq!(said(&["log", "search", "C-990103-1", "--store", store], "zh").lines().count(), 4);
    assert!(said(&["replay", "--store", store, "--all"], "zh").lines().count() > 30);
    assert_eq!(said(&["replay", "C-990103-1", "--store", store], "en"), "C-990103-1  same bytes\n");
    assert!(complained(&["replay", "C-990103-9", "--store", store], "zh").contains("没有 C-990103-9"));
    // Out and in again, and a copy.
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    said(&["export", &at("a.jsonl"), "--store", store], "zh");
    said(&["import", &at("a.jsonl"), "--store", &at("b.db")], "zh");
    said(&["backup", &at("c.db"), "--store", store], "zh");
    for copy in ["b.db", "c.db"] {
        assert_eq!(said(&["log", "head", "--store", &at(copy)], "en"), head);
        said(&["migrate", "--store", &at(copy)], "zh");
    }
    // A changed byte is found, and an act that follows is not done.
    place.sql("UPDATE events SET body = body || ' ' WHERE seq = 60");
    let found = program(&["log", "verify", "--store", store], "zh");
    assert_eq!(found.status.code(), Some(1));
    let text = String::from_utf8(found.stdout).unwrap();
    assert!(text.contains("第 60 条记录起校验不符"), "{text}");
    let refused = complained(&["account", "disable", "jia.clerk", "--store", store], "zh");
    assert!(refused.contains("第 60 条记录"), "{refused}");
}

#[test]
fn contents_that_are_gone_are_found() {
    let place = played();
    for (statement, word) in [
        ("UPDATE blobs SET body = x'00' WHERE digest = (SELECT min(digest) FROM blobs)", "内容"),
        ("DELETE FROM blobs WHERE digest = (SELECT min(digest) FROM blobs)", "内容"),
        ("UPDATE things SET version = version + 1 WHERE sort = 'case'", "case"),
    ] {
        place.sql(statement);
        let found = program(&["log", "verify", "--store", &place.url], "zh");
        assert_eq!(found.status.code(), Some(1));
        let text = String::from_utf8(found.stdout).unwrap();
        assert!(text.contains(word), "{text}");
    }
}

#[test]
fn accounts_by_the_command_line() {
    let place = Place::sqlite();
    let store = place.url.as_str();
    said(&["office", "add", "990100", "--name", "市政府督导室", "--level", "city", "--store", store], "zh");
    let add = ["account", "add", "city.clerk", "--store", store, "--office"];
    assert!(complained(&[&add[..], &["990199"]].concat(), "en").contains("there is no 990199"));
    said(&[&add[..], &["990100", "--role", "clerk"]].concat(), "zh");
    assert!(complained(&[&add[..], &["990100"]].concat(), "zh").contains("已有 city.clerk"));
    let grant = ["account", "grant", "city.clerk", "--store", store, "--role"];
    assert!(complained(&[&grant[..], &["king"]].concat(), "en").contains("there is no role king"));
    said(&[&grant[..], &["monitor", "--to", "2099-12-31"]].concat(), "zh");
    assert!(
        complained(&[&grant[..], &["monitor", "--to", "2099-02-30"]].concat(), "zh").contains("不是日期")
    );
    said(&["account", "disable", "city.clerk", "--store", store], "zh");
    assert!(complained(&["account", "disable", "nobody", "--store", store], "zh").contains("没有账号"));
    assert_eq!(said(&["log", "search", "city.clerk", "--store", store], "zh").lines().count(), 3);
}

/// Stories that cannot be played are refused before anything is written.
#[test]
fn a_story_that_cannot_be_played_leaves_no_store() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let head =
        "offices: {\"990100\": {name: 市, level: city}}\naccounts: {\"990100\": {a: [clerk]}}\nacts:\n";
    let act = |rest: &str| format!("{head}  - {{day: 2024-01-01, by: a, as: clerk, {rest}}}\n");
    for (text, word) in [
        (act("act: act.unknown, object: X"), "act.unknown"),
        (act("act: document.file"), "object"),
        (act("act: data.upload, object: M-990101-2024, data: 2024/none"), "2024/none"),
        (act("act: document.file, object: W-990101-1").replace("2024-01-01", "2024-02-30"), "day"),
        (head.replace("acts:", "axts:"), "acts"),
        ("{".to_owned(), "story.yaml"),
        (String::new(), "offices"),
    ] {
        std::fs::write(dir.path().join("story.yaml"), &text).unwrap();
        let said = complained(&["play", &at("story.yaml"), "--store", &at("s.db")], "zh");
        assert!(said.contains(word), "{word}: {said}");
        assert!(!Path::new(&at("s.db")).exists(), "{word}");
    }
    assert!(complained(&["play", &at("none.yaml"), "--store", &at("s.db")], "en").contains("cannot read"));
    // An act that is refused and not marked so makes it fail.
    std::fs::write(dir.path().join("story.yaml"), act("act: document.file, object: W-990101-1")).unwrap();
    let done = program(&["play", &at("story.yaml"), "--store", &at("s.db")], "en");
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8(done.stdout).unwrap().ends_with("0 done, 1 refused, 1 not as marked\n"));
    // A store with events in it plays no story.
    let again = complained(&["play", &at("story.yaml"), "--store", &at("s.db")], "en");
    assert!(again.contains("has events already"), "{again}");
}

/// Another program's database stays as it is, to the byte.
#[test]
fn a_foreign_database_is_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("other.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('ours')").unwrap();
    drop(other);
    let bytes = std::fs::read(&path).unwrap();
    let store = path.to_str().unwrap();
    for args in [
        &["log", "head"][..],
        &["log", "verify"],
        &["migrate"],
        &["agenda", "--on", "2024-01-01"],
        &["office", "add", "990100", "--name", "市", "--level", "city"],
    ] {
        let said = complained(&[args, &["--store", store]].concat(), "zh");
        assert!(said.contains("不是工作台的存储") || said.contains("migrate"), "{args:?}: {said}");
        assert!(std::fs::read(&path).unwrap() == bytes, "{args:?}");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "{args:?}");
    }
}
