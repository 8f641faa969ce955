//! The ledger as a workbook that can be filled in and taken back: what differs becomes acts that are proposed, and none is done by itself.

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Data, DataType as _, Reader as _, Xlsx, open_workbook_from_rs};
use junheng::report::sheets::{Book, Cell, Look, Sheet, width_of, write};
use junheng::value::parse_date;
use maud::{Markup, html};

use super::ledger;
use crate::error::Failure;
use crate::web::page::{Page, Table, address, mark, nothing};
use crate::web::visit::{Desk, Reply, Stop};
use crate::web::words;

/// The sheet's name.
const SHEET: &str = "整改台账";
/// Most rows that are taken back.
const ROWS: usize = 5_000;
/// Most bytes that a workbook may unpack to.
const UNPACKED: u64 = 200 * 1024 * 1024;

/// Columns: Chinese and English. The first two name the line, the last four are filled in.
const COLUMNS: [(&str, &str); 12] = [
    ("整改编号", "Action"),
    ("问题编号", "Finding"),
    ("县", "County"),
    ("问题", "Finding in words"),
    ("数值", "Figures"),
    ("牵头", "Lead"),
    ("应于", "Due"),
    ("状态", "State"),
    ("佐证材料（每行一份）", "Evidence (one a line)"),
    ("申请延期到", "Extension until"),
    ("核实或退回", "Verify or reject"),
    ("理由", "Reason"),
];

/// The ledger as a workbook, by the filters of the page.
pub fn out(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let query = desk.ask.query.clone();
    let lines = ledger::lines(desk, &query)?;
    let lang = desk.language;
    let heads: Vec<&str> = COLUMNS.iter().map(|(zh, en)| desk.t(zh, en)).collect();
    let mut rows = vec![
        heads
            .iter()
            .enumerate()
            .map(|(n, h)| Cell::text(*h, if n < 2 { Look::KeyHeader } else { Look::Header }))
            .collect::<Vec<_>>(),
    ];
    for line in &lines {
        let action = line.action.as_ref();
        let mut row = vec![
            Cell::text(action.map_or("", |(id, _)| id), Look::Code),
            Cell::text(&line.finding, Look::Code),
            Cell::text(desk.office(&line.county), Look::Plain),
            Cell::text(&line.title, Look::Wrapped),
            Cell::text(&line.figures, Look::Wrapped),
            Cell::text(action.map_or_else(String::new, |(_, a)| desk.office(&a.lead)), Look::Plain),
            Cell::text(action.map_or_else(String::new, |(_, a)| a.due.to_string()), Look::Plain),
            Cell::text(action.map_or("", |(_, a)| words::state(&a.state, lang)), Look::Plain),
        ];
        row.extend((0..4).map(|_| Cell::blank(Look::Entry)));
        rows.push(row);
    }
    let demo =
        if desk.story { desk.t("演示，全部虚构；", "演示 · demo, all invented; ") } else { "" };
    let foot = format!("{demo}{} {} · {}", desk.t("记录", "record"), desk.seq, desk.head);
    rows.push(vec![Cell::text(&foot, Look::Remark)]);
    let widths = (0..COLUMNS.len()).map(|n| {
        let texts = rows.iter().filter_map(|r| r.get(n)).filter_map(|c| match &c.value {
            junheng::report::sheets::CellValue::Text(text) => Some(text.as_str()),
            _ => None,
        });
        width_of(texts, 10, if n == 3 { 50 } else { 24 })
    });
    let sheet = Sheet {
        name: SHEET.to_owned(),
        widths: widths.collect(),
        rows,
        frozen: (1, 2),
        landscape: true,
        ..Sheet::default()
    };
    let list = problems(desk, &lines, &foot);
    let bytes =
        write(&Book { title: SHEET.to_owned(), sheets: vec![sheet, list] }).map_err(Failure::store)?;
    let sort = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(Reply::File(format!("{SHEET}-{}.xlsx", desk.day), sort, bytes))
}

