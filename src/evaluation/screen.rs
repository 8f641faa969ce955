//! What the columns decide of a county: results without the interpreter, which is asked only about what is left open.

use std::ops::Range;

use super::columns::{self, Column, Columns, EXACT, FALSE, NOT_APPLICABLE, TRUE, UNKNOWN, set};
use super::county::{County, report};
use super::eval::Eval;
use super::item::ItemResult;
use super::{CountyResult, MemberResult, RequirementResult};
use crate::facts::{COUNTY, Facts};
use crate::plan::{GroupPlan, MemberPlan, NodeIx, Plan, Sort};
use crate::semantics::{CheckedPack, ColumnIx, EntityIx, Item, ItemBody, ItemIx, RuleKind};
use crate::value::{Number, Outcome, Surd};

/// A plan with its columns for some facts.
pub(super) struct Screen<'a> {
    pack: &'a CheckedPack,
    facts: &'a Facts,
    plan: &'a Plan,
    columns: Columns<'a>,
}

impl<'a> Screen<'a> {
    /// Runs the plan.
    pub fn new(pack: &'a CheckedPack, facts: &'a Facts, plan: &'a Plan) -> Self {
        Screen { pack, facts, plan, columns: columns::run(pack, facts, plan) }
    }

    fn column(&self, node: NodeIx) -> Option<&Column<'a>> {
        self.columns.get(node)
    }

    fn code(&self, node: NodeIx, row: usize) -> u8 {
        self.column(node).map_or(EXACT, |c| c.code(row))
    }

    fn number(&self, node: NodeIx, row: usize) -> Option<Surd> {
        let (above, below) = self.column(node)?.parts(row)?;
        Number::ratio(above, below).map(Surd::from)
    }

    /// A value that the columns know, or that does not apply; none where the interpreter must say more.
    fn eval(&self, node: NodeIx, row: usize) -> Option<Eval> {
        let planned = self.plan.node(node)?;
        let column = self.column(node)?;
        match (column.code(row), planned.sort) {
            (NOT_APPLICABLE, _) => Some(Eval::NotApplicable),
            (code @ (FALSE | TRUE), Sort::Truth) => Some(Eval::truth(code == TRUE)),
            (TRUE, Sort::Number) => self.number(node, row).map(Eval::number),
            // Which kind it is of is for the interpreter.
            _ => None,
        }
    }

    /// A cell of a derived column.
    pub fn cell(&self, entity: EntityIx, row: u32, column: ColumnIx) -> Option<Eval> {
        let found = self.plan.derived.iter().find(|(e, c, _)| (*e, *c) == (entity, column));
        found.and_then(|(_, _, node)| self.eval(*node, row as usize))
    }

    /// An item's result for a subject, of the group at a position; none where the interpreter must say more.
    pub fn result(&self, ix: ItemIx, row: u32, group: usize) -> Option<ItemResult> {
        let item = self.pack.item(ix)?;
        let plan = self.plan.items.get(ix.ix())?.groups.get(group)?;
        self.of_group(item, plan, row as usize)
    }

    fn of_group(&self, item: &Item, plan: &GroupPlan, row: usize) -> Option<ItemResult> {
        let outcome = self.eval(plan.outcome, row)?;
        let settled = |eval: &Eval| ItemResult {
            outcome: eval.clone(),
            value: eval.clone(),
            limit: eval.clone(),
            requirements: Vec::new(),
        };
        if outcome == Eval::NotApplicable {
            // Of an indicator, value and limit may be there all the same.
            let whole = plan.indicator.is_none_or(|(v, l)| {
                self.code(v, row) == NOT_APPLICABLE && self.code(l, row) == NOT_APPLICABLE
            });
            let bare = plan.requirements.is_empty() || self.applies(plan, row) == Some(false);
            return (whole && bare).then(|| settled(&outcome));
        }
        match &item.body {
            ItemBody::Indicator(_) => {
                let (value, limit) = plan.indicator?;
                let (value, limit) = (self.eval(value, row)?, self.eval(limit, row)?);
                Some(ItemResult { outcome, value, limit, requirements: Vec::new() })
            }
            ItemBody::Rule { .. } => {
                let one = |r: &crate::plan::RequirementPlan| {
                    let outcome = self.outcome(r.condition, row)?;
                    let members = r.members.iter().map(|m| self.member(m, row)).collect::<Option<_>>()?;
                    Some(RequirementResult { outcome, members })
                };
                let requirements = plan.requirements.iter().map(one).collect::<Option<_>>()?;
                Some(ItemResult { requirements, ..settled(&outcome) })
            }
            ItemBody::Define { .. } => Some(settled(&outcome)),
        }
    }

    /// Whether the item's `when` holds; none where that is not plain.
    fn applies(&self, plan: &GroupPlan, row: usize) -> Option<bool> {
        match plan.applies.map_or(TRUE, |node| self.code(node, row)) {
            TRUE => Some(true),
            FALSE | NOT_APPLICABLE => Some(false),
            _ => None,
        }
    }

    fn outcome(&self, node: NodeIx, row: usize) -> Option<Outcome> {
        match self.code(node, row) {
            TRUE => Some(Outcome::Met),
            FALSE => Some(Outcome::Unmet),
            UNKNOWN => Some(Outcome::Undetermined),
            NOT_APPLICABLE => Some(Outcome::NotApplicable),
            _ => None,
        }
    }

    fn member(&self, plan: &MemberPlan, row: usize) -> Option<MemberResult> {
        let outcome = self.outcome(plan.condition, row)?;
        let (mut value, mut limit) = (None, None);
        if let Some((v, l)) = plan.indicator {
            // A number that the columns do not have may be there for the interpreter.
            if self.code(v, row) == EXACT || self.code(l, row) == EXACT {
                return None;
            }
            (value, limit) = (self.number(v, row), self.number(l, row));
        }
        Some(MemberResult { item: plan.item, outcome, value, limit })
    }

    /// A county's result with only those of its outcomes that are not met or undetermined, and the conclusions', or where the failing
    /// ones are not asked for these alone; none where the
    /// interpreter must say more.
    pub fn county(&self, county: u32, failing: bool) -> Option<CountyResult> {
        let mut result = CountyResult {
            county,
            subjects: Vec::new(),
            values: Vec::new(),
            audits: Vec::new(),
            tally: Some(vec![[0; 4]; self.pack.items.len()]),
        };
        let mut found: Vec<(u32, usize)> = Vec::new();
        let mut ranges: Vec<Option<Range<u32>>> = vec![None; self.pack.entities.len()];
        for ((ix, item), plan) in (0u32..).map(ItemIx).zip(&self.pack.items).zip(&self.plan.items) {
            let (audit, define, concludes) = match &item.body {
                ItemBody::Define { output: false, .. } => continue,
                ItemBody::Define { .. } => (false, true, false),
                ItemBody::Rule { kind: RuleKind::Audit, .. } => (true, false, false),
                _ => (false, false, item.concludes()),
            };
            let range = ranges.get_mut(item.entity.ix())?;
            let range = range
                .get_or_insert_with(|| self.facts.rows_below(self.pack, COUNTY, county, item.entity))
                .clone();
            for (position, group) in plan.groups.iter().enumerate() {
                if define {
                    for row in range.clone() {
                        found.push((row, position));
                    }
                    continue;
                }
                let states = &self.column(group.outcome)?.states;
                let [met, unmet, open, idle, exact] = states.counts(range.clone());
                // What is open takes the interpreter to say why; an audit that is open found nothing.
                if exact > 0 || (open > 0 && !audit) {
                    return None;
                }
                if let Some(tally) = result.tally.as_mut().and_then(|t| t.get_mut(ix.ix())).filter(|_| !audit)
                {
                    for (slot, count) in tally.iter_mut().zip([met, unmet, 0, idle]) {
                        *slot += count as usize;
                    }
                }
                if !concludes && !audit && (unmet == 0 || !failing) {
                    continue;
                }
                for (first, word) in states.range(range.clone()) {
                    let rows = set(first, if concludes { word.rows() } else { word.no });
                    found.extend(rows.filter_map(|row| Some((u32::try_from(row).ok()?, position))));
                }
            }
            // By row, then by group, as the interpreter goes.
            found.sort_unstable();
            for (row, position) in found.drain(..) {
                let group = plan.groups.get(position)?;
                let judged = self.of_group(item, group, row as usize)?;
                report(&mut result, (ix, item), row, &group.group, &judged);
            }
        }
        Some(result)
    }

    /// A county's result, asking the interpreter for all that the columns leave open.
    pub fn judged(&self, county: u32, failing: bool) -> CountyResult {
        self.county(county, failing).unwrap_or_else(|| {
            let mut judged = County::new(self.pack, self.facts, self.plan.as_of, county).screened(self);
            judged.unwarned = true;
            judged.run();
            judged.result().condensed(self.pack)
        })
    }
}
