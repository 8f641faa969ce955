//! A pack's cases: which pass, what came out otherwise, and what none of them covers.

use maud::{Markup, html};

use super::{below, found, said};
use crate::web::page::{Page, Table, mark};
use crate::web::visit::{Desk, Reply, Stop};

/// Most gaps of one sort that are listed.
const MOST: usize = 200;

/// The page.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (id, _) = found(desk)?;
    let looked = desk.service.looked(&id, desk.visit.language)?;
    let title = desk.t("用例与覆盖", "Cases and coverage");
    let Some((suite, _)) = &looked.suite else {
        let body = html! { h1 { (title) small.mono { (id) } } p.box.empty { (desk.t("标准还有错误，用例等改正以后才能运行。", "The standard has errors; its cases run once they are corrected.")) } };
        return Ok(below(desk, &id, title.to_owned(), body).into());
    };
    let heads = [
        desk.t("用例", "Case"),
        desk.t("结果", "Result"),
        desk.t("预期（−）与实际（+）", "Expected (−), came (+)"),
    ];
    let mut table = Table::new(desk.t("用例", "Cases"), &heads);
    let mut cases: Vec<_> = suite.cases.iter().collect();
    cases.sort_by_key(|c| c.problems.is_empty());
    for case in cases {
        let good = case.problems.is_empty();
        table.row(
            if good { "" } else { "hot" },
            vec![
                html! { (case.name) small.mono { (case.file) ":" (case.place.line) } },
                if good { mark("✓", "good", desk.t("通过", "passes")) } else { mark("✗", "bad", desk.t("没有通过", "fails")) },
                html! {
                    @for p in &case.problems {
                        p { b { (said(&p.of)) } }
                        ul.plain { @for e in &p.expected { li { "− " (e) } } @for a in &p.actual { li { "+ " (a) } } }
                        @if let Some(how) = &p.derivation { details { summary { (desk.t("怎样算出来的", "How it came")) } pre.source tabindex="0" { (how) } } }
                    }
                },
            ],
        );
    }
    let bad = suite.diagnostics.len();
    let coverage = looked.coverage(desk.language).map(|c| coverage(desk, &c));
    let body: Markup = html! {
        h1 { (title) small.mono { (id) } }
        p.lead {
            (suite.passed()) (desk.t("个通过，", " pass, ")) (suite.failed()) (desk.t("个没有通过", " fail"))
            @if bad > 0 { (desk.t("（其中用例文件有错 ", " (of these, mistakes in case files: ")) (bad) (desk.t("处）", ")")) }
        }
        (table.show(desk.t("没有用例。用例放在 tests/ 下的 .yaml 文件里。", "There are no cases. They are .yaml files in tests/.")))
        @if let Some(coverage) = &coverage { (coverage) }
    };
    let page: Page = below(desk, &id, title.to_owned(), body);
    Ok(page.into())
}

fn coverage(desk: &Desk<'_, '_>, of: &junheng::tooling::test::coverage::CoverageJson) -> Markup {
    let parts = [
        (desk.t("规则", "Rules"), &of.rules),
        (desk.t("条件与分支", "Conditions and arms"), &of.clauses),
        (desk.t("限值两边", "Sides of thresholds"), &of.sides),
        (desk.t("限值", "Limits"), &of.limits),
        (desk.t("选项", "Kinds"), &of.kinds),
    ];
    let heads = [
        desk.t("方面", "What"),
        desk.t("#覆盖", "#Covered"),
        desk.t("#共", "#Of"),
        desk.t("没有覆盖的", "Not covered"),
    ];
    let mut table =
        Table::new(desk.t("用例覆盖了标准的多少", "How much of the standard its cases cover"), &heads);
    for (name, part) in parts {
        table.row(
            "",
            vec![
                html! { (name) },
                html! { (part.covered) },
                html! { (part.total) },
                html! {
                    @if !part.missing.is_empty() {
                        details { summary { (part.missing.len()) (desk.t("处", " places")) }
                            ul { @for gap in part.missing.iter().take(MOST) { li { code { (gap.id) } " " (said(&gap.missing)) @if !gap.place.is_empty() { " " small.mono.soft { (gap.place) } } } } }
                            @if part.missing.len() > MOST { p { "…" } }
                        }
                    }
                },
            ],
        );
    }
    html! { section aria-labelledby="cov" { h2 id="cov" { (desk.t("覆盖", "Coverage")) } (table.show("")) } }
}
