//! A county: its stages, its newest verdict, deadlines, targets, trends, documents, and what can be done.

use junheng::diagnostic::Language;
use junheng::semantics::Stage;
use junheng::value::Outcome;
use maud::{Markup, html};
use serde_json::Value;

use super::{agenda, ids, named, trend, verdict};
use crate::record::Event;
use crate::web::offers::{self, Wish};
use crate::web::page::{self, Page, Table, address, chip, facts, mark, nothing, time};
use crate::web::sees;
use crate::web::visit::{Desk, Reply, Stop};
use crate::web::words;

/// Most trends on the page.
const CHARTS: usize = 6;

/// What was done just now, where the address says so.
pub fn just_done(desk: &mut Desk<'_, '_>) -> Result<Markup, Stop> {
    let Some(seq) = desk.ask.query.get("done").parse::<i64>().ok() else { return Ok(nothing()) };
    let who = desk.whoever()?;
    let event = desk.service.record().event(seq)?;
    let Some(event) = event.filter(|e| e.who == who.name) else { return Ok(nothing()) };
    Ok(html! {
        section class="box good" role="status" {
            p { (mark("✓", "good", desk.t("已办理", "Done"))) (desk.t("：", ": ")) (words::act(&event.act, desk.language)) " " small.mono.soft { (desk.t("记录 ", "event ")) (seq) } }
        }
    })
}

/// Events of a county's case that whoever asks may read.
fn history(desk: &mut Desk<'_, '_>, county: &str) -> Result<Vec<Event>, Stop> {
    let who = desk.whoever()?;
    let events = desk.service.record().events_of(county)?;
    let state = desk.state();
    Ok(events.into_iter().filter(|e| sees::event(state, &who, e)).collect())
}

/// Which stage an event belongs to.
fn stage_of<'s>(event: &'s Event, own: &'s str, city: &'s str) -> Option<&'s str> {
    match event.act.as_str() {
        "stage.conclude" | "stage.reopen" => Some(event.text("stage")),
        "data.submit" | "data.recall" | "stage.return" | "stage.accept" => {
            Some(own).filter(|_| event.object.starts_with("S-"))
        }
        "cell.correct" => Some(city),
        _ => None,
    }
}

fn line(desk: &Desk<'_, '_>, event: &Event) -> Markup {
    let lang = desk.language;
    let what = match event.act.as_str() {
        "stage.conclude" => {
            let result = event.text("result");
            html! { (words::act(&event.act, lang)) " " (page::state(result, lang)) }
        }
        "cell.correct" => html! { (words::act(&event.act, lang)) " " (event.text("cell")) },
        act if event.object.starts_with("S-") => {
            html! { a href=(address(&["revision", &event.object])) { (words::act(act, lang)) } " " (page::id(&event.object)) }
        }
        act => html! { (words::act(act, lang)) },
    };
    html! {
        li {
            (time(event.on))
            span { (what) " " span.soft { (event.who) } @if let Some(reason) = &event.reason { " " (reason) } }
        }
    }
}

fn stages(desk: &mut Desk<'_, '_>, county: &str, events: &[Event]) -> Result<Markup, Stop> {
    let list: Vec<Stage> = named::stages(desk, county)?;
    let results = desk.state().cases.get(county).map(|c| c.results.clone()).unwrap_or_default();
    let begun = desk.state().cases.get(county).is_some_and(|c| c.revision.is_some());
    let (own, city) = (list.first().map_or("", |s| &s.id), list.get(1).map_or("", |s| &s.id));
    let current = list.iter().position(|s| results.get(&s.id).is_none_or(|r| r != "passed"));
    let lang = desk.language;
    Ok(html! {
        ol.stages.row {
            @for (n, stage) in list.iter().enumerate() {
                @let result = results.get(&stage.id).map(String::as_str);
                @let now = current == Some(n) && (n > 0 || begun);
                @let class = match result { Some("passed") => "done", Some(_) => "fail", None => "none" };
                li class=(class) data-n=(n + 1) aria-current=[(current == Some(n)).then_some("step")] {
                    h3 { (stage.title) }
                    p {
                        @match result {
                            Some(result) => { (page::state(result, lang)) },
                            None if now => { (chip("◎", "now", desk.t("进行中", "under way"))) },
                            None => { (chip("○", "none", desk.t("未开始", "not begun"))) },
                        }
                    }
                    @if !stage.yields.is_empty() { p.small.soft { (desk.t("文件：", "Documents: ")) (stage.yields.join(desk.t("、", ", "))) } }
                    @let mine: Vec<&Event> = events.iter().rev().filter(|e| stage_of(e, own, city) == Some(stage.id.as_str())).collect();
                    @if !mine.is_empty() {
                        ol.log reversed { @for event in mine.iter().take(8) { (line(desk, event)) } }
                        @if mine.len() > 8 { details { summary { (desk.t("更早的", "Earlier")) } ol.log reversed { @for event in mine.iter().skip(8) { (line(desk, event)) } } } }
                    }
                }
            }
        }
    })
}

