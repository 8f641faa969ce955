//! Measures, schedule, procedure, organisation and milestones.

use std::collections::BTreeSet;

use super::Teller;
use super::sources::{citations, cited};
use crate::diagnostic::Message;
use crate::report::page::*;
use crate::semantics::*;

fn measure(teller: &Teller, measure: &Measure, quoted: &mut BTreeSet<(String, String)>) -> Section {
    let comma = teller.word("doc-comma");
    let mut fields = Vec::new();
    for (key, units) in [("doc-lead", &measure.lead), ("doc-support", &measure.support)] {
        if !units.is_empty() {
            fields.push(Field::line(teller.word(key), units.join(&comma)));
        }
    }
    let serves: BTreeSet<ItemIx> = measure.serves.iter().copied().collect();
    if !serves.is_empty() {
        fields.push(teller.item_links("doc-serves", &serves));
    }
    if let Some(note) = &measure.note {
        fields.push(Field::line(teller.word("explain-note"), note));
    }
    let cited = citations(teller, measure.cite.as_slice(), quoted);
    if !cited.is_empty() {
        fields.push(Field { name: teller.word("explain-cite"), blocks: cited });
    }
    Section {
        blocks: vec![Block::Fields(fields)],
        ..Section::new(anchor("measure", &measure.id), teller.headed(&measure.id, &measure.title))
    }
}

fn steps(teller: &Teller, anchor: &str, key: &str, steps: &[PlanStep], numbered: bool) -> Section {
    let mut section = Section::new(anchor, teller.word(key));
    if steps.is_empty() {
        return section;
    }
    let comma = teller.word("doc-comma");
    let has = |test: fn(&PlanStep) -> bool| steps.iter().any(test);
    let (who, due) = (has(|s| !s.who.is_empty()), has(|s| s.due.is_some()));
    let (note, cite) = (has(|s| s.note.is_some()), has(|s| s.cite.is_some()));
    let rows = (1..).zip(steps).map(|(n, step)| {
        let title = if numbered { format!("{n}. {}", step.title) } else { step.title.clone() };
        let mut row = vec![plain(title)];
        if who {
            row.push(plain(step.who.join(&comma)));
        }
        if due {
            row.push(plain(step.due.clone().unwrap_or_default()));
        }
        if note {
            row.push(plain(step.note.clone().unwrap_or_default()));
        }
        if cite {
            row.push(cited(teller, step.cite.as_ref()));
        }
        row
    });
    let mut head = vec![teller.word("doc-step")];
    for (shown, key) in [(who, "doc-who"), (due, "doc-due"), (note, "explain-note"), (cite, "explain-cite")] {
        if shown {
            head.push(teller.word(key));
        }
    }
    section.blocks.push(Block::Table(Table {
        caption: String::new(),
        head,
        rows: rows.collect(),
        numbers: Vec::new(),
        long: false,
    }));
    section
}

pub(super) fn sections(teller: &Teller) -> Vec<Section> {
    let pack = teller.pack;
    let mut measures = Section::new("measures", teller.word("doc-measures"));
    let mut quoted = BTreeSet::new();
    measures.sections = pack.measures.iter().map(|m| measure(teller, m, &mut quoted)).collect();
    let mut schedule = Section::new("schedule", teller.word("doc-schedule"));
    if !pack.schedule.is_empty() {
        let mut rows: Vec<(&String, &i64)> = pack.schedule.iter().collect();
        rows.sort_by_key(|(code, year)| (**year, (*code).clone()));
        schedule.blocks.push(Block::Table(Table {
            caption: teller.word("doc-schedule-caption"),
            head: ["doc-year", "doc-county-code"].map(|k| teller.word(k)).to_vec(),
            rows: rows
                .into_iter()
                .map(|(code, year)| {
                    vec![
                        plain(Message::new("doc-year-value").arg("year", year).text(teller.language)),
                        plain(code),
                    ]
                })
                .collect(),
            numbers: Vec::new(),
            long: false,
        }));
    }
    let mut out = vec![measures, schedule];
    if !pack.procedure.is_empty() || pack.workflow.stages.is_empty() {
        out.push(steps(teller, "procedure", "doc-procedure", &pack.procedure, true));
    }
    out.extend(super::workflow::sections(teller));
    out.push(steps(teller, "organisation", "doc-organisation", &pack.organisation, false));
    out.push(steps(teller, "milestones", "doc-milestones", &pack.milestones, false));
    out
}
