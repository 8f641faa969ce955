//! A file of a draft: its text, a check, the formatter, fixes. What two persons write at once is shown to the second, and nothing is lost.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use junheng::diagnostic::DiagnosticJson;
use junheng::tooling::fmt::format;
use maud::{Markup, html};
use serde_json::Map;

use super::{below, counted, diff, files, found, said, writes, wrongs};
use crate::acts::{Kind, No, Refusal, Request};
use crate::error::Failure;
use crate::publish::{Changes, Looked, is_path};
use crate::record::Pack;
use crate::service::Attached;
use crate::web::page::{self, address, encoded, nothing};
use crate::web::pages::{act, county};
use crate::web::visit::{Desk, Reply, Stop, Visit};
use crate::web::words;

/// A file as it was sent.
struct Sent {
    path: String,
    /// The digest of what was seen of it; empty where there was none.
    was: String,
    text: String,
}

/// The page of a file.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (id, pack) = found(desk)?;
    let path = desk.ask.query.get("path").to_owned();
    let digest = pack.files.get(&path).cloned().ok_or(Stop::NotThere)?;
    let bytes = desk.service.record().parts().1.blob(&digest)?;
    let done = county::just_done(desk)?;
    let looked = desk.service.looked(&id, desk.visit.language)?;
    let list = looked.wrongs(desk.language);
    let Ok(text) = String::from_utf8(bytes) else {
        let body = html! { h1 { (path) } p { (desk.t("这个文件不是文本。", "This file is no text.")) } };
        return Ok(below(desk, &id, path, body).into());
    };
    let sent = Sent { path, was: digest, text };
    Ok(drawn(desk, (&id, &pack), &sent, &list, StatusCode::OK, &done))
}

/// Line numbers, those with an error marked.
fn lines(text: &str, path: &str, list: &[DiagnosticJson]) -> Markup {
    let bad = |n: usize| list.iter().any(|w| w.file == path && w.start.line == n && w.severity == "error");
    html! {
        pre.lines aria-hidden="true" {
            @for n in 1..=rows(text) { @if bad(n) { b { "✗ " (n) } } @else { (n) } "\n" }
        }
    }
}

fn rows(text: &str) -> usize {
    text.split('\n').count()
}

/// What a form needs to say which file it is about. A line is put before the text: browsers take the first away.
fn hidden(sent: &Sent) -> Markup {
    html! { input type="hidden" name="path" value=(sent.path); input type="hidden" name="was" value=(sent.was); }
}

fn drawn(
    desk: &Desk<'_, '_>,
    (id, pack): (&str, &Pack),
    sent: &Sent,
    list: &[DiagnosticJson],
    status: StatusCode,
    above: &Markup,
) -> Reply {
    let to = address(&["pack", id, "files"]);
    let path = &sent.path;
    let mine: Vec<DiagnosticJson> = list.iter().filter(|w| w.file == *path).cloned().collect();
    let own: BTreeMap<String, String> = pack.files.keys().map(|p| (p.clone(), String::new())).collect();
    let open = writes(desk.visit, pack);
    let body = html! {
        h1 { (path) small.mono { (id) } }
        (above)
        div class="split left" {
            (files(desk.visit, id, pack, list, path))
            div {
                @if open {
                    form id="source" method="post" action=(to) enctype="multipart/form-data" {
                        (desk.token_field())
                        (hidden(sent))
                        label for="text" { (desk.t("内容", "Text")) " " span.hint { (desk.t("改好后保存；只想看有没有问题，点检查", "save what you change; check only looks")) } }
                        div.code { (lines(&sent.text, path, list)) textarea id="text" name="text" rows=(rows(&sent.text)) spellcheck="false" wrap="off" autocomplete="off" { "\n" (sent.text) } }
                        div.acts {
                            button class="button main" name="do" value="save" { (desk.t("保存并检查", "Save and check")) }
                            button.button name="do" value="check" { (desk.t("只检查", "Only check")) }
                            button.button name="do" value="format" { (desk.t("整理格式并保存", "Format and save")) }
                            a.button href=(address(&["pack", id])) { (desk.t("放弃改动", "Cancel")) }
                        }
                    }
                } @else {
                    pre.source tabindex="0" { (sent.text) }
                }
                h2 id="wrong" { (desk.t("这个文件：", "This file: ")) (counted(desk.visit, &mine)) }
                @if !mine.is_empty() { (wrongs(desk.visit, id, &mine, &own, open.then_some(path))) }
                @if mine.len() < list.len() { p.small { a href=(address(&["pack", id])) { (desk.t("别的文件里还有问题", "There is more in other files")) } } }
                @if open && path != "pack.yaml" && pack.files.contains_key(path) {
                    form class="noprint" method="post" action=(to) enctype="multipart/form-data" {
                        (desk.token_field())
                        (hidden(sent))
                        div.acts { button.button name="do" value="remove" { (desk.t("删除这个文件", "Remove this file")) } }
                    }
                }
            }
        }
    };
    Reply::Page(status, below(desk, id, path.clone(), body))
}

