//! What rules, schools, findings and stages are called: in the words of the standard and of the data, not by ids.

use std::collections::BTreeMap;

use junheng::semantics::Stage;

use super::options::Choice;
use crate::judge::Data;
use crate::record::Verdict;
use crate::web::visit::{Desk, Stop};

/// Names of the rows of data, by their key.
pub fn names(
    desk: &mut Desk<'_, '_>,
    county: &str,
    verdict: Option<&str>,
) -> Result<BTreeMap<String, String>, Stop> {
    let state = desk.state();
    let found =
        verdict.and_then(|id| state.verdicts.get(id)).or_else(|| state.newest(county).map(|(_, v)| v));
    let mut out = BTreeMap::new();
    if let Some(Verdict { data, pack, .. }) = found.cloned() {
        let (pack, data): (_, Data) = (desk.service.pack(&pack)?, desk.service.data(&data)?);
        out = data.names(&pack);
    }
    out.entry(county.to_owned()).or_insert_with(|| desk.office(county));
    Ok(out)
}

/// The label of a rule of the county's standard.
pub fn rule(desk: &mut Desk<'_, '_>, county: &str, id: &str) -> Result<String, Stop> {
    let Some(reference) = desk.state().pack_of(county).map(str::to_owned) else { return Ok(id.to_owned()) };
    let pack = desk.service.pack(&reference)?;
    let item = pack.find_item(id).and_then(|ix| pack.item(ix));
    Ok(item.map_or_else(|| id.to_owned(), |i| i.title.clone()))
}

/// Who or what an outcome is about: a school's name, a group's label.
pub fn subject(names: &BTreeMap<String, String>, subject: &str) -> String {
    if let Some(name) = names.get(subject) {
        return name.clone();
    }
    // A group stands after the key.
    match subject.split_once('/') {
        Some((key, group)) => {
            let name = names.get(key).cloned().unwrap_or_else(|| key.to_owned());
            format!(
                "{name} {}",
                names.get(&format!("\u{0}{group}")).cloned().unwrap_or_else(|| group.to_owned())
            )
        }
        None => subject.to_owned(),
    }
}

/// An outcome in words: whose, which rule.
pub fn outcome(
    desk: &mut Desk<'_, '_>,
    county: &str,
    key: &str,
    verdict: Option<&str>,
) -> Result<String, Stop> {
    let (of, about) = key.split_once('@').unwrap_or((key, ""));
    let names = names(desk, county, verdict)?;
    let rule = rule(desk, county, of)?;
    Ok(format!("{} · {rule}", subject(&names, about)))
}

/// A finding in words.
pub fn finding(desk: &mut Desk<'_, '_>, id: &str) -> Result<String, Stop> {
    let Some(finding) = desk.state().findings.get(id).cloned() else { return Ok(id.to_owned()) };
    outcome(desk, &finding.county, &finding.outcome, Some(&finding.verdict))
}

/// The stages of the county's standard.
pub fn stages(desk: &mut Desk<'_, '_>, county: &str) -> Result<Vec<Stage>, Stop> {
    let day = desk.day;
    let Some(reference) = desk.state().pack_of(county).map(str::to_owned) else { return Ok(Vec::new()) };
    let pack = desk.service.pack(&reference)?;
    Ok(pack.workflow.stages_on(day).into_iter().cloned().collect())
}

/// Titles of documents that the county's standard names.
pub fn titles(desk: &mut Desk<'_, '_>, county: &str) -> Result<Vec<String>, Stop> {
    let day = desk.day;
    let mut out: Vec<String> = stages(desk, county)?.into_iter().flat_map(|s| s.yields).collect();
    if let Some(reference) = desk.state().pack_of(county).map(str::to_owned) {
        let pack = desk.service.pack(&reference)?;
        out.extend(pack.workflow.deadlines_on(day).into_iter().flat_map(|d| d.yields.clone()));
    }
    for title in ["重新启动通知", "撤销认定文件", "奖励决定", "资金倾斜决定"] {
        out.push(title.to_owned());
    }
    let mut seen = std::collections::BTreeSet::new();
    out.retain(|t| seen.insert(t.clone()));
    Ok(out)
}

/// Rules, indicators and conclusions of the county's standard.
pub fn rules(desk: &mut Desk<'_, '_>, county: &str) -> Result<Vec<Choice>, Stop> {
    let Some(reference) = desk.state().pack_of(county).map(str::to_owned) else { return Ok(Vec::new()) };
    let pack = desk.service.pack(&reference)?;
    let judged = pack.items.iter().filter(|i| crate::judge::has_outcome(i));
    Ok(judged.map(|i| (i.id.clone(), i.label.clone())).collect())
}

/// Schools and other rows that the newest verdict has outcomes for, without the county itself.
pub fn subjects(desk: &mut Desk<'_, '_>, county: &str) -> Result<Vec<Choice>, Stop> {
    let Some(verdict) = desk.state().newest(county).map(|(_, v)| v.clone()) else { return Ok(Vec::new()) };
    let brief = desk.service.brief(&verdict.brief)?;
    let names = names(desk, county, None)?;
    let mut out: Vec<Choice> = Vec::new();
    for (key, _) in &brief.outcomes {
        let about = key.split_once('@').map_or("", |(_, s)| s);
        if about != county && names.contains_key(about) && !out.iter().any(|(id, _)| id == about) {
            out.push((about.to_owned(), subject(&names, about)));
        }
    }
    Ok(out)
}

/// The title of a deadline of the county's standard.
pub fn deadline(desk: &mut Desk<'_, '_>, county: &str, id: &str) -> Result<String, Stop> {
    let day = desk.day;
    let Some(reference) = desk.state().pack_of(county).map(str::to_owned) else { return Ok(id.to_owned()) };
    let pack = desk.service.pack(&reference)?;
    let found = pack.workflow.deadlines_on(day).into_iter().find(|d| d.id == id).map(|d| d.title.clone());
    Ok(found.unwrap_or_else(|| id.to_owned()))
}
