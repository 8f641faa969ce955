//! What a pack would make of what the store keeps: verdicts as they would now be, and how many would pass at other numbers. Nothing of it
//! is stored, and no stored verdict changes.

use std::num::NonZeroUsize;

use junheng::diagnostic::Language;
use junheng::evaluation::Options;
use junheng::facts::Facts;
use junheng::pack::PackChain;
use junheng::plan::Plan;
use junheng::report::page::Document;
use junheng::semantics::{CheckedPack, check};
use junheng::tooling::impact::{Asked, Impact, Series, Side, impact, same_data, sweep_document, swept};
use junheng::tooling::set::{Refusal, with_numbers};
use junheng::value::{Date, Outcome};

use crate::error::Failure;
use crate::judge::{Data, Table};

/// An outcome that would be another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// The rule's id.
    pub rule: String,
    /// What it is called.
    pub title: String,
    /// Whose outcome it is: the parts of its key, and its group.
    pub subject: String,
    /// As the stored verdict has it; none where its pack does not judge this.
    pub from: Option<Outcome>,
    /// As it would be.
    pub to: Option<Outcome>,
    /// Whether it is a conclusion.
    pub concludes: bool,
    /// The changes of the pack that decide it, in words.
    pub because: Vec<String>,
}

/// What a verdict's data come to by another pack, on the verdict's own day.
pub fn turned(
    old: &CheckedPack,
    new: &CheckedPack,
    data: &Data,
    as_of: Date,
    language: Language,
) -> Vec<Turned> {
    let facts = data.facts(old, as_of);
    let other: Option<Facts> = (!same_data(old, new)).then(|| data.facts(new, as_of));
    let sides =
        (Side { pack: old, facts: &facts }, Side { pack: new, facts: other.as_ref().unwrap_or(&facts) });
    let found = impact(sides.0, sides.1, &Options::on(as_of), language);
    let subjects = found.counties.iter().flat_map(|c| &c.subjects);
    subjects
        .map(|s| {
            let item = [new, old].into_iter().find_map(|p| p.item(p.find_item(&s.rule)?));
            let parts: Vec<&str> = s.key.iter().chain(s.by.values()).map(String::as_str).collect();
            Turned {
                rule: s.rule.clone(),
                title: item.map_or_else(|| s.rule.clone(), |i| i.title.clone()),
                subject: parts.join("/"),
                from: s.from,
                to: s.to,
                concludes: item.is_some_and(crate::judge::is_conclusion),
                because: because(&found, &s.because),
            }
        })
        .collect()
}

fn because(found: &Impact, of: &junheng::tooling::impact::Because) -> Vec<String> {
    let ids = of.alone.iter().chain(&of.together).chain(&of.among);
    let named = |id: &String| {
        let change = found.changes.iter().find(|c| c.id == *id)?;
        let arrow = match (&change.before, &change.after) {
            (Some(before), Some(after)) => format!(" {before} → {after}"),
            (None, Some(after)) => format!(" + {after}"),
            (Some(before), None) => format!(" − {before}"),
            (None, None) => String::new(),
        };
        Some(format!("{} {}{arrow}", change.name, change.aspect))
    };
    ids.filter_map(named).collect()
}

/// Data of several counties in one: tables row under row, each cell under its column.
pub fn together(all: &[Data]) -> Data {
    let mut out = Data::default();
    for table in all.iter().flat_map(|data| &data.tables) {
        let Some(there) = out.tables.iter_mut().find(|t| t.entity == table.entity) else {
            out.tables.push(table.clone());
            continue;
        };
        merge(there, table);
    }
    out
}

fn merge(there: &mut Table, table: &Table) {
    for column in &table.header {
        if !there.header.contains(column) {
            there.header.push(column.clone());
            there.rows.iter_mut().for_each(|row| row.push(String::new()));
        }
    }
    for row in &table.rows {
        let cell = |column: &String| {
            let at = table.header.iter().position(|h| h == column);
            at.and_then(|at| row.get(at)).cloned().unwrap_or_default()
        };
        there.rows.push(there.header.iter().map(cell).collect());
    }
}

/// The number that is swept and over which range.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Range {
    /// `LIMIT` or `LIMIT.KIND`.
    pub number: String,
    /// From.
    pub from: String,
    /// To.
    pub to: String,
    /// How far apart.
    pub step: String,
}

/// How many of the data's subjects would pass at each number.
///
/// # Errors
/// Where the pack has no such number, or the range is none.
pub fn sweep(
    chain: &PackChain,
    pack: &CheckedPack,
    data: &Data,
    range: &Range,
    as_of: Date,
    language: Language,
) -> Result<Document, Failure> {
    let refused = |refusal: Refusal| {
        let say = |language| {
            let help = refusal.help.as_ref().map(|h| h.text(language));
            [Some(refusal.message.text(language)), help].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        };
        Failure::new(say(Language::Zh), say(Language::En))
    };
    let asked = Asked::parse(&format!("{}={}..{}:{}", range.number, range.from, range.to, range.step));
    let asked = asked.map_err(refused)?;
    let with = |one: &str| {
        let chain = with_numbers(chain.clone(), pack, &[one.to_owned()], as_of).map_err(refused)?;
        check(chain).pack.ok_or_else(|| {
            Failure::new(format!("取 {one} 时标准有错误"), format!("with {one} the standard has errors"))
        })
    };
    let plan = Plan::new(pack, as_of);
    let series = [Series::new(pack, &plan, asked, as_of, with, refused)?];
    let facts = data.facts(pack, as_of);
    let found = swept(pack, &facts, &plan, &series, &Options::on(as_of), NonZeroUsize::MIN);
    Ok(sweep_document(&found, pack, language))
}

/// The numbers of a pack that can be swept: what to write, and what they are called.
pub fn numbers(pack: &CheckedPack) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for limit in &pack.limits {
        let Some(table) = limit.tables.last() else { continue };
        for key in table.values.keys() {
            let kinds: Vec<(&str, &str)> = key
                .iter()
                .zip(&limit.by)
                .filter_map(|(value, kind)| {
                    let (id, label) = pack.kind(*kind)?.values.get(usize::from(*value))?;
                    Some((id.as_str(), label.as_str()))
                })
                .collect();
            let id: String = kinds.iter().map(|(id, _)| format!(".{id}")).collect();
            let labels: String = kinds.iter().map(|(_, label)| format!(" {label}")).collect();
            out.push((format!("{}{id}", limit.id), format!("{}{labels}", limit.label)));
        }
    }
    out
}