fn targets(desk: &mut Desk<'_, '_>, county: &str) -> Result<Table, Stop> {
    let day = desk.day;
    let lists = desk.app.lists(desk.service, day)?;
    let heads = [
        desk.t("年度", "Year"),
        desk.t("目标", "Target"),
        desk.t("要求", "Wanted"),
        desk.t("结果", "Result"),
    ];
    let mut table = Table::new(desk.t("年度目标", "Targets"), &heads);
    let mut mine: Vec<_> = desk
        .state()
        .targets
        .iter()
        .filter(|(_, t)| t.county == county)
        .map(|(id, t)| (id.clone(), t.clone()))
        .collect();
    mine.sort_by_key(|(_, t)| (t.year, t.made));
    for (id, target) in mine {
        let rule = named::rule(desk, county, &target.rule)?;
        let of = match &target.subject {
            Some(subject) => named::subject(&named::names(desk, county, None)?, subject),
            None => String::new(),
        };
        let is = |word: &str| {
            let list = lists.get("targets").and_then(|t| t.get(word)).and_then(Value::as_array);
            list.is_some_and(|l| l.iter().any(|v| v.as_str() == Some(&id)))
        };
        let result = if is("met") {
            mark("✓", "good", desk.t("完成", "met"))
        } else if is("missed") {
            mark("✗", "bad", desk.t("未完成", "missed"))
        } else {
            mark("–", "none", desk.t("尚无数据", "no data yet"))
        };
        let want = match target.want.as_i64() {
            Some(n) if desk.language == Language::Zh => format!("至少{n}个达到"),
            Some(n) => format!("at least {n} met"),
            None => desk.t("全部达到", "all met").to_owned(),
        };
        let due = target.due.map(|d| d.to_string());
        table.row(
            "",
            vec![
                html! { (target.year) },
                html! { (rule) @if !of.is_empty() { " · " (of) } " " (page::id(&id)) },
                html! { (want) @if let Some(due) = &due { small { (desk.t("不迟于 ", "by ")) (due) } } },
                result,
            ],
        );
    }
    Ok(table)
}

fn documents(desk: &Desk<'_, '_>, county: &str) -> Table {
    let heads = [
        desk.t("文件", "Document"),
        desk.t("文件日期", "Date on it"),
        desk.t("登记", "Filed"),
        desk.t("公开", "Public"),
    ];
    let mut table = Table::new(desk.t("登记的文件", "Documents filed"), &heads);
    let mut mine: Vec<_> = desk.state().documents.iter().filter(|(_, d)| d.county == county).collect();
    mine.sort_by_key(|(_, d)| std::cmp::Reverse(d.made));
    for (id, d) in mine {
        table.row("", vec![
            html! { (d.title) " " (page::id(id)) @if let Some(old) = &d.supersedes { small { (desk.t("替换 ", "takes the place of ")) (old) } } },
            time(d.date),
            html! { (time(d.day)) small { @if d.own { (desk.t("本县", "the county")) } @else { (desk.t("上级", "the office above")) } } },
            html! { @if d.public { (desk.t("公开", "public")) } @else { (desk.t("不公开", "not public")) } },
        ]);
    }
    table
}

fn charts(desk: &mut Desk<'_, '_>, county: &str) -> Result<Vec<Markup>, Stop> {
    let Some(newest) = desk.state().newest(county).map(|(_, v)| v.clone()) else { return Ok(Vec::new()) };
    let brief = desk.service.brief(&newest.brief)?;
    // The nearest to their limits first: what is unmet, then what has the least margin.
    let mut keys: Vec<_> = brief.figures.iter().filter_map(|f| Some((f.margin()?, f.key.clone()))).collect();
    keys.sort();
    let mut out = Vec::new();
    for (_, key) in keys {
        if out.len() >= CHARTS {
            break;
        }
        out.extend(trend::figure(desk, county, &key, 2)?);
    }
    Ok(out)
}

