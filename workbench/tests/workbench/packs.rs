//! Packs in the browser, without script: a draft from its beginning to its withdrawal, two persons at one draft, what is wrong and where.

use junheng::value::parse_date;
use junheng_workbench::web::password;

use crate::browser;
use crate::place::Place;
use crate::story::{folder, told};
use crate::web::{Answer, Client, Server, encode};

const DRAFT: &str = "shili@2021.1.1";

/// Somebody with a session that was not signed in for.
pub fn someone(server: &Server, name: &str) -> Client {
    let mut client = Client::new(server);
    client.cookies.insert("junheng".to_owned(), browser::cookie(server, name));
    client
}

fn token(client: &Client) -> String {
    password::form_token(&client.cookies["junheng"])
}

/// Begins a draft of a pack of the store.
pub fn draft(server: &Server, name: &str, id: &str, from: &str) -> Client {
    let mut editor = someone(server, name);
    let token = token(&editor);
    let answer = editor.post("/packs", &[("token", &token), ("object", id), ("from", from)]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    editor
}

fn at(id: &str, end: &str) -> String {
    format!("/pack/{}{end}", encode(id))
}

fn file(id: &str, path: &str) -> String {
    at(id, &format!("/file?path={}", encode(path)))
}

/// What stands in a form's hidden field.
fn hidden(page: &str, name: &str) -> String {
    let found = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    found.unwrap_or_else(|| panic!("{name}: {page}")).split('"').next().unwrap().to_owned()
}

/// The text of a file in the store.
pub fn text(server: &Server, id: &str, path: &str) -> String {
    let files = server.app.service().pack_files(id).unwrap();
    String::from_utf8(files[path].clone()).unwrap()
}

/// Saves a file as its form does; what was seen of it is what stands there, unless told otherwise.
pub fn save(client: &mut Client, id: &str, path: &str, text: &str, what: &str, was: Option<&str>) -> Answer {
    let seen = was.map_or_else(|| hidden(&client.get(&file(id, path)).text(), "was"), str::to_owned);
    // As browsers send it.
    let sent = text.replace('\n', "\r\n");
    let fields = [("path", path), ("was", &seen), ("text", &sent), ("do", what)];
    client.upload(&at(id, "/files"), &fields, &[])
}

fn original(path: &str) -> String {
    std::fs::read_to_string(folder().join("pack-new").join(path)).unwrap()
}

#[test]
fn a_draft_from_its_beginning_to_its_withdrawal() {
    let server = Server::story(&Place::sqlite());
    let mut editor = draft(&server, "std.editor", DRAFT, "store:shili@2021.1.0");
    // The copy differs in its version alone.
    for path in ["facts.yaml", "indicators.yaml", "limits.yaml", "rules.rules", "reward.rules", "plan.yaml"] {
        assert_eq!(text(&server, DRAFT, path), original(path), "{path}");
    }
    assert_eq!(
        text(&server, DRAFT, "pack.yaml"),
        original("pack.yaml").replace("版本: 2021.1.0", "版本: 2021.1.1")
    );
    // A line is changed: exactly this is stored.
    let limits = original("limits.yaml").replace("初中: 8000}}\n    从严", "初中: 8500}}\n    从严");
    assert_ne!(limits, original("limits.yaml"));
    let answer = save(&mut editor, DRAFT, "limits.yaml", &limits, "save", None);
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(text(&server, DRAFT, "limits.yaml"), limits);
    let page = editor.get(answer.header("location").unwrap()).text();
    assert!(page.contains("已办理") && page.contains("保存标准") && page.contains("没有问题"), "{page}");
    // Line by line and by meaning.
    let diff = editor.get(&at(DRAFT, "/diff")).text();
    for told in ["与 shili@2021.1.0", "8500", "从严", "class=\"cut\"", "class=\"add\"", "没有沿用别的标准"]
    {
        assert!(diff.contains(told), "{told}: {diff}");
    }
    // A mistake: its place, what is wrong, what to do; only checked, nothing is stored.
    let rules = original("rules.rules").replace("班额上限[学段]", "班额上线[学段]");
    let answer = save(&mut editor, DRAFT, "rules.rules", &rules, "check", None);
    let page = answer.text();
    assert_eq!(answer.status, 200);
    for told in ["rules.rules 15:", "1个错误", "班额上线", "照此修改", "还没有保存"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert_eq!(text(&server, DRAFT, "rules.rules"), original("rules.rules"));
    // Saved with its mistake it cannot be asked for, and the page says why.
    assert_eq!(save(&mut editor, DRAFT, "rules.rules", &rules, "save", None).status, 303);
    let page = editor.get(&at(DRAFT, "")).text();
    assert!(
        page.contains("暂不能") && page.contains("标准或数据有错误") && page.contains("还有1个"),
        "{page}"
    );
    let answer = editor.act("pack.ask", &[("object", DRAFT)]);
    assert_eq!(answer.status, 422, "{}", answer.text());
    // Its fix, by its button.
    let page = editor.get(&file(DRAFT, "rules.rules")).text();
    let fix = page.split("name=\"fix\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let was = hidden(&page, "was");
    let fields = [("path", "rules.rules"), ("was", was.as_str()), ("text", &rules), ("fix", &fix)];
    let answer = editor.upload(&at(DRAFT, "/files"), &fields, &[]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(text(&server, DRAFT, "rules.rules"), original("rules.rules"));
    // A case that fails keeps it, one that passes does not.
    let fields = [("path", "tests/cases.yaml"), ("was", ""), ("text", ""), ("do", "new")];
    assert_eq!(editor.upload(&at(DRAFT, "/files"), &fields, &[]).status, 303);
    let case = |outcome: &str| {
        format!(
            "评估日期: 2024-01-01\n公共数据:\n  county: [{{code: \"1\", name: 甲, valid: 100, satisfied: 85}}]\n用例:\n  - {{名称: 正好85%, 预期: {{A1: {{\"1\": {outcome}}}}}}}\n"
        )
    };
    save(&mut editor, DRAFT, "tests/cases.yaml", &case("未达到"), "save", None);
    assert_eq!(editor.act("pack.ask", &[("object", DRAFT)]).status, 422);
    let cases = editor.get(&at(DRAFT, "/cases")).text();
    assert!(cases.contains("正好85%") && cases.contains("没有通过") && cases.contains("− "), "{cases}");
    save(&mut editor, DRAFT, "tests/cases.yaml", &case("达到"), "save", None);
    let cases = editor.get(&at(DRAFT, "/cases")).text();
    assert!(cases.contains("1个通过") && cases.contains("用例覆盖了标准的多少"), "{cases}");
    // Asked for by an editor; published by somebody who did not write it, and by nobody else.
    assert_eq!(editor.act("pack.ask", &[("object", DRAFT)]).status, 303);
    assert_eq!(save(&mut editor, DRAFT, "limits.yaml", "x", "save", Some("")).status, 422);
    let mut publisher = someone(&server, "std.publisher");
    assert_eq!(editor.act("pack.publish", &[("object", DRAFT)]).status, 403);
    let answer = publisher.act("pack.publish", &[("object", DRAFT)]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    let event = server.app.service().record().events().unwrap().pop().unwrap();
    let digest = server.app.service().pack(DRAFT).unwrap().digest.to_string();
    assert_eq!((event.act.as_str(), event.text("digest")), ("pack.publish", digest.as_str()));
    assert!(publisher.get(&at(DRAFT, "")).text().contains(&digest));
    assert_eq!(publisher.act("pack.withdraw", &[("object", DRAFT)]).status, 303);
    assert!(publisher.get(&at(DRAFT, "")).text().contains("已撤回"));
}

#[test]
fn one_who_wrote_a_draft_does_not_publish_it() {
    let server = Server::story(&Place::sqlite());
    let mut both = draft(&server, "std.both", DRAFT, "store:shili@2021.1.0");
    assert_eq!(both.act("pack.ask", &[("object", DRAFT)]).status, 303);
    let answer = both.act("pack.publish", &[("object", DRAFT)]);
    assert!(answer.status == 422 && answer.text().contains("同一个人"), "{}", answer.text());
}

#[test]
fn drafts_begin_with_examples_or_with_what_is_shipped() {
    let server = Server::story(&Place::sqlite());
    for (id, from, parent) in
        [("neu@2030.1.0", "", "—"), ("ort@2031.2.0", "extends:national@2017.3.0", "national@2017.3.0")]
    {
        let list = someone(&server, "std.editor").get("/packs").text();
        let shipped = list.split("value=\"extends:national@").nth(1).unwrap().split('"').next().unwrap();
        let from = if from.is_empty() { String::new() } else { format!("extends:national@{shipped}") };
        let parent = if parent == "—" { parent.to_owned() } else { format!("national@{shipped}") };
        let mut editor = draft(&server, "std.editor", id, &from);
        let page = editor.get(&at(id, "")).text();
        assert!(page.contains("没有问题") && page.contains(&parent), "{id}: {page}");
        assert_eq!(editor.act("pack.ask", &[("object", id)]).status, 303, "{id}");
    }
    let mut editor = someone(&server, "std.editor");
    let token = token(&editor);
    for (object, from) in [
        ("neu", ""),
        ("neu@x", ""),
        ("../a@1.0.0", ""),
        ("neu@2031.1.0", "store:none@1.0.0"),
        ("neu@2031.1.0", "extends:../x"),
    ] {
        let answer = editor.post("/packs", &[("token", &token), ("object", object), ("from", from)]);
        assert_eq!(answer.status, 422, "{object} {from}: {}", answer.text());
    }
}

#[test]
fn files_have_names_of_a_pack_and_stay_texts() {
    let server = Server::story(&Place::sqlite());
    let mut editor = draft(&server, "std.editor", DRAFT, "store:shili@2021.1.0");
    let before = server.app.service().state().seq;
    for path in [
        "../x.yaml",
        "a/b.yaml",
        "x.txt",
        ".x.yaml",
        "tests/../x.yaml",
        "tests/a/b/c.yaml",
        "x\u{0}.yaml",
        "C:x.yaml",
        "rules.rules",
        "",
    ] {
        let fields = [("path", path), ("was", ""), ("text", ""), ("do", "new")];
        let answer = editor.upload(&at(DRAFT, "/files"), &fields, &[]);
        assert!(matches!(answer.status, 409 | 422), "{path}: {}", answer.status);
    }
    assert_eq!(server.app.service().state().seq, before);
    let long = "甲".repeat(400_000);
    assert_eq!(save(&mut editor, DRAFT, "plan.yaml", &long, "save", None).status, 422);
    // Removed it is gone, but for pack.yaml there is no button.
    let page = editor.get(&file(DRAFT, "plan.yaml")).text();
    assert!(page.contains("value=\"remove\""));
    assert!(!editor.get(&file(DRAFT, "pack.yaml")).text().contains("value=\"remove\""));
    assert_eq!(save(&mut editor, DRAFT, "plan.yaml", "", "remove", None).status, 303);
    assert_eq!(editor.get(&file(DRAFT, "plan.yaml")).status, 404);
    // The formatter's layout is what is stored.
    let rules = original("rules.rules");
    let loose = rules
        .replace("  要求 最大班额 不超过 班额上限[学段]", "      要求   最大班额   不超过   班额上限[学段]");
    assert_ne!(loose, rules);
    assert_eq!(save(&mut editor, DRAFT, "rules.rules", &loose, "format", None).status, 303);
    assert_eq!(text(&server, DRAFT, "rules.rules"), rules);
    let answer = save(&mut editor, DRAFT, "rules.rules", "规则 (", "format", None);
    assert!(answer.status == 422 && answer.text().contains("规则 ("), "{}", answer.text());
    // A text that begins with an empty line keeps it, in the store and in the form.
    let text_with = "\n\n# 空行在前\n";
    let fields = [("path", "more.yaml"), ("was", ""), ("text", text_with), ("do", "new")];
    assert_eq!(editor.upload(&at(DRAFT, "/files"), &fields, &[]).status, 303);
    assert_eq!(text(&server, DRAFT, "more.yaml"), text_with);
    assert!(editor.get(&file(DRAFT, "more.yaml")).text().contains(">\n\n\n# 空行在前\n</textarea>"));
    let archive = editor.get(&at(DRAFT, "/files.zip"));
    assert!(archive.status == 200 && archive.body.starts_with(b"PK"));
}

#[test]
fn drafts_are_for_those_who_write_publish_and_audit() {
    let server = Server::story(&Place::sqlite());
    draft(&server, "std.editor", DRAFT, "store:shili@2021.1.0");
    let ends = ["", "/file?path=rules.rules", "/files.zip", "/cases", "/diff"];
    for (name, status) in [
        ("std.editor", 200),
        ("std.publisher", 200),
        ("sys.auditor", 200),
        ("city.monitor", 404),
        ("jia.clerk", 404),
        ("sys.admin", 404),
    ] {
        let mut client = someone(&server, name);
        for end in ends {
            assert_eq!(client.get(&at(DRAFT, end)).status, status, "{name} {end}");
        }
        let token = token(&client);
        let fields =
            [("token", token.as_str()), ("path", "rules.rules"), ("was", ""), ("text", "x"), ("do", "save")];
        let answer = client.post(&at(DRAFT, "/files"), &fields);
        assert_eq!(answer.status, if name == "std.editor" { 409 } else { 404 }, "{name}");
        if name != "std.editor" {
            assert!(!client.get(&at(DRAFT, "")).text().contains("<textarea"), "{name}");
        }
    }
    let list = someone(&server, "jia.clerk").get("/packs").text();
    assert!(!list.contains(DRAFT) && list.contains("shili@2021.1.0"));
}

/// Promise 8 over drafts: two write the same file at once, a thousand times: one wins, the other gets both texts.
#[test]
fn of_two_who_write_one_draft_nothing_is_lost() {
    const ROUNDS: usize = 1000;
    let (mut service, _) = told(&Place::sqlite());
    service.add_account("std.other", "990100", &["editor".to_owned()], parse_date("2026-12-31")).unwrap();
    let server = Server::start(service);
    draft(&server, "std.editor", DRAFT, "store:shili@2021.1.0");
    let clients = [someone(&server, "std.editor"), someone(&server, "std.other")];
    let before = server.app.service().state().seq;
    let digest = || server.app.service().state().packs[DRAFT].files["plan.yaml"].clone();
    for round in 0..ROUNDS {
        let was = digest();
        let texts = [format!("# 第{round}轮甲写的\n"), format!("# 第{round}轮乙写的\n")];
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let tries: Vec<_> = clients
                .iter()
                .zip(&texts)
                .map(|(client, text)| {
                    let (mut client, was) = (client.clone(), was.clone());
                    scope.spawn(move || {
                        let token = token(&client);
                        let fields = [
                            ("token", token.as_str()),
                            ("path", "plan.yaml"),
                            ("was", &was),
                            ("text", text),
                            ("do", "save"),
                        ];
                        client.post(&at(DRAFT, "/files"), &fields)
                    })
                })
                .collect();
            tries.into_iter().map(|t| t.join().unwrap()).collect()
        });
        let won: Vec<usize> = (0..2).filter(|i| answers[*i].status == 303).collect();
        let lost: Vec<usize> = (0..2).filter(|i| answers[*i].status == 409).collect();
        assert_eq!((won.len(), lost.len()), (1, 1), "{round}: {} {}", answers[0].status, answers[1].status);
        assert_eq!(text(&server, DRAFT, "plan.yaml"), texts[won[0]]);
        let page = answers[lost[0]].text();
        assert!(page.contains(texts[0].trim()) && page.contains(texts[1].trim()), "{page}");
        // The page's own form says that this was seen: sent again, it is saved.
        if round % 100 == 0 {
            assert_eq!(hidden(&page, "was"), digest());
        }
    }
    assert_eq!(server.app.service().state().seq, before + ROUNDS as i64);
    // Two files by two persons do not get in each other's way.
    let seen = server.app.service().state().packs[DRAFT].files.clone();
    for (client, path) in clients.iter().zip(["rules.rules", "limits.yaml"]) {
        let mut client = client.clone();
        let changed = original(path) + "# 又一行\n";
        assert_eq!(save(&mut client, DRAFT, path, &changed, "save", Some(&seen[path])).status, 303);
        assert_eq!(text(&server, DRAFT, path), changed);
    }
}
