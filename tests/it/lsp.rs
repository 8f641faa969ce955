//! The language server over the real protocol: a scripted client talks to the program.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

pub(crate) const RULES: &str = "规则 G1 规模\n  适用 学校\n  当 类别 不等于 特殊教育\n  要求 在校生数 不超过 人数上限[类别]\n  依据 办法 \"第一条\"\n\n规则 G2 合计\n  适用 县\n  要求 合计(学校: 在校生数) 不低于 100人\n\n结论 recognition 认定\n  适用 县\n  要求 {G1..G2} 均达到\n";

pub(crate) const FACTS: &str = "单位表: {人: 基本}\n选项表:\n  kind: {标签: 学校类别, 可选值: {primary: 小学, special: 特殊教育}}\n数据表:\n  county:\n    标签: 县\n    识别列: code\n    列:\n      code: {标签: 代码, 类型: 文本}\n  school:\n    标签: 学校\n    上级: county\n    识别列: code\n    列:\n      code: {标签: 代码, 类型: 文本}\n      county: {标签: 县, 类型: 文本}\n      kind: {标签: 类别, 类型: kind}\n      pupils: {标签: 在校生数, 类型: 计数, 单位: 人, 说明: 学年初人数}\n";

pub(crate) const LIMITS: &str = "限值:\n  size: {标签: 人数上限, 分: kind, 单位: 人, 取值: {小学: 2000, 特殊教育: 200}}\n来源:\n  办法: {名称: 示例办法, 文号: 示例〔2026〕1号}\n";

pub(crate) struct Client {
    /// What the server says that it can do.
    pub(crate) capabilities: Value,
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    next: i64,
    notes: Vec<Value>,
    folder: tempfile::TempDir,
}

