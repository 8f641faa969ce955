//! What the events add up to: every thing as it stands. A pure function of the events, and of nothing else.

use std::collections::{BTreeMap, BTreeSet};

use junheng::value::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::event::{Event, day, maybe_day};

macro_rules! thing {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type),* }
    };
}

/// The level of an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OfficeLevel {
    /// The nation.
    Nation,
    /// A region or province.
    Region,
    /// A city, or a unit of a city.
    City,
    /// A county.
    County,
}

thing! {
    /// An office.
    Office {
        /// Its name.
        name: String,
        /// Its level.
        level: OfficeLevel,
        /// The office above it.
        parent: Option<String>,
        /// The office that it became part of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        into: Option<String>,
    }
}
thing! {
    /// A role that an account holds.
    Grant {
        /// The role.
        role: String,
        /// The last day.
        #[serde(with = "maybe_day")]
        to: Option<Date>,
    }
}
thing! {
    /// An account.
    Account {
        /// Its office.
        office: String,
        /// Its roles.
        grants: Vec<Grant>,
        /// Counties that it is barred from.
        recused: BTreeSet<String>,
        /// Whether it may do nothing any more.
        disabled: bool,
    }
}
thing! {
    /// A pack in the store.
    Pack {
        /// `draft`, `asked`, `published` or `withdrawn`.
        state: String,
        /// Who drafted or saved it.
        editors: BTreeSet<String>,
        /// Its files: path and digest of the blob.
        files: BTreeMap<String, String>,
        /// When it was published.
        #[serde(with = "maybe_day")]
        published: Option<Date>,
        /// The number of the event that drafted it.
        made: i64,
    }
}
thing! {
    /// A county's way to recognition.
    Case {
        /// Its id.
        id: String,
        /// The pack that judges.
        pack: String,
        /// The due year.
        due: i64,
        /// What was concluded, by stage.
        results: BTreeMap<String, String>,
        /// The last revision for the self-evaluation.
        revision: Option<String>,
        /// The number of the event with which the present step began.
        step: i64,
    }
}
thing! {
    /// A county's data for one purpose.
    Revision {
        /// The county.
        county: String,
        /// Whether it is for a case (else it is monitoring).
        for_case: bool,
        /// Who uploaded.
        by: String,
        /// The data as understood: the blob's digest.
        data: String,
        /// How many errors the data have.
        errors: i64,
        /// The pack by which they were read.
        pack: String,
        /// The day that they are judged for, where not that of the act.
        #[serde(with = "maybe_day")]
        as_of: Option<Date>,
        /// `draft`, `submitted`, `accepted`, `returned`, `recalled` or `reopened`.
        state: String,
        /// The number of its first event.
        made: i64,
    }
}
thing! {
    /// The city's copy of a revision.
    Copy {
        /// The county.
        county: String,
        /// The data as they are corrected: the blob's digest.
        data: String,
        /// The pack.
        pack: String,
        /// The number of the event that made it.
        made: i64,
    }
}
thing! {
    /// A verdict, which has the id of what it judges.
    Verdict {
        /// The county.
        county: String,
        /// The day it is for.
        #[serde(with = "day")]
        as_of: Date,
        /// The day on which it was made.
        #[serde(with = "day")]
        day: Date,
        /// The number of the event that made it.
        made: i64,
        /// The data: the blob's digest.
        data: String,
        /// The pack that judged.
        pack: String,
        /// Outcomes and figures: the blob's digest.
        brief: String,
        /// The engine's report: the blob's digest.
        report: String,
    }
}
thing! {
    /// A document that was filed.
    Document {
        /// The county it is about.
        county: String,
        /// Its title.
        title: String,
        /// The date on it.
        #[serde(with = "day")]
        date: Date,
        /// Whether it is open to the public.
        public: bool,
        /// The day on which it was filed.
        #[serde(with = "day")]
        day: Date,
        /// Whether the county itself filed it.
        own: bool,
        /// The document that it takes the place of.
        supersedes: Option<String>,
        /// The number on it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        /// The file: the blob's digest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<String>,
        /// The number of the event.
        made: i64,
    }
}
thing! {
    /// A problem.
    Finding {
        /// The county.
        county: String,
        /// `RULE@SUBJECT`.
        outcome: String,
        /// The verdict in which it was found.
        verdict: String,
        /// Whether it was dismissed.
        dismissed: bool,
        /// The number of the event.
        made: i64,
        /// Its place among those of the same event.
        place: i64,
    }
}
thing! {
    /// What is done about a problem.
    Action {
        /// The finding.
        finding: String,
        /// The county.
        county: String,
        /// The office that leads.
        lead: String,
        /// The offices that support.
        support: Vec<String>,
        /// When it is due.
        #[serde(with = "day")]
        due: Date,
        /// `assigned`, `reported`, `closed` or `waived`.
        state: String,
        /// The office that reported last.
        reporter: Option<String>,
        /// The day that is asked for.
        #[serde(with = "maybe_day")]
        asked: Option<Date>,
        /// When it was closed or waived.
        #[serde(with = "maybe_day")]
        done: Option<Date>,
        /// The number of the event.
        made: i64,
    }
}
thing! {
    /// What a county means to reach in a year.
    Target {
        /// The county.
        county: String,
        /// The year.
        year: i64,
        /// The rule or conclusion.
        rule: String,
        /// `met`, or how many subjects.
        want: Value,
        /// Only for this subject.
        subject: Option<String>,
        /// By this day.
        #[serde(with = "maybe_day")]
        due: Option<Date>,
        /// The number of the event that set it first.
        made: i64,
    }
}
thing! {
    /// A notice.
    Notice {
        /// The day.
        #[serde(with = "day")]
        day: Date,
        /// The findings.
        findings: Vec<String>,
        /// To whom, in the order given, each with the day of its receipt.
        to: Vec<Addressee>,
        /// The number of the event.
        made: i64,
    }
}
thing! {
    /// A county that gets a notice.
    Addressee {
        /// The county.
        county: String,
        /// When it said that it has it.
        #[serde(with = "maybe_day")]
        receipt: Option<Date>,
    }
}
thing! {
    /// An objection.
    Objection {
        /// The county.
        county: String,
        /// When it was raised.
        #[serde(with = "day")]
        day: Date,
        /// When it was answered.
        #[serde(with = "maybe_day")]
        done: Option<Date>,
        /// The number of the event.
        made: i64,
    }
}
thing! {
    /// A county's recognition.
    Recognition {
        /// The date of the document.
        #[serde(with = "day")]
        date: Date,
        /// The document.
        document: String,
        /// The verdict that it rests on.
        rests: Option<String>,
        /// The number of the event.
        made: i64,
    }
}
thing! {
    /// A conclusion of a stage.
    Conclusion {
        /// The day.
        #[serde(with = "day")]
        day: Date,
        /// The county.
        county: String,
        /// The stage.
        stage: String,
        /// `passed` or `failed`.
        result: String,
        /// `returned` or `recalled`, where it was made void.
        void: Option<String>,
    }
}
thing! {
    /// What became of a school.
    Successor {
        /// The county.
        county: String,
        /// The school that it is now called, or is part of.
        to: String,
        /// Whether it was merged into that one (else it is the same under a new code).
        merged: bool,
    }
}

