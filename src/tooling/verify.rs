//! `junheng verify`: a JSON report made again from the same pack and data, and what differs if it does not come out the same.

use serde_json::Value;

use crate::diagnostic::{Language, Message};
use crate::evaluation::{Options, evaluate, plausibility};
use crate::facts::Facts;
use crate::report::{Detail, ReportInput, report};
use crate::semantics::CheckedPack;
use crate::value::{Date, parse_date};

/// What a report says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
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
    Some(Claim {
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
pub enum Verdict {
    /// The same bytes.
    Same,
    /// The pack has other content; here is the digest that it has.
    OtherPack(String),
    /// The data are others; here is the digest that they have.
    OtherData(String),
    /// Pack and data are the same, and the report is not what they give.
    Differs(Difference),
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

impl Verdict {
    /// In words.
    pub fn message(&self, claim: &Claim) -> Message {
        match self {
            Verdict::Same => Message::new("verify-same").arg("pack", &claim.pack).arg("date", claim.as_of),
            Verdict::OtherPack(found) => Message::new("verify-other-pack")
                .arg("pack", &claim.pack)
                .arg("reported", &claim.pack_digest)
                .arg("found", found),
            Verdict::OtherData(found) => {
                Message::new("verify-other-data").arg("reported", &claim.data_digest).arg("found", found)
            }
            Verdict::Differs(d) => Message::new("verify-differs")
                .arg("path", &d.path)
                .arg("reported", d.reported.as_deref().unwrap_or("—"))
                .arg("found", d.found.as_deref().unwrap_or("—")),
        }
    }
}

/// Makes a report again. How detailed it was, in which language, and whether it was of some counties only or without the audit of the data is
/// not written in it: each is tried. `previous` is last year's data, where the report was made with them.
pub fn verify(
    text: &str,
    claim: &Claim,
    pack: &CheckedPack,
    facts: &Facts,
    previous: Option<&Facts>,
) -> Verdict {
    if pack.digest.as_str() != claim.pack_digest {
        return Verdict::OtherPack(pack.digest.to_string());
    }
    if facts.digest != claim.data_digest {
        return Verdict::OtherData(facts.digest.clone());
    }
    let reported: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    let mut nearest: Option<(usize, Difference)> = None;
    let ways = [(true, false), (false, false), (true, true), (false, true)];
    for (audited, only_those) in ways {
        let counties = only_those.then(|| claim.counties.clone());
        let mut evaluation = evaluate(pack, facts, &Options { as_of: claim.as_of, counties });
        if audited {
            let found = plausibility(pack, facts, &evaluation, previous);
            evaluation.warnings.extend(found);
        }
        for detail in [Detail::Failures, Detail::Full, Detail::Summary] {
            for language in [Language::Zh, Language::En] {
                let input = ReportInput { pack, facts, evaluation: &evaluation, detail, language };
                let Ok(found) = serde_json::to_value(report(&input)) else { continue };
                let Ok(made) = serde_json::to_string_pretty(&found) else { continue };
                if made.trim_end() == text.trim_end() {
                    return Verdict::Same;
                }
                let mut all = Vec::new();
                differences("", &reported, &found, &mut all);
                let count = all.len();
                if let Some(first) = all.into_iter().next()
                    && nearest.as_ref().is_none_or(|(least, _)| count < *least)
                {
                    nearest = Some((count, first));
                }
            }
        }
    }
    Verdict::Differs(
        nearest.map_or_else(
            || Difference { path: "/".to_owned(), reported: None, found: None },
            |(_, first)| first,
        ),
    )
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
                other => Some(other.to_string().chars().take(200).collect()),
            };
            out.push(Difference { path: path.to_owned(), reported: shown(a), found: shown(b) });
        }
    }
}
