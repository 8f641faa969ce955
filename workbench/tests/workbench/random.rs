//! Acts at random: what is refused leaves no trace, what is done is one event, and the tables are what the events add up to.

use junheng::value::parse_date;
use junheng_workbench::acts::rules::{ROLES, RULES};
use junheng_workbench::acts::{No, Request};
use junheng_workbench::service::Attached;
use serde_json::{Map, Value, json};

use crate::chance::Chance;
use crate::place::Place;
use crate::story::{folder, told};

/// A request that is often nearly right: the role that may, an object of the right sort.
fn request(chance: &mut Chance, accounts: &[String], n: usize) -> Request {
    let rule = chance.of(&RULES);
    let role = if chance.below(4) == 0 { *chance.of(&ROLES) } else { *chance.of(rule.roles) };
    let county = format!("99010{}", 1 + chance.below(6));
    let stage = *chance.of(&["self", "review", "inspect", "approve"]);
    let school = format!("{county}0{}", 1 + chance.below(4));
    let any =
        |chance: &mut Chance, sort: &str, most: usize| format!("{sort}-{county}-{}", 1 + chance.below(most));
    let (object, fields) = match rule.act {
        act if act.starts_with("pack.") => ("shili@2021.1.0".to_owned(), json!({})),
        "case.open" => {
            (format!("K-{county}"), json!({"pack": "shili@2021.1.0", "due": 2023 + chance.below(4)}))
        }
        "data.upload" => {
            let year = 2022 + chance.below(5);
            let object =
                if chance.below(2) == 0 { any(chance, "S", 6) } else { format!("M-{county}-{year}") };
            (object, json!({"data": format!("{year}/{county}")}))
        }
        "data.submit" | "data.recall" => {
            (any(chance, "S", 6), json!({"declared": {"recognition": "met"}, "reason": "理由"}))
        }
        "stage.accept" | "stage.return" => (any(chance, "S", 6), json!({"reason": "理由"})),
        "cell.correct" => {
            let cell = format!("学校/{school}/最大班额");
            (
                any(chance, "C", 6),
                json!({"cell": cell, "old": 40 + chance.below(10), "new": 44, "reason": "现场"}),
            )
        }
        "stage.conclude" => {
            let result = *chance.of(&["passed", "failed"]);
            (format!("K-{county}"), json!({"stage": stage, "result": result, "reason": "理由"}))
        }
        "stage.reopen" => (format!("K-{county}"), json!({"stage": stage, "document": any(chance, "W", 12)})),
        "document.file" => {
            let title = *chance.of(&[
                "自评报告",
                "复核报告",
                "公示",
                "督导评估报告",
                "反馈意见",
                "认定文件",
                "整改报告",
            ]);
            (format!("W-{county}-r{n}"), json!({"title": title, "date": "2026-12-31"}))
        }
        "finding.open" => {
            let opens = json!({format!("F-{county}-r{n}"): format!("G5@{school}")});
            (any(chance, "S", 4), json!({"opens": opens}))
        }
        "finding.dismiss" => (any(chance, "F", 4), json!({"reason": "理由"})),
        "action.assign" => (format!("A-r{n}"), json!({"finding": any(chance, "F", 4), "due": "2027-03-01"})),
        act if act.starts_with("action.") => {
            let fields = json!({"evidence": ["材料"], "to": "2027-06-30", "reason": "理由"});
            (format!("A-{}", 1 + chance.below(14)), fields)
        }
        "target.set" => {
            (format!("T-{county}-2027-G5"), json!({"year": 2027, "rule": "G5", "want": 1 + chance.below(3)}))
        }
        "notice.issue" => (format!("N-r{n}"), json!({"to": [county], "findings": []})),
        "notice.receipt" => (format!("N-{}", 1 + chance.below(4)), json!({"county": county})),
        "objection.record" => (format!("O-r{n}"), json!({"county": county, "text": "异议"})),
        "objection.answer" => ("O-1".to_owned(), json!({})),
        act if act.starts_with("recognition.") => {
            (format!("K-{county}"), json!({"document": any(chance, "W", 16)}))
        }
        "subject.merge" => (school.clone(), json!({"county": county, "into": format!("{county}01")})),
        "subject.rename" => (school.clone(), json!({"county": county, "to": format!("{school}{n}")})),
        "account.grant" => {
            (chance.of(accounts).clone(), json!({"role": *chance.of(&ROLES), "to": "2027-12-31"}))
        }
        "account.recuse" => (chance.of(accounts).clone(), json!({"county": county})),
        // Nobody would be left.
        _ => ("nobody".to_owned(), json!({})),
    };
    let by = chance.of(accounts).clone();
    let fields: Map<String, Value> = fields.as_object().unwrap().clone();
    Request { by, role: role.to_owned(), act: rule.act.to_owned(), object, fields }
}

#[test]
fn tables_are_what_the_events_add_up_to() {
    let acts = if crate::long() { 10_000 } else { 600 };
    let place = Place::sqlite();
    let (mut service, _) = told(&place);
    let accounts: Vec<String> = service.state().accounts.keys().cloned().collect();
    let mut chance = Chance(20_260_101);
    let (begun, mut done, mut refused) = (service.record().head().0, 0, 0);
    for n in 0..acts {
        let mut request = request(&mut chance, &accounts, n);
        // Half of the accounts are of those that may.
        if chance.below(2) == 0 {
            let fits: Vec<&String> = accounts
                .iter()
                .filter(|a| service.state().accounts[*a].grants.iter().any(|g| g.role == request.role))
                .collect();
            if !fits.is_empty() {
                request.by = (*chance.of(&fits)).clone();
            }
        }
        let data = request.fields.get("data").and_then(Value::as_str).map(|d| folder().join("data").join(d));
        let data = data.filter(|d| d.is_dir());
        let attached = Attached { data: data.as_deref(), ..Attached::default() };
        let head = service.record().head();
        match service.act(&request, attached, parse_date("2026-12-31")) {
            Ok(event) => {
                done += 1;
                assert_eq!(event.seq, head.0 + 1);
            }
            Err(no) => {
                refused += 1;
                assert_eq!(service.record().head(), head);
                if let No::Failed(f) = no {
                    assert!(request.act == "data.upload", "{}: {f}", request.act);
                }
            }
        }
    }
    assert_eq!(service.record().head().0, begun + done);
    assert!(done > acts as i64 / 50 && refused > 0, "{done} done, {refused} refused");
    assert_eq!(service.record().check().unwrap(), None);
    let verified = service.record().verify(None).unwrap().unwrap();
    assert_eq!(verified.events, begun + done);
    // A second look from the beginning sees the same.
    let again = place.open();
    assert_eq!(again.state(), service.state());
}
