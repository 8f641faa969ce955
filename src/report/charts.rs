//! Pictures of numbers against their limits, as SVG. Places are rounded for drawing only; what is met and what is not comes decided.
//!
//! Shape tells met from unmet before colour does: dots are met, crosses are not.

use std::fmt::Write as _;

use super::markup::escape;
use crate::value::{Surd, Unit};

/// Width of a picture.
const WIDTH: f64 = 720.0;
/// Room for labels at the left.
const LEFT: f64 = 150.0;
/// Room at the right.
const RIGHT: f64 = 30.0;
/// Height of a row of dots.
const ROW: f64 = 58.0;
/// Size of a dot.
const DOT: f64 = 3.4;

/// A number for drawing, in a unit.
pub(super) fn place(n: &Surd, unit: &Unit) -> Option<f64> {
    let scaled = n.over(&Surd::from(unit.scale.clone()))?;
    scaled.display(9).parse().ok().filter(|x: &f64| x.is_finite())
}

/// A number that is drawn.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub x: f64,
    pub met: bool,
    /// What a reader sees who points at it.
    pub title: String,
}

/// Numbers with a limit of their own.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub label: String,
    pub limit: Option<f64>,
    /// The limit as it is written: `≥ 7.5`.
    pub limit_text: String,
    pub points: Vec<Point>,
}

/// One number as a bar.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    pub label: String,
    pub x: f64,
    pub text: String,
    pub limit: Option<f64>,
    /// Whether it is met; none where nothing is asked.
    pub met: Option<bool>,
}

struct Axis {
    low: f64,
    high: f64,
    step: f64,
    left: f64,
    right: f64,
}

impl Axis {
    /// An axis over all numbers, with round marks.
    fn over(numbers: impl Iterator<Item = f64> + Clone, from_zero: bool) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for n in numbers {
            low = low.min(n);
            high = high.max(n);
        }
        if !low.is_finite() || !high.is_finite() {
            (low, high) = (0.0, 1.0);
        }
        if from_zero {
            low = low.min(0.0);
        } else {
            // Nothing is drawn on the edge; what is never negative stays so.
            let pad = (high - low) * 0.03;
            (low, high) = (if low >= 0.0 { (low - pad).max(0.0) } else { low - pad }, high + pad);
        }
        if high - low <= f64::EPSILON * high.abs() {
            high = low + 1.0_f64.max(low.abs() * 0.1);
        }
        let rough = (high - low) / 6.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step =
            [1.0, 2.0, 2.5, 5.0, 10.0].iter().map(|s| s * power).find(|s| *s >= rough).unwrap_or(rough);
        Axis {
            low: (low / step).floor() * step,
            high: (high / step).ceil() * step,
            step,
            left: LEFT,
            right: WIDTH - RIGHT,
        }
    }

    fn at(&self, x: f64) -> f64 {
        self.left + (x - self.low) / (self.high - self.low) * (self.right - self.left)
    }

    fn draw(&self, top: f64, bottom: f64, unit: &str, out: &mut String) {
        let mut i = 0u32;
        loop {
            let x = self.low + f64::from(i) * self.step;
            if x > self.high + self.step / 2.0 || i > 40 {
                break;
            }
            let at = self.at(x);
            let _ = write!(
                out,
                "<line class=\"grid\" x1=\"{at:.1}\" y1=\"{top:.1}\" x2=\"{at:.1}\" y2=\"{bottom:.1}\"/>\
                 <text class=\"tick\" x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                bottom + 15.0,
                number(x, self.step)
            );
            i += 1;
        }
        if !unit.is_empty() {
            let _ = write!(
                out,
                "<text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                self.left - 34.0,
                bottom + 15.0,
                escape(unit)
            );
        }
    }
}

/// A mark's number with as many decimals as its step needs.
fn number(x: f64, step: f64) -> String {
    let places = (0..=6).find(|p| {
        let scaled = step * 10_f64.powi(*p);
        (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1.0)
    });
    let text = format!("{x:.*}", usize::try_from(places.unwrap_or(6)).unwrap_or(6));
    if text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') { "0".to_owned() } else { text }
}

fn begin(height: f64, title: &str) -> String {
    format!(
        "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 {WIDTH} {height:.0}\"><title>{}</title>",
        escape(title)
    )
}

