//! Who may do what at which point: every act by every role of every kind of office at thirteen moments of a county's way, as STORY.md
//! has it, typed here.

use junheng::value::{Date, parse_date};
use junheng_workbench::acts::rules::ROLES;
use junheng_workbench::acts::{Kind, No, Request};
use junheng_workbench::service::{Attached, Service};
use serde_json::{Map, Value, json};

use crate::matrix::EXPECTED;
use crate::place::Place;
use crate::story::folder;

/// How each office stands to 990101.
const OFFICES: [(&str, &str, &str, Option<&str>); 8] = [
    ("000000", "nation", "above", None),
    ("990000", "region", "above", Some("000000")),
    ("990100", "city", "parent", Some("990000")),
    ("990110", "city", "unit", Some("990100")),
    ("990120", "city", "unit", Some("990100")),
    ("990101", "county", "own", Some("990100")),
    ("990102", "county", "other county", Some("990100")),
    ("990103", "county", "other county", Some("990100")),
];

const PACK: &str = "shili@2021.1.0";

/// An act, what it is done to, and what it comes to at each moment for those whose work it is:
/// `.` done · u unknown · s state · c closed · l late · d document · f still-failing.
///
/// The moments: 0 the pack is drafted · 1 asked · 2 published · 3 a case opened, a notice issued · 4 data uploaded, the notice received ·
/// 5 submitted, a finding opened · 6 the self-evaluation concluded, an action assigned · 7 returned, the action reported · 8 a second
/// revision accepted, an extension asked · 9 the review concluded, the action verified, an objection recorded · 10 inspected, the
/// objection answered · 11 approved · 12 recognised.
const CELLS: [(&str, &str, &str, &str); 37] = [
    ("pack.draft", PACK, "{}", "sssssssssssss"),
    ("pack.save", PACK, "{}", ".ssssssssssss"),
    ("pack.ask", PACK, "{}", ".ssssssssssss"),
    ("pack.publish", PACK, "{}", "s.sssssssssss"),
    ("pack.withdraw", PACK, "{}", "ss..........."),
    ("case.open", "K-990101", r#"{"pack": "shili@2021.1.0", "due": 2023}"#, "ss.ssssssss.."),
    ("data.upload", "S-990101-9", "{}", "sss.ccc.ccccc"),
    ("data.submit", "S-990101-CUR", "{}", "uuuu.ssssssss"),
    ("data.recall", "S-990101-CUR", r#"{"reason": "理由"}"#, "uuuuc..cccccc"),
    ("stage.accept", "S-990101-CUR", "{}", "uuuuss.ssssss"),
    ("stage.return", "S-990101-CUR", r#"{"reason": "理由"}"#, "uuuuss.ssssss"),
    (
        "cell.correct",
        "C-990101-CUR",
        r#"{"cell": "学校/99010101/最大班额", "old": 44, "new": 43, "reason": "现场"}"#,
        "uuuuuuuu.cccc",
    ),
    (
        "stage.conclude",
        "K-990101",
        r#"{"stage": "review", "result": "failed", "reason": "理由"}"#,
        "uuusssssdssss",
    ),
    ("stage.reopen", "K-990101", r#"{"stage": "review", "document": "W-990101-1"}"#, "uuussssss...."),
    ("document.file", "W-990101-99", r#"{"title": "公示", "date": "2023-01-01"}"#, "............."),
    ("finding.open", "S-990101-1", r#"{"opens": {"F-990101-9": "G5@99010101"}}"#, "uuuuu........"),
    ("finding.dismiss", "F-990101-1", r#"{"reason": "理由"}"#, "uuuuu........"),
    ("action.assign", "A-9", r#"{"finding": "F-990101-1", "due": "2023-12-31"}"#, "uuuuu....ssss"),
    ("action.report", "A-1", r#"{"evidence": ["分班公告"]}"#, "uuuuuu.ssssss"),
    ("action.verify", "A-1", "{}", "uuuuuusf.ssss"),
    ("action.reject", "A-1", r#"{"reason": "理由"}"#, "uuuuuus..ssss"),
    ("action.extend_ask", "A-1", r#"{"to": "2023-12-31", "reason": "理由"}"#, "uuuuuu...ssss"),
    ("action.extend_grant", "A-1", "{}", "uuuuuuss.ssss"),
    ("action.extend_refuse", "A-1", r#"{"reason": "理由"}"#, "uuuuuuss.ssss"),
    ("action.waive", "A-1", r#"{"reason": "理由"}"#, "uuuuuu...ssss"),
    ("target.set", "T-990101-2023-G5", r#"{"year": 2023, "rule": "G5", "want": "met"}"#, "ss..........."),
    ("notice.issue", "N-9", r#"{"to": ["990101"], "findings": []}"#, "............."),
    ("notice.receipt", "N-1", r#"{"county": "990101"}"#, "uuu.sssssssss"),
    ("objection.record", "O-9", r#"{"county": "990101"}"#, "sslllllll.lll"),
    ("objection.answer", "O-1", "{}", "uuuuuuuuu.sss"),
    ("recognition.record", "K-990101", r#"{"document": "W-990101-1"}"#, "sssssssssss.s"),
    ("recognition.withdraw", "K-990101", r#"{"document": "W-990101-1"}"#, "ssssssssssss."),
    ("subject.merge", "99010101", r#"{"county": "990101", "into": "99010102"}"#, "uuuuu........"),
    ("subject.rename", "99010101", r#"{"county": "990101", "to": "99010111"}"#, "uuuuu........"),
    ("account.grant", "990101.clerk", r#"{"role": "unit"}"#, "............."),
    ("account.recuse", "990101.clerk", r#"{"county": "990103"}"#, "............."),
    ("account.disable", "990101.clerk", "{}", "............."),
];

fn kind(letter: char) -> Option<Kind> {
    match letter {
        '.' => None,
        'u' => Some(Kind::Unknown),
        's' => Some(Kind::State),
        'c' => Some(Kind::Closed),
        'l' => Some(Kind::Late),
        'd' => Some(Kind::Document),
        'f' => Some(Kind::StillFailing),
        other => panic!("{other}"),
    }
}

/// The last day of each moment.
const DAYS: [&str; 13] = [
    "2023-01-01",
    "2023-01-02",
    "2023-01-03",
    "2023-02-01",
    "2023-03-01",
    "2023-03-02",
    "2023-03-10",
    "2023-04-01",
    "2023-05-01",
    "2023-05-20",
    "2023-07-01",
    "2023-09-01",
    "2023-11-01",
];

struct World {
    service: Service,
    day: Date,
}

impl World {
    fn new(place: &Place) -> Self {
        let day = parse_date("2022-12-31").unwrap();
        let mut service = Service::new(place.open());
        service.begin(true, day).unwrap();
        for (code, level, _, parent) in OFFICES {
            let fields = json!({"name": code, "level": level, "parent": parent});
            service.add_office(code, fields.as_object().unwrap().clone(), Some(day)).unwrap();
        }
        for (office, ..) in OFFICES {
            for role in ROLES {
                let name = format!("{office}.{role}");
                service.add_account(&name, office, &[role.to_owned()], Some(day)).unwrap();
            }
        }
        World { service, day }
    }

    fn act(&mut self, office: &str, role: &str, act: &str, object: &str, fields: Value, data: Option<&str>) {
        let data = data.map(|d| folder().join("data").join(d));
        let pack = (act == "pack.draft").then(pack_folder);
        let attached = Attached { data: data.as_deref(), pack: pack.as_deref(), ..Attached::default() };
        let request = request(office, role, act, object, fields);
        if let Err(no) = self.service.act(&request, attached, Some(self.day)) {
            panic!("{act} {object} on {}: {no:?}", self.day);
        }
    }

    fn file(&mut self, office: &str, n: usize, title: &str) {
        let fields = json!({"title": title, "date": self.day.to_string()});
        self.act(office, "clerk", "document.file", &format!("W-990101-{n}"), fields, None);
    }

    /// Goes on to a moment.
    fn reach(&mut self, moment: usize) {
        let (city, own) = ("990100", "990101");
        let case = "K-990101";
        let conclude = |stage: &str| json!({"stage": stage, "result": "passed", "reason": "秋季已定分班"});
        self.day = parse_date(DAYS[moment]).unwrap();
        match moment {
            0 => self.act(city, "editor", "pack.draft", PACK, json!({}), None),
            1 => self.act(city, "editor", "pack.ask", PACK, json!({}), None),
            2 => self.act(city, "publisher", "pack.publish", PACK, json!({}), None),
            3 => {
                self.act(city, "signer", "case.open", case, json!({"pack": PACK, "due": 2023}), None);
                let to = json!({"to": [own, "990102"], "findings": []});
                self.act(city, "signer", "notice.issue", "N-1", to, None);
                self.file(own, 1, "实施方案");
            }
            4 => {
                self.act(own, "clerk", "data.upload", "S-990101-1", json!({}), Some("2022/990101"));
                self.act(own, "clerk", "notice.receipt", "N-1", json!({"county": own}), None);
            }
            5 => {
                self.act(own, "signer", "data.submit", "S-990101-1", json!({}), None);
                let opens = json!({"opens": {"F-990101-1": "G5@99010102"}});
                self.act(city, "monitor", "finding.open", "S-990101-1", opens, None);
            }
            6 => {
                self.file(own, 2, "自评报告");
                self.act(own, "signer", "stage.conclude", case, conclude("self"), None);
                let fields = json!({"finding": "F-990101-1", "due": "2023-06-30"});
                self.act(city, "monitor", "action.assign", "A-1", fields, None);
            }
            7 => {
                self.act(city, "reviewer", "stage.return", "S-990101-1", json!({"reason": "班额"}), None);
                self.act(own, "unit", "action.report", "A-1", json!({"evidence": ["分班公告"]}), None);
            }
            8 => {
                self.act(own, "clerk", "data.upload", "S-990101-2", json!({}), Some("2023/990101"));
                self.act(own, "signer", "data.submit", "S-990101-2", json!({}), None);
                self.file(own, 3, "自评报告");
                self.act(own, "signer", "stage.conclude", case, conclude("self"), None);
                self.act(city, "reviewer", "stage.accept", "S-990101-2", json!({}), None);
                let fields = json!({"to": "2023-12-31", "reason": "招聘在春季"});
                self.act(own, "unit", "action.extend_ask", "A-1", fields, None);
            }
            9 => {
                self.file(city, 4, "复核报告");
                self.file(city, 5, "公示");
                self.act(city, "signer", "stage.conclude", case, conclude("review"), None);
                self.act(city, "monitor", "action.verify", "A-1", json!({}), None);
                self.act(city, "clerk", "objection.record", "O-1", json!({"county": own}), None);
            }
            10 => {
                self.file(city, 6, "督导评估报告");
                self.file(city, 7, "反馈意见");
                self.act(city, "signer", "stage.conclude", case, conclude("inspect"), None);
                self.act(city, "signer", "objection.answer", "O-1", json!({}), None);
            }
            11 => {
                self.file(city, 8, "认定文件");
                self.act(city, "signer", "stage.conclude", case, conclude("approve"), None);
            }
            _ => {
                let fields = json!({"document": "W-990101-8"});
                self.act(city, "signer", "recognition.record", case, fields, None);
            }
        }
    }
}

fn pack_folder() -> std::path::PathBuf {
    folder().join("pack-new")
}

fn request(office: &str, role: &str, act: &str, object: &str, fields: Value) -> Request {
    let fields: Map<String, Value> = fields.as_object().unwrap().clone();
    let by = format!("{office}.{role}");
    Request { by, role: role.to_owned(), act: act.to_owned(), object: object.to_owned(), fields }
}

#[test]
fn every_act_by_every_role_of_every_office_at_every_moment() {
    let place = Place::sqlite();
    let mut world = World::new(&place);
    let (mut cells, mut differ) = (0, Vec::new());
    for moment in 0..DAYS.len() {
        world.reach(moment);
        let current = if moment < 8 { "1" } else { "2" };
        for (act, object, fields, letters) in CELLS {
            let (_, roles, offices, ..) = *EXPECTED.iter().find(|line| line.0 == act).unwrap();
            assert_eq!(letters.len(), DAYS.len(), "{act}");
            let here = kind(letters.chars().nth(moment).unwrap());
            for (office, _, relation, _) in OFFICES {
                for role in ROLES {
                    cells += 1;
                    // Reasons in their order: role, unknown, office, then the rest.
                    let expected = if !roles.contains(&role) {
                        Some(Kind::Role)
                    } else if here == Some(Kind::Unknown) {
                        here
                    } else if !offices.contains(&relation) {
                        Some(Kind::Office)
                    } else {
                        here
                    };
                    let fields = serde_json::from_str(fields).unwrap();
                    let asked = request(office, role, act, &object.replace("CUR", current), fields);
                    let got = match world.service.may(&asked, Some(world.day)) {
                        Ok(()) => None,
                        Err(No::Refused(refusal)) => Some(refusal.kind),
                        Err(No::Failed(failure)) => panic!("{act} by {role} of {office}: {failure}"),
                    };
                    if got != expected {
                        differ.push(format!(
                            "moment {moment}: {act} by {role} of {relation}: {got:?}, expected {expected:?}"
                        ));
                    }
                }
            }
        }
    }
    let shown = &differ[..differ.len().min(30)];
    assert!(differ.is_empty(), "{} of {cells} differ:\n{}", differ.len(), shown.join("\n"));
    assert_eq!(cells, 13 * 37 * 8 * 10);
    // Asking changed nothing.
    let events = world.service.record().head().0;
    assert_eq!(place.open().head().0, events);
}

/// Two more that no moment above has: the fields that an act finds out by itself cannot be given, nor does data of a year outside of
/// the case move it.
#[test]
fn what_an_act_finds_out_cannot_be_given() {
    let mut world = World::new(&Place::sqlite());
    (0..10).for_each(|moment| world.reach(moment));
    let (city, own) = ("990100", "990101");
    world.act(own, "clerk", "data.upload", "M-990101-2023", json!({}), Some("2023/990101"));
    world.act(own, "signer", "data.submit", "M-990101-2023", json!({}), None);
    world.act(own, "signer", "data.recall", "M-990101-2023", json!({"reason": "理由"}), None);
    let results = world.service.state().cases["990101"].results.clone();
    assert_eq!(results.keys().collect::<Vec<_>>(), ["review", "self"]);
    world.file(city, 6, "督导评估报告");
    world.file(city, 7, "反馈意见");
    let verdicts = world.service.state().verdicts.clone();
    let forged = json!({
        "stage": "inspect", "result": "passed", "copy": "C-990101-7",
        "verdict": {"as_of": "2023-05-20", "data": "", "pack": PACK, "brief": "", "report": ""},
    });
    world.act(city, "signer", "stage.conclude", "K-990101", forged, None);
    assert_eq!(world.service.state().verdicts, verdicts);
    // Data that are not there, and a day to come.
    let mut refused = |fields: Value, data: Option<&str>| {
        let data = data.map(|d| folder().join("data").join(d));
        let attached = Attached { data: data.as_deref(), ..Attached::default() };
        let request = request(own, "clerk", "data.upload", "M-990101-2024", fields);
        match world.service.act(&request, attached, Some(world.day)) {
            Err(No::Refused(refusal)) => refusal.kind,
            other => panic!("{other:?}"),
        }
    };
    let digest = verdicts["S-990101-1"].data.clone();
    assert_eq!(refused(json!({"content": digest, "errors": 0}), None), Kind::Data);
    assert_eq!(refused(json!({"as_of": "2030-01-01"}), Some("2023/990101")), Kind::Data);
    assert_eq!(refused(json!({"as_of": "soon"}), Some("2023/990101")), Kind::Data);
}
