//! A verdict: its place in the record, what it says in words, the engine's report in full.

use junheng::diagnostic::Language;
use junheng::evaluation::{Options, evaluate};
use junheng::report::{Detail, ReportInput, dossier};
use junheng::value::Outcome;
use maud::{Markup, html};

use super::named;
use crate::judge::{Brief, Figure, number};
use crate::record::Verdict;
use crate::web::offers;
use crate::web::page::{self, Page, Table, address, facts, mark, nothing, time};
use crate::web::sees;
use crate::web::visit::{Desk, Reply, Stop, Visit};

fn found(desk: &Desk<'_, '_>) -> Result<(String, Verdict), Stop> {
    let (id, who) = (desk.part("id").to_owned(), desk.whoever()?);
    if !sees::verdict(desk.state(), &who, &id) {
        return Err(Stop::NotThere);
    }
    let verdict = desk.state().verdicts.get(&id).cloned().ok_or(Stop::NotThere)?;
    Ok((id, verdict))
}

/// Up to four digits of an exact number.
pub fn shown(text: &str) -> String {
    number(text).map_or_else(|| text.to_owned(), |n| n.display(4))
}

/// A value beside its limit: how far beyond or short.
pub fn distance(figure: &Figure, unit: &str, language: Language) -> String {
    let (Some(value), Some(limit)) = (figure.value.as_deref(), figure.limit.as_deref()) else {
        return String::new();
    };
    let (Some(v), Some(l)) = (number(value), number(limit)) else { return String::new() };
    let (value, limit) = (v.display(4), l.display(4));
    let zh = language == Language::Zh;
    if v == l {
        return if zh {
            format!("{value}{unit}，恰好等于限值")
        } else {
            format!("{value}{unit}, exactly the limit")
        };
    }
    let more = v > l;
    let gap = if more { &v - &l } else { &l - &v };
    let gap = gap.display(4);
    match (zh, more) {
        (true, true) => format!("{value}{unit}，比限值{limit}多{gap}"),
        (true, false) => format!("{value}{unit}，比限值{limit}少{gap}"),
        (false, true) => format!("{value}{unit}, {gap} above {limit}"),
        (false, false) => format!("{value}{unit}, {gap} below {limit}"),
    }
}

/// The conclusion in a box.
pub fn conclusion(desk: &mut Desk<'_, '_>, id: &str, verdict: &Verdict) -> Result<Markup, Stop> {
    let brief = desk.service.brief(&verdict.brief)?;
    let Some((key, outcome)) = brief.conclusion().map(|(k, o)| (k.to_owned(), o)) else {
        return Ok(nothing());
    };
    let rule = key.split('@').next().unwrap_or_default().to_owned();
    let title = named::title(desk, &verdict.county, &rule)?;
    let (_, class, _) = crate::web::words::outcome(outcome, desk.language);
    let counts = |o: Outcome| brief.all().filter(|(k, x)| *x == o && !brief.concludes(k)).count();
    let own = desk.ask.uri.starts_with("/verdict/");
    let (unmet, doubts) = (counts(Outcome::Unmet), counts(Outcome::Undetermined));
    Ok(html! {
        div class={"box " (class)} {
            p { strong { (title) } " " (page::outcome(outcome, desk.language)) }
            p.small {
                (desk.t("数据截至 ", "Data as of ")) (time(verdict.as_of))
                (desk.t("，未达到 ", "; not met: ")) (unmet)
                (desk.t(" 项，待定 ", ", undetermined: ")) (doubts) (desk.t(" 项。", ". "))
                @if !own { a href=(address(&["verdict", id])) { (desk.t("这次测算", "This verdict")) } }
            }
        }
    })
}

