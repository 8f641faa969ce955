//! Promise 3: acts at random, done by the service and by a small reference model: the same refusals, the same states.

mod changes;
mod judge;
mod reference;
mod way;

use std::collections::BTreeMap;
use std::path::Path;

use junheng::value::{Date, parse_date};
use junheng_workbench::acts::rules::{ROLES, RULES};
use junheng_workbench::acts::{No, Request};
use junheng_workbench::judge::Brief;
use junheng_workbench::service::{Attached, Service};
use serde_json::{Map, Value, json};

use crate::chance::Chance;
use crate::place::Place;
use crate::story::folder;
use judge::{Rows, load};
use reference::{Account, CITY, Model, STAGES};

const COUNTIES: [&str; 3] = ["990101", "990103", "990105"];
const OFFICES: [(&str, &str, &str); 7] = [
    (CITY, "市政府督导室", "city"),
    ("990110", "市教育局", "city"),
    ("990120", "市财政局", "city"),
    ("990130", "市编办", "city"),
    ("990101", "甲县", "county"),
    ("990103", "丙县", "county"),
    ("990105", "戊县", "county"),
];
const PACKS: [&str; 2] = ["shili@2021.1.0", "shili@2022.1.0"];
/// Data by county; one of them cannot be read as it should.
const DATA: [&[&str]; 3] = [
    &["2022/990101", "2023/990101", "2024/990101", "2025/990101"],
    &["2022/990103", "2023/990103-review", "2024/990103-2", "2026/990103"],
    &["2023/990105", "2024/990105", "2024/990105-bad", "2026/990105"],
];
const TITLES: [&str; 8] =
    ["自评报告", "复核报告", "公示", "督导评估报告", "反馈意见", "认定文件", "整改报告", "实施方案"];

/// Both at once.
struct Both {
    service: Service,
    model: Model,
    chance: Chance,
    data: BTreeMap<&'static str, Rows>,
    packs: [tempfile::TempDir; 2],
    day: Date,
    next: usize,
}

impl Both {
    fn new(place: &Place, seed: u64) -> Self {
        let day = parse_date("2022-01-01").unwrap();
        let mut both = Both {
            service: Service::new(place.open()),
            model: Model::default(),
            chance: Chance(seed),
            data: DATA
                .iter()
                .copied()
                .flatten()
                .map(|d| (*d, load(&folder().join("data").join(d))))
                .collect(),
            packs: [pack("2021.1.0"), pack("2022.1.0")],
            day,
            next: 0,
        };
        both.service.begin(true, day).unwrap();
        for (code, name, level) in OFFICES {
            let parent = (code != CITY).then_some(CITY);
            let fields = json!({"name": name, "level": level, "parent": parent});
            both.service.add_office(code, fields.as_object().unwrap().clone(), Some(day)).unwrap();
        }
        for (office, ..) in OFFICES {
            for role in ROLES {
                both.account(&format!("{office}.{role}"), office, &[role]);
            }
            both.account(
                &format!("{office}.two"),
                office,
                &["clerk", "signer", "editor", "publisher", "unit"],
            );
        }
        both
    }

    fn account(&mut self, name: &str, office: &str, roles: &[&str]) {
        let roles: Vec<String> = roles.iter().map(|r| (*r).to_owned()).collect();
        self.service.add_account(name, office, &roles, Some(self.day)).unwrap();
        let grants = roles.into_iter().map(|r| (r, None)).collect();
        self.model
            .accounts
            .insert(name.to_owned(), Account { office: office.to_owned(), grants, ..Account::default() });
    }

    /// One of the ids that fit, or one that is not there.
    fn some(&mut self, ids: Vec<String>, sort: &str) -> String {
        if ids.is_empty() || self.chance.below(25) == 0 {
            return format!("{sort}-990101-none");
        }
        // Later ones are likelier: what is going on now.
        let at = self.chance.below(ids.len()).max(self.chance.below(ids.len()));
        ids[at].clone()
    }

    fn fresh(&mut self, sort: &str) -> String {
        self.next += 1;
        // Zeros keep the order of their names.
        format!("{sort}{:05}", self.next)
    }

