//! What comes next on a county's way, so that acts at random reach its end, too.

use junheng_workbench::acts::Request;
use serde_json::{Map, Value, json};

use super::reference::{CITY, Model, STAGES};
use super::{Both, COUNTIES, DATA, PACKS};

/// The documents of a stage.
const TITLES: [&[&str]; 4] =
    [&["自评报告"], &["复核报告", "公示"], &["督导评估报告", "反馈意见"], &["认定文件"]];

impl Both {
    /// The act that brings a county further, with its data, by whom it belongs to.
    pub fn further(&mut self) -> (Request, Option<&'static str>) {
        let n = self.chance.below(3);
        let county = COUNTIES[n];
        let case = self.model.cases.get(county).cloned();
        let object = format!("K-{county}");
        let of = |office: &str, role: &str, act: &str, object: &str, fields: Value| {
            let fields: Map<String, Value> = fields.as_object().unwrap().clone();
            let by = format!("{office}.{role}");
            Request { by, role: role.to_owned(), act: act.to_owned(), object: object.to_owned(), fields }
        };
        let due = [2023, 2025, 2026][n];
        let open = json!({"pack": PACKS[0], "due": due});
        let Some(case) = case else { return (of(CITY, "signer", "case.open", &object, open), None) };
        let done = |stage: &&str| case.results.get(*stage).is_some_and(|r| r == "passed");
        let stage = STAGES.iter().position(|s| !done(s));
        let recognised = self.model.recognised.contains_key(county);
        let Some(at) = stage else {
            // At the end: recognised, withdrawn, and another round.
            let document =
                self.model.documents.keys().find(|d| d.contains(county)).cloned().unwrap_or_default();
            let document = json!({"document": document});
            let (act, fields) = match self.chance.below(3) {
                0 => ("case.open", open),
                _ if recognised => ("recognition.withdraw", document),
                _ => ("recognition.record", document),
            };
            return (of(CITY, "signer", act, &object, fields), None);
        };
        let revision = case.revision.clone().unwrap_or_default();
        let state = self.model.revisions.get(&revision).map_or("none", |r| r.state);
        if case.results.contains_key(STAGES[at]) {
            let document =
                self.model.documents.keys().find(|d| d.contains(county)).cloned().unwrap_or_default();
            let fields = json!({"stage": STAGES[at], "document": document});
            return (of(CITY, "signer", "stage.reopen", &object, fields), None);
        }
        match state {
            "draft" => {
                let fields = json!({"declared": {"recognition": "met"}, "reason": "理由"});
                return (of(county, "signer", "data.submit", &revision, fields), None);
            }
            "submitted" if at == 1 => {
                return (of(CITY, "reviewer", "stage.accept", &revision, json!({})), None);
            }
            "submitted" | "accepted" => {}
            _ => {
                let object = self.fresh(&format!("S-{county}-"));
                let data = *self.chance.of(DATA[n]);
                return (of(county, "clerk", "data.upload", &object, json!({})), Some(data));
            }
        }
        let missing = TITLES[at].iter().find(|t| !self.model.is_filed(county, t, case.step));
        let office = if at == 0 { county } else { CITY };
        match missing {
            Some(title) => {
                let object = self.fresh(&format!("W-{county}-"));
                let fields = json!({"title": title, "date": self.day.to_string()});
                (of(office, "clerk", "document.file", &object, fields), None)
            }
            None => {
                let fields = json!({"stage": STAGES[at], "result": "passed", "reason": "理由"});
                (of(office, "signer", "stage.conclude", &object, fields), None)
            }
        }
    }
}

impl Model {
    /// Whether a document was filed since a step began.
    pub fn is_filed(&self, county: &str, title: &str, since: usize) -> bool {
        self.documents.values().any(|d| d.county == county && d.title == title && d.made > since)
    }
}
