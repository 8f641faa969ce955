//! `serve`, `demo` and `public` as programs; the ledger that goes out and comes back.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use junheng::report::sheets::{Book, Cell, Look, Sheet, write};

use crate::place::Place;
use crate::story::told;
use crate::web::{Client, Server};

const PROGRAM: &str = env!("CARGO_BIN_EXE_junheng-workbench");

/// A program that is stopped when the test ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts it; its first lines.
fn started(args: &[&str], lines: usize) -> (Running, Vec<String>) {
    let mut child =
        Command::new(PROGRAM).args(["--lang", "en"]).args(args).stdout(Stdio::piped()).spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let told = out.lines().take(lines).map(|l| l.unwrap()).collect();
    (Running(child), told)
}

fn run(args: &[&str]) -> (bool, String) {
    let done = Command::new(PROGRAM).args(["--lang", "en"]).args(args).output().unwrap();
    (
        done.status.success(),
        String::from_utf8_lossy(&done.stderr).into_owned() + &String::from_utf8_lossy(&done.stdout),
    )
}

fn client(line: &str) -> Client {
    let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap();
    Client { address: address.parse().unwrap(), cookies: Default::default(), headers: Vec::new() }
}

#[test]
fn a_first_start_prints_a_link_that_works_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("work.db").display().to_string();
    let serve = ["serve", "--store", &store, "--listen", "127.0.0.1:0"];
    let (done, told) = run(&serve);
    assert!(!done && told.contains("no administrator yet") && told.contains("account add"), "{told}");
    assert!(run(&["office", "add", "--store", &store, "990100", "--name", "市", "--level", "city"]).0);
    assert!(run(&["account", "add", "--store", &store, "boss", "--office", "990100", "--role", "admin"]).0);
    let (running, lines) = started(&serve, 3);
    let mut boss = client(&lines[0]);
    assert!(lines[1].contains("boss") && lines[1].contains("/link/"), "{lines:?}");
    let path = format!("/link/{}", lines[1].split("/link/").nth(1).unwrap());
    let token = boss.token(&path);
    let word = "a password of the boss";
    assert_eq!(boss.post(&path, &[("token", &token), ("new", word), ("again", word)]).status, 303);
    assert_eq!(boss.get(&path).status, 404);
    assert_eq!(boss.sign_in("boss", word).status, 303);
    let home = boss.get("/");
    assert_eq!(home.status, 200);
    assert!(!home.text().contains("演示"), "a real store is no demo");
    drop(running);
    // Once there is a password none is printed.
    let (_running, lines) = started(&serve, 1);
    assert!(lines[0].contains("http://"));
    assert_eq!(client(&lines[0]).get("/health").status, 200);
}

#[test]
fn other_addresses_only_behind_a_proxy() {
    let place = Place::sqlite();
    drop(told(&place));
    let (done, told) = run(&["serve", "--store", &place.url, "--listen", "0.0.0.0:0"]);
    assert!(!done && told.contains("--behind-proxy"), "{told}");
    let (done, told) = run(&["demo", "--listen", "0.0.0.0:0"]);
    assert!(!done && told.contains("loopback"), "{told}");
    let (_running, lines) =
        started(&["serve", "--store", &place.url, "--listen", "0.0.0.0:0", "--behind-proxy"], 1);
    assert!(lines[0].contains("http://0.0.0.0:"), "{lines:?}");
}

#[test]
fn the_demo_tells_the_story_and_says_that_it_is_one() {
    let (_running, lines) = started(&["demo", "--listen", "127.0.0.1:0"], 37);
    let at = lines.iter().position(|l| l.contains("http://")).unwrap();
    let word = lines.iter().find_map(|l| l.strip_prefix("the password of every account: ")).unwrap();
    let mut monitor = client(&lines[at]);
    assert!(lines.iter().any(|l| l.contains("city.monitor")), "{lines:?}");
    assert_eq!(monitor.sign_in("city.monitor", word).status, 303);
    for page in ["/", "/county/990103", "/ledger", "/record", "/public", "/login"] {
        let answer = monitor.get(page);
        assert_eq!(answer.status, 200, "{page}");
        assert!(answer.text().contains("演示"), "{page}");
    }
    assert!(monitor.get("/verdict/C-990103-1/report").text().contains("演示"));
}

