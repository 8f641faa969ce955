//! What a pack would change: held against judging the stored data by it here, outcome by outcome; and nothing stored changes.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use junheng_workbench::judge;
use junheng_workbench::service::Again;

use crate::packs::{draft, save, someone, text};
use crate::place::Place;
use crate::web::{Client, Server, encode};

const DRAFT: &str = "shili@2021.1.1";

/// The page once all is judged.
fn ready(client: &mut Client, page: &str) -> String {
    let begin = Instant::now();
    loop {
        let answer = client.get(page);
        assert_eq!(answer.status, 200, "{page}");
        let text = answer.text();
        if !text.contains("正在试算") {
            return text;
        }
        assert!(begin.elapsed() < Duration::from_secs(120), "{text}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Which outcomes of which stored verdicts are other ones when the draft's files judge the stored data.
fn expected(server: &Server, id: &str) -> BTreeSet<(String, String, String, String)> {
    let mut service = server.app.service();
    let files = service.pack_files(id).unwrap();
    let pack = judge::pack(&files).unwrap();
    let state = service.state().clone();
    let mut out = BTreeSet::new();
    for (verdict, v) in state.verdicts.iter().filter(|(id, _)| state.stands(id)) {
        let (data, stored) = (service.data(&v.data).unwrap(), service.brief(&v.brief).unwrap());
        let (now, _) = judge::judge(&pack, &data, v.as_of);
        for (key, outcome) in &stored.outcomes {
            let would = now.outcome(key).unwrap();
            if would != *outcome {
                let of = |o: junheng::value::Outcome| o.id().to_owned();
                out.insert((verdict.clone(), key.clone(), of(*outcome), of(would)));
            }
        }
    }
    out
}

#[test]
fn a_pack_says_which_stored_verdicts_it_would_change_and_changes_none() {
    let server = Server::story(&Place::sqlite());
    let mut editor = draft(&server, "std.editor", DRAFT, "store:shili@2021.1.0");
    let page = format!("/pack/{}/impact", encode(DRAFT));
    assert!(ready(&mut editor, &page).contains("已存的测算都不会不同"));
    // Classes of 44 at most in primary schools.
    let limits = text(&server, DRAFT, "limits.yaml").replace("小学: 45, 初中: 50", "小学: 44, 初中: 50");
    assert_eq!(save(&mut editor, DRAFT, "limits.yaml", &limits, "save", None).status, 303);
    let wanted = expected(&server, DRAFT);
    let verdicts: BTreeSet<&String> = wanted.iter().map(|(v, ..)| v).collect();
    let concluded = wanted.iter().filter(|(_, key, ..)| key.starts_with("recognition@")).count();
    assert!(verdicts.len() > 1 && concluded > 0 && wanted.len() < 200, "{wanted:?}");
    let text = ready(&mut editor, &page);
    let total = {
        let service = server.app.service();
        let state = service.state();
        state.verdicts.keys().filter(|v| state.stands(v)).count()
    };
    let sum =
        format!("已存的{total}次测算中，{}次会有不同，其中{concluded}次连结论也会不同。", verdicts.len());
    assert!(text.contains(&sum), "{sum}: {text}");
    // Each outcome, from what to what, and because of the one number.
    let rows: Vec<&str> =
        text.split("<tr").filter(|row| row.contains("45 → 44") || row.contains("G5")).collect();
    let names = |id: &str| match id {
        "met" => "达到",
        "unmet" => "未达到",
        "undetermined" => "待定",
        _ => "不适用",
    };
    let listed = text.matches("45").count();
    assert!(listed >= wanted.len(), "{text}");
    for (verdict, key, from, to) in &wanted {
        let (rule, subject) = key.split_once('@').unwrap();
        let found = text.split("<tr").any(|row| {
            row.contains(verdict.as_str())
                && row.contains(&format!(">{rule}<"))
                && row.contains(&format!(">{subject}<"))
                && row.find(names(from)).is_some_and(|at| row[at..].contains(names(to)))
        });
        assert!(found, "{verdict} {key} {from} {to}: {rows:?}");
    }
    let body = text.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
    assert_eq!(body.matches("<tr").count(), wanted.len());
    // Whoever is to publish it is told first.
    editor.act("pack.ask", &[("object", DRAFT)]);
    let mut publisher = someone(&server, "std.publisher");
    let before = ready(&mut publisher, &format!("/act/pack.publish?object={}", encode(DRAFT)));
    assert!(before.contains(&sum) && before.contains("发布标准"), "{before}");
    // Published, no stored verdict is another, and each can be made again.
    let kept = server.app.service().state().verdicts.clone();
    assert_eq!(publisher.act("pack.publish", &[("object", DRAFT)]).status, 303);
    let mut service = server.app.service();
    assert_eq!(service.state().verdicts, kept);
    for id in kept.keys() {
        assert_eq!(service.replay(id).unwrap(), Again::Same, "{id}");
    }
}

#[test]
fn counties_elsewhere_are_only_counted() {
    let server = Server::story(&Place::sqlite());
    {
        let mut service = server.app.service();
        let day = junheng::value::parse_date("2026-12-31");
        service.add_account("jia.editor", "990101", &["editor".to_owned()], day).unwrap();
    }
    let mut editor = draft(&server, "jia.editor", DRAFT, "store:shili@2021.1.0");
    let limits = text(&server, DRAFT, "limits.yaml").replace("小学: 45, 初中: 50", "小学: 40, 初中: 40");
    save(&mut editor, DRAFT, "limits.yaml", &limits, "save", None);
    let page = format!("/pack/{}/impact", encode(DRAFT));
    let text = ready(&mut editor, &page);
    assert!(text.contains("只计数") && text.contains("次会有不同"), "{text}");
    for code in ["990102", "990103", "乙县", "丙县"] {
        assert!(!text.contains(code), "{code}: {text}");
    }
    let swept = editor.get(&format!("{page}?number=class_size.primary&from=40&to=50&step=1")).text();
    assert!(swept.contains("没有可以试算的数据"), "{swept}");
    assert_eq!(someone(&server, "jia.clerk").get(&page).status, 404);
}

#[test]
fn a_number_is_tried_on_all_counties_at_once() {
    let server = Server::story(&Place::sqlite());
    let mut editor = draft(&server, "std.editor", DRAFT, "store:shili@2021.1.0");
    let page = |from: &str, to: &str| {
        format!("/pack/{}/impact?number=class_size.primary&from={from}&to={to}&step=1", encode(DRAFT))
    };
    let text = ready(&mut editor, &page("40", "50"));
    // How many schools keep to each number, counted here from the stored tables.
    let mut service = server.app.service();
    let state = service.state().clone();
    let mut classes = Vec::new();
    for (code, _) in state.counties() {
        let Some((_, v)) = state.newest(code) else { continue };
        let data = service.data(&v.data).unwrap();
        let school = data.tables.iter().find(|t| t.entity == "school").unwrap();
        let at = |id: &str| school.header.iter().position(|h| h == id).unwrap();
        for row in &school.rows {
            let class: i64 = row[at("largest_class")].parse().unwrap();
            classes.push((row[at("stage")] == "primary", class));
        }
    }
    drop(service);
    let at =
        |limit: i64| classes.iter().filter(|(primary, n)| *n <= if *primary { limit } else { 50 }).count();
    assert_ne!(at(40), at(50));
    for limit in [40, 45, 50] {
        let line =
            text.lines().find(|l| l.trim_start_matches(['*', '│', '|', ' ']).starts_with(&limit.to_string()));
        let line = line.unwrap_or_else(|| panic!("{limit}: {text}"));
        assert!(line.contains(&at(limit).to_string()), "{limit}: {} in {line}", at(limit));
    }
    let odd = editor.get(&page("50", "40")).text();
    assert!(odd.contains("class=\"box bad\""), "{odd}");
}
