//! A county's way through the stages: open, accept, return, correct, conclude, reopen.

use junheng::semantics::{CheckedPack, Level};
use junheng::value::Outcome;
use serde_json::Value;

use super::refusal::need;
use super::{Ctx, Kind, No, Refusal, data};
use crate::judge::{CellPlace, Corrected, Data, judge};
use crate::record::{Case, Conclusion, Copy, Event, State, Touched};

/// How a stage works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    /// The county's, on its revision.
    OfCounty,
    /// The city's, on its copy.
    OfCity,
    /// Of a body above that does not log in: recorded with its documents.
    Recorded,
}

fn work(level: Level) -> Work {
    match level {
        Level::County => Work::OfCounty,
        Level::City => Work::OfCity,
        Level::Region | Level::Nation => Work::Recorded,
    }
}

/// The stages of the county's pack: id, how it works, its documents.
fn stages(ctx: &mut Ctx<'_>) -> Result<Vec<(String, Work, Vec<String>)>, No> {
    let (_, pack) = ctx.pack()?;
    let day = ctx.day;
    let list = pack.workflow.stages_on(day).into_iter();
    Ok(list.map(|s| (s.id.clone(), work(s.level), s.yields.clone())).collect())
}

/// Whether the stage that the act names is the county's own.
pub(super) fn is_of_county(ctx: &mut Ctx<'_>) -> Result<bool, No> {
    let stage = ctx.request.text("stage").to_owned();
    Ok(stages(ctx)?.iter().any(|(id, work, _)| *id == stage && *work == Work::OfCounty))
}

/// `C-990101-1` for `S-990101-1`.
fn copy_of(revision: &str) -> String {
    revision.strip_prefix('S').map_or_else(|| format!("C-{revision}"), |rest| format!("C{rest}"))
}

pub(super) fn known(ctx: &mut Ctx<'_>) -> Result<(), No> {
    let (state, request) = (ctx.state, ctx.request);
    match request.act.as_str() {
        "case.open" => {
            // Which packs may judge is a matter of state, not of what there is.
            if state.packs.get(request.text("pack")).is_some_and(|p| p.state == "published") {
                let pack = ctx.shelf.pack(state, request.text("pack"))?;
                let due = request.fields.get("due").and_then(Value::as_i64);
                need(due.is_some() && pack.schedule.get(&ctx.county).copied() == due, Kind::Unknown)?;
            }
        }
        "stage.accept" | "stage.return" => {
            need(state.revisions.contains_key(&request.object), Kind::Unknown)?
        }
        "cell.correct" => {
            need(state.copies.contains_key(&request.object), Kind::Unknown)?;
            // Where no cell is given yet it is only asked whether one may.
            let cell = said(request, "cell");
            if !cell.is_empty() && corrected(ctx)?.1 == Corrected::Unknown {
                return Err(Refusal::because(Kind::Unknown, cell.clone(), cell).into());
            }
        }
        _ => {
            need(state.cases.contains_key(&ctx.county), Kind::Unknown)?;
            let stage = request.text("stage").to_owned();
            need(stages(ctx)?.iter().any(|(id, _, _)| *id == stage), Kind::Unknown)?;
            let result = request.text("result");
            need(request.act == "stage.reopen" || matches!(result, "passed" | "failed"), Kind::Unknown)?;
        }
    }
    Ok(())
}

pub(super) fn rest(ctx: &mut Ctx<'_>) -> Result<(), No> {
    match ctx.request.act.as_str() {
        "case.open" => {
            // A round that came to its end leaves room for another.
            if let Some(case) = ctx.state.cases.get(&ctx.county) {
                let all = stages(ctx)?;
                let over = all.iter().all(|(id, _, _)| case.results.get(id).is_some_and(|r| r == "passed"));
                need(over && !all.is_empty(), Kind::State)?;
            }
            let published =
                ctx.state.packs.get(ctx.request.text("pack")).is_some_and(|p| p.state == "published");
            need(published, Kind::State)?;
            Ok(())
        }
        "stage.accept" => waiting(ctx),
        "stage.return" => {
            waiting(ctx)?;
            Ok(ctx.reason()?)
        }
        "cell.correct" => correct(ctx),
        "stage.conclude" => conclude(ctx),
        _ => {
            let case = ctx.state.cases.get(&ctx.county);
            need(case.is_some_and(|c| c.results.contains_key(ctx.request.text("stage"))), Kind::State)?;
            let document = ctx.state.documents.get(ctx.request.text("document"));
            need(document.is_some_and(|d| d.county == ctx.county), Kind::Document)?;
            let all: Vec<String> = stages(ctx)?.into_iter().map(|(id, _, _)| id).collect();
            let from = all.iter().position(|s| s == ctx.request.text("stage")).unwrap_or(0);
            let own = is_of_county(ctx)?;
            ctx.put("undone", all.into_iter().skip(from).collect::<Vec<_>>());
            ctx.put("anew", own);
            Ok(())
        }
    }
}

