//! `junheng verify`: a JSON report made again from the same pack and data, and what differs if it does not come out the same.

use serde_json::Value;

use crate::diagnostic::{Language, Message};
use crate::evaluation::{Doubts, Options, evaluate, plausibility};
use crate::facts::Facts;
use crate::report::{Detail, EngineStamp, FORMAT, ReportInput, key_text, report};
use crate::semantics::{CheckedPack, EntityIx, ItemBody, RuleKind};
use crate::value::{Date, Outcome, parse_date};

/// What a report says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Name and version of the program that made it; none in reports of the first format.
    pub engine: Option<String>,
    /// The number of its format; none in the first.
    pub format: Option<u64>,
    /// `id@version` of the pack.
    pub pack: String,
    /// Numbers that were set for a trial.
    pub set: Vec<String>,
    /// The pack's digest.
    pub pack_digest: String,
    /// The day.
    pub as_of: Date,
    /// The data's digest.
    pub data_digest: String,
    /// The counties that it has.
    pub counties: Vec<String>,
}

/// Reads what a report says of itself; nothing where it is no JSON report of `eval`.
pub fn claim(text: &str) -> Option<Claim> {
    let value: Value = serde_json::from_str(text).ok()?;
    let at = |path: &str| value.pointer(path).and_then(Value::as_str).map(str::to_owned);
    let counties = value.get("counties")?.as_array()?;
    let set = value.pointer("/pack/set").and_then(Value::as_array);
    let set: Vec<String> = set.into_iter().flatten().filter_map(|s| Some(s.as_str()?.to_owned())).collect();
    let version = at("/pack/version")?;
    let published = if set.is_empty() { None } else { version.strip_suffix("set") };
    let published = published.map_or(&*version, |v| v.trim_end_matches(['+', '.']));
    let engine = at("/engine/name").zip(at("/engine/version"));
    Some(Claim {
        engine: engine.map(|(name, version)| format!("{name} {version}")),
        format: value.get("format").and_then(Value::as_u64),
        pack: format!("{}@{published}", at("/pack/id")?),
        set,
        pack_digest: at("/pack/digest")?,
        as_of: parse_date(&at("/as_of")?)?,
        data_digest: at("/data/digest")?,
        counties: counties.iter().filter_map(|c| c.get("county")?.as_str().map(str::to_owned)).collect(),
    })
}

/// What making a report again came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What differs; nothing: the same bytes.
    pub differs: Vec<Differing>,
    /// What the conclusions come to now, where the report was made again.
    pub conclusions: Vec<Concluded>,
}

/// One thing in which a report differs from what is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Differing {
    /// Another program, or another format, made it.
    Engine,
    /// The pack has other content; here is the digest that it has.
    Pack(String),
    /// The data are others; here is the digest that they have.
    Data(String),
    /// It is for another day than it should be for.
    Day(Date),
    /// The report is not what pack and data give.
    Content(Difference),
}

/// One conclusion of one county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concluded {
    /// The county.
    pub county: String,
    /// The conclusion's title.
    pub title: String,
    /// What it comes to.
    pub outcome: Outcome,
    /// What is in doubt about the county's data.
    pub doubts: Doubts,
}

/// The first place at which two reports differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where: `counties/0/rules/R1/met`.
    pub path: String,
    /// What the report has there; nothing where it has nothing.
    pub reported: Option<String>,
    /// What comes out now.
    pub found: Option<String>,
}

