//! What a pack would change: stored verdicts as they would now be, and how many would pass at other numbers. Nothing of it is stored.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use junheng::diagnostic::Language;
use junheng::pack::PackChain;
use junheng::semantics::CheckedPack;
use junheng::value::Outcome;
use maud::{Markup, html};

use super::found;
use crate::error::Failure;
use crate::judge::Data;
use crate::web::App;
use crate::web::page::{self, Page, Table, address, mark, nothing, time};
use crate::web::sees;
use crate::web::visit::{Desk, Reply, Stop, Visit, Who};
use crate::would::{self, Range, Turned};

/// Most outcomes of one verdict that are listed.
const MOST: usize = 100;

/// Stored verdicts as a pack would have them.
#[derive(Debug, Clone)]
struct Trial {
    /// The pack's files, the state of the record and the language that this is of.
    of: (String, i64, Language),
    /// How many verdicts there are.
    total: usize,
    /// Those that were judged again: their ids and what would be otherwise.
    judged: Vec<(String, Vec<Turned>)>,
    /// Why it was given up.
    failed: Option<Failure>,
}

/// Trials that are kept.
const KEPT: usize = 4;

/// The trials that were made last. They go on while nobody waits.
#[derive(Debug, Default)]
pub struct Trials(Mutex<VecDeque<Trial>>);

impl Trials {
    /// Does something to the trial of a pack, if it is still kept.
    fn at<T>(&self, of: &(String, i64, Language), what: impl FnOnce(&mut Trial) -> T) -> Option<T> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter_mut().find(|t| t.of == *of).map(what)
    }

    fn keep(&self, trial: Trial) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back(trial);
        if kept.len() > KEPT {
            kept.pop_front();
        }
    }
}

/// The trial of a pack as far as it is; begun where it was not.
fn trial(app: &Arc<App>, of: &(String, i64, Language), new: &CheckedPack, verdicts: Vec<String>) -> Trial {
    if let Some(found) = app.trials.at(of, |t| t.clone()) {
        return found;
    }
    let begun = Trial { of: of.clone(), total: verdicts.len(), judged: Vec::new(), failed: None };
    app.trials.keep(begun.clone());
    let (app, of, new) = (app.clone(), of.clone(), new.clone());
    std::thread::spawn(move || {
        for id in verdicts {
            let one = judged_again(&app, &new, &id, of.2);
            let goes_on = app.trials.at(&of, |t| match one {
                Ok(turned) => {
                    t.judged.push((id, turned));
                    true
                }
                Err(failure) => {
                    t.failed = Some(failure);
                    false
                }
            });
            // Others were begun meanwhile, or this one cannot go on.
            if goes_on != Some(true) {
                return;
            }
        }
    });
    begun
}

/// The trial after a while: mostly it is done then, and the page need not be asked for again.
fn waited(app: &App, begun: Trial) -> Trial {
    let mut now = begun;
    for _ in 0..60 {
        if now.judged.len() >= now.total || now.failed.is_some() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
        match app.trials.at(&now.of.clone(), |t| t.clone()) {
            Some(later) => now = later,
            None => break,
        }
    }
    now
}

/// One verdict by another pack. The store is free while it is judged.
fn judged_again(app: &App, new: &CheckedPack, id: &str, language: Language) -> Result<Vec<Turned>, Failure> {
    let (old, data, as_of) = {
        let mut service = app.service();
        let verdict = service.state().verdicts.get(id).cloned().ok_or_else(|| Failure::missing(id))?;
        (service.pack(&verdict.pack)?, service.data(&verdict.data)?, verdict.as_of)
    };
    Ok(would::turned(&old, new, &data, as_of, language))
}

/// What is asked of the store at once: the pack, and the verdicts that stand.
struct Asked {
    id: String,
    chain: PackChain,
    pack: Option<CheckedPack>,
    of: (String, i64, Language),
    verdicts: Vec<String>,
}

fn asked(desk: &mut Desk<'_, '_>, id: &str) -> Result<Asked, Stop> {
    let looked = desk.service.looked(id, desk.visit.language)?;
    let state = desk.state();
    let files = state.packs.get(id).map(|p| &p.files).ok_or(Stop::NotThere)?;
    let key: String = files.iter().map(|(path, digest)| format!("{path} {digest}\n")).collect();
    let standing = state.verdicts.keys().filter(|v| state.stands(v)).cloned().collect();
    Ok(Asked {
        id: id.to_owned(),
        chain: looked.chain.clone(),
        pack: looked.checked.pack.clone(),
        of: (format!("{id}\n{key}"), desk.seq, desk.language),
        verdicts: standing,
    })
}

