//! What the columns decide of some counties: results without the interpreter, which is asked only about what is left open.

use std::borrow::Cow;
use std::ops::Range;

use super::columns::{self, Column, Columns, EXACT, FALSE, NOT_APPLICABLE, Plane, TRUE, UNKNOWN, Window};
use super::county::{County, report};
use super::eval::Eval;
use super::item::ItemResult;
use super::{CountyResult, Detail, MemberResult, RequirementResult, SubjectResult};
use crate::facts::Facts;
use crate::plan::{GroupPlan, ItemPlan, MemberPlan, NodeIx, Plan, Sort};
use crate::semantics::{CheckedPack, ColumnIx, EntityIx, Item, ItemBody, ItemIx, RuleKind};
use crate::value::{Number, Outcome, Surd};

/// A plan with its columns for some counties of the facts. What its doors call a row is one of a table; inside, rows are the columns'.
pub(super) struct Screen<'a> {
    pack: &'a CheckedPack,
    facts: &'a Facts,
    plan: &'a Plan,
    window: Window,
    columns: Columns<'a>,
}

impl<'a> Screen<'a> {
    /// Runs the plan for some counties.
    pub fn new(pack: &'a CheckedPack, facts: &'a Facts, plan: &'a Plan, counties: Range<u32>) -> Self {
        let window = Window::new(pack, facts, counties);
        let columns = columns::run(pack, facts, plan, &window);
        Screen { pack, facts, plan, window, columns }
    }

    /// Runs the plan for all counties.
    pub fn whole(pack: &'a CheckedPack, facts: &'a Facts, plan: &'a Plan) -> Self {
        Screen::new(pack, facts, plan, 0..u32::try_from(facts.counties.len()).unwrap_or(u32::MAX))
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
        found.and_then(|(_, _, node)| self.eval(*node, self.window.local(entity, row)))
    }

    /// An item's result for a subject, of the group at a position; none where the interpreter must say more.
    pub fn result(&self, ix: ItemIx, row: u32, group: usize) -> Option<ItemResult> {
        let item = self.pack.item(ix)?;
        let plan = self.plan.items.get(ix.ix())?.groups.get(group)?;
        self.of_group(item, plan, self.window.local(item.entity, row), false)
    }

    /// What an item comes to for a subject, of the group at a position; none where the interpreter must say.
    pub fn outcome_of(&self, ix: ItemIx, row: u32, group: usize) -> Option<Outcome> {
        let item = self.pack.item(ix)?;
        let plan = self.plan.items.get(ix.ix())?.groups.get(group)?;
        self.outcome(plan.outcome, self.window.local(item.entity, row))
    }

