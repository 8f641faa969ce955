//! The editor in Chromium: what is wrong as it is typed, completion, hover, fixes, the formatter, composing; and its socket, which is for its
//! page alone.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use junheng_workbench::web::guard;
use junheng_workbench::web::page::EDITOR;
use serde_json::{Value, json};

use crate::browser;
use crate::packs::{draft, someone, text};
use crate::place::Place;
use crate::web::{Server, encode};

const DRAFT: &str = "shili@2021.1.1";

/// What is shown by the editor, with steps done there.
fn edited(server: &Server, path: &str, steps: Vec<Value>) -> Value {
    let cookies = json!({"junheng-lang": "zh", "junheng": browser::cookie(server, "std.editor")});
    let page = json!({
        "path": format!("/pack/{}/edit?path={}", encode(DRAFT), encode(path)), "cookies": cookies, "language": "zh",
        "width": 1366, "height": 900, "script": true, "steps": steps,
    });
    let found = browser::shown(server, vec![page]).remove(0);
    for list in ["violations", "errors", "fetched"] {
        assert_eq!(found[list], json!([]), "{found}");
    }
    found
}

/// The editor is there, and the server has said what it finds.
fn ready() -> Value {
    json!({"wait": "document.querySelector('.cm-content') && document.querySelector('.count').textContent.includes('没有问题')"})
}

fn key(key: &str, code: &str, number: u32, modifiers: u32) -> Value {
    json!({"key": key, "code": code, "number": number, "modifiers": modifiers})
}

const END: &str = "document.querySelector('.cm-content').focus()";
const CTRL: u32 = 2;

fn to_the_end() -> Value {
    json!({"run": END, "keys": [key("End", "End", 35, CTRL)]})
}

/// Saves by the keyboard and waits until the page is there again.
fn saved() -> [Value; 2] {
    [
        json!({"run": "window.before = true", "keys": [key("s", "KeyS", 83, CTRL)]}),
        json!({"wait": "!window.before && document.querySelector('.box.good') && document.querySelector('.cm-content')"}),
    ]
}

#[test]
fn composing_loses_no_character() {
    if !browser::there() {
        return;
    }
    let server = Server::story(&Place::sqlite());
    draft(&server, "std.editor", DRAFT, "store:shili@2021.1.0");
    let before = text(&server, DRAFT, "rules.rules");
    // Each word as a spelling grows and is then chosen, one with a pause in which diagnostics come in between.
    let words = [
        ("# ", ""),
        ("县域", "xian'yu"),
        ("义务", "yi'wu"),
        ("教育", "jiao'yu"),
        ("优质", "you'zhi"),
        ("均衡", "jun'heng"),
        ("发展", "fa'zhan"),
        ("，", ""),
        ("督导", "du'dao"),
        ("评估", "ping'gu"),
        ("认定", "ren'ding"),
        ("𠮷野", "ji'ye"),
        ("。", ""),
    ];
    let mut compose: Vec<Vec<String>> = Vec::new();
    let mut wanted = String::new();
    for _ in 0..20 {
        for (word, spelling) in words {
            let mut stages: Vec<String> = (1..=spelling.len()).map(|n| spelling[..n].to_owned()).collect();
            stages.push(word.to_owned());
            compose.push(stages);
            wanted.push_str(word);
        }
    }
    let mut steps = vec![ready(), to_the_end(), json!({"compose": compose, "pause": 2})];
    steps.extend(saved());
    edited(&server, "rules.rules", steps);
    let after = text(&server, DRAFT, "rules.rules");
    assert_eq!(after, before + &wanted);
}

