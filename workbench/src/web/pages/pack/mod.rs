//! A standard: how far it is on its way to publication, its files, what is wrong with it, what can be done.

pub mod cases;
pub mod diff;
pub mod edit;
pub mod file;
pub mod impact;

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::sync::Arc;

use junheng::diagnostic::DiagnosticJson;
use maud::{Markup, html};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::county;
use crate::error::Failure;
use crate::publish::Looked;
use crate::record::Pack;
use crate::web::offers;
use crate::web::page::{self, Page, Table, address, chip, encoded, facts, mark, nothing};
use crate::web::sees;
use crate::web::visit::{Desk, Reply, Stop, Visit};

/// The pack that the path names, as far as whoever asks may see it.
fn found(desk: &Desk<'_, '_>) -> Result<(String, Pack), Stop> {
    let (id, who) = (desk.part("id").to_owned(), desk.whoever()?);
    if !sees::pack(desk.state(), &who, &id) {
        return Err(Stop::NotThere);
    }
    let pack = desk.state().packs.get(&id).cloned().ok_or(Stop::NotThere)?;
    Ok((id, pack))
}

/// Whether whoever asks may write this pack now.
fn writes(v: &Visit<'_>, pack: &Pack) -> bool {
    let editor = v.who.as_ref().is_some_and(|w| w.roles.iter().any(|r| r == "editor"));
    editor && pack.state == "draft"
}

/// A page below a pack's.
fn below(desk: &Desk<'_, '_>, id: &str, title: String, body: Markup) -> Page {
    let page = Page::new(title, "see.packs", body).below("/", desk.t("总览", "Overview"));
    page.below("/packs", desk.t("标准", "Standards")).below(address(&["pack", id]), id)
}

/// Text of the engine: what stands between backticks is as it was written.
fn said(text: &str) -> Markup {
    html! { @for (n, part) in text.split('`').enumerate() { @if n % 2 == 1 { code { (part) } } @else { (part) } } }
}

/// Where a file's page is.
fn file_address(id: &str, path: &str) -> String {
    format!("{}?path={}", address(&["pack", id, "file"]), encoded(path))
}

/// How many errors and warnings, in words.
fn counted(v: &Visit<'_>, wrongs: &[DiagnosticJson]) -> Markup {
    let errors = wrongs.iter().filter(|w| w.severity == "error").count();
    let warnings = wrongs.len() - errors;
    match (errors, warnings) {
        (0, 0) => mark("✓", "good", v.t("没有问题", "nothing is wrong")),
        (0, n) => mark("!", "doubt", &format!("{n}{}", v.t("个警告", " warnings"))),
        (n, m) => {
            html! { (mark("✗", "bad", &format!("{n}{}", v.t("个错误", " errors")))) (v.t("，", ", ")) (m) (v.t("个警告", " warnings")) }
        }
    }
}

/// What is wrong, place by place, with what to do; `fix` says which form a fix belongs to.
fn wrongs(
    v: &Visit<'_>,
    id: &str,
    list: &[DiagnosticJson],
    own: &BTreeMap<String, String>,
    fix: Option<&str>,
) -> Markup {
    let heads = [v.t("位置", "Place"), v.t("问题", "Problem"), v.t("改法", "What to do")];
    let mut table =
        Table::new(v.t("发布前要全部消除", "All of these must go before it is published"), &heads);
    for wrong in list {
        let place = format!("{} {}:{}", wrong.file, wrong.start.line, wrong.start.column);
        let button = fix.filter(|form| *form == wrong.file).zip(wrong.fix.as_ref());
        table.row(
            if wrong.severity == "error" { "hot" } else { "" },
            vec![
                html! {
                    @if own.contains_key(&wrong.file) { a.mono href=(file_address(id, &wrong.file)) { (place) } } @else { span.mono { (place) } }
                    small { code { (wrong.code) } " " (if wrong.severity == "error" { v.t("错误", "error") } else { v.t("警告", "warning") }) }
                },
                said(&wrong.message),
                html! {
                    @if let Some(help) = &wrong.help { (said(help)) }
                    @if button.is_some() {
                        p class="acts noprint" {
                            button class="button slim" form="source" name="fix" value={ (wrong.code) ":" (wrong.start.offset) } { (v.t("照此修改", "Do so")) }
                        }
                    }
                },
            ],
        );
    }
    table.show("")
}

