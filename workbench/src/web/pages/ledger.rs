//! The rectification ledger.

use junheng::diagnostic::Language;
use junheng::value::Outcome;
use maud::{Markup, html};

use super::{finding, named, verdict};
use crate::record::Action;
use crate::web::page::{self, Page, Table, address, nothing, time};
use crate::web::sees;
use crate::web::visit::{Desk, Reply, Stop};

/// A line of the ledger: a finding with one of its actions, or with none yet.
pub struct Line {
    /// The finding.
    pub finding: String,
    /// Its county.
    pub county: String,
    /// In words: whose, which rule, the figures.
    pub title: String,
    /// The figures when it was found.
    pub figures: String,
    /// The action.
    pub action: Option<(String, Action)>,
    /// Whether the finding is open.
    pub open: bool,
    /// Days overdue today.
    pub late: Option<i64>,
}

/// The ledger's lines that whoever asks may read, by the filters of the query; what is overdue first, then by the day it is due.
pub fn lines(desk: &mut Desk<'_, '_>) -> Result<Vec<Line>, Stop> {
    let q = desk.ask.query.clone();
    let who = desk.whoever()?;
    let state = desk.state();
    let mut picked: Vec<(String, Option<(String, Action)>)> = Vec::new();
    for (id, f) in &state.findings {
        let whole = sees::county(state, &who, &f.county);
        let actions: Vec<_> = state
            .actions
            .iter()
            .filter(|(a, x)| x.finding == *id && (whole || sees::action(state, &who, a)))
            .collect();
        if actions.is_empty() {
            if whole {
                picked.push((id.clone(), None));
            }
            continue;
        }
        picked.extend(actions.into_iter().map(|(a, x)| (id.clone(), Some((a.clone(), x.clone())))));
    }
    let mut out = Vec::new();
    for (id, action) in picked {
        let state = desk.state();
        let Some(f) = state.findings.get(&id).cloned() else { continue };
        let open =
            crate::acts::finding_is_open(state, &id) && action.as_ref().is_none_or(|(_, a)| a.done.is_none());
        let late = action
            .as_ref()
            .filter(|(_, a)| a.done.is_none() && a.due < desk.day)
            .map(|(_, a)| crate::agenda::days_between(a.due, desk.day));
        let state_of =
            if f.dismissed { "dismissed" } else { action.as_ref().map_or("new", |(_, a)| a.state.as_str()) };
        let wanted = match q.get("state") {
            "" => open,
            "all" => true,
            "reported" => state_of == "reported",
            "closed" => state_of == "closed",
            "waived" => state_of == "waived",
            _ => open,
        };
        let unit = q.get("unit");
        let fits = wanted
            && (q.get("county").is_empty() || q.get("county") == f.county)
            && (unit.is_empty()
                || action
                    .as_ref()
                    .is_some_and(|(_, a)| a.lead == unit || a.support.iter().any(|s| s == unit)))
            && (!q.has("late") || late.is_some());
        if !fits {
            continue;
        }
        let title = named::finding(desk, &id)?;
        let figures = figures(desk, &f.outcome, &f.verdict)?;
        let sought = q.get("q");
        if !sought.is_empty() && !title.contains(sought) && !id.contains(sought) {
            continue;
        }
        out.push(Line { finding: id, county: f.county, title, figures, action, open, late });
    }
    out.sort_by(|a, b| {
        let due = |l: &Line| l.action.as_ref().map(|(_, a)| a.due);
        (b.late.is_some(), due(a).is_none(), due(a), &a.finding).cmp(&(
            a.late.is_some(),
            due(b).is_none(),
            due(b),
            &b.finding,
        ))
    });
    Ok(out)
}

/// The figures of an outcome in a verdict, in words.
fn figures(desk: &mut Desk<'_, '_>, key: &str, id: &str) -> Result<String, Stop> {
    let Some(found) = desk.state().verdicts.get(id).cloned() else { return Ok(String::new()) };
    let brief = desk.service.brief(&found.brief)?;
    let pack = desk.service.pack(&found.pack)?;
    let rule = key.split('@').next().unwrap_or_default();
    let unit =
        pack.find_item(rule).and_then(|ix| pack.item(ix)).map(crate::judge::unit_of).unwrap_or_default();
    let told = brief.figure(key).map(|f| verdict::distance(f, &unit, desk.language));
    let outcome = brief.good(key).unwrap_or(Outcome::NotApplicable);
    Ok(told.unwrap_or_else(|| crate::web::words::outcome(outcome, desk.language).2.to_owned()))
}

/// How far off its day an action is.
pub fn distance(desk: &Desk<'_, '_>, action: &Action) -> Markup {
    if let Some(done) = action.done {
        return html! { (time(done)) };
    }
    let left = crate::agenda::days_between(desk.day, action.due);
    if left < 0 {
        return finding::late(desk, -left);
    }
    match desk.language {
        Language::Zh => html! { "还有" (left) "天" },
        Language::En => html! { (left) " days left" },
    }
}

