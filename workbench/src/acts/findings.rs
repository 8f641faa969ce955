//! Problems: opened on a verdict, dismissed with a reason.

use serde_json::Value;

use super::refusal::need;
use super::{Ctx, Kind, No, Refusal};
use crate::record::{Event, Finding, State, Touched};

pub(super) fn known(ctx: &mut Ctx<'_>) -> Result<(), No> {
    let request = ctx.request;
    if request.act == "finding.dismiss" {
        need(ctx.state.findings.contains_key(&request.object), Kind::Unknown)?;
        return Ok(());
    }
    let Some(verdict) = ctx.state.verdicts.get(&request.object).filter(|v| v.county == ctx.county) else {
        return Err(Refusal::new(Kind::Unknown).into());
    };
    let brief = ctx.shelf.brief(&verdict.brief)?;
    let opens = request.fields.get("opens").and_then(Value::as_object);
    need(opens.is_some_and(|o| !o.is_empty()), Kind::Unknown)?;
    for (id, outcome) in opens.into_iter().flatten() {
        let key = outcome.as_str().unwrap_or_default();
        if brief.outcome(key).is_none() {
            return Err(Refusal::because(Kind::Unknown, key, key).into());
        }
        need(!ctx.state.findings.contains_key(id), Kind::Unknown)?;
    }
    Ok(())
}

pub(super) fn rest(ctx: &mut Ctx<'_>) -> Result<(), No> {
    if ctx.request.act == "finding.dismiss" {
        let open = ctx.state.findings.get(&ctx.request.object).is_some_and(|f| !f.dismissed);
        need(open, Kind::State)?;
        ctx.reason()?;
    }
    Ok(())
}

/// Whether a finding is open: neither dismissed, nor are all its actions done.
pub(crate) fn is_open(state: &State, id: &str) -> bool {
    let Some(finding) = state.findings.get(id) else { return false };
    let mut mine = state.actions.values().filter(|a| a.finding == id).peekable();
    let all_done = mine.peek().is_some() && mine.all(|a| a.done.is_some());
    !finding.dismissed && !all_done
}

pub(super) fn apply(state: &mut State, e: &Event) -> Vec<Touched> {
    if e.act == "finding.dismiss" {
        if let Some(finding) = state.findings.get_mut(&e.object) {
            finding.dismissed = true;
        }
        return vec![("finding", e.object.clone())];
    }
    let opens = e.fields.get("opens").and_then(Value::as_object);
    let mut touched = Vec::new();
    for (place, (id, outcome)) in (0..).zip(opens.into_iter().flatten()) {
        let finding = Finding {
            county: e.text("county").to_owned(),
            outcome: outcome.as_str().unwrap_or_default().to_owned(),
            verdict: e.object.clone(),
            dismissed: false,
            made: e.seq,
            place,
        };
        state.findings.insert(id.clone(), finding);
        touched.push(("finding", id.clone()));
    }
    touched
}