fn wishes(desk: &Desk<'_, '_>, county: &str, stage: Option<&Stage>) -> Vec<Wish> {
    let state = desk.state();
    let with = || vec![("county", county.to_owned())];
    let mut out: Vec<Wish> = vec![
        (
            "data.upload",
            ids::revision_for(state, county, state.cases.contains_key(county), i64::from(desk.day.year())),
            with(),
        ),
        ("document.file", String::new(), with()),
        ("target.set", String::new(), with()),
        ("objection.record", String::new(), with()),
    ];
    if !state.cases.contains_key(county) {
        out.push(("case.open", format!("K-{county}"), with()));
    } else {
        let mut given = with();
        given.extend(stage.map(|s| ("stage", s.id.clone())));
        out.push(("stage.conclude", format!("K-{county}"), given.clone()));
        out.push(("stage.reopen", format!("K-{county}"), with()));
        let act = if state.recognitions.contains_key(county) {
            "recognition.withdraw"
        } else {
            "recognition.record"
        };
        out.push((act, format!("K-{county}"), with()));
    }
    for (id, objection) in &state.objections {
        if objection.county == county && objection.done.is_none() {
            out.push(("objection.answer", id.clone(), Vec::new()));
        }
    }
    out
}

fn warnings(desk: &mut Desk<'_, '_>, county: &str) -> Result<Markup, Stop> {
    let day = desk.day;
    let lists = desk.app.lists(desk.service, day)?;
    let of = |list: &str| {
        lists.get(list).and_then(|l| l.get(county)).and_then(Value::as_object).cloned().unwrap_or_default()
    };
    let (slides, warned) = (of("slides"), of("warnings"));
    if slides.is_empty() && warned.is_empty() {
        return Ok(nothing());
    }
    let mut items = Vec::new();
    for (key, slide) in &slides {
        let name = named::outcome(desk, county, key, None)?;
        let since = slide.get("unmet_since").and_then(Value::as_str).unwrap_or_default().to_owned();
        items.push(html! { li { (mark("✗", "bad", desk.t("滑坡", "slid"))) " " (name) " " span.soft { (desk.t("自 ", "since ")) a href=(address(&["verdict", &since])) { (since) } } } });
    }
    for (key, warning) in &warned {
        let name = named::outcome(desk, county, key, None)?;
        let margin = warning.get("margin").and_then(Value::as_str).and_then(crate::judge::number);
        let hundred = junheng::value::Number::from(100);
        let margin = margin.map(|m| (&m * &hundred).display(1)).unwrap_or_default();
        let fell = warning
            .get("why")
            .and_then(Value::as_array)
            .is_some_and(|w| w.iter().any(|t| t.as_str().is_some_and(|t| t.starts_with("fell"))));
        items.push(html! { li { (mark("!", "doubt", desk.t("预警", "warning"))) " " (name) (desk.t("，余量 ", ", margin ")) (margin) "%" @if fell { (desk.t("，连续下降", ", falling time and again")) } } });
    }
    Ok(
        html! { section aria-labelledby="wa" { h2 id="wa" { (desk.t("滑坡与预警", "Slides and warnings")) } ul.plain { @for item in &items { (item) } } } },
    )
}