impl Client {
    pub(crate) fn start() -> Client {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("pack")).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_junheng"))
            .args(["lsp", "--lang", "zh"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let output = child.stdout.take().unwrap();
        let (send, messages) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            loop {
                let mut length = 0;
                loop {
                    let mut line = String::new();
                    if output.read_line(&mut line).unwrap_or(0) == 0 {
                        return;
                    }
                    match line.trim().strip_prefix("Content-Length:") {
                        Some(n) => length = n.trim().parse::<usize>().unwrap(),
                        None if line.trim().is_empty() => break,
                        None => {}
                    }
                }
                let mut body = vec![0; length];
                output.read_exact(&mut body).unwrap();
                let _ = send.send(serde_json::from_slice(&body).unwrap());
            }
        });
        let input = child.stdin.take();
        let capabilities = Value::Null;
        let mut client = Client { capabilities, child, input, messages, next: 0, notes: Vec::new(), folder };
        let initialized =
            client.ask("initialize", json!({"processId": null, "rootUri": null, "capabilities": {}}));
        assert_eq!(initialized["capabilities"]["renameProvider"]["prepareProvider"], true);
        client.capabilities = initialized["capabilities"].clone();
        client.tell("initialized", json!({}));
        client
    }

    /// A client with a sound pack, the rules of which are open.
    pub(crate) fn with_pack() -> Client {
        let mut client = Client::start();
        client.write("pack.yaml", "标准包: demo\n版本: 1.0.0\n名称: 示例\n");
        client.write("facts.yaml", FACTS);
        client.write("limits.yaml", LIMITS);
        client.write("rules.rules", RULES);
        client.open("rules.rules", RULES);
        client
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        // Packs that lie beside a pack are found: it has a folder to itself.
        self.folder.path().join("pack").join(name)
    }

    /// A new folder beside the pack's.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        let folder = self.folder.path().join(name);
        std::fs::create_dir(&folder).unwrap();
        folder
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        let path = match name.strip_prefix("../") {
            Some(beside) => self.folder.path().join(beside),
            None => self.path(name),
        };
        format!("file://{}", path.display())
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    pub(crate) fn post(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.post(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// The whole response to a request.
    pub(crate) fn response(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.post(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let message = self.messages.recv_timeout(Duration::from_secs(60)).expect("an answer");
            if message["id"] == id {
                return message;
            }
            self.notes.push(message);
        }
    }

    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let response = self.response(method, params);
        assert!(response.get("error").is_none(), "{method}: {response:#}");
        response["result"].clone()
    }

    pub(crate) fn open(&mut self, name: &str, text: &str) {
        let uri = self.uri(name);
        self.tell(
            "textDocument/didOpen",
            json!({"textDocument": {"uri": uri, "languageId": "junheng", "version": 1, "text": text}}),
        );
    }

    pub(crate) fn change(&mut self, name: &str, version: i64, changes: Value) {
        let uri = self.uri(name);
        self.tell(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}),
        );
    }

    /// The diagnostics of a file, next time they are told.
    pub(crate) fn diagnostics(&mut self, name: &str) -> Vec<Value> {
        let uri = self.uri(name);
        let is_it = |m: &Value| {
            m["method"] == "textDocument/publishDiagnostics" && m["params"]["uri"] == uri.as_str()
        };
        if let Some(i) = self.notes.iter().position(is_it) {
            return self.notes.remove(i)["params"]["diagnostics"].as_array().unwrap().clone();
        }
        loop {
            let message = self.messages.recv_timeout(Duration::from_secs(60)).expect("diagnostics");
            if is_it(&message) {
                return message["params"]["diagnostics"].as_array().unwrap().clone();
            }
            self.notes.push(message);
        }
    }

    /// The position of the `nth` occurrence of a text in a file's text, `within` characters inside.
    pub(crate) fn place(&self, name: &str, text: &str, needle: &str, nth: usize) -> Value {
        let (at, _) = text.match_indices(needle).nth(nth).unwrap();
        json!({"textDocument": {"uri": self.uri(name)}, "position": position(text, at)})
    }

    pub(crate) fn end(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.tell("exit", Value::Null);
        drop(self.input.take());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

pub(crate) fn position(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    json!({"line": line, "character": before[start..].encode_utf16().count()})
}

/// What stands at a range of a text.
pub(crate) fn slice<'a>(text: &'a str, range: &Value) -> &'a str {
    let offset = |p: &Value| {
        let line = p["line"].as_u64().unwrap() as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut units = p["character"].as_u64().unwrap() as usize;
        let mut at = start;
        for c in text[start..].chars() {
            if units == 0 {
                break;
            }
            units -= c.len_utf16();
            at += c.len_utf8();
        }
        at
    };
    &text[offset(&range["start"])..offset(&range["end"])]
}

#[test]
fn diagnostics_follow_the_typing_across_files() {
    let mut client = Client::with_pack();
    assert_eq!(client.diagnostics("rules.rules"), Vec::<Value>::new());
    // A half-typed word, as an editor sends it.
    let at = RULES.find("在校生数 不超过").unwrap() + "在校生".len();
    let range = json!({"start": position(RULES, at), "end": position(RULES, at + "数".len())});
    client.change("rules.rules", 2, json!([{"range": range, "text": ""}]));
    let found = client.diagnostics("rules.rules");
    let typed = RULES.replacen("在校生数", "在校生", 1);
    let named: Vec<&str> = found.iter().map(|d| slice(&typed, &d["range"])).collect();
    assert_eq!(named, ["在校生"]);
    assert_eq!(found[0]["severity"], 1);
    assert!(found[0]["message"].as_str().unwrap().contains("在校生数"), "{found:#?}");
    // The fix is offered, and applying it mends the file.
    let actions = client.ask(
        "textDocument/codeAction",
        json!({"textDocument": {"uri": client.uri("rules.rules")}, "range": found[0]["range"], "context": {"diagnostics": []}}),
    );
    let edit = &actions[0]["edit"]["changes"][client.uri("rules.rules")][0];
    assert_eq!(edit["newText"], "在校生数");
    assert_eq!(slice(&typed, &edit["range"]), "在校生");
    client.change("rules.rules", 3, json!([{"range": edit["range"], "text": edit["newText"]}]));
    assert_eq!(client.diagnostics("rules.rules"), Vec::<Value>::new());
    // An edit in YAML shows in the rules, without being saved.
    client.open("facts.yaml", &FACTS.replace("标签: 在校生数", "标签: 学生数"));
    assert_eq!(client.diagnostics("rules.rules").len(), 2);
    client.change("facts.yaml", 2, json!([{"text": FACTS}]));
    assert_eq!(client.diagnostics("rules.rules"), Vec::<Value>::new());
    client.end();
}

