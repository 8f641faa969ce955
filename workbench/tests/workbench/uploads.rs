//! Uploads: cell by cell, bombs and damaged workbooks (promise 14); what is personal or unknown is nowhere (promise 15); texts that mean
//! harm (promise 13).

use std::io::Write as _;
use std::time::{Duration, Instant};

use junheng_workbench::web::routes::ROUTES;

use crate::browser;
use crate::place::Place;
use crate::story::folder;
use crate::web::{Answer, Client, Server};

fn files(year_county: &str) -> Vec<(String, Vec<u8>)> {
    let mut out: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder().join("data").join(year_county))
        .unwrap()
        .map(|e| e.unwrap())
        .map(|e| (e.file_name().to_str().unwrap().to_owned(), std::fs::read(e.path()).unwrap()))
        .collect();
    out.sort();
    out
}

fn send(client: &mut Client, county: &str, files: &[(String, Vec<u8>)]) -> Answer {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    client.upload(&format!("/county/{county}/upload"), &[("purpose", "year")], &files)
}

#[test]
fn a_wrong_cell_is_named_and_marked() {
    let server = Server::story(&Place::sqlite());
    let mut clerk = Client::signed_in(&server, "wu.clerk");
    let mut data = files("2025/990105");
    let school = data.iter_mut().find(|(n, _)| n == "学校.csv").unwrap();
    let text = String::from_utf8(school.1.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let at = lines[0].split(',').position(|h| h.contains("高于规定学历教师数")).unwrap();
    let mut cells: Vec<String> = lines[1].split(',').map(str::to_owned).collect();
    let (name, was) = (cells[0].clone(), cells[at].clone());
    cells[at] = "二十一".to_owned();
    let bad = text.replacen(lines[1], &cells.join(","), 1);
    school.1 = bad.into_bytes();
    let sent = send(&mut clerk, "990105", &data);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let to = sent.header("location").unwrap().to_owned();
    let page = clerk.get(&to).text();
    for told in ["二十一", "高于规定学历教师数", "学校", "JH0901", "1个错误"] {
        assert!(page.contains(told), "{told} for {name} {was}: {page}");
    }
    let book = clerk.get(&format!("{to}/annotated.xlsx"));
    assert_eq!(book.status, 200);
    assert!(book.body.starts_with(b"PK"));
    // With an error it cannot be submitted, and the page says why before it is tried.
    let draft = page.split("/revision/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut signer = Client::signed_in(&server, "wu.signer");
    let page = signer.get(&format!("/revision/{draft}")).text();
    assert!(page.contains("暂不能") && page.contains("数据有错误"), "{page}");
    assert_eq!(signer.act("data.submit", &[("object", &draft)]).status, 422);
    // Corrected, it can: by the signer, not by who uploaded.
    assert_eq!(send(&mut clerk, "990105", &files("2025/990105")).status, 303);
    let done = signer.act("data.submit", &[("object", &draft)]);
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(signer.get(&format!("/verdict/{draft}")).status, 200);
    assert_eq!(signer.get(&format!("/verdict/{draft}/report")).status, 200);
}

/// A workbook with a sheet of so many zeros.
fn bomb(bytes: usize) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    out.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let chunk = vec![b' '; 1 << 20];
    for _ in 0..bytes >> 20 {
        out.write_all(&chunk).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn what_is_too_large_is_refused_at_once() {
    let server = Server::story(&Place::sqlite());
    let mut clerk = Client::signed_in(&server, "wu.clerk");
    let bomb = bomb(300 << 20);
    assert!(bomb.len() < 1 << 20);
    let start = Instant::now();
    let answer = send(&mut clerk, "990105", &[("bomb.xlsx".to_owned(), bomb)]);
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("200 MB"));
    // Over 20 MB it is not even read to its end.
    let answer = send(&mut clerk, "990105", &[("large.csv".to_owned(), vec![b'1'; 21 << 20])]);
    assert!(matches!(answer.status, 413 | 0), "{}", answer.status);
    // Other sorts of files, and names that lead elsewhere.
    for name in ["a.exe", "a.html", "../../a.yaml", ".csv", "a.xlsx.sh"] {
        assert_eq!(send(&mut clerk, "990105", &[(name.to_owned(), b"x".to_vec())]).status, 422, "{name}");
    }
    let answer = send(&mut clerk, "990105", &[("../../../tmp/学校.csv".to_owned(), b"x".to_vec())]);
    assert!(matches!(answer.status, 303 | 422), "{}", answer.status);
}

#[test]
fn damaged_workbooks_are_told_in_words() {
    let server = Server::story(&Place::sqlite());
    let mut clerk = Client::signed_in(&server, "wu.clerk");
    let mut seed = 1u64;
    let mut next = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap()
    };
    // The ledger is a whole workbook of ours; damaged anywhere.
    let mut monitor = Client::signed_in(&server, "city.monitor");
    let whole = monitor.get("/ledger.xlsx?state=all").body;
    assert!(whole.starts_with(b"PK"));
    let many = if std::env::var_os("JUNHENG_LONG").is_some() { 10_000 } else { 300 };
    for n in 0..many {
        let mut bytes = whole.clone();
        for _ in 0..=next() % 8 {
            let at = next() % bytes.len();
            bytes[at] = next() as u8;
        }
        if n % 3 == 0 {
            bytes.truncate(next() % bytes.len());
        }
        let start = Instant::now();
        let answer = send(&mut clerk, "990105", &[("县学校.xlsx".to_owned(), bytes)]);
        assert!(matches!(answer.status, 303 | 422), "{n}: {}", answer.status);
        assert!(start.elapsed() < Duration::from_secs(5), "{n}: {:?}", start.elapsed());
    }
    assert_eq!(clerk.get("/").status, 200);
}

#[test]
fn what_is_personal_or_unknown_is_nowhere() {
    const CANARY: &str = "金丝雀7319";
    let place = Place::sqlite();
    let server = Server::story(&place);
    let mut clerk = Client::signed_in(&server, "wu.clerk");
    let mut data = files("2025/990105");
    for (name, bytes) in &mut data {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let lines = text.lines().enumerate();
        let lines =
            lines.map(|(n, l)| if n == 0 { format!("{l},校长身份证号") } else { format!("{l},{CANARY}{n}") });
        *bytes = lines.collect::<Vec<_>>().join("\n").into_bytes();
        assert!(!name.is_empty());
    }
    let sent = send(&mut clerk, "990105", &data);
    let to = sent.header("location").unwrap().to_owned();
    let mut texts = vec![clerk.get(&to).text()];
    let draft = texts[0].split("/revision/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut signer = Client::signed_in(&server, "wu.signer");
    signer.act("data.submit", &[("object", &draft)]);
    for page in [
        format!("/revision/{draft}"),
        format!("/verdict/{draft}"),
        format!("/verdict/{draft}/report"),
        "/record".to_owned(),
        "/schools".to_owned(),
        "/county/990105".to_owned(),
    ] {
        texts.push(signer.get(&page).text());
    }
    for text in &texts {
        assert!(!text.contains(CANARY), "{text}");
    }
    let mut export = Vec::new();
    server.app.service().record().export(&mut export).unwrap();
    let hex: String = CANARY.bytes().map(|b| format!("{b:02x}")).collect();
    let export = String::from_utf8(export).unwrap();
    assert!(!export.contains(CANARY) && !export.contains(&hex));
    for file in [place.url.clone(), format!("{}-wal", place.url)] {
        let bytes = std::fs::read(file).unwrap_or_default();
        assert!(!bytes.windows(CANARY.len()).any(|w| w == CANARY.as_bytes()));
    }
}

/// Texts that would run where they are not escaped.
pub fn payloads() -> Vec<String> {
    let shapes = [
        "<script>window.__ran=1</script>",
        "<img src=x onerror=window.__ran=1>",
        "\"><svg onload=window.__ran=1>",
        "'><script>window.__ran=1</script>",
        "</textarea><script>window.__ran=1</script>",
        "</title><script>window.__ran=1</script>",
        "</style><script>window.__ran=1</script>",
        "--><script>window.__ran=1</script>",
        "<a href=javascript:window.__ran=1>x</a>",
        "\" autofocus onfocus=window.__ran=1 x=\"",
        "<iframe srcdoc='<script>parent.__ran=1</script>'>",
        "<style>@import url(//evil.example/x.css);</style>",
        "<base href=//evil.example/>",
        "<form action=//evil.example><button>",
        "<meta http-equiv=refresh content=0;url=//evil.example>",
        "<math><mtext></form><form><mglyph><style></math><img src onerror=window.__ran=1>",
        "<object data=data:text/html,<script>parent.__ran=1</script>>",
        "<link rel=stylesheet href=//evil.example/x.css>",
        "{{constructor.constructor('window.__ran=1')()}}",
        "&lt;script&gt;window.__ran=1&lt;/script&gt;",
    ];
    let around: [fn(&str) -> String; 10] = [
        |s| s.to_owned(),
        |s| s.to_uppercase(),
        |s| format!("年度{s}计划"),
        |s| s.replace('<', "<<"),
        |s| format!("\u{202e}{s}"),
        |s| s.replace(' ', "/"),
        |s| s.replace(' ', "\t"),
        |s| format!("{s}{s}"),
        |s| format!("]]>{s}"),
        |s| format!("%3Cscript%3E{s}"),
    ];
    shapes.iter().flat_map(|s| around.iter().map(|f| f(s))).collect()
}

#[test]
fn texts_that_mean_harm_are_only_texts() {
    let server = Server::story(&Place::sqlite());
    let payloads = payloads();
    assert_eq!(payloads.len(), 200);
    let mut clerk = Client::signed_in(&server, "city.clerk");
    let mut signer = Client::signed_in(&server, "jia.signer");
    let mut monitor = Client::signed_in(&server, "city.monitor");
    for payload in &payloads {
        let document = [
            ("county", "990101"),
            ("title", payload.as_str()),
            ("number", payload),
            ("date", "2026-12-01"),
            ("public", "yes"),
        ];
        assert_eq!(clerk.act("document.file", &document).status, 303, "{payload}");
    }
    for payload in payloads.iter().step_by(10) {
        // In fields that are refused and shown again, and in those that are kept.
        let target = [
            ("county", "990101"),
            ("rule", payload.as_str()),
            ("year", payload),
            ("want", payload),
            ("subject", payload),
        ];
        assert_eq!(signer.act("target.set", &target).status, 422, "{payload}");
        monitor.act("action.reject", &[("object", "A-13"), ("reason", payload)]);
        let odd = format!("/act/{}?object={}", crate::web::encode(payload), crate::web::encode(payload));
        assert_eq!(monitor.get(&odd).status, 404);
        for page in ["/ledger?q=", "/record?q=", "/?due=", "/login?to=", "/record/verify?anchor="] {
            let answer = monitor.get(&format!("{page}{}", crate::web::encode(payload)));
            assert!(!answer.text().contains(payload) || !payload.contains('<'), "{page} {payload}");
        }
        Client::new(&server).sign_in(payload, payload);
    }
    // A school's name, and a file's.
    let mut data = files("2025/990105");
    for (_, bytes) in &mut data {
        let text = String::from_utf8(bytes.clone()).unwrap();
        *bytes = text
            .replace("戊一小", "\"<script>window.__ran=1</script><img src=x onerror=window.__ran=1>\"")
            .into_bytes();
    }
    let mut wu = Client::signed_in(&server, "wu.clerk");
    let sent = send(&mut wu, "990105", &data);
    assert_eq!(sent.status, 303);
    // Every answer has its headers, and no payload stands in it unescaped.
    let pages = [
        "/",
        "/county/990101",
        "/record",
        "/ledger",
        "/public",
        "/public/990101",
        "/finding/F-990106-1",
        "/county/990105",
        "/schools?county=990105",
        "/act/stage.reopen?object=K-990101&county=990101",
        "/verdict/C-990101-1/report",
    ];
    for page in pages.iter().copied().chain(["/health", "/login", "/nothing", "/ledger.xlsx"]) {
        let answer = monitor.get(page);
        let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{page}"));
        assert!(
            policy.starts_with("default-src 'none'")
                && policy.contains("frame-ancestors 'none'")
                && !policy.contains("unsafe"),
            "{page}: {policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{page}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{page}");
        let text = answer.text();
        for payload in payloads.iter().filter(|p| p.contains("<") && p.contains("__")) {
            assert!(!text.contains(payload.as_str()), "{page}: {payload}");
        }
    }
    let report = monitor.get("/verdict/C-990101-1/report");
    assert!(report.header("content-security-policy").unwrap().contains("style-src 'self' 'sha256-"));
    // In a browser nothing of it runs, and the policy is not even asked.
    let plan: Vec<serde_json::Value> = pages
        .iter()
        .flat_map(|page| ["zh", "en"].map(|language| (page, language)))
        .map(|(page, language)| {
            let cookies = serde_json::json!({"junheng-lang": language, "junheng": browser::cookie(&server, "city.signer")});
            serde_json::json!({"path": page, "cookies": cookies, "language": language, "width": 1366, "height": 900, "script": true})
        })
        .collect();
    if !browser::there() {
        return;
    }
    for page in browser::shown(&server, plan) {
        assert_eq!(page["ran"], 0, "{page}");
        for list in ["violations", "errors", "fetched"] {
            assert_eq!(page[list].as_array().map(Vec::len), Some(0), "{page}");
        }
    }
    assert!(ROUTES.len() > 30);
}
