//! The school ledger: each school's outcomes in the newest verdict, and one school over the years.

use junheng::value::Outcome;
use maud::{Markup, html};

use super::{named, trend, verdict};
use crate::web::offers;
use crate::web::page::{self, Page, Table, address, mark, nothing};
use crate::web::visit::{Desk, Reply, Stop};

/// The ledger of a county's schools.
fn table(desk: &mut Desk<'_, '_>, county: &str) -> Result<Option<Table>, Stop> {
    let Some((id, newest)) = desk.state().newest(county).map(|(id, v)| (id.clone(), v.clone())) else {
        return Ok(None);
    };
    let brief = desk.service.brief(&newest.brief)?;
    let schools = named::subjects(desk, county)?;
    let pack = desk.service.pack(&newest.pack)?;
    let mut rules: Vec<(String, String)> = Vec::new();
    for (key, _) in &brief.outcomes {
        let (rule, about) = key.split_once('@').unwrap_or((key, ""));
        if schools.iter().any(|(s, _)| s == about) && !rules.iter().any(|(r, _)| r == rule) {
            let label = pack.find_item(rule).and_then(|ix| pack.item(ix)).map_or(rule, |i| i.label.as_str());
            rules.push((rule.to_owned(), label.to_owned()));
        }
    }
    let mut heads = vec![desk.t("学校", "School")];
    heads.extend(rules.iter().map(|(_, label)| label.as_str()));
    let findings = desk.t("未了结的问题", "Open findings");
    heads.push(findings);
    let caption = format!("{}（{id}，{}）", desk.office(county), newest.as_of);
    let mut table = Table::new(caption, &heads);
    for (code, name) in &schools {
        let mut cells =
            vec![html! { a href=(address(&["school", county, code])) { (name) } " " (page::id(code)) }];
        let mut bad = false;
        for (rule, _) in &rules {
            let key = format!("{rule}@{code}");
            bad |= brief.good(&key) == Some(Outcome::Unmet);
            cells.push(match brief.good(&key) {
                Some(o) => html! { (page::outcome(o, desk.language)) @if let Some(f) = brief.figure(&key) { small { (f.value.as_deref().map(verdict::shown).unwrap_or_default()) } } },
                None => nothing(),
            });
        }
        let state = desk.state();
        let open = state
            .findings
            .iter()
            .filter(|(f, x)| {
                x.county == county
                    && x.outcome.ends_with(&format!("@{code}"))
                    && crate::acts::finding_is_open(state, f)
            })
            .count();
        cells.push(if open > 0 {
            html! { a href={"/ledger?county=" (county)} { (open) } }
        } else {
            nothing()
        });
        table.row(if bad { "hot" } else { "" }, cells);
    }
    Ok(Some(table))
}

/// Schools of all counties that whoever asks may see, or of one.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let asked = desk.ask.query.get("county").to_owned();
    let done = super::county::just_done(desk)?;
    let all = desk.counties();
    if !asked.is_empty() {
        desk.seen_county(&asked)?;
    }
    let first = all.first().map(|(c, _)| c.clone()).unwrap_or_default();
    let county = if asked.is_empty() { first } else { asked };
    let table = if county.is_empty() { None } else { table(desk, &county)? };
    let title = desk.t("学校台账", "School ledger");
    let body = html! {
        h1 { (title) }
        (done)
        p.lead { (desk.t("按最近一次测算，一所学校一行。", "By the newest verdict, a line a school.")) }
        form.bar method="get" action="/schools" aria-label=(desk.t("筛选", "Filter")) {
            div { label for="county" { (desk.t("县", "County")) } select id="county" name="county" { @for (code, name) in &all { option value=(code) selected[*code == county] { (name) } } } }
            div { button.button { (desk.t("查看", "Show")) } }
        }
        @match &table {
            Some(table) => { (table.show(desk.t("这次测算里没有学校。", "No schools in this verdict."))) },
            None => { p.box.empty { (desk.t("还没有测算，所以还没有学校。", "No verdict yet, so there are no schools.")) } },
        }
    };
    Ok(Page::new(title, "see.schools", body).below("/", desk.t("总览", "Overview")).into())
}