fn dot(x: f64, y: f64, point: &Point, out: &mut String) {
    let title = escape(&point.title);
    let _ = if point.met {
        write!(
            out,
            "<circle class=\"met\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{DOT}\"><title>{title}</title></circle>"
        )
    } else {
        let (a, b, c, d) = (x - DOT, y - DOT, x + DOT, y + DOT);
        write!(
            out,
            "<path class=\"unmet\" d=\"M{a:.1} {b:.1}L{c:.1} {d:.1}M{a:.1} {d:.1}L{c:.1} {b:.1}\"><title>{title}</title></path>"
        )
    };
}

fn label(text: &str, sub: &str, y: f64, out: &mut String) {
    let _ = write!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
        LEFT - 10.0,
        if sub.is_empty() { y + 4.0 } else { y - 3.0 },
        escape(&cut(text))
    );
    if !sub.is_empty() {
        let _ = write!(
            out,
            "<text class=\"sub\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 10.0,
            y + 13.0,
            escape(sub)
        );
    }
}

/// A label that fits at the left.
fn cut(text: &str) -> String {
    use unicode_width::UnicodeWidthChar as _;
    let mut width = 0;
    let mut out = String::new();
    for c in text.chars() {
        width += c.width().unwrap_or(0);
        if width > 20 {
            out.push('…');
            break;
        }
        out.push(c);
    }
    out
}

fn limit_line(x: f64, top: f64, bottom: f64, out: &mut String) {
    let _ = write!(
        out,
        "<line class=\"limit\" x1=\"{x:.1}\" y1=\"{top:.1}\" x2=\"{x:.1}\" y2=\"{bottom:.1}\"/>\
         <path class=\"limit-head\" d=\"M{x:.1} {top:.1}l-4 -6h8z\"/>"
    );
}

/// Each number as a dot or cross over a common axis, those alike above one another; a row for each limit.
pub(super) fn dots(rows: &[Row], unit: &str, title: &str) -> String {
    let numbers = rows.iter().flat_map(|r| r.points.iter().map(|p| p.x).chain(r.limit));
    let axis = Axis::over(numbers, false);
    let height = 14.0 + ROW * rows.len() as f64 + 22.0;
    let mut out = begin(height, title);
    axis.draw(8.0, height - 22.0, unit, &mut out);
    for (i, row) in rows.iter().enumerate() {
        let (top, bottom) = (14.0 + ROW * i as f64, 14.0 + ROW * (i + 1) as f64 - 8.0);
        label(&row.label, &row.limit_text, (top + bottom) / 2.0, &mut out);
        let _ = write!(
            out,
            "<line class=\"base\" x1=\"{:.1}\" y1=\"{bottom:.1}\" x2=\"{:.1}\" y2=\"{bottom:.1}\"/>",
            axis.left, axis.right
        );
        // Numbers that fall on one place stand above one another, closer where there are many.
        let mut columns: std::collections::BTreeMap<i64, Vec<&Point>> = std::collections::BTreeMap::new();
        for point in &row.points {
            columns.entry((axis.at(point.x) / (DOT * 2.0)).round() as i64).or_default().push(point);
        }
        let most = columns.values().map(Vec::len).max().unwrap_or(1);
        let gap = (DOT * 2.0 + 0.6).min((bottom - top - 10.0) / most as f64);
        for points in columns.values() {
            for (n, point) in points.iter().enumerate() {
                dot(axis.at(point.x), bottom - DOT - 2.0 - gap * n as f64, point, &mut out);
            }
        }
        if let Some(limit) = row.limit {
            limit_line(axis.at(limit), top + 2.0, bottom, &mut out);
        }
    }
    out.push_str("</svg>");
    out
}