/// The revision was submitted, and the county concluded that it passes.
fn waiting(ctx: &mut Ctx<'_>) -> Result<(), No> {
    let (state, request) = (ctx.state, ctx.request);
    let submitted = state.revisions.get(&request.object).is_some_and(|r| r.state == "submitted");
    let own: Vec<String> =
        stages(ctx)?.into_iter().filter(|(_, w, _)| *w == Work::OfCounty).map(|(id, _, _)| id).collect();
    let case = state.cases.get(&ctx.county).filter(|c| c.revision.as_ref() == Some(&request.object));
    let passed = case.is_some_and(|c| own.iter().all(|s| c.results.get(s).is_some_and(|r| r == "passed")));
    need(submitted && passed, Kind::State)?;
    Ok(())
}

/// What a field says, a number too.
fn said(request: &super::Request, field: &str) -> String {
    match request.fields.get(field) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

/// The copy with the cell corrected, and what that came to.
fn corrected(ctx: &mut Ctx<'_>) -> Result<(Data, Corrected), No> {
    let (state, request) = (ctx.state, ctx.request);
    let Some(copy) = state.copies.get(&request.object) else {
        return Err(Refusal::new(Kind::Unknown).into());
    };
    let pack = ctx.shelf.pack(state, &copy.pack)?;
    let mut content = ctx.shelf.data(&copy.data)?;
    let (cell, old, new) = (said(request, "cell"), said(request, "old"), said(request, "new"));
    let mut parts = cell.splitn(2, '/');
    let (table, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let (key, column) = rest.rsplit_once('/').unwrap_or((rest, ""));
    let done = content.correct(&pack, &CellPlace { table, key, column }, &old, &new, ctx.day);
    Ok((content, done))
}

fn correct(ctx: &mut Ctx<'_>) -> Result<(), No> {
    let (state, request) = (ctx.state, ctx.request);
    let city: Vec<String> =
        stages(ctx)?.into_iter().filter(|(_, w, _)| *w == Work::OfCity).map(|(id, _, _)| id).collect();
    let case = state.cases.get(&ctx.county);
    let current = case.and_then(|c| c.revision.as_deref()).is_some_and(|r| copy_of(r) == request.object);
    let open = case.is_some_and(|c| city.iter().all(|s| !c.results.contains_key(s)));
    need(current && open, Kind::Closed)?;
    ctx.reason()?;
    let (content, corrected) = corrected(ctx)?;
    let (cell, old) = (said(request, "cell"), said(request, "old"));
    match corrected {
        Corrected::Unknown => Err(Refusal::because(Kind::Unknown, cell.clone(), cell).into()),
        Corrected::Stale(now) => Err(Refusal::because(
            Kind::Stale,
            format!("{cell} 现在是 {now}，不是 {old}"),
            format!("{cell} is {now} now, not {old}"),
        )
        .into()),
        Corrected::Done => {
            let digest = ctx.shelf.keep(&content.bytes())?;
            ctx.put("content", digest);
            Ok(())
        }
    }
}

fn conclude(ctx: &mut Ctx<'_>) -> Result<(), No> {
    let (state, request) = (ctx.state, ctx.request);
    let stages = stages(ctx)?;
    let Some(case) = state.cases.get(&ctx.county) else { return Err(Refusal::new(Kind::Unknown).into()) };
    let (stage, result) = (request.text("stage"), request.text("result"));
    let Some(at) = stages.iter().position(|(id, _, _)| id == stage) else {
        return Err(Refusal::new(Kind::Unknown).into());
    };
    let before = stages.iter().take(at);
    let passed = |s: &str| case.results.get(s).is_some_and(|r| r == "passed");
    need(before.clone().all(|(id, _, _)| passed(id)) && !case.results.contains_key(stage), Kind::State)?;
    let Some((_, work, yields)) = stages.get(at) else { return Err(Refusal::new(Kind::Unknown).into()) };
    let revision = case.revision.as_ref().and_then(|id| Some((id, state.revisions.get(id)?)));
    let Some((id, revision)) = revision else { return Err(Refusal::new(Kind::State).into()) };
    let wanted = if *work == Work::OfCounty { "submitted" } else { "accepted" };
    need(revision.state == wanted, Kind::State)?;
    // A failed review is not made public: only the first document is needed.
    let needed = if result == "passed" { yields.len() } else { yields.len().min(1) };
    let missing: Vec<&str> = yields
        .iter()
        .take(needed)
        .filter(|title| !state.filed(&ctx.county, title, case.step))
        .map(String::as_str)
        .collect();
    if !missing.is_empty() {
        let titles = missing.join("、");
        return Err(Refusal::because(Kind::Document, titles.clone(), titles).into());
    }
    let content = match work {
        Work::OfCounty => Some((revision.data.clone(), revision.pack.clone())),
        Work::OfCity => state.copies.get(&copy_of(id)).map(|c| (c.data.clone(), c.pack.clone())),
        Work::Recorded => None,
    };
    if let Some((digest, reference)) = content {
        let pack: std::sync::Arc<CheckedPack> = ctx.shelf.pack(state, &reference)?;
        let (brief, report) = judge(&pack, &ctx.shelf.data(&digest)?, ctx.day);
        let met = brief.conclusion().is_some_and(|(_, o)| o == Outcome::Met);
        if met != (result == "passed") {
            ctx.reason()?;
        }
        if *work == Work::OfCity {
            ctx.put("copy", copy_of(id));
            let day = ctx.day;
            data::verdict(ctx, day, &digest, &reference, &brief, &report)?;
        }
    }
    Ok(())
}

pub(super) fn apply(state: &mut State, e: &Event) -> Vec<Touched> {
    let county = e.text("county").to_owned();
    let mut touched = vec![("case", county.clone())];
    match e.act.as_str() {
        "case.open" => {
            let case = Case {
                id: e.object.clone(),
                pack: e.text("pack").to_owned(),
                due: e.int("due").unwrap_or(0),
                results: Default::default(),
                revision: None,
                step: e.seq,
            };
            state.cases.insert(county, case);
        }
        "stage.accept" => {
            touched.push(("revision", e.object.clone()));
            if let Some(revision) = state.revisions.get_mut(&e.object) {
                revision.state = "accepted".to_owned();
                let copy = Copy {
                    county: county.clone(),
                    data: revision.data.clone(),
                    pack: revision.pack.clone(),
                    made: e.seq,
                };
                let id = copy_of(&e.object);
                state.copies.insert(id.clone(), copy);
                touched.push(("copy", id));
            }
            if let Some(case) = state.cases.get_mut(&county) {
                case.step = e.seq;
            }
        }
        "stage.return" => {
            touched.push(("revision", e.object.clone()));
            if let Some(revision) = state.revisions.get_mut(&e.object) {
                revision.state = "returned".to_owned();
            }
            touched.extend(data::void(state, &county, "returned"));
        }
        "cell.correct" => {
            touched.push(("copy", e.object.clone()));
            if let Some(copy) = state.copies.get_mut(&e.object) {
                copy.data = e.text("content").to_owned();
            }
        }
        "stage.conclude" => {
            let (stage, result) = (e.text("stage").to_owned(), e.text("result").to_owned());
            if e.has("copy") {
                touched.extend(data::take_verdict(state, e, e.text("copy")));
            }
            if let Some(case) = state.cases.get_mut(&county) {
                case.results.insert(stage.clone(), result.clone());
                case.step = e.seq;
            }
            let id = e.seq.to_string();
            state.conclusions.insert(id.clone(), Conclusion { day: e.on, county, stage, result, void: None });
            touched.push(("conclusion", id));
        }
        _ => {
            let anew = e.fields.get("anew").and_then(Value::as_bool) == Some(true);
            if let Some(case) = state.cases.get_mut(&county) {
                for stage in e.texts("undone") {
                    case.results.remove(&stage);
                }
                if let (true, Some(id)) = (anew, case.revision.clone())
                    && let Some(revision) = state.revisions.get_mut(&id)
                {
                    revision.state = "reopened".to_owned();
                    touched.push(("revision", id));
                }
            }
        }
    }
    touched
}
