//! Accounts, roles, recusals, and links to set passwords.

use maud::html;

use super::county;
use crate::web::commands::LINK;
use crate::web::offers;
use crate::web::page::{Page, Table, address, chip, facts, time};
use crate::web::visit::{Desk, Reply, Stop};
use crate::web::{now, password, words};

/// All accounts.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let lang = desk.language;
    let heads = [
        desk.t("账号", "Account"),
        desk.t("单位", "Office"),
        desk.t("角色", "Roles"),
        desk.t("回避", "Recused from"),
        desk.t("状态", "State"),
    ];
    let mut table = Table::new(desk.t("账号", "Accounts"), &heads);
    for (name, a) in &desk.state().accounts {
        let roles: Vec<String> = a
            .grants
            .iter()
            .map(|g| match g.to {
                Some(to) => format!("{} → {to}", words::role(&g.role, lang)),
                None => words::role(&g.role, lang).to_owned(),
            })
            .collect();
        let recused: Vec<String> = a.recused.iter().map(|c| desk.office(c)).collect();
        table.row(
            "",
            vec![
                html! { a href=(address(&["account", name])) { (name) } },
                html! { (desk.office(&a.office)) },
                html! { (roles.join(desk.t("、", ", "))) },
                html! { (recused.join(desk.t("、", ", "))) },
                if a.disabled {
                    chip("–", "none", desk.t("已停用", "disabled"))
                } else {
                    chip("✓", "good", desk.t("可用", "active"))
                },
            ],
        );
    }
    let title = desk.t("账号与角色", "Accounts and roles");
    let body = html! {
        h1 { (title) }
        p.lead { (desk.t("新账号由管理机器的人用命令行开通；这里授予角色、登记回避、停用、发一次性链接。", "New accounts are added on the command line by whoever has the machine; here roles are granted, recusals recorded, accounts disabled, and one-time links given.")) " " a href="/roles" { (desk.t("谁可以做什么", "Who may do what")) } }
        (table.show(""))
    };
    Ok(Page::new(title, "see.accounts", body).below("/", desk.t("总览", "Overview")).into())
}

fn page(desk: &mut Desk<'_, '_>, name: &str, link: Option<&str>) -> Result<Page, Stop> {
    let account = desk.state().accounts.get(name).cloned().ok_or(Stop::NotThere)?;
    let done = county::just_done(desk)?;
    let lang = desk.language;
    let acts = ["account.grant", "account.recuse", "account.disable"];
    let can = offers::offers(desk, acts.map(|act| (act, name.to_owned(), Vec::new())).to_vec())?;
    let admin = desk.whoever()?.roles.iter().any(|r| r == "admin");
    let section = offers::section(desk, &can);
    let mut grants = Table::new(desk.t("角色", "Roles"), &[desk.t("角色", "Role"), desk.t("到期", "Until")]);
    for g in &account.grants {
        grants.row(
            "",
            vec![
                html! { (words::role(&g.role, lang)) },
                html! { @match g.to { Some(to) => (time(to)), None => (desk.t("长期", "without end")) } },
            ],
        );
    }
    let recused: Vec<String> = account.recused.iter().map(|c| desk.office(c)).collect();
    let body = html! {
        h1 { (name) }
        (done)
        @if let Some(link) = link {
            section class="box good" role="status" {
                p { (desk.t("一次性链接，24小时内有效，只显示这一次。请当面或用安全的方式交给本人：", "One-time link, good for 24 hours, shown only now. Hand it over in person or by a safe way:")) }
                p { code { (link) } }
            }
        }
        (facts(&[
            (desk.t("单位", "Office"), html! { (desk.office(&account.office)) }),
            (desk.t("回避的县", "Recused from"), html! { @if recused.is_empty() { (desk.t("没有", "none")) } @else { (recused.join(desk.t("、", ", "))) } }),
            (desk.t("状态", "State"), if account.disabled { chip("–", "none", desk.t("已停用", "disabled")) } else { chip("✓", "good", desk.t("可用", "active")) }),
        ]))
        (grants.show(desk.t("没有角色。", "No roles.")))
        (section)
        @if admin && !account.disabled {
            (desk.post(&address(&["account", name, "link"]), html! { div.acts { button.button { (desk.t("发一次性链接，用来设定密码", "Give a one-time link to set a password")) } } }))
        }
    };
    let page = Page::new(name, "see.accounts", body).below("/", desk.t("总览", "Overview"));
    Ok(page.below("/accounts", desk.t("账号与角色", "Accounts and roles")))
}

/// One account.
pub fn one(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let name = desk.part("name").to_owned();
    Ok(page(desk, &name, None)?.into())
}

/// Gives a one-time link; shown once, kept as a hash only.
pub fn link(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let name = desk.part("name").to_owned();
    if desk.state().accounts.get(&name).is_none_or(|a| a.disabled) {
        return Err(Stop::NotThere);
    }
    let token = password::token()?;
    desk.service.record().people().make_link(&password::digest(&token), &name, now() + LINK)?;
    let scheme = if desk.app.cookies.secure { "https" } else { "http" };
    let to = format!("{scheme}://{}{}", desk.ask.host, address(&["link", &token]));
    Ok(page(desk, &name, Some(&to))?.into())
}
