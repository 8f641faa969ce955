//! How long a person waits: the program from start to end, and the language server's answers on the national pack, over the real protocol.
//!
//! `cargo bench --bench latency` prints the median and the 95th percentile of each in milliseconds. Nothing is asserted: how fast a
//! machine is proves nothing.

#![allow(clippy::indexing_slicing, clippy::expect_used, reason = "a measurement that cannot go on stops")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const TIMES: usize = 40;

fn main() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    println!("{:<52} {:>9} {:>9}", "milliseconds", "median", "95 %");
    for (name, args) in [
        ("check national@2017 (whole process)", &["check", "national@2017"] as &[&str]),
        (
            "eval of one county to its first verdict, ndjson",
            &["eval", "examples/county-990001", "--pack", "national@2017", "--format", "ndjson"],
        ),
        ("eval of one county, text", &["eval", "examples/county-990001", "--pack", "national@2017"]),
        (
            "eval of one county, html",
            &["eval", "examples/county-990001", "--pack", "national@2017", "--format", "html"],
        ),
        (
            "explain of one outcome",
            &["explain", "examples/county-990001", "--pack", "national@2017", "R_balance", "990001[primary]"],
        ),
        ("gap of one county", &["gap", "examples/county-990001", "--pack", "national@2017"]),
        (
            "impact of one number on one county",
            &[
                "impact",
                "examples/county-990001",
                "--from",
                "national@2017",
                "--set",
                "R5.at_least.primary=8",
            ],
        ),
    ] {
        report(name, &(0..TIMES).map(|_| process(&root, args)).collect::<Vec<_>>());
    }
    server(&root);
}

fn report(name: &str, times: &[Duration]) {
    let mut sorted = times.to_vec();
    sorted.sort();
    let at = |share: usize| sorted[(sorted.len() * share / 100).min(sorted.len() - 1)].as_secs_f64() * 1e3;
    println!("{name:<52} {:>9.1} {:>9.1}", at(50), at(95));
}

fn process(root: &Path, args: &[&str]) -> Duration {
    let began = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_junheng"))
        .args(args)
        .current_dir(root)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the program starts");
    assert!(status.success(), "{args:?}");
    began.elapsed()
}

struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    next: i64,
}

impl Server {
    fn start(root: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_junheng"))
            .args(["lsp", "--lang", "zh"])
            .current_dir(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let (input, output) = (child.stdin.take().expect("in"), child.stdout.take().expect("out"));
        let mut server = Server { child, input, output: BufReader::new(output), next: 0 };
        server.ask("initialize", &json!({"processId": null, "rootUri": null, "capabilities": {}}));
        server.tell("initialized", &json!({}));
        server
    }

    fn post(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("it listens");
        self.input.flush().expect("it listens");
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.post(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn message(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).expect("it answers") > 0);
            match line.trim().strip_prefix("Content-Length:") {
                Some(n) => length = n.trim().parse().expect("a length"),
                None if line.trim().is_empty() => break,
                None => {}
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("a body");
        serde_json::from_slice(&body).expect("JSON")
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.post(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let message = self.message();
            if message["id"] == id {
                assert!(message.get("error").is_none(), "{message:#}");
                return message["result"].clone();
            }
        }
    }

    fn diagnostics(&mut self, uri: &str) {
        while self.message()["params"]["uri"] != uri {}
    }
}

/// The national pack, copied, with its rules open; each edit is followed by the requests that an editor sends.
fn server(root: &Path) {
    let folder = tempfile::tempdir().expect("a folder");
    let pack = folder.path().join("national");
    std::fs::create_dir(&pack).expect("a folder");
    for entry in std::fs::read_dir(root.join("rulepacks/national-2017")).expect("the pack").flatten() {
        if entry.path().is_file() {
            std::fs::copy(entry.path(), pack.join(entry.file_name())).expect("a copy");
        }
    }
    let file = pack.join("resources.rules");
    let text = std::fs::read_to_string(&file).expect("its rules");
    let uri = format!("file://{}", file.display());
    let at = |needle: &str| {
        let before = &text[..text.find(needle).expect("it is there")];
        let line = before.matches('\n').count();
        let start = before.rfind('\n').map_or(0, |i| i + 1);
        json!({"line": line, "character": before[start..].encode_utf16().count()})
    };
    let mut server = Server::start(root);
    server.tell(
        "textDocument/didOpen",
        &json!({"textDocument": {"uri": uri, "languageId": "junheng", "version": 1, "text": text}}),
    );
    server.diagnostics(&uri);
    let document = json!({"uri": uri});
    let mut edits = Vec::new();
    let names =
        ["hover", "completion", "definition", "references", "documentSymbol", "formatting", "codeAction"];
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); names.len()];
    for version in 2..TIMES as i64 + 2 {
        // A half-typed word every other time.
        let typed =
            if version % 2 == 0 { text.replacen("在校生数", "在校生", 1) } else { text.clone() };
        let began = Instant::now();
        server.tell(
            "textDocument/didChange",
            &json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": typed}]}),
        );
        server.diagnostics(&uri);
        edits.push(began.elapsed());
        if version % 2 == 0 {
            continue;
        }
        for (name, times) in names.iter().zip(&mut times) {
            let mut params = json!({"textDocument": document, "position": at("余项比例 * i")});
            match *name {
                "references" => params["context"] = json!({"includeDeclaration": true}),
                "formatting" => params["options"] = json!({"tabSize": 2, "insertSpaces": true}),
                "codeAction" => {
                    params["range"] = json!({"start": at("余项比例 * i"), "end": at("余项比例 * i")});
                    params["context"] = json!({"diagnostics": []});
                }
                _ => {}
            }
            let began = Instant::now();
            server.ask(&format!("textDocument/{name}"), &params);
            times.push(began.elapsed());
        }
    }
    report("language server: an edit to its diagnostics", &edits);
    for (name, times) in names.iter().zip(&times) {
        report(&format!("language server: {name}"), times);
    }
    server.ask("shutdown", &Value::Null);
    server.tell("exit", &Value::Null);
    let _ = server.child.wait();
}