/// The page.
pub fn show(v: &Visit<'_>) -> Result<Reply, Stop> {
    let (asked, trial, swept) = {
        let mut service = v.app.service();
        let mut desk = Desk { visit: v, service: &mut service };
        let (id, _) = found(&desk)?;
        let asked = asked(&mut desk, &id)?;
        let trial = asked.pack.as_ref().map(|pack| trial(v.app, &asked.of, pack, asked.verdicts.clone()));
        let swept = match &asked.pack {
            Some(_) if v.ask.query.has("number") => Some(newest(&mut desk)?),
            _ => None,
        };
        (asked, trial, swept)
    };
    let trial = trial.map(|begun| waited(v.app, begun));
    let table = match &trial {
        Some(trial) => {
            let mut service = v.app.service();
            verdicts(&mut Desk { visit: v, service: &mut service }, trial)?
        }
        None => nothing(),
    };
    let title = v.t("对已存各县的影响", "What it would change");
    let id = &asked.id;
    let Some((pack, trial)) = asked.pack.as_ref().zip(trial) else {
        let body = html! { h1 { (title) small.mono { (id) } } p.box.empty { (v.t("检查没有错误以后才能试算。", "It can be tried once the check finds no errors.")) } };
        return Ok(page_of(v, id, title, body).into());
    };
    let more = trial.judged.len() < trial.total && trial.failed.is_none();
    let body = html! {
        h1 { (title) small.mono { (id) } }
        p.prose { (v.t(
            "把已存的每次测算的数据，按它自己的日期，用这个标准再算一遍。已有的测算不改动；发布以后也不改动。",
            "The data of every stored verdict are judged again by this standard, each on its own day. Stored verdicts do not change, nor will they when it is published.",
        )) }
        (table)
        (sweeping(v, id, pack, &asked.chain, swept))
    };
    let page = page_of(v, id, title, body);
    Ok(if more { page.again() } else { page }.into())
}

fn page_of(v: &Visit<'_>, id: &str, title: &str, body: Markup) -> Page {
    let page = Page::new(title, "see.packs", body).below("/", v.t("总览", "Overview"));
    page.below("/packs", v.t("标准", "Standards")).below(address(&["pack", id]), id)
}

fn outcome(outcome: Option<Outcome>, v: &Visit<'_>) -> Markup {
    match outcome {
        Some(outcome) => page::outcome(outcome, v.language),
        None => mark("–", "none", v.t("不评", "not judged")),
    }
}

/// How far it is, and in words what would be otherwise.
fn sums(v: &Visit<'_>, trial: &Trial) -> Markup {
    let changed = trial.judged.iter().filter(|(_, t)| !t.is_empty()).count();
    let concluded = trial.judged.iter().filter(|(_, t)| t.iter().any(|t| t.concludes)).count();
    let (done, total) = (trial.judged.len(), trial.total);
    if let Some(failure) = &trial.failed {
        let why = crate::web::words::say(v.language, &failure.zh, &failure.en);
        return html! { section class="box bad" role="alert" { p { (mark("✗", "bad", v.t("试算中断", "It was given up"))) " " (why) } } };
    }
    if done < total {
        return html! {
            section class="box now" role="status" {
                p { (v.t("正在试算：", "Being tried: ")) (done) " / " (total) }
                progress value=(done) max=(total) { (done) " / " (total) }
            }
        };
    }
    let class = if changed == 0 { "good" } else { "doubt" };
    html! {
        section class={"box " (class)} role="status" {
            p {
                strong {
                    @if changed == 0 { (v.t("已存的测算都不会不同。", "No stored verdict would be otherwise.")) }
                    @else if v.language == Language::Zh { "已存的" (total) "次测算中，" (changed) "次会有不同，其中" (concluded) "次连结论也会不同。" }
                    @else { "Of " (total) " stored verdicts " (changed) " would now be otherwise, " (concluded) " of them in their conclusion." }
                }
            }
        }
    }
}

