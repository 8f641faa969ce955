//! What leaves the house: each paper and table says which record it is of.

use std::sync::Arc;

use junheng::diagnostic::Language;
use junheng::evaluation::{Options, evaluate};
use junheng::report::draft::{self, Piece};
use junheng::report::sheets::{Cell, Look, write};
use junheng::report::{Detail, ReportInput, forms};
use junheng::semantics::CheckedPack;
use junheng::tooling::gap::{Costs, gap, remedies};
use junheng::value::{Date, parse_date};
use maud::{Markup, html};
use serde_json::Value;

use super::{ledger, named};
use crate::error::Failure;
use crate::export::poam::{Head, Item};
use crate::export::{appraisal_book, stamp};
use crate::judge::Data;
use crate::record::{GENESIS, hash_of};
use crate::web::page::{Page, Table, address, time};
use crate::web::sees;
use crate::web::visit::{Desk, Reply, Stop, Visit};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// All that can be taken along.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let heads = [
        desk.t("县", "County"),
        desk.t("最新测算", "Newest verdict"),
        desk.t("申报和自评", "Application, self-evaluation"),
        desk.t("问题与整改", "Findings, rectification"),
    ];
    let mut table = Table::new(desk.t("按县", "By county"), &heads);
    for (code, name) in desk.counties() {
        let state = desk.state();
        let newest = state.newest(&code).map(|(id, v)| (id.clone(), v.as_of));
        let any = state.findings.values().any(|f| f.county == code);
        table.row(
            "",
            vec![
                html! { a href=(address(&["county", &code])) { (name) } },
                html! { @if let Some((id, as_of)) = &newest { a href=(address(&["verdict", id])) { (time(as_of)) } " " small.mono { (id) } } },
                html! { @if let Some((id, _)) = &newest { (of_verdict(desk.visit, id)) } },
                html! {
                    @if any {
                        a href={ "/ledger.xlsx?state=all&county=" (code) } { (desk.t("问题清单和整改台账", "problem list and ledger")) } " XLSX" br;
                        a href=(address(&["poam", &format!("{code}.json")])) { "OSCAL POA&M" } " JSON"
                    }
                },
            ],
        );
    }
    let year = desk.day.year();
    let title = desk.t("导出", "Exports");
    let body = html! {
        h1 { (title) }
        p.lead { (desk.t("每份文件都印有记录的编号和末条校验值的前12位：盖章的纸面就是外部的见证。", "Every one prints the number of the record and the first 12 digits of its head: a stamped paper is a witness outside.")) }
        (table.show(desk.t("没有可以导出的县。", "There are no counties to export.")))
        section aria-labelledby="ap" {
            h2 id="ap" { (desk.t("考核表", "Appraisal")) }
            form class="bar" method="get" action="/appraisal.xlsx" {
                div { label for="year" { (desk.t("年度", "Year")) } input id="year" name="year" inputmode="numeric" value=(year) required; }
                div { button.button { (desk.t("下载 XLSX", "Download XLSX")) } }
            }
        }
        section aria-labelledby="ot" {
            h2 id="ot" { (desk.t("其他", "Others")) }
            ul {
                li { (desk.t("两次测算的比较：在测算的页面上选另一次。", "Two verdicts side by side: on a verdict's page.")) }
                li { a href="/notices" { (desk.t("通报", "Notices")) } }
                li { a href="/public" { (desk.t("公开摘要", "The public summary")) } }
                li { (desk.t("整个存储（JSON 行）：由有机器的人用 junheng workbench export 导出，import 读回，校验值不变。", "The whole store (JSON lines): whoever has the machine, by junheng workbench export; import reads it back with the same hashes.")) }
            }
        }
    };
    Ok(Page::new(title, "see.exports", body).below("/", desk.t("总览", "Overview")).into())
}

/// What a verdict can be taken along as.
pub fn of_verdict(v: &Visit<'_>, id: &str) -> Markup {
    html! {
        a href=(address(&["verdict", id, "forms.xlsx"])) { (v.t("申报表和自评表", "application and self-evaluation tables")) } " XLSX" br;
        a href=(address(&["verdict", id, "draft.docx"])) { (v.t("自评报告草稿", "draft of the self-evaluation report")) } " DOCX" br;
        a href=(address(&["verdict", id, "report"])) { (v.t("测算报告", "report")) } " HTML"
    }
}

/// What a verdict rests on, taken from the store; judging goes on without it.
struct Taken {
    id: String,
    pack: Arc<CheckedPack>,
    data: Data,
    as_of: Date,
    stamp: String,
}

