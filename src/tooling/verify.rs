//! `junheng verify`: a JSON report made again from the same pack and data, and what differs if it does not come out the same.

use serde_json::{Value, json};

use super::strict;

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
    /// The digest of the data as understood; none in older formats and where it was switched off.
    pub content: Option<String>,
    /// The counties that it has.
    pub counties: Vec<String>,
}

/// Why a text is no report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoReport {
    /// It is no JSON, or has a key twice in one object: where that was seen, from 1.
    NotJson {
        /// The line.
        line: usize,
        /// The column, in bytes.
        column: usize,
    },
    /// It is JSON of something else.
    Other,
}

/// Reads what a report says of itself.
///
/// # Errors
/// [`NoReport`] where it is no JSON report of `eval`.
pub fn claim(text: &str) -> Result<Claim, NoReport> {
    let value = strict::parse(text);
    let value = value.map_err(|e| NoReport::NotJson { line: e.line(), column: e.column() })?;
    claim_of(&value).ok_or(NoReport::Other)
}

fn claim_of(value: &Value) -> Option<Claim> {
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
        content: at("/data/content"),
        counties: counties.iter().filter_map(|c| c.get("county")?.as_str().map(str::to_owned)).collect(),
    })
}

/// What making a report again came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What differs; nothing: the same bytes. See [`Differing::is_layout`].
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
    /// The data are others as understood (where the report does not say how: their bytes); here is the digest that they have.
    Data(String),
    /// Counties of the report that the data do not have.
    Counties(Vec<String>),
    /// The data's files are others, what is understood of them is the same; here is the digest that the files have.
    Bytes(String),
    /// The report is laid out in another way: white space, the order of keys.
    Layout,
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
    /// Whether it is no more than another way to write the same down: files of data, the report.
    pub fn is_layout(&self) -> bool {
        match self {
            Differing::Bytes(_) | Differing::Layout => true,
            Differing::Engine
            | Differing::Pack(_)
            | Differing::Data(_)
            | Differing::Counties(_)
            | Differing::Day(_)
            | Differing::Content(_) => false,
        }
    }

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
                let reported = claim.content.as_ref().unwrap_or(&claim.data_digest);
                Message::new("verify-other-data").arg("reported", reported).arg("found", found)
            }
            Differing::Counties(codes) => {
                let shown = codes.iter().take(MOST_COUNTIES).cloned().collect::<Vec<_>>().join("、");
                Message::new("verify-other-counties").arg("codes", shown).count("count", codes.len())
            }
            Differing::Bytes(found) => {
                Message::new("verify-other-bytes").arg("reported", &claim.data_digest).arg("found", found)
            }
            Differing::Layout => Message::new("verify-other-layout"),
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
    /// Whether the report came out the same, if perhaps written down in another way.
    pub fn is_same(&self) -> bool {
        self.differs.iter().all(Differing::is_layout)
    }

    /// In words, a line for each thing that differs and for each conclusion.
    pub fn text(&self, claim: &Claim, language: Language) -> String {
        let mut lines: Vec<String> = self.differs.iter().map(|d| d.message(claim).text(language)).collect();
        if self.is_same() {
            let key = if self.differs.is_empty() { "verify-same" } else { "verify-same-content" };
            let same = Message::new(key).arg("pack", &claim.pack).arg("date", claim.as_of);
            lines.push(same.text(language));
        }
        let mut others = self.differs.iter().filter(|d| !d.is_layout());
        if others.next() == Some(&Differing::Engine) && others.next().is_none() {
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

/// Most counties that a message names.
const MOST_COUNTIES: usize = 10;

/// Most conclusions that are shown.
const MOST_CONCLUSIONS: usize = 20;

/// Name and version of this program.
fn own_engine() -> String {
    format!("{} {}", EngineStamp::OWN.name, EngineStamp::OWN.version)
}

/// Makes a report again. How detailed it was, in which language, and whether it was of some counties only or without the audit of the data is
/// not written in it: each is tried. `previous` is last year's data, where the report was made with them; `day` the day that it should be for,
/// where that is known. Where the report has a digest of the data as understood, `facts` have theirs ([`Facts::note_contents`]).
pub fn verify(
    text: &str,
    claim: &Claim,
    pack: &CheckedPack,
    facts: &Facts,
    previous: Option<&Facts>,
    day: Option<Date>,
) -> Verdict {
    let mut differs = Vec::new();
    let other_format = claim.format != Some(u64::from(FORMAT));
    let engine = claim.engine.as_deref() != Some(&own_engine()) || other_format;
    differs.extend(engine.then_some(Differing::Engine));
    let pack_differs = pack.digest.as_str() != claim.pack_digest;
    differs.extend(pack_differs.then(|| Differing::Pack(pack.digest.to_string())));
    let bytes_differ = facts.digest != claim.data_digest;
    let content = facts.content().filter(|_| claim.content.is_some());
    let data_differ = if content.is_some() { content != claim.content } else { bytes_differ };
    if data_differ {
        differs.push(Differing::Data(content.unwrap_or_else(|| facts.digest.clone())));
    } else if bytes_differ {
        differs.push(Differing::Bytes(facts.digest.clone()));
    }
    let here = |code: &str| facts.counties.iter().any(|c| &*c.code == code);
    let elsewhere: Vec<String> = claim.counties.iter().filter(|code| !here(code.as_str())).cloned().collect();
    differs.extend((!elsewhere.is_empty()).then_some(Differing::Counties(elsewhere)));
    let other_day = day.filter(|day| *day != claim.as_of);
    differs.extend(other_day.map(Differing::Day));
    if pack_differs || data_differ || other_day.is_some() {
        return Verdict { differs, conclusions: Vec::new() };
    }
    let mut reported = strict::parse(text).unwrap_or(Value::Null);
    let laid_out = serde_json::to_string_pretty(&reported).unwrap_or_default();
    let settle = Settle { claim, engine, other_format, bytes_differ };
    settle.reported(&mut reported);
    let mut nearest: Option<(usize, Option<Difference>)> = None;
    let (mut conclusions, mut layout) = (Vec::new(), false);
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
                settle.found(&mut found, &reported);
                let same = found == reported;
                let mut all = Vec::new();
                differences("", &reported, &found, &mut all);
                let count = if same { 0 } else { all.len().max(1) };
                if nearest.as_ref().is_none_or(|(least, _)| count < *least) {
                    nearest = Some((count, all.into_iter().next()));
                    conclusions = concluded(&input);
                }
                if same {
                    // Keys in another order, or white space that was not written so.
                    let in_order = serde_json::to_string_pretty(&found)
                        .is_ok_and(|made| bytes_differ || engine || made == laid_out);
                    layout = !in_order || laid_out != text.trim_end();
                    break 'ways;
                }
            }
        }
    }
    let whole = || Difference { path: "/".to_owned(), reported: None, found: None };
    if let (1.., first) = nearest.unwrap_or((1, None)) {
        differs.push(Differing::Content(first.unwrap_or_else(whole)));
    } else if layout {
        differs.push(Differing::Layout);
    }
    Verdict { differs, conclusions }
}

