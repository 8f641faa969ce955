//! Documents, targets, notices, objections, recognition, schools.

use junheng::semantics::Term;
use serde_json::Value;

use super::refusal::need;
use super::{Ctx, Kind, No, Refusal};
use crate::agenda::after;
use crate::record::{
    Addressee, Document, Event, Notice, Objection, OfficeLevel, Recognition, State, Successor, Target,
    Touched,
};

/// The period in which objections may be raised has this id in the pack.
const OBJECTION: &str = "objection";

pub(super) fn known(ctx: &mut Ctx<'_>) -> Result<(), No> {
    let (state, request) = (ctx.state, ctx.request);
    match request.act.as_str() {
        "document.file" => {
            need(!request.text("title").is_empty() && request.date("date").is_some(), Kind::Unknown)?;
            need(!state.documents.contains_key(&request.object), Kind::Unknown)?;
            let old = request.text("supersedes");
            need(
                old.is_empty() || state.documents.get(old).is_some_and(|d| d.county == ctx.county),
                Kind::Unknown,
            )?;
        }
        "target.set" => {
            // That no pack is published yet is a matter of state.
            if state.pack_of(&ctx.county).is_some() {
                let (_, pack) = ctx.pack()?;
                need(pack.find_item(request.text("rule")).is_some(), Kind::Unknown)?;
            }
            need(request.fields.get("year").and_then(Value::as_i64).is_some(), Kind::Unknown)?;
            let want = request.fields.get("want");
            let ok = want.is_some_and(|w| w.as_str() == Some("met") || w.as_i64().is_some_and(|n| n > 0));
            need(ok, Kind::Unknown)?;
        }
        "notice.issue" => {
            need(!state.notices.contains_key(&request.object), Kind::Unknown)?;
            let above = state.offices.get(&ctx.county).and_then(|o| o.parent.as_deref());
            let same = |c: &String| {
                let office = state.offices.get(c).filter(|o| o.level == OfficeLevel::County);
                office.is_some_and(|o| o.parent.as_deref() == above)
            };
            need(request.texts("to").iter().all(same), Kind::Unknown)?;
            need(request.texts("findings").iter().all(|f| state.findings.contains_key(f)), Kind::Unknown)?;
        }
        "notice.receipt" => {
            let notice = state.notices.get(&request.object);
            need(notice.is_some_and(|n| n.to.iter().any(|a| a.county == ctx.county)), Kind::Unknown)?;
        }
        "objection.record" => need(!state.objections.contains_key(&request.object), Kind::Unknown)?,
        "subject.merge" | "subject.rename" => {
            need(is_subject(ctx, &request.object)?, Kind::Unknown)?;
            let to = successor(request);
            need(!to.is_empty() && to != request.object, Kind::Unknown)?;
            if request.act == "subject.merge" {
                need(is_subject(ctx, to)?, Kind::Unknown)?;
            }
        }
        _ => {}
    }
    Ok(())
}

pub(super) fn rest(ctx: &mut Ctx<'_>) -> Result<(), No> {
    let (state, request) = (ctx.state, ctx.request);
    match request.act.as_str() {
        "target.set" => {
            ctx.pack()?;
        }
        "notice.receipt" => {
            let notice = state.notices.get(&request.object);
            let open =
                notice.is_some_and(|n| n.to.iter().any(|a| a.county == ctx.county && a.receipt.is_none()));
            need(open, Kind::State)?;
        }
        "objection.record" => {
            within(ctx)?;
        }
        "objection.answer" => {
            need(state.objections.get(&request.object).is_some_and(|o| o.done.is_none()), Kind::State)?;
        }
        "recognition.record" => {
            let (_, pack) = ctx.pack()?;
            let last = pack.workflow.stages_on(ctx.day).last().map(|s| s.id.clone()).unwrap_or_default();
            let passed = state
                .cases
                .get(&ctx.county)
                .is_some_and(|c| c.results.get(&last).is_some_and(|r| r == "passed"));
            need(passed && !state.recognitions.contains_key(&ctx.county), Kind::State)?;
            document(ctx)?;
            // It rests on the newest verdict of the city's copy.
            let standing = state.standing(&ctx.county);
            let rests =
                standing.iter().rfind(|(id, _)| state.copies.contains_key(*id)).map(|(id, _)| (*id).clone());
            ctx.put("rests", rests);
        }
        "recognition.withdraw" => {
            need(state.recognitions.contains_key(&ctx.county), Kind::State)?;
            document(ctx)?;
        }
        "subject.merge" | "subject.rename" => {
            need(!state.successors.contains_key(&request.object), Kind::State)?;
            let to = successor(request);
            need(ctx.state.now_called(&format!("@{to}")) != format!("@{}", request.object), Kind::State)?;
        }
        _ => {}
    }
    Ok(())
}

