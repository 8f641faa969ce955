//! Numbers by date, laid side by side: for each day from which either pack has another number, what was in force and what is.

use std::collections::{BTreeMap, BTreeSet};

use super::Teller;
use super::changes::{Entries, Entry, Facet};
use crate::diagnostic::Message;
use crate::value::Date;

/// Where the numbers of one series stand among an entry's facets: by the day from which each is in force.
pub(super) type Series = BTreeMap<Option<Date>, String>;

/// Gives both packs an entry for each day at which either has one: the number that goes on from the day before. What is the same then
/// is no difference, and a number that an entry fell back to is told as that.
pub(super) fn align(teller: &Teller, before: &mut Entries, after: &mut Entries) {
    for (key, new) in after.iter_mut() {
        let Some(old) = before.get_mut(key) else { continue };
        let names: BTreeSet<String> = old.series.keys().chain(new.series.keys()).cloned().collect();
        for name in names {
            series(teller, &name, old, new);
        }
    }
}

fn series(teller: &Teller, name: &str, old: &mut Entry, new: &mut Entry) {
    let of = |entry: &Entry| entry.series.get(name).cloned().unwrap_or_default();
    let (was, is) = (of(old), of(new));
    if was.is_empty() || is.is_empty() {
        return;
    }
    let days: BTreeSet<Option<Date>> = was.keys().chain(is.keys()).copied().collect();
    let facet = |day: Option<Date>| match day {
        Some(day) => {
            format!("{name} {}", Message::new("explain-from").arg("date", day).text(teller.language))
        }
        None => name.to_owned(),
    };
    for day in &days {
        let (day, facet) = (*day, facet(*day));
        let goes_on = |series: &Series, entry: &Entry| {
            let (from, written) = series.range(..day).next_back()?;
            Some((*from, entry.facets.get(written)?.clone()))
        };
        if !was.contains_key(&day)
            && let Some((_, number)) = goes_on(&was, old)
        {
            old.facets.insert(facet.clone(), number);
        }
        if !is.contains_key(&day)
            && let Some((from, number)) = goes_on(&is, new)
        {
            let same = old.facets.get(&facet).is_some_and(|f| f.number == number.number);
            let text = match from {
                Some(from) if !same => Message::new("doc-falls-back")
                    .arg("number", &number.text)
                    .arg("date", from)
                    .text(teller.language),
                Some(_) | None => number.text.clone(),
            };
            new.facets.insert(facet, Facet { text, ..number });
        }
    }
    // In the order of days.
    for entry in [old, new] {
        for day in &days {
            if let Some((facet, number)) = entry.facets.shift_remove_entry(&facet(*day)) {
                entry.facets.insert(facet, number);
            }
        }
    }
}
