//! Data wherever they lie: tables of part files, folders `key=value/`, bytes in memory; and what is passed over is said.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use junheng::diagnostic::Language;
use junheng::evaluation::{Options, evaluate};
use junheng::facts::{read, read_from};
use junheng::pack::{SearchPath, load, load_from};
use junheng::report::sheets::{Book, Cell, Look, Sheet, write};
use junheng::report::{Detail, ReportInput, issue_text, report};
use junheng::semantics::{CheckedPack, check};
use junheng::source::{Memory, Store as _};

use crate::bulk::{Said as Issue, folder, in_one_piece, in_parts, pack, plain};
use crate::cli::{err, out, run};
use crate::parquet::write as parquet;
use crate::workbook::{day, national, tables};

type Rows = Vec<Vec<String>>;

fn put(path: PathBuf, rows: &[Vec<String>]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, csv(rows)).unwrap();
}

fn csv(rows: &[Vec<String>]) -> String {
    rows.iter().map(|row| row.join(",") + "\n").collect()
}

/// A folder's tables by name.
fn by_name(folder: &Path) -> BTreeMap<String, Rows> {
    tables(folder).into_iter().collect()
}

/// Rows in so many parts, each with the header.
fn parts(rows: &[Vec<String>], count: usize) -> Vec<Rows> {
    let (header, body) = rows.split_first().unwrap();
    let size = body.len().div_ceil(count);
    body.chunks(size).map(|part| [std::slice::from_ref(header), part].concat()).collect()
}

/// The lines, and what is said but for the files' names.
fn lines(folder: &Path) -> (String, Vec<Issue>) {
    in_one_piece(&pack(), folder, Detail::Full)
}

#[test]
fn a_table_may_be_a_folder_of_parts() {
    let from = folder(12, plain);
    let expected = lines(from.path());
    assert!(expected.1.is_empty());
    for name in ["class", "class.csv", "class.parquet", "school"] {
        for typed in [false, true] {
            let to = tempfile::tempdir().unwrap();
            let table = name.split('.').next().unwrap();
            for (other, rows) in by_name(from.path()) {
                if other != table {
                    put(to.path().join(format!("{other}.csv")), &rows);
                    continue;
                }
                for (i, part) in parts(&rows, 5).iter().enumerate() {
                    let file = to.path().join(name).join(format!("part-{i:05}-ab12.c000.csv"));
                    put(file.clone(), part);
                    if typed {
                        let columns = parquet::columns(&file, true);
                        parquet::write(&file.with_extension("snappy.parquet"), &columns, parquet::PLAIN);
                        fs::remove_file(file).unwrap();
                    }
                }
                // What other programs leave beside them.
                fs::write(to.path().join(name).join("_SUCCESS"), "").unwrap();
                fs::write(to.path().join(name).join(".part-00000.crc"), "x").unwrap();
                fs::create_dir(to.path().join(name).join("_temporary")).unwrap();
            }
            assert_eq!(lines(to.path()), expected, "{name} {typed}");
            // In parts of the counties it cannot be read, and is not.
            assert!(in_parts(&pack(), to.path(), Detail::Full, (2, 600)).is_err());
        }
    }
}

#[test]
fn a_table_is_a_file_or_a_folder() {
    let from = folder(2, plain);
    let rows = by_name(from.path()).remove("class").unwrap();
    put(from.path().join("class/part-0.csv"), &rows);
    let (_, said) = lines(from.path());
    assert_eq!(said[0].0, "two-files");
}

#[test]
fn folders_name_a_column() {
    let from = folder(6, plain);
    let expected = lines(from.path());
    let all = by_name(from.path());
    let county_of = |row: &[String]| match row[0].strip_prefix('S') {
        // S10003 is a school of county 1000.
        Some(rest) => rest[..4].to_owned(),
        None if row[0] == "J" => row[1][1..5].to_owned(),
        None => row[0].clone(),
    };
    // Without the column that the folder names.
    let bare = |table: &str, row: &[String]| -> Vec<String> {
        let keep = |i: usize| table != "school" || i != 1;
        row.iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, c)| c.clone()).collect()
    };
    for key in ["county", "County"] {
        let (by_county, by_table) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for (table, rows) in &all {
            for n in 0..6 {
                let code = (1000 + n).to_string();
                let own: Rows = std::iter::once(&rows[0])
                    .chain(rows[1..].iter().filter(|row| county_of(row) == code))
                    .map(|row| bare(table, row))
                    .collect();
                put(by_county.path().join(format!("year=2026/{key}={code}/{table}.csv")), &own);
                put(by_table.path().join(format!("{table}/{key}={code}/part-0.csv")), &own);
            }
        }
        assert_eq!(lines(by_table.path()), expected);
        assert_eq!(lines(by_county.path()), expected);
    }
}

