//! All counties at a glance.

use junheng::value::Date;
use maud::{Markup, html};
use serde_json::Value;

use super::named;
use crate::web::page::{self, Page, Table, address, chip, mark, nothing};
use crate::web::visit::{Desk, Reply, Stop};
use crate::web::words;

/// What a county's row is made of.
struct Row {
    code: String,
    name: String,
    board: Value,
    /// The stage's title, and whether it is done, failed or begun.
    stage: Markup,
    stage_id: String,
    conclusion: String,
    due: Option<i64>,
    unmet: String,
    open: usize,
    late: Vec<(String, i64)>,
    soon: usize,
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn stage(desk: &mut Desk<'_, '_>, code: &str, board: &Value) -> Result<(String, Markup), Stop> {
    let id = text(board, "stage").to_owned();
    if id.is_empty() {
        return Ok((id, chip("○", "none", desk.t("尚未立项", "no case yet"))));
    }
    if id == "done" {
        return Ok((id, page::state("done", desk.language)));
    }
    let title =
        named::stages(desk, code)?.into_iter().find(|s| s.id == id).map_or_else(|| id.clone(), |s| s.title);
    let revision = text(board, "revision").split_once(' ').map_or("", |(_, state)| state);
    let (sign, class, more) = match (text(board, "result"), revision) {
        ("failed", _) => ("✗", "bad", desk.t("不通过", "failed")),
        (_, "returned" | "recalled" | "reopened") => ("←", "doubt", words::state(revision, desk.language)),
        _ => ("◎", "now", ""),
    };
    let word = if more.is_empty() { title } else { format!("{title} · {more}") };
    Ok((id, chip(sign, class, &word)))
}

fn rows(desk: &mut Desk<'_, '_>, on: Date) -> Result<Vec<Row>, Stop> {
    let lists = desk.app.lists(desk.service, on)?;
    let mut out = Vec::new();
    for (code, name) in desk.counties() {
        let board = lists.get("board").and_then(|b| b.get(&code)).cloned().unwrap_or_default();
        let rules = |field: &Value| -> Vec<String> {
            field.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
        };
        let unmet = rules(board.get("unmet").and_then(|u| u.get("rules")).unwrap_or(&Value::Null));
        let doubts = rules(board.get("doubts").unwrap_or(&Value::Null));
        let mut labels = Vec::new();
        for id in unmet.iter().chain(&doubts) {
            labels.push(named::rule(desk, &code, id)?);
        }
        let (stage_id, stage) = stage(desk, &code, &board)?;
        let state = desk.state();
        let open = lists
            .get("open_findings")
            .and_then(|f| f.get(&code))
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        let mine = |id: &str, item: &Value| {
            text(item, "who") == code || state.actions.get(id).is_some_and(|a| a.county == code)
        };
        let due = |list: &str| lists.get(list).and_then(Value::as_object).into_iter().flatten();
        let late = due("overdue").filter(|(id, item)| mine(id, item));
        let late: Vec<(String, i64)> = late
            .map(|(id, item)| (id.clone(), item.get("days").and_then(Value::as_i64).unwrap_or(0)))
            .collect();
        let soon = due("next_60_days").filter(|(id, item)| mine(id, item)).count();
        let due = state.cases.get(&code).map(|c| c.due);
        let conclusion = text(&board, "conclusion").to_owned();
        let unmet = labels.join(desk.t("、", ", "));
        out.push(Row { code, name, board, stage, stage_id, conclusion, due, unmet, open, late, soon });
    }
    Ok(out)
}

/// The board.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let on = desk.asked_day();
    let all = rows(desk, on)?;
    let q = desk.ask.query.clone();
    let (due, stage, conclusion, late) = (q.get("due"), q.get("stage"), q.get("conclusion"), q.has("late"));
    let kept: Vec<&Row> = all
        .iter()
        .filter(|r| due.is_empty() || r.due.is_some_and(|d| d.to_string() == due))
        .filter(|r| stage.is_empty() || r.stage_id == stage || (stage == "none" && r.stage_id.is_empty()))
        .filter(|r| conclusion.is_empty() || r.conclusion == conclusion)
        .filter(|r| !late || !r.late.is_empty())
        .collect();
    let title = desk.t("总览", "Overview");
    let lead = if desk.language == junheng::diagnostic::Language::Zh {
        format!("{}个县的创建进度，按 {on} 当天的记录推算。改日期可以看过去任何一天。", all.len())
    } else {
        format!(
            "The progress of {} counties, by the record as it stood on {on}. Any earlier day can be chosen.",
            all.len()
        )
    };
    let body = html! {
        div.head { div { h1 { (title) } p.lead { (lead) } } }
        (figures(desk, &all))
        (filter(desk, &all, on)?)
        (table(desk, &kept).show(desk.t("没有符合条件的县。", "No county fits.")))
        (super::agenda::late_section(desk, on)?)
    };
    Ok(Page::new(title, "see.board", body).into())
}

