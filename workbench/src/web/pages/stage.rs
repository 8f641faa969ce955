//! A revision: what it holds, declared beside computed, the city's copy beside it, documents, and what can be done.

use std::collections::BTreeMap;

use junheng::semantics::ColumnType;
use junheng::value::Outcome;
use maud::{Markup, html};
use serde_json::Value;

use super::{county, named, verdict};
use crate::judge::{Brief, Data, judge};
use crate::record::{Event, Revision};
use crate::web::offers::{self, Wish};
use crate::web::page::{self, Page, Table, address, facts, nothing, time};
use crate::web::sees;
use crate::web::visit::{Desk, Reply, Stop};
use crate::web::words;

/// Most rows of a table that a page shows.
const ROWS: usize = 200;

fn copy_id(id: &str) -> String {
    id.replacen('S', "C", 1)
}

/// A revision's page.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (id, who) = (desk.part("id").to_owned(), desk.whoever()?);
    if !sees::revision(desk.state(), &who, &id) {
        return Err(Stop::NotThere);
    }
    let revision = desk.state().revisions.get(&id).cloned().ok_or(Stop::NotThere)?;
    let name = desk.office(&revision.county);
    let done = county::just_done(desk)?;
    let copy = Some(copy_id(&id)).filter(|c| *c != id && sees::copy(desk.state(), &who, c));
    let events: Vec<Event> = desk.service.record().events_of(&revision.county)?;
    let state = desk.state();
    let mine: Vec<Event> = events
        .into_iter()
        .filter(|e| (e.object == id || Some(&e.object) == copy.as_ref()) && sees::event(state, &who, e))
        .collect();
    let compared = outcomes(desk, &id, &revision, copy.as_deref(), &mine)?;
    let cells = corrections(desk, &mine);
    let documents = documents(desk, &revision)?;
    let can = offers::offers(desk, wishes(&id, &revision, copy.as_deref(), desk))?;
    let can = offers::section(desk, &can);
    let data = tables(desk, &revision, copy.as_deref())?;
    let title = if revision.for_case {
        desk.t("县级自评的数据", "Data of the self-evaluation")
    } else {
        desk.t("年度监测数据", "Monitoring data")
    };
    let lang = desk.language;
    let as_of = revision.as_of;
    let verdict = desk.state().verdicts.contains_key(&id);
    let body = html! {
        div.head { div { h1 { (name) " · " (title) " " small.mono { (id) } } } p { (page::state(&revision.state, lang)) } }
        (done)
        (facts(&[
            (desk.t("上传", "Uploaded by"), html! { (revision.by) }),
            (desk.t("数据截至", "Data as of"), html! { @match as_of { Some(day) => (time(day)), None => (desk.t("提交的那一天", "the day of submission")) } }),
            (desk.t("错误", "Errors"), html! { @if revision.errors == 0 { (page::mark("✓", "good", desk.t("没有", "none"))) } @else { (page::mark("✗", "bad", &revision.errors.to_string())) } }),
            (desk.t("采用的标准", "Standard"), html! { (revision.pack) }),
            (desk.t("测算", "Verdict"), html! { @if verdict { a href=(address(&["verdict", &id])) { (desk.t("自评的测算", "of the self-evaluation")) } } @else { (desk.t("提交后才有", "after submission")) } }),
        ]))
        (can)
        (compared)
        (cells)
        (documents)
        (data)
        section aria-labelledby="lo" {
            h2 id="lo" { (desk.t("经过", "History")) }
            ol.log reversed { @for e in mine.iter().rev() { li { (time(e.on)) span { (words::act(&e.act, lang)) " " span.soft { (e.who) } @if let Some(reason) = &e.reason { " " (reason) } } } } }
        }
    };
    let page = Page::new(format!("{title} {id}"), "see.board", body).below("/", desk.t("总览", "Overview"));
    Ok(page.below(address(&["county", &revision.county]), name).into())
}

fn wishes(id: &str, revision: &Revision, copy: Option<&str>, desk: &Desk<'_, '_>) -> Vec<Wish> {
    let mut out: Vec<Wish> = Vec::new();
    let one = |act: &'static str, object: &str| (act, object.to_owned(), Vec::new());
    match revision.state.as_str() {
        "draft" => out.push(one("data.submit", id)),
        "submitted" if revision.for_case => {
            out.extend([one("stage.accept", id), one("stage.return", id), one("data.recall", id)]);
        }
        "submitted" => out.push(one("data.recall", id)),
        _ => {}
    }
    if let Some(copy) = copy {
        out.push(one("cell.correct", copy));
    }
    // The city's verdict goes before the county's own.
    let judged = [copy, Some(id)].into_iter().flatten().find(|o| desk.state().verdicts.contains_key(*o));
    out.extend(judged.map(|object| one("finding.open", object)));
    out
}

/// The declared outcome of a rule in the submission.
fn declared(events: &[Event]) -> BTreeMap<String, String> {
    let last = events.iter().rev().find(|e| e.act == "data.submit");
    let said = last.and_then(|e| e.fields.get("declared")).and_then(Value::as_object);
    said.into_iter().flatten().filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_owned()))).collect()
}

