//! A pack beside the one that it extends, and beside one that is published: by meaning, and line by line.

use junheng::semantics::CheckedPack;
use junheng::tooling::doc::{Difference, diff};
use maud::{Markup, html};
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::{below, found};
use crate::web::page::{Table, address, mark};
use crate::web::sees;
use crate::web::visit::{Desk, Reply, Stop, Visit};

/// Lines that are shown around what differs.
const AROUND: usize = 3;
/// Longest text that is laid side by side, in lines.
const LONGEST: usize = 20_000;

/// The pages of differences.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (id, pack) = found(desk)?;
    let who = desk.whoever()?;
    let looked = desk.service.looked(&id, desk.visit.language)?;
    let others: Vec<String> = desk
        .state()
        .packs
        .keys()
        .filter(|o| **o != id && sees::pack(desk.state(), &who, o))
        .cloned()
        .collect();
    // The last that was published before, of the same id where there is one.
    let name = id.split('@').next().unwrap_or_default().to_owned();
    let asked = desk.ask.query.get("with").to_owned();
    let last = {
        let packs = desk.state().packs.iter().filter(|(o, p)| **o != id && p.state == "published");
        let (mine, made) = (|o: &str| o.split('@').next() == Some(name.as_str()), pack.made);
        packs
            .filter(|(_, p)| pack.state != "published" || p.made < made)
            .max_by_key(|(o, p)| (mine(o), p.published, p.made))
            .map(|(o, _)| o.clone())
    };
    let with = if asked.is_empty() { last } else { Some(asked).filter(|o| others.contains(o)) };
    let by_parent = match (&looked.parent, &looked.checked.pack) {
        (Some((chain, parent)), Some(own)) => {
            let found = diff((chain, parent), (&looked.chain, own), desk.language);
            Some((
                parent.id.clone() + "@" + &parent.version.to_string(),
                by_meaning(desk.visit, &found.differences),
            ))
        }
        _ => None,
    };
    let mut by_other = None;
    if let Some(other) = &with {
        let before = desk.service.looked(other, desk.visit.language)?;
        let sound: Option<(&CheckedPack, &CheckedPack)> =
            before.checked.pack.as_ref().zip(looked.checked.pack.as_ref());
        let meaning = sound.map(|(a, b)| {
            by_meaning(desk.visit, &diff((&before.chain, a), (&looked.chain, b), desk.language).differences)
        });
        let (old, new) = (super::texts(desk, other)?, super::texts(desk, &id)?);
        let mut paths: Vec<&String> = old.keys().chain(new.keys()).collect();
        paths.sort();
        paths.dedup();
        let lines: Vec<Markup> = paths
            .into_iter()
            .filter(|p| old.get(*p) != new.get(*p))
            .map(|p| {
                let text =
                    |of: &std::collections::BTreeMap<String, String>| of.get(p).cloned().unwrap_or_default();
                table(p, &text(&old), &text(&new))
            })
            .collect();
        by_other = Some((meaning, lines));
    }
    let title = desk.t("与别的标准的差异", "Differences");
    let wait = desk.t(
        "有错误的标准不能按含义比较：先改正错误。",
        "A standard with errors cannot be compared by meaning: correct them first.",
    );
    let body = html! {
        h1 { (title) small.mono { (id) } }
        @if !others.is_empty() {
            form class="bar" method="get" action=(address(&["pack", &id, "diff"])) {
                div.wide { label for="with" { (desk.t("与哪一个比较", "Compare with")) } select id="with" name="with" { @for o in &others { option value=(o) selected[with.as_ref() == Some(o)] { (o) } } } }
                div { button.button { (desk.t("比较", "Compare")) } }
            }
        }
        @if let (Some(other), Some((meaning, lines))) = (&with, &by_other) {
            section aria-labelledby="ot" {
                h2 id="ot" { (desk.t("与 ", "Beside ")) (other) }
                @match meaning { Some(table) => (table), None => { p.box.empty { (wait) } } }
                h3 { (desk.t("逐行", "Line by line")) }
                @for one in lines { (one) }
                @if lines.is_empty() { p.box.empty { (desk.t("文件完全相同。", "The files are the same.")) } }
            }
        }
        section aria-labelledby="pa" {
            h2 id="pa" { (desk.t("与所沿用的标准", "Beside the standard that it extends")) }
            @match &by_parent {
                Some((parent, table)) => { p.mono { (parent) } (table) }
                None if looked.parent.is_some() => { p.box.empty { (wait) } }
                None => { p.box.empty { (desk.t("没有沿用别的标准。", "It extends none.")) } }
            }
        }
    };
    Ok(below(desk, &id, title.to_owned(), body).into())
}

