//! A county's data: upload, submit, recall.

use serde_json::Value;

use super::refusal::need;
use super::{Ctx, Kind, No, Refusal};
use crate::judge::judge;
use crate::record::{Event, Revision, State, Touched, Verdict};

pub(super) fn known(ctx: &mut Ctx<'_>) -> Result<(), No> {
    need(ctx.state.revisions.contains_key(&ctx.request.object), Kind::Unknown)?;
    Ok(())
}

pub(super) fn rest(ctx: &mut Ctx<'_>) -> Result<(), No> {
    match ctx.request.act.as_str() {
        "data.upload" => upload(ctx),
        "data.submit" => submit(ctx),
        _ => {
            let open = ctx.state.revisions.get(&ctx.request.object).is_some_and(|r| r.state == "submitted");
            need(open, Kind::Closed)?;
            Ok(ctx.reason()?)
        }
    }
}

/// Whether a revision is for the county's case.
fn for_case(id: &str) -> bool {
    id.starts_with("S-")
}

fn upload(ctx: &mut Ctx<'_>) -> Result<(), No> {
    let (state, request) = (ctx.state, ctx.request);
    let (reference, pack) = ctx.pack()?;
    let case = state.cases.get(&ctx.county).filter(|_| for_case(&request.object));
    if for_case(&request.object) && case.is_none() {
        return Err(Refusal::because(Kind::State, "这个县还没有立项", "the county has no case yet").into());
    }
    need(state.revisions.get(&request.object).is_none_or(|r| r.state == "draft"), Kind::Closed)?;
    let last = case.and_then(|c| c.revision.as_ref()).filter(|id| **id != request.object);
    let free = |r: &Revision| matches!(r.state.as_str(), "returned" | "recalled" | "reopened");
    need(last.and_then(|id| state.revisions.get(id)).is_none_or(free), Kind::Closed)?;
    if !request.text("as_of").is_empty() && request.date("as_of").is_none_or(|d| d > ctx.day) {
        let said = request.text("as_of");
        return Err(Refusal::because(
            Kind::Data,
            format!("数据的日期 {said} 不是今天或以前的日期"),
            format!("the data's day {said} is not today or earlier"),
        )
        .into());
    }
    ctx.put("pack", reference);
    if request.text("content").is_empty() {
        // It is only asked whether one may.
        return Ok(());
    }
    // Data of other counties are none of this one's.
    let data = ctx.shelf.data(request.text("content"))?;
    let counties = data.counties(&pack);
    if counties.as_slice() != [ctx.county.as_str()] {
        let named = counties.join("、");
        return Err(Refusal::because(
            Kind::Data,
            format!("数据里的县是 {named}"),
            format!("the data are of {named}"),
        )
        .into());
    }
    Ok(())
}

fn submit(ctx: &mut Ctx<'_>) -> Result<(), No> {
    let request = ctx.request;
    let Some(revision) = ctx.state.revisions.get(&request.object) else {
        return Err(Refusal::new(Kind::Unknown).into());
    };
    need(revision.state == "draft", Kind::State)?;
    need(revision.by != request.by, Kind::SamePerson)?;
    if revision.errors > 0 {
        let n = revision.errors;
        return Err(Refusal::because(Kind::Data, format!("{n} 处"), format!("{n} of them")).into());
    }
    let as_of = revision.as_of.unwrap_or(ctx.day);
    let pack = ctx.shelf.pack(ctx.state, &revision.pack)?;
    let data = ctx.shelf.data(&revision.data)?;
    let (brief, report) = judge(&pack, &data, as_of);
    let declared = request.fields.get("declared").and_then(Value::as_object);
    for (rule, said) in declared.into_iter().flatten() {
        let computed: Vec<&str> = brief
            .outcomes
            .iter()
            .filter(|(key, _)| key.split('@').next() == Some(rule.as_str()))
            .map(|(_, o)| o.id())
            .collect();
        if computed.iter().any(|c| Some(*c) != said.as_str()) && request.text("reason").is_empty() {
            let differs = format!("{rule}: {} / {}", said.as_str().unwrap_or_default(), computed.join(" "));
            return Err(Refusal::because(Kind::Reason, differs.clone(), differs).into());
        }
    }
    verdict(ctx, as_of, &revision.data.clone(), &revision.pack.clone(), &brief, &report)
}