/// Verdicts that would be otherwise, as far as whoever asks may know of them; the others are counted.
fn verdicts(desk: &mut Desk<'_, '_>, trial: &Trial) -> Result<Markup, Stop> {
    let who = desk.whoever()?;
    let heads = [
        desk.t("测算", "Verdict"),
        desk.t("规则", "Rule"),
        desk.t("对象", "Of"),
        desk.t("已存", "Stored"),
        desk.t("按这个标准", "Would now be"),
        desk.t("因为", "Because of"),
    ];
    let mut table = Table::new(desk.t("会有不同的结果", "Outcomes that would be otherwise"), &heads);
    let mut unseen = 0;
    for (id, turned) in trial.judged.iter().filter(|(_, t)| !t.is_empty()) {
        let Some(verdict) = desk.state().verdicts.get(id).cloned() else { continue };
        if !sees::impact(desk.state(), &who, &verdict.county) {
            unseen += 1;
            continue;
        }
        let reads = sees::verdict(desk.state(), &who, id);
        let name = desk.office(&verdict.county);
        for (n, t) in turned.iter().take(MOST).enumerate() {
            table.row(
                if t.concludes { "hot" } else { "" },
                vec![
                    html! {
                        @if n == 0 { (name) " " (time(verdict.as_of)) small.mono { @if reads { a href=(address(&["verdict", id])) { (id) } } @else { (id) } } }
                        @else { small.mono { (id) } }
                    },
                    html! { (t.title) " " (page::id(&t.rule)) },
                    html! { span.mono { (t.subject) } },
                    outcome(t.from, desk.visit),
                    outcome(t.to, desk.visit),
                    html! { @for why in &t.because { div { (why) } } },
                ],
            );
        }
        if turned.len() > MOST {
            let rest = turned.len() - MOST;
            table.row("", vec![html! { small.mono { (id) } }, html! { "… " (rest) (desk.t("项", " more")) }]);
        }
    }
    Ok(html! {
        (sums(desk.visit, trial))
        @if !table.rows.is_empty() { (table.show("")) }
        @if unseen > 0 { p.soft { (desk.t("另有", "Besides, ")) (unseen) (desk.t("次测算属于别处的县，这里只计数。", " verdicts of counties elsewhere are only counted here.")) } }
    })
}

/// What somebody who is to publish a pack is told first: which stored verdicts would be otherwise.
pub fn before(desk: &mut Desk<'_, '_>, id: &str) -> Result<(Markup, bool), Stop> {
    let who = desk.whoever()?;
    if !sees::pack(desk.state(), &who, id) {
        return Ok((nothing(), false));
    }
    let asked = asked(desk, id)?;
    let Some(pack) = &asked.pack else { return Ok((nothing(), false)) };
    let trial = trial(desk.visit.app, &asked.of, pack, asked.verdicts.clone());
    let more = trial.judged.len() < trial.total && trial.failed.is_none();
    let told = verdicts(desk, &trial)?;
    let markup = html! {
        section aria-labelledby="would" {
            h2 id="would" { (desk.t("发布以后会怎样", "What it would change")) }
            (told)
            p.small { a href=(address(&["pack", id, "impact"])) { (desk.t("逐项查看，或试别的数字", "Item by item, or with other numbers")) } }
        }
    };
    Ok((markup, more))
}

/// The data of the newest verdict of each county that whoever asks may know of.
fn newest(desk: &mut Desk<'_, '_>) -> Result<Vec<Data>, Stop> {
    let who: Who = desk.whoever()?;
    let counties: Vec<String> = desk.state().counties().map(|(code, _)| code.clone()).collect();
    let mut out = Vec::new();
    for county in counties {
        if !sees::impact(desk.state(), &who, &county) {
            continue;
        }
        let found = desk.state().newest(&county).map(|(_, v)| v.data.clone());
        if let Some(digest) = found {
            out.push(desk.service.data(&digest)?);
        }
    }
    Ok(out)
}

/// The form of a sweep, and what it came to.
fn sweeping(
    v: &Visit<'_>,
    id: &str,
    pack: &CheckedPack,
    chain: &PackChain,
    data: Option<Vec<Data>>,
) -> Markup {
    let q = &v.ask.query;
    let of = |name: &str| q.get(name).to_owned();
    let range = Range { number: of("number"), from: of("from"), to: of("to"), step: of("step") };
    let found = data.map(|all| {
        if all.is_empty() {
            return Err(Failure::new("没有可以试算的数据", "there are no data to try it on"));
        }
        would::sweep(chain, pack, &would::together(&all), &range, v.day, v.language)
    });
    html! {
        section aria-labelledby="sw" {
            h2 id="sw" { (v.t("换一个数字会怎样", "What if a number were another")) }
            p.prose { (v.t("用各县最新的数据，按今天，看每个数字下各有多少达到。标准本身不改。", "By each county's newest data, as of today: how many would be met at each number. The standard itself does not change.")) }
            form.bar method="get" action=(address(&["pack", id, "impact"])) {
                div.wide {
                    label for="number" { (v.t("哪个限值", "Which limit")) }
                    select id="number" name="number" { @for (number, name) in would::numbers(pack) { option value=(number) selected[number == range.number] { (name) " " (number) } } }
                }
                @for (name, label, value) in [("from", v.t("从", "From"), &range.from), ("to", v.t("到", "To"), &range.to), ("step", v.t("每次加", "Step"), &range.step)] {
                    div { label for=(name) { (label) } input id=(name) name=(name) value=(value) required autocomplete="off"; }
                }
                div { button.button { (v.t("试算", "Try")) } }
            }
            @match &found {
                None => {}
                Some(Ok(document)) => { pre.source tabindex="0" { (document.text()) } }
                Some(Err(why)) => { section class="box bad" role="alert" { p { (super::said(crate::web::words::say(v.language, &why.zh, &why.en))) } } }
            }
        }
    }
}