#[test]
fn what_folders_say_is_checked_as_any_cell() {
    let from = folder(2, plain);
    let mut all = by_name(from.path());
    let schools = all.remove("school").unwrap();
    let to = tempfile::tempdir().unwrap();
    for (table, rows) in &all {
        put(to.path().join(format!("{table}.csv")), rows);
    }
    let bare: Rows = schools
        .iter()
        .map(|row| [&row[..1], &row[2..]].concat())
        .filter(|r| !r[0].starts_with("S1001"))
        .collect();
    let nothing = "__HIVE_DEFAULT_PARTITION__";
    // A county that there is not; none at all; the file's own column counts.
    for (county, code) in [("4711", "unknown-parent-row"), (nothing, "blank-key")] {
        let place = to.path().join(format!("school/county={county}/part-0.csv"));
        put(place.clone(), &bare);
        let (_, said) = lines(to.path());
        let place_of = |s: &Issue| s.0 == code && s.1 == format!("school/county={county}/part-0.csv");
        assert!(said.iter().any(place_of), "{said:?}");
        fs::remove_dir_all(place.parent().unwrap()).unwrap();
    }
    put(to.path().join("school/county=4711/part-0.csv"), &schools);
    assert_eq!(lines(to.path()), lines(from.path()));
}

/// The example county with more beside it.
fn beside(more: &[&str]) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/county-990001");
    for (name, rows) in tables(&root) {
        put(to.path().join(format!("{name}.csv")), &rows);
    }
    for name in more {
        let at = to.path().join(name);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, "代码\n1\n").unwrap();
    }
    to
}

#[test]
fn what_is_passed_over_is_said_on_all_routes() {
    let to = beside(&["旧数据/学校.csv", "别的.csv", "汇总.xlsx", "数据.et"]);
    let path = to.path().to_str().unwrap();
    let pack = ["--pack", "national@2017", "--as-of", "2026-11-23"];
    let impact = ["--from", "national@2017", "--set", "R5.at_least.primary=8", "--as-of", "2026-11-23"];
    let routes: [(&[&str], &[&str]); 7] = [
        (&["eval", path], &pack),
        (&["eval", path, "--format", "json"], &pack),
        (&["eval", path, "--format", "ndjson"], &pack),
        (&["eval", path, "--format", "ndjson", "--no-content-digest"], &pack),
        (&["explain", path, "R5", "9900010019/初中"], &pack),
        (&["gap", path], &pack),
        (&["impact", path], &impact),
    ];
    for (route, more) in routes {
        for lang in ["zh", "en"] {
            let all: Vec<&str> = route.iter().chain(more).copied().chain(["--lang", lang]).collect();
            let done = run(&all);
            let said = out(&done) + &err(&done);
            for line in ["JH0917 旧数据", "JH0916 别的.csv", "JH0917 汇总.xlsx", "JH0917 数据.et"] {
                let (code, name) = line.split_once(' ').unwrap();
                let in_json = said.contains(&format!("\"code\": \"{code}\",\n        \"file\": \"{name}\""));
                assert!(said.contains(line) || in_json, "{route:?} {line}\n{said}");
            }
        }
    }
    // Beside part files nothing else belongs; a key that no table has is said once.
    let from = folder(2, plain);
    put(
        from.path().join("year=2026/note=x/finding.csv"),
        &[vec!["item".into(), "subject".into(), "result".into()]],
    );
    let rows = by_name(from.path()).remove("class").unwrap();
    fs::remove_file(from.path().join("class.csv")).unwrap();
    put(from.path().join("class/part-0.csv"), &rows);
    fs::write(from.path().join("class/notes.docx"), "x").unwrap();
    let facts = read(&crate::bulk::pack(), &[from.path().to_owned()], day()).unwrap();
    let said: Vec<String> = facts.issues.iter().map(|i| issue_text(i, Language::En)).collect();
    for words in ["`year` in a folder's name", "`note` in a folder's name", "class/notes.docx"] {
        assert_eq!(said.iter().filter(|s| s.contains(words)).count(), 1, "{words} {said:#?}");
    }
}