fn figures(desk: &Desk<'_, '_>, all: &[Row]) -> Markup {
    let recognised = all.iter().filter(|r| !text(&r.board, "recognised").is_empty()).count();
    let met = all.iter().filter(|r| r.conclusion == "met").count();
    let late: Vec<i64> = all.iter().flat_map(|r| r.late.iter().map(|(_, days)| *days)).collect();
    let most = late.iter().max().copied();
    let soon: usize = all.iter().map(|r| r.soon).sum();
    let open: usize = all.iter().map(|r| r.open).sum();
    let longest = most.map(|d| match desk.language {
        junheng::diagnostic::Language::Zh => format!("，最长{d}天"),
        junheng::diagnostic::Language::En => format!(", {d} days at most"),
    });
    html! {
        ul.figures aria-label=(desk.t("合计", "Totals")) {
            li { b { (recognised) small { "／" (all.len()) } } span { (desk.t("已认定的县", "counties recognised")) } }
            li { b { (met) small { "／" (all.len()) } } span { (desk.t("最近结论达到", "newest conclusion met")) } }
            li { b class=[(!late.is_empty()).then_some("bad")] { (late.len()) small { (desk.t("件", "")) } } span { (desk.t("逾期", "overdue")) (longest.unwrap_or_default()) } }
            li { b { (soon) small { (desk.t("件", "")) } } span { (desk.t("60天内到期", "due within 60 days")) } }
            li { b { (open) small { (desk.t("个", "")) } } span { (desk.t("未了结的问题", "open findings")) } }
        }
    }
}

fn filter(desk: &mut Desk<'_, '_>, all: &[Row], on: Date) -> Result<Markup, Stop> {
    let q = desk.ask.query.clone();
    let mut years: Vec<i64> = all.iter().filter_map(|r| r.due).collect();
    years.sort_unstable();
    years.dedup();
    let mut stages: Vec<(String, String)> = Vec::new();
    if let Some(first) = all.first() {
        stages = named::stages(desk, &first.code)?.into_iter().map(|s| (s.id, s.title)).collect();
    }
    let any = desk.t("全部", "all");
    let chosen = |name: &str, value: &str| q.get(name) == value;
    Ok(html! {
        form.bar method="get" action="/" aria-label=(desk.t("筛选", "Filter")) {
            div { label for="due" { (desk.t("创建年度", "Due year")) } select id="due" name="due" {
                option value="" { (any) }
                @for y in &years { option value=(y) selected[chosen("due", &y.to_string())] { (y) } }
            } }
            div { label for="stage" { (desk.t("所处阶段", "Stage")) } select id="stage" name="stage" {
                option value="" { (any) }
                option value="none" selected[chosen("stage", "none")] { (desk.t("尚未立项", "no case yet")) }
                @for (id, title) in &stages { option value=(id) selected[chosen("stage", id)] { (title) } }
                option value="done" selected[chosen("stage", "done")] { (words::state("done", desk.language)) }
            } }
            div { label for="conclusion" { (desk.t("最近结论", "Newest conclusion")) } select id="conclusion" name="conclusion" {
                option value="" { (any) }
                @for id in ["met", "unmet", "undetermined"] {
                    @if let Some(outcome) = words::outcome_of(id) {
                        option value=(id) selected[chosen("conclusion", id)] { (words::outcome(outcome, desk.language).2) }
                    }
                }
            } }
            div { label for="on" { (desk.t("查看日期", "On the day")) } input id="on" name="on" type="date" value=(on) max=(desk.day); }
            div.tick { input id="late" type="checkbox" name="late" checked[q.has("late")]; label for="late" { (desk.t("只看有逾期的", "only with something overdue")) } }
            div { button.button { (desk.t("查看", "Show")) } }
        }
    })
}

