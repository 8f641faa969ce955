//! `eval --format json`: the machine-readable report. Numbers are strings of exact decimals in the declared unit, at most 12 places.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::json;

use super::measures::Answerable;
use crate::diagnostic::{Language, Severity, codes};
use crate::evaluation::*;
use crate::facts::{DataIssue, Facts, key_of};
use crate::semantics::*;
use crate::value::{Number, Outcome, Surd, Unit};

/// How much a report holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detail {
    /// Counts only.
    Summary,
    /// What is unmet or undetermined.
    Failures,
    /// Every outcome.
    Full,
}

/// What a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct ReportInput<'a> {
    /// The pack.
    pub pack: &'a CheckedPack,
    /// The data.
    pub facts: &'a Facts,
    /// The outcomes.
    pub evaluation: &'a Evaluation,
    /// How much.
    pub detail: Detail,
    /// The language of messages.
    pub language: Language,
}

/// The number of the output's format: it rises with any change of what [`Report`] or [`CountyLine`] hold.
pub const FORMAT: u32 = 3;

/// Most errors that a line of ndjson lists; its doubts count all.
const MOST_ERRORS: usize = 200;

/// Which program judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EngineStamp {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

impl EngineStamp {
    /// Of this program.
    pub const OWN: EngineStamp = EngineStamp { name: "junheng", version: env!("CARGO_PKG_VERSION") };
}

/// The whole report.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// Which program judged.
    pub engine: EngineStamp,
    /// [`FORMAT`].
    pub format: u32,
    /// Which pack judged.
    pub pack: ReportPack,
    /// For which day.
    pub as_of: String,
    /// Of which data.
    pub data: DataStamp,
    /// The counties.
    pub counties: Vec<CountyReport>,
}

/// Which pack judged.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PackStamp {
    /// Its id.
    pub id: String,
    /// Its full version.
    pub version: String,
    /// Its digest.
    pub digest: String,
    /// Numbers that were set for a trial, as they were asked for; the digest is of the pack with them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<String>,
}

/// Which pack judged, with the packs that it extends.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportPack {
    /// The pack.
    #[serde(flatten)]
    pub stamp: PackStamp,
    /// The packs that it extends, as they were found, root parent first.
    pub parents: Vec<ParentStamp>,
}

/// A pack that the judging one extends.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ParentStamp {
    /// Its id.
    pub id: String,
    /// Its full version.
    pub version: String,
    /// Its digest, that of its own parents in it.
    pub digest: String,
}

impl ReportPack {
    fn of(pack: &CheckedPack) -> Self {
        let parent = |p: &ParentPack| ParentStamp {
            id: p.id.clone(),
            version: p.version.clone(),
            digest: p.digest.to_string(),
        };
        ReportPack { stamp: PackStamp::of(pack), parents: pack.parents.iter().map(parent).collect() }
    }
}

impl PackStamp {
    /// Of a pack.
    pub(crate) fn of(pack: &CheckedPack) -> Self {
        PackStamp {
            id: pack.id.clone(),
            version: pack.version.clone(),
            digest: pack.digest.to_string(),
            set: pack.set.clone(),
        }
    }
}

/// Which data were judged and what is wrong with them.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DataStamp {
    /// Digest over names and bytes of the files.
    pub digest: String,
    /// Digest of the data as understood, however they are laid out; null where that was switched off.
    pub content: Option<String>,
    /// Errors.
    pub errors: Vec<IssueReport>,
    /// Warnings.
    pub warnings: Vec<IssueReport>,
}

/// One thing wrong with the data.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IssueReport {
    /// `JH0901`.
    pub code: &'static str,
    /// The file.
    pub file: String,
    /// The row; the header is 1.
    pub row: Option<u32>,
    /// The column's header.
    pub column: Option<String>,
    /// The value as it stands there.
    pub value: Option<String>,
    /// The cell as a spreadsheet program names it, in a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// What is wrong and what was expected.
    pub message: String,
    /// The county that it leaves out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub county: Option<String>,
}