    /// An act that is often nearly right, with its data.
    fn request(&mut self) -> (Request, Option<&'static str>) {
        if self.chance.below(5) == 0 {
            return self.further();
        }
        let act = match self.chance.below(10) {
            // A county's way goes on only by these.
            0..=4 => *self.chance.of(&[
                "case.open",
                "data.upload",
                "data.submit",
                "stage.conclude",
                "stage.conclude",
                "stage.accept",
                "document.file",
                "document.file",
                "stage.return",
                "cell.correct",
                "finding.open",
                "action.assign",
                "action.report",
                "action.verify",
                "pack.ask",
                "pack.publish",
                "recognition.record",
            ]),
            _ => self.chance.of(&RULES).act,
        };
        let n = self.chance.below(3);
        let county = COUNTIES[n];
        let mine = |of: &str| of.contains(county);
        let case = self.model.cases.get(county).cloned().unwrap_or_default();
        let stage = match self.chance.below(4) {
            0 => *self.chance.of(&STAGES),
            _ => STAGES.into_iter().find(|s| !case.results.contains_key(*s)).unwrap_or("approve"),
        };
        let reason = if self.chance.below(3) == 0 { "" } else { "理由" };
        let school = format!("{county}0{}", 1 + self.chance.below(4));
        let day = self.day.to_string();
        let later = later_than(self.day, 1 + self.chance.below(90));
        let of =
            |list: Vec<&String>| list.into_iter().filter(|id| mine(id)).cloned().collect::<Vec<String>>();
        let revisions = of(self.model.revisions.keys().collect());
        let documents = of(self.model.documents.keys().collect());
        let verdicts = of(self.model.verdicts.keys().collect());
        let findings = of(self.model.findings.keys().collect());
        let copies = of(self.model.copies.keys().collect());
        let actions: Vec<String> = self.model.actions.keys().cloned().collect();
        let mut data = None;
        let (object, fields) = match act {
            "pack.draft" | "pack.save" | "pack.ask" | "pack.publish" => {
                ((*self.chance.of(&PACKS)).to_owned(), json!({}))
            }
            // Seldom: without a published pack little can be done.
            "pack.withdraw" => {
                let pack = if self.chance.below(6) == 0 { PACKS[1] } else { "none@1.0.0" };
                (pack.to_owned(), json!({}))
            }
            "case.open" => {
                let due = [2023, 2025, 2026][if self.chance.below(8) == 0 { 0 } else { n }];
                (format!("K-{county}"), json!({"pack": *self.chance.of(&PACKS), "due": due}))
            }
            "data.upload" => {
                let of = if self.chance.below(20) == 0 { (n + 1) % 3 } else { n };
                data = Some(*self.chance.of(DATA[of]));
                let last = case.revision.clone().unwrap_or_default();
                let object = match self.chance.below(6) {
                    0 if !last.is_empty() => last,
                    1 => self.some(revisions, "S"),
                    2 => self.fresh(&format!("M-{county}-")),
                    _ => self.fresh(&format!("S-{county}-")),
                };
                match self.chance.below(8) {
                    0 => (object, json!({"as_of": "2022-06-30"})),
                    1 => (object, json!({"as_of": later})),
                    _ => (object, json!({})),
                }
            }
            "data.submit" => {
                let declared = *self.chance.of(&["met", "unmet"]);
                let object = self.some(revisions, "S");
                (object, json!({"declared": {"recognition": declared}, "reason": reason}))
            }
            "data.recall" | "stage.accept" | "stage.return" => {
                let current = case.revision.filter(|_| self.chance.below(4) > 0);
                let object = current.unwrap_or_else(|| self.some(revisions, "S"));
                (object, json!({"reason": reason}))
            }
            "cell.correct" => {
                let (cell, column) = if self.chance.below(3) == 0 {
                    (("县", county.to_owned()), "满意数")
                } else {
                    (("学校", school), "最大班额")
                };
                let object = self.some(copies, "C");
                let row = (cell.0.to_owned(), cell.1.clone());
                let now =
                    self.model.copies.get(&object).and_then(|c| c.get(&row)).and_then(|r| r.get(column));
                let now: i64 = now.and_then(|n| n.parse().ok()).unwrap_or(44);
                let old = if self.chance.below(6) == 0 { now + 1 } else { now };
                let new = if column == "满意数" { 850 } else { 40 } + self.chance.below(15);
                let cell = format!("{}/{}/{column}", cell.0, cell.1);
                (object, json!({"cell": cell, "old": old, "new": new, "reason": reason}))
            }
            "stage.conclude" => {
                let result = if self.chance.below(5) == 0 { "failed" } else { "passed" };
                (format!("K-{county}"), json!({"stage": stage, "result": result, "reason": reason}))
            }
            "stage.reopen" => {
                let stage = *self.chance.of(&STAGES);
                (format!("K-{county}"), json!({"stage": stage, "document": self.some(documents, "W")}))
            }
            "document.file" => {
                let needed = match stage {
                    "self" => &["自评报告"][..],
                    "review" => &["复核报告", "公示"],
                    "inspect" => &["督导评估报告", "反馈意见"],
                    _ => &["认定文件"],
                };
                let title = if self.chance.below(3) == 0 {
                    *self.chance.of(&TITLES)
                } else {
                    *self.chance.of(needed)
                };
                let object = if self.chance.below(20) == 0 {
                    self.some(documents, "W")
                } else {
                    self.fresh(&format!("W-{county}-"))
                };
                (object, json!({"title": title, "date": day}))
            }
            "finding.open" => {
                let object = self.some(verdicts, "S");
                let keys: Vec<String> = self
                    .model
                    .verdicts
                    .get(&object)
                    .map_or(Vec::new(), |v| v.outcomes.keys().cloned().collect());
                let key = self.some(keys, "R9@990101");
                (object, json!({"opens": {self.fresh(&format!("F-{county}-")): key}}))
            }
            "finding.dismiss" => (self.some(findings, "F"), json!({"reason": reason})),
            "action.assign" => {
                let finding = self.some(findings, "F");
                let lead = if self.chance.below(4) == 0 { "990110" } else { "" };
                (self.fresh("A-"), json!({"finding": finding, "due": later, "lead": lead}))
            }
            act if act.starts_with("action.") => {
                let evidence = if self.chance.below(6) == 0 { json!([]) } else { json!(["材料"]) };
                (self.some(actions, "A"), json!({"evidence": evidence, "to": later, "reason": reason}))
            }
            "target.set" => {
                let rule = *self.chance.of(&["G5", "R1", "recognition", "R9"]);
                let fields = json!({"year": 2024, "rule": rule, "want": 1 + self.chance.below(3)});
                (format!("T-{county}-2024-{rule}"), fields)
            }
            "notice.issue" => {
                let to = if self.chance.below(10) == 0 {
                    json!(["990109"])
                } else {
                    json!([county, COUNTIES[(n + 1) % 3]])
                };
                (self.fresh("N-"), json!({"to": to, "findings": findings}))
            }
            "notice.receipt" => {
                let notices = self.model.notices.keys().cloned().collect();
                (self.some(notices, "N"), json!({"county": county}))
            }
            "objection.record" => (self.fresh("O-"), json!({"county": county, "text": "异议"})),
            "objection.answer" => {
                let objections = self.model.objections.keys().cloned().collect();
                (self.some(objections, "O"), json!({}))
            }
            "recognition.record" | "recognition.withdraw" => {
                (format!("K-{county}"), json!({"document": self.some(documents, "W")}))
            }
            "subject.merge" => {
                let into = format!("{county}0{}", 1 + self.chance.below(4));
                (school, json!({"county": county, "into": into}))
            }
            "subject.rename" => {
                let to = if self.chance.below(3) == 0 { format!("{county}01") } else { self.fresh(county) };
                (school, json!({"county": county, "to": to}))
            }
            "account.grant" | "account.recuse" | "account.disable" => {
                let account = format!("{}.{}", self.chance.of(&OFFICES).0, self.chance.of(&ROLES));
                // Seldom: in the end nobody would be left.
                let account = if self.chance.below(12) == 0 { account } else { "nobody".to_owned() };
                (account, json!({"role": *self.chance.of(&ROLES), "county": county, "to": later}))
            }
            other => panic!("{other}"),
        };
        let (by, role) = self.who(act, county, &object, stage);
        let fields: Map<String, Value> = fields.as_object().unwrap().clone();
        (Request { by, role, act: act.to_owned(), object, fields }, data)
    }

