//! What no moment of the story has: packs that are not fit to be published, documents with their files, offices that change.

use junheng::value::{Date, parse_date};
use junheng_workbench::acts::{Kind, No, Request};
use junheng_workbench::service::{Attached, Service};
use serde_json::{Value, json};

use crate::place::Place;
use crate::story::{folder, told};

fn day(text: &str) -> Option<Date> {
    parse_date(text)
}

fn request(by: &str, role: &str, act: &str, object: &str, fields: Value) -> Request {
    let fields = fields.as_object().unwrap().clone();
    Request {
        by: by.to_owned(),
        role: role.to_owned(),
        act: act.to_owned(),
        object: object.to_owned(),
        fields,
    }
}

/// Drafts, asks and publishes the story's pack with a file beside or in the place of its own.
fn publish(file: &str, text: &str) -> Result<(), (Kind, String)> {
    let dir = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder().join("pack-new")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, dir.path().join(path.file_name().unwrap())).unwrap();
    }
    std::fs::create_dir(dir.path().join("tests")).unwrap();
    let path = dir.path().join(file);
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    std::fs::write(&path, before + text).unwrap();
    let mut service = Service::new(Place::sqlite().open());
    let on = day("2024-01-01");
    service.begin(true, on.unwrap()).unwrap();
    let office = json!({"name": "市政府督导室", "level": "city"});
    service.add_office("990100", office.as_object().unwrap().clone(), on).unwrap();
    for role in ["editor", "publisher"] {
        service.add_account(role, "990100", &[role.to_owned()], on).unwrap();
    }
    for (role, act) in [("editor", "pack.draft"), ("editor", "pack.ask"), ("publisher", "pack.publish")] {
        let request = request(role, role, act, "shili@2021.1.0", json!({}));
        let pack = (act == "pack.draft").then(|| dir.path());
        match service.act(&request, Attached { pack, ..Attached::default() }, on) {
            Ok(_) => {}
            Err(No::Refused(r)) => return Err((r.kind, r.what.unwrap().1)),
            Err(No::Failed(f)) => panic!("{f}"),
        }
    }
    Ok(())
}

const CASE: &str = "评估日期: 2024-01-01\n公共数据:\n  county: [{code: \"1\", name: 甲, valid: 100, satisfied: 85}]\n\
                    用例:\n  - {名称: 正好85%, 预期: {A1: {\"1\": OUTCOME}}}\n";

#[test]
fn a_pack_is_published_when_nothing_speaks_against_it() {
    assert_eq!(publish("pack.yaml", ""), Ok(()));
    assert_eq!(publish("tests/a.yaml", &CASE.replace("OUTCOME", "达到")), Ok(()));
    let (kind, why) = publish("tests/a.yaml", &CASE.replace("OUTCOME", "未达到")).unwrap_err();
    assert!(kind == Kind::Data && why.contains("正好85%"), "{why}");
    // A case file with a mistake, a pack with one, a pack that only warns of something.
    assert_eq!(publish("tests/a.yaml", "用例: [").unwrap_err().0, Kind::Data);
    assert_eq!(publish("rules.rules", "规则").unwrap_err().0, Kind::Data);
    let unused = "  unused: {标签: 没有用到的限值, 取值: 1, 依据: [方案, 二]}\n";
    assert_eq!(publish("limits.yaml", unused).unwrap_err().0, Kind::Data);
}

#[test]
fn a_document_has_its_file() {
    for place in Place::both() {
        let (mut service, _) = told(&place);
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("通知.pdf");
        std::fs::write(&path, b"%PDF-1.7 \x00\xff").unwrap();
        let fields = json!({"title": "整改报告", "date": "2026-12-30", "number": "甲政发〔2026〕7号", "file": "0".repeat(64)});
        let request = request("jia.clerk", "clerk", "document.file", "W-990101-99", fields);
        let attached = Attached { file: Some(&path), ..Attached::default() };
        service.act(&request, attached, day("2026-12-31")).unwrap();
        let document = service.state().documents["W-990101-99"].clone();
        assert_eq!(document.number.as_deref(), Some("甲政发〔2026〕7号"));
        let bytes = service.record().parts().1.blob(&document.file.unwrap()).unwrap();
        assert_eq!(bytes, b"%PDF-1.7 \x00\xff");
        // Without a file there is none, whatever is given.
        let mut other = request.clone();
        other.object = "W-990101-98".to_owned();
        service.act(&other, Attached::default(), day("2026-12-31")).unwrap();
        assert_eq!(service.state().documents["W-990101-98"].file, None);
        assert_eq!(service.record().check().unwrap(), None);
        let mut text = Vec::new();
        service.record().export(&mut text).unwrap();
        let mut back = Place::sqlite().open();
        back.import(&mut std::io::Cursor::new(text)).unwrap();
        assert_eq!(back.head(), service.record().head());
    }
}

