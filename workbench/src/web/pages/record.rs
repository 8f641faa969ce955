//! The record: search, verify, head.

use maud::{Markup, html};

use crate::record::{Broken, Event, Wrong, hex};
use crate::web::page::{Page, Table, encoded, facts, mark, time};
use crate::web::sees;
use crate::web::visit::{Desk, Reply, Stop};
use crate::web::words;

/// Events on a page.
const EVENTS: usize = 100;

fn fits(event: &Event, word: &str, lang: junheng::diagnostic::Language) -> bool {
    if word.is_empty() {
        return true;
    }
    let plain = [&event.who, &event.office, &event.act, &event.object];
    plain.iter().any(|t| t.contains(word))
        || words::act(&event.act, lang).contains(word)
        || event.reason.as_deref().is_some_and(|r| r.contains(word))
        || event.on.to_string().starts_with(word)
        || serde_json::to_string(&event.fields).is_ok_and(|t| t.contains(word))
}

/// Events that whoever asks may read, the newest first.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (who, lang) = (desk.whoever()?, desk.language);
    let word = desk.ask.query.get("q").to_owned();
    let before = desk.ask.query.get("before").parse::<i64>().unwrap_or(i64::MAX);
    let events = desk.service.record().events()?;
    let state = desk.state();
    let mut found: Vec<&Event> = events
        .iter()
        .rev()
        .filter(|e| e.seq < before && sees::event(state, &who, e) && fits(e, &word, lang))
        .take(EVENTS + 1)
        .collect();
    let more = if found.len() > EVENTS { found.pop().and(found.last()).map(|e| e.seq) } else { None };
    let heads = [
        desk.t("编号", "No."),
        desk.t("日期", "Day"),
        desk.t("谁", "Who"),
        desk.t("办理", "Act"),
        desk.t("对象", "Object"),
        desk.t("理由", "Reason"),
    ];
    let mut table = Table::new(desk.t("记录（新的在前）", "Events, the newest first"), &heads);
    for e in found {
        table.row(
            "",
            vec![
                html! { (e.seq) },
                time(e.on),
                html! { (e.who) small { (desk.office(&e.office)) " " (words::role(&e.role, lang)) } },
                html! { (words::act(&e.act, lang)) },
                html! { span.mono { (e.object) } },
                html! { (e.reason.clone().unwrap_or_default()) },
            ],
        );
    }
    let (_, head) = desk.service.record().head();
    let title = desk.t("记录", "Record");
    let older = more.map(|seq| format!("/record?q={}&before={seq}", encoded(&word)));
    let body = html! {
        h1 { (title) }
        p.lead { (desk.t("每办一件事就有一条记录，前后用校验值相连：改动、删去、调换或插入任何一条都能查出来。", "Every act leaves one event, chained by hashes: any that is changed, dropped, swapped or inserted is found.")) }
        (facts(&[
            (desk.t("条数", "Events"), html! { (desk.seq) }),
            (desk.t("末条校验值", "Head"), html! { code { (hex(&head)) } }),
        ]))
        form.bar method="get" action="/record" aria-label=(desk.t("查找", "Search")) {
            div.wide { label for="q" { (desk.t("查找", "Search")) " " span.hint { (desk.t("账号、办理、编号、日期或文字", "an account, an act, an id, a day, a text")) } } input id="q" name="q" type="search" value=(word); }
            div { button.button { (desk.t("查找", "Search")) } }
            div { a.button href="/record/verify" { (desk.t("从头核对", "Verify all")) } }
        }
        (table.show(desk.t("没有找到。", "Nothing was found.")))
        @if let Some(older) = &older { p { a href=(older) { (desk.t("更早的记录", "Earlier events")) } } }
    };
    Ok(Page::new(title, "see.record", body).below("/", desk.t("总览", "Overview")).into())
}

/// Follows the chain from its beginning, and a stamped paper's anchor where one is given.
pub fn verify(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let anchor = desk.ask.query.get("anchor").to_owned();
    let parts = anchor.split_once([':', '·', ' ']).and_then(|(n, h)| {
        Some((n.trim().parse::<i64>().ok()?, h.trim_matches(|c: char| !c.is_ascii_hexdigit())))
    });
    let title = desk.t("核对记录", "Verify the record");
    let answer: Markup = if !anchor.is_empty() && parts.is_none() {
        html! { section class="box bad" role="alert" { p { (mark("✗", "bad", desk.t("应写成 编号:校验值", "write NUMBER:HASH"))) } } }
    } else {
        let checked = desk.service.record().verify(parts)?;
        match checked {
            Ok(found) => {
                let odd = desk.service.record().check()?;
                html! {
                    @if let Some(wrong) = &odd {
                        section class="box bad" role="alert" {
                            p {
                                @match wrong {
                                    Wrong::Thing(sort, id) => { (mark("✗", "bad", desk.t("各表与记录不符", "the tables differ from the events"))) " " (sort) " " (id) },
                                    Wrong::Content(digest) => { (mark("✗", "bad", desk.t("内容缺失或被改动", "a content is missing or was changed"))) " " code { (digest) } },
                                }
                            }
                        }
                    } @else {
                        section class="box good" role="status" { p { (mark("✓", "good", desk.t("记录完好", "The record holds"))) (desk.t("：", ": ")) (found.events) (desk.t(" 条前后相接，各表与记录一致。", " events hold together, and the tables are what they add up to.")) } p.small { code { (hex(&found.head)) } } }
                    }
                }
            }
            Err(Broken::At(n)) => {
                html! { section class="box bad" role="alert" { p { (mark("✗", "bad", desk.t("记录不完好", "The record is broken"))) (desk.t("：从第 ", ": from event ")) (n) (desk.t(" 条起校验不符。", " on the hashes do not fit.")) } } }
            }
            Err(Broken::Anchor(n)) => {
                html! { section class="box bad" role="alert" { p { (mark("✗", "bad", desk.t("与纸面不符", "It is not what the paper says"))) (desk.t("：第 ", ": event ")) (n) (desk.t(" 条的校验值不同，或者已不在存储里。", " has another hash, or is not there any more.")) } } }
            }
        }
    };
    let body = html! {
        h1 { (title) }
        (answer)
        form.bar method="get" action="/record/verify" {
            div.wide { label for="anchor" { (desk.t("纸面上的记录号和校验值", "Number and hash on a paper")) " " span.hint { "N:HASH" } } input id="anchor" name="anchor" value=(anchor); }
            div { button.button { (desk.t("核对", "Verify")) } }
        }
    };
    let page = Page::new(title, "see.record", body).below("/", desk.t("总览", "Overview"));
    Ok(page.below("/record", desk.t("记录", "Record")).into())
}