/// The list of problems, one row a finding, to be read only: what was found, where, by which verdict, and whether it is settled.
fn problems(desk: &Desk<'_, '_>, lines: &[ledger::Line], foot: &str) -> Sheet {
    let heads = [
        desk.t("问题编号", "Finding"),
        desk.t("县", "County"),
        desk.t("问题", "Finding in words"),
        desk.t("发现时的数值", "Figures when found"),
        desk.t("依据的测算", "Verdict"),
        desk.t("整改", "Actions"),
        desk.t("是否办结", "Settled"),
    ];
    let header = |(n, h): (usize, &&str)| Cell::text(*h, if n == 0 { Look::KeyHeader } else { Look::Header });
    let mut rows = vec![heads.iter().enumerate().map(header).collect::<Vec<_>>()];
    let mut seen = std::collections::BTreeSet::new();
    for line in lines.iter().filter(|l| seen.insert(l.finding.clone())) {
        let actions = lines.iter().filter(|l| l.finding == line.finding).filter_map(|l| l.action.as_ref());
        let actions: Vec<String> = actions
            .map(|(id, a)| format!("{id} {} {}", a.due, words::state(&a.state, desk.language)))
            .collect();
        let open = crate::acts::finding_is_open(desk.state(), &line.finding);
        let verdict = desk.state().findings.get(&line.finding).map(|f| f.verdict.clone()).unwrap_or_default();
        rows.push(vec![
            Cell::text(&line.finding, Look::Code),
            Cell::text(desk.office(&line.county), Look::Plain),
            Cell::text(&line.title, Look::Wrapped),
            Cell::text(&line.figures, Look::Wrapped),
            Cell::text(verdict, Look::Code),
            Cell::text(actions.join("\n"), Look::Wrapped),
            Cell::text(
                if open { desk.t("未办结", "open") } else { desk.t("已办结", "settled") },
                Look::Plain,
            ),
        ]);
    }
    rows.push(vec![Cell::text(foot, Look::Remark)]);
    Sheet {
        name: desk.t("问题清单", "Problems").to_owned(),
        widths: vec![16.0, 10.0, 40.0, 30.0, 16.0, 36.0, 10.0],
        rows,
        frozen: (1, 1),
        landscape: true,
        ..Sheet::default()
    }
}

/// The form to bring it back.
pub fn form(desk: &Desk<'_, '_>) -> Markup {
    html! {
        section.noprint aria-labelledby="back" {
            h2 id="back" { (desk.t("把填好的表格传回来", "Bring the filled-in form back")) }
            p.prose { (desk.t(
                "传回后列出每一行填了什么、可以办什么，逐项确认后才办理。",
                "What was filled in is listed, line by line, as acts that you then confirm one by one.",
            )) }
            form method="post" action="/ledger" enctype="multipart/form-data" {
                (desk.token_field())
                div.field { label for="book" { (desk.t("工作簿（.xlsx）", "Workbook (.xlsx)")) } input id="book" type="file" name="book" accept=".xlsx" required; }
                div.acts { button.button { (desk.t("传回", "Bring back")) } }
            }
        }
    }
}

/// A line as it came back.
struct Filled {
    action: String,
    finding: String,
    evidence: String,
    until: String,
    verdict: String,
    reason: String,
}

fn text(cell: Option<&Data>) -> String {
    let Some(cell) = cell else { return String::new() };
    match cell {
        Data::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(text) => text.get(..10).unwrap_or_default().to_owned(),
        other => other.as_string().unwrap_or_default().trim().to_owned(),
    }
}

/// Reads what came back; a workbook that is too large or none of ours is told in words.
fn read(desk: &Desk<'_, '_>, bytes: &[u8]) -> Result<Vec<Filled>, &'static str> {
    let bad = desk.t("这不是从本系统下载的整改台账。", "This is not a ledger of this program.");
    if crate::web::bomb::unpacked(bytes).is_none_or(|size| size > UNPACKED) {
        return Err(bad);
    }
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| bad)?;
    let range = book.worksheet_range(SHEET).map_err(|_| bad)?;
    let mut rows = range.rows();
    let heads: Vec<String> = rows.next().ok_or(bad)?.iter().map(|c| text(Some(c))).collect();
    let at = |n: usize| {
        let (zh, en) = COLUMNS.get(n).copied().unwrap_or_default();
        heads.iter().position(|h| h == zh || h == en)
    };
    let places: Option<Vec<usize>> = [0, 1, 8, 9, 10, 11].into_iter().map(at).collect();
    let Some(places) = places else { return Err(bad) };
    let mut out = Vec::new();
    for row in rows.take(ROWS) {
        let mut cells = places.iter().map(|at| text(row.get(*at)));
        let mut next = || cells.next().unwrap_or_default();
        out.push(Filled {
            action: next(),
            finding: next(),
            evidence: next(),
            until: next(),
            verdict: next(),
            reason: next(),
        });
    }
    Ok(out)
}