#[test]
fn hover_tells_what_a_name_is() {
    let mut client = Client::with_pack();
    for (needle, nth, wanted) in [
        ("在校生数 不超过", 0, "**在校生数** `school.pupils` · 计数 人"),
        ("人数上限[", 0, "2000"),
        ("特殊教育", 0, "学校类别的可选值"),
        ("G2}", 0, "G2"),
        ("办法 ", 0, "示例〔2026〕1号"),
        ("县\n  要求 合计", 0, "数据表"),
    ] {
        let place = client.place("rules.rules", RULES, needle, nth);
        let hover = client.ask("textDocument/hover", place);
        let text = hover["contents"]["value"].as_str().unwrap_or_else(|| panic!("{needle}: {hover}"));
        assert!(text.contains(wanted), "{needle}: {text}");
    }
    let place = client.place("rules.rules", RULES, "不等于", 0);
    assert_eq!(client.ask("textDocument/hover", place), Value::Null);
    client.end();
}

#[test]
fn definitions_and_references_cross_files() {
    let mut client = Client::with_pack();
    let place = client.place("rules.rules", RULES, "在校生数) 不低于", 0);
    let definition = client.ask("textDocument/definition", place.clone());
    assert_eq!(definition["uri"], client.uri("facts.yaml"));
    assert_eq!(slice(FACTS, &definition["range"]), "pupils");
    let mut asked = place;
    asked["context"] = json!({"includeDeclaration": true});
    let references = client.ask("textDocument/references", asked);
    let uses: Vec<&Value> = references.as_array().unwrap().iter().collect();
    assert_eq!(uses.len(), 4, "{references:#}");
    // From YAML into the rules: the limit's kind value.
    client.open("limits.yaml", LIMITS);
    let place = client.place("limits.yaml", LIMITS, "特殊教育", 0);
    let mut asked = place;
    asked["context"] = json!({"includeDeclaration": false});
    let references = client.ask("textDocument/references", asked);
    let files: Vec<&str> =
        references.as_array().unwrap().iter().map(|r| r["uri"].as_str().unwrap()).collect();
    assert!(
        files.iter().any(|f| f.ends_with("rules.rules")) && files.iter().any(|f| f.ends_with("limits.yaml"))
    );
    client.end();
}

#[test]
fn a_name_is_changed_wherever_it_is_used() {
    let mut client = Client::with_pack();
    let mut place = client.place("rules.rules", RULES, "在校生数", 0);
    let prepared = client.ask("textDocument/prepareRename", place.clone());
    assert_eq!(prepared["placeholder"], "在校生数");
    place["newName"] = json!("学生数");
    let edit = client.ask("textDocument/rename", place.clone());
    let of = |name: &str| edit["changes"][client.uri(name)].as_array().map_or(0, Vec::len);
    assert_eq!((of("rules.rules"), of("facts.yaml")), (2, 1), "{edit:#}");
    for (name, why) in [("类别", "已经有"), ("学 生", "不能作名称"), ("要求", "不能作名称")]
    {
        place["newName"] = json!(name);
        let answer = client.response("textDocument/rename", place.clone());
        assert!(answer["error"]["message"].as_str().unwrap().contains(why), "{answer:#}");
    }
    client.end();
}

