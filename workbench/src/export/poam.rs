//! What a county has to rectify as an OSCAL plan of action and milestones: one way, for programs of others.

use junheng::value::Date;
use serde_json::{Map, Value, json};
use sha1::{Digest as _, Sha1};

use crate::record::Action;

/// The version of OSCAL.
pub const OSCAL: &str = "1.2.3";
/// Whose names the properties are that OSCAL does not define.
const OWN: &str = "urn:junheng:workbench";

/// A finding with what is done about it.
#[derive(Debug, Clone)]
pub struct Item {
    /// The finding.
    pub id: String,
    /// In words: whose, which rule.
    pub title: String,
    /// The figures when it was found.
    pub figures: String,
    /// `RULE@SUBJECT`.
    pub outcome: String,
    /// The verdict in which it was found, and the day that this is for.
    pub verdict: (String, Date),
    /// The day on which it was opened.
    pub opened: Date,
    /// Whether it is open.
    pub open: bool,
    /// What is done about it: id, the action, the name of the office that leads.
    pub actions: Vec<(String, Action, String)>,
    /// Evidence that was reported: the day, and what.
    pub evidence: Vec<(Date, String)>,
}

/// Of which county, by whom, when.
#[derive(Debug, Clone)]
pub struct Head {
    /// The county's code.
    pub county: String,
    /// The document's title.
    pub title: String,
    /// The office that exports, by name.
    pub office: String,
    /// The day of the last event.
    pub on: Date,
    /// The number of the last event.
    pub seq: i64,
    /// The line of the record.
    pub stamp: String,
    /// What all identifiers are made from: the first event's hash.
    pub store: Vec<u8>,
}

/// A line as OSCAL takes it: without breaks, and not empty.
fn line(text: &str) -> String {
    let plain = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty());
    let plain = plain.collect::<Vec<_>>().join(" ");
    if plain.is_empty() { "—".to_owned() } else { plain }
}