impl Differing {
    fn message(&self, claim: &Claim) -> Message {
        let known = |text: Option<String>| text.unwrap_or_else(|| "—".to_owned());
        match self {
            Differing::Engine => Message::new("verify-other-engine")
                .arg("reported", known(claim.engine.clone()))
                .arg("format", known(claim.format.map(|f| f.to_string())))
                .arg("found", own_engine())
                .arg("own", FORMAT),
            Differing::Pack(found) => Message::new("verify-other-pack")
                .arg("pack", &claim.pack)
                .arg("reported", &claim.pack_digest)
                .arg("found", found),
            Differing::Data(found) => {
                Message::new("verify-other-data").arg("reported", &claim.data_digest).arg("found", found)
            }
            Differing::Day(wanted) => {
                Message::new("verify-other-day").arg("reported", claim.as_of).arg("found", wanted)
            }
            Differing::Content(d) => Message::new("verify-differs")
                .arg("path", &d.path)
                .arg("reported", known(d.reported.clone()))
                .arg("found", known(d.found.clone())),
        }
    }
}

impl Verdict {
    /// Whether the report came out the same.
    pub fn is_same(&self) -> bool {
        self.differs.is_empty()
    }

    /// In words, a line for each thing that differs and for each conclusion.
    pub fn text(&self, claim: &Claim, language: Language) -> String {
        let mut lines: Vec<String> = self.differs.iter().map(|d| d.message(claim).text(language)).collect();
        if self.is_same() {
            let same = Message::new("verify-same").arg("pack", &claim.pack).arg("date", claim.as_of);
            lines.push(same.text(language));
        }
        if self.differs == [Differing::Engine] {
            lines.push(Message::new("verify-else-same").text(language));
        }
        for c in self.conclusions.iter().take(MOST_CONCLUSIONS) {
            lines.push(format!(
                "  {} {}：{}",
                c.county,
                c.title,
                crate::report::claim(c.outcome, c.doubts, language)
            ));
        }
        if self.conclusions.len() > MOST_CONCLUSIONS {
            let more = self.conclusions.len() - MOST_CONCLUSIONS;
            lines.push(format!("  {}", Message::new("report-more").count("count", more).text(language)));
        }
        lines.join("\n")
    }
}

/// Most conclusions that are shown.
const MOST_CONCLUSIONS: usize = 20;

/// Name and version of this program.
fn own_engine() -> String {
    format!("{} {}", EngineStamp::OWN.name, EngineStamp::OWN.version)
}

/// Makes a report again. How detailed it was, in which language, and whether it was of some counties only or without the audit of the data is
/// not written in it: each is tried. `previous` is last year's data, where the report was made with them; `day` the day that it should be for,
/// where that is known.
pub fn verify(
    text: &str,
    claim: &Claim,
    pack: &CheckedPack,
    facts: &Facts,
    previous: Option<&Facts>,
    day: Option<Date>,
) -> Verdict {
    let mut differs = Vec::new();
    let engine = claim.engine.as_deref() != Some(&own_engine()) || claim.format != Some(u64::from(FORMAT));
    differs.extend(engine.then_some(Differing::Engine));
    let pack_differs = pack.digest.as_str() != claim.pack_digest;
    differs.extend(pack_differs.then(|| Differing::Pack(pack.digest.to_string())));
    let data_differ = facts.digest != claim.data_digest;
    differs.extend(data_differ.then(|| Differing::Data(facts.digest.clone())));
    let other_day = day.filter(|day| *day != claim.as_of);
    differs.extend(other_day.map(Differing::Day));
    if pack_differs || data_differ || other_day.is_some() {
        return Verdict { differs, conclusions: Vec::new() };
    }
    let reported: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    let mut nearest: Option<(usize, Option<Difference>)> = None;
    let mut conclusions = Vec::new();
    let ways = [(true, false), (false, false), (true, true), (false, true)];
    'ways: for (audited, only_those) in ways {
        let counties = only_those.then(|| claim.counties.clone());
        let mut evaluation = evaluate(pack, facts, &Options { as_of: claim.as_of, counties });
        if audited {
            let found = plausibility(pack, facts, &evaluation, previous);
            evaluation.warnings.extend(found);
        }
        for detail in [Detail::Failures, Detail::Full, Detail::Summary] {
            for language in [Language::Zh, Language::En] {
                let input = ReportInput { pack, facts, evaluation: &evaluation, detail, language };
                let Ok(mut found) = serde_json::to_value(report(&input)) else { continue };
                if engine {
                    as_reported(&mut found, &reported, claim.format != Some(u64::from(FORMAT)));
                }
                let Ok(made) = serde_json::to_string_pretty(&found) else { continue };
                let same = made.trim_end() == text.trim_end();
                let mut all = Vec::new();
                if !same {
                    differences("", &reported, &found, &mut all);
                }
                // What differs in nothing but its bytes differs all the same.
                let count = if same { 0 } else { all.len().max(1) };
                if nearest.as_ref().is_none_or(|(least, _)| count < *least) {
                    nearest = Some((count, all.into_iter().next()));
                    conclusions = concluded(&input);
                }
                if same {
                    break 'ways;
                }
            }
        }
    }
    let whole = || Difference { path: "/".to_owned(), reported: None, found: None };
    if let (1.., first) = nearest.unwrap_or((1, None)) {
        differs.push(Differing::Content(first.unwrap_or_else(whole)));
    }
    Verdict { differs, conclusions }
}