/// One county.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CountyReport {
    /// Its code.
    pub county: String,
    /// Its name, where the data give one.
    pub name: Option<String>,
    /// Digest of its data as understood, however they are laid out; null where that was switched off.
    pub content: Option<String>,
    /// The conclusions' outcomes by id.
    pub conclusions: IndexMap<String, Outcome>,
    /// What is in doubt about the data from which they were drawn.
    pub doubts: Doubts,
    /// Titled defines.
    pub values: Vec<ValueReport>,
    /// Counts by indicator, rule, veto and conclusion.
    pub rules: IndexMap<String, Counts>,
    /// Outcomes of subjects, as the detail says.
    pub subjects: Vec<SubjectReport>,
    /// Audits that found something.
    pub audits: Vec<AuditReport>,
    /// The measures that serve what is not met, with the units that answer for them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<MeasureReport>,
}

/// One county's line of ndjson, which stands for itself.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CountyLine {
    /// Which program judged.
    pub engine: EngineStamp,
    /// [`FORMAT`].
    pub format: u32,
    /// Which pack judged.
    pub pack: PackStamp,
    /// For which day.
    pub as_of: String,
    /// The county.
    #[serde(flatten)]
    pub county: CountyReport,
    /// Errors in its data, those among them that may be of any county: the first 200, by files and rows.
    pub errors: Vec<IssueReport>,
}

/// A measure with the units that answer for it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MeasureReport {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Lead units.
    pub lead: Vec<String>,
    /// Supporting units.
    pub support: Vec<String>,
    /// The items not met that it serves.
    pub rules: Vec<String>,
}

/// How many subjects came out which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// Met.
    pub met: usize,
    /// Unmet.
    pub unmet: usize,
    /// Undetermined.
    pub undetermined: usize,
    /// Not applicable.
    pub not_applicable: usize,
}

/// A define's value.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ValueReport {
    /// Its id.
    pub define: String,
    /// Of which entity.
    pub entity: String,
    /// For which row.
    pub key: Vec<String>,
    /// For which group.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub by: IndexMap<String, String>,
    /// The value; null where unknown or not applicable.
    pub value: Option<String>,
    /// Its unit.
    pub unit: String,
    /// The data that would give it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingReport>,
}

/// One outcome.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubjectReport {
    /// Of which rule.
    pub rule: String,
    /// Its entity.
    pub entity: String,
    /// For which row.
    pub key: Vec<String>,
    /// For which group.
    pub by: IndexMap<String, String>,
    /// What it came to.
    pub outcome: Outcome,
    /// An indicator's value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Option<String>>,
    /// Its threshold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Option<String>>,
    /// Their unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// A rule's requirements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requirements: Option<Vec<RequirementReport>>,
    /// The data that would decide it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingReport>,
    /// Ids of the measures that answer for it, where it is not met or undetermined.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<String>,
}

/// One requirement.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequirementReport {
    /// As written in the pack.
    pub text: String,
    /// What it came to.
    pub outcome: Outcome,
    /// Its members that are not met (all at full detail).
    pub items: Vec<MemberReport>,
}

/// A member of a requirement.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemberReport {
    /// The item.
    pub id: String,
    /// An indicator's value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Its threshold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// Their unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What it came to.
    pub outcome: Outcome,
}

/// A datum that is missing.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MissingReport {
    /// Of which entity.
    pub entity: String,
    /// Where.
    #[serde(flatten)]
    pub at: MissingPlace,
    /// Why.
    pub reason: &'static str,
}