/// Days overdue, in words.
pub fn days_late(desk: &Desk<'_, '_>, days: i64) -> Markup {
    let word = match desk.language {
        junheng::diagnostic::Language::Zh => format!("逾期{days}天"),
        junheng::diagnostic::Language::En => format!("{days} days overdue"),
    };
    mark("!", "bad", &word)
}

fn table(desk: &Desk<'_, '_>, rows: &[&Row]) -> Table {
    let heads = [
        desk.t("县", "County"),
        desk.t("创建年度", "Due year"),
        desk.t("所处阶段", "Stage"),
        desk.t("认定", "Recognised"),
        desk.t("#距年底（天）", "#Days left"),
        desk.t("最近结论", "Newest conclusion"),
        desk.t("未达到与待定", "Not met, in doubt"),
        desk.t("问题", "Findings"),
        desk.t("逾期", "Overdue"),
    ];
    let caption = match desk.language {
        junheng::diagnostic::Language::Zh => format!("各县进度（{}个县）", rows.len()),
        junheng::diagnostic::Language::En => format!("Progress ({} counties)", rows.len()),
    };
    let mut table = Table::new(caption, &heads);
    for row in rows {
        let recognised = text(&row.board, "recognised");
        let left = row.board.get("days_left").and_then(Value::as_i64);
        let verdict = text(&row.board, "verdict").to_owned();
        let as_of = desk.state().verdicts.get(&verdict).map(|v| v.as_of.to_string());
        table.row(
            if row.late.is_empty() { "" } else { "hot" },
            vec![
                html! { a href=(address(&["county", &row.code])) { (row.name) } " " (page::id(&row.code)) },
                row.due.map_or_else(nothing, |d| html! { (d) }),
                row.stage.clone(),
                if recognised.is_empty() {
                    mark("–", "none", desk.t("尚未", "not yet"))
                } else {
                    html! { (mark("✓", "good", desk.t("已认定", "recognised"))) small { span.nw { (recognised) } } }
                },
                left.map_or_else(nothing, |d| {
                    html! { @if d < 0 { "−" (-d) small { (desk.t("创建年度已过", "the due year is over")) } } @else { (d) } }
                }),
                words::outcome_of(&row.conclusion).map_or_else(nothing, |o| {
                    html! {
                        a href=(address(&["verdict", &verdict])) { (page::outcome(o, desk.language)) }
                        @if let Some(day) = &as_of { small { span.nw { (day) } } }
                    }
                }),
                html! { (row.unmet) },
                if row.open == 0 {
                    nothing()
                } else {
                    html! { a href={"/ledger?county=" (row.code)} { (row.open) (desk.t("个未了结", " open")) } }
                },
                row.late.iter().map(|(_, days)| *days).max().map_or_else(nothing, |most| {
                    html! { (days_late(desk, most)) small { (row.late.len()) (desk.t("件", " items")) } }
                }),
            ],
        );
    }
    table
}