/// Declared, computed by the self-evaluation, computed from the copy: what turned first.
fn outcomes(
    desk: &mut Desk<'_, '_>,
    id: &str,
    revision: &Revision,
    copy: Option<&str>,
    events: &[Event],
) -> Result<Markup, Stop> {
    let Some(own) = desk.state().verdicts.get(id).cloned() else { return Ok(nothing()) };
    let first = desk.service.brief(&own.brief)?;
    let second = match copy {
        Some(copy) => Some(of_copy(desk, copy)?),
        None => None,
    };
    let declared = declared(events);
    let names = named::names(desk, &revision.county, Some(id))?;
    let pack = desk.service.pack(&revision.pack)?;
    let lang = desk.language;
    let mut heads = vec![
        desk.t("规则", "Rule"),
        desk.t("对象", "Of"),
        desk.t("县申报", "Declared"),
        desk.t("自评测算", "Self-evaluation"),
    ];
    if second.is_some() {
        heads.extend([desk.t("复核测算", "Review"), desk.t("变化", "Change")]);
    }
    let mut turned = Table::new(desk.t("申报与测算", "Declared and computed"), &heads);
    let mut same = Table::new(desk.t("没有变的结果", "Outcomes that did not turn"), &heads);
    for (key, outcome) in first.all() {
        let (rule, about) = key.split_once('@').unwrap_or((key, ""));
        let item = pack.find_item(rule).and_then(|ix| pack.item(ix));
        let (title, unit) =
            item.map_or((rule.to_owned(), String::new()), |i| (i.label.clone(), crate::judge::unit_of(i)));
        let said = declared.get(rule).and_then(|d| words::outcome_of(d));
        let now = second.as_ref().and_then(|b| b.good(key));
        let differs =
            now.is_some_and(|n| n != outcome) || said.is_some_and(|s| first.outcome(key) != Some(s));
        let figure =
            |brief: &Brief| brief.figure(key).map(|f| verdict::distance(f, &unit, lang)).unwrap_or_default();
        let shown = |o: Outcome, brief: &Brief| html! { (page::outcome(o, lang)) small { (figure(brief)) } };
        let mut cells = vec![
            html! { (title) },
            html! { (named::subject(&names, about)) },
            said.map_or_else(nothing, |s| page::outcome(s, lang)),
            shown(outcome, &first),
        ];
        if let Some(brief) = &second {
            cells.push(now.map_or_else(nothing, |n| shown(n, brief)));
            cells.push(match now {
                Some(n) if n != outcome => html! { (words::outcome(outcome, lang).2) (desk.t("变为", " → ")) (words::outcome(n, lang).2) },
                _ => html! { (desk.t("不变", "same")) },
            });
        }
        if differs || (second.is_none() && first.concludes(key)) {
            turned.row(if differs { "hot" } else { "" }, cells);
        } else {
            same.row("", cells);
        }
    }
    Ok(html! {
        section aria-labelledby="turn" {
            h2 id="turn" { @if second.is_some() { (desk.t("自评与复核对照", "Self-evaluation against review")) } @else { (desk.t("申报与测算对照", "Declared against computed")) } }
            @if let Some(copy) = copy.filter(|c| desk.state().verdicts.contains_key(*c)) {
                p { a href=(format!("/compare?a={}&b={}", page::encoded(id), page::encoded(copy))) { (desk.t("逐格对照，推翻各项的最小改动", "Cell by cell, with the smallest changes that turn outcomes")) } }
            }
            (turned.show(desk.t("没有推翻的结果。", "No outcome was overturned.")))
            details { summary { (same.rows.len()) (desk.t("项结果没有变", " outcomes did not turn")) } (same.show("")) }
        }
    })
}

/// The copy's verdict; before there is one, what it would be today.
fn of_copy(desk: &mut Desk<'_, '_>, id: &str) -> Result<Brief, Stop> {
    if let Some(found) = desk.state().verdicts.get(id).map(|v| v.brief.clone()) {
        return Ok((*desk.service.brief(&found)?).clone());
    }
    let day = desk.day;
    let Some(copy) = desk.state().copies.get(id).cloned() else { return Ok(Brief::default()) };
    let pack = desk.service.pack(&copy.pack)?;
    let data = desk.service.data(&copy.data)?;
    Ok(judge(&pack, &data, day).0)
}

fn corrections(desk: &Desk<'_, '_>, events: &[Event]) -> Markup {
    let heads = [
        desk.t("位置", "Cell"),
        desk.t("自评", "Before"),
        desk.t("复核", "After"),
        desk.t("理由", "Reason"),
        desk.t("更正人与日期", "By, on"),
    ];
    let mut table = Table::new(desk.t("更正的格", "Cells corrected"), &heads);
    let text = |e: &Event, field: &str| match e.fields.get(field) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    for e in events.iter().filter(|e| e.act == "cell.correct") {
        table.row(
            "",
            vec![
                html! { (text(e, "cell")) },
                html! { del { (text(e, "old")) } },
                html! { ins { (text(e, "new")) } },
                html! { (e.reason.clone().unwrap_or_default()) },
                html! { (e.who) small { (time(e.on)) } },
            ],
        );
    }
    if table.rows.is_empty() {
        return nothing();
    }
    html! { section aria-labelledby="cells" { h2 id="cells" { (desk.t("更正的格", "Cells corrected")) } (table.show("")) } }
}

