//! Many settings of one number: how many subjects, rows and counties pass at each. Only what depends on the number is computed again.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::columns::{self, Again, Columns, EXACT, FALSE, NOT_APPLICABLE, TRUE, UNKNOWN, Window};
use super::county::{County, Memo};
use super::{Options, asked, together};
use crate::facts::{COUNTY, Facts};
use crate::plan::{NodeIx, Plan};
use crate::semantics::{CheckedPack, EntityIx, ItemIx, Read, Step};
use crate::source::QuickMap;
use crate::value::Outcome;

/// A pack with another number.
#[derive(Debug, Clone)]
pub struct Setting {
    pack: CheckedPack,
    plan: Plan,
    /// For each of its nodes the first plan's that comes to the same.
    shared: Vec<Option<NodeIx>>,
}

impl Setting {
    /// A pack that differs from the first one's in numbers alone; `plan` is the first one's.
    pub fn new(pack: CheckedPack, plan: &Plan) -> Self {
        let own = Plan::new(&pack, plan.as_of);
        let shared = own.shared_with(plan);
        Setting { pack, plan: own, shared }
    }
}

/// How an item's subjects come out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passing {
    /// Subjects met, unmet, undetermined, not applicable.
    pub subjects: [usize; 4],
    /// By table from the item's own up to the county's ([`levels`]): rows of which all subjects are met that apply, and all rows that
    /// have a subject to which the item applies.
    pub rows: Vec<[usize; 2]>,
}

impl Passing {
    /// Puts others to these.
    pub fn add(&mut self, more: &Passing) {
        self.subjects.iter_mut().zip(more.subjects).for_each(|(own, more)| *own += more);
        self.rows.resize(self.rows.len().max(more.rows.len()), [0; 2]);
        for (own, more) in self.rows.iter_mut().zip(&more.rows) {
            own.iter_mut().zip(more).for_each(|(own, more)| *own += more);
        }
    }
}

/// The tables from an item's own up to the county's.
pub fn levels(pack: &CheckedPack, item: ItemIx) -> Vec<EntityIx> {
    let own = pack.item(item).map(|i| i.entity);
    std::iter::successors(own, |e| pack.entity(*e).and_then(|e| e.parent)).collect()
}

/// How some items come out at the pack's own number, and at each setting. `reached` is all that reads the settings' numbers, directly or
/// not.
pub fn sweep(
    pack: &CheckedPack,
    facts: &Facts,
    plan: &Plan,
    (settings, items, reached): (&[Setting], &[ItemIx], &BTreeSet<Read>),
    options: &Options,
    threads: NonZeroUsize,
) -> Vec<Vec<Passing>> {
    let counties: Vec<u32> = asked(facts, options).collect();
    let most = together(facts, plan);
    let blocks: Vec<&[u32]> =
        counties.chunk_by(|a, b| a + 1 == *b).flat_map(|all| all.chunks(most)).collect();
    let steps = pack.steps_for(items.iter().copied());
    let own = |step: &&Step| reached.contains(&Read::from(**step));
    let again: Vec<Step> = steps.iter().filter(own).copied().collect();
    let none = || vec![vec![Passing::default(); items.len()]; settings.len() + 1];
    let (next, total) = (AtomicUsize::new(0), Mutex::new(none()));
    crate::source::by_threads(threads.get(), || {
        let mut found = none();
        while let Some(neighbours) = blocks.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (Some(first), Some(last)) = (neighbours.first(), neighbours.last()) else { continue };
            let window = Window::new(pack, facts, *first..last + 1);
            let mut block = Block {
                facts,
                window: &window,
                again: Again::new(pack, facts, plan, &window),
                steps: &steps,
                reached: &again,
                memos: QuickMap::default(),
            };
            block.count((pack, plan, settings), items, &mut found);
        }
        let mut total = total.lock().unwrap_or_else(|e| e.into_inner());
        let pairs = total.iter_mut().flatten().zip(found.iter().flatten());
        pairs.for_each(|(total, more)| total.add(more));
    });
    total.into_inner().unwrap_or_else(|e| e.into_inner())
}

/// Some counties.
struct Block<'a> {
    facts: &'a Facts,
    window: &'a Window,
    again: Again<'a, 'a>,
    /// What the interpreter computes for the items.
    steps: &'a [Step],
    /// Those of it that another number may change.
    reached: &'a [Step],
    /// What it computed by the pack's own number.
    memos: QuickMap<u32, Arc<Memo>>,
}

/// One item's outcomes for the rows of a block, by group.
struct Codes(Vec<Vec<u8>>);