/// The form for a further file.
pub fn add(v: &Visit<'_>, id: &str) -> Markup {
    html! {
        section.noprint aria-labelledby="add" {
            h2 id="add" { (v.t("新文件", "A new file")) }
            form.bar method="post" action=(address(&["pack", id, "files"])) enctype="multipart/form-data" {
                (v.token_field())
                input type="hidden" name="was" value="";
                input type="hidden" name="text" value="";
                div.wide {
                    label for="path" { (v.t("文件名", "File name")) " " span.hint { (v.t("如 changes.yaml、local.rules、tests/cases.yaml", "changes.yaml, local.rules, tests/cases.yaml")) } }
                    input id="path" name="path" required autocomplete="off" spellcheck="false";
                }
                div { button.button name="do" value="new" { (v.t("添加", "Add")) } }
            }
        }
    }
}

/// The files that came: each with its path, what was seen of it and its text.
fn sent(desk: &Desk<'_, '_>) -> Vec<Sent> {
    let form = &desk.ask.form;
    let paths = form.all("path").map(str::to_owned);
    let was = form.all("was").map(str::to_owned);
    let parts = paths.zip(was).zip(form.texts("text").into_iter().chain(std::iter::repeat(String::new())));
    parts.map(|((path, was), text)| Sent { path, was, text }).collect()
}

/// Saves, checks, formats, mends, adds and removes.
pub fn save(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (id, pack) = found(desk)?;
    let mut sent = sent(desk);
    let what = desk.ask.form.get("do").to_owned();
    let fix = desk.ask.form.get("fix").to_owned();
    let gone: Vec<String> = desk.ask.form.all("gone").map(str::to_owned).collect();
    if let (Some(first), true) = (sent.first(), what == "check" || what == "format" || !fix.is_empty()) {
        let now = with(desk, &id, first)?;
        let list = now.wrongs(desk.language);
        if what == "check" {
            let note = html! { section class="box now" role="status" { p { (desk.t("检查了，还没有保存。", "Checked, not saved.")) } } };
            return Ok(drawn(desk, (&id, &pack), first, &list, StatusCode::OK, &note));
        }
        match mended(first, &fix, &now) {
            Ok(text) => {
                if let Some(first) = sent.first_mut() {
                    first.text = text;
                }
            }
            Err(why) => {
                let note = html! { section class="box bad" role="alert" { p { (said(words::say(desk.language, &why.zh, &why.en))) } } };
                return Ok(drawn(desk, (&id, &pack), first, &list, StatusCode::UNPROCESSABLE_ENTITY, &note));
            }
        }
    }
    let remove = what == "remove";
    let mut changes = Changes::default();
    for one in &sent {
        let gone = remove || gone.contains(&one.path);
        changes.files.push((one.path.clone(), one.was.clone(), (!gone).then(|| one.text.clone())));
    }
    if what == "new" && sent.iter().any(|s| !is_path(&s.path) || pack.files.contains_key(&s.path)) {
        let (zh, en) = (
            "文件名应是没有用过的 .yaml、.rules，或 tests/ 下的 .yaml、.csv",
            "the file name must be new, and end in .yaml or .rules, or in tests/ in .yaml or .csv",
        );
        return refused(desk, (&id, &pack), &sent, &Refusal::because(Kind::Data, zh, en));
    }
    let who = desk.whoever()?;
    let role = act::role_for("pack.save", &who).ok_or(Stop::NotThere)?;
    let request = Request {
        by: who.name.clone(),
        role,
        act: "pack.save".to_owned(),
        object: id.clone(),
        fields: Map::new(),
    };
    let day = desk.act_day();
    let attached = Attached { changes: Some(&changes), ..Attached::default() };
    match desk.service.act(&request, attached, day) {
        Ok(event) => {
            if desk.ask.form.get("back") == "edit" {
                let (open, line) = (desk.ask.form.get("open"), desk.ask.form.get("line"));
                let to = address(&["pack", &id, "edit"]);
                let to = format!("{to}?path={}&line={}&done={}", encoded(open), encoded(line), event.seq);
                return Ok(Reply::See(to, Vec::new()));
            }
            let shown = sent.first().filter(|_| !remove).map(|s| super::file_address(&id, &s.path));
            let to = shown.map_or_else(|| format!("{}?", address(&["pack", &id])), |to| format!("{to}&"));
            Ok(Reply::See(format!("{to}done={}", event.seq), Vec::new()))
        }
        Err(No::Failed(failure)) => Err(failure.into()),
        Err(No::Refused(refusal)) => refused(desk, (&id, &pack), &sent, &refusal),
    }
}

