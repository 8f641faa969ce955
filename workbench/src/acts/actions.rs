//! Rectification: assign, report, verify or reject, extend, waive.

use junheng::value::Outcome;

use super::refusal::need;
use super::{Ctx, Kind, No, Refusal};
use crate::record::{Action, Event, OfficeLevel, State, Touched};

pub(super) fn known(ctx: &mut Ctx<'_>) -> Result<(), No> {
    let (state, request) = (ctx.state, ctx.request);
    match request.act.as_str() {
        "action.assign" => {
            need(!state.actions.contains_key(&request.object), Kind::Unknown)?;
            need(state.findings.contains_key(request.text("finding")), Kind::Unknown)?;
            need(request.date("due").is_some(), Kind::Unknown)?;
            let lead = request.text("lead");
            need(lead.is_empty() || state.offices.contains_key(lead), Kind::Unknown)?;
        }
        act => {
            need(state.actions.contains_key(&request.object), Kind::Unknown)?;
            need(act != "action.extend_ask" || request.date("to").is_some(), Kind::Unknown)?;
        }
    }
    Ok(())
}

pub(super) fn rest(ctx: &mut Ctx<'_>) -> Result<(), No> {
    let (state, request) = (ctx.state, ctx.request);
    if request.act == "action.assign" {
        return assign(ctx);
    }
    let Some(action) = state.actions.get(&request.object) else {
        return Err(Refusal::new(Kind::Unknown).into());
    };
    let is = |s: &str| need(action.state == s, Kind::State);
    let asked = action.done.is_none() && action.asked.is_some();
    match request.act.as_str() {
        "action.report" => {
            is("assigned")?;
            need(!request.texts("evidence").is_empty(), Kind::Evidence)?;
        }
        "action.verify" => {
            is("reported")?;
            need(action.reporter.as_deref() != Some(ctx.office()), Kind::SameOffice)?;
            verified(ctx)?;
        }
        "action.reject" => {
            is("reported")?;
            ctx.reason()?;
        }
        "action.extend_ask" => {
            need(action.done.is_none(), Kind::State)?;
            ctx.reason()?;
        }
        "action.extend_grant" => need(asked, Kind::State)?,
        "action.extend_refuse" => {
            need(asked, Kind::State)?;
            ctx.reason()?;
        }
        _ => {
            need(action.done.is_none(), Kind::State)?;
            ctx.reason()?;
        }
    }
    Ok(())
}

fn assign(ctx: &mut Ctx<'_>) -> Result<(), No> {
    let (state, request) = (ctx.state, ctx.request);
    let Some(finding) = state.findings.get(request.text("finding")) else {
        return Err(Refusal::new(Kind::Unknown).into());
    };
    let lead = request.text("lead");
    need(super::findings::is_open(state, request.text("finding")), Kind::State)?;
    let (rule, subject) = finding.outcome.split_once('@').unwrap_or((&finding.outcome, ""));
    let of_city = match state.verdicts.get(&finding.verdict) {
        Some(verdict) => ctx.shelf.brief(&verdict.brief)?.of_city.iter().any(|s| s == subject),
        None => false,
    };
    let (_, pack) = ctx.pack()?;
    let measure = pack.find_item(rule).and_then(|ix| pack.measures_for(ix).into_iter().next());
    let units = |names: &[String]| -> Vec<String> { names.iter().filter_map(|n| unit(state, n)).collect() };
    let (leads, supports) = measure.map_or((Vec::new(), Vec::new()), |m| (units(&m.lead), units(&m.support)));
    let (default, mut support) = match leads.split_first() {
        Some((first, rest)) if of_city => (first.clone(), rest.to_vec()),
        _ => (ctx.county.clone(), leads.clone()),
    };
    support.extend(supports);
    ctx.put("lead", if lead.is_empty() { default } else { lead.to_owned() });
    ctx.put("support", support);
    Ok(())
}

/// The office that a measure's unit is, by its name; none for the governments of the counties, which are the county concerned.
fn unit(state: &State, name: &str) -> Option<String> {
    let found = state.offices.iter().find(|(_, o)| o.level != OfficeLevel::County && o.name == name);
    found.map(|(code, _)| code.clone())
}

/// The newest standing verdict was made after the finding was opened and has the outcome met.
fn verified(ctx: &mut Ctx<'_>) -> Result<(), No> {
    let state = ctx.state;
    let finding = state.actions.get(&ctx.request.object).and_then(|a| state.findings.get(&a.finding));
    let Some(finding) = finding else { return Err(Refusal::new(Kind::Unknown).into()) };
    let key = state.now_called(&finding.outcome);
    let Some((id, verdict)) = state.newest(&ctx.county).filter(|(_, v)| v.made > finding.made) else {
        return Err(Refusal::because(
            Kind::StillFailing,
            format!("{key}：问题提出以后还没有新的评估"),
            format!("{key}: there is no verdict since the finding"),
        )
        .into());
    };
    let brief = ctx.shelf.brief(&verdict.brief)?;
    if brief.good(&key) == Some(Outcome::Met) {
        let id = id.clone();
        ctx.put("verdict_of", id);
        return Ok(());
    }
    let figures = brief.figure(&key).map(|f| {
        let say = |n: &Option<String>| n.clone().unwrap_or_else(|| "?".to_owned());
        format!(" {} / {}", say(&f.value), say(&f.limit))
    });
    let cell = format!("{id} {key}{}", figures.unwrap_or_default());
    Err(Refusal::because(Kind::StillFailing, cell.clone(), cell).into())
}

pub(super) fn apply(state: &mut State, e: &Event) -> Vec<Touched> {
    let id = e.object.clone();
    if e.act == "action.assign" {
        let action = Action {
            finding: e.text("finding").to_owned(),
            county: e.text("county").to_owned(),
            lead: e.text("lead").to_owned(),
            support: e.texts("support"),
            due: e.date("due").unwrap_or(e.on),
            state: "assigned".to_owned(),
            reporter: None,
            asked: None,
            done: None,
            made: e.seq,
        };
        state.actions.insert(id.clone(), action);
        return vec![("action", id)];
    }
    let Some(action) = state.actions.get_mut(&id) else { return Vec::new() };
    match e.act.as_str() {
        "action.report" => {
            action.state = "reported".to_owned();
            action.reporter = Some(e.office.clone());
        }
        "action.verify" => {
            action.state = "closed".to_owned();
            action.done = Some(e.on);
        }
        "action.reject" => action.state = "assigned".to_owned(),
        "action.extend_ask" => action.asked = e.date("to"),
        "action.extend_grant" => {
            if let Some(to) = action.asked.take() {
                action.due = to;
            }
        }
        "action.extend_refuse" => action.asked = None,
        _ => {
            action.state = "waived".to_owned();
            action.done = Some(e.on);
        }
    }
    vec![("action", id)]
}
