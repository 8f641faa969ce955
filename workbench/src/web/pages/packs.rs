//! Standards in the store: their state, files, and what can be done with them.

use maud::html;

use super::county;
use crate::web::offers;
use crate::web::page::{self, Page, Table, address, facts, time};
use crate::web::sees;
use crate::web::visit::{Desk, Reply, Stop};

/// All standards that whoever asks may see.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let who = desk.whoever()?;
    let done = county::just_done(desk)?;
    let heads = [
        desk.t("标准", "Standard"),
        desk.t("状态", "State"),
        desk.t("发布", "Published"),
        desk.t("采用的县", "Counties"),
    ];
    let mut table = Table::new(desk.t("标准", "Standards"), &heads);
    let state = desk.state();
    for (id, pack) in state.packs.iter().filter(|(id, _)| sees::pack(state, &who, id)) {
        let counties = state.cases.values().filter(|c| c.pack == *id).count();
        table.row(
            "",
            vec![
                html! { a href=(address(&["pack", id])) { (id) } },
                page::state(&pack.state, desk.language),
                html! { @if let Some(day) = pack.published { (time(day)) } },
                html! { (counties) },
            ],
        );
    }
    let title = desk.t("标准", "Standards");
    let body = html! {
        h1 { (title) }
        (done)
        (table.show(desk.t("还没有标准。", "No standards yet.")))
        p.small.soft { (desk.t("标准的文件用命令行的 check、test 核对，再由编写人起草、送审，由另一个人发布。", "A standard's files are checked on the command line by check and test; an editor drafts and asks, another person publishes.")) }
    };
    Ok(Page::new(title, "see.packs", body).below("/", desk.t("总览", "Overview")).into())
}

/// A standard: what it says of itself, its files.
pub fn one(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (id, who) = (desk.part("id").to_owned(), desk.whoever()?);
    if !sees::pack(desk.state(), &who, &id) {
        return Err(Stop::NotThere);
    }
    let pack = desk.state().packs.get(&id).cloned().ok_or(Stop::NotThere)?;
    let checked = desk.service.pack(&id).ok();
    let mut files = Vec::new();
    for (path, digest) in &pack.files {
        let bytes = desk.service.record().parts().1.blob(digest)?;
        files.push((
            path.clone(),
            digest.get(..12).unwrap_or_default().to_owned(),
            String::from_utf8_lossy(&bytes).into_owned(),
        ));
    }
    let can = offers::offers(
        desk,
        ["pack.ask", "pack.publish", "pack.withdraw"].map(|act| (act, id.clone(), Vec::new())).to_vec(),
    )?;
    let can = offers::section(desk, &can);
    let editors: Vec<String> = pack.editors.iter().cloned().collect();
    let body = html! {
        div.head { h1 { (id) } p { (page::state(&pack.state, desk.language)) } }
        @if let Some(checked) = &checked {
            (facts(&[
                (desk.t("名称", "Title"), html! { (checked.title) }),
                (desk.t("发布单位", "Issuer"), html! { (checked.issuer) }),
                (desk.t("编写", "Editors"), html! { (editors.join(desk.t("、", ", "))) }),
                (desk.t("摘要", "Digest"), html! { code { (checked.digest.to_string()) } }),
            ]))
        }
        (can)
        section aria-labelledby="fi" {
            h2 id="fi" { (desk.t("文件", "Files")) }
            @for (path, digest, text) in &files {
                details { summary { (path) " " small.mono.soft { (digest) } } pre.source tabindex="0" { (text) } }
            }
        }
    };
    let page = Page::new(id, "see.packs", body).below("/", desk.t("总览", "Overview"));
    Ok(page.below("/packs", desk.t("标准", "Standards")).into())
}
