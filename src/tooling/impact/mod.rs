//! `junheng impact`: what comes out otherwise when a county is judged by another pack, and because of which of its changes.
//!
//! A change is the cause of an outcome when the new pack with this change alone undone gives the old outcome. Where no single one does, a
//! least set of changes that does so together is named; where even that cannot be tried, all that the outcome rests on.

mod causes;
mod compare;
mod picture;
mod sweep;
mod swept;
mod text;
mod words;

use indexmap::IndexMap;
use serde::Serialize;

use crate::diagnostic::Language;
use crate::evaluation::{Doubts, Evaluation, Options, evaluate};
use crate::facts::Facts;
use crate::report::{
    CountyReport, Detail, EngineStamp, FORMAT, MissingReport, PackStamp, ReportInput, county,
};
use crate::semantics::difference::{Change, differences};
use crate::semantics::*;
use crate::value::{Date, Outcome};

pub use sweep::*;
pub use swept::document as sweep_document;
pub(crate) use text::shortened;
pub use text::{markdown, text};

/// A pack with the data as it reads them.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The pack.
    pub pack: &'a CheckedPack,
    /// The data.
    pub facts: &'a Facts,
}

/// What comes out otherwise.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Impact {
    /// Which program judged.
    pub engine: EngineStamp,
    /// [`FORMAT`].
    pub format: u32,
    /// The old pack.
    pub from: PackStamp,
    /// The new pack.
    pub to: PackStamp,
    /// For which day.
    pub as_of: String,
    /// Of which data.
    pub data: DataDigest,
    /// How much is otherwise.
    pub totals: Totals,
    /// How the packs differ in what they judge by.
    pub changes: Vec<ChangeReport>,
    /// By indicator, rule, veto and conclusion, where any subject comes out otherwise.
    pub rules: IndexMap<String, Vec<Transition>>,
    /// The counties in which anything is otherwise.
    pub counties: Vec<CountyImpact>,
}

/// Which data.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DataDigest {
    /// Digest over names and bytes of the files.
    pub digest: String,
    /// Digest of the data as the new pack understands them, however they are laid out; null where it was not computed.
    pub content: Option<String>,
}

/// How much is otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Totals {
    /// Counties judged by both packs.
    pub counties: usize,
    /// Those in which anything is otherwise.
    pub counties_changed: usize,
    /// Conclusions that come out otherwise.
    pub conclusions: usize,
    /// Outcomes of subjects that come out otherwise, conclusions among them.
    pub outcomes: usize,
    /// Titled values that come out otherwise.
    pub values: usize,
}

/// One difference of the packs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangeReport {
    /// `C1`, by which outcomes name it.
    pub id: String,
    /// What sort: `number`, `numbers`, `when`, `formula`, `threshold`, `requirements`, `subject`, `added`, `removed`, `derivation`, `column`, `table`,
    /// `kind`, `target`.
    pub change: &'static str,
    /// The id of what is changed.
    pub of: String,
    /// What it is called.
    pub name: String,
    /// Which aspect, in words.
    pub aspect: String,
    /// As it was.
    pub before: Option<String>,
    /// As it is.
    pub after: Option<String>,
    /// `tightened` or `relaxed`, where a number says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<&'static str>,
    /// How many outcomes and values it decides by itself.
    pub decides: usize,
    /// How many it decides together with others.
    pub shares: usize,
}

/// How many subjects went from one outcome to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Transition {
    /// By the old pack; null where it does not judge this.
    pub from: Option<Outcome>,
    /// By the new pack; null where it does not judge this.
    pub to: Option<Outcome>,
    /// How many.
    pub count: usize,
}

/// One county.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CountyImpact {
    /// Its code.
    pub county: String,
    /// Its name.
    pub name: Option<String>,
    /// What is in doubt about its data, by the old pack and by the new one.
    pub doubts: DoubtsImpact,
    /// What comes out otherwise: conclusions, then the rest in the pack's order.
    pub subjects: Vec<SubjectImpact>,
    /// Titled values that come out otherwise.
    pub values: Vec<ValueImpact>,
}

/// What is in doubt about a county's data, by each pack's own audits.
#[derive(Debug, Clone, Copy, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DoubtsImpact {
    /// By the old pack.
    pub from: Doubts,
    /// By the new pack.
    pub to: Doubts,
}

/// One outcome that is otherwise.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubjectImpact {
    /// Of which rule.
    pub rule: String,
    /// Its entity.
    pub entity: String,
    /// For which row.
    pub key: Vec<String>,
    /// For which group.
    pub by: IndexMap<String, String>,
    /// By the old pack; null where it does not judge this.
    pub from: Option<Outcome>,
    /// By the new pack.
    pub to: Option<Outcome>,
    /// An indicator's value, by the old pack and by the new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<[Option<String>; 2]>,
    /// Its threshold, by the old pack and by the new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<[Option<String>; 2]>,
    /// Their unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// By the new pack undetermined: the data that would decide it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingReport>,
    /// Why.
    pub because: Because,
}

