//! An indicator over the years, and warnings.

use junheng::value::{Number, Outcome};
use serde_json::{Map, Value, json};

use super::{View, names_of};
use crate::error::Failure;
use crate::judge::{Figure, judge};
use crate::record::Verdict;

/// The figures of an outcome in all standing verdicts, under its old names too.
fn history(
    view: &mut View<'_>,
    county: &str,
    key: &str,
) -> Result<Vec<(String, Verdict, Figure, Outcome)>, Failure> {
    let names = names_of(view.state, key);
    let mut out = Vec::new();
    for (id, verdict) in view.state.standing(county) {
        let brief = view.shelf.brief(&verdict.brief)?;
        for name in &names {
            if let (Some(figure), Some(outcome)) = (brief.figure(name), brief.outcome(name)) {
                out.push((id.clone(), verdict.clone(), figure.clone(), outcome));
            }
        }
    }
    Ok(out)
}

/// Value, limit, margin and outcome in each standing verdict. Where limit or pack changed, the step is split into what is due to the
/// rules (the old data judged by the new rules) and to the data.
///
/// # Errors
/// Where the store cannot be read.
pub fn trend(view: &mut View<'_>, county: &str, key: &str) -> Result<Value, Failure> {
    let list = history(view, county, key)?;
    let mut out = Vec::new();
    let mut before: Option<&(String, Verdict, Figure, Outcome)> = None;
    for entry in &list {
        let (id, verdict, figure, outcome) = entry;
        let changed = before.filter(|(_, v, f, _)| f.limit != figure.limit || v.pack != verdict.pack);
        let split = match changed {
            Some(old) => split(view, key, old, entry)?,
            None => Value::Null,
        };
        let margin = figure.margin();
        out.push(json!({
            "verdict": id, "as_of": verdict.as_of.to_string(), "value": figure.value, "limit": figure.limit,
            "margin": margin.as_ref().map(Number::exact), "outcome": outcome.id(), "split": split,
        }));
        before = Some(entry);
    }
    Ok(Value::Array(out))
}

type Entry = (String, Verdict, Figure, Outcome);

fn split(view: &mut View<'_>, key: &str, old: &Entry, new: &Entry) -> Result<Value, Failure> {
    let pack = view.shelf.pack(view.state, &new.1.pack)?;
    let (brief, _) = judge(&pack, &view.shelf.data(&old.1.data)?, new.1.as_of);
    let names = names_of(view.state, key);
    let between = names.iter().find_map(|n| Some((brief.figure(n)?, brief.outcome(n)?)));
    let Some((figure, outcome)) = between else { return Ok(Value::Null) };
    let less = |a: Option<Number>, b: Option<Number>| Some((&a? - &b?).exact());
    let by = if outcome == new.3 && new.3 != old.3 {
        Some("rules")
    } else if new.3 != outcome {
        Some("data")
    } else {
        None
    };
    Ok(json!({
        "rules": less(figure.margin(), old.2.margin()),
        "data": less(new.2.margin(), figure.margin()),
        "outcome_by": by,
    }))
}

/// A margin under this share is worth a warning, where the pack does not say.
fn small() -> Option<Number> {
    Number::ratio(5, 100)
}

/// So many falls running are worth a warning, where the pack does not say.
const FALLS: i64 = 2;

/// Indicators that are met in the newest verdict, but with a small margin or one that fell time and again.
///
/// # Errors
/// Where the store cannot be read.
pub fn warnings(view: &mut View<'_>, county: &str) -> Result<Map<String, Value>, Failure> {
    let mut out = Map::new();
    let Some((_, newest)) = view.state.newest(county) else { return Ok(out) };
    let (newest, on) = (newest.clone(), view.on);
    let brief = view.brief(&newest)?;
    let pack = view.shelf.pack(view.state, &newest.pack)?;
    let (below, falls) = match pack.workflow.warning_on(on) {
        Some(warning) => (warning.margin_below.clone(), warning.falls),
        None => (small(), Some(FALLS)),
    };
    for figure in &brief.figures {
        if brief.outcome(&figure.key) != Some(Outcome::Met) {
            continue;
        }
        let Some(margin) = figure.margin() else { continue };
        let mut why = Vec::new();
        if let Some(below) = below.as_ref().filter(|b| margin < **b) {
            why.push(format!("under {} %", (below * &Number::from(100)).exact()));
        }
        if let Some(falls) = falls {
            let margins: Vec<Option<Number>> =
                history(view, county, &figure.key)?.into_iter().map(|(_, _, f, _)| f.margin()).collect();
            let wanted = usize::try_from(falls).unwrap_or(0) + 1;
            let last = margins.get(margins.len().saturating_sub(wanted)..).unwrap_or_default();
            let fell = last.windows(2).all(|w| matches!(w, [Some(a), Some(b)] if a > b));
            if last.len() == wanted && fell {
                why.push(match falls {
                    1 => "fell".to_owned(),
                    2 => "fell twice running".to_owned(),
                    n => format!("fell {n} times running"),
                });
            }
        }
        if !why.is_empty() {
            out.insert(figure.key.clone(), json!({"margin": margin.exact(), "why": why}));
        }
    }
    Ok(out)
}