/// How many numbers fall where; a row for each limit.
pub(super) fn counts(rows: &[Row], unit: &str, title: &str) -> String {
    let numbers = rows.iter().flat_map(|r| r.points.iter().map(|p| p.x).chain(r.limit));
    let axis = Axis::over(numbers, false);
    let row_height = 92.0;
    let height = 14.0 + row_height * rows.len() as f64 + 22.0;
    let mut out = begin(height, title);
    axis.draw(8.0, height - 22.0, unit, &mut out);
    let whole = rows.iter().all(|r| r.points.iter().all(|p| p.x.fract() == 0.0));
    let wide = (axis.high - axis.low) / 30.0;
    let bin = if whole { wide.ceil().max(1.0) } else { wide };
    for (i, row) in rows.iter().enumerate() {
        let (top, bottom) = (14.0 + row_height * i as f64, 14.0 + row_height * (i + 1) as f64 - 12.0);
        label(&row.label, &row.limit_text, (top + bottom) / 2.0, &mut out);
        // Met and unmet never share a bar, even where the limit falls within it.
        let mut bars: std::collections::BTreeMap<(i64, bool), usize> = std::collections::BTreeMap::new();
        for point in &row.points {
            *bars.entry((((point.x - axis.low) / bin).floor() as i64, !point.met)).or_default() += 1;
        }
        let most = bars.values().copied().max().unwrap_or(1) as f64;
        for ((n, unmet), count) in &bars {
            let x = axis.low + *n as f64 * bin;
            let (from, to) = (axis.at(x), axis.at(x + bin).min(axis.right + DOT));
            let tall = ((bottom - top - 16.0) * *count as f64 / most).max(1.5);
            let (class, sign) = if *unmet { ("unmet-bar", "✗") } else { ("met-bar", "✓") };
            let last = if whole { x + bin - 1.0 } else { x + bin };
            let range = if whole && bin <= 1.0 {
                number(x, 1.0)
            } else {
                format!("{}–{}", number(x, bin), number(last, bin))
            };
            let _ = write!(
                out,
                "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{tall:.1}\"><title>{sign} {}: {count}</title></rect>",
                from + 0.5,
                bottom - tall,
                (to - from - 1.0).max(1.0),
                escape(&range)
            );
            if *unmet {
                let _ = write!(
                    out,
                    "<text class=\"count\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">✗{count}</text>",
                    (from + to) / 2.0,
                    bottom - tall - 3.0
                );
            }
        }
        let _ = write!(
            out,
            "<line class=\"base\" x1=\"{:.1}\" y1=\"{bottom:.1}\" x2=\"{:.1}\" y2=\"{bottom:.1}\"/>",
            axis.left, axis.right
        );
        if let Some(limit) = row.limit {
            limit_line(axis.at(limit), top + 2.0, bottom, &mut out);
        }
    }
    out.push_str("</svg>");
    out
}

/// Numbers as bars, each with its limit as a line across.
pub(super) fn bars(bars: &[Bar], unit: &str, title: &str) -> String {
    let numbers = bars.iter().flat_map(|b| std::iter::once(b.x).chain(b.limit));
    let mut axis = Axis::over(numbers, true);
    axis.right = WIDTH - 110.0;
    let height = 8.0 + 24.0 * bars.len() as f64 + 24.0;
    let mut out = begin(height, title);
    axis.draw(6.0, height - 24.0, unit, &mut out);
    for (i, bar) in bars.iter().enumerate() {
        let y = 8.0 + 24.0 * i as f64;
        label(&bar.label, "", y + 11.0, &mut out);
        let (from, to) = (axis.at(0.0_f64.max(axis.low)), axis.at(bar.x));
        let (class, sign) = match bar.met {
            Some(true) => ("met-bar", "✓ "),
            Some(false) => ("unmet-bar", "✗ "),
            None => ("plain-bar", ""),
        };
        let _ = write!(
            out,
            "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"14\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\">{sign}{}</text>",
            from.min(to),
            y + 4.0,
            (to - from).abs().max(0.5),
            axis.right + 10.0,
            y + 15.0,
            escape(&bar.text)
        );
        if let Some(limit) = bar.limit {
            let x = axis.at(limit);
            let _ = write!(
                out,
                "<line class=\"limit\" x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{:.1}\"/>",
                y + 1.0,
                y + 21.0
            );
        }
    }
    out.push_str("</svg>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_marks() {
        let axis = Axis::over([4.3, 9.9].into_iter(), false);
        assert_eq!((axis.low, axis.high, axis.step), (4.0, 11.0, 1.0));
        let one = Axis::over([5.0].into_iter(), false);
        assert!(one.high > one.low);
        let none = Axis::over(std::iter::empty(), false);
        assert!(none.low == 0.0 && none.high >= 1.0);
        assert_eq!(number(0.25, 0.25), "0.25");
        assert_eq!(number(-0.0, 0.5), "0");
    }

    #[test]
    fn what_is_unmet_is_a_cross() {
        let point = |x, met| Point { x, met, title: "<b>".to_owned() };
        let row = Row {
            label: "小学".to_owned(),
            limit: Some(7.5),
            limit_text: "≥ 7.5".to_owned(),
            points: vec![point(7.4, false), point(7.5, true), point(7.5, true)],
        };
        let svg = dots(std::slice::from_ref(&row), "平方米/人", "R5");
        assert_eq!(svg.matches("class=\"met\"").count(), 2);
        assert_eq!(svg.matches("class=\"unmet\"").count(), 1);
        assert!(!svg.contains("<b>") && svg.contains("&lt;b&gt;"));
        let svg = counts(&[row], "人", "班额");
        assert!(svg.contains("✗1"));
    }
}