/// Where a datum is missing.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum MissingPlace {
    /// Fewer rows than there must be.
    Rows {
        /// Below which row.
        parent: ParentReport,
        /// The column whose sum is too small; not there where rows were counted.
        #[serde(skip_serializing_if = "Option::is_none")]
        column: Option<String>,
        /// How many rows there are; for a sum, what it is.
        there: serde_json::Value,
        /// How many there must be; for a sum, what it must be; for values, the keys that are not there.
        expected: serde_json::Value,
    },
    /// A cell, or all rows.
    Cell {
        /// Which row (or the parent's, where rows are missing; empty for a whole table).
        key: Vec<String>,
        /// Which column; null where whole rows are missing.
        column: Option<String>,
    },
}

/// A row of a table above.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ParentReport {
    /// Of which entity.
    pub entity: String,
    /// Its key.
    pub key: Vec<String>,
}

impl MissingReport {
    /// The row, or the one below which rows are missing.
    pub fn key(&self) -> &[String] {
        match &self.at {
            MissingPlace::Rows { parent, .. } => &parent.key,
            MissingPlace::Cell { key, .. } => key,
        }
    }

    /// The column, where it is a cell or a sum.
    pub fn column(&self) -> Option<&str> {
        match &self.at {
            MissingPlace::Rows { column, .. } | MissingPlace::Cell { column, .. } => column.as_deref(),
        }
    }
}

/// An audit that found something.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditReport {
    /// Its id.
    pub audit: String,
    /// Of which entity.
    pub entity: String,
    /// Which row.
    pub key: Vec<String>,
    /// For which group.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub by: IndexMap<String, String>,
    /// What it says.
    pub message: String,
}

impl ReportInput<'_> {
    /// The errors of the data that are of none of the counties that were judged.
    pub(super) fn errors_elsewhere(&self) -> Vec<&DataIssue> {
        let counties = self.evaluation.counties.iter();
        let own: HashSet<*const DataIssue> =
            counties.flat_map(|c| self.facts.errors_of(c.county)).map(std::ptr::from_ref).collect();
        let errors = self.facts.issues.iter().filter(|i| i.code.severity.is_error());
        errors.filter(|i| !own.contains(&std::ptr::from_ref(*i))).collect()
    }

    /// The warnings about the data, without those that are doubts of a county.
    pub(super) fn warnings(&self) -> Vec<&DataIssue> {
        let all = self.facts.issues.iter().chain(&self.evaluation.warnings);
        let doubts = [codes::SURPLUS_ROWS.id, codes::SURPLUS_TOTAL.id];
        all.filter(|i| i.code.severity == Severity::Warning && !doubts.contains(&i.code.id)).collect()
    }

    /// The errors of the data, those among them that judging found.
    pub fn errors(&self) -> impl Iterator<Item = &DataIssue> {
        let all = self.facts.issues.iter().chain(&self.evaluation.warnings);
        all.filter(|i| i.code.severity.is_error())
    }
}

/// The whole report.
pub fn report(input: &ReportInput<'_>) -> Report {
    let ReportInput { pack, facts, evaluation, language, .. } = *input;
    let issues = |severity: Severity| {
        let all = facts.issues.iter().chain(&evaluation.warnings);
        all.filter(|i| i.code.severity == severity).map(|i| issue(i, language)).collect()
    };
    Report {
        engine: EngineStamp::OWN,
        format: FORMAT,
        pack: ReportPack::of(pack),
        as_of: evaluation.as_of.to_string(),
        data: DataStamp {
            digest: facts.digest.clone(),
            content: facts.content(),
            errors: issues(Severity::Error),
            warnings: issues(Severity::Warning),
        },
        counties: evaluation.counties.iter().map(|c| county(input, c)).collect(),
    }
}

pub(super) fn issue(i: &DataIssue, language: Language) -> IssueReport {
    IssueReport {
        code: i.code.id,
        file: i.file.to_string(),
        row: i.row,
        column: i.column.as_ref().map(|c| c.to_string()),
        value: i.value.as_ref().map(|v| v.to_string()),
        cell: i.cell(),
        message: i.message.text(language),
        county: i.county.as_ref().map(|c| c.to_string()),
    }
}