/// K30: where the name is used, a nearer thing of that name would be meant.
#[test]
fn a_name_that_would_mean_something_else_where_it_is_used_is_refused() {
    let header = "标准包: ren\n版本: 2020.1.0\n名称: 试\n发布单位: 试\n用词: zh\n选项表: {g: {标签: 类, 可选值: {x: 优, y: 良}}}\n";
    let columns = "数据表:\n  county:\n    标签: 县\n    识别列: code\n    列:\n      code: {标签: 代码, 类型: 文本, 必填: 是}\n      \
                   a: {标签: 甲, 类型: 数值}\n      k: {标签: 类别, 类型: g}\n      f: {标签: 达标, 类型: 是否, 仅展示: 是}\n";
    let rules = "规则 LT 适用 县 要求 甲 不低于 10 且 类别 等于 优\n结论 c \"结论\" 适用 县 要求 LT\n";
    let mut client = Client::start();
    client.write("pack.yaml", &format!("{header}{columns}"));
    client.write("a.rules", rules);
    client.open("a.rules", rules);
    assert_eq!(client.diagnostics("a.rules"), Vec::<Value>::new());
    let mut place = client.place("a.rules", rules, "LT", 1);
    // A column is nearer than a rule, and a value of the kind stands where one is looked for.
    place["newName"] = json!("达标");
    let refused = client.response("textDocument/rename", place.clone());
    assert!(refused["error"]["message"].as_str().unwrap().contains("不再指"), "{refused:#}");
    place["newName"] = json!("合格");
    let edit = client.ask("textDocument/rename", place);
    assert_eq!(edit["changes"][client.uri("a.rules")].as_array().map_or(0, Vec::len), 2, "{edit:#}");
    // The other way round: a column that takes a rule's name hides the rule.
    let mut column = client.place("a.rules", rules, "甲", 0);
    column["newName"] = json!("LT");
    let refused = client.response("textDocument/rename", column);
    assert!(refused["error"]["message"].as_str().unwrap().contains("不再指"), "{refused:#}");
    client.end();
}

#[test]
fn completion_knows_where_it_is() {
    let mut client = Client::with_pack();
    let mut version = 1;
    let mut labels = |text: &str| -> Vec<String> {
        version += 1;
        client.change("rules.rules", version, json!([{"text": text}]));
        let uri = client.uri("rules.rules");
        let place = json!({"textDocument": {"uri": uri}, "position": position(text, text.len())});
        let mut items = client.ask("textDocument/completion", place).as_array().unwrap().clone();
        items.sort_by_key(|i| i["sortText"].as_str().unwrap().to_owned());
        items.iter().map(|i| i["label"].as_str().unwrap().to_owned()).collect()
    };
    let start = format!("{RULES}\n");
    assert_eq!(labels(&start)[..4], ["规则", "否决", "结论", "核查"]);
    let item = format!("{RULES}\n规则 G3\n  适用 ");
    assert_eq!(labels(&item)[..2], ["县", "学校"]);
    let clause = format!("{RULES}\n规则 G3\n  适用 学校\n  ");
    assert!(labels(&clause)[..6].contains(&"要求".to_owned()));
    let body = format!("{RULES}\n规则 G3\n  适用 学校\n  要求 ");
    let found = labels(&body);
    assert_eq!(found[..4], ["代码", "县", "类别", "在校生数"], "{found:?}");
    assert!(found.iter().any(|l| l == "人数上限") && found.iter().any(|l| l == "合计"));
    let member = format!("{RULES}\n规则 G3\n  适用 县\n  要求 学校.");
    assert!(labels(&member).contains(&"在校生数".to_owned()));
    let cite = format!("{RULES}\n规则 G3\n  适用 县\n  依据 ");
    assert_eq!(labels(&cite)[0], "办法");
    client.end();
}

