//! An indicator over the years: a picture by the server, the same figures as a table, and words.

use junheng::diagnostic::Language;
use junheng::value::{Date, Outcome, parse_date};
use maud::{Markup, html};
use serde_json::Value;

use super::named;
use super::verdict::shown;
use crate::web::page::{self, Page, Table, address, nothing, time};
use crate::web::visit::{Desk, Reply, Stop};
use crate::web::words;

/// A verdict's figures.
struct Point {
    day: Date,
    /// For the picture only.
    value: f64,
    limit: f64,
    texts: [String; 2],
    outcome: Outcome,
}

fn number(text: &str) -> Option<f64> {
    shown(text).parse().ok()
}

fn points(list: &Value) -> Vec<Point> {
    let text = |item: &Value, field: &str| item.get(field).and_then(Value::as_str).map(str::to_owned);
    let all = list.as_array().into_iter().flatten();
    all.filter_map(|item| {
        let (value, limit) = (text(item, "value")?, text(item, "limit")?);
        Some(Point {
            day: parse_date(&text(item, "as_of")?)?,
            value: number(&value)?,
            limit: number(&limit)?,
            texts: [shown(&value), shown(&limit)],
            outcome: words::outcome_of(&text(item, "outcome")?)?,
        })
    })
    .collect()
}

const WIDTH: f64 = 340.0;
const HEIGHT: f64 = 178.0;

/// A round step between lines of the grid.
fn step(span: f64) -> f64 {
    let rough = (span / 3.0).max(1e-9);
    let power = 10f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= rough).unwrap_or(power)
}

/// The picture. Only here are figures rounded: to place points.
fn chart(points: &[Point], label: &str) -> Markup {
    let all = || points.iter().flat_map(|p| [p.value, p.limit]);
    let (low, high) = all().fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(v), b.max(v)));
    let pad = ((high - low) * 0.25).max(high.abs() * 0.02).max(0.01);
    let (low, high) = (low - pad, high + pad);
    let days = |d: Date| f64::from(i32::try_from(crate::agenda::days_between(Date::MIN, d)).unwrap_or(0));
    let (first, last) =
        (points.first().map_or(0.0, |p| days(p.day)), points.last().map_or(0.0, |p| days(p.day)));
    let x = |d: Date| if last > first { 56.0 + (days(d) - first) / (last - first) * 226.0 } else { 169.0 };
    let y = |v: f64| 150.0 - (v - low) / (high - low) * 134.0;
    let grid = step(high - low);
    let mut lines = Vec::new();
    let mut at = (low / grid).ceil() * grid;
    while at <= high && lines.len() < 8 {
        lines.push(at);
        at += grid;
    }
    let path = |of: &dyn Fn(&Point) -> f64| -> String {
        let spots = points.iter().enumerate();
        spots
            .map(|(i, p)| format!("{}{:.1} {:.1}", if i == 0 { "M" } else { "L" }, x(p.day), y(of(p))))
            .collect()
    };
    let limit = match points {
        [one] => format!("M56.0 {0:.1}L282.0 {0:.1}", y(one.limit)),
        _ => path(&|p| p.limit),
    };
    let mut last_label = -100.0;
    let mut years = Vec::new();
    for p in points {
        let place = x(p.day);
        if place - last_label > 30.0 {
            years.push((place, p.day.year()));
            last_label = place;
        }
    }
    html! {
        svg.chart viewBox={"0 0 " (WIDTH) " " (HEIGHT)} role="img" aria-label=(label) {
            @for line in &lines {
                path.grid d=(format!("M44 {0:.1}H294", y(*line))) {}
                text.t x="38" y=(format!("{:.1}", y(*line) + 4.0)) text-anchor="end" { (trimmed(*line)) }
            }
            path.limit d=(limit) {}
            @if let Some(p) = points.last() { text x="299" y=(format!("{:.1}", y(p.limit) + 4.0)) { (p.texts[1]) } }
            path.line d=(path(&|p| p.value)) {}
            @for p in points {
                @let (cx, cy) = (x(p.day), y(p.value));
                @if p.outcome == Outcome::Unmet { path.miss d=(format!("M{:.1} {:.1}l8 8m0-8l-8 8", cx - 4.0, cy - 4.0)) {} }
                @else { circle.dot cx=(format!("{cx:.1}")) cy=(format!("{cy:.1}")) r="4" {} }
            }
            @for (place, year) in &years { text.t x=(format!("{place:.1}")) y="170" text-anchor="middle" { (year) } }
            @if let [first, ..] = points { text x=(format!("{:.1}", x(first.day))) y=(format!("{:.1}", y(first.value) - 9.0)) text-anchor="middle" { (first.texts[0]) } }
            @if let [_, .., p] = points { text x=(format!("{:.1}", x(p.day))) y=(format!("{:.1}", y(p.value) - 9.0)) text-anchor="middle" { (p.texts[0]) } }
        }
    }
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What the picture shows, in words.
fn told(points: &[Point], unit: &str, language: Language) -> String {
    let values: Vec<&str> = points.iter().map(|p| p.texts[0].as_str()).collect();
    let values = values.join(words::say(language, "、", ", "));
    let always = points.iter().all(|p| p.outcome == Outcome::Met);
    let never = points.iter().all(|p| p.outcome == Outcome::Unmet);
    let last = points.last().map(|p| words::outcome(p.outcome, language).2).unwrap_or_default();
    match language {
        Language::Zh if always => format!("{values}{unit}，一直达到。"),
        Language::Zh if never => format!("{values}{unit}，一直未达到。"),
        Language::Zh => format!("{values}{unit}，现在{last}。"),
        Language::En if always => format!("{values} {unit}: always met."),
        Language::En if never => format!("{values} {unit}: never met."),
        Language::En => format!("{values} {unit}: now {last}."),
    }
}

