//! A finding and what is done about it.

use junheng::value::Outcome;
use maud::{Markup, html};

use super::{board, county, ledger, named, verdict};
use crate::record::Event;
use crate::web::offers::{self, Wish};
use crate::web::page::{self, Page, address, facts, mark, nothing, time};
use crate::web::sees;
use crate::web::visit::{Desk, Reply, Stop};
use crate::web::words;

/// A finding's page, with all its actions.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (id, who) = (desk.part("id").to_owned(), desk.whoever()?);
    let finding = desk.state().findings.get(&id).cloned().ok_or(Stop::NotThere)?;
    let state = desk.state();
    let actions: Vec<_> =
        state.actions.iter().filter(|(_, a)| a.finding == id).map(|(a, x)| (a.clone(), x.clone())).collect();
    let whole = sees::county(state, &who, &finding.county);
    if !whole && !actions.iter().any(|(a, _)| sees::action(state, &who, a)) {
        return Err(Stop::NotThere);
    }
    let done = county::just_done(desk)?;
    let title = named::finding(desk, &id)?;
    let open = crate::acts::finding_is_open(desk.state(), &id);
    let found = figures(desk, &finding.outcome, &finding.verdict)?;
    let newest = desk.state().newest(&finding.county).map(|(id, _)| id.clone());
    let key = desk.state().now_called(&finding.outcome);
    let now = match &newest {
        Some(newest) => figures(desk, &key, newest)?,
        None => nothing(),
    };
    let mut wishes: Vec<Wish> = vec![
        ("action.assign", String::new(), vec![("finding", id.clone())]),
        ("finding.dismiss", id.clone(), Vec::new()),
    ];
    for (action, a) in actions.iter().filter(|(_, a)| a.done.is_none()) {
        let acts: &[&'static str] = if a.asked.is_some() {
            &[
                "action.extend_grant",
                "action.extend_refuse",
                "action.report",
                "action.verify",
                "action.reject",
                "action.waive",
            ]
        } else {
            &["action.report", "action.verify", "action.reject", "action.extend_ask", "action.waive"]
        };
        wishes.extend(acts.iter().map(|act| (*act, action.clone(), Vec::new())));
    }
    let can = offers::offers(desk, wishes)?;
    let can = offers::section(desk, &can);
    let events: Vec<Event> = desk.service.record().events_of(&finding.county)?;
    let ids: Vec<&String> = actions.iter().map(|(a, _)| a).collect();
    let mine: Vec<&Event> = events
        .iter()
        .filter(|e| {
            ids.contains(&&e.object) || e.object == id || (e.act == "finding.open" && e.seq == finding.made)
        })
        .collect();
    let cite = clause(desk, &finding.county, &finding.outcome)?;
    let office = desk.office(&finding.county);
    let lang = desk.language;
    let body = html! {
        div.head { h1 { (title) } p { @if open { (page::chip("◎", "now", desk.t("未了结", "open"))) } @else if finding.dismissed { (page::chip("–", "none", desk.t("已撤销", "dismissed"))) } @else { (page::chip("✓", "good", desk.t("已了结", "settled"))) } } }
        (done)
        div.split {
            div {
                (facts(&[
                    (desk.t("县", "County"), html! { @if whole { a href=(address(&["county", &finding.county])) { (office) } } @else { (office) } }),
                    (desk.t("立为问题时", "When it was found"), html! { (found) " " @if whole { a href=(address(&["verdict", &finding.verdict])) { (finding.verdict) } } }),
                    (desk.t("最近的测算", "Newest verdict"), html! { (now) " " @if let (true, Some(newest)) = (whole, &newest) { a href=(address(&["verdict", newest])) { (newest) } } }),
                    (desk.t("依据", "Basis"), html! { (cite) }),
                ]))
                @for (action, a) in &actions {
                    section aria-labelledby=(action) {
                        h2 id=(action) { (desk.t("整改", "Rectification")) small.mono { (action) } }
                        (facts(&[
                            (desk.t("牵头", "Lead"), html! { (desk.office(&a.lead)) }),
                            (desk.t("配合", "Support"), html! { (a.support.iter().map(|s| desk.office(s)).collect::<Vec<_>>().join(desk.t("、", ", "))) }),
                            (desk.t("应于", "Due"), html! { (time(a.due)) @if let Some(asked) = a.asked { " " (mark("?", "doubt", desk.t("申请延期到", "extension asked until"))) " " (time(asked)) } " " (ledger::distance(desk, a)) }),
                            (desk.t("状态", "State"), page::state(&a.state, lang)),
                        ]))
                    }
                }
                (can)
            }
            div {
                h2 { (desk.t("经过", "History")) }
                ol.log reversed {
                    @for e in mine.iter().rev() {
                        li { (time(e.on)) span { (words::act(&e.act, lang)) " " span.soft { (e.who) } @if let Some(reason) = &e.reason { " " (reason) } @let evidence = e.texts("evidence"); @if !evidence.is_empty() { " " (desk.t("佐证：", "evidence: ")) (evidence.join(desk.t("、", ", "))) } } }
                    }
                }
            }
        }
    };
    let page = Page::new(title, "see.ledger", body).below("/", desk.t("总览", "Overview"));
    Ok(page.below("/ledger", desk.t("整改台账", "Rectification")).into())
}

/// What a verdict has for an outcome.
fn figures(desk: &mut Desk<'_, '_>, key: &str, id: &str) -> Result<Markup, Stop> {
    let Some(found) = desk.state().verdicts.get(id).cloned() else { return Ok(nothing()) };
    let brief = desk.service.brief(&found.brief)?;
    let pack = desk.service.pack(&found.pack)?;
    let rule = key.split('@').next().unwrap_or_default();
    let unit =
        pack.find_item(rule).and_then(|ix| pack.item(ix)).map(crate::judge::unit_of).unwrap_or_default();
    let figure = brief.figure(key).map(|f| verdict::distance(f, &unit, desk.language)).unwrap_or_default();
    let outcome = brief.good(key).unwrap_or(Outcome::NotApplicable);
    Ok(html! { (page::outcome(outcome, desk.language)) " " (figure) })
}

/// The clause that a rule rests on.
fn clause(desk: &mut Desk<'_, '_>, county: &str, key: &str) -> Result<String, Stop> {
    let rule = key.split('@').next().unwrap_or_default();
    let Some(reference) = desk.state().pack_of(county).map(str::to_owned) else { return Ok(String::new()) };
    let pack = desk.service.pack(&reference)?;
    let Some(item) = pack.find_item(rule).and_then(|ix| pack.item(ix)) else { return Ok(String::new()) };
    let cite: Vec<String> = item
        .cite
        .iter()
        .map(|c| format!("{} {}", c.source, c.place.as_deref().unwrap_or_default()))
        .collect();
    Ok(cite.join("；"))
}

/// Days overdue as a mark; used by the ledger, too.
pub fn late(desk: &Desk<'_, '_>, days: i64) -> Markup {
    board::days_late(desk, days)
}