/// Outcomes of one sort.
fn outcomes(
    desk: &mut Desk<'_, '_>,
    id: &str,
    verdict: &Verdict,
    brief: &Brief,
    failing: bool,
) -> Result<Table, Stop> {
    let heads =
        [desk.t("对象", "Of"), desk.t("规则", "Rule"), desk.t("结果", "Outcome"), desk.t("数值", "Figures")];
    let caption = if failing {
        desk.t("未达到和待定的结果", "Outcomes not met or undetermined")
    } else {
        desk.t("达到和不适用的结果", "Outcomes met or not applicable")
    };
    let mut table = Table::new(caption, &heads);
    let names = named::names(desk, &verdict.county, Some(id))?;
    let pack = desk.service.pack(&verdict.pack)?;
    for (key, outcome) in brief.all() {
        let fails = matches!(outcome, Outcome::Unmet | Outcome::Undetermined);
        if fails != failing || brief.concludes(key) {
            continue;
        }
        let (rule, about) = key.split_once('@').unwrap_or((key, ""));
        let item = pack.find_item(rule).and_then(|ix| pack.item(ix));
        let (title, unit) =
            item.map_or((rule.to_owned(), String::new()), |i| (i.title.clone(), crate::judge::unit_of(i)));
        let figures = brief.figure(key).map(|f| distance(f, &unit, desk.language)).unwrap_or_default();
        let trend = format!("{}?of={}", address(&["trend", &verdict.county]), page::encoded(key));
        table.row(
            if outcome == Outcome::Unmet { "hot" } else { "" },
            vec![
                html! { (named::subject(&names, about)) " " (page::id(about)) },
                html! { (title) },
                page::outcome(outcome, desk.language),
                html! { (figures) @if !figures.is_empty() { small { a href=(trend) { (desk.t("变化趋势", "trend")) } } } },
            ],
        );
    }
    Ok(table)
}

/// The page of a verdict.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (id, verdict) = found(desk)?;
    let name = desk.office(&verdict.county);
    let brief = desk.service.brief(&verdict.brief)?;
    let stands = desk.state().stands(&id);
    let failing = outcomes(desk, &id, &verdict, &brief, true)?;
    let rest = outcomes(desk, &id, &verdict, &brief, false)?;
    let conclusion = conclusion(desk, &id, &verdict)?;
    let can = offers::offers(desk, vec![("finding.open", id.clone(), Vec::new())])?;
    let can = offers::section(desk, &can);
    let comparing = comparing(desk, &id, &verdict);
    let source = if desk.state().revisions.contains_key(&id) { id.clone() } else { id.replacen('C', "S", 1) };
    let title = match desk.language {
        Language::Zh => format!("{name}的测算，{}", verdict.as_of),
        Language::En => format!("Verdict on {name}, {}", verdict.as_of),
    };
    let published = desk.service.pack(&verdict.pack)?.digest.to_string();
    let digits = |d: &str| d.get(..12).unwrap_or_default().to_owned();
    let body = html! {
        div.head { h1 { (title) } a class="button noprint" href=(address(&["verdict", &id, "report"])) { (desk.t("测算报告全文", "The report in full")) } }
        @if !stands { section class="box doubt" { p { (mark("←", "doubt", desk.t("不再有效", "no longer stands"))) (desk.t("：这次提交已被退回或撤回，测算只供查阅。", ": the submission was returned or recalled; it is kept to be read.")) } } }
        (conclusion)
        section aria-labelledby="f" { h2 id="f" { (desk.t("未达到和待定", "Not met, undetermined")) } (failing.show(desk.t("没有未达到和待定的结果。", "Nothing is unmet or undetermined."))) }
        details { summary { (rest.rows.len()) (desk.t("项达到或不适用", " outcomes met or not applicable")) } (rest.show("")) }
        (can)
        (comparing)
        section.noprint aria-labelledby="ex" { h2 id="ex" { (desk.t("导出", "Exports")) } p { (super::exports::of_verdict(desk.visit, &id)) } }
        section aria-labelledby="p" {
            h2 id="p" { (desk.t("在记录里的位置", "Its place in the record")) }
            (facts(&[
                (desk.t("依据的数据", "Judged data"), html! { a href=(address(&["revision", &source])) { (id) } " " code { (digits(&verdict.data)) } }),
                (desk.t("采用的标准", "Standard"), html! { a href=(address(&["pack", &verdict.pack])) { (verdict.pack) } " " code { (published) } }),
                (desk.t("作出日期", "Made on"), html! { (time(verdict.day)) (desk.t("，记录 ", ", event ")) (verdict.made) }),
                (desk.t("报告摘要", "Digest of the report"), html! { code { (digits(&verdict.report)) } }),
            ]))
        }
    };
    let page = Page::new(title, "see.board", body).below("/", desk.t("总览", "Overview"));
    Ok(page.below(address(&["county", &verdict.county]), name).into())
}