/// Keeps a verdict and notes it in the event.
pub(super) fn verdict(
    ctx: &mut Ctx<'_>,
    as_of: junheng::value::Date,
    data: &str,
    pack: &str,
    brief: &crate::judge::Brief,
    report: &str,
) -> Result<(), No> {
    let bytes = serde_json_canonicalizer::to_vec(brief).map_err(crate::error::Failure::store)?;
    let (brief, report) = (ctx.shelf.keep(&bytes)?, ctx.shelf.keep(report.as_bytes())?);
    let made = serde_json::json!({
        "as_of": as_of.to_string(), "data": data, "pack": pack, "brief": brief, "report": report,
        "engine": env!("CARGO_PKG_VERSION"),
    });
    ctx.put("verdict", made);
    Ok(())
}

/// Takes in the verdict that an event made.
pub(super) fn take_verdict(state: &mut State, e: &Event, id: &str) -> Option<Touched> {
    let made = e.fields.get("verdict")?;
    let text = |field: &str| made.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let verdict = Verdict {
        county: e.text("county").to_owned(),
        as_of: junheng::value::parse_date(&text("as_of"))?,
        day: e.on,
        made: e.seq,
        data: text("data"),
        pack: text("pack"),
        brief: text("brief"),
        report: text("report"),
    };
    state.verdicts.insert(id.to_owned(), verdict);
    Some(("verdict", id.to_owned()))
}

/// Makes the county's own conclusion on a revision void, which was returned or recalled.
pub(super) fn void(state: &mut State, county: &str, why: &str) -> Vec<Touched> {
    let mut touched = Vec::new();
    let Some(case) = state.cases.get_mut(county) else { return touched };
    // Only the county's own stage can stand before acceptance, and it is the only one.
    let stages: Vec<String> = std::mem::take(&mut case.results).into_keys().collect();
    touched.push(("case", county.to_owned()));
    for stage in stages {
        touched.extend(state.void_conclusion(county, &stage, why));
    }
    touched
}

pub(super) fn apply(state: &mut State, e: &Event) -> Vec<Touched> {
    let (id, county) = (e.object.clone(), e.text("county").to_owned());
    let mut touched = vec![("revision", id.clone())];
    match e.act.as_str() {
        "data.upload" => {
            if for_case(&id)
                && let Some(case) = state.cases.get_mut(&county)
            {
                case.revision = Some(id.clone());
                case.step = e.seq;
                case.results.clear();
                touched.push(("case", county.clone()));
            }
            let made = state.revisions.get(&id).map_or(e.seq, |r| r.made);
            let revision = Revision {
                county,
                for_case: for_case(&id),
                by: e.who.clone(),
                data: e.text("content").to_owned(),
                errors: e.int("errors").unwrap_or(0),
                pack: e.text("pack").to_owned(),
                as_of: e.date("as_of"),
                state: "draft".to_owned(),
                made,
            };
            state.revisions.insert(id, revision);
        }
        "data.submit" => {
            if let Some(revision) = state.revisions.get_mut(&id) {
                revision.state = "submitted".to_owned();
            }
            touched.extend(take_verdict(state, e, &id));
        }
        _ => {
            if let Some(revision) = state.revisions.get_mut(&id) {
                revision.state = "recalled".to_owned();
            }
            // Data outside of the case do not move it.
            if for_case(&id) {
                touched.extend(void(state, &county, "recalled"));
            }
        }
    }
    touched
}
