//! The appraisal of the counties for a year: counts with the ids that they come from, no score.

use std::collections::BTreeMap;

use junheng::value::Date;
use serde_json::{Map, Value, json};

use super::list::targets;
use super::{View, overdue, year_end};
use crate::acts::Shelf;
use crate::error::Failure;
use crate::record::{Event, State};

/// The appraisal on the last day of a year.
///
/// # Errors
/// Where the store cannot be read.
pub fn appraisal(events: &[Event], shelf: &mut dyn Shelf, year: i64) -> Result<Value, Failure> {
    let first = i16::try_from(year).ok().and_then(|y| Date::new(y, 1, 1).ok());
    let (Some(first), Some(last)) = (first, year_end(year)) else {
        return Err(Failure::new(format!("{year} 不是年份"), format!("{year} is no year")));
    };
    // Days of the year on which something was overdue, by county and item.
    let mut late: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    let mut state = State::default();
    let (mut next, mut on) = (events.iter().peekable(), first);
    loop {
        while let Some(event) = next.next_if(|e| e.on <= on) {
            state.apply(event);
        }
        for (due, _) in overdue(&mut View { state: &state, shelf: &mut *shelf, on })? {
            *late.entry(due.who).or_default().entry(due.id).or_default() += 1;
        }
        if on >= last {
            break;
        }
        on = on.tomorrow().unwrap_or(last);
    }
    let mut view = View { state: &state, shelf, on: last };
    let counties: Vec<String> = state.counties().map(|(code, _)| code.clone()).collect();
    let mut out = Map::new();
    for county in &counties {
        let days = late.remove(county).unwrap_or_default();
        out.insert(county.clone(), of_county(&mut view, county, year, &days)?);
    }
    Ok(Value::Object(out))
}

fn of_county(
    view: &mut View<'_>,
    county: &str,
    year: i64,
    days: &BTreeMap<String, i64>,
) -> Result<Value, Failure> {
    let state = view.state;
    let in_year = |d: Date| i64::from(d.year()) == year;
    let mut conclusions: Vec<_> =
        state.conclusions.iter().filter(|(_, c)| c.county == county && in_year(c.day)).collect();
    conclusions.sort_by_key(|(id, _)| id.parse::<i64>().unwrap_or(0));
    let stages: Vec<String> = conclusions
        .into_iter()
        .map(|(_, c)| {
            let void = c.void.as_ref().map(|v| format!(" ({v})")).unwrap_or_default();
            format!("{} {} {}{void}", c.day, c.stage, c.result)
        })
        .collect();
    let (due, got) = (view.due_year(county)?, view.recognised(county).map(|r| r.date));
    let against = match (due, got) {
        (None, _) => None,
        (Some(due), None) if due > year => Some("due later"),
        (Some(_), None) => Some("behind"),
        (Some(due), Some(got)) => Some(match i64::from(got.year()).cmp(&due) {
            std::cmp::Ordering::Less => "early",
            std::cmp::Ordering::Equal => "on time",
            std::cmp::Ordering::Greater => "late",
        }),
    };
    let mut notices: Vec<_> = state.notices.iter().filter(|(_, n)| in_year(n.day)).collect();
    notices.sort_by_key(|(_, n)| n.made);
    let mut told = Map::new();
    for (id, notice) in notices {
        if let Some(mine) = notice.to.iter().find(|a| a.county == county) {
            let receipt = mine.receipt.map(|d| d.to_string());
            told.insert(id.clone(), json!({"issued": notice.day.to_string(), "receipt": receipt}));
        }
    }
    let mut filed: Vec<_> =
        state.documents.iter().filter(|(_, d)| d.county == county && d.own && in_year(d.day)).collect();
    filed.sort_by_key(|(_, d)| d.made);
    let mut waived: Vec<_> = state
        .actions
        .iter()
        .filter(|(_, a)| a.county == county && a.state == "waived" && a.done.is_some_and(in_year))
        .collect();
    waived.sort_by_key(|(_, a)| a.made);
    Ok(json!({
        "targets": targets(view, &|t| t.county == county && t.year == year)?,
        "stages": stages,
        "schedule": {"due": due, "recognised": got.map(|d| d.to_string()), "against": against},
        "overdue": {"count": days.len(), "days": days.values().sum::<i64>(), "items": days},
        "notices": told,
        "filings": filed.into_iter().map(|(id, _)| id).collect::<Vec<_>>(),
        "waivers": waived.into_iter().map(|(id, _)| id).collect::<Vec<_>>(),
    }))
}