/// The draft as it would be with a file's text.
fn with(desk: &mut Desk<'_, '_>, id: &str, sent: &Sent) -> Result<Looked, Stop> {
    let mut files = desk.service.pack_files(id)?;
    if is_path(&sent.path) {
        files.insert(sent.path.clone(), sent.text.clone().into_bytes());
    }
    Ok(Looked::new(&files, desk.language))
}

/// A file's text as the formatter writes it, or with the fix of one diagnostic; else why not.
fn mended(sent: &Sent, fix: &str, looked: &Looked) -> Result<String, Failure> {
    if fix.is_empty() {
        let done = format(&sent.path, &sent.text, None);
        return match done.errors.first() {
            None => Ok(done.text),
            Some(_) => Err(Failure::new(
                "有错误，不能整理格式；先改正下面列出的错误。",
                "It has errors and cannot be formatted: correct those below first.",
            )),
        };
    }
    let gone = || Failure::new("这处问题已经没有了。", "This is not wrong any more.");
    let (code, at) = fix.split_once(':').ok_or_else(gone)?;
    let checked = &looked.checked;
    let all = checked.diagnostics.iter().filter(|d| d.code.id == code && d.span.start.to_string() == at);
    let found = all.filter_map(|d| d.fix.as_ref()).find(|fix| {
        checked
            .sources
            .get(fix.span.source)
            .is_some_and(|file| file.name.trim_start_matches('/') == sent.path)
    });
    let fix = found.ok_or_else(gone)?;
    let mut text = sent.text.clone();
    let range = fix.span.range();
    if !text.is_char_boundary(range.start) || !text.is_char_boundary(range.end) {
        return Err(gone());
    }
    text.replace_range(range, &fix.replacement);
    Ok(text)
}

/// Why it was not saved. Of each file that was sent: what stands there now, and what was sent, in a form that can be sent again.
fn refused(
    desk: &mut Desk<'_, '_>,
    (id, pack): (&str, &Pack),
    sent: &[Sent],
    refusal: &Refusal,
) -> Result<Reply, Stop> {
    let name = words::act("pack.save", desk.language);
    let above = page::refusal(refusal, name, &nothing(), desk.language);
    let now = super::texts(desk, id)?;
    let to = address(&["pack", id, "files"]);
    let body = html! {
        h1 { (name) small.mono { (id) } }
        (above)
        @if !sent.is_empty() {
            form method="post" action=(to) enctype="multipart/form-data" {
                (desk.token_field())
                @for (n, one) in sent.iter().enumerate() {
                    @let key = format!("text{n}");
                    @let there = now.get(&one.path);
                    section {
                        h2 { (one.path) }
                        (hidden(&Sent { path: one.path.clone(), was: pack.files.get(&one.path).cloned().unwrap_or_default(), text: String::new() }))
                        @match there {
                            Some(there) if *there == one.text => { p { (desk.t("与现在的内容相同。", "The same as what stands there now.")) } }
                            Some(there) => {
                                p { (desk.t("从现在的内容（−）到你写的（+）：", "From what stands there now (−) to what you wrote (+):")) }
                                (diff::table(&one.path, there, &one.text))
                                details { summary { (desk.t("现在的内容全文", "What stands there now, in full")) } pre.source tabindex="0" { (there) } }
                            }
                            None => { p { (desk.t("现在没有这个文件。", "There is no such file now.")) } }
                        }
                        label for=(key) { (desk.t("你写的", "What you wrote")) }
                        div.code { (lines(&one.text, &one.path, &[])) textarea id=(key) name="text" rows=(rows(&one.text)) spellcheck="false" wrap="off" autocomplete="off" { "\n" (one.text) } }
                    }
                }
                @if pack.state == "draft" {
                    div.acts {
                        button class="button main" name="do" value="save" { (desk.t("看过了，照我写的保存", "Save what I wrote, having seen this")) }
                        a.button href=(address(&["pack", id])) { (desk.t("放弃", "Cancel")) }
                    }
                }
            }
        }
    };
    Ok(Reply::Page(act::status_of(refusal.kind), below(desk, id, name.to_owned(), body)))
}