/// All things.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// The number of the last event.
    pub seq: i64,
    /// The day of the last event.
    pub on: Option<Date>,
    /// Whether the store tells a story: then days are given, and everything says so.
    pub story: bool,
    /// Offices by code.
    pub offices: BTreeMap<String, Office>,
    /// Accounts by name.
    pub accounts: BTreeMap<String, Account>,
    /// Packs by `id@version`.
    pub packs: BTreeMap<String, Pack>,
    /// Cases by county.
    pub cases: BTreeMap<String, Case>,
    /// Revisions.
    pub revisions: BTreeMap<String, Revision>,
    /// Copies.
    pub copies: BTreeMap<String, Copy>,
    /// Verdicts.
    pub verdicts: BTreeMap<String, Verdict>,
    /// Documents.
    pub documents: BTreeMap<String, Document>,
    /// Findings.
    pub findings: BTreeMap<String, Finding>,
    /// Actions.
    pub actions: BTreeMap<String, Action>,
    /// Targets.
    pub targets: BTreeMap<String, Target>,
    /// Notices.
    pub notices: BTreeMap<String, Notice>,
    /// Objections.
    pub objections: BTreeMap<String, Objection>,
    /// Recognitions by county.
    pub recognitions: BTreeMap<String, Recognition>,
    /// Conclusions by the number of their event.
    pub conclusions: BTreeMap<String, Conclusion>,
    /// Schools that were renamed or merged, by their old code.
    pub successors: BTreeMap<String, Successor>,
}

