//! A picture of shares over settings: one line a rule, told apart by its dashes and by the name at its end, not by colour.

use std::fmt::Write as _;

use crate::report::markup::escape;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 190.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 44.0;

/// Dashes that tell lines apart; the first is whole.
const DASHES: [&str; 5] = ["none", "7 4", "2 3", "10 3 2 3", "4 2"];

/// Length of the piece of a line before its name.
const SAMPLE: f64 = 26.0;

/// Least height between two names.
const APART: f64 = 14.0;

/// A line: its name, and for each setting a share from 0 to 1, if there is one.
pub(super) struct Curve {
    pub name: String,
    pub shares: Vec<Option<f64>>,
}

/// Draws curves over settings. `own` is where the pack's own number lies among the settings, from 0 for the first to 1 for the last.
pub(super) fn picture(title: &str, settings: &[String], own: Option<f64>, curves: &[Curve]) -> String {
    let mut out = format!(
        "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 {WIDTH} {HEIGHT}\"><title>{}</title>",
        escape(title)
    );
    let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
    let count = settings.len().saturating_sub(1).max(1);
    let x = |part: f64| LEFT + part * (right - LEFT);
    let y = |share: f64| bottom - share * (bottom - TOP);
    for quarter in 0..=4u32 {
        let at = y(f64::from(quarter) / 4.0);
        let _ = write!(
            out,
            "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{at:.1}\" x2=\"{right}\" y2=\"{at:.1}\"/>\
             <text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}%</text>",
            LEFT - 6.0,
            at + 4.0,
            quarter * 25
        );
    }
    // So many numbers as have room below.
    let every = settings.len().div_ceil(10).max(1);
    for (i, number) in settings.iter().enumerate().filter(|(i, _)| i.is_multiple_of(every)) {
        let at = x(part(i, count));
        let _ = write!(
            out,
            "<line class=\"base\" x1=\"{at:.1}\" y1=\"{bottom}\" x2=\"{at:.1}\" y2=\"{:.1}\"/>\
             <text class=\"tick\" x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            bottom + 4.0,
            bottom + 18.0,
            escape(number)
        );
    }
    if let Some(own) = own.filter(|own| (0.0..=1.0).contains(own)) {
        let at = x(own);
        let _ =
            write!(out, "<line class=\"limit\" x1=\"{at:.1}\" y1=\"{TOP}\" x2=\"{at:.1}\" y2=\"{bottom}\"/>");
    }
    let mut names: Vec<(f64, &str, &str)> = Vec::new();
    for (curve, dashes) in curves.iter().zip(DASHES.iter().cycle()) {
        let mut path = String::new();
        let mut last = None;
        for (i, share) in curve.shares.iter().enumerate() {
            let Some(share) = share else {
                last = None;
                continue;
            };
            let (at, height) = (x(part(i, count)), y(*share));
            let _ = write!(path, "{}{at:.1} {height:.1}", if last.is_some() { "L" } else { "M" });
            last = Some(height);
        }
        let _ = write!(
            out,
            "<path d=\"{path}\" fill=\"none\" stroke=\"#1f4e79\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>"
        );
        names.extend(last.map(|height| (height, *dashes, curve.name.as_str())));
    }
    // Names that would lie on one another go down.
    names.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut free = f64::NEG_INFINITY;
    for (height, dashes, name) in names {
        let at = height.max(free);
        free = at + APART;
        // A piece of the line before its name: where lines lie on one another, the names go apart.
        let (from, to) = (right + 8.0, right + 8.0 + SAMPLE);
        let _ = write!(
            out,
            "<path d=\"M{from:.1} {at:.1}L{to:.1} {at:.1}\" fill=\"none\" stroke=\"#1f4e79\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            to + 6.0,
            at + 4.0,
            escape(name)
        );
    }
    out.push_str("</svg>");
    out
}

/// Where a setting lies from the first to the last.
#[allow(clippy::cast_precision_loss, reason = "for drawing only")]
fn part(i: usize, count: usize) -> f64 {
    i as f64 / count as f64
}

/// A share for drawing.
#[allow(clippy::cast_precision_loss, reason = "for drawing only")]
pub(super) fn share(some: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| some as f64 / of as f64)
}
