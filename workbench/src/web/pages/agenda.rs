//! What is due and what is overdue.

use junheng::value::Date;
use maud::{Markup, html};
use serde_json::Value;

use super::board::days_late;
use super::named;
use crate::web::page::{self, Page, Table, address, nothing, time};
use crate::web::sees;
use crate::web::visit::{Desk, Reply, Stop};

/// What a deadline is about, in words, and where it leads.
fn what(desk: &mut Desk<'_, '_>, id: &str) -> Result<(String, String), Stop> {
    if let Some(finding) = desk.state().actions.get(id).map(|a| a.finding.clone()) {
        let name = named::finding(desk, &finding)?;
        return Ok((
            format!("{}{name}", desk.t("整改：", "Rectification: ")),
            address(&["finding", &finding]),
        ));
    }
    let rest = id.strip_prefix("D-").unwrap_or(id);
    let (sort, about) = rest.split_once('-').unwrap_or((rest, ""));
    let county = match sort {
        "targets" | "monitoring" => about.split('-').next().unwrap_or_default().to_owned(),
        _ => desk
            .state()
            .documents
            .get(about)
            .map(|d| d.county.clone())
            .or_else(|| desk.state().objections.get(about).map(|o| o.county.clone()))
            .or_else(|| crate::acts::county_in(rest).map(str::to_owned))
            .unwrap_or_else(|| about.to_owned()),
    };
    let name = match sort {
        "targets" => desk.t("年度目标", "targets of the year").to_owned(),
        "monitoring" => desk.t("年度监测数据", "monitoring data of the year").to_owned(),
        "T" => desk.t("达标时限", "target").to_owned(),
        id => named::deadline(desk, &county, id)?,
    };
    Ok((name, address(&["county", &county])))
}

/// Whether a deadline is one that whoever asks may read about.
fn seen(desk: &Desk<'_, '_>, id: &str, who_has_it: &str) -> bool {
    let Some(who) = &desk.visit.who else { return false };
    let state = desk.state();
    if state.actions.contains_key(id) {
        return sees::action(state, who, id);
    }
    let county = id.split('-').find(|p| state.offices.contains_key(*p)).map(str::to_owned).or_else(|| {
        let about = id.splitn(3, '-').nth(2)?;
        state.objections.get(about).map(|o| o.county.clone())
    });
    sees::county(state, who, county.as_deref().unwrap_or(who_has_it))
}

/// Deadlines of one of the lists of a day.
fn deadlines(desk: &mut Desk<'_, '_>, on: Date, list: &str) -> Result<Vec<(String, Value)>, Stop> {
    let lists = desk.app.lists(desk.service, on)?;
    let all = lists.get(list).and_then(Value::as_object).into_iter().flatten();
    let text = |item: &Value| item.get("who").and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(all
        .filter(|(id, item)| seen(desk, id, &text(item)))
        .map(|(id, item)| (id.clone(), item.clone()))
        .collect())
}

fn table(desk: &mut Desk<'_, '_>, on: Date, list: &str, caption: &str) -> Result<Table, Stop> {
    let heads = [
        desk.t("事项", "Item"),
        desk.t("责任单位", "Whose"),
        desk.t("应于", "Due"),
        desk.t("距期限", "Distance"),
    ];
    let mut table = Table::new(caption, &heads);
    for (id, item) in deadlines(desk, on, list)? {
        let (name, to) = what(desk, &id)?;
        let office = desk.office(item.get("who").and_then(Value::as_str).unwrap_or_default());
        let due = item.get("due").and_then(Value::as_str).unwrap_or_default();
        let days = item.get("days").and_then(Value::as_i64);
        let left = junheng::value::parse_date(due).map(|due| crate::agenda::days_between(on, due));
        table.row(
            if days.is_some() { "hot" } else { "" },
            vec![
                html! { a href=(to) { (name) } " " (page::id(&id)) },
                html! { (office) },
                time(due),
                match (days, left) {
                    (Some(days), _) => days_late(desk, days),
                    (None, Some(left)) => html! { (desk.t("还有", "")) (left) (desk.t("天", " days left")) },
                    (None, None) => nothing(),
                },
            ],
        );
    }
    Ok(table)
}

/// What is overdue, for the board.
pub fn late_section(desk: &mut Desk<'_, '_>, on: Date) -> Result<Markup, Stop> {
    let table = table(desk, on, "overdue", desk.t("逾期", "Overdue"))?;
    Ok(html! {
        section aria-labelledby="late-items" {
            h2 id="late-items" { (desk.t("逾期事项", "Overdue")) }
            (table.show(desk.t("没有逾期的事项。", "Nothing is overdue.")))
        }
    })
}

/// The agenda of a day.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let on = desk.asked_day();
    let title = desk.t("日程", "Agenda");
    let late = late_section(desk, on)?;
    let next = table(desk, on, "next_60_days", desk.t("60天内到期", "Due within 60 days"))?;
    let body = html! {
        div.head { div { h1 { (title) } p.lead { (desk.t("按这一天的记录推算。过了期限、还没有做的才是逾期。", "By the record as it stood on the day. Overdue is what was due before it and is not done.")) } } }
        form.bar method="get" action="/agenda" aria-label=(desk.t("筛选", "Filter")) {
            div { label for="on" { (desk.t("查看日期", "On the day")) } input id="on" name="on" type="date" value=(on) max=(desk.day); }
            div { button.button { (desk.t("查看", "Show")) } }
        }
        (late)
        section aria-labelledby="next" { h2 id="next" { (desk.t("60天内到期", "Due within 60 days")) } (next.show(desk.t("60天内没有到期的事项。", "Nothing is due within 60 days."))) }
    };
    Ok(Page::new(title, "see.agenda", body).below("/", desk.t("总览", "Overview")).into())
}

/// What of a county is overdue or due soon.
pub fn of_county(desk: &mut Desk<'_, '_>, county: &str) -> Result<Markup, Stop> {
    let day = desk.day;
    let mut lines = Vec::new();
    for list in ["overdue", "next_60_days"] {
        for (id, item) in deadlines(desk, day, list)? {
            let action = desk.state().actions.get(&id).map(|a| a.county.clone());
            let who = item.get("who").and_then(Value::as_str).unwrap_or_default().to_owned();
            let about = id.split('-').any(|p| p == county)
                || desk
                    .state()
                    .objections
                    .iter()
                    .any(|(o, x)| x.county == county && id.ends_with(o.as_str()));
            if action.as_deref() != Some(county) && who != county && !about {
                continue;
            }
            let (name, to) = what(desk, &id)?;
            let due = item.get("due").and_then(Value::as_str).unwrap_or_default().to_owned();
            let office = desk.office(&who);
            let days = item.get("days").and_then(Value::as_i64);
            lines.push(html! { li { (time(due)) span { @if let Some(days) = days { (days_late(desk, days)) " " } a href=(to) { (name) } " " span.soft { (office) } } } });
        }
    }
    let late = lines.len();
    Ok(html! {
        section aria-labelledby="dl" {
            h2 id="dl" { (desk.t("期限", "Deadlines")) }
            @if late == 0 { p.box.empty { (desk.t("没有逾期的事项，60天内也没有到期的。", "Nothing is overdue, nothing is due within 60 days.")) } }
            @else { ul.log { @for line in &lines { (line) } } }
        }
    })
}