/// One value that is otherwise.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ValueImpact {
    /// Its id.
    pub define: String,
    /// Its entity.
    pub entity: String,
    /// For which row.
    pub key: Vec<String>,
    /// For which group.
    pub by: IndexMap<String, String>,
    /// By the old pack; null where unknown, not applicable or not computed.
    pub from: Option<String>,
    /// By the new pack.
    pub to: Option<String>,
    /// Its unit.
    pub unit: String,
    /// Why.
    pub because: Because,
}

/// Why an outcome is otherwise: ids of changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Because {
    /// Each of these alone: without it, the outcome would be the old one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alone: Vec<String>,
    /// These together: without all of them, the outcome would be the old one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub together: Vec<String>,
    /// The outcome rests on these; which of them decides cannot be told apart, because they cannot be undone by themselves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub among: Vec<String>,
}

/// Judges the counties of the data by both packs and compares.
pub fn impact(from: Side<'_>, to: Side<'_>, options: &Options, language: Language) -> Impact {
    let changes = differences(from.pack, to.pack);
    let mut reports = words::changes(&changes, from.pack, to.pack, language);
    let mut causes = causes::Causes::new(&changes, from, to, options.as_of, language);
    let (mut totals, mut rules) = (Totals::default(), IndexMap::<String, Vec<Transition>>::new());
    let mut counties = Vec::new();
    let asked = |code: &str| options.counties.as_ref().is_none_or(|all| all.iter().any(|c| c == code));
    for code in from.facts.counties.iter().map(|c| &*c.code).filter(|code| asked(code)) {
        let [Some(old), Some(new)] =
            [from, to].map(|side| judged(side.pack, side.facts, code, options.as_of, language))
        else {
            continue;
        };
        totals.counties += 1;
        let found = compare::compare(from.pack, to.pack, &old, &new);
        for (rule, from, to) in &found.transitions {
            let list = rules.entry(rule.clone()).or_default();
            match list.iter_mut().find(|t| t.from == *from && t.to == *to) {
                Some(t) => t.count += 1,
                None => list.push(Transition { from: *from, to: *to, count: 1 }),
            }
        }
        let mut county = found.county;
        if county.subjects.is_empty() && county.values.is_empty() {
            continue;
        }
        causes.explain(code, &old, &mut county);
        totals.counties_changed += 1;
        totals.outcomes += county.subjects.len();
        totals.values += county.values.len();
        totals.conclusions += county.subjects.iter().filter(|s| compare::concludes(to.pack, &s.rule)).count();
        let all = county.subjects.iter().map(|s| &s.because).chain(county.values.iter().map(|v| &v.because));
        for because in all {
            for report in &mut reports {
                report.decides += usize::from(because.alone.contains(&report.id));
                report.shares +=
                    usize::from(because.together.contains(&report.id) || because.among.contains(&report.id));
            }
        }
        counties.push(county);
    }
    let order = |id: &str| to.pack.items.iter().position(|i| i.id == id).unwrap_or(usize::MAX);
    rules.sort_by(|a, _, b, _| order(a).cmp(&order(b)));
    Impact {
        engine: EngineStamp::OWN,
        format: FORMAT,
        from: PackStamp::of(from.pack),
        to: PackStamp::of(to.pack),
        as_of: options.as_of.to_string(),
        data: DataDigest { digest: to.facts.digest.clone(), content: to.facts.content() },
        totals,
        changes: reports,
        rules,
        counties,
    }
}

/// Whether both packs read data alike, so that data need be read only once.
pub fn same_data(from: &CheckedPack, to: &CheckedPack) -> bool {
    let ids = |p: &CheckedPack| {
        let columns =
            |e: &Entity| e.columns.iter().map(|c| (c.id.clone(), c.label.clone())).collect::<Vec<_>>();
        let entities: Vec<_> =
            p.entities.iter().map(|e| (e.id.clone(), e.label.clone(), columns(e))).collect();
        let kinds: Vec<_> = p.kinds.iter().map(|k| (k.id.clone(), k.values.clone())).collect();
        let items: Vec<_> = p.items.iter().map(|i| (i.id.clone(), i.label.clone())).collect();
        (entities, kinds, items)
    };
    let shape = |c: &Change| {
        matches!(c, Change::Column(_) | Change::Entity(..) | Change::Kind(..) | Change::Part(..))
    };
    ids(from) == ids(to) && !differences(from, to).iter().any(shape)
}

/// One county, judged by one pack.
fn judged(
    pack: &CheckedPack,
    facts: &Facts,
    code: &str,
    as_of: Date,
    language: Language,
) -> Option<CountyReport> {
    let options = Options { as_of, counties: Some(vec![code.to_owned()]) };
    let evaluation: Evaluation = evaluate(pack, facts, &options);
    let input = ReportInput { pack, facts, evaluation: &evaluation, detail: Detail::Full, language };
    evaluation.counties.first().map(|c| county(&input, c))
}