    /// An account that often may.
    fn who(&mut self, act: &str, county: &str, object: &str, stage: &str) -> (String, String) {
        let rule = RULES.iter().find(|r| r.act == act).unwrap();
        let role =
            if self.chance.below(20) == 0 { *self.chance.of(&ROLES) } else { *self.chance.of(rule.roles) };
        let lead = self.model.actions.get(object).map_or("990110", |a| &a.lead).to_owned();
        let own = match act {
            "action.report" | "action.extend_ask" => &lead,
            "stage.conclude" if stage == "self" => county,
            "data.upload" | "data.submit" | "data.recall" | "target.set" | "notice.receipt"
            | "subject.merge" | "subject.rename" => county,
            "document.file" if self.chance.below(2) == 0 => county,
            _ => CITY,
        };
        let office = match self.chance.below(12) {
            0 => self.chance.of(&OFFICES).0.to_owned(),
            1 if act == "action.verify" => lead.clone(),
            _ => own.to_owned(),
        };
        let name = if self.chance.below(8) == 0 { "two" } else { role };
        (format!("{office}.{name}"), role.to_owned())
    }

    /// One act, by both.
    fn step(&mut self) -> bool {
        if self.chance.below(3) == 0 {
            self.day = parse_date(&later_than(self.day, self.chance.below(6))).unwrap();
        }
        let (request, data) = self.request();
        let rows = data.map(|d| self.data[d].clone());
        let expected = self.model.barred(&request, self.day, rows.as_ref());
        let path = data.map(|d| folder().join("data").join(d));
        let version = PACKS.iter().position(|p| *p == request.object);
        let pack = version.filter(|_| request.act == "pack.draft" || request.act == "pack.save");
        let pack = pack.map(|p| self.packs[p].path());
        let attached = Attached { data: path.as_deref(), pack, ..Attached::default() };
        let head = self.service.record().head();
        let got = match self.service.act(&request, attached, Some(self.day)) {
            Ok(event) => {
                assert_eq!(event.seq, head.0 + 1);
                Ok(())
            }
            Err(No::Refused(refusal)) => {
                assert_eq!(self.service.record().head(), head);
                Err(refusal.kind.id())
            }
            Err(No::Failed(failure)) => panic!("{request:?}: {failure}"),
        };
        assert_eq!(got, expected, "on {}: {request:?}", self.day);
        if got.is_ok() {
            self.model.done(&request, self.day, rows.as_ref());
            let county = request.object.split('-').nth(1).unwrap_or_default();
            let revision = self.model.cases.get(county).and_then(|c| c.revision.as_ref());
            let copy = revision.map(|r| format!("C{}", &r[1..]));
            for id in [Some(request.object.clone()), copy].into_iter().flatten() {
                if self.model.verdicts.contains_key(&id) {
                    self.same_outcomes(&id);
                }
            }
        }
        got.is_ok()
    }