fn moment(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

fn property(name: &str, value: &str) -> Value {
    json!({"name": name, "ns": OWN, "value": line(value)})
}

impl Head {
    /// An identifier by name (RFC 9562, version 5): the same thing of the same store has the same one.
    fn uuid(&self, sort: &str, id: &str) -> String {
        let mut hash = Sha1::new();
        hash.update(self.store.get(..16).unwrap_or(&self.store));
        hash.update(format!("{sort} {id}").as_bytes());
        let mut bytes = [0u8; 16];
        for (to, from) in bytes.iter_mut().zip(hash.finalize()) {
            *to = from;
        }
        let version = |n: usize, byte: u8| match n {
            6 => (byte & 0x0f) | 0x50,
            8 => (byte & 0x3f) | 0x80,
            _ => byte,
        };
        let mut out = String::new();
        for (n, byte) in bytes.into_iter().enumerate() {
            if matches!(n, 4 | 6 | 8 | 10) {
                out.push('-');
            }
            out.push_str(&format!("{:02x}", version(n, byte)));
        }
        out
    }

    fn observation(&self, item: &Item) -> Value {
        let mut out = json!({
            "uuid": self.uuid("observation", &item.id),
            "title": line(&item.title),
            "description": line(&format!("{} {}", item.title, item.figures)),
            "methods": ["EXAMINE"],
            "types": ["finding"],
            "collected": moment(item.verdict.1),
            "props": [property("verdict", &item.verdict.0)],
        });
        if let (false, Value::Object(map)) = (item.evidence.is_empty(), &mut out) {
            let told = |(day, text): &(Date, String)| json!({"description": line(text), "props": [property("reported-on", &day.to_string())]});
            map.insert("relevant-evidence".to_owned(), item.evidence.iter().map(told).collect());
        }
        out
    }

    fn finding(&self, item: &Item) -> Value {
        let (rule, subject) = item.outcome.split_once('@').unwrap_or((&item.outcome, ""));
        let state = if item.open { "not-satisfied" } else { "satisfied" };
        json!({
            "uuid": self.uuid("finding", &item.id),
            "title": line(&item.title),
            "description": line(&item.figures),
            "props": [property("finding", &item.id), property("subject", subject)],
            "target": {"type": "objective-id", "target-id": token(rule), "status": {"state": state}},
            "related-observations": [{"observation-uuid": self.uuid("observation", &item.id)}],
        })
    }

    fn risk(&self, item: &Item) -> Value {
        let asked = item.actions.iter().any(|(_, a, _)| a.done.is_none() && a.asked.is_some());
        let waived = item.actions.iter().any(|(_, a, _)| a.state == "waived");
        let status = match (item.open, waived, item.actions.is_empty()) {
            (false, true, _) => "deviation-approved",
            (false, false, _) => "closed",
            (true, _, true) => "open",
            (true, _, false) if asked => "deviation-requested",
            (true, _, false) => "remediating",
        };
        let mut out = Map::new();
        out.insert("uuid".to_owned(), self.uuid("risk", &item.id).into());
        for name in ["title", "description", "statement"] {
            out.insert(name.to_owned(), line(&item.title).into());
        }
        out.insert("status".to_owned(), status.into());
        if let Some(due) = item.actions.iter().map(|(_, a, _)| a.due).max() {
            out.insert("deadline".to_owned(), moment(due).into());
            out.insert(
                "remediations".to_owned(),
                item.actions.iter().map(|a| self.remediation(item, a)).collect(),
            );
        }
        out.insert(
            "related-observations".to_owned(),
            json!([{"observation-uuid": self.uuid("observation", &item.id)}]),
        );
        Value::Object(out)
    }

    fn remediation(&self, item: &Item, (id, action, lead): &(String, Action, String)) -> Value {
        let lifecycle = if action.done.is_some() { "completed" } else { "planned" };
        let mut props =
            vec![property("action", id), property("state", &action.state), property("lead", lead)];
        if let Some(done) = action.done {
            props.push(property("done-on", &done.to_string()));
        }
        json!({
            "uuid": self.uuid("response", id),
            "lifecycle": lifecycle,
            "title": line(&format!("{} {lead}", item.title)),
            "description": line(&item.figures),
            "props": props,
            "tasks": [{
                "uuid": self.uuid("task", id),
                "type": "milestone",
                "title": line(&item.title),
                "timing": {"on-date": {"date": moment(action.due)}},
            }],
        })
    }

    /// The document; none where there is nothing to rectify, for then OSCAL has no such plan.
    pub fn poam(&self, items: &[Item]) -> Option<Value> {
        if items.is_empty() {
            return None;
        }
        let all = |of: &dyn Fn(&Item) -> Value| items.iter().map(of).collect::<Vec<_>>();
        let entry = |item: &Item| {
            json!({
                "uuid": self.uuid("item", &item.id),
                "title": line(&item.title),
                "description": line(&format!("{} {}", item.title, item.figures)),
                "props": [property("opened-on", &item.opened.to_string())],
                "related-findings": [{"finding-uuid": self.uuid("finding", &item.id)}],
                "related-observations": [{"observation-uuid": self.uuid("observation", &item.id)}],
                "related-risks": [{"risk-uuid": self.uuid("risk", &item.id)}],
            })
        };
        Some(json!({"plan-of-action-and-milestones": {
            "uuid": self.uuid("poam", &format!("{} {}", self.county, self.seq)),
            "metadata": {
                "title": line(&self.title),
                "last-modified": moment(self.on),
                "version": self.seq.to_string(),
                "oscal-version": OSCAL,
                "props": [property("record", &self.stamp)],
                "parties": [{"uuid": self.uuid("party", &self.office), "type": "organization", "name": line(&self.office)}],
                "remarks": line(&self.stamp),
            },
            "system-id": {"identifier-type": OWN, "id": line(&self.county)},
            "observations": all(&|i| self.observation(i)),
            "risks": all(&|i| self.risk(i)),
            "findings": all(&|i| self.finding(i)),
            "poam-items": all(&entry),
        }}))
    }
}

/// A rule's id as a name of OSCAL.
fn token(id: &str) -> String {
    let fit = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
    let name: String = id.chars().map(fit).collect();
    if name.starts_with(|c: char| c.is_alphabetic() || c == '_') { name } else { format!("_{name}") }
}
