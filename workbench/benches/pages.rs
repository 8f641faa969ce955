//! How fast pages are with 100 counties and ten years of data: promise 17. `cargo bench -p junheng-workbench` prints the figures.
//!
//! `JUNHENG_BENCH_STORE=postgres://…` takes an empty database in place of a file; `JUNHENG_BENCH_COUNTIES` another number of counties.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_arguments,
    missing_docs,
    reason = "a bench fails by panicking"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use junheng::value::{Date, parse_date};
use junheng_workbench::acts::Request;
use junheng_workbench::record::Record;
use junheng_workbench::service::{Attached, Service};
use junheng_workbench::web::{now, password};
use serde_json::{Map, Value, json};

const YEARS: std::ops::Range<i16> = 2016..2026;
const SCHOOLS: usize = 45;
const USERS: usize = 30;

fn act(
    service: &mut Service,
    by: &str,
    role: &str,
    act: &str,
    object: &str,
    fields: Value,
    attached: Attached<'_>,
    day: Date,
) {
    let fields: Map<String, Value> = fields.as_object().unwrap().clone();
    let request = Request {
        by: by.to_owned(),
        role: role.to_owned(),
        act: act.to_owned(),
        object: object.to_owned(),
        fields,
    };
    service.act(&request, attached, Some(day)).unwrap_or_else(|e| panic!("{act} {object}: {e:?}"));
}

fn data(folder: &Path, county: usize, year: i16) {
    std::fs::create_dir_all(folder).unwrap();
    let code = 100_001 + county;
    std::fs::write(
        folder.join("县.csv"),
        format!(
            "代码,县名,有效问卷数,满意数\n{code},县{county},1000,{}\n",
            840 + (county + year as usize) % 60
        ),
    )
    .unwrap();
    let mut schools =
        "代码,县,校名,学段,隶属,在校生数,高于规定学历教师数,公用经费（万元）,最大班额\n".to_owned();
    for s in 0..SCHOOLS {
        let stage = if s % 3 == 0 { "初中" } else { "小学" };
        let teachers = 20 + (s * 7 + county + year as usize) % 12;
        schools += &format!(
            "{code}{s:03},{code},学校{s},{stage},县属,500,{teachers},{},{}\n",
            300 + (s * 13 + county) % 200,
            38 + (s + county) % 10
        );
    }
    std::fs::write(folder.join("学校.csv"), schools).unwrap();
    std::fs::write(folder.join("评定.csv"), format!("评定项,对象,结果\nV1,{code},否\n")).unwrap();
}

fn filled(store: &str, work: &Path, counties: usize) {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/pack-new");
    let mut service = Service::new(Record::open(store).unwrap());
    let first = parse_date("2016-01-04").unwrap();
    service.begin(true, first).unwrap();
    let office = |name: &str, level: &str, parent: Option<&str>| {
        json!({"name": name, "level": level, "parent": parent}).as_object().unwrap().clone()
    };
    service.add_office("100000", office("市", "city", None), Some(first)).unwrap();
    let roles = |list: &[&str]| list.iter().map(|r| (*r).to_owned()).collect::<Vec<_>>();
    service.add_account("editor", "100000", &roles(&["editor"]), Some(first)).unwrap();
    service.add_account("publisher", "100000", &roles(&["publisher"]), Some(first)).unwrap();
    service.add_account("monitor", "100000", &roles(&["monitor"]), Some(first)).unwrap();
    let reference = "shili@2021.1.0";
    let attached = Attached { pack: Some(&pack), ..Attached::default() };
    act(&mut service, "editor", "editor", "pack.draft", reference, json!({}), attached, first);
    act(&mut service, "editor", "editor", "pack.ask", reference, json!({}), Attached::default(), first);
    act(
        &mut service,
        "publisher",
        "publisher",
        "pack.publish",
        reference,
        json!({}),
        Attached::default(),
        first,
    );
    for county in 0..counties {
        let code = format!("{}", 100_001 + county);
        service
            .add_office(&code, office(&format!("县{county}"), "county", Some("100000")), Some(first))
            .unwrap();
        service.add_account(&format!("clerk{county}"), &code, &roles(&["clerk"]), Some(first)).unwrap();
        service.add_account(&format!("signer{county}"), &code, &roles(&["signer"]), Some(first)).unwrap();
    }
    for year in YEARS {
        let day = Date::new(year, 11, 2).unwrap();
        for county in 0..counties {
            let folder = work.join(format!("{year}-{county}"));
            data(&folder, county, year);
            let id = format!("M-{}-{year}", 100_001 + county);
            let attached = Attached { data: Some(&folder), ..Attached::default() };
            act(
                &mut service,
                &format!("clerk{county}"),
                "clerk",
                "data.upload",
                &id,
                json!({}),
                attached,
                day,
            );
            act(
                &mut service,
                &format!("signer{county}"),
                "signer",
                "data.submit",
                &id,
                json!({}),
                Attached::default(),
                day,
            );
        }
    }
}

