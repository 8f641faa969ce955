//! Who may do what over HTTP: promise 1; what is none of theirs: promise 2; two at once: promise 8.

use std::collections::BTreeSet;

use junheng::value::parse_date;
use junheng_workbench::acts::rules::ROLES;
use junheng_workbench::web::{now, password};
use serde_json::{Map, Value};

use crate::matrix::{EXPECTED, OFFICES};
use crate::place::Place;
use crate::story::{folder, told};
use crate::web::{Client, Server};

/// Someone with a session that was not signed in for: hashes take time.
fn someone(server: &Server, name: &str) -> Client {
    let token = password::token().unwrap();
    let mut service = server.app.service();
    service.record().people().begin_session(&password::digest(&token), name, now(), 0).unwrap();
    let mut client = Client::new(server);
    client.cookies.insert("junheng".to_owned(), token);
    client
}

/// The form's fields for those of an act.
fn form(fields: &Map<String, Value>) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (name, value) in fields {
        match value {
            Value::Array(list) => {
                out.extend(list.iter().map(|v| (name.clone(), v.as_str().unwrap().to_owned())))
            }
            Value::Object(map) => {
                out.extend(map.values().map(|v| ("outcomes".to_owned(), v.as_str().unwrap().to_owned())))
            }
            Value::String(text) => out.push((name.clone(), text.clone())),
            other => out.push((name.clone(), other.to_string())),
        }
    }
    out
}

#[test]
fn every_act_by_every_role_of_every_office_over_http() {
    let (mut service, _) = told(&Place::sqlite());
    let day = parse_date("2026-12-31");
    for (office, _) in OFFICES {
        for role in ROLES {
            service.add_account(&format!("{office}.{role}"), office, &[role.to_owned()], day).unwrap();
        }
    }
    let server = Server::start(service);
    let (mut cells, mut differ) = (0, Vec::new());
    for (office, relation) in OFFICES {
        for role in ROLES {
            let mut client = someone(&server, &format!("{office}.{role}"));
            let token = password::form_token(&client.cookies["junheng"]);
            for (act, roles, offices, object, fields) in EXPECTED {
                cells += 1;
                let fields: Map<String, Value> = serde_json::from_str(fields).unwrap();
                let given = form(&fields);
                // What is there already is told before whose work it is: what these make gets the next id.
                let makes = matches!(act, "document.file" | "notice.issue" | "action.assign");
                let mut all = vec![("token", token.as_str()), ("object", if makes { "" } else { object })];
                if makes {
                    all.push(("county", "990103"));
                }
                all.extend(given.iter().map(|(n, v)| (n.as_str(), v.as_str())));
                let answer = match act {
                    "data.upload" => client.post("/county/990103/upload", &all),
                    "pack.draft" => client.post("/packs", &all),
                    "pack.save" => client.post("/pack/shili%402021.1.0/files", &all),
                    _ => client.post(&format!("/act/{act}"), &all),
                };
                let may = roles.contains(&role) && offices.contains(&relation);
                let refused = matches!(answer.status, 403 | 404);
                if may == refused || !matches!(answer.status, 303 | 403 | 404 | 409 | 422) {
                    differ.push(format!("{act} by {role} of {office}: {}, expected {may}", answer.status));
                }
            }
        }
    }
    assert!(differ.is_empty(), "{} of {cells} differ:\n{}", differ.len(), differ.join("\n"));
    assert_eq!(cells, 37 * 8 * 10);
}

/// Every page about a county, with all its objects.
fn pages_of(server: &Server, county: &str) -> Vec<String> {
    let service = server.app.service();
    let state = service.state();
    let mut out = vec![
        format!("/county/{county}"),
        format!("/county/{county}/upload"),
        format!("/schools?county={county}"),
    ];
    out.extend(
        state.revisions.iter().filter(|(_, r)| r.county == county).map(|(id, _)| format!("/revision/{id}")),
    );
    out.extend(
        state
            .copies
            .iter()
            .filter(|(_, c)| c.county == county)
            .map(|(id, _)| format!("/act/cell.correct?object={id}")),
    );
    for (id, _) in state.verdicts.iter().filter(|(_, v)| v.county == county) {
        out.extend([
            format!("/verdict/{id}"),
            format!("/verdict/{id}/report"),
            format!("/act/finding.open?object={id}"),
        ]);
    }
    for (id, _) in state.findings.iter().filter(|(_, f)| f.county == county) {
        out.extend([
            format!("/finding/{id}"),
            format!("/act/finding.dismiss?object={id}"),
            format!("/act/action.assign?finding={id}"),
        ]);
    }
    for (id, _) in state.actions.iter().filter(|(_, a)| a.county == county) {
        out.extend([format!("/act/action.report?object={id}"), format!("/act/action.waive?object={id}")]);
    }
    out.extend([
        format!("/trend/{county}?of=A1%40{county}"),
        format!("/school/{county}/{county}02"),
        format!("/act/document.file?county={county}"),
    ]);
    out
}