/// The conclusions of an evaluation.
fn concluded(input: &ReportInput<'_>) -> Vec<Concluded> {
    let mut out = Vec::new();
    for county in &input.evaluation.counties {
        let name = key_text(input.pack, input.facts, EntityIx(0), county.county, &Vec::new());
        let doubts = Doubts::new(input.facts, county);
        for s in &county.subjects {
            let Some(item) = input.pack.item(s.item) else { continue };
            if matches!(item.body, ItemBody::Rule { kind: RuleKind::Conclusion, .. }) {
                let (county, title) = (name.clone(), item.title.clone());
                out.push(Concluded { county, title, outcome: s.outcome, doubts });
            }
        }
    }
    out
}

/// With the engine and the format of the report; of another format, with no more than the report has.
fn as_reported(found: &mut Value, reported: &Value, other_format: bool) {
    if let (Value::Object(found), Value::Object(reported)) = (&mut *found, reported) {
        for key in ["engine", "format"] {
            match reported.get(key) {
                Some(value) => found.insert(key.to_owned(), value.clone()),
                None => found.shift_remove(key),
            };
        }
    }
    if other_format {
        only_common(found, reported);
    }
}

/// Leaves out what the report does not have.
fn only_common(found: &mut Value, reported: &Value) {
    match (found, reported) {
        (Value::Object(found), Value::Object(reported)) => {
            found.retain(|key, _| reported.contains_key(key));
            for (key, value) in found.iter_mut() {
                if let Some(reported) = reported.get(key) {
                    only_common(value, reported);
                }
            }
        }
        (Value::Array(found), Value::Array(reported)) => {
            found.iter_mut().zip(reported).for_each(|(value, reported)| only_common(value, reported));
        }
        _ => {}
    }
}

/// Most differences that are counted.
const MOST: usize = 10_000;

fn differences(path: &str, a: &Value, b: &Value, out: &mut Vec<Difference>) {
    if out.len() >= MOST || a == b {
        return;
    }
    let inner = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
    match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            let mut keys: Vec<&String> = x.keys().collect();
            keys.extend(y.keys().filter(|k| !x.contains_key(*k)));
            for key in keys {
                differences(
                    &inner(key),
                    x.get(key).unwrap_or(&Value::Null),
                    y.get(key).unwrap_or(&Value::Null),
                    out,
                );
            }
        }
        (Value::Array(x), Value::Array(y)) => {
            for i in 0..x.len().max(y.len()) {
                let (a, b) = (x.get(i).unwrap_or(&Value::Null), y.get(i).unwrap_or(&Value::Null));
                differences(&inner(&i.to_string()), a, b, out);
            }
        }
        _ => {
            let shown = |v: &Value| match v {
                Value::Null => None,
                Value::String(text) => Some(text.clone()),
                other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                    Some(other.to_string().chars().take(200).collect())
                }
            };
            out.push(Difference { path: path.to_owned(), reported: shown(a), found: shown(b) });
        }
    }
}
