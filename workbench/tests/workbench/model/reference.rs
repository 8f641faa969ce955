//! The record in small, written from section 2 and 3 of STORY.md: who may, what bars it in which order, what it changes.

use std::collections::{BTreeMap, BTreeSet};

use junheng::value::{Date, parse_date};
use junheng_workbench::acts::Request;
use serde_json::{Value, json};

use super::judge::{Outcomes, Rows, good, has_errors, judge};

pub const STAGES: [&str; 4] = ["self", "review", "inspect", "approve"];
const YIELDS: [&[&str]; 4] =
    [&["自评报告"], &["复核报告", "公示"], &["督导评估报告", "反馈意见"], &["认定文件"]];
pub const CITY: &str = "990100";
const RULES: [&str; 8] = ["R1", "R2", "R_school", "R_balance", "G5", "A1", "V1", "recognition"];

#[derive(Clone, Default)]
pub struct Account {
    pub office: String,
    pub grants: Vec<(String, Option<Date>)>,
    pub recused: BTreeSet<String>,
    pub disabled: bool,
}

#[derive(Clone, Default)]
pub struct Case {
    pub pack: String,
    pub results: BTreeMap<String, String>,
    pub revision: Option<String>,
    pub step: usize,
}

#[derive(Clone)]
pub struct Revision {
    pub county: String,
    pub by: String,
    pub rows: Rows,
    pub as_of: Option<Date>,
    pub state: &'static str,
}

#[derive(Clone)]
pub struct Verdict {
    pub county: String,
    pub as_of: Date,
    pub made: usize,
    pub rows: Rows,
    pub outcomes: Outcomes,
}

#[derive(Clone)]
pub struct Document {
    pub county: String,
    pub title: String,
    pub date: Date,
    pub made: usize,
}

#[derive(Clone)]
pub struct Finding {
    pub county: String,
    pub outcome: String,
    pub verdict: String,
    pub dismissed: bool,
    pub made: usize,
}

#[derive(Clone)]
pub struct Action {
    pub finding: String,
    pub lead: String,
    pub support: Vec<String>,
    pub due: Date,
    pub state: &'static str,
    pub reporter: String,
    pub asked: Option<Date>,
    pub done: Option<Date>,
}

/// A pack: its state, who drafted or saved it, when it was published.
type Pack = (&'static str, BTreeSet<String>, Option<(Date, usize)>);

/// Everything, by the story's ids.
#[derive(Default)]
pub struct Model {
    pub order: usize,
    pub accounts: BTreeMap<String, Account>,
    pub packs: BTreeMap<String, Pack>,
    pub cases: BTreeMap<String, Case>,
    pub revisions: BTreeMap<String, Revision>,
    pub copies: BTreeMap<String, Rows>,
    pub verdicts: BTreeMap<String, Verdict>,
    pub documents: BTreeMap<String, Document>,
    pub findings: BTreeMap<String, Finding>,
    pub actions: BTreeMap<String, Action>,
    pub targets: BTreeMap<String, Value>,
    pub notices: BTreeMap<String, BTreeMap<String, Option<Date>>>,
    pub objections: BTreeMap<String, (String, Option<Date>)>,
    pub recognised: BTreeMap<String, (Date, Option<String>)>,
    pub successors: BTreeMap<String, (String, bool)>,
}

type Bar = Result<(), &'static str>;

fn need(condition: bool, kind: &'static str) -> Bar {
    if condition { Ok(()) } else { Err(kind) }
}

pub fn text<'r>(r: &'r Request, field: &str) -> &'r str {
    r.fields.get(field).and_then(Value::as_str).unwrap_or_default()
}

pub fn date(r: &Request, field: &str) -> Option<Date> {
    parse_date(text(r, field))
}

fn parent(office: &str) -> Option<&'static str> {
    match office {
        "990101" | "990103" | "990105" | "990110" | "990120" | "990130" => Some(CITY),
        _ => None,
    }
}

fn is_county(office: &str) -> bool {
    ["990101", "990103", "990105"].contains(&office)
}

fn due_year(county: &str) -> i64 {
    match county {
        "990101" => 2023,
        "990103" => 2025,
        _ => 2026,
    }
}