/// One county's part.
pub fn county(input: &ReportInput<'_>, result: &CountyResult) -> CountyReport {
    let ReportInput { pack, facts, detail, .. } = *input;
    let root = EntityIx(0);
    let mut rules: IndexMap<String, Counts> = IndexMap::new();
    for item in &pack.items {
        if !matches!(item.body, ItemBody::Define { .. } | ItemBody::Rule { kind: RuleKind::Audit, .. }) {
            rules.insert(item.id.clone(), Counts::default());
        }
    }
    let tally = result.tally.as_deref().unwrap_or_default();
    for (item, [met, unmet, undetermined, not_applicable]) in pack.items.iter().zip(tally.iter().copied()) {
        if let Some(counts) = rules.get_mut(&item.id) {
            *counts = Counts { met, unmet, undetermined, not_applicable };
        }
    }
    let mut conclusions = IndexMap::new();
    for s in &result.subjects {
        let Some(item) = pack.item(s.item) else { continue };
        if let Some(counts) = rules.get_mut(&item.id).filter(|_| result.tally.is_none()) {
            match s.outcome {
                Outcome::Met => counts.met += 1,
                Outcome::Unmet => counts.unmet += 1,
                Outcome::Undetermined => counts.undetermined += 1,
                Outcome::NotApplicable => counts.not_applicable += 1,
            }
        }
        if matches!(item.body, ItemBody::Rule { kind: RuleKind::Conclusion, .. }) {
            conclusions.insert(item.id.clone(), s.outcome);
        }
    }
    let wanted = |s: &&SubjectResult| match detail {
        Detail::Summary => false,
        Detail::Failures => matches!(s.outcome, Outcome::Unmet | Outcome::Undetermined),
        Detail::Full => true,
    };
    let answerable = Answerable::of(pack, result);
    CountyReport {
        county: key_of(pack, facts, root, result.county).join("/"),
        name: super::words::name_of(pack, facts, root, result.county),
        content: facts.content_of(result.county),
        conclusions,
        doubts: Doubts::new(facts, result),
        values: result.values.iter().filter_map(|v| value(input, v)).collect(),
        rules,
        subjects: result
            .subjects
            .iter()
            .filter(wanted)
            .filter_map(|s| subject(input, s, &answerable))
            .collect(),
        audits: result.audits.iter().filter_map(|a| audit(input, a)).collect(),
        measures: measures(&answerable),
    }
}

/// One county's line.
pub(super) fn line(input: &ReportInput<'_>, result: &CountyResult) -> CountyLine {
    let lists = list_issues(input.pack, input.facts, result);
    let found = lists.iter().filter(|i| i.code.severity.is_error());
    let mut errors: Vec<&DataIssue> = input.facts.errors_of(result.county).chain(found).collect();
    errors.sort_by_key(|i| (&i.file, i.row, i.position, i.code.id));
    CountyLine {
        engine: EngineStamp::OWN,
        format: FORMAT,
        pack: PackStamp::of(input.pack),
        as_of: input.evaluation.as_of.to_string(),
        county: county(input, result),
        errors: errors.into_iter().take(MOST_ERRORS).map(|i| issue(i, input.language)).collect(),
    }
}

fn measures(answerable: &Answerable<'_>) -> Vec<MeasureReport> {
    let one = |a: super::measures::AnswersFor<'_>| MeasureReport {
        id: a.measure.id.clone(),
        title: a.measure.title.clone(),
        lead: a.measure.lead.clone(),
        support: a.measure.support.clone(),
        rules: a.items.iter().map(|i| i.id.clone()).collect(),
    };
    answerable.summary().into_iter().map(one).collect()
}

/// A group by ids.
pub(crate) fn by(pack: &CheckedPack, group: &Group) -> IndexMap<String, String> {
    group
        .iter()
        .filter_map(|(k, v)| {
            let kind = pack.kind(*k)?;
            Some((kind.id.clone(), kind.values.get(*v as usize)?.0.clone()))
        })
        .collect()
}

