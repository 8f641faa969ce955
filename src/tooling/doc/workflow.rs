//! Stages, deadlines, monitoring and warnings in words, for the document of a pack and for what changed.

use super::Teller;
use super::sources;
use crate::diagnostic::Message;
use crate::report::page::*;
use crate::semantics::*;
use crate::value::Date;

/// One entry: the group's word, its id, and what it says, by the words' keys.
pub(super) struct Said<'a> {
    pub group: &'static str,
    pub anchor: &'static str,
    pub id: String,
    pub title: String,
    pub facets: Vec<(&'static str, String)>,
    pub cite: Option<&'a Citation>,
}

/// All that a pack says of its procedure.
pub(super) fn said<'a>(teller: &'a Teller) -> Vec<Said<'a>> {
    let workflow = &teller.pack.workflow;
    let comma = teller.word("doc-comma");
    let from = |from: Option<Date>| ("doc-from", from.map(|d| d.to_string()).unwrap_or_default());
    let note = |note: &Option<String>| ("explain-note", note.clone().unwrap_or_default());
    let id = |id: &str, from: Option<Date>| from.map_or_else(|| id.to_owned(), |d| format!("{id} {d}"));
    let mut out: Vec<Said<'a>> = Vec::new();
    out.extend(workflow.stages.iter().map(|s| Said {
        group: "doc-procedure",
        anchor: "procedure",
        id: id(&s.id, s.from),
        title: s.title.clone(),
        facets: vec![
            from(s.from),
            ("doc-level", teller.word(level(s.level))),
            ("doc-stage-after", s.after.as_ref().map_or_else(String::new, |a| stage_title(workflow, a))),
            ("doc-who", s.who.join(&comma)),
            ("doc-yields", s.yields.join(&comma)),
            ("doc-stage-parts", s.steps.join(&comma)),
            note(&s.note),
        ],
        cite: s.cite.as_ref(),
    }));
    out.extend(workflow.deadlines.iter().map(|d| Said {
        group: "doc-deadlines",
        anchor: "deadlines",
        id: id(&d.id, d.from),
        title: d.title.clone(),
        facets: vec![
            from(d.from),
            ("doc-due", term(teller, d)),
            ("doc-yields", d.yields.join(&comma)),
            note(&d.note),
        ],
        cite: d.cite.as_ref(),
    }));
    out.extend(workflow.monitoring.iter().map(|m| Said {
        group: "doc-monitoring",
        anchor: "monitoring",
        id: id("monitoring", m.from),
        title: teller.word("doc-monitoring-of"),
        facets: vec![from(m.from), ("doc-each-year", format!("{:02}-{:02}", m.month, m.day)), note(&m.note)],
        cite: m.cite.as_ref(),
    }));
    out.extend(workflow.warning.iter().map(|w| Said {
        group: "doc-warning",
        anchor: "warning",
        id: id("warning", w.from),
        title: teller.word("doc-warning-of"),
        facets: vec![
                from(w.from),
                (
                    "doc-margin-below",
                    w.margin_below
                        .as_ref()
                        .map(|m| format!("{}%", (m * &crate::value::Number::from(100)).display(6)))
                        .unwrap_or_default(),
                ),
                ("doc-falls", w.falls.map(|f| f.to_string()).unwrap_or_default()),
                note(&w.note),
            ],
        cite: w.cite.as_ref(),
    }));
    out
}

fn level(level: Level) -> &'static str {
    match level {
        Level::County => "doc-level-county",
        Level::City => "doc-level-city",
        Level::Region => "doc-level-region",
        Level::Nation => "doc-level-nation",
    }
}

fn stage_title(workflow: &Workflow, id: &str) -> String {
    workflow.stages.iter().rfind(|s| s.id == id).map_or_else(|| id.to_owned(), |s| s.title.clone())
}

/// When it is due, or how long a period is.
fn term(teller: &Teller, deadline: &Deadline) -> String {
    let counted = |key: &'static str, from: String, days: i64| {
        Message::new(key).arg("from", from).arg("days", days).text(teller.language)
    };
    let key = if deadline.window { "doc-term-window" } else { "doc-term-counted" };
    match &deadline.term {
        Term::By(day) => Message::new("doc-term-by").arg("day", day).text(teller.language),
        Term::AfterDocument(title, days) => counted(key, title.clone(), *days),
        Term::AfterObjection(days) => counted(key, teller.word("doc-objection"), *days),
    }
}

/// A table for each group that says anything.
pub(super) fn sections(teller: &Teller) -> Vec<Section> {
    let all = said(teller);
    let mut out = Vec::new();
    for group in all.chunk_by(|a, b| a.group == b.group) {
        let Some(first) = group.first() else { continue };
        let shown: Vec<&'static str> = first
            .facets
            .iter()
            .enumerate()
            .filter(|(i, _)| group.iter().any(|s| s.facets.get(*i).is_some_and(|(_, text)| !text.is_empty())))
            .map(|(_, (key, _))| *key)
            .collect();
        let cited = group.iter().any(|s| s.cite.is_some());
        let rows = group.iter().map(|said| {
            let mut row = vec![plain(said.title.clone())];
            let facets = said.facets.iter().filter(|(key, _)| shown.contains(key));
            row.extend(facets.map(|(_, text)| plain(text.clone())));
            if cited {
                row.push(sources::cited(teller, said.cite));
            }
            row
        });
        let mut head = vec![teller.word("doc-step")];
        head.extend(shown.iter().map(|key| teller.word(key)));
        head.extend(cited.then(|| teller.word("explain-cite")));
        let mut section = Section::new(first.anchor, teller.word(first.group));
        section.blocks.push(Block::Table(Table {
            caption: String::new(),
            head,
            rows: rows.collect(),
            numbers: Vec::new(),
            long: false,
        }));
        out.push(section);
    }
    out
}