/// A school: its outcomes in every standing verdict, its trends.
pub fn one(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (county, code) = (desk.part("county").to_owned(), desk.part("code").to_owned());
    desk.seen_county(&county)?;
    let now = desk.state().now_called(&format!("@{code}"));
    let now = now.trim_start_matches('@').to_owned();
    let mut names_of: Vec<String> = vec![code.clone(), now.clone()];
    names_of.extend(
        desk.state()
            .successors
            .iter()
            .filter(|(_, s)| !s.merged && (s.to == code || s.to == now))
            .map(|(old, _)| old.clone()),
    );
    names_of.sort();
    names_of.dedup();
    let standing: Vec<_> =
        desk.state().standing(&county).into_iter().map(|(id, v)| (id.clone(), v.clone())).collect();
    let heads = [
        desk.t("测算", "Verdict"),
        desk.t("代码", "Code"),
        desk.t("达到", "Met"),
        desk.t("未达到", "Not met"),
        desk.t("待定", "Undetermined"),
    ];
    let mut table = Table::new(desk.t("历次测算", "Verdicts"), &heads);
    let mut rules: Vec<String> = Vec::new();
    let mut name = String::new();
    for (id, v) in standing.iter().rev() {
        let brief = desk.service.brief(&v.brief)?;
        for called in &names_of {
            let mine: Vec<(String, Outcome)> = brief
                .all()
                .filter(|(k, _)| k.split_once('@').is_some_and(|(_, s)| s == called))
                .map(|(k, o)| (k.to_owned(), o))
                .collect();
            if mine.is_empty() {
                continue;
            }
            if name.is_empty() {
                name = named::subject(&named::names(desk, &county, Some(id))?, called);
            }
            let mut lists: [Vec<String>; 3] = Default::default();
            for (key, outcome) in &mine {
                let rule = key.split('@').next().unwrap_or_default().to_owned();
                let label = named::rule(desk, &county, &rule)?;
                let [met, unmet, open] = &mut lists;
                match outcome {
                    Outcome::Met => met.push(label),
                    Outcome::Unmet => unmet.push(label),
                    Outcome::Undetermined => open.push(label),
                    Outcome::NotApplicable => {}
                }
                if brief.figure(key).is_some() && !rules.contains(&rule) {
                    rules.push(rule);
                }
            }
            let [met, unmet, open] = lists.map(|l| l.join(desk.t("、", ", ")));
            table.row(
                if unmet.is_empty() { "" } else { "hot" },
                vec![
                    html! { a href=(address(&["verdict", id])) { (page::time(v.as_of)) } " " (page::id(id)) },
                    html! { code { (called) } },
                    html! { (met) },
                    html! { @if !unmet.is_empty() { (mark("✗", "bad", &unmet)) } },
                    html! { (open) },
                ],
            );
        }
    }
    if table.rows.is_empty() || code == county {
        return Err(Stop::NotThere);
    }
    let mut charts: Vec<Markup> = Vec::new();
    for rule in rules {
        charts.extend(trend::figure(desk, &county, &format!("{rule}@{now}"), 2)?);
    }
    let given = || vec![("county", county.clone())];
    let can = offers::offers(
        desk,
        vec![
            ("target.set", String::new(), given()),
            ("subject.rename", code.clone(), given()),
            ("subject.merge", code.clone(), given()),
        ],
    )?;
    let can = offers::section(desk, &can);
    let became = desk.state().successors.get(&code).cloned();
    let office = desk.office(&county);
    let body = html! {
        h1 { (name) " " small.mono { (code) } }
        @if let Some(s) = &became { section class="box now" { p { @if s.merged { (desk.t("已并入 ", "merged into ")) } @else { (desk.t("现在的代码是 ", "is now called ")) } a href=(address(&["school", &county, &s.to])) { (s.to) } } } }
        (table.show(""))
        @if !charts.is_empty() { section aria-labelledby="tr" { h2 id="tr" { (desk.t("变化趋势", "Trends")) } div.trio { @for chart in &charts { (chart) } } } }
        (can)
    };
    let page = Page::new(name, "see.schools", body).below("/", desk.t("总览", "Overview"));
    Ok(page
        .below(address(&["county", &county]), office)
        .below(format!("/schools?county={}", page::encoded(&county)), desk.t("学校", "Schools"))
        .into())
}
