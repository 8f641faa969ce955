//! Deadlines and what is overdue.

use junheng::semantics::Term;
use junheng::value::Date;

use super::{View, after, days_between, year_end};
use crate::error::Failure;
use crate::record::Document;

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its id.
    pub id: String,
    /// The office whose it is.
    pub who: String,
    /// The day.
    pub due: Date,
    /// When it was done.
    pub done: Option<Date>,
}

/// All deadlines that exist on the day, the earliest first.
///
/// # Errors
/// Where the store cannot be read.
pub fn deadlines(view: &mut View<'_>) -> Result<Vec<Due>, Failure> {
    let mut out = Vec::new();
    let counties: Vec<String> = view.state.counties().map(|(code, _)| code.clone()).collect();
    for county in &counties {
        of_county(view, county, &mut out)?;
    }
    for (id, action) in &view.state.actions {
        out.push(Due { id: id.clone(), who: action.lead.clone(), due: action.due, done: action.done });
    }
    out.sort_by(|a, b| (a.due, &a.id).cmp(&(b.due, &b.id)));
    Ok(out)
}

fn of_county(view: &mut View<'_>, county: &str, out: &mut Vec<Due>) -> Result<(), Failure> {
    let pack = view.pack(county)?;
    let (state, on) = (view.state, view.on);
    let documents: Vec<(&String, &Document)> =
        state.documents.iter().filter(|(_, d)| d.county == county).collect();
    let first = |titles: &[String], since: i64| {
        let fits = documents.iter().filter(|(_, d)| titles.contains(&d.title) && d.made > since);
        fits.map(|(_, d)| d.day).min()
    };
    if let Some(pack) = &pack {
        let workflow = &pack.workflow;
        for deadline in workflow.deadlines_on(on) {
            if let (Term::By(day), false) = (&deadline.term, deadline.window) {
                let (id, done) = (format!("D-{}-{county}", deadline.id), first(&deadline.yields, 0));
                out.push(Due { id, who: county.to_owned(), due: *day, done });
            }
        }
        for (id, document) in &documents {
            for deadline in workflow.deadlines_on(document.date) {
                let Term::AfterDocument(title, days) = &deadline.term else { continue };
                if deadline.window || *title != document.title {
                    continue;
                }
                let done = first(&deadline.yields, document.made);
                let (id, due) = (format!("D-{}-{id}", deadline.id), after(document.date, *days));
                out.push(Due { id, who: county.to_owned(), due, done });
            }
        }
        for (id, objection) in state.objections.iter().filter(|(_, o)| o.county == county) {
            for deadline in workflow.deadlines_on(objection.day) {
                let Term::AfterObjection(days) = &deadline.term else { continue };
                if deadline.window {
                    continue;
                }
                let who = state.offices.get(county).and_then(|o| o.parent.clone()).unwrap_or_default();
                let (id, due) = (format!("D-{}-{id}", deadline.id), after(objection.day, *days));
                out.push(Due { id, who, due, done: objection.done });
            }
        }
        if let Some(recognition) = view.recognised(county) {
            for year in recognition.date.year()..=on.year().saturating_add(1) {
                let Some(end) = year_end(i64::from(year)) else { continue };
                let Some(monitoring) = workflow.monitoring_on(end) else { continue };
                let Ok(due) = Date::new(year, monitoring.month, monitoring.day) else { continue };
                if due > recognition.date {
                    let done = view.made(county, i64::from(year));
                    out.push(Due {
                        id: format!("D-monitoring-{county}-{year}"),
                        who: county.to_owned(),
                        due,
                        done,
                    });
                }
            }
        }
    }
    let mut years: Vec<i64> = Vec::new();
    for (id, target) in state.targets.iter().filter(|(_, t)| t.county == county) {
        match target.due {
            Some(due) => {
                let done = view.made(county, target.year);
                out.push(Due { id: format!("D-{id}"), who: county.to_owned(), due, done });
            }
            None => years.push(target.year),
        }
    }
    years.sort_unstable();
    years.dedup();
    for year in years {
        let Some(due) = year_end(year) else { continue };
        let done = view.made(county, year);
        out.push(Due { id: format!("D-targets-{county}-{year}"), who: county.to_owned(), due, done });
    }
    Ok(())
}

/// What was due before the day and is not done on or before it, with the days.
///
/// # Errors
/// Where the store cannot be read.
pub fn overdue(view: &mut View<'_>) -> Result<Vec<(Due, i64)>, Failure> {
    let on = view.on;
    let late = |d: &Due| d.due < on && d.done.is_none_or(|done| done > on);
    Ok(deadlines(view)?
        .into_iter()
        .filter(late)
        .map(|d| {
            let days = days_between(d.due, on);
            (d, days)
        })
        .collect())
}