/// A number in a unit.
pub(crate) fn number(n: &Surd, unit: &Unit) -> String {
    if unit.scale == Number::one() {
        return n.display(12);
    }
    match n.over(&Surd::from(unit.scale.clone())) {
        Some(scaled) => scaled.display(12),
        None => n.display(12),
    }
}

fn subject(input: &ReportInput<'_>, s: &SubjectResult, answerable: &Answerable<'_>) -> Option<SubjectReport> {
    let ReportInput { pack, facts, detail, .. } = *input;
    let item = pack.item(s.item)?;
    let (mut value, mut limit, mut unit, mut requirements) = (None, None, None, None);
    match (&s.detail, &item.body) {
        (crate::evaluation::Detail::Indicator { value: v, limit: l }, ItemBody::Indicator(i)) => {
            value = Some(v.as_ref().map(|n| number(n, &i.unit)));
            limit = Some(l.as_ref().map(|n| number(n, &i.unit)));
            unit = Some(i.unit.symbol.to_string());
        }
        (crate::evaluation::Detail::Rule(list), ItemBody::Rule { requirements: written, .. }) => {
            let reports = written.iter().zip(list).map(|(w, r)| RequirementReport {
                text: w.text.clone(),
                outcome: r.outcome,
                items: r
                    .members
                    .iter()
                    .filter(|m| detail == Detail::Full || m.outcome != Outcome::Met)
                    .filter_map(|m| member(pack, m))
                    .collect(),
            });
            requirements = Some(reports.collect());
        }
        _ => {}
    }
    Some(SubjectReport {
        rule: item.id.clone(),
        entity: pack.entity(item.entity)?.id.clone(),
        key: key_of(pack, facts, item.entity, s.row),
        by: by(pack, &s.group),
        outcome: s.outcome,
        value,
        limit,
        unit,
        requirements,
        missing: s.missing.iter().filter_map(|m| missing(pack, facts, m)).collect(),
        measures: answerable.measures(s).iter().map(|m| m.id.clone()).collect(),
    })
}

fn member(pack: &CheckedPack, m: &MemberResult) -> Option<MemberReport> {
    let item = pack.item(m.item)?;
    let unit = match &item.body {
        ItemBody::Indicator(i) => Some(&i.unit),
        ItemBody::Rule { .. } | ItemBody::Define { .. } => None,
    };
    let show = |n: &Option<Surd>| n.as_ref().zip(unit).map(|(n, u)| number(n, u));
    Some(MemberReport {
        id: item.id.clone(),
        value: show(&m.value),
        limit: show(&m.limit),
        unit: unit.map(|u| u.symbol.to_string()),
        outcome: m.outcome,
    })
}

/// A missing datum by ids.
pub(crate) fn missing(pack: &CheckedPack, facts: &Facts, m: &Missing) -> Option<MissingReport> {
    let entity = pack.entity(m.entity)?;
    let key = match &m.at {
        MissingAt::Rows(parent, row, short) => {
            let at = short_of(pack, facts, entity, (*parent, *row), short)?;
            return Some(MissingReport { entity: entity.id.clone(), at, reason: m.reason.id() });
        }
        MissingAt::Row(row) => key_of(pack, facts, m.entity, *row),
        MissingAt::Below(parent, row) => key_of(pack, facts, *parent, *row),
        MissingAt::Finding(item, row) => {
            let item = pack.item(*item)?;
            vec![item.id.clone(), key_of(pack, facts, item.entity, *row).join("/")]
        }
        MissingAt::Table => Vec::new(),
    };
    let column = m.column.and_then(|c| entity.columns.get(c.ix())).map(|c| c.id.clone());
    let at = MissingPlace::Cell { key, column };
    Some(MissingReport { entity: entity.id.clone(), at, reason: m.reason.id() })
}

