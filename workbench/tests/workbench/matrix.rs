//! Who may do what: every act by every role of every kind of office, as STORY.md has it, typed here and not taken from the table that is
//! enforced.

use junheng::value::parse_date;
use junheng_workbench::acts::rules::{ROLES, RULES};
use junheng_workbench::acts::{Kind, No, Request};
use serde_json::{Map, Value, json};

use crate::place::Place;
use crate::story::told;

/// How the office of an account stands to 990103: itself, another county, the city, units of the city, the region, the nation.
pub const OFFICES: [(&str, &str); 8] = [
    ("990103", "own"),
    ("990101", "other county"),
    ("990102", "other county"),
    ("990100", "parent"),
    ("990110", "unit"),
    ("990120", "unit"),
    ("990000", "above"),
    ("000000", "above"),
];

/// An act, the roles that may, the offices that may, what it is done to.
pub type Line = (&'static str, &'static [&'static str], &'static [&'static str], &'static str, &'static str);

const ANY: &[&str] = &["own", "other county", "parent", "unit", "above"];
const OWN: &[&str] = &["own"];
const PARENT: &[&str] = &["parent"];
const SIDE: &[&str] = &["parent", "unit"];

/// Section 2 of the story's definitions. The lead of A-13 is the county.
pub const EXPECTED: [Line; 37] = [
    ("pack.draft", &["editor"], ANY, "neu@2030.1.0", "{}"),
    ("pack.save", &["editor"], ANY, "shili@2021.1.0", "{}"),
    ("pack.ask", &["editor"], ANY, "shili@2021.1.0", "{}"),
    ("pack.publish", &["publisher"], ANY, "shili@2021.1.0", "{}"),
    ("pack.withdraw", &["publisher"], ANY, "shili@2021.1.0", "{}"),
    ("case.open", &["signer"], PARENT, "K-990103", r#"{"pack": "shili@2021.1.0", "due": 2025}"#),
    ("data.upload", &["clerk"], OWN, "M-990103-2027", "{}"),
    ("data.submit", &["signer"], OWN, "S-990103-4", "{}"),
    ("data.recall", &["signer"], OWN, "S-990103-4", "{}"),
    ("stage.accept", &["reviewer"], PARENT, "S-990103-4", "{}"),
    ("stage.return", &["reviewer"], PARENT, "S-990103-4", "{}"),
    (
        "cell.correct",
        &["reviewer"],
        PARENT,
        "C-990103-4",
        r#"{"cell": "学校/99010301/最大班额", "old": 1, "new": 2}"#,
    ),
    ("stage.conclude", &["signer"], PARENT, "K-990103", r#"{"stage": "review", "result": "passed"}"#),
    ("stage.reopen", &["signer"], PARENT, "K-990103", r#"{"stage": "self"}"#),
    (
        "document.file",
        &["clerk"],
        &["own", "parent"],
        "W-990103-99",
        r#"{"title": "公示", "date": "2026-01-01"}"#,
    ),
    (
        "finding.open",
        &["monitor", "reviewer"],
        SIDE,
        "S-990103-4",
        r#"{"opens": {"F-990103-9": "R2@99010302"}}"#,
    ),
    ("finding.dismiss", &["monitor", "reviewer"], SIDE, "F-990103-4", "{}"),
    ("action.assign", &["monitor"], PARENT, "A-99", r#"{"finding": "F-990103-4", "due": "2027-01-01"}"#),
    ("action.report", &["unit"], OWN, "A-13", "{}"),
    ("action.verify", &["monitor"], SIDE, "A-13", "{}"),
    ("action.reject", &["monitor"], SIDE, "A-13", "{}"),
    ("action.extend_ask", &["unit"], OWN, "A-13", r#"{"to": "2027-06-30", "reason": "招聘在春季"}"#),
    ("action.extend_grant", &["monitor"], PARENT, "A-13", "{}"),
    ("action.extend_refuse", &["monitor"], PARENT, "A-13", "{}"),
    ("action.waive", &["signer"], PARENT, "A-13", "{}"),
    ("target.set", &["signer"], OWN, "T-990103-2027-G5", r#"{"year": 2027, "rule": "G5", "want": "met"}"#),
    ("notice.issue", &["signer"], PARENT, "N-9", r#"{"to": ["990103"], "findings": []}"#),
    ("notice.receipt", &["clerk"], OWN, "N-4", r#"{"county": "990103"}"#),
    ("objection.record", &["clerk"], PARENT, "O-9", r#"{"county": "990103"}"#),
    ("objection.answer", &["signer"], &["parent"], "O-1", "{}"),
    ("recognition.record", &["signer"], PARENT, "K-990103", "{}"),
    ("recognition.withdraw", &["signer"], PARENT, "K-990103", "{}"),
    ("subject.merge", &["signer"], OWN, "99010301", r#"{"county": "990103", "into": "99010302"}"#),
    ("subject.rename", &["signer"], OWN, "99010301", r#"{"county": "990103", "to": "99010321"}"#),
    ("account.grant", &["admin"], ANY, "jia.clerk", r#"{"role": "unit"}"#),
    ("account.recuse", &["admin"], ANY, "jia.clerk", r#"{"county": "990103"}"#),
    ("account.disable", &["admin"], ANY, "jia.clerk", "{}"),
];

#[test]
fn every_act_by_every_role_of_every_office() {
    let (mut service, _) = told(&Place::sqlite());
    let day = parse_date("2026-12-31");
    for (office, _) in OFFICES {
        for role in ROLES {
            service.add_account(&format!("{office}.{role}"), office, &[role.to_owned()], day).unwrap();
        }
    }
    let mut acts: Vec<&str> = EXPECTED.iter().map(|l| l.0).collect();
    acts.sort_unstable();
    let mut known: Vec<&str> = RULES.iter().map(|r| r.act).collect();
    known.sort_unstable();
    assert_eq!(acts, known);
    let (mut cells, mut differ) = (0, Vec::new());
    for (act, roles, offices, object, fields) in EXPECTED {
        let fields: Map<String, Value> = serde_json::from_str(fields).unwrap();
        for (office, relation) in OFFICES {
            for role in ROLES {
                cells += 1;
                let request = Request {
                    by: format!("{office}.{role}"),
                    role: role.to_owned(),
                    act: act.to_owned(),
                    object: object.to_owned(),
                    fields: fields.clone(),
                };
                let expected = if !roles.contains(&role) {
                    Some(Kind::Role)
                } else if !offices.contains(&relation) {
                    Some(Kind::Office)
                } else {
                    None
                };
                let got = match service.may(&request, day) {
                    Err(No::Refused(r)) if matches!(r.kind, Kind::Role | Kind::Office) => Some(r.kind),
                    Err(No::Refused(r)) if r.kind == Kind::Unknown => panic!("{act}: {r:?}"),
                    Err(No::Refused(_)) | Ok(()) => None,
                    Err(No::Failed(f)) => panic!("{act}: {f}"),
                };
                // O-1 is of another county under the same city.
                if got != expected {
                    differ.push(format!("{act} by {role} of {office}: {got:?}, expected {expected:?}"));
                }
            }
        }
    }
    assert!(differ.is_empty(), "{} of {cells} differ:\n{}", differ.len(), differ.join("\n"));
    assert_eq!(cells, 37 * 8 * 10);
}

#[test]
fn a_role_that_ended_and_an_account_that_is_disabled_may_nothing() {
    let (mut service, _) = told(&Place::sqlite());
    let request = |by: &str| Request {
        by: by.to_owned(),
        role: "reviewer".to_owned(),
        act: "stage.accept".to_owned(),
        object: "S-990103-4".to_owned(),
        fields: Map::new(),
    };
    let kind = |service: &mut junheng_workbench::service::Service, by: &str| match service
        .may(&request(by), parse_date("2026-12-31"))
    {
        Err(No::Refused(r)) => r.kind,
        other => panic!("{other:?}"),
    };
    // The grant ended with 2025.
    assert_eq!(kind(&mut service, "city.reviewer2"), Kind::Role);
    assert_eq!(kind(&mut service, "city.reviewer"), Kind::State);
    let disable = Request {
        by: "sys.admin".to_owned(),
        role: "admin".to_owned(),
        act: "account.disable".to_owned(),
        object: "city.reviewer".to_owned(),
        fields: json!({}).as_object().unwrap().clone(),
    };
    service.act(&disable, Default::default(), parse_date("2026-12-31")).unwrap();
    assert_eq!(kind(&mut service, "city.reviewer"), Kind::Role);
    // Nor may one who is not there at all.
    assert_eq!(kind(&mut service, "nobody"), Kind::Role);
}