/// A county's page.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let county = desk.part("county").to_owned();
    desk.seen_county(&county)?;
    let name = desk.office(&county);
    let done = just_done(desk)?;
    let events = history(desk, &county)?;
    let list = named::stages(desk, &county)?;
    let state = desk.state();
    let case = state.cases.get(&county).cloned();
    let recognised = state.recognitions.get(&county).filter(|r| r.date <= desk.day).cloned();
    let next = list.into_iter().find(|s| case.as_ref().is_none_or(|c| !c.results.contains_key(&s.id)));
    let wishes = wishes(desk, &county, next.as_ref());
    let can = offers::offers(desk, wishes)?;
    let can = offers::section(desk, &can);
    let stages = if case.is_some() {
        stages(desk, &county, &events)?
    } else {
        html! { p.box.empty { (desk.t("还没有立项。立项由上级的签发人来做。", "There is no case yet. The office above opens it.")) } }
    };
    let newest = desk.state().newest(&county).map(|(id, v)| (id.clone(), v.clone()));
    let conclusion = match &newest {
        Some((id, v)) => verdict::conclusion(desk, id, v)?,
        None => {
            html! { p.box.empty { (desk.t("还没有测算。上传并提交数据后才有。", "No verdict yet: there is one once data are submitted.")) } }
        }
    };
    let doubts = unmet(desk, &county, newest.as_ref())?;
    let warnings = warnings(desk, &county)?;
    let late = agenda::of_county(desk, &county)?;
    let targets = targets(desk, &county)?;
    let charts = charts(desk, &county)?;
    let documents = documents(desk, &county);
    let revisions = revisions(desk, &county)?;
    let left = case
        .as_ref()
        .and_then(|c| crate::agenda::year_end(c.due))
        .map(|end| crate::agenda::days_between(desk.day, end));
    let lang = desk.language;
    let body = html! {
        div.head { h1 { (name) " " small.mono { (county) } } }
        (done)
        (facts(&[
            (desk.t("创建年度", "Due year"), html! {
                @if let Some(case) = &case { (case.due) @if let Some(left) = left { @if left < 0 { (desk.t("，已过", ", over for ")) (-left) (desk.t("天", " days")) } @else { (desk.t("，距年底还有", ", ")) (left) (desk.t("天", " days left")) } } } @else { "–" }
            }),
            (desk.t("采用的标准", "Standard"), html! { @if let Some(case) = &case { a href=(address(&["pack", &case.pack])) { (case.pack) } } @else { "–" } }),
            (desk.t("认定", "Recognition"), html! {
                @match &recognised {
                    Some(r) => { (mark("✓", "good", desk.t("已认定", "recognised"))) " " (time(r.date)) },
                    None => { (mark("–", "none", desk.t("尚未认定", "not yet"))) },
                }
            }),
        ]))
        (late)
        section aria-labelledby="st" { h2 id="st" { (desk.t("阶段", "Stages")) } (stages) }
        (can)
        section aria-labelledby="v" { h2 id="v" { (desk.t("最近的测算", "Newest verdict")) } (conclusion) (doubts) }
        (warnings)
        @if !charts.is_empty() {
            section aria-labelledby="tr" {
                h2 id="tr" { (desk.t("变化趋势", "Trends")) }
                p.small.soft { (desk.t("圆点 ● 是达到的测算，✗ 是未达到的，虚线是限值；横轴是数据截至的日期。余量最小的在前。", "A dot ● is a verdict that meets the limit, ✗ one that does not; the dashed line is the limit; across is the day of the data. The smallest margins come first.")) }
                div.trio { @for chart in &charts { (chart) } }
            }
        }
        section aria-labelledby="ta" { h2 id="ta" { (desk.t("年度目标", "Targets")) } (targets.show(desk.t("还没有设定年度目标。", "No targets are set."))) }
        section aria-labelledby="re" { h2 id="re" { (desk.t("各次数据", "Data")) } (revisions.show(desk.t("还没有上传数据。", "No data yet."))) }
        section aria-labelledby="do" { h2 id="do" { (desk.t("文件", "Documents")) } (documents.show(desk.t("还没有登记文件。", "No documents are filed."))) }
        p.noprint { a href={"/ledger?county=" (county)} { (words::say(lang, "这个县的整改台账", "Rectification of this county")) } " · " a href={"/schools?county=" (county)} { (words::say(lang, "学校", "Schools")) } }
    };
    Ok(Page::new(name, "see.board", body).below("/", desk.t("总览", "Overview")).into())
}

/// What is unmet in the newest verdict, in a sentence.
fn unmet(
    desk: &mut Desk<'_, '_>,
    county: &str,
    newest: Option<&(String, crate::record::Verdict)>,
) -> Result<Markup, Stop> {
    let Some((id, verdict)) = newest else { return Ok(nothing()) };
    let brief = desk.service.brief(&verdict.brief)?;
    let mut lines = Vec::new();
    for (key, outcome) in
        brief.all().filter(|(k, o)| !brief.concludes(k) && *o != Outcome::Met && *o != Outcome::NotApplicable)
    {
        let name = named::outcome(desk, county, key, Some(id))?;
        lines.push(html! { li { (page::outcome(outcome, desk.language)) " " (name) } });
    }
    Ok(
        html! { @if !lines.is_empty() { ul.plain { @for line in lines.iter().take(12) { (line) } } @if lines.len() > 12 { p.small { a href=(address(&["verdict", id])) { (desk.t("其余", "more: ")) (lines.len() - 12) } } } } },
    )
}

fn revisions(desk: &mut Desk<'_, '_>, county: &str) -> Result<Table, Stop> {
    let who = desk.whoever()?;
    let heads =
        [desk.t("数据", "Data"), desk.t("用于", "For"), desk.t("状态", "State"), desk.t("测算", "Verdict")];
    let mut table = Table::new(desk.t("各次数据（新的在前）", "Data, the newest first"), &heads);
    let state = desk.state();
    let mut mine: Vec<_> = state
        .revisions
        .iter()
        .filter(|(id, r)| r.county == county && sees::revision(state, &who, id))
        .collect();
    mine.sort_by_key(|(_, r)| std::cmp::Reverse(r.made));
    for (id, r) in mine {
        let verdict = state.verdicts.get(id);
        table.row("", vec![
            html! { a href=(address(&["revision", id])) { (id) } @if r.errors > 0 { small { (mark("✗", "bad", &format!("{} {}", r.errors, desk.t("处有错", "errors")))) } } },
            html! { @if r.for_case { (desk.t("县级自评", "self-evaluation")) } @else { (desk.t("年度监测", "monitoring")) } },
            page::state(&r.state, desk.language),
            html! { @if let Some(v) = verdict { a href=(address(&["verdict", id])) { (time(v.as_of)) } } },
        ]);
    }
    Ok(table)
}