/// A thing's sort and id.
pub type Touched = (&'static str, String);

/// Things by sort: what is written to the table of things.
macro_rules! sorts {
    ($($sort:literal => $field:ident),* $(,)?) => {
        impl State {
            /// A thing as it is written to the store; none where it is there no more.
            pub fn body(&self, sort: &str, id: &str) -> Option<Value> {
                match sort {
                    $($sort => self.$field.get(id).and_then(|t| serde_json::to_value(t).ok()),)*
                    _ => None,
                }
            }

            /// Sorts and ids of all things.
            pub fn all(&self) -> Vec<Touched> {
                let mut out: Vec<Touched> = Vec::new();
                $(out.extend(self.$field.keys().map(|id| ($sort, id.clone())));)*
                out
            }
        }
    };
}
sorts! {
    "office" => offices, "account" => accounts, "pack" => packs, "case" => cases, "revision" => revisions, "copy" => copies,
    "verdict" => verdicts, "document" => documents, "finding" => findings, "action" => actions, "target" => targets,
    "notice" => notices, "objection" => objections, "recognition" => recognitions, "conclusion" => conclusions,
    "successor" => successors,
}

impl State {
    /// Takes an event in; names the things that it changed.
    pub fn apply(&mut self, e: &Event) -> Vec<Touched> {
        self.seq = e.seq;
        self.on = Some(e.on);
        crate::acts::apply(self, e)
    }

    /// The state after all these events.
    pub fn fold<'e>(events: impl IntoIterator<Item = &'e Event>) -> Self {
        let mut state = State::default();
        for event in events {
            state.apply(event);
        }
        state
    }

    /// Whether a verdict stands: that of a returned or recalled revision does not.
    pub fn stands(&self, id: &str) -> bool {
        self.revisions.get(id).is_none_or(|r| !matches!(r.state.as_str(), "returned" | "recalled"))
    }

    /// The standing verdicts of a county: by the day they are for, then as they were made.
    pub fn standing(&self, county: &str) -> Vec<(&String, &Verdict)> {
        let mut list: Vec<_> =
            self.verdicts.iter().filter(|(id, v)| v.county == county && self.stands(id)).collect();
        list.sort_by_key(|(_, v)| (v.as_of, v.made));
        list
    }

    /// The newest standing verdict of a county.
    pub fn newest(&self, county: &str) -> Option<(&String, &Verdict)> {
        self.standing(county).pop()
    }

    /// Documents of a county with a title, filed after an event.
    pub fn filed(&self, county: &str, title: &str, since: i64) -> bool {
        self.documents.values().any(|d| d.county == county && d.title == title && d.made > since)
    }

    /// Counties, in the order of their codes.
    pub fn counties(&self) -> impl Iterator<Item = (&String, &Office)> {
        self.offices.iter().filter(|(_, o)| o.level == OfficeLevel::County)
    }

    /// The pack that judges a county on a day: its case's, else the last that was published.
    pub fn pack_of(&self, county: &str) -> Option<&str> {
        let published = || {
            let packs = self.packs.iter().filter(|(_, p)| p.state == "published");
            packs.max_by_key(|(_, p)| (p.published, p.made)).map(|(id, _)| id.as_str())
        };
        self.cases.get(county).map(|c| c.pack.as_str()).or_else(published)
    }

    /// The office that one has become part of, or itself.
    pub fn office_now<'o>(&'o self, code: &'o str) -> &'o str {
        let mut now = code;
        // A circle ends where it began.
        for _ in 0..self.offices.len() {
            match self.offices.get(now).and_then(|o| o.into.as_deref()) {
                Some(into) => now = into,
                None => break,
            }
        }
        now
    }

    /// What a subject of an outcome is called now: a renamed school's new code.
    pub fn now_called(&self, key: &str) -> String {
        let Some((rule, subject)) = key.split_once('@') else { return key.to_owned() };
        let mut name = subject;
        // A circle of names ends where it began.
        for _ in 0..self.successors.len() {
            match self.successors.get(name) {
                Some(s) if !s.merged => name = &s.to,
                _ => break,
            }
        }
        format!("{rule}@{name}")
    }
}