/// What differs, in the words of the engine: what judges first.
fn by_meaning(v: &Visit<'_>, found: &[Difference]) -> Markup {
    let heads = [
        v.t("什么", "What"),
        v.t("方面", "Aspect"),
        v.t("原来", "Before"),
        v.t("现在", "After"),
        v.t("方向", "Direction"),
    ];
    let mut table = Table::new(
        v.t("按含义的差异；影响结论的在前", "Differences by meaning, those that judge first"),
        &heads,
    );
    let mut sorted: Vec<&Difference> = found.iter().collect();
    sorted.sort_by_key(|d| !d.judges);
    for d in sorted {
        let whole = match d.change {
            "added" => v.t("新增", "added"),
            "removed" => v.t("删去", "removed"),
            _ => "",
        };
        table.row(
            "",
            vec![
                html! { (d.name) small { (d.sort) " " span.mono { (d.id) } } },
                html! { @match &d.aspect { Some(aspect) => (aspect), None => (whole) } @if !d.judges { small { (v.t("不影响结论", "changes no outcome")) } } },
                html! { @if let Some(text) = &d.before { del { (text) } } },
                html! { @if let Some(text) = &d.after { ins { (text) } } },
                match d.direction {
                    Some("tightened") => mark("↑", "doubt", v.t("从严", "tightened")),
                    Some(_) => mark("↓", "now", v.t("放宽", "relaxed")),
                    None => html! {},
                },
            ],
        );
    }
    table.show(v.t("按含义没有差异。", "They mean the same."))
}

/// Two texts line by line, what stays left out.
pub fn table(path: &str, before: &str, after: &str) -> Markup {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let large = old.len() > LONGEST || new.len() > LONGEST;
    let ops = if large { Vec::new() } else { capture_diff_slices(Algorithm::Myers, &old, &new) };
    let mut rows: Vec<Markup> = Vec::new();
    let line = |old: Option<usize>, new: Option<usize>, sign: &str, text: &str, class: Option<&str>| {
        let number = |n: Option<usize>| n.map(|n| (n + 1).to_string()).unwrap_or_default();
        html! { tr class=[class] { td { (number(old)) } td { (number(new)) } td { (sign) } td { (text) } } }
    };
    let gap = || html! { tr.hunk { td {} td {} td {} td { "…" } } };
    for (n, op) in ops.iter().enumerate() {
        let (was, is) = (op.old_range(), op.new_range());
        if op.tag() == DiffTag::Equal {
            let (first, last) = (n == 0, n + 1 == ops.len());
            let head = if first { 0 } else { AROUND };
            let tail = if last { 0 } else { AROUND };
            let left_out = was.len() > head + tail;
            for (k, (o, i)) in was.clone().zip(is).enumerate() {
                if left_out && k >= head && k + tail < was.len() {
                    if k == head {
                        rows.push(gap());
                    }
                    continue;
                }
                rows.push(line(Some(o), Some(i), "", old.get(o).copied().unwrap_or_default(), None));
            }
            continue;
        }
        for o in was {
            rows.push(line(Some(o), None, "−", old.get(o).copied().unwrap_or_default(), Some("cut")));
        }
        for i in is {
            rows.push(line(None, Some(i), "+", new.get(i).copied().unwrap_or_default(), Some("add")));
        }
    }
    html! {
        div.diff role="region" aria-label=(path) tabindex="0" {
            table { caption.skip { (path) } tr.hunk { td {} td {} td {} td { (path) } } @for row in &rows { (row) } }
        }
    }
}
