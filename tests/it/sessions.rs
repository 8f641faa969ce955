//! What a page's worker asks of the library: everything from memory, the language server message by message.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use junheng::diagnostic::Language;
use junheng::evaluation::{Options, evaluate};
use junheng::facts::{originals, originals_from, read_from};
use junheng::pack::{SearchPath, listing_from, load, shipped_files};
use junheng::report::{Detail, ReportInput};
use junheng::semantics::{CheckedPack, check};
use junheng::source::Memory;
use junheng::tooling::explain::{explained, item_named, subjects};
use junheng::tooling::lsp::Session;
use junheng::tooling::render::{Format, annotated, outside_period, render};
use junheng::tooling::test::{read_declared, read_declared_from, run_cases, run_cases_from, summary};
use junheng::value::parse_date;
use serde_json::{Value, json};

use crate::places::in_memory;

const EXAMPLE: &str = "examples/county-990001";

fn national() -> CheckedPack {
    check(load("national@2017", &SearchPath::embedded()).unwrap()).pack.unwrap()
}

#[test]
fn data_in_memory_are_what_they_are_in_a_folder() {
    let (pack, paths) = (national(), [PathBuf::from(EXAMPLE)]);
    let memory = in_memory(&paths[0], EXAMPLE);
    let shown = |all: Vec<junheng::facts::Original>| format!("{all:?}");
    let [there, here] =
        [originals(&pack, &paths), originals_from(&memory, &pack, &paths)].map(Result::unwrap);
    assert_eq!(there.len(), 9);
    assert_eq!(shown(there), shown(here));

    let day = parse_date("2026-11-23").unwrap();
    let facts = read_from(&memory, &pack, &paths, day).unwrap();
    let options = Options::on(day);
    let evaluation = evaluate(&pack, &facts, &options);
    let (facts, evaluation, pack) = (&facts, &evaluation, &pack);
    let input = ReportInput { pack, facts, evaluation, detail: Detail::Failures, language: Language::Zh };
    let text = |format| String::from_utf8(render(&input, &options, format).unwrap()).unwrap();
    assert!(text(Format::Text).contains("未达到"));
    assert!(text(Format::Html).starts_with("<!DOCTYPE html>") && text(Format::Markdown).starts_with("# "));
    let json: Value = serde_json::from_str(&text(Format::Json)).unwrap();
    assert_eq!(json["counties"][0]["county"], "990001");
    assert_eq!(text(Format::Ndjson).lines().count(), 1);
    // All three are archives.
    for format in [Format::Ledger, Format::Forms, Format::Draft] {
        assert!(render(&input, &options, format).unwrap().starts_with(b"PK"));
    }
    assert!(annotated(&memory, &paths, &input).unwrap().starts_with(b"PK"));
    assert!(annotated(&Memory::new(), &paths, &input).is_err());
    assert_eq!(outside_period(pack, day), None);
    let early = outside_period(pack, parse_date("2000-01-01").unwrap()).unwrap();
    assert!(early.text(Language::En).contains("2000-01-01"));
}

#[test]
fn subjects_are_named_as_they_are_typed() {
    let (pack, day) = (national(), parse_date("2026-11-23").unwrap());
    let memory = in_memory(Path::new(EXAMPLE), EXAMPLE);
    let facts = read_from(&memory, &pack, &[EXAMPLE.into()], day).unwrap();
    let options = Options::on(day);
    let r5 = item_named(&pack, "R5").unwrap();
    let all = subjects(&pack, &facts, &options, r5);
    // One a division: the table has 46 rows.
    assert!(all.len() > 40 && all.iter().any(|s| s.typed == "9900010019/junior"), "{}", all.len());
    let ask = |subject| explained(&pack, &facts, &options, (r5, "R5"), subject, Language::En);
    assert!(ask(Some("9900010019/初中")).unwrap()[0].contains("5201.9"));
    let refused = ask(None).unwrap_err();
    assert!(refused.message.text(Language::En).contains("R5") && refused.help.is_some());
    let refused = ask(Some("9900010019/juniors")).unwrap_err();
    assert!(refused.help.unwrap().text(Language::En).contains("9900010019/junior"));
    assert!(item_named(&pack, "R55").unwrap_err().help.is_some());
}

#[test]
fn cases_in_memory_pass_as_in_a_folder() {
    let folder = Path::new("rulepacks/national-2017/tests");
    let mut memory = in_memory(folder, "rulepacks/national-2017/tests");
    // Two cases are of the example counties, by paths that lead out of the pack.
    for county in ["examples/county-990001", "examples/county-990002"] {
        for file in fs::read_dir(county).unwrap() {
            let path = file.unwrap().path();
            memory.put(&path, fs::read(&path).unwrap());
        }
    }
    let pack = national();
    let suites =
        [run_cases(&pack, folder, Language::En), run_cases_from(&memory, &pack, folder, Language::En)];
    assert!(suites[0].cases.len() > 10 && suites[1].failed() == 0);
    let [there, here] = suites.each_ref().map(|suite| summary("national", suite, Language::En));
    assert_eq!(there, here);
    let [there, here] = [read_declared(folder), read_declared_from(&memory, folder)];
    assert_eq!(there.diagnostics.len(), here.diagnostics.len());
    assert_eq!(there.sources.iter().count(), here.sources.iter().count());
}