/// A folder's files in memory.
pub(crate) fn in_memory(folder: &Path, under: &str) -> Memory {
    let mut memory = Memory::new();
    let mut open = vec![(folder.to_owned(), PathBuf::from(under))];
    while let Some((from, to)) = open.pop() {
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let at = to.join(path.file_name().unwrap());
            if path.is_dir() {
                open.push((path, at));
            } else {
                memory.put(at, fs::read(path).unwrap());
            }
        }
    }
    memory
}

fn result(pack: &CheckedPack, mut facts: junheng::facts::Facts) -> serde_json::Value {
    facts.note_contents(pack);
    let evaluation = evaluate(pack, &facts, &Options { as_of: day(), counties: None });
    let (detail, language) = (Detail::Full, Language::Zh);
    let input = ReportInput { pack, facts: &facts, evaluation: &evaluation, detail, language };
    serde_json::to_value(report(&input)).unwrap()
}

#[test]
fn data_in_memory_are_data_in_a_folder() {
    let pack = national();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/county-990001");
    let (books, columns) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let text = |c: &String| Cell::text(c.as_str(), Look::Code);
    let sheet = |(name, rows): (String, Rows)| Sheet {
        name,
        rows: rows.iter().map(|row| row.iter().map(text).collect()).collect(),
        ..Sheet::default()
    };
    let sheets = tables(&example).into_iter().map(sheet).collect();
    let book = write(&Book { title: String::new(), sheets }).unwrap();
    fs::write(books.path().join("县.xlsx"), book).unwrap();
    parquet::folder(&example, columns.path(), true, parquet::PLAIN);
    for folder in [&*example, books.path(), columns.path()] {
        let expected = result(&pack, read(&pack, &[folder.to_owned()], day()).unwrap());
        for under in ["data", "/", "a/b"] {
            let memory = in_memory(folder, under);
            let facts = read_from(&memory, &pack, &[under.into()], day()).unwrap();
            assert_eq!(result(&pack, facts), expected, "{folder:?} {under}");
        }
    }
    let nothing = read_from(&Memory::new(), &pack, &["data".into()], day()).unwrap_err();
    assert!(nothing.message().text(Language::En).contains("data"));
}

#[test]
fn packs_in_memory_are_packs_in_folders() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rulepacks");
    let memory = in_memory(&root, "shelf");
    assert!(memory.is_folder(Path::new("shelf/yinchuan-2021")));
    let (there, here) = (
        SearchPath { dirs: vec!["shelf".into()], embedded: false },
        SearchPath { dirs: vec![root], embedded: false },
    );
    for reference in ["national@2017", "ningxia@2017", "yinchuan@2021"] {
        let (found, expected) =
            (load_from(&memory, reference, &there).unwrap(), load(reference, &here).unwrap());
        assert_eq!(found.digest.as_str(), expected.digest.as_str());
        let parents = |chain| format!("{:?}", check(chain).pack.unwrap().parents);
        assert_eq!(parents(found), parents(expected));
    }
    // By its folder, with its parents beside it.
    let search = SearchPath { dirs: Vec::new(), embedded: false };
    let chain = load_from(&memory, "shelf/yinchuan-2021", &search).unwrap();
    assert!(!check(chain).has_errors());
    let error = load_from(&memory, "shelf/nowhere", &search).unwrap_err();
    assert!(error.message().text(Language::En).contains("shelf/nowhere"));
}

/// What a server has written so far.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Said {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What a client says: the second part when the server has told what is wrong.
struct Saying(std::io::Cursor<Vec<u8>>, std::io::Cursor<Vec<u8>>, Said);

impl std::io::Read for Saying {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        let read = self.0.read(room)?;
        if read > 0 {
            return Ok(read);
        }
        let told = || String::from_utf8_lossy(&self.2.0.lock().unwrap()).contains("publishDiagnostics");
        let began = std::time::Instant::now();
        while !told() && began.elapsed().as_secs() < 60 {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        self.1.read(room)
    }
}

