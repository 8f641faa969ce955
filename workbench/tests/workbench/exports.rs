//! What leaves the house: each names the record, is what it says it is, and holds nothing of others.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};

use calamine::{Data, DataType as _, Reader as _, Xlsx, open_workbook_from_rs};
use junheng_workbench::record::hex;
use serde_json::{Value, json};

use crate::browser;
use crate::packs::{draft, save, someone};
use crate::place::Place;
use crate::uploads::payloads;
use crate::web::{Client, Server, encode};

const DRAFT: &str = "shili@2021.1.1";

/// `记录 N · first 12 of the head`, as it must stand on everything.
fn stamp(server: &Server) -> String {
    let (seq, head) = server.app.service().record().head();
    format!("记录 {seq} · {}", &hex(&head)[..12])
}

/// All texts of a workbook's sheets.
fn cells(bytes: &[u8]) -> Vec<(String, Vec<Vec<String>>)> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    let text = |cell: &Data| cell.as_string().unwrap_or_default();
    book.sheet_names()
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).unwrap();
            (name, range.rows().map(|row| row.iter().map(text).collect()).collect())
        })
        .collect()
}

/// The main part of a document.
fn document(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
    let mut text = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    text
}

fn poam_schema() -> jsonschema::Validator {
    let text = include_str!("../oscal/poam-1.2.3.json");
    jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
}

/// The plan of a county, valid by the published schema.
fn poam(client: &mut Client, county: &str) -> Value {
    let answer = client.get(&format!("/poam/{county}.json"));
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")), "{county}");
    let plan: Value = serde_json::from_slice(&answer.body).unwrap();
    let wrong: Vec<String> =
        poam_schema().iter_errors(&plan).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(wrong.is_empty(), "{county}: {wrong:#?}");
    plan
}

#[test]
fn the_schema_of_the_plan_refuses_what_is_none() {
    let schema = poam_schema();
    assert!(!schema.is_valid(&json!({})));
    assert!(!schema.is_valid(&json!({"plan-of-action-and-milestones": {"uuid": "1"}})));
}

#[test]
fn a_plan_of_rectification_has_every_finding_and_action() {
    let server = Server::story(&Place::sqlite());
    let mut monitor = someone(&server, "city.monitor");
    let state = server.app.service().state().clone();
    let mut found = 0;
    for (county, _) in state.counties() {
        let mine: Vec<_> = state.findings.iter().filter(|(_, f)| f.county == *county).collect();
        if mine.is_empty() {
            assert_eq!(monitor.get(&format!("/poam/{county}.json")).status, 404);
            continue;
        }
        let plan = &poam(&mut monitor, county)["plan-of-action-and-milestones"];
        assert!(plan["metadata"]["remarks"].as_str().unwrap().contains(&stamp(&server)));
        for list in ["poam-items", "findings", "risks", "observations"] {
            assert_eq!(plan[list].as_array().unwrap().len(), mine.len(), "{county} {list}");
        }
        let prop = |of: &Value, name: &str| {
            let all = of["props"].as_array().unwrap();
            all.iter().find(|p| p["name"] == name).map(|p| p["value"].as_str().unwrap().to_owned())
        };
        let risks = plan["risks"].as_array().unwrap();
        let actions: BTreeSet<String> = risks
            .iter()
            .flat_map(|r| r["remediations"].as_array().into_iter().flatten())
            .map(|r| prop(r, "action").unwrap())
            .collect();
        let wanted: BTreeSet<String> =
            state.actions.iter().filter(|(_, a)| a.county == *county).map(|(id, _)| id.clone()).collect();
        assert_eq!(actions, wanted, "{county}");
        for (finding, (id, f)) in plan["findings"].as_array().unwrap().iter().zip(&mine) {
            assert_eq!(prop(finding, "finding").as_ref(), Some(*id));
            assert_eq!(finding["target"]["target-id"], f.outcome.split('@').next().unwrap());
            let open = !f.dismissed
                && (!state.actions.values().any(|a| a.finding == **id)
                    || state.actions.values().any(|a| a.finding == **id && a.done.is_none()));
            let wanted = if open { "not-satisfied" } else { "satisfied" };
            assert_eq!(finding["target"]["status"]["state"], wanted, "{id}");
            found += 1;
        }
        for (_, action) in state.actions.iter().filter(|(_, a)| a.county == *county) {
            let due = format!("{}T00:00:00Z", action.due);
            assert!(plan["risks"].to_string().contains(&due), "{county} {due}");
        }
        // The same store gives the same names.
        assert_eq!(poam(&mut monitor, county)["plan-of-action-and-milestones"]["uuid"], plan["uuid"]);
    }
    assert_eq!(found, state.findings.len());
    assert_eq!(someone(&server, "jia.clerk").get("/poam/990103.json").status, 404);
    assert_eq!(someone(&server, "std.editor").get("/poam/990101.json").status, 404);
}

