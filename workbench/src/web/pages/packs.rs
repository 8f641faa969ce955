//! Standards in the store, and how a draft begins.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use axum::http::StatusCode;
use junheng::diagnostic::Language;
use junheng::pack::{SearchPath, Version, is_pack_id, listing, load};
use junheng::semantics::check;
use junheng::syntax::vocabulary::Vocabulary;
use junheng::tooling::new;
use maud::{Markup, html};
use serde_json::Map;

use super::{act, county};
use crate::acts::{Kind, No, Refusal, Request};
use crate::service::Attached;
use crate::web::page::{self, Page, Table, address, nothing, time};
use crate::web::sees;
use crate::web::visit::{Desk, Reply, Stop};
use crate::web::words;

/// All standards that whoever asks may see.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let done = county::just_done(desk)?;
    drawn(desk, StatusCode::OK, &done)
}

fn drawn(desk: &mut Desk<'_, '_>, status: StatusCode, above: &Markup) -> Result<Reply, Stop> {
    let who = desk.whoever()?;
    let heads = [
        desk.t("标准", "Standard"),
        desk.t("状态", "State"),
        desk.t("编写", "Editors"),
        desk.t("发布", "Published"),
        desk.t("采用的县", "Counties"),
    ];
    let mut table = Table::new(desk.t("标准", "Standards"), &heads);
    let state = desk.state();
    for (id, pack) in state.packs.iter().filter(|(id, _)| sees::pack(state, &who, id)) {
        let counties = state.cases.values().filter(|c| c.pack == *id).count();
        let editors: Vec<&str> = pack.editors.iter().map(String::as_str).collect();
        table.row(
            "",
            vec![
                html! { a href=(address(&["pack", id])) { (id) } },
                page::state(&pack.state, desk.language),
                html! { (editors.join(desk.t("、", ", "))) },
                html! { @if let Some(day) = pack.published { (time(day)) } },
                html! { (counties) },
            ],
        );
    }
    let title = desk.t("标准", "Standards");
    let body = html! {
        h1 { (title) }
        (above)
        (table.show(desk.t("还没有标准。", "No standards yet.")))
        p.prose.small { (desk.t(
            "草稿由编写人员起草、修改，检查没有问题、用例全部通过后送审；没有编写过它的人才能发布。发布后才影响以后立项的县，已有的测算不会改变。",
            "Editors write drafts. One may be asked for once its check has nothing to say and its cases pass; somebody who did not write it publishes it. It judges the counties whose case is opened after that; verdicts that there are do not change.",
        )) }
        @if who.roles.iter().any(|r| r == "editor") { (begin(desk)) }
    };
    let page = Page::new(title, "see.packs", body).below("/", desk.t("总览", "Overview"));
    Ok(Reply::Page(status, page))
}

/// The packs that the program brings: reference and title. Reading them all takes a while.
fn shipped() -> &'static [(String, String)] {
    static ALL: OnceLock<Vec<(String, String)>> = OnceLock::new();
    ALL.get_or_init(|| {
        let all = listing(&SearchPath::embedded()).packs;
        all.iter().map(|p| (p.info.reference(), p.info.title.clone().unwrap_or_default())).collect()
    })
}

/// The form with which a draft begins.
fn begin(desk: &Desk<'_, '_>) -> Markup {
    let given = &desk.ask.form;
    let who = desk.visit.who.as_ref();
    let state = desk.state();
    let own = state.packs.keys().filter(|id| who.is_some_and(|w| sees::pack(state, w, id)));
    let from = given.get("from");
    html! {
        section.noprint aria-labelledby="new" {
            h2 id="new" { (words::act("pack.draft", desk.language)) }
            form method="post" action="/packs" {
                (desk.token_field())
                div.field {
                    label for="object" { (desk.t("代号和版本", "Id and version")) " " span.hint { (desk.t("必填；如 shili@2026.1.0", "required; such as shili@2026.1.0")) } }
                    input id="object" name="object" value=(given.get("object")) required autocomplete="off" spellcheck="false";
                }
                div.field {
                    label for="from" { (desk.t("从哪里开始", "Begin with")) }
                    select id="from" name="from" {
                        option value="" { (desk.t("一套新的示例", "a new set of examples")) }
                        optgroup label=(desk.t("在已有标准上改", "Change a standard of the store")) {
                            @for id in own { @let value = format!("store:{id}"); option value=(value) selected[value == from] { (id) } }
                        }
                        optgroup label=(desk.t("沿用随程序提供的标准，只写不同的地方", "Extend a shipped standard: say only what differs")) {
                            @for (id, title) in shipped() { @let value = format!("extends:{id}"); option value=(value) selected[value == from] { (id) " " (title) } }
                        }
                    }
                }
                div.acts { button class="button main" { (words::act("pack.draft", desk.language)) } }
            }
        }
    }
}

