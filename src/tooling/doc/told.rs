//! `junheng diff`: how two packs differ, in text, in Markdown and as JSON.

use std::fmt::Write as _;

use super::{DiffReport, DiffSide, Difference, Segment, compare, data_asked};
use crate::diagnostic::{Language, Message};
use crate::pack::PackChain;
use crate::report::folded;
use crate::semantics::CheckedPack;

/// A pack as it was loaded, and checked.
pub type Loaded<'a> = (&'a PackChain, &'a CheckedPack);

/// How two packs differ, for programs.
pub fn diff(from: Loaded<'_>, to: Loaded<'_>, language: Language) -> DiffReport {
    let found = compare(from, to, language);
    let side = |pack: &CheckedPack| DiffSide {
        pack: format!("{}@{}", pack.id, pack.version),
        digest: pack.digest.to_string(),
    };
    DiffReport {
        from: side(from.1),
        to: side(to.1),
        judges_alike: !found.iter().any(|d| d.judges),
        differences: found,
        data: data_asked(from.1, to.1),
    }
}

/// How two packs differ, for people: as Markdown, or as text for a terminal.
pub fn diff_text(report: &DiffReport, markdown: bool, language: Language) -> String {
    let DiffReport { from, to, differences: found, data, .. } = report;
    let judges = found.iter().filter(|d| d.judges).count();
    let say = |m: Message| m.text(language);
    let summary = if found.is_empty() {
        say(Message::new("diff-same"))
    } else if judges == 0 {
        say(Message::new("diff-alike").count("others", found.len()))
    } else {
        say(Message::new("diff-count").count("judges", judges).count("others", found.len() - judges))
    };
    let mut out = format!("{}{} → {}\n\n{summary}\n", if markdown { "# " } else { "" }, from.pack, to.pack);
    for (wanted, key) in [(true, "diff-judges"), (false, "diff-others")] {
        let some: Vec<&Difference> = found.iter().filter(|d| d.judges == wanted).collect();
        if some.is_empty() {
            continue;
        }
        let _ = write!(out, "\n{}{}\n\n", if markdown { "## " } else { "" }, say(Message::new(key)));
        for d in some {
            if markdown {
                let _ = writeln!(out, "- {}", markdown_line(d, language));
            } else {
                out.push_str(&text_lines(d, language));
            }
        }
    }
    for (key, list) in [("diff-data-new", &data.newly), ("diff-data-gone", &data.no_longer)] {
        if list.is_empty() {
            continue;
        }
        let _ = write!(out, "\n{}{}\n\n", if markdown { "## " } else { "" }, say(Message::new(key)));
        for asked in list {
            let text = asked.text(language);
            if markdown {
                let _ = writeln!(out, "- {}", plain(&text));
            } else {
                out.push_str(&folded(&text, "  "));
            }
        }
    }
    out
}

/// A text in Markdown, where nothing in it is markup.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('|', "\\|")
        .replace('*', "\\*")
        .replace('~', "\\~")
}

/// What a rewritten text is about, and both texts with what differs between `left` and `right`.
fn side_by_side(d: &Difference, marks: [&str; 2], escape: fn(&str) -> String) -> [String; 2] {
    let [left, right] = marks;
    let side = |pick: fn(&Segment) -> (&str, bool)| {
        let one = |s: &Segment| match pick(s) {
            ("", _) => String::new(),
            (text, true) => format!("{left}{}{right}", escape(text)),
            (text, false) => escape(text),
        };
        d.aligned.iter().map(one).collect::<String>()
    };
    [
        side(|s| match s {
            Segment::Same(text) => (text, false),
            Segment::Other { before, .. } => (before, true),
        }),
        side(|s| match s {
            Segment::Same(text) => (text, false),
            Segment::Other { after, .. } => (after, true),
        }),
    ]
}

/// The sort and the name; the pack itself is called by its sort.
fn called(d: &Difference) -> String {
    if d.sort == d.name { d.sort.clone() } else { format!("{} {}", d.sort, d.name) }
}

fn heading(d: &Difference) -> String {
    format!("{} · {}", called(d), d.aspect.as_deref().unwrap_or_default())
}

/// A difference for a terminal: on one line, or both texts below one another.
fn text_lines(d: &Difference, language: Language) -> String {
    if d.aligned.is_empty() {
        return folded(&line(d, language), "  ");
    }
    let [before, after] = side_by_side(d, ["【", "】"], str::to_owned);
    let mut out = folded(&heading(d), "  ");
    out.push_str(&folded(&format!("− {before}"), "    "));
    out.push_str(&folded(&format!("+ {after}"), "    "));
    out
}

fn markdown_line(d: &Difference, language: Language) -> String {
    if d.aligned.is_empty() {
        return plain(&line(d, language));
    }
    let [before, _] = side_by_side(d, ["~~", "~~"], plain);
    let [_, after] = side_by_side(d, ["**", "**"], plain);
    format!("{}\n  - {before}\n  - {after}", plain(&heading(d)))
}

/// One difference in words.
fn line(d: &Difference, language: Language) -> String {
    let dash = || "—".to_owned();
    let message = match (&d.aspect, d.change) {
        (Some(aspect), _) => Message::new("diff-changed")
            .arg("aspect", aspect)
            .arg("before", d.before.clone().unwrap_or_else(dash))
            .arg("after", d.after.clone().unwrap_or_else(dash)),
        (None, "added") => Message::new("diff-added"),
        (None, _) => Message::new("diff-removed"),
    };
    let mut text = message.arg("what", called(d)).text(language);
    if let Some(direction) = d.direction {
        text.push_str(
            &Message::new(if direction == "tightened" { "diff-tightened" } else { "diff-relaxed" })
                .text(language),
        );
    }
    text
}