/// An act's roles and whose office it is.
fn rule(act: &str) -> (&'static [&'static str], &'static str) {
    match act {
        "pack.draft" | "pack.save" | "pack.ask" => (&["editor"], "any"),
        "pack.publish" | "pack.withdraw" => (&["publisher"], "any"),
        "account.grant" | "account.recuse" | "account.disable" => (&["admin"], "any"),
        "data.upload" | "notice.receipt" => (&["clerk"], "own"),
        "document.file" => (&["clerk"], "own or parent"),
        "objection.record" => (&["clerk"], "parent"),
        "data.submit" | "data.recall" | "target.set" | "subject.merge" | "subject.rename" => {
            (&["signer"], "own")
        }
        "stage.accept" | "stage.return" | "cell.correct" => (&["reviewer"], "parent"),
        "stage.conclude" => (&["signer"], "stage"),
        "finding.open" | "finding.dismiss" => (&["monitor", "reviewer"], "side"),
        "action.report" | "action.extend_ask" => (&["unit"], "lead"),
        "action.verify" | "action.reject" => (&["monitor"], "side"),
        "action.assign" | "action.extend_grant" | "action.extend_refuse" => (&["monitor"], "parent"),
        _ => (&["signer"], "parent"),
    }
}

impl Model {
    /// The county that an act is about.
    pub fn county(&self, r: &Request) -> Option<String> {
        let of_finding = |f: &str| self.findings.get(f).map(|f| f.county.clone());
        match r.act.as_str() {
            "action.assign" => of_finding(text(r, "finding")),
            "finding.dismiss" => of_finding(&r.object),
            act if act.starts_with("action.") => of_finding(&self.actions.get(&r.object)?.finding),
            "objection.answer" => self.objections.get(&r.object).map(|o| o.0.clone()),
            "notice.issue" => Some(r.fields.get("to")?.get(0)?.as_str()?.to_owned()),
            "notice.receipt" | "objection.record" | "subject.merge" | "subject.rename" => {
                Some(text(r, "county").to_owned())
            }
            _ => r.object.split('-').nth(1).map(str::to_owned),
        }
    }

    pub fn office(&self, r: &Request) -> String {
        self.accounts.get(&r.by).map(|a| a.office.clone()).unwrap_or_default()
    }

    /// The pack that judges a county: its case's, else the last that was published.
    fn pack(&self, county: &str) -> Option<String> {
        let last = || {
            let published = self.packs.iter().filter(|(_, p)| p.0 == "published");
            published.max_by_key(|(_, p)| p.2).map(|(id, _)| id.clone())
        };
        self.cases.get(county).map(|c| c.pack.clone()).or_else(last)
    }

    pub fn newest(&self, county: &str, copies: bool) -> Option<(&String, &Verdict)> {
        let stands =
            |id: &str| self.revisions.get(id).is_none_or(|r| !["returned", "recalled"].contains(&r.state));
        let of = |(id, v): &(&String, &Verdict)| {
            v.county == county && stands(id) && (!copies || id.starts_with("C-"))
        };
        self.verdicts.iter().filter(of).max_by_key(|(_, v)| (v.as_of, v.made))
    }

    pub fn now_called(&self, key: &str) -> String {
        let (rule, mut name) = key.split_once('@').unwrap();
        while let Some((next, false)) = self.successors.get(name) {
            name = next;
        }
        format!("{rule}@{name}")
    }

    pub fn is_open(&self, finding: &str) -> bool {
        let mut mine = self.actions.values().filter(|a| a.finding == finding).peekable();
        let over = mine.peek().is_some() && mine.all(|a| a.done.is_some());
        !self.findings[finding].dismissed && !over
    }

    fn is_school(&self, county: &str, school: &str) -> bool {
        let key = ("学校".to_owned(), school.to_owned());
        self.verdicts.values().any(|v| v.county == county && v.rows.contains_key(&key))
    }

    fn cell(&self, r: &Request) -> Option<&String> {
        let mut parts = text(r, "cell").splitn(3, '/').map(str::to_owned);
        let row = (parts.next()?, parts.next()?);
        self.copies.get(&r.object)?.get(&row)?.get(&parts.next()?)
    }

