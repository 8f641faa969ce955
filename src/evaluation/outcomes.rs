//! What items come to for the subjects of some counties, without saying why: for whoever compares or counts.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use super::county::{County, Memo};
use super::screen::Screen;
use super::withhold::Withheld;
use crate::facts::{COUNTY, Facts};
use crate::plan::Plan;
use crate::semantics::{CheckedPack, ItemIx, Step};
use crate::source::QuickMap;
use crate::value::{Outcome, Surd};

/// The outcomes of some counties that stand together, by the columns as far as they go; a county that they leave open is judged by the
/// interpreter when it is asked for.
pub struct Outcomes<'a> {
    pack: &'a CheckedPack,
    facts: &'a Facts,
    plan: &'a Plan,
    /// What the interpreter computes of a county.
    steps: &'a [Step],
    screen: Screen<'a>,
    judged: RefCell<QuickMap<u32, Arc<Memo>>>,
    withheld: Withheld<'a>,
}

impl<'a> Outcomes<'a> {
    /// By a plan of the pack, which may be narrowed to what is asked for; `steps` are the steps for that ([`CheckedPack::steps_for`]).
    pub fn new(
        pack: &'a CheckedPack,
        facts: &'a Facts,
        (plan, steps): (&'a Plan, &'a [Step]),
        counties: Range<u32>,
    ) -> Self {
        let screen = Screen::new(pack, facts, plan, counties);
        let withheld = Withheld::of(pack, facts, plan.as_of);
        Outcomes { pack, facts, plan, steps, screen, judged: RefCell::default(), withheld }
    }

    /// What an item comes to for a row and the group at a position of its groups ([`crate::plan::ItemPlan::groups`]).
    pub fn outcome(&self, item: ItemIx, row: u32, group: usize) -> Outcome {
        if let Some(known) = self.screen.outcome_of(item, row, group) {
            return known;
        }
        let found = self.exactly(item, row, |memo| {
            let group = self.plan.items.get(item.ix()).and_then(|i| i.groups.get(group))?;
            Some(memo.only(item, row, &group.group)?.outcome.outcome())
        });
        found.unwrap_or(Outcome::Undetermined)
    }

    /// An indicator's value and threshold, in base units, as far as they are known; none that stand in personal columns.
    pub fn numbers(&self, item: ItemIx, row: u32, group: usize) -> [Option<Surd>; 2] {
        let found = match self.screen.result(item, row, group) {
            Some(found) => Some([found.value.as_number().cloned(), found.limit.as_number().cloned()]),
            None => self.exactly(item, row, |memo| {
                let group = self.plan.items.get(item.ix()).and_then(|i| i.groups.get(group))?;
                let found = memo.only(item, row, &group.group)?;
                Some([found.value.as_number().cloned(), found.limit.as_number().cloned()])
            }),
        };
        let [value, limit] = found.unwrap_or_default();
        let hidden = |_: &Surd| {
            let entity = self.pack.item(item).map(|i| i.entity);
            let county = entity.and_then(|e| self.facts.ancestor_row(self.pack, e, row, COUNTY));
            let group = self.plan.items.get(item.ix()).and_then(|i| i.groups.get(group));
            let group = group.map_or(&[][..], |g| g.group.as_slice());
            county.is_none_or(|county| self.withheld.hides_one(county, item, row, group))
        };
        [value.filter(|value| !hidden(value)), limit]
    }

    fn exactly<T>(&self, item: ItemIx, row: u32, read: impl FnOnce(&Memo) -> Option<T>) -> Option<T> {
        let entity = self.pack.item(item)?.entity;
        let county = self.facts.ancestor_row(self.pack, entity, row, COUNTY)?;
        let mut judged = self.judged.borrow_mut();
        let memo = judged.entry(county).or_insert_with(|| {
            let mut county = County::new(self.pack, self.facts, self.plan.as_of, county)
                .screened(&self.screen)
                .remembering();
            county.unwarned = true;
            county.run_steps(self.steps);
            county.memo
        });
        read(memo)
    }
}