fn documents(desk: &mut Desk<'_, '_>, revision: &Revision) -> Result<Markup, Stop> {
    if !revision.for_case {
        return Ok(nothing());
    }
    let stages = named::stages(desk, &revision.county)?;
    let heads = [
        desk.t("文件", "Document"),
        desk.t("阶段", "Stage"),
        desk.t("状态", "State"),
        desk.t("日期", "Date"),
    ];
    let mut table = Table::new(
        desk.t(
            "各阶段要的文件：通过需要全部，不通过只需要第一份",
            "Documents of the stages: all to pass, the first to fail",
        ),
        &heads,
    );
    for (title, stage) in stages.iter().flat_map(|s| s.yields.iter().map(move |t| (t, &s.title))) {
        let found = desk
            .state()
            .documents
            .values()
            .filter(|d| d.county == revision.county && d.title == *title && d.made > revision.made);
        let newest = found.max_by_key(|d| d.made);
        table.row(
            "",
            vec![
                html! { (title) },
                html! { (stage) },
                match newest {
                    Some(_) => page::chip("✓", "good", desk.t("已登记", "filed")),
                    None => page::chip("○", "none", desk.t("未登记", "not filed")),
                },
                newest.map_or_else(nothing, |d| time(d.date)),
            ],
        );
    }
    Ok(
        html! { section aria-labelledby="docs" { h2 id="docs" { (desk.t("文件", "Documents")) } (table.show("")) } },
    )
}

/// The data as understood; where there is a copy, the copy's, with what was corrected marked.
fn tables(desk: &mut Desk<'_, '_>, revision: &Revision, copy: Option<&str>) -> Result<Markup, Stop> {
    let pack = desk.service.pack(&revision.pack)?;
    let own: Data = desk.service.data(&revision.data)?;
    let names = own.names(&pack);
    let second = copy.and_then(|c| desk.state().copies.get(c)).map(|c| c.data.clone());
    let shown = match second {
        Some(digest) => desk.service.data(&digest)?,
        None => own.clone(),
    };
    let mut parts = Vec::new();
    for table in &shown.tables {
        let entity = pack.entities.iter().find(|e| e.id == table.entity);
        let label = entity.map_or_else(|| desk.t("评定", "findings").to_owned(), |e| e.label.clone());
        let head = |id: &String| {
            let column = entity.and_then(|e| e.columns.iter().find(|c| c.id == *id));
            column.map_or_else(
                || id.clone(),
                |c| {
                    if c.unit.symbol.is_empty() {
                        c.label.clone()
                    } else {
                        format!("{}（{}）", c.label, c.unit.symbol)
                    }
                },
            )
        };
        let heads: Vec<String> = table.header.iter().map(head).collect();
        let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
        let before = own.tables.iter().find(|t| t.entity == table.entity);
        let caption = format!("{label} ({})", table.rows.len());
        let mut out = Table::new(caption, &heads);
        // Values of kinds by their labels.
        let kinds: Vec<bool> = table
            .header
            .iter()
            .map(|id| {
                entity.is_some_and(|e| {
                    e.columns.iter().any(|c| c.id == *id && matches!(c.ty, ColumnType::Kind(_)))
                })
            })
            .collect();
        let word = |c: usize, cell: &str| match kinds.get(c) {
            Some(true) => names.get(&format!("\u{0}{cell}")).cloned().unwrap_or_else(|| cell.to_owned()),
            Some(false) | None => cell.to_owned(),
        };
        for (n, row) in table.rows.iter().take(ROWS).enumerate() {
            let old = before.and_then(|t| t.rows.get(n)).filter(|old| old.first() == row.first());
            let cells = row.iter().enumerate().map(|(c, cell)| {
                let was = old.and_then(|o| o.get(c)).filter(|was| *was != cell);
                html! { @match was { Some(was) => { del { (word(c, was)) } " " ins { (word(c, cell)) } }, None => { (word(c, cell)) } } }
            });
            out.row("", cells.collect());
        }
        parts.push((out, table.rows.len()));
    }
    Ok(html! {
        section aria-labelledby="data" {
            h2 id="data" { (desk.t("数据", "Data")) }
            p.small.soft { (desk.t("按系统理解的样子列出，不含个人信息列。更正时位置写作：表/代码/列。", "As the program understood them, without personal columns. A cell is named: table/code/column.")) }
            @for (table, all) in &parts { (table.show(desk.t("没有行。", "No rows."))) @if *all > ROWS { p.small.soft { (desk.t("这里列出前200行。", "These are the first 200 rows.")) } } }
        }
    })
}