#[test]
fn tables_and_papers_name_the_record() {
    let server = Server::story(&Place::sqlite());
    let mut monitor = someone(&server, "city.monitor");
    let line = stamp(&server);
    for path in ["/verdict/C-990103-1/forms.xlsx", "/ledger.xlsx?state=all", "/appraisal.xlsx?year=2024"] {
        let answer = monitor.get(path);
        assert_eq!(answer.status, 200, "{path}");
        let sheets = cells(&answer.body);
        assert!(!sheets.is_empty());
        for (name, rows) in &sheets {
            assert!(rows.iter().flatten().any(|cell| cell.contains(&line)), "{path} {name}: {rows:?}");
        }
    }
    for path in ["/verdict/C-990103-1/draft.docx", "/notice/N-1.docx"] {
        let answer = monitor.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert!(document(&answer.body).contains(&line), "{path}");
    }
    for path in ["/verdict/C-990103-1/report", "/compare?a=S-990103-1&b=C-990103-1"] {
        // On pages the number and the digits stand in elements of their own.
        let text = monitor.get(path).text();
        let (seq, head) = server.app.service().record().head();
        assert!(text.contains(&format!("{seq} · {}", &hex(&head)[..12])), "{path}");
    }
    let list = monitor.get("/exports").text();
    assert!(list.contains("/poam/990101.json") && list.contains("forms.xlsx"), "{list}");
}

#[test]
fn the_list_of_problems_has_each_finding_once() {
    let server = Server::story(&Place::sqlite());
    let state = server.app.service().state().clone();
    let book = someone(&server, "city.monitor").get("/ledger.xlsx?state=all").body;
    let sheets = cells(&book);
    let (_, rows) = sheets.iter().find(|(name, _)| name == "问题清单").unwrap();
    let ids: Vec<&String> = rows[1..rows.len() - 1].iter().map(|row| &row[0]).collect();
    let unique: BTreeSet<&&String> = ids.iter().collect();
    assert_eq!((ids.len(), unique.len()), (state.findings.len(), state.findings.len()));
    for row in &rows[1..rows.len() - 1] {
        let f = &state.findings[&row[0]];
        assert_eq!(
            (row[1].as_str(), row[4].as_str()),
            (state.offices[&f.county].name.as_str(), f.verdict.as_str())
        );
    }
}

#[test]
fn a_notice_goes_to_its_counties_alone() {
    let server = Server::story(&Place::sqlite());
    let notice = server.app.service().state().notices["N-1"].clone();
    let names: Vec<String> = {
        let service = server.app.service();
        notice.to.iter().map(|a| service.state().offices[&a.county].name.clone()).collect()
    };
    let all = document(&someone(&server, "city.signer").get("/notice/N-1.docx").body);
    assert!(names.iter().all(|n| all.contains(n)) && all.contains(&notice.day.to_string()));
    let yi = document(&someone(&server, "yi.clerk").get("/notice/N-1.docx").body);
    assert!(yi.contains("乙县") && !yi.contains("己县"), "{yi}");
    assert_eq!(someone(&server, "jia.clerk").get("/notice/N-1.docx").status, 404);
    // An appraisal has the counties of whoever asks.
    let book = someone(&server, "yi.clerk").get("/appraisal.xlsx?year=2024").body;
    let text = format!("{:?}", cells(&book));
    assert!(text.contains("990102") && !text.contains("990103"), "{text}");
}

