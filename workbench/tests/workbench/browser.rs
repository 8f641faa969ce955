//! In Chromium: each page at four widths, in both languages, without script, by keyboard, on paper; promises 13 and 16.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use junheng_workbench::web::{now, password};
use serde_json::{Value, json};

use crate::packs;
use crate::place::Place;
use crate::tools;
use crate::web::Server;

const WIDTHS: [u32; 4] = [390, 768, 1366, 1920];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}

/// Whether Chromium and Node are there.
pub fn there() -> bool {
    tools::there("chromium") && tools::there("node")
}

fn axe() -> Option<PathBuf> {
    let path = folder().join("node_modules/axe-core/axe.min.js");
    tools::found("axe-core", path.is_file()).then_some(path)
}

/// A session's cookie.
pub fn cookie(server: &Server, name: &str) -> String {
    let token = password::token().unwrap();
    let mut service = server.app.service();
    service.record().people().begin_session(&password::digest(&token), name, now(), 0).unwrap();
    token
}

/// Shows pages; what was found for each.
pub fn shown(server: &Server, pages: Vec<Value>) -> Vec<Value> {
    let profile = tempfile::tempdir().unwrap();
    let plan = json!({
        "chromium": "chromium", "profile": profile.path(), "base": format!("http://{}", server.address),
        "axe": axe(), "pages": pages,
    });
    let mut child = Command::new("node")
        .arg(folder().join("drive.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    serde_json::to_writer(child.stdin.take().unwrap(), &plan).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

/// Pages of the story, each with an account that works there.
const PAGES: &[(&str, &str, &str)] = &[
    ("signin", "", "/login"),
    ("public", "", "/public"),
    ("roles", "", "/roles"),
    ("board", "city.monitor", "/?on=2024-03-25"),
    ("county", "city.signer", "/county/990103"),
    ("county-done", "jia.clerk", "/county/990101"),
    ("upload", "wu.clerk", "/county/990105/upload"),
    ("stage", "city.reviewer", "/revision/S-990103-4"),
    ("overturned", "city.reviewer", "/revision/S-990103-1"),
    ("verdict", "city.monitor", "/verdict/C-990103-1"),
    ("compare", "city.monitor", "/compare?a=S-990103-1&b=C-990103-1"),
    ("trend", "city.monitor", "/trend/990104?of=R1%4099010401"),
    ("ledger", "city.monitor", "/ledger"),
    ("finding", "city.monitor", "/finding/F-990106-1"),
    ("form", "city.monitor", "/act/action.assign"),
    ("schools", "ding.unit", "/schools"),
    ("school", "ding.unit", "/school/990104/99010401"),
    ("notices", "city.signer", "/notices"),
    ("agenda", "city.monitor", "/agenda?on=2025-10-07"),
    ("packs", "std.editor", "/packs"),
    ("pack", "std.editor", "/pack/shili%402021.1.0"),
    ("draft", "std.editor", "/pack/shili%402021.1.1"),
    ("draft-file", "std.editor", "/pack/shili%402021.1.1/file?path=rules.rules"),
    ("draft-cases", "std.editor", "/pack/shili%402021.1.1/cases"),
    ("draft-diff", "std.editor", "/pack/shili%402021.1.1/diff"),
    (
        "draft-impact",
        "std.editor",
        "/pack/shili%402021.1.1/impact?number=class_size.primary&from=40&to=50&step=1",
    ),
    ("editor", "std.editor", "/pack/shili%402021.1.1/edit?path=rules.rules"),
    ("publish", "std.publisher", "/act/pack.publish?object=shili%402021.1.1"),
    ("exports", "city.monitor", "/exports"),
    ("record", "sys.auditor", "/record"),
    ("verify", "sys.auditor", "/record/verify"),
    ("accounts", "sys.admin", "/accounts"),
    ("account", "sys.admin", "/account/city.reviewer2"),
    ("me", "city.clerk", "/me"),
    ("lost", "city.clerk", "/county/000"),
];

/// The story, and a draft in it that has a mistake, a case, and stricter numbers.
fn drafted() -> Server {
    const DRAFT: &str = "shili@2021.1.1";
    let server = Server::story(&Place::sqlite());
    let mut editor = packs::draft(&server, "std.editor", DRAFT, "store:shili@2021.1.0");
    let limits =
        packs::text(&server, DRAFT, "limits.yaml").replace("小学: 45, 初中: 50", "小学: 44, 初中: 50");
    assert_eq!(packs::save(&mut editor, DRAFT, "limits.yaml", &limits, "save", None).status, 303);
    let case = "评估日期: 2024-01-01\n公共数据:\n  county: [{code: \"1\", name: 甲, valid: 100, satisfied: 85}]\n\
                用例:\n  - {名称: 正好85%, 预期: {A1: {\"1\": 达到}}}\n  - {名称: 错的, 预期: {A1: {\"1\": 未达到}}}\n";
    let fields = [("path", "tests/cases.yaml"), ("was", ""), ("text", case), ("do", "new")];
    assert_eq!(editor.upload("/pack/shili%402021.1.1/files", &fields, &[]).status, 303);
    server
}

fn page(server: &Server, who: &str, path: &str, language: &str, width: u32) -> Value {
    let mut cookies = json!({"junheng-lang": language});
    if !who.is_empty() {
        cookies["junheng"] = cookie(server, who).into();
    }
    json!({"path": path, "cookies": cookies, "language": language, "width": width, "height": 900, "script": true})
}

#[test]
fn every_page_at_every_width_in_both_languages() {
    if !there() {
        return;
    }
    let server = drafted();
    let shots = std::env::var_os("JUNHENG_SHOTS").map(PathBuf::from);
    let mut plan = Vec::new();
    for (name, who, path) in PAGES {
        for language in ["zh", "en"] {
            for width in WIDTHS {
                let mut page = page(&server, who, path, language, width);
                page["axe"] = (width == 390 || width == 1366).into();
                page["script"] = (width != 768).into();
                // The editor takes its focus ring around itself; its keys are another test's.
                page["keyboard"] = (width == 1366 && language == "zh" && *name != "editor").into();
                if let Some(shots) = &shots {
                    page["shot"] =
                        shots.join(format!("{name}-{language}-{width}.png")).to_str().unwrap().into();
                    page["full"] = true.into();
                }
                plan.push(page);
            }
        }
    }
    let found = shown(&server, plan);
    assert_eq!(found.len(), PAGES.len() * 8);
    let mut wrong = Vec::new();
    for page in &found {
        let at = format!("{} {} {}", page["path"], page["language"], page["width"]);
        let language = if page["language"] == "zh" { "zh-CN" } else { "en" };
        for (what, bad) in [
            ("sticks out at the side", page["wide"] == true),
            ("another language", page["lang"] != language),
            ("not one heading", page["headings"].as_array().unwrap().len() != 1),
            ("its style was not taken", page["styled"] == "rgba(0, 0, 0, 0)"),
            ("a script ran", page["ran"] != 0),
            ("something was fetched from elsewhere", !page["fetched"].as_array().unwrap().is_empty()),
            ("the policy was hurt", !page["violations"].as_array().unwrap().is_empty()),
            ("an error", !page["errors"].as_array().unwrap().is_empty()),
            ("it is empty", page["text"].as_u64().unwrap() < 60),
        ] {
            if bad {
                wrong.push(format!("{at}: {what} {}", page["violations"]));
            }
        }
        for barrier in page["axe"].as_array().into_iter().flatten() {
            if matches!(barrier["impact"].as_str(), Some("serious" | "critical")) {
                wrong.push(format!("{at}: axe {} {}", barrier["id"], barrier["nodes"]));
            }
        }
        if let Some(keyboard) = page["keyboard"].as_object() {
            let number = |field: &str| keyboard[field].as_u64().unwrap();
            if keyboard["first"] != "skip"
                || number("reached") + number("hidden") < number("wanted")
                || !keyboard["unseen"].as_array().unwrap().is_empty()
            {
                wrong.push(format!("{at}: keyboard {}", page["keyboard"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn pages_print_on_a4() {
    if !there() {
        return;
    }
    let server = drafted();
    let out = tempfile::tempdir().unwrap();
    let mut plan = Vec::new();
    for (name, who, path) in PAGES {
        let mut page = page(&server, who, path, "zh", 1366);
        page["print"] = out.path().join(format!("{name}.pdf")).to_str().unwrap().into();
        plan.push(page);
    }
    shown(&server, plan);
    for (name, _, _) in PAGES {
        let pdf = out.path().join(format!("{name}.pdf"));
        let bytes = std::fs::read(&pdf).unwrap();
        assert!(bytes.starts_with(b"%PDF"), "{name}");
        let info = Command::new("pdfinfo").arg(&pdf).output();
        if let Ok(info) = info {
            let text = String::from_utf8_lossy(&info.stdout).into_owned();
            assert!(text.contains("A4"), "{name}: {text}");
        }
    }
}

/// The pictures of the documents; written anew where `JUNHENG_PICTURES` is set.
#[test]
fn pictures_of_the_documents() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/workbench");
    if !there() {
        return;
    }
    let pictures = [
        ("board", "city.monitor", "/?on=2024-03-25", 1366, 0.5),
        ("county", "city.signer", "/county/990103", 1366, 0.5),
        ("stage", "city.reviewer", "/revision/S-990103-1", 1366, 0.5),
        ("ledger", "city.monitor", "/ledger", 390, 0.6),
    ];
    if std::env::var_os("JUNHENG_PICTURES").is_some() {
        std::fs::create_dir_all(&docs).unwrap();
        let server = Server::story(&Place::sqlite());
        let plan = pictures.map(|(name, who, path, width, scale)| {
            let mut page = page(&server, who, path, "zh", width);
            page["shot"] = docs.join(format!("{name}.png")).to_str().unwrap().into();
            page["scale"] = scale.into();
            page
        });
        shown(&server, plan.to_vec());
    }
    for (name, ..) in pictures {
        let bytes = std::fs::read(docs.join(format!("{name}.png"))).unwrap();
        assert!(bytes.starts_with(b"\x89PNG") && bytes.len() < 200_000, "{name}: {}", bytes.len());
    }
}