    fn same_outcomes(&mut self, id: &str) {
        let digest = self.service.state().verdicts[id].brief.clone();
        let bytes = self.service.record().parts().1.blob(&digest).unwrap();
        let brief = Brief::from_bytes(&bytes).unwrap();
        let got: BTreeMap<&str, &str> = brief.outcomes.iter().map(|(k, o)| (k.as_str(), o.id())).collect();
        let wanted: BTreeMap<&str, &str> =
            self.model.verdicts[id].outcomes.iter().map(|(k, o)| (k.as_str(), *o)).collect();
        assert_eq!(got, wanted, "{id}");
    }
}

fn later_than(day: Date, days: usize) -> String {
    (0..days).fold(day, |d, _| d.tomorrow().unwrap()).to_string()
}

/// The story's pack under a version.
fn pack(version: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder().join("pack-new")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap().replace("2021.1.0", version);
        std::fs::write(dir.path().join(path.file_name().unwrap()), text).unwrap();
    }
    dir
}

/// What the program's state says, in the words of the model.
fn seen(service: &Service) -> Value {
    let state = service.state();
    let day = |d: &Option<Date>| d.map(|d| d.to_string());
    fn all<'s, T: 's>(map: &'s BTreeMap<String, T>, of: impl Fn(&'s str, &'s T) -> Value) -> Value {
        Value::Object(map.iter().map(|(k, v)| (k.clone(), of(k, v))).collect())
    }
    let open = |id: &str| {
        let mine: Vec<_> = state.actions.values().filter(|a| a.finding == id).collect();
        !state.findings[id].dismissed && (mine.is_empty() || mine.iter().any(|a| a.done.is_none()))
    };
    json!({
        "packs": all(&state.packs, |_, p| json!([p.state, p.editors])),
        "cases": all(&state.cases, |_, c| json!([c.pack, c.results, c.revision])),
        "revisions": all(&state.revisions, |_, r| json!([r.county, r.state])),
        "copies": state.copies.keys().collect::<Vec<_>>(),
        "verdicts": all(&state.verdicts, |_, v| json!([v.county, v.as_of.to_string()])),
        "documents": state.documents.keys().collect::<Vec<_>>(),
        "findings": all(&state.findings, |id, f| json!([f.outcome, open(id)])),
        "actions": all(&state.actions, |_, a| {
            let asked = if a.done.is_none() { day(&a.asked) } else { None };
            json!([a.finding, a.lead, a.support, a.due.to_string(), a.state, asked, day(&a.done)])
        }),
        "targets": all(&state.targets, |_, t| t.want.clone()),
        "notices": all(&state.notices, |_, n| {
            Value::Object(n.to.iter().map(|a| (a.county.clone(), json!(day(&a.receipt)))).collect())
        }),
        "objections": all(&state.objections, |_, o| json!([o.county, day(&o.done)])),
        "recognised": all(&state.recognitions, |_, r| json!([r.date.to_string(), r.rests])),
        "successors": all(&state.successors, |_, s| json!([s.to, s.merged])),
        "accounts": all(&state.accounts, |_, a| json!([a.grants.len(), a.recused, a.disabled])),
    })
}