/// Promise 13 over drafts and exports: 200 texts that mean harm in every text field.
#[test]
fn texts_that_mean_harm_are_only_texts_in_drafts_and_exports() {
    let server = Server::story(&Place::sqlite());
    let payloads = payloads();
    assert_eq!(payloads.len(), 200);
    let mut editor = draft(&server, "std.editor", DRAFT, "store:shili@2021.1.0");
    let harmful = |text: &str| {
        payloads
            .iter()
            .filter(|p| p.contains('<') && p.contains("__"))
            .find(|p| text.contains(p.as_str()))
            .cloned()
    };
    let at = format!("/pack/{}", encode(DRAFT));
    // In fields that are refused, and in addresses.
    let token = editor.token("/me");
    for payload in &payloads {
        let answer = editor.post("/packs", &[("token", &token), ("object", payload), ("from", payload)]);
        assert_eq!((answer.status, harmful(&answer.text())), (422, None), "{payload}");
        let fields = [("path", payload.as_str()), ("was", payload), ("text", payload), ("do", "new")];
        let answer = editor.upload(&format!("{at}/files"), &fields, &[]);
        assert!(
            matches!(answer.status, 409 | 422) && harmful(&answer.text()).is_none(),
            "{payload}: {}",
            answer.status
        );
        for end in ["/file?path=", "/diff?with=", "/edit?path="] {
            let answer = editor.get(&format!("{at}{end}{}", encode(payload)));
            assert!(
                matches!(answer.status, 200 | 404) && harmful(&answer.text()).is_none(),
                "{end} {payload}"
            );
        }
    }
    for payload in payloads.iter().step_by(10) {
        let q = encode(payload);
        let answer = editor.get(&format!("{at}/impact?number={q}&from={q}&to={q}&step={q}"));
        assert!(answer.status == 200 && harmful(&answer.text()).is_none(), "{payload}");
    }
    // In texts that are kept: comments, titles, ids, the pack's own name, names of cases.
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let comments: String = payloads.iter().map(|p| format!("# {}\n", p.replace(['\n', '\t'], " "))).collect();
    let pack = std::fs::read_to_string(crate::story::folder().join("pack-new/pack.yaml")).unwrap();
    let pack = pack.replace("2021.1.0", "2021.1.1").replace(
        "名称: 示例市义务教育优质均衡发展督导评估方案（虚构）\n发布单位",
        &format!("名称: {}\n发布单位", quoted(&payloads[0])),
    );
    let pack =
        pack.replace("发布单位: 示例市（虚构）", &format!("发布单位: {}", quoted(&payloads[20]))) + &comments;
    assert_eq!(save(&mut editor, DRAFT, "pack.yaml", &pack, "save", None).status, 303);
    let rules: String = payloads
        .iter()
        .enumerate()
        .map(|(n, p)| {
            format!(
                "\n规则 X{n} \"{}\"\n  适用 学校\n  要求 最大班额 不超过 {p}\n",
                p.replace(['"', '\n', '\t'], "'")
            )
        })
        .collect();
    let limits = std::fs::read_to_string(crate::story::folder().join("pack-new/rules.rules")).unwrap();
    assert_eq!(
        save(&mut editor, DRAFT, "rules.rules", &(limits.clone() + &rules), "check", None).status,
        200
    );
    assert_eq!(save(&mut editor, DRAFT, "rules.rules", &(limits.clone() + &rules), "save", None).status, 303);
    let mut pages = vec![
        at.clone(),
        format!("{at}/file?path=rules.rules"),
        format!("{at}/file?path=pack.yaml"),
        format!("{at}/diff"),
        format!("{at}/edit"),
        "/packs".to_owned(),
    ];
    for page in &pages {
        let answer = editor.get(page);
        assert_eq!((answer.status, harmful(&answer.text())), (200, None), "{page}");
        assert!(!answer.header("content-security-policy").unwrap().contains("unsafe"));
    }
    let mut shown = shots(&server, "std.editor", &pages);
    // Sound again, with cases by these names: then cases and impact have them.
    assert_eq!(save(&mut editor, DRAFT, "rules.rules", &limits, "save", None).status, 303);
    let cases: String = payloads
        .iter()
        .map(|p| format!("  - {{名称: {}, 预期: {{A1: {{\"1\": 未达到}}}}}}\n", quoted(p)))
        .collect();
    let cases = format!(
        "评估日期: 2024-01-01\n公共数据:\n  county: [{{code: \"1\", name: 甲, valid: 100, satisfied: 85}}]\n用例:\n{cases}"
    );
    let fields = [("path", "tests/cases.yaml"), ("was", ""), ("text", cases.as_str()), ("do", "new")];
    assert_eq!(editor.upload(&format!("{at}/files"), &fields, &[]).status, 303);
    pages = vec![format!("{at}/cases"), format!("{at}/impact"), at.clone()];
    for page in &pages {
        let answer = editor.get(page);
        assert_eq!((answer.status, harmful(&answer.text())), (200, None), "{page}");
    }
    assert!(editor.get(&pages[0]).text().contains("window.__ran"));
    shown.extend(shots(&server, "std.editor", &pages));
    // In what goes into exports: evidence, reasons.
    let mut unit = someone(&server, "bing.unit");
    let evidence: Vec<String> = payloads.iter().map(|p| p.replace('\n', " ")).collect();
    let answer = unit.act("action.report", &[("object", "A-13"), ("evidence", &evidence.join("\n"))]);
    let mut monitor = someone(&server, "city.monitor");
    let plan = poam(&mut monitor, "990103").to_string();
    assert!(answer.status != 303 || plan.contains("window.__ran"), "{}", answer.status);
    for path in [
        "/ledger.xlsx?state=all",
        "/verdict/C-990103-1/forms.xlsx",
        "/verdict/C-990103-1/draft.docx",
        "/notice/N-1.docx",
        "/appraisal.xlsx?year=2026",
        "/poam/990103.json",
    ] {
        let answer = monitor.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert!(answer.header("content-disposition").unwrap().starts_with("attachment"), "{path}");
    }
    shown.extend(shots(
        &server,
        "city.monitor",
        &["/exports".to_owned(), "/finding/F-990103-4".to_owned(), "/ledger".to_owned()],
    ));
    for page in shown {
        assert_eq!(page["ran"], 0, "{page}");
        for list in ["violations", "errors", "fetched"] {
            assert_eq!(page[list], json!([]), "{page}");
        }
    }
}