/// What a list lacks, by ids.
fn short_of(
    pack: &CheckedPack,
    facts: &Facts,
    entity: &Entity,
    (above, row): (EntityIx, u32),
    short: &Shortfall,
) -> Option<MissingPlace> {
    let parent =
        ParentReport { entity: pack.entity(above)?.id.clone(), key: key_of(pack, facts, above, row) };
    let (column, there, expected) = match short {
        Shortfall::Count { there, expected } => {
            let whole = expected.to_i64().map_or_else(|| json!(expected.to_string()), |n| json!(n));
            (None, json!(there), whole)
        }
        Shortfall::Total { column, there, expected } => {
            let column = entity.columns.get(column.ix())?;
            let shown = |n: &Number| json!(number(&Surd::from(n.clone()), &column.unit));
            (Some(column.id.clone()), shown(there), shown(expected))
        }
        Shortfall::Values { there, columns, without } => {
            let keys: Vec<Vec<&str>> =
                without.iter().map(|key| value_ids(pack, entity, columns, key)).collect();
            (None, json!(there), json!(keys))
        }
    };
    Some(MissingPlace::Rows { parent, column, there, expected })
}

/// The ids of kinds' values.
fn value_ids<'p>(
    pack: &'p CheckedPack,
    entity: &Entity,
    columns: &[ColumnIx],
    key: &[KindValue],
) -> Vec<&'p str> {
    let id = |(column, value): (&ColumnIx, &KindValue)| {
        let kind = entity.columns.get(column.ix())?.ty.kind()?;
        pack.kind(kind)?.values.get(usize::from(*value)).map(|(id, _)| id.as_str())
    };
    columns.iter().zip(key).filter_map(id).collect()
}

/// A missing datum as test cases write it: `division S1/primary students`.
pub fn missing_text(pack: &CheckedPack, facts: &Facts, m: &Missing) -> Option<String> {
    let found = missing(pack, facts, m)?;
    let separator = if found.entity == "finding" { " " } else { "/" };
    let key = found.key().join(separator);
    let parts = [found.entity.as_str(), key.as_str(), found.column().unwrap_or("")];
    Some(parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" "))
}

fn value(input: &ReportInput<'_>, v: &ValueResult) -> Option<ValueReport> {
    let ReportInput { pack, facts, .. } = *input;
    let item = pack.item(v.item)?;
    let unit = match &item.body {
        ItemBody::Define { unit, .. } => unit.clone(),
        ItemBody::Indicator(_) | ItemBody::Rule { .. } => Unit::none(),
    };
    let shown = v.value.as_ref().map(|value| match value {
        Value::Number(n) => number(n, &unit),
        Value::Bool(b) => b.to_string(),
        Value::Kind(k, i) => pack
            .kind(*k)
            .and_then(|k| k.values.get(*i as usize))
            .map_or_else(String::new, |(id, _)| id.clone()),
        Value::Text(t) => t.to_string(),
        Value::Date(d) => d.to_string(),
    });
    Some(ValueReport {
        define: item.id.clone(),
        entity: pack.entity(item.entity)?.id.clone(),
        key: key_of(pack, facts, item.entity, v.row),
        by: by(pack, &v.group),
        value: shown,
        unit: unit.symbol.to_string(),
        missing: v.missing.iter().filter_map(|m| missing(pack, facts, m)).collect(),
    })
}

fn audit(input: &ReportInput<'_>, a: &AuditResult) -> Option<AuditReport> {
    let ReportInput { pack, facts, .. } = *input;
    let item = pack.item(a.item)?;
    let text = match &item.body {
        ItemBody::Rule { requirements, .. } => requirements.get(a.requirement).map(|r| r.text.as_str()),
        ItemBody::Indicator(_) | ItemBody::Define { .. } => None,
    };
    Some(AuditReport {
        audit: item.id.clone(),
        entity: pack.entity(item.entity)?.id.clone(),
        key: key_of(pack, facts, item.entity, a.row),
        by: by(pack, &a.group),
        message: match text {
            Some(text) => format!("{}：{text}", item.title),
            None => item.title.clone(),
        },
    })
}