/// Begins a draft.
pub fn draft(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let who = desk.whoever()?;
    let (object, from) = (desk.ask.form.get("object").to_owned(), desk.ask.form.get("from").to_owned());
    let role = act::role_for("pack.draft", &who).ok_or(Stop::NotThere)?;
    let files = match first_files(desk, &object, &from)? {
        Ok(files) => files,
        Err(refusal) => return refused(desk, &refusal),
    };
    let (by, act) = (who.name.clone(), "pack.draft".to_owned());
    let request = Request { by, role, act, object: object.clone(), fields: Map::new() };
    let day = desk.act_day();
    match desk.service.act(&request, Attached { files: Some(&files), ..Attached::default() }, day) {
        Ok(event) => {
            Ok(Reply::See(format!("{}?done={}", address(&["pack", &object]), event.seq), Vec::new()))
        }
        Err(No::Failed(failure)) => Err(failure.into()),
        Err(No::Refused(refusal)) => refused(desk, &refusal),
    }
}

fn refused(desk: &mut Desk<'_, '_>, refusal: &Refusal) -> Result<Reply, Stop> {
    let name = words::act("pack.draft", desk.language);
    let above = page::refusal(refusal, name, &nothing(), desk.language);
    drawn(desk, act::status_of(refusal.kind), &above)
}

type Files = BTreeMap<String, Vec<u8>>;

/// The files with which a draft begins, or why it cannot.
fn first_files(desk: &mut Desk<'_, '_>, object: &str, from: &str) -> Result<Result<Files, Refusal>, Stop> {
    let parts =
        object.split_once('@').filter(|(id, version)| is_pack_id(id) && Version::parse(version).is_some());
    let Some((id, version)) = parts else {
        let (zh, en) = ("应写成“代号@版本”，如 shili@2026.1.0", "write `id@version`, such as shili@2026.1.0");
        return Ok(Err(Refusal::because(Kind::Data, zh, en)));
    };
    let vocabulary = match desk.language {
        Language::Zh => Vocabulary::Zh,
        Language::En => Vocabulary::En,
    };
    let texts = |files: Vec<new::File>| -> Files {
        files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect()
    };
    let mut files = if from.is_empty() {
        texts(new::own_files(id, vocabulary, desk.day))
    } else if let Some(other) = from.strip_prefix("store:") {
        let who = desk.whoever()?;
        if !sees::pack(desk.state(), &who, other) {
            return Ok(Err(Refusal::new(Kind::Unknown)));
        }
        desk.service.pack_files(other)?
    } else {
        let parent = from.strip_prefix("extends:").and_then(|reference| {
            let chain = load(reference, &SearchPath::embedded()).ok()?;
            Some((reference.to_owned(), check(chain).pack?))
        });
        let Some((extends, parent)) = parent else { return Ok(Err(Refusal::new(Kind::Unknown))) };
        texts(new::files(&parent, &new::Request { id: id.to_owned(), extends, vocabulary }))
    };
    if let Some(text) = files.get("pack.yaml").and_then(|bytes| String::from_utf8(bytes.clone()).ok()) {
        files.insert("pack.yaml".to_owned(), named(&text, id, version).into_bytes());
    }
    Ok(Ok(files))
}

/// `pack.yaml` with another id and version; all else stays as it is written.
fn named(text: &str, id: &str, version: &str) -> String {
    let line = |line: &str| {
        let found = [("标准包", id), ("pack", id), ("版本", version), ("version", version)].iter().find_map(
            |(key, value)| {
                let rest = line.strip_prefix(key)?.trim_start();
                rest.strip_prefix([':', '：']).map(|_| format!("{key}: {value}"))
            },
        );
        found.unwrap_or_else(|| line.to_owned())
    };
    let mut out = text.lines().map(line).collect::<Vec<_>>().join("\n");
    out.push('\n');
    out
}