fn same(both: &Both) {
    let (got, wanted) = (seen(&both.service), both.model.seen());
    for (sort, wanted) in wanted.as_object().unwrap() {
        assert_eq!(got[sort], *wanted, "{sort}");
    }
}

#[test]
fn random_acts_come_to_what_the_model_says() {
    let (rounds, acts) = if crate::long() { (125, 800) } else { (3, 400) };
    let (mut count, mut done) = (0, BTreeMap::<String, usize>::new());
    for round in 0..rounds {
        let place = Place::sqlite();
        let mut both = Both::new(&place, 20_260_101 + round);
        // Every round begins with a standard, as the city does.
        for (by, act) in [("editor", "pack.draft"), ("editor", "pack.ask"), ("publisher", "pack.publish")] {
            let (by, role) = (format!("{CITY}.{by}"), by.to_owned());
            let request =
                Request { by, role, act: act.to_owned(), object: PACKS[0].to_owned(), fields: Map::new() };
            let pack = (act == "pack.draft").then(|| both.packs[0].path());
            let attached = Attached { pack, ..Attached::default() };
            both.service.act(&request, attached, Some(both.day)).unwrap();
            both.model.done(&request, both.day, None);
        }
        for n in 0..acts {
            count += 1;
            let before = both.service.record().head().0;
            if both.step() {
                let event = both.service.record().events().unwrap().pop().unwrap();
                assert_eq!(event.seq, before + 1);
                *done.entry(event.act).or_default() += 1;
            }
            if n % 50 == 49 {
                same(&both);
            }
        }
        same(&both);
        assert_eq!(both.service.record().check().unwrap(), None);
    }
    let sum: usize = done.values().sum();
    eprintln!("{count} acts, {sum} done: {done:?}");
    assert!(sum * 8 > count, "{sum} of {count} done");
    // At length everything that can be done was done.
    let never: Vec<&str> = RULES.iter().map(|r| r.act).filter(|a| !done.contains_key(*a)).collect();
    assert!(!crate::long() || never.is_empty(), "never done: {never:?}");
}

#[test]
fn the_model_judges_as_the_pack_is_written() {
    // 2023-03-15 of STORY.md, worked through on paper: all that 990101 hands in is met; a class of 47 in 2022 is not.
    let rows = |d: &str| load(&folder().join("data").join(Path::new(d)));
    let day = |d: &str| parse_date(d).unwrap();
    let of = |d: &str, on: &str| judge::judge(&rows(d), day(on));
    assert_eq!(of("2023/990101", "2023-03-15")["recognition@990101"], "met");
    assert_eq!(of("2022/990101", "2022-10-12")["G5@99010102"], "unmet");
    // 6500 yuan: enough until 2024, too little from 2025.
    assert_eq!(of("2025/990101", "2024-12-31")["R2@99010101"], "met");
    assert_eq!(of("2025/990101", "2025-09-25")["R2@99010101"], "unmet");
    assert!(judge::has_errors(&rows("2024/990105-bad")) && !judge::has_errors(&rows("2024/990105")));
}