/// The picture of an outcome with its caption; nothing where fewer than two verdicts have figures.
pub fn figure(
    desk: &mut Desk<'_, '_>,
    county: &str,
    key: &str,
    least: usize,
) -> Result<Option<Markup>, Stop> {
    let day = desk.day;
    let list = desk.service.trend(county, key, day)?;
    let points = points(&list);
    if points.len() < least.max(1) {
        return Ok(None);
    }
    let name = named::outcome(desk, county, key, None)?;
    let unit = unit(desk, county, key)?;
    let words = told(&points, &unit, desk.language);
    let limit = points.last().map(|p| p.texts[1].clone()).unwrap_or_default();
    let label = format!("{name}: {words} {} {limit}{unit}", desk.t("限值", "limit"));
    let to = format!("{}?of={}", address(&["trend", county]), page::encoded(key));
    Ok(Some(html! {
        figure {
            (chart(&points, &label))
            figcaption { b { a href=(to) { (name) } } (words) " " (desk.t("限值", "Limit ")) (limit) (unit) (desk.t("。", ".")) }
        }
    }))
}

fn unit(desk: &mut Desk<'_, '_>, county: &str, key: &str) -> Result<String, Stop> {
    let rule = key.split('@').next().unwrap_or_default();
    let Some(reference) = desk.state().pack_of(county).map(str::to_owned) else { return Ok(String::new()) };
    let pack = desk.service.pack(&reference)?;
    Ok(pack.find_item(rule).and_then(|ix| pack.item(ix)).map(crate::judge::unit_of).unwrap_or_default())
}

/// The figures as a table, and what is due to data and to rules.
pub fn show(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (county, key) = (desk.part("county").to_owned(), desk.ask.query.get("of").to_owned());
    desk.seen_county(&county)?;
    let day = desk.day;
    let list = desk.service.trend(&county, &key, day)?;
    let items: Vec<Value> = list.as_array().cloned().unwrap_or_default();
    if items.is_empty() {
        return Err(Stop::NotThere);
    }
    let name = named::outcome(desk, &county, &key, None)?;
    let picture = figure(desk, &county, &key, 1)?.unwrap_or_else(nothing);
    let unit = unit(desk, &county, &key)?;
    let heads = [
        desk.t("数据截至", "As of"),
        desk.t("#数值", "#Value"),
        desk.t("#限值", "#Limit"),
        desk.t("结果", "Outcome"),
        desk.t("#余量（%）", "#Margin (%)"),
        desk.t("与上次相比", "Against the one before"),
    ];
    let mut table =
        Table::new(if unit.is_empty() { name.clone() } else { format!("{name}（{unit}）") }, &heads);
    for item in &items {
        let text = |field: &str| item.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        let verdict = text("verdict");
        table.row(
            "",
            vec![
                html! { a href=(address(&["verdict", &verdict])) { (time(text("as_of"))) } " " (page::id(&verdict)) },
                html! { (shown(&text("value"))) },
                html! { (shown(&text("limit"))) },
                words::outcome_of(&text("outcome")).map_or_else(nothing, |o| page::outcome(o, desk.language)),
                html! { (percent(&text("margin"))) },
                split(desk, item.get("split")),
            ],
        );
    }
    let title = desk.t("变化趋势", "Trend");
    let office = desk.office(&county);
    let body = html! { h1 { (title) small { (name) } } (picture) (table.show("")) };
    let page = Page::new(title, "see.board", body).below("/", desk.t("总览", "Overview"));
    Ok(page.below(address(&["county", &county]), office).into())
}

fn percent(share: &str) -> String {
    let hundred = junheng::value::Number::from(100);
    crate::judge::number(share).map(|n| (&n * &hundred).display(2)).unwrap_or_default()
}

/// How much of a step in the margin is due to the rules, how much to the data.
fn split(desk: &Desk<'_, '_>, split: Option<&Value>) -> Markup {
    let Some(split) = split.filter(|s| s.is_object()) else { return nothing() };
    let part = |field: &str| percent(split.get(field).and_then(Value::as_str).unwrap_or_default());
    let by = match split.get("outcome_by").and_then(Value::as_str) {
        Some("rules") => desk.t("；结果因标准变化而变", "; the outcome turned by the rules"),
        Some("data") => desk.t("；结果因数据变化而变", "; the outcome turned by the data"),
        _ => "",
    };
    html! {
        (desk.t("余量：标准变化 ", "margin: by the rules ")) (part("rules")) (desk.t("，数据变化 ", ", by the data ")) (part("data")) (by)
    }
}