#[test]
fn what_is_another_countys_is_not_there() {
    let server = Server::story(&Place::sqlite());
    let pages = pages_of(&server, "990103");
    assert!(pages.len() > 40, "{}", pages.len());
    for name in ["jia.clerk", "jia.signer", "ji.both", "sys.admin", "std.editor"] {
        let mut client = someone(&server, name);
        for page in &pages {
            let answer = client.get(page);
            assert_eq!(answer.status, 404, "{name} {page}");
            assert!(!answer.text().contains("丙"), "{name} {page}");
        }
        // Lists do not tell of it either.
        for page in [
            "/",
            "/ledger",
            "/ledger?state=all",
            "/schools",
            "/notices",
            "/agenda",
            "/record",
            "/packs",
            "/exports",
            "/act/notice.issue",
        ] {
            let text = client.get(page).text();
            let admin = name == "sys.admin" && page == "/record";
            assert!(admin || !(text.contains("990103") || text.contains("丙")), "{name} {page}");
        }
        let book = client.get("/ledger.xlsx?state=all");
        assert!(name.starts_with("sys") || name.starts_with("std") || book.status == 200);
    }
    // Whoever may, sees all of it.
    let mut monitor = someone(&server, "city.monitor");
    for page in pages.iter().filter(|p| !p.starts_with("/act/") && !p.ends_with("/upload")) {
        assert_eq!(monitor.get(page).status, 200, "{page}");
    }
}

#[test]
fn a_draft_is_the_countys_own_and_a_copy_the_citys_until_there_is_a_verdict() {
    let (service, _) = told(&Place::sqlite());
    let server = Server::start(service);
    let mut clerk = someone(&server, "jia.clerk");
    let data = folder().join("data/2025/990101");
    let files: Vec<(String, Vec<u8>)> = std::fs::read_dir(&data)
        .unwrap()
        .map(|e| e.unwrap())
        .map(|e| (e.file_name().to_str().unwrap().to_owned(), std::fs::read(e.path()).unwrap()))
        .collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    let sent = clerk.upload("/county/990101/upload", &[("purpose", "year")], &files);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let result = sent.header("location").unwrap().to_owned();
    assert_eq!(clerk.get(&result).status, 200);
    let draft = {
        let service = server.app.service();
        let state = service.state();
        state
            .revisions
            .iter()
            .find(|(_, r)| r.state == "draft" && r.county == "990101")
            .map(|(id, _)| id.clone())
            .unwrap()
    };
    let page = format!("/revision/{draft}");
    let statuses = ["jia.clerk", "jia.signer", "city.monitor", "city.reviewer", "yi.clerk", "sys.auditor"]
        .map(|name| someone(&server, name).get(&page).status);
    assert_eq!(statuses, [200, 200, 404, 404, 404, 200]);
    assert!(!someone(&server, "city.monitor").get("/county/990101").text().contains(&draft));
    // What came of an upload is shown to who uploaded.
    assert_eq!(someone(&server, "jia.signer").get(&result).status, 404);
    // The city's copy in the review that is still open.
    let correct = "/act/cell.correct?object=C-990103-4";
    let statuses = ["bing.signer", "city.reviewer"].map(|name| someone(&server, name).get(correct).status);
    assert_eq!(statuses, [404, 200]);
    let log = someone(&server, "bing.signer").get("/record?q=C-990103-4").text();
    assert!(!log.contains("C-990103-4</span>"));
}