/// Pages in Chromium, in both languages, with what was found; nothing where it is not there.
fn shots(server: &Server, who: &str, pages: &[String]) -> Vec<Value> {
    if !browser::there() {
        return Vec::new();
    }
    let plan = pages.iter().flat_map(|page| ["zh", "en"].map(|language| (page, language)));
    let plan = plan.map(|(page, language)| {
        let cookies = json!({"junheng-lang": language, "junheng": browser::cookie(server, who)});
        json!({"path": page, "cookies": cookies, "language": language, "width": 1366, "height": 900, "script": true})
    });
    browser::shown(server, plan.collect())
}

/// Promise 15 over these pages: no text of a personal or an unknown column.
#[test]
fn what_is_personal_or_unknown_is_in_no_export() {
    const CANARY: &str = "金丝雀2407";
    let server = Server::story(&Place::sqlite());
    let mut clerk = someone(&server, "wu.clerk");
    let folder = crate::story::folder().join("data/2025/990105");
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().enumerate();
        let lines =
            lines.map(|(n, l)| if n == 0 { format!("{l},校长身份证号") } else { format!("{l},{CANARY}{n}") });
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        files.push((name, lines.collect::<Vec<_>>().join("\n").into_bytes()));
    }
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    let sent = clerk.upload("/county/990105/upload", &[("purpose", "year")], &files);
    let page = clerk.get(sent.header("location").unwrap()).text();
    let id = page.split("/revision/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(someone(&server, "wu.signer").act("data.submit", &[("object", &id)]).status, 303);
    let mut monitor = someone(&server, "city.monitor");
    let open = monitor.act("finding.open", &[("object", &id)]);
    assert!(matches!(open.status, 303 | 422));
    let mut texts = Vec::new();
    for path in [
        format!("/verdict/{id}/forms.xlsx"),
        "/ledger.xlsx?state=all".to_owned(),
        "/appraisal.xlsx?year=2026".to_owned(),
    ] {
        texts.push(format!("{:?}", cells(&monitor.get(&path).body)));
    }
    texts.push(document(&monitor.get(&format!("/verdict/{id}/draft.docx")).body));
    texts.push(monitor.get("/exports").text());
    let plan = monitor.get("/poam/990105.json");
    texts.push(plan.text());
    let mut editor = draft(&server, "std.editor", DRAFT, "store:shili@2021.1.0");
    let limits =
        crate::packs::text(&server, DRAFT, "limits.yaml").replace("小学: 45, 初中: 50", "小学: 40, 初中: 40");
    save(&mut editor, DRAFT, "limits.yaml", &limits, "save", None);
    texts.push(
        editor
            .get(&format!("/pack/{}/impact?number=class_size.primary&from=40&to=50&step=1", encode(DRAFT)))
            .text(),
    );
    for text in &texts {
        assert!(text.len() > 100 && !text.contains(CANARY) && !text.contains("校长身份证号"), "{text}");
    }
}
