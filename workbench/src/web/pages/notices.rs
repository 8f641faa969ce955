//! Notices with their receipts, and objections.

use maud::html;

use super::{county, named};
use crate::web::offers::{self, Wish};
use crate::web::page::{self, Page, Table, address, chip, nothing, time};
use crate::web::sees;
use crate::web::visit::{Desk, Reply, Stop};

/// Notices to counties that whoever asks may see.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let who = desk.whoever()?;
    let done = county::just_done(desk)?;
    let state = desk.state();
    let mut notices: Vec<_> = state.notices.iter().map(|(id, n)| (id.clone(), n.clone())).collect();
    notices.sort_by_key(|(_, n)| std::cmp::Reverse(n.made));
    let heads = [
        desk.t("通报", "Notice"),
        desk.t("发出", "Issued"),
        desk.t("县", "County"),
        desk.t("签收", "Receipt"),
        desk.t("所涉问题", "Findings"),
    ];
    let mut table = Table::new(desk.t("通报与签收", "Notices and receipts"), &heads);
    let mut wishes: Vec<Wish> = Vec::new();
    if let Some((first, _)) = desk.counties().first() {
        wishes.push(("notice.issue", String::new(), vec![("county", first.clone())]));
    }
    for (id, notice) in &notices {
        let mut named_findings = Vec::new();
        for f in &notice.findings {
            let mine =
                desk.state().findings.get(f).is_some_and(|x| sees::county(desk.state(), &who, &x.county));
            if mine {
                let name = named::finding(desk, f)?;
                named_findings.push(html! { li { a href=(address(&["finding", f])) { (name) } } });
            }
        }
        for addressee in &notice.to {
            if !sees::county(desk.state(), &who, &addressee.county) {
                continue;
            }
            if addressee.receipt.is_none() {
                wishes.push(("notice.receipt", id.clone(), vec![("county", addressee.county.clone())]));
            }
            table.row("", vec![
                html! { (id) small { a href=(address(&["notice", &format!("{id}.docx")])) { "DOCX" } } },
                time(notice.day),
                html! { a href=(address(&["county", &addressee.county])) { (desk.office(&addressee.county)) } },
                match addressee.receipt {
                    Some(day) => html! { (chip("✓", "good", desk.t("已签收", "received"))) " " (time(day)) },
                    None => {
                        let days = crate::agenda::days_between(notice.day, desk.day);
                        html! { (chip("!", "doubt", desk.t("未签收", "no receipt"))) small { (days) (desk.t("天", " days")) } }
                    }
                },
                if named_findings.is_empty() { nothing() } else { html! { ul.plain { @for f in &named_findings { (f) } } } },
            ]);
        }
    }
    let objections = objections(desk)?;
    let can = offers::offers(desk, wishes)?;
    let can = offers::section(desk, &can);
    let title = desk.t("通报与异议", "Notices and objections");
    let body = html! {
        h1 { (title) }
        (done)
        (can)
        section aria-labelledby="n" { h2 id="n" { (desk.t("通报", "Notices")) } (table.show(desk.t("没有通报。", "No notices."))) }
        section aria-labelledby="o" { h2 id="o" { (desk.t("异议", "Objections")) } (objections.show(desk.t("没有异议。", "No objections."))) }
    };
    Ok(Page::new(title, "see.notices", body).below("/", desk.t("总览", "Overview")).into())
}

fn objections(desk: &Desk<'_, '_>) -> Result<Table, Stop> {
    let who = desk.whoever()?;
    let heads = [
        desk.t("异议", "Objection"),
        desk.t("县", "County"),
        desk.t("登记", "Recorded"),
        desk.t("答复", "Answered"),
    ];
    let mut table = Table::new(desk.t("异议与答复", "Objections and answers"), &heads);
    let state = desk.state();
    for (id, o) in state.objections.iter().filter(|(_, o)| sees::county(state, &who, &o.county)) {
        table.row(
            "",
            vec![
                html! { (page::id(id)) },
                html! { a href=(address(&["county", &o.county])) { (desk.office(&o.county)) } },
                time(o.day),
                match o.done {
                    Some(day) => time(day),
                    None => chip("◎", "now", desk.t("待答复", "to be answered")),
                },
            ],
        );
    }
    Ok(table)
}