/// The ledger.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let done = super::county::just_done(desk)?;
    let lines = lines(desk)?;
    let heads = [
        desk.t("问题", "Finding"),
        desk.t("县", "County"),
        desk.t("牵头与配合", "Lead, support"),
        desk.t("应于", "Due"),
        desk.t("状态", "State"),
        desk.t("距期限", "Distance"),
    ];
    let caption = match desk.language {
        Language::Zh => format!("{}件，先逾期，再按期限", lines.len()),
        Language::En => format!("{} items, overdue first, then by the day", lines.len()),
    };
    let mut table = Table::new(caption, &heads);
    for line in &lines {
        let action = line.action.as_ref();
        table.row(
            if line.late.is_some() { "hot" } else { "" },
            vec![
                html! { a href=(address(&["finding", &line.finding])) { (line.title) } small { (line.figures) " " span.mono { (action.map_or(line.finding.as_str(), |(id, _)| id)) } } },
                html! { (desk.office(&line.county)) },
                action.map_or_else(nothing, |(_, a)| html! { (desk.office(&a.lead)) @if !a.support.is_empty() { small { (desk.t("配合：", "support: ")) (a.support.iter().map(|s| desk.office(s)).collect::<Vec<_>>().join(desk.t("、", ", "))) } } }),
                action.map_or_else(nothing, |(_, a)| time(a.due)),
                match action {
                    Some((_, a)) => page::state(&a.state, desk.language),
                    None if line.open => page::chip("○", "none", desk.t("未交办", "not assigned")),
                    None => page::chip("–", "none", desk.t("已撤销", "dismissed")),
                },
                action.map_or_else(nothing, |(_, a)| distance(desk, a)),
            ],
        );
    }
    let title = desk.t("整改台账", "Rectification ledger");
    let query = desk.ask.uri.split_once('?').map_or("", |(_, q)| q);
    let body = html! {
        div.head {
            div { h1 { (title) } p.lead { (desk.t("问题从测算来，也只由测算销号：最近一次测算里那一项达到，才能核实。", "Findings come from verdicts and are closed by verdicts: only when the newest one has the outcome met.")) } }
            div.acts.noprint { a.button href={"/ledger.xlsx?" (query)} { (desk.t("下载可回填的表格", "Download as a form to fill in")) } }
        }
        (done)
        (figures_row(desk, &lines))
        (filter(desk)?)
        (table.show(desk.t("没有符合条件的整改。", "Nothing fits.")))
        (super::ledger_book::form(desk))
    };
    Ok(Page::new(title, "see.ledger", body).below("/", desk.t("总览", "Overview")).into())
}

fn figures_row(desk: &Desk<'_, '_>, lines: &[Line]) -> Markup {
    let open = lines.iter().filter(|l| l.open).count();
    let late = lines.iter().filter(|l| l.late.is_some()).count();
    let state =
        |s: &str| lines.iter().filter(|l| l.action.as_ref().is_some_and(|(_, a)| a.state == s)).count();
    html! {
        ul.figures aria-label=(desk.t("合计", "Totals")) {
            li { b { (open) } span { (desk.t("未了结", "open")) } }
            li { b class=[(late > 0).then_some("bad")] { (late) } span { (desk.t("逾期", "overdue")) } }
            li { b { (state("reported")) } span { (desk.t("待核实", "to be verified")) } }
            li { b { (state("closed") + state("waived")) } span { (desk.t("已了结", "settled")) } }
        }
    }
}

fn filter(desk: &mut Desk<'_, '_>) -> Result<Markup, Stop> {
    let q = desk.ask.query.clone();
    let counties = desk.counties();
    let who = desk.whoever()?;
    let state = desk.state();
    let seen = state.actions.iter().filter(|(id, _)| sees::action(state, &who, id));
    let mut units: Vec<(String, String)> =
        seen.map(|(_, a)| (a.lead.clone(), desk.office(&a.lead))).collect();
    units.sort();
    units.dedup();
    let any = desk.t("全部", "all");
    let states = [
        ("", desk.t("未了结", "open")),
        ("all", any),
        ("reported", desk.t("待核实", "to be verified")),
        ("closed", desk.t("已销号", "closed")),
        ("waived", desk.t("已豁免", "waived")),
    ];
    Ok(html! {
        form.bar method="get" action="/ledger" aria-label=(desk.t("筛选", "Filter")) {
            div { label for="unit" { (desk.t("责任单位", "Unit")) } select id="unit" name="unit" { option value="" { (any) } @for (code, name) in &units { option value=(code) selected[q.get("unit") == code] { (name) } } } }
            div { label for="county" { (desk.t("县", "County")) } select id="county" name="county" { option value="" { (any) } @for (code, name) in &counties { option value=(code) selected[q.get("county") == code] { (name) } } } }
            div { label for="q" { (desk.t("学校或问题", "School or finding")) } input id="q" name="q" type="search" value=(q.get("q")); }
            div { label for="state" { (desk.t("状态", "State")) } select id="state" name="state" { @for (id, name) in states { option value=(id) selected[q.get("state") == id] { (name) } } } }
            div.tick { input id="late" type="checkbox" name="late" checked[q.has("late")]; label for="late" { (desk.t("只看逾期", "only overdue")) } }
            div { button.button { (desk.t("查看", "Show")) } }
        }
    })
}
