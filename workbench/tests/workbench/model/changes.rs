//! What acts change in the model, by section 2 and 3 of STORY.md.

use std::collections::{BTreeMap, BTreeSet};

use junheng::value::Date;
use junheng_workbench::acts::Request;

use super::judge::{Rows, judge};
use super::reference::{Action, Case, Document, Finding, Model, Revision, STAGES, Verdict, date, text};

impl Model {
    fn verdict(&mut self, id: &str, county: &str, as_of: Date, rows: Rows) {
        let (made, outcomes) = (self.order, judge(&rows, as_of));
        self.verdicts
            .insert(id.to_owned(), Verdict { county: county.to_owned(), as_of, made, rows, outcomes });
    }

    /// What an act changes that nothing bars.
    pub fn done(&mut self, r: &Request, day: Date, rows: Option<&Rows>) {
        self.order += 1;
        let (order, id) = (self.order, r.object.clone());
        let county = self.county(r).unwrap_or_default();
        let office = self.office(r);
        let set =
            |to: &mut BTreeMap<String, Revision>, id: &str, state| to.get_mut(id).unwrap().state = state;
        match r.act.as_str() {
            "pack.draft" => {
                self.packs.insert(id, ("draft", BTreeSet::from([r.by.clone()]), None));
            }
            "pack.save" => {
                self.packs.get_mut(&id).unwrap().1.insert(r.by.clone());
            }
            "pack.ask" => self.packs.get_mut(&id).unwrap().0 = "asked",
            "pack.publish" => {
                let pack = self.packs.get_mut(&id).unwrap();
                (pack.0, pack.2) = ("published", Some((day, order)));
            }
            "pack.withdraw" => self.packs.get_mut(&id).unwrap().0 = "withdrawn",
            "account.grant" => {
                let grant = (text(r, "role").to_owned(), date(r, "to"));
                self.accounts.get_mut(&id).unwrap().grants.push(grant);
            }
            "account.recuse" => {
                self.accounts.get_mut(&id).unwrap().recused.insert(text(r, "county").to_owned());
            }
            "account.disable" => self.accounts.get_mut(&id).unwrap().disabled = true,
            "case.open" => {
                let case = Case { pack: text(r, "pack").to_owned(), step: order, ..Case::default() };
                self.cases.insert(county, case);
            }
            "data.upload" => {
                if id.starts_with("S-") {
                    let case = self.cases.get_mut(&county).unwrap();
                    (case.revision, case.step) = (Some(id.clone()), order);
                    case.results.clear();
                }
                let (by, rows, as_of) = (r.by.clone(), rows.unwrap().clone(), date(r, "as_of"));
                self.revisions.insert(id, Revision { county, by, rows, as_of, state: "draft" });
            }
            "data.submit" => {
                set(&mut self.revisions, &id, "submitted");
                let Revision { as_of, rows, .. } = self.revisions[&id].clone();
                self.verdict(&id, &county, as_of.unwrap_or(day), rows);
            }
            "data.recall" | "stage.return" => {
                set(&mut self.revisions, &id, if r.act == "data.recall" { "recalled" } else { "returned" });
                if let Some(case) = self.cases.get_mut(&county).filter(|_| id.starts_with("S-")) {
                    case.results.remove("self");
                }
            }
            "stage.accept" => {
                set(&mut self.revisions, &id, "accepted");
                self.copies.insert(format!("C{}", &id[1..]), self.revisions[&id].rows.clone());
                self.cases.get_mut(&county).unwrap().step = order;
            }
            "cell.correct" => {
                let mut parts = text(r, "cell").splitn(3, '/').map(str::to_owned);
                let row = (parts.next().unwrap(), parts.next().unwrap());
                let column = parts.next().unwrap();
                let new = r.fields["new"].to_string();
                self.copies.get_mut(&id).unwrap().get_mut(&row).unwrap().insert(column, new);
            }
            "stage.conclude" => {
                let (stage, result) = (text(r, "stage").to_owned(), text(r, "result").to_owned());
                if stage == "review" {
                    let copy = format!("C{}", &self.cases[&county].revision.as_ref().unwrap()[1..]);
                    self.verdict(&copy, &county, day, self.copies[&copy].clone());
                }
                let case = self.cases.get_mut(&county).unwrap();
                case.results.insert(stage, result);
                case.step = order;
            }
            "stage.reopen" => {
                let at = STAGES.iter().position(|s| *s == text(r, "stage")).unwrap();
                let case = self.cases.get_mut(&county).unwrap();
                STAGES[at..].iter().for_each(|s| drop(case.results.remove(*s)));
                if at == 0 {
                    set(&mut self.revisions, &case.revision.clone().unwrap(), "reopened");
                }
            }
            "document.file" => {
                let (title, date) = (text(r, "title").to_owned(), date(r, "date").unwrap());
                self.documents.insert(id, Document { county, title, date, made: order });
            }
            "finding.open" => {
                for (finding, key) in r.fields["opens"].as_object().unwrap() {
                    let outcome = key.as_str().unwrap().to_owned();
                    let (county, verdict) = (county.clone(), id.clone());
                    let new = Finding { county, outcome, verdict, dismissed: false, made: order };
                    self.findings.insert(finding.clone(), new);
                }
            }
            "finding.dismiss" => self.findings.get_mut(&id).unwrap().dismissed = true,
            "action.assign" => {
                let finding = text(r, "finding").to_owned();
                let (lead, support) = self.units(&finding);
                let given = text(r, "lead");
                let lead = if given.is_empty() { lead } else { given.to_owned() };
                let (due, reporter) = (date(r, "due").unwrap(), String::new());
                let new = Action {
                    finding,
                    lead,
                    support,
                    due,
                    state: "assigned",
                    reporter,
                    asked: None,
                    done: None,
                };
                self.actions.insert(id, new);
            }
            act if act.starts_with("action.") => {
                let action = self.actions.get_mut(&id).unwrap();
                match act {
                    "action.report" => (action.state, action.reporter) = ("reported", office),
                    "action.verify" => (action.state, action.done) = ("closed", Some(day)),
                    "action.waive" => (action.state, action.done) = ("waived", Some(day)),
                    "action.reject" => action.state = "assigned",
                    "action.extend_ask" => action.asked = date(r, "to"),
                    "action.extend_grant" => action.due = action.asked.take().unwrap(),
                    _ => action.asked = None,
                }
            }
            "target.set" => drop(self.targets.insert(id, r.fields["want"].clone())),
            "notice.issue" => {
                let to = r.fields["to"].as_array().unwrap().iter();
                self.notices.insert(id, to.map(|c| (c.as_str().unwrap().to_owned(), None)).collect());
            }
            "notice.receipt" => drop(self.notices.get_mut(&id).unwrap().insert(county, Some(day))),
            "objection.record" => drop(self.objections.insert(id, (county, None))),
            "objection.answer" => self.objections.get_mut(&id).unwrap().1 = Some(day),
            "recognition.record" => {
                let rests = self.newest(&county, true).map(|(id, _)| id.clone());
                let date = self.documents[text(r, "document")].date;
                self.recognised.insert(county, (date, rests));
            }
            "recognition.withdraw" => drop(self.recognised.remove(&county)),
            "subject.merge" => drop(self.successors.insert(id, (text(r, "into").to_owned(), true))),
            "subject.rename" => drop(self.successors.insert(id, (text(r, "to").to_owned(), false))),
            other => panic!("{other}"),
        }
    }

    /// Who leads and who supports, by the first measure that serves the rule (D9).
    fn units(&self, finding: &str) -> (String, Vec<String>) {
        let finding = &self.findings[finding];
        let (rule, subject) = finding.outcome.split_once('@').unwrap();
        let list = |units: &[&str]| units.iter().map(|u| (*u).to_owned()).collect::<Vec<_>>();
        let units = match rule {
            "R1" => list(&["990130", "990110"]),
            "R2" | "R_balance" => list(&["990120", "990110"]),
            "G5" | "A1" | "V1" => list(&["990110", "990120"]),
            _ => Vec::new(),
        };
        let school = ("学校".to_owned(), subject.to_owned());
        let of_city = self.verdicts[&finding.verdict].rows.get(&school).is_some_and(|s| s["隶属"] == "市属");
        match units.split_first() {
            Some((first, rest)) if of_city => (first.clone(), rest.to_vec()),
            _ => (finding.county.clone(), units),
        }
    }
}