/// An act and the fields of its form.
type Proposal = (&'static str, Vec<(&'static str, String)>);

/// What a line asks for: the act and the fields of its form, or what is wrong with it.
fn proposed(desk: &Desk<'_, '_>, line: &Filled) -> Vec<Result<Proposal, &'static str>> {
    let mut out = Vec::new();
    if !line.evidence.is_empty() {
        out.push(Ok(("action.report", vec![("evidence", line.evidence.clone())])));
    }
    if !line.until.is_empty() {
        out.push(match parse_date(&line.until) {
            Some(day) => {
                Ok(("action.extend_ask", vec![("to", day.to_string()), ("reason", line.reason.clone())]))
            }
            None => Err(desk.t("“申请延期到”不是日期", "the day of the extension is no date")),
        });
    }
    match line.verdict.as_str() {
        "" => {}
        "核实" | "verify" => out.push(Ok(("action.verify", Vec::new()))),
        "退回" | "reject" => out.push(Ok(("action.reject", vec![("reason", line.reason.clone())]))),
        _ => out.push(Err(desk.t("“核实或退回”里只写：核实、退回", "there can stand: verify, reject"))),
    }
    out
}

/// Takes the workbook back: the acts that it proposes, each to be confirmed.
pub fn back(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let title = desk.t("传回的整改台账", "The ledger that came back");
    let who = desk.whoever()?;
    let sent = desk.ask.files.first().map(|f| f.bytes.clone()).unwrap_or_default();
    let lines = match read(desk, &sent) {
        Ok(lines) => lines,
        Err(why) => {
            let body = html! { h1 { (title) } section class="box bad" role="alert" { p { (mark("✗", "bad", why)) } } (form(desk)) };
            let page =
                Page::new(title, "see.ledger", body).below("/ledger", desk.t("整改台账", "Rectification"));
            return Ok(Reply::Page(StatusCode::UNPROCESSABLE_ENTITY, page));
        }
    };
    let heads = [
        desk.t("整改", "Action"),
        desk.t("建议办理", "Proposed act"),
        desk.t("所填", "Entries"),
        desk.t("确认", "Confirm"),
    ];
    let mut table = Table::new(desk.t("表格里填了的行", "Lines that were filled in"), &heads);
    for line in &lines {
        // What is none of theirs is not there.
        let seen = crate::web::sees::action(desk.state(), &who, &line.action);
        for proposal in proposed(desk, line) {
            let name = if seen { super::named::finding(desk, &line.finding)? } else { String::new() };
            let first = html! { (name) " " small.mono { (line.action) } };
            match proposal {
                _ if !seen => table.row(
                    "hot",
                    vec![
                        first,
                        nothing(),
                        html! { (desk.t("没有这件整改", "there is no such action")) },
                        nothing(),
                    ],
                ),
                Err(why) => table.row("hot", vec![first, nothing(), html! { (why) }, nothing()]),
                Ok((act, fields)) => {
                    let shown: Vec<&str> = fields.iter().map(|(_, v)| v.as_str()).collect();
                    let confirm = desk.post(
                        &address(&["act", act]),
                        html! {
                            input type="hidden" name="object" value=(line.action);
                            input type="hidden" name="seen" value=(desk.seq);
                            @for (name, value) in &fields { input type="hidden" name=(name) value=(value); }
                            button class="button slim" { (words::act(act, desk.language)) }
                        },
                    );
                    table.row(
                        "",
                        vec![
                            first,
                            html! { (words::act(act, desk.language)) },
                            html! { (shown.join(desk.t("；", "; "))) },
                            confirm,
                        ],
                    );
                }
            }
        }
    }
    let body = html! {
        h1 { (title) }
        p.lead { (desk.t("下面没有一项已经办理。逐项确认后才办。", "None of this is done yet: confirm each.")) }
        (table.show(desk.t("没有一行填了内容。", "No line was filled in.")))
    };
    Ok(Page::new(title, "see.ledger", body).below("/ledger", desk.t("整改台账", "Rectification")).into())
}