#[test]
fn an_office_that_becomes_part_of_another() {
    let (mut service, _) = told(&Place::sqlite());
    let on = day("2026-12-31");
    // The bureau of the budget of posts becomes part of the education bureau.
    service.rename_office("990110", "市教育体育局", on).unwrap();
    service.merge_office("990130", "990110", on).unwrap();
    assert_eq!(service.state().offices["990110"].name, "市教育体育局");
    assert_eq!(service.state().accounts["staff.unit"].office, "990110");
    let actions = service.state().actions.clone();
    for (id, action) in actions.iter().filter(|(_, a)| a.done.is_none()) {
        assert!(action.lead != "990130" && !action.support.contains(&"990130".to_owned()), "{id}");
        assert!(!action.support.contains(&action.lead), "{id}");
    }
    // What was done before stays as it was.
    assert!(actions.values().any(|a| a.done.is_some() && a.support.contains(&"990130".to_owned())));
    // A new action goes to the office that is there now: R1 is the merged bureau's.
    let fields = json!({"finding": "F-990103-4", "due": "2027-06-30", "lead": "990130"});
    let assign = request("city.monitor", "monitor", "action.assign", "A-99", fields);
    service.act(&assign, Attached::default(), on).unwrap();
    assert_eq!(service.state().actions["A-99"].lead, "990110");
    let report = request("staff.unit", "unit", "action.report", "A-99", json!({"evidence": ["材料"]}));
    service.act(&report, Attached::default(), on).unwrap();
    // A day of the past has the offices of that day.
    let events = service.record().events().unwrap();
    let then = junheng_workbench::agenda::state_on(&events, parse_date("2026-12-30").unwrap());
    assert_eq!(then.offices["990110"].name, "市教育局");
    assert_eq!(then.accounts["staff.unit"].office, "990130");
    let no =
        |service: &mut Service, code: &str, into: &str| service.merge_office(code, into, on).unwrap_err().en;
    assert!(no(&mut service, "990130", "990120").contains("there is no 990130"));
    for (code, into) in
        [("990101", "990102"), ("990110", "990101"), ("990110", "990110"), ("990100", "990120")]
    {
        assert!(no(&mut service, code, into).contains("cannot become part"), "{code}");
    }
    assert!(service.add_account("new", "990130", &[], on).is_err());
    assert_eq!(service.record().check().unwrap(), None);
}

/// Tampering behind the program's back is found in both kinds of store, and the place is named.
#[test]
fn events_changed_in_the_store_are_found() {
    use junheng_workbench::record::{Broken, Record};
    for place in Place::both() {
        for (statement, first) in [
            ("UPDATE events SET body = replace(body, 'county', 'region') WHERE seq = 3", 3),
            ("UPDATE events SET body = body || ' ' WHERE seq = 4", 4),
            ("UPDATE events SET hash = (SELECT hash FROM events WHERE seq = 1) WHERE seq = 5", 5),
            ("DELETE FROM events WHERE seq = 2", 2),
            (
                "UPDATE events SET seq = 99 WHERE seq = 2; UPDATE events SET seq = 2 WHERE seq = 3; UPDATE events SET seq = 3 WHERE seq = 99",
                2,
            ),
            ("INSERT INTO events SELECT seq + 1, body, hash FROM events WHERE seq = 5", 6),
        ] {
            place.clear();
            let head = crate::stores::small(&place).record().head();
            assert_eq!(head.0, 5);
            place.sql(statement);
            let mut record = Record::unread(&place.url).unwrap();
            assert_eq!(record.verify(None).unwrap(), Err(Broken::At(first)), "{statement}");
            assert!(Record::open(&place.url).is_err(), "{statement}");
        }
        // Cut off at the end: only the paper knows.
        place.clear();
        let head = crate::stores::small(&place).record().head();
        let digits = junheng_workbench::record::hex(&head.1);
        place.sql("DELETE FROM events WHERE seq = 5");
        let mut record = Record::unread(&place.url).unwrap();
        assert!(record.verify(None).unwrap().is_ok());
        assert_eq!(record.verify(Some((5, &digits[..12]))).unwrap(), Err(Broken::Anchor(5)));
    }
}