/// The engine's report as a page of its own, with the line of the record at its foot.
pub fn report(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (id, verdict) = found(desk)?;
    let pack = desk.service.pack(&verdict.pack)?;
    let data = desk.service.data(&verdict.data)?;
    let facts = data.facts(&pack, verdict.as_of);
    let evaluation = evaluate(&pack, &facts, &Options::on(verdict.as_of));
    let input = ReportInput {
        pack: &pack,
        facts: &facts,
        evaluation: &evaluation,
        detail: Detail::Failures,
        language: desk.language,
    };
    let page = dossier::document(&input).html();
    Ok(stamped(desk, page, &id))
}

/// A page of the engine with the line of the record at its foot.
fn stamped(v: &Visit<'_>, page: String, of: &str) -> Reply {
    let demo =
        if v.story { v.t("演示，全部虚构 · ", "演示 · demo, all invented · ") } else { "" };
    let line = html! {
        p.notice { (demo) (v.t("记录 ", "record ")) (v.seq) " · " (v.head) " · " (of) }
    };
    // A wide table scrolls in itself: by keyboard, too.
    let page = page.replace("<div class=\"wide\">", "<div class=\"wide\" tabindex=\"0\">");
    Reply::Whole(page.replacen("</body>", &format!("{}</body>", line.into_string()), 1))
}

/// Two verdicts of a county side by side: cells, outcomes that turned, and by what.
pub fn compare(v: &Visit<'_>) -> Result<Reply, Stop> {
    let (a, b) = (v.ask.query.get("a"), v.ask.query.get("b"));
    let who = v.who.as_ref().ok_or(Stop::SignIn)?;
    let pair = {
        let mut service = v.app.service();
        let seen = |id: &str| sees::verdict(service.state(), who, id);
        if !seen(a) || !seen(b) {
            return Err(Stop::NotThere);
        }
        service.pair(a, b)?
    };
    // Judging takes time; the store is free meanwhile.
    Ok(stamped(v, pair.html(v.language)?, &format!("{a} / {b}")))
}

/// The form to compare a verdict with another one of its county.
fn comparing(desk: &Desk<'_, '_>, id: &str, verdict: &Verdict) -> Markup {
    let mut others: Vec<_> = desk
        .state()
        .verdicts
        .iter()
        .filter(|(o, v)| v.county == verdict.county && o.as_str() != id)
        .collect();
    if others.is_empty() {
        return nothing();
    }
    others.sort_by_key(|(_, v)| (v.as_of, v.made));
    // The copy goes beside its revision, anything else beside the one before.
    let own = id.replacen('C', "S", 1);
    let before = others.iter().rev().find(|(_, v)| (v.as_of, v.made) < (verdict.as_of, verdict.made));
    let chosen = others.iter().find(|(o, _)| **o == own).or(before).map(|(o, _)| (*o).clone());
    html! {
        section.noprint aria-labelledby="cmp" {
            h2 id="cmp" { (desk.t("与另一次测算比较", "Compare with another verdict")) }
            form.bar method="get" action="/compare" {
                div.wide {
                    label for="a" { (desk.t("另一次", "The other one")) }
                    select id="a" name="a" { @for (other, v) in &others { option value=(other) selected[chosen.as_ref() == Some(*other)] { (v.as_of) " " (other) } } }
                }
                input type="hidden" name="b" value=(id);
                div { button.button { (desk.t("比较", "Compare")) } }
            }
        }
    }
}