/// What a report and the one made again need not have in common.
struct Settle<'c> {
    claim: &'c Claim,
    engine: bool,
    other_format: bool,
    bytes_differ: bool,
}

impl Settle<'_> {
    /// Of the report.
    fn reported(&self, reported: &mut Value) {
        if self.bytes_differ {
            without_places(reported);
        }
    }

    /// Of that which was made again.
    fn found(&self, found: &mut Value, reported: &Value) {
        if self.claim.content.is_none() {
            let counties = found.get_mut("counties").and_then(Value::as_array_mut);
            for county in counties.into_iter().flatten() {
                replace(county, "content", Value::Null);
            }
            found.get_mut("data").into_iter().for_each(|data| replace(data, "content", Value::Null));
        }
        if self.bytes_differ {
            without_places(found);
            found
                .get_mut("data")
                .into_iter()
                .for_each(|d| replace(d, "digest", json!(self.claim.data_digest)));
        }
        if self.engine {
            as_reported(found, reported, self.other_format);
        }
    }
}

fn replace(object: &mut Value, key: &str, value: Value) {
    if let Some(slot) = object.get_mut(key) {
        *slot = value;
    }
}

/// Leaves out where in the files errors of the data stand, and the warnings, which speak of the files: both are the layout's.
fn without_places(report: &mut Value) {
    let Some(data) = report.get_mut("data").and_then(Value::as_object_mut) else { return };
    data.shift_remove("warnings");
    let Some(errors) = data.get_mut("errors").and_then(Value::as_array_mut) else { return };
    for error in errors.iter_mut().filter_map(Value::as_object_mut) {
        ["file", "row", "cell"].iter().for_each(|key| drop(error.shift_remove(*key)));
    }
    errors.sort_by_cached_key(Value::to_string);
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