    /// Whether all that the act names is there.
    fn known(&self, r: &Request, county: &str) -> bool {
        let own_document =
            |field: &str| self.documents.get(text(r, field)).is_some_and(|d| d.county == county);
        match r.act.as_str() {
            "pack.save" | "pack.ask" | "pack.publish" | "pack.withdraw" => self.packs.contains_key(&r.object),
            "account.disable" | "account.grant" => self.accounts.contains_key(&r.object),
            "account.recuse" => self.accounts.contains_key(&r.object) && is_county(text(r, "county")),
            "case.open" => {
                let published = self.packs.get(text(r, "pack")).is_some_and(|p| p.0 == "published");
                !published || r.fields["due"].as_i64() == Some(due_year(county))
            }
            "data.submit" | "data.recall" | "stage.accept" | "stage.return" => {
                self.revisions.contains_key(&r.object)
            }
            "cell.correct" => self.cell(r).is_some(),
            "stage.conclude" | "stage.reopen" => {
                self.cases.contains_key(county) && STAGES.contains(&text(r, "stage"))
            }
            "document.file" => {
                let replaces = text(r, "supersedes").is_empty() || own_document("supersedes");
                !self.documents.contains_key(&r.object) && date(r, "date").is_some() && replaces
            }
            "finding.open" => {
                let Some(verdict) = self.verdicts.get(&r.object).filter(|v| v.county == county) else {
                    return false;
                };
                let fits = |(id, key): (&String, &Value)| {
                    !self.findings.contains_key(id) && verdict.outcomes.contains_key(key.as_str().unwrap())
                };
                r.fields["opens"].as_object().unwrap().iter().all(fits)
            }
            "action.assign" => !self.actions.contains_key(&r.object) && date(r, "due").is_some(),
            "target.set" => self.pack(county).is_none() || RULES.contains(&text(r, "rule")),
            "notice.issue" => {
                let list =
                    |f: &str| r.fields[f].as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned());
                !self.notices.contains_key(&r.object)
                    && list("to").all(|c| is_county(&c))
                    && list("findings").all(|f| self.findings.contains_key(&f))
            }
            "notice.receipt" => self.notices.get(&r.object).is_some_and(|n| n.contains_key(county)),
            "objection.record" => !self.objections.contains_key(&r.object),
            "subject.merge" => {
                let into = text(r, "into");
                into != r.object && self.is_school(county, &r.object) && self.is_school(county, into)
            }
            "subject.rename" => text(r, "to") != r.object && self.is_school(county, &r.object),
            _ => true,
        }
    }

    /// What bars an act, if anything does.
    pub fn barred(&self, r: &Request, day: Date, rows: Option<&Rows>) -> Bar {
        let (roles, place) = rule(&r.act);
        let account = self.accounts.get(&r.by).filter(|a| !a.disabled);
        let held = account
            .is_some_and(|a| a.grants.iter().any(|(g, to)| *g == r.role && to.is_none_or(|to| day <= to)));
        need(held && roles.contains(&r.role.as_str()), "role")?;
        let county = self.county(r).unwrap_or_default();
        need(place == "any" || is_county(&county), "unknown")?;
        need(self.known(r, &county), "unknown")?;
        if place != "any" {
            need(!account.is_some_and(|a| a.recused.contains(&county)), "recused")?;
            let mine = self.office(r);
            let place = if place == "stage" && text(r, "stage") == "self" { "own" } else { place };
            let fits = match place {
                "own" => mine == county,
                "own or parent" => mine == county || mine == CITY,
                "side" => mine == CITY || parent(&mine) == Some(CITY) && !is_county(&mine),
                "lead" => self.actions.get(&r.object).is_some_and(|a| a.lead == mine),
                _ => mine == CITY,
            };
            need(fits, "office")?;
        }
        self.rest(r, &county, day, rows)
    }

    fn rest(&self, r: &Request, county: &str, day: Date, rows: Option<&Rows>) -> Bar {
        let reason = || need(!text(r, "reason").is_empty(), "reason");
        let case = self.cases.get(county);
        let revision = self.revisions.get(&r.object);
        let action = self.actions.get(&r.object);
        let own_document =
            |field: &str| self.documents.get(text(r, field)).is_some_and(|d| d.county == county);
        let is = |state: &str| need(action.is_some_and(|a| a.state == state), "state");
        let running = || need(action.is_some_and(|a| a.done.is_none()), "state");
        let asked = || need(action.is_some_and(|a| a.done.is_none() && a.asked.is_some()), "state");
        let passed = |stage: &str| case.is_some_and(|c| c.results.get(stage).is_some_and(|s| s == "passed"));
        match r.act.as_str() {
            "pack.draft" => need(!self.packs.contains_key(&r.object), "state"),
            "pack.save" | "pack.ask" => need(self.packs[&r.object].0 == "draft", "state"),
            "pack.publish" => {
                need(self.packs[&r.object].0 == "asked", "state")?;
                need(!self.packs[&r.object].1.contains(&r.by), "same-person")
            }
            "pack.withdraw" => need(self.packs[&r.object].0 == "published", "state"),
            "case.open" => {
                need(case.is_none() || STAGES.into_iter().all(passed), "state")?;
                need(self.packs.get(text(r, "pack")).is_some_and(|p| p.0 == "published"), "state")
            }
            "data.upload" => {
                need(self.pack(county).is_some(), "state")?;
                let in_case = r.object.starts_with("S-");
                need(!in_case || case.is_some(), "state")?;
                need(revision.is_none_or(|r| r.state == "draft"), "closed")?;
                if let Some(last) = case.filter(|_| in_case).and_then(|c| c.revision.as_ref()) {
                    let free = ["returned", "recalled", "reopened"].contains(&self.revisions[last].state);
                    need(*last == r.object || free, "closed")?;
                }
                need(text(r, "as_of").is_empty() || date(r, "as_of").is_some_and(|d| d <= day), "data")?;
                need(rows.unwrap().contains_key(&("县".to_owned(), county.to_owned())), "data")
            }
            "data.submit" => {
                let revision = revision.unwrap();
                need(revision.state == "draft", "state")?;
                need(revision.by != r.by, "same-person")?;
                need(!has_errors(&revision.rows), "data")?;
                let computed = judge(&revision.rows, revision.as_of.unwrap_or(day));
                let said = r.fields["declared"]["recognition"].as_str().unwrap();
                if computed[&format!("recognition@{county}")] != said { reason() } else { Ok(()) }
            }
            "data.recall" => need(revision.unwrap().state == "submitted", "closed").and_then(|()| reason()),
            "stage.accept" | "stage.return" => {
                let current = case.is_some_and(|c| c.revision.as_ref() == Some(&r.object));
                need(revision.unwrap().state == "submitted" && current && passed("self"), "state")?;
                if r.act == "stage.return" { reason() } else { Ok(()) }
            }
            "cell.correct" => {
                let current = case.and_then(|c| c.revision.as_ref()).is_some_and(|s| s[1..] == r.object[1..]);
                need(current && !case.unwrap().results.contains_key("review"), "closed")?;
                reason()?;
                need(self.cell(r).unwrap().parse::<i64>().ok() == r.fields["old"].as_i64(), "stale")
            }
            "stage.conclude" => self.concludes(r, county, day),
            "stage.reopen" => {
                need(case.unwrap().results.contains_key(text(r, "stage")), "state")?;
                need(own_document("document"), "document")
            }
            "finding.dismiss" => need(!self.findings[&r.object].dismissed, "state").and_then(|()| reason()),
            "action.assign" => need(self.is_open(text(r, "finding")), "state"),
            "action.report" => {
                is("assigned")?;
                need(r.fields["evidence"].as_array().is_some_and(|e| !e.is_empty()), "evidence")
            }
            "action.verify" => {
                is("reported")?;
                need(action.unwrap().reporter != self.office(r), "same-office")?;
                let finding = &self.findings[&action.unwrap().finding];
                let key = self.now_called(&finding.outcome);
                let met = self
                    .newest(county, false)
                    .filter(|(_, v)| v.made > finding.made)
                    .and_then(|(_, v)| v.outcomes.get(&key));
                need(met.is_some_and(|o| good(&key, o) == "met"), "still-failing")
            }
            "action.reject" => is("reported").and_then(|()| reason()),
            "action.extend_ask" | "action.waive" => running().and_then(|()| reason()),
            "action.extend_grant" => asked(),
            "action.extend_refuse" => asked().and_then(|()| reason()),
            "target.set" => need(self.pack(county).is_some(), "state"),
            "notice.receipt" => need(self.notices[&r.object][county].is_none(), "state"),
            "objection.record" => {
                need(self.pack(county).is_some(), "state")?;
                let public = self.documents.values().filter(|d| d.county == county && d.title == "公示");
                let last = public.max_by_key(|d| d.made).map(|d| d.date);
                let days = |from: Date| day.duration_since(from).as_hours() / 24;
                need(last.is_some_and(|from| (0..=7).contains(&days(from))), "late")
            }
            "objection.answer" => need(self.objections[&r.object].1.is_none(), "state"),
            "recognition.record" => {
                need(passed("approve") && !self.recognised.contains_key(county), "state")?;
                need(own_document("document"), "document")
            }
            "recognition.withdraw" => {
                need(self.recognised.contains_key(county), "state")?;
                need(own_document("document"), "document")
            }
            "subject.merge" | "subject.rename" => {
                need(!self.successors.contains_key(&r.object), "state")?;
                let to = text(r, if r.act == "subject.merge" { "into" } else { "to" });
                need(self.now_called(&format!("@{to}")) != format!("@{}", r.object), "state")
            }
            _ => Ok(()),
        }
    }

    fn concludes(&self, r: &Request, county: &str, day: Date) -> Bar {
        let (case, stage, result) = (&self.cases[county], text(r, "stage"), text(r, "result"));
        let at = STAGES.iter().position(|s| *s == stage).unwrap();
        let passed = |s: &&str| case.results.get(*s).is_some_and(|r| r == "passed");
        need(STAGES[..at].iter().all(passed) && !case.results.contains_key(stage), "state")?;
        let revision = case.revision.as_ref().map(|id| &self.revisions[id]);
        let wanted = if at == 0 { "submitted" } else { "accepted" };
        need(revision.is_some_and(|r| r.state == wanted), "state")?;
        let needed = if result == "passed" { YIELDS[at] } else { &YIELDS[at][..1] };
        let filed = |t: &&str| self.is_filed(county, t, case.step);
        need(needed.iter().all(filed), "document")?;
        if at < 2 {
            let copy = format!("C{}", &case.revision.as_ref().unwrap()[1..]);
            let rows = if at == 0 { &revision.unwrap().rows } else { &self.copies[&copy] };
            let met = judge(rows, day)[&format!("recognition@{county}")] == "met";
            need(met == (result == "passed") || !text(r, "reason").is_empty(), "reason")?;
        }
        Ok(())
    }

    /// Everything as one value.
    pub fn seen(&self) -> Value {
        let day = |d: &Option<Date>| d.map(|d| d.to_string());
        let all = |list: Vec<(&String, Value)>| {
            Value::Object(list.into_iter().map(|(k, v)| (k.clone(), v)).collect())
        };
        let action = |a: &Action| {
            let asked = if a.done.is_none() { day(&a.asked) } else { None };
            json!([a.finding, a.lead, a.support, a.due.to_string(), a.state, asked, day(&a.done)])
        };
        let receipts =
            |n: &BTreeMap<String, Option<Date>>| all(n.iter().map(|(c, d)| (c, json!(day(d)))).collect());
        json!({
            "packs": all(self.packs.iter().map(|(k, p)| (k, json!([p.0, p.1]))).collect()),
            "cases": all(self.cases.iter().map(|(k, c)| (k, json!([c.pack, c.results, c.revision]))).collect()),
            "revisions": all(self.revisions.iter().map(|(k, r)| (k, json!([r.county, r.state]))).collect()),
            "copies": self.copies.keys().collect::<Vec<_>>(),
            "verdicts": all(self.verdicts.iter().map(|(k, v)| (k, json!([v.county, v.as_of.to_string()]))).collect()),
            "documents": self.documents.keys().collect::<Vec<_>>(),
            "findings": all(self.findings.iter().map(|(k, f)| (k, json!([f.outcome, self.is_open(k)]))).collect()),
            "actions": all(self.actions.iter().map(|(k, a)| (k, action(a))).collect()),
            "targets": self.targets,
            "notices": all(self.notices.iter().map(|(k, n)| (k, receipts(n))).collect()),
            "objections": all(self.objections.iter().map(|(k, o)| (k, json!([o.0, day(&o.1)]))).collect()),
            "recognised": all(self.recognised.iter().map(|(k, r)| (k, json!([r.0.to_string(), r.1]))).collect()),
            "successors": all(self.successors.iter().map(|(k, s)| (k, json!([s.0, s.1]))).collect()),
            "accounts": all(self.accounts.iter().map(|(k, a)| (k, json!([a.grants.len(), a.recused, a.disabled]))).collect()),
        })
    }
}
