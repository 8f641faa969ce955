//! Choices of a form's field.

use junheng::value::Outcome;

use super::fields::Source;
use super::named;
use crate::acts::finding_is_open;
use crate::acts::rules::ROLES;
use crate::record::OfficeLevel;
use crate::web::ask::Fields;
use crate::web::sees;
use crate::web::visit::{Desk, Stop};
use crate::web::words;

/// An id and what it is called.
pub type Choice = (String, String);

fn county_of(desk: &Desk<'_, '_>, object: &str, given: &Fields) -> String {
    let state = desk.state();
    if let Some(county) = crate::acts::county_in(object) {
        return county.to_owned();
    }
    match given.get("county") {
        "" => desk
            .visit
            .who
            .as_ref()
            .map(|w| w.office.clone())
            .filter(|o| state.offices.contains_key(o))
            .unwrap_or_default(),
        county => county.to_owned(),
    }
}

/// The choices.
pub fn list(
    desk: &mut Desk<'_, '_>,
    source: Source,
    act: &str,
    object: &str,
    given: &Fields,
) -> Result<Vec<Choice>, Stop> {
    let county = county_of(desk, object, given);
    let lang = desk.language;
    Ok(match source {
        Source::Packs => {
            let published = desk.state().packs.iter().filter(|(_, p)| p.state == "published");
            published.map(|(id, _)| (id.clone(), id.clone())).collect()
        }
        Source::Stages => named::stages(desk, &county)?.into_iter().map(|s| (s.id, s.title)).collect(),
        Source::Titles => named::titles(desk, &county)?.into_iter().map(|t| (t.clone(), t)).collect(),
        Source::Documents => {
            let mine = desk.state().documents.iter().filter(|(_, d)| d.county == county);
            mine.map(|(id, d)| (id.clone(), format!("{} {} ({id})", d.date, d.title))).collect()
        }
        Source::Offices => {
            let state = desk.state();
            let above = state.offices.get(&county).and_then(|o| o.parent.clone());
            let near = state.offices.iter().filter(|(code, o)| {
                **code == county
                    || (o.level == OfficeLevel::City && (o.parent == above || Some(*code) == above.as_ref()))
            });
            near.map(|(code, o)| (code.clone(), o.name.clone())).collect()
        }
        Source::Counties => {
            if act == "account.recuse" {
                desk.state().counties().map(|(code, o)| (code.clone(), o.name.clone())).collect()
            } else {
                desk.counties()
            }
        }
        Source::Findings => {
            let Some(who) = desk.visit.who.clone() else { return Ok(Vec::new()) };
            let state = desk.state();
            let open = state
                .findings
                .iter()
                .filter(|(id, f)| finding_is_open(state, id) && sees::county(state, &who, &f.county));
            let ids: Vec<String> = open.map(|(id, _)| id.clone()).collect();
            let mut out = Vec::new();
            for id in ids {
                let name = named::finding(desk, &id)?;
                out.push((id, name));
            }
            out
        }
        Source::Rules => named::rules(desk, &county)?,
        Source::Schools => named::subjects(desk, &county)?,
        Source::Roles => ROLES.iter().map(|r| ((*r).to_owned(), words::role(r, lang).to_owned())).collect(),
    })
}

/// Outcomes of a verdict that are not met: from the county's side, without the conclusion, and of which no finding is open.
pub fn failing(desk: &mut Desk<'_, '_>, verdict: &str) -> Result<Vec<Choice>, Stop> {
    let Some(found) = desk.state().verdicts.get(verdict).cloned() else { return Ok(Vec::new()) };
    let brief = desk.service.brief(&found.brief)?;
    let keys: Vec<String> = brief
        .all()
        .filter(|(key, o)| matches!(o, Outcome::Unmet | Outcome::Undetermined) && !brief.concludes(key))
        .map(|(key, _)| key.to_owned())
        .collect();
    let state = desk.state();
    let opened =
        |key: &str| state.findings.iter().any(|(id, f)| f.outcome == *key && finding_is_open(state, id));
    let keys: Vec<String> = keys.into_iter().filter(|k| !opened(k)).collect();
    let mut out = Vec::new();
    for key in keys {
        let name = named::outcome(desk, &found.county, &key, Some(verdict))?;
        out.push((key, name));
    }
    Ok(out)
}

/// The conclusions of the standard by which a revision is judged.
pub fn conclusions(desk: &mut Desk<'_, '_>, revision: &str) -> Result<Vec<Choice>, Stop> {
    let Some(reference) = desk.state().revisions.get(revision).map(|r| r.pack.clone()) else {
        return Ok(Vec::new());
    };
    let pack = desk.service.pack(&reference)?;
    let of = pack.items.iter().filter(|i| crate::judge::is_conclusion(i));
    Ok(of.map(|i| (i.id.clone(), i.label.clone())).collect())
}