/// The steps to publication, and how far the pack is.
fn steps(desk: &Desk<'_, '_>, pack: &Pack, looked: &Looked) -> Markup {
    let clean = looked.checked.diagnostics.is_empty();
    let cases = looked.suite.as_ref().map(|(suite, _)| (suite.passed(), suite.failed()));
    let past = |states: &[&str]| states.contains(&pack.state.as_str());
    let good = |word: &str| chip("✓", "good", word);
    let bad = |word: &str| chip("✗", "bad", word);
    let later = || chip("○", "none", desk.t("未开始", "not begun"));
    let n = looked.checked.diagnostics.len();
    let passed = matches!(cases, Some((_, 0))) && clean;
    let steps = [
        (
            desk.t("检查没有问题", "Nothing is wrong"),
            clean,
            match clean {
                true => good(desk.t("没有问题", "done")),
                false => bad(&format!("{}{n}{}", desk.t("还有", ""), desk.t("个", " left"))),
            },
            html! { a href="#wrong" { (desk.t("问题", "what is wrong")) } },
        ),
        (
            desk.t("用例全部通过", "All cases pass"),
            passed,
            match cases {
                Some((n, 0)) => good(&format!("{n}{}", desk.t("个通过", " pass"))),
                Some((_, n)) => bad(&format!("{n}{}", desk.t("个没有通过", " fail"))),
                None => chip("○", "none", desk.t("等检查通过", "once nothing is wrong")),
            },
            html! { a href=(address(&["pack", desk.part("id"), "cases"])) { (desk.t("用例与覆盖", "cases and coverage")) } },
        ),
        (
            desk.t("编写人送审", "An editor asks"),
            past(&["asked", "published", "withdrawn"]),
            match pack.state.as_str() {
                "draft" => later(),
                _ => good(desk.t("已送审", "asked")),
            },
            nothing(),
        ),
        (
            desk.t("另一人发布", "Another person publishes"),
            past(&["published", "withdrawn"]),
            match pack.state.as_str() {
                "published" => good(desk.t("已发布", "published")),
                "withdrawn" => chip("←", "doubt", desk.t("已撤回", "withdrawn")),
                _ => later(),
            },
            html! { (desk.t("没有起草或保存过这一版的发布人。", "A publisher who neither drafted nor saved it.")) },
        ),
    ];
    html! {
        ol class="stages row" aria-label=(desk.t("发布的步骤", "Steps to publication")) {
            @for (n, (name, done, chip, more)) in steps.iter().enumerate() {
                li class=(if *done { "done" } else { "none" }) data-n=(n + 1) { strong { (name) } p { (chip) } p.small.soft { (more) } }
            }
        }
    }
}

/// The texts of a pack's files; those that are none are told by their size.
fn texts(desk: &mut Desk<'_, '_>, id: &str) -> Result<BTreeMap<String, String>, Stop> {
    let files = desk.service.pack_files(id)?;
    Ok(files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap_or_default())).collect())
}

/// The files of a pack, each with how much is wrong in it.
fn files(v: &Visit<'_>, id: &str, pack: &Pack, list: &[DiagnosticJson], current: &str) -> Markup {
    html! {
        nav aria-labelledby="files" {
            h2 id="files" { (v.t("文件", "Files")) }
            ul.plain {
                @for (path, digest) in &pack.files {
                    @let wrong = list.iter().filter(|w| w.file == *path).count();
                    li {
                        a href=(file_address(id, path)) aria-current=[(path == current).then_some("page")] { (path) }
                        @if wrong > 0 { " " (mark("✗", "bad", &wrong.to_string())) }
                        @if current.is_empty() { " " small.mono.soft { (digest.get(..12).unwrap_or_default()) } }
                    }
                }
            }
            @if writes(v, pack) {
                p.noprint { a class="button slim" href={ (address(&["pack", id, "edit"])) @if !current.is_empty() { "?path=" (encoded(current)) } } { (v.t("在编辑器里改", "Open the editor")) } }
            }
            p.small.noprint {
                a href=(address(&["pack", id, "cases"])) { (v.t("用例与覆盖", "Cases and coverage")) } br;
                a href=(address(&["pack", id, "diff"])) { (v.t("与别的标准的差异", "Differences")) } br;
                a href=(address(&["pack", id, "impact"])) { (v.t("对已存各县的影响", "What it would change")) } br;
                a href=(address(&["pack", id, "files.zip"])) { (v.t("下载全部文件", "Download all files")) }
            }
        }
    }
}

/// A standard.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (id, pack) = found(desk)?;
    let done = county::just_done(desk)?;
    let looked: Arc<Looked> = desk.service.looked(&id, desk.visit.language)?;
    let own = texts(desk, &id)?;
    let list = looked.wrongs(desk.language);
    let can = ["pack.ask", "pack.publish", "pack.withdraw"].map(|act| (act, id.clone(), Vec::new()));
    let can = offers::offers(desk, can.to_vec())?;
    let can = offers::section(desk, &can);
    let editors: Vec<&str> = pack.editors.iter().map(String::as_str).collect();
    let checked = looked.checked.pack.as_ref();
    let body = html! {
        div.head { h1 { (id) } p { (page::state(&pack.state, desk.language)) } }
        (done)
        @if let Some(checked) = checked {
            (facts(&[
                (desk.t("名称", "Title"), html! { (checked.title) }),
                (desk.t("发布单位", "Issuer"), html! { (checked.issuer) }),
                (desk.t("沿用", "Extends"), html! { @if let Some((_, parent)) = &looked.parent { (parent.id) "@" (parent.version) } @else { "—" } }),
                (desk.t("编写", "Editors"), html! { (editors.join(desk.t("、", ", "))) }),
                (desk.t("摘要", "Digest"), html! { code { (checked.digest.to_string()) } }),
            ]))
        }
        (steps(desk, &pack, &looked))
        (can)
        div class="split left" {
            (files(desk.visit, &id, &pack, &list, ""))
            section aria-labelledby="wrong" {
                h2 id="wrong" { (desk.t("检查：", "Check: ")) (counted(desk.visit, &list)) }
                @if !list.is_empty() { (wrongs(desk.visit, &id, &list, &own, None)) }
                @if writes(desk.visit, &pack) { (file::add(desk, &id)) }
            }
        }
    };
    let page = Page::new(id, "see.packs", body).below("/", desk.t("总览", "Overview"));
    Ok(page.below("/packs", desk.t("标准", "Standards")).into())
}

/// All files of a pack as an archive, without times: the same files are the same bytes.
pub fn archive(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (id, _) = found(desk)?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (path, bytes) in desk.service.pack_files(&id)? {
        writer.start_file(path, options).map_err(Failure::store)?;
        writer.write_all(&bytes).map_err(Failure::store)?;
    }
    let bytes = writer.finish().map_err(Failure::store)?.into_inner();
    Ok(Reply::File(format!("{id}.zip"), "application/zip", bytes))
}