/// One client's messages to a server whose folder is in memory, the last so many when diagnostics are there; what it answers.
fn talk(memory: Memory, messages: &[serde_json::Value], last: usize) -> Vec<serde_json::Value> {
    let framed = |messages: &[serde_json::Value]| {
        let one = |m: &serde_json::Value| {
            let body = m.to_string();
            format!("Content-Length: {}\r\n\r\n{body}", body.len())
        };
        std::io::Cursor::new(messages.iter().map(one).collect::<String>().into_bytes())
    };
    let (first, rest) = messages.split_at(messages.len() - last);
    let output = Said::default();
    let search = SearchPath { dirs: Vec::new(), embedded: false };
    let input = Saying(framed(first), framed(rest), output.clone());
    junheng::tooling::lsp::serve_from(Arc::new(memory), input, output.clone(), Language::En, search);
    let written = output.0.lock().unwrap().clone();
    let mut rest = written.as_slice();
    let mut found = Vec::new();
    while let Some(at) = rest.windows(4).position(|w| w == b"\r\n\r\n") {
        let head = std::str::from_utf8(&rest[..at]).unwrap();
        let length: usize = head.rsplit(' ').next().unwrap().trim().parse().unwrap();
        found.push(serde_json::from_slice(&rest[at + 4..at + 4 + length]).unwrap());
        rest = &rest[at + 4 + length..];
    }
    found
}

#[test]
fn a_folder_in_memory_is_a_workspace() {
    use serde_json::json;
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/base/stages");
    let memory = in_memory(&base, "/work/stages");
    let uri = "file:///work/stages/procedure.yaml";
    let text = fs::read_to_string(base.join("procedure.yaml")).unwrap();
    // A stage, a document and a word are offered where each belongs; a slip is said at its place.
    let review = text.replace("接: self", "接: slef");
    assert_ne!(review, text);
    let line = review.lines().position(|l| l.contains("接: slef")).unwrap();
    let character = |l: usize, key: &str| {
        let line = review.lines().nth(l).unwrap();
        line[..line.find(key).unwrap() + key.len()].encode_utf16().count()
    };
    let counted = review.lines().position(|l| l.contains("起算: ")).unwrap();
    let level = character(line, "级别: ");
    let ask = |id: u64, line: usize, character: usize| {
        json!({"jsonrpc": "2.0", "id": id, "method": "textDocument/completion", "params": {
            "textDocument": {"uri": uri}, "position": {"line": line, "character": character}}})
    };
    let found = talk(
        memory,
        &[
            json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}),
            json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}),
            json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {
                "textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": review}}}),
            ask(2, line, character(line, "接: ")),
            ask(3, counted, character(counted, "起算: ")),
            ask(4, line, level),
            json!({"jsonrpc": "2.0", "id": 9, "method": "shutdown"}),
            json!({"jsonrpc": "2.0", "method": "exit"}),
        ],
        2,
    );
    let labels = |id: u64| -> Vec<String> {
        let answer = found.iter().find(|m| m["id"] == id).unwrap();
        let items = answer["result"].as_array().unwrap_or_else(|| panic!("{answer}"));
        items.iter().map(|i| i["label"].as_str().unwrap().to_owned()).collect()
    };
    for stage in ["self", "review", "inspect", "approve"] {
        assert!(labels(2).contains(&stage.to_owned()), "{:?}", labels(2));
    }
    assert!(labels(3).contains(&"反馈意见".to_owned()) && labels(3).contains(&"异议".to_owned()));
    assert_eq!(labels(4), ["县", "市", "区", "国"]);
    let told = found.iter().filter(|m| m["method"] == "textDocument/publishDiagnostics");
    let diagnostics: Vec<_> =
        told.flat_map(|m| m["params"]["diagnostics"].as_array().unwrap().clone()).collect();
    let slip = diagnostics.iter().find(|d| d["code"] == "JH0622").unwrap_or_else(|| panic!("{found:#?}"));
    assert_eq!(slip["range"]["start"], json!({"line": line, "character": character(line, "接: ")}));
}