    fn of_group(&self, item: &Item, plan: &GroupPlan, row: usize, brief: bool) -> Option<ItemResult> {
        let outcome = self.eval(plan.outcome, row)?;
        let settled = |eval: &Eval| ItemResult {
            outcome: eval.clone(),
            value: eval.clone(),
            limit: eval.clone(),
            between: None,
            // What is unknown is left to the interpreter; of what is known nobody asks.
            applied: true,
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
                Some(ItemResult {
                    outcome,
                    value,
                    limit,
                    between: None,
                    applied: true,
                    requirements: Vec::new(),
                })
            }
            ItemBody::Rule { .. } => {
                let requirements = self.requirements(plan, row, brief)?;
                Some(ItemResult { requirements, ..settled(&outcome) })
            }
            ItemBody::Define { .. } => Some(settled(&outcome)),
        }
    }

    /// `brief`: as in a result that is condensed, members that are met are without numbers.
    fn requirements(&self, plan: &GroupPlan, row: usize, brief: bool) -> Option<Vec<RequirementResult>> {
        let mut all = Vec::with_capacity(plan.requirements.len());
        for requirement in &plan.requirements {
            let mut members = Vec::with_capacity(requirement.members.len());
            for member in &requirement.members {
                members.push(self.member(member, row, brief)?);
            }
            all.push(RequirementResult { outcome: self.outcome(requirement.condition, row)?, members });
        }
        Some(all)
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

    fn member(&self, plan: &MemberPlan, row: usize, brief: bool) -> Option<MemberResult> {
        let outcome = self.outcome(plan.condition, row)?;
        let (mut value, mut limit) = (None, None);
        if let Some((v, l)) = plan.indicator.filter(|_| !brief || outcome != Outcome::Met) {
            // A number that the columns do not have may be there for the interpreter.
            if self.code(v, row) == EXACT || self.code(l, row) == EXACT {
                return None;
            }
            (value, limit) = (self.number(v, row), self.number(l, row));
        }
        Some(MemberResult { item: plan.item, outcome, value, limit })
    }

    /// The counties' results with only those of their outcomes that are not met or undetermined, and the conclusions', or where the
    /// failing ones are not asked for these alone; none where the interpreter must say more.
    fn counties(&self, failing: bool) -> Vec<Option<CountyResult>> {
        let bare = |county| CountyResult {
            county,
            subjects: Vec::new(),
            values: Vec::new(),
            audits: Vec::new(),
            surplus: Vec::new(),
            bad_counts: Vec::new(),
            overrun: None,
            tally: Some(vec![[0; 4]; self.pack.items.len()]),
        };
        let mut results: Vec<_> = self.window.counties().map(|county| Some(bare(county))).collect();
        // What a list holds too much is for the interpreter to count.
        for list in self.plan.lists.iter().flatten() {
            let Some(surplus) = list.surplus.and_then(|node| self.column(node)) else { continue };
            for (slot, rows) in results.iter_mut().zip(self.window.each(list.each)) {
                if surplus.states.yes.meets(rows.clone()) || surplus.states.exact.meets(rows) {
                    *slot = None;
                }
            }
        }
        for ((ix, item), plan) in (0u32..).map(ItemIx).zip(&self.pack.items).zip(&self.plan.items) {
            if matches!(item.body, ItemBody::Define { output: false, .. }) {
                continue;
            }
            let rows = self.window.each(item.entity);
            for (slot, rows) in results.iter_mut().zip(rows) {
                let Some(result) = slot else { continue };
                if self.item((ix, item), plan, rows, failing, result).is_none() {
                    *slot = None;
                }
            }
        }
        results
    }

    /// Enters what an item comes to in a county; none where the interpreter must say more.
    fn item(
        &self,
        (ix, item): (ItemIx, &Item),
        plan: &ItemPlan,
        range: Range<u32>,
        failing: bool,
        result: &mut CountyResult,
    ) -> Option<()> {
        let (audit, define, concludes) = match &item.body {
            ItemBody::Define { .. } => (false, true, false),
            ItemBody::Rule { kind: RuleKind::Audit, .. } => (true, false, false),
            ItemBody::Indicator(_) | ItemBody::Rule { .. } => (false, false, item.concludes()),
        };
        let mut several: Vec<(u32, &GroupPlan)> = Vec::new();
        for group in &plan.groups {
            let mut found = |row| match plan.groups.len() {
                1 => self.found((ix, item), group, row, result),
                _ => {
                    several.push((row, group));
                    Some(())
                }
            };
            if define {
                range.clone().try_for_each(found)?;
                continue;
            }
            let states = &self.column(group.outcome)?.states;
            // What is open takes the interpreter to say why; an audit that is open found nothing.
            if states.exact.meets(range.clone()) || (!audit && states.open.meets(range.clone())) {
                return None;
            }
            if concludes {
                range.clone().try_for_each(&mut found)?;
            } else if audit || failing {
                states.no.rows(range.clone()).try_for_each(|row| found(u32::try_from(row).ok()?))?;
            }
            if !audit
                && let Some([met, not, _, rest]) = result.tally.as_mut().and_then(|t| t.get_mut(ix.ix()))
            {
                let count = |plane: &Plane| plane.count(range.clone()) as usize;
                let (unmet, idle) = (count(&states.no), count(&states.idle));
                *met += range.len() - unmet - idle;
                *not += unmet;
                *rest += idle;
            }
        }
        // By row, then by group, as the interpreter goes.
        several.sort_by_key(|(row, _)| *row);
        several.into_iter().try_for_each(|(row, group)| self.found((ix, item), group, row, result))
    }

    /// Enters what an item comes to for a subject; none where the interpreter must say more.
    fn found(
        &self,
        (ix, item): (ItemIx, &Item),
        group: &GroupPlan,
        local: u32,
        result: &mut CountyResult,
    ) -> Option<()> {
        let row = self.window.base(item.entity) + local;
        let rule = matches!(item.body, ItemBody::Rule { kind, .. } if kind != RuleKind::Audit);
        let outcome = self.outcome(group.outcome, local as usize);
        if let Some(outcome @ (Outcome::Met | Outcome::Unmet)) = outcome.filter(|_| rule) {
            let detail = Detail::Rule(self.requirements(group, local as usize, true)?);
            let (group, missing) = (group.group.clone(), Vec::new());
            result.subjects.push(SubjectResult { item: ix, row, group, outcome, detail, missing });
        } else {
            let judged = self.of_group(item, group, local as usize, true)?;
            report(result, (ix, item), row, &group.group, Cow::Owned(judged));
        }
        Some(())
    }

    /// The counties' results, asking the interpreter for all that the columns leave open.
    pub fn judged(&self, failing: bool) -> impl Iterator<Item = CountyResult> {
        let all = self.window.counties().zip(self.counties(failing));
        all.map(|(county, result)| {
            result.unwrap_or_else(|| {
                let mut judged = County::new(self.pack, self.facts, self.plan.as_of, county).screened(self);
                judged.unwarned = true;
                judged.run();
                judged.result().condensed(self.pack)
            })
        })
    }
}
