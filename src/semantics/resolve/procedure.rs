//! The procedure: whether its stages follow one another and every deadline is counted from something that there is.

use std::collections::BTreeSet;

use super::tables::{citation, date_after};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Message, codes, suggest};
use crate::pack::{DatedEntry, DatedVersion, DeadlineEntry, DeadlineVersion, StageEntry, StageVersion};
use crate::semantics::checked::{Deadline, Monitoring, Stage, Term, Warning, Workflow};
use crate::semantics::merged::Merged;
use crate::source::{Span, Spanned};
use crate::syntax::ast::Ident;
use crate::syntax::vocabulary::yaml::Word;
use crate::value::Date;

/// The procedure of merged packs.
pub(super) fn workflow(merged: &Merged, diagnostics: &mut Diagnostics) -> Workflow {
    let stages: Vec<&StageEntry> = merged.stages.values().collect();
    let deadlines: Vec<&DeadlineEntry> = merged.deadlines.values().collect();
    for entry in &stages {
        ascending(&entry.versions, diagnostics);
    }
    for entry in &deadlines {
        ascending(&entry.versions, diagnostics);
    }
    chains(&stages, diagnostics);
    let mut out = Workflow::default();
    for entry in &stages {
        for version in &entry.versions {
            out.stages.extend(stage(entry, version, merged, diagnostics));
        }
    }
    let documents = documents(&stages, &deadlines);
    for entry in &deadlines {
        for version in &entry.versions {
            out.deadlines.extend(deadline(entry, version, &documents, merged, diagnostics));
        }
    }
    single(merged, &mut out, diagnostics);
    out
}

fn single(merged: &Merged, out: &mut Workflow, diagnostics: &mut Diagnostics) {
    if let Some(entry) = &merged.monitoring {
        ascending(&entry.versions, diagnostics);
        for version in &entry.versions {
            let Some(every) = version.says.every else {
                if !entry.broken {
                    let d = Diagnostic::new(&codes::PROCEDURE_LACKS, place(entry, version));
                    diagnostics.push(lacking(d, "every", "每年", "example-monitoring"));
                }
                continue;
            };
            out.monitoring.push(Monitoring {
                from: version.from.as_ref().map(|f| f.value),
                month: every.value.0,
                day: every.value.1,
                note: version.says.note.as_ref().map(|n| n.value.clone()),
                cite: version.says.cite.as_ref().and_then(|c| citation(c, merged, diagnostics)),
            });
        }
    }
    if let Some(entry) = &merged.warning {
        ascending(&entry.versions, diagnostics);
        for version in &entry.versions {
            let says = &version.says;
            if says.margin_below.is_none() && says.falls.is_none() && !entry.broken {
                let d = Diagnostic::new(&codes::PROCEDURE_LACKS, place(entry, version));
                diagnostics.push(lacking(d, "margin_below", "余量低于", "example-warning"));
            }
            out.warning.push(Warning {
                from: version.from.as_ref().map(|f| f.value),
                margin_below: says.margin_below.as_ref().map(|m| m.value.value.clone()),
                falls: says.falls.map(|f| f.value),
                note: says.note.as_ref().map(|n| n.value.clone()),
                cite: says.cite.as_ref().and_then(|c| citation(c, merged, diagnostics)),
            });
        }
    }
}

/// What to point at for a whole version: its day, or the entry's id.
fn place<T>(entry: &DatedEntry<T>, version: &DatedVersion<T>) -> Span {
    version.from.as_ref().map_or(entry.id.span, |f| f.span)
}

fn lacking(diagnostic: Diagnostic, en: &str, zh: &str, example: &'static str) -> Diagnostic {
    diagnostic.arg("en", en).arg("zh", zh).help(Message::new(example))
}

/// Reports versions whose days do not ascend.
fn ascending<T>(versions: &[DatedVersion<T>], diagnostics: &mut Diagnostics) {
    let mut before = None;
    for version in versions {
        date_after(&mut before, version.from, diagnostics);
    }
}

/// A stage as it is on one day.
struct InForce<'a> {
    id: &'a Ident,
    says: &'a StageVersion,
    /// Where it is written: its id, or the day of its version.
    place: Span,
}