#[test]
fn of_two_at_once_one_wins_and_the_other_sees_both_texts() {
    const ROUNDS: usize = 1000;
    let (mut service, _) = told(&Place::sqlite());
    let day = parse_date("2026-12-31");
    service.add_account("city.other", "990100", &["reviewer".to_owned()], day).unwrap();
    let server = Server::start(service);
    let clients = [someone(&server, "city.reviewer"), someone(&server, "city.other")];
    let before = server.app.service().state().seq;
    let mut old = "45".to_owned();
    {
        let mut service = server.app.service();
        let digest = service.state().copies["C-990103-4"].data.clone();
        let data = service.data(&digest).unwrap();
        let school = data.tables.iter().find(|t| t.entity == "school").unwrap();
        let at = school.header.iter().position(|h| h == "largest_class").unwrap();
        old = school.rows.iter().find(|r| r[0] == "99010301").map_or(old, |r| r[at].clone());
    }
    for round in 0..ROUNDS {
        let new = [format!("{}", 1000 + 2 * round), format!("{}", 1001 + 2 * round)];
        let seen = server.app.service().state().seq.to_string();
        let answers: Vec<_> = std::thread::scope(|scope| {
            let tries = clients.iter().zip(&new).map(|(client, new)| {
                let (mut client, old, seen) = (client.clone(), old.clone(), seen.clone());
                scope.spawn(move || {
                    let token = password::form_token(&client.cookies["junheng"]);
                    let fields = [
                        ("token", token.as_str()),
                        ("object", "C-990103-4"),
                        ("seen", &seen),
                        ("cell", "学校/99010301/最大班额"),
                        ("old", &old),
                        ("new", new),
                        ("reason", "现场点名"),
                    ];
                    client.post("/act/cell.correct", &fields)
                })
            });
            let tries: Vec<_> = tries.collect();
            tries.into_iter().map(|t| t.join().unwrap()).collect()
        });
        let won: Vec<usize> = (0..2).filter(|i| answers[*i].status == 303).collect();
        let lost: Vec<usize> = (0..2).filter(|i| answers[*i].status == 409).collect();
        assert_eq!((won.len(), lost.len()), (1, 1), "{round}: {} {}", answers[0].status, answers[1].status);
        let text = answers[lost[0]].text();
        assert!(text.contains(&new[0]) && text.contains(&new[1]), "{text}");
        old = new[won[0]].clone();
    }
    let service = server.app.service();
    assert_eq!(service.state().seq, before + ROUNDS as i64, "nothing was lost, nothing twice");
}

#[test]
fn a_form_that_is_too_old_gets_both_texts() {
    let server = Server::story(&Place::sqlite());
    let seen = server.app.service().state().seq.to_string();
    let mut signer = someone(&server, "jia.signer");
    let id = "T-990101-2030-G5";
    let set = |want: &'static str| {
        [("object", id), ("year", "2030"), ("rule", "G5"), ("want", want), ("county", "990101")]
    };
    assert_eq!(signer.act("target.set", &set("3")).status, 303);
    let mut fields = set("2").to_vec();
    fields.push(("seen", &seen));
    let answer = signer.act("target.set", &fields);
    assert_eq!(answer.status, 409);
    let text = answer.text();
    assert!(text.contains("要求 3") && text.contains("要求 2"), "{text}");
    // Seen, it may be sent again: the page carries the newer number.
    let at = text.find("name=\"seen\" value=\"").unwrap() + 19;
    let newer = text[at..].split('"').next().unwrap().to_owned();
    let mut fields = set("2").to_vec();
    fields.push(("seen", &newer));
    assert_eq!(signer.act("target.set", &fields).status, 303);
}

#[test]
fn buttons_are_what_the_rules_allow() {
    let server = Server::story(&Place::sqlite());
    let links = |name: &str, page: &str| -> BTreeSet<String> {
        let text = someone(&server, name).get(page).text();
        text.split("href=\"/act/").skip(1).map(|l| l.split(['?', '"']).next().unwrap().to_owned()).collect()
    };
    let set = |acts: &[&str]| acts.iter().map(|a| (*a).to_owned()).collect::<BTreeSet<String>>();
    // 990103 is in review: the city's signer concludes it, its clerk files documents, but records
    // no objection: nothing is published yet. The county's signer does neither.
    assert_eq!(links("city.clerk", "/county/990103"), set(&["document.file"]));
    assert_eq!(links("bing.signer", "/county/990103"), set(&["target.set"]));
    assert!(links("city.signer", "/county/990103").contains("stage.conclude"));
    assert!(links("sys.auditor", "/county/990103").is_empty());
    assert_eq!(links("city.reviewer", "/revision/S-990103-4"), set(&["cell.correct", "finding.open"]));
    assert_eq!(
        links("sys.admin", "/account/jia.clerk"),
        set(&["account.grant", "account.recuse", "account.disable"])
    );
}