#[test]
fn a_file_has_symbols() {
    let mut client = Client::with_pack();
    client.open("facts.yaml", FACTS);
    let of = |client: &mut Client, name: &str| -> Vec<String> {
        let uri = client.uri(name);
        let symbols = client.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": uri}}));
        let name = |s: &Value| s["name"].as_str().unwrap().to_owned();
        symbols.as_array().unwrap().iter().map(name).collect()
    };
    assert_eq!(of(&mut client, "rules.rules"), ["G1", "G2", "recognition"]);
    assert_eq!(of(&mut client, "facts.yaml"), ["人", "kind", "county", "school"]);
    client.end();
}

#[test]
fn a_file_is_laid_out() {
    let mut client = Client::with_pack();
    let untidy = RULES.replace("  适用 县\n", "     适用   县\n");
    client.change("rules.rules", 2, json!([{"text": &untidy}]));
    let uri = client.uri("rules.rules");
    let asked = json!({"textDocument": {"uri": uri}, "options": {"tabSize": 2, "insertSpaces": true}});
    let edits = client.ask("textDocument/formatting", asked.clone());
    assert_eq!(slice(&untidy, &edits[0]["range"]), untidy);
    let tidy = edits[0]["newText"].as_str().unwrap().to_owned();
    assert!(tidy.contains("\n  适用 县\n"), "{tidy}");
    client.change("rules.rules", 3, json!([{"text": tidy}]));
    assert_eq!(client.ask("textDocument/formatting", asked), json!([]));
    client.end();
}

#[test]
fn what_is_malformed_does_not_end_it() {
    let mut client = Client::with_pack();
    client.diagnostics("rules.rules");
    client.raw(b"Content-Length: 3\r\n\r\n{{{");
    client.raw(b"Content-Length: 2\r\n\r\n\xff\xfe");
    client.raw(b"Content-Length: 4\r\nContent-Type: x\r\n\r\nnull");
    let unknown = client.response("textDocument/nonsense", json!({"x": 1}));
    assert_eq!(unknown["error"]["code"], -32601);
    let wrong = client.response("textDocument/hover", json!({"position": "here"}));
    assert_eq!(wrong["error"]["code"], -32602);
    // Edits out of order and out of range.
    client.change("rules.rules", 9, json!([{"text": RULES}]));
    client.change("rules.rules", 5, json!([{"text": "规则"}]));
    let far = json!({"start": {"line": 999, "character": 999}, "end": {"line": 3, "character": 0}});
    client.change("rules.rules", 10, json!([{"range": far, "text": "\n"}]));
    client.change("no-such.rules", 2, json!([{"text": "x"}]));
    client.tell("textDocument/didOpen", json!({"textDocument": 7}));
    client.tell("textDocument/didClose", json!({"textDocument": {"uri": "untitled:1"}}));
    let place = client.place("rules.rules", RULES, "在校生数", 0);
    assert!(client.ask("textDocument/hover", place)["contents"]["value"].is_string());
    client.end();
}

#[test]
fn every_prefix_of_a_file_is_survived() {
    let mut client = Client::with_pack();
    let mut version = 1;
    for (at, _) in RULES.char_indices().step_by(3) {
        version += 1;
        client.change("rules.rules", version, json!([{"text": &RULES[..at]}]));
        let uri = client.uri("rules.rules");
        let place = json!({"textDocument": {"uri": uri}, "position": position(RULES, at)});
        client.ask("textDocument/completion", place.clone());
        client.ask("textDocument/hover", place);
    }
    client.end();
}

