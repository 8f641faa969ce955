//! What everyone may read: stages, recognition and public documents. No school, no open finding, no person.

use junheng::diagnostic::Language;
use maud::{Markup, html};

use super::named;
use crate::web::page::{self, Page, Table, mark, nothing, time};
use crate::web::visit::{Desk, Reply, Stop};

/// All counties.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let title = desk.t("创建情况公开摘要", "Public summary");
    let body = summary(desk, "/public/")?;
    Ok(Page::new(title, "", body).into())
}

/// The summary as markup; `below` stands before a county's code in links: where it is empty they lead to files beside it.
fn summary(desk: &mut Desk<'_, '_>, below: &str) -> Result<Markup, Stop> {
    let counties: Vec<(String, String)> =
        desk.state().counties().map(|(c, o)| (c.clone(), o.name.clone())).collect();
    let heads = [
        desk.t("县", "County"),
        desk.t("创建年度", "Due year"),
        desk.t("所处阶段", "Stage"),
        desk.t("国家认定", "Recognition"),
    ];
    let mut table = Table::new(desk.t("各县创建情况", "Counties"), &heads);
    for (code, name) in &counties {
        let stages = named::stages(desk, code)?;
        let state = desk.state();
        let case = state.cases.get(code);
        // A failed stage is not made public: only how far a county has come.
        let stage = case.map(|c| {
            stages
                .iter()
                .find(|s| c.results.get(&s.id).is_none_or(|r| r != "passed"))
                .map_or_else(|| desk.t("各阶段已完成", "all stages done").to_owned(), |s| s.title.clone())
        });
        let recognised = state.recognitions.get(code).filter(|r| r.date <= desk.day);
        table.row(
            "",
            vec![
                html! { a href=(if below.is_empty() { format!("{}.html", page::encoded(code)) } else { format!("{below}{}", page::encoded(code)) }) { (name) } },
                case.map_or_else(nothing, |c| html! { (c.due) }),
                html! { (stage.unwrap_or_else(|| desk.t("尚未立项", "no case yet").to_owned())) },
                recognised.map_or_else(
                    || mark("–", "none", desk.t("尚未", "not yet")),
                    |r| html! { (mark("✓", "good", desk.t("已认定", "recognised"))) " " (time(r.date)) },
                ),
            ],
        );
    }
    let title = desk.t("创建情况公开摘要", "Public summary");
    let lead = match desk.language {
        Language::Zh => {
            format!("截至 {} 的记录。只列阶段、认定和公开的文件；学校、整改和个人信息不在这里。", desk.day)
        }
        Language::En => format!(
            "By the record as of {}. Stages, recognition and public documents only; no schools, findings or persons.",
            desk.day
        ),
    };
    Ok(html! { h1 { (title) } p.lead { (lead) } (table.show(desk.t("还没有县。", "No counties yet."))) })
}

/// A county's public documents, with where they stand in the record.
fn documents(desk: &mut Desk<'_, '_>, code: &str) -> Markup {
    let name = desk.office(code);
    let heads = [desk.t("文件", "Document"), desk.t("日期", "Date"), desk.t("登记", "Filed")];
    let mut table = Table::new(desk.t("公开的文件", "Public documents"), &heads);
    let state = desk.state();
    let mut mine: Vec<_> = state.documents.iter().filter(|(_, d)| d.county == code && d.public).collect();
    mine.sort_by_key(|(_, d)| std::cmp::Reverse(d.made));
    for (id, d) in mine {
        table.row(
            "",
            vec![
                html! { (d.title) " " (page::id(id)) },
                time(d.date),
                html! { (time(d.day)) small { (desk.t("记录 ", "event ")) (d.made) } },
            ],
        );
    }
    html! { h1 { (name) } (table.show(desk.t("没有公开的文件。", "No public documents."))) }
}

/// A county's page.
pub fn one(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let code = desk.part("county").to_owned();
    if !desk.state().counties().any(|(c, _)| *c == code) {
        return Err(Stop::NotThere);
    }
    let (name, body) = (desk.office(&code), documents(desk, &code));
    Ok(Page::new(name, "", body).below("/public", desk.t("公开摘要", "Public summary")).into())
}

/// The files of the public summary: their names and what stands in them.
pub fn folder(desk: &mut Desk<'_, '_>) -> Result<Vec<(String, String)>, Stop> {
    let mut out = vec![("style.css".to_owned(), page::STYLE.to_owned())];
    let body = summary(desk, "")?;
    let title = desk.t("创建情况公开摘要", "Public summary");
    out.push(("index.html".to_owned(), page::bare(desk, title, &body)));
    let counties: Vec<String> = desk.state().counties().map(|(c, _)| c.clone()).collect();
    for code in counties {
        let (name, body) = (desk.office(&code), documents(desk, &code));
        out.push((format!("{}.html", page::encoded(&code)), page::bare(desk, &name, &body)));
    }
    Ok(out)
}