#[test]
fn the_public_summary_has_nothing_that_is_not_public() {
    let place = Place::sqlite();
    drop(told(&place));
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("public").display().to_string();
    let (done, told) = run(&["public", "--store", &place.url, "--out", &out]);
    assert!(done, "{told}");
    for (name, words) in [
        ("index.html", "创建情况公开摘要"),
        ("en/index.html", "Public summary"),
        ("990101.html", "公示"),
        ("en/990103.html", "公示"),
    ] {
        let text = std::fs::read_to_string(folder.path().join("public").join(name)).unwrap();
        assert!(text.contains(words) && text.contains("演示") && text.contains("· <code>"), "{name}: {text}");
        for kept in [
            "小学",
            "一小",
            "中学",
            "F-99",
            "A-1",
            "city.",
            "clerk",
            "反馈意见",
            "不通过",
            "<form",
            "<script",
            "http://",
            "https://",
        ] {
            assert!(!text.contains(kept), "{name}: {kept}");
        }
    }
    assert!(folder.path().join("public/style.css").is_file());
}

/// A ledger in which a line was filled in.
fn ledger(action: &str, finding: &str, filled: [&str; 4]) -> Vec<u8> {
    let heads = ["整改编号", "问题编号", "佐证材料（每行一份）", "申请延期到", "核实或退回", "理由"];
    let cells = |list: &[&str]| list.iter().map(|t| Cell::text(*t, Look::Plain)).collect::<Vec<_>>();
    let row: Vec<&str> = [action, finding].into_iter().chain(filled).collect();
    let sheet =
        Sheet { name: "整改台账".to_owned(), rows: vec![cells(&heads), cells(&row)], ..Sheet::default() };
    write(&Book { title: String::new(), sheets: vec![sheet] }).unwrap()
}

#[test]
fn the_ledger_goes_out_and_comes_back_as_acts_that_are_proposed() {
    let server = Server::story(&Place::sqlite());
    let mut monitor = Client::signed_in(&server, "city.monitor");
    let book = monitor.get("/ledger.xlsx?state=all").body;
    let head = server.app.service().record().head();
    // As it went out nothing is proposed.
    let back = monitor.upload("/ledger", &[], &[("ledger.xlsx", &book)]);
    assert_eq!(back.status, 200);
    assert!(back.text().contains("没有一行填了内容"), "{}", back.text());
    // Filled in, acts are proposed and none is done.
    let book = ledger("A-14", "F-990106-2", ["会议纪要\n照片", "2027-03-31", "退回", "证据不足"]);
    let back = monitor.upload("/ledger", &[], &[("ledger.xlsx", &book)]);
    let text = back.text();
    for act in ["action.report", "action.extend_ask", "action.reject"] {
        assert!(text.contains(&format!("action=\"/act/{act}\"")), "{act}: {text}");
    }
    assert!(text.contains("会议纪要") && text.contains("2027-03-31") && text.contains("证据不足"));
    assert_eq!(server.app.service().record().head(), head);
    // Confirmed, one is done.
    let done = monitor.act("action.reject", &[("object", "A-14"), ("reason", "证据不足")]);
    assert_eq!(done.status, 303, "{}", done.text());
    // What is another's is not there; what is no ledger is told.
    let mut jia = Client::signed_in(&server, "jia.unit");
    let text = jia.upload("/ledger", &[], &[("ledger.xlsx", &book)]).text();
    assert!(text.contains("没有这件整改") && !text.contains("/act/action.report"), "{text}");
    assert_eq!(monitor.upload("/ledger", &[], &[("x.xlsx", b"PK not a workbook")]).status, 422);
    assert_eq!(monitor.upload("/ledger", &[], &[]).status, 422);
}