#[test]
fn the_shipped_pack_is_reached_from_a_child() {
    let mut client = Client::start();
    client.write("pack.yaml", "标准包: city\n版本: 1.0.0\n名称: 示例市\n沿用: national@2017\n");
    let rules = "调整 规则 G5\n  要求 每个 班级: 学生数 不超过 班额上限[学段] - 5人\n";
    client.write("changes.rules", rules);
    client.open("changes.rules", rules);
    assert_eq!(client.diagnostics("changes.rules"), Vec::<Value>::new());
    let place = client.place("changes.rules", rules, "班额上限", 0);
    let definition = client.ask("textDocument/definition", place.clone());
    assert!(definition["uri"].is_string(), "{definition:#}");
    let there = definition["uri"].as_str().unwrap().strip_prefix("file://").unwrap();
    assert!(there.ends_with("national-2017/limits.yaml"), "{there}");
    let text = std::fs::read_to_string(Path::new(there)).unwrap();
    assert_eq!(slice(&text, &definition["range"]), "class_size");
    let mut rename = place.clone();
    rename["newName"] = json!("另一个名称");
    let refused = client.response("textDocument/rename", rename);
    assert!(refused["error"]["message"].as_str().unwrap().contains("沿用"), "{refused:#}");
    // Answers come quickly on the national pack; the bound leaves room for a busy machine and a build without optimisation.
    let began = Instant::now();
    for version in 2..12 {
        client.change("changes.rules", version, json!([{"text": format!("{rules}# {version}\n")}]));
        client.ask("textDocument/hover", place.clone());
    }
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    client.end();
}

/// A workspace of ten thousand files: other packs beside the one that is edited, and files that are no packs'.
#[test]
fn a_large_workspace_is_no_burden() {
    let mut client = Client::start();
    let beside = client.folder.path().to_owned();
    for i in 0..2_500 {
        let folder = beside.join(format!("city-{i}"));
        std::fs::create_dir(&folder).unwrap();
        let header = format!(
            "标准包: city{i}\n版本: 1.0.0\n名称: 市{i}\n沿用: city{}@1\n",
            if i == 0 { 1 } else { i - 1 }
        );
        std::fs::write(folder.join("pack.yaml"), header).unwrap();
        std::fs::write(folder.join("limits.yaml"), LIMITS).unwrap();
        std::fs::write(folder.join("rules.rules"), RULES).unwrap();
        std::fs::write(folder.join("notes.txt"), [0xff, 0xfe, 0x00]).unwrap();
    }
    client.write("pack.yaml", "标准包: demo\n版本: 1.0.0\n名称: 示例\n沿用: base@1\n");
    let base = beside.join("base");
    std::fs::create_dir(&base).unwrap();
    std::fs::write(base.join("pack.yaml"), "标准包: base\n版本: 1.0.0\n名称: 基础\n").unwrap();
    std::fs::write(base.join("facts.yaml"), FACTS).unwrap();
    std::fs::write(base.join("limits.yaml"), LIMITS).unwrap();
    client.write("rules.rules", RULES);
    client.open("rules.rules", RULES);
    let began = Instant::now();
    let told = client.diagnostics("rules.rules");
    assert!(told.iter().all(|d| d["code"] == "JH0843"), "only that its rules cite nothing: {told:?}");
    for version in 2..12 {
        client.change("rules.rules", version, json!([{"text": format!("{RULES}# {version}\n")}]));
        let place = client.place("rules.rules", RULES, "在校生数", 0);
        assert!(client.ask("textDocument/hover", place.clone())["contents"]["value"].is_string());
        assert!(!client.ask("textDocument/completion", place).as_array().unwrap().is_empty());
    }
    // A bound for a build without optimisation on a busy machine.
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
    if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", client.child.id())) {
        let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
        let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        assert!(kilobytes < 300 << 10, "{line}");
    }
    client.end();
}

/// A pack of more files than are read, one of them not UTF-8.
#[test]
fn a_pack_of_many_files_is_refused_in_words() {
    let mut client = Client::with_pack();
    client.diagnostics("rules.rules");
    for i in 0..3_000 {
        client.write(&format!("more-{i}.rules"), "");
    }
    std::fs::write(client.path("bad.rules"), [0xff, 0xfe, 0x80]).unwrap();
    client.change("rules.rules", 2, json!([{"text": RULES}]));
    let place = client.place("rules.rules", RULES, "在校生数", 0);
    client.ask("textDocument/hover", place);
    let told = client.diagnostics("pack.yaml");
    assert!(told[0]["message"].as_str().unwrap().contains("2000"), "{told:#?}");
    client.end();
}