#[test]
fn shipped_packs_are_listed_and_handed_out() {
    let files: Vec<(String, String, Vec<u8>)> = shipped_files().collect();
    let there = |folder: &str, path: &str| {
        let (_, _, bytes) = files.iter().find(|(f, p, _)| f == folder && p == path).unwrap();
        assert_eq!(*bytes, fs::read(Path::new("rulepacks").join(folder).join(path)).unwrap());
    };
    there("national-2017", "pack.yaml");
    there("yinchuan-2021", "measures.yaml");
    assert!(files.iter().any(|(folder, path, _)| folder == "national-2017" && path.starts_with("tests/")));
    let mut memory = Memory::new();
    memory.put(
        "packs/mine/pack.yaml",
        "标准包: mine\n版本: 2026.1.0\n名称: 我的\n沿用: national@2017\n".as_bytes(),
    );
    let search = SearchPath { dirs: vec!["packs".into()], embedded: true };
    let all = listing_from(&memory, &search);
    let mine = all.packs.iter().find(|p| p.info.id == "mine").unwrap();
    assert!(mine.parent.as_deref().unwrap().starts_with("national@2017"));
    assert!(all.packs.iter().any(|p| p.info.id == "yinchuan"));
}

struct Client(Session);

impl Client {
    fn tell(&mut self, method: &str, params: Value) -> Vec<Value> {
        self.send(json!({"jsonrpc": "2.0", "method": method, "params": params}))
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let answers = self.send(json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params}));
        answers.into_iter().find(|a| a["id"] == 7).unwrap()["result"].clone()
    }

    fn send(&mut self, message: Value) -> Vec<Value> {
        self.0.take(&message.to_string()).iter().map(|text| serde_json::from_str(text).unwrap()).collect()
    }
}

#[test]
fn the_language_server_answers_message_by_message() {
    let mut memory = Memory::new();
    memory.put(
        "packs/mine/pack.yaml",
        "标准包: mine\n版本: 2026.1.0\n名称: 我的\n沿用: national@2017\n".as_bytes(),
    );
    memory.put("packs/mine/local.rules", "".as_bytes());
    let mut client = Client(Session::new(Arc::new(memory), Language::En, SearchPath::embedded()));
    let malformed: Vec<Value> =
        client.0.take("{").iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    assert_eq!(malformed[0]["error"]["code"], -32700);
    assert!(client.ask("initialize", json!({"capabilities": {}}))["capabilities"].is_object());
    let uri = "file:///packs/mine/local.rules";
    let text = "规则 Z1 \"试\"\n  适用 学校\n  要求班级数 不低于 1\n";
    let opened = json!({"uri": uri, "languageId": "junheng", "version": 0, "text": text});
    let told = client.tell("textDocument/didOpen", json!({"textDocument": opened}));
    let of = |told: &[Value]| -> Vec<Value> {
        let own = told.iter().find(|m| m["params"]["uri"] == uri).unwrap();
        own["params"]["diagnostics"].as_array().unwrap().clone()
    };
    // A keyword glued to the name after it, at the place where it stands.
    let wrong = of(&told);
    assert_eq!(
        (wrong[0]["code"].as_str().unwrap(), &wrong[0]["range"]["start"]["line"]),
        ("JH0107", &json!(2))
    );
    let fixes = client.ask(
        "textDocument/codeAction",
        json!({"textDocument": {"uri": uri}, "range": wrong[0]["range"], "context": {"diagnostics": []}}),
    );
    assert!(fixes[0]["edit"]["changes"][uri][0]["newText"].is_string());
    let change = json!({"text": text.replace("要求班级数", "要求 班级数")});
    let told = client.tell(
        "textDocument/didChange",
        json!({"textDocument": {"uri": uri, "version": 1}, "contentChanges": [change]}),
    );
    // What is left is only that no conclusion depends on it, and that it cites nothing.
    let codes: Vec<Value> = of(&told).iter().map(|d| d["code"].clone()).collect();
    assert_eq!(codes, ["JH0812", "JH0843"]);
    let at = json!({"textDocument": {"uri": uri}, "position": {"line": 2, "character": 6}});
    assert!(
        client.ask("textDocument/hover", at.clone())["contents"]["value"]
            .as_str()
            .unwrap()
            .contains("班级数")
    );
    assert_eq!(client.tell("exit", Value::Null), Vec::<Value>::new());
}
