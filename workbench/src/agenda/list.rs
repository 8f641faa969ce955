//! All lists of a day.

use std::collections::BTreeSet;

use junheng::value::Outcome;
use serde_json::{Map, Value, json};

use super::{View, after, days_between, deadlines, overdue, warnings, year_end};
use crate::acts::finding_is_open;
use crate::error::Failure;
use crate::judge::reward;
use crate::record::Target;

/// The lists of a day as JSON.
///
/// # Errors
/// Where the store cannot be read.
pub fn day_list(view: &mut View<'_>) -> Result<Value, Failure> {
    let counties: Vec<String> = view.state.counties().map(|(code, _)| code.clone()).collect();
    let on = view.on;
    let (mut board, mut slid, mut warned, mut rewards) = (Map::new(), Map::new(), Map::new(), Map::new());
    for county in &counties {
        board.insert(county.clone(), board_of(view, county)?);
        let found = slides(view, county)?;
        if !found.is_empty() {
            slid.insert(county.clone(), Value::Object(found));
        }
        let found = warnings(view, county)?;
        if !found.is_empty() {
            warned.insert(county.clone(), Value::Object(found));
        }
        if let Some(amount) = reward_of(view, county)? {
            rewards.insert(county.clone(), amount);
        }
    }
    let late: Map<String, Value> = overdue(view)?
        .into_iter()
        .map(|(d, days)| (d.id, json!({"who": d.who, "due": d.due.to_string(), "days": days})))
        .collect();
    let until = after(on, 60);
    let next: Map<String, Value> = deadlines(view)?
        .into_iter()
        .filter(|d| on <= d.due && d.due <= until && d.done.is_none())
        .map(|d| (d.id, json!({"who": d.who, "due": d.due.to_string()})))
        .collect();
    let targets = targets(view, &|t| t.year <= i64::from(on.year()))?;
    let state = view.state;
    let mut findings: Vec<_> = state.findings.iter().filter(|(id, _)| finding_is_open(state, id)).collect();
    findings.sort_by_key(|(_, f)| (f.made, f.place));
    let mut open_findings: Map<String, Value> = Map::new();
    for (id, finding) in findings {
        push(&mut open_findings, &finding.county, id.clone());
    }
    let mut actions: Vec<_> = state.actions.iter().filter(|(_, a)| a.done.is_none()).collect();
    actions.sort_by_key(|(_, a)| a.made);
    let mut by_lead: Map<String, Value> = Map::new();
    for (id, action) in actions {
        let asked = if action.asked.is_some() { ", extension asked" } else { "" };
        push(&mut by_lead, &action.lead, format!("{id} {}{asked}", action.state));
    }
    let mut notices: Vec<_> = state.notices.iter().collect();
    notices.sort_by_key(|(_, n)| n.made);
    let without: Vec<Value> = notices
        .into_iter()
        .flat_map(|(id, n)| n.to.iter().filter(|a| a.receipt.is_none()).map(move |a| (id, n.day, a)))
        .map(|(id, day, a)| json!({"notice": id, "county": a.county, "days": days_between(day, on)}))
        .collect();
    Ok(json!({
        "on": on.to_string(), "board": board, "overdue": late, "next_60_days": next, "targets": targets,
        "slides": slid, "warnings": warned, "reward": rewards, "open_findings": open_findings,
        "open_actions_by_lead": by_lead, "without_receipt": without,
    }))
}

fn push(map: &mut Map<String, Value>, key: &str, value: String) {
    if let Value::Array(list) = map.entry(key.to_owned()).or_insert_with(|| Value::Array(Vec::new())) {
        list.push(Value::String(value));
    }
}

fn board_of(view: &mut View<'_>, county: &str) -> Result<Value, Failure> {
    let state = view.state;
    let case = state.cases.get(county);
    let (mut stage, mut result) = (Value::Null, Value::Null);
    if let (Some(case), Some(pack)) = (case, view.pack(county)?) {
        let stages = pack.workflow.stages_on(view.on);
        let next = stages.iter().find(|s| case.results.get(&s.id).is_none_or(|r| r != "passed"));
        stage = json!(next.map_or("done", |s| s.id.as_str()));
        result = json!(next.and_then(|s| case.results.get(&s.id)));
    }
    let revision = case.and_then(|c| c.revision.as_ref());
    let revision = revision.and_then(|id| Some(format!("{id} {}", state.revisions.get(id)?.state)));
    let days_left = view.due_year(county)?.and_then(year_end).map(|end| days_between(view.on, end));
    let newest = state.newest(county).map(|(id, v)| (id.clone(), v.clone()));
    let (mut unmet, mut doubts, mut outcomes) = (BTreeSet::new(), BTreeSet::new(), 0);
    let (mut verdict, mut conclusion) = (Value::Null, Value::Null);
    if let Some((id, newest)) = newest {
        let brief = view.brief(&newest)?;
        for (key, outcome) in brief.all().filter(|(key, _)| !brief.concludes(key)) {
            let rule = key.split('@').next().unwrap_or_default().to_owned();
            match outcome {
                Outcome::Unmet => {
                    outcomes += 1;
                    unmet.insert(rule);
                }
                Outcome::Undetermined => {
                    doubts.insert(rule);
                }
                Outcome::Met | Outcome::NotApplicable => {}
            }
        }
        verdict = json!(id);
        conclusion = json!(brief.conclusion().map(|(_, o)| o.id()));
    }
    Ok(json!({
        "stage": stage, "result": result, "revision": revision,
        "recognised": view.recognised(county).map(|r| r.date.to_string()), "days_left": days_left,
        "verdict": verdict, "conclusion": conclusion,
        "unmet": {"rules": unmet, "outcomes": outcomes}, "doubts": doubts,
    }))
}

