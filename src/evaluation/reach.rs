//! What a changed cell, finding or row can reach: the items that read it, directly or not, and for which rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use crate::facts::{COUNTY, Facts};
use crate::semantics::{CheckedPack, ColumnIx, EntityIx, ItemIx, Read, Step};

/// The order of a pack's computation, to look up in.
#[derive(Debug)]
pub struct Reach<'a> {
    pack: &'a CheckedPack,
    /// The position of each item and derived column in the order.
    positions: HashMap<Read, usize>,
}

/// The rows that are reached, by position in the order of computation.
pub(super) type Rows = BTreeMap<usize, Range<u32>>;

/// What is reached.
#[derive(Debug, Clone, Default)]
pub struct Touched {
    /// Of these items some rows, at most those from the first to the last.
    some: BTreeMap<ItemIx, Range<u32>>,
    /// Of these items any row.
    all: BTreeSet<ItemIx>,
}

impl Touched {
    /// Whether an item's result for a row may be another. Where this is not so, it is not.
    pub fn has(&self, item: ItemIx, row: u32) -> bool {
        self.all.contains(&item) || self.some.get(&item).is_some_and(|rows| rows.contains(&row))
    }
}

impl<'a> Reach<'a> {
    /// In a pack.
    pub fn new(pack: &'a CheckedPack) -> Self {
        let steps = pack.order.iter().enumerate();
        Reach { pack, positions: steps.map(|(i, step)| (Read::from(*step), i)).collect() }
    }

    /// From a cell.
    pub fn of_cell(&self, facts: &Facts, entity: EntityIx, row: u32, column: ColumnIx) -> Touched {
        self.from(facts, Read::Column(entity, column), entity, row)
    }

    /// From a finding about a row.
    pub fn of_finding(&self, facts: &Facts, item: ItemIx, row: u32) -> Touched {
        let entity = self.pack.item(item).map_or(COUNTY, |i| i.entity);
        self.from(facts, Read::Finding(item), entity, row)
    }

    /// From a row that is there or not, with all rows below it, their cells and findings.
    pub fn of_row(&self, entity: EntityIx) -> Touched {
        let entities = (0u32..).map(EntityIx).zip(&self.pack.entities);
        let below = entities.filter(|(e, _)| self.pack.way_down(entity, *e).is_some());
        let mut reads = Vec::new();
        for (e, declared) in below {
            reads.push(Read::Rows(e));
            reads.extend((0u32..).zip(&declared.columns).map(|(c, _)| Read::Column(e, ColumnIx(c))));
            let judged = (0u32..).map(ItemIx).zip(&self.pack.items).filter(|(_, i)| i.entity == e);
            reads.extend(judged.map(|(ix, _)| Read::Finding(ix)));
        }
        let all = self.pack.reads.users(reads).into_iter().filter_map(Read::item).collect();
        Touched { some: BTreeMap::new(), all }
    }

    fn from(&self, facts: &Facts, read: Read, entity: EntityIx, row: u32) -> Touched {
        let mut rows = Rows::new();
        self.spread(facts, &mut rows, read, entity, row..row.saturating_add(1));
        let item = |(position, rows): (usize, Range<u32>)| match self.pack.order.get(position)? {
            Step::Item(item) => Some((*item, rows)),
            Step::Column(..) | Step::List(_) => None,
        };
        Touched { some: rows.into_iter().filter_map(item).collect(), all: BTreeSet::new() }
    }

    /// Where something stands in the order of computation.
    pub(super) fn position(&self, read: Read) -> Option<usize> {
        self.positions.get(&read).copied()
    }

    /// Enters the rows of what is read, and those of what reads it. What tells of a list concerns the whole county.
    pub(super) fn spread(
        &self,
        facts: &Facts,
        found: &mut Rows,
        read: Read,
        entity: EntityIx,
        rows: Range<u32>,
    ) {
        if rows.is_empty() {
            return;
        }
        if let Some(position) = self.position(read) {
            let joined = match found.get(&position) {
                Some(old) if old.start <= rows.start && rows.end <= old.end => return,
                Some(old) => old.start.min(rows.start)..old.end.max(rows.end),
                None => rows.clone(),
            };
            found.insert(position, joined);
        }
        for reader in self.pack.reads.readers(read) {
            let target = match *reader {
                Read::Column(target, _) => Some(target),
                // A list without rows is read too: by whoever goes over it in the county.
                Read::Rows(_) => Some(COUNTY),
                Read::Item(item) => self.pack.item(item).map(|i| i.entity),
                Read::Limit(_) | Read::Finding(_) | Read::Kind(_) | Read::TargetYear => None,
            };
            if let Some(target) = target {
                let related = related(self.pack, facts, entity, rows.clone(), target);
                self.spread(facts, found, *reader, target, related);
            }
        }
    }
}

/// The rows of `target` that have a common ancestor with rows of `entity`: those that may read them.
pub(super) fn related(
    pack: &CheckedPack,
    facts: &Facts,
    entity: EntityIx,
    rows: Range<u32>,
    target: EntityIx,
) -> Range<u32> {
    let lineage = |mut at: EntityIx| {
        let mut all = vec![at];
        while let Some(parent) = pack.entity(at).and_then(|e| e.parent) {
            all.push(parent);
            at = parent;
        }
        all
    };
    let above = lineage(target);
    let common = lineage(entity).into_iter().find(|e| above.contains(e)).unwrap_or(COUNTY);
    let up = |row: u32| facts.ancestor_row(pack, entity, row, common);
    let Some((first, last)) = rows.end.checked_sub(1).and_then(|last| up(rows.start).zip(up(last))) else {
        return 0..0;
    };
    let below = |row: u32| facts.rows_below(pack, common, row, target);
    below(first).start..below(last).end
}
