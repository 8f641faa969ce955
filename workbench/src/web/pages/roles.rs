//! Who may do what, as the table that is enforced has it.

use maud::html;

use crate::acts::rules::RULES;
use crate::web::page::{Page, Table};
use crate::web::sees::READS;
use crate::web::visit::{Desk, Reply, Stop};
use crate::web::words;

/// The table of acts.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let lang = desk.language;
    let names = |roles: &[&str]| {
        roles.iter().map(|r| words::role(r, lang)).collect::<Vec<_>>().join(desk.t("、", ", "))
    };
    let heads = [desk.t("办理", "Act"), desk.t("角色", "Roles"), desk.t("哪个单位的", "Of which office")];
    let mut table = Table::new(desk.t("办理事项", "Acts"), &heads);
    for rule in &RULES {
        table.row(
            "",
            vec![
                html! { (words::act(rule.act, lang)) " " small.mono.soft { (rule.act) } },
                html! { (names(rule.roles)) },
                html! { (words::relation(rule.office, lang)) },
            ],
        );
    }
    let mut reads = Table::new(desk.t("查阅", "Reading"), &[desk.t("页面", "Page"), desk.t("角色", "Roles")]);
    for (id, roles) in READS {
        reads.row("", vec![html! { code { (id) } }, html! { (names(roles)) }]);
    }
    let title = desk.t("谁可以做什么", "Who may do what");
    let body = html! {
        h1 { (title) }
        p.lead { (desk.t(
            "这张表就是系统执行的规则：页面上的按钮、办理时的检查，都从这里来。上级查阅下级；县只看自己；草稿只有本县看。",
            "This table is what is enforced: buttons and checks come from it. Offices read those below them, a county only itself; drafts are the county's own.",
        )) }
        (table.show(""))
        (reads.show(""))
    };
    Ok(Page::new(title, "", body).below("/", desk.t("总览", "Overview")).into())
}