/// Whether a target is met, missed, or there are no data to say.
fn target_state(view: &mut View<'_>, target: &Target) -> Result<&'static str, Failure> {
    let standing = view.state.standing(&target.county);
    let of_year = standing.into_iter().rfind(|(_, v)| i64::from(v.as_of.year()) == target.year);
    let Some((_, verdict)) = of_year else { return Ok("no data") };
    let brief = view.shelf.brief(&verdict.brief)?;
    let wanted = target.subject.as_ref().map(|s| view.state.now_called(&format!("{}@{s}", target.rule)));
    let (mut all, mut yes, mut open) = (0i64, 0i64, 0i64);
    for (key, outcome) in brief.all() {
        let ours = match &wanted {
            Some(wanted) => view.state.now_called(key) == *wanted,
            None => key.split('@').next() == Some(target.rule.as_str()),
        };
        if !ours {
            continue;
        }
        all += 1;
        match outcome {
            Outcome::Met => yes += 1,
            Outcome::Undetermined => open += 1,
            Outcome::Unmet | Outcome::NotApplicable => {}
        }
    }
    let want = target.want.as_i64().unwrap_or(all);
    Ok(if all > 0 && yes >= want {
        "met"
    } else if yes + open < want {
        "missed"
    } else {
        "no data"
    })
}

/// Targets by what became of them, in the order in which they were set.
pub(super) fn targets(view: &mut View<'_>, which: &dyn Fn(&Target) -> bool) -> Result<Value, Failure> {
    let mut list: Vec<(String, Target)> =
        view.state.targets.iter().filter(|(_, t)| which(t)).map(|(id, t)| (id.clone(), t.clone())).collect();
    list.sort_by_key(|(_, t)| t.made);
    let mut out = Map::new();
    for word in ["met", "missed", "no data"] {
        out.insert(word.to_owned(), Value::Array(Vec::new()));
    }
    for (id, target) in list {
        let word = target_state(view, &target)?;
        push(&mut out, word, id);
    }
    Ok(Value::Object(out))
}

/// What was met in the verdict that recognition rests on and is unmet in the newest one.
fn slides(view: &mut View<'_>, county: &str) -> Result<Map<String, Value>, Failure> {
    let mut out = Map::new();
    let state = view.state;
    let base = view.recognised(county).and_then(|r| r.rests.clone());
    let Some((base_id, base)) = base.and_then(|id| Some((id.clone(), state.verdicts.get(&id)?))) else {
        return Ok(out);
    };
    let later: Vec<_> = state.standing(county).into_iter().filter(|(_, v)| v.made > base.made).collect();
    let mut briefs = Vec::new();
    for (id, verdict) in later {
        briefs.push((id.clone(), view.shelf.brief(&verdict.brief)?));
    }
    let first = view.shelf.brief(&base.brief)?;
    for (key, outcome) in first.all() {
        let now = state.now_called(key);
        let run: Vec<_> =
            briefs.iter().rev().take_while(|(_, b)| b.good(&now) == Some(Outcome::Unmet)).collect();
        if let (Outcome::Met, Some((since, _))) = (outcome, run.last()) {
            out.insert(now, json!({"met_in": base_id, "unmet_since": since}));
        }
    }
    Ok(out)
}

/// The reward by the pack's own defines; nothing before the day of recognition.
fn reward_of(view: &mut View<'_>, county: &str) -> Result<Option<Value>, Failure> {
    let Some(recognition) = view.recognised(county).cloned() else { return Ok(None) };
    let base = recognition.rests.as_ref().and_then(|id| view.state.verdicts.get(id));
    let Some(base) = base else { return Ok(None) };
    let pack = view.shelf.pack(view.state, &base.pack)?;
    let data = view.shelf.data(&base.data)?;
    let amount = reward(&pack, &data, recognition.date, view.on);
    Ok(amount.map(|n| n.to_i64().map_or_else(|| Value::String(n.exact()), Value::from)))
}