#[test]
fn what_is_wrong_is_said_as_it_is_typed_and_mended() {
    if !browser::there() {
        return;
    }
    let server = Server::story(&Place::sqlite());
    draft(&server, "std.editor", DRAFT, "store:shili@2021.1.0");
    let original = text(&server, DRAFT, "rules.rules");
    let wrongs = "[...document.querySelectorAll('.wrongs li')].map((li) => li.textContent).join('\\n')";
    let rule = "\n规则 G9 班额二 \"班额\"\n适用 学校\n要求 最大班额 不超过 班额上线[学段]\n依据 方案 \"三\"";
    let mut steps = vec![
        ready(),
        to_the_end(),
        json!({"type": rule}),
        json!({"wait": "document.querySelector('.count').textContent.includes('1个错误')", "look": wrongs}),
        json!({"wait": "document.querySelector('.wrongs .fix')", "click": "document.querySelector('.wrongs .fix')"}),
        json!({"wait": "!document.querySelector('.count').textContent.includes('个错误') || document.querySelector('.count').textContent.includes('0个错误')"}),
        // Hover over a name says what it is.
        json!({"hover": "[...document.querySelectorAll('.cm-line')].find((l) => l.textContent.includes('班额上限')).querySelector('span') ?? document.querySelector('.cm-line')"}),
        json!({"wait": "document.querySelector('.cm-tooltip-hover, .cm-tooltip')", "look": "document.querySelector('.cm-tooltip').textContent"}),
        to_the_end(),
        json!({"type": "\n规则 G10 班额三 \"班额\"\n适用 学校\n要求 最大"}),
        json!({"keys": [key(" ", "Space", 32, CTRL)]}),
        json!({"wait": "document.querySelector('.cm-tooltip-autocomplete li')", "look": "document.querySelector('.cm-tooltip-autocomplete').textContent"}),
        json!({"click": "[...document.querySelectorAll('.cm-tooltip-autocomplete li')].find((l) => l.textContent.includes('最大班额'))"}),
        json!({"wait": "!document.querySelector('.cm-tooltip-autocomplete')"}),
        json!({"type": " 不超过 班额上限[学段]\n依据 方案 \"三\""}),
        json!({"wait": "!/[1-9]个错误/.test(document.querySelector('.count').textContent)"}),
        json!({"click": "[...document.querySelectorAll('.bench .acts button')].find((b) => b.textContent === '整理格式')"}),
        json!({"wait": "document.querySelector('.cm-content').textContent.includes('  适用 学校')"}),
    ];
    steps.extend(saved());
    let found = edited(&server, "rules.rules", steps);
    let looks: Vec<&str> = found["looks"].as_array().unwrap().iter().map(|l| l.as_str().unwrap()).collect();
    assert!(looks[0].contains("班额上线") && looks[0].contains("rules.rules:"), "{looks:?}");
    assert!(!looks[1].is_empty() && looks[2].contains("最大班额"), "{looks:?}");
    let after = text(&server, DRAFT, "rules.rules");
    for line in [
        "规则 G9 班额二 \"班额\"",
        "规则 G10 班额三 \"班额\"",
        "  要求 最大班额 不超过 班额上限[学段]\n  依据 方案 \"三\"",
    ] {
        assert!(after.contains(line), "{line}: {after}");
    }
    assert!(after.starts_with(original.trim_end()) && !after.contains("班额上线"), "{after}");
}

#[test]
fn of_two_editors_the_second_gets_both_texts() {
    if !browser::there() {
        return;
    }
    let server = Server::story(&Place::sqlite());
    let mut other = draft(&server, "std.both", DRAFT, "store:shili@2021.1.0");
    let plan = text(&server, DRAFT, "plan.yaml");
    let was = {
        let service = server.app.service();
        service.state().packs[DRAFT].files["plan.yaml"].clone()
    };
    // While the first has the editor open, another saves the same file by its form.
    let mine = "# 编辑器里写的";
    let theirs = plan.clone() + "# 另一个人写的\n";
    let cookies = json!({"junheng-lang": "zh", "junheng": browser::cookie(&server, "std.editor")});
    let at = format!("/pack/{}/edit?path=plan.yaml", encode(DRAFT));
    let go = "document.querySelector('[name=was]')";
    let steps = json!([
        ready(), to_the_end(), {"type": mine}, {"wait": "window.other ??= setTimeout(() => { window.ready = true }, 3000), window.ready"},
        {"keys": [key("s", "KeyS", 83, CTRL)]},
        {"wait": go, "look": "document.body.innerText + [...document.querySelectorAll('textarea')].map((t) => t.value)"},
    ]);
    let page = json!({"path": at, "cookies": cookies, "language": "zh", "width": 1366, "height": 900, "script": true, "steps": steps});
    let found = std::thread::scope(|scope| {
        let shown = scope.spawn(|| browser::shown(&server, vec![page]).remove(0));
        // The page is asked for once the browser is up; until then nothing must change.
        while server.app.editors_open() == 0 {
            assert!(!shown.is_finished(), "{:?}", shown.join().map(|f| f.to_string()));
            std::thread::sleep(Duration::from_millis(20));
        }
        let answer = crate::packs::save(&mut other, DRAFT, "plan.yaml", &theirs, "save", Some(&was));
        assert_eq!(answer.status, 303, "{}", answer.text());
        shown.join().unwrap()
    });
    let told = found["looks"][0].as_str().unwrap();
    assert!(told.contains("另一个人写的") && told.contains(mine), "{told}");
    assert_eq!(text(&server, DRAFT, "plan.yaml"), theirs);
}