fn get(address: &str, path: &str, token: &str) -> (u16, Duration) {
    let start = Instant::now();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nCookie: junheng={token}\r\n\r\n"
    )
    .unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let status = std::str::from_utf8(&bytes[9..12]).unwrap().parse().unwrap();
    (status, start.elapsed())
}

fn upload(address: &str, token: &str, folder: &Path, county: &str) -> Duration {
    let line = "----bench";
    let mut body = Vec::new();
    for (name, value) in [("token", password::form_token(token)), ("purpose", "year".to_owned())] {
        write!(body, "--{line}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            .unwrap();
    }
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        write!(
            body,
            "--{line}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .unwrap();
        body.extend(std::fs::read(&path).unwrap());
        body.extend(b"\r\n");
    }
    write!(body, "--{line}--\r\n").unwrap();
    let start = Instant::now();
    let sent = post(
        address,
        &format!("/county/{county}/upload"),
        &format!("multipart/form-data; boundary={line}"),
        token,
        &body,
    );
    assert!(sent.starts_with("HTTP/1.1 303"), "{sent}");
    start.elapsed()
}

fn post(address: &str, path: &str, sort: &str, token: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: {sort}\r\nContent-Length: {}\r\nCookie: junheng={token}\r\n\r\n", body.len()).unwrap();
    stream.write_all(body).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

fn p95(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    (at(50), at(95))
}

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    if std::env::args().any(|a| a == "--test") {
        return;
    }
    let work = tempfile::tempdir().unwrap();
    let counties = std::env::var("JUNHENG_BENCH_COUNTIES").ok().and_then(|n| n.parse().ok()).unwrap_or(100);
    let store = std::env::var("JUNHENG_BENCH_STORE")
        .unwrap_or_else(|_| work.path().join("store.db").display().to_string());
    let start = Instant::now();
    filled(&store, work.path(), counties);
    println!("filled: {counties} counties × {} years in {:.1} s", YEARS.len(), start.elapsed().as_secs_f64());
    let session = |account: &str| {
        let token = password::token().unwrap();
        Record::existing(&store)
            .unwrap()
            .people()
            .begin_session(&password::digest(&token), account, now(), 0)
            .unwrap();
        token
    };
    let (monitor, clerk, signer) = (session("monitor"), session("clerk7"), session("signer7"));
    Record::existing(&store)
        .unwrap()
        .people()
        .set_password("editor", &password::hash("a word for the bench").unwrap())
        .unwrap();
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_junheng-workbench"))
        .args(["serve", "--store", &store, "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).unwrap().trim_end().trim_end_matches('/').to_owned();
    assert_eq!(get(&address, "/health", "").0, 200);
    println!("start: {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    let pages = [
        "/",
        "/county/100008",
        "/ledger",
        "/schools?county=100008",
        "/school/100008/100008001",
        "/verdict/M-100008-2025",
        "/revision/M-100008-2025",
        "/notices",
        "/agenda",
        "/record",
        "/trend/100008?of=R1%40100008001",
    ];
    for page in pages {
        let times: Vec<Duration> = (0..20)
            .map(|_| {
                let (status, time) = get(&address, page, &monitor);
                assert_eq!(status, 200, "{page}");
                time
            })
            .collect();
        let first = times[0].as_secs_f64() * 1e3;
        let (half, most) = p95(times);
        println!("{page}: first {first:.1} ms, median {half:.1} ms, p95 {most:.1} ms");
    }
    let all: Vec<Duration> = std::thread::scope(|scope| {
        let users: Vec<_> = (0..USERS)
            .map(|u| {
                let (address, monitor) = (&address, &monitor);
                scope.spawn(move || {
                    (0..20).map(|n| get(address, pages[(u + n) % pages.len()], monitor).1).collect::<Vec<_>>()
                })
            })
            .collect();
        users.into_iter().flat_map(|u| u.join().unwrap()).collect()
    });
    let (half, most) = p95(all);
    println!("{USERS} users at once: median {half:.1} ms, p95 {most:.1} ms");
    let folder = work.path().join("new");
    data(&folder, 7, 2026);
    let mut times = Vec::new();
    for _ in 0..5 {
        times.push(upload(&address, &clerk, &folder, "100008"));
    }
    let uploaded = p95(times).1;
    let year = junheng::value::today().year().max(2025);
    let id = if year == 2025 { "M-100008-2025-1".to_owned() } else { format!("M-100008-{year}") };
    let form = format!("token={}&object={id}", password::form_token(&signer));
    let start = Instant::now();
    let done =
        post(&address, "/act/data.submit", "application/x-www-form-urlencoded", &signer, form.as_bytes());
    assert!(done.starts_with("HTTP/1.1 303"), "{done}");
    println!(
        "upload of {SCHOOLS} schools: {uploaded:.0} ms; submitted to a verdict: {:.0} ms",
        start.elapsed().as_secs_f64() * 1e3
    );
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    for line in status.lines().filter(|l| l.starts_with("VmRSS") || l.starts_with("VmHWM")) {
        println!("memory: {line}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
