//! What is due, overdue, won and lost: functions of the record and a day. Nothing of it is stored.

mod appraisal;
mod credibility;
mod deadlines;
mod list;
mod trend;

use std::sync::Arc;
use std::time::Duration;

use junheng::semantics::CheckedPack;
use junheng::value::Date;

use crate::acts::Shelf;
use crate::error::Failure;
use crate::judge::Brief;
use crate::record::{Event, Recognition, State, Verdict};

pub use appraisal::appraisal;
pub use credibility::credibility;
pub use deadlines::{Due, deadlines, overdue};
pub use list::day_list;
pub use trend::{trend, warnings};

/// So many calendar days after a day.
pub(crate) fn after(day: Date, days: i64) -> Date {
    let span = Duration::from_secs(u64::try_from(days).unwrap_or(0).saturating_mul(86_400));
    day.checked_add(span).unwrap_or(Date::MAX)
}

/// How many days from one day to another; negative where the second is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// The last day of a year.
pub(crate) fn year_end(year: i64) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, 12, 31).ok()
}

/// The state of a day: later events do not exist.
pub fn state_on(events: &[Event], on: Date) -> State {
    State::fold(events.iter().take_while(|e| e.on <= on))
}

/// The record as it is looked at on a day.
pub struct View<'a> {
    /// The state of that day.
    pub state: &'a State,
    /// Contents of the store.
    pub shelf: &'a mut dyn Shelf,
    /// The day.
    pub on: Date,
}

impl View<'_> {
    fn brief(&mut self, verdict: &Verdict) -> Result<Arc<Brief>, Failure> {
        self.shelf.brief(&verdict.brief)
    }

    /// The pack that judges a county.
    fn pack(&mut self, county: &str) -> Result<Option<Arc<CheckedPack>>, Failure> {
        match self.state.pack_of(county) {
            Some(reference) => self.shelf.pack(self.state, reference).map(Some),
            None => Ok(None),
        }
    }

    /// The county's recognition, once its document's day has come.
    fn recognised(&self, county: &str) -> Option<&Recognition> {
        self.state.recognitions.get(county).filter(|r| r.date <= self.on)
    }

    /// The county's due year: its case's, else the pack's schedule.
    fn due_year(&mut self, county: &str) -> Result<Option<i64>, Failure> {
        if let Some(case) = self.state.cases.get(county) {
            return Ok(Some(case.due));
        }
        Ok(self.pack(county)?.and_then(|p| p.schedule.get(county).copied()))
    }

    /// The day on which the first standing verdict of a county for a year was made.
    fn made(&self, county: &str, year: i64) -> Option<Date> {
        let of_year = |v: &&Verdict| i64::from(v.as_of.year()) == year;
        let standing = self.state.standing(county);
        standing.into_iter().map(|(_, v)| v).filter(of_year).map(|v| v.day).min()
    }
}

/// What an indicator's or rule's outcome was called earlier, and is called.
pub(crate) fn names_of(state: &State, key: &str) -> Vec<String> {
    let Some((rule, subject)) = key.split_once('@') else { return vec![key.to_owned()] };
    let mut out = vec![key.to_owned()];
    for (old, successor) in &state.successors {
        if !successor.merged && old != subject && state.now_called(&format!("{rule}@{old}")) == key {
            out.push(format!("{rule}@{old}"));
        }
    }
    out
}
