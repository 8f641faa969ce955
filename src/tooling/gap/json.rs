//! A gap for programs: keys by ids, numbers as strings of exact decimals in the column's unit.

use serde::Serialize;

use super::tasks::totals;
use super::{Addition, Change, CountyGap, Move, Root};
use crate::diagnostic::Language;
use crate::evaluation::{Doubts, Group, Options, Standpoint};
use crate::facts::{COUNTY, Cell, Facts, FindingResult, key_of};
use crate::report::{EngineStamp, FORMAT, MissingReport, PackStamp, cell_by_ids, lead_units, missing};
use crate::semantics::{CheckedPack, EntityIx, ItemIx, KindIx};
use crate::value::{Number, Outcome, Surd, Unit};

/// The machine-readable gap of all counties.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GapReport {
    /// Which program judged.
    engine: EngineStamp,
    /// [`FORMAT`].
    format: u32,
    pack: PackStamp,
    as_of: String,
    data: String,
    /// Digest of the data as understood, however they are laid out; null where it was not computed.
    content: Option<String>,
    counties: Vec<County>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "CountyGap"))]
struct County {
    county: String,
    conclusions: Vec<RootReport>,
    /// What is in doubt about the county's data.
    doubts: Doubts,
    /// What would be in doubt with the plan carried out.
    doubts_after: Doubts,
    lacks: Vec<LackReport>,
    changes: Vec<ChangeReport>,
    /// Where the people go who leave a row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    moves: Vec<MoveReport>,
    additions: Vec<AdditionReport>,
    findings: Vec<FindingReport>,
    choices: Vec<ChoiceReport>,
    coefficients: Vec<CoefficientReport>,
    stuck: Vec<StuckReport>,
    /// What does not fail now and would with the plan carried out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    broken: Vec<RootReport>,
    /// Audits that find something with the plan carried out and did not before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubtful: Vec<Subject>,
    missing: Vec<MissingReport>,
    totals: Vec<TotalReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Subject {
    rule: String,
    entity: String,
    key: Vec<String>,
    #[serde(skip_serializing_if = "indexmap::IndexMap::is_empty")]
    by: indexmap::IndexMap<String, String>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct RootReport {
    #[serde(flatten)]
    subject: Subject,
    before: Outcome,
    after: Outcome,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct LackReport {
    #[serde(flatten)]
    subject: Subject,
    #[serde(skip_serializing_if = "String::is_empty")]
    condition: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    /// The units that lead the measures for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    units: Vec<String>,
    changes: Vec<ChangeReport>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ChangeReport {
    entity: String,
    key: Vec<String>,
    column: String,
    from: Option<String>,
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<String>,
    unit: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<String>,
    /// Whether it cannot be done but must be found out again: a survey, a past year's figure.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    again: bool,
}

/// People who leave one row for another.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct MoveReport {
    entity: String,
    column: String,
    from: Vec<String>,
    /// Null where no row of the county can take them.
    to: Option<Vec<String>>,
    amount: String,
    unit: String,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct AdditionReport {
    rule: String,
    entity: String,
    key: Vec<String>,
    cells: indexmap::IndexMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct FindingReport {
    rule: String,
    entity: String,
    key: Vec<String>,
    to: String,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ChoiceReport {
    #[serde(flatten)]
    subject: Subject,
    needed: usize,
    candidates: Vec<CandidateReport>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct CandidateReport {
    rule: String,
    chosen: bool,
    feasible: bool,
    changes: Vec<ChangeReport>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct CoefficientReport {
    #[serde(flatten)]
    subject: Subject,
    of: String,
    value: String,
    limit: Option<String>,
    movers: Vec<MoverReport>,
    changes: Vec<ChangeReport>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct MoverReport {
    entity: String,
    key: Vec<String>,
    share: String,
    below: bool,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct StuckReport {
    #[serde(flatten)]
    subject: Subject,
    #[serde(skip_serializing_if = "String::is_empty")]
    condition: String,
    why: String,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct TotalReport {
    entity: String,
    column: Option<String>,
    amount: Option<String>,
    unit: String,
    places: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<String>,
}

/// Counties' gaps as JSON.
///
/// # Errors
/// Where the serialiser fails, which it does not for these types.
pub fn json(
    pack: &CheckedPack,
    facts: &Facts,
    options: &Options,
    gaps: &[CountyGap],
    language: Language,
) -> Result<String, serde_json::Error> {
    let counties =
        gaps.iter().map(|gap| Shower { pack, facts: &gap.planned, language }.county(gap)).collect();
    let report = GapReport {
        engine: EngineStamp::OWN,
        format: FORMAT,
        pack: PackStamp::of(pack),
        as_of: options.as_of.to_string(),
        data: facts.digest.clone(),
        content: facts.content(),
        counties,
    };
    serde_json::to_string_pretty(&report)
}

struct Shower<'a> {
    pack: &'a CheckedPack,
    facts: &'a Facts,
    language: Language,
}

fn decimal(n: &Number) -> String {
    n.display(12)
}

impl Shower<'_> {
    fn county(&self, gap: &CountyGap) -> County {
        let totals = totals(self.pack, gap);
        let priced: Vec<Number> = totals.iter().filter_map(|t| t.cost.clone()).collect();
        let root = |r: &Root| RootReport {
            subject: self.subject_of(r.item, r.row, &r.group),
            before: r.before,
            after: r.after,
        };
        let lacks = gap.lacks.iter().map(|lack| {
            let unit = lack.unit.as_ref();
            let show = |n: &Option<Surd>| n.as_ref().map(|n| scaled(n, unit));
            LackReport {
                subject: self.subject(&lack.at),
                condition: lack.condition.clone(),
                of: lack.of.map(|i| self.item(i)),
                value: show(&lack.value),
                relation: lack.value.is_some().then_some(lack.relation),
                limit: show(&lack.limit),
                unit: unit.map(|u| u.symbol.to_string()),
                units: lead_units(self.pack, lack.of, lack.at.item),
                changes: self.changes(&lack.changes),
            }
        });
        let coefficients = gap.coefficients.iter().map(|c| CoefficientReport {
            subject: self.subject(&c.at),
            of: c.of.clone(),
            value: c.value.display(12),
            limit: c.limit.as_ref().map(|l| l.display(12)),
            movers: c
                .movers
                .iter()
                .map(|m| MoverReport {
                    entity: self.entity(c.entity),
                    key: key_of(self.pack, self.facts, c.entity, m.row),
                    share: decimal(&m.share),
                    below: m.below,
                })
                .collect(),
            changes: self.changes(&c.changes),
        });
        let choices = gap.choices.iter().map(|choice| ChoiceReport {
            subject: self.subject(&choice.at),
            needed: choice.needed,
            candidates: choice
                .candidates
                .iter()
                .map(|c| CandidateReport {
                    rule: self.item(c.item),
                    chosen: c.chosen,
                    feasible: c.feasible,
                    changes: self.changes(&c.changes),
                })
                .collect(),
        });
        let findings = gap.findings.iter().filter_map(|f| {
            let item = self.pack.item(f.item)?;
            let to = match f.to {
                FindingResult::Flag(flag) => flag.to_string(),
                FindingResult::Grade(grade) => self.kind(KindIx(0), grade),
                FindingResult::Missing(_) => return None,
            };
            let key = key_of(self.pack, self.facts, item.entity, f.row);
            Some(FindingReport { rule: item.id.clone(), entity: self.entity(item.entity), key, to })
        });
        let stuck = gap.stuck.iter().map(|s| StuckReport {
            subject: self.subject(&s.at),
            condition: s.condition.clone(),
            why: s.why.text(self.language),
        });
        let total = totals.iter().map(|t| {
            let entity = self.pack.entity(t.entity);
            let column = t.column.and_then(|c| self.pack.column(t.entity, c));
            let unit = column.map(|c| c.unit.symbol.to_string());
            TotalReport {
                entity: self.entity(t.entity),
                column: column.map(|c| c.id.clone()),
                amount: t.amount.as_ref().map(decimal),
                unit: unit.or_else(|| entity.map(|e| e.unit.symbol.to_string())).unwrap_or_default(),
                places: t.places,
                cost: t.cost.as_ref().map(decimal),
            }
        });
        County {
            county: key_of(self.pack, self.facts, COUNTY, gap.county).join("/"),
            conclusions: gap.roots.iter().map(root).collect(),
            doubts: gap.doubts[0],
            doubts_after: gap.doubts[1],
            lacks: lacks.collect(),
            changes: self.changes(&gap.changes),
            moves: gap.moves.iter().filter_map(|m| self.moved(m)).collect(),
            additions: gap.additions.iter().filter_map(|a| self.addition(a)).collect(),
            findings: findings.collect(),
            choices: choices.collect(),
            coefficients: coefficients.collect(),
            stuck: stuck.collect(),
            broken: gap.broken.iter().map(root).collect(),
            doubtful: gap.doubtful.iter().map(|(i, row)| self.subject_of(*i, *row, &Group::new())).collect(),
            missing: gap.missing.iter().filter_map(|m| missing(self.pack, self.facts, m)).collect(),
            totals: total.collect(),
            cost: (!priced.is_empty()).then(|| decimal(&priced.into_iter().sum())),
        }
    }

    fn entity(&self, entity: EntityIx) -> String {
        self.pack.entity(entity).map_or_else(String::new, |e| e.id.clone())
    }

    fn item(&self, item: ItemIx) -> String {
        self.pack.item(item).map_or_else(String::new, |i| i.id.clone())
    }

    fn kind(&self, kind: KindIx, value: u16) -> String {
        let values = self.pack.kind(kind).map(|k| k.values.as_slice()).unwrap_or_default();
        values.get(usize::from(value)).map_or_else(String::new, |(id, _)| id.clone())
    }

    fn subject(&self, at: &Standpoint) -> Subject {
        let row = at.frames.first().map_or(0, |(_, row)| *row);
        self.subject_of(at.item.unwrap_or(ItemIx(0)), row, &at.group)
    }

    fn subject_of(&self, item: ItemIx, row: u32, group: &Group) -> Subject {
        let entity = self.pack.item(item).map_or(COUNTY, |i| i.entity);
        let by = group
            .iter()
            .filter_map(|(k, v)| Some((self.pack.kind(*k)?.id.clone(), self.kind(*k, *v))))
            .collect();
        Subject {
            rule: self.item(item),
            entity: self.entity(entity),
            key: key_of(self.pack, self.facts, entity, row),
            by,
        }
    }

    fn changes(&self, changes: &[Change]) -> Vec<ChangeReport> {
        changes.iter().filter_map(|c| self.change(c)).collect()
    }

    fn change(&self, change: &Change) -> Option<ChangeReport> {
        let column = self.pack.column(change.at.entity, change.at.column)?;
        let shown = |cell: &Cell| {
            if column.personal { None } else { cell_by_ids(self.pack, cell, column.ty, &column.unit) }
        };
        let apart = match (&change.from, &change.to) {
            (Cell::Number(a), Cell::Number(b)) if !column.personal => {
                Some(decimal(&column.unit.from_base(&(b - a))))
            }
            _ => None,
        };
        Some(ChangeReport {
            entity: self.entity(change.at.entity),
            key: key_of(self.pack, self.facts, change.at.entity, change.at.row),
            column: column.id.clone(),
            from: shown(&change.from),
            to: shown(&change.to),
            change: apart,
            unit: column.unit.symbol.to_string(),
            cost: change.cost.as_ref().map(decimal),
            again: change.again,
        })
    }

    fn moved(&self, moved: &Move) -> Option<MoveReport> {
        let column = self.pack.column(moved.from.entity, moved.from.column)?;
        let key = |row: u32| key_of(self.pack, self.facts, moved.from.entity, row);
        Some(MoveReport {
            entity: self.entity(moved.from.entity),
            column: column.id.clone(),
            from: key(moved.from.row),
            to: moved.to.map(|to| key(to.row)),
            amount: decimal(&column.unit.from_base(&moved.amount)),
            unit: column.unit.symbol.to_string(),
        })
    }

    fn addition(&self, addition: &Addition) -> Option<AdditionReport> {
        let entity = self.pack.entity(addition.entity)?;
        let cells = addition.cells.iter().filter_map(|(c, cell)| {
            let column = entity.columns.get(c.ix())?;
            Some((column.id.clone(), cell_by_ids(self.pack, cell, column.ty, &column.unit)?))
        });
        Some(AdditionReport {
            rule: self.item(addition.item),
            entity: entity.id.clone(),
            key: key_of(self.pack, self.facts, addition.entity, addition.row),
            cells: cells.collect(),
            cost: addition.cost.as_ref().map(decimal),
        })
    }
}

fn scaled(n: &Surd, unit: Option<&Unit>) -> String {
    let scaled = unit.and_then(|u| n.over(&Surd::from(u.scale.clone())));
    scaled.unwrap_or_else(|| n.clone()).display(12)
}