fn taken(v: &Visit<'_>) -> Result<Taken, Stop> {
    let id = v.part("id").to_owned();
    let who = v.who.as_ref().ok_or(Stop::SignIn)?;
    let mut service = v.app.service();
    if !sees::verdict(service.state(), who, &id) {
        return Err(Stop::NotThere);
    }
    let verdict = service.state().verdicts.get(&id).cloned().ok_or(Stop::NotThere)?;
    let (pack, data) = (service.pack(&verdict.pack)?, service.data(&verdict.data)?);
    Ok(Taken {
        pack,
        data,
        as_of: verdict.as_of,
        stamp: format!("{} · {id}", stamp(service.record(), v.language)),
        id,
    })
}

impl Taken {
    /// Judges and hands over what reports are made from.
    fn judged<T>(&self, language: Language, made: impl FnOnce(&ReportInput<'_>, &[forms::Remedy]) -> T) -> T {
        let (pack, options) = (&*self.pack, Options::on(self.as_of));
        let facts = self.data.facts(pack, self.as_of);
        let evaluation = evaluate(pack, &facts, &options);
        let gaps = gap(pack, &facts, &options, &Costs::default(), None);
        let remedies = remedies(pack, &gaps, language);
        let input =
            ReportInput { pack, facts: &facts, evaluation: &evaluation, detail: Detail::Full, language };
        made(&input, &remedies)
    }
}

/// The tables of application and self-evaluation.
pub fn forms(v: &Visit<'_>) -> Result<Reply, Stop> {
    let taken = taken(v)?;
    let book = taken.judged(v.language, forms::book);
    let Ok(mut book) = book else {
        return Err(Failure::new("表格太大，放不进工作簿", "the tables are too large for a workbook").into());
    };
    for sheet in book.sheets.iter_mut().filter(|s| !s.hidden) {
        sheet.rows.push(vec![Cell::text(&taken.stamp, Look::Remark)]);
    }
    let bytes = write(&book).map_err(Failure::store)?;
    Ok(Reply::File(format!("{}-{}.xlsx", v.t("申报表", "forms"), taken.id), XLSX, bytes))
}

/// The draft of the self-evaluation report.
pub fn report(v: &Visit<'_>) -> Result<Reply, Stop> {
    let taken = taken(v)?;
    let mut pieces = taken.judged(v.language, draft::draft);
    pieces.push(Piece::Paragraph(taken.stamp.clone()));
    let bytes = draft::write(&pieces, v.language).map_err(Failure::store)?;
    Ok(Reply::File(format!("{}-{}.docx", v.t("自评报告", "report"), taken.id), DOCX, bytes))
}

/// The appraisal of a year: the counties that whoever asks may read.
pub fn appraisal(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let year: i64 = desk.ask.query.get("year").parse().map_err(|_| Stop::NotThere)?;
    let end = parse_date(&format!("{year:04}-12-31")).ok_or(Stop::NotThere)?;
    let names: std::collections::BTreeMap<String, String> = desk.counties().into_iter().collect();
    if names.is_empty() {
        return Err(Stop::NotThere);
    }
    let (mut value, mut held) = (desk.service.appraisal(year)?, desk.service.credibility(end)?);
    for list in [&mut value, &mut held] {
        if let Value::Object(map) = list {
            map.retain(|county, _| names.contains_key(county));
        }
    }
    let line = stamp(desk.service.record(), desk.visit.language);
    let bytes =
        write(&appraisal_book(&value, &held, year, &names, &line, desk.language)).map_err(Failure::store)?;
    Ok(Reply::File(format!("{}-{year}.xlsx", desk.t("考核表", "appraisal")), XLSX, bytes))
}

/// A notice as a paper: to whom, which problems, by whom, when.
pub fn notice(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (id, who) = (desk.part("id").trim_end_matches(".docx").to_owned(), desk.whoever()?);
    let notice = desk.state().notices.get(&id).cloned().ok_or(Stop::NotThere)?;
    let state = desk.state();
    let seen = |county: &str| sees::county(state, &who, county);
    let to: Vec<_> = notice.to.iter().filter(|a| seen(&a.county)).cloned().collect();
    if to.is_empty() {
        return Err(Stop::NotThere);
    }
    let mine: Vec<String> = notice
        .findings
        .iter()
        .filter(|f| state.findings.get(*f).is_some_and(|f| seen(&f.county)))
        .cloned()
        .collect();
    let issuer =
        desk.service.record().event(notice.made)?.map(|e| desk.office(&e.office)).unwrap_or_default();
    let names: Vec<String> = to.iter().map(|a| desk.office(&a.county)).collect();
    let mut pieces = vec![
        Piece::Title(
            desk.t(
                "关于义务教育优质均衡发展问题的通报",
                "Notice on problems of quality and balanced compulsory education",
            )
            .to_owned(),
        ),
        Piece::Paragraph(format!("{} {id}", desk.t("编号", "No."))),
        Piece::Paragraph(format!("{}{}", names.join(desk.t("、", ", ")), desk.t("：", ":"))),
    ];
    if mine.is_empty() {
        pieces.push(Piece::Blank(desk.t("通报的内容。", "What the notice is about.").to_owned()));
    } else {
        pieces.push(Piece::Paragraph(
            desk.t(
                "经督导评估，发现以下问题，请按期整改并报送结果：",
                "The following problems were found. Rectify them in time and report:",
            )
            .to_owned(),
        ));
        let every = crate::web::ask::Fields(vec![("state".to_owned(), "all".to_owned())]);
        let lines = ledger::lines(desk, &every)?;
        let row = |id: &String| {
            let line = lines.iter().find(|l| l.finding == *id)?;
            let due = line.action.as_ref().map_or_else(String::new, |(_, a)| a.due.to_string());
            Some(vec![desk.office(&line.county), line.title.clone(), line.figures.clone(), due])
        };
        pieces.push(Piece::Table {
            head: [
                desk.t("县", "County"),
                desk.t("问题", "Problem"),
                desk.t("数值", "Figures"),
                desk.t("应于", "Due"),
            ]
            .map(str::to_owned)
            .to_vec(),
            rows: mine.iter().filter_map(row).collect(),
        });
    }
    pieces.push(Piece::Paragraph(issuer));
    pieces.push(Piece::Paragraph(notice.day.to_string()));
    let receipts = to.iter().map(|a| {
        let day = a.receipt.map_or_else(|| desk.t("未签收", "no receipt yet").to_owned(), |d| d.to_string());
        vec![desk.office(&a.county), day]
    });
    pieces.push(Piece::Table {
        head: [desk.t("县", "County"), desk.t("签收", "Receipt")].map(str::to_owned).to_vec(),
        rows: receipts.collect(),
    });
    pieces.push(Piece::Paragraph(stamp(desk.service.record(), desk.visit.language)));
    let bytes = draft::write(&pieces, desk.language).map_err(Failure::store)?;
    Ok(Reply::File(format!("{}-{id}.docx", desk.t("通报", "notice")), DOCX, bytes))
}

/// A county's plan of rectification for programs of others.
pub fn poam(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let county = desk.part("file").strip_suffix(".json").ok_or(Stop::NotThere)?.to_owned();
    desk.seen_county(&county)?;
    let items = items(desk, &county)?;
    let first = desk.service.record().event(1)?;
    let first = first.and_then(|e| serde_json_canonicalizer::to_string(&e).ok()).unwrap_or_default();
    let who = desk.whoever()?;
    let head = Head {
        title: match desk.language {
            Language::Zh => format!("{}整改计划", desk.office(&county)),
            Language::En => format!("Plan of rectification of {}", desk.office(&county)),
        },
        county: county.clone(),
        office: who.office_name,
        on: desk.state().on.unwrap_or(desk.day),
        seq: desk.seq,
        stamp: stamp(desk.service.record(), desk.visit.language),
        store: hash_of(&GENESIS, &first).to_vec(),
    };
    let plan = head.poam(&items).ok_or(Stop::NotThere)?;
    let bytes = serde_json::to_vec_pretty(&plan).map_err(Failure::store)?;
    Ok(Reply::File(format!("poam-{county}.json"), "application/json", bytes))
}

fn items(desk: &mut Desk<'_, '_>, county: &str) -> Result<Vec<Item>, Stop> {
    let every = crate::web::ask::Fields(vec![
        ("state".to_owned(), "all".to_owned()),
        ("county".to_owned(), county.to_owned()),
    ]);
    let lines = ledger::lines(desk, &every)?;
    let events = desk.service.record().events_of(county)?;
    let findings: Vec<_> = desk
        .state()
        .findings
        .iter()
        .filter(|(_, f)| f.county == county)
        .map(|(id, f)| (id.clone(), f.clone()))
        .collect();
    let mut out = Vec::new();
    for (id, finding) in findings {
        let title = named::finding(desk, &id)?;
        let state = desk.state();
        let figures = lines.iter().find(|l| l.finding == id).map(|l| l.figures.clone()).unwrap_or_default();
        let as_of = state.verdicts.get(&finding.verdict).map_or(desk.day, |v| v.as_of);
        let actions: Vec<_> = state
            .actions
            .iter()
            .filter(|(_, a)| a.finding == id)
            .map(|(id, a)| (id.clone(), a.clone(), desk.office(&a.lead)))
            .collect();
        let told = events
            .iter()
            .filter(|e| e.act == "action.report" && actions.iter().any(|(a, ..)| *a == e.object));
        let evidence = told.flat_map(|e| e.texts("evidence").into_iter().map(|text| (e.on, text))).collect();
        out.push(Item {
            opened: events.iter().find(|e| e.seq == finding.made).map_or(as_of, |e| e.on),
            open: crate::acts::finding_is_open(state, &id),
            verdict: (finding.verdict.clone(), as_of),
            outcome: finding.outcome.clone(),
            id,
            title,
            figures,
            actions,
            evidence,
        });
    }
    Ok(out)
}
