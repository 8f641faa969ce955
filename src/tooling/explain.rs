//! `junheng explain`: which subjects an item has, as they are typed, and how the outcome of one came.

use crate::diagnostic::{Language, Message, suggest};
use crate::evaluation::{Group, Options, evaluate, explain};
use crate::facts::Facts;
use crate::report::{Wording, explanation, title_part};
use crate::semantics::{CheckedPack, EntityIx, ItemIx};
use crate::source::visible;
use crate::tooling::set::{Refusal, trial};
use crate::tooling::test::{subject_named, subject_text};

/// Most subjects that a message names.
const MOST_NAMED: usize = 12;

/// A subject of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// As it is typed: key parts joined by `/`, the group in brackets.
    pub typed: String,
    /// Its row.
    pub row: u32,
    /// Its group.
    pub group: Group,
}

/// The item that is called so, by id or label; else the only one that reports call so, by its title or the part of it up to a colon.
///
/// # Errors
/// [`Refusal`] with the name that was probably meant.
pub fn item_named(pack: &CheckedPack, name: &str) -> Result<ItemIx, Refusal> {
    pack.find_item(name).or_else(|| titled(pack, name)).ok_or_else(|| {
        let names = pack.items.iter().flat_map(|i| [i.id.as_str(), i.label.as_str()]);
        let help = suggest(name, names).map(|near| Message::new("help-did-you-mean").arg("name", near));
        Refusal { message: Message::new("cli-unknown-rule").arg("rule", name), help }
    })
}

/// The only item that has such a title.
fn titled(pack: &CheckedPack, name: &str) -> Option<ItemIx> {
    let called = |title: &str| title == name || title_part(title) == name;
    let mut found = (0u32..).map(ItemIx).zip(&pack.items).filter(|(_, i)| called(&i.title));
    let (ix, _) = found.next().filter(|_| !name.is_empty())?;
    found.next().is_none().then_some(ix)
}

/// The subjects of an item in these data, in the order of counties.
pub fn subjects(pack: &CheckedPack, facts: &Facts, options: &Options, ix: ItemIx) -> Vec<Subject> {
    let Some(item) = pack.item(ix) else { return Vec::new() };
    let evaluation = evaluate(pack, facts, options);
    let mut out = Vec::new();
    for county in &evaluation.counties {
        let found = county.subjects.iter().filter(|s| s.item == ix).map(|s| (s.row, s.group.clone()));
        let values = county.values.iter().filter(|v| v.item == ix).map(|v| (v.row, v.group.clone()));
        for (row, group) in found.chain(values) {
            let typed = subject_text(pack, facts, item.entity, row, &group);
            out.push(Subject { typed, row, group });
        }
    }
    out
}

/// How the outcome of an item came for the subject that is typed so, or for its only one: a text for each that is meant, fit for a terminal.
///
/// # Errors
/// [`Refusal`] where no subject is called so, or none is named and there are several.
pub fn explained(
    pack: &CheckedPack,
    facts: &Facts,
    options: &Options,
    (ix, rule): (ItemIx, &str),
    subject: Option<&str>,
    language: Language,
) -> Result<Vec<String>, Refusal> {
    let subjects = subjects(pack, facts, options, ix);
    let entity = pack.item(ix).map_or(EntityIx(0), |i| i.entity);
    let meant =
        |s: &&Subject| subject.is_none_or(|typed| subject_named(pack, facts, entity, s.row, &s.group, typed));
    let mut wanted: Vec<&Subject> = subjects.iter().filter(meant).collect();
    if let (true, Some(typed)) = (wanted.is_empty(), subject) {
        // Or as reports call it.
        let wording = Wording::new(pack, facts, language);
        wanted =
            subjects.iter().filter(|s| wording.subject(entity, s.row, &s.group) == typed.trim()).collect();
    }
    if wanted.is_empty() || (subject.is_none() && wanted.len() > 1) {
        return Err(unclear(&subjects, rule, subject));
    }
    let text = |s: &Subject| {
        let derivation = explain(pack, facts, options, ix, s.row, &s.group)?;
        let text = trial(pack, language) + &explanation(pack, facts, &derivation, language);
        Some(visible(&text).into_owned())
    };
    Ok(wanted.into_iter().filter_map(text).collect())
}

/// Why it is not clear which subject is meant, and which there are.
fn unclear(subjects: &[Subject], rule: &str, subject: Option<&str>) -> Refusal {
    let known: Vec<&str> = subjects.iter().take(MOST_NAMED).map(|s| s.typed.as_str()).collect();
    let message = match subject {
        Some(typed) => Message::new("cli-unknown-subject").arg("rule", rule).arg("subject", typed),
        None if subjects.is_empty() => Message::new("cli-no-subject").arg("rule", rule),
        None => Message::new("cli-which-subject").arg("rule", rule).count("count", subjects.len()),
    };
    let near = subject.and_then(|typed| suggest(typed, subjects.iter().map(|s| s.typed.as_str())));
    let help = match near {
        Some(near) => Message::new("help-did-you-mean").arg("name", near),
        None if known.is_empty() => Message::new("cli-subjects-none"),
        None => Message::new("cli-subjects").arg("subjects", known.join("、")),
    };
    Refusal { message, help: Some(help) }
}
