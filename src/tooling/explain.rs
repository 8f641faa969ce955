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
    let wording = Wording::new(pack, facts, language);
    let known: Vec<Known<'_>> = subjects
        .iter()
        .map(|s| Known { subject: s, name: wording.subject(entity, s.row, &s.group) })
        .collect();
    let named = |k: &&Known<'_>| {
        subject.is_none_or(|typed| subject_named(pack, facts, entity, k.subject.row, &k.subject.group, typed))
    };
    let mut wanted: Vec<&Known<'_>> = known.iter().filter(named).collect();
    if let (true, Some(typed)) = (wanted.is_empty(), subject) {
        wanted = called(&known, typed);
    }
    if wanted.is_empty() || (subject.is_none() && wanted.len() > 1) {
        return Err(unclear(&known, rule, subject));
    }
    let text = |s: &Subject| {
        let derivation = explain(pack, facts, options, ix, s.row, &s.group)?;
        let text = trial(pack, language) + &explanation(pack, facts, &derivation, language);
        Some(visible(&text).into_owned())
    };
    Ok(wanted.into_iter().filter_map(|k| text(k.subject)).collect())
}

/// A subject beside the name that reports give it.
struct Known<'s> {
    subject: &'s Subject,
    name: String,
}

impl Known<'_> {
    /// As the reader would write it: by its key where that is how the text begins, else by its name.
    fn shown(&self, parts: &[&str]) -> String {
        let by_key = !parts.is_empty() && parts_of(&self.subject.typed).starts_with(parts);
        format!("`{}`", if by_key { &self.subject.typed } else { &self.name })
    }

    /// Whether its key or its name begins with the parts of a text.
    fn begins(&self, parts: &[&str]) -> bool {
        [&self.subject.typed, &self.name].iter().any(|own| parts_of(own).starts_with(parts))
    }
}

/// The parts of a key or a name: 示例三中 初中, 9900010013/junior.
fn parts_of(text: &str) -> Vec<&str> {
    text.split(['/', ' ', '\u{3000}']).filter(|part| !part.is_empty()).collect()
}

/// The subject that reports call so, or the only one whose key or name begins so.
fn called<'k, 's>(known: &'k [Known<'s>], typed: &str) -> Vec<&'k Known<'s>> {
    let parts = parts_of(typed);
    let whole: Vec<&Known<'_>> = known.iter().filter(|k| parts_of(&k.name) == parts).collect();
    if !whole.is_empty() || parts.is_empty() {
        return whole;
    }
    let mut begun: Vec<&Known<'_>> = known.iter().filter(|k| k.begins(&parts)).collect();
    if begun.len() > 1 {
        begun.clear();
    }
    begun
}

/// Why it is not clear which subject is meant, and which there are: those of the same school or county, else one that is spelt nearly so.
fn unclear(known: &[Known<'_>], rule: &str, subject: Option<&str>) -> Refusal {
    let message = match subject {
        Some(typed) => Message::new("cli-unknown-subject").arg("rule", rule).arg("subject", typed),
        None if known.is_empty() => Message::new("cli-no-subject").arg("rule", rule),
        None => Message::new("cli-which-subject").arg("rule", rule).count("count", known.len()),
    };
    let parts = subject.map(parts_of).unwrap_or_default();
    let first = parts.get(..1).unwrap_or(&[]);
    let kin: Vec<&Known<'_>> = known.iter().filter(|k| !first.is_empty() && k.begins(first)).collect();
    let near = || {
        let spellings = known.iter().flat_map(|k| [k.subject.typed.as_str(), &k.name]);
        subject.and_then(|typed| suggest(typed, spellings))
    };
    let listed = |some: &mut dyn Iterator<Item = &Known<'_>>| {
        some.take(MOST_NAMED).map(|k| k.shown(first)).collect::<Vec<_>>()
    };
    let help = if !kin.is_empty() {
        Message::new("cli-subjects").names("subjects", listed(&mut kin.into_iter()))
    } else if let Some(near) = near() {
        Message::new("help-did-you-mean").arg("name", near)
    } else if known.is_empty() {
        Message::new("cli-subjects-none")
    } else {
        Message::new("cli-subjects").names("subjects", listed(&mut known.iter()))
    };
    Refusal { message, help: Some(help) }
}