/// The school that another becomes part of, or is called from now on.
fn successor(request: &super::Request) -> &str {
    request.text(if request.act == "subject.merge" { "into" } else { "to" })
}

fn document(ctx: &Ctx<'_>) -> Result<(), Refusal> {
    let found = ctx.state.documents.get(ctx.request.text("document"));
    need(found.is_some_and(|d| d.county == ctx.county), Kind::Document)
}

/// Whether any verdict of the county has outcomes for a subject.
fn is_subject(ctx: &mut Ctx<'_>, subject: &str) -> Result<bool, No> {
    let tail = format!("@{subject}");
    let digests: Vec<String> =
        ctx.state.verdicts.values().filter(|v| v.county == ctx.county).map(|v| v.brief.clone()).collect();
    for digest in digests {
        if ctx.shelf.brief(&digest)?.outcomes.iter().any(|(key, _)| key.ends_with(&tail)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The day lies in the period in which objections may be raised.
fn within(ctx: &mut Ctx<'_>) -> Result<(), No> {
    let (_, pack) = ctx.pack()?;
    let windows = pack.workflow.deadlines_on(ctx.day);
    let Some(window) = windows.into_iter().find(|d| d.window && d.id == OBJECTION) else { return Ok(()) };
    let Term::AfterDocument(title, days) = &window.term else { return Ok(()) };
    let mut filed: Vec<&Document> =
        ctx.state.documents.values().filter(|d| d.county == ctx.county && d.title == *title).collect();
    filed.sort_by_key(|d| d.made);
    let open = filed.last().is_some_and(|d| d.date <= ctx.day && ctx.day <= after(d.date, *days));
    need(open, Kind::Late)?;
    Ok(())
}

pub(super) fn apply(state: &mut State, e: &Event) -> Vec<Touched> {
    let (id, county) = (e.object.clone(), e.text("county").to_owned());
    match e.act.as_str() {
        "document.file" => {
            let document = Document {
                own: e.office == county,
                county,
                title: e.text("title").to_owned(),
                date: e.date("date").unwrap_or(e.on),
                public: e.fields.get("public").and_then(Value::as_bool) == Some(true),
                day: e.on,
                supersedes: e.has("supersedes").then(|| e.text("supersedes").to_owned()),
                made: e.seq,
            };
            state.documents.insert(id.clone(), document);
            vec![("document", id)]
        }
        "target.set" => {
            let made = state.targets.get(&id).map_or(e.seq, |t| t.made);
            let target = Target {
                county,
                year: e.int("year").unwrap_or(0),
                rule: e.text("rule").to_owned(),
                want: e.fields.get("want").cloned().unwrap_or_default(),
                subject: e.has("subject").then(|| e.text("subject").to_owned()),
                due: e.date("due"),
                made,
            };
            state.targets.insert(id.clone(), target);
            vec![("target", id)]
        }
        "notice.issue" => {
            let to = e.texts("to").into_iter().map(|county| Addressee { county, receipt: None }).collect();
            state
                .notices
                .insert(id.clone(), Notice { day: e.on, findings: e.texts("findings"), to, made: e.seq });
            vec![("notice", id)]
        }
        "notice.receipt" => {
            let notice = state.notices.get_mut(&id);
            for addressee in notice.into_iter().flat_map(|n| &mut n.to).filter(|a| a.county == county) {
                addressee.receipt = Some(e.on);
            }
            vec![("notice", id)]
        }
        "objection.record" => {
            state.objections.insert(id.clone(), Objection { county, day: e.on, done: None, made: e.seq });
            vec![("objection", id)]
        }
        "objection.answer" => {
            if let Some(objection) = state.objections.get_mut(&id) {
                objection.done = Some(e.on);
            }
            vec![("objection", id)]
        }
        "recognition.record" => {
            let document = e.text("document").to_owned();
            let date = state.documents.get(&document).map_or(e.on, |d| d.date);
            let rests = e.has("rests").then(|| e.text("rests").to_owned());
            state.recognitions.insert(county.clone(), Recognition { date, document, rests, made: e.seq });
            vec![("recognition", county)]
        }
        "recognition.withdraw" => {
            state.recognitions.remove(&county);
            vec![("recognition", county)]
        }
        "subject.merge" | "subject.rename" => {
            let merged = e.act == "subject.merge";
            let to = e.text(if merged { "into" } else { "to" }).to_owned();
            state.successors.insert(id.clone(), Successor { county, to, merged });
            vec![("successor", id)]
        }
        _ => Vec::new(),
    }
}