impl<'a> Block<'a> {
    fn count(
        &mut self,
        (pack, plan, settings): (&'a CheckedPack, &'a Plan, &'a [Setting]),
        items: &[ItemIx],
        found: &mut [Vec<Passing>],
    ) {
        let Some((own, others)) = found.split_first_mut() else { return };
        let mut first = Vec::with_capacity(items.len());
        for (item, total) in items.iter().zip(own) {
            let codes = codes(self.again.columns(), plan, *item, self.window);
            let passing = self.passing(pack, (pack, *item), codes, None);
            total.add(&passing);
            first.push(passing);
        }
        for (setting, totals) in settings.iter().zip(others) {
            let columns = self.again.columns_of(&setting.plan, &setting.shared);
            let mut judged = QuickMap::default();
            for ((item, total), before) in items.iter().zip(totals).zip(&first) {
                let groups = setting.plan.items.get(item.ix()).map_or(&[][..], |i| &i.groups);
                let same = |node: NodeIx| setting.shared.get(node.0 as usize).is_some_and(Option::is_some);
                let codes = codes(&columns, &setting.plan, *item, self.window);
                let open = codes.0.iter().flatten().any(|c| *c == EXACT);
                if !open && groups.iter().all(|g| same(g.outcome)) {
                    total.add(before);
                    continue;
                }
                let passing = self.passing(pack, (&setting.pack, *item), codes, Some(&mut judged));
                total.add(&passing);
            }
        }
    }

    /// Counts; what the columns leave open is judged by the interpreter, by the pack's own number or with what that number reaches
    /// judged again.
    fn passing(
        &mut self,
        first: &'a CheckedPack,
        (pack, item): (&'a CheckedPack, ItemIx),
        mut codes: Codes,
        mut judged: Option<&mut QuickMap<u32, Arc<Memo>>>,
    ) -> Passing {
        let Some(entity) = pack.item(item).map(|i| i.entity) else { return Passing::default() };
        let base = self.window.base(entity);
        for (group, rows) in codes.0.iter_mut().enumerate() {
            for (row, code) in (base..).zip(rows).filter(|(_, code)| **code == EXACT) {
                let memo = self.judged(first, (pack, entity), row, judged.as_deref_mut());
                let groups = memo.groups(item);
                let outcome = groups.get(group).and_then(|g| memo.only(item, row, g));
                *code = match outcome.map(|r| r.outcome.outcome()) {
                    Some(Outcome::Met) => TRUE,
                    Some(Outcome::Unmet) => FALSE,
                    Some(Outcome::NotApplicable) => NOT_APPLICABLE,
                    Some(Outcome::Undetermined) | None => UNKNOWN,
                };
            }
        }
        let mut passing = Passing::default();
        for code in codes.0.iter().flatten() {
            let [met, unmet, open, idle] = &mut passing.subjects;
            match *code {
                TRUE => *met += 1,
                FALSE => *unmet += 1,
                NOT_APPLICABLE => *idle += 1,
                _ => *open += 1,
            }
        }
        let rows = codes.rows();
        for level in levels(pack, item) {
            let mut counts = [0; 2];
            let mut count = |some: &[u8]| {
                let applies = some.iter().any(|c| *c != NOT_APPLICABLE);
                counts[1] += usize::from(applies);
                counts[0] += usize::from(applies && some.iter().all(|c| matches!(*c, TRUE | NOT_APPLICABLE)));
            };
            if level == entity {
                rows.chunks(1).for_each(&mut count);
            } else {
                let ranges = self.again.ranges(level, entity);
                let some = |range: &Range<u32>| rows.get(range.start as usize..range.end as usize);
                ranges.iter().filter_map(some).for_each(&mut count);
            }
            passing.rows.push(counts);
        }
        passing
    }

    fn judged(
        &mut self,
        first: &'a CheckedPack,
        (pack, entity): (&'a CheckedPack, EntityIx),
        row: u32,
        judged: Option<&mut QuickMap<u32, Arc<Memo>>>,
    ) -> Arc<Memo> {
        let county = self.facts.ancestor_row(pack, entity, row, COUNTY).unwrap_or_default();
        let (facts, steps, as_of) = (self.facts, self.steps, self.again.as_of());
        let whole = self.memos.entry(county).or_insert_with(|| {
            let mut own = County::new(first, facts, as_of, county).remembering();
            own.unwarned = true;
            own.run_steps(steps);
            own.memo
        });
        let Some(judged) = judged else { return whole.clone() };
        let reached = self.reached;
        let found = judged.entry(county).or_insert_with(|| {
            let mut own = County::new(pack, facts, as_of, county).remembering();
            own.unwarned = true;
            own.memo = whole.clone();
            own.run_steps(reached);
            own.memo
        });
        found.clone()
    }
}

impl Codes {
    /// For each row what all its groups come to.
    fn rows(&self) -> Vec<u8> {
        let Some((first, rest)) = self.0.split_first() else { return Vec::new() };
        let mut rows = first.clone();
        for group in rest {
            for (row, code) in rows.iter_mut().zip(group) {
                *row = match (*row, *code) {
                    (FALSE, _) | (_, FALSE) => FALSE,
                    (UNKNOWN, _) | (_, UNKNOWN) => UNKNOWN,
                    (TRUE, _) | (_, TRUE) => TRUE,
                    _ => NOT_APPLICABLE,
                };
            }
        }
        rows
    }
}

/// What the columns say of an item's subjects.
fn codes(columns: &Columns<'_>, plan: &Plan, item: ItemIx, window: &Window) -> Codes {
    let groups = plan.items.get(item.ix()).map_or(&[][..], |i| &i.groups);
    let of = |node: NodeIx| -> Vec<u8> {
        let rows = plan.node(node).map_or(0, |n| window.len(n.entity));
        let column: Option<&columns::Column<'_>> = columns.get(node);
        (0..rows).map(|row| column.map_or(EXACT, |c| c.code(row))).collect()
    };
    Codes(groups.iter().map(|g| of(g.outcome)).collect())
}