/// Checks that the stages are one chain on every day on which something begins.
fn chains(stages: &[&StageEntry], diagnostics: &mut Diagnostics) {
    if stages.iter().any(|s| s.broken) {
        return;
    }
    let mut days: BTreeSet<Option<Date>> = BTreeSet::new();
    for version in stages.iter().flat_map(|s| &s.versions) {
        days.insert(version.from.as_ref().map(|f| f.value));
    }
    // A mistake that lasts is said once.
    let mut said: BTreeSet<(&'static str, Span)> = BTreeSet::new();
    for day in days {
        let begun = |v: &&DatedVersion<StageVersion>| v.from.as_ref().map(|f| f.value) <= day;
        let now: Vec<InForce<'_>> = stages
            .iter()
            .filter_map(|s| {
                let version = s.versions.iter().rfind(begun)?;
                Some(InForce { id: &s.id, says: &version.says, place: place(s, version) })
            })
            .collect();
        for (code, found) in chain(&now, stages) {
            if said.insert((code.id, found.span)) {
                diagnostics.push(found);
            }
        }
    }
}

fn chain(now: &[InForce<'_>], all: &[&StageEntry]) -> Vec<(&'static Code, Diagnostic)> {
    let mut out = Vec::new();
    let mut firsts: Vec<&InForce<'_>> = Vec::new();
    let mut followed: Vec<(&str, &InForce<'_>)> = Vec::new();
    for stage in now {
        let Some(after) = &stage.says.after else {
            if let Some(first) = firsts.first() {
                let d = Diagnostic::new(&codes::STAGE_GAP, stage.place)
                    .arg("name", &stage.id.value)
                    .related(first.place, Message::new("related-first-stage"))
                    .help(Message::new("help-stage-gap"));
                out.push((&codes::STAGE_GAP, d));
            }
            firsts.push(stage);
            continue;
        };
        if !now.iter().any(|s| s.id.value == after.value) {
            let d = Diagnostic::new(&codes::UNKNOWN_STAGE, after.span).arg("name", &after.value);
            let known = all.iter().map(|s| s.id.value.as_str());
            let near = suggest(&after.value, known);
            let d = d.nearest(after.span, near, || {
                let names: Vec<&str> = now.iter().map(|s| s.id.value.as_str()).collect();
                Message::new("help-stages").names("names", &names)
            });
            out.push((&codes::UNKNOWN_STAGE, d));
            continue;
        }
        // Of a circle nothing else is said.
        if now.iter().any(|s| s.id.value == after.value && circle(s, now).is_some()) {
            let own = circle(stage, now).unwrap_or_default();
            // Said at the first of the circle that is written.
            if now.iter().find(|s| own.contains(&s.id.value.as_str())).is_some_and(|s| s.id == stage.id) {
                let d = Diagnostic::new(&codes::STAGE_CYCLE, after.span)
                    .arg("names", own.join(" → "))
                    .help(Message::new("help-stage-cycle"));
                out.push((&codes::STAGE_CYCLE, d));
            }
            continue;
        }
        if let Some((_, other)) = followed.iter().find(|(name, _)| *name == after.value) {
            let place = other.says.after.as_ref().map_or(other.id.span, |a| a.span);
            let d = Diagnostic::new(&codes::STAGE_FORK, after.span)
                .arg("name", &after.value)
                .arg("first", &other.id.value)
                .arg("second", &stage.id.value)
                .related(place, Message::new("related-follows-already"))
                .help(Message::new("help-stage-fork"));
            out.push((&codes::STAGE_FORK, d));
            continue;
        }
        followed.push((&after.value, stage));
    }
    out
}

/// The stages of the circle that a stage is part of, from it on.
fn circle<'a>(stage: &InForce<'a>, now: &[InForce<'a>]) -> Option<Vec<&'a str>> {
    let mut seen: Vec<&str> = vec![&stage.id.value];
    let mut at = stage.says.after.as_ref();
    while let Some(after) = at {
        if after.value == stage.id.value {
            return Some(seen);
        }
        if seen.contains(&after.value.as_str()) {
            return None;
        }
        seen.push(&after.value);
        at = now.iter().find(|s| s.id.value == after.value).and_then(|s| s.says.after.as_ref());
    }
    None
}

fn stage(
    entry: &StageEntry,
    version: &DatedVersion<StageVersion>,
    merged: &Merged,
    diagnostics: &mut Diagnostics,
) -> Option<Stage> {
    let says = &version.says;
    let cite = says.cite.as_ref().and_then(|c| citation(c, merged, diagnostics));
    let Some(level) = says.level else {
        if !entry.broken {
            let d = Diagnostic::new(&codes::PROCEDURE_LACKS, place(entry, version));
            diagnostics.push(lacking(d, "level", "级别", "example-stage"));
        }
        return None;
    };
    Some(Stage {
        id: entry.id.value.clone(),
        from: version.from.as_ref().map(|f| f.value),
        title: says.title.as_ref().unwrap_or(&entry.id).value.clone(),
        who: words(says.who.as_ref()),
        level: level.value,
        after: says.after.as_ref().map(|a| a.value.clone()),
        yields: words(says.yields.as_ref()),
        steps: words(says.steps.as_ref()),
        note: says.note.as_ref().map(|n| n.value.clone()),
        cite,
    })
}

fn words(list: Option<&Vec<Spanned<String>>>) -> Vec<String> {
    list.into_iter().flatten().map(|w| w.value.clone()).collect()
}

/// The titles of all documents that a stage or a deadline yields.
fn documents<'a>(stages: &[&'a StageEntry], deadlines: &[&'a DeadlineEntry]) -> BTreeSet<&'a str> {
    let of_stages = stages.iter().flat_map(|s| &s.versions).flat_map(|v| v.says.yields.iter().flatten());
    let of_deadlines =
        deadlines.iter().flat_map(|d| &d.versions).flat_map(|v| v.says.yields.iter().flatten());
    of_stages.chain(of_deadlines).map(|t| t.value.as_str()).collect()
}

fn deadline(
    entry: &DeadlineEntry,
    version: &DatedVersion<DeadlineVersion>,
    documents: &BTreeSet<&str>,
    merged: &Merged,
    diagnostics: &mut Diagnostics,
) -> Option<Deadline> {
    let says = &version.says;
    let cite = says.cite.as_ref().and_then(|c| citation(c, merged, diagnostics));
    let term = term(entry, says, place(entry, version), documents, diagnostics)?;
    let window = says.window.is_some_and(|w| w.value);
    if let (Some(window), Term::By(_)) = (says.window.filter(|w| w.value), &term) {
        let d = Diagnostic::new(&codes::DEADLINE_TERM, window.span).arg("name", &entry.id.value);
        diagnostics.push(d.help(Message::new("help-deadline-window")));
    }
    Some(Deadline {
        id: entry.id.value.clone(),
        from: version.from.as_ref().map(|f| f.value),
        title: says.title.as_ref().unwrap_or(&entry.id).value.clone(),
        term,
        window,
        yields: words(says.yields.as_ref()),
        note: says.note.as_ref().map(|n| n.value.clone()),
        cite,
    })
}

/// Either a fixed day, or days counted from something.
fn term(
    entry: &DeadlineEntry,
    says: &DeadlineVersion,
    here: Span,
    documents: &BTreeSet<&str>,
    diagnostics: &mut Diagnostics,
) -> Option<Term> {
    let mut wrong = |span: Span, help: &'static str| {
        if !entry.broken {
            let d = Diagnostic::new(&codes::DEADLINE_TERM, span).arg("name", &entry.id.value);
            diagnostics.push(d.help(Message::new(help)));
        }
        None
    };
    match (&says.by, &says.counted_from, &says.days) {
        (Some(by), None, None) => Some(Term::By(by.value)),
        (Some(by), _, _) => wrong(by.span, "help-deadline-both"),
        (None, None, Some(days)) => wrong(days.span, "help-deadline-from"),
        (None, Some(from), None) => wrong(from.span, "help-deadline-days"),
        (None, None, None) => wrong(here, "help-deadline-none"),
        (None, Some(from), Some(days)) => {
            if Word::Objection.is(&from.value) {
                return Some(Term::AfterObjection(days.value));
            }
            if !documents.contains(from.value.as_str()) {
                let d = Diagnostic::new(&codes::UNYIELDED_DOCUMENT, from.span).arg("name", &from.value);
                let near = diagnostics.suggest(&from.value, || documents.iter().copied());
                let d = d.nearest(from.span, near, || {
                    Message::new("help-documents").names("names", documents.iter().copied())
                });
                diagnostics.push(d);
            }
            Some(Term::AfterDocument(from.value.clone(), days.value))
        }
    }
}