/// A request for the socket; the status line of what came.
fn socket(server: &Server, who: &str, id: &str, origin: Option<&str>) -> String {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let cookie = if who.is_empty() {
        String::new()
    } else {
        format!("Cookie: junheng={}\r\n", browser::cookie(server, who))
    };
    let origin = origin.map(|o| format!("Origin: {o}\r\n")).unwrap_or_default();
    let head = format!(
        "GET /pack/{}/server HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{cookie}{origin}\r\n",
        encode(id),
        server.address
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut bytes = [0; 12];
    stream.read_exact(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn the_socket_is_for_its_page_and_its_writers_alone() {
    let server = Server::story(&Place::sqlite());
    draft(&server, "std.editor", DRAFT, "store:shili@2021.1.0");
    let own = format!("http://{}", server.address);
    let ask = |who: &str, id: &str, origin: Option<&str>| socket(&server, who, id, origin)[9..].to_owned();
    assert_eq!(ask("std.editor", DRAFT, Some(&own)), "101");
    for origin in [None, Some("http://evil.example"), Some("null"), Some("https://127.0.0.1")] {
        assert_eq!(ask("std.editor", DRAFT, origin), "404", "{origin:?}");
    }
    for who in ["std.publisher", "sys.auditor", "jia.clerk", "sys.admin"] {
        assert_eq!(ask(who, DRAFT, Some(&own)), "404", "{who}");
    }
    assert_eq!(ask("", DRAFT, Some(&own)), "303");
    // What is published is not written any more.
    assert_eq!(ask("std.editor", "shili@2021.1.0", Some(&own)), "404");
    let mut editor = someone(&server, "std.editor");
    assert_eq!(editor.get(&format!("/pack/{}/server", encode(DRAFT))).status, 404);
    assert_eq!(editor.get("/pack/shili%402021.1.0/edit").status, 404);
}

#[test]
fn the_editors_page_may_run_one_script_and_no_more() {
    let server = Server::story(&Place::sqlite());
    let mut editor = draft(&server, "std.editor", DRAFT, "store:shili@2021.1.0");
    let pages = [0, 1].map(|_| editor.get(&format!("/pack/{}/edit", encode(DRAFT))));
    let policies = pages.each_ref().map(|p| p.header("content-security-policy").unwrap().to_owned());
    assert_ne!(policies[0], policies[1], "its number is another each time");
    for (page, policy) in pages.iter().zip(&policies) {
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(policy.contains(&format!("script-src '{}'", guard::integrity(EDITOR))), "{policy}");
        let text = page.text();
        let scripts: Vec<&str> =
            text.split("<script").skip(1).map(|s| s.split('>').next().unwrap()).collect();
        assert_eq!(scripts.len(), 2, "{scripts:?}");
        assert!(scripts[0].contains("application/json") && scripts[1].contains("integrity=\"sha256-"));
    }
    let script = pages[0].text().split("src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let answer = editor.get(&script);
    assert_eq!((answer.status, answer.text().as_str()), (200, EDITOR));
}
